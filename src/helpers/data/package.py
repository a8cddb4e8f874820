"""The data package as frames, each row with its place in the source file."""

import json
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.data.doubts import load_yaml

PLACE = "row"  # where a value was read: file name and line, such as kz_flows_annual.csv:17
TYPES = {"integer": "Int64", "year": "Int64", "number": "Float64"}


def descriptor(folder: Path | None = None) -> dict:
    """`datapackage.json` as a dictionary."""
    path = (folder or paths.raw_folder()) / "datapackage.json"
    return json.loads(path.read_text(encoding="utf-8"))


def resource(name: str, folder: Path | None = None) -> dict:
    """One resource of the descriptor. Raises KeyError when the package has none of that name."""
    for entry in descriptor(folder)["resources"]:
        if entry["name"] == name:
            return entry
    raise KeyError(f"datapackage.json names no resource {name!r}")


def read(name: str, folder: Path | None = None) -> pd.DataFrame:
    """A copy of a table, typed by its schema, blanks as missing, with its `row` in the file."""
    return _read(name, folder or paths.raw_folder()).copy()


@lru_cache
def _read(name: str, folder: Path) -> pd.DataFrame:
    entry = resource(name, folder)
    frame = pd.read_csv(
        folder / entry["path"],
        dtype=str,
        keep_default_na=False,
        encoding="utf-8",
    )
    for field in entry["schema"]["fields"]:
        column = frame[field["name"]]
        column = column.mask(column == "", None)
        kind = field["type"]
        if kind in TYPES:
            column = pd.to_numeric(column).astype(TYPES[kind])
        elif kind == "date":
            column = pd.to_datetime(column, format="%Y-%m-%d")
        frame[field["name"]] = column
    file = Path(entry["path"]).name
    frame[PLACE] = [f"{file}:{line}" for line in range(2, len(frame) + 2)]
    return frame


def doubts(folder: Path | None = None) -> list[dict]:
    """The entries of `doubts.yml`: known or suspected errors of the sources."""
    path = (folder or paths.raw_folder()) / "doubts.yml"
    entries, _ = load_yaml(path.read_text(encoding="utf-8"))
    return entries or []


def regions(folder: Path | None = None, name: str = "kz_regions") -> dict:
    """The boundaries of the regions as a GeoJSON dictionary."""
    folder = folder or paths.raw_folder()
    path = folder / resource(name, folder)["path"]
    return json.loads(path.read_text(encoding="utf-8"))


def doubts_on(year: int, **about) -> pd.DataFrame:
    """The doubts about figures of a year, such as `flow='internal_net'`: doubt, what, why."""
    keys = {"year": year, **about}.items()
    rows = []
    for doubt in doubts():
        if any(keys <= expectation.items() for expectation in doubt["expect"]):
            rows.append((doubt["id"], doubt["what"], doubt["why"]))
    return pd.DataFrame(rows, columns=["doubt", "what", "why"])


def doubted_rows(year: int) -> tuple[str, ...]:
    """The rows of the cumulative file that are under a doubt."""
    rows = read("kz_flows_cumulative").query("year == @year")
    known = doubts()
    return tuple(row["row"] for row in rows.to_dict("records") if doubt_about(row, known))


def doubt_about(row: dict, doubts: list[dict]) -> str:
    """The id of the doubt that expects just this row of a table; blank when there is none."""
    file = row["row"].split(":")[0]
    for doubt in doubts:
        for expect in doubt["expect"]:
            cells = row | {"file": expect["file"]}
            if expect.items() <= cells.items() and expect["file"].endswith(f"/{file}"):
                return doubt["id"]
    return ""
