"""Map and bars show each region with the colour, number and size of its value, or they are not made."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.text import Annotation

from helpers.charts import canvas, region_map
from helpers.data import package
from helpers.language import speaking
from helpers.parameters import LANGUAGES

FOUND = SimpleNamespace(text="Astana city gained most")
UNITS = [feature["id"] for feature in package.regions()["features"]]
NEW = {"abai_region", "jetisu_region", "ulytau_region"}
CITIES = {"astana_city", "almaty_city", "shymkent_city"}
NOW = pd.DataFrame({"region": UNITS, "value": np.arange(len(UNITS)) - 9.0})
BEFORE = NOW[~NOW.region.isin(NEW)]
DIVISIONS = [region_map.features_for(set(data.region)) for data in (NOW, BEFORE)]
HOLES = NOW.assign(value=NOW.value.mask(NOW.index > 3), status="doubtful")


def draw(data=NOW):
    return region_map.regions_map("x", data, FOUND, subtitle="per 1,000 people", source="bureau")


def artists(chart) -> dict:
    return {artist.get_gid(): artist for artist in chart.figure.findobj() if artist.get_gid()}


def seen(chart, region):
    artist = artists(chart)[f"{'data' if region in CITIES else 'region'}:{region}"]
    return np.round(np.ravel(artist.get_facecolor())[:3], 2), artist.get_hatch()


def test_every_region_is_drawn_once_and_the_cities_are_circles():
    found = artists(draw())
    assert {gid.removeprefix("region:") for gid in found if gid.startswith("region:")} == set(UNITS) - CITIES
    circles = {gid.removeprefix("data:"): artist for gid, artist in found.items() if gid.startswith("data:")}
    assert set(circles) == CITIES and all(len(artist.get_offsets()) == 1 for artist in circles.values())
    assert {gid.removeprefix("label:") for gid in found if gid.startswith("label:")} == set(UNITS)


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


def test_a_region_has_the_number_of_its_bar_and_the_bar_the_colour_of_the_region():
    chart = draw()
    found = artists(chart)
    assert [found[f"label:{region}"].get_text() for region in chart.data.region] == [str(n) for n in range(1, 21)]
    assert found["name:akmola_region"].get_text().split() == ["19", "Akmola"]
    assert found["value:akmola_region"].get_text() == "−8.0"
    places = [found[f"bar:{region}"].get_y() for region in chart.data.region]
    assert places == sorted(places) and chart.figure.axes[1].yaxis_inverted(), "the highest stands above"
    for row in chart.data.itertuples():
        bar = found[f"bar:{row.region}"]
        assert bar.get_width() == row.value and (bar.get_x() == 0)
        assert (np.round(bar.get_facecolor()[:3], 2) == seen(chart, row.region)[0]).all()


@pytest.mark.parametrize("damage", ["reversed", "hatch", "left out", "label", "bar", "name", "value"])
@pytest.mark.parametrize("region", ["akmola_region", "astana_city"])
def test_a_picture_that_differs_from_its_table_is_refused(monkeypatch, region, damage):
    draw_honestly, write_honestly, bars_honestly = region_map._draw, region_map._write, region_map._bars

    def draw_badly(axes, mine, rings, look):
        if mine == region:
            other = region_map.look_of(9 if look["hatch"] else -9, 10)
            look = {"reversed": other, "hatch": look | {"hatch": "oo"}, "left out": None}.get(damage, look)
        if look:
            draw_honestly(axes, mine, rings, look)

    def write_badly(axes, mine, number, *places):
        write_honestly(axes, mine, number + (damage == "label" and mine == region), *places)

    def bars_badly(panel, *given):
        bars_honestly(panel, *given)
        found = {artist.get_gid(): artist for artist in panel.get_children()}
        if damage == "bar":
            found[f"bar:{region}"].set_width(7.5)
        elif damage in ("name", "value"):
            found[f"{damage}:{region}"].set_text("+7.5")

    monkeypatch.setattr(region_map, "_draw", draw_badly)
    monkeypatch.setattr(region_map, "_write", write_badly)
    monkeypatch.setattr(region_map, "_bars", bars_badly)
    with pytest.raises(canvas.ChartError, match=region):
        draw()


def test_what_is_not_published_is_white_and_hatched_and_a_doubt_has_its_mark():
    chart = draw(HOLES.head(6))  # 4 with a value, 2 blank, 14 without a row
    for region in UNITS[4:]:
        colour, hatch = seen(chart, region)
        assert (colour == 1).all() and hatch and hatch != region_map.look_of(-1, 1)["hatch"]
        assert artists(chart)[f"value:{region}"].get_text() == "not published"
    assert artists(chart)["value:akmola_region"].get_text() == "−8.0 ?"
    assert chart.data.status.eq("not published").sum() == 16


def test_years_before_the_new_regions_get_the_old_division():
    chart = draw(BEFORE)
    assert set(chart.data.region) == set(UNITS) - NEW
    assert not [gid for gid in artists(chart) if "abai" in gid]
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
@pytest.mark.parametrize("phone", [False, True])
def test_words_are_large_enough_apart_and_whole(data, phone, language):
    with speaking(language), canvas.as_wide_as(canvas.NARROW if phone else canvas.WIDE):
        chart = draw(data)
    chart.figure.draw_without_rendering()
    words = [text for text in chart.figure.findobj(lambda a: hasattr(a, "get_fontsize")) if text.get_text()]
    assert min(text.get_fontsize() for text in words) >= 9
    boxes = []
    for text in words:
        is_label = isinstance(text, Annotation)  # whose extent counts its line too
        boxes.append((text.get_text(), (super(type(text), text) if is_label else text).get_window_extent()))
    frame = chart.figure.bbox
    for place, (said, box) in enumerate(boxes):
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= frame.x1 and box.y1 <= frame.y1, f"{said} is clipped"
        assert not [other for other, there in boxes[:place] if box.overlaps(there)], f"{said} covers another"


def test_the_same_data_give_the_same_bytes():
    charts = [draw(HOLES), draw(HOLES)]
    for picture in (charts, [chart.for_phone() for chart in charts]):
        assert picture[0].png() == picture[1].png()
        assert picture[0].svg() == picture[1].svg()
    assert b"clip-path" not in charts[0].svg(), "the name of a clip is not the same in every run"


def test_a_map_describes_itself_and_names_the_source_of_its_borders():
    chart = draw(NOW.assign(value=NOW.value.mask(NOW.region == "ulytau_region")))
    assert chart.alt == (
        "Map of the regions, per 1,000 people: Astana city gained most. 9 regions gain, 9 lose, 1 does neither, 1 is "
        "not published. Highest: Shymkent city +10.0; Almaty city +9.0; Astana city +8.0. "
        "Lowest: Abai Region −9.0; Akmola Region −8.0; Aktobe Region −7.0."
    )
    assert "Highest: Akmola Region −8.0" in draw(NOW[NOW.region == "akmola_region"]).alt
    notes = " ".join(text.get_text().replace("\n", " ") for text in chart.figure.texts)
    assert package.resource("kz_regions")["description"] in notes


def test_what_cannot_be_a_map_is_said():
    assert draw(NOW.iloc[:0]) is None
    assert draw(NOW.assign(value=np.nan)) is None
    with pytest.raises(ValueError, match="not a region of the map: mars"):
        draw(pd.DataFrame({"region": ["mars"], "value": [1.0]}))
    with pytest.raises(ValueError, match="more than one value"):
        draw(pd.concat([NOW, NOW.head(1)]))
