"""The year in progress: what its first months say about its end, by the shares of earlier years.
The cumulative counts are those of `cleaning.cumulative`."""

import math

import numpy as np
import pandas as pd
from scipy.special import stdtrit
from scipy.stats import binomtest

from helpers.cleaning.flows import series_of
from helpers.language import say
from helpers.parameters import FIRST_FIT_YEAR
from helpers.projection.house_method import HOUSE
from helpers.projection.inputs import checked_series

MINIMUM_YEARS = 3  # shares that an interval can be drawn from at all
UPPER = (1 + 0.80) / 2  # the probability of ending below the upper bound of 80%
UPDATE_COLUMNS = ["forecast", "point", "lower_80", "upper_80", "n", "rests_on"]
RIVALS = ("prior", "months alone", "combined")
RECORD_COLUMNS = ["months", "years", "same_sign", "low", "high", "tested", *RIVALS]
OUTCOME = ["end", "end_from", "error", "inside"]
TEST_COLUMNS = ["year", "months", "value", *UPDATE_COLUMNS[:-1], *OUTCOME]
ERRORS = """
error = 100 * (point / end - 1)
inside = lower_80 <= end <= upper_80
"""
Law = tuple[float, float]  # of a log total: its centre, and the half-width of its 80% interval


def update(
    series: pd.Series, cumulative: pd.DataFrame, next_year: int, months: int, value: float
) -> pd.DataFrame:
    """The projection of `next_year` before and after the first `months` of it, with 80% intervals.

    `series`: the flow by year up to the year before; `value`: the count of these months.

    - prior: the distribution of `project`, one year ahead
    - months alone: log total = log value − log share, by the prediction interval of a normal sample
      (Hahn & Meeker 1991, Statistical Intervals, chapter 4): the new log share is Student's t with
      n − 1 degrees of freedom about the mean of the n earlier ones, its scale their standard
      deviation times √(1 + 1/n)
    - combined: mean on logs weighted by precision (Bates & Granger 1969, OR Quarterly 20), taking
      the two as independent, each as the normal law with its 80% interval

    Of the last two, nothing lies below what is counted already. One row for each `forecast`: point
    (a median), lower_80, upper_80 (persons), n (years it rests on) and rests_on (in words); with
    fewer than 3 earlier years the last two are blank. Raises ValueError as `project`, when the
    series does not end the year before, for months outside 1 to 11, and for a count not positive.
    """
    series = checked_series(series)
    if int(series.index[-1]) != next_year - 1:
        raise ValueError(
            f"the series must end in {next_year - 1}, the year before, found {series.index[-1]}"
        )
    if not 1 <= months < 12:
        raise ValueError(f"months must be from 1 to 11, found {months!r}")
    if not 0 < value < math.inf:
        raise ValueError(
            f"the count of the first months must be a positive number, found {value!r}"
        )
    forecast = HOUSE.distribution(series, 1)
    prior = (forecast.centre[0], forecast.scale[0] * stdtrit(forecast.degrees, UPPER))
    logs = np.log(seasonal_shares(cumulative, months, next_year - 1))
    years = len(series)
    n = len(logs)
    shares = say("nowcast.shares", n=n)
    alone = combined = (np.nan, np.nan)
    if n < MINIMUM_YEARS:
        shares = both = say("nowcast.too_few", shares=shares)
    else:
        scale = np.std(logs, ddof=1) * math.sqrt(1 + 1 / n)
        alone = (math.log(value) - logs.mean(), stdtrit(n - 1, UPPER) * scale)
        combined = _combined(prior, alone)
        both = say("nowcast.both")
    rows = [
        ("prior", *_persons(prior, 0), years, say("nowcast.years", n=years)),
        ("months alone", *_persons(alone, value), n, shares),
        ("combined", *_persons(combined, value), n, both),
    ]
    return pd.DataFrame(rows, columns=UPDATE_COLUMNS)


def backtest_update(cumulative: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """`update` of departures for every past year and month count, against the year's end.
    `cumulative`: counts of departures; `flows` as from `cleaning.annual_flows`. Each forecast uses
    earlier years alone, 3 or more of them with shares. Columns: year, months, value, those of
    `update`, `end` (persons: the first release, else the final figure), `end_from` (first or
    final), `error` (percent of the end, forecast less end), `inside` (the 80% interval held it)."""
    series = series_of(flows, "departures", FIRST_FIT_YEAR)
    released = _whole_years(cumulative)
    ends = released.combine_first(series)
    parts = cumulative[cumulative.months < 12].astype({"year": int, "months": int})
    tables = []
    for year, months, value in parts[["year", "months", "value"]].itertuples(index=False):
        shares = seasonal_shares(cumulative, months, year - 1)
        if len(shares) >= MINIMUM_YEARS and year in ends.index:
            table = update(series.loc[: year - 1], cumulative, year, months, float(value))
            tables.append(table.assign(year=year, months=months, value=int(value)))
    if not tables:
        return pd.DataFrame(columns=TEST_COLUMNS)
    table = pd.concat(tables, ignore_index=True)
    table["end"] = table.year.map(ends)
    table["end_from"] = np.where(table.year.isin(released.index), "first", "final")
    return table.eval(ERRORS)[TEST_COLUMNS]


def record(cumulative: pd.DataFrame, flows: pd.DataFrame, tests: pd.DataFrame) -> pd.DataFrame:
    """What the first months have said about the year's change, for half a year and nine months.
    `cumulative` and `flows` as for `backtest_update`, `tests` as it returns. Columns: `months`;
    `years` in which the same months of the year before are known; `same_sign` (how often both
    changed in one direction) with `low` to `high` (exact 95% range of the share); `tested` (past
    years) and the mean absolute error there of each of RIVALS (percent)."""
    ends = series_of(flows, "departures")
    rows = []
    for months in (6, 9):
        parts = cumulative.query("months == @months").set_index("year").value.astype(float)
        parts = parts.reindex(range(ends.index[0], ends.index[-1] + 1))
        changes = pd.DataFrame({"months": parts.diff(), "year": ends.diff()}).dropna()
        same = int((changes.months * changes.year > 0).sum())
        years = len(changes)
        errors = _errors(tests, months)
        means = errors.mean().reindex(RIVALS)
        if years:
            share = binomtest(same, years).proportion_ci()
            tested = int(errors.size().max()) if len(errors) else 0
            rows.append((months, years, same, share.low, share.high, tested, *means))
    return pd.DataFrame(rows, columns=RECORD_COLUMNS)


def chosen(tests: pd.DataFrame, months: int) -> str:
    """The forecast that a page uses: the months alone where their mean absolute error over all past
    years with as many months is the smaller one, else the combination."""
    errors = _errors(tests, months).mean()
    alone = errors.get("months alone", np.inf) < errors.get("combined", np.inf)
    return "months alone" if alone else "combined"


def _errors(tests: pd.DataFrame, months: int):
    """The absolute errors of past years with as many months, by forecast."""
    past = tests.query("months == @months")
    return past.error.abs().groupby(past.forecast)


def _whole_years(cumulative: pd.DataFrame) -> pd.Series:
    whole = cumulative.query("months == 12").astype({"value": float})
    return whole.set_index("year").value


def seasonal_shares(cumulative: pd.DataFrame, months: int, year: int) -> np.ndarray:
    """The shares of their year's first release that these months held, for years up to `year`; the
    months are of the same vintage, and a year without such a total is left out."""
    counts = cumulative.query("year <= @year")
    parts = counts.query("months == @months").astype({"value": float})
    shares = parts.set_index("year").value / _whole_years(counts)
    return shares.dropna().to_numpy()


def _combined(first: Law, second: Law) -> Law:
    """Two laws weighted by precision; where one has no width at all, it alone counts."""
    centre, width = first
    other_centre, other_width = second
    # Squares of the half-widths are as the variances, but for a factor that both share.
    weight = other_width**2 / (width**2 + other_width**2)
    middle = weight * centre + (1 - weight) * other_centre
    return middle, math.sqrt(weight * width**2)


def _persons(law: Law, counted_already: float) -> np.ndarray:
    """Point, lower and upper bound in persons, none below what is counted."""
    centre, width = law
    return np.maximum(np.exp([centre, centre - width, centre + width]), counted_already)
