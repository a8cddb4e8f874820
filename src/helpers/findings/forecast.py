"""Findings about the forecast: the projection, its probabilities, and what moves them."""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding, rows_where, side
from helpers.language import formats, say
from helpers.projection.inputs import MINIMUM_POINTS

COIN_TOSS = (0.40, 0.60)  # a probability in here says that the direction is not known


def projection(projected: pd.DataFrame | None, last: float, points: int) -> Finding:
    """Where the house method puts the next year."""
    if projected is None:
        return finding("projection", "scenarios", {"points": points, "least": MINIMUM_POINTS})
    row = projected.iloc[0]
    slots = {
        "point": formats.rough(row.point),
        "next": projected.index[0],
        "range80": formats.rough_range(row.lower_80, row.upper_80),
    }
    change = row.point / last - 1
    variant = "lower" if change < 0 else "higher"
    if abs(change) < 0.0005:
        variant = "level"
    values = {"point": row.point, "change": change}
    return finding("projection", variant, slots, values)


def judgement(
    probabilities: pd.DataFrame | None, by_method, year: int, points: int, start: int
) -> Finding:
    """Whether departures fall further. `probabilities`: event, probability; `by_method`: method,
    event, probability."""
    if probabilities is None:
        slots = {"points": points, "least": MINIMUM_POINTS, "year": year, "start": start}
        return finding("judgement", "scenarios", slots)
    chance = probabilities.set_index("event").probability
    slots = _slots(chance, year) | _by_others(by_method, "lower three years on")
    variant = _likelihood(chance["further decline"], even="toss")
    return finding("judgement", variant, slots, chance.to_dict())


def moderate(probabilities: pd.DataFrame | None, by_method, year: int) -> Finding:
    """How probable each meaning of a moderate decline is. Frames as for `judgement`."""
    if probabilities is None:
        return finding("moderate", "none", {})
    chance = probabilities.set_index("event").probability
    values = chance[["D1", "D2", "D3"]].to_dict()
    slots = _slots(chance, year) | _by_others(by_method, "D2")
    return finding("moderate", _likelihood(chance["D2"]), slots, values)


def may_say(probabilities: pd.DataFrame | None, year: int) -> Finding:
    """What an article may claim of a moderate further decline. Frame as for `judgement`."""
    if probabilities is None:
        return finding("may_say", "none", {})
    chance = probabilities.set_index("event").probability
    values = chance[["D2", "D3"]].to_dict()
    return finding("may_say", _likelihood(chance["D2"]), _slots(chance, year), values)


def _slots(chance: pd.Series, year: int) -> dict:
    """The probability of each event by its slot, and the years that sentences name."""
    values = {
        "d1": chance["D1"],
        "d2": chance["D2"],
        "d3": chance["D3"],
        "lower_next": chance["further decline"],
        "lower": chance["lower three years on"],
        "lower_three": chance["lower three years on"],
        "higher": 1 - chance["lower three years on"],
    }
    chances = {slot: formats.chance(value) for slot, value in values.items()}
    return chances | {"year": year, "next": year + 1, "third": year + 3}


def _by_others(by_method: pd.DataFrame, event: str) -> dict[str, str]:
    """What the other methods give an event, from low to high."""
    others = by_method.query("event == @event and method != 'project'").probability
    ends = {"low": others.min(), "high": others.max()}
    return {name: formats.chance(value) for name, value in ends.items()}


def _likelihood(probability: float, even: str = "even") -> str:
    """On which side of a coin toss a probability lies: likely, even or unlikely."""
    low, high = COIN_TOSS
    if probability > high:
        return "likely"
    return "unlikely" if probability < low else even


def spread(by_method: pd.DataFrame | None, held: dict[str, float], year: int) -> Finding:
    """How far methods differ on 'lower three years on', and how those at the ends have done.
    `by_method`: method, probability; `held`: by method, the share of what came that its 80%
    intervals held three years ahead, where that can be tested."""
    if by_method is None or by_method.empty:
        return finding("spread", "none", {})
    ranked = by_method.sort_values("probability", kind="stable")
    lowest = ranked.iloc[0]
    highest = ranked.iloc[-1]
    slots = {
        "low": formats.chance(lowest.probability),
        "high": formats.chance(highest.probability),
        "lowest": names.name(lowest.method),
        "highest": names.name(highest.method),
        "third": year + 3,
        "year": year,
        "held": "",
    }
    if {lowest.method, highest.method} <= set(held):
        first = formats.share_in_percent(held[lowest.method])
        second = formats.share_in_percent(held[highest.method])
        slots["held"] = say("clauses.held_three_years_ahead", one=first, other=second)
    variant = "disagree" if lowest.probability <= 0.5 < highest.probability else "agree"
    values = {"low": lowest.probability, "high": highest.probability}
    return finding("spread", variant, slots, values)


def sensitivity(ladder: pd.DataFrame, year: int) -> Finding:
    """How far choices other than the method move it. `ladder`: `sensitivity.one_at_a_time`."""
    steps = ladder.query("choice != 'method'").dropna(subset="probability")
    if steps.empty:
        return finding("sensitivity", "none", {})
    average = steps.query("event == 'D2'").probability
    lower = steps.query("event == 'lower three years on'").probability
    values = {
        "d2_low": average.min(),
        "d2_high": average.max(),
        "low": lower.min(),
        "high": lower.max(),
    }
    slots = {name: formats.chance(value) for name, value in values.items()}
    slots["third"] = year + 3
    one_side = (lower > 0.5).all() or (lower <= 0.5).all()
    variant = "same_side" if one_side else "both_sides"
    return finding("sensitivity", variant, slots, values)


def net_ahead(projected: pd.DataFrame) -> Finding:
    """Whether the next year brings a gain or a loss. `projected`: `outlook.other_flows`."""
    net = projected.query("flow == 'net' and method == 'project'")
    if net.empty:
        return finding("net_ahead", "none", {})
    row = net.iloc[0]
    values = {"low": row.lower_80, "high": row.upper_80}
    slots = {"range80": formats.rough_range(**values), "next": int(row.year)}
    variant = side(**values, limit=0, words=("loss", "open", "gain"))
    return finding("net_ahead", variant, slots, values)


def mobility(growth: pd.DataFrame, year: int) -> Finding:
    """Whether mobility inside the country can be forecast. `growth`: `cleaning.internal_growth`."""
    if growth.empty:
        return finding("mobility", "none", {"year": year})
    values = {"rises": int((growth.low > 0).sum()), "years": len(growth)}
    variant = "too_few" if len(growth) < MINIMUM_POINTS else "known"
    slots = values | {"least": MINIMUM_POINTS}
    return finding("mobility", variant, slots, values, growth.row)


def cis_ahead(shares: pd.DataFrame, year: int) -> Finding:
    """Whether CIS countries have always been dominant. `shares` as from `outlook.cis_shares`."""
    if shares.empty:
        return finding("cis_ahead", "none", {"year": year})
    lowest = shares.value.min()
    slots = {"years": len(shares), "lowest": formats.percent(lowest), "least": MINIMUM_POINTS}
    variant = "always" if (shares.low > 50).all() else "not_always"
    return finding("cis_ahead", variant, slots, {"lowest": lowest}, shares.row)


def update(known: pd.DataFrame, changed: pd.DataFrame, year: int) -> Finding:
    """Whether the next year's first months move the forecast. `changed`: `outlook.updated`."""
    if known.empty:
        return finding("update", "none", {"next": year + 1})
    months = int(known.months.iloc[-1])
    slots = {"next": year + 1, "months": formats.months(months)}
    combined = rows_where(changed, "forecast == 'combined'")
    if combined.empty or combined.point.isna().any():
        return finding("update", "too_few", slots, {}, known.row)
    row = combined.iloc[0]
    slots["point"] = formats.rough(row.point)
    slots["range80"] = formats.rough_range(row.lower_80, row.upper_80)
    return finding("update", "updated", slots, {"point": row.point}, known.row)
