"""How a printed figure compares with the figures it may be held against, in full and in words."""

from fractions import Fraction

from helpers import printed
from helpers.language import say
from helpers.printed import Interval
from helpers.reconciliation.evidence import interval_of
from helpers.reconciliation.results import (
    CONTRADICTED,
    CUT,
    HOLDS,
    PRELIMINARY,
    UNDECIDABLE,
    TestResult,
)
from helpers.reconciliation.verdict_words import printed_figure, sentence


def as_printed(claim, value: float | None = None) -> str:
    """The claim's figure, or another value to the same digits: '7.6 thousand', '40.5%'."""
    number = claim.value if value is None else value / 10 ** int(claim.unit_mult)
    return printed_figure(number, int(claim.unit_mult), int(claim.decimals), claim.unit_measure)


def sign_of(claim) -> int:
    """A fall is printed without its sign; as a change it is negative."""
    return -1 if claim.unit_measure == "percent_decrease" else 1


def compare(claim, figure: Interval) -> str:
    """holds, cut, contradicted, or undecidable where the source is printed too coarsely.

    >>> from types import SimpleNamespace
    >>> digits = {"value": 7.6, "unit_mult": 3, "decimals": 1, "unit_measure": "persons"}
    >>> claim = SimpleNamespace(**digits, low=7550, high=7650)
    >>> [compare(claim, Interval(people, people)) for people in (7608, 7692, 7500)]
    ['holds', 'cut', 'contradicted']
    """
    bounds = interval_of(claim)
    if bounds.contains(figure):
        return HOLDS
    if bounds.overlaps(figure):
        return UNDECIDABLE
    value = sign_of(claim) * Fraction(str(claim.value))
    digits = int(claim.unit_mult), int(claim.decimals)
    as_read = printed.Printed(value, *digits, claim.unit_measure, bounds)
    cut = figure.low == figure.high and printed.is_cut(as_read, figure.low)
    return CUT if cut else CONTRADICTED


def verdict_by_vintage(claim, final: Interval | None, first: Interval | None) -> str:
    """The verdict on a figure by the final figure, the one first published, or both.

    A figure that the final one misses or has only with its digits cut, and the first one has, was
    true when printed. One that only the first has, and with its digits cut, was true of neither: it
    is contradicted, and the explanation says whence it comes.
    """
    if final is None or first is None:
        return compare(claim, first if final is None else final)
    by_final, by_first = compare(claim, final), compare(claim, first)
    if by_first == HOLDS and by_final in (CUT, CONTRADICTED):
        return PRELIMINARY
    return UNDECIDABLE if near_miss(claim, final, first) == UNDECIDABLE else by_final


def near_miss(claim, final: Interval | None, first: Interval | None) -> str:
    """How a first figure nearly has what the final one contradicts: cut, undecidable, or ''."""
    if final is None or first is None or compare(claim, final) != CONTRADICTED:
        return ""
    by_first = compare(claim, first)
    return by_first if by_first in (CUT, UNDECIDABLE) else ""


def beside_printed(claim, fact: str, figure: Interval, value: float) -> str:
    """A fact on the exact figure, with what follows for the printed one."""
    verdict = compare(claim, figure)
    rounded = as_printed(claim, sign_of(claim) * value)
    slots = {"fact": fact, "printed": as_printed(claim), "rounded": rounded}
    return say("figures.as_to_printed", verdict=verdict, **slots)


def independent_result(
    claim_id: str, test: str, verdict: str, clause: str, found: Interval, rows, compared=None
) -> TestResult:
    """The result of an independent test of a figure."""
    explanation = sentence(clause)
    return TestResult(
        claim_id, test, verdict, explanation, found, tuple(rows), compared, short=clause
    )


def own_result(
    claim_id: str, test: str, fits: bool, clause: str, found: Interval, rows, compared=None
) -> TestResult:
    """The result of a test of the article against itself."""
    verdict = HOLDS if fits else CONTRADICTED
    explanation = sentence(clause)
    return TestResult(claim_id, test, verdict, explanation, found, tuple(rows), compared, False)
