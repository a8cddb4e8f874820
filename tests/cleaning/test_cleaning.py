"""Hand-made rows with known answers, and what the real package must give."""

import pandas as pd
import pytest

from helpers import cleaning
from helpers.charts import chart_tables
from helpers.cleaning import flows as national
from helpers.data import package
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


@pytest.mark.parametrize(
    ("flow", "edition", "figure", "vintage", "place"),
    [
        ("departures", "latest", 12_732, "final", "flows.csv:7"),
        ("departures", "first", 12_784, "preliminary", "flows.csv:4"),
        ("arrivals", "first", None, "not published", None),
        ("net", "first", None, "not published", "flows.csv:4"),
        ("net", "latest", 29_282 - 12_732, "final", "flows.csv:8 flows.csv:7"),
    ],
)
def test_the_official_row_or_the_most_exact_first_release_is_chosen_and_named(flow, edition, figure, vintage, place):
    flows = cleaning.annual_flows(SOME, 2024, edition)
    chosen = value(flows, flow, 2024)
    assert [None if pd.isna(cell) else cell for cell in (chosen.value, chosen.row)] == [figure, place]
    assert chosen.vintage == vintage and flows.year.max() == 2024


def test_a_first_release_after_the_editions_date_is_not_known_and_an_undated_one_is():
    late = row(2024, 12_811, "preliminary", published="2025-03-02")
    for day, expected in (("2025-03-01", 12_784), ("2025-03-02", 12_800), (None, 12_784)):
        pages = rows(late, row(2024, 12_784, "preliminary", published=day), *SOME.to_dict("records")[3:])
        chosen = value(cleaning.annual_flows(pages, 2024, "first"), "departures", 2024)
        assert (chosen.value, chosen.vintage) == (expected, "preliminary")
    nothing = value(cleaning.annual_flows(rows(late), 2024, "first"), "departures", 2024)
    assert pd.isna(nothing.value) and nothing.vintage == "not published"
    assert value(cleaning.annual_flows(rows(late), 2024), "departures", 2024).value == 12_811


def test_the_departures_of_2016_were_first_printed_after_the_editions_date():
    known = package.read("kz_flows_annual")
    assert pd.isna(value(cleaning.annual_flows(known, 2016, "first"), "departures", 2016).value)
    assert value(cleaning.annual_flows(known, 2017, "first"), "departures", 2017).value == 37_704  # on undated pages


def test_net_is_derived_and_its_row_names_what_is_published():
    flows = cleaning.annual_flows(SOME, 2024, "first")
    columns = ["year", "flow", "value", "low", "high", "status", "vintage", "row", "source_url"]
    assert flows.columns.tolist() == columns and flows.index.tolist() == list(range(len(flows)))
    assert set(flows.status[flows.flow == "net"]) == {"derived"}
    assert value(flows, "net", 2024).row == "flows.csv:4"
    other = SOME.assign(measure=SOME.measure.map({"arrivals": "departures", "departures": "arrivals"}))
    assert value(cleaning.annual_flows(other, 2024, "first"), "net", 2024).row == "flows.csv:4"
    nothing = cleaning.annual_flows(SOME[SOME.vintage == "revised"], 2024, "first")
    assert pd.isna(value(nothing, "net", 2024).row)
    assert cleaning.series_of(flows, "departures").name == "departures"
    best = national.best_printed(SOME)
    assert best.columns.tolist() == SOME.columns.tolist() and best.index.tolist() == list(range(len(best)))


def claim(**given):
    blank = {"claim_id": "a-1", "article_id": "a", "kind": "quantity", "dimension": "total", "base_period": None}
    return blank | {"flow": "departures", "time_period": "2025", "start": 1, "bound": None} | given


def figures(*entries):
    articles = pd.DataFrame({"article_id": ["a"]})
    return cleaning.claims_of(pd.DataFrame(entries), articles)


PRINTED = [
    claim(value=7.6, unit_mult=3, decimals=1, unit_measure="persons", start=9),
    claim(claim_id="a-2", kind="change", value=40.5, unit_mult=0, decimals=1, unit_measure="percent_decrease",
          base_period="2024", start=3),
]  # fmt: skip


def test_claims_come_in_reading_order_as_intervals():
    others = [
        claim(claim_id="a-3", kind="direction", value=None, start=12),
        claim(claim_id="a-4", value=8, unit_mult=3, decimals=0, unit_measure="persons", start=13),
        claim(claim_id="a-5", value=993, unit_mult=0, decimals=0, unit_measure="persons", start=14),
    ]
    tidy = figures(*PRINTED, *others)
    assert tidy.claim_id.tolist() == ["a-2", "a-1", "a-3", "a-4", "a-5"]
    assert tidy.status.tolist() == ["printed", "printed", "worded", "printed", "printed"]
    numbers = tidy[["amount", "low", "high"]]
    assert numbers.iloc[2].isna().all() and numbers.drop(2).values.tolist() == [
        [-40.5, -40.55, -40.45], [7600, 7550, 7650], [8000, 7500, 8500], [993, 993, 993],
    ]  # fmt: skip


def test_the_implied_year_keeps_the_rounding_of_both_figures():
    implied = cleaning.implied_earlier(figures(*PRINTED)).iloc[0]
    assert (implied.year, implied.flow, implied.status) == (2024, "departures", "implied")
    assert (round(implied.low), round(implied.high)) == (12_678, 12_868)


def test_a_figure_and_a_change_of_two_articles_imply_nothing():
    count, change = PRINTED
    both = pd.DataFrame({"article_id": ["a", "b"]})
    apart = cleaning.claims_of(pd.DataFrame([count, change | {"article_id": "b"}]), both)
    assert cleaning.implied_earlier(apart).empty
    exact = [count | {"article_id": "b", "claim_id": "b-1", "value": 7608, "unit_mult": 0, "decimals": 0},
             change | {"article_id": "b", "claim_id": "b-2"}]  # fmt: skip
    found = cleaning.implied_earlier(cleaning.claims_of(pd.DataFrame([*PRINTED, *exact]), both))
    assert found.claims.tolist() == ["b-1 b-2", "a-1 a-2"] and found.year.tolist() == [2024, 2024]


@pytest.mark.parametrize("change", [{"time_period": "2025-01/2025-06"}, {"bound": "about"}])
def test_a_count_of_part_of_a_year_and_one_that_is_bounded_imply_no_year(change):
    assert cleaning.implied_earlier(figures(*(entry | change for entry in PRINTED))).empty


def breakdown(category, figure, text, dimension="ethnicity", unit="persons"):
    return {
        "year": 2025, "period_months": 12, "flow": "departures", "dimension": dimension, "category": category,
        "value": figure, "unit": unit, "as_published": text, "row": "b.csv:2", "source_url": "https://one.example",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("dimension", "groups", "bounds"),
    [
        ("ethnicity", {"russian": "4,3 тыс. русских", "german": "993 немца"}, [[4250, 4350], [993, 993], [2265, 2365]]),
        ("sex", {"female": "4,3 тыс.", "male": "3,3 тыс."}, [[4250, 4350], [3250, 3350]]),  # they may add up
        ("ethnicity", {}, []),  # nobody published it: empty, not zero
    ],
)
def test_parts_keep_their_rounding_and_leave_a_remainder(dimension, groups, bounds):
    sizes = {"russian": 4300.0, "female": 4300.0, "male": 3300.0, "german": 993.0}
    entries = [breakdown(name, sizes[name], text, dimension) for name, text in sorted(groups.items())]
    frame = pd.DataFrame([breakdown("total", 7608.0, "7 608", "total"), *entries])
    parts = cleaning.parts(cleaning.full_year(frame, 2025), "departures", dimension)
    assert parts.category.tolist() == [*groups, "rest"][: len(bounds)]
    assert parts[["low", "high"]].values.tolist() == bounds


def test_a_first_vintage_knows_no_later_breakdown_and_no_final_figure():
    days = pd.to_datetime(["2026-02-09", "2026-03-01", "2026-03-13", None])
    frame = pd.DataFrame([breakdown("total", 7608.0, "7 608", "total")] * 4).assign(published=days)
    assert len(cleaning.known_by(frame, check(year=2025))) == 4
    assert cleaning.known_by(frame, check(year=2025, vintage="first")).published.tolist() == days[:2].tolist()
    assert national.revisions(SOME, 2024, "first").empty


def test_a_first_vintage_uses_no_article_published_later():
    articles = pd.DataFrame(
        {
            "article_id": ["in time", "late", "no date", "other year"],
            "reference_year": [2024, 2024, 2024, 2023],
            "published": [pd.Timestamp("2025-02-09"), pd.Timestamp("2025-03-02"), pd.NaT, pd.Timestamp("2024-02-09")],
        }
    )
    for vintage, known in (("first", ["in time", "no date"]), ("latest", ["in time", "late", "no date"])):
        assert cleaning.articles_of(articles, check(year=2024, vintage=vintage)).article_id.tolist() == known


@pytest.fixture(scope="module")
def flows():
    return cleaning.annual_flows(package.read("kz_flows_annual"), 2025)


def test_the_series_is_complete_and_its_net_agrees_with_the_bureau(flows):
    """Reversing or shifting the series anywhere between file and chart moves these."""
    assert flows.groupby("flow").value.count().to_dict() == {"arrivals": 35, "departures": 35, "net": 35}
    printed = package.read("kz_flows_annual").query("measure == 'net' and vintage == 'revised'")
    printed = printed[printed.source_url.str.contains("kaz-Data")].set_index("year").value
    ours = flows[flows.flow == "net"].set_index("year").value
    assert len(printed) == 25 and ours[list(printed.index)].tolist() == printed.tolist()
    departures = cleaning.series_of(flows, "departures")
    assert (departures.index[0], departures.index[-1]) == (1991, 2025)
    assert departures.loc[[1991, 2024, 2025]].tolist() == [228_473, 12_732, 7_608]


def test_every_row_leads_back_to_the_same_value(flows):
    lines = (package.paths.raw_folder() / "series" / "kz_flows_annual.csv").read_text(encoding="utf-8").splitlines()
    for entry in flows[flows.flow != "net"].itertuples():
        name, line = entry.row.split(":")
        assert name == "kz_flows_annual.csv"
        assert lines[int(line) - 1].startswith(f"{entry.year},{entry.flow},{entry.value},")


def test_a_rounded_annual_figure_keeps_its_interval():
    rough = pd.DataFrame([row(2025, 7600, "preliminary"), row(2025, 23_761, "preliminary", measure="arrivals")])
    rough["as_published"] = ["7,6 тыс.", "23 761"]
    flows = cleaning.annual_flows(rough.assign(row="f:1"), 2025).set_index("flow")
    assert set(flows.vintage) == {"preliminary"}  # there is no final figure
    assert flows.loc["departures", ["low", "high"]].tolist() == [7550, 7650]
    assert flows.loc["net", ["low", "high"]].tolist() == [23_761 - 7650, 23_761 - 7550]


def test_sites_and_small_frames():
    urls = pd.Series(["https://www.lada.kz/a/1", "http://stat.gov.kz"])
    assert chart_tables.host(urls).tolist() == ["lada.kz", "stat.gov.kz"]


def same(found, *rows):
    """Whether a frame holds these rows, blank for None, with a plain index and nothing besides."""
    expected = pd.DataFrame(rows, columns=found.columns)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    return found.columns.name is None and found.index.tolist() == list(range(len(rows)))


def test_rates_need_both_populations_and_a_flow(make_flows):
    columns = ["year", "region", "population", "row"]
    people = [(2024, "kazakhstan", 1000, "p:1"), (2025, "kazakhstan", 3000, "p:2"), (2025, "almaty", 9, "p:3")]
    found = national.rates(make_flows([7, 10, 20], [1, None, 1]), pd.DataFrame(people, columns=columns))
    assert found.columns.tolist() == ["year", "flow", "per_1000", "row"]
    assert same(found, (2024, "departures", 5.0, "file.csv:6 p:1 p:2"))


@pytest.mark.parametrize(
    ("figure", "text", "given", "bounds"),
    [
        (4300.0, "4300 человек", {}, [4250, 4350]),  # two zeros are taken for rounding
        (12_000.0, "12 000", {}, [11_500, 12_500]),
        (4310.0, "4310", {}, [4310, 4310]),
        (0.0, "0", {}, [0, 0]),
        (4300.0, "4300", {"dimension": "total"}, [4300, 4300]),
        (4300.0, "4,3 тыс.", {}, [4250, 4350]),
        (100.0, "100%", {"unit": "percent"}, [99.5, 100.5]),
        (-4310.0, "fewer by 4310", {}, [-4310, -4310]),
        (4301.0, "4,3 тыс., точнее 4301", {}, [4301, 4301]),
        (4317.0, "some thousands", {}, [4317, 4317]),
    ],
)
def test_counts_that_end_in_zeros_are_taken_for_rounded(figure, text, given, bounds):
    found = cleaning.full_year(pd.DataFrame([breakdown("german", figure, text, **given)]), 2025)
    assert found[["low", "high"]].values.tolist() == [bounds]
