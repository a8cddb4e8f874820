"""Hand-made rows with known answers, and what the real package must give."""

import pandas as pd
import pytest

from helpers import cleaning, raw
from helpers.parameters import check

OFFICIAL = "https://example.org/data/processed/bns/migration_departures.csv"


def row(year, value, vintage, url="press", measure="departures", published=None):
    stamp = pd.Timestamp(published) if published else pd.NaT
    fields = {"year": year, "measure": measure, "value": value, "as_published": str(value), "vintage": vintage}
    return fields | {"source_url": url, "published": stamp}


def rows(*entries):
    frame = pd.DataFrame(entries)
    return frame.assign(row=[f"flows.csv:{line}" for line in range(2, len(frame) + 2)])


SOME = rows(
    row(2023, 100, "revised", OFFICIAL),
    row(2023, 90, "revised", OFFICIAL, "arrivals"),
    row(2024, 12_784, "preliminary", published="2025-02-11"),
    row(2024, 12_800, "preliminary", published="2025-02-10"),
    row(2024, 12_700, "revised"),
    row(2024, 12_732, "revised", OFFICIAL),
    row(2024, 29_282, "revised", OFFICIAL, "arrivals"),
    row(2025, 7_608, "revised", OFFICIAL),
)


def value(flows, flow, year):
    return flows[(flows.flow == flow) & (flows.year == year)].iloc[0]


def test_the_official_row_is_chosen_and_named():
    chosen = value(cleaning.annual_flows(SOME, 2024), "departures", 2024)
    assert (chosen.value, chosen.vintage, chosen.row) == (12_732, "final", "flows.csv:7")


def test_the_first_release_is_the_most_exact_preliminary_figure():
    chosen = value(cleaning.annual_flows(SOME, 2024, "first"), "departures", 2024)
    assert (chosen.value, chosen.vintage) == (12_784, "preliminary")


def test_a_year_without_a_first_release_stays_blank_and_says_so():
    flows = cleaning.annual_flows(SOME, 2024, "first")
    assert pd.isna(value(flows, "arrivals", 2024).value)
    assert value(flows, "arrivals", 2024).vintage == "not published"
    assert pd.isna(value(flows, "net", 2024).value)


def test_nothing_later_than_the_year_is_used():
    assert cleaning.annual_flows(SOME, 2024).year.max() == 2024


def test_net_is_arrivals_less_departures_and_names_both_rows():
    net = value(cleaning.annual_flows(SOME, 2024), "net", 2024)
    assert net.value == 29_282 - 12_732
    assert net.row == "flows.csv:8 flows.csv:7"


def test_without_a_final_figure_the_preliminary_one_is_used_and_labelled():
    only = rows(row(2025, 7_600, "preliminary"), row(2025, 23_761, "preliminary", measure="arrivals"))
    assert set(cleaning.annual_flows(only, 2025).vintage) == {"preliminary"}


def test_a_rounded_first_release_is_not_compared():
    assert cleaning.revisions(SOME, 2025)[["year", "flow", "first", "final"]].values.tolist() == [
        [2024, "departures", 12_784, 12_732]
    ]


def claim(**given):
    blank = {"claim_id": "a-1", "article_id": "a", "kind": "quantity", "dimension": "total", "base_period": None}
    return blank | {"flow": "departures", "time_period": "2025", "start": 1} | given


def figures(*entries):
    articles = pd.DataFrame({"article_id": ["a"]})
    return cleaning.claims_of(pd.DataFrame(entries), articles)


PRINTED = [
    claim(value=7.6, unit_mult=3, decimals=1, unit_measure="persons", start=9),
    claim(claim_id="a-2", kind="change", value=40.5, unit_mult=0, decimals=1, unit_measure="percent_decrease",
          base_period="2024", start=3),
]  # fmt: skip


def test_claims_come_in_reading_order_as_intervals():
    tidy = figures(*PRINTED)
    assert tidy.claim_id.tolist() == ["a-2", "a-1"]
    assert tidy[["low", "high"]].values.tolist() == [[-40.55, -40.45], [7550.0, 7650.0]]


def test_a_full_count_is_exact():
    tidy = figures(claim(value=993, unit_mult=0, decimals=0, unit_measure="persons"))
    assert tidy[["low", "high"]].values.tolist() == [[993, 993]]


def test_the_implied_year_keeps_the_rounding_of_both_figures():
    implied = cleaning.implied_earlier(figures(*PRINTED)).iloc[0]
    assert (implied.year, implied.flow, implied.status) == (2024, "departures", "implied")
    assert (round(implied.low), round(implied.high)) == (12_678, 12_868)


def breakdown(category, figure, text, dimension="ethnicity", unit="persons"):
    return {
        "year": 2025, "period_months": 12, "flow": "departures", "dimension": dimension, "category": category,
        "value": figure, "unit": unit, "as_published": text, "row": "b.csv:2", "source_url": "https://one.example",
    }  # fmt: skip


def test_parts_keep_their_rounding_and_leave_a_remainder():
    frame = pd.DataFrame(
        [
            breakdown("total", 7608.0, "7 608", "total"),
            breakdown("german", 993.0, "993 немца"),
            breakdown("russian", 4300.0, "4,3 тыс. русских"),
        ]
    )
    parts = cleaning.parts(cleaning.full_year(frame, 2025), "departures", "ethnicity")
    assert parts.category.tolist() == ["russian", "german", "rest"]
    assert parts[["low", "high"]].values.tolist() == [[4250, 4350], [993, 993], [2265, 2365]]


def test_parts_that_may_add_up_leave_no_remainder():
    frame = pd.DataFrame(
        [
            breakdown("total", 7608.0, "7 608", "total"),
            breakdown("female", 4300.0, "4,3 тыс.", "sex"),
            breakdown("male", 3300.0, "3,3 тыс.", "sex"),
        ]
    )
    parts = cleaning.parts(cleaning.full_year(frame, 2025), "departures", "sex")
    assert parts.category.tolist() == ["female", "male"]


def test_a_breakdown_that_nobody_published_is_empty_not_zero():
    frame = pd.DataFrame([breakdown("total", 7608.0, "7 608", "total")])
    assert cleaning.parts(cleaning.full_year(frame, 2025), "departures", "ethnicity").empty


def test_a_first_vintage_knows_no_later_breakdown_and_no_final_figure():
    frame = pd.DataFrame([breakdown("total", 7608.0, "7 608", "total")] * 3)
    frame["published"] = [pd.Timestamp("2026-02-09"), pd.Timestamp("2026-03-13"), pd.NaT]
    assert len(cleaning.known_by(frame, check(year=2025))) == 3
    assert len(cleaning.known_by(frame, check(year=2025, vintage="first"))) == 1
    assert cleaning.revisions(SOME, 2024, "first").empty


def test_only_editions_that_existed_are_used():
    both = [("KAZ", "RUS"), ("RUS", "KAZ")]
    frame = pd.DataFrame(
        [(2019, *pair, 1.0, None, edition) for pair in both for edition in ("Rev.2019", "Rev.2024")],
        columns=["year", "origin_iso3", "destination_iso3", "stock", "rank_in_source", "edition"],
    ).assign(row="c:2")
    assert set(cleaning.corridor_stocks(frame, 2022).edition) == {"Rev.2019"}
    assert set(cleaning.corridor_stocks(frame, 2025).edition) == {"Rev.2019", "Rev.2024"}


def test_flows_with_a_country_keep_their_blanks():
    def entry(year, flow, value):
        place = breakdown("russia", value, str(value), "country")
        return place | {"year": year, "flow": flow, "row": f"b.csv:{year}"}

    frame = pd.DataFrame(
        [entry(2024, "arrivals", 8000.0), entry(2024, "departures", 8800.0), entry(2025, "arrivals", 5.0)]
    )
    table = cleaning.flows_with(frame, "russia")
    assert table.year.tolist() == [2024, 2025]
    assert table.departures.iloc[0] == 8800 and pd.isna(table.departures.iloc[1])


def test_cumulative_rows_marked_not_usable_are_left_out():
    frame = pd.DataFrame(
        [
            {"year": 2025, "months": 3, "measure": "departures", "value": 10_141, "note": "not usable"},
            {"year": 2025, "months": 3, "measure": "departures", "value": 8_400, "note": None},
        ]
    ).assign(published=pd.NaT, row="c.csv:2")
    assert cleaning.cumulative(frame, "departures", 2025).value.tolist() == [8_400]


def test_a_first_vintage_uses_no_article_published_later():
    articles = pd.DataFrame(
        {
            "article_id": ["in time", "late", "no date", "other year"],
            "reference_year": [2024, 2024, 2024, 2023],
            "published": [pd.Timestamp("2025-02-09"), pd.Timestamp("2025-03-02"), pd.NaT, pd.Timestamp("2024-02-09")],
        }
    )
    assert cleaning.articles_of(articles, check(year=2024, vintage="first")).article_id.tolist() == [
        "in time",
        "no date",
    ]
    assert cleaning.articles_of(articles, check(year=2024)).article_id.tolist() == ["in time", "late", "no date"]


# --- the real package ---


@pytest.fixture(scope="module")
def flows():
    return cleaning.annual_flows(raw.read("kz_flows_annual"), 2025)


def test_the_series_is_complete_and_its_net_agrees_with_the_bureau(flows):
    assert flows.groupby("flow").value.count().to_dict() == {"arrivals": 35, "departures": 35, "net": 35}
    printed = raw.read("kz_flows_annual").query("measure == 'net' and vintage == 'revised'")
    printed = printed[printed.source_url.str.contains("kaz-Data")].set_index("year").value
    ours = flows[flows.flow == "net"].set_index("year").value
    assert len(printed) == 25
    assert ours[list(printed.index)].tolist() == printed.tolist()


def test_departures_of_the_last_year(flows):
    """Reversing or shifting the series anywhere between file and chart moves these."""
    departures = cleaning.series_of(flows, "departures")
    assert (departures.index[0], departures.index[-1]) == (1991, 2025)
    assert departures.loc[[1991, 2024, 2025]].tolist() == [228_473, 12_732, 7_608]


def test_every_row_leads_back_to_the_same_value(flows):
    lines = (raw.paths.raw_folder() / "series" / "kz_flows_annual.csv").read_text(encoding="utf-8").splitlines()
    for entry in flows[flows.flow != "net"].itertuples():
        name, line = entry.row.split(":")
        assert name == "kz_flows_annual.csv"
        assert lines[int(line) - 1].startswith(f"{entry.year},{entry.flow},{entry.value},")


def test_the_pace_is_the_count_stretched_to_twelve_months(make_flows):
    months = pd.DataFrame(
        [(2024, 6, 60, "c:1"), (2025, 6, 40, "c:2"), (2025, 12, 90, "c:3")], columns=["year", "months", "value", "row"]
    )
    table = cleaning.pace(months, make_flows([100, 90], [1, 1])).set_index("year")
    assert table.pace.tolist() == [120, 80]
    assert table.error_percent.tolist() == pytest.approx([20, 100 * (80 / 90 - 1)])
    assert cleaning.pace(months[months.months == 12], make_flows([1], [1])).empty


def test_growth_is_chained_until_the_first_gap():
    columns = ["year", "flow", "dimension", "category", "value", "as_published", "unit", "period_months", "row"]
    fixed = ("internal", "total", "change_vs_previous_year")
    rows = [(year, *fixed, value, f"{value}%", "percent", 12, "b:1") for year, value in ((2021, 10.0), (2022, -5.0))]
    table = cleaning.internal_growth(pd.DataFrame(rows, columns=columns), 2022)
    assert table.times.tolist() == pytest.approx([1.1, 1.045])
    assert table.low.tolist() == pytest.approx([9.95, -5.05])
    gap = [*rows, (2024, *fixed, 1.0, "1,0%", "percent", 12, "b:2")]
    assert cleaning.internal_growth(pd.DataFrame(gap, columns=columns), 2024).times.isna().tolist() == [0, 0, 1]


def test_rates_say_where_the_flow_and_both_populations_were_read(make_flows):
    people = pd.DataFrame({"year": [2024, 2025, 2026], "region": "kazakhstan", "population": [900, 1000, 1000]})
    people["row"] = ["p:1", "p:2", "p:3"]
    rated = cleaning.rates(make_flows([5, 10], [1, 1]), people).query("flow == 'departures'").set_index("year")
    assert rated.per_1000.tolist() == pytest.approx([1000 * 5 / 950, 10])
    assert rated.row[2025].split()[1:] == ["p:2", "p:3"]


def test_a_rounded_annual_figure_keeps_its_interval():
    rough = pd.DataFrame([row(2025, 7600, "preliminary"), row(2025, 23_761, "preliminary", measure="arrivals")])
    rough["as_published"] = ["7,6 тыс.", "23 761"]
    flows = cleaning.annual_flows(rough.assign(row="f:1"), 2025).set_index("flow")
    assert flows.loc["departures", ["low", "high"]].tolist() == [7550, 7650]
    assert flows.loc["net", ["low", "high"]].tolist() == [23_761 - 7650, 23_761 - 7550]
