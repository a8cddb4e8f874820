"""The runner, on notebooks small enough to run in a second each."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import paths, runs
from helpers.parameters import ParameterError, Parameters

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FIRST = f"""
import json, os
from pathlib import Path
from IPython.display import display
out = Path(os.environ["{paths.OUTPUT_VARIABLE}"])
(out / "tables").mkdir()
(out / "tables" / "years.csv").write_text(f"year\\n{{year}}\\n")
finding = dict(id="a", text=f"It is {{year}}.", front=True, order=1, notebook="01")
(out / "findings.json").write_text(json.dumps([finding]))
about = dict(alt="A <b>\\"dot\\"</b>", width=10, height=10, figure="projection")
display({{"image/png": "{PIXEL}", "text/plain": "a dot"}}, raw=True, metadata={{"image/png": about}})
"""
SECOND = f"""
import os
print(year, horizon, Path.cwd().name, Path(os.environ["{paths.RAW_VARIABLE}"]).name, {{"b", "a", "c"}})
"""


def put(folder: Path, name: str, *sources: str, tag: str = "parameters") -> None:
    """Write a notebook whose first code cell is tagged `parameters`."""
    folder.mkdir(exist_ok=True)
    cells = [new_markdown_cell(f"# {name}\n\nWhat is shown?", id="title")]
    cells += [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    cells[1].metadata["tags"] = [tag]
    nbformat.write(new_notebook(cells=cells), folder / f"{name}.ipynb")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for the durations in run.json."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name != "run.json"}


def listed(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with an edition of 2024, made twice in a row by the same command, and what the first run said."""
    place = tmp_path_factory.mktemp("run")
    put(place / "notebooks", "01_first", "year = 2025", FIRST)
    put(place / "notebooks", "02_second", "from pathlib import Path\nyear: int = 2025\nhorizon = 5", SECOND)
    said = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.OUTPUT_VARIABLE, "/nowhere")  # of another run, in the same shell
        first = make(place, said.append)
        kept = contents(first)
        make(place, lambda line: None)
    return place, kept, said


def make(place: Path, progress=print, year: int = 2024) -> Path:
    return runs.make_edition(
        Parameters(year), output=place / "edition", notebooks=place / "notebooks", progress=progress
    )


def test_an_edition_holds_pages_notebooks_and_what_the_cells_wrote(place):
    folder = place[0] / "edition"
    assert {"index.html", "html", "notebooks", "tables", "findings.json", "run.json"} == listed(folder)
    assert listed(folder / "html") == {"01_first.html", "02_second.html"}
    assert (folder / "tables" / "years.csv").read_text() == "year\n2024\n"


def test_two_runs_give_the_same_bytes_and_leave_nothing_beside(place):
    folder, first, _ = place
    assert contents(folder / "edition") == first
    assert listed(folder) == {"notebooks", "edition"}


def test_a_kernel_sees_the_run_and_not_the_shell(place):
    notebook = nbformat.read(place[0] / "edition" / "notebooks" / "02_second.ipynb", 4)
    assert notebook.cells[-1].outputs[0].text == f"2024 5 {paths.ROOT.name} raw {set_as_printed()}\n"
    assert notebook.cells[2].id == "injected-parameters"


def set_as_printed() -> str:
    """The order of a set's strings under the fixed hash seed; a fresh Python is asked, since ours may differ."""
    import subprocess
    import sys

    from helpers import settings

    command = [sys.executable, "-c", "print({'b', 'a', 'c'})"]
    return subprocess.check_output(command, text=True, env=settings.environment()).strip()


def test_executed_notebooks_keep_no_times_and_no_places(place):
    text = (place[0] / "edition" / "notebooks" / "01_first.ipynb").read_text()
    notebook = nbformat.reads(text, 4)
    assert notebook.metadata.papermill == {"parameters": {"year": 2024}}
    assert notebook.metadata.language_info == {"name": "python"}
    assert not any(key in cell.metadata for cell in notebook.cells for key in ("papermill", "execution"))
    assert str(place[0]) not in text and str(paths.ROOT) not in text


def test_progress_tells_how_far_and_which_page_to_open(place):
    said = place[2]
    finished = [line for line in said if line.lstrip().startswith("[")]
    assert [line.split()[0] for line in finished] == ["[1/2]", "[2/2]"]
    assert "01_first" in "".join(finished) and finished[0].endswith(" s")
    assert said[-1].endswith(str(place[0] / "edition" / "index.html"))


def test_a_year_without_an_article_is_said_aloud(place):
    assert "No article about 2024" in "".join(place[2])


def test_the_record_names_parameters_versions_inputs_and_durations(place):
    record = json.loads((place[0] / "edition" / "run.json").read_text())
    assert record["status"] == "complete" and record["parameters"]["year"] == 2024
    assert {"python", "pandas", "papermill"} <= set(record["versions"])
    assert {"articles.csv", "series/kz_flows_annual.csv"} <= set(record["inputs"]["data"])
    assert {"runs.py", "templates/style.css"} <= set(record["inputs"]["helpers"])
    assert set(record["durations"]) == {"01_first", "02_second", "total"}


# --- failures ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def failure(place, tmp_path_factory):
    """A copy of the good edition, on which a run with four ways to fail was tried; and the message of that run."""
    broken = tmp_path_factory.mktemp("broken")
    shutil.copytree(place[0] / "edition", broken / "edition")
    folder = broken / "notebooks"
    put(folder, "01_raises", "year = 2025", "x = 1\n\nraise ValueError('first line\\nno departures in 2024')")
    put(folder, "02_leaves", "year = 2025", "import sys\nsys.exit(0)", "print('never run')")
    put(folder, "03_dies", "import os\nos._exit(1)")
    put(folder, "04_hangs", "import time\ntime.sleep(60)")
    put(folder, "05_works", "year = 2025")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(runs.RunError) as caught:
        patch.setattr(runs, "CELL_LIMIT", 2)
        make(broken, lambda line: None)
    return broken, str(caught.value)


@pytest.mark.parametrize(
    "told",
    [
        "01_raises stopped at cell [3]: ValueError: no departures in 2024",
        "02_leaves stopped at cell [3]: the cell ended the notebook (sys.exit)",
        "03_dies stopped at cell [1]: the kernel died",
        "04_hangs stopped at cell [1]: the cell took longer than 2 s",
    ],
)
def test_a_failure_names_notebook_cell_and_error(failure, told):
    assert told in failure[1]
    assert "05_works" not in failure[1]


def test_failed_notebooks_are_kept_and_named(failure):
    broken, message = failure
    kept = broken / "edition.failed"
    assert listed(kept) == {"01_raises.ipynb", "02_leaves.ipynb", "03_dies.ipynb", "04_hangs.ipynb"}
    assert str(kept / "01_raises.ipynb") in message
    assert "no departures" in (kept / "01_raises.ipynb").read_text()


def test_a_failed_run_leaves_the_last_edition_as_it_was(failure, place):
    assert contents(failure[0] / "edition") == place[1]
    assert listed(failure[0]) == {"notebooks", "edition", "edition.failed"}


# --- folders -------------------------------------------------------------------------------------------------------


def test_somebody_elses_folder_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ParameterError, match="not an edition"):
        runs.make_edition(Parameters(2024), output=tmp_path)
    with pytest.raises(ParameterError, match="is a file"):
        runs.refuse_foreign(tmp_path / "thesis.txt")
    assert listed(tmp_path) == {"thesis.txt"}


def test_an_edition_lost_between_the_two_renames_of_a_killed_run_comes_back(tmp_path):
    (tmp_path / ".2024.old").mkdir()
    (tmp_path / ".2024.old" / "run.json").write_text("{}")
    (tmp_path / ".2024.building" / "half").mkdir(parents=True)
    with runs.workplace(tmp_path / "2024") as building:
        assert not any(building.iterdir())
        assert (tmp_path / "2024" / "run.json").exists()
    assert listed(tmp_path) == {"2024"}


def test_a_second_run_of_the_same_edition_is_told_to_wait(tmp_path):
    with (
        runs.workplace(tmp_path / "2024"),
        runs.workplace(tmp_path / "2023"),
        pytest.raises(runs.RunError, match="Another run is making"),
        runs.workplace(tmp_path / "2024"),
    ):
        pass
    assert listed(tmp_path) == set()


# --- parameters ----------------------------------------------------------------------------------------------------


def test_a_notebook_is_given_only_the_parameters_that_it_names():
    cell = new_code_cell("year: int = 2025\nvintage = 'latest'\nother = 1", metadata={"tags": ["parameters"]})
    assert runs.given_to(new_notebook(cells=[cell]), Parameters(2024)) == {"year": 2024, "vintage": "latest"}
    assert runs.given_to(new_notebook(cells=[new_code_cell("year = 1")]), Parameters(2024)) == {}


def test_the_hash_of_a_notebook_ignores_outputs_and_sees_sources(tmp_path):
    put(tmp_path, "01_a", "year = 2025")
    before = runs.input_hashes(tmp_path, tmp_path)["notebooks"]
    notebook = nbformat.read(tmp_path / "01_a.ipynb", 4)
    notebook.cells[1].execution_count = 7
    nbformat.write(notebook, tmp_path / "01_a.ipynb")
    assert runs.input_hashes(tmp_path, tmp_path)["notebooks"] == before
    put(tmp_path, "01_a", "year = 2024")
    assert runs.input_hashes(tmp_path, tmp_path)["notebooks"] != before
