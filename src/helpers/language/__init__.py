"""The languages of an edition: sentences, numbers and plurals."""

from helpers.language.messages import (
    CALLED,
    PARTIAL,
    SOURCE,
    _,
    of_sentences,
    say,
    section,
    speak,
    speaking,
    spoken,
)
