"""What rests on what: from a finding to the claims and raw rows it rests on, and from each of these
back.

The uses are read from what the run has left in its folder: findings.json, the tests of the claims
and the tables of the charts. The rows themselves come from the data package. Frames and pages are
made elsewhere (`pages`).
"""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from helpers import csv_files
from helpers.cleaning import names
from helpers.language import _, say, section
from helpers.pages.source_rows import anchor, file_of
from helpers.pages.source_rows import rows as read_rows
from helpers.reconciliation.verdict_words import name_of_test

FINDINGS, CLAIMS, TESTS = "findings.json", "claims", "reconciliation"
EXPLAINED = "explanations"  # of the tests, in the language of the edition
OVERALL = "overall"
SHORT = 6  # longer lists are folded away


class Use(NamedTuple):
    """That something rests on a place: `kind` (finding, claim, chart, number), its id, and the
    `place` (the id of a claim, a row such as file.csv:17, or a whole file)."""

    kind: str
    user: str
    place: str


def content(
    folder: Path, package: Path | None = None, charts: dict[str, str] | None = None
) -> dict:
    """Everything that the page shows of the edition in `folder`, in the language spoken.

    `package` is the folder of the data package that the edition was made from (default: the one in
    use); `charts` gives the page that shows a figure, by the figure's name. Returns `findings`
    (dicts in their order), `articles` (each with its claims), `files` (each with its rows), and
    `anchors` (the anchor on the page by claim id and by row).
    """
    found, claims = _findings(folder), _table(folder, CLAIMS)
    known = {claim["claim_id"]: {"row": ""} | claim for claim in claims}
    used = uses(folder)
    rows = read_rows(
        {place for _kind, _user, place in used} | {claim["row"] for claim in known.values()},
        package,
    )
    links = {
        "finding": {f["id"]: (f"#finding-{f['id']}", f["text"]) for f in found},
        "claim": {
            key: (f"#claim-{key}", f"{key} «{claim['quote']}»") for key, claim in known.items()
        },
        "chart": {
            name: (_chart(folder, name, charts or {}), name.replace("_", " "))
            for name in _charts(folder)
        },
        "number": {
            row["number"]: ("index.html#numbers", row["number"])
            for row in _table(folder, "key_numbers")
        },
    }
    by_place = defaultdict(dict)
    for kind, user, place in used:
        if user in links[kind]:
            by_place[place][kind, user] = Link(kind, *links[kind][user])
    shown = {claim["row"] for claim in known.values()}
    files = {file: _of_file(file) for file in {file_of(place) for place in rows.keys() - shown}}
    quoted = {
        key: {"place": key, "href": f"#claim-{key}", "quote": claim["quote"]}
        for key, claim in known.items()
    }
    return {
        "findings": [_finding(entry, files | rows | quoted, folder) for entry in found],
        "articles": _by_article(known, _tests(folder), by_place, files | rows | quoted, folder),
        "files": _by_file(rows, by_place, shown),
        "anchors": {key: f"claim-{key}" for key in known}
        | {place: anchor(place) for place in rows},
    }


class Link(NamedTuple):
    """Where a link leads and what it says."""

    kind: str
    href: str
    text: str


# --- who uses what --------------------------------------------------------------------------------


def uses(folder: Path) -> list[Use]:
    """Every use that the edition in `folder` tells of, each once, in the order of the files."""
    used = [
        Use("finding", entry["id"], place)
        for entry in _findings(folder)
        for place in entry.get("rests_on", [])
    ]
    for test in _table(folder, TESTS):
        used += [Use("claim", test["claim_id"], place) for place in places_in(test["source"])]
    for name in _charts(folder):
        for row in _table(folder, f"chart_{name}"):
            used += [
                Use("chart", name, place) for place in places_in(row.get("row") or row.get("rows"))
            ]
    for row in _table(folder, "key_numbers"):
        used += [Use("number", row["number"], place) for place in places_in(row.get("row"))]
    return list(dict.fromkeys(used))


def places_in(cell: str | None) -> list[str]:
    """The places that a cell names, apart from each other by blanks or semicolons."""
    return [place for place in re.split(r"[;\s]+", cell or "") if place]


def _findings(folder: Path) -> list[dict]:
    file = folder / FINDINGS
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []


def _table(folder: Path, name: str) -> list[dict]:
    return csv_files.read_rows(folder / "tables" / f"{name}.csv")


def _charts(folder: Path) -> list[str]:
    return sorted(path.stem.removeprefix("chart_") for path in folder.glob("tables/chart_*.csv"))


def _tests(folder: Path) -> dict[str, list[dict]]:
    """The tests of each claim; the overall verdict is one of them."""
    found = defaultdict(list)
    told = {
        (test["claim_id"], test["test"]): test["explanation"] for test in _table(folder, EXPLAINED)
    }
    for test in _table(folder, TESTS):
        explanation = told.get((test["claim_id"], test["test"]), test["explanation"])
        found[test["claim_id"]].append(test | {"explanation": explanation})
    return found


def _chart(folder: Path, name: str, charts: dict[str, str]) -> str:
    """The place of a figure: on the page that shows it, else its drawing, else its numbers."""
    if name in charts:
        return f"html/{charts[name]}#figure-{name}"
    drawing = f"figures/{name}.svg"
    return drawing if (folder / drawing).is_file() else f"tables/chart_{name}.csv"


# --- what the page shows --------------------------------------------------------------------------


def _finding(entry: dict, places: dict, folder: Path) -> dict:
    """A finding with what it rests on, claims and rows apart from whole files."""
    mine = [places.get(place) or _whole(place, folder) for place in entry.get("rests_on", [])]
    kinds = {
        "others": [place for place in mine if "quote" not in place and not anchor(place["place"])],
        "claims": [place for place in mine if "quote" in place],
        "rows": [place for place in mine if anchor(place["place"])],
    }
    counts = {
        "others": say("numbers.files", n=len(kinds["others"])),
        "claims": say("numbers.claims", n=len(kinds["claims"])),
        "rows": say("numbers.rows", n=len(kinds["rows"])),
    }
    about = {"condition": entry.get("condition", ""), "notebook": entry.get("notebook")}
    return {"id": entry["id"], "text": entry["text"], "kinds": kinds, "counts": counts} | about


def _whole(place: str, folder: Path) -> dict:
    """A whole file that something rests on, with the address in the edition where it stands
    there.
    """
    here = (name for name in (f"tables/{place}", place) if (folder / name).is_file())
    return {"place": place, "href": next(here, None), "said": ""}


def _of_file(file: str) -> dict:
    """The rows of a file, all of them, as a place on the page."""
    return {"place": file, "href": f"#file-{file}", "said": ""}


def _by_article(known: dict, tests: dict, by_place: dict, places: dict, folder: Path) -> list[dict]:
    """The articles in their order, each with its claims, what tests say of these, and what rests on
    them.
    """
    articles = {row["article_id"]: row | {"claims": []} for row in _table(folder, "articles")}
    for claim_id, claim in known.items():
        users = by_place[claim_id] | by_place[claim["row"]]
        mine = [_test(test, places, folder) for test in tests[claim_id]]
        entry = claim | {
            "statement": _(claim["statement"]),
            "anchor": anchor(claim["row"]),
            "verdict": next((test["verdict"] for test in mine if test["overall"]), ""),
            "tests": [test for test in mine if not test["overall"]],
            "users": _grouped(
                [link for user, link in users.items() if user != ("claim", claim_id)]
            ),
        }
        unknown = {"publisher": claim["article_id"], "title": "", "language": "", "claims": []}
        articles.setdefault(claim["article_id"], unknown)["claims"].append(entry)
    return list(articles.values())


def _test(test: dict, places: dict, folder: Path) -> dict:
    """A test of a claim with its outcome and the places it used."""
    return {
        "name": name_of_test(test["test"]),
        "verdict": names.name(test["verdict"]),
        "explanation": test["explanation"],
        "overall": test["test"] == OVERALL,
        "rows": [places.get(place) or _whole(place, folder) for place in places_in(test["source"])],
    }


def _by_file(rows: dict, by_place: dict, shown: set[str]) -> list[dict]:
    """The rows by file and line, but for those that are `shown` already, with their claims."""
    files = defaultdict(list)
    for place in sorted(
        rows.keys() - shown, key=lambda place: (file_of(place), int(place.rpartition(":")[2]))
    ):
        entry = rows[place] | {"anchor": anchor(place), "users": _grouped(by_place[place].values())}
        files[file_of(place)].append(entry)
    return [
        {"file": file, "rows": entries, "count": say("numbers.rows", n=len(entries))}
        for file, entries in files.items()
    ]


def _grouped(links) -> list[dict]:
    """Links by kind, each kind with its count in words."""
    kinds = {"number": [], "finding": [], "claim": [], "chart": []}
    for link in links:
        kinds[link.kind].append(link)
    return [
        {"kind": kind, "count": say("numbers.links", kind=kind, n=len(mine)), "links": mine}
        for kind, mine in kinds.items()
        if mine
    ]


# --- words ----------------------------------------------------------------------------------------


def words() -> dict[str, str]:
    """The words of the page and of the links that lead to it, in the language spoken."""
    return section("provenance")
