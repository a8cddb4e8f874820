"""Many editions side by side, and a page about them: by a pool of processes or a Dask cluster."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from helpers import paths, settings
from helpers.editions import fingerprint
from helpers.files import WorkError
from helpers.parameters import NAMES, ParameterError, Parameters

Submit = Callable[..., Future]  # of a task
PATIENCE = 6  # seconds for a scheduler to answer, and for a stopped edition to tidy up


@dataclass(frozen=True)
class Task:
    """An edition to make: what `make_edition` is given."""

    parameters: Parameters
    output: Path
    raw: Path
    workers: int
    reuse: bool
    forked: bool
    coming: tuple[int, ...] = ()  # years of the same batch


def main(
    editions: list[Parameters],
    output: Path | None = None,
    raw: Path | None = None,
    jobs: int = 2,
    scheduler: str | None = None,
    again: bool = False,
    forked: bool = False,
    progress: Callable = print,
) -> int:
    """Make `editions`, one a year and in order, below `output`, by `jobs` processes or the Dask
    cluster at `scheduler`, and a page about them. Returns 1 if an edition failed. Raises
    WorkError for a silent cluster."""
    from helpers.pages import batch_page  # the processes do not need it

    begin = time.perf_counter()
    folder = (output or paths.OUTPUTS).resolve()
    raw = (raw or paths.raw_folder()).resolve()
    jobs = min(jobs, len(editions))
    workers = 1 if scheduler else 2  # kernels wait at their start and end, which the others fill
    years = tuple(edition.year for edition in editions)
    how = (raw, workers, not again, forked, years)
    tasks = [Task(edition, folder / edition.folder, *how) for edition in editions]
    where = f"on {scheduler}" if scheduler else f"{jobs} at a time"
    progress(f"Editions to make: {len(editions)} ({where})")
    with _cluster(scheduler) if scheduler else processes(jobs) as submit:
        failed = make_all(tasks, submit, jobs, progress)
    page = batch_page.write(editions, failed, folder)
    seconds = time.perf_counter() - begin
    progress(f"Done in {seconds:.1f} s. Open {paths.as_typed(page)}")
    return int(bool(failed))


def make_all(tasks: list[Task], submit: Submit, jobs: int, progress: Callable) -> set[Parameters]:
    """Make the editions, report each as soon as it is known, and return those that failed."""
    made_from = {
        task.parameters: fingerprint.made_from(task.parameters, task.raw) for task in tasks
    }
    n_ended = 0
    to_make = []
    for task in tasks:
        if task.reuse and fingerprint.unchanged(task.output, made_from[task.parameters]):
            n_ended += 1
            progress(f"  [{n_ended}/{len(tasks)}] {task.parameters.year}  unchanged")
        else:
            to_make.append(task)
    failed = set()
    outcomes = _made(apart(to_make, jobs), submit, made_from)
    for n, (edition, has_failed, line) in enumerate(outcomes, n_ended + 1):
        progress(f"  [{n}/{len(tasks)}] {line}")
        if has_failed:
            failed.add(edition)
    # Editions are compared with the one of the year before, which may have been made later, and
    # link to all that came of the batch.
    stale = [
        replace(task, reuse=True, coming=())
        for task in tasks
        if task.parameters not in failed
        and not fingerprint.knows_neighbours(task.parameters, task.output)
    ]
    for edition, has_failed, line in _made(stale, submit, made_from):
        progress(f"  beside its neighbours: {line}")
        if has_failed:
            failed.add(edition)
    return failed


def apart(tasks: list, jobs: int) -> list:
    """The first of each of `jobs` runs of years, then the second of each, and so on, so that
    neighbours are seldom made at the same time."""
    size = -(-len(tasks) // jobs) or 1
    return [task for start in range(size) for task in tasks[start::size]]


def _made(tasks: list[Task], submit: Submit, made_from: dict) -> Iterator[tuple]:
    """Of each edition as it ends: its parameters, whether it failed, and a line about it."""
    futures = {submit(task): task for task in tasks}
    left = []
    for future in as_completed(futures):
        if isinstance(future.exception(), BrokenProcessPool):
            left.append(futures[future])
        else:
            yield _outcome(futures[future], future, made_from)
    # A process that dies fails all tasks of the pool: the one at fault shall fail alone.
    for task in left:
        yield _outcome(task, submit(task), made_from)


def _outcome(task: Task, future: Future, made_from: dict) -> tuple[Parameters, bool, str]:
    try:
        seconds, reason = future.result()
    except Exception as error:  # a process that died or could not start
        seconds = 0.0
        reason = f"{type(error).__name__}: {error}"
    edition = task.parameters
    if not reason and not fingerprint.unchanged(task.output, made_from[edition]):
        fault = "is not the edition asked for: its inputs have changed, or it is elsewhere"
        reason = f"{paths.as_typed(task.output)} {fault}"
    line = f"{edition.year}  {'failed' if reason else 'done'}, {seconds:.1f} s"
    if reason:
        line += f": {reason}".replace("\n", "\n      ")
    return edition, bool(reason), line


def run_task(task: Task) -> tuple[float, str]:
    """Make an edition in this process: its seconds, and why it failed (blank if it did not)."""
    from helpers.editions import make

    begin = time.perf_counter()
    reason = ""
    try:
        make.make_edition(progress=str, **vars(task))  # which says nothing
    except (WorkError, ParameterError) as error:
        reason = str(error)
    return time.perf_counter() - begin, reason


@contextlib.contextmanager
def processes(jobs: int) -> Iterator[Submit]:
    """Up to `jobs` spawned processes that make editions and end with the batch, however it ends."""
    others = multiprocessing.active_children()
    pool = _new_pool(jobs)

    def submit(task: Task) -> Future:
        nonlocal pool
        try:
            return pool.submit(_until_interrupted, run_task, task)
        except BrokenProcessPool:
            pool = _new_pool(jobs)
            return pool.submit(_until_interrupted, run_task, task)

    try:
        yield submit
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        running = set(multiprocessing.active_children()).difference(others)
        for process in running:
            process.terminate()
        latest = time.monotonic() + PATIENCE
        for process in running:
            process.join(max(0.0, latest - time.monotonic()))
            process.kill()  # one that does not end
            process.join()
        raise
    pool.shutdown()


def _new_pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), settings.end_with_parent)


def _until_interrupted(work: Callable, task: Task) -> tuple[float, str]:
    try:
        settings.end_once()
        answer = work(task)
        # Between two tasks it ends the process at once: an exception could leave a lock held.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return answer
    except KeyboardInterrupt:
        os._exit(1)  # the pool has queued the next task already


def command(task: Task) -> list[str]:
    """The command line of an edition, with nothing left to the environment of the process."""
    edition = task.parameters
    bounds = [f"{bound:.17f}" for bound in edition.moderate_decline]  # 1e-05 is no number here
    words = [f"--{name}={getattr(edition, name)}" for name in NAMES if name != "moderate_decline"]
    words += [
        f"--raw={task.raw}",
        f"--output={task.output}",
        f"--jobs={task.workers}",
    ]
    words += [
        "--fork" if task.forked else "--no-fork",
        *([] if task.reuse else ["--again"]),
    ]
    return [
        sys.executable,
        "-m",
        "helpers",
        "report",
        *words,
        "--moderate-decline",
        *bounds,
    ]


def run_command(words: list[str]) -> tuple[float, str]:
    """Run a command in a process of its own; the answer as that of `run_task`."""
    begin = time.perf_counter()
    options = {
        "stdin": subprocess.DEVNULL,
        "capture_output": True,
        "encoding": "utf-8",
    }
    done = subprocess.run(words, env=settings.environment(), **options)
    last_lines = "\n".join(done.stderr.strip().splitlines()[-5:])
    reason = last_lines or f"the process ended with code {done.returncode}"
    return time.perf_counter() - begin, reason if done.returncode else ""


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[Submit]:
    """The workers of a Dask cluster, in the same checkout. Raises WorkError when none answers."""
    try:
        from distributed import Client
        from distributed.comm import connect
    except ImportError:
        package = "the package distributed (the extra `dask` of pyproject.toml)"
        raise WorkError(f"--scheduler needs {package}, which is not installed.") from None

    async def greet() -> None:
        await (await connect(address, timeout=PATIENCE)).close()

    try:
        asyncio.run(greet())  # a Client that finds nobody complains on its way out
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception as error:  # nobody, or somebody whose answer makes no sense
        raise WorkError(f"No Dask scheduler answers at {address!r} ({error}).") from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise WorkError(f"The Dask scheduler at {address!r} has no workers.")
        executor = client.get_executor(pure=False)
        yield lambda task: executor.submit(run_command, command(task))
