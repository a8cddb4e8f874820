"""Files: read with a limit on their size, written beside their place and then moved there."""

import csv
import hashlib
import json
import os
import re
from pathlib import Path

LONGEST_SHOWN = 80
LARGEST_FILE = 20_000_000  # bytes: far above any table, and what can be checked within seconds

# A cell, or what follows a mark that some spreadsheets divide cells at, that they would run as a
# formula. A sign before a figure ('+87,5 тыс.', '-111 640') is none, unless it goes on with a call
# or a link to another file.
FORMULA = re.compile(r"((?:^|[;\t\r\n])\s*)([=@＝＠＋－]|[+-](?!\s?[0-9](?:(?!\w\()[^=@|!\[])*$))")


class WorkError(Exception):
    """Why a command could not do its work, in plain words."""


def printable(text: str) -> str:
    """A text on one line, with the escapes of characters that a terminal would obey."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def quoted(value) -> str:
    """A value as it stands in a message: in quotation marks, long ones cut."""
    text = str(value)
    if not text:
        return "nothing"
    return repr(cut(text))


def cut(text: str, longest: int = LONGEST_SHOWN) -> str:
    """A text of at most so many characters; an ellipsis stands for what is left out."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_file(folder: Path, path: str) -> bytes:
    """The bytes of a file of the package. Raises OSError for one that cannot be read, is no plain
    file, lies outside the folder (links are followed) or has more than `LARGEST_FILE` bytes;
    ValueError for a path that no file can have."""
    try:
        place = (folder / path).resolve()
    except RuntimeError:  # before Python 3.13
        raise OSError("a link that leads to itself") from None
    if not place.is_relative_to(folder.resolve()):
        raise OSError(f"it lies outside {folder.resolve().name}")
    if place.exists() and not place.is_file():
        raise OSError("it is no plain file")
    with place.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise OSError(f"it has more than {LARGEST_FILE} bytes")
    return data


def read_rows(path: Path, **values: str) -> list[dict[str, str]]:
    """The rows of a CSV file that have these values, as text; none where there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if values.items() <= row.items()]


def write_text(text: str, path: Path) -> None:
    """Write a text file in UTF-8, as it is; see `write_bytes`."""
    write_bytes(text.encode("utf-8"), path)


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file beside its place, then move it there, so that nobody meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.write_bytes(content)
    beside.replace(path)


def to_json(content) -> str:
    """JSON with readable Cyrillic, sorted keys and a newline at the end."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
