"""Words about pairs of countries: balance, ranks, people, and what corridors that are not listed could turn."""

import pandas as pd
import pytest
from hand_made import (
    PEW,
    STOCKS,
    cases,
    decided,
    editions,
    ends,
    flow_rows,
    moves,
    on_words,
    sources,
    stock_rows,
    the_result,
    words,
)  # fmt: skip

from helpers import cleaning
from helpers.cleaning.corridors import two_way
from helpers.printed import Interval
from helpers.reconciliation import criteria, worded_balance

BOTH = {"dimension": "corridor", "category": "KAZ-RUS RUS-KAZ"}
IN_COPY = "rank 9; counted in the mirror, so the true world rank can be a few places lower"


def home_and(*others: tuple, there=100, back=80, edition="Rev.2019") -> pd.DataFrame:
    """Stocks of our pair and of others, (stock, stock back), in one edition."""
    pairs = [("KAZ", "RUS", there, back), *((f"A{n}", f"B{n}", *pair) for n, pair in enumerate(others))]
    rows = [(a, b, people, "9") for x, y, n, m in pairs for a, b, people in ((x, y, n), (y, x, m))]
    return stock_rows(*rows, edition=edition)


def test_balance_is_tested_for_flows_and_for_stocks_apart():
    counted = moves(("2019", "KAZ", "RUS", 90), ("2019", "RUS", "KAZ", 80))
    assert words("сбалансированы", sources(counted=counted), flow=None) == {
        "balanced_flows": "contradicted", "balanced_partner_flows": "holds", "balanced_stocks": "contradicted",
    }  # fmt: skip
    flows, partner, stocks = decided("сбалансированы", sources(counted=counted), flow=None).explanation.split(" But ")
    assert flows.startswith(
        "3,000 people arrived in 2020 and 608 left, a yearly flow ratio of 0.20, so the wording does"
    )
    assert partner == (
        "90 registered moves from Kazakhstan to Russia in 2019, the last year known both ways, stand against 80 the "
        "other way, a flow ratio of 0.89 in this one corridor, by which the wording would hold."
    )
    assert stocks == (
        "by stocks of people an earlier edition would have had it hold, at 0.90 in Rev.2015, though in Rev.2019 it "
        "fails too, at 0.40."
    )
    agreeing = sources(stocks=STOCKS[STOCKS.edition == "Rev.2019"])
    assert "But" not in decided("сбалансированы", agreeing, flow=None).explanation


@cases("the balance of rounded flows can be open")
def test_the_balance_of_rounded_flows_can_be_open(arrived, left, verdict, ratio):
    rows = []
    for flow, printed in zip(cleaning.FLOWS, (arrived, left), strict=True):
        size = float(printed.split()[0].replace(",", ".")) * (1000 if "тыс" in printed else 1)
        rows.append((2020, flow, int(size), "revised", printed))
    result = the_result("сбалансированы", sources(flow_rows(*rows), stocks=STOCKS.iloc[:0]), flow=None)
    assert (result.test, result.verdict) == ("balanced_flows", verdict)
    assert f"a yearly flow ratio of {ratio}, " in result.explanation


def test_the_limits_of_balance_belong_to_it():
    flows = flow_rows((2020, "arrivals", 800, "revised"), (2020, "departures", 1000, "revised"))
    assert words("сбалансированы", sources(flows, stocks=home_and()), flow=None) == {
        "balanced_flows": "holds", "balanced_stocks": "holds",
    }  # fmt: skip
    one_flow = sources(flows.assign(year=[2019, 2020]), stocks=home_and())
    assert words("сбалансированы", one_flow, flow=None) == {"balanced_stocks": "holds"}
    for older, newer in ((80, 50), (50, 80)):
        tables = editions(home_and(back=older, edition="Rev.2015"), home_and(back=newer))
        *_, result = on_words("сбалансированы", sources(stocks=tables), flow=None)
        assert result.split, "the editions disagree where one reaches the limit"


def test_the_smaller_over_the_larger_uses_each_count_once():
    ratio = worded_balance.interval_ratio
    assert ratio(Interval(4, 5), Interval(8, 10)) == ratio(Interval(8, 10), Interval(4, 5)) == Interval(0.4, 0.625)
    assert ratio(Interval(1, 10), Interval(5, 5)) == Interval(0.2, 1)
    assert ratio(Interval(0, 0), Interval(5, 5)) == Interval(0, 0)


def test_a_pair_stands_once_the_larger_direction_first_and_nobody_is_no_direction():
    pairs = two_way(home_and((50, 50), (0, 70), (2, 1), there=1, back=80))
    assert list(pairs.origin_iso3) == ["RUS", "A0", "B1", "A2"]
    assert list(pairs.ratio) == pytest.approx([1 / 80, 1, 0, 0.5])


def test_the_last_counted_flow_is_that_of_the_period_that_ended_last():
    counted = moves(*((period, a, b, n) for period, back in (("2010-2020", 80), ("2015-2019", 10), ("2018", 1))
                      for a, b, n in (("KAZ", "RUS", 100), ("RUS", "KAZ", back))))  # fmt: skip
    assert [row.period for row in worded_balance.counted_flows(counted, "KAZ-RUS")] == ["2010-2020"] * 2
    partner = on_words("сбалансированы", sources(counted=counted), flow=None)[1]
    assert (partner.test, partner.verdict, ends(partner)) == ("balanced_partner_flows", "holds", [0.8, 0.8])


def test_unique_falls_with_one_other_pair_that_is_as_balanced():
    for stocks in (STOCKS, home_and((100, 80))):
        assert words("уникальный пример", sources(stocks=stocks), flow=None) == {"unique": "contradicted"}
    alone = sources(stocks=STOCKS[STOCKS.origin_iso3.isin(["KAZ", "RUS"])])
    result = decided("уникальный пример", alone, flow=None)
    assert result.verdict == "undecidable"
    assert "but one that is not listed would be enough, which an incomplete list cannot rule out" in result.explanation


def test_pairs_that_are_as_balanced_are_told_from_the_most_balanced_on():
    known = sources(stocks=home_and((100, 95), (100, 90), (100, 10)))
    result = the_result("уникальный пример", known, flow=None)
    assert result.verdict == "contradicted" and ends(result) == [0.8, 0.8]
    assert result.explanation.index("0.95") < result.explanation.index("0.90")
    assert result.rows == tuple(f"corridors:{n}" for n in (0, 1, 2, 4, 3, 5))
    sided = the_result("односторонние", known)
    assert ends(sided) == pytest.approx([1 / 3, 1 / 3]) and sided.verdict == "contradicted"
    assert words("односторонние", sources(stocks=known.corridors.iloc[:0])) == {}


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
        assert words("односторонние", sources(stocks=tables), flow=None) == {"one_sided": verdict}, "the newest decides"


def test_the_newest_edition_decides_and_earlier_ones_are_named():
    result = the_result("десятка", **BOTH)
    assert result.verdict == "contradicted"
    assert "9 and 30 in Rev.2019 (earlier editions: Rev.2015 9 and 10)" in result.explanation
    earlier = sources(stocks=STOCKS[STOCKS.edition == "Rev.2015"])
    assert the_result("десятка", earlier, **BOTH).verdict == "holds"
    lacking = STOCKS.assign(rank_in_source=STOCKS.rank_in_source.mask(STOCKS.index == 0))
    result = decided("десятка", sources(stocks=lacking), **BOTH)
    assert result.verdict == "contradicted"
    assert "9 and 30 in Rev.2019 (earlier editions: Rev.2015 unknown and 10)" in result.explanation


@pytest.mark.parametrize(
    ("ranks", "verdict", "said", "known"),
    [
        (("9", None), "undecidable", "rank 9 and unknown in Rev.2019", [9, 9]),
        ((None, "not ranked"), "undecidable", "rank unknown and unknown in Rev.2019", None),
        ((None, "30"), "contradicted", "rank unknown and 30 in Rev.2019", [30, 30]),
        (("9", "10"), "holds", "rank 9 and 10 in Rev.2019", [9, 10]),
    ],
)
def test_a_rank_that_is_missing_leaves_it_open_unless_another_decides(ranks, verdict, said, known):
    stocks = STOCKS[STOCKS.edition == "Rev.2019"].head(2).assign(rank_in_source=ranks)
    result = the_result("десятка", sources(stocks=stocks), **BOTH)
    assert (result.verdict, result.found and ends(result)) == (verdict, known)
    assert said in result.explanation
    assert ("which leaves it open; it would take" in result.explanation) == (verdict == "undecidable")
    copied = the_result("десятка", sources(stocks=stocks.assign(note=IN_COPY)), **BOTH)
    assert copied.verdict == ("undecidable" if verdict == "holds" else verdict)


def test_a_rank_from_an_incomplete_copy_can_be_lower_and_so_never_confirms():
    caution = "counted in an incomplete copy of the table where the true world rank can be a few places lower, which "
    copied = STOCKS.assign(note=IN_COPY)
    low = decided("десятка", sources(stocks=copied), **BOTH)
    assert low.verdict == "contradicted"
    assert f"{caution}cannot improve the verdict, so the wording does not hold" in low.explanation
    high = decided("десятка", sources(stocks=copied[copied.edition == "Rev.2015"]), **BOTH)
    assert high.verdict == "undecidable"
    assert f"{caution}could worsen the verdict, which an incomplete copy cannot rule out" in high.explanation
    assert "incomplete" not in decided("десятка", **BOTH).explanation


@pytest.mark.parametrize(
    ("rank", "note", "verdict", "said"),
    [
        ("9", None, "holds", ""),
        ("2", None, "holds", ""),
        ("9", IN_COPY, "holds", "which cannot change the verdict"),
        ("1", None, "contradicted", ""),
        ("1", IN_COPY, "undecidable", "which could change the verdict, which an incomplete copy cannot rule out"),
    ],
)
def test_not_leading_is_tested_by_the_rank_of_a_corridor_which_is_another_quantity(rank, note, verdict, said):
    stocks = stock_rows(("KAZ", "RUS", 100, rank), ("RUS", "KAZ", 100, "not ranked")).assign(note=note)
    result = decided("не лидируем", sources(stocks=stocks), flow=None)
    assert (result.test, result.verdict) == ("does_not_lead", verdict)
    assert result.explanation.startswith("The rank of a corridor is another quantity than a total volume")
    assert said in result.explanation
    assert ("incomplete copy" in result.explanation) == (note is not None)


BACK = {"dimension": "corridor", "category": "BBB-AAA AAA-BBB", "flow": None}
UNLIKE = 'A-born northbound; all birthplaces southbound; page "A title"'


def test_hardly_any_back_can_hold_as_a_stock_and_fail_as_a_flow():
    stocks = stock_rows(("AAA", "BBB", 100, "1"), ("BBB", "AAA", 7, "9"))
    counted = moves(
        ("2009-2014", "AAA", "BBB", 50), ("2009-2014", "BBB", "AAA", 1),
        ("2013-2018", "AAA", "BBB", 50), ("2013-2018", "BBB", "AAA", 40),
        ("2015-2020", "AAA", "BBB", 50, "a model"), ("2015-2020", "BBB", "AAA", 1, "a model"),
    )  # fmt: skip
    assert words("практически нет", sources(stocks=stocks, counted=counted), **BACK) == {
        "hardly_any_back_stocks": "holds", "hardly_any_back_flows": "contradicted",
    }  # fmt: skip


def test_a_tenth_is_no_longer_hardly_any():
    known = sources(
        stocks=stock_rows(("AAA", "BBB", 100, "1"), ("BBB", "AAA", 10, "9")),
        counted=moves(("2019", "AAA", "BBB", 100), ("2019", "BBB", "AAA", 10)),
    )
    assert words("практически нет", known, **BACK) == {
        "hardly_any_back_stocks": "contradicted", "hardly_any_back_flows": "contradicted",
    }  # fmt: skip
    turned = the_result("практически нет", known, **BACK | {"category": "WORLD-AAA AAA-WORLD"})
    assert turned.verdict == "undecidable"
    assert " but 1 more out of AAA " in turned.explanation, "one more who left turns a tenth"


def test_flows_of_unlike_groups_carry_the_caution_of_their_note():
    counted = moves(("2013-2018", "AAA", "BBB", 50), ("2013-2018", "BBB", "AAA", 40))
    caution = "though the two directions count unlike groups (A-born northbound, all birthplaces southbound)"

    def back(note, table=counted, category=BACK["category"]):
        known = sources(stocks=STOCKS.iloc[:0], counted=table.assign(note=note))
        return on_words("практически нет", known, **BACK | {"category": category})[-1].explanation

    assert f"a flow ratio of 0.80, {caution}, so the wording does not hold" in back(UNLIKE)
    assert not any("unlike" in back(note) for note in (None, "one quarter only", "by birthplace"))
    home = counted.replace({"AAA": "KAZ", "BBB": "RUS"})
    for note in (UNLIKE, [UNLIKE, None], [None, UNLIKE]):
        partner = on_words("сбалансированы", sources(counted=home.assign(note=note)), flow=None)[1].explanation
        assert "in 2013-2018, the last period known both ways" in partner and caution in partner
        assert caution in back(note, home, "RUS-KAZ KAZ-RUS")


INTO = [("AAA", "BBB", 100, "7"), ("CCC", "BBB", 31, "40"), ("BBB", "AAA", 900, "8"), ("BBB", "CCC", 7, "80")]


def listed(*more: tuple):
    """The corridors into and out of BBB, and others besides."""
    return sources(stocks=stock_rows(*INTO, *((*row, "99") for row in more)))


@pytest.mark.parametrize(
    ("category", "more", "verdict", "said"),
    [
        ("WORLD-BBB BBB-WORLD", [], "undecidable",  # 131 in, 907 out: below a tenth only from 1,311 out
         "but 404 more out of BBB in corridors not listed would bring it below 0.10"),
        ("WORLD-BBB BBB-WORLD", [("BBB", "EEE", 404)], "undecidable",  # 1,311 out, so that 132 in would be a tenth
         "but 1 more into BBB in corridors not listed would bring it up to 0.10"),
        ("CCC-BBB BBB-AAA", [], "holds", ""),  # two corridors are complete
        ("AAA-BBB BBB-AAA", [], "contradicted", ""),
    ],
)  # fmt: skip
def test_few_come_is_undecidable_where_corridors_that_are_not_listed_could_turn_it(category, more, verdict, said):
    result = decided("приезжают немногие", listed(*more), dimension="corridor", category=category, flow=None)
    assert result.verdict == verdict and said in result.explanation
    assert ("not listed would" in result.explanation) == bool(said)


def test_the_main_origin_can_be_contradicted_but_not_confirmed_by_a_list_that_is_not_complete():
    into = {"dimension": "corridor", "category": "AAA-BBB"}
    assert words("в основном", listed(), **into | {"category": "CCC-BBB"}) == {"mostly_from": "contradicted"}
    said = "but 69 people or more from origins not listed would leave it at most 50%, which an inc"
    assert said in decided("в основном", listed(), **into).explanation
    for unlisted, verdict in ((0, "undecidable"), (68, "undecidable"), (69, "contradicted")):
        assert words("в основном", listed(("DDD", "BBB", unlisted)), **into) == {"mostly_from": verdict}


def test_a_lower_bound_that_passes_holds_and_one_that_does_not_leaves_it_open():
    out = {"dimension": "corridor", "category": "BBB-WORLD", "flow": None}
    for people, verdict in ((criteria.HUGE, "holds"), (criteria.HUGE - 1, "undecidable")):
        known = sources(stocks=stock_rows(("BBB", "AAA", people, "1")))
        result = decided("огромное количество", known, **out)
        assert (result.verdict, ends(result), result.rows) == (verdict, [people] * 2, ("corridors:0",))
        assert "2019" in result.explanation
        more = "but 1 more in corridors not listed would be enough" in result.explanation
        assert more == (people < criteria.HUGE)
    alone = decided("огромное количество", known, **out | {"category": "BBB-AAA"})
    assert alone.verdict == "contradicted", "one corridor, counted in full"
    for people, verdict in ((criteria.MILLIONS, "holds"), (criteria.MILLIONS - 1, "contradicted")):
        known = sources(stocks=stock_rows(("BBB", "AAA", people, "1")))
        assert words("миллионы", known, **out | {"category": "BBB-AAA"}) == {"millions": verdict}


def test_whole_years_that_were_counted_are_flows_of_both_directions():
    assert worded_balance.counted_flows(moves(("2019", "KAZ", "RUS", 9)), "KAZ-RUS") is None
    parts = moves(("2022 H1", "KAZ", "RUS", 9, PEW), ("2022 H1", "RUS", "KAZ", 9, PEW))
    assert worded_balance.counted_flows(parts, "KAZ-RUS") is None
