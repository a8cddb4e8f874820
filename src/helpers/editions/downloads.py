"""An edition to take away, as a workbook, a data package and a ZIP: same content, same bytes."""

import csv
import math
import re
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

from helpers.data import descriptor
from helpers.data.records import PackageError
from helpers.editions import fingerprint
from helpers.files import read_file
from helpers.paths import ARCHIVE, DICTIONARY, PACKAGE, ROOT, WORKBOOK

DAY = datetime(1980, 1, 1)  # the first that a ZIP can hold; no file says when it was made
LONGEST_NAME = 31  # characters of a sheet's name
LONGEST_CELL = 32_767  # characters
WIDEST_COLUMN = 50  # characters
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")


def write_workbook(folder: Path) -> None:
    """Every table of the edition in `folder` as a sheet of tables.xlsx; text becomes no formula."""
    import xlsxwriter

    safe = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(folder / WORKBOOK, safe) as book:
        book.set_properties({"created": DAY})
        bold = book.add_format({"bold": True, "bottom": 1})
        for path in sorted((folder / "tables").glob("*.csv")):
            sheet = book.add_worksheet(path.stem[:LONGEST_NAME])
            _fill(sheet, path, bold)


def _fill(sheet, path: Path, bold) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for column, cells in enumerate(zip(*rows, strict=True)):
        heading, *values = cells
        sheet.write_string(0, column, heading, bold)
        for place, cell in enumerate(values, 1):
            # float() would also take '1_000' and 'nan', and makes infinity of '1e999'
            if NUMBER.fullmatch(cell) and math.isfinite(float(cell)):
                sheet.write_number(place, column, float(cell))
            elif cell:
                sheet.write_string(place, column, cell[:LONGEST_CELL])
        width = max(len(cell) for cell in cells)
        sheet.set_column(column, column, min(width, WIDEST_COLUMN) + 2)
    sheet.freeze_panes(1, 0)


def write_package(raw: Path, folder: Path) -> None:
    """The data package in `raw` as data-package.zip in `folder`, and what its columns mean. Files
    that its description does not name are left out. Raises PackageError for a broken one."""
    _zip(dict(sorted(package_files(raw).items())), folder / PACKAGE)
    dictionary = ROOT / "docs" / DICTIONARY
    if dictionary.is_file():
        shutil.copyfile(dictionary, folder / DICTIONARY)


def package_files(raw: Path) -> dict[str, bytes]:
    """The description of a data package and the files that it names, by path. Raises PackageError
    for what cannot be read or leaves the folder."""
    entries = descriptor.described(raw)[1]
    names = [descriptor.DESCRIPTOR] + [entry["path"] for entry in entries]
    try:
        return {name: read_file(raw, name) for name in names}
    except (OSError, ValueError) as error:
        reason = f"The data package in {raw} cannot be read ({error})"
        raise PackageError(f"{reason}; ./run validate --raw {raw} says what is wrong.") from None


def write_archive(folder: Path) -> None:
    """Everything in `folder`, but hidden files and the archive itself, as edition.zip."""
    places = fingerprint.files(folder)
    places.pop(ARCHIVE, None)
    _zip(
        {name: path.read_bytes() for name, path in places.items()},
        folder / ARCHIVE,
    )


def _zip(files: dict[str, bytes], target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, DAY.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
