"""How good forecasts were: rolling origins, errors, coverage, and the score of event probabilities.

Intervals: `backtest` → `summary`; events: `event_backtest` → `brier_table` and `reliability`.
Overlapping windows are not independent: the ranges 'by chance' of `summary` are binomial, so read
them as the least that chance allows. Tables of many series draw whole series again instead.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import binom

from helpers.projection.events import EVENTS, MODERATE, event_probabilities, outcomes
from helpers.projection.house_method import Method, positive
from helpers.projection.inputs import (
    LEVELS,
    MINIMUM_POINTS,
    bounds_of,
    checked_horizon,
    checked_levels,
    checked_series,
)

CHANCE = 0.95
RESAMPLES = 2000
SEED = 2025
EVENT_COLUMNS = ["series", "method", "origin", "event", "probability", "base_rate", "happened"]
MEANS = ["predicted", "happened", "brier", "brier_base"]  # over series that weigh the same
BRIER = """
brier = (predicted - happened) ** 2
brier_base = (base_rate - happened) ** 2
"""
GAIN = ["gain", "gain_low", "gain_high", "skill"]
EDGES = (0, 0.1, 0.2, 0.4, 0.6, 1)  # of the bins of `reliability`


def smape(actual, point):
    """Symmetric absolute percentage error, 0 to 200 (M3 competition: Makridakis & Hibon 2000).

    >>> smape(np.array([100, 0]), np.array([300, 5])).tolist()
    [100.0, 200.0]
    """
    return 200 * np.abs(point - actual) / (np.abs(point) + np.abs(actual))


def mean_change(history) -> float:
    """Mean absolute yearly change: what MASE (Hyndman & Koehler 2006, IJF 22) and MSIS (Makridakis,
    Spiliotis & Assimakopoulos 2020, IJF 36) are scaled by. NaN, hence no score, where it is zero.

    >>> mean_change([1, 4, 2])
    2.5
    """
    return float(np.mean(np.abs(np.diff(history)))) or np.nan


def interval_score(actual, lower, upper, level: float):
    """Width plus the penalty for a miss, in the units given (Gneiting & Raftery 2007).

    >>> interval_score(np.array([5, 12]), lower=2, upper=10, level=0.5).tolist()
    [8.0, 16.0]
    """
    below = np.maximum(lower - actual, 0)
    above = np.maximum(actual - upper, 0)
    return (upper - lower) + 2 / (1 - level) * (below + above)


def chance_range(n: int, level: float) -> tuple[float, float]:
    """The shares that a calibrated interval covers, 95 times in 100, in n independent tests.

    >>> chance_range(20, 0.8)
    (0.6, 0.95)
    """
    low, high = binom.interval(CHANCE, n, level)
    return float(low) / n, float(high) / n


def backtest(
    series: pd.Series, methods: Mapping[str, Method], first_points: int = 15, horizon: int = 5
) -> pd.DataFrame:
    """Forecast a series again from every origin, with what was known there (expanding window).

    `methods` by name; the first origin stands after `first_points` years (at least 10). One row per
    method, origin and horizon whose outcome is known: `method`, `origin`, `year`, `horizon` (years
    ahead), `actual`, `point`, `lower_80`, `upper_80`, `lower_95`, `upper_95`, `last` (value at the
    origin), `mean_change` (units of the series), `mean_log_change` (zeros read as in the fit) and
    `pit` (the probability of ending below what happened). Raises ValueError as `project`, and when
    no origin has an outcome.
    """
    series = checked_series(series)
    horizon = checked_horizon(horizon)
    origins = _origins(series, first_points)
    parts = []
    for name, method in methods.items():
        for origin in origins:
            history = series.loc[:origin]
            actual = series.loc[origin + 1 : origin + horizon]
            parts.append(forecast_rows(name, method, history, actual))
    return stacked(parts)


def stacked(parts: list[dict[str, np.ndarray]]) -> pd.DataFrame:
    """One table of the columns of many `forecast_rows`."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return pd.DataFrame(columns)


def forecast_rows(
    name: str, method: Method, history: pd.Series, actual: pd.Series
) -> dict[str, np.ndarray]:
    """One origin's rows of `backtest`, as columns: a forecast from `history` and what followed."""
    n = len(actual)
    forecast = method.distribution(history, n)
    columns = {
        "method": np.full(n, name, dtype=object),
        "origin": np.full(n, history.index[-1]),
        "year": forecast.years,
        "horizon": np.arange(1, n + 1),
        "actual": actual.to_numpy(dtype=float),
        "point": forecast.quantile(0.5),
    }
    for column, probability in bounds_of(LEVELS).items():
        columns[column] = forecast.quantile(probability)
    logs = np.log(positive(history))
    columns["last"] = np.full(n, float(history.iloc[-1]))
    columns["mean_change"] = np.full(n, mean_change(history))
    columns["mean_log_change"] = np.full(n, mean_change(logs))
    columns["pit"] = forecast.probability_below(columns["actual"])
    return columns


def measures(forecasts: pd.DataFrame) -> pd.DataFrame:
    """The rows of `backtest` with each forecast's measures added as columns.

    `smape` (0 to 200), `error` and `naive_error` (absolute, of the forecast and of no change; units
    of the series), `mase` (error over mean yearly change), `bias` (log of actual over point); for
    both levels `covered_80` (0 or 1), `score_80` (interval score, units of the series), `msis_80`
    (over mean yearly change), `log_score_80` (of logs), `lsis_80` (over mean log change). Log
    measures are blank for an outcome of 0, scaled ones where the history never changed.
    """
    scored = forecasts.copy()
    actual = scored.actual
    point = scored.point
    last = scored["last"]
    logs = np.log(actual.where(actual > 0))
    scored["smape"] = smape(actual, point)
    scored["naive_smape"] = smape(actual, last)
    scored["error"] = (actual - point).abs()
    scored["naive_error"] = (actual - last).abs()
    scored["mase"] = scored.error / scored.mean_change
    scored["bias"] = logs - np.log(point)
    for label, level in checked_levels(LEVELS).items():
        lower = scored[f"lower_{label}"]
        upper = scored[f"upper_{label}"]
        score = interval_score(actual, lower, upper, level)
        log_score = interval_score(logs, np.log(lower), np.log(upper), level)
        scored[f"covered_{label}"] = actual.between(lower, upper).astype(float)
        scored[f"score_{label}"] = score
        scored[f"msis_{label}"] = score / scored.mean_change
        scored[f"log_score_{label}"] = log_score
        scored[f"lsis_{label}"] = log_score / scored.mean_log_change
    return scored


def summary(forecasts: pd.DataFrame, by_horizon: bool = True) -> pd.DataFrame:
    """The results of `backtest` by method and horizon (`by_horizon=False`: all horizons pooled).

    Columns: `method`, `horizon`, `n` (forecasts), `smape`, `mae`, `mae_ratio` (to no change; below
    1 is better), `mase`, `bias` (mean log error: positive when the truth was higher), `pit_mean`
    and `pit_sd` (ideal 0.5 and 0.289), and for 80 and 95 `cover_80`, `chance_low_80` to
    `chance_high_80` (`chance_range`) and `log_score_80` (mean; smaller is better).
    """
    keys = ["method", "horizon"] if by_horizon else ["method"]
    groups = measures(forecasts).groupby(keys, sort=False)
    table = groups.mean(numeric_only=True)
    table["n"] = groups.size()
    table["mae"] = table.error
    table["mae_ratio"] = table.error / table.naive_error
    table["pit_mean"] = table.pit
    table["pit_sd"] = groups.pit.std()
    columns = ["n", "smape", "mae", "mae_ratio", "mase", "bias", "pit_mean", "pit_sd"]
    for label, level in checked_levels(LEVELS).items():
        chance = [f"chance_low_{label}", f"chance_high_{label}"]
        table[chance] = [chance_range(n, level) for n in table.n]
        table[f"cover_{label}"] = table[f"covered_{label}"]
        columns += [f"cover_{label}", *chance, f"log_score_{label}"]
    return table[columns].reset_index()


def _origins(series: pd.Series, first_points: int) -> list[int]:
    if not MINIMUM_POINTS <= first_points < len(series):
        raise ValueError(
            f"first_points must be from {MINIMUM_POINTS} to {len(series) - 1}, one less than the "
            f"series has; found {first_points}"
        )
    return list(series.index[first_points - 1 : -1])


def event_backtest(
    series: pd.Series,
    methods: Mapping[str, Method],
    band: tuple[float, float] = MODERATE,
    first_points: int = 15,
    name: str = "",
) -> pd.DataFrame:
    """The probability of each event at every origin, what happened, and what had been usual.

    One row per method, origin and event whose outcome is known: `series` (the `name` given),
    `method`, `origin` (year), `event`, `probability`, `base_rate` (`base_rates` up to the origin),
    `happened` (0 or 1). Raises ValueError as `backtest`, `event_probabilities`.
    """
    series = checked_series(series)
    followed = outcomes(series, band)
    rows = []
    for origin in _origins(series, first_points):
        history = series.loc[:origin]
        happened = followed.loc[origin].dropna()
        usual = base_rates(history, band)
        for label, method in methods.items():
            table = event_probabilities(history, band, method).set_index("event")
            for event, outcome in happened.items():
                given = table.probability[event]
                rows.append((name, label, origin, event, given, usual[event], outcome))
    return pd.DataFrame(rows, columns=EVENT_COLUMNS)


def base_rates(history: pd.Series, band: tuple[float, float] = MODERATE) -> pd.Series:
    """How often each event happened within a history: (times + 1) / (chances + 2), Laplace's rule.

    >>> rates = base_rates(pd.Series([100, 90, 95], index=[2023, 2024, 2025]))
    >>> float(rates["further decline"])
    0.5
    """
    past = outcomes(checked_series(history, minimum=1), band)
    return (past.sum() + 1) / (past.count() + 2)


def brier_table(events: pd.DataFrame) -> pd.DataFrame:
    """Mean probability, frequency and Brier score of each event, against the base rate.

    Series weigh the same. Columns: `method`, `event`, `series`, `n` (origins), `predicted` and
    `happened` (shares), `brier`, `brier_base` (of the base rate), `gain` (base minus brier: above 0
    is better), `gain_low` to `gain_high` (`bootstrap_interval`) and `skill` ('better', 'worse' or
    'no skill shown').
    """
    events = events.rename(columns={"probability": "predicted"})
    events = events.eval(BRIER)
    rows = []
    for key, group in events.groupby(["method", "event"], sort=False):
        means = group.groupby("series", sort=False)[MEANS].mean()
        gains = means.brier_base - means.brier
        low, high = bootstrap_interval(gains.to_numpy())
        mean = means.mean()
        gain = mean.brier_base - mean.brier
        scores = (*mean, gain, low, high)
        rows.append((*key, len(means), len(group), *scores, _skill(low, high)))
    return pd.DataFrame(rows, columns=["method", "event", "series", "n", *MEANS, *GAIN])


def _skill(low: float, high: float) -> str:
    if low > 0:
        return "better"
    return "worse" if high < 0 else "no skill shown"


def reliability(events: pd.DataFrame) -> pd.DataFrame:
    """Of the times a method gave about this probability, how often did the event happen?

    In each bin series weigh the same. Columns: `method`, `event`, `bin` (as '10–20%'), `series` and
    `n` (origins), `predicted` (mean probability), `happened` (share), `low` to `high` (its
    `bootstrap_interval`). Events in the order of `EVENTS`; empty bins are left out.
    """
    labels = [f"{100 * low:g}–{100 * high:g}%" for low, high in pairwise(EDGES)]
    bins = pd.cut(events.probability, EDGES, labels=labels, include_lowest=True)
    placed = events.assign(bin=bins, event=pd.Categorical(events.event, EVENTS))
    keys = ["method", "event", "bin"]
    rows = []
    for key, group in placed.groupby(keys, observed=True):
        series = group.groupby("series", sort=False)
        means = series[["probability", "happened"]].mean()
        interval = bootstrap_interval(means.happened.to_numpy())
        counts = (len(means), len(group))
        rows.append((*key, *counts, *means.mean(), *interval))
    numbers = ["series", "n", "predicted", "happened", "low", "high"]
    return pd.DataFrame(rows, columns=[*keys, *numbers])


def bootstrap_interval(values: np.ndarray, weights: np.ndarray | None = None):
    """The middle 95% of the mean when the values (one per series) are drawn again with replacement,
    the draws always the same; with `weights`, of the sum of values over that of weights. Blank for
    fewer than two series.
    """
    n = len(values)
    if n < 2:
        return np.nan, np.nan
    drawn = np.random.default_rng(SEED).integers(n, size=(RESAMPLES, n))
    if weights is None:
        means = values[drawn].mean(axis=1)
    else:
        means = values[drawn].sum(axis=1) / weights[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
