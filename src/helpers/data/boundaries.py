"""The boundaries of the regions: read from GeoJSON, checked against the names of the regions."""

import json
from collections.abc import Iterator
from pathlib import Path

from helpers.data.records import Fault, Package, form_fault
from helpers.data.schema import read_text
from helpers.files import quoted

BOUNDARIES = "geo/kz_regions.geojson"
LONGITUDES, LATITUDES = (45, 89), (40, 56)  # a box around Kazakhstan
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
        found = f"boundaries that cannot be read ({type(error).__name__}: {error})"
        expected = "a FeatureCollection of polygons with the property region"
        todo = "put the file back as received"
        return [], [*faults, form_fault(entry["path"], found, expected, todo)]
    return features, faults


def _points(geometry: dict) -> Iterator[tuple[float, float]]:
    coordinates = geometry["coordinates"]
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}[geometry["type"]]
    for ring in (ring for polygon in polygons for ring in polygon):
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise ValueError("a ring that does not close")
        yield from ((float(point[0]), float(point[1])) for point in ring)


def region_map(package: Package) -> Iterator[Fault]:
    """The boundaries hold each region once, inside a box around Kazakhstan."""
    names = {row["region"] for row in package.rows("kz_region_names")}
    features = package.regions
    ids = [feature["region"] for feature in features]
    todo = "put the file back as received"
    for region in sorted(names) if features else ():
        if ids.count(region) != 1:
            found = f"{ids.count(region)} boundaries of {region}"
            yield Fault(BOUNDARIES, "", "features", found, "one boundary a region", todo)
    for place, feature in enumerate(features):
        column = f"features[{place}]"
        if names and feature["region"] not in names:
            found, expected = (
                f"the region {quoted(feature['region'])}",
                "an id of kz_region_names.csv",
            )
            yield Fault(BOUNDARIES, "", column, found, expected, "correct the id in either file")
        outside = [point for point in feature["points"] if not _in_box(point)]
        if outside:
            found, expected = f"the point {outside[0]}", "longitude, then latitude, near Kazakhstan"
            yield Fault(BOUNDARIES, "", column, found, expected, todo)


def _in_box(point: tuple[float, float]) -> bool:
    return LONGITUDES[0] <= point[0] <= LONGITUDES[1] and LATITUDES[0] <= point[1] <= LATITUDES[1]
