"""How good forecasts were: rolling origins, errors, coverage, and the score of event probabilities.

Two steps, each with one table per step:

- intervals: `backtest` (one row per method, origin and horizon) → `summary`
- events: `event_backtest` (one row per method, origin and event) → `brier_table` and `reliability`

Every forecast is made from the years up to its origin and nothing later. Overlapping windows are
not independent: the ranges 'by chance' of `summary` are binomial and too narrow for them, so read
them as the least that chance allows. Tables of many series draw whole series again instead.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import binom

from helpers.projection.events import EVENTS, MODERATE, event_probabilities, outcomes
from helpers.projection.house_method import (
    LEVELS,
    MINIMUM_POINTS,
    Method,
    checked_horizon,
    checked_levels,
    checked_series,
    positive,
)

CHANCE = 0.95
RESAMPLES = 2000
SEED = 2025


# --- measures of one forecast ---------------------------------------------------------------------


def smape(actual, point):
    """Symmetric absolute percentage error, 0 to 200, as in the M3 competition (Makridakis & Hibon
    2000).
    """
    return 200 * np.abs(point - actual) / (np.abs(point) + np.abs(actual))


def mean_change(history) -> float:
    """Mean absolute yearly change of the history: what MASE is scaled by (Hyndman & Koehler 2006,
    IJF 22) and MSIS (the M4 competition: Makridakis, Spiliotis & Assimakopoulos 2020, IJF 36). NaN,
    hence no score, where it never changed: nothing can be scaled by no change."""
    return float(np.mean(np.abs(np.diff(history)))) or np.nan


def interval_score(actual, lower, upper, level: float):
    """Width plus the penalty for a miss (Gneiting & Raftery 2007); smaller is better, in the units
    given.
    """
    below, above = np.maximum(lower - actual, 0), np.maximum(actual - upper, 0)
    return (upper - lower) + 2 / (1 - level) * (below + above)


def chance_range(n: int, level: float) -> tuple[float, float]:
    """The shares between which a perfectly calibrated interval covers, 95 times in 100, in n
    independent tests.
    """
    low, high = binom.interval(CHANCE, n, level)
    return float(low) / n, float(high) / n


# --- intervals over rolling origins ---------------------------------------------------------------


def backtest(
    series: pd.Series, methods: Mapping[str, Method], first_points: int = 15, horizon: int = 5
) -> pd.DataFrame:
    """Forecast a series again from every origin it had, with what was known there (expanding
    window).

    `methods` as in `rivals.METHODS`; the first origin stands after `first_points` years (at least
    10). One row per method, origin and horizon whose outcome is known, with the columns `method`,
    `origin` and `year` (years), `horizon` (years ahead), `actual`, `point`, `lower_80`, `upper_80`,
    `lower_95`, `upper_95`, `last` (value at the origin) and `mean_change` (units of the series),
    `mean_log_change` (zeros read as the fit reads them: `projection.positive`) and `pit` (the
    predictive probability of ending below what happened). Raises ValueError as `project`, and when
    no origin has an outcome.
    """
    series, horizon = checked_series(series), checked_horizon(horizon)
    origins = _origins(series, first_points)
    rows = [
        forecast_rows(name, method, series.loc[:origin], series.loc[origin + 1 : origin + horizon])
        for name, method in methods.items()
        for origin in origins
    ]
    return pd.DataFrame(
        {column: np.concatenate([row[column] for row in rows]) for column in rows[0]}
    )


def forecast_rows(
    name: str, method: Method, history: pd.Series, actual: pd.Series
) -> dict[str, np.ndarray]:
    """One origin's rows of `backtest`, as columns: a forecast from `history` beside what
    followed.
    """
    forecast, n = method.distribution(history, len(actual)), len(actual)
    logs = np.log(positive(history))
    row = {
        "method": np.full(n, name, dtype=object),
        "origin": np.full(n, history.index[-1]),
        "year": forecast.years,
        "horizon": np.arange(1, n + 1),
        "actual": actual.to_numpy(dtype=float),
        "point": forecast.quantile(0.5),
    }
    for label, level in checked_levels(LEVELS).items():
        row[f"lower_{label}"] = forecast.quantile((1 - level) / 2)
        row[f"upper_{label}"] = forecast.quantile((1 + level) / 2)
    row["last"] = np.full(n, float(history.iloc[-1]))
    row["mean_change"] = np.full(n, mean_change(history))
    row["mean_log_change"] = np.full(n, mean_change(logs))
    row["pit"] = forecast.probability_below(row["actual"])
    return row


def measures(forecasts: pd.DataFrame) -> pd.DataFrame:
    """The rows of `backtest` with each forecast's measures added as columns.

    `smape` (0 to 200), `error` and `naive_error` (absolute, of the forecast and of no change; units
    of the series), `mase` (error over mean yearly change), `bias` (log of actual over point), and
    for both levels `covered_80` (0 or 1), `score_80` (interval score, units of the series),
    `msis_80` (over mean yearly change), `log_score_80` (interval score of logs) and `lsis_80` (over
    mean log change). Log measures are blank where the outcome is 0, scaled ones where the history
    never changed.
    """
    found = forecasts.copy()
    actual = found["actual"]
    logs = np.log(actual.where(actual > 0))
    found["smape"] = smape(actual, found["point"])
    found["naive_smape"] = smape(actual, found["last"])
    found["error"] = (actual - found["point"]).abs()
    found["naive_error"] = (actual - found["last"]).abs()
    found["mase"] = found["error"] / found["mean_change"]
    found["bias"] = logs - np.log(found["point"])
    for label, level in checked_levels(LEVELS).items():
        lower, upper = found[f"lower_{label}"], found[f"upper_{label}"]
        found[f"covered_{label}"] = ((actual >= lower) & (actual <= upper)).astype(float)
        found[f"score_{label}"] = interval_score(actual, lower, upper, level)
        found[f"msis_{label}"] = found[f"score_{label}"] / found["mean_change"]
        found[f"log_score_{label}"] = interval_score(logs, np.log(lower), np.log(upper), level)
        found[f"lsis_{label}"] = found[f"log_score_{label}"] / found["mean_log_change"]
    return found


def summary(forecasts: pd.DataFrame, by_horizon: bool = True) -> pd.DataFrame:
    """What `backtest` found, by method and horizon (`by_horizon=False`: all horizons pooled).

    Columns: `method`, `horizon`, `n` (forecasts), `smape`, `mae`, `mae_ratio` (to no change on the
    same forecasts; below 1 is better than no change), `mase`, `bias` (mean log error: positive when
    the truth was higher), `pit_mean` and `pit_sd` (ideal 0.5 and 0.289), and for 80 and 95:
    `cover_80`, the range that chance allows `chance_low_80` to `chance_high_80`, and `log_score_80`
    (mean interval score of logs, smaller is better).
    """
    scored = measures(forecasts)
    keys = ["method", "horizon"] if by_horizon else ["method"]
    groups = scored.groupby(keys, sort=False)
    table = pd.DataFrame(
        {"n": groups.size(), "smape": groups["smape"].mean(), "mae": groups["error"].mean()}
    )
    table["mae_ratio"] = table["mae"] / groups["naive_error"].mean()
    table["mase"], table["bias"] = groups["mase"].mean(), groups["bias"].mean()
    table["pit_mean"], table["pit_sd"] = groups["pit"].mean(), groups["pit"].std()
    for label, level in checked_levels(LEVELS).items():
        table[f"cover_{label}"] = groups[f"covered_{label}"].mean()
        ranges = [chance_range(n, level) for n in table["n"]]
        table[f"chance_low_{label}"], table[f"chance_high_{label}"] = zip(*ranges, strict=True)
        table[f"log_score_{label}"] = groups[f"log_score_{label}"].mean()
    return table.reset_index()


def _origins(series: pd.Series, first_points: int) -> list[int]:
    if not MINIMUM_POINTS <= first_points < len(series):
        raise ValueError(
            f"first_points must be from {MINIMUM_POINTS} to {len(series) - 1}, one less than the series has; "
            f"found {first_points}"
        )
    return list(series.index[first_points - 1 : -1])


# --- event probabilities over rolling origins -----------------------------------------------------


def event_backtest(
    series: pd.Series,
    methods: Mapping[str, Method],
    band: tuple[float, float] = MODERATE,
    first_points: int = 15,
    name: str = "",
) -> pd.DataFrame:
    """The probability of each event at every origin, beside what happened and what had been usual
    until then.

    One row per method, origin and event whose outcome is known: `series` (the `name` given),
    `method`, `origin` (year), `event`, `probability`, `base_rate` (how often the event had happened
    in this history before the origin, as (times + 1) / (chances + 2)), `happened` (0 or 1). Raises
    ValueError as `backtest`, `event_probabilities`.
    """
    series = checked_series(series)
    followed, rows = outcomes(series, band), []
    for origin in _origins(series, first_points):
        history, happened = series.loc[:origin], followed.loc[origin].dropna()
        usual = base_rates(history, band)
        for label, method in methods.items():
            given = event_probabilities(history, band, method).set_index("event")["probability"]
            rows += [
                (name, label, origin, event, given[event], usual[event], happened[event])
                for event in happened.index
            ]
    columns = ["series", "method", "origin", "event", "probability", "base_rate", "happened"]
    return pd.DataFrame(rows, columns=columns)


def base_rates(history: pd.Series, band: tuple[float, float] = MODERATE) -> pd.Series:
    """How often each event happened within a history, by event: (times + 1) / (chances + 2),
    Laplace's rule.
    """
    known = outcomes(checked_series(history, minimum=1), band)
    return (known.sum() + 1) / (known.count() + 2)


def brier_table(events: pd.DataFrame, resamples: int = RESAMPLES, seed: int = SEED) -> pd.DataFrame:
    """Mean probability, frequency and Brier score of each event, against the base rate known at the
    origin.

    Series weigh the same, however many origins they have. Columns: `method`, `event`, `series`, `n`
    (origins), `predicted` and `happened` (shares), `brier`, `brier_base` (of the base rate), `gain`
    (base minus brier: above 0 is better), and `gain_low` to `gain_high`: the middle 95% of the gain
    when whole series are drawn again (fixed seed; blank for fewer than two series). `skill` says
    'better', 'worse' or 'no skill shown'.
    """
    events = events.assign(
        brier=(events["probability"] - events["happened"]) ** 2,
        brier_base=(events["base_rate"] - events["happened"]) ** 2,
    )
    rows = []
    for (method, event), group in events.groupby(["method", "event"], sort=False):
        columns = ["probability", "happened", "brier", "brier_base"]
        means = group.groupby("series", sort=False)[columns].mean()
        predicted, happened, brier, base = means.mean()
        low, high = _resampled((means["brier_base"] - means["brier"]).to_numpy(), resamples, seed)
        skill = "better" if low > 0 else "worse" if high < 0 else "no skill shown"
        counts = len(means), len(group)
        rows.append(
            (
                method,
                event,
                *counts,
                predicted,
                happened,
                brier,
                base,
                base - brier,
                low,
                high,
                skill,
            )
        )
    names = (
        "method event series n predicted happened brier brier_base gain gain_low gain_high skill"
    )
    return pd.DataFrame(rows, columns=names.split())


def reliability(
    events: pd.DataFrame,
    edges: tuple[float, ...] = (0, 0.1, 0.2, 0.4, 0.6, 1),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """Of the times a method gave about this probability, how often did the event happen?

    In each bin, series weigh the same, however many of their origins lie in it. Columns: `method`,
    `event`, `bin` (as '10–20%'), `series` and `n` (origins), `predicted` (mean probability),
    `happened` (share), and `low` to `high`: the middle 95% of `happened` when whole series are
    drawn again (fixed seed; blank for fewer than two series; of no width where all series agree).
    Events in the order of `EVENTS`; empty bins are left out.
    """
    names = [f"{100 * low:g}–{100 * high:g}%" for low, high in pairwise(edges)]
    place = pd.cut(events["probability"], edges, labels=names, include_lowest=True)
    placed = events.assign(bin=place, event=pd.Categorical(events["event"], EVENTS))
    rows = []
    for (method, event, name), group in placed.groupby(["method", "event", "bin"], observed=True):
        means = group.groupby("series", sort=False)[["probability", "happened"]].mean()
        low, high = _resampled(means["happened"].to_numpy(), resamples, seed)
        rows.append((method, event, name, len(means), len(group), *means.mean(), low, high))
    columns = ["method", "event", "bin", "series", "n", "predicted", "happened", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _resampled(values: np.ndarray, resamples: int, seed: int) -> tuple[float, float]:
    """The middle 95% of the mean when the values (one per series) are drawn again with
    replacement.
    """
    if len(values) < 2:
        return np.nan, np.nan
    drawn = np.random.default_rng(seed).integers(len(values), size=(resamples, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)
