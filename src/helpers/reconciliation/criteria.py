"""What words such as 'almost by half' must mean, as `criteria.yml` states it. Words that set no
measure ('important') match no criterion and stay unchecked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import yaml

import helpers.reconciliation.worded_corridors as corridors
import helpers.reconciliation.worded_groups as groups
import helpers.reconciliation.worded_years as years
from helpers.language import phrases, say
from helpers.reconciliation.claims import BALANCES, Claim
from helpers.reconciliation.evidence import Evidence
from helpers.reconciliation.explanations import name_of_test
from helpers.reconciliation.results import TestResult, WordedClaim

WORDED = ("direction", "quantifier", "comparison", "rank")  # the kinds of claims made in words
TESTS = {"corridors": corridors, "groups": groups, "years": years}


@dataclass(frozen=True)
class Criterion:
    """What words must mean; the head of `criteria.yml` says what its fields are."""

    name: str
    phrases: str
    test: str
    limits: dict[str, float] = field(default_factory=dict)
    other: tuple[float, ...] = ()
    kinds: tuple[str, ...] = WORDED
    dimension: str | None = None

    def matches(self, claim: Claim) -> bool:
        dimension = claim.dimension if claim.dimension in ("total", "corridor") else "group"
        if self.dimension not in (None, dimension) or claim.kind not in self.kinds:
            return False
        for wanted in self.phrases.split():
            used = phrases.uses(claim.quote, *wanted.strip("!").split("|"))
            implied = wanted == "balance" and claim.flow in BALANCES
            if used == wanted.startswith("!") and not implied:
                return False
        return True

    def meaning(self, **other) -> str:
        """What the words must mean, by its own limits or `other` ones."""
        return say(f"criteria.{self.name}", **self.limits | other)


CRITERIA = [
    Criterion(**entry)
    for entry in yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
]
LIMITS = {criterion.name: criterion.limits for criterion in CRITERIA}
# Findings and charts take these from here
ALMOST_HALF = tuple(LIMITS["almost_half"].values())
BALANCED = LIMITS["balanced"]["limit"]


def criterion_of(claim: Claim) -> Criterion | None:
    """The first criterion whose words the claim uses, or None."""
    return next(
        (criterion for criterion in CRITERIA if criterion.matches(claim)),
        None,
    )


def criteria_table() -> pd.DataFrame:
    """Every criterion, in the language spoken: criterion (as readers call it), meaning."""
    rows = [(name_of_test(each.name), each.meaning()) for each in CRITERIA]
    return pd.DataFrame(rows, columns=["criterion", "meaning"]).drop_duplicates(ignore_index=True)


def worded(claims: list[Claim], evidence: Evidence) -> Iterator[TestResult]:
    """The results on claims in words, with another reasonable line that would turn a verdict."""
    for claim in claims:
        criterion = criterion_of(claim) if claim.kind in WORDED else None
        in_part = re.match(r"\d{4}-\d{2}(?:/|$)", str(claim.time_period))  # of a year
        if criterion is None or in_part or claim.year(evidence.year) > evidence.year:
            continue
        case = WordedClaim(claim, claims, evidence, criterion.name, criterion.meaning())
        room, _, name = criterion.test.partition(".")
        test = getattr(TESTS[room], name)
        results = list(test(case, **criterion.limits))
        for value in criterion.other:
            limits = criterion.limits | {next(iter(criterion.limits)): value}
            meaning = criterion.meaning(**limits)
            others = test(replace(case, meaning=meaning), **limits)
            for place, (result, other) in enumerate(zip(results, others, strict=True)):
                if {other.verdict, result.verdict} == {
                    "holds",
                    "contradicted",
                }:
                    line = say(
                        "words.other_line",
                        verdict=other.verdict,
                        criterion=meaning,
                    )
                    results[place] = replace(result, explanation=f"{result.explanation} {line}")
        yield from results
