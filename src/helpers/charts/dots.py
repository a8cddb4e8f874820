"""Dots on rows, one or several a row, with whiskers for rounding and for intervals of a model."""

from functools import partial

import numpy as np
import pandas as pd

import helpers.charts.canvas as canvas
from helpers.charts.canvas import (
    COLOURS,
    Drawing,
    at_both_widths,
    empty_axes,
    folded,
    narrow,
    pairs,
)
from helpers.charts.scales import (
    by_label,
    in_words,
    key,
    number_axis,
    reference_line,
    rows,
    values_in_words,
)
from helpers.language import formats

NEAR = 0.17  # how far apart, in rows, two marks of one row lie
DOT = {"zorder": 3, "linewidth": 1.6}
HOLLOW = {"facecolor": "white"}
# How a value is known, by its mark: filled, hollow, diamond, square, cross.
MARKS = {
    "observed": {"marker": "o"},
    "printed": {"marker": "o"},
    "derived": {"marker": "o"} | HOLLOW,
    "implied": {"marker": "s"} | HOLLOW,
    "preliminary": {"marker": "D"} | HOLLOW,
    "doubtful": {"marker": "X"},
    "missed": {"marker": "X"},
}
# The same where the series have marks of their own.
MARKS_OF_SERIES = {status: HOLLOW for status, mark in MARKS.items() if "facecolor" in mark}
MARKS_OF_SERIES["doubtful"] = MARKS["doubtful"]
KEY_MARKS = {
    f"key {number}": {"s": 52, "color": COLOURS[f"key {number}"], "marker": marker}
    for number, marker in ((1, "o"), (2, "s"), (3, "^"))
}


@at_both_widths
def ranked(
    data, *, reference=None, format_value=formats.people, axis_format=formats.axis_number, log=False
) -> Drawing:
    """Dots on ranked rows, with whiskers where a printed figure is rounded or a model gives an
    interval.

    `data`: label, value, and optionally low, high and status (see `MARKS`); a row without a value
    is drawn as a bar from low to high. `reference` draws an upright line with its (value, label).
    """
    labels = [folded(label) for label in data.label]
    breaks = "".join(labels).count("\n")
    axes = empty_axes(1.35 + 0.31 * max(len(data), 3) + 0.14 * breaks)
    table = _placed(data, np.arange(len(data))[::-1])
    _whiskers(axes, table)
    for status, part in table.groupby("status", sort=False):
        colour = COLOURS["loss" if status in ("doubtful", "missed") else "net"]
        mark = {"facecolor": colour, "edgecolor": colour} | MARKS.get(status, MARKS["observed"])
        dots = partial(axes.scatter, s=62, **mark, **DOT)
        canvas.put(axes, status, part.value, part.place, dots)
    rows(axes, labels)
    number_axis(axes, log, axis_format)
    if reference:
        reference_line(axes, *reference)
    shown = pairs(table, "value", "place", "status")
    return Drawing(axes, shown, "charts.alt_ranking", values_in_words(data, format_value))


@at_both_widths
def compared(
    data, *, format_value=formats.people, axis_format=formats.axis_number, log=False, reference=None
) -> Drawing:
    """Two or three values on each row, told apart by mark, place and colour, named in a key above.

    `data`: label (the row), series (in the order of the key), value, and optionally low, high and
    status. `reference` draws an upright line.
    """
    labels = list(data.label.unique())
    series = list(data.series.unique())
    is_short = len(labels) < 9
    texts = [folded(label, 26 if is_short else 40) for label in labels]
    lines = 1 + max(text.count("\n") for text in texts)
    row_height = 0.34 + 0.08 * len(series) if is_short else 0.36
    row_height = max(row_height, 0.08 + 0.17 * lines)
    key_columns = len(series)
    if narrow() or sum(map(len, series)) + 4 * len(series) > 62:
        key_columns = 1
    axes = empty_axes(1.55 + 0.2 * len(series) / key_columns + row_height * max(len(labels), 2))
    gaps = len(series) - 1
    row = len(labels) - 1 - data.label.map(labels.index)
    shift = NEAR * (gaps - 2 * data.series.map(series.index)) / max(gaps, 1)
    table = _placed(data, row + shift)
    table["mark"] = table.series + " " + table.status
    _whiskers(axes, table)
    for each, look in zip(series, KEY_MARKS.values(), strict=False):
        axes.scatter([], [], label=each, **look)
        for status, part in table[table.series == each].groupby("status", sort=False):
            mark = look | MARKS_OF_SERIES.get(status, {})
            dots = partial(axes.scatter, **mark, **DOT)
            canvas.put(axes, f"{each} {status}", part.value, part.place, dots)
    rows(axes, texts)
    number_axis(axes, log, axis_format)
    if reference is not None:
        reference_line(axes, reference)
    key(axes, key_columns)
    words = [f"{row.series} {in_words(row, format_value)}" for row in data.itertuples()]
    shown = pairs(table, "value", "place", "mark")
    return Drawing(axes, shown, "charts.alt_dots", by_label(data.label, words))


def _placed(data: pd.DataFrame, places) -> pd.DataFrame:
    """The values with their heights; observed where the table does not say how they are known."""
    table = data.assign(place=places)
    return table if "status" in table else table.assign(status="observed")


def _whiskers(axes, table: pd.DataFrame) -> None:
    """A thin line from low to high; a bar without a value, so that a short one is still seen."""
    if not {"low", "high"} <= set(table.columns):
        return
    for row in table.astype({"low": float, "high": float}).itertuples():
        width = 6 if pd.isna(row.value) else 1.4
        axes.hlines(row.place, row.low, row.high, color="#777777", lw=width)
