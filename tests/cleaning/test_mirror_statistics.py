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
CUMULATIVE = table("cumulative", [{"year": 2025, "months": 9, "value": 5_900, "as_published": "5,9 тыс."}])
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
    assert sides.loc["KAZ-WLD-2025-01-09"].tolist() == ["cumulative.csv:2", 5_900, "preliminary"]
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


def model(period, value, source="Model 2021", variant="estimate"):
    years = {"year": int(period[:4]), "period": period, "origin_iso3": "KAZ", "destination_iso3": "RUS"}
    return years | {"flow": value, "variant": variant, "as_published": str(value), "source": source}


MODELS = table(
    "models",
    [
        model("2010-2015", 1),
        model("2015-2020", 20_000),
        model("2020-2025", 9_000, "Forecast 2022", "medium"),
        model("2020-2025", 6_000, "Forecast 2022", "lower90"),
        model("2020-2025", 12_000, "Forecast 2022", "upper90"),
        model("2020-2025", 5, "Late 2026"),
    ],
)


OWN = pd.DataFrame({"year": [2015, 2016, 2017, 2018, 2019, 2021], "value": 1_000})
OWN = OWN.assign(flow="departures", partner="RUS", row="p")


def modelled(models=MODELS, year=2025, own=OWN):
    return mirror_statistics.modelled_moves(models, own, Parameters(year))


def test_models_stand_beside_the_register_where_all_five_years_are_known():
    others = OWN.assign(flow="arrivals"), OWN.assign(partner="CIS")
    frame = modelled(own=pd.concat([*others, OWN]))
    assert frame.columns.tolist() == ["period", "counted_by", "value", "low", "high", "registered", "row"]
    assert frame.fillna(0).values.tolist() == [
        ["2015–2020", "Model 2021", 20_000, 0, 0, 5_000, "models.csv:3"],
        ["2020–2025", "Forecast 2022", 9_000, 6_000, 12_000, 0, "models.csv:4"],
    ]


def test_a_model_is_not_known_before_its_publication_nor_a_period_before_its_end():
    known = [set(modelled(year=year).period) for year in (2020, 2021, 2024, 2025)]
    assert known == [set(), {"2015–2020"}, {"2015–2020"}, {"2015–2020", "2020–2025"}]


ARRIVED = departures(2022, 10_000) | {"measure": "arrivals"}
NET = table("net", [departures(2022, 30_000), ARRIVED, departures(2023, 30_000)])


def estimate(year, series, variant, value, period=None):
    return {"year": year, "period": period or str(year), "series": series, "variant": variant, "value": value}


ESTIMATES = table(
    "estimates",
    [
        estimate(2022, "Net 2025 net migration", "estimate", 5_000),
        estimate(2022, "Net 2025 net migration", "sd", 2_000),
        estimate(2022, "WPP 2024 net migration", "medium", -7_000),
        estimate(2022, "WPP 2024 net migration", "lower80", -9_000),
        estimate(2022, "WPP 2024 net migration", "upper80", -1_000),
        estimate(2023, "WPP 2024 net migration", "medium", 1),  # the bureau's arrivals of 2023 are not known
        estimate(2022, "WPP 2019 net migration (5-year)", "medium", 1, "2022-2027"),
        estimate(2022, "WPP 2024 immigration", "estimate", 1),
    ],
)


def test_net_migration_stands_beside_estimates_of_the_same_year_only():
    frame = mirror_statistics.net_beside_estimates(NET, ESTIMATES, Parameters(2025))
    assert frame.year.tolist() == [2022] * 3 and frame.reference.tolist() == [True, False, False]
    assert frame.value.tolist() == [-20_000, 5_000, -7_000] and frame.spread.tolist() == [
        "",
        "one standard deviation",
        "80% interval",
    ]
    assert len(mirror_statistics.net_beside_estimates(NET, ESTIMATES, Parameters(2024))) == 2
    assert mirror_statistics.net_beside_estimates(NET, ESTIMATES, Parameters(2023)).empty


def test_every_raw_count_has_words_and_every_pair_of_the_package_its_reference():
    frame = mirror_statistics.other_counts(Parameters(2025))
    quoted = package.read("mirror_flows").query("flags == 'quoted'")
    assert len(quoted) == 8 and set(frame.row) >= set(quoted.row) and frame.groupby("pair").reference.sum().eq(1).all()
    assert frame.ratio.notna().sum() == (~frame.reference).sum() - (frame.concept_id == "refusals").sum()
    assert frame[["label", "counted_by", "concept", "low", "high", "source_url"]].notna().all(axis=None)


def test_models_stand_by_size_each_with_its_words():
    more = table("models", [model("2015-2020", 20_000), model("2015-2020", 30_000, "Other 2020")])
    others = more.assign(origin_iso3="BLR", flow=9), more.assign(destination_iso3="DEU", flow=9)
    frame = modelled(pd.concat([*others, more], ignore_index=True))
    assert frame[["value", "counted_by", "row"]].values.tolist() == [
        [30_000, "Other 2020", "models.csv:3"], [20_000, "Model 2021", "models.csv:2"],
    ]  # fmt: skip


def test_the_first_of_two_equal_estimates_counts():
    twice = pd.concat([ESTIMATES, ESTIMATES.assign(value=1, row="again.csv:2")])
    frame = mirror_statistics.net_beside_estimates(NET, twice, Parameters(2025))
    assert frame.value.tolist() == [-20_000, 5_000, -7_000]


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
MODELLED = "modelled moves over five years, returns and unregistered moves included"


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


def test_every_cell_of_net_migration_and_of_the_estimates_beside_it():
    frame = mirror_statistics.net_beside_estimates(NET, ESTIMATES, Parameters(2025))
    assert whole(frame, reference=True) == {
        "year": 2022, "counted_by": BUREAU, "concept": "registered arrivals less registered departures",
        "value": -20_000, "low": -20_000, "high": -20_000, "status": "derived", "reference": True,
        "row": "net.csv:3 net.csv:2",
    }  # fmt: skip
    same = {"year": 2022, "concept": "net migration, registered or not, as modelled", "reference": False}
    assert whole(frame, status="estimated") == same | {
        "counted_by": "Net 2025 net migration", "value": 5_000, "low": 3_000, "high": 7_000, "status": "estimated",
        "spread": "one standard deviation", "difference": 25_000, "row": "estimates.csv:2",
    }  # fmt: skip
    assert whole(frame, status="projected") == same | {
        "counted_by": "WPP 2024 net migration", "value": -7_000, "low": -9_000, "high": -1_000, "status": "projected",
        "spread": "80% interval", "difference": 13_000, "row": "estimates.csv:4",
    }  # fmt: skip


def test_an_estimate_without_a_spread_has_none_and_one_without_a_year_of_publication_is_not_used():
    bare = [
        estimate(2022, "Net 2020 net migration", "estimate", 5_000),
        estimate(2022, "Net net migration", "medium", 1),
        estimate(2022, "Aaa 2020 net migration", "sd", 3),
        estimate(2021, "Net 2020 net migration", "estimate", 2),
    ]
    net = table("net", [departures(year, 30_000) | {"measure": flow} for year in (2021, 2022) for flow in
                        ("departures", "arrivals")])  # fmt: skip
    frame = mirror_statistics.net_beside_estimates(net, table("estimates", bare), Parameters(2025))
    assert frame.year.tolist() == [2021, 2021, 2022, 2022] and frame.value.tolist() == [0, 2, 0, 5_000]
    assert frame.low.isna().tolist() == [False, True, False, True] and set(frame.spread) == {""}
    later = mirror_statistics.net_beside_estimates(net, table("estimates", bare), Parameters(2025), since=2022)
    assert later.year.tolist() == [2022, 2022]


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
    row = CUMULATIVE.iloc[0]
    assert mirror_statistics.doubt_about(row, [DOUBT]) == "cut"
    for change in ({"file": "series/annual.csv"}, {"value": 5_800}, {"months": 6}):
        assert mirror_statistics.doubt_about(row, [DOUBT | {"expect": [DOUBT["expect"][0] | change]}]) == ""


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


def test_first_figures_stand_beside_estimates_too():
    vintages = [("preliminary", 10_000, "2021-02-01"), ("revised", 20_000, "2021-06-01")]
    rows = [
        departures(2020, value, vintage) | {"measure": measure, "published": pd.Timestamp(day)}
        for vintage, value, day in vintages for measure in ("arrivals", "departures")
    ]  # fmt: skip
    rows[1]["value"], rows[1]["as_published"] = 15_000, "15000"
    flows, run = table("annual", rows), Parameters(2020, vintage="first")
    estimates = table("estimates", [estimate(2020, "Old 2019 net migration", "estimate", 0)])
    assert mirror_statistics.net_beside_estimates(flows, estimates, run).value.tolist() == [-5_000, 0]


def test_each_years_estimates_follow_the_bureaus_count_once():
    rows = [
        departures(year, 30_000) | {"measure": flow} for year in (2022, 2023) for flow in ("arrivals", "departures")
    ]
    names = ("Net 2025 net migration", "WPP 2024 net migration")
    given = [estimate(year, name, "estimate", 1) for year in (2022, 2023) for name in names]
    frame = mirror_statistics.net_beside_estimates(table("net", rows), table("estimates", given), Parameters(2025))
    assert frame.reference.tolist() == [True, False, False] * 2 and frame.year.tolist() == [2022] * 3 + [2023] * 3


def test_models_and_yearly_estimates_of_the_package_have_readers_names():
    models, estimates = package.read("corridor_flows"), package.read("kaz_netmigration_intl")
    models = models[(models.origin_iso3 == "KAZ") & models.variant.isin(("estimate", "medium"))]
    single = estimates[estimates.period == estimates.year.astype(str)]
    single = single[single.series.str.contains("net migration") & single.variant.isin(("estimate", "medium"))]
    titles = {*models.source, *single.series}
    assert len(titles) > 5 and not {title for title in titles if say("mirror_statistics.model", title=title) == title}
