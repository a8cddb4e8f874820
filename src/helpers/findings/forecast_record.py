"""Findings about the record: how such forecasts and probabilities have done before."""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding, rows_where, side
from helpers.language import formats, say
from helpers.projection.benchmark import HORIZON

LIKE_NOW = ("D2", "lower three years on")  # the events whose present probability is judged by bins
LONG_RUN = 3  # errors on one side, one after the other, that are said
FLOWS_SET, M3_SET = "UN flows", "M3 yearly"  # of the committed record
NEEDED = {(name, method) for name in (FLOWS_SET, M3_SET) for method in ("project", "no change")}
SCORES = ["msis_95", "lsis_95"]  # interval scores of the 95% intervals: in units, and of logs


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
    return finding("momentum", "counted" if fell else "after_rises", values, values)


def coverage_past(
    tests: int, cover80: float | None = None, cover95: float | None = None
) -> Finding:
    """How often past intervals held what came."""
    if not tests:
        return finding("coverage_past", "none", {})
    shares = {"cover80": cover80, "cover95": cover95}
    slots = {name: formats.share_in_percent(value) for name, value in shares.items()}
    counted = {"tests": tests}
    return finding("coverage_past", "tested", slots | counted, counted | shares)


def one_ahead(tests: pd.DataFrame) -> Finding:
    """How many outcomes lay in their 80% interval a year ahead. `tests`: `scoring.backtest`."""
    if tests.empty:
        return finding("one_ahead", "none", {})
    own = tests.query("method == 'project' and horizon == 1")
    values = {
        "inside": len(own.query("lower_80 <= actual <= upper_80")),
        "tests": len(own),
        "below": len(own.query("actual < lower_80")),
        "above": len(own.query("actual > upper_80")),
    }
    return finding("one_ahead", "tested", values, values)


def benchmark(ratio: float | None) -> Finding:
    """The mean absolute error in the past, relative to no change at the same horizons."""
    if ratio is None or pd.isna(ratio):
        return finding("benchmark", "none", {})
    # Decided on the figure as shown, so that '1.00 times' is never called better.
    variant = "better" if round(ratio, 2) < 1 else "no_better"
    slots = {"ratio": formats.number(ratio, 2)}
    return finding("benchmark", variant, slots, {"ratio": ratio})


def skill(scored: pd.DataFrame) -> Finding:
    """Whether such probabilities beat the base rate. `scored`: `outlook.scored_probabilities`."""
    tested = rows_where(scored, "un_series.notna()")
    if tested.empty:
        return finding("skill", "untested", {})
    better = tested.query("un_skill == 'better'")
    others = tested.query("un_skill != 'better'")
    slots = {
        "series": _from_to(tested.un_series),
        "better": _events(better),
        "others": _events(others),
    }
    variant = "none"
    if len(better):
        variant = "all" if others.empty else "some"
    values = dict(zip(tested.event, tested.un_skill, strict=True))
    return finding("skill", variant, slots, values)


def skill_here(scored: pd.DataFrame) -> Finding:
    """Whether the tests on this series alone can show skill. `scored` as for `skill`."""
    tested = rows_where(scored, "n.notna()")
    if tested.empty:
        return finding("skill_here", "untested", {})
    excess = tested.brier - tested.brier_base
    worse = tested[excess > 0]
    slots = {"tests": _from_to(tested.n), "worse": _events(worse)}
    values = dict(zip(tested.event, excess, strict=True))
    variant = "few" if worse.empty else "some_worse"
    return finding("skill_here", variant, slots, values)


def _events(rows: pd.DataFrame) -> str:
    events = [names.name(event) for event in rows.event]
    return formats.listing(events)


def _from_to(counts: pd.Series) -> str:
    """'14–16', or '16' where all are alike."""
    low = f"{counts.min():.0f}"
    high = f"{counts.max():.0f}"
    return low if low == high else formats.span(low, high)


def bins(reliability: pd.DataFrame, probabilities: pd.DataFrame | None) -> Finding:
    """How often probabilities like the present ones came true on flows of other countries.

    `reliability` as from `scoring.reliability`; `probabilities`: event, probability. A probability
    that readers see on the border of two bins is like both; `values`: of the one that holds it.
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
    variant = "kept"
    chosen = rows
    for name, condition in (("too_low", "predicted < low"), ("too_high", "predicted > high")):
        outside = rows.query(condition)
        if len(outside):
            variant = name
            chosen = outside
    rest = rows.drop(chosen.index)
    slots = {"told": _came_true(chosen), "rest": ""}
    if len(rest):
        slots["rest"] = say("clauses.not_so", told=_came_true(rest))
    rows = rows.sort_values("holding", kind="stable")  # the bin that holds a probability is kept
    values = dict(zip(rows.event, rows.happened, strict=True))
    return finding("bins", variant, slots, values)


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
    condition = "flow == 'emigrants' and breaks == 'kept' and event == 'further decline'"
    again = rows_where(falls, condition)
    if again.empty:
        return finding("outside", "none", {"year": year})
    row = again.iloc[0]
    values = row[["share", "low", "high"]].to_dict()
    slots = {name: formats.chance(value) for name, value in values.items()}
    slots |= {"origins": int(row.origins), "series": int(row.series)}
    variant = side(row.low, row.high, 0.5, ("back", "open", "again"))
    return finding("outside", variant, slots, values)


def others(summary: pd.DataFrame, year: int) -> Finding:
    """How others' projections of net migration have done. `summary`: `forecast_summary`."""
    counts = summary.sum(numeric_only=True)
    if not counts.get("sign_said"):
        return finding("others", "none", {"year": year})
    values = {"right": int(counts.sign_right), "said": int(counts.sign_said)}
    near = ""
    if counts.balance_said:
        balanced = {"said": int(counts.balance_said), "right": int(counts.balance_right)}
        near = say("clauses.nearly_in_balance", **balanced)
    return finding("others", "counted", values | {"near": near}, values)


def competition(accuracy: pd.DataFrame) -> Finding:
    """How the method did on migration flows and the M3. `accuracy`: `benchmark_tables.read`."""
    rows = accuracy.set_index(["set", "method"]) if len(accuracy) else accuracy
    if NEEDED - set(rows.index):
        return finding("competition", "none", {})
    own = rows.xs("project", level="method")
    no_change = rows.xs("no change", level="method").reindex(own.index)
    flows = own.loc[FLOWS_SET]
    m3 = own.loc[M3_SET]
    wins = (own[SCORES] < no_change[SCORES]).sum().to_dict()
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
    return finding("competition", variant, slots, values)


def updates(tests: pd.DataFrame) -> Finding:
    """Whether the first months would have helped before. `tests`: `outlook.update_tests`."""
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
    return finding("updates", variant, values, values)


def calibration(levels: pd.DataFrame) -> Finding:
    """Whether past intervals held as often as promised. `levels`: `outlook.calibration`."""
    if levels.empty:
        return finding("calibration", "none", {})
    clauses = []
    values = {}
    for row in levels.itertuples():
        held = formats.share_in_percent(row.held)
        level = formats.share_in_percent(row.level)
        clauses.append(say("clauses.held_at", held=held, level=level))
        values[str(row.level)] = row.held
    slots = {"held": formats.listing(clauses), "tests": int(levels.n.iloc[0])}
    variant = "inside"
    if (levels.held < levels.low).any():
        variant = "narrow"
    elif (levels.held > levels.high).any():
        variant = "wide"
    return finding("calibration", variant, slots, values)


def errors_run(past: pd.DataFrame) -> Finding:
    """Whether forecasts a year ahead keep missing on one side. `past`: `outlook.hindcasts`."""
    ahead = rows_where(past, "horizon == 1")
    if len(ahead) < LONG_RUN:
        return finding("errors_run", "none", {})
    ahead = ahead.sort_values("year")
    above = ahead.actual > ahead.point
    run = (above != above.shift()).cumsum()
    lengths = run.value_counts(sort=False)
    values = {
        "last": int(lengths.iloc[-1]),
        "longest": int(lengths.max()),
        "above": bool(above.iloc[-1]),
    }
    variant = "runs" if values["last"] >= LONG_RUN else "mixed"
    side_said = say("clauses.above") if values["above"] else say("clauses.below")
    return finding("errors_run", variant, values | {"side": side_said}, values)


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
        "actual": formats.people(last.actual),
        "point": formats.rough(last.point),
    }
    return finding("frozen", "scored", slots, values)
