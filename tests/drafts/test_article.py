"""The parts of a text, on a line or two: numerals with their reasons, headings, lists, and where a figure ends."""

import csv
from pathlib import Path

import pytest
import yaml

from helpers import paths
from helpers.data import descriptor
from helpers.drafts import article as articles
from helpers.drafts import numerals


@pytest.fixture(scope="module")
def read():
    """A function that reads a text about 2031."""
    names = descriptor.table(paths.ROOT / "data" / "raw", "kz_region_names").rows
    regions = {row["region"]: row["name_ru"] for row in names}
    return lambda text: numerals.read_article(text, 2031, regions)


PARTS = yaml.safe_load((Path(__file__).parent / "parts.yml").read_text(encoding="utf-8"))


def reasons(article) -> str:
    """'5: numbered list; 7: part of a name', in the order of the text."""
    return "; ".join(f"{article.text[start:end]}: {why}" for (start, end), why in sorted(article.reasons.items()))


def figures(article) -> list[str]:
    return [article.text[start:end] for start, end, _ in article.figures]


# --- numerals -------------------------------------------------------------------------------------------------------

with (Path(__file__).parent / "numerals.csv").open(encoding="utf-8", newline="") as table:
    NUMERALS = {row["text"]: row for row in csv.DictReader(table)}


@pytest.mark.parametrize("row", NUMERALS.values())
def test_a_numeral_is_a_figure_or_has_a_reason_why_it_is_none(read, row):
    article = read(row["text"])
    assert (" | ".join(figures(article)), reasons(article)) == (row["figures"], row["reasons"])


def test_each_part_of_a_date_is_named(read):
    of = "of a machine-readable date"
    assert reasons(read("2031-05-07")) == f"2031: year {of}; 05: month {of}; 07: day {of}"
    assert read("2031-05-07").years == {(0, 4): 2031}


def test_a_year_beside_figures_leaves_them_figures(read):
    for text, found in [("2031 и 73 до 57", ["73", "57"]), ("с 7 до 2031", ["7"]), ("2026–2027 5", ["5"])]:
        assert figures(read(text)) == found
    assert [*read("с 2031 и до 2030, 1999 г.").years.values()] == [2031, 2030, 1999]
    assert read("2015 казахов, 2031-05-07").years == {(14, 18): 2031}, "of a date too, and no count"


def test_a_figure_is_read_with_its_value(read):
    (start, end, figure) = read("Астана - 5 тыс.").figures[0]
    assert (start, end, figure.number, figure.unit_mult) == (9, 15, 5, 3)
    assert [figure.number for _, _, figure in read("Падение с 57% до 7,5%").figures] == [57, 7.5]


# --- lines, headings, the body and its foot -----------------------------------------------------------------------


def lines(read, text):
    """Of each line: its text, whether it is a point, its heading, and what it stands under."""
    return [
        (text[line.start : line.end], line.bullet, text[slice(*line.heading)] if line.heading else None,
         [text[start:end] for start, end in line.parents])
        for line in numerals.outline(text)
    ]  # fmt: skip


def test_lines_stand_under_their_heading(read):
    text = "Заголовок \n\nПервое.\n- точка\n123\nДругой заголовок\nВторое,\nИтог:\nтретье;\n  •  четыре:\n"
    assert lines(read, text) == [
        ("Заголовок", False, None, []),
        ("Первое.", False, "Заголовок", []),
        ("- точка", True, "Заголовок", []),
        ("123", False, "Заголовок", []),
        ("Другой заголовок", False, None, []),
        ("Второе,", False, "Другой заголовок", []),
        ("Итог:", False, "Другой заголовок", []),
        ("третье;", False, "Другой заголовок", ["Итог:"]),
        ("  •  четыре:", True, "Другой заголовок", ["Итог:"]),
    ]


@pytest.mark.parametrize(("words", "heading"), [(15, True), (16, False)])
def test_a_heading_is_short(read, words, heading):
    last = numerals.outline(" ".join(["слово"] * words) + "\nтекст.")[-1]
    assert (last.heading is not None) == heading


@pytest.mark.parametrize("mark", [".", ",", ";", ":", "…"])
def test_a_heading_has_no_mark_at_its_end(read, mark):
    assert numerals.outline(f"Заголовок{mark}\nтекст.")[-1].heading is None
    assert numerals.outline("План X\nтекст.")[-1].heading == (0, 6)


def test_both_years_of_a_range_are_years_wherever_it_stands(read):
    article = read("Мнение: годы 2019–2023, 2027–2029 таковы")
    assert reasons(article) == "; ".join(f"{year}: year name" for year in (2019, 2023, 2027, 2029))


@pytest.mark.parametrize(("text", "parents"), PARTS["parents"])
def test_points_stand_under_those_that_end_in_a_colon(read, text, parents):
    assert [line[3] for line in lines(read, text)] == parents


@pytest.mark.parametrize(("text", "begins"), PARTS["bodies"])
def test_the_body_begins_with_the_first_sentence(read, text, begins):
    assert text[read(text).body :].startswith(begins)


HEADLINE = "В горах ждут снег"


def foot(headlines=6, rubrics=0, extra=""):
    return "Первое предложение текста.\n" + f"{HEADLINE}\n" * headlines + "Погода\n" * rubrics + extra


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (foot(6), True),
        (foot(5), False),
        (foot(2, 4), True),
        (foot(5, 0, "Новый план X"), True),
        (foot(3, 0, f"Читайте также\n{HEADLINE}\n{HEADLINE}\n"), True),
        (foot(6, 0, "конец."), False),
        (foot(6, 0, "конец,"), False),
        (foot(6, 0, "123"), False),
        (foot(6, 0, "- точка"), False),
        (foot(6, 0, "за 2031 год\nв 1999 году\nв 2020\n"), True),
        (foot(6, 0, "уже 7 лет\nснова 8\n"), True),
        (foot(5, 0, "уже 7 лет\nснова 8\n"), False),
        ((f"{HEADLINE}\n" * 6).rstrip(), False),
    ],
)
def test_a_row_of_headlines_at_the_foot_is_a_sidebar(read, text, cut):
    assert read(text).sidebar == (text.index(HEADLINE) if cut else len(text))


def test_numerals_of_the_sidebar_are_no_claims(read):
    article = read("Прибыли 5 тыс. человек.\n" + f"{HEADLINE}\n" * 6 + "Уже 7 лет\n")
    assert reasons(article) == "7: sidebar of unrelated headlines" and figures(article) == ["5 тыс."]
    article = read("Прибыли 5 тыс. человек.\n7 раз в горах ждут снег\n" + f"{HEADLINE}\n" * 6)
    assert reasons(article) == "7: sidebar of unrelated headlines" and figures(article) == ["5 тыс."]


@pytest.mark.parametrize("rubric", PARTS["rubrics"])
def test_one_headline_below_a_rubric_is_a_sidebar(read, rubric):
    text = f"Прибыли 5 тыс. человек.\n{rubric}\nПроезд подорожает на 15%\n"
    article = read(text)
    assert article.sidebar == text.index(rubric) and figures(article) == ["5 тыс."]
    assert "15: sidebar of unrelated headlines" in reasons(article)
    two = read(f"Прибыли 5.\n{rubric}\nНовость\n{rubric}\nЕщё одна")
    assert two.sidebar == len("Прибыли 5.\n"), "the first of two"


@pytest.mark.parametrize("text", PARTS["finished"])
def test_what_a_finished_sentence_follows_is_no_sidebar(read, text):
    assert read(text).sidebar == len(text)


COUNTER = "page counter (views, comments)"


@pytest.mark.parametrize(("line", "counts"), PARTS["counters"])
def test_a_numeral_at_the_end_of_a_short_line_above_the_text_counts_views(read, line, counts):
    article = read(f"{line}\nВсе люди уехали.\n")
    numbers = {why for (start, _), why in article.reasons.items() if start < len(line)}
    assert numbers == ({COUNTER} if counts else set())


def test_below_the_text_only_lines_that_speak_of_comments_are_counters(read):
    article = read("Все люди уехали.\nпосле 13\nкомментариев 14 15\nкомментариев 16.")
    assert reasons(article) == f"14: {COUNTER}; 15: {COUNTER}"


@pytest.mark.parametrize("mark", ["|", " | ", " · ", " / ", "•"])
def test_counters_share_a_line(read, mark):
    article = read(f"Все люди уехали.\n10.02.2027, 09:14 | Просмотров: 1 284{mark}Комментариев: 7")
    assert reasons(article).endswith(f"14: minute of a clock time; 1: {COUNTER}; 284: {COUNTER}; 7: {COUNTER}")
    assert reasons(read(f"Все люди уехали.\nвыехали 13{mark}комментариев 16.")) == "", "a sentence, and no counter"


# --- where what is said of a figure ends, and what stands before it --------------------------------------------------


@pytest.mark.parametrize(("text", "ends"), PARTS["breaks"])
def test_what_is_said_of_one_figure_ends(read, text, ends):
    assert [text[place : place + 3] for place in read(text).breaks[1:-1]] == ends


@pytest.mark.parametrize(("between", "divided"), [(articles.WINDOW - 1, True), (articles.WINDOW, False)])
def test_figures_far_apart_are_not_divided_by_and(read, between, divided):
    before = "слово " * 100
    article = read(f"{before}1 и {'а ' * between}"[: len(before) + 1 + between - 1] + " 2")
    assert article.breaks[1:-1] == ([len(before) + 1] if divided else [])
    assert read("1 и ещё и 2").breaks[1:-1] == ["1 и ещё и 2".rindex(" и ")], "the last of two"


def test_the_word_before_is_the_one_that_touches(read):
    article = read("В 2031, за 5")
    assert article.word_before(2) == "в" and article.word_before(11) == "за"
    assert article.word_before(6) == "" and article.word_before(0) == ""


def test_what_stands_between_two_places_is_found(read):
    article = read("в 2031 прибыли 7 русских\nв 2030 выбыли 8")
    assert [word.text for word in articles.spans_in(article.words, 7, 24)] == ["прибыли", "русских"]
    assert [word.text for word in articles.spans_in(article.words, 8, 17)] == []
    years = list(article.years)
    assert articles.spans_in(years, 0, 25) == [(2, 6)] and articles.spans_in(years, 2, 28) == years
    assert [articles.spans_in(years, *part) for part in ((2, 27), (3, 28), (3, 27))] == [[(2, 6)], [(27, 31)], []]
    assert [cue.start for cue in article.cues_in("flow", 0, len(article.text))] == [7, 32]
    for part in (("flow", 8, 32), ("flow", 7, 13), ("none", 0, 40)):
        assert article.cues_in(*part) == []
    assert article.line_of(24).start == 0 and article.line_of(25).start == 25


@pytest.mark.parametrize(("text", "noun"), PARTS["nouns"])
def test_the_noun_that_a_figure_counts(read, text, noun):
    found = numerals.noun_after(read(text), 1)
    assert (found.text if found else None) == noun
