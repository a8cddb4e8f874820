"""The sentences of the tests of corridors: stocks and flows between countries, as clauses in the
language spoken.
"""

from helpers.cleaning import names
from helpers.language import _, formats
from helpers.printed import Interval


def country(code: str) -> str:
    """A country as it stands within a sentence; a code that is none stays as it is."""
    if code == "USA":
        return _("the United States")
    try:
        return names.country(code)
    except KeyError:
        return code


def pair_name(pair) -> str:
    return f"{country(pair.origin_iso3)}–{country(pair.destination_iso3)}"


def way(corridor: str) -> str:
    """'from Mexico to the United States', 'into India', 'out of India'; WORLD is every country
    listed.
    """
    origin, destination = corridor.split("-")
    if origin == "WORLD":
        return _("into {country}", country=country(destination))
    if destination == "WORLD":
        return _("out of {country}", country=country(origin))
    return _(
        "from {origin} to {destination}", origin=country(origin), destination=country(destination)
    )


def _two_ways(few: float, back: str, many: float, there: str) -> str:
    slots = {
        "few": formats.people(few),
        "back": way(back),
        "many": formats.people(many),
        "there": way(there),
    }
    return _("{few} people {back} and {many} {there}", **slots)


def _ratio(value: float) -> str:
    return formats.number(value, 2)


def _ratios(found: Interval) -> str:
    """'0.78–0.82': one number where both ends round to it."""
    low, high = (_ratio(end) for end in found.ends)
    return low if low == high else formats.span(low, high)


def _by_edition(tables: list) -> str:
    """'0.96 in Rev.2019 and 0.97 in Rev.2020', from pairs by edition."""
    return formats.listing(
        [_("{ratio} in {edition}", ratio=_ratio(one.ratio), edition=name) for name, one in tables]
    )


# --- balance --------------------------------------------------------------------------------------


def yearly_flows(arrived: Interval, left: Interval, ratio: Interval, year: int) -> str:
    return _(
        "{arrived} people arrived in {year} and {left} left, a yearly flow ratio of {ratio}",
        arrived=formats.people_range(*arrived.ends),
        left=formats.people_range(*left.ends),
        year=year,
        ratio=_ratios(ratio),
    )


def both_stocks(edition: str, pair, earlier: list) -> str:
    """Both stocks of a pair of countries in an edition, and the ratios of `earlier` ones."""
    facts = _(
        "the United Nations table {edition} counts {there} people from {origin} in {destination} in {year} and {back} "
        "the other way, a stock ratio of {ratio}",
        edition=edition,
        there=formats.people(pair.stock),
        origin=country(pair.origin_iso3),
        destination=country(pair.destination_iso3),
        year=pair.year,
        back=formats.people(pair.stock_back),
        ratio=_ratio(pair.ratio),
    )
    return (
        _("{facts} (it was {ratios})", facts=facts, ratios=_by_edition(earlier))
        if earlier
        else facts
    )


def other_editions(others: list, edition: str, ratio: float, held: bool) -> str:
    """That earlier editions say otherwise than the newest, by which the wording `held` or not."""
    slots = {"ratios": _by_edition(others), "edition": edition, "ratio": _ratio(ratio)}
    match held, len(others):
        case True, 1:
            return _(
                "by stocks of people an earlier edition would have had it fail, at {ratios}, though in {edition} it "
                "holds too, at {ratio}",
                **slots,
            )
        case True, _many:
            return _(
                "by stocks of people earlier editions would have had it fail, at {ratios}, though in {edition} it "
                "holds too, at {ratio}",
                **slots,
            )
        case False, 1:
            return _(
                "by stocks of people an earlier edition would have had it hold, at {ratios}, though in {edition} it "
                "fails too, at {ratio}",
                **slots,
            )
    return _(
        "by stocks of people earlier editions would have had it hold, at {ratios}, though in {edition} it fails too, "
        "at {ratio}",
        **slots,
    )


def partner_flows(there, back, pair, ratio: float) -> str:
    slots = {
        "there": formats.people(there.flow),
        "back": formats.people(back.flow),
        "origin": country(pair.origin_iso3),
        "destination": country(pair.destination_iso3),
        "period": there.period,
        "ratio": _ratio(ratio),
    }
    if len(there.period) == 4:
        return _(
            "{there} registered moves from {origin} to {destination} in {period}, the last year known both ways, stand "
            "against {back} the other way, a flow ratio of {ratio} in this one corridor",
            **slots,
        )
    return _(
        "{there} registered moves from {origin} to {destination} in {period}, the last period known both ways, stand "
        "against {back} the other way, a flow ratio of {ratio} in this one corridor",
        **slots,
    )


def unlike_groups(facts: str, groups: list[str]) -> str:
    """The caution that the two directions do not count the same people, where more than one group
    is named.
    """
    if len(groups) < 2:
        return facts
    named = ", ".join(_(one) for one in groups)
    return _(
        "{facts}, though the two directions count unlike groups ({groups})",
        facts=facts,
        groups=named,
    )


def beside_others(edition: str, mine, others: list) -> str:
    """A pair of countries beside `others` that are at least as balanced."""
    slots = {"edition": edition, "pair": pair_name(mine), "ratio": _ratio(mine.ratio)}
    if not others:
        return _(
            "in the stocks of {edition} {pair} has a ratio of {ratio}, and no other pair listed is as balanced, but "
            "one that is not listed would be enough",
            **slots,
        )
    listed = formats.listing([f"{pair_name(one)} ({_ratio(one.ratio)})" for one in others])
    return _(
        "in the stocks of {edition} {pair} has a ratio of {ratio}, and {others} are at least as balanced",
        others=listed,
        **slots,
    )


def one_sided(few: int, others: int, edition: str) -> str:
    return _(
        "{few} of the {others} other pairs with both directions in the stocks of {edition} are that one-sided",
        few=few,
        others=others,
        edition=edition,
    )


# --- ranks ----------------------------------------------------------------------------------------


def ranks(newest: tuple[str, list[int | None]], earlier: list[tuple[str, list[int | None]]]) -> str:
    """World ranks of corridors in the newest edition, and in earlier ones; None is a rank that is
    not given.
    """
    edition, mine = newest
    facts = _(
        "by stocks of people, not yearly flows, the corridors rank {ranks} in {edition}",
        ranks=_places(mine), edition=edition,
    )  # fmt: skip
    before = ", ".join(
        _("{edition} {ranks}", edition=one, ranks=_places(places)) for one, places in earlier
    )
    return (
        _("{facts} (earlier editions: {editions})", facts=facts, editions=before)
        if earlier
        else facts
    )


def _places(ranks: list[int | None]) -> str:
    return formats.listing([_("unknown") if rank is None else str(rank) for rank in ranks])


def ranks_in_copy(facts: str, caution: str, agreed: bool) -> str:
    """With the `caution` of a note that the newest ranks may be lower; nothing where there is
    none.
    """
    if not caution:
        return facts
    slots = {"facts": facts, "caution": _(caution)}
    if agreed:
        return _(
            "{facts}, the newest counted in an incomplete copy of the table where {caution}, which could worsen the "
            "verdict",
            **slots,
        )
    return _(
        "{facts}, the newest counted in an incomplete copy of the table where {caution}, which cannot improve the "
        "verdict",
        **slots,
    )


def best_rank(code: str, rank: int, edition: str, caution: str) -> str:
    """The best rank of a country's corridors, with the `caution` of a note that it may be lower, if
    any.
    """
    facts = _(
        "the rank of a corridor is another quantity than a total volume, which no table at hand has; the largest "
        "corridor with {country} ranks {rank} by stock in {edition}",
        country=country(code),
        rank=rank,
        edition=edition,
    )
    if not caution:
        return facts
    slots = {"facts": facts, "caution": _(caution)}
    if rank > 1:
        return _(
            "{facts}, counted in an incomplete copy of the table where {caution}, which cannot change the verdict",
            **slots,
        )
    return _(
        "{facts}, counted in an incomplete copy of the table where {caution}, which could change the verdict",
        **slots,
    )


# --- how many people ------------------------------------------------------------------------------


def stock(edition: str, people: int, listed_alone: bool, missing: int) -> str:
    """People in a corridor, or in those listed alone, and how many are `missing` for the verdict to
    turn.
    """
    slots = {"edition": edition, "people": formats.people(people)}
    if not listed_alone:
        return _(
            "{edition} counts {people} people in this corridor, a stock built up over decades",
            **slots,
        )
    facts = _(
        "{edition} counts {people} people in the corridors listed alone, a stock built up over decades",
        **slots,
    )
    if missing <= 0:
        return facts
    return _(
        "{facts}, but {people} more in corridors not listed would be enough",
        facts=facts,
        people=formats.people(missing),
    )


def return_stocks(
    edition: str, few: int, back: str, many: int, there: str, listed_alone: bool
) -> str:
    slots = {
        "edition": edition,
        "ways": _two_ways(few, back, many, there),
        "ratio": _ratio(few / many),
    }
    if listed_alone:
        return _(
            "in the corridors listed {edition} counts {ways}, a stock ratio of {ratio}", **slots
        )
    return _("{edition} counts {ways}, a stock ratio of {ratio}", **slots)


def turned(facts: str, more: int, where: str, limit: float, up: bool) -> str:
    """How many people in corridors not listed would bring the ratio `up` to a limit, or below
    it.
    """
    slots = {
        "facts": facts,
        "people": formats.people(more),
        "way": way(where),
        "ratio": _ratio(limit),
    }
    if up:
        return _(
            "{facts}, but {people} more {way} in corridors not listed would bring it up to {ratio}",
            **slots,
        )
    return _(
        "{facts}, but {people} more {way} in corridors not listed would bring it below {ratio}",
        **slots,
    )


def return_flows(few: float, back: str, many: float, there: str, period: str) -> str:
    slots = {"ways": _two_ways(few, back, many, there), "period": period.replace("-", "–")}
    return _("{ways} moved in {period}, a flow ratio of {ratio}", ratio=_ratio(few / many), **slots)


def from_origin(row, listed: int, edition: str, share: float, more: int, limit: float) -> str:
    """The share of an origin among those who came, and how many `more` would bring it to the limit
    (0: none).
    """
    slots = {
        "people": formats.people(row.stock),
        "listed": formats.people(listed),
        "edition": edition,
        "destination": country(row.destination_iso3),
        "origin": country(row.origin_iso3),
        "share": formats.percent(share),
    }
    if not more:
        return _(
            "{people} of the {listed} people in the corridors into {destination} listed from {edition} came from "
            "{origin}, a share of {share} that is lower still among all",
            **slots,
        )
    return _(
        "{people} of the {listed} people in the corridors into {destination} listed from {edition} came from {origin}, "
        "a share of {share}, but {more} people or more from origins not listed would leave it at most {limit}",
        more=formats.people(more),
        limit=formats.percent(limit, 0),
        **slots,
    )
