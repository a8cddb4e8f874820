"""Words about pairs of countries: balance, ranks, people, and what corridors that are not listed could turn."""

import pandas as pd
import pytest
from made_up import STOCKS, answers, editions, judged, moves, on_words, series, stocks, words

from helpers.cleaning.corridors import two_way
from helpers.reconciliation import criteria

BOTH = {"dimension": "corridor", "category": "KAZ-RUS RUS-KAZ", "flow": None}
IN_COPY = "rank 9; counted in the mirror, so the true world rank can be a few places lower"
HUGE, MILLIONS = (criteria.LIMITS[name]["limit"] for name in ("huge_number", "millions"))
YEARS = series({"arrivals": {2020: 3000}, "departures": {2020: 608}}, {})


def home_and(*others: tuple, there=100, back=80, edition="Rev.2019") -> pd.DataFrame:
    """Stocks of our pair and of others, (stock, stock back), in one edition."""
    pairs = [("KAZ", "RUS", there, back), *((f"A{n}", f"B{n}", *pair) for n, pair in enumerate(others))]
    rows = [(a, b, people, "9") for x, y, n, m in pairs for a, b, people in ((x, y, n), (y, x, m))]
    return stocks(*rows, edition=edition)


def said(
    quote: str, table: pd.DataFrame | None = STOCKS, counted=None, flows=None, partners=None, kind="comparison", **more
) -> dict:
    """The rows on a claim in words, by test."""
    tables = {"corridors": table, "corridor_flows": counted, "kz_flows_annual": flows, "kz_flows_by_partner": partners}
    return on_words(quote, kind, tables, **{"flow": None} | more)


def verdicts_on(*words, **more) -> dict[str, str]:
    return answers(said(*words, **more))


def overall(*words, **more):
    return said(*words, **more)["overall"]


def test_balance_is_tested_for_flows_and_for_stocks_apart():
    counted = moves(("2019", "KAZ", "RUS", 90), ("2019", "RUS", "KAZ", 80))
    rows = said("сбалансированы", counted=counted, flows=YEARS)
    assert answers(rows) == {
        "balanced_flows": "contradicted", "balanced_partner_flows": "holds", "balanced_stocks": "contradicted",
    }  # fmt: skip
    assert rows["overall"].verdict == "undecidable", "it depends on what is counted"
    for part in (
        "It depends on what is counted. 3,000 people arrived in 2020 and 608 left (a yearly flow ratio of 0.20). So",
        "But 90 registered moves from Kazakhstan to Russia in 2019, the last known both ways up to 2020, stand",
    ):
        assert part in rows["overall"].explanation
    agreeing = said("сбалансированы", STOCKS[STOCKS.edition == "Rev.2019"], flows=YEARS)["overall"]
    assert agreeing.verdict == "contradicted" and "But" not in agreeing.explanation
    split = overall("сбалансированы", flows=YEARS).explanation
    assert "But by stocks it would hold in an earlier table (0.90 in UN 2015), and not in UN 2019 (0.40)" in split


@pytest.mark.parametrize(("arrived", "left", "verdict", "ratio"), [
    (("800", 800), ("1000", 1000), "holds", "0.80"),
    (("8 тыс.", 8000), ("10,0 тыс.", 10000), "undecidable", "0.75–0.85"),
    (("7,4 тыс.", 7400), ("10,0 тыс.", 10000), "contradicted", "0.73–0.75"),
    (("9 тыс.", 9000), ("9 тыс.", 9000), "holds", "0.89–1.00"),
])  # fmt: skip
def test_the_balance_of_rounded_flows_can_be_open(arrived, left, verdict, ratio):
    figures = {"arrivals": {2020: arrived[1]}, "departures": {2020: left[1]}}
    texts = {("arrivals", 2020): arrived[0], ("departures", 2020): left[0]}
    exact = "тыс" not in arrived[0]
    table = series(figures, {}) if exact else series({}, figures, texts)
    row = said("сбалансированы", None, flows=table)["balanced_flows"]
    assert row.verdict == verdict and f"(a yearly flow ratio of {ratio})" in row.explanation


def test_the_limits_of_balance_belong_to_it():
    flows = series({"arrivals": {2020: 800}, "departures": {2020: 1000}}, {})
    assert verdicts_on("сбалансированы", home_and(), flows=flows) == {
        "balanced_flows": "holds", "balanced_stocks": "holds",
    }  # fmt: skip
    one_flow = series({"arrivals": {2019: 800}, "departures": {2020: 1000}}, {})
    assert verdicts_on("сбалансированы", home_and(), flows=one_flow) == {"balanced_stocks": "holds"}
    for older, newer in ((80, 50), (50, 80)):
        tables = editions(home_and(back=older, edition="Rev.2015"), home_and(back=newer))
        flows = series({"arrivals": {2020: newer}, "departures": {2020: 100}}, {})
        split = overall("сбалансированы", tables, flows=flows).explanation
        assert "in an earlier table" in split, "the editions disagree where one reaches the limit"


def test_a_pair_stands_once_the_larger_direction_first_and_nobody_is_no_direction():
    pairs = two_way(home_and((50, 50), (0, 70), (2, 1), there=1, back=80).assign(row="r"))
    assert list(pairs.origin_iso3) == ["RUS", "A0", "B1", "A2"]
    assert list(pairs.ratio) == pytest.approx([1 / 80, 1, 0, 0.5])


def test_the_last_counted_flow_is_that_of_the_period_that_ended_last():
    counted = moves(*((period, a, b, n) for period, back in (("2010-2020", 80), ("2015-2019", 10), ("2018", 1))
                      for a, b, n in (("KAZ", "RUS", 100), ("RUS", "KAZ", back))))  # fmt: skip
    partner = said("сбалансированы", counted=counted)["balanced_partner_flows"]
    assert (partner.verdict, partner.found_low, partner.found_high) == ("holds", 0.8, 0.8)


def test_moves_by_partner_are_newer_than_what_pages_quote():
    counted = moves(("2018", "KAZ", "RUS", 90), ("2018", "RUS", "KAZ", 80))
    rows = [(2019, "departures", "RUS", 60), (2019, "arrivals", "RUS", 15)]
    partners = pd.DataFrame(rows, columns=["year", "flow", "partner", "value"]).assign(source="reported by Kazakhstan")
    row = said("сбалансированы", counted=counted, partners=partners)["balanced_partner_flows"]
    assert (row.verdict, row.found_low) == ("contradicted", 0.25)


@pytest.mark.parametrize(("vintage", "used"), [("latest", True), ("first", False)])
def test_the_first_vintage_has_no_moves_by_partner_of_its_year(vintage, used):
    rows = [(2020, "departures", "RUS", 60), (2020, "arrivals", "RUS", 15)]
    partners = pd.DataFrame(rows, columns=["year", "flow", "partner", "value"]).assign(source="reported by Kazakhstan")
    claim = words("сбалансированы", "comparison", None)
    said = judged(claim, corridors=STOCKS, kz_flows_by_partner=partners, vintage=vintage)[-1][2]
    assert ("60 registered moves" in said) == used


def test_no_later_flow_speaks_of_an_earlier_year():
    counted = moves(*[(year, *ends) for year in ("2018", "2020") for ends in (("KAZ", "RUS", 90), ("RUS", "KAZ", 80))])
    counted.loc[3, "flow"] = 15
    for year, expected in (("2018", "holds"), ("2020", "contradicted")):
        row = said("сбалансированы", counted=counted, time_period=year)["balanced_partner_flows"]
        assert row.verdict == expected and f"in {year} stand against" in row.explanation


def test_flows_of_nobody_have_no_ratio():
    nobody = series({"arrivals": {2020: 0}, "departures": dict.fromkeys(range(2010, 2021), 0)}, {})
    assert "balanced_flows" not in said("сбалансированы", flows=nobody)
    assert set(said("прекратился", flows=nobody, kind="direction", flow="departures")) == {"no_test", "overall"}


def test_unique_falls_with_one_other_pair_that_is_as_balanced():
    for table in (STOCKS, home_and((100, 80))):
        assert verdicts_on("уникальный пример", table) == {"unique": "contradicted"}
    alone = overall("уникальный пример", STOCKS[STOCKS.origin_iso3.isin(["KAZ", "RUS"])])
    assert alone.verdict == "undecidable"
    assert "One that is not listed would be enough. An incomplete list cannot rule that out" in alone.explanation


def test_pairs_that_are_as_balanced_are_told_from_the_most_balanced_on():
    row = said("уникальный пример", home_and((100, 95), (100, 90), (100, 10)))["unique"]
    assert (row.verdict, row.found_low) == ("contradicted", 0.8)
    assert row.explanation.index("0.95") < row.explanation.index("0.90")
    assert row.source == "; ".join(f"corridors.csv:{n}" for n in (2, 3, 4, 6, 5, 7))
    assert verdicts_on("односторонние", home_and()) == {"independent_source": "unchecked"}


@pytest.mark.parametrize(
    ("others", "verdict"),
    [
        ([(100, 49), (100, 60)], "contradicted"),  # half of the pairs are not most of them
        ([(100, 49), (100, 60), (100, 48)], "holds"),
        ([(100, 50), (100, 60), (100, 48)], "contradicted"),  # a ratio of one half is not below it
    ],
)
def test_most_other_pairs_are_one_sided(others, verdict):
    older = home_and(*((100, 149 - back) for _there, back in others), edition="Rev.2015")
    for tables in (home_and(*others), editions(older, home_and(*others))):
        assert verdicts_on("односторонние", tables) == {"one_sided": verdict}, "the newest decides"


def ranked(table=STOCKS):
    return said("десятка", table, kind="rank", **BOTH)["top_ten"]


def test_the_newest_edition_decides_and_one_that_was_true_once_is_out_of_date():
    row = ranked()
    assert (row.verdict, row.when_printed) == ("holds_preliminary", "out_of_date")
    assert "9 and 30 in UN 2019 (earlier: UN 2015 9 and 10)" in row.explanation
    assert "was true of an earlier edition of the table and no longer is" in row.explanation
    assert ranked(STOCKS[STOCKS.edition == "Rev.2015"]).verdict == "holds"
    lacking = ranked(STOCKS.assign(rank_in_source=STOCKS.rank_in_source.mask(STOCKS.index == 0)))
    assert lacking.verdict == "contradicted"
    assert "9 and 30 in UN 2019 (earlier: UN 2015 unknown and 10)" in lacking.explanation


@pytest.mark.parametrize(
    ("ranks", "verdict", "facts", "known"),
    [
        (("9", None), "undecidable", "rank 9 and unknown in UN 2019", (9, 9)),
        ((None, "not ranked"), "undecidable", "rank unknown and unknown in UN 2019", None),
        ((None, "30"), "contradicted", "rank unknown and 30 in UN 2019", (30, 30)),
        (("9", "10"), "holds", "rank 9 and 10 in UN 2019", (9, 10)),
    ],
)
def test_a_rank_that_is_missing_leaves_it_open_unless_another_decides(ranks, verdict, facts, known):
    table = STOCKS[STOCKS.edition == "Rev.2019"].head(2).assign(rank_in_source=ranks)
    row = ranked(table)
    assert row.verdict == verdict and facts in row.explanation
    assert known is None or (row.found_low, row.found_high) == known
    assert ("That leaves it open: it would take" in row.explanation) == (verdict == "undecidable")
    copied = ranked(table.assign(note=IN_COPY))
    assert copied.verdict == ("undecidable" if verdict == "holds" else verdict)


def test_a_rank_from_an_incomplete_copy_can_be_lower_and_so_never_confirms():
    caution = "from an incomplete copy: the true world rank can be a few places lower. That "
    copied = STOCKS.assign(note=IN_COPY)
    low = ranked(copied[copied.edition == "Rev.2019"])
    assert low.verdict == "contradicted"
    assert f"{caution}cannot improve the verdict. So the wording does not hold" in low.explanation
    high = ranked(copied[copied.edition == "Rev.2015"])
    assert high.verdict == "undecidable"
    assert f"{caution}could worsen the verdict. An incomplete copy cannot rule that out" in high.explanation
    assert "incomplete" not in ranked().explanation


def test_a_total_volume_is_not_tested_by_the_ranks_of_corridors():
    assert overall("не лидируем по общему объёму", kind="rank").verdict == "unchecked"


BACK = {"dimension": "corridor", "category": "BBB-AAA AAA-BBB"}
UNLIKE = 'A-born northbound; all birthplaces southbound; page "A title"'


def test_hardly_any_back_can_hold_as_a_stock_and_fail_as_a_flow():
    table = stocks(("AAA", "BBB", 100, "1"), ("BBB", "AAA", 7, "9"))
    counted = moves(
        ("2009-2014", "AAA", "BBB", 50), ("2009-2014", "BBB", "AAA", 1),
        ("2013-2018", "AAA", "BBB", 50), ("2013-2018", "BBB", "AAA", 40),
        ("2015-2020", "AAA", "BBB", 50, "a model"), ("2015-2020", "BBB", "AAA", 1, "a model"),
    )  # fmt: skip
    rows = said("практически нет", table, counted, **BACK)
    assert answers(rows) == {"hardly_any_back_stocks": "holds", "hardly_any_back_flows": "contradicted"}
    assert rows["overall"].verdict == "undecidable"


def test_a_tenth_is_no_longer_hardly_any():
    table = stocks(("AAA", "BBB", 100, "1"), ("BBB", "AAA", 10, "9"))
    counted = moves(("2019", "AAA", "BBB", 100), ("2019", "BBB", "AAA", 10))
    assert verdicts_on("практически нет", table, counted, **BACK) == {
        "hardly_any_back_stocks": "contradicted", "hardly_any_back_flows": "contradicted",
    }  # fmt: skip
    turned = overall("практически нет", table, counted, dimension="corridor", category="WORLD-AAA AAA-WORLD")
    assert turned.verdict == "undecidable"
    assert " Another 1 out of AAA " in turned.explanation, "one more who left turns a tenth"


def test_flows_of_unlike_groups_carry_the_caution_of_their_note():
    counted = moves(("2013-2018", "AAA", "BBB", 50), ("2013-2018", "BBB", "AAA", 40))
    caution = "The two directions count unlike groups (A-born northbound, all birthplaces southbound)"

    def back(note, table=counted, category=BACK["category"]):
        rows = said("практически нет", None, table.assign(note=note), dimension="corridor", category=category)
        return rows["hardly_any_back_flows"].explanation

    assert f"(a flow ratio of 0.80). {caution}. So the wording does not hold" in back(UNLIKE)
    assert not any("unlike" in back(note) for note in (None, "one quarter only", "by birthplace"))
    home = counted.replace({"AAA": "KAZ", "BBB": "RUS"})
    for note in (UNLIKE, [UNLIKE, None], [None, UNLIKE]):
        partner = said("сбалансированы", counted=home.assign(note=note))["balanced_partner_flows"].explanation
        assert "in 2013-2018, the last known both ways up to 2020" in partner and caution in partner
        assert caution in back(note, home, "RUS-KAZ KAZ-RUS")


INTO = [("AAA", "BBB", 100, "7"), ("CCC", "BBB", 31, "40"), ("BBB", "AAA", 900, "8"), ("BBB", "CCC", 7, "80")]


def listed(*more: tuple):
    """The corridors into and out of BBB, and others besides."""
    return stocks(*INTO, *((*row, "99") for row in more))


@pytest.mark.parametrize(
    ("category", "more", "verdict", "facts"),
    [
        ("WORLD-BBB BBB-WORLD", [], "undecidable",  # 131 in, 907 out: below a tenth only from 1,311 out
         "Another 404 out of BBB in corridors not listed would bring it below 0.10"),
        ("WORLD-BBB BBB-WORLD", [("BBB", "EEE", 404)], "undecidable",  # 1,311 out, so that 132 in would be a tenth
         "Another 1 into BBB in corridors not listed would bring it up to 0.10"),
        ("CCC-BBB BBB-AAA", [], "holds", ""),  # two corridors are complete
        ("AAA-BBB BBB-AAA", [], "contradicted", ""),
    ],
)  # fmt: skip
def test_few_come_is_undecidable_where_corridors_that_are_not_listed_could_turn_it(category, more, verdict, facts):
    row = overall("приезжают немногие", listed(*more), dimension="corridor", category=category)
    assert row.verdict == verdict and facts in row.explanation
    assert ("not listed would" in row.explanation) == bool(facts)


def test_the_main_origin_can_be_contradicted_but_not_confirmed_by_a_list_that_is_not_complete():
    into = {"dimension": "corridor", "category": "AAA-BBB"}
    assert verdicts_on("в основном", listed(), **into | {"category": "CCC-BBB"}) == {"mostly_from": "contradicted"}
    facts = "Another 69 from origins not listed would leave it at most 50%. An inc"
    assert facts in overall("в основном", listed(), **into).explanation
    for unlisted, verdict in ((0, "undecidable"), (68, "undecidable"), (69, "contradicted")):
        assert verdicts_on("в основном", listed(("DDD", "BBB", unlisted)), **into) == {"mostly_from": verdict}


def test_a_lower_bound_that_passes_holds_and_one_that_does_not_leaves_it_open():
    out = {"dimension": "corridor", "category": "BBB-WORLD"}
    for people, verdict in ((HUGE, "holds"), (HUGE - 1, "undecidable")):
        row = overall("огромное количество", stocks(("BBB", "AAA", people, "1")), **out)
        assert (row.verdict, row.found_low, row.source) == (verdict, people, "corridors.csv:2")
        more = "but 1 more in corridors not listed would be enough" in row.explanation
        assert more == (people < HUGE) and "2019" in row.explanation
    alone = overall("огромное количество", stocks(("BBB", "AAA", 9, "1")), **out | {"category": "BBB-AAA"})
    assert alone.verdict == "contradicted", "one corridor, counted in full"
    for people, verdict in ((MILLIONS, "holds"), (MILLIONS - 1, "contradicted")):
        table = stocks(("BBB", "AAA", people, "1"))
        assert verdicts_on("миллионы", table, **out | {"category": "BBB-AAA"}) == {"millions": verdict}


def test_whole_years_that_were_counted_are_flows_of_both_directions():
    for rows in ([("2019", "KAZ", "RUS", 9)], [("2022 H1", "KAZ", "RUS", 9), ("2022 H1", "RUS", "KAZ", 9)]):
        assert "balanced_partner_flows" not in verdicts_on("сбалансированы", counted=moves(*rows))
