"""The textbook methods: same shape as `project`, statsmodels' own figures, and none of its known traps."""

import warnings

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.statespace.structural import UnobservedComponents

from helpers import parameters
from helpers.projection import outlook, textbook_methods
from helpers.projection.house_method import project
from helpers.projection.textbook_methods import METHODS

# Departures from Kazakhstan, 2000 to 2025: the series on which the default start of damped smoothing goes astray.
COUNTS = (
    "155749 141710 120223 73890 65530 52139 33690 42435 44813 33985 26541 32920 29722 "
    "24384 28946 30047 34900 37725 41868 45225 29088 32256 24147 16094 12732 7608"
)
DEPARTURES = pd.Series([int(count) for count in COUNTS.split()], index=pd.RangeIndex(2000, 2026))
LOGS = pd.Series(np.log(DEPARTURES.to_numpy()), index=pd.period_range("2000", periods=26, freq="Y"))


@pytest.fixture(autouse=True)
def _no_warnings_escape():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("name", METHODS)
def test_called_like_project(name):
    found = METHODS[name](DEPARTURES, 3, (0.5, 0.9))
    expected = project(DEPARTURES, 3, (0.5, 0.9))
    pd.testing.assert_index_equal(found.index, expected.index)
    assert list(found.columns) == list(expected.columns) and METHODS[name].name == name
    ordered = found[["lower_90", "lower_50", "point", "upper_50", "upper_90"]]
    assert (ordered > 0).all(axis=None) and (ordered.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("values", [[5] * 12, [2**year for year in range(12)], [0, 3, 4, 0, 2, 5, 7, 8, 0, 1, 2, 0]])
def test_odd_histories_still_get_an_interval(name, values):
    found = METHODS[name](pd.Series(values, index=pd.RangeIndex(1, 13)), 4)
    assert (found["lower_95"] < found["lower_80"]).all() and (found["upper_80"] < found["upper_95"]).all()


@pytest.mark.parametrize("name", METHODS)
def test_refuses_what_project_refuses(name):
    with pytest.raises(ValueError, match="at least 10"):
        METHODS[name](DEPARTURES.iloc[:9])
    with pytest.raises(ValueError, match="horizon"):
        METHODS[name](DEPARTURES, 0)


def test_damped_holt_avoids_the_default_start():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        default = ETSModel(LOGS, trend="add", damped_trend=True).fit(disp=False)
    assert np.exp(default.forecast(1).iloc[0]) > 20_000  # from 7,608, and reported as converged
    assert METHODS["damped Holt"](DEPARTURES, 1)["point"].item() == pytest.approx(5_800, rel=0.02)


def test_drift_and_line_by_their_formulas():
    changes = np.diff(LOGS)
    drift = METHODS["drift"].distribution(DEPARTURES, 3)
    assert drift.centre == pytest.approx(LOGS.iloc[-1] + np.arange(1, 4) * changes.mean())
    ahead = np.arange(1, 4)
    assert drift.scale == pytest.approx(changes.std(ddof=1) * np.sqrt(ahead + ahead**2 / 25))
    slope, height = np.polyfit(range(26), LOGS, 1)
    line = METHODS["log-linear trend"].distribution(DEPARTURES, 3)
    assert line.centre == pytest.approx(height + slope * np.arange(26, 29))
    assert line.degrees == 24


def _theta(alpha):
    bounds = ThetaModel(LOGS, period=1, deseasonalize=False).fit().prediction_intervals(4, alpha=alpha)
    return bounds["lower"], bounds["upper"]


def _arima(alpha):
    bounds = ARIMA(LOGS, order=(0, 1, 1)).fit().get_forecast(4).conf_int(alpha)
    return bounds.iloc[:, 0], bounds.iloc[:, 1]


def _local_linear_trend(alpha):
    fit = UnobservedComponents(LOGS, "local linear trend").fit(disp=False)
    bounds = fit.get_forecast(4).conf_int(alpha)
    return bounds.iloc[:, 0], bounds.iloc[:, 1]


@pytest.mark.parametrize(
    ("name", "textbook"), [("Theta", _theta), ("ARIMA(0,1,1)", _arima), ("local linear trend", _local_linear_trend)]
)
def test_intervals_are_those_of_statsmodels(name, textbook):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lower, upper = textbook(0.05)
    found = METHODS[name](DEPARTURES, 4)
    np.testing.assert_allclose(np.log(found["lower_95"]), lower, rtol=1e-3)
    np.testing.assert_allclose(np.log(found["upper_95"]), upper, rtol=1e-3)


def test_forecasts_kept_from_past_years_are_those_of_the_methods(monkeypatch):
    kept = pd.read_csv(textbook_methods.KEPT)
    monkeypatch.setattr(textbook_methods, "_kept", dict)
    series = outlook.flow_series(parameters.check(year=parameters.newest_article_year()))
    found = textbook_methods.past_fits(series, outlook.TESTED_HORIZON)
    assert found[["method", "history"]].to_numpy().tolist() == kept[["method", "history"]].to_numpy().tolist()
    remedy = f"a method has changed: delete {textbook_methods.KEPT.name} and ./run refresh"
    np.testing.assert_allclose(found[["centre", "scale"]], kept[["centre", "scale"]], rtol=1e-3, err_msg=remedy)


def test_a_history_that_is_not_kept_is_fitted(monkeypatch):
    key = ("Theta", textbook_methods._hash(LOGS.iloc[:-1].to_numpy()))
    known = pd.DataFrame({"centre": [7.0, 8.0], "scale": [0.5, 0.25]})
    monkeypatch.setattr(textbook_methods, "_kept", lambda: {key: known})
    theta = textbook_methods.IN_PAST["Theta"]
    read = theta.distribution(DEPARTURES.iloc[:-1], 1)
    assert (read.centre.tolist(), read.scale.tolist(), read.degrees) == ([7], [0.5], np.inf)
    for series, horizon in ((DEPARTURES, 1), (DEPARTURES.iloc[:-1], 3)):  # another year, a year more ahead
        fitted = METHODS["Theta"].distribution(series, horizon)
        assert (theta.distribution(series, horizon).centre == fitted.centre).all()
