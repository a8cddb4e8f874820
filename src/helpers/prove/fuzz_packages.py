"""Damaged data packages: bytes, rows, columns and cells, each case judged by the commands that take
a package.
"""

import contextlib
import csv
import io
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import yaml

from helpers import paths
from helpers.data import validation
from helpers.data.records import PackageError
from helpers.prove import fuzz_documents, fuzz_watch
from helpers.prove.fuzz_documents import files, nasty

RAW = paths.ROOT / "data" / "raw"
FREE = (
    "note",
    "statement",
    "attributed_to",
    "section",
    "title",
    "reason",
    "name_en",
    "name_kk",
    "what",
    "source",
)
LONG = (
    "corridors",
    "corridor_flows",
    "kaz_netmigration_intl",
)  # tables that are checked row by row
SHORT, ROWS_KEPT = (
    0.8,
    60,
)  # share of the packages that hold the first rows of these alone: they take half the time
MADE = 0.3  # share of the packages that pass from which tables and findings are made


def case(chance: random.Random, place: Path) -> tuple[str, Callable]:
    """A package damaged in one to three ways, and the commands that judge it."""
    package, text = place / "package", place / "article.txt"
    shutil.copytree(RAW, package, ignore=shutil.ignore_patterns("drafts"))
    if chance.random() < SHORT:
        _shorten(package)
    (place / "outside").mkdir()
    (place / "outside" / "secret.csv").write_text("year,value\n2025,1\n", encoding="utf-8")
    text.write_text("В 2031 году выехали 5 тыс. человек.\n", encoding="utf-8")
    told = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        damage = chance.choice(DAMAGES)
        with contextlib.suppress(
            OSError, ValueError, LookupError, TypeError, RecursionError, yaml.YAMLError
        ):  # too damaged already for this one
            told.append(f"{damage.__name__} {damage(chance, package) or ''}".strip()[:120])
    sealed, turn, made = chance.random() < 0.5, chance.random(), chance.random() < MADE

    def act(seen: fuzz_watch.Seen) -> tuple[str, bool]:
        told, passed = judged(place, sealed, turn)
        if passed and made:
            with seen.unhurried():
                _make(place / "package", place / "out")
        return told, passed

    return f"{' + '.join(told)}{' (sealed)' if sealed else ''}", act


def _shorten(package: Path) -> None:
    for path in (package / "series" / f"{name}.csv" for name in LONG):
        path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[: ROWS_KEPT + 1]) + b"\n")
    validation.seal(package)


def judged(place: Path, sealed: bool, turn: float) -> tuple[str, bool]:
    """What is said of a package, and whether it passes; then other commands that take it, in
    turn.
    """
    package, told = str(place / "package"), ""
    if sealed:
        try:
            validation.seal(place / "package")
        except PackageError as error:
            told = str(error)
    texts = ["--texts", str(place)] if turn < 0.2 else []
    passed = fuzz_watch.commanded(["validate", "--raw", package, *texts]) == 0
    if turn < 0.4:
        fuzz_watch.commanded(
            ["report", "--raw", package, "--output", str(place / "out" / "edition")]
        )
    elif turn < 0.6:
        words = [
            "new-article",
            str(place / "article.txt"),
            "--id",
            "made-up_2031",
            "--year",
            "2031",
            "--raw",
            package,
        ]
        fuzz_watch.commanded([*words, "--write"] if turn < 0.5 else words)
    return told, passed


def _make(package: Path, out: Path) -> None:
    """Tables, findings and downloads from a package that passes."""
    from helpers import parameters
    from helpers.editions import downloads
    from helpers.prove import consequences

    os.environ[paths.RAW_VARIABLE] = str(package)
    fuzz_watch.forget()
    try:
        downloads.write_package(package, out)
        consequences._said(parameters.check(package))
    finally:
        fuzz_watch.forget()


# Bytes


def spoiled_bytes(chance: random.Random, package: Path) -> str:
    path = chance.choice(files(package))
    data = path.read_bytes()
    at, size = chance.randrange(len(data)), chance.choice((1, 5, 50, 5000))
    odd = chance.choice(
        (
            b'"',
            b",",
            b";",
            b"\n",
            b"\r",
            b"\0",
            b"\0" * 1000,
            b"\xff\xfe",
            b"\xed\xa0\x80",
            b"[",
            b"{",
        )
    )
    changed = chance.choice(
        (
            data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
            data[:at] + data[at + size :],
            data[: at + size] + data[at:],
            data[:at] + odd + data[at:],
            data[:at],
            bytes(chance.randrange(256) for _ in range(size)),
            data[:at] + data[at:].translate(bytes(reversed(range(256)))),
        )
    )
    path.write_bytes(changed)
    return path.name


def recoded(chance: random.Random, package: Path) -> str:
    path = chance.choice(files(package))
    code = chance.choice(
        (
            "utf-16",
            "utf-16-le",
            "utf-32",
            "cp1251",
            "latin-1",
            "utf-8-sig",
            "utf-7",
            "koi8-r",
            "ascii",
        )
    )
    path.write_bytes(path.read_text(encoding="utf-8").encode(code, errors="replace"))
    return f"{path.name} {code}"


def other_line_ends(chance: random.Random, package: Path) -> str:
    path = chance.choice(files(package))
    ends = chance.choice(("\r\n", "\r", "\n\r", "\n\n", "\u2028", "\x0b", "", " \n", "\t\n"))
    path.write_bytes(path.read_bytes().replace(b"\n", ends.encode()))
    return f"{path.name} {ends!r}"


# Rows, columns and cells


def _table(chance: random.Random, package: Path) -> tuple[Path, list[list[str]]]:
    path = chance.choice(files(package, ".csv"))
    return path, list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def other_rows(chance: random.Random, package: Path) -> str:
    path, rows = _table(chance, package)
    header, rest = rows[0], rows[1:]
    at, size = chance.randrange(len(rest)), chance.choice((1, 1, 2, 20))
    how = chance.choice(
        ("doubled", "dropped", "shuffled", "none", "short", "long", "many", "empty", "headers")
    )
    changed = {
        "doubled": rest[: at + size] + rest[at:],
        "dropped": rest[:at] + rest[at + size :],
        "shuffled": chance.sample(rest, len(rest)),
        "none": [],
        "short": [*rest[:at], rest[at][:-1], *rest[at + 1 :]],
        "long": [*rest[:at], [*rest[at], *["x"] * size], *rest[at + 1 :]],
        "many": rest + [rest[at]] * 3000,
        "empty": [*rest[:at], [], *rest[at:]],
        "headers": [*rest[:at], header, *rest[at:]],
    }[how]
    _write(path, [header, *changed])
    return f"{path.name} {how}"


def other_columns(chance: random.Random, package: Path) -> str:
    path, rows = _table(chance, package)
    at, other = (chance.randrange(len(rows[0])) for _ in range(2))
    how = chance.choice(("dropped", "doubled", "renamed", "exchanged", "many", "no header"))
    new, times = nasty(chance, package)[:3000], 5000 if how == "many" else 1
    for number, row in enumerate(rows):
        if how == "dropped" and at < len(row):
            del row[at]
        elif how in ("doubled", "many"):
            row += [row[at % len(row)]] * times
        elif how == "renamed" and number == 0:
            row[at] = new
        elif how == "exchanged" and number == 0:
            row[at], row[other] = row[other], row[at]
        if number > 20 and how == "many":
            break
    _write(path, rows[how == "no header" :])
    return f"{path.name} {how}"


def other_cells(chance: random.Random, package: Path) -> str:
    path, rows = _table(chance, package)
    column = chance.randrange(len(rows[0]))
    value = nasty(chance, package)
    lines = chance.choice((1, 1, 1, 3, 0))
    chosen = chance.sample(range(1, len(rows)), min(lines, len(rows) - 1)) or range(1, len(rows))
    for line in chosen:
        rows[line][column % len(rows[line])] = value[:3000] if not lines else value
    _write(path, rows)
    return f"{path.name} {rows[0][column]} {value[:30]!r}"


def exchanged_cells(chance: random.Random, package: Path) -> str:
    """Cells of other rows of the same column: plausible, and often not to be noticed."""
    path, rows = _table(chance, package)
    column = chance.randrange(len(rows[0]))
    for line in chance.sample(range(1, len(rows)), min(3, len(rows) - 1)):
        rows[line][column] = rows[chance.randrange(1, len(rows))][column]
    _write(path, rows)
    return f"{path.name} {rows[0][column]}"


def odd_words(chance: random.Random, package: Path) -> str:
    """Words in columns of free text: what is not refused reaches tables, findings and pages."""
    path, rows = _table(chance, package)
    columns = [number for number, name in enumerate(rows[0]) if name in FREE]
    if not columns:
        return exchanged_cells(chance, package)
    column = chance.choice(columns)
    value = chance.choice(
        (
            "{{7*7}}",
            "%s%n",
            "<script>alert(1)</script>",
            "a]]>b",
            "x" * 3000,
            nasty(chance, package),
        )
    )
    for line in chance.sample(range(1, len(rows)), min(3, len(rows) - 1)):
        rows[line][column] = value
    _write(path, rows)
    return f"{path.name} {rows[0][column]} {value[:30]!r}"


def open_quotation(chance: random.Random, package: Path) -> str:
    path = chance.choice(files(package, ".csv"))
    text = path.read_text(encoding="utf-8")
    at = chance.choice([place for place, character in enumerate(text) if character in ",\n"]) + 1
    path.write_text(
        text[:at] + chance.choice(('"', '""', '"x"y', "'")) + text[at:],
        encoding="utf-8",
        newline="\n",
    )
    return path.name


DAMAGES = (
    spoiled_bytes,
    spoiled_bytes,
    recoded,
    other_line_ends,
    other_rows,
    other_rows,
    other_columns,
    other_cells,
    other_cells,
    other_cells,
    exchanged_cells,
    exchanged_cells,
    odd_words,
    odd_words,
    open_quotation,
    *fuzz_documents.DAMAGES,
)
