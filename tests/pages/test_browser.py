"""The pages in a browser, as readers have them: narrow and wide, light and dark, in both languages, by keyboard.

They need Chromium; where it is missing they are skipped, and say so.
"""

import csv
import json
import os
import re
import shutil
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `test`)")
from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from bs4 import BeautifulSoup  # noqa: E402

from checks import health  # noqa: E402
from helpers import parameters, paths  # noqa: E402
from helpers.data import package  # noqa: E402
from helpers.editions import compare, site  # noqa: E402
from helpers.pages import batch_page, notebook_pages  # noqa: E402

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the pages were seen by no browser")

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # what the dark changes
LANGUAGES = ("en", "ru")
SAMPLE = [("en", "light", 1280), ("ru", "light", 390), ("en", "dark", 1280)]
EVERY = list(product(LANGUAGES, ("light", "dark"), (390, 1280)))
LOOKS = EVERY if os.environ.get("EVERY_LOOK") else SAMPLE  # all of them every week
MOST_WORDS, LONGEST = 12_000, 16_000  # of an edition, folds closed; pixels of the claims on a phone
FEW_ENTRIES = """
document.querySelectorAll('section').forEach(
  section => [...section.querySelectorAll('.entry')].slice(15).forEach(entry => entry.remove()));
document.querySelectorAll('tbody').forEach(body => [...body.rows].slice(15).forEach(row => row.remove()));
"""
HEAVIEST = 1_500_000  # bytes of a page
LATIN = re.compile(r"[a-z][a-z ]{2,}", re.I)  # words; abbreviations and codes have a digit or are short


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def places(editions) -> dict[str, Path]:
    """The folder of the edition in each language."""
    folders = sorted(folder for folder in editions.iterdir() if not folder.name.startswith("."))
    return {
        language: next(f for f in folders if f.name.endswith("-ru") == (language == "ru")) for language in LANGUAGES
    }


def pages_of(place: Path) -> list[Path]:
    return sorted([*place.glob("*.html"), *place.glob("html/*.html")])


@pytest.fixture
def opened(browser):
    """A function that opens a page in a window of its own; whatever it asks of the network is an error."""
    contexts, asked = [], []

    def open_page(path: Path, width: int = 1280, **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def wider_than_the_window(page) -> list[str]:
    """The widths of a phone, a tablet and a desk that the page does not fit into."""
    wider = []
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        needed = page.evaluate("document.documentElement.scrollWidth")
        wider += [f"{needed} in a window of {width}"] * (needed > width)
    return wider


def broken_rules(page, rules: dict) -> list:
    violations = Axe().run(page, options=rules).response["violations"]
    return [(v["id"], v["nodes"][0]["target"], v["nodes"][0]["html"][:200]) for v in violations]


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_no_page_breaks_wcag_or_is_too_wide(places, opened, language, scheme, width):
    """Of long lists and tables the first entries: the others come from the same lines of a template."""
    faults = {}
    page = opened(places[language] / "index.html", color_scheme=scheme)
    for path in pages_of(places[language]):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        wider = wider_than_the_window(page) if scheme == "light" else []
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(FEW_ENTRIES)
        page.evaluate("document.body.classList.remove('code-folded')")
        faults[path.name] = wider + broken_rules(page, WCAG if scheme == "light" else WCAG | COLOURS)
    assert not any(faults.values()), faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_is_short_and_paper_loses_nothing(places, opened, language):
    page, words = opened(places[language] / "index.html", 390), 0
    for path in [places[language] / "index.html", *places[language].glob("html/*.html")]:
        page.goto(path.as_uri())
        words += len(page.locator("main").inner_text().split())
        if path.name.startswith("03_"):
            assert page.evaluate("document.documentElement.scrollHeight") <= LONGEST
            page.emulate_media(media="print")
            cards = page.locator("details .card").evaluate_all("cards => cards.map(c => c.clientHeight)")
            assert len(cards) > 10 and min(cards) > 0
            page.emulate_media(media="screen")
    assert words <= MOST_WORDS


@pytest.fixture(scope="module")
def around(editions, places, tmp_path_factory) -> list[Path]:
    """The pages around the editions: their list, many side by side and a comparison in each language, health."""
    folder = tmp_path_factory.mktemp("around")
    for language, place in places.items():
        shutil.copytree(place, folder / place.name)
        older = folder / f"older-{language}"
        shutil.copytree(place, older)
        record = json.loads((older / paths.RECORD).read_text(encoding="utf-8"))
        run = parameters.check(language=language)
        notebooks = {path.stem: nbformat.read(path, 4) for path in (older / "notebooks").iterdir()}
        newer = notebook_pages.Edition(notebooks, run, json.loads(json.dumps(record)))
        record["parameters"]["year"] -= 1
        record["outputs"] = {}
        (older / paths.RECORD).write_text(json.dumps(record), encoding="utf-8")
        findings = json.loads((older / "findings.json").read_text(encoding="utf-8"))
        (older / "findings.json").write_text(json.dumps(findings[3:]), encoding="utf-8")
        compare.write_page(older, folder / place.name, newer)
        batch_page.write([run], set(), folder)
        shutil.rmtree(older)
    pages = [site.main(folder), health.main(folder / "health"), *folder.glob("*/what-changed.html")]
    return sorted({*pages, *folder.glob("*.html")})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_around_the_editions_breaks_wcag_or_is_too_wide(around, opened, scheme):
    faults = {}
    page = opened(around[0], color_scheme=scheme)
    assert len(around) == 6
    for path in around:
        page.goto(path.as_uri())
        faults[f"{path.parent.name}/{path.name}"] = broken_rules(page, WCAG) + wider_than_the_window(page)
    assert not any(faults.values()), faults


def test_pages_are_light(places):
    weights = {path: path.stat().st_size for place in places.values() for path in pages_of(place)}
    assert max(weights.values()) < HEAVIEST, max(weights, key=weights.get)


def test_code_is_folded_until_the_switch_is_pressed(places, opened):
    page = opened(places["en"] / "html" / "02_cleaning.html")
    code, switch = page.locator(".code").first, page.get_by_role("button")
    assert not code.is_visible() and switch.get_attribute("aria-pressed") == "false"
    switch.focus()
    page.keyboard.press("Enter")
    assert code.is_visible() and switch.get_attribute("aria-pressed") == "true"
    switch.click()
    assert not code.is_visible()


def test_the_contents_lead_to_their_headings(places, opened):
    page = opened(places["ru"] / "html" / "04_external_migration.html")
    links = page.locator(".contents.on-wide a")
    assert links.count() > 5
    for place in range(links.count()):
        links.nth(place).click()
        heading = page.locator(f'[id="{unquote(urlsplit(page.url).fragment)}"]')
        assert heading.inner_text().strip() == links.nth(place).inner_text().strip()
        assert heading.evaluate("h => h.getBoundingClientRect().top < innerHeight")


def test_the_language_switch_leads_to_the_same_place(places, opened):
    for name in ("index.html", "html/06_projection.html"):
        page = opened(places["en"] / name)
        page.locator(".language a, a.language").first.click()
        assert page.url == (places["ru"] / name).as_uri()
        assert page.locator("html").get_attribute("lang") == "ru"
        page.locator(".language a, a.language").first.click()
        assert page.url == (places["en"] / name).as_uri()


def test_the_language_switch_keeps_the_section(places, opened):
    page = opened(places["en"] / "index.html")
    page.locator("#wrong").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#wrong').scrollIntoView()")
    page.evaluate("document.querySelector('a.language').click()")
    page.wait_for_url("**/index.html#heading-*")
    assert abs(page.locator("#wrong").bounding_box()["y"]) < 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_is_short_and_says_who_claims_what_with_which_odds(places, opened, language):
    page = opened(places[language] / "index.html", 390)
    shown = page.locator("main").inner_text()
    assert len(re.findall(r"\S*\w\S*", shown)) <= 800
    assert page.locator("a[href]").count() <= 70
    claim = page.locator("#claim + div")
    article = package.read("articles").dropna(subset="published").iloc[0]
    assert article.publisher in claim.inner_text() and str(article.published.year) in claim.inner_text()
    assert claim.locator("q").count() == 1 and "%" in claim.inner_text()
    assert claim.locator(".verdict.open").count() == 1
    badge = page.locator("#claim + div .verdict")
    assert badge.locator("[aria-hidden]").count() == 1 and len(badge.inner_text()) > 5  # sign and word


def test_without_scripts_everything_but_the_switch_is_there(places, opened):
    page = opened(places["en"] / "html" / "03_reconciliation.html", java_script_enabled=False)
    assert page.locator("main .card").first.is_visible() and page.locator("main img").first.is_visible()
    link = page.locator(".contents.on-wide a").last
    link.click()
    assert urlsplit(page.url).fragment
    assert not page.get_by_role("button").first.is_visible()  # it could do nothing
    page.locator(".ways summary").first.click()
    page.locator(".ways details[open] a").last.click()
    assert page.locator(f'[id="{urlsplit(page.url).fragment}"]').is_visible()  # also in a fold


def test_the_keyboard_reaches_every_link_and_the_focus_shows(places, opened):
    page = opened(places["en"] / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached, shown = set(), set()
    for _step in range(page.locator("a[href]").count() + 40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href')"))
        shown.add(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    wanted = page.locator("a[href]:not(.skip)").evaluate_all(
        "links => links.filter(a => a.checkVisibility()).map(a => a.getAttribute('href'))"
    )
    assert set(wanted) <= reached and shown <= {"solid", "none", "auto"} and "solid" in shown


def test_from_a_finding_to_its_rows_and_back(places, opened):
    page = opened(places["en"] / "html" / "07_findings.html")
    page.locator('a[href$="#finding-departures"]').first.click()
    target = page.locator(f'[id="{urlsplit(page.url).fragment}"]')
    assert target.is_visible()
    target.evaluate("entry => entry.querySelectorAll('details').forEach(details => details.open = true)")
    target.locator('a[href^="#row-"]').first.click()
    row = page.locator(f'[id="{unquote(urlsplit(page.url).fragment)}"]')
    assert row.is_visible() and row.locator('a[href^="#finding-"]').count()  # the browser opens what was folded


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_something_that_is_there(places, language):
    parsed = {path: BeautifulSoup(path.read_bytes(), "html.parser") for path in pages_of(places[language])}
    names = {path: {element["id"] for element in page.select("[id]")} for path, page in parsed.items()}
    missing = []
    for path, page in parsed.items():
        for href in {link["href"] for link in page.select("a[href]")}:
            file, _, fragment = href.partition("#")
            if file.startswith(("http:", "https:")):
                continue
            target = (path.parent / unquote(file)).resolve() if file else path
            if not target.exists() or (fragment and unquote(fragment) not in names.get(target, ())):
                missing.append((path.name, href))
    assert missing == []
    assert len(parsed) > 7


def test_no_heading_of_a_russian_table_is_english(places):
    english = set()
    for path in pages_of(places["ru"]):
        parsed = BeautifulSoup(path.read_bytes(), "html.parser")
        english |= {(path.stem, heading.text) for heading in parsed.select("thead th") if LATIN.fullmatch(heading.text)}
    assert english == set(), "name them in src/helpers/cleaning/headings.csv"


def test_downloads_beneath_a_chart_hold_what_its_table_shows(places, opened):
    page = opened(places["en"] / "html" / "04_external_migration.html")
    checked = 0
    for line in page.locator(".downloads").all():
        href = line.locator('a[href$=".csv"]').first.get_attribute("href")
        with (places["en"] / "html" / href).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        table = line.locator("xpath=following::table[1]")
        assert table.locator("tbody tr").count() == len(rows) - 1, href
        checked += 1
    assert checked > 5


def test_charts_are_sharp_and_named(places, opened):
    page = opened(places["ru"] / "html" / "05_internal_and_corridors.html", 390)
    for image in page.locator("main img").all():
        image.scroll_into_view_if_needed()
        assert image.get_attribute("alt").strip()
        assert image.evaluate("i => i.naturalWidth >= 1.4 * i.clientWidth && i.clientWidth > 300")


def test_the_folder_can_be_moved(places, browser, tmp_path):
    """A reader unpacks the archive anywhere."""
    shutil.unpack_archive(places["en"] / "edition.zip", tmp_path / "elsewhere")
    found = next((tmp_path / "elsewhere").rglob("index.html"))
    page = browser.new_page()
    page.goto(found.as_uri())
    page.locator(".steps a").first.click()
    assert page.locator("h1").is_visible() and os.path.basename(page.url).startswith("01_")  # noqa: PTH119
    page.close()
