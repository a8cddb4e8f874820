"""Words about flows: changes, shares and lists, each at its limits and where rounding leaves it open."""

import pandas as pd
import pytest
from hand_made import (
    FLOWS,
    breakdown_rows,
    cases,
    claim_rows,
    decided,
    departures_after,
    ends,
    figures_in,
    flow_rows,
    in_thousands,
    on_words,
    regions,
    sources,
    the_result,
    words,
)  # fmt: skip

from helpers import cleaning
from helpers.language import speaking
from helpers.printed import Interval
from helpers.reconciliation import criteria, evidence, verdict_words
from helpers.reconciliation.results import agree, all_of, exceeds


@cases("words for a change")
def test_words_for_a_change(quote, flow, verdict):
    assert list(words(quote, flow=flow or None).values()) == [verdict]


@cases("words for a change that rounding leaves open are undecidable")
def test_words_for_a_change_that_rounding_leaves_open_are_undecidable(quote, old, verdict):
    assert the_result(quote, departures_after(old, 11000, "11 тыс.")).verdict == verdict


@cases("words that hold only between the ends of a change are undecidable")
def test_words_that_hold_only_between_the_ends_of_a_change_are_undecidable(quote, old):
    assert the_result(quote, departures_after(old, 1000, "1 тыс.")).verdict == "undecidable"


@cases("the limits of a change after 1000")
def test_the_limits_of_a_change_after_1000(quote, new, verdict):
    known = departures_after(1000, int(new))
    assert list(words(quote, known).values()) == [verdict]


def test_one_flow_that_fails_outweighs_one_that_is_open():
    for arrivals, verdict in ((1, "contradicted"), (2, "undecidable")):
        known = departures_after(12200, 11000, "11 тыс.", arrivals=arrivals)
        assert words("заметные изменения", known, flow=None) == {"noticeable": verdict}


def test_a_change_that_may_go_either_way_is_told_with_its_signs():
    result = the_result("снижение", departures_after(11370, 11000, "11 тыс."))
    assert result.explanation.startswith(
        "Departures changed by between −7.7% and +1.1% (11,000 after 11,370) in 2020, which the printed precision"
    )
    new, old = (evidence.Figure(value, "row", "final", Interval(value, value)) for value in (11000, 9))
    change = evidence.Change(Interval(-7.7, 1.1), new, old)
    said = "changed by between −7.7% and +1.1% (11,000 after 9)"
    assert verdict_words.flow_moved("arrivals", change) == f"arrivals {said}"
    assert verdict_words.flow_moved("net", change) == f"net migration {said}"
    assert verdict_words.moved(change) == said
    assert verdict_words.size(Interval(-7.7, 0)) == "0.0–7.7%"


@cases("a turn is held against all that both changes can be")
def test_a_turn_is_held_against_all_that_both_changes_can_be(quote, earlier, old, verdict):
    known = departures_after(old, 11000, "11 тыс.", (2018, "departures", int(earlier), "revised"))
    assert list(words(quote, known).values()) == [verdict]


def test_a_turn_is_open_where_the_change_before_is():
    flows = flow_rows(
        (2018, "departures", 11000, "preliminary", "11 тыс."), (2019, "departures", 11200, "revised"),
        (2020, "departures", 10000, "revised"), (2020, "arrivals", 1, "revised"),
    )  # fmt: skip
    assert words("снижение после роста", sources(flows)) == {"fall_after_rise": "undecidable"}


def test_first_figures_speak_only_where_final_ones_contradict_and_they_are_sure():
    def verdict(quote: str, first: int) -> str:
        flows = flow_rows(
            (2019, "arrivals", 1, "revised"), (2019, "departures", 11370, "revised"),
            (2019, "departures", 11371, "preliminary"), (2020, "arrivals", 1, "revised"),
            (2020, "departures", 11500, "revised"), (2020, "departures", first, "preliminary"),
        )  # fmt: skip
        return the_result(quote, sources(flows)).verdict

    assert [verdict("снижение", first) for first in (11001, 11000)] == ["holds_preliminary", "contradicted"]
    known = departures_after(11370, 11000, "11 тыс.", (2019, "departures", 12999, "preliminary"))
    assert the_result("снижение", known).verdict == "undecidable", "the final pair leaves it open"


def test_a_word_for_changes_rests_on_every_flow():
    result = the_result("заметные изменения", flow=None)
    assert ends(result) == pytest.approx([-39.2, 200])
    assert set(result.rows) == {"flows:2", "flows:3", "flows:5", "flows:6"}
    first = flow_rows(
        (2019, "arrivals", 1, "revised"), (2019, "departures", 1000, "revised"),
        (2019, "departures", 505, "preliminary"), (2020, "arrivals", 1, "revised"),
        (2020, "departures", 900, "revised"), (2020, "departures", 606, "preliminary"),
    )  # fmt: skip
    grown = the_result("рост", sources(first))
    assert grown.verdict == "holds_preliminary" and ends(grown) == pytest.approx([20, 20])
    both = sources(first.assign(value=[1, 1000, 1001, 1, 900, 901]))
    assert the_result("рост", both).verdict == "contradicted"


def test_a_turn_rests_on_the_changes_of_two_years():
    result = the_result("снижение после роста")
    assert ends(result) == pytest.approx([-39.2, -39.2])
    assert set(result.rows) == {"flows:1", "flows:3", "flows:6"}
    assert {"2019", "2020", "50.0"} <= set(figures_in(result))
    for year in (2018, 2020):
        assert words("снижение после роста", sources(FLOWS[FLOWS.year != year])) == {}


def ten_years(value: int, *last: tuple, before=1000):
    years = [(year, flow, before, "revised") for year in range(2010, 2020) for flow in cleaning.FLOWS]
    return flow_rows(*years, (2020, "arrivals", 1, "revised"), (2020, "departures", value, *last))


def test_stopped_means_next_to_nothing_beside_the_ten_years_before():
    for value, verdict in ((40, "holds"), (50, "contradicted"), (250, "contradicted")):
        assert words("перестали уезжать", sources(ten_years(value, "revised"))) == {"stopped": verdict}
    assert words("перестали уезжать") == {}, "ten years are not at hand"
    result = the_result("перестали уезжать", sources(ten_years(50, "revised")))
    assert ends(result) == [5, 5], "it takes less than 5%"
    assert {"50", "2020", "5.0", "1,000", "2010", "2019"} <= set(figures_in(result))
    assert result.rows == ("flows:21", *[f"flows:{n}" for n in range(1, 20, 2)])


def test_a_rounded_flow_may_have_stopped_or_not():
    for value, printed, verdict in (
        (1000, "1 тыс.", "undecidable"), (900, "0,9 тыс.", "holds"), (1100, "1,1 тыс.", "contradicted"),
    ):  # fmt: skip
        result = the_result("перестали уезжать", sources(ten_years(value, "preliminary", printed, before=20_000)))
        assert result.verdict == verdict
    assert result.explanation.startswith(
        "1,050–1,150 departures were registered in 2020, 5.2–5.8% of the mean of 20,000"
    )
    flows = ten_years(1000, "revised", before=20_000)
    flows.loc[19, ["as_published", "vintage"]] = ["20 тыс.", "preliminary"]  # of 2019: 19,500–20,500
    assert the_result("перестали уезжать", sources(flows)).verdict == "undecidable"


URBAN = {"flow": "departures", "dimension": "urban_rural", "category": "urban"}


def counts(urban: int, total: int = 1004):
    return sources(breakdowns=breakdown_rows(
        ("departures", "total", "other", 9001, "9001"), ("departures", "total", "total", total, str(total)),
        ("departures", "urban_rural", "rural", 101, "101"), ("departures", "urban_rural", "urban", urban, str(urban)),
    ))  # fmt: skip


def test_an_overwhelming_majority_is_three_quarters_and_rounding_can_leave_it_open():
    whole = in_thousands(7.6)
    for part, verdict in ((5.9, "holds"), (5.7, "undecidable"), (4.0, "contradicted")):
        own = words("подавляющее большинство", None, (whole, in_thousands(part, **URBAN)), **URBAN)
        assert own == {"overwhelming_majority": verdict}
    for urban, verdict in ((753, "holds"), (752, "contradicted")):
        assert the_result("подавляющее большинство", counts(urban), **URBAN).verdict == verdict
    exact = {"value": 1000}, in_thousands(0.7, **URBAN)
    assert the_result("подавляющее большинство", None, exact, **URBAN).verdict == "undecidable"


def test_a_majority_is_of_published_counts_where_there_are_any():
    result = the_result("подавляющее большинство", counts(901, 1001), **URBAN)
    assert result.verdict == "holds" and result.independent and ends(result) == pytest.approx([90.01, 90.01], abs=0.01)
    assert result.rows == ("breakdowns:3", "breakdowns:1") and figures_in(result)[:2] == ["90.0", "90.0"]
    own = the_result("подавляющее большинство", None, (in_thousands(7.6), in_thousands(5.9, **URBAN)), **URBAN)
    assert not own.independent
    assert own.explanation.partition(" figures ")[0] != result.explanation.partition(" figures ")[0]


CIS = {"flow": None, "dimension": "country_group", "category": "cis"}


def shares(arrivals: str, left: str):
    pairs = zip(cleaning.FLOWS, (arrivals, left), strict=True)
    rows = [(flow, "country_group", "cis", float(share[:-1].replace(",", ".")), share) for flow, share in pairs]
    return sources(breakdowns=breakdown_rows(*rows))


@cases("a main exchange is more than half of each flow")
def test_a_main_exchange_is_more_than_half_of_each_flow(arrivals, left, verdict):
    assert words("основной обмен", shares(arrivals, left), **CIS) == {"main_exchange": verdict}


CITIES = {"flow": "internal_net", "dimension": "region", "category": "a b"}


def gains(**people: int):
    return sources(breakdowns=regions("internal_net", **people))


@pytest.mark.parametrize(
    ("people", "verdict"),
    [
        ({"a": 30, "b": 30}, "holds"),  # nobody else is published
        ({"a": 60, "b": 1, "c": 10}, "holds"),
        ({"a": 60, "b": 0, "c": 10}, "contradicted"),
        ({"a": 60, "b": -5, "c": 10}, "contradicted"),
        ({"a": 20, "b": 20, "c": 40}, "contradicted"),  # half is not more than half
        ({"a": 3100, "b": 2901, "c": 6001}, "undecidable"),  # 5,951–6,051 together
        ({"a": 3100, "b": 2901, "c": 5899}, "holds"),
        ({"a": 3100, "b": 2901, "c": 6101}, "contradicted"),
    ],
)
def test_large_cities_all_gain_and_together_more_than_half(people, verdict):
    assert words("крупные города", gains(**people), **CITIES) == {"large_cities": verdict}


def test_gains_are_told_with_their_rounding_and_not_where_nobody_is_known_to_gain():
    result = the_result("крупные города", gains(a=3100, b=2901, c=6001), **CITIES)
    assert result.explanation.startswith("A (3,050–3,150) and b (2,901) took 49.8–50.2% of the 11,952–12,052 in gains")
    assert words("крупные города", gains(a=0, b=-5), **CITIES) == {}


ARRIVED = {"flow": "arrivals", "dimension": "region"}
REGIONS = sources(breakdowns=regions(north=50, south=40, east=30))
FOUR = sources(breakdowns=regions(north=50, south=40, east=30, west=20))


@cases("a list of leaders names the largest in descending order")
def test_a_list_of_leaders_names_the_largest_in_descending_order(named, members, order):
    found = words("лидеры по приему", REGIONS, category=named, **ARRIVED)
    assert found == {"leaders_members": members, "leaders_order": order}


@cases("groups that are alike leave a list of leaders open in whatever order")
def test_groups_that_are_alike_leave_a_list_of_leaders_open_in_whatever_order(north, east, south, verdict):
    people = {"north": int(north), "east": int(east), "south": int(south)}
    for known in (people, dict(reversed(people.items()))):
        members, _order = on_words("лидеры", sources(breakdowns=regions(**known)), category="north east", **ARRIVED)
        assert (members.test, members.verdict) == ("leaders_members", verdict)
        assert ("two largest published" in members.short) == (verdict == "holds")
        assert ("8,650–8,750" in members.explanation) == ("8700" in (north, east, south)), "rounding is shown"


def test_a_list_with_the_right_members_in_the_wrong_order_is_told_with_both():
    swapped = decided("лидеры", REGIONS, category="south north", **ARRIVED)
    assert swapped.verdict == "contradicted"
    assert swapped.explanation.startswith(
        "The two named are the two largest published, but with the published figures the list reads south (40) and "
        "north (50), so the wording does not hold; it would take descending order"
    )
    assert "But" not in swapped.explanation
    assert set(swapped.rows) >= set(REGIONS.breakdowns.row)
    everyone = decided("лидеры", REGIONS, category="north east south", **ARRIVED)
    assert everyone.explanation.startswith(
        "The three named are the three largest published (no others are published), but"
    )


def test_a_list_with_the_wrong_members_in_the_right_order_is_told_with_both():
    result = decided("лидеры", REGIONS, category="north east", **ARRIVED)
    first, second = result.explanation.split(" But ")
    assert (result.test, result.verdict) == ("leaders_members", "contradicted")
    assert first.startswith("The largest published figures for arrivals are north (50), south (40) and east (30), so")
    assert second == (
        "with the published figures the list reads north (50) and east (30), by which the wording would hold."
    )


def test_a_list_of_leaders_is_held_against_the_articles_own_figures():
    for second, verdict in ((40, "holds"), (60, "contradicted"), (50, "undecidable")):
        others = (ARRIVED | {"category": "north", "value": 50}, ARRIVED | {"category": "south", "value": second})
        found = words("лидеры", None, others, category="north south", **ARRIVED)
        assert found == {"leaders_own_order": verdict}


def test_leaders_are_told_beside_the_next_group_and_no_other():
    members, order = on_words("лидеры", FOUR, category="east north", **ARRIVED)
    assert figures_in(members) == ["50", "40", "30"]
    assert "two largest" not in members.short, "the members are wrong"
    assert order.verdict == "contradicted" and order.tells == () and len(order.rows) == 2
    assert order.explanation.startswith("With the published figures the list reads east (30) and north (50)")
    _, right = on_words("лидеры", FOUR, category="north south", **ARRIVED)
    assert right.verdict == "holds" and right.tells == ()


def test_a_list_without_a_word_for_leading_claims_no_order_but_groups_above_zero():
    assert words("выигрыши", REGIONS, category="east north", **ARRIVED) == {"named_list": "holds"}
    for second, verdict in ((1, "holds"), (0, "contradicted")):
        assert words("выигрыши", gains(a=9, b=second), **CITIES) == {"named_list": verdict}


def test_a_total_has_no_leaders_and_is_no_list():
    known = sources(breakdowns=breakdown_rows(("arrivals", "total", "total", 50, "50")))
    for quote in ("лидеры", "выигрыши"):
        assert words(quote, known, flow="arrivals") == {}


@pytest.mark.parametrize(
    ("quote", "known", "more"),
    [
        ("перестали уезжать", sources(ten_years(40, "revised")), {}),
        ("подавляющее большинство", counts(900), URBAN),
        ("основной обмен", shares("81,8%", "81,8%"), CIS),
        ("крупные города", gains(a=30, b=30), CITIES),
        ("лидеры", FOUR, ARRIVED | {"category": "north south"}),
        ("выигрыши", FOUR, ARRIVED | {"category": "north south"}),
    ],
)
def test_a_claim_without_a_year_speaks_of_the_year_of_the_edition(quote, known, more):
    of_2020 = words(quote, known, **more)
    assert of_2020 and words(quote, known, **more, time_period=None) == of_2020


def test_every_phrase_of_the_criteria_table_is_explained_once():
    table = criteria.criteria_table()
    assert list(table.columns) == ["criterion", "phrase", "meaning"]
    assert table.criterion.is_unique
    assert not table.isin([""]).any().any()
    phrases = table.set_index("criterion").phrase
    assert phrases["almost_half"] == "почти … половин / вдво / два раза"
    assert phrases["sharp_fall"] == "резк… сниж / сокра / пада / упал"


def test_criteria_are_said_in_the_language_spoken():
    with speaking("ru"):
        table = criteria.criteria_table()
    assert not table[["phrase", "meaning"]].apply(lambda column: column.str.contains("[A-Za-z]")).any().any()
    assert table.meaning[0] == "снижение не менее чем на 25\xa0% к предыдущему году"


@cases("a criterion is for kinds of claims")
def test_a_criterion_is_for_kinds_of_claims(quote, kind, name):
    dimension = {"few_come": "corridor", "mostly_from": "corridor"}.get(name, "total")
    (claim,) = claim_rows({"quote": quote, "kind": kind, "dimension": dimension}).itertuples()
    criterion = criteria.criterion_of(claim)
    assert (criterion.name if criterion else "") == name


def test_what_differs_overlaps_or_is_open_is_undecidable_unless_one_part_fails():
    assert (agree([True, True]), agree([False]), agree([True, False])) == (True, False, "undecidable")
    assert [exceeds(Interval(3, 4), Interval(*other)) for other in ((1, 2), (5, 6), (3, 3), (2, 3))] == [
        True, False, "undecidable", "undecidable",
    ]  # fmt: skip
    assert (all_of([]), all_of([True, "undecidable"]), all_of(["undecidable", False])) == (True, "undecidable", False)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (7600, 7550, 7650),
        (-12000, -12500, -11500),
        (7650, 7650, 7650),  # tens are counted, not rounded
        (7608, 7608, 7608),
        (0, 0, 0),
    ],
)
def test_a_first_figure_in_whole_hundreds_was_rounded(value, low, high):
    known = sources(pd.concat([FLOWS, flow_rows((2020, "net", value, "preliminary"))], ignore_index=True))
    assert known.first_figure("net", 2020).interval == Interval(low, high)


def test_a_figure_of_the_series_is_as_exact_as_its_page():
    known = sources(flow_rows(
        (2019, "arrivals", 3000, "revised", "3 000"), (2019, "departures", 1000, "revised", "1 000"),
        (2020, "arrivals", 12_200, "preliminary", "12,2 тыс."),
        (2020, "departures", 45_200, "preliminary", "45,2 тыс."),
    ))  # fmt: skip
    assert known.final_figure("arrivals", 2019).interval == Interval(3000, 3000), "a count to the last person"
    assert known.final_figure("arrivals", 2020).interval == Interval(12_150, 12_250)
    net = known.final_figure("net", 2020)
    assert net == (-33_000, "flows:2 flows:3", "preliminary", Interval(-33_100, -32_900)), "not −33,500 to −32,500"


def test_a_change_needs_two_figures_and_people_before():
    now, one, nobody = (evidence.Figure(value, str(value), "final", Interval(value, value)) for value in (3, 1, 0))
    assert evidence.change(now, one).percent == Interval(200, 200)
    assert evidence.change(now, nobody) is evidence.change(now, None) is evidence.change(None, one) is None


def test_published_groups_are_final_counts_the_most_exact_of_each():
    rows = breakdown_rows(
        *(("departures", "country", name, value, printed) for name, value, printed in [
            ("russia", 8800, "8,8 тыс."), ("russia", 8791, "8 791"), ("russia", 8900, "8,9 тыс."),
            ("germany_preliminary", 9, "9"), ("urban_all_flows", 9, "9"), ("change_vs_previous_year", 9, "9"),
        ]),
        ("departures", "country", "usa", 9, "9%"), ("arrivals", "country", "usa", 9, "9"),
        ("departures", "sex", "female", 9, "9"),
    )  # fmt: skip
    groups = sources(breakdowns=rows).groups("departures", "country", 2020, "persons")
    assert groups[["category", "row"]].values.tolist() == [["russia", "breakdowns:1"]]


def test_intervals_of_rows_do_not_miss_their_bound_by_a_hair():
    row = pd.DataFrame({"low": [13.55], "high": [13.6 + 0.05]}).iloc[0]
    assert evidence.interval_of(row) == Interval(13.55, 13.65)
