"""How others' projections of Kazakhstan's net migration have done, beside the bureau's register."""

import re

import numpy as np
import pandas as pd

from helpers import cleaning
from helpers.language import say

KEYS = ["series", "period"]
FORECAST_COLUMNS = ["source", "period", "level", "projected", "lower", "upper", "registered"]
FORECAST_COLUMNS += ["concept", "row"]
MEDIUM = "medium"
SERIES_NAME = r",? (?:cumulative )?net migration.*"  # what follows the source
VARIANTS = rf"{MEDIUM}|(?P<bound>lower|upper)(?P<level>\d+)"
FIVE_YEARS = "(5-year)"  # in the name of a series: totals from mid-year to mid-year
NATIONAL = "Workforce Development Centre"  # from the bureau's own counts; others: international


def forecasts_for(net_intl: pd.DataFrame, flows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Projections of net migration published by `year`, beside the registered net up to it, in
    persons a year. `net_intl`: the raw table kaz_netmigration_intl; `flows` as from `annual_flows`.

    Totals over several years are shared out evenly and stand beside the mean of the registered
    years known so far (at least one), the first and last counting half from mid-year to mid-year. A
    source that states no edition counts from the year after the first one it projects. Columns, a
    row for each interval: `FORECAST_COLUMNS`; `level` in percent, blank without one."""
    registered = cleaning.series_of(flows[flows.year <= year], "net")
    projected = net_intl[net_intl.series.str.contains("net migration")]
    projected = projected.astype({"value": float}).join(projected.variant.str.extract(VARIANTS))
    medium = projected[projected.variant == MEDIUM].rename(columns={"value": "projected"})
    bounds = projected.dropna(subset="bound").astype({"level": "Int64"})
    intervals = bounds.pivot(index=[*KEYS, "level"], columns="bound", values="value")
    intervals = intervals.reindex(columns=["lower", "upper"])  # also where none has been published
    rows = []
    for name, period in medium[KEYS].itertuples(index=False):
        weights = year_weights(period, FIVE_YEARS in name)
        compared = weights[weights.index.isin(registered.index)]
        years = compared.sum()
        stated = re.search(r"(?<![\d-])(?:19|20)\d\d(?![\d-])", name)
        edition = int(stated.group()) if stated else int(period[:4]) + 1
        if years >= 1 and edition <= year:  # half a year says nothing of five
            mean = (registered * compared).sum() / years
            rows.append((name, period, weights.sum(), mean))
    table = pd.DataFrame(rows, columns=[*KEYS, "length", "registered"])
    table = table.merge(medium[[*KEYS, "projected", "row"]], on=KEYS)
    table = table.merge(intervals.reset_index(), on=KEYS, how="left")
    totals = ["projected", "lower", "upper"]
    table[totals] = table[totals].div(table.length, axis=0)
    concepts = (say("tables.registered"), say("concepts.international_estimate"))
    table["concept"] = np.where(table.series.str.startswith(NATIONAL), *concepts)
    table["source"] = table.series.str.replace(SERIES_NAME, "", regex=True)
    return table[FORECAST_COLUMNS]


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
