"""Notebooks executed side by side through papermill, which takes its time to import."""

import asyncio
import errno
import logging
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
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
from helpers.editions.kernels import Kernels
from helpers.files import WorkError, write_text
from helpers.language import SOURCE, _, speaking
from helpers.parameters import Parameters
from helpers.paths import LAST_NOTEBOOK, NOTEBOOK_PATTERN, as_typed

CODE = b'"cell_type": "code"'
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
    """The notebooks of an edition, in order. Raises WorkError, by name, for one that is no step of
    it or whose parameters cannot be set."""
    sources = sorted(folder.glob("*.ipynb"))
    numbers = [source.name[:2] for source in sources]
    move = "move it to another folder, if it is a copy."
    rule = "must be its first code cell and set year; no other may have that tag or set year"
    faults = [] if sources else [f"There are no notebooks in {as_typed(folder)}."]
    for source, number in zip(sources, numbers, strict=True):
        if not source.match(NOTEBOOK_PATTERN) or number > LAST_NOTEBOOK:
            faults.append(f"{source.name} is no step of it: {move}")
        elif numbers.count(number) > 1:
            faults.append(f"{source.name} has the number {number} as another has: {move}")
        elif not _takes_year(source):
            cell = f"the cell with the tag '{PARAMETERS_TAG}'"
            faults.append(f"{source.stem} takes no parameters: {cell} {rule}.")
    if faults:
        raise WorkError("\n".join([*faults, "Nothing was replaced."]))
    return sources


def _takes_year(source: Path) -> bool:
    """Whether papermill can set the year; a file that is no notebook it refuses itself."""
    try:
        cells = nbformat.read(source, as_version=4).cells
    except Exception:
        return True
    code = [
        cell
        for cell in cells
        if cell.cell_type == "code" and cell.metadata.get("tags") != [INJECTED_TAG]
    ]
    tagged = [cell for cell in cells if PARAMETERS_TAG in cell.metadata.get("tags", [])]
    setting = [cell for cell in code if "year" in ASSIGNED.findall(cell.source)]
    return tagged == code[:1] == setting


@dataclass(frozen=True)
class Run:
    """An executed notebook with the files that it wrote, or where and why it stopped."""

    name: str
    notebook: NotebookNode | None
    seconds: float
    files: tuple[str, ...] = ()
    fault: str = ""


def execute_all(
    sources: list[Path],
    folder: Path,
    kernels: Kernels,
    parameters: Parameters | None,
    failed: Path,
    progress: Callable[[str], None],
    workers: int,
) -> list[Run]:
    """Execute `sources` side by side and write them, cleaned, to `folder`. Notebook 07 waits for
    the others, whose findings it prints. Each of these gets its turn, so that one run reports all
    that is wrong. Raises WorkError then; the failed notebooks are kept in the folder `failed`."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(workers) as pool:
        submit = partial(pool.submit, _attempt, folder, kernels, parameters)
        try:
            runs = _in_stages(submit, sources, progress)
        except BaseException:  # Ctrl-C: else the pool would wait for notebooks that nobody wants
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.kill()
            raise
    faults = []
    for run in [run for run in runs if run.fault]:
        faults.append(f"{run.name} stopped {run.fault}")
        with suppress(OSError):  # what went wrong matters more than the file
            failed.mkdir(parents=True, exist_ok=True)
            kept = (folder / f"{run.name}.ipynb").replace(failed / f"{run.name}.ipynb")
            faults.append(f"  the notebook as it stopped: {as_typed(kept)}")
    if faults:
        raise WorkError("\n".join([*faults, "Nothing was replaced."]))
    return runs


def _in_stages(submit: Callable, sources: list[Path], progress: Callable) -> list[Run]:
    last = [source for source in sources if source.name.startswith(LAST_NOTEBOOK)]
    # Those with most cells of code first: they take longest, and none should run alone at the end.
    others = sorted(
        set(sources) - set(last),
        key=lambda source: -source.read_bytes().count(CODE),
    )
    runs = []
    for stage in (others, last):
        if any(run.fault for run in runs):
            break
        for future in as_completed(map(submit, stage)):
            run = future.result()
            runs.append(run)
            status = "failed" if run.fault else f"{run.seconds:5.1f} s"
            progress(f"  [{len(runs)}/{len(sources)}] {run.name:<28} {status}")
    return sorted(runs, key=lambda run: run.name)


def _attempt(folder: Path, kernels: Kernels, parameters: Parameters | None, source: Path) -> Run:
    """Execute one notebook and write it, cleaned, to `folder`; or say where and why it stopped."""
    begin = time.perf_counter()
    target = folder / source.name
    try:
        notebook = execute(source, target, kernels, parameters)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:
            raise  # every other notebook would say the same
        return Run(source.stem, None, 0.0, fault=_fault(error, target))
    _clean(notebook, parameters.language if parameters else SOURCE)
    write(notebook, target)
    return Run(source.stem, notebook, round(time.perf_counter() - begin, 2))


def execute(source: Path, target: Path, kernels: Kernels, parameters) -> NotebookNode:
    """The notebook after its run, which papermill writes to `target` also when a cell fails."""
    values = {}
    if parameters:
        names = ASSIGNED.findall(parameters_cell(nbformat.read(source, as_version=4)).source)
        values = {name: value for name, value in parameters.as_dict().items() if name in names}
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


ENDINGS = {
    UnfinishedError: "the cell ended the notebook (sys.exit), and the cells below it were not run",
    DeadKernelError: "the kernel died (out of memory, or somebody ended it)",
    CellTimeoutError: "the cell took longer than {} s",
}


def _fault(error: Exception, executed: Path) -> str:
    """Where a notebook stopped, by the number beside the cell that was started last, and why."""
    place = "before its first cell"
    printed = ""
    cells = nbformat.read(executed, as_version=4).cells if executed.exists() else []
    for number, cell in enumerate([cell for cell in cells if cell.cell_type == "code"], 1):
        if cell.metadata.get("papermill", {}).get("start_time"):
            place = f"at cell [{cell.execution_count or number}]"
            printed = "".join(output.get("text", "") for output in cell.outputs)
    for kind, reason in ENDINGS.items():
        if isinstance(error, kind):
            return f"{place}: {reason.format(CELL_LIMIT)}"
    name = getattr(error, "ename", type(error).__name__)  # papermill's error has that of the cell
    text = COLOURS.sub("", getattr(error, "evalue", str(error)))
    lines = text.strip().splitlines() or printed.strip().splitlines()
    return f"{place}: {name}: {lines[-1] if lines else '(no message)'}"


def parameters_cell(notebook: NotebookNode) -> NotebookNode:
    """The cell tagged `parameters`, which a notebook of the chain has."""
    cells = notebook.cells
    return next(cell for cell in cells if PARAMETERS_TAG in cell.metadata.get("tags", []))


def _clean(notebook: NotebookNode, language: str) -> None:
    """Take out times, paths, versions and the stamp, and put prose into `language`."""
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


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook so that `path` is never seen half written."""
    write_text(nbformat.writes(notebook) + "\n", path)
