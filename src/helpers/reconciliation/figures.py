"""Tests of printed figures: against the figures at hand, and against the article's own sums.

An own sum that fails contradicts, one that fits shows nothing. What a figure implies for another
period is held against the series; it decides nothing where a direct test speaks.
"""

from collections.abc import Callable

import pandas as pd

import helpers.reconciliation.explanations as explanations
from helpers import cleaning, printed
from helpers.cleaning.bounds import PEOPLE
from helpers.language import formats, say
from helpers.printed import Interval, as_interval
from helpers.reconciliation.claims import BALANCES, Claim
from helpers.reconciliation.comparison import gap, judge, trace_of, verdict_by
from helpers.reconciliation.evidence import POINTS, Evidence, combined, growth, share_of
from helpers.reconciliation.explanations import as_printed, names_of, people, percents, sentence
from helpers.reconciliation.observations import Figure, Measure
from helpers.reconciliation.results import IMPLIED, OWN, TestResult

KINDS = ("quantity", "share", "change")
TESTS = {
    "kz_flows_annual": "annual_series",
    "kz_flows_cumulative": "cumulative",
    "kz_flows_by_partner": "partners",
    "kz_population": "population",
    "kz_population_old_division": "population",
    "kz_internal_moves_by_region": "internal_moves",
    "kz_net_urban_rural": "urban_rural",
    "kz_breakdowns": "breakdown",
}
COMPLETE = ({"female", "male"}, {"urban", "rural"})  # groups that make up the whole
COUNTED_FLOWS = ("arrivals", "departures", "internal")  # a balance can be negative, a count not

# The article's own sums: the test, and how the figure follows from two counts
OWN_SUMS = {
    ("quantity", PEOPLE): ("balance", printed.difference),
    ("share", "percent"): ("share_arithmetic", share_of),
    ("change", PEOPLE): ("own_change", printed.difference),
    ("change", "percent_increase"): ("own_change", growth),
    ("change", "percent_decrease"): ("own_change", growth),
}
BY_OWN_SUM = {"independent": False, "weight": OWN}

Counts = dict[tuple[str, str, str, str], Claim]  # by flow, dimension, category and period


def figure_tests(claims: list[Claim], evidence: Evidence) -> list[TestResult]:
    """Every printed figure against those at hand for the same flow, group and period."""
    results = []
    for claim in claims:
        is_figure = claim.value is not None and claim.kind in KINDS and claim.flow
        figures = figures_for(claim, evidence) if is_figure else []
        if figures:
            results.append(_tested(claim, figures, evidence))
    return results


def measure_of(claim: Claim, evidence: Evidence) -> Measure:
    """What a claim counts, in its own period."""
    period = claim.period(evidence.year)
    return Measure(claim.flow, claim.dimension, claim.category, period)


def figures_for(claim: Claim, evidence: Evidence) -> list[Figure]:
    """The figures that a claim can be held against, in its unit, the weightiest first."""
    measure = measure_of(claim, evidence)
    unit = claim.unit_measure
    if claim.kind != "change":
        figures_in = {"percent": evidence.shares, PEOPLE: evidence.levels}.get(unit)
        return figures_in(measure) if figures_in else []
    base = claim.base(measure.period)
    before = measure._replace(period=base)
    if unit == "percentage_points":
        return combined(printed.difference, evidence.shares(measure), evidence.shares(before))
    if unit in (PEOPLE, "times"):
        operation = printed.difference if unit == PEOPLE else _times(claim)
        return combined(operation, evidence.levels(measure), evidence.levels(before))
    if not unit.startswith("percent"):
        return []
    changes = evidence.changes(measure, base)
    if int(base[:4]) == int(measure.period[:4]) - 1:  # other bases are in no release
        changes += evidence.figures.get(measure._replace(unit="change"), [])
    return sorted(changes, key=lambda figure: figure.order)


def _times(claim: Claim) -> Callable[[Interval, Interval], Interval | None]:
    """How many times a figure is the other one: 'so many times less' by the smaller below, and so
    is what fell, where the words say neither less nor more."""
    less = claim.uses("fall", "fewer", "halved")
    more = claim.uses("rise", "more", "doubled", "tripled")

    def ratio(new: Interval, old: Interval) -> Interval | None:
        falls = new.high < old.low if less == more else less
        top, bottom = (old, new) if falls else (new, old)
        return printed.ratio(top, bottom) if top.low >= 0 and bottom.low > 0 else None

    return ratio


def _tested(claim: Claim, figures: list[Figure], evidence: Evidence) -> TestResult:
    if claim.flow in BALANCES and _is_by_size(claim, figures):
        claim = claim.turned
    size = size_of_revisions(claim, figures[0], evidence)
    judged = judge(claim, figures, evidence.published, size)
    if judged.verdict == "contradicted":
        measure = measure_of(claim, evidence)
        in_doubt = other_months(claim, measure, evidence)
        judged = judged._replace(**in_doubt or trace_of(claim, measure, figures[0], evidence))
    figure = judged.figure
    test = {"change": "change_series", "share": "shares"}.get(claim.kind)
    if test is None or not figure.parts:
        test = TESTS[figure.rows[0].split(".")[0]]
    clause = explanations.of_figure(claim, judged, size)
    rows = figure.rows if figure is judged.newest else (*figure.rows, *judged.newest.rows)
    about = {"compared": Interval(claim.low, claim.high), "when_printed": judged.when_printed}
    return _result(claim.claim_id, test, judged.verdict, clause, figure.interval, rows, **about)


def other_months(claim: Claim, measure: Measure, evidence: Evidence) -> dict[str, object]:
    """What is judged instead where the figure stands for other months of the same year, so that
    its period is in doubt."""
    if claim.bound in ("above", "below"):  # many a figure lies on one side of another
        return {}
    year = measure.period[:4]
    periods = {each.period for each in evidence.figures if each[:3] == measure[:3]}
    for period in sorted(periods - {measure.period}):
        claimed = claim._replace(time_period=period)
        for figure in figures_for(claimed, evidence) if period.startswith(year) else ():
            if verdict_by(claim, figure) == "holds":
                place = measure._replace(period=period)
                return {"verdict": "undecidable", "newest": figure, "why": "period", "place": place}
    return {}


def _is_by_size(claim: Claim, figures: list[Figure]) -> bool:
    """Whether a balance is printed without a sign, and every figure is a loss; or a change of a
    loss, of which it can be said that the balance rose or that the loss fell."""
    newest = figures[0]
    if claim.kind == "change":
        of_loss = newest.parts and all(part.interval.high < 0 for part in newest.parts)
        other_way = claim.unit_measure.startswith("percent_") and claim.amount * newest.value < 0
        return bool(of_loss) and other_way and not claim.uses("loss")
    losses = all(figure.interval.high < 0 for figure in figures)
    return claim.kind == "quantity" and claim.amount > 0 and losses and not claim.has_sign


def size_of_revisions(claim: Claim, newest: Figure, evidence: Evidence) -> float:
    """How far a first figure may lie from the final one: percent of a count, points of the rest."""
    size = evidence.size_of_revisions(claim.flow)
    unit = claim.unit_measure
    if unit == PEOPLE and claim.kind != "change":
        return _size_of_count(claim, newest, evidence)
    if unit == "times":
        return 2 * size / 100 * abs(newest.value)
    if claim.kind != "change" or claim.flow not in cleaning.FLOWS or unit == "percentage_points":
        return POINTS
    percent = 0 if unit == PEOPLE else abs(newest.value)
    return max(POINTS, 2 * size * (1 + percent / 100))


def _size_of_count(claim: Claim, newest: Figure, evidence: Evidence) -> float:
    """A group may be revised twice as much as its flow, a balance by what its two flows may be."""
    size = evidence.size_of_revisions(claim.flow)
    if claim.flow != "net":
        return size if claim.dimension == "total" else 2 * size
    measure = measure_of(claim, evidence)
    people = 0
    for flow in cleaning.FLOWS:
        for figure in evidence.levels(measure._replace(flow=flow))[:1]:
            people += evidence.size_of_revisions(flow) * figure.value
    return max(size, people / abs(newest.value)) if newest.value else size


def own_sums(claims: list[Claim], evidence: Evidence) -> list[TestResult]:
    """The sums of the article, by figures that words do not bound."""
    exact = [each for each in claims if each.value is not None and each.flow and not each.bound]
    counts = {}
    for claim in exact:
        if claim.kind == "quantity" and claim.unit_measure == PEOPLE:
            held = counts.setdefault(place_of(claim), claim)
            if claim.high - claim.low < held.high - held.low:  # the more exact of two
                counts[place_of(claim)] = claim
    sums = []
    for claim in exact:
        if claim.time_period:
            sums += own_sum(claim, counts)
    balanced = set()  # the rows of figures whose balance fits: they are not blamed for a total
    for result in sums:
        if result.test == "balance" and result.verdict == "holds":
            balanced.update(result.rows)
    innocent = {claim.claim_id for claim in exact if claim.row in balanced}
    parts = parts_total(counts)
    sums += [each for each in parts if each.verdict == "holds" or each.claim_id not in innocent]
    return sums + implied_base(exact, evidence) + implied_level(counts, evidence)


def place_of(claim: Claim) -> tuple:
    return claim.flow, claim.dimension, claim.category, claim.time_period


def parts_total(counts: Counts) -> list[TestResult]:
    by_total = {}
    for (flow, dimension, _category, period), claim in counts.items():
        if flow in COUNTED_FLOWS and dimension != "total" and period:
            by_total.setdefault((flow, period, dimension), []).append(claim)
    results = []
    for (flow, period, _dimension), parts in by_total.items():
        total = counts.get((flow, "total", "total", period))
        if total is not None:
            results += _beside_total(parts, total)
    return results


def _beside_total(parts: list[Claim], total: Claim) -> list[TestResult]:
    categories = [part.category for part in parts]
    complete = set(categories) in COMPLETE
    named = printed.total(parts)
    fits = printed.parts_agree(parts, total, complete)
    fact = say(
        "figures.parts_beside_total",
        groups=len(parts),
        names=formats.listing(list(map(explanations.group_name, categories))),
        sum=people(named),
        total=people(total),
    )
    rest = ""
    how = "exactly" if fits else "not_at_all"
    if fits and not complete:
        how = "leave_a_rest"
        rest = people(printed.remainder(total, parts))
    clause = say("figures.parts_fit", fact=fact, how=how, rest=rest)
    rows = (*(part.row for part in parts), total.row)
    verdict = "holds" if fits else "contradicted"
    about = ("parts_total", verdict, clause, named, rows, total.interval)
    judged = parts if fits else (*parts, total)  # where a sum fails, any of them may be wrong
    return [_result(part.claim_id, *about, **BY_OWN_SUM) for part in judged]


def own_sum(claim: Claim, counts: Counts) -> list[TestResult]:
    """A balance, share or change against the two counts of the article that it follows from."""
    test, operation = OWN_SUMS.get((claim.kind, claim.unit_measure), (None, None))
    flow, dimension, category, period = place = place_of(claim)
    first, second = place, (flow, dimension, category, claim.base(period))
    if test == "share_arithmetic":
        second = (flow, "total", "total", period)
    elif test == "balance":
        first, second = ((side, *place[1:]) for side in cleaning.FLOWS)
    parts = [counts.get(first), counts.get(second)]
    is_other = test == "balance" and flow != "net"
    found = None if None in (test, *parts) or is_other else operation(*map(as_interval, parts))
    if found is None:
        return []
    fits = printed.consistent(claim, found)
    shown = claim.sign * found
    if test == "balance":
        shown = found
        by_size = claim.amount > 0 and not claim.has_sign
        fits = fits or (by_size and printed.consistent(-claim.interval, found))
    amount = people(shown) if claim.unit_measure == PEOPLE else percents(shown)
    clause = say("figures.own_sum", test=test, fits=fits, printed=as_printed(claim), found=amount)
    rows = tuple(part.row for part in parts)
    verdict = "holds" if fits else "contradicted"
    return [_result(claim.claim_id, test, verdict, clause, found, rows, **BY_OWN_SUM)]


def _result(claim_id: str, test: str, verdict: str, clause: str, *about, **more) -> TestResult:
    return TestResult(claim_id, test, verdict, sentence(clause), *about, short=clause, **more)


def implied_base(claims: list[Claim], evidence: Evidence) -> list[TestResult]:
    """The earlier year that a printed figure and its printed change imply, against the series."""
    if not any(claim.kind == "change" and claim.base_period for claim in claims):
        return []
    table = pd.DataFrame(claims).assign(article_id="article")
    results = []
    for row in cleaning.implied_earlier(table).itertuples():
        figures = evidence.levels(Measure(row.flow, "total", "total", str(row.year)))
        if figures:
            bounds = Interval(round(row.low, 6), round(row.high, 6))
            words = people(bounds), people(figures[0])
            about = (row.claims.split()[-1], "implied_base", row.flow, row.year)
            results.append(_by_implied(*about, bounds, figures, words, evidence))
    return results


def implied_level(counts: Counts, evidence: Evidence) -> list[TestResult]:
    """A printed count without a direct figure, against the year before and a published change."""
    results = []
    for claim in counts.values():
        measure = measure_of(claim, evidence)
        changes = evidence.figures.get(measure._replace(unit="change"), [])
        if not changes or evidence.levels(measure):
            continue
        before = evidence.levels(measure._replace(period=claim.base(measure.period)))
        figures = combined(lambda old, percent: old * (1 + percent / 100), before, changes)
        if figures:
            words = people(figures[0]), as_printed(claim)
            about = (claim.claim_id, "implied_level", claim.flow, measure.period)
            results.append(_by_implied(*about, claim.interval, figures, words, evidence))
    return results


def _by_implied(
    claim_id: str,
    test: str,
    flow: str,
    year: str,
    bounds: Interval,
    figures: list[Figure],
    words: tuple[str, str],
    evidence: Evidence,
) -> TestResult:
    """Agreement is no proof; only what lies farther off than revisions do is a contradiction.

    `words`: what is implied, and what it stands beside."""
    size = evidence.size_of_revisions(flow)
    near = [each for each in figures if gap(bounds, each.interval, relative=True) <= size]
    figure = (near or figures)[0]
    verdict = "undecidable" if near else "contradicted"
    slots = {"what": names_of(flow), "people": words[0], "year": year}
    fact = say("figures.implied", test=test, **slots)
    clause = say("figures.implied_beside", verdict=verdict, fact=fact, known=words[1])
    about = {"compared": bounds, "weight": IMPLIED}
    return _result(claim_id, test, verdict, clause, figure.interval, figure.rows, **about)
