"""What series and pages print: a figure for each row, whatever file it is from."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pandas as pd

from helpers.cleaning import names
from helpers.cleaning.bounds import PEOPLE, as_rounded, printed_bounds
from helpers.parameters import final_by
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
    def middle(self) -> Interval:
        return Interval(self.value, self.value)

    @property
    def order(self) -> tuple:
        """Sorts figures, the one that weighs most first."""
        day = self.out or pd.Timestamp(0)
        width = self.interval.high - self.interval.low
        return TRUST.index(self.source), self.standing, width, self.out is None, day

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
    """Host and path of an address, the same for its `www`, `amp` and mobile forms; the query counts
    only where nothing else names the page, and without what counts visits.

    >>> page_of("http://m.outlet.kz/?p=7&amp=1")
    'outlet.kz?p=7'
    """
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
            whole = {"flow": "internal", "region": COUNTRY, "value": 0, "row": ""}
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
            return {"vintage": "first", "period": months_of(raw["year"], months)}
        case "kz_flows_by_partner":  # as the bureau reports them to CIS Stat
            partner = raw.get("partner")
            if not partner:
                return LEFT_OUT
            dimension = "country_group" if partner in ("CIS", "non_CIS") else "country"
            return {"dimension": dimension, "category": names.partner_id(partner)}
        case "kz_internal_moves_by_region":
            copy = {"vintage": "copy", "source": "unnamed", **place}
            return copy if raw["month"] is None else LEFT_OUT
        case "kz_net_urban_rural":  # over all flows, those inside the country too
            kind = raw.get("settlement")
            group = {"dimension": "urban_rural", "category": f"{kind}_all_flows"}
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
