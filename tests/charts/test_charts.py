"""A chart shows its data, says its finding and describes itself, in pictures that are whole."""

import io
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from helpers import charts, paths
from helpers.charts import canvas, chart_tables, region_map
from helpers.language import section, speaking

TITLE = "Departures fell by 50.0% to 100 in 2025"
SERIES = pd.DataFrame({"year": [2023, 2024, 2025], "flow": "departures", "value": [300, 200, 100], "vintage": "final"})
THREE = pd.concat([SERIES.assign(flow=flow) for flow in ("RUS", "other_cis", "non_CIS")])
EVENTS = pd.DataFrame({"year": [2024, 2025], "label": ["something happened", "more"]})
BARS = pd.DataFrame({"label": ["first", "the rest"], "category": ["a", "rest"], "value": [12_345.0, 1.0]})
SHARES = pd.DataFrame(
    {"label": ["one", "one", "two"], "flow": "departures", "category": ["female", "rest", "urban"],
     "part": ["women", "not published", "towns"], "share": [60.0, 40.0, 100.0]}
)  # fmt: skip
PAIRS = pd.DataFrame(
    {"label": ["a row with a name of many words", "b"] * 2, "series": list("xxyy"), "value": [3.0, 1, 2, 5]}
)
SPANS = pd.DataFrame(
    {"label": ["first", "second"], "value": [3.0, None], "low": [None, 1.0], "high": [None, 4.0],
     "status": ["doubtful", "doubtful"]}
)  # fmt: skip
MONTHS = pd.DataFrame(
    {"year": [2024, 2024, 2025], "months": [6, 12, 6], "value": [50, 100, 30], "vintage": [None, "final", None]}
)
PAST = pd.DataFrame({"year": [2024, 2025], "actual": [100.0, 50.0], "lower_80": [90.0, 60.0], "upper_80": [120, 110]})
PROJECTED = pd.DataFrame(
    {"point": [90.0, 80.0], "lower_80": [60, 40], "upper_80": [120, 160], "lower_95": [40, 20], "upper_95": [180, 300]},
    index=pd.Index([2026, 2027], name="year"),
).astype(float)
CAME = pd.DataFrame({"year": [2026], "value": [70]})


def with_events():
    axes = charts.over_time(SERIES, log=True)
    charts.mark_events(axes, EVENTS)
    return axes


DRAWN = {
    "one line": (lambda: charts.over_time(SERIES), SERIES),
    "three lines": (lambda: charts.over_time(THREE), THREE),
    "events": (with_events, SERIES),
    "first figures": (lambda: charts.over_time(SERIES.assign(vintage="preliminary")), SERIES),
    "months": (lambda: charts.paths_within(MONTHS, latest=2025), MONTHS),
    "hindcasts": (lambda: charts.hindcasts(PAST), PAST),
    "fan": (lambda: charts.fan(SERIES[["year", "value"]], PROJECTED, (-0.2, 0.0), CAME)[0], None),
    "bars": (lambda: charts.bars(BARS, "departures"), BARS),
    "two flows": (lambda: charts.side_by_side({"departures": BARS, "arrivals": BARS}, ["out", "in"]), BARS),
    "shares": (lambda: charts.stacked(SHARES), SHARES),
    "pairs": (lambda: charts.joined(PAIRS), PAIRS),
    "spans": (lambda: charts.spans(SPANS), SPANS),
}


def chart_of(name, language="en"):
    draw, data = DRAWN[name]
    with speaking(language):
        return charts.of_axes(draw(), TITLE, name, data, subtitle="people a year", source="b & c", note="$x$ <b>")


CHARTS = {(name, language): chart_of(name, language) for name in DRAWN for language in ("en", "ru")}
WIDTHS = (canvas.WIDE, canvas.NARROW)
ALL = pytest.mark.parametrize(("name", "language"), CHARTS)


@ALL
def test_a_chart_says_its_finding_describes_its_values_and_repeats_to_the_byte(name, language):
    chart = CHARTS[name, language]
    assert TITLE in chart.alt and chart.alt.endswith("$x$ <b>.") and len(chart.alt) > len(TITLE) + 30
    assert not {"nan", "None", "<NA>"} & set(chart.alt.replace(";", " ").split())
    again = chart_of(name, language)
    with speaking(language):
        for width in WIDTHS:
            assert chart.png(width) == again.png(width)
        assert chart.svg() == again.svg()


def words_in(chart):
    """The words that a reader sees: matplotlib keeps labels of ticks beyond the axes too."""
    yield from chart.figure.texts
    for axes in chart.figure.axes:
        yield from (*axes.texts, axes._left_title, *(axes.get_legend().texts if axes.get_legend() else []))
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            yield from (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)


@ALL
@pytest.mark.parametrize("width", WIDTHS)
def test_words_are_large_enough_whole_and_apart(name, language, width):
    chart = CHARTS[name, language]
    with speaking(language):
        chart.dress(width)
    chart.figure.draw_without_rendering()
    boxes = {text: text.get_window_extent() for text in words_in(chart) if text.get_text().strip()}
    assert min(text.get_fontsize() for text in boxes) >= 9
    frame = chart.figure.bbox
    for place, (text, box) in enumerate(boxes.items()):
        said = text.get_text()
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= frame.x1 + 1 and box.y1 <= frame.y1 + 1, f"{said} is clipped"
        others = list(boxes.items())[:place]
        over = [other.get_text() for other, there in others if box.padded(-1.5).overlaps(there.padded(-1.5))]
        assert not over, f"{said} covers {over}"


def test_without_data_there_is_no_chart():
    drawn = (
        charts.over_time(SERIES[:0]), charts.paths_within(MONTHS[:0], latest=1), charts.hindcasts(PAST[:0]),
        charts.bars(BARS[:0], "arrivals"), charts.side_by_side({"arrivals": BARS[:0]}, ["in"]),
        charts.stacked(SHARES[:0]), charts.joined(PAIRS[:0]), charts.spans(SPANS[:0]),
        region_map.ranked(pd.DataFrame({"region": [], "value": []}))[0],
    )  # fmt: skip
    assert set(drawn) == {None}
    assert charts.mark_events(None, EVENTS) == ""


@pytest.mark.parametrize("name", DRAWN)
def test_a_table_that_a_chart_does_not_show_is_refused(name):
    draw, data = DRAWN[name]
    if data is None:
        axes, data = charts.fan(SERIES[["year", "value"]], PROJECTED)
    else:
        axes = draw()
    number = next(column for column in ("point", "share", "actual", "value") if column in data)
    for wrong in (data.assign(**{number: data[number] + 1}), data.iloc[:-1] if len(data) > 2 else data.iloc[:0]):
        if name == "spans" and wrong.empty:
            continue
        with pytest.raises(charts.ChartError, match="does not show its data"):
            charts.of_axes(axes, TITLE, "x", wrong if len(wrong) else pd.DataFrame({**data.iloc[[0]]}))


def test_years_that_changed_places_are_noticed_without_a_legend():
    swapped = MONTHS.assign(year=MONTHS.year.replace({2024: 2025, 2025: 2024}))
    with pytest.raises(charts.ChartError, match="does not show its data"):
        charts.of_axes(charts.paths_within(MONTHS, latest=2025), TITLE, "x", swapped)


def test_how_a_value_is_known_is_seen_without_colour():
    early = charts.over_time(SERIES.assign(vintage=["final", "final", "preliminary"]))
    hollow = [line for line in early.lines if line.get_marker() == "D"]
    assert [line.get_ydata()[np.isfinite(line.get_ydata())].tolist() for line in hollow] == [[100]]
    assert canvas.LOOKS["doubtful"]["marker"] != canvas.LOOKS["observed"]["marker"]
    missed = [dots for dots in charts.hindcasts(PAST).collections[1:] if len(dots.get_offsets())]
    assert len({dots.get_paths()[0].vertices.tobytes() for dots in missed}) == 2
    rest = charts.bars(BARS, "departures").patches[1]
    assert rest.get_hatch()


def test_events_are_named_and_a_projection_is_put_in_words():
    assert charts.mark_events(charts.over_time(SERIES), EVENTS) == "A 2024: something happened; B 2025: more"
    words = charts.in_words(SERIES, PROJECTED)
    assert words.startswith("Last observed value 100 in 2025; 2026: ") and "2027: " in words


def test_a_users_own_style_changes_nothing():
    import matplotlib

    before = chart_of("one line").png()
    with matplotlib.rc_context({"axes.facecolor": "black", "font.size": 30, "lines.linewidth": 9}):
        assert chart_of("one line").png() == before


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
     ("dark", "amber"), ("departures", "amber"), ("kazakhstan", "russia")],
)  # fmt: skip
def test_colours_that_meet_in_a_chart_are_told_apart(eye, one, other):
    seen = [lab(np.array(EYES[eye]) @ linear(charts.COLOURS[name])) for name in (one, other)]
    assert np.linalg.norm(seen[0] - seen[1]) > 20


def test_a_colour_pair_that_only_hue_tells_apart_would_be_refused():
    red, green = (lab(np.array(EYES["deuteranopia"]) @ linear(c)) for c in ("#b05a3c", "#7d7a2e"))
    assert np.linalg.norm(red - green) < 20


def test_flat_colours_survive_the_smaller_file():
    pixels = np.asarray(Image.open(io.BytesIO(chart_of("one line").png())).convert("RGB")).astype(int)
    for colour, place in ((canvas.PAPER, pixels[0, 0]), (charts.COLOURS["departures"], pixels)):
        wanted = np.round(255 * np.array(to_rgb(colour)))
        assert np.abs(place - wanted).max(axis=-1).min() == 0


def test_the_notebooks_use_every_text_and_no_other():
    sources = "".join(path.read_text(encoding="utf-8") for path in paths.NOTEBOOKS.glob(paths.NOTEBOOK_PATTERN))
    named = set(re.findall(r'chart_tables\.texts\(\\"(\w+)\\"', sources))
    assert set(section("chart_texts")) == named
    assert chart_tables.SOURCES.keys() <= named


def test_sources_and_slots_are_filled():
    for chart in chart_tables.SOURCES:
        words = chart_tables.texts(chart, year=2025, third=2028, base=2020)
        assert words["source"] in section("sources").values() and "{" not in words["subtitle"]
