"""The stamp of a committed notebook: hashes of what its outputs came from.

It stands in the notebook's metadata under `made_from`. A stamp that differs from what stands here
now tells that the outputs are stale before anything is run, and which part has changed.
"""

import ast
import hashlib
import json
from pathlib import Path

from nbformat import NotebookNode

from helpers import paths
from helpers.editions import fingerprint

KEY = "made_from"
LENGTH = 16  # hexadecimal digits; enough to tell versions apart, short enough to read in a diff
PACKAGE = Path(__file__).resolve().parents[1]


def stamp(notebook: NotebookNode) -> dict[str, str]:
    """What the outputs of a notebook come from: `cells` (its sources), `data` (the data package),
    `helpers` (every module that its cells import, and what these import), `record` (the committed
    tables that notebooks read)."""
    return {
        "cells": _hash(
            json.dumps([[cell.cell_type, cell.source] for cell in notebook.cells]).encode()
        ),
        "data": _of_files(fingerprint.files(paths.raw_folder()), paths.raw_folder()),
        "helpers": _of_files(sorted(imported(notebook)), PACKAGE),
        "record": _of_files(fingerprint.committed_record(), paths.PROCESSED),
    }


def stale(notebook: NotebookNode) -> list[str]:
    """The parts of the stamp that are no longer true; all of them where there is no stamp."""
    kept = notebook.metadata.get(KEY, {})
    return [part for part, now in stamp(notebook).items() if kept.get(part) != now]


def imported(notebook: NotebookNode) -> set[Path]:
    """The files of the helpers that the notebook's cells import, directly or through one
    another.
    """
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    found, waiting = set(), [*_modules(code)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _modules(path.read_text(encoding="utf-8"))
    return found


def _modules(code: str) -> set[Path]:
    """The files of our own modules that some code names in its imports, those inside functions
    too.
    """
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    ours = [
        PACKAGE.joinpath(*name.split(".")[1:])
        for name in names
        if name.split(".")[0] == PACKAGE.name
    ]
    places = {place for path in ours for place in (path.with_suffix(".py"), path / "__init__.py")}
    return {place for place in places if place.is_file()}


def _of_files(files: list[Path], folder: Path) -> str:
    """One hash of many files, by name and content; the kind of line ends does not count."""
    parts = [
        (path.relative_to(folder).as_posix().encode(), path.read_bytes())
        for path in files
        if path.is_file()
    ]
    return _hash(
        b"\0".join(name + b"\0" + content.replace(b"\r\n", b"\n") for name, content in parts)
    )


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:LENGTH]
