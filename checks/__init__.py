"""Each check changes one thing and asks whether a rule, a test or a chart's proof detects it; see `__main__`."""
