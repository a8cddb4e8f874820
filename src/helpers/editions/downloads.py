"""An edition to take away: its tables as one workbook, the data package that it was made from, and
everything as one ZIP. Same content, same bytes."""

import csv
import re
import shutil
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from helpers import paths
from helpers.data import validation
from helpers.data.schema import PackageError
from helpers.files import read_file
from helpers.paths import ARCHIVE, DICTIONARY, PACKAGE, WORKBOOK

DAY = datetime(1980, 1, 1)  # the first that a ZIP can hold; no file says when it was made
LONGEST_NAME, LONGEST_CELL = 31, 32_767  # characters: what a sheet's name and a cell can hold
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")


def write_workbook(folder: Path) -> None:
    """Every table of the edition in `folder` as a sheet of tables.xlsx: numbers as numbers, text
    always as text.

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
                sheet.write_string(place, column, cell[:LONGEST_CELL], bold if place == 0 else None)
    sheet.freeze_panes(1, 0)
    for column, cells in enumerate(zip(*rows, strict=True)):
        sheet.set_column(column, column, min(max(map(len, cells)), 50) + 2)


def _number(cell: str) -> float | None:
    value = (
        float(cell) if NUMBER.fullmatch(cell) else None
    )  # float() would also take '1_000' and 'nan'
    return None if value == float("inf") else value


def write_package(
    raw: Path, folder: Path, dictionary: Path = paths.ROOT / "docs" / DICTIONARY
) -> None:
    """The data package in `raw` as data-package.zip in `folder`, and beside it what its columns
    mean.

    The package is its description and the files that this names; others in the folder are left out.
    Raises PackageError where they cannot be read.
    """
    content = package_files(raw)
    _zip(sorted(content.items()), folder / PACKAGE)
    if dictionary.is_file():
        shutil.copyfile(dictionary, folder / DICTIONARY)


def package_files(raw: Path) -> dict[str, bytes]:
    """The description of the data package in `raw` and the files that it names, by path and
    content.

    Raises PackageError for what cannot be read or leaves the folder.
    """
    names = [validation.DESCRIPTOR, *(entry["path"] for entry in validation.described(raw)[1])]
    try:
        return {name: read_file(raw, name) for name in names}
    except (OSError, ValueError) as error:
        raise PackageError(
            f"The data package in {raw} cannot be read ({error}); run `validate`."
        ) from None


def write_archive(folder: Path) -> None:
    """Everything in `folder`, but hidden files and the archive itself, as edition.zip."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ARCHIVE)
    names = [path.relative_to(folder).as_posix() for path in files]
    shown = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    _zip(((name, (folder / name).read_bytes()) for name in shown), folder / ARCHIVE)


def _zip(files: Iterable[tuple[str, bytes]], target: Path) -> None:
    """Files by name and content as a ZIP, whatever their times and rights."""
    beside = target.with_name(f".{target.name}")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, DAY.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    beside.replace(target)
