"""Findings about the forecast: the projection, its probabilities, and how such forecasts did
before.
"""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding
from helpers.language import formats, say
from helpers.projection.benchmark import HORIZON
from helpers.projection.house_method import MINIMUM_POINTS

COIN_TOSS = (0.40, 0.60)  # a probability in here says that the direction is not known
LIKE_NOW = ("D2", "lower three years on")  # the events whose present probability is judged by bins
LONG_RUN = 3  # errors on one side, one after the other, that are said
FLOWS_SET, M3_SET = "UN flows", "M3 yearly"  # of the committed record
SCORES = ("msis_95", "lsis_95")  # interval scores of the 95% intervals: in units, and of logs


def projection(projected: pd.DataFrame | None, last: float, points: int) -> Finding:
    """Where the house method puts the next year."""
    if projected is None:
        return finding("projection", "scenarios", {"points": points, "least": MINIMUM_POINTS})
    row = projected.iloc[0]
    slots = {
        "point": formats.rough(row.point), "next": projected.index[0],
        "range80": formats.rough_range(row.lower_80, row.upper_80),
    }  # fmt: skip
    change = row.point / last - 1
    variant = "level" if abs(change) < 0.0005 else "lower" if change < 0 else "higher"
    return finding(
        "projection",
        variant,
        slots,
        {"point": row.point, "change": change},
        ["projection.csv", "flows.csv"],
    )


def judgement(
    probabilities: pd.DataFrame | None, by_method, year: int, points: int, start: int
) -> Finding:
    """Whether departures fall further. `probabilities`: event, probability; `by_method`: method,
    event, probability.
    """
    if probabilities is None:
        slots = {"points": points, "least": MINIMUM_POINTS, "year": year, "start": start}
        return finding("judgement", "scenarios", slots)
    p = probabilities.set_index("event").probability
    slots = {
        "lower_next": formats.chance(p["further decline"]),
        "lower_three": formats.chance(p["lower three years on"]),
    }
    slots |= _by_others(by_method, "lower three years on") | {"next": year + 1, "third": year + 3}
    side = _side(p["further decline"])
    rests_on = ["event_probabilities.csv", "probabilities_by_method.csv"]
    return finding("judgement", "toss" if side == "even" else side, slots, p.to_dict(), rests_on)


def moderate(probabilities: pd.DataFrame | None, by_method, year: int) -> Finding:
    """How probable each meaning of a moderate decline is, beside more departures. Frames as for
    `judgement`.
    """
    if probabilities is None:
        return finding("moderate", "none", {})
    p = probabilities.set_index("event").probability
    slots = {event.lower(): formats.chance(p[event]) for event in ("D1", "D2", "D3")} | _by_others(
        by_method, "D2"
    )
    slots |= {
        "higher": formats.chance(1 - p["lower three years on"]),
        "year": year,
        "next": year + 1,
        "third": year + 3,
    }
    rests_on = ["event_probabilities.csv", "probabilities_by_method.csv"]
    return finding("moderate", _side(p["D2"]), slots, p[["D1", "D2", "D3"]].to_dict(), rests_on)


def _by_others(by_method: pd.DataFrame, event: str) -> dict[str, str]:
    """What the other methods give an event, from low to high."""
    others = by_method[(by_method.event == event) & (by_method.method != "project")].probability
    return {"low": formats.chance(others.min()), "high": formats.chance(others.max())}


def _side(probability: float) -> str:
    """On which side of a coin toss a probability lies: likely, even or unlikely."""
    low, high = COIN_TOSS
    return "likely" if probability > high else "unlikely" if probability < low else "even"


def spread(by_method: pd.DataFrame | None, held: dict[str, float], year: int) -> Finding:
    """How far methods differ on 'lower three years on', and how those at the ends have done.

    `by_method`: method, probability; `held`: the share of what came that the 80% intervals of a
    method held three years ahead, by method, where that can be tested.
    """
    if by_method is None or by_method.empty:
        return finding("spread", "none", {})
    ranked = by_method.sort_values("probability", kind="stable")
    ends = ranked.iloc[0], ranked.iloc[-1]
    low, high = (end.probability for end in ends)
    slots = {
        "low": formats.chance(low),
        "high": formats.chance(high),
        "third": year + 3,
        "year": year,
        "held": "",
    }
    slots |= {"lowest": names.name(ends[0].method), "highest": names.name(ends[1].method)}
    if all(end.method in held for end in ends):
        shares = [formats.percent(100 * held[end.method], 0) for end in ends]
        words = say("clauses.held_three_years_ahead", one=shares[0], other=shares[1])
        slots["held"] = words
    variant = "disagree" if low <= 0.5 < high else "agree"
    return finding(
        "spread", variant, slots, {"low": low, "high": high}, ["probabilities_by_method.csv"]
    )


def momentum(series: pd.Series) -> Finding:
    """How often a fall followed a year like the last one, a fall or none: the simplest base rate of
    a further decline."""
    change = series.diff()
    fell = change.iloc[-1] < 0
    after = change[(change.shift(1) < 0) if fell else (change.shift(1) >= 0)]
    if after.empty:
        return finding("momentum", "none", {})
    values = {
        "cases": len(after),
        "fell": int((after < 0).sum()),
        "first_year": int(series.index[0]),
    }
    return finding("momentum", "counted" if fell else "after_rises", values, values, ["flows.csv"])


def coverage_past(
    tests: int, cover80: float | None = None, cover95: float | None = None
) -> Finding:
    """How often past intervals held what came."""
    if not tests:
        return finding("coverage_past", "none", {})
    values = {"tests": tests, "cover80": cover80, "cover95": cover95}
    slots = {
        "tests": tests,
        "cover80": formats.percent(100 * cover80, 0),
        "cover95": formats.percent(100 * cover95, 0),
    }
    return finding("coverage_past", "tested", slots, values, ["past_tests.csv"])


def one_ahead(tests: pd.DataFrame) -> Finding:
    """How many outcomes of one-year-ahead forecasts lay inside their 80% interval. `tests` as
    scoring.backtest.
    """
    if tests.empty:
        return finding("one_ahead", "none", {})
    mine = tests[(tests.method == "project") & (tests.horizon == 1)]
    below, above = (
        int((mine.actual < mine.lower_80).sum()),
        int((mine.actual > mine.upper_80).sum()),
    )
    values = {
        "inside": len(mine) - below - above,
        "tests": len(mine),
        "below": below,
        "above": above,
    }
    return finding("one_ahead", "tested", values, values, ["chart_hindcasts.csv"])


def benchmark(ratio: float | None) -> Finding:
    """The mean absolute error in the past, relative to no change at the same horizons."""
    if ratio is None or pd.isna(ratio):
        return finding("benchmark", "none", {})
    # Decided on the figure as shown, so that '1.00 times' is never called better.
    variant = "better" if round(ratio, 2) < 1 else "no_better"
    return finding(
        "benchmark",
        variant,
        {"ratio": formats.number(ratio, 2)},
        {"ratio": ratio},
        ["past_tests.csv"],
    )


# --- score, choices, outside view -----------------------------------------------------------------


def skill(scored: pd.DataFrame) -> Finding:
    """Whether probabilities like these have beaten the base rate before. `scored` as
    `outlook.scored_probabilities`."""
    tested = scored[scored.un_series.notna()] if len(scored) else scored
    if tested.empty:
        return finding("skill", "untested", {})
    better = [names.name(row.event) for row in tested.itertuples() if row.un_skill == "better"]
    others = [names.name(row.event) for row in tested.itertuples() if row.un_skill != "better"]
    slots = {
        "series": _from_to(tested.un_series),
        "better": formats.listing(better),
        "others": formats.listing(others),
    }
    variant = "some" if better and others else "all" if better else "none"
    values = dict(zip(tested.event, tested.un_skill, strict=True))
    return finding("skill", variant, slots, values, ["benchmark/events.csv"])


def skill_here(scored: pd.DataFrame) -> Finding:
    """Whether the tests on this series alone can show skill. `scored` as
    `outlook.scored_probabilities`.
    """
    tested = scored[scored.n.notna()] if len(scored) else scored
    if tested.empty:
        return finding("skill_here", "untested", {})
    worse = [names.name(row.event) for row in tested.itertuples() if row.brier > row.brier_base]
    slots = {"tests": _from_to(tested.n), "worse": formats.listing(worse)}
    values = dict(zip(tested.event, tested.brier - tested.brier_base, strict=True))
    return finding(
        "skill_here", "some_worse" if worse else "few", slots, values, ["scored_probabilities.csv"]
    )


def _from_to(counts: pd.Series) -> str:
    """'14–16', or '16' where all are alike."""
    ends = sorted({int(counts.min()), int(counts.max())})
    return formats.span(*map(str, ends)) if len(ends) > 1 else str(ends[0])


def bins(reliability: pd.DataFrame, probabilities: pd.DataFrame | None) -> Finding:
    """How often probabilities like the present ones came true on flows of other countries.

    `reliability` as from `scoring.reliability`; `probabilities`: event, probability. A probability
    that readers see on the border of two bins is like both; `values` are those of the one that
    holds it.
    """
    if probabilities is None or reliability.empty:
        return finding("bins", "none", {})
    given = probabilities.set_index("event").probability
    rows = [row for row in reliability.itertuples() if row.event in LIKE_NOW]
    holding = [row for row in rows if _within(given[row.event], row.bin)]
    mine = [row for row in rows if row in holding or round(given[row.event], 2) in _ends(row.bin)]
    mine = sorted(mine, key=lambda row: LIKE_NOW.index(row.event))
    if not mine:
        return finding("bins", "none", {})
    high, low = ([row for row in mine if beyond(row)] for beyond in (_too_high, _too_low))
    told, rest = (
        high or low or mine,
        [row for row in mine if row not in (high or low)] if high or low else [],
    )
    slots = {"told": _came_true(told), "rest": ""}
    if rest:
        slots["rest"] = say("clauses.not_so", told=_came_true(rest))
    values = {row.event: row.happened for row in sorted(mine, key=lambda row: row in holding)}
    variant = "too_high" if high else "too_low" if low else "kept"
    return finding("bins", variant, slots, values, ["benchmark/reliability.csv"])


def _too_high(row) -> bool:
    return row.predicted > row.high


def _too_low(row) -> bool:
    return row.predicted < row.low


def _came_true(rows: list) -> str:
    """'moderate on average, given 45%, came true in 21% (14% to 27% when …)' of each bin."""
    return "; ".join(
        say(
            "clauses.came_true",
            event=names.name(row.event).split(": ")[-1],
            said=formats.chance(row.predicted),
            happened=formats.chance(row.happened),
            low=formats.chance(row.low),
            high=formats.chance(row.high),
            series=row.series,
        )
        for row in rows
    )


def _within(probability: float, name: str) -> bool:
    """Whether a probability falls into a bin such as '40–60%', whose upper end belongs to it."""
    low, high = _ends(name)
    return low < probability <= high or probability == low == 0


def _ends(name: str) -> list[float]:
    return [float(end) / 100 for end in name.rstrip("%").split("–")]


def sensitivity(ladder: pd.DataFrame, year: int) -> Finding:
    """How far the answer moves with choices other than the method. `ladder` as from
    `sensitivity.ladder`.
    """
    mine = ladder[(ladder.choice != "method") & ladder.probability.notna()]
    if mine.empty:
        return finding("sensitivity", "none", {})
    spans = {event: part.probability for event, part in mine.groupby("event")}
    d2, third = spans["D2"], spans["lower three years on"]
    slots = {
        "d2_low": formats.chance(d2.min()),
        "d2_high": formats.chance(d2.max()),
        "third": year + 3,
    }
    slots |= {"low": formats.chance(third.min()), "high": formats.chance(third.max())}
    same = (third > 0.5).all() or (third <= 0.5).all()
    values = {"d2_low": d2.min(), "d2_high": d2.max(), "low": third.min(), "high": third.max()}
    return finding(
        "sensitivity", "same_side" if same else "both_sides", slots, values, ["sensitivity.csv"]
    )


def outside(falls: pd.DataFrame, halved: bool, year: int) -> Finding:
    """What followed elsewhere after falls like this one. `falls` as from
    `outlook.falls_elsewhere`.
    """
    if not halved:
        return finding("outside", "not_halved", {"year": year})
    mine = falls[(falls.flow == "emigrants") & (falls.breaks == "kept")] if len(falls) else falls
    if mine.empty:
        return finding("outside", "none", {"year": year})
    again = mine[mine.event == "further decline"].iloc[0]
    slots = {
        "share": formats.chance(again.share),
        "low": formats.chance(again.low),
        "high": formats.chance(again.high),
    }
    slots |= {"origins": int(again.origins), "series": int(again.series)}
    variant = "open" if again.low <= 0.5 <= again.high else "again" if again.low > 0.5 else "back"
    values = {"share": again.share, "low": again.low, "high": again.high}
    return finding("outside", variant, slots, values, ["benchmark/falls.csv"])


def others(summary: pd.DataFrame, year: int) -> Finding:
    """How projections of net migration by others have done. `summary` as from
    `outside.forecast_summary`.
    """
    said = int(summary.sign_said.sum()) if len(summary) else 0
    if not said:
        return finding("others", "none", {"year": year})
    right = int(summary.sign_right.sum())
    slots, near = {"right": right, "said": said, "near": ""}, int(summary.balance_said.sum())
    if near:
        slots["near"] = say(
            "clauses.nearly_in_balance", said=near, right=int(summary.balance_right.sum())
        )
    return finding(
        "others", "counted", slots, {"right": right, "said": said}, ["projections_of_others.csv"]
    )


def competition(accuracy: pd.DataFrame) -> Finding:
    """How the method did on migration flows and on the M3 competition, beside no change. `accuracy`
    as committed.
    """
    known = accuracy.set_index(["set", "method"]) if len(accuracy) else accuracy
    if not {
        (name, method) for name in (FLOWS_SET, M3_SET) for method in ("project", "no change")
    } <= set(known.index):
        return finding("competition", "none", {})
    flows, m3 = known.loc[(FLOWS_SET, "project")], known.loc[(M3_SET, "project")]
    own, naive = (known.xs(method, level="method") for method in ("project", "no change"))
    wins = {
        measure: int((own[measure] < naive[measure].reindex(own.index)).sum()) for measure in SCORES
    }
    slots = {"series": int(flows.series), "m3_series": int(m3.series), "sets": len(own)}
    slots |= {
        "ratio": formats.number(flows.smape_ratio, 2),
        "m3_ratio": formats.number(m3.smape_ratio, 2),
    }
    slots |= {
        "cover": formats.percent(100 * flows.cover_95, 0),
        "m3_cover": formats.percent(100 * m3.cover_95, 0),
    }
    slots |= {
        "wins": wins["msis_95"],
        "log_wins": wins["lsis_95"],
        "ahead": formats.span("1", str(HORIZON)),
    }
    # Decided on the figure as shown, so that '1.00 times' is never called better.
    variant = "better" if round(flows.smape_ratio, 2) < 1 else "no_better"
    values = {"ratio": flows.smape_ratio, "m3_ratio": m3.smape_ratio} | wins
    return finding("competition", variant, slots, values, ["benchmark/accuracy.csv"])


# --- the other flows, the other two forecasts -----------------------------------------------------


def net_ahead(projected: pd.DataFrame) -> Finding:
    """Whether the next year brings a gain or a loss. `projected` as from `outlook.other_flows`."""
    mine = projected[(projected.flow == "net") & (projected.method == "project")]
    if mine.empty:
        return finding("net_ahead", "none", {})
    row = mine.iloc[0]
    low, high = formats.number(row.lower_80 / 1000, 1), formats.number(row.upper_80 / 1000, 1)
    slots = {
        "range80": say("numbers.scaled", power=3, number=formats.span(low, high)),
        "next": int(row.year),
    }
    variant = "gain" if row.lower_80 > 0 else "loss" if row.upper_80 < 0 else "open"
    return finding(
        "net_ahead",
        variant,
        slots,
        {"low": row.lower_80, "high": row.upper_80},
        ["other_flows.csv"],
    )


def mobility(growth: pd.DataFrame, year: int) -> Finding:
    """What can be said of the forecast that mobility inside the country strengthens. `growth` as
    from `cleaning.internal_growth`."""
    if growth.empty:
        return finding("mobility", "none", {"year": year})
    rises = int((growth.low > 0).sum())
    slots = {"years": len(growth), "rises": rises, "least": MINIMUM_POINTS}
    variant = "too_few" if len(growth) < MINIMUM_POINTS else "known"
    return finding("mobility", variant, slots, {"rises": rises, "years": len(growth)}, growth.row)


def cis_ahead(shares: pd.DataFrame, year: int) -> Finding:
    """What can be said of the forecast that CIS countries stay dominant. `shares` as from
    `outlook.cis_shares`.
    """
    if shares.empty:
        return finding("cis_ahead", "none", {"year": year})
    slots = {
        "years": len(shares),
        "lowest": formats.percent(shares.value.min()),
        "least": MINIMUM_POINTS,
    }
    variant = "always" if (shares.low > 50).all() else "not_always"
    return finding("cis_ahead", variant, slots, {"lowest": shares.value.min()}, shares.row)


# --- the path within the year, calibration, the ledger, the conclusion ----------------------------


def update(known: pd.DataFrame, changed: pd.DataFrame, year: int) -> Finding:
    """Whether figures for the first months of the next year move the forecast. `changed` as from
    `outlook.updated`.
    """
    if known.empty:
        return finding("update", "none", {"next": year + 1})
    combined = changed[changed.forecast == "combined"] if len(changed) else changed
    slots = {"next": year + 1, "months": formats.months(int(known.months.iloc[-1]))}
    if combined.empty or pd.isna(combined.point.iloc[0]):
        return finding("update", "too_few", slots, {}, known.row)
    row = combined.iloc[0]
    slots |= {
        "point": formats.rough(row.point),
        "range80": formats.rough_range(row.lower_80, row.upper_80),
    }
    return finding("update", "updated", slots, {"point": row.point}, known.row)


def updates(tests: pd.DataFrame) -> Finding:
    """Whether the first months would have helped in the past. `tests` as from
    `outlook.update_tests`.
    """
    if tests.empty:
        return finding("updates", "none", {})
    errors = tests.pivot(index=["year", "months"], columns="forecast", values="error")
    combined = tests[tests.forecast == "combined"]
    values = {
        "cases": len(errors),
        "years": combined.year.nunique(),
        "held": int(combined.inside.astype(bool).sum()),
    }
    values |= {
        "nearer": int((errors.combined.abs() < errors.prior.abs()).sum()),
        "above": int((errors.combined > 0).sum()),
    }
    variant = "helped" if values["nearer"] == values["cases"] else "mixed"
    return finding("updates", variant, values, values, ["update_tests.csv"])


def calibration(levels: pd.DataFrame) -> Finding:
    """Whether past intervals held about as often as they promised. `levels` as from
    `outlook.calibration`.
    """
    if levels.empty:
        return finding("calibration", "none", {})
    narrow, wide = (levels.held < levels.low).any(), (levels.held > levels.high).any()
    held = [
        say(
            "clauses.held_at",
            held=formats.percent(100 * row.held, 0),
            level=formats.percent(100 * row.level, 0),
        )
        for row in levels.itertuples()
    ]
    slots = {"held": formats.listing(held), "tests": int(levels.n.iloc[0])}
    variant = "narrow" if narrow else "wide" if wide else "inside"
    values = {str(row.level): row.held for row in levels.itertuples()}
    return finding("calibration", variant, slots, values, ["hindcasts.csv"])


def errors_run(past: pd.DataFrame) -> Finding:
    """Whether one-year-ahead forecasts keep missing on one side. `past` as from
    `outlook.hindcasts`.
    """
    mine = past[past.horizon == 1].sort_values("year") if len(past) else past
    if len(mine) < LONG_RUN:
        return finding("errors_run", "none", {})
    above = mine.actual > mine.point
    lengths = above.groupby((above != above.shift()).cumsum()).size()
    values = {
        "last": int(lengths.iloc[-1]),
        "longest": int(lengths.max()),
        "above": bool(above.iloc[-1]),
    }
    slots = values | {"side": say("clauses.above") if values["above"] else say("clauses.below")}
    variant = "runs" if values["last"] >= LONG_RUN else "mixed"
    return finding("errors_run", variant, slots, values, ["hindcasts.csv"])


def frozen(scores: pd.DataFrame) -> Finding:
    """How the forecasts did that were frozen before their outcome. `scores` as from
    `ledger.score`.
    """
    mine = scores[scores.scored.astype(bool)] if len(scores) else scores
    if mine.empty:
        return finding("frozen", "none", {})
    inside = int(mine.inside_80.astype(bool).sum())
    last = mine.sort_values(["year", "edition"]).iloc[-1]
    slots = {
        "outcomes": len(mine),
        "inside": inside,
        "year": int(last.year),
        "edition": int(last.edition),
    }
    slots |= {"actual": formats.people(last.actual), "point": formats.rough(last.point)}
    return finding(
        "frozen", "scored", slots, {"inside": inside, "outcomes": len(mine)}, ["ledger.csv"]
    )


def may_say(probabilities: pd.DataFrame | None, year: int) -> Finding:
    """What an article may claim of a moderate further decline. `probabilities`: event,
    probability.
    """
    if probabilities is None:
        return finding("may_say", "none", {})
    p = probabilities.set_index("event").probability
    slots = {"d2": formats.chance(p["D2"]), "d3": formats.chance(p["D3"]), "third": year + 3}
    slots |= {"lower": formats.chance(p["lower three years on"])}
    return finding(
        "may_say", _side(p["D2"]), slots, p[["D2", "D3"]].to_dict(), ["event_probabilities.csv"]
    )
