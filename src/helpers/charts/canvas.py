"""The house style of charts, and a chart at two widths: its picture and the words around it.

A chart's title is a finding, its subtitle the measure and unit, its foot the source. It is one
figure, dressed for a page or for a phone before each picture.
"""

import io
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryFormatter
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import blended_transform_factory
from PIL import Image

from helpers.files import write_bytes
from helpers.language import say, spoken
from helpers.settings import computes_only

WIDE, NARROW = 6.8, 3.7  # inches: 653 CSS pixels on a page, 355 on a phone
HEIGHT = 3.9  # inches, of a chart with one line of title and foot
DPI = 160  # five thirds of the size shown: sharp on most screens, and small enough to commit
QUICKLY = {"compress_level": 1}  # of a picture that is read again at once
SHADES = 256  # colours kept in a PNG: enough for smooth edges, and half the bytes
# Letters to a line of the title, the subtitle, the foot and the name of a row, on a page and on a
# phone; Cyrillic letters are wider.
LETTERS = {"en": ((58, 80, 92, 44), (30, 42, 48, 19)), "ru": ((53, 74, 86, 42), (27, 38, 44, 18))}
LETTERS["kk"] = LETTERS["ru"]
PAPER = "#fbf9f4"  # the ground of a picture, on light and on dark pages
HALO = [withStroke(linewidth=3, foreground=PAPER)]  # keeps a label readable where it meets a line

# Colours by meaning, apart in lightness too, so that greyscale keeps them apart.
COLOURS = {
    "departures": "#8f2d1f",
    "arrivals": "#4a97c4",
    "gain": "#4a97c4",
    "loss": "#8f2d1f",
    "dark": "#3d3d3d",
    "amber": "#d98f1e",
    "quiet": "#8a8a8a",
    "rest": "#d0d0d0",
}
COLOURS |= {
    "RUS": COLOURS["departures"],
    "non_CIS": COLOURS["amber"],
    "other_cis": COLOURS["dark"],
    "internal": COLOURS["dark"],
    "kazakhstan": COLOURS["departures"],
    "russia": COLOURS["amber"],
}
REST = {"facecolor": PAPER, "edgecolor": "#777777", "hatch": "///"}  # what is not published
STYLE = {
    "font.family": "DejaVu Sans",  # seaborn's theme would put the user's Arial first
    "font.size": 10.5,
    "axes.labelsize": 10.5,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#666666",
    "axes.facecolor": PAPER,
    "axes.grid": True,
    "axes.axisbelow": True,
    "figure.figsize": (WIDE, HEIGHT),
    "figure.facecolor": PAPER,
    "grid.color": "#e3e0d8",
    "grid.linewidth": 0.8,
    "hatch.linewidth": 0.8,
    "legend.frameon": False,
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
FOLDED = 12  # of more rows none has room for two lines
LINE_OF_ROW = 0.16  # inches, of the third line of a row's name
WHOLE_WORDS = {"break_long_words": False, "break_on_hyphens": False}
KEY_ROW = 0.2  # inches, of a line of a key
KEY_COLUMN = 16  # letters of a key that stand beside others on a phone
KEY = {"loc": "lower left", "borderaxespad": 0.3, "columnspacing": 1.2, "handletextpad": 0.4}


class ChartError(RuntimeError):
    """A chart whose picture does not show its data."""


@dataclass
class Chart:
    """A drawn chart: its axes, the table that it shows, and the words that go with it.

    `prove` raises ChartError where the marks on the axes are no longer those of the table.
    """

    name: str
    panels: list[Axes]
    data: pd.DataFrame
    title: str
    subtitle: str
    source: str
    note: str
    alt: str
    prove: Callable[[], None]
    words: list = field(default_factory=list)  # around the axes, for the width of now

    def __post_init__(self) -> None:
        self.height = self.figure.get_size_inches()[1]
        self.rows = [_categories(axes) for axes in self.panels]
        self.dress(WIDE)

    @property
    def figure(self) -> Figure:
        return self.panels[0].figure

    def png(self, width: float = WIDE) -> bytes:
        """The picture as PNG, without a date; text has the same size at each width."""
        full = Image.open(io.BytesIO(self._bytes("png", width, dpi=DPI, pil_kwargs=QUICKLY)))
        buffer = io.BytesIO()
        few_colours(full.convert("RGB")).save(buffer, "png", dpi=(DPI, DPI))
        return buffer.getvalue()

    def svg(self) -> bytes:
        """The picture as SVG, without a date."""
        words = {"Date": None, "Title": self.title, "Description": self.alt}
        return self._bytes("svg", WIDE, metadata=words)

    def write(self, folder: Path) -> None:
        """NAME.png, .svg and -phone.png in the folder."""
        pictures = {".png": self.png(), ".svg": self.svg(), "-phone.png": self.png(NARROW)}
        for ending, content in pictures.items():
            write_bytes(content, folder / f"{self.name}{ending}")

    def size(self) -> tuple[int, int]:
        """Width and height of the picture of now as shown, in CSS pixels."""
        width, height = 96 * self.figure.get_size_inches()
        return round(width), round(height)

    def dress(self, width: float) -> None:
        """Prove the marks, and write rows, keys and words for this width."""
        self.prove()
        is_phone = width == NARROW
        more = 0.0
        title, subtitle, foot, row = LETTERS[spoken()][is_phone]
        self.figure.set_size_inches(width, self.height)
        self.figure.set_layout_engine("constrained")
        for axes in self.figure.axes:
            axes.set_in_layout(True)  # again, after `set_position`
        for axes, names in zip(self.panels, self.rows, strict=True):
            if 0 < len(names) <= FOLDED:
                folded = ["\n".join(textwrap.wrap(name, row, **WHOLE_WORDS)) for name in names]
                lines = max(name.count("\n") for name in folded)
                more += LINE_OF_ROW * max(lines - 1, 0) * len(names)
                axes.yaxis.set_major_locator(FixedLocator(axes.get_yticks()))
                axes.yaxis.set_major_formatter(FixedFormatter(folded))
            more += KEY_ROW * _place_key(axes, is_phone)
        source = say("charts.source", source=self.source)
        self._write_around(
            more,
            _lines(self.title, title),
            _lines(self.subtitle, subtitle),
            _lines(self.note, foot) + _lines(source, foot),
        )
        # Fix the layout: each further drawing would move it a little, so that no two files agreed.
        engine = self.figure.get_layout_engine()
        engine.execute(self.figure)
        engine.execute(self.figure)
        self.figure.set_layout_engine(None)  # "none" would keep a stand-in that draws all twice
        for axes in self.figure.axes:  # the layout differs by 1e-16 from draw to draw
            axes.set_position(np.round(axes.get_position().bounds, 4))

    def _write_around(self, more: float, *blocks: list[str]) -> None:
        """Write above and below the axes; long words and `more` make the picture taller."""
        for text in self.words:
            text.remove()
        heights = np.array(LINE_HEIGHTS) * list(map(len, blocks))
        heads, unders, feet = heights
        width = self.figure.get_size_inches()[0]
        height = self.height + more + np.maximum(heights - ROOM, 0).sum()
        self.figure.set_size_inches(width, height)
        top = (0.22 + heads + unders) / height
        foot = (0.18 + feet) / height
        frame = (0.008, foot, 0.984, 1 - top - foot)
        self.figure.get_layout_engine().set(rect=frame, w_pad=0.06)
        places = (1 - 0.08 / height, 1 - (0.14 + heads) / height, 0.07 / height)
        self.words = []
        for y, block, look in zip(places, blocks, AROUND, strict=True):
            text = self.figure.text(0.08 / width, y, "\n".join(block), **look)
            self.words.append(text)

    def _bytes(self, kind: str, width: float, **options) -> bytes:
        buffer = io.BytesIO()
        with rc_context(STYLE):
            if width != self.figure.get_size_inches()[0]:
                self.dress(width)
            self.figure.savefig(buffer, format=kind, facecolor=PAPER, **options)
        return buffer.getvalue()


def _lines(words: str, letters: int) -> list[str]:
    return textwrap.wrap(words, letters)


def _categories(axes: Axes) -> list[str]:
    """The names of the rows; none where numbers stand at the left."""
    formatter = axes.yaxis.get_major_formatter()
    is_named = isinstance(formatter, (StrCategoryFormatter, FixedFormatter))
    return formatter.format_ticks(axes.get_yticks()) if is_named else []


def _place_key(axes: Axes, is_phone: bool) -> int:
    """The key above its axes, from the left edge of the picture, so that it has the whole width;
    the number of its lines but the first."""
    legend = axes.get_legend()
    if legend is None:
        return 0
    longest = max(len(text.get_text()) for text in legend.texts)
    columns = min(len(legend.texts), 3)
    if is_phone:
        columns = 1 if longest > KEY_COLUMN else 2
    place = blended_transform_factory(axes.figure.transFigure, axes.transAxes)
    corner = {"bbox_to_anchor": (0.005, 1), "bbox_transform": place}
    words = [text.get_text() for text in legend.texts]
    axes.legend(legend.legend_handles, words, ncols=columns, **corner, **KEY)
    return (len(words) - 1) // columns


def is_left_out(data: pd.DataFrame) -> bool:
    """Without data there is no picture, and none where a process computes only."""
    return data.empty or computes_only()


def new_axes(height: float = HEIGHT, rows: int = 1, **shape) -> Axes | np.ndarray:
    """Empty axes of a new figure."""
    return new_figure(height).subplots(rows, **shape)


def new_figure(height: float) -> Figure:
    """A figure in the house style, whatever the user's matplotlibrc says."""
    use_house_style()
    return Figure(figsize=(WIDE, height), layout="constrained")


def use_house_style() -> None:
    """Also of charts that a notebook draws itself."""
    import seaborn  # half of all imports: notebooks that draw nothing do without

    seaborn.set_theme(style="ticks", rc=STYLE)


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
