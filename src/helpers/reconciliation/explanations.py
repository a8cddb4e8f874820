"""Verdicts in words, in the language spoken.

A test states its facts in a clause, which begins with a small letter and has no full stop; what
follows for the claim is a sentence around it. The texts stand in `language/en.yml` and its
translations under `verdicts`, `figures`, `words` and `corridors`.
"""

import pandas as pd

from helpers.cleaning import names
from helpers.cleaning.bounds import PEOPLE
from helpers.language import formats, say
from helpers.printed import Interval, as_interval
from helpers.reconciliation.claims import Claim
from helpers.reconciliation.comparison import Judged
from helpers.reconciliation.observations import Figure, page_of


def of_figure(claim: Claim, judged: Judged, size: float) -> str:
    """The clause on a printed figure: what the figure at hand is, and what follows."""
    verdict = judged.verdict
    slots = {"fact": fact_of(claim, judged.figure), "printed": as_printed(claim)}
    place = ""
    if judged.place:
        what = names_of(judged.place.flow, judged.place.category)
        place = period_added(what, judged.place.period)
    if verdict == "holds_preliminary":
        when = judged.when_printed or "unknown"
        newest = fact_of(claim, judged.newest)
        day = in_words(judged.since)
        return say("figures.once_right", when=when, newest=newest, day=day, **slots)
    if verdict == "cut":
        rounded = as_printed(claim, claim.sign * judged.figure.value)
        one_more = claim._replace(decimals=claim.decimals + 1)
        slots["fact"] = fact_of(one_more, judged.figure)
        return say("figures.cut_off", rounded=rounded, **slots)
    if verdict == "undecidable":
        number = formats.number(size, 1)
        sizes = say("figures.size", counted=claim.unit_measure == PEOPLE, size=number)
        return say("figures.left_open", why=judged.why, size=sizes, place=place, **slots)
    clause = say("figures.as_to_printed", verdict=verdict, bounded=bool(claim.bound), **slots)
    if judged.reversed:
        up = judged.newest.interval.low > 0
        ways = ("rose", "fell") if claim.kind == "change" else ("gain", "loss")
        clause = say("figures.reversed", clause=clause, way=ways[0] if up else ways[1])
    if place:
        clause = say("figures.belongs_to", clause=clause, printed=slots["printed"], place=place)
    return clause


def period_added(what: str, period: str | None) -> str:
    return say("figures.of_what", what=what, period=period_in_words(period)) if period else what


def fact_of(claim: Claim, figure: Figure) -> str:
    what = names_of(claim.flow, claim.category)
    slots = {"what": what, "figure": figure_in_words(claim, figure)}
    if not figure.parts:
        slots["what"] = period_added(what, claim.time_period)
        return say("figures.stands", source=source_in_words(figure), **slots)
    of_shares = claim.unit_measure == "percentage_points"
    show = formats.percent if of_shares else formats.people
    new, old = (show(part.value) for part in figure.parts)
    if claim.kind == "quantity":
        return say("figures.balance_of", arrived=new, left=old, **slots)
    if claim.unit_measure in ("percent_increase", "percent_decrease"):
        if all(part.value < 0 for part in figure.parts):
            slots["what"] = say("figures.loss", what=what)
        return say("figures.changed", way=direction(figure.interval), new=new, old=old, **slots)
    if claim.unit_measure == "percent":
        return say("figures.has_share", part=new, whole=old, **slots)
    return say("figures.follows", new=new, old=old, **slots)


def figure_in_words(claim: Claim, figure: Figure) -> str:
    interval = figure.interval
    unit = claim.unit_measure
    if unit == "percentage_points":
        return printed_figure(figure.value, 0, 1, unit)
    if unit == "times":
        return printed_figure(figure.value, 0, 2, unit)
    if unit == PEOPLE:
        return people(interval)
    digits = max(1, claim.decimals)
    if claim.kind != "change":
        return percents(interval, digits)
    if figure.parts:
        return size(interval, digits)
    middle = float(interval.low + interval.high) / 2  # of what a printed change can be
    way = "rose" if middle > 0 else "fell"
    return say("verdicts.a_change", way=way, percent=formats.percent(abs(middle)))


def people(figure) -> str:
    return formats.people_range(*as_interval(figure).ends)


def source_in_words(figure: Figure) -> str:
    """What prints a figure: the official series, its first release, or a page of a day."""
    if figure.source == "quoted":
        host = page_of(figure.url).partition("/")[0]
        return say("figures.on_page", host=host, day=in_words(figure.out))
    return say("figures.in_source", source=figure.source, first=figure.vintage == "first")


def in_words(day: pd.Timestamp | None) -> str:
    if day is None:
        return say("figures.no_day")
    return formats.date(day)


def period_in_words(period: str) -> str:
    """'2020', 'January to September 2020' as '01–09.2020', '1 January 2021'.

    >>> period_in_words("2020-01/2020-09"), period_in_words("2021-01-01")
    ('01–09.2020', '1 January 2021')
    """
    if len(period) == len("2021-01-01"):
        return in_words(pd.Timestamp(period))
    first, _, last = period.partition("/")
    return f"{first[5:]}–{last[5:]}.{last[:4]}" if last else period


def name_of_test(test: str) -> str:
    return say("verdicts.test", test=test, name=test.replace("_", " "))


def names_of(flow: str | None, category: str = "total") -> str:
    whole = category == "total"
    group = "" if whole else group_name(category)
    return say("figures.of_group", whole=whole, flow=subject_of(flow), group=group)


def ended(clause: str) -> str:
    return clause if clause.endswith(".") else f"{clause}."


def sentence(clause: str) -> str:
    return ended(clause[:1].upper() + clause[1:])


def as_printed(claim: Claim, value: float | None = None) -> str:
    """The claim's figure, or another value to the same digits: '7.6 thousand', 'over 40.5%'."""
    bound = claim.bound if value is None and claim.bound else "none"
    number = claim.value if value is None else value / 10**claim.unit_mult
    figure = printed_figure(number, claim.unit_mult, claim.decimals, claim.unit_measure)
    return say("numbers.bounded", bound=bound, figure=figure)


def printed_figure(value: float, unit_mult: int, decimals: int, unit: str) -> str:
    number = formats.number(value, decimals)
    if unit == PEOPLE:
        return say("numbers.scaled", power=unit_mult, number=number)
    shapes = {"percentage_points": "numbers.points", "times": "numbers.times"}
    return say(shapes.get(unit, "numbers.percent"), number=number)


def size(percent, digits: int = 1) -> str:
    """'40.2%'; a range where the figures are rounded, signed if its direction is not known."""
    percent = as_interval(percent)
    if direction(percent) == "changed":
        low, high = (formats.percent(end, digits) for end in percent.ends)
        return say("verdicts.between", low=low, high=f"+{high}")
    return percents(percent if percent.low >= 0 else -percent, digits)


def percents(percent, digits: int = 1) -> str:
    """'40.2%', or '40.1–40.3%'."""
    low, high = as_interval(percent).ends
    least = formats.number(low, digits)
    most = formats.percent(high, digits)
    return most if least == formats.number(high, digits) else f"{least}–{most}"


def direction(percent: Interval) -> str:
    """'rose', 'fell', or 'changed' where the rounding leaves open which of the two."""
    if percent.low < 0 < percent.high:
        return "changed"
    return "rose" if percent.low + percent.high > 0 else "fell"


def moved(change: Figure, flow: str | None = None) -> str:
    """'fell by 40.2% (7,608 after 12,732)', or the same with the flow named."""
    new, old = (formats.people(part.value) for part in change.parts)
    percent = size(change.interval)
    slots = {"way": direction(change.interval), "percent": percent, "new": new, "old": old}
    if flow is None:
        return say("verdicts.moved", **slots)
    return say("verdicts.flow_moved", of=flow, flow=names.name(flow), **slots)


def group_name(category: str) -> str:
    return say("verdicts.group", of=category, name=names.name(category))


def subject_of(flow: str | None) -> str:
    """What a claim counts: a flow, stocks, or migration as a whole."""
    if not flow:
        return say("verdicts.migration")
    return say("verdicts.subject", of=flow, group=group_name(flow))
