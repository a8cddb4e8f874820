"""The fit of an edition: departures as the methods see them, their projection, and its tests on the
past.
"""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from helpers import cleaning, csv_files
from helpers.data import package
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection import events, scoring
from helpers.projection.house_method import MINIMUM_POINTS, no_change, project

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
    """Our own and the textbook methods by name; statsmodels is imported only where they are asked
    for.
    """
    from helpers.projection.textbook_methods import METHODS

    return METHODS


def departures_series(run: Parameters) -> pd.Series:
    """Departures by year as the fit sees them: from the first exact year to the last value
    published.
    """
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
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
        events.event_probabilities(series, band, method).assign(method=name)
        for name, method in all_methods().items()
    ]
    return pd.concat(found, ignore_index=True)[["method", "event", "definition", "probability"]]


def past_tests(series: pd.Series) -> pd.DataFrame:
    """The house method and no change, forecast again from every past origin; empty when there is
    none.
    """
    methods = {name: all_methods()[name] for name in OURS}
    if len(series) <= MINIMUM_POINTS:
        return pd.DataFrame(columns=["method", "origin", "year"])
    return scoring.backtest(series, methods, first_points=MINIMUM_POINTS, horizon=TESTED_HORIZON)


def rival_tests(series: pd.Series) -> pd.DataFrame:
    """Every method forecast again from every past origin: `scoring.backtest`; empty when there is
    none.
    """
    if len(series) <= MINIMUM_POINTS:
        return pd.DataFrame(columns=["method", "origin", "year"])
    return scoring.backtest(
        series, all_methods(), first_points=MINIMUM_POINTS, horizon=TESTED_HORIZON
    )


def ends_held(run: Parameters, by_method: pd.DataFrame | None) -> dict[str, float]:
    """What the 80% intervals of the two methods that differ most held three years ahead, from past
    origins, by method.

    `by_method`: method, probability. Empty without a past to test.
    """
    series = departures_series(run)
    if by_method is None or len(series) < MINIMUM_POINTS + TESTED_HORIZON:
        return {}
    ranked = by_method.sort_values("probability", kind="stable").method
    methods = {name: all_methods()[name] for name in (ranked.iloc[0], ranked.iloc[-1])}
    tests = scoring.backtest(series, methods, first_points=MINIMUM_POINTS, horizon=TESTED_HORIZON)
    table = scoring.summary(tests)
    return table[table.horizon == TESTED_HORIZON].set_index("method").cover_80.to_dict()


def projection_rows(run: Parameters) -> pd.DataFrame:
    """`projection.csv`: flow, method, year, point and bounds; projected years only, departures by
    `project` first.
    """
    columns = ["flow", "method", "year", "point", "lower_80", "upper_80", "lower_95", "upper_95"]
    made = fit(run)
    if made is None:
        return pd.DataFrame(columns=columns)
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    rows = [
        _labelled(method(made.series, run.horizon), "departures", name)
        for name, method in all_methods().items()
    ]
    # The rivals' fits are numerical maxima, which processors find alike to three digits only.
    rows = [
        frame if frame.method.iloc[0] in OURS else csv_files.three_digits(frame) for frame in rows
    ]
    arrivals = cleaning.series_of(flows, "arrivals", FIRST_FIT_YEAR)
    if len(arrivals) >= MINIMUM_POINTS:
        rows += [
            _labelled(all_methods()[name](arrivals, run.horizon), "arrivals", name) for name in OURS
        ]
    return pd.concat(rows, ignore_index=True)[columns]


def _labelled(frame: pd.DataFrame, flow: str, method: str) -> pd.DataFrame:
    return frame.reset_index().assign(flow=flow, method=method)
