"""What the comparison by nbval does not see: order, pictures, leftovers, typed numbers, stale outputs."""

import ast
import base64
import html
import io
import json
import re

import nbformat
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from helpers import csv_files, parameters, paths, settings
from helpers.data import package
from helpers.editions import fingerprint, make
from helpers.findings import of_edition
from helpers.pages import readme
from helpers.reconciliation import processed
from helpers.reconciliation.weighing import on_every_article

SOURCES = sorted(paths.NOTEBOOKS.glob("0*.ipynb"))
NOTEBOOKS = {path.stem: nbformat.read(path, as_version=4) for path in SOURCES}
EACH = pytest.mark.parametrize("name", NOTEBOOKS)
CHARTED = {"04": 3, "05": 3, "06": 2}  # pictures, at least

# Numbers that prose may hold: parts of names and definitions, never results.
ALLOWED = re.compile(
    r"^# 0\d ·|notebooks? 0\d|80 of 100|80%|95|1,000|SHA-256|1990s|start of 2009 and of 2022|series up to 2025",
    re.I | re.M,
)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook, kind):
    return [o for cell in code_cells(notebook) for o in cell.outputs if kind in o.get("data", {})]


def run_of(notebook):
    """The parameters that a committed notebook was run with: the defaults of its parameters cell."""
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    return {line.targets[0].id: ast.literal_eval(line.value) for line in ast.parse(cell.source).body}


def test_there_are_seven_in_order():
    assert [name[:2] for name in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06", "07"]


@EACH
def test_outputs_come_from_one_fresh_run(name):
    cells = code_cells(NOTEBOOKS[name])
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {(o.output_type, o.get("name")) for cell in cells for o in cell.outputs}
    assert not [kind for kind in kinds if kind[0] == "error" or kind[1] == "stderr"]


@EACH
def test_nothing_is_left_over_cells_are_short_and_prose_stands_before_code(name):
    notebook = NOTEBOOKS[name]
    assert notebook.metadata.keys() == {"kernelspec", "language_info", fingerprint.STAMP}
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.language_info == {"name": "python"}
    for cell in notebook.cells:
        assert cell.metadata.keys() <= {"tags"}
        assert cell.id.startswith(name[:2])
    assert all(len(cell.source.splitlines()) <= 12 for cell in code_cells(notebook))
    prose = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    assert prose[0] is notebook.cells[0]
    assert len(prose) >= len(code_cells(notebook)) / 2


@EACH
def test_every_picture_is_described_shows_something_and_stands_above_its_table(name):
    pictures = outputs(NOTEBOOKS[name], "image/png")
    assert len(pictures) >= CHARTED.get(name[:2], 0)
    for picture in pictures:
        about = picture.metadata["image/png"]
        pixels = Image.open(io.BytesIO(base64.b64decode(picture.data["image/png"])))
        assert len(about["alt"]) > 60
        assert about["alt"] == picture.data["text/plain"], "nbval compares the words, so they must be the same"
        assert abs(pixels.width / about["width"] - pixels.height / about["height"]) < 0.01
        assert np.asarray(pixels.convert("L")).std() > 5
    for cell in code_cells(NOTEBOOKS[name]):
        kinds = [set(o.get("data", {})) for o in cell.outputs]
        for place, kind in enumerate(kinds):
            if "image/png" in kind:
                assert "<details>" in cell.outputs[place + 1].data["text/html"]


@EACH
def test_no_result_is_typed_in_prose(name):
    for cell in NOTEBOOKS[name].cells:
        if cell.cell_type == "markdown":
            left = ALLOWED.sub("", cell.source)
            assert not re.search(r"\d", left), f"a typed number: {re.search(r'.{0,30}[0-9].{0,30}', left).group()!r}"


@EACH
def test_parameters_are_those_of_a_run(name):
    given = run_of(NOTEBOOKS[name])
    assert "year" in given and given.keys() <= set(parameters.NAMES)
    parameters.check(**given)
    # A parameter that is bound and never read would be a lie.
    later = "\n".join(cell.source for cell in code_cells(NOTEBOOKS[name])[1:])
    assert all(re.search(rf"\b{parameter}={parameter}\b", later) for parameter in given)


@EACH
def test_every_sentence_of_the_run_is_a_finding(name):
    known = {finding.text for finding in of_edition.findings_of(parameters.check(**run_of(NOTEBOOKS[name])))}
    for said in outputs(NOTEBOOKS[name], "text/markdown"):
        rest = said.data["text/markdown"]
        for sentence in known:
            rest = rest.replace(sentence + ".", "")
        assert not rest.strip(), f"said without a condition: {rest.strip()[:80]!r}"


@EACH
def test_no_quote_of_the_articles_is_a_sentence(name):
    for table in outputs(NOTEBOOKS[name], "text/plain"):
        for words in re.findall(r"[А-яЁё]+(?:[ ,–-]+[А-яЁё]+)+", table.data["text/plain"]):
            assert len(words.split()) <= 11, words


# --- committed files that a refresh would change ---


@EACH
def test_the_outputs_come_from_the_sources_and_data_that_stand_here(name):
    now = fingerprint.stamp(NOTEBOOKS[name])
    stale = fingerprint.differing(NOTEBOOKS[name].metadata[fingerprint.STAMP], now)
    assert not stale, f"{name} is stale, made from other {', '.join(stale)}: ./run refresh"


def committed_run():
    return parameters.check(year=run_of(NOTEBOOKS[SOURCES[-1].stem])["year"])


def published():
    return sorted(int(folder.name) for folder in paths.PROCESSED.glob("[0-9]*"))


def test_the_year_of_the_notebooks_is_published():
    assert committed_run().year in published()
    assert {run_of(notebook)["year"] for notebook in NOTEBOOKS.values()} == {committed_run().year}


@pytest.mark.parametrize("year", published())
def test_processed_tables_are_reproduced_to_the_byte(year, tmp_path):
    made = processed(parameters.check(year=year))
    folder = paths.PROCESSED / str(year)
    assert sorted(path.stem for path in folder.glob("*.csv")) == sorted(made)
    for name, frame in made.items():
        csv_files.write_csv(frame, tmp_path / f"{name}.csv")
        fresh, kept = (tmp_path / f"{name}.csv").read_bytes(), (folder / f"{name}.csv").read_bytes()
        assert fresh == kept, f"{name}.csv is stale: ./run refresh"


def test_every_claim_of_every_article_has_its_verdict():
    kept = (paths.PROCESSED / "articles/verdicts.csv").read_text(encoding="utf-8")
    assert csv_files.as_csv(on_every_article()) == kept, "verdicts.csv is stale: ./run refresh"
    assert len(kept.splitlines()) == 1 + len(package.read("claims"))


def test_the_readme_says_and_shows_what_the_run_does():
    text = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    block = text.split("<!-- computed: begin -->")[1].split("<!-- computed: end -->")[0].strip()
    assert block == readme.block(committed_run()), "README.md is stale: ./run refresh"
    picture = readme.picture(committed_run())
    assert (paths.ROOT / readme.PICTURE).read_bytes() == picture.png(), "the picture is stale: ./run refresh"


def test_the_data_dictionary_names_every_column():
    text = (paths.ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    for name, frame in processed(committed_run()).items():
        section = text.split(f"## {name}\n")[1].split("\n## ")[0]
        described = re.findall(r"^\| `(\w+)` \|", section, re.M)
        assert described == list(frame.columns), name


@pytest.mark.parametrize("earlier", [0, 6, 22])  # with everything, with little, with hardly anything to say
def test_the_data_dictionary_names_every_value_of_every_finding(earlier):
    text = (paths.ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    section = text.split("## findings.json\n")[1].split("\n# ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| .*? \| (.+) \|$", section, re.M))
    found = of_edition.findings_of(parameters.check(year=committed_run().year - earlier))
    assert {finding.id for finding in found} == set(rows)
    for finding in found:
        corridors = [name for name in finding.values if re.fullmatch("[A-Z]{3}-[A-Z]{3}", name)]
        assert set(finding.values) - set(corridors) <= set(re.findall(r"`([^`]+)`", rows[finding.id])), finding.id


# --- what an analyst may change -------------------------------------------------------------------

OWN_CHART = """\
import seaborn as sns

axes = sns.lineplot(flows.query("flow != 'net'"), x="year", y="value", hue="flow")
notebook.show(axes, title="Arrivals and departures of my own")"""
OWN_FLOWS = """\
last = (flows.flow == "departures") & (flows.year == run.year)
flows.loc[last, ["value", "low", "high"]] = 98765"""


@pytest.fixture(scope="module")
def changed_edition(tmp_path_factory):
    """An edition of notebooks 04 and 07, with another last value and a further chart in 04."""
    place = tmp_path_factory.mktemp("changed")
    copied = place / "notebooks"
    copied.mkdir()
    for source in SOURCES:
        notebook = nbformat.read(source, as_version=4)
        if source.name.startswith("04"):
            first = next(n for n, cell in enumerate(notebook.cells) if "flows, breakdowns =" in cell.source)
            notebook.cells.insert(first + 1, nbformat.v4.new_code_cell(OWN_FLOWS))
            notebook.cells.append(nbformat.v4.new_code_cell(OWN_CHART))
        if source.name[:2] in ("04", "07"):
            nbformat.write(notebook, copied / source.name)
    how = {"notebooks": copied, "progress": print, "forked": settings.CAN_FORK}
    return make.make_edition(committed_run(), place / "edition", **how)


def test_a_chart_of_ones_own_has_figure_alt_text_and_table(changed_edition):
    name = "arrivals_and_departures_of_my_own"
    table = pd.read_csv(changed_edition / "tables" / f"chart_{name}.csv")
    assert table.columns.tolist() == ["flow", "year", "value"] and table.value.max() > 98765
    for suffix in (".svg", ".png", "-phone.png"):
        assert (changed_edition / "figures" / f"{name}{suffix}").stat().st_size > 1000
    page = (changed_edition / "html" / "04_external_migration.html").read_text(encoding="utf-8")
    assert "Line chart, value, by year: Arrivals and departures of my own. arrivals: " in page


def test_changed_flows_change_the_finding_and_the_pages(changed_edition):
    listed = json.loads((changed_edition / "findings.json").read_text(encoding="utf-8"))
    finding = next(entry for entry in listed if entry["id"] == "departures")
    assert finding["values"]["now"] == 98765 and "98,765" in finding["text"]
    for page in ("index.html", "html/04_external_migration.html", "html/07_findings.html"):
        words = html.unescape((changed_edition / page).read_text(encoding="utf-8"))
        assert ("675.7% to 98,765 in 2025" if page == "index.html" else finding["text"]) in words, page
    chart = pd.read_csv(changed_edition / "tables" / "chart_history.csv")
    assert 98765 in chart[(chart.flow == "departures") & (chart.year == committed_run().year)].value.tolist()
    assert "98,765" in (changed_edition / "findings" / "04.json").read_text(encoding="utf-8")
