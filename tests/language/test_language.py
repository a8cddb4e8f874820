"""Every message has a translation, with the same slots, and none is left over; Kazakh has names and labels alone."""

import html
import json
import re
import string

import pytest
from babel.messages.pofile import read_po

from helpers import language, parameters, paths
from helpers.cleaning import names
from helpers.data import package
from helpers.editions import catalogues, fingerprint
from helpers.language import formats
from helpers.pages import layout
from helpers.parameters import LANGUAGES, Parameters
from helpers.reconciliation import reconcile

BRING_IN = ".venv/bin/python -m helpers.editions.catalogues"
TRANSLATED = [code for code in LANGUAGES if code != language.SOURCE]


def catalogue(code):
    with (language.FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated_and_none_is_left_over(code):
    known = {message.id for message in catalogue(code) if message.id}
    wanted = {message.id for message in catalogues.template(code) if message.id}
    assert wanted - known == set(), (
        f"new or changed in English: {BRING_IN}, then fill in {language.FOLDER.name}/{code}.po"
    )
    assert known - wanted == set(), f"no longer said: {BRING_IN}"
    empty = [message.id for message in catalogue(code) if message.id and not all(forms(message))]
    assert not empty, "without a translation"


def forms(message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def slots(sentence: str) -> set[str]:
    return {name for _, name, *_ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_have_the_slots_of_the_english(code):
    for message in catalogue(code):
        if message.id:
            english = message.id[-1] if isinstance(message.id, tuple) else message.id
            for form in forms(message):
                assert slots(form) - {"n"} == slots(english) - {"n"}, f"{english!r}: {form!r}"


def test_plural_forms_are_three_and_count():
    for message in catalogue("ru"):
        if message.id and message.pluralizable:
            assert len(message.string) == 3
            assert all("{n}" in form for form in message.string), message.id


@pytest.mark.parametrize(
    "number, form", [(1, "1\xa0месяц"), (3, "3\xa0месяца"), (11, "11\xa0месяцев"), (21, "21\xa0месяц")]
)
def test_numbers_choose_the_form(number, form):
    with language.speaking("ru"):
        assert language.counted("{n} month", "{n} months", number) == form


def test_english_is_spoken_unless_told_otherwise():
    assert language.spoken() == "en"
    assert language._("{low} to {high}", low=1, high=2) == "1 to 2"


def test_a_message_that_is_not_translated_is_noticed(monkeypatch):
    entry = {"notebook": "01", "front": 0, "new": ("a condition that nobody translated", "A new sentence")}
    monkeypatch.setitem(catalogues.WORDING, "new", entry)
    with pytest.raises(AssertionError, match="new or changed in English"):
        test_every_message_is_translated_and_none_is_left_over("ru")


def put_claims(monkeypatch, claims):
    """These claims in the place of the data package's; its other tables stay."""
    read = package.read
    monkeypatch.setattr(catalogues.package, "read", lambda name: claims if name == "claims" else read(name))


def test_a_changed_statement_of_a_claim_is_noticed(monkeypatch):
    claims = package.read("claims")
    claims.loc[claims.index[-1], "statement"] = "A statement that nobody translated."
    put_claims(monkeypatch, claims)
    with pytest.raises(AssertionError, match=r"helpers\.messages, then fill in(?s:.)*that nobody translated"):
        test_every_message_is_translated_and_none_is_left_over("ru")


def test_a_statement_that_no_claim_makes_any_more_is_noticed(monkeypatch):
    claims = package.read("claims")
    put_claims(monkeypatch, claims[claims.article_id != claims.article_id.iloc[0]])
    with pytest.raises(AssertionError, match="no longer said"):
        test_every_message_is_translated_and_none_is_left_over("ru")


def test_the_russian_page_on_what_rests_on_what_explains_in_russian(editions):
    """Every explanation of a test: the tidy table beside it stays English."""
    run = parameters.check(language="ru")
    page = html.unescape((editions / run.folder / paths.PROVENANCE_PAGE).read_text("utf-8"))
    told = reconcile.reconcile(run)
    assert not [words for words in told.explanation[told.test != "overall"] if words not in page]


# --- Kazakh: names and labels ----------------------------------------------------------------------------------------

IN_LATIN = {"ETS", "ARIMA(0,1,1)"}  # names of methods that are the same everywhere


def test_every_name_is_kazakh():
    regions = set(package.read("kz_region_names").region)
    with language.speaking("kk"):
        words = {key: names.name(key) for key in {*names.NAMES, *regions}}
    assert {name for name in words.values() if not re.search("[а-яәғқңөұүһі]", name)} == IN_LATIN
    assert words["kazakh"] == "қазақтар" and words["net"] == "көші-қон айырымы" and words["holds"] == "расталды"
    assert words["almaty_city"] == "Алматы қаласы" and words["almaty_region"] == "Алматы облысы"


def test_what_is_not_translated_stays_english_with_numbers_as_kazakh_writes_them():
    with language.speaking("kk"):
        assert (formats.people(7608), formats.rough(7608), formats.percent(-40.249)) == (
            "7\xa0608",
            "7,6 thousand",
            "−40,2%",
        )
        assert formats.axis_number(1234.5) == "1\u2009234,5"
        assert (formats.months(1), formats.months(9)) == ("1 month", "9 months")
        assert (names.country("RUS"), formats.listing(["a", "b", "c"])) == ("Russia", "a, b and c")


def test_a_partial_translation_says_so():
    partial = [code for code in LANGUAGES if language.of_sentences(code) != code]
    assert partial == list(language.PARTIAL) == ["kk"]
    assert "ағылшын" in layout.texts_in("kk")["untranslated"]


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_words_of_the_pages_have_the_shape_of_the_english(code):
    assert shape(layout.texts_in(code)) == shape(layout.texts_in("en"))


def shape(words):
    return {key: shape(word) for key, word in words.items()} if isinstance(words, dict) else slots(words)


# --- the same edition in other languages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "standing", "others"),
    [
        ("en", "en", None),
        ("en", "en kk", {"kk": "2024-kk"}),
        ("kk", "en ru kk", {"en": "2024", "ru": "2024-ru"}),
        ("ru", "kk", {"kk": "2024-kk"}),
    ],
)
def test_editions_in_other_languages_are_known_in_their_order(tmp_path, mine, standing, others):
    for code in standing.split():
        place = tmp_path / Parameters(2024, language=code).folder
        place.mkdir()
        whole = {"status": "complete", "inputs": {}, "outputs": {}, "written": {}, "durations": {}}
        (place / paths.RECORD).write_text(json.dumps(whole))
    run = Parameters(2024, language=mine)
    found = fingerprint.neighbours(run, tmp_path / run.folder)
    assert found["other_languages"] == others
    beside = fingerprint.neighbours(run, tmp_path / "elsewhere")["other_languages"] or {}
    assert beside.keys() == set(standing.split()) - {mine}
