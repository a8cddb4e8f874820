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
MEANS = ["predicted", "happened", "brier", "brier_base", "gain"]  # over series that weigh the same
BRIER = """
brier = (predicted - happened) ** 2
brier_base = (base_rate - happened) ** 2
gain = brier_base - brier
"""
SUMMARY = """
mae = error
mae_ratio = error / naive_error
pit_mean = pit
cover_80 = covered_80
cover_95 = covered_95
"""
EDGES = (0, 0.1, 0.2, 0.4, 0.6, 1)  # of the bins of `reliability`


def smape(actual, point):
    """Symmetric absolute percentage error, 0 to 200 (M3 competition: Makridakis & Hibon 2000).

    >>> smape(np.array([100, 0]), np.array([300, 5])).tolist()
    [100.0, 200.0]
    """
    error = np.abs(point - actual)
    return 200 * error / (np.abs(point) + np.abs(actual))


def mean_change(history) -> float:
    """Mean absolute yearly change: what MASE (Hyndman & Koehler 2006, IJF 22) and MSIS (Makridakis,
    Spiliotis & Assimakopoulos 2020, IJF 36) are scaled by. NaN, hence no score, where it is zero.

    >>> mean_change([1, 4, 2])
    2.5
    """
    changes = np.abs(np.diff(history))
    return float(changes.mean()) or np.nan


def interval_score(actual, lower, upper, level: float):
    """Width plus the penalty for a miss, in the units given (Gneiting & Raftery 2007).

    >>> interval_score(np.array([5, 12]), lower=2, upper=10, level=0.5).tolist()
    [8.0, 16.0]
    """
    below = np.maximum(lower - actual, 0)
    above = np.maximum(actual - upper, 0)
    penalty = 2 / (1 - level)
    return (upper - lower) + penalty * (below + above)


def chance_range(n: int, level: float) -> tuple[float, float]:
    """The shares that a calibrated interval covers, 95 times in 100, in n independent tests.

    >>> chance_range(20, 0.8)
    (0.6, 0.95)
    """
    bounds = np.array(binom.interval(CHANCE, n, level))
    return tuple((bounds / n).tolist())


def backtest(
    series: pd.Series, methods: Mapping[str, Method], first_points: int = 15, horizon: int = 5
) -> pd.DataFrame:
    """Forecast a series again from every origin, with what was known there (expanding window).

    `methods` by name; the first origin stands after `first_points` years (at least 10). One row per
    method, origin and horizon whose outcome is known: `method`, `origin`, `year`, `horizon` (years
    ahead), `actual`, `point`, bounds, `last` (value at the origin), `mean_change` (units of the
    series), `mean_log_change` (zeros read as in the fit) and `pit` (the probability of ending below
    what happened). Raises ValueError as `project`, and when no origin has an outcome.
    """
    series = checked_series(series)
    horizon = checked_horizon(horizon)
    origins = _origins(series, first_points)
    parts = []
    for name, method in methods.items():
        for origin in origins:
            history = series.loc[:origin]
            actual = series.loc[origin + 1 : origin + horizon]
            parts.append({"method": name} | forecast_rows(method, history, actual))
    return stacked(parts)


def stacked(parts: list[dict]) -> pd.DataFrame:
    """One table of many `forecast_rows`; single values hold for each of the part's years."""
    columns = {}
    for name in parts[0]:
        values = [np.broadcast_to(part[name], part["year"].shape) for part in parts]
        columns[name] = np.concatenate(values)
    return pd.DataFrame(columns)


def forecast_rows(method: Method, history: pd.Series, actual: pd.Series) -> dict:
    """One origin's rows of `backtest` by column: a forecast from `history` and what followed."""
    horizon = len(actual)
    forecast = method.distribution(history, horizon)
    logs = np.log(positive(history))
    columns = {
        "origin": history.index[-1],
        "year": forecast.years,
        "horizon": np.arange(1, horizon + 1),
        "actual": actual.to_numpy(dtype=float),
        "point": forecast.quantile(0.5),
    }
    for column, probability in bounds_of(LEVELS).items():
        columns[column] = forecast.quantile(probability)
    return columns | {
        "last": float(forecast.last),
        "mean_change": mean_change(history),
        "mean_log_change": mean_change(logs),
        "pit": forecast.probability_below(columns["actual"]),
    }


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
    table = groups.mean(numeric_only=True).eval(SUMMARY)
    table["n"] = groups.size()
    table["pit_sd"] = groups.pit.std()
    columns = ["n", "smape", "mae", "mae_ratio", "mase", "bias", "pit_mean", "pit_sd"]
    for label, level in checked_levels(LEVELS).items():
        chance = [f"chance_low_{label}", f"chance_high_{label}"]
        table[chance] = [chance_range(n, level) for n in table.n]
        columns += [f"cover_{label}", *chance, f"log_score_{label}"]
    return table[columns].reset_index()


def _origins(series: pd.Series, first_points: int) -> list[int]:
    if not MINIMUM_POINTS <= first_points < len(series):
        raise ValueError(
            f"first_points must be from {MINIMUM_POINTS} to {len(series) - 1}, one less than the "
            f"series has; found {first_points}"
        )
    return series.index[first_points - 1 : -1].tolist()


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
    tables = []
    for origin in _origins(series, first_points):
        history = series.loc[:origin]
        usual = base_rates(history, band)
        facts = pd.DataFrame({"base_rate": usual, "happened": followed.loc[origin]})
        for label, method in methods.items():
            table = event_probabilities(history, band, method).join(facts, on="event")
            tables.append(table.assign(series=name, method=label, origin=origin))
    table = pd.concat(tables).dropna(subset="happened", ignore_index=True)
    return table[EVENT_COLUMNS]


def base_rates(history: pd.Series, band: tuple[float, float] = MODERATE) -> pd.Series:
    """How often each event happened within a history: (times + 1) / (chances + 2), Laplace's rule.

    >>> rates = base_rates(pd.Series([100, 90, 95], index=[2023, 2024, 2025]))
    >>> float(rates["further decline"])
    0.5
    """
    history = checked_series(history, minimum=1)
    past = outcomes(history, band)
    chances = past.count()
    return (past.sum() + 1) / (chances + 2)


def brier_table(events: pd.DataFrame) -> pd.DataFrame:
    """Mean probability, frequency and Brier score of each event, against the base rate.

    Series weigh the same. Columns: `method`, `event`, `series`, `n` (origins), `predicted` and
    `happened` (shares), `brier`, `brier_base` (of the base rate), `gain` (base minus brier: above 0
    is better), `gain_low` to `gain_high` (`bootstrap_interval`) and `skill` ('better', 'worse' or
    'no skill shown').
    """
    events = events.rename(columns={"probability": "predicted"}).eval(BRIER)
    table, groups = over_series(events, ["method", "event"], MEANS)
    intervals = [bootstrap_interval(part.gain.to_numpy()) for _, part in groups]
    table[["gain_low", "gain_high"]] = intervals
    better_or_worse = [table.gain_low > 0, table.gain_high < 0]
    table["skill"] = np.select(better_or_worse, ["better", "worse"], "no skill shown")
    return table.reset_index()


def reliability(events: pd.DataFrame) -> pd.DataFrame:
    """Of the times a method gave about this probability, how often did the event happen?

    In each bin series weigh the same. Columns: `method`, `event`, `bin` (as '10–20%'), `series` and
    `n` (origins), `predicted` (mean probability), `happened` (share), `low` to `high` (its
    `bootstrap_interval`). Events in the order of `EVENTS`; empty bins are left out.
    """
    percent = [f"{100 * edge:g}" for edge in EDGES]
    labels = [f"{low}–{high}%" for low, high in pairwise(percent)]
    events = events.rename(columns={"probability": "predicted"})
    events["bin"] = pd.cut(events.predicted, EDGES, labels=labels, include_lowest=True)
    events["event"] = pd.Categorical(events.event, EVENTS)
    table, groups = over_series(events, ["method", "event", "bin"], ["predicted", "happened"])
    intervals = [bootstrap_interval(part.happened.to_numpy()) for _, part in groups]
    table[["low", "high"]] = intervals
    return table.sort_index().reset_index()


def over_series(rows: pd.DataFrame, keys: list[str], columns: list[str]):
    """Means by `keys` over series that weigh the same, with `series` and `n` (how many rows); and
    the means of single series, grouped by `keys`."""
    options = {"sort": False, "observed": True}
    by_series = rows.groupby([*keys, "series"], **options)[columns].mean()
    groups = by_series.groupby(keys, **options)
    table = groups.mean()
    table.insert(0, "series", groups.size())
    table.insert(1, "n", rows.groupby(keys, **options).size())
    return table, groups


def bootstrap_interval(values: np.ndarray, weights: np.ndarray | None = None):
    """The middle 95% of the mean (with `weights`: of the sum of values over that of weights) when
    series are drawn again with replacement, the draws always the same; blank for one series."""
    n = len(values)
    if n < 2:
        return np.nan, np.nan
    weights = np.ones(n) if weights is None else weights
    generator = np.random.default_rng(SEED)
    drawn = generator.integers(n, size=(RESAMPLES, n))
    sums = values[drawn].sum(axis=1)
    means = sums / weights[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
