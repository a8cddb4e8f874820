"""Tidy tables: claims, flows, breakdowns and corridors, each row with its source (notebook 02)."""

from helpers.cleaning.breakdowns import (
    NO_GROUP,
    full_year,
    group_shares,
    internal_gains,
    internal_growth,
    known_by,
    not_published,
    parts,
    published,
    regional_balance,
    share_over_years,
    shares_by_dimension,
    shares_compared,
)
from helpers.cleaning.claims import articles_of, claims_of, implied_earlier, own_rows
from helpers.cleaning.corridors import corridor_stocks, pair_ratios
from helpers.cleaning.flows import FLOWS, annual_flows, cumulative, series_of
from helpers.cleaning.mirror_statistics import by_partner, outside_cis, since_peak, two_counts
from helpers.cleaning.tables import tables_of
