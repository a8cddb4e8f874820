"""`doubts.yml`: its entries read and checked against the tables, and the faults they excuse."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import yaml

from helpers.data.records import Fault, Package, Row, UnreadError, fault, number, read_text
from helpers.files import quoted

DOUBTS = "doubts.yml"
KEYS = {"id": str, "what": str, "why": str, "evidence": list, "action": str, "expect": list}
KEYS |= {"claims": list}
LONGEST_YAML = 100_000  # characters: what is read within seconds


class _Loader(yaml.SafeLoader):
    """Plain data without aliases, with which a few lines could stand for billions."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem="an alias (*)", problem_mark=mark)
        return super().compose_node(parent, index)


def load_yaml(text: str) -> tuple[object, yaml.Node | None]:
    """The content of a YAML document, and its nodes; None when it is empty. Raises yaml.YAMLError
    for what is no plain or short YAML; PyYAML raises several others too."""
    if len(text) > LONGEST_YAML:
        raise yaml.YAMLError(f"{len(text)} characters, more than {LONGEST_YAML}")
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return (None if node is None else loader.construct_document(node)), node
    finally:
        loader.dispose()


def read_doubts(raw: Path, entry: dict) -> tuple[list[dict], list[Fault]]:
    """The well-formed entries of doubts.yml, each with its `line`."""
    path = entry["path"]
    text, faults = read_text(raw, entry)
    if text is None:
        return [], faults
    line = 1
    todo = "put it back"
    try:
        entries, node = load_yaml(text)
        reason = f"a {type(entries).__name__}"
    except (
        yaml.YAMLError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        entries = None
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else ""
        reason = f"YAML that cannot be read ({getattr(error, 'problem', None) or error})"
        todo = "put the file back"
    if not isinstance(entries, list):
        return [], [
            *faults,
            fault("unreadable_yaml", path, line, reason=reason, todo=todo),
        ]
    usable = []
    for doubt, item in zip(entries, node.value, strict=True):
        line = item.start_mark.line + 1
        if problem := _problem(doubt):
            column, words = problem
            about = {
                "column": column,
                "problem": words,
                "keys": ", ".join(KEYS),
            }
            faults.append(fault("incomplete_doubt", path, line, **about))
        else:
            usable.append(doubt | {"line": line})
    return usable, faults


def _problem(doubt) -> tuple[str, str] | None:
    if not isinstance(doubt, dict):
        return "", f"a {type(doubt).__name__}"
    for key, kind in KEYS.items():
        if not isinstance(doubt.get(key), kind):
            sort = "list" if kind is list else "text"
            return key, f"{quoted(doubt.get(key, ''))}, which is no {sort}"
    for expectation in doubt["expect"]:
        if not isinstance(expectation, dict) or not isinstance(expectation.get("file"), str):
            return "expect", "an expectation without a file"
    if not doubt["expect"]:
        return "expect", "nothing that could show the source corrected"
    return None


def doubts(package: Package) -> Iterator[Fault]:
    """The doubted values are what the series hold, and the claims named exist."""
    ids = [doubt["id"] for doubt in package.doubts]
    claims = {row["claim_id"] for row in package.rows("claims")}
    for doubt in package.doubts:
        line = doubt["line"]
        if ids.count(doubt["id"]) > 1:
            yield fault("repeated_doubt", DOUBTS, line, id=doubt["id"])
        for claim in doubt["claims"]:
            if claims and claim not in claims:
                yield fault("doubted_claim", DOUBTS, line, claim=claim)
        for expectation in doubt["expect"]:
            for message, slots in _expectation(package, expectation):
                yield fault(message, DOUBTS, line, **slots)


def _expectation(package: Package, expectation: dict) -> Iterator[tuple[str, dict]]:
    """What is wrong with the figure that a doubt expects: the message and its slots."""
    keys = dict(expectation)
    path = keys.pop("file")
    if path in package.unread.values():
        raise UnreadError(path)
    tables = {table.path: table for table in package.tables.values() if table.rows}
    if path not in tables:
        yield "doubted_file", {"file": path}
        return
    table = tables[path]
    measure = table.measure
    if measure not in keys:
        yield "doubt_without_figure", {"measure": measure}
        return
    if unknown := set(keys).difference(table.columns):
        yield (
            "doubted_column",
            {"column": min(map(str, unknown)), "table": path},
        )
        return
    expected = keys.pop(measure)
    rows = [row for row in table.rows if _has(row, keys)]
    if not rows:
        words = ", ".join(f"{key} {value}" for key, value in keys.items())
        yield "doubted_row", {"table": path, "keys": words}
    for row in rows:
        if not _has(row, {measure: expected}):
            slots = {
                "value": row[measure],
                "expected": expected,
                "line": row.line,
                "table": path,
            }
            yield "doubted_value", slots


def _has(row: Row, cells: dict) -> bool:
    """Whether a row holds these values; numbers are compared as numbers, unless given as text."""
    for column, value in cells.items():
        figure = row.number(column)
        cell, expected = row[column], str(value)
        if figure is not None and not isinstance(value, str):
            cell, expected = figure, number(expected)
        if cell != expected:
            return False
    return True


def is_doubted(package: Package, row: Row) -> bool:
    """Whether an entry of doubts.yml expects exactly this value in this row."""
    package.need("doubts")
    for expectation in chain.from_iterable(doubt["expect"] for doubt in package.doubts):
        cells = dict(expectation)
        if cells.pop("file") == row.file and _has(row, cells):
            return True
    return False
