"""Tests of words about corridors: ranks, how many people, and the two ways beside each other.

Stocks and flows are kept apart. A stock is people of one country who live in another at one time,
from a United Nations table (its editions revise each other); a flow is moves during a period. The
corridors at hand are the largest of the table, not all: where others could turn a verdict, it is
undecidable, and the explanation says how much it would take.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from helpers import cleaning, printed
from helpers.cleaning import names
from helpers.cleaning.corridors import HOME
from helpers.language import _, formats, say
from helpers.printed import Interval
from helpers.reconciliation.criterion import WordedClaim
from helpers.reconciliation.evidence import Corridor
from helpers.reconciliation.explanations import people
from helpers.reconciliation.results import TestResult, agree

UN_TABLE = re.compile(r"Rev\.\d{4}")
COUNTED = re.compile("Bureau of National Statistics|Pew Research Center")  # flows not modelled
GROUPS = re.compile(r"\bborn\b|birthplace|citizen")  # words of a note on whom a flow counts
LOWER_RANK = re.compile(r"the true (?:\w+ )?rank can be [^;,)]+ lower")  # from an incomplete copy

Table = dict[tuple[str, str], Corridor]


class Pair(NamedTuple):
    """Two countries with people both ways: the larger direction, the smaller, and their ratio."""

    there: Corridor
    back: Corridor
    ratio: float

    @property
    def rows(self) -> tuple[str, str]:
        return self.there.row, self.back.row

    @property
    def name(self) -> str:
        return "–".join(map(country, self.there.ends))


def editions(case: WordedClaim) -> dict[str, Table]:
    """The editions of the United Nations table, newest first, at their latest reference year."""
    tables = {}
    stocks = [row for row in case.evidence.stocks if UN_TABLE.fullmatch(row.edition)]
    for edition in sorted({row.edition for row in stocks}, reverse=True):
        rows = [row for row in stocks if row.edition == edition]
        latest = max(row.period for row in rows)
        tables[edition] = {row.ends: row for row in rows if row.period == latest}
    return tables


def both_ways(table: Table, home: bool) -> list[Pair]:
    """The pairs of countries, our own or others, that a table has both ways."""
    pairs = []
    for (origin, destination), there in table.items():
        back = table.get((destination, origin))
        if back is None or there.amount <= 0 or (HOME in there.ends) != home:
            continue
        if (there.amount, destination) > (back.amount, origin):
            pairs.append(Pair(there, back, back.amount / there.amount))
    return pairs


def home_pairs(case: WordedClaim) -> dict[str, Pair]:
    """The country's own pair with the most people, by edition, newest first."""
    own = {}
    for edition, table in editions(case).items():
        pairs = both_ways(table, home=True)
        if pairs:
            own[edition] = max(pairs, key=lambda pair: pair.there.amount + pair.back.amount)
    return own


def listed(case: WordedClaim, *corridors: str) -> dict[str, list[list[Corridor]]]:
    """By edition, newest first, the rows of each corridor, where all have some; KAZ-WORLD and
    WORLD-KAZ take in every country listed."""
    tables = {}
    for edition, table in editions(case).items():
        rows = []
        for corridor in corridors:
            rows.append([row for row in table.values() if _fits(row.ends, corridor)])
        if all(rows):
            tables[edition] = rows
    return tables


def _fits(ends: tuple[str, str], corridor: str) -> bool:
    pairs = zip(corridor.split("-"), ends, strict=True)
    return all(wanted in ("WORLD", code) for wanted, code in pairs)


def people_in(rows: list[Corridor]) -> int:
    return int(sum(row.amount for row in rows))


def counted_flows(case: WordedClaim, corridor: str) -> list[Corridor]:
    """A corridor's last counted flow, and its way back for the same whole years, if both are."""
    tables = {}
    for row in case.evidence.flows:
        if COUNTED.search(row.source) and re.fullmatch(r"\d{4}(?:-\d{4})?", row.period):
            tables.setdefault(row.period, {}).setdefault(row.ends, row)
    there = tuple(corridor.split("-"))
    for period in sorted(tables, key=lambda when: when[-4:], reverse=True):
        flows = [tables[period].get(ends) for ends in (there, there[::-1])]
        if None not in flows:
            return flows
    return []


def groups_counted(notes: Iterable[str]) -> list[str]:
    """The clauses of the notes that name whom a flow counts; each once."""
    clauses = [clause.strip() for note in notes for clause in note.split(";")]
    return [clause for clause in dict.fromkeys(clauses) if GROUPS.search(clause)]


def unlike_groups(facts: str, flows: list[Corridor]) -> str:
    """With the caution, where the notes name more than one group, that they are not the same."""
    groups = groups_counted(flow.note for flow in flows)
    if len(groups) < 2:
        return facts
    return say("corridors.unlike_groups", facts=facts, groups=", ".join(map(_, groups)))


def country(code: str) -> str:
    try:
        name = names.country(code)
    except KeyError:
        name = code
    return say("corridors.country", code=code, name=name)


def in_words(ratio: float) -> str:
    return formats.number(ratio, 2)


def balanced_from(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of the smaller direction over the larger: yearly flows, main partner, stocks."""
    pairs = home_pairs(case)
    results = _yearly_flows(case, limit)
    if pairs:
        newest = next(iter(pairs.values()))
        results += _partner_flows(case, newest, limit)
        results.append(_stocks(case, pairs, limit))
    return results


def _yearly_flows(case: WordedClaim, limit: float) -> list[TestResult]:
    figures = [case.level(case.year, flow) for flow in cleaning.FLOWS]
    if None in figures:
        return []
    arrived, left = (figure.interval for figure in figures)
    ratio = interval_ratio(arrived, left)
    outcome = agree(end >= limit for end in ratio.ends)
    low, high = (in_words(end) for end in ratio.ends)
    facts = say(
        "corridors.yearly_flows",
        arrived=people(arrived),
        left=people(left),
        ratio=low if low == high else formats.span(low, high),
        year=case.year,
    )
    return [case.result(outcome, facts, ratio, figures, part="balanced_flows", reading=True)]


def interval_ratio(count: Interval, other: Interval) -> Interval:
    """The ratio of two counts, at most 1, which it can reach where rounding leaves open which is
    the smaller.

    >>> interval_ratio(Interval(4, 5), Interval(8, 10))
    Interval(low=Fraction(2, 5), high=Fraction(5, 8))
    """
    smaller, larger = sorted((count, other), key=lambda interval: interval.low)
    if smaller.certainly_below(larger):
        return printed.ratio(smaller, larger)
    return Interval(min(smaller.low / larger.high, larger.low / smaller.high), 1)


def _partner_flows(case: WordedClaim, pair: Pair, limit: float) -> list[TestResult]:
    flows = counted_flows(case, "-".join(pair.there.ends))
    if not flows:
        return []
    there, back = (flow.amount for flow in flows)
    ratio = min(there, back) / max(there, back)
    period = flows[0].period
    origin, destination = map(country, pair.there.ends)
    facts = say(
        "corridors.partner_flows",
        one_year=len(period) == 4,
        there=formats.people(there),
        back=formats.people(back),
        origin=origin,
        destination=destination,
        period=period,
        ratio=in_words(ratio),
    )
    about = {"part": "balanced_partner_flows", "reading": True}
    return [case.result(ratio >= limit, unlike_groups(facts, flows), ratio, flows, **about)]


def _stocks(case: WordedClaim, pairs: dict[str, Pair], limit: float) -> TestResult:
    (edition, pair), *newer_first = pairs.items()
    earlier = newer_first[::-1]
    held = pair.ratio >= limit
    ratio = in_words(pair.ratio)
    origin, destination = map(country, pair.there.ends)
    facts = say(
        "corridors.both_stocks",
        edition=edition,
        there=formats.people(pair.there.amount),
        back=formats.people(pair.back.amount),
        origin=origin,
        destination=destination,
        ratio=ratio,
        year=pair.there.period,
    )
    if earlier:
        facts = say("corridors.earlier_ratios", facts=facts, ratios=_by_edition(earlier))
    sources = [*(each for _edition, each in earlier), pair]
    about = {"part": "balanced_stocks", "reading": True}
    result = case.result(held, facts, pair.ratio, sources, **about)
    others = [(name, each) for name, each in earlier if (each.ratio >= limit) != held]
    if not others:
        return result
    slots = {"ratios": _by_edition(others), "edition": edition, "ratio": ratio}
    split = say("corridors.other_editions", held=held, editions=len(others), **slots)
    return replace(result, split=split)


def _by_edition(pairs: list[tuple[str, Pair]]) -> str:
    ratios = [(in_words(pair.ratio), edition) for edition, pair in pairs]
    words = [say("corridors.in_edition", ratio=ratio, edition=each) for ratio, each in ratios]
    return formats.listing(words)


def unique(case: WordedClaim) -> list[TestResult]:
    """Other pairs of countries that are at least as balanced, in the newest edition."""
    own = next(iter(home_pairs(case).items()), None)
    if own is None:
        return []
    edition, pair = own
    others = [
        each for each in both_ways(editions(case)[edition], False) if each.ratio >= pair.ratio
    ]
    top = sorted(others, key=lambda each: -each.ratio)[:3]
    slots = {"edition": edition, "pair": pair.name, "ratio": in_words(pair.ratio)}
    facts = say("corridors.most_balanced", **slots)
    if others:
        listed = formats.listing([f"{each.name} ({in_words(each.ratio)})" for each in top])
        facts = say("corridors.others_as_balanced", others=listed, **slots)
    outcome = "contradicted" if others else "undecidable"
    sources = [pair, *(each.there for each in top), *(each.back for each in top)]
    return [case.result(outcome, facts, pair.ratio, sources, why="list")]


def most_pairs_below(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of how many other pairs of the newest edition have a lower ratio."""
    edition, table = next(iter(editions(case).items()), ("", {}))
    others = both_ways(table, False)
    if not others:
        return []
    few = sum(pair.ratio < limit for pair in others)
    facts = say("corridors.one_sided", few=few, others=len(others), edition=edition)
    sources = [*(pair.there for pair in others), *(pair.back for pair in others)]
    return [case.result(2 * few > len(others), facts, few / len(others), sources)]


def all_ranked_to(case: WordedClaim, limit: int) -> list[TestResult]:
    """A test of the world rank of every corridor named, by the newest edition that has them."""
    tables = listed(case, *case.named)
    if not tables or "WORLD" in case.claim.category or not case.named:
        return []
    unknown = say("corridors.unknown_rank")
    ranks = {edition: [rows[0].rank for rows in table] for edition, table in tables.items()}
    words = []
    for edition, places in ranks.items():
        shown = [unknown if place is None else f"{place:.0f}" for place in places]
        words.append({"ranks": formats.listing(shown), "edition": edition})
    facts = say("corridors.ranks", **words[0])
    before = [say("corridors.ranks_of_edition", **each) for each in words[1:]]
    if before:
        facts = say("corridors.earlier_ranks", facts=facts, editions=", ".join(before))
    newest, *earlier = ranks.values()
    known = [rank for rank in newest if rank is not None]
    missing = None in newest
    inside = all(rank <= limit for rank in known)
    notes = [rows[0].note for rows in next(iter(tables.values()))]
    caution = LOWER_RANK.search("; ".join(notes))
    if caution:
        facts = say("corridors.ranks_in_copy", agreed=inside, facts=facts, caution=_(caution[0]))
    outcome = "undecidable" if inside and (caution or missing) else inside
    why = "rank" if missing else "copy"
    if not inside and any(None not in places and max(places) <= limit for places in earlier):
        outcome, why = "holds_preliminary", "edition"
    found = Interval(min(known), max(known)) if known else None
    sources = [rows[0] for table in tables.values() for rows in table]
    return [case.result(outcome, facts, found, sources, why=why)]


def stock_at_least(case: WordedClaim, limit: int) -> list[TestResult]:
    """A test of the people in a corridor, or in all listed corridors of a country."""
    tables = listed(case, *case.named)
    if not tables or len(case.named) != 1:
        return []
    edition, (rows,) = next(iter(tables.items()))
    count = people_in(rows)
    outcome = count >= limit
    incomplete = "WORLD" in case.claim.category
    slots = {"edition": edition, "people": formats.people(count)}
    facts = say("corridors.stock", listed_alone=incomplete, **slots)
    if incomplete and not outcome:
        more = formats.people(limit - count)
        facts = say("corridors.not_enough", facts=facts, people=more)
        outcome = "undecidable"
    return [case.result(outcome, facts, count, rows, why="list")]


def way_back_below(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of the way back over the way there: newest stocks, and the last counted flows."""
    if len(case.named) != 2:
        return []
    tables = listed(case, *case.named)
    results = [_return_stock(case, *next(iter(tables.items())), limit)] if tables else []
    flows = counted_flows(case, case.named[0])
    if flows:
        few, many = (flow.amount for flow in flows)
        facts = say(
            "corridors.return_flows",
            ways=_two_ways(case, few, many),
            period=flows[0].period.replace("-", "–"),
            ratio=in_words(few / many),
        )
        about = {"part": f"{case.criterion.name}_flows", "reading": True}
        facts = unlike_groups(facts, flows)
        results.append(case.result(few / many < limit, facts, few / many, flows, **about))
    return results


def _return_stock(
    case: WordedClaim, edition: str, ways: list[list[Corridor]], limit: float
) -> TestResult:
    few, many = map(people_in, ways)
    below = Fraction(few, many) < Fraction(str(limit))
    facts = say(
        "corridors.return_stocks",
        listed_alone="WORLD" in case.claim.category,
        edition=edition,
        ways=_two_ways(case, few, many),
        ratio=in_words(few / many),
    )
    outcome = below
    open_end = case.named[0] if below else case.named[1]  # more people here would turn the ratio
    if "WORLD" in open_end:
        more = formats.people(people_to_turn(few, many, limit))
        slots = {"way": _way(open_end), "ratio": in_words(limit), "up": below}
        facts = say("corridors.turned", facts=facts, people=more, **slots)
        outcome = "undecidable"
    about = {"part": f"{case.criterion.name}_stocks", "why": "list", "reading": True}
    return case.result(outcome, facts, few / many, [*ways[0], *ways[1]], **about)


def people_to_turn(few: int, many: int, limit: float) -> int:
    """How many more people bring the ratio of `few` to `many` up to a limit, or below it.

    >>> people_to_turn(131, 1311, 0.1)  # 132 would be more than a tenth
    1
    >>> people_to_turn(131, 907, 0.1)  # below a tenth only from 1,311 on
    404
    """
    exact = Fraction(str(limit))
    if Fraction(few, many) < exact:
        return ceil(exact * many - few)
    return floor(few / exact - many) + 1


def _two_ways(case: WordedClaim, few: float, many: float) -> str:
    back, there = map(_way, case.named)
    slots = {"few": formats.people(few), "many": formats.people(many)}
    return say("corridors.two_ways", back=back, there=there, **slots)


def _way(corridor: str) -> str:
    origin, destination = corridor.split("-")
    if origin == "WORLD":
        return say("corridors.way", end="into", country=country(destination))
    if destination == "WORLD":
        return say("corridors.way", end="out_of", country=country(origin))
    ends = {"origin": country(origin), "destination": country(destination)}
    return say("corridors.way", end="between", **ends)


def origin_has_more_than(case: WordedClaim, percent: int) -> list[TestResult]:
    """A test of the origin's share in the listed corridors into the destination."""
    if len(case.named) != 1:
        return []
    origin, destination = case.named[0].split("-")
    tables = listed(case, case.named[0], f"WORLD-{destination}")
    if not tables:
        return []
    edition, (rows, into) = next(iter(tables.items()))
    count, whole = people_in(rows), people_in(into)
    share = 100 * (count / whole)
    more = ceil(Fraction(100 * count, percent) - whole) if share > percent else 0
    facts = say(
        "corridors.from_origin",
        enough=not more,
        people=formats.people(count),
        listed=formats.people(whole),
        edition=edition,
        destination=country(destination),
        origin=country(origin),
        share=formats.percent(share),
        more=formats.people(more),
        limit=formats.percent(percent, 0),
    )
    outcome = "undecidable" if more else False
    return [case.result(outcome, facts, share, into, why="list")]
