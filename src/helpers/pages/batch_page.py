"""The page about many editions: what each says of departures, and what then happened."""

import json
from pathlib import Path

from helpers.cleaning import names
from helpers.csv_files import read_rows
from helpers.files import to_json, write_text
from helpers.language import formats, say, speaking
from helpers.pages.layout import frame
from helpers.parameters import Parameters
from helpers.paths import EVENT_PROBABILITIES, FINDINGS, PROJECTION

EVENTS = ("D1", "D2", "D3", "further decline", "lower three years on")
UNKNOWN = "–"


def write(editions: list[Parameters], failed: set[Parameters], folder: Path) -> Path:
    """Write the page about `editions`, of which some have failed, and its JSON into `folder`.

    Returns the page's path. Raises OSError.
    """
    first = editions[0]
    rows = [row_of(edition, edition in failed, folder) for edition in editions]
    rows = with_later_departures(rows, folder)
    shared = first.as_dict()
    del shared["year"]
    target = folder / f"{name_of(first)}.html"
    with speaking(first.language):
        text = page(rows, first, folder)
    content = {"parameters": shared, "editions": rows}
    write_text(to_json(content), target.with_suffix(".json"))
    write_text(text, target)
    return target


def name_of(edition: Parameters) -> str:
    """The name of the page, beside the folders of such editions: batch, batch-ru, batch-first …"""
    return edition.folder.replace(str(edition.year), "batch", 1)


def row_of(edition: Parameters, failed: bool, folder: Path) -> dict:
    """What one edition says of departures, read from its files; all None where it failed.

    `departures` of its year; `direction` and `said`, variant and text of its finding;
    `probabilities` by event; `point`, `lower_80`, `upper_80` of the next year; `judgement`.
    """
    place = folder / edition.folder
    if failed:
        place = folder / ".none"  # an earlier edition may stand there; it is not this one
    findings = _findings(place)
    departures = findings.get("departures", {})
    row = {
        "year": edition.year,
        "folder": edition.folder,
        "failed": failed,
        "departures": _departures(place, edition.year),
        "direction": departures.get("variant"),
        "said": departures.get("text"),
        "probabilities": _probabilities(place),
        "judgement": findings.get("judgement", {}).get("text"),
    }
    return row | _projection(place, edition.year + 1)


def _findings(place: Path) -> dict[str, dict]:
    path = place / FINDINGS
    findings = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return {finding["id"]: finding for finding in findings}


def _departures(place: Path, year: int) -> float | None:
    rows = read_rows(place / "tables" / "flows.csv", flow="departures", year=str(year))
    return _number(rows[0]["value"]) if rows else None


def _probabilities(place: Path) -> dict[str, float | None]:
    rows = read_rows(place / EVENT_PROBABILITIES)
    values = {row["event"]: _number(row["probability"]) for row in rows}
    return {event: values.get(event) for event in EVENTS}


def _projection(place: Path, year: int) -> dict[str, float | None]:
    path = place / PROJECTION
    rows = read_rows(path, flow="departures", method="project", year=str(year))
    row = rows[0] if rows else {}
    return {name: _number(row.get(name, "")) for name in ("point", "lower_80", "upper_80")}


def _number(text: str) -> float | int | None:
    if not text:
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)


def with_later_departures(rows: list[dict], folder: Path) -> list[dict]:
    """The rows with `then`, the departures of the next year, and `then_from`.

    That is the year of the newest edition here that gives them.
    """
    result = []
    for row in rows:
        value = source = None
        for other in rows:
            if other["year"] > row["year"] and not other["failed"]:
                later = _departures(folder / other["folder"], row["year"] + 1)
                if later is not None:
                    value = later
                    source = other["year"]
        result.append(row | {"then": value, "then_from": source})
    return result


def page(rows: list[dict], edition: Parameters, folder: Path) -> str:
    """The page about the editions in the language spoken: a row each, linked where it stands."""
    then = say("batch.next_year_registered")
    words = {
        "title": say("batch.title"),
        "lead": say("batch.lead"),
        "vintage": say("batch.vintage", vintage=edition.vintage),
        "apart": say("batch.apart", column=then),
        "failed": say("batch.failed"),
        "earlier": say("batch.earlier"),
    }
    entries = []
    for row in rows:
        cells = [] if row["failed"] else _cells(row, then)
        entries.append(row | {"link": _link(row, folder), "cells": cells})
    template = frame("batch.html.j2")
    return template.render(language=edition.language, words=words, rows=entries)


def _link(row: dict, folder: Path) -> str | None:
    address = f"{row['folder']}/index.html"
    return address if (folder / address).is_file() else None


def _cells(row: dict, then: str) -> list[tuple[str, str, str]]:
    """Heading, text and kind of each cell after the year's."""
    cells = [
        (names.heading("departures"), formats.people(row["departures"]), "number"),
        (names.heading("finding"), row["said"] or UNKNOWN, "words"),
    ]
    for event, value in row["probabilities"].items():
        chance = UNKNOWN if value is None else formats.chance(value)
        cells.append((names.name(event), chance, "number"))
    point = UNKNOWN
    if row["point"]:
        interval = formats.rough_range(row["lower_80"], row["upper_80"])
        point = f"{formats.rough(row['point'])} ({interval})"
    cells.append((say("batch.next_year_projected"), point, "number"))
    later = UNKNOWN if row["then"] is None else formats.number(row["then"])
    cells.append((then, later, "number apart"))
    cells.append((say("batch.judgement"), row["judgement"] or UNKNOWN, "words"))
    return cells
