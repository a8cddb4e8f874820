"""The judgement: words of the scale for several chances, and outcomes that add up."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import parameters
from helpers.projection import events, outlook
from helpers.projection.house_method import NO_CHANGE


@pytest.mark.parametrize(
    ("chances", "words"),
    [
        ([0.094], ["very_unlikely"]),
        ([0.10, 0.344], ["unlikely"]),
        ([0.35, 0.45, 0.65], ["even"]),
        ([0.66, 0.90], ["likely"]),
        ([0.91], ["very_likely"]),
        ([0.34, 0.36], ["unlikely", "even"]),
        ([0.80, 0.50, 0.60], ["even", "likely"]),
        ([0.09, 0.45], []),
        ([0.20, 0.70], []),
    ],
)
def test_words_hold_every_chance_as_printed(chances, words):
    assert outlook.words_for(chances) == tuple(words)


@settings(derandomize=True, database=None, max_examples=200)
@given(st.lists(st.floats(0.001, 1), min_size=3, max_size=3))
def test_whole_percents_add_up_to_100_and_lie_within_one(weights):
    shares = {str(place): weight / sum(weights) for place, weight in enumerate(weights)}
    found = outlook.whole_percents(shares)
    assert sum(found.values()) == 100
    assert all(abs(found[name] - 100 * share) < 1 for name, share in shares.items())


def test_the_judgement_of_an_edition_rests_on_three_answers_where_departures_halved():
    run = parameters.check(year=2025)
    judged = outlook.judge(run, outlook.falls(run))
    assert judged.ways.columns.tolist() == ["ours", "no change", "elsewhere"]
    assert judged.ways.sum().tolist() == pytest.approx([1, 1, 1])
    unchanged = events.chances(NO_CHANGE.distribution(outlook.flow_series(run), 3))
    assert judged.ways.loc["moderate", "no change"] == unchanged["D2"]
    assert (judged.words, judged.author) == (("even",), "")
    assert judged.borders == pytest.approx((7608 * 0.8**3, 7608))


def test_without_a_fall_like_this_two_answers_remain_and_without_a_fit_none():
    run = parameters.check(year=2022, moderate_decline=[-0.1, 0.05])
    judged = outlook.judge(run, outlook.falls(run))
    assert judged.ways.columns.tolist() == ["ours", "no change"] and judged.author is None
    assert judged.ways.sum().tolist() == pytest.approx([1, 1])
    assert judged.borders == pytest.approx((24147 * 0.9**3, 24147 * 1.05**3))
    assert outlook.judge(parameters.check(year=2005), pd.DataFrame()) is None


def test_the_author_is_the_one_that_an_article_names(monkeypatch):
    rows = [("forecast", "departures", None), ("forecast", "arrivals", "A"), ("count", "departures", "B")]
    claims = pd.DataFrame(rows, columns=["kind", "flow", "attributed_to"])
    tables = type("Tables", (), {"claims": claims})
    monkeypatch.setattr(outlook.cleaning, "tables_of", lambda run: tables)
    assert outlook.author_of(parameters.check(year=2025)) == ""
    tables.claims = claims.assign(attributed_to=["the institute", "A", "B"])
    assert outlook.author_of(parameters.check(year=2025)) == "the institute"
    tables.claims = claims.tail(2)
    assert outlook.author_of(parameters.check(year=2025)) is None
