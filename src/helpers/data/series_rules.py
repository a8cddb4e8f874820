"""What the independent series, the boundaries and the doubts must satisfy beyond their schemas.

Each rule takes the package as read and yields faults; see `claim_rules` for what rules pass over.
Which rules a series is under follows from its columns, and from `role` and `measure` in its entry
of `datapackage.json`: a new series needs its file and its entry, and no code.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, product

from helpers import printed
from helpers.data.boundaries import region_map
from helpers.data.doubts import doubts, is_doubted
from helpers.data.records import Fault, Package, Row, grouped
from helpers.files import quoted

ANNUAL = "kz_flows_annual"
# The bureau's exact annual series, one row a year and flow, and its own net migration, read from
# another publication.
OFFICIAL = "data/processed/bns/migration_"
OFFICIAL_NET = "kaz-Data"
FLOWS = ("arrivals", "departures")
OTHER = dict(zip(FLOWS, FLOWS[::-1], strict=True))
COUNTS = "flows"  # the role of a series that counts people who moved, by flow
SIGNED = ("net", "internal_net")
NOT_IN_KEY = ("as_published", "published", "note")  # what may differ between repeated rows
# Columns that say in which month a count ends, from January on.
MONTHS = ("months", "period_months", "months_to")
NATION = "kazakhstan"
ESTIMATED = ("net migration", "immigration", "emigration")  # in the name of a series
ESTIMATE = ("period", "series", "origin_iso3", "destination_iso3", "source")
LIMITS = ("lower95", "lower90", "lower80", "medium", "upper80", "upper90", "upper95")


def _official(package: Package, flow: str) -> list[Row]:
    rows = grouped(package.rows(ANNUAL), "measure", "vintage")[flow, "revised"]
    official = [row for row in rows if OFFICIAL in row["source_url"]]
    return sorted(official, key=lambda row: row["year"])


def official_series(package: Package) -> Iterator[Fault]:
    """The bureau's annual flows: every year once, no gap, the same years for both flows."""
    table = package.table(ANNUAL)
    official = {flow: _official(package, flow) for flow in FLOWS}
    for flow, rows in official.items():
        if table.rows and not rows:
            expected = f"revised {flow} with {OFFICIAL} in source_url"
            yield table.fault("source_url", expected, "put the rows back", "no official series")
        for before, row in pairwise(rows):
            year = (before.whole("year") or 0) + 1
            if row.whole("year") != year:
                found = f"{row['year']} after {before['year']} in official {flow}"
                yield row.fault("year", str(year), "restore one row a year", found)
    for flow, rows in official.items():
        years = {row.whole("year") for row in official[OTHER[flow]]}
        for row in rows:
            if years and row.whole("year") not in years:
                found = f"official {flow} of {row['year']}"
                expected = f"official {OTHER[flow]} of this year as well"
                yield row.fault("year", expected, "put the missing row back", found)


def annual_years(package: Package) -> Iterator[Fault]:
    """After the official series no year is left out, and each has both flows."""
    years = {flow: {} for flow in FLOWS}
    for row in package.rows(ANNUAL):
        dated = row["vintage"] != "unknown" and row.whole("year") is not None
        if row["measure"] in FLOWS and dated:
            years[row["measure"]].setdefault(row.whole("year"), row)
    official = [row for flow in FLOWS for row in _official(package, flow)]
    last = max((row.whole("year") or 0 for row in official), default=0)
    for flow in FLOWS:
        for year, row in years[flow].items():
            if year <= last:
                continue
            if year - 1 not in years[flow] and year > min(years[flow]):
                found = f"{year} without {year - 1} in {flow}"
                todo = "correct the year, or add the year before"
                yield row.fault("year", "no year left out", todo, found)
            if year not in years[OTHER[flow]]:
                expected = f"{OTHER[flow]} of this year as well"
                todo = "correct the year, or add the row that is missing"
                yield row.fault("year", expected, todo, f"{flow} of {year} alone")


def final_figures(package: Package) -> Iterator[Fault]:
    """Final figures of one year and flow are one figure, printed with more or fewer digits.

    The one that is used is chosen as in `cleaning.best_printed`: the official series, else the most
    digits, the earliest, the first in the file.
    """
    todo = "compare both with their sources; the one that was revised since then gets the vintage"
    final = [row for row in package.rows(ANNUAL) if row["vintage"] == "revised"]
    counts = [row for row in final if row["measure"] in FLOWS and row.whole("value") is not None]
    for rows in grouped(counts, "year", "measure").values():
        used = min(rows, key=_precedence)
        for row in rows:
            apart = abs(row.whole("value") - used.whole("value"))
            digits = row["value"].rstrip("0")
            last_place = 10 ** (len(row["value"]) - len(digits))  # 100 for 41800, 1 for 41868
            # Apart by less than its last place: rounded, or digits cut off.
            if apart >= last_place and not is_doubted(package, row):
                expected = f"{used['value']} as in row {used.line}, which is used, or the same in"
                yield row.fault("value", f"{expected} fewer digits", f"{todo} unknown")


def _precedence(row: Row) -> tuple:
    digits = len(row["value"].lstrip("-").rstrip("0"))
    return OFFICIAL not in row["source_url"], -digits, row["published"] or "9999", row.line


def first_releases(package: Package) -> Iterator[Fault]:
    """The newest first release of each flow has its day: forecasts must be older than it."""
    releases = grouped(package.rows(ANNUAL), "measure", "vintage")
    for flow in FLOWS:
        years = grouped(releases[flow, "preliminary"], "year")
        if not years:
            continue
        (last,), newest = max(years.items())
        if not any(row["published"] for row in newest):
            expected = f"the day of a first release of {flow} in {last}"
            todo = "fill the cell, or add a row of a page that is dated"
            yield newest[0].fault("published", expected, todo)


def official_net(package: Package) -> Iterator[Fault]:
    """Official arrivals less departures are the bureau's own net figure."""
    arrivals, departures = (
        {row.whole("year"): row.number("value") for row in _official(package, flow)}
        for flow in FLOWS
    )
    for row in package.rows(ANNUAL):
        if row["measure"] != "net" or OFFICIAL_NET not in row["source_url"]:
            continue
        year, net = row.whole("year"), row.number("value")
        ends = arrivals.get(year), departures.get(year)
        if None not in (*ends, net) and ends[0] - ends[1] != net:
            expected = f"{ends[0] - ends[1]}, official arrivals less departures of {year}"
            yield row.fault("value", expected, "compare all three with their sources")


def balances(package: Package) -> Iterator[Fault]:
    """Where a page prints arrivals, departures and net as full counts, they add up."""
    todo = "compare with the page; if it is the page's own slip, enter it in doubts.yml"
    for table in package.of_role(COUNTS):
        for page in grouped(table.rows, "year", "months", "source_url").values():
            flows = grouped(filter(_full_count, page), "measure")
            pairs = product(flows["arrivals",], flows["departures",])
            nets = {a.number("value") - d.number("value") for a, d in pairs}
            for row in flows["net",] if nets else ():
                if row.number("value") not in nets and not is_doubted(package, row):
                    expected = f"{min(nets)}, arrivals less departures of the same page"
                    yield row.fault("value", expected, todo)


def _full_count(row: Row) -> bool:
    try:
        figure = printed.parse(row["as_published"])
    except ValueError:  # 'almost 4 600' is no full count
        return False
    return figure.low == figure.high and row.number("value") is not None


def estimated_balances(package: Package) -> Iterator[Fault]:
    """Net migration is immigration less emigration of the same estimate, and of the same page of
    registered flows.

    Medians and limits of projections need not add up, so they are left alone.
    """
    estimates = defaultdict(dict)
    rows = [
        row for row in package.rows_having("series", "variant") if row.number("value") is not None
    ]
    for row in rows:
        part = re.search("|".join(ESTIMATED), row["series"])
        if part and row["variant"] == "estimate":
            series = row["series"].replace(part.group(), "")
            estimates[series, row["period"], row["source_url"]][part.group()] = row
    for parts in estimates.values():
        if set(parts) == set(ESTIMATED):
            net, arrived, left = (parts[name] for name in ESTIMATED)
            difference = arrived.number("value") - left.number("value")
            yield from _as_net(net, difference, "immigration less emigration")
    registered = grouped(package.rows(ANNUAL), "measure")["net",]
    pages = {(row["year"], row["source_url"]): row.number("value") for row in registered}
    for row in rows:
        net = pages.get((row["period"], row["source_url"]))
        if row["variant"] == "observed" and net is not None:
            yield from _as_net(row, net, f"the net migration of this page in {ANNUAL}.csv")


def _as_net(row: Row, net: Fraction, what: str) -> Iterator[Fault]:
    if row.number("value") != net:
        yield row.fault("value", f"{net}, {what}", "compare all of them with the source")


def printed_values(package: Package) -> Iterator[Fault]:
    """The figure in `as_published` is the value; the sign of a loss may stand in the words."""
    for table in package.having("as_published"):
        for row in table.rows:
            value, text = row.number(table.measure), row["as_published"]
            digits = re.sub(r"[^0-9]", "", text)
            if value is None or not digits:  # 'one person'
                continue
            figures = [figure for _, _, figure in printed.find_figures(text)]
            readings = [abs(figure.number) * 10**figure.unit_mult for figure in figures]
            # A point that groups digits ('24.105') is no rule of ours, so the bare digits count
            # too.
            right = abs(value) in (int(digits), *readings)
            if not right and not is_doubted(package, row):
                expected = f"the figure in as_published, {quoted(text)}"
                yield row.fault(table.measure, expected, "compare both with the source")


def counts(package: Package) -> Iterator[Fault]:
    """Only balances and changes can be negative."""
    for table in package.of_role(COUNTS):
        for row in table.rows:
            flow = row["measure"] or row["flow"]
            people = row["unit"] in ("", "persons") and flow not in SIGNED
            if people and (row.number(table.measure) or 0) < 0:
                expected = f"zero or more, because {flow} counts people"
                yield row.fault(table.measure, expected, "correct the sign or the flow")


def repeated_rows(package: Package) -> Iterator[Fault]:
    """One source gives one figure of one vintage for a year and measure."""
    for table in package.of_role(COUNTS):
        key = [c for c in table.columns if c not in (table.measure, *NOT_IN_KEY)]
        for first, *others in grouped(table.rows, *key).values():
            for row in others:
                found = f"{row['year']} with the {', '.join(key[1:])} of row {first.line}"
                todo = "remove or correct one of the two"
                yield row.fault("year", "each combination once", todo, found)


def publication_days(package: Package) -> Iterator[Fault]:
    """Counts are published after their last month, a population of 1 January from that day on."""
    todo = "correct the year, the months or the date"
    for row in package.rows_having("year", "published"):
        year, day = row.whole("year"), row["published"]
        dated = year is not None and day[:4].isdecimal()
        if dated and day[:7] <= f"{year}-{_last_month(row):02d}":
            expected, found = "a time that was over by then", f"{year}, published on {day}"
            yield row.fault("year", expected, todo, found)


def _last_month(row: Row) -> int:
    """The month in which the period of a row ends; 0 for 1 January."""
    if row["measure"] == "population_jan1":
        return 0
    return next((row.whole(name) for name in MONTHS if row.whole(name) is not None), 12)


def limits(package: Package) -> Iterator[Fault]:
    """Lower limits, medium and upper limits of one estimate stand in this order."""
    for table in package.having("variant"):
        known = [row for row in table.rows if row.number(table.measure) is not None]
        for estimate in grouped(known, *ESTIMATE).values():
            variants = {row["variant"]: row for row in estimate}
            ordered = [variants[limit] for limit in LIMITS if limit in variants]
            for low, high in pairwise(ordered):
                if low.number(table.measure) > high.number(table.measure):
                    found = f"{high['variant']} of {high[table.measure]}"
                    expected = (
                        f"at least the {low['variant']} of row {low.line}, {low[table.measure]}"
                    )
                    yield high.fault(table.measure, expected, "compare both with the source", found)


def population(package: Package) -> Iterator[Fault]:
    """Population is positive, in known regions, and the regions of a year make up the country."""
    names = {row["region"] for row in package.rows("kz_region_names")}
    whole = names | {NATION}
    for table in package.having("region", "population"):
        for row in table.rows:
            if row.whole("population") == 0:
                todo = "a missing figure is no row, not zero"
                yield row.fault("population", "a positive count", todo)
            if names and row["region"] not in whole:
                expected = f"{NATION} or an id of kz_region_names.csv"
                yield row.fault("region", expected, "correct the id")
        for (year,), rows in grouped(table.rows, "year").items():
            regions = {row["region"]: row for row in rows}
            if names and set(regions) == whole:
                nation = regions.pop(NATION)
                parts = sum(row.whole("population") or 0 for row in regions.values())
                if nation.whole("population") != parts:
                    expected = f"{parts}, the sum of the regions in {year}"
                    yield nation.fault("population", expected, "compare both")


def flow_runs(package: Package) -> Iterator[Fault]:
    for row in package.rows_having("id", "start", "n", "y"):
        years = len(row["y"].split())
        if row.whole("n") is not None and years != row.whole("n"):
            expected = f"{row['n']} as in column n"
            yield row.fault("y", expected, "compare with the source", f"{years} years")
        if row["id"].rpartition("|")[2] != row["start"]:
            expected = f"the year at the end of the id {quoted(row['id'])}"
            yield row.fault("start", expected, "correct the year or the id")


def corridor_ends(package: Package) -> Iterator[Fault]:
    for row in package.rows_having("origin_iso3", "destination_iso3"):
        for column in ("origin_iso3", "destination_iso3"):
            if not re.fullmatch(r"[A-Z]{3}", row[column]):
                yield row.fault(column, "three capital letters, such as KAZ", "correct the code")
        if row["origin_iso3"] == row["destination_iso3"]:
            expected = "another country than the origin"
            yield row.fault("destination_iso3", expected, "correct one of the two codes")


def mirror_pairs(package: Package) -> Iterator[Fault]:
    """A pair is named after its move; what the bureau counts, and it alone, are deregistrations."""
    todo = "correct one of the two"
    for row in package.rows_having("pair", "counted_by", "concept"):
        year, first, last = (row.whole(name) for name in ("year", "months_from", "months_to"))
        if None in (year, first, last):
            continue
        if last < first:
            expected = f"month {first} of months_from, or later"
            yield row.fault("months_to", expected, todo, f"month {last}")
        move = f"{row['origin_iso3']}-{row['destination_iso3']}-{year}-{first:02}-{last:02}"
        if row["pair"] != move:
            expected = f"{move}, as the other cells of the row say"
            yield row.fault("pair", expected, "correct the id or the move")
        if (row["counted_by"] == "bureau") != (row["concept"] == "deregistered"):
            found = f"{quoted(row['concept'])} counted by {quoted(row['counted_by'])}"
            yield row.fault("concept", "deregistered for the bureau alone", todo, found)


def periods(package: Package) -> Iterator[Fault]:
    """`year` is the first year of `period`."""
    for row in package.rows_having("year", "period"):
        first, last = row["period"][:4], row["period"][5:]
        backwards = re.fullmatch("[0-9]{4}", last) and last <= first
        if row["year"] != first or backwards:
            expected = f"a period that begins in {row['year']} and runs forward"
            yield row.fault("period", expected, "correct one of the two")


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
