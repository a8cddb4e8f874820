"""Who leaves and who comes: shares of groups in the two flows, year against year, and what is not
published.

Shares carry the interval that prints the same. A group that is not named is unknown, never zero:
what the named groups leave of the whole is a row of its own.
"""

import pandas as pd

from helpers.cleaning.bounds import PEOPLE, PERCENT
from helpers.cleaning.breakdowns import NO_GROUP, full_year
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
    whole = full_year(breakdowns, year)
    whole = whole[whole.flow.isin(FLOWS) & ~whole.category.str.contains(NO_GROUP)]
    early = whole.category.str.endswith("_preliminary")
    first = whole[early & (whole.dimension != "total") & (whole.unit == PERCENT)]
    whole = whole[~early]
    totals = (
        whole[(whole.dimension == "total") & (whole.category == "total")]
        .drop_duplicates("flow")
        .set_index("flow")
    )
    found = []
    for row in whole[whole.dimension != "total"].itertuples():
        if row.unit == PERCENT:
            found.append(
                (
                    row.flow,
                    row.dimension,
                    row.category,
                    row.value,
                    row.low,
                    row.high,
                    "observed",
                    row.row,
                )
            )
        elif row.unit == PEOPLE and row.flow in totals.index:
            total = totals.loc[row.flow]
            low, high = 100 * row.low / total.high, 100 * row.high / total.low
            share = 100 * row.value / total.value
            place = f"{row.row} {total.row}"
            found.append(
                (row.flow, row.dimension, row.category, share, low, high, "derived", place)
            )
    for row in first.itertuples():
        category = row.category.removesuffix("_preliminary")
        found.append(
            (
                row.flow,
                row.dimension,
                category,
                row.value,
                row.low,
                row.high,
                "preliminary",
                row.row,
            )
        )
    tidy = pd.DataFrame(found, columns=SHARE).astype({"share": float, "low": float, "high": float})
    tidy[["low", "high"]] = tidy[["low", "high"]].clip(0, 100)
    # A printed share comes before one that we compute, this before a first one, and what stands
    # first in the file before what repeats it.
    best = tidy.sort_values("status", key=lambda status: status.map(BEST.index), kind="stable")
    return best.drop_duplicates(["flow", "dimension", "category"]).sort_index()


def parted(shares: pd.DataFrame) -> pd.DataFrame:
    """Sex, town and village, and country group of each flow, with what is not published as `rest`.

    Columns as `group_shares`; the parts of one flow and dimension stand in order and sum to 100. No
    `rest` where the rounding alone can explain it.
    """
    found = []
    for flow in ("departures", "arrivals"):
        for dimension, order in PARTS.items():
            mine = shares[
                (shares.flow == flow)
                & (shares.dimension == dimension)
                & shares.category.isin(order)
            ]
            if mine.empty:
                continue
            ranked = mine.sort_values(
                "category", key=lambda names, order=order: names.map(order.index)
            )
            found += ranked.to_dict("records")
            if 100 - mine.high.sum() > 0:
                rest = {
                    "category": "rest",
                    "share": 100 - mine.share.sum(),
                    "low": 100 - mine.high.sum(),
                }
                rest |= {
                    "high": 100 - mine.low.sum(),
                    "status": "derived",
                    "row": " ".join(mine.row),
                }
                found.append({"flow": flow, "dimension": dimension} | rest)
    return pd.DataFrame(found, columns=SHARE)


def beside_earlier(
    breakdowns: pd.DataFrame, year: int, dimension: str = "ethnicity"
) -> pd.DataFrame:
    """The groups that are published both for `year` and for one earlier year, as shares of their
    flow.

    The earlier year is the last with most groups in common, and has at least two of them. Columns:
    year, flow, category, share, low, high, status, row; empty when no year serves.
    """
    now = group_shares(breakdowns, year)
    now = now[now.dimension == dimension]
    best = pd.DataFrame(columns=["year", *SHARE])
    common, least = set(zip(now.flow, now.category, strict=True)), 2
    for earlier in sorted(set(breakdowns[breakdowns.year < year].year), reverse=True):
        then = group_shares(breakdowns, int(earlier))
        then = then[then.dimension == dimension]
        both = common & set(zip(then.flow, then.category, strict=True))
        if len(both) >= least:
            least = len(both) + 1
            frames = [then.assign(year=int(earlier)), now.assign(year=year)]
            best = pd.concat(frames)
            best = best[[pair in both for pair in zip(best.flow, best.category, strict=True)]]
    return best[["year", "flow", "category", "share", "low", "high", "status", "row"]].reset_index(
        drop=True
    )


def share_over_years(breakdowns: pd.DataFrame, year: int, category: str = "cis") -> pd.DataFrame:
    """The share of one country group in each flow, year by year: year, flow, value (percent; blank
    where it was not found), low, high, status, row, vintage (final, or preliminary where only a
    first share was found). Empty when no year has it."""
    found = []
    for when in sorted(set(breakdowns[breakdowns.year <= year].year)):
        mine = group_shares(breakdowns, int(when))
        mine = mine[(mine.dimension == "country_group") & (mine.category == category)]
        found += [
            (int(when), row.flow, row.share, row.low, row.high, row.status, row.row)
            for row in mine.itertuples()
        ]
    columns = ["year", "flow", "value", "low", "high", "status", "row"]
    known = pd.DataFrame(found, columns=columns)
    known["vintage"] = known.status.where(known.status == "preliminary", "final")
    if known.empty:
        return known
    years = range(int(known.year.min()), int(known.year.max()) + 1)
    every = pd.DataFrame(
        [(when, flow) for flow in FLOWS for when in years], columns=["year", "flow"]
    )
    return every.merge(known, on=["year", "flow"], how="left")


def not_published(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """How many groups were found for the whole year, by dimension and flow; a blank was not found
    in any source.

    Columns: dimension, departures, arrivals; a dimension that was found for some year and not for
    this one stays in the table.
    """
    whole = breakdowns[
        (breakdowns.period_months == 12) & (breakdowns.year <= year) & breakdowns.flow.isin(FLOWS)
    ]
    whole = whole[(whole.dimension != "total") & ~whole.category.str.contains(NO_GROUP)]
    whole = whole.assign(
        category=whole.category.str.removesuffix("_preliminary")
    )  # one group, whichever figure
    known = sorted(whole.dimension.unique())
    count = whole[whole.year == year].groupby(["dimension", "flow"]).category.nunique().unstack()
    table = count.reindex(index=known, columns=["departures", "arrivals"]).astype("Int64")
    return table.rename_axis("dimension").rename_axis(columns=None).reset_index()
