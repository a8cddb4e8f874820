"""Findings about who moves and where: groups, regions and corridors."""

import pandas as pd

from helpers.cleaning import names
from helpers.cleaning.corridors import smaller_over_larger
from helpers.findings.finding import Finding, finding, rows_where, side
from helpers.language import formats, say
from helpers.reconciliation import criteria

# Breakdowns with a wording of their own; all others share that of `largest_group`.
OWN_WORDING = {("ethnicity", "departures"): "ethnicity", ("ethnicity", "arrivals"): "newcomers"}
COURSE = ("fell", "same", "rose")


def largest_group(
    groups: pd.DataFrame,
    year: int,
    dimension: str = "ethnicity",
    flow: str = "departures",
    own_pages: tuple[str, ...] = (),
) -> Finding:
    """The largest group of a flow by a dimension, if the rounding allows to say so. `groups` as
    from `cleaning.parts`; `own_pages`: the addresses of the year's articles; figures read only
    there are one article's alone."""
    wording = OWN_WORDING.get((dimension, flow), "largest_group")
    name = f"{dimension}_{flow}" if wording == "largest_group" else wording
    slots = {"year": year, "flow": names.name(flow), "dimension": names.name(dimension)}
    named = groups.query("category != 'rest'")
    if named.empty:
        return finding(wording, "none", slots, name=name)
    first = named.iloc[0]
    others = groups.drop(first.name)
    to_share = 100 * first.share / first.value
    values = {"low": first.low * to_share, "high": first.high * to_share}
    slots["group"] = names.name(first.category)
    slots["share"] = formats.percent_range(**values)
    variant = "largest"
    if (others.high >= first.low).any():
        variant = "tie"
    elif named.source_url.isin(own_pages).all():
        variant = "one_source"
    return finding(wording, variant, slots, values, [*named.row, *groups.row], name)


def shares_by_dimension(parts: pd.DataFrame, year: int, own: set[str] = frozenset()) -> Finding:
    """What is known of sex, town and village, and country group of those who left. `parts` as from
    `composition.shares_by_dimension`; `own`: the rows read on the pages of the year's articles."""
    shares = parts.query("flow == 'departures' and category in ('female', 'urban', 'cis')")
    if shares.empty:
        return finding("parted", "none", {"year": year})
    clauses = []
    for row in shares.itertuples():
        clauses.append(say("clauses.part", of=row.category, share=share_in_words(row)))
    more = [say("clauses.besides", clause=clause) for clause in clauses[2:]]
    alone = shares.row.str.split().str[0].isin(own)
    if alone.any():
        more.append(say("clauses.some_alone"))
    if (shares.status[~alone] == "preliminary").any():
        more.append(say("clauses.some_first"))
    slots = {"parts": formats.listing(clauses[:2]), "year": year, "more": "".join(more)}
    values = dict(zip(shares.category, shares.share, strict=True))
    return finding("parted", "known", slots, values, shares.row)


def share_in_words(row) -> str:
    """A share as exact as its rounding allows: 71.8%, or 56–57%."""
    if row.high - row.low < 0.2:
        return formats.percent(row.share)
    return formats.percent_range(row.low, row.high)


def is_own(row, own: set[str]) -> bool:
    """Whether one article alone prints a share."""
    return row.row.split()[0] in own


def first_figure(row) -> str:
    """In brackets, that a share is a first figure; blank otherwise."""
    return say("clauses.first_figure") if row.status == "preliminary" else ""


def cis(shares: pd.DataFrame, year: int) -> Finding:
    """The CIS share of departures beside the first year's (`composition.share_over_years`)."""
    known = rows_where(shares, "flow == 'departures'", known="value")
    if known.empty or known.year.iloc[-1] != year:
        return finding("cis", "none", {"year": year})
    first = known.iloc[0]
    last = known.iloc[-1]
    slots = {
        "share": formats.percent(last.value) + first_figure(last),
        "year": year,
        "then": formats.percent(first.value) + first_figure(first),
        "first_year": int(first.year),
    }
    if len(known) == 1:
        variant = "alone"
    elif last.low <= 50:
        variant = "minority"
    else:
        variant = side(last.low - first.high, last.high - first.low, 0, COURSE)
    values = {"share": last.value, "first": first.value}
    return finding("cis", variant, slots, values, known.row)


def shares_compared(both: pd.DataFrame, year: int, own: set[str] = frozenset()) -> Finding:
    """How the share of the once largest group of departures has moved since the earlier year.
    `both` as from `composition.shares_compared`; `own` as for `shares_by_dimension`."""
    shares = both.query("flow == 'departures'")
    if shares.empty:
        return finding("beside_earlier", "none", {"year": year})
    earlier = int(shares.year.min())
    then = shares.query("year == @earlier").sort_values("share").iloc[-1]
    now = shares.query("category == @then.category and year == @year").iloc[0]
    slots = {
        "group": names.name(then.category),
        "then": share_in_words(then),
        "now": share_in_words(now) + ("" if is_own(now, own) else first_figure(now)),
        "year": year,
        "earlier": earlier,
        "caveat": say("clauses.newer_alone") if is_own(now, own) else "",
    }
    values = {"then": then.share, "now": now.share}
    variant = side(now.low - then.high, now.high - then.low, 0, COURSE)
    return finding("beside_earlier", variant, slots, values, [then.row, now.row])


def internal(gains: pd.DataFrame, year: int) -> Finding:
    """The region with the largest gain. `gains`: region, value, low, high, status, row."""
    if gains.empty:
        return finding("internal", "none", {"year": year})
    ranked = gains.sort_values("value", ascending=False)
    first = ranked.iloc[0]
    variant = "largest"
    if first.status == "doubtful" or (ranked.high[1:] >= first.low).any():
        variant = "doubtful"
    region = names.name(first.region)
    slots = {"region": region, "year": year, "gain": formats.people(first.value)}
    doubtful = (ranked.status == "doubtful").any()
    slots["caveat"] = say("clauses.some_doubted") if doubtful else ""
    return finding("internal", variant, slots, {"gain": first.value}, ranked.row)


def regions(balance: pd.DataFrame, year: int) -> Finding:
    """The regions that gained and lost most per 1,000 people (`cleaning.regional_balance`)."""
    if balance.empty:
        return finding("regions", "none", {"year": year})
    first = balance.iloc[0]
    last = balance.iloc[-1]
    slots = {
        "first": names.name(first.region),
        "last": names.name(last.region),
        "year": int(first.year),
    }
    values = {"highest": first.per_1000, "lowest": last.per_1000}
    variant = "spread" if last.per_1000 < 0 else "all_gain"
    return finding("regions", variant, slots, values, [first.row, last.row])


def corridor(stocks: pd.DataFrame, year: int) -> Finding:
    """Whether the two stocks balance in the UN edition of the latest year, then the latest name."""
    if stocks.empty:
        return finding("corridor", "none", {"year": year})
    newest = stocks.sort_values(["year", "edition"]).iloc[-1]
    last = stocks.query("edition == @newest.edition and year == @newest.year")
    ratio = float(smaller_over_larger(*last.stock))
    values = {"ratio": ratio, "edition": newest.edition}
    origin, destination = last.corridor[last.stock.idxmax()].split("-")
    slots = {
        "smaller": formats.number(100 * ratio),
        "edition": names.edition(newest.edition),
        "origin": names.country(origin),
        "destination": names.country(destination),
    }
    variant = "balanced" if ratio >= criteria.BALANCED else "unbalanced"
    return finding("corridor", variant, slots, values, last.row)


def internal_growth(growth: pd.DataFrame, year: int) -> Finding:
    """How moves inside the country changed. `growth` as from `cleaning.internal_growth`."""
    if growth.empty or growth.year.iloc[-1] != year:
        return finding("internal_growth", "none", {"year": year})
    last = growth.iloc[-1]
    slots = {
        "change": formats.percent(abs(last.value)),
        "year": year,
        "base": int(growth.year.iloc[0]) - 1,
    }
    values = {"change_percent": last.value}
    variant = side(last.low, last.high, 0, COURSE)
    if pd.notna(last.times) and len(growth) > 1:
        slots["times"] = formats.number(last.times, 1)
        values["times"] = last.times
        variant += "_chained"
    return finding("internal_growth", variant, slots, values, growth.row)
