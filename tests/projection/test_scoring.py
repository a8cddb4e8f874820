"""Scores by hand, no look-ahead, and the tables that sum them up."""

import numpy as np
import pandas as pd
import pytest

from helpers.projection.events import EVENTS
from helpers.projection.house_method import HOUSE, NO_CHANGE, project
from helpers.projection.scoring import (
    backtest,
    base_rates,
    brier_table,
    chance_range,
    event_backtest,
    forecast_rows,
    interval_score,
    mean_change,
    measures,
    reliability,
    smape,
    summary,
)

WOBBLY = pd.Series(
    [120.0, 131, 118, 150, 141, 133, 171, 160, 182, 175, 169, 190, 240, 200, 180], index=pd.RangeIndex(2000, 2015)
)
OWN = {"project": HOUSE, "no change": NO_CHANGE}


def test_measures_by_hand():
    assert smape(np.array([100.0, 0]), np.array([300.0, 5])).tolist() == [100, 200]
    assert mean_change([1, 4, 2]) == 2.5 and mean_change([1, 1, 2]) == 0.5 and np.isnan(mean_change([3, 3, 3]))
    assert interval_score(np.array([5.0, 1, 12]), 2, 10, 0.8) == pytest.approx([8, 8 + 10 * 1, 8 + 10 * 2])
    assert interval_score(1.0, 2, 10, 0.95) == pytest.approx(8 + 40 * 1)


def test_every_measure_of_a_forecast_by_hand():
    rows = [  # actual, point, 80% and 95% bounds, the last value; both changes are 2
        (4.0, 2.0, 1.0, 4.0, 0.5, 8.0, 1.0),  # on the upper bound of 80%
        (1.0, 2.0, 1.0, 4.0, 0.5, 8.0, 2.0),  # on the lower one
        (0.0, 2.0, 1.0, 4.0, 0.5, 8.0, 1.0),  # below all, and without a logarithm
    ]
    columns = ["actual", "point", "lower_80", "upper_80", "lower_95", "upper_95", "last"]
    given = pd.DataFrame(rows, columns=columns).assign(mean_change=2.0, mean_log_change=2.0)
    log2 = np.log(2)
    expected = given.assign(
        smape=[200 * 2 / 6, 200 * 1 / 3, 200.0],
        naive_smape=[200 * 3 / 5, 200 * 1 / 3, 200.0],
        error=[2.0, 1.0, 2.0],
        naive_error=[3.0, 1.0, 1.0],
        mase=[1.0, 0.5, 1.0],
        bias=[log2, -log2, np.nan],
        covered_80=[1.0, 1.0, 0.0],
        score_80=[3.0, 3.0, 3 + 10 * 1],
        msis_80=[1.5, 1.5, 6.5],
        log_score_80=[2 * log2, 2 * log2, np.nan],
        lsis_80=[log2, log2, np.nan],
        covered_95=[1.0, 1.0, 0.0],
        score_95=[7.5, 7.5, 7.5 + 40 * 0.5],
        msis_95=[3.75, 3.75, 13.75],
        log_score_95=[4 * log2, 4 * log2, np.nan],
        lsis_95=[2 * log2, 2 * log2, np.nan],
    )
    pd.testing.assert_frame_equal(measures(given), expected)


def test_twenty_tests_of_a_perfect_80_percent_interval_show_60_to_95():
    assert chance_range(20, 0.8) == pytest.approx((0.60, 0.95))


def test_every_origin_and_horizon_with_a_known_outcome_once():
    found = backtest(WOBBLY, OWN, first_points=10, horizon=3)
    assert len(found) == 2 * (3 + 3 + 3 + 2 + 1)
    assert (found["year"] == found["origin"] + found["horizon"]).all()
    assert (found["actual"] == WOBBLY.loc[found["year"]].to_numpy()).all()
    first = found[(found["method"] == "project") & (found["origin"] == 2009)].set_index("year")
    expected = project(WOBBLY.loc[:2009], 3)
    np.testing.assert_allclose(first[expected.columns], expected)
    history = WOBBLY.loc[:2009]
    assert set(first["last"]) == {175} and set(first["mean_change"]) == {mean_change(history)}
    assert set(first["mean_log_change"]) == {mean_change(np.log(history))}
    longer = pd.Series([*WOBBLY, *WOBBLY], index=range(2000, 2030))
    assert backtest(longer, OWN, first_points=20)["horizon"].max() == 5


def test_a_year_of_zero_is_no_gap_in_the_yearly_log_changes():
    history = WOBBLY.iloc[:11].copy()
    history.loc[2004] = 0.0  # read as half of the smallest value, 118, as in the fit
    found = forecast_rows(HOUSE, history, WOBBLY.iloc[11:12])
    read = history.replace(0.0, 59.0)
    assert found["mean_log_change"] == pytest.approx(np.abs(np.diff(np.log(read))).mean())
    assert found["mean_change"] == pytest.approx(np.abs(np.diff(history)).mean())


def test_a_history_that_never_changed_scales_nothing_and_is_left_out_of_the_mean():
    steady = pd.Series([10.0] * 11 + [12.0, 9.0], index=pd.RangeIndex(2000, 2013))
    found = measures(backtest(steady, {"project": HOUSE}, first_points=11, horizon=1)).set_index("origin")
    scaled = ["mase", "msis_80", "msis_95", "lsis_80", "lsis_95"]
    assert found.loc[2010, scaled].isna().all() and np.isfinite(found.loc[2011, scaled].astype(float)).all()
    assert found[["smape", "error", "bias", "covered_80", "score_80", "log_score_80"]].notna().all(axis=None)
    pooled = summary(backtest(steady, {"project": HOUSE}, first_points=11, horizon=1)).iloc[0]
    assert pooled["n"] == 2 and pooled["mase"] == found.loc[2011, "mase"]


def test_no_look_ahead():
    changed = WOBBLY.copy()
    changed.loc[2012:] *= 7
    forecast = ["point", "lower_80", "upper_80", "lower_95", "upper_95"]
    for before, after in [(backtest(WOBBLY, OWN, 10), backtest(changed, OWN, 10))]:
        known = before["origin"] < 2012
        pd.testing.assert_frame_equal(before.loc[known, forecast], after.loc[known, forecast])
        assert not before.loc[~known, forecast].equals(after.loc[~known, forecast])
    events = [event_backtest(series, OWN, first_points=10) for series in (WOBBLY, changed)]
    before, after = (table[table["origin"] < 2012][["probability", "base_rate"]] for table in events)
    pd.testing.assert_frame_equal(before, after)


def test_summary_has_every_horizon_with_its_n_and_no_change_as_the_measure():
    found = summary(backtest(WOBBLY, OWN, first_points=10, horizon=3)).set_index(["method", "horizon"])
    assert found["n"].tolist() == [5, 4, 3] * 2 and found.index.unique("method").tolist() == list(OWN)
    kinds = ("cover", "chance_low", "chance_high", "log_score")
    of_levels = [f"{name}_{label}" for label in (80, 95) for name in kinds]
    pooled = ["n", "smape", "mae", "mae_ratio", "mase", "bias", "pit_mean", "pit_sd"]
    assert found.columns.tolist() == [*pooled, *of_levels]
    scored = measures(backtest(WOBBLY, OWN, first_points=10, horizon=3)).groupby(["method", "horizon"], sort=False)
    assert found["log_score_80"].tolist() == pytest.approx(scored["log_score_80"].mean().tolist())
    assert found["pit_sd"].tolist() == pytest.approx(scored["pit"].std().tolist())
    assert found.loc["no change", "mae_ratio"].tolist() == pytest.approx([1, 1, 1])
    pooled = summary(backtest(WOBBLY, OWN, first_points=10, horizon=3), by_horizon=False).set_index("method")
    assert pooled.loc["project", "n"] == 12
    mean = np.average(found.loc["project", "cover_95"], weights=[5, 4, 3])
    assert pooled.loc["project", "cover_95"] == pytest.approx(mean)


def test_coverage_pit_and_bias_of_a_known_forecast():
    steady = pd.Series([10.0] * 12 + [10.02, 20.0], index=pd.RangeIndex(2000, 2014))
    found = summary(backtest(steady, {"no change": NO_CHANGE}, first_points=12, horizon=1)).iloc[0]
    assert (found["n"], found["cover_95"], found["cover_80"]) == (2, 0.5, 0.5)  # a small step within, a leap without
    assert found["pit_mean"] > 0.75 and found["bias"] == pytest.approx(np.log(20 / 10) / 2, abs=0.001)


@pytest.mark.parametrize("first_points", [9, 15])
def test_origins_without_history_or_outcome_are_refused(first_points):
    with pytest.raises(ValueError, match="first_points must be from 10 to 14"):
        backtest(WOBBLY, OWN, first_points)


def test_base_rates_count_what_had_happened_and_nothing_else():
    history = pd.Series([100.0, 90, 95, 70, 60], index=pd.RangeIndex(2000, 2005))
    found = base_rates(history)  # changes −10%, +5.6%, −26%, −14%; three-year windows end in 2003 and 2004
    assert found["further decline"] == pytest.approx((3 + 1) / (4 + 2))
    assert found["D1"] == pytest.approx((2 + 1) / (4 + 2))
    assert found["lower three years on"] == pytest.approx((2 + 1) / (2 + 2))
    assert found["D3"] == pytest.approx((0 + 1) / (2 + 2))


def test_event_backtest_has_a_row_for_every_known_outcome():
    found = event_backtest(WOBBLY, {"project": HOUSE}, first_points=10, name="one")
    assert found.groupby("event", sort=False).size().to_dict() == {
        event: 3 if event in ("D2", "D3", "lower three years on") else 5 for event in EVENTS
    }
    assert set(event_backtest(WOBBLY, {"project": HOUSE}, first_points=14)["series"]) == {""}
    fallen = found[found["event"] == "further decline"].set_index("origin")["happened"]
    assert fallen.to_dict() == {2009: 1, 2010: 0, 2011: 0, 2012: 1, 2013: 1}


def event_rows(series, probability, base_rate, happened, event="D1"):
    origins = {"series": series, "method": "project", "origin": range(len(happened)), "event": event}
    return pd.DataFrame(origins | {"probability": probability, "base_rate": base_rate, "happened": happened})


def test_brier_scores_weigh_series_the_same():
    events = event_rows(["a", "b", "b", "b"], [1.0, 0.5, 0.5, 0.5], [0.5] * 4, [1.0, 0, 0, 1])
    found = brier_table(events).iloc[0]
    assert (found["series"], found["n"]) == (2, 4)
    assert found["brier"] == pytest.approx((0 + 0.25) / 2) and found["brier_base"] == pytest.approx(0.25)
    assert found["predicted"] == pytest.approx(0.75) and found["happened"] == pytest.approx((1 + 1 / 3) / 2)
    assert found["gain_low"] == 0 and found["skill"] == "no skill shown"
    assert found["gain"] == pytest.approx(0.25 - 0.125)
    pd.testing.assert_frame_equal(brier_table(events), brier_table(events))


def test_skill_is_named_only_where_resampling_shows_it():
    names = [f"s{place}" for place in range(8)]
    good = event_rows(names, [0.9] * 8, [0.5] * 8, [1.0] * 8)
    assert brier_table(good)["skill"].item() == "better"
    assert brier_table(good.assign(happened=0.0))["skill"].item() == "worse"
    assert brier_table(good.iloc[:1])["skill"].item() == "no skill shown"  # one series shows nothing
    assert brier_table(good.assign(probability=0.5))["skill"].item() == "no skill shown"  # a gain of nothing at all
    both = pd.concat([good.assign(event="D2"), good.assign(method="a"), good])
    assert brier_table(both)[["method", "event"]].values.tolist() == [["project", "D2"], ["a", "D1"], ["project", "D1"]]


def test_reliability_bins_by_hand():
    events = event_rows(["a"] * 5, [0.0, 0.05, 0.15, 0.5, 0.55], [0.5] * 5, [0.0, 1, 0, 1, 1])
    found = reliability(events).set_index("bin")
    assert found["n"].to_dict() == {"0–10%": 2, "10–20%": 1, "40–60%": 2} and set(found["series"]) == {1}
    assert found.loc["40–60%", ["predicted", "happened"]].tolist() == pytest.approx([0.525, 1])
    assert found[["low", "high"]].isna().all(axis=None)  # one series cannot be drawn again


def test_reliability_weighs_series_the_same_and_draws_them_again_whole():
    # In one bin: a once, b three times. Drawn again, both may be a (0), both b (1), or one of each.
    events = event_rows(["a", "b", "b", "b"], [0.5, 0.41, 0.42, 0.43], 0.5, [0.0, 1, 1, 1])
    found = reliability(events).iloc[0]
    assert (found["bin"], found["series"], found["n"]) == ("40–60%", 2, 4)
    assert found["predicted"] == pytest.approx((0.5 + 0.42) / 2) and found["happened"] == 0.5
    assert (found["low"], found["high"]) == (0, 1)
    # The series of one bin are those with an origin in it: c says nothing about the bin of a and b.
    more = pd.concat([events, event_rows(["c", "b"], [0.7, 0.7], 0.5, [1.0, 0])])
    assert reliability(more).iloc[0].equals(found)
    assert reliability(more)[["bin", "series", "happened"]].values.tolist() == [["40–60%", 2, 0.5], ["60–100%", 2, 0.5]]
    # 40 series that each happened half of the time agree, however their origins overlap; 40 that differ do not.
    halves = event_rows([f"s{n // 2}" for n in range(80)], 0.5, 0.5, [0.0, 1] * 40)
    agreed, differing = reliability(halves).iloc[0], reliability(halves.assign(happened=[0.0, 0, 1, 1] * 20)).iloc[0]
    assert (agreed["low"], agreed["high"]) == (0.5, 0.5) and agreed["happened"] == differing["happened"]
    assert differing["low"] == pytest.approx(0.5 - 1.96 * 0.5 / 40**0.5, abs=0.03)
    assert differing["high"] == pytest.approx(0.5 + 1.96 * 0.5 / 40**0.5, abs=0.03)
    spread = halves.assign(happened=[0.0, 0, 1, 1] * 20, probability=[0.5, 0.5, 0.45, 0.45] * 20)
    pd.testing.assert_frame_equal(reliability(spread), reliability(spread))


def test_reliability_is_ordered_by_method_event_and_bin():
    first, later = "further decline", "steeper next year"
    rows = [event_rows(["a"] * 2, [0.5, 0.05], 0.5, [1.0, 0.0], event=event) for event in (later, first)]
    found = reliability(pd.concat([rows[0].assign(method="z"), *rows]))
    assert found.columns.tolist() == ["method", "event", "bin", "series", "n", "predicted", "happened", "low", "high"]
    assert found[["method", "event", "bin"]].agg("/".join, axis=1).tolist() == [
        f"{method}/{event}/{part}"
        for method, event in [("project", first), ("project", later), ("z", later)]
        for part in ("0–10%", "40–60%")
    ]
    assert found.n.tolist() == [1] * 6 and found.index.tolist() == list(range(6))
