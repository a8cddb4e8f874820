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
from datetime import date, timedelta
from pathlib import Path

from helpers.data.records import DIGITS, NUMBER, Fault, Row, Table, form_fault, grouped, number
from helpers.files import FORMULA, LONGEST_SHOWN, quoted, read_file, sha256

SHORT_LIST = 12  # names that a message gives one by one
SEAL = "./run validate --seal"
SPREADSHEET_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, so that 46062 is 9 February 2026
EXPORT = "export it again as CSV: UTF-8, commas between cells, decimal points, dates as text"
QUOTATION_MARK = "look for a quotation mark that is missing or too many"

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
        found = "no such file" if missing else f"a file that cannot be read ({error})"
        expected = "the file that datapackage.json names"
        return b"", [form_fault(path, found, expected, "put it back")]
    if not data.strip():
        expected = "a header and rows"
        return b"", [form_fault(path, "an empty file", expected, "put the file back")]
    faults = []
    todo = f"undo the change, or, if it is meant, seal the package with {SEAL}"
    for name, value in file_properties(data).items():
        if entry.get(name) != value:
            expected = f"{quoted(entry.get(name))} as in datapackage.json"
            faults.append(Fault(path, "", name, f"{name} {value}", expected, todo))
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
        found = f"byte 0x{data[error.start]:02x}, which is not UTF-8"
        todo = "save the file again in UTF-8"
        return None, [*faults, form_fault(path, found, "text in UTF-8", todo, line)]
    if text.startswith("\ufeff"):
        found = "a byte order mark, as spreadsheets write it"
        faults.append(form_fault(path, found, "UTF-8 without one", EXPORT, 1))
    text = text.removeprefix("\ufeff")
    for line, content in enumerate(text.split("\n"), 1):
        if found := _odd_character(content.removesuffix("\r")):
            faults.append(
                Fault(path, str(line), "", found, "plain text in NFC", "type the text anew")
            )
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


# Tables


def read_table(folder: Path, entry: dict) -> tuple[Table, list[Fault]]:
    """A CSV resource as rows, and every fault of its bytes, its header and its cells."""
    table = Table(entry["name"], entry["path"])
    table.measure = entry.get("measure", table.measure)
    table.role = entry.get("role", table.role)
    text, faults = read_text(folder, entry)
    if text is not None:
        records = _records(text, table.path, faults)
        faults += _header(table, entry["schema"], records)
        faults += _cells(table, entry["schema"])
        faults += _primary_key(table, entry["schema"])
    return table, faults


def _records(text: str, path: str, faults: list[Fault]) -> list[tuple[int, list[str]]]:
    """The records with the line that each begins in; what is wrong with them joins the faults."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, line = [], 1
    try:
        for record in reader:
            if not record:
                faults.append(
                    Fault(path, str(line), "", "an empty line", "a record", "delete the line")
                )
            elif reader.line_num > line:
                found = f"a cell that runs over the lines {line} to {reader.line_num}"
                faults.append(form_fault(path, found, "one line a record", QUOTATION_MARK, line))
            if record:
                records.append((line, record))
            line = reader.line_num + 1
    except csv.Error as error:
        found = f"a record that cannot be read ({error})"
        todo = f"{QUOTATION_MARK}; the rows below were not read"
        faults.append(form_fault(path, found, "cells and commas", todo, line))
    return records


def _header(table: Table, schema: dict, records: list) -> Iterator[Fault]:
    """Compare the header with the schema; put the records that fit it into the table, or none."""
    path, names = table.path, [entry["name"] for entry in schema["fields"]]
    if not records:
        yield form_fault(path, "no header", ",".join(names), "put the file back", 1)
        return
    line, header = records[0]
    if len(header) == 1 and len(names) > 1 and re.search(r"[;\t]", header[0]):
        mark = "semicolons" if ";" in header[0] else "tabs"
        found = f"{mark} between cells, as a spreadsheet saves them"
        yield form_fault(path, found, "commas", EXPORT, line)
        return
    if problems := list(_compare_header(path, line, header, names)):
        yield from problems
        return
    table.columns = header
    for line, record in records[1:]:
        if len(record) == len(header):
            table.rows.append(Row(zip(header, record, strict=True), line, path))
            continue
        todo = "look for a comma that is missing or too many; "
        todo += "text with a comma stands in quotation marks"
        expected = f"{len(header)} cells as in the header"
        yield form_fault(path, f"{len(record)} cells", expected, todo, line)
    if not table.rows:
        yield form_fault(path, "no rows", "at least one row below the header", "put the rows back")


def _compare_header(path: str, line: int, header: list, names: list) -> Iterator[Fault]:
    for name in names:
        if name not in header:
            expected, todo = (
                f"a column {name!r} as in datapackage.json",
                "put it back, or name it right",
            )
            yield form_fault(path, "no such column", expected, todo, line, name)
    for name, count in Counter(header).items():
        if name not in names:
            expected = f"only the columns {', '.join(names)}"
            todo = "remove it, or name it right"
            yield form_fault(path, f"a column {quoted(name)}", expected, todo, line, name)
        elif count > 1:
            found = f"{count} columns {name!r}"
            yield form_fault(path, found, "one", "remove the others", line, name)
    if sorted(header) == sorted(names) and header != names:
        found = f"columns in the order {', '.join(header)}"
        yield form_fault(path, found, ", ".join(names), "reorder them", line)


def _cells(table: Table, schema: dict) -> Iterator[Fault]:
    for entry in schema["fields"]:
        lines: dict[str, int] = {}
        problems: dict[str, tuple[str, str] | None] = {}  # of each cell once: many hold the same
        name, constraints = entry["name"], entry.get("constraints", {})
        unique = constraints.get("unique") or schema.get("primaryKey") == [name]
        for row in table.rows:
            cell = row[name]
            if cell not in problems:
                problems[cell] = _cell_problem(cell, entry["type"], constraints)
            if problem := problems[cell]:
                yield row.fault(name, *problem)
            elif unique and cell in lines:
                found = f"{quoted(cell)}, which row {lines[cell]} has already"
                expected = f"a value of {name} that occurs once"
                yield row.fault(name, expected, "give the newer row one of its own", found)
            lines.setdefault(cell, row.line)


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
        return _not_in_list(cell, allowed)
    if (pattern := constraints.get("pattern")) and not re.fullmatch(pattern, cell):
        return f"the pattern {pattern}", "correct the cell"
    if (longest := constraints.get("maxLength")) and len(cell) > longest:
        todo = "shorten it to the figure or the few words that carry the claim"
        return f"at most {longest} characters", todo
    if kind in ("integer", "number"):
        value = number(cell)
        if value < constraints.get("minimum", value):
            return f"at least {constraints['minimum']}", "correct the cell"
        if value > constraints.get("maximum", value):
            return f"at most {constraints['maximum']}", "correct the cell"
    return None


def _not_in_list(cell: str, allowed: list[str]) -> tuple[str, str]:
    if len(allowed) <= SHORT_LIST:
        return "one of " + ", ".join(allowed), "choose one of them"
    expected = f"one of the {len(allowed)} names in `enum` of this column in datapackage.json"
    if near := difflib.get_close_matches(cell[:LONGEST_SHOWN], allowed):
        expected += f", perhaps {' or '.join(near)}"
    todo = "correct the name; if it is a new one, add it to that list, and seal it with"
    return expected, f"{todo} {SEAL}"


def _primary_key(table: Table, schema: dict) -> Iterator[Fault]:
    key = schema.get("primaryKey", [])
    if len(key) < 2:  # a key of one column is checked with its cells
        return
    for values, (first, *others) in grouped(table.rows, *key).items():
        found = f"{quoted(' '.join(values))}, which row {first.line} has already"
        for row in others:
            todo = "remove or correct one of them"
            yield row.fault(" + ".join(key), "each combination once", todo, found)
