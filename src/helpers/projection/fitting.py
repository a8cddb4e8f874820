"""The fit of an edition: departures as the methods see them, projected, and tested on the past."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from helpers import cleaning, csv_files
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection import events, scoring
from helpers.projection.house_method import HOUSE, OWN, Method
from helpers.projection.inputs import LEVELS, MINIMUM_POINTS, bounds_of

OURS = tuple(OWN)  # in closed form: the same on every processor
TESTED_HORIZON = 3  # years ahead that past forecasts are tested on: the horizon of the definitions
PROJECTED = ["point", *bounds_of(LEVELS)]
PROJECTION_COLUMNS = ["flow", "method", "year", *PROJECTED]
COMPARED = ["method", "lower_three", *PROJECTED[:3], "n", "crps_ratio", "cover_80", "held"]


@dataclass(frozen=True)
class Fit:
    """Departures `projected`, the probability of each event (`by_method`: events and ways by
    methods), and past tests of OURS."""

    series: pd.Series
    projected: pd.DataFrame
    probabilities: pd.DataFrame
    by_method: pd.DataFrame
    tests: pd.DataFrame


def all_methods() -> Mapping[str, Method]:
    """Our own and the textbook methods by name; they alone import statsmodels."""
    from helpers.projection.textbook_methods import METHODS

    return METHODS


def flow_series(run: Parameters, flow: str) -> pd.Series:
    """A flow by year, from the first exact year to the last value published."""
    return cleaning.series_of(cleaning.tables_of(run).flows, flow, FIRST_FIT_YEAR)


def departures_series(run: Parameters) -> pd.Series:
    return flow_series(run, "departures")


@lru_cache
def fit(run: Parameters) -> Fit | None:
    """The projection of departures, or None when the series has too few points for one."""
    series = departures_series(run)
    if len(series) < MINIMUM_POINTS:
        return None
    band = run.moderate_decline
    chances = {}
    for name, method in all_methods().items():
        chances[name] = events.chances(method.distribution(series, events.YEARS_ON), band)
    return Fit(
        series=series,
        projected=HOUSE(series, run.horizon),
        probabilities=events.event_probabilities(series, band),
        by_method=pd.DataFrame(chances),
        tests=past_tests(series),
    )


def past_tests(series: pd.Series, methods: Mapping[str, Method] = OWN) -> pd.DataFrame:
    """`scoring.backtest`; empty when no origin has enough points."""
    if len(series) <= MINIMUM_POINTS:
        return pd.DataFrame(columns=["method", "origin", "year", "horizon"])
    return scoring.backtest(series, methods, TESTED_HORIZON)


def methods_compared(run: Parameters) -> pd.DataFrame:
    """Every `method`: `lower_three` (probability that departures are lower three years on);
    `point`, `lower_80`, `upper_80` of the next year (persons); of past tests three years ahead `n`,
    `crps_ratio`, `cover_80`, `held` (whether the 80% intervals held more than the least that chance
    allows; True without a test). Empty without a fit."""
    fitted = fit(run)
    if fitted is None:
        return pd.DataFrame(columns=COMPARED)
    lower = fitted.by_method.loc["lower three years on"]
    table = lower.rename("lower_three").rename_axis("method").to_frame()
    following = projection_rows(run).query("flow == 'departures' and year == year.min()")
    table = table.join(following.set_index("method")[PROJECTED[:3]])
    tests = past_tests(fitted.series, all_methods())
    rivals = scoring.summary(tests) if len(tests) else pd.DataFrame(columns=["method", "horizon"])
    far = rivals[rivals.horizon == TESTED_HORIZON].set_index("method")
    table = table.join(far.reindex(columns=["n", "crps_ratio", "cover_80", "chance_low"]))
    table["held"] = ~(table.cover_80 <= table.chance_low)
    return table.reset_index()[COMPARED]


def projection_rows(run: Parameters) -> pd.DataFrame:
    """Rows of `projection.csv`: departures by every method, arrivals by our own."""
    if fit(run) is None:
        return pd.DataFrame(columns=PROJECTION_COLUMNS)
    tables = {}
    for flow, names in (("departures", all_methods()), ("arrivals", OURS)):
        series = flow_series(run, flow)
        for name in names if len(series) >= MINIMUM_POINTS else ():
            frame = all_methods()[name](series, run.horizon)
            # Textbook fits are numerical maxima, alike on all processors to three digits only.
            tables[flow, name] = frame if name in OURS else csv_files.three_digits(frame)
    return pd.concat(tables, names=["flow", "method"]).reset_index()
