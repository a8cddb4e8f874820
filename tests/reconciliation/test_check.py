"""`./run check`: an article is drafted and tested at once, asks where it is unsure, and keeps nothing."""

import io
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import page, series

from helpers import check as checking
from helpers import paths
from helpers.data import package
from helpers.drafts import draft as drafting
from helpers.parameters import ParameterError, Parameters
from helpers.reconciliation import reconcile

MONTHS = page((2020, "departures", "total", "total", "30 100"), months=9)
PAGES = pd.concat([page((2020, "departures", "country_group", "cis", "30 000")), MONTHS])
TABLES = {"kz_flows_annual": series(), "kz_breakdowns": PAGES}
REGIONS = package.read("kz_region_names").set_index("region").name_ru.to_dict()
COLUMNS = """quote start end value unit_mult decimals bound unit_measure flow dimension category time_period
    base_period question verdict found_low found_high explanation kind"""
RIGHT_AND_WRONG = [  # 41,256 left and 21,300 came
    "В 2020 году из страны выехали 41 256 человек. В 2020 году в страну прибыли 31 300 человек.",
    "In 2020, 41,256 people left the country. In 2020, 31,300 people arrived in the country.",
    "2020 жылы елден 41 256 адам көшіп кетті. 2020 жылы елге 31 300 адам көшіп келді.",
]


def check(text: str, tables=TABLES, **about) -> checking.Answer:
    return checking.check(text, tables, REGIONS, **about)


@pytest.mark.parametrize("text", RIGHT_AND_WRONG, ids=["ru", "en", "kk"])
def test_a_right_figure_is_never_called_wrong_and_a_wrong_one_never_right(text):
    figures = {row["value"]: row for row in check(text).rows}
    for value, verdict in ((41256, "holds"), (31300, "contradicted")):
        row = figures[value]
        assert row["verdict"] == verdict or (row["question"] and row["verdict"] == "undecidable")


def test_a_sure_figure_is_answered_with_its_reading_and_the_worst_comes_first():
    answer = check(RIGHT_AND_WRONG[0])
    assert [row["verdict"] for row in answer.rows] == ["contradicted", "holds"] and answer.year == 2020
    assert answer.rows[0]["read"] == "31,300, arrivals, 2020" and answer.rows[0]["found_low"] == 21300
    assert [row["question"] for row in answer.rows] == ["", ""]
    assert (answer.drafted.article["numerals"], len(answer.drafted.exclusions)) == ("6", 2)


def test_this_year_is_that_of_publication_and_not_the_one_compared_with():
    text = "В этом году страну покинули 41 256 человек, это больше, чем в 2012 году."
    years = [check(text, published=published).year for published in ("2020-12-10", None)]
    assert years == [2020, 2013]  # without a day the year after, which accuses nobody
    answer = check("Страну покинули 51 256 человек, больше, чем в 2019 году.")
    assert (answer.year, answer.rows[0]["verdict"]) == (2020, "undecidable")
    for text in (  # of which year?
        "За девять месяцев страну покинули 51 256 человек. В 2020 году вырос и въезд.",
        "Былтыр көп адам келді. 2020 жылы елден 51 256 адам кетті.",
    ):
        assert check(text).rows[0]["verdict"] == "undecidable"
    for text in (
        "В этом году страну покинули 41 256 человек.",
        "В этом году страну покинули 41 256 человек. Это меньше, чем в 2019 году.",
        "Биыл елден 41 256 адам кетті. 2019 жылмен салыстырғанда аз.",
    ):
        assert check(text, published="2020-12-10").year == 2020
    text = "За 9 месяцев выехали 31 256 человек, на 5% меньше, чем в 2019 году."  # of no year
    assert [check(text, published=day).year for day in ("2020-12-10", "2021-02-10")] == [2020, 2020]
    text = "За 9 месяцев выехали 31 256 человек, на 5% меньше, чем в прошлом году."
    assert check(text, published="2020-12-10").year == 2020
    with pytest.raises(ParameterError, match="does not say which year"):
        check(text)
    text = "В прошлом году страну покинули 41 256 человек, больше, чем в 2012 году."
    assert check(text, published="2021-03-10").year == 2020
    text = "Былтыр елден 41 256 адам көшіп кетті. 2012 жылы 30 мың. 2018, 2020, 2021 жылдары аз."
    rows = {row["value"]: row for row in check(text, published="2021-03-10").rows}
    assert (rows[41256]["time_period"], rows[41256]["question"]) == ("2020", "")
    text = "1 қарашада ел халқы 18,8 млн адамға жетті. Жыл басынан бері 9 100 адам көшіп кетті. Былтыр 30 мың кетті."
    assert check(text, published="2020-11-10").year == 2020
    # The latest year reported, however often others are named, but no forecast's.
    text = "В 2020 году уехали 41 256 человек, в 2012-м — 30 тыс. Пик — в 2012 году. По прогнозу, в 2021 году — 40 тыс."
    assert [check(text, published=day).year for day in (None, "2021-02-10", "2021-12-10")] == [2020] * 3
    assert check("На 1 января 2021 года в стране жили 18 879 552 человека.").year == 2021


OPEN = [  # to what the day of publication leaves open, or words of another count
    ("В 2020 году страну покинули 31 000 человек.", "2020-10-20", "2020, seen from the day of publication?"),
    ("In January – March, 9,100 people left the country. More had left in 2019.", "2020-08-09",
     "2020-01/2020-03, seen from the day of publication?"),
    ("В 2020 году на родину вернулись 13 000 этнических казахов.", "2021-03-10", ""),
    ("Комитет Кыргызстана подвёл итоги. В 2020 году из республики выбыли 9 200 человек.", "2021-03-10", ""),
    ("Былтыр елден 31 256 адам көшіп кетті. 2020 жыл.", None, "seen from which day?"),
    ("В этом году страну покинули 31 000 человек, больше, чем в 2020 году.", None, "seen from the day"),
    ("В 2020 году в Казахстан прибыли 123 000 казахов.", "2021-03-10", ""),
    ("Сколько кандасов переехало\n\nВ 2020 году в Казахстан переехали 5 910 человек.", "2021-03-10", ""),
    ("По данным Росстата, в 2020 году из Казахстана в Россию выехали 12 тыс. человек.", "2021-03-10", ""),
    ("In Q1, 9 thousand people left Kazakhstan. Last year, 31,256 people left. 2021 follows.", "2021-05-10", "whole"),
    ("2020 жылы Қазақстаннан 41 256 адам кетті. Арменияда сол жылы 9 548 адам келді.", "2021-03-10", ""),
    ("В 2020 году выехали 41 256 человек. По прогнозу, в 2021 году из страны выедут 12 000 человек.", None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "question"), OPEN)
def test_a_year_that_was_not_over_months_of_any_year_and_who_got_a_status_accuse_nobody(text, published, question):
    years = [(year, "departures", "total", "total", "8 000") for year in (2019, 2021)]
    groups = (2020, "arrivals", "ethnicity", "kazakh", "7 000"), (2020, "departures", "country", "russia", "4 748")
    tables = TABLES | {"kz_breakdowns": page(*years, *groups)}
    figures = {row["value"]: row for row in check(text, tables, published=published).rows}
    row = next(iter(figures.values()))
    assert row["verdict"] != "contradicted" and question in row["question"] and bool(question) == bool(row["question"])
    assert question or row["explanation"].startswith(("Counted as in the tables", "Read so", "No independent source"))


def test_words_are_asked_about_where_their_sentence_speaks_of_another_group_too():
    text = "В 2020 году прибыли 21 300 человек. Пик пришёлся на 2018 год — тогда в страну приехали 300 граждан КНР."
    asked = {row["quote"]: row["asked"] for row in check(text, published="2021-03-10").rows}
    assert asked == {"21 300": [], "Пик пришёлся": ["category"], "300": []}


def test_a_rise_of_the_year_before_is_tested_for_that_year_and_a_fall_after_it_is_not():
    (row,) = check("Въезд в страну: снижение после прошлогоднего роста.", year=2020).rows
    assert (row["quote"], row["time_period"], row["verdict"]) == ("после прошлогоднего роста", "2019", "holds")


YEARS = [
    ("В 2020 году число выехавших из Казахстана стало самым высоким с 2016 года.", "holds"),
    ("2020 жылы Қазақстаннан кеткендер саны 2016 жылдан бері ең жоғары болды.", "holds"),
    ("В 2020 году число выехавших растёт третий год подряд.", "holds"),
    ("В 2020 году число выехавших растёт четвёртый год подряд.", "contradicted"),
    ("В 2020 году положительное сальдо миграции составило 300 человек.", "contradicted"),
]


@pytest.mark.parametrize(("text", "verdict"), YEARS)
def test_a_quote_is_read_with_the_years_and_the_sign_that_its_sentence_names(text, verdict):
    left = {2016: 900, 2017: 700, 2018: 750, 2019: 780, 2020: 800}
    table = series({"departures": left, "arrivals": {2020: 500}}, {})
    assert [row["verdict"] for row in check(text, {"kz_flows_annual": table}).rows] == [verdict]


def test_a_table_that_is_missing_is_empty():
    assert {row["verdict"] for row in check(RIGHT_AND_WRONG[0], tables={}).rows} == {"unchecked"}


SHARE = {"kind": "share", "unit_measure": "percent"}
PART = {"note": "check: time_period: a part of a year?", "time_period": ""}
READINGS = [
    ({}, "holds", "41,256"),
    ({"note": "check: statement: what does it say?"}, "holds", "41,256"),
    ({"note": "check: flow: arrivals or departures?"}, "undecidable", "arrivals: contradicted; departures: holds"),
    ({"note": "check: flow: no word tells", "flow": ""}, "undecidable", "internal moves: cannot be checked"),
    ({"note": "check: flow: arrivals or net?", "value": "5"}, "contradicted", "same under each of 3 readings"),
    ({"note": "check: flow: arrivals or departures?", "value": "5"}, "undecidable", "Read so, it would be"),
    ({"note": "check: time_period: the years named before?", "value": "5"}, "undecidable", "Read so, it would be"),
    ({"note": "check: time_period: more than one"}, "undecidable", "2019: contradicted; 2020: holds"),
    ({"note": "check: time_period: 2020-01/2020-09?"}, "undecidable", "01–09.2020: cannot be decided; 2020: holds"),
    (PART | {"value": "30100"}, "undecidable", "01–09.2020, so the period"),
    ({"note": "check: category: which?", "category": "", "dimension": ""}, "holds", "41,256"),
    ({"note": "check: category: which?", "category": "", "value": "5"}, "undecidable", "Read so, it would be"),
    ({"note": "check: category: cis?", "category": "", "value": "30000"}, "undecidable", "CIS countries: repeats"),
    ({"note": "check: category: cis too?"}, "undecidable", "holds"),
    ({"note": "check: category: a share of what?", "category": ""} | SHARE, "unchecked", "It is a share"),
    ({"note": "check: value: a dash, or a minus sign?"}, "undecidable", "−41,256: contradicted; 41,256: holds"),
    ({"note": "check: unit_measure: does it count 'rooms'?", "value": "5"}, "undecidable", "Read so, it would be"),
    ({"note": "check: unit_measure: rise or fall?", "kind": "change", "value": "14"}, "undecidable",
     "a rise of 14%: contradicted; a fall of 14%: holds"),
    ({"note": "check: unit_measure: what is counted?", "kind": "", "unit_measure": ""}, "holds", "41,256"),
    ({"kind": "direction", "value": "", "quote": "резко", "start": "7", "end": "12"}, "contradicted",
     "at least 25%"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "verdict", "says"), READINGS)
def test_what_is_in_doubt_is_tested_under_each_reading_and_accuses_nobody(monkeypatch, cells, verdict, says):
    row = {"quote": "41 256", "start": "0", "end": "6", "kind": "quantity", "value": "41256", "unit_mult": "0"}
    row |= {"decimals": "0", "unit_measure": "persons", "flow": "departures", "dimension": "total"}
    row |= {"category": "total", "time_period": "2020", "note": ""} | cells
    article = {"numerals": "1", "reference_year": "2020"}
    drafted = drafting.Draft.__new__(drafting.Draft)
    drafted.__dict__ |= {"article": article, "claims": [row], "exclusions": [], "years": Counter([2019, 2020])}
    drafted.spoken = Counter()
    monkeypatch.setattr(drafting, "draft", lambda *_: drafted)
    answer = check("Отток, резко снизившись, замер.", year=2020).rows[0]
    assert answer["verdict"] == verdict and says in answer["explanation"]
    assert bool(answer["question"]) == ("statement" not in row["note"] and bool(row["note"]))


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """A function that checks a text (bytes, a path, '-' of a pipe) and returns what is printed, by line."""

    def answer(text, language="en", **more) -> list[str]:
        path = text if isinstance(text, Path) else tmp_path / "text.txt"
        if path != text:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if piped := more.pop("piped", ""):
            monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(piped.encode())))
        options = {"year": None, "published": None, "url": None, "target": None, "raw": None} | more
        assert checking.main(path, language=language, **options) == 0
        return capsys.readouterr().out.splitlines()

    return answer


TEXT = "В 2025 году из страны выехали 7,9 тыс. человек. В страну прибыли 23,8 тыс. человек\x1b[J\u202e."
ANSWERS = [("en", "Read as", "contradicted: “7,9", "Of 2"), ("kk", "Read as", "contradicted: “7,9", "Of 2"),
           ("ru", "Прочитано", "опровергнуто: «7,9", "Из 2")]  # fmt: skip


@pytest.mark.parametrize(("code", "first", "line", "last"), ANSWERS)
def test_the_answer_is_in_the_language_asked_for_and_can_be_quoted(run, code, first, line, last):
    printed = run(TEXT, code)
    assert [text.startswith(part) for text, part in zip(printed[::2], (first, line), strict=False)] == [True, True]
    assert printed[-1].startswith(last) and not {"\x1b", "\u202e"} & set("".join(printed))
    assert ["--published" in text[0] for text in (printed, run(TEXT, code, published="2026-02-09"))] == [True, False]


def test_the_answer_as_json_has_its_columns_in_reading_order_and_nothing_else_is_written(run, tmp_path):
    kept = [path for folder in ("data", "notebooks") for path in sorted(paths.ROOT.glob(f"{folder}/**/*"))]
    before = [path.stat().st_mtime_ns for path in kept]
    run(TEXT, target=tmp_path / "answer.json")
    rows = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    assert [row["quote"] for row in rows] == ["7,9 тыс.", "23,8 тыс."] and set(rows[0]) == set(COLUMNS.split())
    assert (rows[0]["start"], rows[0]["end"], rows[0]["value"], rows[0]["unit_mult"]) == (30, 38, 7.9, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answer.json", "text.txt"]
    assert [path.stat().st_mtime_ns for path in kept] == before  # of folders too: nothing new in them


def test_a_text_that_names_another_year_is_answered_with_a_question(run):
    answer = run(Path("-"), piped=TEXT, year=2019)
    assert answer[1] == "The text names 2025, not 2019: is --year the year that it reports?"


def test_a_check_waits_for_no_charts_models_or_notebooks():
    code = "import sys, helpers.check; print({'matplotlib', 'scipy', 'statsmodels', 'nbformat'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"


def test_a_figure_that_no_table_counts_has_its_line_and_cannot_be_checked():
    text = "В 2020 году в Алматы прибыли 5,1 тыс. человек из России. Из страны выехали 41 256 человек."
    answer = check(text, year=2020)
    assert [(row["quote"], row["verdict"]) for row in answer.rows] == [("41 256", "holds"), ("5,1", "unchecked")]
    assert answer.rows[0].keys() == answer.rows[1].keys() and text[answer.rows[1]["start"] :].startswith("5,1")
    told = checking.lines(answer)
    assert any("“5,1”" in line and "No table at hand has such figures." in line for line in told)
    assert "Numerals in the text: 4; in claims: 3; excluded (dates, addresses and the like): 1." in told


REFUSED = [
    ("", "is empty", {}),
    (b"\xff\xfe1\x00", "is not UTF-8", {}),
    ("В 2025 году\0 7 608", "NUL", {}),
    (Path("/no/such.txt"), "cannot be read", {}),
    ("Выехали 7 608 человек.", "give it with --year", {}),
    ("Погода хорошая.", "makes no claim", {"year": 2025}),
    (TEXT, "1991 to 2099, not 20", {"year": 20}),
    (TEXT, "holds no data package", {"raw": Path("/no/raw")}),
    (TEXT, "cannot be written", {"target": Path("/dev/null/answer.json")}),
]


@pytest.mark.parametrize(("text", "message", "more"), REFUSED, ids=[message for _, message, _ in REFUSED])
def test_what_cannot_be_answered_is_refused_in_plain_words(run, text, message, more):
    with pytest.raises(ParameterError, match=message):
        run(text, **more)


PIECES = "7,9 тыс. 41 256 12% в 2020 году выехали left кетті на снизилось — (64,8%) - −1 340 . \n из России , сальдо"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=40).map(" ".join))
def test_any_text_is_answered_or_refused(text):
    try:
        assert checking.lines(check(text, year=2020))
    except ParameterError as refusal:
        assert "makes no claim" in str(refusal)


def test_the_readme_shows_the_answer_to_the_text_that_it_gives(run, request):
    """pytest --update writes it anew."""
    readme = paths.ROOT / "README.md"
    whole = readme.read_text("utf-8")
    asked = r"\$ echo '(.+)' \| \./run check - --published (\S+)\n```\n\n```text\n((?:.*\n)*?)```\n"
    text, day, shown = re.search(asked, whole).groups()
    answer = "\n".join([*run(Path("-"), piped=text, published=day), ""])
    if request.config.getoption("update"):
        readme.write_text(whole.replace(f"```text\n{shown}```", f"```text\n{answer}```"), "utf-8")
    assert shown == answer


def test_a_real_article_gets_the_verdicts_of_its_edition():
    path = (paths.named_folder(paths.TEXTS_VARIABLE) or Path("nowhere")) / "lada_2026-02-09.txt"
    if not path.is_file():
        pytest.skip(f"no text at hand: set {paths.TEXTS_VARIABLE}")
    tables = {name: package.read(name) for name in checking.TABLES}
    article = package.read("articles").set_index("article_id").loc[path.stem]
    answer = check(drafting.read_text(path), tables, published=article.published, url=article.url)
    claims = package.read("claims").set_index("claim_id")
    overall = reconcile(Parameters(2025)).query("test == 'overall'").set_index("claim_id").verdict
    verdicts = {
        claims.start[claim]: verdict for claim, verdict in overall.items() if path.stem == claims.article_id[claim]
    }
    sure = {row["start"]: row["verdict"] for row in answer.rows if row["value"] and not row["question"]}
    assert len(sure) >= 30 and sure.items() <= verdicts.items()
