"""The files of the data package as plain rows, checked against the schemas in `datapackage.json`.

What the contents must satisfy beyond that stands in `claim_rules` and `series_rules`. Standard
library only, so that `validate` starts at once. A damaged file gives faults, never an exception.
"""

import csv
import difflib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from helpers.data.records import DIGITS, NUMBER, Fault, Row, Table, fault, grouped, number
from helpers.files import FORMULA, LONGEST_SHOWN, read_file, sha256

SHORT_LIST = 12  # names that a message gives one by one
SPREADSHEET_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, so that 46062 is 9 February 2026
EXPORT = "export it again as CSV: UTF-8, commas between cells, decimal points, dates as text"

TYPES = {
    "string": (r"(?s).*", "text"),
    "integer": (DIGITS, "a whole number in digits only, such as 7608"),
    "number": (NUMBER, "a number with a decimal point, such as 40.5"),
    "year": (r"[0-9]{4}", "a year of four digits, such as 2025"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2026-02-09"),
}


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
    return data, [
        fault("changed_file", path, column=name, now=value, then=entry.get(name))
        for name, value in file_properties(data).items()
        if entry.get(name) != value
    ]


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
        return None, [*faults, fault("not_utf8", path, line, byte=data[error.start])]
    if text.startswith("\ufeff"):
        faults.append(fault("byte_order_mark", path, 1))
    text = text.removeprefix("\ufeff")
    odd_end = "\r\r\n" if "\n" in text else "\r"
    if odd_end in text:
        line = text.count("\n", 0, text.find(odd_end)) + 1
        return None, [*faults, fault("line_ends", path, line, found=repr(odd_end))]
    for line, content in enumerate(text.split("\n"), 1):
        if character := _odd_character(content.removesuffix("\r")):
            faults.append(fault("odd_character", path, line, character=character))
    return text, faults


def _odd_character(line: str) -> str | None:
    # No control, format or unknown character is printable.
    if line.isprintable() and "\ufffd" not in line:
        plain = unicodedata.is_normalized("NFC", line)
        return None if plain else "letters made of two characters (not NFC)"
    for character in line:
        if character == "\ufffd" or unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co"):
            return f"the character U+{ord(character):04X}"
    return None


def read_table(folder: Path, entry: dict) -> tuple[Table, list[Fault]]:
    """A CSV resource as rows, and every fault of its bytes, its header and its cells."""
    table = Table(entry["name"], entry["path"])
    table.measure = entry.get("measure", table.measure)
    table.role = entry.get("role", table.role)
    text, faults = read_text(folder, entry)
    if text is not None:
        schema = entry["schema"]
        records = _records(text, table.path, faults)
        faults += _header(table, schema, records)
        faults += _cells(table, schema)
        faults += _primary_key(table, schema)
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
                    faults.append(fault("cell_over_lines", path, line, first=line, last=last))
            line = last + 1
    except csv.Error as error:
        faults.append(fault("unreadable_record", path, line, error=error))
    return records


def _header(table: Table, schema: dict, records: list) -> Iterator[Fault]:
    """Compare the header with the schema; put the records that fit it into the table, or none."""
    path, names = table.path, [entry["name"] for entry in schema["fields"]]
    if not records:
        yield fault("no_header", path, 1, names=",".join(names))
        return
    line, header = records[0]
    if len(header) == 1 and len(names) > 1 and re.search(r"[;\t]", header[0]):
        mark = "semicolons" if ";" in header[0] else "tabs"
        yield fault("other_separators", path, line, mark=mark)
        return
    if problems := list(_compare_header(path, line, header, names)):
        yield from problems
        return
    table.columns = header
    for line, record in records[1:]:
        if len(record) == len(header):
            table.rows.append(Row(zip(header, record, strict=True), line, path))
        else:
            yield fault("cells_of_record", path, line, cells=len(record), header=len(header))
    if not table.rows:
        yield fault("no_rows", path)


def _compare_header(path: str, line: int, header: list, names: list) -> Iterator[Fault]:
    listed = ", ".join(names)
    for name in names:
        if name not in header:
            yield fault("missing_column", path, line, column=name)
    for name, count in Counter(header).items():
        if not name:
            yield fault("unnamed_columns", path, line, count=count, names=listed)
        elif name not in names:
            yield fault("unknown_column", path, line, column=name, names=listed)
        elif count > 1:
            yield fault("repeated_column", path, line, column=name, count=count)
    if sorted(header) == sorted(names) and header != names:
        yield fault("columns_out_of_order", path, line, header=", ".join(header), names=listed)


def _cells(table: Table, schema: dict) -> Iterator[Fault]:
    for entry in schema["fields"]:
        lines = {}
        problems = {}  # of each cell once: many hold the same
        name, constraints = entry["name"], entry.get("constraints", {})
        unique = constraints.get("unique") or schema.get("primaryKey") == [name]
        for row in table.rows:
            cell = row[name]
            if cell not in problems:
                problems[cell] = _cell_problem(cell, entry["type"], constraints)
            if problem := problems[cell]:
                yield row.fault(column=name, **problem)
            elif unique and cell in lines:
                yield row.fault("repeated_value", column=name, repeated=cell, line=lines[cell])
            lines.setdefault(cell, row.line)


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
        return {"message": "type_of_cell", "words": words, "advice": _type_advice(cell, kind)}
    if kind == "string" and FORMULA.search(cell):
        return {"message": "formula"}
    return _constraint_problem(cell, kind, constraints)


def _type_advice(cell: str, kind: str) -> str:
    if kind == "date" and re.fullmatch(r"[1-9][0-9]{4}", cell):
        day = SPREADSHEET_EPOCH + timedelta(days=int(cell))
        return f"a spreadsheet has made a number of a date, perhaps of {day.isoformat()}: {EXPORT}"
    if kind not in ("integer", "number"):
        return "correct the cell"
    if re.fullmatch(r"-?[0-9]{1,3}([,\s][0-9]{3})+", cell):
        digits = re.sub(r"[,\s]", "", cell)
        is_decimal = kind == "number" and re.fullmatch(r"-?[0-9]+,[0-9]+", cell)
        other = f", or {cell.replace(',', '.')} if the comma is a decimal one" if is_decimal else ""
        return f"write {digits}, without marks between thousands{other}"
    if re.fullmatch(r"-?[0-9]+,[0-9]+", cell):
        return f"write a decimal point, not a comma; if a spreadsheet saved the file, {EXPORT}"
    return "correct the cell"


def _constraint_problem(cell: str, kind: str, constraints: dict) -> dict | None:
    allowed = [str(value) for value in constraints.get("enum") or ()]
    if allowed and cell not in allowed:
        if len(allowed) <= SHORT_LIST:
            return {"message": "not_in_list", "names": ", ".join(allowed)}
        near = difflib.get_close_matches(cell[:LONGEST_SHOWN], allowed)
        perhaps = f", perhaps {' or '.join(near)}" if near else ""
        return {"message": "not_in_long_list", "count": len(allowed), "perhaps": perhaps}
    pattern = constraints.get("pattern")
    if pattern and not re.fullmatch(pattern, cell):
        return {"message": "pattern_of_cell", "pattern": pattern}
    longest = constraints.get("maxLength")
    if longest and len(cell) > longest:
        return {"message": "long_cell", "longest": longest}
    if kind not in ("integer", "number"):
        return None
    value = number(cell)
    if value < constraints.get("minimum", value):
        return {"message": "below_minimum", "minimum": constraints["minimum"]}
    if value > constraints.get("maximum", value):
        return {"message": "above_maximum", "maximum": constraints["maximum"]}
    return None


def _primary_key(table: Table, schema: dict) -> Iterator[Fault]:
    key = schema.get("primaryKey", [])
    if len(key) < 2:  # a key of one column is checked with its cells
        return
    columns = " + ".join(key)
    for values, (first, *others) in grouped(table.rows, *key).items():
        repeated = " ".join(values)
        for row in others:
            yield row.fault("repeated_key", column=columns, repeated=repeated, line=first.line)
