"""Bars: upright by year, level by group, and bars cut into shares."""

from functools import partial

import numpy as np
from matplotlib.ticker import MaxNLocator

import helpers.charts.canvas as canvas
from helpers.charts.canvas import (
    BAR,
    COLOURS,
    REST,
    Chart,
    at_both_widths,
    empty_axes,
    finish,
    folded,
    narrow,
    pairs,
)
from helpers.charts.lines import describe_over_time
from helpers.charts.scales import rows, whole_years
from helpers.language import formats, say


@at_both_widths
def columns(name, data, finding, *, subtitle, source, flow="net") -> Chart | None:
    """Upright bars by year around zero; gains and losses differ by colour and direction.

    `data`: year, value of one flow.
    """
    axes = empty_axes(3.6)
    gains = data.value.fillna(0) >= 0
    colours = gains.map({True: COLOURS["gain"], False: COLOURS["loss"]})
    bars = partial(axes.bar, width=0.78, color=list(colours))
    canvas.put(axes, "value", data.year, data.value, bars)
    axes.axhline(0, color="#222222", lw=1)
    axes.yaxis.set_major_formatter(formats.axis_number)
    whole_years(axes)
    alt = describe_over_time(finding.text, data.assign(flow=flow), subtitle, False)
    shown = pairs(data, "year", "value")
    return finish(name, axes, data, finding, alt, shown, subtitle=subtitle, source=source)


@at_both_widths
def shares(name, data, finding, *, subtitle, source, colour="departures") -> Chart | None:
    """Level bars of the published groups, the remainder hatched. `data`: label, value, category."""
    labels = [folded(label) for label in data.label]
    breaks = sum(label.count("\n") for label in labels)
    axes = empty_axes(1.35 + 0.36 * max(len(data), 3) + 0.1 * breaks)
    table = data.assign(place=np.arange(len(data))[::-1], series="value")

    def draw(values, places):
        bars = _level_bars(axes, values, places, color=COLOURS[colour])
        for bar, category in zip(bars, data.category, strict=True):
            if category == "rest":
                bar.set(**REST)

    canvas.put(axes, "value", table.value, table.place, draw)
    for row in table.itertuples():
        words = f" {formats.axis_number(row.value)}"
        axes.annotate(words, (row.value, row.place), va="center", fontsize=10)
    axes.set_yticks(table.place, labels)
    axes.set_xlim(0, float(data.value.max()) * (1.3 if narrow() else 1.14))
    axes.xaxis.set_major_locator(MaxNLocator(3 if narrow() else 6))
    axes.xaxis.set_major_formatter(formats.axis_number)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    items = [f"{row.label} {formats.people(row.value)}" for row in data.itertuples()]
    alt = say("charts.alt_bars", subtitle=subtitle, title=finding.text, items="; ".join(items))
    shown = pairs(table, "value", "place", "series")
    return finish(name, axes, data, finding, alt, shown, subtitle=subtitle, source=source)


@at_both_widths
def stacked(name, data, finding, *, subtitle, source) -> Chart | None:
    """Bars of equal length cut into shares, each part with its name, the unpublished one hatched.

    `data`: label (the row), flow, category, part (its name), share (percent), low and high; parts
    in order.
    """
    labels = list(dict.fromkeys(data.label))
    axes = empty_axes(1.15 + (0.74 if narrow() else 0.52) * max(len(labels), 2))
    table = data.assign(
        place=len(labels) - 1 - data.label.map(labels.index),
        series=data.label + " " + data.category,
        left=data.groupby("label").share.cumsum() - data.share,
        tint=np.where(data.groupby("label").cumcount() == 0, 1.0, 0.45),
    )
    for row in table.itertuples():
        look = {"facecolor": COLOURS[row.flow], "edgecolor": "white", "alpha": row.tint}
        if row.category == "rest":
            look = REST
        bar = partial(_level_bars, axes, left=row.left, **look)
        canvas.put(axes, row.series, [row.share], [row.place], bar)
        _name_part(axes, row)
    rows(axes, [folded(label, 26, 12) for label in labels])
    axes.set_ylim(-0.55, len(labels) - 0.45)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100])
    axes.xaxis.set_major_formatter(formats.whole_percent)
    axes.grid(visible=False)
    items = []
    for label, part in data.groupby("label", sort=False):
        words = [
            f"{row.part} {formats.percent_range(row.low, row.high)}" for row in part.itertuples()
        ]
        items.append(f"{label}: {', '.join(words)}")
    alt = say("charts.alt_stacked", subtitle=subtitle, title=finding.text, items="; ".join(items))
    shown = pairs(table, "share", "place", "series")
    return finish(name, axes, data, finding, alt, shown, subtitle=subtitle, source=source)


def _level_bars(axes, values, places, **look):
    return axes.barh(places, values, height=BAR, **look)


def _name_part(axes, row) -> None:
    """The name and share of a part on its bar; the share alone where the name does not fit."""
    share = formats.percent(row.share, 0)
    words = f"{row.part} {share}"
    width = row.share * (0.021 if narrow() else 0.048)  # inches
    if len(words) * 0.085 >= width:
        words = share
    look = {"ha": "center", "va": "center", "fontsize": 10, "color": "#111111"}
    if row.category == "rest":
        look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    elif row.flow == "departures" and row.tint == 1:
        look["color"] = "white"
    axes.text(row.left + row.share / 2, row.place, words, **look)
