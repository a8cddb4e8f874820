"""Changes of the committed notebooks: a number, a cell, the order of outputs, another year. The
comparison with a fresh run must turn red."""

import copy
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers import parameters, paths, settings
from helpers.editions import make, refresh
from helpers.editions.kernels import Kernels
from helpers.prove import Trial


def trials() -> Iterator[Trial]:
    """Each notebook with each change."""
    with tempfile.TemporaryDirectory() as folder:
        sources, place = sorted(paths.NOTEBOOKS.glob(paths.NOTEBOOK_PATTERN)), Path(folder)
        kernels = Kernels({}, forked=settings.CAN_FORK)
        done = make.execute_all(
            sources, place / "made", kernels, None, place / "failed", lambda line: None, 2
        )
    for run in done:
        kept = nbformat.read(paths.NOTEBOOKS / f"{run.name}.ipynb", as_version=4)
        if refresh.differences(kept, run.notebook):
            yield Trial("notebook", run.name, "nothing changed, and still red: ./run refresh")
            continue
        for how, change in CHANGES.items():
            other = copy.deepcopy(kept)
            change(other)
            yield Trial(
                "notebook", run.name, how, tuple(refresh.differences(other, run.notebook))[:3]
            )


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]


def _in_text(notebook: NotebookNode, pattern: str, other: Callable) -> None:
    """Replace the first match in the text of any output."""
    for cell in _code(notebook):
        for output in cell.outputs:
            for kind, text in output.get("data", {}).items():
                if kind.startswith("text/") and re.search(pattern, text):
                    output["data"][kind] = re.sub(pattern, other, text, count=1)
                    return


def _another_number(notebook: NotebookNode) -> None:
    _in_text(
        notebook,
        r"\d,\d{3}|\d\.\d",
        lambda found: found.group()[:-1] + str((int(found.group()[-1]) + 1) % 10),
    )


def _another_year(notebook: NotebookNode) -> None:
    year = parameters.newest_article_year()
    _in_text(notebook, str(year), lambda found: str(year - 1))


def _a_cell_less(notebook: NotebookNode) -> None:
    notebook.cells.remove(_code(notebook)[-1])


def _swapped(notebook: NotebookNode) -> None:
    one, other = _code(notebook)[-2:]
    one.outputs, other.outputs = other.outputs, one.outputs


def _another_picture(notebook: NotebookNode) -> None:
    outputs = [output for cell in _code(notebook) for output in cell.outputs if "data" in output]
    pictures = [output for output in outputs if "image/png" in output.data]
    (pictures or outputs)[0]["metadata"] = {"image/png": {"alt": "another"}}


CHANGES = {
    "another number printed": _another_number,
    "outputs of another year": _another_year,
    "a cell removed": _a_cell_less,
    "outputs out of order": _swapped,
    "another alt text": _another_picture,
}
