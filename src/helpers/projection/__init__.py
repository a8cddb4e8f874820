"""Projections of yearly flows, their tests on the past, and the ledger of frozen forecasts
(notebook 06).
"""

from helpers.projection.house_method import probability_below, project
from helpers.projection.own_series import own_series

__all__ = ["own_series", "probability_below", "project"]
