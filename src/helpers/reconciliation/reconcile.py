"""Do the claims hold? One row per claim and test, with a verdict, and one `overall` row per claim.

What an article prints can contradict itself, but never confirm itself.
"""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers import cleaning, paths
from helpers.cleaning import names
from helpers.data import package
from helpers.language import of_sentences, say, speaking
from helpers.parameters import Parameters
from helpers.reconciliation import figures, releases
from helpers.reconciliation.criteria import WORDED, criterion_of, worded
from helpers.reconciliation.evidence import Sources, known_rows, sources_for, year_of
from helpers.reconciliation.results import CONTRADICTED, HOLDS, UNCHECKED, VERDICTS, TestResult
from helpers.reconciliation.verdict_words import capital, ended, subject_of

NUMBERS = ["printed_low", "printed_high", "found_low", "found_high"]
COLUMNS = ["claim_id", "test", "verdict", *NUMBERS, "source", "doubt", "explanation"]
OVERALL = "overall"
EVIDENCE = ("kz_flows_annual", "kz_breakdowns", "corridors", "corridor_flows")

# Why a claim is unchecked, by the test that finds so; every unchecked claim has exactly one of
# them.
REASONS_UNCHECKED = ("independent_source", "cause", "forecast", "no_measure", "no_test")
PART_OF_YEAR = r"\d{4}-\d{2}"  # a time_period such as 2031-01/2031-06; series are of whole years
COPIES = "kz_breakdowns.csv:"  # figures that pages quote from the bureau's releases
DISSENT = 2  # how many tests that disagree the overall explanation names, after the deciding one


def reconcile(run: Parameters) -> pd.DataFrame:
    """The verdicts on the claims of an edition, in reading order.

    Columns: claim_id, test, verdict, printed_low and printed_high (what the article's figures
    mean), found_low and found_high (what they are held against, in the same unit: persons, percent,
    or a ratio), source (the rows used), doubt (ids from doubts.yml), explanation (one sentence, in
    the language of the run's sentences; all else is the same in every language). Numbers are blank
    where words are compared. The explanation of `overall` is that of the test that decides, with a
    sentence 'But …' for each independent test that disagrees; its source holds the rows of all that
    are named.

    Each claim ends with the test `overall`: contradicted if any test contradicts it, also the
    article's own figures; else, by tests with independent sources only, cut, holds_preliminary,
    holds or undecidable, whichever comes first; unchecked where no independent source speaks to it.
    Empty for a year without articles.

    >>> table = reconcile(Parameters(year=2025))
    >>> table[table.test == OVERALL].claim_id.is_unique
    True
    """
    language = of_sentences(run.language)
    with speaking(language):
        return _reconciled(replace(run, language=language), paths.raw_folder()).copy()


@lru_cache
def _reconciled(run: Parameters, folder: Path) -> pd.DataFrame:
    """The same, worked out once in a process for each data package."""
    tables = cleaning.tables_of(run)
    claims = tables.claims
    known = {name: known_rows(package.read(name, folder), run) for name in EVIDENCE}
    results = []
    for article in tables.articles.itertuples():
        own_claims = claims[claims.article_id == article.article_id]
        if len(own_claims):
            sources = sources_for(article.url, known, run, article.published)
            results += results_on_article(own_claims, sources)
    return _table(claims, results, package.doubts(folder))


def causes(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Why people move cannot be read from how many do."""
    results = []
    for claim in claims[claims.kind == "cause"].itertuples():
        need = say("verdicts.needed_for_cause", of=str(claim.flow))
        words = say("verdicts.cause", need=need)
        results.append(TestResult(claim.claim_id, "cause", UNCHECKED, words))
    return results


def forecasts(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """A forecast has no outcome in its own edition."""
    results = []
    for claim in claims[claims.kind == "forecast"].itertuples():
        subject = claim.flow if pd.notna(claim.flow) else claim.category
        words = say(
            "verdicts.forecast",
            of=str(subject),
            subject=subject_of(subject),
            start=year_of(claim, sources),
            year=sources.year,
        )
        results.append(TestResult(claim.claim_id, "forecast", UNCHECKED, words))
    return results


TESTS = (
    figures.annual_series,
    figures.change_series,
    figures.implied_base,
    releases.breakdown,
    worded,
    figures.parts_total,
    figures.balance,
    figures.share_arithmetic,
    causes,
    forecasts,
)
# Those of the article against itself.
OWN_TESTS = {"parts_total", "balance", "share_arithmetic", "leaders_own_order"}


def results_on_article(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Every result on the claims of an article, and what those without one would need."""
    of_years = claims[~in_part_of_year(claims)]
    results = [result for test in TESTS for result in test(of_years, sources)]
    tested = {result.claim_id for result in results if result.independent}
    return results + without_result(claims[~claims.claim_id.isin(tested)], sources)


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
        words = say("verdicts.no_measure")
        return TestResult(claim.claim_id, "no_measure", UNCHECKED, words)
    year = year_of(claim, sources)
    total = claim.dimension == "total"
    if part_of_year or (total and sources.final_figure(claim.flow, year) is not None):
        return TestResult(claim.claim_id, "no_test", UNCHECKED, say("verdicts.no_test"))
    words = say(
        "verdicts.no_source",
        by_what=claim.dimension,
        subject=subject_of(claim.flow),
        dimension=names.name(claim.dimension),
        year=year,
    )
    return TestResult(claim.claim_id, "independent_source", UNCHECKED, words)


def overall(results: list[TestResult]) -> TestResult:
    """The result that decides a claim, with what other tests find against it; the rule is in
    `reconcile`.

    >>> fits = TestResult("c1", "balance", "holds", "It fits.", independent=False)
    >>> unchecked = TestResult("c1", "independent_source", "unchecked", "No source.")
    >>> overall([fits, unchecked]).verdict
    'unchecked'
    """
    counting = [
        result for result in results if result.independent or result.verdict == CONTRADICTED
    ]
    deciding = min(counting, key=lambda result: VERDICTS.index(result.verdict))
    against = dissent(deciding, results)
    sentences = [
        deciding.explanation,
        *(say("verdicts.but", sentence=ended(clause)) for _result, clause in against),
    ]
    rows = [*deciding.rows, *(row for result, _clause in against for row in result.rows)]
    return replace(deciding, explanation=" ".join(sentences), rows=tuple(rows))


def dissent(deciding: TestResult, results: list[TestResult]) -> list[tuple[TestResult, str]]:
    """The other independent tests that disagree, each with its clause, in the order of the tests.

    First those of another verdict, then those of the same whose evidence is split. Those whose
    outcome the deciding result contains are left out.
    """
    others = [
        result
        for result in results
        if result.independent and result.verdict != UNCHECKED and result is not deciding
    ]
    others = [result for result in others if result.test not in deciding.tells]
    differing = [(other, other.short) for other in others if other.verdict != deciding.verdict]
    alike = [other for other in others if other.verdict == deciding.verdict]
    split = [(other, other.split) for other in alike if other.split]
    return (differing + split)[:DISSENT]


def _table(claims: pd.DataFrame, results: list[TestResult], doubts: list[dict]) -> pd.DataFrame:
    rows = []
    for claim in claims.itertuples():
        on_claim = [result for result in results if result.claim_id == claim.claim_id]
        about = [entry["id"] for entry in doubts if claim.claim_id in (entry.get("claims") or [])]
        doubt = " ".join(about)
        rows += [_row(claim, result, result.test, doubt) for result in on_claim]
        rows.append(_row(claim, overall(on_claim), OVERALL, doubt))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({name: "float64" if name in NUMBERS else "str" for name in COLUMNS})


def _row(claim, result: TestResult, test: str, doubt: str) -> tuple:
    compared = result.compared.ends if result.compared else (claim.low, claim.high)
    found = result.found.ends if result.found else (None, None)
    rows = "; ".join(dict.fromkeys(row for place in result.rows for row in place.split()))
    explanation = capital(result.explanation)
    return claim.claim_id, test, result.verdict, *compared, *found, rows, doubt, explanation


def verdict_counts(table: pd.DataFrame) -> pd.DataFrame:
    """How many claims have which overall verdict: `verdict`, `claims`, a row for every verdict.

    `table` is the frame that `reconcile` returns.

    >>> table = pd.DataFrame({"test": ["balance", "overall"], "verdict": ["cut", "holds"]})
    >>> verdict_counts(table).query("claims > 0").values.tolist()
    [['holds', 1]]
    """
    counts = table[table.test == OVERALL].verdict.value_counts()
    counts = counts.reindex(VERDICTS, fill_value=0).astype(int)
    return counts.rename_axis("verdict").reset_index(name="claims")


def reasons_unchecked(table: pd.DataFrame) -> pd.DataFrame:
    """Why claims are unchecked overall: `reason`, `claims`, a row also for a reason of none.

    `table` is the frame that `reconcile` returns.
    """
    unchecked = table[(table.test == OVERALL) & (table.verdict == UNCHECKED)].claim_id
    tests = table[table.claim_id.isin(unchecked) & (table.verdict == UNCHECKED)].test
    counts = [int((tests == test).sum()) for test in REASONS_UNCHECKED]
    reasons = [say("verdicts.reason", test=test) for test in REASONS_UNCHECKED]
    return pd.DataFrame({"reason": reasons, "claims": counts})


def quoted_only(table: pd.DataFrame) -> int:
    """How many claims hold overall on nothing but copies of the bureau's figures."""
    return len(quoted_claims(table))


def quoted_claims(table: pd.DataFrame) -> list[str]:
    """The claims that hold overall on nothing but other pages' copies of the bureau's figures, by
    claim_id.

    `table` is the frame that `reconcile` returns. The article's own arithmetic, which confirms
    nothing, is left aside.
    """
    holding = table[(table.test == OVERALL) & (table.verdict == HOLDS)].claim_id
    tests = table[table.claim_id.isin(holding) & ~table.test.isin({OVERALL, *OWN_TESTS})]
    flows = package.read("kz_flows_annual")
    first = set(flows.row[flows.vintage == "preliminary"])  # read on pages that quote a release
    copied = tests.source.str.split("; ").map(
        lambda rows: all(row.startswith(COPIES) or row in first for row in rows)
    )
    return [claim for claim, only in copied.groupby(tests.claim_id) if only.all()]
