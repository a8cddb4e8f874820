"""One run: every notebook in its own kernel, then the pages, then the finished folder in the place
of the old one.

An edition is built in a hidden folder beside its final place, so a run that fails or is killed
leaves the last good edition as it was. Each notebook writes to a folder of its own, so that its
files are known and can be taken over by the next run (`inputs.reusable`). This is the module that
imports papermill; the command line imports it only when it is needed.
"""

import ast
import asyncio
import contextlib
import copy
import ctypes
import dataclasses
import errno
import importlib
import json
import logging
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

# jsonschema spends 0.9 s on loading a checker of addresses that no notebook schema uses; it does
# without.
sys.modules.setdefault("rfc3987_syntax", None)

import nbformat  # noqa: E402
import papermill  # noqa: E402
from jupyter_core.utils import ensure_event_loop  # noqa: E402
from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: E402
from nbformat import NotebookNode  # noqa: E402
from papermill.engines import NBClientEngine, papermill_engines  # noqa: E402
from traitlets.config import Config  # noqa: E402

from helpers import paths  # noqa: E402
from helpers.data.schema import PackageError  # noqa: E402
from helpers.editions import downloads, fingerprint, stamp  # noqa: E402
from helpers.editions.kernels import Kernels  # noqa: E402
from helpers.language import SOURCE, catalogue  # noqa: E402
from helpers.parameters import ParameterError, Parameters  # noqa: E402
from helpers.paths import NOTEBOOK_PATTERN, as_typed  # noqa: E402

CELL_LIMIT = 600  # seconds; a cell that takes longer hangs
PAPERMILL = {
    "engine_name": "saves at the end",
    "kernel_name": "python3",
    "language": "python",
    "progress_bar": False,
    "coalesce_streams": True,  # else pieces of one output differ from run to run
    "record_timing": False,
    "shutdown_kernel": "immediate",  # a polite farewell takes half a second
    "config": Config(
        {"KernelManager": {"transport_encryption": "auto"}}
    ),  # else each kernel warns of plain TCP
}
FULL = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
)  # the disk is full, or what one user may have of it
PARAMETERS_TAG, INJECTED_TAG = "parameters", "injected-parameters"

# A failure is told once, by us; papermill and nbclient would log it as well.
logging.getLogger("papermill").addHandler(logging.NullHandler())


class RunError(Exception):
    """A run that did not come to its end, in plain words; the last good edition stands as it
    was.
    """


# --- an edition -----------------------------------------------------------------------------------


def make_edition(
    parameters: Parameters,
    output: Path | None = None,
    raw: Path | None = None,
    notebooks: Path = paths.NOTEBOOKS,
    progress: Callable[[str], None] = print,
    workers: int = 2,
    reuse: bool = False,
    forked: bool = False,
) -> Path:
    """Make the edition of `parameters` and return its folder: `output`, or the edition's own below
    `outputs`.

    With `reuse`, notebooks of the edition that stands there are taken over where nothing that they
    are made from has changed; with `forked`, kernels are forked from one preloaded process
    (kernels.py). Raises ParameterError when the folder is somebody else's, and RunError when the
    data package cannot be read, a notebook does not run to its end (it names every failing
    notebook, cell and error), the disk is full, or an input changes meanwhile.
    """
    final = Path(output or paths.OUTPUTS / parameters.folder).resolve()
    refuse_foreign(final)
    raw = Path(raw or paths.raw_folder()).resolve()
    progress(f"Making the edition of {parameters.year} ({workers} notebooks at a time)")
    try:
        downloads.package_files(
            raw
        )  # a package that cannot be handed on stops the run before its first notebook
        made = fingerprint.made_from(parameters, raw, notebooks) | fingerprint.neighbours(
            parameters, final
        )
        if not made["articles"]:
            progress(
                f"  No article about {parameters.year} is transcribed: the series stand alone."
            )
        with workplace(final) as building:
            record = _filled(
                building, final, parameters, raw, notebooks, made, progress, workers, reuse, forked
            )
            _write_json(building / paths.RECORD, record)
            _swap(building, final)
    except OSError as error:
        raise RunError(_unwritten(error, final)) from error
    except PackageError as error:
        raise RunError(f"{error}\nNothing was replaced.") from error
    forget_failures(final, notebooks)
    progress(f"Done in {record['durations']['total']:.1f} s. Open {as_typed(final / 'index.html')}")
    return final


def _filled(
    building, final, parameters, raw, notebooks, made, progress, workers, reuse, forked
) -> dict:
    """Fill `building` with everything of the edition but `run.json`, whose content is returned."""
    begin = time.perf_counter()
    sources = sorted(notebooks.glob(NOTEBOOK_PATTERN))
    kept = _taken_over(final, building, made, progress) if reuse else []
    # Needed at the end: imported while the first kernels start, since that is mostly waiting.
    threading.Thread(
        target=importlib.import_module, args=["helpers.pages.notebook_pages"], daemon=True
    ).start()
    fresh = [source for source in sources if source.stem not in {run.name for run in kept}]
    with tempfile.TemporaryDirectory(prefix=".", dir=building, ignore_cleanup_errors=True) as own:
        done = []
        if fresh or not sources:
            kernels = Kernels({paths.RAW_VARIABLE: str(raw)}, outputs=Path(own), forked=forked)
            done = execute_all(
                fresh,
                building / "notebooks",
                kernels,
                parameters,
                _failed(final),
                progress,
                workers,
            )
        done = [_gathered(run, Path(own) / run.name, building) for run in done]
    done = sorted(kept + done, key=lambda run: run.name)

    from helpers.editions import outcomes
    from helpers.pages import notebook_pages

    record = {"status": "complete"} | made
    if made["before"]:
        _compare(
            final.with_name(replace(parameters, year=parameters.year - 1).folder),
            building,
            record,
            raw,
            progress,
        )
    downloads.write_workbook(building)
    downloads.write_package(raw, building)
    try:
        after = outcomes.write(building, parameters, raw)
        notebook_pages.write_all(
            {run.name: run.notebook for run in done}, building, parameters, record, after, raw
        )
    except notebook_pages.PageError as error:
        raise RunError(f"{error}\nNothing was replaced.") from error
    _refuse_changed(made["inputs"], fingerprint.input_hashes(raw, notebooks))
    downloads.write_archive(building)
    durations = {run.name: run.seconds for run in done}
    record |= {
        "written": {run.name: list(run.files) for run in done},
        "outputs": fingerprint.output_hashes(building),
        "durations": durations | {"total": round(time.perf_counter() - begin, 2)},
    }
    notebook_pages.write_run_page(
        {run.name: run.notebook for run in done}, building, parameters, record
    )
    return record


def _compare(older: Path, building: Path, record: dict, raw: Path, progress) -> None:
    """The page on what changed since the edition before; one that cannot be read costs the page,
    not the run.
    """
    from helpers.editions import compare_page

    try:
        compare_page.write_page(older, building, building, record=record, raw=raw)
    except compare_page.CompareError as error:
        progress(f"  Not compared with the edition before: {error}")


def _taken_over(final: Path, building: Path, made: dict, progress) -> list["Run"]:
    """Copy into `building` what the notebooks that need no new run have written into `final`."""
    kept, durations = [], fingerprint.read_record(final).get("durations", {})
    for name, files in fingerprint.reusable(final, made).items():
        for file in files:
            (building / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(final / file, building / file)
        notebook = nbformat.read(building / "notebooks" / f"{name}.ipynb", as_version=4)
        kept.append(Run(name, notebook, durations.get(name, 0.0), tuple(files)))
        progress(f"  {name:<34} unchanged")
    return kept


def _gathered(run: "Run", own: Path, building: Path) -> "Run":
    """Move what a notebook wrote into its own folder to its place in the edition, and note the
    names.

    Raises RunError for a file that another notebook wrote too, and differently: which one counts
    would be chance.
    """
    files = [f"notebooks/{run.name}.ipynb"]
    for name in sorted(fingerprint.output_hashes(own)):
        target = building / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and target.read_bytes() != (own / name).read_bytes():
            raise RunError(
                f"{run.name} and another notebook both write {name}, and differently.\nNothing was replaced."
            )
        (own / name).replace(target)
        files.append(name)
    return dataclasses.replace(run, files=tuple(files))


def _refuse_changed(before: dict, after: dict) -> None:
    """An edition half of which was made from other inputs than its record says would be a
    mixture.
    """
    changed = fingerprint.changed(before, after)
    if changed:
        names = ", ".join(changed[:3]) + (" …" if len(changed) > 3 else "")
        raise RunError(
            f"While the edition was being made, {names} changed; nothing was replaced. Run again."
        )


def _unwritten(error: OSError, final: Path) -> str:
    """One line for a disk that is full or a folder that cannot be written."""
    where = as_typed(Path(error.filename)) if error.filename else f"while writing {as_typed(final)}"
    what = "make room" if error.errno in FULL else "see to it"
    return (
        f"Stopped: {error.strerror or error} ({where}). Nothing was replaced; {what}, or name another folder with "
        "--output, and run again."
    )


# --- notebooks ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One executed notebook: cleaned, with the seconds that it took and the files of the edition
    that it wrote.
    """

    name: str
    notebook: NotebookNode
    seconds: float
    files: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        return f"{self.seconds:5.1f} s"


def execute_all(
    sources: list[Path],
    folder: Path,
    kernels: Kernels,
    parameters: Parameters | None,
    failed: Path,
    progress: Callable[[str], None],
    workers: int,
) -> list[Run]:
    """Execute `sources` side by side and write them, cleaned, to `folder`; without `parameters`
    none are injected.

    Every notebook gets its turn, so that one run tells all that is wrong. Raises RunError then; the
    failed notebooks are kept in the folder `failed`.
    """
    if not sources:
        raise RunError(f"There are no notebooks to run (looked for {NOTEBOOK_PATTERN}).")
    folder.mkdir(parents=True, exist_ok=True)
    done, faults = [], []
    with ThreadPoolExecutor(workers) as pool:
        # Those with the largest outputs first: they take longest, and none should be left to run
        # alone at the end.
        sources = sorted(sources, key=lambda source: -source.stat().st_size)
        waiting = {
            pool.submit(_tried, source, folder / source.name, kernels, parameters)
            for source in sources
        }
        try:
            for number, future in enumerate(as_completed(waiting), 1):
                outcome = future.result()
                (done if isinstance(outcome, Run) else faults).append(outcome)
                progress(f"  [{number}/{len(sources)}] {outcome.name:<28} {outcome.told}")
        except (
            BaseException
        ):  # Ctrl-C: without this the pool would wait for notebooks that nobody wants
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.kill()
            raise
    if faults:
        told = [_kept(fault, failed) for fault in sorted(faults, key=lambda fault: fault.name)]
        raise RunError("\n".join([*told, "Nothing was replaced."]))
    return sorted(done, key=lambda run: run.name)


@dataclass(frozen=True)
class Fault:
    """A notebook that did not run to its end: where it stopped, why, and the file to look at (if
    there is one)."""

    name: str
    where: str
    why: str
    file: Path | None
    told = "failed"


def _tried(
    source: Path, target: Path, kernels: Kernels, parameters: Parameters | None
) -> Run | Fault:
    """Execute one notebook and write it, cleaned, to `target`; or say where and why it stopped."""
    begin = time.perf_counter()
    try:
        notebook = cleaned(execute(source, target, kernels, parameters))
        notebook = translated(notebook, parameters.language if parameters else SOURCE)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:
            raise  # every other notebook would say the same
        return _fault(source.stem, target, error)
    write(notebook, target)
    return Run(source.stem, notebook, round(time.perf_counter() - begin, 2))


def execute(
    source: Path, target: Path, kernels: Kernels, parameters: Parameters | None
) -> NotebookNode:
    """The notebook after its run, which papermill writes to `target` also when a cell fails.

    Raises what papermill, nbclient or the notebook's format raise.
    """
    given = given_to(nbformat.read(source, as_version=4), parameters) if parameters else {}
    try:
        notebook = _executed(source, target, given, kernels)
    except RuntimeError as error:
        if type(error) is not RuntimeError:  # a kernel that died at work is a kind of its own
            raise
        # The kernel never answered: another program has taken its port between the choice and the
        # use of it.
        notebook = _executed(source, target, given, kernels)
    _refuse_unfinished(notebook)
    return notebook


def _executed(source: Path, target: Path, given: dict, kernels: Kernels) -> NotebookNode:
    options = {
        "kernel_manager_class": kernels.manager(source.stem),
        "execution_timeout": CELL_LIMIT,
    }
    try:
        return papermill.execute_notebook(source, target, given, **options, **PAPERMILL)
    finally:
        _close_event_loop()


def _close_event_loop() -> None:
    """End this thread's event loop with the tasks that a dead kernel leaves in it, which would
    complain later.
    """
    loop = ensure_event_loop()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(_ended(tasks))
    loop.close()


async def _ended(tasks: set[asyncio.Task]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


class _SavesAtTheEnd(NBClientEngine):
    """papermill's own engine, but the notebook is saved before the first cell and after the last
    one run, however that ends: twice for each cell would take a tenth of the time."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, **more):
        nb_man.save = lambda **_unused: None
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **more)
        finally:
            del nb_man.save


papermill_engines.register("saves at the end", _SavesAtTheEnd)


class _UnfinishedError(Exception):
    pass


def _refuse_unfinished(notebook: NotebookNode) -> None:
    """papermill takes sys.exit(0) in a cell for success, though the cells below it were never
    run.
    """
    if any(cell.metadata.papermill.status != "completed" for cell in notebook.cells):
        raise _UnfinishedError


def _fault(name: str, target: Path, error: Exception) -> Fault:
    kept = target if target.exists() else None
    return Fault(name, _stopped_at(kept) if kept else "before its first cell", _plain(error), kept)


def _stopped_at(executed: Path) -> str:
    """The cell that was started last, by the number that stands beside it: '[5]'."""
    cells = [
        cell for cell in nbformat.read(executed, as_version=4).cells if cell.cell_type == "code"
    ]
    started = [
        n for n, cell in enumerate(cells, 1) if cell.metadata.get("papermill", {}).get("start_time")
    ]
    if not started:
        return "before its first cell"
    return f"at cell [{cells[started[-1] - 1].execution_count or started[-1]}]"


def _plain(error: Exception) -> str:
    """The error in one line, as far as a reader of the notebook can use it."""
    if isinstance(error, _UnfinishedError):
        return "the cell ended the notebook (sys.exit), and the cells below it were not run"
    if isinstance(error, DeadKernelError):
        return "the kernel died (out of memory, or somebody ended it)"
    if isinstance(error, CellTimeoutError):
        return f"the cell took longer than {CELL_LIMIT} s"
    if isinstance(error, papermill.PapermillExecutionError):
        return f"{error.ename}: {_last_line(error.evalue)}"
    return f"{type(error).__name__}: {_last_line(str(error))}"


def _last_line(text: str) -> str:
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()
    return lines[-1] if lines else "(no message)"


def _kept(fault: Fault, failed: Path) -> str:
    """Move the failed notebook to where it can be looked at, and say all that is known."""
    told = f"{fault.name} stopped {fault.where}: {fault.why}"
    if not fault.file:
        return told
    kept = failed / fault.file.name
    try:
        failed.mkdir(parents=True, exist_ok=True)
        fault.file.replace(kept)
    except OSError:  # what went wrong matters more than the file
        return told
    return f"{told}\n  the notebook as it stopped: {as_typed(kept)}"


def given_to(notebook: NotebookNode, parameters: Parameters) -> dict:
    """Those of `parameters` that the notebook's own parameters cell names."""
    names = parameter_names(notebook)
    return {name: value for name, value in parameters.as_dict().items() if name in names}


def parameter_names(notebook: NotebookNode) -> set[str]:
    """The names assigned in the cell tagged `parameters`; none without such a cell."""
    cell = parameters_cell(notebook)
    statements = ast.parse(cell.source).body if cell else []
    targets = [statement.targets for statement in statements if isinstance(statement, ast.Assign)]
    targets += [
        [statement.target] for statement in statements if isinstance(statement, ast.AnnAssign)
    ]
    return {target.id for group in targets for target in group if isinstance(target, ast.Name)}


def parameters_cell(notebook: NotebookNode) -> NotebookNode | None:
    """The cell tagged `parameters`, or None."""
    return next(
        (cell for cell in notebook.cells if PARAMETERS_TAG in cell.metadata.get("tags", [])), None
    )


def cleaned(notebook: NotebookNode) -> NotebookNode:
    """A copy without times, paths and versions of the machine: two runs of the same notebook are
    then equal.

    Outputs, execution counts and the injected parameters stay; the stamp of committed outputs goes.
    """
    notebook = copy.deepcopy(notebook)
    given = notebook.metadata.pop("papermill", {}).get("parameters")
    if given:
        notebook.metadata["papermill"] = {"parameters": given}
    notebook.metadata.pop(stamp.KEY, None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags"):  # papermill adds an empty list
            cell.metadata.pop("tags", None)
        elif INJECTED_TAG in cell.metadata.tags:
            cell["id"] = INJECTED_TAG  # papermill draws it at random
    return notebook


def translated(notebook: NotebookNode, language: str) -> NotebookNode:
    """A copy whose prose is in this language; what has no translation stays as it is."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = catalogue(language).gettext(cell.source)
    return notebook


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook so that `path` is never seen half written."""
    beside = path.with_name(f".{path.name}.part")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        nbformat.write(notebook, file)
    beside.replace(path)


# --- folders --------------------------------------------------------------------------------------


def refuse_foreign(final: Path) -> None:
    """Raises ParameterError when `final` holds something that no run has made: it would be
    deleted.
    """
    if not final.exists() or (final / "run.json").is_file():
        return
    if not final.is_dir():
        raise ParameterError(f"{final} is a file, not a folder; name a new folder for the edition.")
    if any(final.iterdir()):
        raise ParameterError(
            f"{final} holds files and no run.json, so it is not an edition and is left alone; name a new folder."
        )


@contextlib.contextmanager
def workplace(final: Path) -> Iterator[Path]:
    """An empty hidden folder beside `final` to build in, for one run at a time, gone afterwards.

    What a killed run has left is put right first. Raises RunError while another run is making the
    same folder.
    """
    building, old = _beside(final, "building"), _beside(final, "old")
    final.parent.mkdir(parents=True, exist_ok=True)
    with _alone(final):
        if old.exists() and not final.exists():
            old.rename(final)  # killed between the two renames of a swap
        for leftover in (old, building):
            shutil.rmtree(leftover, ignore_errors=True)
        building.mkdir()
        try:
            yield building
        finally:
            shutil.rmtree(building, ignore_errors=True)


@contextlib.contextmanager
def _alone(final: Path) -> Iterator[None]:
    """Hold the lock of `final`. The system lets go of it when a run is killed, so it is never
    stale.
    """
    path = _beside(final, "lock")
    with path.open("w") as file:
        # A lock on a file that its last holder has just removed protects nothing, hence the second
        # question.
        if not (
            _lock(file) and path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat())
        ):
            raise RunError(
                f"Another run is making {as_typed(final)} at this moment; wait until it has ended."
            )
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows does not remove a file that is open
                path.unlink()


def _lock(file) -> bool:
    """Try to lock an open file, without waiting; False when another process holds it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _swap(building: Path, final: Path) -> None:
    """Put the finished folder in the place of the old one."""
    if final.exists() and _exchanged(building, final):
        return  # the workplace removes the old one
    old = _beside(final, "old")
    if final.exists():
        final.rename(old)
    try:
        building.rename(final)
    except OSError as error:
        if old.exists():
            old.rename(final)
        raise RunError(
            f"{as_typed(final)} could not be replaced ({error}); is a file in it open?"
        ) from error
    shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, so that a kill finds no moment without an edition; False
    where the system cannot (Linux and macOS can)."""
    try:
        system = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return system.renamex_np(os.fsencode(one), os.fsencode(other), 2) == 0  # RENAME_SWAP
        return (
            system.renameat2(-100, os.fsencode(one), -100, os.fsencode(other), 2) == 0
        )  # RENAME_EXCHANGE
    except (OSError, AttributeError, TypeError):
        return False


def _beside(final: Path, what: str) -> Path:
    return final.with_name(f".{final.name}.{what}")


def _failed(final: Path) -> Path:
    return final.with_name(f"{final.name}.failed")


def forget_failures(final: Path, notebooks: Path) -> None:
    """Remove what earlier failures of this edition have left, and nothing that is not ours."""
    with contextlib.suppress(OSError):
        for source in notebooks.glob(NOTEBOOK_PATTERN):
            (_failed(final) / source.name).unlink(missing_ok=True)
        _failed(final).rmdir()


def _write_json(path: Path, content) -> None:
    path.write_text(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )
