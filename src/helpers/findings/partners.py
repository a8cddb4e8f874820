"""Findings about where people go and come from, and what other countries count."""

import pandas as pd

from helpers.cleaning import names
from helpers.cleaning.corridors import smaller_over_larger
from helpers.cleaning.partners import FEW
from helpers.findings.finding import Finding, direction, finding, rows_where
from helpers.language import formats, say
from helpers.reconciliation import criteria

DESTINATIONS = ("RUS", "other_cis", "non_CIS")
TOGETHER = ("CIS", *DESTINATIONS[1:])  # groups of countries
LISTED = 2


def destinations(changes: pd.DataFrame, year: int) -> Finding:
    """Whose the fall of departures since their peak is (`partners.since_peak`)."""
    groups = changes.query("partner in @DESTINATIONS").set_index("partner")
    if groups.empty:
        return finding("destinations", "none", {"year": year})
    fewer = -groups.change.sum()
    largest = groups.loc[groups.change.idxmin() if fewer > 0 else groups.change.idxmax()]
    part = -largest.change
    slots = {
        "year": year,
        "base": int(largest.base_year),
        "fewer": formats.people(fewer),
        "part": formats.people(part),
        "where": say("clauses.direction", of=largest.name),
        "then": formats.people(largest.then),
        "now": formats.people(largest.now),
    }
    variant = "no_fall"
    if fewer > 0:
        slots["share"] = formats.share_in_percent(part / fewer)
        variant = "most" if part > fewer / 2 else "spread"
    if part > fewer > 0:
        variant = "alone"
    values = {"change": -fewer, "base": int(largest.base_year), **groups.change}
    return finding("destinations", variant, slots, values, groups.row)


def risen(changes: pd.DataFrame, year: int) -> Finding:
    """To whom departures rose since their peak, small counts aside (`partners.since_peak`)."""
    countries = changes.query("partner not in ['CIS', 'other_cis']")
    if countries.empty:
        return finding("risen", "none", {"year": year})
    rose = countries[countries.then >= FEW].query("change > 0")
    rose = rose.sort_values("change", ascending=False)
    clauses = []
    for row in rose.head(LISTED).itertuples():
        then, now = formats.people(row.then), formats.people(row.now)
        clauses.append(say("clauses.from_to", place=names.name(row.partner), then=then, now=now))
    slots = {
        "year": year,
        "base": int(countries.base_year.iloc[0]),
        "places": formats.listing(clauses),
    }
    variant = "some" if clauses else "nowhere"
    if clauses and countries.change.sum() >= 0:
        variant = "most"
    values = {"partners": len(rose)}
    return finding("risen", variant, slots, values, rose.row if clauses else countries.row)


def origins(changes: pd.DataFrame, year: int) -> Finding:
    """The country that most arrivals come from; `changes` of arrivals (`partners.since_peak`)."""
    countries = changes[~changes.partner.isin(TOGETHER)]
    if countries.empty:
        return finding("origins", "none", {"year": year})
    first = countries.loc[countries.now.idxmax()]
    everywhere = changes.query("partner in ['CIS', 'non_CIS']")
    values = {when: first[when] / everywhere[when].sum() for when in ("then", "now")}
    slots = {when: formats.percent(100 * share) for when, share in values.items()}
    slots |= {"country": names.name(first.partner), "year": year, "base": int(first.base_year)}
    return finding("origins", "largest", slots, values, [first.row, *everywhere.row])


def counts_gap(counts: pd.DataFrame, year: int) -> Finding:
    """The last two counts of moves to Russia. `counts` of Russia as from `partners.two_counts`."""
    both = counts.dropna(subset="times")
    if both.empty:
        return finding("counts_gap", "none", {"year": year})
    last = both.iloc[-1]
    slots = {
        "year": int(last.year),
        "own": formats.people(last.departures),
        "other": formats.people(last.arrived_there),
        "times": formats.number(last.times, 1),
        "end": say("clauses.series_ends") if last.year < year else "",
    }
    values = {"own": last.departures, "other": last.arrived_there, "times": last.times}
    values["year"] = int(last.year)
    variant = "more" if last.times > 1 else "no_more"
    return finding("counts_gap", variant, slots, values, [last.row])


def other_count(counts: pd.DataFrame, year: int) -> Finding:
    """Whether Russia's count has moved as Kazakhstan's since that was highest. See `counts_gap`."""
    both = counts.dropna(subset="times")
    if len(both) < 2:
        return finding("other_count", "none", {"year": year})
    last = both.iloc[-1]
    base = both.loc[both.departures.iloc[:-1].idxmax()]
    own = last.departures / base.departures - 1
    other = last.arrived_there / base.arrived_there - 1
    slots = {
        "base": int(base.year),
        "year": int(last.year),
        "own": formats.signed(formats.percent(100 * own)),
        "other": formats.signed(formats.percent(100 * other)),
        "fall": formats.percent(abs(100 * other)),
        "then": formats.number(base.times, 1),
        "times": formats.number(last.times, 1),
    }
    variant = "parted"
    if own < 0 and other < 0:
        variant = "both_fell"
    elif own > 0 and other > 0:
        variant = "both_rose"
    values = {"own": own, "other": other, "then": base.times, "times": last.times}
    values |= {"base": slots["base"], "year": slots["year"]}
    return finding("other_count", variant, slots, values, [base.row, last.row])


def europe(sums: pd.DataFrame, year: int) -> Finding:
    """What countries outside the CIS counted in the last year (`partners.outside_cis`)."""
    if sums.empty:
        return finding("europe", "none", {"year": year})
    last = sums.iloc[-1]
    values = {"own": last.departures, "other": last.arrived_there, "countries": int(last.countries)}
    slots = {
        "year": int(last.year),
        "countries": values["countries"],
        "own": formats.people(last.departures),
        "other": formats.people(last.arrived_there),
    }
    variant = "more" if last.arrived_there > last.departures else "no_more"
    return finding("europe", variant, slots, values, [last.row])


def russia(flows: pd.DataFrame, year: int) -> Finding:
    """Whether flows with Russia balance, and since when. `flows`: year, arrivals, departures, row,
    the years in order."""
    both = flows.dropna(subset=["arrivals", "departures"])
    if both.empty:
        return finding("russia", "none", {"year": year})
    last = both.iloc[-1]
    variant = direction(last.arrivals, last.departures, criteria.BALANCED)
    balanced = smaller_over_larger(both.arrivals, both.departures) >= criteria.BALANCED
    since = both.year[balanced[::-1].cummin()[::-1]].min()
    # 'Since' and 'not before' are said where several years balance, and none before them.
    if variant == "balanced" and both.year.min() < since < last.year:
        variant = "since" if balanced.sum() == (both.year >= since).sum() else variant
    slots = {
        "arrived": formats.people(last.arrivals),
        "left": formats.people(last.departures),
        "year": int(last.year),
        "since": since,
    }
    values = {"in_per_out": last.arrivals / last.departures}
    used = both.row if variant == "since" else [last.row]
    return finding("russia", variant, slots, values, used)


def exit_permits(counts: pd.DataFrame, year: int) -> Finding:
    """How the ministry's permits compare with the bureau's counts of the same moves. `counts` as
    from `mirror_statistics.mirror_counts`; its refusals are no moves."""
    permits = rows_where(counts, "concept_id == 'exit_permits'", known="ratio")
    if permits.empty:
        return finding("permits", "none", {"year": year})
    values = {"low": permits.ratio.min(), "high": permits.ratio.max(), "pairs": len(permits)}
    span = formats.number(values["low"], 2)
    if len(permits) > 1:
        span = formats.span(span, formats.number(values["high"], 2))
    return finding("permits", "counted", {"span": span}, values, permits.row)


def register(year: int) -> Finding:
    """That who does not deregister is not counted, which is so by definition in every year."""
    return finding("register", "always", {"year": year})
