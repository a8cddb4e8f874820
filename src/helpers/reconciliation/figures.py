"""Tests of printed figures: against the official series, other pages, and the article itself."""

from fractions import Fraction

import pandas as pd

from helpers import cleaning, printed
from helpers.printed import Interval
from helpers.reconciliation import sentences_on_figures as sentences
from helpers.reconciliation import verdict_words
from helpers.reconciliation.evidence import (
    Change,
    Figure,
    Sources,
    base_of,
    by_width,
    change,
    interval_of,
    own_figures,
    page_of,
    year_of,
)
from helpers.reconciliation.results import (
    CONTRADICTED,
    CUT,
    HOLDS,
    PRELIMINARY,
    UNDECIDABLE,
    TestResult,
)

COMPLETE = ({"female", "male"}, {"urban", "rural"})  # groups that make up the whole
COUNTED_FLOWS = ("arrivals", "departures", "internal")  # a balance can be negative, a count not

# --- printed figures and how they compare ---------------------------------------------------------


def as_printed(claim, value: float | None = None) -> str:
    """The claim's figure, or another value to the same digits: '7.6 thousand', '40.5%'."""
    number = claim.value if value is None else value / 10 ** int(claim.unit_mult)
    return verdict_words.printed_figure(
        number, int(claim.unit_mult), int(claim.decimals), claim.unit_measure
    )


def sign_of(claim) -> int:
    """A fall is printed without its sign; as a change it is negative."""
    return -1 if claim.unit_measure == "percent_decrease" else 1


def compare(claim, figure: Interval) -> str:
    """holds, cut, contradicted, or undecidable where the source is printed too coarsely."""
    bounds = interval_of(claim)
    if bounds.contains(figure):
        return HOLDS
    if bounds.overlaps(figure):
        return UNDECIDABLE
    value = sign_of(claim) * Fraction(str(claim.value))
    digits = int(claim.unit_mult), int(claim.decimals)
    as_read = printed.Printed(value, *digits, claim.unit_measure, bounds)
    cut = figure.low == figure.high and printed.is_cut(as_read, figure.low)
    return CUT if cut else CONTRADICTED


def verdict_by_vintage(claim, final: Interval | None, first: Interval | None) -> str:
    """The verdict on a figure by the final figure, the one first published, or both.

    A figure that the final one misses or has only with its digits cut, and the first one has, was
    true when printed. One that only the first has, and with its digits cut, was true of neither: it
    is contradicted, and the explanation says whence it comes.
    """
    if final is None or first is None:
        return compare(claim, first if final is None else final)
    by_final, by_first = compare(claim, final), compare(claim, first)
    if by_first == HOLDS and by_final in (CUT, CONTRADICTED):
        return PRELIMINARY
    return UNDECIDABLE if near_miss(claim, final, first) == UNDECIDABLE else by_final


def near_miss(claim, final: Interval | None, first: Interval | None) -> str:
    """How a first figure nearly has what the final one contradicts: cut, undecidable, or ''."""
    if final is None or first is None or compare(claim, final) != CONTRADICTED:
        return ""
    by_first = compare(claim, first)
    return by_first if by_first in (CUT, UNDECIDABLE) else ""


def _beside_printed(claim, fact: str, figure: Interval, value: float) -> str:
    """A fact on the exact figure, with what follows for the printed one."""
    verdict = compare(claim, figure)
    rounded = as_printed(claim, sign_of(claim) * value)
    return sentences.as_to_printed(fact, verdict, as_printed(claim), rounded)


def _result(
    claim_id: str, test: str, verdict: str, clause: str, found: Interval, rows, compared=None
) -> TestResult:
    """The result of an independent test of a figure."""
    explanation = verdict_words.sentence(clause)
    return TestResult(
        claim_id, test, verdict, explanation, found, tuple(rows), compared, short=clause
    )


def _own_result(
    claim_id: str, test: str, fits: bool, clause: str, found: Interval, rows, compared=None
) -> TestResult:
    """The result of a test of the article against itself."""
    verdict = HOLDS if fits else CONTRADICTED
    explanation = verdict_words.sentence(clause)
    return TestResult(claim_id, test, verdict, explanation, found, tuple(rows), compared, False)


# --- against the official series ------------------------------------------------------------------


def annual_series(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Printed totals of arrivals, departures and net migration against the official series."""
    totals = claims[(claims.kind == "quantity") & (claims.dimension == "total")]
    results = []
    for claim in totals[totals.flow.isin([*cleaning.FLOWS, "net"])].itertuples():
        year = year_of(claim, sources)
        final = sources.final_figure(claim.flow, year)
        first = sources.first_figure(claim.flow, year)
        if final is not None:
            results.append(_by_series(claim, year, final, first))
    return results


def _by_series(claim, year: int, final: Figure, first: Figure | None) -> TestResult:
    identity = (claim.claim_id, "annual_series")
    first_bounds = first and first.interval
    verdict = verdict_by_vintage(claim, final.interval, first_bounds)
    if verdict == PRELIMINARY:
        figure = as_printed(claim)
        clause = sentences.fits_first(claim.flow, figure, first.value, final.value, year)
        return _result(*identity, verdict, clause, first.interval, (first.row, final.row))
    in_words = sentences.in_release if final.vintage == "preliminary" else sentences.in_series
    fact = in_words(claim.flow, final.value, year)
    clause = _beside_printed(claim, fact, final.interval, final.value)
    miss = near_miss(claim, final.interval, first_bounds)
    if not miss:
        return _result(*identity, verdict, clause, final.interval, (final.row,))
    clause = sentences.short_of(clause, miss, verdict_words.figure(first.value, "persons"))
    return _result(*identity, verdict, clause, final.interval, (first.row, final.row))


def change_series(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Printed changes of arrivals and departures against changes by final and by first figures.

    The bureau's February releases compare a first figure with the first or with the final one of
    the year before; a change that only such a pair has, or that another page quotes from such a
    release, is holds_preliminary.
    """
    changes = claims[(claims.kind == "change") & (claims.dimension == "total")]
    changes = changes[changes.flow.isin(cleaning.FLOWS) & changes.value.notna()]
    results = []
    for claim in changes.itertuples():
        year = year_of(claim, sources)
        base = base_of(claim, year)
        final = sources.final_change(claim.flow, year, base)
        if final is None:
            continue
        first = sources.first_change(claim.flow, year, base)
        mixed = change(
            sources.first_figure(claim.flow, year), sources.final_figure(claim.flow, base)
        )
        early = [pair for pair in (first, mixed) if pair is not None]
        release = None
        if base == year - 1:  # other bases are in no release
            release = _release(claim, cleaning.full_year(sources.breakdowns, year), early=True)
        results.append(_by_changes(claim, final, early, release))
    return results


def _by_changes(claim, final: Change, early: list[Change], release) -> TestResult:
    """The result for a printed change.

    `early`: the changes that first figures give, the likeliest first; `release`: the row of a page
    that quotes the change from a release of first figures, or None.
    """
    verdicts = [verdict_by_vintage(claim, final.percent, pair.percent) for pair in early]
    verdicts = verdicts or [compare(claim, final.percent)]
    quoted = release is not None and compare(claim, interval_of(release)) == HOLDS
    if HOLDS in verdicts:
        return _by_final_change(claim, HOLDS, final, early)
    if PRELIMINARY in verdicts:
        pair = early[verdicts.index(PRELIMINARY)]
        return _by_first_change(claim, final, pair, release if quoted else None)
    if quoted:
        clause = sentences.fits_release(claim.flow, as_printed(claim), _place(release), final)
        rows = (release.row, *final.rows)
        found = interval_of(release)
        return _result(claim.claim_id, "change_series", PRELIMINARY, clause, found, rows)
    verdict = UNDECIDABLE if UNDECIDABLE in verdicts else verdicts[0]
    return _by_final_change(claim, verdict, final, early)


def _by_first_change(claim, final: Change, pair: Change, release) -> TestResult:
    clause = sentences.fits_first_change(claim.flow, as_printed(claim), pair, final)
    rows = (*pair.rows, *final.rows)
    if release is not None:
        clause = sentences.quoted_so(clause, as_printed(claim), _place(release))
        rows = (*rows, release.row)
    return _result(claim.claim_id, "change_series", PRELIMINARY, clause, pair.percent, rows)


def _by_final_change(claim, verdict: str, final: Change, early: list[Change]) -> TestResult:
    fact = sentences.changed_in_series(claim.flow, final)
    clause = _beside_printed(claim, fact, final.percent, float(final.percent.low))
    rows = final.rows
    miss = CUT if verdict == CONTRADICTED else UNDECIDABLE
    for pair in early:
        if near_miss(claim, final.percent, pair.percent) == miss:
            clause = sentences.short_of(clause, miss, sentences.early_pair(pair))
            rows = (*pair.rows, *final.rows)
            break
    return _result(claim.claim_id, "change_series", verdict, clause, final.percent, rows)


def implied_base(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """The earlier year that a printed figure and its printed change imply, against the series."""
    results = []
    for row in cleaning.implied_earlier(claims).itertuples():
        final = sources.final_figure(row.flow, row.year)
        if final is not None:
            results.append(_by_implied(row, final, sources.first_figure(row.flow, row.year)))
    return results


def _by_implied(row, final: Figure, first: Figure | None) -> TestResult:
    implied = interval_of(row)
    verdict, figure, rows = CONTRADICTED, final, (final.row,)
    if implied.contains(final.value):
        verdict = HOLDS
    elif first is not None and implied.contains(first.interval):
        verdict, figure, rows = PRELIMINARY, first, (first.row, final.row)
    first_value = first.value if first else None
    clause = sentences.implied(
        row.flow, row.low, row.high, row.year, verdict, first_value, final.value
    )
    claim_id = row.claims.split()[-1]
    return _result(claim_id, "implied_base", verdict, clause, figure.interval, rows, implied)


# --- against other pages --------------------------------------------------------------------------


def breakdown(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Printed figures against what other pages print of the same year, flow and group.

    Those pages repeat the same bureau's releases, so agreement shows only that a release was quoted
    rightly, and where the page is later than the article, or may be, only that the figure agrees
    with the later release. Changes of arrivals and departures are left to `change_series`, which
    knows on which figures they rest.
    """
    in_series = claims.flow.isin(cleaning.FLOWS) | (claims.dimension != "total")
    left_to_series = (claims.kind == "change") & in_series
    figures = claims[claims.value.notna() & claims.time_period.notna() & ~left_to_series]
    rows_of = {
        year: cleaning.full_year(sources.breakdowns, year)
        for year in {int(period[:4]) for period in figures.time_period}
    }
    results = []
    for claim in figures.itertuples():
        rows = rows_of[int(claim.time_period[:4])]
        final, first = _release(claim, rows, early=False), _release(claim, rows, early=True)
        if final is not None or first is not None:
            results.append(_by_release(claim, final, first, sources.published))
    return results


def _release(claim, rows: pd.DataFrame, early: bool):
    """The most exact row of the year's breakdowns for a claim, final or of an `early` release."""
    unit = "persons" if claim.unit_measure == "persons" else "percent"
    rows = rows[(rows.flow == claim.flow) & (rows.dimension == claim.dimension)]
    rows = rows[rows.low.notna() & (rows.unit == unit)]
    category = "change_vs_previous_year" if claim.kind == "change" else claim.category
    is_early = rows.category.str.contains("_preliminary")
    final_name = rows.category.str.replace(r"_preliminary(_base)?$", "", regex=True)
    rows = rows[(final_name == category) & (is_early == early)]
    return next(by_width(rows).itertuples(), None)


def _by_release(claim, final, first, published) -> TestResult:
    bounds = [None if row is None else interval_of(row) for row in (final, first)]
    verdict = verdict_by_vintage(claim, *bounds)
    used = first if verdict == PRELIMINARY or final is None else final
    clause = _as_to_release(claim, verdict, used, final, published)
    miss = near_miss(claim, *bounds)
    if miss:
        clause = sentences.short_of(clause, miss, _as_released(claim, first))
    elif verdict in (CUT, CONTRADICTED) and _lateness(used, published):
        clause = sentences.perhaps_otherwise(clause)
    both = miss or verdict == PRELIMINARY
    rows = (first.row, final.row) if both else (used.row,)
    return _result(claim.claim_id, "breakdown", verdict, clause, interval_of(used), rows)


def _as_to_release(claim, verdict: str, used, final, published) -> str:
    """What the release on a page, which may be later than the article, has of the figure."""
    late, place = _lateness(used, published), _place(used)
    figure, own = _as_released(claim, used), as_printed(claim)
    if late and verdict in (HOLDS, CUT):
        rounded = as_printed(claim, sign_of(claim) * used.value) if verdict == CUT else ""
        dated = pd.notna(used.published)
        return sentences.agreement(own, place, late, figure, rounded, dated)
    fact = sentences.as_released(place, late, figure)
    if verdict == HOLDS:
        return sentences.quoted_rightly(fact, own)
    if verdict == PRELIMINARY:
        value = abs(final.value) if final.unit == "percent" else final.value
        return sentences.revised_since(fact, own, verdict_words.figure(value, final.unit), late)
    return _beside_printed(claim, fact, interval_of(used), used.value)


def _as_released(claim, row) -> str:
    """'5,754', '71.8%' or 'a rise of 13.6%'."""
    if claim.kind == "change":
        return verdict_words.a_change(Interval(row.value, row.value))
    return verdict_words.figure(row.value, row.unit)


def _lateness(row, published) -> str:
    """That a page is later than the article, in words; '' for one of its day or earlier."""
    if pd.isna(row.published) or pd.isna(published):
        return sentences.lateness(surely=False)
    return sentences.lateness(surely=True) if row.published > published else ""


def _place(row) -> str:
    host = page_of(row.source_url).split("/")[0]
    return sentences.place(host, None if pd.isna(row.published) else row.published)


# --- the article against itself -------------------------------------------------------------------


def parts_total(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Groups against their printed total: complete ones add up to it, others leave a remainder."""
    counts = claims[(claims.kind == "quantity") & claims.flow.isin(COUNTED_FLOWS)]
    counts = counts[counts.dimension != "total"]
    results = []
    for _key, group in counts.groupby(["flow", "time_period", "dimension"], sort=False):
        parts = group.drop_duplicates("category")
        for total in own_figures(next(parts.itertuples()), claims, "total").head(1).itertuples():
            results += _by_total(parts, total)
    return results


def _by_total(parts: pd.DataFrame, total) -> list[TestResult]:
    figures = [interval_of(part) for part in parts.itertuples()]
    named, whole = printed.total(figures), interval_of(total)
    complete = set(parts.category) in COMPLETE
    fits = printed.parts_agree(figures, whole, complete)
    rest = printed.remainder(whole, figures) if fits and not complete else None
    fact = sentences.parts_beside_total(list(parts.category), named, whole)
    clause = sentences.as_to_total(fact, fits, rest)
    rows = (*parts.row, total.row)
    return [
        _own_result(claim_id, "parts_total", fits, clause, named, rows, whole)
        for claim_id in parts.claim_id
    ]


def balance(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Printed net migration against the article's own arrivals less departures."""
    totals = claims[(claims.kind == "quantity") & (claims.dimension == "total")]
    results = []
    for net in totals[totals.flow == "net"].itertuples():
        same_year = totals[totals.time_period == net.time_period]
        by_flow = {row.flow: row for row in same_year.itertuples()}
        if not set(cleaning.FLOWS) <= set(by_flow):
            continue
        arrived, left = (by_flow[flow] for flow in cleaning.FLOWS)
        found = printed.difference(interval_of(arrived), interval_of(left))
        fits = printed.consistent(interval_of(net), found)
        clause = sentences.balance(found, as_printed(net), fits)
        rows = (arrived.row, left.row)
        results.append(_own_result(net.claim_id, "balance", fits, clause, found, rows))
    return results


def share_arithmetic(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """A printed share against the article's own count of the group and of the total."""
    results = []
    for claim in claims[(claims.kind == "share") & claims.value.notna()].itertuples():
        groups, totals = own_figures(claim, claims), own_figures(claim, claims, "total")
        groups = groups[groups.category == claim.category]
        if groups.empty or totals.empty:
            continue
        part, total = groups.iloc[0], totals.iloc[0]
        found = printed.share(interval_of(part), whole=interval_of(total))
        fits = printed.consistent(interval_of(claim), found)
        clause = sentences.own_share(found, as_printed(claim), fits)
        rows = (part.row, total.row)
        results.append(_own_result(claim.claim_id, "share_arithmetic", fits, clause, found, rows))
    return results
