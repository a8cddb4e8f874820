"""What axes show, read back from them: each bar, point of a line and dot, and the table of all."""

import numpy as np
import pandas as pd
from matplotlib import category, dates
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.container import BarContainer
from matplotlib.ticker import FixedFormatter

SERIES = "series"


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
    free = (title for title in legend_titles(panels) if title and title not in table)
    return table.drop(columns=constant).rename(columns={SERIES: next(free, SERIES)})


def legend_titles(panels: list[Axes]) -> list[str]:
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
    return [mark for mark in marks if np.isfinite(mark[2:4]).all()]


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
        words = list(map(plain, formatter.format_ticks(places)))
        return [words[int(np.abs(places - value).argmin())] for value in values]
    if isinstance(formatter, (dates.DateFormatter, dates.AutoDateFormatter)):
        return [dates.num2date(value).strftime("%Y-%m-%d") for value in values]
    return [plain(value) for value in values]


def plain(value):
    """A number with six digits after the point, a whole one as such; words in one line."""
    try:  # categories of seaborn are words also where they are years
        number = float(value)
    except ValueError:
        return " ".join(str(value).split())
    return int(number) if number.is_integer() else round(number, 6)
