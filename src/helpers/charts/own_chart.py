"""A chart of one's own: any matplotlib or seaborn axes as a chart of the edition.

Its table is read back from the lines, bars and points of the axes, its alt text from that table.
"""

import contextlib
import re
import sys
from functools import partial
from types import SimpleNamespace

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
from helpers.cleaning import names
from helpers.language import formats, say

PLAIN_SERIES = 6  # the alt text describes so many; the table has all
SERIES = "series"
LONG = 10_000  # numbers along an axis from here on are written with separators; years are not
WORDS = re.compile(r"[^a-z0-9]+")


def use_house_style() -> None:
    """Charts that a notebook draws itself look like the others."""
    rcParams.update(canvas.STYLE)


def of_axes(axes, title, name: str = "", data: pd.DataFrame | None = None, **words: str) -> Chart:
    """The chart that somebody has drawn: axes, several of them, a figure or a seaborn grid.

    `title` is a finding or words; `name` that of its files (default: from the title). `data` is the
    table behind it (default: what is read back from the axes). Of `words`, `subtitle` defaults to
    the labels of the axes, `source` to the tables of the edition, `note` to nothing. Raises
    TypeError for what is no axes, ValueError when nothing can be read back, and ChartError when
    `data` has the columns that the axes are labelled with and other values than the marks.
    """
    panels = panels_of(axes)
    marks = table_of(panels)
    table = marks if data is None else data.reset_index(drop=True)
    if table.empty:
        problem = "notebook.show reads lines, bars and points, and these axes have none"
        raise ValueError(f"{problem}; give the table: notebook.show(axes, title=…, data=table)")
    text = str(getattr(title, "text", title))
    slug = getattr(title, "id", "") or WORDS.sub("_", text.lower()).strip("_")[:40]
    x, y = (names.heading(label) for label in labels_of(panels))
    kinds = formats.listing([say("charts.own_kind", kind=kind) for kind in kinds_of(panels)])
    alt = say("charts.own_alt", title=text, kinds=kinds, x=x, y=y)
    if words.get("note"):
        alt = f"{alt} {words['note']}."
    chart = SimpleNamespace(name=name or slug or "chart", text=text, data=table, words_around=[])
    chart.marks = None if data is None else _wanted_marks(table, panels)
    chart.alt = " ".join([alt, *descriptions(marks)])
    defaults = {"subtitle": say("charts.own_subtitle", x=x, y=y), "source": say("sources.own")}
    leave_pyplot(axes)
    _translate(panels, labels="subtitle" not in words)
    return _dressed(panels, chart, defaults | words)


def _translate(panels: list[Axes], *, labels: bool) -> None:
    """Columns and ids, which the labels of axes and legends are, in the words of readers.

    Without `labels` the axes lose theirs: a subtitle says what is measured, in which unit.
    """
    for axes in panels:
        axes.set_xlabel(names.heading(axes.get_xlabel()) if labels else "")
        axes.set_ylabel(names.heading(axes.get_ylabel()) if labels else "")
        legend = axes.get_legend()
        if legend is not None:
            for text in legend.texts:
                text.set_text(names.name(text.get_text()))
            columns = min(len(legend.texts), 3)
            place = {"bbox_to_anchor": (0, 1), "ncols": columns, "frameon": False, "title": None}
            seaborn.move_legend(axes, "lower left", **place)  # above: inside it would hide data
        for axis in (axes.xaxis, axes.yaxis):  # numbers of five digits as everywhere: '100,000'
            plain = isinstance(axis.get_major_formatter(), ScalarFormatter)
            if plain and np.abs(axis.get_view_interval()).max() >= LONG:
                axis.set_major_formatter(formats.axis_number)


def _wanted_marks(data: pd.DataFrame, panels: list[Axes]) -> set[tuple] | None:
    """Series, x and y of each row of `data`; None where the labels of the axes are no columns."""
    x, y = labels_of(panels)
    if not {x, y} <= set(data.columns):
        return None
    rows = data.dropna(subset=[x, y])
    titles = [axes.get_legend().get_title().get_text() for axes in panels if axes.get_legend()]
    by = next((title for title in titles if title in rows), None)
    series = rows[by].map(names.name) if by else [""] * len(rows)
    return set(zip(series, map(_plain, rows[x]), map(_plain, rows[y]), strict=True))


def _prove(panels: list[Axes], chart) -> None:
    """Marks that a legend names are the rows of the table; those that none names repeat some."""
    if chart.marks is None:
        return
    shown = set()
    for axes in panels:
        marks = marks_of(axes)
        x, y = _values(axes.xaxis, marks.x), _values(axes.yaxis, marks.y)
        shown |= set(zip(marks[SERIES], map(_plain, x), map(_plain, y), strict=True))
    named = {mark for mark in shown if mark[0]} or shown
    pairs = {mark[1:] for mark in chart.marks}
    if named != chart.marks or not {mark[1:] for mark in shown} <= pairs:
        todo = "give the table that it shows, or leave `data` out"
        raise ChartError(f"chart {chart.name!r} does not show its data; {todo}")


def _dressed(panels: list[Axes], chart, words: dict) -> Chart:
    """The axes with title, subtitle and source at the width of now."""
    _prove(panels, chart)
    figure = panels[0].figure
    for text in chart.words_around:  # of another width
        text.remove()
    others = list(figure.texts)
    height = 3.9 if len(panels) == 1 else 5.2
    figure.set_size_inches(canvas.NARROW if canvas.narrow() else canvas.WIDE, height)
    figure.set_layout_engine("constrained")
    if len(panels) == 1:
        panels[0].set_title("")
    result = canvas.finish(chart.name, panels[0], chart.data, chart, chart.alt, {}, **words)
    chart.words_around = [text for text in figure.texts if text not in others]
    result.again = partial(_dressed, panels, chart, words)
    return result


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
    """What the axes show: series (by the title of the legend), and each axis by its label.

    Several axes stand below one another, with their titles in the column `panel`.
    """
    x, y = labels_of(panels)
    tables = []
    for axes in panels:
        marks = marks_of(axes).drop(columns="kind").assign(panel=axes.get_title())
        marks["x"] = _values(axes.xaxis, marks.x)
        marks["y"] = _values(axes.yaxis, marks.y)
        tables.append(marks.rename(columns={"x": x, "y": y}))
    filled = [table for table in tables if len(table)]
    table = pd.concat(filled or tables, ignore_index=True)
    constant = [name for name in ("panel", SERIES) if table[name].nunique() < 2]
    legends = filter(None, (axes.get_legend() for axes in panels))
    titles = [legend.get_title().get_text() for legend in legends]
    title = next((title for title in titles if title and title not in table), SERIES)
    order = [name for name in ("panel", SERIES) if name not in constant]
    return table[[*order, x, y]].rename(columns={SERIES: title})


def kinds_of(panels: list[Axes]) -> list[str]:
    """The kinds of marks on the axes: lines, bars, points."""
    return list(pd.concat([marks_of(axes) for axes in panels]).kind.unique())


def labels_of(panels: list[Axes]) -> tuple[str, str]:
    """What stands along x and along y, as the first axes say that name it."""
    x = next(filter(None, (axes.get_xlabel() for axes in panels)), "x")
    y = next(filter(None, (axes.get_ylabel() for axes in panels)), "y")
    return (x, y) if x != y else (f"{x} (x)", f"{y} (y)")


def marks_of(axes: Axes) -> pd.DataFrame:
    """What carries data on the axes: kind, series, x and y, each bar, point of a line and dot."""
    names = _names_by_colour(axes)
    bars = [part for part in axes.containers if isinstance(part, BarContainer)]
    marks = _bars(bars, names)
    for line in axes.get_lines():
        points = np.column_stack(line.get_data(orig=False)).astype(float)
        is_guide = line.get_transform() != axes.transData
        is_whisker = bool(bars) and len(np.unique(points[:, 0])) < 2
        if not is_guide and not is_whisker:
            name = _name(line, line.get_color(), names)
            known = points[np.isfinite(points).all(axis=1)]
            marks += [("lines", name, x, y) for x, y in known]
    for dots in axes.collections:
        if isinstance(dots, PathCollection):
            marks += _dots(dots, names)
    return pd.DataFrame(marks, columns=["kind", SERIES, "x", "y"])


def _bars(containers: list[BarContainer], names: dict[str, str]) -> list[tuple]:
    """The place and the length of each bar, series by series along the axis."""
    marks = {}
    for container in containers:
        level = container.orientation == "horizontal"
        for bar in container:
            place = bar.get_center()[int(level)]
            length = bar.get_width() if level else bar.get_height()
            if np.isfinite(length):
                name = _name(container, bar.get_facecolor(), names)
                x, y = (length, place) if level else (place, length)
                marks.setdefault(name, []).append((place, ("bars", name, x, y)))
    ordered = []
    for series in marks.values():
        series.sort(key=lambda pair: pair[0])
        ordered += [mark for _place, mark in series]
    return ordered


def _dots(dots: PathCollection, names: dict[str, str]) -> list[tuple]:
    """The points of a scatter plot, those of each colour together."""
    places = np.asarray(dots.get_offsets(), dtype=float).reshape(-1, 2)
    colours = [to_hex(colour) for colour in dots.get_facecolor()] or [None]
    if len(colours) != len(places):
        colours = colours[:1] * len(places)
    order = list(dict.fromkeys(colours))
    marks = zip(colours, places, strict=True)
    by_colour = sorted(marks, key=lambda mark: order.index(mark[0]))
    return [("points", _name(dots, colour, names), x, y) for colour, (x, y) in by_colour]


def _names_by_colour(axes: Axes) -> dict[str, str]:
    legend = axes.get_legend()
    names = {}
    for handle, text in zip(legend.legend_handles, legend.texts, strict=True) if legend else ():
        get_colour = getattr(handle, "get_color", None) or handle.get_facecolor
        names[to_hex(to_rgba_array(get_colour())[0])] = text.get_text()
    return names


def _name(artist, colour, names: dict[str, str]) -> str:
    label = str(artist.get_label() or "")
    if colour is not None and to_hex(colour) in names:
        return names[to_hex(colour)]
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
    with contextlib.suppress(
        ValueError
    ):  # categories of seaborn are words also where they are years
        value = float(value)
    if isinstance(value, str):
        return value
    return int(value) if float(value).is_integer() else round(float(value), 6)


def descriptions(marks: pd.DataFrame) -> list[str]:
    """A sentence for each of the first series: the first and the last value, and the extremes.

    `marks` as from `table_of`; marks that the legend does not name add to those that it does.
    """
    *by, x, y = marks.columns
    if by:
        marks = marks[marks[by[-1]] != ""]
    parts = list(marks.groupby(by, sort=False)) if by else [((), marks)]
    if not pd.api.types.is_numeric_dtype(marks[y]):
        x, y = y, x  # level bars: the values lie along x
    return [_description(key, part, x, y) for key, part in parts[:PLAIN_SERIES] if len(part)]


def _description(key: tuple, part: pd.DataFrame, x: str, y: str) -> str:
    numbers = part[y].astype(float)
    slots = {"first": part.index[0], "last": part.index[-1]}
    slots |= {"low": numbers.idxmin(), "high": numbers.idxmax()}
    for name, place in list(slots.items()):
        value = numbers[place]
        whole = abs(value) >= 100 or value.is_integer()
        slots[name] = formats.number(value, 0 if whole else 2)
        slots[f"{name}_at"] = part.loc[place, x]
    series = ", ".join(names.name(str(each)) for each in key) or names.heading(y)
    return say("charts.own_series", series=series, **slots)
