"""The house method: known answers, properties that must hold for every series, and what it refuses."""

from itertools import combinations, pairwise, product
from statistics import mean, median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t, theilslopes

from helpers import parameters
from helpers.projection import outlook, reference_class
from helpers.projection.events import event_probabilities
from helpers.projection.house_method import (
    DAMPING,
    HOUSE,
    NO_CHANGE,
    SMOOTHING,
    TREND_SMOOTHING,
    Method,
    checked_series,
    damped_holt,
    net_projection,
    probability_below,
    project,
    scenarios,
)

WOBBLY = [120.0, 131.0, 118.0, 150.0, 141.0, 133.0, 171.0, 160.0, 182.0, 175.0, 169.0, 190.0, 240.0]


def series(values, start=2000):
    return pd.Series(values, index=pd.RangeIndex(start, start + len(values)))


histories = st.lists(st.floats(min_value=0.01, max_value=1e6), min_size=10, max_size=35).map(series)
counts = st.lists(st.integers(min_value=0, max_value=10_000), min_size=10, max_size=35).map(series)
few = settings(max_examples=25, derandomize=True, database=None, deadline=None)


def test_steady_growth_goes_on_at_half_its_pace():
    """Nearly: a trend that is shown beyond doubt is trusted almost whole."""
    steady = series([1000 * 1.1**year for year in range(20)])
    expected = steady.iloc[-1] * 1.1 ** (np.arange(1, 6) / 2)
    step = 0.25 * np.log(1.1) ** 2 / t(df=5).expect(abs) ** 2
    trust = 19 * np.log(1.1) ** 2 / (19 * np.log(1.1) ** 2 + step)
    found = np.log(project(steady)["point"] / steady.iloc[-1]).to_numpy()
    assert found == pytest.approx(trust * np.log(expected / steady.iloc[-1])) and 0.97 < trust < 1


def test_point_and_interval_are_the_formulas_of_the_docstring_on_every_panel():
    fat_tails = t(df=5)
    ahead = np.arange(1, 6)
    flows = [values for panel in reference_class.panels().values() for values in panel.values()]
    for history in (series(WOBBLY), *(values for values in flows if len(values) >= 10)):
        logs = np.log(history.to_numpy())
        slope = median((logs[b] - logs[a]) / (b - a) for a, b in combinations(range(len(logs)), 2))
        changes = [later - earlier for earlier, later in pairwise(logs)]
        m = len(changes)
        weights = [0.95 ** (m - 1 - age) for age in range(m)]
        spread = sum(w * abs(change - slope / 2) for w, change in zip(weights, changes, strict=True)) / sum(weights)
        scale = max(spread / fat_tails.expect(abs), 0.005)
        path = [
            median([0, damped - logs[-1], h * slope / 2])
            for h, damped in zip(ahead, damped_holt(logs, ahead), strict=True)
        ]
        signal = slope * m**0.5 / scale
        centre = logs[-1] + np.array(path) * signal**2 / (1 + signal**2)
        width = np.sqrt(scale**2 * (ahead + ahead**2 / m) + ahead**2 * slope**2 / 12)
        found = np.log(project(history))
        np.testing.assert_allclose(found["point"], centre, rtol=1e-9)
        np.testing.assert_allclose(found["upper_80"] - centre, width * fat_tails.ppf(0.9), rtol=1e-6)
        np.testing.assert_allclose(centre - found["lower_95"], width * fat_tails.ppf(0.975), rtol=1e-6)


def test_kazakhstans_departures_as_the_formulas_of_version_1_1_gave_them_elsewhere():
    falling = outlook.flow_series(parameters.check(year=2025))
    chances = event_probabilities(falling).set_index("event").probability
    percent = {"further decline": 54.1, "lower three years on": 56.8, "D2": 45.2, "D1": 31.6, "D3": 4.0}
    assert (100 * chances).round(1).to_dict() == percent | {"steeper next year": 22.5}
    ahead = project(falling).round().loc[[2026, 2028, 2030], ["point", "lower_80", "upper_80"]]
    assert ahead.values.tolist() == [[7410, 5196, 10568], [7031, 3698, 13366], [6670, 2812, 15820]]


def test_holt_is_the_best_of_the_grid():
    logs = np.log(WOBBLY)
    best, forecast = np.inf, None
    for alpha, beta, phi in product(SMOOTHING, TREND_SMOOTHING, DAMPING):
        level, trend, squares = logs[0], np.median(np.diff(logs)), 0.0
        for value in logs[1:]:
            expected = level + phi * trend
            before, level = level, alpha * value + (1 - alpha) * expected
            trend = beta * (level - before) + (1 - beta) * phi * trend
            squares += (value - expected) ** 2
        if squares < best:
            best, forecast = squares, level + trend * np.cumsum(phi ** np.arange(1, 4))
    assert damped_holt(logs, np.arange(1, 4)) == pytest.approx(forecast)


def test_a_history_that_never_changed_gets_the_smallest_width():
    found = project(series([40] * 11), horizon=1)
    half_width = t(df=5).ppf(0.975) * 0.005 * np.sqrt(1 + 1 / 10)
    assert found["point"].item() == pytest.approx(40)
    assert found["upper_95"].item() == pytest.approx(40 * np.exp(half_width))
    assert NO_CHANGE(series([40] * 11))["lower_80"].between(39, 40, inclusive="neither").all()


def test_probability_below_agrees_with_the_intervals_and_is_by_year():
    for year, row in project(series(WOBBLY), 3).iterrows():
        assert probability_below(series(WOBBLY), row["lower_80"], 3)[year] == pytest.approx(0.1)
        assert probability_below(series(WOBBLY), row["upper_95"], 3)[year] == pytest.approx(0.975)
    assert probability_below(series(WOBBLY), 0).tolist() == [0.0] * 5
    found = probability_below(series(WOBBLY), 100, 2)
    assert (found.name, found.index.name, found.index.tolist()) == ("probability", "year", [2013, 2014])


def test_no_change_is_a_random_walk_with_fat_tails_at_the_last_value():
    found, fat_tails = NO_CHANGE(series(WOBBLY)), t(df=5)
    scale = mean(abs(np.diff(np.log(WOBBLY)))) / fat_tails.expect(abs)
    width = scale * np.sqrt(np.arange(1, 6))
    assert np.log(found["upper_80"] / found["point"]).to_numpy() == pytest.approx(width * fat_tails.ppf(0.9))
    assert found["point"].to_numpy() == pytest.approx(WOBBLY[-1])
    assert list(found.columns) == list(project(series(WOBBLY)).columns)


def test_the_point_stays_at_the_last_value_where_the_two_trends_disagree():
    turned = series(100 * np.exp([*np.arange(20) * 0.1, 1.6, 1.2, 0.8]))
    logs = np.log(turned.to_numpy())
    assert theilslopes(logs).slope > 0 and (damped_holt(logs, np.arange(1, 4)) < logs[-1]).all()
    assert project(turned, 3)["point"].tolist() == pytest.approx([turned.iloc[-1]] * 3)
    assert checked_series(turned).index.name == "year"


def test_columns_are_named_after_the_levels_from_narrow_to_wide():
    found = project(series(WOBBLY), levels=[0.995, 0.5])
    assert list(found.columns) == ["point", "lower_50", "upper_50", "lower_99.5", "upper_99.5"]
    assert found.index.tolist() == [2013, 2014, 2015, 2016, 2017] and found.index.name == "year"


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float64", "Float64", "uint16"])
def test_kinds_of_numbers_give_the_same(dtype):
    whole = series(WOBBLY).round()
    pd.testing.assert_frame_equal(project(whole.astype(dtype)), project(whole))
    dates = pd.date_range("2000-12-31", periods=len(WOBBLY), freq="YE")
    for years in (dates, dates.to_period("Y"), [year + 0.0 for year in YEARS]):
        pd.testing.assert_frame_equal(project(whole.set_axis(years)), project(whole))


@pytest.mark.parametrize("series_of", [histories, counts.filter(lambda history: history.max() > 0)], ids=["", "zeros"])
@few
@given(st.data(), st.floats(min_value=1e-4, max_value=1e4))
def test_k_times_the_series_is_k_times_the_projection(series_of, data, k):
    history = data.draw(series_of)
    np.testing.assert_allclose(project(k * history), k * project(history), rtol=1e-9)


@few
@given(counts | histories, st.integers(min_value=1, max_value=12))
def test_bounds_are_positive_nested_and_widen(history, horizon):
    found = project(history, horizon, levels=(0.95, 0.5, 0.8))
    assert (found > 0).all(axis=None)
    ordered = found[["lower_95", "lower_80", "lower_50", "point", "upper_50", "upper_80", "upper_95"]]
    assert (ordered.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    assert (np.log(found["upper_95"] / found["lower_95"]).diff().dropna() > 0).all()


@few
@given(histories)
def test_the_same_history_gives_the_same_bits_and_is_left_alone(history):
    before = history.copy()
    assert project(history).to_numpy().tobytes() == project(history).to_numpy().tobytes()
    assert HOUSE.distribution(history, 3).paths().tobytes() == HOUSE.distribution(history, 3).paths().tobytes()
    pd.testing.assert_series_equal(history, before)


def test_scenarios_of_a_short_series():
    found = scenarios(series([200, 100]), 2).set_index(["scenario", "year"])["value"]
    assert found["no change"].tolist() == [100, 100]
    assert found["same percentage change as last year"].tolist() == [50, 25]
    assert found["same absolute change as last year"].tolist() == [0, 0]
    assert scenarios(series([100]), 1)["scenario"].tolist() == ["no change"]
    assert "same percentage change as last year" not in scenarios(series([0, 100]), 1)["scenario"].tolist()
    assert "same percentage change as last year" in scenarios(series([0.5, 100]), 1)["scenario"].tolist()
    plain = scenarios(series([200, 100]))
    assert plain.index.tolist() == list(range(15)) and plain["year"].tolist() == [*range(2002, 2007)] * 3


def test_net_of_equal_flows_that_move_together_is_nothing():
    flow = series(WOBBLY)
    assert net_projection(flow, flow, correlation=1.0).to_numpy() == pytest.approx(0.0)


@pytest.mark.parametrize("correlation", [0.8, 0.0, -1])
def test_net_is_as_wide_as_the_one_flow_that_moves(correlation):
    moving, steady = series(WOBBLY), series([10.0] * len(WOBBLY))
    alone = project(moving)
    net = net_projection(moving, steady, correlation=0.0)
    np.testing.assert_allclose(net["point"], alone["point"] - 10, rtol=0.01)
    np.testing.assert_allclose(net["lower_95"], alone["lower_95"] - 10, rtol=0.03)
    net = net_projection(steady, moving, correlation=correlation)
    mirrored = {"lower_80": "upper_80", "upper_80": "lower_80", "lower_95": "upper_95", "upper_95": "lower_95"}
    for column, other in {"point": "point", **mirrored}.items():
        np.testing.assert_allclose(net[column], 10 - alone[other], rtol=0.03)


def test_net_is_wider_the_more_the_flows_oppose_each_other():
    flow, other = series(WOBBLY), series(WOBBLY[::-1])
    width = [net_projection(flow, other, correlation=r).eval("upper_80 - lower_80").iloc[0] for r in (0.9, 0, -0.9)]
    assert width == sorted(width)
    estimated = np.corrcoef(*np.diff(np.log([WOBBLY, WOBBLY[::-1]])))[0, 1]
    pd.testing.assert_frame_equal(net_projection(flow, other), net_projection(flow, other, correlation=estimated))


def test_net_refuses_different_years_and_impossible_correlations():
    flow = series(WOBBLY)
    with pytest.raises(ValueError, match="same years"):
        net_projection(flow, series(WOBBLY, 2001))
    for correlation in (1.5, -1.5, np.nan):
        with pytest.raises(ValueError, match="between -1 and 1"):
            net_projection(flow, flow, correlation=correlation)


def test_a_flow_that_never_changed_its_pace_goes_together_with_none():
    flow = series(WOBBLY)
    even = [series([pace**year * 1000 for year in range(len(WOBBLY))]) for pace in (1, 1.1, 0.93)]
    for steady in [*even, series([5] * len(WOBBLY)), series([0] * len(WOBBLY))]:
        for pair in ((flow, steady), (steady, flow), (steady, steady)):
            pd.testing.assert_frame_equal(net_projection(*pair), net_projection(*pair, correlation=0.0))
    nearly = series([5.0] * (len(WOBBLY) - 1) + [5.0001])  # one small change is enough for a correlation
    assert not net_projection(flow, nearly).equals(net_projection(flow, nearly, correlation=0.0))


YEARS = list(range(2000, 2013))
HORIZONS = [0, -1, 51, 2.0, "5", True, None]
HORIZON = r"horizon must be a whole number .* found"
LEVELS = "levels must be different numbers between 0 and 1"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (WOBBLY, "pandas Series of values by year, found <class 'list'>"),
        (series(WOBBLY[:9]), "found 9 points, at least 10"),
        (series([]).astype(float), "found 0 points"),
        (series(WOBBLY).set_axis([str(year) for year in YEARS]), "whole years"),
        (series(WOBBLY).set_axis([year + 0.5 for year in YEARS]), "whole years"),
        (
            series(WOBBLY).set_axis(pd.period_range("2000-01", periods=13, freq="M")),
            r"found twice: 2000; .* add up dates .*groupby\(series.index.year\).sum\(\)",
        ),
        (series(WOBBLY).set_axis([2000, 2000, *YEARS[2:]]), "found twice: 2000"),
        (series(WOBBLY).iloc[::-1], "out of order"),
        (series(WOBBLY).drop([2004, 2007]), "missing: 2004, 2007; start after the gap"),
        (series(WOBBLY).astype(str), "must be numbers"),
        (series(WOBBLY).astype(object), "must be numbers"),
        (series([True, False] * 6), "must be numbers, found bool"),
        (series([1j] * 12), "must be numbers"),
        (series([*WOBBLY[:11], np.nan, 1.0]), "no value may be missing, found none for 2011"),
        (series([*WOBBLY[:11], None, 1]).astype("Float64"), "missing, found none for 2011"),
        (series([*WOBBLY[:12], np.inf]), "found inf in 2012"),
        (series([-3.0, *WOBBLY]), r"found -3 in 2000; for a balance use net_projection\("),
    ],
)
def test_bad_series_are_refused_in_plain_words(bad, words):
    for refuse in (project, NO_CHANGE, lambda given: probability_below(given, 100)):
        with pytest.raises(ValueError, match=words):
            refuse(bad)


@pytest.mark.parametrize(
    ("function", "option", "values", "words"),
    [
        (project, "horizon", HORIZONS, HORIZON),
        (NO_CHANGE, "horizon", HORIZONS, HORIZON),
        (scenarios, "horizon", HORIZONS, HORIZON),
        (project, "levels", [(), (0.8, 0.8), (0,), (1,), (80,), ("a",), "80", 0.8, (True,), (np.nan,), None], LEVELS),
        (probability_below, "threshold", [-1, np.nan, np.inf, "8", True, None], "threshold must be a number of zero"),
    ],
)
def test_bad_options_are_refused(function, option, values, words):
    for value in values:
        with pytest.raises(ValueError, match=words):
            function(series(WOBBLY), **{option: value})


def test_intervals_beyond_any_number_are_refused():
    with pytest.raises(ValueError, match="too wide"):
        project(series([1e-3, 1e9] * 6), horizon=50, levels=(0.999,))


def test_a_method_is_called_like_project():
    pd.testing.assert_frame_equal(Method("again", HOUSE.fit)(series(WOBBLY), 3), project(series(WOBBLY), 3))
    pd.testing.assert_frame_equal(Method("again", HOUSE.fit)(series(WOBBLY)), project(series(WOBBLY)))


@pytest.mark.parametrize(
    ("many", "named"), [(5, "2, 3, 4, 5, 6;"), (6, "2, 3, 4, 5, 6 and 1 more;"), (8, "2, 3, 4, 5, 6 and 3 more;")]
)
def test_at_most_five_faulty_years_are_named(many, named):
    gap = pd.Series(1.0, index=[0, 1, *range(2 + many, 20)])
    with pytest.raises(ValueError, match=f"missing: {named}"):
        project(gap)
