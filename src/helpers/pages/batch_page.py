"""The page about many editions: what each says of departures, and what then happened."""

from pathlib import Path

from helpers.csv_files import rounded
from helpers.files import read_rows, to_json, write_text
from helpers.language import speaking
from helpers.pages.layout import frame, read_findings
from helpers.parameters import Parameters
from helpers.paths import EVENT_PROBABILITIES, PROJECTION

EVENTS = ("D1", "D2", "D3", "further decline", "lower three years on")


def write(editions: list[Parameters], failed: set[Parameters], folder: Path) -> Path:
    """Write the page about `editions`, some of which have failed, and its JSON into `folder`."""
    first = editions[0]
    rows = [row_of(edition, edition in failed, folder) for edition in editions]
    rows = with_later_departures(rows, folder)
    target = folder / f"{name_of(first)}.html"
    with speaking(first.language):
        text = page(rows, first, folder)
    parameters = {name: value for name, value in first.as_dict().items() if name != "year"}
    write_text(
        to_json({"parameters": parameters, "editions": rows}),
        target.with_suffix(".json"),
    )
    write_text(text, target)
    return target


def name_of(edition: Parameters) -> str:
    """The name of the page, beside the folders of such editions: batch, batch-ru, batch-first …"""
    return edition.folder.replace(str(edition.year), "batch", 1)


def row_of(edition: Parameters, failed: bool, folder: Path) -> dict:
    """What one edition says of departures, read from its files; all None where it failed:
    `departures` of its year; `direction` and `said`, variant and text of its finding;
    `probabilities` by event; `point`, `lower_80`, `upper_80` of the next year; `judgement`."""
    # An earlier edition may stand there; it is not this one.
    place = folder / (".none" if failed else edition.folder)
    findings = read_findings(place)
    departures = findings.get("departures", {})
    chances = {row["event"]: row["probability"] for row in read_rows(place / EVENT_PROBABILITIES)}
    wanted = {
        "flow": "departures",
        "method": "project",
        "year": str(edition.year + 1),
    }
    projected = (read_rows(place / PROJECTION, **wanted) or [{}])[-1]
    bounds = {name: _number(projected.get(name)) for name in ("point", "lower_80", "upper_80")}
    return {
        "year": edition.year,
        "folder": edition.folder,
        "failed": failed,
        "departures": _departures(place, edition.year),
        "direction": departures.get("variant"),
        "said": departures.get("text"),
        "probabilities": {event: _number(chances.get(event)) for event in EVENTS},
        "judgement": findings.get("judgement", {}).get("text"),
        **bounds,
    }


def _departures(place: Path, year: int) -> float | None:
    rows = read_rows(place / "tables" / "flows.csv", flow="departures", year=str(year))
    return _number(rows[0]["value"]) if rows else None


def _number(text: str | None) -> float | int | None:
    return rounded(float(text)) if text else None


def with_later_departures(rows: list[dict], folder: Path) -> list[dict]:
    """The rows with `then`, the next year's departures by the newest edition here that was made,
    and `then_from`, the year of that edition."""
    made = [row for row in rows if not row["failed"]]
    for row in rows:
        then = _departures(folder / made[-1]["folder"], row["year"] + 1) if made else None
        row |= {
            "then": then,
            "then_from": None if then is None else made[-1]["year"],
        }
    return rows


def page(rows: list[dict], edition: Parameters, folder: Path) -> str:
    """The page about the editions in the language spoken: a row each, linked where it stands."""
    entries = []
    for row in rows:
        address = f"{row['folder']}/index.html"
        entries.append(row | {"link": address if (folder / address).is_file() else None})
    return frame("batch.html.j2").render(edition=edition, rows=entries, events=EVENTS)
