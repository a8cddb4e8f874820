"""The year in progress: what its first months say about its end, by the shares of earlier years.
`cumulative` counts are as from `cleaning.cumulative`."""

import math

import numpy as np
import pandas as pd
from scipy.special import stdtrit
from scipy.stats import binomtest

from helpers import cleaning
from helpers.data import package
from helpers.language import say
from helpers.parameters import FIRST_FIT_YEAR, Parameters, year_range
from helpers.projection import outlook
from helpers.projection.house_method import HOUSE, checked_series

MINIMUM_YEARS = 3  # shares that an interval can be drawn from at all
UPPER = (1 + 0.80) / 2  # the probability of ending below the upper bound of 80%
UPDATE_COLUMNS = ["forecast", "point", "lower_80", "upper_80", "n", "rests_on"]
RIVALS = ("prior", "months alone", "combined")
RECORD_COLUMNS = ["months", "years", "same_sign", "low", "high", "tested", *RIVALS]
TEST_COLUMNS = ["year", "months", "forecast", "point", "n", "end", "error"]


def update(series: pd.Series, cumulative: pd.DataFrame, months: int, value: float) -> pd.DataFrame:
    """The projection of the year that follows the series, before and after its first `months` (1 to
    11), whose count is `value`, with 80% intervals.

    - prior: the distribution of `project`, one year ahead
    - months alone: log total = log value − log share, the share by the prediction interval of a
      normal sample (Hahn & Meeker 1991, Statistical Intervals, chapter 4)
    - combined: mean on logs weighted by precision (Bates & Granger 1969, OR Quarterly 20), taking
      the two as independent, each as the normal law with its 80% interval

    One row for each `forecast`: point (a median), lower_80, upper_80 (persons; of the last two none
    below what is counted already, and blank with fewer than 3 earlier years), n (years it rests on)
    and rests_on (in words). Raises ValueError as `project`, and for a count not positive."""
    series = checked_series(series)
    if not 0 < value < math.inf:
        raise ValueError(
            f"the count of the first months must be a positive number, found {value!r}"
        )
    forecast = HOUSE.distribution(series, 1)
    centre = forecast.centre[0]  # of the log total; `width` is half of the 80% interval
    width = forecast.scale[0] * stdtrit(forecast.degrees, UPPER)
    logs = np.log(seasonal_shares(cumulative, months, series.index[-1]))
    n = len(logs)
    shares = say("nowcast.shares", n=n)
    both = say("nowcast.both")
    alone = alone_width = np.nan
    if n < MINIMUM_YEARS:
        shares = both = say("nowcast.too_few", shares=shares)
    else:
        alone = math.log(value) - logs.mean()
        alone_width = stdtrit(n - 1, UPPER) * np.std(logs, ddof=1) * math.sqrt(1 + 1 / n)
    # Squares of the half-widths are as the variances, but for a factor that both share.
    weight = alone_width**2 / (width**2 + alone_width**2)
    combined = weight * centre + (1 - weight) * alone
    middle = np.array([centre, alone, combined])
    half = np.array([width, alone_width, math.sqrt(weight * width**2)])
    logs = {
        "point": middle,
        "lower_80": middle - half,
        "upper_80": middle + half,
    }
    table = np.exp(pd.DataFrame(logs)).clip(lower=[0, value, value], axis=0)
    words = (say("nowcast.years", n=len(series)), shares, both)
    return table.assign(forecast=RIVALS, n=(len(series), n, n), rests_on=words)[UPDATE_COLUMNS]


def backtest_update(cumulative: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """`update` of departures for every past year and count of first months with 3 or more earlier
    shares, by earlier years alone. `flows`: `cleaning.annual_flows`. Columns: year, months,
    forecast, point, n, `end` (persons: the first release, else the final figure), `error` (forecast
    less end, percent of it)."""
    series = cleaning.series_of(flows, "departures", FIRST_FIT_YEAR)
    released = cumulative.query("months == 12").set_index("year").value.astype(float)
    ends = released.combine_first(series)
    parts = cumulative[cumulative.months < 12].astype({"year": int, "months": int})
    tables = []
    for year, months, value in parts[["year", "months", "value"]].itertuples(index=False):
        shares = seasonal_shares(cumulative, months, year - 1)
        if len(shares) >= MINIMUM_YEARS and year in ends.index:
            table = update(series.loc[: year - 1], cumulative, months, float(value))
            tables.append(table.assign(year=year, months=months, end=ends[year]))
    if not tables:
        return pd.DataFrame(columns=TEST_COLUMNS)
    table = pd.concat(tables, ignore_index=True)
    return table.eval("error = 100 * (point / end - 1)")[TEST_COLUMNS]


def record(cumulative: pd.DataFrame, flows: pd.DataFrame, tests: pd.DataFrame) -> pd.DataFrame:
    """What the first 6 and 9 months have said about the year's change. `tests`: `backtest_update`.
    Columns: `months`; `years` in which the same months of the year before are known; `same_sign`
    (how often both changed in one direction) with `low` to `high` (exact 95% range of the share);
    `tested` (past years) and the mean absolute error there of each of RIVALS (percent)."""
    ends = cleaning.series_of(flows, "departures")
    ends = ends.reindex(range(ends.index[0], ends.index[-1] + 1))
    parts = cumulative.pivot(index="year", columns="months", values="value").astype(float)
    changes = parts.reindex(ends.index, columns=(6, 9)).diff().mul(ends.diff(), axis=0)
    rows = []
    for months in changes:
        years = int(changes[months].count())
        same = int((changes[months] > 0).sum())
        if years:
            share = binomtest(same, years).proportion_ci()
            tested = tests[tests.months == months].year.nunique()
            errors = mean_errors(tests, months)
            rows.append((months, years, same, share.low, share.high, tested, *errors))
    return pd.DataFrame(rows, columns=RECORD_COLUMNS)


def chosen(tests: pd.DataFrame, months: int) -> str:
    """The forecast that a page uses: the months alone where they erred less."""
    errors = mean_errors(tests, months)
    return "months alone" if errors["months alone"] < errors["combined"] else "combined"


def mean_errors(tests: pd.DataFrame, months: int) -> pd.Series:
    """The mean absolute error of each of RIVALS over past years with as many months."""
    past = tests[tests.months == months]
    return past.error.abs().groupby(past.forecast).mean().reindex(RIVALS)


def seasonal_shares(cumulative: pd.DataFrame, months: int, year: int) -> np.ndarray:
    """The shares of their year's first release that these months held, for years up to `year`."""
    known = cumulative.query("year <= @year")
    counts = known.astype({"value": float}).pivot(index="year", columns="months", values="value")
    counts = counts.reindex(columns=[months, 12])
    return (counts[months] / counts[12]).dropna().to_numpy()


def first_months(run: Parameters) -> pd.DataFrame:
    """The counts of the first months of the next year: year, months, value, row. None for earlier
    editions: they were published after their date."""
    rows = package.read("kz_flows_cumulative")
    counts = cleaning.cumulative(rows, "departures", run.year + 1)
    months = counts.query("year == @run.year + 1 and months < 12").reset_index(drop=True)
    newest = run.year == year_range()[1] and run.vintage == "latest"
    return months if newest else months.head(0)


def updated(run: Parameters, months: pd.DataFrame) -> pd.DataFrame:
    """`update` of the next year by its first months; empty without them."""
    fit = outlook.fit(run)
    if months.empty or fit is None or fit.series.index[-1] < run.year:
        return pd.DataFrame(columns=UPDATE_COLUMNS)
    counts = cleaning.tables_of(run).within_year
    last = months.iloc[-1]
    return update(fit.series, counts, int(last.months), float(last.value))


def counts_appeared(run: Parameters) -> pd.DataFrame:
    """When counts of 6 and 9 months first appeared: months, years (how many), first, last."""
    rows = package.read("kz_flows_cumulative")
    dated = rows.query("measure == 'departures' and months in (6, 9) and year <= @run.year")
    dated = dated[dated.published.dt.year == dated.year.astype(float)]
    first = dated.groupby(["months", "year"]).published.min()
    days = first.map(lambda day: day.replace(year=2000)).groupby("months")
    return days.agg(years="size", first="min", last="max").reset_index()
