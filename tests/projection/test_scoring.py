"""Scores by hand, no look-ahead, and the tables that sum them up."""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import norm, t

from helpers.projection.events import EVENTS, chances
from helpers.projection.house_method import HOUSE, NO_CHANGE, LogForecast, project
from helpers.projection.scoring import (
    REFERENCES,
    backtest,
    base_rates,
    crps,
    event_backtest,
    forecast_rows,
    ratio_with_range,
    skill_table,
    smape,
    summary,
)

WOBBLY = pd.Series(
    [120.0, 131, 118, 150, 141, 133, 171, 160, 182, 175, 169, 190, 240, 200, 180], index=pd.RangeIndex(2000, 2015)
)
OWN = {"project": HOUSE, "no change": NO_CHANGE}


def test_measures_by_hand():
    assert smape(np.array([100.0, 0]), np.array([300.0, 5])).tolist() == [100, 200]


@pytest.mark.parametrize(("degrees", "law"), [(5.0, t(5)), (12.0, t(12)), (np.inf, norm())])
def test_crps_is_the_integral_that_defines_it(degrees, law):
    forecast = LogForecast(np.array([2000, 2001]), 1.0, np.array([0.3, -0.2]), np.diag([0.04, 0.25]), degrees)
    actual = np.array([1.1, 3.0])
    for year, (centre, scale) in enumerate([(0.3, 0.2), (-0.2, 0.5)]):
        at = np.log(actual[year])

        def below(x, centre=centre, scale=scale):
            return law.cdf((x - centre) / scale)

        expected = quad(lambda x: below(x) ** 2, at - 30, at)[0] + quad(lambda x: (1 - below(x)) ** 2, at, at + 30)[0]
        assert crps(forecast, actual)[year] == pytest.approx(expected, rel=1e-4)
    assert np.isnan(crps(forecast, np.array([0.0, 1.0]))).tolist() == [True, False]


def test_every_measure_of_a_forecast_by_hand():
    history, actual = WOBBLY.iloc[:11], pd.Series([190.0, 0.0], index=[2011, 2012])
    rows = forecast_rows(HOUSE, history, actual)
    found = {name: rows[name].to_numpy() for name in rows}
    forecast = HOUSE.distribution(history, 2)
    point = np.exp(forecast.centre)
    assert found["smape"] == pytest.approx(smape(actual.to_numpy(), point))
    assert found["naive_smape"] == pytest.approx([200 * 21 / 359, 200])
    assert found["error"] == pytest.approx(abs(actual - point)) and found["naive_error"].tolist() == [21, 169]
    assert found["mase"] == pytest.approx(found["error"] / np.abs(np.diff(history)).mean())
    np.testing.assert_allclose(found["crps"], crps(forecast, actual.to_numpy()))
    np.testing.assert_allclose(found["naive_crps"], crps(NO_CHANGE.distribution(history, 2), actual.to_numpy()))
    assert found["cover_80"].tolist() == found["cover_95"].tolist() == [1, 0]
    edges = project(history, 1).iloc[0]
    for bound, held in (("lower_80", 1), ("upper_80", 1), ("upper_95", 0)):
        just = forecast_rows(HOUSE, history, pd.Series([edges[bound]], index=[2011]))
        assert just["cover_80"].tolist() == [held] and just["cover_95"].tolist() == [1], "a bound belongs to it"


def test_twenty_tests_of_a_perfect_80_percent_interval_show_60_to_95():
    tests = pd.concat([backtest(WOBBLY, {"project": HOUSE}, 1)] * 4)
    found = summary(tests).iloc[0]
    assert found[["n", "chance_low", "chance_high"]].tolist() == pytest.approx([20, 0.60, 0.95])


def test_every_origin_and_horizon_with_a_known_outcome_once():
    found = backtest(WOBBLY, OWN, horizon=3)
    assert len(found) == 2 * (3 + 3 + 3 + 2 + 1)
    assert (found["year"] == found["origin"] + found["horizon"]).all()
    assert (found["actual"] == WOBBLY.loc[found["year"]].to_numpy()).all()
    first = found[(found["method"] == "project") & (found["origin"] == 2009)].set_index("year")
    expected = project(WOBBLY.loc[:2009], 3)
    np.testing.assert_allclose(first[expected.columns], expected)
    assert set(first["last"]) == {175}
    longer = pd.Series([*WOBBLY, *WOBBLY], index=range(2000, 2030))
    assert backtest(longer, OWN)["horizon"].max() == 5


def test_a_history_that_never_changed_scales_nothing_and_is_left_out_of_the_mean():
    steady = pd.Series([10.0] * 10 + [12.0, 9.0], index=pd.RangeIndex(2000, 2012))
    found = backtest(steady, {"project": HOUSE}, horizon=1).set_index("origin")
    assert np.isnan(found.mase[2009]) and np.isfinite(found.mase[2010])
    assert found[["smape", "error", "cover_80", "crps"]].notna().all(axis=None)


def test_no_look_ahead():
    changed = WOBBLY.copy()
    changed.loc[2012:] *= 7
    forecast = ["point", "lower_80", "upper_80", "lower_95", "upper_95"]
    before, after = backtest(WOBBLY, OWN), backtest(changed, OWN)
    known = before["origin"] < 2012
    pd.testing.assert_frame_equal(before.loc[known, forecast], after.loc[known, forecast])
    assert not before.loc[~known, forecast].equals(after.loc[~known, forecast])
    events = [event_backtest(series) for series in (WOBBLY, changed)]
    before, after = (table[table["origin"] < 2012][["probability", *REFERENCES]] for table in events)
    pd.testing.assert_frame_equal(before, after)


def test_summary_has_every_horizon_with_its_n_and_no_change_as_the_measure():
    tests = backtest(WOBBLY, OWN, horizon=3)
    found = summary(tests).set_index(["method", "horizon"])
    assert found["n"].tolist() == [5, 4, 3] * 2 and found.index.unique("method").tolist() == list(OWN)
    columns = ["n", "mae_ratio", "crps_ratio", "cover_80", "cover_95", "chance_low", "chance_high"]
    assert found.columns.tolist() == columns
    for ratio in ("mae_ratio", "crps_ratio"):
        assert found.loc["no change", ratio].tolist() == pytest.approx([1, 1, 1])
    wide = tests.query("horizon == 2").pivot(index="origin", columns="method", values=["crps", "error"]).sum()
    for name, column in (("crps_ratio", "crps"), ("mae_ratio", "error")):
        expected = wide[column, "project"] / wide[column, "no change"]
        assert found.loc[("project", 2), name] == pytest.approx(expected)
    assert found.loc[("project", 1), ["chance_low", "chance_high"]].tolist() == pytest.approx([0.4, 1])


def test_coverage_of_a_known_forecast():
    steady = pd.Series([10.0] * 10 + [10.02, 20.0], index=pd.RangeIndex(2000, 2012))
    found = summary(backtest(steady, {"no change": NO_CHANGE}, horizon=1)).iloc[0]
    assert (found["n"], found["cover_95"], found["cover_80"]) == (2, 0.5, 0.5)  # a small step within, a leap without


@pytest.mark.parametrize("tested", [event_backtest, lambda series: backtest(series, OWN)])
def test_ten_years_without_an_outcome_are_refused(tested):
    assert len(tested(WOBBLY.head(11)))
    with pytest.raises(ValueError, match="found 10 points, at least 11"):
        tested(WOBBLY.head(10))


def test_base_rates_count_what_had_happened_and_nothing_else():
    history = pd.Series([100.0, 90, 95, 70, 60], index=pd.RangeIndex(2000, 2005))
    found = base_rates(history)  # changes −10%, +5.6%, −26%, −14%; three-year windows end in 2003 and 2004
    assert found["further decline"] == pytest.approx((3 + 1) / (4 + 2))
    assert found["D1"] == pytest.approx((2 + 1) / (4 + 2))
    assert found["lower three years on"] == pytest.approx((2 + 1) / (2 + 2))
    assert found["D3"] == pytest.approx((0 + 1) / (2 + 2))


def test_event_backtest_has_a_row_for_every_known_outcome():
    found = event_backtest(WOBBLY, name="one")
    assert found.groupby("event", sort=False).size().to_dict() == {
        event: 3 if event in ("D2", "D3", "lower three years on") else 5 for event in EVENTS
    }
    assert set(found.series) == {"one"} and set(event_backtest(WOBBLY)["series"]) == {""}
    fallen = found[found["event"] == "further decline"].set_index("origin")
    assert fallen.happened.to_dict() == {2009: 1, 2010: 0, 2011: 0, 2012: 1, 2013: 1}
    history = WOBBLY.loc[:2012]
    for column, method in (("probability", HOUSE), ("no_change", NO_CHANGE)):
        expected = chances(method.distribution(history, 3))
        assert fallen.loc[2012, column] == expected["further decline"]
    assert fallen.loc[2012, "base_rate"] == base_rates(history)["further decline"]


def event_rows(series, probability, base_rate, no_change, happened, event="D1"):
    labels = {"series": series, "origin": range(len(happened)), "event": event}
    return pd.DataFrame(
        labels | {"probability": probability, "base_rate": base_rate, "no_change": no_change, "happened": happened}
    )


def test_brier_scores_weigh_series_the_same_and_stand_beside_both_references():
    events = event_rows(["a", "b", "b", "b"], [1.0, 0.5, 0.5, 0.5], 0.5, [0.0, 0, 0, 1], [1.0, 0, 0, 1])
    found = skill_table(events).iloc[0]
    assert (found["series"], found["n"], found["happened"]) == (2, 4, pytest.approx((1 + 1 / 3) / 2))
    assert found["brier"] == pytest.approx((0 + 0.25) / 2)
    assert found["brier_base_rate"] == pytest.approx(0.25) and found["brier_no_change"] == pytest.approx(0.5)
    assert found["gain_base_rate"] == pytest.approx(0.125) and found["gain_base_rate_low"] == 0
    assert found["skill"] == "no skill shown"


@pytest.mark.parametrize(
    ("probability", "base_rate", "no_change", "happened", "skill"),
    [
        (0.9, 0.5, 0.5, 1.0, "better"),
        (0.9, 0.5, 0.95, 1.0, "worse"),  # beats the base rate alone
        (0.9, 0.95, 0.5, 1.0, "worse"),  # beats no change alone
        (0.9, 0.5, 0.9, 1.0, "no skill shown"),  # as good as no change
        (0.9, 0.5, 0.5, 0.0, "worse"),
    ],
)
def test_better_is_better_than_both(probability, base_rate, no_change, happened, skill):
    rows = event_rows([f"s{place}" for place in range(8)], probability, base_rate, no_change, [happened] * 8)
    assert skill_table(rows)["skill"].item() == skill
    one_country = rows.assign(series=[f"A|{place}" for place in range(8)])
    assert skill_table(one_country)["skill"].item() == "no skill shown", "one country cannot be drawn again"
    both = pd.concat([rows.assign(event="D2"), rows])
    assert skill_table(both).event.tolist() == ["D2", "D1"]


def test_ranges_draw_whole_countries_and_are_wider_for_six_events():
    halves = [0.0, 1.0] * 20
    same = ratio_with_range(halves, [1.0] * 40, [f"c{n // 2}" for n in range(40)])
    assert same == (0.5, 0.5, 0.5), "every country half: nothing varies"
    ratio, low, high = ratio_with_range(halves, [1.0] * 40, [f"c{n}" for n in range(40)])
    assert low == pytest.approx(0.5 - 1.96 * 0.5 / 40**0.5, abs=0.03)
    assert high == pytest.approx(0.5 + 1.96 * 0.5 / 40**0.5, abs=0.03)
    _, lower, higher = ratio_with_range(halves, [1.0] * 40, [f"c{n}" for n in range(40)], events=6)
    assert lower < low and higher > high and ratio == 0.5
    assert ratio_with_range([3.0, 1.0], [1.0, 3.0], ["a", "b"])[0] == 1, "a ratio of sums"
    assert np.isnan(ratio_with_range([1.0], [2.0], ["a"])[1:]).all()
