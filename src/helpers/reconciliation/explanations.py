"""Verdicts in words; a test states its facts in a clause without a capital and a stop."""

import pandas as pd

from helpers import language
from helpers.cleaning import names
from helpers.cleaning.flows import PEOPLE
from helpers.language import formats
from helpers.printed import Interval, as_interval
from helpers.reconciliation.claims import Claim
from helpers.reconciliation.comparison import Judged
from helpers.reconciliation.evidence import Figure, page_of


def say(identifier: str, /, **slots) -> str:
    """A sentence, its slots shown by their names (`SHOWN`), lists and groups in one clause."""
    for name, value in slots.items():
        if name in SHOWN:
            slots[name] = SHOWN[name](value)
        elif isinstance(value, dict):
            value = [f"{group_name(group)} ({people(value[group])})" for group in value]
        if isinstance(value, list):
            slots[name] = formats.listing(value)
    return language.say(identifier, **slots)


def of_figure(claim: Claim, judged: Judged, size: float) -> str:
    """The clause on a printed figure: what the figure at hand is, and what follows."""
    verdict = judged.verdict
    figure = judged.figure
    place = judged.place
    where = names_of(place.flow, place.category, place.period) if place else None
    decimals = claim.decimals + (verdict == "cut")
    rounded = claim.sign * figure.value / 10**claim.unit_mult
    clause = say(
        "figures.as_to_printed",
        verdict=verdict,
        bounded=bool(claim.bound),
        fact=fact_of(claim._replace(decimals=decimals), figure),
        printed=claim,
        rounded=as_printed(claim._replace(value=rounded)),
        newest=fact_of(claim, judged.newest),
        when=judged.when_printed or "unknown",
        day=judged.since,
        copied=judged.copied,
        why=judged.why,
        revised=judged.newest != figure,
        size=say("figures.size", counted=claim.unit_measure == PEOPLE, size=size),
        place=where,
    )
    if judged.reversed:
        up = judged.newest.interval.low > 0
        ways = ("fell", "rose") if claim.kind == "change" else ("loss", "gain")
        clause = say("figures.reversed", clause=clause, way=ways[up])
    if place and verdict == "contradicted":
        return say("figures.belongs_to", clause=clause, printed=claim, place=where)
    return clause


def fact_of(claim: Claim, figure: Figure) -> str:
    """Where the figure at hand stands, or what it follows from."""
    interval = figure.interval
    unit = claim.unit_measure
    digits = max(1, claim.decimals)
    if unit in DIGITS:
        shown = in_unit(figure.value, unit, DIGITS[unit])
    elif unit == PEOPLE:
        shown = people(interval)
    elif claim.kind != "change":
        shown = percents(interval, digits)
    elif figure.parts:
        shown = size(interval, digits)
    else:
        way = "rose" if figure.value > 0 else "fell"
        shown = say("verdicts.a_change", way=way, percent=abs(figure.value))
    what = names_of(claim.flow, claim.category)
    slots = {"what": what, "figure": shown}
    if not figure.parts:
        slots["what"] = names_of(claim.flow, claim.category, claim.time_period)
        return say(
            "figures.stands",
            source=figure.source,
            day=figure.out,
            first=figure.vintage == "first",
            host=page_of(figure.url).split("/")[0],
            **slots,
        )
    new, old = (part.value for part in figure.parts)
    how = unit
    if claim.kind == "quantity":
        how = "balance"
    elif unit == "percentage_points":
        new, old = map(formats.percent, (new, old))
    elif unit in ("percent_increase", "percent_decrease"):
        how = direction(interval)
        if old < 0:
            slots["what"] = say("figures.loss", what=what)
    return say("figures.follows", how=how, new=new, old=old, **slots)


def people(figure) -> str:
    """A figure or a number of people; what is in words already stays."""
    if isinstance(figure, str):
        return figure
    return formats.number_range(*as_interval(figure).ends)


def ratio_in_words(ratio) -> str:
    return formats.number_range(*as_interval(ratio).ends, 2)


def in_words(day: pd.Timestamp | None) -> str:
    return say("figures.no_day") if day is None else formats.date(day)


def period_in_words(period: str) -> str:
    """'2020', '2015–2020', '1 January 2021', or '01–09.2020' for January to September."""
    if len(period) == len("2021-01-01"):
        return in_words(pd.Timestamp(period))
    first, _, last = period.partition("/")
    if "-" not in first:
        return period.replace("/", "–")
    return f"{first[5:]}–{last[5:]}.{last[:4]}"


def name_of_test(test: str) -> str:
    return say("verdicts.test", test=test, name=test.replace("_", " "))


def names_of(flow: str | None, category: str = "total", period: str | None = None) -> str:
    what = say(
        "figures.of_group",
        whole=category == "total",
        flow=flow,
        group=category,
    )
    return say("figures.of_what", what=what, period=period_in_words(period)) if period else what


def ended(clause: str) -> str:
    return clause if clause.endswith(".") else f"{clause}."


def sentence(clause: str) -> str:
    return ended(clause[:1].upper() + clause[1:])


def as_printed(claim: Claim) -> str:
    """The claim's figure: '7.6 thousand', 'over 40.5%'."""
    figure = in_unit(claim.value, claim.unit_measure, claim.decimals, claim.unit_mult)
    return say("numbers.bounded", bound=claim.bound or "none", figure=figure)


def in_unit(value: float, unit: str, decimals: int, power: int = 0) -> str:
    number = formats.number(value, decimals)
    if unit == PEOPLE:
        return say("numbers.scaled", power=power, number=number)
    shapes = {
        "percentage_points": "numbers.points",
        "times": "numbers.times",
    }
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
    return formats.percent_range(*as_interval(percent).ends, digits)


def direction(percent: Interval) -> str:
    """'rose', 'fell', or 'changed' where the rounding leaves open which of the two."""
    if percent.low < 0 < percent.high:
        return "changed"
    return "rose" if percent.low + percent.high > 0 else "fell"


def moved(change: Figure, flow: str | None = None) -> str:
    """'fell by 40.2% (7,608 after 12,732)', or the same with the flow named."""
    interval = change.interval
    new, old = (part.value for part in change.parts)
    return say(
        "verdicts.moved",
        of=flow or "none",
        flow=flow,
        way=direction(interval),
        percent=size(interval),
        new=new,
        old=old,
    )


def group_name(category: str) -> str:
    groups = category.split()
    return formats.listing(
        [say("verdicts.group", of=each, name=names.name(each)) for each in groups]
    )


DIGITS = {"percentage_points": 1, "times": 2}  # of figures in units that pages do not print
COUNTS = (
    "arrived", "back", "few", "known", "left", "listed", "many", "mean", "more", "new", "old",
    "other", "part", "people", "rest", "sum", "there", "total",
)  # fmt: skip
SHOWN = dict.fromkeys(COUNTS, people) | {
    "day": in_words,
    "destination": group_name,
    "edition": names.edition,
    # A flow, stocks, or migration as a whole
    "flow": lambda flow: say("verdicts.subject", of=flow or "none", group=str(flow)),
    "group": group_name,
    "origin": group_name,
    "printed": as_printed,
    "ratio": ratio_in_words,
}
