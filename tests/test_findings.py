"""Feeding other data must change every sentence that no longer holds."""

import string

import pandas as pd
import pytest

from helpers import findings
from helpers.wording import WORDING

FALLING, RISING = [300, 200, 100], [100, 200, 300]


def test_departures_fell_to_a_record_low(make_flows):
    found = findings.departures(make_flows(FALLING, RISING), 2025)
    assert found.variant == "record_low"
    assert (
        found.text == "Registered departures fell by 50.0% to 100 in 2025, the fewest since the series begins in 2023"
    )
    assert found.rests_on == ("file.csv:5", "file.csv:6", "file.csv:7"), "a record rests on the whole series"


@pytest.mark.parametrize(
    ("departures", "variant", "never"),
    [
        ([100, 300, 200], "fell", "fewest"),
        (RISING, "rose", "fell"),
        ([300, 200, 200], "unchanged", "fell"),
        ([300, 200, None], "unknown", "fell"),
    ],
)
def test_departures_flip(make_flows, departures, variant, never):
    found = findings.departures(make_flows(departures, RISING), 2025)
    assert found.variant == variant
    assert never not in found.text


def test_net_counts_the_years_running(make_flows):
    found = findings.net(make_flows([300, 100, 100], [100, 200, 300]), 2025)
    assert found.text == "More people arrived than left in 2025, for the second year running"
    assert findings.net(make_flows([100, 100, 400], [200, 200, 300]), 2025).variant == "loss"


@pytest.mark.parametrize(
    ("arrived", "left", "variant"),
    [(300, 100, "gain"), (100, 300, "loss"), (100, 81, "balanced"), (None, 9, "unknown")],
)
def test_balance(make_flows, arrived, left, variant):
    assert findings.flow_ratio(make_flows([left], [arrived]), 2025).variant == variant


def groups(*entries):
    frame = pd.DataFrame(entries, columns=["category", "value", "low", "high", "share", "row"])
    return frame.assign(source_url="https://one.example/page")


CLEAR = (("russian", 4300, 4250, 4350, 0.5652, "a:1"), ("german", 993, 993, 993, 0.1305, "a:2"))


def test_the_largest_group_needs_a_margin_wider_than_the_rounding():
    clear = findings.ethnicity(groups(*CLEAR), 2025)
    assert clear.text == "Russians were the largest group among those who left in 2025: 56–57%"
    tie = groups(("russian", 4300, 4250, 4350, 0.5, "a:1"), ("german", 4260, 4250, 4270, 0.4, "a:2"))
    assert findings.ethnicity(tie, 2025).variant == "tie"
    unnamed = groups(("russian", 430, 425, 435, 0.1, "a:1"), ("rest", 3000, 2990, 3010, 0.9, "a:2"))
    assert findings.ethnicity(unnamed, 2025).variant == "tie"
    assert findings.ethnicity(groups(), 2025).variant == "none"


def test_a_figure_that_only_the_article_prints_says_so():
    alone = findings.ethnicity(groups(*CLEAR), 2025, ("https://one.example/page",))
    assert "by one article's figures alone" in alone.text


def test_a_doubtful_region_never_makes_the_headline():
    gains = pd.DataFrame(
        {"region": ["almaty_region", "astana_city"], "value": [9.0, 5.0], "low": [9, 5], "high": [9, 5], "row": "a:1"}
    )
    doubtful = findings.internal(gains.assign(status=["doubtful", "observed"]), 2025)
    assert "Almaty" not in doubtful.text
    sure = findings.internal(gains.assign(status="observed"), 2025)
    assert sure.text.startswith("Of the regions published, Almaty Region gained most")


def test_the_corridor_is_judged_by_its_latest_edition():
    stocks = pd.DataFrame(
        [("old", 2020, "A-B", 100.0, 1, "c:1"), ("old", 2020, "B-A", 99.0, 2, "c:2"),
         ("new", 2024, "A-B", 100.0, 1, "c:3"), ("new", 2024, "B-A", 42.0, 2, "c:4")],
        columns=["edition", "year", "corridor", "stock", "rank", "row"],
    )  # fmt: skip
    assert findings.corridor(stocks, 2025).variant == "unbalanced"
    assert findings.corridor(stocks[stocks.year < 2024], 2025).variant == "balanced"
    assert findings.corridor(stocks.iloc[:0], 2025).variant == "none"


def chances(**given):
    p = {"further decline": 0.56, "lower three years on": 0.6, "D1": 0.3, "D2": 0.45, "D3": 0.05} | given
    return pd.DataFrame({"event": p.keys(), "probability": p.values()})


METHODS = pd.DataFrame(
    {"method": ["project", "a", "b"], "event": "lower three years on", "probability": [0.6, 0.14, 0.9]}
)


@pytest.mark.parametrize(("lower", "variant"), [(0.56, "toss"), (0.4, "toss"), (0.7, "likely"), (0.2, "unlikely")])
def test_the_judgement_flips_with_the_probability(lower, variant):
    found = findings.judgement(chances(**{"further decline": lower}), METHODS, 2025, 26, 2000)
    assert found.variant == variant
    assert "14%" in found.text and "90%" in found.text, "the spread of the other methods stands beside our own"


def test_a_moderate_decline_is_likely_only_above_one_half():
    assert findings.moderate(chances(), 2025).variant == "possible"
    assert findings.moderate(chances(D2=0.6), 2025).variant == "likely"
    assert findings.moderate(None, 2005).variant == "none"


def test_without_a_fit_there_is_no_probability():
    found = findings.judgement(None, None, 2005, 6, 2000)
    assert "%" not in found.text and "6 of at least 10" in found.text


def test_mixed_vintages_are_said(make_flows):
    flows = make_flows(FALLING, RISING)
    flows.loc[(flows.flow == "departures") & (flows.year == 2025), "vintage"] = "preliminary"
    assert findings.departures(flows, 2025).text.endswith("(a preliminary figure against a final one)")


def exchange(*entries):
    return pd.DataFrame(entries, columns=["year", "arrivals", "departures", "row"])


def test_the_exchange_with_a_country_is_judged_in_the_last_year_with_both_flows():
    table = exchange((2019, 3300.0, 39800.0, "a:1"), (2024, 8000.0, 8800.0, "a:2"), (2025, None, 644.0, "a:3"))
    assert findings.russia(table, 2025).text.endswith("nearly balanced in 2024: 8,000 came and 8,800 left")
    assert findings.russia(table.head(1), 2025).variant == "loss"
    assert findings.russia(table.tail(1), 2025).variant == "none"


def months(*entries):
    return pd.DataFrame(entries, columns=["year", "months", "value", "row"])


def test_the_path_within_a_year_knows_its_doubts_and_gaps():
    whole = months((2025, 9, 5900, "c:1"), (2025, 12, 7608, "c:2"))
    assert findings.within_year(whole, 2025).text.endswith("78% of the year's first count")
    assert "under a doubt" in findings.within_year(whole, 2025, ("c:1",)).text
    assert findings.within_year(whole.head(1), 2025).variant == "no_end"
    assert findings.within_year(whole, 2024).variant == "none"


def test_misses_are_counted_on_both_sides():
    tests = pd.DataFrame(
        {"method": "project", "horizon": 1, "actual": [5.0, 1.0, 9.0], "lower_80": 2.0, "upper_80": 8.0}
    )
    assert findings.one_ahead(tests).text == (
        "One year ahead, 1 of 3 outcomes lay inside their 80% interval; below it lay 1, above it 1"
    )


def test_verdicts_say_why_claims_are_unchecked():
    overall = pd.DataFrame({"verdict": ["holds", "unchecked", "unchecked"]})
    reasons = pd.DataFrame({"reason": ["a cause", "no independent source"], "claims": [1, 1]})
    assert findings.verdicts(overall, reasons, 1).text.endswith("unchecked: 2 (a cause 1 and no independent source 1)")
    assert findings.verdicts(overall.iloc[:0], reasons.iloc[:0], 0).variant == "none"


def test_no_better_than_no_change_is_decided_on_the_figure_as_shown():
    assert findings.benchmark(0.996).variant == "no_better"
    assert findings.benchmark(0.9).variant == "better"


def test_momentum_counts_falls_after_falls():
    found = findings.momentum(pd.Series([5, 4, 3, 4, 3, 4], index=range(2000, 2006)))
    assert (found.values["again"], found.values["falls"]) == (1, 3)


def test_coverage_says_when_a_numeral_is_missing():
    complete = [{"numerals": 3, "claimed": 2, "excluded": 1}]
    assert findings.coverage(complete, 2025).text.startswith("3 of 3 numerals")
    assert findings.coverage([complete[0] | {"claimed": 1}], 2025).variant == "gaps"
    unread = {"numerals": None, "claimed": 0, "excluded": 0}
    assert findings.coverage([unread], 2025).variant == "no_text"
    assert findings.coverage([*complete, unread], 2025).text.startswith("3 of 3 numerals")
    assert findings.coverage([], 2025).variant == "none"


def test_ordinals():
    assert [findings.ordinal(n) for n in (2, 11, 12, 21, 22, 23)] == ["second", "11th", "12th", "21st", "22nd", "23rd"]


def test_every_wording_has_a_condition_and_no_typed_number():
    for name, entry in WORDING.items():
        wordings = {key: value for key, value in entry.items() if key not in {"notebook", "front"}}
        assert wordings, name
        for condition, sentence in wordings.values():
            assert condition and sentence
            fixed = "".join(part for part, *_ in string.Formatter().parse(sentence))
            typed = [word for word in fixed.split() if any(c.isdigit() for c in word)]
            assert set(typed) <= {"80%", "95%", "100", "1,000"}, f"{name}: {typed}"


def growth(*entries):
    return pd.DataFrame(entries, columns=["unit", "low", "high", "status"])


def test_an_exchange_is_said_only_when_the_accounts_tell():
    told = growth(
        ("A", 40, 40, "doubtful"), ("B", -3, -2, "doubtful"), ("A", 19, 19, "derived"), ("B", 18, 19, "derived")
    )
    said = findings.swap(told, 2025).text
    assert said.startswith("As printed, natural growth would be 40 in A and −3 to −2 in B;")
    assert said.endswith("exchanged, 19 and 18–19")
    assert findings.swap(told.assign(low=5, high=6), 2025).variant == "unclear"
    assert findings.swap(told.iloc[:0], 2024).variant == "none"
