"""Rules about partners, other countries' counts, regions, towns and villages: what must add up.

That no partner, region or move stands twice is said by the schemas. A figure that `doubts.yml`
expects is no fault here.
"""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import wraps
from itertools import product

from helpers.data.doubts import is_doubted
from helpers.data.records import Fault, Package, Row, grouped
from helpers.data.series_rules import ANNUAL, FLOWS, OFFICIAL

HOME = "KAZ"
CIS = ("ARM", "AZE", "BLR", "KGZ", "MDA", "RUS", "TJK", "TKM", "UKR", "UZB")
PARTNERS = (*CIS, "CIS", "non_CIS")
BY_PARTNER, MOVES = "kz_flows_by_partner", "kz_internal_moves_by_region"
EXTERNAL, SETTLEMENTS = "kz_external_net_by_region", "kz_net_urban_rural"
# Concepts of mirror_flows that the country of arrival counts; the others that of departure does.
OF_ARRIVAL = ("arrivals", "late_resettlers")
BODIES = {"interior_ministry": HOME, "bundesverwaltungsamt": "DEU"}
# Columns that name one series of a table with `break_kind`.
SERIES = (
    *("flow", "country", "partner", "from_iso3", "to_iso3"),
    *("counted_by", "concept", "months_to"),
)
MARKED, LARGEST = 2, 3  # a mark stands for a change above twofold; above threefold there is one
SMALL = 10  # between counts below it no change is a jump

Figure = Fraction | None
Comparison = tuple[Row, str, Figure, str]  # a row, its column, what must stand there, why


def compares(rule: Callable[[Package], Iterator[Comparison]]) -> Callable:
    """The rule whose faults are the cells that differ; what is not known is not compared."""

    @wraps(rule)
    def faults(package: Package) -> Iterator[Fault]:
        for row, column, figure, what in rule(package):
            value = row.number(column)
            if None in (figure, value) or value == figure:
                continue
            if not is_doubted(package, row):
                yield row.fault("other_figure", column=column, figure=figure, what=what)

    return faults


def _figures(rows: Iterable[Row], *columns: str) -> dict[tuple, Fraction]:
    """The values by their cells in some columns."""
    figures = {}
    for row in rows:
        value = row.number("value")
        if value is not None:
            key = tuple(row[column] for column in columns)
            figures[key] = value
    return figures


def _less(figures: dict[tuple, Fraction], first: tuple, second: tuple) -> Figure:
    """One figure less another, where both are known."""
    if first in figures and second in figures:
        return figures[first] - figures[second]
    return None


def _total(rows: list[Row]) -> Fraction:
    return sum(row.number("value") or 0 for row in rows)


def _national(package: Package) -> dict[tuple, Fraction]:
    """The official arrivals and departures by flow and year."""
    revised = grouped(package.rows(ANNUAL), "vintage")["revised",]
    official = [row for row in revised if OFFICIAL in row["source_url"]]
    return _figures(official, "measure", "year")


def _national_net(national: dict[tuple, Fraction], year: str) -> Figure:
    return _less(national, ("arrivals", year), ("departures", year))


def all_partners(package: Package) -> Iterator[Fault]:
    """A year has every partner in both flows."""
    for rows in grouped(package.rows(BY_PARTNER), "year").values():
        cells = {(row["flow"], row["partner"]) for row in rows}
        for flow, partner in product(FLOWS, PARTNERS):
            if (flow, partner) not in cells:
                yield rows[0].fault("partner_missing", counted=flow, missing=partner)


@compares
def partner_sums(package: Package) -> Iterator[Comparison]:
    """The ten partners add up to the CIS, the CIS and the other countries to the official flow."""
    rows = package.rows(BY_PARTNER)
    partners = grouped(rows, "partner")
    of_cis = [row for partner in CIS for row in partners[partner,]]
    parts = grouped(of_cis, "flow", "year")
    totals = _figures(partners["CIS",], "flow", "year")
    national = _national(package)
    for row in rows:
        flow, year = place = row["flow"], row["year"]
        if row["partner"] == "CIS" and len(parts[place]) == len(CIS):
            what = f"the sum of the ten partners' {flow} in {year}"
            yield row, "value", _total(parts[place]), what
        if row["partner"] == "non_CIS" and place in national and place in totals:
            what = f"all {flow} of {year} in {ANNUAL}.csv less those of the CIS"
            yield row, "value", national[place] - totals[place], what


@compares
def moves_within(package: Package) -> Iterator[Comparison]:
    """The net of a region is arrivals less departures, and twelve months add up to their year."""
    rows = package.rows(MOVES)
    figures = _figures(rows, "flow", "region", "year", "month")
    monthly = [row for row in rows if row["month"]]
    months = grouped(monthly, "flow", "region", "year")
    for row in rows:
        region, year, month = (row[name] for name in ("region", "year", "month"))
        if row["flow"] == "internal_net":
            place = (region, year, month)
            net = _less(figures, ("internal_arrivals", *place), ("internal_departures", *place))
            yield row, "value", net, "arrivals less departures of this region"
        of_year = months[row["flow"], region, year]
        if not month and len(of_year) == 12:
            yield row, "value", _total(of_year), "the sum of the twelve months"


def nets_within(package: Package) -> Iterator[Fault]:
    """The nets of all regions add up to zero: what one gains another loses."""
    rows = grouped(package.rows(MOVES), "flow")["internal_net",]
    for (year, month), nets in grouped(rows, "year", "month").items():
        if total := _total(nets):
            period = f"month {month} of {year}" if month else year
            yield nets[0].fault("nets_of_regions", total=total, period=period)


@compares
def external_nets(package: Package) -> Iterator[Comparison]:
    """A derived net is the difference of its terms, and these are the figures of their tables."""
    moves = _figures(package.rows(MOVES), "flow", "region", "year", "month")
    columns = ("flow", "dimension", "category", "year", "period_months")
    breakdowns = _figures(package.rows("kz_breakdowns"), *columns)
    for row in package.rows(EXTERNAL):
        region, year = row["region"], row["year"]
        net, internal = row.number("net_all_flows"), row.number("internal_net")
        if None not in (net, internal):
            yield row, "value", net - internal, "net_all_flows less internal_net"
        what = f"the internal net of this region in {MOVES}.csv"
        yield row, "internal_net", moves.get(("internal_net", region, year, "")), what
        balance = breakdowns.get(("net", "region", region, year, "12"))
        what = "the net of this region in kz_breakdowns.csv"
        yield row, "net_all_flows", balance, what


def external_total(package: Package) -> Iterator[Fault]:
    """The external nets of all regions add up to the net of the country."""
    national = _national(package)
    for (year,), regions in grouped(package.rows(EXTERNAL), "year").items():
        total, net = _total(regions), _national_net(national, year)
        if net is not None and total != net:
            yield regions[0].fault("nets_of_country", total=total, net=net)


@compares
def settlements(package: Package) -> Iterator[Comparison]:
    """Towns and villages together have the net of the country."""
    rows = package.rows(SETTLEMENTS)
    national = _national(package)
    parts = [row for row in rows if row["settlement"] != "total"]
    years = grouped(parts, "year")
    for row in grouped(rows, "settlement")["total",]:
        year = row["year"]
        yield row, "value", _total(years[year,]), f"urban and rural of {year} together"
        net = _national_net(national, year)
        yield row, "value", net, f"official arrivals less departures of {year}"


def mirror_moves(package: Package) -> Iterator[Fault]:
    """One end of a move is Kazakhstan, and the end that the concept says is that which counts."""
    for row in package.rows("mirror_flows"):
        first, last = row.whole("months_from"), row.whole("months_to")
        if None not in (first, last) and last < first:
            yield row.fault("backward_months")
        if (row["counted_by"] == HOME) != (row["concept"] == "deregistered"):
            yield row.fault("counted_by_another")
        ends = row["from_iso3"], row["to_iso3"]
        if ends.count(HOME) != 1:
            yield row.fault("move_elsewhere")
            continue
        counter = BODIES.get(row["counted_by"], row["counted_by"])
        column = "to_iso3" if row["concept"] in OF_ARRIVAL else "from_iso3"
        if row[column] != counter:
            message = "reversed_move" if counter in ends else "counted_elsewhere"
            yield row.fault(message, column=column, counter=counter)


def jumps(package: Package) -> Iterator[Fault]:
    """A change above threefold is marked in `break_kind`, and no mark stands without a jump."""
    for table in package.having("year", "value", "break_kind"):
        figures = [row for row in table.rows if row.number("value") is not None]
        for series in grouped(figures, *SERIES).values():
            years = {row.whole("year"): row for row in series}
            for row in series:
                before = years.get((row.whole("year") or 0) - 1)
                if before:
                    yield from _jump(package, before, row)


def _jump(package: Package, before: Row, row: Row) -> Iterator[Fault]:
    low, high = sorted(each.number("value") for each in (before, row))
    about = {"before": before["value"], "before_line": before.line}
    mark = row["break_kind"]
    large = high >= SMALL
    if large and high > LARGEST * low and not mark and not is_doubted(package, row):
        yield row.fault("unmarked_jump", **about)
    if mark == "jump" and not (large and high > MARKED * low):
        yield row.fault("mark_without_jump", **about)


RULES = (
    *(all_partners, partner_sums, moves_within, nets_within),
    *(external_nets, external_total, settlements, mirror_moves, jumps),
)
