"""Tests of words about groups: their shares, who is most, least or first of those in print."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import islice, pairwise, product, starmap

from helpers import printed
from helpers.cleaning import names
from helpers.language import phrases
from helpers.printed import Interval
from helpers.reconciliation.claims import Claim
from helpers.reconciliation.evidence import Figure, share_of
from helpers.reconciliation.explanations import percents, say, size
from helpers.reconciliation.results import WordedClaim, accepted, agree, all_of, exceeds, positive

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


def shares(case: WordedClaim, accept: Callable, **limits) -> Iterator:
    """A test of a group's share in every flow, by figures at hand, else by the article's own."""
    claim = case.claim
    measures = [case.measure(case.year, flow) for flow in case.flows]
    figures = [next(iter(case.evidence.shares(each)), None) for each in measures]
    if None not in figures:
        parts = []
        for flow, figure in zip(case.flows, figures, strict=True):
            parts.append(
                say(
                    "words.part_of",
                    of=flow,
                    flow=flow,
                    percent=percents(figure),
                )
            )
        facts = say(
            "words.shares_in_flows",
            shares=parts,
            group=claim.category,
            year=case.year,
        )
        yield case.result(accepted(figures, accept, **limits), facts, figures, figures)
        return
    part = own_figures(case).get(claim.category)
    total = own_figures(case, "total").get("total")
    share = share_of(part.interval, total.interval) if part and total else None
    if share is None:
        return
    facts = say(
        "words.own_share_of_group",
        share=percents(share),
        flow=claim.flow,
        group=claim.category,
    )
    outcome = agree(accept(end, **limits) for end in share.ends)
    yield case.result(outcome, facts, share, [part, total])


share_at_least = partial(shares, accept=lambda share, percent: share >= percent)
share_above = partial(shares, accept=lambda share, percent: share > percent)
one_in = partial(shares, accept=rounds_to_one_in)


def own_figures(case: WordedClaim, dimension: str | None = None) -> dict[str, Claim]:
    """The counts that the article itself prints for the claim's flow and year, by category."""
    claim = case.claim
    place = (
        "quantity",
        claim.flow,
        claim.time_period,
        dimension or claim.dimension,
    )
    figures = {}
    for each in case.claims:
        if (each.kind, each.flow, each.time_period, each.dimension) == place:
            figures.setdefault(each.category, each)
    return figures if None not in place else {}


def cities_gain_more_than(case: WordedClaim, percent: float) -> Iterator:
    """A test of the published gains of the named cities beside all published gains."""
    groups = case.groups()
    named = chosen(case, groups)
    gains = {}
    for city, figure in groups.items():
        low, high = figure.interval.ends
        gains[city] = Interval(max(low, 0), max(high, 0))
    total = printed.total(gains.values())
    if not named or total.low == 0:
        return
    part = printed.total(gains.pop(city) for city in named)
    share = printed.share(part, rest=printed.total(gains.values()))
    above = agree(end > percent for end in share.ends)
    facts = say(
        "words.gains_of_cities",
        cities=named,
        share=size(share),
        total=total,
        year=case.year,
    )
    outcome = all_of([above, *map(positive, named.values())])
    yield case.result(outcome, facts, share, groups.values())


def chosen(case: WordedClaim, groups: dict) -> dict:
    """The groups that the claim names, in its order; none where one of them is missing."""
    named = {name: groups.get(name) for name in case.named}
    return {} if None in named.values() else named


def published_groups(case: WordedClaim) -> dict[str, Figure]:
    """The published groups within the scope of the words; none where one of those named is not."""
    groups = case.groups()
    for (dimension, words), within in SCOPES.items():
        if case.claim.dimension == dimension and case.claim.uses(words):
            groups = {name: groups[name] for name in groups if within(name)}
            break
    return groups if set(case.named) <= set(groups) else {}


def leaders(case: WordedClaim) -> Iterator:
    """Whether the groups named are the largest published; in their order, where words claim one."""
    groups = published_groups(case)
    count = len(case.named)
    if groups:
        facts = largest(case, groups, count + 1)
        if len(groups) == count:
            facts = say("words.no_others", facts=facts)
        yield case.result(
            _named_exceed_others(case, groups, 1),
            facts,
            None,
            groups.values(),
            part="leaders_members",
            takes=say("criteria.leaders_members"),
        )
    named = chosen(case, groups or own_figures(case))
    if not named or count == 1 or not phrases.uses(case.claim.quote, "order"):
        return
    outcome = all_of(starmap(exceeds, pairwise(named.values())))
    facts = say("words.order", published=bool(groups), groups=named)
    part = "leaders_order" if groups else "leaders_own_order"
    yield case.result(
        outcome,
        facts,
        None,
        named.values(),
        part=part,
        takes=say("criteria.leaders_own_order"),
    )


def largest(case: WordedClaim, groups: dict[str, Figure], count: int) -> str:
    return say(
        "words.largest",
        flow=case.claim.flow,
        groups=dict(islice(groups.items(), count)),
    )


def _named_exceed_others(case: WordedClaim, groups: dict[str, Figure], way: int) -> bool | str:
    sizes = {name: way * figure.interval for name, figure in groups.items()}
    named = [sizes.pop(name) for name in case.named]
    return all_of(starmap(exceeds, product(named, sizes.values())))


def smallest(case: WordedClaim) -> Iterator:
    """Whether the groups named are the smallest published; open where not all are published."""
    groups = published_groups(case)
    if not groups:
        return
    outcome = _named_exceed_others(case, groups, -1)
    if outcome is True and len(groups) != COMPLETE.get(case.claim.dimension):
        outcome = "undecidable"
    last = dict(list(groups.items())[-len(case.named) - 1 :])
    facts = say("words.smallest", flow=case.claim.flow, groups=last)
    yield case.result(outcome, facts, None, groups.values(), why="list")


def among_first(case: WordedClaim, first: int = 1, last: int | None = None) -> Iterator:
    """Whether the groups named all have a place from `first` to `last` among those published."""
    last = last or phrases.number_in(case.claim.quote) or 3
    groups = published_groups(case)
    if not groups:
        return
    outcomes = []
    for name in case.named:
        above = [exceeds(each, groups[name]) for each in groups.values()]
        best = above.count(True) + 1
        worst = best + above.count("undecidable") - 1  # itself among them
        outcomes.append(agree(first <= place <= last for place in range(best, worst + 1)))
    facts = largest(case, groups, last + 1)
    takes = say("criteria.places", first=first, last=last)
    yield case.result(all_of(outcomes), facts, None, groups.values(), takes=takes)


def named_list(case: WordedClaim) -> Iterator:
    """Whether every group of a list that claims no order has a published value above zero."""
    named = chosen(case, case.groups())
    if not named:
        return
    values = {name: figure.value for name, figure in named.items()}
    facts = say("words.released", groups=values)
    yield case.result(min(values.values()) > 0, facts, None, named.values())
