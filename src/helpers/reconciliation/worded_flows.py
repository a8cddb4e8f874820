"""Tests of words about flows: the size of a change, shares of groups, lists of leaders.

Each public function tests a `WordedClaim` by thresholds that `criteria` sets, and returns its
results, none where the figures at hand do not suffice.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, product, starmap

import pandas as pd

from helpers import printed
from helpers.cleaning import names
from helpers.language import formats, say
from helpers.printed import Interval
from helpers.reconciliation.criterion import WordedClaim
from helpers.reconciliation.evidence import Change, base_of, interval_of, own_figures
from helpers.reconciliation.results import (
    HOLDS,
    PRELIMINARY,
    Outcome,
    TestResult,
    agree,
    all_of,
    exceeds,
)
from helpers.reconciliation.verdict_words import flow_moved, group_name, moved, percent_range, size

MEMBERS = "leaders_members"  # the test of who is on a list of leaders


def each_flow_changes(
    case: WordedClaim, accept: Callable[[float], bool], within: tuple = ()
) -> list[TestResult]:
    """A test of the yearly change of every flow of the claim, by final figures, then first ones.

    A change between rounded figures is accepted where all that it can be is. Its two ends answer
    for it; for a criterion that can fail between two ends that pass, the changes `within` are asked
    too. First figures count only where they certainly pass and the final ones fail.
    """
    base = base_of(case.claim, case.year)
    final = {flow: case.sources.final_change(flow, case.year, base) for flow in case.flows}
    first = {flow: case.sources.first_change(flow, case.year, base) for flow in case.flows}
    if None in final.values():
        return []
    outcome, changes = _accepted(final, accept, within), final
    if outcome is False and _accepted(first, accept, within) is True:
        outcome, changes = PRELIMINARY, first
    ends = [end for change in changes.values() for end in change.percent.ends]
    rows = [row for change in changes.values() for row in change.rows]
    moves = formats.listing([flow_moved(flow, change) for flow, change in changes.items()])
    facts = say("words.changes", changes=moves, year=case.year)
    return [case.result(outcome, facts, Interval(min(ends), max(ends)), rows)]


def _accepted(changes: dict[str, Change | None], accept, within: tuple[float, ...]) -> Outcome:
    """Whether all changes pass; False where one of them is not known."""
    if None in changes.values():
        return False
    outcomes = []
    for change in changes.values():
        values = [*change.percent.ends, *filter(change.percent.contains, within)]
        outcomes.append(agree(map(accept, values)))
    return all_of(outcomes)


def two_changes(case: WordedClaim, accept: Callable[[float, float], bool]) -> list[TestResult]:
    """A test of the change of a year beside that of the year before, at all ends of both."""
    flow, year = case.flows[0], case.year
    before = case.sources.final_change(flow, year - 1, year - 2)
    now = case.sources.final_change(flow, year, year - 1)
    if before is None or now is None:
        return []
    outcome = agree(starmap(accept, product(now.percent.ends, before.percent.ends)))
    facts = say(
        "words.two_changes",
        before=flow_moved(flow, before),
        year_before=year - 1,
        now=moved(now),
        year=year,
    )
    return [case.result(outcome, facts, now.percent, (*now.rows, *before.rows))]


def below_share_of_mean(case: WordedClaim, limit: float, years: int) -> list[TestResult]:
    """A test of the flow as a share, in percent, of its mean over the years before."""
    flow, year = case.flows[0], case.year
    figure = case.sources.final_figure(flow, year)
    before = [case.sources.final_figure(flow, year - back) for back in range(years, 0, -1)]
    if figure is None or None in before:
        return []
    mean = printed.total(earlier.interval for earlier in before) / years
    share = 100 * printed.ratio(figure.interval, mean)
    outcome = agree(end < limit for end in share.ends)
    facts = say(
        "words.share_of_mean",
        of=flow,
        flow=names.name(flow),
        people=formats.people_range(*figure.interval.ends),
        share=size(share),
        mean=formats.people_range(*mean.ends),
        year=year,
        years=formats.span(str(year - years), str(year - 1)),
    )
    rows = (figure.row, *(earlier.row for earlier in before))
    return [case.result(outcome, facts, share, rows)]


def group_has_at_least(case: WordedClaim, percent: float) -> list[TestResult]:
    """A test of the group's share of its total: by independent counts, else by the article's."""
    claim = case.claim
    counts = _part_and_total(case.groups(claim.flow), case.groups(claim.flow, "total"), claim)
    independent = counts is not None
    if not independent:
        own = own_figures(claim, case.claims)
        own_totals = own_figures(claim, case.claims, "total")
        counts = _part_and_total(own, own_totals, claim)
    if counts is None:
        return []
    part, total = counts
    share = printed.share(interval_of(part), whole=interval_of(total))
    outcome = agree(end >= percent for end in share.ends)
    facts = say(
        "words.share_of_group",
        published=independent,
        share=percent_range(*share.ends),
        flow=names.name(claim.flow),
        group=group_name(claim.category),
    )
    rows = (part.row, total.row)
    return [case.result(outcome, facts, share, rows, independent=independent)]


def _part_and_total(groups: pd.DataFrame, totals: pd.DataFrame, claim) -> tuple | None:
    part = groups[groups.category == claim.category]
    total = totals[totals.category == "total"]
    if part.empty or total.empty:
        return None
    return next(part.itertuples()), next(total.itertuples())


def each_flow_has_more_than(case: WordedClaim, percent: float) -> list[TestResult]:
    """A test of the published share of the country group in each flow."""
    shares = {}
    for flow in case.flows:
        groups = case.groups(flow, unit="percent")
        group = groups[groups.category == case.claim.category]
        if group.empty:
            return []
        shares[flow] = next(group.itertuples())
    ends = [interval_of(row).ends for row in shares.values()]
    outcome = all_of(agree(end > percent for end in both) for both in ends)
    parts = [
        say("words.part_of", of=flow, percent=formats.percent(row.value), flow=names.name(flow))
        for flow, row in shares.items()
    ]
    facts = say(
        "words.shares_in_flows",
        group=group_name(case.claim.category),
        shares=formats.listing(parts),
        year=case.year,
    )
    span = Interval(min(low for low, _high in ends), max(high for _low, high in ends))
    return [case.result(outcome, facts, span, [row.row for row in shares.values()])]


def cities_gain_more_than(case: WordedClaim, percent: float) -> list[TestResult]:
    """A test of the published gains of the named cities beside all published gains.

    No result where nobody is known to gain.
    """
    groups = case.groups(case.claim.flow)
    sizes = {row.category: interval_of(row) for row in groups.itertuples()}
    gains = {city: Interval(max(size.low, 0), max(size.high, 0)) for city, size in sizes.items()}
    total = printed.total(gains.values())
    if not set(case.named) <= set(sizes) or total.low == 0:
        return []
    named = printed.total(gains[city] for city in case.named)
    rest = printed.total(gain for city, gain in gains.items() if city not in case.named)
    share = printed.share(named, rest=rest)
    all_gain = [agree(end > 0 for end in sizes[city].ends) for city in case.named]
    outcome = all_of([*all_gain, agree(end > percent for end in share.ends)])
    facts = say(
        "words.gains_of_cities",
        cities=_with_people({city: sizes[city] for city in case.named}),
        share=size(share),
        total=formats.people_range(*total.ends),
        year=case.year,
    )
    return [case.result(outcome, facts, share, groups.row)]


def leaders(case: WordedClaim) -> list[TestResult]:
    """Whether the groups named are the largest published, and stand in descending order."""
    if case.claim.dimension == "total":
        return []
    groups = case.groups(case.claim.flow)
    members = _members(case, groups)
    right = members[0].short if members and members[0].verdict == HOLDS else ""
    own = own_figures(case.claim, case.claims)
    return [*members, *_order(case, groups, right=right), *_order(case, own, independent=False)]


def _members(case: WordedClaim, groups: pd.DataFrame) -> list[TestResult]:
    """Whether each group named is larger than every other.

    The groups shown first end with the largest of the others.
    """
    named = case.named
    if not set(named) <= set(groups.category):
        return []
    ranked = groups.sort_values(["value", "category"], ascending=[False, True])
    sizes = {row.category: interval_of(row) for row in ranked.itertuples()}
    others = [group for group in sizes if group not in named]
    outcome = all_of(exceeds(sizes[group], sizes[other]) for group, other in product(named, others))
    largest = dict(list(sizes.items())[: len(named) + 1])
    flow = names.name(case.claim.flow)
    facts = say("words.largest", flow=flow, groups=_with_people(largest))
    takes = say("criteria.leaders_members")
    short = say(
        "words.named_largest", count=len(named), number=say("words.number", count=len(named))
    )
    if not others:
        facts, short = (say("words.no_others", facts=clause) for clause in (facts, short))
    result = case.result(outcome, facts, rows=ranked.row, part=MEMBERS, takes=takes)
    return [replace(result, short=short) if result.verdict == HOLDS else result]


def _with_people(sizes: dict[str, Interval]) -> str:
    """'Russia (8,750–8,850) and Germany (993)': one number for a count to the last person."""
    people = {name: formats.people_range(*interval.ends) for name, interval in sizes.items()}
    return formats.listing([f"{group_name(name)} ({count})" for name, count in people.items()])


def _order(
    case: WordedClaim, figures: pd.DataFrame, independent: bool = True, right: str = ""
) -> list[TestResult]:
    """Whether the groups stand in descending order.

    The explanation of a wrong order begins with what is `right` about the list.
    """
    named = case.named
    rows = figures.set_index("category")
    if len(named) < 2 or not set(named) <= set(rows.index):
        return []
    sizes = {group: interval_of(rows.loc[group]) for group in named}
    outcome = all_of(starmap(exceeds, pairwise(sizes[group] for group in named)))
    facts = say("words.order", published=independent, groups=_with_people(sizes))
    right = right if outcome is False else ""
    result = case.result(
        outcome,
        say("words.right_but", right=right, facts=facts) if right else facts,
        rows=[*rows.row[named], *(figures.row if right else [])],
        part="leaders_order" if independent else "leaders_own_order",
        independent=independent,
        takes=say("criteria.leaders_own_order"),
    )
    return [replace(result, tells=(MEMBERS,) if right else ())]


def named_list(case: WordedClaim) -> list[TestResult]:
    """Whether every group of a list that claims no order has a published value above zero."""
    if case.claim.dimension == "total":
        return []
    rows = case.groups(case.claim.flow).set_index("category")
    if not set(case.named) <= set(rows.index):
        return []
    values = rows.value[case.named]
    groups = [f"{group_name(name)} {formats.people(people)}" for name, people in values.items()]
    facts = say("words.released", groups=formats.listing(groups))
    return [case.result(bool((values > 0).all()), facts, rows=rows.row[case.named])]
