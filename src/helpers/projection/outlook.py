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
    own = {HOUSE.name: HOUSE}
    tests = scoring.event_backtest(fit.series, own, run.moderate_decline, MINIMUM_POINTS)
    return scoring.brier_table(tests)


def on_un_flows(run: Parameters, name: str) -> pd.DataFrame:
    """A table of `benchmark_tables` about the UN flows (events, reliability or falls); empty for
    another band than theirs, or before these flows were known."""
    if run.year < UN_REVISION or tuple(run.moderate_decline) != MODERATE:
        return pd.DataFrame()
    return benchmark_tables.read(name)


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
    others = fit.by_method.query("method != @HOUSE.name").groupby("event").probability
    table["other_low"] = others.min()
    table["other_high"] = others.max()
    past = events.outcomes(fit.series, run.moderate_decline)
    table["times"] = past.sum().astype(int)
    table["chances"] = past.count()
    for prefix, record in (("", _own_events(run)), ("un_", on_un_flows(run, "events"))):
        scores = record.reindex(columns=["event", *SCORES]).set_index("event")
        table = table.join(scores.add_prefix(prefix))
    return table.reset_index()


def skill_in_words(skill) -> str:
    """A score in words: 'not tested' where there was no test."""
    if pd.isna(skill):
        return say("skill.not_tested")
    return say("skill.verdict", of=skill)


def hindcasts(run: Parameters) -> pd.DataFrame:
    """Every past forecast of the house method: HINDCAST_COLUMNS."""
    tests = fitting.past_tests(fitting.departures_series(run), [HOUSE.name])
    return tests.reindex(columns=HINDCAST_COLUMNS)


def calibration(past: pd.DataFrame, horizon: int = 1) -> pd.DataFrame:
    """How often the central intervals held what came: level, held, low and high (of
    `scoring.chance_range`), n. `past` as from `hindcasts`."""
    off_centre = (past[past.horizon == horizon].pit - 0.5).abs()
    rows = []
    for level in LEVELS:
        if n := len(off_centre):
            held = off_centre <= level / 2
            bounds = scoring.chance_range(n, level)
            rows.append((level, float(held.mean()), *bounds, n))
    return pd.DataFrame(rows, columns=["level", "held", "low", "high", "n"])


def _series(run: Parameters) -> dict[str, pd.Series]:
    rates = cleaning.tables_of(run).rates.rename(columns={"per_1000": "value"})
    series = {flow: fitting.flow_series(run, flow) for flow in cleaning.FLOWS}
    series["departures_per_1000"] = cleaning.series_of(rates, "departures", FIRST_FIT_YEAR)
    return series


def other_flows(run: Parameters) -> pd.DataFrame:
    """Arrivals, net migration (with the correlation of the two flows' log changes, and with none:
    `independent`) and departures per 1,000 people projected: PROJECTION_COLUMNS. A series with too
    few points is left out."""
    series = {name: flow for name, flow in _series(run).items() if len(flow) >= MINIMUM_POINTS}
    flows = [series[name] for name in cleaning.FLOWS if name in series]
    tables = {}
    for name in ("arrivals", "departures_per_1000"):
        if name in series:
            tables[name, HOUSE.name] = project(series[name], run.horizon)
    if len(flows) == 2 and flows[0].index.equals(flows[1].index):
        for method, correlation in CORRELATIONS.items():
            net = net_projection(*flows, run.horizon, correlation=correlation)
            tables["net", method] = net
    if not tables:
        return pd.DataFrame(columns=PROJECTION_COLUMNS)
    table = pd.concat(tables, names=["flow", "method"])
    return table.reset_index()[PROJECTION_COLUMNS]


@lru_cache
def net_tests(run: Parameters) -> pd.DataFrame:
    """Net migration forecast again one year ahead from every past origin: year, actual, correlation
    (as estimated there), point, bounds, inside_80, inside_95. Empty without enough points."""
    both = pd.DataFrame(_series(run))[[*cleaning.FLOWS]].dropna()
    tables = []
    for year in both.index[MINIMUM_POINTS:]:
        before = both.loc[: year - 1]
        flows = (before.arrivals, before.departures)
        correlation = log_change_correlation(*flows)
        table = net_projection(*flows, 1, correlation=correlation)
        tables.append(table.assign(correlation=correlation))
    if not tables:
        return pd.DataFrame()
    table = pd.concat(tables)
    table["actual"] = both.arrivals - both.departures
    table = table.reset_index()
    return table[["year", "actual", "correlation", *PROJECTED]].eval(INSIDE)


def projection_file(run: Parameters) -> pd.DataFrame:
    """`projection.csv`: departures by our own method, then the others, and the other flows."""
    rows = fitting.projection_rows(run)
    if rows.empty:
        return rows
    others = other_flows(run).query("flow != 'arrivals'")
    return pd.concat([rows, others], ignore_index=True)


def growth_of_moves(run: Parameters) -> pd.DataFrame:
    """`cleaning.internal_growth`: what is known of mobility inside the country."""
    known = cleaning.tables_of(run).known_breakdowns
    return cleaning.internal_growth(known, run.year)


def cis_shares(run: Parameters) -> pd.DataFrame:
    """The share of CIS countries in departures in the years known: year, value, low, high, row."""
    tables = cleaning.tables_of(run)
    moved = cleaning.by_partner(tables.raw("kz_flows_by_partner"), run)
    shares = composition.share_over_years(tables.known_breakdowns, moved, run.year)
    if len(shares):
        shares = shares.query("flow == 'departures' and value.notna()")
    return shares.reset_index(drop=True)


def has_halved(series: pd.Series) -> bool:
    """Whether the last value is half or less of that of four years before."""
    halved = reference_class.halved(series)
    return bool(halved.iloc[-1])


def projections_of_others(run: Parameters) -> pd.DataFrame:
    """`other_forecasts.forecasts_for`: projections of net migration beside the register."""
    net_intl = package.read("kaz_netmigration_intl")
    flows = cleaning.tables_of(run).flows
    return other_forecasts.forecasts_for(net_intl, flows, run.year)


def first_months(run: Parameters) -> pd.DataFrame:
    """The counts of the first months of the next year: year, months, value, row. Only the newest
    edition has any: those of earlier ones were published after their date."""
    next_year = run.year + 1
    rows = package.read("kz_flows_cumulative")
    counts = cleaning.cumulative(rows, "departures", next_year)
    months = counts.query("year == @next_year and months < 12").reset_index(drop=True)
    newest = run.year == year_range()[1] and run.vintage == "latest"
    return months if newest else months.head(0)


def updated(run: Parameters, months: pd.DataFrame) -> pd.DataFrame:
    """`nowcast.update` of the next year by its first months; empty without them."""
    fit = fitting.fit(run)
    if months.empty or fit is None:
        return pd.DataFrame(columns=nowcast.UPDATE_COLUMNS)
    counts = cleaning.tables_of(run).within_year
    last = months.iloc[-1]
    passed = int(last.months)
    return nowcast.update(fit.series, counts, run.year + 1, passed, float(last.value))


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
    return scores.dropna(subset="happened", ignore_index=True)


def _frozen(run: Parameters) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    frozen = ledger.seen(ledger.read(), run.year)
    flows = cleaning.tables_of(run).flows
    published = ledger.first_published(package.read("kz_flows_annual"))
    return frozen, flows, published
