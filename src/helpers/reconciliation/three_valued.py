"""True, False or UNDECIDABLE: outcomes that the precision of printed figures leaves open."""

from collections.abc import Iterable

from helpers.printed import Interval
from helpers.reconciliation.results import UNDECIDABLE

Outcome = bool | str


def agree(answers: Iterable[bool]) -> Outcome:
    """The answer that all values of a figure give; UNDECIDABLE where they differ.

    >>> agree([True, True])
    True
    >>> agree([True, False])
    'undecidable'
    """
    different = set(answers)
    return different.pop() if len(different) == 1 else UNDECIDABLE


def exceeds(figure: Interval, other: Interval) -> Outcome:
    """Whether one figure exceeds another; UNDECIDABLE where their intervals overlap.

    >>> exceeds(Interval(3, 4), Interval(1, 2))
    True
    >>> exceeds(Interval(1, 3), Interval(2, 4))
    'undecidable'
    """
    if figure.certainly_above(other):
        return True
    return UNDECIDABLE if figure.overlaps(other) else False


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """False if any is False, else UNDECIDABLE if any is, else True.

    >>> all_of([True, UNDECIDABLE, False])
    False
    >>> all_of([True, UNDECIDABLE])
    'undecidable'
    """
    different = set(outcomes)
    if False in different:
        return False
    return UNDECIDABLE if UNDECIDABLE in different else True
