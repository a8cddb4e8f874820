"""An edition to take away: its tables as one workbook, the data package that it was made from, and everything as one
ZIP. Same content, same bytes."""

import csv
import json
import shutil
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from helpers import paths

WORKBOOK, ARCHIVE, PACKAGE, DICTIONARY = "tables.xlsx", "edition.zip", "data-package.zip", "data-dictionary.md"
DESCRIPTOR = "datapackage.json"
DAY = datetime(1980, 1, 1)  # the first that a ZIP can hold; no file says when it was made
LONGEST_NAME = 31  # of a sheet


def write_workbook(folder: Path) -> None:
    """Every table of the edition in `folder` as a sheet of tables.xlsx: numbers as numbers, text always as text.

    Nothing becomes a formula or a link, whatever a cell says.
    """
    import xlsxwriter

    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(folder / WORKBOOK, safe) as book:
        book.set_properties({"created": DAY})
        bold = book.add_format({"bold": True, "bottom": 1})
        for path in sorted((folder / "tables").glob("*.csv")):
            sheet = book.add_worksheet(path.stem[:LONGEST_NAME])
            _fill(sheet, path, bold)


def _fill(sheet, path: Path, bold) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            value = _number(cell) if place else None
            if value is not None:
                sheet.write_number(place, column, value)
            elif cell:
                sheet.write_string(place, column, cell, bold if place == 0 else None)
    sheet.freeze_panes(1, 0)
    for column, cells in enumerate(zip(*rows, strict=True)):
        sheet.set_column(column, column, min(max(map(len, cells)), 50) + 2)


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if value - value == 0 else None  # neither infinity nor not-a-number


def write_package(raw: Path, folder: Path, dictionary: Path = paths.ROOT / "docs" / DICTIONARY) -> None:
    """The data package in `raw` as data-package.zip in `folder`, and beside it what its columns mean.

    The package is its description and the files that this names; others in the folder are left out.
    """
    named = json.loads((raw / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    _zip(raw, sorted({DESCRIPTOR, *(entry["path"] for entry in named)}), folder / PACKAGE)
    if dictionary.is_file():
        shutil.copyfile(dictionary, folder / DICTIONARY)


def write_archive(folder: Path) -> None:
    """Everything in `folder`, but hidden files and the archive itself, as edition.zip."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ARCHIVE)
    names = [path.relative_to(folder).as_posix() for path in files]
    shown = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    _zip(folder, shown, folder / ARCHIVE)


def _zip(folder: Path, names: Iterable[str], target: Path) -> None:
    """The files of these names in `folder` as a ZIP, whatever their times and rights."""
    beside = target.with_name(f".{target.name}")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, DAY.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, (folder / name).read_bytes())
    beside.replace(target)
