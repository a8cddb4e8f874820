"""What 'a moderate further decline' can mean, and how probable each meaning is."""

import numpy as np
import pandas as pd

from helpers.language import formats, say
from helpers.projection.house_method import HOUSE, LogForecast

Band = tuple[float, float]  # the bounds of a moderate yearly change, as shares
MODERATE = (-0.20, 0.0)
YEARS_ON = 3
ROUNDING = 1e-12  # of a ratio: what is nearer to a border than this lies on it
EVENTS = ("D1", "D2", "D3", "further decline", "lower three years on", "steeper next year")
# That a flow can go in three years, by its average yearly change: above, in or below the band.
WAYS = ("rise", "moderate", "steeper")
# The first year ahead that can decide an event, and that by which it is known; else 1 and 1.
DECIDED = {"D2": (3, 3), "D3": (1, 3), "lower three years on": (3, 3)}
DECIDED |= dict.fromkeys(WAYS, (3, 3))


def definitions(year: int, band: Band = MODERATE) -> dict[str, str]:
    """Each event in words, for the last observed `year` and the band of a moderate change.

    >>> definitions(2025)["steeper next year"]
    'the change from 2025 to 2026 is below −20%'
    """
    lower, upper = (percent(bound) for bound in checked_band(band))
    slots = {
        "year": year,
        "next": year + 1,
        "third": year + YEARS_ON,
        "lower": lower,
    }
    return {event: say("events.definition", event=event, upper=upper, **slots) for event in EVENTS}


def event_probabilities(series: pd.Series, band: Band = MODERATE) -> pd.DataFrame:
    """`event`, `definition` (in words), `probability` (0 to 1). Raises ValueError as `project`."""
    probability = chances(HOUSE.distribution(series, YEARS_ON), band)
    words = definitions(int(series.index[-1]), band)
    table = pd.DataFrame(words.items(), columns=["event", "definition"])
    return table.assign(probability=table.event.map(probability))


def chances(forecast: LogForecast, band: Band = MODERATE) -> dict[str, float]:
    """The probability of each of EVENTS and WAYS, the last year of the forecast standing for three
    years on. Raises ValueError for a bad band and a history that ends in zero."""
    lower, upper = checked_band(band)
    last = forecast.last
    if last == 0:
        raise ValueError(
            "the last value is 0, so no percentage change from it exists: end the series earlier"
        )
    limits = 1 + np.array([[lower], [upper], [0.0]])
    next_year = forecast.probability_below(last * limits)[:, 0]
    at_the_end = forecast.probability_below(last * limits ** len(forecast.years))[:, -1]
    paths = forecast.paths()
    changes = paths / np.insert(paths[:, :-1], 0, last, axis=1) - 1
    moderate = at_the_end[1] - at_the_end[0]
    probability = {
        "D1": next_year[1] - next_year[0],
        "D2": moderate,
        "D3": ((changes >= lower) & (changes <= upper)).all(axis=1).mean(),
        "further decline": next_year[2],
        "lower three years on": at_the_end[2],
        "steeper next year": next_year[0],
        "rise": 1 - at_the_end[1],
        "moderate": moderate,
        "steeper": at_the_end[0],
    }
    return {event: float(share) for event, share in probability.items()}


def outcomes(series: pd.Series, band: Band = MODERATE) -> pd.DataFrame:
    """What followed each year (rows), by event (columns: EVENTS and WAYS): 1 it happened, 0 it did
    not, blank where that is not known yet or the year is zero. The band includes its borders.

    >>> outcomes(pd.Series([100, 80, 85], index=[2023, 2024, 2025]))["further decline"].tolist()
    [1.0, 0.0, nan]
    """
    series = series.astype(float)
    base = series.where(series > 0)
    ratio = series.shift(-1) / base
    ratio_in_three = series.shift(-YEARS_ON) / base
    limits = 1 + np.array(checked_band(band))
    rounding = np.array([1 - ROUNDING, 1 + ROUNDING])
    lowest, highest = limits * rounding
    least, most = limits**YEARS_ON * rounding
    moderate = ratio.between(lowest, highest)
    moderate_on_average = ratio_in_three.between(least, most)
    happened = {
        "D1": moderate,
        "D2": moderate_on_average,
        "D3": moderate.rolling(YEARS_ON).sum().shift(1 - YEARS_ON) == YEARS_ON,
        "further decline": ratio < 1,
        "lower three years on": ratio_in_three < 1,
        "steeper next year": ratio < lowest,
        "rise": ratio_in_three > most,
        "moderate": moderate_on_average,
        "steeper": ratio_in_three < least,
    }
    columns = {}
    for event, did in happened.items():
        known = ratio_in_three if event in DECIDED else ratio
        columns[event] = did.astype(float).where(known.notna())
    return pd.DataFrame(columns).rename_axis(columns="event")


def checked_band(band: Band) -> Band:
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


def percent(share: float) -> str:
    """A bound of the band in percent, with as many digits as it needs, at most two."""
    exact = round(100 * share, 6)
    needed = [digits for digits in (0, 1) if round(exact, digits) == exact]
    return formats.percent(exact, min(needed, default=2))
