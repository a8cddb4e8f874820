"""What all charts share: the canvas in the house style, the words around it, and the proof.

A chart's title is a finding, its subtitle the measure and unit, its foot the source. `finish`
compares the table of a chart with what was really drawn.
"""

import functools
import io
import textwrap
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from PIL import Image

from helpers.language import say, spoken
from helpers.settings import computes_only

WIDE, NARROW = 6.8, 3.7  # inches: 653 CSS pixels on a page, 355 on a phone
DPI = 160  # five thirds of the size shown: sharp on most screens, and small enough to commit
QUICKLY = {"compress_level": 1}  # of a picture that is read again at once
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
COLOURS |= {
    "RUS": COLOURS["departures"],
    "non_CIS": COLOURS["key 2"],
    "other_cis": COLOURS["key 1"],
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
LINE_HEIGHTS = (0.235, 0.19, 0.16)  # inches: of the title, the subtitle and the foot
ROOM = (0.47, 0.19, 0.16)  # inches that a figure has for them from the beginning
LEFT = {"ha": "left", "linespacing": 1.25}
AROUND = [  # title, subtitle, foot
    {"va": "top", "fontsize": 13, "weight": "bold"} | LEFT,
    {"va": "top", "fontsize": 10.5, "color": "#444444"} | LEFT,
    {"va": "bottom", "fontsize": 9, "color": "#555555"} | LEFT,
]


class ChartError(RuntimeError):
    """A chart whose picture does not show its data."""


@dataclass
class Chart:
    """A drawn chart: its picture, the table that it shows, and the words that go with it."""

    name: str
    axes: Axes
    data: pd.DataFrame
    title: str
    subtitle: str
    source: str
    alt: str
    again: Callable | None = None  # draws the same chart for a phone

    @property
    def figure(self) -> Figure:
        return self.axes.figure

    def png(self) -> bytes:
        """The picture as PNG, without a date."""
        full = Image.open(io.BytesIO(self._bytes("png", dpi=DPI, pil_kwargs=QUICKLY)))
        buffer = io.BytesIO()
        few_colours(full.convert("RGB")).save(buffer, "png", dpi=(DPI, DPI))
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
        width, height = 96 * self.figure.get_size_inches()
        return round(width), round(height)

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
    steps = colours[:, None, :] - kept
    distance = (steps**2).sum(axis=2)
    place = np.zeros(1 << 24, dtype=np.uint8)
    place[_packed(colours)] = distance.argmin(axis=1)
    pixels = np.asarray(picture, dtype=np.int32)
    few = Image.fromarray(place[_packed(pixels)])
    few.putpalette(kept.astype(np.uint8).tobytes())
    return few


def _packed(colours: np.ndarray) -> np.ndarray:
    red, green, blue = np.moveaxis(colours, -1, 0)
    return red << 16 | green << 8 | blue


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


@dataclass
class Drawing:
    """What a function under `at_both_widths` has drawn, and what the chart is to say of it."""

    axes: Axes
    shown: dict  # the (x, y) pairs of the table by series, as from `pairs`
    alt: str  # the id of the sentence that describes the chart
    items: list[str]  # the values that this sentence lists
    more: str = ""  # further alt text
    note: str = ""  # stands above the source
    data: pd.DataFrame | None = None  # what the chart shows, where that is not the table given
    check: Callable | None = None  # a further proof, of the finished chart


def at_both_widths(draw: Callable) -> Callable:
    """A chart function, from one that draws tables with options and returns a `Drawing`; None
    without data, and where a process computes only."""

    @functools.wraps(draw)
    def chart_of(name: str, *tables_and_finding, subtitle: str, source: str, **options):
        *tables, finding = tables_and_finding
        title = finding.headline

        def again() -> Chart | None:
            drawing = draw(*tables, **options)
            if drawing is None:
                return None
            items = "; ".join(drawing.items)
            alt = say(drawing.alt, subtitle=subtitle, title=title, items=items) + drawing.more
            data = tables[0] if drawing.data is None else drawing.data
            chart = Chart(name, drawing.axes, data, title, subtitle, source, alt, again)
            finish(chart, drawing.shown, drawing.note)
            if drawing.check is not None:
                drawing.check(chart)
            return chart

        return None if tables[0].empty or computes_only() else again()

    del chart_of.__wrapped__  # so that help() gives the parameters of the chart
    return chart_of


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


def pairs(data: pd.DataFrame, x: str, y: str, by: str | None = None) -> dict[str, np.ndarray]:
    """The (x, y) pairs of a table by series, for `finish`."""
    parts = data.groupby(by) if by else [(y, data)]
    return {str(series): part[[x, y]].to_numpy(float) for series, part in parts}


def drawn(axes) -> dict[str, list[tuple[float, float]]]:
    """The values that the picture really shows, by series: read back from its artists, sorted."""
    values: dict[str, list] = {}
    for artist in axes.get_children():
        gid = artist.get_gid() or ""
        if gid.startswith(DATA):
            values.setdefault(gid.removeprefix(DATA), []).extend(_points(artist))
    return {series: _comparable(points) for series, points in values.items()}


def _points(artist):
    if hasattr(artist, "get_xydata"):
        return artist.get_xydata()
    if hasattr(artist, "get_offsets"):
        return artist.get_offsets()
    x, y = artist.get_center()
    width, height = artist.get_width(), artist.get_height()
    return [(width, y) if np.isclose(height, BAR) else (x, height)]


def _comparable(points) -> list[tuple[float, float]]:
    values = np.array(list(points), dtype=float).reshape(-1, 2)
    known = values[np.isfinite(values).all(axis=1)]
    rows = known.round(6).tolist()
    return sorted(set(map(tuple, rows)))


def finish(chart: Chart, shown: dict, note: str = "") -> None:
    """Title, subtitle, note and source around the axes, and the proof that they show the data:
    ChartError when the picture differs. `shown` and `note` as in a `Drawing`."""
    _write_around(chart, note)
    # Fix the layout: each further drawing would move it a little, so that no two files agreed.
    engine = chart.figure.get_layout_engine()
    engine.execute(chart.figure)
    engine.execute(chart.figure)
    chart.figure.set_layout_engine(None)  # "none" would keep a stand-in that draws all twice
    _prove(chart, shown)


def _prove(chart: Chart, shown: dict) -> None:
    wanted = {series: _comparable(points) for series, points in shown.items()}
    refuse_differences(chart, wanted, drawn(chart.axes))


def refuse_differences(chart: Chart, wanted: dict, seen: dict) -> None:
    """Raise ChartError where parts of a chart, by name, do not show its data."""
    wrong = [part for part in wanted | seen if wanted.get(part) != seen.get(part)]
    if wrong:
        parts = ", ".join(sorted(wrong))
        raise ChartError(f"chart {chart.name!r} does not show its data: {parts}")


def _write_around(chart: Chart, note: str) -> None:
    """Write above and below the axes; long words make the picture taller, not the axes smaller."""
    source = say("charts.source", source=chart.source)
    paragraphs = (chart.title, chart.subtitle, f"{note}\n{source}")
    blocks = []
    for paragraph, letters in zip(paragraphs, LETTERS[spoken()][narrow()], strict=True):
        parts = [textwrap.wrap(part, letters) for part in paragraph.split("\n")]
        blocks.append(list(chain(*parts)))
    heights = np.array(LINE_HEIGHTS) * list(map(len, blocks))
    heads, unders, feet = heights
    width = _now["width"]
    height = chart.figure.get_size_inches()[1]
    for extra in np.maximum(heights - ROOM, 0):
        height += extra
    chart.figure.set_size_inches(width, height)
    top = (0.22 + heads + unders) / height
    foot = (0.18 + feet) / height
    frame = (0.008, foot, 0.984, 1 - top - foot)
    chart.figure.get_layout_engine().set(rect=frame, w_pad=0.06)
    left = 0.012 * WIDE / width
    places = (1 - 0.08 / height, 1 - (0.14 + heads) / height, 0.07 / height)
    for y, block, look in zip(places, blocks, AROUND, strict=True):
        chart.figure.text(left, y, "\n".join(block), **look)
