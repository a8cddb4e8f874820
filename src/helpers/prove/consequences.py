"""What an edition says when it is made from changed data or with other parameters: everything that
could move.

Each is computed in a process of its own, so that nothing remembered from another trial counts.
"""

import hashlib
import json
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from helpers import paths, settings
from helpers.parameters import Parameters
from helpers.prove import BaselineError


def pool() -> ProcessPoolExecutor:
    """Two processes at a time, each for one trial; forked from a preloaded one where the system
    can.
    """
    settings.fix()
    if not settings.CAN_FORK:
        return ProcessPoolExecutor(
            2, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1
        )
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["seaborn", "helpers.edition", "helpers.rivals", "helpers.processed", "helpers.maps"]
    )
    return ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1)


def said(run: Parameters, raw: Path | None) -> dict[str, str]:
    """Findings, tables and projection of an edition, each as a hash of its content. Takes about
    three seconds.
    """
    return _answered(lambda: _said(run), raw)


def drawn(run: Parameters, raw: Path | None) -> dict[str, str]:
    """Everything that the notebooks write and show, pictures as the tables they show. Takes about
    ten seconds.
    """
    return _answered(lambda: _drawn(run), raw)


def _answered(compute: Callable[[], dict[str, str]], raw: Path | None) -> dict[str, str]:
    if raw is not None:
        os.environ[paths.RAW_VARIABLE] = str(raw)
    try:
        return compute()
    except Exception as error:  # a change that stops the run is noticed by that
        return {"stopped": f"{type(error).__name__}: {error}"}


def _said(run: Parameters) -> dict[str, str]:
    from helpers.csv_files import as_csv
    from helpers.findings import of_edition
    from helpers.projection import fitting
    from helpers.reconciliation import processed

    content = {
        f"finding {found.id}": json.dumps(found.as_dict()) for found in of_edition.findings_of(run)
    }
    content |= {f"table {name}": as_csv(frame) for name, frame in processed.tables(run).items()}
    content["table projection"] = as_csv(fitting.projection_rows(run))
    return {name: _hash(value) for name, value in content.items()}


def _drawn(run: Parameters) -> dict[str, str]:
    from helpers import notebook
    from helpers.charts import canvas

    shown = []  # of a sentence its words: an object of IPython reads the same whatever it holds
    notebook.display = lambda content, **more: shown.append(str(getattr(content, "data", content)))
    canvas.Chart.png = canvas.Chart.svg = lambda chart: b""
    canvas.Chart.for_phone = lambda chart: chart
    content = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ[paths.OUTPUT_VARIABLE] = folder
        for name in executed(run):
            content[f"notebook {name[:2]}"] = "\n".join(shown)
            shown.clear()
        for path in sorted(Path(folder).rglob("*.*")):
            kind = "chart" if path.stem.startswith("chart_") else "file"
            content[f"{kind} {path.stem.removeprefix('chart_')}"] = path.read_text(encoding="utf-8")
    return {name: _hash(value) for name, value in content.items() if value}


def executed(run: Parameters) -> Iterator[str]:
    """Execute the cells of every notebook here, one after the other; its name after each."""
    import nbformat

    for source in sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")):
        names = {}
        for cell in nbformat.read(source, as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, source.name, "exec"), names)
            if "parameters" in cell.metadata.get("tags", []):
                names |= {name: value for name, value in run.as_dict().items() if name in names}
        yield source.stem


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sound(found: dict[str, str]) -> dict[str, str]:
    """The same. Raises BaselineError for a run that stopped: with it every other run would be
    compared.
    """
    if "stopped" in found:
        raise BaselineError(f"the unchanged edition stopped: {found['stopped']}")
    return found


def moved(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    """What differs, or why the run stopped, unless both did alike."""
    if "stopped" in after and after != before:
        return (f"stopped: {after['stopped'][:120]}",)
    return tuple(name for name in sorted(before | after) if before.get(name) != after.get(name))
