"""What all charts share: the canvas in the house style, the words around it, and the proof that it
shows its data.

A chart's title is a finding, its subtitle the measure and unit, its foot the source. Every chart
keeps the table that it shows, and `finish` compares that table with what was really drawn: a
picture cannot say other than its data. Each chart can be drawn at two widths, for a page and for a
phone, with text of the same size.
"""

import functools
import io
import textwrap
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from PIL import Image

from helpers.language import say, spoken

WIDE, NARROW = 6.8, 3.7  # inches: 653 CSS pixels on a page, 355 on a phone
DPI = 160  # five thirds of the size shown: sharp on most screens, and small enough to commit
SHADES = 256  # colours kept in a PNG: enough for smooth edges, and half the bytes
# Letters to a line of the title, the subtitle and the foot, on a page and on a phone; Cyrillic
# letters are wider.
LETTERS = {"en": ((58, 80, 92), (30, 42, 48)), "ru": ((53, 74, 86), (27, 38, 44))}
LETTERS["kk"] = LETTERS["ru"]
DATA = "data:"  # prefix of the gid of every artist that carries data
BAR = 0.62  # thickness of a bar, in categories
HALO = [withStroke(linewidth=3, foreground="white")]  # keeps a label readable where it meets a line

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
    "key 1": "#3d3d3d",
    "key 2": "#d98f1e",
    "key 3": "#b9a7d6",
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
    "hatch.linewidth": 0.8,
    "text.parse_math": False,  # a $ in a name is a $
    "svg.fonttype": "path",
    "svg.hashsalt": "claims",
}
# How a value is known, by mark: filled, hollow, diamond, square, cross.
MARKS = {
    "observed": {"marker": "o"},
    "printed": {"marker": "o"},
    "derived": {"marker": "o", "facecolor": "white"},
    "implied": {"marker": "s", "facecolor": "white"},
    "preliminary": {"marker": "D", "facecolor": "white"},
    "doubtful": {"marker": "X"},
    "missed": {"marker": "X"},
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
    again: Callable | None = None  # draws the same chart for a phone

    def png(self) -> bytes:
        """The picture as PNG, without a date."""
        size = [round(inches * DPI) for inches in self.figure.get_size_inches()]
        raw = self._bytes("rgba", dpi=DPI)
        full = Image.frombuffer("RGBA", (size[0], len(raw) // (4 * size[0])), raw).convert("RGB")
        buffer = io.BytesIO()
        few_colours(full).save(buffer, "png", dpi=(DPI, DPI))
        return buffer.getvalue()

    def svg(self) -> bytes:
        """The picture as SVG, without a date."""
        return self._bytes(
            "svg", metadata={"Date": None, "Title": self.title, "Description": self.alt}
        )

    def for_phone(self) -> "Chart":
        """The same chart drawn as narrow as a phone, with text of the same size."""
        with as_wide_as(NARROW):
            return self.again()

    def size(self) -> tuple[int, int]:
        """Width and height as shown, in CSS pixels."""
        width, height = self.figure.get_size_inches()
        return round(width * 96), round(height * 96)

    def _bytes(self, kind: str, **options) -> bytes:
        buffer = io.BytesIO()
        with rc_context(STYLE):
            self.figure.savefig(buffer, format=kind, facecolor="white", **options)
        return buffer.getvalue()


def few_colours(picture: Image.Image) -> Image.Image:
    """The picture in its most frequent colours: flat areas stay exactly as they are, only soft
    edges change.
    """
    counted = sorted(
        (-count, colour) for count, colour in picture.getcolors(picture.width * picture.height)
    )
    colours = np.array([colour for _count, colour in counted], dtype=np.int32)
    kept = colours[:SHADES]
    distance = ((colours[:, None, :] - kept[None, :, :]) ** 2).sum(axis=2)
    place = np.zeros(1 << 24, dtype=np.uint8)
    place[_packed(colours)] = distance.argmin(axis=1)
    few = Image.fromarray(place[_packed(np.asarray(picture, dtype=np.int32))])
    few.putpalette(kept.astype(np.uint8).tobytes())
    return few


def _packed(colours: np.ndarray) -> np.ndarray:
    """Red, green and blue as one number."""
    return colours[..., 0] << 16 | colours[..., 1] << 8 | colours[..., 2]


# --- width ----------------------------------------------------------------------------------------

_now = {"width": WIDE}


@contextmanager
def as_wide_as(width: float):
    """This width inside the `with` block."""
    _now["width"] = width
    try:
        yield
    finally:
        _now["width"] = WIDE


def narrow() -> bool:
    """Whether a phone's picture is being drawn."""
    return _now["width"] == NARROW


def at_both_widths(draw: Callable) -> Callable:
    """A chart function whose chart can be drawn again for a phone."""

    @functools.wraps(draw)
    def drawing(*given, **named):
        chart = draw(*given, **named)
        if chart is not None:
            chart.again = functools.partial(draw, *given, **named)
        return chart

    return drawing


def folded(label: str, wide: int = 44, phone: int = 19) -> str:
    """A label in lines of at most so many letters."""
    return textwrap.fill(str(label), phone if narrow() else wide, break_long_words=False)


# --- canvas, data, frame --------------------------------------------------------------------------


def canvas(height: float = 3.9) -> tuple[Figure, object]:
    """An empty figure and its axes in the house style, whatever the user's matplotlibrc says."""
    import seaborn  # half of all imports: notebooks that draw nothing do without

    seaborn.set_theme(style="ticks", rc=STYLE)
    figure = Figure(figsize=(_now["width"], height), layout="constrained")
    return figure, figure.subplots()


def put(axes, series: str, x, y, draw) -> None:
    """Draw a series with `draw(x, y)` and tag the artists, so that `drawn` can read the values
    back.
    """
    before = set(axes.get_children())
    draw(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    for artist in axes.get_children():
        if artist not in before:
            artist.set_gid(DATA + series)


def dots(
    axes, series: str, x, y, kind: str = "observed", colour: str = COLOURS["net"], size: float = 62
) -> None:
    """Marks at (x, y) that say by their shape how the values are known."""
    mark = {"facecolor": colour, "edgecolor": colour, "linewidth": 1.6} | MARKS.get(
        kind, MARKS["observed"]
    )
    put(axes, series, x, y, lambda x, y: axes.scatter(x, y, s=size, zorder=3, **mark))


def drawn(axes) -> dict[str, list[tuple[float, float]]]:
    """The values that the picture really shows, by series, read back from its artists and
    sorted.
    """
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
        middle = (
            artist.get_y() + artist.get_height() / 2
            if horizontal
            else artist.get_x() + artist.get_width() / 2
        )
        pairs = [(artist.get_width(), middle)] if horizontal else [(middle, artist.get_height())]
    return [
        (round(float(x), 6), round(float(y), 6))
        for x, y in pairs
        if not (np.isnan(x) or np.isnan(y))
    ]


def finish(
    name, figure, axes, data, *, title, subtitle, source, alt, shown, note: str = ""
) -> Chart:
    """Title, subtitle, note and source around the axes, and the proof that the picture shows
    `data`.

    `shown` maps each tagged series to the (x, y) pairs of the table; `note` stands above the
    source. Raises ChartError when the picture differs.
    """
    letters = LETTERS[spoken()][narrow()]
    above = [textwrap.wrap(title, letters[0]), textwrap.wrap(subtitle, letters[1])]
    notes = [line for part in note.split("\n") for line in textwrap.wrap(part, letters[2])]
    below = notes + textwrap.wrap(say("charts.source", source=source), letters[2])
    heads, unders, feet = 0.235 * len(above[0]), 0.19 * len(above[1]), 0.16 * len(below)
    # Long words make the picture taller rather than the axes smaller.
    height = (
        figure.get_size_inches()[1]
        + max(heads - 0.47, 0)
        + max(unders - 0.19, 0)
        + max(feet - 0.16, 0)
    )
    figure.set_size_inches(_now["width"], height)
    top, foot = (0.22 + heads + unders) / height, (0.18 + feet) / height
    figure.get_layout_engine().set(rect=(0.008, foot, 0.984, 1 - top - foot), w_pad=0.06)
    left = 0.012 * WIDE / _now["width"]
    words = {"ha": "left", "linespacing": 1.25}
    figure.text(
        left, 1 - 0.08 / height, "\n".join(above[0]), fontsize=13, weight="bold", va="top", **words
    )
    beneath = 1 - (0.14 + heads) / height
    figure.text(
        left, beneath, "\n".join(above[1]), fontsize=10.5, va="top", color="#444444", **words
    )
    figure.text(
        left, 0.07 / height, "\n".join(below), fontsize=9, va="bottom", color="#555555", **words
    )
    settle(figure)
    chart = Chart(name, figure, axes, data, title, subtitle, source, alt)
    _prove(chart, shown)
    return chart


def settle(figure: Figure) -> None:
    """Fix the layout, which each further drawing would move a little, so that no two files were the
    same.
    """
    for _step in range(2):
        figure.get_layout_engine().execute(figure)
    figure.set_layout_engine(
        None
    )  # "none" would keep a stand-in, for which matplotlib draws every file twice


def _prove(chart: Chart, shown: dict) -> None:
    wanted = {}
    for series, pairs in shown.items():
        wanted[series] = sorted(
            {
                (round(float(x), 6), round(float(y), 6))
                for x, y in pairs
                if pd.notna(x) and pd.notna(y)
            }
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
