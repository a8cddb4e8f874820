"""Provenance: from a finding to the claims and raw rows it rests on, and from each of these back.

The uses are read from what the run has left in its folder: findings.json, the tests of the claims
and the tables of the charts. The rows themselves come from the data package.
"""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pandas as pd

from helpers.cleaning import mirror_statistics, names
from helpers.csv_files import read_rows
from helpers.data import package as data_package
from helpers.language import _, formats, say
from helpers.paths import FINDINGS
from helpers.reconciliation.verdict_words import name_of_test

CLAIMS, TESTS = "claims", "reconciliation"
EXPLANATIONS = "explanations"  # of the tests, in the language of the edition
OVERALL = "overall"
KINDS = ("number", "finding", "claim", "chart")  # of users, in the order of the page
ROW = re.compile(r"([\w.-]+\.csv):(\d+)")
VALUES = ("value", "stock", "population", "flow")  # columns that can hold the number of a row
NAMED = ("measure", "flow", "dimension", "category", "region")  # columns of ids
NAMED += ("series", "variant", "vintage", "edition")


class Use(NamedTuple):
    """That a `user` of a `kind` rests on a `place`: a claim, a row (file.csv:17) or a file."""

    kind: str
    user: str
    place: str


class Link(NamedTuple):
    """Where a link leads and what it says."""

    kind: str
    href: str
    text: str


def content(
    folder: Path, package: Path | None = None, charts: dict[str, str] | None = None
) -> dict:
    """Everything that the page shows of the edition in `folder`, in the language spoken.

    `package` is the folder of the data package that the edition was made from (default: the one in
    use); `charts` gives the page that shows a figure, by the figure's name. Returns `findings`
    (dicts in their order), `articles` (each with its claims), `files` (each with its rows), and
    `anchors` (the anchor on the page by claim id and by row).
    """
    findings = _findings(folder)
    claims = {claim["claim_id"]: {"row": ""} | claim for claim in _table(folder, CLAIMS)}
    claim_rows = {claim["row"] for claim in claims.values()}
    used = uses(folder)
    rows = raw_rows({use.place for use in used} | claim_rows, package)
    links = _links(folder, findings, claims, charts or {})
    users = defaultdict(dict)
    for kind, user, place in used:
        if (kind, user) in links:
            users[place][kind, user] = links[kind, user]
    places = _places(rows, claims, claim_rows)
    anchors = {claim_id: f"claim-{claim_id}" for claim_id in claims}
    anchors |= {place: anchor(place) for place in rows}
    other_rows = {place: row for place, row in rows.items() if place not in claim_rows}
    return {
        "findings": [_finding(entry, places, folder) for entry in findings],
        "articles": _articles(claims, users, places, folder),
        "files": _files(other_rows, users),
        "anchors": anchors,
    }


def uses(folder: Path) -> list[Use]:
    """Every use that the files of the edition in `folder` record, each once, in their order."""
    used = []
    for finding in _findings(folder):
        used += [Use("finding", finding["id"], place) for place in finding.get("rests_on", [])]
    for test in _table(folder, TESTS):
        used += [Use("claim", test["claim_id"], place) for place in places_in(test["source"])]
    for name in _charts(folder):
        for row in _table(folder, f"chart_{name}"):
            cell = row.get("row") or row.get("rows")
            used += [Use("chart", name, place) for place in places_in(cell)]
    for row in _table(folder, "key_numbers"):
        used += [Use("number", row["number"], place) for place in places_in(row.get("row"))]
    return list(dict.fromkeys(used))


def places_in(cell: str | None) -> list[str]:
    """The places that a cell names, separated by blanks or semicolons."""
    return [place for place in re.split(r"[;\s]+", cell or "") if place]


def anchor(place: str) -> str | None:
    """The anchor of a row: 'row-kz_flows_annual.csv-17'; None for what is no row."""
    match = ROW.fullmatch(place)
    return f"row-{match[1]}-{match[2]}" if match else None


def _file_of(place: str) -> str:
    return place.rpartition(":")[0]


def _findings(folder: Path) -> list[dict]:
    file = folder / FINDINGS
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []


def _table(folder: Path, name: str) -> list[dict]:
    return read_rows(folder / "tables" / f"{name}.csv")


def _charts(folder: Path) -> list[str]:
    return sorted(path.stem.removeprefix("chart_") for path in folder.glob("tables/chart_*.csv"))


def _links(folder: Path, findings: list[dict], claims: dict, charts: dict) -> dict[tuple, Link]:
    """The link to each finding, claim, chart and key number, by kind and id."""
    links = {}
    for finding in findings:
        name = finding["id"]
        links["finding", name] = Link("finding", f"#finding-{name}", finding["text"])
    for name, claim in claims.items():
        links["claim", name] = Link("claim", f"#claim-{name}", f"{name} «{claim['quote']}»")
    for name in _charts(folder):
        address = f"tables/chart_{name}.csv"  # without a page or a drawing that shows it
        if name in charts:
            address = f"html/{charts[name]}#figure-{name}"
        elif (folder / f"figures/{name}.svg").is_file():
            address = f"figures/{name}.svg"
        links["chart", name] = Link("chart", address, name.replace("_", " "))
    for row in _table(folder, "key_numbers"):
        name = row["number"]
        links["number", name] = Link("number", "index.html#numbers", name)
    return links


def _places(rows: dict, claims: dict, claim_rows: set[str]) -> dict[str, dict]:
    """What has a place on the page: raw rows, claims, and files of raw rows."""
    places = dict(rows)
    for file in {_file_of(place) for place in rows.keys() - claim_rows}:
        places[file] = {"place": file, "href": f"#file-{file}", "words": ""}
    for name, claim in claims.items():
        places[name] = {"place": name, "href": f"#claim-{name}", "quote": claim["quote"]}
    return places


def _in_edition(place: str, folder: Path) -> dict:
    """A whole file that something rests on, with its address where the edition holds it."""
    addresses = [name for name in (f"tables/{place}", place) if (folder / name).is_file()]
    return {"place": place, "href": addresses[0] if addresses else None, "words": ""}


def _finding(finding: dict, places: dict, folder: Path) -> dict:
    """A finding with what it rests on: whole files, claims and rows apart."""
    kinds = {"others": [], "claims": [], "rows": []}
    for name in finding.get("rests_on", []):
        place = places.get(name) or _in_edition(name, folder)
        kind = "rows" if anchor(name) else "others"
        kinds["claims" if "quote" in place else kind].append(place)
    counts = {
        "others": say("numbers.files", n=len(kinds["others"])),
        "claims": say("numbers.claims", n=len(kinds["claims"])),
        "rows": say("numbers.rows", n=len(kinds["rows"])),
    }
    return {
        "id": finding["id"],
        "text": finding["text"],
        "condition": finding.get("condition", ""),
        "notebook": finding.get("notebook"),
        "kinds": kinds,
        "counts": counts,
    }


def _articles(claims: dict, users: dict, places: dict, folder: Path) -> list[dict]:
    """The articles in their order, each with its claims, the tests of these, and their users."""
    articles = {row["article_id"]: row | {"claims": []} for row in _table(folder, "articles")}
    tests = _tests(folder, places)
    for name, claim in claims.items():
        others = users[name] | users[claim["row"]]
        others.pop(("claim", name), None)
        verdicts = [test["verdict"] for test in tests[name] if test["overall"]]
        entry = claim | {
            "statement": _(claim["statement"]),
            "anchor": anchor(claim["row"]),
            "verdict": verdicts[0] if verdicts else "",
            "tests": [test for test in tests[name] if not test["overall"]],
            "users": _by_kind(others.values()),
        }
        unknown = {"publisher": claim["article_id"], "title": "", "language": "", "claims": []}
        articles.setdefault(claim["article_id"], unknown)["claims"].append(entry)
    return list(articles.values())


def _tests(folder: Path, places: dict) -> dict[str, list[dict]]:
    """The tests of each claim with outcome and places; the overall verdict is one of them."""
    explanations = {}
    for row in _table(folder, EXPLANATIONS):
        explanations[row["claim_id"], row["test"]] = row["explanation"]
    tests = defaultdict(list)
    for row in _table(folder, TESTS):
        names_of_places = places_in(row["source"])
        test = {
            "name": name_of_test(row["test"]),
            "verdict": names.name(row["verdict"]),
            "explanation": explanations.get((row["claim_id"], row["test"]), row["explanation"]),
            "overall": row["test"] == OVERALL,
            "rows": [places.get(name) or _in_edition(name, folder) for name in names_of_places],
        }
        tests[row["claim_id"]].append(test)
    return tests


def _files(rows: dict, users: dict) -> list[dict]:
    files = defaultdict(list)
    for place in sorted(rows, key=lambda place: (_file_of(place), int(place.rpartition(":")[2]))):
        about = {"anchor": anchor(place), "users": _by_kind(users[place].values())}
        files[_file_of(place)].append(rows[place] | about)
    return [
        {"file": file, "rows": entries, "count": say("numbers.rows", n=len(entries))}
        for file, entries in files.items()
    ]


def _by_kind(links) -> list[dict]:
    groups = []
    for kind in KINDS:
        members = [link for link in links if link.kind == kind]
        if members:
            count = say("numbers.links", kind=kind, n=len(members))
            groups.append({"kind": kind, "count": count, "links": members})
    return groups


def raw_rows(places: set[str], package: Path | None) -> dict[str, dict]:
    """The raw rows among `places`: place, href, words (in short), printed, url and host."""
    wanted = {place for place in places if anchor(place)}
    records = {}
    for resource in data_package.descriptor(package)["resources"]:
        if Path(resource["path"]).name in {_file_of(place) for place in wanted}:
            frame = data_package.read(resource["name"], package)
            frame = frame[frame[data_package.PLACE].isin(wanted)]
            records |= {row[data_package.PLACE]: row for row in frame.to_dict("records")}
    return {place: _row(place, records.get(place, {})) for place in wanted}


def _row(place: str, record: dict) -> dict:
    known = {column: value for column, value in record.items() if pd.notna(value)}
    url = address(known.get("source_url"))
    return {
        "place": place,
        "href": f"#{anchor(place)}",
        "words": describe_row(known) if known else say("source_rows.not_in_package"),
        "printed": known.get("as_published", ""),
        "url": url,
        "host": urlsplit(url).hostname if url else None,
    }


def address(url: str | None) -> str | None:
    """The address if a browser may follow it (http or https), else None."""
    parts = urlsplit(str(url or ""))
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def describe_row(row: dict) -> str:
    """The known values of a raw row in short: '2025, departures, preliminary: 7,608 people'."""
    words = []
    if row.get("year") and "months_from" not in row:
        words.append(_period(row))
    if "origin_iso3" in row or "months_from" in row:
        words.append(_move(row))
    texts = [row[column] for column in NAMED if isinstance(row.get(column), str)]
    words += [_name(text) for text in texts if text != "total"]
    if "counted_by" in row:
        words.append(say("mirror_statistics.counter", of=row["counted_by"]))
        words.append(say("mirror_statistics.concept", of=row["concept"]))
    if "quote" in row:
        words.append(row["quote"])
    description = ", ".join(words)
    for column in VALUES:
        if isinstance(row.get(column), int | float):
            return f"{description}: {_value(row, column)}"
    return description


def _period(row: dict) -> str:
    """The year or the period, and how many months of it where that is not all."""
    months = row.get("period_months", row.get("months", 12))
    year = str(row.get("period") or row["year"])
    if months == 12:
        return year
    return say("source_rows.first_months", n=int(months), year=year)


def _move(row: dict) -> str:
    if "months_from" in row:
        period = mirror_statistics.period_words(row["year"], row["months_from"], row["months_to"])
        return mirror_statistics.move_words(row["from_iso3"], row["to_iso3"], period)
    origin, destination = names.country(row["origin_iso3"]), names.country(row["destination_iso3"])
    return say("source_rows.corridor", origin=origin, destination=destination)


def _name(identifier: str) -> str:
    """An id as readers call it."""
    if identifier == "kazakhstan":
        return names.country("KAZ")
    known = "estimated" if identifier == "estimate" else identifier
    return say("source_rows.name", of=identifier, name=names.name(known))


def _value(row: dict, column: str) -> str:
    """The number of a row with its unit; people where the table has no column of units."""
    value, unit = float(row[column]), row.get("unit", "persons")
    digits = 0 if value.is_integer() else len(f"{value:g}".partition(".")[2])
    if unit == "percent":
        return formats.percent(value, digits)
    number = formats.number(value, digits)
    return say("numbers.people", number=number) if unit == "persons" else f"{number} {unit}"
