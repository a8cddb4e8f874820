"""Findings about the record: how such forecasts and probabilities have done before."""

import pandas as pd
from scipy.stats import binomtest

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding, rows_where, side
from helpers.language import formats
from helpers.projection.panels import CIS, UN
from helpers.projection.reference_class import halved, shares_of


def momentum(series: pd.Series) -> Finding:
    """How often a fall followed a year like the last one, a fall or none, and any year at all."""
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
    slots = values | {"low": formats.chance(share.low), "high": formats.chance(share.high)}
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
    return finding("one_ahead", "tested", values, values)


def skill(scored: pd.DataFrame, accuracy: pd.DataFrame) -> Finding:
    """Whether the method beats both the base rate and no change on flows of other countries.
    `scored`: `outlook.skill`; `accuracy`: `benchmark.read`."""
    if scored.empty or accuracy.empty:
        return finding("skill", "untested", {})
    own = accuracy.query("method == 'project'").set_index("set").crps_ratio
    skills = scored.groupby("event", sort=False).skill.agg(lambda part: (part == "better").any())
    better = [names.name(event) for event, is_better in skills.items() if is_better]
    ratios = {"un": own[UN], "cis": own[CIS]}
    slots = {name: formats.number(ratio, 2) for name, ratio in ratios.items()}
    slots |= {"events": len(skills), "better": formats.listing(better)}
    return finding("skill", "some" if better else "none", slots, ratios)


def outside(falls: pd.DataFrame, series: pd.Series) -> Finding:
    """What followed elsewhere after falls like that of departures, the `series`
    (`outlook.falls`)."""
    year = int(series.index[-1])
    if not halved(series).iloc[-1]:
        return finding("outside", "not_halved", {"year": year})
    shares = shares_of(falls)
    if "further decline" not in shares.index:
        return finding("outside", "none", {"year": year})
    row = shares.loc["further decline"]
    values = row[["share", "low", "high"]].to_dict()
    slots = {name: formats.chance(value) for name, value in values.items()}
    slots |= {"cases": int(row.cases), "countries": int(row.countries)}
    slots["fall"] = formats.percent(100 * (1 - series.iloc[-1] / series.iloc[-5]), 0)
    variant = side(row.low, row.high, 0.5, ("back", "open", "again"))
    return finding("outside", variant, slots, values)


def updates(record: pd.DataFrame) -> Finding:
    """What the first months have told before. `record`: `outlook.update_record`."""
    tested = rows_where(record, "tested > 0")
    if tested.empty:
        return finding("updates", "none", {})
    row = tested.iloc[-1]
    values = row[["years", "same_sign", "tested"]].astype(int).to_dict()
    errors = {"alone": row["months alone"], "combined": row.combined, "prior": row.prior}
    slots = values | {name: formats.percent(error, 0) for name, error in errors.items()}
    slots["months"] = formats.months(int(row.months))
    slots["low"] = formats.chance(row.low)
    return finding("updates", "tested", slots, values | errors)


def frozen(scores: pd.DataFrame) -> Finding:
    """How forecasts frozen before their outcome did. `scores` as from `ledger.score`."""
    counted = rows_where(scores, "scored == True")
    if counted.empty:
        return finding("frozen", "none", {})
    values = {"inside": int(counted.inside_80.sum()), "outcomes": len(counted)}
    last = counted.sort_values(["year", "edition"]).iloc[-1]
    slots = values | {
        "year": int(last.year),
        "edition": int(last.edition),
        "lead": formats.months(int(last.lead)),
        "actual": formats.people(last.actual),
        "point": formats.rough(last.point),
    }
    return finding("frozen", "scored", slots, values)
