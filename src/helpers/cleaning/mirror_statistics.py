"""Mirror statistics: moves by partner country, and others' counts, estimates and forecasts of them.
All follow rules of their own: a ratio does not say which one is right. CIS Stat prints what the
bureau reports to it: a second publisher, no second count."""

import numpy as np
import pandas as pd
from babel.dates import get_month_names

import helpers.cleaning.names as names
from helpers import printed
from helpers.cleaning.breakdowns import OF, known_by
from helpers.cleaning.corridors import HOME
from helpers.cleaning.flows import PEOPLE, annual_flows, cumulative, printed_bounds, series_of
from helpers.data import package
from helpers.language import of_sentences, say, spoken
from helpers.parameters import Parameters

FEW = 10  # people, below which a ratio or a change says nothing
GROUPS = ["CIS", "non_CIS"]  # which together are all countries
# The columns of what a partner counts, whose departures are arrivals in Kazakhstan.
THEIRS = {"arrivals": "arrived_there", "departures": "left_there"}
BUREAU = HOME
ALL, RUSSIA = "WLD", "RUS"
# The id of a move: origin, destination, year, first and last month.
PAIR = "{from_iso3}-{to_iso3}-{year}-{months_from:02}-{months_to:02}"
VARIANTS = ["estimate", "medium", "sd", "lower80", "upper80", "lower90", "upper90"]
COLUMNS = [
    "pair", "label", "year", "period", "counted_by", "concept", "concept_id", "value", "low",
    "high", "status", "reference", "ratio", "ratio_low", "ratio_high", "doubt", "remark", "row",
    "source_url",
]  # fmt: skip
NET_COLUMNS = [
    "year", "counted_by", "concept", "value", "low", "high", "spread", "status", "reference",
    "difference", "row",
]  # fmt: skip
KEYS = ["series", "period"]
FORECAST_COLUMNS = ["source", "period", "level", "projected", "lower", "upper", "registered"]
FORECAST_COLUMNS += ["concept", "row"]
MEDIUM = "medium"
SERIES_NAME = r",? (?:cumulative )?net migration.*"  # what follows the source
FORECAST_VARIANTS = rf"{MEDIUM}|(?P<bound>lower|upper)(?P<level>\d+)"
FIVE_YEARS = "(5-year)"  # in the name of a series: totals from mid-year to mid-year
NATIONAL = "Workforce Development Centre"  # from the bureau's own counts; others: international


def by_partner(partners: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The rows of kz_flows_by_partner that an edition may use: year, flow, partner, value, row.
    CIS countries but Russia are added as the partner `other_cis`."""
    known = known_by(partners, run)
    cis = known.query("partner == 'CIS'")
    other = cis.merge(known.query("partner == 'RUS'"), on=OF, suffixes=("", "_russia"))
    other = other.assign(
        partner="other_cis",
        value=other.value - other.value_russia,
        row=other.row + " " + other.row_russia,
    )
    return pd.concat([known, other])[[*OF, "partner", "value", "row"]]


def since_peak(partners: pd.DataFrame, year: int, flow: str = "departures") -> pd.DataFrame:
    """Each partner's flow in a year beside that in the earlier year with most departures: partner,
    base_year, then, now, change, row; empty without either. `partners` as from `by_partner`."""
    earlier = partners.query("flow == 'departures' and partner in @GROUPS and year < @year")
    totals = earlier.groupby("year").value.sum()
    base = totals.idxmax() if len(totals) else year
    of_flow = partners.query("flow == @flow").rename(columns={"value": "then"})
    both = of_flow[of_flow.year == base].merge(
        of_flow[of_flow.year == year], on="partner", suffixes=("", "_now")
    )
    both = both.assign(
        base_year=base,
        now=both.then_now,
        change=both.then_now - both.then,
        row=both.row + " " + both.row_now,
    )
    columns = ["partner", "base_year", "then", "now", "change", "row"]
    return both.loc[both.base_year < year, columns].reset_index(drop=True)


def two_counts(partners: pd.DataFrame, mirrors: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """Both counts of the moves of whole years with each country: partner, year, arrivals and
    departures (Kazakhstan's count), arrived_there (the partner's count of these departures),
    left_there (of these arrivals), times (arrived_there over departures, unless few), row."""
    key = ["partner", "year"]
    theirs = known_by(mirrors, run).rename(columns={"counted_by": "partner", "concept": "flow"})
    theirs = theirs.query(
        "months_from == 1 and months_to == 12 and flow in @THEIRS and partner != 'KAZ' "
        "and partner.str.len() == 3"
    )
    counts = pd.concat([partners, theirs.assign(flow=theirs.flow.map(THEIRS))])
    wide = counts.pivot(index=key, columns="flow", values="value")
    wide = wide.reindex(columns=["arrivals", "departures", *THEIRS.values()]).astype(float)
    wide["times"] = wide.arrived_there / wide.departures.where(wide.departures >= FEW)
    wide["row"] = counts.groupby(key).row.agg(" ".join)
    both = wide.dropna(subset=[*THEIRS.values()], how="all")
    return both.reset_index().rename_axis(columns=None)


def outside_cis(counts: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """What countries outside the CIS counted together, beside Kazakhstan's count of all of them.
    Columns: year, countries (that counted arrivals), arrived_there, left_there, arrivals,
    departures, row. `counts` as from `two_counts`."""
    abroad = counts[~counts.partner.isin(partners.partner)]
    there = abroad.groupby("year").agg(
        countries=("arrived_there", "count"),
        arrived_there=("arrived_there", "sum"),
        left_there=("left_there", "sum"),
        rows=("row", " ".join),
    )
    own = partners.query("partner == 'non_CIS' and year in @there.index")
    flows = own.pivot(index="year", columns="flow", values="value")
    flows = flows.reindex(columns=["arrivals", "departures"]).astype(float)
    table = there.join(flows, how="inner")
    table["row"] = table.pop("rows") + " " + own.groupby("year").row.agg(" ".join)
    return table.reset_index()


def mirror_counts(
    mirrors: pd.DataFrame,
    flows: pd.DataFrame,
    within_year: pd.DataFrame,
    breakdowns: pd.DataFrame,
    run: Parameters,
    doubts: list[dict] = (),
) -> pd.DataFrame:
    """Every count of a move that not the bureau alone counted, the bureau's first in its pair, from
    the raw tables mirror_flows, kz_flows_annual, kz_flows_cumulative and kz_breakdowns. `COLUMNS`:
    `status` observed, or preliminary for the bureau's first releases, `reference` whether it is the
    bureau's, `ratio` to that with the interval that both roundings allow, `doubt` an id of
    doubts.yml. Nothing known only after the edition's year."""
    rows = []
    # A page is no older than the last year that it prints.
    last_year = mirrors.groupby("source_url").year.transform("max")
    known = mirrors.loc[known_by(mirrors.assign(year=last_year), run).index]
    for pair, counts in known.groupby(known.agg(PAIR.format_map, axis=1)):
        by_bureau = counts.counted_by == BUREAU
        if by_bureau.all():
            continue
        move = counts.iloc[0]
        own = counts[by_bureau].assign(status="preliminary")
        if own.empty:
            own = _registered(move, flows, within_year, breakdowns, run)
        period = period_words(move.year, move.months_from, move.months_to)
        label = move_words(move.from_iso3, move.to_iso3, period)
        place = {
            "pair": pair,
            "label": label,
            "year": int(move.year),
            "period": period,
        }
        reference = None
        own = own.head(1).assign(counted_by=BUREAU, concept="deregistered")
        for row in own.to_dict("records"):
            reference = _count(row, doubts)
            remark = say("mirror_statistics.printed_in_doubt") if reference["doubt"] else ""
            rows.append(reference | place | {"reference": True, "remark": remark})
        for row in counts[~by_bureau].assign(status="observed").to_dict("records"):
            count = _count(row, doubts)
            rows.append(count | place | _beside(count, reference))
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"reference": bool})
    return table.sort_values("year", kind="stable", ignore_index=True)


def _registered(move, flows, within_year, breakdowns, run: Parameters) -> pd.DataFrame:
    """The bureau's own row for a move out of Kazakhstan since January, with its status, or none."""
    year, months = move.year, move.months_to
    final = months == 12
    if move.from_iso3 != HOME or move.months_from != 1:
        return flows.head(0)
    if move.to_iso3 != ALL:
        rows = known_by(breakdowns, run).query(
            "flow == 'departures' and dimension == 'country' and unit == @PEOPLE "
            "and category == @names.partner_id(@move.to_iso3) and period_months == @months "
            "and year == @year"
        )
    elif final:
        annual = annual_flows(flows, run.year, run.vintage)
        annual = annual.query("flow == 'departures' and year == @year and value.notna()")
        final = not annual.vintage.eq("preliminary").any()
        rows = flows.query("row in @annual.row")
    else:
        counts = cumulative(known_by(within_year, run), "departures", year, since=year)
        rows = within_year[within_year.row.isin(counts.row[counts.months == months])]
    return rows.assign(status="observed" if final else "preliminary")


def _count(row: dict, doubts: list[dict]) -> dict:
    # The '.0' that some tables write behind a whole count is no decimal.
    low, high = printed_bounds(row["as_published"].removesuffix(".0"), row["value"], PEOPLE)
    return row | {
        "counted_by": counter_words(row["counted_by"]),
        "concept": say("mirror_statistics.concept", of=row["concept"]),
        "concept_id": row["concept"],
        "value": float(row["value"]),
        "low": low,
        "high": high,
        "doubt": package.doubt_about(row, doubts),
    }


def _beside(count: dict, reference: dict | None) -> dict:
    """The ratio of a count to the bureau's, its interval, and what to know about it."""
    beside = {"reference": False, "remark": ""}
    if count["concept_id"] == "refusals":
        return beside | {"remark": say("mirror_statistics.refusals_no_moves")}
    if reference is None:
        return beside | {"remark": say("mirror_statistics.own_not_found")}
    if reference["doubt"]:
        beside["remark"] = say("mirror_statistics.own_in_doubt")
    elif count["doubt"]:
        beside["remark"] = say("mirror_statistics.figure_in_doubt")
    if reference["value"]:
        beside["ratio"] = count["value"] / reference["value"]
    ends = [count["low"], count["high"], reference["low"], reference["high"]]
    if not pd.isna(ends).any() and reference["low"] > 0:
        ratio = printed.Interval(*ends[:2]) / printed.Interval(*ends[2:])
        beside["ratio_low"], beside["ratio_high"] = map(float, ratio.ends)
    return beside


def modelled_moves(modelled: pd.DataFrame, partners: pd.DataFrame, run: Parameters):
    """Modelled five-year moves from Kazakhstan to Russia, each model's last period by the year:
    period, counted_by (the model), value, low, high (a 90% interval), registered (departures in the
    five calendar years from the first; blank unless all are known), row. `modelled` is the raw
    table corridor_flows, `partners` as from `by_partner`."""
    moves = modelled.query("origin_iso3 == @HOME and destination_iso3 == @RUSSIA")
    last_year = moves.period.str.extract(r"^\d{4}-(\d{4})$")[0]
    moves = moves.assign(end=pd.to_numeric(last_year), revised=_revision(moves.source))
    known = moves.query("end <= @run.year and revised <= @run.year")
    known = known[known.end == known.groupby("source").end.transform("max")]
    table = _figures(known.rename(columns={"flow": "value"}), ["period", "source"])
    own = partners.query("flow == 'departures' and partner == @RUSSIA")
    own = own.set_index("year").value.astype(float)
    first = table.period.str[:4].astype(int)
    sums = [own.reindex(range(year, year + 5)).sum(skipna=False) for year in first]
    table = table.assign(
        registered=pd.Series(sums, dtype=float),
        counted_by=[say("mirror_statistics.model", title=title) for title in table.source],
        period=table.period.str.replace("-", "–"),
    )
    table = table.sort_values(["period", "value"], ascending=[True, False], ignore_index=True)
    return table[["period", "counted_by", "value", "low", "high", "registered", "row"]]


def _figures(models: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The estimate or median of each model: value, low, high, spread (of these), status, row."""
    first = models.drop_duplicates([*by, "variant"]).set_index([*by, "variant"])
    values = first.value.unstack().reindex(columns=VARIANTS).astype(float)
    rows = first.row.unstack().reindex(columns=VARIANTS).astype(object)
    value = values.estimate.fillna(values.medium)
    table = value.to_frame("value")
    table["low"] = (value - values.sd).fillna(values.lower80).fillna(values.lower90)
    table["high"] = (value + values.sd).fillna(values.upper80).fillna(values.upper90)
    table["spread"] = ""
    table.loc[values.sd.notna(), "spread"] = say("mirror_statistics.one_standard_deviation")
    table.loc[values.lower80.notna(), "spread"] = say("tables.interval_80")
    table["status"] = values.estimate.isna().map({False: "estimated", True: "projected"})
    table["row"] = rows.estimate.fillna(rows.medium)
    return table.dropna(subset="value").reset_index()


def _revision(titles: pd.Series) -> pd.Series:
    """The year of a work: the last that its title names, but in spans of years; or blank."""
    years = titles.str.findall(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")
    return pd.to_numeric(years.map(lambda named: max(named, default=None)))


def net_beside_estimates(flows, estimates, run: Parameters, since=None) -> pd.DataFrame:
    """The bureau's net migration beside international figures for the same years: another concept.
    `flows` is kz_flows_annual, `estimates` kaz_netmigration_intl. `NET_COLUMNS`: one row per year
    and source, the bureau's first; `spread` says what `low` and `high` are, `difference` is to the
    bureau's net. Nothing of a work published after the edition's year."""
    annual = annual_flows(flows, run.year, run.vintage)
    net = annual.query("flow == 'net' and value.notna()").set_index("year").loc[since:]
    known = estimates.query(
        "period == year.astype('str') and year in @net.index "
        "and series.str.contains('net migration')"
    )
    known = known[_revision(known.series) <= run.year]
    others = _figures(known, ["year", "series"])
    others = others.assign(
        counted_by=[say("mirror_statistics.model", title=title) for title in others.series],
        concept=say("mirror_statistics.modelled_net"),
        difference=others.value - others.year.map(net.value.astype(float)),
        reference=False,
    )
    own = net[net.index.isin(others.year)].reset_index()
    own = own.assign(
        counted_by=counter_words(BUREAU),
        concept=say("mirror_statistics.registered_net"),
        low=own.value,
        high=own.value,
        spread="",
        reference=True,
    )
    both = pd.concat([own.astype({"value": float, "low": float, "high": float}), others])
    both = both.sort_values(["year", "reference"], ascending=[True, False], kind="stable")
    return both.reindex(columns=NET_COLUMNS).reset_index(drop=True)


def forecasts_for(net_intl: pd.DataFrame, flows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Projections of net migration published by `year`, beside the registered net up to it, in
    persons a year: `FORECAST_COLUMNS`, a row for each interval, `level` in percent. `net_intl`: the
    raw table kaz_netmigration_intl; `flows` as from `annual_flows`. Totals over several years are
    shared out evenly and stand beside the mean of the registered years known so far (at least one),
    the first and last counting half from mid-year to mid-year. A source that states no edition
    counts from the year after the first one it projects."""
    registered = series_of(flows[flows.year <= year], "net")
    projected = net_intl[net_intl.series.str.contains("net migration")].astype({"value": float})
    projected = projected.join(projected.variant.str.extract(FORECAST_VARIANTS))
    medium = projected[projected.variant == MEDIUM].rename(columns={"value": "projected"})
    edition = _revision(medium.series).fillna(medium.period.str[:4].astype(int) + 1)
    medium = medium[edition <= year]
    bounds = projected.dropna(subset="bound").astype({"level": "Int64"})
    intervals = bounds.pivot(index=[*KEYS, "level"], columns="bound", values="value")
    intervals = intervals.reindex(columns=["lower", "upper"])  # also where none has been published
    sums = []
    for row in medium.itertuples():
        years = range(int(row.period[:4]), int(row.period[-4:]) + 1)
        weights = pd.Series(1.0, index=years)  # how much of each year the period holds
        if FIVE_YEARS in row.series:
            weights.iloc[[0, -1]] = 0.5
        compared = weights[weights.index.isin(registered.index)]
        sums.append((weights.sum(), compared.sum(), (registered * compared).sum()))
    sums = pd.DataFrame(sums, medium.index, ["length", "years", "total"], dtype=float)
    table = medium[[*KEYS, "projected", "row"]].join(sums)
    table = table.query("years >= 1")  # half a year says nothing of five
    table["registered"] = table.total / table.years
    table = table.merge(intervals.reset_index(), on=KEYS, how="left")
    totals = ["projected", "lower", "upper"]
    table[totals] = table[totals].div(table.length, axis=0)
    concepts = (
        say("tables.registered"),
        say("concepts.international_estimate"),
    )
    table["concept"] = np.where(table.series.str.startswith(NATIONAL), *concepts)
    table["source"] = table.series.str.replace(SERIES_NAME, "", regex=True)
    return table[FORECAST_COLUMNS]


def counter_words(counter: str) -> str:
    """Whose statistics count, by the id in `mirror_flows`: a country's code or a body."""
    country = names.country(counter) if counter.isupper() else ""
    return say("mirror_statistics.counter", of=counter, country=country)


def move_words(origin: str, destination: str, period: str) -> str:
    """A move as a label: 'Kazakhstan to Russia, January–June 2020'."""
    slots = {"origin": names.country(origin), "period": period}
    if destination == ALL:
        return say("mirror_statistics.move_to_all", **slots)
    return say(
        "mirror_statistics.move",
        destination=names.country(destination),
        **slots,
    )


def period_words(year: int, first: int, last: int) -> str:
    """'January–June 2020', 'June 2020', or '2020' for the whole year."""
    if (first, last) == (1, 12):
        return str(year)
    months = get_month_names("wide", "stand-alone", of_sentences(spoken()))
    span = months[first] if first == last else f"{months[first]}–{months[last]}"
    return say("mirror_statistics.months_of_year", months=span, year=year)


def other_counts(run: Parameters) -> pd.DataFrame:
    """`mirror_counts` of what press pages quote, from the data package."""
    mirrors = package.read("mirror_flows").query("flags == 'quoted'")
    tables = ("kz_flows_annual", "kz_flows_cumulative", "kz_breakdowns")
    return mirror_counts(mirrors, *map(package.read, tables), run, package.doubts())
