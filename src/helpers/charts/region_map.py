"""A map of the regions of Kazakhstan by the sign and size of a rate.

Boundaries are those of the data package, in Albers' equal-area conic projection (Snyder 1987, Map
Projections, p. 98, sphere), its standard parallels a sixth of the height from the south and the
north edge. Lightness says how large a value is, hue and hatching whether it is a gain or a loss,
and the signed number stands there as well.
"""

import re
import textwrap
from itertools import chain, pairwise

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from helpers.charts import canvas
from helpers.charts.canvas import (
    COLOURS,
    HALO,
    STYLE,
    Chart,
    ChartError,
    at_both_widths,
    empty_axes,
    finish,
)
from helpers.cleaning import names
from helpers.data import package
from helpers.language import formats, say, spoken

EARTH = 6371.0  # km, mean radius
POINTS = 9  # size of the words on the map
MARGIN = 25  # km around the map
PHONE = 5  # inches: a narrower map bears numbers, explained in a list
ROW = 0.17  # inches, of the list
CIRCLE = 0.075  # radius of a city's circle, inches
GREYS = (
    0.9,
    0.74,
    0.56,
)  # of the classes in greyscale, from small to large values; the same for gains and losses
UNKNOWN = {"facecolor": "#ffffff", "edgecolor": "#8a8a8a", "hatch": "xxx", "hatchcolor": "#c4c4c4"}
FIGURE = "\u2007"  # a space as wide as a digit
REGION = re.compile(
    r"\s*\b(Region|область|облысы)\b\s*"
)  # left out of a name where the map says it


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
    features = package.regions()["features"]
    features = to_old_division(features) if _is_old(data, features) else features
    table = _table(data, [feature["id"] for feature in features])
    shapes, step = _shapes(features), class_width(table.value)
    corners = np.concatenate(list(chain(*shapes.values())))
    frame = corners.min(axis=0) - MARGIN, corners.max(axis=0) + MARGIN
    axes = empty_axes()
    figure = axes.figure
    km = (frame[1] - frame[0])[0] / (figure.get_size_inches()[0] - 0.2)  # of an inch
    words, spots = _words(table, False), {}
    if figure.get_size_inches()[0] > PHONE:
        spots = _places(shapes, words, frame, km)
    listed = not spots
    if listed:
        words = _words(table, True)
        spots = _places(shapes, words, frame, km)
    if not spots:
        raise ChartError(f"chart {name!r} has no room for its labels")
    panel = _lay_out(
        figure, axes, frame, km, _legend(table, step, listed), len(table) if listed else 0
    )
    centres = {
        row.region: [_centroid(shapes[row.region])]
        for row in table.itertuples()
        if _is_city(row.region)
    }
    for row in table.itertuples():
        _draw(axes, row.region, shapes[row.region], look_of(row.value, step))
        _write(axes, f"label:{row.region}", words, spots[row.region], centres.get(row.region))
    if listed:
        _list(panel, list(table.region), words)
    alt = _describe(table, finding.text, subtitle)
    note = package.resource("kz_regions")[
        "description"
    ]  # the attribution that the licence asks for
    words = {"subtitle": subtitle, "source": source, "note": note}
    chart = finish(name, axes, table, finding, alt, centres, **words)
    _prove_map(chart, step, listed)
    return chart


def _lay_out(figure, axes, frame: tuple, km: float, handles: list, rows: int):
    """The map above, and a panel below it with the legend and room for so many rows, measured in
    inches.
    """
    width, height = figure.get_size_inches()[0], (frame[1] - frame[0])[1] / km
    columns = 2 if rows else -(-len(handles) // 2)
    below = 0.22 * -(-len(handles) // columns) + (ROW * rows + 0.1 if rows else 0)
    figure.set_size_inches(width, height + below + 1.35)
    grid = figure.add_gridspec(2, 1, height_ratios=[height, below])
    axes.set_subplotspec(grid[0])
    axes.set(
        xlim=(frame[0][0], frame[1][0]), ylim=(frame[0][1], frame[1][1]), aspect="equal", anchor="N"
    )
    panel = figure.add_subplot(grid[1], xlim=(0, width), ylim=(0, below))
    panel.legend(
        handles=handles,
        ncols=columns,
        fontsize=POINTS,
        loc="upper left",
        frameon=False,
        borderpad=0,
    )
    for part in (axes, panel):
        part.set_axis_off()
    return panel


def _draw(axes, region: str, rings: list[np.ndarray], look: dict) -> None:
    """A region as an area, a city as a circle that can be seen."""
    if _is_city(region):
        mark = look | {
            "edgecolor": "#333333",
            "linewidth": 1,
            "s": (144 * CIRCLE) ** 2,
            "zorder": 4,
            "clip_on": False,
        }
        canvas.put(
            axes,
            region,
            *([at] for at in _centroid(rings)),
            lambda x, y: axes.scatter(x, y, **mark),
        )
    else:
        outline = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        # Not add_patch, which looks for limits that are set; not clipped, as an SVG names a clip by
        # chance.
        axes.add_artist(
            PathPatch(outline, linewidth=0.7, gid=f"region:{region}", clip_on=False, **look)
        )


def _table(data: pd.DataFrame, known: list[str]) -> pd.DataFrame:
    """One row for each region of the map, from the highest value to the lowest, those not published
    last.
    """
    strange = sorted(set(data.region) - set(known))
    if strange:
        raise ValueError(
            f"not a region of the map: {', '.join(map(str, strange))}; known are {', '.join(known)}"
        )
    twice = sorted(set(data.region[data.region.duplicated()]))
    if twice:
        raise ValueError(f"more than one value for a region of the map: {', '.join(twice)}")
    kept = [column for column in ("value", "status", "row") if column in data]
    table = data.set_index("region")[kept].reindex(known).rename_axis("region").reset_index()
    status = table.status if "status" in table else pd.Series("observed", index=table.index)
    table = table.assign(
        value=table.value.astype(float),
        status=status.fillna("observed").mask(table.value.isna(), "not published"),
    )
    return table.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)


# --- shapes ---------------------------------------------------------------------------------------


def to_old_division(features: list[dict]) -> list[dict]:
    """The 17 units before June 2022: a region created then is merged into `parent_before_2022`, as
    one shape.
    """
    parents = {feature["id"]: feature["properties"]["parent_before_2022"] for feature in features}
    merged = {}
    for feature in sorted(features, key=lambda feature: bool(parents[feature["id"]])):
        merged.setdefault(parents[feature["id"]] or feature["id"], (feature, []))[1].extend(
            _pieces(feature)
        )
    return [
        feature | {"geometry": {"type": "MultiPolygon", "coordinates": pieces}}
        for feature, pieces in merged.values()
    ]


def _is_old(data: pd.DataFrame, features: list[dict]) -> bool:
    """Whether the data lack every region created in 2022 and hold all of their parents."""
    parents = {feature["id"]: feature["properties"]["parent_before_2022"] for feature in features}
    new = {region: parent for region, parent in parents.items() if parent}
    held = set(data.region)
    return bool(new) and not held & set(new) and set(new.values()) <= held


def _pieces(feature: dict) -> list:
    """The polygons of a feature, each a list of rings."""
    shape = feature["geometry"]
    return shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]


def _is_city(region: str) -> bool:
    return region.endswith("_city")


def _shapes(features: list[dict]) -> dict[str, list[np.ndarray]]:
    """The outlines of each region in km, outer rings and holes in opposite directions."""
    found = {feature["id"]: _outlines(chain(*_pieces(feature))) for feature in features}
    everywhere = np.concatenate(list(chain(*found.values())))
    low, high = everywhere.min(axis=0), everywhere.max(axis=0)
    return {key: [albers(ring, low, high) for ring in rings] for key, rings in found.items()}


def _outlines(rings) -> list[np.ndarray]:
    """Rings without the borders that two of them share, which they run through in opposite
    directions.
    """
    steps = {(tuple(a), tuple(b)) for ring in rings for a, b in pairwise(ring)}
    following = {}
    for a, b in sorted(step for step in steps if step[::-1] not in steps):
        following.setdefault(a, []).append(b)
    found = []
    while following:
        ring = [next(iter(following))]
        while ring[-1] in following:
            ahead = following[ring[-1]]
            ring.append(ahead.pop())
            if not ahead:
                del following[ring[-2]]
        found.append(np.array(ring))
    return found


def albers(degrees: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Longitudes and latitudes as x and y in km, for a map from the corner `low` to the corner
    `high`.
    """
    (west, south), (east, north) = np.radians(low), np.radians(high)
    first, second = south + (north - south) / 6, north - (north - south) / 6
    n = (np.sin(first) + np.sin(second)) / 2
    c = np.cos(first) ** 2 + 2 * n * np.sin(first)
    longitude, latitude = np.radians(degrees).T
    radius, angle = (
        EARTH * np.sqrt(c - 2 * n * np.sin(latitude)) / n,
        n * (longitude - (west + east) / 2),
    )
    return np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)])


def _centroid(rings: list[np.ndarray]) -> tuple[float, float]:
    """The centre of the largest ring's area."""
    parts = []
    for ring in rings:
        (x, y), (u, v) = ring[:-1].T, ring[1:].T
        cross = x * v - u * y
        parts.append((cross.sum() / 2, ((x + u) * cross).sum(), ((y + v) * cross).sum()))
    area, x, y = max(parts)
    return x / (6 * area), y / (6 * area)


# --- words on the map -----------------------------------------------------------------------------


def _size(label: str) -> np.ndarray:
    """Width and height of a label in inches."""
    font = FontProperties(family=STYLE["font.family"])
    lines = label.split("\n")
    width = max(
        TextPath((0, 0), line, size=POINTS, prop=font).vertices[:, 0].max() for line in lines
    )
    return np.array([width + 4, 1.2 * POINTS * len(lines) + 2]) / 72


def _places(shapes: dict, words: dict, frame: tuple, km: float) -> dict[str, np.ndarray]:
    """Where each label stands, so that none covers another or a city's circle; the tightest region
    chooses first.

    Empty when there is no room for one of them.
    """
    radius, sizes = km * (CIRCLE + 0.04), {key: km * _size(words[f"label:{key}"]) for key in shapes}
    centres = {key: np.array(_centroid(rings)) for key, rings in shapes.items() if _is_city(key)}
    taken = [(centre - radius, centre + radius) for centre in centres.values()]
    options = {
        key: interior(rings, sizes[key]) for key, rings in shapes.items() if key not in centres
    }
    order = [*sorted(options, key=lambda key: options[key][1]), *centres]
    for key, centre in centres.items():
        turns = np.radians(np.arange(0, 360, 15) - 90)
        away = [(1 + 0.6 * k) * radius + sizes[key] / 2 for k in range(1, 25)]
        options[key] = (
            [centre + far * [np.cos(turn), np.sin(turn)] for far in away for turn in turns],
            0,
        )
    found = {}
    for key in order:
        half = sizes[key] / 2
        boxes = ((spot, (spot - half, spot + half)) for spot in options[key][0])
        found[key], box = next(
            (pair for pair in boxes if _free(pair[1], taken, frame)), (None, None)
        )
        if box is None:
            return {}
        taken.append(box)
    return found


def _free(box: tuple, taken: list, frame: tuple) -> bool:
    """Whether a box lies within the frame and apart from the others."""
    inside = (box[0] >= frame[0]).all() and (box[1] <= frame[1]).all()
    return inside and all(
        (box[0] >= other[1]).any() or (box[1] <= other[0]).any() for other in taken
    )


def interior(
    rings: list[np.ndarray], size: np.ndarray, steps: int = 30
) -> tuple[np.ndarray, float]:
    """Points inside a region, the first farthest from its border, and how far that is.

    The pole of inaccessibility on a coarse grid, with distances counted in widths and heights of
    the label.
    """
    corners = np.concatenate(rings)
    sides = [
        np.linspace(a, b, steps + 2)[1:-1]
        for a, b in zip(corners.min(axis=0), corners.max(axis=0), strict=True)
    ]
    grid = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    # A path of several rings counts its holes as inside; an odd number of rings around a point does
    # not.
    grid = grid[sum(Path(ring).contains_points(grid) for ring in rings) % 2 == 1]
    (x, y), (u, v) = (
        np.concatenate(part).T
        for part in zip(*((r[:-1] / size, r[1:] / size) for r in rings), strict=True)
    )
    u, v = u - x, v - y
    right, up = (grid / size)[:, :1] - x, (grid / size)[:, 1:] - y
    share = np.clip((right * u + up * v) / (u * u + v * v), 0, 1)
    clearance = np.sqrt(((right - share * u) ** 2 + (up - share * v) ** 2).min(axis=1))
    return grid[np.argsort(-clearance, kind="stable")], float(clearance.max())


def _words(table: pd.DataFrame, listed: bool) -> dict[str, str]:
    """What stands on the map and in the list, by the gid of its text."""
    words = {}
    for place, row in enumerate(table.itertuples(), start=1):
        short, value = _short(row.region), _value(row)
        if listed:
            number = f"{place:{FIGURE}>2}"
            words |= {f"label:{row.region}": str(place), f"name:{row.region}": f"{number}  {short}"}
            words[f"value:{row.region}"] = value
        else:
            lines = textwrap.wrap(short, 14, break_long_words=False)
            words[f"label:{row.region}"] = "\n".join(
                [*lines, value] if pd.notna(row.value) else lines
            )
    return words


def _short(region: str) -> str:
    """The name of a region without the word 'region', unless a city has the same."""
    full = names.name(region)
    short = REGION.sub("", full)
    cities = [
        names.name(other) for other in names.region_names(spoken()) if other.endswith("_city")
    ]
    return full if any(short in city for city in cities) and full not in cities else short


def signed(value: float) -> str:
    """+4.6, −2.1, 0.0."""
    return ("+" if round(value, 1) > 0 else "") + formats.number(value, 1)


def _value(row) -> str:
    if pd.isna(row.value):
        return say("numbers.not_published")
    return signed(row.value) + (" ?" if row.status == "doubtful" else "")


def _write(axes, gid: str, words: dict, spot, city) -> None:
    """A label at its spot, with a line to the circle of its city."""
    label = {
        "gid": gid,
        "fontsize": POINTS,
        "ha": "center",
        "va": "center",
        "linespacing": 1.1,
        "zorder": 6,
    }
    line = {
        "arrowstyle": "-",
        "linewidth": 0.8,
        "color": "#333333",
        "shrinkA": 0,
        "shrinkB": 72 * CIRCLE,
    }
    arrow = {"xy": city[0], "arrowprops": line} if city else {"xy": spot}
    axes.annotate(words[gid], xytext=spot, path_effects=HALO, **arrow, **label).set_in_layout(False)


def _list(panel, regions: list[str], words: dict) -> None:
    """The regions by number, name and value, from the highest to the lowest."""
    for place, region in enumerate(reversed(regions)):
        for kind, x, side in (("name", 0.05, "left"), ("value", 3.4, "right")):
            gid, y = f"{kind}:{region}", ROW * (place + 0.5)
            panel.text(
                x, y, words[gid], gid=gid, ha=side, va="center", fontsize=POINTS
            ).set_in_layout(False)


# --- classes and their legend ---------------------------------------------------------------------


def class_width(values: pd.Series) -> float:
    """The width of a class: the largest of 1, 2 and 5 times a power of ten that at least half of
    the values reach.
    """
    middle = values.abs().median()
    if pd.isna(middle) or middle < 0.1:
        return 0.1
    power = 10.0 ** np.floor(np.log10(middle))
    return float(max(m for m in (1, 2, 5) if m * power <= middle * (1 + 1e-9)) * power)


def class_of(value: float, step: float) -> int:
    """1, 2, 3 for gains and −1, −2, −3 for losses of up to one, up to two, and more steps; as the
    label rounds it.
    """
    shown = round(float(value), 1)
    size = 1 + min(int(abs(shown) / step + 1e-9), 2)
    return size if shown >= 0 else -size


def look_of(value: float, step: float) -> dict:
    """Colours and hatching of a value; white with a grey hatch where there is none."""
    return UNKNOWN if pd.isna(value) else _look(class_of(value, step))


def _look(kind: int) -> dict:
    colour = np.array(to_rgb(COLOURS["gain" if kind > 0 else "loss"]))
    # Mixed with white until a greyscale print shows the same grey for gains and losses of one size.
    face = 1 - (1 - colour) * (1 - GREYS[abs(kind) - 1]) / (1 - colour @ [0.299, 0.587, 0.114])
    hatch = None if kind > 0 else "////"
    return {
        "facecolor": to_hex(face),
        "edgecolor": "#6f6f6f",
        "hatch": hatch,
        "hatchcolor": to_hex(face * 0.8),
    }


def _legend(table: pd.DataFrame, step: float, listed: bool) -> list:
    """Losses beside gains from small to large (in a list: below each other), then what else the map
    shows.
    """
    digits = 0 if float(step).is_integer() else 1
    edge = {k: ("+" if k > 0 else "") + formats.number(k * step, digits) for k in range(-2, 3)}
    between = {
        k: say("numbers.range", low=edge[k - (1 if k > 0 else -1)], high=edge[k])
        for k in (-1, 1, -2, 2)
    }
    ends = {-3: say("map.or_less", number=edge[-2]), 3: say("map.or_more", number=edge[2])}
    losses, gains = (
        [Patch(label=(between | ends)[sign * size], **_look(sign * size)) for size in (1, 2, 3)]
        for sign in (-1, 1)
    )
    other = []
    if table.value.isna().any():
        other.append(Patch(label=say("numbers.not_published"), **UNKNOWN))
    if (table.status == "doubtful").any():
        other.append(Line2D([], [], linestyle="", label=f"? {names.name('doubtful')}"))
    if listed:
        return [*losses, *other[:1], *gains, *other[1:]]
    return [*chain(*zip(losses, gains, strict=True)), *other]


# --- words for who cannot see it, and the proof ---------------------------------------------------


def _describe(table: pd.DataFrame, title: str, subtitle: str) -> str:
    """Alt text: kind, finding, how many regions gain, lose and are not published, and both ends of
    the ranking.
    """
    known = table[table.value.notna()]
    level = int((known.value == 0).sum())
    counts = [
        say("map.gain", n=int((known.value > 0).sum())),
        say("map.lose", n=int((known.value < 0).sum())),
        *([say("map.neither", n=level)] if level else []),
        say("map.not_published", n=int(table.value.isna().sum())),
    ]
    items = [f"{names.name(row.region)} {_value(row)}" for row in known.itertuples()]
    alt = say("map.alt", subtitle=subtitle, title=title)
    alt += " " + ", ".join(counts) + "."
    if items:
        alt += " " + say("map.highest", items="; ".join(items[:3]))
    if items[3:]:
        alt += " " + say("map.lowest", items="; ".join(items[3:][-3:][::-1]))
    return alt


def _prove_map(chart: Chart, step: float, listed: bool) -> None:
    """Raise ChartError unless every region has the colour and hatching of its value, and its label
    says it.
    """
    drawn = {artist.get_gid(): artist for artist in chart.figure.findobj() if artist.get_gid()}
    wanted = _words(chart.data, listed)
    wrong = {
        gid for gid, words in wanted.items() if gid not in drawn or drawn[gid].get_text() != words
    }
    for row in chart.data.itertuples():
        gid, look = (
            f"{'data' if _is_city(row.region) else 'region'}:{row.region}",
            look_of(row.value, step),
        )
        if gid not in drawn or _seen(drawn[gid]) != (look["facecolor"], look["hatch"]):
            wrong.add(gid)
    if wrong:
        raise ChartError(f"chart {chart.name!r} does not show its data: {', '.join(sorted(wrong))}")


def _seen(artist) -> tuple:
    return to_hex(np.ravel(artist.get_facecolor())[:3]), artist.get_hatch()
