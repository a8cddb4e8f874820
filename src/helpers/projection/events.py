"""What 'a moderate further decline' can mean, and how probable each meaning is under a method.

The definitions stand in `definitions`; the numbers in `event_probabilities`; what then happened in
`outcomes`. To change or add an event, change the three together (a test compares their names).

Events of one year are closed-form marginals of the method's distribution. D3 and averages over a
period need the joint path: 32,768 quasi-random points, the same each time, exact to about 0.001
(tests compare D3 with quadrature).
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from helpers.language import formats, say
from helpers.projection.house_method import (
    HOUSE,
    LEVELS,
    Method,
    checked_horizon,
    checked_levels,
    checked_series,
)

MODERATE = (-0.20, 0.0)
YEARS_ON = 3
ROUNDING = 1e-12  # of a ratio: what is nearer to a border than this lies on it
EVENTS = (
    "D1",
    "D2",
    "D3",
    "further decline",
    "lower three years on",
    "steeper next year",
    "rise next year",
)


def definitions(year: int, band: tuple[float, float] = MODERATE) -> dict[str, str]:
    """Each event in words, for the last observed `year` and the band of a moderate yearly
    change.
    """
    lower, upper = (_percent(bound) for bound in checked_band(band))
    following, later = year + 1, year + YEARS_ON
    slots = {"year": year, "next": following, "third": later, "lower": lower, "upper": upper}
    return {event: say("events.definition", event=event, **slots) for event in EVENTS}


def event_probabilities(
    series: pd.Series, band: tuple[float, float] = MODERATE, method: Method = HOUSE
) -> pd.DataFrame:
    """How probable each definition is, given the history and a method (`project` unless named).

    `band`: lower and upper bound of a moderate yearly change, as shares (-0.20 is minus 20
    percent). Columns `event`, `definition` (in words, with the numbers), `probability` (0 to 1).
    D1, D2 and the events of one year are exact; D3 is exact to about 0.001. Raises ValueError as
    `project`, for a bad band, and for a history that ends in zero, from which no percentage change
    exists.
    """
    lower, upper = checked_band(band)
    forecast = method.distribution(series, YEARS_ON)
    last = _last(forecast.last)
    next_year = forecast.probability_below(last * (1 + np.array([[lower], [upper], [0.0]])))[:, 0]
    in_three = forecast.probability_below(
        last * (1 + np.array([[lower], [upper], [0.0]])) ** YEARS_ON
    )[:, -1]
    paths = forecast.paths()
    changes = paths / np.column_stack([np.full(len(paths), last), paths[:, :-1]]) - 1
    probability = {
        "D1": next_year[1] - next_year[0],
        "D2": in_three[1] - in_three[0],
        "D3": ((changes >= lower) & (changes <= upper)).all(axis=1).mean(),
        "further decline": next_year[2],
        "lower three years on": in_three[2],
        "steeper next year": next_year[0],
        "rise next year": 1 - next_year[2],
    }
    words = definitions(int(forecast.years[0]) - 1, band)
    return pd.DataFrame(
        [(event, words[event], float(probability[event])) for event in EVENTS],
        columns=["event", "definition", "probability"],
    )


def outcome(
    series_before: pd.Series,
    values_after: pd.Series | Sequence[float],
    band: tuple[float, float] = MODERATE,
) -> pd.Series:
    """Which events happened: True, False, or missing where the years to tell are not there yet.

    `values_after`: the values of the years that follow `series_before`, in order; three are enough.
    A Series must start with the following year. The result is indexed by event. Raises ValueError
    as `event_probabilities`.
    """
    before = checked_series(series_before, minimum=1)
    _last(before.iloc[-1])
    window = pd.concat([before.iloc[-1:], _following(before, values_after).iloc[:YEARS_ON]])
    return outcomes(window, band).iloc[0].astype("boolean").rename("happened")


def outcomes(series: pd.Series, band: tuple[float, float] = MODERATE) -> pd.DataFrame:
    """What followed each year of a series: a row for each year, a column for each event.

    1 it happened, 0 it did not, blank where the years to tell are not there or the year itself is
    zero. The borders of the band belong to it: a fall by exactly its lower bound is moderate and
    not steeper.
    """
    following, later = series.shift(-1), series.shift(-YEARS_ON)
    with np.errstate(
        divide="ignore", invalid="ignore"
    ):  # a change from zero is infinite, hence not moderate
        change, change_in_three = following / series, later / series
    lowest, highest = _border_ratios(band)
    each = change.between(lowest, highest)
    found = {
        "D1": (each, following),
        "D2": (change_in_three.between(*_border_ratios(band, YEARS_ON)), later),
        "D3": (each & each.shift(-1, fill_value=False) & each.shift(-2, fill_value=False), later),
        "further decline": (following < series, following),
        "lower three years on": (later < series, later),
        "steeper next year": (change < lowest, following),
        "rise next year": (following > series, following),
    }
    return pd.DataFrame(
        {
            event: happened.astype(float).where(known.notna() & (series > 0))
            for event, (happened, known) in found.items()
        }
    ).rename_axis(columns="event")


def period_average(
    series: pd.Series,
    years: int = YEARS_ON,
    levels: Iterable[float] = LEVELS,
    method: Method = HOUSE,
) -> pd.DataFrame:
    """The average of the next `years` years, whose interval is not the average of the yearly
    intervals.

    One row, indexed by `period` ('2026–2028'); columns as in `project`, `point` the median of the
    average. Raises ValueError as `project`.
    """
    forecast = method.distribution(series, checked_horizon(years))
    average = forecast.paths().mean(axis=1)
    columns = {"point": np.median(average)}
    for label, level in checked_levels(levels).items():
        columns[f"lower_{label}"] = np.quantile(average, (1 - level) / 2)
        columns[f"upper_{label}"] = np.quantile(average, (1 + level) / 2)
    period = f"{forecast.years[0]}–{forecast.years[-1]}"
    return pd.DataFrame(columns, index=pd.Index([period], name="period"))


def checked_band(band: tuple[float, float]) -> tuple[float, float]:
    """The band as two floats, or a ValueError."""
    try:
        lower, upper = (float(bound) for bound in band)
    except (TypeError, ValueError):
        raise ValueError(
            f"the band must be two numbers such as (-0.20, 0), found {band!r}"
        ) from None
    if not -1 < lower < upper < np.inf:
        raise ValueError(f"the band must rise from above -1, such as (-0.20, 0), found {band!r}")
    return lower, upper


def _border_ratios(band: tuple[float, float], years: int = 1) -> tuple[float, float]:
    """The smallest and largest value after over value before that a yearly change in the band gives
    in `years`.

    Wider by ROUNDING, since 85 / 100 − 1 is not exactly −0.15 in floating point, and 85 after 100
    is a fall by 15%.
    """
    lower, upper = checked_band(band)
    return (1 + lower) ** years * (1 - ROUNDING), (1 + upper) ** years * (1 + ROUNDING)


def _last(value: float) -> float:
    if value == 0:
        raise ValueError(
            "the last value is 0, so no percentage change from it exists: end the series earlier"
        )
    return float(value)


def _following(before: pd.Series, values_after: pd.Series | Sequence[float]) -> pd.Series:
    """The values after as a series by year, checked to start where the history ends."""
    following = int(before.index[-1]) + 1
    if not isinstance(values_after, pd.Series):
        years = pd.RangeIndex(following, following + len(values_after))
        values_after = pd.Series(list(values_after), index=years, dtype=float)
    if not len(values_after):
        return before.iloc[:0]
    after = checked_series(values_after, minimum=1)
    if after.index[0] != following:
        raise ValueError(f"the values after must start with {following}, found {after.index[0]}")
    return after


def _percent(share: float) -> str:
    """A border of the band with as many decimals as it has, two at the most."""
    percent = round(100 * share, 6)
    digits = next((digits for digits in (0, 1) if round(percent, digits) == percent), 2)
    return formats.percent(percent, digits)
