"""Where a short yearly series goes next, and how sure one can be: the house method `project`.

Where to change what:

- what counts as a valid series, horizon or level: `checked_series`, `checked_horizon`,
  `checked_levels`
- the point path, a median of three simple forecasts on logs: `point_path`
- the width of the intervals: `predictive`
- what a forecast by any method knows: `LogForecast`; what the rivals share with `project`: `Method`
- too few points for a fit: `scenarios`; the difference of two flows: `net_projection`

Closed forms and searches over fixed grids only, no optimiser and no random numbers: the same
history always gives the same numbers.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral, Real

import numpy as np
import pandas as pd
from scipy.special import chdtri, ndtri, stdtr, stdtrit
from scipy.stats.qmc import Sobol

METHOD = "project"
VERSION = "1.0"
MINIMUM_POINTS = 10
MAXIMUM_HORIZON = 50
LEVELS = (0.80, 0.95)

# The values that damped-trend Holt is searched over. Trend smoothing above one half chases single
# years.
SMOOTHING = np.arange(1, 11) / 10
TREND_SMOOTHING = np.arange(6) / 10
DAMPING = np.array([0.80, 0.85, 0.90, 0.95, 0.98])

# Yearly changes have fatter tails than the normal law. How fat, so short a series cannot tell, so
# this is fixed.
DEGREES = 5.0
MEAN_ABSOLUTE_T = 4 * math.sqrt(5) / (3 * math.pi)  # of Student's t with 5 degrees of freedom
# No flow is known better than to half a percent a year (the bureau's own revisions of departures),
# so a history that never changed still gets an interval. On logs, hence the same for counts and for
# thousands.
SMALLEST_SCALE = 0.005

ROUNDING = 1e-12  # log changes that differ by less do so by rounding alone

PATHS = 2**15  # exact to about 0.001 for the probability of an event of three years


@dataclass(frozen=True)
class LogForecast:
    """The predictive distribution of the logs of the coming years: a multivariate Student's t.

    `years` are the projected years, `last` the last observed value, `centre` the log medians,
    `covariance` the squared scale of each year with that of each other year, `degrees` the degrees
    of freedom (infinite: normal). The yearly values share one t scale, so a path that is wild in
    one year tends to be wild in the next.
    """

    years: np.ndarray
    last: float
    centre: np.ndarray
    covariance: np.ndarray
    degrees: float = math.inf

    @property
    def scale(self) -> np.ndarray:
        """The scale of each year's log, in closed form: what intervals and probabilities rest
        on.
        """
        return np.sqrt(np.diag(self.covariance))

    def quantile(self, probability: float) -> np.ndarray:
        """The value that each year stays below with this probability, in the units of the
        series.
        """
        with np.errstate(over="ignore"):  # `frame` refuses what is too large to be written
            return np.exp(self.centre + stdtrit(self.degrees, probability) * self.scale)

    def probability_below(self, threshold: float | np.ndarray) -> np.ndarray:
        """The probability that each year ends below `threshold` (one value, or one for each
        year).
        """
        with np.errstate(divide="ignore"):  # nothing is below zero: log 0 = −∞ gives probability 0
            distance = (np.log(threshold) - self.centre) / self.scale
        return stdtr(self.degrees, distance)

    def paths(self) -> np.ndarray:
        """Equally likely paths (rows) over the years (columns), in the units of the series.

        The same quasi-random points each time (Sobol), so that probabilities of whole paths repeat
        exactly.
        """
        normal, stretch = _path_points(len(self.years), self.degrees)
        return np.exp(
            self.centre + stretch[:, None] * (normal @ np.linalg.cholesky(self.covariance).T)
        )

    def frame(self, levels: Iterable[float] = LEVELS) -> pd.DataFrame:
        """The medians and intervals as a table indexed by year; columns as in `project`.

        Raises ValueError for bad levels, and when an interval is too wide to be written as a
        number.
        """
        columns = {"point": np.exp(self.centre)}
        for label, level in checked_levels(levels).items():
            columns[f"lower_{label}"] = self.quantile((1 - level) / 2)
            columns[f"upper_{label}"] = self.quantile((1 + level) / 2)
        frame = pd.DataFrame(columns, index=pd.Index(self.years, name="year"))
        if not ((frame > 0) & np.isfinite(frame)).to_numpy().all():
            raise ValueError(
                "an interval is too wide to be written as a number: the history swings too much for this "
                "horizon and level; ask for a shorter horizon or a lower level"
            )
        return frame


@dataclass(frozen=True)
class Method:
    """A named forecasting method. Called like `project`; `distribution(series, horizon)` gives the
    LogForecast.
    """

    name: str
    distribution: Callable[[pd.Series, int], LogForecast]

    def __call__(
        self, series: pd.Series, horizon: int = 5, levels: Iterable[float] = LEVELS
    ) -> pd.DataFrame:
        return self.distribution(series, horizon).frame(levels)


# --- the house method -----------------------------------------------------------------------------


def project(series: pd.Series, horizon: int = 5, levels: Iterable[float] = LEVELS) -> pd.DataFrame:
    """Project a yearly series by simple trends, with intervals that cover what they say on short
    series.

    The point is the median, on logs, of three forecasts: no change; damped-trend Holt (Gardner &
    McKenzie 1985, Management Science 31) with the best parameters of a fixed grid; the last value
    plus half the Theil–Sen slope (Theil 1950; Sen 1968, JASA 63). Medians of simple methods are
    hard to beat on short yearly series (Makridakis et al. 2020, IJF 36). The interval is that of a
    log random walk about this path with fat-tailed changes and an uncertain drift; see
    `predictive`.

    `series`: non-negative numbers (counts or estimates, fractions allowed) indexed by consecutive
    whole years, or by a yearly PeriodIndex; at least 10 of them. A zero is read as half the
    smallest positive value (all zeros: as one half); series without zeros are never touched, so k
    times the series gives k times the projection. A history that never changed gets the smallest
    width, half a percent a year.

    Returns a table indexed by `year` in the units of the series: `point` (a median), and for each
    level, narrow to wide, `lower_80`, `upper_80`, `lower_95`, `upper_95` (0.995 gives
    `lower_99.5`). All positive, strictly nested.

    Raises ValueError, in plain words, for gaps, negatives, too few points, not-a-number, bad
    horizon or levels.
    """
    return predictive(series, horizon).frame(levels)


def probability_below(series: pd.Series, threshold: float, horizon: int = 5) -> pd.Series:
    """The probability, year by year, that the projected series is below `threshold` (in the series'
    units).

    From the same distribution as the intervals of `project`. Raises ValueError as `project`, and
    for a threshold that is not a number of zero or more.
    """
    if (
        isinstance(threshold, bool)
        or not isinstance(threshold, Real)
        or not 0 <= threshold < math.inf
    ):
        raise ValueError(f"threshold must be a number of zero or more, found {threshold!r}")
    forecast = predictive(series, horizon)
    return pd.Series(
        forecast.probability_below(float(threshold)),
        index=pd.Index(forecast.years, name="year"),
        name="probability",
    )


def predictive(series: pd.Series, horizon: int = 5) -> LogForecast:
    """The predictive distribution behind `project`.

    Yearly log changes scatter about half the Theil–Sen slope S, as the point path does, with
    Student's t errors of 5 degrees of freedom; their scale s comes from the mean absolute
    deviation, which one break does not blow up. The drift is uncertain in two ways: it is estimated
    from m changes (s²/m), and it may be anything between none and the full slope (a uniform law has
    variance S²/12). The squared scale h years ahead is therefore s²·(h + h²/m) + h²·S²/12.
    """
    series, horizon = checked_series(series), checked_horizon(horizon)
    logs = np.log(positive(series))
    changes, slope = np.diff(logs), theil_sen(logs)
    step = max(np.mean(np.abs(changes - slope / 2)) / MEAN_ABSOLUTE_T, SMALLEST_SCALE)
    drift = step**2 / len(changes) + slope**2 / 12
    centre = point_path(logs, horizon)
    return LogForecast(
        years_ahead(series, horizon),
        series.iloc[-1],
        centre,
        random_walk(horizon, step**2, drift),
        DEGREES,
    )


def point_path(logs: np.ndarray, horizon: int) -> np.ndarray:
    """The median of three log forecasts for each of the next `horizon` years."""
    ahead = np.arange(1, horizon + 1)
    unchanged = np.full(horizon, logs[-1])
    half_slope = logs[-1] + ahead * theil_sen(logs) / 2
    return np.median([unchanged, damped_holt(logs, horizon), half_slope], axis=0)


def theil_sen(logs: np.ndarray) -> float:
    """The median slope between all pairs of years: a trend that a few odd years cannot turn."""
    earlier, later = np.triu_indices(len(logs), 1)
    return float(np.median((logs[later] - logs[earlier]) / (later - earlier)))


def damped_holt(logs: np.ndarray, horizon: int) -> np.ndarray:
    """Damped-trend exponential smoothing, with the parameters of the grid that erred least one year
    ahead.

    Starts from the first value and the median yearly change.
    """
    smoothing, trend_smoothing, damping = (
        axis.ravel() for axis in np.meshgrid(SMOOTHING, TREND_SMOOTHING, DAMPING, indexing="ij")
    )
    level = np.full(smoothing.shape, logs[0])
    trend = np.full(smoothing.shape, np.median(np.diff(logs)))
    squares = np.zeros(smoothing.shape)
    for value in logs[1:]:
        error = value - level - damping * trend
        level = value - (1 - smoothing) * error
        trend = damping * trend + smoothing * trend_smoothing * error
        squares += error**2
    # Ties within rounding go to the first of the grid, so that the last bit of a logarithm decides
    # nothing.
    best = np.flatnonzero(squares <= squares.min() * (1 + 1e-9))[0]
    return level[best] + trend[best] * np.cumsum(damping[best] ** np.arange(1, horizon + 1))


# --- beside it ------------------------------------------------------------------------------------


def no_change_predictive(series: pd.Series, horizon: int = 5) -> LogForecast:
    """The distribution behind `no_change`: a log random walk without drift, its changes Student's t
    as above.
    """
    series, horizon = checked_series(series), checked_horizon(horizon)
    logs = np.log(positive(series))
    step = max(np.mean(np.abs(np.diff(logs))) / MEAN_ABSOLUTE_T, SMALLEST_SCALE)
    centre = np.full(horizon, logs[-1])
    return LogForecast(
        years_ahead(series, horizon),
        series.iloc[-1],
        centre,
        random_walk(horizon, step**2, 0.0),
        DEGREES,
    )


def no_change(
    series: pd.Series, horizon: int = 5, levels: Iterable[float] = LEVELS
) -> pd.DataFrame:
    """The benchmark: next year and every year after as the last one. Columns and errors as in
    `project`.
    """
    return no_change_predictive(series, horizon).frame(levels)


def scenarios(series: pd.Series, horizon: int = 5) -> pd.DataFrame:
    """Labelled what-ifs for a series too short to fit (fewer than 10 points). They carry no
    probability.

    Columns `scenario`, `year`, `value` (units of the series): no change; from two points on also
    the same percentage change as last year (left out after a zero) and the same absolute change,
    never below 0. Raises ValueError as `project`, but one point is enough.
    """
    series, horizon = checked_series(series, minimum=1), checked_horizon(horizon)
    ahead, last = np.arange(1, horizon + 1), series.iloc[-1]
    values = {"no change": np.full(horizon, last)}
    if len(series) > 1:
        before = series.iloc[-2]
        if before > 0:
            values["same percentage change as last year"] = last * (last / before) ** ahead
        values["same absolute change as last year"] = np.maximum(
            last + (last - before) * ahead, 0.0
        )
    years = years_ahead(series, horizon)
    return pd.concat(
        [
            pd.DataFrame({"scenario": name, "year": years, "value": path})
            for name, path in values.items()
        ],
        ignore_index=True,
    )


def net_projection(
    arrivals: pd.Series,
    departures: pd.Series,
    horizon: int = 5,
    levels: Iterable[float] = LEVELS,
    correlation: float | None = None,
    method: Method | None = None,
) -> pd.DataFrame:
    """Arrivals minus departures, from the joint distribution of the two (persons; may be negative).

    `correlation` of the two flows' log errors; by default that of their yearly log changes in the
    history given, 0 where that is not defined (`log_change_correlation`). `point` is the median of
    the difference, not the difference of medians; other columns as in `project`. Raises ValueError
    as `project`, when the two flows do not cover the same years, and for a correlation that is
    none.
    """
    arrivals, departures = checked_series(arrivals), checked_series(departures)
    if not arrivals.index.equals(departures.index):
        raise ValueError(
            "arrivals and departures must cover the same years: cut both to the years they share"
        )
    if correlation is None:
        correlation = log_change_correlation(arrivals, departures)
    if not -1 <= correlation <= 1:
        raise ValueError(f"the correlation must lie between -1 and 1, found {correlation}")
    distribution = (method or HOUSE).distribution
    arriving, departing = distribution(arrivals, horizon), distribution(departures, horizon)
    normal, stretch = _path_points(2, arriving.degrees)
    mixed = correlation * normal[:, 0] + math.sqrt(1 - correlation**2) * normal[:, 1]
    first, second = (stretch * normal[:, 0])[:, None], (stretch * mixed)[:, None]
    net = np.exp(arriving.centre + arriving.scale * first) - np.exp(
        departing.centre + departing.scale * second
    )
    columns = {"point": np.median(net, axis=0)}
    for label, level in checked_levels(levels).items():
        bounds = np.quantile(net, [(1 - level) / 2, (1 + level) / 2], axis=0)
        columns[f"lower_{label}"], columns[f"upper_{label}"] = bounds
    return pd.DataFrame(columns, index=pd.Index(arriving.years, name="year"))


def log_change_correlation(arrivals: pd.Series, departures: pd.Series) -> float:
    """The correlation of the two flows' yearly log changes.

    It is not defined where one of them always changed at the same pace, or not at all, and is then
    read as 0: such a history does not show whether they move together.
    """
    logs = pd.DataFrame(
        {"arrivals": positive(arrivals), "departures": positive(departures)}
    ).transform(np.log)
    changes = logs.diff()
    if changes.std().min() < ROUNDING:
        return 0.0
    return float(changes.corr().loc["arrivals", "departures"])


# --- what is accepted -----------------------------------------------------------------------------


def checked_series(series: pd.Series, minimum: int = MINIMUM_POINTS) -> pd.Series:
    """The series as floats by whole years, or a ValueError that says what was found and what to
    do.
    """
    if not isinstance(series, pd.Series):
        raise ValueError(
            f"expected a pandas Series of values by year, found {type(series).__name__}"
        )
    years = _checked_years(series.index)
    values = _checked_values(series.set_axis(years))
    if len(values) < minimum:
        raise ValueError(
            f"found {len(values)} points, at least {minimum} are needed for a fit: give a longer series, "
            "or use scenarios(), which claims no probability"
        )
    return values


def _checked_years(index: pd.Index) -> pd.Index:
    if isinstance(index, pd.PeriodIndex) and index.freqstr.startswith("Y"):
        index = index.year
    if not pd.api.types.is_integer_dtype(index.dtype):
        raise ValueError(
            f"the index must hold whole years such as 2025, found {index.dtype}: turn it into integers"
        )
    repeated = index[index.duplicated()].unique()
    if len(repeated):
        raise ValueError(
            f"each year must appear once, found twice: {_named(repeated)}; keep one row a year"
        )
    if not index.is_monotonic_increasing:
        raise ValueError(
            "the years must run from early to late, found them out of order: use sort_index()"
        )
    missing = (
        [year for year in range(index.min(), index.max()) if year not in index]
        if len(index)
        else []
    )
    if missing:
        raise ValueError(
            f"the years must be consecutive, missing: {_named(missing)}; fill them or start later"
        )
    return pd.Index(index.to_numpy(dtype=np.int64), name="year")


def _checked_values(series: pd.Series) -> pd.Series:
    numeric = pd.api.types.is_any_real_numeric_dtype(series.dtype)
    if not numeric:
        raise ValueError(f"the values must be numbers, found {series.dtype}: use pandas.to_numeric")
    if series.isna().any():
        raise ValueError(
            f"no value may be missing, found none for {_named(series.index[series.isna()])}"
        )
    values = series.astype(np.float64)
    for fault, where in (("infinite", np.isinf(values)), ("negative", values < 0)):
        if where.any():
            raise ValueError(
                f"the values must be finite and not negative, found {fault} ones in "
                f"{_named(values.index[where])}; correct or leave out these years"
            )
    return values


def _named(years: Iterable[int]) -> str:
    years = [str(year) for year in years]
    return ", ".join(years[:5]) + (f" and {len(years) - 5} more" if len(years) > 5 else "")


def checked_horizon(horizon: int) -> int:
    """The horizon as an int, or a ValueError."""
    whole = isinstance(horizon, Integral) and not isinstance(horizon, bool)
    if not whole or not 1 <= horizon <= MAXIMUM_HORIZON:
        raise ValueError(
            f"horizon must be a whole number of years from 1 to {MAXIMUM_HORIZON}, found {horizon!r}"
        )
    return int(horizon)


def checked_levels(levels: Iterable[float]) -> dict[str, float]:
    """The levels from narrow to wide, by the label that their columns carry (0.80 → '80', 0.995 →
    '99.5').
    """
    advice = "levels must be different numbers between 0 and 1, such as (0.80, 0.95)"
    if isinstance(levels, str) or not isinstance(levels, Iterable):
        raise ValueError(f"{advice}; found {levels!r}")
    found = list(levels)
    for level in found:
        if isinstance(level, bool) or not isinstance(level, Real) or not 0 < level < 1:
            raise ValueError(f"{advice}; found {level!r}")
    labelled = {f"{100 * level:.10g}": float(level) for level in sorted(found)}
    if not found or len(labelled) < len(found):
        raise ValueError(f"{advice}; found {found!r}")
    return labelled


# --- shared arithmetic ----------------------------------------------------------------------------


def positive(series: pd.Series) -> np.ndarray:
    """The values for logs: zeros, and zeros alone, read as half of the smallest positive value."""
    values = series.to_numpy()
    above = values[values > 0]
    return np.where(values > 0, values, above.min() / 2 if len(above) else 0.5)


def years_ahead(series: pd.Series, horizon: int) -> np.ndarray:
    return series.index[-1] + np.arange(1, horizon + 1)


def random_walk(horizon: int, step: float, drift: float) -> np.ndarray:
    """Covariance of a random walk whose steps have variance `step` and whose drift has variance
    `drift`.
    """
    ahead = np.arange(1, horizon + 1)
    return step * np.minimum.outer(ahead, ahead) + drift * np.outer(ahead, ahead)


@lru_cache(maxsize=32)
def _path_points(dimensions: int, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """Standard normal points, and the factor by which Student's t stretches each of them."""
    uniform = Sobol(dimensions + 1, scramble=False).random(PATHS) + 0.5 / PATHS
    normal = ndtri(uniform[:, :-1])
    if math.isinf(degrees):
        return normal, np.ones(PATHS)
    return normal, np.sqrt(degrees / chdtri(degrees, uniform[:, -1]))


HOUSE = Method(METHOD, predictive)
NO_CHANGE = Method("no change", no_change_predictive)
