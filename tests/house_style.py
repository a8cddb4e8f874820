"""The house style of a sentence, as far as it can be counted: DESIGN's rules for what readers see."""

import re

WORDS, FIGURES = 25, 2  # at most, in a sentence
TITLE = 14  # words of a chart's title, at most
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
ENDED = re.compile(r'(?<!тыс\.)(?<!чел\.)(?<=[.!?])["”»)]*\s+(?=["“«(]?[A-ZА-ЯЁ\d{])')
NUMBER = r"[−+±]?\d+(?:[\u00a0\u2009,.]\d+)*"
# Dates, years and spans of months are times, "per 1,000" is a unit, "notebook 03" a place: no figures.
NO_FIGURES = [
    rf"\b\d{{1,2}}[ \u00a0](?:{MONTHS})(?:[ \u00a0]\d{{4}})?",
    r"\d\d–\d\d\.\d{4}",
    r"\b\d+[ \u00a0](?:months?|месяц\w*)\b",
    r"\b(?:19|20)\d\d(?:[–-](?:19|20)\d\d)?\b(?![\u00a0,.]\d|[\u00a0 ]?%)",
    r"(?i)\b(?:per|for|на|на каждую)[ \u00a0](?:1,000|1000|100)\b",
    r"(?:notebook|тетрад\w+)[ \u00a0]\d\d",
]
BETWEEN = r"\s?(?:–|\bto\b|\bдо\b|…|\bof\b(?: the| all)?|\bиз\b)\s?"
RANGE = rf"{NUMBER}[\u00a0 ]?%{BETWEEN}{NUMBER}[\u00a0 ]?%|{NUMBER}{BETWEEN}{NUMBER}(?:[\u00a0 ]?%)?"  # one figure
OF_ALL = rf"\b(?:Of|Из) {NUMBER} (\w+),? {NUMBER}"  # 'Of 75 claims, 17': one figure
CODES = re.compile(r"\b[a-z]+_[a-z_]+\b|\bD[123]\b|\bRev\.\d|\bGBMD\b|\bsMAPE\b|\.csv\b|\b[a-z]+-\d{4}-\d\d\b")
EMPTY = re.compile(r"(?:[,;:] |\(|\b(?:and|и) )0(?![\d.,\u00a0]*(?:\d|%)| (?:of|из)\b)\b")
CHANCE = re.compile(r"(?i)\b(?:chance (?:of|is|that)|probabilit|odds|вероятност)")
SCALE = re.compile(r"(?i)likely|вероятно\b")


def sentences(text: str) -> list[str]:
    """Of a text or of Markdown, whose headings and items of lists stand for themselves."""
    lines = [re.sub(r"^(?:#+|-|\d+\.)\s+", "", line.strip()) for line in re.sub("[*`]", "", text).split("\n")]
    return [sentence for line in lines for sentence in ENDED.split(line) if sentence.strip()]


def words(sentence: str) -> int:
    """How many words; a slot is one, and so is a number with its unit."""
    return sum(bool(re.search(r"\w", word)) for word in re.split(r"[ \n]+", sentence))


def figures(sentence: str) -> list[str]:
    for pattern in NO_FIGURES:
        sentence = re.sub(pattern, " ", sentence)
    sentence = re.sub(OF_ALL, r"1 \1", sentence)
    return re.findall(NUMBER, re.sub(RANGE, "1", sentence))


def faults(text: str, working: bool = False) -> list[str]:
    """What is wrong with the sentences of a text. `working`: figures in brackets are how the figure before them was
    reached, for those who check it, and do not count."""
    found = []
    for sentence in sentences(re.sub(r"\{[\w:]*\}", "Slot", text)):
        counted = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", sentence) if working else sentence
        problems = {
            f"{words(sentence)} words": words(sentence) > WORDS,
            f"figures {figures(counted)}": len(figures(counted)) > FIGURES,
            "a code": CODES.search(sentence),
            "an empty category": EMPTY.search(sentence),
            "a chance without its word": CHANCE.search(sentence) and "%" in sentence and not SCALE.search(sentence),
        }
        found += [f"{problem}: {sentence}" for problem, is_so in problems.items() if is_so]
    return found
