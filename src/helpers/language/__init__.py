"""The language of an edition, and its sentences in that language.

`en.yml`, `ru.yml` and `kk.yml` beside this file hold every sentence that a reader sees, by an id
such as `findings.net.gain.text`: the names on the way down to it, joined by dots. A sentence is a
text with slots such as `{year}` or, shown by a function of `formats`, `{share:percent}`; or a
choice between texts:

    by: kind                        the slot that chooses
    arrivals: "{people} arrivals"   its value; `true`, `false` and numbers stand as they are
    one: "{n} year"                 for a number: its plural category in this language (CLDR)
    other: "{n} years"              for everything else

A choice may stand inside another. `kk.yml` has the front page, names, headings and labels; what
is missing there is in English.
"""

from contextlib import contextmanager
from functools import lru_cache
from numbers import Number
from pathlib import Path
from string import Formatter

import yaml
from babel import Locale

from helpers.parameters import LANGUAGES

SOURCE = "en"  # the language in which every sentence exists
PARTIAL = ("kk",)  # languages that have names and labels, but no sentences
CALLED = dict(zip(LANGUAGES, ("In English", "По-русски", "Қазақша"), strict=True))  # in links
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is quicker, where it is built
WRITTEN_ELSEWHERE = "written_elsewhere"  # the section of what is in English in notebooks and data
BY = "by"
FORMS = {"": str}  # what shows the value of a slot, by its form; `formats` adds its own

# Of this process: a kernel runs one edition (context variables do not outlive a cell).
_now = {"spoken": SOURCE}


class Words(Formatter):
    """Fills the slots of a sentence."""

    def format_field(self, value, form: str) -> str:
        return FORMS[form](value)


def spoken() -> str:
    """The language spoken now, one of `LANGUAGES`."""
    return _now["spoken"]


def speak(code: str) -> None:
    """From now on, this language."""
    _now["spoken"] = code


@contextmanager
def speaking(code: str):
    """This language inside the `with` block."""
    before = spoken()
    speak(code)
    try:
        yield
    finally:
        speak(before)


def of_sentences(code: str) -> str:
    """The language that sentences have in an edition in this language."""
    return SOURCE if code in PARTIAL else code


def say(identifier: str, /, **slots) -> str:
    """The sentence of an id in the language spoken, its slots filled.
    Raises KeyError if the language has no such sentence, or a slot of it is not given."""
    codes = [spoken(), SOURCE] if spoken() in PARTIAL else [spoken()]
    for code in codes:
        try:
            words = _text(identifier, code, slots)
            if words is not None:
                return Words().vformat(words, (), slots)
        except KeyError as missing:
            problem = f"the sentence {identifier!r} in {code}.yml needs the slot {missing}"
            raise KeyError(problem) from None
    raise KeyError(f"{code}.yml has no sentence {identifier!r} for {slots}")


def section(identifier: str, code: str | None = None) -> dict:
    """The sentences under an id in a language (that spoken), by name, their slots unfilled."""
    code = code or spoken()
    return _entry(identifier, of_sentences(code)) | (_entry(identifier, code) or {})


def _(message: str, **slots) -> str:
    """A sentence written in English in a notebook or in the data, in the language spoken."""
    translations = sentences(spoken()).get(WRITTEN_ELSEWHERE, {})
    words = translations.get(message, message)
    return words.format(**slots) if slots else words


@lru_cache
def sentences(code: str) -> dict:
    """The file of a language, as sections within sections."""
    text = Path(__file__).with_name(f"{code}.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=LOADER)


def _entry(identifier: str, code: str):
    """What stands under an id in the file of a language; None where nothing does."""
    entry = sentences(code)
    for name in identifier.split("."):
        entry = entry.get(name) if isinstance(entry, dict) else None
    return entry


def _text(identifier: str, code: str, slots: dict) -> str | None:
    """The text of a sentence, chosen where there is a choice; None where none fits."""
    entry = _entry(identifier, code)
    while isinstance(entry, dict):
        value = slots[entry[BY]]
        keys = [value, "other"]
        if isinstance(value, Number) and not isinstance(value, bool):
            keys.insert(1, Locale.parse(code).plural_form(value))
        entry = next((entry[key] for key in keys if key in entry), None)
    return entry
