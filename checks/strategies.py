"""Strategies for bad input. Values stand in odd_values.json, long ones as [text, how often, text, how often, …]."""

import contextlib
import csv
import io
import json
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import yaml
from hypothesis import strategies as st

from helpers import paths
from helpers.data import doubts, validation

LONG = ("corridors", "corridor_flows", "kaz_netmigration_intl")  # tables checked row by row
ROWS_KEPT = 60  # of the long tables in most packages, which take half the time then


def unfolded(value: str | list) -> str:
    """The text, or the texts of a list as often as it says."""
    pairs = [(value, 1)] if isinstance(value, str) else zip(value[::2], value[1::2], strict=True)
    return "".join(text * times for text, times in pairs)


VALUES = json.loads(Path(__file__).with_name("odd_values.json").read_text(encoding="utf-8"))
VALUES = {name: [unfolded(value) for value in values] for name, values in VALUES.items()}
BYTES = (b'"', b'""', b'"x"y', b",", b"\n", b"\0" * 1000, b"\xff\xfe", b"\xed\xa0\x80", b"[", b"{")
CONSTRAINTS = {"pattern": VALUES["patterns"], "enum": [[], [[]], [None]], "minimum": [10**400, "1"]}
CONSTRAINTS |= {"maximum": [-5], "maxLength": [10**400], "unique": [{}], "required": ["no"]}


def bomb(first: str, line: str, last: str = "") -> str:
    """YAML of few lines whose aliases stand for billions of values."""
    lines = [line.format(n=n, nine=", ".join([f"*a{n - 1}"] * 9)) for n in range(1, 10)]
    return "\n".join([first, *lines, last])


LISTS = ("- &a0 [x, x]", "- &a{n} [{nine}]")
DOUBT = f"- {{{', '.join(f'{key}: *a9' for key in doubts.KEYS)}}}\n"
EXPECTED = DOUBT.replace("expect: *a9", "expect: [{file: series/kz_breakdowns.csv, value: *a9}]")
BOMBS = [bomb(*LISTS, DOUBT), bomb(*LISTS, EXPECTED), bomb("- &a0 {x: 1}", "- &a{n} {{<<: [{nine}]}}")]
STEPS = "".join(f"{' ' * n}-\n" for n in range(2000))
YAML = [*VALUES["yaml"], *BOMBS, STEPS]
# What a file may become, given the folder `outside`.
NO_FILES = {
    "nothing": lambda path, outside: None,
    "a folder": lambda path, outside: path.mkdir(),
    "a link outside": lambda path, outside: path.symlink_to(outside / "secret.csv"),
    "a link to itself": lambda path, outside: path.symlink_to(path),
    "a link to nothing": lambda path, outside: path.symlink_to(outside / "nothing"),
    "a device": lambda path, outside: path.symlink_to("/dev/zero"),
    "a pipe": lambda path, outside: os.mkfifo(path),
    "empty": lambda path, outside: path.write_bytes(b""),
}


class Package:
    """The files of a data package by name, each as content or as a key of NO_FILES."""

    def __init__(self, files: dict[str, bytes | str]):
        self.files = files
        self.damages: list[str] = []  # no dataclass: hypothesis would print all content

    def __repr__(self) -> str:
        return f"Package({' + '.join(self.damages)})"

    def write(self, folder: Path, outside: Path) -> None:
        outside.mkdir(exist_ok=True)
        (outside / "secret.csv").write_text("year,value\n2025,1\n", encoding="utf-8")
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                NO_FILES[content](path, outside)
            else:
                path.write_bytes(content.replace(b"{outside}", os.fsencode(outside)))


@cache
def pristine(short: bool) -> dict[str, bytes]:
    """The committed data package, or one with the first rows of its long tables alone."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "raw"
        shutil.copytree(paths.ROOT / "data" / "raw", folder, ignore=shutil.ignore_patterns("drafts"))
        for path in [folder / "series" / f"{name}.csv" for name in LONG if short]:
            path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: ROWS_KEPT + 1]))
        validation.seal(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def any_of(*values) -> st.SearchStrategy:
    return st.sampled_from(values)


def one_in(n: int) -> st.SearchStrategy:
    return st.integers(1, n).map(lambda number: number == n)


odd_texts = any_of(*VALUES["texts"]) | st.text(max_size=20)
huge = st.builds(pow, st.just(10), any_of(400, 5000))  # a strategy must print what it is made of
odd_scalars = st.none() | st.booleans() | st.floats() | st.integers() | huge | odd_texts
odd_dictionaries = st.dictionaries(odd_texts, odd_scalars, max_size=2)
odd_values = odd_scalars | st.lists(odd_scalars | odd_dictionaries, max_size=3) | odd_dictionaries

# Damages: each changes the files of a package


def a_name(draw, files: dict, *suffixes: str) -> str:
    """The name of a file that still has content."""
    names = [name for name in files if isinstance(files[name], bytes)]
    return draw(any_of(*(name for name in names if name.endswith(suffixes or ""))))


def other_bytes(draw, files: dict) -> None:
    name = a_name(draw, files)
    data = files[name]
    at = draw(st.integers(0, len(data) - 1))
    end = at + draw(any_of(1, 5, 50, 5000))
    odd = draw(any_of(*BYTES) | st.binary(min_size=1, max_size=500))
    comma = data.find(b",", at) + 1  # where a quotation left open damages most
    ways = (
        data[:at] + odd + data[at:],
        data[:comma] + odd + data[comma:],
        data[:at] + odd + data[at + len(odd) :],
        data[:at] + data[end:],
        data[:end] + data[at:],
        data[:at],
        odd,
        data[:at] + data[at:].translate(bytes(reversed(range(256)))),
        data.replace(b"\n", draw(any_of(*VALUES["line_ends"])).encode()),
        data.decode().encode(draw(any_of(*VALUES["encodings"])), errors="replace"),
    )
    files[name] = draw(any_of(*ways))


def other_rows(draw, header: list[str], rows: list[list[str]], column: int, at: int) -> list[list[str]]:
    """Other rows or columns."""
    size = draw(any_of(1, 2, 20))
    before, row, after = rows[:at], rows[at], rows[at + 1 :]
    ways = (
        [header[::-1], *rows],
        [[draw(odd_texts)[:3000], *header[1:]], *rows],
        [*before, *after],
        [header, *before, *rows[at + size :]],
        [header, *before, *[row] * size, *after],
        [header, *rows, *[row] * 3000],
        [header, *rows[::-1]],
        [header, *before, [], header, *rows[at:]],
        [header, *before, row[:-1], *after],
        [header, *before, [*row, *["x"] * size], *after],
        [line[:column] + line[column + 1 :] for line in (header, *rows)],
        [line + [line[column]] * (5000 if size > 2 else 1) for line in (header, *rows[:20])],
    )
    return draw(any_of(*ways))


def other_cells(draw, header: list[str], rows: list[list[str]], column: int, at: int) -> list[list[str]]:
    """An odd text in some rows of a column, or the cells of other rows, which are plausible."""
    chosen = rows[at : at + draw(any_of(1, 1, 3, len(rows)))]
    text = draw(odd_texts)[: 200_000 if len(chosen) < 4 else 3000]
    others = [row[column] for row in rows[::-1]]
    for row, value in zip(chosen, draw(any_of([text] * len(chosen), others)), strict=False):
        row[column] = value
    return [header, *rows]


def other_table(draw, files: dict) -> None:
    name = a_name(draw, files, ".csv")
    header, *rows = csv.reader(io.StringIO(files[name].decode(), newline=""))
    column, at = draw(st.integers(0, len(header) - 1)), draw(st.integers(0, len(rows) - 1))
    change = draw(any_of(other_rows, other_cells, other_cells, other_cells))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(change(draw, header, rows, column, at))
    files[name] = text.getvalue().encode()


def other_document(draw, files: dict) -> None:
    """An odd document, or an odd value somewhere in nested lists and dictionaries, or one less."""
    name = a_name(draw, files, "json", ".yml")
    is_yaml = name.endswith(".yml")
    if draw(st.booleans()):
        before = draw(any_of(b"", files[name])) if is_yaml else b""
        files[name] = before + draw(any_of(*(YAML if is_yaml else VALUES["json"]))).encode()
        return
    text = files[name].decode()  # read as we do: another damage may have left a bomb
    content = whole = doubts.load_yaml(text)[0] if is_yaml else json.loads(text)
    is_deeper = True
    while content and isinstance(content, dict | list) and is_deeper:
        keys = sorted(content, key=str) if isinstance(content, dict) else range(len(content))
        holder, key = content, draw(any_of(*keys))
        content, is_deeper = content[key], draw(any_of(True, True, False))
    if draw(one_in(4)):
        del holder[key]
    else:
        holder[key] = draw(odd_values)
    files[name] = (yaml.safe_dump(whole) if is_yaml else json.dumps(whole)).encode()


def other_descriptor(draw, files: dict) -> None:
    """Another path or schema of a table."""
    content = json.loads(files["datapackage.json"])
    table = draw(any_of(*(entry for entry in content["resources"] if "schema" in entry)))
    field = draw(any_of(*table["schema"]["fields"]))
    constraint = draw(any_of("pattern", "pattern", *CONSTRAINTS))
    how = draw(any_of("path", "added", "constraint", "constraint", "type"))
    if how == "path":
        table["path"] = draw(any_of(*VALUES["paths"]))
    elif how == "added":
        content["resources"].append(table | {"name": "more", "path": draw(any_of(*VALUES["paths"]))})
    elif how == "constraint":
        field.setdefault("constraints", {})[constraint] = draw(any_of(*CONSTRAINTS[constraint]))
    else:
        field["type"] = draw(any_of("integer", "date", "any", None))
    files["datapackage.json"] = json.dumps(content).encode()


def no_file(draw, files: dict) -> None:
    files[a_name(draw, files)] = draw(any_of(*NO_FILES))


DAMAGES = (other_bytes, no_file, other_descriptor, *[other_document] * 2, *[other_table] * 5)


@st.composite
def packages(draw) -> Package:
    """A data package damaged in one to three ways."""
    package = Package(dict(pristine(draw(any_of(True, True, True, True, False)))))
    for damage in draw(st.lists(any_of(*DAMAGES), min_size=1, max_size=3)):
        # Another damage may have left nothing that this one could read.
        with contextlib.suppress(
            OSError, ValueError, LookupError, TypeError, NameError, RecursionError, yaml.YAMLError
        ):
            damage(draw, package.files)
            package.damages.append(damage.__name__)
    return package


# Parameters, command lines and texts

FITTING = {"year": st.integers(1999, 2026), "horizon": st.integers(0, 21), "language": any_of("en", "ru", "kk")}
FITTING |= {"vintage": any_of("latest", "first")}
FITTING |= {"moderate_decline": any_of([-0.2, 0], [-0.05, 0.3], [-0.999, 1], (-0.2, 0.0), [0, -0.2])}
parameter_sets = st.builds(
    lambda fitting, odd, unknown: fitting | odd | unknown,
    st.fixed_dictionaries({}, optional=FITTING),
    st.just({}) | st.fixed_dictionaries({}, optional=dict.fromkeys(FITTING, odd_values)),
    st.just({}) | odd_dictionaries,
)
words = any_of(*VALUES["words"]) | odd_texts
word_lists = st.lists(words, max_size=2)
with_values = st.builds(lambda option, values: [option, *values], any_of(*VALUES["options"]), word_lists)
command_lines = st.just(["report"] + ["--year"] * 5000) | st.builds(
    lambda command, parts: [command, *(word for part in parts for word in part)],
    any_of(*VALUES["commands"]),
    st.lists(with_values | with_values | word_lists, max_size=5),
)
records = any_of(*VALUES["records"])
no_texts = any_of(*VALUES["files"])


def repeated(pieces: list[str], size: int, end: list[str]) -> str:
    """The same pieces again and again, which makes slow patterns slow."""
    piece = "".join(pieces)
    return (piece * (size // len(piece) + 1))[:size] + "".join(end)


pieces = any_of(*VALUES["pieces"])
sizes = any_of(0, 10, 100, 1000, 1000, 3000, 10_000, 10_000, 100_000, 1_000_000)
few, many = (st.lists(pieces, min_size=1, max_size=size) for size in (3, 100))
letters = st.builds(repeated, few | many, sizes, st.lists(pieces, max_size=3))
codes = any_of("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251")
texts = st.binary(max_size=500) | st.builds(lambda text, code: text.encode(code, "replace"), letters, codes)
