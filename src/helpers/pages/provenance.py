"""Provenance: from a finding to the claims and raw rows it rests on, and from each of these back.
The uses are read from what the run has left in its folder, the rows from the data package."""

import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pandas as pd

from helpers.cleaning import mirror_statistics, names
from helpers.data import package as data_package
from helpers.files import read_rows
from helpers.language import _, formats, say
from helpers.pages.layout import read_findings
from helpers.reconciliation.explanations import name_of_test
from helpers.reconciliation.results import called

CLAIMS, TESTS = "claims", "reconciliation"
EXPLANATIONS = "explanations"  # of the tests, in the language of the edition
OVERALL = "overall"
KINDS = ("finding", "claim", "chart")  # of users, in the order of the page
ROW = re.compile(r"([\w.-]+\.csv):(\d+)")
VALUES = ("value", "stock", "population", "flow")  # columns that can hold the number of a row
NAMED = ("measure", "flow", "dimension", "category", "region", "partner")  # columns of ids
NAMED += ("country", "settlement", "series", "variant", "vintage", "edition")
COUNTRY = re.compile("[A-Z]{3}")  # ISO 3166-1 alpha-3
# Ids that other tables call otherwise.
IDS = {"kazakhstan": "KAZ", "estimate": "estimated", "CIS": "cis", "non_CIS": "other_countries"}


class Use(NamedTuple):
    """That a `user` of a `kind` rests on a `place`: a claim, a row (file.csv:17) or a file."""

    kind: str
    user: str
    place: str


def content(
    folder: Path, package: Path | None = None, charts: dict[str, str] | None = None
) -> dict:
    """What the page shows of the edition in `folder`, in the language spoken: `findings` in order,
    `articles` with their claims, `files` with their rows, `anchors` by claim id and by row.
    `package`: the folder of the data package (default: the one in use); `charts`: the page that
    shows a figure, by the figure's name."""
    findings = read_findings(folder)
    claims = {claim["claim_id"]: claim for claim in _table(folder, CLAIMS)}
    claim_rows = {claim["row"] for claim in claims.values()}
    used = uses(folder)
    used_places = {use.place for use in used}
    rows = raw_rows(used_places | claim_rows, package)
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
    cells = []
    for finding in read_findings(folder):
        cells.append(("finding", finding["id"], " ".join(finding.get("rests_on", []))))
    for test in _table(folder, TESTS):
        cells.append(("claim", test["claim_id"], test["source"]))
    for name in _charts(folder):
        for row in _table(folder, f"chart_{name}"):
            cells.append(("chart", name, row.get("row") or row.get("rows")))
    used = [Use(kind, user, place) for kind, user, cell in cells for place in places_in(cell)]
    return list(dict.fromkeys(used))


def places_in(cell: str | None) -> list[str]:
    """The places that a cell names, separated by blanks or semicolons."""
    return (cell or "").replace(";", " ").split()


def anchor(place: str) -> str | None:
    """The anchor of a row: 'row-kz_flows_annual.csv-17'; None for what is no row."""
    match = ROW.fullmatch(place)
    return f"row-{match[1]}-{match[2]}" if match else None


def _file_of(place: str) -> str:
    return place.rpartition(":")[0]


def _table(folder: Path, name: str) -> list[dict]:
    return read_rows(folder / "tables" / f"{name}.csv")


def _charts(folder: Path) -> list[str]:
    tables = folder.glob("tables/chart_*.csv")
    return sorted(path.stem.removeprefix("chart_") for path in tables)


def _links(folder: Path, findings: list[dict], claims: dict, charts: dict) -> dict[tuple, dict]:
    """The link to each finding, claim and chart, by kind and id: where it leads, what it says."""
    links = {}
    for finding in findings:
        name = finding["id"]
        links["finding", name] = {"href": f"#finding-{name}", "text": finding["text"]}
    for name, claim in claims.items():
        links["claim", name] = {"href": f"#claim-{name}", "text": f"{name} «{claim['quote']}»"}
    for name in _charts(folder):
        address = f"tables/chart_{name}.csv"  # without a page or a drawing that shows it
        if name in charts:
            address = f"html/{charts[name]}#figure-{name}"
        elif (folder / f"figures/{name}.svg").is_file():
            address = f"figures/{name}.svg"
        links["chart", name] = {"href": address, "text": name.replace("_", " ")}
    return links


def _places(rows: dict, claims: dict, claim_rows: set[str]) -> dict[str, dict]:
    """What has a place on the page: raw rows, claims, and files of raw rows."""
    places = dict(rows)
    for place in rows.keys() - claim_rows:
        file = _file_of(place)
        places[file] = {"place": file, "href": f"#file-{file}", "words": ""}
    for name, claim in claims.items():
        places[name] = {"place": name, "href": f"#claim-{name}", "quote": claim["quote"]}
    return places


def _place(name: str, places: dict, folder: Path) -> dict:
    """A place of the page, or a whole file, with its address where the edition holds it."""
    files = [file for file in (f"tables/{name}", name) if (folder / file).is_file()]
    return places.get(name) or {"place": name, "href": files[0] if files else None, "words": ""}


def _finding(finding: dict, places: dict, folder: Path) -> dict:
    """A finding with what it rests on: whole files, claims and rows apart."""
    kinds = {"files": [], "claims": [], "rows": []}
    for name in finding.get("rests_on", []):
        place = _place(name, places, folder)
        kind = "rows" if anchor(name) else "files"
        kinds["claims" if "quote" in place else kind].append(place)
    words = {"files": "numbers.files", "claims": "numbers.claims", "rows": "numbers.rows"}
    counts = {kind: say(words[kind], n=len(items)) for kind, items in kinds.items()}
    return finding | {"kinds": kinds, "counts": counts}


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
            "users": _by_kind(others),
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
        test = {
            "name": name_of_test(row["test"]),
            "verdict": names.name(called(row["verdict"], row["when_printed"])),
            "explanation": explanations.get((row["claim_id"], row["test"]), row["explanation"]),
            "overall": row["test"] == OVERALL,
            "rows": [_place(name, places, folder) for name in places_in(row["source"])],
        }
        tests[row["claim_id"]].append(test)
    return tests


def _files(rows: dict, users: dict) -> list[dict]:
    """The rows that are no claims, by file and line, each with its users."""
    entries = defaultdict(list)
    for place, row in rows.items():
        about = {"anchor": anchor(place), "users": _by_kind(users[place])}
        entries[_file_of(place)].append(row | about)
    files = []
    for file, of_file in sorted(entries.items()):
        of_file.sort(key=lambda entry: int(entry["place"].rpartition(":")[2]))
        files.append({"file": file, "rows": of_file, "count": say("numbers.rows", n=len(of_file))})
    return files


def _by_kind(users: dict[tuple, dict]) -> list[dict]:
    groups = []
    for kind in KINDS:
        links = [link for (of, _name), link in users.items() if of == kind]
        if links:
            groups.append({"count": say("numbers.links", kind=kind, n=len(links)), "links": links})
    return groups


def raw_rows(places: set[str], package: Path | None = None) -> dict[str, dict]:
    """The raw rows among `places`: place, href, words (in short), printed, url and host."""
    wanted = {place for place in places if anchor(place)}
    files = {_file_of(place) for place in wanted}
    records = {}
    for resource in data_package.descriptor(package)["resources"]:
        if Path(resource["path"]).name in files:
            table = data_package.read(resource["name"], package).set_index(data_package.PLACE)
            records |= table.loc[table.index.isin(wanted)].to_dict("index")
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
    of_the_web = parts.scheme in ("http", "https") and parts.hostname
    return url if of_the_web else None


def describe_row(row: dict) -> str:
    """The known values of a raw row in short: '2025, departures, preliminary: 7,608 people'."""
    words = []
    if row.get("year") and "months_from" not in row:
        year = str(row.get("period", row["year"]))
        months = int(row.get("period_months", row.get("months", 12)))
        if months < 12:
            year = say("source_rows.first_months", n=months, year=year)
        if "month" in row:
            year = mirror_statistics.period_words(row["year"], row["month"], row["month"])
        words.append(year)
    if "origin_iso3" in row or "months_from" in row:
        words.append(_move(row))
    ids = [row[column] for column in NAMED if isinstance(row.get(column), str)]
    words += [_name(identifier) for identifier in ids if identifier != "total"]
    if "counted_by" in row:
        words.append(mirror_statistics.counter_words(row["counted_by"]))
        words.append(say("mirror_statistics.concept", of=row["concept"]))
    if "quote" in row:
        words.append(row["quote"])
    description = ", ".join(words)
    for column in VALUES:
        if isinstance(row.get(column), int | float):
            return f"{description}: {_value(row, column)}"
    return description


def _move(row: dict) -> str:
    if "months_from" in row:
        period = mirror_statistics.period_words(row["year"], row["months_from"], row["months_to"])
        return mirror_statistics.move_words(row["from_iso3"], row["to_iso3"], period)
    origin = names.country(row["origin_iso3"])
    destination = names.country(row["destination_iso3"])
    return say("source_rows.corridor", origin=origin, destination=destination)


def _name(identifier: str) -> str:
    """An id as readers call it."""
    known = IDS.get(identifier, identifier)
    if COUNTRY.fullmatch(known):
        return names.country(known)
    return say("source_rows.name", of=identifier, name=names.name(known))


def _value(row: dict, column: str) -> str:
    """The number of a row with its unit; people where the table has no column of units."""
    value = float(row[column])
    unit = row.get("unit", "persons")
    decimals = f"{value:g}".partition(".")[2]
    digits = 0 if value.is_integer() else len(decimals)
    number = formats.number(value, digits)
    if unit == "percent":
        return formats.percent(value, digits)
    if unit == "persons":
        return say("numbers.people", number=number)
    return f"{number} {unit}"
