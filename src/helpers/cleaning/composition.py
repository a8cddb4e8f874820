"""Who leaves and who comes: shares of groups in the two flows, year against year.

Shares carry the interval that prints the same. A group that is not named is unknown, never zero:
what the named groups leave of the whole is a row of its own.
"""

from itertools import product

import pandas as pd

from helpers.cleaning.breakdowns import NO_GROUP, full_year, published
from helpers.cleaning.flows import FLOWS

# Which group stands for each dimension, and what its complement is called where it is not printed.
PARTS = {
    "sex": ("female", "male"),
    "urban_rural": ("urban", "rural"),
    "country_group": ("cis", "other"),
}
BEST = ["observed", "derived", "preliminary"]
SHARE = ["flow", "dimension", "category", "share", "low", "high", "status", "row"]


def group_shares(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """Every group published for a whole year as its share of the flow, in percent.

    Columns: flow, dimension, category, share, low, high (what the rounding allows, within 0 and
    100), status (`observed` where the bureau prints a share, `derived` where it prints people,
    `preliminary` where only a first share was found) and row.
    """
    whole = full_year(breakdowns, year).query("flow in @FLOWS")
    whole = whole[~whole.category.str.contains(NO_GROUP)]
    whole = whole.assign(share=whole.value.astype(float), status="observed")
    totals = whole.query("dimension == 'total' and category == 'total'")
    totals = totals.drop_duplicates("flow").set_index("flow")
    groups = whole.query("dimension != 'total'")
    early = groups.category.str.endswith("_preliminary")
    first = groups[early].query("unit == 'percent'").assign(status="preliminary")
    first["category"] = first.category.str.removesuffix("_preliminary")
    final = groups[~early]
    people = final.query("unit == 'persons' and flow in @totals.index")
    of = totals.loc[people.flow].set_index(people.index)
    derived = people.assign(
        share=100 * people.share / of.share,
        low=100 * people.low / of.high,
        high=100 * people.high / of.low,
        status="derived",
        row=people.row + " " + of.row,
    )
    printed = pd.concat([final.query("unit == 'percent'"), derived]).sort_index()
    tidy = pd.concat([printed, first], ignore_index=True)[SHARE]
    tidy[["low", "high"]] = tidy[["low", "high"]].astype(float).clip(0, 100)
    # A printed share comes before one that we compute, this before a first one, and what stands
    # first in the file before what repeats it.
    best = tidy.sort_values("status", key=lambda status: status.map(BEST.index), kind="stable")
    return best.drop_duplicates(["flow", "dimension", "category"]).sort_index()


def shares_by_dimension(shares: pd.DataFrame) -> pd.DataFrame:
    """Sex, town and village, and country group of each flow, with what is not published as `rest`.

    Columns as `group_shares`; the parts of one flow and dimension stand in order and sum to 100. No
    `rest` where the rounding alone can explain it.
    """
    parts = []
    for flow, dimension in product(("departures", "arrivals"), PARTS):
        order = PARTS[dimension]
        groups = shares.query("flow == @flow and dimension == @dimension and category in @order")
        ordered = groups.sort_values("category", key=lambda names: names.map(order.index))
        parts += ordered.to_dict("records")
        if len(groups) and groups.high.sum() < 100:
            left = 100 - groups[["share", "high", "low"]].sum()
            values = (flow, dimension, "rest", *left, "derived", " ".join(groups.row))
            parts.append(dict(zip(SHARE, values, strict=True)))
    return pd.DataFrame(parts, columns=SHARE)


def shares_compared(
    breakdowns: pd.DataFrame, year: int, dimension: str = "ethnicity"
) -> pd.DataFrame:
    """The groups published both for `year` and for one earlier year, as shares of their flow.

    The earlier year is the last with most groups in common, and has at least two of them. Columns:
    year, flow, category, share, low, high, status, row; empty when no year serves.
    """
    columns = ["year", "flow", "category", "share", "low", "high", "status", "row"]
    now = _of_dimension(breakdowns, year, dimension)
    best, most = pd.DataFrame(columns=columns), 1
    for earlier in sorted(set(breakdowns.query("year < @year").year), reverse=True):
        both = pd.concat([_of_dimension(breakdowns, int(earlier), dimension), now])
        both = both[both.duplicated(["flow", "category"], keep=False)]
        if len(both) // 2 > most:
            best, most = both, len(both) // 2
    return best[columns].reset_index(drop=True)


def _of_dimension(breakdowns: pd.DataFrame, year: int, dimension: str) -> pd.DataFrame:
    shares = group_shares(breakdowns, year)
    return shares[shares.dimension == dimension].assign(year=year)


def share_over_years(breakdowns: pd.DataFrame, year: int, category: str = "cis") -> pd.DataFrame:
    """The share of one country group in each flow, year by year; empty when no year has it.

    Columns: year, flow, value (percent; blank where it was not found), low, high, status, row,
    vintage (final, or preliminary where only a first share was found).
    """
    years = sorted(set(breakdowns.query("year <= @year").year))
    shares = [_of_dimension(breakdowns, int(when), "country_group") for when in years]
    known = pd.concat(shares) if shares else group_shares(breakdowns, year).assign(year=year)
    known = known.query("category == @category").rename(columns={"share": "value"})
    known["vintage"] = known.status.where(known.status == "preliminary", "final")
    known = known[["year", "flow", "value", "low", "high", "status", "row", "vintage"]]
    if known.empty:
        return known
    span = range(known.year.min(), known.year.max() + 1)
    every = pd.DataFrame(product(FLOWS, span), columns=["flow", "year"])
    return every[["year", "flow"]].merge(known, how="left")


def not_published(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """How many groups were found for the whole year; a blank was not found in any source.

    Columns: dimension, departures, arrivals; a dimension that was found for some year and not for
    this one stays in the table.
    """
    years = sorted({year, *breakdowns.query("year < @year").year})
    counts = published(breakdowns.query("flow in @FLOWS"), years)
    table = counts.pivot(index="dimension", columns="flow", values=year)
    table = table.reindex(columns=["departures", "arrivals"]).astype("Int64")
    return table.rename_axis(columns=None).reset_index()
