"""The verdicts, and what the sentences of the tests share, in the language spoken.

A test states its facts in a clause, which begins with a small letter and has no full stop; what
follows for the claim is a sentence around it. The texts stand in `language/en.yml` and its
translations under `verdicts`, `figures`, `words` and `corridors`.
"""

from helpers.cleaning import names
from helpers.language import formats, say
from helpers.printed import Interval


def name_of_test(test: str) -> str:
    """What readers call a test, by its id."""
    return say("verdicts.test", test=test, name=test.replace("_", " "))


def capital(clause: str) -> str:
    return clause[:1].upper() + clause[1:]


def ended(clause: str) -> str:
    """With a full stop, which falls together with that of an abbreviation."""
    return clause if clause.endswith(".") else f"{clause}."


def sentence(clause: str) -> str:
    return capital(ended(clause))


def printed_figure(value: float, unit_mult: int, decimals: int, unit: str) -> str:
    """A figure to the digits printed: '7.6 thousand', '40.5%'."""
    number = formats.number(value, decimals)
    if unit != "persons":
        return say("numbers.percent", number=number)
    return say("numbers.scaled", power=unit_mult, number=number)


def figure(value: float, unit: str) -> str:
    return formats.percent(value) if unit == "percent" else formats.people(value)


def size(percent: Interval) -> str:
    """'40.2%'; a range where the figures are rounded, signed if its direction is not known."""
    if direction(percent) == "changed":
        low, high = formats.percent(percent.low), f"+{formats.percent(percent.high)}"
        return say("verdicts.between", low=low, high=high)
    low, high = sorted(abs(end) for end in percent.ends)
    exact = round(low, 1) == round(high, 1)
    return formats.percent(low) if exact else percent_range(low, high)


def percent_range(low: float, high: float) -> str:
    return f"{formats.number(low, 1)}–{formats.percent(high)}"


def direction(percent: Interval) -> str:
    """'rose', 'fell', or 'changed' where the rounding leaves open which of the two."""
    if percent.low < 0 < percent.high:
        return "changed"
    return "rose" if percent.low + percent.high > 0 else "fell"


def a_change(percent: Interval) -> str:
    """'a rise of 13.6%'"""
    way = "rose" if percent.low + percent.high > 0 else "fell"
    return say("verdicts.a_change", way=way, percent=size(percent))


def moved(change) -> str:
    """'fell by 40.2% (7,608 after 12,732)', of a flow named already."""
    return say("verdicts.moved", **_of_change(change))


def flow_moved(flow: str, change) -> str:
    """'departures fell by 40.2% (7,608 after 12,732)'"""
    slots = _of_change(change)
    return say("verdicts.flow_moved", of=flow, flow=names.name(flow), **slots)


def _of_change(change) -> dict[str, str]:
    return {
        "way": direction(change.percent),
        "percent": size(change.percent),
        "new": formats.people(change.new.value),
        "old": formats.people(change.old.value),
    }


def group_name(category: str) -> str:
    """What readers call a group within a sentence."""
    return say("verdicts.group", of=category, name=names.name(category))


def subject_of(flow) -> str:
    """What a claim counts: a flow, stocks, or migration as a whole."""
    if not isinstance(flow, str):
        return say("verdicts.migration")
    return say("verdicts.subject", of=flow, group=group_name(flow))
