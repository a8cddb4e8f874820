"""Any matplotlib or seaborn axes as a chart of the edition.

Its table is read back from the lines, bars and points of the axes, its alt text from that table.
"""

import re
import sys
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import ScalarFormatter

import helpers.charts.marks as marks
from helpers.charts.canvas import Chart, ChartError
from helpers.cleaning import names
from helpers.language import formats, say

PLAIN_SERIES = 6  # the alt text describes so many; the table has all
LISTED = 8  # of values of a series that the alt text lists; of more it says the course
LONG = 10_000  # numbers along an axis from here on are written with separators; years are not
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
    `note` stands above the source, and in the alt text, to which `more` adds. Raises TypeError for
    what is no axes, ValueError when nothing can be read back, and ChartError when `data` has the
    columns that the axes are labelled with and other values than the marks.
    """
    panels = marks.panels_of(axes)
    shown = marks.table_of(panels)
    table = shown if data is None else data.reset_index(drop=True)
    if table.empty:
        problem = "notebook.show reads lines, bars and points, and these axes have none"
        raise ValueError(f"{problem}; give the table: notebook.show(axes, title=…, data=table)")
    text = title if isinstance(title, str) else title.headline
    slug = WORDS.sub("_", text.lower()).strip("_")[:40]
    x, y = (names.heading(label) for label in marks.labels_of(panels))
    kinds = [say("charts.own_kind", kind=kind) for kind in marks.marks_of(panels).kind.unique()]
    has_labels = subtitle is None
    if subtitle is None:
        subtitle = say("charts.own_subtitle", x=x, y=y)
    alt = say("charts.own_alt", title=text, kinds=formats.listing(kinds), subtitle=subtitle)
    notes = [f"{words}." for words in (more, note) if words]
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
        alt=" ".join([alt, *descriptions(shown), *notes]),
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
        label = names.heading(axis.get_label_text())
        axis.set_label_text(label if has_labels else "")
        # Numbers of five digits as in the text: '100,000'.
        is_plain = isinstance(axis.get_major_formatter(), ScalarFormatter)
        if is_plain and np.abs(axis.get_view_interval()).max() >= LONG:
            axis.set_major_formatter(formats.axis_number)


def _wanted_marks(data: pd.DataFrame, panels: list[Axes]) -> set[tuple] | None:
    """Series (where a legend or the labels of lines name them), x and y of each row of `data`; None
    where the labels of the axes are no columns."""
    x, y = marks.labels_of(panels)
    if not {x, y} <= set(data):
        return None
    rows = data.dropna(subset=[x, y])
    series = [""] * len(rows)
    called = set(marks.marks_of(panels)[marks.SERIES]) - {""}
    for column in reversed(list(rows)):
        words = rows[column].astype(str)
        if set(words) == called:
            series = words
    for title in reversed(marks.legend_titles(panels)):
        if title in rows:
            series = rows[title].map(names.name)
    return _marks(series, rows[x], rows[y])


def _marks(series: Iterable[str], x: pd.Series, y: pd.Series) -> set[tuple]:
    return set(zip(series, x.map(marks.plain), y.map(marks.plain), strict=True))


def _prove(name: str, panels: list[Axes], wanted: set[tuple] | None) -> None:
    """Marks that a legend names are the rows of the table; those that none names repeat some."""
    if wanted is None:
        return
    read = marks.marks_of(panels)
    if not any(series for series, _x, _y in wanted):
        read[marks.SERIES] = ""
    shown = _marks(read[marks.SERIES], read.x, read.y)
    named = {mark for mark in shown if mark[0]} or shown
    points = {mark[1:] for mark in shown}
    if named != wanted or points - {mark[1:] for mark in wanted}:
        todo = "give the table that it shows, or leave `data` out"
        raise ChartError(f"chart {name!r} does not show its data; {todo}")


def leave_pyplot(axes) -> None:
    """Else the next chart would be drawn over these axes, or they be displayed a second time."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(marks.panels_of(axes)[0].figure)


def descriptions(shown: pd.DataFrame) -> list[str]:
    """A sentence for each of the first series of `marks.table_of`, unless none names it."""
    *by, x, y = shown.columns
    parts = [((), shown)]
    if by:
        named = shown[shown[by[-1]] != ""]
        parts = list(named.groupby(by, sort=False))
    if not pd.api.types.is_numeric_dtype(shown[y]):
        x, y = y, x  # level bars: the values lie along x
    sentences = []
    for key, part in parts[:PLAIN_SERIES]:
        called = [names.name(str(each)) for each in key]
        series = ", ".join(called) or names.heading(y)
        values = part.set_index(x)[y].astype(float)
        if len(part) > LISTED:
            sentences.append(say("charts.own_series", series=series, **course(values, _short)))
        elif len(part):
            items = [f"{place} {_short(value)}" for place, value in values.items()]
            sentences.append(f"{series}: {'; '.join(items)}.")
    return sentences


def course(values: pd.Series, write: Callable) -> dict:
    """The first, last, lowest and highest value in words, each with its place, for `say`."""
    places = {"first": 0, "last": -1, "lowest": values.argmin(), "highest": values.argmax()}
    slots = {}
    for slot, place in places.items():
        slots[slot] = write(values.iloc[place])
        slots[f"{slot}_at"] = values.index[place]
    return slots


def _short(value: float) -> str:
    is_whole = abs(value) >= 100 or value.is_integer()
    return formats.number(value, 0 if is_whole else 2)
