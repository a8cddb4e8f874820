"""What surrounds the projection of departures, as tables for notebook 06: its score, the spread of
textbook methods, the other flows, the year in progress, the ledger.
"""

from functools import lru_cache

import pandas as pd

from helpers import cleaning
from helpers.cleaning import composition
from helpers.data import package
from helpers.language import say
from helpers.parameters import FIRST_FIT_YEAR, Parameters, year_range
from helpers.projection import (
    benchmark_tables,
    events,
    fitting,
    ledger,
    nowcast,
    other_forecasts,
    reference_class,
    scoring,
)
from helpers.projection.events import MODERATE
from helpers.projection.fitting import PROJECTED, PROJECTION_COLUMNS
from helpers.projection.house_method import HOUSE, log_change_correlation, net_projection, project
from helpers.projection.inputs import MINIMUM_POINTS

LEVELS = (0.50, 0.80, 0.95)  # of the calibration picture
INSIDE = """
inside_80 = lower_80 <= actual <= upper_80
inside_95 = lower_95 <= actual <= upper_95
"""
UN_REVISION = 2015  # the UN flows were not known before
SCORES = ["brier", "brier_base", "n", "series", "skill"]
CORRELATIONS = {HOUSE.name: None, "independent": 0.0}  # of arrivals and departures, in the net
HINDCAST_COLUMNS = ["origin", "year", "horizon", "actual", *PROJECTED, "pit"]


@lru_cache
def _own_events(run: Parameters) -> pd.DataFrame:
    fit = fitting.fit(run)
    if fit is None or len(fit.series) <= MINIMUM_POINTS + events.YEARS_ON:
        return pd.DataFrame()
    methods = {HOUSE.name: HOUSE}
    tests = scoring.event_backtest(fit.series, methods, run.moderate_decline, MINIMUM_POINTS)
    return scoring.brier_table(tests)


def on_un_flows(run: Parameters, name: str) -> pd.DataFrame:
    """A table of `benchmark_tables` about the UN flows: events, reliability or falls.

    Empty for another band than that of these tables, or before these flows were known.
    """
    fits = tuple(run.moderate_decline) == MODERATE and run.year >= UN_REVISION
    return benchmark_tables.read(name) if fits else pd.DataFrame()


def scored_probabilities(run: Parameters) -> pd.DataFrame:
    """Each event with its probability, the spread of other methods, and how such ones did before.

    Columns: event, definition, probability, other_low, other_high; times and chances (how often the
    event happened in this series, and could have); SCORES on this series, and with `un_` on the UN
    flows, blank where there is no test. Empty without a fit.
    """
    fit = fitting.fit(run)
    if fit is None:
        return pd.DataFrame()
    table = fit.probabilities.set_index("event")
    others = fit.by_method[fit.by_method.method != HOUSE.name]
    others = others.groupby("event").probability
    table["other_low"] = others.min()
    table["other_high"] = others.max()
    past = events.outcomes(fit.series, run.moderate_decline)
    table["times"] = past.sum().astype(int)
    table["chances"] = past.count()
    for prefix, scores in (("", _own_events(run)), ("un_", on_un_flows(run, "events"))):
        by_event = scores.set_index("event") if len(scores) else pd.DataFrame(index=table.index)
        for name in SCORES:
            table[prefix + name] = by_event.get(name)
    return table.reset_index()


def skill_in_words(skill) -> str:
    """A score in words: 'not tested' where there was no test."""
    return say("skill.not_tested") if pd.isna(skill) else say("skill.verdict", of=skill)


def hindcasts(run: Parameters) -> pd.DataFrame:
    """Every past forecast of the house method: HINDCAST_COLUMNS."""
    tests = fitting.past_tests(fitting.departures_series(run))
    own = tests[tests.method == HOUSE.name]
    return own.reindex(columns=HINDCAST_COLUMNS).reset_index(drop=True)


def calibration(past: pd.DataFrame, horizon: int = 1) -> pd.DataFrame:
    """How often the central intervals held what came: level, held, low and high (of
    `scoring.chance_range`), n. `past` as from `hindcasts`."""
    off_centre = (past[past.horizon == horizon].pit - 0.5).abs()
    n = len(off_centre)
    rows = []
    for level in LEVELS if n else ():
        held = float((off_centre <= level / 2).mean())
        rows.append((level, held, *scoring.chance_range(n, level), n))
    return pd.DataFrame(rows, columns=["level", "held", "low", "high", "n"])


def _series(run: Parameters) -> dict[str, pd.Series]:
    rates = cleaning.tables_of(run).rates.rename(columns={"per_1000": "value"})
    series = {flow: fitting.flow_series(run, flow) for flow in cleaning.FLOWS}
    series["departures_per_1000"] = cleaning.series_of(rates, "departures", FIRST_FIT_YEAR)
    return series


def other_flows(run: Parameters) -> pd.DataFrame:
    """Arrivals, net migration and departures per 1,000 people projected: PROJECTION_COLUMNS.

    Net migration with the correlation of the two flows' log changes, and with none (`independent`).
    A series with too few points is left out.
    """
    series = {name: flow for name, flow in _series(run).items() if len(flow) >= MINIMUM_POINTS}
    tables = {}
    for name in ("arrivals", "departures_per_1000"):
        if name in series:
            tables[name, HOUSE.name] = project(series[name], run.horizon)
    both = [series[name] for name in cleaning.FLOWS if name in series]
    if len(both) == 2 and both[0].index.equals(both[1].index):
        for method, correlation in CORRELATIONS.items():
            tables["net", method] = net_projection(*both, run.horizon, correlation=correlation)
    if not tables:
        return pd.DataFrame(columns=PROJECTION_COLUMNS)
    table = pd.concat(tables, names=["flow", "method"])
    return table.reset_index()[PROJECTION_COLUMNS]


@lru_cache
def net_tests(run: Parameters) -> pd.DataFrame:
    """Net migration forecast again one year ahead from every past origin: year, actual, correlation
    (as estimated there), point, bounds, inside_80, inside_95. Empty when none has enough points."""
    series = _series(run)
    both = pd.DataFrame({name: series[name] for name in cleaning.FLOWS}).dropna()
    tables = []
    for year in both.index[MINIMUM_POINTS:]:
        before = both.loc[: year - 1]
        correlation = log_change_correlation(before.arrivals, before.departures)
        table = net_projection(before.arrivals, before.departures, 1, correlation=correlation)
        tables.append(table.reset_index().assign(correlation=correlation))
    if not tables:
        return pd.DataFrame()
    table = pd.concat(tables, ignore_index=True)
    table["actual"] = table.year.map(both.arrivals - both.departures)
    table = table[["year", "actual", "correlation", *PROJECTED]]
    return table.eval(INSIDE)


def projection_file(run: Parameters) -> pd.DataFrame:
    """`projection.csv`: departures by our own method, then the others, and the other flows."""
    rows = fitting.projection_rows(run)
    if rows.empty:
        return rows
    others = other_flows(run)
    return pd.concat([rows, others[others.flow != "arrivals"]], ignore_index=True)


def growth_of_moves(run: Parameters) -> pd.DataFrame:
    """`cleaning.internal_growth`: what is known of mobility inside the country."""
    known = cleaning.tables_of(run).known_breakdowns
    return cleaning.internal_growth(known, run.year)


def cis_shares(run: Parameters) -> pd.DataFrame:
    """The share of CIS countries in departures in the years known: year, value, low, high, row."""
    known = cleaning.tables_of(run).known_breakdowns
    shares = composition.share_over_years(known, run.year)
    if len(shares):
        shares = shares[(shares.flow == "departures") & shares.value.notna()]
    return shares.reset_index(drop=True)


def has_halved(series: pd.Series) -> bool:
    """Whether the last value is half or less of that of four years before."""
    return bool(reference_class.halved(series).iloc[-1])


def projections_of_others(run: Parameters) -> pd.DataFrame:
    """`other_forecasts.forecasts_for`: projections of net migration beside the register."""
    flows = cleaning.tables_of(run).flows
    return other_forecasts.forecasts_for(package.read("kaz_netmigration_intl"), flows, run.year)


def first_months(run: Parameters) -> pd.DataFrame:
    """The counts of the first months of the next year: year, months, value, row. Only the newest
    edition has any: those of earlier ones were published after their date.
    """
    year = run.year + 1
    rows = package.read("kz_flows_cumulative")
    counts = cleaning.cumulative(rows, "departures", year)
    months = counts.query("year == @year and months < 12").reset_index(drop=True)
    newest = run.year == year_range()[1] and run.vintage == "latest"
    return months if newest else months.head(0)


def updated(run: Parameters, months: pd.DataFrame) -> pd.DataFrame:
    """`nowcast.update` of the next year by its first months; empty without them."""
    fit = fitting.fit(run)
    if months.empty or fit is None:
        return pd.DataFrame(columns=nowcast.UPDATE_COLUMNS)
    counts = cleaning.tables_of(run).within_year
    last = months.iloc[-1]
    count = float(last.value)
    return nowcast.update(fit.series, counts, run.year + 1, int(last.months), count)


def update_tests(run: Parameters) -> pd.DataFrame:
    """`nowcast.backtest_update`: past years before and after their first months."""
    tables = cleaning.tables_of(run)
    return nowcast.backtest_update(tables.within_year, tables.flows)


def ledger_scores(run: Parameters) -> pd.DataFrame:
    """The frozen forecasts whose outcome is known: `ledger.score`."""
    return ledger.score(*_frozen(run))


def ledger_event_scores(run: Parameters) -> pd.DataFrame:
    """The probabilities of frozen forecasts whose outcome is known: `ledger.score_events`."""
    scores = ledger.score_events(*_frozen(run))
    return scores[scores.happened.notna()].reset_index(drop=True)


def _frozen(run: Parameters) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    rows = package.read("kz_flows_annual")
    frozen = ledger.seen(ledger.read(), run.year)
    flows = cleaning.tables_of(run).flows
    return frozen, flows, ledger.first_published(rows)
