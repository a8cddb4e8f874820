"""The sentences of the tests of printed figures: clauses, in the language spoken.

See `verdict_words`; the texts stand in the files of the languages under `figures`.
"""

from babel.dates import format_date

from helpers.cleaning import names
from helpers.language import formats, of_sentences, say, spoken
from helpers.printed import Interval
from helpers.reconciliation.verdict_words import flow_moved, group, percent_range, size

# --- against the official series ----------------------------------------------------------------


def in_series(flow: str, people: float, year: int) -> str:
    slots = {"flow": names.name(flow), "people": formats.people(people), "year": year}
    return say("figures.in_series", of=flow, **slots)


def in_release(flow: str, people: float, year: int) -> str:
    """A figure first published, as a page quotes it from the release; the final one is not out."""
    slots = {"flow": names.name(flow), "people": formats.people(people), "year": year}
    return say("figures.in_release", **slots)


def changed_in_series(flow: str, change) -> str:
    return say("figures.changed_in_series", change=flow_moved(flow, change))


def as_to_printed(fact: str, verdict: str, printed: str, rounded: str) -> str:
    """How a printed figure and the exact one go together.

    `rounded`: the exact one to the digits printed.
    """
    slots = {"fact": fact, "printed": printed, "rounded": rounded}
    return say("figures.as_to_printed", verdict=verdict, **slots)


def fits_first(flow: str, printed: str, first: float, final: float, year: int) -> str:
    slots = {
        "flow": names.name(flow),
        "printed": printed,
        "first": formats.people(first),
        "final": formats.people(final),
        "year": year,
    }
    return say("figures.fits_first", of=flow, **slots)


def fits_first_change(flow: str, printed: str, early, final) -> str:
    """A printed change that only first figures have."""
    slots = {"printed": printed, "pair": _pair(early), "change": flow_moved(flow, final)}
    return say("figures.fits_first_change", **slots)


def quoted_so(clause: str, printed: str, where: str) -> str:
    """That another page quotes the same from the bureau's release."""
    return say("figures.quoted", clause=clause, printed=printed, place=where)


def fits_release(flow: str, printed: str, where: str, final) -> str:
    """A printed change that a release had, though the figures at hand do not give it."""
    change = flow_moved(flow, final)
    return say("figures.fits_release", printed=printed, place=where, change=change)


def _pair(early) -> str:
    """'12,784 after 16,094': two figures of which one or both were the first published."""
    new, old = formats.people(early.new.value), formats.people(early.old.value)
    return say("figures.pair", base=early.old.vintage, new=new, old=old)


def early_pair(early) -> str:
    """The same with the change that they give, to two digits where it is exact."""
    exact = early.percent.low == early.percent.high
    change = formats.percent(abs(early.percent.low), 2) if exact else size(early.percent)
    return say("figures.pair_with_change", pair=_pair(early), percent=change)


def short_of(fact: str, verdict: str, first: str) -> str:
    """That the `first` figure nearly has what the final one contradicts.

    With its digits cut, or perhaps.
    """
    return say("figures.short_of", verdict=verdict, fact=fact, first=first)


def implied(
    flow: str, low: float, high: float, year: int, verdict: str, first: float | None, final: float
) -> str:
    """What a printed figure and its change imply, beside the official figures."""
    slots = {"flow": names.name(flow), "people": formats.people_range(low, high), "year": year}
    fact = say("figures.implied", of=flow, **slots)
    figures = {"first": formats.people(first), "final": formats.people(final)}
    return say("figures.implied_beside_final", verdict=verdict, fact=fact, **figures)


# --- against what other pages print -------------------------------------------------------------


def place(host: str, published) -> str:
    """'other.kz on 9 February 2026'.

    The day matters, since a later release may have been revised.
    """
    if published is None:
        return say("figures.place", dated=False, host=host)
    locale = formats.LOCALES[of_sentences(spoken())]
    date = format_date(published, "d MMMM y", locale=locale)
    return say("figures.place", dated=True, host=host, date=date)


def lateness(surely: bool) -> str:
    return say("figures.lateness", surely=surely)


def as_released(where: str, late: str, figure: str) -> str:
    slots = {"place": where, "late": late, "figure": figure}
    return say("figures.as_released", is_late=bool(late), **slots)


def quoted_rightly(fact: str, printed: str) -> str:
    return say("figures.quoted_rightly", fact=fact, printed=printed)


def revised_since(fact: str, printed: str, revised: str, late: str) -> str:
    """The early release fits, a later one does not."""
    slots = {"fact": fact, "printed": printed, "revised": revised}
    return say("figures.revised_since", is_late=bool(late), **slots)


def perhaps_otherwise(fact: str) -> str:
    return say("figures.perhaps_otherwise", fact=fact)


def agreement(printed: str, where: str, late: str, figure: str, rounded: str, dated: bool) -> str:
    """A page later than the article prints the figure too.

    `rounded`: the figure to the printed digits where the article cut them off, else empty.
    """
    slots = {"printed": printed, "place": where, "late": late, "figure": figure}
    slots["rounded"] = rounded
    return say("figures.agreement", is_cut=bool(rounded), dated=bool(dated), **slots)


# --- of the article against itself --------------------------------------------------------------


def parts_beside_total(categories: list[str], parts: Interval, total: Interval) -> str:
    slots = {
        "names": formats.listing([group(category) for category in categories]),
        "sum": formats.people_range(*parts.ends),
        "total": formats.people_range(*total.ends),
    }
    return say("figures.parts_beside_total", groups=len(categories), **slots)


def as_to_total(fact: str, fits: bool, rest: Interval | None) -> str:
    """What the sum of groups means for them; `rest`: what groups that are not complete leave."""
    if not fits:
        return say("figures.parts_fit", how="not_at_all", fact=fact)
    if rest is None:
        return say("figures.parts_fit", how="exactly", fact=fact)
    people = formats.people_range(*rest.ends)
    return say("figures.parts_fit", how="leave_a_rest", fact=fact, rest=people)


def balance(difference: Interval, printed: str, fits: bool) -> str:
    people = formats.people_range(*difference.ends)
    return say("figures.balance", fits=bool(fits), people=people, printed=printed)


def own_share(share: Interval, printed: str, fits: bool) -> str:
    words = percent_range(*share.ends)
    return say("figures.own_share", fits=bool(fits), share=words, printed=printed)
