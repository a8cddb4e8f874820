"""Shares of groups in the two flows, year against year; a group that is not named is no zero."""

from itertools import product

import pandas as pd

from helpers.cleaning.breakdowns import NO_GROUP, full_year, published
from helpers.cleaning.flows import FLOWS

PARTS = {"sex": ["female", "male"], "urban_rural": ["urban", "rural"]}
PARTS["country_group"] = ["cis", "other"]
BEST = ["observed", "derived", "preliminary"]
OF = ["year", "flow"]  # what a share is a share of
SHARE = ["flow", "dimension", "category", "share", "low", "high", "status", "row"]


def group_shares(breakdowns: pd.DataFrame, *years: int) -> pd.DataFrame:
    """Every group published for a whole year as its share of the flow, in percent. Columns: year,
    `SHARE`; low and high are what the rounding allows, within 0 and 100, status `observed` where
    the bureau prints a share, `derived` where it prints people, `preliminary` where only a first
    share was found."""
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
    """Sex, town and village, and country group of each flow, with what is not published as `rest`.
    Columns as `group_shares`; the parts of one flow and dimension stand in order and sum to 100. No
    `rest` where the rounding alone can explain it."""
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
    cis = partners.query("partner == 'CIS'").set_index(key)
    share = 100 * cis.value / totals.total
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
