"""What surrounds the projection of departures: its score, its rivals' spread, the other flows, the
outside view.

Everything here is a frame for notebook 06; sentences are made in `findings.forecast`.
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
    scoring,
)
from helpers.projection.events import MODERATE
from helpers.projection.house_method import (
    HOUSE,
    MINIMUM_POINTS,
    log_change_correlation,
    net_projection,
    project,
)

LEVELS = (0.50, 0.80, 0.95)  # of the calibration picture
UN_REVISION = 2015  # the UN flows were not known before


# --- probabilities and their score ----------------------------------------------------------------


@lru_cache
def _own_events(run: Parameters) -> pd.DataFrame:
    made = fitting.fit(run)
    if made is None or len(made.series) <= MINIMUM_POINTS + events.YEARS_ON:
        return pd.DataFrame()
    tests = scoring.event_backtest(
        made.series, {HOUSE.name: HOUSE}, run.moderate_decline, MINIMUM_POINTS
    )
    return scoring.brier_table(tests)


def on_un_flows(run: Parameters, name: str) -> pd.DataFrame:
    """A committed table about the UN flows (`record`: events, reliability or falls).

    Empty for another band than the record's, or before these flows were known.
    """
    fits = tuple(run.moderate_decline) == MODERATE and run.year >= UN_REVISION
    return benchmark_tables.read(name) if fits else pd.DataFrame()


def scored_probabilities(run: Parameters) -> pd.DataFrame:
    """Each event with its probability, the spread of other methods, and how such probabilities did
    before.

    Columns: event, definition, probability, other_low, other_high; times and chances (how often the
    event happened in this series, and could have); brier and brier_base on this series with n,
    series and skill; un_brier, un_brier_base, un_n, un_series and un_skill on the UN flows. Scores
    are blank where there is no test. Empty without a fit.
    """
    made = fitting.fit(run)
    if made is None:
        return pd.DataFrame()
    table = made.probabilities.set_index("event")
    others = made.by_method[made.by_method.method != HOUSE.name].groupby("event").probability
    table["other_low"], table["other_high"] = others.min(), others.max()
    past = events.outcomes(made.series, run.moderate_decline)
    table["times"], table["chances"] = past.sum().astype(int), past.count()
    for prefix, scores in (("", _own_events(run)), ("un_", on_un_flows(run, "events"))):
        known = scores.set_index("event") if len(scores) else pd.DataFrame(index=table.index)
        for name, column in (
            ("brier", "brier"),
            ("brier_base", "brier_base"),
            ("n", "n"),
            ("series", "series"),
            ("skill", "skill"),
        ):
            table[prefix + name] = known.get(column)
    return table.reset_index()


# --- hindcasts ------------------------------------------------------------------------------------


def hindcasts(run: Parameters) -> pd.DataFrame:
    """Every past forecast of the house method: origin, year, horizon, actual, point, bounds, pit
    (the probability that it had put below what came). Empty when no origin has enough points."""
    tests = fitting.past_tests(fitting.departures_series(run))
    columns = [
        "origin",
        "year",
        "horizon",
        "actual",
        "point",
        "lower_80",
        "upper_80",
        "lower_95",
        "upper_95",
        "pit",
    ]
    mine = tests[tests.method == HOUSE.name]
    return mine[columns].reset_index(drop=True) if len(mine) else pd.DataFrame(columns=columns)


def calibration(past: pd.DataFrame, horizon: int = 1) -> pd.DataFrame:
    """How often the central intervals held what came, one row a level: level, held, low and high
    (where chance alone puts the share of so many independent tests, 95 times in 100), n. `past` as
    from `hindcasts`."""
    mine = past[past.horizon == horizon]
    rows = []
    for level in LEVELS if len(mine) else ():
        held = float(((mine.pit - 0.5).abs() <= level / 2).mean())
        rows.append((level, held, *scoring.chance_range(len(mine), level), len(mine)))
    return pd.DataFrame(rows, columns=["level", "held", "low", "high", "n"])


# --- the other flows ------------------------------------------------------------------------------


@lru_cache
def _series(run: Parameters) -> dict[str, pd.Series]:
    """The flows by name, and departures per 1,000 people, from the first exact year to the last one
    published.
    """
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    people = cleaning.national_population(
        package.read("kz_flows_annual"), package.read("kz_population")
    )
    rates = cleaning.rates(flows, people).rename(columns={"per_1000": "value"})
    found = {flow: cleaning.series_of(flows, flow, FIRST_FIT_YEAR) for flow in cleaning.FLOWS}
    return found | {"departures_per_1000": cleaning.series_of(rates, "departures", FIRST_FIT_YEAR)}


def other_flows(run: Parameters) -> pd.DataFrame:
    """Arrivals, net migration and departures per 1,000 people projected: flow, method, year, point
    and bounds.

    Net migration from the joint distribution of the two flows, with the correlation of their log
    changes up to the last year, and with none (`independent`). A series with too few points is left
    out.
    """
    known = {name: series for name, series in _series(run).items() if len(series) >= MINIMUM_POINTS}
    tables = [
        project(known[name], run.horizon).assign(flow=name, method=HOUSE.name)
        for name in ("arrivals", "departures_per_1000")
        if name in known
    ]
    if {"arrivals", "departures"} <= known.keys() and known["arrivals"].index.equals(
        known["departures"].index
    ):
        both = known["arrivals"], known["departures"]
        tables.append(net_projection(*both, run.horizon).assign(flow="net", method=HOUSE.name))
        tables.append(
            net_projection(*both, run.horizon, correlation=0.0).assign(
                flow="net", method="independent"
            )
        )
    columns = ["flow", "method", "year", "point", "lower_80", "upper_80", "lower_95", "upper_95"]
    return pd.concat(tables).reset_index()[columns] if tables else pd.DataFrame(columns=columns)


@lru_cache
def net_tests(run: Parameters) -> pd.DataFrame:
    """Net migration forecast again one year ahead from every past origin: year, actual, point,
    bounds, correlation (as estimated there), inside_80, inside_95. Empty when no origin has enough
    points."""
    arrivals, departures = _series(run)["arrivals"], _series(run)["departures"]
    years = arrivals.index.intersection(departures.index)
    rows = []
    for place in range(MINIMUM_POINTS, len(years)):
        before, year = years[:place], years[place]
        here = arrivals[before], departures[before]
        made = net_projection(*here, 1).iloc[0]
        actual = arrivals[year] - departures[year]
        correlation = log_change_correlation(*here)
        rows.append(
            {"year": int(year), "actual": actual, "correlation": correlation} | made.to_dict()
        )
    table = pd.DataFrame(rows)
    for level in (80, 95) if len(table) else ():
        table[f"inside_{level}"] = table.actual.between(
            table[f"lower_{level}"], table[f"upper_{level}"]
        )
    return table


# --- the other two forecasts of the article -------------------------------------------------------


def growth_of_moves(run: Parameters) -> pd.DataFrame:
    """`cleaning.internal_growth`: all that is known of mobility inside the country as a series."""
    return cleaning.internal_growth(cleaning.known_by(package.read("kz_breakdowns"), run), run.year)


def cis_shares(run: Parameters) -> pd.DataFrame:
    """The share of CIS countries in departures in the years known: year, value, low, high, row."""
    shares = composition.share_over_years(
        cleaning.known_by(package.read("kz_breakdowns"), run), run.year
    )
    mine = shares[(shares.flow == "departures") & shares.value.notna()] if len(shares) else shares
    return mine.reset_index(drop=True)


# --- the outside view -----------------------------------------------------------------------------


def has_halved(series: pd.Series) -> bool:
    """Whether the last value is half or less of that of four years before, as in the classes of the
    outside view.
    """
    return len(series) > 4 and bool(series.iloc[-1] <= series.iloc[-5] / 2)


def projections_of_others(run: Parameters) -> pd.DataFrame:
    """`outside.forecasts_for`: official and academic projections of net migration, beside the
    register.
    """
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    return other_forecasts.forecasts_for(package.read("kaz_netmigration_intl"), flows, run.year)


# --- the path within the year, and the ledger -----------------------------------------------------


def first_months(run: Parameters) -> pd.DataFrame:
    """The counts of the first months of the year that follows, for the newest edition alone: year,
    months, value, row.

    An earlier edition must not know them.
    """
    counts = cleaning.cumulative(package.read("kz_flows_cumulative"), "departures", run.year + 1)
    newest = run.year == year_range()[1] and run.vintage == "latest"
    known = nowcast.known_months(counts, run.year + 1)
    return known if newest else known.iloc[:0]


def updated(run: Parameters, known: pd.DataFrame) -> pd.DataFrame:
    """The forecast of the next year before and after its first months: `within_year.update`; empty
    without them.
    """
    if known.empty or fitting.fit(run) is None:
        return pd.DataFrame(columns=nowcast.UPDATE_COLUMNS)
    counts = cleaning.cumulative(package.read("kz_flows_cumulative"), "departures", run.year)
    last = known.iloc[-1]
    series = fitting.departures_series(run)
    return nowcast.update(series, counts, run.year + 1, int(last.months), float(last.value))


def update_tests(run: Parameters) -> pd.DataFrame:
    """`within_year.backtest_update` on departures."""
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    return nowcast.backtest_update(
        cleaning.cumulative(package.read("kz_flows_cumulative"), "departures", run.year), flows
    )


def ledger_scores(run: Parameters) -> pd.DataFrame:
    """The frozen forecasts whose outcome is known: `ledger.score`."""
    rows = package.read("kz_flows_annual")
    flows = cleaning.annual_flows(rows, run.year, run.vintage)
    return ledger.score(ledger.seen(ledger.read(), run.year), flows, ledger.first_published(rows))


def ledger_event_scores(run: Parameters) -> pd.DataFrame:
    """The probabilities of frozen forecasts whose outcome is known: `ledger.score_events`."""
    rows = package.read("kz_flows_annual")
    flows = cleaning.annual_flows(rows, run.year, run.vintage)
    scores = ledger.score_events(
        ledger.seen(ledger.read(), run.year), flows, ledger.first_published(rows)
    )
    return scores[scores.happened.notna()].reset_index(drop=True)


def skill_in_words(skill) -> str:
    """What a reader is told about a score; blank where there was no test."""
    return say("skill.not_tested") if pd.isna(skill) else say("skill.verdict", of=skill)


def projection_file(run: Parameters) -> pd.DataFrame:
    """`projection.csv`: departures by our own method first, then by the others, arrivals, net
    migration, and departures per 1,000 people; projected years only."""
    rows = fitting.projection_rows(run)
    others = other_flows(run)
    return (
        pd.concat([rows, others[others.flow != "arrivals"]], ignore_index=True)
        if len(rows)
        else rows
    )
