"""The verdicts, what one test of one claim gives, and outcomes that rounding leaves open."""

from collections.abc import Iterable
from dataclasses import dataclass

from helpers.printed import Interval

HOLDS, PRELIMINARY, CUT = "holds", "holds_preliminary", "cut"
CONTRADICTED, UNDECIDABLE, UNCHECKED = "contradicted", "undecidable", "unchecked"

# The first of these that a counting test gives is the verdict on the claim.
VERDICTS = (CONTRADICTED, CUT, PRELIMINARY, HOLDS, UNDECIDABLE, UNCHECKED)


@dataclass(frozen=True)
class TestResult:
    """The outcome of one test of one claim.

    `found` is what the figures at hand are, `compared` what the article's figures mean where that
    is not the claim's own figure, `rows` the rows used. Only an `independent` result can confirm a
    claim.

    Two clauses serve the claim's overall explanation, after 'But': `short` gives the result in
    fewer words, for when its verdict is not the claim's; `split` gives what speaks for another
    verdict within the test itself. `tells` are the tests whose outcome the explanation contains.
    """

    claim_id: str
    test: str
    verdict: str
    explanation: str
    found: Interval | None = None
    rows: tuple[str, ...] = ()
    compared: Interval | None = None
    independent: bool = True
    short: str = ""
    split: str = ""
    tells: tuple[str, ...] = ()


Outcome = bool | str  # True, False or UNDECIDABLE


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
