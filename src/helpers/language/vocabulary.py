"""What the words of an article say, by `vocabulary.csv` and the phrases of `language`.

A word that the draft does not know is added to that table. Russian `words` stand in dictionary
forms, comparatives as printed; Kazakh and English ones are regular expressions with `*` for any
ending. Of phrases the longest counts. `column` and `value` are what they say: a group is a
dimension and a category of kz_breakdowns.csv, or a dimension alone, `people` are nobody in
particular, a figure right before a `unit` counts no people. Which figure is meant, `drafts` say."""

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

from babel.dates import get_month_names

from helpers.files import read_rows
from helpers.language import phrases

RARE = 0.1  # a reading of a word that is less likely than this is not meant
LONGEST_WORD = 40  # characters: longer ones are in no dictionary
CUES = Path(__file__).with_name("cues.csv")  # which phrases are cues, and what they say

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
def vocabulary() -> list[tuple[str, str, str, str]]:
    """The rows of the table: language, column, value, and the words with commas between."""
    rows = read_rows(Path(__file__).with_suffix(".csv"))
    return [tuple(row.values()) for row in rows]


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
    forms = {plain} | {reading.normal_form.replace("ё", "е") for reading in likely}
    for part in re.split("[-‑]", plain):
        if part != plain and len(part) > 3:
            forms |= read_word(part).forms
    tag = likely[0].tag
    people = {"NOUN", "anim"} in tag and "Name" not in tag
    place = any("Geox" in reading.tag for reading in likely)
    return Reading(frozenset(forms), str(tag.POS or ""), people, place)


def russian(regions: dict[str, str]) -> dict[str, list[Phrase]]:
    """The Russian vocabulary by first words; regions as 'Алматинская', 'область Абай', 'Алматы'."""
    rows = [row[1:] for row in vocabulary() if row[0] == "ru"]
    for region, name in regions.items():
        words = name.lower().split()
        entries = " ".join(words)
        if words[-1] == "область":
            readings = _analyzer().parse(words[0])
            adjectives = [r.normal_form for r in readings if r.tag.POS == "ADJF"]
            entries = adjectives[0] if adjectives else words[0]
        elif words[0] != "область":
            entries = f"{entries}, {words[-1]}"
        rows.append(("group", f"region {region}", entries))
    index = defaultdict(list)
    for column, value, entries in rows:
        for entry in filter(None, entries.split(", ")):
            words = entry.split()
            index[words[0]].append((words, column, value))
    return index


@cache
def _patterns(regions: tuple[str, ...]) -> list[tuple[str, str, str, re.Pattern]]:
    """Language (blank: any), column, value and pattern of regular expressions, English regions."""
    rows = [row for row in vocabulary() if row[0] != "ru"]
    for region in regions:
        name, _, kind = region.rpartition("_")
        suffix = {
            "city": "(?: city)?(?! (?:times|hub|forum|international))",  # not a place
            "region": " (?:region|oblast|province)",
        }.get(kind, "")
        rows.append(
            (
                "en",
                "group",
                f"region {region}",
                name.replace("_", "[ -]") + suffix,
            )
        )
    patterns = []
    for *about, words in rows:
        either = "|".join(sorted(words.replace("*", r"\w*").split(", "), key=len, reverse=True))
        pattern = re.compile(rf"(?<![\w-])(?:{either})(?!\w)", re.IGNORECASE)
        patterns.append((*about, pattern))
    for language in ("ru", "kk", "en"):
        for number, name in get_month_names("wide", "stand-alone", locale=language).items():
            stem = {"май": "ма[йяею]м?"}.get(name, re.sub("[ьк]$", "", name) + r"\w*")
            stem = stem.replace("ң", "[ңн]")  # 'қантар', as often printed
            words = name if language == "en" else f"(?i:{stem})"  # 'may' is a verb
            pattern = re.compile(rf"(?<!\w){words}(?!\w)")
            patterns.append(("", "month", str(number), pattern))
    for row in read_rows(CUES):
        pattern = phrases.patterns()[row["phrase"]]
        patterns.append(("", row["column"], row["value"], pattern))
    return patterns


def find_cues(words: list[Word], text: str, regions: dict, kazakh: list) -> dict[str, list[Cue]]:
    """What the words say, by column; of overlapping phrases the first and longest. `kazakh`: of
    each character, whether it stands in Kazakh text."""
    cues = []
    index = russian(regions)
    for number, word in enumerate(words):
        forms = () if kazakh[word.start] else word.reading.forms
        for phrase, column, value in chain.from_iterable(index.get(form, ()) for form in forms):
            here = words[number : number + len(phrase)]
            alike = [form in word.reading.forms for word, form in zip(here, phrase, strict=False)]
            alike += [text[left.end : right.start].isspace() for left, right in pairwise(here)]
            if len(here) == len(phrase) and all(alike):
                cues.append(Cue(word.start, here[-1].end, column, value))
    for language, column, value, pattern in _patterns(tuple(regions)):
        for match in pattern.finditer(text):
            if language != "kk" or kazakh[match.start()]:
                cues.append(Cue(*match.span(), column, value))
    by_column = defaultdict(list)
    for cue in sorted(cues, key=lambda cue: (cue.start, -cue.end)):
        column = by_column[cue.column]
        if not column or cue.start >= column[-1].end:
            column.append(cue)
    return by_column
