"""Each rule about partners, mirror counts, regions and settlements: planted faults, named word for word."""

import pytest

from helpers.data import partner_rules as rules
from helpers.data import series_rules

BUREAU = f"https://a.example/{series_rules.OFFICIAL}x.csv"
COMPARE = "To do: compare both with their sources; if it is the source's own slip, enter it in doubts.yml."


def annual(year, **flows):
    same = {"year": year, "vintage": "revised", "source_url": BUREAU}
    return [{"measure": flow, "value": value} | same for flow, value in flows.items()]


ANNUAL = annual(2024, arrivals=110, departures=70) + annual(2023, arrivals=110, departures=70)
ANNUAL += [ANNUAL[0] | {"value": 9, "vintage": "preliminary"}, ANNUAL[0] | {"value": 9, "source_url": "https://b"}]


def changed(rows: list[dict], line: int, **cells) -> list[dict]:
    """The rows, the one on this line of the file with other cells."""
    return [row | cells if at == line else row for at, row in enumerate(rows, 2)]


# --- partners -----------------------------------------------------------------------------------------------------

VALUES = {"arrivals": [*range(1, 11), 55, 55], "departures": [3] * 10 + [30, 40]}
PARTNERS = [
    {"year": year, "flow": flow, "partner": partner, "value": value}
    for year in (2023, 2024, 2022)
    for flow, values in VALUES.items()
    for partner, value in zip((*rules.CIS, "CIS", "non_CIS"), values, strict=True)
]
PLACE = "kz_flows_by_partner.csv, row"


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({}, []),
        ({"line": 2, "value": 2}, ["12, column value: found '55'; expected 56, the sum of the ten partners' arrivals "
                                   f"in 2023. {COMPARE}"]),
        ({"line": 13, "value": 56}, ["13, column value: found '56'; expected 55, all arrivals of 2023 in "
                                     f"kz_flows_annual.csv less those of the CIS. {COMPARE}"]),
        ({"line": 48, "value": 31}, ["48, column value: found '31'; expected 30, the sum of the ten partners' "
                                     f"departures in 2024. {COMPARE}",
                                     "49, column value: found '40'; expected 39, all departures of 2024 in "
                                     f"kz_flows_annual.csv less those of the CIS. {COMPARE}"]),
        ({"line": 2, "value": ""}, []),
        ({"line": 12, "value": ""}, []),
    ],
)  # fmt: skip
def test_partners_add_up_to_the_cis_and_all_to_the_official_flow(faults_of, cells, faults):
    rows = changed(PARTNERS, **({"line": 0} | cells))
    assert faults_of(rules.partner_sums, kz_flows_annual=ANNUAL, kz_flows_by_partner=rows) == [
        f"{PLACE} {fault}" for fault in faults
    ]


@pytest.mark.parametrize("line", [2, 13, 14, 25])
def test_a_partner_without_a_row_is_named_and_no_sum_that_misses_it(faults_of, line):
    rows = [row for at, row in enumerate(PARTNERS, 2) if at != line]
    gone = PARTNERS[line - 2]
    assert faults_of(rules.whole_tables, kz_flows_by_partner=PARTNERS) == []
    assert faults_of(rules.whole_tables, kz_flows_by_partner=rows) == [
        f"{PLACE} 2, column flow + partner: found no row of {gone['flow']} {gone['partner']} in this period; expected "
        "the combinations that other periods have. To do: put the row back, or correct its cells; a printed zero is a "
        "row."
    ]
    assert faults_of(rules.partner_sums, kz_flows_annual=ANNUAL, kz_flows_by_partner=rows) == []


def test_without_official_flows_partners_are_compared_with_each_other_alone(faults_of):
    rows = changed(changed(PARTNERS, 13, value=99), 2, value=2)
    assert [fault.split(",")[1] for fault in faults_of(rules.partner_sums, kz_flows_by_partner=rows)] == [" row 12"]


def test_a_doubt_excuses_a_figure_that_does_not_add_up(faults_of):
    expected = {"file": "kz_flows_by_partner.csv", "year": 2023, "flow": "arrivals", "partner": "CIS", "value": 55}
    rows, tables = changed(PARTNERS, 2, value=2), {"kz_flows_annual": ANNUAL}
    assert faults_of(rules.partner_sums, **tables, kz_flows_by_partner=rows, doubts=[{"expect": [expected]}]) == []


# --- regions and settlements --------------------------------------------------------------------------------------


def moves(region, arrivals, departures, month=""):
    values = {"arrivals": arrivals, "departures": departures, "net": arrivals - departures}
    same = {"year": 2024, "month": month, "region": region}
    return [same | {"flow": f"internal_{flow}", "value": value} for flow, value in values.items()]


YEAR = moves("a", 24, 12) + moves("b", 12, 24)
MONTHS = [row for month in range(1, 13) for row in moves("a", 2, 1, month) + moves("b", 1, 2, month)]
MOVES = YEAR + MONTHS
PLACE_WITHIN = "kz_internal_moves_by_region.csv, row"


@pytest.mark.parametrize(
    ("line", "value", "faults"),
    [
        (0, 0, []),
        (2, 25, ["2, column value: found '25'; expected 24, the sum of the twelve months.",
                 "4, column value: found '12'; expected 13, arrivals less departures of this region."]),
        (8, 3, ["2, column value: found '24'; expected 25, the sum of the twelve months.",
                "10, column value: found '1'; expected 2, arrivals less departures of this region."]),
        (13, 1, ["7, column value: found '-12'; expected -10, the sum of the twelve months.",
                 "13, column value: found '1'; expected -1, arrivals less departures of this region."]),
        (8, "", []),
    ],
)  # fmt: skip
def test_moves_of_a_region_add_up(faults_of, line, value, faults):
    rows = changed(MOVES, line, value=value)
    found = faults_of(rules.moves_within, kz_internal_moves_by_region=rows)
    found = [fault for fault in found if "the sum of all regions" not in fault]
    assert found == sorted(f"{PLACE_WITHIN} {fault} {COMPARE}" for fault in faults)


def test_a_year_without_all_months_is_not_added_up(faults_of):
    assert faults_of(rules.moves_within, kz_internal_moves_by_region=MOVES[:-6]) == []


def test_nets_of_regions_add_up_to_zero_in_every_year_and_month(faults_of):
    assert faults_of(rules.moves_within, kz_internal_moves_by_region=MOVES) == []
    rows = changed(changed(MOVES, 4, value=13), 13, value=1)
    found = faults_of(rules.moves_within, kz_internal_moves_by_region=rows)
    assert {fault for fault in found if "the sum of all regions" in fault} == {
        f"{PLACE_WITHIN} {line}, column value: found {total}, the sum of all regions' internal_net in {period}; "
        "expected zero, because what one region gains another loses. To do: compare the rows of "
        f"{period} with their source."
        for line, total, period in ((4, 1, "2024"), (10, 2, "month 1 of 2024"))
    }


EXTERNAL = [
    {"year": 2024, "region": "a", "value": 50, "net_all_flows": 62, "internal_net": 12},
    {"year": 2024, "region": "b", "value": -10, "net_all_flows": -22, "internal_net": -12},
]
BALANCES = [
    {"year": 2024, "period_months": 12, "flow": "net", "dimension": "region", "category": region, "value": value}
    for region, value in (("a", 62), ("b", -22))
]
PLACE_OUTSIDE = "kz_external_net_by_region.csv, row"


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({}, []),
        ({"value": 51}, ["2, column value: found '51'; expected 50, net_all_flows less internal_net."]),
        ({"value": 51, "internal_net": 11}, ["2, column internal_net: found '11'; expected 12, the internal net of "
                                             "this region in kz_internal_moves_by_region.csv."]),
        ({"value": 51, "net_all_flows": 63}, ["2, column net_all_flows: found '63'; expected 62, the net of this "
                                              "region in kz_breakdowns.csv."]),
        ({"net_all_flows": ""}, []),
        ({"internal_net": ""}, []),
    ],
)  # fmt: skip
def test_a_derived_net_is_the_difference_of_what_other_tables_have(faults_of, cells, faults):
    others = {"kz_internal_moves_by_region": MOVES, "kz_breakdowns": BALANCES}
    rows = changed(EXTERNAL, 2, **cells)
    assert faults_of(rules.external_nets, kz_external_net_by_region=rows, **others) == [
        f"{PLACE_OUTSIDE} {fault} {COMPARE}" for fault in faults
    ]
    for name, value in (("period_months", 6), ("dimension", "age"), ("flow", "arrivals"), ("year", 2022)):
        others["kz_breakdowns"] = [row | {name: value} for row in BALANCES]
        assert faults_of(rules.external_nets, kz_external_net_by_region=EXTERNAL, **others) == []


def test_external_nets_add_up_to_the_net_of_the_country(faults_of):
    whole, wrong = EXTERNAL, changed(EXTERNAL, 3, value=-11, internal_net="")
    assert faults_of(rules.external_nets, kz_flows_annual=ANNUAL, kz_external_net_by_region=whole) == []
    assert faults_of(rules.external_nets, kz_external_net_by_region=wrong) == []
    assert faults_of(rules.external_nets, kz_flows_annual=ANNUAL, kz_external_net_by_region=wrong) == [
        f"{PLACE_OUTSIDE} 2, column value: found 39, the sum of all regions in 2024; expected 40, official arrivals "
        "less departures. To do: compare the rows of 2024 with the tables that they are derived from."
    ]


SETTLEMENTS = [
    {"year": year, "settlement": settlement, "value": value}
    for year in (2023, 2024, 2022)
    for settlement, value in (("urban", 90), ("rural", -50), ("total", 40))
]


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({"line": 0}, []),
        ({"line": 5, "value": 91}, [("7", "40", "41, urban and rural of 2024 together")]),
        ({"line": 4, "value": 41}, [("4", "41", "40, urban and rural of 2023 together"),
                                    ("4", "41", "40, official arrivals less departures of 2023")]),
        ({"line": 4, "value": ""}, []),
    ],
)  # fmt: skip
def test_towns_and_villages_have_the_net_of_the_country(faults_of, cells, faults):
    rows = changed(SETTLEMENTS, **cells)
    assert faults_of(rules.settlements, kz_flows_annual=ANNUAL, kz_net_urban_rural=rows) == sorted(
        f"kz_net_urban_rural.csv, row {line}, column value: found '{value}'; expected {words}. {COMPARE}"
        for line, value, words in faults
    )


@pytest.mark.parametrize(
    ("table", "columns", "rows"),
    [
        ("kz_internal_moves_by_region", "region + flow", MOVES),
        (
            "kz_external_net_by_region",
            "region",
            [row | {"year": year} for year in (2022, 2023, 2024) for row in EXTERNAL],
        ),
        ("kz_net_urban_rural", "settlement", SETTLEMENTS),
    ],
)
def test_a_row_that_a_period_lacks_is_named_but_not_one_that_stands_in_one_alone(faults_of, table, columns, rows):
    assert faults_of(rules.whole_tables, **{table: rows}) == []
    names = columns.split(" + ")
    missing = " ".join(rows[-1][name] for name in names)
    (fault,) = faults_of(rules.whole_tables, **{table: rows[:-1]})
    assert f"column {columns}: found no row of {missing} in this period; " in fault
    misspelt = faults_of(rules.whole_tables, **{table: [*rows[:-1], rows[-1] | {names[0]: "x"}]})
    assert misspelt == [fault]


# --- jumps --------------------------------------------------------------------------------------------------------

UNMARKED = (
    "value: found '{}'; expected at most three times or at least a third of {} in row 2, the year before, or a mark in "
    "break_kind. To do: compare both with the source; if it prints them, write jump in break_kind, or enter the figure "
    "in doubts.yml."
)
NO_JUMP = (
    "break_kind: found 'jump'; expected no mark, because {} is near {} in row 2, the year before. To do: compare both "
    "with the source; clear the mark if they stand there."
)


def pair(before, after, **cells):
    return [{"year": 2023, "value": before, "break_kind": ""}, {"year": 2024, "value": after, "break_kind": ""} | cells]


@pytest.mark.parametrize(
    ("before", "after", "mark", "fault"),
    [
        (100, 300, "", ""), (100, 301, "", UNMARKED), (100, 301, "jump", ""), (100, 301, "definition", ""),
        (300, 100, "", ""), (301, 100, "", UNMARKED), (301, 100, "jump", ""), (0, 10, "", UNMARKED), (0, 9, "", ""),
        (10, 0, "", UNMARKED), (9, 1, "", ""), (0, 0, "", ""), (100, 201, "jump", ""), (100, 200, "jump", NO_JUMP),
        (200, 100, "jump", NO_JUMP), (201, 100, "jump", ""), (1, 9, "jump", NO_JUMP), (0, 0, "jump", NO_JUMP),
        (100, 110, "definition", ""), ("", 9000, "", ""), (9, "", "", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("table", ["kz_flows_by_partner", "cis_flows_panel", "mirror_flows"])
def test_a_change_above_threefold_has_a_mark_and_a_mark_a_jump(faults_of, table, before, after, mark, fault):
    place = f"{table}.csv, row 3, column "
    told = [place + fault.format(after, before)] if fault else []
    assert faults_of(rules.jumps, **{table: pair(before, after, break_kind=mark)}) == told
    assert faults_of(rules.jumps, **{table: pair(before, after, break_kind=mark)[::-1]}) == [
        line.replace("row 3", "row 9").replace("row 2", "row 3").replace("row 9", "row 2") for line in told
    ]


@pytest.mark.parametrize("column", rules.SERIES)
def test_jumps_are_between_years_of_one_series(faults_of, column):
    first, second = pair(100, 900)
    assert len(faults_of(rules.jumps, any_table=[first, second])) == 1
    assert faults_of(rules.jumps, any_table=[first | {column: "a"}, second | {column: "b"}]) == []
    assert faults_of(rules.jumps, any_table=[first | {"year": 2022}, second]) == [], "a gap"
    assert faults_of(rules.jumps, any_table=[first | {"year": ""}, second | {"year": ""}]) == []


def test_a_doubt_excuses_a_jump(faults_of):
    doubt = {"expect": [{"file": "cis_flows_panel.csv", "year": 2024, "value": 900}]}
    assert faults_of(rules.jumps, cis_flows_panel=pair(100, 900), doubts=[doubt]) == []


# --- shares -------------------------------------------------------------------------------------------------------

WHOLE = [{"country": "RUS", "flow": "arrivals", "year": year, "value": 100_000} for year in (2022, 2023)]
COUNTED = [
    {"year": year, "months_to": 12, "counted_by": "RUS", "concept": "arrivals", "value": 20_000}
    for year in (2022, 2023)
]
APART = (
    "mirror_flows.csv, row 3, column value: found '{}'; expected a share of all 100000 that the country counts, not "
    "far from that of the year before. To do: compare both with the source; if it prints them, enter the figure in "
    "doubts.yml."
)


@pytest.mark.parametrize(
    ("value", "is_fault"),
    [(20_000, False), (30_000, False), (30_001, True), (13_334, False), (13_333, True), (100_001, True), ("", False)],
)
def test_a_large_part_of_what_a_country_counts_keeps_its_share(faults_of, value, is_fault):
    rows = changed(COUNTED, 3, value=value)
    faults = faults_of(rules.shares_of_all, cis_flows_panel=WHOLE, mirror_flows=rows)
    assert faults == ([APART.format(value)] if is_fault else [])
    assert faults_of(rules.shares_of_all, mirror_flows=rows) == [], "not known how many it counts in all"


@pytest.mark.parametrize("value", [2_000, 9_999])
def test_a_small_part_may_change(faults_of, value):
    rows = changed(COUNTED, 3, value=value)
    assert faults_of(rules.shares_of_all, cis_flows_panel=WHOLE, mirror_flows=rows) == []
