"""Many editions side by side, and a page that shows how finding and forecast moved from one to the
next.

Each edition is what `python -m helpers report` makes, in processes of their own (worker.py), so
that one that fails spoils no other. They are handed out through the interface of
`concurrent.futures`: to threads of this machine, or to an existing Dask cluster, whose workers run
the same checkout and see the folders under the same names.
"""

import asyncio
import contextlib
import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from signal import SIGINT

from helpers import language, paths, settings
from helpers.editions import fingerprint
from helpers.language import _
from helpers.parameters import Parameters

WORKER = [sys.executable, "-m", "helpers.worker"]
PATIENCE = 6  # seconds for a scheduler to answer, and for a stopped edition to tidy up
PROBABILITIES = ("D1", "D2", "D3", "further decline", "lower three years on")


class BatchError(Exception):
    """A batch that cannot begin or go on, in one plain line."""


@dataclass(frozen=True)
class Outcome:
    """How an edition fared: `done`, `unchanged` or `failed`, after how many seconds, and why if it
    failed.
    """

    edition: Parameters
    status: str
    seconds: float
    why: str = ""

    @property
    def told(self) -> str:
        reason = f": {self.why}".replace("\n", "\n      ") if self.why else ""
        return f"{self.edition.year}  {self.status}, {self.seconds:.1f} s{reason}"


def main(
    editions: list[Parameters],
    output: Path | None = None,
    raw: Path | None = None,
    jobs: int = 2,
    scheduler: str | None = None,
    again: bool = False,
    forked: bool = False,
    progress: Callable[[str], None] = print,
) -> int:
    """Make `editions`, which differ in their years alone, below `output`, and a page about them
    there (`name_of`).

    `jobs` processes work at a time, or the workers of the Dask cluster at the address `scheduler`.
    Unchanged editions are left as they are, unless `again`; with `forked`, kernels are forks
    (kernels.py). Returns 1 if any edition failed, else 0. Raises BatchError when the cluster does
    not answer or the page cannot be written.
    """
    begin = time.perf_counter()
    folder, raw = Path(output or paths.OUTPUTS).resolve(), Path(raw or paths.raw_folder()).resolve()
    jobs, here = min(jobs, len(editions)), scheduler is None
    progress(
        f"Editions to make: {len(editions)} ({f'{jobs} at a time' if here else f'on {scheduler}'})"
    )
    with ThreadPoolExecutor(jobs) if here else _cluster(scheduler) as pool:
        workers = 2 if here else 1  # kernels wait at their start and end, which the others fill
        processes = Workers() if here else None
        outcomes = make_all(
            editions, folder, raw, pool, processes, jobs, workers, again, forked, progress
        )
        if processes:
            processes.close()
    outcomes.sort(key=lambda outcome: outcome.edition.year)
    try:
        write(outcomes, folder)
    except OSError as error:
        raise BatchError(f"The editions are made, but not the page about them: {error}") from error
    lines = [f"  {o.edition.year}  {o.status:<9} {o.seconds:8.1f}" for o in outcomes]
    progress("\n".join(["", "  year  outcome    seconds", *lines, ""]))
    progress(
        f"Done in {time.perf_counter() - begin:.1f} s. Open {paths.as_typed(folder / f'{name_of(editions)}.html')}"
    )
    return int(any(outcome.status == "failed" for outcome in outcomes))


# --- making ---------------------------------------------------------------------------------------


def make_all(
    editions: list[Parameters],
    folder: Path,
    raw: Path,
    pool: Executor,
    processes: "Workers | None",
    jobs: int,
    workers: int,
    again: bool,
    forked: bool,
    progress: Callable[[str], None],
) -> list[Outcome]:
    """Make the editions through `pool` and tell each outcome as soon as it is known; see `main`.

    An edition is compared with the one of the year before, which may come later. So there is a
    second round for those whose neighbours have changed meanwhile: their pages are made again,
    their notebooks are not.
    """
    made = {edition: fingerprint.made_from(edition, raw) for edition in editions}
    outcomes, waiting = {}, {}

    def run(these: list[Parameters], again: bool) -> Iterator[Outcome]:
        for edition in these:
            command = _command(edition, folder / edition.folder, raw, workers, again, forked)
            waiting[pool.submit(make, command, processes)] = edition
        for future in as_completed(
            [future for future, edition in waiting.items() if edition in these]
        ):
            edition = waiting.pop(future)
            yield _outcome(edition, future, folder / edition.folder, made[edition])

    def tell(outcome: Outcome) -> None:
        outcomes[outcome.edition] = outcome
        progress(f"  [{len(outcomes)}/{len(editions)}] {outcome.told}")

    try:
        new = []
        for edition in editions:
            begin = time.perf_counter()
            if again or not fingerprint.unchanged(folder / edition.folder, made[edition]):
                new.append(edition)
            else:
                tell(Outcome(edition, "unchanged", time.perf_counter() - begin))
        for outcome in run(_apart(new, jobs), again):
            tell(outcome)
        for outcome in run(_stale(list(outcomes.values()), folder), False):
            seconds = outcomes[outcome.edition].seconds + outcome.seconds
            outcomes[outcome.edition] = replace(outcome, seconds=seconds)
            progress(f"  beside its neighbours: {outcome.told}")
    except BaseException:  # Ctrl-C: nobody wants what is still to come
        for future in waiting:
            future.cancel()
        if processes:
            processes.end()
        raise
    return list(outcomes.values())


def _apart(editions: list[Parameters], jobs: int) -> list[Parameters]:
    """The editions in an order in which `jobs` workers seldom make neighbours at the same time,
    which would have to be compared in a second round: the first of each of `jobs` runs of years,
    then the second of each, and so on."""
    size = -(-len(editions) // jobs) or 1
    runs = [editions[start : start + size] for start in range(0, len(editions), size)]
    return [edition for these in zip_longest(*runs) for edition in these if edition]


def _stale(outcomes: list[Outcome], folder: Path) -> list[Parameters]:
    """The editions whose pages speak of other neighbours than now stand beside them."""
    made = [outcome.edition for outcome in outcomes if outcome.status != "failed"]
    places = [folder / edition.folder for edition in made]
    return [
        edition
        for edition, place in zip(made, places, strict=True)
        if not fingerprint.knows_neighbours(edition, place)
    ]


def _command(
    edition: Parameters, place: Path, raw: Path, workers: int, again: bool, forked: bool
) -> list[str]:
    """The command line of one edition, with nothing left to the environment of the process."""
    flags = {
        "year": edition.year,
        "horizon": edition.horizon,
        "language": edition.language,
        "vintage": edition.vintage,
    }
    flags |= {"raw": raw, "output": place, "jobs": workers}
    words = [word for name, value in flags.items() for word in (f"--{name}", str(value))]
    band = [
        f"{bound:.17f}" for bound in edition.moderate_decline
    ]  # 1e-05 is no number to the reader of flags
    words += [
        "--moderate-decline",
        *band,
        *(["--again"] if again else []),
        *(["--fork"] if forked else []),
    ]
    return [sys.executable, "-m", "helpers", "report", *words]


def make(command: list[str], workers: "Workers | None" = None) -> tuple[float, str]:
    """Run a command; how many seconds it took, and why it failed (blank if it did not)."""
    begin = time.perf_counter()
    code, said = workers.run(command) if workers else _alone(command)
    why = "\n".join(said.strip().splitlines()[-5:]) or f"the process ended with code {code}"
    return time.perf_counter() - begin, why if code else ""


def _outcome(edition: Parameters, future, place: Path, made: dict) -> Outcome:
    try:
        seconds, why = future.result()
    except Exception as error:  # a worker that died, a process that could not start
        return Outcome(edition, "failed", 0.0, f"{type(error).__name__}: {error}")
    if not why and not fingerprint.unchanged(place, made):
        why = f"{paths.as_typed(place)} is not the edition asked for: its inputs have changed, or it is elsewhere"
    return Outcome(edition, "failed" if why else "done", seconds, why)


class Workers:
    """The processes of a batch on this machine (worker.py), each of which makes one edition after
    the other.
    """

    def __init__(self):
        self.running, self.idle, self.ended = set(), [], False

    def run(self, command: list[str]) -> tuple[int, str]:
        """Obey a command to its end; its exit code, and what it said of errors."""
        worker = self.idle.pop() if self.idle else self._started()
        try:
            worker.stdin.write(json.dumps(command) + "\n")
            worker.stdin.flush()
            answer = worker.stdout.readline()
        except OSError:
            answer = ""
        if not answer:
            self.running.discard(worker)
            return _closed(worker) or 1, ""
        self.idle.append(worker)
        if self.ended:
            self.close()
        return tuple(json.loads(answer))

    def _started(self) -> subprocess.Popen:
        # A session of its own: Ctrl-C reaches this process alone, which then ends the others once.
        pipes = {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.DEVNULL,
            "encoding": "utf-8",
        }
        worker = subprocess.Popen(
            WORKER, **pipes, env=settings.environment(), start_new_session=True
        )
        self.running.add(worker)
        if self.ended:
            _interrupt(worker)
        return worker

    def close(self) -> None:
        """Let the workers go that have nothing to do."""
        while self.idle:
            worker = self.idle.pop()
            self.running.discard(worker)
            _closed(worker)

    def end(self) -> None:
        """Interrupt every process, as Ctrl-C would, and kill those that do not end."""
        self.ended = True
        self.close()
        running = list(self.running)
        for worker in running:
            _interrupt(worker)
        latest = time.monotonic() + PATIENCE
        for worker in running:
            try:
                worker.wait(max(0.0, latest - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.kill()


def _closed(worker: subprocess.Popen) -> int:
    """Hang up, and the code with which the worker then ends."""
    for pipe in (worker.stdin, worker.stdout):
        with contextlib.suppress(OSError):
            pipe.close()
    return worker.wait()


def _alone(command: list[str]) -> tuple[int, str]:
    """Run a command in a process of its own, as on the machines of a cluster."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env=settings.environment(),
    )
    return done.returncode, done.stderr


def _interrupt(process: subprocess.Popen) -> None:
    process.terminate() if os.name == "nt" else process.send_signal(SIGINT)


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    """The workers of an existing Dask cluster as an executor. Raises BatchError when it does not
    answer.
    """
    try:
        from distributed import Client
    except ImportError:
        raise BatchError(
            "--scheduler needs the package distributed (the extra `dask` of pyproject.toml), which is not installed."
        ) from None
    try:
        asyncio.run(_greet(address))
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BatchError(f"No Dask scheduler answers at {address!r} ({error}).") from None
    except Exception:  # an answer that makes no sense to distributed
        raise BatchError(
            f"What answers at {address!r} is no Dask scheduler of this version."
        ) from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise BatchError(f"The Dask scheduler at {address!r} has no workers.")
        yield client.get_executor(pure=False)


async def _greet(address: str) -> None:
    """Raises OSError or ValueError unless somebody answers; a Client that finds nobody complains on
    its way out.
    """
    from distributed.comm import connect

    comm = await connect(address, timeout=PATIENCE)
    await comm.close()


# --- what the editions say ------------------------------------------------------------------------


def write(outcomes: list[Outcome], folder: Path) -> None:
    """Write the page about the editions and its JSON into `folder`. Raises OSError."""
    from helpers.files import to_json, write_text

    edition, name = outcomes[0].edition, name_of([outcome.edition for outcome in outcomes])
    rows = with_what_then_happened([row_of(outcome, folder) for outcome in outcomes], folder)
    shared = {name: value for name, value in edition.as_dict().items() if name != "year"}
    with language.speaking(edition.language):
        written = page(rows, edition, folder)
    write_text(to_json({"parameters": shared, "editions": rows}), folder / f"{name}.json")
    write_text(written, folder / f"{name}.html")


def name_of(editions: list[Parameters]) -> str:
    """The name of the page: batch, or batch-ru, batch-first … beside the folders of such
    editions.
    """
    return editions[0].folder.replace(str(editions[0].year), "batch", 1)


def row_of(outcome: Outcome, folder: Path) -> dict:
    """What one edition says of departures, read from its files; all unknown (None) where it failed.

    `departures` of its year; `direction` and `said`, variant and text of its finding;
    `probabilities` by event; `point`, `lower_80`, `upper_80` of the next year; `judgement` in
    words.
    """
    edition, place = outcome.edition, folder / outcome.edition.folder
    row = {"year": edition.year, "folder": edition.folder, "failed": outcome.status == "failed"}
    if row["failed"]:
        place = folder / ".none"  # an earlier edition may stand there; it is not this one
    findings = {entry["id"]: entry for entry in _json(place / "findings.json")}
    projected = _rows(
        place / "projection.csv", flow="departures", method="project", year=str(edition.year + 1)
    )
    chances = {
        entry["event"]: _number(entry["probability"])
        for entry in _rows(place / "tables/event_probabilities.csv")
    }
    return row | {
        "departures": _departures(place, edition.year),
        "direction": findings.get("departures", {}).get("variant"),
        "said": findings.get("departures", {}).get("text"),
        "probabilities": {event: chances.get(event) for event in PROBABILITIES},
        **{
            name: _number(projected[0][name]) if projected else None
            for name in ("point", "lower_80", "upper_80")
        },
        "judgement": findings.get("judgement", {}).get("text"),
    }


def with_what_then_happened(rows: list[dict], folder: Path) -> list[dict]:
    """The rows with `then`, the departures of the next year, and `then_from`, the newest edition
    here that has them.
    """
    result = []
    for row in rows:
        later = [other for other in rows if other["year"] > row["year"] and not other["failed"]]
        found = (
            (other["year"], _departures(folder / other["folder"], row["year"] + 1))
            for other in reversed(later)
        )
        source, value = next(
            ((year, value) for year, value in found if value is not None), (None, None)
        )
        result.append(row | {"then": value, "then_from": source})
    return result


def _departures(place: Path, year: int) -> float | None:
    found = _rows(place / "tables/flows.csv", flow="departures", year=str(year))
    return _number(found[0]["value"]) if found else None


def _rows(path: Path, **wanted: str) -> list[dict]:
    """The rows of a CSV file with these values; none without the file (a year with too few points
    has no fit).
    """
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if all(row[name] == value for name, value in wanted.items())
        ]


def _json(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def _number(text: str) -> float | int | None:
    return (float(text) if "." in text or "e" in text else int(text)) if text else None


# --- the page -------------------------------------------------------------------------------------


def page(rows: list[dict], edition: Parameters, folder: Path) -> str:
    """The page about the editions in the language spoken: a row each, linked where the edition
    stands there.
    """
    vintages = {
        "latest": _(
            "Each edition uses final figures as known now, and none for a year after its own."
        ),
        "first": _(
            "Each edition uses the first figure of its own year, final figures of earlier years, none of later."
        ),
    }
    then = _("next year, as registered later")
    words = {
        "title": _("Editions side by side"),
        "lead": _("What each edition says of registered departures, and what then happened."),
        "vintage": vintages[edition.vintage],
        "apart": _(
            "What stands under '{column}' was not known to the edition: a later one here gives it.",
            column=then,
        ),
        "failed": _("This edition could not be made."),
        "earlier": _("The link leads to the one that was made before."),
    }
    from helpers.pages.layout import frame  # brings nbconvert, which a batch needs at its end alone

    return frame("batch.html.j2").render(
        language=edition.language,
        words=words,
        rows=[
            {**row, "link": _link(row, folder), "cells": [] if row["failed"] else _cells(row, then)}
            for row in rows
        ],
    )


def _link(row: dict, folder: Path) -> str | None:
    return (
        f"{row['folder']}/index.html" if (folder / row["folder"] / "index.html").is_file() else None
    )


def _cells(row: dict, then: str) -> list[tuple[str, str, str]]:
    """Heading, text and kind of each cell after the year's; a dash for what is not known."""
    from helpers.cleaning import names
    from helpers.language import formats

    chances = row["probabilities"].items()
    point = (
        f"{formats.rough(row['point'])} ({formats.rough_range(row['lower_80'], row['upper_80'])})"
        if row["point"]
        else "–"
    )
    return [
        (names.heading("departures"), formats.people(row["departures"]), "number"),
        (names.heading("finding"), row["said"] or "–", "words"),
        *(
            (names.name(event), "–" if value is None else formats.chance(value), "number")
            for event, value in chances
        ),
        (_("next year, projected (80% interval)"), point, "number"),
        (then, "–" if row["then"] is None else formats.number(row["then"]), "number apart"),
        (_("judgement"), row["judgement"] or "–", "words"),
    ]
