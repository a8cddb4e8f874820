"""Findings about arrivals, departures and net migration."""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding, moved, places, value_of
from helpers.language import formats, say
from helpers.reconciliation import criteria


def departures(flows: pd.DataFrame, year: int) -> Finding:
    """Whether departures fell or rose in the last year, and whether they are the fewest of the
    series.

    Said only when it holds for every value that prints the same: the whole interval of one year
    lies below, or above, that of the other.
    """
    mine = flows[(flows.flow == "departures") & (flows.year <= year)].set_index("year")
    now, before = (mine.value.get(when) for when in (year, year - 1))
    if pd.isna(now) or pd.isna(before):
        return finding("departures", "unknown", {"year": year})
    earlier = mine[mine.index < year]
    ends = (("low", "high"), ("high", "low"))
    low, high = (round(100 * (mine.loc[year, a] / mine.loc[year - 1, b] - 1), 9) for a, b in ends)
    change = 100 * (now / before - 1)
    mixed = mine.vintage[year] != mine.vintage[year - 1]
    basis = {"now": names.name(mine.vintage[year]), "before": names.name(mine.vintage[year - 1])}
    slots = {
        "value": formats.people(now), "year": year, "first_year": int(earlier.index.min()),
        "change": moved(low, high),
        "basis": " " + say("clauses.vintages", **basis) if mixed else "",
    }  # fmt: skip
    record = mine.high[year] < earlier.low.min()
    almost, half = criteria.ALMOST_HALF
    halved = low > -half and high <= -almost
    exact = mine.low[year] == mine.high[year] == mine.low[year - 1] == mine.high[year - 1]
    fell = "record_low" if record else "almost_halved" if halved else "fell"
    variant = fell if high < 0 else "rose" if low > 0 else "unchanged" if exact else "unclear"
    rests_on = places(flows, "departures", mine.index if record else [year - 1, year])
    return finding(
        "departures",
        variant,
        slots,
        {"now": now, "before": before, "change_percent": change},
        rests_on,
    )


def net(flows: pd.DataFrame, year: int) -> Finding:
    """Whether more people arrived or left, and for how many years running."""
    series = flows[(flows.flow == "net") & (flows.year <= year)].set_index("year").value
    now = series.get(year)
    if pd.isna(now) or now == 0:
        return finding("net", "unknown", {"year": year})
    run = 0
    for value in reversed(series.tolist()):
        if pd.isna(value) or value * now <= 0:
            break
        run += 1
    variant = ("gain" if now > 0 else "loss") + ("_run" if run > 1 else "")
    slots = {"year": year, "nth": formats.ordinal(run)}
    rests_on = places(flows, "net", range(year - run + 1, year + 1))
    return finding("net", variant, slots, {"net": now, "years": run}, rests_on)


def revisions(revised: pd.DataFrame, year: int) -> Finding:
    """Which flow's final figures differ more from its first releases."""
    largest = revised.assign(size=revised.change_percent.abs()).groupby("flow")["size"].max()
    if not {"arrivals", "departures"} <= set(largest.index):
        return finding("revisions", "none", {"year": year})
    values = {flow: float(largest[flow]) for flow in ("arrivals", "departures")}
    variant = "arrivals_more" if values["arrivals"] > values["departures"] else "departures_more"
    slots = {flow: formats.percent(value) for flow, value in values.items()} | {
        "years": revised.year.nunique()
    }
    return finding("revisions", variant, slots, values, revised["rows"])


def within_year(cumulative: pd.DataFrame, year: int, doubted: tuple[str, ...] = ()) -> Finding:
    """How much of the year's first count was on record at the last month before December that is
    known.

    `doubted`: the rows that are under a doubt.
    """
    mine = cumulative[cumulative.year == year].set_index("months")
    before = mine[mine.index < 12]
    if before.empty:
        return finding("within_year", "none", {"year": year})
    months, sofar = int(before.index[-1]), int(before.value.iloc[-1])
    slots = {"months": months, "sofar": formats.people(sofar), "year": year}
    if 12 not in mine.index:
        return finding("within_year", "no_end", slots, {"sofar": sofar}, before.row)
    share = sofar / int(mine.value[12])
    variant = "doubtful" if before.row.iloc[-1] in doubted else "path"
    slots |= {"share": formats.percent(100 * share, 0)}
    return finding("within_year", variant, slots, {"sofar": sofar, "share": share}, mine.row)


def flow_ratio(flows: pd.DataFrame, year: int) -> Finding:
    """Whether arrivals and departures of a year balance."""
    arrived, left = value_of(flows, "arrivals", year), value_of(flows, "departures", year)
    if pd.isna(arrived) or pd.isna(left) or not arrived or not left:
        return finding("flow_ratio", "unknown", {"year": year})
    small, large = sorted((arrived, left))
    variant = (
        "balanced" if small / large >= criteria.BALANCED else "gain" if arrived > left else "loss"
    )
    slots = {
        "ratio": formats.number(large / small, 2 if variant == "balanced" else 1),
        "year": year,
    }
    rests_on = places(flows, "arrivals", [year]) + places(flows, "departures", [year])
    return finding("flow_ratio", variant, slots, {"in_per_out": arrived / left}, rests_on)


def rates(rated: pd.DataFrame, year: int) -> Finding:
    """Departures per 1,000 people beside the year before. `rated` as from `cleaning.rates`."""
    mine = rated[(rated.flow == "departures") & rated.per_1000.notna()].set_index("year")
    if year not in mine.index or year - 1 not in mine.index:
        return finding("rates", "unknown", {"year": year})
    now, before = float(mine.per_1000[year]), float(mine.per_1000[year - 1])
    shown = formats.number(now, 2), formats.number(before, 2)
    # Decided on the figures as shown, so that '0.63, from 0.63' is never called a fall.
    variant = "same" if shown[0] == shown[1] else "lower" if now < before else "higher"
    peak = int(mine.per_1000.idxmax())
    slots = {
        "now": shown[0],
        "before": shown[1],
        "year": year,
        "peak": formats.number(mine.per_1000[peak], 1),
    }
    slots |= {"peak_year": peak}
    return finding(
        "rates",
        variant,
        slots,
        {"now": now, "before": before},
        [mine.row[year], mine.row[year - 1]],
    )


def pace(paces: pd.DataFrame, year: int, doubted: tuple[str, ...] = ()) -> Finding:
    """How the pace of the months known compares with where earlier years ended. `paces` as from
    `cleaning.pace`.
    """
    earlier = paces[(paces.year < year) & paces.error_percent.notna()]
    if earlier.empty:
        return finding("pace", "none", {"year": year})
    errors = earlier.error_percent.astype(float)
    above, known = int((errors > 0).sum()), len(errors)
    slots = {"above": above, "months": formats.months(int(paces.months.iloc[0]))}
    slots |= {"most": formats.percent(errors.abs().max(), 0), "known": known}
    variant = "all_above" if above == known else "all_below" if not above else "mixed"
    values = {"above": above, "known": known, "largest_error_percent": float(errors.abs().max())}
    return finding("pace", variant, slots, values, earlier.row)


def net_estimates(estimates: pd.DataFrame, year: int) -> Finding:
    """Whether what counts all residents has the register's sign: estimates in the last year that
    has some, and projections in the last year where that is later. `values` are those of the first
    of these years.

    `estimates` as from `mirrors.net_beside_estimates`.
    """
    if estimates.empty:
        return finding("net_estimates", "none", {"year": year})
    own = estimates[estimates.reference].set_index("year")
    parts = [
        part[part.year == part.year.max()]
        for _status, part in estimates[~estimates.reference].groupby("status")
    ]
    parts = [
        part
        for part in parts
        if (part.status == "estimated").all() or part.year.max() == own.index.max()
    ]
    beside = [own.value[part.year.iloc[0]] for part in parts]
    differ = any((part.value * value < 0).any() for part, value in zip(parts, beside, strict=True))
    told = [_beside_register(part, value) for part, value in zip(parts, beside, strict=True)]
    values = {"own": beside[0], "lowest": parts[0].value.min(), "highest": parts[0].value.max()}
    rows = [row for part in parts for row in (own.row[part.year.iloc[0]], *part.row)]
    return finding(
        "net_estimates", "differ" if differ else "alike", {"told": "; ".join(told)}, values, rows
    )


def _beside_register(others: pd.DataFrame, own: float) -> str:
    """'for 2025 it says +16,153, projections say 0 (…) and −8,834 (…; 80% interval: −159,892 to
    +134,464)'.
    """
    slots = {"year": int(others.year.iloc[0]), "own": formats.signed(formats.people(own))}
    slots["others"] = formats.listing([_with_spread(row) for row in others.itertuples()])
    if others.status.iloc[0] == "projected":
        return say("clauses.projections_say", **slots)
    return say("clauses.estimates_say", **slots)


def _with_spread(row) -> str:
    value = formats.signed(formats.people(row.value))
    if pd.isna(row.low):
        return f"{value} ({row.counted_by})"
    low, high = (formats.signed(formats.people(end)) for end in (row.low, row.high))
    slots = {"value": value, "source": row.counted_by, "spread": row.spread}
    return say("clauses.value_with_spread", low=low, high=high, **slots)
