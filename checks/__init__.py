"""Each check changes one thing and asks whether a rule, a test or a chart's proof detects it.

`python -m checks prove` runs them, `python -m checks health` writes a page on what came of it.
"""
