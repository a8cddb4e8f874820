"""Whole runs from the command line, as a reader starts them."""

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from checks.fingerprints import changed_cells
from helpers import files, findings, language, parameters, paths, settings
from helpers.editions import batch, fingerprint, make
from helpers.files import WorkError
from helpers.findings import of_edition

NEWEST = parameters.check()


@pytest.fixture(scope="module")
def newest(editions):
    """The folder of the newest edition in English."""
    return editions / NEWEST.folder


def made(place: Path, run: parameters.Parameters, names: list[str], forked: bool) -> Path:
    """An edition of those of our notebooks alone that are named, and of others in the folder `notebooks`."""
    sources = place / "notebooks"
    sources.mkdir(exist_ok=True)
    for name in names:
        shutil.copy(paths.NOTEBOOKS / f"{name}.ipynb", sources)
    silent = lambda line: None  # noqa: E731
    return make.make_edition(run, place / "edition", notebooks=sources, progress=silent, forked=forked)


def test_an_edition_has_its_files(newest):
    names = {path.relative_to(newest).parts[0] for path in newest.rglob("*")}
    assert names == {
        "index.html", "downloads.html", "notebooks", "html", "figures", "tables", "findings", "findings.json",
        "projection.csv", "run.json", "run.html", "tables.xlsx", "edition.zip", "what-rests-on-what.html",
        "data-package.zip", "data-dictionary.md",
    }  # fmt: skip
    assert len(list((newest / "notebooks").glob("*.ipynb"))) == len(list((newest / "html").glob("*.html"))) == 7
    drawings, pictures = (sorted(p.stem for p in (newest / "figures").glob(f"*.{kind}")) for kind in ("svg", "png"))
    assert sorted([*drawings, *(f"{name}-phone" for name in drawings)]) == pictures and len(drawings) >= 10
    assert not list(newest.rglob(".*"))


def test_russian_pages_state_the_claims_in_russian(editions):
    (folder,) = (folder for folder in editions.glob("*-ru") if not folder.name.startswith("."))
    shown = {path.name: html.unescape(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    claims = files.read_rows(folder / "tables" / "claims.csv")
    named = [page for page in shown if page.startswith(("01", "03", "what-rests"))]
    assert claims and len(named) == 3
    for claim in claims:
        assert not [page for page, words in shown.items() if claim["statement"] in words], claim["statement"]
        with language.speaking("ru"):
            russian = language._(claim["statement"])
        on = {page[:2] for page in named if russian in shown[page]}
        assert on >= {"03", "wh"} and ("01" in on) == (claim["status"] == "worded"), claim["claim_id"]


def test_the_committed_notebooks_are_those_of_a_fresh_run(newest):
    """What `refresh` would write: the same cells and outputs, pictures included, but for the given parameters."""
    for path in sorted((newest / "notebooks").glob("*.ipynb")):
        kept, fresh = (nbformat.read(place / path.name, as_version=4) for place in (paths.NOTEBOOKS, path.parent))
        assert changed_cells(kept, fresh) == [], f"{path.name} is stale: ./run refresh"


@pytest.mark.skipif(not settings.CAN_FORK, reason="this system cannot fork kernels")
def test_forked_kernels_give_the_same_files_to_the_byte(newest, tmp_path):
    """Of the notebook with most charts; `refresh` starts the kernels of all committed ones anew as well."""
    name = "04_external_migration"
    started = made(tmp_path, NEWEST, [name], forked=False)
    written = fingerprint.read_record(newest)["written"][name]
    assert written == fingerprint.read_record(started)["written"][name] and len(written) > 40
    assert [file for file in written if (started / file).read_bytes() != (newest / file).read_bytes()] == []


def test_every_link_of_the_index_and_of_the_downloads_leads_to_a_file(newest):
    pages = "".join((newest / page).read_text(encoding="utf-8") for page in ("index.html", "downloads.html"))
    links = re.findall(r'href="([^"#]+)"', pages)
    local = [unquote(link) for link in links if not link.startswith(("http", "data:"))]
    assert len(local) > 30
    assert [link for link in local if not (newest / link).exists()] == []


def test_findings_are_those_of_the_notebooks(newest):
    listed = json.loads((newest / "findings.json").read_text(encoding="utf-8"))
    noted = of_edition.findings_of(parameters.check())
    assert isinstance(noted[0], findings.Finding)
    assert {finding.notebook for finding in noted} <= {path.name[:2] for path in paths.NOTEBOOKS.glob("0*.ipynb")}
    assert [entry["text"] for entry in listed] == [finding.text for finding in noted]
    for entry in listed:
        assert entry["condition"] and isinstance(entry["rests_on"], list)
    page = html.unescape((newest / paths.PROVENANCE_PAGE).read_text(encoding="utf-8"))
    assert all(entry["text"] in page for entry in listed)


def test_the_projection_file_has_the_agreed_form(newest):
    rows = files.read_rows(newest / "projection.csv")
    assert list(rows[0]) == ["flow", "method", "year", "point", "lower_80", "upper_80", "lower_95", "upper_95"]
    assert (rows[0]["flow"], rows[0]["method"]) == ("departures", "project")
    year = parameters.check().year
    assert [int(row["year"]) for row in rows[:5]] == list(range(year + 1, year + 6))
    for row in rows:
        bounds = [float(row[name]) for name in ("lower_95", "lower_80", "point", "upper_80", "upper_95")]
        assert bounds == sorted(bounds)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """An edition of a year without an article, from the command line, and what that has printed."""
    with_article = set(parameters.article_years())
    year = max(year for year in range(2010, parameters.year_range()[1] - 1) if year not in with_article)
    folder = tmp_path_factory.mktemp("earlier") / "edition"
    words = ["--output", folder.name, "--year", str(year), "--horizon", "2"]
    command = [sys.executable, "-m", "helpers", "report", *words, *(["--fork"] if settings.CAN_FORK else [])]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder.parent, env=settings.environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return year, folder, done.stdout


def test_an_earlier_year_sees_nothing_later_and_says_that_it_has_no_article(earlier):
    year, folder, output = earlier
    assert f"No article about {year}" in output
    ahead, flows = (files.read_rows(folder / name) for name in ("projection.csv", "tables/flows.csv"))
    assert {int(row["year"]) for row in ahead} == {year + 1, year + 2}
    assert max(int(row["year"]) for row in flows) == year
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert f"Edition of {year}" in index and f"No article about {year}" in index
    assert output.splitlines()[-1].endswith(f". Open {folder.name}/index.html")


def test_an_edition_does_not_depend_on_what_its_process_made_before_and_too_few_years_give_scenarios(earlier, tmp_path):
    year, alone, _ = earlier
    few = parameters.Parameters(2003, language="ru")
    with batch.processes(1) as submit:
        for edition in (few, parameters.Parameters(year, horizon=2)):  # no neighbours: they would be compared
            place = tmp_path / str(edition.year) / "edition"
            task = batch.Task(edition, place, paths.raw_folder(), 2, True, settings.CAN_FORK)
            assert submit(task).result()[1] == ""
    assert fingerprint.output_hashes(tmp_path / str(year) / "edition") == fingerprint.output_hashes(alone)
    assert (tmp_path / "2003" / "edition" / "projection.csv").read_text().count("\n") == 1
    assert "no change,2004" in (tmp_path / "2003" / "edition" / "tables" / "scenarios.csv").read_text()


def test_a_run_leaves_the_checkout_as_it_was(newest):
    watched = [paths.NOTEBOOKS, paths.PROCESSED, paths.ROOT / "data" / "raw"]
    files = {path: path.stat().st_mtime for folder in watched for path in folder.rglob("*") if path.is_file()}
    assert json.loads((newest / "run.json").read_text())["status"] == "complete"
    assert max(files.values()) < (newest / "index.html").stat().st_mtime


def test_a_chart_that_lies_stops_the_run(tmp_path, monkeypatch):
    """The gate itself: a reversed series must not reach a page."""
    notebook = nbformat.read(paths.NOTEBOOKS / "04_external_migration.ipynb", as_version=4)
    start = next(cell for cell in notebook.cells if "\nfrom helpers" in cell.source)
    start.source += (
        "\nhonest = charts.over_time\n"
        "charts.over_time = lambda data, **more: honest(data.assign(value=data.value[::-1].to_numpy()), **more)"
    )
    (tmp_path / "notebooks").mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / "04_external_migration.ipynb")
    with pytest.raises(WorkError, match="does not show its data"):
        made(tmp_path, NEWEST, [], settings.CAN_FORK)
    assert not (tmp_path / "edition").exists()
