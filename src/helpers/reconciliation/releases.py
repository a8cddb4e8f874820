"""Tests of printed figures against what other pages print of the bureau's releases."""

import pandas as pd
from babel.dates import format_date

from helpers import cleaning
from helpers.language import formats, of_sentences, say, spoken
from helpers.printed import Interval
from helpers.reconciliation.comparison import (
    as_printed,
    beside_printed,
    independent_result,
    near_miss,
    sign_of,
    verdict_by_vintage,
)
from helpers.reconciliation.evidence import Sources, by_width, interval_of, page_of
from helpers.reconciliation.results import CONTRADICTED, CUT, HOLDS, PRELIMINARY, TestResult
from helpers.reconciliation.verdict_words import a_change, figure


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
        final, first = (release_of(claim, rows, early) for early in (False, True))
        if final is not None or first is not None:
            results.append(_by_release(claim, final, first, sources.published))
    return results


def release_of(claim, rows: pd.DataFrame, early: bool):
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
        slots = {"fact": clause, "first": _as_released(claim, first)}
        clause = say("figures.short_of", verdict=miss, **slots)
    elif verdict in (CUT, CONTRADICTED) and _lateness(used, published):
        clause = say("figures.perhaps_otherwise", fact=clause)
    both = miss or verdict == PRELIMINARY
    rows = (first.row, final.row) if both else (used.row,)
    return independent_result(claim.claim_id, "breakdown", verdict, clause, interval_of(used), rows)


def _as_to_release(claim, verdict: str, used, final, published) -> str:
    """What the release on a page, which may be later than the article, has of the figure."""
    late = _lateness(used, published)
    slots = {"printed": as_printed(claim)}
    place = {"place": place_of(used), "late": late, "figure": _as_released(claim, used)}
    if late and verdict in (HOLDS, CUT):
        return say(
            "figures.agreement",
            is_cut=verdict == CUT,
            dated=bool(pd.notna(used.published)),
            rounded=as_printed(claim, sign_of(claim) * used.value),
            **slots,
            **place,
        )
    fact = say("figures.as_released", is_late=bool(late), **place)
    if verdict == HOLDS:
        return say("figures.quoted_rightly", fact=fact, **slots)
    if verdict == PRELIMINARY:
        value = abs(final.value) if final.unit == "percent" else final.value
        slots["revised"] = figure(value, final.unit)
        return say("figures.revised_since", is_late=bool(late), fact=fact, **slots)
    return beside_printed(claim, fact, interval_of(used), used.value)


def _as_released(claim, row) -> str:
    """'5,754', '71.8%' or 'a rise of 13.6%'."""
    if claim.kind == "change":
        return a_change(Interval(row.value, row.value))
    return figure(row.value, row.unit)


def _lateness(row, published) -> str:
    """That a page is later than the article, in words; '' for one of its day or earlier."""
    unknown = pd.isna(row.published) or pd.isna(published)
    if not unknown and row.published <= published:
        return ""
    return say("figures.lateness", surely=not unknown)


def place_of(row) -> str:
    """'other.kz on 9 February 2026'; the day matters, since a later release may be revised."""
    host = page_of(row.source_url).split("/")[0]
    if pd.isna(row.published):
        return say("figures.place", dated=False, host=host)
    locale = formats.LOCALES[of_sentences(spoken())]
    date = format_date(row.published, "d MMMM y", locale=locale)
    return say("figures.place", dated=True, host=host, date=date)
