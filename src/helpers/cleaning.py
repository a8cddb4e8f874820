"""From rows as printed to tidy tables: one row per observation, with what it is and where it stands.

Every value says what it is in the column `status`: `printed` (read in an article), `observed` (an official
series), `implied` (computed from printed figures at their precision) or `derived` (computed from observed
ones); `projected` values come from `helpers.projection`. Blank means unknown.
"""

import re
from functools import cache
from urllib.parse import urlsplit

import pandas as pd

from helpers import printed
from helpers.language import _
from helpers.parameters import Parameters

# The official annual series among the rows of kz_flows_annual: one exact row per year and flow.
OFFICIAL = "data/processed/bns/migration_"
FLOWS = ("arrivals", "departures")
PEOPLE, PERCENT = "persons", "percent"
NO_GROUP = "_all_flows|change_vs|^group_"  # categories that are another concept, a change, or groups taken together


# --- the articles' figures ------------------------------------------------------------------------


def articles_of(articles: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The articles that an edition may use: those of its year.

    With `vintage='first'` none that was published after the edition's date, 1 March of the year that follows.
    """
    mine = articles[articles.reference_year == run.year]
    if run.vintage == "first":
        mine = mine[mine.published.isna() | (mine.published <= pd.Timestamp(run.cutoff))]
    return mine.reset_index(drop=True)


def claims_of(claims: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The claims of these articles in reading order, each figure as an interval.

    Adds `amount` (value times its power of ten), `low` and `high` (what prints the same), and `status`.
    """
    kept = claims[claims.article_id.isin(articles.article_id)].copy()
    order = {article: place for place, article in enumerate(articles.article_id)}
    kept = kept.sort_values(
        ["article_id", "start"], kind="stable", key=lambda c: c.map(order) if c.name == "article_id" else c
    )
    bounds = [_bounds(row) for row in kept.itertuples()]
    kept[["amount", "low", "high"]] = pd.DataFrame(bounds, index=kept.index, columns=["amount", "low", "high"])
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

    One row per change whose figure is printed: flow, year, low, high, and the two claims. 7.6 thousand after
    a fall of 40.5% implies 12,678 to 12,868 a year before. A chain (the change of the year before that) goes
    on from the implied value. Both claims are of one article; of articles that imply the same year the most exact
    comes first.
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
        base = printed.implied_base(printed.Interval(low, high), printed.Interval(row.low, row.high))
        rests_on = f"{claim} {row.claim_id}"
        known[row.article_id, row.flow, row.base_period] = (float(base.low), float(base.high), rests_on)
        found.append((row.flow, int(row.base_period), float(base.low), float(base.high), "implied", rests_on))
    tidy = pd.DataFrame(found, columns=["flow", "year", "low", "high", "status", "claims"])
    place = tidy.groupby(["flow", "year"], sort=False).ngroup()
    order = pd.DataFrame({"place": place, "width": tidy.high - tidy.low}).sort_values(["place", "width"], kind="stable")
    return tidy.loc[order.index].reset_index(drop=True)


# --- the national series --------------------------------------------------------------------------


def annual_flows(flows: pd.DataFrame, year: int, vintage: str = "latest") -> pd.DataFrame:
    """Arrivals, departures and net migration by year up to `year`, one row per year and flow.

    Columns: year, flow, value (persons; blank if not published), low and high (what prints the same), status, vintage
    (`final` or `preliminary`), row and source_url. With `vintage='first'` the value of `year` itself is the first
    figure that was printed by the edition's date (`in_time`), and stays blank when none was. Net migration is arrivals
    less departures of the same vintage.
    """
    known = flows[(flows.year <= year) & flows.measure.isin(FLOWS)]
    tidy = best_printed(known)
    if vintage == "first":
        tidy = pd.concat([tidy[tidy.year < year], _first_of(known, year)])
    tidy = tidy.rename(columns={"measure": "flow"}).astype({"year": int, "value": "Int64"})
    bounds = [_value_bounds(row) for row in tidy.itertuples()]
    tidy[["low", "high"]] = pd.DataFrame(bounds, index=tidy.index, columns=["low", "high"]).astype("Float64")
    tidy["status"] = "observed"
    tidy["vintage"] = tidy.vintage.map({"preliminary": "preliminary", "revised": "final"}).fillna("not published")
    columns = ["year", "flow", "value", "low", "high", "status", "vintage", "row", "source_url"]
    tidy = tidy[columns].sort_values(["flow", "year"]).reset_index(drop=True)
    return pd.concat([tidy, _net(tidy)], ignore_index=True)


def _value_bounds(row) -> tuple:
    """What prints the same as an annual value; the value itself where it is printed to the last person."""
    if pd.isna(row.value):
        return None, None
    low, high = _printed_bounds(str(row.as_published), float(row.value), PEOPLE)
    whole = low is None or high - low < 1  # '155749.0' comes from a table of decimals and counts people all the same
    return (float(row.value), float(row.value)) if whole else (low, high)


def best_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Of all rows that print the same year and flow, the one to use.

    The official series; without it the most exact final figure; without that the most exact preliminary one.
    Figures of unknown vintage are never used.
    """
    rows = rows[rows.vintage.isin(["revised", "preliminary"])]
    official = (rows.vintage == "revised") & rows.source_url.str.contains(OFFICIAL, regex=False)
    rank = rows.vintage.map({"revised": 1, "preliminary": 2}).mask(official, 0)
    return _most_exact(rows.assign(rank=rank))


def first_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """The first releases: for each year and flow the most exact preliminary figure, where one was printed."""
    return _most_exact(rows[rows.vintage == "preliminary"].assign(rank=0))


def _most_exact(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per year and measure: the lowest rank, then most digits, then earliest known, then first in the file."""
    digits = rows.value.abs().astype(str).str.rstrip("0").str.len()
    order = ["year", "measure", "rank", "digits", "published"]
    ranked = rows.assign(digits=-digits).sort_values(order, kind="stable", na_position="last")
    return ranked.drop_duplicates(["year", "measure"]).drop(columns=["rank", "digits"]).reset_index(drop=True)


def in_time(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """The figures on pages that stood by the date of the edition of `year`.

    Undated pages count as known in time, because first figures are undated on most pages.
    """
    return rows[~(rows.published > pd.Timestamp(Parameters(year).cutoff))]


def _first_of(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """The first releases of one year by the edition's date, with a blank row for a flow that had none."""
    first = first_printed(in_time(rows[rows.year == year], year))
    wanted = pd.DataFrame({"year": year, "measure": list(FLOWS)})
    return wanted.merge(first, on=["year", "measure"], how="left")


def _net(tidy: pd.DataFrame) -> pd.DataFrame:
    """Arrivals less departures; blank, and of no vintage, where one of the two is not published."""
    pairs = tidy[tidy.flow == "arrivals"].merge(tidy[tidy.flow == "departures"], on="year", suffixes=("", "_left"))
    same = pairs.vintage == pairs.vintage_left
    vintage = pairs.vintage.where(same, "mixed").where(pairs.value.notna() & pairs.value_left.notna(), "not published")
    net = pairs.assign(flow="net", value=pairs.value - pairs.value_left, status="derived", vintage=vintage)
    net["low"], net["high"] = pairs.low - pairs.high_left, pairs.high - pairs.low_left
    net["row"] = pairs.row.fillna("") + " " + pairs.row_left.fillna("")
    return net[tidy.columns].assign(row=net.row.str.strip().mask(net.row.str.strip() == ""))


def series_of(flows: pd.DataFrame, flow: str, start: int | None = None) -> pd.Series:
    """One flow of `annual_flows` as a series of floats indexed by year, years without a value left out."""
    part = flows[(flows.flow == flow) & flows.value.notna()]
    part = part if start is None else part[part.year >= start]
    series = pd.Series(part.value.astype(float).to_numpy(), index=part.year.astype(int), name=flow)
    return series.rename_axis("year")


def revisions(flows: pd.DataFrame, year: int, vintage: str = "latest") -> pd.DataFrame:
    """First printed against final figures, where both are exact: year, flow, first, final, change_percent,
    rows.

    Rounded first releases are left out: their revision cannot be told from their rounding. With `vintage='first'`
    the final figure of `year` itself is not known yet.
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

    From `kz_population`; the years before its first from the recalculated figures among the annual rows.
    """
    known = population[population.region == "kazakhstan"]
    older = rows[(rows.measure == "population_jan1") & (rows.vintage == "revised") & (rows.year < known.year.min())]
    older = _most_exact(older.assign(rank=0)).assign(region="kazakhstan").rename(columns={"value": "population"})
    columns = ["year", "region", "population", "row"]
    return pd.concat([older[columns], known[columns]]).sort_values("year", ignore_index=True)


def rates(flows: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Flows per 1,000 people of the mean of the two 1 January populations: year, flow, per_1000, row.

    Years without both populations are left out. The population was recalculated to a census at 1 January 2009
    and 2022, so rates step there by a per cent or three without any movement.
    """
    national = population[population.region == "kazakhstan"].set_index("year")
    people = national.population.astype(float)
    middle = ((people + people.shift(-1)) / 2).dropna()
    kept = flows[flows.value.notna() & flows.year.isin(middle.index)]
    per_1000 = 1000 * kept.value.astype(float) / kept.year.map(middle)
    places = kept.row + " " + kept.year.map(national.row) + " " + (kept.year + 1).map(national.row)
    return pd.DataFrame({"year": kept.year, "flow": kept.flow, "per_1000": per_1000, "row": places}).reset_index(
        drop=True
    )


def cumulative(rows: pd.DataFrame, flow: str, year: int, since: int = 2019) -> pd.DataFrame:
    """The flow from January to the end of a month, as first published: year, months, value, row.

    One row per year and month count, the most exact that stood by the date of the edition of `year`; rows that the
    transcription marks as not usable are left out.
    """
    known = in_time(rows[(rows.measure == flow) & rows.year.between(since, year)], year)
    known = known[~known.note.fillna("").str.contains("not usable")]
    known = known.assign(rank=0, measure=known.months)
    return _most_exact(known)[["year", "months", "value", "row"]].sort_values(["year", "months"]).reset_index(drop=True)


# --- breakdowns -----------------------------------------------------------------------------------


def known_by(breakdowns: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The breakdowns that an edition may use: nothing about a later year.

    With `vintage='first'`, of the year itself only what was certainly published by the edition's date.
    """
    kept = breakdowns[breakdowns.year <= run.year]
    if run.vintage == "first":
        kept = kept[(kept.year < run.year) | (kept.published <= pd.Timestamp(run.cutoff))]
    return kept


def full_year(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """The breakdowns of a whole calendar year, each with the interval that prints the same.

    Adds `low` and `high`; they equal the value where it is printed to the last person.
    """
    kept = breakdowns[(breakdowns.year == year) & (breakdowns.period_months == 12)].copy()
    bounds = [_printed_bounds(row.as_published, row.value, row.unit) for row in kept.itertuples()]
    people = (kept.unit == PEOPLE) & (kept.dimension != "total")
    bounds = [as_rounded(value, *pair) if counts else pair
              for value, pair, counts in zip(kept.value, bounds, people, strict=True)]  # fmt: skip
    kept[["low", "high"]] = pd.DataFrame(bounds, index=kept.index, columns=["low", "high"], dtype=float)
    return kept.reset_index(drop=True)


def as_rounded(value: float, low: float | None, high: float | None) -> tuple:
    """The bounds of a count; one that ends in two or more zeros is taken for rounded, also where no word says so."""
    if low != high or value % 100 or not value:
        return low, high
    half = 10 ** (len(str(int(value))) - len(str(int(value)).rstrip("0"))) / 2
    return value - half, value + half


@cache  # the same few hundred figures are read for every year and chart
def _printed_bounds(text: str, value: float, unit: str) -> tuple[float, float]:
    """What prints the same as a value of a breakdown, from the digits of its text."""
    for match in re.finditer(r"\d[\d\s\u00a0\u202f\u2009.,]*\d|\d", text):
        for part in (text[match.start() :], match.group()):
            figure = _readable(part)
            if figure is not None and abs(abs(figure.value) - abs(value)) < 1e-9:
                half = float(figure.high - figure.low) / 2
                return float(value) - half, float(value) + half
    exact = unit == PEOPLE and value % 100 != 0
    return (float(value), float(value)) if exact else (None, None)


def _readable(text: str):
    words = re.match(r"[\d\s\u00a0\u202f\u2009.,]+(?:тыс\.?|тысяч[аи]?|мың|млн|thousand|million|%)?", text)
    try:
        return printed.parse(words.group().strip().rstrip(".,")) if words else None
    except ValueError:
        return None


def parts(breakdowns: pd.DataFrame, flow: str, dimension: str) -> pd.DataFrame:
    """The groups that are published for one flow and dimension, with what is left of the total as `rest`.

    Columns: category, value, low, high, share, status, row, source_url. Only persons; groups that name other
    concepts (preliminary, all flows) are left out, and so is a remainder that may be nothing but rounding. Empty
    when no group is published: a group that is missing is unknown, not zero.
    """
    mine = breakdowns[(breakdowns.flow == flow) & (breakdowns.unit == PEOPLE)]
    groups = mine[(mine.dimension == dimension) & ~mine.category.str.contains(f"_preliminary|{NO_GROUP}")]
    total = mine[(mine.dimension == "total") & (mine.category == "total")]
    columns = ["category", "value", "low", "high", "status", "row", "source_url"]
    tidy = groups.assign(status="observed").drop_duplicates("category")[columns]
    if tidy.empty or total.empty:
        return tidy.assign(share=pd.Series(dtype=float))
    whole = total.iloc[0]
    rest = {
        "category": "rest",
        "value": float(whole.value - tidy.value.sum()),
        "low": float(whole.low - tidy.high.sum()),
        "high": float(whole.high - tidy.low.sum()),
        "status": "derived",
        "row": whole.row,
        "source_url": whole.source_url,
    }
    tidy = tidy.sort_values("value", ascending=False)
    tidy = tidy if rest["low"] <= 0 else pd.concat([tidy, pd.DataFrame([rest])])
    return tidy.assign(share=tidy.value.astype(float) / float(whole.value)).reset_index(drop=True)


def published(breakdowns: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Which breakdowns of a whole year were found: dimension by flow and year, as the number of groups.

    A blank is a breakdown that was not found for that year, not one that is zero.
    """
    kept = breakdowns[(breakdowns.period_months == 12) & breakdowns.year.isin(years)]
    kept = kept[~kept.category.str.contains(NO_GROUP) & (kept.dimension != "total")]
    kept = kept.assign(category=kept.category.str.removesuffix("_preliminary"))  # one group, whichever figure
    count = kept.groupby(["flow", "dimension", "year"]).category.nunique().unstack()
    return count.reindex(columns=years).astype("Int64").reset_index()


def regional_balance(breakdowns: pd.DataFrame, population: pd.DataFrame, year: int) -> pd.DataFrame:
    """Net migration over all flows by region per 1,000 people, for the last year up to `year` that has all
    regions.

    Columns: year, region, value, per_1000 and row (of the flow and of both populations); sorted by the rate. People
    are the mean of the populations of 1 January of the year and of the next. Empty when no such year is published.
    """
    net = breakdowns[(breakdowns.flow == "net") & (breakdowns.dimension == "region")]
    net = net[(net.period_months == 12) & (net.year <= year)]
    # Before 2022 the regions had other boundaries, and populations of their own: `population` holds both.
    for when in sorted(net.year.unique(), reverse=True):
        mine = net[net.year == when].set_index("category")
        ends = [population[population.year == day].set_index("region").reindex(mine.index) for day in (when, when + 1)]
        people = (ends[0].population.astype(float) + ends[1].population.astype(float)) / 2
        if people.notna().all():
            rate = 1000 * mine.value.astype(float) / people
            tidy = mine.assign(row=mine.row + " " + ends[0].row + " " + ends[1].row, per_1000=rate)
            tidy = tidy.rename_axis("region").reset_index()[["year", "region", "value", "row", "per_1000"]]
            return tidy.sort_values("per_1000", ascending=False).reset_index(drop=True)
    return pd.DataFrame(columns=["year", "region", "value", "row", "per_1000"])


def flows_with(breakdowns: pd.DataFrame, country: str) -> pd.DataFrame:
    """Registered arrivals from and departures to a country in whole years: year, arrivals, departures, row.

    A figure that was not found is blank. Years without either are left out.
    """
    mine = breakdowns[(breakdowns.period_months == 12) & (breakdowns.dimension == "country")]
    mine = mine[(mine.category == country) & (mine.unit == PEOPLE) & mine.flow.isin(FLOWS)]
    mine = mine.drop_duplicates(["year", "flow"])
    wide = mine.pivot(index="year", columns="flow", values="value").reindex(columns=list(FLOWS))
    rows = mine.groupby("year").row.agg(" ".join)
    return wide.assign(row=rows).reset_index().rename_axis(columns=None)


def corridor_stocks(corridors: pd.DataFrame, year: int, pair: tuple[str, str] = ("KAZ", "RUS")) -> pd.DataFrame:
    """Migrant stocks of a country pair, both ways, by edition: edition, year, corridor, stock, rank and row.

    Only editions that existed in `year`, as their names say, and that hold both directions. Editions are revisions of
    each other and are never joined into one series.
    """
    there, back = pair
    names = {(there, back): f"{there}-{back}", (back, there): f"{back}-{there}"}
    published = pd.to_numeric(corridors.edition.str[-4:])
    mine = corridors[(corridors.year <= year) & (published <= year)].copy()
    mine["corridor"] = [names.get((row.origin_iso3, row.destination_iso3)) for row in mine.itertuples()]
    mine = mine[mine.corridor.notna()]
    both = mine.groupby(["edition", "year"]).corridor.transform("nunique") == 2
    mine = mine[both].assign(rank=lambda f: pd.to_numeric(f.rank_in_source, errors="coerce").astype("Int64"))
    columns = ["edition", "year", "corridor", "stock", "rank", "row"]
    return mine[columns].sort_values(["edition", "year", "corridor"]).reset_index(drop=True)


def pace(cumulative: pd.DataFrame, flows: pd.DataFrame, flow: str = "departures") -> pd.DataFrame:
    """Where each year seemed to go at the months that the last year is known to, and where it ended.

    `cumulative` and `flows` as from `cumulative` and `annual_flows`. The pace is the count so far, stretched to twelve
    months. Columns: year, months, pace, end (the annual figure; blank where none is known), error_percent (pace less
    end, percent of the end) and row. Empty when the last year has no figure before December.
    """
    columns = ["year", "months", "pace", "end", "error_percent", "row"]
    part = cumulative[(cumulative.year == cumulative.year.max()) & (cumulative.months < 12)].months.max()
    if pd.isna(part):
        return pd.DataFrame(columns=columns)
    so_far = cumulative[cumulative.months == part].set_index("year")
    ends = flows[flows.flow == flow].set_index("year").reindex(so_far.index)
    table = pd.DataFrame({"months": int(part), "pace": so_far.value.astype(float) * 12 / part})
    table["end"] = ends.value.astype("Float64")
    table["error_percent"] = 100 * (table.pace / table.end - 1)
    table["row"] = so_far.row + (" " + ends.row).fillna("")
    return table.reset_index()[columns]


def internal_growth(breakdowns: pd.DataFrame, year: int) -> pd.DataFrame:
    """By how much registered moves inside the country grew, year by year, and how many times the first year they are.

    Columns: year, value (percent), low, high (what the rounding allows), times, times_low, times_high (chained from
    the year before the first; blank after a gap), row.
    """
    mine = breakdowns[(breakdowns.period_months == 12) & (breakdowns.flow == "internal") & (breakdowns.year <= year)]
    mine = mine[(mine.dimension == "total") & (mine.category == "change_vs_previous_year")].sort_values("year")
    mine = mine.drop_duplicates("year", ignore_index=True)
    bounds = [_printed_bounds(row.as_published, abs(row.value), row.unit) for row in mine.itertuples()]
    half = [(high - low) / 2 if low is not None else 0.05 for low, high in bounds]
    tidy = mine[["year", "value", "row"]].astype({"year": int, "value": float})
    tidy["low"], tidy["high"] = tidy.value - half, tidy.value + half
    unbroken = (tidy.year.diff().fillna(1) == 1).cumprod() == 1
    for name, bound in (("times", "value"), ("times_low", "low"), ("times_high", "high")):
        tidy[name] = (1 + tidy[bound] / 100).cumprod().where(unbroken)
    return tidy[["year", "value", "low", "high", "times", "times_low", "times_high", "row"]]


def in_per_out(flows: pd.DataFrame) -> pd.DataFrame:
    """Arrivals for each departure by year: year, flow (`ratio`), value, row. Years with a blank stay blank."""
    wide = flows.pivot(index="year", columns="flow")
    value = wide["value"]["arrivals"].astype("Float64") / wide["value"]["departures"].astype("Float64")
    return pd.DataFrame({"year": wide.index, "flow": "ratio", "value": value, "row": wide["row"]["net"]}).reset_index(
        drop=True
    )


def last_of_each_edition(stocks: pd.DataFrame) -> pd.DataFrame:
    """The rows of `corridor_stocks` for the last reference year of each edition, oldest edition first."""
    last = stocks[stocks.year == stocks.groupby("edition").year.transform("max")]
    return last.sort_values(["year", "edition", "corridor"]).reset_index(drop=True)


def implied_beside_official(implied: pd.DataFrame, flows: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The first implied year of departures beside the bureau's first and final figure.

    Columns: label, value, low, high, status, row; the implied one is a span without a value. Empty when no article
    implies an earlier year.
    """
    mine = implied[implied.flow == "departures"]
    columns = ["label", "value", "low", "high", "status", "row"]
    if mine.empty:
        return pd.DataFrame(columns=columns)
    row = mine.iloc[0]
    found = [(_("implied for {year}", year=row.year), None, row.low, row.high, "implied", row.claims)]
    for first in first_printed(rows[(rows.year == row.year) & (rows.measure == "departures")]).itertuples():
        found.append((_("first release for {year}", year=row.year), first.value, None, None, "preliminary", first.row))
    final = flows[(flows.flow == "departures") & (flows.year == row.year)].iloc[0]
    if pd.notna(final.value):
        found.append((_("final figure for {year}", year=row.year), final.value, None, None, "observed", final.row))
    return pd.DataFrame(found, columns=columns).astype({"value": float, "low": float, "high": float})


def frame(rows: list, columns: list[str]) -> pd.DataFrame:
    """A small frame for a table; also from no rows at all, or from dictionaries."""
    return pd.DataFrame(rows, columns=columns)


def host(urls: pd.Series) -> pd.Series:
    """The sites that addresses lead to, as readers name them: 'lada.kz'."""
    return urls.map(lambda url: urlsplit(url).netloc.removeprefix("www."))
