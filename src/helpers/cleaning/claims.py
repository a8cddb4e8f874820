"""The articles' figures as intervals, and the earlier values that they imply."""

import pandas as pd

from helpers import printed
from helpers.cleaning.bounds import PEOPLE
from helpers.data import package
from helpers.parameters import Parameters

# --- the articles' figures ------------------------------------------------------------------------


def articles_of(articles: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The articles that an edition may use: those of its year.

    With `vintage='first'` none that was published after the edition's date, 1 March of the year
    that follows.
    """
    mine = articles[articles.reference_year == run.year]
    if run.vintage == "first":
        mine = mine[mine.published.isna() | (mine.published <= pd.Timestamp(run.cutoff))]
    return mine.reset_index(drop=True)


def claims_of(claims: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The claims of these articles in reading order, each figure as an interval.

    Adds `amount` (value times its power of ten), `low` and `high` (what prints the same), and
    `status`.
    """
    kept = claims[claims.article_id.isin(articles.article_id)].copy()
    order = {article: place for place, article in enumerate(articles.article_id)}
    kept = kept.sort_values(
        ["article_id", "start"],
        kind="stable",
        key=lambda c: c.map(order) if c.name == "article_id" else c,
    )
    bounds = [_bounds(row) for row in kept.itertuples()]
    kept[["amount", "low", "high"]] = pd.DataFrame(
        bounds, index=kept.index, columns=["amount", "low", "high"]
    )
    kept["status"] = kept.value.notna().map({True: "printed", False: "worded"})
    return kept.reset_index(drop=True)


def _bounds(claim) -> tuple:
    """Amount, low and high of one claim; a fall is a negative change."""
    if pd.isna(claim.value):
        return None, None, None
    exact = claim.unit_measure == PEOPLE and claim.unit_mult == 0 and claim.decimals == 0
    found = printed.interval(claim.value, int(claim.unit_mult), int(claim.decimals), exact=exact)
    amount = float(claim.value) * 10 ** int(claim.unit_mult)
    if claim.unit_measure == "percent_decrease":
        return -amount, -float(found.high), -float(found.low)
    return amount, float(found.low), float(found.high)


def implied_earlier(claims: pd.DataFrame) -> pd.DataFrame:
    """Earlier values that a printed figure and its printed change imply together.

    One row per change whose figure is printed: flow, year, low, high, and the two claims. 7.6
    thousand after a fall of 40.5% implies 12,678 to 12,868 a year before. A chain (the change of
    the year before that) goes on from the implied value. Both claims are of one article; of
    articles that imply the same year the most exact comes first.
    """
    part = claims.time_period.str.contains("-").fillna(False).astype(bool)  # of a year
    totals = claims[(claims.dimension == "total") & ~part]
    changes = totals[(totals.kind == "change") & totals.base_period.notna()]
    known = {
        (row.article_id, row.flow, row.time_period): (row.low, row.high, row.claim_id)
        for row in totals[(totals.kind == "quantity")].itertuples()
    }
    found = []
    for row in changes.sort_values("time_period", ascending=False, kind="stable").itertuples():
        if (row.article_id, row.flow, row.time_period) not in known:
            continue
        low, high, claim = known[row.article_id, row.flow, row.time_period]
        base = printed.implied_base(
            printed.Interval(low, high), printed.Interval(row.low, row.high)
        )
        rests_on = f"{claim} {row.claim_id}"
        known[row.article_id, row.flow, row.base_period] = (
            float(base.low),
            float(base.high),
            rests_on,
        )
        found.append(
            (row.flow, int(row.base_period), float(base.low), float(base.high), "implied", rests_on)
        )
    tidy = pd.DataFrame(found, columns=["flow", "year", "low", "high", "status", "claims"])
    place = tidy.groupby(["flow", "year"], sort=False).ngroup()
    order = pd.DataFrame({"place": place, "width": tidy.high - tidy.low}).sort_values(
        ["place", "width"], kind="stable"
    )
    return tidy.loc[order.index].reset_index(drop=True)


def own_rows(run: Parameters) -> set[str]:
    """The rows of the breakdowns that were read on the own pages of the articles of a run."""
    pages = articles_of(package.read("articles"), run).url.dropna()
    breakdowns = package.read("kz_breakdowns")
    return set(breakdowns.row[breakdowns.source_url.isin(pages)])
