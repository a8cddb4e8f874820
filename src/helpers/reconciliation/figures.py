"""Tests of printed figures: against the official series, and of the article against itself."""

import pandas as pd

from helpers import cleaning, printed
from helpers.cleaning import names
from helpers.language import formats, say
from helpers.reconciliation.comparison import (
    as_printed,
    beside_printed,
    compare,
    independent_result,
    near_miss,
    own_result,
    verdict_by_vintage,
)
from helpers.reconciliation.evidence import (
    Change,
    Figure,
    Sources,
    base_of,
    change,
    interval_of,
    own_figures,
    year_of,
)
from helpers.reconciliation.releases import place_of, release_of
from helpers.reconciliation.results import (
    CONTRADICTED,
    CUT,
    HOLDS,
    PRELIMINARY,
    UNDECIDABLE,
    TestResult,
)
from helpers.reconciliation.verdict_words import flow_moved, group_name, percent_range, size

COMPLETE = ({"female", "male"}, {"urban", "rural"})  # groups that make up the whole
COUNTED_FLOWS = ("arrivals", "departures", "internal")  # a balance can be negative, a count not


def annual_series(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Printed totals of arrivals, departures and net migration against the official series."""
    totals = claims.query("kind == 'quantity' and dimension == 'total'")
    results = []
    for claim in totals.query("flow in ['arrivals', 'departures', 'net']").itertuples():
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
        clause = say(
            "figures.fits_first",
            of=claim.flow,
            flow=names.name(claim.flow),
            printed=as_printed(claim),
            first=formats.people(first.value),
            final=formats.people(final.value),
            year=year,
        )
        return independent_result(
            *identity, verdict, clause, first.interval, (first.row, final.row)
        )
    people = formats.people(final.value)
    slots = {"flow": names.name(claim.flow), "people": people, "year": year}
    if final.vintage == "preliminary":
        fact = say("figures.in_release", **slots)
    else:
        fact = say("figures.in_series", of=claim.flow, **slots)
    clause = beside_printed(claim, fact, final.interval, final.value)
    miss = near_miss(claim, final.interval, first_bounds)
    if not miss:
        return independent_result(*identity, verdict, clause, final.interval, (final.row,))
    slots = {"fact": clause, "first": formats.people(first.value)}
    clause = say("figures.short_of", verdict=miss, **slots)
    return independent_result(*identity, verdict, clause, final.interval, (first.row, final.row))


def change_series(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Printed changes of arrivals and departures against changes by final and by first figures.

    The bureau's February releases compare a first figure with the first or with the final one of
    the year before; a change that only such a pair has, or that another page quotes from such a
    release, is holds_preliminary.
    """
    changes = claims.query("kind == 'change' and dimension == 'total' and value.notna()")
    changes = changes[changes.flow.isin(cleaning.FLOWS)]
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
            release = release_of(claim, cleaning.full_year(sources.breakdowns, year), early=True)
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
        slots = {"printed": as_printed(claim), "place": place_of(release)}
        clause = say("figures.fits_release", change=flow_moved(claim.flow, final), **slots)
        rows = (release.row, *final.rows)
        found = interval_of(release)
        return independent_result(claim.claim_id, "change_series", PRELIMINARY, clause, found, rows)
    verdict = UNDECIDABLE if UNDECIDABLE in verdicts else verdicts[0]
    return _by_final_change(claim, verdict, final, early)


def _by_first_change(claim, final: Change, pair: Change, release) -> TestResult:
    figure, moved = as_printed(claim), flow_moved(claim.flow, final)
    clause = say("figures.fits_first_change", printed=figure, pair=_pair(pair), change=moved)
    rows = (*pair.rows, *final.rows)
    if release is not None:
        place = place_of(release)
        clause = say("figures.quoted", clause=clause, printed=figure, place=place)
        rows = (*rows, release.row)
    return independent_result(
        claim.claim_id, "change_series", PRELIMINARY, clause, pair.percent, rows
    )


def _by_final_change(claim, verdict: str, final: Change, early: list[Change]) -> TestResult:
    fact = say("figures.changed_in_series", change=flow_moved(claim.flow, final))
    clause = beside_printed(claim, fact, final.percent, float(final.percent.low))
    rows = final.rows
    miss = CUT if verdict == CONTRADICTED else UNDECIDABLE
    for pair in early:
        if near_miss(claim, final.percent, pair.percent) == miss:
            slots = {"fact": clause, "first": _pair_with_change(pair)}
            clause = say("figures.short_of", verdict=miss, **slots)
            rows = (*pair.rows, *final.rows)
            break
    return independent_result(claim.claim_id, "change_series", verdict, clause, final.percent, rows)


def _pair(early: Change) -> str:
    """'12,784 after 16,094': two figures of which one or both were the first published."""
    new, old = formats.people(early.new.value), formats.people(early.old.value)
    return say("figures.pair", base=early.old.vintage, new=new, old=old)


def _pair_with_change(early: Change) -> str:
    """The same with the change that they give, to two digits where it is exact."""
    low, high = early.percent.ends
    percent = formats.percent(abs(low), 2) if low == high else size(early.percent)
    return say("figures.pair_with_change", pair=_pair(early), percent=percent)


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
    fact = say(
        "figures.implied",
        of=row.flow,
        flow=names.name(row.flow),
        people=formats.people_range(row.low, row.high),
        year=row.year,
    )
    clause = say(
        "figures.implied_beside_final",
        verdict=verdict,
        fact=fact,
        first=formats.people(first.value if first else None),
        final=formats.people(final.value),
    )
    claim_id = row.claims.split()[-1]
    return independent_result(
        claim_id, "implied_base", verdict, clause, figure.interval, rows, implied
    )


def parts_total(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Groups against their printed total: complete ones add up to it, others leave a remainder."""
    counts = claims.query("kind == 'quantity' and flow in @COUNTED_FLOWS")
    counts = counts.query("dimension != 'total'")
    results = []
    for _key, rows in counts.groupby(["flow", "time_period", "dimension"], sort=False):
        parts = rows.drop_duplicates("category")
        for total in own_figures(next(parts.itertuples()), claims, "total").head(1).itertuples():
            results += _by_total(parts, total)
    return results


def _by_total(parts: pd.DataFrame, total) -> list[TestResult]:
    figures = [interval_of(part) for part in parts.itertuples()]
    named, whole = printed.total(figures), interval_of(total)
    complete = set(parts.category) in COMPLETE
    fits = printed.parts_agree(figures, whole, complete)
    rest = printed.remainder(whole, figures) if fits and not complete else None
    fact = say(
        "figures.parts_beside_total",
        groups=len(parts),
        names=formats.listing([group_name(category) for category in parts.category]),
        sum=formats.people_range(*named.ends),
        total=formats.people_range(*whole.ends),
    )
    how = "not_at_all" if not fits else "exactly" if complete else "leave_a_rest"
    slots = {"rest": formats.people_range(*rest.ends)} if rest else {}
    clause = say("figures.parts_fit", how=how, fact=fact, **slots)
    rows = (*parts.row, total.row)
    return [
        own_result(claim_id, "parts_total", fits, clause, named, rows, whole)
        for claim_id in parts.claim_id
    ]


def balance(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """Printed net migration against the article's own arrivals less departures."""
    totals = claims.query("kind == 'quantity' and dimension == 'total'")
    results = []
    for net in totals.query("flow == 'net'").itertuples():
        same_year = totals[totals.time_period == net.time_period]
        by_flow = {row.flow: row for row in same_year.itertuples()}
        if not set(cleaning.FLOWS) <= set(by_flow):
            continue
        arrived, left = (by_flow[flow] for flow in cleaning.FLOWS)
        found = printed.difference(interval_of(arrived), interval_of(left))
        fits = printed.consistent(interval_of(net), found)
        people = formats.people_range(*found.ends)
        clause = say("figures.balance", fits=fits, people=people, printed=as_printed(net))
        rows = (arrived.row, left.row)
        results.append(own_result(net.claim_id, "balance", fits, clause, found, rows))
    return results


def share_arithmetic(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """A printed share against the article's own count of the group and of the total."""
    results = []
    for claim in claims.query("kind == 'share' and value.notna()").itertuples():
        groups, totals = own_figures(claim, claims), own_figures(claim, claims, "total")
        groups = groups[groups.category == claim.category]
        if groups.empty or totals.empty:
            continue
        part, total = groups.iloc[0], totals.iloc[0]
        found = printed.share(interval_of(part), whole=interval_of(total))
        fits = printed.consistent(interval_of(claim), found)
        share = percent_range(*found.ends)
        clause = say("figures.own_share", fits=fits, share=share, printed=as_printed(claim))
        rows = (part.row, total.row)
        results.append(own_result(claim.claim_id, "share_arithmetic", fits, clause, found, rows))
    return results
