"""What the checks handle: faults, and the records of the data package as plain rows of text."""

import re
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path

from helpers.files import printable, quoted, read_rows

PARTS = ("column", "found", "expected", "todo")  # of a message
HASHED = ("bytes", "hash")  # what datapackage.json keeps of every file

# fullmatch with ASCII digits: int() and float() would also take '2_014', ' 2014 ', other scripts'
# digits and 'nan'.
DIGITS = "-?(0|[1-9][0-9]{0,14})"
NUMBER = rf"{DIGITS}(\.[0-9]{{1,9}})?"


class PackageError(ValueError):
    """A data package that cannot be used, in one plain sentence."""


class UnreadError(Exception):
    """A rule needs a file that could not be read; its faults would only follow from that."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what was found, what was expected and what to do about it.

    `row` is the line in the file, blank where none can be named. `form` marks a file that cannot be
    read as what it should be (encoding, separators, header, cells): such faults come first.
    """

    file: str
    row: str
    column: str
    found: str
    expected: str
    todo: str
    form: bool = False

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        contents = f"found {self.found}; expected {self.expected}. To do: {self.todo}."
        return printable(f"{place}: {contents}")

    @property
    def order(self) -> tuple:
        place = (not self.form, self.file, int(self.row or 0), self.column)
        return *place, self.found, self.expected, self.todo

    @property
    def of_hash(self) -> bool:
        """Whether the fault is that a file has changed, and no more."""
        return self.column in HASHED


class _Words(string.Formatter):
    """Slots as `str.format` has them, and `{name!q}` for a value in quotation marks."""

    def convert_field(self, value, conversion):
        if conversion == "q":
            return quoted(value)
        return super().convert_field(value, conversion)


MESSAGES = {entry["fault"]: entry for entry in read_rows(Path(__file__).with_name("faults.csv"))}


def fault(message: str, file: str, row: int | str = "", /, **slots) -> Fault:
    """The fault that `faults.csv` describes under a name, its slots filled."""
    return _fault(message, file, row, slots)


def _fault(message: str, file: str, row: int | str, slots: dict, cells=None) -> Fault:
    entry = MESSAGES[message]
    words = {}
    for part in PARTS:
        words[part] = _Words().vformat(entry[part], (), slots)
    if not entry["found"]:
        cell = cells[words["column"]]
        words["found"] = quoted(cell)
    return Fault(file, str(row), **words, form=bool(entry["form"]))


@cache  # the rules read the same cells again and again
def number(cell: str) -> Fraction | None:
    """The number that a cell holds; None for a blank cell and for anything that is no number."""
    is_number = re.fullmatch(NUMBER, cell)
    return Fraction(cell) if is_number else None


class Row(dict):
    """One record: its cells as text by column, blank for a column that the table does not have."""

    def __init__(self, cells: dict[str, str], line: int, file: str):
        super().__init__(cells)
        self.line, self.file = line, file

    def __missing__(self, column: str) -> str:
        return ""

    def number(self, column: str) -> Fraction | None:
        """The number in a cell; None for a blank one and for text, which the types report."""
        return number(self[column])

    def whole(self, column: str) -> int | None:
        """The whole number in a cell, or None."""
        value = number(self[column])
        if value is None or value.denominator != 1:
            return None
        return int(value)

    def fault(self, message: str, **slots) -> Fault:
        """A fault of this row, its cells filling slots; its column gives what was found."""
        words = Row(self, self.line, self.file)
        words.update(slots)
        return _fault(message, self.file, self.line, words, self)


@dataclass
class Table:
    """A CSV file of the package; `rows` holds the records that have as many cells as the header.

    `measure` is the column of its figures, `role` the rules it is under, as the descriptor says.
    """

    name: str
    path: str
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    measure: str = "value"
    role: str = ""

    def frame(self):
        """The rows as strings, for rules in pandas; `row` is the line, the index the place here."""
        import pandas as pd  # the other rules do without

        frame = pd.DataFrame(self.rows, columns=self.columns, dtype=str)
        frame["row"] = [row.line for row in self.rows]
        return frame


def grouped(rows: Iterable[Row], *columns: str) -> dict[tuple, list[Row]]:
    """The rows by their cells in some columns, in the order of the file."""
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in columns)].append(row)
    return groups


@dataclass
class Package:
    """What could be read of the data package: tables by resource name, doubts, and boundaries.

    `numbering`: the highest number that each series of claim ids has ever used. `unread`: the paths
    of files that could not be read, by resource; rules that need one say nothing.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    numbering: dict[str, int] = field(default_factory=dict)
    doubts: list[dict] = field(default_factory=list)
    regions: list[dict] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)

    def need(self, name: str) -> None:
        """Raises UnreadError when the resource could not be read."""
        if name in self.unread:
            raise UnreadError(self.unread[name])

    def table(self, name: str) -> Table:
        """A table, or an empty one. Raises UnreadError when it could not be read."""
        self.need(name)
        return self.tables.get(name) or Table(name, f"{name}.csv")

    def rows(self, name: str) -> list[Row]:
        """The rows of a table. Raises UnreadError when it could not be read."""
        return self.table(name).rows

    def table_at(self, path: str) -> Table | None:
        """The table in a file. Raises UnreadError when it could not be read."""
        if path in self.unread.values():
            raise UnreadError(path)
        for table in self.tables.values():
            if table.path == path:
                return table
        return None

    def having(self, *columns: str) -> list[Table]:
        """The tables that could be read and have these columns."""
        needed = set(columns)
        return [table for table in self.tables.values() if needed.issubset(table.columns)]

    def rows_having(self, *columns: str) -> Iterator[Row]:
        """The rows of these tables."""
        for table in self.having(*columns):
            yield from table.rows

    def of_role(self, role: str) -> list[Table]:
        """The tables that could be read and that `datapackage.json` puts under the same rules."""
        return [table for table in self.tables.values() if table.role == role]
