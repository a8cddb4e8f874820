"""Tests of words about groups: how much of a flow they are, who is most, least, or among the first.

Pages publish the groups that lead, seldom all: that a group is the smallest of those published
leaves open whether it is the smallest of all. Each public test takes a `WordedClaim`, and the lines
that `criteria` draws; it has no result where the figures at hand do not suffice.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise, product, starmap

from helpers import printed
from helpers.cleaning import names
from helpers.language import formats, phrases, say
from helpers.printed import Interval
from helpers.reconciliation.claims import Claim
from helpers.reconciliation.criterion import WordedClaim
from helpers.reconciliation.evidence import own_figures
from helpers.reconciliation.explanations import group_name, names_of, people, percents, size
from helpers.reconciliation.observations import Figure
from helpers.reconciliation.results import Outcome, TestResult, agree, all_of, exceeds

COMPLETE = {"region": 20, "urban_rural": 2, "sex": 2}  # how many groups a dimension has
# Words that keep to some groups of a dimension: which, by the words
SCOPES = {
    ("country", "outside_cis"): lambda group: group not in names.cis_countries(),
    ("country", "within_cis"): lambda group: group in names.cis_countries(),
    ("region", "among_cities"): lambda group: group.endswith("_city"),
}


def rounds_to_one_in(share: Fraction, n: int) -> bool:
    """Whether a share in percent lies nearer to one in `n` than to one in `n` ± 1."""
    half = Fraction(1, 2)
    return 100 / (n + half) <= share < 100 / (n - half)


def accepted(figures: list[Figure], accept: Callable, middle: Fraction | float) -> Outcome:
    """Whether all that the figures can be is accepted: their ends answer, and the `middle`, since a
    criterion can fail between two ends that pass, or pass between two that fail."""
    outcomes = []
    for figure in figures:
        asked = [figure.interval.low, figure.interval.high]
        if figure.interval.contains(middle):
            asked.append(middle)
        outcomes.append(agree(map(accept, asked)))
    return all_of(outcomes)


def sharing(accept: Callable, middle: Callable = lambda **limits: 0):
    """The test of a group's share in every flow of the claim, by figures at hand, else by the
    article's own; `accept` and `middle` as in `accepted`, from the lines drawn."""

    def test(case: WordedClaim, **limits) -> list[TestResult]:
        fits = partial(accept, **limits)
        measures = [case.measure(flow, case.year) for flow in case.flows]
        figures = [next(iter(case.evidence.shares(each)), None) for each in measures]
        if None in figures:
            return _own_share(case, fits)
        parts = []
        for flow, figure in zip(case.flows, figures, strict=True):
            words = {"percent": percents(figure.interval), "flow": names_of(flow)}
            parts.append(say("words.part_of", of=flow, **words))
        slots = {"group": group_name(case.claim.category), "year": case.year}
        facts = say("words.shares_in_flows", shares=formats.listing(parts), **slots)
        outcome = accepted(figures, fits, middle(**limits))
        return [case.result(outcome, facts, hull(figures), figures)]

    return test


def hull(figures: list[Figure]) -> Interval:
    intervals = [figure.interval for figure in figures]
    return Interval(min(each.low for each in intervals), max(each.high for each in intervals))


def _own_share(case: WordedClaim, accept: Callable) -> list[TestResult]:
    claim = case.claim
    part = own_figures(claim, case.claims).get(claim.category)
    total = next(iter(own_figures(claim, case.claims, "total").values()), None)
    if part is None or total is None:
        return []
    share = printed.share(part.interval, whole=total.interval)
    slots = {"flow": names_of(claim.flow), "group": group_name(claim.category)}
    facts = say("words.own_share_of_group", share=percents(share), **slots)
    outcome = agree(map(accept, share.ends))
    return [case.result(outcome, facts, share, [part, total], independent=False)]


share_at_least = sharing(lambda share, percent: share >= percent)
share_above = sharing(lambda share, percent: share > percent)
one_in = sharing(rounds_to_one_in, lambda n: Fraction(100, n))


def cities_gain_more_than(case: WordedClaim, percent: float) -> list[TestResult]:
    """A test of the published gains of the named cities beside all published gains."""
    groups = case.groups()
    gains = {}
    for city, figure in groups.items():
        low, high = figure.interval.ends
        gains[city] = Interval(max(low, 0), max(high, 0))
    total = printed.total(gains.values())
    if not set(case.named) <= set(groups) or total.low == 0:
        return []
    rest = printed.total(gain for city, gain in gains.items() if city not in case.named)
    named = {city: groups[city] for city in case.named}
    share = printed.share(printed.total(gains[city] for city in named), rest=rest)
    all_gain = [agree(end > 0 for end in each.interval.ends) for each in named.values()]
    outcome = all_of([*all_gain, agree(end > percent for end in share.ends)])
    slots = {"share": size(share), "total": people(total), "year": case.year}
    facts = say("words.gains_of_cities", cities=with_people(named), **slots)
    return [case.result(outcome, facts, share, groups.values())]


def with_people(groups: dict[str, Figure | Claim]) -> str:
    return formats.listing(
        [f"{group_name(name)} ({people(each.interval)})" for name, each in groups.items()]
    )


def published_groups(case: WordedClaim) -> dict[str, Figure]:
    """The published groups within the scope of the words, the largest first; none where one that
    the claim names is missing."""
    groups = case.groups()
    for (dimension, words), within in SCOPES.items():
        if case.claim.dimension == dimension and case.claim.uses(words):
            groups = {name: figure for name, figure in groups.items() if within(name)}
            break
    return groups if set(case.named) <= set(groups) else {}


def leaders(case: WordedClaim) -> list[TestResult]:
    """Whether the groups named are the largest published; in their order, where words claim one."""
    groups = published_groups(case)
    ordered = phrases.uses(case.claim.quote, "order") and len(case.named) > 1
    results = [_members(case, groups)] if groups else []
    if not ordered:
        return results
    figures = groups or own_figures(case.claim, case.claims)
    if not set(case.named) <= set(figures):
        return results
    named = {name: figures[name] for name in case.named}
    intervals = [figure.interval for figure in named.values()]
    outcome = all_of(starmap(exceeds, pairwise(intervals)))
    facts = say("words.order", published=bool(groups), groups=with_people(named))
    about = {
        "part": "leaders_order" if groups else "leaders_own_order",
        "takes": say("criteria.leaders_own_order"),
        "independent": bool(groups),
    }
    return [*results, case.result(outcome, facts, None, named.values(), **about)]


def _members(case: WordedClaim, groups: dict[str, Figure]) -> TestResult:
    count = len(case.named)
    shown = list(groups.items())[: count + 1]
    facts = say("words.largest", flow=names_of(case.claim.flow), groups=with_people(dict(shown)))
    short = say("words.named_largest", count=count, number=say("words.number", count=count))
    if len(groups) == count:
        facts, short = (say("words.no_others", facts=clause) for clause in (facts, short))
    about = {"part": "leaders_members", "takes": say("criteria.leaders_members")}
    outcome = _named_exceed_others(case, groups, 1)
    result = case.result(outcome, facts, None, groups.values(), **about)
    return replace(result, short=short) if result.verdict == "holds" else result


def _named_exceed_others(case: WordedClaim, groups: dict[str, Figure], way: int) -> Outcome:
    named = [way * groups[name].interval for name in case.named]
    others = [way * groups[name].interval for name in groups if name not in case.named]
    return all_of(starmap(exceeds, product(named, others)))


def smallest(case: WordedClaim) -> list[TestResult]:
    """Whether the groups named are the smallest published; open where not all are published."""
    groups = published_groups(case)
    if not groups:
        return []
    outcome = _named_exceed_others(case, groups, -1)
    complete = len(groups) >= COMPLETE.get(case.claim.dimension, len(groups) + 1)
    if outcome is True and not complete:
        outcome = "undecidable"
    last = dict(list(groups.items())[-len(case.named) - 1 :])
    facts = say("words.smallest", flow=names_of(case.claim.flow), groups=with_people(last))
    return [case.result(outcome, facts, None, groups.values(), why="list")]


def among_first(case: WordedClaim, first: int = 1, last: int | None = None) -> list[TestResult]:
    """Whether the groups named all have a place from `first` to `last` among those published."""
    last = last or phrases.number_in(case.claim.quote) or 3
    groups = published_groups(case)
    if not groups:
        return []
    outcomes = []
    for name in case.named:
        above = [exceeds(each.interval, groups[name].interval) for each in groups.values()]
        best = above.count(True) + 1
        worst = best + above.count("undecidable") - 1  # itself among them
        inside = [first <= place <= last for place in range(best, worst + 1)]
        outcomes.append(agree(inside))
    shown = dict(list(groups.items())[: last + 1])
    facts = say("words.largest", flow=names_of(case.claim.flow), groups=with_people(shown))
    takes = say("criteria.places", first=first, last=last)
    return [case.result(all_of(outcomes), facts, None, groups.values(), takes=takes)]


def named_list(case: WordedClaim) -> list[TestResult]:
    """Whether every group of a list that claims no order has a published value above zero."""
    groups = case.groups()
    if not set(case.named) <= set(groups):
        return []
    named = [(name, groups[name]) for name in case.named]
    listed = [f"{group_name(name)} {formats.people(each.value)}" for name, each in named]
    facts = say("words.released", groups=formats.listing(listed))
    outcome = min(each.value for _name, each in named) > 0
    return [case.result(outcome, facts, None, [each for _name, each in named])]
