"""Pairs are read from the claims; stocks and flows, and editions, are never joined."""

import pandas as pd
import pytest

from helpers.cleaning import corridors

CLAIMS = pd.DataFrame(
    {"dimension": ["corridor", "corridor", "total", "corridor"],
     "category": ["MEX-USA USA-MEX", "KAZ-RUS RUS-KAZ", "total", "IND-WORLD"]}
)  # fmt: skip


def stocks(*entries):
    frame = pd.DataFrame(entries, columns=["edition", "year", "origin_iso3", "destination_iso3", "stock"])
    return frame.assign(row=[f"s:{n}" for n in range(len(frame))])


def moves(*entries):
    frame = pd.DataFrame(entries, columns=["period", "origin_iso3", "destination_iso3", "flow"])
    source = "A: closed, pseudo-Bayes (best validated)"
    return frame.assign(source=source, variant="estimate", row=[f"f:{n}" for n in range(len(frame))])


STOCKS = stocks(
    ("Rev.2020", 2020, "KAZ", "RUS", 100.0), ("Rev.2020", 2020, "RUS", "KAZ", 97.0),
    ("Rev.2024", 2024, "KAZ", "RUS", 100.0), ("Rev.2024", 2024, "RUS", "KAZ", 42.0),
    ("Rev.2020", 2020, "MEX", "USA", 100.0), ("Rev.2020", 2020, "USA", "MEX", 7.0),
    ("Rev.2024", 2024, "MEX", "USA", 100.0),
)  # fmt: skip
MOVES = moves(
    ("2015-2020", "KAZ", "RUS", 8.0), ("2015-2020", "RUS", "KAZ", 5.0),
    ("2022 H1", "KAZ", "RUS", 8.0), ("2022 H1", "RUS", "KAZ", 1.0),
    ("2015-2020", "MEX", "USA", 10.0), ("2015-2020", "USA", "MEX", 9.0),
)  # fmt: skip


def test_pairs_are_those_of_the_claims_our_own_first():
    others = pd.DataFrame({"dimension": "corridor", "category": ["IND-WLD", None, "cis", "A-B-C", "TUR-DEU"]})
    assert corridors.named_pairs(pd.concat([others, CLAIMS])) == [("KAZ", "RUS"), ("DEU", "TUR"), ("MEX", "USA")]


@pytest.mark.parametrize(("year", "stock", "edition"), [(2025, 0.42, "Rev.2024"), (2023, 0.97, "Rev.2020")])
def test_the_newest_edition_that_holds_both_directions(year, stock, edition):
    found = corridors.balance_of([("KAZ", "RUS"), ("MEX", "USA")], STOCKS, MOVES, year).set_index(["pair", "kind"])
    assert found.loc[("KAZ-RUS", "stock"), ["ratio", "source"]].tolist() == [stock, edition]
    assert found.loc[("MEX-USA", "stock"), "source"] == "Rev.2020", "the newer one has one direction only"
    assert found.loc[("KAZ-RUS", "flow"), "ratio"] == pytest.approx(5 / 8)


def test_a_pair_says_which_way_is_larger_when_and_on_which_rows():
    found = corridors.balance_of([("KAZ", "RUS")], STOCKS, MOVES, 2025)
    assert list(found.columns) == ["pair", "kind", "ratio", "larger", "period", "source", "row"]
    assert found.drop(columns="ratio").values.tolist() == [
        ["KAZ-RUS", "stock", "KAZ-RUS", "2024", "Rev.2024", "s:2 s:3"],
        ["KAZ-RUS", "flow", "KAZ-RUS", "2015-2020", MOVES.source[0], "f:0 f:1"],
    ]
    turned = STOCKS.assign(stock=[1, 4] * 3 + [9])
    assert corridors.balance_of([("KAZ", "RUS")], turned, MOVES, 2025).larger[0] == "RUS-KAZ"


def test_nothing_later_than_the_year():
    assert corridors.balance_of([("KAZ", "RUS")], STOCKS, MOVES, 2019).empty
    flows_alone = corridors.balance_of([("KAZ", "RUS")], STOCKS.iloc[:0], MOVES, 2020)
    assert list(flows_alone.kind) == ["flow"], "five years that end with the year are known"
    late = stocks(("Rev.2024", 2015, "KAZ", "RUS", 4.0), ("Rev.2024", 2015, "RUS", "KAZ", 1.0))
    assert corridors.balance_of([("KAZ", "RUS")], late, MOVES.iloc[:0], 2023).empty, "an edition of a later year"
    now = corridors.balance_of([("KAZ", "RUS")], STOCKS, MOVES.iloc[:0], 2024)
    assert now.source.tolist() == ["Rev.2024"], "an edition and a year that end with the year are known"
    ahead = stocks(("Rev.2024", 2025, "KAZ", "RUS", 4.0), ("Rev.2024", 2025, "RUS", "KAZ", 1.0))
    assert corridors.balance_of([("KAZ", "RUS")], ahead, MOVES.iloc[:0], 2024).empty, "a later year of an edition"


def test_the_latest_year_then_the_newest_edition_and_only_both_directions_above_zero():
    def ratio(*rows):
        (found,) = corridors.balance_of([("KAZ", "RUS")], stocks(*rows), MOVES.iloc[:0], 2025).ratio
        return found

    def both(edition, year, there, back):
        return (edition, year, "KAZ", "RUS", there), (edition, year, "RUS", "KAZ", back)

    older, newer = both("Rev.2020", 2020, 10.0, 5.0), both("Rev.2024", 2020, 10.0, 4.0)
    assert ratio(*older, *newer) == ratio(*newer, *older) == 0.4
    assert ratio(*older, *both("Rev.2024", 2015, 10.0, 4.0)) == 0.5, "the year comes before the edition"
    assert ratio(*older, *both("Rev.2024", 2024, 10.0, 0.0)) == 0.5, "nobody one way: no ratio"
    assert ratio(*older, ("Rev.2020", 2020, "KAZ", "RUS", 99.0)) == 0.5, "the first row of a direction counts"


def test_only_the_best_validated_estimate_of_flows_counts():
    rival = MOVES.assign(source="B: open, drop negative", flow=1.0)
    bound = MOVES.assign(variant="low 95%", flow=1.0)
    found = corridors.balance_of([("KAZ", "RUS")], STOCKS.iloc[:0], pd.concat([rival, bound, MOVES]), 2025)
    assert found.ratio.tolist() == [pytest.approx(5 / 8)] and found.row.tolist() == ["f:0 f:1"]
    older = moves(("2010-2015", "KAZ", "RUS", 4.0), ("2010-2015", "RUS", "KAZ", 1.0))
    found = corridors.balance_of([("KAZ", "RUS")], STOCKS.iloc[:0], pd.concat([older, MOVES]), 2025)
    assert found.period.tolist() == ["2015-2020"]
