"""What surrounds the projection of departures, as tables for notebook 06: its references and
record, and the other flows."""

import math

import numpy as np
import pandas as pd
from scipy.stats import norm

from helpers import cleaning
from helpers.cleaning import composition
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection import benchmark, events, fitting, reference_class, scoring
from helpers.projection.events import MODERATE
from helpers.projection.fitting import PROJECTION_COLUMNS
from helpers.projection.house_method import HOUSE, NO_CHANGE, log_change_correlation, net_projection
from helpers.projection.inputs import MINIMUM_POINTS
from helpers.projection.reference_class import CIS, UN

RECORD_COLUMNS = ["set", "horizon", "series", "n", "crps_ratio", "crps_low", "crps_high"]
RECORD_COLUMNS += ["cover_80", "cover_95"]
RECORDED = (UN, CIS, "M3 yearly")  # the sets that stand beside this series
UN_SINCE = 2015  # the year from which the UN flows could be known


def falls(run: Parameters) -> pd.DataFrame:
    """`reference_class.after_such_falls` as the edition's year shows it; empty where departures
    have not halved in four years."""
    if not reference_class.halved(fitting.departures_series(run)).iloc[-1]:
        return pd.DataFrame(columns=reference_class.COLUMNS)
    of_panels = reference_class.panels()
    table = reference_class.after_such_falls(of_panels, run.year, run.moderate_decline)
    known = (table.panel != UN) | (run.year >= UN_SINCE)
    return table[known].reset_index(drop=True)


def beside_references(run: Parameters, after: pd.DataFrame) -> pd.DataFrame:
    """Five events: event, definition, no_change, ours; share, low, high, cases and countries of the
    CIS registers (`falls`), blank without such falls; times and chances (how often the event
    happened in this series, and could have). Empty without a fit."""
    fit = fitting.fit(run)
    if fit is None:
        return pd.DataFrame()
    table = fit.probabilities.set_index("event")[["definition"]]
    table["no_change"] = fit.by_method[NO_CHANGE.name]
    table["ours"] = fit.by_method[HOUSE.name]
    elsewhere = reference_class.shares_of(after)
    table = table.join(elsewhere[["share", "low", "high", "cases", "countries"]])
    past = events.outcomes(fit.series, run.moderate_decline)
    table["times"] = past.sum().astype(int)
    table["chances"] = past.count()
    return table.loc[[*reference_class.REFERENCE_EVENTS]].reset_index()


def record(run: Parameters) -> pd.DataFrame:
    """How good such forecasts were one and three years ahead: set (this series and RECORDED),
    horizon, series, n (forecasts), crps_ratio (CRPS of logs, no change = 1) with crps_low to
    crps_high (blank for one series), cover_80, cover_95 (shares). Empty without past tests."""
    fit = fitting.fit(run)
    if fit is None or fit.tests.empty:
        return pd.DataFrame(columns=RECORD_COLUMNS)
    own = scoring.summary(fit.tests).query("method == @HOUSE.name")
    own = own.assign(set="this series", series=1)
    others = benchmark.read("coverage").rename(columns={"windows": "n"})
    others = others[others["set"].isin(RECORDED)] if run.year >= UN_SINCE else None
    table = pd.concat([own, others]).query("horizon in (1, 3)")
    return table.reindex(columns=RECORD_COLUMNS).reset_index(drop=True)


def skill(run: Parameters) -> pd.DataFrame:
    """`scoring.skill_table` of the probabilities on the panels (`set`), as committed; empty for
    another band than theirs, or before the UN flows were known."""
    if run.year < UN_SINCE or tuple(run.moderate_decline) != MODERATE:
        return pd.DataFrame()
    return benchmark.read("events")


def other_flows(run: Parameters) -> pd.DataFrame:
    """Arrivals, departures per 1,000 people and net migration (with the flows' correlation, and
    with none: `independent`) projected: PROJECTION_COLUMNS. A series too short is left out."""
    rates = cleaning.tables_of(run).rates.rename(columns={"per_1000": "value"})
    arrivals = fitting.flow_series(run, "arrivals")
    per_1000 = cleaning.series_of(rates, "departures", FIRST_FIT_YEAR)
    tables = {}
    for name, series in (("arrivals", arrivals), ("departures_per_1000", per_1000)):
        if len(series) >= MINIMUM_POINTS:
            tables[name, HOUSE.name] = HOUSE(series, run.horizon)
    together = correlation_of_flows(run)
    if together is not None:
        flows = (arrivals, fitting.departures_series(run))
        for method, correlation in ((HOUSE.name, together[0]), ("independent", 0.0)):
            tables["net", method] = net_projection(*flows, run.horizon, correlation=correlation)
    if not tables:
        return pd.DataFrame(columns=PROJECTION_COLUMNS)
    return pd.concat(tables, names=["flow", "method"]).reset_index()[PROJECTION_COLUMNS]


def correlation_of_flows(run: Parameters) -> tuple[float, float, float] | None:
    """The correlation of the two flows' yearly log changes and its 95% range (Fisher's z); None
    where the flows have too few years or not the same."""
    flows = [fitting.flow_series(run, flow) for flow in cleaning.FLOWS]
    if min(map(len, flows)) < MINIMUM_POINTS or not flows[0].index.equals(flows[1].index):
        return None
    correlation = log_change_correlation(*flows)
    changes = len(flows[0]) - 1
    half = norm.ppf(0.975) / math.sqrt(changes - 3)
    middle = math.atanh(correlation)
    low, high = np.tanh([middle - half, middle + half])
    return correlation, float(low), float(high)


def projection_file(run: Parameters) -> pd.DataFrame:
    """`projection.csv`: departures by our own method, then the others, and the other flows."""
    rows = fitting.projection_rows(run)
    if rows.empty:
        return rows
    others = other_flows(run).query("flow != 'arrivals'")
    return pd.concat([rows, others], ignore_index=True)


def cis_shares(run: Parameters) -> pd.DataFrame:
    """The share of CIS countries in departures in the years known: year, value, low, high, row."""
    tables = cleaning.tables_of(run)
    moved = cleaning.by_partner(tables.raw("kz_flows_by_partner"), run)
    shares = composition.share_over_years(tables.known_breakdowns, moved, run.year)
    if len(shares):
        shares = shares.query("flow == 'departures' and value.notna()")
    return shares.reset_index(drop=True)
