"""Sentences keep the house style: those of the files, and those that findings, explanations and editions say."""

import json

import pytest
from house_style import faults

from helpers import language, parameters
from helpers.reconciliation import reconcile

LANGUAGES = ("en", "ru")
# Conditions are for those who check, and as exact as the code; the others are rows of data in words.
NO_SENTENCES = ("when", "charts.projected", "pages.compare.lines")


def texts(part, way: str = ""):
    for name, entry in part.items():
        if name in (language.BY, *NO_SENTENCES) or f"{way}{name}" in NO_SENTENCES:
            continue
        if isinstance(entry, dict):
            yield from texts(entry, f"{way}{name}.")
        else:
            yield f"{way}{name}", entry


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("word " * 25, ""),
        ("word " * 26, "26 words"),
        ("One " * 20 + "ends. " + "Another " * 20, ""),
        ("It fell by 40.2% to 7,608 in 2025.", ""),
        ("It fell by 40.2% to 7,608, from 12,732.", "figures"),
        ("Из 75 утверждений 17 подтверждены и 8\u00a0000 нет.", ""),
        ("Of 10 of 14 cases, 45% to 88% on 1 May 2029 after 9 months.", ""),
        ("The chance that it falls is 48%.", "a chance without its word"),
        ("The chance that it falls is unlikely (12%).", ""),
        ("Вероятность снижения — 48\u00a0%.", "a chance without its word"),
        ("By holds_preliminary it is so.", "a code"),
        ("By Rev.2024 it is so.", "a code"),
        ("Contradicted: 0; open: 3.", "an empty category"),
        ("Rates of 0.37 and 0 of 3 cases.", ""),
    ],
)
def test_a_fault_of_style_is_found(text, problem):
    found = faults(text)
    assert bool(found) == bool(problem) and all(each.startswith(problem) for each in found), found


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_of_the_files_is_short_and_plain(code):
    found = {name: faults(text) for name, text in texts(language.sentences(code))}
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_every_cell_of_the_notebooks_is_short_and_plain():
    english = language.sentences("ru")[language.WRITTEN_ELSEWHERE]
    assert [problem for text in english for problem in faults(text)] == []


@pytest.mark.parametrize("year", [2021, 2023, 2025])
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_explanation_of_a_verdict_is_short_and_plain(code, year):
    with language.speaking(code):
        tests = reconcile(parameters.check(year=year, language=code))
    assert [problem for text in set(tests.explanation) for problem in faults(text, working=True)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_finding_of_an_edition_is_short_and_plain(editions, code):
    folder = editions / parameters.check(language=code).folder
    listed = json.loads((folder / "findings.json").read_text("utf-8"))
    assert listed and [problem for each in listed for problem in faults(each["text"])] == []
