"""Guesses at what a figure counts, from the words around it: kind and unit, flow, group and period.

`article_text.place_of` says where to look, `measure`, `flow`, `group` and `period` fill the cells
of one claim each. What the words do not say stays blank, and every doubt is noted. The words
themselves stand in `vocabulary`; which numerals are figures is settled in `numerals`.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field

from helpers import printed
from helpers.data.article_text import YEAR, Article, Place, Span
from helpers.data.numerals import has_cue, noun_after
from helpers.data.vocabulary import Cue, Word

SIGNS = "+-" + printed.MINUS_SIGNS
BALANCE = {"internal", "net"}  # together: the balance of moves inside the country
ONE_WAY = {"arrivals", "departures"}
TOTAL = "total total"  # the group of everybody
UNKNOWN = "?"  # a group that the words do not settle


@dataclass
class Guess:
    """The cells of one claim that are guessed, and what is doubtful about them."""

    cells: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def doubt(self, words: str) -> None:
        if words not in self.doubts:
            self.doubts.append(words)


def measure(
    article: Article, start: int, end: int, figure: printed.Printed, place: Place, guess: Guess
) -> None:
    """Kind and unit: people, a share, or a change whose direction the words around it give."""
    by = article.word_before(start) == "на"
    if figure.unit == "number":
        guess.doubt("no unit word: what is counted?")
    elif figure.unit == "percentage_points":
        guess.cells.update(kind="change", unit_measure=figure.unit)
    elif figure.unit == "persons":
        noun = noun_after(article, end)
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
    if re.fullmatch(YEAR, quote):
        guess.doubt("a year, or a figure?")
    before, after = article.text[max(start - 6, 0) : start], article.text[end : end + 6]
    if re.search(r"[0-9]\s(?:из|of)\s$", before) or re.match(r"\s(?:из|of)\s[0-9]", after):
        guess.doubt("one number out of another, not a count?")


def _is_thing(article: Article, noun: Word) -> bool:
    """Whether a noun names neither people nor a move."""
    return not noun.reading.people and not has_cue(article, ["people", "group", "flow"], noun)


def _percent(article: Article, start: int, end: int, place: Place, guess: Guess, by: bool) -> None:
    """A percentage is a change after 'на' or with a sign; a direction alone leaves a doubt."""
    quote = article.text[start:end].lower()
    signed = quote[0] in SIGNS
    direction = _direction(article, start, end, place.clause)
    limit = article.word_before(start) in ("до", "с", "со", "от")
    if signed or quote.startswith(("минус", "плюс")):
        direction = "increase" if quote.startswith(("+", "плюс")) else "decrease"
    elif not by and (limit or article.cues_in("level", *place.clause) or not direction):
        guess.cells.update(kind="share", unit_measure="percent")
        return
    if not direction:
        direction = _direction(article, start, end, (place.before[0], place.after[1]))
        guess.doubt("rise or fall?")
    elif not by and not signed:
        guess.doubt("a share or a change?")
    unit = f"percent_{direction}" if direction else ""
    guess.cells.update(kind="change", unit_measure=unit)


def _direction(article: Article, start: int, end: int, nearby: Span) -> str:
    """increase or decrease: by the word right after the figure, the nearest before it, or any."""
    after = article.cues_in("direction", end, nearby[1])
    before = article.cues_in("direction", nearby[0], start)
    if after and not article.text[end : after[0].start].strip():
        return after[0].value
    nearest = before[-1:] or after[:1]
    return nearest[0].value if nearest else ""


def flow(article: Article, number: int, place: Place, guess: Guess) -> None:
    """Which flow: by the clause, the rest of the sentence, the list, the heading, the paragraph."""
    start = article.figures[number][0]
    signed = article.text[start] in SIGNS
    clause, after = _flows(article, place.clause), _flows(article, place.after)
    earlier = [cue.value for cue in article.cues_in("flow", *place.before)]
    nearest = BALANCE if set(earlier) == BALANCE else set(earlier[-1:])
    own = clause or after or nearest
    if not clause and len({*after, *earlier}) > 1 and own != BALANCE:
        guess.doubt("flow: the sentence speaks of more than one")
    above = _flow_above(article, place, guess, used=not own)
    if own & ONE_WAY and "internal" in above:
        guess.doubt(f"flow: {' or '.join(sorted(own))} in a section on internal migration?")
        return
    flows = own or above
    if not flows and (previous := article.cues_in("flow", *place.paragraph)):
        flows = {previous[-1].value}
        guess.doubt("flow: from the sentence before")
    balance = signed and guess.cells.get("unit_measure") == "persons"
    guess.cells["flow"] = _one_flow(flows, balance, guess)
    dashed = re.search(r"[-–—‑]\s?$", article.text[max(start - 2, 0) : start])
    if "net" in guess.cells["flow"] and not signed and dashed:
        guess.doubt("a dash, or a minus sign?")


def _flows(article: Article, part: Span) -> set[str]:
    return {cue.value for cue in article.cues_in("flow", *part)}


def _flow_above(article: Article, place: Place, guess: Guess, used: bool) -> set[str]:
    """The flow of the list or heading above the line; in running text the heading is doubtful."""
    for parent in reversed(place.line.parents):
        if flows := _flows(article, parent):
            return flows
    flows = _flows(article, place.heading)
    if flows and used and not place.line.bullet:
        guess.doubt("flow: from the heading")
    return flows


def _one_flow(flows: set[str], balance: bool, guess: Guess) -> str:
    """The flow when there is just one. A signed number of people is a balance."""
    if flows == BALANCE or (flows == {"internal"} and balance):
        return "internal_net"
    if len(flows) == 1 and not (balance and flows & ONE_WAY):
        return next(iter(flows))
    guess.doubt("flow: " + (f"{' or '.join(sorted(flows))}?" if flows else "no word tells"))
    return ""


def group(article: Article, number: int, place: Place, guess: Guess) -> None:
    """Dimension and category: by the clause, what follows, the sentence's label, or the list."""
    near = _groups(article, place.clause)
    label = _groups(article, place.label) if place.label[1] <= place.clause[0] else []
    above = [name for parent in place.line.parents for name in _groups(article, parent)]
    groups = near
    if not groups and (groups := _groups(article, place.after)):
        guess.doubt("group: from the words that follow")
    colon = article.text[place.label[1] : place.label[1] + 1] == ":"
    if not groups and (groups := label) and not colon:
        guess.doubt("group: from the beginning of the sentence")
    groups = groups or above
    unknown = _unknown_name(article, place.clause)
    if not near:
        unknown = unknown or _unknown_name(article, place.label)
    if unknown:
        guess.doubt(f"group: what of '{unknown}'?")
        groups = groups if near else [UNKNOWN]
    crossed = {*groups, *label, *above}
    if article.cues_in("subset", *place.clause):
        crossed.update(_groups(article, place.before)[-1:])
    crossed -= {TOTAL}
    if len(crossed) > 1:
        names = " and ".join(sorted(name.split()[-1] for name in crossed))
        guess.doubt(f"group: {names} at once?")
        groups = [UNKNOWN]
    _doubt_adjective(article, place, guess)
    _set_group(guess, groups[0] if groups else _rest(article, number, place, guess))


def _doubt_adjective(article: Article, place: Place, guess: Guess) -> None:
    """'Русских' are people, 'русских школ' are none."""
    for cue in article.cues_in("group", *place.clause):
        for word in article.words_in(cue.end, place.clause[1])[:1]:
            thing = word.reading.part == "NOUN" and _is_thing(article, word)
            beside = article.text[cue.end : word.start].isspace()
            if cue.value == "ethnicity russian" and thing and beside:
                words = article.text[cue.start : word.end]
                guess.doubt(f"group: does '{words}' mean people?")


def _groups(article: Article, part: Span) -> list[str]:
    """The groups that the words name, each once; a total only where nothing else is named."""
    names = list(dict.fromkeys(cue.value for cue in article.cues_in("group", *part)))
    return [name for name in names if name != TOTAL] or names


def _unknown_name(article: Article, part: Span) -> str:
    """The first name, or word for people or a place, that the vocabulary does not know."""
    columns = ["people", "group", "flow", "direction", "hint"]
    groups = article.cues_in("group", *part)
    for word in article.words_in(*part):
        name = word.text[0].isupper() and not _opens(article, word)
        if not (word.reading.people or word.reading.place or name):
            continue
        covered = any(cue.start <= word.start < cue.end for cue in groups)
        if not covered and not has_cue(article, columns, word):
            return word.text
    return ""


def _opens(article: Article, word: Word) -> bool:
    """Whether the word opens its line or sentence, where any word has a capital."""
    line = article.line_of(word.start)
    number = bisect_right(article.sentence_ends, word.start)
    sentence = article.sentence_ends[number - 1] if number else 0
    line_lead = article.text[line.start : word.start].strip(' \t•◦▪‣●·*-–—«"')
    return not line_lead or not article.text[sentence : word.start].strip(' «"')


def _rest(article: Article, number: int, place: Place, guess: Guess) -> str:
    """A total, for a figure with no group near it, unless its sentence, list or heading has one."""
    kind = guess.cells.get("kind")
    opening = bisect_left(article.figures, place.before[0], key=lambda figure: figure[0])
    earlier = _groups(article, place.before) if opening < number else []
    if earlier:
        guess.doubt("group: the same as the figure before?")
        same = kind in ("change", "share") and len(earlier) == 1
        return earlier[-1] if same else UNKNOWN
    if _groups(article, place.heading):
        guess.doubt("group: the one in the heading?")
        return UNKNOWN
    if kind == "share":
        guess.doubt("group: a share of what?")
        return UNKNOWN
    if place.line.bullet:
        guess.doubt("group: none in this point of the list")
        return TOTAL if _flows(article, place.clause) else UNKNOWN
    return TOTAL


def _set_group(guess: Guess, name: str) -> None:
    dimension, _, category = ("" if name == UNKNOWN else name).partition(" ")
    guess.cells.update(dimension=dimension, category=category)
    if dimension and not category:
        guess.doubt(f"group: which by {dimension}?")
    elif not dimension and not any(doubt.startswith("group") for doubt in guess.doubts):
        guess.doubt("group: none is sure")


def period(article: Article, start: int, place: Place, guess: Guess) -> None:
    """The year of a figure and, of a change, the year compared with; blank for part of a year."""
    change = guess.cells.get("kind") == "change"
    years = article.years_in(place.before[0], place.after[1])
    compared = [year for year in years if _is_compared(article, year, place.before[0])]
    likely = _likely_years(article, years, compared, place, change)
    if len({article.years[span] for span in likely}) > 1:
        guess.doubt("period: the sentence names more than one year")
    elif not change and compared and compared[0][0] < place.clause[0] and likely != compared[:1]:
        guess.doubt("period: the year compared with?")
    if article.word_before(start) in ("с", "со"):
        guess.doubt("period: the earlier of two?")
    year = article.years[likely[-1]] if likely else article.year
    year -= _a_year_before(article, start, place, guess, change)
    if _is_other_period(article, place, likely):
        guess.doubt("period: a part of a year, or several years?")
        return
    usual = usual_year(article)
    if not likely and not years_named(article)[article.year] and usual != article.year:
        guess.doubt(f"period: no year near, and the text names {usual} most often")
        return
    earlier = [article.years[span] for span in compared if article.years[span] < year]
    base = str([year - 1, *earlier][-1])
    guess.cells.update(time_period=str(year), base_period=base if change else "")


def years_named(article: Article) -> Counter[int]:
    """How often the running text names which year, except in dates and comparisons."""
    if article.named is None:
        article.named = Counter()
        for place, year in article.years.items():
            dated = "date" in article.reasons.get(place, "") or place[0] >= article.sidebar
            if not dated and not _is_compared(article, place, 0):
                article.named[year] += 1
    return article.named


def usual_year(article: Article) -> int:
    """The year named most often, the latest of several; the article's own if none beats it."""
    named = years_named(article)
    most = max(named.values(), default=0)
    if named[article.year] == most:
        return article.year
    return max(year for year in named if named[year] == most)


def _likely_years(
    article: Article, years: list[Span], compared: list[Span], place: Place, change: bool
) -> list[Span]:
    """The years that may be the figure's, the likeliest last: in its clause, before, behind it."""
    first, last = place.clause
    here = [year for year in years if first <= year[0] < last]
    own = [year for year in here if not (change and year in compared)]
    earlier = [year for year in years if year[0] < first]
    earlier = [year for year in earlier if year not in compared or _when(article, year)]
    later = [year for year in years if year[0] >= last and year not in compared]
    return own or earlier or later[::-1]


def _is_other_period(article: Article, place: Place, likely: list[Span]) -> bool:
    """Whether the figure is of months or of several years.

    Beside a year of its own only the words right around the two count. Without one it may mean what
    the sentence, its paragraph, the list or the heading speak of, but nothing from further above.
    """
    parts = [(place.paragraph[0], place.after[1]), *place.line.parents, place.heading]
    if likely:
        at = bisect_right(article.breaks, likely[-1][0])
        edges = [0, *article.breaks, len(article.text)]
        parts = [place.clause, (edges[at], edges[at + 1])]
    cues = [cue for part in parts for cue in article.cues_in("period", *part)]
    return any(cue.value == "other" and not _in_date(article, cue) for cue in cues)


def _is_compared(article: Article, year: Span, first: int) -> bool:
    """Whether 'чем в', 'по сравнению с' or 'к уровню' stands before a year."""
    at = bisect_right(article.breaks, year[0])
    start = article.breaks[at - 1] if at else 0
    return bool(article.cues_in("compared", max(first, start), year[0]))


def _when(article: Article, year: Span) -> bool:
    """Whether what follows is about that year: '…, чем в 2024 году, когда показатель рос на …'."""
    words = article.words_in(year[1], year[1] + 20)
    return any(word.text.lower() in ("когда", "тогда") for word in words)


def _a_year_before(article: Article, start: int, place: Place, guess: Guess, change: bool) -> int:
    """1 when the clause itself is about the year before.

    'годом ранее — 12,8 тыс.', 'против 12,8 тыс. годом ранее': always doubtful. Words that compare
    stand between the figure and 'годом ранее' when it is another's year.
    """
    for cue in article.cues_in("period", *place.clause):
        first = start if start < cue.start else place.clause[0]
        compared = article.cues_in("compared", first, cue.start)
        if cue.value == "previous" and not compared and not change:
            guess.doubt("period: the year before?")
            return 1
    return 0


def _in_date(article: Article, cue: Cue) -> bool:
    """Whether a month's name belongs to a date: a numeral of the date stands right before it."""
    day = re.search(r"[0-9]{1,2}(?= $)", article.text[max(cue.start - 3, 0) : cue.start])
    if not day:
        return False
    end = cue.start - 1
    return "date" in article.reasons.get((end - len(day.group()), end), "")
