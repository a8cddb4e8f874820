"""The verdicts, and what the sentences of the tests share, in the language spoken.

A test says its facts in a clause, which begins with a small letter and has no full stop; what
follows for the claim is a message around it. So each message is whole for a translator, and nothing
but these sentences depends on a language.
"""

from helpers.cleaning import names
from helpers.language import _, formats
from helpers.printed import Interval

HOLDS, PRELIMINARY, CUT = "holds", "holds_preliminary", "cut"
CONTRADICTED, UNDECIDABLE, UNCHECKED = "contradicted", "undecidable", "unchecked"

# What readers call the tests, with blanks for the underscores of their ids.
TESTS = (
    "annual series",
    "change series",
    "implied base",
    "breakdown",
    "parts total",
    "balance",
    "share arithmetic",
    "cause",
    "forecast",
    "no measure",
    "independent source",
    "sharp fall",
    "almost half",
    "stopped",
    "noticeable",
    "stagnation",
    "overwhelming majority",
    "fall after rise",
    "trend turned",
    "large cities",
    "fall",
    "rise",
    "main exchange",
    "balanced flows",
    "balanced partner flows",
    "balanced stocks",
    "unique",
    "one sided",
    "top ten",
    "does not lead",
    "millions",
    "huge number",
    "hardly any back stocks",
    "hardly any back flows",
    "few come stocks",
    "few come flows",
    "mostly from",
    "leaders members",
    "leaders order",
    "leaders own order",
    "named list",
)


def name_of_test(test: str) -> str:
    """What readers call a test, by its id."""
    return _(test.replace("_", " "))


# --- clauses and sentences ------------------------------------------------------------------------


def capital(clause: str) -> str:
    return clause[:1].upper() + clause[1:]


def ended(clause: str) -> str:
    """With a full stop, which falls together with that of an abbreviation."""
    return clause if clause.endswith(".") else f"{clause}."


def sentence(clause: str) -> str:
    return capital(ended(clause))


def but(clause: str) -> str:
    """What another test says against the deciding one."""
    return _("But {sentence}", sentence=ended(clause))


# --- figures and names ----------------------------------------------------------------------------


def printed_figure(value: float, unit_mult: int, decimals: int, unit: str) -> str:
    """A figure to the digits printed: '7.6 thousand', '40.5%'."""
    figure = formats.number(value, decimals)
    if unit != "persons":
        return _("{number}%", number=figure)
    return {
        0: figure,
        3: _("{number} thousand", number=figure),
        6: _("{number} million", number=figure),
        9: _("{number} billion", number=figure),
    }[unit_mult]


def figure(value: float, unit: str) -> str:
    return formats.percent(value) if unit == "percent" else formats.people(value)


def size(percent: Interval) -> str:
    """'40.2%'; a range where the figures are rounded, with its signs where it is not known which
    way it goes.
    """
    if either_way(percent):
        signed = formats.percent(percent.low), f"+{formats.percent(percent.high)}"
        return _("between {low} and {high}", low=signed[0], high=signed[1])
    low, high = sorted(abs(end) for end in percent.ends)
    return formats.percent(low) if round(low, 1) == round(high, 1) else percent_range(low, high)


def percent_range(low: float, high: float) -> str:
    return f"{formats.number(low, 1)}–{formats.percent(high)}"


def either_way(percent: Interval) -> bool:
    """Whether the rounding leaves open if it is a rise or a fall."""
    return percent.low < 0 < percent.high


def rose(percent: Interval) -> bool:
    return percent.low + percent.high > 0


def a_change(percent: Interval) -> str:
    """'a rise of 13.6%'"""
    how = (
        _("a rise of {percent}", percent=size(percent)),
        _("a fall of {percent}", percent=size(percent)),
    )
    return how[not rose(percent)]


def moved(change) -> str:
    """'fell by 40.2% (7,608 after 12,732)', of a flow named already."""
    slots = _of_change(change)
    if either_way(change.percent):
        return _("changed by {percent} ({new} after {old})", **slots)
    if rose(change.percent):
        return _("rose by {percent} ({new} after {old})", **slots)
    return _("fell by {percent} ({new} after {old})", **slots)


def flow_moved(flow: str, change) -> str:
    """'departures fell by 40.2% (7,608 after 12,732)'"""
    slots = _of_change(change)
    if either_way(change.percent):
        return _either_way(flow, slots)
    match flow, rose(change.percent):
        case "arrivals", True:
            return _("arrivals rose by {percent} ({new} after {old})", **slots)
        case "arrivals", False:
            return _("arrivals fell by {percent} ({new} after {old})", **slots)
        case "departures", True:
            return _("departures rose by {percent} ({new} after {old})", **slots)
        case "departures", False:
            return _("departures fell by {percent} ({new} after {old})", **slots)
        case _other, True:
            return _("{flow} rose by {percent} ({new} after {old})", flow=names.name(flow), **slots)
    return _("{flow} fell by {percent} ({new} after {old})", flow=names.name(flow), **slots)


def _either_way(flow: str, slots: dict[str, str]) -> str:
    match flow:
        case "arrivals":
            return _("arrivals changed by {percent} ({new} after {old})", **slots)
        case "departures":
            return _("departures changed by {percent} ({new} after {old})", **slots)
    return _("{flow} changed by {percent} ({new} after {old})", flow=names.name(flow), **slots)


def _of_change(change) -> dict[str, str]:
    return {
        "percent": size(change.percent),
        "new": formats.people(change.new.value),
        "old": formats.people(change.old.value),
    }


def group(category: str) -> str:
    """What readers call a group within a sentence."""
    return _("the United States") if category == "usa" else names.name(category)


def subject(flow) -> str:
    """What a claim counts: a flow, stocks, or migration as a whole."""
    if not isinstance(flow, str):
        return _("migration")
    return _("stock") if flow == "stock" else group(flow)


# --- nothing at hand ------------------------------------------------------------------------------


def no_measure() -> str:
    return _(
        "For these words no measure is set here that a figure could meet or miss; the claim would need one, such as a "
        "share, a rank or a threshold."
    )


def no_test() -> str:
    return _("No test here is made for such a claim; figures on its subject stand in the tables.")


def no_source(flow, dimension: str, year: int) -> str:
    slots = {"subject": subject(flow), "year": year}
    if dimension == "corridor":
        return _(
            "No source independent of the article was found, and an article cannot confirm itself; the claim would "
            "need a United Nations table on {subject} by corridor for {year}.",
            **slots,
        )
    if dimension == "total":
        return _(
            "No source independent of the article was found, and an article cannot confirm itself; the claim would "
            "need the bureau's own figures on {subject} for {year}.",
            **slots,
        )
    return _(
        "No source independent of the article was found, and an article cannot confirm itself; the claim would need "
        "the bureau's own figures on {subject} by {dimension} for {year}.",
        dimension=names.name(dimension),
        **slots,
    )


def cause(flow) -> str:
    match flow:
        case "arrivals":
            need = _("the permits of those who came by purpose, or a survey that asks them why")
        case "departures":
            need = _("a survey of those who left and of those who thought of it and stayed")
        case "internal":
            need = _("registrations linked to the work, study and housing of those who moved")
        case _other:
            need = _(
                "a survey that asks those who moved and those who stayed why, before and after the supposed cause"
            )
    return _(
        "A cause cannot be tested with these series, which count moves and not reasons; it would need {need}.",
        need=need,
    )


def forecast(of: str, start: int, year: int) -> str:
    """A forecast of a flow or group from `start` on, in the edition of `year`."""
    if of == "departures":
        return _(
            "The years from {start} on have no outcome in an edition that ends with {year}; how probable a decline is, "
            "moderate or not, stands in notebook 06, which tests no other forecast.",
            start=start,
            year=year,
        )
    return _(
        "The years from {start} on have no outcome in an edition that ends with {year}; the forecast would need later "
        "figures on {subject} to be judged.",
        start=start,
        year=year,
        subject=subject(of),
    )
