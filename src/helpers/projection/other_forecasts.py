"""The outside view: what followed such falls elsewhere, and how others' projections for Kazakhstan
have done.

- `after_such_falls`: shares of what followed in other countries where a flow had halved
- `forecasts_for`: projections of net migration beside what the bureau then registered;
  `forecast_summary`: by source
"""

import re

import numpy as np
import pandas as pd

from helpers import cleaning
from helpers.language import say

FORECAST_COLUMNS = [
    "source",
    "variant",
    "level",
    "period",
    "year",
    "years",
    "whole",
    "projected",
    "lower",
    "upper",
    "registered",
    "balance",
    "error",
    "inside",
    "concept",
    "row",
]
SUMMARY_COLUMNS = [
    "source",
    "concept",
    "years",
    "mean_error",
    "sign_right",
    "sign_said",
    "balance_right",
    "balance_said",
]
BALANCE = 1 / 20  # of all moves: a net below it is no gain and no loss

MEDIUM = "medium"
FIVE_YEARS = "(5-year)"  # in the name of a series: totals from the middle of one year to the middle of another
NATIONAL = (
    "Workforce Development Centre",
)  # forecasts from the bureau's own counts; all others are international


# --- others' projections for Kazakhstan -----------------------------------------------------------


def forecasts_for(net_intl: pd.DataFrame, flows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Projections of net migration that were published by `year`, beside the registered net of
    years up to it.

    `net_intl`: the raw table kaz_netmigration_intl; `flows` as from `cleaning.annual_flows`.
    Estimates of the past are left out. All figures are persons a year: totals over several years
    are shared out evenly and stand beside the mean of the registered years that are known so far
    (at least one), the first and last counting half where a total runs from mid-year to mid-year. A
    source that states no edition counts from the year after the first one it projects.

    Columns: `source`, `variant`, `level` (of the interval, percent; blank without one; a source
    with two intervals has two rows), `period` (as published), `year` (the last one compared),
    `years` (how many are compared), `whole` (whether the period is over), `projected`, `lower`,
    `upper`, `registered`, `balance` (whether the registered net is less than a twentieth of all
    moves, so that its sign says little), `error` (projected less registered), `inside` (whether the
    interval holds the registered figure; blank without an interval or before the period is over),
    `concept` (of the projection; what it is held against is always registered moves) and `row`.
    """
    known, arrivals, departures = (
        cleaning.series_of(flows[flows.year <= year], flow)
        for flow in ("net", "arrivals", "departures")
    )
    mine = net_intl[net_intl.series.str.contains("net migration")]
    mine = mine[mine.variant.str.fullmatch(MEDIUM + r"|(?:lower|upper)\d+")]
    rows = []
    for (name, period), part in mine.groupby(["series", "period"], sort=False):
        variants = part.set_index("variant")
        weights = year_weights(period, FIVE_YEARS in name)
        told = weights[weights.index.isin(known.index)]
        told_enough = told.sum() >= 1  # half a year says nothing of five
        if (
            MEDIUM in variants.index
            and told_enough
            and _published(name, int(weights.index[0])) <= year
        ):
            compared = {
                "source": re.sub(r",? (?:cumulative )?net migration.*", "", name),
                "variant": MEDIUM,
                "period": period,
                "year": int(told.index[-1]),
                "years": float(told.sum()),
                "whole": len(told) == len(weights),
                "registered": _mean(known, told),
                "balance": abs(_mean(known, told))
                < BALANCE * (_mean(arrivals, told) + _mean(departures, told)),
                "concept": say("tables.registered")
                if name.startswith(NATIONAL)
                else say("concepts.international_estimate"),
                "row": variants.row[MEDIUM],
            }
            values = variants.value.astype(float) / weights.sum()
            rows += [compared | bounds for bounds in _with_intervals(values)]
    table = pd.DataFrame(rows, columns=FORECAST_COLUMNS)
    numbers = ["projected", "lower", "upper", "registered"]
    table = table.astype(dict.fromkeys(numbers, float) | {"level": "Int64"})
    between = table.registered.between(table.lower, table.upper).astype("boolean")
    testable = table.lower.notna() & table.whole.astype(bool)
    return table.assign(error=table.projected - table.registered, inside=between.where(testable))


def forecast_summary(forecasts: pd.DataFrame) -> pd.DataFrame:
    """How each source of `forecasts_for` has done in periods that are over, each once.

    Columns: `source`, `concept`, `years` (compared), `mean_error` (persons a year, projected less
    registered, each year weighing the same), `sign_right` of `sign_said` (periods; a projection of
    exactly zero says no sign), and the same, `balance_right` of `balance_said`, of outcomes in
    `balance`, whose sign says little.
    """
    once = forecasts[forecasts.whole.astype(bool)].drop_duplicates(["source", "period"])
    rows = []
    for (source, concept), part in once.groupby(["source", "concept"], sort=False):
        named, near = part[part.projected != 0], part.balance[part.projected != 0].astype(bool)
        right = np.sign(named.projected) == np.sign(named.registered)
        signs = int(right[~near].sum()), int((~near).sum()), int(right[near].sum()), int(near.sum())
        mean_error = float((part.error * part.years).sum() / part.years.sum())
        rows.append((source, concept, float(part.years.sum()), mean_error, *signs))
    return pd.DataFrame(rows, columns=SUMMARY_COLUMNS)


def _mean(series: pd.Series, weights: pd.Series) -> float:
    return float((series.loc[weights.index] * weights).sum() / weights.sum())


def year_weights(period: str, mid_year: bool) -> pd.Series:
    """How much of each calendar year a period holds, by year: '2024', '2022-2050', or mid-2020 to
    mid-2025.
    """
    first, last = (int(end) for end in (period.split("-") * 2)[:2])
    weights = pd.Series(1.0, index=range(first, last + 1))
    if mid_year:
        weights.iloc[[0, -1]] = 0.5
    return weights


def _with_intervals(values: pd.Series) -> list[dict]:
    """One entry for each published interval, narrow first, or a single one without."""
    levels = sorted(
        int(variant.removeprefix("lower"))
        for variant in values.index
        if variant.startswith("lower")
    )
    if not levels:
        return [{"projected": values[MEDIUM]}]
    return [
        {
            "projected": values[MEDIUM],
            "level": level,
            "lower": values[f"lower{level}"],
            "upper": values[f"upper{level}"],
        }
        for level in levels
    ]


def _published(name: str, first_projected: int) -> int:
    """The year of an edition, as its name says; where it says none, the year after the first one
    projected.
    """
    stated = re.search(r"(?<![\d-])(?:19|20)\d\d(?![\d-])", name)
    return int(stated.group()) if stated else first_projected + 1
