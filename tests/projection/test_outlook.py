"""What surrounds the projection: references, record, the other flows, the year in progress, the ledger."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t, theilslopes

from helpers import parameters
from helpers.projection import benchmark, ledger, nowcast, outlook
from helpers.projection.house_method import damped_holt, net_projection, project
from helpers.projection.textbook_methods import IN_PAST, METHODS


@pytest.fixture(scope="module")
def run():
    return parameters.check(year=2022)


def test_past_origins_alone_take_fits_that_are_kept():
    assert (outlook.all_methods(), outlook.all_methods(in_past=True)) == (METHODS, IN_PAST)


def test_other_flows_are_those_of_the_method(run):
    points = outlook.other_flows(run).set_index(["flow", "method"]).point
    flows = [outlook.flow_series(run, flow) for flow in ("arrivals", "departures")]
    rates = outlook.cleaning.tables_of(run).rates.query("flow == 'departures' and year >= 2000")
    assert points["arrivals", "project"].tolist() == project(flows[0], 5).point.tolist()
    assert points["net", "project"].tolist() == net_projection(*flows, 5).point.tolist()
    assert points["net", "independent"].tolist() == net_projection(*flows, 5, correlation=0.0).point.tolist()
    per_1000 = project(rates.set_index("year").per_1000.astype(float), 5).point
    assert points["departures_per_1000", "project"].tolist() == per_1000.tolist()
    assert len(points) == 4 * 5


def test_only_the_newest_edition_may_know_the_next_years_months(monkeypatch):
    newest = parameters.year_range()[1]
    years = [newest - 3, newest - 2, newest, newest + 1, newest + 1]
    counts = pd.DataFrame({"year": years, "months": [3, 3, 3, 3, 12], "value": 9, "row": "c:1"})
    monkeypatch.setattr(outlook.cleaning, "cumulative", lambda rows, flow, year: counts[counts.year <= year])
    assert nowcast.first_months(parameters.check(year=newest - 3)).empty
    assert nowcast.first_months(parameters.check(year=newest, vintage="first")).empty
    months = nowcast.first_months(parameters.check(year=newest))
    assert months.reset_index().values.tolist() == [[0, newest + 1, 3, 9, "c:1"]], "a whole year is no first months"


def test_first_months_are_the_departures_of_the_year_that_follows(monkeypatch):
    run = parameters.check(year=parameters.year_range()[1])
    asked, counts = [], pd.DataFrame({"year": [run.year + 1], "months": [3], "value": [9], "row": ["c:1"]})
    monkeypatch.setattr(outlook.cleaning, "cumulative", lambda *given: asked.append(given) or counts)
    nowcast.first_months(run)
    ((rows, *rest),) = asked
    assert rows.equals(nowcast.package.read("kz_flows_cumulative")) and rest == ["departures", run.year + 1]


def test_an_update_takes_the_last_months_known(run):
    known = pd.DataFrame({"months": [1, 3, 6], "value": [900.0, 4000.0, 9000.0]})
    found = nowcast.updated(run, known)
    series, counts = outlook.flow_series(run), nowcast.package.read("kz_flows_cumulative")
    counts = outlook.cleaning.cumulative(counts, "departures", 2022)
    pd.testing.assert_frame_equal(found, nowcast.update(series, counts, 6, 9000.0))
    for none in (nowcast.updated(run, known.iloc[:0]), nowcast.updated(parameters.check(year=2005), known)):
        assert none.empty and none.columns.tolist() == found.columns.tolist()


def test_shares_of_the_cis_are_of_departures_that_are_known(monkeypatch):
    shares = pd.DataFrame({"flow": ["arrivals", "departures", "departures"], "year": [1, 2, 3], "value": [4, None, 6]})
    monkeypatch.setattr(
        outlook.breakdowns, "share_over_years", lambda _known, _moved, year: shares if year == 2025 else shares[:0]
    )
    found = outlook.cis_shares(parameters.check(year=2025))
    assert found.to_dict("list") == {"flow": ["departures"], "year": [3], "value": [6]} and found.index.tolist() == [0]
    assert outlook.cis_shares(parameters.check(year=2024)).empty


def test_frozen_forecasts_are_scored_with_the_flows_of_the_run(monkeypatch):
    frozen = ledger.read().assign(edition=2022, frozen=pd.Timestamp("2023-01-05"))
    monkeypatch.setattr(ledger, "read", lambda: frozen)
    rows = nowcast.package.read("kz_flows_annual")
    for vintage in ("latest", "first"):
        run, flows = parameters.check(year=2023, vintage=vintage), outlook.cleaning.annual_flows(rows, 2023, vintage)
        known = ledger.first_published(rows)
        scores, chances = ledger.scores_of(run)
        pd.testing.assert_frame_equal(scores, ledger.score(frozen, flows, known))
        events = ledger.score_events(frozen, flows, known)
        pd.testing.assert_frame_equal(chances, events[events.happened.notna()].reset_index(drop=True))
    happened = ledger.scores_of(parameters.check(year=2023))[1].set_index("event").happened
    assert set(happened["further decline"]) == {1}, "16,094 after 24,147"
    assert "D2" not in happened.index, "its three years are not over"
    assert ledger.scores_of(parameters.check(year=2021))[0].empty


def test_a_flow_with_too_few_points_is_left_out_and_net_needs_the_same_years(run, monkeypatch):
    given = {flow: outlook.flow_series(run, flow).tail(12) for flow in ("arrivals", "departures")}
    given["departures_per_1000"] = given["departures"]
    whole = dict(given)

    def series_of(table, flow, _first):
        return given[flow if "vintage" in table else "departures_per_1000"]

    monkeypatch.setattr(outlook.cleaning, "series_of", series_of)
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
    given.update(whole, departures_per_1000=given["departures_per_1000"])
    assert found() == [alone[0], ("net", "project"), ("net", "independent")]


def test_the_series_begin_with_the_first_exact_year_and_are_of_the_vintage():
    first, latest = (parameters.check(year=2024, vintage=vintage) for vintage in ("first", "latest"))
    for flow in ("arrivals", "departures"):
        assert outlook.flow_series(first, flow).index[0] == parameters.FIRST_FIT_YEAR
    assert not outlook.flow_series(first).equals(outlook.flow_series(latest))


def test_past_tests_begin_with_ten_years_and_end_with_the_year(run):
    tests = outlook.fit(run).tests.query("method == 'project'")
    assert (tests.year.max(), tests.origin.min()) == (2022, 2009)


@pytest.mark.parametrize(
    ("given", "falls", "skill", "record"),
    [
        ({"year": 2025}, 72, 12, 8),
        ({"year": 2025, "moderate_decline": [-0.1, 0.0]}, 72, 0, 8),
        ({"year": 2022}, 0, 12, 8),  # had not halved
        ({"year": 2014}, 0, 0, 2),  # the UN flows were not known
        ({"year": 2004}, 48, 0, 0),  # no fit; registers of CIS countries alone
    ],
)
def test_what_is_known_of_others_belongs_to_its_time_and_band(given, falls, skill, record):
    run = parameters.check(**given)
    assert (len(outlook.falls(run)), len(outlook.skill(run)), len(outlook.record(run))) == (falls, skill, record)


def test_correlation_has_the_range_of_fisher(run):
    flows = [outlook.flow_series(run, flow) for flow in ("arrivals", "departures")]
    changes = np.log(pd.concat(flows, axis=1)).diff().dropna()
    correlation, low, high = outlook.correlation_of_flows(run)
    expected = changes.corr().iloc[0, 1]
    assert correlation == pytest.approx(expected) and len(changes) == 22
    half = 1.959964 / (len(changes) - 3) ** 0.5
    bounds = np.arctanh(expected) - half, np.arctanh(expected) + half
    assert np.arctanh([low, high]) == pytest.approx(bounds, abs=1e-6)
    assert outlook.correlation_of_flows(parameters.check(year=2005)) is None


def test_counts_of_first_months_appear_in_their_own_year(monkeypatch):
    dates = pd.to_datetime(["2020-08-22", "2020-08-11", "2021-08-13", "2022-02-01", None, "2023-08-01", "2021-11-20"])
    rows = pd.DataFrame(
        {"year": [2020, 2020, 2021, 2021, 2021, 2023, 2021], "months": [6] * 6 + [9], "published": dates}
    )
    rows["measure"] = "departures"
    monkeypatch.setattr(nowcast.package, "read", lambda name: rows.astype({"year": "Int64", "months": "Int64"}))
    found = nowcast.counts_appeared(parameters.check(year=2022)).set_index("months")
    assert found.years.to_dict() == {6: 2, 9: 1}
    assert found.loc[6, ["first", "last"]].map("{:%m-%d}".format).tolist() == ["08-11", "08-13"]


def test_frozen_rows_are_shown_with_their_lead(monkeypatch):
    found = ledger.frozen_rows(parameters.check(year=2025))
    frozen = ledger.read()
    assert found.lead.tolist() == [2026 * 12 + 12 - (day.year * 12 + day.month) for day in frozen.frozen]
    kept = ["point_1", "lower_80_1", "upper_80_1", "p_d2", "no_change_p_d2"]
    pd.testing.assert_frame_equal(found.iloc[:, -5:].set_axis(kept, axis=1), frozen[kept])
    assert found.columns[-5:].tolist() == ["point", "lower_80", "upper_80", "D2", "no_change"]
    assert ledger.frozen_rows(parameters.check(year=2024)).empty


# --- the three open tables of the page, each number by a second way -------------------------------------------------


def by_hand(values, ahead, drift=True):
    """The law of the log a number of years on: centre and scale of a Student's t."""
    logs = np.log(np.asarray(values, dtype=float))
    changes, m, slope = np.diff(logs), len(logs) - 1, theilslopes(logs).slope * drift
    weights = 0.95 ** np.arange(m)[::-1] if drift else np.ones(m)
    step = max(np.average(abs(changes - slope / 2), weights=weights) / t(5).expect(abs), 0.005)
    if not drift:
        return logs[-1], step * ahead**0.5
    path = sorted([0, float(damped_holt(logs, np.arange(1, ahead + 1))[-1]) - logs[-1], ahead * slope / 2])[1]
    trust = m * slope**2 / (m * slope**2 + step**2)
    return logs[-1] + trust * path, (step**2 * (ahead + ahead**2 / m) + ahead**2 * slope**2 / 12) ** 0.5


def below(values, ratio, ahead, drift):
    centre, scale = by_hand(values, ahead, drift)
    return t(5).cdf((np.log(values[-1] * ratio) - centre) / scale)


@cache
def ratios_after_halving(ahead):
    """What became of a flow `ahead` years after it had halved, from the raw rows."""
    counts, ratios = {}, []
    for row in (
        nowcast.package.read("cis_flows_panel").query("flow == 'departures'").dropna(subset="value").itertuples()
    ):
        counts.setdefault(row.country, {})[row.year] = float(row.value)
    for known in counts.values():
        for year in range(1995, 2026):
            whole = known.keys() >= set(range(year - 4, year + ahead + 1))
            if whole and 2 * known[year] <= known[year - 4]:
                ratios.append(known[year + ahead] / known[year])
    return ratios


def after_halving(ahead, happened):
    ratios = ratios_after_halving(ahead)
    return np.mean([happened(ratio) for ratio in ratios]), len(ratios)


EXACT = 1 - 1e-12
WAYS = {
    "rise": (lambda of: 1 - of(1, 3), lambda ratio: ratio > 1),
    "moderate": (lambda of: of(1, 3) - of(0.512, 3), lambda ratio: 0.512 * EXACT <= ratio <= 1),
    "steeper": (lambda of: of(0.512, 3), lambda ratio: ratio < 0.512 * EXACT),
}
EVENTS = {
    "further decline": (lambda of: of(1, 1), 1, lambda ratio: ratio < 1),
    "D1": (lambda of: of(1, 1) - of(0.8, 1), 1, lambda ratio: 0.8 * EXACT <= ratio <= 1),
    "steeper next year": (lambda of: of(0.8, 1), 1, lambda ratio: ratio < 0.8 * EXACT),
    "lower three years on": (lambda of: of(1, 3), 3, lambda ratio: ratio < 1),
    "D2": (lambda of: of(1, 3) - of(0.512, 3), 3, lambda ratio: 0.512 * EXACT <= ratio <= 1),
}


@pytest.fixture(scope="module")
def newest():
    run = parameters.check(year=2025)
    return run, outlook.falls(run), outlook.flow_series(run).tolist()


@pytest.mark.parametrize("way", WAYS)
def test_the_table_of_three_outcomes_by_a_second_way(newest, way):
    run, falls, values = newest
    shares = outlook.judge(run, falls).ways.loc[way]
    chance, happened = WAYS[way]
    assert shares["ours"] == pytest.approx(chance(lambda ratio, ahead: below(values, ratio, ahead, True)))
    assert shares["no change"] == pytest.approx(chance(lambda ratio, ahead: below(values, ratio, ahead, False)))
    assert shares["elsewhere"] == pytest.approx(after_halving(3, happened)[0])


@pytest.mark.parametrize("event", EVENTS)
def test_the_table_of_references_by_a_second_way(newest, event):
    run, falls, values = newest
    row = outlook.beside_references(run, falls).set_index("event").loc[event]
    chance, ahead, happened = EVENTS[event]
    assert row.ours == pytest.approx(chance(lambda ratio, years: below(values, ratio, years, True)))
    assert row.no_change == pytest.approx(chance(lambda ratio, years: below(values, ratio, years, False)))
    assert (row["share"], row.cases) == pytest.approx(after_halving(ahead, happened))
    ratios = np.array(values[ahead:]) / np.array(values[:-ahead])
    assert (row.times, row.chances) == (sum(map(happened, ratios)), len(ratios))


def test_the_table_of_the_record_by_a_second_way(newest):
    run, _, values = newest
    table = outlook.record(run).set_index(["set", "horizon"])
    for ahead in (1, 3):
        rows = []
        for n in range(10, len(values) - ahead + 1):
            actual, cells = np.log(values[n + ahead - 1]), []
            for drift in (True, False):
                centre, scale = by_hand(values[:n], ahead, drift)
                grid = np.linspace(-12, 12, 12_001) * scale + centre
                error = (t(5).cdf((grid - centre) / scale) - (grid >= actual)) ** 2
                cells += [np.trapezoid(error, grid), abs(actual - centre) / scale]
            rows.append(cells)
        ours, distance, unchanged, _ = np.array(rows).T
        row = table.loc[("this series", ahead)]
        assert row.crps_ratio == pytest.approx(ours.mean() / unchanged.mean(), rel=1e-3) and row.n == len(rows)
        assert (
            row.cover_80 == (distance <= t(5).ppf(0.9)).mean() and row.cover_95 == (distance <= t(5).ppf(0.975)).mean()
        )
    committed = benchmark.read("coverage").set_index(["set", "horizon"])
    for key in table.index.drop("this series", level=0):
        columns = ["crps_ratio", "crps_low", "crps_high", "cover_80", "cover_95", "series"]
        assert table.loc[key, columns].tolist() == committed.loc[key, columns].tolist()
