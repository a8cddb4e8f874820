"""What charts put along and around their axes: rows, scales, level lines, keys; values in words."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter
from matplotlib.transforms import blended_transform_factory

from helpers.charts.canvas import narrow
from helpers.cleaning import names
from helpers.language import say

DASHES = {"color": "#222222", "lw": 1, "ls": (0, (4, 3))}  # of an upright reference line
OFFSET = {"textcoords": "offset points", "fontsize": 9}  # of a label beside its place
ABOVE = OFFSET | {"xycoords": ("data", "axes fraction")}
KEY = {
    "loc": "lower left",
    "frameon": False,
    "fontsize": 10.5,
    "handletextpad": 0.3,
    "borderaxespad": 0.1,
    "columnspacing": 1.2,
}
MARKED = ("doubtful", "missed", "preliminary", "derived", "implied")  # named in a description


def rows(axes, labels: list[str], margin: float = 0.7) -> None:
    """The names of the rows, from the top; `margin` in rows above the first and below the last."""
    places = np.arange(len(labels))
    axes.set_yticks(places[::-1], labels)
    axes.set_ylim(-margin, len(labels) - 1 + margin)
    axes.tick_params(axis="y", length=0)


def reference_line(axes, value: float, label: str) -> None:
    """A dashed upright line, its label above the axes."""
    axes.axvline(value, **DASHES)
    axes.annotate(label, (value, 1), xytext=(4, 2), **ABOVE)


def number_axis(axes, axis_format, log: bool = False) -> None:
    """Numbers along the foot of a chart with rows."""
    if log:
        log_axis(axes.xaxis, axes)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(4 if narrow() else 7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(axis_format)


def log_axis(axis, axes) -> None:
    """A log scale with plain numbers and ticks at 1, 2 and 5; fewer on a long one at the foot."""
    upright = axis is axes.yaxis
    axes.set(**{"yscale" if upright else "xscale": "log"})
    low, high = axis.get_view_interval()
    steps = (1, 2, 5)
    if not upright and high / low > 30:
        steps = (1,) if narrow() else (1, 3)
    axis.set(major_locator=LogLocator(subs=steps), minor_formatter=NullFormatter())
    axis.set_tick_params(which="minor", length=0)


def whole_years(axes) -> None:
    """Years as whole numbers, without a thousands space."""
    years = MaxNLocator(4 if narrow() else 8, integer=True, min_n_ticks=1)
    axes.xaxis.set_major_locator(years)
    axes.xaxis.set_major_formatter(lambda value, _place: f"{value:.0f}")


def key(axes, columns: int, height: float = 1) -> None:
    """The key of a chart, in a row above its axes."""
    # From the left edge of the picture, so that a long key has the whole width.
    place = blended_transform_factory(axes.figure.transFigure, axes.transAxes)
    corner = {"bbox_to_anchor": (0.005, height), "bbox_transform": place}
    axes.legend(ncols=columns, **corner, **KEY)


def in_words(row, format_value) -> str:
    """A value, or the span where there is only a span; a doubtful or missed value with its mark."""
    low = getattr(row, "low", None)
    if pd.notna(row.value):
        words = format_value(row.value)
    elif pd.notna(low):
        words = say("numbers.range", low=format_value(low), high=format_value(row.high))
    else:
        words = say("numbers.not_published")
    status = getattr(row, "status", "")
    return f"{words} ({names.name(status)})" if status in MARKED else words


def items_of(data: pd.DataFrame, format_value: Callable) -> list[str]:
    """The label and the value of each row."""
    rows = data.itertuples()
    return [f"{row.label} {in_words(row, format_value)}" for row in rows]


def by_label(labels: pd.Series, words: list[str]) -> list[str]:
    """The words of each label, as 'label: words, words'."""
    parts = pd.Series(words, dtype=str).groupby(labels.to_numpy(), sort=False)
    joined = parts.agg(", ".join)
    return [f"{label}: {text}" for label, text in joined.items()]


def course(values: pd.Series, write: Callable) -> dict:
    """The first, last, lowest and highest value in words, each with its place, for `say`."""
    places = {"first": 0, "last": -1, "lowest": values.argmin(), "highest": values.argmax()}
    slots = {}
    for slot, place in places.items():
        slots[slot] = write(values.iloc[place])
        slots[f"{slot}_at"] = values.index[place]
    return slots
