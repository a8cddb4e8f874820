"""Charts with a row for each group: bars, bars cut into shares, and dots with their whiskers."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

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
from helpers.charts.lines import PLACE
from helpers.charts.scales import (
    by_label,
    in_words,
    items_of,
    key,
    number_axis,
    reference_line,
    rows,
)
from helpers.language import formats

PART = {"ha": "center", "va": "center", "fontsize": 10}
ON_HATCHES = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
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
KEY_MARKS = [("o", COLOURS["key 1"]), ("s", COLOURS["key 2"]), ("^", COLOURS["key 3"])]


@at_both_widths
def shares(data, *, colour="departures") -> Drawing:
    """Level bars of the published groups, the remainder hatched. `data`: label, value, category."""
    labels = [folded(label) for label in data.label]
    breaks = "".join(labels).count("\n")
    height = 0.36 * max(len(data), 3)
    axes = empty_axes(1.35 + height + 0.1 * breaks)
    places = np.arange(len(data))[::-1]
    table = data.assign(place=places, series="value")

    def draw(values, places):
        bars = axes.barh(places, values, height=canvas.BAR, color=COLOURS[colour])
        for bar, category in zip(bars, data.category, strict=True):
            if category == "rest":
                bar.set(**canvas.REST)

    canvas.put(axes, "value", table.value, table.place, draw)
    for row in table.itertuples():
        words = f" {formats.axis_number(row.value)}"
        axes.annotate(words, (row.value, row.place), **PLACE)
    axes.set_yticks(places, labels)
    room = 1.3 if narrow() else 1.14  # for the number beside the longest bar
    axes.set_xlim(0, room * data.value.max())
    ticks = MaxNLocator(3 if narrow() else 6)
    axes.xaxis.set(major_locator=ticks, major_formatter=formats.axis_number)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    shown = pairs(table, "value", "place", "series")
    items = items_of(data[["label", "value"]], formats.number)
    return Drawing(axes, shown, "charts.alt_bars", items)


@at_both_widths
def stacked(data) -> Drawing:
    """Bars of equal length cut into shares, each part with its name, the unpublished one hatched.
    `data`: label (the row), flow, category, part (its name), share (percent), low and high."""
    labels = list(data.label.unique())
    row_height = 0.74 if narrow() else 0.52
    axes = empty_axes(1.15 + row_height * max(len(labels), 2))
    bars = data.groupby("label")
    table = data.assign(
        place=len(labels) - 1 - data.label.map(labels.index),
        series=data.label + " " + data.category,
        left=bars.share.cumsum() - data.share,
        tint=np.where(bars.cumcount() == 0, 1.0, 0.45),
    )
    for row in table.itertuples():
        look = {"facecolor": COLOURS[row.flow], "edgecolor": "white", "alpha": row.tint}
        if row.category == "rest":
            look = canvas.REST
        bar = partial(axes.barh, height=canvas.BAR, left=row.left, **look)
        canvas.put(axes, row.series, [row.place], [row.share], bar)
        _name_part(axes, row)
    rows(axes, [folded(label, 26, 12) for label in labels], 0.55)
    axes.set(xlim=(0, 100), xticks=[0, 50, 100])
    axes.xaxis.set_major_formatter(formats.whole_percent)
    axes.grid(visible=False)
    spans = map(formats.percent_range, data.low, data.high)
    words = [f"{part} {span}" for part, span in zip(data.part, spans, strict=True)]
    shown = pairs(table, "share", "place", "series")
    return Drawing(axes, shown, "charts.alt_stacked", by_label(data.label, words))


def _name_part(axes, row) -> None:
    """The name and share of a part on its bar; the share alone where the name does not fit."""
    share = formats.percent(row.share, 0)
    words = f"{row.part} {share}"
    width = row.share * (0.021 if narrow() else 0.048)  # inches
    if len(words) * 0.085 >= width:
        words = share
    look = {"color": "#111111"}
    if row.category == "rest":
        look["bbox"] = ON_HATCHES
    elif row.flow == "departures" and row.tint == 1:
        look["color"] = "white"
    axes.text(row.left + row.share / 2, row.place, words, **look, **PART)


@at_both_widths
def ranked(
    data, *, reference=None, format_value=formats.people, axis_format=formats.axis_number, log=False
) -> Drawing:
    """Dots on ranked rows, with whiskers for rounding and for the intervals of a model.

    `data`: label, value, and optionally low, high and status (see `MARKS`); a row without a value
    is drawn as a bar from low to high. `reference` draws an upright line with its (value, label).
    """
    labels = [folded(label) for label in data.label]
    breaks = "".join(labels).count("\n")
    height = 0.31 * max(len(data), 3)
    axes = empty_axes(1.35 + height + 0.14 * breaks)
    table = _placed(data, np.arange(len(data))[::-1])
    _whiskers(axes, table)
    for status, part in table.groupby("status", sort=False):
        colour = COLOURS["loss" if status in ("doubtful", "missed") else "net"]
        mark = {"facecolor": colour, "edgecolor": colour} | MARKS.get(status, MARKS["observed"])
        dots = partial(axes.scatter, s=62, **mark, **DOT)
        canvas.put(axes, status, part.value, part.place, dots)
    rows(axes, labels)
    number_axis(axes, axis_format, log)
    if reference:
        reference_line(axes, *reference)
    shown = pairs(table, "value", "place", "status")
    return Drawing(axes, shown, "charts.alt_ranking", items_of(data, format_value))


@at_both_widths
def compared(data, *, format_value=formats.people, axis_format=formats.axis_number) -> Drawing:
    """Two or three values on each row, told apart by mark, place and colour. `data`: label (the
    row), series (in the order of the key), value, and optionally low, high and status."""
    labels = list(data.label.unique())
    series = list(data.series.unique())
    is_short = len(labels) < 9
    texts = [folded(label, 26 if is_short else 40) for label in labels]
    lines = 1 + max(text.count("\n") for text in texts)
    row_height = 0.34 + 0.08 * len(series) if is_short else 0.36
    row_height = max(row_height, 0.08 + 0.17 * lines)
    height = row_height * max(len(labels), 2)
    key_columns = len(series)
    if narrow() or len("".join(series)) + 4 * len(series) > 62:
        key_columns = 1
    key_height = 0.2 * len(series) / key_columns
    axes = empty_axes(1.55 + key_height + height)
    row = len(labels) - 1 - data.label.map(labels.index)
    gaps = len(series) - 1
    steps = gaps - 2 * data.series.map(series.index)
    table = _placed(data, row + NEAR * steps / max(gaps, 1))
    table["mark"] = table.series + " " + table.status
    _whiskers(axes, table)
    for each, (marker, colour) in zip(series, KEY_MARKS, strict=False):
        look = {"s": 52, "color": colour, "marker": marker}
        axes.scatter([], [], label=each, **look)
        for status, part in table[table.series == each].groupby("status", sort=False):
            mark = look | MARKS_OF_SERIES.get(status, {})
            dots = partial(axes.scatter, **mark, **DOT)
            canvas.put(axes, f"{each} {status}", part.value, part.place, dots)
    rows(axes, texts)
    number_axis(axes, axis_format)
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
