"""One family of charts: given tidy data and a finding, each draws, titles, marks its source and describes
itself.

A chart's title is a finding, its subtitle the measure and unit, its foot the source. Observed, preliminary,
implied, doubtful and projected values differ by mark and line, not by colour alone. Every chart keeps the
table that it shows, and `finish` compares that table with what was really drawn: a picture cannot say other
than its data. Where nothing is published there is no chart but None, and the notebook says so instead.
"""

import io
import textwrap
from dataclasses import dataclass

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from helpers import text

WIDTH = 6.8  # inches, 653 CSS pixels
DPI = 160  # five thirds of the size shown: sharp on most screens, and small enough to commit
DATA = "data:"  # prefix of the gid of every artist that carries data

# Colours by meaning, apart in lightness too, so that greyscale keeps them apart.
COLOURS = {
    "departures": "#8f2d1f",
    "arrivals": "#4a97c4",
    "net": "#3d3d3d",
    "ratio": "#3d3d3d",
    "gain": "#4a97c4",
    "loss": "#8f2d1f",
    "quiet": "#8a8a8a",
    "rest": "#d0d0d0",
}
STYLE = {
    "font.family": "DejaVu Sans",  # named after seaborn's theme, which would put the user's Arial first
    "font.size": 10.5,
    "axes.labelsize": 10.5,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#666666",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.8,
    "text.parse_math": False,  # a $ in a name is a $
    "svg.fonttype": "path",
    "svg.hashsalt": "claims",
}
# How certain a value is, by mark: filled, hollow, cross.
MARKS = {
    "observed": "o",
    "derived": "o",
    "printed": "o",
    "preliminary": "D",
    "doubtful": "X",
    "missed": "X",
}


class ChartError(RuntimeError):
    """A chart whose picture does not show its data."""


@dataclass
class Chart:
    """A drawn chart: its picture, the table that it shows, and the words that go with it."""

    name: str
    figure: Figure
    axes: object
    data: pd.DataFrame
    title: str
    subtitle: str
    source: str
    alt: str

    def png(self) -> bytes:
        """The picture as PNG, without a date."""
        return self._bytes("png", dpi=DPI, metadata={"Software": None})

    def svg(self) -> bytes:
        """The picture as SVG, without a date."""
        return self._bytes("svg", metadata={"Date": None, "Title": self.title, "Description": self.alt})

    def size(self) -> tuple[int, int]:
        """Width and height as shown, in CSS pixels."""
        width, height = self.figure.get_size_inches()
        return round(width * 96), round(height * 96)

    def _bytes(self, kind: str, **options) -> bytes:
        buffer = io.BytesIO()
        with rc_context(STYLE):
            self.figure.savefig(buffer, format=kind, facecolor="white", **options)
        return buffer.getvalue()


def canvas(height: float = 3.9) -> tuple[Figure, object]:
    """An empty figure and its axes in the house style, whatever the user's matplotlibrc says."""
    sns.set_theme(style="ticks", rc=STYLE)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots()


def put(axes, series: str, x, y, draw) -> None:
    """Draw a series with `draw(x, y)` and tag the artists, so that `drawn` can read the values back."""
    before = set(axes.get_children())
    draw(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    for artist in axes.get_children():
        if artist not in before:
            artist.set_gid(DATA + series)


def drawn(axes) -> dict[str, list[tuple[float, float]]]:
    """The values that the picture really shows, by series, read back from its artists and sorted."""
    found: dict[str, set] = {}
    for artist in axes.get_children():
        gid = artist.get_gid() or ""
        if gid.startswith(DATA):
            found.setdefault(gid.removeprefix(DATA), set()).update(_points(artist))
    return {series: sorted(points) for series, points in found.items()}


def _points(artist) -> list[tuple[float, float]]:
    if hasattr(artist, "get_xydata"):
        pairs = artist.get_xydata()
    elif hasattr(artist, "get_offsets"):
        pairs = np.asarray(artist.get_offsets())
    else:  # a bar: its place and its length, along the axis that it grows from
        horizontal = np.isclose(artist.get_height(), BAR)
        middle = artist.get_y() + artist.get_height() / 2 if horizontal else artist.get_x() + artist.get_width() / 2
        pairs = [(artist.get_width(), middle)] if horizontal else [(middle, artist.get_height())]
    return [(round(float(x), 6), round(float(y), 6)) for x, y in pairs if not (np.isnan(x) or np.isnan(y))]


HALO = [withStroke(linewidth=3, foreground="white")]  # keeps a label readable where it meets a line
BAR = 0.62  # thickness of a bar, in categories


def finish(name, figure, axes, data, *, title, subtitle, source, alt, shown) -> Chart:
    """Title, subtitle and source around the axes, and the proof that the picture shows `data`.

    `shown` maps each tagged series to the (x, y) pairs of the table. Raises ChartError when the picture
    differs.
    """
    wrapped = textwrap.fill(title, 60)
    lines = wrapped.count("\n") + 1
    # A long title makes the picture taller rather than the axes smaller.
    height = figure.get_size_inches()[1] + 0.235 * max(lines - 2, 0)
    figure.set_size_inches(WIDTH, height)
    top = (0.16 + 0.235 * lines + 0.30) / height
    figure.get_layout_engine().set(rect=(0.008, 0.34 / height, 0.984, 1 - top - 0.34 / height), w_pad=0.06)
    figure.text(0.012, 1 - 0.08 / height, wrapped, fontsize=13, weight="bold", va="top", linespacing=1.25)
    below_title = 1 - (0.14 + 0.235 * lines) / height
    figure.text(0.012, below_title, subtitle, fontsize=10.5, va="top", color="#444444")
    figure.text(0.012, 0.07 / height, f"Source: {source}", fontsize=9, va="bottom", color="#555555")
    settle(figure)
    chart = Chart(name, figure, axes, data, title, subtitle, source, alt)
    _prove(chart, shown)
    return chart


def settle(figure: Figure) -> None:
    """Fix the layout, which each further drawing would move a little, so that no two files were the same."""
    for _ in range(2):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")


def _prove(chart: Chart, shown: dict) -> None:
    wanted = {}
    for series, pairs in shown.items():
        wanted[series] = sorted(
            {(round(float(x), 6), round(float(y), 6)) for x, y in pairs if pd.notna(x) and pd.notna(y)}
        )
    found = drawn(chart.axes)
    if found != wanted:
        wrong = sorted(s for s in wanted.keys() | found.keys() if wanted.get(s) != found.get(s))
        raise ChartError(f"chart {chart.name!r} does not show its data: {', '.join(wrong)}")


def pairs(data: pd.DataFrame, x: str, y: str, by: str | None = None) -> dict[str, list]:
    """The (x, y) pairs of a table by series, for `finish`."""
    if by is None:
        return {y: list(zip(data[x], data[y], strict=True))}
    return {str(key): list(zip(part[x], part[y], strict=True)) for key, part in data.groupby(by)}


# --- the family -----------------------------------------------------------------------------------


def over_time(name, data, finding, *, subtitle, source, log=True, reference=None, language="en") -> Chart:
    """Lines over the years, one for each flow. `data`: year, flow, value and vintage; blanks leave a gap.

    Preliminary values are hollow diamonds; `reference` draws a thin level line with its (value, label).
    """
    figure, axes = canvas()
    for flow, part in data.groupby("flow", sort=False):
        colour = COLOURS.get(flow, COLOURS["quiet"])
        put(
            axes, flow, part.year, part.value, lambda x, y, c=colour: axes.plot(x, y, color=c, lw=2.2, marker="o", ms=3)
        )
        if data.flow.nunique() > 1:
            last = part[part.value.notna()].iloc[-1]
            label = f" {text.name(flow, language)}"
            axes.annotate(label, (last.year, last.value), color=colour, va="center", weight="bold")
        early = part[part.get("vintage") == "preliminary"] if "vintage" in part else part.iloc[:0]
        axes.plot(early.year, early.value.astype(float), "D", mfc="white", mec=colour, ms=7, mew=1.8)
    if log:
        log_axis(axes.yaxis, axes)
    if reference:
        axes.axhline(reference[0], color="#222222", lw=1)
        axes.annotate(
            reference[1], (data.year.min(), reference[0]), xytext=(0, 4), textcoords="offset points", fontsize=9
        )
    axes.yaxis.set_major_formatter(FuncFormatter(text.axis_number))
    whole_years(axes)
    alt = describe_over_time(finding.text, data, subtitle, log, language)
    shown = pairs(data, "year", "value", "flow")
    return finish(name, figure, axes, data, title=finding.text, subtitle=subtitle, source=source, alt=alt, shown=shown)


def columns(name, data, finding, *, subtitle, source, language="en") -> Chart:
    """Upright bars by year around zero. `data`: year, value; gains and losses differ by colour and
    direction."""
    figure, axes = canvas(3.6)
    colours = [COLOURS["gain"] if value >= 0 else COLOURS["loss"] for value in data.value.fillna(0)]
    put(axes, "value", data.year, data.value, lambda x, y: axes.bar(x, y, width=0.78, color=colours))
    axes.axhline(0, color="#222222", lw=1)
    axes.yaxis.set_major_formatter(FuncFormatter(text.axis_number))
    whole_years(axes)
    alt = describe_over_time(finding.text, data.assign(flow="net"), subtitle, False, language)
    shown = pairs(data, "year", "value")
    return finish(name, figure, axes, data, title=finding.text, subtitle=subtitle, source=source, alt=alt, shown=shown)


def ranked(
    name,
    data,
    finding,
    *,
    subtitle,
    source,
    reference=None,
    format_value=text.people,
    axis_format=text.axis_number,
    log=False,
) -> Chart | None:
    """Dots on ranked rows, with whiskers where a printed figure is rounded or a model gives an interval.

    `data`: label, value, and optionally low, high and status (a doubtful value is a cross). `reference` draws
    an upright line with its (value, label).
    """
    if data.empty:
        return None
    figure, axes = canvas(1.35 + 0.31 * max(len(data), 3))
    places = np.arange(len(data))[::-1]
    status = data.status if "status" in data else pd.Series("observed", index=data.index)
    if {"low", "high"} <= set(data.columns):
        spans = zip(places, data.low.astype(float), data.high.astype(float), data.value.isna(), strict=True)
        for place, low, high, alone in spans:
            # A span without a value is drawn as a bar, so that a short one is still seen.
            axes.hlines(place, low, high, color="#777777", lw=6 if alone else 1.4)
    for kind in dict.fromkeys(status):
        mine = (status == kind).to_numpy()
        colour = COLOURS["loss"] if kind in ("doubtful", "missed") else COLOURS["net"]
        put(
            axes,
            kind,
            data.value[mine],
            places[mine],
            lambda x, y, k=kind, c=colour: axes.scatter(x, y, s=62, marker=MARKS.get(k, "o"), color=c, zorder=3),
        )
    axes.set_yticks(places, data.label)
    axes.set_ylim(-0.7, len(data) - 0.3)
    if log:
        log_axis(axes.xaxis, axes)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    if reference:
        axes.axvline(reference[0], color="#222222", lw=1, ls=(0, (4, 3)))
        axes.annotate(
            reference[1],
            (reference[0], 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, 2),
            textcoords="offset points",
            fontsize=9,
        )
    axes.xaxis.set_major_formatter(FuncFormatter(axis_format))
    axes.tick_params(axis="y", length=0)
    items = [f"{row.label} {in_words(row, format_value)}" for row in data.itertuples()]
    alt = f"Dot plot, {subtitle}: {finding.text}. From the top: {'; '.join(items)}."
    shown = {
        str(kind): list(zip(data.value[status == kind], places[(status == kind).to_numpy()], strict=True))
        for kind in set(status)
    }
    return finish(name, figure, axes, data, title=finding.text, subtitle=subtitle, source=source, alt=alt, shown=shown)


def shares(name, data, finding, *, subtitle, source, colour="departures", language="en") -> Chart | None:
    """Horizontal bars of the published groups, the remainder hatched. `data`: label, value, category."""
    if data.empty:
        return None
    figure, axes = canvas(1.35 + 0.36 * max(len(data), 3))
    places = np.arange(len(data))[::-1]
    bars = {}
    put(
        axes,
        "value",
        data.value,
        places,
        lambda x, y: bars.update(all=axes.barh(y, x, height=BAR, color=COLOURS[colour])),
    )
    for bar, row in zip(bars["all"], data.itertuples(), strict=True):
        if row.category == "rest":
            bar.set(facecolor="white", edgecolor="#777777", hatch="///")
        axes.annotate(f" {text.axis_number(row.value)}", (row.value, bar.get_y() + BAR / 2), va="center", fontsize=10)
    axes.set_yticks(places, data.label)
    axes.set_xlim(0, float(data.value.max()) * 1.14)
    axes.xaxis.set_major_formatter(FuncFormatter(text.axis_number))
    axes.grid(axis="y", visible=False)
    items = [f"{row.label} {text.people(row.value, language)}" for row in data.itertuples()]
    alt = f"Bar chart, {subtitle}: {finding.text}. {'; '.join(items)}."
    shown = {"value": list(zip(data.value, places, strict=True))}
    return finish(name, figure, axes, data, title=finding.text, subtitle=subtitle, source=source, alt=alt, shown=shown)


def paths_within(name, data, finding, *, subtitle, source, latest, language="en") -> Chart | None:
    """Cumulative counts by months, one line a year, the latest year strong. `data`: year, months, value."""
    if data.empty:
        return None
    figure, axes = canvas(4.1)
    for year, part in data.groupby("year"):
        strong = year == latest
        colour = COLOURS["departures"] if strong else COLOURS["quiet"]
        put(
            axes,
            str(year),
            part.months,
            part.value,
            lambda x, y, c=colour, w=2.4 if strong else 1.2: axes.plot(x, y, color=c, lw=w, marker="o", ms=3.5),
        )
        last = part.iloc[-1]
        axes.annotate(
            f" {year}",
            (last.months, last.value),
            color=colour,
            va="center",
            weight="bold" if strong else "normal",
            fontsize=10,
            path_effects=HALO,
        )
    axes.set_xticks(range(1, 13))
    axes.set_ylim(bottom=0)
    axes.set_xlabel({"en": "months from January", "ru": "месяцев с января"}[language])
    axes.yaxis.set_major_formatter(FuncFormatter(text.axis_number))
    ends = [
        f"{row.year}: {text.people(row.value, language)} by month {row.months}"
        for row in data.sort_values("months").groupby("year").tail(1).sort_values("year").itertuples()
    ]
    alt = f"Line chart, {subtitle}: {finding.text}. {'; '.join(ends)}."
    shown = pairs(data, "months", "value", "year")
    return finish(name, figure, axes, data, title=finding.text, subtitle=subtitle, source=source, alt=alt, shown=shown)


def fan(name, observed, projected, finding, *, subtitle, source, language="en") -> Chart:
    """Observed values solid, the projection dashed, its 80% and 95% intervals as bands, on a log scale.

    `observed`: year, value; `projected`: as `projection.project` returns it, indexed by year.
    """
    figure, axes = canvas(4.2)
    start = observed.iloc[-1]
    ahead = pd.concat([pd.DataFrame({c: [start.value] for c in projected}, index=[start.year]), projected])
    for level, shade in (("95", 0.16), ("80", 0.30)):
        axes.fill_between(
            ahead.index.astype(int),
            ahead[f"lower_{level}"].astype(float),
            ahead[f"upper_{level}"].astype(float),
            color=COLOURS["departures"],
            alpha=shade,
            lw=0,
        )
    put(
        axes,
        "observed",
        observed.year,
        observed.value,
        lambda x, y: axes.plot(x, y, color=COLOURS["departures"], lw=2.2, marker="o", ms=3),
    )
    axes.plot(ahead.index.astype(int), ahead.point.astype(float), color=COLOURS["departures"], lw=1.4, ls=(0, (3, 2)))
    put(
        axes,
        "projected",
        projected.index,
        projected.point,
        lambda x, y: axes.plot(x, y, ls="none", marker="o", mfc="white", mec=COLOURS["departures"], ms=5, mew=1.5),
    )
    log_axis(axes.yaxis, axes)
    last = projected.iloc[-1]
    for level in ("95", "80"):
        axes.annotate(
            f" {level}%", (projected.index[-1], last[f"upper_{level}"]), va="center", fontsize=10, color="#333333"
        )
    axes.yaxis.set_major_formatter(FuncFormatter(text.axis_number))
    whole_years(axes)
    data = pd.concat(
        [
            observed.assign(status="observed").rename(columns={"value": "point"}),
            projected.rename_axis("year").reset_index().assign(status="projected"),
        ]
    )
    alt = describe_fan(finding.text, observed, projected, subtitle, language)
    shown = {
        "observed": list(zip(observed.year, observed.value, strict=True)),
        "projected": list(zip(projected.index, projected.point, strict=True)),
    }
    return finish(name, figure, axes, data, title=finding.text, subtitle=subtitle, source=source, alt=alt, shown=shown)


# --- axes and words -------------------------------------------------------------------------------


def log_axis(axis, axes) -> None:
    """A log scale with ticks at 1, 2 and 5 and plain numbers."""
    (axes.set_yscale if axis is axes.yaxis else axes.set_xscale)("log")
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_minor_formatter(NullFormatter())
    axis.set_tick_params(which="minor", length=0)


def whole_years(axes) -> None:
    """Years as whole numbers, without a thousands space."""
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))


def in_words(row, format_value) -> str:
    """A value, or the span where there is only a span; a doubtful or missed one says so."""
    known = pd.notna(row.value)
    words = format_value(row.value) if known else f"{format_value(row.low)} to {format_value(row.high)}"
    mark = getattr(row, "status", "")
    return f"{words} ({mark})" if mark in ("doubtful", "missed") else words


def describe_over_time(title: str, data: pd.DataFrame, subtitle: str, log: bool, language: str) -> str:
    """Alt text of a chart over the years: kind, finding, and first, highest, lowest and last value of each
    line."""
    kind = "Line chart on a log scale" if log else "Chart over the years"
    digits = 0 if data.value.abs().max() > 100 else 2
    said = []
    for flow, part in data[data.value.notna()].groupby("flow", sort=False):
        part = part.set_index("year").value.astype(float)
        marks = [
            ("from", part.index[0]),
            ("highest", part.idxmax()),
            ("lowest", part.idxmin()),
            ("last", part.index[-1]),
        ]
        words = [f"{word} {text.number(part[year], digits, language)} in {year}" for word, year in marks]
        said.append(f"{text.name(flow, language)}: {', '.join(words)}")
    return f"{kind}, {subtitle}: {title}. {'; '.join(said)}."


def describe_fan(title: str, observed: pd.DataFrame, projected: pd.DataFrame, subtitle: str, language: str) -> str:
    """Alt text of a projection: the last value, and point and intervals of the first and last projected
    year."""
    said = [f"last observed value {text.people(observed.value.iloc[-1], language)} in {observed.year.iloc[-1]}"]
    for year in (projected.index[0], projected.index[-1]):
        row = projected.loc[year]
        said.append(
            f"{year}: {text.rough(row.point, language)}, 80% {text.rough_range(row.lower_80, row.upper_80, language)}, "
            f"95% {text.rough_range(row.lower_95, row.upper_95, language)}"
        )
    return f"Line chart with prediction intervals on a log scale, {subtitle}: {title}. {'; '.join(said)}."


# --- numbers on axes and beside marks ---


def signed_percent(value: float, _position=None) -> str:
    """−0.4%, +0.8%, 0.0%."""
    return ("+" if round(value, 1) > 0 else "") + text.percent(value)


def one_decimal(value: float) -> str:
    return text.number(value, 1)


def millions(value: float) -> str:
    """1.32 million."""
    return f"{text.number(value / 1e6, 2)} million"


def percent(value: float, _position=None) -> str:
    """60% for 0.6."""
    return text.percent(100 * value, 0)


def axis_millions(value: float, _position=None) -> str:
    """1.5 on an axis whose subtitle says that it counts millions."""
    return text.number(value / 1e6, 1)


def three_digits(data: pd.DataFrame) -> pd.DataFrame:
    """The numbers of a table to three significant digits: fits by maximum likelihood agree no further than that."""
    return data.map(lambda v: float(f"{v:.3g}") if isinstance(v, float) else v)
