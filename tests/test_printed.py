"""Printed figures: known answers, brute force over all values that print the same, and properties."""

import re
import tempfile
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from helpers import printed
from helpers.printed import Interval, parse

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")  # a folder beside the tests would be collected
settings.register_profile("repeatable", derandomize=True, database=None, max_examples=150, deadline=None)
settings.load_profile("repeatable")

FIGURES = yaml.safe_load(Path(__file__).with_name("printed_figures.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "value", "low", "high", "unit"), FIGURES["readings"])
def test_known_readings(text, value, low, high, unit):
    figure = parse(text)
    assert (figure.value, figure.low, figure.high, figure.unit) == (value, low, high, unit)
    assert isinstance(figure.value, int if value == int(value) else float)


@pytest.mark.parametrize("text", FIGURES["unreadable"])
def test_what_cannot_be_read_is_refused_in_plain_words(text):
    with pytest.raises(ValueError, match=r"cannot be read as one|holds more than one|runs downwards|two units"):
        parse(text)


def test_a_range_runs_upwards_and_has_one_unit_and_the_digits_of_its_last_figure():
    with pytest.raises(ValueError, match="downwards"):  # from 900 thousand
        parse("900 – 1,2 тыс.")
    with pytest.raises(ValueError, match="two units"):
        parse("5% – 6 человек")
    assert (parse("5–6,25 тыс.").decimals, parse("5–6,25 тыс.").unit_mult) == (2, 3)


def test_a_figure_is_frozen_and_knows_its_last_digit():
    figure = parse("7,6 тыс.")
    assert (figure.number, figure.unit_mult, figure.decimals, figure.step) == (Fraction("7.6"), 3, 1, 100)
    with pytest.raises(AttributeError):
        figure.unit = "percent"


def test_transcribed_columns_mean_the_same_as_the_quote():
    assert printed.interval(7.6, 3, 1) == parse("7,6 тыс.").interval
    assert printed.interval("993", 0, 0) == Interval(993, 993)
    assert printed.interval(993, 0, 0, exact=False) == Interval(Fraction("992.5"), Fraction("993.5"))
    assert printed.interval(41, 0, 0, unit="percent_decrease") == Interval(Fraction("40.5"), Fraction("41.5"))
    assert printed.interval(5, 3, 0, exact=True) == Interval(5000, 5000)
    with pytest.raises(ValueError, match="is not a number"):
        printed.interval(float("nan"), 0, 0)


def test_numerals_are_digits_with_at_most_one_decimal_mark():
    text = "09.02.2031 18:52 12 345 и 7,6 тыс. ٣"
    assert [text[a:b] for a, b in printed.find_numerals(text)] == ["09.02", "2031", "18", "52", "12", "345", "7,6"]


def test_figures_in_running_text_carry_their_unit_words_but_not_their_nouns():
    text = "Выбыло 7,6 тыс. человек (−40,5%), 23 761 прибыл; 5–6 тыс. в 2025-2024, всего 1 млн 13 тыс. 18 мая"
    found = printed.find_figures(text)
    assert [text[a:b] for a, b, _ in found] == ["7,6 тыс.", "−40,5%", "23 761", "5–6 тыс.", "1 млн 13 тыс.", "18"]
    assert [figure.value for _, _, figure in found] == [7600, -40.5, 23_761, 5500, 1_013_000, 18]


# Arithmetic: known answers


def test_sexes_fit_the_total_and_two_figures_printed_alike_stay_two():
    women, men, total = parse("4,3 тыс."), parse("3,3 тыс."), parse("7,6 тыс.")
    assert printed.total([women, men]) == Interval(7500, 7700)
    assert printed.parts_agree([women, men], total)
    assert printed.difference(women, parse("4,3 тыс.")) == Interval(-100, 100)
    assert not printed.parts_agree([women, women], total)


def test_groups_named_so_far_leave_a_rest_that_is_never_negative():
    assert printed.remainder(parse("7,6 тыс."), [parse("4,3 тыс."), 993, 697]) == Interval(1510, 1710)
    assert printed.remainder(parse("7,6 тыс."), [parse("7,6 тыс.")]) == Interval(0, 100)
    assert printed.parts_agree([parse("4,3 тыс."), parse("3,3 тыс.")], parse("7,6 тыс."), complete=False)
    assert not printed.parts_agree([parse("4,4 тыс."), parse("3,4 тыс.")], parse("7,6 тыс."), complete=False)
    with pytest.raises(ValueError, match="exceed the whole"):
        printed.remainder(parse("7,6 тыс."), [parse("7,8 тыс.")])


def test_changes_and_what_they_rest_on():
    base = printed.implied_base(parse("7,6 тыс."), -parse("40,5%").interval)
    assert (round(base.ends[0]), round(base.ends[1])) == (12_678, 12_868)
    assert printed.percent_change(7608, 12_784).ends == (pytest.approx(-40.488, abs=1e-3),) * 2
    with pytest.raises(ZeroDivisionError):
        printed.percent_change(5, Interval(-1, 1))
    with pytest.raises(ZeroDivisionError):
        printed.implied_base(parse("5 тыс."), -100)


def test_all_readings_at_once_or_not_at_all():
    assert printed.consistent(parse("7,6 тыс."), Interval(7600, 7700), 7608)
    assert printed.consistent(parse("7,6 тыс."), 7650), "the ends belong to the interval"
    assert not printed.consistent(parse("7,6 тыс."), 7651)
    assert not printed.consistent(Interval(0, 2), Interval(1, 3), Interval(Fraction("2.5"), 4)), "all, not pairwise"


def test_a_share_never_exceeds_its_whole():
    assert printed.share(40, whole=100, rest=60).ends == (40, 40)  # they just make it up
    assert printed.share(parse("7,6 тыс."), parse("7,6 тыс.")).high == 100
    assert printed.share(757, 7608) == Interval(Fraction(75_700, 7608), Fraction(75_700, 7608))
    for arguments in ({"whole": 5}, {"whole": parse("9 тыс."), "rest": parse("9 тыс.")}, {"rest": -1}):
        with pytest.raises(ValueError, match=r"share|fit"):
            printed.share(parse("8 тыс."), **arguments)
    with pytest.raises(ValueError, match="whole can be zero"):
        printed.share(0, Interval(0, 5))


@pytest.mark.parametrize(
    ("text", "exact", "cut"),
    [
        ("5,7 тыс.", 5754, True),  # rounded it is 5.8
        ("5,7 тыс.", 5712, False),  # rounding and cutting agree
        ("5,8 тыс.", 5754, False),  # rounded
        ("5,6 тыс.", 5754, False),  # neither
        ("5,7 тыс.", 5750, False),  # a half may be rounded down
        ("-5,7 тыс.", -5754, True),
        ("40,4%", Fraction("40.488"), True),
    ],
)
def test_cut_figures(text, exact, cut):
    assert printed.is_cut(parse(text), exact) is cut


def test_intervals_compare_only_what_is_certain():
    low, high = Interval(1, 2), Interval(2, 3)
    assert low.overlaps(high)
    assert low.contains(1.5) and not low.contains(high)
    assert (10 - low, 2 * low, 1 + low) == (Interval(8, 9), Interval(2, 4), high)
    assert Interval(0.1, 0.1) == Interval("0.1", "0.1"), "a float is the decimal number that it prints as"
    assert f"{low}, {Interval(3, 3)}" == "1 to 2, 3"
    with pytest.raises(ValueError, match="from 2 down to 1"):
        Interval(2, 1)


# Brute force: every whole number that prints the same


def all_that_print(text: str) -> range:
    """Every whole number of persons that either rounding rule prints as the figure."""
    figure = parse(text)
    around = range(int(figure.low) - 1000, int(figure.high) + 1001)
    rules = (ROUND_HALF_UP, ROUND_HALF_EVEN)
    printable = [n for n in around if figure.value in [rounded(n, figure.step, rule) for rule in rules]]
    return range(printable[0], printable[-1] + 1)


def rounded(number: int, step: Fraction, rule: str) -> int:
    return int((Decimal(number) / int(step)).quantize(Decimal(1), rule) * int(step))


@pytest.mark.parametrize("text", ["7,6 тыс.", "5,9 тыс.", "15 тыс.", "0,3 тыс."])
def test_the_interval_is_what_prints_the_same(text):
    values, figure = all_that_print(text), parse(text)
    # Round half to even prints one end of the interval otherwise; the closed interval keeps both.
    assert figure.low in (values[0], values[0] - 1)
    assert figure.high in (values[-1], values[-1] + 1)


TINY = [
    (parse("0,3 тыс."), parse("0,5 тыс."), parse("0,8 тыс.")),
    (parse("0,2 тыс."), parse("0,2 тыс."), parse("0,5 тыс.")),
    (parse("0,3 тыс."), parse("0,5 тыс."), parse("0,7 тыс.")),  # the whole leaves less room than the parts take
]


def steps(figure) -> range:
    """Values that print as the figure, ends included, in steps fine enough to meet every corner."""
    return range(figure.low, figure.high + 1, 10)


@pytest.mark.parametrize(("part", "rest", "whole"), TINY)
def test_shares_are_tight(part, rest, whole):
    pairs = list(product(steps(part), steps(rest)))
    of_parts = [Fraction(100 * p, p + r) for p, r in pairs]
    assert printed.share(part, rest=rest) == Interval(min(of_parts), max(of_parts))
    fitting = [Fraction(100 * p, p + r) for p, r in pairs if whole.low <= p + r <= whole.high]
    assert printed.share(part, whole, rest) == Interval(min(fitting), max(fitting))
    contained = [Fraction(100 * p, w) for p, w in product(steps(part), steps(whole)) if p <= w]
    assert printed.share(part, whole) == Interval(min(contained), max(contained))


@pytest.mark.parametrize(("one", "two", "three"), TINY)
def test_sums_quotients_and_changes_are_tight(one, two, three):
    triples = list(product(steps(one), steps(two), steps(three)))
    sums = [a + b + c for a, b, c in triples]
    assert printed.total([one, two, three]) == Interval(min(sums), max(sums))
    changes = [Fraction(100 * (b - a), a) for a, b, _ in triples]
    assert printed.percent_change(two, one) == Interval(min(changes), max(changes))
    rests = [max(c - a - b, 0) for a, b, c in triples if c >= a + b]
    assert printed.remainder(three, [one, two]) == Interval(min(rests), max(rests))
    possible = any(a + b == c for a, b, c in triples)
    assert printed.parts_agree([one, two], three) is possible


def test_the_implied_base_is_tight_and_holds_an_old_figure_exactly_when_the_change_is_met():
    new, change = parse("0,3 тыс."), -parse("40,5%").interval
    changes = [change.low + Fraction(k, 100) for k in range(11)]
    bases = [Fraction(n) / (1 + c / 100) for n in steps(new) for c in changes]
    assert printed.implied_base(new, change) == Interval(min(bases), max(bases))
    for old in range(400, 620):
        some = any(change.contains(Fraction(100 * (n - old), old)) for n in range(new.low, new.high + 1))
        exactly = change.overlaps(printed.percent_change(new, old))
        assert printed.consistent(old, printed.implied_base(new, change)) is exactly
        assert exactly or not some


# Properties

LANGUAGES = {
    "ru": ({0: "", 3: " тыс.", 6: " млн", 9: " млрд"}, ",", ["\u00a0", " ", "\u2009", "\u202f"], "%"),
    "kk": ({0: "", 3: " мың", 6: " млн", 9: " млрд"}, ",", ["\u00a0", " "], " пайыз"),
    "en": ({0: "", 3: " thousand", 6: " million", 9: " billion"}, ".", [","], "%"),
}


@st.composite
def figures(draw):
    """A number, its power of ten and its decimals, with a text that prints it in one of the three languages."""
    words, mark, spaces, percent = LANGUAGES[draw(st.sampled_from(sorted(LANGUAGES)))]
    decimals = draw(st.integers(0, 3))
    digits = draw(st.integers(0, 10**9))
    share = draw(st.booleans())
    mult = 0 if share else draw(st.sampled_from([0, 3, 6, 9]))
    number = Fraction(digits, 10**decimals)
    whole, fraction = divmod(digits, 10**decimals)
    grouped = f"{whole:,}".replace(",", draw(st.sampled_from(spaces)))
    text = grouped + (f"{mark}{fraction:0{decimals}d}" if decimals else "")
    sign = draw(st.sampled_from(["", "", "-", "−", "–", "+", "минус "]))
    number = -number if sign not in ("", "+") else number
    return sign + text + (percent if share else words[mult]), number, mult, decimals, share


def is_ambiguous(text: str) -> bool:
    """A comma before three digits and nothing else that says what it is: the stated rule decides."""
    return text.count(",") == 1 and "." not in text and bool(re.search(r",[0-9]{3}(?![0-9])", text))


@given(figures())
def test_what_is_printed_is_read_back(case):
    text, number, mult, decimals, share = case
    if is_ambiguous(text):
        return
    figure = parse(text)
    assert (figure.number, figure.unit_mult, figure.decimals) == (number, mult, decimals)
    assert figure.unit == ("percent" if share else "number" if decimals and mult == 0 else "persons")
    assert figure.interval.contains(number * 10**mult)


shown_counts = (st.integers(1, 10**8), st.sampled_from([0, 3, 6]), st.integers(0, 2))


@given(*shown_counts, st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]))
def test_a_rounded_count_contains_the_count_and_a_cut_one_is_noticed(count, mult, decimals, rule):
    exponent = Decimal(1).scaleb(-decimals)
    shown = (Decimal(count).scaleb(-mult)).quantize(exponent, rule)
    text = f"{shown}".replace(".", ",") + {0: "", 3: " тыс.", 6: " млн"}[mult]
    if mult == 0 and decimals:
        return  # nobody prints fractions of persons
    figure = parse(text)
    inside = figure.interval.contains(count)
    assert inside or rule == ROUND_DOWN
    assert printed.is_cut(figure, count) is not inside


@given(st.text(alphabet="0123456789 ,.%-–−тысмлнkп\u00a0до", max_size=20))
def test_nothing_but_a_value_error_comes_out_of_any_text(text):
    try:
        figure = parse(text)
    except ValueError:
        return
    assert figure.low <= figure.value <= figure.high
    assert all(text[a:b].strip() for a, b, _ in printed.find_figures(text))


tenths = st.integers(-300, 300).map(lambda n: Fraction(n, 10))
intervals = st.tuples(tenths, tenths).map(lambda ends: Interval(min(ends), max(ends)))
inside = st.fractions(0, 1)


@given(intervals, intervals, inside, inside)
def test_results_contain_what_their_arguments_contain(a, b, s, t):
    x, y = a.low + s * (a.high - a.low), b.low + t * (b.high - b.low)
    assert (a + b).contains(x + y)
    assert (a - b).contains(x - y)
    assert (a * b).contains(x * y)
    if not b.contains(0):
        assert (a / b).contains(x / y)


counts = st.integers(0, 400)
ranges = st.tuples(counts, counts).map(lambda ends: Interval(min(ends), max(ends)))


@given(ranges, ranges, ranges, inside, inside)
def test_a_share_contains_every_pair_that_adds_up(part, rest, whole, s, t):
    p, r = part.low + s * (part.high - part.low), rest.low + t * (rest.high - rest.low)
    if p + r == 0 or not whole.contains(p + r) or max(part.low + rest.low, whole.low) == 0:
        return
    both, value = printed.share(part, whole, rest), 100 * p / (p + r)
    assert both.contains(value) and Interval(0, 100).contains(both)
    if max(part.low, whole.low) > 0:
        assert printed.share(part, whole).contains(both)
    if part.low + rest.low > 0:
        assert printed.share(part, rest=rest).contains(both)
