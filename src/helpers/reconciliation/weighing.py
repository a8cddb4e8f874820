"""Do the claims hold? A verdict per claim and test, and an `overall` one, by docs/evidence.md."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers import cleaning, paths
from helpers.cleaning import names
from helpers.data import package
from helpers.language import SOURCE, of_sentences, speaking
from helpers.parameters import Parameters, article_years, final_by
from helpers.reconciliation.claims import Claim, read
from helpers.reconciliation.criteria import WORDED, criterion_of, worded
from helpers.reconciliation.evidence import TABLES, Evidence, gathered
from helpers.reconciliation.explanations import ended, in_words, say
from helpers.reconciliation.figures import figure_tests, own_sums
from helpers.reconciliation.results import DIRECT, IMPLIED, WORST_FIRST, TestResult, table_of

SILENT = ("unchecked", "undecidable")  # which decide nothing
DISSENT = 2  # how many tests that disagree the overall explanation names, after the deciding one


def verdicts(
    claims: pd.DataFrame, tables: dict, *, year: int, published=None, url=None, vintage="latest"
) -> pd.DataFrame:
    """The verdicts on the claims of one article, in reading order; each ends with `overall`.

    `claims` has columns of claims.csv, `tables` frames by name with those of
    data/raw/series/<name>.csv; what is missing is blank. `published` and `url` are the article's:
    figures on its own page are no evidence. Columns as of `reconciliation.csv`, `doubt` blank.

    >>> claims = pd.DataFrame({"kind": ["quantity"], "value": [7.6], "unit_mult": [3],
    ...     "flow": ["departures"], "time_period": ["2025"]})
    >>> table = pd.DataFrame({"year": [2025], "measure": ["departures"], "value": [7608],
    ...     "vintage": ["revised"]})
    >>> verdicts(claims, {"kz_flows_annual": table}, year=2025).verdict.tolist()
    ['holds', 'holds']
    """
    evidence = gathered(tables, year, published, url, vintage)
    read_claims = read(claims)
    results = results_on_article(read_claims, evidence)
    pairs = []
    for claim in read_claims:
        on_claim = results[claim.claim_id]
        decided = replace(with_days(overall(on_claim), evidence.days), test="overall")
        pairs += [(claim, result) for result in (*on_claim, decided)]
    return table_of(pairs)


def reconcile(run: Parameters) -> pd.DataFrame:
    """The verdicts on the claims of an edition, in reading order; columns as of `verdicts`, with
    the ids of doubts.yml. Explanations are in the language of the run's sentences."""
    language = of_sentences(run.language)
    with speaking(language):
        return _reconciled(replace(run, language=language), paths.raw_folder()).copy()


def on_every_article() -> pd.DataFrame:
    """The verdict on each claim of every article, by what is known to the edition of its year."""
    tables = [reconcile(Parameters(year=year)) for year in article_years()]
    overall = pd.concat(tables).query("test == 'overall'")
    return overall[["claim_id", "verdict", "when_printed", "explanation"]]


def processed(run: Parameters) -> dict[str, pd.DataFrame]:
    """The tidy tables of an edition by name, as `data/processed/<year>` holds them."""
    table = reconcile(replace(run, language=SOURCE))
    return cleaning.tables_of(run).processed() | {"reconciliation": table}


@lru_cache
def _reconciled(run: Parameters, folder: Path) -> pd.DataFrame:
    edition = cleaning.tables_of(run)
    tables = {name: package.read(name, folder) for name in TABLES}
    parts = [table_of([])]
    for article in edition.articles.itertuples():
        claims = edition.claims.query("article_id == @article.article_id")
        parts.append(
            verdicts(
                claims,
                tables,
                vintage=run.vintage,
                year=run.year,
                published=article.published,
                url=article.url,
            )
        )
    table = pd.concat(parts, ignore_index=True)
    doubts = pd.DataFrame(package.doubts(folder), columns=["id", "claims"]).explode("claims")
    ids = doubts.groupby("claims").id.agg(" ".join).to_dict()
    return table.assign(doubt=table.claim_id.map(ids).fillna(""))


def results_on_article(claims: list[Claim], evidence: Evidence, sums=True) -> dict[str, list]:
    """The results on each claim of an article, by its id; by the article's own `sums` too."""
    results = {claim.claim_id: [] for claim in claims}
    tests = (figure_tests, worded, own_sums) if sums else (figure_tests, worded)
    for test in tests:
        for result in test(claims, evidence):
            results[result.claim_id].append(result)
    for claim in claims:
        if not any(result.independent for result in results[claim.claim_id]):
            results[claim.claim_id].append(_missing(claim, evidence))
    return results


def _missing(claim: Claim, evidence: Evidence) -> TestResult:
    """What a claim would need that nothing at hand confirms or denies; a forecast stays open."""
    flow = claim.flow
    year = claim.year(evidence.year)
    if claim.kind == "forecast":
        test = "forecast"
        flow = flow or claim.category
        year = claim.year(evidence.year + 1)
    elif claim.kind == "cause":  # why people move cannot be read from how many do
        test = "cause"
    elif claim.kind in WORDED and criterion_of(claim) is None:
        test = "no_measure"
    elif evidence.levels(claim.measure(evidence.year)):
        test = "no_test"
    else:
        test = "independent_source"
    words = say(
        "verdicts.missing",
        test=test,
        need=say("verdicts.needed_for_cause", of=str(claim.flow)),
        by_what=claim.dimension,
        flow=flow,
        dimension=names.name(claim.dimension),
        year=year,
        day=final_by(year),
    )
    verdict = "open" if test == "forecast" else "unchecked"
    return TestResult(claim.claim_id, test, verdict, words)


def overall(results: list[TestResult]) -> TestResult:
    """The result that decides a claim, of the least weight and then the worst, with what speaks
    against it. What follows from other figures decides nothing that a direct test leaves open."""
    counting = [each for each in results if each.independent or each.verdict == "contradicted"]
    among = counting
    if (DIRECT, "undecidable") in [(each.weight, each.verdict) for each in counting]:
        among = [each for each in counting if each.weight != IMPLIED]
    deciding = min(
        among,
        key=lambda each: (
            each.verdict in SILENT,
            each.weight,
            WORST_FIRST.index(each.verdict),
        ),
    )
    verdict = deciding.verdict
    others = [each for each in counting if each is not deciding]
    against = [(each, each.short) for each in others if each.verdict not in (verdict, *SILENT)]
    against += [(each, each.split) for each in others if each.verdict == verdict and each.split]
    sentences = [deciding.explanation]
    if {"holds", "contradicted"} <= {each.verdict for each in counting if each.reading}:
        sentences = [say("words.readings", first=deciding.explanation)]
        verdict = "undecidable"
    rows = deciding.rows
    for result, clause in against[:DISSENT]:
        sentences.append(say("verdicts.but", sentence=ended(clause)))
        rows += result.rows
    return replace(deciding, verdict=verdict, explanation=" ".join(sentences), rows=rows)


def with_days(result: TestResult, days: dict[str, pd.Timestamp | None]) -> TestResult:
    """With the days of the pages that the result rests on, where it rests on any."""
    of_pages = {days[row] for row in result.rows if row in days}
    if not of_pages:
        return result
    words = [in_words(day) for day in sorted(of_pages - {None})]
    if None in of_pages:
        words.append(say("verdicts.undated"))
    sources = say("verdicts.days", days="; ".join(words))
    return replace(result, explanation=f"{result.explanation} {sources}")
