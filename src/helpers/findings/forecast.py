"""Findings about the forecast: the projection, its judgement, what moves them, and their record."""

import pandas as pd
from scipy.stats import binomtest

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding, rows_where, side
from helpers.language import formats, say
from helpers.parameters import final_by
from helpers.projection.house_method import MINIMUM_POINTS
from helpers.projection.outlook import WORDS, Judgement, whole_percents, word_for
from helpers.projection.reference_class import CIS, UN, halved, shares_of


def projection(projected: pd.DataFrame | None, last: float, points: int) -> Finding:
    """Where the house method puts the next year."""
    if projected is None:
        return finding(
            "projection",
            "scenarios",
            {"points": points, "least": MINIMUM_POINTS},
        )
    row = projected.iloc[0]
    range80 = formats.rough_range(row.lower_80, row.upper_80)
    slots = {"next": projected.index[0], "range80": range80}
    change = row.point / last - 1
    variant = "lower" if change < 0 else "higher"
    if abs(change) < 0.0005:
        variant = "level"
    return finding("projection", variant, slots, {"point": row.point, "change": change})


def judgement(judged: Judgement | None, year: int, points: int, start: int) -> Finding:
    """How likely the moderate fall is that articles forecast. `judged`: `outlook.judge`."""
    if judged is None:
        slots = {
            "points": points,
            "least": MINIMUM_POINTS,
            "year": year,
            "start": start,
        }
        return finding("judgement", "scenarios", slots)
    third = judged.year + 3
    moderate = judged.ways.loc["moderate"]
    chances = judged.ways.ours.to_dict()
    values = chances | {"no_change": moderate["no change"]}
    printed = pd.Series(whole_percents(chances)) / 100
    slots = {
        "word": _words(judged.words),
        "ours": printed.moderate,
        "likely": likely(printed.moderate),
        "likely_without": likely(moderate["no change"]),
        "rise": likely(printed.rise),
        "steeper": likely(printed.steeper),
        "elsewhere": "",
        "borders": formats.number_range(*judged.borders),
        "third": third,
        "day": final_by(third),
        "author": "",
    }
    if "elsewhere" in moderate:
        values["elsewhere"] = moderate["elsewhere"]
        slots["elsewhere"] = say("clauses.after_such_falls", share=moderate["elsewhere"])
    if judged.author is not None:
        named = bool(judged.author)
        slots["author"] = say("clauses.author", named=named, name=judged.author)
    return finding("judgement", "said" if judged.words else "apart", slots, values)


def likely(chance: float) -> str:
    """A chance as a word of the scale and a number: 'unlikely (12%)'."""
    return say(
        "scale.said",
        word=say("scale.word", of=word_for(chance)),
        chance=chance,
    )


def _words(words: tuple[str, ...]) -> str:
    """One word of the scale, or two neighbours."""
    said = [say("scale.word", of=word) for word in words]
    return say("scale.two", low=said[0], high=said[1]) if len(said) > 1 else "".join(said)


def may_say(judged: Judgement | None, each_year: float | None) -> Finding:
    """What an article may claim. `each_year`: the probability of D3."""
    if judged is None:
        return finding("may_say", "none", {})
    slots = {
        "third": judged.year + 3,
        "word": _words(judged.words),
        "each": likely(each_year),
    }
    variant = "apart"
    if judged.words:
        is_likely = WORDS.index(judged.words[0]) >= WORDS.index("likely")
        variant = "likely" if is_likely else "open"
    return finding("may_say", variant, slots, {"D3": each_year})


def spread(compared: pd.DataFrame, year: int) -> Finding:
    """How far methods that have held differ (`outlook.methods_compared`)."""
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
        "methods": len(compared),
    }
    variant = "disagree" if lowest.lower_three <= 0.5 < highest.lower_three else "agree"
    values = {
        "low": lowest.lower_three,
        "high": highest.lower_three,
        "held": len(held),
    }
    return finding("spread", variant, slots, values)


def net_ahead(projected: pd.DataFrame, correlation: tuple | None) -> Finding:
    """Whether the next year brings a gain or a loss (`outlook.other_flows`)."""
    net = rows_where(projected, "flow == 'net' and method == 'project'")
    if net.empty or correlation is None:
        return finding("net_ahead", "none", {})
    row = net.iloc[0]
    values = {"low": row.lower_80, "high": row.upper_80}
    slots = {
        "range80": formats.rough_range(**values),
        "next": int(row.year),
    }
    slots |= zip(("correlation", "least", "most"), correlation, strict=True)
    variant = side(**values, limit=0, words=("loss", "open", "gain"))
    return finding("net_ahead", variant, slots, values)


def mobility(growth: pd.DataFrame, year: int) -> Finding:
    """Whether mobility inside the country can be forecast (`cleaning.internal_growth`)."""
    if growth.empty:
        return finding("mobility", "none", {"year": year})
    values = {"rises": int((growth.low > 0).sum()), "years": len(growth)}
    variant = "too_few" if len(growth) < MINIMUM_POINTS else "known"
    return finding("mobility", variant, {"least": MINIMUM_POINTS}, values, growth.row)


def cis_ahead(shares: pd.DataFrame, year: int) -> Finding:
    """Whether CIS countries have always been dominant (`outlook.cis_shares`)."""
    if shares.empty:
        return finding("cis_ahead", "none", {"year": year})
    lowest = shares.value.min()
    slots = {"years": len(shares), "least": MINIMUM_POINTS}
    variant = "always" if (shares.low > 50).all() else "not_always"
    return finding("cis_ahead", variant, slots, {"lowest": lowest}, shares.row)


def update(known: pd.DataFrame, changed, chosen: str, appeared, year: int) -> Finding:
    """Whether the next year's first months move the forecast; tables as of `projection.nowcast`."""
    counts = appeared if known.empty else known
    if counts.empty:
        return finding("update", "none", {"next": year + 1})
    last = counts.iloc[-1]
    slots = {
        "next": year + 1,
        "months": say("numbers.months", n=int(last.months)),
    }
    if known.empty:
        slots |= {
            "first": formats.day(last["first"]),
            "last": formats.day(last["last"]),
        }
        slots["one_day"] = slots["first"] == slots["last"]
        return finding("update", "awaited", slots)
    row = rows_where(changed, f"forecast == {chosen!r}", known=["point"])
    if row.empty:
        return finding("update", "too_few", slots, {}, known.row)
    row = row.iloc[0]
    slots |= {
        "count": last.value,
        "forecast": say("nowcast.chosen", of=chosen),
        "range80": formats.rough_range(row.lower_80, row.upper_80),
    }
    return finding("update", "updated", slots, {"point": row.point}, known.row)


def momentum(series: pd.Series) -> Finding:
    """How often a fall followed a year like the last one (a fall or none), and any year at all."""
    change = series.diff().dropna()
    before = change.shift(1)
    fell = bool((change.tail(1) < 0).any())
    after = change[before < 0 if fell else before >= 0]
    if after.empty:
        return finding("momentum", "none", {})
    falls = int((after < 0).sum())
    share = binomtest(falls, len(after)).proportion_ci(method="wilson")
    values = {
        "cases": len(after),
        "fell": falls,
        "first_year": int(series.index[0]),
        "all_falls": int((change < 0).sum()),
        "all_years": len(change),
    }
    slots = {"low": share.low, "high": share.high}
    return finding("momentum", "counted" if fell else "after_rises", slots, values)


def one_ahead(tests: pd.DataFrame) -> Finding:
    """How many outcomes lay in their 80% interval a year ahead. `tests`: `scoring.backtest`."""
    own = rows_where(tests, "method == 'project' and horizon == 1")
    if own.empty:
        return finding("one_ahead", "none", {})
    values = {
        "inside": len(own.query("lower_80 <= actual <= upper_80")),
        "tests": len(own),
        "below": len(own.query("actual < lower_80")),
        "above": len(own.query("actual > upper_80")),
    }
    return finding("one_ahead", "tested", {}, values)


def skill(scored: pd.DataFrame, accuracy: pd.DataFrame) -> Finding:
    """Whether the method beats base rate and no change elsewhere, by `outlook.skill`."""
    if scored.empty or accuracy.empty:
        return finding("skill", "untested", {})
    own = accuracy.query("method == 'project'").set_index("set").crps_ratio
    wins = (scored.skill == "better").groupby(scored.event, sort=False).any()
    ratios = {"un": own[UN], "cis": own[CIS]}
    better = wins.index[wins].map(names.name)
    slots = {"events": len(wins), "better": list(better)}
    return finding("skill", "some" if wins.any() else "none", slots, ratios)


def outside(falls: pd.DataFrame, series: pd.Series) -> Finding:
    """What followed elsewhere after falls like that of the `series` (`outlook.falls`)."""
    year = int(series.index[-1])
    if not halved(series).iloc[-1]:
        return finding("outside", "not_halved", {"year": year})
    shares = shares_of(falls)
    if "further decline" not in shares.index:
        return finding("outside", "none", {"year": year})
    row = shares.loc["further decline"]
    values = row[["share", "low", "high"]].to_dict()
    slots = {
        "cases": int(row.cases),
        "countries": int(row.countries),
        "fall": 100 * (1 - series.iloc[-1] / series.iloc[-5]),
    }
    variant = side(row.low, row.high, 0.5, ("back", "open", "again"))
    return finding("outside", variant, slots, values)


def updates(record: pd.DataFrame) -> Finding:
    """What the first months have told before. `record`: `nowcast.record`."""
    tested = rows_where(record, "tested > 0")
    if tested.empty:
        return finding("updates", "none", {})
    row = tested.iloc[-1]
    values = row[["years", "same_sign", "tested"]].astype(int).to_dict()
    errors = {
        "alone": row["months alone"],
        "combined": row.combined,
        "prior": row.prior,
    }
    slots = {
        "months": say("numbers.months", n=int(row.months)),
        "low": row.low,
    }
    return finding("updates", "tested", slots, values | errors)


def frozen(scores: pd.DataFrame) -> Finding:
    """How forecasts frozen before their outcome did. `scores` as from `ledger.score`."""
    counted = rows_where(scores, "scored == True")
    if counted.empty:
        return finding("frozen", "none", {})
    values = {
        "inside": int(counted.inside_80.sum()),
        "outcomes": len(counted),
    }
    last = counted.sort_values(["year", "edition"]).iloc[-1]
    slots = {
        "year": int(last.year),
        "edition": int(last.edition),
        "lead": say("numbers.months", n=int(last.lead)),
        "actual": last.actual,
        "point": last.point,
    }
    return finding("frozen", "scored", slots, values)
