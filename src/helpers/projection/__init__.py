"""Projections of yearly flows, their tests on the past, and the ledger of frozen forecasts
(notebook 06).
"""

from helpers.projection.house_method import probability_below, project

__all__ = ["probability_below", "project"]
