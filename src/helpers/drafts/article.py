"""What a draft looks at: the text with its words, figures and times, and the claims among them."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from helpers.files import read_rows
from helpers.language import phrases
from helpers.language.vocabulary import Cue, Word
from helpers.printed import Printed

WINDOW = 400  # characters either side of a figure that may speak about it
BESIDE = 2  # characters from what is read, within which words belong to it
TOTAL = "total total"  # the group of everybody
UNKNOWN = "?"  # a group that the words do not settle

Span = tuple[int, int]  # start and end in the text
Figure = tuple[int, int, Printed]  # the same, and what is printed there


@cache
def patterns() -> dict[str, dict[str, re.Pattern]]:
    """By use: `excluded` numerals, in order; `doubtful` looks of figures; `shape`s around them."""
    rows = read_rows(Path(__file__).with_name("patterns.csv"))
    parts = {row["name"]: row["pattern"] for row in rows if row["use"] == "part"}
    by_use = defaultdict(dict)
    for row in rows:
        pattern = re.sub("|".join(parts), lambda word: parts[word[0]], row["pattern"])
        by_use[row["use"]][row["name"]] = re.compile(pattern)
    return by_use


def shape(name: str) -> re.Pattern:
    return patterns()["shape"][name]


class Time(NamedTuple):
    """A time that the text names: `period` as in claims.csv or blank; `sort` year, part, day,
    several, since, same_months, since_january, previous, or unclear this_year, last_year."""

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
    this_year: int | None  # of the day of publication, where that is known
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
    rows: dict[int, list[int]] = field(default_factory=dict)  # of figures: '78,9% и 90,1%'
    opening: int = 0  # where the first sentence with a figure ends

    @cached_property
    def heads(self) -> list[Line]:
        """The lines without figures, of which the last above a row of figures is its head."""
        return [line for line in self.lines if not spans_in(self.figures, line.start, line.end)]

    @cached_property
    def places(self) -> list[Cue]:
        return [cue for cue in self.cues["group"] if cue.value.startswith(("region", "total"))]

    @cached_property
    def about(self) -> str:
        """Kazakhs who return, or the one region named up to the first figure; '?' of several."""
        if phrases.uses(self.text[: self.opening], "returnees"):
            lead = self.text[self.body : self.opening]
            titled = lead and not phrases.uses(lead, "returnees")
            return UNKNOWN if titled else "ethnicity kazakh"
        above = {cue.value for cue in self.places if cue.start < self.opening}
        if above:
            if TOTAL in above and not phrases.uses(self.text[: self.opening], "national"):
                return ""  # 'больше всего'
            return UNKNOWN if len(above) > 1 else min(above - {TOTAL}, default="")
        named = [cue.value for cue in self.places]
        alone = len(set(named)) == 1 < len(named)
        return UNKNOWN if alone and TOTAL not in named else ""

    @cached_property
    def unread(self) -> dict[str, list[Span]]:
        """Words of a time, an age or an application that nothing reads, by their column."""
        read = {
            "time_period": [
                *self.times,
                *self.cues["time"],
                *self.reasons,
            ],
            "category": self.cues["group"],
            "flow": [],
            "dimension": [],
        }
        unread = {}
        for column, spans in read.items():
            near = positions(spans, BESIDE)
            words = phrases.patterns()[f"unread_{column}"].finditer(self.text)
            places = [word.span() for word in words]
            unread[column] = [place for place in places if near.isdisjoint(range(*place))]
        return unread

    def cues_in(self, column: str, start: int, end: int) -> list[Cue]:
        """What the words from start to end say about a column, in order."""
        cues = self.cues[column]  # often none
        return cues and [cue for cue in spans_in(cues, start, end) if cue.end <= end]

    def word_before(self, place: int) -> str:
        """The word that stands right before, in small letters; blank when something else does."""
        word = shape("word_before").search(self.text_before(place, 40))
        return word[1].lower() if word else ""

    def text_before(self, place: int, length: int) -> str:
        return self.text[max(place - length, 0) : place]

    def line_of(self, place: int) -> Line:
        return self.lines[bisect_right(self.lines, place, key=attrgetter("start")) - 1]


def spans_in(spans: list, start: int, end: int) -> list:
    """The spans, words or cues, in order, that begin from start to end."""
    first = bisect_left(spans, (start,))
    return spans[first : bisect_left(spans, (end,), lo=first)]


def positions(spans, beside: int = 0) -> set[int]:
    """The places in the text that spans, words or cues take up, or that are beside them."""
    ranges = [range(start - beside, end + beside) for start, end, *_ in spans]
    return set().union(*ranges)


def around(bounds: list[int], start: int, end: int) -> Span:
    """The last bound up to the start and the first from the end on."""
    return bounds[bisect_right(bounds, start) - 1], bounds[bisect_left(bounds, end)]


@dataclass
class Claim:
    """A figure or phrase, and guesses by columns of claims.csv; `group` holds two of them."""

    article: Article
    start: int
    end: int
    figure: Printed | None  # of a worded claim None
    line: Line
    begin: int  # of the figure with its bound
    word_before: str
    sentence: Span
    clause: Span  # the words between the nearest commas or figures
    lead: Span  # the clause up to the figure
    about: str  # the group that the text is about
    after: Span  # what follows in the sentence, up to the next figure's clause
    before: Span  # the sentence up to the clause
    label: Span  # the sentence up to its first figure's clause
    above: list[Span]  # the head of its column, the points of a list from the nearest, the heading
    hosted: str  # by which shape it hangs on the figure before
    sign: int = 0  # 1 or -1 whatever is printed
    direction: str = ""  # of a change
    kind: str = ""
    bound: str = ""
    unit_measure: str = ""
    flow: str = ""
    group: str = ""
    time_period: str = ""
    base_period: str = ""
    beyond: str = ""  # why no row can hold the figure
    statement: str = ""
    doubts: list[str] = field(default_factory=list)

    @property
    def nearby(self) -> Span:
        return self.before[0], self.after[1]  # what the sentence says of this figure

    @property
    def dimension(self) -> str:
        return self.group.partition(" ")[0]

    @property
    def category(self) -> str:
        return self.group.partition(" ")[2]

    def cues(self, column: str, part: Span) -> list[Cue]:
        return self.article.cues_in(column, *part)

    def values(self, column: str, part: Span) -> list[str]:
        return list(dict.fromkeys(cue.value for cue in self.cues(column, part)))

    def says(self, phrase: str, part: Span | None = None) -> bool:
        """Whether a part uses a phrase: without one, what its sentence says of the figure."""
        return bool(phrases.patterns()[phrase].search(self.text(part or self.nearby)))

    def text(self, part: Span) -> str:
        return self.article.text[slice(*part)]

    def doubts_about(self, column: str) -> list[str]:
        return [words for words in self.doubts if words.startswith(column)]

    def doubt(self, words: str) -> None:
        if words not in self.doubts:
            self.doubts.append(words)


def claim_of(article: Article, start: int, end: int, figure: Printed | None) -> Claim:
    """The claim at a place, and where the words stand that can say what it counts."""
    line = article.line_of(start)
    sentence = around(article.sentences, start, start + 1)
    first = max(start - WINDOW, sentence[0])
    last = min(line.end, end + WINDOW, sentence[1])
    clause = _clause(article, start, end, first, last)
    before = first, clause[0]
    after = max(last, clause[1])
    label = first
    figures = spans_in(article.figures, first, last)
    for following in spans_in(figures, clause[1], last)[:1]:
        after = max(
            _clause_start(article, following[0], first, following[0]),
            clause[1],
        )
    for opening in figures[:1]:
        label = _clause_start(article, opening[0], first, opening[0])
    above = [_head(article, *parent) for parent in reversed(line.parents)]
    headed = line.heading and line.heading[0] >= article.body
    above.append(line.heading if headed else (0, 0))
    column = _column(article, line, start)
    if column:
        before, head = column
        label = before[1]
        above.insert(0, head)
    hosted = ""  # '(71,0%)', 'or 1.3%', 'что на 5% больше'
    for _, other, _ in spans_in(article.figures, start - WINDOW, start)[-1:]:
        opened = "(" in article.text_before(other, 60).rpartition(")")[2]
        for how in ("change", "beside", "or", "level", "earlier", "bracket"):
            hosts = shape(f"hosted_{how}").fullmatch(article.text, other, start)
            if hosts and (opened or how != "beside"):
                hosted = how
    return Claim(
        article=article,
        start=start,
        end=end,
        figure=figure,
        line=line,
        begin=start,
        word_before=article.word_before(start),
        sentence=sentence,
        clause=clause,
        lead=(clause[0], start),
        about=article.about,
        after=(clause[1], after),
        before=before,
        label=(before[0], label),
        above=above,
        hosted=hosted,
    )


def _head(article: Article, start: int, end: int) -> Span:
    """The sentence that leads to a list, with those before it where it names no flow: 'Олар:'."""
    last, _ = around(article.sentences, end - 1, end)
    return (last if article.cues_in("flow", last, end) else start), end


def _clause_start(article: Article, start: int, first: int, place: int) -> int:
    before, _ = around(article.breaks, place, place)
    figures = spans_in(article.figures, first - WINDOW, start)
    return max([before, first, *(end for _, end, _ in figures[-1:])])


def _clause(article: Article, start: int, end: int, first: int, last: int) -> Span:
    """From the break or figure before a figure to the one after it, but over '7 010 (71,0%)'."""
    text = article.text
    before, after = around(article.breaks, start, end)
    verb = text[before:start].strip(" ,–—-\n\t")
    place = before - 1 if verb == ":" else start  # 'Россия: 5 тыс.'
    if phrases.is_whole(verb, "copula"):  # 'число лиц, уехавших в …, составило'
        place = first
    begin = _clause_start(article, start, first, place)
    reach = end
    following = spans_in(article.figures, end, last + WINDOW)[:2]
    hosts = following and shape("hosted_bracket").fullmatch(text, end, following[0][0])
    if hosts and (close := shape("closes_bracket").match(text, following[0][1])):
        reach = close.end()
        following = following[1:]
    after = min([after, last, *(figure[0] for figure in following)])
    if bracket := shape("bracket").search(text, reach, after):
        after = bracket.start()
    return begin, max(end, after)


def _column(article: Article, line: Line, start: int) -> tuple[Span, Span] | None:
    """In a table the first cell of a figure's row, and the flow or year above it."""
    above = bisect_left(article.heads, line.start, key=attrgetter("start"))
    if not above or line.end - line.start > WINDOW:
        return None
    figures = spans_in(article.figures, line.start, line.end)
    head = article.heads[above - 1]
    flows = [cue[:2] for cue in article.cues_in("flow", head.start, head.end)]
    cells = sorted(flows + spans_in(sorted(article.years), head.start, head.end))
    number = len(spans_in(figures, line.start, start))
    if not number < len(cells) == len(figures) > 1:
        return None
    label = figures[0][0]
    in_words = shape("letter").search(article.text, label, line.end)
    return None if in_words else ((line.start, label), cells[number])
