"""Lines and bars over the years, lines over the months, and a projection with its intervals."""

from functools import partial

import numpy as np
import pandas as pd

import helpers.charts.canvas as canvas
from helpers.charts.canvas import COLOURS, HALO, Drawing, at_both_widths, empty_axes, narrow, pairs
from helpers.charts.scales import ABOVE, course, key, log_axis, whole_years
from helpers.cleaning import names
from helpers.language import formats, say

OTHER = COLOURS["quiet"]
LINE = {"lw": 2.2, "marker": "o", "ms": 3}
FIRST_FIGURE = {"mfc": "white", "ms": 7, "mew": 1.8}
EVENT = {"color": "#555555", "lw": 0.9, "ls": (0, (1, 2)), "zorder": 1}
LETTER = {"color": "#333333", "ha": "center", "va": "bottom"} | ABOVE
NAME = {"textcoords": "offset points", "va": "center", "weight": "bold"}
PLACE = {"va": "center", "fontsize": 10}
YEAR_NAME = {"path_effects": HALO} | PLACE
LATEST = {"color": COLOURS["departures"], "lw": 2.4}
EARLIER = {"color": OTHER, "lw": 1.2}
PROJECTED = {"ls": "none", "marker": "o", "mfc": "white", "ms": 5, "mew": 1.5}
BANDS = {95: 0.16, 80: 0.30}  # percent that an interval should hold, and its opacity


@at_both_widths
def over_time(data, *, log=True, events=None) -> Drawing:
    """Lines over the years, one a flow. `data`: year, flow, value, vintage; blanks leave a gap,
    preliminary values are hollow. `events` (year, label) are upright lines with letters."""
    axes = empty_axes(4.1 if events is not None else 3.9)
    preliminary = data.iloc[:0]
    if "vintage" in data:
        preliminary = data[data.vintage == "preliminary"]
    for flow, part in data.groupby("flow", sort=False):
        colour = COLOURS.get(flow, OTHER)
        line = partial(axes.plot, color=colour, **LINE)
        canvas.put(axes, flow, part.year, part.value, line)
        first = preliminary[preliminary.flow == flow].astype({"value": float})
        axes.plot(first.year, first.value, "D", mec=colour, **FIRST_FIGURE)
    if log:
        log_axis(axes.yaxis, axes)
    else:
        axes.set_ylim(bottom=0)
    if data.flow.nunique() > 1:
        _name_lines(axes, data)
    axes.yaxis.set_major_formatter(formats.axis_number)
    whole_years(axes)
    notes = []
    if events is not None and len(events):
        notes.append(_mark_events(axes, events))
    if len(preliminary):
        notes.append(say("charts.hollow_diamonds"))
    note = ". ".join(notes)
    shown = pairs(data, "year", "value", "flow")
    sentence = "charts.line_log" if log else "charts.over_years"
    more = f" {note}." if note else ""
    return Drawing(axes, shown, sentence, courses(data), more, note)


def _name_lines(axes, data: pd.DataFrame) -> None:
    """The names of two lines beside their ends; else, and on a phone, in a key above."""
    ends = data[data.value.notna()].drop_duplicates("flow", keep="last")
    if narrow() or len(ends) > 2:
        for flow in data.flow.unique():
            axes.plot([], [], label=names.name(flow), color=COLOURS.get(flow, OTHER), **LINE)
        key(axes, 2 if narrow() else 3, 1.08)
        return
    points = ends[["year", "value"]].astype(float)
    in_axes = axes.transData - axes.transAxes
    heights = in_axes.transform(points)[:, 1]
    shifts = [0] * len(ends)
    if len(ends) == 2 and np.ptp(heights) < 0.09:
        shifts = [-9, 9]  # points
    from_below = ends.sort_values("value", kind="stable")
    for shift, end in zip(shifts, from_below.itertuples(), strict=True):
        words = f" {names.name(end.flow)}"
        look = {"xytext": (2, shift), "color": COLOURS.get(end.flow, OTHER)} | NAME
        axes.annotate(words, (end.year, end.value), **look)


def _mark_events(axes, events: pd.DataFrame) -> str:
    """Letters on upright lines; returns their meaning for the note."""
    first, last = axes.get_xlim()
    near = (last - first) * (0.05 if narrow() else 0.025)
    meaning = []
    before = None
    up = 0
    for letter, row in zip("ABCDEFGH", events.sort_values("year").itertuples(), strict=False):
        axes.axvline(row.year, **EVENT)
        # Letters of neighbouring years stand one above the other.
        up = 0 if before is None or row.year - before > near else up + 10
        axes.annotate(letter, (row.year, 1), xytext=(0, up), **LETTER)
        meaning.append(f"{letter} {row.year}: {row.label}")
        before = row.year
    return "; ".join(meaning)


def courses(data: pd.DataFrame) -> list[str]:
    """The first, highest, lowest and last value of each flow in words."""
    digits = 0 if data.value.abs().max() > 100 else 2
    write = partial(formats.number, digits=digits)
    items = []
    for flow, part in data[data.value.notna()].groupby("flow", sort=False):
        values = part.set_index("year").value.astype(float)
        items.append(say("charts.course", flow=names.name(flow), **course(values, write)))
    return items


@at_both_widths
def paths_within(data, *, latest) -> Drawing:
    """Cumulative counts by month, a line a year, the latest strong. `data`: year, months, value."""
    axes = empty_axes(4.1)
    for year, part in data.groupby("year"):
        look = LATEST if year == latest else EARLIER
        line = partial(axes.plot, marker="o", ms=3.5, **look)
        canvas.put(axes, str(year), part.months, part.value, line)
        end = part.iloc[-1]
        name = axes.annotate(f" {year}", (end.months, end.value), **YEAR_NAME)
        name.set(color=look["color"], weight="bold" if year == latest else "normal")
    axes.set_xticks(range(3, 13, 3) if narrow() else range(1, 13))
    axes.set_ylim(bottom=0)
    axes.set_xlabel(say("charts.months_from_january"))
    axes.yaxis.set_major_formatter(formats.axis_number)
    items = []
    ends = data.sort_values("months").drop_duplicates("year", keep="last")
    for row in ends.sort_values("year").itertuples():
        value = formats.people(row.value)
        items.append(say("charts.by_month", year=row.year, value=value, month=row.months))
    shown = pairs(data, "months", "value", "year")
    return Drawing(axes, shown, "charts.alt_line", items)


@at_both_widths
def fan(observed, projected) -> Drawing:
    """Observed values solid, the projection dashed, its intervals as bands, on a log scale.
    `observed`: year, value; `projected`: as from `projection.project`, indexed by year."""
    axes = empty_axes(4.2)
    hue = COLOURS["departures"]
    past = observed.assign(status="observed").rename(columns={"value": "point"})
    ahead = projected.rename_axis("year").reset_index().assign(status="projected")
    data = pd.concat([past, ahead])
    dashed = data.iloc[len(past) - 1 :].astype({"point": float})
    last = ahead.iloc[-1]
    for level, shade in BANDS.items():
        # Where they start, they are as wide as the last value.
        edges = [dashed[f"{end}_{level}"].fillna(dashed.point) for end in ("lower", "upper")]
        axes.fill_between(dashed.year, *edges, color=hue, alpha=shade, lw=0)
    line = partial(axes.plot, color=hue, **LINE)
    canvas.put(axes, "observed", past.year, past.point, line)
    axes.plot(dashed.year, dashed.point, color=hue, lw=1.4, ls=(0, (3, 2)))
    hollow = partial(axes.plot, mec=hue, **PROJECTED)
    canvas.put(axes, "projected", ahead.year, ahead.point, hollow)
    log_axis(axes.yaxis, axes)
    for level in BANDS:
        place = (last.year, last[f"upper_{level}"])
        axes.annotate(f" {formats.percent(level, 0)}", place, color="#333333", **PLACE)
    axes.yaxis.set_major_formatter(formats.axis_number)
    whole_years(axes)
    shown = pairs(data, "year", "point", "status")
    items = _fan_in_words(observed, projected)
    return Drawing(axes, shown, "charts.intervals", items, data=data)


def _fan_in_words(observed: pd.DataFrame, projected: pd.DataFrame) -> list[str]:
    """The last value; point and intervals of the first and of the last year ahead."""
    last = observed.iloc[-1]
    value = formats.people(last.value)
    items = [say("charts.last_observed", value=value, year=int(last.year))]
    for year in dict.fromkeys(projected.index[[0, -1]]):
        row = projected.loc[year]
        slots = {
            "point": formats.rough(row.point),
            "range80": formats.rough_range(row.lower_80, row.upper_80),
            "range95": formats.rough_range(row.lower_95, row.upper_95),
        }
        items.append(say("charts.projected", year=year, **slots))
    return items
