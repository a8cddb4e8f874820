"""The boundaries of the regions: read from GeoJSON, checked against the names of the regions."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from helpers.data.records import Fault, Package, fault
from helpers.data.schema import read_text

BOUNDARIES = "geo/kz_regions.geojson"
WEST, EAST, SOUTH, NORTH = 45, 89, 40, 56  # a box around Kazakhstan
UNREADABLE = (ValueError, KeyError, TypeError, IndexError, RecursionError, OverflowError)


def read_boundaries(raw: Path, entry: dict) -> tuple[list[dict], list[Fault]]:
    """The `region` and `points` (longitude, latitude) of each feature."""
    text, faults = read_text(raw, entry)
    if text is None:
        return [], faults
    features = []
    try:
        for feature in json.loads(text)["features"]:
            points = list(_points(feature["geometry"]))
            features.append({"region": feature["properties"]["region"], "points": points})
    except UNREADABLE as error:
        reason = f"{type(error).__name__}: {error}"
        return [], [*faults, fault("unreadable_boundaries", entry["path"], error=reason)]
    return features, faults


def _points(geometry: dict) -> Iterator[tuple[float, float]]:
    coordinates = geometry["coordinates"]
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}[geometry["type"]]
    for ring in chain.from_iterable(polygons):
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise ValueError("a ring that does not close")
        yield from ((float(point[0]), float(point[1])) for point in ring)


def region_map(package: Package) -> Iterator[Fault]:
    """The boundaries hold each region once, inside a box around Kazakhstan."""
    names = {row["region"] for row in package.rows("kz_region_names")}
    ids = [feature["region"] for feature in package.regions]
    for region in sorted(names) if ids else ():
        if ids.count(region) != 1:
            yield fault("boundaries_of_region", BOUNDARIES, count=ids.count(region), region=region)
    for place, feature in enumerate(package.regions):
        if names and feature["region"] not in names:
            yield fault("unknown_boundary", BOUNDARIES, place=place, region=feature["region"])
        for east, north in feature["points"]:
            if not WEST <= east <= EAST or not SOUTH <= north <= NORTH:
                yield fault("point_elsewhere", BOUNDARIES, place=place, point=(east, north))
                break
