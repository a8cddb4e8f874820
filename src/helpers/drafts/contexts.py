"""Where the words stand that can say what a figure counts: its clause, sentence, list and table."""

import re
from bisect import bisect_left
from itertools import pairwise
from operator import itemgetter

from helpers import printed
from helpers.drafts.article import (
    UNKNOWN,
    WINDOW,
    Article,
    Claim,
    Figure,
    Line,
    Span,
    around,
    spans_in,
)
from helpers.drafts.lines import LETTER
from helpers.language import phrases

# From a figure to one that says more of the same: in brackets right behind it, in the same
# brackets, or ', or 1.3%'. And the end of brackets.
HOSTED = {
    "bracket": re.compile(r"(?: ?[^\W\d_]+\.?)? ?\((?:[^()\d]{0,25}[ –—-])?"),
    "or": re.compile(r"(?: [^\W\d_]+\.?){0,2},? (?:или|немесе|or)(?: (?:на|by))? "),
    "beside": re.compile(r"[^()\d;]{0,40} "),
}
PAIR = re.compile(r"\s?(?:\([^()]*\)\s?)?(?:и|and|және|мен)\s")
CLOSED = re.compile(r"[^()\d]{0,25}\)")
BRACKET = re.compile(r"[()]")


def claim_of(
    article: Article, start: int, end: int, figure: printed.Printed | None = None
) -> Claim:
    """The claim at a place, and where the words stand that can say what it counts."""
    line = article.line_of(start)
    sentence = article.sentence_of(start, start + 1)
    first = max(start - WINDOW, sentence[0])
    last = min(line.end, end + WINDOW, sentence[1])
    clause = _clause(article, start, end, first, last)
    after = last
    following = article.figure_from(clause[1])
    if following and following[0] < last:
        after = _clause_start(article, following, first)
    before = (first, clause[0])
    opening = article.figure_from(first)
    label = _clause_start(article, opening, first) if opening else first
    points = [(article.sentence_of(end - 1, end)[0], end) for _, end in reversed(line.parents)]
    above = [*points, (0, 0)]
    if line.heading and line.heading[0] >= article.body:
        above[-1] = line.heading
    column = _column(article, line, start)
    if column:
        before, head = column
        label = before[1]
        above.insert(0, head)
    return Claim(
        article=article,
        start=start,
        end=end,
        figure=figure,
        line=line,
        begin=start,
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
    before = regions[: bisect_left(regions, claim.start, key=itemgetter(0))]
    start = claim.line.start
    if before and (before[-1].start >= start or before[0].start < article.body):
        several = len({cue.value for cue in regions}) > 1
        return UNKNOWN if several else before[0].value
    pointing = article.cues_in("anaphora", start, claim.start)
    return UNKNOWN if any(cue.value == "region" for cue in pointing) else ""


def is_paired(claim: Claim) -> bool:
    """Whether nothing but 'и' stands between the figure and another: '78,9% и 90,1%'."""
    article = claim.article
    for left, right in pairwise(article.figures_in(claim.start - 40, claim.end + 40)):
        gap = left[1], right[0]
        if claim.start in (left[0], right[0]) and PAIR.fullmatch(article.text, *gap):
            return True
    return False


def _hosted(article: Article, start: int) -> str:
    """Which pattern of HOSTED joins a figure to the one before; blank for none."""
    for _, end, _ in article.figures_in(start - WINDOW, start)[-1:]:
        opened = "(" in article.text_before(end, 60).rpartition(")")[2]
        for how, pattern in HOSTED.items():
            if pattern.fullmatch(article.text, end, start) and (opened or how != "beside"):
                return how
    return ""


def _after_figure(article: Article, start: int, first: int) -> int:
    """Where the figure before a place ends, if it does so behind `first`."""
    figures = article.figures_in(first - WINDOW, start)
    return max([first, *(end for _, end, _ in figures[-1:])])


def _clause_start(article: Article, figure: Span | Figure, first: int) -> int:
    """The last break or figure before a figure."""
    before, _ = around(article.breaks, figure[0], figure[1])
    return max(before, _after_figure(article, figure[0], first))


def _clause(article: Article, start: int, end: int, first: int, last: int) -> Span:
    """From the break or figure before a figure to the break, bracket or figure after it.

    A bracket that holds another figure of the same thing, '7 010 человек (71,0%) выехали', is
    passed over.
    """
    text = article.text
    before, after = around(article.breaks, start, end)
    clause_start = _clause_start(article, (start, end), first)
    verb = text[before:start].strip(" ,–—-\n\t")
    if phrases.is_whole(verb, "copula"):  # 'число лиц, уехавших в …, составило'
        clause_start = _after_figure(article, start, first)
    elif verb == ":":  # 'Россия: 5 тыс.'
        before, _ = around(article.breaks, before - 1, before)
        clause_start = max(before, _after_figure(article, start, first))
    reach = end
    following = article.figures_in(end, last + WINDOW)[:2]
    hosts = following and HOSTED["bracket"].fullmatch(text, end, following[0][0])
    if hosts and (close := CLOSED.match(text, following[0][1])):
        reach = close.end()
        following = following[1:]
        _, after = around(article.breaks, start, reach)
    after = min([after, last, *(figure[0] for figure in following)])
    if bracket := BRACKET.search(text, reach, after):
        after = bracket.start()
    return clause_start, max(end, after)


def _column(article: Article, line: Line, start: int) -> tuple[Span, Span] | None:
    """In a table the first cell of a figure's row, and the cell at the head of its column."""
    text = article.text
    above = article.heads.get(line.start)
    figures = article.figures_in(line.start, line.end)
    if not above or line.end - line.start > WINDOW:
        return None
    if "\t" in text[line.start : line.end]:
        label = text.index("\t", line.start)
        number = text.count("\t", line.start, start)
        cells = list(re.finditer(r"[^\t]*(?:\t|$)", text[above.start : above.end]))
        cells = [(above.start + cell.start(), above.start + cell.end()) for cell in cells]
    elif len(figures) > 1 and not LETTER.search(text, figures[0][0], line.end):
        label = figures[0][0]
        number = figures.index(spans_in(figures, start, start + 1)[0])
        cues = article.cues_in("flow", above.start, above.end)
        years = spans_in(sorted(article.years), above.start, above.end)
        cells = sorted([*(cue[:2] for cue in cues), *years])
        if len(cells) != len(figures):
            return None
    else:
        return None
    return ((line.start, label), cells[number]) if number < len(cells) else None
