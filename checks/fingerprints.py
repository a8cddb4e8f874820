"""What an edition says, as hashes by name, each computed in a process of its own.

Run as a module it prints those of the newest edition; with `--all` also what notebooks show, and an older edition.
"""

import hashlib
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import zip_longest
from pathlib import Path

import nbformat

from helpers import notebook, parameters, paths, settings
from helpers.charts import canvas
from helpers.csv_files import as_csv
from helpers.findings import of_edition as findings
from helpers.parameters import Parameters
from helpers.projection import outlook
from helpers.reconciliation import processed

OLDER = 6  # years between the two editions of `--all`
Fingerprints = dict[str, str]


def of_edition(run: Parameters) -> Fingerprints:
    """Findings, tables and projection of an edition. Takes about three seconds."""
    content = {f"finding {finding.id}": json.dumps(finding.as_dict()) for finding in findings.findings_of(run)}
    content |= {f"table {name}": as_csv(frame) for name, frame in processed(run).items()}
    content["table projection"] = as_csv(outlook.projection_rows(run))
    return _hashed(content)


def of_notebooks(run: Parameters) -> Fingerprints:
    """What the notebooks show and write, charts as their tables. It replaces functions: call it in its own process."""
    outputs: list[str] = []
    notebook.display = lambda content, **more: outputs.append(str(getattr(content, "data", content)))
    canvas.Chart.png = canvas.Chart.svg = lambda chart, width=0: b""
    content = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ[paths.OUTPUT_VARIABLE] = folder
        for name in executed_notebooks(run):
            content[f"notebook {name[:2]}"] = "\n".join(outputs)
            outputs.clear()
        for path in sorted(Path(folder).rglob("*.*")):
            content[f"file {path.stem}"] = path.read_text(encoding="utf-8")
    return _hashed(content)


def executed_notebooks(run: Parameters) -> Iterator[str]:
    """Execute the cells of every notebook in this process; yield its name after each."""
    for source in sorted(paths.NOTEBOOKS.glob(paths.NOTEBOOK_PATTERN)):
        variables: dict = {}
        for cell in nbformat.read(source, as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, source.name, "exec"), variables)
            if "parameters" in cell.metadata.get("tags", []):
                variables |= {name: value for name, value in run.as_dict().items() if name in variables}
        yield source.stem


def _hashed(content: dict[str, str]) -> Fingerprints:
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in content.items() if text}


def computed(of: Callable, run: Parameters, package: Path | None = None) -> Fingerprints:
    """`of(run)` with another data package, in a process of its own; `stopped` says why it failed."""
    return _pool().submit(_answer, of, run, package).result()


@cache
def unchanged(of: Callable, run: Parameters) -> Fingerprints:
    """`of(run)` with the committed data package. Raises RuntimeError where it fails."""
    return sound(computed(of, run))


def elsewhere(
    *words: str, python: Path | str = sys.executable, folder: Path = paths.ROOT, **variables: str
) -> Fingerprints:
    """What this module prints with another Python, from another folder, with other variables."""
    imports = {"PYTHONPATH": os.pathsep.join([str(paths.ROOT), str(paths.ROOT / "src")])}
    environment = settings.environment() | variables | imports
    command = [str(python), "-m", "checks.fingerprints", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else {"stopped": done.stderr[-500:]}


def sound(fingerprints: Fingerprints) -> Fingerprints:
    """The same. Raises RuntimeError for a run that stopped: every change would seem detected."""
    if "stopped" in fingerprints:
        raise RuntimeError(f"the unchanged edition stopped: {fingerprints['stopped']}")
    return fingerprints


def changed_cells(committed: nbformat.NotebookNode, fresh: nbformat.NotebookNode) -> list[int]:
    """The cells of a committed notebook that differ from a fresh run of it, by number; pictures and alt text count."""
    pairs = zip_longest(_cells(committed), _cells(fresh))
    return [number for number, (cell, other) in enumerate(pairs, 1) if cell != other]


def _cells(notebook: nbformat.NotebookNode) -> list[tuple]:
    """Of each cell the id, the source, and the outputs without their counts; no injected parameters."""
    cells = []
    for cell in notebook.cells:
        if "injected-parameters" not in cell.metadata.get("tags", []):
            outputs = [output | {"execution_count": None} for output in cell.get("outputs", [])]
            cells.append((cell.get("id"), cell.source, outputs))
    return cells


def differences(before: Fingerprints, after: Fingerprints) -> list[str]:
    """The names whose hashes differ, or why the changed run stopped."""
    if "stopped" in after:
        return [f"stopped: {after['stopped'][:120]}"]
    return sorted(name for name in before | after if before.get(name) != after.get(name))


@cache
def _pool() -> ProcessPoolExecutor:
    """One process at a time, forked where the system can from one that has imported this module."""
    context = multiprocessing.get_context("forkserver" if settings.CAN_FORK else "spawn")
    if settings.CAN_FORK:
        context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1)


def _answer(of: Callable, run: Parameters, package: Path | None) -> Fingerprints:
    if package is not None:
        os.environ[paths.RAW_VARIABLE] = str(package)
    try:
        return of(run)
    except Exception as error:  # a change that stops the run is detected by that
        return {"stopped": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    newest = parameters.check()
    result = of_edition(newest)
    if "--all" in sys.argv:
        older = of_edition(parameters.check(year=newest.year - OLDER))
        result |= {f"{name}, {OLDER} years before": digest for name, digest in older.items()}
        result |= of_notebooks(newest)
    print(json.dumps(result))
