"""The pages: what a reader gets, whatever stands in the data."""

import json
import re
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import language, paths
from helpers.files import WorkError
from helpers.pages import cards, html_tables, layout, notebook_pages
from helpers.parameters import Parameters

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
ALT = 'Departures "fell" <b>fast</b> & on; ә ғ қ'
TABLE = (
    '<style scoped>th {color: red}</style><table><thead><tr style="text-align: right;"><th></th><th>Persons</th>'
    "<th>Source</th></tr></thead><tbody><tr><th>2024</th><td>7,608</td><td>bureau</td></tr>"
    "<tr><th>2025</th><td>−3.4%</td><td>bureau</td></tr></tbody></table>"
)
RECORD = {
    "parameters": Parameters(2024).as_dict(),
    "versions": {"python": "3.11"},
    "articles": ["made_up"],
    "inputs": {"data": {"articles.csv": "0123456789abcdef"}},
}


def chart(alt: str, **about):
    metadata = {"image/png": {"alt": alt, "width": 640, "height": 320, **about}}
    return new_output("display_data", {"image/png": PIXEL, "text/plain": "a table"}, metadata=metadata)


def notebook(*outputs, prose: str = ""):
    given = new_code_cell("year = 2024", metadata={"tags": ["injected-parameters"]})
    cells = [
        new_markdown_cell("# 6. Where *departures* go\n\nWhat comes\nnext?\n\nMore."),
        given,
        new_code_cell("f(x)  # code", outputs=list(outputs), execution_count=1),
        new_markdown_cell(f"## Detail & more\n\n{prose}\n\n## Detail & more"),
    ]
    return new_notebook(cells=cells, metadata={"papermill": {"parameters": {"year": 2024}}})


def images(page: str) -> list[dict]:
    """The attributes of every img, as a browser would read them."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append(dict(attributes)) if tag == "img" else None
    parser.feed(page)
    return found


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """A folder with an edition's pages in English, made from notebooks that were never run."""
    folder = tmp_path_factory.mktemp("edition")
    for name in ("tables/a b.csv", "tables/chart_projection.csv", "figures/projection.svg", "projection.csv"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    findings = [
        {"id": "b", "text": "Second", "notebook": "06"},
        {"id": "a", "text": "First: <script>alert(1)</script>", "notebook": "04"},
        {"id": "c", "text": "Kept back.", "notebook": "06"},
    ]
    rest = {"condition": "", "rests_on": []}
    (folder / "findings.json").write_text(json.dumps([finding | rest for finding in findings]))
    html = new_output("display_data", {"text/html": TABLE})
    made = {
        "04_external": notebook(prose="Costs $x$ and $5; see [the bureau](https://stat.gov.kz)."),
        "06_projection": notebook(chart(ALT, figure="projection"), html),
    }
    notebook_pages.write_all(notebook_pages.Edition(made, Parameters(2024), RECORD), folder)
    return folder


@pytest.fixture(scope="module")
def html(edition):
    """Every page by its name."""
    own = [edition / name for name in ("index.html", paths.DOWNLOADS_PAGE)]
    return {path.name: path.read_text() for path in [*own, *edition.glob("html/*.html")]}


def test_nothing_is_loaded_from_outside(html):
    for page in html.values():
        assert not re.findall(r"""(?:src|data|poster|action)=["']?(?:https?:)?//""", page)
        assert not re.findall(r"<(?:link|script|iframe)[^>]*//", page)
        assert "@import" not in page and "url(" not in page
        assert "charset" in page and "http" not in re.sub(r'<a href="https://stat.gov.kz">', "", page)


def test_every_picture_is_described_and_has_its_size(html):
    found = [image for page in html.values() for image in images(page)]
    assert len(found) == 2  # on the notebook's page and on the index
    for image in found:
        assert (image["alt"], image["width"], image["height"]) == (ALT, "640", "320")
        assert image["src"] == f"data:image/png;base64,{PIXEL}"
    assert not any("<b>fast" in page for page in html.values())


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_picture_without_alt_text_is_refused_by_notebook_and_cell(alt, tmp_path):
    edition = notebook_pages.Edition({"06_projection": notebook(chart(alt))}, Parameters(2024), RECORD)
    with pytest.raises(WorkError, match=r"06_projection, cell \[2\]"):
        notebook_pages.write_all(edition, tmp_path)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("04_external.html", ["Costs $x$ and $5;", 'rel="next" href="06_projection.html"', 'href="../index.html"']),
        ("06_projection.html", ['rel="prev" href="04_external.html"', "<code>year = 2024</code>"]),
        ("06_projection.html", ['<h2 id="detail-more">Detail &amp; more</h2>', '<h2 id="detail-more-2">Detail']),
        ("06_projection.html", ['<a href="#detail-more">Detail &amp; more</a>', '<a href="#detail-more-2">Detail']),
        ("downloads.html", ["0123456789ab", "chart_projection.csv"]),
        ("index.html", ['href="html/04_external.html"', 'href="what-rests-on-what.html"']),
    ],
)
def test_a_page_has(html, name, texts):
    """Dollars as typed, neighbours, parameters in one line, contents of the same name, each figure once."""
    counts = {text: html[name].count(text) for text in texts}
    assert all(counts.values()), counts
    assert {counts[text] for text in texts if text.startswith(("<h2", "chart_"))} <= {1}


def test_what_pages_leave_out(html):
    assert "injected" not in html["06_projection.html"] and "Kept back." not in html["index.html"]
    assert "0123456789abc" not in html["downloads.html"], "twelve digits of a hash are enough"


def test_each_page_names_its_language(html):
    assert all('<html lang="en">' in page for page in html.values())
    step = layout.step_of("06_projection", notebook())
    edition = notebook_pages.Edition({step.name: notebook()}, Parameters(2024, language="ru"), {})
    with language.speaking("ru"):
        russian = notebook_pages.notebook_page(edition, step, {}, {"findings": [], "anchors": {}})
    assert '<html lang="ru">' in russian and "Показать код" in russian
    words = [language.section("pages", code) for code in ("en", "ru")]
    assert words[0].keys() == words[1].keys() and words[0]["names"].keys() == words[1]["names"].keys()


def test_code_is_there_without_scripts_and_behind_a_button_with_them(html):
    page = html["06_projection.html"]
    assert 'class="code"' in page and "code-folded" not in re.search(r"<(html|body)[^>]*>", page).group()
    assert re.search(r'<button[^>]*aria-pressed="false"[^>]*hidden', page)


def test_tables_scroll_inside_themselves_without_the_style_of_pandas(html):
    page = html["06_projection.html"]
    table = re.search(r'<div class="scroll"[^>]*>(<table.*?</table>)</div>', page, re.S).group(1)
    assert "<td>7,608</td>" in table and "<style" not in table and "color: red" not in page


def test_columns_of_numbers_stand_right_and_cells_are_text():
    rows = [["2024", "7,608", "<b>", "–"], ["2025", "", "−3.4%", "40–60%"]]
    table = html_tables.as_html(["year", "persons", "source", "range"], rows)
    sides = re.findall(r'<th scope="col" align="(\w+)">', table)
    assert sides == ["right", "right", "left", "right"]
    assert re.findall(r'<td align="(\w+)">', table) == sides * 2 and "&lt;b&gt;" in table
    assert '<th scope="row">2024</th><td align="right">7,608' in html_tables.as_html("abcd", rows, row_headings=True)


def test_numbers_are_told_from_words():
    numbers = ["7,608", "7 608", "−3.4%", "40,5%", "2025", "-0.2", "1.2–3.4", "12‰"]
    words = ["bureau", "2025 final", "", "–", "about 5", "1 March"]
    assert [text for text in (*numbers, *words) if html_tables.NUMBER.fullmatch(text)] == numbers


def test_the_index_and_the_page_of_downloads_lead_to_everything(html):
    links = set(re.findall(r'href="([^"#:]+)"', html["index.html"] + html["downloads.html"]))
    files = "projection.csv what-rests-on-what.html tables/chart_projection.csv findings.json run.json tables/a%20b.csv"
    assert {
        *files.split(),
        "html/06_projection.html",
        "notebooks/06_projection.ipynb",
        "figures/projection.svg",
    } <= links


def test_an_edition_without_findings_and_chart_still_has_an_index(tmp_path):
    edition = notebook_pages.Edition({"04_external": notebook()}, Parameters(2001), RECORD)
    notebook_pages.write_all(edition, tmp_path)
    index = (tmp_path / "index.html").read_text()
    assert "<img" not in index and "too few for odds" in index and "No article about 2001" in index


def test_a_step_takes_its_title_from_the_prose():
    step = layout.step_of("06_projection", notebook())
    assert (step.number, step.title, step.page) == ("06", "Where departures go", "06_projection.html")
    dated = new_notebook(cells=[new_markdown_cell("# 2025 in figures")])
    assert layout.step_of("02_x", dated).title == "2025 in figures"
    assert layout.step_of("07_some_name", new_notebook()).title == "Some name"


def test_a_chart_has_its_downloads_and_only_those_that_exist(html):
    page = html["06_projection.html"]
    below = re.search(r'<p class="downloads">(.*?)</p>', page, re.S).group(1)
    assert re.findall(r'href="([^"]+)"', below) == ["../figures/projection.svg", "../tables/chart_projection.csv"]
    assert page.count('id="figure-projection"') == 1 and 'class="downloads"' not in html["index.html"]


def test_a_step_tells_what_its_notebook_did():
    made = notebook(chart(ALT))
    assert notebook_pages.status(made) == "not run to its end: 1 of 2 cells ran"
    made.cells[1].execution_count = 1
    assert notebook_pages.status(made) == "ran to its end: 2 cells"
    made.cells[2].outputs = [new_output("error", ename="E", evalue="e", traceback=[])]
    assert "not run to its end" in notebook_pages.status(made)


def test_tables_lead_to_what_their_claims_rows_and_findings_rest_on():
    resting = {
        "anchors": {"a-01": "claim-a-01", "f.csv:2": "row-f.csv-2", "f.csv:3": "row-f.csv-3"},
        "findings": [{"id": "net", "text": "More <came> & stayed"}],
    }
    table = (
        "<table><tr><td>a-01</td><td>f.csv:2 f.csv:3</td><td>f.csv:2 f.csv:9</td></tr>"
        "<tr><td>net</td><td>More &lt;came&gt; &amp; stayed</td></tr><tr><td>net</td><td>7</td></tr></table>"
    )
    linked = html_tables.with_links(f"<p>a-01</p>{table}", resting)
    assert re.findall(r'href="../what-rests-on-what.html#([^"]+)"', linked) == [
        "claim-a-01", "row-f.csv-2", "row-f.csv-3", "finding-net",
    ]  # fmt: skip
    assert re.sub(r"</?a\b[^>]*>", "", linked) == f"<p>a-01</p>{table}", "nothing but links was added"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_text_has_enough_contrast(mode):
    style = (paths.TEMPLATES / "style.css").read_text()
    block = re.findall(r":root \{(.*?)\}", style, re.S)[mode]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
    texts = [name for name in colours if name not in ("paper", "line", "wash")]
    assert len(texts) == 9
    for name in texts:
        for ground in ("paper", "wash"):
            light, dark = sorted((luminance(colours[name]), luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)


@pytest.mark.parametrize(
    ("called", "heading"),
    [
        ("contradicted", "may_not"),
        ("cut", "replaced"),
        ("out_of_date", "replaced"),
    ],
)
def test_only_a_contradicted_claim_may_not_be_printed(called, heading):
    claim = {"claim_id": "a-01", "quote": "1,4 тыс.", "language": "ru", "statement": "", "called": called, "label": ""}
    page = BeautifulSoup(cards.sentences_as_html([], [claim]), "html.parser")
    above = page.select_one("ul:has(#print-a-01)").find_previous_sibling(["h2", "p"])
    assert above.text == language.section("printing")[heading]
