"""What the independent series, the boundaries and the doubts must satisfy beyond their schemas.

Each rule takes the package as read and yields faults; see `claim_rules` for what rules pass over.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, product

from helpers import printed
from helpers.data.schema import Fault, Package, Row, Table, number
from helpers.files import quoted

OFFICIAL = (
    "data/processed/bns/migration_"  # the bureau's exact annual series, one row a year and flow
)
OFFICIAL_NET = "kaz-Data"  # the bureau's own net migration, read from another publication
FLOWS = ("arrivals", "departures")
SIGNED = ("net", "internal_net")
MEASURES = {  # the column that a table's figures stand in, where it is not `value`
    "corridors": "stock",
    "corridor_flows": "flow",
    "kz_population": "population",
    "kz_population_old_division": "population",
}
MONTHS = (
    "months",
    "period_months",
    "months_to",
)  # columns that say in which month a count ends, from January on
NATION = "kazakhstan"
ESTIMATED = ("net migration", "immigration", "emigration")  # in the name of a series
LIMITS = (
    "lower95",
    "lower90",
    "lower80",
    "medium",
    "upper80",
    "upper90",
    "upper95",
)  # from low to high
LONGITUDES, LATITUDES = (45, 89), (40, 56)  # a box around Kazakhstan


def measure(table: Table) -> str:
    return MEASURES.get(table.name, "value")


def official_series(package: Package) -> Iterator[Fault]:
    """The bureau's annual flows: every year once, no gap, the same years for both flows."""
    table, years = package.table("kz_flows_annual"), {}
    for flow in FLOWS:
        rows = _official(table, flow)
        years[flow] = [row.whole("year") for row in rows]
        if table.rows and not rows:
            expected = f"revised {flow} with {OFFICIAL} in source_url"
            yield table.fault(
                None, "source_url", "no official series", expected, "put the rows back"
            )
        for before, row in pairwise(rows):
            wanted = (before.whole("year") or 0) + 1
            if row.whole("year") != wanted:
                found = f"{row.text('year')} after {before.text('year')} in official {flow}"
                yield table.fault(row, "year", found, str(wanted), "restore one row a year")
    for flow, other in (FLOWS, FLOWS[::-1]):
        for row in _official(table, flow):
            if years[other] and row.whole("year") not in years[other]:
                found, expected = (
                    f"official {flow} of {row.text('year')}",
                    f"official {other} of this year as well",
                )
                yield table.fault(row, "year", found, expected, "put the missing row back")


def annual_years(package: Package) -> Iterator[Fault]:
    """After the official series no year is left out either, and each has both flows: one alone is a
    year mistyped.
    """
    table, years = package.table("kz_flows_annual"), {flow: {} for flow in FLOWS}
    for row in table.rows:
        if (
            row.text("measure") in FLOWS
            and row.text("vintage") != "unknown"
            and row.whole("year") is not None
        ):
            years[row.text("measure")].setdefault(row.whole("year"), row)
    last = max(
        (row.whole("year") or 0 for flow in FLOWS for row in _official(table, flow)), default=0
    )
    for flow, other in (FLOWS, FLOWS[::-1]):
        for year, row in years[flow].items():
            if year <= last:
                continue
            if year - 1 not in years[flow] and year > min(years[flow]):
                found, todo = (
                    f"{year} without {year - 1} in {flow}",
                    "correct the year, or add the year before",
                )
                yield table.fault(row, "year", found, "no year left out", todo)
            if year not in years[other]:
                expected, todo = (
                    f"{other} of this year as well",
                    "correct the year, or add the row that is missing",
                )
                yield table.fault(row, "year", f"{flow} of {year} alone", expected, todo)


def final_figures(package: Package) -> Iterator[Fault]:
    """Final figures of one year and flow are one figure, printed with more or fewer digits.

    The one that is used is chosen as in `cleaning.best_printed`: the official series, else the most
    digits, the earliest, the first in the file.
    """
    table, finals = package.table("kz_flows_annual"), defaultdict(list)
    for row in table.rows:
        if (
            row.text("measure") in FLOWS
            and row.text("vintage") == "revised"
            and row.whole("value") is not None
        ):
            finals[row.text("year"), row.text("measure")].append(row)
    for rows in finals.values():
        used = min(rows, key=_precedence)
        for row in rows:
            apart = abs(row.whole("value") - used.whole("value"))
            # Apart by less than its last place: rounded, or digits cut off.
            if apart >= _last_place(row) and not is_doubted(package, table, row):
                expected = f"{used.text('value')} as in row {used.line}, which is used, or the same in fewer digits"
                todo = "compare both with their sources; the one that was revised since then gets the vintage unknown"
                yield table.fault(row, "value", quoted(row.text("value")), expected, todo)


def _precedence(row: Row) -> tuple:
    digits = len(row.text("value").lstrip("-").rstrip("0"))
    return (
        OFFICIAL not in row.text("source_url"),
        -digits,
        row.text("published") or "9999",
        row.line,
    )


def _last_place(row: Row) -> int:
    """100 for 41800 and 1 for 41868: the place of the last digit that is printed, as far as zeros
    tell.
    """
    return 10 ** (len(row.text("value")) - len(row.text("value").rstrip("0")))


def first_releases(package: Package) -> Iterator[Fault]:
    """The newest first release of each flow has its day: frozen forecasts count only if they were
    made before it.
    """
    table = package.table("kz_flows_annual")
    for flow in FLOWS:
        rows = [
            row
            for row in table.rows
            if (row.text("measure"), row.text("vintage")) == (flow, "preliminary")
        ]
        last = max((row.text("year") for row in rows), default="")
        newest = [row for row in rows if row.text("year") == last]
        if newest and not any(row.text("published") for row in newest):
            expected = f"the day of a first release of {flow} in {last}"
            todo = "fill the cell, or add a row of a page that is dated"
            yield table.fault(newest[0], "published", "nothing", expected, todo)


def official_net(package: Package) -> Iterator[Fault]:
    """Official arrivals less departures are the bureau's own net figure."""
    table = package.table("kz_flows_annual")
    arrivals, departures = (
        {r.whole("year"): r.figure("value") for r in _official(table, flow)} for flow in FLOWS
    )
    for row in table.rows:
        if row.text("measure") != "net" or OFFICIAL_NET not in row.text("source_url"):
            continue
        year, net = row.whole("year"), row.figure("value")
        ends = arrivals.get(year), departures.get(year)
        if None not in (*ends, net) and ends[0] - ends[1] != net:
            expected = f"{ends[0] - ends[1]}, official arrivals less departures of {year}"
            yield table.fault(
                row,
                "value",
                quoted(row.text("value")),
                expected,
                "compare all three with their sources",
            )


def _official(table: Table, flow: str) -> list[Row]:
    rows = [r for r in table.rows if (r.text("measure"), r.text("vintage")) == (flow, "revised")]
    return sorted(
        (r for r in rows if OFFICIAL in r.text("source_url")), key=lambda r: r.text("year")
    )


def balances(package: Package) -> Iterator[Fault]:
    """Where one page prints arrivals, departures and net as full counts, the first two give the
    third.
    """
    for name in ("kz_flows_annual", "kz_flows_cumulative"):
        table, pages = package.table(name), defaultdict(lambda: defaultdict(list))
        for row in table.rows:
            page = row.text("year"), row.text("months"), row.text("source_url")
            pages[page][row.text("measure")].append(row)
        for page in pages.values():
            pairs = product(
                filter(_full_count, page["arrivals"]), filter(_full_count, page["departures"])
            )
            nets = (
                {a.figure("value") - d.figure("value") for a, d in pairs} if page["net"] else set()
            )
            for row in filter(_full_count, page["net"]) if nets else ():
                if row.figure("value") not in nets and not is_doubted(package, table, row):
                    expected = f"{min(nets)}, arrivals less departures of the same page"
                    todo = "compare with the page; if it is the page's own slip, enter it in doubts.yml"
                    yield table.fault(row, "value", quoted(row.text("value")), expected, todo)


def estimated_balances(package: Package) -> Iterator[Fault]:
    """Net migration is immigration less emigration of the same estimate, and of the same page of
    registered flows.

    Medians and limits of projections need not add up, so they are left alone.
    """
    table, estimates = package.table("kaz_netmigration_intl"), defaultdict(dict)
    for row in table.rows:
        named = re.search("|".join(ESTIMATED), row.text("series"))
        if named and row.text("variant") == "estimate" and row.figure("value") is not None:
            series = row.text("series").replace(named.group(), "")
            estimates[series, row.text("period"), row.text("source_url")][named.group()] = row
    for found in estimates.values():
        if set(found) == set(ESTIMATED):
            net, arrived, left = (found[name] for name in ESTIMATED)
            yield from _as_net(
                table,
                net,
                arrived.figure("value") - left.figure("value"),
                "immigration less emigration",
            )
    registered = [
        row for row in package.table("kz_flows_annual").rows if row.text("measure") == "net"
    ]
    pages = {(row.text("year"), row.text("source_url")): row.figure("value") for row in registered}
    for row in table.rows:
        known = pages.get((row.text("period"), row.text("source_url")))
        if row.text("variant") == "observed" and known is not None:
            yield from _as_net(
                table, row, known, "the net migration of this page in kz_flows_annual.csv"
            )


def _as_net(table: Table, row: Row, net: Fraction, what: str) -> Iterator[Fault]:
    if row.figure("value") not in (None, net):
        yield table.fault(
            row,
            "value",
            quoted(row.text("value")),
            f"{net}, {what}",
            "compare all of them with the source",
        )


def _full_count(row: Row) -> bool:
    try:
        figure = printed.parse(row.text("as_published"))
    except ValueError:  # 'almost 4 600' is no full count
        return False
    return figure.low == figure.high and row.figure("value") is not None


def printed_values(package: Package) -> Iterator[Fault]:
    """The figure in `as_published` is the value; the sign of a loss may stand in the words."""
    for table in package.tables.values():
        column = measure(table)
        for row in table.rows:
            value, text = row.figure(column), row.text("as_published")
            digits = re.sub(r"[^0-9]", "", text)
            if value is None or not digits:  # 'one person'
                continue
            # A point that groups digits ('24.105') is no rule of ours, so the bare digits count
            # too.
            if abs(value) == int(digits) or abs(value) in _readings(text):
                continue
            if not is_doubted(package, table, row):
                found, expected = (
                    quoted(row.text(column)),
                    f"the figure in as_published, {quoted(text)}",
                )
                yield table.fault(row, column, found, expected, "compare both with the source")


def _readings(text: str) -> set[Fraction]:
    return {
        abs(figure.number) * 10**figure.unit_mult for _, _, figure in printed.find_figures(text)
    }


def counts(package: Package) -> Iterator[Fault]:
    """Only balances and changes can be negative."""
    for name in ("kz_flows_annual", "kz_flows_cumulative", "kz_breakdowns"):
        table = package.table(name)
        for row in table.rows:
            flow = row.text("measure") or row.text("flow")
            count = row.text("unit") in ("", "persons") and flow not in SIGNED
            if count and (row.figure("value") or 0) < 0:
                expected = f"zero or more, because {flow} counts people"
                yield table.fault(
                    row,
                    "value",
                    quoted(row.text("value")),
                    expected,
                    "correct the sign or the flow",
                )


def repeated_rows(package: Package) -> Iterator[Fault]:
    """One source gives one figure of one vintage for a year and measure."""
    for name in ("kz_flows_annual", "kz_flows_cumulative", "kz_breakdowns"):
        table, seen = package.table(name), {}
        key = [c for c in table.columns if c not in ("value", "as_published", "published", "note")]
        for row in table.rows:
            values = tuple(row.text(column) for column in key)
            if values in seen:
                found = f"{row.text('year')} with the {', '.join(key[1:])} of row {seen[values]}"
                yield table.fault(
                    row, "year", found, "each combination once", "remove or correct one of the two"
                )
            seen.setdefault(values, row.line)


def publication_days(package: Package) -> Iterator[Fault]:
    """What is counted over months is published after the last of them, a population of 1 January
    from that day on.
    """
    for table in package.tables.values():
        for row in table.rows if {"year", "published"} <= set(table.columns) else ():
            year, published = row.whole("year"), row.text("published")
            if (
                year is not None
                and published[:4].isdecimal()
                and published[:7] <= f"{year}-{_last_month(row):02d}"
            ):
                expected, todo = (
                    "a time that was over by then",
                    "correct the year, the months or the date",
                )
                yield table.fault(row, "year", f"{year}, published on {published}", expected, todo)


def _last_month(row: Row) -> int:
    """The month in which the period of a row ends; 0 for 1 January."""
    if row.text("measure") == "population_jan1":
        return 0
    return next((row.whole(name) for name in MONTHS if row.whole(name) is not None), 12)


def limits(package: Package) -> Iterator[Fault]:
    """Lower limits, medium and upper limits of one estimate stand in this order."""
    for name in ("kaz_netmigration_intl", "corridor_flows"):
        table, estimates = package.table(name), defaultdict(dict)
        key = [
            c
            for c in ("period", "series", "origin_iso3", "destination_iso3", "source")
            if c in table.columns
        ]
        for row in table.rows:
            if row.text("variant") in LIMITS and row.figure(measure(table)) is not None:
                estimates[tuple(row.text(column) for column in key)][row.text("variant")] = row
        for variants in estimates.values():
            ordered = [variants[limit] for limit in LIMITS if limit in variants]
            for low, high in pairwise(ordered):
                if low.figure(measure(table)) > high.figure(measure(table)):
                    found = f"{high.text('variant')} of {high.text(measure(table))}"
                    expected = f"at least the {low.text('variant')} of row {low.line}, {low.text(measure(table))}"
                    yield table.fault(
                        high, measure(table), found, expected, "compare both with the source"
                    )


def population(package: Package) -> Iterator[Fault]:
    """Population is positive, in known regions, and the regions of a year make up the country."""
    names = {row.text("region") for row in package.table("kz_region_names").rows}
    for name in ("kz_population", "kz_population_old_division"):
        table, years = package.table(name), defaultdict(dict)
        for row in table.rows:
            years[row.text("year")][row.text("region")] = row
            if row.whole("population") == 0:
                yield table.fault(
                    row,
                    "population",
                    "'0'",
                    "a positive count",
                    "a missing figure is no row, not zero",
                )
            if names and row.text("region") not in names | {NATION}:
                expected = f"{NATION} or an id of kz_region_names.csv"
                yield table.fault(
                    row, "region", quoted(row.text("region")), expected, "correct the id"
                )
        for year, rows in years.items():
            if names and set(rows) == names | {NATION}:
                nation = rows.pop(NATION)
                parts = sum(row.whole("population") or 0 for row in rows.values())
                if nation.whole("population") != parts:
                    expected = f"{parts}, the sum of the regions in {year}"
                    yield table.fault(
                        nation,
                        "population",
                        quoted(nation.text("population")),
                        expected,
                        "compare both",
                    )


def flow_runs(package: Package) -> Iterator[Fault]:
    table = package.table("un_migration_flows")
    for row in table.rows:
        values = len(row.text("y").split())
        if row.whole("n") is not None and values != row.whole("n"):
            expected = f"{row.text('n')} as in column n"
            yield table.fault(row, "y", f"{values} years", expected, "compare with the source")
        if row.text("id").rpartition("|")[2] != row.text("start"):
            expected = f"the year at the end of the id {quoted(row.text('id'))}"
            yield table.fault(
                row, "start", quoted(row.text("start")), expected, "correct the year or the id"
            )


def corridor_ends(package: Package) -> Iterator[Fault]:
    for name in ("corridors", "corridor_flows", "kz_mirror_counts"):
        table = package.table(name)
        for row in table.rows:
            for column in ("origin_iso3", "destination_iso3"):
                if not re.fullmatch(r"[A-Z]{3}", row.text(column)):
                    expected = "three capital letters, such as KAZ"
                    yield table.fault(
                        row, column, quoted(row.text(column)), expected, "correct the code"
                    )
            if row.text("origin_iso3") == row.text("destination_iso3"):
                found, expected = (
                    quoted(row.text("destination_iso3")),
                    "another country than the origin",
                )
                yield table.fault(
                    row, "destination_iso3", found, expected, "correct one of the two codes"
                )


def mirror_pairs(package: Package) -> Iterator[Fault]:
    """A pair is named after its move, and deregistrations are what the bureau counts and nobody
    else.
    """
    table = package.table("kz_mirror_counts")
    for row in table.rows:
        year, first, last = (row.whole(column) for column in ("year", "months_from", "months_to"))
        if None in (year, first, last):
            continue
        if last < first:
            found, expected = f"month {last}", f"month {first} of months_from, or later"
            yield table.fault(row, "months_to", found, expected, "correct one of the two")
        wanted = (
            f"{row.text('origin_iso3')}-{row.text('destination_iso3')}-{year}-{first:02}-{last:02}"
        )
        if row.text("pair") != wanted:
            expected = f"{wanted}, as the other cells of the row say"
            yield table.fault(
                row, "pair", quoted(row.text("pair")), expected, "correct the id or the move"
            )
        if (row.text("counted_by") == "bureau") != (row.text("concept") == "deregistered"):
            found = f"{quoted(row.text('concept'))} counted by {quoted(row.text('counted_by'))}"
            yield table.fault(
                row, "concept", found, "deregistered for the bureau alone", "correct one of the two"
            )


def periods(package: Package) -> Iterator[Fault]:
    """`year` is the first year of `period`."""
    for table in package.tables.values():
        for row in table.rows if {"year", "period"} <= set(table.columns) else ():
            first, last = row.text("period")[:4], row.text("period")[5:]
            if row.text("year") != first or (re.fullmatch("[0-9]{4}", last) and last <= first):
                expected = f"a period that begins in {row.text('year')} and runs forward"
                yield table.fault(
                    row, "period", quoted(row.text("period")), expected, "correct one of the two"
                )


# Regions and doubts


def region_map(package: Package) -> Iterator[Fault]:
    """The boundaries hold each region of kz_region_names.csv once, inside a box around
    Kazakhstan.
    """
    path, names = "geo/kz_regions.geojson", package.table("kz_region_names")
    features = package.regions.get("features", [])
    ids = [feature["region"] for feature in features]
    for region in sorted({row.text("region") for row in names.rows}) if features else ():
        if ids.count(region) != 1:
            found, expected = f"{ids.count(region)} boundaries of {region}", "one boundary a region"
            yield Fault(path, "", "features", found, expected, "put the file back as received")
    for place, feature in enumerate(features):
        column = f"features[{place}]"
        if names.rows and feature["region"] not in {row.text("region") for row in names.rows}:
            found = f"the region {quoted(feature['region'])}"
            yield Fault(
                path,
                "",
                column,
                found,
                "an id of kz_region_names.csv",
                "correct the id in either file",
            )
        outside = [p for p in feature["points"] if not _in_box(p)]
        if outside:
            expected = "longitude, then latitude, near Kazakhstan"
            yield Fault(
                path,
                "",
                column,
                f"the point {outside[0]}",
                expected,
                "put the file back as received",
            )


def _in_box(point: tuple[float, float]) -> bool:
    return LONGITUDES[0] <= point[0] <= LONGITUDES[1] and LATITUDES[0] <= point[1] <= LATITUDES[1]


def doubts(package: Package) -> Iterator[Fault]:
    """The doubted values are what the series hold, and the claims named exist."""
    claims, ids = package.table("claims"), [doubt["id"] for doubt in package.doubts]
    known = {row.text("claim_id") for row in claims.rows}
    for doubt in package.doubts:
        line = str(doubt["line"])
        if ids.count(doubt["id"]) > 1:
            found = f"{quoted(doubt['id'])} more than once"
            yield Fault(
                "doubts.yml", line, "id", found, "an id that occurs once", "rename one of them"
            )
        for claim in doubt["claims"]:
            if known and claim not in known:
                expected = "an id of claims.csv"
                yield Fault(
                    "doubts.yml", line, "claims", quoted(claim), expected, "correct or remove it"
                )
        for expect in doubt["expect"]:
            yield from _expectation(package, line, expect)


def _expectation(package: Package, line: str, expect: dict) -> Iterator[Fault]:
    table = package.table_at(str(expect["file"]))
    if table is None or not table.rows:
        found, todo = f"the file {quoted(expect['file'])}", "correct the path"
        yield Fault("doubts.yml", line, "expect", found, "a table of the package", todo)
        return
    if measure(table) not in expect:
        found, expected = "an expectation without a figure", f"a key {measure(table)!r}"
        yield Fault(
            "doubts.yml", line, "expect", found, expected, "add the doubted value as printed"
        )
        return
    if unknown := set(expect) - {"file", *table.columns}:
        found, expected = f"the column {quoted(min(map(str, unknown)))}", f"columns of {table.path}"
        yield Fault("doubts.yml", line, "expect", found, expected, "correct the name")
        return
    rows = _rows_meant(table, expect)
    if not rows:
        keys = ", ".join(
            f"{key} {value}" for key, value in expect.items() if key not in ("file", measure(table))
        )
        expected = f"a row of {table.path} with {keys}"
        yield Fault("doubts.yml", line, "expect", "no such row", expected, "correct the entry")
    for row in rows:
        if not _same(row, measure(table), expect[measure(table)]):
            found = f"{quoted(row.text(measure(table)))} in row {row.line} of {table.path}"
            todo = "if the source has been corrected, judge the doubt again; else put the printed value back"
            yield Fault(
                "doubts.yml",
                line,
                "expect",
                found,
                f"{expect[measure(table)]}, the doubted value",
                todo,
            )


def _rows_meant(table: Table, expect: dict) -> list[Row]:
    keys = [key for key in expect if key not in ("file", measure(table))]
    return [row for row in table.rows if all(_same(row, key, expect[key]) for key in keys)]


def _same(row: Row, column: str, value) -> bool:
    if isinstance(value, str) or row.figure(column) is None:
        return row.text(column) == str(value)
    return row.figure(column) == number(str(value))


def is_doubted(package: Package, table: Table, row: Row) -> bool:
    """Whether an entry of doubts.yml expects exactly this value in this row."""
    package.need("doubts")
    expected = [e for doubt in package.doubts for e in doubt["expect"] if e["file"] == table.path]
    return any(
        all(_same(row, key, value) for key, value in e.items() if key != "file") for e in expected
    )


RULES = (
    official_series,
    annual_years,
    final_figures,
    first_releases,
    official_net,
    balances,
    estimated_balances,
    printed_values,
    counts,
    repeated_rows,
    publication_days,
    limits,
    population,
    flow_runs,
    corridor_ends,
    mirror_pairs,
    periods,
    region_map,
    doubts,
)
