"""The text of an article and its parts: lines, headings, lists, a sidebar, words near a figure."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import NamedTuple

from helpers import printed
from helpers.language import phrases
from helpers.language.vocabulary import Cue, Word

WINDOW = 400  # characters either side of a figure that may speak about it
UNKNOWN = "?"  # a group that the words do not settle
KAZAKH = "әғқңөұүһі"
KAZAKH_WORDS = re.compile(
    r"\b(?:жыл[ыдғ]\w*|адам(?:ға|нан|ды)?|саны|елден|елге|кетк?ен\w*|кел[гд]\w+)\b"
)
LONGEST_HEADING = 15  # words
SIDEBAR_LINES = 6  # fewer headlines in a row may still belong to the article
YEAR = r"(?:19|20)[0-9]{2}"

# From a figure to one that says more of the same: in brackets right behind it, in the same
# brackets, or ', or 1.3%'. And the end of brackets.
HOSTED = {
    "bracket": re.compile(r"(?: ?[^\W\d_]+\.?)? ?\((?:[^()\d]{0,25}[ –—-])?"),
    "or": re.compile(r"(?: [^\W\d_]+\.?){0,2},? (?:или|немесе|or)(?: (?:на|by))? "),
    "beside": re.compile(r"[^()\d;]{0,40} "),
}
PAIR = re.compile(r"\s?(?:\([^()]*\)\s?)?(?:и|and|және|мен)\s")
CLOSED = re.compile(r"[^()\d]{0,25}\)")
ROW = re.compile(r"\t|[0-9][0-9%)]*[;,.]?$")  # of a table or list
LETTER = re.compile(r"[^\W\d_]")
BRACKET = re.compile(r"[()]")
FIGURE_BEGINS = re.compile(rf"(?<![0-9])(?!{YEAR}\b)[0-9]")
BULLET = re.compile(r"(\s*)(?:[•◦▪‣●·*]|[-–—](?=\s))\s*")
SPEECH = re.compile(r"—\s[^\n]*[^\W\d]{3}[.!?] [^\W\d_a-zа-я]")  # no point of a list

Span = tuple[int, int]  # start and end in the text
Figure = tuple[int, int, printed.Printed]  # the same, and what is printed there


class Time(NamedTuple):
    """A time that the text names: where, which, and what sort of time it is.

    `period` is as in claims.csv, of a part of a year without its year '-01/-09', blank where it
    cannot be told; `sort` is year, part, day, several years, since_january or previous ('a year
    earlier').
    """

    start: int
    end: int
    period: str
    sort: str


@dataclass
class Line:
    """A line of the article, its heading, and the points of a list that lead to it."""

    start: int
    end: int
    bullet: bool
    heading: Span | None
    parents: list[Span]


@dataclass
class Article:
    """The text with everything that the guesses look at, all of it by position."""

    text: str
    year: int
    language: str
    words: list[Word]
    numerals: list[Span]
    cues: dict[str, list[Cue]]  # by column
    lines: list[Line]
    sentences: list[int]  # where one ends and the next begins, with both ends of the text
    body: int  # where the running text begins
    sidebar: int  # where a list of other articles' headlines begins: else the end of the text
    reasons: dict[Span, str] = field(default_factory=dict)  # of numerals that are no claims
    years: dict[Span, int] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    contexts: dict[bool, list[Time]] = field(default_factory=dict)  # of moves, and of people
    breaks: list[int] = field(default_factory=list)  # where words about a figure end, likewise

    @cached_property
    def heads(self) -> dict[int, Line | None]:
        """The last line without figures above each line, by where the line starts."""
        heads, head = {}, None
        for line in self.lines:
            heads[line.start] = head
            if not spans_in(self.figures, line.start, line.end):
                head = line
        return heads

    @cached_property
    def ordered_years(self) -> list[Span]:
        return sorted(self.years)

    @cached_property
    def regions(self) -> list[Cue]:
        """The regions that the article names, in order."""
        return [cue for cue in self.cues["group"] if cue.value.startswith("region")]

    @cached_property
    def one_region(self) -> bool:
        return len({cue.value for cue in self.regions}) == 1

    def cues_in(self, column: str, start: int, end: int) -> list[Cue]:
        """What the words from start to end say about a column, in order."""
        cues = spans_in(self.cues[column], start, end)
        return [cue for cue in cues if cue.end <= end]

    def words_in(self, start: int, end: int) -> list[Word]:
        return spans_in(self.words, start, end)

    def word_before(self, place: int) -> str:
        """The word that stands right before, in small letters; blank when something else does."""
        number = bisect_right(self.words, place, key=attrgetter("end"))
        if not number:
            return ""
        word = self.words[number - 1]
        between = self.text[word.end : place]
        return "" if between.strip() else word.text.lower()

    def text_before(self, place: int, length: int) -> str:
        return self.text[max(place - length, 0) : place]

    def line_of(self, place: int) -> Line:
        number = bisect_right(self.lines, place, key=attrgetter("start"))
        return self.lines[number - 1]


def spans_in(spans: list, start: int, end: int) -> list:
    """The spans, words or cues, in order, that begin from start to end."""
    first = bisect_left(spans, start, key=itemgetter(0))
    last = bisect_left(spans, end, key=itemgetter(0))
    return spans[first:last]


def around(bounds: list[int], start: int, end: int) -> Span:
    """The last bound up to the start and the first from the end on."""
    before = bisect_right(bounds, start) - 1
    after = bisect_left(bounds, end)
    return bounds[before], bounds[after]


@dataclass
class Claim:
    """A figure or a phrase, where to look for what it says, and what has been guessed of it."""

    article: Article
    start: int
    end: int
    figure: printed.Printed | None  # of a worded claim None
    line: Line
    word_before: str
    clause: Span  # the words between the nearest commas or figures
    after: Span  # what follows in the sentence, up to the next figure's clause
    before: Span  # the sentence up to the clause
    label: Span  # the sentence up to its first figure's clause
    paragraph: Span  # the line up to the sentence
    above: list[Span]  # the head of its column, the points of a list from the nearest, the heading
    hosted: str  # by which pattern of HOSTED it hangs on the figure before
    in_table: bool
    negative: bool = False  # whatever the sign that is printed
    positive: bool = False
    cells: defaultdict[str, str] = field(default_factory=lambda: defaultdict(str))
    doubts: list[str] = field(default_factory=list)

    def cues(self, column: str, part: Span) -> list[Cue]:
        """What the words of a part say about a column, in order."""
        return self.article.cues_in(column, *part)

    def values(self, column: str, part: Span) -> list[str]:
        """The same as values, each once."""
        values = [cue.value for cue in self.cues(column, part)]
        return list(dict.fromkeys(values))

    def text(self, part: Span) -> str:
        return self.article.text[slice(*part)]

    def doubt(self, words: str) -> None:
        if words not in self.doubts:
            self.doubts.append(words)


def claim_of(
    article: Article, start: int, end: int, figure: printed.Printed | None = None
) -> Claim:
    """The claim at a place, and where the words stand that can say what it counts."""
    line = article.line_of(start)
    sentence = around(article.sentences, start, start + 1)
    first = max(start - WINDOW, sentence[0])
    last = min(line.end, end + WINDOW, sentence[1])
    clause = _clause(article, start, end, first, last)
    after = last
    for following in spans_in(article.figures, clause[1], last)[:1]:
        after, _ = _clause(article, *following[:2], first, last, with_subject=False)
    label = first
    number = bisect_left(article.figures, first, key=itemgetter(0))
    for opening in article.figures[number : number + 1]:
        label, _ = _clause(article, *opening[:2], first, last, with_subject=False)
    before = (first, clause[0])
    heading = line.heading or (0, 0)
    points = [around(article.sentences, end - 1, end)[0] for _, end in line.parents]
    points = [
        (max(start, point), end) for point, (start, end) in zip(points, line.parents, strict=True)
    ]
    above = [*reversed(points), heading if heading[0] >= article.body else (0, 0)]
    column = _column(article, line, start)
    if column:
        before, head = column
        clause = (start, end)
        label = before[1]
        after = end
        above.insert(0, head)
    return Claim(
        article=article,
        start=start,
        end=end,
        figure=figure,
        line=line,
        word_before=article.word_before(start),
        clause=clause,
        after=(clause[1], max(after, clause[1])),
        before=before,
        label=(before[0], label),
        paragraph=(max(line.start, first - WINDOW), first),
        above=above,
        hosted=_hosted(article, start),
        in_table=bool(column),
    )


def region_before(claim: Claim) -> str:
    """A region that the paragraph speaks of, or the only one of title and text; '?' of several."""
    article = claim.article
    regions = article.regions
    number = bisect_left(regions, claim.start, key=itemgetter(0))
    last = regions[number - 1] if number else None
    if last and (last.start >= claim.line.start or regions[0].start < article.body):
        return last.value if article.one_region else UNKNOWN
    pointing = article.cues_in("anaphora", claim.line.start, claim.start)
    return UNKNOWN if any(cue.value == "region" for cue in pointing) else ""


def is_paired(claim: Claim) -> bool:
    """Whether nothing but 'и' stands between the figure and another: '78,9% и 90,1%'."""
    article = claim.article
    after = spans_in(article.figures, claim.end, claim.end + 40)[:1]
    before = spans_in(article.figures, claim.start - 40, claim.start)[-1:]
    gaps = [(claim.end, start) for start, _, _ in after]
    gaps += [(end, claim.start) for _, end, _ in before]
    return any(PAIR.fullmatch(article.text, *gap) for gap in gaps)


def _hosted(article: Article, start: int) -> str:
    """Which pattern of HOSTED joins a figure to the one before; blank for none."""
    for _, end, _ in spans_in(article.figures, start - WINDOW, start)[-1:]:
        for how, pattern in HOSTED.items():
            opened = "(" in article.text_before(end, 60).rpartition(")")[2]
            if pattern.fullmatch(article.text, end, start) and (opened or how != "beside"):
                return how
    return ""


def _clause(
    article: Article, start: int, end: int, first: int, last: int, with_subject: bool = True
) -> Span:
    """From the break or figure before a figure to the break, bracket or figure after it.

    A bracket that holds another figure of the same thing, '7 010 человек (71,0%) выехали', is
    passed over.
    """
    figures = article.figures
    before, after = around(article.breaks, start, end)
    number = bisect_left(figures, start, key=itemgetter(0))
    if number:
        _, previous_end, _ = figures[number - 1]
        first = max(first, previous_end)
    verb = article.text[before:start].strip(" ,–—-\n\t")
    if with_subject and phrases.is_whole(verb, "copula"):
        before = first  # 'число лиц, уехавших в …, составило'
    elif with_subject and verb == ":":  # 'Россия: 5 тыс.'
        before, _ = around(article.breaks, before - 1, before)
    reach = end
    number = bisect_left(figures, end, key=itemgetter(0))
    hosts = number < len(figures) and HOSTED["bracket"].fullmatch(
        article.text, end, figures[number][0]
    )
    if hosts and (close := CLOSED.match(article.text, figures[number][1])):
        reach = close.end()
        number += 1
        _, after = around(article.breaks, start, reach)
    if number < len(figures):
        after = min(after, figures[number][0])
    after = min(after, last)
    if bracket := BRACKET.search(article.text, reach, after):
        after = bracket.start()
    return max(first, before), max(end, after)


def _column(article: Article, line: Line, start: int) -> tuple[Span, Span] | None:
    """In a table the first cell of a figure's row, and the cell at the head of its column."""
    text = article.text
    if line.end - line.start > WINDOW:
        return None
    figures = spans_in(article.figures, line.start, line.end)
    row = text[line.start : line.end]
    opening = figures[0][0] if figures else start
    bare = len(figures) > 1 and not LETTER.search(text, opening, line.end)
    if not bare and "\t" not in row:
        return None
    above = article.heads.get(line.start)
    if not above:
        return None
    if "\t" in row:
        number = text.count("\t", line.start, start)
        cells = list(re.finditer(r"[^\t]*(?:\t|$)", text[above.start : above.end]))
        cells = [(above.start + cell.start(), above.start + cell.end()) for cell in cells]
    else:
        number = bisect_left(figures, start, key=itemgetter(0))
        cues = article.cues_in("flow", above.start, above.end)
        years = spans_in(article.ordered_years, above.start, above.end)
        cells = sorted([*(cue[:2] for cue in cues), *years])
        if len(cells) != len(figures):
            return None
    label = line.start, text.find("\t", line.start) if "\t" in row else opening
    return (label, cells[number]) if number < len(cells) else None


def language_of(text: str) -> str:
    """ru, kk or en by the letters; blank without letters."""
    letters = "".join(LETTER.findall(text.lower()))
    cyrillic = len(re.findall("[\u0400-\u04ff]", letters))
    if not letters or cyrillic * 2 < len(letters):
        return "en" if re.search("[a-z]", letters) else ""
    kazakh = sum(map(KAZAKH.count, letters)) + 3 * len(KAZAKH_WORDS.findall(text.lower()))
    # Kazakh names in a Russian text are a few in a hundred letters, Kazakh text every sixth.
    return "kk" if kazakh * 20 > cyrillic else "ru"


def outline(text: str) -> list[Line]:
    """The lines that hold anything, each with its heading and the points of a list above it."""
    lines, open_points = [], []
    heading, place = None, 0
    for raw_line in text.split("\n"):
        body = raw_line.rstrip()
        start = place
        end = start + len(body)
        place += len(raw_line) + 1
        if not body:
            continue
        mark = None if SPEECH.match(body) else BULLET.match(raw_line)
        finished = body[-1] in ".,;:…"
        short = len(body.split()) <= LONGEST_HEADING
        is_heading = not mark and not finished and short and LETTER.search(body)
        if mark:
            open_points = _points_above(open_points, len(mark[1]), body)
        else:  # 'Прибыли:' and a new line
            above = lines[-1] if lines else None
            rows = above and ROW.search(body) and ROW.search(text, above.start, above.end)
            open_points = [
                point
                for point in open_points[-1:]
                if point[2] == above.end or (rows and (point[1], point[2]) in above.parents)
            ]
        parents = [(point[1], point[2]) for point in open_points]
        lines.append(Line(start, end, bool(mark), None if is_heading else heading, parents))
        if is_heading:
            heading = (start, end)
        if body.endswith(":"):
            indent = len(mark[1]) if mark else -1
            open_points.append([indent, start, end, False])
    return lines


def _points_above(points: list[list], indent: int, line: str) -> list[list]:
    """The points (indent, start, end, nested) above a line; without indents the last in ':'."""
    kept = []
    for point_indent, start, end, nested in points:
        deeper = indent > point_indent
        beside = indent == point_indent and not nested
        if deeper or (beside and not line.endswith(":")):
            kept.append([point_indent, start, end, nested or deeper])
    return kept


def body_start(text: str, lines: list[Line]) -> int:
    """Where the first line of running text begins; above it stand title, date and counters."""
    for line in lines:
        content = text[line.start : line.end]
        sentence = content[-1] in ".…:" and len(content.split()) > 2
        if line.bullet or sentence:
            return line.start
    return 0  # no sentence at all, so nothing stands above one


def sidebar_start(text: str, lines: list[Line]) -> int:
    """Where short lines of other headlines begin at the foot; a table of figures is none."""
    foot = []
    for line in reversed(lines):
        content = text[line.start : line.end]
        if line.bullet or content[-1] in ".;:…,)" or not LETTER.search(content):
            break
        foot.append(content)
        start = line.start
    rubric = _rubric(text, lines)
    height = len(foot)
    if not SIDEBAR_LINES <= height < len(lines):
        return rubric
    headlines = sum(len(content.split()) >= 4 for content in foot)
    counting = sum(bool(FIGURE_BEGINS.search(content)) for content in foot)
    listed = headlines * 3 >= height and counting * 4 <= height
    return min(rubric, start) if listed else rubric


def _rubric(text: str, lines: list[Line]) -> int:
    """Where the first line begins that announces other articles before no finished sentence."""
    place = len(text)
    for line in reversed(lines[1:]):
        content = text[line.start : line.end]
        title = re.sub(r"^\W+", "", content).partition(":")[0].strip()
        if phrases.is_whole(title, "rubric"):
            place = line.start
        elif content[-1] in ".;:…":
            break
    return place
