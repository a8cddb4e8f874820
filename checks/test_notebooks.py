"""Changes of the committed notebooks, from which a fresh run must differ."""

import copy
import re

import nbformat
import pytest

from checks.fingerprints import changed_cells
from helpers import parameters, paths, settings
from helpers.editions import execute
from helpers.editions.kernels import Kernels

SOURCES = sorted(paths.NOTEBOOKS.glob(paths.NOTEBOOK_PATTERN))
YEAR = parameters.newest_article_year()
pytestmark = pytest.mark.xdist_group("notebooks")  # executed once, by one process


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> dict:
    """The notebooks executed now, by name."""
    folder = tmp_path_factory.mktemp("notebooks")
    kernels = Kernels({}, forked=settings.CAN_FORK)
    done = execute.execute_all(SOURCES, folder / "made", kernels, None, folder / "failed", lambda line: None, 2)
    return {run.name: run.notebook for run in done}


def cells_with_outputs(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]


def edit_text(notebook, pattern: str, replacement) -> None:
    """Replace the first match in the text of any output."""
    for data in (output.get("data", {}) for cell in cells_with_outputs(notebook) for output in cell.outputs):
        for kind, text in data.items():
            if kind.startswith("text/") and re.search(pattern, text):
                data[kind] = re.sub(pattern, replacement, text, count=1)
                return


def next_digit(match: re.Match) -> str:
    number = match.group()
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def exchange_outputs(notebook) -> None:
    first, second = cells_with_outputs(notebook)[-2:]
    first.outputs, second.outputs = second.outputs, first.outputs


def change_alt_text(notebook) -> None:
    displayed = [output for cell in cells_with_outputs(notebook) for output in cell.outputs if "data" in output]
    pictures = [output for output in displayed if "image/png" in output.data]
    (pictures or displayed)[0]["metadata"] = {"image/png": {"alt": "another"}}


CHANGES = {
    "another_number": lambda notebook: edit_text(notebook, r"\d,\d{3}|\d\.\d", next_digit),
    "another_year": lambda notebook: edit_text(notebook, str(YEAR), str(YEAR - 1)),
    "one_cell_less": lambda notebook: notebook.cells.remove(cells_with_outputs(notebook)[-1]),
    "exchanged_outputs": exchange_outputs,
    "another_alt_text": change_alt_text,
}


@pytest.mark.sample(0)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_notebook(path, change, fresh):
    committed = nbformat.read(path, as_version=4)
    assert changed_cells(committed, fresh[path.stem]) == [], "stale: ./run refresh"
    changed = copy.deepcopy(committed)
    CHANGES[change](changed)
    assert changed_cells(changed, fresh[path.stem])
