"""Claims against evidence: tests, criteria and verdicts (notebook 03)."""
