"""The year in progress: what the first months of a year say about its end, going by the shares of
earlier years.

Few years have monthly figures, so every result carries how many it rests on. The cumulative counts
are those of `cleaning.cumulative`: from January to the end of a month, as first published.

- `seasonal_shares`: which share of the year the first months held
- `update`: the projection of a year that has begun, by itself, by its first months alone, and by
  both
- `backtest_update`: the same for past years, each from earlier years only
"""

import math

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from helpers.cleaning.flows import series_of
from helpers.language import say
from helpers.parameters import FIRST_FIT_YEAR
from helpers.projection.house_method import checked_series, predictive

WHOLE_YEAR = 12
MINIMUM_YEARS = 3  # shares that an interval can be drawn from at all
LEVEL = 0.80
PRIOR, MONTHS, COMBINED = "prior", "months alone", "combined"
UPDATE_COLUMNS = ["forecast", "point", "lower_80", "upper_80", "n", "rests_on"]
TEST_COLUMNS = [
    "year",
    "months",
    "value",
    *UPDATE_COLUMNS[:-1],
    "end",
    "end_from",
    "error",
    "inside",
]


def known_months(cumulative: pd.DataFrame, year: int) -> pd.DataFrame:
    """The counts of a year before its December: year, months, value, row. Empty when none is
    published.

    For the year after a run's, `cumulative` must reach that far, and only the newest edition may
    look: the first months of an earlier edition's next year were published after its date.
    """
    mine = cumulative[(cumulative.year == year) & (cumulative.months < WHOLE_YEAR)]
    return mine.reset_index(drop=True)


def seasonal_shares(cumulative: pd.DataFrame, year: int) -> pd.DataFrame:
    """The share of a year's total that its first months held, for years up to `year`.

    The total is the year's own first release (12 months), of the same vintage as the months; a year
    without one is left out. Columns: year, months, value and total (persons), share (0 to 1), row.
    """
    known = cumulative[cumulative.year <= year]
    totals = known[known.months == WHOLE_YEAR].set_index("year").value.astype(float)
    parts = known[(known.months < WHOLE_YEAR) & known.year.isin(totals.index)]
    total = parts.year.map(totals).astype(float)
    share = parts.value.astype(float) / total
    columns = ["year", "months", "value", "total", "share", "row"]
    return parts.assign(total=total, share=share)[columns].reset_index(drop=True)


def update(
    series: pd.Series, cumulative: pd.DataFrame, next_year: int, months: int, value: float
) -> pd.DataFrame:
    """The projection of `next_year` before and after the first `months` of it, with 80% intervals.

    `series`: the flow by year up to the year before (as `project` takes it); `value`: the count of
    these months.

    - prior: the distribution of `projection.project`, one year ahead
    - months alone: log total = log value − log share. The new year's log share is Student's t with
      n − 1 degrees of freedom about the mean of the n earlier ones, its scale their standard
      deviation times √(1 + 1/n) (the prediction interval of a normal sample: Hahn & Meeker 1991,
      Statistical Intervals, chapter 4)
    - combined: mean on logs weighted by precision (inverse variance: Bates & Granger 1969, OR
      Quarterly 20; Gelman et al., Bayesian Data Analysis, section 2.5), taking the two as
      independent. Each stands in as the normal law with the same 80% interval, since a t with few
      degrees of freedom has no variance; the precision of the combined forecast is the sum of the
      two

    Of the last two, no point or bound lies below what is counted already. One row for each
    `forecast`: point (a median), lower_80 and upper_80 (persons), n (how many years it rests on;
    for the combined one those of the shares) and rests_on (in words). With fewer than 3 earlier
    years months alone and combined stay blank. Shares of `next_year` or later are never used. The
    shares are of first releases, which differ from final figures by little. Raises ValueError as
    `project`, when the series does not end the year before, for months outside 1 to 11, and for a
    count that is not positive.
    """
    series = checked_series(series)
    if int(series.index[-1]) != next_year - 1:
        raise ValueError(
            f"the series must end in {next_year - 1}, the year before, found {series.index[-1]}"
        )
    if not 1 <= months < WHOLE_YEAR:
        raise ValueError(f"months must be from 1 to {WHOLE_YEAR - 1}, found {months!r}")
    if not 0 < value < math.inf:
        raise ValueError(
            f"the count of the first months must be a positive number, found {value!r}"
        )
    before = predictive(series, 1)
    prior = (
        float(before.centre[0]),
        float(before.scale[0] * stdtrit(before.degrees, (1 + LEVEL) / 2)),
    )
    logs = np.log(_shares_of(cumulative, months, next_year))
    alone = _from_months(float(value), logs)
    found = {PRIOR: prior, MONTHS: alone, COMBINED: _combined(prior, alone) if alone else None}
    n = {PRIOR: len(series), MONTHS: len(logs), COMBINED: len(logs)}
    shares = say("nowcast.shares", n=len(logs))
    too_few = say("nowcast.too_few", shares=shares)
    words = {
        PRIOR: say("nowcast.years", n=len(series)),
        MONTHS: shares if alone else too_few,
        COMBINED: say("nowcast.both") if alone else too_few,
    }
    rows = [
        (name, *_persons(law, 0 if name == PRIOR else value), n[name], words[name])
        for name, law in found.items()
    ]
    return pd.DataFrame(rows, columns=UPDATE_COLUMNS)


def backtest_update(
    cumulative: pd.DataFrame, flows: pd.DataFrame, flow: str = "departures"
) -> pd.DataFrame:
    """`update` for every past year and month count with at least 3 earlier years of shares, against
    the year's end.

    `cumulative`: counts of `flow`; `flows` as from `cleaning.annual_flows`. Each forecast uses the
    series and the shares of earlier years alone (the series in its present vintage). Columns: year,
    months, value, those of `update` (three rows for each year and month count), `end` (persons: the
    first release, else the final figure), `end_from` (first or final), `error` (percent of the end,
    forecast less end) and `inside` (whether the 80% interval held it).
    """
    series = series_of(flows, flow, FIRST_FIT_YEAR)
    released = cumulative[cumulative.months == WHOLE_YEAR].set_index("year").value.astype(float)
    tables = []
    for row in cumulative[cumulative.months < WHOLE_YEAR].itertuples():
        year, months = int(row.year), int(row.months)
        if len(_shares_of(cumulative, months, year)) < MINIMUM_YEARS or year not in {
            *released.index,
            *series.index,
        }:
            continue
        end, end_from = (
            (released[year], "first") if year in released.index else (series[year], "final")
        )
        found = update(series.loc[: year - 1], cumulative, year, months, float(row.value))
        inside = (found.lower_80 <= end) & (end <= found.upper_80)
        found = found.assign(
            year=year,
            months=months,
            value=int(row.value),
            end=end,
            end_from=end_from,
            inside=inside,
        )
        tables.append(found.assign(error=100 * (found.point / end - 1))[TEST_COLUMNS])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=TEST_COLUMNS)


# --- the arithmetic, on logs ----------------------------------------------------------------------


def _shares_of(cumulative: pd.DataFrame, months: int, next_year: int) -> np.ndarray:
    """The shares of this month count in the years before `next_year`."""
    shares = seasonal_shares(cumulative, next_year - 1)
    return shares[shares.months == months].share.to_numpy()


def _from_months(value: float, logs: np.ndarray) -> tuple[float, float] | None:
    """Centre and half-width of the 80% interval of the log total; None when the log shares are too
    few.
    """
    n = len(logs)
    if n < MINIMUM_YEARS:
        return None
    scale = np.std(logs, ddof=1) * math.sqrt(1 + 1 / n)
    return math.log(value) - float(np.mean(logs)), float(stdtrit(n - 1, (1 + LEVEL) / 2) * scale)


def _combined(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """Two centres and half-widths weighted by precision; where one has no width at all, it alone
    counts.
    """
    squares = [
        width**2 for _centre, width in (first, second)
    ]  # as the variances, but for a factor both share
    weight = squares[1] / sum(squares)
    centre = weight * first[0] + (1 - weight) * second[0]
    return centre, math.sqrt(weight * squares[0])


def _persons(law: tuple[float, float] | None, counted_already: float) -> tuple[float, float, float]:
    """Point, lower and upper bound in persons, none below what is counted already; blank where
    there is no law.
    """
    if law is None:
        return np.nan, np.nan, np.nan
    centre, width = law
    return tuple(
        max(math.exp(bound), counted_already) for bound in (centre, centre - width, centre + width)
    )
