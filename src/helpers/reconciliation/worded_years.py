"""Tests of words about years: changes, signs of a balance, runs, records, firsts, and multiples."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import product, starmap, takewhile
from operator import sub

from helpers import printed
from helpers.language import formats, phrases
from helpers.reconciliation.comparison import BELOW_ONE
from helpers.reconciliation.evidence import Figure, combined
from helpers.reconciliation.explanations import moved, names_of, say, size
from helpers.reconciliation.results import WordedClaim, accepted, agree, all_of, exceeds, positive
from helpers.reconciliation.worded_groups import rounds_to_one_in

EVENTS = {"negative": -1, "positive": 1, "fell": -1, "rose": 1}  # of a year, with its way
PHRASES = {"more_left": "negative", "more_came": "positive", "fall": "fell", "rise": "rose"}
TIMES = {"times_1_5": Fraction(3, 2), "half": 2, "times_3": 3, "times_4": 4}
NOT = {True: False, False: True, "undecidable": "undecidable"}
CLOSE, OPEN_TO = Fraction(1, 10), Fraction(1, 4)  # of the multiple


def moves(case: WordedClaim, accept: Callable, named: bool = False, **limits) -> Iterator:
    """A test of the yearly change of every flow of the claim; with `named`, in the direction that
    the words name. First figures count only where they certainly pass and the final ones fail."""
    year = case.year
    way = case.claim.way if named else 1
    base = int(case.claim.base(str(year)))
    changes = [change_of(case, flow, year, base) for flow in case.flows]
    if None in changes or not way:
        return
    outcome = accepted(changes, accept, way, **limits)
    if outcome is False:
        first = [change_of(case, flow, year, base, first=True) for flow in case.flows]
        if None not in first and accepted(first, accept, way, **limits) is True:
            outcome = "holds_preliminary"
            changes = first
    parts = []
    for flow, change in zip(case.flows, changes, strict=True):
        what = names_of(flow, case.claim.category)
        words = say("words.group_moved", what=what, moved=moved(change))
        parts.append(moved(change, flow) if case.claim.dimension == "total" else words)
    facts = say("words.changes", changes=parts, year=year)
    yield case.result(outcome, facts, changes, changes)


def change_of(case: WordedClaim, flow: str, year: int, base: int, first=False) -> Figure | None:
    """The change in percent of a flow of the claim's group."""
    levels = case.levels(year, base, flow=flow, first=first)
    if not levels or levels[1].interval.low <= 0:
        return None
    return combined(printed.percent_change, levels[:1], levels[1:])[0]


falls = partial(moves, accept=lambda change, percent=0: change <= -percent and change < 0)
rises = partial(moves, accept=lambda change, percent=0: change >= percent and change > 0)
changes_by = partial(moves, accept=lambda change, percent: abs(change) > percent)
stays = partial(moves, accept=lambda change, percent: abs(change) < percent)
falls_between = partial(moves, accept=lambda change, low, high: low <= -change < high)
slightly = partial(moves, accept=lambda change, percent: 0 < change < percent, named=True)
moves_by_one_in = partial(moves, accept=rounds_to_one_in, named=True)
moves_by_more = partial(moves, accept=lambda change, n: n * change > 100, named=True)


def two_changes(case: WordedClaim, accept: Callable) -> Iterator:
    """The test of the change of a year beside that of the year before, at all ends of both."""
    flow = case.flows[0]
    year = case.year
    now, before = (change_of(case, flow, each, each - 1) for each in (year, year - 1))
    if before is None or now is None:
        return
    ends = product(now.interval.ends, before.interval.ends)
    facts = say(
        "words.two_changes",
        year=year,
        year_before=year - 1,
        now=moved(now),
        before=moved(before, flow),
    )
    yield case.result(agree(starmap(accept, ends)), facts, now, [now, before])


falls_after_a_rise = partial(two_changes, accept=lambda now, before: now < 0 < before)
turns = partial(two_changes, accept=lambda now, before: now * before < 0)


def below_share_of_mean(case: WordedClaim, percent: float, n: int) -> Iterator:
    """A test of the flow as a share, in percent, of its mean over the `n` years before."""
    flow = case.flows[0]
    year = case.year
    figures = case.levels(year, *range(year - n, year))
    if not figures:
        return
    now, *before = figures
    mean = printed.total(before) / n
    if mean.contains(0):
        return
    share = 100 * now.interval / mean
    years = formats.span(str(year - n), str(year - 1))
    facts = say(
        "words.share_of_mean",
        share=size(share),
        mean=mean,
        of=flow,
        flow=flow,
        people=now,
        year=year,
        years=years,
    )
    outcome = agree(end < percent for end in share.ends)
    yield case.result(outcome, facts, share, figures)


def history(case: WordedClaim, event: str | None) -> Iterator[tuple[int, bool | str, Figure]]:
    """Year by year back: the year, whether the event came, and the balance or change to tell it."""
    year = case.year
    while event:
        figures = case.levels(year, flow=_balance(case))
        if event in ("fell", "rose"):
            figures = combined(sub, case.levels(year), case.levels(year - 1))
        if not figures:
            break
        yield year, positive(EVENTS[event] * figures[0].interval), figures[0]
        year -= 1


def _balance(case: WordedClaim) -> str:
    return case.claim.flow if case.claim.flow == "internal_net" else "net"


def event_of(case: WordedClaim) -> str | None:
    """The event that the claim's words name: of a balance its sign, else a fall or a rise."""
    uses = case.claim.uses
    of_balance = uses("balance") or case.flows[0] in ("net", "internal_net")
    if of_balance and uses("loss", "gain"):
        if uses("loss") and uses("gain") and not uses("negative_gain"):
            return None
        return "negative" if uses("loss") else "positive"
    return next((event for phrase, event in PHRASES.items() if uses(phrase)), None)


def has_sign(case: WordedClaim, way: int) -> Iterator:
    """Whether net migration of the year had the sign that the words name."""
    final = case.levels(case.year, flow=_balance(case))
    first = case.levels(case.year, flow=_balance(case), first=True)
    if not final:
        return
    signs = [positive(way * each.interval) for each in (*final, *first)]
    preliminary = signs == [False, True]
    (figure,) = first if preliminary else final
    outcome = "holds_preliminary" if preliminary else signs[0]
    what = names_of("net", case.claim.category)
    facts = say("words.in_year", what=what, people=figure, year=case.year)
    yield case.result(outcome, facts, figure, [figure])


def in_a_row(case: WordedClaim) -> Iterator:
    """Whether the event of the words came in so many years up to the claim's year."""
    n = phrases.number_in(case.claim.quote) or 2
    event = event_of(case)
    years = list(history(case, event))
    if len(years) < n:
        return
    _years, came, figures = zip(*years, strict=True)
    run = len(list(takewhile(lambda each: each is True, came)))
    facts = say(
        "words.run",
        event=event if run else "none",
        n=run,
        year=case.year,
        what=case.what,
        fact=say("words.event", event=event, what=case.what),
    )
    takes = say("criteria.years_in_a_row", n=n)
    yield case.result(all_of(came[:n]), facts, run, figures[:n], takes=takes)


def _span_named(case: WordedClaim) -> int:
    """The first year of those that the words compare, after one named or so many; 0 without."""
    since = min(phrases.years_in(case.claim.quote), default=None)
    n = phrases.number_in(case.claim.quote)
    if since and since < case.year:
        return since + 1
    return case.evidence.year - n + 1 if n else 0  # the last ones, seen from the article


def first_since(case: WordedClaim) -> Iterator:
    """Whether the event came for the first time in the years that the words name, or at hand."""
    event = event_of(case)
    start = _span_named(case)
    years = [each for each in history(case, event) if each[0] >= start]
    if not years:
        return
    (year, came, figure), *earlier = years
    last = next((before for before, did, _figure in earlier if did is True), None)
    if last is None and start and len(earlier) < year - start:
        return
    never = [NOT[did] for _year, did, _figure in earlier]
    fact = say("words.event", event=event, what=case.what)
    facts = say(
        "words.first",
        fact=fact,
        came=came,
        year=year,
        before=last is not None,
        last=last,
        years=len(earlier),
    )
    yield case.result(all_of([came, *never]), facts, None, [figure])


def record(case: WordedClaim, way: int) -> Iterator:
    """Whether the figure is the lowest (`way` −1) or highest (1) of the years named, or at hand."""
    start = _span_named(case)
    now = case.levels(case.year)
    earlier = {}
    year = case.year - 1
    while year >= start and (figures := case.levels(year)):
        earlier[year] = figures[0]
        year -= 1
    if case.claim.way or not now or not earlier:  # of words on a change there is none
        return
    nearest = max(earlier, key=lambda year: way * earlier[year].value)
    beside = earlier[nearest]
    years = formats.span(str(min(earlier)), str(max(earlier)))
    facts = say(
        "words.record",
        other=beside,
        when=nearest,
        what=case.what,
        people=now[0],
        year=case.year,
        years=years,
    )
    size = way * now[0].interval
    outcome = all_of(exceeds(size, way * each.interval) for each in earlier.values())
    yield case.result(outcome, facts, now[0], [*now, beside])


def multiple(case: WordedClaim) -> Iterator:
    """Whether the flow is so many times what it was, or so many times less."""
    quote = case.claim.quote
    named = [n for phrase, n in TIMES.items() if phrases.uses(quote, phrase)]
    if case.claim.uses("rise") and phrases.uses(quote, "by_half"):
        named = [Fraction(3, 2)]  # half as much again
    times = phrases.times_in(quote) or next(iter(named), None)
    base = int(case.claim.base(str(case.year)))
    figures = case.levels(case.year, base)
    way = case.claim.way
    if times is None or not figures or not way:
        return
    times = Fraction(times)
    top, bottom = figures[::way]
    if bottom.interval.low <= 0:
        return
    ratio = top.interval / bottom.interval
    low, high = (1 - CLOSE) * times, (1 + CLOSE) * times
    if case.claim.uses("almost"):
        high = BELOW_ONE * times
    elif case.claim.uses("more_than"):
        low, high = times, ratio.high
    outcome = agree(low <= end <= high for end in (ratio.low, ratio.high))
    middle = (ratio.low + ratio.high) / 2
    if outcome is False and ratio.low > 1 and abs(middle - times) <= OPEN_TO * times:
        outcome = "undecidable"
    new, old = figures
    facts = say(
        "words.multiple",
        way="more" if way > 0 else "less",
        what=case.what,
        new=new,
        old=old,
        base=base,
        times=middle,
    )
    takes = say("criteria.multiple_of", times=times)
    yield case.result(outcome, facts, ratio, figures, takes=takes)
