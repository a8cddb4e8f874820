"""Bad input, many times: damaged data packages, odd parameters and texts that are no articles, each
a case of its own.

A case may end well, in a list of faults, or in the project's own words. Anything else is a fault of
ours: another exception, more than ten seconds, a process that dies, a write outside the case's own
folder, a program started, control characters on the terminal. The seed and the number make a case
again.
"""

import contextlib
import gc
import multiprocessing
import multiprocessing.connection
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import paths, settings
from helpers.csv_files import write_csv
from helpers.files import printable
from helpers.prove import FOLDER, SEED, fuzz_packages, fuzz_watch, fuzz_words

CASES = 10_000
TABLE = "fuzz.csv"
PATIENCE = 60  # seconds after which a process is ended: one that waits computes nothing
MEMORY = 6 << 30  # bytes that a case may take, where the system keeps to it
WORKERS = 2
PRELOADED = (
    "edition",
    "rivals",
    "processed",
    "maps",
    "runs",
    "batch",
    "benchmark",
    "ledger",
    "refresh",
    "drafting",
    "pages",
    "site",
    "compare",
    "pdf",
    "prove.fuzz",
)
KINDS = {
    "data package": fuzz_packages.case,
    "parameters": fuzz_words.parameter_case,
    "article text": fuzz_words.text_case,
}
REFUSED, ACCEPTED, FAULT = "refused", "accepted", "faults"


@dataclass(frozen=True)
class Outcome:
    """How a case ended: its number and kind, what it was, `refused`, `accepted` or `faults`, why,
    and the seconds.
    """

    number: int
    kind: str
    what: str
    result: str
    why: str = ""
    seconds: float = 0.0


def kind_of(number: int) -> str:
    """The kind of a case: they take turns."""
    return list(KINDS)[number % len(KINDS)]


def main(
    cases: int = CASES,
    only: int | None = None,
    seed: int = SEED,
    progress: Callable[[str], None] = print,
    output: Path | None = None,
) -> int:
    """Try `cases` cases, or the one with the number `only`; print the table and, of many cases,
    write it.

    Returns 1 if anything is a fault.
    """
    begin, found, before = time.perf_counter(), [], fuzz_watch.checkout()
    for outcome in outcomes(range(1, cases + 1) if only is None else [only], seed):
        found.append(outcome)
        if outcome.result == FAULT:
            again = f"./run prove --fuzz --case {outcome.number} --seed {seed}"
            progress(
                printable(f"  fault: {outcome.kind}, {outcome.what}: {outcome.why}; again: {again}")
            )
        elif only is not None:
            progress(
                printable(f"  {outcome.result}: {outcome.kind}, {outcome.what}: {outcome.why}")
            )
    changed = sorted(path for path, _ in before.items() ^ fuzz_watch.checkout().items())
    if changed:
        progress(
            f"  fault: {len(changed)} files of the checkout changed meanwhile, such as {changed[0]}"
        )
    table = summary(found)
    progress(table.to_string(index=False))
    if only is None:
        write_csv(table, Path(output or paths.OUTPUTS / FOLDER) / TABLE)
    slowest = max(outcome.seconds for outcome in found)
    progress(
        f"Seed {seed}; done in {time.perf_counter() - begin:.0f} s, the slowest case in {slowest:.1f} s."
    )
    return int(bool(changed) or any(outcome.result == FAULT for outcome in found))


def summary(found: list[Outcome]) -> pd.DataFrame:
    """A row for each kind and one for all: how many cases, how many of them refused, accepted and
    faults, and the seconds of the slowest."""
    table = pd.DataFrame(
        [(one.kind, one.result, one.seconds) for one in found],
        columns=["kind", "result", "slowest"],
    )
    counts = table.groupby(["kind", "result"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=[REFUSED, ACCEPTED, FAULT], fill_value=0)
    counts.insert(0, "cases", counts.sum(axis=1))
    counts.loc["all"] = counts.sum()
    slowest = table.groupby("kind").slowest.max().round(1)
    counts["slowest"] = slowest.reindex(counts.index, fill_value=slowest.max())
    return counts.rename_axis(None, axis=1).reset_index()


# Processes


class Worker:
    """A process that tries one case after the other, until one kills it or is killed for taking too
    long.
    """

    def __init__(self, context, seed: int, folder: Path):
        self.seed, self.folder, self.context = seed, folder, context
        self.number, self.since = -1, 0.0
        self.start()

    def start(self) -> None:
        self.pipe, theirs = self.context.Pipe()
        self.process = self.context.Process(
            target=_work, args=(theirs, self.seed, self.folder), daemon=True
        )
        self.process.start()
        theirs.close()
        self.ready = False

    def give(self, number: int) -> None:
        self.number, self.since = number, time.monotonic()
        self.pipe.send(number)

    def taken(self) -> Outcome | None:
        """The outcome of the case at hand, once there is one."""
        try:
            if self.pipe.poll():
                return self.pipe.recv()
            if time.monotonic() - self.since < PATIENCE:
                return None
            why = f"not over after {PATIENCE} s"
        except (EOFError, OSError):
            why = "the process died"
        self.stop()
        self.start()
        return Outcome(
            self.number, kind_of(self.number), "", FAULT, why, time.monotonic() - self.since
        )

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def outcomes(numbers, seed: int = SEED) -> Iterator[Outcome]:
    """The outcome of each case, in the order in which they end."""
    settings.fix()
    context = multiprocessing.get_context("forkserver" if settings.CAN_FORK else "spawn")
    if settings.CAN_FORK:
        context.set_forkserver_preload(["seaborn", *(f"helpers.{name}" for name in PRELOADED)])
    waiting = iter(numbers)
    with tempfile.TemporaryDirectory(prefix="fuzz-", ignore_cleanup_errors=True) as folder:
        workers = [Worker(context, seed, Path(folder)) for _ in range(WORKERS)]
        busy: list[Worker] = []
        try:
            while True:
                for worker in workers:
                    if worker not in busy and (number := next(waiting, None)) is not None:
                        worker.give(number)
                        busy.append(worker)
                if not busy:
                    return
                multiprocessing.connection.wait([worker.pipe for worker in busy], timeout=0.5)
                for worker in list(busy):
                    if outcome := worker.taken():
                        busy.remove(worker)
                        yield outcome
        finally:
            for worker in workers:
                worker.stop()


def _work(pipe, seed: int, folder: Path) -> None:
    """Try the cases whose numbers come through the pipe, until it is closed."""
    sys.dont_write_bytecode = True
    with contextlib.suppress(ImportError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    gc.freeze()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):  # whoever asked is gone
        while True:
            pipe.send(attempt(pipe.recv(), seed, folder))


def attempt(number: int, seed: int, folder: Path) -> Outcome:
    """Make a case in a folder of its own below `folder`, and see how it ends."""
    kind, place, what = kind_of(number), folder / f"case-{number}", ""
    try:
        place.mkdir()
        what, act = KINDS[kind](random.Random(f"{seed} {number}"), place)
        with fuzz_watch.watched(place) as seen:
            why, good = act(seen)
        if problem := seen.problem():
            return Outcome(number, kind, what, FAULT, problem, seen.seconds)
        return Outcome(number, kind, what, ACCEPTED if good else REFUSED, why[:300], seen.seconds)
    except BaseException as error:
        return Outcome(number, kind, what, FAULT, fuzz_watch.told(error))
    finally:
        shutil.rmtree(place, ignore_errors=True)
