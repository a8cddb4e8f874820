"""The outside view: shares counted by hand, and projections held against what was then registered."""

import math

import pandas as pd
import pytest

from helpers.projection import other_forecasts, reference_class

REGISTERED = {2019: -10, 2020: -20, 2021: 4, 2022: -6, 2023: 10, 2024: 20}


def un_flow(name, values):
    identity, y = f"{name}|Residence|Emigrants|Both|2000", " ".join(str(value) for value in values)
    return {"id": identity, "start": 2000, "n": len(values), "y": y}


HALVES = un_flow("A", [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 50, 45, 44, 60, 50])
STEADY = un_flow("B", [100, 90, 100, 90, 100, 90, 100, 90, 100, 90, 100, 90, 100, 90, 100, 90])


def test_shares_after_a_halving_by_hand():
    found = reference_class.after_such_falls(pd.DataFrame([HALVES, STEADY]))
    assert found.columns.tolist() == reference_class.FALL_COLUMNS and len(found) == 30
    assert set(found["class"]) == {"the flow stood at half or less of four years before"}
    mine = found[(found.flow == "emigrants") & (found.breaks == "kept")].set_index("event")
    # At half of four years before: 2011 (50), 2012 (45) and 2013 (44), then 45, 44 and 60; 2014 (60) is above half.
    assert mine.loc["further decline", ["share", "origins", "series"]].tolist() == pytest.approx([2 / 3, 3, 1])
    assert mine.loc["D1", "share"] == pytest.approx(2 / 3)
    # Three years on: 50 → 60 and 45 → 50; what follows 2013 by three years is not there.
    assert mine.loc["lower three years on", ["share", "origins"]].tolist() == [0, 2]
    assert mine.low.isna().all()  # one series has no spread
    assert (found[found.flow == "immigrants"].origins == 0).all() and found[
        found.flow == "immigrants"
    ].share.isna().all()


def test_leaving_out_the_other_series_changes_no_share():
    flows = pd.DataFrame([HALVES, STEADY, un_flow("C", [90, 80, 85, 60, 44, 40, 41, 30, 33, 20, 21, 15, 16, 12, 9])])
    whole = reference_class.reference_class(flows)
    whole = whole[whole.origins_from == "halved"].reset_index(drop=True)
    numbers = ["event", "share", "low", "high", "origins", "series"]
    pd.testing.assert_frame_equal(reference_class.after_such_falls(flows)[numbers], whole[numbers])


def test_an_exact_half_makes_a_class_whatever_its_logarithm_and_without_one_there_is_none():
    size = next(n for n in range(1, 2001) if math.log(n) - math.log(2 * n) > math.log(0.5))
    exact = un_flow("A", [2 * size if year != 4 else size for year in range(14)])
    found = reference_class.after_such_falls(pd.DataFrame([exact]))
    assert set(found[(found.flow == "emigrants") & (found.breaks == "kept")].origins) == {1}
    for flows in (pd.DataFrame([STEADY]), pd.DataFrame([STEADY]).iloc[:0]):
        none = reference_class.after_such_falls(flows)
        assert none.empty and none.columns.tolist() == reference_class.FALL_COLUMNS


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
    found = other_forecasts.forecasts_for(PROJECTED, flows, 2024)
    assert found.columns.tolist() == other_forecasts.FORECAST_COLUMNS
    assert found.source.unique().tolist()[:2] == ["UN WPP 2024", "UN WPP 2022"], "in the order of the file"
    assert set(found.variant) == {"medium"} and found.row.notna().all()
    assert (
        found.inside.dtype == "boolean" and found[["projected", "lower", "upper", "registered"]].dtypes.eq(float).all()
    )
    mine = found[found.source == "UN WPP 2024"].set_index("level")
    assert mine.year.tolist() == [2024, 2024]  # 2025 has no outcome, and an estimate is no projection
    assert mine.loc[80, ["projected", "lower", "upper", "registered", "error"]].tolist() == [-8, -30, 15, 20, -28]
    assert mine.inside.tolist() == [False, True]
    without = found[found.source == "UN WPP 2022"]
    assert without.year.tolist() == [2022, 2023] and without.error.tolist() == [6, -10]
    assert without.level.isna().all() and without.inside.isna().all()


def test_totals_of_several_years_become_means_and_end_years_from_mid_year_count_half(flows):
    found = other_forecasts.forecasts_for(PROJECTED, flows, 2024).set_index("source")
    mine = found.loc["Who-Else 2018"]
    # (−10 / 2 − 20 + 4 − 6 + 10 + 20 / 2) / 5 registered; −50 / 5 projected
    assert [mine.projected, mine.lower, mine.upper, mine.registered] == pytest.approx([-10, -20, 5, -1.4])
    assert (mine.years, mine.whole, mine.inside, mine.period) == (5, True, True, "2019-2024")
    centre = found.loc["Workforce Development Centre (X)"]
    assert [centre.projected, centre.registered, centre.years] == pytest.approx([-5, 8, 3])  # 2022 to 2024 so far
    assert not centre.whole and pd.isna(centre.inside)


def test_concepts_are_named(flows):
    concepts = other_forecasts.forecasts_for(PROJECTED, flows, 2024).groupby("source").concept.unique().str.join("|")
    assert concepts.pop("Workforce Development Centre (X)") == "registered"
    assert set(concepts) == {"international estimate, all residents"}


def test_only_published_editions_and_known_outcomes_count(flows):
    def sources(year):
        return sorted(other_forecasts.forecasts_for(PROJECTED, flows, year).source.unique())

    assert sources(2019) == []  # half a year of five is too little
    assert sources(2021) == ["Who-Else 2018"]
    assert sources(2022) == ["UN WPP 2022", "Who-Else 2018"]  # the Centre names no edition
    assert sources(2023) == ["UN WPP 2022", "Who-Else 2018", "Workforce Development Centre (X)"]
    running = other_forecasts.forecasts_for(PROJECTED, flows, 2021).iloc[0]
    assert running.registered == pytest.approx((-10 / 2 - 20 + 4) / 2.5) and pd.isna(running.inside)
    later = flows.assign(value=flows.value.mask(flows.year > 2022, 999_999))
    pd.testing.assert_frame_equal(
        other_forecasts.forecasts_for(PROJECTED, flows, 2022), other_forecasts.forecasts_for(PROJECTED, later, 2022)
    )


def test_a_year_without_a_registered_figure_is_not_compared(make_flows):
    flows = make_flows([1000, None], [990, 1020], last=2024)
    assert "UN WPP 2024" not in set(other_forecasts.forecasts_for(PROJECTED, flows, 2024).source)


def test_the_summary_counts_periods_that_are_over_once_and_no_sign_of_a_balance(flows):
    forecasts = other_forecasts.forecasts_for(PROJECTED, flows, 2024)
    assert forecasts.balance.all(), "gains and losses of some ten among some two thousand moves"
    found = other_forecasts.forecast_summary(forecasts).set_index("source")
    numbers = ["years", "mean_error", "sign_right", "sign_said"]
    near = ["balance_right", "balance_said"]
    assert found[["sign_right", "sign_said"]].eq(0).all(axis=None)
    assert found.loc["Who-Else 2018", near].tolist() == [1, 1] and found.loc["UN WPP 2022", near].tolist() == [0, 0]
    found = other_forecasts.forecast_summary(forecasts.assign(balance=False)).set_index("source")
    assert found.loc["UN WPP 2024", numbers].tolist() == [1, -28, 0, 1]
    assert found.loc["UN WPP 2022", numbers].tolist() == [2, -2, 0, 0]  # exactly zero says no sign
    assert found.loc["Who-Else 2018", numbers].tolist() == pytest.approx([5, -8.6, 1, 1])
    assert other_forecasts.forecast_summary(other_forecasts.forecasts_for(PROJECTED, flows, 2000)).empty
    assert found.columns.tolist() == ["concept", *numbers, *near] and found[near].eq(0).all(axis=None)
    assert found.index.tolist() == forecasts[forecasts.whole].source.unique().tolist(), "2022-2050 is not over"


@pytest.mark.parametrize(("net", "balance"), [(102, False), (98, True), (-102, False), (-98, True)])
def test_a_net_below_a_twentieth_of_all_moves_is_a_balance(make_flows, net, balance):
    flows = make_flows([1000 - net // 2], [1000 + net // 2], last=2024)
    found = other_forecasts.forecasts_for(PROJECTED, flows, 2024)
    assert found[found.source == "UN WPP 2024"].balance.unique().tolist() == [balance]
