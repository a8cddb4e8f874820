"""A chart shows its data, says its finding and describes itself, or it is not made."""

import io
import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from helpers import charts
from helpers.findings import Finding

FOUND = Finding("id", "fell", "Departures fell by 50.0% to 100 in 2025", "because", "04", 0)
SERIES = pd.DataFrame({"year": [2023, 2024, 2025], "flow": "departures", "value": [300, 200, 100], "vintage": "final"})
RANKED = pd.DataFrame({"label": ["first", "second"], "value": [3.0, 1.0], "low": [2.0, 1.0], "high": [4.0, 1.0]})
PROJECTED = pd.DataFrame(
    {"point": [90.0, 80.0], "lower_80": [60, 40], "upper_80": [120, 160], "lower_95": [40, 20], "upper_95": [180, 300]},
    index=pd.Index([2026, 2027], name="year"),
).astype(float)


def over_time(data=SERIES):
    return charts.over_time("x", data, FOUND, subtitle="people a year", source="bureau")


def make_all():
    monthly = pd.DataFrame({"year": [2024, 2024, 2025], "months": [6, 12, 6], "value": [50, 100, 30]})
    parts = pd.DataFrame({"label": ["a", "rest"], "category": ["a", "rest"], "value": [3.0, 1.0]})
    common = {"subtitle": "people", "source": "bureau"}
    return [
        over_time(),
        charts.columns("x", SERIES, FOUND, **common),
        charts.ranked("x", RANKED, FOUND, **common),
        charts.shares("x", parts, FOUND, **common),
        charts.paths_within("x", monthly, FOUND, latest=2025, **common),
        charts.fan("x", SERIES[["year", "value"]], PROJECTED, FOUND, **common),
    ]


ALL = make_all()


@pytest.mark.parametrize("chart", ALL, ids=range(len(ALL)))
def test_a_chart_says_its_finding_and_describes_its_values(chart):
    assert chart.title == FOUND.text
    assert FOUND.text in chart.alt
    assert len(chart.alt) > len(FOUND.text) + 30
    assert not {"nan", "None", "<NA>"} & set(chart.alt.replace(";", " ").split())


@pytest.mark.parametrize("chart", ALL, ids=range(len(ALL)))
def test_a_picture_is_whole_and_repeats_to_the_byte(chart):
    picture = Image.open(io.BytesIO(chart.png()))
    assert np.asarray(picture.convert("L")).std() > 5
    edge = np.asarray(picture.convert("L"))
    assert edge[:, :2].min() > 250 and edge[:, -2:].min() > 250, "something is clipped at the side"
    assert chart.png() == chart.png()
    assert chart.svg() == chart.svg()


@pytest.mark.parametrize("chart", ALL, ids=range(len(ALL)))
def test_no_text_is_smaller_than_nine_points(chart):
    texts = chart.figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))
    assert min(artist.get_fontsize() for artist in texts if artist.get_text()) >= 9


@pytest.mark.parametrize("damage", ["reversed", "scaled", "shifted", "dropped"])
def test_a_picture_that_differs_from_its_table_is_refused(monkeypatch, damage):
    honest = charts.put

    def dishonest(axes, series, x, y, draw):
        y = np.asarray(y, dtype=float)
        lie = {"reversed": y[::-1], "scaled": y * 1000, "shifted": y + 1, "dropped": np.where(y == y.max(), np.nan, y)}
        honest(axes, series, x, lie[damage], draw)

    monkeypatch.setattr(charts, "put", dishonest)
    with pytest.raises(charts.ChartError, match="does not show its data: departures"):
        over_time()


def test_what_is_drawn_can_be_read_back():
    assert charts.drawn(over_time().axes) == {"departures": [(2023, 300), (2024, 200), (2025, 100)]}


def test_a_preliminary_value_is_marked():
    early = over_time(SERIES.assign(vintage=["final", "final", "preliminary"]))
    hollow = [line for line in early.axes.lines if line.get_marker() == "D"]
    assert [line.get_xdata().tolist() for line in hollow] == [[2025]]


def test_a_doubtful_value_is_a_cross():
    chart = charts.ranked("x", RANKED.assign(status=["doubtful", "observed"]), FOUND, subtitle="people", source="b")
    assert set(charts.drawn(chart.axes)) == {"doubtful", "observed"}
    assert charts.MARKS["doubtful"] != charts.MARKS["observed"]


def test_a_users_own_style_changes_nothing():
    import matplotlib

    before = over_time().png()
    with matplotlib.rc_context({"axes.facecolor": "black", "font.size": 30, "lines.linewidth": 9}):
        assert over_time().png() == before


def lightness(colour):
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 116 * (np.dot([0.2126, 0.7152, 0.0722], channels)) ** (1 / 3) - 16


def test_colours_that_meet_in_a_chart_differ_in_greyscale():
    together = [("departures", "arrivals"), ("gain", "loss"), ("departures", "quiet"), ("departures", "rest")]
    for one, other in together:
        assert abs(lightness(charts.COLOURS[one]) - lightness(charts.COLOURS[other])) > 20, (one, other)


def test_names_with_markup_are_shown_as_text():
    label = RANKED.assign(label=["$x$ <b>", "Маңғыстау облысы"])
    chart = charts.ranked("x", label, FOUND, subtitle="people", source="b & c")
    assert b"Source: b &amp; c" in chart.svg() or chart.svg()
    assert "$x$ <b>" in chart.alt


def test_palette_has_no_duplicates():
    pairs = itertools.combinations(["departures", "arrivals", "net", "quiet"], 2)
    assert all(charts.COLOURS[a] != charts.COLOURS[b] for a, b in pairs)
