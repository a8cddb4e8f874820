"""Dots on rows, one or several a row, with whiskers for rounding and for intervals of a model."""

from functools import partial

import numpy as np
import pandas as pd

import helpers.charts.canvas as canvas
from helpers.charts.canvas import (
    COLOURS,
    Chart,
    at_both_widths,
    empty_axes,
    finish,
    folded,
    narrow,
    pairs,
)
from helpers.charts.scales import DASHES, in_words, key, number_axis, rows
from helpers.language import formats, say

NEAR = 0.17  # how far apart, in rows, two marks of one row lie
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


@at_both_widths
def ranked(
    name,
    data,
    finding,
    *,
    subtitle,
    source,
    reference=None,
    format_value=formats.people,
    axis_format=formats.axis_number,
    log=False,
) -> Chart | None:
    """Dots on ranked rows, with whiskers where a printed figure is rounded or a model gives an
    interval.

    `data`: label, value, and optionally low, high and status (see `MARKS`); a row without a value
    is drawn as a bar from low to high. `reference` draws an upright line with its (value, label).
    """
    labels = [folded(label) for label in data.label]
    breaks = sum(label.count("\n") for label in labels)
    axes = empty_axes(1.35 + 0.31 * max(len(data), 3) + 0.14 * breaks)
    table = data.assign(place=np.arange(len(data))[::-1], status=_status(data))
    _whiskers(axes, table)
    for status, part in table.groupby("status", sort=False):
        meaning = "loss" if status in ("doubtful", "missed") else "net"
        colour = COLOURS[meaning]
        mark = {"facecolor": colour, "edgecolor": colour} | MARKS.get(status, MARKS["observed"])
        dots = partial(axes.scatter, s=62, zorder=3, linewidth=1.6, **mark)
        canvas.put(axes, status, part.value, part.place, dots)
    rows(axes, labels)
    number_axis(axes, log, axis_format)
    if reference:
        axes.axvline(reference[0], **DASHES)
        look = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "fontsize": 9}
        axes.annotate(reference[1], (reference[0], 1), xytext=(4, 2), **look)
    items = [f"{row.label} {in_words(row, format_value)}" for row in data.itertuples()]
    alt = say("charts.alt_ranking", subtitle=subtitle, title=finding.text, items="; ".join(items))
    shown = pairs(table, "value", "place", "status")
    return finish(name, axes, data, finding, alt, shown, subtitle=subtitle, source=source)


@at_both_widths
def compared(
    name,
    data,
    finding,
    *,
    subtitle,
    source,
    format_value=formats.people,
    axis_format=formats.axis_number,
    log=False,
    reference=None,
) -> Chart | None:
    """Two or three values on each row, told apart by mark, place and colour, named in a key above.

    `data`: label (the row), series (in the order of the key), value, and optionally low, high and
    status. `reference` draws an upright line.
    """
    labels, series = list(data.label.unique()), list(data.series.unique())
    rows_of_text = [folded(label, 26 if len(labels) < 9 else 40) for label in labels]
    key_columns = len(series)
    if narrow() or sum(len(each) + 4 for each in series) > 62:
        key_columns = 1
    row_height = 0.34 + 0.08 * len(series) if len(labels) < 9 else 0.36
    lines = 1 + max(label.count("\n") for label in rows_of_text)
    row_height = max(row_height, 0.08 + 0.17 * lines)
    axes = empty_axes(1.55 + 0.2 * len(series) / key_columns + row_height * max(len(labels), 2))
    table = data.assign(place=_places(data, labels, series), status=_status(data))
    _whiskers(axes, table)
    _draw_compared(axes, table, series)
    rows(axes, rows_of_text)
    number_axis(axes, log, axis_format)
    if reference is not None:
        axes.axvline(reference, **DASHES)
    key(axes, key_columns)
    alt = _describe_compared(data, finding.text, subtitle, format_value)
    table["mark"] = table.series + " " + table.status
    shown = pairs(table, "value", "place", "mark")
    return finish(name, axes, data, finding, alt, shown, subtitle=subtitle, source=source)


def _places(data: pd.DataFrame, labels: list, series: list) -> pd.Series:
    """The height of each mark: rows from the top, the series of a row a little apart."""
    row = len(labels) - 1 - data.label.map(labels.index)
    rank = data.series.map(series.index)
    gaps = len(series) - 1
    shift = NEAR * (gaps - 2 * rank) / max(gaps, 1)
    return row + shift


def _draw_compared(axes, table: pd.DataFrame, series: list) -> None:
    for number, (marker, each) in enumerate(zip("os^", series, strict=False), 1):
        look = {"s": 52, "color": COLOURS[f"key {number}"], "marker": marker}
        axes.scatter([], [], label=each, **look)
        for status, part in table[table.series == each].groupby("status", sort=False):
            mark = {"marker": "X"} if status == "doubtful" else {}
            if "facecolor" in MARKS.get(status, {}):
                mark = HOLLOW
            dots = partial(axes.scatter, zorder=3, linewidth=1.6, **look | mark)
            canvas.put(axes, f"{each} {status}", part.value, part.place, dots)


def _describe_compared(data: pd.DataFrame, title: str, subtitle: str, format_value) -> str:
    items = []
    for label, part in data.groupby("label", sort=False):
        values = [f"{row.series} {in_words(row, format_value)}" for row in part.itertuples()]
        items.append(f"{label}: {', '.join(values)}")
    return say("charts.alt_dots", subtitle=subtitle, title=title, items="; ".join(items))


def _status(data: pd.DataFrame) -> pd.Series:
    """How each value is known; observed where the table has no column for it."""
    return data.status if "status" in data else pd.Series("observed", index=data.index)


def _whiskers(axes, table: pd.DataFrame) -> None:
    """A thin line from low to high; a bar without a value, so that a short one is still seen."""
    if not {"low", "high"} <= set(table.columns):
        return
    for row in table.astype({"low": float, "high": float}).itertuples():
        width = 6 if pd.isna(row.value) else 1.4
        axes.hlines(row.place, row.low, row.high, color="#777777", lw=width)
