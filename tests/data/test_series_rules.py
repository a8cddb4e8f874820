"""Each rule about the series, the boundaries and the doubts, on tables made by hand: what it names, word for word.

Rules that judge each row by itself: test_rows.py.
"""

from itertools import product

import pytest

from helpers.data import series_rules as rules

PAGE, OTHER_PAGE = "https://a.example/1", "https://a.example/2"
BUREAU = f"https://a.example/{rules.OFFICIAL}x.csv"
NET_PAGE = f"https://a.example/{rules.OFFICIAL_NET}.csv"


def official(flow, *years, url=BUREAU, vintage="revised"):
    return [{"year": y, "measure": flow, "vintage": vintage, "source_url": url, "value": y} for y in years]


# --- the bureau's annual series ---------------------------------------------------------------------------------


def test_an_official_series_of_every_year_is_whole_in_any_order(faults_of):
    rows = official("departures", 2002, 2000, 2001) + official("arrivals", 2001, 2000, 2002)
    strangers = official("arrivals", 1990, url=PAGE) + official("arrivals", 1991, vintage="preliminary")
    assert faults_of(rules.official_series, kz_flows_annual=rows + strangers) == []
    assert faults_of(rules.official_series, kz_flows_annual=[]) == []


def test_a_gap_and_a_repeated_year_are_named_where_they_end(faults_of):
    rows = official("arrivals", 2000, 2002) + official("departures", 2002, 2000, 2002)
    assert faults_of(rules.official_series, kz_flows_annual=rows) == [
        "kz_flows_annual.csv, row 3, column year: found 2002 after 2000 in official arrivals; expected 2001. To do: "
        "restore one row a year.",
        "kz_flows_annual.csv, row 4, column year: found 2002 after 2000 in official departures; expected 2001. To do: "
        "restore one row a year.",
        "kz_flows_annual.csv, row 6, column year: found 2002 after 2002 in official departures; expected 2003. To do: "
        "restore one row a year.",
    ]


def test_a_year_of_one_flow_alone_is_named(faults_of):
    rows = official("arrivals", 2000, 2001) + official("departures", 2000)
    assert faults_of(rules.official_series, kz_flows_annual=rows) == [
        "kz_flows_annual.csv, row 3, column year: found official arrivals of 2001; expected official departures of "
        "this year as well. To do: put the missing row back."
    ]


def test_an_official_series_that_is_gone_is_named_once(faults_of):
    assert faults_of(rules.official_series, kz_flows_annual=official("arrivals", 2000, 2001)) == [
        "kz_flows_annual.csv, column source_url: found no official series; expected revised departures with "
        f"{rules.OFFICIAL} in source_url. To do: put the rows back."
    ]


def first(flow, *years, published="2003-02-09", **more):
    row = {"measure": flow, "vintage": "preliminary", "source_url": PAGE, "published": published}
    return [row | {"year": year, "value": 41868} | more for year in years]


OFFICIAL = official("departures", 2000, 2001) + official("arrivals", 2000, 2001)


def test_years_after_the_official_series_are_whole_in_any_order(faults_of):
    rows = first("arrivals", 2003, 2002, 2002) + official("departures", 2003, 2002, url=PAGE)
    others = first("net", 2009) + first("arrivals", 2009, vintage="unknown") + first("departures", 1990)
    assert faults_of(rules.annual_years, kz_flows_annual=[*OFFICIAL, *rows, *others]) == []
    assert faults_of(rules.annual_years, kz_flows_annual=rows) == [], "a series of other pages alone"


def test_a_year_with_one_flow_alone_or_after_a_gap_is_named(faults_of):
    place = "kz_flows_annual.csv, row 6, column year: found"
    alone = "To do: correct the year, or add the row that is missing."
    assert faults_of(rules.annual_years, kz_flows_annual=[*OFFICIAL, *first("departures", 2002)]) == [
        f"{place} departures of 2002 alone; expected arrivals of this year as well. {alone}"
    ]
    assert faults_of(rules.annual_years, kz_flows_annual=[*OFFICIAL, *first("arrivals", 2003)]) == [
        f"{place} 2003 without 2002 in arrivals; expected no year left out. To do: correct the year, or add the year "
        "before.",
        f"{place} arrivals of 2003 alone; expected departures of this year as well. {alone}",
    ]
    assert faults_of(rules.annual_years, kz_flows_annual=[*OFFICIAL, *official("departures", 2002)]) == [], (
        "official_series tells it"
    )


def final(value, page=PAGE, **more):
    return first(
        "departures", 2001, **{"published": "", "vintage": "revised", "value": value, "source_url": page} | more
    )


@pytest.mark.parametrize("rounded", [41868, 41870, 41900, 41800, 42000, 41000])
def test_final_figures_of_fewer_digits_agree(faults_of, rounded):
    others = first("departures", 2001, value=1) + official("net", 2001) + official("departures", 2000)
    assert faults_of(rules.final_figures, kz_flows_annual=final(rounded) + final(41868, BUREAU) + others) == []
    assert faults_of(rules.final_figures, kz_flows_annual=final(41868) + final(rounded)) == []


TOLD = (
    "kz_flows_annual.csv, row {}, column value: found '{}'; expected {} as in row {}, which is used, or the same in "
    "fewer digits. To do: compare both with their sources; the one that was revised since then gets the vintage "
    "unknown."
)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (final(41768) + final(41868, BUREAU), (2, 41768, 41868, 3)),
        (final(41768) + final(41000, BUREAU), (2, 41768, 41000, 3)),
        (final(42100) + final(41868), (2, 42100, 41868, 3)),
        (final(41869) + final(41868), (3, 41868, 41869, 2)),
        (final(41869) + final(41868, published="2002-04-01"), (2, 41869, 41868, 3)),
    ],
    ids=["official wins", "official is exact", "most digits win", "first in the file wins", "dated wins"],
)
def test_two_final_figures_of_one_year_are_named_with_the_one_that_is_used(faults_of, rows, told):
    assert faults_of(rules.final_figures, kz_flows_annual=rows) == [TOLD.format(*told)]


def test_a_doubt_excuses_a_final_figure_that_differs(faults_of):
    expected = {"file": "kz_flows_annual.csv", "year": 2001, "measure": "departures", "value": 41768}
    rows = final(41768) + final(41868, BUREAU)
    assert faults_of(rules.final_figures, kz_flows_annual=rows, doubts=[{"expect": [expected]}]) == []


def test_the_newest_first_release_of_each_flow_has_a_day(faults_of):
    dated = first("departures", 2001, 2002) + first("arrivals", 2002)
    undated = first("departures", 2002, 2001, published="") + official("departures", 2003)
    assert faults_of(rules.first_releases, kz_flows_annual=undated + dated) == []
    later = first("departures", 2003, 2003, published="")
    assert faults_of(rules.first_releases, kz_flows_annual=dated + later) == [
        "kz_flows_annual.csv, row 5, column published: found nothing; expected the day of a first release of "
        "departures in 2003. To do: fill the cell, or add a row of a page that is dated."
    ]


def exact(net, **changed):
    row = {"year": 2000, "measure": "net", "source_url": NET_PAGE, "value": net} | changed
    flows = official("arrivals", 2000, 2001) + official("departures", 2000)
    return [flow | {"value": value} for flow, value in zip(flows, (10, 20, 4), strict=True)] + [row]


def test_the_official_net_is_the_difference_of_the_flows(faults_of):
    assert faults_of(rules.official_net, kz_flows_annual=exact(6)) == []
    assert faults_of(rules.official_net, kz_flows_annual=exact("6.5")) == [
        "kz_flows_annual.csv, row 5, column value: found '6.5'; expected 6, official arrivals less departures of "
        "2000. To do: compare all three with their sources."
    ]


@pytest.mark.parametrize(
    "changed", [{"source_url": PAGE}, {"measure": "internal_net"}, {"year": 2001}, {"year": 1999}, {"value": ""}]
)
def test_no_official_net_is_judged_without_both_flows(faults_of, changed):
    assert faults_of(rules.official_net, kz_flows_annual=exact(7, **changed)) == []


# --- figures of one page ----------------------------------------------------------------------------------------


def page(*counts, measure=("arrivals", "departures", "net"), **same):
    cells = {"year": 2024, "months": 12, "source_url": PAGE} | same
    return [
        {"measure": what, "value": value, "as_published": str(value)} | cells
        for what, value in zip(measure, counts, strict=False)
    ]


@pytest.mark.parametrize("table", ["kz_flows_annual", "kz_flows_cumulative"])
def test_net_is_the_difference_of_the_flows_of_its_page(faults_of, table):
    assert faults_of(rules.balances, **{table: page(10, 4, 6)}) == []
    assert faults_of(rules.balances, **{table: page(10, 4, 7)}) == [
        f"{table}.csv, row 4, column value: found '7'; expected 6, arrivals less departures of the same page. To do: "
        "compare with the page; if it is the page's own slip, enter it in doubts.yml."
    ]


@pytest.mark.parametrize("elsewhere", [{"year": 2023}, {"months": 6}, {"source_url": OTHER_PAGE}])
def test_a_net_of_another_page_year_or_period_is_not_compared(faults_of, elsewhere):
    other = page(7, measure=["net"], **elsewhere)
    assert faults_of(rules.balances, kz_flows_annual=page(10, 4) + other) == []


def test_a_page_with_two_counts_of_a_flow_has_two_differences(faults_of):
    rows = page(10, 4, 5) + page(9, measure=["arrivals"])
    assert faults_of(rules.balances, kz_flows_annual=rows) == []
    rows[2]["value"] = rows[2]["as_published"] = 7
    assert "expected 5, arrivals less departures" in faults_of(rules.balances, kz_flows_annual=rows)[0]


@pytest.mark.parametrize("words", ["almost 7", "7 тыс.", "seven"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_only_full_counts_are_compared(faults_of, words, place):
    rows = page(10, 4, 7)
    rows[place]["as_published"] = words
    assert faults_of(rules.balances, kz_flows_annual=rows) == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_value_that_is_no_number_is_not_compared(faults_of, place):
    rows = page(10, 4, 7)
    rows[place]["value"] = "x"
    assert faults_of(rules.balances, kz_flows_annual=rows) == []


def expects(**cells):
    return {"id": "d", "line": 3, "claims": [], "expect": [{"file": "kz_flows_annual.csv"} | cells]}


def test_a_slip_of_a_page_is_excused_by_its_doubt(faults_of):
    rows = page(10, 4, 7)
    assert faults_of(rules.balances, kz_flows_annual=rows, doubts=[expects(measure="net", year=2024, value=7)]) == []
    for other in ({"year": 2023}, {"value": 8}, {"measure": "arrivals"}, {"file": "kz_flows_cumulative.csv"}):
        doubt = expects(**({"measure": "net", "year": 2024, "value": 7} | other))
        assert len(faults_of(rules.balances, kz_flows_annual=rows, doubts=[doubt])) == 1, other


def estimate(series, value, **changed):
    row = {"series": f"X 2022 {series}", "variant": "estimate", "period": 2000, "source_url": PAGE, "value": value}
    return row | changed


ESTIMATES = [estimate("immigration", 10), estimate("emigration", 4), estimate("net migration", 7)]


def test_an_estimated_net_is_the_difference_of_its_flows(faults_of):
    assert faults_of(rules.estimated_balances, kaz_netmigration_intl=ESTIMATES) == [
        "kaz_netmigration_intl.csv, row 4, column value: found '7'; expected 6, immigration less emigration. To do: "
        "compare all of them with the source."
    ]
    others = [row | {"series": row["series"].replace("X", "Y"), "value": 1} for row in ESTIMATES[:2]]
    assert len(faults_of(rules.estimated_balances, kaz_netmigration_intl=[*others, *ESTIMATES])) == 1
    right = [*ESTIMATES[:2], estimate("net migration", 6)]
    assert faults_of(rules.estimated_balances, kaz_netmigration_intl=right) == []


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    "changed",
    [{"variant": "medium"}, {"period": 2001}, {"source_url": OTHER_PAGE}, {"series": "Y migration"}, {"value": ""}],
)
def test_estimates_of_different_things_are_not_compared(faults_of, place, changed):
    rows = [row | changed if at == place else row for at, row in enumerate(ESTIMATES)]
    assert faults_of(rules.estimated_balances, kaz_netmigration_intl=rows) == []


def test_a_registered_net_is_that_of_the_annual_flows(faults_of):
    annual = page(10, 4, 6)
    seen = estimate("registered net migration", 7, variant="observed", period=2024)
    assert faults_of(rules.estimated_balances, kz_flows_annual=annual, kaz_netmigration_intl=[seen]) == [
        "kaz_netmigration_intl.csv, row 2, column value: found '7'; expected 6, the net migration of this page in "
        "kz_flows_annual.csv. To do: compare all of them with the source."
    ]
    for changed in ({"value": 6}, {"value": ""}, {"variant": "medium"}, {"period": 2023}, {"source_url": OTHER_PAGE}):
        rows = [seen | changed]
        assert faults_of(rules.estimated_balances, kz_flows_annual=annual, kaz_netmigration_intl=rows) == []


# --- single figures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "column"), [("kz_flows_annual", "value"), ("kz_population", "population")])
def test_a_value_that_is_not_the_printed_figure_is_named_in_its_column(faults_of, table, column):
    row = {"year": 2024, column: 7700, "as_published": "7,6 тыс."}
    assert faults_of(rules.printed_values, **{table: [row | {column: ""}, row]}) == [
        f"{table}.csv, row 3, column {column}: found '7700'; expected the figure in as_published, '7,6 тыс.'. To do: "
        "compare both with the source."
    ]
    assert faults_of(rules.printed_values, **{table: [{"year": 2024, column: 7}]}) == [], "no such column"
    doubt = expects(**{"file": f"{table}.csv", "year": 2024, column: 7700})
    assert faults_of(rules.printed_values, doubts=[doubt], **{table: [row]}) == []


@pytest.mark.parametrize("table", ["kz_flows_annual", "kz_flows_cumulative", "kz_breakdowns"])
def test_a_source_gives_a_figure_once(faults_of, table):
    row = {
        "year": 2024,
        "measure": "net",
        "source_url": PAGE,
        "value": 1,
        "as_published": "1",
        "published": 2,
        "note": 3,
    }
    other = row | {"value": 9, "as_published": "9", "published": 8, "note": 7}
    assert faults_of(rules.repeated_rows, **{table: [row, row | {"year": 2023}, other, other]}) == [
        f"{table}.csv, row {line}, column year: found 2024 with the measure, source_url of row 2; expected each "
        "combination once. To do: remove or correct one of the two."
        for line in (4, 5)
    ]


# --- estimates, population, flows of other countries --------------------------------------------------------------


def limit(variant, value):
    return {"period": "2025", "series": "s", "source": "w", "variant": variant, "value": value}


def test_limits_stand_in_their_order(faults_of):
    rows = [limit("upper80", 3), limit("medium", 2), limit("lower80", 2), limit("lower95", 1), limit("upper95", 3)]
    assert faults_of(rules.limits, kaz_netmigration_intl=rows) == []
    rows[2]["value"] = 2.5
    assert faults_of(rules.limits, kaz_netmigration_intl=rows) == [
        "kaz_netmigration_intl.csv, row 3, column value: found medium of 2; expected at least the lower80 of row 4, "
        "2.5. To do: compare both with the source."
    ]


@pytest.mark.parametrize("changed", [{"period": "2024"}, {"series": "t"}, {"source": "v"}, {"value": ""}])
def test_limits_of_different_estimates_are_not_compared(faults_of, changed):
    rows = [limit("lower80", 5), limit("upper80", 1) | changed, limit("estimate", 0)]
    assert faults_of(rules.limits, kaz_netmigration_intl=rows) == []


@pytest.mark.parametrize("column", ["origin_iso3", "destination_iso3"])
def test_limits_of_flows_are_those_of_one_corridor(faults_of, column):
    move = {"origin_iso3": "KAZ", "destination_iso3": "RUS", "period": "2025-2030"}
    rows = [move | {"variant": "lower90", "flow": 5}, move | {"variant": "medium", "flow": 4}]
    assert faults_of(rules.limits, corridor_flows=rows) == [
        "corridor_flows.csv, row 3, column flow: found medium of 4; expected at least the lower90 of row 2, 5. To do: "
        "compare both with the source."
    ]
    assert faults_of(rules.limits, corridor_flows=[rows[0], rows[1] | {column: "DEU"}]) == []


NAMES = [{"region": "a"}, {"region": "b"}]


def people(*counts, year=2025, regions=("kazakhstan", "a", "b")):
    return [{"year": year, "region": r, "population": n} for r, n in zip(regions, counts, strict=False)]


@pytest.mark.parametrize("table", ["kz_population", "kz_population_old_division"])
def test_the_regions_make_up_the_country(faults_of, table):
    rows = people(5, 2, 3) + people(6, 2, 3, year=2026)
    assert faults_of(rules.population, kz_region_names=NAMES, **{table: rows}) == [
        f"{table}.csv, row 5, column population: found '6'; expected 5, the sum of the regions in 2026. To do: compare "
        "both."
    ]


def test_a_year_without_every_region_is_not_added_up(faults_of):
    assert faults_of(rules.population, kz_region_names=NAMES, kz_population=people(6, 2)) == []
    assert faults_of(rules.population, kz_region_names=[], kz_population=people(6, 2, 3)) == []
    blank = people(5, 5, "")
    assert faults_of(rules.population, kz_region_names=NAMES, kz_population=blank) == []


def test_nobody_lives_nowhere_and_no_region_is_empty(faults_of):
    rows = people(5, 0, 3, regions=("kazakhstan", "a", "c"))
    assert faults_of(rules.population, kz_region_names=NAMES, kz_population=rows) == [
        "kz_population.csv, row 3, column population: found '0'; expected a positive count. To do: a missing figure is "
        "no row, not zero.",
        "kz_population.csv, row 4, column region: found 'c'; expected kazakhstan or an id of kz_region_names.csv. To "
        "do: correct the id.",
    ]


# --- boundaries and doubts ----------------------------------------------------------------------------------------


def boundary(region, *points):
    return {"region": region, "points": list(points)}


def test_the_corners_of_the_box_are_inside(faults_of):
    corners = list(product((rules.WEST, rules.EAST), (rules.SOUTH, rules.NORTH)))
    shapes = [boundary("a", *corners), boundary("b", (60, 50))]
    assert faults_of(rules.region_map, kz_region_names=NAMES, regions=shapes) == []


@pytest.mark.parametrize("point", [(44.9, 50), (89.1, 50), (60, 39.9), (60, 56.1)])
def test_a_point_outside_the_box_is_named(faults_of, point):
    shapes = [boundary("a", (60, 50)), boundary("b", (60, 50), point, (0, 0))]
    assert faults_of(rules.region_map, kz_region_names=NAMES, regions=shapes) == [
        f"geo/kz_regions.geojson, column features[1]: found the point {point}; expected longitude, then latitude, near "
        "Kazakhstan. To do: put the file back as received."
    ]


def test_each_region_has_one_boundary(faults_of):
    shapes = [boundary("a"), boundary("a"), boundary("c")]
    file = "geo/kz_regions.geojson, column features"
    assert faults_of(rules.region_map, kz_region_names=NAMES[::-1], regions=shapes) == [
        f"{file}: found 2 boundaries of a; expected one boundary a region. To do: put the file back as received.",
        f"{file}: found 0 boundaries of b; expected one boundary a region. To do: put the file back as received.",
        f"{file}[2]: found the region 'c'; expected an id of kz_region_names.csv. To do: correct the id in either "
        "file.",
    ]
    assert faults_of(rules.region_map, kz_region_names=NAMES) == []
    assert faults_of(rules.region_map, regions=shapes) == []


FLOWS = [{"year": 2016, "measure": "net", "note": "5", "value": 7}, {"year": 2017, "measure": "net", "value": ""}]


def doubted(faults_of, *entries, claims=({"claim_id": "c-1"},)):
    return faults_of(rules.doubts, doubts=entries, kz_flows_annual=FLOWS, claims=claims, kz_population=[])


@pytest.mark.parametrize(
    "cells", [{"year": 2016, "value": 7}, {"note": "5", "value": "7"}, {"year": 2016, "value": 7.0}, {"value": ""}]
)
def test_a_doubt_that_fits_the_series_passes(faults_of, cells):
    where = {"year": 2017} if cells == {"value": ""} else {"year": 2016}
    assert doubted(faults_of, expects(**(where | cells)) | {"claims": ["c-1"]}) == []
    assert doubted(faults_of, expects(**(where | cells)) | {"claims": ["c-9"]}, claims=()) == []


def test_ids_of_doubts_occur_once_and_their_claims_exist(faults_of):
    fits = expects(year=2016, value=7)
    again = fits | {"line": 9, "claims": ["c-1", "c-9"]}
    assert doubted(faults_of, fits, again, expects(year=2016, value=7) | {"id": "e"}) == [
        "doubts.yml, row 3, column id: found 'd' more than once; expected an id that occurs once. To do: rename one of "
        "them.",
        "doubts.yml, row 9, column id: found 'd' more than once; expected an id that occurs once. To do: rename one of "
        "them.",
        "doubts.yml, row 9, column claims: found 'c-9'; expected an id of claims.csv. To do: correct or remove it.",
    ]


NO_TABLE = "expected a table of the package. To do: correct the path."
CORRECTED = "the doubted value. To do: if the source has been corrected, judge the doubt again; else put the "
CORRECTED += "printed value back."


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"file": "none.csv", "value": 7}, f"the file 'none.csv'; {NO_TABLE}"),
        ({"file": "kz_population.csv", "value": 7}, f"the file 'kz_population.csv'; {NO_TABLE}"),
        ({"year": 2016}, "an expectation without a figure; expected a key 'value'. To do: add the doubted value as "
         "printed."),
        ({"yaer": 2016, "zzz": 1, "value": 7}, "the column 'yaer'; expected columns of kz_flows_annual.csv. To do: "
         "correct the name."),
        ({"year": 2018, "measure": "net", "value": 7}, "no such row; expected a row of kz_flows_annual.csv with year "
         "2018, measure net. To do: correct the entry."),
        ({"year": 2016, "value": 8}, f"'7' in row 2 of kz_flows_annual.csv; expected 8, {CORRECTED}"),
        ({"year": 2016, "value": "7.0"}, f"'7' in row 2 of kz_flows_annual.csv; expected 7.0, {CORRECTED}"),
        ({"year": 2016, "note": 6, "value": 7}, "no such row; expected a row of kz_flows_annual.csv with year 2016, "
         "note 6. To do: correct the entry."),
    ],
)  # fmt: skip
def test_a_doubt_that_fits_nothing_is_named(faults_of, cells, told):
    assert doubted(faults_of, expects(**cells)) == [f"doubts.yml, row 3, column expect: found {told}"]


def test_each_row_that_a_doubt_means_is_compared(faults_of):
    assert [line.partition("; ")[0] for line in doubted(faults_of, expects(measure="net", value=8))] == [
        "doubts.yml, row 3, column expect: found '7' in row 2 of kz_flows_annual.csv",
        "doubts.yml, row 3, column expect: found nothing in row 3 of kz_flows_annual.csv",
    ]
