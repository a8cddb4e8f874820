"""The bars that `project` must clear on series of other people, and the tables of the benchmark."""

import numpy as np
import pandas as pd
import pytest

from helpers import csv_files
from helpers.data import package
from helpers.projection import benchmark, benchmark_tables
from helpers.projection.benchmark import (
    PUBLISHED,
    Case,
    accuracy_table,
    benchmark_sets,
    forecasts,
    reproducible,
    timings,
    un_events,
)
from helpers.projection.events import EVENTS
from helpers.projection.house_method import HOUSE, NO_CHANGE
from helpers.projection.reference_class import halved, reference_class


@pytest.fixture(scope="module")
def sets():
    return benchmark_sets(package.read("un_migration_flows"))


@pytest.fixture(scope="module")
def scored(sets):
    return forecasts(sets)


@pytest.fixture(scope="module")
def accuracy(scored):
    return accuracy_table(scored).set_index(["set", "method"])


def test_the_data_and_the_measure_are_those_of_the_competition(sets, accuracy):
    assert {name: len(cases) for name, cases in sets.items()} == {
        "M3 yearly": 645,
        "M1 yearly": 177,
        "Tourism yearly": 503,
        "UN flows": 737,
    }
    naive = accuracy.loc[("M3 yearly", "no change")]
    published = PUBLISHED.set_index("entry").loc["NAIVE2"]
    assert naive["smape"] == pytest.approx(published["smape"], abs=0.005)
    assert naive["mase"] == pytest.approx(published["mase"], abs=0.005)
    assert accuracy.loc[("UN flows", "project"), ["series", "windows"]].tolist() == [61, 737]


def test_the_bars_on_m3(scored, accuracy):
    own = accuracy.loc[("M3 yearly", "project")]
    assert own["smape"] <= 15.65 and own["mase"] <= 2.65
    assert own["smape"] < PUBLISHED["smape"].min()
    assert 0.93 <= own["cover_95"] <= 0.975 and 0.78 <= own["cover_80"] <= 0.87
    assert own["msis_95"] <= 27.5
    by_horizon = accuracy_table(scored, "horizon").set_index(["set", "method"]).loc[("M3 yearly", "project")]
    assert by_horizon["horizon"].tolist() == [1, 2, 3, 4, 5, 6]
    assert by_horizon["cover_95"].between(0.92, 0.985).all()
    assert by_horizon["cover_80"].between(0.78, 0.90).all()


def test_the_bars_on_migration_flows(scored, accuracy):
    own, naive = accuracy.loc[("UN flows", "project")], accuracy.loc[("UN flows", "no change")]
    assert own["smape_ratio"] <= 1.04 and naive["smape_ratio"] == pytest.approx(1)
    assert 0.91 <= own["cover_95"] <= 0.975 and 0.78 <= own["cover_80"] <= 0.90
    assert own["lsis_95"] < naive["lsis_95"] and own["lsis_80"] < naive["lsis_80"]
    pooled = scored[(scored["set"] == "UN flows") & (scored["method"] == "project")]
    other_order = pooled.groupby("series")[["covered_80", "covered_95"]].mean().mean()
    assert other_order["covered_80"] >= 0.78 and other_order["covered_95"] >= 0.91


def test_it_holds_on_other_kinds_of_yearly_series(accuracy):
    own = accuracy.xs("project", level="method").loc[["M1 yearly", "Tourism yearly"]]
    assert (own["smape_ratio"] < 1).all()
    assert own["cover_95"].between(0.93, 0.975).all() and own["cover_80"].between(0.78, 0.90).all()


def test_windows_then_series_weigh_the_same():
    def case(name, last, actual):
        history = pd.Series([10.0] * 9 + [last], index=pd.RangeIndex(1, 11))
        return Case(name, history, pd.Series(actual, index=pd.RangeIndex(11, 11 + len(actual)), dtype=float))

    cases = [case("a", 10.0, [30.0]), case("b", 10.0, [10.0, 10.0]), case("b", 10.0, [10.0])]
    cases[2] = Case("b", cases[2].history.rename(lambda year: year + 1), cases[2].actual.rename(lambda y: y + 1))
    table = accuracy_table(forecasts({"hand": cases}, {"no change": NO_CHANGE})).iloc[0]
    assert (table["series"], table["windows"]) == (2, 3)
    assert table["smape"] == pytest.approx((100 + 0) / 2) and table["smape_ratio"] == pytest.approx(1)


def test_textbook_methods_are_shown_with_three_digits():
    table = pd.DataFrame({"method": ["project", "Theta"], "smape": [15.586123, 16.36123]})
    assert reproducible(table)["smape"].tolist() == [15.5861, 16.4]


def flows(**series):
    rows = [("un_total", name, 2000, len(y), " ".join(map(str, y))) for name, y in series.items()]
    return pd.DataFrame(rows, columns=["panel", "id", "start", "n", "y"])


STEADY = [1000, 1010] * 6


def test_the_outside_view_counts_by_hand():
    halving = [1000, 900, 800, 700, 450, 400, 600, 590, 580, 570, 560]  # halved in 2004 and, from 900, in 2005
    broken = [*STEADY[:10], 100, 90, 80, 70, 60]  # a tenfold break in 2010 halves it too, till 2013
    table = reference_class(
        flows(**{"A|R|Emigrants|Both|2000": halving, "B|R|Immigrants|Both|2000": broken})
    ).set_index(["origins_from", "flow", "breaks", "event"])
    fell = table.xs("further decline", level="event")
    assert fell.loc[("halved", "Emigrants", "kept"), ["share", "origins", "series"]].tolist() == [0.5, 2, 1]
    assert fell.loc[("halved", "Immigrants", "kept"), ["share", "origins"]].tolist() == [1, 4]
    assert fell.loc[("halved", "Immigrants", "left out"), "origins"] == 0
    assert fell.loc[("halved", "all", "kept"), "share"] == pytest.approx(5 / 6)
    assert fell.loc[("halved, three falls", "Immigrants", "kept"), "origins"] == 2
    assert np.isnan(fell.loc[("halved", "Emigrants", "kept"), "low"])  # one series cannot be resampled
    assert fell.loc[("halved", "all", "kept"), "low"] == 0.5


def test_an_exact_half_is_one_whatever_its_logarithm():
    sizes = np.arange(1, 2001)
    logs = np.log(sizes) - np.log(2 * sizes) <= np.log(0.5)
    assert not logs.all(), "a comparison of logs misses some"
    for size in [*sizes[~logs][:50], 1, 1000]:
        series = pd.Series([2.0 * size, 1, 1, 1, size, size + 1, 3, 3], index=range(2000, 2008))
        assert halved(series).tolist() == [False] * 4 + [True, False, False, False]
    assert not halved(pd.Series([1001.0, 1, 1, 1, 501], index=range(2000, 2005))).any()


@pytest.mark.parametrize(("before", "after", "kept"), [(1, 3, True), (3, 1, True), (1, 3.01, False), (3.01, 1, False)])
def test_a_tripling_or_a_fall_to_a_third_is_no_break_and_what_is_beyond_is(before, after, kept):
    sizes = [100, 300, 600, 1100, 2200, 4000]  # of some of them the logs miss the exact tripling
    many = {f"{n}|R|Emigrants|Both|2000": [n * before] * 4 + [n * after] * 10 for n in sizes}
    table = reference_class(flows(**many)).query("origins_from == 'any' and flow == 'all'")
    # Of the origins 2004 to 2012, those up to 2007 lie within three years of the step of 2004.
    found = table[table.event == "further decline"].set_index("breaks").origins
    assert found["kept"] == 9 * len(sizes) and found["left out"] == (9 if kept else 5) * len(sizes)


def test_event_probabilities_stand_at_every_origin_with_ten_years_behind():
    events = un_events(flows(**{"A|R|Emigrants|Both|2000": STEADY}), {"project": HOUSE})
    assert events.groupby("event")["origin"].agg(list).to_dict() == {
        event: [2009, 2010] for event in EVENTS if event not in ("D2", "D3", "lower three years on")
    }


def test_it_is_fast(sets):
    assert timings({"project": HOUSE}, sets["M3 yearly"][:50])["milliseconds"].item() < 5


def test_the_committed_record_is_the_one_that_refresh_would_write(sets, scored, monkeypatch):
    """All of its tables, from the series as they are now; the forecasts are those of the tests above."""
    monkeypatch.setattr(benchmark, "benchmark_sets", lambda un_flows: sets)
    monkeypatch.setattr(benchmark, "forecasts", lambda given: scored if given is sets else None)
    for name, frame in benchmark_tables.tables(package.read("un_migration_flows")).items():
        committed = (benchmark_tables.FOLDER / f"{name}.csv").read_text(encoding="utf-8")
        assert csv_files.as_csv(frame) == committed, f"{name}.csv is stale: ./run refresh"
