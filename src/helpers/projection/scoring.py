"""How good forecasts were. Windows overlap: the binomial range of `summary` is the least that
chance allows; tables of many series draw whole countries again instead."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import beta, stdtr
from scipy.stats import binom

import helpers.projection.house_method as house_method
from helpers.projection.events import EVENTS, MODERATE, YEARS_ON, Band, chances, outcomes

CHANCE = 0.95
NORMAL = 1e7  # degrees of freedom with which Student's t is the normal law to six digits and more
RESAMPLES = 2000
SEED = 2025
REFERENCES = ("base_rate", "no_change")  # of event probabilities: 'better' is better than both
BRIER = """
brier = (probability - happened) ** 2
brier_base_rate = (base_rate - happened) ** 2
brier_no_change = (no_change - happened) ** 2
"""
SCORED = ["probability", "happened", "brier", "brier_base_rate", "brier_no_change"]
EVENT_COLUMNS = ["series", "origin", "event", "probability", *REFERENCES, "happened"]


def smape(actual, point):
    """Symmetric absolute percentage error, 0 to 200 (M3 competition: Makridakis & Hibon 2000)."""
    return 200 * np.abs(point - actual) / (np.abs(point) + np.abs(actual))


def crps(forecast: house_method.LogForecast, actual: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of the logs by year, NaN for an outcome of 0: closed
    forms of Student's t and the normal law (Jordan, Krüger & Lerch 2019, JSS 90, app. A)."""
    logs = np.log(np.where(actual > 0, actual, np.nan))
    error = (logs - forecast.centre) / forecast.scale
    nu = min(forecast.degrees, NORMAL)
    factor = 1 / (math.sqrt(nu) * beta(0.5, nu / 2))
    density = factor * (1 + error**2 / nu) ** (-(nu + 1) / 2)
    tail = 2 * math.sqrt(nu) / (nu - 1) * beta(0.5, nu - 0.5) / beta(0.5, nu / 2) ** 2
    middle = error * (2 * stdtr(nu, error) - 1)
    return forecast.scale * (middle + 2 * density * (nu + error**2) / (nu - 1) - tail)


def backtest(series: pd.Series, methods: Mapping, horizon: int = 5) -> pd.DataFrame:
    """Forecasts by every method from each year that has 10 points up to it, by the values of today:
    `method`, and the columns of `forecast_rows`. Raises ValueError as `project`, and for fewer than
    11 years."""
    series = house_method.checked_series(series, house_method.MINIMUM_POINTS + 1)
    parts = []
    for name, method in methods.items():
        for origin in series.index[house_method.MINIMUM_POINTS - 1 : -1]:
            history = series.loc[:origin]
            actual = series.loc[origin + 1 : origin + horizon]
            parts.append(forecast_rows(method, history, actual).assign(method=name))
    return pd.concat(parts, ignore_index=True)


def forecast_rows(method, history: pd.Series, actual: pd.Series) -> pd.DataFrame:
    """A forecast, what followed, and its measures, by year: `origin`, `year`, `horizon` (years
    ahead), `actual`, `point`, bounds, `last` (value at the origin); of it and of no change
    (`naive_…`) `smape`, `error` (absolute) and `crps` (of logs); `mase` (error over the mean
    absolute yearly change: Hyndman & Koehler 2006, IJF 22), `cover_80`, `cover_95` (0 or 1)."""
    horizon = len(actual)
    forecast = method.distribution(history, horizon)
    unchanged = house_method.NO_CHANGE.distribution(history, horizon)
    happened = actual.to_numpy(float)
    point = forecast.quantile(0.5)
    error = np.abs(happened - point)
    mean_change = np.abs(np.diff(history)).mean() or np.nan
    columns = {
        "origin": history.index[-1],
        "year": forecast.years,
        "horizon": np.arange(1, horizon + 1),
        "actual": happened,
        "point": point,
        **{name: forecast.quantile(share) for name, share in house_method.BOUNDS.items()},
        "last": forecast.last,
        "smape": smape(happened, point),
        "naive_smape": smape(happened, forecast.last),
        "error": error,
        "naive_error": np.abs(happened - forecast.last),
        "mase": error / mean_change,
        "crps": crps(forecast, happened),
        "naive_crps": crps(unchanged, happened),
    }
    rows = pd.DataFrame(columns)
    for level in ("80", "95"):
        covered = rows.actual.between(rows[f"lower_{level}"], rows[f"upper_{level}"])
        rows[f"cover_{level}"] = covered.astype(float)
    return rows


def summary(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Of `backtest`: `method`, `horizon`, `n` (forecasts), `mae_ratio` and `crps_ratio` (mean
    absolute error, and CRPS of logs, over those of no change), `cover_80`, `cover_95`, and
    `chance_low` to `chance_high` (that a calibrated 80% interval covers, 95 times in 100)."""
    groups = forecasts.groupby(["method", "horizon"], sort=False)
    table = groups.mean(numeric_only=True)
    table["mae_ratio"] = table.error / table.naive_error
    table["crps_ratio"] = table.crps / table.naive_crps
    table["n"] = groups.size()
    low, high = binom.interval(CHANCE, table.n, 0.80)
    table = table.assign(chance_low=low / table.n, chance_high=high / table.n)
    shares = ["cover_80", "cover_95", "chance_low", "chance_high"]
    return table[["n", "mae_ratio", "crps_ratio", *shares]].reset_index()


def event_backtest(series: pd.Series, name: str = "") -> pd.DataFrame:
    """Each event at every origin whose outcome is known: `series` (the `name` given), `origin`
    (year), `event`, `probability`, `base_rate` (up to the origin), `no_change` (the probability
    under it), `happened` (0 or 1). Raises ValueError as `backtest`."""
    series = house_method.checked_series(series, house_method.MINIMUM_POINTS + 1)
    followed = outcomes(series)
    tables = []
    for origin in series.index[house_method.MINIMUM_POINTS - 1 : -1]:
        history = series.loc[:origin]
        facts = {
            "origin": origin,
            "probability": chances(house_method.HOUSE.distribution(history, YEARS_ON)),
            "base_rate": base_rates(history),
            "no_change": chances(house_method.NO_CHANGE.distribution(history, YEARS_ON)),
            "happened": followed.loc[origin],
        }
        tables.append(pd.DataFrame(facts, index=pd.Index(EVENTS, name="event")))
    table = pd.concat(tables).dropna(subset="happened").reset_index()
    return table.assign(series=name)[EVENT_COLUMNS]


def base_rates(history: pd.Series, band: Band = MODERATE) -> pd.Series:
    """How often each event happened within a history: (times + 1) / (chances + 2), Laplace's rule.

    >>> float(base_rates(pd.Series([100, 90, 95]))["further decline"])
    0.5
    """
    happened = outcomes(history, band)
    return (happened.sum() + 1) / (happened.count() + 2)


def skill_table(events: pd.DataFrame) -> pd.DataFrame:
    """Brier scores of `event_backtest` beside those of both REFERENCES; series weigh the same:
    `event`, `series`, `n` (origins), `predicted` and `happened` (means), `brier`; of each reference
    `brier_…` and `gain_…` (that score less `brier`) with `_low` and `_high` (95% for all events
    together: Bonferroni); `skill`: 'better' than both beyond the range, 'worse' than one."""
    scores = events.eval(BRIER)
    rows = []
    for event, part in scores.groupby("event", sort=False):
        by_series = part.groupby("series")[SCORED].mean()
        row = {
            "event": event,
            "series": len(by_series),
            "n": len(part),
            **by_series.mean(),
        }
        for name in REFERENCES:
            gains = by_series[f"brier_{name}"] - by_series.brier
            gain = ratio_with_range(gains, 1, gains.index, events=len(EVENTS))
            (
                row[f"gain_{name}"],
                row[f"gain_{name}_low"],
                row[f"gain_{name}_high"],
            ) = gain
        rows.append(row)
    table = pd.DataFrame(rows).rename(columns={"probability": "predicted"})
    better = table.filter(regex="^gain_.*_low$").gt(0).all(axis=1)
    worse = table.filter(regex="^gain_.*_high$").lt(0).any(axis=1)
    table["skill"] = np.select([better, worse], ["better", "worse"], "no skill shown")
    return table


def ratio_with_range(numerators, denominators, names, events: int = 1):
    """The ratio of two sums (with denominators of 1 a mean) and its 95% range (of all `events`
    together) when whole countries, with which the names begin, are drawn again; blank for one."""
    parts = pd.DataFrame({"above": numerators, "below": denominators}, dtype=float)
    sums = parts.groupby([name.split("|")[0] for name in names]).sum()
    above, below = sums.to_numpy().T
    ratio = float(above.sum() / below.sum())
    n = len(sums)
    if n < 2:
        return ratio, np.nan, np.nan
    drawn = np.random.default_rng(SEED).integers(n, size=(RESAMPLES, n))
    ratios = above[drawn].sum(axis=1) / below[drawn].sum(axis=1)
    tail = (1 - CHANCE) / 2 / events
    low, high = np.quantile(ratios, [tail, 1 - tail])
    return ratio, float(low), float(high)
