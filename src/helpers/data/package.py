"""The data package as frames, each row with its place in the source file.

Everything else takes frames; only this module opens the files of `data/raw`.
"""

import json
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.data import plain_yaml

PLACE = "row"  # the column that says where a value was read: file name and line, e.g. kz_flows_annual.csv:17

TYPES = {"integer": "Int64", "year": "Int64", "number": "Float64"}


def descriptor(folder: Path | None = None) -> dict:
    """`datapackage.json` as a dictionary."""
    return json.loads(
        ((folder or paths.raw_folder()) / "datapackage.json").read_text(encoding="utf-8")
    )


def resource(name: str, folder: Path | None = None) -> dict:
    """One resource of the descriptor. Raises KeyError when the package has none of that name."""
    for entry in descriptor(folder)["resources"]:
        if entry["name"] == name:
            return entry
    raise KeyError(f"datapackage.json names no resource {name!r}")


def read(name: str, folder: Path | None = None) -> pd.DataFrame:
    """A table of the data package, typed as its schema says, blanks as missing, with its `row` in
    the file.

    The frame is a copy: changing it changes nothing for the next reader.
    """
    return _read(name, folder or paths.raw_folder()).copy()


@lru_cache
def _read(name: str, folder: Path) -> pd.DataFrame:
    entry = resource(name, folder)
    frame = pd.read_csv(folder / entry["path"], dtype=str, keep_default_na=False, encoding="utf-8")
    for field in entry["schema"]["fields"]:
        column = frame[field["name"]]
        missing = column == ""
        if field["type"] in TYPES:
            frame[field["name"]] = pd.to_numeric(column.mask(missing)).astype(TYPES[field["type"]])
        elif field["type"] == "date":
            frame[field["name"]] = pd.to_datetime(column.mask(missing), format="%Y-%m-%d")
        else:
            frame[field["name"]] = column.mask(missing, None)
    frame[PLACE] = [f"{Path(entry['path']).name}:{line}" for line in range(2, len(frame) + 2)]
    return frame


def doubts(folder: Path | None = None) -> list[dict]:
    """The entries of `doubts.yml`: known or suspected errors of the sources."""
    return (
        plain_yaml.load(
            ((folder or paths.raw_folder()) / "doubts.yml").read_text(encoding="utf-8")
        )[0]
        or []
    )


def regions(folder: Path | None = None, name: str = "kz_regions") -> dict:
    """The boundaries of the regions as a GeoJSON dictionary."""
    path = (folder or paths.raw_folder()) / resource(name, folder)["path"]
    return json.loads(path.read_text(encoding="utf-8"))


def doubts_on(year: int, **about) -> pd.DataFrame:
    """The doubts about figures of a year, such as `flow='internal_net'`: doubt, what, why."""
    mine = [
        doubt
        for doubt in doubts()
        if any(
            all(e.get(key) == value for key, value in {"year": year, **about}.items())
            for e in doubt["expect"]
        )
    ]
    rows = [(doubt["id"], doubt["what"], doubt["why"]) for doubt in mine]
    return pd.DataFrame(rows, columns=["doubt", "what", "why"])


def doubted_rows(year: int) -> tuple[str, ...]:
    """The rows of the cumulative file that are under a doubt."""
    rows = read("kz_flows_cumulative")
    expected = [
        e
        for doubt in doubts()
        for e in doubt["expect"]
        if e["file"].endswith("kz_flows_cumulative.csv")
    ]
    keys = {
        (e["year"], e["months"], e["measure"], e["value"])
        for e in expected
        if e.get("year") == year
    }
    return tuple(
        row.row
        for row in rows.itertuples()
        if (row.year, row.months, row.measure, row.value) in keys
    )
