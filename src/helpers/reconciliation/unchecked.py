"""Claims that nothing at hand can decide: causes, forecasts, and those without a source or test."""

import pandas as pd

from helpers.reconciliation import verdict_words
from helpers.reconciliation.criteria import WORDED, criterion_of
from helpers.reconciliation.evidence import Sources, year_of
from helpers.reconciliation.results import UNCHECKED, TestResult

PART_OF_YEAR = r"\d{4}-\d{2}"  # a time_period such as 2031-01/2031-06; series are of whole years


def causes(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Why people move cannot be read from how many do."""
    return [
        TestResult(claim.claim_id, "cause", UNCHECKED, verdict_words.cause(claim.flow))
        for claim in claims[claims.kind == "cause"].itertuples()
    ]


def forecasts(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """A forecast has no outcome in its own edition."""
    results = []
    for claim in claims[claims.kind == "forecast"].itertuples():
        subject = claim.flow if pd.notna(claim.flow) else claim.category
        words = verdict_words.forecast(subject, year_of(claim, sources), sources.year)
        results.append(TestResult(claim.claim_id, "forecast", UNCHECKED, words))
    return results


def in_part_of_year(claims: pd.DataFrame) -> pd.Series:
    """Which claims are about some months of a year."""
    return claims.time_period.str.match(PART_OF_YEAR).fillna(False).astype(bool)


def without_result(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """What each of these claims, which no independent source confirms or denies, would need."""
    parts = in_part_of_year(claims)
    return [
        _missing(claim, sources, part)
        for claim, part in zip(claims.itertuples(), parts, strict=True)
    ]


def _missing(claim, sources: Sources, part_of_year: bool) -> TestResult:
    if claim.kind in WORDED and criterion_of(claim) is None:
        words = verdict_words.no_measure()
        return TestResult(claim.claim_id, "no_measure", UNCHECKED, words)
    year = year_of(claim, sources)
    total = claim.dimension == "total"
    if part_of_year or (total and sources.final_figure(claim.flow, year) is not None):
        return TestResult(claim.claim_id, "no_test", UNCHECKED, verdict_words.no_test())
    words = verdict_words.no_source(claim.flow, claim.dimension, year)
    return TestResult(claim.claim_id, "independent_source", UNCHECKED, words)
