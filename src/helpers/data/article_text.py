"""The text of an article and its parts: lines, headings, lists, a sidebar, and the numerals in it.

`read_article` divides the text and accounts for every numeral: it is a figure, or it has a reason
why it is none. What a numeral can belong to (a date, an address, a numbered list …) stands in
`_patterns`; years, page counters and units that count no people have a function each below it.
Where what is said of one figure ends is told by `SEPARATOR`. What the words say stands in
`vocabulary`; what they say of a figure is guessed in `guessing`.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from babel.dates import get_month_names

from helpers import printed
from helpers.data.vocabulary import Cue, Word, find_cues, phrases, read_word

WINDOW = 400  # characters either side of a figure that may speak about it
KAZAKH = "әғқңөұүһі"
SIDEBAR_LINES = 6  # fewer headlines in a row may still belong to the article
DATE_PARTS = {
    "first_day": "first day", "day": "day", "month": "month", "year": "year",
    "hour": "hour", "minute": "minute", "second": "second",
}  # fmt: skip
YEAR_BEFORE = {
    "в",
    "во",
    "с",
    "по",
    "до",
    "к",
    "за",
    "от",
    "in",
    "since",
    "until",
    "by",
    "from",
    "of",
}
YEAR_AFTER = r" ?(?:г\b|гг\b|год|жыл|ж\.|years?\b)|-[^\W\d_]{1,3}\b| [—–] "

BULLET = re.compile(r"(\s*)(?:[•◦▪‣●·*]|[-–—](?=\s))\s*")
WORD = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
SENTENCE_END = re.compile(
    r"(?<!\bг)(?<!\bгг)(?<!\bобл)(?<!\bим)(?<!\bул)(?<![.!?…])[.!?…]+[\"»)]*\s+(?=[\"«(]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])|\n"
)
SEPARATOR = re.compile(r"[,;:](?![0-9])|\bпротив\b|\n", re.IGNORECASE)
SPACE = f"[ {printed.SPACES}]"
RUBRIC = re.compile(
    r"\W*(?:(?:читайте|читать|смотрите) (?:также|ещ[её])|(?:материалы |ещ[её] )?по теме|(?:тағы )?оқи отырыңыз|"
    r"(?:read|see) also)\s*(?::.*)?",
    re.IGNORECASE,
)  # what stands above, or before, headlines of other articles
MOMENT = re.compile(
    r"(?:год|квартал)ом|месяцем|неделей|дн[её]м", re.IGNORECASE
)  # 'годом ранее' counts nothing
AND = re.compile(r"\s(?:и|and|және)\s", re.IGNORECASE)


# The text and its parts


@dataclass
class Line:
    """A line of the article, and what it stands under: its heading, and the points of a list that
    lead to it.
    """

    start: int
    end: int
    bullet: bool
    heading: tuple[int, int] | None
    parents: list[tuple[int, int]]


@dataclass
class Article:
    """The text with everything that the guesses look at, all of it by position."""

    text: str
    year: int
    language: str
    words: list[Word]
    cues: dict[str, list[Cue]]
    lines: list[Line]
    sentence_ends: list[int]
    body: int  # where the running text begins
    sidebar: int  # where a list of other articles' headlines begins: the end of the text when there is none
    reasons: dict[tuple[int, int], str] = field(
        default_factory=dict
    )  # of numerals that are no claims
    years: dict[tuple[int, int], int] = field(default_factory=dict)
    figures: list[tuple[int, int, printed.Printed]] = field(default_factory=list)
    named: Counter[int] | None = (
        None  # how often the running text names which year, once it was counted
    )
    breaks: list[int] = field(default_factory=list)  # where what is said of one figure ends

    def said(self, column: str, start: int, end: int) -> list[Cue]:
        """What the words from start to end say about a column, in order."""
        cues = self.cues.get(column, [])
        first = bisect_left(cues, start, key=lambda cue: cue.start)
        return [
            cue
            for cue in cues[first : bisect_left(cues, end, key=lambda cue: cue.start)]
            if cue.end <= end
        ]

    def words_in(self, start: int, end: int) -> list[Word]:
        first = bisect_left(self.words, start, key=lambda word: word.start)
        return self.words[first : bisect_left(self.words, end, key=lambda word: word.start)]

    def years_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """The places of the years named from start to end, in order."""
        places = list(self.years)
        first = bisect_left(places, start, key=lambda place: place[0])
        return places[first : bisect_left(places, end, key=lambda place: place[0])]

    def word_before(self, place: int) -> str:
        """The word that stands right before, in small letters; blank when something else does."""
        number = bisect_right(self.words, place, key=lambda word: word.end) - 1
        near = number >= 0 and not self.text[self.words[number].end : place].strip()
        return self.words[number].text.lower() if near else ""

    def line_of(self, place: int) -> Line:
        return self.lines[bisect_right(self.lines, place, key=lambda line: line.start) - 1]


def read_article(text: str, year: int, regions: dict[str, str]) -> Article:
    """Divide the text, and account for its numerals: figures, and numerals that are none with the
    reason.
    """
    language = language_of(text)
    words = [Word(m.start(), m.end(), m.group(), read_word(m.group())) for m in WORD.finditer(text)]
    cues: dict[str, list[Cue]] = {}
    for cue in find_cues(words, text, phrases(regions)):
        cues.setdefault(cue.column, []).append(cue)
    lines = outline(text)
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    article = Article(
        text,
        year,
        language,
        words,
        cues,
        lines,
        ends,
        _body(text, lines),
        sidebar_start(text, lines),
    )
    exclude(article)
    article.figures = find_figures(article)
    article.breaks = _breaks(article)
    return article


def language_of(text: str) -> str:
    """ru, kk or en by the letters; blank without letters."""
    letters = [character for character in text.lower() if character.isalpha()]
    cyrillic = sum("\u0400" <= character <= "\u04ff" for character in letters)
    if not letters or cyrillic * 2 < len(letters):
        return "en" if any("a" <= character <= "z" for character in letters) else ""
    # Kazakh names in a Russian text reach a few in a hundred letters, Kazakh text itself every
    # sixth.
    return "kk" if sum(character in KAZAKH for character in letters) * 20 > cyrillic else "ru"


def outline(text: str) -> list[Line]:
    """The lines that hold anything, each with its heading and the points of a list above it."""
    lines, heading, place, open_points = [], None, 0, []
    for raw_line in text.split("\n"):
        start, end = place, place + len(raw_line.rstrip())
        place += len(raw_line) + 1
        if not raw_line.strip():
            continue
        mark, body = BULLET.match(raw_line), raw_line.rstrip()
        is_heading = not mark and _is_heading(body)
        continued = [
            point for point in open_points[-1:] if point[2] == lines[-1].end
        ]  # 'Прибыли:' and a new line
        open_points = _points_above(open_points, len(mark[1]), body) if mark else continued
        parents = [(a, b) for _, a, b, _ in open_points]
        lines.append(Line(start, end, bool(mark), None if is_heading else heading, parents))
        heading = (start, end) if is_heading else heading
        if body.endswith(":"):
            open_points.append([len(mark[1]) if mark else -1, start, end, False])
    return lines


def _is_heading(line: str) -> bool:
    return (
        bool(re.search(r"[^\W\d_]", line)) and line[-1] not in ".,;:…" and len(line.split()) <= 15
    )


def _points_above(points: list[list], indent: int, line: str) -> list[list]:
    """The points that a line stands under. Lists pasted without their indents keep the last point
    that ends in ':'.
    """
    kept = []
    for point in points:
        deeper, nested = indent > point[0], point[3]
        if deeper or (indent == point[0] and not nested and not line.endswith(":")):
            kept.append([*point[:3], nested or deeper])
    return kept


def _body(text: str, lines: list[Line]) -> int:
    """Where the first line of running text begins; above it stand title, date and counters."""
    for line in lines:
        words = text[line.start : line.end].split()
        if line.bullet or (text[line.end - 1] in ".…:" and len(words) > 2):
            return line.start
    return 0  # no sentence at all, so nothing stands above one


def sidebar_start(text: str, lines: list[Line]) -> int:
    """Where a list of unrelated headlines at the foot begins: short rubrics and headlines, none a
    finished sentence.

    A table has lines of figures only, or a figure in most lines: that is none. Below 'Читайте
    также' one headline will do.
    """
    foot = []
    for line in reversed(lines):
        content = text[line.start : line.end]
        if line.bullet or content[-1] in ".;:…,)" or not re.search(r"[^\W\d_]", content):
            break
        foot.append(line)
    contents = [text[line.start : line.end] for line in foot]
    headlines = sum(len(content.split()) >= 4 for content in contents)
    counting = sum(
        bool(re.search(r"(?<![0-9])(?!(?:19|20)[0-9]{2}\b)[0-9]", content)) for content in contents
    )
    many = len(foot) >= SIDEBAR_LINES and len(foot) < len(lines)
    listed = many and headlines * 3 >= len(foot) and counting * 4 <= len(foot)
    return min(_rubric(text, lines), foot[-1].start if listed else len(text))


def _rubric(text: str, lines: list[Line]) -> int:
    """Where the first line begins that announces other articles and that no finished sentence
    follows.
    """
    place = len(text)
    for line in reversed(lines[1:]):
        content = text[line.start : line.end]
        if RUBRIC.fullmatch(content):
            place = line.start
        elif content[-1] in ".;:…":
            break
    return place


# Numerals that are no claims


@cache
def _patterns() -> list[tuple[str, re.Pattern]]:
    """What a numeral can belong to; the named parts say which numeral is what."""
    names = [n for loc in ("ru", "kk", "en") for n in get_month_names("wide", locale=loc).values()]
    month = (
        rf"(?:{'|'.join(names)}|{'|'.join(get_month_names('abbreviated', locale='en').values())})"
    )
    day, year = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:19|20)[0-9]{2}"
    before, after = r"(?<![0-9.,:])", r"(?![0-9])"
    patterns = {
        "an address": r"(?:https?://|www\.)\S+|(?<![\w.-])[\w.-]{1,60}\.(?:kz|ru|com|org)/\S*",
        "a telephone number": rf"\+7(?:[\s()-]*[0-9]){{10}}{after}",
        "a machine-readable date": rf"{before}(?P<year>{year})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9]){after}",
        "a date": rf"{before}(?P<day>{day})(?P<mark>[./])(?P<month>[01]?[0-9])(?P=mark)"
        rf"(?P<year>{year}|[0-9]{{2}}){after}",
        "a date in words": rf"{before}(?:(?P<first_day>{day})(?: ?[-–—] ?| (?:по|и|to) ))?(?P<day>{day})"
        rf" {month}\w*(?:,? (?P<year>{year}){after})?",
        "a date with the month first": rf"\b{month}\.? (?P<day>{day}){after}(?:, (?P<year>{year}){after})?",
        "a year name": rf"{before}{year}/[0-9]{{2}}(?![0-9/])",
        "a clock time": rf"{before}(?P<hour>[01]?[0-9]|2[0-4]):(?P<minute>[0-5][0-9])"
        rf"(?::(?P<second>[0-5][0-9]))?{after}",
        "an age mark": rf"(?<![\w.,])[0-9]{{1,2}}\+{after}",
        "a numbered list": r"(?m)^[ \t]*[0-9]{1,2}[.)](?=[ \t])",
        "an ordinal or a compound word": r"(?<![\w.,])(?!(?:19|20)[0-9]{2}-)[0-9]+[-‑][^\W\d_]+",
        "part of a name": rf"[^\W\d_][-‑]?[0-9]+{after}(?![.,][0-9])(?! ?(?:%|тыс|млн|млрд))|№ ?[0-9]+",
    }
    return [(what, re.compile(pattern, re.IGNORECASE)) for what, pattern in patterns.items()]


def exclude(article: Article) -> None:
    """Give each numeral that is certainly or probably no claim its reason, and note the years."""
    numerals = printed.find_numerals(article.text)
    starts = [start for start, _ in numerals]
    for what, pattern in _patterns():
        for match in pattern.finditer(article.text):
            for start, end in numerals[
                bisect_left(starts, match.start()) : bisect_left(starts, match.end())
            ]:
                article.reasons.setdefault((start, end), _part_of(match, start, end, what))
    for numeral in numerals:
        if numeral[0] >= article.sidebar:
            article.reasons[numeral] = "sidebar of unrelated headlines"
    _year_names(article)
    _counters(article)
    for start, end, figure in printed.find_figures(article.text):
        if reason := _other_unit(article, end, figure):
            for numeral in numerals[bisect_left(starts, start) : bisect_left(starts, end)]:
                article.reasons.setdefault(numeral, reason)


def _part_of(match: re.Match, start: int, end: int, what: str) -> str:
    """'year of a machine-readable date': which named parts of the match the numeral holds."""
    names = [
        n
        for n in match.groupdict()
        if match.start(n) < end and match.end(n) > start and n in DATE_PARTS
    ]
    return (
        f"{' and '.join(DATE_PARTS[name] for name in names)} of {what}"
        if names
        else re.sub("^an? ", "", what)
    )


def _year_names(article: Article) -> None:
    """Numerals that name a year. In doubt a numeral that could be one is taken for it, with a word
    of warning.
    """
    ranges = {
        (s, e) for s, e, _ in printed.find_figures(article.text) if _years_only(article.text[s:e])
    }
    inside = {n[0] + s for s, e in ranges for n in printed.find_numerals(article.text[s:e])}
    for start, end in printed.find_numerals(article.text):
        known = article.reasons.get((start, end), "")
        if not re.fullmatch(r"(?:19|20)[0-9]{2}", article.text[start:end]) or (
            known and known[:4] != "year"
        ):
            continue
        article.years[start, end] = int(article.text[start:end])
        if known:
            continue
        sure = start in inside or re.match(YEAR_AFTER, article.text[end : end + 8], re.IGNORECASE)
        if not sure and _counts_something(article, start, end):
            del article.years[start, end]
            continue
        sure = sure or article.word_before(start) in YEAR_BEFORE
        article.reasons[start, end] = ("" if sure else "check: ") + _year_name(article, start, end)


def _years_only(figure: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)[0-9]{2}\s?[-–—‑]\s?(?:19|20)[0-9]{2}", figure))


def _year_name(article: Article, start: int, end: int) -> str:
    apart = {0: ": the year reported", -1: ": the year before", 1: ": the year after"}
    return f"year name{apart.get(article.years[start, end] - article.year, '')}"


def _counts_something(article: Article, start: int, end: int) -> bool:
    """Whether a numeral that could be a year is more likely a count: '2015 человек', '— 2015', '2
    015', '2015%'.
    """
    before, after = article.text[max(start - 4, 0) : start], article.text[end : end + WINDOW]
    if re.search(rf"[0-9]{SPACE}$|[—+−]\s?$", before):
        return True
    if re.match(rf"{SPACE}?(?:[0-9]{{3}}\b|%|тыс|млн|мың|thousand|million)", after):
        return True
    if re.match(rf"{SPACE}(?:people|persons)\b", after):
        return article.word_before(start) not in YEAR_BEFORE  # 'In 2015 people left …'
    following = article.words_in(end, end + 2)
    return any(
        word.reading.people or article.said("group", word.start, word.end) for word in following
    )


def _counters(article: Article) -> None:
    """Bare numerals at the end of a short line above the text, or of a line that speaks of views or
    comments.

    Several counters share a line: 'Просмотров: 1 284 | Комментариев: 7'.
    """
    beside = re.compile(rf":?{SPACE}*([0-9]+(?:{SPACE}[0-9]{{3}})*)(?=\s*[|/·•])")
    for cue in article.cues.get("counter", []):
        if count := beside.match(article.text, cue.end):
            for start, end in printed.find_numerals(count[1]):
                place = count.start(1)
                article.reasons.setdefault(
                    (place + start, place + end), "page counter (views, comments)"
                )
    for line in article.lines:
        content = article.text[line.start : line.end]
        # Read from its end: a pattern that is searched for would try every numeral of a long line.
        tail = len(content) - re.match(r"[\s0-9]*", content[::-1]).end()
        named = article.said("counter", line.start, line.end)
        if not re.fullmatch("[0-9]", content[-1:]) or not (named or line.start < article.body):
            continue
        label = content[:tail]
        speaks = any(
            article.said(column, line.start, line.end)
            for column in ("flow", "group", "direction", "unit")
        )
        if named or (
            len(label.split()) <= 4 and not speaks and not label.endswith((":", "—", "–", "-"))
        ):
            for start, end in printed.find_numerals(content[tail:]):
                place = line.start + tail
                article.reasons.setdefault(
                    (place + start, place + end), "page counter (views, comments)"
                )


def _other_unit(article: Article, end: int, figure: printed.Printed) -> str:
    """What a figure counts when the noun after it is neither people nor moves; blank otherwise."""
    noun = noun_after(article, end)
    units = (
        article.said("unit", noun.start, noun.end)
        if noun and figure.unit in ("persons", "number")
        else []
    )
    return f"check: {units[0].value}" if units else ""


def noun_after(article: Article, end: int) -> Word | None:
    """The noun that a figure counts: right behind it, at most one adjective between.

    '7,6 тыс. годом ранее' and '7,6 тыс. год назад' count no years; '21 год' does.
    """
    place = end
    for word in article.words_in(end, end + WINDOW)[:2]:
        if not re.fullmatch(f"{SPACE}?", article.text[place : word.start]):
            return None
        if MOMENT.fullmatch(word.text) or (
            word.text.lower() == "год" and article.text[end - 1] != "1"
        ):
            return None
        if word.reading.part in ("NOUN", "") or article.said("unit", word.start, word.end):
            return word
        if word.reading.part != "ADJF":
            return None
        place = word.end
    return None


def find_figures(article: Article) -> list[tuple[int, int, printed.Printed]]:
    """The figures that are claims. Two that were not read as one ('с 73% до 57%') are read one by
    one.
    """
    figures = [one for one in printed.find_figures(article.text) if not _excluded(article, one)]
    held = numerals_held(article.text, figures)
    numerals = printed.find_numerals(article.text)
    for (start, end), (following, _) in pairwise([*numerals, (len(article.text), 0)]):
        joined = re.match(r"[\w.,]", article.text[start - 1 : start])
        if (start, end) in held or (start, end) in article.reasons or joined:
            continue
        alone = printed.find_figures(article.text[start : min(following, end + WINDOW)])
        figures += [(start, start + last, figure) for first, last, figure in alone if first == 0]
    return sorted(_without_dash(article.text, *one) for one in figures)  # no two begin at one place


def _without_dash(
    text: str, start: int, end: int, figure: printed.Printed
) -> tuple[int, int, printed.Printed]:
    """A dash with a space behind it ('Астана - 5 тыс.') is no minus sign, whatever its length."""
    dash = re.match(rf"[-–‑]{SPACE}", text[start:end])
    return (start + 2, end, printed.parse(text[start + 2 : end])) if dash else (start, end, figure)


def numerals_held(text: str, figures: list) -> set[tuple[int, int]]:
    """The numerals that the figures hold."""
    return {(s + a, s + b) for s, e, _ in figures for a, b in printed.find_numerals(text[s:e])}


def _excluded(article: Article, figure: tuple) -> bool:
    start, end, _ = figure
    inside = printed.find_numerals(article.text[start:end])
    return any((start + a, start + b) in article.reasons for a, b in inside)


def _breaks(article: Article) -> list[int]:
    """Commas, sentence ends and the like, and the last 'и' between two figures that nothing else
    divides.
    """
    breaks = sorted(
        {*(match.start() for match in SEPARATOR.finditer(article.text)), *article.sentence_ends}
    )
    ands = []
    for (_, left, _), (right, _, _) in pairwise(article.figures):
        if bisect_left(breaks, left) == bisect_left(breaks, right) and right - left < WINDOW:
            ands += [match.start() for match in AND.finditer(article.text, left, right)][-1:]
    return sorted(breaks + ands)
