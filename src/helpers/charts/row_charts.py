"""Charts with a row for each group: bars, bars cut into shares, and dots joined or with a span."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.charts.canvas import COLOURS, LOOKS, is_left_out, new_figure
from helpers.language import formats
from helpers.settings import computes_only

BAR = 0.62  # thickness of a bar, in rows
ROW, FRAME = 0.42, 1.25  # inches, of a row and of what stands around the rows
SHADES = (1.0, 0.5, 0.25)  # of the parts of a bar, the first strongest
INCHES = 0.016  # a percent of the length of a bar on a phone
LETTER = 0.085  # inches, of a letter on a bar
PAIR = (COLOURS["dark"], COLOURS["amber"])  # of two values of a row


def new_rows(count: float) -> Axes:
    return new_figure(FRAME + ROW * max(count, 2)).subplots()


def bars(data: pd.DataFrame, colour: str, axes: Axes | None = None) -> Axes | None:
    """Level bars with their values, the remainder hatched. `data`: label, value, category."""
    if is_left_out(data):
        return None
    axes = axes or new_rows(len(data))
    drawn = axes.barh(data.label, data.value, height=BAR, color=COLOURS[colour])
    for bar, category in zip(drawn, data.category, strict=True):
        if category == "rest":
            bar.set(**LOOKS["rest"])
    axes.bar_label(drawn, map(formats.axis_number, data.value), padding=4, fontsize=10)
    _finish_rows(axes, 3)
    axes.margins(x=0.16)
    return axes


def side_by_side(tables: dict[str, pd.DataFrame], titles: list[str]) -> list[Axes] | None:
    """`bars` of several flows, one above the other. `tables`: by flow, as `bars` takes them."""
    known = {flow: table for flow, table in tables.items() if len(table)}
    if not known or computes_only():
        return None
    lengths = [len(table) + 1 for table in known.values()]
    figure = new_figure(FRAME + 0.3 * len(known) + ROW * sum(lengths))
    panels = figure.subplots(len(known), height_ratios=lengths, squeeze=False).ravel()
    for panel, flow, title in zip(panels, known, titles, strict=False):
        bars(known[flow], flow, panel).set_title(title)
    return list(panels)


def stacked(data: pd.DataFrame) -> Axes | None:
    """Bars of equal length cut into shares, each part with its name and share in two lines at most,
    else with its number alone; the unpublished one hatched. `data`: label (the row), flow,
    category, part (its name), share (percent)."""
    if is_left_out(data):
        return None
    axes = new_rows(1.3 * data.label.nunique())
    bars = data.groupby("label", sort=False)
    table = data.assign(left=bars.share.cumsum() - data.share, number=bars.cumcount())
    for row in table.itertuples():
        look = {
            "facecolor": COLOURS[row.flow],
            "alpha": SHADES[row.number],
            "edgecolor": "white",
        }
        words = "strongest_part" if row.flow == "departures" and row.number == 0 else "part"
        if row.category == "rest":
            look = LOOKS["rest"]
            words = "rest_part"
        axes.barh(
            row.label,
            row.share,
            height=0.75,
            left=row.left,
            label=row.part,
            **look,
        )
        letters = max(round(row.share * INCHES / LETTER), 1)
        name = f"{row.part} {formats.percent(row.share, 0)}"
        lines = textwrap.wrap(name, letters, break_long_words=False)
        if len(lines) > 2 or max(map(len, lines)) > letters:
            lines = [formats.number(row.share)]
        axes.text(
            row.left + row.share / 2,
            row.label,
            "\n".join(lines),
            **LOOKS[words],
        )
    _finish_rows(axes, 3)
    axes.set(xlim=(0, 100), xticks=[0, 50, 100], xlabel="share")
    axes.xaxis.set_major_formatter(formats.whole_percent)
    axes.grid(visible=False)
    return axes


def joined(data: pd.DataFrame) -> Axes | None:
    """Two values on each row, joined. `data`: label (the row), series (in key order), value."""
    if is_left_out(data):
        return None
    values = data.groupby("label", sort=False).value
    axes = new_rows(len(values) + 1)
    lows = values.min()
    axes.hlines(lows.index, lows, values.max(), **LOOKS["joint"])
    for colour, (series, part) in zip(PAIR, data.groupby("series", sort=False), strict=False):
        axes.scatter(part.value, part.label, label=series, color=colour, **LOOKS["dot"])
    _finish_rows(axes, 5)
    axes.legend(title="series")
    return axes


def spans(data: pd.DataFrame) -> Axes | None:
    """A value or span on each row of `data`: label, value, low, high, and status (see `LOOKS`)."""
    if is_left_out(data):
        return None
    axes = new_rows(len(data) + 1.5)  # labels of two lines
    numbers = data.astype({"value": float, "low": float, "high": float})
    axes.yaxis.update_units(list(data.label))  # the rows, in their order
    axes.hlines(data.label, numbers.low, numbers.high, **LOOKS["span"])
    for status, part in numbers.dropna(subset="value").groupby("status"):
        axes.scatter(part.value, part.label, **LOOKS[status])
    _finish_rows(axes, 4)
    axes.axvline(0, color="#222222", lw=1)
    return axes


def _finish_rows(axes: Axes, ticks: int) -> None:
    """The first row stands above; what is read back is `label` and `value`."""
    last = len(axes.get_yticks()) - 1
    axes.set(xlabel="value", ylabel="label", ylim=(last + 0.6, -0.6))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.xaxis.set(major_locator=MaxNLocator(ticks), major_formatter=formats.axis_number)
