"""Guesses at what a figure counts, from the words around it: kind and unit, flow, group and period.

`place_of` says where to look, from near to far; `measure`, `flow`, `group` and `period` fill the
cells of one claim each, and are changed one by one. What the words do not say stays blank, and
every doubt is noted. The words themselves stand in `vocabulary`; which numerals are figures is
settled in `article_text`.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field

from helpers import printed
from helpers.data.article_text import WINDOW, Article, Line, noun_after
from helpers.data.vocabulary import Cue, Word

SIGNS = "+-" + printed.MINUS_SIGNS
BALANCE = {"internal", "net"}  # together: the balance of moves inside the country


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


def place_of(article: Article, number: int) -> Place:
    """Where the words stand that can say what the figure with this number counts."""
    start, end, _ = article.figures[number]
    line = article.line_of(start)
    ends = article.sentence_ends
    number_of_sentence = bisect_right(ends, start)
    first = max(
        line.start, start - WINDOW, ends[number_of_sentence - 1] if number_of_sentence else 0
    )
    last = min(
        line.end,
        end + WINDOW,
        ends[number_of_sentence] if number_of_sentence < len(ends) else line.end,
    )
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


def measure(
    article: Article, start: int, end: int, figure: printed.Printed, place: Place, guess: Guess
) -> None:
    """Kind and unit: people, a share, or a change whose direction the words around the figure
    tell.
    """
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
    if re.fullmatch(r"(?:19|20)[0-9]{2}", quote):
        guess.doubt("a year, or a figure?")
    before, after = article.text[max(start - 6, 0) : start], article.text[end : end + 6]
    if re.search(r"[0-9]\s(?:из|of)\s$", before) or re.match(r"\s(?:из|of)\s[0-9]", after):
        guess.doubt("one number out of another, not a count?")


def _is_thing(article: Article, noun: Word) -> bool:
    """Whether a noun names neither people nor a move."""
    known = any(
        article.said(column, noun.start, noun.end) for column in ("people", "group", "flow")
    )
    return not known and not noun.reading.people


def _percent(article: Article, start: int, end: int, place: Place, guess: Guess, by: bool) -> None:
    """A percentage is a change after 'на' or with a sign; a direction without 'на' leaves a
    doubt.
    """
    quote, sign = article.text[start:end], article.text[start]
    direction = _direction(article, start, end, place.clause)
    level = article.said("level", *place.clause) or article.word_before(start) in (
        "до",
        "с",
        "со",
        "от",
    )
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
    """increase or decrease: the word right after the figure decides, then the nearest before it,
    then any after.
    """
    after = article.said("direction", end, nearby[1])
    before = article.said("direction", nearby[0], start)
    if after and not article.text[end : after[0].start].strip():
        return after[0].value
    chosen = before[-1:] or after[:1]
    return chosen[0].value if chosen else ""


def flow(article: Article, number: int, place: Place, guess: Guess) -> None:
    """Which flow: the clause, what follows, what precedes, the list, the heading, and last the
    paragraph.
    """
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
    guess.cells["flow"] = found_flow = _one_flow(
        found, signed and guess.cells.get("unit_measure") == "persons", guess
    )
    if (
        "net" in found_flow
        and not signed
        and re.search(r"[-–—‑]\s?$", article.text[max(start - 2, 0) : start])
    ):
        guess.doubt("a dash, or a minus sign?")


def _flow_above(article: Article, place: Place, guess: Guess, used: bool) -> set[str]:
    """The flow of the list or the heading that the line stands under; in running text that is
    doubtful.
    """
    for parent in reversed(place.line.parents):
        if found := {cue.value for cue in article.said("flow", *parent)}:
            return found
    found = {cue.value for cue in article.said("flow", *(place.line.heading or (0, 0)))}
    if found and used and not place.line.bullet:
        guess.doubt("flow: from the heading")
    return found


def _one_flow(found: set[str], signed: bool, guess: Guess) -> str:
    """The flow when there is just one. A signed number of people is a balance, not a flow in one
    direction.
    """
    if found == BALANCE or (found == {"internal"} and signed):
        return "internal_net"
    if len(found) == 1 and not (signed and found & {"arrivals", "departures"}):
        return next(iter(found))
    guess.doubt("flow: " + (f"{' or '.join(sorted(found))}?" if found else "no word tells"))
    return ""


def group(article: Article, number: int, place: Place, guess: Guess) -> None:
    """Dimension and category: from the clause, the words after it, the label of the sentence, or
    the list.
    """
    near = _groups(article, place.clause)
    label = _groups(article, place.label) if place.label[1] <= place.clause[0] else []
    above = [one for parent in place.line.parents for one in _groups(article, parent)]
    found = near
    if not found and (found := _groups(article, place.after)):
        guess.doubt("group: from the words that follow")
    if not found and (found := label) and article.text[place.label[1] : place.label[1] + 1] != ":":
        guess.doubt("group: from the beginning of the sentence")
    found = found or above
    if unknown := _unknown_name(article, place.clause) or (
        not near and _unknown_name(article, place.label)
    ):
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
        noun = (
            bool(following)
            and following[0].reading.part == "NOUN"
            and _is_thing(article, following[0])
        )
        if (
            cue.value == "ethnicity russian"
            and noun
            and article.text[cue.end : following[0].start].isspace()
        ):
            guess.doubt(f"group: does '{article.text[cue.start : following[0].end]}' mean people?")


def _groups(article: Article, part: tuple[int, int]) -> list[str]:
    """The groups that the words name, each once; a total only where nothing else is named."""
    found = []
    for cue in article.said("group", *part):
        if cue.value not in found:
            found.append(cue.value)
    return [one for one in found if one != "total total"] or found


def _unknown_name(article: Article, part: tuple[int, int]) -> str:
    """The first word that names people or a place, or is written as a name, and that the vocabulary
    does not know.
    """
    for word in article.words_in(*part):
        known = any(
            article.said(c, word.start, word.end)
            for c in ("people", "group", "flow", "direction", "hint")
        )
        covered = any(
            cue.start <= word.start < cue.end for cue in article.said("group", part[0], part[1])
        )
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
    """A figure with no group near it is a total, unless groups stand elsewhere in its sentence,
    list or heading.
    """
    opening = bisect_left(article.figures, place.before[0], key=lambda one: one[0])
    earlier = _groups(article, place.before) if opening < number else []
    if earlier:
        guess.doubt("group: the same as the figure before?")
        return (
            earlier[-1]
            if guess.cells.get("kind") in ("change", "share") and len(earlier) == 1
            else "?"
        )
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
    year -= _a_year_before(article, start, place, guess, change)
    if _is_other_period(article, place, told):
        guess.doubt("period: a part of a year, or several years?")
        return
    if not told and not years_named(article)[article.year] and usual_year(article) != article.year:
        guess.doubt(f"period: no year near, and the text names {usual_year(article)} most often")
        return
    base = [article.years[one] for one in compared if article.years[one] < year]
    guess.cells["time_period"] = str(year)
    guess.cells["base_period"] = str(base[-1] if base else year - 1) if change else ""


def years_named(article: Article) -> Counter[int]:
    """How often the running text names which year, except in dates and comparisons."""
    if article.named is None:
        dated = {place for place in article.years if "date" in article.reasons.get(place, "")}
        told = [
            place for place in article.years if place[0] < article.sidebar and place not in dated
        ]
        article.named = Counter(
            article.years[place] for place in told if not _is_compared(article, place, 0)
        )
    return article.named


def usual_year(article: Article) -> int:
    """The year that is named most often, the latest of several; that of the article when none is
    named more often.
    """
    named = years_named(article)
    most = max(named.values(), default=0)
    return (
        article.year
        if named[article.year] == most
        else max(year for year in named if named[year] == most)
    )


def _years_told(
    article: Article, years: list, compared: list, place: Place, change: bool
) -> list[tuple[int, int]]:
    """The years that may be the figure's, the likeliest last: named in its clause, else before it,
    else behind it.
    """
    here = [year for year in years if place.clause[0] <= year[0] < place.clause[1]]
    own = [year for year in here if not (change and year in compared)]
    earlier = [
        year
        for year in years
        if year[0] < place.clause[0] and (year not in compared or _when(article, year))
    ]
    later = [year for year in years if year[0] >= place.clause[1] and year not in compared]
    return own or earlier or later[::-1]


def _is_other_period(article: Article, place: Place, told: list[tuple[int, int]]) -> bool:
    """Whether the figure is told of months or of several years.

    Beside a year of its own only the words right around the two count. Without one it may mean what
    the sentence, its paragraph, the list or the heading speak of, but nothing from further above.
    """
    if told:
        at = bisect_right(article.breaks, told[-1][0])
        edges = [0, *article.breaks, len(article.text)]
        parts = [place.clause, (edges[at], edges[at + 1])]
    else:
        parts = [
            (place.paragraph[0], place.after[1]),
            *place.line.parents,
            place.line.heading or (0, 0),
        ]
    cues = [cue for part in parts for cue in article.said("period", *part)]
    return any(cue.value == "other" and not _in_date(article, cue) for cue in cues)


def _is_compared(article: Article, year: tuple[int, int], first: int) -> bool:
    """Whether 'чем в', 'по сравнению с' or 'к уровню' stands before a year."""
    at = bisect_right(article.breaks, year[0])
    return bool(article.said("compared", max(first, article.breaks[at - 1] if at else 0), year[0]))


def _when(article: Article, year: tuple[int, int]) -> bool:
    """Whether what follows is told of that year: '…, чем в 2024 году, когда показатель рос на
    …'.
    """
    return any(
        word.text.lower() in ("когда", "тогда") for word in article.words_in(year[1], year[1] + 20)
    )


def _a_year_before(article: Article, start: int, place: Place, guess: Guess, change: bool) -> int:
    """1 when the clause itself is told of the year before ('годом ранее — 12,8 тыс.', 'против 12,8
    тыс. годом ранее').

    That is always doubtful. Words that compare stand between the figure and 'годом ранее' when it
    is another's year.
    """
    for cue in article.said("period", *place.clause):
        compared = article.said(
            "compared", start if start < cue.start else place.clause[0], cue.start
        )
        if cue.value == "previous" and not compared and not change:
            guess.doubt("period: the year before?")
            return 1
    return 0


def _in_date(article: Article, cue: Cue) -> bool:
    """Whether a month's name belongs to a date: a numeral of the date stands right before it."""
    day = re.search(r"[0-9]{1,2}(?= $)", article.text[max(cue.start - 3, 0) : cue.start])
    return bool(day) and "date" in article.reasons.get(
        (cue.start - 1 - len(day.group()), cue.start - 1), ""
    )
