"""A chart of one's own: any matplotlib or seaborn axes as a chart of the edition.

Its table is read back from the lines, bars and points of the axes, its alt text from that table.
"""

import re
import sys
from functools import partial

import numpy as np
import pandas as pd
import seaborn
from matplotlib import category, dates, rcParams
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.container import BarContainer
from matplotlib.ticker import FixedFormatter, ScalarFormatter

import helpers.charts.canvas as canvas
from helpers.charts.canvas import Chart, ChartError
from helpers.charts.scales import course
from helpers.cleaning import names
from helpers.language import formats, say

PLAIN_SERIES = 6  # the alt text describes so many; the table has all
SERIES = "series"
LONG = 10_000  # numbers along an axis from here on are written with separators; years are not
LEGEND = {"loc": "lower left", "bbox_to_anchor": (0, 1)}  # above: inside it would hide data
LEGEND |= {"frameon": False, "title": None}
WORDS = re.compile(r"[^a-z0-9]+")


use_house_style = partial(rcParams.update, canvas.STYLE)  # of charts that a notebook draws itself


def of_axes(
    axes,
    title,
    name: str = "",
    data: pd.DataFrame | None = None,
    *,
    subtitle: str | None = None,
    source: str | None = None,
    note: str = "",
) -> Chart:
    """The chart that somebody has drawn: axes, several of them, a figure or a seaborn grid.

    `title` is a finding or words; `name` (of its files) defaults to the title, `data` to what is
    read back from the axes, `subtitle` to their labels, `source` to the tables of the edition.
    Raises TypeError for what is no axes, ValueError when nothing can be read back, and ChartError
    when `data` has the columns that the axes are labelled with and other values than the marks.
    """
    panels = panels_of(axes)
    marks = table_of(panels)
    table = marks if data is None else data.reset_index(drop=True)
    if table.empty:
        problem = "notebook.show reads lines, bars and points, and these axes have none"
        raise ValueError(f"{problem}; give the table: notebook.show(axes, title=…, data=table)")
    text = str(getattr(title, "headline", title))
    slug = WORDS.sub("_", text.lower()).strip("_")[:40]
    x, y = (names.heading(label) for label in labels_of(panels))
    kinds = [say("charts.own_kind", kind=kind) for kind in marks_of(panels).kind.unique()]
    alt = say("charts.own_alt", title=text, kinds=formats.listing(kinds), x=x, y=y)
    if note:
        alt = f"{alt} {note}."
    wanted = None if data is None else _wanted_marks(table, panels)
    chart = Chart(
        name=name or getattr(title, "id", "") or slug or "chart",
        axes=panels[0],
        data=table,
        title=text,
        subtitle=say("charts.own_subtitle", x=x, y=y) if subtitle is None else subtitle,
        source=say("sources.own") if source is None else source,
        alt=" ".join([alt, *descriptions(marks)]),
    )
    leave_pyplot(axes)
    for panel in panels:
        _translate(panel, has_labels=subtitle is None)
    chart.again = partial(_dressed, chart, panels, wanted, note, set(chart.figure.texts))
    return chart.again()


def _translate(axes: Axes, *, has_labels: bool) -> None:
    """The words of readers for the columns and ids in labels; none on axes without `has_labels`."""
    axes.set_xlabel(names.heading(axes.get_xlabel()) if has_labels else "")
    axes.set_ylabel(names.heading(axes.get_ylabel()) if has_labels else "")
    legend = axes.get_legend()
    if legend is not None:
        for text in legend.texts:
            text.set_text(names.name(text.get_text()))
        seaborn.move_legend(axes, ncols=min(len(legend.texts), 3), **LEGEND)
    for axis in (axes.xaxis, axes.yaxis):  # numbers of five digits as everywhere: '100,000'
        is_plain = isinstance(axis.get_major_formatter(), ScalarFormatter)
        if is_plain and np.abs(axis.get_view_interval()).max() >= LONG:
            axis.set_major_formatter(formats.axis_number)


def _wanted_marks(data: pd.DataFrame, panels: list[Axes]) -> set[tuple] | None:
    """Series, x and y of each row of `data`; None where the labels of the axes are no columns."""
    x, y = labels_of(panels)
    if not {x, y} <= set(data.columns):
        return None
    rows = data.dropna(subset=[x, y])
    by = next((title for title in _legend_titles(panels) if title in rows), None)
    series = rows[by].map(names.name) if by else [""] * len(rows)
    return set(zip(series, rows[x].map(_plain), rows[y].map(_plain), strict=True))


def _prove(name: str, panels: list[Axes], wanted: set[tuple]) -> None:
    """Marks that a legend names are the rows of the table; those that none names repeat some."""
    marks = marks_of(panels)
    shown = set(zip(marks[SERIES], marks.x.map(_plain), marks.y.map(_plain), strict=True))
    named = {mark for mark in shown if mark[0]} or shown
    points = {mark[1:] for mark in shown}
    if named != wanted or not points <= {mark[1:] for mark in wanted}:
        todo = "give the table that it shows, or leave `data` out"
        raise ChartError(f"chart {name!r} does not show its data; {todo}")


def _dressed(chart: Chart, panels: list[Axes], wanted: set | None, note: str, texts: set) -> Chart:
    """The chart at the width of now; `texts` are those that its figure had before."""
    if wanted is not None:
        _prove(chart.name, panels, wanted)
    figure = chart.figure
    for text in set(figure.texts) - texts:  # of another width
        text.remove()
    width = canvas.NARROW if canvas.narrow() else canvas.WIDE
    height = 3.9 if len(panels) == 1 else 5.2
    figure.set_size_inches(width, height)
    figure.set_layout_engine("constrained")
    if len(panels) == 1:
        chart.axes.set_title("")
    canvas.finish(chart, {}, note)
    return chart


def leave_pyplot(axes) -> None:
    """Else the next chart would be drawn over these axes, or they be displayed a second time."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(panels_of(axes)[0].figure)


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
    table = marks_of(panels).drop(columns="kind").rename(columns={"x": x, "y": y})
    constant = [column for column in ("panel", SERIES) if table[column].nunique() < 2]
    free = (title for title in _legend_titles(panels) if title and title not in table)
    return table.drop(columns=constant).rename(columns={SERIES: next(free, SERIES)})


def _legend_titles(panels: list[Axes]) -> list[str]:
    legends = filter(None, map(Axes.get_legend, panels))
    return [legend.get_title().get_text() for legend in legends]


def labels_of(panels: list[Axes]) -> tuple[str, str]:
    """What stands along x and along y, as the first axes say that name it."""
    x = next(filter(None, map(Axes.get_xlabel, panels)), "x")
    y = next(filter(None, map(Axes.get_ylabel, panels)), "y")
    return (x, y) if x != y else (f"{x} (x)", f"{y} (y)")


def marks_of(panels: list[Axes]) -> pd.DataFrame:
    """What carries data: panel, series, x, y and kind of each bar, point of a line and dot."""
    tables = []
    for axes in panels:
        names = _names_by_colour(axes)
        bars = _bars(axes, names)
        marks = bars + _lines(axes, names, has_bars=bool(bars)) + _dots(axes, names)
        table = pd.DataFrame(marks, columns=["kind", SERIES, "x", "y", "place"])
        table["order"] = pd.factorize(table.kind + table[SERIES])[0]
        table = table.sort_values(["order", "place"], kind="stable")
        x = _values(axes.xaxis, table.x)
        y = _values(axes.yaxis, table.y)
        tables.append(table.assign(panel=axes.get_title(), x=x, y=y))
    filled = [table for table in tables if len(table)]
    marks = pd.concat(filled or tables, ignore_index=True)
    return marks[["panel", SERIES, "x", "y", "kind"]]


def _bars(axes: Axes, names: dict[str, str]) -> list[tuple]:
    """The bars, each with its place along the axis, by which those of a series are sorted."""
    marks = []
    containers = [part for part in axes.containers if isinstance(part, BarContainer)]
    for container in containers:
        for bar in container:
            name = _name(container, bar.get_facecolor(), names)
            x, y = bar.get_center()
            if container.orientation == "horizontal":
                marks.append(("bars", name, bar.get_width(), y, y))
            else:
                marks.append(("bars", name, x, bar.get_height(), x))
    return [mark for mark in marks if np.isfinite(mark[2:4]).all()]


def _lines(axes: Axes, names: dict[str, str], *, has_bars: bool) -> list[tuple]:
    marks = []
    for line in axes.get_lines():
        points = np.column_stack(line.get_data(orig=False)).astype(float)
        is_guide = line.get_transform() != axes.transData
        is_whisker = has_bars and len(np.unique(points[:, 0])) < 2
        if not is_guide and not is_whisker:
            name = _name(line, line.get_color(), names)
            known = points[np.isfinite(points).all(axis=1)]
            marks += [("lines", name, x, y, 0) for x, y in known]
    return marks


def _dots(axes: Axes, names: dict[str, str]) -> list[tuple]:
    marks = []
    for dots in axes.collections:
        if isinstance(dots, PathCollection):
            places = np.asarray(dots.get_offsets(), dtype=float).reshape(-1, 2)
            colours = list(dots.get_facecolor()) or [None]  # one, or one a point
            if len(colours) != len(places):
                colours = colours[:1] * len(places)
            for colour, (x, y) in zip(colours, places, strict=True):
                marks.append(("points", _name(dots, colour, names), x, y, 0))
    return marks


def _names_by_colour(axes: Axes) -> dict[str, str]:
    legend = axes.get_legend()
    if legend is None:
        return {}
    names = {}
    for handle, text in zip(legend.legend_handles, legend.texts, strict=True):
        is_line = hasattr(handle, "get_color")
        colour = handle.get_color() if is_line else handle.get_facecolor()
        names[to_hex(to_rgba_array(colour)[0])] = text.get_text()
    return names


def _name(artist, colour, names: dict[str, str]) -> str:
    """The name in the legend; else the label, unless matplotlib has invented it."""
    if colour is not None and to_hex(colour) in names:
        return names[to_hex(colour)]
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def _values(axis, values) -> list:
    """The values on an axis as they were given: words of categories, dates, whole numbers."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, (category.StrCategoryFormatter, FixedFormatter)):
        places = np.asarray(axis.get_ticklocs(), dtype=float)
        words = formatter.format_ticks(places)
        return [words[int(np.abs(places - value).argmin())] for value in values]
    if isinstance(formatter, (dates.DateFormatter, dates.AutoDateFormatter)):
        return [dates.num2date(value).strftime("%Y-%m-%d") for value in values]
    return [_plain(value) for value in values]


def _plain(value):
    """A number with six digits after the point, a whole one as such; words as they are."""
    try:  # categories of seaborn are words also where they are years
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else round(number, 6)


def descriptions(marks: pd.DataFrame) -> list[str]:
    """A sentence for each of the first series of `table_of`, unless the legend does not name it."""
    *by, x, y = marks.columns
    parts = [((), marks)]
    if by:
        parts = list(marks[marks[by[-1]] != ""].groupby(by, sort=False))
    if not pd.api.types.is_numeric_dtype(marks[y]):
        x, y = y, x  # level bars: the values lie along x
    sentences = []
    for key, part in parts[:PLAIN_SERIES]:
        if len(part):
            series = ", ".join(names.name(str(each)) for each in key) or names.heading(y)
            slots = course(part.set_index(x)[y].astype(float), _short)
            sentences.append(say("charts.own_series", series=series, **slots))
    return sentences


def _short(value: float) -> str:
    is_whole = abs(value) >= 100 or value.is_integer()
    return formats.number(value, 0 if is_whole else 2)
