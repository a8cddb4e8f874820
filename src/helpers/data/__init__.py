"""The data package: read it, check it, draft the claims of a new article (notebook 01)."""
