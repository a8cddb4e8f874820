"""Of which time a figure is, as in claims.csv: 2031, 2031-01/2031-09, 2026/2030 or 2032-01-01."""

from bisect import bisect_left
from collections import Counter

from helpers import printed
from helpers.drafts.article import Article, Claim, Span, Time, around, shape, spans_in
from helpers.language import phrases

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "і": 1, "іі": 2, "ііі": 3}
PART_LENGTH = {"quarter": 3, "half": 6, "months": 1}  # months
SEEN_FROM = {  # doubts about years that are named by words
    "this_year": "the whole year, or its months that the text names?",
    "last_year": "last year, seen from which day?",
}

Part = tuple[int, int, int, int]  # of a year: start, end, first and last month
Day = tuple[int, int, str]  # without its year: start, end and '01-01'


def find_times(article: Article) -> None:
    """Find the years, parts of years and days that the text names, and those it speaks of."""
    text = article.text
    spans, days = _months(article)
    parts = spans + _counted_parts(article)
    years = _years(article, days, bool(parts))
    times = []
    vague = {}  # parts without a year and a number, with how many months they have
    for start, end, first, last in parts:
        year, *place = _with_year(text, years, start, end)
        if year and last == PART_LENGTH["half"]:  # 'за полгода 2031 года'
            first = first or 1
        in_year = year or str(article.year)
        period = f"{in_year}-{first:02}/{in_year}-{last:02}" if first else ""
        period = in_year if (first, last) == (1, 12) else period
        times.append(Time(*place, period, "part"))
        if not (first or year):
            vague[times[-1]] = last
    for start, end, day in days:
        year, *place = _with_year(text, years, start, end)
        if year or day != "01-01":
            times.append(Time(*place, f"{year or article.year}-{day}", "day"))
    for match in shape("two_years").finditer(text):
        inside = spans_in(years, *match.span())
        years = [year for year in years if year not in inside]
        period = "/".join(year.period for year in inside)
        times.append(Time(*match.span(), period, "several"))
    for year in years:  # but for those of dates, and 'впервые с 2011 года'
        record = ""
        since = phrases.uses(article.text_before(year.start, 24), "since_before")
        since = since or phrases.uses(text[year.start : year.end + 14], "since")
        if since and text[year.start].isdigit() and not text.startswith(" годом", year.end):
            _, stop = around(article.sentences, *year[:2])
            record = article.cues_in("worded", year.start - 30, min(year.end + 30, stop))
            year = year._replace(period="", sort="since")
        if not record and "date" not in article.reasons.get(year[:2], ""):
            times.append(year)
    for match in phrases.patterns()["some_years"].finditer(text):
        first, _ = around(article.sentences, *match.span())
        of_record = article.cues_in("worded", max(first, match.start() - 30), match.start())
        if not of_record and not spans_in(sorted(article.years), *match.span()):
            times.append(Time(*match.span(), "", "several"))
    for cue in article.cues["time"]:
        if cue.value in ("since_january", "previous"):
            times.append(Time(cue.start, cue.end, "", cue.value))
    article.times = _settled(article, sorted(times), vague)
    article.contexts = {stock: _main_times(article, stock) for stock in (False, True)}


def _years(article: Article, days: list[Day], has_parts: bool) -> list[Time]:
    """The years in digits and in words; 'this year' is seen from the day of the article."""
    cues = [cue for cue in article.cues["time"] if cue.value in SEEN_FROM]
    speaks = any(cue.value == "this_year" for cue in cues)
    named = article.years.values()
    datelines = [
        year
        for place, year in article.years.items()
        if place[0] < article.body and "date" in article.reasons[place]
    ]
    beside = [article.text[max(start - 14, 0) : end + 14] for start, end, _ in days]
    after = any(str(article.year + 1) in words for words in beside)
    own = speaks or (not after and (has_parts or article.year in named))
    clear = has_parts or datelines or not own or article.this_year
    this_year = article.this_year or [*datelines, article.year + (not own)][0]
    years = [Time(*place, str(year), "year") for place, year in article.years.items()]
    by_words = {
        "this_year": (this_year, has_parts),
        "last_year": (this_year - 1, not clear),
    }
    for cue in cues:
        year, unclear = by_words[cue.value]
        sort = cue.value if unclear else "year"
        years.append(Time(cue.start, cue.end, str(year), sort))
    return sorted(years)


def years_named(article: Article) -> tuple[list[int], list[int]]:
    """The years named, but in dates and on forecasts: those reported, and those compared with."""
    reported, compared = [], []
    for place, year in article.years.items():
        sentence = around(article.sentences, *place)
        ahead = [cue for cue in article.cues_in("worded", *sentence) if cue.value == "forecast"]
        if "year name" in article.reasons[place] and not ahead:
            time = Time(*place, str(year), "year")
            (compared if is_compared(article, time) else reported).append(year)
    return reported, compared


def _with_year(text: str, years: list[Time], start: int, end: int) -> tuple[str, int, int]:
    """The year beside a part of a year or a day, which names no other time, and both's place."""
    for year in sorted(years, key=lambda year: year.start < start):
        gap = (end, year.start) if year.start >= end else (year.end, start)
        if shape("beside_year").fullmatch(text, *gap):
            years.remove(year)
            return year.period, min(start, year.start), max(end, year.end)
    return "", start, end


def _settled(article: Article, times: list[Time], vague: dict[Time, int]) -> list[Time]:
    """With 'полгода', 'с начала года' and 'аналогичный период 2030 года' as the months meant."""
    own = str(article.year)  # of which 'since January' is, whatever it is compared with
    dated = {shape("year").sub(own, time.period) for time in times if "-01/" in time.period}
    months = ""
    settled = []
    for time in times:
        length = vague.get(time)
        so_far = time.sort in ("since_january", "this_year")
        meant = [period for period in dated if so_far or length == int(period[-2:])]
        if len(meant) == 1:
            time = time._replace(period=meant[0], sort="part")
        if time.sort == "part":
            months = time.period
        nearby = article.text_before(time.start, 26)
        nearby += article.text[time.end : time.end + 20]
        if time.sort == "year" and phrases.uses(nearby, "same_months"):
            same = shape("year").sub(time.period, months)
            time = time._replace(period=same, sort="same_months")
        settled.append(time)
    return settled


def _months(article: Article) -> tuple[list[Part], list[Day]]:
    """Months and spans of months that belong to no day, and days at which people were counted."""
    text = article.text
    spans, days = [], []
    for cue in article.cues["month"]:
        month = int(cue.value)
        beside = spans_in(article.numerals, cue.start - 9, cue.end + 4)
        dates = [date for date in beside if article.reasons.get(date, "").startswith("day of")]
        start, end, first, last = spans[-1] if spans else (0, 0, 12, 12)
        if dates:
            start = min(cue.start, dates[0][0])
            words = article.text_before(start, 20), text[start : cue.end]
            if any(phrases.uses(part, "as_of") for part in words):
                day = f"{month:02}-{int(text[slice(*dates[0])]):02}"
                days.append((start, max(cue.end, dates[0][1]), day))
        elif last < month and shape("months_joined").fullmatch(text, end, cue.start):
            spans[-1] = start, cue.end, first, month
        else:
            spans.append((cue.start, cue.end, month, month))
    for cue in article.cues["time"]:
        since = phrases.uses(article.text_before(cue.start, 10), "since_before")
        if cue.value == "day" and not since:
            days.append((cue.start, cue.end, "01-01"))
    return spans, days


def _counted_parts(article: Article) -> list[Part]:
    """Quarters, halves and numbers of months, counted in digits or words; month 0 is not known."""
    parts = []
    for cue in [cue for cue in article.cues["time"] if cue.value in PART_LENGTH]:
        length = PART_LENGTH[cue.value]
        before = article.text_before(cue.start, 24)
        counted = shape("counted_by").search(before)
        word = counted[1].lower() if counted else ""
        named = f"{word} {article.text[cue.start : cue.end]}"
        count = ROMAN.get(word) or phrases.number_in(named) or phrases.uses(named, "number_1")
        if word.endswith(("ые", "ых")) or named == "first months":  # 'первые месяцы'
            count = 0
        last = min(count * length, 12)
        first = last - length + 1
        if cue.value == "months" or phrases.is_whole(word, "cardinal"):
            first = 1
        if not count or phrases.uses(before, "recent"):
            first = 0
        if not count and cue.value != "months":
            last = length
        start = cue.start
        if count and counted:
            start += counted.start(1) - len(before)
        parts.append((start, cue.end, first, last))
    return parts


def period(claim: Claim, host: Claim | None) -> None:
    """The time of a figure and, of a change, the year compared with."""
    article = claim.article
    change = claim.kind == "change"
    stock = claim.flow == "stock"
    first, last = claim.clause
    times = _times(article, claim.nearby if claim.figure else claim.sentence, stock)
    compared = [time for time in times if is_compared(article, time)]
    likely = _likely(claim, times, compared)
    # In a claim in words no figure parts the times of its sentence.
    among = likely if claim.figure else [time for time in times if time not in compared]
    if len({time.period for time in among}) > 1:
        claim.doubt("time_period: the sentence names more than one")
    elif compared and not change and compared[0].start < first and likely == compared[:1]:
        claim.doubt("time_period: the one compared with?")
    time = likely[-1] if likely else _context(claim, stock)
    if not (stock or likely):
        days = article.contexts[True][:1]
        if article.contexts[False]:
            days = _times(article, claim.nearby, True)
        for day in days:
            if day.sort == "day" and day.period[5:] != "01-01":
                claim.doubt("time_period: the months up to that day?")
    months = {time.period[:4] for time in article.contexts[False] if "-" in time.period}
    if time and time.sort in SEEN_FROM:
        claim.doubt(f"time_period: {SEEN_FROM[time.sort]}")
    elif likely and time.sort == "year" and months:
        if time.period in months and time.period == str(article.year):
            claim.doubt(f"time_period: {SEEN_FROM['this_year']}")
        elif not article.text[time.start].isdigit():
            claim.doubt("time_period: last year, the whole of it or the same months?")
    since = any(time.sort == "since_january" for time in article.contexts[False])
    so_far = (months or since) and not compared and not claim.says("over_year")
    if stock and change and (so_far or claim.says("year_start")):
        claim.doubt("base_period: since the start of the year?")
    if stock and (not time or time.sort != "day"):
        claim.doubt("time_period: people on which day?")
    if time and not time.period:
        claim.doubt("time_period: which months or years?")
        return
    dated = time and time.sort == "same_months"  # 'за аналогичный период 2030 года'
    back = 0 if change or dated else _years_back(claim, host)
    dated = [time for time in likely if claim.start < time.start < last]
    if claim.word_before in ("с", "со", "from") and not dated and not back:
        claim.doubt("time_period: the earlier of two?")
    told = time.period if time else str(article.year)
    claim.time_period = shape("year").sub(lambda year: str(int(year[0]) - back), told)
    if claim.says("other_years"):
        claim.doubt("time_period: some years before, or later?")
    year = told[:4]
    bases = [other.period[:4] for other in compared if "" < other.period[:4] < year]
    if bases and not claim.figure:  # 'втрое меньше, чем в 2019-м'
        claim.base_period = bases[-1]
    if change:
        if told.startswith("/", 4):
            claim.doubt("base_period: in those years, or before them?")
        claim.base_period = bases[-1] if bases else str(int(year) - 1)
        earlier = any("" < time.period[:4] < claim.base_period for time in times)
        if earlier:
            claim.doubt("base_period: the year named before?")


def _times(article: Article, part: Span, stock: bool) -> list[Time]:
    """The times that a part names; days are those of people counted, not of moves."""
    named = spans_in(article.times, *part)
    days = [time for time in named if time.sort == "day"]
    moves = [time for time in named if time.sort not in ("day", "previous")]
    return days if stock and days else moves


def is_compared(article: Article, time: Time) -> bool:
    """Whether 'чем в', 'по сравнению с' or 'к уровню' stands before a time, 'қарағанда' behind."""
    start, end = around(article.breaks, time.start, time.end)
    for cue in article.cues_in("compared", start, time.start):
        if not shape("than_figure").match(article.text, cue.start):  # 'more than 5'
            return True
    behind = article.cues_in("compared", time.start, min(end, time.end + 60))
    return any(shape("kazakh_than").match(article.text, cue.start) for cue in behind)


def _likely(claim: Claim, times: list[Time], compared: list[Time]) -> list[Time]:
    """The times that may be the figure's, the likeliest last: in its clause, before, behind it."""
    first, last = claim.clause
    own, earlier, later = [], [], []
    for time in times:
        if first <= time.start < last:
            behind = claim.cues("compared", (claim.end, time.start))
            if time not in compared or not (claim.kind == "change" or behind):
                own.append(time)
        elif time not in compared:
            (earlier if time.start < first else later).append(time)
        elif shape("when").match(claim.text((time.end, claim.start))):
            # '…, чем в 2024 году, когда показатель рос на …' is about that year, '(… – 5)' too.
            return [time]
    return own or earlier or later[::-1]


def _main_times(article: Article, stock: bool) -> list[Time]:
    """The times that the text speaks of, not in brackets, compared with or second: 'а в 2030'."""
    times = []
    own = str(article.year)
    for time in _times(article, (0, article.sidebar), stock):
        opened = article.text_before(time.start, 40).rpartition(")")[2]
        aside = time.sort in ("same_months", "since")
        aside = aside or "(" in opened or is_compared(article, time)
        sentence, _ = around(article.sentences, time.start, time.end)
        for _, end, _ in spans_in(article.figures, sentence, time.start)[-1:]:
            apart = bisect_left(article.breaks, end) != bisect_left(article.breaks, time.start)
            aside = aside or (apart and not time.period.startswith(own))
        if not aside:
            times.append(time)
    return times


def _context(claim: Claim, stock: bool) -> Time | None:
    """The time that a list, a heading or the text before has set; sure if it is the usual one."""
    article = claim.article
    own = str(article.year)
    for part in claim.above:
        for time in _times(article, part, stock)[:1]:
            return time
    times = article.contexts[stock]
    before = spans_in(times, 0, claim.start)
    paragraph = spans_in(times, claim.line.start, claim.start)
    dated = [time for time in times if time.period and time.sort != "several"]
    if not dated or (paragraph and not paragraph[-1].period):
        if before and not paragraph:
            claim.doubt("time_period: the years named before?")
        return before[-1] if before else None
    ours = [time for time in dated if time.period.startswith(own)]
    usual = usual_period(article, ours or dated)
    nearest = ([time for time in before if time in dated] or ours[:1] or dated[:1])[-1]
    if not before and not nearest.period.startswith(own):
        claim.doubt(f"time_period: no time before, and later {nearest.period}")
        return None
    if nearest.period != usual and {time.period for time in paragraph} != {nearest.period}:
        claim.doubt(f"time_period: no time near, and the text speaks of {usual} most often")
    return nearest


def usual_period(article: Article, times: list[Time]) -> str:
    """The period named most often, the article's own year or the latest of several."""
    counts = Counter(time.period for time in times if time.period)
    own = str(article.year)
    return max(
        counts,
        key=lambda period: (counts[period], period[:4] == own, period),
        default=own,
    )


def _years_back(claim: Claim, host: Claim | None) -> int:
    """1 for 'годом ранее — 12,8 тыс.', unless the clause compares with it, else 0."""
    for cue in [cue for cue in claim.cues("time", claim.clause) if cue.value == "previous"]:
        dated = shape("year").search(claim.text((cue.end, claim.clause[1])))
        compared = claim.cues("compared", (claim.start, cue.end + 20))  # 'бұрынғыға қарағанда'
        if not (dated or compared or "(" in claim.text((claim.end, cue.start))):
            return 1
    opening = claim.values("time", (claim.before[0], claim.before[0] + 20))
    others = spans_in(claim.article.times, *claim.clause) or claim.cues("compared", claim.before)
    if opening == ["previous"] and not others:
        claim.doubt("time_period: a year earlier, as the figure before?")
        return 1
    if not host or not claim.figure or host.figure.unit != claim.figure.unit:
        return 0
    if not claim.cues("time", (host.end, claim.start)):
        claim.doubt("time_period: the year before, in brackets?")
    return int(not spans_in(claim.article.times, host.end, claim.end))


def settle_bracket(claims: list[Claim]) -> bool:
    """Whether the change before the last figure shows it as the earlier: '9, на 10% ниже (10)'."""
    *counts, change, base = claims
    sign = {"percent_increase": 1, "percent_decrease": -1}.get(change.unit_measure)
    if not sign or base.figure.low <= 0:
        return False
    for count in counts:
        grown = printed.percent_change(count.figure, base.figure)
        if (change.figure.interval * sign).overlaps(grown):
            for claim in (change, base):
                claim.flow = count.flow
                claim.group = count.group
                claim.doubts = claim.doubts_about("value")
            base.time_period = shape("year").sub(change.base_period, count.time_period)
            return True
    return False
