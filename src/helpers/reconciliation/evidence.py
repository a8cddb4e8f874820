"""What the tests of an article may use: figures known to the edition, read on other pages."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from operator import sub

import pandas as pd

import helpers.reconciliation.observations as observations
from helpers import cleaning, printed
from helpers.cleaning.corridors import ENDS, HOME
from helpers.parameters import Parameters
from helpers.printed import Interval
from helpers.reconciliation.observations import TRUST, Figure, Measure, day_of, page_of

LEAST_SIZES = {"departures": 0.5, "arrivals": 3.5}  # percent: pairs of figures are too few to trust
OTHER_SIZE, POINTS = 1.0, 1.0
TABLES = (*observations.SERIES, "corridors", "corridor_flows")
UN_TABLE = r"Rev\.\d{4}"
CORRIDOR = [*ENDS, "period", "edition", "rank_in_source", "source", "note", "row"]


@dataclass(frozen=True)
class Evidence:
    """Nothing about years after `year`. `figures` stand in series and on pages; `stocks` (of the
    United Nations, at the latest year of each edition, the newest first) and `flows` are as from
    `_corridors`; `sizes` say by how many percent first figures of a flow may have been revised,
    `days` the day of each row's page; `published` is the article's."""

    year: int
    figures: dict[Measure, list[Figure]]
    stocks: pd.DataFrame
    flows: pd.DataFrame
    sizes: dict[str, float]
    days: dict[str, pd.Timestamp | None]
    published: pd.Timestamp | None = None

    def levels(self, measure: Measure) -> list[Figure]:
        """As of `most_exact`; net migration is also arrivals less departures."""
        figures = list(self.figures.get(measure, ()))
        if measure.flow == "net":
            sides = [self.levels(measure._replace(flow=flow)) for flow in cleaning.FLOWS]
            figures += combined(sub, *sides)
        return most_exact(figures)

    def changes(self, measure: Measure, base: str) -> list[Figure]:
        """The changes in percent from the period `base`; of losses by their size."""
        before = measure._replace(period=base)
        return combined(growth, self.levels(measure), self.levels(before))

    def shares(self, measure: Measure) -> list[Figure]:
        """The shares of a group in percent, printed or from counts."""
        in_print = self.figures.get(measure._replace(unit="percent"), [])
        whole = measure._replace(dimension="total", category="total")
        counted = combined(share_of, self.levels(measure), self.levels(whole))
        return sorted([*in_print, *counted], key=lambda figure: figure.order)

    def groups(self, measure: Measure) -> dict[str, Figure]:
        """The figures of all groups in the dimension of a measure, the largest first."""
        groups = []
        for key in self.figures:
            same = key._replace(category=measure.category) == measure
            if same and not re.search(cleaning.NO_GROUP, key.category):
                groups.append((key.category, self.levels(key)[0]))
        return dict(sorted(groups, key=lambda group: (-group[1].value, group[0])))


def gathered(
    tables: dict[str, pd.DataFrame], year: int, published=None, url=None, vintage="latest"
) -> Evidence:
    """The evidence for one article, without the rows of its own page; slots as of `verdicts`."""
    run = Parameters(year, vintage=vintage)
    own_page = page_of(url)
    days = {}
    rows = defaultdict(list)
    for name, table in tables.items():
        for row in observations.rows_of(table, name):
            days[row["row"]] = row["published"]
            if not own_page or page_of(row.get("source_url")) != own_page:
                rows[name].append(row)
    figures = {}
    for name in observations.SERIES:
        for measure, figure in observations.observed(rows[name], name):
            if _is_known(measure, figure, run):
                figures.setdefault(measure, []).append(figure)
    stocks = _corridors(rows["corridors"], "stock", year)
    stocks = stocks[stocks.edition.str.fullmatch(UN_TABLE)]
    latest = stocks.groupby("edition").period.transform("max")
    stocks = stocks[stocks.period == latest]
    last = year if vintage == "latest" else year - 1  # the first releases name no partners
    moves = [_as_corridor(row) for row in rows["kz_flows_by_partner"] if row["year"] <= last]
    return Evidence(
        year=year,
        figures=figures,
        stocks=stocks.sort_values("edition", ascending=False, kind="stable"),
        flows=_corridors([*moves, *rows["corridor_flows"]], "flow", year),
        sizes=_sizes_of_revisions(figures),
        days=days,
        published=day_of(published),
    )


def _corridors(rows: list[dict], amount: str, year: int) -> pd.DataFrame:
    """People of one country in another, or moves between them: `amount`, the `rank` in the world,
    `period` (a year, or a span). None about later years, or of an edition younger than the year."""
    table = pd.DataFrame(rows, columns=["year", amount, *CORRIDOR]).astype("object")
    table = table.rename(columns={amount: "amount", "rank_in_source": "rank"})
    numbers = table[["amount", "rank"]].apply(pd.to_numeric, errors="coerce")
    table[["amount", "rank"]] = numbers.astype(float)
    table["corridor"] = table.origin_iso3 + "-" + table.destination_iso3
    dated = table.edition.fillna(table.period).fillna("").astype(str)
    table["issued"] = pd.to_numeric(dated.str.extract(r"(\d{4})\D*$")[0])
    table["period"] = table.period.fillna(table.year.map("{:.0f}".format))
    known = table.query("issued <= @year and year <= @year").dropna(subset="amount")
    return known.fillna({"edition": "", "source": "", "note": ""})


def _as_corridor(row: dict) -> dict:
    """A row of kz_flows_by_partner with the columns of corridor_flows."""
    partner = row.get("partner")
    ends = (HOME, partner) if row.get("flow") == "departures" else (partner, HOME)
    moved = {"flow": row["value"], "period": f"{row['year']:.0f}", "note": None}
    return row | dict(zip(ENDS, ends, strict=True)) | moved


def _is_known(measure: Measure, figure: Figure, run: Parameters) -> bool:
    """Of no later year, but the next 1 January. With vintage `first`, of the year itself only what
    was first printed by the edition's date, and of what pages quote, only what bears a date."""
    year = int(measure.period[:4]) - (measure.flow == "stock")
    if run.vintage != "first" or year != run.year:
        return year <= run.year
    if figure.out is None:
        return figure.vintage == "first"
    return figure.vintage != "final" and figure.out <= pd.Timestamp(run.cutoff)


def _sizes_of_revisions(figures: dict[Measure, list[Figure]]) -> dict[str, float]:
    sizes = dict(LEAST_SIZES)
    for measure, of_measure in figures.items():
        annual = [each for each in of_measure if each.rows[0].startswith("kz_flows_annual")]
        final = [each for each in most_exact(annual) if each.vintage == "final"]
        first = [each for each in annual if each.vintage == "first" and each.value % 100]
        for new, old in product(final, first) if measure.flow in sizes else ():
            size = abs(100 * (new.value / old.value - 1))
            sizes[measure.flow] = max(size, sizes[measure.flow])
    return sizes


def most_exact(figures: Iterable[Figure]) -> list[Figure]:
    """Of official figures the most exact of each vintage, and every copy; the weightiest first."""
    kept = {}
    for figure in sorted(figures, key=lambda figure: figure.order):
        copied = figure.source != "official"
        same = (figure.value, figure.out) if copied else (bool(figure.parts), figure.standing)
        kept.setdefault((copied, figure.vintage, *same), figure)
    return list(kept.values())


def combined(operation: Callable, first: list[Figure], second: list[Figure]) -> list[Figure]:
    """What follows from each pair of figures, the weightiest first; nothing where it gives None."""
    results = []
    for one, other in product(first, second):
        interval = operation(one.interval, other.interval)
        if interval is None:
            continue
        middle = operation(one.middle, other.middle) or interval
        days = [one.out, other.out]
        figure = Figure(
            value=float(middle.low),
            interval=interval,
            vintage=min(one.vintage, other.vintage, key=("first", "copy", "final").index),
            source=max(one.source, other.source, key=TRUST.index),
            out=None if None in days else max(days),
            rows=(*one.rows, *other.rows),
            url=one.url,
            parts=(one, other),
        )
        results.append(figure)
    return sorted(results, key=lambda figure: figure.order)


def growth(new: Interval, old: Interval) -> Interval | None:
    """The change in percent; of losses by their size, None where a balance changed its sign."""
    if old.high < 0 and new.high <= 0:
        return printed.percent_change(-new, -old)
    return printed.percent_change(new, old) if old.low > 0 and new.low >= 0 else None


def share_of(part: Interval, whole: Interval) -> Interval | None:
    if part.low < 0 or whole.low <= 0 or part.low > whole.high:
        return None
    return printed.share(part, whole=whole)
