"""A chart shows its data, says its finding and describes itself, or it is not made."""

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from helpers import charts
from helpers.charts import canvas, row_charts
from helpers.findings import Finding

FOUND = Finding("id", "fell", "Departures fell by 50.0% to 100 in 2025", "because", "04", 0)
SERIES = pd.DataFrame({"year": [2023, 2024, 2025], "flow": "departures", "value": [300, 200, 100], "vintage": "final"})
THREE = pd.concat([SERIES.assign(flow=flow) for flow in ("RUS", "other_cis", "non_CIS")])
RANKED = pd.DataFrame({"label": ["first", "second"], "value": [3.0, 1.0], "low": [2.0, 1.0], "high": [4.0, 1.0]})
PROJECTED = pd.DataFrame(
    {"point": [90.0, 80.0], "lower_80": [60, 40], "upper_80": [120, 160], "lower_95": [40, 20], "upper_95": [180, 300]},
    index=pd.Index([2026, 2027], name="year"),
).astype(float)


def over_time(data=SERIES):
    return charts.over_time("x", data, FOUND, subtitle="people a year", source="bureau")


def make_all():
    monthly = pd.DataFrame({"year": [2024, 2024, 2025], "months": [6, 12, 6], "value": [50, 100, 30]})
    both = pd.DataFrame({"label": ["a", "a"], "series": ["one", "two"], "value": [3.0, 1.0], "status": "observed"})
    events = pd.DataFrame({"year": [2024], "label": ["something happened"]})
    bars = pd.DataFrame(
        {"label": ["one", "one"], "flow": "departures", "category": ["female", "rest"], "part": ["women", "rest"],
         "share": [60.0, 40.0], "low": [60.0, 40.0], "high": [60.0, 40.0]}
    )  # fmt: skip
    parts = pd.DataFrame({"label": ["a", "rest"], "category": ["a", "rest"], "value": [3.0, 1.0]})
    common = {"subtitle": "people", "source": "bureau"}
    return [
        over_time(),
        charts.over_time("x", SERIES, FOUND, log=False, events=events, **common),
        charts.compared("x", both, FOUND, **common),
        charts.stacked("x", bars, FOUND, **common),
        charts.over_time("x", THREE, FOUND, log=False, **common),
        charts.ranked("x", RANKED, FOUND, **common),
        charts.shares("x", parts, FOUND, **common),
        charts.paths_within("x", monthly, FOUND, latest=2025, **common),
        charts.fan("x", SERIES[["year", "value"]], PROJECTED, FOUND, **common),
    ]


ALL = make_all()
ALL += [chart.for_phone() for chart in ALL]


@pytest.mark.parametrize("chart", ALL, ids=range(len(ALL)))
def test_a_chart_says_its_finding_describes_its_values_and_has_no_small_text(chart):
    assert chart.title == FOUND.text
    assert FOUND.text in chart.alt
    assert len(chart.alt) > len(FOUND.text) + 30
    assert not {"nan", "None", "<NA>"} & set(chart.alt.replace(";", " ").split())
    texts = chart.figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))
    assert min(artist.get_fontsize() for artist in texts if artist.get_text()) >= 9


@pytest.mark.parametrize("chart", ALL, ids=range(len(ALL)))
def test_a_picture_is_whole_and_repeats_to_the_byte(chart):
    edge = np.asarray(Image.open(io.BytesIO(chart.png())).convert("L"))
    assert edge.std() > 5
    assert edge[:, :2].min() > 250 and edge[:, -2:].min() > 250, "something is clipped at the side"
    assert chart.png() == chart.png()
    assert chart.svg() == chart.svg()


@pytest.mark.parametrize("damage", ["reversed", "scaled", "shifted", "dropped"])
def test_a_picture_that_differs_from_its_table_is_refused(monkeypatch, damage):
    honest = canvas.put

    def dishonest(axes, series, x, y, draw):
        y = np.asarray(y, dtype=float)
        lie = {"reversed": y[::-1], "scaled": y * 1000, "shifted": y + 1, "dropped": np.where(y == y.max(), np.nan, y)}
        honest(axes, series, x, lie[damage], draw)

    monkeypatch.setattr(canvas, "put", dishonest)
    with pytest.raises(charts.ChartError, match="does not show its data: departures"):
        over_time()


def test_what_is_drawn_can_be_read_back_and_a_preliminary_value_is_marked():
    assert canvas.drawn(over_time().axes) == {"departures": [(2023, 300), (2024, 200), (2025, 100)]}
    early = over_time(SERIES.assign(vintage=["final", "final", "preliminary"]))
    hollow = [line for line in early.axes.lines if line.get_marker() == "D"]
    assert [line.get_xdata().tolist() for line in hollow] == [[2025]]
    assert early.alt.endswith("Hollow diamonds: first figures.") and "Hollow" not in over_time().alt


def test_a_doubtful_value_is_a_cross_and_names_with_markup_are_text():
    data = RANKED.assign(status=["doubtful", "observed"], label=["$x$ <b>", "Маңғыстау облысы"])
    chart = charts.ranked("x", data, FOUND, subtitle="people", source="b & c")
    assert chart.svg() and "$x$ <b>" in chart.alt
    assert set(canvas.drawn(chart.axes)) == {"doubtful", "observed"}
    assert row_charts.MARKS["doubtful"] != row_charts.MARKS["observed"]


def test_a_users_own_style_changes_nothing():
    import matplotlib

    before = over_time().png()
    with matplotlib.rc_context({"axes.facecolor": "black", "font.size": 30, "lines.linewidth": 9}):
        assert over_time().png() == before


def linear(colour):
    return np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)])


# How a colour looks to people without one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1, on linear
# RGB; and in print without colour.
EYES = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "greyscale": [[0.2126, 0.7152, 0.0722]] * 3,
}
TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]


def lab(rgb):
    ratio = np.array(TO_XYZ) @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(
    ("one", "other"),
    [("departures", "arrivals"), ("gain", "loss"), ("departures", "quiet"), ("departures", "rest"),
     ("key 1", "key 2"), ("key 1", "key 3")],
)  # fmt: skip
def test_colours_that_meet_in_a_chart_are_told_apart(eye, one, other):
    seen = [lab(np.array(EYES[eye]) @ linear(charts.COLOURS[name])) for name in (one, other)]
    assert np.linalg.norm(seen[0] - seen[1]) > 20


def test_a_colour_pair_that_only_hue_tells_apart_would_be_refused():
    red, green = (lab(np.array(EYES["deuteranopia"]) @ linear(c)) for c in ("#b05a3c", "#7d7a2e"))
    assert np.linalg.norm(red - green) < 20


def test_three_series_of_one_chart_differ_in_their_marks_and_colours():
    assert len({charts.COLOURS[name] for name in ("departures", "arrivals", "net", "quiet")}) == 4
    data = pd.DataFrame({"label": "a", "series": ["x", "y", "z"], "value": [1.0, 2.0, 3.0]})
    chart = charts.compared("x", data, FOUND, subtitle="people", source="b")
    shapes = {tuple(map(tuple, c.get_paths()[0].vertices.round(3))) for c in chart.axes.collections if c.get_gid()}
    assert len(shapes) == 3


def test_flat_colours_survive_the_smaller_file():
    pixels = np.asarray(Image.open(io.BytesIO(over_time().png())).convert("RGB")).astype(int)
    assert (pixels[0, 0] == 255).all()
    wanted = np.round(255 * np.array(to_rgb(charts.COLOURS["departures"])))
    assert np.abs(pixels - wanted).max(axis=2).min() == 0
