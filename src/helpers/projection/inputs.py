"""What a projection accepts: series by year, horizons and levels, or a plain ValueError."""

from collections.abc import Iterable, Sequence
from numbers import Integral, Real

import numpy as np
import pandas as pd

MINIMUM_POINTS = 10
MAXIMUM_HORIZON = 50
LEVELS = (0.80, 0.95)
NAMED = 5  # faulty years that a refusal names


def checked_series(series: pd.Series, minimum: int = MINIMUM_POINTS) -> pd.Series:
    """The series as floats by whole years; years may be whole floats, yearly dates or periods."""
    if not isinstance(series, pd.Series):
        raise ValueError(f"expected a pandas Series of values by year, found {type(series)}")
    series = series.set_axis(_checked_years(series.index))
    if not pd.api.types.is_any_real_numeric_dtype(series.dtype):
        raise ValueError(f"the values must be numbers, found {series.dtype}: use pandas.to_numeric")
    if series.isna().any():
        years = _named(series.index[series.isna()])
        raise ValueError(f"no value may be missing, found none for {years}")
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


def checked_horizon(horizon: int) -> int:
    whole = isinstance(horizon, Integral) and not isinstance(horizon, bool)
    if not whole or not 1 <= horizon <= MAXIMUM_HORIZON:
        raise ValueError(
            f"horizon must be a whole number of years from 1 to {MAXIMUM_HORIZON}, "
            f"found {horizon!r}"
        )
    return int(horizon)


def bounds_of(levels: Iterable[float]) -> dict[str, float]:
    """The columns of the bounds, narrow to wide, and the probability of ending below each.

    >>> bounds_of([0.995, 0.5])
    {'lower_50': 0.25, 'upper_50': 0.75, 'lower_99.5': 0.0025..., 'upper_99.5': 0.9975}
    """
    many = isinstance(levels, Iterable) and not isinstance(levels, str)
    given = list(levels) if many else []
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
