"""Every numeral of an article: a figure, a time, or one with the reason why it is neither.

What a numeral can belong to (a date, an address …) stands in patterns.csv; years and page counters
have a function each. `SEPARATOR` says where the words about one figure end.
"""

import re
from bisect import bisect_left
from functools import cache
from itertools import pairwise
from pathlib import Path

from babel.dates import get_month_names

from helpers import printed
from helpers.drafts import lines, periods, times
from helpers.drafts.article import WINDOW, YEAR, Article, Figure, Line, Span, around, spans_in
from helpers.drafts.times import YEARS
from helpers.files import read_rows
from helpers.language import phrases
from helpers.language.vocabulary import Reading, Word, find_cues, read_word

SPACE = f"[ {printed.SPACES}]"
# Columns whose words are no names.
NAMING = ("people", "group", "flow", "direction", "worded", "month", "time", "function", "anaphora")
# What words in capitals stand for in patterns.csv, beside MONTH.
WORDS_OF_PATTERNS = {
    "YEAR": YEAR,
    "DAY": "(?:0?[1-9]|[12][0-9]|3[01])",
    "BEFORE": "(?<![0-9.,:])",
    "AFTER": "(?![0-9])",
}
YEAR_AFTER = re.compile(
    r" ?(?:г\b|гг\b|год|жыл|ж\.|years?\b)|-[^\W\d_]{1,3}\b| [—–] |\t", re.IGNORECASE
)
YEARS_APART = {0: ": the year reported", -1: ": the year before", 1: ": the year after"}
COUNTER = "page counter (views, comments)"
SIDEBAR = "sidebar of unrelated headlines"

NO_NAME = re.compile("[IVXІ]+|.")  # a Roman numeral, a preposition
WORD = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
SENTENCE_END = re.compile(
    r"(?<!\bг)(?<!\bгг)(?<!\bобл)(?<!\bим)(?<!\bул)(?<![.!?…])[.!?…]+[\"»)]*\s+"
    r"(?=[\"«(]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])|(?<=[^\W\d_]{4})[.!?…]\s+(?=[0-9])|\n"
)
SEPARATOR = re.compile(
    r"[,;:](?![0-9])|\n|\b(?:против|while|whereas|тогда как)\b"
    rf"|\b(?:до|(?<!up )to|from)\b(?= (?!{YEAR}\b)[0-9])",
    re.IGNORECASE,
)
# Behind the place at the head of a dispatch: 'ASTANA –', 'АСТАНА. КАЗИНФОРМ'.
DATELINE = re.compile(r"\.?,? ?[–—,-]|[.,] [A-ZА-ЯӘІ.]{3,}(?!\w)")
IN_LIST = re.compile(r"\([^()]*[0-9][^()]*, $")  # '(681 people, - 3.9%)'
DASH = re.compile(rf"[-–−‑]{SPACE}")
COUNT_BEFORE = re.compile(rf"[0-9]{SPACE}$|[—+−]\s?$")
COUNT_AFTER = re.compile(
    rf"{SPACE}?(?:[0-9]{{3}}\b|%|тыс|млн|мың|thousand|million|\([0-9.,]+{SPACE}?%)"
)
PEOPLE_AFTER = re.compile(rf"{SPACE}(?:people|persons)\b")
COUNT_BESIDE = re.compile(rf":?{SPACE}*([0-9]+(?:{SPACE}[0-9]{{3}})*)(?=\s*[|/·•])")
AND = re.compile(r"\s(?:и|and|және)\s", re.IGNORECASE)


def read_article(text: str, year: int, regions: dict[str, str]) -> Article:
    """Divide the text, and account for its numerals: figures, and others with the reason."""
    language = lines.language_of(text)
    kazakh = []
    for line in text.split("\n"):
        short = language == "kk" and len(line.split()) < 5
        in_kazakh = short or lines.language_of(line) == "kk"
        kazakh += [in_kazakh] * (len(line) + 1)
    words = []
    for match in WORD.finditer(text):
        word = match.group()
        plain = Reading(frozenset([word.lower()]))
        reading = plain if kazakh[match.start()] else read_word(word)
        words.append(Word(*match.span(), word, reading))
    outline = lines.outline(text)
    article = Article(
        text=text,
        year=year,
        language=language,
        words=words,
        numerals=printed.find_numerals(text),
        cues=find_cues(words, text, regions, kazakh),
        lines=outline,
        sentences=[0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)],
        body=lines.body_start(text, outline),
        sidebar=lines.sidebar_start(text, outline),
    )
    heads = {line.start for line in outline}
    article.cues["group"] = [
        cue
        for cue in article.cues["group"]
        if cue.end <= article.sidebar
        and not text.startswith(" не ", cue.start - 4)
        and not (cue.start in heads and DATELINE.match(text, cue.end))
    ]
    exclude(article)
    article.figures = find_figures(article)
    article.breaks = _breaks(article)
    article.times = times.named(article)
    article.contexts = {stock: periods.main_times(article, stock) for stock in (False, True)}
    return article


@cache
def _patterns() -> list[tuple[str, re.Pattern]]:
    """What a numeral can belong to; the named parts say which numeral is what."""
    months = []
    for locale, width in (("ru", "wide"), ("kk", "wide"), ("en", "wide"), ("en", "abbreviated")):
        names = get_month_names(width, locale=locale)
        months += names.values()
    words = WORDS_OF_PATTERNS | {"MONTH": f"(?:{'|'.join(months)})"}
    patterns = []
    for row in read_rows(Path(__file__).with_name("patterns.csv")):
        whole = re.sub("[A-Z]{3,}", lambda word: words[word[0]], row["pattern"])
        patterns.append((row["what"], re.compile(whole, re.IGNORECASE)))
    return patterns


def exclude(article: Article) -> None:
    """Give each numeral that is certainly or probably no claim its reason, and note the years."""
    text = article.text
    reasons = article.reasons
    numerals = article.numerals
    for what, pattern in _patterns():
        for match in pattern.finditer(text):
            for numeral in spans_in(numerals, *match.span()):
                reasons.setdefault(numeral, _part_of(match, numeral, what))
    for numeral in spans_in(numerals, article.sidebar, len(text)):
        reasons[numeral] = SIDEBAR
    _year_names(article)
    for start, end in _counters(article):
        for numeral in spans_in(numerals, start, end):
            reasons.setdefault(numeral, COUNTER)
    for start, end, figure in printed.find_figures(text):
        # What it counts when the noun after it is neither people nor moves.
        noun = noun_after(article, end)
        if noun and figure.unit in ("persons", "number"):
            for unit in article.cues_in("unit", noun.start, noun.end)[:1]:
                multiple = unit.value == "a multiple"
                if multiple and (article.word_before(start) == "в" or noun.text[0] != "р"):
                    continue
                for numeral in spans_in(numerals, start, end):
                    reasons.setdefault(numeral, f"check: {unit.value}")


def _part_of(match: re.Match, numeral: Span, what: str) -> str:
    """'year of a machine-readable date': which named parts of the match the numeral holds."""
    start, end = numeral
    parts = []
    for group in match.re.groupindex:
        first, last = match.span(group)
        if group != "mark" and first < end and last > start:
            parts.append(group.replace("_", " "))
    return f"{' and '.join(parts)} of {what}" if parts else re.sub("^an? ", "", what)


def _year_names(article: Article) -> None:
    """Numerals that name a year. A doubtful one is taken for a year, with a word of warning."""
    text = article.text
    in_ranges = set()
    for start, end, _ in printed.find_figures(text):
        if YEARS.fullmatch(text, start, end):
            in_ranges.update(spans_in(article.numerals, start, end))
    for numeral in article.numerals:
        start, end = numeral
        quote = text[start:end]
        reason = article.reasons.get(numeral, "year")
        if not re.fullmatch(YEAR, quote) or not reason.startswith("year"):
            continue
        year = int(quote)
        if numeral not in article.reasons:
            sure = numeral in in_ranges or YEAR_AFTER.match(text, end)
            line = article.line_of(start)
            if start == line.start and line.end - end < WINDOW:  # the year of a row in a table
                row = text[end : line.end]
                in_row = len(printed.find_figures(row)) > 1 and not lines.LETTER.search(row)
                sure = sure or in_row
            for column in ("month", "time"):
                sure = sure or article.cues_in(column, start - 14, start)
            if not sure and _counts_something(article, start, end):
                continue
            sure = sure or phrases.is_whole(article.word_before(start), "year_before")
            name = f"year name{YEARS_APART.get(year - article.year, '')}"
            article.reasons[numeral] = name if sure else f"check: {name}"
        article.years[numeral] = year


def _counts_something(article: Article, start: int, end: int) -> bool:
    """Whether it is more likely a count: '2015 человек', '— 2015', '2 015', '2015%'."""
    text = article.text
    if COUNT_BEFORE.search(article.text_before(start, 4)) or COUNT_AFTER.match(text, end):
        return True
    if PEOPLE_AFTER.match(text, end):
        return not phrases.is_whole(article.word_before(start), "year_before")
    for word in article.words_in(end, end + 2):
        same_line = "\n" not in text[end : word.start]
        if same_line and (word.reading.people or has_cue(article, word, "group")):
            return True
    return False


def has_cue(article: Article, part: Word | Line, *columns: str) -> bool:
    """Whether a word or line speaks of one of these columns."""
    return any(article.cues_in(column, part.start, part.end) for column in columns)


def _counters(article: Article) -> list[Span]:
    """Numbers of views or comments: 'Просмотров: 1 284 | Комментариев: 7', or above the text."""
    counters = []
    for cue in article.cues["counter"]:
        if count := COUNT_BESIDE.match(article.text, cue.end):
            counters.append(count.span(1))
    for line in article.lines:
        content = article.text[line.start : line.end]
        named = has_cue(article, line, "counter")
        above = line.start < article.body
        table = "\t" in content or len(printed.find_figures(content)) > 2
        if content[-1] not in "0123456789" or not (named or above) or (table and not named):
            continue
        # Read from its end: a pattern that is searched for would try every numeral of a long line.
        count = re.match(r"[\s0-9]*", content[::-1])
        label = content[: -count.end()]
        short = len(label.split()) <= 4 and not label.endswith((":", "—", "–", "-"))
        speaks = has_cue(article, line, "flow", "group", "direction", "unit")
        if named or (short and not speaks):
            counters.append((line.start + len(label), line.end))
    return counters


def noun_after(article: Article, end: int) -> Word | None:
    """The noun that a figure counts, behind one adjective at most; 'год назад' is none."""
    place = end
    for word in article.words_in(end, end + WINDOW)[:2]:
        year_ago = word.text.lower() == "год" and article.text[end - 1] != "1"
        if not re.fullmatch(f"{SPACE}?", article.text[place : word.start]):
            return None
        another = article.text[end - 1] == "." and word.text[0].isupper()
        if phrases.is_whole(word.text, "moment") or year_ago or another:
            return None
        part = word.reading.part
        if part in ("NOUN", "") or has_cue(article, word, "unit"):
            return word
        if part != "ADJF":
            return None
        place = word.end
    return None


def is_thing(article: Article, word: Word) -> bool:
    """Whether a word is a noun that names neither people nor a move."""
    if word.reading.people or has_cue(article, word, *NAMING, "bound", "sign", "unit"):
        return False
    if spans_in(article.cues["group"], word.start, word.start + 1):  # 'ethnic Kazakhs'
        return False
    if not word.reading.part:  # Kazakh or English
        return word.text.islower()
    return word.reading.part == "NOUN"


def unknown_name(article: Article, part: Span) -> str:
    """The first name, or word for people or a place, that the vocabulary does not know."""
    groups = article.cues_in("group", *part)
    for word in article.words_in(*part):
        suffix = re.search("[0-9][-‑]$", article.text_before(word.start, 2))
        foreign = article.language != "en" and word.text.isascii()  # 'LS', 'Zakon'
        if suffix or foreign or any(cue.start <= word.start < cue.end for cue in groups):
            continue
        line = article.line_of(word.start)
        sentence, _ = around(article.sentences, word.start, word.end)
        first = max(line.start, sentence, word.start - 20)
        opens = not article.text[first : word.start].strip(' \t•◦▪‣●·*-–—«"')
        name = word.text[0].isupper() and not opens and not NO_NAME.fullmatch(word.text)
        capitals = article.text[line.start : line.end].isupper()
        name = name and not capitals and word.reading.part in ("NOUN", "ADJF", "")
        named = name or word.reading.people or word.reading.place
        if named and not has_cue(article, word, *NAMING):
            return word.text
    return ""


def find_figures(article: Article) -> list[Figure]:
    """The figures that are claims; two not read as one ('с 73% до 57%') are read apart."""
    text = article.text
    figures = []
    held = set(article.reasons)
    for figure in printed.find_figures(text):
        numerals = spans_in(article.numerals, *figure[:2])
        reasons = [article.reasons[numeral] for numeral in numerals if numeral in article.reasons]
        if not reasons:
            figures.append(figure)
        # '1 700-й' is no figure without its '700'.
        if not reasons or any(reason.startswith("ordinal") for reason in reasons):
            held.update(numerals)
    for numeral, (following, _) in pairwise([*article.numerals, (len(text), 0)]):
        start, end = numeral
        if numeral in held or re.match(r"[\w.,]", text[start - 1 : start]):
            continue
        nearby = text[start : min(following, end + WINDOW)]
        for first, last, figure in printed.find_figures(nearby):
            if first == 0:
                figures.append((start, start + last, figure))
    for number, (start, end, _) in enumerate(figures):
        # A dash with a space behind it ('Астана - 5 тыс.') is no minus sign, whatever its length.
        in_list = figures[number][2].unit == "percent" and IN_LIST.search(
            article.text_before(start, 60)
        )
        if DASH.match(text, start, end) and not in_list:
            figures[number] = start + 2, end, printed.parse(text[start + 2 : end])
    return sorted(figures)  # no two begin at one place


def _breaks(article: Article) -> list[int]:
    """Commas, sentence ends and the like, and the last 'и' between two figures of one clause."""
    text = article.text
    separators = {match.start() for match in SEPARATOR.finditer(text)}
    breaks = sorted(separators.union(article.sentences))
    ands = []
    for (_, left, _), (right, _, _) in pairwise(article.figures):
        divided = bisect_left(breaks, left) != bisect_left(breaks, right)
        if divided or right - left >= WINDOW:
            continue
        places = [match.start() for match in AND.finditer(text, left, right)]
        ands += places[-1:]
    return sorted(breaks + ands)
