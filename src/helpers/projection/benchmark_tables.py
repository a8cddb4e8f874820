"""How the house method does on series of other people, as `refresh` commits it and pages quote it.

The tables take some ten seconds and change with the method or the UN flows alone, so that runs read
what is committed; a test computes them again. No timings: those differ from run to run.
"""

import pandas as pd

from helpers import paths
from helpers.data import package
from helpers.projection import benchmark, fitting, reference_class, scoring
from helpers.projection.house_method import HOUSE

FOLDER = paths.PROCESSED / "benchmark"


def tables(un_flows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables by name.

    `accuracy`: `benchmark.accuracy_table`; `coverage`: the same by horizon, of the house method;
    `events`: `scoring.brier_table` of the event probabilities on the UN flows; `reliability`:
    `scoring.reliability` of the same; `falls`: `reference_class.after_such_falls`.
    """
    events = benchmark.un_events(un_flows, {HOUSE.name: HOUSE})
    forecasts = benchmark.forecasts(benchmark.benchmark_sets(un_flows))
    coverage = benchmark.accuracy_table(forecasts, "horizon")
    return {
        "accuracy": benchmark.accuracy_table(forecasts),
        "coverage": coverage[coverage.method == HOUSE.name].reset_index(drop=True),
        "events": scoring.brier_table(events),
        "reliability": scoring.reliability(events),
        "falls": reference_class.after_such_falls(un_flows),
    }


def read(name: str) -> pd.DataFrame:
    """A committed table; without its file an empty one, which pages take for 'not known'."""
    path = FOLDER / f"{name}.csv"
    return pd.read_csv(path) if path.is_file() else pd.DataFrame()


def main(textbook: bool = False) -> None:
    """Print every table: of our own methods, or of the textbook ones too, which takes minutes."""
    un_flows = package.read("un_migration_flows")
    methods = fitting.all_methods() if textbook else benchmark.OWN
    sets = benchmark.benchmark_sets(un_flows)
    forecasts = benchmark.forecasts(sets, methods)
    accuracy = benchmark.reproducible(benchmark.accuracy_table(forecasts))
    coverage = benchmark.reproducible(benchmark.accuracy_table(forecasts, "horizon"))
    falls = reference_class.reference_class(un_flows)
    printed = {
        "Accuracy and coverage; series weigh the same": accuracy,
        "Coverage by years ahead": coverage[coverage.method == HOUSE.name],
        "Event probabilities on the UN flows": scoring.brier_table(benchmark.un_events(un_flows)),
        "Reference class: after a flow had halved in four years": falls,
        "Milliseconds a series": benchmark.timings(methods, sets["M3 yearly"][:50]),
        "Published on M3 yearly": benchmark.PUBLISHED,
    }
    with pd.option_context("display.width", 200, "display.max_columns", 30, "display.precision", 3):
        for title, table in printed.items():
            print(f"\n{title}\n{table.to_string(index=False)}", flush=True)
