"""Provenance: from a finding to the claims and raw rows it rests on, and from each of these back.
The uses are read from what the run has left in its folder, the rows from the data package."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from helpers.cleaning import mirror_statistics, names
from helpers.csv_files import rounded
from helpers.data import package as data_package
from helpers.files import read_rows
from helpers.language import _, formats, say
from helpers.pages.layout import read_findings
from helpers.paths import TABLES
from helpers.reconciliation.explanations import name_of_test
from helpers.reconciliation.results import called

NAME = re.compile(r"[^;\s]+")  # of a place, in a cell that may hold several
ROW = re.compile(r"([\w.-]+\.csv):(\d+)")
VALUES = ("value", "stock", "population", "flow")  # columns that can hold the number of a row
NAMED = ("measure", "flow", "dimension", "category", "region", "partner")  # columns of ids
NAMED += ("country", "settlement", "series", "variant", "vintage", "edition")


def content(folder: Path, package: Path | None, charts: dict[str, dict]) -> dict:
    """What the page shows of the edition in `folder`, in the language spoken: `findings`, `claims`
    with tests and users, their `articles`, `rows` of other files with users, `places` of all of
    these by name, `anchors` by claim id and row. `package`: the folder of the data package (None:
    the one in use); `charts`: by figure the `page` that shows it."""
    users = uses(folder, charts)
    articles = read_rows(folder / TABLES / "articles.csv")
    languages = {article["article_id"]: article["language"] for article in articles}
    claims = read_rows(folder / TABLES / "claims.csv")
    claim_rows = {claim["row"] for claim in claims}
    rows = raw_rows(users.keys() | claim_rows, package)
    others = [row for place, row in rows.items() if place not in claim_rows]
    files = {}  # the address of each
    for name in users:
        here = [file for file in (f"{TABLES}/{name}", name) if (folder / file).is_file()]
        files[name] = here[0] if here else None
    for row in others:
        row["users"] = users[row["place"]].values()
        files[row["file"]] = f"#file-{row['file']}"
    places = {name: {"kind": "files", "place": name, "href": files[name]} for name in files} | rows
    tests = _tests(folder)
    for claim in claims:
        name = claim["claim_id"]
        using = users[name] | users[claim["row"]]
        using.pop(("claim", name), None)
        claim |= {
            "kind": "claims",
            "place": name,
            "href": f"#claim-{name}",
            "language": languages[claim["article_id"]],
            "statement": _(claim["statement"]),
            "tests": tests[name],
            "users": using.values(),
        }
        places[name] = claim
    findings = read_findings(folder).values()
    for finding in findings:
        finding["places"] = [places[name] for name in finding.get("rests_on", [])]
    return {
        "findings": findings,
        "articles": articles,
        "claims": claims,
        "rows": others,
        "places": places,
        "anchors": {place["place"]: place["href"][1:] for place in [*rows.values(), *claims]},
    }


def uses(folder: Path, charts: dict[str, dict]) -> dict[str, dict[tuple[str, str], dict]]:
    """What rests on each place (a claim, a row such as file.csv:17, a file) by the edition's files:
    by kind and name of the user the link to it. `charts` as for `content`."""
    links = []  # kind, name, address, words, and the places
    for name, finding in read_findings(folder).items():
        address = f"#finding-{name}"
        links.append(
            (
                "finding",
                name,
                address,
                finding["text"],
                finding.get("rests_on", []),
            )
        )
    claims = read_rows(folder / TABLES / "claims.csv")
    quotes = {claim["claim_id"]: claim["quote"] for claim in claims}
    for test in read_rows(folder / TABLES / "reconciliation.csv"):
        name = test["claim_id"]
        text = f"{name} «{quotes[name]}»"
        links.append(
            (
                "claim",
                name,
                f"#claim-{name}",
                text,
                NAME.findall(test["source"]),
            )
        )
    for name, chart in charts.items():
        address = f"html/{chart['page']}#figure-{name}"
        for row in read_rows(folder / TABLES / f"chart_{name}.csv"):
            places = NAME.findall(row.get("row") or "")
            links.append(("chart", name, address, name.replace("_", " "), places))
    users = defaultdict(dict)
    for kind, name, address, text, places in links:
        for place in places:
            users[place][kind, name] = {
                "kind": kind,
                "href": address,
                "text": text,
            }
    return users


def _tests(folder: Path) -> dict[str, list[dict]]:
    """The tests of each claim with outcome and places; the overall verdict is one of them."""
    rows = read_rows(folder / TABLES / "explanations.csv")  # in the language of the edition
    explanations = {(row["claim_id"], row["test"]): row["explanation"] for row in rows}
    tests = defaultdict(list)
    for row in read_rows(folder / TABLES / "reconciliation.csv"):
        words = {
            "name": name_of_test(row["test"]),
            "verdict": names.name(called(row["verdict"], row["when_printed"])),
            "explanation": explanations[row["claim_id"], row["test"]],
            "places": NAME.findall(row["source"]),
        }
        tests[row["claim_id"]].append(row | words)
    return tests


def raw_rows(places: Iterable[str], package: Path | None = None) -> dict[str, dict]:
    """Raw rows among `places`: kind (`rows`), place, file, href, words, printed, url and host."""
    wanted = {place: ROW.fullmatch(place)[1] for place in places if ROW.fullmatch(place)}
    records = {}
    for resource in data_package.descriptor(package)["resources"]:
        if Path(resource["path"]).name in wanted.values():
            table = data_package.read(resource["name"], package).set_index(data_package.PLACE)
            records |= table.loc[table.index.isin(wanted)].to_dict("index")
    rows = {}
    for place in [*records, *sorted(wanted.keys() - records.keys())]:
        record = records.get(place, {}).items()
        known = {column: value for column, value in record if pd.notna(value)}
        url = address(known.get("source_url"))
        rows[place] = {
            "kind": "rows",
            "place": place,
            "file": wanted[place],
            "href": f"#row-{place.replace(':', '-')}",
            "words": describe_row(known) if known else say("source_rows.not_in_package"),
            "printed": known.get("as_published", ""),
            "url": url,
            "host": urlsplit(url or "").hostname,
        }
    return rows


def address(url: str | None) -> str | None:
    """The address if a browser may follow it (http or https), else None."""
    parts = urlsplit(str(url or ""))
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def describe_row(row: dict) -> str:
    """The known values of a raw row in short: '2025, departures, preliminary: 7,608 people'."""
    words = []
    if "months_from" in row:
        period = mirror_statistics.period_words(row["year"], row["months_from"], row["months_to"])
        words.append(mirror_statistics.move_words(row["from_iso3"], row["to_iso3"], period))
    elif "month" in row:
        words.append(mirror_statistics.period_words(row["year"], row["month"], row["month"]))
    elif row.get("year"):
        year = str(row.get("period", row["year"]))
        months = int(row.get("period_months", row.get("months", 12)))
        if months < 12:
            year = say("source_rows.first_months", n=months, year=year)
        words.append(year)
    if "origin_iso3" in row:
        ends = [names.country(row[end]) for end in ("origin_iso3", "destination_iso3")]
        words.append(say("source_rows.corridor", origin=ends[0], destination=ends[1]))
    for name in map(row.get, NAMED):
        if isinstance(name, str) and name != "total":
            words.append(say("source_rows.name", of=name, name=names.name(name)))
    if "counted_by" in row:
        words.append(mirror_statistics.counter_words(row["counted_by"]))
        words.append(say("mirror_statistics.concept", of=row["concept"]))
    if "quote" in row:
        words.append(row["quote"])
    description = ", ".join(words)
    values = [value for value in map(row.get, VALUES) if isinstance(value, int | float)]
    if not values:
        return description
    value = rounded(float(values[0]))
    number = formats.number(value, len(str(value).partition(".")[2]))
    return f"{description}: {say('source_rows.value', unit=row.get('unit'), number=number)}"
