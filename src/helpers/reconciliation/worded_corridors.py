"""Tests of words about corridors: ranks, how many people, and the two ways beside each other.

Stocks (people of one country who live in another, by United Nations tables) are kept apart from
flows (moves in a period). The largest corridors alone are at hand: where others could turn a
verdict, it is undecidable, and says what it would take."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import compress
from math import ceil, floor

import pandas as pd

from helpers import cleaning
from helpers.cleaning.corridors import ENDS, HOME, two_way
from helpers.language import _
from helpers.printed import Interval
from helpers.reconciliation.explanations import group_name, ratio_in_words, say
from helpers.reconciliation.results import TestResult, WordedClaim, agree

# Sources of flows that are not modelled
COUNTED = "Bureau of National Statistics|reported by Kazakhstan|Pew Research Center"
GROUPS = re.compile(r"\bborn\b|birthplace|citizen")  # words of a note on whom a flow counts
LOWER_RANK = re.compile(r"the true (?:\w+ )?rank can be [^;,)]+ lower")  # from an incomplete copy
WHOLE_YEARS = r"\d{4}(?:-\d{4})?"
WORLD = "WORLD"  # in a corridor: every country listed
NAMED_ENDS = dict(zip(ENDS, ("origin", "destination"), strict=True))


def both_ways(case: WordedClaim) -> tuple[pd.DataFrame, pd.DataFrame]:
    """As of `two_way`: our largest pair in each edition, the newest first, and all other pairs."""
    pairs = two_way(case.evidence.stocks, "amount", ("edition",))
    pairs = pairs.assign(people=pairs.amount + pairs.amount_back).rename(columns=NAMED_ENDS)
    own = pairs[(pairs[["origin", "destination"]] == HOME).any(axis=1)]
    others = pairs.drop(own.index)
    own = own.sort_values(["edition", "people"], ascending=False, kind="stable")
    return own.drop_duplicates("edition"), others


def listed(case: WordedClaim, *corridors: str) -> list[list[pd.DataFrame]]:
    """For each edition, newest first, the rows of each corridor, where all have some."""
    forms = [corridor.replace(WORLD, ".*") for corridor in corridors]
    tables = []
    for _edition, table in case.evidence.stocks.groupby("edition", sort=False):
        rows = [table[table.corridor.str.fullmatch(form)] for form in forms]
        if all(map(len, rows)):
            tables.append(rows)
    return tables


def counted_flows(case: WordedClaim, there: str, back: str) -> pd.DataFrame:
    """A corridor's last counted flow up to the claim's year, and the way back in the same years."""
    ways = [f"{there}-{back}", f"{back}-{there}"]
    flows = case.evidence.flows.query("corridor in @ways and source.str.contains(@COUNTED)")
    flows = flows[flows.period.str.fullmatch(WHOLE_YEARS)].drop_duplicates(["period", "corridor"])
    both = flows[flows.duplicated("period", keep=False)]
    both = both[both.period.str[-4:] <= str(case.year)]
    last = max(both.period, key=lambda period: period[-4:], default="")
    return both[both.period == last].set_index("corridor").loc[ways if last else []]


def groups_counted(notes: Iterable[str]) -> list[str]:
    """The clauses of the notes that name whom a flow counts; each once."""
    clauses = dict.fromkeys(re.split(r"\s*;\s*", "; ".join(notes).strip()))
    return [clause for clause in clauses if GROUPS.search(clause)]


def unlike_groups(facts: str, flows: pd.DataFrame) -> str:
    """With the caution, where the notes name more than one group, that they are not the same."""
    groups = groups_counted(flows.note)
    if len(groups) < 2:
        return facts
    return say(
        "corridors.unlike_groups",
        facts=facts,
        groups=", ".join(map(_, groups)),
    )


def balanced_from(case: WordedClaim, limit: float) -> Iterator[TestResult]:
    """A test of the smaller direction over the larger: yearly flows, main partner, stocks."""
    figures = [case.levels(case.year, flow=flow) for flow in cleaning.FLOWS]
    if all(figures) and any(figure.interval.low > 0 for (figure,) in figures):
        (arrived,), (left,) = figures
        intervals = (arrived.interval, left.interval)
        smaller, larger = sorted(intervals, key=lambda interval: interval.low)
        if smaller.high < larger.low:
            ratio = smaller / larger
        else:  # rounding leaves open which is the smaller
            ratio = Interval(min(smaller.low / larger.high, larger.low / smaller.high), 1)
        outcome = agree(end >= limit for end in ratio.ends)
        facts = say(
            "corridors.yearly_flows",
            arrived=arrived,
            left=left,
            ratio=ratio,
            year=case.year,
        )
        yield case.result(outcome, facts, ratio, [arrived, left], by="flows")
    pairs, _others = both_ways(case)
    if pairs.empty:
        return
    pair = pairs.iloc[0]
    flows = counted_flows(case, pair.origin, pair.destination)
    if len(flows):
        there, back = flows.amount
        ratio = min(there, back) / max(there, back)
        period = flows.period.max()
        facts = say(
            "corridors.partner_flows",
            there=there,
            back=back,
            period=period,
            year=case.year,
            of_year=period == str(case.year),
            ratio=ratio,
            **pair[["origin", "destination"]],
        )
        facts = unlike_groups(facts, flows)
        yield case.result(ratio >= limit, facts, ratio, flows.row, by="partner_flows")
    yield _stocks(case, pairs, limit)


def _stocks(case: WordedClaim, pairs: pd.DataFrame, limit: float) -> TestResult:
    pair = pairs.iloc[0]
    held = bool(pair.ratio >= limit)
    slots = dict(pair[["origin", "destination", "edition", "ratio"]])
    slots |= {
        "year": pair.period,
        "there": pair.amount,
        "back": pair.amount_back,
    }
    facts = say("corridors.both_stocks", **slots)
    oldest_first = pairs[::-1]
    earlier = oldest_first[:-1]
    words = [
        say("corridors.in_edition", ratio=row.ratio, edition=row.edition)
        for row in earlier.itertuples()
    ]
    if words:
        facts = say("corridors.earlier_ratios", facts=facts, ratios=words)
    sources = oldest_first[["row", "row_back"]].to_numpy().ravel()
    result = case.result(held, facts, pair.ratio, sources, by="stocks")
    differing = list(compress(words, (earlier.ratio >= limit) != held))
    if not differing:
        return result
    slots |= {"ratios": differing, "editions": len(differing)}
    return replace(result, split=say("corridors.other_editions", held=held, **slots))


def unique(case: WordedClaim) -> Iterator[TestResult]:
    """Other pairs of countries that are at least as balanced, in the newest edition."""
    pairs, others = both_ways(case)
    if pairs.empty:
        return
    pair = pairs.iloc[0]
    others = others.query("edition == @pair.edition and ratio >= @pair.ratio")
    top = others.sort_values("ratio", ascending=False, kind="stable").head(3)
    words = [f"{named(other)} ({ratio_in_words(other.ratio)})" for other in top.itertuples()]
    facts = say(
        "corridors.as_balanced",
        any=bool(words),
        others=words,
        edition=pair.edition,
        pair=named(pair),
        ratio=pair.ratio,
    )
    outcome = "contradicted" if words else "undecidable"
    sources = [pair.row, pair.row_back, *top.row, *top.row_back]
    yield case.result(outcome, facts, pair.ratio, sources, why="list")


def named(pair) -> str:
    return f"{group_name(pair.origin)}–{group_name(pair.destination)}"


def most_pairs_below(case: WordedClaim, limit: float) -> Iterator[TestResult]:
    """A test of how many other pairs of the newest edition have a lower ratio."""
    _own, others = both_ways(case)
    edition = case.evidence.stocks.edition.max()
    others = others[others.edition == edition]
    if others.empty:
        return
    few = sum(others.ratio < limit)
    facts = say("corridors.one_sided", few=few, others=len(others), edition=edition)
    sources = [*others.row, *others.row_back]
    yield case.result(2 * few > len(others), facts, few / len(others), sources)


def all_ranked_to(case: WordedClaim, limit: int) -> Iterator[TestResult]:
    """A test of the world rank of every corridor named, by the newest edition that has them."""
    if WORLD in case.claim.category or not case.named:
        return
    tables = [pd.concat(rows) for rows in listed(case, *case.named)]
    if not tables:
        return
    unknown = say("corridors.unknown_rank")
    by_edition = []
    for table in tables:
        ranks = table["rank"].map("{:.0f}".format).replace("nan", unknown)
        by_edition.append({"ranks": list(ranks), "edition": table.edition.max()})
    facts = say("corridors.ranks", **by_edition[0])
    before = [say("corridors.ranks_of_edition", **each) for each in by_edition[1:]]
    if before:
        facts = say(
            "corridors.earlier_ranks",
            facts=facts,
            editions=", ".join(before),
        )
    newest, *earlier = tables
    known = newest["rank"].dropna()
    missing = newest["rank"].isna().any()
    inside = bool((known <= limit).all())
    caution = LOWER_RANK.search("; ".join(newest.note))
    if caution:
        facts = say(
            "corridors.ranks_in_copy",
            agreed=inside,
            facts=facts,
            caution=_(caution[0]),
        )
    outcome = "undecidable" if inside and (caution or missing) else inside
    why = "rank" if missing else "copy"
    if not inside and any((rows["rank"] <= limit).all() for rows in earlier):
        outcome = "holds_preliminary"
        why = "edition"
    found = None if known.empty else Interval(known.min(), known.max())
    yield case.result(outcome, facts, found, pd.concat(tables).row, why=why)


def stock_at_least(case: WordedClaim, limit: int) -> Iterator[TestResult]:
    """A test of the people in a corridor, or in all listed corridors of a country."""
    if len(case.named) != 1:
        return
    for (rows,) in listed(case, *case.named)[:1]:
        count = int(rows.amount.sum())
        outcome = count >= limit
        incomplete = WORLD in case.claim.category
        edition = rows.edition.max()
        facts = say(
            "corridors.stock",
            listed_alone=incomplete,
            edition=edition,
            people=count,
        )
        if incomplete and not outcome:
            facts = say("corridors.not_enough", facts=facts, people=limit - count)
            outcome = "undecidable"
        yield case.result(outcome, facts, count, rows.row, why="list")


def way_back_below(case: WordedClaim, limit: float) -> Iterator[TestResult]:
    """A test of the way back over the way there: newest stocks, and the last counted flows."""
    if len(case.named) != 2:
        return
    ways = []
    for corridor in case.named:
        origin, destination = corridor.split("-")
        end = {WORLD: "into"}.get(origin, "out_of" if destination == WORLD else "between")
        ways.append(
            say(
                "corridors.way",
                end=end,
                origin=origin,
                destination=destination,
            )
        )
    slots = dict(zip(("back", "there"), ways, strict=True))
    for tables in listed(case, *case.named)[:1]:
        few, many = (int(rows.amount.sum()) for rows in tables)
        rows = pd.concat(tables)
        facts = say(
            "corridors.return_stocks",
            listed_alone=WORLD in case.claim.category,
            edition=rows.edition.max(),
            few=few,
            many=many,
            ratio=few / many,
            **slots,
        )
        line = Fraction(str(limit))
        outcome = below = Fraction(few, many) < line
        side = 0 if below else 1  # where more people would turn the ratio
        if WORLD in case.named[side]:
            more = ceil(line * many - few) if below else floor(few / line - many) + 1
            facts = say(
                "corridors.turned",
                facts=facts,
                up=below,
                people=more,
                way=ways[side],
                ratio=limit,
            )
            outcome = "undecidable"
        yield case.result(outcome, facts, few / many, rows.row, by="stocks", why="list")
    flows = counted_flows(case, *case.named[0].split("-"))
    if len(flows):
        few, many = flows.amount
        ratio = few / many
        period = flows.period.max().replace("-", "–")
        slots |= {"few": few, "many": many, "ratio": ratio}
        facts = unlike_groups(say("corridors.return_flows", period=period, **slots), flows)
        yield case.result(ratio < limit, facts, ratio, flows.row, by="flows")


def origin_has_more_than(case: WordedClaim, percent: int) -> Iterator[TestResult]:
    """A test of the origin's share in the listed corridors into the destination."""
    if len(case.named) != 1:
        return
    origin, destination = case.named[0].split("-")
    for came, into in listed(case, case.named[0], f"{WORLD}-{destination}")[:1]:
        count, whole = (int(rows.amount.sum()) for rows in (came, into))
        share = 100 * (count / whole)
        more = ceil(Fraction(100 * count, percent) - whole) if share > percent else 0
        facts = say(
            "corridors.from_origin",
            enough=not more,
            people=count,
            listed=whole,
            edition=into.edition.max(),
            destination=destination,
            origin=origin,
            share=share,
            more=more,
            limit=percent,
        )
        outcome = "undecidable" if more else False
        yield case.result(outcome, facts, share, into.row, why="list")
