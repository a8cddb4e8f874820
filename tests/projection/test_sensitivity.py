"""Sensitivity: each choice moved by itself, and nothing known that the run cannot know."""

import pandas as pd
import pytest

from helpers import cleaning, language
from helpers.cleaning import names, tables
from helpers.data import package
from helpers.language import formats
from helpers.parameters import Parameters
from helpers.projection import fitting, sensitivity
from helpers.projection.events import event_probabilities, percent

VALUES = [900.0, 700, 620, 640, 500, 520, 430, 450, 380, 300, 320, 260, 250, 210, 180, 190, 150, 120, 100]  # 1995–2013
RUN = Parameters(2013)


def printed(year, value, vintage="revised"):
    url = cleaning.OFFICIAL if vintage == "revised" else "press"
    known = {"year": year, "measure": "departures", "value": int(value), "as_published": str(int(value))}
    page = {"vintage": vintage, "source_url": url, "published": pd.NaT, "note": None}
    return known | page | {"row": f"flows.csv:{year}-{vintage}"}


@pytest.fixture
def given(monkeypatch):
    """Sets the raw table that an edition reads; our own two methods only, and nothing cached."""

    def give(*extra, values=VALUES, without=None):
        rows = [printed(1995 + place, value) for place, value in enumerate(values)]
        arrivals = [row | {"measure": "arrivals"} for row in rows]
        table = pd.DataFrame([*rows, *arrivals, *extra]).astype({"year": "Int64", "value": "Int64"})
        table = table[table.year != without]
        monkeypatch.setattr(package, "read", lambda name, folder: table.copy())

    own = {name: method for name, method in fitting.all_methods().items() if name in fitting.OURS}
    monkeypatch.setattr(fitting, "all_methods", lambda: own)
    monkeypatch.setattr(fitting, "fit", fitting.fit.__wrapped__)
    monkeypatch.setattr(cleaning, "tables_of", lambda run: tables.Tables(run.year, run.vintage, None))
    give()
    return give


def series(first, last=2013):
    return pd.Series(VALUES, index=pd.RangeIndex(1995, 2014)).loc[first:last]


def chances(frame, choice, place):
    """The probabilities of one rung by its place among those of its choice."""
    mine = frame[frame.choice == choice]
    return mine[mine.setting == mine.setting.unique()[place]].set_index("event").probability


def expected(values, band=(-0.2, 0.0)):
    return event_probabilities(values, band).set_index("event").probability.loc[list(sensitivity.SHOWN)]


def test_every_choice_has_the_base_case_once_and_no_other(given):
    found = sensitivity.one_at_a_time(RUN)
    base = expected(series(2000))
    assert found.columns.tolist() == sensitivity.COLUMNS
    assert found[found.base].groupby("choice").event.apply(list).map(tuple).to_dict() == dict.fromkeys(
        ["band", "start"], sensitivity.SHOWN
    )
    assert found[found.base].probability.to_numpy() == pytest.approx(found[found.base].event.map(base).to_numpy())


def test_each_rung_moves_its_own_choice_and_no_other(given):
    found = sensitivity.one_at_a_time(RUN)
    for choice, place, wanted in (
        ("band", 1, expected(series(2000), (-0.1, 0.0))),
        ("start", 0, expected(series(1995))),
        ("start", 2, expected(series(2004))),
    ):
        pd.testing.assert_series_equal(chances(found, choice, place), wanted, check_names=False)
    assert found[found.choice == "start"].setting.unique().tolist() == [
        "from 1995, 19 points", "from 2000, 14 points", "from 2004, 10 points",
    ]  # fmt: skip
    band = found[(found.choice == "band") & found.event.isin(["further decline", "lower three years on"])]
    assert band.groupby("event").probability.nunique().tolist() == [1, 1]


def test_the_band_of_the_run_comes_first_and_is_the_base(given):
    found = sensitivity.one_at_a_time(Parameters(2013, moderate_decline=(-0.25, 0.05)))
    band = found[found.choice == "band"]
    assert band.setting.unique().tolist() == [
        "−25% to 5%", "−10% to 0%", "−15% to 0%", "−20% to 0%", "−30% to 0%",
    ]  # fmt: skip
    assert band[band.base].setting.unique().tolist() == ["−25% to 5%"]


def test_nothing_later_than_the_year_is_used(given):
    before = sensitivity.one_at_a_time(RUN)
    given(printed(2013, 111, "preliminary") | {"year": 2014}, values=[*VALUES, 9000.0, 10.0])
    pd.testing.assert_frame_equal(sensitivity.one_at_a_time(RUN), before)


def test_the_series_on_record_starts_after_its_last_gap_and_too_few_points_give_an_empty_table(given):
    given(without=1997)
    found = sensitivity.one_at_a_time(RUN)
    assert found[found.choice == "start"].setting.iloc[0] == "from 1998, 16 points"
    table = sensitivity.one_at_a_time(Parameters(2008))
    assert table.empty and table.columns.tolist() == sensitivity.COLUMNS


def test_readers_see_chances_by_event_and_which_is_the_base_case(given):
    with language.speaking("en"):
        found = sensitivity.for_reading(sensitivity.one_at_a_time(RUN))
    assert found.columns.tolist() == ["choice", "setting", *map(names.name, sensitivity.SHOWN)]
    assert found.setting.iloc[0] == "−20% to 0% (base case)"
    shown = sensitivity.one_at_a_time(RUN).query("base and choice == 'band'").set_index("event").probability
    assert found.iloc[0, 2:].tolist() == [formats.chance(shown[event]) for event in sensitivity.SHOWN]
    assert found.choice.unique().tolist() == ["band", "first year"]


def test_shares_are_shown_with_a_digit_where_they_need_one():
    assert [percent(share) for share in (-0.2, -0.125, 0.0, 0.05)] == ["−20%", "−12.5%", "0%", "5%"]
