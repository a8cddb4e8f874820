"""Notebooks executed through papermill, side by side, each in a kernel of its own.

Papermill takes its time to import: the command line imports this module only when it is needed.
"""

import asyncio
import copy
import errno
import logging
import re
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nbformat
import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, papermill_engines
from traitlets.config import Config

from helpers.editions import fingerprint
from helpers.editions.folders import RunError
from helpers.editions.kernels import Kernels
from helpers.files import write_text
from helpers.language import SOURCE, _, speaking
from helpers.parameters import Parameters
from helpers.paths import LAST_NOTEBOOK, NOTEBOOK_PATTERN, as_typed

CELL_LIMIT = 600  # seconds; a cell that takes longer hangs
PAPERMILL = {
    "engine_name": "saves at the end",
    "kernel_name": "python3",
    "language": "python",
    "progress_bar": False,
    "coalesce_streams": True,  # else pieces of one output differ from run to run
    "record_timing": False,
    "shutdown_kernel": "immediate",  # a polite farewell takes half a second
    # Else each kernel warns of plain TCP.
    "config": Config({"KernelManager": {"transport_encryption": "auto"}}),
}
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, or what one user may have of it
PARAMETERS_TAG = "parameters"
INJECTED_TAG = "injected-parameters"
ASSIGNED = re.compile(r"^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.M)  # names, in a cell of parameters
COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a terminal

# We report a failure once; papermill and nbclient would log it as well.
logging.getLogger("papermill").addHandler(logging.NullHandler())


def chain(folder: Path) -> list[Path]:
    """The notebooks of an edition, in order.

    Raises RunError, by name, for one that is no step of it or whose parameters cannot be set.
    """
    sources = sorted(folder.glob("*.ipynb"))
    numbers = [source.name[:2] for source in sources]
    faults = []
    for source, number in zip(sources, numbers, strict=True):
        is_step = source.match(NOTEBOOK_PATTERN) and number <= LAST_NOTEBOOK
        if not is_step or numbers.count(number) > 1:
            fault = f"has the number {number} as another has" if is_step else "is no step of it"
            faults.append(f"{source.name} {fault}: move it to another folder, if it is a copy.")
        else:
            faults += _parameter_faults(source)
    if not sources:
        faults = [f"There are no notebooks in {as_typed(folder)}."]
    if faults:
        raise RunError("\n".join([*faults, "Nothing was replaced."]))
    return sources


def _parameter_faults(source: Path) -> list[str]:
    """Why papermill could not set the year; a file that is no notebook it refuses itself."""
    try:
        cells = nbformat.read(source, as_version=4).cells
    except Exception:
        return []
    code = [cell for cell in cells if cell.cell_type == "code"]
    tagged = [cell for cell in cells if PARAMETERS_TAG in cell.metadata.get("tags", [])]
    if tagged == code[:1] and tagged and "year" in ASSIGNED.findall(tagged[0].source):
        return []
    rule = "must be its first code cell and set year, and no other cell may have that tag"
    return [f"{source.stem} takes no parameters: the cell with the tag '{PARAMETERS_TAG}' {rule}."]


@dataclass(frozen=True)
class Run:
    """One executed notebook: cleaned, with its seconds and the files of the edition it wrote."""

    name: str
    notebook: NotebookNode
    seconds: float
    files: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        return f"{self.seconds:5.1f} s"


@dataclass(frozen=True)
class Failure:
    """A notebook that did not run to its end: where and why, and the file to look at."""

    name: str
    place: str
    reason: str
    file: Path
    status = "failed"


def execute_all(
    sources: list[Path],
    folder: Path,
    kernels: Kernels,
    parameters: Parameters | None,
    failed: Path,
    progress: Callable[[str], None],
    workers: int,
) -> list[Run]:
    """Execute `sources` side by side and write them, cleaned, to `folder`.

    Without `parameters` none are injected. Notebook 07 waits for the others, whose findings it
    prints. Each of these gets its turn, so that one run reports all that is wrong. Raises RunError
    then; the failed notebooks are kept in the folder `failed`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Those with the largest outputs first: they take longest, and none should run alone at the end.
    sources = sorted(sources, key=lambda source: -source.stat().st_size)
    with ThreadPoolExecutor(workers) as pool:
        submit = partial(pool.submit, _attempt, folder, kernels, parameters)
        try:
            results = _results(submit, sources, progress)
        except BaseException:  # Ctrl-C: else the pool would wait for notebooks that nobody wants
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.kill()
            raise
    results = sorted(results, key=lambda result: result.name)
    failures = [result for result in results if isinstance(result, Failure)]
    if failures:
        reports = [_report(failure, failed) for failure in failures]
        raise RunError("\n".join([*reports, "Nothing was replaced."]))
    return results


def _results(
    submit: Callable[[Path], Future], sources: list[Path], progress: Callable[[str], None]
) -> list[Run | Failure]:
    """What came of each notebook; of the last one nothing where another has failed."""
    last = [source for source in sources if source.name.startswith(LAST_NOTEBOOK)]
    results = []
    for stage in ([source for source in sources if source not in last], last):
        if any(isinstance(result, Failure) for result in results):
            break
        for future in as_completed(map(submit, stage)):
            result = future.result()
            results.append(result)
            progress(f"  [{len(results)}/{len(sources)}] {result.name:<28} {result.status}")
    return results


def _attempt(
    folder: Path, kernels: Kernels, parameters: Parameters | None, source: Path
) -> Run | Failure:
    """Execute one notebook and write it, cleaned, to `folder`; or say where and why it stopped."""
    begin = time.perf_counter()
    target = folder / source.name
    language = parameters.language if parameters else SOURCE
    try:
        notebook = cleaned(execute(source, target, kernels, parameters), language)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:
            raise  # every other notebook would say the same
        place, shown = _stopped_at(target)
        return Failure(source.stem, place, _reason(error, shown), target)
    write(notebook, target)
    return Run(source.stem, notebook, round(time.perf_counter() - begin, 2))


def execute(
    source: Path, target: Path, kernels: Kernels, parameters: Parameters | None
) -> NotebookNode:
    """The notebook after its run, which papermill writes to `target` also when a cell fails.

    Raises what papermill, nbclient or the notebook's format raise.
    """
    values = given_to(nbformat.read(source, as_version=4), parameters) if parameters else {}
    try:
        notebook = _executed(source, target, values, kernels)
    except RuntimeError as error:
        if type(error) is not RuntimeError:  # a kernel that died at work is a kind of its own
            raise
        # The kernel never answered: another program took its port between its choice and its use.
        notebook = _executed(source, target, values, kernels)
    # papermill takes sys.exit(0) in a cell for success, though the cells below it were never run.
    if any(cell.metadata.papermill.status != "completed" for cell in notebook.cells):
        raise UnfinishedError
    return notebook


def _executed(source: Path, target: Path, values: dict, kernels: Kernels) -> NotebookNode:
    manager = kernels.manager(source.stem)
    options = {"kernel_manager_class": manager, "execution_timeout": CELL_LIMIT}
    # papermill fills the braces of a path with parameters.
    places = [str(path).replace("{", "{{").replace("}", "}}") for path in (source, target)]
    try:
        return papermill.execute_notebook(*places, values, **options, **PAPERMILL)
    finally:  # tasks that a dead kernel leaves in this thread's event loop would complain later
        loop = ensure_event_loop()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        if tasks:
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.close()


class _SavesAtTheEnd(NBClientEngine):
    """papermill's own engine, but the notebook is saved twice in all, not twice for each cell."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, **more):
        nb_man.save = lambda **_unused: None
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **more)
        finally:
            del nb_man.save


papermill_engines.register("saves at the end", _SavesAtTheEnd)


class UnfinishedError(Exception):
    """A cell that ended the notebook."""


def _stopped_at(executed: Path) -> tuple[str, str]:
    """The cell that was started last, by the number beside it ('[5]'), and what it has printed."""
    place = "before its first cell"
    printed = ""
    cells = nbformat.read(executed, as_version=4).cells if executed.exists() else []
    for number, cell in enumerate([cell for cell in cells if cell.cell_type == "code"], 1):
        if cell.metadata.get("papermill", {}).get("start_time"):
            place = f"at cell [{cell.execution_count or number}]"
            printed = "".join(output.get("text", "") for output in cell.outputs)
    return place, printed


def _reason(error: Exception, printed: str) -> str:
    """The error in one line, as far as a reader of the notebook can use it."""
    if isinstance(error, UnfinishedError):
        return "the cell ended the notebook (sys.exit), and the cells below it were not run"
    if isinstance(error, DeadKernelError):
        return "the kernel died (out of memory, or somebody ended it)"
    if isinstance(error, CellTimeoutError):
        return f"the cell took longer than {CELL_LIMIT} s"
    name = type(error).__name__
    text = str(error)
    if isinstance(error, papermill.PapermillExecutionError):
        name, text = error.ename, error.evalue
    lines = COLOURS.sub("", text).strip().splitlines() or printed.strip().splitlines()
    return f"{name}: {lines[-1] if lines else '(no message)'}"


def _report(failure: Failure, failed: Path) -> str:
    """Move the failed notebook to where it can be looked at, and say all that is known."""
    line = f"{failure.name} stopped {failure.place}: {failure.reason}"
    if not failure.file.exists():
        return line
    kept = failed / failure.file.name
    try:
        failed.mkdir(parents=True, exist_ok=True)
        failure.file.replace(kept)
    except OSError:  # what went wrong matters more than the file
        return line
    return f"{line}\n  the notebook as it stopped: {as_typed(kept)}"


def given_to(notebook: NotebookNode, parameters: Parameters) -> dict:
    """Those of `parameters` that are assigned in the notebook's own parameters cell."""
    names = ASSIGNED.findall(parameters_cell(notebook).source)
    return {name: value for name, value in parameters.as_dict().items() if name in names}


def parameters_cell(notebook: NotebookNode) -> NotebookNode:
    """The cell tagged `parameters`, which a notebook of the chain has."""
    tagged = (cell for cell in notebook.cells if PARAMETERS_TAG in cell.metadata.get("tags", []))
    return next(tagged)


def cleaned(notebook: NotebookNode, language: str) -> NotebookNode:
    """A copy without times, paths and versions of the machine: two runs are then equal.

    The stamp of committed outputs goes too. Prose is in `language`, as far as it is translated.
    """
    notebook = copy.deepcopy(notebook)
    values = notebook.metadata.pop("papermill", {}).get("parameters")
    if values:
        notebook.metadata["papermill"] = {"parameters": values}
    notebook.metadata.pop(fingerprint.STAMP, None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags"):  # papermill adds an empty list
            cell.metadata.pop("tags", None)
        elif INJECTED_TAG in cell.metadata.tags:
            cell["id"] = INJECTED_TAG  # papermill draws it at random
        if cell.cell_type == "markdown":
            with speaking(language):
                cell.source = _(cell.source)
    return notebook


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook so that `path` is never seen half written."""
    write_text(nbformat.writes(notebook) + "\n", path)
