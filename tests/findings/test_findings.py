"""Feeding other data must change every sentence that no longer holds."""

import re
import string
from dataclasses import replace

import pandas as pd
import pytest

from helpers import findings
from helpers.findings.wording import WORDING

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
        ([100, 900, 470], "almost_halved", "fewest"),
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


def test_departures_fell_only_if_they_did_for_every_value_that_prints_the_same(make_flows):
    flows = make_flows([7600, 7600, 7600], RISING)
    rounded = flows.assign(low=flows.low.where(flows.year != 2025, flows.low - 50), high=flows.high + 50)
    assert findings.departures(rounded, 2025).variant == "unclear"
    apart = rounded.assign(value=rounded.value.where(rounded.year != 2025, 7400))
    apart.loc[(apart.flow == "departures") & (apart.year == 2025), ["low", "high"]] = [7350, 7450]
    found = findings.departures(apart, 2025)
    assert (found.variant, "2–4%" in found.text) == ("record_low", True)


def test_net_counts_the_years_running(make_flows):
    found = findings.net(make_flows([300, 100, 100], [100, 200, 300]), 2025)
    assert found.text == "More people registered as arriving than as leaving in 2025, for the second year running"
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
    assert clear.text == "Russians were the largest group among those registered as leaving in 2025: 56–57%"
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
    {
        "method": ["project", "ETS", "Theta"] * 2,
        "event": ["lower three years on"] * 3 + ["D2"] * 3,
        "probability": [0.6, 0.14, 0.9, 0.45, 0.2, 0.55],
    }
)


@pytest.mark.parametrize(("lower", "variant"), [(0.56, "toss"), (0.4, "toss"), (0.7, "likely"), (0.2, "unlikely")])
def test_the_judgement_flips_with_the_probability(lower, variant):
    found = findings.judgement(chances(**{"further decline": lower}), METHODS, 2025, 26, 2000)
    assert found.variant == variant
    assert "14%" in found.text and "90%" in found.text, "the spread of the other methods stands beside our own"


def test_a_moderate_decline_is_likely_only_above_one_half():
    assert findings.moderate(chances(), METHODS, 2025).variant == "even"
    assert findings.moderate(chances(D2=0.61), METHODS, 2025).variant == "likely"
    assert findings.moderate(chances(D2=0.3), METHODS, 2025).variant == "unlikely"
    assert findings.moderate(None, None, 2005).variant == "none"


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
    found = findings.momentum(pd.Series([5, 4, 3, 4, 3], index=range(2000, 2005)))
    assert (found.variant, found.values["fell"], found.values["cases"]) == ("counted", 1, 2)
    rise = findings.momentum(pd.Series([5, 4, 3, 4, 5, 3, 4, 4], index=range(2000, 2008)))
    assert (rise.variant, rise.values["fell"], rise.values["cases"]) == ("after_rises", 1, 3)
    assert rise.text == "Since 2000, departures fell in 1 of the 3 years that followed a year without a fall"


def test_coverage_says_when_a_numeral_is_missing():
    complete = [{"numerals": 3, "claimed": 2, "excluded": 1}]
    assert findings.coverage(complete, 2025).text.startswith("3 of 3 numerals")
    assert findings.coverage([complete[0] | {"claimed": 1}], 2025).variant == "gaps"
    unread = {"numerals": None, "claimed": 0, "excluded": 0}
    assert findings.coverage([unread], 2025).variant == "no_text"
    assert findings.coverage([*complete, unread], 2025).text.startswith("3 of 3 numerals")
    assert findings.coverage([], 2025).variant == "none"


def test_every_wording_has_a_condition_and_no_typed_number():
    for name, entry in WORDING.items():
        wordings = {key: value for key, value in entry.items() if key not in {"notebook", "front"}}
        assert wordings, name
        for condition, *forms in wordings.values():
            assert condition and forms[0]
            sentence = " ".join(forms[:2])
            fixed = "".join(part for part, *_ in string.Formatter().parse(sentence))
            typed = [word for word in fixed.split() if any(c.isdigit() for c in word)]
            assert set(typed) <= {"80%", "95%", "100", "1,000", "M3"}, f"{name}: {typed}"


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


def rated(*values):
    years = range(2025 - len(values) + 1, 2026)
    return pd.DataFrame({"year": list(years), "flow": "departures", "per_1000": values, "row": "r:1"})


@pytest.mark.parametrize(
    ("values", "variant"), [((2.0, 1.0), "lower"), ((1.0, 2.0), "higher"), ((1.001, 1.0), "same"), ((1.0,), "unknown")]
)
def test_rates_flip(values, variant):
    assert findings.rates(rated(*values), 2025).variant == variant


def paced(*errors):
    years = range(2025 - len(errors), 2026)
    return pd.DataFrame({"year": list(years), "months": 9, "error_percent": [*errors, 1.0], "row": "p:1"})


@pytest.mark.parametrize(
    ("errors", "variant", "said"),
    [
        ((5.0, 12.0), "all_above", "in all 2 earlier years, by up to 12%"),
        ((-5.0, 12.0), "mixed", "in 1 of 2 earlier years, and off by up to 12%"),
        ((-5.0,), "all_below", "the end of the 1 earlier year known, by 5%"),
        ((), "none", "No earlier year"),
    ],
)
def test_the_pace_flips_and_counts(errors, variant, said):
    found = findings.pace(paced(*errors), 2025)
    assert (found.variant, said in found.text) == (variant, True), found.text


def test_newcomers_have_words_of_their_own():
    assert "among those registered as arriving" in findings.ethnicity(groups(*CLEAR), 2025, flow="arrivals").text
    tie = groups(("russian", 4300, 4250, 4350, 0.5, "a:1"), ("german", 4260, 4250, 4270, 0.4, "a:2"))
    assert findings.ethnicity(tie, 2025, flow="arrivals").variant == "tie"


def shared(*entries):
    return pd.DataFrame(entries, columns=["flow", "category", "share", "low", "high", "row"]).assign(status="observed")


def test_parts_are_named_as_exactly_as_they_are_known():
    parts = shared(("departures", "female", 56.6, 55.9, 57.2, "a"), ("departures", "cis", 71.8, 71.75, 71.85, "b"))
    assert (
        findings.parted(parts, 2025).text
        == "Of those registered as leaving in 2025: women 56–57% and to CIS countries 71.8%"
    )
    assert findings.parted(parts[parts.category == "rest"], 2025).variant == "none"


def test_a_share_that_one_article_prints_and_a_first_one_are_called_so():
    parts = shared(("departures", "female", 56.6, 55.9, 57.2, "a t"), ("departures", "cis", 71.8, 71.75, 71.85, "b"))
    parts.loc[1, "status"] = "preliminary"
    assert findings.parted(parts, 2025, {"a", "t"}).text.endswith(
        "women 56–57% (by one article's figures alone) and to CIS countries 71.8% (first figure)"
    )
    assert findings.parted(parts, 2025, {"t"}).text.endswith("women 56–57% and to CIS countries 71.8% (first figure)")
    both = shared(("departures", "russian", 70, 70, 70, "a"), ("departures", "russian", 50, 50, 50, "b"))
    found = findings.beside_earlier(both.assign(year=[2019, 2025]), 2025, {"b"})
    assert found.text == (
        "Russians: 50.0% of those registered as leaving in 2025 (by one article's figures alone), down from 70.0% in "
        "2019"
    )
    early = cis(90.0, 70.0).assign(status=["preliminary", "observed"])
    assert "70.0% of departures in 2025, against 90.0% (first figure) in 2024" in findings.cis(early, 2025).text


def cis(*values):
    frame = pd.DataFrame({"year": range(2025 - len(values) + 1, 2026), "flow": "departures", "value": values})
    return frame.assign(low=frame.value - 0.05, high=frame.value + 0.05, row="c:1", status="observed")


@pytest.mark.parametrize(
    ("values", "variant"),
    [
        ((90.0, 70.0), "fell"),
        ((70.0, 90.0), "rose"),
        ((70.0, 70.1), "same"),
        ((90.0, 45.0), "minority"),
        ((90.0,), "alone"),
        ((90.0, None), "none"),
    ],
)
def test_the_share_of_cis_countries_flips(values, variant):
    found = findings.cis(cis(*values), 2025)
    assert found.variant == variant
    assert ("most" in found.text) <= (variant in ("fell", "rose"))


@pytest.mark.parametrize(
    ("now", "variant", "said"), [(50, "fell", "down from"), (80, "rose", "up from"), (70, "same", ", and 70")]
)
def test_a_share_beside_an_earlier_year_flips(now, variant, said):
    both = shared(("departures", "russian", 70, 69.95, 70.05, "a"), ("departures", "russian", now, now, now, "b"))
    found = findings.beside_earlier(both.assign(year=[2019, 2025]), 2025)
    assert (found.variant, said in found.text) == (variant, True), found.text
    assert findings.beside_earlier(both.iloc[:0].assign(year=[]), 2025).variant == "none"


def mirrored(own, other, low, high):
    columns = ["period", "country", "own", "other", "times_low", "times_high", "row"]
    frame = pd.DataFrame([("January–June 2020", "RUS", own, other, low, high, "m:1 m:2")], columns=columns)
    return frame.assign(doubt="")


@pytest.mark.parametrize(
    ("counts", "variant", "register"),
    [
        ((9500, 31200, 3.2, 3.4), "fewer", "gap"),
        ((9500, 9600, 0.99, 1.02), "alike", "unknown"),
        ((9500, 5000, 0.5, 0.6), "more", "gap"),
    ],
)
def test_what_the_other_side_counted_flips(counts, variant, register):
    found = findings.missed(mirrored(*counts), 2025)
    assert (found.variant, found.rests_on) == (variant, ("m:1", "m:2"))
    assert findings.register(mirrored(*counts), 2025).variant == register
    assert findings.missed(mirrored(*counts).iloc[:0], 2025).variant == "none"


def grown(*values, year=2025):
    frame = pd.DataFrame({"year": range(year - len(values) + 1, year + 1), "value": values})
    frame = frame.assign(low=frame.value - 0.05, high=frame.value + 0.05, row="g:1")
    return frame.assign(times=(1 + frame.value / 100).cumprod())


@pytest.mark.parametrize(
    ("values", "variant"),
    [((10.0, 5.0), "rose_chained"), ((10.0, -5.0), "fell_chained"), ((10.0, 0.0), "same_chained"), ((5.0,), "rose")],
)
def test_moves_inside_the_country_flip(values, variant):
    assert findings.internal_growth(grown(*values), 2025).variant == variant
    assert findings.internal_growth(grown(*values, year=2024), 2025).variant == "none"


def numbered(*entries):
    return pd.DataFrame(entries, columns=["edition", "year", "corridor", "rank", "row"])


@pytest.mark.parametrize(
    ("ranks", "variant"), [((8, 9), "both"), ((8, 11), "one"), ((35, 102), "neither"), ((10, 10), "both")]
)
def test_ranks_flip(ranks, variant):
    now = [("Rev.2024", 2024, "KAZ-RUS", ranks[0], "c:1"), ("Rev.2024", 2024, "RUS-KAZ", ranks[1], "c:2")]
    assert findings.ranks(numbered(*now), 2025).variant == variant
    before = [("Rev.2020", 2020, "KAZ-RUS", 8, "c:3")]
    expected = "neither_now" if variant == "neither" else variant
    assert findings.ranks(numbered(*before, *now), 2025).variant == expected
    assert findings.ranks(numbered(), 2025).variant == "none"


def balances(*entries):
    return pd.DataFrame(entries, columns=["pair", "kind", "ratio"]).assign(row="x:1")


def test_pairs_flip():
    same = balances(("KAZ-RUS", "stock", 0.9), ("MEX-USA", "stock", 0.1), ("KAZ-RUS", "flow", 0.9),
                    ("MEX-USA", "flow", 0.5))  # fmt: skip
    assert findings.balance_of_pairs(same, 2025).variant == "same"
    other = same.assign(ratio=[0.9, 0.1, 0.5, 0.9])
    assert "but Mexico and United States by modelled flows (0.90)" in findings.balance_of_pairs(other, 2025).text
    assert findings.balance_of_pairs(same.head(1), 2025).variant == "none"


# --- the forecast: each sentence flips when its numbers do ---


def scored(skills, brier=0.2, base=0.3):
    frame = pd.DataFrame({"event": list(skills), "un_skill": list(skills.values()), "un_series": 61})
    return frame.assign(n=14, brier=brier, brier_base=base)


@pytest.mark.parametrize(
    ("skills", "variant"),
    [
        ({"D1": "no skill shown", "D2": "better"}, "some"),
        ({"D1": "no skill shown", "D2": "worse"}, "none"),
        ({"D2": "better"}, "all"),
    ],
)
def test_skill_is_said_only_where_it_was_shown(skills, variant):
    found = findings.skill(scored(skills))
    assert found.variant == variant
    assert ("no skill shown" in found.text.lower()) == (variant != "all")
    assert findings.skill(scored(skills).assign(un_series=None)).variant == "untested"


def test_one_series_alone_never_shows_skill():
    assert findings.skill_here(scored({"D2": "better"})).variant == "few"
    assert findings.skill_here(scored({"D2": "better"}, brier=0.4)).variant == "some_worse"
    assert "no skill" in findings.skill_here(scored({"D2": "better"})).text


def rungs(*probabilities):
    frame = pd.DataFrame({"probability": probabilities, "choice": "start"})
    return pd.concat([frame.assign(event="D2"), frame.assign(event="lower three years on")])


def test_choices_that_turn_the_direction_are_said():
    assert findings.sensitivity(rungs(0.55, 0.7), 2025).variant == "same_side"
    assert findings.sensitivity(rungs(0.45, 0.7), 2025).variant == "both_sides"
    assert findings.sensitivity(rungs(0.45).assign(choice="method"), 2025).variant == "none"


def elsewhere(share, low, high):
    row = {"flow": "emigrants", "breaks": "kept", "event": "further decline", "share": share, "low": low, "high": high}
    return pd.DataFrame([row | {"origins": 26, "series": 9}])


@pytest.mark.parametrize(
    ("bounds", "variant"), [((0.58, 0.3, 0.7), "open"), ((0.8, 0.6, 0.9), "again"), ((0.2, 0.1, 0.4), "back")]
)
def test_the_outside_view_flips(bounds, variant):
    assert findings.outside(elsewhere(*bounds), True, 2025).variant == variant
    assert findings.outside(elsewhere(*bounds), False, 2025).variant == "not_halved"
    assert findings.outside(pd.DataFrame(), True, 2012).variant == "none"


@pytest.mark.parametrize(("low", "high", "variant"), [(1, 9, "gain"), (-9, -1, "loss"), (-1, 9, "open")])
def test_net_ahead_flips(low, high, variant):
    row = {"flow": "net", "method": "project", "year": 2026, "lower_80": 1000.0 * low, "upper_80": 1000.0 * high}
    assert findings.net_ahead(pd.DataFrame([row])).variant == variant
    assert findings.net_ahead(pd.DataFrame([row | {"flow": "arrivals"}])).variant == "none"


def test_the_other_two_forecasts_say_when_points_are_too_few():
    assert "only 2 yearly changes" in findings.mobility(grown(5.0, -1.0), 2025).text
    assert findings.mobility(grown(*[5.0] * 10), 2025).variant == "known"
    assert findings.cis_ahead(cis(90.0, 70.0), 2025).variant == "always"
    assert findings.cis_ahead(cis(90.0, 50.0), 2025).variant == "not_always"
    assert findings.cis_ahead(cis(90.0).iloc[:0], 2025).variant == "none"


def test_first_months_update_the_forecast_or_say_why_not():
    known = pd.DataFrame({"year": [2026], "months": [3], "value": [900], "row": ["c:1"]})
    changed = pd.DataFrame({"forecast": ["prior", "combined"], "point": 6000.0, "lower_80": 5000.0, "upper_80": 7000.0})
    assert "With 3 months of 2026 on record" in findings.update(known, changed, 2025).text
    assert findings.update(known, changed.assign(point=None), 2025).variant == "too_few"
    assert findings.update(known.iloc[:0], changed, 2025).variant == "none"


def held(share, low, high):
    return pd.DataFrame({"level": [0.8], "held": [share], "low": [low], "high": [high], "n": [16]})


@pytest.mark.parametrize(
    ("bounds", "variant"), [((0.8, 0.6, 1.0), "inside"), ((0.5, 0.6, 1.0), "narrow"), ((1.0, 0.6, 0.9), "wide")]
)
def test_calibration_flips(bounds, variant):
    assert findings.calibration(held(*bounds)).variant == variant


def test_only_frozen_forecasts_that_count_are_scored():
    row = {"edition": 2024, "year": 2025, "point": 12000.0, "actual": 7608.0, "inside_80": False}
    scores = pd.DataFrame([row | {"scored": True}, row | {"scored": False}])
    found = findings.frozen(scores)
    assert (found.values["outcomes"], found.values["inside"]) == (1, 0) and "7,608" in found.text
    assert findings.frozen(scores[~scores.scored]).variant == "none"


@pytest.mark.parametrize(("d2", "variant"), [(0.7, "likely"), (0.48, "even"), (0.2, "unlikely")])
def test_what_an_article_may_say_flips(d2, variant):
    found = findings.may_say(chances(D2=d2), 2025)
    assert found.variant == variant
    assert ("may not" in found.text) or variant == "likely"
    assert findings.may_say(None, 2005).variant == "none"


def record(ratio=1.0152, msis=(68.6, 61.2), lsis=(15.5, 15.8)):
    rows = [
        ("UN flows", "project", 61, ratio, msis[0], lsis[0], 0.934),
        ("UN flows", "no change", 61, 1, msis[1], lsis[1], 0.9),
        ("M3 yearly", "project", 645, 0.8717, 25.7, 15.1, 0.962),
        ("M3 yearly", "no change", 645, 1, 24.0, 16.2, 0.9),
    ]
    columns = ["set", "method", "series", "smape_ratio", "msis_95", "lsis_95", "cover_95"]
    return pd.DataFrame(rows, columns=columns)


def test_the_method_is_judged_on_flows_first_and_by_both_scores():
    found = findings.competition(record())
    assert found.text == (
        "On 61 migration flows of other countries the method is no better than no change (mean error, sMAPE, 1–6 "
        "years ahead: 1.02 times), on 645 yearly series of the M3 competition it is 0.87 times; its 95% "
        "intervals held 93% and 96%, "
        "and by "
        "the interval score they beat no change on 0 of 2 sets in units, on 2 in logs"
    )
    assert found.values == {"ratio": 1.0152, "m3_ratio": 0.8717, "msis_95": 0, "lsis_95": 2}
    assert found.rests_on == ("benchmark/accuracy.csv",)
    assert [findings.competition(record(ratio)).variant for ratio in (0.994, 0.996, 1.0)] == [
        "better", "no_better", "no_better",
    ]  # fmt: skip
    assert findings.competition(record(msis=(60, 61), lsis=(16, 16))).values["msis_95"] == 1
    for missing in (record().head(3), record().tail(3), record().head(0)):
        assert findings.competition(missing).variant == "none"


def by_others():
    return pd.DataFrame({"sign_said": [2, 1], "sign_right": [0, 1], "balance_said": 0, "balance_right": 0})


def test_projections_of_others_are_counted_by_sign():
    summary = by_others()
    assert "1 of 3 had the sign right; most" in findings.others(summary, 2025).text
    near = findings.others(summary.assign(balance_said=[3, 1], balance_right=[2, 0]), 2025).text
    assert "right (of 4 more, for periods that ended nearly in balance, 2 had); most" in near
    assert findings.others(summary.assign(sign_said=0), 2025).variant == "none"


# --- what findings.json carries -------------------------------------------------------------------------------------


def test_a_finding_is_listed_whole():
    listed = findings.momentum(pd.Series([5, 4, 3, 4, 3], index=range(2000, 2005))).as_dict()
    assert listed["values"] == {"cases": 2, "fell": 1, "first_year": 2000} and listed["rests_on"] == ["flows.csv"]
    wording = WORDING["momentum"]
    assert (listed["id"], listed["variant"], listed["condition"]) == ("momentum", "counted", wording["counted"][0])
    assert (listed["notebook"], listed["front"]) == (wording["notebook"], wording["front"] > 0)


@pytest.mark.parametrize(
    ("point", "variant"), [(99.0, "lower"), (100.0, "level"), (100.049, "level"), (101.0, "higher")]
)
def test_the_projection_is_beside_the_last_year(point, variant):
    ahead = pd.DataFrame({"point": [point], "lower_80": 50.0, "upper_80": 200.0}, index=[2026])
    found = findings.projection(ahead, 100, 26)
    assert (found.variant, found.values) == (variant, {"point": point, "change": pytest.approx(point / 100 - 1)})
    assert found.rests_on == ("projection.csv", "flows.csv") and "2026" in found.text
    assert findings.projection(None, 100, 6).variant == "scenarios"


@pytest.mark.parametrize(
    ("low", "high", "variant"),
    [(0.2, 0.7, "disagree"), (0.5, 0.7, "disagree"), (0.2, 0.5, "agree"), (0.6, 0.9, "agree")],
)
def test_methods_disagree_where_they_lie_on_both_sides_of_one_half(low, high, variant):
    found = findings.spread(METHODS.head(2).assign(probability=[low, high]), {}, 2025)
    assert (found.id, found.variant, found.values) == ("spread", variant, {"low": low, "high": high})
    assert (
        findings.spread(None, {}, 2025).id == "spread" and findings.spread(METHODS.head(0), {}, 2025).variant == "none"
    )


def test_a_year_that_stood_still_is_no_fall():
    found = findings.momentum(pd.Series([5, 4, 4, 3, 2], index=range(2000, 2005)))
    assert (found.values["cases"], found.values["fell"]) == (2, 1)
    assert findings.momentum(pd.Series([4, 4, 5, 4, 4], index=range(5))).values == {
        "cases": 2,
        "fell": 1,
        "first_year": 0,
    }
    assert findings.momentum(pd.Series([1, 2], index=range(2))).variant == "none"
    assert findings.momentum(pd.Series([3, 4, 3], index=range(3))).variant == "none"


def test_revisions_are_compared_by_their_largest():
    def of(arrivals, departures):
        rows = [("arrivals", size, 2024, "f:1") for size in arrivals] + [
            ("departures", s, 2024, "f:2") for s in departures
        ]
        return findings.revisions(pd.DataFrame(rows, columns=["flow", "change_percent", "year", "rows"]), 2025)

    more, less = of([1.0, -3.0], [2.0]), of([1.0], [-2.0])
    assert (more.variant, more.values) == ("arrivals_more", {"arrivals": 3.0, "departures": 2.0})
    assert (less.variant, less.rests_on) == ("departures_more", ("f:1", "f:2"))
    assert of([1.0], []).variant == "none" and "2025" in of([], [1.0]).text


def test_verdicts_are_counted_and_a_verdict_that_no_claim_has_is_zero():
    overall = pd.DataFrame({"claim_id": ["a", "b"], "verdict": ["holds", "holds_preliminary"]})
    found = findings.verdicts(overall, pd.DataFrame({"reason": [], "claims": []}), 1)
    zero = dict.fromkeys(("cut", "contradicted", "undecidable", "unchecked"), 0)
    assert found.values == zero | {"holds": 1, "preliminary": 1, "claims": 2, "quoted": 1}
    assert found.rests_on == ("reconciliation.csv", "a", "b")
    short = findings.verdict_count(overall)
    assert short.values == {"holds": 1, "contradicted": 0, "claims": 2} and short.rests_on == found.rests_on
    assert findings.verdict_count(overall.head(0)).variant == "none"
    assert findings.verdict_count(overall[["verdict"]]).rests_on == ("reconciliation.csv",)


def test_a_base_that_a_figure_implies_is_held_against_the_year_before(make_flows):
    earlier = pd.DataFrame(
        {"flow": ["departures"], "year": [2024], "low": [190.0], "high": [210.0], "claims": ["c-1 c-2"]}
    )
    revised = pd.DataFrame(
        {"flow": ["departures", "departures", "arrivals"], "year": [2024, 2023, 2024], "first": [205.0, 999.0, 999.0]}
    )
    flows = make_flows([300, 200, 100], RISING)
    found = findings.implied("departures", earlier, flows, revised, 2025)
    assert (found.id, found.variant) == ("implied_departures", "holds")
    assert found.values == {"low": 190, "high": 210, "final": 200, "first": 205}
    assert found.rests_on[:2] == ("c-1", "c-2") and len(found.rests_on) == 3
    first = findings.implied("departures", earlier.assign(low=202), flows, revised, 2025)
    neither = findings.implied("departures", earlier.assign(low=206), flows, revised, 2025)
    assert (first.variant, neither.variant) == ("first_only", "outside")
    assert findings.implied("arrivals", earlier, flows, revised, 2025).id == "implied_arrivals"


# --- whole sentences: digits, years, values and what they rest on ---------------------------------------------------

NET_PAGES = {2022: "n:1", 2023: "n:2", 2024: "n:3", 2025: "n:4"}
FROZEN = {"edition": 2024, "year": 2025, "point": 12000.0, "actual": 7608.0, "inside_80": False, "scored": True}
AHEAD = {"flow": "net", "method": "project", "year": 2026, "lower_80": 1000.0, "upper_80": 9400.0}


def test_net_migration_rests_on_the_years_that_it_counts(make_flows):
    flows = make_flows([100, 300, 200, 100], [200, 299, 300, 300])
    flows.loc[flows.flow == "net", "row"] = flows.year.map(NET_PAGES)
    found = findings.net(flows, 2025)
    assert (found.values, found.rests_on) == ({"net": 200, "years": 2}, ("n:3", "n:4"))
    assert findings.net(make_flows([300], [301]), 2025).variant == "gain", "one person is a gain"
    assert findings.net(make_flows([300], [300]), 2025).variant == "unknown"
    earlier = findings.net(flows, 2023)
    assert (earlier.variant, earlier.values["net"]) == ("loss", -1), "what came later is not looked at"


@pytest.mark.parametrize(
    ("arrived", "left", "said"),
    [
        (300, 100, "3.0 arrivals were registered in 2025 for each departure: not a balance but a gain"),
        (80, 100, "Registered arrivals and departures were nearly balanced in 2025: 1.25 to one"),
        (100, 200, "2.0 departures were registered in 2025 for each arrival: not a balance but a loss"),
    ],
)
def test_the_balance_of_flows_is_said_in_its_own_digits(make_flows, arrived, left, said):
    found = findings.flow_ratio(make_flows([left], [arrived]), 2025)
    assert (found.text, found.values) == (said, {"in_per_out": pytest.approx(arrived / left)})
    assert found.rests_on == ("file.csv:2", "file.csv:3"), "arrivals stand in row 2, departures in row 3"


@pytest.mark.parametrize(("arrived", "left"), [(0, 5), (5, 0), (None, 5), (5, None)])
def test_a_flow_of_nobody_has_no_ratio(make_flows, arrived, left):
    assert findings.flow_ratio(make_flows([left], [arrived]), 2025).variant == "unknown"


def test_the_rate_stands_beside_its_peak():
    found = findings.rates(rated(3.14, 2.0, 1.0).assign(row=["r:1", "r:2", "r:3"]), 2025)
    assert found.text == (
        "Per 1,000 people 1.00 departures were registered in 2025, fewer than the 2.00 of the year before; at the "
        "peak, "
        "in 2023, it was 3.1"
    )
    assert (found.values, found.rests_on) == ({"now": 1.0, "before": 2.0}, ("r:3", "r:2"))


@pytest.mark.parametrize(
    ("make", "said", "values", "rests_on"),
    [
        (
            lambda: findings.sensitivity(rungs(0.45, 0.7), 2025),
            "The direction hangs on the choices: other first years, vintages and last values give fewer departures in "
            "2028 45% to 70%, and other bands a moderate average decline 45% to 70%",
            {"d2_low": 0.45, "d2_high": 0.7, "low": 0.45, "high": 0.7},
            ("sensitivity.csv",),
        ),
        (
            lambda: findings.outside(elsewhere(0.58, 0.3, 0.7), True, 2025),
            "Elsewhere, emigration that had halved in four years fell the next year in 58% of 26 cases from 9 "
            "series (30% to 70% when series are drawn again): few, and no clear direction",
            {"share": 0.58, "low": 0.3, "high": 0.7},
            ("benchmark/falls.csv",),
        ),
        (
            lambda: findings.others(by_others(), 2025),
            "Of projections of net migration by others for periods that are over, 1 of 3 had the sign right; most "
            "of them "
            "count all residents, not the register",
            {"right": 1, "said": 3},
            ("projections_of_others.csv",),
        ),
        (
            lambda: findings.net_ahead(pd.DataFrame([AHEAD])),
            "Registered net migration would be a gain in 2026, 1.0–9.4 thousand with 80%",
            {"low": 1000, "high": 9400},
            ("other_flows.csv",),
        ),
        (
            lambda: findings.calibration(held(0.756, 0.6, 1.0)),
            "One year ahead the intervals held 76% at 80%: all within what chance allows with 16 tests",
            {"0.8": 0.756},
            ("hindcasts.csv",),
        ),
        (
            lambda: findings.mobility(grown(5.0, -1.0), 2025),
            "That mobility inside the country strengthens cannot be projected: only 2 yearly changes of registered "
            "moves are known, of at least 10; rises: 1",
            {"rises": 1, "years": 2},
            ("g:1",),
        ),
        (
            lambda: findings.cis_ahead(cis(90.0, 70.0), 2025),
            "That CIS countries stay dominant rests on 2 years, too few for a fit: in each of them most departures "
            "went there, at least 70.0%",
            {"lowest": 70},
            ("c:1",),
        ),
        (
            lambda: findings.judgement(chances(), METHODS, 2025, 26, 2000),
            "Whether registered departures come out lower is close to a coin toss: 56% for 2026 and 60% for 2028 by "
            "our projection, 14% to 90% for 2028 by other methods",
            {"further decline": 0.56, "lower three years on": 0.6, "D1": 0.3, "D2": 0.45, "D3": 0.05},
            ("event_probabilities.csv", "probabilities_by_method.csv"),
        ),
        (
            lambda: findings.moderate(chances(), METHODS, 2025),
            "A moderate decline on average to 2028 is about as likely as not: 45% by our projection, 20% to 55% by "
            "other "
            "methods, beside 40% for more departures than in 2025; that the change to 2026 is moderate has 30%, that "
            "each of the three years is, 5%",
            {"D1": 0.3, "D2": 0.45, "D3": 0.05},
            ("event_probabilities.csv", "probabilities_by_method.csv"),
        ),
        (
            lambda: findings.may_say(chances(), 2025),
            "An article may say that a moderate decline on average to 2028 is about as likely as not (45%), and that "
            "departures are lower then with 60%; it may not say that such a decline is expected, or that each year "
            "will bring one (5%)",
            {"D2": 0.45, "D3": 0.05},
            ("event_probabilities.csv",),
        ),
        (
            lambda: findings.skill(scored({"D1": "no skill shown", "D2": "better"})),
            "On 61 past flows of other countries, such probabilities did better than the base rate for D2: moderate on "
            "average; no skill shown for D1: moderate next year",
            {"D1": "no skill shown", "D2": "better"},
            ("benchmark/events.csv",),
        ),
        (
            lambda: findings.skill_here(scored({"D2": "better"}, brier=0.4)),
            "On this series alone no skill can be shown with 14 overlapping tests of an event; worse than the base "
            "rate: "
            "D2: moderate on average",
            {"D2": pytest.approx(0.1)},
            ("scored_probabilities.csv",),
        ),
        (
            lambda: findings.coverage_past(16, 0.8, 0.954),
            "In 16 past tests one to three years ahead, the 80% intervals held 80% and the 95% intervals 95% of what "
            "came",
            {"tests": 16, "cover80": 0.8, "cover95": 0.954},
            ("past_tests.csv",),
        ),
        (
            lambda: findings.benchmark(0.9),
            "The projection's mean absolute error in the past was 0.90 times that of assuming no change",
            {"ratio": 0.9},
            ("past_tests.csv",),
        ),
        (
            lambda: findings.frozen(
                pd.DataFrame([FROZEN, FROZEN | {"edition": 2023, "inside_80": True}, FROZEN | {"scored": False}])
            ),
            "Of forecasts frozen before their outcome 2 can be scored: the edition of 2024 said 12.0 thousand for "
            "2025, and 7,608 were registered; inside the 80% interval in all: 1",
            {"inside": 1, "outcomes": 2},
            ("ledger.csv",),
        ),
        (
            lambda: findings.pace(paced(5.0, 12.0), 2025),
            "The pace after 9 months was above the year's end in all 2 earlier years, by up to 12%",
            {"above": 2, "known": 2, "largest_error_percent": 12},
            ("p:1",),
        ),
        (
            lambda: findings.within_year(months((2025, 9, 5706, "c:1"), (2025, 12, 7608, "c:2")), 2025),
            "After 9 months 5,706 departures of 2025 were on record, 75% of the year's first count",
            {"sofar": 5706, "share": 0.75},
            ("c:1", "c:2"),
        ),
        (
            lambda: findings.internal_growth(grown(10.0, 5.0), 2025),
            "Registered moves inside the country rose by 5.0% in 2025, to 1.2 times those of 2023",
            {"change_percent": 5, "times": pytest.approx(1.155)},
            ("g:1",),
        ),
        (
            lambda: findings.internal_growth(grown(10.0, -5.0), 2025),
            "Registered moves inside the country fell by 5.0% in 2025, to 1.0 times those of 2023",
            {"change_percent": -5, "times": pytest.approx(1.045)},
            ("g:1",),
        ),
        (
            lambda: findings.internal_growth(grown(5.0), 2025),
            "Registered moves inside the country rose by 5.0% in 2025",
            {"change_percent": 5},
            ("g:1",),
        ),
        (
            lambda: findings.missed(mirrored(9500, 31200, 3.2, 3.4), 2025),
            "In January–June 2020 Russia counted 3.3 times as many arriving as Kazakhstan counted leaving for it: "
            "31,200 against 9,500",
            {"own": 9500, "other": 31200},
            ("m:1", "m:2"),
        ),
        (
            lambda: findings.russia(exchange((2019, 33, 398, "a:1"), (2024, 8000, 8800, "a:2")), 2025),
            "With Russia the registered flows were nearly balanced in 2024: 8,000 came and 8,800 left",
            {"in_per_out": pytest.approx(0.909, abs=0.001)},
            ("a:2",),
        ),
        (
            lambda: findings.ethnicity(groups(*CLEAR), 2025),
            "Russians were the largest group among those registered as leaving in 2025: 56–57%",
            {"low": pytest.approx(55.863, abs=0.001), "high": pytest.approx(57.177, abs=0.001)},
            ("a:1", "a:2"),
        ),
    ],
)
def test_a_whole_finding(make, said, values, rests_on):
    found = make()
    assert found.text == said and found.rests_on == rests_on
    assert found.values == {
        key: pytest.approx(value) if type(value) is float else value for key, value in values.items()
    }
    listed = found.as_dict()
    assert (listed["text"], listed["order"], listed["front"]) == (said, found.front, found.front > 0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: findings.others(pd.DataFrame(), 2025),
        lambda: findings.competition(pd.DataFrame()),
        lambda: findings.frozen(pd.DataFrame()),
        lambda: findings.skill(pd.DataFrame()),
        lambda: findings.skill_here(pd.DataFrame()),
        lambda: findings.outside(pd.DataFrame(), True, 2025),
        lambda: findings.calibration(pd.DataFrame()),
        lambda: findings.mobility(pd.DataFrame(), 2025),
        lambda: findings.cis_ahead(pd.DataFrame(), 2025),
        lambda: findings.cis(pd.DataFrame(), 2025),
        lambda: findings.internal(pd.DataFrame(), 2025),
        lambda: findings.regions(pd.DataFrame(), 2025),
        lambda: findings.corridor(pd.DataFrame(), 2025),
        lambda: findings.internal_growth(pd.DataFrame(), 2025),
        lambda: findings.ranks(pd.DataFrame(), 2025),
        lambda: findings.missed(pd.DataFrame(), 2025),
        lambda: findings.register(pd.DataFrame(), 2025),
        lambda: findings.permits(pd.DataFrame(), 2025),
        lambda: findings.net_estimates(pd.DataFrame(), 2025),
        lambda: findings.bins(pd.DataFrame(), chances()),
        lambda: findings.errors_run(pd.DataFrame()),
        lambda: findings.updates(pd.DataFrame()),
    ],
)
def test_nothing_known_is_said_in_words(make):
    found = make()
    assert found.variant in ("none", "untested", "unknown") and found.text and not found.values
    assert found.rests_on == () and "None" not in found.text
    silent = (
        "updates",
        "competition",
        "frozen",
        "skill",
        "skill_here",
        "calibration",
        "register",
        "bins",
        "errors_run",
    )
    assert ("2025" in found.text) == (found.id not in silent)


@pytest.mark.parametrize(("low", "high", "variant"), [(0.5, 0.9, "open"), (0.1, 0.5, "open"), (0.501, 0.9, "again")])
def test_one_half_itself_is_no_direction(low, high, variant):
    assert findings.outside(elsewhere(0.6, low, high), True, 2025).variant == variant


@pytest.mark.parametrize(("probabilities", "variant"), [((0.3, 0.5), "same_side"), ((0.5, 0.51), "both_sides")])
def test_one_half_itself_is_not_more_likely_than_not(probabilities, variant):
    assert findings.sensitivity(rungs(*probabilities), 2025).variant == variant


@pytest.mark.parametrize(("place", "front"), [(0, False), (1, True), (6, True)])
def test_a_place_on_the_front_page_is_listed(place, front):
    listed = replace(findings.benchmark(0.9), front=place).as_dict()
    assert (listed["front"], listed["order"]) == (front, place)


def test_a_latest_update_that_has_no_forecast_is_too_few():
    known = pd.DataFrame({"year": [2026], "months": [3], "value": [900], "row": ["c:1"]})
    assert findings.update(known, pd.DataFrame(), 2025).variant == "too_few"
    prior = pd.DataFrame({"forecast": ["prior"], "point": 6000.0, "lower_80": 5000.0, "upper_80": 7000.0})
    assert findings.update(known, prior, 2025).variant == "too_few"
    found = findings.update(known, pd.concat([prior, prior.assign(forecast="combined", point=6500.0)]), 2025)
    assert found.text == (
        "With 3 months of 2026 on record, the forecast of the year becomes 6.5 thousand, with an 80% interval of "
        "5.0–7.0 thousand"
    )
    assert (found.values, found.rests_on) == ({"point": 6500.0}, ("c:1",))


def balance_by_region(*rates):
    names = ["abai_region", "astana_city", "almaty_city"]
    return pd.DataFrame({"region": names, "per_1000": rates, "year": 2023, "row": ["r:1", "r:2", "r:3"]})


@pytest.mark.parametrize(
    ("lowest", "variant", "said"),
    [
        (-3.1, "spread", "lost most"),
        (-0.1, "spread", "lost most"),
        (0.0, "all_gain", "least"),
        (0.5, "all_gain", "least"),
    ],
)
def test_the_regions_at_both_ends_are_named(lowest, variant, said):
    found = findings.regions(balance_by_region(9.2, 9.0, lowest), 2025)
    assert (found.variant, found.rests_on) == (variant, ("r:1", "r:3"))
    assert found.values == {"highest": 9.2, "lowest": lowest}
    assert found.text == (f"Per 1,000 people, Abai Region gained most over all moves in 2023 and Almaty city {said}")
    assert "2025" in findings.regions(pd.DataFrame(), 2025).text


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (71.75, 71.85, "71.8%"),
        (71.7, 71.89, "71.8%"),
        (0.0, 0.2, "0%"),
        (71.0, 72.0, "71–72%"),
        (56.4, 57.3, "56–57%"),
    ],
)
def test_a_share_is_said_as_exactly_as_it_is_known(low, high, said):
    row = pd.Series({"share": 71.8, "low": low, "high": high})
    assert findings.people.share_in_words(row) == said


def test_a_group_is_followed_from_the_year_in_which_it_was_largest():
    both = shared(
        ("departures", "german", 60, 59.95, 60.05, "z"), ("departures", "russian", 70, 69.95, 70.05, "a"),
        ("departures", "russian", 50, 50, 50, "b"), ("departures", "german", 90, 90, 90, "c"),
        ("arrivals", "german", 99, 99, 99, "d"),
    ).assign(year=[2019, 2019, 2025, 2025, 2019])  # fmt: skip
    found = findings.beside_earlier(both, 2025)
    assert found.text == "Russians: 50.0% of those registered as leaving in 2025, down from 70.0% in 2019"
    assert (found.values, found.rests_on) == ({"then": 70, "now": 50}, ("a", "b"))
    assert "2025" in findings.beside_earlier(both.iloc[:0], 2025).text
    touching = both.assign(high=both.high.where(both.year == 2019, 69.95), low=both.low.where(both.year == 2019, 40))
    assert findings.beside_earlier(touching, 2025).variant == "same"
    above = both.assign(low=both.low.where(both.row != "b", 70.05), high=both.high.where(both.row != "b", 80))
    assert findings.beside_earlier(above, 2025).variant == "same"


def gained(*entries):
    columns = ["region", "value", "low", "high", "status", "row"]
    return pd.DataFrame(entries, columns=columns)


@pytest.mark.parametrize(
    ("high", "status", "variant"),
    [(8.8, "observed", "largest"), (8.9, "observed", "doubtful"), (9.5, "observed", "doubtful"),
     (5.0, "doubtful", "doubtful")],
)  # fmt: skip
def test_the_largest_gain_lies_above_every_other(high, status, variant):
    gains = gained(("astana_city", 5.0, 4.9, high, "doubtful", "a:1"), ("abai_region", 1, 1, 1, "doubtful", "a:3"),
                   ("almaty_region", 9.0, 8.9, 9.1, status, "a:2"))  # fmt: skip
    found = findings.internal(gains, 2025)
    assert (found.variant, found.values, found.rests_on) == (variant, {"gain": 9}, ("a:2", "a:1", "a:3"))
    best = "Of the regions published, Almaty Region gained most from moves between regions in 2025: 9"
    assert (found.text == best) == (variant == "largest")


def test_the_latest_edition_is_that_with_the_latest_year_then_the_latest_name():
    stocks = pd.DataFrame(
        [("b", 2024, "A-B", 50.0, "c:3"), ("b", 2024, "B-A", 21.0, "c:4"), ("b", 2020, "A-B", 7.0, "c:5"),
         ("a", 2024, "A-B", 1.0, "c:6"), ("c", 2020, "A-B", 1.0, "c:7")],
        columns=["edition", "year", "corridor", "stock", "row"],
    )  # fmt: skip
    found = findings.corridor(stocks, 2025)
    assert (found.variant, found.rests_on) == ("unbalanced", ("c:3", "c:4"))
    assert found.values == {"ratio": 0.42, "edition": "b"} and "42 for each 100" in found.text
    exactly = findings.corridor(stocks.assign(stock=[50.0, 40.0, 7.0, 1.0, 1.0]), 2025)
    assert exactly.variant == "balanced", "four fifths are balanced"


def test_ranks_are_those_of_the_newest_edition_and_year():
    rows = numbered(("Rev.2020", 2020, "KAZ-RUS", 8, "c:3"), ("Rev.2024", 2020, "KAZ-RUS", 9, "c:4"),
                    ("Rev.2024", 2024, "KAZ-RUS", 35, "c:1"), ("Rev.2024", 2024, "RUS-KAZ", 102, "c:2"))  # fmt: skip
    found = findings.ranks(rows, 2025)
    assert found.text == (
        "Neither direction is among the ten largest corridors of Rev.2024, as at least one was before: Kazakhstan to "
        "Russia is number 35 and Russia to Kazakhstan is number 102"
    )
    assert (found.values, found.rests_on) == ({"KAZ-RUS": 35, "RUS-KAZ": 102}, ("c:1", "c:2"))
    never = findings.ranks(rows.assign(rank=[11, 9, 35, 102]), 2025)
    assert never.variant == "neither", "the year 2020 in the newest edition is not another edition"
    assert findings.ranks(rows.assign(rank=[10, 9, 35, 102]), 2025).variant == "neither_now"


def test_the_most_balanced_pairs_are_named_whatever_their_order():
    pairs = balances(("MEX-USA", "stock", 0.12), ("KAZ-RUS", "stock", 0.9), ("KAZ-RUS", "flow", 0.5),
                     ("MEX-USA", "flow", 0.8))  # fmt: skip
    found = findings.balance_of_pairs(pairs, 2025)
    assert found.text == (
        "Of the pairs that articles have named, Kazakhstan and Russia are the most balanced by stocks (0.90), but "
        "Mexico and United States by modelled flows (0.80)"
    )
    assert (found.values, found.rests_on) == ({"stock": 0.9, "flow": 0.8}, ("x:1",))
    for few in (pairs.head(3), pairs.tail(3), pairs.head(2)):
        assert findings.balance_of_pairs(few, 2025).variant == "none", "one pair alone has no rival"


@pytest.mark.parametrize(
    ("values", "said", "first"),
    [
        ((90.0, 80.0, 70.0), "CIS countries took 70.0% of departures in 2025, against 90.0% in 2023: still most, but "
         "less", 90),
        ((90.0,), "CIS countries took 90.0% of departures in 2025", 90),
    ],
)  # fmt: skip
def test_the_share_of_cis_countries_stands_beside_the_first_known(values, said, first):
    found = findings.cis(cis(*values), 2025)
    assert (found.text, found.values, found.rests_on) == (said, {"share": values[-1], "first": first}, ("c:1",))
    other = cis(*values).assign(flow="arrivals", value=1.0)
    assert findings.cis(pd.concat([other, cis(*values), other]), 2025).text == said


@pytest.mark.parametrize(("low", "variant"), [(50.0, "minority"), (50.01, "fell")])
def test_half_of_departures_is_not_most(low, variant):
    shares = cis(90.0, 50.05)
    assert findings.cis(shares.assign(low=[89.95, low]), 2025).variant == variant


@pytest.mark.parametrize(("rest", "variant"), [(4250, "tie"), (4249, "largest")])
def test_what_is_not_named_may_be_a_larger_group(rest, variant):
    found = findings.ethnicity(groups(*CLEAR, ("rest", rest, rest, rest, 0.3, "a:3")), 2025)
    assert (found.variant, found.rests_on) == (variant, ("a:1", "a:2", "a:3"))
    alone = findings.ethnicity(groups(CLEAR[0]), 2025)
    assert (alone.variant, findings.ethnicity(groups(*CLEAR), 2025, ("https://other.example",)).variant) == (
        "largest", "largest",
    )  # fmt: skip


@pytest.mark.parametrize(("name", "flow"), [("ethnicity", "departures"), ("newcomers", "arrivals")])
def test_groups_of_each_flow_have_a_finding_of_their_own(name, flow):
    assert findings.ethnicity(groups(*CLEAR), 2025, flow=flow).id == name
    none = findings.ethnicity(groups(), 2025, flow=flow)
    assert (none.id, "2025" in none.text) == (name, True)


@pytest.mark.parametrize(("low", "high", "variant"), [(1.0, 1.2, "alike"), (0.9, 1.0, "alike"), (1.01, 1.2, "fewer")])
def test_counts_that_may_be_the_same_are_alike(low, high, variant):
    assert findings.missed(mirrored(9500, 9600, low, high), 2025).variant == variant


@pytest.mark.parametrize(("change", "variant"), [(0.05, "same"), (0.06, "rose"), (-0.05, "same"), (-0.06, "fell")])
def test_moves_that_may_be_as_many_are_the_same(change, variant):
    found = findings.internal_growth(
        grown(change).assign(low=round(change - 0.05, 9), high=round(change + 0.05, 9)), 2025
    )
    assert found.variant == variant
    gap = grown(10.0, 5.0).assign(times=[1.1, None])
    assert findings.internal_growth(gap, 2025).variant == "rose", "no chain over a year that is not known"


@pytest.mark.parametrize(
    ("came", "left", "variant"), [(80, 100, "balanced"), (79, 100, "loss"), (100, 80, "balanced"), (100, 79, "gain")]
)
def test_four_fifths_are_a_balance(came, left, variant):
    assert findings.russia(exchange((2024, came, left, "a:1")), 2025).variant == variant


# --- borders: where one wording ends and the next begins ------------------------------------------------------------


@pytest.mark.parametrize(("bounds", "variant"), [((0.6, 0.6, 0.9), "inside"), ((0.9, 0.6, 0.9), "inside")])
def test_what_chance_just_allows_is_inside(bounds, variant):
    assert findings.calibration(held(*bounds)).variant == variant


@pytest.mark.parametrize(("d2", "variant"), [(0.4, "even"), (0.6, "even"), (0.399, "unlikely"), (0.601, "likely")])
def test_the_ends_of_about_as_likely_as_not(d2, variant):
    assert findings.may_say(chances(D2=d2), 2025).variant == variant


@pytest.mark.parametrize(("lower", "variant"), [(0.6, "toss"), (0.601, "likely"), (0.399, "unlikely")])
def test_the_ends_of_a_coin_toss(lower, variant):
    assert findings.judgement(chances(**{"further decline": lower}), METHODS, 2025, 26, 2000).variant == variant


@pytest.mark.parametrize(("d2", "variant"), [(0.4, "even"), (0.6, "even"), (0.399, "unlikely"), (0.601, "likely")])
def test_the_ends_of_even_odds(d2, variant):
    assert findings.moderate(chances(D2=d2), METHODS, 2025).variant == variant


def test_an_outcome_on_the_end_of_its_interval_lies_inside():
    tests = pd.DataFrame(
        {"method": "project", "horizon": 1, "actual": [2.0, 8.0, 8.5], "lower_80": 2.0, "upper_80": 8.0}
    )
    others = pd.concat([tests.assign(method="naive", actual=9.0), tests.assign(horizon=2, actual=0.0)])
    found = findings.one_ahead(pd.concat([tests, others]))
    assert found.values == {"inside": 2, "tests": 3, "below": 0, "above": 1}
    assert found.rests_on == ("chart_hindcasts.csv",)
    assert findings.one_ahead(tests.head(0)).variant == "none"


@pytest.mark.parametrize(
    ("ratio", "variant"), [(None, "none"), (float("nan"), "none"), (0.994, "better"), (1.0, "no_better")]
)
def test_no_change_is_beaten_only_by_less_error(ratio, variant):
    assert findings.benchmark(ratio).variant == variant


def test_a_score_like_the_base_rate_is_not_worse():
    assert findings.skill_here(scored({"D2": "better"}, brier=0.3)).variant == "few"
    assert findings.skill_here(scored({"D2": "better"}).assign(n=None)).variant == "untested"


def test_a_change_that_may_be_none_is_no_rise():
    assert findings.mobility(grown(0.05, 0.5, 2.0).assign(low=[0.0, 0.4, 1.9]), 2025).values["rises"] == 2


@pytest.mark.parametrize(("low", "variant"), [(50.0, "not_always"), (50.5, "always")])
def test_more_than_half_in_every_year(low, variant):
    assert findings.cis_ahead(cis(60.0).assign(low=low), 2025).variant == variant


def test_revisions_of_like_size_are_counted_for_departures():
    revised = pd.DataFrame({"flow": ["arrivals", "departures"], "change_percent": 2.0, "year": 2024, "rows": "f:1"})
    assert findings.revisions(revised, 2025).variant == "departures_more"


@pytest.mark.parametrize(
    ("errors", "variant"), [((0.0, 12.0), "mixed"), ((0.5, 12.0), "all_above"), ((0.0,), "all_below")]
)
def test_a_pace_that_was_right_was_not_above(errors, variant):
    assert findings.pace(paced(*errors), 2025).variant == variant


def test_a_path_without_an_end_says_what_was_on_record():
    found = findings.within_year(months((2025, 6, 3000, "c:0"), (2025, 9, 5900, "c:1")), 2025)
    assert found.text == "After 9 months 5,900 departures of 2025 were on record; no first count of the year was found"
    assert (found.values, found.rests_on) == ({"sofar": 5900}, ("c:0", "c:1"))


@pytest.mark.parametrize(
    ("before", "now", "variant"),
    [
        (200, 110, "almost_halved"),
        (200, 111, "fell"),
        (200, 101, "almost_halved"),
        (200, 100, "fell"),
        (200, 99, "fell"),
        (200, 201, "rose"),
        (200, 200, "unchanged"),
    ],
)
def test_almost_halved_is_at_least_45_and_less_than_50_percent(make_flows, before, now, variant):
    found = findings.departures(make_flows([50, before, now], RISING), 2025)
    assert (found.variant, found.rests_on) == (variant, ("file.csv:6", "file.csv:7"))
    assert found.values == {
        "now": now,
        "before": before,
        "change_percent": pytest.approx(100 * (now - before) / before),
    }


def test_figures_of_two_vintages_say_so_in_brackets(make_flows):
    flows = make_flows([100, 300, 200], RISING)
    flows.loc[flows.year == 2023, "vintage"] = "preliminary"
    assert findings.departures(flows, 2025).text == "Registered departures fell by 33.3% to 200 in 2025"
    flows.loc[flows.year == 2024, "vintage"] = "preliminary"
    assert findings.departures(flows, 2025).text == (
        "Registered departures fell by 33.3% to 200 in 2025 (a final figure against a preliminary one)"
    )


@pytest.mark.parametrize(
    ("nets", "variant", "years"),
    [
        ((1, 1), "gain_run", 2),
        ((0, 1), "gain", 1),
        ((0, -1), "loss", 1),
        ((-1, -1), "loss_run", 2),
        ((-1, 1), "gain", 1),
        ((None, 1), "gain", 1),
    ],
)
def test_a_year_in_balance_ends_a_run(make_flows, nets, variant, years):
    found = findings.net(make_flows([9, 9], [None if net is None else 9 + net for net in nets]), 2025)
    assert (found.variant, found.values["years"]) == (variant, years)


def test_a_year_that_the_series_do_not_have_is_unknown(make_flows):
    flows = make_flows(FALLING, RISING)
    for made in (findings.departures, findings.net, findings.flow_ratio):
        assert made(flows, 2030).variant == "unknown"


def test_rounded_figures_that_may_be_equal_are_unclear(make_flows):
    flows = make_flows([7000, 7600, 7500], RISING)
    flows.loc[flows.year == 2025, "high"] = flows.high + 100
    assert findings.departures(flows, 2025).variant == "unclear"
    later = make_flows([300, 200, 100], RISING)
    assert findings.departures(later, 2024).values["now"] == 200, "what came later is not looked at"
    assert findings.departures(later, 2023).variant == "unknown", "no year before"
    assert findings.departures(make_flows([300, 100, 200, 100], [1, 1, 1, 1]), 2025).variant == "fell", (
        "as few is no record"
    )


def test_other_methods_are_those_beside_our_own():
    extreme = METHODS.head(3).assign(probability=[0.99, 0.14, 0.9])
    assert "14% to 90% for 2028 by other methods" in findings.judgement(chances(), extreme, 2025, 26, 2000).text
    found = findings.spread(extreme, {"ETS": 0.144, "project": 0.8}, 2025)
    assert found.values == {"low": 0.14, "high": 0.99} and found.rests_on == ("probabilities_by_method.csv",)
    said = "Methods disagree: from 14% (ETS) to 99% (our projection) for fewer departures in 2028 than in 2025"
    held = "; three years ahead the 80% intervals of these two held 14% and 80% of what came"
    assert found.text == said + held
    assert findings.spread(extreme, {"ETS": 0.144}, 2025).text == said, "one of the two cannot be tested"


@pytest.mark.parametrize(
    ("low", "high", "variant"), [(0, 9, "open"), (-9, 0, "open"), (0.0005, 9, "gain"), (-9, -0.0005, "loss")]
)
def test_an_interval_that_touches_zero_is_open(low, high, variant):
    row = AHEAD | {"lower_80": 1000 * low, "upper_80": 1000 * high}
    assert findings.net_ahead(pd.DataFrame([row])).variant == variant


def reading(*figures):
    columns = ["article_id", "start", "end", "value", "unit_mult", "decimals"]
    return pd.DataFrame([("a", *figure) for figure in figures], columns=columns)


ONE, TWO, SLIP = (1, 3, 7.6, 3, 1), (5, 8, 993, 0, 0), (5, 8, 939, 0, 0)


@pytest.mark.parametrize(
    ("first", "second", "variant", "different"),
    [
        ((ONE, TWO), (ONE, TWO), "agrees", 0),
        ((ONE, TWO), (ONE, SLIP), "differs", 1),
        ((ONE, TWO), (ONE,), "differs", 1),
        ((ONE,), (ONE, TWO, SLIP), "differs", 2),
        ((ONE,), (), "none", 1),
        ((), (ONE,), "no_figures", 0),
        (((1, 3, None, None, None),), (), "no_figures", 0),
    ],
)
def test_two_readings_are_compared_figure_by_figure(first, second, variant, different):
    elsewhere = reading(SLIP).assign(article_id="b")
    found = findings.second_reading(reading(*first), pd.concat([reading(*second), elsewhere]))
    figures = sum(figure[2] is not None for figure in first)
    read = {"figures": figures, "different": different, "once": 0}
    if not second and figures:
        read = {"figures": 0, "different": 0, "once": figures}
    assert (found.variant, found.values) == (variant, read)
    assert found.rests_on == ("claims.csv", "second_reading.csv")


def test_an_article_that_was_read_once_is_told_apart():
    both = pd.concat([reading(ONE, TWO), reading(SLIP).assign(article_id="b")])
    found = findings.second_reading(both, reading(ONE, TWO))
    assert found.values == {"figures": 2, "different": 0, "once": 1} and found.variant == "agrees"
    assert found.text.endswith("agrees in all 2 figures; figures read once: 1")


def test_the_coverage_counts_every_article_with_its_text():
    rows = [{"numerals": 3, "claimed": 2, "excluded": 1}, {"numerals": 9, "claimed": 4, "excluded": 5}]
    found = findings.coverage(rows, 2025)
    assert found.values == {"numerals": 12, "claimed": 6, "excluded": 6} and found.rests_on == ("articles.csv",)
    assert found.text == "12 of 12 numerals accounted for: 6 claimed, 6 excluded with a reason"


def test_verdicts_without_a_reason_say_none():
    overall = pd.DataFrame({"verdict": ["holds", "cut"]})
    reasons = pd.DataFrame({"reason": ["a cause"], "claims": [0]})
    found = findings.verdicts(overall, reasons, 0)
    assert found.text.endswith("unchecked: 0 (none)") and found.values["preliminary"] == 0


@pytest.mark.parametrize(
    ("doubtful", "derived", "variant"), [(-1, 0, "swapped"), (0, 0, "unclear"), (-1, -0.5, "unclear")]
)
def test_two_figures_are_exchanged_where_one_account_falls_below_zero(doubtful, derived, variant):
    told = growth(("A", 40, 40, "doubtful"), ("B", -3, doubtful, "doubtful"), ("A", -9, derived, "derived"))
    found = findings.swap(told, 2025)
    assert (found.variant, found.values) == (variant, {})
    assert found.rests_on == ("kz_breakdowns.csv", "kz_population.csv", "doubts.yml")


def test_a_corridor_says_how_many_for_each_hundred():
    columns = ["edition", "year", "corridor", "stock", "row"]
    stocks = pd.DataFrame([("e", 2024, "A-B", 1000.0, "c:1"), ("e", 2024, "B-A", 876.0, "c:2")], columns=columns)
    assert "88 for each 100" in findings.corridor(stocks, 2025).text
    assert findings.people.latest_edition(stocks) == "e"


def test_parts_name_towns_too_and_leave_out_the_rest():
    parts = shared(
        ("departures", "female", 56.6, 55.9, 57.2, "a"), ("departures", "male", 43.4, 42.8, 44.1, "b"),
        ("departures", "urban", 80, 79.95, 80.05, "c"), ("arrivals", "cis", 1, 1, 1, "d"),
    )  # fmt: skip
    found = findings.parted(parts, 2025)
    assert found.text == "Of those registered as leaving in 2025: women 56–57% and from towns 80.0%"
    assert (found.values, found.rests_on) == ({"female": 56.6, "urban": 80}, ("a", "c"))


# --- how such probabilities, errors and counts have done ------------------------------------------------------------


def binned(*rows):
    columns = ["event", "bin", "n", "series", "predicted", "happened", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def test_probabilities_like_the_present_ones_are_looked_up():
    table = binned(
        ("D2", "20–40%", 9, 9, 0.3, 0.9, 0.8, 1.0), ("lower three years on", "40–60%", 457, 47, 0.47, 0.31, 0.23, 0.39),
        ("D2", "40–60%", 325, 33, 0.455, 0.21, 0.14, 0.27), ("D1", "20–40%", 5, 5, 0.3, 0.9, 0.8, 1.0),
    )  # fmt: skip
    found = findings.bins(table, chances())
    assert found.text == (
        "Some such probabilities were too high on migration flows of other countries: moderate on average, given 46%, "
        "came true in 21% (14% to 27% when the 33 series are drawn again); lower three years on, given 47%, came true "
        "in 31% (23% to 39% when the 47 series are drawn again)"
    )
    assert not found.text.count("; not so")
    assert found.values == {"D2": 0.21, "lower three years on": 0.31}
    assert found.rests_on == ("benchmark/reliability.csv",)
    assert findings.bins(table, None).variant == "none" and findings.bins(table.tail(1), chances()).variant == "none"


@pytest.mark.parametrize(
    ("predicted", "variant"), [(0.28, "too_high"), (0.27, "kept"), (0.14, "kept"), (0.13, "too_low"), (0.2, "kept")]
)
def test_what_drawing_the_series_again_explains_is_kept(predicted, variant):
    table = binned(("D2", "40–60%", 325, 33, predicted, 0.21, 0.14, 0.27))
    assert findings.bins(table, chances()).variant == variant


@pytest.mark.parametrize(
    ("d2", "bin"), [(0.2, "10–20%"), (0.201, "20–40%"), (0.4, "20–40%"), (0.0, "0–10%"), (1.0, "60–100%")]
)
def test_the_upper_end_of_a_bin_belongs_to_it(d2, bin):
    bins = ["0–10%", "10–20%", "20–40%", "40–60%", "60–100%"]
    table = binned(*[("D2", name, 9, place, 0.2, place / 10, 0, 1) for place, name in enumerate(bins)])
    assert findings.bins(table, chances(D2=d2)).values == {"D2": bins.index(bin) / 10}


def test_what_was_kept_is_told_apart_and_a_probability_between_two_bins_is_like_both():
    table = binned(
        ("D2", "40–60%", 325, 33, 0.45, 0.21, 0.14, 0.27), ("D2", "60–100%", 9, 9, 0.8, 0.8, 0.7, 0.9),
        ("lower three years on", "40–60%", 457, 47, 0.47, 0.31, 0.23, 0.39),
        ("lower three years on", "60–100%", 40, 10, 0.68, 0.5, 0.29, 0.73),
    )  # fmt: skip
    found = findings.bins(table, chances(D2=0.48, **{"lower three years on": 0.6005}))
    assert found.text == (
        "Some such probabilities were too high on migration flows of other countries: moderate on average, given 45%, "
        "came true in 21% (14% to 27% when the 33 series are drawn again); lower three years on, given 47%, came true "
        "in 31% (23% to 39% when the 47 series are drawn again); not so: lower three years on, given 68%, came true in "
        "50% (29% to 73% when the 10 series are drawn again)"
    )
    assert found.values == {"D2": 0.21, "lower three years on": 0.5}


def missed_by(*errors):
    years = range(2026 - len(errors), 2026)
    frame = pd.DataFrame({"year": list(years), "horizon": 1, "actual": [100.0 + e for e in errors], "point": 100.0})
    return pd.concat([frame.assign(horizon=2, actual=999.0), frame.iloc[::-1]])


@pytest.mark.parametrize(
    ("errors", "variant", "said"),
    [
        ((5, 5, -1, -2, -3), "runs", "the last 3 outcomes all lay below the point"),
        ((-1, 2, 3, 1, 2), "runs", "the last 4 outcomes all lay above the point"),
        ((3, 3, 3, -1, -2), "mixed", "the longest run on one side was 3"),
        ((1, 2), "none", "too few"),
    ],
)
def test_errors_that_keep_their_sign_are_said(errors, variant, said):
    found = findings.errors_run(missed_by(*errors))
    assert (found.variant, said in found.text) == (variant, True), found.text
    if variant != "none":
        assert found.rests_on == ("hindcasts.csv",)


def test_errors_are_counted_from_the_last_year_back():
    assert findings.errors_run(missed_by(1, 1, 1, 1, -2, -3)).values == {"last": 2, "longest": 4, "above": False}


def estimated(*others):
    """The bureau's net migration of each year and others: year, who, value, and low where it is a projection."""
    own = {2020: 5.0, 2023: 9293.0, 2025: 16153.0}
    columns = ["year", "counted_by", "value", "low", "high", "spread", "status", "reference", "row"]
    rows = []
    for year in sorted({year for year, *_rest in others}):
        rows.append((year, "the bureau", own[year], own[year], own[year], "", "derived", True, f"n:{year}"))
        rows += [
            (year, who, value, low, -low if low else None, low and "80% interval", status, False, f"e:{who}{year}")
            for when, who, value, low, status in others if when == year
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def test_estimates_of_net_migration_are_said_and_projections_of_a_later_year_apart():
    given = [(2020, "A", -1.0, None, "estimated"), (2023, "A", -4822.0, None, "estimated"),
             (2023, "B", 76609.0, None, "estimated"), (2023, "C", 0.0, None, "projected"),
             (2025, "C", 0.0, None, "projected"), (2025, "A", -8834.0, -159892.0, "projected")]  # fmt: skip
    found = findings.net_estimates(estimated(*given), 2026)
    assert found.text == (
        "Estimates and projections of the net migration of all residents need not have the register's sign: for 2023 "
        "it says +9,293, estimates say −4,822 (A) and +76,609 (B); for 2025 it says +16,153, projections say 0 (C) and "
        "−8,834 (A; 80% interval: −159,892 to +159,892)"
    )
    assert found.variant == "differ" and found.values == {"own": 9293, "lowest": -4822, "highest": 76609}
    assert found.rests_on == ("n:2023", "e:A2023", "e:B2023", "n:2025", "e:C2025", "e:A2025")


@pytest.mark.parametrize(
    ("given", "variant", "years"),
    [
        ([(2025, "A", -1.0, None, "estimated"), (2023, "B", 1.0, None, "projected")], "differ", "2025"),
        ([(2025, "A", 1.0, None, "estimated"), (2023, "B", -1.0, None, "projected")], "alike", "2025"),
        ([(2023, "A", 1.0, None, "estimated"), (2025, "B", -1.0, None, "projected")], "differ", "2023 2025"),
        ([(2025, "B", 0.0, None, "projected")], "alike", "2025"),
        ([(2025, "B", 9.0, None, "projected"), (2025, "A", 9.0, None, "estimated")], "alike", "2025 2025"),
    ],
)
def test_the_sign_is_compared_in_the_last_year_of_estimates_and_the_last_of_all(given, variant, years):
    found = findings.net_estimates(estimated(*given), 2026)
    assert (found.variant, " ".join(re.findall(r"for (20\d\d)", found.text))) == (variant, years)


def counted_at_home(*ratios):
    frame = pd.DataFrame({"ratio": ratios, "row": [f"m:{n}" for n in range(len(ratios))], "concept_id": "exit_permits"})
    others = frame.head(1).assign(concept_id="arrivals", ratio=3.3), frame.head(1).assign(ratio=None)
    return pd.concat([*others, frame])


def test_counts_at_home_are_said_from_low_to_high():
    found = findings.permits(counted_at_home(0.7, 0.556, 1.03), 2025)
    assert "come to 0.56–1.03 times" in found.text and found.rests_on == ("m:0", "m:1", "m:2")
    assert found.values == {"low": 0.556, "high": 1.03, "pairs": 3}
    assert "come to 0.70 times" in findings.permits(counted_at_home(0.7), 2025).text


def test_a_count_under_a_doubt_says_so():
    counts = mirrored(9500, 31200, 3.2, 3.4)
    assert findings.missed(counts.assign(doubt="slip"), 2025).text.endswith(
        "9,500; one of the figures printed there is in doubt"
    )
    assert findings.missed(counts, 2025).text.endswith("9,500")


def updated_in(*cases):
    """Of each case: year, months, the error before, the error after, and whether the interval held what came."""
    rows = [(year, months, kind, error, held) for year, months, before, after, held in cases for kind, error in
            (("prior", before), ("months alone", 0.0), ("combined", after))]  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "months", "forecast", "error", "inside"])


def test_what_the_first_months_would_have_brought_is_counted():
    found = findings.updates(
        updated_in((2024, 3, 20.0, -5.0, True), (2024, 6, -20.0, 0.0, True), (2025, 3, 9.0, 8.0, False))
    )
    assert found.text == (
        "In all 3 past cases, from 2 years, the first months brought the forecast nearer to what came: its 80% "
        "interval held 2 of them, and it lay above 1"
    )
    assert found.values == {"cases": 3, "years": 2, "held": 2, "nearer": 3, "above": 1}
    assert found.rests_on == ("update_tests.csv",)
    mixed = findings.updates(updated_in((2024, 3, 20.0, -20.0, True), (2025, 6, 1.0, 0.5, True)))
    assert (mixed.variant, mixed.values["nearer"]) == ("mixed", 1)
