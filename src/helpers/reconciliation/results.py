"""What a test of a claim gives, if the figures at hand suffice; what a test of words is given."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from helpers import cleaning
from helpers.cleaning import names
from helpers.parameters import final_by
from helpers.printed import Interval, as_interval
from helpers.reconciliation.claims import Claim
from helpers.reconciliation.evidence import Evidence, Figure, Measure
from helpers.reconciliation.explanations import names_of, say, sentence

VERDICTS = (
    "holds", "repeats", "holds_preliminary", "cut", "contradicted", "undecidable", "unchecked",
    "open",
)  # fmt: skip
WORST_FIRST = (
    "contradicted", "cut", "undecidable", "holds_preliminary", "holds", "repeats", "unchecked",
    "open",
)  # fmt: skip
# What a result weighs; the least decides. A direct test beats one that goes through other figures.
DIRECT, IMPLIED, OWN = range(3)
NUMBERS = ["printed_low", "printed_high", "found_low", "found_high"]
TEXTS = ["source", "doubt", "when_printed", "explanation"]
COLUMNS = ["claim_id", "test", "verdict", *NUMBERS, *TEXTS]
# Why a claim is unchecked, by the test that finds so: every unchecked claim has exactly one
REASONS_UNCHECKED = ("independent_source", "cause", "no_measure", "no_test")
CORRIDOR = r"(?<!\S)[A-Z]{3,5}-[A-Z]{3,5}(?!\S)"
Outcome = bool | str  # True, False or "undecidable"


@dataclass(frozen=True)
class TestResult:
    """The outcome of one test of one claim: `found` is what the figures at hand are, `compared`
    what the article's mean where that is not the claim's own figure. Only an `independent` result
    can confirm a claim; `reading`: the words can be counted in other ways too. After 'But', the
    overall explanation has `short` for the result, and `split` for what speaks against it here."""

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


def agree(answers: Iterable[bool]) -> Outcome:
    """The answer that all values of a figure give; 'undecidable' where they differ."""
    different = set(answers)
    return different.pop() if len(different) == 1 else "undecidable"


def positive(figure) -> Outcome:
    return agree(end > 0 for end in as_interval(figure).ends)


def exceeds(figure, other) -> Outcome:
    """Whether one figure exceeds another; 'undecidable' where their intervals overlap."""
    figure, other = as_interval(figure), as_interval(other)
    return "undecidable" if figure.overlaps(other) else figure.low > other.low


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """False if any is False, else 'undecidable' if any is, else True."""
    return min(outcomes, key=[False, "undecidable", True].index, default=True)


def accepted(figures: list[Figure], accept: Callable, way: int = 1, **limits) -> Outcome:
    """Whether all that the figures can be, turned the `way`, is accepted within the limits: their
    ends, and, since a criterion can turn between them, what lies nearest to its middle."""
    low = limits.get("low")
    middle = -low if low else Fraction(100, limits["n"]) if "n" in limits else 0
    outcomes = []
    for figure in figures:
        span = way * figure.interval
        asked = (span.low, min(max(span.low, middle), span.high), span.high)
        outcomes.append(agree(accept(each, **limits) for each in asked))
    return all_of(outcomes)


@dataclass(frozen=True)
class WordedClaim:
    """A claim made in words, its article's claims, the evidence, and the criterion it must meet."""

    claim: Claim
    claims: list[Claim]
    evidence: Evidence
    criterion: str
    meaning: str

    @property
    def year(self) -> int:
        return self.claim.year(self.evidence.year)

    @property
    def flows(self) -> tuple[str, ...]:
        return (self.claim.flow,) if self.claim.flow else cleaning.FLOWS

    @property
    def named(self) -> list[str]:
        form = CORRIDOR if self.claim.dimension == "corridor" else r"\S+"
        return list(dict.fromkeys(re.findall(form, self.claim.category)))

    @property
    def what(self) -> str:
        return names_of(self.flows[0], self.claim.category)

    def measure(self, year: int, flow: str | None = None) -> Measure:
        claim = self.claim._replace(flow=flow or self.flows[0], time_period=None)
        return claim.measure(year)

    def groups(self) -> dict[str, Figure]:
        return self.evidence.groups(self.measure(self.year))

    def levels(self, *years: int, flow: str | None = None, first: bool = False) -> list[Figure]:
        """The figure of each year that weighs most, or the first; none where a year has none."""
        chosen = []
        for year in years:
            figures = self.evidence.levels(self.measure(year, flow))
            if first:
                figures.sort(key=lambda figure: -figure.standing * (figure.vintage == "first"))
            chosen += figures[:1]
        return chosen if len(chosen) == len(years) else []

    def result(
        self, outcome, facts, found=None, sources=(), *, part="", takes="", why="precision", by=""
    ) -> TestResult:
        """The result with its sentence. `found` is a figure, or several; `sources` are figures,
        claims (which confirm nothing) or rows; `by` is what is counted, if that can be several."""
        verdict = {True: "holds", False: "contradicted"}.get(outcome, outcome)
        slots = {"facts": facts, "verdict": verdict, "why": why}
        if isinstance(found, list):
            ends = [end for figure in found for end in figure.interval.ends]
            found = Interval(min(ends), max(ends))
        rows = []
        for each in sources:
            rows += [each] if isinstance(each, str) else each.rows
        day = self.evidence.published
        when = "out_of_date" if why == "edition" and day is not None else ""
        if verdict == "holds_preliminary" and day is not None and not when:
            when = "right" if day < pd.Timestamp(final_by(self.year)) else "out_of_date"
        return TestResult(
            self.claim.claim_id,
            part or f"{self.criterion}_{by}".strip("_"),
            verdict,
            sentence(say("words.verdict", criterion=takes or self.meaning, **slots)),
            None if found is None else as_interval(found),
            tuple(rows),
            independent=not any(isinstance(each, Claim) for each in sources),
            short=say("words.evidence", **slots),
            when_printed=when,
            reading=bool(by),
        )


def table_of(results: Iterable[tuple[Claim, TestResult]]) -> pd.DataFrame:
    """The table of verdicts, `doubt` blank; columns as in docs/data-dictionary.md."""
    rows = []
    for claim, result in results:
        compared = result.compared.ends if result.compared else (claim.low, claim.high)
        found = result.found.ends if result.found else (None, None)
        texts = (
            "; ".join(dict.fromkeys(result.rows)),
            "",
            result.when_printed,
            result.explanation,
        )
        rows.append(
            (
                claim.claim_id,
                result.test,
                result.verdict,
                *compared,
                *found,
                *texts,
            )
        )
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({name: "float64" if name in NUMBERS else "str" for name in COLUMNS})


def labels(table: pd.DataFrame) -> pd.Series:
    """What readers call each verdict: of one that first figures bear out, when it was right."""
    ids = map(called, table.verdict, table.when_printed)
    return pd.Series(map(names.name, ids), index=table.index)


def called(verdict: str, when_printed: str) -> str:
    """The id of what readers call a verdict."""
    return when_printed if verdict == "holds_preliminary" and when_printed else verdict
