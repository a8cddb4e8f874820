"""Which of the times of a text a figure is about, and the year that a change is compared with."""

import re
from bisect import bisect_left
from collections import Counter
from operator import itemgetter

from helpers.drafts.article import YEAR, Article, Claim, Span, Time, around, spans_in

A_BOUND = re.compile(r"(?:чем|than) (?:на |by )?[0-9]", re.IGNORECASE)  # 'more than 5'
KAZAKH_THAN = re.compile("қарағанда|салыстыр|жыл(?:ғы|да)", re.IGNORECASE)
SEEN_FROM = {  # doubts about years that are named by words
    "this_year": "the whole year, or its months that the text names?",
    "last_year": "last year, seen from which day?",
}
IN_BRACKETS = re.compile(r"[^()\d]{0,16}\(")
WHEN = re.compile(r".{0,19}\b(?:когда|тогда|when)\b", re.IGNORECASE)


def period(claim: Claim, host: Claim | None) -> None:
    """The time of a figure and, of a change, the year compared with."""
    article = claim.article
    change = claim.kind == "change"
    stock = claim.flow == "stock"
    first, last = claim.clause
    times = _times(article, claim.nearby, stock)
    compared = [time for time in times if is_compared(article, time)]
    likely = _likely(claim, times, compared)
    if len({time.period for time in likely}) > 1:
        claim.doubt("time_period: the sentence names more than one")
    elif compared and not change:
        other = compared[0]
        told_apart = not likely and ":" in claim.text((other.end, first + 1))
        # 'в сравнении с 2029 годом: 5 тыс. …'
        if told_apart or (other.start < first and likely == [other]):
            claim.doubt("time_period: the one compared with?")
    if likely and likely[-1].sort in SEEN_FROM:
        claim.doubt(f"time_period: {SEEN_FROM[likely[-1].sort]}")
    time = likely[-1] if likely else _context(claim, stock)
    if stock and (not time or time.sort != "day"):
        claim.doubt("time_period: people on which day?")
    if time and not time.period:
        claim.doubt("time_period: which months or years?")
        return
    back = _years_back(claim, host)
    dated = [time for time in likely if claim.start < time.start < last]
    if claim.word_before in ("с", "со", "from") and not dated and not back:
        claim.doubt("time_period: the earlier of two?")
    told = time.period if time else str(article.year)
    told = re.sub(YEAR, lambda year: str(int(year[0]) - back), told)
    claim.time_period = told
    if change:
        year = told[:4]
        bases = [other.period[:4] for other in compared if "" < other.period[:4] < year]
        claim.base_period = bases[-1] if bases else str(int(year) - 1)


def _times(article: Article, part: Span, stock: bool) -> list[Time]:
    """The times that a part names; days are those of people counted, not of moves."""
    named = spans_in(article.times, *part)
    days = [time for time in named if time.sort == "day"]
    moves = [time for time in named if time.sort not in ("day", "previous")]
    return days if stock and days else moves


def is_compared(article: Article, time: Time) -> bool:
    """Whether 'чем в', 'по сравнению с' or 'к уровню' stands before a time, 'қарағанда' behind."""
    start, end = around(article.breaks, time.start, time.end)
    before = article.cues_in("compared", start, time.start)
    if any(not A_BOUND.match(article.text, cue.start) for cue in before):
        return True
    behind = article.cues_in("compared", time.start, min(end, time.end + 60))
    return any(KAZAKH_THAN.match(article.text, cue.start) for cue in behind)


def _likely(claim: Claim, times: list[Time], compared: list[Time]) -> list[Time]:
    """The times that may be the figure's, the likeliest last: in its clause, before, behind it."""
    first, last = claim.clause
    text = claim.article.text
    own, earlier, later = [], [], []
    for time in times:
        if first <= time.start < last:
            behind = claim.cues("compared", (claim.end, time.start))
            if time not in compared or not (claim.kind == "change" or behind):
                own.append(time)
        elif time not in compared:
            (earlier if time.start < first else later).append(time)
        elif time.start < first:
            # '…, чем в 2024 году, когда показатель рос на …' is about that year.
            bracketed = IN_BRACKETS.fullmatch(text, time.end, claim.start)
            if bracketed or WHEN.match(text, time.end):
                return own or [time]
    return own or earlier or later[::-1]


def main_times(article: Article, stock: bool = False) -> list[Time]:
    """The times that the text speaks of, without those in brackets or compared with."""
    times = []
    for time in _times(article, (0, article.sidebar), stock):
        opened = article.text_before(time.start, 40).rpartition(")")[2]
        aside = time.sort in ("same_months", "since") or "(" in opened or is_compared(article, time)
        if not aside and (_of_year(article, time) or not _is_second(article, time)):
            times.append(time)
    return times


def _of_year(article: Article, time: Time) -> bool:
    return time.period.startswith(str(article.year))


def _is_second(article: Article, time: Time) -> bool:
    """Whether a time stands behind a figure of another part of its sentence: 'а в 2030 году'."""
    first, _ = article.sentence_of(time.start, time.end)
    for _, end, _ in article.figures_in(first, time.start)[-1:]:
        return bisect_left(article.breaks, end) != bisect_left(article.breaks, time.start)
    return False


def _context(claim: Claim, stock: bool) -> Time | None:
    """The time that a list, a heading or the text before has set; None without any.

    It is sure when the text speaks mostly of it, or its paragraph of no other.
    """
    article = claim.article
    for part in claim.above:
        for time in _times(article, part, stock)[:1]:
            return time
    times = article.contexts[stock]
    before = times[: bisect_left(times, claim.start, key=itemgetter(0))]
    paragraph = [time for time in before if time.start >= claim.line.start]
    dated = [time for time in times if time.period and time.sort != "several"]
    if not dated or (paragraph and not paragraph[-1].period):
        if before and before[-1].period and not paragraph:
            claim.doubt("time_period: the years named before?")
        return before[-1] if before else None
    usual = usual_period(article, [time for time in dated if _of_year(article, time)] or dated)
    nearest = ([time for time in before if time in dated] or dated[:1])[-1]
    if not before and not _of_year(article, nearest):
        claim.doubt(f"time_period: no time before, and later {nearest.period}")
        return None
    if nearest.period != usual and {time.period for time in paragraph} != {nearest.period}:
        claim.doubt(f"time_period: no time near, and the text speaks of {usual} most often")
    if nearest.start < claim.line.start and not _of_year(article, nearest):
        return next(time for time in dated if time.period == usual)
    return nearest


def usual_period(article: Article, times: list[Time]) -> str:
    """The period named most often, the article's own year or the latest of several."""
    counts = Counter(time.period for time in times if time.period)
    own = str(article.year)
    return max(counts, key=lambda period: (counts[period], period[:4] == own, period), default=own)


def _years_back(claim: Claim, host: Claim | None) -> int:
    """1 for 'годом ранее — 12,8 тыс.', unless the clause compares with it, else 0."""
    if claim.kind == "change":
        return 0
    first = claim.clause[0]
    for cue in claim.cues("time", (claim.before[0], claim.clause[1])):
        if cue.value != "previous":
            continue
        if cue.start < first:
            if ")" not in claim.text((cue.end, claim.start)):
                claim.doubt("time_period: the year before?")
            continue
        dated = re.match(rf"\W?{YEAR}", claim.text((cue.end, cue.end + 6)))
        if dated or "(" in claim.text((claim.end, cue.start)):
            continue
        if claim.cues("compared", (cue.end, cue.end + 20)):  # 'бұрынғыға қарағанда'
            continue
        between = claim.text((min(cue.end, claim.end), max(cue.start, claim.start)))
        start = claim.start if claim.start < cue.start else first
        compared = claim.cues("compared", (start, cue.start))
        if IN_BRACKETS.fullmatch(between) or not compared:
            if len(between.split()) > 4:
                claim.doubt("time_period: the year before?")
            return 1
    same_unit = host and claim.figure and host.figure.unit == claim.figure.unit
    if same_unit and host.kind == claim.kind:
        if not claim.cues("time", (host.end, claim.start)):
            claim.doubt("time_period: the year before, in brackets?")
        return int(not spans_in(claim.article.times, host.end, claim.end))
    return 0
