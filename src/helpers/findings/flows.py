"""Findings about arrivals, departures and net migration."""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, direction, finding, side
from helpers.language import formats, say
from helpers.reconciliation import criteria

BOTH = ["arrivals", "departures"]


def departures(flows: pd.DataFrame, year: int) -> Finding:
    """Whether departures fell or rose in the last year, and whether they are the series' fewest."""
    own = flows.query("flow == 'departures' and year <= @year").set_index("year")
    if own.value.reindex([year - 1, year]).isna().any():
        return finding("departures", "unknown", {"year": year})
    now = own.loc[year]
    before = own.loc[year - 1]
    low = round(100 * (now.low / before.high - 1), 9)
    high = round(100 * (now.high / before.low - 1), 9)
    record = now.high < own.low.drop(year).min()
    basis = ""
    if now.vintage != before.vintage:
        basis = say(
            "clauses.vintages",
            now=names.name(now.vintage),
            before=names.name(before.vintage),
        )
    small, large = sorted((abs(low), abs(high)))
    change = formats.percent_range(small, large)
    if round(small, 1) == round(large, 1):
        change = formats.percent(large)
    first_year = int(own.index.min())
    slots = {
        "year": year,
        "first_year": first_year,
        "change": change,
        "basis": basis,
    }
    values = {
        "now": now.value,
        "before": before.value,
        "change_percent": 100 * (now.value / before.value - 1),
    }
    rows = own.row if record else own.row[[year - 1, year]]
    variant = side(low, high, 0, ("fell", "unclear", "rose"))
    almost, half = criteria.ALMOST_HALF
    if variant == "fell" and record:
        variant = "record_low"
    elif -half < low <= high <= -almost:
        variant = "almost_halved"
    elif low == high == 0:
        variant = "unchanged"
    return finding("departures", variant, slots, values, rows)


def net(flows: pd.DataFrame, year: int) -> Finding:
    """Whether more people arrived or left, and for how many years running."""
    own = flows.query("flow == 'net' and year <= @year").set_index("year")
    now = own.value.get(year)
    if pd.isna(now) or now == 0:
        return finding("net", "unknown", {"year": year})
    same_sign = (own.value * now > 0).fillna(False)
    run = int(same_sign[::-1].cumprod().sum())
    variant = "gain" if now > 0 else "loss"
    if run > 1:
        variant += "_run"
    slots = {"year": year, "nth": say("numbers.nth", n=run)}
    return finding("net", variant, slots, {"net": now, "years": run}, own.row.tail(run))


def revisions(revised: pd.DataFrame, year: int) -> Finding:
    """Which flow's final figures differ more from its first releases (`cleaning.revisions`)."""
    largest = revised.change_percent.abs().groupby(revised.flow).max()
    if not set(BOTH) <= set(largest.index):
        return finding("revisions", "none", {"year": year})
    values = largest[BOTH].to_dict()
    variant = "arrivals_more" if largest.arrivals > largest.departures else "departures_more"
    return finding("revisions", variant, {}, values, revised["rows"])


def within_year(cumulative: pd.DataFrame, year: int, doubted: tuple[str, ...] = ()) -> Finding:
    """How much of the first count was there before December (`cleaning.cumulative`)."""
    counts = cumulative.query("year == @year").set_index("months")
    before = counts.query("months < 12")
    if before.empty:
        return finding("within_year", "none", {"year": year})
    months = int(before.index[-1])
    values = {"sofar": int(before.value[months])}
    slots = {"months": say("numbers.months", n=months), "year": year}
    if 12 not in counts.index:
        return finding("within_year", "no_end", slots, values, before.row)
    values["share"] = values["sofar"] / int(counts.value[12])
    variant = "doubtful" if before.row[months] in doubted else "path"
    return finding("within_year", variant, slots, values, counts.row)


def flow_ratio(flows: pd.DataFrame, year: int) -> Finding:
    """Whether arrivals and departures of a year balance."""
    own = flows.query("flow in @BOTH and year == @year").set_index("flow")
    counts = own.value.reindex(BOTH).fillna(0)
    if (counts == 0).any():
        return finding("flow_ratio", "unknown", {"year": year})
    variant = direction(*counts, criteria.BALANCED)
    ratio = counts.max() / counts.min()
    values = {"in_per_out": counts.arrivals / counts.departures}
    return finding(
        "flow_ratio",
        variant,
        {"ratio": ratio, "year": year},
        values,
        own.row,
    )


def rates(rated: pd.DataFrame, year: int) -> Finding:
    """Departures per 1,000 people beside the year before (`cleaning.rates`)."""
    own = rated.query("flow == 'departures'").dropna(subset="per_1000").set_index("year")
    if not {year - 1, year} <= set(own.index):
        return finding("rates", "unknown", {"year": year})
    rate = own.per_1000.astype(float)
    peak = rate.idxmax()
    values = {"now": rate[year], "before": rate[year - 1]}
    # Decided on the figures as shown, so that '0.63, from 0.63' is never called a fall.
    change = round(rate[year], 2) - round(rate[year - 1], 2)
    variant = side(change, change, 0, ("lower", "same", "higher"))
    slots = {"year": year, "peak": rate[peak], "peak_year": int(peak)}
    return finding("rates", variant, slots, values, own.row[[year, year - 1]])


def net_estimates(estimates: pd.DataFrame, year: int) -> Finding:
    """Whether what counts all residents has the register's sign, in the last year with estimates
    (`values`) and a later one with projections (`mirror_statistics.net_beside_estimates`)."""
    if estimates.empty:
        return finding("net_estimates", "none", {"year": year})
    register = estimates.query("reference").set_index("year")
    others = estimates.query("not reference")
    last = others[others.year == others.groupby("status").year.transform("max")]
    last = last.query("status == 'estimated' or year == @register.index.max()")
    last = last.assign(own=last.year.map(register.value))
    first = last[last.status == last.status.min()]
    values = {
        "own": first.own.iloc[0],
        "lowest": first.value.min(),
        "highest": first.value.max(),
    }
    own, low, high = (formats.signed(formats.people(value)) for value in values.values())
    others = low if low == high else say("numbers.from_to", low=low, high=high)
    slots = {"year": int(first.year.iloc[0]), "own": own, "others": others}
    variant = "differ" if (last.value * last.own < 0).any() else "alike"
    rows = [*register.row[last.year.unique()], *last.row]
    return finding("net_estimates", variant, slots, values, rows)
