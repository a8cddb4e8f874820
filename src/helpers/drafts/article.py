"""What a draft looks at: the text with its words, figures and times, and the claims among them."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import NamedTuple

from helpers import printed
from helpers.language.vocabulary import Cue, Word

WINDOW = 400  # characters either side of a figure that may speak about it
UNKNOWN = "?"  # a group that the words do not settle
YEAR = r"(?:19|20)[0-9]{2}"

Span = tuple[int, int]  # start and end in the text
Figure = tuple[int, int, printed.Printed]  # the same, and what is printed there


class Time(NamedTuple):
    """A time that the text names: where, which, and what sort of time it is.

    `period` is as in claims.csv, of a part of a year without its year '-01/-09', blank where it
    cannot be told; `sort` is year, part, day, several, years, since, same_months, since_january,
    previous ('a year earlier'), or this_year and last_year when the words do not settle it.
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
            if not self.figures_in(line.start, line.end):
                head = line
        return heads

    @cached_property
    def regions(self) -> list[Cue]:
        """The regions that the article names, in order."""
        return [cue for cue in self.cues["group"] if cue.value.startswith("region")]

    def cues_in(self, column: str, start: int, end: int) -> list[Cue]:
        """What the words from start to end say about a column, in order."""
        cues = self.cues[column]
        return [cue for cue in spans_in(cues, start, end) if cue.end <= end] if cues else []

    def words_in(self, start: int, end: int) -> list[Word]:
        return spans_in(self.words, start, end)

    def figures_in(self, start: int, end: int) -> list[Figure]:
        return spans_in(self.figures, start, end)

    def figure_from(self, place: int) -> Figure | None:
        """The first figure that begins at a place or behind it."""
        number = bisect_left(self.figures, place, key=itemgetter(0))
        return self.figures[number] if number < len(self.figures) else None

    def word_before(self, place: int) -> str:
        """The word that stands right before, in small letters; blank when something else does."""
        number = bisect_right(self.words, place, key=attrgetter("end"))
        word = self.words[number - 1] if number else None
        if not word or self.text[word.end : place].strip():
            return ""
        return word.text.lower()

    def text_before(self, place: int, length: int) -> str:
        return self.text[max(place - length, 0) : place]

    def line_of(self, place: int) -> Line:
        number = bisect_right(self.lines, place, key=attrgetter("start"))
        return self.lines[number - 1]

    def sentence_of(self, start: int, end: int) -> Span:
        return around(self.sentences, start, end)


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
    """A figure or a phrase, where to look for what it says, and what has been guessed of it.

    What is guessed has the names of the columns of claims.csv; `group` is its dimension and
    category.
    """

    article: Article
    start: int
    end: int
    figure: printed.Printed | None  # of a worded claim None
    line: Line
    begin: int  # of the figure with its bound
    word_before: str
    clause: Span  # the words between the nearest commas or figures
    after: Span  # what follows in the sentence, up to the next figure's clause
    before: Span  # the sentence up to the clause
    label: Span  # the sentence up to its first figure's clause
    paragraph: Span  # the line up to the sentence
    above: list[Span]  # the head of its column, the points of a list from the nearest, the heading
    hosted: str  # by which pattern it hangs on the figure before
    in_table: bool
    negative: bool = False  # whatever the sign that is printed
    positive: bool = False
    direction: str = ""  # of a change
    kind: str = ""
    bound: str = ""
    unit_measure: str = ""
    flow: str = ""
    group: str = ""
    time_period: str = ""
    base_period: str = ""
    statement: str = ""
    doubts: list[str] = field(default_factory=list)

    @property
    def nearby(self) -> Span:
        """What the sentence says of this figure."""
        return self.before[0], self.after[1]

    @property
    def left(self) -> Span:
        """The clause up to the figure."""
        return self.clause[0], self.start

    @property
    def right(self) -> Span:
        """The sentence from the figure on."""
        return self.end, self.after[1]

    @property
    def dimension(self) -> str:
        return self.group.partition(" ")[0]

    @property
    def category(self) -> str:
        return self.group.partition(" ")[2]

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

    def doubts_of(self, column: str) -> list[str]:
        return [words for words in self.doubts if words.startswith(column)]
