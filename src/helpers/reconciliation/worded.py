"""A claim made in words as its tests see it, and answers that rounding leaves open.

A test has no result where the figures at hand do not suffice.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from helpers import cleaning
from helpers.parameters import final_by
from helpers.printed import Interval, as_interval
from helpers.reconciliation.claims import Claim
from helpers.reconciliation.evidence import Evidence
from helpers.reconciliation.explanations import names_of, say, sentence
from helpers.reconciliation.observations import Figure, Measure
from helpers.reconciliation.results import TestResult

CORRIDOR = r"(?<!\S)[A-Z]{3,5}-[A-Z]{3,5}(?!\S)"

Outcome = bool | str  # True, False or "undecidable"


def agree(answers: Iterable[bool]) -> Outcome:
    """The answer that all values of a figure give; 'undecidable' where they differ."""
    different = set(answers)
    return different.pop() if len(different) == 1 else "undecidable"


def positive(figure) -> Outcome:
    return agree(end > 0 for end in as_interval(figure).ends)


def exceeds(figure, other) -> Outcome:
    """Whether one figure exceeds another; 'undecidable' where their intervals overlap.

    >>> exceeds(Interval(3, 4), Interval(1, 2)), exceeds(Interval(1, 3), Interval(2, 4))
    (True, 'undecidable')
    """
    figure, other = as_interval(figure), as_interval(other)
    return "undecidable" if figure.overlaps(other) else figure.low > other.low


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """False if any is False, else 'undecidable' if any is, else True."""
    return min(outcomes, key=[False, "undecidable", True].index, default=True)


def accepted(figures: list[Figure], accept: Callable, way: int = 1, **limits) -> Outcome:
    """Whether all that the figures can be, turned the `way`, is accepted within the limits. Their
    ends answer; since a criterion can fail between two ends that pass, or pass between two that
    fail, what lies nearest to its middle is asked too."""
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
    """A claim made in words, the claims of its article, what may be used, and the criterion of the
    words with its meaning."""

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
        """The figure of each year that weighs most, or the first one, where it is known; none where
        a year has no figure."""
        chosen = []
        for year in years:
            figures = self.evidence.levels(self.measure(year, flow))
            if first:
                figures.sort(key=lambda figure: figure.vintage != "first")
            chosen += figures[:1]
        return chosen if len(chosen) == len(years) else []

    def result(
        self, outcome, facts, found=None, sources=(), *, part="", takes="", why="precision", by=""
    ) -> TestResult:
        """The result with its sentence: the facts, whether the wording holds, what it takes.
        `found` is a figure, or several; `sources` are figures, claims or rows: the article's own
        claims confirm nothing. `by` is what is counted, where it can be more than one thing."""
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
