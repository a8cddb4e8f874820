"""How the house method does on series of other people, as `refresh` commits it and pages quote it.

The tables take some ten seconds and change with the method or the UN flows alone, so that runs read what is committed;
a test computes them again. No timings: those differ from run to run.
"""

import pandas as pd

from helpers import benchmark, outside, paths, scoring
from helpers.projection import HOUSE

FOLDER = paths.PROCESSED / "benchmark"


def tables(un_flows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables by name.

    `accuracy`: `benchmark.accuracy_table`; `coverage`: `benchmark.coverage_table` of the house method; `events`:
    `scoring.brier_table` of the event probabilities on the UN flows; `reliability`: `scoring.reliability` of the same,
    series weighing the same there too; `falls`: `outside.after_such_falls`.
    """
    events = benchmark.un_events(un_flows, {HOUSE.name: HOUSE})
    found = benchmark.forecasts(benchmark.benchmark_sets(un_flows))
    coverage = benchmark.coverage_table(found)
    return {
        "accuracy": benchmark.accuracy_table(found),
        "coverage": coverage[coverage.method == HOUSE.name].reset_index(drop=True),
        "events": scoring.brier_table(events),
        "reliability": scoring.reliability(events),
        "falls": outside.after_such_falls(un_flows),
    }


def read(name: str) -> pd.DataFrame:
    """A committed table; without its file an empty one, which pages take for 'not known'."""
    path = FOLDER / f"{name}.csv"
    return pd.read_csv(path) if path.is_file() else pd.DataFrame()
