"""An article read: its lines, and of every numeral whether it is a figure, a time, or neither."""

import re
from bisect import bisect_left
from itertools import pairwise

from helpers import printed
from helpers.drafts import periods
from helpers.drafts.article import WINDOW, Article, Line, Span, around, patterns, shape, spans_in
from helpers.language import phrases
from helpers.language.vocabulary import Reading, Word, find_cues, read_word

LONGEST_HEADING = 15  # words
SIDEBAR_LINES = 6  # fewer headlines in a row may still belong to the article
KNOWN = ("people", "group", "flow", "direction", "worded", "month", "time", "function", "anaphora")
YEARS_APART = {0: ": the year reported", -1: ": the year before", 1: ": the year after"}


def read_article(text: str, year: int, regions: dict[str, str], this_year=None) -> Article:
    """Divide the text, and account for its numerals: figures, and others with the reason."""
    language = language_of(text)
    kazakh = []
    for line in text.split("\n"):
        short = language == "kk" and len(line.split()) < 5
        kazakh += [short or language_of(line) == "kk"] * (len(line) + 1)
    words = []
    for match in shape("word").finditer(text):
        word = match.group()
        plain = Reading(frozenset([word.lower()]))
        reading = plain if kazakh[match.start()] else read_word(word)
        words.append(Word(*match.span(), word, reading))
    lines = outline(text)
    body, sidebar = body_of(text, lines)
    sentence_ends = [match.end() for match in shape("sentence_end").finditer(text)]
    article = Article(
        text=text,
        year=year,
        this_year=this_year,
        language=language,
        words=words,
        numerals=printed.find_numerals(text),
        cues=find_cues(words, text, regions, kazakh),
        lines=lines,
        sentences=[0, *sentence_ends, len(text)],
        body=body,
        sidebar=sidebar,
    )
    heads = {line.start for line in lines}
    article.cues["group"] = [
        cue
        for cue in article.cues["group"]
        if cue.end <= sidebar
        and not text.startswith(" не ", cue.start - 4)
        and not (cue.start in heads and shape("dateline").match(text, cue.end))  # 'ASTANA –'
    ]
    _exclude(article)
    _find_figures(article)
    first = article.figures[0][0] if article.figures else 0
    _, article.opening = around(article.sentences, first, min(first + 1, len(text)))
    periods.find_times(article)
    return article


def language_of(text: str) -> str:
    """ru, kk or en by the letters; blank without letters."""
    text = text.lower()
    letters = "".join(shape("letter").findall(text))
    cyrillic = len(re.findall("[\u0400-\u04ff]", letters))
    if not letters or cyrillic * 2 < len(letters):
        return "en" if re.search("[a-z]", letters) else ""
    kazakh = len(shape("kazakh_letter").findall(letters)) + 3 * len(
        shape("kazakh_word").findall(text)
    )
    # Kazakh names in a Russian text are a few in a hundred letters, Kazakh text every sixth.
    return "kk" if kazakh * 20 > cyrillic else "ru"


def outline(text: str) -> list[Line]:
    """The lines that hold anything, each with its heading and the points of a list above it."""
    lines = []
    points = []  # of a list, still open: indent and place
    heading = None
    last = place = 0
    for raw_line in text.split("\n"):
        body = raw_line.rstrip()
        start = place
        end = start + len(body)
        place += len(raw_line) + 1
        if not body:
            continue
        mark = None if shape("speech").match(body) else shape("bullet").match(raw_line)
        indent = len(mark[1]) if mark else -1
        colon = body.endswith(":")
        if mark:  # without indents, it stands under the last in ':'
            same = colon or indent < last  # has another such point, or nested ones before it
            points = [point for point in points if indent >= point[0] + same]
        else:  # 'Прибыли:' and a new line
            above = lines[-1] if lines else None
            row = shape("row").search
            rows = above and not above.bullet and row(body) and row(text, above.start, above.end)
            points = [
                point
                for point in points[-1:]
                if body[0] not in '«"“'
                and (point[1][1] == above.end or (rows and point[1] in above.parents))
            ]
        finished = body[-1] in ".,;:…"
        short = len(body.split()) <= LONGEST_HEADING
        is_heading = not mark and not finished and short and shape("letter").search(body)
        parents = [point[1] for point in points]
        above = None if is_heading else heading
        lines.append(Line(start, end, bool(mark), above, parents))
        if is_heading:
            heading = start, end
        if colon:
            points.append((indent, (start, end)))
        last = indent
    return lines


def body_of(text: str, lines: list[Line]) -> Span:
    """Where running text begins, and where other articles' headlines, if any, end it."""
    begin = 0  # no sentence at all, so nothing stands above one
    for line in reversed(lines):
        content = text[line.start : line.end]
        if line.bullet or (content[-1] in ".…:" and len(content.split()) > 2):
            begin = line.start
    end = len(text)
    foot = []
    for line in reversed(lines[1:]):
        content = text[line.start : line.end]
        title = re.sub(r"^\W+", "", content).partition(":")[0].strip()
        if phrases.is_whole(title, "rubric"):
            end = line.start
        elif line.bullet or content[-1] in ".;:…,)" or not shape("letter").search(content):
            break
        foot.append(content)
        start = line.start
    counting = sum(bool(shape("figure_begins").search(content)) for content in foot)
    listed = len(foot) >= max(SIDEBAR_LINES, counting * 4)
    return begin, min(end, start) if listed else end


def _exclude(article: Article) -> None:
    text = article.text
    reasons = article.reasons
    numerals = article.numerals
    for what, pattern in patterns()["excluded"].items():
        for match in pattern.finditer(text):
            for numeral in spans_in(numerals, *match.span()):
                parts = [  # 'year of a machine-readable date'
                    part.replace("_", " ")
                    for part in match.re.groupindex
                    if match.start(part) < numeral[1] and match.end(part) > numeral[0]
                ]
                reasons.setdefault(
                    numeral,
                    f"{' and '.join(parts)} of {what}" if parts else what,
                )
    reasons |= dict.fromkeys(
        spans_in(numerals, article.sidebar, len(text)),
        "sidebar of unrelated headlines",
    )
    _year_names(article)
    for match in shape("counter").finditer(text, 0, article.body):  # of views, above the text
        line = article.line_of(match.start())
        if not has_cue(article, line, "flow", "group", "direction", "unit"):
            for numeral in spans_in(numerals, *match.span(1)):
                reasons.setdefault(numeral, "page counter (views, comments)")


def _year_names(article: Article) -> None:
    """Numerals that name a year. A doubtful one is taken for a year, with a word of warning."""
    text = article.text
    for numeral in article.numerals:
        start, end = numeral
        reason = article.reasons.get(numeral, "year")
        if not shape("year").fullmatch(text, start, end) or not reason.startswith("year"):
            continue
        year = int(text[start:end])
        if reason in ("year", "years"):
            named = phrases.is_whole(article.word_before(start), "year_before")
            sure = (
                reason == "years"
                or shape("year_after").match(text, end)
                or article.cues_in("month", start - 14, start)
                or article.cues_in("time", start - 14, start)
            )
            beside = spans_in(article.words, end, end + 2)
            people = any(
                word.reading.people or has_cue(article, word, "group", "people") for word in beside
            )
            people = people and text[end] != "\n"
            before = article.text_before(start, 4)
            counts = shape("count_before").search(before) or shape("count_after").match(text, end)
            if not sure and (counts or (people and not named)):
                continue
            name = f"year name{YEARS_APART.get(year - article.year, '')}"
            article.reasons[numeral] = name if sure or named else f"check: {name}"
        article.years[numeral] = year


def has_cue(article: Article, part: Word | Line, *columns: str) -> bool:
    return any(spans_in(article.cues[column], part.start, part.end) for column in columns)


def noun_after(article: Article, end: int) -> Word | None:
    """The noun that a figure counts, behind one adjective at most; 'год назад' is none."""
    text = article.text
    place = end
    for word in spans_in(article.words, end, end + WINDOW)[:2]:
        year_ago = word.text.lower() == "год" and text[end - 1] != "1"
        another = text[end - 1] == "." and word.text[0].isupper()
        beside = shape("space").fullmatch(text, place, word.start)
        if not beside or year_ago or another or phrases.is_whole(word.text, "moment"):
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
    if word.reading.people or has_cue(article, word, *KNOWN, "bound", "sign", "unit"):
        return False
    return word.reading.part in ("NOUN", "")  # blank for Kazakh and English words


def unknown_name(article: Article, part: Span) -> str:
    """The first name, or word for people or a place, that the vocabulary does not know."""
    text = article.text
    groups = article.cues_in("group", *part)
    for word in spans_in(article.words, *part):
        foreign = article.language != "en" and word.text.isascii()  # 'LS', 'Zakon'
        if foreign or any(cue.start <= word.start < cue.end for cue in groups):
            continue
        line = article.line_of(word.start)
        sentence, _ = around(article.sentences, word.start, word.end)
        name = word.text[0].isupper() and word.reading.part in (
            "NOUN",
            "ADJF",
            "",
        )
        name = name and not (
            text[line.start : line.end].isupper()
            or shape("opening").fullmatch(text, sentence, word.start)
            or shape("initials").fullmatch(word.text)
        )
        named = name or word.reading.people or word.reading.place
        if named and not has_cue(article, word, *KNOWN):
            return word.text
    return ""


def _find_figures(article: Article) -> None:
    text = article.text
    reasons = article.reasons
    figures = []
    for start, end, figure in printed.find_figures(text):
        numerals = spans_in(article.numerals, start, end)
        noun = noun_after(article, end)
        counts = noun and figure.unit in ("persons", "number")
        for unit in article.cues_in("unit", noun.start, noun.end) if counts else ():
            claimed = article.word_before(start) == "в" or noun.text[0] != "р"  # 'раза'
            if unit.value != "a multiple" or not claimed:  # what counts neither people nor moves
                for numeral in numerals:
                    reasons.setdefault(numeral, f"check: {unit.value}")
        free = [numeral for numeral in numerals if numeral not in reasons]
        if free == numerals:
            figures.append((start, end, figure))
    for number, (start, end, _) in enumerate(figures):
        before = article.text_before(start, 60)  # of '(681 people, - 3.9%)'
        if shape("spaced_dash").match(text, start, end) and not shape("in_list").search(before):
            start += 2
            figures[number] = (start, end, printed.parse(text[start:end]))
    article.figures = sorted(figures)  # no two begin at one place
    separators = {match.start() for match in shape("separator").finditer(text)}
    for name, other in pairwise(article.cues["group"]):
        if shape("in_list_of_names").fullmatch(text, name.end, other.start):
            separators.discard(name.end)
    breaks = sorted(separators.union(article.sentences))
    article.rows = {start: [start] for start, _, _ in figures}
    ands = []
    for (start, left, figure), (right, _, other) in pairwise(article.figures):
        if figure.unit == other.unit and shape("in_row").fullmatch(text, left, right):
            article.rows[right] = article.rows[start]
            article.rows[start].append(right)
        if bisect_left(breaks, left) == bisect_left(breaks, right) and right - left < WINDOW:
            matches = shape("and_between").finditer(text, left, right)
            ands += [match.start() for match in matches][-1:]
    article.breaks = sorted(breaks + ands)
