"""Where a short yearly series goes next, and how sure one can be: the house method `project`, and
what it accepts. Closed forms and fixed grids: the same history gives the same numbers."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral, Real

import numpy as np
import pandas as pd
from scipy.special import chdtri, ndtri, stdtr, stdtrit
from scipy.stats import theilslopes
from scipy.stats.qmc import Sobol

MINIMUM_POINTS = 10
MAXIMUM_HORIZON = 50
LEVELS = (0.80, 0.95)
NAMED = 5  # faulty years that a refusal names

# Where damped-trend Holt is searched. Trend smoothing above one half chases single years.
SMOOTHING = np.arange(1, 11) / 10
TREND_SMOOTHING = np.arange(6) / 10
DAMPING = np.array([0.80, 0.85, 0.90, 0.95, 0.98])

# Yearly changes have fatter tails than the normal law; so short a series cannot tell how fat.
DEGREES = 5.0
MEAN_ABSOLUTE_T = 4 * math.sqrt(5) / (3 * math.pi)  # of Student's t with 5 degrees of freedom
# Of logs: no flow is known better than to half a percent a year (the bureau's own revisions of
# departures), so a history that never changed still gets an interval.
SMALLEST_SCALE = 0.005
FADING = 0.95  # the weight in the width of a yearly change, against that of the next one

Forecast = tuple[np.ndarray, np.ndarray, float]  # log medians, their covariance, degrees of freedom
ROUNDING = 1e-12  # log changes that differ by less do so by rounding alone
PATHS = 2**15  # exact to about 0.001 for the probability of an event of three years


@dataclass(frozen=True)
class LogForecast:
    """The law of the logs of the coming years: a multivariate Student's t. `last`: the last value
    observed, `centre`: log medians, `covariance`: squared scales, `degrees`: of freedom."""

    years: pd.Index
    last: float
    centre: np.ndarray
    covariance: np.ndarray
    degrees: float = math.inf

    @property
    def scale(self) -> np.ndarray:
        return np.sqrt(np.diag(self.covariance))

    def values(self, errors: float | np.ndarray) -> np.ndarray:
        """Values of each year at so many scales from its median."""
        with np.errstate(over="ignore"):  # a table refuses what is too large to be written
            return np.exp(self.centre + errors * self.scale)

    def quantile(self, probability: float) -> np.ndarray:
        return self.values(stdtrit(self.degrees, probability))

    def probability_below(self, threshold: float | np.ndarray) -> np.ndarray:
        """The probability that each year ends below `threshold` (one value, or one a year)."""
        with np.errstate(divide="ignore"):  # nothing is below zero: log 0 = −∞ gives probability 0
            distance = np.log(threshold) - self.centre
        return stdtr(self.degrees, distance / self.scale)

    def paths(self) -> np.ndarray:
        """Equally likely paths (rows) over the years (columns), always the same (Sobol)."""
        normal, stretch = _path_points(len(self.years), self.degrees)
        errors = normal @ np.linalg.cholesky(self.covariance).T
        return np.exp(self.centre + stretch * errors)


@dataclass(frozen=True)
class Method:
    """A forecasting method, called like `project`; `ahead` counts the coming years: 1, 2, …"""

    name: str
    fit: Callable[[np.ndarray, np.ndarray], Forecast]

    def distribution(self, series: pd.Series, horizon: int = 5) -> LogForecast:
        """The law of the coming years. Raises ValueError as `project`."""
        series = checked_series(series)
        ahead = years_ahead(horizon)
        forecast = self.fit(np.log(positive(series)), ahead)
        years = pd.Index(series.index[-1] + ahead, name="year")
        return LogForecast(years, float(series.iloc[-1]), *forecast)

    def __call__(self, series: pd.Series, horizon: int = 5, levels=LEVELS) -> pd.DataFrame:
        forecast = self.distribution(series, horizon)
        columns = {"point": np.exp(forecast.centre)}
        for column, probability in bounds_of(levels).items():
            columns[column] = forecast.quantile(probability)
        frame = pd.DataFrame(columns, forecast.years)
        if not ((frame > 0) & np.isfinite(frame)).to_numpy().all():
            raise ValueError(
                "an interval is too wide to be written as a number: the history swings too much "
                "for this horizon and level; ask for a shorter horizon or a lower level"
            )
        return frame


def project(series: pd.Series, horizon: int = 5, levels: Iterable[float] = LEVELS) -> pd.DataFrame:
    """Project a yearly series by simple trends, with intervals that hold on short series.

    The path is the median, on logs, of no change, damped-trend Holt (Gardner & McKenzie 1985,
    Management Science 31) and half the Theil–Sen slope (Theil 1950; Sen 1968, JASA 63): medians of
    simple methods are hard to beat on short series (Makridakis et al. 2020, IJF 36). Point and
    interval: `house_fit`.

    `series`: at least 10 non-negative numbers by consecutive years; a zero is read as half the
    smallest positive value (all zeros: as one half). k times the series gives k times the result.

    Returns by `year`, in the units of the series, `point` (a median) and for each level, narrow to
    wide, `lower_80`, `upper_80` and so on (0.995: `lower_99.5`), all positive and strictly nested.
    Raises ValueError for gaps, negatives, too few points, not-a-number, bad horizon or levels.

    >>> counts = [120, 131, 118, 150, 141, 133, 171, 160, 130, 120, 90, 80]
    >>> departures = pd.Series(counts, index=range(2014, 2026))
    >>> project(departures, horizon=2, levels=[0.8]).round(1)
          point  lower_80  upper_80
    year
    2026   79.7      63.7      99.7
    2027   79.3      57.0     110.4
    """
    return HOUSE(series, horizon, levels)


def probability_below(series: pd.Series, threshold: float, horizon: int = 5) -> pd.Series:
    """The probability, by year, that the series is below `threshold` (in its units, 0 or more).
    Raises ValueError as `project`.

    >>> probability_below(pd.Series([100] * 10, index=range(2016, 2026)), 100, horizon=2).tolist()
    [0.5, 0.5]
    """
    number = isinstance(threshold, Real) and not isinstance(threshold, bool)
    if not number or not 0 <= threshold < math.inf:
        raise ValueError(f"threshold must be a number of zero or more, found {threshold!r}")
    forecast = HOUSE.distribution(series, horizon)
    below = forecast.probability_below(float(threshold))
    return pd.Series(below, forecast.years, name="probability")


def house_fit(logs: np.ndarray, ahead: np.ndarray) -> Forecast:
    """The fit behind `project`, from m yearly log changes and their Theil–Sen slope S.

    The changes scatter about S/2 with Student's t errors of 5 degrees of freedom, whose scale s
    comes from the mean absolute deviation (a change a year older weighs 5% less). The centre goes
    towards the median of no change, damped Holt and S/2 a year by the share m S² / (m S² + s²), as
    far as the trend is shown. The drift is estimated from m changes (s²/m) and may be anything from
    none to S (a uniform law: S²/12): the squared scale h years ahead is s²·(h + h²/m) + h²·S²/12.
    """
    last = logs[-1]
    changes = np.diff(logs)
    m = len(changes)
    slope = theilslopes(logs).slope
    weights = FADING ** np.arange(m)[::-1]
    step = _scale(changes - slope / 2, weights) ** 2
    damped = damped_holt(logs, ahead) - last
    path = np.median([0 * damped, damped, ahead * slope / 2], axis=0)
    signal = m * slope**2
    trust = signal / (signal + step)
    covariance = random_walk(ahead, step, step / m + slope**2 / 12)
    return last + trust * path, covariance, DEGREES


def damped_holt(logs: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """Damped-trend Holt from the first value and the median change, as it erred least by a year."""
    grid = np.meshgrid(SMOOTHING, TREND_SMOOTHING, DAMPING, indexing="ij")
    smoothing, trend_smoothing, damping = (axis.ravel() for axis in grid)
    level = logs[0]
    trend = np.median(np.diff(logs))
    squares = 0.0
    for value in logs[1:]:
        damped = damping * trend
        error = value - level - damped
        level = value - (1 - smoothing) * error
        trend = damped + smoothing * trend_smoothing * error
        squares += error**2
    # Ties within rounding go to the first, so that the last bit of a logarithm decides nothing.
    best = np.argmax(squares <= squares.min() * (1 + 1e-9))
    weights = damping[best] ** ahead
    return level[best] + trend[best] * np.cumsum(weights)


def no_change_fit(logs: np.ndarray, ahead: np.ndarray) -> Forecast:
    """A log random walk without drift."""
    step = _scale(np.diff(logs)) ** 2
    return (
        np.full(ahead.shape, logs[-1]),
        random_walk(ahead, step, 0.0),
        DEGREES,
    )


def scenarios(series: pd.Series, horizon: int = 5) -> pd.DataFrame:
    """What-ifs without a probability, for 1 to 9 points: `scenario`, `year`, `value` (units of the
    series). From two points on also last year's percentage change (not after a zero) and absolute
    change, never below 0. Raises ValueError as `project`."""
    series = checked_series(series, minimum=1)
    ahead = years_ahead(horizon)
    last = series.iloc[-1]
    values = {"year": series.index[-1] + ahead, "no change": last}
    if len(series) > 1:
        before = series.iloc[-2]
        if before > 0:
            values["same percentage change as last year"] = last * (last / before) ** ahead
        straight = last + (last - before) * ahead
        values["same absolute change as last year"] = np.maximum(straight, 0.0)
    long = pd.DataFrame(values).melt("year", var_name="scenario")
    return long[["scenario", "year", "value"]]


def net_projection(
    arrivals: pd.Series, departures: pd.Series, horizon: int = 5, correlation: float | None = None
) -> pd.DataFrame:
    """Arrivals minus departures (persons), from their joint law, as `project`. `correlation`: of
    their log errors, by default `log_change_correlation`. Raises ValueError also for flows of
    different years."""
    arrivals = checked_series(arrivals)
    departures = checked_series(departures)
    if not arrivals.index.equals(departures.index):
        raise ValueError(
            "arrivals and departures must cover the same years: cut both to the years they share"
        )
    if correlation is None:
        correlation = log_change_correlation(arrivals, departures)
    if not -1 <= correlation <= 1:
        raise ValueError(f"the correlation must lie between -1 and 1, found {correlation}")
    arriving = HOUSE.distribution(arrivals, horizon)
    departing = HOUSE.distribution(departures, horizon)
    normal, stretch = _path_points(2, DEGREES)
    first, second = np.hsplit(normal, 2)
    mixed = correlation * first + math.sqrt(1 - correlation**2) * second
    net = arriving.values(stretch * first) - departing.values(stretch * mixed)
    columns = {"point": np.median(net, axis=0)}
    for column, probability in BOUNDS.items():
        columns[column] = np.quantile(net, probability, axis=0)
    return pd.DataFrame(columns, arriving.years)


def log_change_correlation(arrivals: pd.Series, departures: pd.Series) -> float:
    """The correlation of the two flows' yearly log changes; 0 where one kept its pace."""
    both = pd.DataFrame({"arrivals": positive(arrivals), "departures": positive(departures)})
    changes = np.log(both).diff()
    if changes.std().min() < ROUNDING:
        return 0.0
    return float(changes.corr().loc["arrivals", "departures"])


def positive(series: pd.Series) -> np.ndarray:
    """The values for logs: zeros, and zeros alone, read as half of the smallest positive value."""
    values = series.to_numpy()
    above = values[values > 0]
    for_zero = above.min() / 2 if len(above) else 0.5
    return np.where(values > 0, values, for_zero)


def random_walk(ahead: np.ndarray, step: float, drift: float) -> np.ndarray:
    """Covariance of a random walk whose steps have variance `step`, its drift variance `drift`."""
    return step * np.minimum.outer(ahead, ahead) + drift * np.outer(ahead, ahead)


def _scale(deviations: np.ndarray, weights: np.ndarray | None = None) -> float:
    """The scale of Student's t with this (weighted) mean absolute deviation."""
    mean = np.average(np.abs(deviations), weights=weights)
    return max(mean / MEAN_ABSOLUTE_T, SMALLEST_SCALE)


@lru_cache(maxsize=32)
def _path_points(dimensions: int, degrees: float) -> tuple[np.ndarray, np.ndarray | float]:
    """Standard normal points, and the factors by which Student's t stretches them (a column)."""
    uniform = Sobol(dimensions + 1, scramble=False).random(PATHS) + 0.5 / PATHS
    normal = ndtri(uniform[:, :-1])
    if math.isinf(degrees):
        return normal, 1.0
    return normal, np.sqrt(degrees / chdtri(degrees, uniform[:, [-1]]))


def checked_series(series: pd.Series, minimum: int = MINIMUM_POINTS) -> pd.Series:
    """The series as floats by whole years; years may be whole floats, yearly dates or periods."""
    if not isinstance(series, pd.Series):
        raise ValueError(f"expected a pandas Series of values by year, found {type(series)}")
    series = series.set_axis(_checked_years(series.index))
    if not pd.api.types.is_any_real_numeric_dtype(series.dtype):
        raise ValueError(f"the values must be numbers, found {series.dtype}: use pandas.to_numeric")
    blank = series.index[series.isna()]
    if len(blank):
        raise ValueError(f"no value may be missing, found none for {_named(blank)}")
    values = series.astype(np.float64)
    bad = values[np.isinf(values) | (values < 0)]
    if len(bad):
        raise ValueError(
            f"the values must be finite and not negative, found {bad.iloc[0]:g} in "
            f"{_named(bad.index)}; for a balance use net_projection(arrivals, departures)"
        )
    if len(values) < minimum:
        raise ValueError(
            f"found {len(values)} points, at least {minimum} are needed for a fit: give a longer "
            "series, or use scenarios(), which claims no probability"
        )
    return values


def _checked_years(index: pd.Index) -> pd.Index:
    if isinstance(index, pd.PeriodIndex | pd.DatetimeIndex):
        index = index.year
    if pd.api.types.is_float_dtype(index.dtype) and (index % 1 == 0).all():
        index = index.astype(np.int64)
    if not pd.api.types.is_integer_dtype(index.dtype):
        raise ValueError(
            f"the index must hold whole years such as 2025, found {index.dtype}: "
            "turn it into integers"
        )
    repeated = index[index.duplicated()].unique()
    if len(repeated):
        raise ValueError(
            f"each year must appear once, found twice: {_named(repeated)}; keep one row a year, or "
            "add up dates to years with series.groupby(series.index.year).sum()"
        )
    if not index.is_monotonic_increasing:
        raise ValueError(
            "the years must run from early to late, found them out of order: use sort_index()"
        )
    missing = np.setdiff1d(np.arange(index[0], index[-1]), index) if len(index) else []
    if len(missing):
        raise ValueError(
            f"the years must be consecutive, missing: {_named(missing)}; start after the gap "
            "(values filled in make intervals too narrow)"
        )
    return pd.Index(index.to_numpy(dtype=np.int64), name="year")


def _named(years: Sequence[int]) -> str:
    more = f" and {len(years) - NAMED} more" if len(years) > NAMED else ""
    return ", ".join(map(str, years[:NAMED])) + more


def years_ahead(horizon: int) -> np.ndarray:
    """1, 2, … up to the horizon, or a ValueError."""
    whole = isinstance(horizon, Integral) and not isinstance(horizon, bool)
    if not whole or not 1 <= horizon <= MAXIMUM_HORIZON:
        raise ValueError(
            f"horizon must be a whole number of years from 1 to {MAXIMUM_HORIZON}, "
            f"found {horizon!r}"
        )
    return np.arange(1, horizon + 1)


def bounds_of(levels: Iterable[float]) -> dict[str, float]:
    """The columns of the bounds, narrow to wide, and the probability of ending below each."""
    given = list(levels) if isinstance(levels, Iterable) else []
    bounds = {}
    if all(isinstance(level, Real) and 0 < level < 1 for level in given):
        for level in sorted(map(float, given)):
            bounds[f"lower_{100 * level:.10g}"] = (1 - level) / 2
            bounds[f"upper_{100 * level:.10g}"] = (1 + level) / 2
    if not bounds or len(bounds) < 2 * len(given):
        raise ValueError(
            "levels must be different numbers between 0 and 1, such as (0.80, 0.95); found "
            f"{levels!r}"
        )
    return bounds


HOUSE = Method("project", house_fit)
NO_CHANGE = Method("no change", no_change_fit)
OWN = {method.name: method for method in (HOUSE, NO_CHANGE)}
BOUNDS = bounds_of(LEVELS)
