"""The house style of charts, and a chart at two widths: its picture and the words around it.

A chart's title is a finding, its subtitle the measure and unit, its foot the source."""

import io
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from matplotlib import rc_context, rc_params_from_file
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.category import StrCategoryFormatter
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import blended_transform_factory
from PIL import Image

from helpers.files import read_rows, write_bytes
from helpers.language import say, spoken
from helpers.settings import computes_only

HOUSE = Path(__file__).with_name("house.mplstyle")
STYLE = dict(rc_params_from_file(HOUSE, use_default_template=False))
PAPER = STYLE["figure.facecolor"]  # the ground of a picture, on light and on dark pages
WIDE, HEIGHT = STYLE["figure.figsize"]  # inches: of a chart with one line of title and foot
NARROW = 3.7  # inches, on a phone: 355 CSS pixels; on a page there are 653
DPI = 160  # five thirds of the size shown: sharp on most screens, and small enough to commit
PLACES = (1 << 16, 1 << 8, 1)  # of red, green and blue in one number
SHADES = 256  # colours kept in a PNG: enough for smooth edges, and half the bytes
# Letters to a line of the title, the subtitle, the foot and the name of a row, on a page and on a
# phone; Cyrillic letters are wider.
LETTERS = {"en": ((58, 80, 92, 44), (30, 42, 48, 19)), "ru": ((53, 74, 86, 42), (27, 38, 44, 18))}
LETTERS["kk"] = LETTERS["ru"]
# Colours by meaning, apart in lightness too, so that greyscale keeps them apart.
COLOURS = {row["of"]: row["colour"] for row in read_rows(Path(__file__).with_name("colours.csv"))}
NAMED = COLOURS | {"paper": PAPER, "halo": [withStroke(linewidth=3, foreground=PAPER)]}
LINE_HEIGHTS = (0.235, 0.19, 0.16)  # inches: of the title, the subtitle and the foot
ROOM = (0.47, 0.19, 0.16)  # inches that a figure has for them from the beginning
FOLDED = 12  # of more rows none has room for two lines
LINE_OF_ROW = 0.16  # inches, of the third line of a row's name
WHOLE_WORDS = {"break_long_words": False, "break_on_hyphens": False}
WORDED = (StrCategoryFormatter, FixedFormatter)  # of an axis with names
KEY_ROW = 0.2  # inches, of a line of a key
KEY_COLUMN = 16  # letters of a key that stand beside others on a phone


def _look(entry):
    """What `looks.yml` has, with colours for their names, and tuples as matplotlib wants them."""
    if isinstance(entry, dict):
        return {name: _look(value) for name, value in entry.items()}
    return tuple(map(_look, entry)) if isinstance(entry, list) else NAMED.get(entry, entry)


LOOKS = _look(yaml.safe_load(Path(__file__).with_name("looks.yml").read_text(encoding="utf-8")))


class ChartError(RuntimeError):
    """A chart whose picture does not show its data."""


@dataclass
class Chart:
    """A drawn chart: its axes, the table that it shows, and the words that go with it. `prove`
    raises ChartError where the marks on the axes are no longer those of the table; every picture is
    drawn and proved anew. `size`: width and height on a page, in CSS pixels."""

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
        self.figure.set_dpi(DPI)
        self.prove()
        self.dress(WIDE)
        width, height = 96 * self.figure.get_size_inches()
        self.size = (round(width), round(height))

    @property
    def figure(self) -> Figure:
        return self.panels[0].figure

    def png(self, width: float = WIDE) -> bytes:
        """The picture as PNG, without a date; text has the same size at each width."""
        content = self._bytes("rgba", width, dpi=DPI)
        pixels = np.frombuffer(content, dtype=">u4").reshape(-1, int(DPI * width))
        buffer = io.BytesIO()
        few_colours(pixels.astype(int) >> 8).save(buffer, "png", dpi=(DPI, DPI))
        return buffer.getvalue()

    def svg(self) -> bytes:
        """The picture as SVG, without a date."""
        words = {"Date": None, "Title": self.title, "Description": self.alt}
        return self._bytes("svg", WIDE, metadata=words)

    def write(self, folder: Path, png: bytes) -> None:
        """NAME.png (drawn already), .svg and -phone.png in the folder."""
        write_bytes(png, folder / f"{self.name}.png")
        write_bytes(self.svg(), folder / f"{self.name}.svg")
        write_bytes(self.png(NARROW), folder / f"{self.name}-phone.png")

    def dress(self, width: float) -> None:
        """Write rows, keys and words for this width."""
        is_phone = width == NARROW
        more = 0.0
        title, subtitle, foot, row = LETTERS[spoken()][is_phone]
        self.figure.set_size_inches(width, self.height)
        self.figure.set_layout_engine("constrained")
        for axes in self.figure.axes:
            axes.set_in_layout(True)  # again, after `set_position`
        for axes in self.panels:
            rows = axes.get_yticks()
            formatter = axes.yaxis.get_major_formatter()
            if isinstance(formatter, WORDED) and 0 < len(rows) <= FOLDED:
                names = formatter.format_ticks(rows)
                folded = ["\n".join(textwrap.wrap(name, row, **WHOLE_WORDS)) for name in names]
                lines = max(name.count("\n") for name in folded)
                more += LINE_OF_ROW * max(lines - 1, 0) * len(rows)
                axes.yaxis.set(
                    major_locator=FixedLocator(rows),
                    major_formatter=FixedFormatter(folded),
                )
            more += KEY_ROW * _place_key(axes, is_phone)
        source = say("charts.source", source=self.source)
        self._write_around(
            more,
            textwrap.wrap(self.title, title),
            textwrap.wrap(self.subtitle, subtitle),
            textwrap.wrap(self.note, foot) + textwrap.wrap(source, foot),
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
        heights = np.multiply(LINE_HEIGHTS, list(map(len, blocks)))
        title, subtitle, foot = heights
        height = self.height + more + np.maximum(heights - ROOM, 0).sum()
        width = self.figure.get_size_inches()[0]
        self.figure.set_size_inches(width, height)
        bottom = (0.18 + foot) / height
        top = (0.22 + title + subtitle) / height
        frame = (0.008, bottom, 0.984, 1 - top - bottom)
        self.figure.get_layout_engine().set(rect=frame, w_pad=0.06)
        places = (
            1 - 0.08 / height,
            1 - (0.14 + title) / height,
            0.07 / height,
        )
        self.words = []
        for y, block, look in zip(places, blocks, ("title", "subtitle", "foot"), strict=True):
            text = self.figure.text(0.08 / width, y, "\n".join(block), **LOOKS[look])
            self.words.append(text)

    def _bytes(self, kind: str, width: float, **options) -> bytes:
        self.prove()
        buffer = io.BytesIO()
        with rc_context(STYLE):
            if width != self.figure.get_size_inches()[0]:
                self.dress(width)
            self.figure.savefig(buffer, format=kind, facecolor=PAPER, **options)
        return buffer.getvalue()


def _place_key(axes: Axes, is_phone: bool) -> int:
    """The key above its axes, as wide as the picture; the number of its lines but the first."""
    legend = axes.get_legend()
    if legend is None:
        return 0
    words = [text.get_text() for text in legend.texts]
    columns = min(len(words), 3)
    if is_phone:
        columns = 1 if max(map(len, words)) > KEY_COLUMN else 2
    place = blended_transform_factory(axes.figure.transFigure, axes.transAxes)
    look = LOOKS["key"] | {"bbox_transform": place, "ncols": columns}
    axes.legend(legend.legend_handles, words, **look)
    return (len(words) - 1) // columns


def is_left_out(data: pd.DataFrame) -> bool:
    """Without data there is no picture, and none where a process computes only."""
    return data.empty or computes_only()


def new_figure(height: float = HEIGHT) -> Figure:
    """A figure in the house style, whatever the user's matplotlibrc says."""
    use_house_style()
    figure = Figure(figsize=(WIDE, height), layout="constrained")
    return FigureCanvasAgg(figure).figure  # it remembers the sizes of words


def use_house_style() -> None:
    """Also of charts that a notebook draws itself."""
    import seaborn  # half of all imports: notebooks that draw nothing do without

    seaborn.set_theme(style="ticks", rc=STYLE)


def few_colours(pixels: np.ndarray) -> Image.Image:
    """The picture in its most frequent colours, numbers as PLACES; soft edges change."""
    places, codes = pd.factorize(pixels.ravel(), sort=True)
    counts = np.bincount(places)
    colours = codes[:, None] // PLACES % 256
    kept = colours[np.argsort(-counts, kind="stable")[:SHADES]]
    distance = ((colours[:, None, :] - kept) ** 2).sum(axis=2)
    nearest = distance.argmin(axis=1).astype(np.uint8)
    few = Image.fromarray(nearest[places].reshape(pixels.shape))
    few.putpalette(kept.astype(np.uint8).tobytes())
    return few
