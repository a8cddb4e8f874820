"""Where two tables differ, in plain words."""

import math
from numbers import Number

import pandas as pd

from helpers.language import say

REPORTED = 5  # cells that are reported one by one
TOLERANCE = 1e-9  # of numbers, relative


def differences(first, second) -> list[str]:
    """Sentences on where two tables (or series) differ, or the one that they agree. Rows are
    compared by index, and by position where labels stand twice."""
    one = _table(first)
    two = _table(second)
    if not (one.index.is_unique and two.index.is_unique):
        one = one.reset_index(drop=True)
        two = two.reset_index(drop=True)
    sentences = []
    for kind, here, there in (
        ("columns", one.columns, two.columns),
        ("rows", one.index, two.index),
    ):
        sides = {"here": here.difference(there, sort=False)}
        sides["there"] = there.difference(here, sort=False)
        for side, labels in sides.items():
            if len(labels):
                names = ", ".join(map(str, labels[:REPORTED]))
                names += " …" if len(labels) > REPORTED else ""
                sentences.append(say("same.only", side=side, kind=kind, names=names))
    sentences += _cells(one, two)
    if sentences:
        return [say("same.differ"), *sentences]
    return [say("same.agree", rows=len(one), columns=len(one.columns))]


def _table(content) -> pd.DataFrame:
    table = content.to_frame() if isinstance(content, pd.Series) else pd.DataFrame(content)
    if table.columns.is_unique:
        return table
    return table.set_axis(range(len(table.columns)), axis="columns")


def _cells(one: pd.DataFrame, two: pd.DataFrame) -> list[str]:
    rows = one.index.intersection(two.index, sort=False)
    cells = []
    for column in one.columns.intersection(two.columns, sort=False):
        here = one.loc[rows, column]
        there = two.loc[rows, column]
        for row, *values in zip(rows, here, there, strict=True):
            if not _alike(*values):
                cells.append((row, column, *values))
    if not cells:
        return []
    sentences = [say("same.cells", n=len(cells))]
    for row, column, here, there in cells[:REPORTED]:
        sentences.append(say("same.cell", row=row, column=column, here=here, there=there))
    return sentences


def _alike(here, there) -> bool:
    blanks = [value is pd.NA or value is None or value != value for value in (here, there)]
    if any(blanks):
        return all(blanks)
    if isinstance(here, Number) and isinstance(there, Number):
        return math.isclose(here, there, rel_tol=TOLERANCE)
    return bool(here == there)
