"""Hand-made counts with known ratios, and what the real package must give."""

import pandas as pd
import pytest

from helpers.cleaning import mirror_statistics
from helpers.data import package
from helpers.language import say, speaking
from helpers.parameters import Parameters

OFFICIAL = "https://example.org/data/processed/bns/migration_departures.csv"
DOUBT = {"id": "cut", "expect": [{"file": "series/cumulative.csv", "year": 2025, "months": 9, "value": 5900}]}


def table(name: str, rows: list[dict], **blank) -> pd.DataFrame:
    """Rows as `raw.read` gives them, with their place in a file of this name."""
    frame = pd.DataFrame([{"published": pd.NaT, "note": None, "source_url": "press"} | blank | row for row in rows])
    return frame.assign(row=[f"{name}.csv:{line}" for line in range(2, len(frame) + 2)])


def count(pair, counter, concept, value, printed, url="page", published=None):
    origin, destination, year, first, last = pair.split("-")
    move = {"from_iso3": origin, "to_iso3": destination, "year": int(year)}
    move |= {"months_from": int(first), "months_to": int(last), "counted_by": counter, "concept": concept}
    stamp = pd.Timestamp(published) if published else pd.NaT
    return move | {"value": value, "as_published": printed, "source_url": url, "published": stamp}


def departures(year, value, vintage="revised"):
    place = {"year": year, "measure": "departures", "source_url": OFFICIAL}
    return place | {"value": value, "as_published": f"{value}.0", "vintage": vintage}


HALF = "KAZ-RUS-2020-01-06"
COUNTS = table(
    "mirrors",
    [
        count(HALF, "RUS", "arrivals", 31_200, "31,2 тысячи"),
        count(HALF, "KAZ", "deregistered", 9_500, "9,5 тысяч"),
        count("KAZ-WLD-2025-01-09", "interior_ministry", "exit_permits", 4_147, "4 147", "later"),
        count("KAZ-WLD-2025-01-09", "interior_ministry", "refusals", 213, "213", "later"),
        count("KAZ-DEU-2025-01-09", "interior_ministry", "exit_permits", 485, "485", "later"),
        count("KAZ-UZB-2025-01-09", "interior_ministry", "exit_permits", 10, "10", "later"),
        count("KAZ-WLD-2020-01-12", "interior_ministry", "not_stated", 29_898, "29 898", "later"),
    ],
)
FLOWS = table("annual", [departures(year, 1_000 * (year - 2000)) for year in range(2015, 2026)])
CUMULATIVE = table(
    "cumulative",
    [
        {"year": 2024, "months": 9, "value": 9_600, "as_published": "9,6 тыс."},
        {"year": 2025, "months": 9, "value": 5_900, "as_published": "5,9 тыс."},
    ],
)
CUMULATIVE["measure"] = "departures"
GERMANY = {"year": 2025, "period_months": 9, "category": "germany", "value": 870, "as_published": "870 человек"}
RUSSIA = [
    {"year": year, "period_months": 12, "category": "russia", "value": 1_000, "as_published": "1 тыс."}
    for year in (2015, 2016, 2017, 2018, 2019, 2021)
]
BREAKDOWNS = table(
    "breakdowns", [GERMANY | {"year": 2024}, GERMANY, *RUSSIA], flow="departures", dimension="country", unit="persons"
)


def found(run=None, counts=COUNTS):
    return mirror_statistics.mirror_counts(counts, FLOWS, CUMULATIVE, BREAKDOWNS, run or Parameters(2025), [DOUBT])


def one(frame, pair, concept):
    return frame[(frame.pair == pair) & (frame.concept_id == concept)].iloc[0]


def test_the_bureaus_count_comes_first_in_its_pair_and_once():
    frame = found()
    first = frame.drop_duplicates("pair").set_index("pair").reference
    assert len(first) == 5 and first[~first].index.tolist() == ["KAZ-UZB-2025-01-09"]
    assert frame.groupby("pair").reference.sum().max() == 1
    assert set(frame.concept_id[frame.reference]) == {"deregistered"}


def test_the_bureaus_side_is_joined_from_the_table_that_holds_it():
    references = found().query("reference").set_index("pair")
    sides = references[["row", "value", "status"]]
    assert sides.loc["KAZ-DEU-2025-01-09"].tolist() == ["breakdowns.csv:3", 870, "preliminary"]
    assert sides.loc["KAZ-WLD-2025-01-09"].tolist() == ["cumulative.csv:3", 5_900, "preliminary"]
    assert sides.loc["KAZ-WLD-2020-01-12"].tolist() == ["annual.csv:7", 20_000, "observed"]
    exact = references.loc["KAZ-WLD-2020-01-12"]
    assert (exact.low, exact.high) == (20_000, 20_000)  # the table writes '20000.0'


def test_refusals_have_no_ratio_a_missing_count_says_so_and_a_doubt_is_named():
    frame = found()
    refused, alone = one(frame, "KAZ-WLD-2025-01-09", "refusals"), one(frame, "KAZ-UZB-2025-01-09", "exit_permits")
    assert pd.isna(refused.ratio) and "no ratio" in refused.remark
    assert pd.isna(alone.ratio) and "not found" in alone.remark
    own = one(frame, "KAZ-WLD-2025-01-09", "deregistered")
    assert (own.doubt, own.remark) == ("cut", "The printed figure is in doubt.")
    assert one(frame, HALF, "deregistered").remark == ""
    assert "rough" in one(frame, "KAZ-WLD-2025-01-09", "exit_permits").remark
    assert frame[["doubt", "remark"]].map(lambda cell: isinstance(cell, str)).all(axis=None)
    assert one(frame, "KAZ-DEU-2025-01-09", "exit_permits").remark == ""


def test_nothing_is_known_before_the_page_that_prints_it():
    assert set(found(Parameters(2024)).pair) == {HALF}  # the count of all 2020 stands on a page about 2025
    assert found(Parameters(2019)).empty
    assert set(found(Parameters(2025, vintage="first")).pair) == {HALF}  # when the later page appeared is not known
    dated = COUNTS.assign(published=pd.Timestamp("2025-10-02"))
    assert len(set(found(Parameters(2025, vintage="first"), dated).pair)) == 5


def test_a_move_that_the_bureau_alone_counted_is_no_mirror():
    assert found(counts=COUNTS[COUNTS.counted_by == "KAZ"]).empty
    alone = table("alone", [count("KAZ-AAA-2020-01-06", "KAZ", "deregistered", 7, "7")])
    assert found(counts=pd.concat([alone, COUNTS], ignore_index=True)).pair.nunique() == found().pair.nunique()


def test_every_raw_count_has_words_and_every_pair_of_the_package_its_reference():
    frame = mirror_statistics.other_counts(Parameters(2025))
    quoted = package.read("mirror_flows").query("flags == 'quoted'")
    assert len(quoted) == 8 and set(frame.row) >= set(quoted.row) and frame.groupby("pair").reference.sum().eq(1).all()
    assert frame.ratio.notna().sum() == (~frame.reference).sum() - (frame.concept_id == "refusals").sum()
    assert frame[["label", "counted_by", "concept", "low", "high", "source_url"]].notna().all(axis=None)


@pytest.mark.parametrize("pair", ["RUS-KAZ-2025-01-12", "KAZ-WLD-2025-02-12", "KAZ-WLD-2025-01-06"])
def test_a_move_that_the_bureau_does_not_print_has_no_reference(pair):
    frame = found(counts=table("mirrors", [count(pair, "RUS", "arrivals", 500, "500")]))
    assert frame.reference.tolist() == [False] and "not found" in frame.remark.item()


def test_a_count_without_readable_words_is_exact_only_without_zeros_at_its_end():
    rows = [count(HALF, "RUS", "arrivals", n, "of words") for n in (31_201, 31_200)]
    rows.append(count(HALF, "KAZ", "deregistered", 9_500, "9 500"))
    bounds = one(found(counts=table("mirrors", rows)), HALF, "arrivals")
    assert (bounds.low, bounds.high) == (31_201, 31_201)
    bounds = found(counts=table("mirrors", rows[1:])).query("concept_id == 'arrivals'").iloc[0]
    assert pd.isna(bounds.low) and pd.isna(bounds.high) and pd.isna(bounds.ratio_low) and bounds.ratio > 3


BUREAU, LEFT = "Bureau of National Statistics of Kazakhstan", "people who deregistered to leave for good"


def whole(frame, **cells):
    """The one row with these cells, without what is blank."""
    ((_, row),) = frame[(frame[list(cells)] == pd.Series(cells)).all(axis=1)].iterrows()
    return {key: value for key, value in row.items() if pd.notna(value) and value != ""}


def test_every_cell_of_a_count_and_of_the_bureaus_beside_it():
    place = {"pair": HALF, "label": "Kazakhstan to Russia, January–June 2020", "year": 2020,
             "period": "January–June 2020", "source_url": "page"}  # fmt: skip
    own = {"counted_by": BUREAU, "concept": LEFT, "concept_id": "deregistered", "value": 9_500, "low": 9_450}
    assert whole(found(), pair=HALF, reference=True) == place | own | {
        "high": 9_550, "status": "preliminary", "reference": True, "row": "mirrors.csv:3",
    }  # fmt: skip
    other = {"counted_by": "Russian statistics", "concept": "arrivals, by rules that the source does not give"}
    other |= {"concept_id": "arrivals", "value": 31_200, "low": 31_150, "high": 31_250, "status": "observed"}
    other |= {"ratio": 31_200 / 9_500, "ratio_low": 31_150 / 9_550, "ratio_high": 31_250 / 9_450}
    assert whole(found(), pair=HALF, reference=False) == place | other | {"reference": False, "row": "mirrors.csv:2"}


def test_first_figures_stand_where_the_edition_asks_for_them():
    early = departures(2024, 20_000) | {"vintage": "preliminary", "as_published": "20 000", "source_url": "press"}
    early["published"] = pd.Timestamp("2025-02-01")
    flows = pd.concat([FLOWS, table("first", [early])], ignore_index=True)
    counts = table("mirrors", [count("KAZ-WLD-2024-01-12", "interior_ministry", "exit_permits", 9, "9", "page",
                                     "2024-12-31")])  # fmt: skip
    for vintage, value, status, row in [
        ("latest", 24_000, "observed", "annual.csv:11"), ("first", 20_000, "preliminary", "first.csv:2"),
    ]:  # fmt: skip
        frame = mirror_statistics.mirror_counts(
            counts, flows, CUMULATIVE, BREAKDOWNS, Parameters(2024, vintage=vintage)
        )
        own = frame[frame.reference].iloc[0]
        assert (own.value, own.status, own.row) == (value, status, row)


def test_a_move_of_the_whole_year_to_one_country_is_observed():
    counts = table("mirrors", [count("KAZ-RUS-2019-01-12", "RUS", "arrivals", 3_000, "3 000")])
    strangers = table("others", [RUSSIA[4] | {"value": 7}] * 2).assign(
        flow=["arrivals", "departures"], dimension=["country", "sex"], unit="persons")  # fmt: skip
    twice = pd.concat([strangers, BREAKDOWNS, BREAKDOWNS.assign(row="again", value=8)], ignore_index=True)
    frame = mirror_statistics.mirror_counts(counts, FLOWS, CUMULATIVE, twice, Parameters(2025))
    own = frame[frame.reference].iloc[0]
    assert (own.value, own.status, own.row) == (1_000, "observed", "breakdowns.csv:8")


@pytest.mark.parametrize(("value", "printed", "ratio", "low"), [(0, "0", None, None), (1, "1", 500, 500)])
def test_a_count_of_nobody_has_no_ratio(value, printed, ratio, low):
    rows = [
        count(HALF, "RUS", "arrivals", 500, "500"),
        count(HALF, "KAZ", "deregistered", value, printed),
    ]
    mine = one(found(counts=table("mirrors", rows)), HALF, "arrivals")
    assert [None if pd.isna(x) else x for x in (mine.ratio, mine.ratio_low)] == [ratio, low]


def test_a_doubt_is_about_the_row_that_has_all_its_cells_in_its_file():
    row = CUMULATIVE.iloc[-1].to_dict()
    assert package.doubt_about(row, [DOUBT]) == "cut"
    for change in ({"file": "series/annual.csv"}, {"value": 5_800}, {"months": 6}):
        assert package.doubt_about(row, [DOUBT | {"expect": [DOUBT["expect"][0] | change]}]) == ""


def test_periods_moves_and_models_as_readers_name_them():
    periods = {"June 2020": (6, 6), "2020": (1, 12), "February–December 2020": (2, 12), "January–June 2020": (1, 6)}
    for words, months in periods.items():
        assert mirror_statistics.period_words(2020, *months) == words
    assert mirror_statistics.move_words("KAZ", "RUS", words) == "Kazakhstan to Russia, January–June 2020"
    with speaking("ru"):
        assert "январь–июнь" in mirror_statistics.period_words(2020, 1, 6)
    titles = {"Unheard of 2030": "Unheard of 2030", "UN WPP 2024 net migration": "UN World Population Prospects 2024"}
    assert {title: say("mirror_statistics.model", title=title) for title in titles} == titles


def test_a_doubted_count_of_the_other_side_says_so():
    doubt = {"id": "half", "expect": [{"file": "series/mirrors.csv", "to_iso3": "RUS", "value": 31_200}]}
    frame = mirror_statistics.mirror_counts(COUNTS, FLOWS, CUMULATIVE, BREAKDOWNS, Parameters(2025), [doubt])
    theirs = one(frame, HALF, "arrivals")
    assert (theirs.doubt, theirs.remark) == ("half", "The figure is in doubt, so the ratio is rough.")


def test_models_and_yearly_estimates_of_the_package_have_readers_names():
    models, estimates = package.read("corridor_flows"), package.read("kaz_netmigration_intl")
    models = models[(models.origin_iso3 == "KAZ") & models.variant.isin(("estimate", "medium"))]
    single = estimates[estimates.period == estimates.year.astype(str)]
    single = single[single.series.str.contains("net migration") & single.variant.isin(("estimate", "medium"))]
    titles = {*models.source, *single.series}
    assert len(titles) > 5 and not {title for title in titles if say("mirror_statistics.model", title=title) == title}
