"""The sentences of the tests of worded claims: clauses with the facts, and what follows for the
wording.

As in `verdicts`, a clause begins with a small letter and has no full stop, in the language spoken.
"""

from helpers.cleaning import names
from helpers.language import _, formats
from helpers.printed import Interval
from helpers.reconciliation.verdict_words import (
    CONTRADICTED,
    HOLDS,
    PRELIMINARY,
    UNDECIDABLE,
    flow_moved,
    group,
    moved,
    percent_range,
    size,
)

# What leaves an outcome undecidable.
PRECISION, INCOMPLETE_LIST, INCOMPLETE_COPY, RANK_MISSING = "precision", "list", "copy", "rank"

# --- what follows from the facts ------------------------------------------------------------------


def verdict_on(facts: str, verdict: str, why: str, criterion: str) -> str:
    """The facts, whether the wording holds, and what it takes; `why` it may be undecidable."""
    slots = {"facts": facts, "criterion": criterion}
    return {
        HOLDS: _("{facts}, so the wording holds; it takes {criterion}", **slots),
        PRELIMINARY: _(
            "{facts}, so the wording held only for the figures first published; it takes {criterion}",
            **slots,
        ),
        CONTRADICTED: _(
            "{facts}, so the wording does not hold; it would take {criterion}", **slots
        ),
        UNDECIDABLE: {
            PRECISION: _(
                "{facts}, which the printed precision cannot decide; it would take {criterion}",
                **slots,
            ),
            INCOMPLETE_LIST: _(
                "{facts}, which an incomplete list cannot rule out; it would take {criterion}",
                **slots,
            ),
            INCOMPLETE_COPY: _(
                "{facts}, which an incomplete copy cannot rule out; it would take {criterion}",
                **slots,
            ),
            RANK_MISSING: _("{facts}, which leaves it open; it would take {criterion}", **slots),
        }[why],
    }[verdict]


def evidence_on(facts: str, verdict: str, why: str) -> str:
    """The same beside a deciding test that says otherwise, without what the wording takes."""
    return {
        HOLDS: _("{facts}, by which the wording would hold", facts=facts),
        PRELIMINARY: _(
            "{facts}, by which the wording held only for the figures first published", facts=facts
        ),
        CONTRADICTED: _("{facts}, by which the wording would not hold", facts=facts),
        UNDECIDABLE: {
            PRECISION: _("{facts}, which the printed precision cannot decide", facts=facts),
            INCOMPLETE_LIST: _("{facts}, which an incomplete list cannot rule out", facts=facts),
            INCOMPLETE_COPY: _("{facts}, which an incomplete copy cannot rule out", facts=facts),
            RANK_MISSING: _("{facts}, which leaves it open", facts=facts),
        }[why],
    }[verdict]


# --- direction and size of a change ---------------------------------------------------------------


def changes(shown: dict, year: int) -> str:
    """Changes by flow in one year."""
    listed = formats.listing([flow_moved(flow, one) for flow, one in shown.items()])
    return _("{changes} in {year}", changes=listed, year=year)


def two_changes(flow: str, before, now, year: int) -> str:
    return _(
        "{before} in {year_before} and {now} in {year}",
        before=flow_moved(flow, before), year_before=year - 1, now=moved(now), year=year,
    )  # fmt: skip


def share_of_mean(
    flow: str, people: Interval, share: Interval, mean: Interval, first: int, year: int
) -> str:
    """The flow of a year beside its mean from `first` to the year before."""
    slots = {
        "people": formats.people_range(*people.ends),
        "share": size(share),
        "mean": formats.people_range(*mean.ends),
    }
    slots |= {"year": year, "years": formats.span(str(first), str(year - 1))}
    match flow:
        case "arrivals":
            return _(
                "{people} arrivals were registered in {year}, {share} of the mean of {mean} in {years}",
                **slots,
            )
        case "departures":
            return _(
                "{people} departures were registered in {year}, {share} of the mean of {mean} in {years}",
                **slots,
            )
        case "net":
            return _(
                "net migration was {people} in {year}, {share} of the mean of {mean} in {years}",
                **slots,
            )
    return _(
        "{people} {flow} were registered in {year}, {share} of the mean of {mean} in {years}",
        flow=names.name(flow), **slots,
    )  # fmt: skip


# --- shares and lists -----------------------------------------------------------------------------


def share_of_group(share: Interval, flow: str, category: str, published: bool) -> str:
    slots = {
        "share": percent_range(*share.ends),
        "flow": names.name(flow),
        "group": group(category),
    }
    if published:
        return _("by the published figures {share} of {flow} were from {group}", **slots)
    return _("by the article's own figures {share} of {flow} were from {group}", **slots)


def shares_in_flows(category: str, shares: dict[str, float], year: int) -> str:
    listed = formats.listing(
        [_part_of(flow, formats.percent(share)) for flow, share in shares.items()]
    )
    return _(
        "{group} had {shares} in {year} by the bureau's release",
        group=group(category),
        shares=listed,
        year=year,
    )


def _part_of(flow: str, percent: str) -> str:
    match flow:
        case "arrivals":
            return _("{percent} of arrivals", percent=percent)
        case "departures":
            return _("{percent} of departures", percent=percent)
    return _("{percent} of {flow}", percent=percent, flow=names.name(flow))


def gains_of_cities(gains: dict[str, Interval], share: Interval, total: Interval, year: int) -> str:
    return _(
        "{cities} took {share} of the {total} in gains published for {year}",
        cities=_with_people(gains),
        share=size(share),
        total=formats.people_range(*total.ends),
        year=year,
    )


def _with_people(sizes: dict[str, Interval]) -> str:
    """'Russia (8,750–8,850) and Germany (993)': one number for a count to the last person."""
    return formats.listing(
        [f"{group(one)} ({formats.people_range(*people.ends)})" for one, people in sizes.items()]
    )


def largest(flow: str, sizes: dict[str, Interval], alone: bool) -> str:
    """The largest figures published; `alone` where no others are."""
    slots = {"flow": names.name(flow), "groups": _with_people(sizes)}
    return no_others(_("the largest published figures for {flow} are {groups}", **slots), alone)


def no_others(facts: str, alone: bool) -> str:
    return _("{facts} (no others are published)", facts=facts) if alone else facts


def named_largest(count: int) -> str:
    """'the three named are the three largest published'"""
    if count == 1:
        return _("the one named is the largest published")
    words = (
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
        _("ten"),
    )
    number = dict(enumerate(words, start=2)).get(count, str(count))
    return _("the {number} named are the {number} largest published", number=number)


def order(sizes: dict[str, Interval], published: bool, right: str) -> str:
    """How a list reads, after what is `right` about it, if anything."""
    groups = _with_people(sizes)
    facts = (
        _("with the published figures the list reads {groups}", groups=groups) if published else
        _("with the article's own figures the list reads {groups}", groups=groups)
    )  # fmt: skip
    return _("{right}, but {facts}", right=right, facts=facts) if right else facts


def released(figures: dict[str, float]) -> str:
    groups = formats.listing(
        [f"{group(one)} {formats.people(people)}" for one, people in figures.items()]
    )
    return _("the bureau's release gives {groups}", groups=groups)
