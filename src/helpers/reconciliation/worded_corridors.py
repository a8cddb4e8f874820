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
from helpers.cleaning.corridors import ENDS, HOME, two_way
from helpers.language import _, formats
from helpers.printed import Interval
from helpers.reconciliation.explanations import group_name, ratio_in_words, say
from helpers.reconciliation.results import TestResult
from helpers.reconciliation.worded_claim import WordedClaim, agree

UN_TABLE = re.compile(r"Rev\.\d{4}")
COUNTED = re.compile("Bureau of National Statistics|Pew Research Center")  # flows not modelled
GROUPS = re.compile(r"\bborn\b|birthplace|citizen")  # words of a note on whom a flow counts
LOWER_RANK = re.compile(r"the true (?:\w+ )?rank can be [^;,)]+ lower")  # from an incomplete copy
WHOLE_YEARS = r"\d{4}(?:-\d{4})?"
WORLD = "WORLD"  # in a corridor: every country listed
NAMED_ENDS = dict(zip(ENDS, ("origin", "destination"), strict=True))


def editions(case: WordedClaim) -> pd.DataFrame:
    """The United Nations table at the latest year of each edition, the newest edition first."""
    stocks = case.evidence.stocks
    stocks = stocks[stocks.edition.str.fullmatch(UN_TABLE)]
    latest = stocks.groupby("edition").period.transform("max")
    return stocks[stocks.period == latest].sort_values("edition", ascending=False, kind="stable")


def both_ways(table: pd.DataFrame, home: bool) -> pd.DataFrame:
    """The pairs of countries, our own or others, that a table has both ways; as of `two_way`."""
    pairs = two_way(table, "amount", ("edition",))
    pairs = pairs[(pairs[ENDS] == HOME).any(axis=1) == home]
    return pairs.rename(columns=NAMED_ENDS).assign(people=pairs.amount + pairs.amount_back)


def home_pairs(case: WordedClaim) -> pd.DataFrame:
    """The country's own pair with the most people in each edition, newest first."""
    pairs = both_ways(editions(case), home=True)
    pairs = pairs.sort_values(["edition", "people"], ascending=False, kind="stable")
    return pairs.drop_duplicates("edition")


def listed(case: WordedClaim, *corridors: str) -> list[list[pd.DataFrame]]:
    """For each edition, newest first, the rows of each corridor, where all have some; KAZ-WORLD
    and WORLD-KAZ take in every country listed."""
    forms = [corridor.replace(WORLD, ".*") for corridor in corridors]
    tables = []
    for _edition, table in editions(case).groupby("edition", sort=False):
        rows = [table[table.corridor.str.fullmatch(form)] for form in forms]
        if all(map(len, rows)):
            tables.append(rows)
    return tables


def people_in(rows: pd.DataFrame) -> int:
    return int(rows.amount.sum())


def counted_flows(case: WordedClaim, there: str, back: str) -> pd.DataFrame:
    """A corridor's last counted flow, and its way back for the same whole years, if both are."""
    ways = [f"{there}-{back}", f"{back}-{there}"]
    flows = case.evidence.flows.query("corridor in @ways")
    flows = flows[flows.source.str.contains(COUNTED)].drop_duplicates(["period", "corridor"])
    flows = flows[flows.period.str.fullmatch(WHOLE_YEARS)]
    both = flows[flows.duplicated("period", keep=False)]
    last = max(both.period, key=lambda period: period[-4:], default="")
    both = both[both.period == last].set_index("corridor")
    return both.loc[ways] if last else both


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


def named(pair) -> str:
    return f"{group_name(pair.origin)}–{group_name(pair.destination)}"


def balanced_from(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of the smaller direction over the larger: yearly flows, main partner, stocks."""
    results = []
    figures = [case.levels(case.year, flow=flow) for flow in cleaning.FLOWS]
    if all(figures):
        (arrived,), (left,) = figures
        ratio = interval_ratio(arrived.interval, left.interval)
        outcome = agree(end >= limit for end in ratio.ends)
        slots = {"ratio": ratio, "year": case.year}
        facts = say("corridors.yearly_flows", arrived=arrived, left=left, **slots)
        results.append(case.result(outcome, facts, ratio, [arrived, left], by="flows"))
    pairs = home_pairs(case)
    if len(pairs):
        results += _partner_flows(case, pairs.iloc[0], limit)
        results.append(_stocks(case, pairs, limit))
    return results


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


def _partner_flows(case: WordedClaim, pair: pd.Series, limit: float) -> list[TestResult]:
    ends = dict(pair[["origin", "destination"]])
    flows = counted_flows(case, *ends.values())
    if flows.empty:
        return []
    there, back = flows.amount
    ratio = min(there, back) / max(there, back)
    period = flows.period.iat[0]
    slots = {"period": period, "one_year": len(period) == 4, "ratio": ratio, **ends}
    facts = say("corridors.partner_flows", there=there, back=back, **slots)
    facts = unlike_groups(facts, flows)
    return [case.result(ratio >= limit, facts, ratio, flows.row, by="partner_flows")]


def _stocks(case: WordedClaim, pairs: pd.DataFrame, limit: float) -> TestResult:
    oldest_first = pairs[::-1]
    earlier = oldest_first[:-1]
    pair = pairs.iloc[0]
    held = bool(pair.ratio >= limit)
    slots = dict(pair[["origin", "destination", "edition", "ratio"]])
    counts = {"there": pair.amount, "back": pair.amount_back}
    facts = say("corridors.both_stocks", year=pair.period, **counts, **slots)
    if len(earlier):
        facts = say("corridors.earlier_ratios", facts=facts, ratios=_by_edition(earlier))
    sources = oldest_first[["row", "row_back"]].to_numpy().ravel()
    result = case.result(held, facts, pair.ratio, sources, by="stocks")
    others = earlier[(earlier.ratio >= limit) != held]
    if others.empty:
        return result
    slots |= {"ratios": _by_edition(others), "editions": len(others)}
    return replace(result, split=say("corridors.other_editions", held=held, **slots))


def _by_edition(pairs: pd.DataFrame) -> list[str]:
    rows = pairs[["ratio", "edition"]].to_dict("records")
    return [say("corridors.in_edition", **row) for row in rows]


def unique(case: WordedClaim) -> list[TestResult]:
    """Other pairs of countries that are at least as balanced, in the newest edition."""
    pairs = home_pairs(case)
    if pairs.empty:
        return []
    pair = pairs.iloc[0]
    others = both_ways(editions(case), home=False)
    others = others.query("edition == @pair.edition and ratio >= @pair.ratio")
    top = others.sort_values("ratio", ascending=False, kind="stable").head(3)
    words = [f"{named(other)} ({ratio_in_words(other.ratio)})" for other in top.itertuples()]
    slots = {"edition": pair.edition, "pair": named(pair), "ratio": pair.ratio}
    facts = say("corridors.as_balanced", any=bool(words), others=words, **slots)
    outcome = "contradicted" if words else "undecidable"
    sources = [pair.row, pair.row_back, *top.row, *top.row_back]
    return [case.result(outcome, facts, pair.ratio, sources, why="list")]


def most_pairs_below(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of how many other pairs of the newest edition have a lower ratio."""
    stocks = editions(case)
    edition = stocks.edition.max()
    others = both_ways(stocks[stocks.edition == edition], home=False)
    if others.empty:
        return []
    few = sum(others.ratio < limit)
    facts = say("corridors.one_sided", few=few, others=len(others), edition=edition)
    sources = [*others.row, *others.row_back]
    return [case.result(2 * few > len(others), facts, few / len(others), sources)]


def all_ranked_to(case: WordedClaim, limit: int) -> list[TestResult]:
    """A test of the world rank of every corridor named, by the newest edition that has them."""
    if WORLD in case.claim.category or not case.named:
        return []
    tables = [pd.concat(rows) for rows in listed(case, *case.named)]
    if not tables:
        return []
    unknown = say("corridors.unknown_rank")
    by_edition = []
    for table in tables:
        ranks = table["rank"].map("{:.0f}".format).replace("nan", unknown)
        by_edition.append({"ranks": list(ranks), "edition": table.edition.iat[0]})
    facts = say("corridors.ranks", **by_edition[0])
    before = [say("corridors.ranks_of_edition", **each) for each in by_edition[1:]]
    if before:
        facts = say("corridors.earlier_ranks", facts=facts, editions=", ".join(before))
    newest, *earlier = tables
    known = newest["rank"].dropna()
    missing = len(known) < len(newest)
    inside = bool((known <= limit).all())
    caution = LOWER_RANK.search("; ".join(newest.note))
    if caution:
        facts = say("corridors.ranks_in_copy", agreed=inside, facts=facts, caution=_(caution[0]))
    outcome = "undecidable" if inside and (caution or missing) else inside
    why = "rank" if missing else "copy"
    if not inside and any((rows["rank"] <= limit).all() for rows in earlier):
        outcome, why = "holds_preliminary", "edition"
    found = None if known.empty else Interval(known.min(), known.max())
    return [case.result(outcome, facts, found, pd.concat(tables).row, why=why)]


def stock_at_least(case: WordedClaim, limit: int) -> list[TestResult]:
    """A test of the people in a corridor, or in all listed corridors of a country."""
    tables = listed(case, *case.named)
    if not tables or len(case.named) != 1:
        return []
    rows = tables[0][0]
    count = people_in(rows)
    outcome = count >= limit
    incomplete = WORLD in case.claim.category
    slots = {"edition": rows.edition.iat[0], "people": count}
    facts = say("corridors.stock", listed_alone=incomplete, **slots)
    if incomplete and not outcome:
        facts = say("corridors.not_enough", facts=facts, people=limit - count)
        outcome = "undecidable"
    return [case.result(outcome, facts, count, rows.row, why="list")]


def way_back_below(case: WordedClaim, limit: float) -> list[TestResult]:
    """A test of the way back over the way there: newest stocks, and the last counted flows."""
    if len(case.named) != 2:
        return []
    results = []
    for ways in listed(case, *case.named)[:1]:
        few, many = map(people_in, ways)
        rows = pd.concat(ways)
        slots = _two_ways(case, few, many)
        incomplete = WORLD in case.claim.category
        edition = rows.edition.iat[0]
        facts = say("corridors.return_stocks", listed_alone=incomplete, edition=edition, **slots)
        exact = Fraction(str(limit))
        outcome = below = Fraction(few, many) < exact
        open_end = (
            case.named[0] if below else case.named[1]
        )  # more people here would turn the ratio
        if WORLD in open_end:
            more = ceil(exact * many - few) if below else floor(few / exact - many) + 1
            slots = {"people": more, "way": _way(open_end), "ratio": limit, "up": below}
            facts = say("corridors.turned", facts=facts, **slots)
            outcome = "undecidable"
        ratio = few / many
        results.append(case.result(outcome, facts, ratio, rows.row, by="stocks", why="list"))
    flows = counted_flows(case, *case.named[0].split("-"))
    if len(flows):
        slots = _two_ways(case, *flows.amount)
        ratio = slots["ratio"]
        period = flows.period.iat[0].replace("-", "–")
        facts = unlike_groups(say("corridors.return_flows", period=period, **slots), flows)
        results.append(case.result(ratio < limit, facts, ratio, flows.row, by="flows"))
    return results


def _two_ways(case: WordedClaim, few: float, many: float) -> dict:
    back, there = map(_way, case.named)
    ways = say("corridors.two_ways", few=few, many=many, back=back, there=there)
    return {"ways": ways, "ratio": few / many}


def _way(corridor: str) -> str:
    origin, destination = corridor.split("-")
    end = {WORLD: "into"}.get(origin, "out_of" if destination == WORLD else "between")
    return say("corridors.way", end=end, origin=origin, destination=destination)


def origin_has_more_than(case: WordedClaim, percent: int) -> list[TestResult]:
    """A test of the origin's share in the listed corridors into the destination."""
    if len(case.named) != 1:
        return []
    origin, destination = case.named[0].split("-")
    tables = listed(case, case.named[0], f"{WORLD}-{destination}")
    if not tables:
        return []
    into = tables[0][1]
    count, whole = map(people_in, tables[0])
    share = 100 * (count / whole)
    more = ceil(Fraction(100 * count, percent) - whole) if share > percent else 0
    facts = say(
        "corridors.from_origin",
        enough=not more,
        people=count,
        listed=whole,
        edition=into.edition.iat[0],
        destination=destination,
        origin=origin,
        share=formats.percent(share),
        more=more,
        limit=formats.percent(percent, 0),
    )
    outcome = "undecidable" if more else False
    return [case.result(outcome, facts, share, into.row, why="list")]
