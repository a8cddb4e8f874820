"""What is counted and what is missed: other counts of the same moves, set beside the bureau's.

The bureau counts people who deregister to leave Kazakhstan for good. Who arrives elsewhere, who is
permitted to leave and what a model estimates are other concepts: each row says which one it is, and
a ratio between two of them says how far apart they lie, not which one is right. Frames in, frames
out; figures that stand in the bureau's own series are joined here and stand in no second file.
"""

import re

import pandas as pd
from babel import Locale

from helpers import printed
from helpers.cleaning import names
from helpers.cleaning.bounds import PEOPLE, printed_bounds
from helpers.cleaning.breakdowns import known_by
from helpers.cleaning.corridors import HOME
from helpers.cleaning.flows import annual_flows, cumulative
from helpers.data import package
from helpers.language import formats, of_sentences, say, spoken
from helpers.parameters import Parameters

BUREAU, DEREGISTERED, REFUSALS, MODELLED = "bureau", "deregistered", "refusals", "modelled"
ARRIVALS, PERMITS = "arrivals", "exit_permits"
ALL = "WLD"
CATEGORIES = {
    "DEU": "germany",
    "KGZ": "kyrgyzstan",
    "RUS": "russia",
    "UZB": "uzbekistan",
}  # in kz_breakdowns
COLUMNS = [
    "pair",
    "label",
    "year",
    "period",
    "counted_by",
    "concept",
    "concept_id",
    "value",
    "low",
    "high",
    "status",
    "reference",
    "ratio",
    "ratio_low",
    "ratio_high",
    "doubt",
    "remark",
    "row",
    "source_url",
]
NET_COLUMNS = [
    "year",
    "counted_by",
    "concept",
    "value",
    "low",
    "high",
    "spread",
    "status",
    "reference",
    "difference",
    "row",
    "source_url",
]


# --- one move, several counters -------------------------------------------------------------------


def mirror_counts(
    mirrors: pd.DataFrame,
    flows: pd.DataFrame,
    within_year: pd.DataFrame,
    breakdowns: pd.DataFrame,
    run: Parameters,
    doubts: list[dict] = (),
) -> pd.DataFrame:
    """Every count of a move that not the bureau alone counted: one row per count, the bureau's
    first in its pair.

    The frames are the raw tables kz_mirror_counts, kz_flows_annual, kz_flows_cumulative and
    kz_breakdowns, `doubts` the entries of doubts.yml. Columns: `pair` (id of the move), `label`,
    `year`, `period`, `counted_by` and `concept` (in readers' words), `concept_id`, `value`, `low`
    and `high` (persons; what prints the same), `status` (observed; preliminary for the bureau's
    first releases), `reference` (the bureau's count), `ratio` to it with the interval that both
    roundings allow (blank for the bureau and for refusals, which count no moves), `doubt` (id),
    `remark`, `row`, `source_url`. Nothing that was known only after the edition's year; empty when
    no count is left.
    """
    found = []
    for pair, counts in known_mirrors(mirrors, run).groupby("pair"):
        move, others = counts.iloc[0], counts[counts.counted_by != BUREAU]
        if others.empty:
            continue
        own = counts[counts.counted_by == BUREAU].assign(status="preliminary")
        own = own if len(own) else _registered(move, flows, within_year, breakdowns, run)
        period = period_words(move.year, move.months_from, move.months_to)
        label = move_words(move.origin_iso3, move.destination_iso3, period)
        place = {"pair": pair, "label": label, "year": int(move.year), "period": period}
        reference = _reference(own.iloc[0], doubts) if len(own) else None
        found += [place | reference] if reference else []
        for _place, count in others.iterrows():
            mine = _count(count, count.counted_by, count.concept, "observed") | {
                "doubt": doubt_about(count, doubts)
            }
            found.append(place | mine | _beside(mine, reference))
    return _frame(found, COLUMNS).sort_values("year", kind="stable").reset_index(drop=True)


def known_mirrors(mirrors: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The counts that an edition may use, by `cleaning.known_by`: a page is no older than the last
    year it prints.
    """
    pages = mirrors.assign(year=mirrors.groupby("source_url").year.transform("max"))
    return mirrors.loc[known_by(pages, run).index]


def _registered(move, flows, within_year, breakdowns, run: Parameters) -> pd.DataFrame:
    """The bureau's own row for a move out of Kazakhstan since January, with its status; no row when
    none was found.
    """
    whole = move.months_to == 12
    status = (
        "observed" if whole else "preliminary"
    )  # parts of a year are printed once and not revised
    if move.origin_iso3 != HOME or move.months_from != 1:
        return flows.head(0)
    if move.destination_iso3 != ALL:
        rows = _to_country(known_by(breakdowns, run), move.destination_iso3, move.months_to)
        return rows[rows.year == move.year].assign(status=status)
    if whole:
        chosen = annual_flows(flows, run.year, run.vintage)
        chosen = chosen[
            (chosen.flow == "departures") & (chosen.year == move.year) & chosen.value.notna()
        ]
        status = "observed" if set(chosen.vintage) <= {"final"} else "preliminary"
        return flows[flows.row.isin(chosen.row)].assign(status=status)
    chosen = cumulative(known_by(within_year, run), "departures", move.year, since=move.year)
    return within_year[within_year.row.isin(chosen.row[chosen.months == move.months_to])].assign(
        status=status
    )


def _to_country(breakdowns: pd.DataFrame, country: str, months: int) -> pd.DataFrame:
    """Registered departures to a country from January to the end of a month, one row a year."""
    mine = breakdowns[(breakdowns.flow == "departures") & (breakdowns.dimension == "country")]
    mine = mine[(mine.category == CATEGORIES.get(country)) & (mine.period_months == months)]
    return mine[mine.unit == PEOPLE].drop_duplicates("year")


def _reference(row, doubts: list[dict]) -> dict:
    """The bureau's count as a row, with the doubt about it, if one is on record."""
    mine = _count(row, BUREAU, DEREGISTERED, row.status) | {
        "reference": True,
        "doubt": doubt_about(row, doubts),
    }
    return mine | {"remark": say("mirror_statistics.printed_in_doubt") if mine["doubt"] else ""}


def doubt_about(row, doubts: list[dict]) -> str:
    """The id of the doubt that expects just this row of a raw table; blank when there is none."""
    file = row.row.split(":")[0]
    for doubt in doubts:
        for expect in doubt["expect"]:
            cells = {key: value for key, value in expect.items() if key != "file"}
            if expect["file"].endswith(f"/{file}") and all(
                row.get(key) == value for key, value in cells.items()
            ):
                return doubt["id"]
    return ""


def _frame(found: list[dict], columns: list[str]) -> pd.DataFrame:
    blank = {"reference": False} | dict.fromkeys(("doubt", "remark", "spread"), "")
    return pd.DataFrame([blank | row for row in found], columns=columns).astype({"reference": bool})


def _count(row, counter: str, concept: str, status: str) -> dict:
    low, high = _interval(row)
    numbers = {"value": float(row.value), "low": low, "high": high, "status": status}
    return (
        _words(counter_words(counter), concept)
        | numbers
        | {"row": row.row, "source_url": row.source_url}
    )


def _words(counted_by: str, concept: str) -> dict:
    return {"counted_by": counted_by, "concept": concept_words(concept), "concept_id": concept}


def _interval(row) -> tuple[float | None, float | None]:
    """What prints the same; the '.0' that some tables write behind a whole count is no decimal."""
    return printed_bounds(row.as_published.removesuffix(".0"), row.value, PEOPLE)


def _beside(count: dict, reference: dict | None) -> dict:
    """The ratio of a count to the bureau's, its interval, and what to know about it."""
    if count["concept_id"] == REFUSALS:
        return {"remark": say("mirror_statistics.refusals_no_moves")}
    if reference is None:
        return {"remark": say("mirror_statistics.own_not_found")}
    remark = say("mirror_statistics.figure_in_doubt") if count.get("doubt") else ""
    remark = say("mirror_statistics.own_in_doubt") if reference["doubt"] else remark
    ratio = {
        "ratio": count["value"] / reference["value"] if reference["value"] else None,
        "remark": remark,
    }
    ends = [count["low"], count["high"], reference["low"], reference["high"]]
    if pd.isna(ends).any() or ends[2] <= 0:
        return ratio
    low, high = (printed.Interval(*ends[:2]) / printed.Interval(*ends[2:])).ends
    return ratio | {"ratio_low": float(low), "ratio_high": float(high)}


# --- modelled five-year flows ---------------------------------------------------------------------


def modelled_beside_registered(
    modelled: pd.DataFrame,
    flows: pd.DataFrame,
    breakdowns: pd.DataFrame,
    run: Parameters,
    country: str = "RUS",
) -> pd.DataFrame:
    """Modelled moves from Kazakhstan to a country over five years beside registered departures, as
    `mirror_counts`.

    `modelled` is the raw table corridor_flows, `flows` kz_flows_annual. Of each model the last
    period that ended by the edition's year, as estimated or projected, from work published by then;
    `low` and `high` are its 90% interval where it has one. The bureau's side is the sum of the five
    calendar years from the first of the period, which runs from mid-year to mid-year: blank, with
    the missing years in `remark`, unless all five were found. Its departures to all countries
    follow without a ratio; those to one country are at most as many.
    """
    mine = modelled[(modelled.origin_iso3 == HOME) & (modelled.destination_iso3 == country)]
    mine = mine.rename(columns={"flow": "value"})
    single = mine[(mine.variant == "observed") & (mine.period == mine.year.astype(str))]
    to_country = pd.concat([_to_country(known_by(breakdowns, run), country, 12), single])
    everywhere = annual_flows(flows, run.year, run.vintage)
    everywhere = flows[
        flows.row.isin(everywhere.row[(everywhere.flow == "departures") & everywhere.value.notna()])
    ]
    ends = pd.to_numeric(mine.period.str.extract(r"^\d{4}-(\d{4})$")[0])
    mine = mine[(ends <= run.year) & (edition(mine.source) <= run.year)].assign(end=ends)
    mine = mine[mine.end == mine.groupby("source").end.transform("max")]
    found = []
    for period, models in mine.groupby("period"):
        years, words = range(int(period[:4]), int(period[5:])), period.replace("-", "–")
        place = {"pair": f"{HOME}-{country}-{period}", "year": years.stop, "period": words}
        label = {"label": move_words(HOME, country, words)}
        reference = _sum(to_country, years) | {"reference": True, "doubt": ""}
        limit = say("mirror_statistics.all_destinations")
        found.append(place | label | reference)
        both = _sum(everywhere, years)
        found.append(
            place
            | both
            | {"label": move_words(HOME, ALL, words), "remark": f"{both['remark']} {limit}"}
        )
        counts = [
            _model(variants.set_index("variant")) for _source, variants in models.groupby("source")
        ]
        for count in sorted(counts, key=lambda count: -count["value"]):
            found.append(
                place | label | count | (_beside(count, reference) if reference["value"] else {})
            )
    return _frame(found, COLUMNS)


def _sum(rows: pd.DataFrame, years: range) -> dict:
    """Registered departures over some calendar years, which `remark` names; blank unless each of
    them is known.
    """
    rows = rows[rows.year.isin(years)].drop_duplicates("year").sort_values("year")
    mine = _words(counter_words(BUREAU), DEREGISTERED) | {"value": None, "status": "derived"}
    mine |= {"row": " ".join(rows.row), "source_url": " ".join(rows.source_url.drop_duplicates())}
    if missing := [str(year) for year in years if year not in set(rows.year)]:
        return mine | {"remark": say("mirror_statistics.no_sum", years=formats.listing(missing))}
    lows, highs = zip(*(_interval(row) for row in rows.itertuples()), strict=True)
    low, high = (None, None) if None in (*lows, *highs) else (sum(lows), sum(highs))
    ends = {"first": years.start, "last": years.stop - 1, "end": years.stop}
    remark = say("mirror_statistics.sum_of_years", **ends)
    return mine | {"value": float(rows.value.sum()), "low": low, "high": high, "remark": remark}


def _model(variants: pd.DataFrame) -> dict:
    """One model's figure, with its 90% interval where it is projected."""
    status, variant = (
        ("projected", "medium") if "medium" in variants.index else ("estimated", "estimate")
    )
    row, value = variants.loc[variant], variants.value.astype(float)
    numbers = {
        "value": value[variant],
        "low": value.get("lower90"),
        "high": value.get("upper90"),
        "status": status,
    }
    return (
        _words(model_words(row.source), MODELLED)
        | numbers
        | {"row": row.row, "source_url": row.source_url}
    )


def edition(titles: pd.Series) -> pd.Series:
    """The year in which a work was published, from its title: the last that it names; blank without
    one.
    """
    return titles.map(
        lambda title: max(map(int, re.findall(r"\b(?:19|20)\d\d\b", title)), default=None)
    ).astype("Int64")


# --- net migration --------------------------------------------------------------------------------


def net_beside_estimates(
    flows: pd.DataFrame, estimates: pd.DataFrame, run: Parameters, since: int | None = None
) -> pd.DataFrame:
    """The bureau's net migration beside international figures for the same calendar years: another
    concept.

    `flows` is kz_flows_annual, `estimates` kaz_netmigration_intl. One row per year and source, the
    bureau's first, for years that have both: `year`, `counted_by`, `concept`, `value` (persons),
    `low`, `high` and `spread` (what the two are: one standard deviation, or an 80% interval; blank
    where the source gives none), `status` (derived, estimated or projected), `reference`,
    `difference` (less the bureau's net), `row`, `source_url`. Nothing of a work published after the
    edition's year.
    """
    net = annual_flows(flows, run.year, run.vintage)
    net = net[
        (net.flow == "net") & net.value.notna() & (net.year >= (since or net.year.min()))
    ].set_index("year")
    known = estimates[
        estimates.series.str.contains("net migration")
        & (estimates.period == estimates.year.astype(str))
    ]
    known = known[(edition(known.series) <= run.year).fillna(False) & known.year.isin(net.index)]
    found = []
    for (year, series), rows in known.groupby(["year", "series"]):
        variants = rows.drop_duplicates("variant").set_index("variant")
        if not {"estimate", "medium"} & set(variants.index):
            continue
        if not found or found[-1]["year"] != year:
            found.append({"year": int(year)} | _registered_net(net.loc[year]))
        found.append({"year": int(year)} | _estimate(series, variants, float(net.value[year])))
    return _frame(found, NET_COLUMNS)


def _registered_net(row) -> dict:
    words = {
        "counted_by": counter_words(BUREAU),
        "concept": say("mirror_statistics.registered_net"),
    }
    numbers = dict.fromkeys(("value", "low", "high"), float(row.value)) | {
        "status": row.status,
        "reference": True,
    }
    return words | numbers | {"row": row.row, "source_url": row.source_url}


def _estimate(series: str, variants: pd.DataFrame, registered: float) -> dict:
    status, variant = (
        ("estimated", "estimate") if "estimate" in variants.index else ("projected", "medium")
    )
    row, value = variants.loc[variant], variants.value.astype(float)
    low, high, spread = (
        value.get("lower80"),
        value.get("upper80"),
        say("tables.interval_80") if "lower80" in value else "",
    )
    if "sd" in value:
        low, high, spread = (
            value[variant] - value["sd"],
            value[variant] + value["sd"],
            say("mirror_statistics.one_standard_deviation"),
        )
    words = {"counted_by": model_words(series), "concept": say("mirror_statistics.modelled_net")}
    numbers = {
        "value": value[variant],
        "low": low,
        "high": high,
        "spread": spread,
        "status": status,
    }
    numbers |= {"difference": value[variant] - registered}
    return words | numbers | {"row": row.row, "source_url": row.source_url}


# --- readers' words -------------------------------------------------------------------------------


def counter_words(counter: str) -> str:
    """Who counted. Raises KeyError for an id that has no words."""
    return say("mirror_statistics.counter", of=counter)


def concept_words(concept: str) -> str:
    """What was counted. Raises KeyError for an id that has no words."""
    return say("mirror_statistics.concept", of=concept)


def model_words(title: str) -> str:
    """A model as readers name it; its title as it stands where it has no other name."""
    return say("mirror_statistics.model", title=title)


def move_words(origin: str, destination: str, period: str) -> str:
    """A move as a label: 'Kazakhstan to Russia, January–June 2020'."""
    if destination == ALL:
        return say("mirror_statistics.move_to_all", origin=names.country(origin), period=period)
    ends = {"origin": names.country(origin), "destination": names.country(destination)}
    return say("mirror_statistics.move", period=period, **ends)


def period_words(year: int, first: int, last: int) -> str:
    """'January–June 2020', 'June 2020', or '2020' for the whole year."""
    if (first, last) == (1, 12):
        return str(year)
    months = Locale.parse(formats.LOCALES[of_sentences(spoken())]).months["stand-alone"]["wide"]
    span = months[first] if first == last else f"{months[first]}–{months[last]}"
    return say("mirror_statistics.months_of_year", months=span, year=year)


def other_side(counts: pd.DataFrame) -> pd.DataFrame:
    """Pairs in which the country of arrival counted too, the latest last: period, country, own,
    other, times_low, times_high, doubt (about one of the two), row. `counts` as from
    `mirror_counts`."""
    mine = counts[(counts.concept_id == ARRIVALS) & counts.ratio.notna()]
    own = counts[counts.reference].set_index("pair")
    found = [
        (
            row.period,
            row.pair.split("-")[1],
            own.value[row.pair],
            row.value,
            row.ratio_low,
            row.ratio_high,
            row.doubt or own.doubt[row.pair],
            f"{own.row[row.pair]} {row.row}",
        )
        for row in mine.sort_values(["year", "pair"]).itertuples()
    ]
    columns = ["period", "country", "own", "other", "times_low", "times_high", "doubt", "row"]
    return pd.DataFrame(found, columns=columns)


def for_chart(counts: pd.DataFrame) -> pd.DataFrame:
    """The pairs of which both counts are known, for `charts.compared`: label, series (what was
    counted), value, low, high, status, row. Refusals, and counts of which the page does not say
    what they are, stay in the table."""
    shown = counts[counts.reference | counts.concept_id.isin([ARRIVALS, PERMITS])]
    both = shown.groupby("pair").value.transform("count").astype(int) > 1
    doubtful = shown.doubt.fillna("").ne("")
    data = shown.assign(status=shown.status.mask(doubtful, "doubtful"))[both]
    data["series"] = [say("mirror_statistics.label", of=concept) for concept in data.concept_id]
    to = data.pair.str.split("-").str[1].map(names.country)
    data["label"] = [
        say("mirror_statistics.to_country", country=c, period=p)
        for c, p in zip(to, data.period, strict=True)
    ]
    return data[["label", "series", "value", "low", "high", "status", "row"]].reset_index(drop=True)


def other_counts(run: Parameters) -> pd.DataFrame:
    """Other counts of the moves that the bureau counts, beside the bureau's:
    `mirrors.mirror_counts`.
    """
    sources = [
        package.read(name)
        for name in ("kz_mirror_counts", "kz_flows_annual", "kz_flows_cumulative")
    ]
    return mirror_counts(
        *sources, known_by(package.read("kz_breakdowns"), run), run, package.doubts()
    )


def net_estimates(run: Parameters) -> pd.DataFrame:
    """Estimates of net migration of the last five years beside the register:
    `mirrors.net_beside_estimates`.
    """
    tables = package.read("kz_flows_annual"), package.read("kaz_netmigration_intl")
    return net_beside_estimates(*tables, run, since=run.year - 4)
