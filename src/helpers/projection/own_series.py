"""A reader's own yearly series: projection, events, past tests and warnings in one call."""

from dataclasses import dataclass

import pandas as pd

import helpers.projection.events as events
import helpers.projection.scoring as scoring
from helpers.projection.events import MODERATE, Band
from helpers.projection.house_method import HOUSE, MINIMUM_POINTS, NO_CHANGE, checked_series

BREAK = 3  # times: a greater change in one year is more likely a slip or a new register
SHORT = 15  # years: with fewer, there are hardly any past tests


@dataclass(frozen=True)
class Outlook:
    """`projection` as by `project`; `events`: `event` (in words), `ours`, `no_change` (their
    probabilities); `backtest`: `scoring.summary`, empty for 10 years; `warnings`."""

    projection: pd.DataFrame
    events: pd.DataFrame
    backtest: pd.DataFrame
    warnings: list[str]


def own_series(series: pd.Series, horizon: int = 5, band: Band = MODERATE) -> Outlook:
    """Project a series, with the probabilities of six events. `band`: the bounds of a moderate
    yearly change, as shares. Raises ValueError as `project`, for a bad band and a last value 0."""
    series = checked_series(series)
    ours = events.chances(HOUSE.distribution(series, horizon), band)
    unchanged = events.chances(NO_CHANGE.distribution(series, horizon), band)
    following = series.index[-1] + 1
    last = series.index[-1] + horizon
    words = {
        "further decline": f"lower in {following}",
        "D1": f"moderate in {following}",
        "steeper next year": f"steeper than moderate in {following}",
        "lower three years on": f"lower in {last}",
        "D2": f"moderate on average to {last}",
        "D3": f"moderate in each year to {last}",
    }
    rows = [(word, ours[event], unchanged[event]) for event, word in words.items()]
    backtest = pd.DataFrame()
    if len(series) > MINIMUM_POINTS:
        tests = scoring.backtest(series, {HOUSE.name: HOUSE}, horizon)
        backtest = scoring.summary(tests)
    return Outlook(
        projection=HOUSE(series, horizon),
        events=pd.DataFrame(rows, columns=["event", "ours", "no_change"]),
        backtest=backtest,
        warnings=_warnings(series),
    )


def _warnings(series: pd.Series) -> list[str]:
    zeros = series.index[series == 0].tolist()
    above = series.where(series > 0)
    times = above / above.shift()
    broken = series.index[(times > BREAK) | (times < 1 / BREAK)].tolist()
    warnings = {
        f"zero in {zeros}: read as half the smallest positive value; a zero among hundreds is a "
        "gap, not a count": zeros,
        f"a change above {BREAK} times in {broken}: a slip, or a new way of counting? start after "
        "it": broken,
        f"only {len(series)} years: past tests show next to nothing": len(series) < SHORT,
        "values up to 100: if these are shares, intervals can pass 100%; project the odds x / "
        "(100 - x) instead": 90 < series.max() <= 100,
    }
    return [words for words, holds in warnings.items() if holds]
