"""The ledger: nothing frozen changes unnoticed, nothing is frozen twice, and scores are what a hand computes."""

import csv
import hashlib
import io
import tempfile
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from helpers import parameters, paths
from helpers.language import formats
from helpers.projection import events, house_method, ledger, outlook
from helpers.projection.ledger import COLUMNS, HORIZON, LedgerError

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")


def row(edition: int, frozen: str, **other) -> dict:
    """A row as `row_of` gives it: the last value 100, every year projected as 90, from 80 or 50 to 100 or 150."""
    bounds = dict(zip(ledger.BOUNDS, (90.0, 80.0, 100.0, 50.0, 150.0), strict=True))
    projected = {f"{bound}_{ahead}": value for ahead in range(1, HORIZON + 1) for bound, value in bounds.items()}
    hashes = {"data_sha256": "a" * 64, "raw_sha256": "b" * 64}
    words = {"method": "project", "version": "1.0", "definitions": ledger.DEFINITIONS, "first_year": 2010}
    numbers = {"low": -0.2, "high": 0.0, "last_value": 100.0, **dict.fromkeys(ledger.CHANCES, 0.6)}
    return {"edition": edition, "frozen": frozen, **words, **numbers, **projected, **hashes, **other}


ROWS = [row(2020, "2021-02-20"), row(2020, "2021-06-01", version="1.1"), row(2021, "2022-02-20")]


def written(path: Path, rows: list[dict]) -> Path:
    for each in rows:
        ledger.append(path, each)
    return path


@pytest.fixture
def frozen(tmp_path) -> Path:
    return written(tmp_path / "ledger.csv", ROWS)


def refusal(work) -> str:
    with pytest.raises(LedgerError) as caught:
        work()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_seal_is_of_the_cells_that_are_filled_in_the_order_of_the_columns():
    cells = dict.fromkeys(COLUMNS, "") | {"sha256": "x", "version": "1", "method": "метод"}
    assert ledger.seal(cells) == hashlib.sha256('{"method": "метод", "version": "1"}'.encode()).hexdigest()


def test_what_is_frozen_is_read_again_and_earlier_lines_stay_to_the_byte(frozen):
    found = ledger.read(frozen)
    assert list(found.columns) == COLUMNS and list(found.edition) == [2020, 2020, 2021]
    assert found.frozen[0] == pd.Timestamp("2021-02-20") and found.upper_95_5[0] == 150 and found.low[0] == -0.2
    before = frozen.read_bytes()
    ledger.append(frozen, row(2022, "2023-02-20", point_1=1234567.8))
    assert frozen.read_bytes().startswith(before) and b",1234570," in frozen.read_bytes()


def test_a_run_sees_what_was_frozen_for_its_year_and_earlier_ones(frozen, monkeypatch):
    rows = ledger.read(frozen)
    monkeypatch.setattr(ledger, "read", lambda: rows)
    found = ledger.frozen_rows(parameters.Parameters(2020))
    assert found.edition.tolist() == [2020, 2020] and found.lead.tolist() == [10, 6]
    assert found[["point", "lower_80", "upper_80", "D2", "no_change"]].iloc[0].tolist() == [90, 80, 100, 0.6, 0.6]


def test_a_hash_can_be_computed_without_this_code(frozen):
    first = next(csv.DictReader(io.StringIO(frozen.read_text())))
    seal = first.pop("sha256")
    cells = ", ".join(f'"{column}": "{cell}"' for column, cell in first.items() if cell)
    assert seal == ledger.sha256(f"{{{cells}}}".encode())


def test_a_ledger_with_columns_added_later_still_holds(frozen, monkeypatch):
    monkeypatch.setattr(ledger, "COLUMNS", [*COLUMNS[:-2], "added", *COLUMNS[-2:]])
    assert len(ledger._read(frozen)) == len(ROWS)


@pytest.fixture(scope="module")
def intact(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("intact") / "ledger.csv", ROWS)


@settings(derandomize=True, database=None, max_examples=150, deadline=None)
@given(st.data())
def test_any_change_of_one_cell_is_noticed(intact, data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.csv"
        cells = list(csv.reader(io.StringIO(intact.read_text(), newline="")))
        line, column = data.draw(st.integers(0, len(ROWS))), data.draw(st.integers(0, len(COLUMNS) - 1))
        others = st.sampled_from([*COLUMNS, *{cell for each in cells for cell in each}, cells[line][column] + "0"])
        new = data.draw(st.one_of(st.text(st.characters(codec="utf-8"), max_size=9), others))
        changed, cells[line][column] = new != cells[line][column], new
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(cells)
        if not changed:
            assert len(ledger.read(path)) == len(ROWS)
            return
        told = refusal(lambda: ledger.read(path))
        assert told.startswith(f"ledger.csv, row {line + 1}") and "To do: restore the file" in told


def test_a_changed_value_is_named_with_its_row_and_what_to_do(frozen):
    frozen.write_text(frozen.read_text().replace("2021-06-01", "2021-01-01"))
    told = refusal(lambda: ledger.read(frozen))
    assert told.startswith("ledger.csv, row 3, column sha256: found a hash that the row no longer has")
    assert "command freeze" in told
    before = frozen.read_bytes()
    assert refusal(lambda: ledger.append(frozen, row(2022, "2023-02-20"))) == told and frozen.read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("edition,", "year,", "row 1: found 'year'; expected the columns that the ledger was written with."),
        (",2021-06-01", "", f"row 3: found {len(COLUMNS) - 1} cells; expected {len(COLUMNS)}, one for each column."),
    ],
)
def test_a_ledger_of_another_form_is_refused(old, new, told, frozen):
    frozen.write_text(frozen.read_text().replace(old, new, 1))
    assert told in refusal(lambda: ledger.read(frozen))


def test_a_row_taken_out_is_noticed_unless_it_is_the_last(frozen):
    head, *lines = frozen.read_text().splitlines(keepends=True)
    for gone in (0, 1):
        frozen.write_text(head + "".join(lines[:gone] + lines[gone + 1 :]))
        told = refusal(lambda: ledger.read(frozen))
        assert told.startswith(f"ledger.csv, row {gone + 2}, column previous: found that this row was moved or put in")
        assert f"expected {'the hash of the row above' if gone else 'a blank, as first row'}." in told
    frozen.write_text(head + "".join(lines[:-1]))
    assert len(ledger.read(frozen)) == 2  # the chain cannot tell: only the history of the repository can


def test_a_row_computed_anew_is_noticed_at_the_next(frozen):
    head, *lines = frozen.read_text().splitlines(keepends=True)
    other = written(frozen.with_name("other.csv"), [row(2020, "2021-02-20", point_1=91.0)]).read_text().splitlines(True)
    frozen.write_text(head + other[1] + "".join(lines[1:]))
    assert refusal(lambda: ledger.read(frozen)).startswith("ledger.csv, row 3, column previous")


def test_moved_or_repeated_rows_are_noticed(frozen):
    head, *lines = frozen.read_text().splitlines(keepends=True)
    orders = [*permutations(range(3)), (0, 0, 1, 2), (0, 1, 1, 2), (0, 1, 2, 0)][1:]
    for order in orders:
        frozen.write_text(head + "".join(lines[place] for place in order))
        first = next(n for n, place in enumerate(order) if n > 2 or place != n)
        told = refusal(lambda: ledger.read(frozen))
        assert told.startswith(f"ledger.csv, row {first + 2}, column previous")


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "row 1"),
        (b"\xff\xfe", "cannot be read"),
        (b"\xef\xbb\xbfedition", "row 1"),
        (b"edition,sha256\n2020\n", "row 2: found 1 cells"),
        (b'edition,sha256\n"2020', "cannot be read"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused(tmp_path, content, told):
    (tmp_path / "ledger.csv").write_bytes(content)
    assert told in refusal(lambda: ledger.read(tmp_path / "ledger.csv"))


def test_without_a_file_the_ledger_is_empty_and_scores_nothing(tmp_path, make_flows):
    empty, flows = ledger.read(tmp_path / "ledger.csv"), make_flows([100, 90], [1, 1])
    assert empty.empty and list(empty.columns) == COLUMNS
    assert ledger.score(empty, flows, NEVER).empty and ledger.score_events(empty, flows, NEVER).empty


@pytest.mark.parametrize(
    "new, told",
    [
        (row(2022, "2.2.2023"), "'2.2.2023'"),
        (row(2022, "2023-02-30"), "'2023-02-30'"),
        (row(2022, "20230220"), "'20230220'"),
        (row(2022, "2022-12-30"), "before the end of 2022"),
        (row(2020, "2022-02-19", version="1.2"), "before 2022-02-20"),
        (row(2021, "2023-01-01"), "already frozen, on 2022-02-20; nothing to do"),
        (row(2020, "2022-02-20", version="1.1"), "already frozen, on 2021-06-01"),
    ],
)
def test_what_cannot_be_frozen_leaves_the_file_as_it_was(frozen, new, told):
    before = frozen.read_bytes()
    assert told in refusal(lambda: ledger.append(frozen, new))
    assert frozen.read_bytes() == before


def test_an_earlier_forecast_may_return_after_another_and_the_last_day_is_early_enough(frozen):
    ledger.append(frozen, row(2020, "2022-02-20"))  # as the first row, but no longer the last of its edition
    ledger.append(frozen, row(2022, "2022-12-31"))
    assert len(ledger.read(frozen)) == len(ROWS) + 2


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_a_full_disk_leaves_the_file_as_it_was(frozen, monkeypatch, step):
    def full(self, *_):
        raise OSError(28, "No space left on device")

    before = frozen.read_bytes()
    monkeypatch.setattr(Path, step, full)
    assert "No space left" in refusal(lambda: ledger.append(frozen, row(2022, "2023-02-20")))
    assert frozen.read_bytes() == before


def test_a_row_holds_the_forecast_that_the_edition_prints():
    run = parameters.check(horizon=2)
    found, series = ledger.row_of(run, f"{run.year + 1}-03-02"), outlook.flow_series(run)
    projected = house_method.project(series, HORIZON)
    for ahead, year in enumerate(projected.index, 1):
        assert [found[f"{bound}_{ahead}"] for bound in ledger.BOUNDS] == list(projected.loc[year, list(ledger.BOUNDS)])
    for columns, method in ((ledger.PROBABILITY, house_method.HOUSE), (ledger.UNCHANGED, house_method.NO_CHANGE)):
        chances = events.chances(method.distribution(series, events.YEARS_ON))
        assert {event: found[column] for event, column in columns.items()}.items() <= chances.items()
    assert found["p_rise_next_year"] == 1 - found["p_further_decline"]
    lines = "".join(f"{year},{int(value)}\n" for year, value in series.items())
    assert found["data_sha256"] == hashlib.sha256(lines.encode()).hexdigest() and lines.count("\n") == len(series)
    assert found["first_year"] == series.index[0] == parameters.FIRST_FIT_YEAR
    first = parameters.check(year=2024, vintage="first")
    latest = outlook.flow_series(parameters.check(year=2024))
    assert ledger.row_of(first, "2025-03-02")["last_value"] == outlook.flow_series(first)[2024] != latest[2024]
    assert found["last_value"] == series[run.year] and (found["low"], found["high"]) == run.moderate_decline
    assert set(found) == set(COLUMNS) - {"previous", "sha256"}
    assert [part.split(":")[0] for part in ledger.DEFINITIONS.split("; ")] == [*events.EVENTS, "rise next year"]


def test_an_edition_that_cannot_be_fitted_is_refused(monkeypatch):
    monkeypatch.setattr(outlook, "flow_series", lambda _: pd.Series(1.0, index=range(2000, 2009)))
    assert "has 9 years" in refusal(lambda: ledger.row_of(parameters.Parameters(2008), "2009-03-01"))
    monkeypatch.setattr(outlook, "flow_series", lambda _: pd.Series(1.0, index=range(2000, 2010)))
    assert ledger.row_of(parameters.Parameters(2009), "2010-03-01")["last_value"] == 1
    monkeypatch.setattr(outlook, "flow_series", lambda _: pd.Series(1.0, index=range(2000, 2009)))
    assert "2009 are not published" in refusal(lambda: ledger.row_of(parameters.Parameters(2009), "2010-03-01"))


def test_freeze_adds_one_row_and_says_what_it_holds(tmp_path):
    run, path = parameters.check(), tmp_path / "ledger.csv"
    told = ledger.freeze(run, f"{run.year + 1}-03-02", path)
    assert len(ledger.read(path)) == 1
    assert f"departures after {run.year} by project" in told and f"{run.year + 1}: " in told
    frozen = ledger.read(path).iloc[0]
    bounds = formats.rough_range(frozen.lower_80_1, frozen.upper_80_1)
    assert f"{formats.rough(frozen.point_1)}, with 80% {bounds}." in told
    assert "already frozen" in refusal(lambda: ledger.freeze(run, f"{run.year + 1}-03-03", path))
    assert ledger.PATH == paths.PROCESSED / "ledger.csv"


def page(published, value, year=2020, measure="departures"):
    return {"year": year, "measure": measure, "value": value, "published": pd.Timestamp(published)}


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([page("2021-02-20", 9), page("2021-02-11", 8), page("2021-03-13", 9)], "2021-02-20"),
        ([page("2021-02-20", 7), page("2021-02-11", 8), page(None, 9)], "2021-02-11"),
        ([page("2021-01-02", 9, measure="arrivals"), page("2020-02-02", 9, year=2019), page(None, 9)], None),
    ],
    ids=["the first with the figure", "the first of the year", "none dated"],
)
def test_nothing_is_frozen_before_its_last_figure_was_printed(tmp_path, monkeypatch, rows, day):
    path, run = tmp_path / "ledger.csv", parameters.Parameters(2020)
    monkeypatch.setattr(ledger.package, "read", lambda name: pd.DataFrame(rows))
    monkeypatch.setattr(ledger, "row_of", lambda run, date: row(2020, date, last_value=9.0))
    if day:
        before = str((pd.Timestamp(day) - pd.Timedelta(days=1)).date())
        told = refusal(lambda: ledger.freeze(run, before, path))
        assert f"lies before {day}, when the departures of 2020 were published" in told and not path.exists()
    assert "Frozen" in ledger.freeze(run, day or "2021-01-05", path)


NEVER = pd.Series(dtype="datetime64[s]")  # no first release has a known date: each year counts from 1 January on


@pytest.fixture
def fared(tmp_path, make_flows):
    """A function that freezes rows and scores them against departures that end in 80, 60, 120."""

    def score(rows, known=NEVER, last=2023, how=ledger.score, departed=(100, 110, 100, 80, 60, 120)):
        flows = make_flows([*departed], [1] * len(departed), last=last)
        flows.loc[(flows.year == last) & (flows.flow == "departures"), "vintage"] = "preliminary"
        return how(ledger.read(written(tmp_path / "ledger.csv", rows)), flows, known)

    return score


def test_a_projection_is_scored_as_by_hand(fared):
    found = fared([row(2020, "2021-01-15")], known=pd.Series({2021: pd.Timestamp("2022-02-10")}))
    assert list(found.year) == [2021, 2022, 2023] and list(found.horizon) == [1, 2, 3]
    assert list(found.actual) == [80, 60, 120] and list(found.vintage) == ["final", "final", "preliminary"]
    assert found.error.tolist() == pytest.approx([-12.5, -50, 25])
    assert found.no_change_error.tolist() == pytest.approx([-25, -100 * 40 / 60, 100 * 20 / 120])
    assert list(found.inside_80) == [True, False, False] and list(found.inside_95) == [True, True, True]
    assert found.counts.all() and found.scored.all()
    assert found.lead.tolist() == [11, 23, 35]
    keys = ["edition", "frozen", "method", "version", "year", "horizon", "lead", *ledger.BOUNDS, "actual", "vintage"]
    measures = ["error", "no_change_error", "inside_80", "inside_95"]
    assert found.columns.tolist() == [*keys, *measures, "counts", "scored"]
    assert set(found.method) == {"project"} and set(found.version) == {row(2020, "2021-01-15")["version"]}


def test_a_bound_belongs_to_its_interval(fared):
    bounds = {"lower_80_1": 80.0, "lower_80_2": 50.0, "upper_80_2": 60.0, "lower_95_3": 200.0, "upper_95_3": 300.0}
    found = fared([row(2020, "2021-01-15", **bounds)]).set_index("year")
    assert found.inside_80[2021] and found.inside_80[2022] and not found.inside_95[2023]


def test_five_years_ahead_are_scored_and_a_zero_has_no_error_in_percent(fared):
    found = fared([row(2020, "2021-01-15")], last=2026, departed=(100, 110, 100, 80, 60, 120, 0, 1, 50))
    assert found.horizon.tolist() == [1, 2, 3, 4, 5]
    for column in ("error", "no_change_error"):
        assert found[column].isna().tolist() == [False, False, False, True, False]


DAYS = ["2022-01-15", "2022-02-09", "2022-02-10", "2022-12-31", "2028-12-30"]


@pytest.mark.parametrize(("known", "early"), [({2021: "2022-02-10"}, 2), ({}, 3)], ids=["dated", "from 1 January"])
def test_the_first_row_before_the_first_outcome_is_scored_for_every_year(fared, known, early):
    """A row that was frozen when the first outcome was out replaces nothing, not even for later years."""
    days = DAYS if known else ["2021-01-15", "2021-02-01", "2021-12-31", "2022-01-01", "2028-12-30"]
    released = pd.Series({year: pd.Timestamp(day) for year, day in known.items()}, dtype="datetime64[s]")
    found = fared([row(2020, day, point_1=90.0 + n) for n, day in enumerate(days)], released)
    for _, part in found.groupby("year"):
        assert part.counts.tolist() == [True] * early + [False] * (len(days) - early)
        assert part.scored.tolist() == [True] + [False] * (len(days) - 1)


@pytest.mark.parametrize("how", [ledger.score, ledger.score_events])
def test_a_run_sees_no_later_edition_and_no_later_outcome(fared, how):
    rows = [row(2020, "2021-01-15"), row(2021, "2022-01-15"), row(2022, "2023-01-15")]
    found = fared(rows, last=2021, how=how, departed=(100, 110, 100, 80))
    assert set(found.edition) == ({2020} if how is ledger.score else {2020, 2021})
    if how is ledger.score_events:
        assert set(found.year[found.happened.notna()]) == {2021}


def test_events_are_scored_as_by_hand(fared):
    found = fared([row(2020, "2021-01-15", p_d2=0.3)], how=ledger.score_events).set_index("event")
    # 100 → 80 → 60 → 120: a fall by exactly a fifth is moderate, one by a quarter is not.
    assert found.happened.to_dict() == {
        "D1": 1, "D2": 0, "D3": 0, "further decline": 1, "lower three years on": 0,
        "steeper next year": 0,
    }  # fmt: skip
    assert found.brier[["D1", "D2"]].tolist() == pytest.approx([0.16, 0.09]) and found.brier_no_change[
        "D1"
    ] == pytest.approx(0.16)
    # 2018 to 2020 run 100, 110, 100: one moderate change of two, hence (1 + 1) / (2 + 2).
    assert found.base_rate["D1"] == 0.5 and found.brier_base["D1"] == 0.25
    assert found.year["D1"] == 2021 and found.year["D2"] == 2023 and found.lead["D2"] == 35
    assert found.vintage[["D1", "D2", "D3"]].tolist() == ["final", "preliminary", "preliminary"] and found.scored.all()


@pytest.mark.parametrize(
    ("preliminary", "touched"),
    [
        (2019, set()),
        (2020, set(events.EVENTS)),  # every event is a change from the edition's year
        (2021, {"D1", "D3", "further decline", "steeper next year"}),
        (2022, {"D3"}),  # alone in looking at the years between
        (2023, {"D2", "D3", "lower three years on"}),
    ],
)
def test_an_event_is_preliminary_if_a_value_that_it_compares_is(fared, preliminary, touched):
    vintages = pd.Series("final", index=range(2018, 2024)).where(lambda kept: kept.index != preliminary, "preliminary")
    assert {event for event in events.EVENTS if ledger.vintage_of(event, 2020, vintages) == "preliminary"} == touched

    def scored(read, flows, known):
        departed = flows.flow == "departures"
        return ledger.score_events(read, flows.assign(vintage=flows.year.map(vintages).where(departed, "final")), known)

    found = fared([row(2020, "2021-01-15")], how=scored).set_index("event")
    assert set(found.index[found.vintage == "preliminary"]) == touched
    assert set(found.index[found.vintage == "final"]) == set(events.EVENTS) - touched


def test_an_event_counts_only_when_frozen_before_the_first_outcome_and_the_first_such_row_is_scored(fared):
    days = ["2021-01-15", "2021-01-16", "2022-02-10"]
    rows = [row(2020, day, p_d1=0.1 * n) for n, day in enumerate(days, 1)]
    released = pd.Series({2021: pd.Timestamp("2022-02-10")})
    found = fared(rows, released, how=ledger.score_events, last=2022, departed=(100, 110, 100, 80, 60))
    keys = ["edition", "frozen", "method", "version", "event", "year", "lead"]
    scores = ["probability", "no_change", "happened", "vintage", "base_rate", *ledger.BRIERS]
    assert found.columns.tolist() == [*keys, *scores, "counts", "scored"]
    for event, part in found.groupby("event"):
        known = event in {"D1", "further decline", "steeper next year"}
        assert part.counts.tolist() == [True, True, False] and part.scored.tolist() == [known, False, False]
        assert part.happened.notna().eq(known).all() and part.brier.notna().eq(known).all()
        assert set(part.vintage.dropna()) == ({"final"} if known else set()), "2022 is preliminary, no part of it"


def test_a_history_of_one_year_has_no_outcome_yet(fared):
    found = fared([row(2020, "2021-01-15", first_year=2020)], how=ledger.score_events, last=2020, departed=(100,))
    assert found.happened.isna().all() and (found.base_rate == 0.5).all()


def test_other_definitions_are_not_scored_by_ours(fared):
    told = refusal(lambda: fared([row(2020, "2021-01-15", definitions="D1: y1 < y0")], how=ledger.score_events))
    assert "2020" in told and "other definitions" in told


def test_the_first_release_is_the_earliest_dated_preliminary_figure():
    rows = [
        (2020, "departures", "preliminary", "2021-02-20"),
        (2020, "departures", "preliminary", "2021-02-11"),
        (2020, "arrivals", "preliminary", "2021-02-01"),
        (2021, "departures", "revised", "2026-01-01"),
        (2022, "departures", "preliminary", None),
    ]
    rows = pd.DataFrame(rows, columns=["year", "measure", "vintage", "published"])
    rows["published"] = pd.to_datetime(rows.published)
    found = ledger.first_published(rows)
    assert found.to_dict() == {2020: pd.Timestamp("2021-02-11")} and found.index.dtype == int
