"""Tests of words about the balance of countries: two-way stocks and flows, pair by pair.

Stocks and flows are kept apart. A stock is people of one country who live in another at one time,
from a United Nations table (its editions revise each other); a flow is moves during a period. Each
explanation says which it uses.
"""

import re
from dataclasses import replace

import pandas as pd

from helpers import cleaning, printed
from helpers.cleaning import names
from helpers.cleaning.corridors import HOME, smaller_over_larger, two_way
from helpers.language import _, formats, say
from helpers.printed import Interval
from helpers.reconciliation.criterion import INCOMPLETE_LIST, WordedClaim
from helpers.reconciliation.results import CONTRADICTED, UNDECIDABLE, TestResult, agree

UN_TABLE = r"Rev\.\d{4}"
COUNTED = "Bureau of National Statistics|Pew Research Center"  # flows that were not modelled
GROUPS = r"\bborn\b|birthplace|citizen"  # words of a note on whom a flow counts


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
    """A corridor's last counted flow with its way back for the same whole years, and that one."""
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


def unlike_groups(facts: str, *notes) -> str:
    """With the caution, where the notes name more than one group, that they are not the same."""
    groups = groups_counted(*notes)
    if len(groups) < 2:
        return facts
    named = ", ".join(_(group) for group in groups)
    return say("corridors.unlike_groups", facts=facts, groups=named)


def country(code: str) -> str:
    """A country as it stands within a sentence; a code that is none stays as it is."""
    try:
        name = names.country(code)
    except KeyError:
        name = code
    return say("corridors.country", code=code, name=name)


def in_words(ratio: float) -> str:
    """A ratio to two digits."""
    return formats.number(ratio, 2)


def balanced_from(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of the smaller direction over the larger: yearly flows, main partner, stocks."""
    pairs = [(edition, home_pair(table)) for edition, table in editions(case.sources.corridors)]
    pairs = [(edition, pair) for edition, pair in pairs if pair is not None]
    results = _yearly_flows(case, limit)
    if pairs:
        results += _partner_flows(case, pairs[-1][1], limit)
        results.append(_stocks(case, pairs, limit))
    return results


def _yearly_flows(case: WordedClaim, limit: float) -> list[TestResult]:
    arrived, left = (case.sources.final_figure(flow, case.year) for flow in cleaning.FLOWS)
    if arrived is None or left is None:
        return []
    ratio = interval_ratio(arrived.interval, left.interval)
    outcome = agree(end >= limit for end in ratio.ends)
    low, high = (in_words(end) for end in ratio.ends)
    facts = say(
        "corridors.yearly_flows",
        arrived=formats.people_range(*arrived.interval.ends),
        left=formats.people_range(*left.interval.ends),
        ratio=low if low == high else formats.span(low, high),
        year=case.year,
    )
    rows = (arrived.row, left.row)
    return [case.result(outcome, facts, ratio, rows, part="balanced_flows")]


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


def _partner_flows(case: WordedClaim, pair, limit: float) -> list[TestResult]:
    corridor = f"{pair.origin_iso3}-{pair.destination_iso3}"
    flows = counted_flows(case.sources.corridor_flows, corridor)
    if flows is None:
        return []
    there, back = flows
    ratio = float(smaller_over_larger(there.flow, back.flow))
    facts = say(
        "corridors.partner_flows",
        one_year=len(there.period) == 4,
        there=formats.people(there.flow),
        back=formats.people(back.flow),
        origin=country(pair.origin_iso3),
        destination=country(pair.destination_iso3),
        period=there.period,
        ratio=in_words(ratio),
    )
    facts = unlike_groups(facts, there.note, back.note)
    rows = (there.row, back.row)
    return [case.result(ratio >= limit, facts, ratio, rows, part="balanced_partner_flows")]


def _stocks(case: WordedClaim, pairs: list, limit: float) -> TestResult:
    """By the newest edition; `split` names the earlier ones with another verdict."""
    *earlier, (edition, pair) = pairs
    facts = say(
        "corridors.both_stocks",
        edition=edition,
        there=formats.people(pair.stock),
        back=formats.people(pair.stock_back),
        origin=country(pair.origin_iso3),
        destination=country(pair.destination_iso3),
        ratio=in_words(pair.ratio),
        year=pair.year,
    )
    if earlier:
        facts = say("corridors.earlier_ratios", facts=facts, ratios=_by_edition(earlier))
    held = bool(pair.ratio >= limit)
    rows = [row for _edition, each in pairs for row in (each.row, each.row_back)]
    result = case.result(held, facts, pair.ratio, rows, part="balanced_stocks")
    others = [(name, each) for name, each in earlier if (each.ratio >= limit) != held]
    if not others:
        return result
    split = say(
        "corridors.other_editions",
        held=held,
        editions=len(others),
        ratios=_by_edition(others),
        edition=edition,
        ratio=in_words(pair.ratio),
    )
    return replace(result, split=split)


def _by_edition(pairs: list) -> str:
    """'0.96 in Rev.2019 and 0.97 in Rev.2020', from pairs by edition."""
    ratios = [(edition, in_words(pair.ratio)) for edition, pair in pairs]
    return formats.listing(
        [say("corridors.in_edition", ratio=ratio, edition=edition) for edition, ratio in ratios]
    )


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
    slots = {"edition": edition, "pair": _pair_name(own), "ratio": in_words(own.ratio)}
    listed = [f"{_pair_name(pair)} ({in_words(pair.ratio)})" for pair in top.itertuples()]
    if others.empty:
        facts = say("corridors.most_balanced", **slots)
    else:
        facts = say("corridors.others_as_balanced", others=formats.listing(listed), **slots)
    rows = (own.row, own.row_back, *top.row, *top.row_back)
    outcome = UNDECIDABLE if others.empty else CONTRADICTED
    return [case.result(outcome, facts, own.ratio, rows, why=INCOMPLETE_LIST)]


def _pair_name(pair) -> str:
    return f"{country(pair.origin_iso3)}–{country(pair.destination_iso3)}"


def most_pairs_below(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of how many other pairs of the newest edition have a lower ratio."""
    tables = editions(case.sources.corridors)
    if not tables:
        return []
    edition, table = tables[-1]
    others = other_pairs(table)
    if others.empty:
        return []
    few = int((others.ratio < limit).sum())
    facts = say("corridors.one_sided", few=few, others=len(others), edition=edition)
    rows = [*others.row, *others.row_back]
    return [case.result(2 * few > len(others), facts, few / len(others), rows)]
