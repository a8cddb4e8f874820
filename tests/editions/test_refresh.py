"""Refresh, on a small copy of the repository elsewhere: it must find its files from its own place."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import paths, settings
from helpers.editions.refresh import in_house_form

PARAMETERS = "# set by a run\nyear = 2025  # the reference year\nhorizon = 5\nlast_year = 2025"
STUBS = {
    "reconciliation/__init__": "import pandas as pd\n"
    "def processed(p): return {'flows': pd.DataFrame({'year': [p.year]})}\n",
    "projection/benchmark": "import pandas as pd\nfrom helpers import paths\n"
    "FOLDER = paths.PROCESSED / 'benchmark'\n"
    "def tables(flows): return {'accuracy': pd.DataFrame({'series': [1]})}\n",
    "projection/textbook_methods": "import pandas as pd\nfrom helpers import paths\n"
    "KEPT = paths.PROCESSED / 'past_fits.csv'\n"
    "def past_fits(series, horizon): return pd.DataFrame({'centre': [1]})\n",
    "pages/readme": "def block(p): return f'Departures in {p.year}.'\ndef write_picture(p, root): pass\n",
}
FIRST = {f"data/processed/{name}.csv" for name in ("benchmark/accuracy", "past_fits")}  # as notebooks read them
README = "# Title\n\n<!-- computed: begin -->\nold\n<!-- computed: end -->\n\nThe rest.\n"


def committed(root: Path) -> dict[str, bytes]:
    """Every file of the copy that git would see."""
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if "__pycache__" not in name}


def refreshed(root: Path, *words: str) -> subprocess.CompletedProcess:
    environment = settings.environment() | {"PYTHONPATH": str(root / "src"), paths.OUTPUT_VARIABLE: str(root / "no")}
    command = [sys.executable, "-m", "helpers", "refresh", *words]
    return subprocess.run(command, cwd=root.parent, env=environment, capture_output=True, text=True)


def put_notebook(path: Path, *sources: str) -> None:
    cells = [new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}, id="parameters")]
    cells += [new_markdown_cell("# One", id="title")]
    cells += [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    cells[0].metadata["scrolled"] = True
    kernel = {"name": "conda-env-stat-py", "display_name": "stat"}
    metadata = {"kernelspec": kernel, "toc-autonumbering": True}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The copy, its states before and after three refreshes, and what these reported.

    In the first one a cell fails; the second one is to 2024, and the third one without a year.
    """
    root = tmp_path_factory.mktemp("elsewhere") / "copy"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(paths.ROOT / "src" / "helpers", root / "src" / "helpers", ignore=ignored)
    shutil.copytree(paths.ROOT / "data" / "raw", root / "data" / "raw")
    for name, source in STUBS.items():
        (root / "src" / "helpers" / f"{name}.py").write_text(source)
    (root / "notebooks").mkdir()
    source = f"import os; print(year, os.environ.get('{paths.OUTPUT_VARIABLE}'))"
    put_notebook(root / "notebooks" / "01_one.ipynb", source)
    put_notebook(root / "notebooks" / "02_two.ipynb", "last_year + horizon")
    (root / "README.md").write_text(README)
    (root / "data" / "processed" / "2023").mkdir(parents=True)
    (root / "data" / "processed" / "2023" / "no_longer_made.csv").write_text("a\n")
    states = [committed(root)]
    put_notebook(root / "notebooks" / "02_two.ipynb", "1 / 0")
    failing = committed(root)
    done = [refreshed(root, "--year", "2025")]
    untouched = {name: content for name, content in committed(root).items() if name in failing}
    new = committed(root).keys() - failing.keys()
    assert untouched == failing and new == FIRST | {"outputs/refresh.failed/02_two.ipynb"}
    kept = [path.name for path in (root / "outputs" / "refresh.failed").iterdir()]
    (root / "notebooks" / "02_two.ipynb").write_bytes(states[0]["notebooks/02_two.ipynb"])
    for words in (["--year", "2024"], []):
        done.append(refreshed(root, *words))
        states.append(committed(root))
    return root, states, done, kept


def test_a_failing_cell_leaves_the_copy_as_it_was_until_it_is_put_right(copy):
    root, _, (failed, *_), kept = copy
    assert failed.returncode == 1 and "02_two stopped at cell [2]: ZeroDivisionError" in failed.stderr
    assert kept == ["02_two.ipynb"] and not (root / "outputs" / "refresh.failed").exists()


def test_it_says_how_far_it_is_and_a_second_refresh_changes_nothing(copy):
    _, (_, first, second), done, _ = copy
    for refresh in done[1:]:
        assert refresh.returncode == 0, refresh.stderr
        assert "[2/2]" in refresh.stdout and "2024" in refresh.stdout
    assert first == second


def test_only_what_is_computed_changes(copy):
    root, (before, after, _), _, _ = copy
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    notebooks = {"notebooks/01_one.ipynb", "notebooks/02_two.ipynb"}
    names = ("2023/flows", "2024/flows", "2023/no_longer_made", "articles/verdicts")
    tables = {f"data/processed/{name}.csv" for name in names}
    assert changed == notebooks | tables | FIRST | {"README.md"}
    assert "data/processed/2023/no_longer_made.csv" not in after
    for year in (2023, 2024):
        assert (root / "data" / "processed" / str(year) / "flows.csv").read_text() == f"year\n{year}\n"
    assert (root / "README.md").read_text() == README.replace("\nold\n", "\nDepartures in 2024.\n")


def test_what_an_editor_leaves_is_mended_and_said(copy):
    notebook = nbformat.read(copy[0] / "notebooks" / "01_one.ipynb", 4)
    assert [cell.id for cell in notebook.cells] == ["01-01", "01-02", "01-03"]
    assert "scrolled" not in str(notebook) and notebook.metadata.kernelspec.name == "python3"
    said = copy[2][1].stdout
    assert "01: the cell title is now called 01-02" in said
    assert "01: an editor's settings are gone (scrolled, toc-autonumbering)" in said


def test_parameters_of_a_run_in_place_are_taken_out_and_said():
    cells = [nbformat.v4.new_code_cell("year = 2025", id="01-01")]
    cells += [nbformat.v4.new_code_cell("# Parameters\nyear = 2019", id="01-02")]
    cells[1].metadata.tags = ["injected-parameters"]
    notebook, said = nbformat.v4.new_notebook(cells=cells), []
    in_house_form(notebook, "01", said.append)
    assert [cell.source for cell in notebook.cells] == ["year = 2025"]
    assert said == ["  01: it was run in place for other parameters, which are gone (year = 2019)"]


def test_committed_notebooks_are_fresh_and_clean_and_of_their_parameters_the_year_alone_is_set(copy):
    notebook = nbformat.read(copy[0] / "notebooks" / "01_one.ipynb", 4)
    assert notebook.cells[0].source == PARAMETERS.replace("year = 2025  #", "year = 2024  #")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2]  # so no cell was injected
    assert code[1].outputs[0].text == "2024 None\n"  # the default year, and no output folder
    assert "papermill" not in str(notebook.metadata) + "".join(str(cell.metadata) for cell in notebook.cells)
