"""The language of an edition, and its messages in that language.

Messages stand in the code in English, as arguments of `_` and `counted`; `locale/ru.po` holds each
of them in Russian, `locale/kk.po` on purpose only names, headings and the labels of the front page
in Kazakh: all else stays English there. A message that should be in a catalogue and is missing
there, or left over, fails the tests.
"""

import gettext as standard
import io
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from helpers.parameters import LANGUAGES

SOURCE = "en"  # the language that the messages are written in
PARTIAL = ("kk",)  # languages that have names and labels, but no sentences
CALLED = dict(
    zip(LANGUAGES, ("In English", "По-русски", "Қазақша"), strict=True)
)  # how a link to an edition says it
FOLDER = Path(__file__).parent / "locale"

_now = {
    "spoken": SOURCE
}  # of this process: a kernel runs one edition (context variables do not outlive a cell)


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


def _(message: str, **slots) -> str:
    """A message in the language spoken, its slots such as `{year}` filled."""
    words = catalogue(spoken()).gettext(message)
    return words.format(**slots) if slots else words


def counted(one: str, many: str, number: int, **slots) -> str:
    """The same for a message with a number: the form that this language uses beside it, `{n}` being
    the number.
    """
    return catalogue(spoken()).ngettext(one, many, number).format(n=number, **slots)


def of_sentences(code: str) -> str:
    """The language that sentences have in an edition in this language."""
    return SOURCE if code in PARTIAL else code


@lru_cache
def catalogue(code: str) -> standard.NullTranslations:
    """The translations into a language, read from its .po file; what is missing there stays as it
    is written.
    """
    path = FOLDER / f"{code}.po"
    if code == SOURCE or not path.is_file():
        return standard.NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)
