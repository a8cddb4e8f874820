"""The data package as rows of text, checked by schemas. A damaged file gives faults, no error."""

import csv
import difflib
import io
import re
import string
import unicodedata
from collections import ChainMap, Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, partial
from pathlib import Path

from helpers.files import FORMULA, LONGEST_SHOWN, printable, quoted, read_file, read_rows, sha256

PARTS = ("column", "found", "expected", "todo")  # of a message
HASHED = ("bytes", "hash")  # what datapackage.json keeps of every file
SHORT_LIST = 12  # names that a message gives one by one
SPREADSHEET_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, so that 46062 is 9 February 2026
EXPORT = "export it again as CSV: UTF-8, commas between cells, decimal points, dates as text"
NOT_NFC = "letters made of two characters (not NFC)"

# fullmatch with ASCII digits: int() and float() would also take '2_014', ' 2014 ', other scripts'
# digits and 'nan'.
DIGITS = "-?(0|[1-9][0-9]{0,14})"
NUMBER = rf"{DIGITS}(\.[0-9]{{1,9}})?"
TYPES = {
    "string": (r"(?s).*", "text"),
    "integer": (DIGITS, "a whole number in digits only, such as 7608"),
    "number": (NUMBER, "a number with a decimal point, such as 40.5"),
    "year": (r"[0-9]{4}", "a year of four digits, such as 2025"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2026-02-09"),
}


class PackageError(ValueError):
    """A data package that cannot be used, in one plain sentence."""


class UnreadError(Exception):
    """A rule needs a file that could not be read; its faults would only follow from that."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `row` is the line in the file, blank where none can be named; `form`
    marks a file that cannot be read as what it should be (encoding, separators, header, cells)."""

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
        return quoted(value) if conversion == "q" else super().convert_field(value, conversion)


MESSAGES = {entry["fault"]: entry for entry in read_rows(Path(__file__).with_name("faults.csv"))}


def fault(message: str, file: str, row: int | str = "", cells=None, /, **slots) -> Fault:
    """The fault that `faults.csv` describes under a name, its slots filled, also from `cells`."""
    entry = MESSAGES[message]
    slots = ChainMap(slots, cells or {})
    words = {part: _Words().vformat(entry[part], (), slots) for part in PARTS}
    if not entry["found"]:
        words["found"] = quoted(cells[words["column"]])
    return Fault(file, str(row), **words, form=bool(entry["form"]))


@cache  # the rules read the same cells again and again
def number(cell: str) -> Fraction | None:
    """The number that a cell holds; None for a blank cell and for anything that is no number."""
    return Fraction(cell) if re.fullmatch(NUMBER, cell) else None


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
        return int(value) if value is not None and value.denominator == 1 else None

    def fault(self, message: str, **slots) -> Fault:
        """A fault of this row, its cells filling slots; its column gives what was found."""
        return fault(message, self.file, self.line, self, **slots)


@dataclass
class Table:
    """A CSV file of the package; `rows` holds the records that have as many cells as the header.
    `measure` is the column of its figures, `role` the rules it is under, as the descriptor says."""

    name: str
    path: str
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    measure: str = "value"
    role: str = ""


def grouped(rows: Iterable[Row], *columns: str) -> dict[tuple, list[Row]]:
    """The rows by their cells in some columns, in the order of the file."""
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in columns)].append(row)
    return groups


@dataclass
class Package:
    """What could be read of the data package. `numbering`: the highest number that each series of
    claim ids has ever used. `unread`: paths of unreadable files, by resource."""

    tables: dict[str, Table] = field(default_factory=dict)
    numbering: dict[str, int] = field(default_factory=dict)
    doubts: list[dict] = field(default_factory=list)
    regions: list[dict] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)

    def need(self, name: str) -> None:
        """Raises UnreadError when the resource could not be read."""
        if name in self.unread:
            raise UnreadError(name)

    def table(self, name: str) -> Table:
        """A table, or an empty one. Raises UnreadError when it could not be read."""
        self.need(name)
        return self.tables.get(name) or Table(name, f"{name}.csv")

    def rows(self, *names: str) -> list[Row]:
        """The rows of tables. Raises UnreadError when one could not be read."""
        return [row for name in names for row in self.table(name).rows]

    def having(self, *columns: str) -> list[Table]:
        """The tables that could be read and have these columns."""
        return [table for table in self.tables.values() if {*columns} <= {*table.columns}]

    def rows_having(self, *columns: str) -> Iterator[Row]:
        """The rows of these tables."""
        for table in self.having(*columns):
            yield from table.rows

    def of_role(self, role: str) -> list[Table]:
        """The tables that could be read and that `datapackage.json` puts under the same rules."""
        return [table for table in self.tables.values() if table.role == role]


def file_properties(data: bytes) -> dict:
    """What `datapackage.json` keeps of every file, so that a change is noticed."""
    return {"bytes": len(data), "hash": f"sha256:{sha256(data)}"}


def read_bytes(folder: Path, entry: dict) -> tuple[bytes, list[Fault]]:
    """The bytes of a resource, and what is wrong with its size and hash."""
    path = entry["path"]
    try:
        data = read_file(folder, path)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "no such file" if missing else f"a file that cannot be read ({error})"
        return b"", [fault("no_file", path, reason=reason)]
    if not data.strip():
        return b"", [fault("empty_file", path)]
    faults = []
    for column, now in file_properties(data).items():
        then = entry.get(column)
        if then != now:
            faults.append(fault("changed_file", path, column=column, now=now, then=then))
    return data, faults


def read_text(folder: Path, entry: dict) -> tuple[str | None, list[Fault]]:
    """The text of a resource, without a byte order mark; None when it is not UTF-8."""
    path = entry["path"]
    data, faults = read_bytes(folder, entry)
    if not data:
        return None, faults
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [
            *faults,
            fault("not_utf8", path, line, byte=data[error.start]),
        ]
    if text.startswith("\ufeff"):
        faults.append(fault("byte_order_mark", path, 1))
    text = text.removeprefix("\ufeff")
    odd_end = "\r\r\n" if "\n" in text else "\r"
    before, found, _ = text.partition(odd_end)
    if found:
        line = before.count("\n") + 1
        return None, [
            *faults,
            fault("line_ends", path, line, found=repr(odd_end)),
        ]
    for line, content in enumerate(text.split("\n"), 1):
        if character := _odd_character(content.removesuffix("\r")):
            faults.append(fault("odd_character", path, line, character=character))
    return text, faults


def _odd_character(line: str) -> str | None:
    # No control, format or unknown character is printable.
    if line.isprintable() and "\ufffd" not in line:
        return None if unicodedata.is_normalized("NFC", line) else NOT_NFC
    for character in line:
        if character == "\ufffd" or unicodedata.category(character) in (
            "Cc",
            "Cf",
            "Cn",
            "Co",
        ):
            return f"the character U+{ord(character):04X}"
    return None


def read_table(folder: Path, entry: dict) -> tuple[Table, list[Fault]]:
    """A CSV resource as rows, and every fault of its bytes, its header and its cells."""
    about = {name: entry[name] for name in entry.keys() & {"name", "path", "measure", "role"}}
    table = Table(**about)
    text, faults = read_text(folder, entry)
    if text is not None:
        records = _records(text, table.path, faults)
        faults += _header(table, entry["schema"], records)
        faults += _cells(table, entry["schema"])
    return table, faults


def _records(text: str, path: str, faults: list[Fault]) -> list[tuple[int, list[str]]]:
    """The records with the line that each begins in; what is wrong with them joins the faults."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records = []
    line = 1
    try:
        for record in reader:
            last = reader.line_num
            if not any(record):
                faults.append(fault("empty_line", path, line))
            else:
                records.append((line, record))
                if last > line:
                    faults.append(
                        fault(
                            "cell_over_lines",
                            path,
                            line,
                            first=line,
                            last=last,
                        )
                    )
            line = last + 1
    except csv.Error as error:
        faults.append(fault("unreadable_record", path, line, error=error))
    return records


def _header(table: Table, schema: dict, records: list) -> Iterator[Fault]:
    """Compare the header with the schema; put the records that fit it into the table, or none."""
    names = [entry["name"] for entry in schema["fields"]]
    if not records:
        yield fault("no_header", table.path, 1, names=",".join(names))
        return
    (line, header), *records = records
    first = Row(
        {"names": ", ".join(names), "header": ", ".join(header)},
        line,
        table.path,
    )
    if len(header) == 1 < len(names) and re.search(r"[;\t]", header[0]):
        yield first.fault(
            "other_separators",
            mark="semicolons" if ";" in header[0] else "tabs",
        )
        return
    for name in names:
        if name not in header:
            yield first.fault("missing_column", column=name)
    for name, count in Counter(header).items():
        if not name:
            yield first.fault("unnamed_columns", count=count)
        elif name not in names:
            yield first.fault("unknown_column", column=name)
        elif count > 1:
            yield first.fault("repeated_column", column=name, count=count)
    if header != names:
        if sorted(header) == sorted(names):
            yield first.fault("columns_out_of_order")
        return
    table.columns = header
    for line, record in records:
        row = Row(zip(header, record, strict=False), line, table.path)
        if len(record) == len(header):
            table.rows.append(row)
        else:
            yield row.fault("cells_of_record", cells=len(record), header=len(header))
    if not table.rows:
        yield fault("no_rows", table.path)


def _cells(table: Table, schema: dict) -> Iterator[Fault]:
    """What is wrong with each cell, and rows that have the key of an earlier one."""
    key = schema.get("primaryKey", [])
    for entry in schema["fields"]:
        lines = {}
        name = entry["name"]
        constraints = entry.get("constraints", {})
        problem_of = cache(partial(_cell_problem, kind=entry["type"], constraints=constraints))
        unique = constraints.get("unique") or key == [name]
        for row in table.rows:
            cell = row[name]
            if problem := problem_of(cell):
                yield row.fault(column=name, **problem)
            elif unique and cell in lines:
                yield row.fault(
                    "repeated_value",
                    column=name,
                    repeated=cell,
                    line=lines[cell],
                )
            lines.setdefault(cell, row.line)
    if len(key) < 2:  # a key of one column is checked with its cells
        return
    for values, (first, *others) in grouped(table.rows, *key).items():
        about = {
            "column": " + ".join(key),
            "repeated": " ".join(values),
            "line": first.line,
        }
        for row in others:
            yield row.fault("repeated_key", **about)


def _cell_problem(cell: str, kind: str, constraints: dict) -> dict | None:
    if not cell:
        return {"message": "blank_cell"} if constraints.get("required") else None
    if cell != cell.strip():
        return {"message": "spaces"}
    pattern, words = TYPES[kind]
    fits = re.fullmatch(pattern, cell)
    if fits and kind == "date":
        try:
            date.fromisoformat(cell)
        except ValueError:
            fits = None
    if not fits:
        return {
            "message": "type_of_cell",
            "words": words,
            "advice": _type_advice(cell, kind),
        }
    if kind == "string" and FORMULA.search(cell):
        return {"message": "formula"}
    allowed = [str(name) for name in constraints.get("enum", ())]
    if allowed and cell not in allowed:
        if len(allowed) <= SHORT_LIST:
            return {"message": "not_in_list", "names": ", ".join(allowed)}
        near = difflib.get_close_matches(cell[:LONGEST_SHOWN], allowed)
        perhaps = f", perhaps {' or '.join(near)}" if near else ""
        return {
            "message": "not_in_long_list",
            "count": len(allowed),
            "perhaps": perhaps,
        }
    pattern = constraints.get("pattern")
    if pattern and not re.fullmatch(pattern, cell):
        return {"message": "pattern_of_cell", "pattern": pattern}
    longest = constraints.get("maxLength", len(cell))
    if len(cell) > longest:
        return {"message": "long_cell", "longest": longest}
    if kind not in ("integer", "number"):
        return None
    value = number(cell)
    if value < constraints.get("minimum", value):
        return {"message": "below_minimum", "minimum": constraints["minimum"]}
    if value > constraints.get("maximum", value):
        return {"message": "above_maximum", "maximum": constraints["maximum"]}
    return None


def _type_advice(cell: str, kind: str) -> str:
    if kind == "date" and re.fullmatch(r"[1-9][0-9]{4}", cell):
        day = SPREADSHEET_EPOCH + timedelta(days=int(cell))
        return f"a spreadsheet has made a number of a date, perhaps of {day}: {EXPORT}"
    if kind not in ("integer", "number"):
        return "correct the cell"
    has_comma = re.fullmatch("-?[0-9]+,[0-9]+", cell)
    if re.fullmatch(r"-?[0-9]{1,3}([,\s][0-9]{3})+", cell):
        digits = re.sub(r"[,\s]", "", cell)
        is_decimal = kind == "number" and has_comma
        other = f", or {cell.replace(',', '.')} if the comma is a decimal one" if is_decimal else ""
        return f"write {digits}, without marks between thousands{other}"
    if has_comma:
        return f"write a decimal point, not a comma; if a spreadsheet saved the file, {EXPORT}"
    return "correct the cell"
