"""Findings about the record: how such forecasts and probabilities have done before."""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding, side
from helpers.language import formats, say
from helpers.projection.benchmark import HORIZON

LIKE_NOW = ("D2", "lower three years on")  # the events whose present probability is judged by bins
LONG_RUN = 3  # errors on one side, one after the other, that are said
FLOWS_SET, M3_SET = "UN flows", "M3 yearly"  # of the committed record
NEEDED = {(name, method) for name in (FLOWS_SET, M3_SET) for method in ("project", "no change")}
SCORES = ("msis_95", "lsis_95")  # interval scores of the 95% intervals: in units, and of logs


def momentum(series: pd.Series) -> Finding:
    """How often a fall followed a year like the last one, a fall or none: a simple base rate."""
    change = series.diff()
    before = change.shift(1)
    fell = change.iloc[-1] < 0
    after = change[before < 0 if fell else before >= 0]
    if after.empty:
        return finding("momentum", "none", {})
    falls = int((after < 0).sum())
    values = {"cases": len(after), "fell": falls, "first_year": int(series.index[0])}
    return finding("momentum", "counted" if fell else "after_rises", values, values, ["flows.csv"])


def coverage_past(
    tests: int, cover80: float | None = None, cover95: float | None = None
) -> Finding:
    """How often past intervals held what came."""
    if not tests:
        return finding("coverage_past", "none", {})
    values = {"tests": tests, "cover80": cover80, "cover95": cover95}
    shares = {"cover80": cover80, "cover95": cover95}
    slots = {name: formats.share_in_percent(value) for name, value in shares.items()}
    slots["tests"] = tests
    return finding("coverage_past", "tested", slots, values, ["past_tests.csv"])


def one_ahead(tests: pd.DataFrame) -> Finding:
    """How many outcomes of one-year-ahead forecasts lay inside their 80% interval. `tests` as from
    `scoring.backtest`."""
    if tests.empty:
        return finding("one_ahead", "none", {})
    own = tests.query("method == 'project' and horizon == 1")
    below, above = len(own.query("actual < lower_80")), len(own.query("actual > upper_80"))
    inside = len(own) - below - above
    values = {"inside": inside, "tests": len(own), "below": below, "above": above}
    return finding("one_ahead", "tested", values, values, ["chart_hindcasts.csv"])


def benchmark(ratio: float | None) -> Finding:
    """The mean absolute error in the past, relative to no change at the same horizons."""
    if ratio is None or pd.isna(ratio):
        return finding("benchmark", "none", {})
    # Decided on the figure as shown, so that '1.00 times' is never called better.
    variant = "better" if round(ratio, 2) < 1 else "no_better"
    slots = {"ratio": formats.number(ratio, 2)}
    return finding("benchmark", variant, slots, {"ratio": ratio}, ["past_tests.csv"])


def skill(scored: pd.DataFrame) -> Finding:
    """Whether probabilities like these have beaten the base rate before. `scored` as from
    `outlook.scored_probabilities`."""
    tested = scored.dropna(subset="un_series") if len(scored) else scored
    if tested.empty:
        return finding("skill", "untested", {})
    better = tested.un_skill == "better"
    slots = {
        "series": _from_to(tested.un_series),
        "better": _events(tested[better]),
        "others": _events(tested[~better]),
    }
    variant = "none"
    if better.any():
        variant = "all" if better.all() else "some"
    values = dict(zip(tested.event, tested.un_skill, strict=True))
    return finding("skill", variant, slots, values, ["benchmark/events.csv"])


def skill_here(scored: pd.DataFrame) -> Finding:
    """Whether the tests on this series alone can show skill. `scored` as for `skill`."""
    tested = scored.dropna(subset="n") if len(scored) else scored
    if tested.empty:
        return finding("skill_here", "untested", {})
    excess = tested.brier - tested.brier_base
    worse = tested[excess > 0]
    slots = {"tests": _from_to(tested.n), "worse": _events(worse)}
    values = dict(zip(tested.event, excess, strict=True))
    variant = "few" if worse.empty else "some_worse"
    return finding("skill_here", variant, slots, values, ["scored_probabilities.csv"])


def _events(rows: pd.DataFrame) -> str:
    return formats.listing([names.name(event) for event in rows.event])


def _from_to(counts: pd.Series) -> str:
    """'14–16', or '16' where all are alike."""
    low, high = int(counts.min()), int(counts.max())
    return str(low) if low == high else formats.span(str(low), str(high))


def bins(reliability: pd.DataFrame, probabilities: pd.DataFrame | None) -> Finding:
    """How often probabilities like the present ones came true on flows of other countries.

    `reliability` as from `scoring.reliability`; `probabilities`: event, probability. A probability
    that readers see on the border of two bins is like both; `values` are those of the one that
    holds it.
    """
    if probabilities is None or reliability.empty:
        return finding("bins", "none", {})
    chance = probabilities.set_index("event").probability
    rows = reliability.query("event in @LIKE_NOW")
    ends = rows.bin.str.extract(r"(?P<start>\d+)–(?P<end>\d+)%").astype(float) / 100
    rows = rows.join(ends).assign(given=rows.event.map(chance))
    # The upper end of a bin belongs to it.
    rows["holding"] = rows.eval("start < given <= end or given == start == 0")
    rows["shown"] = rows.given.round(2)
    rows = rows.query("holding or shown == start or shown == end")
    rows = rows.sort_values("event", key=lambda events: events.map(LIKE_NOW.index), kind="stable")
    if rows.empty:
        return finding("bins", "none", {})
    too_high, too_low = rows.query("predicted > high"), rows.query("predicted < low")
    variant, chosen = "kept", rows
    if len(too_high):
        variant, chosen = "too_high", too_high
    elif len(too_low):
        variant, chosen = "too_low", too_low
    rest = rows.drop(chosen.index)
    slots = {"told": _came_true(chosen), "rest": ""}
    if len(rest):
        slots["rest"] = say("clauses.not_so", told=_came_true(rest))
    rows = rows.sort_values("holding", kind="stable")  # the bin that holds a probability is kept
    values = dict(zip(rows.event, rows.happened, strict=True))
    return finding("bins", variant, slots, values, ["benchmark/reliability.csv"])


def _came_true(rows: pd.DataFrame) -> str:
    """'moderate on average, given 45%, came true in 21% (14% to 27% when …)' of each bin."""
    clauses = []
    for row in rows.itertuples():
        slots = {
            "event": names.name(row.event).split(": ")[-1],
            "said": formats.chance(row.predicted),
            "happened": formats.chance(row.happened),
            "low": formats.chance(row.low),
            "high": formats.chance(row.high),
        }
        clauses.append(say("clauses.came_true", series=row.series, **slots))
    return "; ".join(clauses)


def outside(falls: pd.DataFrame, halved: bool, year: int) -> Finding:
    """What followed elsewhere after falls like this one. `falls` as from `outlook.on_un_flows`;
    `halved`: whether departures have halved here."""
    if not halved:
        return finding("outside", "not_halved", {"year": year})
    emigration = falls
    if len(falls):
        emigration = falls.query("flow == 'emigrants' and breaks == 'kept'")
    if emigration.empty:
        return finding("outside", "none", {"year": year})
    again = emigration.query("event == 'further decline'").iloc[0]
    values = {"share": again.share, "low": again.low, "high": again.high}
    slots = {name: formats.chance(value) for name, value in values.items()}
    slots |= {"origins": int(again.origins), "series": int(again.series)}
    variant = side(again.low, again.high, 0.5, ("back", "open", "again"))
    return finding("outside", variant, slots, values, ["benchmark/falls.csv"])


def others(summary: pd.DataFrame, year: int) -> Finding:
    """How projections of net migration by others have done. `summary` as from
    `other_forecasts.forecast_summary`."""
    with_sign = int(summary.sign_said.sum()) if len(summary) else 0
    if not with_sign:
        return finding("others", "none", {"year": year})
    values = {"right": int(summary.sign_right.sum()), "said": with_sign}
    balanced = int(summary.balance_said.sum())
    near = ""
    if balanced:
        right = int(summary.balance_right.sum())
        near = say("clauses.nearly_in_balance", said=balanced, right=right)
    slots = values | {"near": near}
    return finding("others", "counted", slots, values, ["projections_of_others.csv"])


def competition(accuracy: pd.DataFrame) -> Finding:
    """How the method did on migration flows and on the M3 competition, beside no change. `accuracy`
    as from `benchmark_tables.read`."""
    rows = accuracy.set_index(["set", "method"]) if len(accuracy) else accuracy
    if NEEDED - set(rows.index):
        return finding("competition", "none", {})
    flows, m3 = rows.loc[(FLOWS_SET, "project")], rows.loc[(M3_SET, "project")]
    own = rows.xs("project", level="method")
    no_change = rows.xs("no change", level="method").reindex(own.index)
    wins = {score: int((own[score] < no_change[score]).sum()) for score in SCORES}
    slots = {
        "series": int(flows.series),
        "m3_series": int(m3.series),
        "sets": len(own),
        "ratio": formats.number(flows.smape_ratio, 2),
        "m3_ratio": formats.number(m3.smape_ratio, 2),
        "cover": formats.share_in_percent(flows.cover_95),
        "m3_cover": formats.share_in_percent(m3.cover_95),
        "wins": wins["msis_95"],
        "log_wins": wins["lsis_95"],
        "ahead": formats.span("1", str(HORIZON)),
    }
    # Decided on the figure as shown, so that '1.00 times' is never called better.
    variant = "better" if round(flows.smape_ratio, 2) < 1 else "no_better"
    values = {"ratio": flows.smape_ratio, "m3_ratio": m3.smape_ratio} | wins
    return finding("competition", variant, slots, values, ["benchmark/accuracy.csv"])


def updates(tests: pd.DataFrame) -> Finding:
    """Whether the first months would have helped in the past. `tests` as from
    `outlook.update_tests`."""
    if tests.empty:
        return finding("updates", "none", {})
    errors = tests.pivot(index=["year", "months"], columns="forecast", values="error")
    combined = tests.query("forecast == 'combined'")
    values = {
        "cases": len(errors),
        "years": combined.year.nunique(),
        "held": int(combined.inside.astype(bool).sum()),
        "nearer": int((errors.combined.abs() < errors.prior.abs()).sum()),
        "above": int((errors.combined > 0).sum()),
    }
    variant = "helped" if values["nearer"] == values["cases"] else "mixed"
    return finding("updates", variant, values, values, ["update_tests.csv"])


def calibration(levels: pd.DataFrame) -> Finding:
    """Whether past intervals held about as often as they promised. `levels` as from
    `outlook.calibration`."""
    if levels.empty:
        return finding("calibration", "none", {})
    clauses, values = [], {}
    for row in levels.itertuples():
        held, level = formats.share_in_percent(row.held), formats.share_in_percent(row.level)
        clauses.append(say("clauses.held_at", held=held, level=level))
        values[str(row.level)] = row.held
    slots = {"held": formats.listing(clauses), "tests": int(levels.n.iloc[0])}
    variant = "inside"
    if (levels.held < levels.low).any():
        variant = "narrow"
    elif (levels.held > levels.high).any():
        variant = "wide"
    return finding("calibration", variant, slots, values, ["hindcasts.csv"])


def errors_run(past: pd.DataFrame) -> Finding:
    """Whether one-year-ahead forecasts keep missing on one side. `past` as from
    `outlook.hindcasts`."""
    one_ahead = past.query("horizon == 1").sort_values("year") if len(past) else past
    if len(one_ahead) < LONG_RUN:
        return finding("errors_run", "none", {})
    above = one_ahead.actual > one_ahead.point
    lengths = above.groupby((above != above.shift()).cumsum()).size()
    last = int(lengths.iloc[-1])
    values = {"last": last, "longest": int(lengths.max()), "above": bool(above.iloc[-1])}
    slots = values | {"side": say("clauses.above") if values["above"] else say("clauses.below")}
    variant = "runs" if last >= LONG_RUN else "mixed"
    return finding("errors_run", variant, slots, values, ["hindcasts.csv"])


def frozen(scores: pd.DataFrame) -> Finding:
    """How the forecasts did that were frozen before their outcome. `scores` as from
    `ledger.score`."""
    counted = scores[scores.scored.astype(bool)] if len(scores) else scores
    if counted.empty:
        return finding("frozen", "none", {})
    values = {"inside": int(counted.inside_80.astype(bool).sum()), "outcomes": len(counted)}
    last = counted.sort_values(["year", "edition"]).iloc[-1]
    slots = values | {
        "year": int(last.year),
        "edition": int(last.edition),
        "actual": formats.people(last.actual),
        "point": formats.rough(last.point),
    }
    return finding("frozen", "scored", slots, values, ["ledger.csv"])
