"""Tests of printed figures: against the figures at hand, and against the article's own sums."""

from collections.abc import Iterator
from functools import partial
from operator import sub

import pandas as pd

import helpers.reconciliation.explanations as explanations
from helpers import cleaning, printed
from helpers.cleaning.flows import PEOPLE
from helpers.printed import Interval
from helpers.reconciliation.claims import BALANCES, Claim
from helpers.reconciliation.comparison import can_mean, gap, judge, trace_of, verdict_by
from helpers.reconciliation.evidence import Evidence, Figure, Measure, combined, growth, share_of
from helpers.reconciliation.explanations import say
from helpers.reconciliation.results import IMPLIED, OWN, TestResult

OTHER_SIZE, POINTS = 1.0, 1.0  # of revisions: percent of a count, points of the rest
STOCK_SIZE = 0.05  # percent of the population, where it changes
KINDS = ("quantity", "share", "change")
COMPLETE = ({"female", "male"}, {"urban", "rural"})  # groups that make up the whole
COUNTED_FLOWS = ("arrivals", "departures", "internal")  # a balance can be negative, a count not

# The article's own sums: the test, and how the figure follows from two counts
OWN_SUMS = {
    ("quantity", PEOPLE): ("balance", sub),
    ("share", "percent"): ("share_arithmetic", share_of),
    ("change", PEOPLE): ("own_change", sub),
    ("change", "percent_increase"): ("own_change", growth),
    ("change", "percent_decrease"): ("own_change", growth),
}
WHOLE = {"dimension": "total", "category": "total"}
# Of what else these follow than of the same in the year before
SIDES = {
    "balance": tuple({"flow": flow} for flow in cleaning.FLOWS),
    "share_arithmetic": ({}, WHOLE),
}


def figure_tests(claims: list[Claim], evidence: Evidence) -> Iterator[TestResult]:
    """Every printed figure against those at hand for the same flow, group and period."""
    for claim in claims:
        is_figure = claim.value is not None and claim.kind in KINDS and claim.flow
        figures = figures_for(claim, evidence) if is_figure else []
        if not figures:
            continue
        if _is_by_size(claim, figures):
            claim = claim.turned
        size = size_of_revisions(claim, figures[0], evidence)
        judged = judge(claim, figures, evidence.published, size)
        if judged.verdict == "contradicted":
            in_doubt = other_months(claim, evidence)
            judged = judged._replace(**in_doubt or trace_of(claim, figures[0], evidence))
        figure = judged.figure
        test = {"change": "change_series", "share": "shares"}.get(claim.kind)
        if test is None or not figure.parts:
            test = figure.test
        yield _result(
            claim.claim_id,
            test,
            judged.verdict,
            explanations.of_figure(claim, judged, size),
            found=figure.interval,
            rows=figure.rows + judged.newest.rows,
            compared=Interval(claim.low, claim.high),
            when_printed=judged.when_printed,
        )


def figures_for(claim: Claim, evidence: Evidence) -> list[Figure]:
    """The figures that a claim can be held against, in its unit, the weightiest first."""
    measure = claim.measure(evidence.year)
    unit = claim.unit_measure
    if claim.kind != "change":
        figures_in = {
            "percent": evidence.shares,
            PEOPLE: evidence.levels,
        }.get(unit)
        return figures_in(measure) if figures_in else []
    base = claim.base(measure.period)
    before = measure._replace(period=base)
    if unit == "percentage_points":
        return combined(sub, evidence.shares(measure), evidence.shares(before))
    if unit in (PEOPLE, "times"):
        operation = sub if unit == PEOPLE else partial(_times, way=claim.way)
        return combined(operation, evidence.levels(measure), evidence.levels(before))
    if not unit.startswith("percent"):
        return []
    changes = evidence.changes(measure, base)
    if int(base[:4]) == int(measure.period[:4]) - 1:  # other bases are in no release
        changes += evidence.figures.get(measure._replace(unit="change"), [])
    return sorted(changes, key=Figure.order)


def _times(new: Interval, old: Interval, way: int) -> Interval | None:
    """How many times a figure is the other one; of a fall the smaller is below."""
    falls = way < 0 if way else new.high < old.low
    top, bottom = (old, new) if falls else (new, old)
    return None if top.low < 0 or bottom.low <= 0 else top / bottom


def other_months(claim: Claim, evidence: Evidence) -> dict[str, object]:
    """What is judged instead where the figure stands for other months of the same year."""
    if claim.bound in (
        "above",
        "below",
    ):  # many a figure lies on one side of another
        return {}
    measure = claim.measure(evidence.year)
    periods = {each.period for each in evidence.figures if each[:3] == measure[:3]}
    for period in sorted(periods - {measure.period}):
        claimed = claim._replace(time_period=period)
        same_year = period[:4] == measure.period[:4]
        for figure in figures_for(claimed, evidence) if same_year else ():
            if verdict_by(claim, figure) == "holds":
                place = measure._replace(period=period)
                return {
                    "verdict": "undecidable",
                    "newest": figure,
                    "why": "period",
                    "place": place,
                }
    return {}


def _is_by_size(claim: Claim, figures: list[Figure]) -> bool:
    """Whether a loss is printed without a sign, or its change: the balance rose, the loss fell."""
    if claim.flow not in BALANCES:
        return False
    if claim.kind == "change":
        newest = figures[0]
        losses = newest.parts and all(part.interval.high < 0 for part in newest.parts)
        other_way = claim.amount * newest.value < 0 and not claim.uses("loss")
        return bool(losses) and other_way and claim.unit_measure.startswith("percent_")
    losses = all(figure.interval.high < 0 for figure in figures)
    return claim.kind == "quantity" and claim.amount > 0 and losses and not claim.has_sign


def size_of_revisions(claim: Claim, newest: Figure, evidence: Evidence) -> float:
    """How far a first figure may lie from the final one: percent of a count, points of the rest. A
    group may be revised twice as much as its flow, a balance by what its two flows may be."""
    size = evidence.sizes.get(claim.flow, OTHER_SIZE)
    value = abs(newest.value)
    unit = claim.unit_measure
    if unit == "times":
        return 2 * size / 100 * value
    if claim.kind == "change" and unit == PEOPLE and value:
        of_level = STOCK_SIZE if claim.flow == "stock" else size
        return of_level * sum(abs(part.value) for part in newest.parts) / value
    if claim.kind == "change" and claim.flow in cleaning.FLOWS and unit != "percentage_points":
        return max(POINTS, 2 * size * (1 + value / 100))
    if claim.kind == "change" or unit != PEOPLE:
        return POINTS
    if claim.flow != "net":
        return size if claim.dimension == "total" else 2 * size
    people = 0
    for flow in cleaning.FLOWS:
        measure = claim._replace(flow=flow).measure(evidence.year)
        for figure in evidence.levels(measure)[:1]:
            people += evidence.sizes[flow] * figure.value
    return max(size, people / value) if value else size


def own_sums(claims: list[Claim], evidence: Evidence) -> list[TestResult]:
    """The sums of the article, by figures that words do not bound."""
    exact = [each for each in claims if each.value is not None and each.flow and not each.bound]
    counts = {}  # by flow, dimension, category and period
    for claim in exact:
        if claim.kind == "quantity" and claim.unit_measure == PEOPLE:
            held = counts.setdefault(place_of(claim), claim)
            if claim.high - claim.low < held.high - held.low:  # the more exact of two
                counts[place_of(claim)] = claim
    sums = []
    for claim in exact:
        if claim.time_period:
            sums += own_sum(claim, counts)
    fitting = [each.rows for each in sums if (each.test, each.verdict) == ("balance", "holds")]
    balanced = set().union(*fitting)  # these are not blamed for a total
    innocent = {claim.claim_id for claim in exact if balanced.issuperset(claim.rows)}
    for result in parts_total(counts):
        if result.verdict == "holds" or result.claim_id not in innocent:
            sums.append(result)
    return [*sums, *implied(exact, counts, evidence)]


def place_of(claim: Claim, **other) -> tuple:
    claim = claim._replace(**other)
    return claim.flow, claim.dimension, claim.category, claim.time_period


def parts_total(counts: dict[tuple, Claim]) -> Iterator[TestResult]:
    """The groups of each dimension that an article counts, against its total."""
    by_total = {}
    for claim in counts.values():
        total = counts.get(place_of(claim, **WHOLE))
        is_part = claim.flow in COUNTED_FLOWS and claim.dimension != "total"
        if total and is_part and claim.time_period:
            by_total.setdefault((total, claim.dimension), []).append(claim)
    for (total, _dimension), parts in by_total.items():
        named = printed.total(parts)
        categories = [part.category for part in parts]
        complete = set(categories) in COMPLETE
        fits = printed.parts_agree(parts, total, complete)
        leaves = fits and not complete
        rest = printed.remainder(total, parts) if leaves else ""
        how = "leave_a_rest" if leaves else "exactly" if fits else "not_at_all"
        fact = say(
            "figures.parts_beside_total",
            groups=len(parts),
            group=" ".join(categories),
            sum=named,
            total=total,
        )
        clause = say("figures.parts_fit", fact=fact, how=how, rest=rest)
        used = [*parts, total]
        about = {"found": named, "compared": total.interval}
        for claim in parts if fits else used:  # where a sum fails, any of them may be wrong
            yield _own_result(claim, "parts_total", fits, clause, used, **about)


def own_sum(claim: Claim, counts: dict[tuple, Claim]) -> Iterator[TestResult]:
    """A balance, share or change against the two counts of the article that it follows from."""
    test, operation = OWN_SUMS.get((claim.kind, claim.unit_measure), (None, None))
    before = {"time_period": claim.base(claim.time_period)}
    sides = SIDES.get(test, ({}, before))
    parts = [counts.get(place_of(claim, **side)) for side in sides]
    is_other = test == "balance" and claim.flow != "net"
    if test is None or is_other or None in parts:
        return
    found = operation(*(part.interval for part in parts))
    if found is None:
        return
    shown = claim.sign * found
    fits = found.overlaps(can_mean(claim))
    if test == "balance":
        shown = found
        by_size = claim.amount > 0 and not claim.has_sign
        fits = fits or (by_size and found.overlaps(-can_mean(claim)))
    amount = (
        explanations.people(shown) if claim.unit_measure == PEOPLE else explanations.percents(shown)
    )
    clause = say("figures.own_sum", test=test, fits=fits, printed=claim, found=amount)
    yield _own_result(claim, test, fits, clause, parts, found=found)


def _own_result(claim: Claim, test: str, fits: bool, clause: str, parts, **about) -> TestResult:
    rows = sum((part.rows for part in parts), ())
    verdict = "holds" if fits else "contradicted"
    weighed = {"rows": rows, "independent": False, "weight": OWN}
    return _result(claim.claim_id, test, verdict, clause, **weighed, **about)


def _result(claim_id: str, test: str, verdict: str, clause: str, **about) -> TestResult:
    return TestResult(
        claim_id,
        test,
        verdict,
        explanations.sentence(clause),
        short=clause,
        **about,
    )


def implied(claims: list[Claim], counts: dict, evidence: Evidence) -> Iterator[TestResult]:
    """What two printed figures imply for an earlier year, and a printed count against the year
    before and a published change. Agreement proves nothing; revisions explain small differences."""
    known = []  # the claim, the test, the measure, what is said of it, figures beside it, in words
    table = pd.DataFrame(claims, columns=Claim._fields).assign(article_id="article")
    for row in cleaning.implied_earlier(table).itertuples():
        measure = Measure(row.flow, "total", "total", str(row.year))
        figures = evidence.levels(measure)
        if figures:
            bounds = Interval(round(row.low, 6), round(row.high, 6))
            claim_id = row.claims.split()[-1]
            known.append((claim_id, "implied_base", measure, bounds, figures, bounds))
    for claim in counts.values():
        measure = claim.measure(evidence.year)
        changes = evidence.figures.get(measure._replace(unit="change"), [])
        before = evidence.levels(measure._replace(period=claim.base(measure.period)))
        figures = combined(lambda old, percent: old * (1 + percent / 100), before, changes)
        if figures and not evidence.levels(measure):
            words = explanations.as_printed(claim)
            known.append(
                (
                    claim.claim_id,
                    "implied_level",
                    measure,
                    claim.interval,
                    figures,
                    words,
                )
            )
    for claim_id, test, measure, bounds, figures, said in known:
        size = evidence.sizes.get(measure.flow, OTHER_SIZE)
        near = [each for each in figures if gap(bounds, each.interval, relative=True) <= size]
        figure = (near or figures)[0]
        verdict = "undecidable" if near else "contradicted"
        clause = say(
            "figures.implied",
            test=test,
            verdict=verdict,
            what=explanations.names_of(measure.flow),
            year=measure.period,
            people=said,
            known=figures[0],
        )
        yield _result(
            claim_id,
            test,
            verdict,
            clause,
            found=figure.interval,
            rows=figure.rows,
            compared=bounds,
            weight=IMPLIED,
        )
