"""Each rule about articles, claims, exclusions and the second reading, on tables made by hand: word for word.

Rules that judge each row by itself: test_rows.py.
"""

import pytest

from helpers import printed
from helpers.data import claim_rules as rules

# --- articles and ids -------------------------------------------------------------------------------------------


def test_what_is_known_of_a_text_is_known_whole(faults_of):
    known = dict.fromkeys(rules.TEXT_COLUMNS, "1")
    rows = [known, dict.fromkeys(known, ""), known | {"length": ""}, {"numerals": "1", "sha256": "1"}]
    filled = {"4": "sha256, numerals, numerals_sha256", "5": "sha256, numerals"}
    assert faults_of(rules.articles, articles=rows) == [
        f"articles.csv, row {line}, column {column}: found nothing; expected a value, because {filled[line]} have one. "
        "To do: fill the cell, or blank all four."
        for line, column in [("4", "length"), ("5", "length"), ("5", "numerals_sha256")]
    ]


def about(article, *years):
    return [{"article_id": article, "time_period": year} for year in years]


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        (
            about("a", "2024", "2024", "2026", "2027"),
            "'2026', the time_period of 1 of its claims; expected 2024, that of 2",
        ),
        (about("a", 2026, 2026, 2025), ""),
        (about("a", 2026, 2025), ""),
        (about("a", "", "2027/..", "2027/2028"), ""),
        (about("b", 2027, 2027), ""),
        (about("a", 2027, "2026/..", 2027), "'2026', the time_period of 0 of its claims; expected 2027, that of 2"),
        (about("a", 2026, 2027, 2027), "'2026', the time_period of 1 of its claims; expected 2027, that of 2"),
    ],
)
def test_an_article_is_about_the_year_of_most_of_its_claims(faults_of, claims, told):
    articles = [{"article_id": "a", "reference_year": 2026}]
    assert faults_of(rules.reference_years, articles=articles, claims=claims) == [
        f"articles.csv, row 2, column reference_year: found {told} of them. To do: correct the year, or time_period in "
        "claims.csv."
    ] * bool(told)  # fmt: skip


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
    assert faults_of(rules.open_questions, **tables) == [
        f"{place}: found {text!r}; expected no question left by the draft. To do: settle what the draft asks, correct "
        "the row, and delete the question."
        for place in ("claims.csv, row 3, column note", "exclusions.csv, row 2, column reason")
    ] * open_  # fmt: skip


def test_every_doubt_of_a_draft_is_an_open_question():
    from helpers.data import draft

    made = draft.draft("В 2026 году 5,1% и 7 тыс. Ещё 2019, 300 м.\n", "a", 2026, {})
    doubtful = [row["note"] for row in made.claims if row["note"]]
    doubtful += [row["reason"] for row in made.exclusions if "check" in row["reason"]]
    assert len(doubtful) > 1 and all(rules.OPEN_QUESTION.search(text) for text in doubtful)


def ids(*numbers):
    return [{"claim_id": number} for number in numbers]


LOST = "To do: put the lost row back; a claim that was misread is corrected, not dropped."


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        (["a-01", "a-02", "b-01"], []),
        (["a-02", "a-01", "a-02"], ["row 2, column claim_id: found 'a-02'; expected a-01 before it."]),
        (["a-01", "a-03", "a-02"], ["row 3, column claim_id: found 'a-03'; expected a-02 before it."]),
        (["a-01", "a-03", "a-04"], ["row 3, column claim_id: found 'a-03'; expected a-02 before it."]),
        (["a-b-09", "a-b-10"], ["row 2, column claim_id: found 'a-b-09'; expected a-b-01 before it."]),
        (["nothing", "a-x1"], []),
    ],
)
def test_a_gap_in_the_numbers_of_claims_is_a_lost_claim(faults_of, claims, told):
    found = faults_of(rules.claim_numbers, claims=ids(*claims))
    assert found == [f"claims.csv, {line} {LOST}" for line in told]


def test_numbers_that_were_used_once_are_missed_for_ever(faults_of):
    numbering = {"a": 2, "b": 1, "c": 12}
    assert faults_of(rules.claim_numbers, claims=ids("a-02", "a-01", "b-01"), numbering=numbering)[1:] == [
        f"claims.csv, column claim_id: found no claim of c; expected c-01 after it, and ids up to c-12. {LOST}"
    ]
    assert faults_of(rules.claim_numbers, claims=ids("c-01", "a-01", "b-01"), numbering={"a": 3}) == [
        f"claims.csv, row 3, column claim_id: found 'a-01'; expected a-02 after it, and ids up to a-03. {LOST}"
    ]
    assert faults_of(rules.claim_numbers, claims=[], numbering=numbering) == [], "a table that could not be read"


def test_the_highest_number_of_each_series_is_kept(make_package):
    claims = make_package(claims=ids("a-02", "a-10", "a-9", "b-1", "x")).table("claims")
    assert rules.highest_numbers(claims) == {"a": 10, "b": 1}


# --- positions ----------------------------------------------------------------------------------------------------

TEXT = "0123456789 7 и 12, 5."
ARTICLES = [
    {"article_id": "a", "sha256": "x", "length": len(TEXT), "numerals": 3},
    {"article_id": "b", "sha256": "", "length": ""},
]


def quoted(quote, start, article="a", **more):
    end = start + len(quote) if isinstance(start, int) else ""
    return {"article_id": article, "quote": quote, "start": start, "end": end} | more


def test_positions_that_fit_pass(faults_of):
    claims = [quoted("7 и 12", 11), quoted("x", ""), quoted("7", "", "b")]
    claims = [claims[0], claims[2]]
    assert faults_of(rules.spans, articles=ARTICLES, claims=claims, exclusions=[quoted("5", 20)]) == []
    touching = [quoted("7 и 12", 11), quoted(", 5", 17)]
    assert faults_of(rules.spans, articles=ARTICLES, claims=touching) == []
    at_the_start = [quoted("0", 0), quoted(".", 20)]
    assert faults_of(rules.spans, articles=ARTICLES, claims=at_the_start) == []


def test_a_position_goes_with_a_text(faults_of):
    claims = [quoted("7", ""), quoted("7", 3, "b"), quoted("7", 3, "unknown")]
    todo = "To do: correct the cell, or sha256 in articles.csv."
    nothing = "expected nothing, because the article's text is not at hand"
    assert faults_of(rules.spans, articles=ARTICLES, claims=claims) == [
        f"claims.csv, row 2, column start: found nothing; expected a position. {todo}",
        f"claims.csv, row 2, column end: found nothing; expected a position. {todo}",
        f"claims.csv, row 3, column start: found '3'; {nothing}. {todo}",
        f"claims.csv, row 3, column end: found '4'; {nothing}. {todo}",
    ]


def test_a_position_holds_its_quote_and_lies_in_the_text(faults_of):
    claims = [quoted("12", 15, end=16), quoted("5.", 20), quoted("77", 30, "b", end=31)]
    assert [line for line in faults_of(rules.spans, articles=ARTICLES, claims=claims) if "column end" in line][:4] == [
        "claims.csv, row 2, column end: found '16'; expected 17, which is start plus the 2 characters of the quote. To "
        "do: correct start, end or quote.",
        "claims.csv, row 3, column end: found '22'; expected at most 21, the length of the text. To do: correct the "
        "position.",
        "claims.csv, row 4, column end: found '31'; expected nothing, because the article's text is not at hand. To "
        "do: correct the cell, or sha256 in articles.csv.",
        "claims.csv, row 4, column end: found '31'; expected 32, which is start plus the 2 characters of the quote. To "
        "do: correct start, end or quote.",
    ]


def test_quotes_of_one_article_do_not_overlap(faults_of):
    claims = [quoted("7 и 12", 11), quoted("7", 11), quoted("12", 15), quoted(" 5", 18), quoted("и 1", 13, "c")]
    exclusions = [quoted("12, 5", 15)]
    told = [
        "claims.csv, row 2, column start: found 11, inside another quote; expected a start from 12 on, where row 3 of "
        "claims.csv ends. To do: keep one of the two.",
        "claims.csv, row 4, column start: found 15, inside another quote; expected a start from 17 on, where row 2 of "
        "claims.csv ends. To do: keep one of the two.",
        "exclusions.csv, row 2, column start: found 15, inside another quote; expected a start from 17 on, where row 2 "
        "of claims.csv ends. To do: keep one of the two.",
        "claims.csv, row 5, column start: found 18, inside another quote; expected a start from 20 on, where row 2 of "
        "exclusions.csv ends. To do: keep one of the two.",
    ]
    assert faults_of(rules.spans, articles=ARTICLES, claims=claims, exclusions=exclusions) == told


def test_a_quote_of_one_character_is_not_quoted_twice(faults_of):
    (line,) = faults_of(rules.spans, articles=ARTICLES, claims=[quoted("0", 0)], exclusions=[quoted("0", 0)])
    assert line.startswith("exclusions.csv, row 2, column start: found 0, inside another quote")


def numbered(*positions, count=3):
    return [
        ARTICLES[0] | {"numerals": count, "numerals_sha256": rules.positions_hash(list(positions))},
        ARTICLES[1],
    ]


CLAIMED = [quoted("и 12", 13), quoted("7", 11), quoted("9", "", "b"), quoted("9", 9, "b")]


def test_every_numeral_is_claimed_or_excluded(faults_of):
    excluded = [quoted("5", 19)]
    right = numbered((11, 12), (15, 17), (19, 20))
    assert faults_of(rules.numerals, articles=right, claims=CLAIMED, exclusions=excluded) == []
    todo = "To do: compare the rows of a in claims.csv and exclusions.csv with the text (validate --texts)."
    assert faults_of(rules.numerals, articles=right, claims=CLAIMED) == [
        "articles.csv, row 2, column numerals: found 2 numerals claimed or excluded; expected 3 as in the text. " + todo
    ]
    moved = numbered((11, 12), (15, 17), (18, 19))
    (line,) = faults_of(rules.numerals, articles=moved, claims=CLAIMED, exclusions=excluded)
    assert line == (
        "articles.csv, row 2, column numerals_sha256: found numerals at other positions (hash "
        f"{right[0]['numerals_sha256']}); expected '{moved[0]['numerals_sha256']}'. {todo}"
    )


def test_an_exclusion_excludes_a_numeral(faults_of):
    assert faults_of(rules.numerals, exclusions=[quoted("5", 19), quoted("five", 3)]) == [
        "exclusions.csv, row 3, column quote: found 'five'; expected a numeral. To do: correct or remove the row."
    ]


def test_positions_of_numerals_come_in_order_and_their_hash_is_that_of_their_list(make_package):
    package = make_package(claims=CLAIMED)
    assert rules.numerals_of(package, "claims", "a") == [(11, 12), (15, 17)]
    assert rules.numerals_of(package, "claims", "b") == [(9, 10)]
    assert printed.find_numerals("и 12") == [(2, 4)]
    assert rules.positions_hash([(11, 12), (15, 17)]) == rules.sha256(b"11-12,15-17")


# --- the second reading -------------------------------------------------------------------------------------------

READ = {"article_id": "a", "quote": "7,", "start": 3, "end": 5, "value": "7.6", "unit_mult": 3, "decimals": 1}
LOOK = "To do: look into the article which reading is right."


def test_two_readings_that_agree_pass(faults_of):
    others = [READ | {"start": 9, "value": ""}, READ | {"article_id": "b"}]
    assert faults_of(rules.second_reading, claims=[READ, *others], second_reading=[READ | {"value": "7.60"}]) == []
    both = [READ, READ | {"article_id": "b", "value": "9"}]
    assert faults_of(rules.second_reading, claims=both, second_reading=both[::-1]) == [], "two articles, one place"
    assert faults_of(rules.second_reading, claims=[READ], second_reading=[]) == [], "the article was read once"


@pytest.mark.parametrize(("column", "other"), [("end", 6), ("value", "6.7"), ("unit_mult", 0), ("decimals", 2)])
def test_where_the_readings_differ_is_named(faults_of, column, other):
    assert faults_of(rules.second_reading, claims=[READ], second_reading=[READ | {column: other}]) == [
        f"second_reading.csv, row 2, column {column}: found '{other}'; expected {READ[column]} as in row 2 of "
        f"claims.csv. {LOOK}"
    ]


def test_a_figure_that_one_reading_alone_has_is_named(faults_of):
    second = [READ | {"start": 4, "value": 8}, READ | {"start": 9}]
    assert faults_of(rules.second_reading, claims=[READ, READ | {"start": 9}], second_reading=second) == [
        f"second_reading.csv, row 2, column start: found a figure at 4; expected a claim with a value at the same "
        f"start. {LOOK}",
        "claims.csv, row 2, column start: found a figure at 3 that second_reading.csv does not have; expected a second "
        "reading of every figure. To do: read the figure a second time.",
    ]


def test_a_figure_at_two_places_is_one_fault_at_the_claim(faults_of):
    claim, figure = READ, [READ | {"start": 4, "end": 6}]
    others = [READ | {"article_id": "b"}, READ | {"value": "9", "start": 8}]
    told = [f"claims.csv, row 3, column start: found '4'; expected 3 as in row 4 of second_reading.csv. {LOOK}"]
    assert faults_of(rules.second_reading, claims=[*others[:1], *figure], second_reading=[*others, claim])[1:] == told
    assert faults_of(rules.second_reading, claims=[claim, *figure], second_reading=[claim, *figure]) == []


def test_a_position_that_does_not_fit_its_quote_is_not_told_again(faults_of):
    claims = [quoted("7,6", 3, end=5) | {key: READ[key] for key in ("value", "unit_mult", "decimals")}]
    read = {key: value for key, value in READ.items() if key != "quote"} | {"end": 6}
    assert faults_of(rules.second_reading, claims=claims, second_reading=[read]) == []
    assert faults_of(rules.second_reading, claims=claims, second_reading=[read | {"start": 2}]) == []
    (line,) = faults_of(rules.spans, articles=ARTICLES, claims=claims)
    assert line.startswith("claims.csv, row 2, column end: found '5'; expected 6, which is start plus")


def test_the_hash_of_positions_is_silent_where_a_row_is_named(faults_of):
    moved, excluded = numbered((11, 12), (15, 17), (18, 19)), [quoted("5", 19)]
    (line,) = faults_of(rules.numerals, articles=moved, claims=CLAIMED, exclusions=excluded)
    assert "column numerals_sha256" in line
    unfit = [CLAIMED[0] | {"end": 18}, *CLAIMED[1:]]
    assert faults_of(rules.numerals, articles=moved, claims=unfit, exclusions=excluded) == []
    read = [{"article_id": "a", "start": 12}]
    about = {"articles": moved, "exclusions": excluded, "second_reading": read}
    assert faults_of(rules.numerals, claims=[row | {"value": 1} for row in CLAIMED], **about) == []
    lost = {"articles": numbered(count=4), "exclusions": excluded, "second_reading": read}
    (line,) = faults_of(rules.numerals, claims=CLAIMED, **lost)
    assert "3 numerals claimed or excluded; expected 4" in line, "a numeral that is lost is told all the same"
