"""An edition to take away: its tables as one workbook, and everything as one ZIP. Same content, same bytes."""

import csv
import zipfile
from datetime import datetime
from pathlib import Path

WORKBOOK, ARCHIVE = "tables.xlsx", "edition.zip"
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


def write_archive(folder: Path) -> None:
    """Everything in `folder`, but hidden files and the archive itself, as edition.zip."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ARCHIVE)
    beside = folder / f".{ARCHIVE}"
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            name = path.relative_to(folder).as_posix()
            if not any(part.startswith(".") for part in name.split("/")):
                entry = zipfile.ZipInfo(name, DAY.timetuple()[:6])
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, path.read_bytes())
    beside.replace(folder / ARCHIVE)
