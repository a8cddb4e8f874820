"""Breakdowns of the flows by group and region, and the balances of regions."""

import pandas as pd

from helpers.cleaning.bounds import PEOPLE, as_rounded, printed_bounds
from helpers.cleaning.flows import per_thousand
from helpers.parameters import Parameters

# Categories that are another concept, a change, or groups taken together.
NO_GROUP = "_all_flows|change_vs|^group_"


def known_by(breakdowns: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The rows that an edition may use: nothing of a later year, nor with `vintage='first'` of the
    year itself what was not published by the edition's date."""
    known = breakdowns.query("year <= @run.year")
    if run.vintage == "first":
        known = known.query("year < @run.year or published <= @pd.Timestamp(@run.cutoff)")
    return known


def full_year(breakdowns: pd.DataFrame, *years: int) -> pd.DataFrame:
    """The breakdowns of whole calendar years; `low` and `high` are what prints the same."""
    whole = breakdowns.query("year in @years and period_months == 12")
    bounds = []
    for row in whole.itertuples():
        ends = printed_bounds(row.as_published, row.value, row.unit)
        is_group = row.unit == PEOPLE and row.dimension != "total"
        bounds.append(as_rounded(row.value, *ends) if is_group else ends)
    bounds = pd.DataFrame(bounds, columns=["low", "high"], dtype=float)
    return whole.reset_index(drop=True).join(bounds)


def parts(breakdowns: pd.DataFrame, flow: str, dimension: str) -> pd.DataFrame:
    """The groups published for one flow and dimension, with what is left of the total as `rest`.
    Columns: category, value (persons), low, high, share, status, row, source_url. Other concepts
    (preliminary, all flows) are left out, and so is a rest that may be nothing but rounding."""
    columns = ["category", "value", "low", "high", "status", "row", "source_url"]
    rows = breakdowns.query("flow == @flow and unit == @PEOPLE")
    totals = rows.query("dimension == 'total' and category == 'total'")
    groups = rows.query(
        "dimension == @dimension and ~category.str.contains(@NO_GROUP) "
        "and ~category.str.contains('_preliminary')"
    )
    groups = groups.drop_duplicates("category")
    tidy = groups.assign(status="observed")[columns]
    if tidy.empty or totals.empty:
        return tidy.assign(share=pd.Series(dtype=float))
    tidy = tidy.sort_values("value", ascending=False)
    total = totals.iloc[0]
    named = tidy[["value", "low", "high"]].sum()
    rest = totals.head(1).assign(
        category="rest",
        value=total.value - named.value,
        low=total.low - named.high,
        high=total.high - named.low,
        status="derived",
    )
    if total.low > named.high:
        tidy = pd.concat([tidy, rest[columns]])
    share = tidy.value.astype(float) / float(total.value)
    return tidy.assign(share=share).reset_index(drop=True)


def published(breakdowns: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """How many groups were found for a whole year, by flow and dimension, a column a year."""
    groups = breakdowns.query(
        "period_months == 12 and year in @years and dimension != 'total' "
        "and ~category.str.contains(@NO_GROUP)"
    )
    # A first and a final figure are of one group.
    groups = groups.assign(category=groups.category.str.removesuffix("_preliminary"))
    count = groups.groupby(["flow", "dimension", "year"]).category.nunique().unstack()
    return count.reindex(columns=years).astype("Int64").reset_index()


def regional_balance(breakdowns: pd.DataFrame, population: pd.DataFrame, year: int) -> pd.DataFrame:
    """Net migration over all flows by region `per_thousand`, for the last year with all regions.
    Columns: year, region, value, row, per_1000; sorted by the rate. `population` holds the regions
    of the old boundaries (before 2022) too."""
    net = breakdowns.query(
        "flow == 'net' and dimension == 'region' and period_months == 12 and year <= @year"
    )
    rated = per_thousand(net.rename(columns={"category": "region"}), population)
    incomplete = rated.year[rated.per_1000.isna()]
    last = rated[~rated.year.isin(incomplete)].query("year == year.max()")
    last = last[["year", "region", "value", "row", "per_1000"]]
    return last.sort_values("per_1000", ascending=False, ignore_index=True)


def internal_growth(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """By how much registered moves inside the country grew, and how many times the first year.
    Columns: year, value (percent), low, high (what the rounding allows), times (chained from the
    year before the first; blank after a gap), row."""
    moves = breakdowns.query(
        "flow == 'internal' and dimension == 'total' and category == 'change_vs_previous_year' "
        "and period_months == 12 and year <= @year"
    )
    moves = moves.sort_values("year").drop_duplicates("year", ignore_index=True)
    half = []
    for move in moves.itertuples():
        low, high = printed_bounds(move.as_published, abs(move.value), move.unit)
        half.append(0.05 if low is None else (high - low) / 2)
    tidy = moves[["year", "value", "row"]].astype({"year": int, "value": float})
    tidy["low"] = tidy.value - half
    tidy["high"] = tidy.value + half
    unbroken = tidy.year == tidy.year.min() + tidy.index
    tidy["times"] = (1 + tidy.value / 100).cumprod().where(unbroken)
    return tidy[["year", "value", "low", "high", "times", "row"]]


def internal_gains(breakdowns: pd.DataFrame, doubts: list[dict], year: int) -> pd.DataFrame:
    """Net gains from moves between regions in a year: region, value, low, high, status (observed or
    doubtful), row; the largest first."""
    gains = full_year(breakdowns, year).query("flow == 'internal_net' and dimension == 'region'")
    gains = gains.rename(columns={"category": "region"}).assign(status="observed")
    for doubt in doubts:
        for entry in doubt["expect"]:
            if entry.get("flow") == "internal_net" and entry.get("year") == year:
                gains.loc[gains.region == entry["category"], "status"] = "doubtful"
    columns = ["region", "value", "low", "high", "status", "row"]
    return gains[columns].sort_values("value", ascending=False, ignore_index=True)
