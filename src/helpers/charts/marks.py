"""What axes show, read back from them: each bar, point of a line and dot, and the table of all."""

from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.container import BarContainer

from helpers.charts.canvas import WORDED

SERIES = "series"
MARK = ["kind", SERIES, "x", "y", "place"]
DATED = (dates.DateFormatter, dates.AutoDateFormatter)


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
        names = _names_by_colour(axes)
        bars = _bars(axes, names)
        lines = _lines(axes, names, has_bars=bool(bars))
        dots = _dots(axes, names)
        table = pd.DataFrame(bars + lines + dots, columns=MARK)
        points = table[["x", "y"]].astype(float)
        table = table[np.isfinite(points).all(axis=1)]
        order = pd.factorize(table.kind + table[SERIES])[0]
        table = table.assign(panel=axes.get_title(), order=order)
        table = table.sort_values(["order", "place"], kind="stable")
        table["x"] = _values(axes.xaxis, table.x)
        table["y"] = _values(axes.yaxis, table.y)
        tables.append(table)
    filled = [table for table in tables if len(table)]
    marks = pd.concat(filled or tables, ignore_index=True)
    return marks[["panel", SERIES, "x", "y", "kind"]]


def _bars(axes: Axes, names: dict[str, str]) -> list[tuple]:
    """The bars, each with its place along the axis, by which those of a series are sorted."""
    marks = []
    for container in axes.containers:
        if not isinstance(container, BarContainer):
            continue
        for bar in container:
            name = _name(container, bar.get_facecolor(), names)
            x, y = bar.get_center()
            if container.orientation == "horizontal":
                marks.append(("bars", name, bar.get_width(), y, y))
            else:
                marks.append(("bars", name, x, bar.get_height(), x))
    return marks


def _lines(axes: Axes, names: dict[str, str], *, has_bars: bool) -> list[tuple]:
    marks = []
    for line in axes.get_lines():
        points = np.column_stack(line.get_data(orig=False)).astype(float)
        is_guide = line.get_transform() != axes.transData
        is_whisker = has_bars and len(np.unique(points[:, 0])) < 2
        if not is_guide and not is_whisker:
            name = _name(line, line.get_color(), names)
            marks += [("lines", name, x, y, 0) for x, y in points]
    return marks


def _dots(axes: Axes, names: dict[str, str]) -> list[tuple]:
    marks = []
    for dots in axes.collections:
        if isinstance(dots, PathCollection):
            places = np.asarray(dots.get_offsets(), dtype=float).reshape(-1, 2)
            colours = cycle(list(dots.get_facecolor()) or [None])  # one, or one a point
            for (x, y), colour in zip(places, colours, strict=False):
                name = _name(dots, colour, names)
                marks.append(("points", name, x, y, 0))
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
    label = str(artist.get_label() or "")
    if label.startswith("_"):
        label = ""
    return label if colour is None else names.get(to_hex(colour), label)


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
