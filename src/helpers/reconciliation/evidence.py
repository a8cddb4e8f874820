"""What the tests of an article may use: the rows known to the edition, read on other pages.

A claim is no evidence for itself: rows of the series that were read on the article's own page are
set aside before any test.
"""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import pandas as pd

from helpers import cleaning, printed
from helpers.parameters import Parameters
from helpers.printed import Interval


def known_rows(table: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The rows of a table that the edition may use.

    Nothing about a later year, and no edition of the United Nations table that is younger than the
    year. With vintage `first` figures of the year itself count only where they were printed by the
    edition's date: of the annual series those first published, also on undated pages
    (`cleaning.in_time`), of breakdowns what bears a date.

    >>> known_rows(pd.DataFrame({"year": [2020, 2021]}), Parameters(year=2020)).year.tolist()
    [2020]
    """
    kept = table[table.year <= run.year]
    if "edition" in kept:
        edition_year = pd.to_numeric(kept.edition.str[-4:])
        return kept[edition_year <= run.year]
    if "period" in kept:
        last_year = pd.to_numeric(kept.period.str.extract(r"(\d{4})\D*$")[0], errors="coerce")
        return kept[last_year <= run.year]
    if run.vintage == "latest":
        return kept
    if "vintage" in kept:
        first = cleaning.in_time(kept[kept.vintage == "preliminary"], run.year)
        return kept[(kept.year < run.year) | kept.index.isin(first.index)]
    return cleaning.known_by(kept, run)


def page_of(url) -> str:
    """Host and path of an address; the query only where nothing else names the page.

    >>> page_of("https://www.outlet.kz/news/1/?utm=1")
    'outlet.kz/news/1'
    """
    if pd.isna(url):
        return ""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return parts.netloc.lower().removeprefix("www.") + (path or f"?{parts.query}")


class Figure(NamedTuple):
    """An official figure: its row, whether it is `final` or `preliminary`, what prints the same."""

    value: float
    row: str
    vintage: str
    interval: Interval


class Change(NamedTuple):
    """The change from an old figure to a new one, in percent."""

    percent: Interval
    new: Figure
    old: Figure

    @property
    def rows(self) -> tuple[str, str]:
        return self.new.row, self.old.row


@dataclass(frozen=True)
class Sources:
    """What the tests of one article may use: nothing about years after `year`.

    `annual` is the edition's series (`cleaning.annual_flows`); the other frames are tables of the
    data package without the rows of the article's own page. `published` is the article's day.
    """

    year: int
    annual: pd.DataFrame
    flows: pd.DataFrame
    breakdowns: pd.DataFrame
    corridors: pd.DataFrame
    corridor_flows: pd.DataFrame
    published: pd.Timestamp | None = None

    def final_figure(self, flow: str, year: int) -> Figure | None:
        """The figure of the edition's series, or None when it is not published."""
        series = self.annual
        rows = series[(series.flow == flow) & (series.year == year) & series.value.notna()]
        for row in rows.itertuples():
            return Figure(float(row.value), row.row, row.vintage, interval_of(row))
        return None

    def first_figure(self, flow: str, year: int) -> Figure | None:
        """The figure first published for a year, or None; one in whole hundreds was rounded."""
        rows = self.flows[(self.flows.measure == flow) & (self.flows.year == year)]
        for row in cleaning.first_printed(rows).itertuples():
            value = float(row.value)
            bounds = Interval(*cleaning.as_rounded(value, value, value))
            return Figure(value, row.row, "preliminary", bounds)
        return None

    def final_change(self, flow: str, year: int, base: int) -> Change | None:
        """The change from `base` to `year` by final figures."""
        return change(self.final_figure(flow, year), self.final_figure(flow, base))

    def first_change(self, flow: str, year: int, base: int) -> Change | None:
        """The change from `base` to `year` by the figures first published."""
        return change(self.first_figure(flow, year), self.first_figure(flow, base))

    def groups(self, flow: str, dimension: str, year: int, unit: str) -> pd.DataFrame:
        """The final figures of a whole year, the most exact of each category, with bounds."""
        rows = cleaning.full_year(self.breakdowns, year)
        rows = rows.query("flow == @flow and dimension == @dimension and unit == @unit")
        other_concept = rows.category.str.contains(f"_preliminary|{cleaning.NO_GROUP}")
        return by_width(rows[rows.low.notna() & ~other_concept]).drop_duplicates("category")


def sources_for(url, known: dict[str, pd.DataFrame], run: Parameters, published=None) -> Sources:
    """The sources for one article of the day `published`, without the rows of its own page."""
    own_page = page_of(url)
    others = {
        name: table[table.source_url.map(page_of) != own_page] for name, table in known.items()
    }
    flows = others["kz_flows_annual"]
    return Sources(
        year=run.year,
        annual=cleaning.annual_flows(flows, run.year, run.vintage),
        flows=flows,
        breakdowns=others["kz_breakdowns"],
        corridors=others["corridors"],
        corridor_flows=others["corridor_flows"],
        published=published,
    )


def year_of(claim, sources: Sources) -> int:
    """The year of a claim: its own, else the year of the edition."""
    return int(str(claim.time_period)[:4]) if pd.notna(claim.time_period) else sources.year


def base_of(claim, year: int) -> int:
    """The year that a change starts from: the claim's own, else the year before."""
    return int(claim.base_period) if pd.notna(claim.base_period) else year - 1


def change(new: Figure | None, old: Figure | None) -> Change | None:
    """The change between two figures; None where one is unknown or nobody moved before."""
    if new is None or old is None or old.interval.low <= 0:
        return None
    return Change(printed.percent_change(new.interval, old.interval), new, old)


def own_figures(claim, claims: pd.DataFrame, dimension: str | None = None) -> pd.DataFrame:
    """The counts that the article itself prints for the claim's flow and year, by category."""
    counts = claims[(claims.kind == "quantity") & (claims.flow == claim.flow)]
    same_year = counts.time_period == claim.time_period
    same_kind = counts.dimension == (dimension or claim.dimension)
    return counts[same_year & same_kind].drop_duplicates("category")


def interval_of(row) -> Interval:
    """The bounds of a row; rounded, since 13.6 + 0.05 misses the decimal bound by a hair."""
    return Interval(round(float(row.low), 6), round(float(row.high), 6))


def by_width(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with `low` and `high`, the most exact first."""
    width = (rows.high - rows.low).astype(float)
    return rows.assign(width=width).sort_values("width", kind="stable")
