"""From rows as printed to the national series: one row per year and flow, with its source, and
what a printed value can be, from the digits of its text."""

import re
from functools import cache
from math import isclose

import pandas as pd

from helpers import printed
from helpers.data.series_rules import FLOWS, OFFICIAL
from helpers.parameters import Parameters

PEOPLE = "persons"
FIGURE = re.compile(r"[\d\s\u00a0\u202f\u2009.,]+(?:тыс\.?|тысяч[аи]?|мың|млн|thousand|million|%)?")
ANNUAL = ["year", "flow", "value", "low", "high", "status", "vintage", "row", "source_url"]
PLACE = ["year", "region"]


def annual_flows(flows: pd.DataFrame, year: int, vintage: str = "latest") -> pd.DataFrame:
    """Arrivals, departures and net migration up to `year`, one row per year and flow: `ANNUAL`.
    Value blank if not published, low and high what prints the same, vintage `final` or
    `preliminary` (of a net also `mixed`). With `vintage='first'` the value of `year` itself is the
    first figure that was printed by the edition's date."""
    known = flows.query("year <= @year and measure in @FLOWS")
    tidy = best_printed(known)
    if vintage == "first":
        both_flows = pd.DataFrame({"year": year, "measure": list(FLOWS)})
        early = in_time(known.query("year == @year and vintage == 'preliminary'"), year)
        first = both_flows.merge(_most_exact(early), how="left")
        tidy = pd.concat([tidy.query("year < @year"), first])
    tidy = tidy.rename(columns={"measure": "flow"}).astype({"year": int, "value": "Int64"})
    tidy = tidy.sort_values(["flow", "year"], ignore_index=True)
    bounds = map(value_bounds, tidy.itertuples())
    tidy[["low", "high"]] = pd.DataFrame(bounds, columns=range(2), dtype="Float64")
    tidy["vintage"] = tidy.vintage.replace("revised", "final").fillna("not published")
    tidy = tidy.assign(status="observed")[ANNUAL]

    arrived, left = (tidy.query("flow == @flow") for flow in FLOWS)
    pairs = arrived.merge(left, on="year", suffixes=("", "_left"))
    rows = tidy.dropna(subset="row").groupby("year").row.agg(" ".join)
    mixed = pairs.vintage.where(pairs.vintage == pairs.vintage_left, "mixed")
    value = pairs.value - pairs.value_left
    net = pairs.assign(
        flow="net",
        value=value,
        low=pairs.low - pairs.high_left,
        high=pairs.high - pairs.low_left,
        status="derived",
        vintage=mixed.mask(value.isna(), "not published"),
        row=pairs.year.map(rows),
    )
    return pd.concat([tidy, net[ANNUAL]], ignore_index=True)


def best_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Of all rows of a year and flow the official, or the most exact final, or preliminary one."""
    rows = rows.query("vintage in ['revised', 'preliminary']")
    final = rows.vintage == "revised"
    official = final & rows.source_url.str.contains(OFFICIAL, regex=False)
    return _most_exact(rows, -final.astype(int) - official)


def _most_exact(rows: pd.DataFrame, rank=0) -> pd.DataFrame:
    """One row per year and measure: lowest rank, most digits, earliest known, first in the file."""
    digits = rows.value.abs().astype(str).str.rstrip("0")
    ranked = rows.assign(rank=rank, zeros=-digits.str.len())
    order = ["year", "measure", "rank", "zeros", "published"]
    ranked = ranked.sort_values(order, kind="stable").drop(columns=["rank", "zeros"])
    return ranked.drop_duplicates(["year", "measure"], ignore_index=True)


def in_time(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """The figures on pages that stood by the date of the edition of `year`; undated pages did."""
    return rows[~(rows.published > pd.Timestamp(Parameters(year).cutoff))]


def series_of(flows: pd.DataFrame, flow: str, start: int | None = None) -> pd.Series:
    """One flow of `annual_flows` as floats indexed by year, years without a value left out."""
    rows = flows.query("flow == @flow and value.notna()").sort_values("year")
    series = rows.astype({"year": int, "value": float}).set_index("year").value
    return series.loc[start:].rename(flow)


def revisions(flows: pd.DataFrame, year: int, vintage: str = "latest") -> pd.DataFrame:
    """First printed against final figures: year, flow, first, final, change_percent, rows. The
    revision of a rounded first release cannot be told from its rounding. With `vintage='first'` no
    final figure of `year` is known yet."""
    known = flows.query("year <= @year and measure in @FLOWS")
    if vintage == "first":
        known = known.query("year < @year")
    final = best_printed(known).query("vintage == 'revised'")
    first = _most_exact(known.query("vintage == 'preliminary'"))
    first = first.query("value % 100 != 0")
    both = first.merge(final, on=["year", "measure"], suffixes=("_first", "_final"))
    columns = {
        "measure": "flow",
        "value_first": "first",
        "value_final": "final",
    }
    both = both.rename(columns=columns).astype({"year": int, "first": int, "final": int})
    both["change_percent"] = both.eval("100 * (final / first - 1)")
    both["rows"] = both.row_first + " " + both.row_final
    both = both.sort_values(["flow", "year"], ignore_index=True)
    return both[["year", "flow", "first", "final", "change_percent", "rows"]]


def national_population(rows: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """The country's population on 1 January: year, region, population, row; before `kz_population`
    from recalculated figures among the annual rows."""
    known = population.query("region == 'kazakhstan'")
    older = rows.query(
        "measure == 'population_jan1' and vintage == 'revised' and year < @known.year.min()"
    )
    older = _most_exact(older.assign(region="kazakhstan", population=older.value))
    both = pd.concat([older, known])[[*PLACE, "population", "row"]]
    return both.sort_values("year", ignore_index=True)


def per_thousand(flows: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Flows by year and region with `per_1000`, by the mean of the two 1 January populations; blank
    without both, whose rows are added to `row`."""
    start = population[[*PLACE, "population", "row"]].astype({"population": float})
    end = start.assign(year=start.year - 1)
    both = start.merge(end, on=PLACE, suffixes=("_start", "_end"))
    rated = flows.merge(both, on=PLACE, how="left")
    rate = rated.eval("1000 * value / ((population_start + population_end) / 2)")
    rated["per_1000"] = rate.astype(float)
    rated["row"] += " " + rated.row_start + " " + rated.row_end
    return rated


def rates(flows: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """The country's flows `per_thousand` people: year, flow, per_1000, row; no blanks. The
    population was recalculated to a census at 1 January 2009 and 2022: rates step there."""
    rated = per_thousand(flows.assign(region="kazakhstan"), population)
    known = rated.dropna(subset="per_1000").reset_index(drop=True)
    return known[["year", "flow", "per_1000", "row"]]


def cumulative(rows: pd.DataFrame, flow: str, year: int, since: int = 2019) -> pd.DataFrame:
    """The flow from January to the end of a month: year, months, value, row. The most exact that
    stood by the date of the edition of `year`, without rows marked not usable."""
    known = in_time(rows, year).query(
        "measure == @flow and @since <= year <= @year "
        "and ~note.fillna('').str.contains('not usable')"
    )
    best = _most_exact(known.assign(measure=known.months))
    return best[["year", "months", "value", "row"]]


def value_bounds(row) -> tuple:
    """What prints the same as an annual value; the value itself where people were counted."""
    if pd.isna(row.value):
        return None, None
    value = float(row.value)
    low, high = printed_bounds(str(row.as_published), value, PEOPLE)
    # '155749.0' comes from a table of decimals and counts people all the same.
    if low is None or high - low < 1:
        return value, value
    return low, high


def as_rounded(value: float, low: float | None, high: float | None) -> tuple:
    """The bounds of a count; one that ends in two or more zeros is taken for rounded."""
    if low != high or value % 100 or not value:
        return low, high
    digits = str(int(value))
    zeros = len(digits) - len(digits.rstrip("0"))
    half = 10**zeros / 2
    return value - half, value + half


@cache  # the same few hundred figures are read for every year and chart
def printed_bounds(text: str, value: float, unit: str) -> tuple[float, float]:
    """What prints the same as a value of a breakdown, from the digits of its text."""
    for match in re.finditer(r"\d[\d\s\u00a0\u202f\u2009.,]*\d|\d", text):
        for part in (text[match.start() :], match.group()):
            words = FIGURE.match(part).group()
            try:
                figure = printed.parse(words.strip().rstrip(".,"))
            except ValueError:
                continue
            if isclose(abs(figure.value), abs(value), abs_tol=1e-9):
                half = float(figure.high - figure.low) / 2
                return value - half, value + half
    if unit == PEOPLE and value % 100:
        return value, value
    return None, None
