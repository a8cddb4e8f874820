"""The languages of an edition: sentences, numbers and plurals."""

from helpers.language.messages import (
    BY,
    CALLED,
    FOLDER,
    PARTIAL,
    SOURCE,
    WRITTEN_ELSEWHERE,
    _,
    of_sentences,
    say,
    section,
    sentences,
    speak,
    speaking,
    spoken,
)

__all__ = [
    "BY",
    "CALLED",
    "FOLDER",
    "PARTIAL",
    "SOURCE",
    "WRITTEN_ELSEWHERE",
    "_",
    "of_sentences",
    "say",
    "section",
    "sentences",
    "speak",
    "speaking",
    "spoken",
]
