"""The fit of an edition: its rows in their order, its tests on the past, and nothing where the series is too short."""

import pandas as pd
import pytest

from helpers import cleaning, csv_files, parameters
from helpers.data import package
from helpers.projection import events, ledger, outlook, scoring
from helpers.projection.house_method import HOUSE, MINIMUM_POINTS, NO_CHANGE, Method

OTHER = Method("textbook", HOUSE.fit)


@pytest.fixture(autouse=True)
def methods(monkeypatch):
    known = {"project": HOUSE, "no change": NO_CHANGE, "textbook": OTHER}
    monkeypatch.setattr(outlook, "all_methods", lambda in_past=False: known)
    outlook.fit.cache_clear()
    yield known
    outlook.fit.cache_clear()


def series(n):
    return pd.Series([100.0 + 7 * (year % 3) + year for year in range(n)], index=range(2000, 2000 + n))


def test_rows_are_departures_by_every_method_then_arrivals_by_ours(methods):
    run = parameters.check(year=2024, vintage="first", horizon=2)
    found = outlook.projection_rows(run)
    assert found.columns.tolist() == ["flow", "method", "year", *ledger.BOUNDS]
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), 2024, "first")
    order = [("departures", name) for name in methods] + [("arrivals", name) for name in outlook.OURS]
    expected = []
    for flow, name in order:
        history = cleaning.series_of(flows, flow, parameters.FIRST_FIT_YEAR)
        made = methods[name](history, 2)
        expected.append((csv_files.three_digits(made) if name == "textbook" else made).reset_index())
        expected[-1].insert(0, "method", name)
        expected[-1].insert(0, "flow", flow)
    expected = pd.concat([*expected, outlook.other_flows(run).query("flow != 'arrivals'")], ignore_index=True)
    pd.testing.assert_frame_equal(found, expected)
    none = outlook.projection_rows(parameters.check(year=2005))
    assert none.empty and none.columns.tolist() == found.columns.tolist()


def test_arrivals_that_are_too_few_are_left_out(monkeypatch):
    whole = cleaning.series_of
    short = {"arrivals": MINIMUM_POINTS - 1, "departures": MINIMUM_POINTS}
    monkeypatch.setattr(cleaning, "series_of", lambda flows, flow, start: whole(flows, flow, start).head(short[flow]))
    assert set(outlook.projection_rows(parameters.check(year=2024)).flow) == {"departures", "departures_per_1000"}
    short["arrivals"] = MINIMUM_POINTS
    outlook.fit.cache_clear()
    assert "arrivals" in set(outlook.projection_rows(parameters.check(year=2024)).flow)


def test_past_forecasts_begin_with_the_eleventh_year(methods):
    history = series(MINIMUM_POINTS + 4)
    for chosen in (outlook.OWN, methods):
        expected = scoring.backtest(history, chosen, outlook.TESTED_HORIZON)
        pd.testing.assert_frame_equal(outlook.past_tests(history, chosen), expected)
    pd.testing.assert_frame_equal(outlook.past_tests(history), outlook.past_tests(history, outlook.OWN))
    assert len(outlook.past_tests(series(MINIMUM_POINTS + 1), methods)) == len(methods)
    none = outlook.past_tests(series(MINIMUM_POINTS))
    assert none.empty and none.columns.tolist() == ["method", "origin", "year", "horizon"]


def test_a_fit_holds_the_series_and_all_that_is_said_of_it(methods):
    run = parameters.check(year=2024, horizon=2, moderate_decline=[-0.1, 0.0])
    found, history = outlook.fit(run), outlook.flow_series(run)
    pd.testing.assert_series_equal(found.series, history)
    pd.testing.assert_frame_equal(found.projected, HOUSE(history, 2))
    pd.testing.assert_frame_equal(found.probabilities, events.event_probabilities(history, (-0.1, 0.0)))
    chances = outlook.chances_by(methods, history, run)
    pd.testing.assert_frame_equal(found.by_method, chances[["project", "no change"]])
    assert chances.columns.tolist() == list(methods) and chances.index.tolist() == [*events.EVENTS, *events.WAYS]
    assert chances.project.head(6).tolist() == found.probabilities.probability.tolist()
    assert chances.project.equals(chances.textbook), "the textbook method of this test is the house method renamed"
    pd.testing.assert_frame_equal(found.tests, outlook.past_tests(history))
    assert outlook.fit(parameters.check(year=2008)) is None and outlook.fit(parameters.check(year=2009)) is not None


def test_methods_stand_side_by_side_and_those_that_held_too_little_are_marked(monkeypatch):
    run = parameters.check(year=2022)
    found = outlook.methods_compared(run).set_index("method")
    assert found.columns.tolist() == outlook.COMPARED[1:] and list(found.index) == ["project", "no change", "textbook"]
    tests = scoring.summary(outlook.past_tests(outlook.flow_series(run)))
    far = tests[tests.horizon == 3].set_index("method").loc["project"]
    assert found.loc["project", ["n", "crps_ratio", "cover_80"]].tolist() == [far.n, far.crps_ratio, far.cover_80]
    assert found.lower_80["project"] == HOUSE(outlook.flow_series(run), 1).lower_80.item()
    assert found.held.all()
    summary = scoring.summary
    for low, held in ((-1e-9, True), (0, False), (1e-9, False)):  # at the least that chance allows: too little
        monkeypatch.setattr(
            scoring, "summary", lambda t, low=low: summary(t).assign(chance_low=lambda s: s.cover_80 + low)
        )
        assert (outlook.methods_compared(run).held == held).all()
    assert outlook.methods_compared(parameters.check(year=2005)).empty
    short = outlook.methods_compared(parameters.check(year=2009))
    assert short.held.all() and short.n.isna().all()
