"""What a test of a claim gives, and the tables of verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from helpers.cleaning import names
from helpers.printed import Interval
from helpers.reconciliation.claims import Claim

VERDICTS = (
    "holds", "repeats", "holds_preliminary", "cut", "contradicted", "undecidable", "unchecked",
    "open",
)  # fmt: skip
# What a result weighs; the least decides. A direct test beats one that goes through other figures.
DIRECT, IMPLIED, OWN = range(3)
NUMBERS = ["printed_low", "printed_high", "found_low", "found_high"]
TEXTS = ["source", "doubt", "when_printed", "explanation"]
COLUMNS = ["claim_id", "test", "verdict", *NUMBERS, *TEXTS]
# Why a claim is unchecked, by the test that finds so: every unchecked claim has exactly one
REASONS_UNCHECKED = ("independent_source", "cause", "no_measure", "no_test")


@dataclass(frozen=True)
class TestResult:
    """The outcome of one test of one claim: `found` is what the figures at hand are, `compared`
    what the article's mean where that is not the claim's own figure. Only an `independent` result
    can confirm a claim; `reading`: the words can be counted in other ways too. Two clauses serve
    the claim's overall explanation, after 'But': `short` gives the result in fewer words, `split`
    what speaks for another verdict within the test itself."""

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
    weight: int = DIRECT
    when_printed: str = ""
    reading: bool = False


def table_of(results: Iterable[tuple[Claim, TestResult]]) -> pd.DataFrame:
    """The table of verdicts, `doubt` blank; columns as in docs/data-dictionary.md."""
    rows = []
    for claim, result in results:
        compared = result.compared.ends if result.compared else (claim.low, claim.high)
        found = result.found.ends if result.found else (None, None)
        texts = ("; ".join(dict.fromkeys(result.rows)), "", result.when_printed, result.explanation)
        rows.append((claim.claim_id, result.test, result.verdict, *compared, *found, *texts))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({name: "float64" if name in NUMBERS else "str" for name in COLUMNS})


def labels(table: pd.DataFrame) -> pd.Series:
    """What readers call each verdict: of one that first figures bear out, when it was right."""
    ids = map(called, table.verdict, table.when_printed)
    return pd.Series(map(names.name, ids), index=table.index, dtype="str")


def called(verdict: str, when_printed: str) -> str:
    """The id of what readers call a verdict."""
    return when_printed if verdict == "holds_preliminary" and when_printed else verdict
