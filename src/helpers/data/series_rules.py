"""What the independent series, the boundaries and the doubts must satisfy beyond their schemas.
Which rules a series is under follows from its columns, and from `role` and `measure` in its entry
of `datapackage.json`: a new series needs its file and its entry, and no code."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, pairwise, product
from math import isnan, nan
from operator import itemgetter
from pathlib import Path

from helpers import printed
from helpers.data.doubts import doubts, is_doubted
from helpers.data.records import Fault, Package, Row, fault, grouped, read_text

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
NET = "net migration"  # in the name of a series, as immigration and emigration in those of others
ENDS = ("origin_iso3", "destination_iso3")
ESTIMATE = ("period", "series", *ENDS, "source")
LIMITS = ("lower95", "lower90", "lower80", "medium", "upper80", "upper90", "upper95")
BOUNDARIES = "geo/kz_regions.geojson"
WEST, EAST, SOUTH, NORTH = 45, 89, 40, 56  # a box around Kazakhstan
UNREADABLE = (ValueError, KeyError, TypeError, IndexError, RecursionError, OverflowError)


def official_rows(package: Package, flow: str) -> list[Row]:
    """The rows of the official annual series of a flow, by year."""
    revised = grouped(package.rows(ANNUAL), "measure", "vintage")[flow, "revised"]
    official = [row for row in revised if OFFICIAL in row["source_url"]]
    return sorted(official, key=itemgetter("year"))


def figures_by(rows: Iterable[Row], *columns: str) -> dict[tuple, Fraction | float]:
    """The values by their cells in some columns; not a number where none is known."""
    figures = defaultdict(lambda: nan)
    for row in rows:
        value = row.number("value")
        if value is not None:
            figures[tuple(row[column] for column in columns)] = value
    return figures


def differs(row: Row, figure: Fraction | float, column: str = "value") -> bool:
    """Whether a row has another figure; what is not known differs from nothing."""
    value = row.number(column)
    return value is not None and not isnan(figure) and value != figure


def national(package: Package) -> dict[tuple, Fraction | float]:
    """The official arrivals and departures, and `net`, by measure and year."""
    official = [row for flow in FLOWS for row in official_rows(package, flow)]
    figures = figures_by(official, "measure", "year")
    for row in official:
        year = row["year"]
        figures["net", year] = figures["arrivals", year] - figures["departures", year]
    return figures


def annual_years(package: Package) -> Iterator[Fault]:
    """The bureau's annual flows, and the years after them, have no gap and both flows each year."""
    table = package.table(ANNUAL)
    official = {flow: official_rows(package, flow) for flow in FLOWS}
    last = max(
        (row.whole("year") or 0 for row in chain(*official.values())),
        default=0,
    )
    first = defaultdict(dict)  # of each measure and year the first row
    for row in table.rows:
        year = row.whole("year")
        if year and row["vintage"] != "unknown":
            first[row["measure"]].setdefault(year, row)
    for flow, other in OTHER.items():
        rows = official[flow]
        if table.rows and not rows:
            yield fault("no_official_series", table.path, flow=flow, address=OFFICIAL)
        for before, row in pairwise(rows):
            following = (before.whole("year") or 0) + 1
            if row.whole("year") != following:
                yield row.fault("gap_in_years", before=before["year"], next=following)
        years = {row["year"] for row in official[other]}
        for row in rows:
            if years and row["year"] not in years:
                yield row.fault("official_year_alone", other=other)
        known = first[flow]
        for year, row in known.items():
            if year <= last:
                continue
            if min(known) < year and year - 1 not in known:
                yield row.fault("year_left_out", before=year - 1)
            if year not in first[other]:
                yield row.fault("year_alone", other=other)


def final_figures(package: Package) -> Iterator[Fault]:
    """Final figures of a year and flow are one (`cleaning.flows.best_printed`), perhaps rounded."""
    rows = [row for row in package.rows(ANNUAL) if row.whole("value") is not None]
    for (_, measure, vintage), figures in grouped(rows, "year", "measure", "vintage").items():
        if measure not in FLOWS or vintage != "revised":
            continue
        used = min(figures, key=_precedence)
        for row in figures:
            zeros = len(row["value"]) - len(row["value"].rstrip("0"))
            last_place = 10**zeros  # 100 for 41800, 1 for 41868
            apart = abs(row.whole("value") - used.whole("value"))
            # Apart by less than its last place: rounded, or digits cut off.
            if apart >= last_place and not is_doubted(package, row):
                yield row.fault("two_final_figures", used=used["value"], line=used.line)


def _precedence(row: Row) -> tuple:
    elsewhere = OFFICIAL not in row["source_url"]
    digits = row["value"].strip("-").rstrip("0")
    return elsewhere, -len(digits), row["published"] or "9999", row.line


def balances(package: Package) -> Iterator[Fault]:
    """Net is arrivals less departures: officially, and where a page prints all as full counts."""
    official = national(package)
    for row in grouped(package.rows(ANNUAL), "measure")["net",]:
        net = official["net", row["year"]]
        if OFFICIAL_NET in row["source_url"] and differs(row, net):
            yield row.fault("official_net", net=net)
    for table in package.of_role(COUNTS):
        counts = [row for row in table.rows if _is_full_count(row)]
        for page in grouped(counts, "year", "months", "source_url").values():
            flows = grouped(page, "measure")
            pairs = product(flows["arrivals",], flows["departures",])
            nets = {arrived.number("value") - left.number("value") for arrived, left in pairs}
            for row in flows["net",]:
                agrees = not nets or row.number("value") in nets
                if not agrees and not is_doubted(package, row):
                    yield row.fault("net_of_page", net=min(nets))


def _is_full_count(row: Row) -> bool:
    try:
        figure = printed.parse(row["as_published"])
    except ValueError:  # 'almost 4 600' is no full count
        return False
    return figure.low == figure.high and row.number("value") is not None


def estimated_balances(package: Package) -> Iterator[Fault]:
    """Net migration is immigration less emigration, except in medians and limits."""
    variants = grouped(package.rows_having("series", "variant"), "variant")
    estimates = variants["estimate",]
    figures = figures_by(estimates, "series", "period", "source_url")
    for row in estimates:
        if NET in row["series"]:
            place = (row["period"], row["source_url"])
            arrived = figures[row["series"].replace(NET, "immigration"), *place]
            net = arrived - figures[row["series"].replace(NET, "emigration"), *place]
            if differs(row, net):
                yield row.fault(
                    "net_of_estimate",
                    net=net,
                    what="immigration less emigration",
                )
    nets = grouped(package.rows(ANNUAL), "measure")["net",]
    pages = figures_by(nets, "year", "source_url")
    for row in variants["observed",]:
        net = pages[row["period"], row["source_url"]]
        if differs(row, net):
            what = f"the net migration of this page in {ANNUAL}.csv"
            yield row.fault("net_of_estimate", net=net, what=what)


def printed_values(package: Package) -> Iterator[Fault]:
    """The figure in `as_published` is the value; the sign of a loss may stand in the words."""
    for table in package.having("as_published"):
        for row in table.rows:
            value = row.number(table.measure)
            text = row["as_published"]
            digits = re.sub("[^0-9]", "", text)
            # The bare digits: a point that groups digits ('24.105') is no rule of ours.
            if value is None or not digits or abs(value) == int(digits):  # or 'one person'
                continue
            readings = []
            for _, _, figure in printed.find_figures(text):
                readings.append(abs(figure.number) * 10**figure.unit_mult)
            if abs(value) not in readings and not is_doubted(package, row):
                yield row.fault("not_as_published", column=table.measure)


def counts(package: Package) -> Iterator[Fault]:
    """Only balances and changes can be negative, and a source gives one figure of a vintage."""
    for table in package.of_role(COUNTS):
        measure = table.measure
        for row in table.rows:
            flow = row["measure"] or row["flow"]
            counted = row["unit"] in ("", "persons") and flow not in SIGNED
            if counted and (row.number(measure) or 0) < 0:
                yield row.fault("negative_count", column=measure, counted=flow)
        key = [column for column in table.columns if column not in (measure, *NOT_IN_KEY)]
        for first, *others in grouped(table.rows, *key).values():
            for row in others:
                yield row.fault("repeated_row", key=", ".join(key[1:]), line=first.line)


def publication_days(package: Package) -> Iterator[Fault]:
    """Counts are published after their last month, a population of 1 January from that day on. The
    newest first release of a flow has its day: forecasts must be older than it."""
    for row in package.rows_having("year", "published"):
        day = row["published"][:7]
        months = filter(None, map(row.whole, MONTHS))
        last = 0 if row["measure"] == "population_jan1" else next(months, 12)
        is_known = row.whole("year") is not None and day[:4].isdecimal()
        if is_known and day <= f"{row.whole('year')}-{last:02}":
            yield row.fault("published_too_early")
    releases = grouped(package.rows(ANNUAL), "measure", "vintage")
    for flow in FLOWS:
        years = grouped(releases[flow, "preliminary"], "year")
        newest = years[max(years, default=())]
        if newest and not any(row["published"] for row in newest):
            yield newest[0].fault("undated_release")


def limits(package: Package) -> Iterator[Fault]:
    """Lower limits, medium and upper limits of one estimate stand in this order."""
    for table in package.having("variant"):
        column = table.measure
        figures = [row for row in table.rows if row.number(column) is not None]
        for estimate in grouped(figures, *ESTIMATE).values():
            variants = {row["variant"]: row for row in estimate}
            ordered = filter(None, map(variants.get, LIMITS))
            for low, high in pairwise(ordered):
                if low.number(column) > high.number(column):
                    about = {
                        "lower": low["variant"],
                        "lower_limit": low[column],
                        "line": low.line,
                    }
                    about |= {"column": column, "limit": high[column]}
                    yield high.fault("limits_out_of_order", **about)


def population(package: Package) -> Iterator[Fault]:
    """Population is positive, in known regions, and the regions of a year make up the country."""
    names = {row["region"] for row in package.rows("kz_region_names")}
    whole = names | {NATION}
    for table in package.having("region", "population"):
        for row in table.rows:
            if row.whole("population") == 0:
                yield row.fault("nobody")
            if names and row["region"] not in whole:
                yield row.fault("unknown_region")
        for rows in grouped(table.rows, "year").values():
            regions = {row["region"]: row for row in rows}
            if not names or set(regions) != whole:
                continue
            nation = regions.pop(NATION)
            parts = sum(row.whole("population") or 0 for row in regions.values())
            if nation.whole("population") != parts:
                yield nation.fault("sum_of_regions", parts=parts)


def cells(package: Package) -> Iterator[Fault]:
    """Cells of a row agree: length and start of a run, ends of a corridor, `year` and `period`."""
    for row in package.rows_having("id", "start", "n", "y"):
        years = len(row["y"].split())
        if row.whole("n") not in (None, years):
            yield row.fault("length_of_run", years=years)
        if not row["id"].endswith(f"|{row['start']}"):
            yield row.fault("start_of_run")
    for row in package.rows_having(*ENDS):
        for column in ENDS:
            if not re.fullmatch("[A-Z]{3}", row[column]):
                yield row.fault("country_code", column=column)
        if len(set(map(row.get, ENDS))) == 1:
            yield row.fault("corridor_to_itself")
    for row in package.rows_having("year", "period"):
        period = row["period"]
        last = period[5:]
        backwards = re.fullmatch("[0-9]{4}", last) and last <= period[:4]
        if backwards or row["year"] != period[:4]:
            yield row.fault("year_of_period")


def read_boundaries(raw: Path, entry: dict) -> tuple[list[dict], list[Fault]]:
    """The `region` and `points` (longitude, latitude) of each feature."""
    text, faults = read_text(raw, entry)
    features = []
    try:
        for feature in json.loads(text)["features"] if text else ():
            geometry = feature["geometry"]
            coordinates = geometry["coordinates"]
            polygons = {
                "Polygon": [coordinates],
                "MultiPolygon": coordinates,
            }[geometry["type"]]
            points = []
            for ring in chain.from_iterable(polygons):
                if len(ring) < 4 or ring[0] != ring[-1]:
                    raise ValueError("a ring that does not close")
                points += [(float(point[0]), float(point[1])) for point in ring]
            features.append({"region": feature["properties"]["region"], "points": points})
    except UNREADABLE as error:
        reason = f"{type(error).__name__}: {error}"
        return [], [
            *faults,
            fault("unreadable_boundaries", entry["path"], error=reason),
        ]
    return features, faults


def region_map(package: Package) -> Iterator[Fault]:
    """The boundaries hold each region once, inside a box around Kazakhstan."""
    names = {row["region"] for row in package.rows("kz_region_names")}
    features = Counter(feature["region"] for feature in package.regions)
    for region in sorted(names) if features else ():
        count = features[region]
        if count != 1:
            yield fault("boundaries_of_region", BOUNDARIES, count=count, region=region)
    for place, feature in enumerate(package.regions):
        region = feature["region"]
        if names and region not in names:
            yield fault("unknown_boundary", BOUNDARIES, place=place, region=region)
        for point in feature["points"]:
            longitude, latitude = point
            inside = WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH
            if not inside:
                yield fault("point_elsewhere", BOUNDARIES, place=place, point=point)
                break


RULES = (annual_years, final_figures, balances, estimated_balances, printed_values, counts)
RULES += (publication_days, limits, population, cells, region_map, doubts)
