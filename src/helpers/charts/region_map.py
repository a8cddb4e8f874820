"""The regions of Kazakhstan ranked by a rate, and a small map of where they lie.

Boundaries and the points of the labels are those of the data package, in Albers' equal-area conic
projection (Snyder 1987, Map Projections, p. 98, sphere), its standard parallels a sixth of the
height from the south and the north edge. Lightness says how large a value is, hue and hatching
whether it is a gain or a loss; the number of a region on the map is that of its bar."""

import re
from itertools import chain

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from helpers.charts.canvas import COLOURS, LOOKS, is_left_out, new_figure
from helpers.cleaning import names
from helpers.data import package
from helpers.language import formats, say, spoken

EARTH = 6371.0  # km, mean radius
MARGIN = 25  # km around the map
MAP, ROW, FRAME = 1.9, 0.2, 1.0  # inches: the heights of the map, of a bar, and of what is around
CITY = 42  # km, the radius of a city's circle
PALE, DARK = 0.93, 0.56  # shades of grey of the smallest and largest value in greyscale
FIGURE = "\u2007"  # a space as wide as a digit
REGION = re.compile(r"\s*\b(Region|область|облысы)\b\s*")  # left out where the map says it


def ranked(data: pd.DataFrame) -> tuple[Axes, pd.DataFrame] | tuple[None, pd.DataFrame]:
    """Bars of a signed rate under a map, and their table. `data`: region (id), value, optionally
    status and row; without the regions created in 2022 it gets the 17 units before. No axes without
    any value; ValueError for a region that is not known or stands there twice."""
    if is_left_out(data.dropna(subset="value")):
        return None, data
    features = features_for(set(data.region))
    table = _table(data, [feature["id"] for feature in features])
    largest = table.value.abs().max()
    looks = [look_of(value, largest) for value in table.value]
    height = ROW * (len(table) + 1)
    figure = new_figure(FRAME + MAP + height)
    # The map is as wide as the bars with their names.
    grid = figure.add_gridspec(2, 2, height_ratios=[MAP, height], width_ratios=[1, 99])
    above = figure.add_subplot(grid[0, :])
    below = figure.add_subplot(grid[1, 1])
    _draw_map(above, features, dict(zip(table.region, looks, strict=True)))
    drawn = below.barh(table.label, table.value, height=0.66)
    for row, bar, look in zip(table.itertuples(), drawn, looks, strict=True):
        bar.set(**look, clip_on=False)
        words = say("numbers.not_published")
        if row.status != "not published":
            words = formats.signed(formats.number(row.value, 1))
            words += " ?" if row.status == "doubtful" else ""
        end = max(0, row.value)  # at the right, apart from the names; 0 where it is blank
        below.text(end, row.Index, f" {words}", **LOOKS["rate"])
    below.axvline(0, color="#222222", lw=1)
    below.set(xlabel="value", ylabel="label", ylim=(len(table) - 0.3, -0.7))
    below.margins(x=0.15)
    below.tick_params(**LOOKS["rates"])
    below.grid(visible=False)
    below.spines[["left", "bottom"]].set_visible(False)
    return below, table


def _draw_map(axes: Axes, features: list[dict], looks: dict[str, dict]) -> None:
    """The areas, the cities as circles, and on each the number of its bar."""
    outlines, spots = project(features)
    corners = np.concatenate(list(chain(*outlines.values())))
    left, bottom = corners.min(axis=0) - MARGIN
    right, top = corners.max(axis=0) + MARGIN
    axes.axis((left, right, bottom, top))
    axes.set_aspect("equal")
    axes.set_axis_off()
    for number, (region, look) in enumerate(looks.items(), start=1):
        rings = outlines[region]
        place = {"xy": spots[region]}
        if _is_city(region):
            points = np.concatenate(rings)
            centre = (points.min(axis=0) + points.max(axis=0)) / 2
            shape = Circle(centre, CITY, zorder=4, **look)
            place = {
                "xy": centre,
                "xytext": spots[region],
                "arrowprops": LOOKS["pointer"],
            }
        else:
            paths = [Path(ring, closed=True) for ring in rings]
            shape = PathPatch(Path.make_compound_path(*paths), **look, **LOOKS["region"])
        shape.set(gid=region, clip_on=False)
        axes.add_artist(shape)  # not add_patch, which seeks set limits
        label = axes.annotate(number, **place, **LOOKS["number"])
        label.set_in_layout(False)


def _table(data: pd.DataFrame, known: list[str]) -> pd.DataFrame:
    """A row for each region of the map from the highest value, those not published last."""
    wrong = data.region[~data.region.isin(known) | data.region.duplicated()]
    if len(wrong):
        problem = f"not a region of the map, or a second value: {', '.join(wrong)}"
        raise ValueError(f"{problem}; known are {', '.join(known)}")
    if "status" not in data:
        data = data.assign(status="observed")
    table = data.set_index("region").reindex(pd.Index(known, name="region"))
    table = table.reset_index().astype({"value": float})
    status = table.status.fillna("observed")
    table["status"] = status.where(table.value.notna(), "not published")
    table = table.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    numbers = [f"{number:{FIGURE}>2}  " for number in table.index + 1]
    return table.assign(label=numbers + table.region.map(_short))


def features_for(regions: set[str]) -> list[dict]:
    """The boundaries of the 20 regions; of the 17 units before June 2022 where `regions` has every
    region that was divided then and none that came of it."""
    features = package.regions()["features"]
    parents = {each["id"]: each["properties"]["parent_before_2022"] for each in features}
    created = {region for region, parent in parents.items() if parent}
    if regions.isdisjoint(created) and regions >= {parents[region] for region in created}:
        before = package.regions(name="kz_regions_before_2022")["features"]
        divided = {feature["id"]: feature for feature in before}
        kept = [feature for feature in features if feature["id"] not in created]
        features = [divided.get(feature["id"], feature) for feature in kept]
    return features


def project(features: list[dict]) -> tuple[dict[str, list[np.ndarray]], dict[str, np.ndarray]]:
    """The rings of each region and the point of its label, both in km."""
    degrees = {}
    for feature in features:
        polygons = feature["geometry"]["coordinates"]
        if feature["geometry"]["type"] == "MultiPolygon":
            polygons = chain(*polygons)
        degrees[feature["id"]] = list(map(np.array, polygons))
    everywhere = np.concatenate(list(chain(*degrees.values())))
    corners = (everywhere.min(axis=0), everywhere.max(axis=0))
    outlines = {}
    spots = {}
    for feature in features:
        region = feature["id"]
        about = feature["properties"]
        label = np.array([[about["label_lon"], about["label_lat"]]])
        outlines[region] = [albers(ring, *corners) for ring in degrees[region]]
        spots[region] = albers(label, *corners)[0]
    return outlines, spots


def _is_city(region: str) -> bool:
    return region.endswith("_city")


def albers(degrees: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Longitudes and latitudes as x and y in km, for a map between the corners `low` and `high`."""
    west, south = np.radians(low)
    east, north = np.radians(high)
    longitude, latitude = np.radians(degrees).T
    middle = (west + east) / 2
    margin = (north - south) / 6
    first = south + margin
    second = north - margin
    sine = np.sin(first)
    n = (sine + np.sin(second)) / 2
    c = np.cos(first) ** 2 + 2 * n * sine
    radius = EARTH * np.sqrt(c - 2 * n * np.sin(latitude)) / n
    angle = n * (longitude - middle)
    x = radius * np.sin(angle)
    y = -radius * np.cos(angle)
    return np.column_stack([x, y])


def _short(region: str) -> str:
    """The name of a region without the word 'region', unless a city has the same."""
    full = names.name(region)
    short = REGION.sub("", full)
    cities = filter(_is_city, names.region_names(spoken()))
    is_shared = any(short in name for name in map(names.name, cities))
    return full if is_shared and not _is_city(region) else short


def look_of(value: float, largest: float) -> dict:
    """Colours and hatching of a value, darker the nearer it is to the largest; white with a grey
    hatch without one. A greyscale print shows the same grey for gains and losses of one size."""
    if pd.isna(value):
        return LOOKS["unknown"]
    is_gain = value >= 0
    colour = np.array(to_rgb(COLOURS["gain" if is_gain else "loss"]))
    grey = colour @ [0.299, 0.587, 0.114]
    wanted = PALE - (PALE - DARK) * np.sqrt(abs(value) / (largest or 1))
    face = 1 - (1 - colour) * (1 - wanted) / (1 - grey)
    return {
        "facecolor": to_hex(face),
        "edgecolor": "#6f6f6f",
        "hatchcolor": to_hex(face * 0.8),
        "hatch": None if is_gain else "////",
    }
