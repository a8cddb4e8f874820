"""Printed figures against the series, against other pages, and of the article against itself."""

import pandas as pd
import pytest
from hand_made import (
    FLOWS,
    RELEASED,
    breakdown_rows,
    cases,
    claim_rows,
    ends,
    figures_in,
    flow_rows,
    in_percent,
    in_thousands,
    regions,
    sources,
    verdicts,
)  # fmt: skip

from helpers.printed import Interval
from helpers.reconciliation import comparison, figures, releases


def the_one(results):
    (result,) = results
    return result


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (in_thousands(0.6), "holds"),
        ({"value": 608}, "holds"),
        ({"value": 611}, "holds_preliminary"),
        (in_thousands(0.7), "contradicted"),
    ],
)
def test_a_total_is_held_against_the_final_and_the_first_figure(claim, verdict):
    result = the_one(figures.annual_series(claim_rows(claim), sources()))
    assert result.verdict == verdict
    assert "608" in result.explanation


def exactly(departures: int, *more: tuple):
    return sources(flow_rows((2020, "arrivals", 1, "revised"), (2020, "departures", departures, "revised"), *more))


def test_digits_that_were_cut_are_told_from_digits_that_were_rounded():
    for value, verdict in ((5.7, "cut"), (5.8, "holds")):
        assert verdicts(figures.annual_series(claim_rows(in_thousands(value)), exactly(5754))) == [verdict]


@pytest.mark.parametrize(
    ("first", "verdict", "said"),
    [
        (690, "contradicted", "; only what was first published (690) gives it, with its digits cut off, not rounded."),
        (600, "undecidable", "; what was first published (600) is too coarse to tell whether it was right then."),
        (900, "contradicted", "not the printed 0.6 thousand."),
    ],
)
def test_a_total_that_the_first_figure_nearly_has_says_so(first, verdict, said):
    known = exactly(800, (2020, "departures", first, "preliminary"))
    claim = {"value": 610} if verdict == "undecidable" else in_thousands(0.6)
    result = the_one(figures.annual_series(claim_rows(claim), known))
    assert result.verdict == verdict and ends(result) == [800, 800]
    assert result.explanation.startswith("The official series has 800 departures in 2020, not the printed ")
    assert result.explanation.endswith(said)
    assert result.rows == (("flows:1",) if first == 900 else ("flows:2", "flows:1"))


def test_a_total_that_only_the_first_figure_gives_is_told_with_both():
    for year in ("2020", None):
        result = the_one(figures.annual_series(claim_rows({"value": 611, "time_period": year}), sources()))
        assert (result.claim_id, result.test, result.rows) == ("c0", "annual_series", ("flows:7", "flows:6"))
        assert ends(result) == [611, 611] and {"611", "608", "2020"} <= set(figures_in(result))
    net = flow_rows((2020, "net", 2392, "revised")).assign(row="flows:net")
    known = sources(pd.concat([FLOWS, net], ignore_index=True))
    balance = the_one(figures.annual_series(claim_rows(in_thousands(2.4, flow="net")), known))
    assert balance.verdict == "holds" and "2,392" in balance.explanation


def test_a_total_of_which_only_a_first_figure_is_out_is_told_so():
    flows = flow_rows((2020, "arrivals", 1, "revised"), (2020, "departures", 611, "preliminary"))
    result = the_one(figures.annual_series(claim_rows({"value": 611}), sources(flows)))
    assert result.verdict == "holds" and result.explanation == (
        "The first figure for 2020, departures, is 611 as pages quote it from the bureau's release, which is printed "
        "as 611."
    )


@pytest.mark.parametrize(
    ("printed", "verdict"), [(-33.0, "undecidable"), (-33.4, "contradicted"), (-32.9, "undecidable")]
)
def test_a_balance_is_held_against_the_rounding_of_both_flows(printed, verdict):
    flows = flow_rows(
        (2020, "arrivals", 12_200, "preliminary", "12,2 тыс."), (2020, "departures", 45_200, "preliminary", "45,2 тыс.")
    )
    claims = claim_rows(in_thousands(printed, flow="net"))
    assert verdicts(figures.annual_series(claims, sources(flows))) == [verdict]


def on_change(claim: dict, known=None):
    return the_one(figures.change_series(claim_rows(claim), known or sources()))


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        (39.2, "holds"),  # 608 after 1,000
        (40.2, "holds_preliminary"),  # 611 after 1,022, the first figures
        (38.9, "holds_preliminary"),  # 611 after 1,000, the first figure over the final one
        (45.0, "contradicted"),
    ],
)
def test_a_change_is_held_against_every_pair_of_vintages(printed, verdict):
    assert on_change(in_percent(printed)).verdict == verdict


COARSE = sources(flow_rows(
    (2019, "arrivals", 1, "revised"), (2019, "departures", 20_000, "revised"),
    (2019, "departures", 30_001, "preliminary"), (2020, "arrivals", 1, "revised"),
    (2020, "departures", 9000, "revised"), (2020, "departures", 12_000, "preliminary"),
))  # fmt: skip


@cases("a change that one pair of rounded figures may give is undecidable")
def test_a_change_that_one_pair_of_rounded_figures_may_give_is_undecidable(printed, verdict, early):
    result = on_change(in_percent(float(printed)), COARSE)
    assert result.verdict == verdict and early in result.explanation
    assert ("too coarse to tell whether it was right then" in result.explanation) == (verdict == "undecidable")
    assert ("flows:5" in result.rows) == (verdict == "undecidable")


def test_a_change_that_only_first_figures_give_with_cut_digits_says_so():
    flows = flow_rows(
        (2019, "arrivals", 25387, "revised"), (2020, "arrivals", 29282, "revised"),
        (2020, "arrivals", 29948, "preliminary"), (2020, "departures", 1, "revised"),
    )  # fmt: skip
    result = on_change(in_percent(17.9, "percent_increase", flow="arrivals"), sources(flows))
    assert result.verdict == "contradicted" and ends(result) == pytest.approx([15.34, 15.34], abs=0.01)
    assert result.explanation == (
        "By the official series arrivals rose by 15.3% (29,282 after 25,387), not the printed 17.9%; only what was "
        "first published (29,948 after the final 25,387, which is 17.97%) gives it, with its digits cut off, not "
        "rounded."
    )
    assert set(result.rows) == {"flows:0", "flows:1", "flows:2"}


def test_a_fall_whose_digits_were_cut_keeps_its_sign():
    years = {2019: 10001, 2020: 6082}
    flows = flow_rows(*((year, flow, people, "revised") for year, people in years.items()
                        for flow in ("departures", "arrivals")))  # fmt: skip
    result = on_change(in_percent(39.1), sources(flows))  # −39.19%
    assert (result.claim_id, result.test, result.verdict) == ("c0", "change_series", "cut")
    assert ends(result) == pytest.approx([-39.186, -39.186], abs=0.001) and "39.2%" in result.explanation


QUOTED = breakdown_rows(
    ("departures", "total", "change_vs_previous_year_preliminary", -45.0, "45,0%"),
    ("departures", "total", "change_vs_previous_year", -40.2, "40,2%"),
)


@pytest.mark.parametrize(
    ("printed", "more", "verdict", "said"),
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
def test_a_change_that_a_release_had_was_true_of_first_figures(printed, more, verdict, said):
    result = on_change(in_percent(printed, **more), sources(breakdowns=QUOTED))
    assert result.verdict == verdict and said in result.explanation
    assert ("breakdowns:0" in result.rows) == (verdict == "holds_preliminary")


def test_a_change_that_first_figures_give_is_said_to_be_the_releases_own_where_it_is():
    release = QUOTED.assign(value=-40.2, as_published="40,2%")
    result = on_change(in_percent(40.2), sources(breakdowns=release))
    assert result.verdict == "holds_preliminary" and result.rows[-1] == "breakdowns:0"
    assert result.explanation.endswith(
        "; the bureau's own release had 40.2%, as quoted by other.kz on 10 February 2021."
    )
    other = on_change(in_percent(40.2), sources(breakdowns=QUOTED))
    assert "own release" not in other.explanation and "breakdowns:0" not in other.rows


def test_a_change_is_on_the_year_that_the_claim_names_else_on_the_year_before():
    def verdict(printed: float, **more) -> str:
        return on_change(in_percent(printed, **more)).verdict

    assert verdict(39.2, base_period=None) == verdict(39.2, time_period=None) == "holds"
    assert (verdict(69.6, base_period="2018"), verdict(69.6, base_period=None)) == ("holds", "contradicted")


@pytest.mark.parametrize(("change", "verdict"), [(40.5, "holds_preliminary"), (39.2, "holds"), (10.0, "contradicted")])
def test_a_figure_and_its_change_imply_the_year_before(change, verdict):
    result = the_one(figures.implied_base(claim_rows({"value": 608}, in_percent(change)), sources()))
    assert (result.claim_id, result.verdict) == ("c1", verdict)
    assert result.compared.contains(result.found) == (verdict != "contradicted")


@cases("a figure is held against the final release then the first")
def test_a_figure_is_held_against_the_final_release_then_the_first(final, first, verdict):
    claim = next(claim_rows(in_thousands(0.6)).itertuples())
    ends_of = [[int(end) for end in cell.split("–")] if cell else [] for cell in (final, first)]
    bounds = [Interval(both[0], both[-1]) if both else None for both in ends_of]
    assert comparison.verdict_by_vintage(claim, *bounds) == verdict


NORTH = regions("departures", north=1451)


def on_north(value: float, page_day="2021-02-10", article_day=RELEASED):
    """The result on thousands printed about the north, where the bureau's figure is 1,451."""
    claims = claim_rows(in_thousands(value, dimension="region", category="north"))
    pages = NORTH.assign(published=pd.Timestamp(page_day))
    return the_one(releases.breakdown(claims, sources(breakdowns=pages, published=article_day)))


@pytest.mark.parametrize("day", ["2021-02-09", "2021-02-10"])
def test_a_page_of_the_articles_day_or_earlier_shows_that_the_release_was_quoted_rightly(day):
    holds, cut, wrong = (on_north(value, day) for value in (1.5, 1.4, 1.6))
    assert verdicts((holds, cut, wrong)) == ["holds", "cut", "contradicted"]
    assert f"other.kz on {int(day[-2:])} February 2021 is 1,451" in holds.explanation
    assert holds.explanation.endswith("is quoted rightly from its release, which is all that this shows.")
    assert cut.explanation.endswith("which rounds to 1.5 thousand; the printed 1.4 thousand has its digits cut off.")
    assert wrong.explanation.endswith("is 1,451, not the printed 1.6 thousand.")


@pytest.mark.parametrize(
    ("page", "article", "words", "release"),
    [
        ("2021-02-11", RELEASED, "on 11 February 2021 ({}), later than the article,", "that later release"),
        (None, RELEASED, "on an undated page ({}), perhaps later than the article,", "that page"),
        ("2021-02-09", pd.NaT, "on 9 February 2021 ({}), perhaps later than the article,", "that later release"),
    ],
)
def test_a_page_later_than_the_article_shows_agreement_and_no_more(page, article, words, release):
    holds, cut, wrong = (on_north(value, page, article) for value in (1.5, 1.4, 1.6))
    assert verdicts((holds, cut, wrong)) == ["holds", "cut", "contradicted"]
    assert holds.explanation == (
        f"The printed 1.5 thousand agrees with the bureau's figure as printed by other.kz {words.format('1,451')} so "
        f"that it shows agreement with {release} and no more."
    )
    rounded = words.format("1,451, which rounds to 1.5 thousand")
    assert cut.explanation == (
        f"The printed 1.4 thousand has the digits, cut off, of the bureau's figure as printed by other.kz {rounded} so "
        f"that it shows agreement with {release} and no more; the first release may have had another figure."
    )
    assert "later than the article, is 1,451, not the printed 1.6 thousand; the first release may" in wrong.explanation


def test_a_share_that_a_later_release_revised_holds_for_the_first_one_only():
    known = breakdown_rows(
        ("departures", "country_group", "cis", 81.6, "81,6%"),
        ("departures", "country_group", "cis_preliminary", 81.1, "81,1%"),
    )
    claims = claim_rows(in_percent(81.1, "percent", dimension="country_group", category="cis"))
    result = the_one(releases.breakdown(claims, sources(breakdowns=known)))
    assert result.verdict == "holds_preliminary"
    assert result.explanation.endswith("so its first release was quoted rightly, but a later one has 81.6%.")
    late = the_one(releases.breakdown(claims, sources(breakdowns=known, published=pd.Timestamp("2021-02-09"))))
    assert "quoted rightly" not in late.explanation
    assert late.explanation.endswith("so the printed 81.1% agrees with that release, but a later one has 81.6%.")


def released(claim: dict, *rows: tuple):
    """The result on a claim about internal moves, against these rows: (category, value, as printed)."""
    known = breakdown_rows(*(("internal", "total", *row) for row in rows))
    return the_one(releases.breakdown(claim_rows({"flow": "internal"} | claim), sources(breakdowns=known)))


def test_the_most_exact_copy_counts_and_one_coarser_than_the_claim_decides_nothing():
    coarse, exact = ("total", 8800, "8,8 тыс."), ("total", 8791, "8 791")
    result = released({"value": 8791}, coarse, exact)
    assert (result.verdict, result.rows, ends(result)) == ("holds", ("breakdowns:1",), [8791, 8791])
    assert released({"value": 8790}, coarse).verdict == "undecidable"


def test_a_first_release_alone_is_evidence_and_a_revised_one_is_told_with_its_size():
    first = ("total_preliminary", 611, "611")
    alone = released({"value": 611, "time_period": "2020/2021"}, first)
    assert (alone.verdict, alone.rows, ends(alone)) == ("holds", ("breakdowns:0",), [611, 611])
    both = released({"value": 611}, first, ("total", 608, "608"))
    assert (both.verdict, both.rows) == ("holds_preliminary", ("breakdowns:0", "breakdowns:1"))
    assert "other.kz" in both.explanation and both.explanation.endswith("but a later one has 608.")
    changed = [(f"change_vs_previous_year{name}", -size, f"{size}%") for name, size in
               (("_preliminary", 4.5), ("", 5.0))]  # fmt: skip
    result = released(in_percent(4.5), *changed)
    assert result.verdict == "holds_preliminary" and result.explanation.endswith("but a later one has 5.0%.")
    lost = released({"value": -90}, ("total_preliminary", -90, "-90"), ("total", -80, "-80"))
    assert lost.verdict == "holds_preliminary" and lost.explanation.endswith("but a later one has −80.")


@pytest.mark.parametrize(
    ("claim", "first", "verdict", "said"),
    [
        (in_thousands(0.6), (690, "690"), "contradicted",
         "; only what was first published (690) gives it, with its digits cut off, not rounded."),
        ({"value": 610}, (600, "0,6 тыс."), "undecidable",
         "; what was first published (600) is too coarse to tell whether it was right then."),
    ],
)  # fmt: skip
def test_a_release_that_nearly_has_a_figure_is_told_after_the_later_one(claim, first, verdict, said):
    result = released(claim, ("total_preliminary", *first), ("total", 800, "800"))
    assert result.verdict == verdict
    assert "is 800, not the printed" in result.explanation and result.explanation.endswith(said)
    assert result.rows == ("breakdowns:0", "breakdowns:1") and ends(result) == [800, 800]


@pytest.mark.parametrize(("men", "verdict"), [(3.3, "holds"), (3.6, "contradicted"), (2.9, "contradicted")])
def test_groups_that_make_up_the_whole_must_add_up_to_it(men, verdict):
    women = in_thousands(4.3, dimension="sex", category="female")
    claims = claim_rows(in_thousands(7.6), women, women, in_thousands(men, dimension="sex", category="male"))
    results = figures.parts_total(claims, sources())
    assert verdicts(results) == [verdict] * 2, "a figure printed twice counts once"
    assert not any(result.independent for result in results)


def test_named_groups_leave_a_remainder_and_may_not_exceed_the_total():
    groups = [in_thousands(4.3, dimension="ethnicity", category="russian")]
    groups.append({"value": 993, "dimension": "ethnicity", "category": "german"})
    results = figures.parts_total(claim_rows(in_thousands(7.6), *groups), sources())
    assert verdicts(results) == ["holds", "holds"]
    assert "leaves 2,207–2,407" in results[0].explanation
    assert set(verdicts(figures.parts_total(claim_rows(in_thousands(5.0), *groups), sources()))) == {"contradicted"}


def test_net_migration_is_arrivals_less_departures_and_one_without_them_does_not_stop_the_next():
    flows = [in_thousands(23.8, flow="arrivals"), in_thousands(7.6)]
    others = [
        in_thousands(1.2, flow="net", time_period="2019"),  # of a year without flows
        in_thousands(5.0, time_period="2019"), {"flow": "arrivals", "kind": "rank"},
        in_thousands(9.9, flow="arrivals", dimension="country", category="russia"),
    ]  # fmt: skip
    nets = [in_thousands(16.2, flow="net"), in_thousands(15.2, flow="net")]
    fits, wrong = figures.balance(claim_rows(*others[:1], *flows, *others[1:], *nets), sources())
    assert (fits.claim_id, wrong.claim_id, fits.test, fits.independent) == ("c6", "c7", "balance", False)
    assert fits.rows == ("claims.csv:1", "claims.csv:2") and ends(fits) == pytest.approx([16100, 16300])
    assert (fits.verdict, wrong.verdict) == ("holds", "contradicted")
    assert fits.explanation != wrong.explanation.replace("15.2", "16.2"), "whether it fits is said"


def test_a_share_fits_the_counts_that_the_article_prints_and_one_without_them_does_not_stop_the_next():
    group = {"dimension": "urban_rural", "category": "urban"}
    lonely = in_percent(50.0, "percent", dimension="sex", category="female")
    shares = [in_percent(value, "percent", **group) for value in (77.6, 80.1)]
    claims = claim_rows(lonely, in_thousands(7.6), in_thousands(5.9, **group), *shares)
    fits, wrong = figures.share_arithmetic(claims, sources())
    assert (fits.claim_id, wrong.claim_id, fits.test, fits.independent) == ("c3", "c4", "share_arithmetic", False)
    assert (fits.verdict, wrong.verdict) == ("holds", "contradicted")
    assert fits.rows == ("claims.csv:2", "claims.csv:1") and ends(fits) == pytest.approx([76.47, 78.81], abs=0.01)
    assert "77.6%" in fits.explanation and "80.1%" in wrong.explanation
    assert fits.explanation != wrong.explanation.replace("80.1", "77.6"), "whether it fits is said"
