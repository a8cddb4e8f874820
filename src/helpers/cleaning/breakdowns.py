"""Breakdowns of the flows by group and region: groups and their shares, year against year (a group
that is not named is no zero), and the balances of regions."""

from itertools import product

import pandas as pd

from helpers.cleaning.flows import FLOWS, PEOPLE, as_rounded, per_thousand, printed_bounds
from helpers.parameters import Parameters

# Categories that are another concept, a change, or groups taken together.
NO_GROUP = "_all_flows|change_vs|^group_"
PARTS = {"sex": ["female", "male"], "urban_rural": ["urban", "rural"]}
PARTS["country_group"] = ["cis", "other"]
BEST = ["observed", "derived", "preliminary"]
OF = ["year", "flow"]  # what a share is a share of
SHARE = ["flow", "dimension", "category", "share", "low", "high", "status", "row"]


def known_by(breakdowns: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The rows that an edition may use: nothing of a later year, with `vintage='first'` nothing of
    the year itself that was not published by the edition's date."""
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
    """The groups published for one flow and dimension, with what is left of the total as `rest`,
    unless it may be nothing but rounding. Columns: category, value (persons), low, high, share,
    status, row, source_url. Other concepts (preliminary, all flows) are left out."""
    columns = [
        "category",
        "value",
        "low",
        "high",
        "status",
        "row",
        "source_url",
    ]
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
    """Net migration over all flows by region `per_thousand`, for the last year with all regions:
    year, region, value, row, per_1000. `population`: with the boundaries before 2022 too."""
    net = breakdowns.query(
        "flow == 'net' and dimension == 'region' and period_months == 12 and year <= @year"
    )
    rated = per_thousand(net.rename(columns={"category": "region"}), population)
    incomplete = rated.year[rated.per_1000.isna()]
    last = rated[~rated.year.isin(incomplete)].query("year == year.max()")
    last = last[["year", "region", "value", "row", "per_1000"]]
    return last.sort_values("per_1000", ascending=False, ignore_index=True)


def internal_growth(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """By how much registered moves inside the country grew: year, value (percent), low, high (what
    the rounding allows), times (those of the year before the first; blank after a gap), row."""
    moves = breakdowns.query(
        "flow == 'internal' and dimension == 'total' and category == 'change_vs_previous_year' "
        "and year <= @year"
    )
    moves = full_year(moves, *moves.year).sort_values("year")
    moves = moves.drop_duplicates("year", ignore_index=True)
    half = ((moves.high - moves.low) / 2).fillna(0.05)
    tidy = moves[["year", "value", "row"]].astype({"year": int, "value": float})
    tidy["low"] = tidy.value - half
    tidy["high"] = tidy.value + half
    unbroken = tidy.year == tidy.year.min() + tidy.index
    tidy["times"] = (1 + tidy.value / 100).cumprod().where(unbroken)
    return tidy[["year", "value", "low", "high", "times", "row"]]


def internal_gains(breakdowns: pd.DataFrame, doubts: list[dict], year: int) -> pd.DataFrame:
    """Net gains of regions in a year, largest first: region, value, low, high, status, row."""
    gains = full_year(breakdowns, year).query("flow == 'internal_net' and dimension == 'region'")
    gains = gains.rename(columns={"category": "region"}).assign(status="observed")
    for doubt in doubts:
        for entry in doubt["expect"]:
            if entry.get("flow") == "internal_net" and entry.get("year") == year:
                gains.loc[gains.region == entry["category"], "status"] = "doubtful"
    columns = ["region", "value", "low", "high", "status", "row"]
    return gains[columns].sort_values("value", ascending=False, ignore_index=True)


def group_shares(breakdowns: pd.DataFrame, *years: int) -> pd.DataFrame:
    """Every group published for whole years as its share of the flow, in percent: year, SHARE. Low
    and high: what the rounding allows; status: `observed` where the bureau prints a share,
    `derived` where it prints people, `preliminary` where only a first share was found."""
    whole = full_year(breakdowns, *years).astype({"year": int})
    whole = whole[whole.flow.isin(FLOWS) & ~whole.category.str.contains(NO_GROUP)]
    whole = whole.assign(share=whole.value.astype(float), status="observed")
    totals = whole.query("dimension == 'total' and category == 'total'")
    totals = totals.drop_duplicates(OF)[[*OF, "share", "low", "high", "row"]]
    groups = whole.query("dimension != 'total'").reset_index()
    early = groups.category.str.endswith("_preliminary")
    first = groups[early].query("unit == 'percent'").assign(status="preliminary")
    first["category"] = first.category.str.removesuffix("_preliminary")
    final = groups[~early]
    people = final.query("unit == 'persons'").merge(totals, on=OF, suffixes=("", "_of_all"))
    derived = people.eval(
        """
        share = 100 * share / share_of_all
        low = 100 * low / high_of_all
        high = 100 * high / low_of_all
        """
    )
    derived["row"] += " " + derived.row_of_all
    derived["status"] = "derived"
    printed = pd.concat([final.query("unit == 'percent'"), derived]).sort_values("index")
    tidy = pd.concat([printed, first], ignore_index=True)[["year", *SHARE]]
    tidy[["low", "high"]] = tidy[["low", "high"]].astype(float).clip(0, 100)
    # A printed share comes before one that we compute, this before a first one, and what stands
    # first in the file before what repeats it.
    best = tidy.sort_values("status", key=lambda status: status.map(BEST.index), kind="stable")
    best = best.drop_duplicates([*OF, "dimension", "category"]).sort_index()
    return best.sort_values("year", kind="stable")


def shares_by_dimension(shares: pd.DataFrame) -> pd.DataFrame:
    """Sex, town and village, and country group of each flow, in order, with what is not published
    as `rest`, unless the rounding alone can explain it. Columns as `group_shares`."""
    parts = []
    for flow, (dimension, order) in product(("departures", "arrivals"), PARTS.items()):
        groups = shares.query("flow == @flow and dimension == @dimension and category in @order")
        ordered = groups.sort_values("category", key=lambda names: names.map(order.index))
        parts += ordered.to_dict("records")
        named = groups[["share", "low", "high"]].sum()
        if len(groups) and named.high < 100:
            rest = {
                "flow": flow,
                "dimension": dimension,
                "category": "rest",
                "share": 100 - named.share,
                "low": 100 - named.high,
                "high": 100 - named.low,
                "status": "derived",
                "row": " ".join(groups.row),
            }
            parts.append(rest)
    return pd.DataFrame(parts, columns=SHARE)


def _by_year(breakdowns: pd.DataFrame, dimension: str, year: int) -> pd.DataFrame:
    """The shares of one dimension in every year up to `year`."""
    years = breakdowns.query("year <= @year and dimension == @dimension").year
    return group_shares(breakdowns, *years).query("dimension == @dimension")


def shares_compared(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """The ethnic groups published both for `year` and for an earlier year, as shares of their flow:
    the last year with most groups in common, at least two."""
    group = ["flow", "category"]
    shares = _by_year(breakdowns, "ethnicity", year)
    now = shares.query("year == @year")
    common = shares.query("year < @year").merge(now, on=group, suffixes=("", "_now"))
    counts = common.year.value_counts()
    most = counts.max()
    earlier = counts.index[counts == most].max() if most > 1 else None
    both = shares[shares.year.isin([earlier, year])]
    both = both[both.duplicated(group, keep=False)]
    both = both[["year", *group, "share", "low", "high", "status", "row"]]
    return both.reset_index(drop=True)


def share_over_years(breakdowns: pd.DataFrame, partners: pd.DataFrame, year: int) -> pd.DataFrame:
    """The share of CIS countries in each flow by year: of the counts by partner, else as printed.
    Columns: year, flow, value (percent), low, high, status, row."""
    printed = _by_year(breakdowns, "country_group", year).query("category == 'cis'")
    key = ["year", "flow"]
    groups = partners.query("partner in ['CIS', 'non_CIS']").groupby(key)
    totals = groups.agg(total=("value", "sum"), row=("row", " ".join))
    share = 100 * partners.query("partner == 'CIS'").set_index(key).value / totals.total
    counted = totals.assign(share=share, low=share, high=share, status="derived").reset_index()
    known = pd.concat([counted, printed]).drop_duplicates(key).rename(columns={"share": "value"})
    known = known.sort_values(["flow", "year"], ignore_index=True)
    return known[[*key, "value", "low", "high", "status", "row"]]


def not_published(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """How many groups were found for the whole year: dimension (also of other years), departures,
    arrivals. A blank was not found in any source."""
    years = {year, *breakdowns.query("year < @year").year}
    counts = published(breakdowns[breakdowns.flow.isin(FLOWS)], sorted(years))
    table = counts.pivot(index="dimension", columns="flow", values=year)
    table = table.reindex(columns=["departures", "arrivals"]).astype("Int64")
    return table.rename_axis(columns=None).reset_index()
