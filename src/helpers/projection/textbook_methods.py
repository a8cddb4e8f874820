"""The textbook methods beside `project`: `METHODS["Theta"](series, horizon, levels)`. Drift and
line are closed forms, Student's t with the uncertainty of their parameters. The others are
numerical maxima, alike on all processors to three digits only; their law is the innovations form
(Hyndman, Koehler, Ord & Snyder 2008), normal without that uncertainty, so often too narrow."""

import math
import warnings
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import product

import numpy as np
import pandas as pd
from scipy.linalg import toeplitz
from statsmodels.regression.linear_model import OLS
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.statespace.structural import UnobservedComponents

from helpers import paths
from helpers.files import sha256
from helpers.projection import house_method
from helpers.projection.house_method import MINIMUM_POINTS, OWN, Forecast, Method, random_walk

KEPT = paths.PROCESSED / "past_fits.csv"  # they would take a second
SMALLEST_VARIANCE = house_method.SMALLEST_SCALE**2
STARTS = ("estimated", "heuristic")  # the default can stop where nothing is smoothed
DAMPED = {"trend": "add", "damped_trend": True}
ETS_FORMS = ({"trend": None}, {"trend": "add"}, DAMPED)


def _drift(logs: pd.Series, ahead: np.ndarray) -> Forecast:
    """Random walk with the mean yearly change as drift, and the drift's own uncertainty."""
    changes = np.diff(logs)
    m = len(changes)
    variance = max(np.var(changes, ddof=1), SMALLEST_VARIANCE)
    centre = logs.iloc[-1] + ahead * changes.mean()
    return centre, random_walk(ahead, variance, variance / m), m - 1.0


def _log_linear(logs: pd.Series, ahead: np.ndarray) -> Forecast:
    """A straight line through all the years, by ordinary least squares, wherever it ends."""
    years = np.arange(len(logs))
    future = np.vander(years[-1] + ahead, 2)
    fit = OLS(logs.to_numpy(), np.vander(years, 2)).fit()
    parameters = future @ fit.normalized_cov_params @ future.T
    variance = max(fit.scale, SMALLEST_VARIANCE)
    covariance = variance * (np.eye(len(ahead)) + parameters)
    return fit.predict(future), covariance, float(fit.df_resid)


def _ets(forms: Iterable[dict], logs: pd.Series, ahead: np.ndarray) -> Forecast:
    """Exponential smoothing by maximum likelihood: of these forms that of the smallest AICc."""
    fits = []
    for form, start in product(forms, STARTS):
        model = ETSModel(logs, error="add", initialization_method=start, **form)
        fits.append(model.fit(disp=False))
    best = min(fits, key=lambda fit: fit.aicc)
    weights = np.full(len(ahead) - 1, best.alpha)
    if best.model.has_trend:
        damping = best.phi if best.model.damped_trend else 1.0
        growth = np.cumsum(damping ** ahead[:-1])
        weights += best.beta * growth
    return _innovations(best, ahead, weights, best.scale)


def _theta(logs: pd.Series, ahead: np.ndarray) -> Forecast:
    """The Theta method (Assimakopoulos & Nikolopoulos 2000), winner of the M3 competition."""
    fit = ThetaModel(logs, period=1, deseasonalize=False).fit()
    return _innovations(fit, ahead, fit.params["alpha"], fit.sigma2)


def _arima(logs: pd.Series, ahead: np.ndarray) -> Forecast:
    """A random walk seen through noise; the same as simple exponential smoothing."""
    fit = ARIMA(logs, order=(0, 1, 1)).fit()
    return _innovations(fit, ahead, 1 + fit.params["ma.L1"], fit.params["sigma2"])


def _local_linear_trend(logs: pd.Series, ahead: np.ndarray) -> Forecast:
    """Level and slope that both drift (Harvey 1989), by the Kalman filter."""
    fit = UnobservedComponents(logs, "local linear trend").fit(disp=False)
    of_level, of_slope = fit.filter_results.kalman_gain[:, 0, -1]
    weights = of_level + of_slope * (ahead[:-1] - 1)
    variance = fit.get_forecast(1).var_pred_mean.iloc[0]
    return _innovations(fit, ahead, weights, variance)


def _innovations(fit, ahead: np.ndarray, weights, variance: float) -> Forecast:
    """The forecast of a fit whose shocks are felt 1, 2, … years later with `weights`."""
    column = np.ones(len(ahead))
    column[1:] = weights
    response = toeplitz(column, 0 * column)
    covariance = max(variance, SMALLEST_VARIANCE) * response @ response.T
    return fit.forecast(len(ahead)), covariance, math.inf


def _from_statsmodels(fit: Callable, logs: np.ndarray, ahead: np.ndarray) -> Forecast:
    """A fit on the yearly index that statsmodels asks for (which years plays no part)."""
    dated = pd.Series(logs, pd.period_range("2000", periods=len(logs), freq="Y"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fits that stop early are judged by how they forecast
        centre, covariance, degrees = fit(dated, ahead)
    return np.asarray(centre), covariance, degrees


TEXTBOOK = {
    "drift": _drift,
    "log-linear trend": _log_linear,
    "damped Holt": partial(_ets, [DAMPED]),
    "Theta": _theta,
    "ETS": partial(_ets, ETS_FORMS),
    "ARIMA(0,1,1)": _arima,
    "local linear trend": _local_linear_trend,
}
METHODS: dict[str, Method] = OWN | {
    name: Method(name, partial(_from_statsmodels, fit)) for name, fit in TEXTBOOK.items()
}
NUMERICAL = sorted(TEXTBOOK.keys() - {"drift", "log-linear trend"})


def _in_past(name: str, logs: np.ndarray, ahead: np.ndarray) -> Forecast:
    """The forecast of a method, from KEPT if that has it."""
    fit = _kept().get((name, _hash(logs)), ())
    if len(fit) < len(ahead):
        return METHODS[name].fit(logs, ahead)
    fit = fit.head(len(ahead))
    return fit.centre.to_numpy(), np.diag(fit.scale**2), math.inf


def _hash(logs: np.ndarray) -> str:
    return sha256(np.round(logs, 9).tobytes())[:16]


@cache
def _kept() -> dict[tuple[str, str], pd.DataFrame]:
    return dict(list(pd.read_csv(KEPT).groupby(["method", "history"]))) if KEPT.is_file() else {}


# For tests on the past, which fit a method again from every year.
IN_PAST = METHODS | {name: Method(name, partial(_in_past, name)) for name in NUMERICAL}


def past_fits(series: pd.Series, horizon: int) -> pd.DataFrame:
    """The fits that tests on the past of a series need: `method`, `history` (a hash), and in a row
    for each year ahead `centre` and `scale` (of logs). What KEPT has is taken from it; a test
    computes it again, and after a change of a method says that the file must be made anew."""
    fits = []
    for name in NUMERICAL:
        for years in range(MINIMUM_POINTS, len(series)):
            known = series.iloc[:years]
            law = IN_PAST[name].distribution(known, horizon)
            fit = {"method": name, "history": _hash(np.log(house_method.positive(known)))}
            fits.append(pd.DataFrame(fit | {"centre": law.centre, "scale": law.scale}))
    return pd.concat(fits)
