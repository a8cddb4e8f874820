"""The runner, on notebooks small enough to run in a second each."""

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import parameters, paths, settings
from helpers.editions import execute, fingerprint, folders, kernels, make
from helpers.files import WorkError
from helpers.pages import notebook_pages
from helpers.parameters import ParameterError, Parameters

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FIRST = f"""
import json, os
from pathlib import Path
from IPython.display import display
out = Path(os.environ["{paths.OUTPUT_VARIABLE}"])
(out / "tables").mkdir()
(out / "tables" / "years.csv").write_text(f"year\\n{{year}}\\n")
finding = dict(id="a", text=f"It is {{year}}.", condition="always", notebook="01", rests_on=[])
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


PAGES = {
    "index.html",
    "downloads.html",
    "what-happened-next.csv",
    "what-rests-on-what.html",
    "run.html",
    "html",
    "notebooks",
    "run.json",
}  # in every edition
WHOLE = PAGES | {"tables.xlsx", "edition.zip", "data-package.zip", "data-dictionary.md"}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for the durations in run.json."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name not in ("run.json", "run.html")}


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
        kept = contents(make_edition_of(place, said.append))
        make_edition_of(place)
    return place, kept, said


def make_edition_of(place: Path, progress=lambda line: None, year: int = 2024, **how) -> Path:
    return make.make_edition(
        Parameters(year), output=place / "edition", notebooks=place / "notebooks", progress=progress, **how
    )


def test_an_edition_holds_pages_notebooks_and_what_the_cells_wrote_and_no_times_and_places(place):
    folder = place[0] / "edition"
    assert WHOLE | {"tables", "findings.json"} == listed(folder)
    assert listed(folder / "html") == {"01_first.html", "02_second.html"}
    assert (folder / "tables" / "years.csv").read_text() == "year\n2024\n"
    text = (folder / "notebooks" / "01_first.ipynb").read_text()
    notebook = nbformat.reads(text, 4)
    assert notebook.metadata.papermill == {"parameters": {"year": 2024}}
    assert notebook.metadata.language_info == {"name": "python"}
    assert not any(key in cell.metadata for cell in notebook.cells for key in ("papermill", "execution"))
    assert str(place[0]) not in text and str(paths.ROOT) not in text


def test_two_runs_give_the_same_bytes_and_leave_nothing_beside(place):
    folder, first, _ = place
    assert contents(folder / "edition") == first and listed(folder) == {"notebooks", "edition"}


def test_a_kernel_sees_the_run_and_not_the_shell(place):
    notebook = nbformat.read(place[0] / "edition" / "notebooks" / "02_second.ipynb", 4)
    # The order of a set's strings under the fixed hash seed: a fresh Python is asked, since ours may differ.
    command = [sys.executable, "-c", "print({'b', 'a', 'c'})"]
    as_printed = subprocess.check_output(command, text=True, env=settings.environment())
    assert notebook.cells[-1].outputs[0].text == f"2024 5 {paths.ROOT.name} raw {as_printed}"
    assert notebook.cells[2].id == "injected-parameters"


def test_progress_and_record_tell_how_far_which_page_to_open_and_what_went_in(place):
    folder, _, said = place
    finished = [line for line in said if line.lstrip().startswith("[")]
    assert [line.split()[0] for line in finished] == ["[1/2]", "[2/2]"]
    assert "01_first" in "".join(finished) and finished[0].endswith(" s")
    assert said[-1].endswith(str(folder / "edition" / "index.html"))
    assert ("No article about 2024" in "".join(said)) == (2024 not in parameters.article_years())
    record = json.loads((folder / "edition" / "run.json").read_text())
    assert record["status"] == "complete" and record["parameters"]["year"] == 2024
    assert {"python", "pandas", "papermill"} <= set(record["versions"])
    assert {"articles.csv", "series/kz_flows_annual.csv"} <= set(record["inputs"]["data"])
    assert {"editions/make.py", "pages/templates/style.css"} <= set(record["inputs"]["helpers"])
    assert set(record["durations"]) == {"01_first", "02_second", "total"}


@pytest.fixture
def copied(place, tmp_path):
    """A copy of the notebooks and of the edition, to change."""
    for name in ("notebooks", "edition"):
        shutil.copytree(place[0] / name, tmp_path / name)
    return tmp_path


def made_from(place: Path) -> dict:
    return fingerprint.made_from(Parameters(2024), paths.raw_folder(), place / "notebooks")


@pytest.mark.parametrize("name", ["index.html", "tables/years.csv", "notebooks/02_second.ipynb", "html/01_first.html"])
def test_an_edition_is_recognised_until_a_file_of_its_own_is_damaged_or_gone(copied, name):
    (copied / "edition" / "notes.txt").write_text("a reader's own")
    assert fingerprint.unchanged(copied / "edition", made_from(copied))
    path = copied / "edition" / name
    path.write_bytes(path.read_bytes() + b" ")
    assert not fingerprint.unchanged(copied / "edition", made_from(copied))
    path.unlink()
    assert not fingerprint.is_whole(copied / "edition")


@pytest.mark.parametrize("record", ["", "[]", "{}", '{"status": "complete"}', '{"status": "failed"}'])
def test_a_record_that_cannot_be_relied_upon_counts_as_none(copied, record):
    (copied / "edition" / "run.json").write_text(record)
    assert not fingerprint.unchanged(copied / "edition", made_from(copied))
    assert fingerprint.reusable(copied / "edition", made_from(copied)) == {}


def test_only_the_notebook_that_changed_runs_and_the_edition_is_that_of_a_full_run(copied):
    second = "from pathlib import Path\nyear: int = 2025\nhorizon = 5"
    put(copied / "notebooks", "02_second", second, SECOND + "print('changed')")
    said = []
    make_edition_of(copied, said.append, reuse=True)
    assert [line.split()[0] for line in said if "_" in line and line.startswith("  ")] == ["01_first", "[1/1]"]
    reused = contents(copied / "edition")
    assert b"changed" in reused["html/02_second.html"]
    make_edition_of(copied)
    assert contents(copied / "edition") == reused


@pytest.mark.parametrize("kind", ["data", "helpers", "record", "lock", "versions", "articles", "parameters"])
def test_a_change_of_anything_that_notebooks_share_runs_them_all(copied, kind):
    made = made_from(copied)
    assert set(fingerprint.reusable(copied / "edition", made)) == {"01_first", "02_second"}
    (made["inputs"] if kind in made["inputs"] else made)[kind] = "changed"
    assert fingerprint.reusable(copied / "edition", made) == {}
    assert not fingerprint.unchanged(copied / "edition", made)


def test_a_damaged_table_runs_the_notebook_that_wrote_it(copied):
    (copied / "edition" / "tables" / "years.csv").write_text("year\n1999\n")
    assert set(fingerprint.reusable(copied / "edition", made_from(copied))) == {"02_second"}
    make_edition_of(copied, reuse=True)
    assert fingerprint.unchanged(copied / "edition", made_from(copied))
    assert (copied / "edition" / "tables" / "years.csv").read_text() == "year\n2024\n"


def test_a_notebook_that_is_gone_leaves_nothing_behind(copied):
    (copied / "notebooks" / "01_first.ipynb").unlink()
    make_edition_of(copied, reuse=True)
    assert listed(copied / "edition") == WHOLE


def test_two_notebooks_may_write_the_same_file_but_not_differently(tmp_path):
    write = f"import os; open(os.environ['{paths.OUTPUT_VARIABLE}'] + '/same.csv', 'w').write('%s')"
    for name, content in (("01_a", "x"), ("02_b", "x")):
        put(tmp_path / "notebooks", name, "year = 2025", write % content)
    make_edition_of(tmp_path)
    assert all("same.csv" in files for files in fingerprint.read_record(tmp_path / "edition")["written"].values())
    put(tmp_path / "notebooks", "02_b", "year = 2025", write % "y")
    with pytest.raises(WorkError, match=r"02_b and another notebook both write same\.csv"):
        make_edition_of(tmp_path, reuse=True)
    assert (tmp_path / "edition" / "same.csv").read_text() == "x"


def test_an_input_that_changes_meanwhile_stops_the_run(copied, monkeypatch, place):
    hashes = fingerprint.input_hashes(paths.raw_folder(), copied / "notebooks")
    answers = [hashes, hashes | {"data": hashes["data"] | {"claims.csv": "other"}}]
    monkeypatch.setattr(fingerprint, "input_hashes", lambda *_: answers.pop(0))
    with pytest.raises(WorkError, match=r"data/claims\.csv changed; nothing was replaced"):
        make_edition_of(copied, reuse=True)
    assert contents(copied / "edition") == place[1]


def test_a_failed_run_names_each_failure_keeps_its_notebook_and_the_last_edition(copied, place, monkeypatch):
    folder, kept = copied / "notebooks", copied / "edition.failed"
    shutil.rmtree(folder)
    put(folder, "01_raises", "year = 2025", "x = 1\n\nraise ValueError('first line\\nno departures in 2024')")
    put(folder, "02_leaves", "year = 2025", "import sys\nsys.exit(0)", "print('never run')")
    put(folder, "03_dies", "year = 2025\nimport os\nos._exit(1)")
    put(folder, "04_hangs", "year = 2025\nimport time\ntime.sleep(60)")
    put(folder, "05_works", "year = 2025")
    monkeypatch.setattr(execute, "CELL_LIMIT", 2)
    with pytest.raises(WorkError) as caught:
        make_edition_of(copied)
    for line in (
        "01_raises stopped at cell [3]: ValueError: no departures in 2024",
        "02_leaves stopped at cell [3]: the cell ended the notebook (sys.exit)",
        "03_dies stopped at cell [1]: the kernel died (out of memory, or somebody ended it)",
        "04_hangs stopped at cell [1]: the cell took longer than 2 s",
        str(kept / "01_raises.ipynb"),
    ):
        assert line in str(caught.value)
    assert "05_works" not in str(caught.value)
    assert listed(kept) == {"01_raises.ipynb", "02_leaves.ipynb", "03_dies.ipynb", "04_hangs.ipynb"}
    assert "no departures" in (kept / "01_raises.ipynb").read_text()
    assert contents(copied / "edition") == place[1]
    assert listed(copied) == {"notebooks", "edition", "edition.failed"}


def test_somebody_elses_folder_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ParameterError, match="not an edition"):
        make.make_edition(Parameters(2024), output=tmp_path)
    with pytest.raises(ParameterError, match="is a file"):
        folders.refuse_foreign(tmp_path / "thesis.txt")
    assert listed(tmp_path) == {"thesis.txt"}


def test_an_edition_lost_between_the_two_renames_of_a_killed_run_comes_back(tmp_path):
    (tmp_path / ".2024.old").mkdir()
    (tmp_path / ".2024.old" / "run.json").write_text("{}")
    (tmp_path / ".2024.building" / "half").mkdir(parents=True)
    with folders.workplace(tmp_path / "2024") as building:
        assert not any(building.iterdir())
        assert (tmp_path / "2024" / "run.json").exists()
    assert listed(tmp_path) == {"2024"}


def test_a_second_run_of_the_same_edition_is_told_to_wait_also_in_another_process(tmp_path):
    place = tmp_path / "edition"
    put(tmp_path / "notebooks", "01_first", "year = 2025")
    code = "import sys, pathlib\nfrom helpers.editions import folders\n"
    code += "with folders.workplace(pathlib.Path(sys.argv[1])): pass"
    with folders.workplace(place), folders.workplace(tmp_path / "2023"):
        with pytest.raises(WorkError, match="Another run is making"):
            make_edition_of(tmp_path)
        command = [sys.executable, "-c", code, str(place)]
        other = subprocess.run(command, env=settings.environment(), capture_output=True, text=True)
        assert other.returncode == 1 and "WorkError: Another run is making" in other.stderr
    assert listed(tmp_path) == {"notebooks"}


@pytest.mark.parametrize("at_once", [True, False])
def test_a_finished_folder_takes_the_place_of_the_old_one(tmp_path, monkeypatch, at_once):
    if not at_once:
        monkeypatch.setattr(folders, "_exchanged", lambda *_: False)  # as on Windows
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "run.json").write_text("old")
    with folders.workplace(tmp_path / "2024") as building:
        (building / "run.json").write_text("new")
        folders.swap(building, tmp_path / "2024")
    assert (tmp_path / "2024" / "run.json").read_text() == "new" and listed(tmp_path) == {"2024"}


RUN = """
import sys
from pathlib import Path
from helpers import settings
from helpers.editions import make
from helpers.parameters import Parameters
settings.fix()
place, year, limit = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
if limit:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
make.make_edition(Parameters(year), place / "edition", notebooks=place / "notebooks")
"""


def started(place: Path, year: int = 2024, limit: int = 0) -> subprocess.Popen:
    """A run that has begun in a process of its own, which may write no file of more than `limit` bytes (0: any)."""
    command = [sys.executable, "-u", "-c", RUN, str(place), str(year), str(limit)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    run = subprocess.Popen(command, env=settings.environment(), **pipes)
    run.stdout.readline()  # after the imports, during which nothing can be damaged
    return run


WRITERS = [(execute.papermill.iorw.LocalHandler, "write"), (execute, "write"), (make.downloads, "write_workbook")]


@pytest.mark.parametrize("owner, name", [*WRITERS, (notebook_pages, "write_text"), (make, "write_text")])
def test_a_full_disk_ends_in_one_line_and_leaves_the_last_edition(copied, place, monkeypatch, owner, name):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(owner, name, full)
    with pytest.raises(WorkError, match="No space left on device") as told:
        make_edition_of(copied, year=2023)
    assert "\n" not in str(told.value) and "Nothing was replaced; make room" in str(told.value)
    assert contents(copied / "edition") == place[1] and fingerprint.is_whole(copied / "edition")
    assert listed(copied) == {"notebooks", "edition"}


def test_a_system_that_refuses_to_write_or_to_make_the_folder_is_told_too(copied, place):
    pytest.importorskip("resource", reason="this system has no limit on the size of files")
    run = started(copied, 2023, limit=8_000)  # the pages are larger
    assert "File too large" in run.communicate(timeout=120)[1] and run.returncode == 1
    assert contents(copied / "edition") == place[1]
    assert listed(copied) == {"notebooks", "edition"}
    (copied / "file").write_text("")
    with pytest.raises(WorkError, match="Nothing was replaced; see to it"):
        make.make_edition(Parameters(2024), output=copied / "file" / "edition", progress=lambda line: None)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")
def test_a_run_killed_at_any_moment_leaves_a_whole_edition(copied):
    run, begin = started(copied, 2023), time.monotonic()
    assert run.communicate(timeout=120)[1] == ""
    longest = time.monotonic() - begin
    for kill, part in enumerate((0.1, 0.3, 0.5, 0.7, 0.85, 1.0)):
        run = started(copied, 2023 + kill % 2)
        try:
            run.wait(part * longest)
        except subprocess.TimeoutExpired:
            run.kill()
        run.communicate()
        assert fingerprint.is_whole(copied / "edition"), kill
        year = fingerprint.read_record(copied / "edition")["parameters"]["year"]
        assert (copied / "edition" / "tables" / "years.csv").read_text() == f"year\n{year}\n"
    make_edition_of(copied)
    assert listed(copied) == {"notebooks", "edition"}
    assert fingerprint.unchanged(copied / "edition", made_from(copied))


COPY, LAST = "has the number 01 as another has: move it", "is no step of it: move it to another folder"
LOST = "01_first takes no parameters: the cell with the tag 'parameters' must be its first code cell and set year"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda folder: put(folder, "01_first-Copy1", "year = 2025", FIRST),
            [f"01_first{x} {COPY}" for x in ("-Copy1.ipynb", ".ipynb")],
        ),
        (lambda folder: put(folder, "08_own", "year = 2025"), [f"08_own.ipynb {LAST}"]),
        (lambda folder: put(folder, "00_own", "year = 2025"), [f"00_own.ipynb {LAST}"]),
        (lambda folder: put(folder, "01_first", "year = 2025", "year = 2020"), [LOST]),
        (lambda folder: put(folder, "Untitled", "year = 2025"), [f"Untitled.ipynb {LAST}"]),
        (lambda folder: put(folder, "01_first", "year = 2025", FIRST, tag="lost"), [LOST]),
        (lambda folder: put(folder, "01_first", "yaer = 2025", FIRST), [LOST]),
        (lambda folder: tag_also(folder / "01_first.ipynb", 2), [LOST]),
        (lambda folder: tag_also(folder / "01_first.ipynb", 0, 1), [LOST]),
    ],
)
def test_a_notebook_that_is_no_step_or_takes_no_parameters_stops_the_run_by_name(copied, place, change, said):
    change(copied / "notebooks")
    with pytest.raises(WorkError) as caught:
        make_edition_of(copied, reuse=True)
    assert all(line in str(caught.value) for line in said) and str(caught.value).endswith("Nothing was replaced.")
    assert contents(copied / "edition") == place[1]


def tag_also(path: Path, *cells: int) -> None:
    """Tag another cell `parameters`; or, with two numbers, let cells change places."""
    notebook = nbformat.read(path, 4)
    if len(cells) == 1:
        notebook.cells[cells[0]].metadata["tags"] = ["parameters"]
    else:
        notebook.cells.insert(1, new_code_cell("before = 1", id="before"))
    nbformat.write(notebook, path)


def test_a_folder_may_have_braces_and_a_second_try_finds_what_the_first_one_made(copied):
    folder = copied / "{проект} [a] ~"
    made = make.make_edition(
        Parameters(2024), folder / "{year}", notebooks=copied / "notebooks", progress=lambda _: None
    )
    assert contents(made) == contents(copied / "edition")
    kernel = kernels.Kernels({}, outputs=copied)
    kernel.manager("01_a")
    kernel.manager("01_a")


def test_what_users_have_put_into_an_edition_stays_and_is_never_overwritten(copied, place):
    (copied / "edition" / "mine").mkdir()
    (copied / "edition" / "mine" / "notes.docx").write_text("work")
    make_edition_of(copied)
    assert contents(copied / "edition") == place[1] | {"mine/notes.docx": b"work"}
    put(copied / "notebooks", "02_second", "year = 2025", f"open(os.environ['{paths.OUTPUT_VARIABLE}'] + '/mine', 'w')")
    table = f"import os; open(os.environ['{paths.OUTPUT_VARIABLE}'] + '/own.csv', 'w').write('theirs')"
    put(copied / "notebooks", "02_second", "year = 2025", table)
    (copied / "edition" / "own.csv").write_text("mine")
    with pytest.raises(WorkError, match=r"own\.csv is not from the last run.*Move it away"):
        make_edition_of(copied)
    assert (copied / "edition" / "own.csv").read_text() == "mine"


def test_an_error_that_is_only_printed_is_told_too(copied):
    put(copied / "notebooks", "02_second", "year = 2025", "%matplot inline")
    with pytest.raises(WorkError, match=r"02_second stopped at cell \[3\]: .*`%matplot` not found"):
        make_edition_of(copied)


def test_the_same_edition_in_other_languages_gets_its_link(monkeypatch, tmp_path):
    """The one that knows this edition already is left alone, and so is one that has changed otherwise."""
    made = []
    monkeypatch.setattr(paths, "OUTPUTS", tmp_path)
    monkeypatch.setattr(make, "make_edition", lambda given, **how: made.append((given.language, how["reuse"])))
    monkeypatch.setattr(fingerprint, "knows_neighbours", lambda given, folder: given.language == "kk")
    monkeypatch.setattr(fingerprint, "unchanged", lambda folder, inputs: folder == tmp_path / "2024-ru")
    make.tell_other_languages(Parameters(2024))
    assert made == [("ru", True)]
    make.tell_other_languages(Parameters(2024, language="ru"))
    assert made == [("ru", True)]
