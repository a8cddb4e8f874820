"""Do the claims hold? One row per claim and test, with a verdict, and one `overall` row per claim.

A claim is no evidence for itself: rows of the series that were read on the article's own page are
set aside before any test. What an article prints can contradict itself, but never confirm itself.
"""

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from helpers import cleaning, paths, printed
from helpers.data import package
from helpers.language import of_sentences, say, speaking
from helpers.parameters import Parameters
from helpers.printed import Interval
from helpers.reconciliation import sentences_on_figures, verdict_words
from helpers.reconciliation.criteria import (
    WORDED,
    Change,
    Figure,
    Finding,
    Sources,
    causes,
    change,
    criterion_of,
    final_change,
    final_figure,
    first_change,
    first_figure,
    forecasts,
    interval_of,
    own_figures,
    worded,
    year_of,
)
from helpers.reconciliation.verdict_words import (
    CONTRADICTED,
    CUT,
    HOLDS,
    PRELIMINARY,
    UNCHECKED,
    UNDECIDABLE,
)

COLUMNS = [
    "claim_id",
    "test",
    "verdict",
    "printed_low",
    "printed_high",
    "found_low",
    "found_high",
    "source",
    "doubt",
    "explanation",
]
NUMBERS = ["printed_low", "printed_high", "found_low", "found_high"]
OVERALL = "overall"

# The first of these that a counting test says is the verdict on the claim.
VERDICTS = (CONTRADICTED, CUT, PRELIMINARY, HOLDS, UNDECIDABLE, UNCHECKED)

# Why a claim is unchecked, by the test that says so; every unchecked claim has exactly one of them.
REASONS_UNCHECKED = ("independent_source", "cause", "forecast", "no_measure", "no_test")
PART_OF_YEAR = (
    r"\d{4}-\d{2}"  # a time_period such as 2031-01/2031-06: the series are of whole years
)
OWN_TESTS = {
    "parts_total",
    "balance",
    "share_arithmetic",
    "leaders_own_order",
}  # of the article against itself
COPIES = "kz_breakdowns.csv:"  # figures that pages quote from the bureau's releases
DISSENT = 2  # how many tests that disagree the overall explanation names, after the deciding one

COMPLETE = ({"female", "male"}, {"urban", "rural"})  # groups that make up the whole
COUNTED_FLOWS = (
    "arrivals",
    "departures",
    "internal",
)  # flows whose groups are counts; a balance can be negative


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
    """
    language = of_sentences(run.language)
    with speaking(language):
        return _reconciled(replace(run, language=language), paths.raw_folder()).copy()


@lru_cache
def _reconciled(run: Parameters, folder: Path) -> pd.DataFrame:
    """The same, worked out once in a process for each data package."""
    names = (
        "articles",
        "claims",
        "kz_flows_annual",
        "kz_breakdowns",
        "corridors",
        "corridor_flows",
    )
    tables = {name: package.read(name, folder) for name in names}
    articles = cleaning.articles_of(tables.pop("articles"), run)
    claims = cleaning.claims_of(tables.pop("claims"), articles)
    known = {name: known_rows(table, run) for name, table in tables.items()}
    findings = []
    for article in articles.itertuples():
        mine = claims[claims.article_id == article.article_id]
        if len(mine):
            findings += tested(mine, sources_for(article.url, known, run, article.published))
    return _table(claims, findings, package.doubts(folder))


# --- what may be used -----------------------------------------------------------------------------


def known_rows(table: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The rows of a table that the edition may use.

    Nothing about a later year, and no edition of the United Nations table that is younger than the
    year. With vintage `first` figures of the year itself count only where they were printed by the
    edition's date: of the annual series those first published, also on undated pages
    (`cleaning.in_time`), of breakdowns what bears a date.
    """
    kept = table[table.year <= run.year]
    if "edition" in kept:
        edition_year = pd.to_numeric(kept.edition.str[-4:])
        return kept[edition_year <= run.year]
    if "period" in kept:
        return kept[
            pd.to_numeric(kept.period.str.extract(r"(\d{4})\D*$")[0], errors="coerce") <= run.year
        ]
    if run.vintage == "latest":
        return kept
    if "vintage" in kept:
        first = cleaning.in_time(kept[kept.vintage == "preliminary"], run.year)
        return kept[(kept.year < run.year) | kept.index.isin(first.index)]
    return kept[(kept.year < run.year) | (kept.published <= pd.Timestamp(run.cutoff))]


def page_of(url) -> str:
    """Host and path of an address; the query only where nothing else names the page."""
    if pd.isna(url):
        return ""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return parts.netloc.lower().removeprefix("www.") + (path or f"?{parts.query}")


def sources_for(url, known: dict[str, pd.DataFrame], run: Parameters, published=None) -> Sources:
    """The sources for one article of the day `published`: without the rows that were read on its
    own page.
    """
    own = page_of(url)
    others = {name: table[table.source_url.map(page_of) != own] for name, table in known.items()}
    flows = others["kz_flows_annual"]
    annual = cleaning.annual_flows(flows, run.year, run.vintage)
    return Sources(
        run.year,
        annual,
        flows,
        others["kz_breakdowns"],
        others["corridors"],
        others["corridor_flows"],
        published,
    )


# --- printed figures and how they compare ---------------------------------------------------------


def as_printed(claim, value: float | None = None) -> str:
    """The claim's figure as readers write it, or another value to the same digits: '7.6 thousand',
    '40.5%'.
    """
    shown = claim.value if value is None else value / 10 ** int(claim.unit_mult)
    return verdict_words.printed_figure(
        shown, int(claim.unit_mult), int(claim.decimals), claim.unit_measure
    )


def sign_of(claim) -> int:
    """A fall is printed without its sign; as a change it is negative."""
    return -1 if claim.unit_measure == "percent_decrease" else 1


def compared(claim, found: Interval) -> str:
    """holds, cut, contradicted, or undecidable where the source is printed too coarsely to tell."""
    mine = interval_of(claim)
    if mine.contains(found):
        return HOLDS
    if mine.overlaps(found):
        return UNDECIDABLE
    number = sign_of(claim) * Fraction(str(claim.value))
    figure = printed.Printed(
        number, int(claim.unit_mult), int(claim.decimals), claim.unit_measure, mine
    )
    return CUT if found.low == found.high and printed.is_cut(figure, found.low) else CONTRADICTED


def held_against(claim, final: Interval | None, first: Interval | None) -> str:
    """The verdict on a figure that the final figure, the one first published, or both may be held
    against.

    A figure that the final one misses or has only with its digits cut, and the first one has, was
    true when printed. One that only the first has, and with its digits cut, was true of neither: it
    is contradicted, and the explanation says whence it comes.
    """
    if final is None or first is None:
        return compared(claim, first if final is None else final)
    by_final, by_first = compared(claim, final), compared(claim, first)
    if by_first == HOLDS and by_final in (CUT, CONTRADICTED):
        return PRELIMINARY
    return UNDECIDABLE if short_of(claim, final, first) == UNDECIDABLE else by_final


def short_of(claim, final: Interval | None, first: Interval | None) -> str:
    """How a first figure nearly has what the final one contradicts: cut, undecidable, or empty
    where it does not.
    """
    if final is None or first is None or compared(claim, final) != CONTRADICTED:
        return ""
    by_first = compared(claim, first)
    return by_first if by_first in (CUT, UNDECIDABLE) else ""


def as_to_printed(claim, fact: str, verdict: str, found: float) -> str:
    """A fact on the exact figure, with what follows for the printed one."""
    return sentences_on_figures.as_to_printed(
        fact, verdict, as_printed(claim), as_printed(claim, sign_of(claim) * found)
    )


def on_figure(
    claim_id: str, test: str, verdict: str, clause: str, found: Interval, rows, compared=None
) -> Finding:
    """The finding of an independent test of a figure."""
    return Finding(
        claim_id,
        test,
        verdict,
        verdict_words.sentence(clause),
        found,
        tuple(rows),
        compared,
        short=clause,
    )


# --- tests of figures against independent series --------------------------------------------------


def annual_series(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """Printed totals of arrivals, departures and net migration against the official series."""
    findings = []
    totals = claims[
        (claims.kind == "quantity")
        & (claims.dimension == "total")
        & claims.flow.isin([*cleaning.FLOWS, "net"])
    ]
    for claim in totals.itertuples():
        year = year_of(claim, sources)
        final, first = (
            final_figure(sources, claim.flow, year),
            first_figure(sources, claim.flow, year),
        )
        if final is not None:
            findings.append(_against_series(claim, year, final, first))
    return findings


def _against_series(claim, year: int, final: Figure, first: Figure | None) -> Finding:
    verdict = held_against(claim, final.interval, first and first.interval)
    if verdict == PRELIMINARY:
        clause = sentences_on_figures.fits_first(
            claim.flow, as_printed(claim), first.value, final.value, year
        )
        return on_figure(
            claim.claim_id, "annual_series", verdict, clause, first.interval, (first.row, final.row)
        )
    early = final.vintage == "preliminary"
    fact = (sentences_on_figures.in_release if early else sentences_on_figures.in_series)(
        claim.flow, final.value, year
    )
    clause, rows = (
        as_to_printed(claim, fact, compared(claim, final.interval), final.value),
        (final.row,),
    )
    if short := short_of(claim, final.interval, first and first.interval):
        clause, rows = (
            sentences_on_figures.short_of(
                clause, short, verdict_words.figure(first.value, "persons")
            ),
            (first.row, final.row),
        )
    return on_figure(claim.claim_id, "annual_series", verdict, clause, final.interval, rows)


def change_series(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """Printed changes of arrivals and departures against changes by final and by first figures.

    The bureau's February releases compare a first figure with the first or with the final one of
    the year before; a change that only such a pair has, or that another page quotes from such a
    release, is holds_preliminary.
    """
    findings = []
    mine = claims[
        (claims.kind == "change") & (claims.dimension == "total") & claims.flow.isin(cleaning.FLOWS)
    ]
    for claim in mine[mine.value.notna()].itertuples():
        year = year_of(claim, sources)
        base = int(claim.base_period) if pd.notna(claim.base_period) else year - 1
        final, first = (
            found(sources, claim.flow, year, base) for found in (final_change, first_change)
        )
        mixed = change(
            first_figure(sources, claim.flow, year), final_figure(sources, claim.flow, base)
        )
        release = None
        if base == year - 1:  # other bases are in no release
            release = _release(claim, cleaning.full_year(sources.breakdowns, year), early=True)
        if final is not None:
            early = [one for one in (first, mixed) if one is not None]
            findings.append(_against_changes(claim, final, early, release))
    return findings


def _against_changes(claim, final: Change, early: list[Change], release) -> Finding:
    """The finding for a printed change; `early` are the changes that first figures give, the
    likeliest first, and `release` is the row of a page that quotes the change from a release of
    first figures, or None."""
    found = [held_against(claim, final.percent, one.percent) for one in early] or [
        compared(claim, final.percent)
    ]
    quoted = release is not None and compared(claim, interval_of(release)) == HOLDS
    if quoted and PRELIMINARY not in found and HOLDS not in found:
        clause = sentences_on_figures.fits_release(
            claim.flow, as_printed(claim), _place(release), final
        )
        rows = (release.row, *final.rows)
        return on_figure(
            claim.claim_id, "change_series", PRELIMINARY, clause, interval_of(release), rows
        )
    verdict = next((one for one in (HOLDS, PRELIMINARY, UNDECIDABLE) if one in found), found[0])
    if verdict == PRELIMINARY:
        used = early[found.index(PRELIMINARY)]
        clause = sentences_on_figures.fits_first_change(claim.flow, as_printed(claim), used, final)
        clause = (
            sentences_on_figures.quoted_so(clause, as_printed(claim), _place(release))
            if quoted
            else clause
        )
        rows = (*used.rows, *final.rows, *([release.row] if quoted else []))
        return on_figure(claim.claim_id, "change_series", verdict, clause, used.percent, rows)
    fact = sentences_on_figures.changed_in_series(claim.flow, final)
    clause, rows = (
        as_to_printed(claim, fact, compared(claim, final.percent), float(final.percent.low)),
        final.rows,
    )
    short = CUT if verdict == CONTRADICTED else UNDECIDABLE
    near = next(
        (one for one in early if short_of(claim, final.percent, one.percent) == short), None
    )
    if near is not None:
        clause, rows = (
            sentences_on_figures.short_of(clause, short, sentences_on_figures.early_pair(near)),
            (*near.rows, *final.rows),
        )
    return on_figure(claim.claim_id, "change_series", verdict, clause, final.percent, rows)


def implied_base(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """The earlier year that a printed figure and its printed change imply, against the official
    series.
    """
    findings = []
    for row in cleaning.implied_earlier(claims).itertuples():
        final, first = (
            final_figure(sources, row.flow, row.year),
            first_figure(sources, row.flow, row.year),
        )
        if final is not None:
            findings.append(_against_implied(row, final, first))
    return findings


def _against_implied(row, final: Figure, first: Figure | None) -> Finding:
    implied = interval_of(row)
    fits_first = first is not None and implied.contains(first.interval)
    verdict = (
        HOLDS if implied.contains(final.value) else PRELIMINARY if fits_first else CONTRADICTED
    )
    shown = first.value if first else None
    clause = sentences_on_figures.implied(
        row.flow, row.low, row.high, row.year, verdict, shown, final.value
    )
    used = first if verdict == PRELIMINARY else final
    rows = (first.row, final.row) if verdict == PRELIMINARY else (final.row,)
    return on_figure(
        row.claims.split()[-1], "implied_base", verdict, clause, used.interval, rows, implied
    )


def breakdown(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """Printed figures against what other pages print of the same year, flow and group.

    Those pages repeat the same bureau's releases, so agreement shows only that a release was quoted
    rightly, and where the page is later than the article, or may be, only that the figure agrees
    with the later release. Changes of arrivals and departures are left to `change_series`, which
    knows on which figures they rest.
    """
    findings = []
    left_to_series = (claims.kind == "change") & (
        claims.flow.isin(cleaning.FLOWS) | (claims.dimension != "total")
    )
    mine = claims[claims.value.notna() & claims.time_period.notna() & ~left_to_series]
    years = {int(period[:4]) for period in mine.time_period}
    published = {year: cleaning.full_year(sources.breakdowns, year) for year in years}
    for claim in mine.itertuples():
        rows = published[int(claim.time_period[:4])]
        final, first = (_release(claim, rows, early) for early in (False, True))
        if final is None and first is None:
            continue
        findings.append(_from_release(claim, final, first, sources.published))
    return findings


def _release(claim, rows: pd.DataFrame, early: bool):
    """The most exact row of the year's breakdowns for a claim: the final one, or the one of an
    `early` release.
    """
    rows = rows[(rows.flow == claim.flow) & (rows.dimension == claim.dimension) & rows.low.notna()]
    rows = rows[rows.unit == ("persons" if claim.unit_measure == "persons" else "percent")]
    name = "change_vs_previous_year" if claim.kind == "change" else claim.category
    is_early = rows.category.str.contains("_preliminary")
    same = rows.category.str.replace(r"_preliminary(_base)?$", "", regex=True) == name
    rows = rows[same & (is_early == early)]
    width = (rows.high - rows.low).astype(float)
    return next(rows.assign(width=width).sort_values("width", kind="stable").itertuples(), None)


def _from_release(claim, final, first, published) -> Finding:
    bounds = [interval_of(one) if one is not None else None for one in (final, first)]
    verdict, short = held_against(claim, *bounds), short_of(claim, *bounds)
    used = first if verdict == PRELIMINARY or final is None else final
    late = _lateness(used, published)
    where, figure, mine = _place(used), _as_released(claim, used), as_printed(claim)
    if late and verdict in (HOLDS, CUT):
        rounded = as_printed(claim, sign_of(claim) * used.value) if verdict == CUT else ""
        clause = sentences_on_figures.agreement(
            mine, where, late, figure, rounded, pd.notna(used.published)
        )
    else:
        fact = sentences_on_figures.as_released(where, late, figure)
        if verdict == HOLDS:
            clause = sentences_on_figures.quoted_rightly(fact, mine)
        elif verdict == PRELIMINARY:
            later = verdict_words.figure(
                abs(final.value) if final.unit == "percent" else final.value, final.unit
            )
            clause = sentences_on_figures.revised_since(fact, mine, later, late)
        else:
            clause = as_to_printed(claim, fact, compared(claim, interval_of(used)), used.value)
    if short:
        clause = sentences_on_figures.short_of(clause, short, _as_released(claim, first))
    elif late and verdict in (CUT, CONTRADICTED):
        clause = sentences_on_figures.perhaps_otherwise(clause)
    both = short or verdict == PRELIMINARY
    rows = (first.row, final.row) if both else (used.row,)
    return on_figure(claim.claim_id, "breakdown", verdict, clause, interval_of(used), rows)


def _as_released(claim, row) -> str:
    """'5,754', '71.8%' or 'a rise of 13.6%'."""
    if claim.kind == "change":
        return verdict_words.a_change(Interval(row.value, row.value))
    return verdict_words.figure(row.value, row.unit)


def _lateness(row, published) -> str:
    """Whether a page is later than the article, in words: empty where it is of the article's day or
    earlier.
    """
    if pd.isna(row.published) or pd.isna(published):
        return sentences_on_figures.lateness(surely=False)
    return sentences_on_figures.lateness(surely=True) if row.published > published else ""


def _place(row) -> str:
    host = page_of(row.source_url).split("/")[0]
    return sentences_on_figures.place(host, None if pd.isna(row.published) else row.published)


# --- tests of the article against itself ----------------------------------------------------------


def parts_total(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """Groups against their printed total: complete groups add up to it, others leave a
    remainder.
    """
    findings = []
    counts = claims[
        (claims.kind == "quantity")
        & claims.flow.isin(COUNTED_FLOWS)
        & (claims.dimension != "total")
    ]
    for _key, group in counts.groupby(["flow", "time_period", "dimension"], sort=False):
        parts = group.drop_duplicates("category")
        totals = own_figures(next(parts.itertuples()), claims, "total")
        if len(totals):
            findings += _against_total(parts, next(totals.itertuples()))
    return findings


def _against_total(parts: pd.DataFrame, whole) -> list[Finding]:
    named, printed_total = printed.total(map(interval_of, parts.itertuples())), interval_of(whole)
    complete = set(parts.category) in COMPLETE
    fits = printed.parts_agree(map(interval_of, parts.itertuples()), printed_total, complete)
    rest = (
        printed.remainder(printed_total, map(interval_of, parts.itertuples()))
        if fits and not complete
        else None
    )
    fact = sentences_on_figures.parts_beside_total(list(parts.category), named, printed_total)
    sentence = verdict_words.sentence(sentences_on_figures.as_to_total(fact, fits, rest))
    rows = (*parts.row, whole.row)
    return [
        Finding(
            one.claim_id,
            "parts_total",
            HOLDS if fits else CONTRADICTED,
            sentence,
            named,
            rows,
            printed_total,
            False,
        )
        for one in parts.itertuples()
    ]


def balance(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """Printed net migration against the article's own arrivals less departures."""
    findings = []
    for net in claims[
        (claims.kind == "quantity") & (claims.flow == "net") & (claims.dimension == "total")
    ].itertuples():
        flows = claims[
            (claims.kind == "quantity")
            & (claims.dimension == "total")
            & (claims.time_period == net.time_period)
        ]
        known = {row.flow: row for row in flows.itertuples()}
        if not set(cleaning.FLOWS) <= set(known):
            continue
        arrived, left = (known[flow] for flow in cleaning.FLOWS)
        found = printed.difference(interval_of(arrived), interval_of(left))
        fits = printed.consistent(interval_of(net), found)
        sentence = verdict_words.sentence(
            sentences_on_figures.balance(found, as_printed(net), fits)
        )
        verdict = HOLDS if fits else CONTRADICTED
        findings.append(
            Finding(
                net.claim_id,
                "balance",
                verdict,
                sentence,
                found,
                (arrived.row, left.row),
                None,
                False,
            )
        )
    return findings


def share_arithmetic(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """A printed share against the article's own count of the group and of the total."""
    findings = []
    for claim in claims[(claims.kind == "share") & claims.value.notna()].itertuples():
        groups = own_figures(claim, claims)
        part, whole = groups[groups.category == claim.category], own_figures(claim, claims, "total")
        if part.empty or whole.empty:
            continue
        part, whole = next(part.itertuples()), next(whole.itertuples())
        found = printed.share(interval_of(part), whole=interval_of(whole))
        fits = printed.consistent(interval_of(claim), found)
        sentence = verdict_words.sentence(
            sentences_on_figures.own_share(found, as_printed(claim), fits)
        )
        verdict, rows = HOLDS if fits else CONTRADICTED, (part.row, whole.row)
        findings.append(
            Finding(claim.claim_id, "share_arithmetic", verdict, sentence, found, rows, None, False)
        )
    return findings


# --- the verdict on a claim -----------------------------------------------------------------------

TESTS = (
    annual_series,
    change_series,
    implied_base,
    breakdown,
    worded,
    parts_total,
    balance,
    share_arithmetic,
    causes,
    forecasts,
)


def tested(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """Every finding on the claims of one article, and for each claim without an independent one
    what it would need.
    """
    part = claims.time_period.str.match(PART_OF_YEAR).fillna(False).astype(bool)
    findings = [finding for test in TESTS for finding in test(claims[~part], sources)]
    confirmed = {finding.claim_id for finding in findings if finding.independent}
    missing = [claim for claim in claims.itertuples() if claim.claim_id not in confirmed]
    return findings + [no_source(claim, sources) for claim in missing]


def no_source(claim, sources: Sources) -> Finding:
    """What a claim that no independent source speaks to would need; or that no test here is made
    for it.
    """
    if claim.kind in WORDED and criterion_of(claim) is None:
        return Finding(claim.claim_id, "no_measure", UNCHECKED, verdict_words.no_measure())
    year = year_of(claim, sources)
    known = claim.dimension == "total" and final_figure(sources, claim.flow, year) is not None
    part = pd.notna(claim.time_period) and bool(re.match(PART_OF_YEAR, claim.time_period))
    if known or part:
        return Finding(claim.claim_id, "no_test", UNCHECKED, verdict_words.no_test())
    sentence = verdict_words.no_source(claim.flow, claim.dimension, year)
    return Finding(claim.claim_id, "independent_source", UNCHECKED, sentence)


def overall(findings: list[Finding]) -> Finding:
    """The finding that decides a claim, with what other tests say against it; see `reconcile` for
    the rule.
    """
    counting = [one for one in findings if one.independent or one.verdict == CONTRADICTED]
    decided = min(counting, key=lambda one: VERDICTS.index(one.verdict))
    against = dissent(decided, findings)
    sentences = [decided.explanation, *(verdict_words.but(clause) for _one, clause in against)]
    rows = [*decided.rows, *(row for one, _clause in against for row in one.rows)]
    return replace(decided, explanation=" ".join(sentences), rows=tuple(rows))


def dissent(decided: Finding, findings: list[Finding]) -> list[tuple[Finding, str]]:
    """The other independent tests that disagree, each with its clause, in the order of the tests.

    First those of another verdict, then those of the same whose evidence is split. Those of which
    the deciding finding tells already are left out.
    """
    others = [
        one
        for one in findings
        if one is not decided and one.independent and one.verdict != UNCHECKED
    ]
    others = [one for one in others if one.test not in decided.tells]
    differ = [(one, one.short) for one in others if one.verdict != decided.verdict]
    split = [(one, one.split) for one in others if one.verdict == decided.verdict and one.split]
    return (differ + split)[:DISSENT]


def _table(claims: pd.DataFrame, findings: list[Finding], doubts: list[dict]) -> pd.DataFrame:
    rows = []
    for claim in claims.itertuples():
        mine = [finding for finding in findings if finding.claim_id == claim.claim_id]
        doubt = " ".join(
            entry["id"] for entry in doubts if claim.claim_id in (entry.get("claims") or [])
        )
        rows += [_row(claim, finding, finding.test, doubt) for finding in mine]
        rows.append(_row(claim, overall(mine), OVERALL, doubt))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({name: "float64" if name in NUMBERS else "str" for name in COLUMNS})


def _row(claim, finding: Finding, test: str, doubt: str) -> tuple:
    mine = finding.compared.ends if finding.compared else (claim.low, claim.high)
    found = finding.found.ends if finding.found else (None, None)
    rows = "; ".join(dict.fromkeys(row for place in finding.rows for row in place.split()))
    return (
        claim.claim_id,
        test,
        finding.verdict,
        *mine,
        *found,
        rows,
        doubt,
        verdict_words.capital(finding.explanation),
    )


def verdict_counts(table: pd.DataFrame) -> pd.DataFrame:
    """How many claims have which overall verdict: `verdict`, `claims`; every verdict has a row,
    also without claims.
    """
    counts = table[table.test == OVERALL].verdict.value_counts()
    return pd.DataFrame(
        {"verdict": VERDICTS, "claims": [int(counts.get(one, 0)) for one in VERDICTS]}
    )


def reasons_unchecked(table: pd.DataFrame) -> pd.DataFrame:
    """Why the claims that are unchecked overall are so: `reason`, `claims`, with a row also for a
    reason of none.

    `table` is the frame that `reconcile` returns.
    """
    unchecked = table[(table.test == OVERALL) & (table.verdict == UNCHECKED)].claim_id
    tests = table[table.claim_id.isin(unchecked) & (table.verdict == UNCHECKED)].test
    counts = [int((tests == test).sum()) for test in REASONS_UNCHECKED]
    reasons = [say("verdicts.reason", test=test) for test in REASONS_UNCHECKED]
    return pd.DataFrame({"reason": reasons, "claims": counts})


def quoted_only(table: pd.DataFrame) -> int:
    """How many claims that hold overall rest on nothing but another page's copy of the bureau's
    figure.
    """
    return len(quoted_claims(table))


def quoted_claims(table: pd.DataFrame) -> list[str]:
    """The claims that hold overall on nothing but other pages' copies of the bureau's figures, by
    claim_id.

    `table` is the frame that `reconcile` returns. The article's own arithmetic, which confirms
    nothing, is left aside.
    """
    held = table[(table.test == OVERALL) & (table.verdict == HOLDS)].claim_id
    tests = table[table.claim_id.isin(held) & ~table.test.isin({OVERALL, *OWN_TESTS})]
    flows = package.read("kz_flows_annual")
    first = set(flows.row[flows.vintage == "preliminary"])  # read on pages that quote a release
    copied = tests.source.str.split("; ").map(
        lambda rows: all(row.startswith(COPIES) or row in first for row in rows)
    )
    return [claim for claim, only in copied.groupby(tests.claim_id) if only.all()]
