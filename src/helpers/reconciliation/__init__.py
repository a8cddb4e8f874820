"""Claims against evidence: tests, criteria and verdicts (notebook 03)."""

from helpers.reconciliation.weighing import processed, reconcile, verdicts
