"""Worded claims: what words such as 'almost by half' must mean to be tested, and the tests.

The criteria are stated here, in one table, before any result: `criteria_table` shows them to
readers. A word that sets no measure ('important') matches no criterion and stays unchecked.

Stocks and flows are kept apart. A stock is people of one country who live in another at one time,
from a United Nations table (its editions revise each other); a flow is moves during a period. Each
explanation says which it uses.

The corridors at hand are the largest of that table, not all. Where corridors that are not listed
could turn a verdict, it is undecidable, and the explanation says how much it would take to turn it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, product, starmap
from math import ceil, floor
from typing import NamedTuple

import pandas as pd

from helpers import cleaning, printed
from helpers.language import formats, say
from helpers.printed import Interval
from helpers.reconciliation import sentences_on_stocks, sentences_on_words, verdict_words
from helpers.reconciliation.sentences_on_words import (
    INCOMPLETE_COPY,
    INCOMPLETE_LIST,
    PRECISION,
    RANK_MISSING,
)
from helpers.reconciliation.verdict_words import (
    CONTRADICTED,
    HOLDS,
    PRELIMINARY,
    UNCHECKED,
    UNDECIDABLE,
)

# What the words are taken to mean. Shares and changes in percent, ratios of the smaller to the
# larger direction.
SHARP, NOTICEABLE, STAGNANT = 25, 10, 5
ALMOST_HALF = (45, 50)
STOPPED, YEARS_BEFORE = 5, 10
OVERWHELMING, MOST = 75, 50
BALANCED, ONE_SIDED, HARDLY_ANY = 0.80, 0.50, 0.10
TOP = 10
MILLIONS, HUGE = 2_000_000, 10_000_000
MEMBERS = "leaders_members"  # the test of who is on a list of leaders

HOME = "KAZ"
UN_TABLE = r"^Rev\.(\d{4})$"
COUNTED = "Bureau of National Statistics|Pew Research Center"  # flows that were counted or surveyed, not modelled
GROUPS = r"\bborn\b|birthplace|citizen"  # words of a note that says whom a flow counts
LOWER_RANK = r"the true (?:\w+ )?rank can be [^;,)]+ lower"  # words of a note on a rank from an incomplete copy


class Sources(NamedTuple):
    """What the tests of one article may use: nothing about years after `year`, nothing from the
    article's own page.

    `annual` is the edition's series (cleaning.annual_flows); the others are tables of the data
    package. `published` is the article's day, where it is known.
    """

    year: int
    annual: pd.DataFrame
    flows: pd.DataFrame
    breakdowns: pd.DataFrame
    corridors: pd.DataFrame
    corridor_flows: pd.DataFrame
    published: pd.Timestamp | None = None


@dataclass(frozen=True)
class Finding:
    """The outcome of one test of one claim. `rows` are the rows used; `compared` is what the
    article's figures say, where that is not the claim's own figure; only an `independent` finding
    can confirm a claim.

    Two clauses serve the claim's overall explanation, after 'But': `short` says the finding in
    fewer words, for when its verdict is not the claim's; `split` says what speaks for another
    verdict within the test itself. `tells` are the tests of which the explanation gives the outcome
    already."""

    claim_id: str
    test: str
    verdict: str
    explanation: str
    found: Interval | None = None
    rows: tuple[str, ...] = ()
    compared: Interval | None = None
    independent: bool = True
    short: str = ""
    split: str = ""
    tells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """What a phrase must mean: the kinds of claim and the stem of the words it applies to, and its
    test.
    """

    name: str
    kinds: tuple[str, ...]
    stem: str
    meaning: Callable[[], str]  # in words, in the language spoken
    test: Callable
    dimension: str | None = None  # where the test makes sense for one dimension only

    def matches(self, claim) -> bool:
        fits = claim.kind in self.kinds and self.dimension in (None, claim.dimension)
        return fits and re.search(self.stem, claim.quote, re.IGNORECASE) is not None

    @property
    def phrase(self) -> str:
        """The stem for readers: 'резк… сниж / сокра'."""
        stem = re.sub(r"\\w[*+]", "…", self.stem).replace(".*", " … ").replace("|", " / ")
        return re.sub(r"\(\?:|\)", "", stem) or say("criteria.any_list")

    def judged(
        self,
        claim,
        outcome,
        facts: str,
        found=None,
        rows=(),
        test=None,
        independent=True,
        *,
        takes: str | None = None,
        why: str = PRECISION,
    ) -> Finding:
        """The finding with its sentence: the facts, whether the wording holds, what it takes.

        `takes` stands in where a test is on one part of the criterion; `why` is what leaves the
        outcome undecidable.
        """
        verdict = {True: HOLDS, False: CONTRADICTED}.get(outcome, outcome)
        said = verdict_words.sentence(
            sentences_on_words.verdict_on(facts, verdict, why, takes or self.meaning())
        )
        found = None if found is None else printed.as_interval(found)
        return Finding(
            claim.claim_id, test or self.name, verdict, said, found, tuple(rows), None, independent,
            sentences_on_words.evidence_on(facts, verdict, why),
        )  # fmt: skip


# --- outcomes that printed precision leaves open --------------------------------------------------


def whether(answers: Iterable[bool]) -> bool | str:
    """What the answers for all that a figure can be say together: where they differ, it is
    undecidable.
    """
    found = set(answers)
    return found.pop() if len(found) == 1 else UNDECIDABLE


def above(one: Interval, other: Interval) -> bool | str:
    """Whether one figure exceeds another; figures that are alike at their precision decide
    nothing.
    """
    return one.certainly_above(other) or (UNDECIDABLE if one.overlaps(other) else False)


def every(outcomes: Iterable[bool | str]) -> bool | str:
    """Whether all of these hold: one that fails is enough against it, else one that is undecidable
    leaves it open.
    """
    found = set(outcomes)
    return False if False in found else UNDECIDABLE if UNDECIDABLE in found else True


# --- figures that the tests share -----------------------------------------------------------------


class Figure(NamedTuple):
    """An official figure, where it stands, whether it was `final` or `preliminary`, and what prints
    the same.
    """

    value: float
    row: str
    vintage: str
    interval: Interval


class Change(NamedTuple):
    """The change from one year to the next in percent, from two figures."""

    percent: Interval
    new: Figure
    old: Figure

    @property
    def rows(self) -> tuple[str, str]:
        return self.new.row, self.old.row


def year_of(claim, sources: Sources) -> int:
    """The year that a claim speaks of: its own, else the year of the edition."""
    return int(str(claim.time_period)[:4]) if pd.notna(claim.time_period) else sources.year


def flows_of(claim) -> tuple[str, ...]:
    """The flow that a claim speaks of; a claim about migration as a whole speaks of arrivals and
    departures.
    """
    return (claim.flow,) if pd.notna(claim.flow) else cleaning.FLOWS


def final_figure(sources: Sources, flow: str, year: int) -> Figure | None:
    """The figure of the edition's series, or None when it is not published."""
    series = sources.annual
    rows = series[(series.flow == flow) & (series.year == year) & series.value.notna()]
    return next(
        (
            Figure(float(row.value), row.row, row.vintage, interval_of(row))
            for row in rows.itertuples()
        ),
        None,
    )


def first_figure(sources: Sources, flow: str, year: int) -> Figure | None:
    """The figure first published for a year, or None when it was not found; one in whole hundreds
    was rounded.

    `sources.flows` ends with what the edition may know, so that the first vintage has none that
    came after its date.
    """
    flows = sources.flows
    rows = cleaning.first_printed(flows[(flows.measure == flow) & (flows.year == year)])
    if rows.empty:
        return None
    value = float(rows.value.iloc[0])
    return Figure(
        value, rows.row.iloc[0], "preliminary", Interval(*cleaning.as_rounded(value, value, value))
    )


def change(new: Figure | None, old: Figure | None) -> Change | None:
    if new is None or old is None or old.interval.low <= 0:
        return None
    return Change(printed.percent_change(new.interval, old.interval), new, old)


def final_change(sources: Sources, flow: str, year: int, base: int) -> Change | None:
    return change(final_figure(sources, flow, year), final_figure(sources, flow, base))


def first_change(sources: Sources, flow: str, year: int, base: int) -> Change | None:
    return change(first_figure(sources, flow, year), first_figure(sources, flow, base))


def published_groups(
    sources: Sources, flow: str, dimension: str, year: int, unit: str
) -> pd.DataFrame:
    """The final figures of a whole year by group, one row per category, each with its `low` and
    `high`.
    """
    year_rows = cleaning.full_year(sources.breakdowns, year)
    mine = year_rows[
        (year_rows.flow == flow) & (year_rows.dimension == dimension) & (year_rows.unit == unit)
    ]
    mine = mine[mine.low.notna() & ~mine.category.str.contains(f"_preliminary|{cleaning.NO_GROUP}")]
    width = (mine.high - mine.low).astype(float)
    return mine.assign(width=width).sort_values("width", kind="stable").drop_duplicates("category")


def own_figures(claim, claims: pd.DataFrame, dimension: str | None = None) -> pd.DataFrame:
    """The counts that the article itself prints for the claim's flow and year, by category."""
    same_year = claims.time_period == claim.time_period
    mine = claims[(claims.kind == "quantity") & (claims.flow == claim.flow) & same_year]
    return mine[mine.dimension == (dimension or claim.dimension)].drop_duplicates("category")


def interval_of(row) -> Interval:
    """The bounds of a row; rounded, since floats such as 13.6 + 0.05 miss the decimal bound by a
    hair.
    """
    return Interval(round(float(row.low), 6), round(float(row.high), 6))


# --- direction and size of a change ---------------------------------------------------------------


def by_change(accept: Callable[[float], bool], *within: float) -> Callable:
    """A test of the yearly change of every flow that the claim speaks of, by final figures, then by
    first ones.

    A change between rounded figures is accepted where all that it can be is. Its two ends answer
    for it, but for criteria that change their mind between ends that agree: these give the changes
    `within` to ask too. First figures speak for a claim only where they certainly do, and only
    where the final ones contradict it.
    """

    def test(claim, sources, claims, criterion) -> list[Finding]:
        year = year_of(claim, sources)
        base = int(claim.base_period) if pd.notna(claim.base_period) else year - 1
        final = {flow: final_change(sources, flow, year, base) for flow in flows_of(claim)}
        if None in final.values():
            return []
        first = {flow: first_change(sources, flow, year, base) for flow in flows_of(claim)}
        outcome, shown = _accepted(final, accept, within), final
        if (
            outcome is False
            and None not in first.values()
            and _accepted(first, accept, within) is True
        ):
            outcome, shown = PRELIMINARY, first
        facts = sentences_on_words.changes(shown, year)
        ends = [end for one in shown.values() for end in one.percent.ends]
        rows = [row for one in shown.values() for row in one.rows]
        return [criterion.judged(claim, outcome, facts, Interval(min(ends), max(ends)), rows)]

    return test


def _accepted(
    changes: dict[str, Change], accept: Callable[[float], bool], within: tuple[float, ...]
) -> bool | str:
    found = [one.percent for one in changes.values()]
    asked = [(*one.ends, *filter(one.contains, within)) for one in found]
    return every(whether(map(accept, values)) for values in asked)


def by_two_changes(accept: Callable[[float, float], bool]) -> Callable:
    """A test of the change of a year beside that of the year before, by final figures, at all ends
    of both.
    """

    def test(claim, sources, claims, criterion) -> list[Finding]:
        year, (flow, *_) = year_of(claim, sources), flows_of(claim)
        before, now = (final_change(sources, flow, when, when - 1) for when in (year - 1, year))
        if before is None or now is None:
            return []
        facts = sentences_on_words.two_changes(flow, before, now, year)
        outcome = whether(accept(*ends) for ends in product(now.percent.ends, before.percent.ends))
        return [criterion.judged(claim, outcome, facts, now.percent, (*now.rows, *before.rows))]

    return test


def stopped(claim, sources, claims, criterion) -> list[Finding]:
    """The flow as a share of its mean over the years before."""
    year, (flow, *_) = year_of(claim, sources), flows_of(claim)
    figure = final_figure(sources, flow, year)
    earlier = [final_figure(sources, flow, when) for when in range(year - YEARS_BEFORE, year)]
    if figure is None or None in earlier:
        return []
    mean = printed.total(one.interval for one in earlier) / len(earlier)
    share = 100 * printed.ratio(figure.interval, mean)
    outcome = whether(end < STOPPED for end in share.ends)
    facts = sentences_on_words.share_of_mean(
        flow, figure.interval, share, mean, year - YEARS_BEFORE, year
    )
    return [
        criterion.judged(claim, outcome, facts, share, (figure.row, *(one.row for one in earlier)))
    ]


# --- shares and lists -----------------------------------------------------------------------------


def overwhelming(claim, sources, claims, criterion) -> list[Finding]:
    """The share of the group in its total: from independent counts, else from the article's own."""
    year = year_of(claim, sources)
    part, whole = (
        published_groups(sources, claim.flow, dimension, year, "persons")
        for dimension in (claim.dimension, "total")
    )
    found = part[part.category == claim.category], whole[whole.category == "total"]
    independent = all(len(one) for one in found)
    if not independent:
        own = own_figures(claim, claims)
        found = own[own.category == claim.category], own_figures(claim, claims, "total")
    if not all(len(one) for one in found):
        return []
    part, whole = (next(one.itertuples()) for one in found)
    share = printed.share(interval_of(part), whole=interval_of(whole))
    outcome = whether(end >= OVERWHELMING for end in share.ends)
    facts = sentences_on_words.share_of_group(share, claim.flow, claim.category, independent)
    return [
        criterion.judged(
            claim, outcome, facts, share, (part.row, whole.row), independent=independent
        )
    ]


def main_exchange(claim, sources, claims, criterion) -> list[Finding]:
    """The published share of the country group in each flow."""
    year, shares = year_of(claim, sources), {}
    for flow in flows_of(claim):
        groups = published_groups(sources, flow, claim.dimension, year, "percent")
        shares[flow] = next(groups[groups.category == claim.category].itertuples(), None)
    if None in shares.values():
        return []
    values = {flow: row.value for flow, row in shares.items()}
    facts = sentences_on_words.shares_in_flows(claim.category, values, year)
    ends = [interval_of(row).ends for row in shares.values()]
    outcome = every(whether(end > MOST for end in both) for both in ends)
    found = Interval(min(low for low, _high in ends), max(high for _low, high in ends))
    return [criterion.judged(claim, outcome, facts, found, [row.row for row in shares.values()])]


def large_cities(claim, sources, claims, criterion) -> list[Finding]:
    """The published gains of the named cities beside all published gains; none where nobody is
    known to gain.
    """
    year = year_of(claim, sources)
    groups = published_groups(sources, claim.flow, claim.dimension, year, "persons")
    sizes, named = (
        {row.category: interval_of(row) for row in groups.itertuples()},
        claim.category.split(),
    )
    gains = {one: Interval(max(size.low, 0), max(size.high, 0)) for one, size in sizes.items()}
    total = printed.total(gains.values())
    if not set(named) <= set(sizes) or total.low == 0:
        return []
    rest = printed.total(gain for one, gain in gains.items() if one not in named)
    share = printed.share(printed.total(gains[one] for one in named), rest=rest)
    facts = sentences_on_words.gains_of_cities(
        {one: sizes[one] for one in named}, share, total, year
    )
    all_gain = (whether(end > 0 for end in sizes[one].ends) for one in named)
    outcome = every([*all_gain, whether(end > MOST for end in share.ends)])
    return [criterion.judged(claim, outcome, facts, share, groups.row)]


def leaders(claim, sources, claims, criterion) -> list[Finding]:
    """Whether the groups named are the largest published, and stand in descending order."""
    if claim.dimension == "total":
        return []
    groups = published_groups(
        sources, claim.flow, claim.dimension, year_of(claim, sources), "persons"
    )
    members = _members(claim, groups, criterion)
    right = members[0].short if members and members[0].verdict == HOLDS else ""
    return [
        *members,
        *_order(claim, groups, criterion, "leaders_order", True, right),
        *_order(claim, own_figures(claim, claims), criterion, "leaders_own_order", False),
    ]


def _members(claim, groups: pd.DataFrame, criterion) -> list[Finding]:
    """Whether each group named is larger than every other; the groups shown first end with the
    largest of these.
    """
    named = claim.category.split()
    if not set(named) <= set(groups.category):
        return []
    ranked = groups.sort_values(["value", "category"], ascending=[False, True])
    sizes = {row.category: interval_of(row) for row in ranked.itertuples()}
    others = [one for one in sizes if one not in named]
    outcome = every(above(sizes[one], sizes[other]) for one, other in product(named, others))
    facts = sentences_on_words.largest(
        claim.flow, dict(list(sizes.items())[: len(named) + 1]), not others
    )
    takes = say("criteria.leaders_members")
    finding = criterion.judged(claim, outcome, facts, None, ranked.row, MEMBERS, takes=takes)
    if finding.verdict != HOLDS:
        return [finding]
    return [
        replace(
            finding,
            short=sentences_on_words.no_others(
                sentences_on_words.named_largest(len(named)), not others
            ),
        )
    ]


def _order(
    claim, figures: pd.DataFrame, criterion, test: str, independent: bool, right=""
) -> list[Finding]:
    """Whether the groups stand in descending order; a wrong one is told with what is `right` about
    the list.
    """
    named = claim.category.split()
    rows = figures.set_index("category")
    if len(named) < 2 or not set(named) <= set(rows.index):
        return []
    sizes = [interval_of(rows.loc[one]) for one in named]
    outcome = every(starmap(above, pairwise(sizes)))
    right, used = right if outcome is False else "", [*rows.row[named]]
    facts = sentences_on_words.order(dict(zip(named, sizes, strict=True)), independent, right)
    takes = say("criteria.leaders_own_order")
    finding = criterion.judged(
        claim,
        outcome,
        facts,
        None,
        [*used, *figures.row] if right else used,
        test,
        independent,
        takes=takes,
    )
    return [replace(finding, tells=(MEMBERS,)) if right else finding]


def named_list(claim, sources, claims, criterion) -> list[Finding]:
    """Whether every group of a list that claims no order has a published value above zero."""
    if claim.dimension == "total":
        return []
    groups = published_groups(
        sources, claim.flow, claim.dimension, year_of(claim, sources), "persons"
    )
    rows, named = groups.set_index("category"), claim.category.split()
    if not set(named) <= set(rows.index):
        return []
    facts = sentences_on_words.released({one: rows.value[one] for one in named})
    return [
        criterion.judged(claim, bool((rows.value[named] > 0).all()), facts, None, rows.row[named])
    ]


# --- corridors: stocks of people by pair of countries ---------------------------------------------


def editions(corridors: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The editions of the United Nations table, oldest first, each with the rows of its latest
    reference year.
    """
    tables = corridors[corridors.edition.str.contains(UN_TABLE.replace("(", "(?:"))]
    latest = tables[tables.year == tables.groupby("edition").year.transform("max")]
    return sorted(
        latest.groupby("edition"), key=lambda pair: int(re.match(UN_TABLE, pair[0]).group(1))
    )


def two_way(table: pd.DataFrame) -> pd.DataFrame:
    """The pairs of countries with both directions in one table, the larger direction first, and
    their `ratio`.
    """
    key, back = ["origin_iso3", "destination_iso3"], ["destination_iso3", "origin_iso3"]
    pairs = table[table.stock > 0].merge(table, left_on=key, right_on=back, suffixes=("", "_back"))
    larger = (pairs.stock > pairs.stock_back) | (
        (pairs.stock == pairs.stock_back) & (pairs.origin_iso3 < pairs.destination_iso3)
    )
    return pairs[larger].assign(ratio=lambda f: (f.stock_back / f.stock).astype(float))


def home_pair(table: pd.DataFrame):
    """The country's own pair with the most people, or None when no table row shows both
    directions.
    """
    pairs = two_way(table)
    mine = pairs[(pairs.origin_iso3 == HOME) | (pairs.destination_iso3 == HOME)]
    order = (mine.stock + mine.stock_back).sort_values(ascending=False)
    return next(mine.loc[order.index].itertuples(), None)


def corridor_row(table: pd.DataFrame, corridor: str):
    """The row of a corridor such as KAZ-RUS, or None."""
    origin, destination = corridor.split("-")
    rows = table[(table.origin_iso3 == origin) & (table.destination_iso3 == destination)]
    return next(rows.itertuples(), None)


def corridor_total(table: pd.DataFrame, corridor: str) -> pd.DataFrame:
    """The rows of a corridor in which WORLD stands for every country listed."""
    origin, destination = corridor.split("-")
    kept = table if origin == "WORLD" else table[table.origin_iso3 == origin]
    return kept if destination == "WORLD" else kept[kept.destination_iso3 == destination]


def balanced(claim, sources, claims, criterion) -> list[Finding]:
    """The smaller direction over the larger: yearly flows, flows with the main partner, and stocks
    by edition.
    """
    year = year_of(claim, sources)
    findings = []
    arrived, left = (final_figure(sources, flow, year) for flow in cleaning.FLOWS)
    if arrived and left:
        ratio = smaller_over_larger(arrived.interval, left.interval)
        facts = sentences_on_stocks.yearly_flows(arrived.interval, left.interval, ratio, year)
        outcome = whether(end >= BALANCED for end in ratio.ends)
        findings.append(
            criterion.judged(
                claim, outcome, facts, ratio, (arrived.row, left.row), "balanced_flows"
            )
        )
    tables = [(edition, home_pair(table)) for edition, table in editions(sources.corridors)]
    tables = [(edition, pair) for edition, pair in tables if pair is not None]
    if not tables:
        return findings
    return [
        *findings,
        *_partner_flows(claim, sources, criterion, tables[-1][1]),
        _stocks(claim, criterion, tables),
    ]


def smaller_over_larger(one: Interval, other: Interval) -> Interval:
    """The ratio of two counts, at most 1, which it can reach where rounding leaves open which is
    the smaller.
    """
    one, other = sorted((one, other), key=lambda count: count.low)
    if one.certainly_below(other):
        return printed.ratio(one, other)
    return Interval(min(one.low / other.high, other.low / one.high), 1)


def _stocks(claim, criterion, tables: list) -> Finding:
    *earlier, (edition, pair) = tables
    facts = sentences_on_stocks.both_stocks(edition, pair, earlier)
    rows = [row for _name, one in tables for row in (one.row, one.row_back)]
    finding = criterion.judged(
        claim, pair.ratio >= BALANCED, facts, pair.ratio, rows, "balanced_stocks"
    )
    return replace(finding, split=_other_editions(tables))


def _other_editions(tables: list) -> str:
    """The earlier editions whose stock ratio gives another verdict than the newest; empty when none
    does.
    """
    *earlier, (edition, pair) = tables
    held = pair.ratio >= BALANCED
    others = [(name, one) for name, one in earlier if (one.ratio >= BALANCED) != held]
    return sentences_on_stocks.other_editions(others, edition, pair.ratio, held) if others else ""


def _partner_flows(claim, sources, criterion, pair) -> list[Finding]:
    both = counted_flows(sources.corridor_flows, f"{pair.origin_iso3}-{pair.destination_iso3}")
    if both is None:
        return []
    there, back = both
    ratio = min(there.flow, back.flow) / max(there.flow, back.flow)
    facts = sentences_on_stocks.unlike_groups(
        sentences_on_stocks.partner_flows(there, back, pair, ratio),
        groups_counted(there.note, back.note),
    )
    rows = (there.row, back.row)
    return [
        criterion.judged(claim, ratio >= BALANCED, facts, ratio, rows, "balanced_partner_flows")
    ]


def groups_counted(*notes) -> list[str]:
    """The clauses of the notes of rows that say whom they count; each once."""
    clauses = [
        clause.strip() for note in notes if isinstance(note, str) for clause in note.split(";")
    ]
    return [clause for clause in dict.fromkeys(clauses) if re.search(GROUPS, clause)]


def counted_flows(corridor_flows: pd.DataFrame, corridor: str):
    """The last counted flow of a corridor that has its way back for the same whole years, and that
    way back.
    """
    counted = corridor_flows[corridor_flows.source.str.contains(COUNTED)]
    whole = counted[counted.period.str.fullmatch(r"\d{4}(?:-\d{4})?")]
    back_name = "-".join(reversed(corridor.split("-")))
    for period in sorted(whole.period.unique(), key=lambda one: one[-4:], reverse=True):
        both = [corridor_row(whole[whole.period == period], name) for name in (corridor, back_name)]
        if None not in both:
            return both
    return None


def unique(claim, sources, claims, criterion) -> list[Finding]:
    """Other pairs of countries that are at least as balanced, in the newest edition."""
    tables = [
        (edition, table)
        for edition, table in editions(sources.corridors)
        if home_pair(table) is not None
    ]
    if not tables:
        return []
    edition, table = tables[-1]
    mine, pairs = home_pair(table), two_way(table)
    others = pairs[
        (pairs.origin_iso3 != HOME) & (pairs.destination_iso3 != HOME) & (pairs.ratio >= mine.ratio)
    ]
    others = others.sort_values("ratio", ascending=False)
    facts = sentences_on_stocks.beside_others(edition, mine, list(others.head(3).itertuples()))
    rows = (mine.row, mine.row_back, *others.head(3).row, *others.head(3).row_back)
    outcome = UNDECIDABLE if others.empty else CONTRADICTED
    return [criterion.judged(claim, outcome, facts, mine.ratio, rows, why=INCOMPLETE_LIST)]


def one_sided(claim, sources, claims, criterion) -> list[Finding]:
    """How many other pairs of the newest edition are far from balanced."""
    tables = editions(sources.corridors)
    if not tables:
        return []
    edition, table = tables[-1]
    pairs = two_way(table)
    others = pairs[(pairs.origin_iso3 != HOME) & (pairs.destination_iso3 != HOME)]
    if others.empty:
        return []
    few = int((others.ratio < ONE_SIDED).sum())
    facts = sentences_on_stocks.one_sided(few, len(others), edition)
    return [
        criterion.judged(
            claim, 2 * few > len(others), facts, few / len(others), [*others.row, *others.row_back]
        )
    ]


def top_ranks(claim, sources, claims, criterion) -> list[Finding]:
    """The world rank of every corridor named, by edition; the newest decides, unless it lacks a
    rank.
    """
    ranked = []
    for edition, table in editions(sources.corridors):
        rows = [corridor_row(table, corridor) for corridor in claim.category.split()]
        if None not in rows:
            ranked.append((edition, [rank_of(row) for row in rows], rows))
    if not ranked:
        return []
    newest, ranks, newest_rows = ranked[-1]
    facts = sentences_on_stocks.ranks(
        (newest, ranks), [(edition, places) for edition, places, _rows in reversed(ranked[:-1])]
    )
    known = [rank for rank in ranks if rank is not None]
    caution, agreed = (
        lower_rank([row.note for row in newest_rows]),
        all(rank <= TOP for rank in known),
    )
    facts = sentences_on_stocks.ranks_in_copy(facts, caution, agreed)
    missing = None in ranks
    outcome = UNDECIDABLE if agreed and (caution or missing) else agreed
    found, why = (
        Interval(min(known), max(known)) if known else None,
        RANK_MISSING if missing else INCOMPLETE_COPY,
    )
    rows = [row.row for _edition, _places, found_rows in reversed(ranked) for row in found_rows]
    return [criterion.judged(claim, outcome, facts, found, rows, why=why)]


def rank_of(row) -> int | None:
    """The world rank of a corridor, or None where its table gives no number."""
    rank = pd.to_numeric(row.rank_in_source, errors="coerce")
    return None if pd.isna(rank) else int(rank)


def lower_rank(notes) -> str:
    """The caution, from the notes of the rows, that a rank counted in an incomplete copy may be
    lower; else empty.
    """
    found = [re.search(LOWER_RANK, note) for note in notes if isinstance(note, str)]
    return next((match.group() for match in found if match), "")


def does_not_lead(claim, sources, claims, criterion) -> list[Finding]:
    """The best world rank of a corridor from or to the country in the newest edition, which stands
    in for a total.
    """
    for edition, table in reversed(editions(sources.corridors)):
        mine = table[(table.origin_iso3 == HOME) | (table.destination_iso3 == HOME)]
        ranks = pd.to_numeric(mine.rank_in_source, errors="coerce").dropna().sort_values()
        if len(ranks):
            row = mine.loc[ranks.index[0]]
            best, caution = int(ranks.iloc[0]), lower_rank([row.note])
            facts = sentences_on_stocks.best_rank(HOME, best, edition, caution)
            outcome = UNDECIDABLE if best == 1 and caution else best > 1
            return [criterion.judged(claim, outcome, facts, best, [row.row], why=INCOMPLETE_COPY)]
    return []


def stock_at_least(limit: int) -> Callable:
    """A test of the people in a corridor, or in all listed corridors of a country, in the newest
    edition.
    """

    def test(claim, sources, claims, criterion) -> list[Finding]:
        for edition, table in reversed(editions(sources.corridors)):
            rows = corridor_total(table, claim.category)
            if len(rows):
                people, incomplete = int(rows.stock.sum()), "WORLD" in claim.category
                facts = sentences_on_stocks.stock(edition, people, incomplete, limit - people)
                outcome = UNDECIDABLE if incomplete and people < limit else people >= limit
                return [
                    criterion.judged(claim, outcome, facts, people, rows.row, why=INCOMPLETE_LIST)
                ]
        return []

    return test


def hardly_any(claim, sources, claims, criterion) -> list[Finding]:
    """The return direction over the other: stocks of the newest edition, and the last counted
    flows.
    """
    back, there = claim.category.split()
    findings = []
    for edition, table in reversed(editions(sources.corridors)):
        ways = [corridor_total(table, name) for name in (back, there)]
        if all(len(one) for one in ways):
            findings.append(_return_stock(claim, criterion, edition, *ways))
            break
    flows = counted_flows(sources.corridor_flows, back)
    return findings if flows is None else [*findings, _return_flow(claim, criterion, *flows)]


def _return_stock(
    claim, criterion, edition: str, returned: pd.DataFrame, left: pd.DataFrame
) -> Finding:
    back, there = claim.category.split()
    few, many = (int(rows.stock.sum()) for rows in (returned, left))
    facts = sentences_on_stocks.return_stocks(
        edition, few, back, many, there, "WORLD" in claim.category
    )
    turn = _turning(few, back, many, there)
    facts = sentences_on_stocks.turned(facts, *turn) if turn else facts
    outcome = UNDECIDABLE if turn else few / many < HARDLY_ANY
    rows, test = [*returned.row, *left.row], f"{criterion.name}_stocks"
    return criterion.judged(claim, outcome, facts, few / many, rows, test, why=INCOMPLETE_LIST)


def _turning(few: int, back: str, many: int, there: str) -> tuple[int, str, float, bool] | None:
    """How many people in corridors not listed would turn the ratio, which way, the limit, and
    whether they raise the ratio to it; None where none could."""
    limit = Fraction(str(HARDLY_ANY))
    up = Fraction(few, many) < limit
    more, where = (ceil(limit * many - few), back) if up else (floor(few / limit - many) + 1, there)
    return (more, where, HARDLY_ANY, up) if "WORLD" in where else None


def _return_flow(claim, criterion, returned, left) -> Finding:
    back, there = claim.category.split()
    facts = sentences_on_stocks.return_flows(returned.flow, back, left.flow, there, returned.period)
    facts = sentences_on_stocks.unlike_groups(facts, groups_counted(returned.note, left.note))
    ratio, rows, test = (
        returned.flow / left.flow,
        (returned.row, left.row),
        f"{criterion.name}_flows",
    )
    return criterion.judged(claim, ratio < HARDLY_ANY, facts, ratio, rows, test)


def mostly_from(claim, sources, claims, criterion) -> list[Finding]:
    """The origin's share in the listed corridors into the destination, in the newest edition.

    Origins that are not listed can only lower the share, so the list can contradict the claim but
    not confirm it.
    """
    destination = claim.category.split("-")[1]
    for edition, table in reversed(editions(sources.corridors)):
        row, into = (
            corridor_row(table, claim.category),
            corridor_total(table, f"WORLD-{destination}"),
        )
        if row is not None:
            listed = int(into.stock.sum())
            share = 100 * float(row.stock / listed)
            more = 0 if share <= MOST else ceil(Fraction(100 * int(row.stock), MOST) - listed)
            facts = sentences_on_stocks.from_origin(row, listed, edition, share, more, MOST)
            outcome = UNDECIDABLE if more else False
            return [criterion.judged(claim, outcome, facts, share, into.row, why=INCOMPLETE_LIST)]
    return []


# --- the table of criteria ------------------------------------------------------------------------

LEADING = r"лидер|лидир|больше всего|чаще всего|перв\w+ мест"
FALL, RISE = r"сниж|сокра|пада|упал", r"рост|вырос|увелич"
WORDED = ("direction", "quantifier", "comparison", "rank")

CRITERIA = (
    Criterion(
        "sharp_fall",
        ("direction",),
        rf"резк\w* (?:{FALL})",
        lambda: say("criteria.sharp_fall", percent=formats.percent(SHARP, 0)),
        by_change(lambda percent: percent <= -SHARP),
        "total",
    ),
    Criterion(
        "almost_half",
        ("quantifier", "direction"),
        r"почти.*(?:половин|вдво|два раза)",
        lambda: say(
            "criteria.almost_half",
            low=formats.percent(ALMOST_HALF[0], 0),
            high=formats.percent(ALMOST_HALF[1], 0),
        ),
        by_change(lambda percent: ALMOST_HALF[0] <= -percent < ALMOST_HALF[1], -ALMOST_HALF[0]),
        "total",
    ),
    Criterion(
        "stopped",
        ("quantifier",),
        r"перестал",
        lambda: say("criteria.stopped", n=YEARS_BEFORE, percent=formats.percent(STOPPED, 0)),
        stopped,
        "total",
    ),
    Criterion(
        "noticeable",
        ("quantifier",),
        r"заметн",
        lambda: say("criteria.noticeable", percent=formats.percent(NOTICEABLE, 0)),
        by_change(lambda percent: abs(percent) > NOTICEABLE, 0),
        "total",
    ),
    Criterion(
        "stagnation",
        ("quantifier",),
        r"стагнац|застой",
        lambda: say("criteria.stagnation", percent=formats.percent(STAGNANT, 0)),
        by_change(lambda percent: abs(percent) < STAGNANT, 0),
        "total",
    ),
    Criterion(
        "overwhelming_majority",
        ("quantifier",),
        r"подавляющ",
        lambda: say("criteria.overwhelming_majority", percent=formats.percent(OVERWHELMING, 0)),
        overwhelming,
    ),
    Criterion(
        "fall_after_rise",
        ("direction",),
        rf"(?:{FALL}).*после.*(?:{RISE})",
        lambda: say("criteria.fall_after_rise"),
        by_two_changes(lambda now, before: now < 0 < before),
        "total",
    ),
    Criterion(
        "trend_turned",
        ("direction",),
        r"тенденци\w* (?:измен|смен|перелом)",
        lambda: say("criteria.trend_turned"),
        by_two_changes(lambda now, before: now * before < 0),
        "total",
    ),
    Criterion(
        "large_cities",
        ("direction",),
        r"крупн\w* город",
        lambda: say("criteria.large_cities", percent=formats.percent(MOST, 0)),
        large_cities,
    ),
    Criterion(
        "fall",
        ("direction",),
        FALL,
        lambda: say("criteria.fall"),
        by_change(lambda percent: percent < 0),
        "total",
    ),
    Criterion(
        "rise",
        ("direction",),
        RISE,
        lambda: say("criteria.rise"),
        by_change(lambda percent: percent > 0),
        "total",
    ),
    Criterion(
        "main_exchange",
        ("comparison", "quantifier"),
        r"основн\w* .*обмен|доминир",
        lambda: say("criteria.main_exchange", percent=formats.percent(MOST, 0)),
        main_exchange,
    ),
    Criterion(
        "balanced",
        ("comparison", "quantifier"),
        r"сбаланс|равномерн",
        lambda: say("criteria.balanced", ratio=formats.number(BALANCED, 2)),
        balanced,
        "total",
    ),
    Criterion(
        "unique",
        ("quantifier", "comparison"),
        r"уникальн",
        lambda: say("criteria.unique"),
        unique,
        "total",
    ),
    Criterion(
        "one_sided",
        ("comparison",),
        r"односторон",
        lambda: say("criteria.one_sided", ratio=formats.number(ONE_SIDED, 2)),
        one_sided,
        "total",
    ),
    Criterion(
        "top_ten",
        ("rank",),
        r"десятк",
        lambda: say("criteria.top_ten", rank=TOP),
        top_ranks,
        "corridor",
    ),
    Criterion(
        "does_not_lead",
        ("rank",),
        r"не лидир",
        lambda: say("criteria.does_not_lead"),
        does_not_lead,
        "total",
    ),
    Criterion(
        "millions",
        ("quantifier",),
        r"миллион",
        lambda: say("criteria.millions", people=formats.people(MILLIONS)),
        stock_at_least(MILLIONS),
        "corridor",
    ),
    Criterion(
        "huge_number",
        ("quantifier",),
        r"огромн",
        lambda: say("criteria.huge_number", people=formats.people(HUGE)),
        stock_at_least(HUGE),
        "corridor",
    ),
    Criterion(
        "hardly_any_back",
        ("comparison",),
        r"практически нет|почти нет",
        lambda: say("criteria.hardly_any_back", ratio=formats.number(HARDLY_ANY, 2)),
        hardly_any,
        "corridor",
    ),
    Criterion(
        "few_come",
        ("comparison", "quantifier"),
        r"немног",
        lambda: say("criteria.few_come", ratio=formats.number(HARDLY_ANY, 2)),
        hardly_any,
        "corridor",
    ),
    Criterion(
        "mostly_from",
        ("rank", "comparison"),
        r"из соседн|в основном|главным образом",
        lambda: say("criteria.mostly_from", percent=formats.percent(MOST, 0)),
        mostly_from,
        "corridor",
    ),
    Criterion("leaders", ("rank",), LEADING, lambda: say("criteria.leaders"), leaders),
    Criterion("named_list", ("rank",), r"", lambda: say("criteria.named_list"), named_list),
)


def criterion_of(claim) -> Criterion | None:
    """The first criterion whose words the claim uses, or None."""
    return next((criterion for criterion in CRITERIA if criterion.matches(claim)), None)


def criteria_table() -> pd.DataFrame:
    """Every criterion for worded claims: `criterion`, `phrase` (stem of the words), `meaning` (what
    they must mean), in the language spoken."""
    rows = [(one.name, one.phrase, one.meaning()) for one in CRITERIA]
    return pd.DataFrame(rows, columns=["criterion", "phrase", "meaning"])


def worded(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """The findings on claims made in words, by the first criterion that fits; none where no
    criterion does.
    """
    findings = []
    for claim in claims[claims.kind.isin(WORDED)].itertuples():
        criterion = criterion_of(claim)
        if criterion is not None and year_of(claim, sources) <= sources.year:
            findings += criterion.test(claim, sources, claims, criterion)
    return findings


# --- causes and forecasts: nothing at hand can decide them ----------------------------------------


def causes(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """Why people move cannot be read from how many do."""
    return [
        Finding(claim.claim_id, "cause", UNCHECKED, verdict_words.cause(claim.flow))
        for claim in claims[claims.kind == "cause"].itertuples()
    ]


def forecasts(claims: pd.DataFrame, sources: Sources) -> list[Finding]:
    """A forecast has no outcome in its own edition."""
    findings = []
    for claim in claims[claims.kind == "forecast"].itertuples():
        subject = claim.flow if pd.notna(claim.flow) else claim.category
        said = verdict_words.forecast(subject, year_of(claim, sources), sources.year)
        findings.append(Finding(claim.claim_id, "forecast", UNCHECKED, said))
    return findings
