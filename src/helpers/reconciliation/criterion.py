"""What a criterion for a phrase is, and how its test reports a result."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from helpers import cleaning, printed
from helpers.language import formats, phrases, say
from helpers.parameters import final_by
from helpers.printed import Interval
from helpers.reconciliation.claims import BALANCES, Claim
from helpers.reconciliation.evidence import Evidence
from helpers.reconciliation.explanations import names_of, sentence
from helpers.reconciliation.observations import Figure, Measure
from helpers.reconciliation.results import Outcome, TestResult

GROUP = "group"  # any dimension but the total and corridors
CORRIDOR = r"[A-Z]{3,5}-[A-Z]{3,5}"
WORDED = ("direction", "quantifier", "comparison", "rank")  # the kinds of claims made in words


@dataclass(frozen=True)
class Criterion:
    """What words must mean: the phrases that a claim must use, and the test.

    Each of `phrases` must be used, one of those joined by '|', and none of those after '!'; `kinds`
    and `dimension` are set where the test makes sense for these only. `limits` are the lines that
    the test draws, `other` what another reasonable reader might draw the first of them at.
    """

    name: str
    phrases: str
    test: Callable[..., list[TestResult]]
    limits: dict[str, Any] = field(default_factory=dict)
    other: tuple[float, ...] = ()
    kinds: tuple[str, ...] = ()
    dimension: str | None = None

    def matches(self, claim: Claim) -> bool:
        dimension = claim.dimension if claim.dimension in ("total", "corridor") else GROUP
        if self.dimension not in (None, dimension) or claim.kind not in (self.kinds or WORDED):
            return False
        for wanted in self.phrases.split():
            used = phrases.uses(claim.quote, *wanted.strip("!").split("|"))
            implied = wanted == "balance" and claim.flow in BALANCES
            if used == wanted.startswith("!") and not implied:
                return False
        return True

    def results(self, case: "WordedClaim") -> list[TestResult]:
        results = self.test(case, **self.limits)
        for place, result in enumerate(results):
            for value in self.other:
                limits = self.limits | {next(iter(self.limits)): value}
                other = self.test(replace(case, limits=limits), **limits)[place]
                if {other.verdict, result.verdict} == {"holds", "contradicted"}:
                    slots = {"verdict": other.verdict, "criterion": self.meaning(limits)}
                    words = f"{result.explanation} {say('words.other_line', **slots)}"
                    results[place] = replace(result, explanation=words)
                    break
        return results

    def meaning(self, limits: dict[str, Any]) -> str:
        return say(f"criteria.{self.name}", **{name: show(name, limits[name]) for name in limits})


def show(name: str, line):
    if name in ("percent", "low", "high"):
        return formats.percent(line, 0)
    if isinstance(line, float):
        return formats.number(line, 2)
    return formats.people(line) if line >= 1000 else line


@dataclass(frozen=True)
class WordedClaim:
    """A claim made in words, the claims of its article, what may be used, and its criterion."""

    claim: Claim
    claims: list[Claim]
    evidence: Evidence
    criterion: Criterion
    limits: dict[str, Any] | None = None

    @property
    def year(self) -> int:
        return self.claim.year(self.evidence.year)

    @property
    def flows(self) -> tuple[str, ...]:
        return (self.claim.flow,) if self.claim.flow else cleaning.FLOWS

    @property
    def named(self) -> list[str]:
        form = CORRIDOR if self.claim.dimension == "corridor" else r"\S+"
        return [name for name in self.claim.category.split() if re.fullmatch(form, name)]

    @property
    def what(self) -> str:
        return names_of(self.flows[0], self.claim.category)

    def measure(self, flow: str, year: int) -> Measure:
        """What the claim counts, of a flow, in a year."""
        of_flow = self.claim._replace(flow=flow, time_period=str(year))
        period = of_flow.period(year)
        return Measure(flow, of_flow.dimension, of_flow.category, period)

    def groups(self) -> dict[str, Figure]:
        return self.evidence.groups(self.measure(self.flows[0], self.year))

    def level(self, year: int, flow: str | None = None, first: bool = False) -> Figure | None:
        """The figure of a year, the one that weighs most; or the first one, where it is known."""
        figures = self.evidence.levels(self.measure(flow or self.flows[0], year))
        if first:
            figures.sort(key=lambda figure: figure.vintage != "first")
        return figures[0] if figures else None

    def levels(self, *years: int, flow: str | None = None, first: bool = False) -> list[Figure]:
        """The figure of each year as from `level`; none where one is missing."""
        figures = [self.level(year, flow, first) for year in years]
        return [] if None in figures else figures

    def result(
        self,
        outcome: Outcome,
        facts: str,
        found: Interval | Figure | float | None = None,
        sources=(),
        *,
        part: str = "",
        independent: bool = True,
        takes: str = "",
        why: str = "precision",
        by: str = "",
    ) -> TestResult:
        """The result with its sentence: the facts, whether the wording holds, what it takes; `by`
        is what is counted, where it can be more than one thing."""
        verdict = {True: "holds", False: "contradicted"}.get(outcome, outcome)
        meaning = takes or self.criterion.meaning(self.limits or self.criterion.limits)
        slots = {"facts": facts, "verdict": verdict, "why": why}
        rows = []
        for each in sources:
            rows += [each] if isinstance(each, str) else each.rows
        day = self.evidence.published
        when = ""
        if why == "edition":
            when = "out_of_date"
        elif verdict == "holds_preliminary" and day is not None:
            when = "right" if day < pd.Timestamp(final_by(self.year)) else "out_of_date"
        return TestResult(
            self.claim.claim_id,
            part or f"{self.criterion.name}_{by}".strip("_"),
            verdict,
            sentence(say("words.verdict", criterion=meaning, **slots)),
            None if found is None else printed.as_interval(found),
            tuple(rows),
            independent=independent,
            short=say("words.evidence", **slots),
            when_printed=when,
            reading=bool(by),
        )
