"""The regions of Kazakhstan ranked by a rate, and where they lie: bars and a map in one picture.

Boundaries and the points of the labels are those of the data package, in Albers' equal-area conic
projection (Snyder 1987, Map Projections, p. 98, sphere), its standard parallels a sixth of the
height from the south and the north edge. Lightness says how large a value is, hue and hatching
whether it is a gain or a loss; the number of a region on the map is that of its bar.
"""

import re
from functools import partial
from itertools import chain

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import PathPatch, Rectangle
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
MAP_WIDTH = 2.75  # inches, of the map beside the bars
ROW = 0.19  # inches, the height of a bar with its room
NAME, VALUE, GAP = 1.85, 0.5, 0.05  # inches, of the names, of the values, and before these
CIRCLE = 0.075  # radius of a city's circle, inches
PALE, DARK = 0.93, 0.56  # shades of grey of the smallest and largest value in greyscale
UNKNOWN = {"facecolor": "#ffffff", "edgecolor": "#8a8a8a", "hatch": "xxx", "hatchcolor": "#c4c4c4"}
FIGURE = "\u2007"  # a space as wide as a digit
REGION = re.compile(r"\s*\b(Region|область|облысы)\b\s*")  # left out where the map says it
LABEL = {"fontsize": POINTS, "ha": "center", "va": "center", "zorder": 6}
LABEL["path_effects"] = canvas.HALO
CITY = {"s": (144 * CIRCLE) ** 2, "linewidth": 1, "zorder": 4, "clip_on": False}
CITY["edgecolor"] = "#333333"
AREA = {"linewidth": 0.7, "clip_on": False}  # an SVG names a clip by chance
LINE = {"arrowstyle": "-", "linewidth": 0.8, "color": "#333333", "shrinkA": 0}


@at_both_widths
def regions_map(data) -> Drawing | None:
    """Bars and a map of a signed rate: region (id), value, and optionally status and row.

    A frame without the regions created in 2022 gets the 17 units before. None without any value;
    ValueError for a region that is not known or stands there twice.
    """
    if data.value.isna().all():
        return None
    features = features_for(set(data.region))
    table = _table(data, [feature["id"] for feature in features])
    outlines, spots = project(features)
    axes, panel, width = _lay_out(outlines, len(table))
    looks = [look_of(value, table.value.abs().max()) for value in table.value]
    circles = {}
    for number, (region, look) in enumerate(zip(table.region, looks, strict=True), start=1):
        rings = outlines[region]
        if _is_city(region):
            circles[region] = [_centroid(rings)]
        _draw(axes, region, rings, look)
        _write(axes, region, number, spots[region], circles.get(region))
    _bars(panel, width, table, looks)
    return Drawing(
        axes,
        circles,
        "map.alt",
        [],
        _describe(table),
        package.resource("kz_regions")["description"],  # which the licence asks for
        table,
        _fix_and_prove,
    )


def _lay_out(outlines: dict, regions: int) -> tuple:
    """Axes for map and bars, the bars below on a phone, and the width of the bars in inches."""
    axes = empty_axes()
    figure = axes.figure
    corners = np.concatenate(list(chain(*outlines.values())))
    left, bottom = corners.min(axis=0) - MARGIN
    right, top = corners.max(axis=0) + MARGIN
    whole = figure.get_size_inches()[0]
    width = whole - 0.2
    below = ROW * (regions + 1)
    if narrow():
        height = width * (top - bottom) / (right - left)
        grid = figure.add_gridspec(2, 1, height_ratios=[height, below])
        places = grid[0], grid[1]
        below += height
    else:
        width -= MAP_WIDTH
        grid = figure.add_gridspec(1, 2, width_ratios=[width, MAP_WIDTH])
        places = grid[1], grid[0]
    figure.set_size_inches(whole, below + 1.35)
    axes.set_subplotspec(places[0])
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", anchor="N")
    axes.set_axis_off()
    return axes, figure.add_subplot(places[1]), width


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


def _write(axes, region: str, number: int, spot, circle: list | None) -> None:
    """The number of a region at the place of its label, joined to a city by a line."""
    arrow = {"xy": spot}
    if circle:
        arrow = {"xy": circle[0], "arrowprops": LINE | {"shrinkB": 72 * CIRCLE}}
    text = axes.annotate(number, xytext=spot, gid=f"label:{region}", **arrow, **LABEL)
    text.set_in_layout(False)


def _bars(panel, width: float, table: pd.DataFrame, looks: list[dict]) -> None:
    """Level bars from the highest value, with number and region at the left and the value beside;
    of the `width` in inches they have what names and values leave."""
    values = table.value.fillna(0)
    low, high = min(values.min(), 0), max(values.max(), 0)
    unit = (high - low or 1) / (width - NAME - 2 * VALUE)  # of the values, to an inch
    left = low - unit * (NAME + VALUE)
    right = high + unit * VALUE
    panel.set(xlim=(left, right), ylim=(len(table) - 0.3, -0.7))
    panel.set_axis_off()
    panel.vlines(0, -0.5, len(table) - 0.5, color="#222222", lw=1, clip_on=False)
    words = _words(table)
    for row, value, look in zip(table.itertuples(), values, looks, strict=True):
        bar = panel.barh(row.Index, value, height=canvas.BAR, clip_on=False, **look)[0]
        bar.set_gid(f"bar:{row.region}")
        beside = (value + unit * GAP, "left")
        if value < 0:
            beside = (value - unit * GAP, "right")
        elif pd.isna(row.value):
            beside = (right, "right")
        for kind, (x, side) in {"name": (left, "left"), "value": beside}.items():
            gid = f"{kind}:{row.region}"
            place = {"ha": side, "va": "center", "fontsize": POINTS, "gid": gid}
            panel.text(x, row.Index, words[gid], **place).set_in_layout(False)


def _words(table: pd.DataFrame) -> dict[str, str]:
    """What stands on the map and beside the bars, by the gid of its text."""
    words = {}
    for number, row in enumerate(table.itertuples(), start=1):
        words[f"label:{row.region}"] = str(number)
        words[f"name:{row.region}"] = f"{number:{FIGURE}>2}  {_short(row.region)}"
        words[f"value:{row.region}"] = _value(row)
    return words


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
    region that was divided then and none that came of it."""
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


def look_of(value: float, largest: float) -> dict:
    """Colours and hatching of a value, darker the nearer it is to the largest; white with a grey
    hatch without one. A greyscale print shows the same grey for gains and losses of one size."""
    if pd.isna(value):
        return UNKNOWN
    colour = np.array(to_rgb(COLOURS["gain" if value >= 0 else "loss"]))
    grey = colour @ [0.299, 0.587, 0.114]
    wanted = PALE - (PALE - DARK) * np.sqrt(abs(value) / (largest or 1))
    face = 1 - (1 - colour) * (1 - wanted) / (1 - grey)
    return {
        "facecolor": to_hex(face),
        "edgecolor": "#6f6f6f",
        "hatchcolor": to_hex(face * 0.8),
        "hatch": None if value >= 0 else "////",
    }


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


def _fix_and_prove(chart: Chart) -> None:
    """Raise ChartError unless each region has the colour, hatching, number and bar of its value."""
    for part in chart.figure.axes:
        # The layout differs by 1e-16 from draw to draw, labels by a pixel.
        bounds = part.get_position().bounds
        part.set_position(np.round(bounds, 4))
    largest = chart.data.value.abs().max()
    wanted = _words(chart.data)
    for row in chart.data.itertuples():
        look = look_of(row.value, largest)
        face = (look["facecolor"], look["hatch"])
        width = 0.0 if pd.isna(row.value) else round(row.value, 6)
        kind = "data" if _is_city(row.region) else "region"
        wanted[f"{kind}:{row.region}"] = face
        wanted[f"bar:{row.region}"] = (width, *face)
    artists = chart.figure.findobj(lambda artist: artist.get_gid())
    seen = {artist.get_gid(): _seen(artist) for artist in artists}
    canvas.refuse_differences(chart, wanted, seen)


def _seen(artist) -> str | tuple:
    if isinstance(artist, Text):
        return artist.get_text()
    colour = to_hex(np.ravel(artist.get_facecolor())[:3])
    face = (colour, artist.get_hatch())
    return (round(artist.get_width(), 6), *face) if isinstance(artist, Rectangle) else face
