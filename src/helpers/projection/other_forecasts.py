"""How others' projections of Kazakhstan's net migration have done, beside the bureau's register."""

import re

import numpy as np
import pandas as pd

from helpers import cleaning
from helpers.language import say

KEYS = ["series", "period"]
OF_PERIOD = ["length", "year", "years", "whole", "registered", "balance"]
FORECAST_COLUMNS = [
    *["source", "variant", "level", "period", "year", "years", "whole"],
    *["projected", "lower", "upper", "registered", "balance", "error", "inside", "concept", "row"],
]
SIGNS = ["sign_right", "sign_said", "balance_right", "balance_said"]
SUMMARY_COLUMNS = ["source", "concept", "years", "mean_error", *SIGNS]
BALANCE = 1 / 20  # of all moves: a net below it is no gain and no loss

MEDIUM = "medium"
SERIES_NAME = r",? (?:cumulative )?net migration.*"  # what follows the source
VARIANTS = rf"{MEDIUM}|(?P<bound>lower|upper)(?P<level>\d+)"
FIVE_YEARS = "(5-year)"  # in the name of a series: totals from mid-year to mid-year
NATIONAL = "Workforce Development Centre"  # from the bureau's own counts; others: international


def forecasts_for(net_intl: pd.DataFrame, flows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Projections of net migration published by `year`, beside the registered net up to it.

    `net_intl`: the raw table kaz_netmigration_intl; `flows` as from `cleaning.annual_flows`.
    Figures are persons a year: totals over several years are shared out evenly and stand beside the
    mean of the registered years known so far (at least one), the first and last counting half where
    a total runs from mid-year to mid-year. A source that states no edition counts from the year
    after the first one it projects.

    Columns, a row for each interval: `source`, `variant`, `level` (percent; blank without one),
    `period`, `year` (the last one compared), `years` (how many are), `whole` (the period is over),
    `projected`, `lower`, `upper`, `registered`, `balance` (the registered net is less than a
    twentieth of all moves: its sign says little), `error` (projected less registered), `inside`
    (blank without an interval or before the period is over), `concept` (of the projection), `row`.
    """
    names = ["net", *cleaning.FLOWS]
    flows = flows[flows.year <= year]
    registered = pd.DataFrame({name: cleaning.series_of(flows, name) for name in names})
    known = registered.net.dropna().index
    medium, intervals = _medium_and_intervals(net_intl)
    rows = []
    for name, period in medium[KEYS].itertuples(index=False):
        weights = year_weights(period, FIVE_YEARS in name)
        compared = weights[weights.index.isin(known)]
        years = compared.sum()
        if years < 1 or _published(name, period) > year:  # half a year says nothing of five
            continue
        mean = registered.mul(compared, axis=0).sum() / years
        row = {
            "series": name,
            "period": period,
            "length": weights.sum(),
            "year": int(compared.index[-1]),
            "years": years,
            "whole": len(compared) == len(weights),
            "registered": mean.net,
            "balance": abs(mean.net) < BALANCE * (mean.arrivals + mean.departures),
        }
        rows.append(row)
    table = pd.DataFrame(rows, columns=[*KEYS, *OF_PERIOD])
    table = table.merge(medium, on=KEYS).merge(intervals, on=KEYS, how="left")
    return _compared(table)[FORECAST_COLUMNS]


def _medium_and_intervals(net_intl: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Projected totals by series and period, and their intervals by level too, narrow first."""
    projected = net_intl[net_intl.series.str.contains("net migration")]
    projected = projected.astype({"value": float})
    parts = projected.variant.str.extract(VARIANTS)
    projected = projected.join(parts)
    medium = projected[projected.variant == MEDIUM].rename(columns={"value": "projected"})
    bounds = projected.dropna(subset="bound").astype({"level": "Int64"})
    intervals = bounds.pivot(index=[*KEYS, "level"], columns="bound", values="value")
    intervals = intervals.reindex(columns=["lower", "upper"])  # also where none has been published
    return medium[[*KEYS, "projected", "row"]], intervals.reset_index()


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    """The table with figures a year, and what follows from them and from the source's name."""
    totals = ["projected", "lower", "upper"]
    table[totals] = table[totals].div(table.length, axis=0)
    national = table.series.str.startswith(NATIONAL)
    concepts = (say("tables.registered"), say("concepts.international_estimate"))
    table["concept"] = np.where(national, *concepts)
    table["source"] = table.series.str.replace(SERIES_NAME, "", regex=True)
    table["variant"] = MEDIUM
    table["error"] = table.projected - table.registered
    inside = table.registered.between(table.lower, table.upper)
    testable = table.lower.notna() & table.whole.astype(bool)
    table["inside"] = inside.astype("boolean").where(testable)
    return table


def forecast_summary(forecasts: pd.DataFrame) -> pd.DataFrame:
    """How each source of `forecasts_for` has done in periods that are over, each once.

    Columns: `source`, `concept`, `years` (compared), `mean_error` (persons a year, each year
    weighing the same), `sign_right` of `sign_said` (periods; zero says no sign), and
    `balance_right` of `balance_said` of outcomes in `balance`.
    """
    over = forecasts[forecasts.whole.astype(bool)].drop_duplicates(["source", "period"])
    signed = over.projected != 0
    right = signed & (np.sign(over.projected) == np.sign(over.registered))
    near = over.balance.astype(bool)
    over = over.assign(
        mean_error=over.error * over.years,
        sign_right=right & ~near,
        sign_said=signed & ~near,
        balance_right=right & near,
        balance_said=signed & near,
    )
    sums = over.groupby(["source", "concept"], sort=False)[SUMMARY_COLUMNS[2:]].sum()
    sums["mean_error"] /= sums.years
    return sums.astype(dict.fromkeys(SIGNS, int)).reset_index()


def year_weights(period: str, mid_year: bool) -> pd.Series:
    """How much of each calendar year a period such as '2024' or '2022-2050' holds, by year.

    >>> year_weights("2020-2022", mid_year=True).to_dict()
    {2020: 0.5, 2021: 1.0, 2022: 0.5}
    """
    first, last = (int(end) for end in (period.split("-") * 2)[:2])
    weights = pd.Series(1.0, index=range(first, last + 1))
    if mid_year:
        weights.iloc[[0, -1]] = 0.5
    return weights


def _published(name: str, period: str) -> int:
    """The year of an edition, as its name says, else the year after the first one projected."""
    stated = re.search(r"(?<![\d-])(?:19|20)\d\d(?![\d-])", name)
    return int(stated.group()) if stated else int(period[:4]) + 1
