"""The sentences of the tests of printed figures: clauses, in the language spoken (see
`verdicts`).
"""

from babel.dates import format_date

from helpers.cleaning import names
from helpers.language import _, formats, of_sentences, spoken
from helpers.printed import Interval
from helpers.reconciliation.verdict_words import (
    CONTRADICTED,
    CUT,
    HOLDS,
    UNDECIDABLE,
    flow_moved,
    group,
    percent_range,
    size,
)

# --- against the official series ------------------------------------------------------------------


def in_series(flow: str, people: float, year: int) -> str:
    slots = {"people": formats.people(people), "year": year}
    match flow:
        case "arrivals":
            return _("the official series has {people} arrivals in {year}", **slots)
        case "departures":
            return _("the official series has {people} departures in {year}", **slots)
        case "net":
            return _("the official series has a net migration of {people} in {year}", **slots)
    return _("the official series has {people} {flow} in {year}", flow=names.name(flow), **slots)


def in_release(flow: str, people: float, year: int) -> str:
    """A figure first published, read on a page that quotes the release; the final one is not
    out.
    """
    return _(
        "the first figure for {year}, {flow}, is {people} as pages quote it from the bureau's release",
        flow=names.name(flow),
        people=formats.people(people),
        year=year,
    )


def changed_in_series(flow: str, change) -> str:
    return _("by the official series {change}", change=flow_moved(flow, change))


def as_to_printed(fact: str, verdict: str, printed: str, rounded: str) -> str:
    """How a printed figure and the exact one go together; `rounded` is the exact one to the digits
    printed.
    """
    slots = {"fact": fact, "printed": printed}
    return {
        HOLDS: _("{fact}, which is printed as {printed}", **slots),
        CUT: _(
            "{fact}, which rounds to {rounded}; the printed {printed} has its digits cut off",
            rounded=rounded,
            **slots,
        ),
        CONTRADICTED: _("{fact}, not the printed {printed}", **slots),
        UNDECIDABLE: _(
            "{fact}, too coarse to tell whether the printed {printed} is right", **slots
        ),
    }[verdict]


def fits_first(flow: str, printed: str, first: float, final: float, year: int) -> str:
    slots = {
        "printed": printed,
        "first": formats.people(first),
        "final": formats.people(final),
        "year": year,
    }
    match flow:
        case "arrivals":
            return _(
                "the printed {printed} fits the {first} arrivals first published for {year}, not the final {final}",
                **slots,
            )
        case "departures":
            return _(
                "the printed {printed} fits the {first} departures first published for {year}, not the final {final}",
                **slots,
            )
        case "net":
            return _(
                "the printed {printed} fits the net migration of {first} first published for {year}, not the final "
                "{final}",
                **slots,
            )
    return _(
        "the printed {printed} fits the {first} {flow} first published for {year}, not the final {final}",
        flow=names.name(flow),
        **slots,
    )


def fits_first_change(flow: str, printed: str, early, final) -> str:
    """A printed change that only first figures have."""
    return _(
        "the printed {printed} fits only figures first published ({pair}); by the final ones {change}",
        printed=printed,
        pair=_pair(early),
        change=flow_moved(flow, final),
    )


def quoted_so(clause: str, printed: str, where: str) -> str:
    """That another page quotes the same from the bureau's release."""
    return _(
        "{clause}; the bureau's own release had {printed}, as quoted by {place}",
        clause=clause, printed=printed, place=where,
    )  # fmt: skip


def fits_release(flow: str, printed: str, where: str, final) -> str:
    """A printed change that a release had, though the figures at hand do not give it."""
    return _(
        "the printed {printed} is what a release of first figures had, as quoted by {place}; by the final ones "
        "{change}",
        printed=printed,
        place=where,
        change=flow_moved(flow, final),
    )


def _pair(early) -> str:
    """'12,784 after 16,094': two figures of which one or both were the first published."""
    new, old = formats.people(early.new.value), formats.people(early.old.value)
    if early.old.vintage == "preliminary":
        return _("{new} after {old}", new=new, old=old)
    return _("{new} after the final {old}", new=new, old=old)


def early_pair(early) -> str:
    """The same with the change that they give, to two digits where it is exact."""
    exact = early.percent.low == early.percent.high
    change = formats.percent(abs(early.percent.low), 2) if exact else size(early.percent)
    return _("{pair}, which is {percent}", pair=_pair(early), percent=change)


def short_of(fact: str, verdict: str, first: str) -> str:
    """That the `first` figure nearly has what the final one contradicts: with its digits cut, or
    perhaps.
    """
    slots = {"fact": fact, "first": first}
    if verdict == CUT:
        return _(
            "{fact}; only what was first published ({first}) gives it, with its digits cut off, not rounded",
            **slots,
        )
    return _(
        "{fact}; what was first published ({first}) is too coarse to tell whether it was right then",
        **slots,
    )


def implied(
    flow: str, low: float, high: float, year: int, verdict: str, first: float | None, final: float
) -> str:
    """What a printed figure and its change imply, beside the official figures."""
    slots = {"people": formats.people_range(low, high), "year": year}
    match flow:
        case "arrivals":
            fact = _("figure and change together imply {people} arrivals in {year}", **slots)
        case "departures":
            fact = _("figure and change together imply {people} departures in {year}", **slots)
        case "net":
            fact = _(
                "figure and change together imply a net migration of {people} in {year}", **slots
            )
        case _other:
            fact = _(
                "figure and change together imply {people} {flow} in {year}",
                flow=names.name(flow),
                **slots,
            )
    slots = {"fact": fact, "final": formats.people(final)}
    if verdict == HOLDS:
        return _("{fact}, and the official {final} lies within", **slots)
    if verdict == CONTRADICTED:
        return _("{fact}, and the official {final} lies outside", **slots)
    return _(
        "{fact}, which fits the {first} first published, not the final {final}",
        first=formats.people(first),
        **slots,
    )


# --- against what other pages print ---------------------------------------------------------------


def place(host: str, published) -> str:
    """'other.kz on 9 February 2026'; the day matters, since a later release may have been
    revised.
    """
    if published is None:
        return _("{host} on an undated page", host=host)
    locale = formats.LOCALES[of_sentences(spoken())]
    return _("{host} on {date}", host=host, date=format_date(published, "d MMMM y", locale=locale))


def lateness(surely: bool) -> str:
    return _("later than the article") if surely else _("perhaps later than the article")


def as_released(where: str, late: str, figure: str) -> str:
    slots = {"place": where, "figure": figure}
    if late:
        return _(
            "the bureau's figure as printed by {place}, {late}, is {figure}", late=late, **slots
        )
    return _("the bureau's figure as printed by {place} is {figure}", **slots)


def quoted_rightly(fact: str, printed: str) -> str:
    return _(
        "{fact}, so the printed {printed} is quoted rightly from its release, which is all that this shows",
        fact=fact,
        printed=printed,
    )


def revised_since(fact: str, printed: str, revised: str, late: str) -> str:
    """The early release fits, a later one does not."""
    slots = {"fact": fact, "revised": revised}
    if late:
        return _(
            "{fact}, so the printed {printed} agrees with that release, but a later one has {revised}",
            printed=printed,
            **slots,
        )
    return _(
        "{fact}, so its first release was quoted rightly, but a later one has {revised}", **slots
    )


def perhaps_otherwise(fact: str) -> str:
    return _("{fact}; the first release may have had another figure", fact=fact)


def agreement(printed: str, where: str, late: str, figure: str, rounded: str, dated: bool) -> str:
    """A page later than the article prints the figure too; `rounded` where the article cut its
    digits, else empty.
    """
    slots = {"printed": printed, "place": where, "late": late, "figure": figure}
    if not rounded and dated:
        return _(
            "the printed {printed} agrees with the bureau's figure as printed by {place} ({figure}), {late}, so that "
            "it shows agreement with that later release and no more",
            **slots,
        )
    if not rounded:
        return _(
            "the printed {printed} agrees with the bureau's figure as printed by {place} ({figure}), {late}, so that "
            "it shows agreement with that page and no more",
            **slots,
        )
    if dated:
        return _(
            "the printed {printed} has the digits, cut off, of the bureau's figure as printed by {place} ({figure}, "
            "which rounds to {rounded}), {late}, so that it shows agreement with that later release and no more",
            rounded=rounded,
            **slots,
        )
    return _(
        "the printed {printed} has the digits, cut off, of the bureau's figure as printed by {place} ({figure}, which "
        "rounds to {rounded}), {late}, so that it shows agreement with that page and no more",
        rounded=rounded,
        **slots,
    )


# --- of the article against itself ----------------------------------------------------------------


def parts_beside_total(categories: list[str], parts: Interval, total: Interval) -> str:
    groups = formats.listing([group(one) for one in categories])
    slots = {
        "names": groups,
        "sum": formats.people_range(*parts.ends),
        "total": formats.people_range(*total.ends),
    }
    if len(categories) > 1:
        return _(
            "in the article {names} add up to {sum} against a printed total of {total}", **slots
        )
    return _("in the article {names} came to {sum} against a printed total of {total}", **slots)


def as_to_total(fact: str, fits: bool, rest: Interval | None) -> str:
    """What the sum of groups means for them; `rest` is what groups that are not complete leave."""
    if not fits:
        return _("{fact}, so these figures cannot all be true", fact=fact)
    if rest is None:
        return _("{fact}, so the figures fit together", fact=fact)
    return _(
        "{fact}, which leaves {rest} not stated or in other groups",
        fact=fact,
        rest=formats.people_range(*rest.ends),
    )


def balance(found: Interval, printed: str, fits: bool) -> str:
    slots = {"people": formats.people_range(*found.ends), "printed": printed}
    if fits:
        return _(
            "in the article arrivals less departures come to {people}, which fits the printed {printed}",
            **slots,
        )
    return _(
        "in the article arrivals less departures come to {people}, which does not fit the printed {printed}",
        **slots,
    )


def own_share(found: Interval, printed: str, fits: bool) -> str:
    slots = {"share": percent_range(*found.ends), "printed": printed}
    if fits:
        return _("the article's own counts give {share}, which fits the printed {printed}", **slots)
    return _(
        "the article's own counts give {share}, which does not fit the printed {printed}", **slots
    )
