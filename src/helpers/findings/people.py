"""Findings about who moves and where: groups, regions, corridors, and what is not counted."""

import pandas as pd

from helpers.cleaning import names
from helpers.cleaning.corridors import smaller_over_larger
from helpers.cleaning.names import pair_name
from helpers.findings.finding import Finding, finding
from helpers.language import formats, say
from helpers.reconciliation import criteria

PERMITS = "exit_permits"  # what the interior ministry counts of moves; refusals are none, other counts not explained


def ethnicity(
    groups: pd.DataFrame, year: int, own_pages: tuple[str, ...] = (), flow: str = "departures"
) -> Finding:
    """The largest ethnic group of a flow, if the rounding allows to say so.

    `own_pages`: the addresses of the year's articles; figures read only there are one article's
    alone.
    """
    name = "ethnicity" if flow == "departures" else "newcomers"
    named, rest = groups[groups.category != "rest"], groups[groups.category == "rest"]
    if named.empty:
        return finding(name, "none", {"year": year})
    first, others = named.iloc[0], named.iloc[1:]
    clear = all(
        pd.isna(rival) or first.low > rival for rival in (others.high.max(), rest.high.max())
    )
    alone = set(named.source_url) <= set(own_pages)
    low, high = (100 * bound * first.share / first.value for bound in (first.low, first.high))
    slots = {
        "group": names.name(first.category),
        "year": year,
        "share": formats.percent_range(low, high),
    }
    variant = "tie"
    if clear:
        variant = "one_source" if alone else "largest"
    rows = [*named.row, *rest.row]
    return finding(name, variant, slots, {"low": low, "high": high}, rows)


def parted(parts: pd.DataFrame, year: int, own: set[str] = frozenset()) -> Finding:
    """What is known of sex, town and village, and country group of those who left.

    `parts` as from `composition.shares_by_dimension`; `own`: the rows that were read on the pages of the year's
    articles.
    """
    named = parts.category.isin(["female", "urban", "cis"])
    shares = parts[(parts.flow == "departures") & named]
    if shares.empty:
        return finding("parted", "none", {"year": year})
    clauses = [
        say("clauses.part", of=row.category, share=share_in_words(row)) + caveat(row, own)
        for row in shares.itertuples()
    ]
    slots = {"parts": formats.listing(clauses), "year": year}
    values = dict(zip(shares.category, shares.share, strict=True))
    return finding("parted", "known", slots, values, shares.row)


def share_in_words(row) -> str:
    """A share as exact as its rounding allows: 71.8%, or 56–57%."""
    exact = row.high - row.low < 0.2
    return formats.percent(row.share) if exact else formats.percent_range(row.low, row.high)


def caveat(row, own: set[str]) -> str:
    """What to know of a share: that one article alone prints it, or that it is a first figure;
    blank otherwise.
    """
    if row.row.split()[0] in own:
        return say("clauses.one_article_alone")
    return say("clauses.first_figure") if row.status == "preliminary" else ""


def cis(shares: pd.DataFrame, year: int) -> Finding:
    """The share of CIS countries in departures beside the first year known. `shares` as
    `composition.share_over_years`."""
    known = shares[(shares.flow == "departures") & shares.value.notna()] if len(shares) else shares
    if known.empty or int(known.year.iloc[-1]) != year:
        return finding("cis", "none", {"year": year})
    first, last = known.iloc[0], known.iloc[-1]
    share, then = (formats.percent(one.value) + caveat(one, set()) for one in (last, first))
    slots = {"share": share, "year": year, "then": then, "first_year": int(first.year)}
    values = {"share": last.value, "first": first.value}
    if len(known) == 1:
        return finding("cis", "alone", slots, values, known.row)
    variant = "minority" if last.low <= 50 else _direction(first, last)
    return finding("cis", variant, slots, values, known.row)


def beside_earlier(both: pd.DataFrame, year: int, own: set[str] = frozenset()) -> Finding:
    """How the share of the group that was largest among departures has moved since the earlier
    year.

    `both` as from `composition.shares_compared`; `own` as for `parted`.
    """
    shares = both[both.flow == "departures"]
    if shares.empty:
        return finding("beside_earlier", "none", {"year": year})
    earlier = int(shares.year.min())
    group = shares[shares.year == earlier].sort_values("share").category.iloc[-1]
    of_group = shares[shares.category == group]
    then = of_group[of_group.year == earlier].iloc[0]
    now = of_group[of_group.year == year].iloc[0]
    slots = {
        "group": names.name(group),
        "then": share_in_words(then),
        "now": share_in_words(now),
        "year": year,
        "earlier": earlier,
        "caveat": caveat(now, own),
    }
    values = {"then": then.share, "now": now.share}
    return finding("beside_earlier", _direction(then, now), slots, values, [then.row, now.row])


def _direction(then, now) -> str:
    """Whether a share rose or fell for all values that print the same."""
    if now.high < then.low:
        return "fell"
    return "rose" if now.low > then.high else "same"


def internal(gains: pd.DataFrame, year: int) -> Finding:
    """The region with the largest gain from moves between regions. `gains`: region, low, high,
    status, row."""
    if gains.empty:
        return finding("internal", "none", {"year": year})
    ranked = gains.sort_values("value", ascending=False)
    first, others = ranked.iloc[0], ranked.iloc[1:]
    safe = first.status != "doubtful" and not (others.high >= first.low).any()
    slots = {"region": names.name(first.region), "year": year, "gain": formats.people(first.value)}
    variant = "largest" if safe else "doubtful"
    return finding("internal", variant, slots, {"gain": first.value}, ranked.row)


def regions(balance: pd.DataFrame, year: int) -> Finding:
    """The regions that gained and lost most per 1,000 people, in the last year that has all of
    them.
    """
    if balance.empty:
        return finding("regions", "none", {"year": year})
    first, last = balance.iloc[0], balance.iloc[-1]
    slots = {
        "first": names.name(first.region),
        "last": names.name(last.region),
        "year": int(first.year),
    }
    values = {"highest": first.per_1000, "lowest": last.per_1000}
    variant = "spread" if last.per_1000 < 0 else "all_gain"
    return finding("regions", variant, slots, values, [first.row, last.row])


def russia(flows: pd.DataFrame, year: int) -> Finding:
    """Whether the registered flows with a country balance, in the last year that has both: year,
    arrivals, departures, row."""
    both = flows.dropna(subset=["arrivals", "departures"])
    if both.empty:
        return finding("russia", "none", {"year": year})
    last = both.iloc[-1]
    small, large = sorted((last.arrivals, last.departures))
    variant = "gain" if last.arrivals > last.departures else "loss"
    if small / large >= criteria.BALANCED:
        variant = "balanced"
    slots = {
        "year": int(last.year),
        "arrived": formats.people(last.arrivals),
        "left": formats.people(last.departures),
    }
    return finding(
        "russia", variant, slots, {"in_per_out": last.arrivals / last.departures}, [last.row]
    )


def corridor(stocks: pd.DataFrame, year: int) -> Finding:
    """Whether the two stocks of the corridor balance in the latest edition."""
    if stocks.empty:
        return finding("corridor", "none", {"year": year})
    edition = latest_edition(stocks)
    last = stocks[
        (stocks.edition == edition) & (stocks.year == stocks[stocks.edition == edition].year.max())
    ]
    ratio = float(smaller_over_larger(*last.stock))
    slots = {"smaller": formats.number(100 * ratio), "edition": edition}
    variant = "balanced" if ratio >= criteria.BALANCED else "unbalanced"
    return finding("corridor", variant, slots, {"ratio": ratio, "edition": edition}, last.row)


def latest_edition(stocks: pd.DataFrame) -> str:
    """The newest UN edition among the stocks: that with the latest reference year, then the latest
    name.
    """
    return stocks.sort_values(["year", "edition"]).edition.iloc[-1]


def internal_growth(growth: pd.DataFrame, year: int) -> Finding:
    """How registered moves inside the country moved in the year. `growth` as from
    `cleaning.internal_growth`.
    """
    if growth.empty or int(growth.year.iloc[-1]) != year:
        return finding("internal_growth", "none", {"year": year})
    last, base = growth.iloc[-1], int(growth.year.iloc[0]) - 1
    slots = {"change": formats.percent(abs(last.value)), "year": year, "base": base}
    values = {"change_percent": last.value}
    chained = pd.notna(last.times) and len(growth) > 1
    if chained:
        slots |= {"times": formats.number(last.times, 1)}
        values |= {"times": last.times}
    variant = "rose" if last.low > 0 else "fell" if last.high < 0 else "same"
    return finding(
        "internal_growth", variant + ("_chained" if chained else ""), slots, values, growth.row
    )


def ranks(ranked: pd.DataFrame, year: int) -> Finding:
    """Whether the two directions are among the ten largest corridors in the newest edition.
    `ranked` as from `corridors.ranks`."""
    if ranked.empty:
        return finding("ranks", "none", {"year": year})
    last = ranked[
        (ranked.edition == ranked.edition.iloc[-1]) & (ranked.year == ranked.year.iloc[-1])
    ]
    inside = int((last["rank"] <= criteria.TOP).sum())
    said = [
        say("clauses.ranked", corridor=names.name(row.corridor), rank=int(row.rank))
        for row in last.itertuples()
    ]
    before = ranked[ranked.edition != last.edition.iloc[0]]
    once = bool(len(before)) and bool((before["rank"] <= criteria.TOP).any())
    variant = "neither_now" if not inside and once else ("neither", "one", "both")[min(inside, 2)]
    slots = {"edition": last.edition.iloc[0], "ranks": formats.listing(said)}
    return finding(
        "ranks", variant, slots, dict(zip(last.corridor, last["rank"], strict=True)), last.row
    )


def balance_of_pairs(ratios: pd.DataFrame, year: int) -> Finding:
    """Which of the pairs that the articles name is most balanced, by stocks and by flows. `ratios`
    as from `corridors.balance_of`."""
    kinds = {
        kind: part.sort_values("ratio", ascending=False) for kind, part in ratios.groupby("kind")
    }
    if len(kinds) < 2 or min(map(len, kinds.values())) < 2:
        return finding("balance_of_pairs", "none", {"year": year})
    stock, flow = kinds["stock"].iloc[0], kinds["flow"].iloc[0]
    slots = {"stock": pair_name(stock.pair), "flow": pair_name(flow.pair)}
    slots |= {
        "stock_ratio": formats.number(stock.ratio, 2),
        "flow_ratio": formats.number(flow.ratio, 2),
    }
    variant = "same" if stock.pair == flow.pair else "differ"
    values = {"stock": stock.ratio, "flow": flow.ratio}
    return finding("balance_of_pairs", variant, slots, values, ratios.row)


def missed(mirrors: pd.DataFrame, year: int) -> Finding:
    """How the bureau's count of departures compares with what the country of arrival counted.

    `mirrors` as from `mirrors.other_side`: one row per pair of counts of the same moves.
    """
    if mirrors.empty:
        return finding("missed", "none", {"year": year})
    last = mirrors.iloc[-1]
    slots = {
        "period": last.period,
        "country": names.country(last.country),
        "own": formats.people(last.own),
    }
    slots |= {
        "other": formats.people(last.other),
        "times": formats.number(last.other / last.own, 1),
    }
    variant = "fewer" if last.times_low > 1 else "more" if last.times_high < 1 else "alike"
    slots["doubt"] = say("clauses.in_doubt") if last.doubt else ""
    return finding("missed", variant, slots, {"own": last.own, "other": last.other}, [last.row])


def permits(counts: pd.DataFrame, year: int) -> Finding:
    """How the interior ministry's counts compare with the bureau's of the same moves. `counts` as
    from `mirrors.mirror_counts`."""
    mine = counts[(counts.concept_id == PERMITS) & counts.ratio.notna()] if len(counts) else counts
    if mine.empty:
        return finding("permits", "none", {"year": year})
    low, high = mine.ratio.min(), mine.ratio.max()
    slots = {
        "span": formats.span(formats.number(low, 2), formats.number(high, 2))
        if len(mine) > 1
        else formats.number(low, 2)
    }
    return finding(
        "permits", "counted", slots, {"low": low, "high": high, "pairs": len(mine)}, mine.row
    )


def register(mirrors: pd.DataFrame, year: int) -> Finding:
    """What the gap between the counts means for every sentence about departures. `mirrors` as for
    `missed`.
    """
    found = missed(mirrors, year)
    variant = "gap" if found.variant in ("fewer", "more") else "unknown"
    return finding("register", variant, {"year": year}, {}, found.rests_on)
