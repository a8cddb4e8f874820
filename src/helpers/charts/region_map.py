"""A map of the regions of Kazakhstan by the sign and size of a rate.

Boundaries and the points of the labels are those of the data package, in Albers' equal-area conic
projection (Snyder 1987, Map Projections, p. 98, sphere), its standard parallels a sixth of the
height from the south and the north edge. Lightness says how large a value is, hue and hatching
whether it is a gain or a loss, and the signed number stands there as well.
"""

import re
import textwrap
from functools import partial
from itertools import chain

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from helpers.charts import canvas
from helpers.charts.canvas import (
    COLOURS,
    HALO,
    Chart,
    ChartError,
    at_both_widths,
    empty_axes,
    finish,
    narrow,
)
from helpers.cleaning import names
from helpers.data import package
from helpers.language import formats, say, spoken

EARTH = 6371.0  # km, mean radius
POINTS = 9  # size of the words on the map
MARGIN = 25  # km around the map
ROW = 0.17  # inches, of the list
CIRCLE = 0.075  # radius of a city's circle, inches
GREYS = (0.9, 0.74, 0.56)  # of small, middle and large values in greyscale, gains and losses alike
UNKNOWN = {"facecolor": "#ffffff", "edgecolor": "#8a8a8a", "hatch": "xxx", "hatchcolor": "#c4c4c4"}
FIGURE = "\u2007"  # a space as wide as a digit
REGION = re.compile(r"\s*\b(Region|область|облысы)\b\s*")  # left out where the map says it
LABEL = {"fontsize": POINTS, "ha": "center", "va": "center", "linespacing": 1.1, "zorder": 6}
LINE = {"arrowstyle": "-", "linewidth": 0.8, "color": "#333333", "shrinkA": 0}


@at_both_widths
def regions_map(name, data, finding, *, subtitle, source) -> Chart | None:
    """A map of a signed rate by region. `data`: region (id), value, and optionally status and row.

    A region without a value is called 'not published', one whose status is `doubtful` has a
    question mark. The three cities are circles. A frame without the regions created in 2022 gets
    the 17 units before. On a phone the map bears the numbers of a list below it. None without any
    value; ValueError for regions that are not known or stand there twice; ChartError when a colour
    or a label is not that of its value.
    """
    if data.value.isna().all():
        return None
    features = features_for(set(data.region))
    table = _table(data, [feature["id"] for feature in features])
    outlines, spots = project(features)
    step = class_width(table.value)
    axes, panel = _lay_out(outlines, _legend(table, step), len(table))
    words = _words(table)
    circles = {}
    for row in table.itertuples():
        if _is_city(row.region):
            circles[row.region] = [_centroid(outlines[row.region])]
        _draw(axes, row.region, outlines[row.region], look_of(row.value, step))
        _write(axes, row.region, words, spots[row.region], circles.get(row.region))
    if narrow():
        _list(panel, list(table.region), words)
    attribution = package.resource("kz_regions")["description"]  # which the licence asks for
    alt = _describe(table, finding.text, subtitle)
    about = {"subtitle": subtitle, "source": source, "note": attribution}
    chart = finish(name, axes, table, finding, alt, circles, **about)
    for (
        part
    ) in chart.figure.axes:  # the layout differs by 1e-16 from draw to draw, labels by a pixel
        part.set_position(np.round(part.get_position().bounds, 4))
    _prove_map(chart, step)
    return chart


def _lay_out(outlines: dict, handles: list, regions: int) -> tuple:
    """Axes for the map and a panel below it for the legend and the list, measured in inches."""
    axes = empty_axes()
    corners = np.concatenate(list(chain(*outlines.values())))
    (left, bottom), (right, top) = corners.min(axis=0) - MARGIN, corners.max(axis=0) + MARGIN
    width = axes.figure.get_size_inches()[0]
    height = (top - bottom) * (width - 0.2) / (right - left)
    columns = 2 if narrow() else -(-len(handles) // 2)
    below = 0.22 * -(-len(handles) // columns)
    if narrow():
        below += ROW * regions + 0.1
    axes.figure.set_size_inches(width, height + below + 1.35)
    grid = axes.figure.add_gridspec(2, 1, height_ratios=[height, below])
    axes.set_subplotspec(grid[0])
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", anchor="N")
    panel = axes.figure.add_subplot(grid[1], xlim=(0, width), ylim=(0, below))
    look = {"fontsize": POINTS, "loc": "upper left", "frameon": False, "borderpad": 0}
    panel.legend(handles=handles, ncols=columns, **look)
    axes.set_axis_off()
    panel.set_axis_off()
    return axes, panel


def _draw(axes, region: str, rings: list[np.ndarray], look: dict) -> None:
    """A region as an area, a city as a circle that can be seen."""
    if _is_city(region):
        size = {"s": (144 * CIRCLE) ** 2, "linewidth": 1, "zorder": 4, "clip_on": False}
        circle = partial(axes.scatter, **look | size | {"edgecolor": "#333333"})
        x, y = _centroid(rings)
        canvas.put(axes, region, [x], [y], circle)
    else:
        outline = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        # Not clipped, since an SVG names a clip by chance; not add_patch, which seeks set limits.
        look = look | {"gid": f"region:{region}", "linewidth": 0.7, "clip_on": False}
        axes.add_artist(PathPatch(outline, **look))


def _table(data: pd.DataFrame, known: list[str]) -> pd.DataFrame:
    """A row for each region of the map from the highest value, those not published last."""
    strange = ", ".join(sorted(set(data.region) - set(known)))
    if strange:
        raise ValueError(f"not a region of the map: {strange}; known are {', '.join(known)}")
    twice = ", ".join(sorted(set(data.region[data.region.duplicated()])))
    if twice:
        raise ValueError(f"more than one value for a region of the map: {twice}")
    if "status" not in data:
        data = data.assign(status="observed")
    kept = data.columns.intersection(["value", "status", "row"])
    table = data.set_index("region")[kept].reindex(known).rename_axis("region").reset_index()
    table["value"] = table.value.astype(float)
    table["status"] = table.status.fillna("observed").mask(table.value.isna(), "not published")
    return table.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def features_for(regions: set[str]) -> list[dict]:
    """The boundaries of the 20 regions, or of the 17 units before June 2022.

    Those hold where `regions` has every region that was divided then and none that came of it.
    """
    features = {feature["id"]: feature for feature in package.regions()["features"]}
    created = []
    parents = set()
    for region, feature in features.items():
        if parent := feature["properties"]["parent_before_2022"]:
            created.append(region)
            parents.add(parent)
    if regions.isdisjoint(created) and regions >= parents:
        before = package.regions(name="kz_regions_before_2022")["features"]
        features |= {feature["id"]: feature for feature in before}
        for region in created:
            del features[region]
    return list(features.values())


def project(features: list[dict]) -> tuple[dict[str, list[np.ndarray]], dict[str, np.ndarray]]:
    """The rings of each region and the point of its label, both in km."""
    rings = {}
    for feature in features:
        shape = feature["geometry"]
        polygons = shape["coordinates"]
        if shape["type"] == "MultiPolygon":
            polygons = chain(*polygons)
        rings[feature["id"]] = [np.array(ring) for ring in polygons]
    everywhere = np.concatenate(list(chain(*rings.values())))
    corners = everywhere.min(axis=0), everywhere.max(axis=0)
    outlines, spots = {}, {}
    for feature in features:
        region, about = feature["id"], feature["properties"]
        label = np.array([[about["label_lon"], about["label_lat"]]])
        outlines[region] = [albers(ring, *corners) for ring in rings[region]]
        spots[region] = albers(label, *corners)[0]
    return outlines, spots


def _is_city(region: str) -> bool:
    return region.endswith("_city")


def albers(degrees: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Longitudes and latitudes as x and y in km, for a map between the corners `low` and `high`."""
    (west, south), (east, north) = np.radians(low), np.radians(high)
    first = south + (north - south) / 6
    second = north - (north - south) / 6
    middle = (west + east) / 2
    n = (np.sin(first) + np.sin(second)) / 2
    c = np.cos(first) ** 2 + 2 * n * np.sin(first)
    longitude, latitude = np.radians(degrees).T
    radius = EARTH * np.sqrt(c - 2 * n * np.sin(latitude)) / n
    angle = n * (longitude - middle)
    x = radius * np.sin(angle)
    y = -radius * np.cos(angle)
    return np.column_stack([x, y])


def _centroid(rings: list[np.ndarray]) -> tuple[float, float]:
    """The centre of the largest ring's area."""
    parts = []
    for ring in rings:
        x, y = ring[:-1].T
        next_x, next_y = ring[1:].T
        cross = x * next_y - next_x * y
        area = cross.sum() / 2
        moment_x = ((x + next_x) * cross).sum()
        moment_y = ((y + next_y) * cross).sum()
        parts.append((area, moment_x, moment_y))
    area, moment_x, moment_y = max(parts)
    return moment_x / (6 * area), moment_y / (6 * area)


def _words(table: pd.DataFrame) -> dict[str, str]:
    """What stands on the map and in the list of a phone, by the gid of its text."""
    words = {}
    for number, row in enumerate(table.itertuples(), start=1):
        short, value = _short(row.region), _value(row)
        if narrow():
            words[f"label:{row.region}"] = str(number)
            words[f"name:{row.region}"] = f"{number:{FIGURE}>2}  {short}"
            words[f"value:{row.region}"] = value
        else:
            lines = textwrap.wrap(short, 14, break_long_words=False)
            lines += [value] if pd.notna(row.value) else []
            words[f"label:{row.region}"] = "\n".join(lines)
    return words


def _short(region: str) -> str:
    """The name of a region without the word 'region', unless a city has the same."""
    full = names.name(region)
    short = REGION.sub("", full)
    cities = filter(_is_city, names.region_names(spoken()))
    is_shared = any(short in names.name(city) for city in cities)
    return full if is_shared and not _is_city(region) else short


def _value(row) -> str:
    if pd.isna(row.value):
        return say("numbers.not_published")
    return formats.signed_number(row.value) + (" ?" if row.status == "doubtful" else "")


def _write(axes, region: str, words: dict, spot, circle: list | None) -> None:
    """A label at its spot, with a line to the circle of its city."""
    gid = f"label:{region}"
    arrow = {"xy": spot}
    if circle:
        arrow = {"xy": circle[0], "arrowprops": LINE | {"shrinkB": 72 * CIRCLE}}
    text = axes.annotate(words[gid], xytext=spot, gid=gid, path_effects=HALO, **arrow, **LABEL)
    text.set_in_layout(False)


def _list(panel, regions: list[str], words: dict) -> None:
    for place, region in enumerate(reversed(regions)):
        for kind, x, side in (("name", 0.05, "left"), ("value", 3.4, "right")):
            gid = f"{kind}:{region}"
            look = {"gid": gid, "ha": side, "va": "center", "fontsize": POINTS}
            panel.text(x, ROW * (place + 0.5), words[gid], **look).set_in_layout(False)


def class_width(values: pd.Series) -> float:
    """The largest of 1, 2 and 5 times a power of ten that at least half of the values reach."""
    middle = values.abs().median()
    if pd.isna(middle) or middle < 0.1:
        return 0.1
    power = 10.0 ** np.floor(np.log10(middle))
    return float(max(m for m in (1, 2, 5) if m * power <= middle * (1 + 1e-9)) * power)


def class_of(value: float, step: float) -> int:
    """Up to one step, up to two, and more: 1, 2, 3 for gains, −1, −2, −3 for losses, as printed."""
    shown = round(float(value), 1)
    size = 1 + min(int(abs(shown) / step + 1e-9), 2)
    return size if shown >= 0 else -size


def look_of(value: float, step: float) -> dict:
    """Colours and hatching of a value; white with a grey hatch without one."""
    return UNKNOWN if pd.isna(value) else _look(class_of(value, step))


def _look(kind: int) -> dict:
    name = "gain" if kind > 0 else "loss"
    colour = np.array(to_rgb(COLOURS[name]))
    # Mixed with white until a greyscale print shows the same grey for gains and losses of one size.
    grey = colour @ [0.299, 0.587, 0.114]
    wanted = GREYS[abs(kind) - 1]
    face = 1 - (1 - colour) * (1 - wanted) / (1 - grey)
    return {
        "facecolor": to_hex(face),
        "edgecolor": "#6f6f6f",
        "hatchcolor": to_hex(face * 0.8),
        "hatch": None if kind > 0 else "////",
    }


def _legend(table: pd.DataFrame, step: float) -> list:
    """Losses beside gains from small to large, then the rest; a column each on a phone."""
    patches = []
    for kind in (-1, 1, -2, 2, -3, 3):
        patches.append(Patch(label=_class_name(kind, step), **_look(kind)))
    others = []
    if table.value.isna().any():
        others.append(Patch(label=say("numbers.not_published"), **UNKNOWN))
    if (table.status == "doubtful").any():
        label = f"? {names.name('doubtful')}"
        others.append(Line2D([], [], linestyle="", label=label))
    if narrow():
        return patches[::2] + others[:1] + patches[1::2] + others[1:]
    return patches + others


def _class_name(kind: int, step: float) -> str:
    """'0 to −5', '+5 to +10', '+10 or more'."""
    sign = 1 if kind > 0 else -1
    if abs(kind) == 3:
        return say("map.or_more" if kind > 0 else "map.or_less", number=_edge(2 * sign, step))
    return say("numbers.range", low=_edge(kind - sign, step), high=_edge(kind, step))


def _edge(steps: int, step: float) -> str:
    digits = 0 if float(step).is_integer() else 1
    return ("+" if steps > 0 else "") + formats.number(steps * step, digits)


def _describe(table: pd.DataFrame, title: str, subtitle: str) -> str:
    """Alt text: kind, finding, numbers of regions by sign, and both ends of the ranking."""
    signs = {
        "map.gain": table.value > 0,
        "map.lose": table.value < 0,
        "map.neither": table.value == 0,
        "map.not_published": table.value.isna(),
    }
    if not signs["map.neither"].any():
        del signs["map.neither"]
    counts = [say(sign, n=int(rows.sum())) for sign, rows in signs.items()]
    known = table[table.value.notna()]
    items = [f"{names.name(row.region)} {_value(row)}" for row in known.itertuples()]
    highest = "; ".join(items[:3])
    lowest = "; ".join(items[3:][-3:][::-1])
    alt = say("map.alt", subtitle=subtitle, title=title)
    sentences = [alt, f"{', '.join(counts)}.", say("map.highest", items=highest)]
    if lowest:
        sentences.append(say("map.lowest", items=lowest))
    return " ".join(sentences)


def _prove_map(chart: Chart, step: float) -> None:
    """Raise ChartError unless each region has the colour, hatching and label of its value."""
    artists = {artist.get_gid(): artist for artist in chart.figure.findobj() if artist.get_gid()}
    wrong = set()
    for gid, words in _words(chart.data).items():
        if gid not in artists or artists[gid].get_text() != words:
            wrong.add(gid)
    for row in chart.data.itertuples():
        gid = f"{'data' if _is_city(row.region) else 'region'}:{row.region}"
        look = look_of(row.value, step)
        if gid not in artists or _seen(artists[gid]) != (look["facecolor"], look["hatch"]):
            wrong.add(gid)
    if wrong:
        raise ChartError(f"chart {chart.name!r} does not show its data: {', '.join(sorted(wrong))}")


def _seen(artist) -> tuple:
    return to_hex(np.ravel(artist.get_facecolor())[:3]), artist.get_hatch()
