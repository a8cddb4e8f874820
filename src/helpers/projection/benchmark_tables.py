"""How the house method does on series of other people, as `refresh` commits it and pages quote it.

The tables take some twenty seconds and change with the method or the panels alone, so that runs
read what is committed; a test computes them again. No timings: those differ from run to run.
"""

from collections.abc import Mapping

import pandas as pd

from helpers import paths
from helpers.projection import benchmark, fitting, panels
from helpers.projection.house_method import HOUSE

FOLDER = paths.PROCESSED / "benchmark"


def tables(of_panels: Mapping[str, Mapping[str, pd.Series]]) -> dict[str, pd.DataFrame]:
    """The tables by name, from `panels.read`.

    `accuracy`: `benchmark.accuracy_table`; `coverage`: the same by horizon, of the house method;
    `events`: `benchmark.panel_events`.
    """
    forecasts = benchmark.forecasts(benchmark.benchmark_sets(of_panels))
    ours = forecasts[forecasts.method == HOUSE.name]
    return {
        "accuracy": benchmark.accuracy_table(forecasts),
        "coverage": benchmark.accuracy_table(ours, "horizon"),
        "events": benchmark.panel_events(of_panels),
    }


def read(name: str) -> pd.DataFrame:
    """A committed table; without its file an empty one, which pages take for 'not known'."""
    path = FOLDER / f"{name}.csv"
    return pd.read_csv(path) if path.is_file() else pd.DataFrame()


def main(textbook: bool = False) -> None:
    """Print every table: of our own methods, or of the textbook ones too, which takes minutes."""
    of_panels = panels.read()
    methods = fitting.all_methods() if textbook else benchmark.OWN
    sets = benchmark.benchmark_sets(of_panels)
    forecasts = benchmark.forecasts(sets, methods)
    accuracy = benchmark.reproducible(benchmark.accuracy_table(forecasts))
    ours = forecasts[forecasts.method == HOUSE.name]
    printed = {
        "Accuracy and coverage; series weigh the same": accuracy,
        "Coverage by years ahead": benchmark.accuracy_table(ours, "horizon"),
        "Event probabilities on migration flows": benchmark.panel_events(of_panels),
        "Milliseconds a series": benchmark.timings(methods, sets["M3 yearly"][:50]),
        "Published on M3 yearly": benchmark.PUBLISHED,
    }
    with pd.option_context("display.width", 200, "display.max_columns", 30, "display.precision", 3):
        for title, table in printed.items():
            print(f"\n{title}\n{table.to_string(index=False)}", flush=True)
