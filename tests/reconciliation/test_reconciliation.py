"""Verdicts: known answers on hand-made figures, the real edition by what its claims say, and what a change does."""

import csv
import re
import shutil

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import cleaning, parameters, paths
from helpers.cleaning import corridors
from helpers.data import package
from helpers.language import speaking
from helpers.printed import Interval
from helpers.reconciliation import (
    comparison,
    criteria,
    doubts,
    evidence,
    figures,
    processed,
    reconcile,
    releases,
    results,
    verdict_words,
    worded_balance,
)
from helpers.reconciliation.evidence import Sources

OFFICIAL = f"https://github.com/x/{cleaning.OFFICIAL}"
ARTICLE = "https://www.outlet.kz/news/1-article.html"

# --- hand-made tables ----------------------------------------------------------------------------------------------


def claim_rows(*rows: dict) -> pd.DataFrame:
    """Claims with the columns that `cleaning.claims_of` gives; what a row leaves out is unknown."""
    blank = {
        "article_id": "a", "kind": "quantity", "quote": "слова", "start": None, "value": None, "unit_mult": 0,
        "decimals": 0, "unit_measure": "persons", "flow": "departures", "dimension": "total", "category": "total",
        "time_period": "2020", "base_period": None,
    }  # fmt: skip
    frame = pd.DataFrame([blank | {"claim_id": f"c{n}", "row": f"claims.csv:{n}"} | row for n, row in enumerate(rows)])
    frame["value"] = frame.value.astype("Float64")
    return cleaning.claims_of(frame, pd.DataFrame({"article_id": ["a"]}))


def percent_claim(value: float, measure: str = "percent_decrease", **more) -> dict:
    kind = "share" if measure == "percent" else "change"
    return {"kind": kind, "value": value, "decimals": 1, "unit_measure": measure, "base_period": "2019"} | more


def flow_rows(*rows: tuple) -> pd.DataFrame:
    """(year, measure, value, vintage) as rows of kz_flows_annual; both flows must occur."""
    frame = pd.DataFrame(rows, columns=["year", "measure", "value", "vintage"])
    address = {"revised": OFFICIAL, "preliminary": "https://press.kz/first"}
    frame["source_url"], frame["as_published"] = frame.vintage.map(address), frame.value.astype(str)
    frame["published"] = pd.to_datetime(frame.year.map(lambda year: f"{year + 1}-02-10"))
    return frame.assign(row=[f"flows:{n}" for n in range(len(frame))])


FLOWS = flow_rows(
    (2018, "arrivals", 900, "revised"), (2018, "departures", 2000, "revised"),
    (2019, "arrivals", 1000, "revised"), (2019, "departures", 1000, "revised"),
    (2019, "departures", 1022, "preliminary"),
    (2020, "arrivals", 3000, "revised"), (2020, "departures", 608, "revised"), (2020, "departures", 611, "preliminary"),
)  # fmt: skip


def breakdown_rows(*rows: tuple, year: int = 2020, url: str = "https://other.kz/copy") -> pd.DataFrame:
    """(flow, dimension, category, value, unit, as_published) as rows of kz_breakdowns."""
    columns = ["flow", "dimension", "category", "value", "unit", "as_published"]
    frame = pd.DataFrame(rows, columns=columns).assign(year=year, period_months=12, source_url=url)
    frame["published"] = pd.Timestamp(f"{year + 1}-02-10")
    return frame.assign(row=[f"breakdowns:{n}" for n in range(len(frame))])


def stock_rows(*rows: tuple) -> pd.DataFrame:
    """(edition, year, origin, destination, stock, rank) as rows of corridors."""
    columns = ["edition", "year", "origin_iso3", "destination_iso3", "stock", "rank_in_source"]
    frame = pd.DataFrame(rows, columns=columns).assign(source_url="https://un.example", note=None)
    return frame.assign(row=[f"corridors:{n}" for n in range(len(frame))])


STOCKS = stock_rows(
    ("Rev.2015", 2015, "KAZ", "RUS", 100, "9"), ("Rev.2015", 2015, "RUS", "KAZ", 90, "10"),
    ("Rev.2019", 2019, "KAZ", "RUS", 100, "9"), ("Rev.2019", 2019, "RUS", "KAZ", 40, "30"),
    ("Rev.2019", 2019, "AAA", "BBB", 100, "7"), ("Rev.2019", 2019, "BBB", "AAA", 60, "8"),
    ("Rev.2019", 2019, "CCC", "BBB", 30, "40"),
)  # fmt: skip


def moves(*rows: tuple) -> pd.DataFrame:
    """(period, origin, destination, flow, source) as rows of corridor_flows."""
    frame = pd.DataFrame(rows, columns=["period", "origin_iso3", "destination_iso3", "flow", "source"]).assign(
        note=None
    )
    return frame.assign(row=[f"moves:{n}" for n in range(len(frame))])


RELEASED = pd.Timestamp("2021-02-10")  # the day of the hand-made article, and of the pages that print the release


def sources(flows=FLOWS, breakdowns=None, stocks=STOCKS, counted=None, published=RELEASED) -> Sources:
    breakdowns = breakdown_rows() if breakdowns is None else breakdowns
    counted = moves() if counted is None else counted
    return Sources(2020, cleaning.annual_flows(flows, 2020), flows, breakdowns, stocks, counted, published)


def verdicts(findings) -> list[str]:
    return [finding.verdict for finding in findings]


# --- printed figures against series -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "mult", "decimals", "expected"),
    [(0.6, 3, 1, "holds"), (608, 0, 0, "holds"), (611, 0, 0, "holds_preliminary"), (0.7, 3, 1, "contradicted")],
)
def test_a_total_is_held_against_the_final_and_the_first_figure(value, mult, decimals, expected):
    claims = claim_rows({"value": value, "unit_mult": mult, "decimals": decimals})
    (finding,) = figures.annual_series(claims, sources())
    assert finding.verdict == expected
    assert "608" in finding.explanation


def test_digits_that_were_cut_are_told_from_digits_that_were_rounded():
    flows = flow_rows((2020, "arrivals", 1, "revised"), (2020, "departures", 5754, "revised"))
    cut, rounded = (
        claim_rows({"value": value, "unit_mult": 3, "decimals": 1}) for value in (5.7, 5.8)
    )  # fmt: skip
    assert verdicts(figures.annual_series(cut, sources(flows))) == ["cut"]
    assert verdicts(figures.annual_series(rounded, sources(flows))) == ["holds"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (39.2, "holds"),  # 608 after 1,000
        (40.2, "holds_preliminary"),  # 611 after 1,022, the first figures
        (38.9, "holds_preliminary"),  # 611 after 1,000, the first figure over the final one
        (45.0, "contradicted"),
    ],
)
def test_a_change_is_held_against_every_pair_of_vintages(printed, expected):
    (finding,) = figures.change_series(claim_rows(percent_claim(printed)), sources())
    assert finding.verdict == expected


COARSE = flow_rows(
    (2019, "arrivals", 1, "revised"), (2019, "departures", 20_000, "revised"),
    (2019, "departures", 30_001, "preliminary"), (2020, "arrivals", 1, "revised"),
    (2020, "departures", 9000, "revised"), (2020, "departures", 12_000, "preliminary"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (55.0, "holds"),
        (40.5, "undecidable"),  # −42.5% to −37.5% by the first figure over the final one
        (60.5, "undecidable"),  # −61.7% to −58.3% by the first figures
        (50.0, "contradicted"),
    ],
)
def test_a_change_that_one_pair_of_rounded_figures_may_give_is_undecidable(printed, expected):
    (finding,) = figures.change_series(claim_rows(percent_claim(printed)), sources(COARSE))
    assert finding.verdict == expected
    assert ("too coarse to tell whether it was right then" in finding.explanation) == (expected == "undecidable")
    early = {40.5: "after the final 20,000, which is 37.5–42.5%", 60.5: "after 30,001, which is 58.3–61.7%"}
    assert early.get(printed, "") in finding.explanation
    assert ("flows:5" in finding.rows) == (expected == "undecidable")


def test_a_change_that_only_first_figures_give_with_cut_digits_says_so():
    flows = flow_rows(
        (2019, "arrivals", 25387, "revised"), (2020, "arrivals", 29282, "revised"),
        (2020, "arrivals", 29948, "preliminary"), (2020, "departures", 1, "revised"),
    )  # fmt: skip
    claims = claim_rows(percent_claim(17.9, "percent_increase", flow="arrivals"))
    (finding,) = figures.change_series(claims, sources(flows))
    assert finding.verdict == "contradicted" and ends(finding) == pytest.approx([15.34, 15.34], abs=0.01)
    assert finding.explanation == (
        "By the official series arrivals rose by 15.3% (29,282 after 25,387), not the printed 17.9%; only what was "
        "first published (29,948 after the final 25,387, which is 17.97%) gives it, with its digits cut off, not "
        "rounded."
    )
    assert set(finding.rows) == {"flows:0", "flows:1", "flows:2"}


@pytest.mark.parametrize(
    ("first", "expected", "said"),
    [
        (690, "contradicted", "; only what was first published (690) gives it, with its digits cut off, not rounded."),
        (600, "undecidable", "; what was first published (600) is too coarse to tell whether it was right then."),
        (900, "contradicted", "not the printed 0.6 thousand."),
    ],
)
def test_a_total_that_the_first_figure_nearly_has_says_so(first, expected, said):
    flows = flow_rows(
        (2020, "arrivals", 1, "revised"),
        (2020, "departures", 800, "revised"),
        (2020, "departures", first, "preliminary"),
    )
    claim = {"value": 610, "decimals": 0} if expected == "undecidable" else in_thousands(0.6)
    (finding,) = figures.annual_series(claim_rows(claim), sources(flows))
    assert finding.verdict == expected and ends(finding) == [800, 800]
    assert finding.explanation.startswith("The official series has 800 departures in 2020, not the printed ")
    assert finding.explanation.endswith(said)
    assert finding.rows == (("flows:1",) if first == 900 else ("flows:2", "flows:1"))


QUOTED = breakdown_rows(
    ("departures", "total", "change_vs_previous_year_preliminary", -45.0, "percent", "45,0%"),
    ("departures", "total", "change_vs_previous_year", -40.2, "percent", "40,2%"),
)


@pytest.mark.parametrize(
    ("printed", "more", "expected", "said"),
    [
        (45.0, {}, "holds_preliminary",
         "The printed 45.0% is what a release of first figures had, as quoted by other.kz on 10 February 2021; by the "
         "final ones departures fell by 39.2% (608 after 1,000)."),
        (45.1, {}, "contradicted", "not the printed 45.1%"),
        (45.0, {"base_period": "2018"}, "contradicted", "not the printed 45.0%"),
        (45.0, {"unit_measure": "percent_increase"}, "contradicted", "not the printed 45.0%"),
        (39.2, {}, "holds", "39.2%"),
    ],
)  # fmt: skip
def test_a_change_that_a_release_had_was_true_of_first_figures(printed, more, expected, said):
    found = figures.change_series(claim_rows(percent_claim(printed, **more)), sources(breakdowns=QUOTED))
    assert verdicts(found) == [expected] and said in found[0].explanation
    assert ("breakdowns:0" in found[0].rows) == (expected == "holds_preliminary")


def test_a_change_that_first_figures_give_is_said_to_be_the_releases_own_where_it_is():
    release = QUOTED.assign(value=-40.2, as_published="40,2%")
    (found,) = figures.change_series(claim_rows(percent_claim(40.2)), sources(breakdowns=release))
    assert found.verdict == "holds_preliminary" and found.explanation.endswith(
        "; the bureau's own release had 40.2%, as quoted by other.kz on 10 February 2021."
    )
    assert found.rows[-1] == "breakdowns:0"
    (other,) = figures.change_series(claim_rows(percent_claim(40.2)), sources(breakdowns=QUOTED))
    assert "own release" not in other.explanation and "breakdowns:0" not in other.rows


def test_a_figure_and_its_change_imply_the_year_before():
    for change, expected in ((40.5, "holds_preliminary"), (39.2, "holds"), (10.0, "contradicted")):
        (finding,) = figures.implied_base(claim_rows({"value": 608}, percent_claim(change)), sources())
        assert (finding.claim_id, finding.verdict) == ("c1", expected)
        assert finding.compared.contains(finding.found) == (expected != "contradicted")


def test_another_copy_of_the_release_shows_only_that_it_was_quoted_rightly():
    known = breakdown_rows(("departures", "region", "north", 1451, "persons", "1 451"))
    claim = {"dimension": "region", "category": "north", "unit_mult": 3, "decimals": 1}
    (finding,) = releases.breakdown(claim_rows(claim | {"value": 1.5}), sources(breakdowns=known))
    assert finding.verdict == "holds"
    assert "quoted rightly from its release, which is all that this shows" in finding.explanation
    assert "other.kz on 10 February 2021 is 1,451" in finding.explanation
    assert verdicts(releases.breakdown(claim_rows(claim | {"value": 1.4}), sources(breakdowns=known))) == ["cut"]
    assert verdicts(releases.breakdown(claim_rows(claim | {"value": 1.6}), sources(breakdowns=known))) == [
        "contradicted"
    ]


NORTH = breakdown_rows(("departures", "region", "north", 1451, "persons", "1 451"))


def against_release(value: float, page_day, article_day=RELEASED) -> results.TestResult:
    """The finding on thousands printed about the north, where the bureau's figure is 1,451."""
    claims = claim_rows(in_thousands(value, dimension="region", category="north"))
    pages = NORTH.assign(published=pd.Timestamp(page_day))
    (finding,) = releases.breakdown(claims, sources(breakdowns=pages, published=article_day))
    return finding


@pytest.mark.parametrize("day", ["2021-02-09", "2021-02-10"])
def test_a_page_of_the_articles_day_or_earlier_shows_that_the_release_was_quoted_rightly(day):
    holds, cut = against_release(1.5, day), against_release(1.4, day)
    assert (holds.verdict, cut.verdict) == ("holds", "cut")
    assert holds.explanation.endswith("is quoted rightly from its release, which is all that this shows.")
    assert cut.explanation.endswith("which rounds to 1.5 thousand; the printed 1.4 thousand has its digits cut off.")


@pytest.mark.parametrize(
    ("page", "article", "words", "release"),
    [
        ("2021-02-11", RELEASED, "on 11 February 2021 ({}), later than the article,", "that later release"),
        (None, RELEASED, "on an undated page ({}), perhaps later than the article,", "that page"),
        ("2021-02-09", pd.NaT, "on 9 February 2021 ({}), perhaps later than the article,", "that later release"),
    ],
)
def test_a_page_later_than_the_article_shows_agreement_and_no_more(page, article, words, release):
    holds, cut = (against_release(value, page, article) for value in (1.5, 1.4))
    assert (holds.verdict, cut.verdict) == ("holds", "cut")
    assert "quoted rightly" not in holds.explanation + cut.explanation
    assert holds.explanation == (
        f"The printed 1.5 thousand agrees with the bureau's figure as printed by other.kz {words.format('1,451')} so "
        f"that it shows agreement with {release} and no more."
    )
    rounded = words.format("1,451, which rounds to 1.5 thousand")
    assert cut.explanation == (
        f"The printed 1.4 thousand has the digits, cut off, of the bureau's figure as printed by other.kz {rounded} so "
        f"that it shows agreement with {release} and no more; the first release may have had another figure."
    )


def test_a_contradiction_by_a_later_page_says_that_the_first_release_may_have_differed():
    late, early = (against_release(1.6, day) for day in ("2021-03-13", "2021-02-10"))
    assert late.verdict == early.verdict == "contradicted"
    assert (
        "on 13 March 2021, later than the article, is 1,451, not the printed 1.6 thousand; the first"
        in late.explanation
    )
    assert early.explanation.endswith("is 1,451, not the printed 1.6 thousand.")


def test_a_share_that_a_later_release_revised_holds_for_the_first_one_only():
    known = breakdown_rows(
        ("departures", "country_group", "cis", 81.6, "percent", "81,6%"),
        ("departures", "country_group", "cis_preliminary", 81.1, "percent", "81,1%"),
    )
    claims = claim_rows(percent_claim(81.1, "percent", dimension="country_group", category="cis"))
    (finding,) = releases.breakdown(claims, sources(breakdowns=known))
    assert finding.verdict == "holds_preliminary"
    assert finding.explanation.endswith("so its first release was quoted rightly, but a later one has 81.6%.")
    (late,) = releases.breakdown(claims, sources(breakdowns=known, published=pd.Timestamp("2021-02-09")))
    assert "quoted rightly" not in late.explanation
    assert late.explanation.endswith("so the printed 81.1% agrees with that release, but a later one has 81.6%.")


def test_a_source_that_is_coarser_than_the_claim_decides_nothing():
    known = breakdown_rows(("departures", "country", "russia", 8800, "persons", "8,8 тыс."))
    claims = claim_rows({"dimension": "country", "category": "russia", "value": 8790})
    assert verdicts(releases.breakdown(claims, sources(breakdowns=known))) == ["undecidable"]


# --- the article against itself ----------------------------------------------------------------------------------


def in_thousands(value: float, **more) -> dict:
    return {"value": value, "unit_mult": 3, "decimals": 1} | more


def test_groups_that_make_up_the_whole_must_add_up_to_it():
    women = in_thousands(4.3, dimension="sex", category="female")
    for men, expected in ((3.3, "holds"), (3.6, "contradicted")):
        claims = claim_rows(in_thousands(7.6), women, in_thousands(men, dimension="sex", category="male"))
        findings = figures.parts_total(claims, sources())
        assert verdicts(findings) == [expected, expected]
        assert not any(finding.independent for finding in findings)


def test_named_groups_leave_a_remainder_and_may_not_exceed_the_total():
    groups = [in_thousands(4.3, dimension="ethnicity", category="russian")]
    groups.append({"value": 993, "dimension": "ethnicity", "category": "german"})
    findings = figures.parts_total(claim_rows(in_thousands(7.6), *groups), sources())
    assert verdicts(findings) == ["holds", "holds"]
    assert "leaves 2,207–2,407" in findings[0].explanation
    assert set(verdicts(figures.parts_total(claim_rows(in_thousands(5.0), *groups), sources()))) == {"contradicted"}


def test_net_migration_is_arrivals_less_departures():
    flows = in_thousands(23.8, flow="arrivals"), in_thousands(7.6)
    for net, expected in ((16.2, "holds"), (15.2, "contradicted")):
        claims = claim_rows(*flows, in_thousands(net, flow="net"))
        assert verdicts(figures.balance(claims, sources())) == [expected]


def test_a_share_fits_the_counts_that_the_article_prints():
    group = in_thousands(5.9, dimension="urban_rural", category="urban")
    for printed, expected in ((77.6, "holds"), (80.1, "contradicted")):
        share = percent_claim(printed, "percent", dimension="urban_rural", category="urban")
        claims = claim_rows(in_thousands(7.6), group, share)
        assert verdicts(figures.share_arithmetic(claims, sources())) == [expected]


# --- words ---------------------------------------------------------------------------------------------------------


def words(quote: str, kind: str, known: Sources | None = None, others: tuple = (), **more) -> list[tuple[str, str]]:
    """(test, verdict) of one worded claim."""
    claims = claim_rows({"quote": quote, "kind": kind} | more, *others)
    found = criteria.worded(claims, known or sources())
    assert all(finding.explanation.endswith(".") for finding in found)
    return [(finding.test, finding.verdict) for finding in found]


@pytest.mark.parametrize(
    ("quote", "kind", "flow", "expected"),
    [
        ("резко падает", "direction", "departures", "holds"),  # −39.2%
        ("резко падает", "direction", "arrivals", "contradicted"),  # +200%
        ("снижение", "direction", "departures", "holds"),
        ("рост", "direction", "departures", "contradicted"),
        ("снижение после роста", "direction", "departures", "contradicted"),  # a fall after a fall
        ("тенденция изменилась", "direction", "arrivals", "contradicted"),  # a rise after a rise
        ("почти вдвое", "quantifier", "departures", "contradicted"),
        ("заметные изменения", "quantifier", None, "holds"),
        ("стагнация", "quantifier", None, "contradicted"),
    ],
)
def test_words_for_a_change(quote, kind, flow, expected):
    (found,) = words(quote, kind, flow=flow)
    assert found[1] == expected


def departures_after(old: int, new: int, printed: str, *more: tuple, arrivals: int = 1) -> Sources:
    """Departures of 2020 printed as these words, after an exact figure for 2019."""
    flows = flow_rows(
        (2020, "departures", new, "preliminary"), (2019, "departures", old, "revised"),
        (2019, "arrivals", 1, "revised"), (2020, "arrivals", arrivals, "revised"), *more,
    )  # fmt: skip
    flows.loc[0, "as_published"] = printed
    return sources(flows)


@pytest.mark.parametrize(
    ("quote", "kind", "old", "expected"),
    [
        ("снижение", "direction", 11370, "undecidable"),  # −7.7% to +1.1%
        ("рост", "direction", 11370, "undecidable"),
        ("снижение", "direction", 11500, "undecidable"),  # −8.7% to 0%, which is no fall
        ("рост", "direction", 11500, "contradicted"),
        ("снижение", "direction", 11501, "holds"),
        ("стагнация", "quantifier", 11370, "undecidable"),
        ("стагнация", "quantifier", 11000, "holds"),  # −4.55% to +4.55%
        ("стагнация", "quantifier", 12200, "contradicted"),  # −13.9% to −5.7%
        ("заметные изменения", "quantifier", 12200, "undecidable"),
        ("заметные изменения", "quantifier", 11370, "contradicted"),
        ("заметные изменения", "quantifier", 13000, "holds"),  # −19.2% to −11.5%
        ("резко падает", "direction", 15000, "undecidable"),  # −30.0% to −23.3%
        ("почти вдвое", "quantifier", 20000, "undecidable"),  # −47.5% to −42.5%
        ("почти вдвое", "quantifier", 21500, "undecidable"),  # −51.2% to −46.5%
    ],
)
def test_words_for_a_change_that_rounding_leaves_open_are_undecidable(quote, kind, old, expected):
    known = departures_after(old, 11000, "11 тыс.")
    assert finds(quote, kind, known).verdict == expected


@pytest.mark.parametrize(
    ("quote", "old"),
    [
        ("стагнация", 1000),  # −50% to +50%: at neither end, but between them
        ("заметные изменения", 1000),  # at both ends, but not between them
        ("почти вдвое", 1900),  # −73.7% to −21.1%
    ],
)
def test_words_that_hold_only_between_the_ends_of_a_change_are_undecidable(quote, old):
    known = departures_after(old, 1000, "1 тыс.")
    assert finds(quote, "quantifier", known).verdict == "undecidable"


@pytest.mark.parametrize(("arrivals", "expected"), [(1, "contradicted"), (2, "undecidable")])
def test_one_flow_that_fails_outweighs_one_that_is_open(arrivals, expected):
    known = departures_after(12200, 11000, "11 тыс.", arrivals=arrivals)
    assert words("заметные изменения", "quantifier", known, flow=None) == [("noticeable", expected)]


def test_a_change_that_may_go_either_way_is_told_with_its_signs():
    found = finds("снижение", "direction", departures_after(11370, 11000, "11 тыс."))
    assert found.explanation.startswith(
        "Departures changed by between −7.7% and +1.1% (11,000 after 11,370) in 2020, which the printed precision"
    )
    new, old = (evidence.Figure(value, "row", "final", Interval(value, value)) for value in (11000, 9))
    moved = evidence.Change(Interval(-7.7, 1.1), new, old)
    for flow, name in (("arrivals", "arrivals"), ("net", "net migration")):
        said = verdict_words.flow_moved(flow, moved)
        assert said == f"{name} changed by between −7.7% and +1.1% (11,000 after 9)"
    assert verdict_words.moved(moved) == "changed by between −7.7% and +1.1% (11,000 after 9)"
    assert verdict_words.size(Interval(-7.7, 0)) == "0.0–7.7%"


@pytest.mark.parametrize(
    ("quote", "earlier", "old", "expected"),
    [
        ("снижение после роста", 11000, 11370, "undecidable"),  # a rise, then −7.7% to +1.1%
        ("снижение после роста", 11000, 12000, "holds"),
        ("снижение после роста", 12000, 11370, "contradicted"),
        ("тенденция изменилась", 11000, 11370, "undecidable"),
        ("тенденция изменилась", 11370, 11370, "contradicted"),  # no change before
    ],
)
def test_a_turn_is_held_against_all_that_both_changes_can_be(quote, earlier, old, expected):
    known = departures_after(old, 11000, "11 тыс.", (2018, "departures", earlier, "revised"))
    assert words(quote, "direction", known)[0][1] == expected


def test_a_turn_is_open_where_the_change_before_is():
    flows = flow_rows(
        (2018, "departures", 11000, "preliminary"), (2019, "departures", 11200, "revised"),
        (2020, "departures", 10000, "revised"), (2020, "arrivals", 1, "revised"),
    )  # fmt: skip
    flows.loc[0, "as_published"] = "11 тыс."
    assert words("снижение после роста", "direction", sources(flows)) == [("fall_after_rise", "undecidable")]


def test_first_figures_speak_only_where_final_ones_contradict_and_they_are_sure():
    def verdict(quote: str, first: int) -> str:
        flows = flow_rows(
            (2019, "arrivals", 1, "revised"), (2019, "departures", 11370, "revised"),
            (2019, "departures", 11371, "preliminary"), (2020, "arrivals", 1, "revised"),
            (2020, "departures", 11500, "revised"), (2020, "departures", first, "preliminary"),
        )  # fmt: skip
        return finds(quote, "direction", sources(flows)).verdict

    assert [verdict("снижение", first) for first in (11001, 11000)] == ["holds_preliminary", "contradicted"]
    known = departures_after(11370, 11000, "11 тыс.", (2019, "departures", 12999, "preliminary"))
    assert finds("снижение", "direction", known).verdict == "undecidable", "the final pair leaves it open"


def test_almost_half_is_a_fall_of_45_to_50_percent():
    for value, expected in ((560, "contradicted"), (540, "holds"), (500, "contradicted")):
        flows = flow_rows(
            (2019, "arrivals", 1, "revised"), (2019, "departures", 1000, "revised"),
            (2020, "arrivals", 1, "revised"), (2020, "departures", value, "revised"),
        )  # fmt: skip
        assert words("почти наполовину", "quantifier", sources(flows)) == [("almost_half", expected)]


def test_stopped_means_next_to_nothing_beside_the_ten_years_before():
    years = [(year, flow, 1000, "revised") for year in range(2010, 2020) for flow in cleaning.FLOWS]
    for value, expected in ((40, "holds"), (250, "contradicted")):
        flows = flow_rows(*years, (2020, "arrivals", 1, "revised"), (2020, "departures", value, "revised"))
        assert words("перестали уезжать", "quantifier", sources(flows)) == [("stopped", expected)]
    assert words("перестали уезжать", "quantifier") == []  # ten years are not at hand


def test_an_overwhelming_majority_is_three_quarters_and_rounding_can_leave_it_open():
    mine = {"flow": "departures", "dimension": "urban_rural", "category": "urban"}
    for part, expected in ((5.9, "holds"), (5.7, "undecidable"), (4.0, "contradicted")):
        others = in_thousands(7.6), in_thousands(part, **mine)
        assert words("подавляющее большинство", "quantifier", None, others, **mine) == [
            ("overwhelming_majority", expected)
        ]


REGIONS = breakdown_rows(
    ("arrivals", "region", "north", 50, "persons", "50"), ("arrivals", "region", "south", 40, "persons", "40"),
    ("arrivals", "region", "east", 30, "persons", "30"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("named", "members", "order"),
    [
        ("north south", "holds", "holds"),
        ("south north", "holds", "contradicted"),
        ("north east", "contradicted", "holds"),
    ],
)
def test_a_list_of_leaders_names_the_largest_in_descending_order(named, members, order):
    known = sources(breakdowns=REGIONS)
    found = dict(words("лидеры по приему", "rank", known, flow="arrivals", dimension="region", category=named))
    assert found == {"leaders_members": members, "leaders_order": order}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((50, 40, 40), "undecidable"),  # a tie: neither stands first
        ((50, 40, 39), "holds"),
        ((50, 39, 40), "contradicted"),
        ((9999, 8800, 8700), "undecidable"),  # 8,750 is possible for both
        ((9999, 8801, 8700), "holds"),
        ((9999, 8700, 8751), "contradicted"),
        ((8700, 9999, 8700), "undecidable"),
    ],
)
@pytest.mark.parametrize("names", [("north", "east", "south"), ("south", "east", "north")])
def test_groups_that_are_alike_leave_a_list_of_leaders_open_in_whatever_order(sizes, expected, names):
    people = dict(zip(("north", "east", "south"), sizes, strict=True))
    rows = [("arrivals", "region", name, people[name], "persons", str(people[name])) for name in names]
    mine = {"quote": "лидеры", "kind": "rank", "flow": "arrivals", "dimension": "region", "category": "north east"}
    members, _order = criteria.worded(claim_rows(mine), sources(breakdowns=breakdown_rows(*rows)))
    assert (members.test, members.verdict) == ("leaders_members", expected)
    assert ("two largest published" in members.short) == (expected == "holds")
    assert ("8,650–8,750" in members.explanation) == (8700 in sizes), "what rounding leaves open is shown"


def decided(quote: str, kind: str, known: Sources, **more) -> results.TestResult:
    """The overall finding on one worded claim."""
    return reconcile.overall(criteria.worded(claim_rows({"quote": quote, "kind": kind} | more), known))


def test_a_list_with_the_right_members_in_the_wrong_order_is_told_with_both():
    mine = {"flow": "arrivals", "dimension": "region"}
    known = sources(breakdowns=REGIONS)
    swapped = decided("лидеры", "rank", known, category="south north", **mine)
    assert swapped.verdict == "contradicted"
    assert swapped.explanation.startswith(
        "The two named are the two largest published, but with the published figures the list reads south (40) and "
        "north (50), so the wording does not hold; it would take descending order"
    )
    assert "But" not in swapped.explanation
    assert set(swapped.rows) >= set(REGIONS.row)
    everyone = decided("лидеры", "rank", known, category="north east south", **mine)
    assert everyone.explanation.startswith(
        "The three named are the three largest published (no others are published), but"
    )


def test_a_list_with_the_wrong_members_in_the_right_order_is_told_with_both():
    mine = {"flow": "arrivals", "dimension": "region", "category": "north east"}
    found = decided("лидеры", "rank", sources(breakdowns=REGIONS), **mine)
    first, second = found.explanation.split(" But ")
    assert (found.test, found.verdict) == ("leaders_members", "contradicted")
    assert first.startswith("The largest published figures for arrivals are north (50), south (40) and east (30), so")
    assert second == (
        "with the published figures the list reads north (50) and east (30), by which the wording would hold."
    )


def test_a_list_of_leaders_is_held_against_the_articles_own_figures():
    mine = {"flow": "arrivals", "dimension": "region"}
    for second, expected in ((40, "holds"), (60, "contradicted"), (50, "undecidable")):
        others = (mine | {"category": "north", "value": 50}, mine | {"category": "south", "value": second})
        found = words("лидеры", "rank", None, others, category="north south", **mine)
        assert found == [("leaders_own_order", expected)]


def test_a_list_without_a_word_for_leading_claims_no_order():
    mine = {"flow": "arrivals", "dimension": "region", "category": "east north"}
    assert words("выигрыши", "rank", sources(breakdowns=REGIONS), **mine) == [("named_list", "holds")]


def test_a_main_exchange_is_more_than_half_of_each_flow():
    for share, expected in ((71.8, "holds"), (48.0, "contradicted")):
        known = breakdown_rows(
            ("arrivals", "country_group", "cis", 81.8, "percent", "81,8%"),
            ("departures", "country_group", "cis", share, "percent", f"{share}%"),
        )
        mine = {"flow": None, "dimension": "country_group", "category": "cis"}
        found = words("основной обмен", "comparison", sources(breakdowns=known), **mine)
        assert found == [("main_exchange", expected)]


def test_balance_is_tested_for_flows_and_for_stocks_apart():
    counted = moves(("2019", "KAZ", "RUS", 90, "Pew"), ("2019", "RUS", "KAZ", 80, "Pew"))
    found = words(
        "сбалансированы", "comparison", sources(counted=counted.assign(source="Pew Research Center")), flow=None
    )
    assert found == [
        ("balanced_flows", "contradicted"), ("balanced_partner_flows", "holds"), ("balanced_stocks", "contradicted"),
    ]  # fmt: skip


def test_what_speaks_for_balance_is_told_after_what_decides_against_it():
    counted = moves(
        ("2019", "KAZ", "RUS", 90, "Pew Research Center"), ("2019", "RUS", "KAZ", 80, "Pew Research Center")
    )
    flows, partner, stocks = decided(
        "сбалансированы", "comparison", sources(counted=counted), flow=None
    ).explanation.split(" But ")
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


def test_editions_that_agree_are_not_told_again():
    stocks = STOCKS[STOCKS.edition == "Rev.2019"]
    found = decided("сбалансированы", "comparison", sources(stocks=stocks), flow=None)
    assert found.verdict == "contradicted"
    assert "But" not in found.explanation


def test_the_newest_edition_decides_and_earlier_ones_are_named():
    claims = claim_rows({"quote": "десятка", "kind": "rank", "dimension": "corridor", "category": "KAZ-RUS RUS-KAZ"})
    (finding,) = criteria.worded(claims, sources())
    assert finding.verdict == "contradicted"
    assert "9 and 30 in Rev.2019 (earlier editions: Rev.2015 9 and 10)" in finding.explanation
    earlier = sources(stocks=STOCKS[STOCKS.edition == "Rev.2015"])
    assert verdicts(criteria.worded(claims, earlier)) == ["holds"]


@pytest.mark.parametrize(
    ("ranks", "expected", "said", "known"),
    [
        (("9", None), "undecidable", "rank 9 and unknown in Rev.2019", [9, 9]),
        ((None, "not ranked"), "undecidable", "rank unknown and unknown in Rev.2019", None),
        ((None, "30"), "contradicted", "rank unknown and 30 in Rev.2019", [30, 30]),
        (("9", "10"), "holds", "rank 9 and 10 in Rev.2019", [9, 10]),
    ],
)
def test_a_rank_that_is_missing_leaves_it_open_unless_another_decides(ranks, expected, said, known):
    mine = {"dimension": "corridor", "category": "KAZ-RUS RUS-KAZ"}
    stocks = STOCKS[STOCKS.edition == "Rev.2019"].head(2).assign(rank_in_source=ranks)
    found = finds("десятка", "rank", sources(stocks=stocks), **mine)
    assert (found.verdict, found.found and ends(found)) == (expected, known)
    assert said in found.explanation
    assert ("which leaves it open; it would take" in found.explanation) == (expected == "undecidable")
    copied = finds("десятка", "rank", sources(stocks=stocks.assign(note=IN_COPY)), **mine)
    assert copied.verdict == ("undecidable" if expected == "holds" else expected)


def test_a_rank_that_an_earlier_edition_lacks_is_told_as_unknown():
    stocks = STOCKS.assign(rank_in_source=STOCKS.rank_in_source.mask(STOCKS.index == 0))
    found = decided("десятка", "rank", sources(stocks=stocks), dimension="corridor", category="KAZ-RUS RUS-KAZ")
    assert found.verdict == "contradicted"
    assert "9 and 30 in Rev.2019 (earlier editions: Rev.2015 unknown and 10)" in found.explanation


IN_COPY = "rank 9; counted in the mirror, so the true world rank can be a few places lower"


def test_a_rank_from_an_incomplete_copy_can_be_lower_and_so_never_confirms():
    mine = {"dimension": "corridor", "category": "KAZ-RUS RUS-KAZ"}
    caution = "counted in an incomplete copy of the table where the true world rank can be a few places lower, which "
    copied = STOCKS.assign(note=IN_COPY)
    low = decided("десятка", "rank", sources(stocks=copied), **mine)
    assert low.verdict == "contradicted"
    assert f"{caution}cannot improve the verdict, so the wording does not hold" in low.explanation
    high = decided("десятка", "rank", sources(stocks=copied[copied.edition == "Rev.2015"]), **mine)
    assert high.verdict == "undecidable"
    assert f"{caution}could worsen the verdict, which an incomplete copy cannot rule out" in high.explanation
    assert "incomplete" not in decided("десятка", "rank", sources(), **mine).explanation


@pytest.mark.parametrize(
    ("rank", "note", "expected", "words"),
    [
        ("9", None, "holds", ""),
        ("9", IN_COPY, "holds", "which cannot change the verdict"),
        ("1", None, "contradicted", ""),
        ("1", IN_COPY, "undecidable", "which could change the verdict"),
    ],
)
def test_not_leading_is_tested_by_the_rank_of_a_corridor_which_is_another_quantity(rank, note, expected, words):
    stocks = stock_rows(("Rev.2019", 2019, "KAZ", "RUS", 100, rank)).assign(note=note)
    found = decided("не лидируем", "rank", sources(stocks=stocks), flow=None)
    assert (found.test, found.verdict) == ("does_not_lead", expected)
    assert found.explanation.startswith("The rank of a corridor is another quantity than a total volume")
    assert words in found.explanation
    assert ("incomplete copy" in found.explanation) == (note is not None)


def test_unique_falls_with_one_other_pair_that_is_as_balanced():
    assert words("уникальный пример", "quantifier", flow=None) == [("unique", "contradicted")]
    alone = sources(stocks=STOCKS[STOCKS.origin_iso3.isin(["KAZ", "RUS"])])
    found = decided("уникальный пример", "quantifier", alone, flow=None)
    assert found.verdict == "undecidable"
    assert "but one that is not listed would be enough, which an incomplete list cannot rule out" in found.explanation


def test_hardly_any_back_can_hold_as_a_stock_and_fail_as_a_flow():
    stocks = stock_rows(("Rev.2019", 2019, "AAA", "BBB", 100, "1"), ("Rev.2019", 2019, "BBB", "AAA", 7, "9"))
    counted = moves(
        ("2009-2014", "AAA", "BBB", 50, "Pew Research Center"), ("2009-2014", "BBB", "AAA", 1, "Pew Research Center"),
        ("2013-2018", "AAA", "BBB", 50, "Pew Research Center"), ("2013-2018", "BBB", "AAA", 40, "Pew Research Center"),
        ("2015-2020", "AAA", "BBB", 50, "a model"), ("2015-2020", "BBB", "AAA", 1, "a model"),
    )  # fmt: skip
    mine = {"dimension": "corridor", "category": "BBB-AAA AAA-BBB", "flow": None}
    found = words("практически нет", "comparison", sources(stocks=stocks, counted=counted), **mine)
    assert found == [("hardly_any_back_stocks", "holds"), ("hardly_any_back_flows", "contradicted")]


def test_flows_of_unlike_groups_carry_the_caution_of_their_note():
    counted = moves(
        ("2013-2018", "AAA", "BBB", 50, "Pew Research Center"), ("2013-2018", "BBB", "AAA", 40, "Pew Research Center"),
    )  # fmt: skip
    mine = {"dimension": "corridor", "category": "BBB-AAA AAA-BBB", "flow": None}
    unlike = counted.assign(note='A-born northbound; all birthplaces southbound; page "A title"')
    nothing = STOCKS.iloc[:0]
    found = decided("практически нет", "comparison", sources(stocks=nothing, counted=unlike), **mine).explanation
    caution = "though the two directions count unlike groups (A-born northbound, all birthplaces southbound)"
    assert f"a flow ratio of 0.80, {caution}, so the wording does not hold" in found
    for note in (None, "one quarter only", "by birthplace"):
        alike = sources(stocks=nothing, counted=counted.assign(note=note))
        assert "unlike" not in decided("практически нет", "comparison", alike, **mine).explanation
    home = counted.replace({"AAA": "KAZ", "BBB": "RUS"}).assign(note=unlike.note)
    partner = criteria.worded(
        claim_rows({"quote": "сбалансированы", "kind": "comparison", "flow": None}), sources(counted=home)
    )[1]
    assert "in 2013-2018, the last period known both ways" in partner.explanation
    assert caution in partner.explanation


INTO = stock_rows(
    ("Rev.2019", 2019, "AAA", "BBB", 100, "7"), ("Rev.2019", 2019, "CCC", "BBB", 31, "40"),
    ("Rev.2019", 2019, "BBB", "AAA", 900, "8"), ("Rev.2019", 2019, "BBB", "CCC", 7, "80"),
)  # fmt: skip


def with_more(*rows: tuple) -> Sources:
    """The same corridors and others that were not listed before: (origin, destination, stock)."""
    others = stock_rows(*(("Rev.2019", 2019, *row, "99") for row in rows))
    return sources(stocks=pd.concat([INTO, others], ignore_index=True))


def test_the_main_origin_can_be_contradicted_but_not_confirmed_by_a_list_that_is_not_complete():
    mine = {"kind": "rank", "dimension": "corridor"}
    assert words("в основном", category="CCC-BBB", **mine) == [("mostly_from", "contradicted")]
    found = decided("в основном", known=sources(stocks=INTO), category="AAA-BBB", **mine)
    assert found.verdict == "undecidable"
    assert "but 69 people or more from origins not listed would leave it at most 50%, which an inc" in found.explanation
    for unlisted, expected in ((68, "undecidable"), (69, "contradicted")):
        known = with_more(("DDD", "BBB", unlisted))
        assert words("в основном", known=known, category="AAA-BBB", **mine) == [("mostly_from", expected)]


def test_few_come_is_undecidable_where_corridors_that_are_not_listed_could_turn_it():
    mine = {"kind": "comparison", "dimension": "corridor", "category": "WORLD-BBB BBB-WORLD", "flow": None}
    found = decided("приезжают немногие", known=sources(stocks=INTO), **mine)
    assert found.verdict == "undecidable"  # 131 in, 907 out: below a tenth only from 1,311 out
    assert "but 404 more out of BBB in corridors not listed would bring it below 0.10" in found.explanation
    few = decided("приезжают немногие", known=with_more(("BBB", "EEE", 404)), **mine)
    assert few.verdict == "undecidable"  # 1,311 out, so that 132 in would be a tenth
    assert "but 1 more into BBB in corridors not listed would bring it up to 0.10" in few.explanation


def test_a_ratio_of_two_corridors_is_complete_and_decided():
    mine = {"kind": "comparison", "dimension": "corridor", "flow": None}
    for category, expected in (("CCC-BBB BBB-AAA", "holds"), ("AAA-BBB BBB-AAA", "contradicted")):
        found = decided("приезжают немногие", known=sources(stocks=INTO), category=category, **mine)
        assert (found.verdict, " more out" in found.explanation) == (expected, False)


def test_a_lower_bound_that_passes_holds_and_one_that_does_not_leaves_it_open():
    mine = {"kind": "quantifier", "dimension": "corridor", "category": "BBB-WORLD", "flow": None}
    limit = criteria.HUGE
    for listed, expected in ((limit, "holds"), (limit - 1, "undecidable")):
        known = sources(stocks=stock_rows(("Rev.2019", 2019, "BBB", "AAA", listed, "1")))
        found = decided("огромное количество", known=known, **mine)
        assert found.verdict == expected
        assert ("but 1 more in corridors not listed would be enough" in found.explanation) == (listed < limit)
    alone = decided("огромное количество", known=known, **(mine | {"category": "BBB-AAA"}))
    assert alone.verdict == "contradicted"  # one corridor, counted in full


def test_every_phrase_of_the_criteria_table_is_explained_once():
    table = criteria.criteria_table()
    assert list(table.columns) == ["criterion", "phrase", "meaning"]
    assert table.criterion.is_unique
    assert not table.isin([""]).any().any()


# --- the verdict on a claim ----------------------------------------------------------------------------------------


def finding(verdict: str, independent: bool = True, sentence: str = "A sentence.", **more) -> results.TestResult:
    clause = sentence[0].lower() + sentence[1:].removesuffix(".")
    named = {"test": "test", "short": clause} | more
    return results.TestResult("c0", verdict=verdict, explanation=sentence, independent=independent, **named)


@given(st.lists(st.sampled_from(results.VERDICTS), min_size=1))
def test_one_contradiction_outweighs_every_agreement(found):
    decided = reconcile.overall([finding(verdict) for verdict in found]).verdict
    assert (decided == "contradicted") == ("contradicted" in found)
    assert decided in found


def test_an_article_can_contradict_itself_but_not_confirm_itself():
    unchecked = finding("unchecked")
    assert reconcile.overall([finding("holds", independent=False), unchecked]).verdict == "unchecked"
    assert reconcile.overall([finding("contradicted", independent=False), unchecked]).verdict == "contradicted"


def test_tests_that_disagree_are_told_after_the_one_that_decides():
    found = [
        finding("holds", sentence="The first holds.", rows=("a:1",)),
        finding("contradicted", sentence="The second fails.", rows=("a:2",)),
        finding("cut", sentence="Rev.1 is cut, so it takes 3.", short="Rev.1 is cut", rows=("a:3",)),
    ]
    decided_one = reconcile.overall(found)
    assert decided_one.explanation == "The second fails. But the first holds. But Rev.1 is cut."
    assert decided_one.rows == ("a:2", "a:1", "a:3")


def test_only_independent_tests_of_another_verdict_are_told():
    fails = finding("contradicted", sentence="It fails.", tells=("told",))
    quiet = (
        finding("holds", independent=False, sentence="The article agrees with itself."),
        finding("unchecked", sentence="Nothing was found."),
        finding("contradicted", sentence="It fails again."),
        finding("holds", sentence="But for this.", test="told"),  # the deciding one has told of it
    )
    assert reconcile.overall([*quiet[:2], fails, *quiet[2:]]).explanation == "It fails."
    own = finding("contradicted", independent=False, sentence="The article disagrees with itself.")
    both = reconcile.overall([finding("holds", sentence="The series agrees."), own])
    assert both.explanation == "The article disagrees with itself. But the series agrees."


def test_evidence_that_is_split_within_a_test_is_told_last_and_three_sentences_are_enough():
    fails = finding("contradicted", sentence="It fails.")
    split = finding("contradicted", sentence="So does this.", split="an earlier edition agrees")
    others = [finding("holds", sentence=f"Number {one} holds.") for one in "ab"]
    assert reconcile.overall([fails, split]).explanation == "It fails. But an earlier edition agrees."
    assert reconcile.overall([fails, split, *others]).explanation == (
        "It fails. But number a holds. But number b holds."
    )


def table_of(*rows: tuple) -> pd.DataFrame:
    """(claim, test, verdict), and the source where it matters, as the frame that `reconcile` returns."""
    rows = [(*row, "")[:4] for row in rows]
    return pd.DataFrame(rows, columns=["claim_id", "test", "verdict", "source"]).reindex(columns=reconcile.COLUMNS)


def test_unchecked_claims_are_counted_by_what_they_lack():
    table = table_of(
        ("a", "parts_total", "holds"), ("a", "independent_source", "unchecked"), ("a", "overall", "unchecked"),
        ("b", "cause", "unchecked"), ("b", "overall", "unchecked"),
        ("c", "no_measure", "unchecked"), ("c", "overall", "unchecked"),
        ("d", "cause", "unchecked"), ("d", "overall", "unchecked"),
        ("e", "balance", "contradicted"), ("e", "independent_source", "unchecked"), ("e", "overall", "contradicted"),
    )  # fmt: skip
    assert reconcile.reasons_unchecked(table).to_dict("list") == {
        "reason": [
            "no independent source", "a cause", "a forecast without an outcome yet", "no measure set for the words",
            "no test made for such a claim",
        ],
        "claims": [1, 2, 0, 1, 0],
    }  # fmt: skip


COPY = "kz_breakdowns.csv:3"


def test_a_first_figure_that_pages_quote_is_a_copy_too():
    flows = package.read("kz_flows_annual")
    first, final = (flows.row[flows.vintage == vintage].iloc[0] for vintage in ("preliminary", "revised"))
    table = table_of(
        ("a", "annual_series", "holds", first), ("a", "overall", "holds"),
        ("b", "annual_series", "holds", f"{first}; {final}"), ("b", "overall", "holds"),
    )  # fmt: skip
    assert reconcile.quoted_claims(table) == ["a"]


def test_a_total_of_which_only_a_first_figure_is_out_is_told_so():
    flows = flow_rows((2020, "arrivals", 1, "revised"), (2020, "departures", 611, "preliminary"))
    (found,) = figures.annual_series(claim_rows({"value": 611}), sources(flows))
    assert found.verdict == "holds" and found.explanation == (
        "The first figure for 2020, departures, is 611 as pages quote it from the bureau's release, which is printed "
        "as 611."
    )


def test_a_count_of_part_of_a_year_is_held_against_no_year():
    claims = claim_rows({"value": 300, "time_period": "2020-01/2020-06"}, {"value": 608})
    found = reconcile.results_on_article(claims, sources())
    assert [(one.claim_id, one.test) for one in found] == [("c1", "annual_series"), ("c0", "no_test")]
    assert "No test here is made for such a claim" in found[1].explanation


def test_a_claim_about_known_figures_that_no_test_fits_says_so():
    claims = claim_rows({"kind": "cause"}, {"kind": "rank", "flow": "stock"})
    known, unknown = reconcile.without_result(claims, sources())
    assert (known.test, known.verdict) == ("no_test", "unchecked")
    assert unknown.test in ("no_measure", "independent_source")


def test_claims_that_rest_on_a_copy_of_the_release_alone_are_counted():
    table = table_of(
        ("a", "breakdown", "holds", COPY), ("a", "parts_total", "holds"), ("a", "overall", "holds"),
        ("b", "breakdown", "holds", COPY), ("b", "annual_series", "holds", "flows.csv:1"), ("b", "overall", "holds"),
        ("c", "breakdown", "cut", COPY), ("c", "overall", "cut"),
        ("d", "named_list", "holds", f"{COPY}; corridors.csv:4"), ("d", "overall", "holds"),
        ("e", "main_exchange", "holds", f"{COPY}; {COPY}"), ("e", "overall", "holds"),
    )  # fmt: skip
    assert reconcile.quoted_claims(table) == ["a", "e"] and reconcile.quoted_only(table) == 2
    assert reconcile.quoted_only(table[table.claim_id == "d"]) == 0


def test_a_claim_without_a_measure_is_told_from_one_without_a_source():
    claims = claim_rows(
        {"quote": "важная роль", "kind": "comparison"}, {"value": 5, "dimension": "sex", "category": "male"}
    )
    assert [found.test for found in reconcile.without_result(claims, sources())] == [
        "no_measure", "independent_source",
    ]  # fmt: skip


def test_addresses_are_compared_by_host_and_path():
    page = evidence.page_of
    assert page(ARTICLE) == page("http://outlet.kz/news/1-article.html?utm=1") != page("https://outlet.kz/news/2.html")
    assert page("https://outlet.kz/?p=1") != page("https://outlet.kz/?p=2")


def test_nothing_about_a_later_year_is_used():
    run = parameters.Parameters(year=2019)
    assert evidence.known_rows(FLOWS, run).year.max() == 2019
    assert set(evidence.known_rows(STOCKS, parameters.Parameters(year=2018)).edition) == {"Rev.2015"}
    late = moves(("2013-2018", "A", "B", 1, "s"), ("2013-2020", "A", "B", 1, "s")).assign(year=2013)
    assert list(evidence.known_rows(late, run).period) == ["2013-2018"]


def test_the_first_vintage_knows_only_what_was_printed_by_the_editions_date():
    run = parameters.Parameters(year=2020, vintage="first")
    known = evidence.known_rows(FLOWS, run)
    assert set(known[known.year == 2020].vintage) == {"preliminary"}
    days = {"2021-03-01": 611, "2021-03-02": None, None: 611}  # pages with first figures are mostly undated
    for day, first in days.items():
        pages = FLOWS.assign(published=FLOWS.published.mask((FLOWS.year == 2020), pd.Timestamp(day)))
        dated = evidence.sources_for(None, {
            "kz_flows_annual": evidence.known_rows(pages, run), "kz_breakdowns": breakdown_rows(),
            "corridors": STOCKS, "corridor_flows": moves().assign(source_url=None),
        }, run)  # fmt: skip
        final, early = (found("departures", 2020) for found in (dated.final_figure, dated.first_figure))
        assert (final and final.value, early and early.value) == (first, first)
        assert dated.first_figure("departures", 2019).value == 1022, "what came before is known"
    late = REGIONS.assign(published=[pd.Timestamp("2021-02-10"), pd.Timestamp("2021-03-13"), pd.NaT])
    assert list(evidence.known_rows(late, run).category) == ["north"]


# --- the real editions ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run():
    return parameters.check(year=2025)


@pytest.fixture(scope="module")
def claims(run):
    return cleaning.claims_of(package.read("claims"), cleaning.articles_of(package.read("articles"), run))


@pytest.fixture(scope="module")
def verdict_table(run):
    return reconcile.reconcile(run)


@pytest.fixture(scope="module")
def verdict_of(claims, verdict_table):
    """The overall row of the one claim that fits, looked up by what it says."""

    def look_up(quote: str | None = None, **columns):
        mine = claims if quote is None else claims[claims.quote.str.contains(quote)]
        for name, value in columns.items():
            mine = mine[mine[name] == value]
        assert len(mine) == 1, mine[["claim_id", "statement"]]
        rows = verdict_table[verdict_table.claim_id == mine.claim_id.iloc[0]]
        return next(rows[rows.test == "overall"].itertuples())

    return look_up


def test_every_claim_has_tests_and_one_overall_verdict(claims, verdict_table):
    assert list(verdict_table.columns) == reconcile.COLUMNS
    assert list(verdict_table[verdict_table.test == "overall"].claim_id) == list(claims.claim_id)
    assert set(verdict_table[verdict_table.test != "overall"].claim_id) == set(claims.claim_id)
    assert not verdict_table.duplicated(["claim_id", "test"]).any()
    assert set(verdict_table.verdict) <= set(results.VERDICTS)
    assert reconcile.verdict_counts(verdict_table).claims.sum() == len(claims)


def test_every_explanation_is_one_finished_sentence_and_the_overall_one_at_most_three(verdict_table):
    for row in verdict_table.itertuples():
        first, *others = re.split(r"(?<=\.) (?=But )", row.explanation)
        assert len(others) <= (2 if row.test == "overall" else 0)
        for sentence in (first, *(other.removeprefix("But ").capitalize() for other in others)):
            finished(sentence)


def finished(sentence: str) -> None:
    assert sentence[0].isupper() or sentence[0].isdigit()
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert not any(word in sentence for word in ("nan", "None", "inf", "<NA>", "  ", "_", ".0 "))


def test_the_overall_explanation_names_every_independent_test_that_disagrees(verdict_table):
    """Each of them has its sentence, and its rows are among the sources."""
    decided_rows = verdict_table[(verdict_table.test == "overall") & (verdict_table.verdict != "unchecked")]
    tests = verdict_table[~verdict_table.test.isin(["overall", *reconcile.OWN_TESTS])]
    for row in decided_rows.itertuples():
        mine = tests[tests.claim_id == row.claim_id]
        against = mine[mine.verdict != row.verdict]
        told = row.explanation.count(" But ") + row.explanation.count(
            "largest published (no others are published), but "
        )
        assert told >= len(against), row.explanation
        assert all(set(one.source.split("; ")) <= set(row.source.split("; ")) for one in against.itertuples())


def test_reasons_and_copies_add_up_with_the_verdicts(verdict_table):
    counts = reconcile.verdict_counts(verdict_table).set_index("verdict").claims
    assert reconcile.reasons_unchecked(verdict_table).claims.sum() == counts["unchecked"]
    assert 0 < reconcile.quoted_only(verdict_table) < counts["holds"]


def test_every_verdict_on_evidence_names_its_rows(verdict_table):
    judged = verdict_table[verdict_table.verdict != "unchecked"]
    assert judged.source.str.fullmatch(r"\w+\.csv:\d+(; \w+\.csv:\d+)*").all()
    assert judged[judged.test.str.contains("series|breakdown|implied")].found_low.notna().all()


def test_no_claim_is_tested_against_its_own_page(run, claims, verdict_table):
    own = {evidence.page_of(url) for url in package.read("articles").url}
    tables = [package.read(name) for name in ("kz_breakdowns", "kz_flows_annual")]
    rows = pd.concat([table[table.source_url.map(evidence.page_of).isin(own)].row for table in tables])
    used = set(verdict_table.source.str.split("; ").explode())
    assert len(rows) and not used & set(rows)


TOTAL = {"dimension": "total", "kind": "change"}
ARRIVED = {"flow": "arrivals", "dimension": "region", "kind": "quantity"}


@pytest.mark.parametrize(
    ("expected", "columns"),
    [
        ("holds_preliminary", {"flow": "departures", "time_period": "2025", **TOTAL}),
        ("holds_preliminary", {"flow": "arrivals", "time_period": "2025", **TOTAL}),
        ("holds_preliminary", {"flow": "arrivals", "time_period": "2024", **TOTAL}),  # by a page that quotes it
        ("holds", {"flow": "internal", **TOTAL}),
        ("holds", {"flow": "departures", "dimension": "total", "kind": "quantity"}),
        ("cut", {"flow": "departures", "dimension": "region", "kind": "quantity", "category": "karaganda_region"}),
        ("cut", {"category": "almaty_region", **ARRIVED}),
        ("holds", {"category": "mangystau_region", **ARRIVED}),
        ("contradicted", {"flow": "arrivals", "dimension": "region", "kind": "rank"}),
        ("holds", {"flow": "departures", "dimension": "region", "kind": "rank"}),
        ("holds", {"flow": "internal_net", "dimension": "region", "kind": "rank"}),
        ("unchecked", {"flow": "departures", "dimension": "ethnicity", "category": "german"}),
        ("unchecked", {"flow": "departures", "dimension": "sex", "category": "female"}),
        ("unchecked", {"flow": "departures", "kind": "forecast"}),
        ("contradicted", {"quote": "перестали"}),
        ("contradicted", {"quote": "почти на половину"}),
        ("contradicted", {"quote": "стагнации"}),
        ("contradicted", {"quote": "десятку"}),
        ("contradicted", {"quote": "уникальный"}),
        ("contradicted", {"quote": "практически нет"}),
        ("contradicted", {"quote": "равномерный"}),
        ("undecidable", {"quote": "из соседнего"}),
        ("undecidable", {"quote": "лишь немногие"}),
        ("holds", {"quote": "огромное количество"}),
        ("holds", {"quote": "не лидируем"}),
        ("holds", {"quote": "мигрируют миллионы"}),
        ("holds", {"quote": "Основной миграционный обмен"}),
    ],
)
def test_well_known_claims_of_the_edition(verdict_of, expected, columns):
    assert verdict_of(**columns).verdict == expected


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        (
            "относительно сбалансированы",
            ("yearly flow ratio of 0.32", "But 8,800", "0.91", "But by stocks", "0.97 in Rev"),
        ),
        (
            "практически нет",
            ("Mexico-born northbound, all birthplaces southbound", "But Rev.2024", "stock ratio of 0.07"),
        ),
        ("десятку", ("the true world rank can be a few places lower, which cannot improve the verdict",)),
        ("не лидируем", ("another quantity than a total volume", "can be a few places lower, which cannot change")),
        ("из соседнего", ("57.6%, but 608,434 people or more from origins not listed",)),
        ("лишь немногие", ("but 23,710,601 more out of India in corridors not listed",)),
        ("Лидеры по приему", ("The three named are the three largest published", ", but with the published figures")),
    ],
)
def test_what_the_review_asked_the_explanations_to_say(verdict_of, quote, words):
    explanation = verdict_of(quote).explanation
    places = [explanation.find(word) for word in words]
    assert -1 not in places and places == sorted(places), explanation


def test_pages_later_than_the_article_are_told_from_those_of_its_day(claims, verdict_table):
    """No figure of a page that came after the article, or is undated, is said to be quoted from it."""
    days = package.read("articles").set_index("article_id").published
    pages = package.read("kz_breakdowns").set_index("row").published
    mine = verdict_table[verdict_table.test == "breakdown"].merge(claims[["claim_id", "article_id"]], on="claim_id")
    in_time = pages[mine.source.str.split("; ").str[0]].to_numpy() <= days[mine.article_id].to_numpy()
    assert set(in_time) == {True, False}
    assert (mine.explanation.str.contains("later than the article") == ~in_time).all()
    assert not mine[~in_time].explanation.str.contains("quoted rightly").any()


def test_doubtful_figures_name_their_doubt(verdict_of):
    gain = {"flow": "internal_net", "kind": "quantity"}
    assert verdict_of(category="almaty_city", **gain).doubt == "almaty-swap-2025"
    assert verdict_of(category="astana_city", **gain).doubt == ""


def test_causes_and_forecasts_stay_unchecked(claims, verdict_table):
    open_claims = claims[claims.kind.isin(["cause", "forecast"])].claim_id
    rows = verdict_table[verdict_table.claim_id.isin(open_claims)]
    assert len(rows) and set(rows.verdict) == {"unchecked"}


def test_another_figure_gets_another_verdict(run, claims):
    known = {name: package.read(name) for name in ("kz_flows_annual", "kz_breakdowns", "corridors", "corridor_flows")}
    known = {name: evidence.known_rows(table, run) for name, table in known.items()}
    printed = claims[claims.value.notna()]
    article = next(package.read("articles").query("article_id == @printed.article_id.iloc[0]").itertuples())
    known = evidence.sources_for(article.url, known, run)
    doubled = printed.assign(low=printed.low * 2, high=printed.high * 2, value=printed.value * 2)
    before, after = (_decided(frame, known) for frame in (printed, doubled))
    assert {before[claim] for claim in before} >= {"holds", "holds_preliminary", "cut", "unchecked"}
    judged = [claim for claim, verdict in before.items() if verdict != "unchecked"]
    assert {after[claim] for claim in judged} == {"contradicted"}


def _decided(claims: pd.DataFrame, evidence: Sources) -> dict[str, str]:
    findings = reconcile.results_on_article(claims, evidence)
    mine = {claim: [one for one in findings if one.claim_id == claim] for claim in claims.claim_id}
    return {claim: reconcile.overall(found).verdict for claim, found in mine.items()}


def test_a_year_without_articles_gives_an_empty_table_of_the_same_kind(verdict_table):
    empty = reconcile.reconcile(parameters.Parameters(year=2010))
    assert empty.empty
    assert list(empty.dtypes) == list(verdict_table.dtypes)
    assert set(reconcile.verdict_counts(empty).claims) == {0}
    assert set(reconcile.reasons_unchecked(empty).claims) == {0}
    assert reconcile.quoted_only(empty) == 0


def test_the_first_vintage_uses_no_later_release(run):
    table = reconcile.reconcile(parameters.Parameters(year=run.year, vintage="first"))
    flows, breakdowns = (
        table[table.year == run.year] for table in map(package.read, ("kz_flows_annual", "kz_breakdowns"))
    )
    late = {*flows[flows.vintage == "revised"].row, *breakdowns[~(breakdowns.published <= run.cutoff)].row}
    assert not late & set(table.source.str.split("; ").explode())
    assert "cut" not in set(table.verdict)  # the figures by region were released after the edition's date


def test_a_round_up_of_another_year_without_positions(tmp_path, monkeypatch):
    """Its own rows are set aside: the totals rest on the official series, the country is reconcile."""
    shutil.copytree(paths.raw_folder(), tmp_path / "raw")
    monkeypatch.setenv(paths.RAW_VARIABLE, str(tmp_path / "raw"))
    page = "https://mgorod.kz/news/iz-kakih-stran-chashhe-vsego-pereezzhayut-v-kazahstan-na-pmzh"
    rows = [
        "arrivals,total,total,2023,,quantity,25 387,25387,0,0,persons",
        'arrivals,total,total,2023,2022,change,"45,7%",45.7,0,1,percent_increase',
        "arrivals,country,russia,2023,,quantity,11 711,11711,0,0,persons",
    ]
    add_article(tmp_path / "raw", "round_up", page, rows)
    table = reconcile.reconcile(parameters.Parameters(year=2023))
    decided = table[(table.test == "overall") & table.claim_id.str.startswith("round_up")]
    assert list(decided.verdict) == ["holds", "holds", "unchecked"]


def add_article(folder, article: str, page: str, rows: list[str]) -> None:
    """Append an article of 2023 and its claims, without positions, to a copy of the data package."""
    with (folder / "articles.csv").open("a", encoding="utf-8") as file:
        columns = {"article_id": article, "published": "2024-02-14", "reference_year": "2023", "url": page}
        file.write(",".join(columns.get(name, "") for name in header(folder / "articles.csv")) + "\n")
    names = ["flow", "dimension", "category", "time_period", "base_period", "kind", "quote", "value", "unit_mult",
             "decimals", "unit_measure"]  # fmt: skip
    with (folder / "claims.csv").open("a", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            fields = dict(zip(names, next(csv.reader([row])), strict=True))
            fields |= {"claim_id": f"{article}-{number}", "article_id": article}
            values = (str(fields.get(name, "")) for name in header(folder / "claims.csv"))
            file.write(",".join(f'"{value}"' if "," in value else value for value in values) + "\n")


def header(path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[0].split(",")


# --- the doubt about two units --------------------------------------------------------------------------------------


def test_the_accounts_of_the_two_units_fit_only_when_swapped():
    table = doubts.almaty_evidence(package.read("kz_breakdowns"), package.read("kz_population")).set_index("unit")
    city, region = table.loc["almaty_city"], table.loc["almaty_region"]
    assert (city.gain_year, city.gain_nine_months, city.population_change) == (12110, 27800, 55869)
    assert (city.natural_printed_low, city.natural_printed_high) == (40448, 40448)
    assert (city.natural_swapped_low, city.natural_swapped_high) == (19432, 19432)
    assert (region.gain_year, region.gain_nine_months, region.population_change) == (33126, 8000, 36207)
    assert (region.natural_printed_low, region.natural_printed_high) == (-2673, -1989)
    assert (region.natural_swapped_low, region.natural_swapped_high) == (18343, 19027)


# --- other languages ---------------------------------------------------------------------------------------------

NOT_WORDS = r"Rev\.\d{4}|\b[\w-]+(?:\.[\w-]+)+\b"  # editions of a table, and sites


@pytest.mark.parametrize("year", [2021, 2023, 2025])
def test_explanations_are_russian_and_all_else_is_the_same(year):
    english, russian, kazakh = (
        reconcile.reconcile(parameters.Parameters(year=year, language=code)) for code in ("en", "ru", "kk")
    )
    pd.testing.assert_frame_equal(kazakh, english)
    assert len(english)
    pd.testing.assert_frame_equal(russian.drop(columns="explanation"), english.drop(columns="explanation"))
    for row, said in zip(russian.itertuples(), english.explanation, strict=True):
        assert not re.search("[A-Za-z]", re.sub(NOT_WORDS, "", row.explanation)), row.explanation
        assert row.explanation.count(" Но ") == said.count(" But "), row.explanation
        assert row.explanation.endswith(".") and ".." not in row.explanation
        with speaking("ru"):
            assert not re.search("[A-Za-z]", verdict_words.name_of_test(row.test)) or row.test == "overall"


def test_the_tidy_tables_are_english_in_every_edition():
    tables = processed.tables(parameters.Parameters(year=2021, language="ru"))
    pd.testing.assert_frame_equal(tables["reconciliation"], reconcile.reconcile(parameters.Parameters(year=2021)))


def test_criteria_are_said_in_the_language_spoken():
    with speaking("ru"):
        table = criteria.criteria_table()
    assert not table[["phrase", "meaning"]].map(lambda cell: bool(re.search("[A-Za-z]", cell))).any().any()
    assert table.meaning[0] == "снижение не менее чем на 25\xa0% к предыдущему году"


@pytest.mark.parametrize(
    ("category", "russian"),
    [("usa", "США"), ("south_korea", "Республика Корея"), ("cis", "страны СНГ"), ("nowhere", "nowhere")],
)
def test_countries_of_the_data_have_their_names(category, russian):
    assert verdict_words.group_name("usa") == "the United States"
    with speaking("ru"):
        assert verdict_words.group_name(category) == russian


def test_an_abbreviation_ends_a_sentence_with_its_own_stop():
    assert verdict_words.sentence("напечатано 7,6 тыс.") == "Напечатано 7,6 тыс."
    assert verdict_words.sentence("it fits") == "It fits."


def test_without_a_year_that_has_all_figures_there_is_no_evidence():
    breakdowns = package.read("kz_breakdowns")
    last = breakdowns.year == doubts.almaty_evidence(breakdowns, package.read("kz_population")).year.max()
    for unknown in (
        breakdowns.flow == "departures",
        (breakdowns.flow == "arrivals") & (breakdowns.category == "almaty_city"),
    ):
        assert (last & unknown).any()
        found = doubts.almaty_evidence(breakdowns[~(last & unknown)], package.read("kz_population"))
        assert found.empty and list(found.columns) == doubts.EVIDENCE


def test_intervals_of_rows_do_not_miss_their_bound_by_a_hair():
    row = pd.DataFrame({"low": [13.55], "high": [13.6 + 0.05]}).iloc[0]
    assert evidence.interval_of(row) == Interval(13.55, 13.65)


# --- the figures and the rows that a finding on words rests on ------------------------------------------------------


def finds(quote: str, kind: str, known: Sources | None = None, others: tuple = (), **more) -> results.TestResult:
    """The one finding on one worded claim."""
    (found,) = criteria.worded(claim_rows({"quote": quote, "kind": kind} | more, *others), known or sources())
    return found


def ends(found: results.TestResult) -> list[float]:
    return [float(end) for end in found.found.ends]


def figures_in(found: results.TestResult) -> list[str]:
    """The figures of the explanation up to what the wording takes."""
    return re.findall(r"\d[\d.,]*\d|\d", found.explanation.partition("; it ")[0])


def test_a_word_for_changes_rests_on_every_flow():
    found = finds("заметные изменения", "quantifier", flow=None)
    assert ends(found) == pytest.approx([-39.2, 200])
    assert set(found.rows) == {"flows:2", "flows:3", "flows:5", "flows:6"}
    first = flow_rows(
        (2019, "arrivals", 1, "revised"), (2019, "departures", 1000, "revised"),
        (2019, "departures", 505, "preliminary"), (2020, "arrivals", 1, "revised"),
        (2020, "departures", 900, "revised"), (2020, "departures", 606, "preliminary"),
    )  # fmt: skip
    grown = finds("рост", "direction", sources(first))
    assert grown.verdict == "holds_preliminary" and ends(grown) == pytest.approx([20, 20])
    both = sources(first.assign(value=[1, 1000, 1001, 1, 900, 901]))
    assert finds("рост", "direction", both).verdict == "contradicted"


def test_a_turn_rests_on_the_changes_of_two_years():
    found = finds("снижение после роста", "direction")
    assert ends(found) == pytest.approx([-39.2, -39.2])
    assert set(found.rows) == {"flows:1", "flows:3", "flows:6"}
    assert "2019" in figures_in(found) and "2020" in figures_in(found) and "50.0" in figures_in(found)
    for year in (2018, 2020):
        assert words("снижение после роста", "direction", sources(FLOWS[FLOWS.year != year])) == []


def test_a_flow_that_stopped_is_a_share_of_the_mean_of_ten_years():
    years = [(year, flow, 1000, "revised") for year in range(2010, 2020) for flow in cleaning.FLOWS]
    flows = flow_rows(*years, (2020, "arrivals", 1, "revised"), (2020, "departures", 50, "revised"))
    found = finds("перестали уезжать", "quantifier", sources(flows))
    assert found.verdict == "contradicted" and ends(found) == [5, 5], "it takes less than 5%"
    assert {"50", "2020", "5.0", "1,000", "2010", "2019"} <= set(figures_in(found))
    assert found.rows == ("flows:21", *[f"flows:{n}" for n in range(1, 20, 2)])


def test_a_majority_is_of_published_counts_where_there_are_any():
    mine = {"flow": "departures", "dimension": "urban_rural", "category": "urban"}
    groups = breakdown_rows(
        ("departures", "total", "other", 9001, "persons", "9001"),
        ("departures", "total", "total", 1001, "persons", "1001"),
        ("departures", "urban_rural", "rural", 101, "persons", "101"),
        ("departures", "urban_rural", "urban", 901, "persons", "901"),
    )  # fmt: skip
    found = finds("подавляющее большинство", "quantifier", sources(breakdowns=groups), **mine)
    assert found.verdict == "holds" and found.independent and ends(found) == pytest.approx([90.01, 90.01], abs=0.01)
    assert found.rows == ("breakdowns:3", "breakdowns:1") and figures_in(found)[:2] == ["90.0", "90.0"]
    own = finds("подавляющее большинство", "quantifier", None, (in_thousands(7.6), in_thousands(5.9, **mine)), **mine)
    assert (
        not own.independent and own.explanation.partition(" figures ")[0] != found.explanation.partition(" figures ")[0]
    )


def test_pairs_that_are_as_balanced_are_told_from_the_most_balanced_on():
    others = [("DDD", "BBB", 100, 95), ("EEE", "BBB", 100, 90), ("FFF", "BBB", 100, 10)]
    rows = [("Rev.2019", 2019, a, b, n, "1") for x, y, n, m in others for a, b, n in ((x, y, n), (y, x, m))]
    home = [("Rev.2019", 2019, "KAZ", "RUS", 100, "9"), ("Rev.2019", 2019, "RUS", "KAZ", 80, "30")]
    known = sources(stocks=stock_rows(*home, *rows))
    found = finds("уникальный пример", "quantifier", known, flow=None)
    assert found.verdict == "contradicted" and ends(found) == [0.8, 0.8]
    assert found.explanation.index("0.95") < found.explanation.index("0.9 " if "0.9 " in found.explanation else "0.90")
    assert found.rows == tuple(f"corridors:{n}" for n in (0, 1, 2, 4, 3, 5))
    (sided,) = criteria.worded(claim_rows({"quote": "односторонние", "kind": "comparison"}), known)
    assert ends(sided) == pytest.approx([1 / 3, 1 / 3]) and sided.verdict == "contradicted"
    assert words("односторонние", "comparison", sources(stocks=known.corridors.iloc[:0])) == []


def test_a_count_that_just_reaches_the_limit_holds():
    mine = {"dimension": "corridor", "category": "BBB-WORLD", "flow": None}
    known = sources(stocks=stock_rows(("Rev.2019", 2019, "BBB", "AAA", criteria.HUGE, "1")))
    found = finds("огромное количество", "quantifier", known, **mine)
    assert ends(found) == [criteria.HUGE] * 2 and found.rows == ("corridors:0",) and "2019" in found.explanation


# --- on the limit ---------------------------------------------------------------------------------------------------


def gains(**people: int) -> Sources:
    """Published gains of cities."""
    rows = [("internal_net", "region", city, gained, "persons", str(gained)) for city, gained in people.items()]
    return sources(breakdowns=breakdown_rows(*rows))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (gains(a=30, b=30), "holds"),  # nobody else is published
        (gains(a=60, b=1, c=10), "holds"),
        (gains(a=60, b=0, c=10), "contradicted"),
        (gains(a=60, b=-5, c=10), "contradicted"),
        (gains(a=20, b=20, c=40), "contradicted"),  # half is not more than half
    ],
)
def test_large_cities_all_gain_and_together_more_than_half(known, expected):
    mine = {"flow": "internal_net", "dimension": "region", "category": "a b"}
    assert words("крупные города", "direction", known, **mine) == [("large_cities", expected)]


@pytest.mark.parametrize(("second", "expected"), [(1, "holds"), (0, "contradicted")])
def test_a_list_names_groups_above_zero(second, expected):
    mine = {"flow": "internal_net", "dimension": "region", "category": "a b"}
    assert words("выигрыши", "rank", gains(a=9, b=second), **mine) == [("named_list", expected)]


def test_a_city_whose_gain_is_rounded_leaves_the_majority_open():
    mine = {"flow": "internal_net", "dimension": "region", "category": "a b"}
    for others, expected in ((6001, "undecidable"), (5899, "holds"), (6101, "contradicted")):
        known = gains(a=3100, b=2901, c=others)  # 5,951–6,051 together
        assert words("крупные города", "direction", known, **mine) == [("large_cities", expected)]
    found = finds("крупные города", "direction", gains(a=3100, b=2901, c=6001), **mine)
    assert found.explanation.startswith("A (3,050–3,150) and b (2,901) took 49.8–50.2% of the 11,952–12,052 in gains")
    assert words("крупные города", "direction", gains(a=0, b=-5), **mine) == [], "nobody is known to gain"


@pytest.mark.parametrize(
    ("share", "expected"), [("50%", "undecidable"), ("50,1%", "holds"), ("49,9%", "contradicted"), ("51%", "holds")]
)
def test_a_share_that_may_be_more_than_half_is_open(share, expected):
    known = breakdown_rows(
        ("arrivals", "country_group", "cis", 81.8, "percent", "81,8%"),
        ("departures", "country_group", "cis", float(share[:-1].replace(",", ".")), "percent", share),
    )
    mine = {"flow": None, "dimension": "country_group", "category": "cis"}
    assert finds("основной обмен", "comparison", sources(breakdowns=known), **mine).verdict == expected
    failing = known.assign(value=[40.0, known.value[1]], as_published=["40,0%", share])
    assert finds("основной обмен", "comparison", sources(breakdowns=failing), **mine).verdict == "contradicted"


def test_a_rounded_flow_may_have_stopped_or_not():
    years = [(year, flow, 20_000, "revised") for year in range(2010, 2020) for flow in cleaning.FLOWS]
    for printed, expected in (("1 тыс.", "undecidable"), ("0,9 тыс.", "holds"), ("1,1 тыс.", "contradicted")):
        new = int(1000 * float(printed.split()[0].replace(",", ".")))
        flows = flow_rows(*years, (2020, "arrivals", 1, "revised"), (2020, "departures", new, "preliminary"))
        flows.loc[21, "as_published"] = printed
        found = finds("перестали уезжать", "quantifier", sources(flows))
        assert found.verdict == expected
    assert found.explanation.startswith(
        "1,050–1,150 departures were registered in 2020, 5.2–5.8% of the mean of 20,000"
    )
    flows = flow_rows(*years, (2020, "arrivals", 1, "revised"), (2020, "departures", 1000, "revised"))
    flows.loc[19, "as_published"] = "20 тыс."  # of 2019: 19,500–20,500
    flows.loc[19, "vintage"] = "preliminary"
    assert finds("перестали уезжать", "quantifier", sources(flows)).verdict == "undecidable"


@pytest.mark.parametrize(
    ("arrived", "left", "expected", "ratio"),
    [
        ("800", "1000", "holds", "0.80"),
        ("8 тыс.", "10 тыс.", "undecidable", "0.71–0.89"),
        ("10 тыс.", "8 тыс.", "undecidable", "0.71–0.89"),
        ("7,4 тыс.", "10 тыс.", "contradicted", "0.70–0.78"),
        ("9 тыс.", "9 тыс.", "holds", "0.89–1.00"),
    ],
)
def test_the_balance_of_rounded_flows_can_be_open(arrived, left, expected, ratio):
    sizes = [int(float(one.split()[0].replace(",", ".")) * (1000 if "тыс" in one else 1)) for one in (arrived, left)]
    flows = flow_rows(*((2020, flow, size, "revised") for flow, size in zip(cleaning.FLOWS, sizes, strict=True)))
    known = sources(flows.assign(as_published=[arrived, left]), stocks=STOCKS.iloc[:0])
    found = finds("сбалансированы", "comparison", known, flow=None)
    assert (found.test, found.verdict) == ("balanced_flows", expected)
    assert f"a yearly flow ratio of {ratio}, " in found.explanation


def test_the_smaller_over_the_larger_uses_each_count_once():
    ratio = worded_balance.interval_ratio
    assert ratio(Interval(4, 5), Interval(8, 10)) == ratio(Interval(8, 10), Interval(4, 5)) == Interval(0.4, 0.625)
    assert ratio(Interval(1, 10), Interval(5, 5)) == Interval(0.2, 1)
    assert ratio(Interval(0, 0), Interval(5, 5)) == Interval(0, 0)


def test_a_majority_that_is_just_reached_holds_and_one_that_may_be_is_open():
    mine = {"flow": "departures", "dimension": "urban_rural", "category": "urban"}
    groups = breakdown_rows(
        ("departures", "total", "total", 1004, "persons", "1004"),
        ("departures", "urban_rural", "urban", 753, "persons", "753"),
    )
    held = words("подавляющее большинство", "quantifier", sources(breakdowns=groups), **mine)
    others = {"value": 1000}, {"value": 0.7, "unit_mult": 3, "decimals": 1} | mine
    open_ = words("подавляющее большинство", "quantifier", None, others, **mine)
    assert [*held, *open_] == [("overwhelming_majority", "holds"), ("overwhelming_majority", "undecidable")]


def home_and(*others: tuple, there=100, back=80, edition="Rev.2019") -> pd.DataFrame:
    """Stocks of our pair and of others, (stock, stock back), in one edition."""
    pairs = [("KAZ", "RUS", there, back), *((f"A{n}", f"B{n}", *one) for n, one in enumerate(others))]
    rows = [(edition, 2019, a, b, people, "9") for x, y, n, m in pairs for a, b, people in ((x, y, n), (y, x, m))]
    return stock_rows(*rows)


def test_the_limits_of_balance_belong_to_it():
    flows = flow_rows((2020, "arrivals", 800, "revised"), (2020, "departures", 1000, "revised"))
    known = sources(flows, stocks=home_and())
    assert words("сбалансированы", "comparison", known, flow=None) == [
        ("balanced_flows", "holds"), ("balanced_stocks", "holds"),
    ]  # fmt: skip
    one_flow = sources(flows.assign(year=[2019, 2020]), stocks=home_and())
    assert words("сбалансированы", "comparison", one_flow, flow=None) == [("balanced_stocks", "holds")]
    for older, newer in ((80, 50), (50, 80)):
        tables = home_and(back=older, edition="Rev.2015"), home_and(back=newer)
        *_, finding = criteria.worded(
            claim_rows({"quote": "сбалансированы", "kind": "comparison", "flow": None}),
            sources(stocks=pd.concat(tables)),
        )
        assert finding.split, "the editions disagree where one reaches the limit"


def test_a_pair_as_balanced_as_ours_ends_its_being_unique():
    assert words("уникальный", "quantifier", sources(stocks=home_and((100, 80))), flow=None) == [
        ("unique", "contradicted")
    ]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([(100, 49), (100, 60)], "contradicted"),  # half of the pairs are not most of them
        ([(100, 49), (100, 60), (100, 48)], "holds"),
        ([(100, 50), (100, 60), (100, 48)], "contradicted"),  # a ratio of one half is not below it
    ],
)
def test_most_other_pairs_are_one_sided(others, expected):
    known = sources(stocks=home_and(*others))
    assert words("односторонние", "comparison", known, flow=None) == [("one_sided", expected)]


@pytest.mark.parametrize(("rank", "expected"), [("2", "holds"), ("1", "contradicted")])
def test_the_second_rank_does_not_lead(rank, expected):
    unranked = ("Rev.2019", 2019, "RUS", "KAZ", 100, "not ranked")
    known = sources(stocks=stock_rows(("Rev.2019", 2019, "KAZ", "RUS", 100, rank), unranked))
    assert words("не лидируем", "rank", known, flow=None) == [("does_not_lead", expected)]


def test_a_tenth_is_no_longer_hardly_any():
    stocks = stock_rows(("Rev.2019", 2019, "AAA", "BBB", 100, "1"), ("Rev.2019", 2019, "BBB", "AAA", 10, "9"))
    counted = moves(
        ("2019", "AAA", "BBB", 100, "Pew Research Center"), ("2019", "BBB", "AAA", 10, "Pew Research Center")
    )
    mine = {"dimension": "corridor", "flow": None}
    known = sources(stocks=stocks, counted=counted)
    assert words("практически нет", "comparison", known, category="BBB-AAA AAA-BBB", **mine) == [
        ("hardly_any_back_stocks", "contradicted"), ("hardly_any_back_flows", "contradicted"),
    ]  # fmt: skip
    turned = finds("практически нет", "comparison", known, category="WORLD-AAA AAA-WORLD", **mine)
    assert turned.verdict == "undecidable" and " but 1 more out of AAA " in turned.explanation, (
        "one more who left turns a tenth"
    )


# --- what a finding on words leaves out -----------------------------------------------------------------------------

FOUR = breakdown_rows(
    ("arrivals", "region", "north", 50, "persons", "50"), ("arrivals", "region", "south", 40, "persons", "40"),
    ("arrivals", "region", "east", 30, "persons", "30"), ("arrivals", "region", "west", 20, "persons", "20"),
)  # fmt: skip


def test_leaders_are_told_beside_the_next_group_and_no_other():
    mine = {"quote": "лидеры", "kind": "rank", "flow": "arrivals", "dimension": "region"}
    members, order = criteria.worded(claim_rows(mine | {"category": "east north"}), sources(breakdowns=FOUR))
    assert figures_in(members) == ["50", "40", "30"]
    assert "two largest" not in members.short, "the members are wrong"
    assert order.verdict == "contradicted" and order.tells == () and len(order.rows) == 2
    assert order.explanation.startswith("With the published figures the list reads east (30) and north (50)")
    _, right = criteria.worded(claim_rows(mine | {"category": "north south"}), sources(breakdowns=FOUR))
    assert right.verdict == "holds" and right.tells == ()


def test_a_total_has_no_leaders_and_is_no_list():
    known = sources(breakdowns=breakdown_rows(("arrivals", "total", "total", 50, "persons", "50")))
    for quote in ("лидеры", "выигрыши"):
        assert words(quote, "rank", known, flow="arrivals") == []


def test_a_claim_without_a_year_speaks_of_the_year_of_the_edition():
    shares = breakdown_rows(*((flow, "country_group", "cis", 81.8, "percent", "81,8%") for flow in cleaning.FLOWS))
    years = [(year, flow, 1000, "revised") for year in range(2010, 2020) for flow in cleaning.FLOWS]
    flows = flow_rows(*years, (2020, "arrivals", 1, "revised"), (2020, "departures", 40, "revised"))
    region = {"dimension": "region", "category": "north south", "flow": "arrivals"}
    urban = {"dimension": "urban_rural", "category": "urban"}
    counts = breakdown_rows(
        ("departures", "total", "total", 1004, "persons", "1004"),
        ("departures", "urban_rural", "urban", 900, "persons", "900"),
    )
    for quote, kind, known, more in [
        ("перестали уезжать", "quantifier", sources(flows), {}),
        ("подавляющее большинство", "quantifier", sources(breakdowns=counts), urban),
        ("основной обмен", "comparison", sources(breakdowns=shares),
         {"flow": None, "dimension": "country_group", "category": "cis"}),
        ("крупные города", "direction", gains(a=30, b=30),
         {"flow": "internal_net", "dimension": "region", "category": "a b"}),
        ("лидеры", "rank", sources(breakdowns=FOUR), region),
        ("выигрыши", "rank", sources(breakdowns=FOUR), region),
    ]:  # fmt: skip
        told = words(quote, kind, known, **more)
        assert told and words(quote, kind, known, **more, time_period=None) == told, quote


@pytest.mark.parametrize("side", [0, 1])
def test_a_caution_on_either_direction_is_told(side):
    counted = moves(
        ("2019", "KAZ", "RUS", 50, "Pew Research Center"), ("2019", "RUS", "KAZ", 40, "Pew Research Center")
    )
    counted.loc[side, "note"] = "A-born northbound; all birthplaces southbound"
    known = sources(counted=counted)
    found = criteria.worded(claim_rows({"quote": "сбалансированы", "kind": "comparison", "flow": None}), known)[1]
    corridor = {"dimension": "corridor", "category": "RUS-KAZ KAZ-RUS", "flow": None}
    back = criteria.worded(claim_rows({"quote": "практически нет", "kind": "comparison"} | corridor), known)[-1]
    assert all("all birthplaces southbound" in one.explanation for one in (found, back))


def test_the_stems_of_the_words_are_shown_for_readers():
    phrases = criteria.criteria_table().set_index("criterion").phrase
    assert phrases["almost_half"] == "почти … половин / вдво / два раза"
    assert phrases["sharp_fall"] == "резк… сниж / сокра / пада / упал"


def test_the_accounts_of_a_unit_add_up_and_need_the_population_of_the_next_year():
    breakdowns, population = package.read("kz_breakdowns"), package.read("kz_population")
    found = doubts.almaty_evidence(breakdowns, population)
    for unit in found.itertuples():
        for external, natural in (
            (unit.external_high, unit.natural_printed_low),
            (unit.external_low, unit.natural_printed_high),
        ):
            assert unit.population_change == unit.gain_year + external + natural
    assert (found.external_low < found.external_high).any(), "unpublished departures leave a range"
    known = population[population.year <= found.year.max()]
    assert not (doubts.almaty_evidence(breakdowns, known).year == found.year.max()).any()
    other = breakdowns[breakdowns.dimension == "region"].assign(dimension="town", value=1.0)
    pd.testing.assert_frame_equal(doubts.almaty_evidence(pd.concat([other, breakdowns]), population), found)


# --- findings of the article against itself, whole ------------------------------------------------------------------


def test_a_balance_that_is_not_printed_whole_does_not_stop_the_next():
    flows = [in_thousands(23.8, flow="arrivals"), in_thousands(7.6)]
    others = [
        in_thousands(1.2, flow="net", time_period="2019"),  # of a year without flows
        in_thousands(5.0, time_period="2019"), {"flow": "arrivals", "kind": "rank"},
        in_thousands(9.9, flow="arrivals", dimension="country", category="russia"),
    ]  # fmt: skip
    nets = [in_thousands(16.2, flow="net"), in_thousands(15.2, flow="net")]
    found, wrong = figures.balance(claim_rows(*others[:1], *flows, *others[1:], *nets), sources())
    assert (found.claim_id, wrong.claim_id, found.test, found.independent) == ("c6", "c7", "balance", False)
    assert found.rows == ("claims.csv:1", "claims.csv:2") and ends(found) == pytest.approx([16100, 16300])
    assert (found.verdict, wrong.verdict) == ("holds", "contradicted")
    assert found.explanation != wrong.explanation.replace("15.2", "16.2"), "whether it fits is said"


def test_a_share_without_its_counts_does_not_stop_the_next():
    group = {"dimension": "urban_rural", "category": "urban"}
    lonely = percent_claim(50.0, "percent", dimension="sex", category="female")
    shares = [percent_claim(value, "percent", **group) for value in (77.6, 80.1)]
    claims = claim_rows(lonely, in_thousands(7.6), in_thousands(5.9, **group), *shares)
    found, wrong = figures.share_arithmetic(claims, sources())
    assert (found.claim_id, wrong.claim_id, found.test, found.independent) == ("c3", "c4", "share_arithmetic", False)
    assert found.rows == ("claims.csv:2", "claims.csv:1") and ends(found) == pytest.approx([76.47, 78.81], abs=0.01)
    assert "77.6%" in found.explanation and "80.1%" in wrong.explanation
    assert found.explanation != wrong.explanation.replace("80.1", "77.6"), "whether it fits is said"


def test_what_ends_with_the_year_is_known():
    run = parameters.Parameters(year=2019)
    assert set(evidence.known_rows(STOCKS, run).edition) == {"Rev.2015", "Rev.2019"}
    periods = moves(("2015-2019", "A", "B", 1, "s"), ("2019-2020", "A", "B", 1, "s"), ("unknown", "A", "B", 1, "s"))
    assert list(evidence.known_rows(periods.assign(year=2015), run).period) == ["2015-2019"]
    first = parameters.Parameters(year=2020, vintage="first")
    pages = NORTH.assign(published=pd.Timestamp(first.cutoff))
    assert len(evidence.known_rows(pages, first)) == 1, "printed on the edition's date"


def test_without_a_source_and_a_year_the_year_of_the_edition_is_missing():
    mine = {"dimension": "country", "category": "nowhere", "value": 5}
    for period in ("2020", None):
        (found,) = reconcile.results_on_article(claim_rows(mine | {"time_period": period}), sources())
        assert (found.test, found.verdict) == ("independent_source", "unchecked") and "2020" in found.explanation


def test_a_total_that_only_the_first_figure_gives_is_told_with_both():
    for year in ("2020", None):
        (found,) = figures.annual_series(claim_rows({"value": 611, "time_period": year}), sources())
        assert (found.claim_id, found.test, found.rows) == ("c0", "annual_series", ("flows:7", "flows:6"))
        assert ends(found) == [611, 611] and {"611", "608", "2020"} <= set(figures_in(found))
    arrived = in_thousands(2.4, flow="net")
    net = flow_rows((2020, "net", 2392, "revised")).assign(row="flows:net")
    (balance,) = figures.annual_series(claim_rows(arrived), sources(pd.concat([FLOWS, net], ignore_index=True)))
    assert balance.verdict == "holds" and "2,392" in balance.explanation


def test_a_change_is_on_the_year_that_the_claim_names_else_on_the_year_before():
    def verdict(printed: float, **more) -> str:
        (found,) = figures.change_series(claim_rows(percent_claim(printed, **more)), sources())
        return found.verdict

    assert verdict(39.2, base_period=None) == verdict(39.2, time_period=None) == "holds"
    assert (verdict(69.6, base_period="2018"), verdict(69.6, base_period=None)) == ("holds", "contradicted")


def test_complete_groups_that_leave_a_remainder_do_not_add_up():
    women, men = (in_thousands(4.3, dimension="sex", category=one) for one in ("female", "male"))
    short = figures.parts_total(claim_rows(in_thousands(7.6), women, men | {"value": 2.9}), sources())
    assert verdicts(short) == ["contradicted"] * 2 and all(one.independent is False for one in short)
    again = claim_rows(in_thousands(7.6), women, women, men | {"value": 3.3})
    assert verdicts(figures.parts_total(again, sources())) == ["holds"] * 2, "a figure printed twice counts once"


# --- pairs of countries ---------------------------------------------------------------------------------------------


def test_a_pair_stands_once_the_larger_direction_first_and_nobody_is_no_direction():
    table = home_and((50, 50), (0, 70), (2, 1), there=1, back=80)
    found = corridors.two_way(table)
    assert list(found.origin_iso3) == ["RUS", "A0", "B1", "A2"]
    assert list(found.ratio) == pytest.approx([1 / 80, 1, 0, 0.5])


def test_the_last_counted_flow_is_that_of_the_period_that_ended_last():
    rows = [(period, a, b, n, "Pew Research Center")
            for period, n in (("2010-2020", 80), ("2015-2019", 10), ("2018", 1))
            for a, b, n in (("KAZ", "RUS", 100), ("RUS", "KAZ", n))]  # fmt: skip
    both = worded_balance.counted_flows(moves(*rows), "KAZ-RUS")
    assert [row.period for row in both] == ["2010-2020"] * 2
    partner = criteria.worded(
        claim_rows({"quote": "сбалансированы", "kind": "comparison", "flow": None}), sources(counted=moves(*rows))
    )[1]
    assert (partner.test, partner.verdict, ends(partner)) == ("balanced_partner_flows", "holds", [0.8, 0.8])


def test_what_an_incomplete_copy_leaves_open_is_said():
    table = stock_rows(("Rev.2019", 2019, "KAZ", "RUS", 100, "1")).assign(note=IN_COPY)
    found = finds("не лидируем", "rank", sources(stocks=table), flow=None)
    assert "which an incomplete copy cannot rule out" in found.explanation


def test_a_forecast_without_a_year_is_one_of_the_year_of_the_edition():
    given, none = (
        reconcile.forecasts(claim_rows({"kind": "forecast", "time_period": year}), sources()) for year in ("2020", None)
    )
    assert given == none and len(given) == 1


# --- a figure and the releases that it may be held against ----------------------------------------------------------


@pytest.mark.parametrize(
    ("final", "first", "expected"),
    [
        (608, None, "holds"), (None, 608, "holds"), (690, None, "cut"), (None, 690, "cut"),
        (690, 608, "holds_preliminary"),  # the revision is the larger fault
        (690, 800, "cut"), (800, 608, "holds_preliminary"),
        (800, 690, "contradicted"),  # true of neither
        (800, 900, "contradicted"), (800, None, "contradicted"), (None, 800, "contradicted"),
    ],
)  # fmt: skip
def test_a_figure_is_held_against_the_final_release_then_the_first(final, first, expected):
    claim = next(claim_rows(in_thousands(0.6)).itertuples())
    bounds = [value if value is None else Interval(value, value) for value in (final, first)]
    assert comparison.verdict_by_vintage(claim, *bounds) == expected


def test_a_final_figure_too_coarse_to_tell_is_not_overruled_by_the_first():
    claim = next(claim_rows(in_thousands(0.6)).itertuples())
    for first, expected in ((Interval(608, 608), "undecidable"), (Interval(690, 690), "undecidable")):
        assert comparison.verdict_by_vintage(claim, Interval(500, 800), first) == expected
    for first, expected in ((Interval(500, 600), "undecidable"), (Interval(500, 540), "contradicted")):
        assert comparison.verdict_by_vintage(claim, Interval(800, 800), first) == expected


def test_a_fall_whose_digits_were_cut_keeps_its_sign():
    flows = flow_rows(
        (2019, "departures", 10001, "revised"), (2020, "departures", 6082, "revised"),
        (2019, "arrivals", 1, "revised"), (2020, "arrivals", 1, "revised"),
    )  # fmt: skip
    (found,) = figures.change_series(claim_rows(percent_claim(39.1)), sources(flows))  # −39.19%
    assert (found.claim_id, found.test, found.verdict) == ("c0", "change_series", "cut")
    assert ends(found) == pytest.approx([-39.186, -39.186], abs=0.001) and "39.2%" in found.explanation


def released(claim: dict, *rows: tuple) -> results.TestResult:
    """The finding on a claim about internal moves, against these rows: (category, value, unit, as printed)."""
    known = breakdown_rows(*(("internal", "total", *row) for row in rows))
    (found,) = releases.breakdown(claim_rows({"flow": "internal"} | claim), sources(breakdowns=known))
    return found


def test_of_two_copies_of_a_release_the_more_exact_one_counts():
    found = released({"value": 8791}, ("total", 8800, "persons", "8,8 тыс."), ("total", 8791, "persons", "8 791"))
    assert (found.verdict, found.rows, ends(found)) == ("holds", ("breakdowns:1",), [8791, 8791])


def test_a_first_release_alone_is_evidence_and_a_revised_one_is_told_with_its_size():
    first = ("total_preliminary", 611, "persons", "611")
    alone = released({"value": 611, "time_period": "2020/2021"}, first)
    assert (alone.verdict, alone.rows, ends(alone)) == ("holds", ("breakdowns:0",), [611, 611])
    both = released({"value": 611}, first, ("total", 608, "persons", "608"))
    assert (both.verdict, both.rows) == ("holds_preliminary", ("breakdowns:0", "breakdowns:1"))
    assert "other.kz" in both.explanation and both.explanation.endswith("but a later one has 608.")
    fall = percent_claim(4.5, flow="internal")
    changed = [(f"change_vs_previous_year{name}", -size, "percent", f"{size}%") for name, size in
               (("_preliminary", 4.5), ("", 5.0))]  # fmt: skip
    found = released(fall, *changed)
    assert found.verdict == "holds_preliminary" and found.explanation.endswith("but a later one has 5.0%.")
    gain = {"flow": "internal_net", "dimension": "region", "category": "north"}
    rows = [("internal_net", "region", f"north{name}", value, "persons", str(value))
            for name, value in (("_preliminary", -90), ("", -80))]  # fmt: skip
    (lost,) = releases.breakdown(claim_rows(gain | {"value": -90}), sources(breakdowns=breakdown_rows(*rows)))
    assert lost.verdict == "holds_preliminary" and lost.explanation.endswith("but a later one has −80.")


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ((690, "690"), "; only what was first published (690) gives it, with its digits cut off, not rounded."),
        ((600, "0,6 тыс."), "; what was first published (600) is too coarse to tell whether it was right then."),
    ],
)
def test_a_release_that_nearly_has_a_figure_is_told_after_the_later_one(first, said):
    value, printed = first
    rows = [("total_preliminary", value, "persons", printed), ("total", 800, "persons", "800")]
    claim = in_thousands(0.6) if value == 690 else {"value": 610}
    found = released(claim, *rows)
    assert found.verdict == ("contradicted" if value == 690 else "undecidable")
    assert "is 800, not the printed" in found.explanation and found.explanation.endswith(said)
    assert found.rows == ("breakdowns:0", "breakdowns:1") and ends(found) == [800, 800]


def test_a_page_is_the_same_with_a_stroke_at_its_end_and_none_has_no_address():
    page = evidence.page_of
    assert page("https://outlet.kz/news/") == page("https://outlet.kz/news") and page(None) == ""


# --- figures that the tests share -----------------------------------------------------------------------------------


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
    flows = flow_rows(
        (2019, "arrivals", 3000, "revised"), (2019, "departures", 1000, "revised"),
        (2020, "arrivals", 12_200, "preliminary"), (2020, "departures", 45_200, "preliminary"),
    )  # fmt: skip
    flows["as_published"] = ["3 000", "1 000", "12,2 тыс.", "45,2 тыс."]
    known = sources(flows)
    assert known.final_figure("arrivals", 2019).interval == Interval(3000, 3000), "a count to the last person"
    assert known.final_figure("arrivals", 2020).interval == Interval(12_150, 12_250)
    net = known.final_figure("net", 2020)
    assert net == (-33_000, "flows:2 flows:3", "preliminary", Interval(-33_100, -32_900)), "not −33,500 to −32,500"


@pytest.mark.parametrize(
    ("printed", "expected"), [(-33.0, "undecidable"), (-33.4, "contradicted"), (-32.9, "undecidable")]
)
def test_a_balance_is_held_against_the_rounding_of_both_flows(printed, expected):
    flows = flow_rows((2020, "arrivals", 12_200, "preliminary"), (2020, "departures", 45_200, "preliminary"))
    flows["as_published"] = ["12,2 тыс.", "45,2 тыс."]
    claims = claim_rows(in_thousands(printed, flow="net"))
    assert verdicts(figures.annual_series(claims, sources(flows))) == [expected]


def test_a_change_needs_two_figures_and_people_before():
    now, one, nobody = (evidence.Figure(value, str(value), "final", Interval(value, value)) for value in (3, 1, 0))
    assert evidence.change(now, one).percent == Interval(200, 200)
    assert evidence.change(now, nobody) is evidence.change(now, None) is evidence.change(None, one) is None


def test_published_groups_are_final_counts_the_most_exact_of_each():
    rows = breakdown_rows(
        *(("departures", "country", name, value, "persons", printed) for name, value, printed in [
            ("russia", 8800, "8,8 тыс."), ("russia", 8791, "8 791"), ("russia", 8900, "8,9 тыс."),
            ("germany_preliminary", 9, "9"), ("urban_all_flows", 9, "9"), ("change_vs_previous_year", 9, "9"),
        ]),
        ("departures", "country", "usa", 9, "percent", "9%"), ("arrivals", "country", "usa", 9, "persons", "9"),
        ("departures", "sex", "female", 9, "persons", "9"),
    )  # fmt: skip
    found = sources(breakdowns=rows).groups("departures", "country", 2020, "persons")
    assert found[["category", "row"]].values.tolist() == [["russia", "breakdowns:1"]]
