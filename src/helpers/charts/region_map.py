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
from matplotlib.text import Text

from helpers.charts import canvas
from helpers.charts.canvas import COLOURS, Chart, Drawing, at_both_widths, empty_axes, narrow
from helpers.cleaning import names
from helpers.data import package
from helpers.language import formats, say, spoken

EARTH = 6371.0  # km, mean radius
POINTS = 9  # size of the words on the map
MARGIN = 25  # km around the map
ROW = 0.17  # inches, of the list
CIRCLE = 0.075  # radius of a city's circle, inches
GREYS = (0.9, 0.74, 0.56)  # of small, middle and large values in greyscale, gains and losses alike
SIGNS = ((-1, "−", "map.or_less"), (1, "+", "map.or_more"))  # of losses and gains
UNKNOWN = {"facecolor": "#ffffff", "edgecolor": "#8a8a8a", "hatch": "xxx", "hatchcolor": "#c4c4c4"}
FIGURE = "\u2007"  # a space as wide as a digit
REGION = re.compile(r"\s*\b(Region|область|облысы)\b\s*")  # left out where the map says it
LABEL = {"fontsize": POINTS, "ha": "center", "va": "center", "linespacing": 1.1, "zorder": 6}
LABEL["path_effects"] = canvas.HALO
CITY = {"s": (144 * CIRCLE) ** 2, "linewidth": 1, "zorder": 4, "clip_on": False}
CITY["edgecolor"] = "#333333"
AREA = {"linewidth": 0.7, "clip_on": False}  # an SVG names a clip by chance
LEGEND = {"fontsize": POINTS, "loc": "upper left", "frameon": False, "borderpad": 0}
LISTED = {"name": (0.05, "left"), "value": (3.4, "right")}  # place in inches and side
LINE = {"arrowstyle": "-", "linewidth": 0.8, "color": "#333333", "shrinkA": 0}


@at_both_widths
def regions_map(data) -> Drawing | None:
    """A map of a signed rate by region. `data`: region (id), value, and optionally status and row.

    A doubtful value has a question mark; a city is a circle. A frame without the regions created in
    2022 gets the 17 units before. On a phone the map bears the numbers of a list below it. None
    without any value; ValueError for a region that is not known or stands there twice.
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
        rings = outlines[row.region]
        if _is_city(row.region):
            circles[row.region] = [_centroid(rings)]
        _draw(axes, row.region, rings, look_of(row.value, step))
        _write(axes, row.region, words, spots[row.region], circles.get(row.region))
    if narrow():
        _list(panel, list(table.region), words)
    return Drawing(
        axes,
        circles,
        "map.alt",
        [],
        _describe(table),
        package.resource("kz_regions")["description"],  # which the licence asks for
        table,
        partial(_fix_and_prove, step=step),
    )


def _lay_out(outlines: dict, handles: list, regions: int) -> tuple:
    """Axes for the map and a panel below it for legend and list, measured in inches."""
    axes = empty_axes()
    figure = axes.figure
    corners = np.concatenate(list(chain(*outlines.values())))
    left, bottom = corners.min(axis=0) - MARGIN
    right, top = corners.max(axis=0) + MARGIN
    width = figure.get_size_inches()[0]
    height = (top - bottom) * (width - 0.2) / (right - left)
    columns = 2 if narrow() else -(-len(handles) // 2)
    below = 0.22 * -(-len(handles) // columns)
    if narrow():
        below += ROW * regions + 0.1
    figure.set_size_inches(width, height + below + 1.35)
    grid = figure.add_gridspec(2, 1, height_ratios=[height, below])
    axes.set_subplotspec(grid[0])
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", anchor="N")
    panel = figure.add_subplot(grid[1], xlim=(0, width), ylim=(0, below))
    panel.legend(handles=handles, ncols=columns, **LEGEND)
    axes.set_axis_off()
    panel.set_axis_off()
    return axes, panel


def _draw(axes, region: str, rings: list[np.ndarray], look: dict) -> None:
    if _is_city(region):
        x, y = _centroid(rings)
        circle = partial(axes.scatter, **look | CITY)
        canvas.put(axes, region, [x], [y], circle)
    else:
        paths = [Path(ring, closed=True) for ring in rings]
        outline = Path.make_compound_path(*paths)
        # Not add_patch, which seeks set limits.
        axes.add_artist(PathPatch(outline, gid=f"region:{region}", **look, **AREA))


def _table(data: pd.DataFrame, known: list[str]) -> pd.DataFrame:
    """A row for each region of the map from the highest value, those not published last."""
    unknown = set(data.region).difference(known)
    if unknown:
        regions = ", ".join(sorted(unknown))
        raise ValueError(f"not a region of the map: {regions}; known are {', '.join(known)}")
    repeated = set(data.region[data.region.duplicated()])
    if repeated:
        regions = ", ".join(sorted(repeated))
        raise ValueError(f"more than one value for a region of the map: {regions}")
    if "status" not in data:
        data = data.assign(status="observed")
    kept = data.columns.intersection(["value", "status", "row"])
    values = data.set_index("region")[kept].reindex(known)
    table = values.rename_axis("region").reset_index()
    table["value"] = table.value.astype(float)
    status = table.status.fillna("observed")
    table["status"] = status.mask(table.value.isna(), "not published")
    return table.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def features_for(regions: set[str]) -> list[dict]:
    """The boundaries of the 20 regions; of the 17 units before June 2022 where `regions` has every
    region that was divided then and none that came of it.
    """
    now = package.regions()["features"]
    features = {feature["id"]: feature for feature in now}
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
    labels = {}
    for feature in features:
        region = feature["id"]
        shape = feature["geometry"]
        polygons = shape["coordinates"]
        if shape["type"] == "MultiPolygon":
            polygons = chain(*polygons)
        rings[region] = [np.array(ring) for ring in polygons]
        about = feature["properties"]
        labels[region] = np.array([[about["label_lon"], about["label_lat"]]])
    everywhere = np.concatenate(list(chain(*rings.values())))
    corners = {"low": everywhere.min(axis=0), "high": everywhere.max(axis=0)}
    outlines = {}
    for region, parts in rings.items():
        outlines[region] = [albers(ring, **corners) for ring in parts]
    spots = {region: albers(label, **corners)[0] for region, label in labels.items()}
    return outlines, spots


def _is_city(region: str) -> bool:
    return region.endswith("_city")


def albers(degrees: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Longitudes and latitudes as x and y in km, for a map between the corners `low` and `high`."""
    west, south = np.radians(low)
    east, north = np.radians(high)
    margin = (north - south) / 6
    first = south + margin
    middle = (west + east) / 2
    sine = np.sin(first)
    n = (sine + np.sin(north - margin)) / 2
    c = np.cos(first) ** 2 + 2 * n * sine
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
        moment_x = ((x + next_x) * cross).sum()
        moment_y = ((y + next_y) * cross).sum()
        parts.append((cross.sum() / 2, moment_x, moment_y))
    area, moment_x, moment_y = max(parts)
    return moment_x / (6 * area), moment_y / (6 * area)


def _words(table: pd.DataFrame) -> dict[str, str]:
    """What stands on the map and in the list of a phone, by the gid of its text."""
    words = {}
    for number, row in enumerate(table.itertuples(), start=1):
        short = _short(row.region)
        if narrow():
            words[f"label:{row.region}"] = str(number)
            words[f"name:{row.region}"] = f"{number:{FIGURE}>2}  {short}"
            words[f"value:{row.region}"] = _value(row)
        else:
            lines = textwrap.wrap(short, 14, break_long_words=False)
            if pd.notna(row.value):
                lines.append(_value(row))
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
    mark = " ?" if row.status == "doubtful" else ""
    return formats.signed_number(row.value) + mark


def _write(axes, region: str, words: dict, spot, circle: list | None) -> None:
    arrow = {"xy": spot}
    if circle:
        arrow = {"xy": circle[0], "arrowprops": LINE | {"shrinkB": 72 * CIRCLE}}
    gid = f"label:{region}"
    text = axes.annotate(words[gid], xytext=spot, gid=gid, **arrow, **LABEL)
    text.set_in_layout(False)


def _list(panel, regions: list[str], words: dict) -> None:
    for place, region in enumerate(reversed(regions)):
        y = ROW * (place + 0.5)
        for kind, (x, side) in LISTED.items():
            gid = f"{kind}:{region}"
            text = panel.text(x, y, words[gid], gid=gid, ha=side, va="center", fontsize=POINTS)
            text.set_in_layout(False)


def class_width(values: pd.Series) -> float:
    """The largest of 1, 2 and 5 times a power of ten that at least half of the values reach."""
    middle = values.abs().median()
    if pd.isna(middle) or middle < 0.1:
        return 0.1
    power = 10.0 ** np.floor(np.log10(middle))
    widths = power * np.array([1, 2, 5])
    return float(widths[widths <= middle * (1 + 1e-9)].max())


def class_of(value: float, step: float) -> int:
    """Up to one step, up to two, and more: 1, 2, 3 for gains, −1, −2, −3 for losses, as printed."""
    shown = round(float(value), 1)
    steps = int(abs(shown) / step + 1e-9)
    size = 1 + min(steps, 2)
    return size if shown >= 0 else -size


def look_of(value: float, step: float) -> dict:
    """Colours and hatching of a value; white with a grey hatch without one."""
    return UNKNOWN if pd.isna(value) else _look(class_of(value, step))


def _look(kind: int) -> dict:
    colour = np.array(to_rgb(COLOURS["gain" if kind > 0 else "loss"]))
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
    digits = 0 if step.is_integer() else 1
    patches = []
    for size in (1, 2, 3):
        low = formats.number((size - 1) * step, digits)
        high = formats.number(size * step, digits)
        for sign, mark, open_end in SIGNS:
            start = low if size == 1 else mark + low
            words = say("numbers.range", low=start, high=mark + high)
            if size == 3:
                words = say(open_end, number=start)
            patches.append(Patch(label=words, **_look(sign * size)))
    others = []
    if table.value.isna().any():
        others.append(Patch(label=say("numbers.not_published"), **UNKNOWN))
    if (table.status == "doubtful").any():
        label = f"? {names.name('doubtful')}"
        others.append(Line2D([], [], linestyle="", label=label))
    if narrow():
        return patches[::2] + others[:1] + patches[1::2] + others[1:]
    return patches + others


def _describe(table: pd.DataFrame) -> str:
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
    words = f" {', '.join(counts)}. {say('map.highest', items=highest)}"
    return f"{words} {say('map.lowest', items=lowest)}" if lowest else words


def _fix_and_prove(chart: Chart, step: float) -> None:
    """Raise ChartError unless each region has the colour, hatching and label of its value."""
    for part in chart.figure.axes:
        # The layout differs by 1e-16 from draw to draw, labels by a pixel.
        bounds = part.get_position().bounds
        part.set_position(np.round(bounds, 4))
    wanted = _words(chart.data)
    for row in chart.data.itertuples():
        kind = "data" if _is_city(row.region) else "region"
        look = look_of(row.value, step)
        wanted[f"{kind}:{row.region}"] = (look["facecolor"], look["hatch"])
    artists = chart.figure.findobj(lambda artist: artist.get_gid())
    seen = {artist.get_gid(): _seen(artist) for artist in artists}
    canvas.refuse_differences(chart, wanted, seen)


def _seen(artist) -> str | tuple:
    if isinstance(artist, Text):
        return artist.get_text()
    colour = np.ravel(artist.get_facecolor())[:3]
    return to_hex(colour), artist.get_hatch()
