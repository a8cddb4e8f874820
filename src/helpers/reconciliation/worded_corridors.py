"""Tests of words about corridors: ranks, how many people, and the way back beside the way there.

The corridors at hand are the largest of a United Nations table, not all. Where corridors that are
not listed could turn a verdict, it is undecidable, and the explanation says how much it would take
to turn it.
"""

import re
from fractions import Fraction
from math import ceil, floor

import pandas as pd

from helpers.cleaning.corridors import HOME
from helpers.language import _, formats, say
from helpers.printed import Interval
from helpers.reconciliation.criterion import (
    INCOMPLETE_COPY,
    INCOMPLETE_LIST,
    RANK_MISSING,
    WordedClaim,
)
from helpers.reconciliation.results import UNDECIDABLE, TestResult
from helpers.reconciliation.worded_balance import (
    corridor_row,
    corridor_total,
    counted_flows,
    country,
    editions,
    in_words,
    unlike_groups,
)

LOWER_RANK = r"the true (?:\w+ )?rank can be [^;,)]+ lower"  # on a rank from an incomplete copy


def all_ranked_to(case: WordedClaim, limit: int) -> list[TestResult]:
    """A test of the world rank of every corridor named, by the newest edition that has them."""
    tables = []
    for edition, table in editions(case.sources.corridors):
        rows = [corridor_row(table, corridor) for corridor in case.named]
        if None not in rows:
            tables.append((edition, rows))
    if not tables:
        return []
    newest = tables[-1][1]
    known = [rank for rank in map(rank_of, newest) if rank is not None]
    missing = len(known) < len(newest)
    inside = all(rank <= limit for rank in known)
    caution = lower_rank([row.note for row in newest])
    facts = _ranks_by_edition(tables)
    if caution:
        slots = {"facts": facts, "caution": _(caution)}
        facts = say("corridors.ranks_in_copy", agreed=inside, **slots)
    return [
        case.result(
            UNDECIDABLE if inside and (caution or missing) else inside,
            facts,
            Interval(min(known), max(known)) if known else None,
            [row.row for _edition, rows in reversed(tables) for row in rows],
            why=RANK_MISSING if missing else INCOMPLETE_COPY,
        )
    ]


def _ranks_by_edition(tables: list) -> str:
    """The ranks in the newest edition, and in earlier ones."""
    unknown = say("corridors.unknown_rank")
    ranks = []
    for edition, rows in reversed(tables):
        places = [rank_of(row) for row in rows]
        words = [unknown if place is None else str(place) for place in places]
        ranks.append({"ranks": formats.listing(words), "edition": edition})
    newest, *earlier = ranks
    facts = say("corridors.ranks", **newest)
    if not earlier:
        return facts
    before = [say("corridors.ranks_of_edition", **slots) for slots in earlier]
    return say("corridors.earlier_ranks", facts=facts, editions=", ".join(before))


def rank_of(row) -> int | None:
    """The world rank of a corridor, or None where its table gives no number."""
    rank = pd.to_numeric(row.rank_in_source, errors="coerce")
    return None if pd.isna(rank) else int(rank)


def lower_rank(notes) -> str:
    """The caution, from the notes of rows, that a rank from an incomplete copy may be lower."""
    for note in notes:
        match = re.search(LOWER_RANK, note) if isinstance(note, str) else None
        if match:
            return match.group()
    return ""


def does_not_lead(case: WordedClaim) -> list[TestResult]:
    """The best rank of a corridor with the country, in the newest edition, instead of a total."""
    for edition, table in reversed(editions(case.sources.corridors)):
        own = table[(table.origin_iso3 == HOME) | (table.destination_iso3 == HOME)]
        ranks = pd.to_numeric(own.rank_in_source, errors="coerce").dropna().sort_values()
        if ranks.empty:
            continue
        row, best = own.loc[ranks.index[0]], int(ranks.iloc[0])
        caution = lower_rank([row.note])
        facts = say("corridors.best_rank", country=country(HOME), rank=best, edition=edition)
        if caution:
            slots = {"facts": facts, "caution": _(caution)}
            facts = say("corridors.best_rank_in_copy", could_change=best == 1, **slots)
        outcome = UNDECIDABLE if best == 1 and caution else best > 1
        return [case.result(outcome, facts, best, [row.row], why=INCOMPLETE_COPY)]
    return []


def stock_at_least(case: WordedClaim, limit: int) -> list[TestResult]:
    """A test of the people in a corridor, or in all listed corridors of a country."""
    corridor = case.claim.category
    incomplete = "WORLD" in corridor
    for edition, table in reversed(editions(case.sources.corridors)):
        rows = corridor_total(table, corridor)
        if rows.empty:
            continue
        people = int(rows.stock.sum())
        slots = {"edition": edition, "people": formats.people(people)}
        facts = say("corridors.stock", listed_alone=incomplete, **slots)
        outcome = people >= limit
        if incomplete and people < limit:
            more = formats.people(limit - people)
            facts = say("corridors.not_enough", facts=facts, people=more)
            outcome = UNDECIDABLE
        return [case.result(outcome, facts, people, rows.row, why=INCOMPLETE_LIST)]
    return []


def way_back_below(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of the way back over the way there: newest stocks, and the last counted flows."""
    back, there = case.named
    results = []
    for edition, table in reversed(editions(case.sources.corridors)):
        returned, left = corridor_total(table, back), corridor_total(table, there)
        if len(returned) and len(left):
            results.append(_return_stock(case, edition, returned, left, limit))
            break
    flows = counted_flows(case.sources.corridor_flows, back)
    return [*results, _return_flow(case, *flows, limit)] if flows else results


def _return_stock(
    case: WordedClaim, edition: str, returned: pd.DataFrame, left: pd.DataFrame, limit: float
) -> TestResult:
    back, there = case.named
    few, many = int(returned.stock.sum()), int(left.stock.sum())
    incomplete = "WORLD" in case.claim.category
    facts = say(
        "corridors.return_stocks",
        listed_alone=incomplete,
        edition=edition,
        ways=_two_ways(case, few, many),
        ratio=in_words(few / many),
    )
    below = Fraction(few, many) < Fraction(str(limit))
    open_end = back if below else there  # more people here would turn the ratio
    outcome = below
    if "WORLD" in open_end:
        facts = say(
            "corridors.turned",
            facts=facts,
            people=formats.people(people_to_turn(few, many, limit)),
            way=_way(open_end),
            ratio=in_words(limit),
            up=below,
        )
        outcome = UNDECIDABLE
    return case.result(
        outcome,
        facts,
        few / many,
        [*returned.row, *left.row],
        part=f"{case.criterion.name}_stocks",
        why=INCOMPLETE_LIST,
    )


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


def _return_flow(case: WordedClaim, returned, left, limit: float) -> TestResult:
    ratio = returned.flow / left.flow
    facts = say(
        "corridors.return_flows",
        ways=_two_ways(case, returned.flow, left.flow),
        period=returned.period.replace("-", "–"),
        ratio=in_words(ratio),
    )
    facts = unlike_groups(facts, returned.note, left.note)
    part = f"{case.criterion.name}_flows"
    return case.result(ratio < limit, facts, ratio, (returned.row, left.row), part=part)


def _two_ways(case: WordedClaim, few: float, many: float) -> str:
    back, there = map(_way, case.named)
    slots = {"few": formats.people(few), "many": formats.people(many)}
    return say("corridors.two_ways", back=back, there=there, **slots)


def _way(corridor: str) -> str:
    """'from Mexico to the United States', 'into India', 'out of India'."""
    origin, destination = corridor.split("-")
    if origin == "WORLD":
        return say("corridors.way", end="into", country=country(destination))
    if destination == "WORLD":
        return say("corridors.way", end="out_of", country=country(origin))
    ends = {"origin": country(origin), "destination": country(destination)}
    return say("corridors.way", end="between", **ends)


def origin_has_more_than(case: WordedClaim, percent: int) -> list[TestResult]:
    """A test of the origin's share in the listed corridors into the destination.

    Origins that are not listed can only lower the share, so the newest edition can contradict the
    claim but not confirm it.
    """
    destination = case.claim.category.split("-")[1]
    for edition, table in reversed(editions(case.sources.corridors)):
        row = corridor_row(table, case.claim.category)
        if row is None:
            continue
        into = corridor_total(table, f"WORLD-{destination}")
        listed = int(into.stock.sum())
        share = 100 * float(row.stock / listed)
        others_needed = ceil(Fraction(100 * int(row.stock), percent) - listed)
        more = others_needed if share > percent else 0
        facts = say(
            "corridors.from_origin",
            enough=not more,
            people=formats.people(row.stock),
            listed=formats.people(listed),
            edition=edition,
            destination=country(row.destination_iso3),
            origin=country(row.origin_iso3),
            share=formats.percent(share),
            more=formats.people(more),
            limit=formats.percent(percent, 0),
        )
        outcome = UNDECIDABLE if more else False
        return [case.result(outcome, facts, share, into.row, why=INCOMPLETE_LIST)]
    return []
