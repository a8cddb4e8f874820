"""Lines over the years and over the months of a year, and a projection with its intervals."""

from functools import partial

import pandas as pd

import helpers.charts.canvas as canvas
from helpers.charts.canvas import (
    COLOURS,
    HALO,
    Chart,
    at_both_widths,
    empty_axes,
    finish,
    narrow,
    pairs,
)
from helpers.charts.scales import key, log_axis, whole_years
from helpers.cleaning import names
from helpers.language import formats, say

OFFSET = {"textcoords": "offset points", "fontsize": 9}


@at_both_widths
def over_time(
    name, data, finding, *, subtitle, source, log=True, reference=None, events=None
) -> Chart | None:
    """Lines over the years, one a flow. `data`: year, flow, value, vintage; blanks leave a gap.

    Preliminary values are hollow diamonds; `reference` draws a thin level line with its (value,
    label); `events` (year, label) are upright lines with letters, explained in the note beneath.
    """
    axes = empty_axes(4.1 if events is not None else 3.9)
    vintage = data.vintage if "vintage" in data else pd.Series("final", index=data.index)
    is_first = vintage == "preliminary"
    for flow, part in data.groupby("flow", sort=False):
        line = partial(axes.plot, color=_colour(flow), lw=2.2, marker="o", ms=3)
        canvas.put(axes, flow, part.year, part.value, line)
        first = part[is_first[part.index]]
        diamond = {"mfc": "white", "mec": _colour(flow), "ms": 7, "mew": 1.8}
        axes.plot(first.year, first.value.astype(float), "D", **diamond)
    if log:
        log_axis(axes.yaxis, axes)
    if data.flow.nunique() > 1:
        _name_lines(axes, data)
    if reference:
        axes.axhline(reference[0], color="#222222", lw=1)
        axes.annotate(reference[1], (data.year.min(), reference[0]), xytext=(0, 4), **OFFSET)
    axes.yaxis.set_major_formatter(formats.axis_number)
    whole_years(axes)
    notes = [_mark_events(axes, events), say("charts.hollow_diamonds") * bool(is_first.any())]
    note = ". ".join(filter(None, notes))
    alt = describe_over_time(finding.text, data, subtitle, log) + (f" {note}." if note else "")
    shown = pairs(data, "year", "value", "flow")
    words = {"subtitle": subtitle, "source": source, "note": note}
    return finish(name, axes, data, finding, alt, shown, **words)


def _colour(flow: str) -> str:
    return COLOURS.get(flow, COLOURS["quiet"])


def _name_lines(axes, data: pd.DataFrame) -> None:
    """The name of each line beside its end; on a phone, without room for that, in a key above."""
    ends = data[data.value.notna()].drop_duplicates("flow", keep="last")
    if narrow():
        for flow in data.flow.unique():
            look = {"color": _colour(flow), "lw": 2.2, "marker": "o", "ms": 3}
            axes.plot([], [], label=names.name(flow), **look)
        key(axes, len(ends), 1.08)
        return
    points = axes.transData.transform(ends[["year", "value"]].astype(float))
    heights = axes.transAxes.inverted().transform(points)[:, 1]
    close = len(ends) == 2 and abs(heights[0] - heights[1]) < 0.09
    for place, end in enumerate(ends.sort_values("value", kind="stable").itertuples()):
        axes.annotate(
            f" {names.name(end.flow)}",
            (end.year, end.value),
            xytext=(2, (9 if place else -9) if close else 0),
            textcoords="offset points",
            va="center",
            color=_colour(end.flow),
            weight="bold",
        )


def _mark_events(axes, events: pd.DataFrame | None) -> str:
    """Letters on upright lines; returns their meaning for the note."""
    if events is None or events.empty:
        return ""
    meaning, before, up = [], None, 0
    near = (axes.get_xlim()[1] - axes.get_xlim()[0]) * (0.05 if narrow() else 0.025)
    look = {"xycoords": ("data", "axes fraction"), "ha": "center", "va": "bottom"} | OFFSET
    for letter, row in zip("ABCDEFGH", events.sort_values("year").itertuples(), strict=False):
        axes.axvline(row.year, color="#555555", lw=0.9, ls=(0, (1, 2)), zorder=1)
        # Letters of neighbouring years stand one above the other.
        up = 0 if before is None or row.year - before > near else up + 10
        axes.annotate(letter, (row.year, 1), xytext=(0, up), color="#333333", **look)
        meaning.append(f"{letter} {row.year}: {row.label}")
        before = row.year
    return "; ".join(meaning)


def describe_over_time(title: str, data: pd.DataFrame, subtitle: str, log: bool) -> str:
    """Alt text of a chart over the years: the first, highest, lowest and last of each line."""
    kind = say("charts.line_log") if log else say("charts.over_years")
    digits = 0 if data.value.abs().max() > 100 else 2
    items = []
    for flow, part in data[data.value.notna()].groupby("flow", sort=False):
        values = part.set_index("year").value.astype(float)
        slots = {"first": values.index[0], "last": values.index[-1]}
        slots |= {"highest": values.idxmax(), "lowest": values.idxmin()}
        for slot, year in list(slots.items()):
            slots[slot] = formats.number(values[year], digits)
            slots[f"{slot}_year"] = year
        items.append(say("charts.course", flow=names.name(flow), **slots))
    return f"{kind}, {subtitle}: {title}. {'; '.join(items)}."


@at_both_widths
def paths_within(name, data, finding, *, subtitle, source, latest) -> Chart | None:
    """Cumulative counts by months, one line a year, the latest year strong.

    `data`: year, months, value.
    """
    axes = empty_axes(4.1)
    for year, part in data.groupby("year"):
        strong = year == latest
        colour = COLOURS["departures" if strong else "quiet"]
        line = partial(axes.plot, marker="o", ms=3.5, color=colour, lw=2.4 if strong else 1.2)
        canvas.put(axes, str(year), part.months, part.value, line)
        end = part.iloc[-1]
        look = {"va": "center", "fontsize": 10, "path_effects": HALO, "color": colour}
        look["weight"] = "bold" if strong else "normal"
        axes.annotate(f" {year}", (end.months, end.value), **look)
    axes.set_xticks(range(3, 13, 3) if narrow() else range(1, 13))
    axes.set_ylim(bottom=0)
    axes.set_xlabel(say("charts.months_from_january"))
    axes.yaxis.set_major_formatter(formats.axis_number)
    items = []
    ends = data.sort_values("months").drop_duplicates("year", keep="last").sort_values("year")
    for row in ends.itertuples():
        slots = {"year": row.year, "value": formats.people(row.value), "month": row.months}
        items.append(say("charts.by_month", **slots))
    alt = say("charts.alt_line", subtitle=subtitle, title=finding.text, items="; ".join(items))
    shown = pairs(data, "months", "value", "year")
    return finish(name, axes, data, finding, alt, shown, subtitle=subtitle, source=source)


@at_both_widths
def fan(name, observed, projected, finding, *, subtitle, source, log=True) -> Chart | None:
    """Observed values solid, the projection dashed, its 80% and 95% intervals as bands.

    `observed`: year, value; `projected`: as `projection.project` returns it, indexed by year. Net
    flows stand on a plain scale.
    """
    axes = empty_axes(4.2)
    hue = COLOURS["departures"]
    past = observed.assign(status="observed").rename(columns={"value": "point"})
    ahead = projected.rename_axis("year").reset_index().assign(status="projected")
    data = pd.concat([past, ahead])
    bounds = ["lower_95", "upper_95", "lower_80", "upper_80"]
    bands = data.iloc[len(past) - 1 :].set_index("year")[["point", *bounds]].astype(float)
    last_value = dict.fromkeys(bounds, bands.point.iloc[0])  # where the bands start
    bands = bands.fillna(last_value)
    for level, shade in (("95", 0.16), ("80", 0.30)):
        edges = bands[f"lower_{level}"], bands[f"upper_{level}"]
        axes.fill_between(bands.index, *edges, color=hue, alpha=shade, lw=0)
    line = partial(axes.plot, color=hue, lw=2.2, marker="o", ms=3)
    canvas.put(axes, "observed", past.year, past.point, line)
    axes.plot(bands.index, bands.point, color=hue, lw=1.4, ls=(0, (3, 2)))
    hollow = partial(axes.plot, ls="none", marker="o", mfc="white", mec=hue, ms=5, mew=1.5)
    canvas.put(axes, "projected", ahead.year, ahead.point, hollow)
    if log:
        log_axis(axes.yaxis, axes)
    else:
        axes.axhline(0, color="#222222", lw=1)
    last = ahead.iloc[-1]
    for level in ("95", "80"):
        words = f" {formats.percent(int(level), 0)}"
        end = (last.year, last[f"upper_{level}"])
        axes.annotate(words, end, va="center", fontsize=10, color="#333333")
    axes.yaxis.set_major_formatter(formats.axis_number)
    whole_years(axes)
    alt = describe_fan(finding.text, observed, projected, subtitle, log)
    shown = pairs(data, "year", "point", "status")
    return finish(name, axes, data, finding, alt, shown, subtitle=subtitle, source=source)


def describe_fan(title, observed, projected, subtitle: str, log: bool) -> str:
    """Alt text of a projection: the last value; point and intervals of its first and last year."""
    last = observed.iloc[-1]
    value = formats.people(last.value)
    items = [say("charts.last_observed", value=value, year=int(last.year))]
    for year in dict.fromkeys((projected.index[0], projected.index[-1])):
        row = projected.loc[year]
        slots = {
            "year": year,
            "point": formats.rough(row.point),
            "range80": formats.rough_range(row.lower_80, row.upper_80),
            "range95": formats.rough_range(row.lower_95, row.upper_95),
        }
        items.append(say("charts.projected", **slots))
    kind = say("charts.intervals_log") if log else say("charts.intervals")
    return f"{kind}, {subtitle}: {title}. {'; '.join(items)}."
