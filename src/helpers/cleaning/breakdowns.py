"""Breakdowns of the flows by group and region, and the balances of regions."""

import pandas as pd

from helpers.cleaning.bounds import PEOPLE, as_rounded, printed_bounds
from helpers.cleaning.flows import FLOWS
from helpers.data import package
from helpers.parameters import Parameters

NO_GROUP = "_all_flows|change_vs|^group_"  # categories that are another concept, a change, or groups taken together


# --- breakdowns -----------------------------------------------------------------------------------


def known_by(breakdowns: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The breakdowns that an edition may use: nothing about a later year.

    With `vintage='first'`, of the year itself only what was certainly published by the edition's
    date.
    """
    kept = breakdowns[breakdowns.year <= run.year]
    if run.vintage == "first":
        kept = kept[(kept.year < run.year) | (kept.published <= pd.Timestamp(run.cutoff))]
    return kept


def full_year(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """The breakdowns of a whole calendar year, each with the interval that prints the same.

    Adds `low` and `high`; they equal the value where it is printed to the last person.
    """
    kept = breakdowns[(breakdowns.year == year) & (breakdowns.period_months == 12)].copy()
    bounds = [printed_bounds(row.as_published, row.value, row.unit) for row in kept.itertuples()]
    people = (kept.unit == PEOPLE) & (kept.dimension != "total")
    bounds = [as_rounded(value, *pair) if counts else pair
              for value, pair, counts in zip(kept.value, bounds, people, strict=True)]  # fmt: skip
    kept[["low", "high"]] = pd.DataFrame(
        bounds, index=kept.index, columns=["low", "high"], dtype=float
    )
    return kept.reset_index(drop=True)


def parts(breakdowns: pd.DataFrame, flow: str, dimension: str) -> pd.DataFrame:
    """The groups that are published for one flow and dimension, with what is left of the total as
    `rest`.

    Columns: category, value, low, high, share, status, row, source_url. Only persons; groups that
    name other concepts (preliminary, all flows) are left out, and so is a remainder that may be
    nothing but rounding. Empty when no group is published: a group that is missing is unknown, not
    zero.
    """
    mine = breakdowns[(breakdowns.flow == flow) & (breakdowns.unit == PEOPLE)]
    groups = mine[
        (mine.dimension == dimension) & ~mine.category.str.contains(f"_preliminary|{NO_GROUP}")
    ]
    total = mine[(mine.dimension == "total") & (mine.category == "total")]
    columns = ["category", "value", "low", "high", "status", "row", "source_url"]
    tidy = groups.assign(status="observed").drop_duplicates("category")[columns]
    if tidy.empty or total.empty:
        return tidy.assign(share=pd.Series(dtype=float))
    whole = total.iloc[0]
    rest = {
        "category": "rest",
        "value": float(whole.value - tidy.value.sum()),
        "low": float(whole.low - tidy.high.sum()),
        "high": float(whole.high - tidy.low.sum()),
        "status": "derived",
        "row": whole.row,
        "source_url": whole.source_url,
    }
    tidy = tidy.sort_values("value", ascending=False)
    tidy = tidy if rest["low"] <= 0 else pd.concat([tidy, pd.DataFrame([rest])])
    return tidy.assign(share=tidy.value.astype(float) / float(whole.value)).reset_index(drop=True)


def published(breakdowns: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Which breakdowns of a whole year were found: dimension by flow and year, as the number of
    groups.

    A blank is a breakdown that was not found for that year, not one that is zero.
    """
    kept = breakdowns[(breakdowns.period_months == 12) & breakdowns.year.isin(years)]
    kept = kept[~kept.category.str.contains(NO_GROUP) & (kept.dimension != "total")]
    kept = kept.assign(
        category=kept.category.str.removesuffix("_preliminary")
    )  # one group, whichever figure
    count = kept.groupby(["flow", "dimension", "year"]).category.nunique().unstack()
    return count.reindex(columns=years).astype("Int64").reset_index()


def regional_balance(breakdowns: pd.DataFrame, population: pd.DataFrame, year: int) -> pd.DataFrame:
    """Net migration over all flows by region per 1,000 people, for the last year up to `year` that
    has all regions.

    Columns: year, region, value, per_1000 and row (of the flow and of both populations); sorted by
    the rate. People are the mean of the populations of 1 January of the year and of the next. Empty
    when no such year is published.
    """
    net = breakdowns[(breakdowns.flow == "net") & (breakdowns.dimension == "region")]
    net = net[(net.period_months == 12) & (net.year <= year)]
    # Before 2022 the regions had other boundaries, and populations of their own: `population` holds
    # both.
    for when in sorted(net.year.unique(), reverse=True):
        mine = net[net.year == when].set_index("category")
        ends = [
            population[population.year == day].set_index("region").reindex(mine.index)
            for day in (when, when + 1)
        ]
        people = (ends[0].population.astype(float) + ends[1].population.astype(float)) / 2
        if people.notna().all():
            rate = 1000 * mine.value.astype(float) / people
            tidy = mine.assign(row=mine.row + " " + ends[0].row + " " + ends[1].row, per_1000=rate)
            tidy = tidy.rename_axis("region").reset_index()[
                ["year", "region", "value", "row", "per_1000"]
            ]
            return tidy.sort_values("per_1000", ascending=False).reset_index(drop=True)
    return pd.DataFrame(columns=["year", "region", "value", "row", "per_1000"])


def flows_with(breakdowns: pd.DataFrame, country: str) -> pd.DataFrame:
    """Registered arrivals from and departures to a country in whole years: year, arrivals,
    departures, row.

    A figure that was not found is blank. Years without either are left out.
    """
    mine = breakdowns[(breakdowns.period_months == 12) & (breakdowns.dimension == "country")]
    mine = mine[(mine.category == country) & (mine.unit == PEOPLE) & mine.flow.isin(FLOWS)]
    mine = mine.drop_duplicates(["year", "flow"])
    wide = mine.pivot(index="year", columns="flow", values="value").reindex(columns=list(FLOWS))
    rows = mine.groupby("year").row.agg(" ".join)
    return wide.assign(row=rows).reset_index().rename_axis(columns=None)


def internal_growth(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """By how much registered moves inside the country grew, year by year, and how many times the
    first year they are.

    Columns: year, value (percent), low, high (what the rounding allows), times, times_low,
    times_high (chained from the year before the first; blank after a gap), row.
    """
    mine = breakdowns[
        (breakdowns.period_months == 12)
        & (breakdowns.flow == "internal")
        & (breakdowns.year <= year)
    ]
    mine = mine[
        (mine.dimension == "total") & (mine.category == "change_vs_previous_year")
    ].sort_values("year")
    mine = mine.drop_duplicates("year", ignore_index=True)
    bounds = [
        printed_bounds(row.as_published, abs(row.value), row.unit) for row in mine.itertuples()
    ]
    half = [(high - low) / 2 if low is not None else 0.05 for low, high in bounds]
    tidy = mine[["year", "value", "row"]].astype({"year": int, "value": float})
    tidy["low"], tidy["high"] = tidy.value - half, tidy.value + half
    unbroken = (tidy.year.diff().fillna(1) == 1).cumprod() == 1
    for name, bound in (("times", "value"), ("times_low", "low"), ("times_high", "high")):
        tidy[name] = (1 + tidy[bound] / 100).cumprod().where(unbroken)
    return tidy[["year", "value", "low", "high", "times", "times_low", "times_high", "row"]]


def internal_gains(breakdowns: pd.DataFrame, doubts: list[dict], year: int) -> pd.DataFrame:
    """Net gains from moves between regions in a year: region, value, low, high, status (observed or
    doubtful), row.
    """
    gains = full_year(breakdowns, year)
    gains = gains[(gains.flow == "internal_net") & (gains.dimension == "region")].rename(
        columns={"category": "region"}
    )
    doubted = {
        entry["category"]
        for doubt in doubts
        for entry in doubt["expect"]
        if entry.get("year") == year and entry.get("flow") == "internal_net"
    }
    gains["status"] = gains.region.isin(doubted).map({True: "doubtful", False: "observed"})
    columns = ["region", "value", "low", "high", "status", "row"]
    return gains[columns].sort_values("value", ascending=False).reset_index(drop=True)


def all_populations() -> pd.DataFrame:
    """Population on 1 January by region, the earlier years by the boundaries of their time."""
    return pd.concat(
        [package.read("kz_population_old_division"), package.read("kz_population")],
        ignore_index=True,
    )
