"""A first draft of the rows of a new article: every numeral placed, every figure read, and a guess at what it counts.

Positions, values, powers of ten and decimals come from `printed` and can be relied on. Flow, group and period are
guesses from the words around a figure: Russian words are brought to their dictionary forms (pymorphy3) and looked up
in the table below. What the words do not say stays blank, and what is doubtful says so in `note` as 'check: …'. The
draft claims nothing by itself: an analyst completes it, pastes it into the three files, and `validate` judges it.
"""

import csv
import io
import json
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from babel.dates import get_month_names

from helpers import claim_rules, fields, paths, printed
from helpers.parameters import ParameterError

# What words say: the column, its value, and the dictionary forms (or, for comparatives, the forms as printed) that
# say it. Several words are a phrase: they stand next to each other. The longest phrase counts, the words in it do
# not. A group is a dimension and a category of kz_breakdowns.csv; regions come from kz_region_names.csv as well.
VOCABULARY = (
    ("flow", "arrivals", "прибыть, прибывать, прибытие, приехать, приезжать, приезд, приезжий, въехать, въезжать, "
                         "въезд, въездной, иммигрировать, иммиграция, иммигрант, приток, прием мигрант"),
    ("flow", "departures", "выбыть, выбывать, выбытие, убыть, выехать, выезжать, выезд, выездной, покинуть, покидать, "
                           "уехать, уезжать, отъезд, отток, эмигрировать, эмиграция, эмигрант"),
    ("flow", "net", "сальдо, миграционный прирост, миграционный убыль, миграционный баланс, чистый миграция, "
                    "чистый отток, чистый приток"),
    ("flow", "internal", "внутренний миграция, внутренний мигрант, внутренний миграционный, внутренний перемещение, "
                         "внутренний переезд, внутренний переселение, внутри страна, предел страна, предел республика, "
                         "межрегиональный, межобластной, внутрирегиональный, внутриобластной, другой регион, "
                         "другой область"),
    ("flow", "stock", "проживать, численность население"),
    ("group", "total total", "итого"),
    ("group", "ethnicity kazakh", "казах, казашка"),
    ("group", "ethnicity russian", "русский"),
    ("group", "ethnicity german", "немец, немка"),
    ("group", "ethnicity uzbek", "узбек, узбечка"),
    ("group", "ethnicity karakalpak", "каракалпак, каракалпачка"),
    ("group", "ethnicity ukrainian", "украинец, украинка"),
    ("group", "ethnicity tatar", "татарин, татарка"),
    ("group", "ethnicity not_stated", "не указать, не указывать, не указанный"),
    ("group", "sex female", "женщина"),
    ("group", "sex male", "мужчина"),
    ("group", "urban_rural urban", "городской, горожанин, горожанка, город"),
    ("group", "urban_rural rural", "сельский, село, сельчанин, аул"),
    ("group", "country_group cis", "снг"),
    ("group", "country_group other", "дальний зарубежье, другой страна, прочий страна, остальной страна"),
    ("group", "country russia", "россия, рф"),
    ("group", "country uzbekistan", "узбекистан"),
    ("group", "country kyrgyzstan", "кыргызстан, киргизия, киргизстан"),
    ("group", "country tajikistan", "таджикистан"),
    ("group", "country turkmenistan", "туркменистан, туркмения"),
    ("group", "country azerbaijan", "азербайджан"),
    ("group", "country georgia", "грузия"),
    ("group", "country belarus", "беларусь, белоруссия"),
    ("group", "country ukraine", "украина"),
    ("group", "country germany", "германия, фрг"),
    ("group", "country poland", "польша"),
    ("group", "country israel", "израиль"),
    ("group", "country turkey", "турция"),
    ("group", "country china", "китай, кнр"),
    ("group", "country mongolia", "монголия"),
    ("group", "country south_korea", "южный корея, республика корея"),
    ("group", "country iran", "иран"),
    ("group", "country afghanistan", "афганистан"),
    ("group", "country usa", "сша"),
    ("group", "country canada", "канада"),
    ("group", "region abai_region", "абайский"),
    ("group", "region jetisu_region", "жетысуский, жетісу, жетысу"),
    ("group", "region ulytau_region", "улытауский, ұлытау, улытау"),
    ("group", "region astana_city", "нур-султан, столица"),
    ("group", "region almaty_city", "алма-ата"),
    ("group", "region shymkent_city", "чимкент"),
    ("group", "region east_kazakhstan_region", "вко"),
    ("group", "region north_kazakhstan_region", "ско"),
    ("group", "region west_kazakhstan_region", "зко"),
    # Broken down by something whose groups have to be chosen by hand.
    ("group", "age ", "возраст, трудоспособный, молодежь, молодой, ребенок, пенсионер"),
    ("group", "education ", "образование, диплом, специальность"),
    # Nobody in particular: neither a group of their own nor a reason for doubt.
    ("people", "", "человек, житель, мигрант, переселенец, гражданин, лицо, население, казахстанец, участник, "
                   "лидер, казахстан, республика, рк, бюро"),
    ("direction", "increase", "вырасти, расти, возрасти, возрастать, увеличиться, увеличиваться, увеличение, рост, "
                              "прирост, подняться, прибавить, больше, выше"),
    ("direction", "decrease", "сократиться, сокращаться, сокращение, снизиться, снижаться, снижение, упасть, падать, "
                              "падение, уменьшиться, уменьшаться, уменьшение, спад, убыль, меньше, ниже"),
    ("level", "", "доля, удельный вес"),
    ("compared", "", "чем, сравнение, против, относительно, к уровень, к показатель"),
    ("period", "previous", "год ранее, год назад, прошлый год, предыдущий год, прошлогодний"),
    ("period", "other", "месяц, квартал, полугодие, полгода, последний"),
    ("subset", "", "из они, среди они, в тот число"),
    # A figure right before one of these counts no people.
    ("unit", "a sum of money", "тенге, доллар, рубль, евро, юань"),
    ("unit", "a length of time or an age", "год, месяц, квартал, неделя, день, сутки, час, минута, десятилетие"),
    ("unit", "a multiple, for which claims.csv has no unit", "раз"),
    ("unit", "a number of places", "страна, государство, регион, область, город, район, село, аул, место"),
    ("unit", "a distance, an area or a weight", "км, километр, метр, гектар, тонна, градус, балл"),
    ("counter", "", "просмотр, комментарий, лайк, views, comments"),
    ("hint", "forecast", "прогноз, прогнозировать, ожидать, ожидаться, близкий год, предстоящий"),
    ("hint", "rank", "лидер, лидировать, лидерство, крупный, десятка, рекорд, рекордный, первый место, топ"),
    ("hint", "quantifier", "почти, большинство, половина, треть, вдвое, втрое, подавлять, заметный, резко, массовый"),
    ("hint", "comparison", "баланс, сбалансированный, сбалансированность, равномерный, односторонний, уникальный, "
                           "стагнация, основной, доминировать, доминирующий"),
    ("hint", "cause", "причина, связать, сигнал, сигнализировать, свидетельствовать, объяснить, объяснять, благодаря"),
)  # fmt: skip

LONGEST_TEXT = 100_000  # characters: far above any article, and what can be drafted within seconds
FIRST_YEAR, LAST_YEAR = 1991, 2099
WINDOW = 400  # characters either side of a figure that may speak about it
RARE = 0.1  # a reading of a word that is less likely than this is not meant
KAZAKH = "әғқңөұүһі"
TABLES = ("articles", "claims", "exclusions")
DRAFTS = "drafts"  # the folder beside the claims that drafts are written to
LONGEST_NUMERAL = 20  # characters: exclusions.csv takes no longer quote
LONGEST_ID = 100  # characters: it becomes a file's name
SIDEBAR_LINES = 6  # fewer headlines in a row may still belong to the article
SECTIONS = {"arrivals": "arrivals", "departures": "departures", "internal": "internal migration", "net": "net"}
DATE_PARTS = {
    "first_day": "first day", "day": "day", "month": "month", "year": "year",
    "hour": "hour", "minute": "minute", "second": "second",
}  # fmt: skip
BALANCE = {"internal", "net"}  # together: the balance of moves inside the country
YEAR_BEFORE = {"в", "во", "с", "по", "до", "к", "за", "от", "in", "since", "until", "by", "from", "of"}
YEAR_AFTER = r" ?(?:г\b|гг\b|год|жыл|ж\.|years?\b)|-[^\W\d_]{1,3}\b| [—–] "

BULLET = re.compile(r"(\s*)(?:[•◦▪‣●·*]|[-–—](?=\s))\s*")
WORD = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
SENTENCE_END = re.compile(
    r"(?<!\bг)(?<!\bгг)(?<!\bобл)(?<!\bим)(?<!\bул)(?<![.!?…])[.!?…]+[\"»)]*\s+(?=[\"«(]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])|\n"
)
SEPARATOR = re.compile(r"[,;:](?![0-9])|\bпротив\b|\n", re.IGNORECASE)
SPACE = f"[ {printed.SPACES}]"
SIGNS = "+-" + printed.MINUS_SIGNS
AND = re.compile(r"\s(?:и|and|және)\s", re.IGNORECASE)


# Words and what they say


@dataclass(frozen=True)
class Reading:
    """What a word can be: its dictionary forms, its part of speech, and whether it names people or a place."""

    forms: frozenset[str]
    part: str = ""
    people: bool = False
    place: bool = False


@dataclass(frozen=True)
class Word:
    """A word of the text, where it stands, and what it can be."""

    start: int
    end: int
    text: str
    reading: Reading


@dataclass(frozen=True)
class Cue:
    """Words of the vocabulary in the text: where they stand, which column they speak of, and what they say."""

    start: int
    end: int
    column: str
    value: str


@cache
def _analyzer():
    import pymorphy3  # the dictionaries take a moment

    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=50_000)
def read_word(text: str) -> Reading:
    """The dictionary forms of a word, ё written as е; the word itself is always among them."""
    plain = text.lower().replace("ё", "е")
    if len(text) > 40 or not re.search("[а-я]", plain):
        return Reading(frozenset([plain]))
    readings = _analyzer().parse(text)
    # Names of regions are not in the dictionary: 'Мангистауская' could be a verb, and is not.
    likely = [one for one in readings if one.score >= RARE or one.tag.POS == "ADJF"] or readings[:1]
    forms = frozenset([plain, *(one.normal_form.replace("ё", "е") for one in likely)])
    forms = forms.union(*(read_word(part).forms for part in re.split("[-‑]", plain) if part != plain))
    tag = likely[0].tag
    return Reading(forms, str(tag.POS or ""), "NOUN" in tag and "anim" in tag, any("Geox" in o.tag for o in likely))


def phrases(regions: dict[str, str]) -> dict[str, list[tuple[list[str], str, str]]]:
    """The vocabulary and the Russian names of the regions by their first word: all words, column and value."""
    months = get_month_names("wide", "stand-alone", locale="ru").values()
    rows = [*VOCABULARY, ("period", "other", ", ".join(months))]
    rows += [("group", f"region {region}", _region_phrases(name)) for region, name in regions.items()]
    index: dict[str, list] = {}
    for column, value, entries in rows:
        for entry in entries.split(", "):
            first, *_ = words = entry.split()
            index.setdefault(first, []).append((words, column, value))
    return index


def _region_phrases(name: str) -> str:
    """'Алматинская область' as the adjective that names it, 'область Абай' as it is, 'город Алматы' also bare."""
    words = name.lower().split()
    if words[-1] == "область":
        adjectives = [one for one in _analyzer().parse(words[0]) if one.tag.POS == "ADJF"]
        return adjectives[0].normal_form if adjectives else words[0]
    return " ".join(words) if words[0] == "область" else f"{' '.join(words)}, {words[-1]}"


def find_cues(words: list[Word], text: str, index: dict) -> list[Cue]:
    """Everything that the vocabulary says in the text; where phrases of one column overlap, the first and longest."""
    found: list[Cue] = []
    reach: dict[str, int] = {}  # by column, where its last phrase ends
    for number, word in enumerate(words):
        meant = {id(one): one for form in word.reading.forms for one in index.get(form, ())}.values()
        for phrase, column, value in sorted(meant, key=lambda one: -len(one[0])):
            here = words[number : number + len(phrase)]
            if word.start >= reach.get(column, 0) and _is_phrase(here, phrase, text):
                reach[column] = here[-1].end
                found.append(Cue(word.start, here[-1].end, column, value))
    return found


def _is_phrase(words: list[Word], phrase: list[str], text: str) -> bool:
    fits = len(words) == len(phrase) and all(p in w.reading.forms for w, p in zip(words, phrase, strict=True))
    return fits and all(text[a.end : b.start].isspace() for a, b in pairwise(words))


# The text and its parts


@dataclass
class Line:
    """A line of the article, and what it stands under: its heading, and the points of a list that lead to it."""

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
    reasons: dict[tuple[int, int], str] = field(default_factory=dict)  # of numerals that are no claims
    years: dict[tuple[int, int], int] = field(default_factory=dict)
    figures: list[tuple[int, int, printed.Printed]] = field(default_factory=list)
    usual: int | None = None  # the year named most often, once it was counted
    breaks: list[int] = field(default_factory=list)  # where what is said of one figure ends

    def said(self, column: str, start: int, end: int) -> list[Cue]:
        """What the words from start to end say about a column, in order."""
        cues = self.cues.get(column, [])
        first = bisect_left(cues, start, key=lambda cue: cue.start)
        return [cue for cue in cues[first : bisect_left(cues, end, key=lambda cue: cue.start)] if cue.end <= end]

    def words_in(self, start: int, end: int) -> list[Word]:
        first = bisect_left(self.words, start, key=lambda word: word.start)
        return self.words[first : bisect_left(self.words, end, key=lambda word: word.start)]

    def years_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """The places of the years named from start to end, in order."""
        places = list(self.years)
        return places[bisect_left(places, (start, 0)) : bisect_left(places, (end, 0))]

    def word_before(self, place: int) -> str:
        """The word that stands right before, in small letters; blank when something else does."""
        number = bisect_right(self.words, place, key=lambda word: word.end) - 1
        near = number >= 0 and not self.text[self.words[number].end : place].strip()
        return self.words[number].text.lower() if near else ""

    def line_of(self, place: int) -> Line:
        return self.lines[bisect_right(self.lines, place, key=lambda line: line.start) - 1]


def read_article(text: str, year: int, regions: dict[str, str]) -> Article:
    """Divide the text, and account for its numerals: figures, and numerals that are none with the reason."""
    language = language_of(text)
    words = [Word(m.start(), m.end(), m.group(), read_word(m.group())) for m in WORD.finditer(text)]
    cues: dict[str, list[Cue]] = {}
    for cue in find_cues(words, text, phrases(regions)):
        cues.setdefault(cue.column, []).append(cue)
    lines = outline(text)
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    article = Article(text, year, language, words, cues, lines, ends, _body(text, lines), sidebar_start(text, lines))
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
    # Kazakh names in a Russian text reach a few in a hundred letters, Kazakh text itself every sixth.
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
        continued = [point for point in open_points[-1:] if point[2] == lines[-1].end]  # 'Прибыли:' and a new line
        open_points = _points_above(open_points, len(mark[1]), body) if mark else continued
        parents = [(a, b) for _, a, b, _ in open_points]
        lines.append(Line(start, end, bool(mark), None if is_heading else heading, parents))
        heading = (start, end) if is_heading else heading
        if body.endswith(":"):
            open_points.append([len(mark[1]) if mark else -1, start, end, False])
    return lines


def _is_heading(line: str) -> bool:
    return bool(re.search(r"[^\W\d_]", line)) and line[-1] not in ".,;:…" and len(line.split()) <= 15


def _points_above(points: list[list], indent: int, line: str) -> list[list]:
    """The points that a line stands under. Lists pasted without their indents keep the last point that ends in ':'."""
    kept = []
    for point in points:
        deeper, nested = indent > point[0], point[3]
        if deeper or (indent == point[0] and not nested and not line.endswith(":")):
            kept.append([*point[:3], nested or deeper])
            point[3] = nested or deeper
    return kept


def _body(text: str, lines: list[Line]) -> int:
    """Where the first line of running text begins; above it stand title, date and counters."""
    for line in lines:
        words = text[line.start : line.end].split()
        if line.bullet or (text[line.end - 1] in ".…:" and len(words) > 2):
            return line.start
    return 0  # no sentence at all, so nothing stands above one


def sidebar_start(text: str, lines: list[Line]) -> int:
    """Where a list of unrelated headlines at the foot begins: short rubrics and headlines, none a finished sentence.

    A table has lines of figures only, or a figure in most lines: that is none.
    """
    foot = []
    for line in reversed(lines):
        content = text[line.start : line.end]
        if line.bullet or content[-1] in ".;:…,)" or not re.search(r"[^\W\d_]", content):
            break
        foot.append(line)
    contents = [text[line.start : line.end] for line in foot]
    headlines = sum(len(content.split()) >= 4 for content in contents)
    counting = sum(bool(re.search(r"(?<![0-9])(?!(?:19|20)[0-9]{2}\b)[0-9]", content)) for content in contents)
    many = len(foot) >= SIDEBAR_LINES and len(foot) < len(lines)
    return foot[-1].start if many and headlines * 3 >= len(foot) and counting * 4 <= len(foot) else len(text)


# Numerals that are no claims


@cache
def _patterns() -> list[tuple[str, re.Pattern]]:
    """What a numeral can belong to; the named parts say which numeral is what."""
    names = [n for loc in ("ru", "kk", "en") for n in get_month_names("wide", locale=loc).values()]
    month = rf"(?:{'|'.join(names)}|{'|'.join(get_month_names('abbreviated', locale='en').values())})"
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
            for start, end in numerals[bisect_left(starts, match.start()) : bisect_left(starts, match.end())]:
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
    names = [n for n in match.groupdict() if match.start(n) < end and match.end(n) > start and n in DATE_PARTS]
    return f"{' and '.join(DATE_PARTS[name] for name in names)} of {what}" if names else re.sub("^an? ", "", what)


def _year_names(article: Article) -> None:
    """Numerals that name a year. In doubt a numeral that could be one is taken for it, with a word of warning."""
    ranges = {(s, e) for s, e, _ in printed.find_figures(article.text) if _years_only(article.text[s:e])}
    inside = {n[0] + s for s, e in ranges for n in printed.find_numerals(article.text[s:e])}
    for start, end in printed.find_numerals(article.text):
        known = article.reasons.get((start, end), "")
        if not re.fullmatch(r"(?:19|20)[0-9]{2}", article.text[start:end]) or (known and known[:4] != "year"):
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
    """Whether a numeral that could be a year is more likely a count: '2015 человек', '— 2015', '2 015', '2015%'."""
    before, after = article.text[max(start - 4, 0) : start], article.text[end : end + WINDOW]
    if re.search(rf"[0-9]{SPACE}$|[—+−]\s?$", before):
        return True
    if re.match(rf"{SPACE}?(?:[0-9]{{3}}\b|%|тыс|млн|мың|thousand|million)", after):
        return True
    following = article.words_in(end, end + 2)
    return any(w.reading.people or article.said("people", w.start, w.end) or article.said("group", w.start, w.end)
               for w in following)  # fmt: skip


def _counters(article: Article) -> None:
    """Bare numerals at the end of a short line above the text, or of a line that speaks of views or comments."""
    for line in article.lines:
        content = article.text[line.start : line.end]
        bare = re.search(r"(?:\s*[0-9]+)+$", content)
        named = article.said("counter", line.start, line.end)
        if not bare or not (named or line.start < article.body):
            continue
        label = content[: bare.start()]
        speaks = any(article.said(column, line.start, line.end) for column in ("flow", "group", "direction", "unit"))
        if named or (len(label.split()) <= 4 and not speaks and not label.rstrip().endswith((":", "—", "–", "-"))):
            for start, end in printed.find_numerals(content[bare.start() :]):
                place = line.start + bare.start()
                article.reasons.setdefault((place + start, place + end), "page counter (views, comments)")


def _other_unit(article: Article, end: int, figure: printed.Printed) -> str:
    """What a figure counts when the noun after it is neither people nor moves; blank otherwise."""
    noun = _noun_after(article, end)
    units = article.said("unit", noun.start, noun.end) if noun and figure.unit in ("persons", "number") else []
    return f"check: {units[0].value}" if units else ""


def _noun_after(article: Article, end: int) -> Word | None:
    """The noun that a figure counts: right behind it, at most one adjective between."""
    place = end
    for word in article.words_in(end, end + WINDOW)[:2]:
        if not re.fullmatch(f"{SPACE}?", article.text[place : word.start]):
            return None
        if word.reading.part in ("NOUN", "") or article.said("unit", word.start, word.end):
            return word
        if word.reading.part != "ADJF":
            return None
        place = word.end
    return None


def find_figures(article: Article) -> list[tuple[int, int, printed.Printed]]:
    """The figures that are claims. Two that were not read as one ('с 73% до 57%') are read one by one."""
    figures = [one for one in printed.find_figures(article.text) if not _excluded(article, one)]
    held = _held(article.text, figures)
    numerals = printed.find_numerals(article.text)
    for (start, end), (following, _) in pairwise([*numerals, (len(article.text), 0)]):
        joined = re.match(r"[\w.,]", article.text[start - 1 : start])
        if (start, end) in held or (start, end) in article.reasons or joined:
            continue
        alone = printed.find_figures(article.text[start : min(following, end + WINDOW)])
        figures += [(start, start + last, figure) for first, last, figure in alone[:1] if first == 0]
    return sorted((_without_dash(article.text, *one) for one in figures), key=lambda one: one[0])


def _without_dash(text: str, start: int, end: int, figure: printed.Printed) -> tuple[int, int, printed.Printed]:
    """A dash with a space behind it ('Астана - 5 тыс.') is no minus sign, whatever its length."""
    dash = re.match(rf"[-–‑]{SPACE}", text[start:end])
    return (start + 2, end, printed.parse(text[start + 2 : end])) if dash else (start, end, figure)


def _held(text: str, figures: list) -> set[tuple[int, int]]:
    """The numerals that the figures hold."""
    return {(s + a, s + b) for s, e, _ in figures for a, b in printed.find_numerals(text[s:e])}


def _excluded(article: Article, figure: tuple) -> bool:
    start, end, _ = figure
    inside = printed.find_numerals(article.text[start:end])
    return any((start + a, start + b) in article.reasons for a, b in inside)


# The words that speak of a figure


@dataclass(frozen=True)
class Place:
    """Where to look for what a figure counts, from near to far: each part as start and end."""

    clause: tuple[int, int]  # the words between the nearest commas or figures
    after: tuple[int, int]  # what follows in the sentence, up to the next figure's clause
    before: tuple[int, int]  # the sentence up to the clause
    label: tuple[int, int]  # the sentence up to its first figure's clause
    paragraph: tuple[int, int]  # the line up to the sentence
    line: Line


def _breaks(article: Article) -> list[int]:
    """Commas, sentence ends and the like, and the last 'и' between two figures that nothing else divides."""
    spans = [(start, end) for start, end, _ in article.figures]
    starts = [start for start, _ in spans]
    found = [match.start() for match in SEPARATOR.finditer(article.text)]
    inside = [spans[bisect_right(starts, place) - 1] if bisect_right(starts, place) else (0, 0) for place in found]
    breaks = [place for place, (start, end) in zip(found, inside, strict=True) if not start <= place < end]
    breaks = sorted({*breaks, *article.sentence_ends})
    ands = []
    for (_, left), (right, _) in pairwise(spans):
        if bisect_left(breaks, left) == bisect_left(breaks, right) and right - left < WINDOW:
            ands += [match.start() for match in AND.finditer(article.text, left, right)][-1:]
    return sorted(breaks + ands)


def place_of(article: Article, number: int) -> Place:
    """Where the words stand that can say what the figure with this number counts."""
    start, end, _ = article.figures[number]
    line = article.line_of(start)
    ends = article.sentence_ends
    number_of_sentence = bisect_right(ends, start)
    first = max(line.start, start - WINDOW, ends[number_of_sentence - 1] if number_of_sentence else 0)
    last = min(line.end, end + WINDOW, ends[number_of_sentence] if number_of_sentence < len(ends) else line.end)
    clause = _clause(article, number, first, last)
    following = number + 1 < len(article.figures) and article.figures[number + 1][0] < last
    after = _clause(article, number + 1, first, last)[0] if following else last
    opening = bisect_left(article.figures, first, key=lambda one: one[0])
    label = _clause(article, opening, first, last)[0]
    return Place(clause, (clause[1], max(after, clause[1])), (first, clause[0]), (first, label),
                 (max(line.start, first - WINDOW), first), line)  # fmt: skip


def _clause(article: Article, number: int, first: int, last: int) -> tuple[int, int]:
    """From the break or figure before a figure to the break, bracket or figure after it."""
    start, end, _ = article.figures[number]
    previous = article.figures[number - 1][1] if number else 0
    following = article.figures[number + 1][0] if number + 1 < len(article.figures) else last
    at = bisect_right(article.breaks, start)
    before = article.breaks[at - 1] if at else 0
    at = bisect_left(article.breaks, end)
    after = article.breaks[at] if at < len(article.breaks) else last
    bracket = re.compile(r"[()]").search(article.text, end, min(following, after, last))
    after = bracket.start() if bracket else after
    return max(first, before, previous), max(end, min(last, after, following))


# Guesses


@dataclass
class Guess:
    """The cells of one claim that are guessed, and what is doubtful about them."""

    cells: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def doubt(self, words: str) -> None:
        if words not in self.doubts:
            self.doubts.append(words)


def measure(article: Article, start: int, end: int, figure: printed.Printed, place: Place, guess: Guess) -> None:
    """Kind and unit: people, a share, or a change whose direction the words around the figure tell."""
    by = article.word_before(start) == "на"
    if figure.unit == "number":
        guess.doubt("no unit word: what is counted?")
    elif figure.unit == "percentage_points":
        guess.cells.update(kind="change", unit_measure=figure.unit)
    elif figure.unit == "persons":
        noun = _noun_after(article, end)
        if noun and noun.reading.part == "NOUN" and _is_thing(article, noun):
            guess.doubt(f"does it count '{noun.text}'?")
        direction = _direction(article, start, end, place.clause) if by else ""
        guess.cells.update(kind="change" if direction else "quantity", unit_measure="persons")
        if direction:
            guess.doubt(f"a change in persons ({direction}): the value of a fall is negative")
    elif article.language == "ru":
        _percent(article, start, end, place, guess, by)
    else:
        guess.cells.update(unit_measure="percent")
        guess.doubt("a share or a change?")
    _doubt_quote(article, start, end, guess)


def _doubt_quote(article: Article, start: int, end: int, guess: Guess) -> None:
    """Doubts that the figure itself raises: a range, a year, one number out of another."""
    quote = article.text[start:end]
    if re.search(r"[0-9]\D*(?:[-–—−‑]| до | to )\D*[0-9]", quote):
        guess.doubt("a range, or two figures? the value is the middle")
    if re.fullmatch(r"(?:19|20)[0-9]{2}", quote):
        guess.doubt("a year, or a figure?")
    before, after = article.text[max(start - 6, 0) : start], article.text[end : end + 6]
    if re.search(r"[0-9]\s(?:из|of)\s$", before) or re.match(r"\s(?:из|of)\s[0-9]", after):
        guess.doubt("one number out of another, not a count?")


def _is_thing(article: Article, noun: Word) -> bool:
    """Whether a noun names neither people nor a move."""
    known = any(article.said(column, noun.start, noun.end) for column in ("people", "group", "flow"))
    return not known and not noun.reading.people


def _percent(article: Article, start: int, end: int, place: Place, guess: Guess, by: bool) -> None:
    """A percentage is a change after 'на' or with a sign; a direction without 'на' leaves a doubt."""
    quote, sign = article.text[start:end], article.text[start]
    direction = _direction(article, start, end, place.clause)
    level = article.said("level", *place.clause) or article.word_before(start) in ("до", "с", "со", "от")
    if sign in SIGNS or quote.lower().startswith(("минус", "плюс")):
        direction = "increase" if sign == "+" or quote.lower().startswith("плюс") else "decrease"
    elif not by and (level or not direction):
        guess.cells.update(kind="share", unit_measure="percent")
        return
    guess.cells.update(kind="change", unit_measure=f"percent_{direction}" if direction else "")
    if not direction:
        direction = _direction(article, start, end, (place.before[0], place.after[1]))
        guess.cells["unit_measure"] = f"percent_{direction}" if direction else ""
        guess.doubt("rise or fall?")
    elif not by and sign not in SIGNS:
        guess.doubt("a share or a change?")


def _direction(article: Article, start: int, end: int, nearby: tuple[int, int]) -> str:
    """increase or decrease: the word right after the figure decides, then the nearest before it, then any after."""
    after = article.said("direction", end, nearby[1])
    before = article.said("direction", nearby[0], start)
    if after and not article.text[end : after[0].start].strip():
        return after[0].value
    chosen = before[-1:] or after[:1]
    return chosen[0].value if chosen else ""


def flow(article: Article, number: int, place: Place, guess: Guess) -> None:
    """Which flow: the clause, what follows, what precedes, the list, the heading, and last the paragraph."""
    start = article.figures[number][0]
    signed = article.text[start] in SIGNS
    clause = {cue.value for cue in article.said("flow", *place.clause)}
    after = {cue.value for cue in article.said("flow", *place.after)}
    earlier = [cue.value for cue in article.said("flow", *place.before)]
    own = clause or after or (BALANCE if set(earlier) == BALANCE else set(earlier[-1:]))
    if not clause and len({*after, *earlier}) > 1 and own != BALANCE:
        guess.doubt("flow: the sentence speaks of more than one")
    above = _flow_above(article, place, guess, not own)
    if own and "internal" in above and own & {"arrivals", "departures"}:
        guess.doubt(f"flow: {' or '.join(sorted(own))} in a section on internal migration?")
        return
    found = own or above
    if not found and (previous := article.said("flow", *place.paragraph)):
        found = {previous[-1].value}
        guess.doubt("flow: from the sentence before")
    guess.cells["flow"] = found_flow = _one_flow(found, signed and guess.cells.get("unit_measure") == "persons", guess)
    if "net" in found_flow and not signed and re.search(r"[-–—‑]\s?$", article.text[max(start - 2, 0) : start]):
        guess.doubt("a dash, or a minus sign?")


def _flow_above(article: Article, place: Place, guess: Guess, used: bool) -> set[str]:
    """The flow of the list or the heading that the line stands under; in running text that is doubtful."""
    for parent in reversed(place.line.parents):
        if found := {cue.value for cue in article.said("flow", *parent)}:
            return found
    found = {cue.value for cue in article.said("flow", *(place.line.heading or (0, 0)))}
    if found and used and not place.line.bullet:
        guess.doubt("flow: from the heading")
    return found


def _one_flow(found: set[str], signed: bool, guess: Guess) -> str:
    """The flow when there is just one. A signed number of people is a balance, not a flow in one direction."""
    if found == BALANCE or (found == {"internal"} and signed):
        return "internal_net"
    if len(found) == 1 and not (signed and found & {"arrivals", "departures"}):
        return next(iter(found))
    guess.doubt("flow: " + (f"{' or '.join(sorted(found))}?" if found else "no word tells"))
    return ""


def group(article: Article, number: int, place: Place, guess: Guess) -> None:
    """Dimension and category: from the clause, the words after it, the label of the sentence, or the list."""
    near = _groups(article, place.clause)
    label = _groups(article, place.label) if place.label[1] <= place.clause[0] else []
    above = [one for parent in place.line.parents for one in _groups(article, parent)]
    found = near
    if not found and (found := _groups(article, place.after)):
        guess.doubt("group: from the words that follow")
    if not found and (found := label) and article.text[place.label[1] : place.label[1] + 1] != ":":
        guess.doubt("group: from the beginning of the sentence")
    found = found or above
    if unknown := _unknown_name(article, place.clause) or (not near and _unknown_name(article, place.label)):
        guess.doubt(f"group: what of '{unknown}'?")
        found = found if near else ["?"]
    crossed = {*found, *label, *above} - {"total total"}
    if article.said("subset", *place.clause):
        crossed |= set(_groups(article, place.before)[-1:]) - {"total total"}
    if len(crossed) > 1:
        guess.doubt(f"group: {' and '.join(sorted(one.split()[-1] for one in crossed))} at once?")
        found = ["?"]
    _doubt_adjective(article, place, guess)
    _set_group(guess, found or [_rest(article, number, place, guess)])


def _doubt_adjective(article: Article, place: Place, guess: Guess) -> None:
    """'Русских' are people, 'русских школ' are none."""
    for cue in article.said("group", *place.clause):
        following = article.words_in(cue.end, place.clause[1])[:1]
        noun = bool(following) and following[0].reading.part == "NOUN" and _is_thing(article, following[0])
        if cue.value == "ethnicity russian" and noun and article.text[cue.end : following[0].start].isspace():
            guess.doubt(f"group: does '{article.text[cue.start : following[0].end]}' mean people?")


def _groups(article: Article, part: tuple[int, int]) -> list[str]:
    """The groups that the words name, each once; a total only where nothing else is named."""
    found = []
    for cue in article.said("group", *part):
        if cue.value not in found:
            found.append(cue.value)
    return [one for one in found if one != "total total"] or found


def _unknown_name(article: Article, part: tuple[int, int]) -> str:
    """The first word that names people or a place, or is written as a name, and that the vocabulary does not know."""
    for word in article.words_in(*part):
        known = any(article.said(c, word.start, word.end) for c in ("people", "group", "flow", "direction", "hint"))
        covered = any(cue.start <= word.start < cue.end for cue in article.said("group", part[0], part[1]))
        name = word.text[0].isupper() and not _opens(article, word)
        if not known and not covered and (word.reading.people or word.reading.place or name):
            return word.text
    return ""


def _opens(article: Article, word: Word) -> bool:
    """Whether the word opens its line or sentence, where any word has a capital."""
    line = article.line_of(word.start)
    lead = article.text[line.start : word.start]
    number = bisect_right(article.sentence_ends, word.start)
    begins = article.sentence_ends[number - 1] if number else 0
    return not lead.strip(' \t•◦▪‣●·*-–—«"') or not article.text[begins : word.start].strip(' «"')


def _rest(article: Article, number: int, place: Place, guess: Guess) -> str:
    """A figure with no group near it is a total, unless groups stand elsewhere in its sentence, list or heading."""
    opening = bisect_left(article.figures, place.before[0], key=lambda one: one[0])
    earlier = _groups(article, place.before) if opening < number else []
    if earlier:
        guess.doubt("group: the same as the figure before?")
        return earlier[-1] if guess.cells.get("kind") in ("change", "share") and len(earlier) == 1 else "?"
    if _groups(article, place.line.heading or (0, 0)):
        guess.doubt("group: the one in the heading?")
        return "?"
    if guess.cells.get("kind") == "share":
        guess.doubt("group: a share of what?")
        return "?"
    if place.line.bullet:
        guess.doubt("group: none in this point of the list")
        return "total total" if article.said("flow", *place.clause) else "?"
    return "total total"


def _set_group(guess: Guess, found: list[str]) -> None:
    dimension, _, category = ("" if found[0] == "?" else found[0]).partition(" ")
    guess.cells.update(dimension=dimension, category=category)
    if dimension and not category:
        guess.doubt(f"group: which by {dimension}?")
    elif not dimension and not any(doubt.startswith("group") for doubt in guess.doubts):
        guess.doubt("group: none is sure")


def period(article: Article, start: int, place: Place, guess: Guess) -> None:
    """The year of a figure and, of a change, the year compared with; blank for a part of a year."""
    change = guess.cells.get("kind") == "change"
    years = article.years_in(place.before[0], place.after[1])
    compared = [year for year in years if _is_compared(article, year, place.before[0])]
    told = _years_told(article, years, compared, place, change)
    if len({article.years[one] for one in told}) > 1:
        guess.doubt("period: the sentence names more than one year")
    elif not change and compared and compared[0][0] < place.clause[0] and told != compared[:1]:
        guess.doubt("period: the year compared with?")
    if article.word_before(start) in ("с", "со"):
        guess.doubt("period: the earlier of two?")
    year = article.years[told[-1]] if told else article.year
    year -= _a_year_before(article, place, guess, change)
    if _is_other_period(article, place, bool(told)):
        guess.doubt("period: a part of a year, or several years?")
        return
    if not told and usual_year(article) != article.year:
        guess.doubt(f"period: no year near, and the text names {usual_year(article)} most often")
        return
    base = [article.years[one] for one in compared if article.years[one] < year]
    guess.cells["time_period"] = str(year)
    guess.cells["base_period"] = str(base[-1] if base else year - 1) if change else ""


def usual_year(article: Article) -> int:
    """The year that the running text names most often, except in dates and comparisons; else that of the article."""
    if article.usual is None:
        dated = {place for place in article.years if "date" in article.reasons.get(place, "")}
        told = [place for place in article.years if place[0] < article.sidebar and place not in dated]
        named = Counter(article.years[place] for place in told if not _is_compared(article, place, 0))
        most = max(named.values(), default=0)
        article.usual = article.year if named[article.year] == most else max(y for y in named if named[y] == most)
    return article.usual


def _years_told(article: Article, years: list, compared: list, place: Place, change: bool) -> list[tuple[int, int]]:
    """The years that may be the figure's, the likeliest last: named in its clause, else before it, else behind it."""
    here = [year for year in years if place.clause[0] <= year[0] < place.clause[1]]
    own = [year for year in here if not (change and year in compared)]
    earlier = [year for year in years if year[0] < place.clause[0] and (year not in compared or _when(article, year))]
    later = [year for year in years if year[0] >= place.clause[1] and year not in compared]
    return own or earlier or later[::-1]


def _is_other_period(article: Article, place: Place, dated: bool) -> bool:
    """Whether the sentence speaks of months or of several years; one that names no year may mean months named above."""
    first = place.before[0] if dated else 0
    cues = article.said("period", place.before[0], place.after[1]) + article.said("period", first, place.before[0])
    return any(cue.value == "other" and not _in_date(article, cue) for cue in cues)


def _is_compared(article: Article, year: tuple[int, int], first: int) -> bool:
    """Whether 'чем в', 'по сравнению с' or 'к уровню' stands before a year."""
    at = bisect_right(article.breaks, year[0])
    return bool(article.said("compared", max(first, article.breaks[at - 1] if at else 0), year[0]))


def _when(article: Article, year: tuple[int, int]) -> bool:
    """Whether what follows is told of that year: '…, чем в 2024 году, когда показатель рос на …'."""
    return any(word.text.lower() in ("когда", "тогда") for word in article.words_in(year[1], year[1] + 20))


def _a_year_before(article: Article, place: Place, guess: Guess, change: bool) -> int:
    """1 when the clause itself is told of the year before ('годом ранее — 12,8 тыс.'), which is always doubtful."""
    for cue in article.said("period", *place.clause):
        compared = article.said("compared", place.clause[0], cue.start)
        if cue.value == "previous" and not compared and not change:
            guess.doubt("period: the year before?")
            return 1
    return 0


def _in_date(article: Article, cue: Cue) -> bool:
    """Whether a month's name belongs to a date: a numeral of the date stands right before it."""
    day = re.search(r"[0-9]{1,2}(?= $)", article.text[max(cue.start - 3, 0) : cue.start])
    return bool(day) and "date" in article.reasons.get((cue.start - 1 - len(day.group()), cue.start - 1), "")


# The draft


@dataclass
class Draft:
    """The rows of a new article for the three tables, what was doubtful, and sentences to look at for worded claims."""

    article: dict[str, str]
    claims: list[dict[str, str]]
    exclusions: list[dict[str, str]]
    warnings: list[str]
    hints: list[str]

    @property
    def rows(self) -> dict[str, list[dict[str, str]]]:
        """The rows by the name of their table."""
        return {"articles": [self.article], "claims": self.claims, "exclusions": self.exclusions}


def draft(text: str, article_id: str, year: int, regions: dict[str, str]) -> Draft:
    """Draft the rows of an article that reports `year`; `regions` are the Russian names by id.

    `text` is in NFC with nothing stripped, as its hash and positions demand.
    """
    article = read_article(text, year, regions)
    numerals = printed.find_numerals(text)
    row = {"article_id": article_id, "reference_year": str(year), "language": article.language}
    row |= {"sha256": fields.sha256(text.encode()), "length": str(len(text)), "numerals": str(len(numerals))}
    row |= {"numerals_sha256": claim_rules.positions_hash(numerals)}
    claims = [_claim(article, number, article_id) for number in range(len(article.figures))]
    held = _held(text, article.figures)
    exclusions = [_exclusion(article, numeral, article_id) for numeral in numerals if numeral not in held]
    return Draft(row, claims, exclusions, _warnings(article), _hints(article))


def _claim(article: Article, number: int, article_id: str) -> dict[str, str]:
    start, end, figure = article.figures[number]
    place, guess = place_of(article, number), Guess()
    measure(article, start, end, figure, place, guess)
    if article.language == "ru":
        flow(article, number, place, guess)
        group(article, number, place, guess)
        period(article, start, place, guess)
    else:
        guess.doubt("flow, group and period are guessed in Russian text only")
    value = abs(figure.number) if guess.cells.get("unit_measure") == "percent_decrease" else figure.number
    row = {"claim_id": f"{article_id}-{number + 1:02d}", "article_id": article_id, "quote": article.text[start:end]}
    row |= {"start": str(start), "end": str(end), "section": _section(article, place.line)}
    row |= {"value": _decimal(value), "unit_mult": str(figure.unit_mult), "decimals": str(figure.decimals)}
    return row | guess.cells | {"note": f"check: {'; '.join(guess.doubts)}" if guess.doubts else ""}


def _decimal(number) -> str:
    """A fraction with finitely many digits, written with a decimal point and without an exponent."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


def _section(article: Article, line: Line) -> str:
    """Our word for the part of the article: by the flow of its heading, else title, lead or body."""
    flows = {cue.value for cue in article.said("flow", *(line.heading or (0, 0)))}
    if line.end <= article.body or line.start < article.body:
        return "title"
    if len(flows) == 1 and (named := SECTIONS.get(next(iter(flows)))):
        return named
    return "lead" if line.start == article.body else "body"


def _exclusion(article: Article, numeral: tuple[int, int], article_id: str) -> dict[str, str]:
    start, end = numeral
    reason = article.reasons.get(numeral, "check: a numeral that cannot be read as a figure")
    quote = article.text[start:end]
    return {"article_id": article_id, "start": str(start), "end": str(end), "quote": quote, "reason": reason}


def _warnings(article: Article) -> list[str]:
    """What concerns the whole article: its year, its language, a sidebar, a mark at its beginning."""
    found = []
    if (usual := usual_year(article)) != article.year:
        found.append(f"The text names {usual} more often than {article.year}: is --year the year that it reports?")
    if article.language != "ru":
        found.append(f"The language is {article.language or 'unknown'}: flows, groups and periods were not guessed.")
    if article.sidebar < len(article.text):
        place = f"{article.sidebar}–{len(article.text)}"
        found.append(f"{place} was taken for a sidebar of other articles' headlines: does the article end there?")
    if article.text.startswith("\ufeff"):
        found.append("The text begins with a byte order mark, which counts as its first character.")
    return found


def _hints(article: Article) -> list[str]:
    """Sentences that may carry a worded claim: position, sorts of claim, at most six of the words."""
    found: dict[int, list[Cue]] = {}
    for cue in article.cues.get("hint", []):
        if cue.start < article.sidebar:
            found.setdefault(bisect_right(article.sentence_ends, cue.start), []).append(cue)
    bounds = [0, *article.sentence_ends, len(article.text)]
    return [_hint(article, bounds[number], bounds[number + 1], cues) for number, cues in found.items()]


def _hint(article: Article, start: int, end: int, cues: list[Cue]) -> str:
    words = article.words_in(start, end)
    first = next(number for number, word in enumerate(words) if word.start >= cues[0].start)
    # A short sentence shows the one word only: the text is not republished.
    few = words[first : first + (6 if len(words) > 8 else 1)]
    sorts = ", ".join(dict.fromkeys(cue.value for cue in cues))
    quote = article.text[few[0].start : few[-1].end]
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in quote)  # no control character on a terminal
    return f"{start}–{end}  {sorts}: '{shown}'"


# Files


def read_text(path: Path) -> str:
    """The text of an article, in NFC, nothing stripped. Raises ParameterError with what is wrong with the file."""
    try:
        data = path.read_bytes()
        text = unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ParameterError(f"{path} is not UTF-8 (byte {error.start}); save the text in UTF-8.") from None
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        raise ParameterError(f"{path} cannot be read ({getattr(error, 'strerror', None) or error}).") from None
    if not text.strip():
        raise ParameterError(f"{path} is empty; it should hold the text of the article.")
    if len(text) > LONGEST_TEXT:
        raise ParameterError(f"{path} has {len(text)} characters; an article has at most {LONGEST_TEXT}.")
    longest = max((end - start for start, end in printed.find_numerals(text)), default=0)
    if longest > LONGEST_NUMERAL:
        raise ParameterError(f"{path} holds a numeral of {longest} characters; is it the text of an article?")
    return text


def schema(raw: Path, name: str) -> dict:
    """The entry of a table in the descriptor. Raises ParameterError when the package cannot be read."""
    try:
        descriptor = json.loads((raw / "datapackage.json").read_text(encoding="utf-8"))
        entry = next(entry for entry in descriptor["resources"] if entry["name"] == name)
        return entry if entry["schema"]["fields"] else {}
    except (OSError, ValueError, LookupError, TypeError, StopIteration):
        raise ParameterError(f"{raw} holds no data package with {name}; run `validate` to see what is wrong.") from None


def table(raw: Path, name: str) -> fields.Table:
    """A table of the package. Raises ParameterError when it has no rows."""
    found, _ = fields.read_table(raw, schema(raw, name))
    if not found.rows:
        raise ParameterError(f"{raw / found.path} has no rows; run `validate` to see what is wrong with it.")
    return found


def check_id(article_id: str, raw: Path) -> None:
    """Raises ParameterError for an id that articles.csv does not allow, or has already."""
    column = next((one for one in schema(raw, "articles")["schema"]["fields"] if one["name"] == "article_id"), {})
    pattern = column.get("constraints", {}).get("pattern", "[a-z0-9_-]+")
    if not re.fullmatch(pattern, article_id) or "/" in article_id or "." in article_id or len(article_id) > LONGEST_ID:
        raise ParameterError(
            f"--id must be small Latin letters, digits, '_' and '-' ({pattern}), at most {LONGEST_ID} of them and no "
            f"path, not {article_id!r}."
        )
    if article_id in {row.text("article_id") for row in table(raw, "articles").rows}:
        raise ParameterError(f"--id {article_id!r} stands in articles.csv already; give the new article its own.")


def check_year(year) -> None:
    """Raises ParameterError for anything but a plausible year of four digits."""
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ParameterError(f"--year must be the year reported, {FIRST_YEAR} to {LAST_YEAR}, not {year!r}.")


def as_csv(columns: list[str], rows: list[dict[str, str]]) -> str:
    """Rows as CSV with a header; cells that nobody has filled are blank."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def write(files: dict[str, str], article_id: str, folder: Path) -> list[Path]:
    """Write the drafted tables as ID.TABLE.csv. Raises ParameterError when one of them exists, or cannot be written."""
    places = {folder / f"{article_id}.{name}.csv": content for name, content in files.items()}
    if there := next((path for path in places if path.exists()), None):
        raise ParameterError(f"{there} exists already and was not touched; move it away to draft anew.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in places.items():
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(content)
    except OSError as error:
        raise ParameterError(f"The draft cannot be written into {folder} ({error.strerror}).") from None
    return list(places)


# What people read


def report(made: Draft, files: dict[str, str], written: list[Path]) -> str:
    """The draft as printed: the rows, what was doubtful, where worded claims may stand, and what to do next."""
    lines = [f"{len(made.claims)} claims and {len(made.exclusions)} exclusions drafted: all {made.article['numerals']} "
             "numerals are accounted for."]  # fmt: skip
    for name, content in files.items():
        lines += ["", f"{name}.csv", content.rstrip("\n")]
    doubtful = [f"{row['claim_id']} ({row['start']}–{row['end']}) {row['note']}" for row in made.claims if row["note"]]
    doubtful += [f"excluded {row['start']}–{row['end']} {row['reason']}" for row in made.exclusions
                 if row["reason"].startswith("check:")]  # fmt: skip
    lines += ["", f"Unsure of {len(doubtful)} rows:" if doubtful or made.warnings else "Unsure of no row."]
    lines += [f"  {one}" for one in [*made.warnings, *doubtful]]
    lines += ["", "Sentences that may hold worded claims:" if made.hints else "No sentence hints at a worded claim."]
    lines += [f"  {one}" for one in made.hints]
    lines += ["", "Next:", *(f"  {number}. {step}" for number, step in enumerate(_steps(made, written), 1))]
    return "\n".join(lines)


def _steps(made: Draft, written: list[Path]) -> list[str]:
    name = made.article["article_id"]
    where = f"the drafts in {written[0].parent}" if written else "the rows above (or write them with --write)"
    return [
        f"Complete {where}: publisher and the like, every blank cell, attributed_to and statement of each claim.",
        "Settle each 'check:' and delete it. A figure that is no claim becomes an exclusion, and the other way round; "
        "then number the claims anew, without a gap.",
        "Add worded claims below the figures, with the next numbers.",
        "Paste the rows below those of articles.csv, claims.csv and exclusions.csv.",
        f"Keep the text, unchanged, as {name}.txt in the folder of the texts.",
        "Renew the hashes as docs/maintaining.md says, then run `validate --texts DIR`.",
    ]


def main(path: Path, article_id: str, year, keep: bool = False, raw: Path | None = None) -> int:
    """Draft an article and print it; with `keep` also write it into the folder `drafts` of the package.

    Raises ParameterError, in one plain sentence, for a text, id or year that cannot be used.
    """
    raw = raw or paths.raw_folder()
    check_year(year)
    check_id(article_id, raw)
    text = read_text(path)
    regions = {row.text("region"): row.text("name_ru") for row in table(raw, "kz_region_names").rows}
    made = draft(text, article_id, year, regions)
    columns = {name: [column["name"] for column in schema(raw, name)["schema"]["fields"]] for name in TABLES}
    files = {name: as_csv(columns[name], rows) for name, rows in made.rows.items()}
    written = write(files, article_id, raw / DRAFTS) if keep else []
    print(report(made, files, written))
    for path in written:
        print(f"Written: {path}")
    return 0
