"""The sentences of the tests of corridors: stocks and flows between countries.

Clauses as in `verdict_words`; the texts stand in the files of the languages under `corridors`.
"""

from helpers.cleaning import names
from helpers.language import _, formats, say
from helpers.printed import Interval


def country(code: str) -> str:
    """A country as it stands within a sentence; a code that is none stays as it is."""
    try:
        name = names.country(code)
    except KeyError:
        name = code
    return say("corridors.country", code=code, name=name)


def pair_name(pair) -> str:
    return f"{country(pair.origin_iso3)}–{country(pair.destination_iso3)}"


def way(corridor: str) -> str:
    """'from Mexico to the United States', 'into India', 'out of India'.

    WORLD is every country listed.
    """
    origin, destination = corridor.split("-")
    if origin == "WORLD":
        return say("corridors.way", end="into", country=country(destination))
    if destination == "WORLD":
        return say("corridors.way", end="out_of", country=country(origin))
    ends = {"origin": country(origin), "destination": country(destination)}
    return say("corridors.way", end="between", **ends)


def _two_ways(few: float, back: str, many: float, there: str) -> str:
    slots = {"few": formats.people(few), "many": formats.people(many)}
    return say("corridors.two_ways", back=way(back), there=way(there), **slots)


def _ratio(value: float) -> str:
    return formats.number(value, 2)


def _ratios(ratio: Interval) -> str:
    """'0.78–0.82': one number where both ends round to it."""
    low, high = (_ratio(end) for end in ratio.ends)
    return low if low == high else formats.span(low, high)


def _by_edition(pairs: list) -> str:
    """'0.96 in Rev.2019 and 0.97 in Rev.2020', from pairs by edition."""
    return formats.listing(
        [say("corridors.in_edition", ratio=_ratio(one.ratio), edition=name) for name, one in pairs]
    )


# --- balance ------------------------------------------------------------------------------------


def yearly_flows(arrived: Interval, left: Interval, ratio: Interval, year: int) -> str:
    slots = {
        "arrived": formats.people_range(*arrived.ends),
        "left": formats.people_range(*left.ends),
        "ratio": _ratios(ratio),
        "year": year,
    }
    return say("corridors.yearly_flows", **slots)


def both_stocks(edition: str, pair, earlier: list) -> str:
    """Both stocks of a pair of countries in an edition, and the ratios of `earlier` ones."""
    slots = {
        "edition": edition,
        "there": formats.people(pair.stock),
        "back": formats.people(pair.stock_back),
        "origin": country(pair.origin_iso3),
        "destination": country(pair.destination_iso3),
        "ratio": _ratio(pair.ratio),
        "year": pair.year,
    }
    facts = say("corridors.both_stocks", **slots)
    if not earlier:
        return facts
    return say("corridors.earlier_ratios", facts=facts, ratios=_by_edition(earlier))


def other_editions(others: list, edition: str, ratio: float, held: bool) -> str:
    """That earlier editions say otherwise than the newest, by which the wording `held` or not."""
    slots = {"ratios": _by_edition(others), "edition": edition, "ratio": _ratio(ratio)}
    return say("corridors.other_editions", held=bool(held), editions=len(others), **slots)


def partner_flows(there, back, pair, ratio: float) -> str:
    slots = {
        "there": formats.people(there.flow),
        "back": formats.people(back.flow),
        "origin": country(pair.origin_iso3),
        "destination": country(pair.destination_iso3),
        "period": there.period,
        "ratio": _ratio(ratio),
    }
    return say("corridors.partner_flows", one_year=len(there.period) == 4, **slots)


def unlike_groups(facts: str, groups: list[str]) -> str:
    """The caution that the two directions do not count the same people.

    Only where more than one group is named.
    """
    if len(groups) < 2:
        return facts
    named = ", ".join(_(group) for group in groups)
    return say("corridors.unlike_groups", facts=facts, groups=named)


def beside_others(edition: str, pair, others: list) -> str:
    """A pair of countries beside `others` that are at least as balanced."""
    slots = {"edition": edition, "pair": pair_name(pair), "ratio": _ratio(pair.ratio)}
    if not others:
        return say("corridors.most_balanced", **slots)
    listed = formats.listing([f"{pair_name(one)} ({_ratio(one.ratio)})" for one in others])
    return say("corridors.others_as_balanced", others=listed, **slots)


def one_sided(few: int, others: int, edition: str) -> str:
    return say("corridors.one_sided", few=few, others=others, edition=edition)


# --- ranks --------------------------------------------------------------------------------------


def ranks(newest: tuple[str, list[int | None]], earlier: list[tuple[str, list[int | None]]]) -> str:
    """World ranks of corridors in the newest edition, and in earlier ones.

    None is a rank that is not given.
    """
    edition, places = newest
    facts = say("corridors.ranks", ranks=_places(places), edition=edition)
    if not earlier:
        return facts
    before = [
        say("corridors.ranks_of_edition", edition=edition, ranks=_places(places))
        for edition, places in earlier
    ]
    return say("corridors.earlier_ranks", facts=facts, editions=", ".join(before))


def _places(ranks: list[int | None]) -> str:
    unknown = say("corridors.unknown_rank")
    return formats.listing([unknown if rank is None else str(rank) for rank in ranks])


def ranks_in_copy(facts: str, caution: str, agreed: bool) -> str:
    """With the `caution` of a note that the newest ranks may be lower; nothing without one."""
    if not caution:
        return facts
    return say("corridors.ranks_in_copy", agreed=bool(agreed), facts=facts, caution=_(caution))


def best_rank(code: str, rank: int, edition: str, caution: str) -> str:
    """The best rank of a country's corridors, with the `caution` of a note that it may be lower."""
    facts = say("corridors.best_rank", country=country(code), rank=rank, edition=edition)
    if not caution:
        return facts
    slots = {"facts": facts, "caution": _(caution)}
    return say("corridors.best_rank_in_copy", could_change=bool(rank <= 1), **slots)


# --- how many people ----------------------------------------------------------------------------


def stock(edition: str, people: int, listed_alone: bool, missing: int) -> str:
    """People in a corridor, or in those listed alone.

    `missing`: how many more turn the verdict.
    """
    slots = {"edition": edition, "people": formats.people(people)}
    facts = say("corridors.stock", listed_alone=bool(listed_alone), **slots)
    if not listed_alone or missing <= 0:
        return facts
    return say("corridors.not_enough", facts=facts, people=formats.people(missing))


def return_stocks(
    edition: str, few: int, back: str, many: int, there: str, listed_alone: bool
) -> str:
    slots = {"edition": edition, "ways": _two_ways(few, back, many, there)}
    slots["ratio"] = _ratio(few / many)
    return say("corridors.return_stocks", listed_alone=bool(listed_alone), **slots)


def turned(facts: str, more: int, where: str, limit: float, up: bool) -> str:
    """How many people in corridors not listed bring the ratio `up` to a limit, or below it."""
    slots = {"facts": facts, "people": formats.people(more), "ratio": _ratio(limit)}
    return say("corridors.turned", up=bool(up), way=way(where), **slots)


def return_flows(few: float, back: str, many: float, there: str, period: str) -> str:
    slots = {"ways": _two_ways(few, back, many, there), "period": period.replace("-", "–")}
    return say("corridors.return_flows", ratio=_ratio(few / many), **slots)


def from_origin(row, listed: int, edition: str, share: float, more: int, limit: float) -> str:
    """The share of an origin among those who came.

    `more`: how many people would bring it to the limit (0: none).
    """
    slots = {
        "people": formats.people(row.stock),
        "listed": formats.people(listed),
        "edition": edition,
        "destination": country(row.destination_iso3),
        "origin": country(row.origin_iso3),
        "share": formats.percent(share),
        "more": formats.people(more),
        "limit": formats.percent(limit, 0),
    }
    return say("corridors.from_origin", enough=not more, **slots)
