"""Projections of others, held against what was then registered."""

import pandas as pd
import pytest

from helpers.cleaning import mirror_statistics

REGISTERED = {2019: -10, 2020: -20, 2021: 4, 2022: -6, 2023: 10, 2024: 20}


def intl(series, period, **variants):
    of_series = {"year": int(period[:4]), "period": period, "series": series, "row": "net.csv:2"}
    return [of_series | {"variant": name, "value": value} for name, value in variants.items()]


WPP_2024 = "UN WPP 2024 net migration"
PROJECTED = pd.DataFrame(
    [
        *intl(WPP_2024, "2023", estimate=-5.0),
        *intl(WPP_2024, "2024", medium=-8.0, lower80=-30.0, upper80=15.0, lower95=-60.0, upper95=40.0),
        *intl(WPP_2024, "2025", medium=-9.0, lower80=-40.0, upper80=30.0, lower95=-70.0, upper95=60.0),
        *intl("UN WPP 2022 net migration", "2022", medium=0.0),
        *intl("UN WPP 2022 net migration", "2023", medium=0.0),
        *intl("Who-Else 2018 net migration (5-year)", "2019-2024", medium=-50.0, lower90=-100.0, upper90=25.0),
        *intl("Who-Else 2018 emigration (5-year)", "2019-2024", medium=500.0),
        *intl("Workforce Development Centre (X), cumulative net migration 2022-2031", "2022-2031", medium=-50.0),
        *intl("Gaskin & Abel 2025 neural-network net migration", "2020", estimate=7.0, sd=3.0),
    ]
)


@pytest.fixture
def flows(make_flows):
    arrivals = [1000 + net for net in REGISTERED.values()]
    return make_flows([1000] * len(arrivals), arrivals, last=2024)


def test_single_years_stand_beside_the_registered_net_once_for_each_interval(flows):
    found = mirror_statistics.forecasts_for(PROJECTED, flows, 2024)
    assert found.columns.tolist() == mirror_statistics.FORECAST_COLUMNS
    assert found.source.unique().tolist()[:2] == ["UN WPP 2024", "UN WPP 2022"], "in the order of the file"
    assert found.row.notna().all() and found[["projected", "lower", "upper", "registered"]].dtypes.eq(float).all()
    mine = found[found.source == "UN WPP 2024"].set_index("level")
    assert mine.period.tolist() == ["2024", "2024"]  # 2025 has no outcome, and an estimate is no projection
    assert mine.loc[80, ["projected", "lower", "upper", "registered"]].tolist() == [-8, -30, 15, 20]
    without = found[found.source == "UN WPP 2022"]
    assert without.period.tolist() == ["2022", "2023"] and without.registered.tolist() == [-6, 10]
    assert without.level.isna().all() and without.lower.isna().all()


def test_totals_of_several_years_become_means_and_end_years_from_mid_year_count_half(flows):
    found = mirror_statistics.forecasts_for(PROJECTED, flows, 2024).set_index("source")
    mine = found.loc["Who-Else 2018"]
    # (−10 / 2 − 20 + 4 − 6 + 10 + 20 / 2) / 5 registered; −50 / 5 projected
    assert [mine.projected, mine.lower, mine.upper, mine.registered] == pytest.approx([-10, -20, 5, -1.4])
    assert mine.period == "2019-2024"
    centre = found.loc["Workforce Development Centre (X)"]
    assert [centre.projected, centre.registered] == pytest.approx([-5, 8])  # 2022 to 2024 so far


def test_concepts_are_named(flows):
    concepts = mirror_statistics.forecasts_for(PROJECTED, flows, 2024).groupby("source").concept.unique().str.join("|")
    assert concepts.pop("Workforce Development Centre (X)") == "registered"
    assert set(concepts) == {"international estimate, all residents"}


def test_only_published_editions_and_known_outcomes_count(flows):
    def sources(year):
        return sorted(mirror_statistics.forecasts_for(PROJECTED, flows, year).source.unique())

    assert sources(2019) == []  # half a year of five is too little
    assert sources(2021) == ["Who-Else 2018"]
    assert sources(2022) == ["UN WPP 2022", "Who-Else 2018"]  # the Centre names no edition
    assert sources(2023) == ["UN WPP 2022", "Who-Else 2018", "Workforce Development Centre (X)"]
    running = mirror_statistics.forecasts_for(PROJECTED, flows, 2021).iloc[0]
    assert running.registered == pytest.approx((-10 / 2 - 20 + 4) / 2.5)
    later = flows.assign(value=flows.value.mask(flows.year > 2022, 999_999))
    pd.testing.assert_frame_equal(
        mirror_statistics.forecasts_for(PROJECTED, flows, 2022), mirror_statistics.forecasts_for(PROJECTED, later, 2022)
    )


def test_a_year_without_a_registered_figure_is_not_compared(make_flows):
    flows = make_flows([1000, None], [990, 1020], last=2024)
    assert "UN WPP 2024" not in set(mirror_statistics.forecasts_for(PROJECTED, flows, 2024).source)
