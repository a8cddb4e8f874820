"""The results of an edition that more than one notebook stands on: the fit, its tests, and all findings."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from helpers import (
    charts,
    cleaning,
    events,
    findings,
    paths,
    raw,
    reconciliation,
    scoring,
    text,
    validation,
)
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection import MINIMUM_POINTS, no_change, project

OURS = ("project", "no change")  # in closed form: the same on every processor
TESTED_HORIZON = 3  # years ahead that past forecasts are tested on: the horizon of the definitions


@dataclass(frozen=True)
class Fit:
    """The projection of departures and what can be said of it."""

    series: pd.Series
    projected: pd.DataFrame
    no_change: pd.DataFrame
    probabilities: pd.DataFrame
    by_method: pd.DataFrame
    tests: pd.DataFrame


def all_methods() -> dict:
    """Our own and the textbook methods by name; statsmodels is imported only where they are asked for."""
    from helpers.rivals import METHODS

    return METHODS


def departures_series(run: Parameters) -> pd.Series:
    """Departures by year as the fit sees them: from the first exact year to the last value published."""
    flows = cleaning.annual_flows(raw.read("kz_flows_annual"), run.year, run.vintage)
    return cleaning.series_of(flows, "departures", FIRST_FIT_YEAR)


@lru_cache
def fit(run: Parameters) -> Fit | None:
    """The projection of departures, or None when the series has too few points for one."""
    series = departures_series(run)
    if len(series) < MINIMUM_POINTS:
        return None
    band = run.moderate_decline
    return Fit(
        series,
        project(series, run.horizon),
        no_change(series, run.horizon),
        events.event_probabilities(series, band),
        probabilities_by_method(series, band),
        past_tests(series),
    )


def probabilities_by_method(series: pd.Series, band: tuple[float, float]) -> pd.DataFrame:
    """The probability of every event under every method: method, event, definition, probability."""
    found = [
        events.event_probabilities(series, band, method).assign(method=name) for name, method in all_methods().items()
    ]
    return pd.concat(found, ignore_index=True)[["method", "event", "definition", "probability"]]


def past_tests(series: pd.Series) -> pd.DataFrame:
    """The house method and no change, forecast again from every past origin; empty when there is none."""
    methods = {name: all_methods()[name] for name in OURS}
    if len(series) <= MINIMUM_POINTS:
        return pd.DataFrame(columns=["method", "origin", "year"])
    return scoring.backtest(series, methods, first_points=MINIMUM_POINTS, horizon=TESTED_HORIZON)


def projection_rows(run: Parameters) -> pd.DataFrame:
    """`projection.csv`: flow, method, year, point and bounds; projected years only, departures by `project` first."""
    columns = ["flow", "method", "year", "point", "lower_80", "upper_80", "lower_95", "upper_95"]
    made = fit(run)
    if made is None:
        return pd.DataFrame(columns=columns)
    flows = cleaning.annual_flows(raw.read("kz_flows_annual"), run.year, run.vintage)
    rows = [_labelled(method(made.series, run.horizon), "departures", name) for name, method in all_methods().items()]
    # The rivals' fits are numerical maxima, which processors find alike to three digits only.
    rows = [frame if frame.method.iloc[0] in OURS else charts.three_digits(frame) for frame in rows]
    arrivals = cleaning.series_of(flows, "arrivals", FIRST_FIT_YEAR)
    if len(arrivals) >= MINIMUM_POINTS:
        rows += [_labelled(all_methods()[name](arrivals, run.horizon), "arrivals", name) for name in OURS]
    return pd.concat(rows, ignore_index=True)[columns]


def _labelled(frame: pd.DataFrame, flow: str, method: str) -> pd.DataFrame:
    return frame.reset_index().assign(flow=flow, method=method)


def projection_picture(run: Parameters) -> charts.Chart | None:
    """The key chart of an edition: departures, their projection and its intervals; None without a fit."""
    made = fit(run)
    if made is None:
        return None
    title = next(finding for finding in findings_of(run) if finding.id == "projection")
    observed = made.series.rename_axis("year").reset_index(name="value")
    subtitle = "departures a year, people, log scale; dashed: projected, with 80% and 95% intervals"
    source = "Bureau of National Statistics of Kazakhstan; own projection"
    return charts.fan("projection", observed, made.projected, title, subtitle=subtitle, source=source)


def internal_gains(breakdowns: pd.DataFrame, doubts: list[dict], year: int) -> pd.DataFrame:
    """Net gains from moves between regions in a year: region, value, low, high, status (observed or doubtful), row."""
    gains = cleaning.full_year(breakdowns, year)
    gains = gains[(gains.flow == "internal_net") & (gains.dimension == "region")].rename(columns={"category": "region"})
    doubted = {
        entry["category"]
        for doubt in doubts
        for entry in doubt["expect"]
        if entry["year"] == year and entry.get("flow") == "internal_net"
    }
    gains["status"] = gains.region.isin(doubted).map({True: "doubtful", False: "observed"})
    columns = ["region", "value", "low", "high", "status", "row"]
    return gains[columns].sort_values("value", ascending=False).reset_index(drop=True)


@lru_cache
def findings_of(run: Parameters) -> tuple[findings.Finding, ...]:
    """Every finding of the edition, in the order of the notebooks."""
    return (*_about_articles(run), *_about_flows(run), *_about_projection(run))


def _about_articles(run: Parameters) -> list[findings.Finding]:
    articles = cleaning.articles_of(raw.read("articles"), run)
    claims = cleaning.claims_of(raw.read("claims"), articles)
    flows = cleaning.annual_flows(raw.read("kz_flows_annual"), run.year, run.vintage)
    counted = [row for row in validation.coverage(paths.raw_folder()) if row["article_id"] in set(articles.article_id)]
    revised = cleaning.revisions(raw.read("kz_flows_annual"), run.year, run.vintage)
    implied = cleaning.implied_earlier(claims)
    return [
        findings.coverage(counted, run.year),
        findings.second_reading(claims, raw.read("second_reading")),
        *(findings.implied(flow, implied, flows, revised, run.year) for flow in ("departures", "arrivals")),
        *verdicts(reconciliation.reconcile(run)),
        findings.swap(swap_of(run), run.year),
    ]


def verdicts(tests: pd.DataFrame) -> tuple[findings.Finding, findings.Finding]:
    """How many claims hold, counted from the table of tests: in full, and in one short line."""
    overall = tests[tests.test == "overall"]
    reasons, quoted = reconciliation.reasons_unchecked(tests), reconciliation.quoted_only(tests)
    return findings.verdicts(overall, reasons, quoted), findings.verdict_count(overall)


def swap_evidence(doubted: bool, breakdowns: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Natural growth of each unit under the suspected exchange, as printed and exchanged: one row each.

    Columns: label, value (blank where only a span is known), low, high, status, unit. Empty without a doubt.
    """
    columns = ["label", "value", "low", "high", "status", "unit"]
    if not doubted:
        return pd.DataFrame(columns=columns)
    rows = []
    for case, status in (("printed", "doubtful"), ("swapped", "derived")):
        for unit in reconciliation.almaty_evidence(breakdowns, population).itertuples():
            low, high = (float(getattr(unit, f"natural_{case}_{end}")) for end in ("low", "high"))
            words = "as printed" if case == "printed" else "exchanged"
            name = text.name(unit.unit)
            rows.append((f"{name}, {words}", low if low == high else None, low, high, status, name))
    return pd.DataFrame(rows, columns=columns)


def swap_of(run: Parameters) -> pd.DataFrame:
    """The evidence on the exchange that is suspected in the gains of this year, if one is."""
    breakdowns = cleaning.known_by(raw.read("kz_breakdowns"), run)
    doubted = "doubtful" in set(internal_gains(breakdowns, raw.doubts(), run.year).status)
    return swap_evidence(doubted, breakdowns, raw.read("kz_population"))


def all_populations() -> pd.DataFrame:
    """Population on 1 January by region, the earlier years by the boundaries of their time."""
    return pd.concat([raw.read("kz_population_old_division"), raw.read("kz_population")], ignore_index=True)


def doubts_on(year: int, **about) -> pd.DataFrame:
    """The doubts about figures of a year, such as `flow='internal_net'`: doubt, what, why."""
    mine = [
        doubt
        for doubt in raw.doubts()
        if any(all(e.get(key) == value for key, value in {"year": year, **about}.items()) for e in doubt["expect"])
    ]
    rows = [(doubt["id"], doubt["what"], doubt["why"]) for doubt in mine]
    return pd.DataFrame(rows, columns=["doubt", "what", "why"])


def doubted_rows(year: int) -> tuple[str, ...]:
    """The rows of the cumulative file that are under a doubt."""
    rows = raw.read("kz_flows_cumulative")
    expected = [e for doubt in raw.doubts() for e in doubt["expect"] if e["file"].endswith("kz_flows_cumulative.csv")]
    keys = {(e["year"], e["months"], e["measure"], e["value"]) for e in expected if e["year"] == year}
    return tuple(row.row for row in rows.itertuples() if (row.year, row.months, row.measure, row.value) in keys)


def _about_flows(run: Parameters) -> list[findings.Finding]:
    rows, breakdowns = raw.read("kz_flows_annual"), cleaning.known_by(raw.read("kz_breakdowns"), run)
    flows = cleaning.annual_flows(rows, run.year, run.vintage)
    groups = cleaning.parts(cleaning.full_year(breakdowns, run.year), "departures", "ethnicity")
    pages = tuple(cleaning.articles_of(raw.read("articles"), run).url.dropna())
    within = cleaning.cumulative(raw.read("kz_flows_cumulative"), "departures", run.year)
    return [
        findings.departures(flows, run.year),
        findings.net(flows, run.year),
        findings.revisions(cleaning.revisions(rows, run.year, run.vintage), run.year),
        findings.within_year(within, run.year, doubted_rows(run.year)),
        findings.ethnicity(groups, run.year, pages),
        findings.internal(internal_gains(breakdowns, raw.doubts(), run.year), run.year),
        findings.regions(cleaning.regional_balance(breakdowns, all_populations(), run.year), run.year),
        findings.flow_ratio(flows, run.year),
        findings.russia(cleaning.flows_with(breakdowns, "russia"), run.year),
        findings.corridor(cleaning.corridor_stocks(raw.read("corridors"), run.year), run.year),
    ]


def _about_projection(run: Parameters) -> list[findings.Finding]:
    series, made = departures_series(run), fit(run)
    last = int(series.index[-1])
    if made is None:
        return [
            findings.projection(None, series.iloc[-1], len(series)),
            findings.spread(None, last),
            findings.momentum(series),
            *tested(past_tests(series.head(1))),
            findings.judgement(None, None, last, len(series), int(series.index[0])),
            findings.moderate(None, last),
        ]
    third = made.by_method[made.by_method.event == "lower three years on"]
    return [
        findings.projection(made.projected, series.iloc[-1], len(series)),
        findings.spread(third, last),
        findings.momentum(series),
        *tested(made.tests),
        findings.judgement(made.probabilities, made.by_method, last, len(series), int(series.index[0])),
        findings.moderate(made.probabilities, last),
    ]


def tested(tests: pd.DataFrame) -> tuple[findings.Finding, ...]:
    """How past intervals covered, and how past errors compare with those of no change."""
    if tests.empty:
        return findings.coverage_past(0), findings.one_ahead(tests), findings.benchmark(None)
    pooled = scoring.summary(tests, by_horizon=False).set_index("method").loc["project"]
    covered = findings.coverage_past(int(pooled.n), float(pooled.cover_80), float(pooled.cover_95))
    return covered, findings.one_ahead(tests), findings.benchmark(float(pooled.mae_ratio))


def tests_for_reading(summary: pd.DataFrame) -> pd.DataFrame:
    """The past tests as readers see them: error beside no change, coverage, and what chance alone allows."""
    share = lambda column: [text.percent(100 * value, 0) for value in summary[column]]  # noqa: E731
    chance = [f"{low} to {high}" for low, high in zip(share("chance_low_80"), share("chance_high_80"), strict=True)]
    return pd.DataFrame(
        {
            "method": summary.method,
            "years ahead": summary.horizon,
            "tests": summary.n,
            "error, no change = 1": summary.mae_ratio.map(lambda ratio: text.number(ratio, 2)),
            "80% held": share("cover_80"),
            "chance alone": chance,
            "95% held": share("cover_95"),
        }
    )
