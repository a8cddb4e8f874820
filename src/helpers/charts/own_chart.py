"""Any matplotlib or seaborn axes as a chart of the edition.

Its table is read back from the lines, bars and points of the axes, its alt text from that table."""

import re
import sys
from collections.abc import Iterator
from functools import partial
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.container import BarContainer
from matplotlib.ticker import ScalarFormatter

from helpers.charts.canvas import WORDED, Chart, ChartError
from helpers.cleaning import names
from helpers.language import formats, say

SERIES = "series"
MARK = ["kind", SERIES, "x", "y", "place"]
DATED = (dates.DateFormatter, dates.AutoDateFormatter)
PLAIN_SERIES = 6  # the alt text describes so many; the table has all
LISTED = 8  # of values of a series that the alt text lists; of more it says the course
LONG = 10_000  # numbers along an axis from here on are written with separators; years are not
SLOTS = ("first", "last", "lowest", "highest")  # of the course of a series
WORDS = re.compile(r"[^a-z0-9]+")


def of_axes(
    axes,
    title,
    name: str = "",
    data: pd.DataFrame | None = None,
    *,
    subtitle: str | None = None,
    source: str | None = None,
    note: str = "",
    more: str = "",
) -> Chart:
    """The chart that somebody has drawn: axes, several of them, a figure or a seaborn grid.

    `title` is a finding or words; `name` (of its files) defaults to the title, `data` to what is
    read back from the axes, `subtitle` to their labels, `source` to the tables of the edition;
    `note` stands above the source, and in the alt text, where `more` stands for what is read back.
    Raises TypeError for what is no axes, ValueError when nothing can be read back, and ChartError
    when `data` has the columns that the axes are labelled with and other values than the marks."""
    panels = panels_of(axes)
    shown = table_of(panels)
    table = shown if data is None else data.reset_index(drop=True)
    if table.empty:
        problem = "notebook.show reads lines, bars and points, and these axes have none"
        raise ValueError(f"{problem}; give the table: notebook.show(axes, title=…, data=table)")
    text = title if isinstance(title, str) else title.headline
    slug = WORDS.sub("_", text.lower()).strip("_")[:40]
    x, y = (names.heading(label) for label in labels_of(panels))
    kinds = [say("charts.own_kind", kind=kind) for kind in marks_of(panels).kind.unique()]
    has_labels = subtitle is None
    if has_labels:
        subtitle = say("charts.own_subtitle", x=x, y=y)
    alt = say(
        "charts.own_alt",
        title=text,
        kinds=formats.listing(kinds),
        subtitle=subtitle,
    )
    described = [f"{more}."] if more else descriptions(shown)
    if note:
        described.append(f"{note}.")
    wanted = None if data is None else _wanted_marks(table, panels)
    name = name or getattr(title, "id", "") or slug or "chart"
    leave_pyplot(axes)
    for panel in panels:
        _translate(panel, has_labels=has_labels)
    return Chart(
        name=name,
        panels=panels,
        data=table,
        title=text,
        subtitle=subtitle,
        source=say("sources.own") if source is None else source,
        note=note,
        alt=" ".join([alt, *described]),
        prove=partial(_prove, name, panels, wanted),
    )


def _translate(axes: Axes, *, has_labels: bool) -> None:
    """The words of readers for the columns and ids in labels; none on axes without `has_labels`."""
    axes.set_title(axes.get_title(), loc="left", fontsize="medium")
    axes.set_title("")
    legend = axes.get_legend()
    for text in legend.texts if legend else []:
        text.set_text(names.name(text.get_text()))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_label_text(names.heading(axis.get_label_text()) if has_labels else "")
        # Numbers of five digits as in the text: '100,000'.
        is_plain = isinstance(axis.get_major_formatter(), ScalarFormatter)
        if is_plain and np.abs(axis.get_view_interval()).max() >= LONG:
            axis.set_major_formatter(formats.axis_number)


def _wanted_marks(data: pd.DataFrame, panels: list[Axes]) -> set[tuple] | None:
    """Series (where a legend or the labels of lines name them), x and y of each row of `data`; None
    where the labels of the axes are no columns."""
    x, y = labels_of(panels)
    if not {x, y} <= set(data):
        return None
    rows = data.dropna(subset=[x, y])
    series = [""] * len(rows)
    called = set(marks_of(panels)[SERIES]) - {""}
    for column in reversed(list(rows)):
        words = rows[column].astype(str)
        if set(words) == called:
            series = words
    for title in reversed(legend_titles(panels)):
        if title in rows:
            series = rows[title].map(names.name)
    return set(zip(series, rows[x].map(plain), rows[y].map(plain), strict=True))


def _prove(name: str, panels: list[Axes], wanted: set[tuple] | None) -> None:
    """Marks that a legend names are the rows of the table; those that none names repeat some."""
    if wanted is None:
        return
    read = marks_of(panels)
    if not any(series for series, _x, _y in wanted):
        read[SERIES] = ""
    shown = set(zip(read[SERIES], read.x, read.y, strict=True))
    named = {mark for mark in shown if mark[0]} or shown
    points = {mark[1:] for mark in shown}
    if named != wanted or points - {mark[1:] for mark in wanted}:
        todo = "give the table that it shows, or leave `data` out"
        raise ChartError(f"chart {name!r} does not show its data; {todo}")


def leave_pyplot(axes) -> None:
    """Else the next chart would be drawn over these axes, or they be displayed a second time."""
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(panels_of(axes)[0].figure)


def descriptions(shown: pd.DataFrame) -> list[str]:
    """A sentence for each of the first series of `table_of`, unless none names it: its
    values, or of many the first, last, lowest and highest, each with its place."""
    *by, x, y = shown.columns
    parts = [((), shown)]
    if by:
        parts = list(shown[shown[by[-1]] != ""].groupby(by, sort=False))
    if not pd.api.types.is_numeric_dtype(shown[y]):
        x, y = y, x  # level bars: the values lie along x
    sentences = []
    for key, part in parts[:PLAIN_SERIES]:
        series = ", ".join(names.name(str(each)) for each in key) or names.heading(y)
        values = part.set_index(x)[y].astype(float)
        if len(part) > LISTED:
            slots = {"series": series}
            for slot, place in zip(SLOTS, (0, -1, values.argmin(), values.argmax()), strict=True):
                slots[slot] = _short(values.iloc[place])
                slots[f"{slot}_at"] = values.index[place]
            sentences.append(say("charts.own_series", **slots))
        elif len(part):
            items = [f"{place} {_short(value)}" for place, value in values.items()]
            sentences.append(f"{series}: {'; '.join(items)}.")
    return sentences


def _short(value: float) -> str:
    return formats.number(value, 0 if abs(value) >= 100 or value.is_integer() else 2)


def panels_of(axes) -> list[Axes]:
    """The axes of what a plotting function has returned."""
    if isinstance(axes, Axes):
        return [axes]
    parts = getattr(axes, "axes", axes)  # of a figure, or of a grid of seaborn
    if isinstance(parts, np.ndarray):
        parts = parts.ravel().tolist()
    if isinstance(parts, list) and parts and all(isinstance(part, Axes) for part in parts):
        return parts
    kind = type(axes).__name__
    raise TypeError(f"notebook.show takes a chart or matplotlib or seaborn axes, not {kind}")


def table_of(panels: list[Axes]) -> pd.DataFrame:
    """What the axes show: panel (by its title), series (by that of the legend), and each axis."""
    x, y = labels_of(panels)
    table = marks_of(panels).drop(columns="kind")
    table = table.rename(columns={"x": x, "y": y})
    titles = [title for title in legend_titles(panels) if title and title not in table]
    for column in ("panel", SERIES):
        if table[column].nunique() < 2:
            del table[column]
    return table.rename(columns={SERIES: titles[0]}) if titles else table


def legend_titles(panels: list[Axes]) -> list[str]:
    legends = filter(None, map(Axes.get_legend, panels))
    return [legend.get_title().get_text() for legend in legends]


def labels_of(panels: list[Axes]) -> tuple[str, str]:
    """What stands along x and along y, as the first axes say that name it."""
    x = "x"
    y = "y"
    for axes in reversed(panels):
        x = axes.get_xlabel() or x
        y = axes.get_ylabel() or y
    return (x, y) if x != y else (f"{x} (x)", f"{y} (y)")


def marks_of(panels: list[Axes]) -> pd.DataFrame:
    """What carries data: panel, series, x, y and kind of each bar, point of a line and dot."""
    tables = []
    for axes in panels:
        table = pd.DataFrame(_marks(axes), columns=MARK)
        table = table[np.isfinite(table[["x", "y"]].astype(float)).all(axis=1)]
        order = pd.factorize(table.kind + table[SERIES])[0]
        table = table.assign(panel=axes.get_title(), order=order)
        table = table.sort_values(["order", "place"], kind="stable")
        table["x"] = _values(axes.xaxis, table.x)
        table["y"] = _values(axes.yaxis, table.y)
        tables.append(table)
    filled = [table for table in tables if len(table)]
    marks = pd.concat(filled or tables, ignore_index=True)
    return marks[["panel", SERIES, "x", "y", "kind"]]


def _marks(axes: Axes) -> Iterator[tuple]:
    """The bars, each with its place along the axis, by which those of a series are sorted, the
    points of lines that are no guides or whiskers of bars, and the dots."""
    called = {}
    if legend := axes.get_legend():
        for handle, text in zip(legend.legend_handles, legend.texts, strict=True):
            colour = getattr(handle, "get_color", getattr(handle, "get_facecolor", None))()
            called[to_hex(to_rgba_array(colour)[0], keep_alpha=True)] = text.get_text()
    bars = [each for each in axes.containers if isinstance(each, BarContainer) and len(each)]
    for container in bars:
        for bar in container:
            name = _name(container, bar.get_facecolor(), called)
            x, y = bar.get_center()
            if container.orientation == "horizontal":
                yield "bars", name, bar.get_width(), y, y
            else:
                yield "bars", name, x, bar.get_height(), x
    for line in axes.get_lines():
        points = np.column_stack(line.get_data(orig=False)).astype(float)
        is_whisker = bars and len(np.unique(points[:, 0])) < 2
        if line.get_transform() == axes.transData and not is_whisker:
            name = _name(line, line.get_color(), called)
            for x, y in points:
                yield "lines", name, x, y, 0
    for dots in axes.collections:
        if isinstance(dots, PathCollection):
            places = np.asarray(dots.get_offsets(), dtype=float).reshape(-1, 2)
            colours = cycle(list(dots.get_facecolor()) or [None])  # one, or one a point
            for (x, y), colour in zip(places, colours, strict=False):
                yield "points", _name(dots, colour, called), x, y, 0


def _name(artist, colour, called: dict[str, str]) -> str:
    """The name in the legend; else the label, unless matplotlib has invented it."""
    label = str(artist.get_label() or "")
    label = "" if label.startswith("_") else label
    return label if colour is None else called.get(to_hex(colour, keep_alpha=True), label)


def _values(axis, values: pd.Series) -> list:
    """The values on an axis as they were given: words of categories, dates, whole numbers."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, DATED):
        return [f"{dates.num2date(value):%Y-%m-%d}" for value in values]
    if isinstance(formatter, WORDED):
        places = np.asarray(axis.get_ticklocs(), dtype=float)
        words = formatter.format_ticks(places)
        values = [words[np.abs(places - value).argmin()] for value in values]
    return list(map(plain, values))


def plain(value):
    """A number with six digits after the point, a whole one as such; words in one line."""
    try:  # categories of seaborn are words also where they are years
        number = float(value)
    except ValueError:
        return " ".join(str(value).split())
    return int(number) if number.is_integer() else round(number, 6)
