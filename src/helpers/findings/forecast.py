"""Findings about the forecast: the projection, its judgement, and what moves them."""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding, rows_where, side
from helpers.language import formats, say
from helpers.parameters import final_by
from helpers.projection.inputs import MINIMUM_POINTS
from helpers.projection.judgement import WORDS, Judgement, whole_percents, word_for


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


def judgement(judged: Judgement | None, year: int, points: int, start: int) -> Finding:
    """How likely the moderate fall is that articles forecast. `judged`: `judgement.judge`."""
    if judged is None:
        slots = {"points": points, "least": MINIMUM_POINTS, "year": year, "start": start}
        return finding("judgement", "scenarios", slots)
    third = judged.year + 3
    moderate = judged.ways.loc["moderate"]
    ours = judged.ways.ours
    percents = whole_percents(ours.to_dict())
    elsewhere = ""
    if "elsewhere" in moderate:
        share = formats.chance(moderate["elsewhere"])
        elsewhere = say("clauses.after_such_falls", share=share)
    author = ""
    if judged.author is not None:
        author = say("clauses.author", named=bool(judged.author), name=judged.author)
    slots = {
        "word": _words(judged.words),
        "ours": formats.chance(percents["moderate"] / 100),
        "no_change": formats.chance(moderate["no change"]),
        "likely": likely(percents["moderate"] / 100),
        "likely_without": likely(moderate["no change"]),
        "rise": likely(percents["rise"] / 100),
        "steeper": likely(percents["steeper"] / 100),
        "elsewhere": elsewhere,
        "borders": formats.people_range(*judged.borders),
        "third": third,
        "day": formats.date(final_by(third)),
        "author": author,
    }
    values = ours.to_dict() | {"no_change": moderate["no change"]}
    if "elsewhere" in moderate:
        values["elsewhere"] = moderate["elsewhere"]
    return finding("judgement", "said" if judged.words else "apart", slots, values)


def likely(chance: float) -> str:
    """A chance as a word of the scale and a number: 'unlikely (12%)'."""
    word = say("scale.word", of=word_for(chance))
    return say("scale.said", word=word, chance=formats.chance(chance))


def _words(words: tuple[str, ...]) -> str:
    """One word of the scale, or two neighbours."""
    said = [say("scale.word", of=word) for word in words]
    return say("scale.two", low=said[0], high=said[1]) if len(said) > 1 else "".join(said)


def may_say(judged: Judgement | None, each_year: float | None) -> Finding:
    """What an article may claim. `each_year`: the probability that each of three years is moderate;
    `judged` as for `judgement`."""
    if judged is None:
        return finding("may_say", "none", {})
    slots = {"third": judged.year + 3, "word": _words(judged.words), "each": likely(each_year)}
    variant = "apart"
    if judged.words:
        is_likely = WORDS.index(judged.words[0]) >= WORDS.index("likely")
        variant = "likely" if is_likely else "open"
    return finding("may_say", variant, slots, {"D3": each_year})


def spread(compared: pd.DataFrame, year: int) -> Finding:
    """How far methods that have held differ on 'lower three years on'. `compared`:
    `fitting.methods_compared`."""
    held = rows_where(compared, "held")
    if held.empty:
        return finding("spread", "none", {})
    ranked = held.sort_values("lower_three", kind="stable")
    lowest = ranked.iloc[0]
    highest = ranked.iloc[-1]
    slots = {
        "low": likely(lowest.lower_three),
        "high": likely(highest.lower_three),
        "lowest": names.name(lowest.method),
        "highest": names.name(highest.method),
        "third": year + 3,
        "year": year,
        "held": len(held),
        "methods": len(compared),
    }
    variant = "disagree" if lowest.lower_three <= 0.5 < highest.lower_three else "agree"
    values = {"low": lowest.lower_three, "high": highest.lower_three, "held": len(held)}
    return finding("spread", variant, slots, values)


def net_ahead(projected: pd.DataFrame, correlation: tuple | None) -> Finding:
    """Whether the next year brings a gain or a loss. `projected`: `outlook.other_flows`;
    `correlation`: `outlook.correlation_of_flows`."""
    net = rows_where(projected, "flow == 'net' and method == 'project'")
    if net.empty or correlation is None:
        return finding("net_ahead", "none", {})
    row = net.iloc[0]
    values = {"low": row.lower_80, "high": row.upper_80}
    together = dict(zip(("correlation", "least", "most"), correlation[:3], strict=True))
    shown = {name: formats.number(value, 2) for name, value in together.items()}
    slots = {"range80": formats.rough_range(**values), "next": int(row.year), **shown}
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


def update(
    known: pd.DataFrame, changed: pd.DataFrame, chosen: str, appeared: pd.DataFrame, year: int
) -> Finding:
    """Whether the next year's first months move the forecast. `changed`: `outlook.updated`;
    `chosen`: `nowcast.chosen`; `appeared`: `outlook.counts_appeared`."""
    slots = {"next": year + 1}
    if known.empty:
        if appeared.empty:
            return finding("update", "none", slots)
        last = appeared.iloc[-1]
        slots["months"] = formats.months(int(last.months))
        slots |= {"first": formats.day(last["first"]), "last": formats.day(last["last"])}
        slots["one_day"] = slots["first"] == slots["last"]
        return finding("update", "awaited", slots)
    slots["months"] = formats.months(int(known.months.iloc[-1]))
    row = rows_where(changed, f"forecast == {chosen!r}")
    if row.empty or row.point.isna().any():
        return finding("update", "too_few", slots, {}, known.row)
    row = row.iloc[0]
    slots["count"] = formats.people(known.value.iloc[-1])
    slots["forecast"] = say("nowcast.chosen", of=chosen)
    slots["point"] = formats.rough(row.point)
    slots["range80"] = formats.rough_range(row.lower_80, row.upper_80)
    return finding("update", "updated", slots, {"point": row.point}, known.row)
