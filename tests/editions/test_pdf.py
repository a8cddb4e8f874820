"""The PDF holds the edition in order, with nothing clipped and nothing that leads nowhere; without Chromium it says so.

What needs Chromium, playwright or poppler is skipped where they are missing, and says so.
"""

import json
import os
import re
import shutil
import subprocess

import pytest
from bs4 import BeautifulSoup

from helpers import __main__, paths
from helpers.editions import pdf
from helpers.files import WorkError

CHROMIUM = next(filter(None, map(shutil.which, pdf.COMMANDS)), None)
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: no PDF was printed")
posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in for the browser is a shell script")

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="900"><rect width="2000" height="900"/></svg>'
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
HOSTILE = "Kept as text: &lt;script&gt;alert(1)&lt;/script&gt;, A &amp; B, $x$"
CHART = f"""<div class="output"><p class="chart"><picture><source srcset="data:image/png;base64,{DOT}">
<img src="data:image/png;base64,{DOT}" alt="Departures fell"></picture>
<a class="larger" href="../figures/fall.svg">See the chart larger</a></p></div>
<div class="output"><details><summary>The numbers behind this chart</summary><p>FOLDED</p></details></div>"""
TABLE = (
    '<div class="scroll many" role="group" tabindex="0"><table><thead><tr>'
    + "".join(f'<th class="number">a heading of several words {n}</th>' for n in range(12))
    + "</tr></thead><tbody>"
    + f"<tr><td>{'4f' * 32}</td><td>change_on_the_previous_year_preliminary</td>{'<td>1</td>' * 10}</tr>" * 60
    + "</tbody></table></div>"
)
INDEX = """<main id="text">
<div class="opening"><p class="kicker">Edition</p><h1>Do they hold?</h1><p>The lead.</p></div>
<section aria-labelledby="answer"><h2 id="answer">Answer</h2><ol class="findings"><li><p>It fell.
<a class="source" href="html/02_b.html">Notebook 02</a><a class="source" href="else.html#x">What else</a></p></li></ol>
</section><section aria-labelledby="steps"><h2 id="steps">STEPS</h2></section>
<section aria-labelledby="files"><h2 id="files">FILES</h2></section></main>"""
FIRST = f"""<script>alert("SCRIPT")</script><main id="text"><div class="prose"><h1>01 · “A” &amp; &lt;/style&gt;</h1>
<p>{HOSTILE}</p><h2 id="same">Same heading</h2>
<p>See <a href="02_b.html#same">the next page</a>, <a href="#same">above</a>,
<a href="../tables/a.csv">a.csv</a>, <a href="#gone">what is gone</a> and <a href="https://example.org/">a site</a>.</p>
</div><div class="cell"><div class="code">CODE</div>{CHART}</div>
<div class="cell"><div class="output"><details><summary>All ranks</summary><p>FOLDED</p></details></div></div>
<p class="download"><a href="../notebooks/01_a.ipynb">DOWNLOAD</a></p></main>"""
SECOND = f"""<main id="text"><div class="prose"><h1>02 · B</h1><h2 id="same">Same heading</h2><p>Every test:</p></div>
<div class="cell"><div class="output"><details><summary>All tests</summary><p>FOLDED</p></details></div></div>
{TABLE}<script>alert("SCRIPT")</script></main>"""


@pytest.fixture
def edition(tmp_path):
    folder = tmp_path / "2025"
    files = {"index.html": INDEX, "html/01_a.html": FIRST, "html/02_b.html": SECOND, "figures/fall.svg": DRAWING}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    record = {key: {} for key in ("inputs", "outputs", "written", "durations")}
    parameters = {"year": 2025, "language": "en", "vintage": "latest", "moderate_decline": [-0.2, 0.0]}
    (folder / "run.json").write_text(json.dumps(record | {"status": "complete", "parameters": parameters}))
    return folder


@pytest.fixture
def page(edition) -> str:
    return pdf.document(edition, json.loads((edition / "run.json").read_text())["parameters"])


def test_the_edition_stands_in_order_without_what_paper_has_no_use_for(page):
    text = BeautifulSoup(page, "html.parser").body.get_text(" ", strip=True)
    order = ["Do they hold?", "The lead.", "Contents", "01 · “A” & </style>", "It fell.", "Kept as text", "02 · B"]
    places = [text.index(words) for words in order[:4]] + [text.rindex(words) for words in order[4:]]
    assert places == sorted(places) and text.rindex("Where the numbers are") > places[-1]
    left_out = ("CODE", "SCRIPT", "FOLDED", "STEPS", "FILES", "DOWNLOAD", "What else", "larger", "numbers behind this")
    assert [words for words in left_out if words in text] == []
    assert "All ranks" in text and "All tests" in text, "the sentences above speak of it"
    assert r'summary::after { content: " (folded on the page; left out here)"' in page


def test_texts_stay_texts_and_every_link_leads_somewhere(page):
    soup = BeautifulSoup(page, "html.parser")
    assert HOSTILE in page and not soup.select("script, iframe")
    assert len(soup.select("style")) == 1 and "default-src 'none'" in page
    assert re.search(r'content: "01 · \\201c A\\201d  \\26  \\3c \\2f style\\3e "', soup.style.string)
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    links = {link.get_text(strip=True): link["href"] for link in soup.select(".chapter a")}
    assert set(links) == {"Notebook 02", "the next page", "above", "a site"}
    assert links["a site"] == "https://example.org/"
    assert links["Notebook 02"] == "#02_b" and soup.find(id="02_b").h1.get_text() == "02 · B"
    for words, chapter in (("the next page", "02_b"), ("above", "01_a")):
        assert soup.find(id=links[words][1:]).find_parent(class_="chapter")["id"] == chapter
    assert all(link["href"][1:] in ids for link in soup.select('a[href^="#"]'))
    assert len(soup.select(".toc a")) == 6


def test_a_chart_is_drawn_in_lines_and_keeps_its_words(page, edition):
    image = BeautifulSoup(page, "html.parser").select_one(".chart img")
    assert image["src"].startswith("data:image/svg+xml;base64,") and image["alt"] == "Departures fell"
    (edition / "figures" / "fall.svg").unlink()
    assert "data:image/png" in pdf.document(edition, {"year": 2025, "language": "en", "vintage": "latest"})


def test_without_the_edition_or_chromium_one_line_says_what_is_missing(edition, monkeypatch):
    with pytest.raises(WorkError, match=r"make it first: \./run report --year 2024 --language ru$"):
        pdf.make(edition.with_name("2024"), None, {"year": 2024, "language": "ru"})
    with pytest.raises(WorkError, match="has the language en, not ru"):
        pdf.make(edition, wanted={"language": "ru"})
    for target, fault in ((edition, "is a folder"), (edition / "none" / "x.pdf", "in a folder that does not exist")):
        with pytest.raises(WorkError, match=f"{fault}; name a file in a folder that exists"):
            pdf.make(edition, target)
    monkeypatch.delenv(pdf.VARIABLE, raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(WorkError) as error:
        pdf.make(edition)
    assert all(name in str(error.value) for name in (*pdf.COMMANDS, "CHROME")) and "\n" not in str(error.value)
    monkeypatch.setenv(pdf.VARIABLE, "/no/such/browser")
    with pytest.raises(WorkError, match="/no/such/browser, as CHROME says"):
        pdf.make(edition)


HALF = 'for word; do case $word in --print-to-pdf=*) echo %PDF-1.4 > "${word#*=}";; esac; done;'


@posix
@pytest.mark.parametrize(
    "does, told",
    [(f"{HALF} echo out of memory; exit 3", "exit code 3.*out of memory"), ("sleep 9", "within 0.2"), ("", "no PDF")],
)
def test_a_browser_that_fails_leaves_the_last_pdf_in_place(edition, monkeypatch, does, told):
    browser = edition.parent / "browser"
    browser.write_text(f"#!/bin/sh\n{does.replace('sleep', 'exec sleep')}\n")
    browser.chmod(0o755)
    monkeypatch.setenv(pdf.VARIABLE, str(browser))
    monkeypatch.setattr(pdf, "SECONDS", 0.2 if "sleep" in does else 60)
    (edition.parent / "2025.pdf").write_text("the last")
    with pytest.raises(WorkError, match=told):
        pdf.make(edition)
    assert {path.name for path in edition.parent.iterdir()} == {"2025", "2025.pdf", "browser"}
    assert (edition.parent / "2025.pdf").read_text() == "the last"


def test_the_command_hands_on_what_was_named_and_refuses_the_rest(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(__main__.settings, "fix", lambda: None)
    seen = []
    monkeypatch.setattr(pdf, "make", lambda *given: seen.append(given) or tmp_path)
    assert __main__.main(["pdf", "--year", "2024", "--language", "ru", "--to", "a.pdf"]) == 0
    folder, target, wanted = seen.pop()
    assert folder == __main__.paths.OUTPUTS / "2024-ru" and target.name == "a.pdf"
    assert wanted == {"year": 2024, "language": "ru"}
    for words, told in ((["--yaer", "2024"], "--year"), (["--year", "1890"], "1890"), (["--language", "xx"], "'xx'")):
        assert __main__.main(["pdf", *words]) == 2 and told in capsys.readouterr().err


@needs_chromium
def test_the_pdf_has_title_contents_page_numbers_and_the_texts_as_they_are(edition):
    if not (shutil.which("pdftotext") and shutil.which("pdfinfo")):
        pytest.skip("poppler's pdftotext and pdfinfo are not installed: nobody looked into the PDF")
    before = sorted(edition.rglob("*"))
    made = pdf.make(edition)
    assert made == edition.parent / "2025.pdf" and sorted(edition.rglob("*")) == before
    assert {path.name for path in edition.parent.iterdir()} == {"2025", "2025.pdf"}
    about = subprocess.run(["pdfinfo", made], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+yes", about) and "(A4)" in about
    assert b"/Outlines" in made.read_bytes()
    sheets = subprocess.run(["pdftotext", "-layout", made, "-"], capture_output=True, text=True, check=True).stdout
    sheets = sheets.rstrip("\f").split("\f")
    assert "file:" not in "".join(sheets), "no address of a page that is not there any more"
    assert "Do they hold?" in sheets[0] and "Contents" in sheets[1] and "It fell." in sheets[2]
    assert [sheet.split()[-1] for sheet in sheets[1:]] == [str(n) for n in range(2, len(sheets) + 1)]
    assert "<script>alert(1)</script>, A & B, $x$" in " ".join(sheets[3].split())
    assert sheets[3].splitlines()[0].endswith("01 · “A” & </style>"), "the running head names the notebook"
    table = sheets[4:-1]
    assert len(table) > 1 and all("heading" in sheet for sheet in table), "each sheet repeats the heads of its columns"


WIDTH = round((210 - 2 * 18) / 25.4 * 96)  # of the text on A4 with the margins of print.css, in CSS pixels
TOO_WIDE = """width => [...document.querySelectorAll("table, th, td, img, pre")].filter(
  e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth || e.getBoundingClientRect().right > width + 1
).map(e => `${e.tagName}: ${(e.innerText || e.alt).slice(0, 40)}`)"""


@needs_chromium
def test_no_table_and_no_chart_is_wider_than_the_paper(page, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: nothing was measured")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sheet = browser.new_page(viewport={"width": WIDTH, "height": 1000})
        sheet.emulate_media(media="print")
        sheet.goto((tmp_path / "page.html").as_uri())
        assert sheet.evaluate("document.images[0].naturalWidth") == 2000, "the drawing is shown"
        assert sheet.evaluate(TOO_WIDE, WIDTH) == []
        browser.close()
    assert re.search(r"size: A4; margin: \d+mm 18mm \d+mm;", (paths.TEMPLATES / "print.css").read_text())
