"""From rows as printed to tidy tables: one row per observation, with what it is and where it
stands.

Every value says what it is in the column `status`: `printed` (read in an article), `observed` (an
official series), `implied` (computed from printed figures at their precision) or `derived`
(computed from observed ones); `projected` values come from `helpers.projection`. Blank means
unknown.
"""

import pandas as pd

from helpers.cleaning.bounds import value_bounds
from helpers.parameters import Parameters

# The official annual series among the rows of kz_flows_annual: one exact row per year and flow.
OFFICIAL = "data/processed/bns/migration_"
FLOWS = ("arrivals", "departures")


# --- the national series --------------------------------------------------------------------------


def annual_flows(flows: pd.DataFrame, year: int, vintage: str = "latest") -> pd.DataFrame:
    """Arrivals, departures and net migration by year up to `year`, one row per year and flow.

    Columns: year, flow, value (persons; blank if not published), low and high (what prints the
    same), status, vintage (`final` or `preliminary`), row and source_url. With `vintage='first'`
    the value of `year` itself is the first figure that was printed by the edition's date
    (`in_time`), and stays blank when none was. Net migration is arrivals less departures of the
    same vintage.
    """
    known = flows[(flows.year <= year) & flows.measure.isin(FLOWS)]
    tidy = best_printed(known)
    if vintage == "first":
        tidy = pd.concat([tidy[tidy.year < year], _first_of(known, year)])
    tidy = tidy.rename(columns={"measure": "flow"}).astype({"year": int, "value": "Int64"})
    bounds = [value_bounds(row) for row in tidy.itertuples()]
    tidy[["low", "high"]] = pd.DataFrame(bounds, index=tidy.index, columns=["low", "high"]).astype(
        "Float64"
    )
    tidy["status"] = "observed"
    tidy["vintage"] = tidy.vintage.map({"preliminary": "preliminary", "revised": "final"}).fillna(
        "not published"
    )
    columns = ["year", "flow", "value", "low", "high", "status", "vintage", "row", "source_url"]
    tidy = tidy[columns].sort_values(["flow", "year"]).reset_index(drop=True)
    return pd.concat([tidy, _net(tidy)], ignore_index=True)


def best_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Of all rows that print the same year and flow, the one to use.

    The official series; without it the most exact final figure; without that the most exact
    preliminary one. Figures of unknown vintage are never used.
    """
    rows = rows[rows.vintage.isin(["revised", "preliminary"])]
    official = (rows.vintage == "revised") & rows.source_url.str.contains(OFFICIAL, regex=False)
    rank = rows.vintage.map({"revised": 1, "preliminary": 2}).mask(official, 0)
    return _most_exact(rows.assign(rank=rank))


def first_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """The first releases: for each year and flow the most exact preliminary figure, where one was
    printed.
    """
    return _most_exact(rows[rows.vintage == "preliminary"].assign(rank=0))


def _most_exact(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per year and measure: the lowest rank, then most digits, then earliest known, then
    first in the file.
    """
    digits = rows.value.abs().astype(str).str.rstrip("0").str.len()
    order = ["year", "measure", "rank", "digits", "published"]
    ranked = rows.assign(digits=-digits).sort_values(order, kind="stable", na_position="last")
    return (
        ranked.drop_duplicates(["year", "measure"])
        .drop(columns=["rank", "digits"])
        .reset_index(drop=True)
    )


def in_time(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """The figures on pages that stood by the date of the edition of `year`.

    Undated pages count as known in time, because first figures are undated on most pages.
    """
    return rows[~(rows.published > pd.Timestamp(Parameters(year).cutoff))]


def _first_of(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """The first releases of one year by the edition's date, with a blank row for a flow that had
    none.
    """
    first = first_printed(in_time(rows[rows.year == year], year))
    wanted = pd.DataFrame({"year": year, "measure": list(FLOWS)})
    return wanted.merge(first, on=["year", "measure"], how="left")


def _net(tidy: pd.DataFrame) -> pd.DataFrame:
    """Arrivals less departures; blank, and of no vintage, where one of the two is not published."""
    pairs = tidy[tidy.flow == "arrivals"].merge(
        tidy[tidy.flow == "departures"], on="year", suffixes=("", "_left")
    )
    same = pairs.vintage == pairs.vintage_left
    vintage = pairs.vintage.where(same, "mixed").where(
        pairs.value.notna() & pairs.value_left.notna(), "not published"
    )
    net = pairs.assign(
        flow="net", value=pairs.value - pairs.value_left, status="derived", vintage=vintage
    )
    net["low"], net["high"] = pairs.low - pairs.high_left, pairs.high - pairs.low_left
    net["row"] = pairs.row.fillna("") + " " + pairs.row_left.fillna("")
    return net[tidy.columns].assign(row=net.row.str.strip().mask(net.row.str.strip() == ""))


def series_of(flows: pd.DataFrame, flow: str, start: int | None = None) -> pd.Series:
    """One flow of `annual_flows` as a series of floats indexed by year, years without a value left
    out.
    """
    part = flows[(flows.flow == flow) & flows.value.notna()]
    part = part if start is None else part[part.year >= start]
    series = pd.Series(part.value.astype(float).to_numpy(), index=part.year.astype(int), name=flow)
    return series.rename_axis("year")


def revisions(flows: pd.DataFrame, year: int, vintage: str = "latest") -> pd.DataFrame:
    """First printed against final figures, where both are exact: year, flow, first, final,
    change_percent, rows.

    Rounded first releases are left out: their revision cannot be told from their rounding. With
    `vintage='first'` the final figure of `year` itself is not known yet.
    """
    last = year - 1 if vintage == "first" else year
    known = flows[(flows.year <= last) & flows.measure.isin(FLOWS)]
    final = best_printed(known).query("vintage == 'revised'")
    both = first_printed(known).merge(final, on=["year", "measure"], suffixes=("_first", "_final"))
    both = both[both.value_first % 100 != 0].sort_values(["measure", "year"], ignore_index=True)
    return pd.DataFrame(
        {
            "year": both.year.astype(int),
            "flow": both.measure,
            "first": both.value_first.astype(int),
            "final": both.value_final.astype(int),
            "change_percent": 100 * (both.value_final / both.value_first - 1).astype(float),
            "rows": both.row_first + " " + both.row_final,
        }
    )


def national_population(rows: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """The country's population on 1 January: year, region, population, row.

    From `kz_population`; the years before its first from the recalculated figures among the annual
    rows.
    """
    known = population[population.region == "kazakhstan"]
    older = rows[
        (rows.measure == "population_jan1")
        & (rows.vintage == "revised")
        & (rows.year < known.year.min())
    ]
    older = (
        _most_exact(older.assign(rank=0))
        .assign(region="kazakhstan")
        .rename(columns={"value": "population"})
    )
    columns = ["year", "region", "population", "row"]
    return pd.concat([older[columns], known[columns]]).sort_values("year", ignore_index=True)


def rates(flows: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Flows per 1,000 people of the mean of the two 1 January populations: year, flow, per_1000,
    row.

    Years without both populations are left out. The population was recalculated to a census at 1
    January 2009 and 2022, so rates step there by a per cent or three without any movement.
    """
    national = population[population.region == "kazakhstan"].set_index("year")
    people = national.population.astype(float)
    middle = ((people + people.shift(-1)) / 2).dropna()
    kept = flows[flows.value.notna() & flows.year.isin(middle.index)]
    per_1000 = 1000 * kept.value.astype(float) / kept.year.map(middle)
    places = kept.row + " " + kept.year.map(national.row) + " " + (kept.year + 1).map(national.row)
    return pd.DataFrame(
        {"year": kept.year, "flow": kept.flow, "per_1000": per_1000, "row": places}
    ).reset_index(drop=True)


def cumulative(rows: pd.DataFrame, flow: str, year: int, since: int = 2019) -> pd.DataFrame:
    """The flow from January to the end of a month, as first published: year, months, value, row.

    One row per year and month count, the most exact that stood by the date of the edition of
    `year`; rows that the transcription marks as not usable are left out.
    """
    known = in_time(rows[(rows.measure == flow) & rows.year.between(since, year)], year)
    known = known[~known.note.fillna("").str.contains("not usable")]
    known = known.assign(rank=0, measure=known.months)
    return (
        _most_exact(known)[["year", "months", "value", "row"]]
        .sort_values(["year", "months"])
        .reset_index(drop=True)
    )


def pace(cumulative: pd.DataFrame, flows: pd.DataFrame, flow: str = "departures") -> pd.DataFrame:
    """Where each year seemed to go at the months that the last year is known to, and where it
    ended.

    `cumulative` and `flows` as from `cumulative` and `annual_flows`. The pace is the count so far,
    stretched to twelve months. Columns: year, months, pace, end (the annual figure; blank where
    none is known), error_percent (pace less end, percent of the end) and row. Empty when the last
    year has no figure before December.
    """
    columns = ["year", "months", "pace", "end", "error_percent", "row"]
    part = cumulative[
        (cumulative.year == cumulative.year.max()) & (cumulative.months < 12)
    ].months.max()
    if pd.isna(part):
        return pd.DataFrame(columns=columns)
    so_far = cumulative[cumulative.months == part].set_index("year")
    ends = flows[flows.flow == flow].set_index("year").reindex(so_far.index)
    table = pd.DataFrame({"months": int(part), "pace": so_far.value.astype(float) * 12 / part})
    table["end"] = ends.value.astype("Float64")
    table["error_percent"] = 100 * (table.pace / table.end - 1)
    table["row"] = so_far.row + (" " + ends.row).fillna("")
    return table.reset_index()[columns]


def in_per_out(flows: pd.DataFrame) -> pd.DataFrame:
    """Arrivals for each departure by year: year, flow (`ratio`), value, row. Years with a blank
    stay blank.
    """
    wide = flows.pivot(index="year", columns="flow")
    value = wide["value"]["arrivals"].astype("Float64") / wide["value"]["departures"].astype(
        "Float64"
    )
    return pd.DataFrame(
        {"year": wide.index, "flow": "ratio", "value": value, "row": wide["row"]["net"]}
    ).reset_index(drop=True)
