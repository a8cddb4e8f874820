"""Raw rows in short: what a line of the data package says, and where its source is."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from helpers.cleaning import mirror_statistics, names
from helpers.data import package as data_package
from helpers.language import formats, say

ROW = re.compile(r"([\w.-]+\.csv):(\d+)")
VALUES = (
    "value",
    "stock",
    "population",
    "flow",
)  # the columns of the data package that can hold a row's number
NAMED = (
    "measure",
    "flow",
    "dimension",
    "category",
    "region",
    "series",
    "variant",
    "vintage",
    "edition",
)


def anchor(place: str) -> str | None:
    """The anchor of a row: 'row-kz_flows_annual.csv-17'; None for what is no row."""
    match = ROW.fullmatch(place)
    return f"row-{match[1]}-{match[2]}" if match else None


def rows(places: set[str], package: Path | None) -> dict[str, dict]:
    """The raw rows among `places`: place, href, said (in short), printed (as published), url and
    host of the source.
    """
    places = {place for place in places if anchor(place)}
    resources = {
        Path(entry["path"]).name: entry["name"]
        for entry in data_package.descriptor(package)["resources"]
    }
    records = {}
    for file in {file_of(place) for place in places} & resources.keys():
        frame = data_package.read(resources[file], package)
        records |= {
            row[data_package.PLACE]: row
            for row in frame[frame[data_package.PLACE].isin(places)].to_dict("records")
        }
    return {place: _row(place, records.get(place)) for place in places}


def file_of(place: str) -> str:
    """The file of a row: 'kz_flows_annual.csv'."""
    return place.rpartition(":")[0]


def _row(place: str, record: dict | None) -> dict:
    known = {key: value for key, value in (record or {}).items() if pd.notna(value)}
    url = address(known.get("source_url"))
    return {
        "place": place,
        "href": f"#{anchor(place)}",
        "said": in_words(known) if known else say("source_rows.not_in_package"),
        "printed": known.get("as_published", ""),
        "url": url,
        "host": urlsplit(url).hostname if url else None,
    }


def address(url: str | None) -> str | None:
    """The address if a browser may follow it (http or https), else None."""
    parts = urlsplit(str(url or ""))
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def in_words(row: dict) -> str:
    """A raw row in short: '2025, departures, preliminary: 7,608 people'. `row` holds what is known
    of it.
    """
    start = [_when(row)] if row.get("year") else []
    if "origin_iso3" in row:
        start = [_move(row)] if "months_from" in row else [*start, _move(row)]
    words = [
        _name(row[column])
        for column in NAMED
        if isinstance(row.get(column), str) and row[column] != "total"
    ]
    if "counted_by" in row:
        words += [
            mirror_statistics.counter_words(row["counted_by"]),
            mirror_statistics.concept_words(row["concept"]),
        ]
    value = next(
        (_value(row, column) for column in VALUES if isinstance(row.get(column), int | float)), None
    )
    told = ", ".join([*start, *words, *([row["quote"]] if "quote" in row else [])])
    return f"{told}: {value}" if value else told


def _when(row: dict) -> str:
    """The year or the period, and how many months of it where that is not all."""
    months = row.get("period_months", row.get("months", 12))
    year = str(row.get("period") or row["year"])
    if months == 12:
        return year
    return say("source_rows.first_months", n=int(months), year=year)


def _move(row: dict) -> str:
    if "months_from" in row:
        period = mirror_statistics.period_words(row["year"], row["months_from"], row["months_to"])
        return mirror_statistics.move_words(row["origin_iso3"], row["destination_iso3"], period)
    ends = {
        "origin": names.country(row["origin_iso3"]),
        "destination": names.country(row["destination_iso3"]),
    }
    return say("source_rows.corridor", **ends)


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
    said = formats.number(value, digits)
    return say("numbers.people", number=said) if unit == "persons" else f"{said} {unit}"
