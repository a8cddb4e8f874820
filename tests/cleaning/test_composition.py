"""Shares carry their rounding, what is not named stays a part of the whole, and a blank is never zero."""

import pandas as pd
import pytest

from helpers.cleaning import composition


def rows(*entries, months=12):
    """(year, flow, dimension, category, value, as_published, unit) as rows of kz_breakdowns."""
    columns = ["year", "flow", "dimension", "category", "value", "as_published", "unit"]
    frame = pd.DataFrame(entries, columns=columns).assign(period_months=months)
    return frame.assign(row=[f"b.csv:{line}" for line in range(2, len(frame) + 2)], source_url="https://a.example")


PEOPLE, SHARE = "persons", "percent"
SOME = rows(
    (2025, "departures", "total", "total", 1000, "1 000", PEOPLE),
    (2025, "departures", "sex", "female", 560, "560", PEOPLE),
    (2025, "departures", "sex", "male", 440, "440", PEOPLE),
    (2025, "departures", "urban_rural", "urban", 700, "0,7 тыс.", PEOPLE),
    (2025, "departures", "country_group", "cis", 71.8, "71,8%", SHARE),
    (2025, "departures", "ethnicity", "a", 500, "500", PEOPLE),
    (2025, "departures", "ethnicity", "b", 300, "300", PEOPLE),
    (2019, "departures", "total", "total", 2000, "2 000", PEOPLE),
    (2019, "departures", "ethnicity", "a", 1400, "1 400", PEOPLE),
    (2019, "departures", "ethnicity", "b", 100, "100", PEOPLE),
    (2022, "departures", "total", "total", 2000, "2 000", PEOPLE),
    (2022, "departures", "ethnicity", "a", 1400, "1 400", PEOPLE),
    (2019, "departures", "country_group", "cis", 90, "90%", SHARE),
)


def test_what_is_not_named_stays_a_part():
    shares = composition.group_shares(SOME, 2025)
    assert shares.set_index("category").loc[["female", "cis"], "status"].tolist() == ["derived", "observed"]
    parts = composition.shares_by_dimension(shares)
    assert parts[parts.dimension == "sex"].share.tolist() == [56, 44]
    assert parts[parts.dimension == "sex"].category.tolist() == ["female", "male"]
    town = parts[parts.dimension == "urban_rural"].set_index("category")
    assert town.loc["rest", ["share", "low", "high"]].tolist() == pytest.approx([30, 25, 35])
    assert town.loc["urban", ["low", "high"]].tolist() == pytest.approx([65, 75])
    assert parts.groupby(["flow", "dimension"]).share.sum().tolist() == pytest.approx([100, 100, 100])


def test_years_are_compared_where_most_groups_are_named_in_both():
    both = composition.shares_compared(SOME, 2025)
    assert sorted(set(both.year)) == [2019, 2025], "2022 has one group only"
    assert both[both.category == "a"].share.tolist() == [70, 50]
    assert composition.shares_compared(SOME[SOME.year != 2019], 2025).empty
    assert composition.shares_compared(SOME, 2019).empty


def moved(*entries):
    return pd.DataFrame(entries, columns=["year", "flow", "partner", "value", "row"])


NOBODY = moved()


def test_shares_are_counted_where_partners_are_known_and_else_as_printed():
    counted = moved(
        (2020, "departures", "CIS", 30, "p:1"), (2020, "departures", "non_CIS", 10, "p:2"),
        (2020, "departures", "RUS", 9, "p:3"), (2025, "departures", "CIS", 1, "p:4"),
        (2025, "departures", "non_CIS", 3, "p:5"), (2020, "arrivals", "CIS", 5, "p:6"),
        (2020, "arrivals", "non_CIS", 0, "p:7"),
    )  # fmt: skip
    shares = composition.share_over_years(SOME, counted, 2025)
    assert shares.columns.tolist() == ["year", "flow", "value", "low", "high", "status", "row"]
    left = shares[shares.flow == "departures"].drop(columns="flow")
    assert left.values.tolist() == [
        [2019, 90, *left.loc[left.year == 2019, ["low", "high", "status", "row"]].values[0]],
        [2020, 75, 75, 75, "derived", "p:1 p:2"], [2025, 25, 25, 25, "derived", "p:4 p:5"],
    ]  # fmt: skip
    assert shares.value[shares.flow == "arrivals"].tolist()[-1] == 100
    printed = composition.share_over_years(SOME, NOBODY, 2025).query("flow == 'departures' and year == 2025")
    assert printed[["value", "low", "high", "status", "row"]].values.tolist() == [
        [71.8, pytest.approx(71.75), pytest.approx(71.85), "observed", "b.csv:6"]
    ]
    assert composition.share_over_years(SOME, NOBODY, 2018).empty
    assert composition.share_over_years(SOME, NOBODY, 2022).year.max() == 2019


def test_what_was_not_found_is_blank():
    table = composition.not_published(SOME, 2022).set_index("dimension")
    assert table.loc["ethnicity", "departures"] == 1
    assert table.loc["country_group"].isna().all()
    assert "sex" not in table.index, "first found later"


def test_parts_stand_in_their_order_for_both_flows_and_a_rest_names_its_rows():
    turned = rows(
        (2025, "arrivals", "sex", "male", 40, "40,0%", SHARE), (2025, "arrivals", "sex", "female", 60, "60,0%", SHARE),
        (2025, "departures", "sex", "male", 30, "30,0%", SHARE),
        (2025, "departures", "country_group", "other", 10, "10,0%", SHARE),
        (2025, "departures", "country_group", "cis", 70, "70,0%", SHARE),
    )  # fmt: skip
    parts = composition.shares_by_dimension(composition.group_shares(turned, 2025))
    assert parts[parts.flow == "arrivals"].category.tolist() == ["female", "male"]
    groups = parts[(parts.flow == "departures") & (parts.dimension == "country_group")]
    assert groups.category.tolist() == ["cis", "other", "rest"] and groups.row.iloc[2] == "b.csv:5 b.csv:6"
    assert parts[parts.dimension == "sex"].flow.tolist() == ["departures", "departures", "arrivals", "arrivals"]


def test_a_total_is_that_of_all_people_and_no_group():
    more = rows(
        (2025, "departures", "country", "total", 7, "7", PEOPLE),
        (2025, "departures", "total", "inter", 9, "9", PEOPLE),
        (2025, "departures", "total", "total", 1001, "1 001", PEOPLE),
        (2025, "departures", "sex", "female", 500, "500", PEOPLE), (2025, "arrivals", "sex", "male", 5, "5", PEOPLE),
    )  # fmt: skip
    shares = composition.group_shares(more, 2025)
    assert set(shares.dimension) == {"country", "sex"} and "arrivals" not in set(shares.flow)
    female = shares[shares.category == "female"].iloc[0]
    assert (female.share, female.row) == (pytest.approx(100 * 500 / 1001), "b.csv:5 b.csv:4")
    table = composition.not_published(more, 2025)
    assert str(table.departures.dtype) == "Int64" and table.columns.tolist() == ["dimension", "departures", "arrivals"]


def test_only_groups_of_one_flow_count_as_published():
    more = rows(
        (2025, "departures", "total", "total", 900, "900", PEOPLE),
        (2025, "departures", "sex", "female", 500, "500", PEOPLE),
        (2025, "departures", "sex", "male", 400, "400", PEOPLE),
        (2025, "departures", "sex", "female_preliminary", 7, "7", PEOPLE),
        (2025, "departures", "sex", "group_of_both", 7, "7", PEOPLE),
        (2025, "net", "age", "young", 7, "7", PEOPLE), (2025, "arrivals", "sex", "change_vs_2024", 7, "7", PEOPLE),
    )  # fmt: skip
    table = composition.not_published(more, 2025)
    assert table.dimension.tolist() == ["sex"] and table.columns.name is None
    assert table.departures.tolist() == [2] and table.arrivals.isna().all()
    half = composition.not_published(more.assign(period_months=6), 2025)
    assert half.empty


def test_a_first_share_stands_in_where_no_final_one_was_found_and_is_called_so():
    more = rows(
        (2024, "departures", "country_group", "cis_preliminary", 74.9, "74,9%", "percent"),
        (2024, "arrivals", "country_group", "cis_preliminary", 81.1, "81,1%", "percent"),
        (2024, "arrivals", "country_group", "cis", 81.6, "81,6%", "percent"),
        (2024, "departures", "total", "total_preliminary", 9, "9", PEOPLE),
    )  # fmt: skip
    shares = composition.share_over_years(more, NOBODY, 2024).set_index("flow")
    assert shares.loc[["departures", "arrivals"], ["value", "status"]].values.tolist() == [
        [74.9, "preliminary"], [81.6, "observed"],
    ]  # fmt: skip
    assert set(composition.group_shares(more, 2024).dimension) == {"country_group"}


def test_shares_are_of_the_two_flows_the_first_row_counts_and_none_is_above_the_whole():
    more = rows(
        (2025, "departures", "total", "total", 1000, "1 тыс.", PEOPLE),
        (2025, "departures", "total", "total", 9, "9", PEOPLE),
        (2025, "departures", "sex", "female", 970, "970", PEOPLE),
        (2025, "departures", "sex", "female", 1, "1", PEOPLE),
        (2025, "departures", "sex", "male_preliminary", 5, "5", PEOPLE),
        (2025, "departures", "ethnicity", "a", 1, "1", PEOPLE),
        (2025, "departures", "ethnicity", "a", 30, "30,0%", SHARE),
        (2025, "departures", "ethnicity", "a", 31, "31,0%", SHARE),
        (2025, "net", "sex", "female", 10, "10,0%", SHARE),
    )  # fmt: skip
    shares = composition.group_shares(more, 2025)
    assert shares.columns.tolist() == composition.SHARE
    assert shares[["flow", "category", "share"]].to_dict("records") == [
        {"flow": "departures", "category": "female", "share": 97},
        {"flow": "departures", "category": "a", "share": 30},
    ]
    assert shares[["low", "high"]].iloc[0].tolist() == [pytest.approx(100 * 970 / 1500), 100]


def test_town_comes_before_village_and_a_small_rest_is_a_rest():
    both = rows(
        (2025, "departures", "urban_rural", "rural", 20, "20,0%", SHARE),
        (2025, "departures", "urban_rural", "urban", 79.5, "79,5%", SHARE),
        (2025, "arrivals", "urban_rural", "rural", 20, "20,0%", SHARE),
        (2025, "arrivals", "urban_rural", "urban", 79.9, "79,9%", SHARE),
    )  # fmt: skip
    parts = composition.shares_by_dimension(composition.group_shares(both, 2025))
    assert parts.category.tolist() == ["urban", "rural", "rest", "urban", "rural"], "0.1 is within the rounding"
    rest = parts[parts.category == "rest"].iloc[0]
    assert (rest.status, rest.share, rest.low, rest.high) == ("derived", *map(pytest.approx, (0.5, 0.4, 0.6)))
    assert (rest.flow, rest.dimension, rest.row) == ("departures", "urban_rural", "b.csv:2 b.csv:3")


def named_in(year, *categories):
    groups = [(year, "departures", "ethnicity", name, 10, "10,0%", SHARE) for name in categories]
    return [*groups, (year, "departures", "sex", "female", 50, "50,0%", SHARE)]


@pytest.mark.parametrize(
    ("earlier", "chosen"),
    [
        ({2019: "ab", 2022: "ab"}, 2022),
        ({2019: "abc", 2022: "ab"}, 2019),
        ({2019: "ab", 2022: "abc"}, 2022),
        ({2019: "abcd", 2020: "abc", 2022: "ab"}, 2019),
        ({2019: "a", 2022: "xyz"}, None),
    ],
)
def test_the_earlier_year_is_the_last_of_those_with_most_groups_in_common(earlier, chosen):
    named = [row for year, names in earlier.items() for row in named_in(year, *names)]
    both = composition.shares_compared(rows(*named, *named_in(2025, *"abcd")), 2025)
    assert set(both.year) == ({chosen, 2025} if chosen else set())
    assert both.columns.tolist() == ["year", *composition.SHARE[:1], *composition.SHARE[2:]]
    assert both.index.tolist() == list(range(len(both))) and set(both.category) <= set("abcd")
