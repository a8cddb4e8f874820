"""The verdict on a claim, what may be used for it, and the verdicts of the real editions."""

import csv
import doctest
import importlib
import pkgutil
import re
import shutil
import types

import pandas as pd
import pytest
from hand_made import (
    FLOWS,
    STOCKS,
    breakdown_rows,
    cases,
    claim_rows,
    departures_after,
    moves,
    regions,
    sources,
)  # fmt: skip
from hypothesis import given
from hypothesis import strategies as st

import helpers.reconciliation as room
from helpers import cleaning, findings, parameters, paths
from helpers.data import package
from helpers.findings import flows as findings_on_flows
from helpers.language import speaking
from helpers.parameters import Parameters
from helpers.reconciliation import evidence, processed, reconcile, results, verdict_words


def result(verdict: str, sentence: str = "A sentence.", independent: bool = True, **more):
    clause = sentence[0].lower() + sentence[1:].removesuffix(".")
    named = {"test": "test", "short": clause} | more
    return results.TestResult("c0", verdict=verdict, explanation=sentence, independent=independent, **named)


@given(st.lists(st.sampled_from(results.VERDICTS), min_size=1))
def test_one_contradiction_outweighs_every_agreement(found):
    verdict = reconcile.overall([result(verdict) for verdict in found]).verdict
    assert (verdict == "contradicted") == ("contradicted" in found)
    assert verdict in found


@pytest.mark.parametrize(("own", "verdict"), [("holds", "unchecked"), ("contradicted", "contradicted")])
def test_an_article_can_contradict_itself_but_not_confirm_itself(own, verdict):
    assert reconcile.overall([result(own, independent=False), result("unchecked")]).verdict == verdict


def test_tests_that_disagree_are_told_after_the_one_that_decides():
    decided = reconcile.overall([
        result("holds", "The first holds.", rows=("a:1",)),
        result("contradicted", "The second fails.", rows=("a:2",)),
        result("cut", "Rev.1 is cut, so it takes 3.", short="Rev.1 is cut", rows=("a:3",)),
    ])  # fmt: skip
    assert decided.explanation == "The second fails. But the first holds. But Rev.1 is cut."
    assert decided.rows == ("a:2", "a:1", "a:3")


def test_only_independent_tests_of_another_verdict_are_told():
    quiet = (
        result("holds", "The article agrees with itself.", independent=False),
        result("unchecked", "Nothing was found."),
        result("contradicted", "It fails again."),
        result("holds", "But for this.", test="told"),  # the deciding one has told of it
    )
    fails = result("contradicted", "It fails.", tells=("told",))
    assert reconcile.overall([*quiet[:2], fails, *quiet[2:]]).explanation == "It fails."
    own = result("contradicted", "The article disagrees with itself.", independent=False)
    both = reconcile.overall([result("holds", "The series agrees."), own])
    assert both.explanation == "The article disagrees with itself. But the series agrees."


def test_evidence_that_is_split_within_a_test_is_told_last_and_three_sentences_are_enough():
    fails = result("contradicted", "It fails.")
    split = result("contradicted", "So does this.", split="an earlier edition agrees")
    others = [result("holds", f"Number {one} holds.") for one in "ab"]
    assert reconcile.overall([fails, split]).explanation == "It fails. But an earlier edition agrees."
    assert reconcile.overall([fails, split, *others]).explanation == (
        "It fails. But number a holds. But number b holds."
    )


@pytest.mark.parametrize(
    ("claim", "test", "said"),
    [
        ({"quote": "важная роль", "kind": "comparison"}, "no_measure", "no measure is set"),
        ({"value": 5, "dimension": "sex", "category": "male"}, "independent_source", "by sex for 2020"),
        (
            {"dimension": "country", "category": "nowhere", "value": 5, "time_period": None},
            "independent_source",
            "2020",
        ),
        ({"kind": "rank", "flow": "stock"}, "independent_source", ""),
        ({"value": 300, "time_period": "2020-01/2020-06"}, "no_test", "No test here is made for such a claim"),
        ({"kind": "cause"}, "cause", "A cause cannot be tested"),
        ({"kind": "forecast"}, "forecast", "2020"),
        ({"kind": "forecast", "time_period": None}, "forecast", "2020"),
    ],
)
def test_a_claim_that_nothing_decides_says_what_it_would_need(claim, test, said):
    (found, *_others) = reconcile.results_on_article(claim_rows(claim), sources())
    assert (found.test, found.verdict) == (test, "unchecked") and said in found.explanation


def test_a_claim_about_known_figures_that_no_test_fits_says_so_and_part_of_a_year_is_held_against_no_year():
    (known,) = reconcile.without_result(claim_rows({"kind": "cause"}), sources())
    assert (known.test, known.verdict) == ("no_test", "unchecked")
    claims = claim_rows({"value": 300, "time_period": "2020-01/2020-06"}, {"value": 608})
    found = reconcile.results_on_article(claims, sources())
    assert [(one.claim_id, one.test) for one in found] == [("c1", "annual_series"), ("c0", "no_test")]


def table_of(*rows: str) -> pd.DataFrame:
    """'claim test verdict source', as the frame that `reconcile` returns."""
    cells = [[*row.split(" ", 3), ""][:4] for row in rows]
    return pd.DataFrame(cells, columns=["claim_id", "test", "verdict", "source"]).reindex(columns=reconcile.COLUMNS)


def test_unchecked_claims_are_counted_by_what_they_lack():
    table = table_of(
        "a parts_total holds", "a independent_source unchecked", "a overall unchecked", "b cause unchecked",
        "b overall unchecked", "c no_measure unchecked", "c overall unchecked", "d cause unchecked",
        "d overall unchecked", "e balance contradicted", "e independent_source unchecked", "e overall contradicted",
    )  # fmt: skip
    assert reconcile.reasons_unchecked(table).to_dict("list") == {
        "reason": [
            "no independent source", "a cause", "a forecast without an outcome yet", "no measure set for the words",
            "no test made for such a claim",
        ],
        "claims": [1, 2, 0, 1, 0],
    }  # fmt: skip


def test_claims_that_rest_on_a_copy_of_the_release_alone_are_counted():
    flows, copy = package.read("kz_flows_annual"), "kz_breakdowns.csv:3"
    first, final = (flows.row[flows.vintage == vintage].iloc[0] for vintage in ("preliminary", "revised"))
    table = table_of(
        f"a breakdown holds {copy}", "a parts_total holds", "a overall holds",
        f"b breakdown holds {copy}", "b annual_series holds flows.csv:1", "b overall holds",
        f"c breakdown cut {copy}", "c overall cut",
        f"d named_list holds {copy}; corridors.csv:4", "d overall holds",
        f"e main_exchange holds {copy}; {copy}", "e overall holds",
        f"f annual_series holds {first}", "f overall holds",  # a first figure that pages quote is a copy too
        f"g annual_series holds {first}; {final}", "g overall holds",
    )  # fmt: skip
    assert reconcile.quoted_claims(table) == ["a", "e", "f"] and reconcile.quoted_only(table) == 3
    assert reconcile.quoted_only(table[table.claim_id == "d"]) == 0


def test_addresses_are_compared_by_host_and_path():
    page, article = evidence.page_of, "https://www.outlet.kz/news/1-article.html"
    assert page(article) == page("http://outlet.kz/news/1-article.html?utm=1") != page("https://outlet.kz/news/2.html")
    assert page("https://outlet.kz/?p=1") != page("https://outlet.kz/?p=2")
    assert page("https://outlet.kz/news/") == page("https://outlet.kz/news") and page(None) == ""


def test_nothing_about_a_later_year_is_used_and_what_ends_with_the_year_is_known():
    run = Parameters(year=2019)
    assert evidence.known_rows(FLOWS, run).year.max() == 2019
    assert set(evidence.known_rows(STOCKS, run).edition) == {"Rev.2015", "Rev.2019"}
    assert set(evidence.known_rows(STOCKS, Parameters(year=2018)).edition) == {"Rev.2015"}
    periods = moves(*((period, "A", "B", 1) for period in ("2013-2018", "2015-2019", "2013-2020", "unknown")))
    assert list(evidence.known_rows(periods.assign(year=2013), run).period) == ["2013-2018", "2015-2019"]


def test_the_first_vintage_knows_only_what_was_printed_by_the_editions_date():
    run = Parameters(year=2020, vintage="first")
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
    dates = [pd.Timestamp(run.cutoff), pd.Timestamp("2021-03-13"), pd.NaT]
    late = regions(north=50, south=40, east=30).assign(published=dates)
    assert list(evidence.known_rows(late, run).category) == ["north"]


@pytest.mark.parametrize(
    ("line", "changed", "left", "quote", "verdicts", "variants"),
    [
        ("ALMOST_HALF = (45, 50)", "ALMOST_HALF = (40, 50)", 580, "почти вдвое",
         ["contradicted", "holds"], ["fell", "almost_halved"]),
        ("BALANCED, ONE_SIDED, HARDLY_ANY = 0.80,", "BALANCED, ONE_SIDED, HARDLY_ANY = 0.70,", 750, "сбалансированы",
         ["contradicted", "holds"], ["gain", "balanced"]),
    ],
)  # fmt: skip
def test_a_threshold_changed_in_its_one_place_moves_verdict_and_finding(
    monkeypatch, line, changed, left, quote, verdicts, variants
):
    source = (paths.ROOT / "src/helpers/reconciliation/criteria.py").read_text(encoding="utf-8")
    assert source.count(line) == 1
    known = departures_after(1000, left, "", (2018, "departures", 100, "revised"), arrivals=1000)
    kind = "comparison" if quote == "сбалансированы" else "quantifier"
    claims = claim_rows({"quote": quote, "kind": kind, "flow": None if kind == "comparison" else "departures"})
    finds = findings.flow_ratio if kind == "comparison" else findings.departures
    found = []
    for text in (source, source.replace(line, changed)):
        module = types.ModuleType("changed_criteria")
        exec(compile(text, "criteria.py", "exec"), module.__dict__)
        monkeypatch.setattr(findings_on_flows, "criteria", module)
        found.append((module.worded(claims, known)[0].verdict, finds(known.annual, 2020).variant))
    assert found == list(zip(verdicts, variants, strict=True))


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(room.__path__)])
def test_the_examples_of_the_docstrings_are_true(name):
    outcome = doctest.testmod(importlib.import_module(f"helpers.reconciliation.{name}"))
    assert outcome.failed == 0
    if name in ("comparison", "evidence", "results", "reconcile", "worded_balance", "worded_corridors"):
        assert outcome.attempted


@pytest.fixture(scope="module")
def run():
    return parameters.check(year=2025)


@pytest.fixture(scope="module")
def claims(run):
    return cleaning.tables_of(run).claims


@pytest.fixture(scope="module")
def verdict_table(run):
    return reconcile.reconcile(run)


@pytest.fixture(scope="module")
def verdict_of(claims, verdict_table):
    """The overall row of the one claim that fits, looked up by what it says."""

    def look_up(quote: str | None = None, **columns):
        fitting = claims if quote is None else claims[claims.quote.str.contains(quote)]
        for name, value in columns.items():
            fitting = fitting[fitting[name] == value]
        assert len(fitting) == 1, fitting[["claim_id", "statement"]]
        rows = verdict_table[verdict_table.claim_id == fitting.claim_id.iloc[0]]
        return next(rows[rows.test == "overall"].itertuples())

    return look_up


def test_every_claim_has_tests_and_one_overall_verdict(claims, verdict_table):
    assert list(verdict_table.columns) == reconcile.COLUMNS
    assert list(verdict_table[verdict_table.test == "overall"].claim_id) == list(claims.claim_id)
    assert set(verdict_table[verdict_table.test != "overall"].claim_id) == set(claims.claim_id)
    assert not verdict_table.duplicated(["claim_id", "test"]).any()
    assert set(verdict_table.verdict) <= set(results.VERDICTS)
    counts = reconcile.verdict_counts(verdict_table).set_index("verdict").claims
    assert counts.sum() == len(claims)
    assert reconcile.reasons_unchecked(verdict_table).claims.sum() == counts["unchecked"]
    assert 0 < reconcile.quoted_only(verdict_table) < counts["holds"]


def test_every_explanation_is_one_finished_sentence_and_the_overall_one_at_most_three(verdict_table):
    for row in verdict_table.itertuples():
        first, *others = re.split(r"(?<=\.) (?=But )", row.explanation)
        assert len(others) <= (2 if row.test == "overall" else 0)
        for sentence in (first, *(other.removeprefix("But ").capitalize() for other in others)):
            assert sentence[0].isupper() or sentence[0].isdigit()
            assert sentence.endswith(".")
            assert not any(part in sentence for part in (". ", "nan", "None", "inf", "<NA>", "  ", "_", ".0 "))


def test_the_overall_explanation_names_every_independent_test_that_disagrees(verdict_table):
    """Each of them has its sentence, and its rows are among the sources."""
    decided = verdict_table[(verdict_table.test == "overall") & (verdict_table.verdict != "unchecked")]
    tests = verdict_table[~verdict_table.test.isin(["overall", *reconcile.OWN_TESTS])]
    both = "largest published (no others are published), but "
    for row in decided.itertuples():
        against = tests[(tests.claim_id == row.claim_id) & (tests.verdict != row.verdict)]
        assert row.explanation.count(" But ") + row.explanation.count(both) >= len(against), row.explanation
        assert all(set(one.source.split("; ")) <= set(row.source.split("; ")) for one in against.itertuples())


def test_every_verdict_on_evidence_names_its_rows_and_none_its_own_page(verdict_table):
    judged = verdict_table[verdict_table.verdict != "unchecked"]
    assert judged.source.str.fullmatch(r"\w+\.csv:\d+(; \w+\.csv:\d+)*").all()
    assert judged[judged.test.str.contains("series|breakdown|implied")].found_low.notna().all()
    own = {evidence.page_of(url) for url in package.read("articles").url}
    tables = [package.read(name) for name in ("kz_breakdowns", "kz_flows_annual")]
    rows = pd.concat([table[table.source_url.map(evidence.page_of).isin(own)].row for table in tables])
    assert len(rows) and not set(verdict_table.source.str.split("; ").explode()) & set(rows)


@cases("well known claims of the edition")
def test_well_known_claims_of_the_edition(verdict_of, verdict, quote, flow, dimension, kind, category, time_period):
    columns = {"flow": flow, "dimension": dimension, "kind": kind, "category": category, "time_period": time_period}
    assert verdict_of(quote or None, **{name: cell for name, cell in columns.items() if cell}).verdict == verdict


@cases("what the review asked the explanations to say")
def test_what_the_review_asked_the_explanations_to_say(verdict_of, quote, words):
    explanation = verdict_of(quote).explanation
    places = [explanation.find(part) for part in words.split(" … ")]
    assert -1 not in places and places == sorted(places), explanation


def test_pages_later_than_the_article_are_told_from_those_of_its_day(claims, verdict_table):
    """No figure of a page that came after the article, or is undated, is said to be quoted from it."""
    days = package.read("articles").set_index("article_id").published
    pages = package.read("kz_breakdowns").set_index("row").published
    tests = verdict_table[verdict_table.test == "breakdown"].merge(claims[["claim_id", "article_id"]], on="claim_id")
    in_time = pages[tests.source.str.split("; ").str[0]].to_numpy() <= days[tests.article_id].to_numpy()
    assert set(in_time) == {True, False}
    assert (tests.explanation.str.contains("later than the article") == ~in_time).all()
    assert not tests[~in_time].explanation.str.contains("quoted rightly").any()


def test_doubtful_figures_name_their_doubt(verdict_of):
    gain = {"flow": "internal_net", "kind": "quantity"}
    assert verdict_of(category="almaty_city", **gain).doubt == "almaty-swap-2025"
    assert verdict_of(category="astana_city", **gain).doubt == ""


def test_causes_and_forecasts_stay_unchecked(claims, verdict_table):
    open_claims = claims[claims.kind.isin(["cause", "forecast"])].claim_id
    rows = verdict_table[verdict_table.claim_id.isin(open_claims)]
    assert len(rows) and set(rows.verdict) == {"unchecked"}


def test_another_figure_gets_another_verdict(run, claims):
    known = {name: evidence.known_rows(package.read(name), run) for name in reconcile.EVIDENCE}
    figures = claims[claims.value.notna()]
    article = next(package.read("articles").query("article_id == @figures.article_id.iloc[0]").itertuples())
    used = evidence.sources_for(article.url, known, run)
    doubled = figures.assign(low=figures.low * 2, high=figures.high * 2, value=figures.value * 2)
    before, after = (verdicts_on(frame, used) for frame in (figures, doubled))
    assert set(before.values()) >= {"holds", "holds_preliminary", "cut", "unchecked"}
    judged = [claim for claim, verdict in before.items() if verdict != "unchecked"]
    assert {after[claim] for claim in judged} == {"contradicted"}


def verdicts_on(claims: pd.DataFrame, used) -> dict[str, str]:
    found = reconcile.results_on_article(claims, used)
    return {claim: reconcile.overall([one for one in found if one.claim_id == claim]).verdict
            for claim in claims.claim_id}  # fmt: skip


def test_a_year_without_articles_gives_an_empty_table_of_the_same_kind(verdict_table):
    empty = reconcile.reconcile(Parameters(year=2010))
    assert empty.empty and list(empty.dtypes) == list(verdict_table.dtypes)
    assert set(reconcile.verdict_counts(empty).claims) == set(reconcile.reasons_unchecked(empty).claims) == {0}
    assert reconcile.quoted_only(empty) == 0


def test_the_first_vintage_uses_no_later_release(run):
    table = reconcile.reconcile(Parameters(year=run.year, vintage="first"))
    flows, breakdowns = (
        table[table.year == run.year] for table in map(package.read, ("kz_flows_annual", "kz_breakdowns"))
    )
    late = {*flows[flows.vintage == "revised"].row, *breakdowns[~(breakdowns.published <= run.cutoff)].row}
    assert not late & set(table.source.str.split("; ").explode())
    assert "cut" not in set(table.verdict)  # the figures by region were released after the edition's date


def test_a_round_up_of_another_year_without_positions(tmp_path, monkeypatch):
    """Its own rows are set aside: the totals rest on the official series, the country is unchecked."""
    folder = tmp_path / "raw"
    shutil.copytree(paths.raw_folder(), folder)
    monkeypatch.setenv(paths.RAW_VARIABLE, str(folder))
    page = "https://mgorod.kz/news/iz-kakih-stran-chashhe-vsego-pereezzhayut-v-kazahstan-na-pmzh"
    article = {"article_id": "round_up", "published": "2024-02-14", "reference_year": "2023", "url": page}
    append(folder / "articles.csv", article)
    claim = {"article_id": "round_up", "flow": "arrivals", "dimension": "total", "category": "total"}
    claim |= {"time_period": "2023", "kind": "quantity", "unit_mult": "0", "decimals": "0", "unit_measure": "persons"}
    change = {"kind": "change", "base_period": "2022", "decimals": "1", "unit_measure": "percent_increase"}
    for number, more in enumerate((
        {"quote": "25 387", "value": "25387"}, {"quote": "45,7%", "value": "45.7"} | change,
        {"dimension": "country", "category": "russia", "quote": "11 711", "value": "11711"},
    )):  # fmt: skip
        append(folder / "claims.csv", claim | more | {"claim_id": f"round_up-{number}"})
    table = reconcile.reconcile(Parameters(year=2023))
    decided = table[(table.test == "overall") & table.claim_id.str.startswith("round_up")]
    assert list(decided.verdict) == ["holds", "holds", "unchecked"]


def append(path, row: dict) -> None:
    names = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, names, lineterminator="\n").writerow(row)


NOT_WORDS = r"Rev\.\d{4}|\b[\w-]+(?:\.[\w-]+)+\b"  # editions of a table, and sites


@pytest.mark.parametrize("year", [2021, 2023, 2025])
def test_explanations_are_russian_and_all_else_is_the_same(year):
    english, russian, kazakh = (reconcile.reconcile(Parameters(year, language=code)) for code in ("en", "ru", "kk"))
    assert len(english)
    pd.testing.assert_frame_equal(kazakh, english)
    pd.testing.assert_frame_equal(russian.drop(columns="explanation"), english.drop(columns="explanation"))
    for row, said in zip(russian.itertuples(), english.explanation, strict=True):
        assert not re.search("[A-Za-z]", re.sub(NOT_WORDS, "", row.explanation)), row.explanation
        assert row.explanation.count(" Но ") == said.count(" But "), row.explanation
        assert row.explanation.endswith(".") and ".." not in row.explanation
        with speaking("ru"):
            assert not re.search("[A-Za-z]", verdict_words.name_of_test(row.test)) or row.test == "overall"


def test_the_tidy_tables_are_english_in_every_edition():
    tables = processed.tables(Parameters(year=2021, language="ru"))
    pd.testing.assert_frame_equal(tables["reconciliation"], reconcile.reconcile(Parameters(year=2021)))


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
