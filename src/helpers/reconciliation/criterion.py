"""What a criterion for a phrase is, and how its test reports a result."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import cleaning, printed
from helpers.language import say
from helpers.reconciliation.evidence import Sources, year_of
from helpers.reconciliation.results import CONTRADICTED, HOLDS, Outcome, TestResult
from helpers.reconciliation.verdict_words import sentence

# What leaves an outcome undecidable.
PRECISION, INCOMPLETE_LIST, INCOMPLETE_COPY, RANK_MISSING = "precision", "list", "copy", "rank"


@dataclass(frozen=True)
class Criterion:
    """What a phrase must mean: the kinds of claim and the stem of the words, and the test.

    `dimension` is set where the test makes sense for one dimension only; `meaning` gives the
    criterion in words, in the language spoken.
    """

    name: str
    kinds: tuple[str, ...]
    stem: str
    dimension: str | None
    test: Callable[["WordedClaim"], list[TestResult]]
    meaning: Callable[[], str]

    def matches(self, claim) -> bool:
        fits = claim.kind in self.kinds and self.dimension in (None, claim.dimension)
        return fits and re.search(self.stem, claim.quote, re.IGNORECASE) is not None

    @property
    def phrase(self) -> str:
        """The stem for readers: 'резк… сниж / сокра'."""
        stem = re.sub(r"\\w[*+]", "…", self.stem).replace(".*", " … ").replace("|", " / ")
        return re.sub(r"\(\?:|\)", "", stem) or say("criteria.any_list")


@dataclass(frozen=True)
class WordedClaim:
    """A claim made in words, the claims of its article, what may be used, and its criterion."""

    claim: Any  # a row of `claims`, as `itertuples` gives it
    claims: pd.DataFrame
    sources: Sources
    criterion: Criterion

    @property
    def year(self) -> int:
        return year_of(self.claim, self.sources)

    @property
    def flows(self) -> tuple[str, ...]:
        """The flow of the claim; arrivals and departures for migration as a whole."""
        return (self.claim.flow,) if pd.notna(self.claim.flow) else cleaning.FLOWS

    @property
    def named(self) -> list[str]:
        """The groups or corridors that the claim names."""
        return self.claim.category.split()

    def groups(self, flow: str, dimension: str | None = None, unit="persons") -> pd.DataFrame:
        """The published groups of a flow in the claim's year, by default in its dimension."""
        return self.sources.groups(flow, dimension or self.claim.dimension, self.year, unit)

    def result(
        self,
        outcome: Outcome,
        facts: str,
        found=None,
        rows=(),
        *,
        part: str = "",
        independent: bool = True,
        takes: str = "",
        why: str = PRECISION,
    ) -> TestResult:
        """The result with its sentence: the facts, whether the wording holds, what it takes.

        `part` and `takes` name the test, and what the wording takes, where it is on one part of the
        criterion; `why` is what leaves the outcome undecidable.
        """
        verdict = {True: HOLDS, False: CONTRADICTED}.get(outcome, outcome)
        meaning = takes or self.criterion.meaning()
        clause = say("words.verdict", facts=facts, verdict=verdict, why=why, criterion=meaning)
        return TestResult(
            self.claim.claim_id,
            part or self.criterion.name,
            verdict,
            sentence(clause),
            None if found is None else printed.as_interval(found),
            tuple(rows),
            independent=independent,
            short=say("words.evidence", facts=facts, verdict=verdict, why=why),
        )
