"""Projections of yearly flows (notebook 06), their tests on the past, and the ledger."""

from helpers.projection.house_method import probability_below, project
from helpers.projection.own_series import own_series

__all__ = ["own_series", "probability_below", "project"]
