"""What all charts share: the canvas in the house style, the words around it, and the proof.

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
from helpers.settings import computes_only

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
REST = {"facecolor": "white", "edgecolor": "#777777", "hatch": "///"}  # what is not published
STYLE = {
    "font.family": "DejaVu Sans",  # seaborn's theme would put the user's Arial first
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
AROUND = [  # title, subtitle, foot
    {"va": "top", "fontsize": 13, "weight": "bold"},
    {"va": "top", "fontsize": 10.5, "color": "#444444"},
    {"va": "bottom", "fontsize": 9, "color": "#555555"},
]


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
        words = {"Date": None, "Title": self.title, "Description": self.alt}
        return self._bytes("svg", metadata=words)

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
    """The picture in its most frequent colours: flat areas stay as they are, soft edges change."""
    counts = picture.getcolors(picture.width * picture.height)
    counts.sort(key=lambda pair: (-pair[0], pair[1]))
    colours = np.array([colour for _count, colour in counts], dtype=np.int32)
    kept = colours[:SHADES]
    distance = ((colours[:, None, :] - kept[None, :, :]) ** 2).sum(axis=2)
    place = np.zeros(1 << 24, dtype=np.uint8)
    place[_packed(colours)] = distance.argmin(axis=1)
    few = Image.fromarray(place[_packed(np.asarray(picture, dtype=np.int32))])
    few.putpalette(kept.astype(np.uint8).tobytes())
    return few


def _packed(colours: np.ndarray) -> np.ndarray:
    return colours[..., 0] << 16 | colours[..., 1] << 8 | colours[..., 2]


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
    """A chart function whose chart can be drawn again for a phone.

    It draws nothing, and returns None, without data and where a process computes only.
    """

    @functools.wraps(draw)
    def drawing(name: str, data: pd.DataFrame, *arguments, **options) -> Chart | None:
        if data.empty or computes_only():
            return None
        again = functools.partial(draw, name, data, *arguments, **options)
        chart = again()
        if chart is not None:
            chart.again = again
        return chart

    return drawing


def folded(label: str, wide: int = 44, phone: int = 19) -> str:
    """A label in lines of at most so many letters."""
    return textwrap.fill(str(label), phone if narrow() else wide, break_long_words=False)


def empty_axes(height: float = 3.9):
    """Empty axes of a new figure in the house style, whatever the user's matplotlibrc says."""
    import seaborn  # half of all imports: notebooks that draw nothing do without

    seaborn.set_theme(style="ticks", rc=STYLE)
    return Figure(figsize=(_now["width"], height), layout="constrained").subplots()


def put(axes, series: str, x, y, draw: Callable) -> None:
    """Draw a series with `draw(x, y)`, its artists tagged so that `drawn` can read them back."""
    before = set(axes.get_children())
    draw(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    for artist in axes.get_children():
        if artist not in before:
            artist.set_gid(DATA + series)


def pairs(data: pd.DataFrame, x: str, y: str, by: str | None = None) -> dict[str, list]:
    """The (x, y) pairs of a table by series, for `finish`."""
    parts = data.groupby(by) if by else [(y, data)]
    points = {}
    for series, part in parts:
        points[str(series)] = list(zip(part[x], part[y], strict=True))
    return points


def drawn(axes) -> dict[str, list[tuple[float, float]]]:
    """The values that the picture really shows, by series: read back from its artists, sorted."""
    values: dict[str, list] = {}
    for artist in axes.get_children():
        gid = artist.get_gid() or ""
        if gid.startswith(DATA):
            values.setdefault(gid.removeprefix(DATA), []).extend(_points(artist))
    return {series: _comparable(points) for series, points in values.items()}


def _points(artist):
    """The data points of an artist; of a bar its place and its length."""
    if hasattr(artist, "get_xydata"):
        return artist.get_xydata()
    if hasattr(artist, "get_offsets"):
        return artist.get_offsets()
    x, y = artist.get_center()
    is_level = np.isclose(artist.get_height(), BAR)
    return [(artist.get_width(), y) if is_level else (x, artist.get_height())]


def _comparable(points) -> list[tuple[float, float]]:
    """Pairs of known values rounded, sorted, each once."""
    values = np.array(list(points), dtype=float).reshape(-1, 2)
    known = values[np.isfinite(values).all(axis=1)]
    return sorted(set(map(tuple, known.round(6).tolist())))


def finish(name, axes, data, finding, alt, shown, *, subtitle, source, note: str = "") -> Chart:
    """Title, subtitle, note and source around the axes, and the proof that they show `data`.

    `shown` are the (x, y) pairs of the table by series, as from `pairs`; `note` stands above the
    source. Raises ChartError when the picture differs.
    """
    chart = Chart(name, axes.figure, axes, data, finding.text, subtitle, source, alt)
    _write_around(chart, note)
    # Fix the layout: each further drawing would move it a little, so that no two files agreed.
    engine = chart.figure.get_layout_engine()
    engine.execute(chart.figure)
    engine.execute(chart.figure)
    chart.figure.set_layout_engine(None)  # "none" would keep a stand-in that draws all twice
    _prove(chart, shown)
    return chart


def _prove(chart: Chart, shown: dict) -> None:
    wanted = {series: _comparable(points) for series, points in shown.items()}
    values = drawn(chart.axes)
    wrong = [series for series in wanted | values if wanted.get(series) != values.get(series)]
    if wrong:
        series = ", ".join(sorted(wrong))
        raise ChartError(f"chart {chart.name!r} does not show its data: {series}")


def _write_around(chart: Chart, note: str) -> None:
    """Write above and below the axes; long words make the picture taller, not the axes smaller."""
    letters = LETTERS[spoken()][narrow()]
    title = textwrap.wrap(chart.title, letters[0])
    subtitle = textwrap.wrap(chart.subtitle, letters[1])
    parts = [*note.split("\n"), say("charts.source", source=chart.source)]
    below = [line for part in parts for line in textwrap.wrap(part, letters[2])]
    heads, unders, feet = 0.235 * len(title), 0.19 * len(subtitle), 0.16 * len(below)
    height = chart.figure.get_size_inches()[1]
    height = height + max(heads - 0.47, 0) + max(unders - 0.19, 0) + max(feet - 0.16, 0)
    chart.figure.set_size_inches(_now["width"], height)
    top, foot = (0.22 + heads + unders) / height, (0.18 + feet) / height
    frame = (0.008, foot, 0.984, 1 - top - foot)
    chart.figure.get_layout_engine().set(rect=frame, w_pad=0.06)
    left = 0.012 * WIDE / _now["width"]
    places = (1 - 0.08 / height, 1 - (0.14 + heads) / height, 0.07 / height)
    for y, lines, look in zip(places, (title, subtitle, below), AROUND, strict=True):
        chart.figure.text(left, y, "\n".join(lines), ha="left", linespacing=1.25, **look)
