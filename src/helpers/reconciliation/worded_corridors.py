"""Tests of words about pairs of countries: balance, ranks, how many people.

Stocks and flows are kept apart. A stock is people of one country who live in another at one time,
from a United Nations table (its editions revise each other); a flow is moves during a period. Each
explanation says which it uses.

The corridors at hand are the largest of that table, not all. Where corridors that are not listed
could turn a verdict, it is undecidable, and the explanation says how much it would take to turn it.
"""

import re
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

import pandas as pd

from helpers import cleaning, printed
from helpers.cleaning.corridors import HOME, smaller_over_larger, two_way
from helpers.printed import Interval
from helpers.reconciliation import sentences_on_stocks as sentences
from helpers.reconciliation.criterion import WordedClaim
from helpers.reconciliation.results import CONTRADICTED, UNDECIDABLE, TestResult
from helpers.reconciliation.sentences_on_words import INCOMPLETE_COPY, INCOMPLETE_LIST, RANK_MISSING
from helpers.reconciliation.three_valued import agree
from helpers.reconciliation.worded_flows import Test

UN_TABLE = r"Rev\.\d{4}"
COUNTED = "Bureau of National Statistics|Pew Research Center"  # flows that were not modelled
GROUPS = r"\bborn\b|birthplace|citizen"  # words of a note on whom a flow counts
LOWER_RANK = r"the true (?:\w+ )?rank can be [^;,)]+ lower"  # on a rank from an incomplete copy


# --- tables of stocks and of flows ----------------------------------------------------------------


def editions(corridors: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The editions of the United Nations table, oldest first, at their latest reference year."""
    tables = corridors[corridors.edition.str.fullmatch(UN_TABLE)]
    latest = tables[tables.year == tables.groupby("edition").year.transform("max")]
    return sorted(latest.groupby("edition"), key=lambda table: int(table[0].removeprefix("Rev.")))


def home_pair(table: pd.DataFrame):
    """The country's own pair with the most people, or None when no row has both directions."""
    pairs = two_way(table)
    own = pairs[(pairs.origin_iso3 == HOME) | (pairs.destination_iso3 == HOME)]
    people = (own.stock + own.stock_back).sort_values(ascending=False)
    return next(own.loc[people.index].itertuples(), None)


def other_pairs(table: pd.DataFrame) -> pd.DataFrame:
    """The pairs of other countries with both directions: `two_way`."""
    pairs = two_way(table)
    return pairs[(pairs.origin_iso3 != HOME) & (pairs.destination_iso3 != HOME)]


def corridor_total(table: pd.DataFrame, corridor: str) -> pd.DataFrame:
    """The rows of a corridor; in KAZ-WORLD and WORLD-KAZ, of every country listed."""
    origin, destination = corridor.split("-")
    rows = table if origin == "WORLD" else table[table.origin_iso3 == origin]
    return rows if destination == "WORLD" else rows[rows.destination_iso3 == destination]


def corridor_row(table: pd.DataFrame, corridor: str):
    """The first row of a corridor such as KAZ-RUS, or None."""
    rows = table[table.origin_iso3 + "-" + table.destination_iso3 == corridor]
    return next(rows.itertuples(), None)


def counted_flows(corridor_flows: pd.DataFrame, corridor: str) -> tuple | None:
    """The last counted flow of a corridor that has its way back for the same whole years, and that
    way back.
    """
    counted = corridor_flows[corridor_flows.source.str.contains(COUNTED)]
    whole_years = counted[counted.period.str.fullmatch(r"\d{4}(?:-\d{4})?")]
    back = "-".join(reversed(corridor.split("-")))
    for period in sorted(whole_years.period.unique(), key=lambda when: when[-4:], reverse=True):
        table = whole_years[whole_years.period == period]
        flows = corridor_row(table, corridor), corridor_row(table, back)
        if None not in flows:
            return flows
    return None


def groups_counted(*notes) -> list[str]:
    """The clauses of the notes of rows that name whom they count; each once."""
    texts = [note for note in notes if isinstance(note, str)]
    clauses = [clause.strip() for note in texts for clause in note.split(";")]
    return [clause for clause in dict.fromkeys(clauses) if re.search(GROUPS, clause)]


# --- balance --------------------------------------------------------------------------------------


def balanced_from(limit: float) -> Test:
    """A test of the smaller direction over the larger: yearly flows, flows with the main partner,
    and stocks by edition.
    """

    def test(case: WordedClaim) -> list[TestResult]:
        pairs = [(edition, home_pair(table)) for edition, table in editions(case.sources.corridors)]
        pairs = [(edition, pair) for edition, pair in pairs if pair is not None]
        results = _yearly_flows(case, limit)
        if pairs:
            results += _partner_flows(case, pairs[-1][1], limit)
            results.append(_stocks(case, pairs, limit))
        return results

    return test


def _yearly_flows(case: WordedClaim, limit: float) -> list[TestResult]:
    arrived, left = (case.sources.final_figure(flow, case.year) for flow in cleaning.FLOWS)
    if arrived is None or left is None:
        return []
    ratio = interval_ratio(arrived.interval, left.interval)
    outcome = agree(end >= limit for end in ratio.ends)
    facts = sentences.yearly_flows(arrived.interval, left.interval, ratio, case.year)
    rows = (arrived.row, left.row)
    return [case.result(outcome, facts, ratio, rows, part="balanced_flows")]


def interval_ratio(count: Interval, other: Interval) -> Interval:
    """The ratio of two counts, at most 1, which it can reach where rounding leaves open which is
    the smaller.

    >>> interval_ratio(Interval(4, 5), Interval(8, 10))
    Interval(Fraction(2, 5), Fraction(5, 8))
    """
    smaller, larger = sorted((count, other), key=lambda interval: interval.low)
    if smaller.certainly_below(larger):
        return printed.ratio(smaller, larger)
    return Interval(min(smaller.low / larger.high, larger.low / smaller.high), 1)


def _partner_flows(case: WordedClaim, pair, limit: float) -> list[TestResult]:
    corridor = f"{pair.origin_iso3}-{pair.destination_iso3}"
    flows = counted_flows(case.sources.corridor_flows, corridor)
    if flows is None:
        return []
    there, back = flows
    ratio = float(smaller_over_larger(there.flow, back.flow))
    facts = sentences.partner_flows(there, back, pair, ratio)
    facts = sentences.unlike_groups(facts, groups_counted(there.note, back.note))
    rows = (there.row, back.row)
    return [case.result(ratio >= limit, facts, ratio, rows, part="balanced_partner_flows")]


def _stocks(case: WordedClaim, pairs: list, limit: float) -> TestResult:
    """By the newest edition; `split` names the earlier ones with another verdict."""
    *earlier, (edition, pair) = pairs
    held = pair.ratio >= limit
    facts = sentences.both_stocks(edition, pair, earlier)
    rows = [row for _edition, each in pairs for row in (each.row, each.row_back)]
    result = case.result(held, facts, pair.ratio, rows, part="balanced_stocks")
    others = [(name, each) for name, each in earlier if (each.ratio >= limit) != held]
    if not others:
        return result
    return replace(result, split=sentences.other_editions(others, edition, pair.ratio, held))


def unique(case: WordedClaim) -> list[TestResult]:
    """Other pairs of countries that are at least as balanced, in the newest edition."""
    tables = editions(case.sources.corridors)
    pairs = [(edition, table, home_pair(table)) for edition, table in tables]
    pairs = [entry for entry in pairs if entry[2] is not None]
    if not pairs:
        return []
    edition, table, own = pairs[-1]
    others = other_pairs(table)
    others = others[others.ratio >= own.ratio].sort_values("ratio", ascending=False)
    top = others.head(3)
    facts = sentences.beside_others(edition, own, list(top.itertuples()))
    rows = (own.row, own.row_back, *top.row, *top.row_back)
    outcome = UNDECIDABLE if others.empty else CONTRADICTED
    return [case.result(outcome, facts, own.ratio, rows, why=INCOMPLETE_LIST)]


def most_pairs_below(limit: float) -> Test:
    """A test of how many other pairs of the newest edition have a lower ratio."""

    def test(case: WordedClaim) -> list[TestResult]:
        tables = editions(case.sources.corridors)
        if not tables:
            return []
        edition, table = tables[-1]
        others = other_pairs(table)
        if others.empty:
            return []
        few = int((others.ratio < limit).sum())
        facts = sentences.one_sided(few, len(others), edition)
        rows = [*others.row, *others.row_back]
        return [case.result(2 * few > len(others), facts, few / len(others), rows)]

    return test


# --- ranks ----------------------------------------------------------------------------------------


def all_ranked_to(limit: int) -> Test:
    """A test of the world rank of every corridor named, by the newest edition that has them."""

    def test(case: WordedClaim) -> list[TestResult]:
        tables = []
        for edition, table in editions(case.sources.corridors):
            rows = [corridor_row(table, corridor) for corridor in case.named]
            if None not in rows:
                tables.append((edition, rows))
        if not tables:
            return []
        newest, rows = tables[-1]
        ranks = [rank_of(row) for row in rows]
        known = [rank for rank in ranks if rank is not None]
        inside = all(rank <= limit for rank in known)
        caution = lower_rank([row.note for row in rows])
        open_question = bool(caution) or len(known) < len(ranks)
        earlier = [(edition, list(map(rank_of, rows))) for edition, rows in tables[-2::-1]]
        facts = sentences.ranks((newest, ranks), earlier)
        return [
            case.result(
                UNDECIDABLE if inside and open_question else inside,
                sentences.ranks_in_copy(facts, caution, inside),
                Interval(min(known), max(known)) if known else None,
                [row.row for _edition, rows in reversed(tables) for row in rows],
                why=RANK_MISSING if len(known) < len(ranks) else INCOMPLETE_COPY,
            )
        ]

    return test


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
    """The best world rank of a corridor from or to the country in the newest edition, which stands
    in for a total.
    """
    for edition, table in reversed(editions(case.sources.corridors)):
        own = table[(table.origin_iso3 == HOME) | (table.destination_iso3 == HOME)]
        ranks = pd.to_numeric(own.rank_in_source, errors="coerce").dropna().sort_values()
        if ranks.empty:
            continue
        row, best = own.loc[ranks.index[0]], int(ranks.iloc[0])
        caution = lower_rank([row.note])
        facts = sentences.best_rank(HOME, best, edition, caution)
        outcome = UNDECIDABLE if best == 1 and caution else best > 1
        return [case.result(outcome, facts, best, [row.row], why=INCOMPLETE_COPY)]
    return []


# --- how many people ------------------------------------------------------------------------------


def stock_at_least(limit: int) -> Test:
    """A test of the people in a corridor, or in all listed corridors of a country."""

    def test(case: WordedClaim) -> list[TestResult]:
        corridor = case.claim.category
        incomplete = "WORLD" in corridor
        for edition, table in reversed(editions(case.sources.corridors)):
            rows = corridor_total(table, corridor)
            if rows.empty:
                continue
            people = int(rows.stock.sum())
            facts = sentences.stock(edition, people, incomplete, limit - people)
            outcome = UNDECIDABLE if incomplete and people < limit else people >= limit
            return [case.result(outcome, facts, people, rows.row, why=INCOMPLETE_LIST)]
        return []

    return test


def way_back_below(limit: float) -> Test:
    """A test of the return direction over the other: stocks of the newest edition, and the last
    counted flows.
    """

    def test(case: WordedClaim) -> list[TestResult]:
        back, there = case.named
        results = []
        for edition, table in reversed(editions(case.sources.corridors)):
            returned, left = corridor_total(table, back), corridor_total(table, there)
            if len(returned) and len(left):
                results.append(_return_stock(case, edition, returned, left, limit))
                break
        flows = counted_flows(case.sources.corridor_flows, back)
        return [*results, _return_flow(case, *flows, limit)] if flows else results

    return test


def _return_stock(
    case: WordedClaim, edition: str, returned: pd.DataFrame, left: pd.DataFrame, limit: float
) -> TestResult:
    back, there = case.named
    few, many = int(returned.stock.sum()), int(left.stock.sum())
    incomplete = "WORLD" in case.claim.category
    facts = sentences.return_stocks(edition, few, back, many, there, incomplete)
    below = Fraction(few, many) < Fraction(str(limit))
    open_end = back if below else there  # more people here would turn the ratio
    outcome = below
    if "WORLD" in open_end:
        more = people_to_turn(few, many, limit)
        facts = sentences.turned(facts, more, open_end, limit, below)
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
    back, there = case.named
    facts = sentences.return_flows(returned.flow, back, left.flow, there, returned.period)
    facts = sentences.unlike_groups(facts, groups_counted(returned.note, left.note))
    ratio = returned.flow / left.flow
    part = f"{case.criterion.name}_flows"
    return case.result(ratio < limit, facts, ratio, (returned.row, left.row), part=part)


def origin_has_more_than(percent: int) -> Test:
    """A test of the origin's share in the listed corridors into the destination.

    Origins that are not listed can only lower the share, so the newest edition can contradict the
    claim but not confirm it.
    """

    def test(case: WordedClaim) -> list[TestResult]:
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
            facts = sentences.from_origin(row, listed, edition, share, more, percent)
            outcome = UNDECIDABLE if more else False
            return [case.result(outcome, facts, share, into.row, why=INCOMPLETE_LIST)]
        return []

    return test
