"""What the words of an article say, by `vocabulary.csv`, and how they are recognised in a text.

A word that the draft does not know is added to that table. Its `words` stand in dictionary forms,
comparatives as printed; of phrases the longest counts. `column` and `value` are what they say: a
group is a dimension and a category of kz_breakdowns.csv, or a dimension alone (regions come from
kz_region_names.csv as well), `people` are nobody in particular, and a figure right before a `unit`
counts no people. What a word says of which figure is decided in `guesses`.
"""

import csv
import re
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from babel.dates import get_month_names

RARE = 0.1  # a reading of a word that is less likely than this is not meant
LONGEST_WORD = 40  # characters: longer ones are in no dictionary

Phrase = tuple[list[str], str, str]  # its words, the column that they speak of, and what they say


class Reading(NamedTuple):
    """What a word can be: dictionary forms, part of speech, whether it names people or a place."""

    forms: frozenset[str]
    part: str = ""
    people: bool = False
    place: bool = False


class Word(NamedTuple):
    """A word of the text, where it stands, and what it can be."""

    start: int
    end: int
    text: str
    reading: Reading


class Cue(NamedTuple):
    """Words of the vocabulary in the text: where, which column they speak of, and what they say."""

    start: int
    end: int
    column: str
    value: str


@cache
def vocabulary() -> list[tuple[str, str, str]]:
    """The rows of the table: column, value, and the words with commas between."""
    path = Path(__file__).with_suffix(".csv")
    _, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    return [tuple(row) for row in rows]


@cache
def _analyzer():
    import pymorphy3  # the dictionaries take a moment

    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=50_000)
def read_word(text: str) -> Reading:
    """The dictionary forms of a word, ё written as е; the word itself is always among them."""
    plain = text.lower().replace("ё", "е")
    if len(text) > LONGEST_WORD or not re.search("[а-я]", plain):
        return Reading(frozenset([plain]))
    readings = _analyzer().parse(text)
    # Names of regions are not in the dictionary: 'Мангистауская' could be a verb, and is not.
    likely = [r for r in readings if r.score >= RARE or r.tag.POS == "ADJF"] or readings[:1]
    forms = {plain}
    for reading in likely:
        form = reading.normal_form
        forms.add(form.replace("ё", "е"))
    for part in re.split("[-‑]", plain):
        if part != plain:
            forms |= read_word(part).forms
    tag = likely[0].tag
    part_of_speech = str(tag.POS or "")
    people = "NOUN" in tag and "anim" in tag
    place = any("Geox" in reading.tag for reading in likely)
    return Reading(frozenset(forms), part_of_speech, people, place)


def phrases(regions: dict[str, str]) -> dict[str, list[Phrase]]:
    """The vocabulary and the Russian names of the regions, by the first word of each phrase."""
    months = get_month_names("wide", "stand-alone", locale="ru")
    rows = [*vocabulary(), ("period", "other", ", ".join(months.values()))]
    for region, name in regions.items():
        rows.append(("group", f"region {region}", _region_phrases(name)))
    index = {}
    for column, value, entries in rows:
        for entry in filter(None, entries.split(", ")):
            words = entry.split()
            index.setdefault(words[0], []).append((words, column, value))
    return index


def _region_phrases(name: str) -> str:
    """'Алматинская область' as its adjective, 'область Абай' as it is, 'город Алматы' also bare."""
    words = name.lower().split()
    first, last = words[0], words[-1]
    if last == "область":
        for reading in _analyzer().parse(first):
            if reading.tag.POS == "ADJF":
                return reading.normal_form
        return first
    phrase = " ".join(words)
    return phrase if first == "область" else f"{phrase}, {last}"


def find_cues(words: list[Word], text: str, index: dict[str, list[Phrase]]) -> list[Cue]:
    """What the vocabulary says in the text; of overlapping phrases the first and longest."""
    cues = []
    reach = {}  # by column, where its last phrase ends
    for number, word in enumerate(words):
        candidates = {}
        for form in word.reading.forms:
            for phrase in index.get(form, ()):
                candidates[id(phrase)] = phrase
        longest_first = sorted(candidates.values(), key=lambda phrase: -len(phrase[0]))
        for phrase, column, value in longest_first:
            here = words[number : number + len(phrase)]
            if word.start >= reach.get(column, 0) and _is_phrase(here, phrase, text):
                end = here[-1].end
                reach[column] = end
                cues.append(Cue(word.start, end, column, value))
    return cues


def _is_phrase(words: list[Word], phrase: list[str], text: str) -> bool:
    if len(words) != len(phrase):
        return False
    for word, form in zip(words, phrase, strict=True):
        if form not in word.reading.forms:
            return False
    return all(text[left.end : right.start].isspace() for left, right in pairwise(words))
