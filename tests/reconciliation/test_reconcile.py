"""The verdict on a claim, what may be used for it, and the verdicts of the real editions."""

import doctest
import importlib
import pkgutil
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import DAY, STOCKS, claim, group, judged, moves, page, percent, series, verdict, words

import helpers.reconciliation as room
from helpers import cleaning, parameters
from helpers.data import package
from helpers.language import speaking
from helpers.parameters import Parameters
from helpers.reconciliation import evidence, explanations, processed, reconcile, results, verdicts, weighing


def result(verdict: str, sentence: str = "A sentence.", independent: bool = True, **more):
    clause = sentence[0].lower() + sentence[1:].removesuffix(".")
    named = {"test": "test", "short": clause} | more
    return results.TestResult("c0", verdict=verdict, explanation=sentence, independent=independent, **named)


@settings(deadline=None)
@given(st.lists(st.sampled_from(results.VERDICTS), min_size=1), st.lists(st.integers(0, 2), min_size=1))
def test_the_weightiest_test_that_decides_gives_the_verdict(verdicts, weights):
    rows = [result(each, weight=weight) for each, weight in zip(verdicts, weights * len(verdicts), strict=False)]
    decided = weighing.overall(rows)
    assert decided.verdict in verdicts
    deciding = [row for row in rows if row.verdict not in ("undecidable", "unchecked")]
    least = [row.verdict for row in deciding if row.weight == min(each.weight for each in deciding)]
    left_open = any(row.weight == 0 and row.verdict == "undecidable" for row in rows)
    assert left_open or not deciding or decided.verdict in least
    assert left_open or "contradicted" not in least or decided.verdict == "contradicted"


@pytest.mark.parametrize(("own", "verdict"), [("holds", "unchecked"), ("contradicted", "contradicted")])
def test_an_article_can_contradict_itself_but_not_confirm_itself(own, verdict):
    assert weighing.overall([result(own, independent=False), result("unchecked")]).verdict == verdict


def test_what_follows_from_other_figures_does_not_outvote_a_direct_test_that_is_open():
    rows = [result("undecidable", weight=results.DIRECT), result("contradicted", weight=results.IMPLIED)]
    assert weighing.overall(rows).verdict == "undecidable"
    assert weighing.overall(rows[1:]).verdict == "contradicted"


def test_readings_that_disagree_decide_nothing():
    rows = [result("holds", reading=True), result("contradicted", "It fails.", reading=True)]
    decided = weighing.overall(rows)
    assert decided.verdict == "undecidable"
    assert decided.explanation == "It depends on what is counted. It fails. But a sentence."


def test_tests_that_disagree_are_told_after_the_one_that_decides():
    decided = weighing.overall([
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
    )
    fails = result("contradicted", "It fails.")
    assert weighing.overall([*quiet[:2], fails, *quiet[2:]]).explanation == "It fails."
    own = result("contradicted", "The article disagrees with itself.", independent=False)
    both = weighing.overall([result("holds", "The series agrees."), own])
    assert both.explanation == "The article disagrees with itself. But the series agrees."


def test_evidence_that_is_split_within_a_test_is_told_last_and_three_sentences_are_enough():
    fails = result("contradicted", "It fails.")
    split = result("contradicted", "So does this.", split="an earlier edition agrees")
    others = [result("holds", f"Number {one} holds.") for one in "ab"]
    assert weighing.overall([fails, split]).explanation == "It fails. But an earlier edition agrees."
    assert weighing.overall([fails, split, *others]).explanation == (
        "It fails. But number a holds. But number b holds."
    )


def test_readers_see_when_a_figure_was_right():
    table = pd.DataFrame(
        {"verdict": ["holds_preliminary"] * 2 + ["holds"], "when_printed": ["right", "out_of_date", "right"]}
    )
    assert results.labels(table).tolist() == [
        "right when printed, revised since", "out of date when printed", "holds",
    ]  # fmt: skip


def test_addresses_are_compared_by_host_and_path():
    address, article = evidence.page_of, "https://www.outlet.kz/news/1-article.html"
    for other in ("http://outlet.kz/news/1-article.html?utm=1", "m.outlet.kz/amp/news/1-article.html#top"):
        assert address(other) == address(article) != address("https://outlet.kz/news/2.html")
    assert address("https://outlet.kz/?p=1") != address("https://outlet.kz/?p=2")
    assert address("https://outlet.kz/news/") == address("https://outlet.kz/news.amp") and address(None) == ""


def test_nothing_about_a_later_year_is_used_and_what_ends_with_the_year_is_known():
    periods = moves(*((period, "A", "B", 1) for period in ("2013-2018", "2015-2019", "2013-2020")))
    tables = {"corridors": STOCKS, "corridor_flows": periods.assign(year=2013)}
    known, earlier = (evidence.gathered(tables, year) for year in (2019, 2018))
    assert set(known.stocks.edition) == {"Rev.2015", "Rev.2019"}
    assert set(earlier.stocks.edition) == {"Rev.2015"}
    assert list(known.flows.period) == ["2013-2018", "2015-2019"]
    assert verdict(claim(41256), kz_flows_annual=series(), year=2019) == "unchecked"


def test_the_first_vintage_knows_only_what_was_printed_by_the_editions_date():
    table, first = series(), {"vintage": "first", "published": None}
    assert verdict(claim(41310), kz_flows_annual=table, **first) == "holds"
    assert verdict(claim(41256), kz_flows_annual=table, **first) == "contradicted", "the final figure came later"
    assert verdict(claim(48000, time_period="2019"), kz_flows_annual=table, **first) == "holds", "what came before"
    for day, expected in ((DAY, "holds"), ("2021-03-02", "unchecked"), (None, "holds")):
        dated = table.assign(published=table.published.mask(table.year == 2020, day))
        assert verdict(claim(41310), kz_flows_annual=dated, **first) == expected
    for day, expected in ((DAY, "repeats"), ("2021-03-13", "unchecked"), (None, "unchecked")):
        copied = page((2020, "departures", "region", "almaty_city", "757"), day=day)
        assert verdict(group(757, "region", "almaty_city"), kz_breakdowns=copied, **first) == expected


ODD = [
    {}, {"kind": "quantity"}, {"kind": "quantity", "value": float("nan")}, claim("41256"), claim(0), claim(-5),
    claim(0.0, "net"), claim(41256, time_period=2020.0), claim(5, "nobody"), claim(5, "stock"), claim(1, None),
    percent(0.0), percent(100.0) | {"unit_measure": "percent_decrease"}, percent(5.0, "stock"), percent(5.0, "net"),
    percent(5) | {"unit_measure": "times", "value": 0}, percent(5) | {"base_period": None},
    claim(5, time_period="2020-05"), claim(5, time_period="2020-Q1"), claim(5, time_period="2032-01-01"),
    claim(5, base_period="2019-01/2019-06", kind="change"), claim(0, bound="about"), claim(5, bound=""),
    group(5, "region", "a b"), group(5, "country", None), words("рост", flow="nobody"), words("", "rank"),
    words("лидеры", "rank", dimension="region", category=None), words("почти никто", dimension="corridor"),
    words("впервые с 2020 года рост"), words("рост", time_period="2020-01/2020-06"), words("x", "forecast", None),
    words("в 0 раз больше"), words("миллионы", dimension="corridor", category="nowhere"), words("x", "unheard"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_odd_claims_get_a_verdict_too(language):
    """Blank columns, texts as numbers, zeros, unknown flows, and the same claim twice."""
    tables = {"kz_flows_annual": series(), "corridors": STOCKS, "kz_breakdowns": page(
        (2020, "departures", "total", "change_vs_previous_year", "0,0%"),
        (2020, "departures", "region", "a", "0"), (2020, "departures", "total", "total", "0"))}  # fmt: skip
    twice = [each | {"claim_id": f"c{place}"} for place, each in enumerate([*ODD, *ODD])]
    with speaking(language):
        answers = judged(*twice, **tables)
    assert len(answers) == len(twice) and {answer for answer, *_ in answers} <= set(results.VERDICTS)
    assert all(said.endswith(".") and "nan" not in said and "None" not in said for *_, said in answers)
    assert verdicts(pd.DataFrame(), {}, year=2020).empty
    assert len(judged(claim(5), claim(5) | {"claim_id": "claim-1"})) == 2


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(room.__path__)])
def test_the_examples_of_the_docstrings_are_true(name):
    outcome = doctest.testmod(importlib.import_module(f"helpers.reconciliation.{name}"))
    assert outcome.failed == 0


@pytest.fixture(scope="module")
def run():
    return parameters.check(year=2025)


@pytest.fixture(scope="module")
def claims(run):
    return cleaning.tables_of(run).claims


@pytest.fixture(scope="module")
def table(run):
    return reconcile(run)


def test_every_claim_has_tests_and_one_overall_verdict(claims, table):
    assert list(table.columns) == results.COLUMNS
    assert list(table[table.test == "overall"].claim_id) == list(claims.claim_id)
    assert set(table[table.test != "overall"].claim_id) == set(claims.claim_id)
    assert not table.duplicated(["claim_id", "test"]).any()
    assert set(table.verdict) <= set(results.VERDICTS)
    unchecked = table[table.verdict == "unchecked"]
    reasons = unchecked[unchecked.test != "overall"]
    assert set(reasons.test) <= set(results.REASONS_UNCHECKED)
    assert set(unchecked.claim_id) == set(reasons.claim_id) and reasons.claim_id.is_unique


# Verdicts of the real editions: year, verdict (and when it was right), claims
EDITIONS = """
2025 holds right: lada-2026-10 25 22 23
2025 holds: lada-2026-01 03 04 05 16 21 24 33 46 51 caravan-iom-07 08 10
2025 holds_preliminary out_of_date: lada-2026-09 26
2025 holds_preliminary: caravan-iom-05
2025 cut: lada-2026-17 34
2025 contradicted: lada-2026-02 08 39 caravan-iom-13
2025 undecidable: lada-2026-41 caravan-iom-03 04 09 11 12 14
2025 repeats right: lada-2026-40 47 48 49 50
2025 repeats: lada-2026-18 35 36
2025 open: lada-2026-56 57 58
2025 unchecked: lada-2026-06 13 19 28 37 caravan-iom-01 06 15
2023 holds: mgorod-2024-01 02 03 04 05 06 07 08 09 10
2023 repeats: mgorod-2024-11
2021 cut: sputnik-2022-01
2021 holds: sputnik-2022-02
2021 undecidable: sputnik-2022-03
2021 unchecked: sputnik-2022-04
"""


@pytest.mark.parametrize("line", EDITIONS.strip().splitlines())
def test_verdicts_of_the_editions(line):
    head, _, named = line.partition(": ")
    year, expected, *when = head.split()
    table = reconcile(Parameters(int(year)))
    overall = table[table.test == "overall"].set_index("claim_id")
    article = ""
    for name in named.split():
        article = name.rpartition("-")[0] or article
        row = overall.loc[f"{article}-{name.rpartition('-')[2]}"]
        assert [row.verdict, row.when_printed] == [expected, *when, ""][:2], (name, row.explanation)


@pytest.mark.parametrize("year", [2021, 2023, 2025])
def test_every_overall_verdict_on_evidence_shows_its_rows_and_their_days(year):
    table = reconcile(Parameters(year))
    for row in table[(table.test == "overall") & (table.source != "")].itertuples():
        if row.source.startswith("claims.csv"):  # the article's own sums
            continue
        assert re.fullmatch(r"\w+\.csv:\d+(; \w+\.csv:\d+)*", row.source)
        assert re.search(r" Dates of the sources: .*(?:\d{4}|undated)\.$", row.explanation), row.explanation
    judged = table[~table.verdict.isin(["unchecked", "open"]) & (table.test != "overall")]
    assert (judged.source != "").all()


def test_every_explanation_is_made_of_finished_sentences(table):
    for row in table.itertuples():
        for sentence in re.split(r"(?<=\.) (?=[A-Z])", row.explanation):
            assert sentence[0].isupper() or sentence[0].isdigit()
            assert sentence.endswith(".")
            assert not re.search(r"\bnan\b|None|\binf\b|<NA>|  |_|\.0 ", sentence), sentence


def test_no_verdict_rests_on_the_articles_own_page(claims, table):
    articles = package.read("articles").set_index("article_id")
    article = claims.article_id.iloc[0]
    page_of = evidence.page_of
    tables = [package.read(name) for name in ("kz_breakdowns", "kz_flows_annual")]
    own = [each[each.source_url.map(page_of) == page_of(articles.url[article])].row for each in tables]
    used = table[table.claim_id.isin(claims.claim_id[claims.article_id == article])].source.str.split("; ")
    assert len(pd.concat(own)) and not set(used.explode()) & set(pd.concat(own))


def test_doubtful_figures_name_their_doubt(claims, table):
    gains = claims.query("flow == 'internal_net' and kind == 'quantity'").set_index("category").claim_id
    doubt = table[table.test == "overall"].set_index("claim_id").doubt
    assert [doubt[gains[city]] for city in ("almaty_city", "astana_city")] == ["almaty-swap-2025", ""]


def test_another_figure_gets_another_verdict(run, claims):
    figures = claims[claims.value.notna() & (claims.article_id == claims.article_id.iloc[0])]
    article = package.read("articles").set_index("article_id").loc[figures.article_id.iloc[0]]
    tables = {name: package.read(name) for name in weighing.TABLES}
    before, after = (
        verdicts(frame, tables, year=run.year, published=article.published, url=article.url)
        for frame in (figures, figures.assign(value=figures.value * 2))
    )
    before, after = (each.verdict[each.test == "overall"].tolist() for each in (before, after))
    assert set(before) >= {"holds", "holds_preliminary", "cut", "repeats", "unchecked"}
    changed = {new for old, new in zip(before, after, strict=True) if old not in ("unchecked", "open")}
    assert changed == {"contradicted"}


def test_a_year_without_articles_gives_an_empty_table_of_the_same_kind(table):
    empty = reconcile(Parameters(year=2010))
    assert empty.empty and list(empty.dtypes) == list(table.dtypes)


def test_the_first_vintage_uses_no_later_release(run):
    table = reconcile(Parameters(year=run.year, vintage="first"))
    flows, breakdowns = (
        table[table.year == run.year] for table in map(package.read, ("kz_flows_annual", "kz_breakdowns"))
    )
    late = {*flows[flows.vintage == "revised"].row, *breakdowns[~(breakdowns.published <= run.cutoff)].row}
    assert not late & set(table.source.str.split("; ").explode())
    assert set(table.claim_id[table.verdict == "cut"]) == set()  # regions were released after the edition's date


NOT_WORDS = r"Rev\.\d{4}|\b[\w-]+(?:\.[\w-]+)+\b"  # editions of a table, and sites


@pytest.mark.parametrize("year", [2021, 2023, 2025])
def test_explanations_are_russian_and_all_else_is_the_same(year):
    english, russian, kazakh = (reconcile(Parameters(year, language=code)) for code in ("en", "ru", "kk"))
    assert len(english)
    pd.testing.assert_frame_equal(kazakh, english)
    pd.testing.assert_frame_equal(russian.drop(columns="explanation"), english.drop(columns="explanation"))
    for row, said in zip(russian.itertuples(), english.explanation, strict=True):
        assert not re.search("[A-Za-z]", re.sub(NOT_WORDS, "", row.explanation)), row.explanation
        assert row.explanation.count(" Но ") == said.count(" But "), row.explanation
        assert row.explanation.endswith(".") and ".." not in row.explanation
        with speaking("ru"):
            assert not re.search("[A-Za-z]", explanations.name_of_test(row.test)) or row.test == "overall"


def test_a_test_has_its_name_in_words():
    assert [explanations.name_of_test(test) for test in ("shares", "no_table")] == ["shares from counts", "no table"]


def test_the_tidy_tables_are_english_in_every_edition():
    tables = processed(Parameters(year=2021, language="ru"))
    pd.testing.assert_frame_equal(tables["reconciliation"], reconcile(Parameters(year=2021)))


@pytest.mark.parametrize(
    ("category", "russian"),
    [("usa", "США"), ("south_korea", "Республика Корея"), ("cis", "страны СНГ"), ("nowhere", "nowhere")],
)
def test_countries_of_the_data_have_their_names(category, russian):
    assert explanations.group_name("usa") == "the United States"
    assert [explanations.period_in_words(period) for period in ("2015/2020", "2020-01/2020-09")] == [
        "2015–2020",
        "01–09.2020",
    ]
    with speaking("ru"):
        assert explanations.group_name(category) == russian


def test_an_abbreviation_ends_a_sentence_with_its_own_stop():
    assert explanations.sentence("напечатано 7,6 тыс.") == "Напечатано 7,6 тыс."
    assert explanations.sentence("it fits") == "It fits."
