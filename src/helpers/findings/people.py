"""Findings about who moves and where: groups, regions, corridors and other countries."""

import pandas as pd

from helpers.cleaning import names
from helpers.cleaning.corridors import smaller_over_larger
from helpers.cleaning.mirror_statistics import FEW
from helpers.findings.finding import Finding, direction, finding, rows_where, side
from helpers.language import formats, say
from helpers.reconciliation import criteria

# Breakdowns with a wording of their own; all others share that of `largest_group`.
OWN_WORDING = {("ethnicity", "departures"): "ethnicity", ("ethnicity", "arrivals"): "newcomers"}
COURSE = ("fell", "same", "rose")
DESTINATIONS = ("RUS", "other_cis", "non_CIS")
TOGETHER = ("CIS", "other_cis", "non_CIS")  # groups of countries
LISTED = 2


def largest_group(groups, year, dimension="ethnicity", flow="departures", own_pages=()) -> Finding:
    """The largest group (`cleaning.parts`). `own_pages`: the addresses of the year's articles."""
    wording = OWN_WORDING.get((dimension, flow), "largest_group")
    name = f"{dimension}_{flow}" if wording == "largest_group" else wording
    slots = {
        "year": year,
        "flow": names.name(flow),
        "dimension": names.name(dimension),
    }
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
    """Who left (`breakdowns.shares_by_dimension`). `own`: rows read on pages of the articles."""
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
    slots = {"parts": clauses[:2], "year": year, "more": "".join(more)}
    values = dict(zip(shares.category, shares.share, strict=True))
    return finding("parted", "known", slots, values, shares.row)


def share_in_words(row) -> str:
    """A share as exact as its rounding allows: 71.8%, or 56–57%."""
    if row.high - row.low < 0.2:
        return formats.percent(row.share)
    return formats.percent_range(row.low, row.high)


def cis(shares: pd.DataFrame, year: int) -> Finding:
    """The CIS share of departures beside the first year's (`breakdowns.share_over_years`)."""
    known = rows_where(shares, "flow == 'departures'", known="value")
    if known.empty or known.year.iloc[-1] != year:
        return finding("cis", "none", {"year": year})
    first = known.iloc[0]
    last = known.iloc[-1]
    slots = {
        "share": formats.percent(last.value) + say("clauses.first_figure", status=last.status),
        "year": year,
        "then": formats.percent(first.value) + say("clauses.first_figure", status=first.status),
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
    """How the share of the once largest group has moved (`breakdowns.shares_compared`)."""
    shares = both.query("flow == 'departures'")
    if shares.empty:
        return finding("beside_earlier", "none", {"year": year})
    earlier = int(shares.year.min())
    then = shares.query("year == @earlier").sort_values("share").iloc[-1]
    now = shares.query("category == @then.category and year == @year").iloc[0]
    alone = now.row.split()[0] in own
    status = "" if alone else now.status
    slots = {
        "group": names.name(then.category),
        "then": share_in_words(then),
        "now": share_in_words(now) + say("clauses.first_figure", status=status),
        "year": year,
        "earlier": earlier,
        "caveat": say("clauses.newer_alone") if alone else "",
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
    doubtful = (ranked.status == "doubtful").any()
    slots = {
        "region": names.name(first.region),
        "year": year,
        "caveat": say("clauses.some_doubted") if doubtful else "",
    }
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
        "smaller": 100 * ratio,
        "edition": names.edition(newest.edition),
        "origin": names.country(origin),
        "destination": names.country(destination),
    }
    variant = "balanced" if ratio >= criteria.BALANCED else "unbalanced"
    return finding("corridor", variant, slots, values, last.row)


def internal_growth(growth: pd.DataFrame, year: int) -> Finding:
    """How moves inside the country changed (`cleaning.internal_growth`)."""
    if growth.empty or growth.year.iloc[-1] != year:
        return finding("internal_growth", "none", {"year": year})
    last = growth.iloc[-1]
    base = int(growth.year.iloc[0]) - 1
    slots = {"change": abs(last.value), "year": year, "base": base}
    values = {"change_percent": last.value}
    variant = side(last.low, last.high, 0, COURSE)
    if pd.notna(last.times) and len(growth) > 1:
        values["times"] = last.times
        variant += "_chained"
    return finding("internal_growth", variant, slots, values, growth.row)


def destinations(changes: pd.DataFrame, year: int) -> Finding:
    """Whose the fall of departures since their peak is (`since_peak`)."""
    groups = changes.query("partner in @DESTINATIONS").set_index("partner")
    if groups.empty:
        return finding("destinations", "none", {"year": year})
    fewer = -groups.change.sum()
    largest = groups.loc[groups.change.idxmin() if fewer > 0 else groups.change.idxmax()]
    part = -largest.change
    slots = {
        "year": year,
        "base": int(largest.base_year),
        "fewer": fewer,
        "part": part,
        "where": say("clauses.direction", of=largest.name),
        "then": largest.then,
        "now": largest.now,
    }
    variant = "no_fall"
    if fewer > 0:
        slots["share"] = part / fewer
        variant = "most" if part > fewer / 2 else "spread"
    if part > fewer > 0:
        variant = "alone"
    values = {"change": -fewer, "base": slots["base"], **groups.change}
    return finding("destinations", variant, slots, values, groups.row)


def risen(changes: pd.DataFrame, year: int) -> Finding:
    """To whom departures rose since their peak, small counts aside (`since_peak`)."""
    countries = changes.query("partner not in ['CIS', 'other_cis']")
    if countries.empty:
        return finding("risen", "none", {"year": year})
    rose = countries[countries.then >= FEW].query("change > 0")
    rose = rose.sort_values("change", ascending=False)
    clauses = []
    for row in rose.head(LISTED).itertuples():
        place = names.name(row.partner)
        clauses.append(say("clauses.from_to", place=place, then=row.then, now=row.now))
    slots = {
        "year": year,
        "base": int(countries.base_year.iloc[0]),
        "places": clauses,
    }
    variant = "some" if clauses else "nowhere"
    if clauses and countries.change.sum() >= 0:
        variant = "most"
    values = {"partners": len(rose)}
    return finding(
        "risen",
        variant,
        slots,
        values,
        rose.row if clauses else countries.row,
    )


def origins(changes: pd.DataFrame, year: int) -> Finding:
    """The country that most arrivals come from; `changes` of arrivals (`since_peak`)."""
    countries = changes[~changes.partner.isin(TOGETHER)]
    if countries.empty:
        return finding("origins", "none", {"year": year})
    first = countries.loc[countries.now.idxmax()]
    everywhere = changes.query("partner in ['CIS', 'non_CIS']")
    values = {when: first[when] / everywhere[when].sum() for when in ("then", "now")}
    slots = {when: 100 * share for when, share in values.items()}
    slots["country"] = names.name(first.partner)
    slots["year"] = year
    slots["base"] = int(first.base_year)
    return finding("origins", "largest", slots, values, [first.row, *everywhere.row])


def counts_gap(counts: pd.DataFrame, year: int) -> Finding:
    """The last two counts of moves to Russia (`two_counts`)."""
    both = counts.dropna(subset="times")
    if both.empty:
        return finding("counts_gap", "none", {"year": year})
    last = both.iloc[-1]
    values = {
        "own": last.departures,
        "other": last.arrived_there,
        "times": last.times,
        "year": int(last.year),
    }
    end = say("clauses.series_ends") if last.year < year else ""
    variant = "more" if last.times > 1 else "no_more"
    return finding("counts_gap", variant, {"end": end}, values, [last.row])


def other_count(counts: pd.DataFrame, year: int) -> Finding:
    """Whether Russia's count has moved as Kazakhstan's since that was highest."""
    both = counts.dropna(subset="times")
    if len(both) < 2:
        return finding("other_count", "none", {"year": year})
    last = both.iloc[-1]
    base = both.loc[both.departures.iloc[:-1].idxmax()]
    own = last.departures / base.departures - 1
    other = last.arrived_there / base.arrived_there - 1
    values = {
        "own": own,
        "other": other,
        "then": base.times,
        "times": last.times,
        "base": int(base.year),
        "year": int(last.year),
    }
    slots = {
        "own": formats.signed(formats.percent(100 * own)),
        "other": formats.signed(formats.percent(100 * other)),
        "fall": abs(100 * other),
    }
    variant = "parted"
    if own * other > 0:
        variant = "both_fell" if own < 0 else "both_rose"
    return finding("other_count", variant, slots, values, [base.row, last.row])


def europe(sums: pd.DataFrame, year: int) -> Finding:
    """What countries outside the CIS counted in the last year (`outside_cis`)."""
    if sums.empty:
        return finding("europe", "none", {"year": year})
    last = sums.iloc[-1]
    values = {
        "own": last.departures,
        "other": last.arrived_there,
        "countries": int(last.countries),
    }
    variant = "more" if last.arrived_there > last.departures else "no_more"
    return finding("europe", variant, {"year": int(last.year)}, values, [last.row])


def russia(flows: pd.DataFrame, year: int) -> Finding:
    """Whether flows with Russia balance, and since when, by year."""
    both = flows.dropna(subset=["arrivals", "departures"])
    if both.empty:
        return finding("russia", "none", {"year": year})
    last = both.iloc[-1]
    variant = direction(last.arrivals, last.departures, criteria.BALANCED)
    balanced = smaller_over_larger(both.arrivals, both.departures) >= criteria.BALANCED
    since = both.year[balanced[::-1].cummin()[::-1]].min()
    # 'Since' and 'not before' are said where several years balance, and none before them.
    alone = balanced.sum() == (both.year >= since).sum()
    if variant == "balanced" and alone and both.year.min() < since < last.year:
        variant = "since"
    slots = {
        "arrived": last.arrivals,
        "left": last.departures,
        "year": int(last.year),
        "since": since,
    }
    values = {"in_per_out": last.arrivals / last.departures}
    used = both.row if variant == "since" else [last.row]
    return finding("russia", variant, slots, values, used)


def exit_permits(counts: pd.DataFrame, year: int) -> Finding:
    """How the ministry's permits compare with the bureau's counts of the same moves."""
    permits = rows_where(counts, "concept_id == 'exit_permits'", known="ratio")
    if permits.empty:
        return finding("permits", "none", {"year": year})
    values = {
        "low": permits.ratio.min(),
        "high": permits.ratio.max(),
        "pairs": len(permits),
    }
    span = formats.number_range(values["low"], values["high"], 2)
    return finding("permits", "counted", {"span": span}, values, permits.row)


def register(year: int) -> Finding:
    """That who does not deregister is not counted, which is so by definition in every year."""
    return finding("register", "always", {"year": year})
