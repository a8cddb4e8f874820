"""Pairs are read from the claims; stocks and flows, and editions, are never joined."""

import pandas as pd
import pytest

from helpers import corridors

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
    assert corridors.named_pairs(CLAIMS) == [("KAZ", "RUS"), ("MEX", "USA")]


@pytest.mark.parametrize(("year", "stock", "edition"), [(2025, 0.42, "Rev.2024"), (2023, 0.97, "Rev.2020")])
def test_the_newest_edition_that_holds_both_directions(year, stock, edition):
    found = corridors.balance_of([("KAZ", "RUS"), ("MEX", "USA")], STOCKS, MOVES, year).set_index(["pair", "kind"])
    assert found.loc[("KAZ-RUS", "stock"), ["ratio", "source"]].tolist() == [stock, edition]
    assert found.loc[("MEX-USA", "stock"), "source"] == "Rev.2020", "the newer one has one direction only"
    assert found.loc[("KAZ-RUS", "flow"), "ratio"] == pytest.approx(5 / 8)


def test_nothing_later_than_the_year():
    assert corridors.balance_of([("KAZ", "RUS")], STOCKS, MOVES, 2019).empty


def test_ranks_keep_editions_apart_and_leave_out_the_unranked():
    table = pd.DataFrame(
        {"edition": ["Rev.2024", "Rev.2020", "Rev.2020"], "year": [2020, 2020, 2020],
         "corridor": ["KAZ-RUS", "KAZ-RUS", "RUS-KAZ"], "rank": [21, 8, None], "row": ["a", "b", "c"]}
    ).astype({"rank": "Int64"})  # fmt: skip
    assert corridors.ranks(table)[["edition", "rank"]].values.tolist() == [["Rev.2020", 8], ["Rev.2024", 21]]
