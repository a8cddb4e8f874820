"""Corridors between pairs of countries: world ranks by edition, balance of stocks and of flows.

A stock counts people from one country who live in the other, gathered over decades; a flow counts
moves in a period. The two are set side by side and never joined, and neither are editions.
"""

import numpy as np
import pandas as pd

from helpers.data import package
from helpers.parameters import Parameters

HOME = "KAZ"
MODELLED = "pseudo-Bayes"  # the estimate of five-year flows that its authors found to validate best
WORLD = {"WORLD", "WLD"}
ENDS = ["origin_iso3", "destination_iso3"]


def named_pairs(claims: pd.DataFrame) -> list[tuple[str, str]]:
    """The pairs of countries that the claims name, our own first; whole countries are no pairs."""
    corridors = claims.query("dimension == 'corridor'").category.dropna().str.split().explode()
    countries = {tuple(sorted(corridor.split("-"))) for corridor in corridors}
    pairs = [codes for codes in countries if len(codes) == 2 and WORLD.isdisjoint(codes)]
    return sorted(pairs, key=lambda pair: (HOME not in pair, pair))


def smaller_over_larger(amount, returned):
    """The balance of two directions, at most 1: of two numbers, or of two columns.

    >>> float(smaller_over_larger(80, 100))
    0.8
    """
    return np.minimum(amount, returned) / np.maximum(amount, returned)


def two_way(table: pd.DataFrame, amount: str = "stock", within: tuple[str, ...] = ()):
    """The pairs of countries that a table has both ways, and how balanced they are.

    Each pair stands once, in its larger direction (of equal ones, the first by the alphabet), with
    the columns of that row, those of the way back as `…_back`, and the `ratio` of the two amounts.
    Rows are paired where they agree in the columns `within`. A direction without people counts
    only as the way back.

    >>> both = {"origin_iso3": ["KAZ", "RUS"], "destination_iso3": ["RUS", "KAZ"]}
    >>> two_way(pd.DataFrame(both | {"stock": [80, 100]}))[["origin_iso3", "ratio"]].values.tolist()
    [['RUS', 0.8]]
    """
    there, back = [*within, *ENDS], [*within, *reversed(ENDS)]
    moved = table[table[amount] > 0]
    pairs = moved.merge(table, left_on=there, right_on=back, suffixes=("", "_back"))
    returned = pairs[f"{amount}_back"]
    first = (pairs[amount] == returned) & (pairs.origin_iso3 < pairs.destination_iso3)
    ratio = smaller_over_larger(pairs[amount], returned).astype(float)
    return pairs.assign(ratio=ratio)[(pairs[amount] > returned) | first]


def balance_of(pairs: list, stocks: pd.DataFrame, flows: pd.DataFrame, year: int) -> pd.DataFrame:
    """How balanced each pair is in stocks and in modelled five-year flows.

    Stocks from the newest edition up to `year` that holds both directions, flows from the last five
    years up to `year` that are modelled both ways. Columns: pair, kind (`stock` or `flow`), ratio
    (the smaller direction over the larger), larger (direction), period, source, row; a pair without
    one of the two has no row for it.
    """
    stock = stocks.assign(amount=stocks.stock, source=stocks.edition)
    stock["issued"] = pd.to_numeric(stock.source.str[-4:])
    stock["order"] = stock.year.astype(float) + stock.issued / 1e4
    stock["period"] = stock.year.astype(str)
    flow = flows.rename(columns={"flow": "amount"})
    flow["order"] = pd.to_numeric(flow.period.str[-4:], errors="coerce")
    flow = flow[flow.source.str.contains(MODELLED)]
    known = [
        stock.query("issued <= @year and year <= @year").assign(kind="stock"),
        flow.query("variant == 'estimate' and order <= @year").assign(kind="flow"),
    ]
    amounts = pd.concat(known, ignore_index=True).rename_axis("place").reset_index()
    table = ("kind", "order", "source")
    both = two_way(amounts.drop_duplicates([*table, *ENDS]), "amount", table)
    newest = both[both.amount_back > 0].sort_values(["order", "source"])
    found = []
    for pair in pairs:
        of_pair = newest.query("origin_iso3 in @pair and destination_iso3 in @pair")
        by_kind = of_pair.drop_duplicates("kind", keep="last").sort_values("kind", ascending=False)
        found.append(by_kind.assign(pair="-".join(pair)))
    tidy = pd.concat(found) if found else newest.head(0).assign(pair="")
    rows = tidy.row + " " + tidy.row_back
    tidy["row"] = rows.where(tidy.place < tidy.place_back, tidy.row_back + " " + tidy.row)
    tidy["larger"] = tidy.origin_iso3 + "-" + tidy.destination_iso3
    tidy["period"] = tidy.period.astype(str)
    columns = ["pair", "kind", "ratio", "larger", "period", "source", "row"]
    return tidy[columns].reset_index(drop=True)


def ranks(stocks: pd.DataFrame) -> pd.DataFrame:
    """The world rank of both directions by edition and year, from `corridor_stocks`.

    Columns: edition, year, corridor, rank, row; the oldest edition first, no unranked rows.
    """
    ranked = stocks.dropna(subset="rank")
    ranked = ranked.assign(issued=ranked.edition.str[-4:])  # four digits sort as numbers do
    ranked = ranked.sort_values(["issued", "year", "corridor"], ignore_index=True)
    return ranked[["edition", "year", "corridor", "rank", "row"]]


def corridor_stocks(
    corridors: pd.DataFrame, year: int, pair: tuple[str, str] = ("KAZ", "RUS")
) -> pd.DataFrame:
    """Migrant stocks of a country pair, both ways, by edition.

    Columns: edition, year, corridor, stock, rank, row. Only editions that existed in `year`, as
    their names say, and that hold both directions. Editions are revisions of each other and are
    never joined into one series.
    """
    corridor = corridors.origin_iso3 + "-" + corridors.destination_iso3
    issued = pd.to_numeric(corridors.edition.str[-4:])
    rank = pd.to_numeric(corridors.rank_in_source, errors="coerce").astype("Int64")
    known = (corridors.year <= year) & (issued <= year)
    stocks = corridors.assign(corridor=corridor, rank=rank)[known]
    stocks = stocks.query("origin_iso3 in @pair and destination_iso3 in @pair")
    directions = stocks.groupby(["edition", "year"]).corridor.transform("nunique")
    both = stocks[directions == 2].sort_values(["edition", "year", "corridor"], ignore_index=True)
    return both[["edition", "year", "corridor", "stock", "rank", "row"]]


def last_of_each_edition(stocks: pd.DataFrame) -> pd.DataFrame:
    """The rows of `corridor_stocks` for the last reference year of each edition, oldest first."""
    last = stocks[stocks.year == stocks.groupby("edition").year.transform("max")]
    return last.sort_values(["year", "edition", "corridor"], ignore_index=True)


def pair_ratios(run: Parameters) -> pd.DataFrame:
    """`balance_of` the pairs of countries that the articles up to the year name."""
    articles, claims = package.read("articles"), package.read("claims")
    known = articles.query("reference_year <= @run.year").article_id
    pairs = named_pairs(claims[claims.article_id.isin(known)])
    return balance_of(pairs, package.read("corridors"), package.read("corridor_flows"), run.year)
