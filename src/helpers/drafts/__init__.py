"""The claims of a new article, drafted from its text: what each numeral is, and what it counts."""
