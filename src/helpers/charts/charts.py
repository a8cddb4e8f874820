"""One family of charts: given tidy data and a finding, each draws, titles, marks its source and
describes itself.

Observed, preliminary, implied, derived, doubtful and projected values differ by mark and line, not
by colour alone; rounding intervals are thin whiskers, model intervals bands. Where nothing is
published there is no chart but None, and the notebook says so instead. The canvas and the proof
stand in `drawing`, the map in `maps`.
"""

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter
from matplotlib.transforms import blended_transform_factory

from helpers.charts.canvas import (
    BAR,
    COLOURS,
    HALO,
    MARKS,
    Chart,
    at_both_widths,
    canvas,
    dots,
    finish,
    folded,
    narrow,
    pairs,
    put,
)
from helpers.cleaning import names
from helpers.language import formats, say

NEAR = 0.17  # how far apart, in rows, two marks of one row lie


@at_both_widths
def over_time(
    name, data, finding, *, subtitle, source, log=True, reference=None, events=None
) -> Chart:
    """Lines over the years, one for each flow. `data`: year, flow, value and vintage; blanks leave
    a gap.

    Preliminary values are hollow diamonds; `reference` draws a thin level line with its (value,
    label); `events` (year, label) are upright lines with letters, explained in the note beneath.
    """
    figure, axes = canvas(4.1 if events is not None else 3.9)
    for flow, part in data.groupby("flow", sort=False):
        colour = COLOURS.get(flow, COLOURS["quiet"])
        put(
            axes,
            flow,
            part.year,
            part.value,
            lambda x, y, c=colour: axes.plot(x, y, color=c, lw=2.2, marker="o", ms=3),
        )
        early = part[part.get("vintage") == "preliminary"] if "vintage" in part else part.iloc[:0]
        axes.plot(
            early.year, early.value.astype(float), "D", mfc="white", mec=colour, ms=7, mew=1.8
        )
    if log:
        log_axis(axes.yaxis, axes)
    if data.flow.nunique() > 1:
        _name_lines(axes, data)
    if reference:
        axes.axhline(reference[0], color="#222222", lw=1)
        start = (data.year.min(), reference[0])
        axes.annotate(reference[1], start, xytext=(0, 4), textcoords="offset points", fontsize=9)
    axes.yaxis.set_major_formatter(FuncFormatter(formats.axis_number))
    whole_years(axes)
    first = "vintage" in data and (data.vintage == "preliminary").any()
    notes = [_mark_events(axes, events), say("charts.hollow_diamonds") if first else ""]
    note = ". ".join(filter(None, notes))
    alt = describe_over_time(finding.text, data, subtitle, log) + (f" {note}." if note else "")
    words = {
        "title": finding.text,
        "subtitle": subtitle,
        "source": source,
        "alt": alt,
        "note": note,
    }
    return finish(name, figure, axes, data, shown=pairs(data, "year", "value", "flow"), **words)


def _name_lines(axes, data: pd.DataFrame) -> None:
    """The name of each line beside its end; on a phone, where that takes too much room, in a row
    above.
    """
    ends = {
        flow: part[part.value.notna()].iloc[-1] for flow, part in data.groupby("flow", sort=False)
    }
    if narrow():
        for flow in ends:
            axes.plot(
                [],
                [],
                color=COLOURS.get(flow, COLOURS["quiet"]),
                lw=2.2,
                marker="o",
                ms=3,
                label=names.name(flow),
            )
        _key(axes, len(ends), 1.08)
        return
    order = sorted(ends, key=lambda flow: ends[flow].value)
    places = axes.transAxes.inverted().transform(
        axes.transData.transform([(e.year, e.value) for e in ends.values()])
    )
    close = len(ends) == 2 and abs(places[0][1] - places[1][1]) < 0.09
    for place, flow in enumerate(order):
        axes.annotate(
            f" {names.name(flow)}",
            (ends[flow].year, ends[flow].value),
            xytext=(2, (9 if place else -9) if close else 0),
            textcoords="offset points",
            va="center",
            color=COLOURS.get(flow, COLOURS["quiet"]),
            weight="bold",
        )


def _key(axes, columns: int, height: float = 1) -> None:
    """The key of a chart, in a row above its axes."""
    # From the left edge of the picture, so that a long key has the whole width.
    place = blended_transform_factory(axes.figure.transFigure, axes.transAxes)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0.005, height),
        bbox_transform=place,
        ncols=columns,
        frameon=False,
        fontsize=10.5,
        handletextpad=0.3,
        borderaxespad=0.1,
        columnspacing=1.2,
    )


def _mark_events(axes, events: pd.DataFrame | None) -> str:
    """Letters on upright lines; returns their meaning for the note."""
    if events is None or events.empty:
        return ""
    meaning, before, up = [], None, 0
    near = (axes.get_xlim()[1] - axes.get_xlim()[0]) * (0.05 if narrow() else 0.025)
    for letter, row in zip("ABCDEFGH", events.sort_values("year").itertuples(), strict=False):
        axes.axvline(row.year, color="#555555", lw=0.9, ls=(0, (1, 2)), zorder=1)
        # Letters of neighbouring years stand one above the other.
        up = 0 if before is None or row.year - before > near else up + 10
        place = {
            "xycoords": ("data", "axes fraction"),
            "xytext": (0, up),
            "textcoords": "offset points",
        }
        axes.annotate(
            letter, (row.year, 1), ha="center", va="bottom", fontsize=9, color="#333333", **place
        )
        meaning.append(f"{letter} {row.year}: {row.label}")
        before = row.year
    return "; ".join(meaning)


@at_both_widths
def columns(name, data, finding, *, subtitle, source, flow="net") -> Chart:
    """Upright bars by year around zero. `data`: year, value of one flow; gains and losses differ by
    colour and direction."""
    figure, axes = canvas(3.6)
    colours = [COLOURS["gain"] if value >= 0 else COLOURS["loss"] for value in data.value.fillna(0)]
    put(
        axes, "value", data.year, data.value, lambda x, y: axes.bar(x, y, width=0.78, color=colours)
    )
    axes.axhline(0, color="#222222", lw=1)
    axes.yaxis.set_major_formatter(FuncFormatter(formats.axis_number))
    whole_years(axes)
    alt = describe_over_time(finding.text, data.assign(flow=flow), subtitle, False)
    words = {"title": finding.text, "subtitle": subtitle, "source": source, "alt": alt}
    return finish(name, figure, axes, data, shown=pairs(data, "year", "value"), **words)


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

    `data`: label, value, and optionally low, high and status (see `drawing.MARKS`); a row without a
    value is drawn as a bar from low to high. `reference` draws an upright line with its (value,
    label).
    """
    if data.empty:
        return None
    labels = [folded(label) for label in data.label]
    figure, axes = canvas(
        1.35 + 0.31 * max(len(data), 3) + 0.14 * sum(label.count("\n") for label in labels)
    )
    places = np.arange(len(data))[::-1]
    status = data.status if "status" in data else pd.Series("observed", index=data.index)
    if {"low", "high"} <= set(data.columns):
        _whiskers(axes, data, places)
    for kind in dict.fromkeys(status):
        mine = (status == kind).to_numpy()
        colour = COLOURS["loss"] if kind in ("doubtful", "missed") else COLOURS["net"]
        dots(axes, kind, data.value[mine], places[mine], kind, colour)
    rows(axes, labels)
    number_axis(axes, log, axis_format)
    if reference:
        axes.axvline(reference[0], color="#222222", lw=1, ls=(0, (4, 3)))
        above = (reference[0], 1)
        axes.annotate(
            reference[1],
            above,
            xycoords=("data", "axes fraction"),
            xytext=(4, 2),
            textcoords="offset points",
            fontsize=9,
        )
    items = "; ".join(f"{row.label} {in_words(row, format_value)}" for row in data.itertuples())
    alt = say("charts.alt_ranking", subtitle=subtitle, title=finding.text, items=items)
    shown = {
        str(kind): list(
            zip(data.value[status == kind], places[(status == kind).to_numpy()], strict=True)
        )
        for kind in set(status)
    }
    words = {"title": finding.text, "subtitle": subtitle, "source": source, "alt": alt}
    return finish(name, figure, axes, data, shown=shown, **words)


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
    reverse=False,
    note="",
) -> Chart | None:
    """Two or three values on each row, told apart by mark, place and colour, named in a key above.

    `data`: label (the row), series (in the order of the key), value, and optionally low, high and
    status. `reverse` lets the axis run from right to left, for ranks.
    """
    if data.empty:
        return None
    labels, series = list(dict.fromkeys(data.label)), list(dict.fromkeys(data.series))
    shown_labels = [folded(label, 26 if len(labels) < 9 else 40) for label in labels]
    row_height = 0.34 + 0.08 * len(series) if len(labels) < 9 else 0.36
    row_height = max(
        row_height, 0.08 + 0.17 * (1 + max(label.count("\n") for label in shown_labels))
    )
    key_columns = 1 if narrow() or sum(len(each) + 4 for each in series) > 62 else len(series)
    figure, axes = canvas(1.55 + 0.2 * len(series) / key_columns + row_height * max(len(labels), 2))
    status = data.status if "status" in data else pd.Series("observed", index=data.index)
    shift = {
        name: NEAR * (len(series) - 1 - 2 * place) / max(len(series) - 1, 1)
        for place, name in enumerate(series)
    }
    height = {label: len(labels) - 1 - place for place, label in enumerate(labels)}
    places = np.array([height[row.label] + shift[row.series] for row in data.itertuples()])
    if {"low", "high"} <= set(data.columns):
        _whiskers(axes, data, places)
    looks = [(COLOURS[f"key {place}"], marker) for place, marker in enumerate("os^", 1)]
    for (colour, marker), each in zip(looks, series, strict=False):
        axes.scatter([], [], s=52, color=colour, marker=marker, label=each)
        for kind in dict.fromkeys(status[data.series == each]):
            mine = ((data.series == each) & (status == kind)).to_numpy()
            look = {"color": colour, "marker": marker} | (
                {"marker": "X"} if kind == "doubtful" else {}
            )
            look |= {"facecolor": "white"} if MARKS.get(kind, {}).get("facecolor") else {}
            draw = lambda x, y, look=look: axes.scatter(x, y, s=52, zorder=3, linewidth=1.6, **look)  # noqa: E731
            put(axes, f"{each} {kind}", data.value[mine], places[mine], draw)
    rows(axes, shown_labels)
    number_axis(axes, log, axis_format)
    if reverse:
        axes.invert_xaxis()
    if reference is not None:
        axes.axvline(reference, color="#222222", lw=1, ls=(0, (4, 3)))
    _key(axes, key_columns)
    alt = _describe_compared(data, finding.text, subtitle, format_value)
    shown = {
        f"{each} {kind}": list(zip(data.value[mask], places[mask.to_numpy()], strict=True))
        for each in series
        for kind in set(status[data.series == each])
        for mask in [(data.series == each) & (status == kind)]
    }
    words = {
        "title": finding.text,
        "subtitle": subtitle,
        "source": source,
        "alt": alt,
        "note": note,
    }
    return finish(name, figure, axes, data, shown=shown, **words)


def _describe_compared(data: pd.DataFrame, title: str, subtitle: str, format_value) -> str:
    items = []
    for label, part in data.groupby("label", sort=False):
        values = ", ".join(
            f"{row.series} {in_words(row, format_value)}" for row in part.itertuples()
        )
        items.append(f"{label}: {values}")
    return say("charts.alt_dots", subtitle=subtitle, title=title, items="; ".join(items))


@at_both_widths
def shares(name, data, finding, *, subtitle, source, colour="departures") -> Chart | None:
    """Horizontal bars of the published groups, the remainder hatched. `data`: label, value,
    category.
    """
    if data.empty:
        return None
    labels = [folded(label) for label in data.label]
    figure, axes = canvas(
        1.35 + 0.36 * max(len(data), 3) + 0.1 * sum(label.count("\n") for label in labels)
    )
    places = np.arange(len(data))[::-1]
    bars = {}
    hue = COLOURS[colour]
    put(
        axes,
        "value",
        data.value,
        places,
        lambda x, y: bars.update(all=axes.barh(y, x, height=BAR, color=hue)),
    )
    for bar, row in zip(bars["all"], data.itertuples(), strict=True):
        if row.category == "rest":
            bar.set(facecolor="white", edgecolor="#777777", hatch="///")
        axes.annotate(
            f" {formats.axis_number(row.value)}",
            (row.value, bar.get_y() + BAR / 2),
            va="center",
            fontsize=10,
        )
    axes.set_yticks(places, labels)
    axes.set_xlim(0, float(data.value.max()) * (1.3 if narrow() else 1.14))
    axes.xaxis.set_major_locator(MaxNLocator(3 if narrow() else 6))
    axes.xaxis.set_major_formatter(FuncFormatter(formats.axis_number))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    items = "; ".join(f"{row.label} {formats.people(row.value)}" for row in data.itertuples())
    alt = say("charts.alt_bars", subtitle=subtitle, title=finding.text, items=items)
    words = {"title": finding.text, "subtitle": subtitle, "source": source, "alt": alt}
    return finish(
        name,
        figure,
        axes,
        data,
        shown={"value": list(zip(data.value, places, strict=True))},
        **words,
    )


@at_both_widths
def stacked(name, data, finding, *, subtitle, source) -> Chart | None:
    """Bars of equal length cut into shares, each part named on it; the part not published is
    hatched.

    `data`: label (the row), flow, category, part (its name), share (percent), low and high; parts
    in order.
    """
    if data.empty:
        return None
    labels = list(dict.fromkeys(data.label))
    figure, axes = canvas(1.15 + (0.74 if narrow() else 0.52) * max(len(labels), 2))
    height = {label: len(labels) - 1 - place for place, label in enumerate(labels)}
    for label, part in data.groupby("label", sort=False):
        left, tint = 0.0, 1.0
        for row in part.itertuples():
            look = {"facecolor": COLOURS[row.flow], "edgecolor": "white", "alpha": tint}
            if row.category == "rest":
                look = {"facecolor": "white", "edgecolor": "#777777", "hatch": "///"}
            bar = lambda x, y, left=left, look=look: axes.barh(y, x, left=left, height=BAR, **look)  # noqa: E731
            put(axes, f"{label} {row.category}", [row.share], [height[label]], bar)
            _name_part(axes, row, left, height[label], tint)
            left, tint = left + row.share, 0.45
    rows(axes, [folded(label, 26, 12) for label in labels])
    axes.set_ylim(-0.55, len(labels) - 0.45)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: formats.percent(value, 0)))
    axes.grid(visible=False)
    said = [
        f"{label}: {', '.join(_part_in_words(row) for row in part.itertuples())}"
        for label, part in data.groupby("label", sort=False)
    ]
    items = "; ".join(said)
    alt = say("charts.alt_stacked", subtitle=subtitle, title=finding.text, items=items)
    shown = {
        f"{row.label} {row.category}": [(row.share, height[row.label])] for row in data.itertuples()
    }
    words = {"title": finding.text, "subtitle": subtitle, "source": source, "alt": alt}
    return finish(name, figure, axes, data, shown=shown, **words)


def _part_in_words(row) -> str:
    return f"{row.part} {formats.percent_range(row.low, row.high)}"


def _name_part(axes, row, left: float, height: float, tint: float) -> None:
    """The name and share of a part on its bar; the share alone where the name does not fit."""
    share = formats.percent(row.share, 0)
    room = row.share * (0.021 if narrow() else 0.048)  # inches
    words = f"{row.part} {share}"
    words = words if len(words) * 0.085 < room else share
    dark = row.flow == "departures" and tint == 1 and row.category != "rest"
    box = (
        {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if row.category == "rest" else None
    )
    middle = left + row.share / 2
    axes.text(
        middle,
        height,
        words,
        ha="center",
        va="center",
        fontsize=10,
        color="white" if dark else "#111111",
        bbox=box,
    )


@at_both_widths
def paths_within(name, data, finding, *, subtitle, source, latest) -> Chart | None:
    """Cumulative counts by months, one line a year, the latest year strong. `data`: year, months,
    value.
    """
    if data.empty:
        return None
    figure, axes = canvas(4.1)
    for year, part in data.groupby("year"):
        strong = year == latest
        look = {
            "color": COLOURS["departures"] if strong else COLOURS["quiet"],
            "lw": 2.4 if strong else 1.2,
        }
        put(
            axes,
            str(year),
            part.months,
            part.value,
            lambda x, y, k=look: axes.plot(x, y, marker="o", ms=3.5, **k),
        )
        last = part.iloc[-1]
        axes.annotate(
            f" {year}",
            (last.months, last.value),
            color=look["color"],
            va="center",
            weight="bold" if strong else "normal",
            fontsize=10,
            path_effects=HALO,
        )
    axes.set_xticks(range(3, 13, 3) if narrow() else range(1, 13))
    axes.set_ylim(bottom=0)
    axes.set_xlabel(say("charts.months_from_january"))
    axes.yaxis.set_major_formatter(FuncFormatter(formats.axis_number))
    ends = data.sort_values("months").groupby("year").tail(1).sort_values("year")
    said = [
        say("charts.by_month", year=row.year, value=formats.people(row.value), month=row.months)
        for row in ends.itertuples()
    ]
    items = "; ".join(said)
    alt = say("charts.alt_line", subtitle=subtitle, title=finding.text, items=items)
    words = {"title": finding.text, "subtitle": subtitle, "source": source, "alt": alt}
    return finish(name, figure, axes, data, shown=pairs(data, "months", "value", "year"), **words)


@at_both_widths
def fan(name, observed, projected, finding, *, subtitle, source, log=True) -> Chart:
    """Observed values solid, the projection dashed, its 80% and 95% intervals as bands; net flows
    on a plain scale.

    `observed`: year, value; `projected`: as `projection.project` returns it, indexed by year.
    """
    figure, axes = canvas(4.2)
    start, hue = observed.iloc[-1], COLOURS["departures"]
    ahead = pd.concat(
        [pd.DataFrame({c: [start.value] for c in projected}, index=[start.year]), projected]
    )
    ahead = ahead.astype(float).set_axis(ahead.index.astype(int))
    for level, shade in (("95", 0.16), ("80", 0.30)):
        axes.fill_between(
            ahead.index,
            ahead[f"lower_{level}"],
            ahead[f"upper_{level}"],
            color=hue,
            alpha=shade,
            lw=0,
        )
    line = {"color": hue, "lw": 2.2, "marker": "o", "ms": 3}
    put(axes, "observed", observed.year, observed.value, lambda x, y: axes.plot(x, y, **line))
    axes.plot(ahead.index, ahead.point, color=hue, lw=1.4, ls=(0, (3, 2)))
    hollow = {"ls": "none", "marker": "o", "mfc": "white", "mec": hue, "ms": 5, "mew": 1.5}
    put(axes, "projected", projected.index, projected.point, lambda x, y: axes.plot(x, y, **hollow))
    if log:
        log_axis(axes.yaxis, axes)
    else:
        axes.axhline(0, color="#222222", lw=1)
    last = projected.iloc[-1]
    for level in ("95", "80"):
        end = (projected.index[-1], last[f"upper_{level}"])
        axes.annotate(
            f" {formats.percent(int(level), 0)}", end, va="center", fontsize=10, color="#333333"
        )
    axes.yaxis.set_major_formatter(FuncFormatter(formats.axis_number))
    whole_years(axes)
    ahead = projected.rename_axis("year").reset_index().assign(status="projected")
    data = pd.concat([observed.assign(status="observed").rename(columns={"value": "point"}), ahead])
    alt = describe_fan(finding.text, observed, projected, subtitle, log)
    shown = {
        "observed": list(zip(observed.year, observed.value, strict=True)),
        "projected": list(zip(projected.index, projected.point, strict=True)),
    }
    words = {"title": finding.text, "subtitle": subtitle, "source": source, "alt": alt}
    return finish(name, figure, axes, data, shown=shown, **words)


# --- rows, whiskers, axes -------------------------------------------------------------------------


def rows(axes, labels: list[str]) -> None:
    """The names of the rows, from the top."""
    axes.set_yticks(np.arange(len(labels))[::-1], labels)
    axes.set_ylim(-0.7, len(labels) - 0.3)
    axes.tick_params(axis="y", length=0)


def _whiskers(axes, data: pd.DataFrame, places) -> None:
    spans = zip(
        places, data.low.astype(float), data.high.astype(float), data.value.isna(), strict=True
    )
    for place, low, high, alone in spans:
        # A span without a value is drawn as a bar, so that a short one is still seen.
        axes.hlines(place, low, high, color="#777777", lw=6 if alone else 1.4)


def number_axis(axes, log: bool, axis_format) -> None:
    """Numbers along the foot of a chart with rows."""
    if log:
        log_axis(axes.xaxis, axes)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(4 if narrow() else 7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(axis_format))


def log_axis(axis, axes) -> None:
    """A log scale with plain numbers, ticks at 1, 2 and 5; on the foot of a chart fewer, where they
    are many.
    """
    upright = axis is axes.yaxis
    (axes.set_yscale if upright else axes.set_xscale)("log")
    low, high = axis.get_view_interval()
    crowded = not upright and high / low > 30
    axis.set_major_locator(
        LogLocator(subs=((1,) if narrow() else (1, 3)) if crowded else (1, 2, 5))
    )
    axis.set_minor_formatter(NullFormatter())
    axis.set_tick_params(which="minor", length=0)


def whole_years(axes) -> None:
    """Years as whole numbers, without a thousands space."""
    axes.xaxis.set_major_locator(MaxNLocator(4 if narrow() else 8, integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:.0f}"))


# --- words ----------------------------------------------------------------------------------------


def in_words(row, format_value) -> str:
    """A value, or the span where there is only a span; a doubtful or missed one says so."""
    low, high = getattr(row, "low", None), getattr(row, "high", None)
    if pd.notna(row.value):
        words = format_value(row.value)
    elif pd.notna(low):
        words = say("numbers.range", low=format_value(low), high=format_value(high))
    else:
        words = say("numbers.not_published")
    mark = getattr(row, "status", "")
    told = mark in ("doubtful", "missed", "preliminary", "derived", "implied")
    return f"{words} ({names.name(mark)})" if told else words


def describe_over_time(title: str, data: pd.DataFrame, subtitle: str, log: bool) -> str:
    """Alt text of a chart over the years: kind, finding, and first, highest, lowest and last value
    of each line.
    """
    kind = say("charts.line_log") if log else say("charts.over_years")
    digits = 0 if data.value.abs().max() > 100 else 2
    said = []
    for flow, part in data[data.value.notna()].groupby("flow", sort=False):
        part = part.set_index("year").value.astype(float)
        known = {
            "first": part.index[0],
            "highest": part.idxmax(),
            "lowest": part.idxmin(),
            "last": part.index[-1],
        }
        slots = {key: formats.number(part[year], digits) for key, year in known.items()}
        slots |= {f"{key}_year": year for key, year in known.items()}
        said.append(say("charts.course", flow=names.name(flow), **slots))
    return f"{kind}, {subtitle}: {title}. {'; '.join(said)}."


def describe_fan(
    title: str, observed: pd.DataFrame, projected: pd.DataFrame, subtitle: str, log: bool
) -> str:
    """Alt text of a projection: the last value, and point and intervals of the first and last
    projected year.
    """
    last = observed.iloc[-1]
    said = [say("charts.last_observed", value=formats.people(last.value), year=int(last.year))]
    for year in dict.fromkeys((projected.index[0], projected.index[-1])):
        row = projected.loc[year]
        spans = {
            f"range{level}": formats.rough_range(row[f"lower_{level}"], row[f"upper_{level}"])
            for level in (80, 95)
        }
        said.append(say("charts.projected", year=year, point=formats.rough(row.point), **spans))
    kind = say("charts.intervals_log") if log else say("charts.intervals")
    return f"{kind}, {subtitle}: {title}. {'; '.join(said)}."
