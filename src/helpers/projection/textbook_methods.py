"""The textbook methods beside `project`: `METHODS`.

Each is fitted to logs, from statsmodels wherever it has the method, and is called like `project`:
`METHODS["Theta"](series, horizon, levels)`.

To add a method, write its function (logs, horizon) → `Forecast`, enter it in `TEXTBOOK`, and give
it a name for readers among the names of `cleaning`.

statsmodels gives the fit; the joint distribution of the coming years follows from it in the
innovations form (Hyndman, Koehler, Ord & Snyder 2008): the error of year h is a weighted sum of the
shocks up to h. Intervals are the usual normal ones, without the uncertainty of the parameters, and
so are often too narrow; that is part of the comparison. Drift and the log-linear trend are closed
forms instead: their intervals are Student's t and hold the uncertainty of the parameters. The other
fits are numerical maxima: between processor types they differ in the fourth digit, so show three.
"""

import math
import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from scipy.linalg import toeplitz
from statsmodels.regression.linear_model import OLS
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.statespace.structural import UnobservedComponents

from helpers.projection.house_method import (
    HOUSE,
    NO_CHANGE,
    SMALLEST_SCALE,
    Forecast,
    Method,
    random_walk,
)

SMALLEST_VARIANCE = SMALLEST_SCALE**2

ETS_FORMS = ({"trend": None}, {"trend": "add"}, {"trend": "add", "damped_trend": True})


def _drift(logs: pd.Series, horizon: int) -> Forecast:
    """Random walk with the mean yearly change as drift, and the drift's own uncertainty."""
    changes = np.diff(logs)
    m = len(changes)
    variance = max(np.var(changes, ddof=1), SMALLEST_VARIANCE)
    ahead = np.arange(1, horizon + 1)
    centre = logs.iloc[-1] + ahead * changes.mean()
    covariance = random_walk(horizon, variance, variance / m)
    return centre, covariance, m - 1.0


def _log_linear(logs: pd.Series, horizon: int) -> Forecast:
    """A straight line through all the years, by ordinary least squares, wherever it ends."""
    n = len(logs)
    years = np.arange(n + horizon)
    line = np.column_stack([np.ones(n + horizon), years])
    past = line[:n]
    future = line[n:]
    fit = OLS(logs.to_numpy(), past).fit()
    inverse = np.linalg.inv(past.T @ past)
    parameters = future @ inverse @ future.T
    variance = max(fit.scale, SMALLEST_VARIANCE)
    covariance = variance * (np.eye(horizon) + parameters)
    return fit.predict(future), covariance, float(fit.df_resid)


def _damped_holt(logs: pd.Series, horizon: int) -> Forecast:
    """Damped-trend exponential smoothing by maximum likelihood."""
    return _ets_forecast(_ets_fit(logs, ETS_FORMS[2]), horizon)


def _ets(logs: pd.Series, horizon: int) -> Forecast:
    """Exponential smoothing without, with or with a damped trend: that of the smallest AICc."""
    fits = [_ets_fit(logs, form) for form in ETS_FORMS]
    return _ets_forecast(min(fits, key=lambda fit: fit.aicc), horizon)


def _ets_fit(logs: pd.Series, form: dict):
    """The likelier of two starts: the default can stop where nothing is smoothed."""
    fits = []
    for start in ("estimated", "heuristic"):
        model = ETSModel(logs, error="add", initialization_method=start, **form)
        fits.append(model.fit(disp=False))
    return min(fits, key=lambda fit: fit.aicc)


def _ets_forecast(fit, horizon: int) -> Forecast:
    ahead = np.arange(1, horizon)
    weights = np.full(horizon - 1, fit.alpha)
    if fit.model.has_trend:
        damping = fit.phi if fit.model.damped_trend else 1.0
        weights += fit.beta * np.cumsum(damping**ahead)
    covariance = _innovations(weights, fit.scale)
    return fit.forecast(horizon), covariance, math.inf


def _theta(logs: pd.Series, horizon: int) -> Forecast:
    """The Theta method (Assimakopoulos & Nikolopoulos 2000), winner of the M3 competition."""
    fit = ThetaModel(logs, period=1, deseasonalize=False).fit()
    weights = np.full(horizon - 1, fit.params["alpha"])
    covariance = _innovations(weights, fit.sigma2)
    return fit.forecast(horizon), covariance, math.inf


def _arima(logs: pd.Series, horizon: int) -> Forecast:
    """A random walk seen through noise; the same as simple exponential smoothing."""
    fit = ARIMA(logs, order=(0, 1, 1)).fit()
    weights = np.full(horizon - 1, 1 + fit.params["ma.L1"])
    covariance = _innovations(weights, fit.params["sigma2"])
    return fit.forecast(horizon), covariance, math.inf


def _local_linear_trend(logs: pd.Series, horizon: int) -> Forecast:
    """Level and slope that both drift (Harvey 1989), by the Kalman filter."""
    fit = UnobservedComponents(logs, "local linear trend").fit(disp=False)
    future = fit.get_forecast(horizon)
    of_level, of_slope = fit.filter_results.kalman_gain[:, 0, -1]
    weights = of_level + of_slope * np.arange(horizon - 1)
    covariance = _innovations(weights, future.var_pred_mean.iloc[0])
    return future.predicted_mean, covariance, math.inf


def _innovations(weights: np.ndarray, variance: float) -> np.ndarray:
    """Covariance of the coming years when a shock is felt 1, 2, … years later with `weights`."""
    column = np.concatenate([[1.0], weights])
    response = toeplitz(column, np.zeros(len(column)))
    variance = max(variance, SMALLEST_VARIANCE)
    return variance * response @ response.T


def _from_statsmodels(fit: Callable, logs: np.ndarray, horizon: int) -> Forecast:
    """A fit on the yearly index that statsmodels asks for (which years plays no part)."""
    periods = pd.period_range("2000", periods=len(logs), freq="Y")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fits that stop early are judged by how they forecast
        centre, covariance, degrees = fit(pd.Series(logs, periods), horizon)
    return np.asarray(centre), covariance, degrees


TEXTBOOK = {
    "drift": _drift,
    "log-linear trend": _log_linear,
    "damped Holt": _damped_holt,
    "Theta": _theta,
    "ETS": _ets,
    "ARIMA(0,1,1)": _arima,
    "local linear trend": _local_linear_trend,
}
METHODS: dict[str, Method] = {method.name: method for method in (HOUSE, NO_CHANGE)}
for _name, _fit in TEXTBOOK.items():
    METHODS[_name] = Method(_name, partial(_from_statsmodels, _fit))
