"""From a finding to the rows it rests on, and from a row back to what uses it."""

import csv
import html
import json
import re
from itertools import pairwise

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers import paths
from helpers.language import section
from helpers.pages import notebook_pages, provenance
from helpers.parameters import Parameters

HOSTILE = "<script>alert(\"1\")</script> & «7,6» $x$ 'тыс.'"
RECORD = {
    "parameters": {}, "versions": {}, "articles": ["a"], "inputs": {}, "other_languages": {"ru": "2024-ru"},
}  # fmt: skip
FLOWS = ["year", "measure", "value", "as_published", "source_url"]


def put(folder, name, *records):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(records[0]))
        writer.writeheader()
        writer.writerows(records)


@pytest.fixture
def package(tmp_path):
    """A data package of one series, in which the second row's source is no address to follow."""
    types = ["integer", "string", "integer", "string", "string"]
    fields = [{"name": name, "type": kind} for name, kind in zip(FLOWS, types, strict=True)]
    resource = {"name": "flows", "path": "series/flows.csv", "schema": {"fields": fields}}
    folder = tmp_path / "raw"
    put(
        folder, "series/flows.csv",
        dict(zip(FLOWS, (2023, "departures", 900, "900", "https://stat.gov.kz/a?b=1&c=2"), strict=True)),
        dict(zip(FLOWS, (2024, "departures", 7608, HOSTILE, "javascript:alert(1)"), strict=True)),
        dict(zip(FLOWS, (2025, "departures", 1, "1", "https://stat.gov.kz/later"), strict=True)),
    )  # fmt: skip
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    return folder


@pytest.fixture
def edition(tmp_path):
    """What a run has left: two findings, two claims with tests, a chart and a key number."""
    folder = tmp_path / "2024"
    claim = {"article_id": "a", "statement": "They left."}
    put(
        folder, "tables/claims.csv",
        claim | {"claim_id": "a-01", "quote": HOSTILE, "row": "claims.csv:2"},
        claim | {"claim_id": "a-02", "quote": "спад", "row": "claims.csv:3"},
        claim | {"claim_id": "a-03", "quote": "никто", "row": "claims.csv:4"},
    )  # fmt: skip
    put(folder, "tables/articles.csv", {"article_id": "a", "publisher": "P", "title": "<b>T</b>", "language": "ru"})
    test = {"verdict": "holds", "when_printed": "right"}
    put(
        folder, "tables/reconciliation.csv",
        test | {"claim_id": "a-01", "test": "annual_series", "source": "flows.csv:3"},
        test | {"claim_id": "a-01", "test": "overall", "source": "flows.csv:3"},
        test | {"claim_id": "a-02", "test": "fall", "source": "flows.csv:3; flows.csv:2; claims.csv:2"},
        test | {"claim_id": "a-03", "test": "cause", "source": "", "verdict": "unchecked"},
    )  # fmt: skip
    told = {"explanation": "As <b>printed</b>."}
    put(
        folder, "tables/explanations.csv",
        told | {"claim_id": "a-01", "test": "annual_series"},
        told | {"claim_id": "a-01", "test": "overall"},
        {"claim_id": "a-02", "test": "fall", "explanation": "Told apart."},
        told | {"claim_id": "a-03", "test": "cause"},
    )  # fmt: skip
    put(folder, "tables/chart_line.csv", {"year": 2024, "value": 7608, "row": "flows.csv:3 flows.csv:2"})
    findings = [
        {"id": "fell", "text": f"It fell {HOSTILE}", "condition": "it did", "notebook": "04",
         "rests_on": ["a-01", "flows.csv:3"]},
        {"id": "count", "text": "One", "condition": "", "notebook": "03", "rests_on": ["flows.csv", "made.csv"]},
    ]  # fmt: skip
    (folder / "findings.json").write_text(json.dumps(findings))
    return folder


PICTURE = {"image/png": {"alt": "A line", "figure": "line"}}
SHOWN = new_code_cell(outputs=[new_output("display_data", {"image/png": ""}, metadata=PICTURE)])
NOTEBOOKS = {"03_claims": new_notebook(), "04_flows": new_notebook(cells=[SHOWN])}


@pytest.fixture
def page(edition, package):
    notebook_pages.write_all(notebook_pages.Edition(NOTEBOOKS, Parameters(2024), RECORD, package), edition)
    return (edition / paths.PROVENANCE_PAGE).read_text(encoding="utf-8")


def entry(page: str, anchor: str) -> str:
    """The part of the page from the element with this id to the next entry."""
    assert page.count(f'id="{anchor}"') == 1, anchor
    return page.split(f'id="{anchor}"')[1].split('class="entry"')[0]


def test_uses_are_those_of_the_files(edition):
    used = provenance.uses(edition, {"line": {"page": "04_flows.html"}})
    assert {(*user, place) for place, users in used.items() for user in users} == {
        ("finding", "fell", "a-01"), ("finding", "fell", "flows.csv:3"), ("finding", "count", "flows.csv"),
        ("finding", "count", "made.csv"), ("claim", "a-01", "flows.csv:3"), ("claim", "a-02", "flows.csv:3"),
        ("claim", "a-02", "flows.csv:2"), ("claim", "a-02", "claims.csv:2"), ("chart", "line", "flows.csv:3"),
        ("chart", "line", "flows.csv:2"),
    }  # fmt: skip


def test_a_finding_leads_to_its_claims_and_rows_and_they_lead_back(page):
    fell = entry(page, "finding-fell")
    assert 'href="#claim-a-01"' in fell and 'href="#row-flows.csv-3"' in fell and "it did" in fell
    assert "2024, departures: 7,608 people" in fell
    row = entry(page, "row-flows.csv-3")
    for link in ("#finding-fell", "#claim-a-01", "#claim-a-02", "html/04_flows.html#figure-line"):
        assert f'href="{link}"' in row, link
    claim = entry(page, "claim-a-01")
    assert 'href="#finding-fell"' in claim and 'href="#claim-a-02"' in claim, "a test of another claim uses it"
    assert "holds" in claim and 'href="#row-flows.csv-3"' in claim
    assert 'href="#finding-fell"' not in entry(page, "row-flows.csv-2")


def test_every_link_on_the_page_leads_to_one_element(page):
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {html.unescape(link) for link in re.findall(r'href="#([^"]+)"', page)} <= set(ids)


def test_what_the_data_say_is_shown_as_text(page, edition):
    for said in (page, (edition / "index.html").read_text(encoding="utf-8")):
        assert "<script>alert" not in said and "<b>T</b>" not in said and "<b>printed" not in said
    shown = html.unescape(re.sub(r"<[^>]+>", "", entry(page, "claim-a-01")))
    assert HOSTILE in shown and HOSTILE in html.unescape(entry(page, "row-flows.csv-3"))


def test_headings_go_down_one_rank_at_a_time(page):
    ranks = [int(rank) for rank in re.findall(r"<h(\d)", page)]
    assert ranks[0] == 1 and ranks.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(ranks))


def test_claims_and_rows_say_what_uses_them(page):
    alone = section("provenance")["no_user"]
    for words, claim, other in ((alone, "claim-a-03", "claim-a-01"), ("Told apart.", "claim-a-02", "claim-a-01")):
        assert words in entry(page, claim) and words not in entry(page, other)
    assert "row-flows.csv-4" not in page and "stat.gov.kz/later" not in page, "rows that nothing uses are left out"
    assert f'href="../2024-ru/{paths.PROVENANCE_PAGE}"' in page


@pytest.mark.parametrize(
    ("code", "name", "mark"), [("en", "fall", ""), ("ru", "снижение", ""), ("kk", "fall", ' lang="en"')]
)
def test_sentences_are_marked_where_they_are_in_another_language(edition, package, code, name, mark):
    english, russian = "Departures fell by almost half.", "Число выбывших сократилось почти вдвое."
    claims = edition / "tables" / "claims.csv"
    text = claims.read_text(encoding="utf-8")
    for statement in (english, ""):
        claims.write_text(text.replace("They left.", statement), encoding="utf-8")
        run = Parameters(2024, language=code)
        notebook_pages.write_all(notebook_pages.Edition(NOTEBOOKS, run, RECORD, package), edition)
        page = (edition / paths.PROVENANCE_PAGE).read_text(encoding="utf-8")
        claim = entry(page, "claim-a-02")
        assert f"<span{mark}>{name}</span>" in claim and f"<span{mark}>Told apart." in claim
        said = russian if code == "ru" else english
        assert (f"<p{mark}>{said}</p>" in claim) == bool(statement) and "Content-Type" not in page


def test_only_an_address_of_the_web_becomes_a_link(page):
    others = ["javascript:alert(1)", "data:text/html,x", "ftp://stat.gov.kz/a", "//stat.gov.kz", "https:", "", None]
    assert [url for url in others if provenance.address(url)] == []
    assert 'href="https://stat.gov.kz/a?b=1&amp;c=2"' in entry(page, "row-flows.csv-2")
    assert "javascript:" not in page


@pytest.mark.parametrize(
    "row, said",
    [
        ({"year": 2024, "measure": "net", "value": -397, "vintage": "preliminary"},
         "2024, net migration, preliminary: −397 people"),
        ({"year": 2024, "months": 9, "measure": "departures", "value": 5900},
         "2024, first 9 months, departures: 5,900 people"),
        ({"year": 2025, "period_months": 12, "flow": "departures", "dimension": "country", "category": "germany",
          "value": 12.25, "unit": "percent"}, "2025, departures, country, Germany: 12.25%"),
        ({"year": 1990, "period": "1990-1995", "origin_iso3": "KAZ", "destination_iso3": "RUS", "flow": 1305401},
         "1990-1995, Kazakhstan to Russia: 1,305,401 people"),
        ({"year": 2024, "measure": "departures"}, "2024, departures"),
        ({"year": 2024, "flow": "departures", "partner": "RUS", "vintage": "revised", "value": 8784},
         "2024, departures, Russia, revised: 8,784 people"),
        ({"year": 2024, "flow": "arrivals", "partner": "non_CIS", "value": 5391},
         "2024, arrivals, all other countries: 5,391 people"),
        ({"year": 2024, "month": 6, "region": "abai_region", "flow": "internal_net", "value": -700},
         "June 2024, net internal gain, Abai Region: −700 people"),
        ({"year": 2024, "settlement": "rural", "value": -111640}, "2024, villages: −111,640 people"),
        ({"country": "UZB", "flow": "departures", "year": 2024, "value": 8792},
         "2024, departures, Uzbekistan: 8,792 people"),
        ({"year": 2024, "months_from": 1, "months_to": 12, "from_iso3": "DEU", "to_iso3": "KAZ", "value": 933,
          "counted_by": "DEU", "concept": "departures"},
         "Germany to Kazakhstan, 2024, statistics of Germany, departures, by rules of that country: 933 people"),
    ],
)  # fmt: skip
def test_a_row_in_short(row, said):
    assert provenance.describe_row(row) == said


def test_a_row_that_the_package_lacks_says_so(package):
    rows = provenance.raw_rows({"flows.csv:99", "gone.csv:2", "whole.csv"}, package)
    assert rows.keys() == {"flows.csv:99", "gone.csv:2"}
    assert rows["flows.csv:99"]["words"] == "not in the data package"


def test_an_edition_of_nothing_has_a_page_too(tmp_path, package):
    notebook_pages.write_all(notebook_pages.Edition({}, Parameters(2001), RECORD, package), tmp_path)
    page = (tmp_path / paths.PROVENANCE_PAGE).read_text(encoding="utf-8")
    assert all(section("provenance")[word] in page for word in ("no_findings", "no_claims", "no_rows"))
