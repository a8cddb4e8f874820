"""How the house method does on series of other people, as `refresh` commits it and pages quote it.

The tables take some ten seconds and change with the method or the UN flows alone, so that runs read
what is committed; a test computes them again. No timings: those differ from run to run.
"""

import pandas as pd

from helpers import paths
from helpers.data import package
from helpers.projection import benchmark, reference_class, scoring
from helpers.projection.house_method import HOUSE

FOLDER = paths.PROCESSED / "benchmark"


def tables(un_flows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables by name.

    `accuracy`: `benchmark.accuracy_table`; `coverage`: `benchmark.coverage_table` of the house
    method; `events`: `scoring.brier_table` of the event probabilities on the UN flows;
    `reliability`: `scoring.reliability` of the same, series weighing the same there too; `falls`:
    `outside.after_such_falls`.
    """
    events = benchmark.un_events(un_flows, {HOUSE.name: HOUSE})
    found = benchmark.forecasts(benchmark.benchmark_sets(un_flows))
    coverage = benchmark.coverage_table(found)
    return {
        "accuracy": benchmark.accuracy_table(found),
        "coverage": coverage[coverage.method == HOUSE.name].reset_index(drop=True),
        "events": scoring.brier_table(events),
        "reliability": scoring.reliability(events),
        "falls": reference_class.after_such_falls(un_flows),
    }


def read(name: str) -> pd.DataFrame:
    """A committed table; without its file an empty one, which pages take for 'not known'."""
    path = FOLDER / f"{name}.csv"
    return pd.read_csv(path) if path.is_file() else pd.DataFrame()


def main(rivals: bool = False) -> None:
    """Print every table: our own method and no change, or all textbook methods, which takes
    minutes.
    """
    un_flows = package.read("un_migration_flows")
    methods = benchmark.all_methods() if rivals else benchmark.OWN
    sets = benchmark.benchmark_sets(un_flows)
    found = benchmark.forecasts(sets, methods)
    events = scoring.brier_table(benchmark.un_events(un_flows))
    falls = reference_class.reference_class(un_flows)
    with pd.option_context("display.width", 200, "display.max_columns", 30, "display.precision", 3):
        for title, table in (
            (
                "Accuracy and coverage; series weigh the same",
                benchmark.reproducible(benchmark.accuracy_table(found)),
            ),
            (
                "Coverage by years ahead",
                benchmark.reproducible(benchmark.coverage_table(found)).query(
                    "method == 'project'"
                ),
            ),
            ("Event probabilities on the UN flows", events),
            ("Outside view: after a flow had halved in four years", falls),
            ("Milliseconds a series", benchmark.timings(methods, sets["M3 yearly"][:50])),
            ("Published on M3 yearly", benchmark.PUBLISHED),
        ):
            print(f"\n{title}\n{table.to_string(index=False)}", flush=True)
