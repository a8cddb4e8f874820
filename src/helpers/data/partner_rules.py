"""Rules about partners, other countries' counts, regions, towns and villages: what must add up. A
figure that `doubts.yml` expects is no fault here."""

from collections.abc import Iterator
from fractions import Fraction
from math import isnan

from helpers.data.doubts import is_doubted
from helpers.data.records import Fault, Package, Row, grouped
from helpers.data.series_rules import differs, figures_by, national

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
SERIES = ("flow", "country", "partner", "from_iso3", "to_iso3")
SERIES += ("counted_by", "concept", "months_to")
MARKED, LARGEST = 2, 3  # a mark stands for a change above twofold; above threefold there is one
LARGE, STEADY = 10_000, Fraction(3, 2)  # of such counts the share changes by less in a year
SMALL = 10  # between counts below it no change is a jump


def _compared(package: Package, row: Row, column: str, figure, message: str) -> list[Fault]:
    """The fault of a cell that has another figure than the one that must stand there."""
    if differs(row, figure, column) and not is_doubted(package, row):
        return [row.fault(message, figure=figure)]
    return []


def whole_tables(package: Package) -> Iterator[Fault]:
    """A period has every combination that other periods have: a printed zero is a row, too."""
    for name, (period, columns) in WHOLE.items():
        rows = package.rows(name)
        combinations = grouped(rows, *columns)
        for of_period in grouped(rows, *period).values():
            present = grouped(of_period, *columns)
            for cells, elsewhere in combinations.items():
                # One that stands in a single row is a slip, which the schema names.
                if cells not in present and len(elsewhere) > 1:
                    about = {
                        "missing": " ".join(cells),
                        "column": " + ".join(columns),
                    }
                    yield of_period[0].fault("row_left_out", **about)


def partner_sums(package: Package) -> Iterator[Fault]:
    """The ten partners add up to the CIS, the CIS and the other countries to the official flow."""
    rows = package.rows(BY_PARTNER)
    figures = figures_by(rows, "partner", "flow", "year")
    official = national(package)
    for row in rows:
        place = (row["flow"], row["year"])
        if row["partner"] == "CIS":
            parts = sum(figures[partner, *place] for partner in CIS)
            yield from _compared(package, row, "value", parts, "sum_of_partners")
        elif row["partner"] == "non_CIS":
            rest = official[place] - figures["CIS", *place]
            yield from _compared(package, row, "value", rest, "rest_of_flow")


def moves_within(package: Package) -> Iterator[Fault]:
    """A region's net is arrivals less departures, months add up to the year, all nets to zero."""
    rows = package.rows(MOVES)
    figures = figures_by(rows, "flow", "month", "region", "year")
    flows = grouped(rows, "flow")
    nets = flows["internal_net",]
    for row in nets:
        place = (row["month"], row["region"], row["year"])
        net = figures["internal_arrivals", *place] - figures["internal_departures", *place]
        yield from _compared(package, row, "value", net, "net_of_region")
    for row in grouped(rows, "month")["",]:
        of_year = sum(figures[row["flow"], month, row["region"], row["year"]] for month in MONTHS)
        yield from _compared(package, row, "value", of_year, "sum_of_months")
    for (year, month), of_period in grouped(nets, "year", "month").items():
        total = sum(figures_by(of_period, "region").values())
        if total != 0:
            period = f"month {month} of {year}" if month else year
            yield of_period[0].fault("nets_of_regions", total=total, period=period)


def external_nets(package: Package) -> Iterator[Fault]:
    """A derived net is the difference of its terms, these are the figures of their tables, and the
    nets of all regions add up to the net of the country."""
    moves = figures_by(package.rows(MOVES), "flow", "month", "region", "year")
    columns = ("flow", "period_months", "dimension", "category", "year")
    breakdowns = figures_by(package.rows("kz_breakdowns"), *columns)
    official = national(package)
    rows = package.rows(EXTERNAL)
    for row in rows:
        place = (row["region"], row["year"])
        net = row.number("net_all_flows")
        internal = row.number("internal_net")
        if None not in (net, internal):
            yield from _compared(package, row, "value", net - internal, "derived_net")
        internal = moves["internal_net", "", *place]
        yield from _compared(package, row, "internal_net", internal, "other_internal_net")
        net = breakdowns["net", "12", "region", *place]
        yield from _compared(package, row, "net_all_flows", net, "other_net_of_all_flows")
    for (year,), of_year in grouped(rows, "year").items():
        total = sum(figures_by(of_year, "region").values())
        net = official["net", year]
        if not isnan(net) and total != net:
            yield of_year[0].fault("nets_of_country", total=total, net=net)


def settlements(package: Package) -> Iterator[Fault]:
    """Towns and villages together have the net of the country."""
    rows = package.rows(SETTLEMENTS)
    figures = figures_by(rows, "settlement", "year")
    official = national(package)
    for row in grouped(rows, "settlement")["total",]:
        year = row["year"]
        parts = figures["urban", year] + figures["rural", year]
        yield from _compared(package, row, "value", parts, "sum_of_settlements")
        yield from _compared(package, row, "value", official["net", year], "net_of_settlements")


def mirror_moves(package: Package) -> Iterator[Fault]:
    """One end of a move is Kazakhstan, and the end that the concept says is that which counts."""
    for row in package.rows("mirror_flows"):
        first = row.whole("months_from")
        last = row.whole("months_to")
        if None not in (first, last) and last < first:
            yield row.fault("backward_months")
        counted_by = row["counted_by"]
        if (counted_by == HOME) != (row["concept"] == "deregistered"):
            yield row.fault("counted_by_another")
        ends = [row["from_iso3"], row["to_iso3"]]
        counter = BODIES.get(counted_by, counted_by)
        column = "to_iso3" if row["concept"] in OF_ARRIVAL else "from_iso3"
        if ends.count(HOME) != 1:
            yield row.fault("move_elsewhere")
        elif row[column] != counter:
            message = "reversed_move" if counter in ends else "counted_elsewhere"
            yield row.fault(message, column=column, counter=counter)


def jumps(package: Package) -> Iterator[Fault]:
    """A change above threefold is marked in `break_kind`, and no mark stands without a jump."""
    for table in package.having("year", "value", "break_kind"):
        for series in grouped(table.rows, *SERIES).values():
            known = [row for row in series if row.number("value") is not None]
            years = {row.whole("year") or 0: row for row in known}
            for year in years.keys() & {year + 1 for year in years}:
                before = years[year - 1]
                row = years[year]
                low, high = sorted((before.number("value"), row.number("value")))
                mark = row["break_kind"]
                factor = MARKED if mark else LARGEST
                jumped = high >= SMALL and high > factor * low
                slots = {
                    "before": before["value"],
                    "before_line": before.line,
                }
                if jumped and not mark and not is_doubted(package, row):
                    yield row.fault("unmarked_jump", **slots)
                if mark == "jump" and not jumped:
                    yield row.fault("mark_without_jump", **slots)


def shares_of_all(package: Package) -> Iterator[Fault]:
    """Of all moves that a country counts, those from or to Kazakhstan are a part, and a large part
    keeps its size from year to year: the only test of a count that nothing adds up to."""
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


RULES = (whole_tables, partner_sums, moves_within, external_nets, settlements, mirror_moves)
RULES += (jumps, shares_of_all)
