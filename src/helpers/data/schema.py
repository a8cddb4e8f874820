"""The files of the data package as plain rows, checked against the schemas in `datapackage.json`.

Bytes, header, number of cells, types, constraints and keys; what the contents must satisfy beyond
that stands in `claim_rules` and `series_rules`. Standard library only, so that `validate` starts at
once. A damaged file gives faults, never an exception.
"""

import csv
import difflib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

from helpers.files import FORMULA, LONGEST_SHOWN, printable, quoted, read_file, sha256

SHORT_LIST = 12  # names that a message tells one by one
HASHED = ("bytes", "hash")  # what datapackage.json keeps of every file
SEAL = "./run validate --seal"
SPREADSHEET_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, so that 46062 is 9 February 2026
EXPORT = "export it again as CSV: UTF-8, commas between cells, decimal points, dates as text"

# fullmatch with ASCII digits: int() and float() would also take '2_014', ' 2014 ', other scripts'
# digits and 'nan'.
TYPES = {
    "string": (r"(?s).*", "text"),
    "integer": (r"-?(0|[1-9][0-9]{0,14})", "a whole number in digits only, such as 7608"),
    "number": (
        r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?",
        "a number with a decimal point, such as 40.5",
    ),
    "year": (r"[0-9]{4}", "a year of four digits, such as 2025"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2026-02-09"),
}


class PackageError(ValueError):
    """A data package that cannot be used, in one plain sentence."""


class UnreadError(Exception):
    """A rule needs a file that could not be read; what it would say would only follow from that."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what was found, what was expected and what to do about it.

    `row` is the line in the file as a text editor counts it, blank where no line can be named.
    `form` marks a file that cannot be read as what it should be: encoding, separators, header,
    cells of a row. These faults come first.
    """

    file: str
    row: str
    column: str
    found: str
    expected: str
    todo: str
    form: bool = False

    def __str__(self) -> str:
        place = [self.file]
        place += [f"row {self.row}"] if self.row else []
        place += [f"column {self.column}"] if self.column else []
        line = (
            f"{', '.join(place)}: found {self.found}; expected {self.expected}. To do: {self.todo}."
        )
        return printable(line)

    @property
    def order(self) -> tuple:
        return not self.form, self.file, int(self.row or 0), self.column, self.found

    @property
    def of_hash(self) -> bool:
        """Whether the fault is that a file has changed, and no more."""
        return self.column in HASHED


@cache  # the rules read the same cells again and again
def number(cell: str) -> Fraction | None:
    """The number that a cell holds; None for a blank cell and for anything that is no number."""
    return Fraction(cell) if re.fullmatch(TYPES["number"][0], cell) else None


@dataclass(frozen=True)
class Row:
    """One record: its line in the file and its cells as text."""

    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def figure(self, column: str) -> Fraction | None:
        """The number in a cell; None for a blank one and for one that is no number (which the types
        report).
        """
        return number(self.text(column))

    def whole(self, column: str) -> int | None:
        """The whole number in a cell, or None."""
        value = self.figure(column)
        return int(value) if value is not None and value.denominator == 1 else None


@dataclass
class Table:
    """A CSV file of the package; `rows` holds the records that have as many cells as the header."""

    name: str
    path: str
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def fault(self, row: Row | None, column: str, found: str, expected: str, todo: str) -> Fault:
        return Fault(self.path, str(row.line) if row else "", column, found, expected, todo)


def read_bytes(folder: Path, entry: dict) -> tuple[bytes, list[Fault]]:
    """The bytes of a resource, and what is wrong with its size and hash."""
    path = entry["path"]
    try:
        data = read_file(folder, path)
    except (OSError, ValueError) as error:
        reason = (
            "no such file"
            if isinstance(error, FileNotFoundError)
            else f"a file that cannot be read ({error})"
        )
        return b"", [
            Fault(
                path,
                "",
                "",
                reason,
                "the file that datapackage.json names",
                "put it back",
                form=True,
            )
        ]
    if not data.strip():
        return b"", [
            Fault(
                path, "", "", "an empty file", "a header and rows", "put the file back", form=True
            )
        ]
    faults = []
    todo = f"undo the change, or, if it is meant, seal the package with {SEAL}"
    for name, found in zip(HASHED, (len(data), f"sha256:{sha256(data)}"), strict=True):
        if entry.get(name) != found:
            expected = f"{quoted(entry.get(name))} as in datapackage.json"
            faults.append(Fault(path, "", name, f"{name} {found}", expected, todo))
    return data, faults


def decode(data: bytes, path: str) -> tuple[str | None, list[Fault]]:
    """The text of a file; None when it is not UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02x}, which is not UTF-8"
        return None, [
            Fault(
                path,
                str(line),
                "",
                found,
                "text in UTF-8",
                "save the file again in UTF-8",
                form=True,
            )
        ]
    faults = []
    if text.startswith("\ufeff"):
        found = "a byte order mark, as spreadsheets write it"
        faults.append(Fault(path, "1", "", found, "UTF-8 without one", EXPORT, form=True))
    for number, line in enumerate(text.split("\n"), 1):
        if found := _odd_character(line.removesuffix("\r").removeprefix("\ufeff")):
            faults.append(
                Fault(path, str(number), "", found, "plain text in NFC", "type the text anew")
            )
    return text.removeprefix("\ufeff"), faults


def _odd_character(line: str) -> str | None:
    if (
        line.isprintable() and "\ufffd" not in line
    ):  # no control, format or unknown character is printable
        return (
            None
            if unicodedata.is_normalized("NFC", line)
            else "letters made of two characters (not NFC)"
        )
    for character in line:
        if character == "\ufffd" or unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co"):
            return f"the character U+{ord(character):04X}"
    return None


# Tables


def read_table(folder: Path, entry: dict) -> tuple[Table, list[Fault]]:
    """A CSV resource as rows, and every fault of its bytes, its header and its cells."""
    table = Table(entry["name"], entry["path"])
    data, faults = read_bytes(folder, entry)
    text, more = decode(data, table.path) if data else (None, [])
    faults += more
    if text is not None:
        records, more = _records(text, table)
        faults += more
        faults += list(_header(table, entry["schema"], records))
        faults += list(_cells(table, entry["schema"]))
        faults += list(_primary_key(table, entry["schema"]))
    return table, faults


def _records(text: str, table: Table) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    """The records with the line that each begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, faults, line = [], [], 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return records, faults
        except csv.Error as error:
            found = f"a record that cannot be read ({error})"
            todo = "look for a quotation mark that is missing or too many; the rows below were not read"
            return records, [
                *faults,
                Fault(table.path, str(line), "", found, "cells and commas", todo, form=True),
            ]
        if not record:
            faults.append(
                Fault(table.path, str(line), "", "an empty line", "a record", "delete the line")
            )
        elif reader.line_num > line:
            found = f"a cell that runs over the lines {line} to {reader.line_num}"
            todo = "look for a quotation mark that is missing or too many"
            faults.append(
                Fault(table.path, str(line), "", found, "one line a record", todo, form=True)
            )
        if record:
            records.append((line, record))
        line = reader.line_num + 1


def _header(table: Table, schema: dict, records: list) -> Iterator[Fault]:
    """Compare the header with the schema, and put the records that fit it into the table; none
    under another header.
    """
    names = [entry["name"] for entry in schema["fields"]]
    if not records:
        yield Fault(
            table.path, "1", "", "no header", ",".join(names), "put the file back", form=True
        )
        return
    line, header = records[0]
    if len(header) == 1 and len(names) > 1 and re.search(r"[;\t]", header[0]):
        mark = "semicolons" if ";" in header[0] else "tabs"
        found = f"{mark} between cells, as a spreadsheet saves them"
        yield Fault(table.path, str(line), "", found, "commas", EXPORT, form=True)
        return
    if problems := list(_compare_header(table, str(line), header, names)):
        yield from problems
        return
    table.columns = header
    for line, record in records[1:]:
        if len(record) == len(header):
            table.rows.append(Row(line, dict(zip(header, record, strict=True))))
            continue
        found, expected = f"{len(record)} cells", f"{len(header)} cells as in the header"
        todo = "look for a comma that is missing or too many; text with a comma stands in quotation marks"
        yield Fault(table.path, str(line), "", found, expected, todo, form=True)
    if not table.rows:
        expected = "at least one row below the header"
        yield Fault(table.path, "", "", "no rows", expected, "put the rows back", form=True)


def _compare_header(
    table: Table, line: str, header: list[str], names: list[str]
) -> Iterator[Fault]:
    for name in names:
        if name not in header:
            expected = f"a column {name!r} as in datapackage.json"
            yield Fault(
                table.path,
                line,
                name,
                "no such column",
                expected,
                "put it back, or name it right",
                form=True,
            )
    for name, count in Counter(header).items():
        if name not in names:
            found, expected = f"a column {quoted(name)}", f"only the columns {', '.join(names)}"
            yield Fault(
                table.path, line, name, found, expected, "remove it, or name it right", form=True
            )
        elif count > 1:
            yield Fault(
                table.path,
                line,
                name,
                f"{count} columns {name!r}",
                "one",
                "remove the others",
                form=True,
            )
    if sorted(header) == sorted(names) and header != names:
        found = f"columns in the order {', '.join(header)}"
        yield Fault(table.path, line, "", found, ", ".join(names), "reorder them", form=True)


def _cells(table: Table, schema: dict) -> Iterator[Fault]:
    for entry in schema["fields"]:
        seen: dict[str, int] = {}
        problems: dict[str, tuple[str, str] | None] = {}  # of each cell once: many hold the same
        name, constraints = entry["name"], entry.get("constraints", {})
        unique = constraints.get("unique") or schema.get("primaryKey") == [name]
        for row in table.rows:
            if name not in row.cells:
                break
            cell = row.cells[name]
            if cell not in problems:
                problems[cell] = _cell_problem(cell, entry["type"], constraints)
            if problem := problems[cell]:
                yield table.fault(row, name, quoted(cell), *problem)
            elif unique and cell in seen:
                found = f"{quoted(cell)}, which row {seen[cell]} has already"
                expected = f"a value of {name} that occurs once"
                yield table.fault(row, name, found, expected, "give the newer row one of its own")
            seen.setdefault(cell, row.line)


def _cell_problem(cell: str, kind: str, constraints: dict) -> tuple[str, str] | None:
    """What was expected of a cell and what to do, or None when the cell is right."""
    if not cell:
        return ("a value", "fill the cell") if constraints.get("required") else None
    if cell != cell.strip():
        return "no spaces around the value", "remove them"
    pattern, words = TYPES[kind]
    if not re.fullmatch(pattern, cell) or (kind == "date" and not _is_date(cell)):
        return words, _type_advice(cell, kind)
    if kind == "string" and FORMULA.search(cell):
        return "text that no spreadsheet takes for a formula", "begin it with a letter or a figure"
    return _constraint_problem(cell, kind, constraints)


def _is_date(cell: str) -> bool:
    try:
        return bool(date.fromisoformat(cell))
    except ValueError:
        return False


def _type_advice(cell: str, kind: str) -> str:
    if kind == "date" and re.fullmatch(r"[1-9][0-9]{4}", cell):
        day = SPREADSHEET_EPOCH + timedelta(days=int(cell))
        return f"a spreadsheet has made a number of a date, perhaps of {day.isoformat()}: {EXPORT}"
    if kind in ("integer", "number") and re.fullmatch(r"-?[0-9]+,[0-9]+", cell):
        return f"write a decimal point, not a comma; if a spreadsheet saved the file, {EXPORT}"
    return "correct the cell"


def _constraint_problem(cell: str, kind: str, constraints: dict) -> tuple[str, str] | None:
    allowed = [str(value) for value in constraints.get("enum") or ()]
    if allowed and cell not in allowed:
        if len(allowed) <= SHORT_LIST:
            return "one of " + ", ".join(allowed), "choose one of them"
        near = difflib.get_close_matches(cell[:LONGEST_SHOWN], allowed)
        expected = f"one of the {len(allowed)} names in `enum` of this column in datapackage.json"
        expected += f", perhaps {' or '.join(near)}" if near else ""
        return (
            expected,
            f"correct the name; if it is a new one, add it to that list, and seal it with {SEAL}",
        )
    if (pattern := constraints.get("pattern")) and not re.fullmatch(pattern, cell):
        return f"the pattern {pattern}", "correct the cell"
    if (longest := constraints.get("maxLength")) and len(cell) > longest:
        return (
            f"at most {longest} characters",
            "shorten it to the figure or the few words that carry the claim",
        )
    if kind in ("integer", "number"):
        value = number(cell)
        if value < constraints.get("minimum", value):
            return f"at least {constraints['minimum']}", "correct the cell"
        if value > constraints.get("maximum", value):
            return f"at most {constraints['maximum']}", "correct the cell"
    return None


def _primary_key(table: Table, schema: dict) -> Iterator[Fault]:
    key, seen = schema.get("primaryKey", []), {}
    if len(key) < 2:  # a key of one column is checked with its cells
        return
    for row in table.rows:
        values = tuple(row.text(column) for column in key)
        if values in seen:
            found = f"{quoted(' '.join(values))}, which row {seen[values]} has already"
            yield table.fault(
                row,
                " + ".join(key),
                found,
                "each combination once",
                "remove or correct one of them",
            )
        seen.setdefault(values, row.line)


@dataclass
class Package:
    """What could be read of the data package: tables by resource name, doubts, and the boundaries
    of the regions.

    `numbering` is the highest running number that each series of claim ids has ever used. `unread`
    are the paths, by resource, of the files that could not be read: rules that need one say
    nothing.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    numbering: dict[str, int] = field(default_factory=dict)
    doubts: list[dict] = field(default_factory=list)
    regions: dict = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    def need(self, name: str) -> None:
        """Raises UnreadError when the resource could not be read."""
        if name in self.unread:
            raise UnreadError(self.unread[name])

    def table(self, name: str) -> Table:
        """A table; an empty one when the package has none. Raises UnreadError when it could not be
        read.
        """
        self.need(name)
        return self.tables.get(name) or Table(name, f"{name}.csv")

    def table_at(self, path: str) -> Table | None:
        """The table in a file. Raises UnreadError when it could not be read."""
        for name in (name for name, unread in self.unread.items() if unread == path):
            self.need(name)
        return next((table for table in self.tables.values() if table.path == path), None)
