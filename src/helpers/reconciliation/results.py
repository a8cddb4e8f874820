"""The verdicts, and what one test of one claim gives."""

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
