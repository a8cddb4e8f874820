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

import pandas as pd

from helpers import cleaning, printed
from helpers.cleaning import names
from helpers.cleaning.corridors import ENDS, HOME, two_way
from helpers.language import _, formats, say
from helpers.printed import Interval
from helpers.reconciliation.criterion import WordedClaim
from helpers.reconciliation.explanations import people
from helpers.reconciliation.results import TestResult, agree

UN_TABLE = re.compile(r"Rev\.\d{4}")
COUNTED = re.compile("Bureau of National Statistics|Pew Research Center")  # flows not modelled
GROUPS = re.compile(r"\bborn\b|birthplace|citizen")  # words of a note on whom a flow counts
LOWER_RANK = re.compile(r"the true (?:\w+ )?rank can be [^;,)]+ lower")  # from an incomplete copy
WHOLE_YEARS = r"\d{4}(?:-\d{4})?"


def editions(case: WordedClaim) -> pd.DataFrame:
    """The United Nations table at the latest year of each edition, the newest edition first."""
    stocks = case.evidence.stocks
    stocks = stocks[stocks.edition.str.fullmatch(UN_TABLE)]
    latest = stocks.groupby("edition").period.transform("max")
    return stocks[stocks.period == latest].sort_values("edition", ascending=False, kind="stable")


def both_ways(table: pd.DataFrame, home: bool) -> pd.DataFrame:
    """The pairs of countries, our own or others, that a table has both ways; as of `two_way`."""
    pairs = two_way(table, "amount", ("edition",))
    return pairs[(pairs[ENDS] == HOME).any(axis=1) == home]


def home_pairs(case: WordedClaim) -> list:
    """The country's own pair with the most people in each edition, newest first."""
    pairs = both_ways(editions(case), home=True)
    people = (pairs.amount + pairs.amount_back).sort_values(ascending=False, kind="stable")
    largest = pairs.loc[people.index].drop_duplicates("edition")
    return list(largest.sort_values("edition", ascending=False).itertuples())


def listed(case: WordedClaim, *corridors: str) -> list[tuple[str, list[pd.DataFrame]]]:
    """Each edition, newest first, with the rows of each corridor, where all have some; KAZ-WORLD
    and WORLD-KAZ take in every country listed."""
    tables = []
    for edition, table in editions(case).groupby("edition", sort=False):
        forms = [corridor.replace("WORLD", ".*") for corridor in corridors]
        rows = [table[table.corridor.str.fullmatch(form)] for form in forms]
        if all(map(len, rows)):
            tables.append((edition, rows))
    return tables


def people_in(rows: pd.DataFrame) -> int:
    return int(rows.amount.sum())


def counted_flows(case: WordedClaim, ends: Iterable[str]) -> pd.DataFrame:
    """A corridor's last counted flow, and its way back for the same whole years, if both are."""
    there, back = ends
    ways = [f"{there}-{back}", f"{back}-{there}"]
    flows = case.evidence.flows
    counted = flows.source.str.contains(COUNTED) & flows.period.str.fullmatch(WHOLE_YEARS)
    flows = flows[counted & flows.corridor.isin(ways)].drop_duplicates(["period", "corridor"])
    both = flows[flows.duplicated("period", keep=False)]
    last = max(both.period, key=lambda period: period[-4:], default="")
    return both[both.period == last].sort_values("corridor", key=lambda each: each != ways[0])


def groups_counted(notes: Iterable[str]) -> list[str]:
    """The clauses of the notes that name whom a flow counts; each once."""
    clauses = [clause.strip() for note in notes for clause in note.split(";")]
    return [clause for clause in dict.fromkeys(clauses) if GROUPS.search(clause)]


def unlike_groups(facts: str, flows: pd.DataFrame) -> str:
    """With the caution, where the notes name more than one group, that they are not the same."""
    groups = groups_counted(flows.note)
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


def ends_of(pair) -> dict[str, str]:
    """The names of the countries that a row runs from and to."""
    return {"origin": country(pair.origin_iso3), "destination": country(pair.destination_iso3)}


def named(pair) -> str:
    return "–".join(ends_of(pair).values())


def balanced_from(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of the smaller direction over the larger: yearly flows, main partner, stocks."""
    results = _yearly_flows(case, limit)
    pairs = home_pairs(case)
    if pairs:
        results += _partner_flows(case, pairs[0], limit)
        results.append(_stocks(case, pairs, limit))
    return results


def _yearly_flows(case: WordedClaim, limit: float) -> list[TestResult]:
    figures = [case.level(case.year, flow) for flow in cleaning.FLOWS]
    if None in figures:
        return []
    ratio = interval_ratio(*(figure.interval for figure in figures))
    outcome = agree(end >= limit for end in ratio.ends)
    low, high = map(in_words, ratio.ends)
    arrived, left = map(people, figures)
    facts = say(
        "corridors.yearly_flows",
        arrived=arrived,
        left=left,
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


def _partner_flows(case: WordedClaim, pair, limit: float) -> list[TestResult]:
    flows = counted_flows(case, (pair.origin_iso3, pair.destination_iso3))
    if flows.empty:
        return []
    ratio = flows.amount.min() / flows.amount.max()
    there, back = map(formats.people, flows.amount)
    slots = ends_of(pair) | {"period": flows.period.iloc[0], "ratio": in_words(ratio)}
    one_year = len(slots["period"]) == 4
    facts = say("corridors.partner_flows", one_year=one_year, there=there, back=back, **slots)
    about = {"part": "balanced_partner_flows", "reading": True}
    facts = unlike_groups(facts, flows)
    return [case.result(ratio >= limit, facts, ratio, flows.row, **about)]


def _stocks(case: WordedClaim, pairs: list, limit: float) -> TestResult:
    pair, *newer_first = pairs
    earlier = newer_first[::-1]
    held = pair.ratio >= limit
    slots = {"edition": names.edition(pair.edition), "ratio": in_words(pair.ratio)}
    facts = say(
        "corridors.both_stocks",
        there=formats.people(pair.amount),
        back=formats.people(pair.amount_back),
        year=pair.period,
        **ends_of(pair),
        **slots,
    )
    if earlier:
        facts = say("corridors.earlier_ratios", facts=facts, ratios=_by_edition(earlier))
    sources = [row for each in (*earlier, pair) for row in (each.row, each.row_back)]
    about = {"part": "balanced_stocks", "reading": True}
    result = case.result(held, facts, pair.ratio, sources, **about)
    others = [each for each in earlier if (each.ratio >= limit) != held]
    if not others:
        return result
    slots |= {"ratios": _by_edition(others), "editions": len(others)}
    return replace(result, split=say("corridors.other_editions", held=held, **slots))


def _by_edition(pairs: list) -> str:
    words = []
    for pair in pairs:
        ratio = in_words(pair.ratio)
        edition = names.edition(pair.edition)
        words.append(say("corridors.in_edition", ratio=ratio, edition=edition))
    return formats.listing(words)


def unique(case: WordedClaim) -> list[TestResult]:
    """Other pairs of countries that are at least as balanced, in the newest edition."""
    pair = next(iter(home_pairs(case)), None)
    if pair is None:
        return []
    others = both_ways(editions(case), False)
    others = others.query("edition == @pair.edition and ratio >= @pair.ratio")
    top = others.sort_values("ratio", ascending=False, kind="stable").head(3)
    listed = [f"{named(other)} ({in_words(other.ratio)})" for other in top.itertuples()]
    slots = {"edition": names.edition(pair.edition), "pair": named(pair)}
    slots |= {"ratio": in_words(pair.ratio), "others": formats.listing(listed)}
    facts = say("corridors.as_balanced", any=bool(listed), **slots)
    outcome = "contradicted" if listed else "undecidable"
    sources = [pair.row, pair.row_back, *top.row, *top.row_back]
    return [case.result(outcome, facts, pair.ratio, sources, why="list")]


def most_pairs_below(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of how many other pairs of the newest edition have a lower ratio."""
    stocks = editions(case)
    newest = stocks[stocks.edition == stocks.edition.max()]
    others = both_ways(newest, False)
    if others.empty:
        return []
    few = sum(others.ratio < limit)
    edition = names.edition(newest.edition.max())
    facts = say("corridors.one_sided", few=few, others=len(others), edition=edition)
    sources = [*others.row, *others.row_back]
    return [case.result(2 * few > len(others), facts, few / len(others), sources)]


def all_ranked_to(case: WordedClaim, limit: int) -> list[TestResult]:
    """A test of the world rank of every corridor named, by the newest edition that has them."""
    tables = listed(case, *case.named)
    if not tables or "WORLD" in case.claim.category or not case.named:
        return []
    tables = [(edition, pd.concat(rows)) for edition, rows in tables]
    unknown = say("corridors.unknown_rank")
    words = []
    for edition, rows in tables:
        ranks = [unknown if pd.isna(rank) else f"{rank:.0f}" for rank in rows["rank"]]
        words.append({"ranks": formats.listing(ranks), "edition": names.edition(edition)})
    facts = say("corridors.ranks", **words[0])
    before = [say("corridors.ranks_of_edition", **each) for each in words[1:]]
    if before:
        facts = say("corridors.earlier_ranks", facts=facts, editions=", ".join(before))
    (_edition, newest), *earlier = tables
    known = newest["rank"].dropna()
    missing = len(known) < len(newest)
    inside = bool((known <= limit).all())
    caution = LOWER_RANK.search("; ".join(newest.note))
    if caution:
        facts = say("corridors.ranks_in_copy", agreed=inside, facts=facts, caution=_(caution[0]))
    outcome = "undecidable" if inside and (caution or missing) else inside
    why = "rank" if missing else "copy"
    if not inside and any((rows["rank"] <= limit).all() for _edition, rows in earlier):
        outcome, why = "holds_preliminary", "edition"
    found = None if known.empty else Interval(known.min(), known.max())
    sources = [row for _edition, rows in tables for row in rows.row]
    return [case.result(outcome, facts, found, sources, why=why)]


def stock_at_least(case: WordedClaim, limit: int) -> list[TestResult]:
    """A test of the people in a corridor, or in all listed corridors of a country."""
    tables = listed(case, *case.named)
    if not tables or len(case.named) != 1:
        return []
    edition, (rows,) = tables[0]
    count = people_in(rows)
    outcome = count >= limit
    incomplete = "WORLD" in case.claim.category
    slots = {"edition": names.edition(edition), "people": formats.people(count)}
    facts = say("corridors.stock", listed_alone=incomplete, **slots)
    if incomplete and not outcome:
        more = formats.people(limit - count)
        facts = say("corridors.not_enough", facts=facts, people=more)
        outcome = "undecidable"
    return [case.result(outcome, facts, count, rows.row, why="list")]


def way_back_below(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of the way back over the way there: newest stocks, and the last counted flows."""
    if len(case.named) != 2:
        return []
    results = [_return_stock(case, *table, limit) for table in listed(case, *case.named)[:1]]
    flows = counted_flows(case, case.named[0].split("-"))
    if len(flows):
        few, many = flows.amount
        period = flows.period.iloc[0].replace("-", "–")
        slots = {"ways": _two_ways(case, few, many), "ratio": in_words(few / many)}
        facts = unlike_groups(say("corridors.return_flows", period=period, **slots), flows)
        about = {"part": f"{case.criterion.name}_flows", "reading": True}
        results.append(case.result(few / many < limit, facts, few / many, flows.row, **about))
    return results


def _return_stock(
    case: WordedClaim, edition: str, ways: list[pd.DataFrame], limit: float
) -> TestResult:
    few, many = map(people_in, ways)
    below = Fraction(few, many) < Fraction(str(limit))
    slots = {"ways": _two_ways(case, few, many), "ratio": in_words(few / many)}
    slots["listed_alone"] = "WORLD" in case.claim.category
    facts = say("corridors.return_stocks", edition=names.edition(edition), **slots)
    outcome = below
    open_end = case.named[0] if below else case.named[1]  # more people here would turn the ratio
    if "WORLD" in open_end:
        more = formats.people(people_to_turn(few, many, limit))
        slots = {"way": _way(open_end), "ratio": in_words(limit), "up": below}
        facts = say("corridors.turned", facts=facts, people=more, **slots)
        outcome = "undecidable"
    about = {"part": f"{case.criterion.name}_stocks", "why": "list", "reading": True}
    return case.result(outcome, facts, few / many, pd.concat(ways).row, **about)


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
    end = {"WORLD": "into"}.get(origin, "out_of" if destination == "WORLD" else "between")
    slots = {"origin": country(origin), "destination": country(destination)}
    return say("corridors.way", end=end, **slots)


def origin_has_more_than(case: WordedClaim, percent: int) -> list[TestResult]:
    """A test of the origin's share in the listed corridors into the destination."""
    if len(case.named) != 1:
        return []
    origin, destination = case.named[0].split("-")
    tables = listed(case, case.named[0], f"WORLD-{destination}")
    if not tables:
        return []
    edition, (rows, into) = tables[0]
    count, whole = people_in(rows), people_in(into)
    share = 100 * (count / whole)
    more = ceil(Fraction(100 * count, percent) - whole) if share > percent else 0
    facts = say(
        "corridors.from_origin",
        enough=not more,
        people=formats.people(count),
        listed=formats.people(whole),
        edition=names.edition(edition),
        destination=country(destination),
        origin=country(origin),
        share=formats.percent(share),
        more=formats.people(more),
        limit=formats.percent(percent, 0),
    )
    outcome = "undecidable" if more else False
    return [case.result(outcome, facts, share, into.row, why="list")]
