"""What the tests of an article may use: what series and pages print, a figure for each row whatever
file it is from, as far as it is known to the edition and read on other pages than the article's."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from operator import sub
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pandas as pd

from helpers import cleaning, printed
from helpers.cleaning import names
from helpers.cleaning.corridors import ENDS, HOME
from helpers.cleaning.flows import PEOPLE, as_rounded, printed_bounds
from helpers.parameters import Parameters, final_by
from helpers.printed import Interval

# The series, and the test that uses each
SERIES = {
    "kz_population": "population",
    "kz_population_old_division": "population",
    "kz_flows_annual": "annual_series",
    "kz_flows_cumulative": "cumulative",
    "kz_flows_by_partner": "partners",
    "kz_internal_moves_by_region": "internal_moves",
    "kz_net_urban_rural": "urban_rural",
    "kz_breakdowns": "breakdown",
}
COUNTED_UP = ("kz_flows_annual", "kz_flows_cumulative", "kz_breakdowns")  # may hold rounded figures
# The bureau's series, whoever publishes them; pages that quote a release; copies of no named origin
TRUST = ("official", "quoted", "unnamed")  # the first trusted most
NUMBERS = ["year", "value", "population", "stock", "months", "month", "period_months"]
VINTAGES = {"revised": "final", "preliminary": "first"}  # figures of unknown vintage are never used
LEFT_OUT = {"vintage": None}
MEASURES = {"population_jan1": "stock", "internal_moves": "internal"}
VISITS = re.compile(r"utm_|amp$|fbclid|gclid|yclid")  # parts of an address that count visits
EARLY = re.compile(r"_preliminary(?:_base)?$")  # a category, as a release of first figures has it
COUNTRY = "kazakhstan"  # as a region: the whole of it
LEAST_SIZES = {"departures": 0.5, "arrivals": 3.5}  # percent: pairs of figures are too few to trust
TABLES = (*SERIES, "corridors", "corridor_flows")
UN_TABLE = r"Rev\.\d{4}"
CORRIDOR = [*ENDS, "period", "edition", "rank_in_source", "source", "note", "row"]


class Figure(NamedTuple):
    """A figure that stands in sources, or follows from two that do, its `parts`: `final`, `first`,
    or a `copy` of either. `out` is the first day on which it was out (None if unknown), `source`
    one of `TRUST`, `rows` are those it was read from."""

    value: float
    interval: Interval
    vintage: str
    source: str
    out: pd.Timestamp | None
    rows: tuple[str, ...]
    url: str = ""
    parts: tuple["Figure", ...] = ()

    @property
    def standing(self) -> int:
        """How many of its parts are not final."""
        return sum(part.standing for part in self.parts) or int(self.vintage != "final")

    @property
    def test(self) -> str:
        return SERIES[self.rows[0].split(".")[0]]

    @property
    def middle(self) -> Interval:
        return Interval(self.value, self.value)

    def order(self) -> tuple:
        """Sorts figures, the one that weighs most first."""
        day = self.out or pd.Timestamp.max
        width = self.interval.high - self.interval.low
        return (
            TRUST.index(self.source),
            self.standing,
            width,
            day,
        )

    def is_out(self, day: pd.Timestamp | None) -> bool:
        """Whether it could be read on a day; a first figure without a day could."""
        if self.out is None:
            return self.vintage == "first"
        return day is not None and self.out <= day


class Measure(NamedTuple):
    """What is counted: a flow, or people at one time, of a group, in a period ('2020',
    '2020-01/2020-09', '2021-01-01'), in a unit (persons, percent, change)."""

    flow: str
    dimension: str
    category: str
    period: str
    unit: str = PEOPLE


@cache
def page_of(url) -> str:
    """Host and path of an address, the same in all its forms, or the query that names the page."""
    if pd.isna(url) or not url:
        return ""
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = re.sub(r"^(?:(?:www|m|amp)\.)+", "", parts.netloc.lower().split(":")[0])
    steps = [step for step in parts.path.split("/") if step and step != "amp"]
    path = re.sub(r"(?:\.amp(?=\.html?$)|[._-]amp$)", "", "/".join(steps))
    if path and not re.fullmatch(r"index\.\w+", path):
        return f"{host}/{path}"
    for name, value in sorted(parse_qsl(parts.query)):
        if not VISITS.match(name):
            host += f"?{name}={value}"
    return host


@cache
def day_of(text) -> pd.Timestamp | None:
    """A day as text or timestamp; None where it is blank or cannot be read."""
    day = pd.to_datetime(text, errors="coerce")
    return None if pd.isna(day) else day


def rows_of(table: pd.DataFrame | None, name: str) -> list[dict]:
    """The rows of a table of the package: blank cells None, with place in the file and day."""
    if table is None or table.empty:
        return []
    columns = table.columns.union([*NUMBERS, "row", "published"], sort=False)
    table = table.reindex(columns=columns)
    table[NUMBERS] = table[NUMBERS].apply(pd.to_numeric, errors="coerce").astype(float)
    table = table.astype(object)
    rows = table.where(table.notna(), None).to_dict("records")
    for line, row in enumerate(rows, start=2):
        row["row"] = row["row"] or f"{name}.csv:{line}"
        row["published"] = day_of(row["published"])
    return [row for row in rows if row["year"] is not None]


def months_of(year, months) -> str:
    """The period of the first months of a year: '2020-01/2020-09', or '2020'."""
    year, months = int(year), int(months)
    return str(year) if months == 12 else f"{year}-01/{year}-{months:02}"


def observed(rows: list[dict], name: str) -> Iterator[tuple[Measure, Figure]]:
    """The figures of a file, each with what it counts; `rows` as from `rows_of`."""
    if name == "kz_internal_moves_by_region":
        rows = rows + _all_moves(rows)
    for raw in rows:
        year = int(raw["year"])
        measured = raw.get("measure")
        usual = {
            "flow": MEASURES.get(measured, measured) or raw.get("flow"),
            "dimension": "total",
            "category": "total",
            "period": str(year),
            "unit": PEOPLE,
            "vintage": "final",
            "source": "official",
        }
        row = raw | usual | _particulars(raw, name)
        value = row["value"]
        day = row["published"]
        if None in (value, row["vintage"]):
            continue
        if row["flow"] == "stock":  # people on 1 January close the year before
            row["period"] += "-01-01"
            year -= 1
        late = day is None or day.year != year + 1  # such a day is that of a copy
        low = high = value
        if name in COUNTED_UP:
            low, high = printed_bounds(row.get("as_published") or "", value, row["unit"])
            counted = row["unit"] == PEOPLE
            if low is None or (counted and high - low < 1):
                half = 0 if counted else 0.05
                low, high = value - half, value + half
            if row["vintage"] != "final":
                low, high = as_rounded(value, low, high)
        figure = Figure(
            value=value,
            interval=Interval(round(low, 6), round(high, 6)),
            vintage=row["vintage"],
            source=row["source"],
            out=pd.Timestamp(final_by(year)) if row["vintage"] == "final" and late else day,
            rows=tuple(row["row"].split()),
            url=row.get("source_url") or "",
        )
        yield Measure(*(row[field] for field in Measure._fields)), figure


def _all_moves(rows: list[dict]) -> list[dict]:
    """All moves inside the country in each year: the arrivals of its regions."""
    totals = {}
    for row in rows:
        counted = row["month"] is None and row["value"] is not None
        if counted and row.get("flow") == "internal_arrivals":
            whole = {
                "flow": "internal",
                "region": COUNTRY,
                "value": 0,
                "row": "",
            }
            total = totals.setdefault(row["year"], row | whole)
            total["value"] += row["value"]
            total["row"] += f" {row['row']}"
    return list(totals.values())


def _particulars(raw: dict, name: str) -> dict:
    """Where a row is not a final official count of the whole country in a year, what it is."""
    region = raw.get("region")
    place = {} if region == COUNTRY else {"dimension": "region", "category": region}
    match name:
        case "kz_population" | "kz_population_old_division":
            return {"flow": "stock", "value": raw["population"], **place}
        case "kz_flows_annual":
            return {"vintage": VINTAGES.get(raw.get("vintage"))}
        case "kz_flows_cumulative":  # as first published; twelve months are the year's first figure
            months = raw["months"]
            unusable = "not usable" in (raw.get("note") or "") or months is None
            if unusable or raw.get("measure") == "internal_moves_interregional":
                return LEFT_OUT
            return {
                "vintage": "first",
                "period": months_of(raw["year"], months),
            }
        case "kz_flows_by_partner":  # as the bureau reports them to CIS Stat
            partner = raw.get("partner")
            if not partner:
                return LEFT_OUT
            dimension = "country_group" if partner in ("CIS", "non_CIS") else "country"
            return {
                "dimension": dimension,
                "category": names.partner_id(partner),
            }
        case "kz_internal_moves_by_region":
            copy = {"vintage": "copy", "source": "unnamed", **place}
            return copy if raw["month"] is None else LEFT_OUT
        case "kz_net_urban_rural":  # over all flows, those inside the country too
            kind = raw.get("settlement")
            group = {
                "dimension": "urban_rural",
                "category": f"{kind}_all_flows",
            }
            return LEFT_OUT if kind == "total" else {"flow": "net", **group}
    # Pages quote the bureau's releases
    in_file = raw.get("category") or ""
    category = EARLY.sub("", in_file)
    changes = category == "change_vs_previous_year"
    return {
        "dimension": raw.get("dimension"),
        "category": "total" if changes else category,
        "period": months_of(raw["year"], raw["period_months"] or 12),
        "unit": "change" if changes else raw.get("unit"),
        "vintage": "copy" if category == in_file else "first",
        "source": "quoted",
    }


@dataclass(frozen=True)
class Evidence:
    """Nothing about years after `year`: the figures of series and pages; `stocks` (the last of each
    United Nations edition, the newest first) and `flows` as from `_corridors`; `sizes` of revisions
    of each flow, in percent; `days` of each row's page; the day on which the article appeared."""

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
        return sorted([*in_print, *counted], key=Figure.order)

    def groups(self, measure: Measure) -> dict[str, Figure]:
        """The figures of all groups in the dimension of a measure, the largest first."""
        groups = []
        for key in self.figures:
            same = key._replace(category=measure.category) == measure
            if same and not re.search(cleaning.NO_GROUP, key.category):
                groups.append((key.category, self.levels(key)[0]))
        return dict(sorted(groups, key=lambda group: (-group[1].value, group[0])))


def gathered(tables: dict, year: int, published=None, url=None, vintage="latest") -> Evidence:
    """The evidence for one article, without the rows of its own page; slots as of `verdicts`."""
    run = Parameters(year, vintage=vintage)
    own_page = page_of(url)
    days = {}
    rows = defaultdict(list)
    for name, table in tables.items():
        for row in rows_of(table, name):
            days[row["row"]] = row["published"]
            if not own_page or page_of(row.get("source_url")) != own_page:
                rows[name].append(row)
    figures = {}
    for name in SERIES:
        for measure, figure in observed(rows[name], name):
            if _is_known(measure, figure, run):
                figures.setdefault(measure, []).append(figure)
    stocks = _corridors(rows["corridors"], "stock", year)
    stocks = stocks[stocks.edition.str.fullmatch(UN_TABLE)]
    stocks = stocks[stocks.period == stocks.groupby("edition").period.transform("max")]
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
    """What is known to the year, as `amount`, `rank` in the world, and `period` (year or span)."""
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
    moved = {
        "flow": row["value"],
        "period": f"{row['year']:.0f}",
    }
    return row | dict(zip(ENDS, ends, strict=True)) | moved


def _is_known(measure: Measure, figure: Figure, run: Parameters) -> bool:
    """Of no later year; with vintage `first`, of the year itself what was out by the edition."""
    year = int(measure.period[:4]) - (measure.flow == "stock")
    if run.vintage != "first" or year != run.year:
        return year <= run.year
    return figure.vintage != "final" and figure.is_out(pd.Timestamp(run.cutoff))


def _sizes_of_revisions(figures: dict[Measure, list[Figure]]) -> dict[str, float]:
    sizes = dict(LEAST_SIZES)
    for measure, of_measure in figures.items():
        annual = [each for each in of_measure if each.test == "annual_series"]
        final = [each for each in most_exact(annual) if each.vintage == "final"]
        first = [each for each in annual if each.vintage == "first" and each.value % 100]
        for new, old in product(final, first) if measure.flow in sizes else ():
            size = abs(100 * (new.value / old.value - 1))
            sizes[measure.flow] = max(size, sizes[measure.flow])
    return sizes


def most_exact(figures: Iterable[Figure]) -> list[Figure]:
    """Of official figures the most exact of each vintage, and every copy; the weightiest first."""
    kept = {}
    for figure in sorted(figures, key=Figure.order):
        copied = figure.source != "official"
        same = (figure.value, figure.out) if copied else (figure.standing,)
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
            vintage=min(
                one.vintage,
                other.vintage,
                key=("first", "copy", "final").index,
            ),
            source=max(one.source, other.source, key=TRUST.index),
            out=None if None in days else max(days),
            rows=(*one.rows, *other.rows),
            url=one.url,
            parts=(one, other),
        )
        results.append(figure)
    return sorted(results, key=Figure.order)


def growth(new: Interval, old: Interval) -> Interval | None:
    """The change in percent; of losses by their size, None where a balance changed its sign."""
    if old.high < 0 and new.high <= 0:
        return printed.percent_change(-new, -old)
    return printed.percent_change(new, old) if old.low > 0 and new.low >= 0 else None


def share_of(part: Interval, whole: Interval) -> Interval | None:
    if part.low < 0 or whole.low <= 0 or part.low > whole.high:
        return None
    return printed.share(part, whole=whole)
