"""Corridors between pairs of countries: world ranks by edition, and how balanced stocks and flows
are.

A stock counts people from one country who live in the other, gathered over decades; a flow counts
moves in a period. The two are set side by side and never joined, and neither are editions.
"""

import pandas as pd

from helpers.data import package
from helpers.parameters import Parameters

HOME = "KAZ"
TOP = 10  # 'among the largest in the world' means: among so many
MODELLED = "pseudo-Bayes"  # the estimate of five-year flows that its authors found to validate best
NAMES_OF_WORLD = ("WORLD", "WLD")


def named_pairs(claims: pd.DataFrame) -> list[tuple[str, str]]:
    """The pairs of countries that the claims name, our own first; whole countries are no pairs."""
    corridors = claims[claims.dimension == "corridor"].category.dropna()
    named = [
        tuple(word.split("-"))
        for cell in corridors
        for word in cell.split()
        if word.count("-") == 1
    ]
    both = [tuple(sorted(pair)) for pair in named if not set(pair) & set(NAMES_OF_WORLD)]
    return sorted(dict.fromkeys(both), key=lambda pair: (HOME not in pair, pair))


def balance_of(pairs: list, stocks: pd.DataFrame, flows: pd.DataFrame, year: int) -> pd.DataFrame:
    """How balanced each pair is in stocks and in modelled five-year flows: smaller over larger
    direction.

    Stocks from the newest edition up to `year` that holds both directions, flows from the last five
    years up to `year` that are modelled both ways. Columns: pair, kind (`stock` or `flow`), ratio,
    larger (direction), period, source, row; a pair without one of the two has no row for it.
    """
    edition = pd.to_numeric(stocks.edition.str[-4:])
    known = stocks[(stocks.year <= year) & (edition <= year)].assign(
        kind="stock", amount=stocks.stock
    )
    known = known.assign(
        period=known.year.astype(str), order=known.year.astype(float) + edition / 1e4
    )
    last = pd.to_numeric(flows.period.str[-4:], errors="coerce")
    moved = flows[
        (last <= year) & flows.source.str.contains(MODELLED) & (flows.variant == "estimate")
    ]
    moved = moved.assign(
        kind="flow",
        amount=moved.flow,
        order=moved.period.str[-4:].astype(float),
        edition=moved.source,
    )
    both = pd.concat([known, moved])
    found = [
        row
        for pair in pairs
        for kind in ("stock", "flow")
        if (row := _ratio(both, pair, kind)) is not None
    ]
    return pd.DataFrame(
        found, columns=["pair", "kind", "ratio", "larger", "period", "source", "row"]
    )


def _ratio(amounts: pd.DataFrame, pair: tuple, kind: str) -> tuple | None:
    """The newest table that holds the pair both ways."""
    mine = amounts[
        (amounts.kind == kind)
        & amounts.origin_iso3.isin(pair)
        & amounts.destination_iso3.isin(pair)
    ]
    for _, table in sorted(
        mine.groupby(["order", "edition"]), key=lambda group: group[0], reverse=True
    ):
        table = table.drop_duplicates(["origin_iso3", "destination_iso3"])
        if len(table) == 2 and table.amount.min() > 0:
            top = table.loc[table.amount.astype(float).idxmax()]
            ratio = float(table.amount.min()) / float(table.amount.max())
            larger = f"{top.origin_iso3}-{top.destination_iso3}"
            return "-".join(pair), kind, ratio, larger, top.period, top.edition, " ".join(table.row)
    return None


def ranks(stocks: pd.DataFrame) -> pd.DataFrame:
    """The world rank of both directions by edition and year, from `cleaning.corridor_stocks`;
    unranked rows left out.

    Columns: edition, year, corridor, rank, row; the oldest edition first.
    """
    ranked = stocks[stocks["rank"].notna()]
    order = ranked.assign(issued=pd.to_numeric(ranked.edition.str[-4:])).sort_values(
        ["issued", "year", "corridor"]
    )
    return order[["edition", "year", "corridor", "rank", "row"]].reset_index(drop=True)


def corridor_stocks(
    corridors: pd.DataFrame, year: int, pair: tuple[str, str] = ("KAZ", "RUS")
) -> pd.DataFrame:
    """Migrant stocks of a country pair, both ways, by edition: edition, year, corridor, stock, rank
    and row.

    Only editions that existed in `year`, as their names say, and that hold both directions.
    Editions are revisions of each other and are never joined into one series.
    """
    there, back = pair
    names = {(there, back): f"{there}-{back}", (back, there): f"{back}-{there}"}
    published = pd.to_numeric(corridors.edition.str[-4:])
    mine = corridors[(corridors.year <= year) & (published <= year)].copy()
    mine["corridor"] = [
        names.get((row.origin_iso3, row.destination_iso3)) for row in mine.itertuples()
    ]
    mine = mine[mine.corridor.notna()]
    both = mine.groupby(["edition", "year"]).corridor.transform("nunique") == 2
    mine = mine[both].assign(
        rank=lambda f: pd.to_numeric(f.rank_in_source, errors="coerce").astype("Int64")
    )
    columns = ["edition", "year", "corridor", "stock", "rank", "row"]
    return mine[columns].sort_values(["edition", "year", "corridor"]).reset_index(drop=True)


def last_of_each_edition(stocks: pd.DataFrame) -> pd.DataFrame:
    """The rows of `corridor_stocks` for the last reference year of each edition, oldest edition
    first.
    """
    last = stocks[stocks.year == stocks.groupby("edition").year.transform("max")]
    return last.sort_values(["year", "edition", "corridor"]).reset_index(drop=True)


def pair_ratios(run: Parameters) -> pd.DataFrame:
    """How balanced the pairs of countries are that the articles up to the year name:
    `corridors.balance_of`.
    """
    articles, claims = package.read("articles"), package.read("claims")
    known = articles[articles.reference_year <= run.year].article_id
    pairs = named_pairs(claims[claims.article_id.isin(known)])
    return balance_of(pairs, package.read("corridors"), package.read("corridor_flows"), run.year)
