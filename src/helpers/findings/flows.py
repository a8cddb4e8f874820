"""Findings about arrivals, departures and net migration."""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, direction, finding, moved, places, value_of
from helpers.language import formats, say
from helpers.reconciliation import criteria


def departures(flows: pd.DataFrame, year: int) -> Finding:
    """Whether departures fell or rose in the last year, and whether they are the series' fewest.

    Said only when it holds for every value that prints the same: the whole interval of one year
    lies below, or above, that of the other.
    """
    own = flows.query("flow == 'departures' and year <= @year").set_index("year")
    if own.value.reindex([year - 1, year]).isna().any():
        return finding("departures", "unknown", {"year": year})
    now, before = own.loc[year], own.loc[year - 1]
    low = round(100 * (now.low / before.high - 1), 9)
    high = round(100 * (now.high / before.low - 1), 9)
    record = now.high < own.low.drop(year).min()
    exact = now.low == now.high == before.low == before.high
    basis = ""
    if now.vintage != before.vintage:
        vintages = {"now": names.name(now.vintage), "before": names.name(before.vintage)}
        basis = " " + say("clauses.vintages", **vintages)
    slots = {
        "value": formats.people(now.value),
        "year": year,
        "first_year": int(own.index.min()),
        "change": moved(low, high),
        "basis": basis,
    }
    change = 100 * (now.value / before.value - 1)
    values = {"now": now.value, "before": before.value, "change_percent": change}
    rests_on = places(flows, "departures", own.index if record else [year - 1, year])
    return finding("departures", _course(low, high, record, exact), slots, values, rests_on)


def _course(low: float, high: float, record: bool, exact: bool) -> str:
    """The wording for a change between `low` and `high` percent. `record`: the value lies below all
    earlier ones; `exact`: no figure is rounded."""
    if high < 0:
        almost, half = criteria.ALMOST_HALF
        if record:
            return "record_low"
        return "almost_halved" if -half < low <= high <= -almost else "fell"
    if low > 0:
        return "rose"
    return "unchanged" if exact else "unclear"


def net(flows: pd.DataFrame, year: int) -> Finding:
    """Whether more people arrived or left, and for how many years running."""
    series = flows.query("flow == 'net' and year <= @year").set_index("year").value
    now = series.get(year)
    if pd.isna(now) or now == 0:
        return finding("net", "unknown", {"year": year})
    same_sign = (series * now > 0).fillna(False)
    run = int(same_sign[::-1].cumprod().sum())
    variant = ("gain" if now > 0 else "loss") + ("_run" if run > 1 else "")
    slots = {"year": year, "nth": formats.ordinal(run)}
    rests_on = places(flows, "net", range(year - run + 1, year + 1))
    return finding("net", variant, slots, {"net": now, "years": run}, rests_on)


def revisions(revised: pd.DataFrame, year: int) -> Finding:
    """Which flow's final figures differ more from its first releases. `revised` as from
    `cleaning.revisions`."""
    largest = revised.change_percent.abs().groupby(revised.flow).max()
    if not {"arrivals", "departures"} <= set(largest.index):
        return finding("revisions", "none", {"year": year})
    values = {flow: float(largest[flow]) for flow in ("arrivals", "departures")}
    variant = "arrivals_more" if values["arrivals"] > values["departures"] else "departures_more"
    slots = {flow: formats.percent(value) for flow, value in values.items()}
    slots["years"] = revised.year.nunique()
    return finding("revisions", variant, slots, values, revised["rows"])


def within_year(cumulative: pd.DataFrame, year: int, doubted: tuple[str, ...] = ()) -> Finding:
    """How much of the year's first count was on record at the last month known before December.
    `cumulative` as from `cleaning.cumulative`; `doubted`: the rows that are under a doubt."""
    counts = cumulative.query("year == @year").set_index("months")
    before = counts.query("months < 12")
    if before.empty:
        return finding("within_year", "none", {"year": year})
    sofar = int(before.value.iloc[-1])
    slots = {"months": int(before.index[-1]), "sofar": formats.people(sofar), "year": year}
    if 12 not in counts.index:
        return finding("within_year", "no_end", slots, {"sofar": sofar}, before.row)
    share = sofar / int(counts.value[12])
    slots["share"] = formats.percent(100 * share, 0)
    variant = "doubtful" if before.row.iloc[-1] in doubted else "path"
    return finding("within_year", variant, slots, {"sofar": sofar, "share": share}, counts.row)


def flow_ratio(flows: pd.DataFrame, year: int) -> Finding:
    """Whether arrivals and departures of a year balance."""
    arrived, left = value_of(flows, "arrivals", year), value_of(flows, "departures", year)
    if pd.isna(arrived) or pd.isna(left) or not arrived or not left:
        return finding("flow_ratio", "unknown", {"year": year})
    variant = direction(arrived, left, criteria.BALANCED)
    ratio = max(arrived, left) / min(arrived, left)
    slots = {"ratio": formats.number(ratio, 2 if variant == "balanced" else 1), "year": year}
    rests_on = places(flows, "arrivals", [year]) + places(flows, "departures", [year])
    return finding("flow_ratio", variant, slots, {"in_per_out": arrived / left}, rests_on)


def rates(rated: pd.DataFrame, year: int) -> Finding:
    """Departures per 1,000 people beside the year before. `rated` as from `cleaning.rates`."""
    own = rated.query("flow == 'departures'").dropna(subset="per_1000").set_index("year")
    if not {year - 1, year} <= set(own.index):
        return finding("rates", "unknown", {"year": year})
    rate = own.per_1000.astype(float)
    now, before, peak = rate[year], rate[year - 1], rate.idxmax()
    slots = {
        "now": formats.number(now, 2),
        "before": formats.number(before, 2),
        "year": year,
        "peak": formats.number(rate[peak], 1),
        "peak_year": int(peak),
    }
    # Decided on the figures as shown, so that '0.63, from 0.63' is never called a fall.
    variant = "lower" if now < before else "higher"
    if slots["now"] == slots["before"]:
        variant = "same"
    values = {"now": now, "before": before}
    return finding("rates", variant, slots, values, own.row[[year, year - 1]])


def pace(paces: pd.DataFrame, year: int) -> Finding:
    """How the pace of the months known compares with where earlier years ended. `paces` as from
    `cleaning.year_to_date_extrapolation`."""
    earlier = paces.query("year < @year").dropna(subset="error_percent")
    if earlier.empty:
        return finding("pace", "none", {"year": year})
    errors = earlier.error_percent.astype(float)
    above = int((errors > 0).sum())
    largest = float(errors.abs().max())
    counts = {"above": above, "known": len(errors)}
    months = formats.months(int(paces.months.iloc[0]))
    slots = counts | {"months": months, "most": formats.percent(largest, 0)}
    variant = "mixed" if above else "all_below"
    if above == len(errors):
        variant = "all_above"
    values = counts | {"largest_error_percent": largest}
    return finding("pace", variant, slots, values, earlier.row)


def net_estimates(estimates: pd.DataFrame, year: int) -> Finding:
    """Whether what counts all residents has the register's sign.

    Estimates in the last year that has some, and projections in the last year where that is later;
    `values` are those of the first of these years. `estimates` as from
    `mirror_statistics.net_beside_estimates`.
    """
    if estimates.empty:
        return finding("net_estimates", "none", {"year": year})
    own = estimates.query("reference").set_index("year")
    others = estimates.query("not reference")
    latest = others.groupby("status").year.transform("max")
    last = others[others.year == latest].query("status == 'estimated' or year == @own.index.max()")
    last = last.assign(own=last.year.map(own.value))
    clauses, rows = [], []
    for _status, part in last.groupby("status"):
        clauses.append(_beside_register(part))
        rows += [own.row[part.year.iloc[0]], *part.row]
    first = last[last.status == last.status.min()]
    values = {"own": first.own.iloc[0], "lowest": first.value.min(), "highest": first.value.max()}
    variant = "differ" if (last.value * last.own < 0).any() else "alike"
    return finding("net_estimates", variant, {"told": "; ".join(clauses)}, values, rows)


def _beside_register(others: pd.DataFrame) -> str:
    """'for 2025 it says +16,153, projections say 0 (…) and −8,834 (…; 80% interval: −159,892 to
    +134,464)'.
    """
    first = others.iloc[0]
    slots = {
        "year": int(first.year),
        "own": _signed(first.own),
        "others": formats.listing([_with_spread(row) for row in others.itertuples()]),
    }
    if first.status == "projected":
        return say("clauses.projections_say", **slots)
    return say("clauses.estimates_say", **slots)


def _with_spread(row) -> str:
    value = _signed(row.value)
    if pd.isna(row.low):
        return f"{value} ({row.counted_by})"
    ends = {"low": _signed(row.low), "high": _signed(row.high)}
    slots = {"value": value, "source": row.counted_by, "spread": row.spread}
    return say("clauses.value_with_spread", **ends, **slots)


def _signed(people: float) -> str:
    return formats.signed(formats.people(people))
