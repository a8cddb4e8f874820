"""The languages of an edition: messages, numbers and plurals."""

from helpers.language.messages import (
    CALLED,
    FOLDER,
    PARTIAL,
    SOURCE,
    _,
    catalogue,
    counted,
    of_sentences,
    speak,
    speaking,
    spoken,
)

__all__ = [
    "CALLED",
    "FOLDER",
    "PARTIAL",
    "SOURCE",
    "_",
    "catalogue",
    "counted",
    "of_sentences",
    "speak",
    "speaking",
    "spoken",
]
