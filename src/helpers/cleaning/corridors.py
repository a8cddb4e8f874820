"""Corridors between pairs of countries: stocks by edition, balance of stocks and of flows. Stocks
and flows, and editions of stocks, are set side by side and never joined."""

import numpy as np
import pandas as pd

from helpers.data import package
from helpers.data.partner_rules import HOME
from helpers.parameters import Parameters

PAIR = (HOME, "RUS")
MODELLED = "pseudo-Bayes"  # the estimate of five-year flows that its authors found to validate best
WORLD = {"WORLD", "WLD"}
ENDS = ["origin_iso3", "destination_iso3"]


def named_pairs(claims: pd.DataFrame) -> list[tuple[str, str]]:
    """The pairs of countries that the claims name, our own first; whole countries are no pairs."""
    corridors = claims.query("dimension == 'corridor'").category.dropna()
    pairs = set()
    for corridor in corridors.str.split().explode():
        countries = tuple(sorted(corridor.split("-")))
        if len(countries) == 2 and WORLD.isdisjoint(countries):
            pairs.add(countries)
    return sorted(pairs, key=lambda pair: (HOME not in pair, pair))


def smaller_over_larger(amount, returned):
    """The balance of two directions, at most 1: of two numbers, or of two columns."""
    return np.minimum(amount, returned) / np.maximum(amount, returned)


def two_way(table: pd.DataFrame, amount: str = "stock", within: tuple[str, ...] = ()):
    """The pairs of countries that a table has both ways, paired where rows agree in the columns
    `within`. Each stands once, in its larger direction (of equal ones, the first by the alphabet),
    with the columns of the way back as `…_back`, and the `ratio` of the two amounts."""
    moved = table[table[amount] > 0]
    pairs = moved.merge(
        table,
        left_on=[*within, *ENDS],
        right_on=[*within, *reversed(ENDS)],
        suffixes=("", "_back"),
    )
    gone = pairs[amount]
    returned = pairs[f"{amount}_back"]
    pairs["ratio"] = smaller_over_larger(gone, returned).astype(float)
    first = pairs.origin_iso3 < pairs.destination_iso3
    return pairs[(gone > returned) | (gone == returned) & first]


def balance_of(pairs: list, stocks: pd.DataFrame, flows: pd.DataFrame, year: int) -> pd.DataFrame:
    """How balanced each pair is in stocks (the newest edition up to `year` that has both ways) and
    in modelled five-year flows (the last up to `year` that are modelled so): pair, kind (`stock` or
    `flow`), ratio (smaller over larger), larger (direction), period, source, row."""
    stock = stocks.assign(
        kind="stock",
        amount=stocks.stock,
        source=stocks.edition,
        period=stocks.year.astype(str),
        issued=pd.to_numeric(stocks.edition.str[-4:]),
    )
    stock = stock.query("issued <= @year and year <= @year")
    stock["order"] = stock.year + stock.issued / 1e4
    flow = flows.assign(
        kind="flow",
        amount=flows.flow,
        order=pd.to_numeric(flows.period.str[-4:], errors="coerce"),
    )
    flow = flow.query("variant == 'estimate' and order <= @year and source.str.contains(@MODELLED)")
    amounts = pd.concat([stock, flow]).rename_axis("place").reset_index()
    table = ("kind", "order", "source")
    both = two_way(amounts.drop_duplicates([*table, *ENDS]), "amount", table)
    both = both.query("amount_back > 0").sort_values(["order", "source"])
    there = both.origin_iso3 + "-" + both.destination_iso3
    back = both.destination_iso3 + "-" + both.origin_iso3
    both = both.assign(larger=there, pair=there.where(there < back, back))
    newest = both.drop_duplicates(["pair", "kind"], keep="last").sort_values("kind")
    wanted = pd.DataFrame({"pair": ["-".join(pair) for pair in pairs]}, dtype=object)
    tidy = wanted.merge(newest[::-1], on="pair")
    rows = tidy.row + " " + tidy.row_back
    tidy["row"] = rows.where(tidy.place < tidy.place_back, tidy.row_back + " " + tidy.row)
    return tidy[["pair", "kind", "ratio", "larger", "period", "source", "row"]]


def corridor_stocks(corridors: pd.DataFrame, year: int) -> pd.DataFrame:
    """Migrant stocks of Kazakhstan and Russia: edition, year, corridor, stock, rank, row. Only
    editions that existed in `year`, as their names say, and that hold both directions."""
    stocks = corridors.query("origin_iso3 in @PAIR and destination_iso3 in @PAIR")
    stocks = stocks.assign(
        corridor=stocks.origin_iso3 + "-" + stocks.destination_iso3,
        issued=pd.to_numeric(stocks.edition.str[-4:]),
        rank=pd.to_numeric(stocks.rank_in_source, errors="coerce").astype("Int64"),
    )
    known = stocks.query("year <= @year and issued <= @year")
    directions = known.groupby(["edition", "year"]).corridor.transform("nunique")
    both = known[directions == 2].sort_values(["edition", "year", "corridor"], ignore_index=True)
    return both[["edition", "year", "corridor", "stock", "rank", "row"]]


def pair_ratios(run: Parameters) -> pd.DataFrame:
    """`balance_of` the pairs of countries that the articles up to the year name."""
    articles = package.read("articles").query("reference_year <= @run.year")
    claims = package.read("claims")
    claims = claims[claims.article_id.isin(articles.article_id)]
    tables = map(package.read, ("corridors", "corridor_flows"))
    return balance_of(named_pairs(claims), *tables, run.year)
