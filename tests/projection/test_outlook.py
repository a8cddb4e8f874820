"""What surrounds the projection: score, calibration, the other flows, the outside view, the ledger."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers import parameters
from helpers.projection import benchmark_tables, fitting, outlook
from helpers.projection.house_method import net_projection, project


@pytest.fixture(scope="module")
def run():
    return parameters.check(year=2022)


def test_each_event_stands_beside_other_methods_and_its_score(run):
    table = outlook.scored_probabilities(run).set_index("event")
    made = fitting.fit(run)
    assert table.probability.tolist() == made.probabilities.probability.tolist()
    others = made.by_method[(made.by_method.method != "project") & (made.by_method.event == "D2")].probability
    assert table.loc["D2", ["other_low", "other_high"]].tolist() == [others.min(), others.max()]
    assert table.brier.notna().all() and (table.n <= 16).all() and set(table.skill) == {"no skill shown"}


def test_the_record_on_other_flows_belongs_to_its_band_and_its_time():
    assert len(outlook.on_un_flows(parameters.check(year=2022), "events")) == 7
    assert outlook.on_un_flows(parameters.check(year=2022, moderate_decline=[-0.1, 0.0]), "events").empty
    assert len(outlook.on_un_flows(parameters.check(year=2015), "events")) == 7
    assert outlook.on_un_flows(parameters.check(year=2014), "events").empty
    assert outlook.on_un_flows(parameters.check(year=2014), "falls").empty


def test_frozen_probabilities_are_scored_once_their_outcome_is_known(monkeypatch):
    frozen = outlook.ledger.read().tail(1).assign(edition=2022, frozen=pd.Timestamp("2023-01-05"))
    monkeypatch.setattr(outlook.ledger, "read", lambda: frozen)
    scores = outlook.ledger_event_scores(parameters.check(year=2023)).set_index("event")
    assert scores.happened["further decline"] == 1, "16,094 after 24,147"
    assert "D2" not in scores.index, "its three years are not over"


def pits(*values):
    return pd.DataFrame({"pit": values, "horizon": 1})


def test_calibration_counts_by_level():
    levels = outlook.calibration(pits(0.5, 0.3, 0.2, 0.05, 0.99)).set_index("level")
    assert levels.held.tolist() == [0.4, 0.6, 0.8]
    assert (levels.low <= levels.high).all() and set(levels.n) == {5}
    assert outlook.calibration(pits(0.75, 0.25)).set_index("level").held[0.5] == 1, "a bound is within"
    assert outlook.calibration(pits()).empty


def test_other_flows_are_those_of_the_method(run):
    table = outlook.other_flows(run)
    series = outlook._series(run)
    arrivals = table[table.flow == "arrivals"].set_index("year")
    assert arrivals.point.tolist() == project(series["arrivals"], 5).point.tolist()
    net = net_projection(series["arrivals"], series["departures"], 5, correlation=0.0)
    independent = table[(table.flow == "net") & (table.method == "independent")]
    assert independent.point.tolist() == net.point.tolist()
    assert set(table.flow) == {"arrivals", "departures_per_1000", "net"}


def test_net_tests_know_only_what_came_before(run):
    longer, shorter = outlook.net_tests(parameters.check(year=2024)), outlook.net_tests(run)
    pd.testing.assert_frame_equal(longer.head(len(shorter)), shorter)
    assert shorter.inside_95.mean() >= shorter.inside_80.mean()


def test_halved_is_half_or_less_of_four_years_before():
    assert outlook.has_halved(pd.Series([100, 90, 80, 70, 50]))
    assert not outlook.has_halved(pd.Series([100, 90, 80, 70, 51]))
    assert not outlook.has_halved(pd.Series([100, 60, 50, 40])), "four years are too few"


def test_only_the_newest_edition_may_know_the_next_years_months(monkeypatch):
    newest = parameters.year_range()[1]
    years = [newest - 3, newest - 2, newest, newest + 1, newest + 1]
    counts = pd.DataFrame({"year": years, "months": [3, 3, 3, 3, 12], "value": 9, "row": "c:1"})
    monkeypatch.setattr(outlook.cleaning, "cumulative", lambda rows, flow, year: counts[counts.year <= year])
    assert outlook.first_months(parameters.check(year=newest - 3)).empty
    assert outlook.first_months(parameters.check(year=newest, vintage="first")).empty
    months = outlook.first_months(parameters.check(year=newest))
    assert months.reset_index().values.tolist() == [[0, newest + 1, 3, 9, "c:1"]], "a whole year is no first months"


def test_without_its_file_a_record_is_not_known(monkeypatch, tmp_path):
    monkeypatch.setattr(benchmark_tables, "FOLDER", tmp_path)
    assert benchmark_tables.read("accuracy").empty


def test_first_months_are_the_departures_of_the_year_that_follows(monkeypatch):
    run = parameters.check(year=parameters.year_range()[1])
    asked, counts = [], pd.DataFrame({"year": [run.year + 1], "months": [3], "value": [9], "row": ["c:1"]})
    monkeypatch.setattr(outlook.cleaning, "cumulative", lambda *given: asked.append(given) or counts)
    outlook.first_months(run)
    ((rows, *rest),) = asked
    assert rows.equals(outlook.package.read("kz_flows_cumulative")) and rest == ["departures", run.year + 1]


def test_an_update_takes_the_last_months_known(run):
    known = pd.DataFrame({"months": [1, 3, 6], "value": [900.0, 4000.0, 9000.0]})
    found = outlook.updated(run, known)
    series, counts = fitting.departures_series(run), outlook.package.read("kz_flows_cumulative")
    counts = outlook.cleaning.cumulative(counts, "departures", 2022)
    pd.testing.assert_frame_equal(found, outlook.nowcast.update(series, counts, 2023, 6, 9000.0))
    for none in (outlook.updated(run, known.iloc[:0]), outlook.updated(parameters.check(year=2005), known)):
        assert none.empty and none.columns.tolist() == found.columns.tolist()


def test_updates_are_tried_on_the_past_as_the_run_sees_it(monkeypatch):
    seen = []
    monkeypatch.setattr(outlook.nowcast, "backtest_update", lambda *given: seen.append(given))
    outlook.update_tests(parameters.check(year=2024, vintage="first"))
    ((counts, flows),) = seen
    expected = outlook.cleaning.cumulative(outlook.package.read("kz_flows_cumulative"), "departures", 2024)
    pd.testing.assert_frame_equal(counts, expected)
    expected = outlook.cleaning.annual_flows(outlook.package.read("kz_flows_annual"), 2024, "first")
    pd.testing.assert_frame_equal(flows, expected)


def test_what_an_edition_asks_of_the_series_is_of_its_year_and_vintage():
    run = parameters.check(year=2024, vintage="first")
    breakdowns, flows = (outlook.package.read(name) for name in ("kz_breakdowns", "kz_flows_annual"))
    known = outlook.cleaning.known_by(breakdowns, run)
    flows_then = outlook.cleaning.annual_flows(flows, 2024, "first")
    pd.testing.assert_frame_equal(outlook.growth_of_moves(run), outlook.cleaning.internal_growth(known, 2024))
    others = outlook.other_forecasts.forecasts_for(outlook.package.read("kaz_netmigration_intl"), flows_then, 2024)
    pd.testing.assert_frame_equal(outlook.projections_of_others(run), others)


def test_shares_of_the_cis_are_of_departures_that_are_known(monkeypatch):
    shares = pd.DataFrame({"flow": ["arrivals", "departures", "departures"], "year": [1, 2, 3], "value": [4, None, 6]})
    monkeypatch.setattr(
        outlook.composition, "share_over_years", lambda _known, _moved, year: shares if year == 2025 else shares[[]][:0]
    )
    found = outlook.cis_shares(parameters.check(year=2025))
    assert found.to_dict("list") == {"flow": ["departures"], "year": [3], "value": [6]} and found.index.tolist() == [0]
    assert outlook.cis_shares(parameters.check(year=2024)).empty


def test_frozen_forecasts_are_scored_with_the_flows_of_the_run(monkeypatch):
    frozen = outlook.ledger.read().assign(edition=2022, frozen=pd.Timestamp("2023-01-05"))
    monkeypatch.setattr(outlook.ledger, "read", lambda: frozen)
    rows = outlook.package.read("kz_flows_annual")
    for vintage in ("latest", "first"):
        run, flows = parameters.check(year=2023, vintage=vintage), outlook.cleaning.annual_flows(rows, 2023, vintage)
        known = outlook.ledger.first_published(rows)
        pd.testing.assert_frame_equal(outlook.ledger_scores(run), outlook.ledger.score(frozen, flows, known))
        events = outlook.ledger.score_events(frozen, flows, known)
        expected = events[events.happened.notna()].reset_index(drop=True)
        pd.testing.assert_frame_equal(outlook.ledger_event_scores(run), expected)
    assert outlook.ledger_scores(parameters.check(year=2021)).empty


@pytest.mark.parametrize(
    ("skill", "words"),
    [("better", "better than the base rate"), ("worse", "worse than the base rate"), (None, "not tested"),
     ("no skill shown", "no skill shown")],
)  # fmt: skip
def test_skill_in_words(skill, words):
    assert outlook.skill_in_words(skill) == words


def test_hindcasts_are_those_of_the_house_method_and_end_with_the_year(run):
    tests = fitting.past_tests(fitting.departures_series(run))
    columns = ["origin", "year", "horizon", "actual", "point", "lower_80", "upper_80", "lower_95", "upper_95", "pit"]
    expected = tests[tests.method == "project"][columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(outlook.hindcasts(run), expected)
    assert (expected.year.max(), expected.origin.min()) == (2022, 2009)
    assert (expected.year - expected.origin == expected.horizon).all()
    none = outlook.hindcasts(parameters.check(year=2008))
    assert none.empty and none.columns.tolist() == columns


def test_a_flow_with_too_few_points_is_left_out_and_net_needs_the_same_years(run, monkeypatch):
    whole = {name: series.tail(12) for name, series in outlook._series(run).items()}
    given = dict(whole)
    monkeypatch.setattr(outlook, "_series", lambda run: given)
    columns = ["flow", "method", "year", "point", "lower_80", "upper_80", "lower_95", "upper_95"]

    def found():
        table = outlook.other_flows(run)
        assert table.columns.tolist() == columns
        return list(dict.fromkeys(zip(table.flow, table.method, strict=True)))

    alone = [("arrivals", "project"), ("departures_per_1000", "project")]
    assert found() == [*alone, ("net", "project"), ("net", "independent")]
    given["departures"] = whole["departures"].iloc[1:]
    assert found() == alone
    given["arrivals"] = whole["arrivals"].tail(10)
    assert found() == alone
    given["arrivals"] = whole["arrivals"].tail(9)
    assert found() == alone[1:]
    given["departures_per_1000"] = whole["departures_per_1000"].tail(9)
    assert found() == []
    given.clear()
    given.update({name: whole[name] for name in ("arrivals", "departures")})
    assert found() == [alone[0], ("net", "project"), ("net", "independent")]


def test_the_series_begin_with_the_first_exact_year_and_are_of_the_vintage():
    run = parameters.check(year=2024, vintage="first")
    found = outlook._series(run)
    assert list(found) == ["arrivals", "departures", "departures_per_1000"]
    assert {series.index[0] for series in found.values()} == {parameters.FIRST_FIT_YEAR}
    assert found["departures"].equals(fitting.departures_series(run))
    assert not found["departures"].equals(outlook._series(parameters.check(year=2024))["departures"])


def test_net_of_each_past_year_stands_beside_its_forecast(monkeypatch):
    years = range(2000, 2012)
    arrivals = pd.Series([100.0, 120, 90, 130, 100, 140, 110, 150, 120, 160, 130, 500], index=years)
    departures = pd.Series([80.0, 70, 90, 60, 95, 70, 100, 60, 90, 80, 100, 90, 7], index=range(2000, 2013))
    outlook.net_tests.cache_clear()
    monkeypatch.setattr(outlook, "_series", lambda run: {"arrivals": arrivals, "departures": departures})
    found = outlook.net_tests(parameters.check(year=2011))
    outlook.net_tests.cache_clear()
    bounds = ["point", "lower_80", "upper_80", "lower_95", "upper_95"]
    assert found.columns.tolist() == ["year", "actual", "correlation", *bounds, "inside_80", "inside_95"]
    assert found[["year", "actual"]].values.tolist() == [[2010, 30], [2011, 410]]
    for row in found.itertuples():
        before = arrivals.loc[: row.year - 1], departures.loc[: row.year - 1]
        assert found.loc[row.Index, bounds].tolist() == pytest.approx(net_projection(*before, 1).iloc[0].tolist())
        changes = np.log(pd.DataFrame(dict(zip("ab", before, strict=True)))).diff().corr()
        assert row.correlation == pytest.approx(changes.loc["a", "b"]) and row.correlation < 0
    assert found[["inside_80", "inside_95"]].values.tolist() == [[True, True], [False, False]]
    monkeypatch.setattr(outlook, "_series", lambda run: {"arrivals": -arrivals.head(10), "departures": departures})
    assert outlook.net_tests(parameters.check(year=2009)).empty
    low = arrivals.copy()
    low[2011] = 1
    departures[2011] = 900
    monkeypatch.setattr(outlook, "_series", lambda run: {"arrivals": low, "departures": departures})
    assert outlook.net_tests(parameters.check(year=2010)).inside_95.tolist() == [True, False]
    outlook.net_tests.cache_clear()


def test_own_events_are_scored_once_three_years_follow_the_first_origin(run, monkeypatch):
    series = fitting.departures_series(run)
    for points, scored in ((13, False), (14, True), (0, False)):
        made = SimpleNamespace(series=series.head(points)) if points else None
        monkeypatch.setattr(outlook.fitting, "fit", lambda run, made=made: made)
        outlook._own_events.cache_clear()
        assert len(outlook._own_events(run)) == 7 * scored
    outlook._own_events.cache_clear()


def test_scores_of_both_records_stand_in_their_columns_and_are_blank_without_a_test(run, monkeypatch):
    found = outlook.scored_probabilities(run).set_index("event")
    made = fitting.fit(run)
    scores = ["brier", "brier_base", "n", "series", "skill"]
    known = ["definition", "probability", "other_low", "other_high", "times", "chances"]
    assert found.columns.tolist() == [*known, *scores, *[f"un_{name}" for name in scores]]
    rates = outlook.scoring.base_rates(made.series, run.moderate_decline)
    smoothed = (found.times + 1) / (found.chances + 2)
    assert smoothed.to_dict() == rates[found.index].to_dict()
    own, others = outlook._own_events(run), outlook.on_un_flows(run, "events")
    for prefix, record_of in (("", own), ("un_", others)):
        expected = record_of.set_index("event").loc[found.index, scores]
        pd.testing.assert_frame_equal(found[[prefix + name for name in scores]].set_axis(scores, axis=1), expected)
    monkeypatch.setattr(outlook, "_own_events", lambda run: pd.DataFrame())
    without = outlook.scored_probabilities(run).set_index("event")
    assert without[scores].isna().all(axis=None) and without.un_brier.notna().all()
    assert without.columns.tolist() == found.columns.tolist()
    assert outlook.scored_probabilities(parameters.check(year=2005)).empty
