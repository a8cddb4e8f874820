"""When: the years, parts of years and days that a text names, and which of them a figure is about.

A period is written as in claims.csv: 2031, 2031-01/2031-09, 2026/2030, or the day 2032-01-01.
"""

import re
from collections.abc import Iterator

from helpers.drafts.article import YEAR, Article, Time, spans_in
from helpers.language import phrases

YEARS = re.compile(rf"{YEAR}(?:\s?[-–—‑]\s?|\s(?:по|to)\s){YEAR}")
# Between the months of a span, and between a part of a year and its year.
TO = re.compile(r"\s?[-–—‑]\s?|\s(?:по|до|и|to|through|until|and|және)?\s?", re.IGNORECASE)
BESIDE = re.compile(r"(?: ?г\.)?\)?(?:[^\W\d_]|[ \xa0-]){0,22}|, ")
COUNTED = re.compile(r"([^\W_]+)(?:-[^\W\d_]{1,3})?[\s-]*$")
DAY_BEFORE = re.compile(r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th)?\s(?:of\s)?$")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "і": 1, "іі": 2, "ііі": 3}
GLUED = re.compile(r"[^\W\d_][-–]$")
PART_LENGTH = {"quarter": 3, "half": 6, "months": 1}  # months


def named(article: Article) -> list[Time]:
    """The years, parts of years and days that the text names, in order."""
    text = article.text
    cues = article.cues["time"]
    parts = [*_month_spans(article), *_counted_parts(article)]
    speaks = any(cue.value == "this_year" for cue in cues)
    datelines = []  # the years of dates above the text
    for place, year in article.years.items():
        if place[0] < article.body and "date" in article.reasons[place]:
            datelines.append(year)
    this_year = datelines[0] if datelines else _this_year(article, bool(parts), speaks)
    by_words = {"this_year": this_year, "last_year": this_year - 1}
    years = [Time(*place, str(year), "year") for place, year in article.years.items()]
    clear = parts or this_year != article.year or speaks or datelines
    for cue in cues:
        if cue.value in by_words:
            unclear = parts if cue.value == "this_year" else not clear
            sort = cue.value if unclear else "year"
            years.append(Time(cue.start, cue.end, str(by_words[cue.value]), sort))
    years.sort()
    times = []
    vague = []  # parts without a year and a number, with how many months they have
    for start, end, first, last in parts:
        beside = [year for year in years if _is_beside(text, start, end, year)]
        year = min(beside, key=lambda year: year.start < start, default=None)
        if year and not first and last == PART_LENGTH["half"]:  # 'за полгода 2031 года'
            first = 1
        in_year = year.period if year else str(article.year)
        period = f"{in_year}-{first:02}/{in_year}-{last:02}" if first else ""
        period = in_year if (first, last) == (1, 12) else period
        times.append(_joined(years, year, Time(start, end, period, "part")))
        if not first and not year:
            vague.append((times[-1], last))
    for start, end, day in _days(article):
        if day != "01-01" and not any(_is_beside(text, start, end, year) for year in years):
            times.append(Time(start, end, f"{article.year}-{day}", "day"))
        for year in [year for year in years if _is_beside(text, start, end, year)][:1]:
            times.append(_joined(years, year, Time(start, end, f"{year.period}-{day}", "day")))
    for match in YEARS.finditer(text):
        inside = spans_in(years, *match.span())
        if len(inside) == 2:
            years = [year for year in years if year not in inside]
            times.append(Time(*match.span(), "/".join(year.period for year in inside), "several"))
    times += _whole_years(article, years)
    for match in phrases.patterns()["some_years"].finditer(text):
        of_record = article.cues_in("worded", match.start() - 30, match.start())
        if not of_record and not re.search("[0-9]{4}", match.group()):
            times.append(Time(*match.span(), "", "several"))
    for cue in cues:
        if cue.value in ("since_january", "previous"):
            times.append(Time(cue.start, cue.end, "", cue.value))
    _meant(times, vague)
    return _same_months(article, sorted(times))


def _meant(times: list[Time], vague: list[tuple[Time, int]]) -> None:
    """Give 'полгода' or 'с начала года' the period of the one part of a year that it can mean."""
    dated = {time.period for time in times if time.sort == "part" and time.period}
    from_january = {period for period in dated if period[4:8] == "-01/"}
    for number, time in enumerate(times):
        lengths = [length for part, length in vague if part == time]
        same = from_january if time.sort == "since_january" else set()
        for length in lengths:
            same = {period for period in dated if _months(period) == length}
        if len(same) == 1:
            times[number] = time._replace(period=min(same), sort="part")


def _months(period: str) -> int:
    """How many months '2031-01/2031-09' has."""
    return int(period[-2:]) - int(period[5:7]) + 1 if "/" in period else 0


def _whole_years(article: Article, years: list[Time]) -> Iterator[Time]:
    """The years that belong to no date; of one since which something counts, no period."""
    text = article.text
    for year in years:
        dated = "date" in article.reasons.get(year[:2], "")
        before = article.text_before(year.start, 24)
        since = text[year.start].isdigit() and phrases.uses(before, "since_before")
        against = text.startswith(" годом", year.end)  # 'по сравнению с 2007 годом'
        if (since and not against) or text.startswith(" жылдан бері", year.end):
            # 'впервые с 2011 года' is no time of a figure.
            dated = dated or article.cues_in("worded", year.start - 30, year.end + 30)
            year = year._replace(period="", sort="since")
        if not dated:
            yield year


def _joined(years: list[Time], year: Time | None, part: Time) -> Time:
    """A part of a year or a day with the words of its year, which names no other time."""
    if not year:
        return part
    years.remove(year)
    return part._replace(start=min(part.start, year.start), end=max(part.end, year.end))


def _same_months(article: Article, times: list[Time]) -> list[Time]:
    """With 'аналогичный период 2030 года' as the months that were named before."""
    months = ""
    for number, time in enumerate(times):
        if time.sort == "part":
            months = time.period
        nearby = article.text_before(time.start, 26) + article.text[time.end : time.end + 20]
        if time.sort == "year" and months and phrases.uses(nearby, "same_months"):
            period = re.sub(YEAR, time.period, months)
            times[number] = time._replace(period=period, sort="same_months")
    return times


def _is_beside(text: str, start: int, end: int, year: Time) -> bool:
    """Whether only few words stand between a part of a year and a year."""
    first, last = (end, year.start) if end <= year.start else (year.end, start)
    return bool(BESIDE.fullmatch(text, first, last))


def _this_year(article: Article, has_parts: bool, speaks: bool) -> int:
    """The year that 'this year' means on the day of the article; parts without a year are of it."""
    following = str(article.year + 1)
    days = [article.text[start : end + 14] for start, end, day in _days(article) if day == "01-01"]
    next_day = any(following in words for words in days)  # 'на 1 января 2032 года'
    if speaks or (not next_day and (has_parts or article.year in article.years.values())):
        return article.year
    return article.year + 1


def _month_spans(article: Article) -> list[tuple[int, int, int, int]]:
    """Months and spans of months that belong to no day: start, end, first and last month."""
    days = [place for place, reason in article.reasons.items() if "date" in reason]
    ends_of_days = {end for place in days if place[1] - place[0] < 3 for end in place}
    spans = []
    for cue in article.cues["month"]:
        month = int(cue.value)
        if ends_of_days & {cue.start - 1, cue.end + 1}:
            continue
        start, end, first, last = spans[-1] if spans else (0, 0, 12, 12)
        if last < month and TO.fullmatch(article.text, end, cue.start):
            spans[-1] = (start, cue.end, first, month)
        else:  # of 'қантар-наурыз', with a slip in the first month, that month is not known
            slip = GLUED.search(article.text_before(cue.start, 12))
            spans.append((cue.start, cue.end, 0 if slip else month, month))
    return spans


def _counted_parts(article: Article) -> list[tuple[int, int, int, int]]:
    """Quarters, halves and numbers of months, counted in digits or words; month 0 is not known."""
    parts = []
    for cue in article.cues["time"]:
        length = PART_LENGTH.get(cue.value)
        if not length:
            continue
        words = article.text[cue.start : cue.end]
        before = article.text_before(cue.start, 24)
        counted = COUNTED.search(before)
        word = counted[1].lower() if counted else ""
        inside = re.search("[0-9]", words)
        count = int(inside[0]) if inside else ROMAN.get(word) or phrases.number_in(word)
        several = cue.value == "months" and word.endswith(("ые", "ых"))  # 'первые месяцы'
        first_of = phrases.uses(word, "number_1") or phrases.uses(words, "number_1")
        count = count or (phrases.number_in(words) or int(first_of)) * (not several)
        if cue.value == "half" and not count and words.lower().startswith("half"):
            continue
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


def _days(article: Article) -> list[tuple[int, int, str]]:
    """Days at which people were counted, without their year: start, end and '01-01'."""
    text = article.text
    days = []
    for cue in article.cues["month"]:
        before = DAY_BEFORE.search(article.text_before(cue.start, 9))
        after = re.compile(r"\s([0-9]{1,2})(?![0-9])").match(text, cue.end)
        if day := before or after:
            start = cue.start - (len(before[0]) if before else 0)
            end = cue.end if before else after.end()
            as_of = phrases.uses(article.text_before(start, 20), "as_of")
            kazakh = before and phrases.uses(text[cue.start : cue.end], "as_of")
            if as_of or kazakh:
                days.append((start, end, f"{int(cue.value):02}-{int(day[1]):02}"))
    for cue in article.cues["time"]:
        if cue.value == "day" and not phrases.uses(
            article.text_before(cue.start, 10), "since_before"
        ):
            days.append((cue.start, cue.end, "01-01"))
    return days
