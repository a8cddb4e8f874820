"""The sentences of the tests of worded claims: the facts, and what follows for the wording.

Clauses as in `verdict_words`; the texts stand in the files of the languages under `words`.
"""

from helpers.cleaning import names
from helpers.language import formats, say
from helpers.printed import Interval
from helpers.reconciliation.verdict_words import flow_moved, group, moved, percent_range, size

# What leaves an outcome undecidable.
PRECISION, INCOMPLETE_LIST, INCOMPLETE_COPY, RANK_MISSING = "precision", "list", "copy", "rank"

# --- what follows from the facts ----------------------------------------------------------------


def verdict_on(facts: str, verdict: str, why: str, criterion: str) -> str:
    """The facts, whether the wording holds, and what it takes; `why` it may be undecidable."""
    return say("words.verdict", facts=facts, verdict=verdict, why=why, criterion=criterion)


def evidence_on(facts: str, verdict: str, why: str) -> str:
    """The same beside a deciding test that says otherwise, without what the wording takes."""
    return say("words.evidence", facts=facts, verdict=verdict, why=why)


# --- direction and size of a change -------------------------------------------------------------


def changes(by_flow: dict, year: int) -> str:
    """Changes by flow in one year."""
    listed = formats.listing([flow_moved(flow, change) for flow, change in by_flow.items()])
    return say("words.changes", changes=listed, year=year)


def two_changes(flow: str, before, now, year: int) -> str:
    earlier = flow_moved(flow, before)
    return say("words.two_changes", before=earlier, year_before=year - 1, now=moved(now), year=year)


def share_of_mean(
    flow: str, people: Interval, share: Interval, mean: Interval, first: int, year: int
) -> str:
    """The flow of a year beside its mean from `first` to the year before."""
    slots = {
        "flow": names.name(flow),
        "people": formats.people_range(*people.ends),
        "share": size(share),
        "mean": formats.people_range(*mean.ends),
        "year": year,
        "years": formats.span(str(first), str(year - 1)),
    }
    return say("words.share_of_mean", of=flow, **slots)


# --- shares and lists ---------------------------------------------------------------------------


def share_of_group(share: Interval, flow: str, category: str, published: bool) -> str:
    words = {
        "share": percent_range(*share.ends),
        "flow": names.name(flow),
        "group": group(category),
    }
    return say("words.share_of_group", published=bool(published), **words)


def shares_in_flows(category: str, shares: dict[str, float], year: int) -> str:
    parts = [_part_of(flow, formats.percent(share)) for flow, share in shares.items()]
    listed = formats.listing(parts)
    return say("words.shares_in_flows", group=group(category), shares=listed, year=year)


def _part_of(flow: str, percent: str) -> str:
    return say("words.part_of", of=flow, percent=percent, flow=names.name(flow))


def gains_of_cities(gains: dict[str, Interval], share: Interval, total: Interval, year: int) -> str:
    slots = {
        "cities": _with_people(gains),
        "share": size(share),
        "total": formats.people_range(*total.ends),
        "year": year,
    }
    return say("words.gains_of_cities", **slots)


def _with_people(sizes: dict[str, Interval]) -> str:
    """'Russia (8,750–8,850) and Germany (993)': one number for a count to the last person."""
    return formats.listing(
        [f"{group(one)} ({formats.people_range(*people.ends)})" for one, people in sizes.items()]
    )


def largest(flow: str, sizes: dict[str, Interval], alone: bool) -> str:
    """The largest figures published; `alone` where no others are."""
    facts = say("words.largest", flow=names.name(flow), groups=_with_people(sizes))
    return no_others(facts, alone)


def no_others(facts: str, alone: bool) -> str:
    return say("words.no_others", facts=facts) if alone else facts


def named_largest(count: int) -> str:
    """'the three named are the three largest published'"""
    number = say("words.number", count=count)
    return say("words.named_largest", count=count, number=number)


def order(sizes: dict[str, Interval], published: bool, right: str) -> str:
    """How a list reads, after what is `right` about it, if anything."""
    facts = say("words.order", published=bool(published), groups=_with_people(sizes))
    return say("words.right_but", right=right, facts=facts) if right else facts


def released(figures: dict[str, float]) -> str:
    groups = [f"{group(one)} {formats.people(people)}" for one, people in figures.items()]
    return say("words.released", groups=formats.listing(groups))
