"""The bars that `project` must clear on series of other people, and the tables of the benchmark."""

import pandas as pd
import pytest

from helpers import csv_files
from helpers.projection import benchmark, reference_class
from helpers.projection.benchmark import PUBLISHED, accuracy_table, benchmark_sets, forecasts, milliseconds
from helpers.projection.house_method import HOUSE, NO_CHANGE
from helpers.projection.scoring import event_backtest, skill_table


@pytest.fixture(scope="module")
def of_panels():
    return reference_class.panels()


@pytest.fixture(scope="module")
def sets(of_panels):
    return benchmark_sets(of_panels)


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
        "CIS registers": 355,
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
    by_horizon = accuracy_table(scored, "horizon").set_index(["set", "method"]).loc[("M3 yearly", "project")]
    assert by_horizon["horizon"].tolist() == [1, 2, 3, 4, 5, 6]
    assert by_horizon["cover_95"].between(0.92, 0.985).all()
    assert by_horizon["cover_80"].between(0.78, 0.90).all()


@pytest.mark.parametrize(
    ("panel", "crps_ratio", "cover_80", "cover_95"),
    [("UN flows", 1.007, 0.807, 0.919), ("CIS registers", 1.000, 0.764, 0.919), ("M3 yearly", 0.895, 0.845, 0.963)],
)
def test_scores_of_version_1_1_are_those_computed_elsewhere(accuracy, panel, crps_ratio, cover_80, cover_95):
    own = accuracy.loc[(panel, "project")]
    assert own[["crps_ratio", "cover_80", "cover_95"]].tolist() == pytest.approx(
        [crps_ratio, cover_80, cover_95], abs=6e-4
    )
    assert own["crps_low"] < own["crps_ratio"] < own["crps_high"]
    naive = accuracy.loc[(panel, "no change")]
    assert naive[["smape_ratio", "crps_ratio", "crps_low", "crps_high"]].tolist() == pytest.approx([1] * 4)


def test_it_holds_on_other_kinds_of_yearly_series(accuracy):
    own = accuracy.xs("project", level="method").loc[["M1 yearly", "Tourism yearly"]]
    assert (own["smape_ratio"] < 1).all() and (own["crps_high"] < 1).all()
    assert own["cover_95"].between(0.93, 0.975).all() and own["cover_80"].between(0.78, 0.90).all()


def test_forecasts_of_a_series_then_series_weigh_the_same():
    def case(name, last, actual, start=1):
        history = pd.Series([10.0] * 9 + [last], index=pd.RangeIndex(start, start + 10))
        return name, history, pd.Series(actual, index=range(start + 10, start + 10 + len(actual)), dtype=float)

    cases = [case("a", 10.0, [30.0]), case("b", 10.0, [10.0, 10.0]), case("b", 10.0, [30.0], 2)]
    table = accuracy_table(forecasts({"hand": cases}, {"no change": NO_CHANGE})).iloc[0]
    assert (table["series"], table["windows"]) == (2, 3)
    assert table["smape"] == pytest.approx((100 + 100 / 3) / 2) and table["smape_ratio"] == pytest.approx(1)


def test_textbook_methods_are_printed_with_three_digits(monkeypatch, capsys):
    table = pd.DataFrame({"method": ["project", "Theta"], "smape": [15.586123, 16.36123]})
    monkeypatch.setattr(benchmark, "tables", lambda *_: dict.fromkeys(("accuracy", "coverage", "events"), table))
    monkeypatch.setattr(benchmark, "competition", lambda _: [])
    monkeypatch.setattr(benchmark, "milliseconds", lambda *_: 1)
    benchmark.main()
    assert [line.split() for line in capsys.readouterr().out.splitlines()[3:5]] == [
        ["project", "15.586"],
        ["Theta", "16.400"],
    ]


def test_events_are_scored_panel_by_panel_on_series_with_an_outcome(monkeypatch):
    monkeypatch.setattr(benchmark, "benchmark_sets", lambda panels: {})
    monkeypatch.setattr(benchmark, "forecasts", lambda sets, methods: pd.DataFrame({"method": []}))
    monkeypatch.setattr(benchmark, "accuracy_table", lambda *_: None)
    steady = pd.Series([1000.0, 1010] * 6, index=range(2000, 2012))
    members = {"A|flow": steady, "B|flow": steady * 2, "C|flow": steady.head(10)}
    found = benchmark.tables({"one": members, "two": members})["events"]
    tests = [event_backtest(members[name], name=name) for name in ("A|flow", "B|flow")]
    expected = skill_table(pd.concat(tests))
    for panel in ("one", "two"):
        part = found[found["set"] == panel].drop(columns="set").reset_index(drop=True)
        pd.testing.assert_frame_equal(part, expected)
    assert set(expected.series) == {2}


def test_runs_of_the_registers_have_no_gap(monkeypatch):
    rows = [("AAA", "departures", year, 10 * year) for year in (2003, 2001, 2000, 2004)]
    rows += [("AAA", "arrivals", 2000, 5), ("BBB", "arrivals", 2001, 6), ("BBB", "arrivals", 2002, None)]
    read = {"cis_flows_panel": pd.DataFrame(rows, columns=["country", "flow", "year", "value"])}
    read["un_migration_flows"] = pd.DataFrame([("X|Emigrants", 1990, 2, "7 8")], columns=["id", "start", "n", "y"])
    monkeypatch.setattr(reference_class.package, "read", read.get)
    found = reference_class.panels()
    registers = found[reference_class.CIS]
    years = {name: values.index.tolist() for name, values in registers.items()}
    assert years == {
        "AAA|arrivals|2000": [2000],
        "AAA|departures|2000": [2000, 2001],
        "AAA|departures|2003": [2003, 2004],
        "BBB|arrivals|2001": [2001],
    }
    assert registers["AAA|departures|2003"].tolist() == [20030, 20040]
    assert found[reference_class.UN]["X|Emigrants"].to_dict() == {1990: 7, 1991: 8}


def test_it_is_fast(sets):
    assert milliseconds(HOUSE, sets["M3 yearly"][:50]) < 5


def test_the_committed_record_is_the_one_that_refresh_would_write(of_panels, sets, scored, monkeypatch):
    """All of its tables, from the series as they are now; the forecasts are those of the tests above."""
    monkeypatch.setattr(benchmark, "benchmark_sets", lambda given: sets)
    monkeypatch.setattr(benchmark, "forecasts", lambda given, _methods: scored if given is sets else None)
    tables = benchmark.tables(of_panels)
    assert {path.stem for path in benchmark.FOLDER.glob("*.csv")} == set(tables)
    for name, frame in tables.items():
        committed = (benchmark.FOLDER / f"{name}.csv").read_text(encoding="utf-8")
        assert csv_files.as_csv(frame) == committed, f"{name}.csv is stale: ./run refresh"
    assert set(tables["events"].skill) == {"no skill shown"}


def test_without_its_file_a_record_is_not_known(monkeypatch, tmp_path):
    monkeypatch.setattr(benchmark, "FOLDER", tmp_path)
    assert benchmark.read("accuracy").empty
