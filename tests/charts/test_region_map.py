"""Map and bars show each region with the colour, number and size of its value, or they are not made."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle
from matplotlib.path import Path
from matplotlib.text import Annotation, Text

from helpers import charts
from helpers.charts import canvas, region_map
from helpers.data import package
from helpers.language import say, speaking
from helpers.parameters import LANGUAGES

UNITS = [feature["id"] for feature in package.regions()["features"]]
NEW = {"abai_region", "jetisu_region", "ulytau_region"}
CITIES = {"astana_city", "almaty_city", "shymkent_city"}
NOW = pd.DataFrame({"region": UNITS, "value": np.arange(len(UNITS)) - 9.0})
BEFORE = NOW[~NOW.region.isin(NEW)]
DIVISIONS = [region_map.features_for(set(data.region)) for data in (NOW, BEFORE)]
HOLES = NOW.assign(value=NOW.value.mask(NOW.index > 3), status="doubtful")


def draw(data=NOW):
    axes, table = region_map.ranked(data)
    more = {"subtitle": "per 1,000 people", "source": "bureau", "note": say("sources.boundaries")}
    return charts.of_axes(axes, "Astana city gained most", "x", table, **more)


def shapes(chart) -> dict:
    return {artist.get_gid(): artist for artist in chart.figure.findobj() if artist.get_gid() in UNITS}


def words_of(chart) -> list[str]:
    return [text.get_text().strip() for text in chart.panels[0].texts]


def test_every_region_is_drawn_once_and_the_cities_are_circles():
    found = shapes(draw())
    assert set(found) == set(UNITS)
    assert {region for region, shape in found.items() if isinstance(shape, Circle)} == CITIES


def shade(value, largest=10.0):
    face = to_rgb(region_map.look_of(value, largest)["facecolor"])
    return float(np.dot(face, [0.299, 0.587, 0.114]))


def test_the_sign_is_seen_without_colour_and_the_size_in_grey():
    for size in (1, 5, 10):
        assert shade(size) == pytest.approx(shade(-size), abs=0.01)
        assert region_map.look_of(-size, 10)["hatch"] and not region_map.look_of(size, 10)["hatch"]
    assert shade(0.1) > shade(1) + 0.05 > shade(5) + 0.1 > shade(10) + 0.15
    gain = to_rgb(region_map.look_of(10, 10)["facecolor"])
    assert gain[2] > gain[0], "a gain is blue"
    assert region_map.look_of(0, 0)["hatch"] is None


@pytest.mark.parametrize("data", [NOW, HOLES, BEFORE], ids=["now", "holes", "before 2022"])
def test_a_region_has_the_number_of_its_bar_and_the_bar_the_look_of_the_region(data):
    chart = draw(data)
    numbers = [text.get_text() for text in chart.figure.axes[0].texts]
    assert numbers == [str(n) for n in range(1, len(chart.data) + 1)]
    for row, bar in zip(chart.data.itertuples(), chart.panels[0].patches, strict=True):
        shape = shapes(chart)[row.region]
        assert row.label.split()[0] == str(row.Index + 1)
        assert (bar.get_facecolor(), bar.get_hatch()) == (shape.get_facecolor(), shape.get_hatch())
        assert np.array_equal(bar.get_width(), row.value, equal_nan=True)
    assert chart.panels[0].yaxis_inverted(), "the highest stands above"


def test_what_is_not_published_is_white_and_hatched_and_a_doubt_has_its_mark():
    chart = draw(HOLES.head(6))  # 4 with a value, 2 blank, 14 without a row
    for region in UNITS[4:]:
        shape = shapes(chart)[region]
        assert shape.get_facecolor() == (1, 1, 1, 1) and shape.get_hatch() == "xxx"
    assert words_of(chart)[3:5] == ["−9.0 ?", "not published"]
    assert chart.data.status.eq("not published").sum() == 16


def test_years_before_the_new_regions_get_the_old_division():
    chart = draw(BEFORE)
    assert set(chart.data.region) == set(UNITS) - NEW
    assert "abai_region" not in shapes(chart)
    assert set(draw(BEFORE.iloc[1:]).data.region) == set(UNITS) - NEW, "a missing region changes no borders"
    lone = BEFORE[BEFORE.region != "karaganda_region"]
    assert set(draw(lone).data.region) == set(UNITS), "without its parents it is a gap, not the old division"


def test_regions_divided_in_2022_are_the_sum_of_their_parts():
    now, before = (region_map.project(features)[0] for features in DIVISIONS)
    assert len(before) == 17
    for new, parent in (("abai", "east_kazakhstan"), ("jetisu", "almaty"), ("ulytau", "karaganda")):
        merged = before[f"{parent}_region"]
        assert _area(merged) == pytest.approx(_area(now[f"{new}_region"]) + _area(now[f"{parent}_region"]))
        assert len(merged) == len(now[f"{parent}_region"]), "the border between the pieces is gone"


@pytest.mark.parametrize("features", DIVISIONS, ids=["now", "before 2022"])
def test_the_label_of_a_region_stands_inside_it(features):
    outlines, spots = region_map.project(features)
    for region in outlines.keys() - CITIES:
        inside = [Path(ring).contains_point(spots[region]) for ring in outlines[region]]
        assert sum(inside) % 2 == 1, region


def _area(rings):
    return sum(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2 for x, y in (ring.T for ring in rings))


def test_the_projection_keeps_areas():
    low, high = np.array([46.0, 40.0]), np.array([88.0, 56.0])
    for west, south in ((46, 40), (67, 48), (87, 55)):
        side = np.linspace(0, 1, 200)
        square = [(side, 0 * side), (0 * side + 1, side), (side[::-1], 0 * side + 1), (0 * side, side[::-1])]
        ring = np.concatenate([np.column_stack(part) for part in square]) + np.array([west, south])
        height = np.sin(np.radians(south + 1)) - np.sin(np.radians(south))
        assert _area([region_map.albers(ring, low, high)]) == pytest.approx(
            region_map.EARTH**2 * np.radians(1) * height, rel=1e-4
        )
    parallel = low[1] + (high[1] - low[1]) / 6  # a standard parallel keeps its length
    there, here = region_map.albers(np.array([(67.1, parallel), (66.9, parallel)]), low, high)
    assert np.hypot(*(there - here)) == pytest.approx(
        region_map.EARTH * np.cos(np.radians(parallel)) * np.radians(0.2), rel=1e-4
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("data", [NOW, HOLES, BEFORE], ids=["now", "holes", "before 2022"])
@pytest.mark.parametrize("width", [canvas.WIDE, canvas.NARROW])
def test_words_are_large_enough_apart_and_whole(data, width, language):
    with speaking(language):
        chart = draw(data)
        chart.dress(width)
    chart.figure.draw_without_rendering()
    words = [text for text in chart.figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    assert min(text.get_fontsize() for text in words) >= 9
    boxes = []
    for text in words:
        is_label = isinstance(text, Annotation)  # whose extent counts its line too
        boxes.append((text.get_text(), (super(type(text), text) if is_label else text).get_window_extent()))
    frame = chart.figure.bbox
    for place, (said, box) in enumerate(boxes):
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= frame.x1 and box.y1 <= frame.y1, f"{said} is clipped"
        assert not [other for other, there in boxes[:place] if box.padded(-1).overlaps(there)], f"{said} covers another"


def test_the_same_data_give_the_same_bytes():
    one, other = draw(HOLES), draw(HOLES)
    for width in (canvas.WIDE, canvas.NARROW):
        assert one.png(width) == other.png(width)
    assert one.svg() == other.svg()


def test_the_picture_names_the_source_of_its_borders():
    chart = draw()
    notes = " ".join(text.get_text().replace("\n", " ") for text in chart.figure.texts)
    assert package.resource("kz_regions")["description"] in notes


def test_what_cannot_be_a_map_is_said():
    assert region_map.ranked(NOW.assign(value=np.nan))[0] is None
    with pytest.raises(ValueError, match="not a region of the map, or a second value: mars"):
        draw(pd.DataFrame({"region": ["mars"], "value": [1.0]}))
    with pytest.raises(ValueError, match=f"a second value: {UNITS[0]};"):
        draw(pd.concat([NOW, NOW.head(1)]))
