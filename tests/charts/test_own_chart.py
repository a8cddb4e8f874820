"""Axes that somebody has drawn become charts: their table, alt text and pictures."""

import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.figure import Figure

from helpers import charts, language
from helpers.charts import own_chart
from helpers.charts.canvas import ChartError

FLOWS = pd.DataFrame({"year": [2023, 2024, 2025] * 2, "flow": ["departures"] * 3 + ["arrivals"] * 3})
FLOWS["value"] = [16094, 12732, 7608, 25387, 29282, 23761]
BY = {"data": FLOWS, "x": "year", "y": "value", "hue": "flow"}


def axes():
    return Figure().subplots()


@pytest.mark.parametrize(
    ("draw", "kind"), [(sns.lineplot, "lines"), (sns.barplot, "bars"), (sns.scatterplot, "points")]
)
def test_the_table_is_read_back_from_what_seaborn_has_drawn(draw, kind):
    drawn = draw(**BY, ax=axes())
    table = own_chart.table_of([drawn]).astype({"year": int})[["year", "flow", "value"]]
    read, wanted = (each.sort_values(["flow", "year"], ignore_index=True) for each in (table, FLOWS))
    pd.testing.assert_frame_equal(read, wanted, check_dtype=False)
    assert own_chart.marks_of([drawn]).kind.unique() == [kind]


def test_level_bars_and_bars_of_one_series_are_read_in_their_order():
    level = axes()
    level.barh(["Russians", "Germans"], [30, 20])
    assert own_chart.table_of([level]).to_numpy().tolist() == [[30, "Russians"], [20, "Germans"]]
    split = sns.barplot(FLOWS.head(3), x="year", y="value", hue=[True, False, True], legend=False, ax=axes())
    assert own_chart.table_of([split]).value.tolist() == [16094, 12732, 7608]


def test_guides_gaps_and_empty_marks_are_no_data():
    drawn = axes()
    drawn.plot([1, 2, 3], [10, np.nan, 30])
    drawn.axhline(5)
    drawn.plot([], [])
    drawn.scatter([], [])
    assert own_chart.table_of([drawn]).to_numpy().tolist() == [[1, 10], [3, 30]]


def test_dates_and_several_axes_are_told_apart():
    figure = Figure()
    panels = figure.subplots(1, 2)
    for panel, name in zip(panels, ("one", "two"), strict=True):
        panel.plot(pd.to_datetime(["2024-01-01", "2025-01-01"]), [1.5, 2.5])
        panel.set_title(name)
    table = own_chart.table_of(own_chart.panels_of(figure))
    assert table.panel.tolist() == ["one", "one", "two", "two"]
    assert table.x.tolist() == ["2024-01-01", "2025-01-01"] * 2
    assert own_chart.panels_of(panels) == list(panels)


def test_the_alt_text_has_title_kind_axes_and_main_values():
    chart = charts.of_axes(sns.lineplot(**BY, ax=axes()), "Fewer leave")
    assert chart.alt.startswith("Line chart, value, by year: Fewer leave. ")
    assert "departures: 2023 16,094; 2024 12,732; 2025 7,608." in chart.alt
    assert (chart.name, chart.title, chart.subtitle) == ("fewer_leave", "Fewer leave", "value, by year")


def test_a_long_series_is_described_by_its_course():
    drawn = axes()
    drawn.plot(range(2000, 2026), range(26))
    drawn.set(xlabel="year", ylabel="value")
    drawn.fill_between([2000, 2025], [0, 20], [5, 30], color=drawn.lines[0].get_color(), alpha=0.2, label="band")
    drawn.legend()  # names the band, not the line of its colour
    alt = charts.of_axes(drawn, "More").alt
    assert "value: 0 at 2000 (first), 25 at 2025 (last); least 0 at 2000, most 25 at 2025." in alt
    assert charts.of_axes(drawn, "More", more="It rises").alt.endswith("More. It rises.")


def test_a_chart_of_ones_own_is_drawn_for_a_phone_too(tmp_path):
    chart = charts.of_axes(sns.barplot(**BY, ax=axes()), "Fewer leave", name="mine", note="A note")
    chart.write(tmp_path, b"as drawn before")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine-phone.png", "mine.png", "mine.svg"]
    assert (tmp_path / "mine.png").read_bytes() == b"as drawn before"
    assert 96 * chart.figure.get_size_inches()[0] < 400 < chart.size[0]
    words = [text.get_text() for text in chart.figure.texts]
    assert [word for word in words if word == "Fewer leave"] == ["Fewer leave"]
    assert "A note" in chart.alt


def test_a_chart_that_changes_afterwards_is_drawn_as_it_is_now_or_refused():
    drawn = sns.lineplot(**BY, ax=axes())
    read_back, given = (charts.of_axes(drawn, "Flows", data=data) for data in (None, FLOWS))
    before = read_back.png()
    drawn.plot([2023, 2025], [1, 1], label="more")
    assert read_back.png() != before
    for picture in (given.png, given.svg):
        with pytest.raises(ChartError, match="does not show its data"):
            picture()


def test_labels_are_in_the_language_of_the_edition():
    with language.speaking("ru"):
        chart = charts.of_axes(sns.lineplot(**BY, ax=axes()), "Уезжают реже")
    assert chart.name == "chart"
    assert "выбывшие" in {text.get_text() for text in chart.panels[0].get_legend().texts}
    assert "year" not in chart.alt


def test_the_table_may_be_given():
    picture = axes()
    picture.imshow([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="give the table"):
        charts.of_axes(picture, "A map")
    assert charts.of_axes(picture, "A map", data=FLOWS).data.equals(FLOWS)
    other_columns = pd.DataFrame({"note": ["as drawn"]})
    assert len(charts.of_axes(sns.lineplot(**BY, ax=axes()), "Flows", data=other_columns).data) == 1


@pytest.mark.parametrize("thing", [FLOWS, "axes", None, [], [1]])
def test_what_is_no_axes_is_refused_in_plain_words(thing):
    with pytest.raises(TypeError, match="takes a chart or matplotlib or seaborn axes, not"):
        charts.of_axes(thing, "title")


@pytest.mark.parametrize("draw", [sns.lineplot, sns.barplot, sns.scatterplot])
def test_a_table_that_the_marks_do_not_show_is_refused(draw):
    drawn = draw(**BY, ax=axes())
    assert own_chart.of_axes(drawn, "Flows", data=FLOWS).data.equals(FLOWS)
    other = FLOWS.value.where(FLOWS.index != 2, 7609)
    swapped = FLOWS.flow.map({"departures": "arrivals", "arrivals": "departures"})
    for wrong in (FLOWS.head(5), FLOWS.assign(value=other), FLOWS.assign(flow=swapped)):
        with pytest.raises(ChartError, match="does not show its data; give the table that it shows"):
            own_chart.of_axes(draw(**BY, ax=axes()), "Flows", data=wrong)
