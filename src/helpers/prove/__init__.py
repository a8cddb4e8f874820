"""Proof that everything counts: change one thing at a time in a copy, and see what moves and which
gate turns red.

The trials of data, parameters, pictures, notebooks, code and surroundings say what is changed;
`consequences` says what followed. A trial that nothing notices is either explained or a hole.
"""

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.csv_files import write_csv

SEED = 2026  # of the sample that --quick tries
QUICK = {"claim": 3, "series": 2, "name": 1, "parameter": 1, "picture": 24}
NO_CHANGES = ("test", "setting", "environment")
OF_QUICK = (*QUICK, "test")  # the kinds that each proof must have tried
OF_WHOLE = (*OF_QUICK, "notebook", "code", "setting")
OUTCOMES = ["noticed", "explained", "not noticed", "skipped"]
NO_TOOL = "not on this machine: "
OPTIONAL = ("libfaketime", "localedef")  # tools that CI too may do without
OFFLINE = re.compile(
    r"\b(dns|lookup|connect|connection|connectivity|network|unreachable|timed out)\b", re.I
)
ALL = "all changes"
FOLDER = "prove"
PROOF, SAMPLE, ENVIRONMENTS = (
    "proof.csv",
    "proof-quick.csv",
    "environments.csv",
)  # a sample replaces no whole proof


class BaselineError(RuntimeError):
    """What is unchanged does not pass, so that every change would seem to be noticed."""


@dataclass(frozen=True)
class Trial:
    """One change: its kind, what is changed, how, and what noticed it (nothing: a hole, or `reason`
    says why).

    `skipped` says why it could not be tried.
    """

    kind: str
    what: str
    how: str
    noticed: tuple[str, ...] = ()
    reason: str = ""
    skipped: str = ""

    @property
    def outcome(self) -> str:
        if self.skipped:
            return "skipped"
        return "noticed" if self.noticed else "explained" if self.reason else "not noticed"


def main(
    quick: bool,
    output: Path | None = None,
    progress: Callable[[str], None] = print,
    elsewhere: bool = False,
) -> int:
    """Try everything, or with `quick` a sample, or `elsewhere`: in other environments; print the
    table and write the map. Returns 1 if anything is a hole, if a kind was not tried at all, if
    something was skipped without an excuse, or if what is unchanged does not pass."""
    from helpers.prove import environments

    begin, found = time.perf_counter(), []
    try:
        for trial in _told(
            environments.trials() if elsewhere else every_trial(quick), quick, progress
        ):
            found.append(trial)
    except BaselineError as error:
        progress(f"Nothing is proved: {error}")
        return 1
    progress(summary(as_table(found)).to_string(index=False))
    file = Path(output or paths.OUTPUTS / FOLDER) / (
        ENVIRONMENTS if elsewhere else SAMPLE if quick else PROOF
    )
    write_csv(as_table(found), file)
    absent = sorted(
        {*(("environment",) if elsewhere else OF_QUICK if quick else OF_WHOLE)}
        - {t.kind for t in found}
    )
    if absent:
        progress(f"Nothing was tried of: {', '.join(absent)}")
    inexcusable = unexcused(found)
    for trial in inexcusable:
        progress(f"Not to be skipped: {trial.kind} {trial.what}")
    progress(f"Done in {time.perf_counter() - begin:.0f} s. What was found stands in {file}")
    return int(
        bool(absent or inexcusable) or any(trial.outcome == "not noticed" for trial in found)
    )


def unexcused(found: list[Trial]) -> list[Trial]:
    """The trials that should not have been skipped: in CI all without an excuse, elsewhere where a
    whole kind was.
    """
    bad = [trial for trial in found if trial.skipped and not excused(trial.skipped)]
    return [
        one
        for one in bad
        if in_ci() or all(other.skipped for other in found if other.kind == one.kind)
    ]


def excused(why: str) -> bool:
    """Whether a skip is no fault: for want of an optional tool; outside CI for want of any tool, or
    of a network.
    """
    if why.startswith(NO_TOOL):
        return not in_ci() or why.removeprefix(NO_TOOL) in OPTIONAL
    return not in_ci() and bool(OFFLINE.search(why))


def in_ci() -> bool:
    """Whether this is a run of continuous integration, which sets the variable CI to 'true'."""
    return os.environ.get("CI") == "true"


def last_line(text: str) -> str:
    """The last line of what a program said; a word where it said nothing."""
    return (text.strip().splitlines() or ["without a word"])[-1].strip()


def _told(trials: Iterator[Trial], quick: bool, progress: Callable[[str], None]) -> Iterator[Trial]:
    """The same trials; holes and skips are told at once, and of a long proof each kind as it
    begins.
    """
    kind = ""
    for trial in trials:
        if trial.kind != kind and not quick:
            kind = trial.kind
            progress(f"{kind} …")  # half an hour without a word would look like a hang
        if trial.outcome == "not noticed":
            progress(f"  not noticed: {trial.kind} {trial.what}, {trial.how}")
        if trial.skipped:
            progress(f"  skipped: {trial.kind} {trial.what}: {trial.skipped}")
        yield trial


def every_trial(quick: bool) -> Iterator[Trial]:
    """All trials of all kinds, each as soon as it is over; with `quick` a seeded sample of each
    kind.
    """
    from helpers.prove import code, data, notebooks, parameters, pictures, surroundings

    choose = random.Random(SEED)

    def some(kind: str, candidates: list) -> list:
        return choose.sample(candidates, min(QUICK[kind], len(candidates))) if quick else candidates

    yield from pictures.trials(lambda found: some("picture", found))
    yield from data.trials(some, quick)
    yield from parameters.trials(lambda found: some("parameter", found))
    if not quick:
        yield from notebooks.trials()
        yield from code.trials()
        yield from surroundings.trials()
    yield from code.static()


def as_table(trials: list[Trial]) -> pd.DataFrame:
    """One row for each trial: kind, what, how, outcome, noticed_by, reason."""
    rows = [
        (t.kind, t.what, t.how, t.outcome, "; ".join(t.noticed), t.reason or t.skipped)
        for t in trials
    ]
    return pd.DataFrame(rows, columns=["kind", "what", "how", "outcome", "noticed_by", "reason"])


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """How many of each kind were tried, noticed, explained, not noticed and skipped, and the share
    noticed in percent.

    `table` is that of `as_table`. The last row is about changes alone: tests that were read,
    settings and environments were not changed to be noticed. Raises ValueError for an outcome that
    is none of these.
    """
    if strange := set(table.outcome) - set(OUTCOMES):
        raise ValueError(f"No outcome of a trial: {', '.join(sorted(map(str, strange)))}")
    counts = pd.DataFrame(
        {outcome: (table.outcome == outcome).groupby(table.kind).sum() for outcome in OUTCOMES}
    )
    counts.insert(0, "tried", counts.sum(axis=1) - counts.skipped)
    changes = counts[~counts.index.isin(NO_CHANGES)]
    if len(changes):
        counts.loc[ALL] = changes.sum()
    shares = counts.assign(percent=(100 * counts.noticed / counts.tried.clip(lower=1)).round(1))
    return shares.rename_axis(index="kind", columns=None).reset_index()
