"""Partners and two counts: hand-made moves, and the figures of the package from its rows by another way."""

import csv

import pandas as pd
import pytest

from helpers import cleaning, findings, paths
from helpers.cleaning import mirror_statistics
from helpers.data import package
from helpers.parameters import Parameters

COLUMNS = ["year", "flow", "partner", "value", "published"]
LATE = pd.Timestamp("2030-01-01")


def moves(*rows):
    """Departures of a year by partner: year, then Russia, the CIS and the rest; arrivals ten times as many."""
    entries = []
    for year, russia, cis, rest in rows:
        for flow, times in (("departures", 1), ("arrivals", 10)):
            counts = {"RUS": russia, "CIS": cis, "non_CIS": rest}
            entries += [(year, flow, name, times * count, LATE) for name, count in counts.items()]
    frame = pd.DataFrame(entries, columns=COLUMNS)
    return frame.assign(row=[f"p:{line}" for line in range(len(frame))])


MOVES = moves((2018, 60, 80, 5), (2019, 70, 90, 10), (2020, 20, 50, 4), (2021, 9, 30, 40))


def known(year=2021, vintage="latest", rows=MOVES):
    return mirror_statistics.by_partner(rows, Parameters(year, vintage=vintage))


def test_other_cis_countries_are_what_russia_leaves_and_rest_on_both_rows():
    frame = known()
    assert frame.columns.tolist() == ["year", "flow", "partner", "value", "row"]
    others = frame.query("partner == 'other_cis' and flow == 'departures'")
    assert others[["year", "value", "row"]].values.tolist() == [
        [2018, 20, "p:1 p:0"], [2019, 20, "p:7 p:6"], [2020, 30, "p:13 p:12"], [2021, 21, "p:19 p:18"],
    ]  # fmt: skip


@pytest.mark.parametrize(("year", "vintage", "last"), [(2021, "latest", 2021), (2020, "latest", 2020),
                                                        (2021, "first", 2020), (2017, "latest", None)])  # fmt: skip
def test_nothing_later_than_the_edition_is_known(year, vintage, last):
    frame = known(year, vintage)
    assert frame.empty if last is None else frame.year.max() == last


def test_a_year_stands_beside_the_earlier_one_with_most_departures():
    changes = mirror_statistics.since_peak(known(), 2021)
    assert changes.columns.tolist() == ["partner", "base_year", "then", "now", "change", "row"]
    assert changes.set_index("partner").loc["RUS"].tolist() == [2019, 70, 9, -61, "p:6 p:18"]
    came = mirror_statistics.since_peak(known(), 2021, "arrivals").set_index("partner")
    assert came.loc["non_CIS", ["base_year", "then", "now"]].tolist() == [2019, 100, 400], "the same earlier year"
    assert set(mirror_statistics.since_peak(known(2019), 2019).base_year) == {2018}, "the year itself is no base"
    for year, rows in ((2018, known(2018)), (2021, known(2021, "first")), (2012, known(2012))):
        assert mirror_statistics.since_peak(rows, year).empty


def count(year, counter, origin, destination, concept, value, months=(1, 12)):
    ends = {"from_iso3": origin, "to_iso3": destination, "months_from": months[0], "months_to": months[1]}
    return {"year": year, "counted_by": counter, "concept": concept, "value": value, "published": pd.NaT} | ends


MIRRORS = pd.DataFrame(
    [
        count(2019, "RUS", "KAZ", "RUS", "arrivals", 140),
        count(2019, "RUS", "RUS", "KAZ", "departures", 700),
        count(2020, "RUS", "KAZ", "RUS", "arrivals", 99, (1, 6)),
        count(2020, "KAZ", "KAZ", "RUS", "arrivals", 98),
        count(2020, "interior_ministry", "KAZ", "RUS", "arrivals", 97),
        count(2020, "RUS", "KAZ", "RUS", "exit_permits", 96),
        count(2021, "RUS", "KAZ", "RUS", "arrivals", 95),
        count(2021, "DEU", "KAZ", "DEU", "arrivals", 30),
        count(2021, "DEU", "DEU", "KAZ", "departures", 3),
        count(2021, "CZE", "KAZ", "CZE", "arrivals", 20),
        count(2022, "CZE", "KAZ", "CZE", "arrivals", 20),
    ]
)
MIRRORS["row"] = [f"m:{line}" for line in range(len(MIRRORS))]


def test_two_counts_of_the_same_moves_stand_in_one_row():
    counts = mirror_statistics.two_counts(known(), MIRRORS, Parameters(2021)).set_index(["partner", "year"])
    assert list(counts.columns) == ["arrivals", "departures", "arrived_there", "left_there", "times", "row"]
    assert counts.loc[("RUS", 2019)].tolist() == [700, 70, 140, 700, 2, "p:6 p:9 m:0 m:1"]
    assert pd.isna(counts.loc[("RUS", 2021), "times"]), "of few people there is no ratio"
    assert counts.index.tolist() == [("CZE", 2021), ("DEU", 2021), ("RUS", 2019), ("RUS", 2021)]
    first = mirror_statistics.two_counts(known(2021, "first"), MIRRORS, Parameters(2021, vintage="first"))
    assert first.year.tolist() == [2019]
    assert mirror_statistics.two_counts(known(2012), MIRRORS, Parameters(2012)).empty


def test_countries_outside_the_cis_are_summed_beside_kazakhstans_one_count():
    counts = mirror_statistics.two_counts(known(), MIRRORS, Parameters(2021))
    sums = mirror_statistics.outside_cis(counts, known())
    assert " ".join(sums) == "year countries arrived_there left_there arrivals departures row"
    assert sums.values.tolist() == [[2021, 2, 50, 3, 400, 40, "m:9 m:7 m:8 p:20 p:23"]]
    assert mirror_statistics.outside_cis(counts.iloc[:0], known()).empty


# --- the figures of the package, from its rows as text ------------------------------------------------------------


def rows_of(name):
    with (paths.raw_folder() / "series" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(rows, **cells):
    return sum(int(float(row["value"])) for row in rows if cells.items() <= row.items())


MOVED = cleaning.by_partner(package.read("kz_flows_by_partner"), Parameters(2025))
COUNTS = cleaning.two_counts(MOVED, package.read("mirror_flows"), Parameters(2025))


def test_93_percent_of_the_fall_since_2019_are_departures_to_russia():
    rows = rows_of("kz_flows_by_partner")
    fell = {}
    for place in ("RUS", "CIS", "non_CIS"):
        then, now = (total(rows, year=year, flow="departures", partner=place) for year in ("2019", "2025"))
        fell[place] = then - now
    fall, to_russia = fell["CIS"] + fell["non_CIS"], fell["RUS"]
    assert (fall, to_russia, round(100 * to_russia / fall)) == (37_617, 35_026, 93)
    annual = [row for row in rows_of("kz_flows_annual") if "migration_departures" in row["source_url"]]
    assert fall == total(annual, year="2019", measure="departures") - total(annual, year="2025", measure="departures")
    found = findings.people.destinations(cleaning.since_peak(MOVED, 2025), 2025)
    assert (found.variant, found.values["change"], found.values["RUS"]) == ("most", -fall, -to_russia)
    assert "37,617" in found.text and "make up 93% of the fall" in found.text


def test_russia_counts_4_1_times_kazakhstans_departures_in_2023_after_2_2_in_2019():
    own, theirs = rows_of("kz_flows_by_partner"), rows_of("mirror_flows")
    times = {}
    for year in map(str, range(2016, 2024)):
        left = total(own, year=year, flow="departures", partner="RUS")
        times[int(year)] = total(theirs, year=year, counted_by="RUS", to_iso3="RUS", months_to="12") / left
    russia = COUNTS.query("partner == 'RUS'")
    assert russia.set_index("year").times.to_dict() == pytest.approx(times)
    assert [round(ratio, 2) for ratio in times.values()] == [2.29, 2.18, 1.96, 2.17, 2.57, 2.72, 3.32, 4.13]
    gained = (russia.arrived_there - russia.left_there).sum(), (russia.departures - russia.arrivals).sum()
    assert gained == (198_790, 182_661), "what Russia gained in these years, by its own count and by Kazakhstan's"
    gap, too = findings.people.counts_gap(russia, 2025), findings.people.other_count(russia, 2025)
    assert "48,465" in gap.text and "4.1 times as many" in gap.text and "the last year of its series" in gap.text
    assert too.variant == "both_fell" and "43.8% from 2019 to 2023" in too.text


def test_flows_with_russia_are_near_balance_since_2023_and_not_before():
    rows = rows_of("kz_flows_by_partner")
    near = []
    for year in map(str, range(2016, 2026)):
        both = sorted(total(rows, year=year, flow=flow, partner="RUS") for flow in ("arrivals", "departures"))
        near += [int(year)] * (both[0] >= 0.8 * both[1])
    assert near == [2023, 2024, 2025]
    flows = MOVED.query("partner == 'RUS'").pivot(index="year", columns="flow", values="value").assign(row="r")
    found = findings.people.russia(flows.reset_index(), 2025)
    assert found.variant == "since" and "since 2023" in found.text and "4,702 people came and 4,748 left" in found.text


def test_europe_counts_6954_where_kazakhstan_counts_3214():
    cis = {"RUS", *(row["partner"] for row in rows_of("kz_flows_by_partner"))}
    mirrors = [row for row in rows_of("mirror_flows") if row["flags"].startswith("public")]
    abroad = [row for row in mirrors if row["counted_by"] not in cis]
    arrived = total(abroad, year="2024", concept="arrivals")
    left = total(rows_of("kz_flows_by_partner"), year="2024", flow="departures", partner="non_CIS")
    assert (arrived, left) == (6_954, 3_214)
    found = findings.people.europe(cleaning.outside_cis(COUNTS, MOVED), 2025)
    assert found.variant == "more" and found.values == {"own": left, "other": arrived, "countries": 17}
    assert found.text.count("6,954") == found.text.count("3,214") == 1
