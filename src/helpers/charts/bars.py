"""Bars: upright by year, level by group, and bars cut into shares."""

from functools import partial

import numpy as np
from matplotlib.ticker import MaxNLocator

import helpers.charts.canvas as canvas
from helpers.charts.canvas import (
    BAR,
    COLOURS,
    REST,
    Drawing,
    at_both_widths,
    empty_axes,
    folded,
    narrow,
    pairs,
)
from helpers.charts.lines import LEVEL, PLACE, courses
from helpers.charts.scales import by_label, rows, values_in_words, whole_years
from helpers.language import formats

PART = {"ha": "center", "va": "center", "fontsize": 10}
ON_HATCHES = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}


@at_both_widths
def columns(data, *, flow="net") -> Drawing:
    """Upright bars by year around zero; gains and losses differ by colour and direction.

    `data`: year, value of one flow.
    """
    axes = empty_axes(3.6)
    colours = np.where(data.value < 0, COLOURS["loss"], COLOURS["gain"])
    bars = partial(axes.bar, width=0.78, color=colours)
    canvas.put(axes, "value", data.year, data.value, bars)
    axes.axhline(0, **LEVEL)
    axes.yaxis.set_major_formatter(formats.axis_number)
    whole_years(axes)
    items = courses(data.assign(flow=flow))
    return Drawing(axes, pairs(data, "year", "value"), "charts.over_years", items)


@at_both_widths
def shares(data, *, colour="departures") -> Drawing:
    """Level bars of the published groups, the remainder hatched. `data`: label, value, category."""
    labels = [folded(label) for label in data.label]
    breaks = "".join(labels).count("\n")
    axes = empty_axes(1.35 + 0.36 * max(len(data), 3) + 0.1 * breaks)
    places = np.arange(len(data))[::-1]
    table = data.assign(place=places, series="value")

    def draw(values, places):
        bars = axes.barh(places, values, height=BAR, color=COLOURS[colour])
        for bar, category in zip(bars, data.category, strict=True):
            if category == "rest":
                bar.set(**REST)

    canvas.put(axes, "value", table.value, table.place, draw)
    for row in table.itertuples():
        words = f" {formats.axis_number(row.value)}"
        axes.annotate(words, (row.value, row.place), **PLACE)
    axes.set_yticks(places, labels)
    room = 1.3 if narrow() else 1.14  # for the number beside the longest bar
    axes.set_xlim(0, room * data.value.max())
    axes.xaxis.set_major_locator(MaxNLocator(3 if narrow() else 6))
    axes.xaxis.set_major_formatter(formats.axis_number)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    shown = pairs(table, "value", "place", "series")
    items = values_in_words(data[["label", "value"]], formats.number)
    return Drawing(axes, shown, "charts.alt_bars", items)


@at_both_widths
def stacked(data) -> Drawing:
    """Bars of equal length cut into shares, each part with its name, the unpublished one hatched.

    `data`: label (the row), flow, category, part (its name), share (percent), low and high; parts
    in order.
    """
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
            look = REST
        bar = partial(_level_bar, axes, left=row.left, **look)
        canvas.put(axes, row.series, [row.share], [row.place], bar)
        _name_part(axes, row)
    rows(axes, [folded(label, 26, 12) for label in labels], 0.55)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100])
    axes.xaxis.set_major_formatter(formats.whole_percent)
    axes.grid(visible=False)
    spans = map(formats.percent_range, data.low, data.high)
    words = [f"{part} {span}" for part, span in zip(data.part, spans, strict=True)]
    shown = pairs(table, "share", "place", "series")
    return Drawing(axes, shown, "charts.alt_stacked", by_label(data.label, words))


def _level_bar(axes, length, place, **look):
    return axes.barh(place, length, height=BAR, **look)


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
