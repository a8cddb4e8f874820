"""Every message has a translation, with the same slots, and none is left over."""

import string

import pytest
from babel.messages.pofile import read_po

from helpers import language, messages


def catalogue():
    with (language.FOLDER / "ru.po").open("rb") as file:
        return read_po(file, locale="ru")


def test_every_message_is_translated_and_none_is_left_over():
    known = {message.id for message in catalogue() if message.id}
    wanted = {message.id for message in messages.template() if message.id}
    assert wanted - known == set(), "new or changed in English: python -m helpers.messages, then translate"
    assert known - wanted == set(), "no longer said: python -m helpers.messages"
    empty = [message.id for message in catalogue() if message.id and not all(forms(message))]
    assert not empty, "without a translation"


def forms(message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def slots(sentence: str) -> set[str]:
    return {name for _, name, *_ in string.Formatter().parse(sentence) if name}


def test_translations_have_the_slots_of_the_english():
    for message in catalogue():
        if message.id:
            english = message.id[-1] if isinstance(message.id, tuple) else message.id
            for form in forms(message):
                assert slots(form) - {"n"} == slots(english) - {"n"}, f"{english!r}: {form!r}"


def test_plural_forms_are_three_and_count():
    for message in catalogue():
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
    monkeypatch.setitem(messages.WORDING, "new", entry)
    with pytest.raises(AssertionError, match="new or changed in English"):
        test_every_message_is_translated_and_none_is_left_over()
