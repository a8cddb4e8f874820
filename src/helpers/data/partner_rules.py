"""Rules about partners, other countries' counts, regions, towns and villages: what must add up.

That no partner, region or move stands twice is said by the schemas. A figure that `doubts.yml`
expects is no fault here.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import wraps
from math import isnan

from helpers.data.doubts import is_doubted
from helpers.data.records import Fault, Package, Row, grouped
from helpers.data.series_rules import figures_by, national

HOME = "KAZ"
# The countries that the bureau and CIS Stat count as CIS.
CIS = ("ARM", "AZE", "BLR", "KGZ", "MDA", "RUS", "TJK", "TKM", "UKR", "UZB")
BY_PARTNER, MOVES = "kz_flows_by_partner", "kz_internal_moves_by_region"
EXTERNAL, SETTLEMENTS = "kz_external_net_by_region", "kz_net_urban_rural"
# Tables without gaps: the columns of a period, and those of which each period has all combinations.
WHOLE = {
    BY_PARTNER: (["year"], ["flow", "partner"]),
    MOVES: (["year", "month"], ["region", "flow"]),
    EXTERNAL: (["year"], ["region"]),
    SETTLEMENTS: (["year"], ["settlement"]),
}
MONTHS = tuple(map(str, range(1, 13)))
# Concepts of mirror_flows that the country of arrival counts; the others that of departure does.
OF_ARRIVAL = ("arrivals", "late_resettlers")
BODIES = {"interior_ministry": HOME, "bundesverwaltungsamt": "DEU"}
# Columns that name one series of a table with `break_kind`.
SERIES = (
    *("flow", "country", "partner", "from_iso3", "to_iso3"),
    *("counted_by", "concept", "months_to"),
)
MARKED, LARGEST = 2, 3  # a mark stands for a change above twofold; above threefold there is one
LARGE, STEADY = 10_000, Fraction(3, 2)  # of such counts the share changes by less in a year
SMALL = 10  # between counts below it no change is a jump

Figure = Fraction | float
# A row, its column, the figure that must stand there, and the fault when another does.
Comparison = tuple[Row, str, Figure, str]


def compares(rule: Callable[[Package], Iterator[Comparison]]) -> Callable:
    """The rule whose faults are the cells that differ; what is not known is not compared."""

    @wraps(rule)
    def faults(package: Package) -> Iterator[Fault]:
        for row, column, figure, message in rule(package):
            value = row.number(column)
            if value is None or isnan(figure):
                continue
            if value != figure and not is_doubted(package, row):
                yield row.fault(message, figure=figure)

    return faults


def whole_tables(package: Package) -> Iterator[Fault]:
    """A period has every combination that other periods have: a printed zero is a row, too."""
    for name, (period, columns) in WHOLE.items():
        rows = package.rows(name)
        combinations = grouped(rows, *columns)
        periods = grouped(rows, *period)
        for of_period in periods.values():
            present = grouped(of_period, *columns)
            for cells, elsewhere in combinations.items():
                # One that stands in a single row is a slip, which the schema names.
                if cells not in present and len(elsewhere) > 1:
                    missing = " ".join(cells)
                    column = " + ".join(columns)
                    yield of_period[0].fault("row_left_out", missing=missing, column=column)


@compares
def partner_sums(package: Package) -> Iterator[Comparison]:
    """The ten partners add up to the CIS, the CIS and the other countries to the official flow."""
    rows = package.rows(BY_PARTNER)
    figures = figures_by(rows, "partner", "flow", "year")
    official = national(package)
    for row in rows:
        place = (row["flow"], row["year"])
        partner = row["partner"]
        if partner == "CIS":
            parts = [figures[name, *place] for name in CIS]
            yield row, "value", sum(parts), "sum_of_partners"
        if partner == "non_CIS":
            rest = official[place] - figures["CIS", *place]
            yield row, "value", rest, "rest_of_flow"


@compares
def moves_within(package: Package) -> Iterator[Comparison]:
    """The net of a region is arrivals less departures, and twelve months add up to their year."""
    rows = package.rows(MOVES)
    figures = figures_by(rows, "flow", "month", "region", "year")
    for row in rows:
        flow = row["flow"]
        month = row["month"]
        place = (row["region"], row["year"])
        if flow == "internal_net":
            arrivals = figures["internal_arrivals", month, *place]
            departures = figures["internal_departures", month, *place]
            yield row, "value", arrivals - departures, "net_of_region"
        if not month:
            of_year = [figures[flow, number, *place] for number in MONTHS]
            yield row, "value", sum(of_year), "sum_of_months"


def nets_within(package: Package) -> Iterator[Fault]:
    """The nets of all regions add up to zero: what one gains another loses."""
    nets = grouped(package.rows(MOVES), "flow")["internal_net",]
    periods = grouped(nets, "year", "month")
    for (year, month), rows in periods.items():
        total = sum(figures_by(rows, "region").values())
        if total != 0:
            period = f"month {month} of {year}" if month else year
            yield rows[0].fault("nets_of_regions", total=total, period=period)


@compares
def external_nets(package: Package) -> Iterator[Comparison]:
    """A derived net is the difference of its terms, and these are the figures of their tables."""
    moves = figures_by(package.rows(MOVES), "flow", "month", "region", "year")
    columns = ("flow", "period_months", "dimension", "category", "year")
    breakdowns = figures_by(package.rows("kz_breakdowns"), *columns)
    for row in package.rows(EXTERNAL):
        place = (row["region"], row["year"])
        net = row.number("net_all_flows")
        internal = row.number("internal_net")
        if None not in (net, internal):
            yield row, "value", net - internal, "derived_net"
        of_moves = moves["internal_net", "", *place]
        yield row, "internal_net", of_moves, "other_internal_net"
        of_breakdowns = breakdowns["net", "12", "region", *place]
        yield row, "net_all_flows", of_breakdowns, "other_net_of_all_flows"


def external_total(package: Package) -> Iterator[Fault]:
    """The external nets of all regions add up to the net of the country."""
    official = national(package)
    years = grouped(package.rows(EXTERNAL), "year")
    for (year,), rows in years.items():
        total = sum(figures_by(rows, "region").values())
        net = official["net", year]
        if not isnan(net) and total != net:
            yield rows[0].fault("nets_of_country", total=total, net=net)


@compares
def settlements(package: Package) -> Iterator[Comparison]:
    """Towns and villages together have the net of the country."""
    rows = package.rows(SETTLEMENTS)
    figures = figures_by(rows, "settlement", "year")
    official = national(package)
    for row in grouped(rows, "settlement")["total",]:
        year = row["year"]
        parts = figures["urban", year] + figures["rural", year]
        yield row, "value", parts, "sum_of_settlements"
        yield row, "value", official["net", year], "net_of_settlements"


def mirror_moves(package: Package) -> Iterator[Fault]:
    """One end of a move is Kazakhstan, and the end that the concept says is that which counts."""
    for row in package.rows("mirror_flows"):
        first = row.whole("months_from")
        last = row.whole("months_to")
        if None not in (first, last) and last < first:
            yield row.fault("backward_months")
        by_bureau = row["counted_by"] == HOME
        deregistered = row["concept"] == "deregistered"
        if by_bureau != deregistered:
            yield row.fault("counted_by_another")
        ends = [row["from_iso3"], row["to_iso3"]]
        if ends.count(HOME) == 1:
            yield from _counting_end(row, ends)
        else:
            yield row.fault("move_elsewhere")


def _counting_end(row: Row, ends: list[str]) -> Iterator[Fault]:
    counted_by = row["counted_by"]
    counter = BODIES.get(counted_by, counted_by)
    of_arrival = row["concept"] in OF_ARRIVAL
    column = "to_iso3" if of_arrival else "from_iso3"
    if row[column] != counter:
        message = "reversed_move" if counter in ends else "counted_elsewhere"
        yield row.fault(message, column=column, counter=counter)


def jumps(package: Package) -> Iterator[Fault]:
    """A change above threefold is marked in `break_kind`, and no mark stands without a jump."""
    for table in package.having("year", "value", "break_kind"):
        series = grouped(table.rows, *SERIES)
        for rows in series.values():
            years = {row.whole("year") or 0: row for row in rows}
            for year, row in years.items():
                before = years.get(year - 1)
                if before:
                    yield from _jump(package, before, row)


def _jump(package: Package, before: Row, row: Row) -> Iterator[Fault]:
    values = [before.number("value"), row.number("value")]
    if None in values:
        return
    low = min(values)
    high = max(values)
    mark = row["break_kind"]
    large = high >= SMALL
    slots = {"before": before["value"], "before_line": before.line}
    above = large and high > LARGEST * low
    if above and not mark and not is_doubted(package, row):
        yield row.fault("unmarked_jump", **slots)
    jumped = large and high > MARKED * low
    if mark == "jump" and not jumped:
        yield row.fault("mark_without_jump", **slots)


def shares_of_all(package: Package) -> Iterator[Fault]:
    """Of all moves that a country counts, those from or to Kazakhstan are a part, and where it is
    large it keeps its size from year to year: the only test of a count that nothing adds up to."""
    everywhere = figures_by(package.rows("cis_flows_panel"), "country", "flow", "year")
    years = [row for row in package.rows("mirror_flows") if row["months_to"] == "12"]
    for series in grouped(years, "counted_by", "concept").values():
        shares = {}
        for row in series:
            whole = everywhere[row["counted_by"], row["concept"], row["year"]]
            part = row.number("value")
            if part is None or isnan(whole) or not whole:
                continue
            share = part / whole
            before = shares.get((row.whole("year") or 0) - 1)
            shares[row.whole("year")] = share
            is_steady = part < LARGE or not before or 1 / STEADY <= share / before <= STEADY
            if (share > 1 or not is_steady) and not is_doubted(package, row):
                yield row.fault("share_of_all", whole=whole)


RULES = (
    *(whole_tables, partner_sums, moves_within, nets_within),
    *(external_nets, external_total, settlements, mirror_moves, jumps),
    shares_of_all,
)
