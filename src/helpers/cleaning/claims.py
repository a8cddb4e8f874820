"""The articles' figures as intervals, and the earlier values that they imply."""

import numpy as np
import pandas as pd

from helpers import printed
from helpers.data import package
from helpers.parameters import Parameters
from helpers.printed import Interval


def articles_of(articles: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The articles of an edition's year; with `vintage='first'` those published by its date."""
    of_year = articles.query("reference_year == @run.year")
    if run.vintage == "first":
        of_year = of_year.query("not (published > @pd.Timestamp(@run.cutoff))")
    return of_year


def claims_of(claims: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The claims of these articles in reading order, each figure as an interval. Adds `amount`
    (value times its power of ten), `low`, `high` (what prints the same) and `status`."""
    known = articles[["article_id"]].merge(claims.sort_values("start"), on="article_id")
    bounds = [bounds_of(claim) for claim in known.itertuples()]
    bounds = pd.DataFrame(bounds, columns=["amount", "low", "high"])
    known = known[claims.columns].join(bounds)
    known["status"] = np.where(known.value.isna(), "worded", "printed")
    return known


def bounds_of(claim) -> tuple:
    """The amount of a claim (value times its power of ten), and what prints the same."""
    if pd.isna(claim.value):
        return None, None, None
    power = int(claim.unit_mult)
    decimals = int(claim.decimals)
    interval = printed.interval(claim.value, power, decimals, unit=claim.unit_measure)
    low, high = map(float, interval.ends)
    amount = float(claim.value) * 10**power
    if claim.unit_measure == "percent_decrease":  # a fall is a negative change
        return -amount, -high, -low
    return amount, low, high


def implied_earlier(claims: pd.DataFrame) -> pd.DataFrame:
    """Earlier values that a figure and its change, printed in one article without bounds, imply:
    flow, year, low, high, status, claims; of one year the most exact first. A chain goes on."""
    printed_so = claims[claims.bound.isna()]
    totals = printed_so.query("dimension == 'total' and ~time_period.str.contains('-', na=False)")
    figures = {}
    for row in totals.query("kind == 'quantity'").itertuples():
        place = (row.article_id, row.flow, row.time_period)
        figures[place] = (Interval(row.low, row.high), row.claim_id)
    in_percent = totals.unit_measure.isin(["percent_increase", "percent_decrease"])
    changes = totals[in_percent & (totals.low > -100)]
    changes = changes.query("kind == 'change' and base_period.str.fullmatch('[0-9]{4}', na=False)")
    changes = changes.sort_values("time_period", ascending=False, kind="stable")
    implied = []
    for row in changes.itertuples():
        place = (row.article_id, row.flow, row.time_period)
        if place not in figures:
            continue
        figure, claim = figures[place]
        base = printed.implied_base(figure, Interval(row.low, row.high))
        names = f"{claim} {row.claim_id}"
        figures[row.article_id, row.flow, row.base_period] = (base, names)
        low, high = map(float, base.ends)
        implied.append((row.flow, int(row.base_period), low, high, "implied", names))
    tidy = pd.DataFrame(implied, columns=["flow", "year", "low", "high", "status", "claims"])
    place = tidy.groupby(["flow", "year"], sort=False).ngroup()
    order = np.lexsort((tidy.high - tidy.low, place))
    return tidy.iloc[order].reset_index(drop=True)


def own_rows(run: Parameters) -> set[str]:
    """The rows of the breakdowns that were read on the own pages of the articles of a run."""
    pages = articles_of(package.read("articles"), run).url.dropna()
    breakdowns = package.read("kz_breakdowns")
    return set(breakdowns.row[breakdowns.source_url.isin(pages)])
