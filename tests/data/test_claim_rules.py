"""Each rule about articles, claims, exclusions and the second reading, on tables made by hand.

Most cases stand in rows.yml and packages.yml; here are those of many variants.
"""

import pytest

from helpers import printed
from helpers.data import claim_rules as rules


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("check: rise or fall?", True),
        ("read from a chart; Check: flow: no word tells", True),
        ("a share or a change?", True),
        ("printed as 'what else?' in the title", False),
        ("double-checked", False),
        ("", False),
    ],
)
def test_what_a_draft_asks_is_settled(faults_of, text, open_):
    tables = {"claims": [{"note": "fine"}, {"note": text}], "exclusions": [{"reason": text}]}
    assert faults_of(rules.wording, **tables) == [
        f"{place}: found {text!r}; expected no question left by the draft. To do: settle what the draft asks, correct "
        "the row, and delete the question."
        for place in ("claims.csv, row 3, column note", "exclusions.csv, row 2, column reason")
    ] * open_  # fmt: skip


def test_every_doubt_of_a_draft_is_an_open_question():
    from helpers.drafts import draft

    made = draft.draft("В 2026 году 5,1% и 7 тыс. Ещё 2019, 300 м.\n", "a", 2026, {})
    doubtful = [row["note"] for row in made.claims if row["note"]]
    doubtful += [row["reason"] for row in made.exclusions if "check" in row["reason"]]
    assert len(doubtful) > 1 and all(rules.OPEN_QUESTION.search(text) for text in doubtful)


def ids(*numbers):
    return [{"claim_id": number} for number in numbers]


def test_the_highest_number_of_each_series_is_kept(make_package):
    claims = make_package(claims=ids("a-02", "a-10", "a-9", "b-1", "x")).table("claims")
    assert rules.highest_numbers(claims) == {"a": 10, "b": 1}


def quoted(quote, start, article="a", **more):
    end = start + len(quote) if isinstance(start, int) else ""
    return {"article_id": article, "quote": quote, "start": start, "end": end} | more


CLAIMED = [quoted("и 12", 13), quoted("7", 11), quoted("9", "", "b"), quoted("9", 9, "b")]


def test_positions_of_numerals_come_in_order_and_their_hash_is_that_of_their_list(make_package):
    package = make_package(claims=CLAIMED)
    assert rules.numerals_of(package, "a", "claims") == [(11, 12), (15, 17)]
    assert rules.numerals_of(package, "b", "claims") == [(9, 10)]
    assert printed.find_numerals("и 12") == [(2, 4)]
    assert rules.positions_hash([(11, 12), (15, 17)]) == rules.sha256(b"11-12,15-17")
