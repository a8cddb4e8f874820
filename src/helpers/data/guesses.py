"""Guesses at what a figure counts, from the words around it: kind and unit, flow, group and period.

`article_text.claim_of` says where to look, `measure`, `flow`, `group` and `period` fill the cells
of one claim each. What the words do not say stays blank, and every doubt is noted.
"""

import re
from collections import Counter

from helpers import printed
from helpers.data.article_text import YEAR, Article, Claim, Span, around
from helpers.data.numerals import has_cue, noun_after
from helpers.data.vocabulary import Cue, Word

SIGNS = "+-" + printed.MINUS_SIGNS
BALANCE = {"internal", "net"}  # together: the balance of moves inside the country
ONE_WAY = {"arrivals", "departures"}
TOTAL = "total total"  # the group of everybody
NAMING = ("people", "group", "flow", "direction", "hint")  # columns whose words are no names
UNKNOWN = "?"  # a group that the words do not settle


def measure(claim: Claim) -> None:
    """Kind and unit: people, a share, or a change whose direction the words around it give."""
    unit = claim.figure.unit
    if unit == "number":
        claim.doubt("no unit word: what is counted?")
    elif unit == "percentage_points":
        claim.cells.update(kind="change", unit_measure=unit)
    elif unit == "persons":
        noun = noun_after(claim.article, claim.end)
        if noun and _is_thing(claim.article, noun):
            claim.doubt(f"does it count '{noun.text}'?")
        direction = _direction(claim, claim.clause) if claim.word_before == "на" else ""
        claim.cells.update(kind="change" if direction else "quantity", unit_measure=unit)
        if direction:
            claim.doubt(f"a change in persons ({direction}): the value of a fall is negative")
    elif claim.article.language == "ru":
        _percent(claim)
    else:
        claim.cells.update(unit_measure="percent")
        claim.doubt("a share or a change?")
    _doubt_quote(claim)


def _doubt_quote(claim: Claim) -> None:
    """Doubts that the figure itself raises: a range, a year, one number out of another."""
    text = claim.article.text
    quote = text[claim.start : claim.end]
    before = text[max(claim.start - 6, 0) : claim.start]
    after = text[claim.end : claim.end + 6]
    if re.search(r"[0-9]\D*(?:[-–—−‑]| до | to )\D*[0-9]", quote):
        claim.doubt("a range, or two figures? the value is the middle")
    if re.fullmatch(YEAR, quote):
        claim.doubt("a year, or a figure?")
    if re.search(r"[0-9]\s(?:из|of)\s$", before) or re.match(r"\s(?:из|of)\s[0-9]", after):
        claim.doubt("one number out of another, not a count?")


def _is_thing(article: Article, word: Word) -> bool:
    """Whether a word is a noun that names neither people nor a move."""
    if word.reading.part != "NOUN" or word.reading.people:
        return False
    return not has_cue(article, word, "people", "group", "flow")


def _percent(claim: Claim) -> None:
    """A percentage is a change after 'на' or with a sign; a direction alone leaves a doubt."""
    quote = claim.article.text[claim.start : claim.end].lower()
    by = claim.word_before == "на"
    signed = quote[0] in SIGNS
    direction = _direction(claim, claim.clause)
    level = claim.word_before in ("до", "с", "со", "от") or claim.cues("level", claim.clause)
    if signed or quote.startswith(("минус", "плюс")):
        direction = "increase" if quote.startswith(("+", "плюс")) else "decrease"
    elif not by and (level or not direction):
        claim.cells.update(kind="share", unit_measure="percent")
        return
    if not direction:
        direction = _direction(claim, (claim.before[0], claim.after[1]))
        claim.doubt("rise or fall?")
    elif not by and not signed:
        claim.doubt("a share or a change?")
    unit = f"percent_{direction}" if direction else ""
    claim.cells.update(kind="change", unit_measure=unit)


def _direction(claim: Claim, nearby: Span) -> str:
    """increase or decrease: by the word right after the figure, the nearest before it, or any."""
    first, last = nearby
    after = claim.cues("direction", (claim.end, last))
    before = claim.cues("direction", (first, claim.start))
    if after:
        between = claim.article.text[claim.end : after[0].start]
        if not between.strip():
            return after[0].value
    nearest = before[-1:] or after[:1]
    return nearest[0].value if nearest else ""


def flow(claim: Claim) -> None:
    """Which flow: by the clause, the rest of the sentence, the list, the heading, the paragraph."""
    text = claim.article.text
    signed = text[claim.start] in SIGNS
    clause = set(claim.values("flow", claim.clause))
    after = set(claim.values("flow", claim.after))
    before = set(claim.values("flow", claim.before))
    nearest = {cue.value for cue in claim.cues("flow", claim.before)[-1:]}
    own = clause or after or (before if before == BALANCE else nearest)
    if not clause and len(after | before) > 1 and own != BALANCE:
        claim.doubt("flow: the sentence speaks of more than one")
    above = _flow_above(claim, used=not own)
    if own & ONE_WAY and "internal" in above:
        claim.doubt(f"flow: {' or '.join(sorted(own))} in a section on internal migration?")
        return
    flows = own or above
    if not flows and (previous := claim.cues("flow", claim.paragraph)):
        flows = {previous[-1].value}
        claim.doubt("flow: from the sentence before")
    balance = signed and claim.cells.get("unit_measure") == "persons"
    if flows == BALANCE or (flows == {"internal"} and balance):
        claim.cells["flow"] = "internal_net"
    elif len(flows) == 1 and not (balance and flows & ONE_WAY):
        claim.cells["flow"] = min(flows)
    else:  # a signed number of people is a balance
        claim.cells["flow"] = ""
        names = " or ".join(sorted(flows))
        claim.doubt(f"flow: {names}?" if flows else "flow: no word tells")
    unsigned = "net" in claim.cells["flow"] and not signed
    if unsigned and re.search(r"[-–—‑]\s?$", text[: claim.start][-2:]):
        claim.doubt("a dash, or a minus sign?")


def _flow_above(claim: Claim, used: bool) -> set[str]:
    """The flow of the list or heading above the line; in running text the heading is doubtful."""
    for parent in reversed(claim.line.parents):
        if flows := claim.values("flow", parent):
            return set(flows)
    flows = claim.values("flow", claim.heading)
    if flows and used and not claim.line.bullet:
        claim.doubt("flow: from the heading")
    return set(flows)


def group(claim: Claim) -> None:
    """Dimension and category: by the clause, what follows, the sentence's label, or the list."""
    near = _groups(claim, claim.clause)
    label = _groups(claim, claim.label) if claim.label[1] <= claim.clause[0] else []
    above = []
    for parent in claim.line.parents:
        above += _groups(claim, parent)
    groups = near
    if not groups and (groups := _groups(claim, claim.after)):
        claim.doubt("group: from the words that follow")
    colon = claim.article.text[claim.label[1] :].startswith(":")
    if not groups and (groups := label) and not colon:
        claim.doubt("group: from the beginning of the sentence")
    groups = groups or above
    unknown = _unknown_name(claim.article, claim.clause)
    if not near:
        unknown = unknown or _unknown_name(claim.article, claim.label)
    if unknown:
        claim.doubt(f"group: what of '{unknown}'?")
        groups = groups if near else [UNKNOWN]
    crossed = {*groups, *label, *above}
    if claim.cues("subset", claim.clause):
        crossed.update(_groups(claim, claim.before)[-1:])
    crossed -= {TOTAL}
    if len(crossed) > 1:
        names = " and ".join(sorted(name.split()[-1] for name in crossed))
        claim.doubt(f"group: {names} at once?")
        groups = [UNKNOWN]
    _doubt_adjective(claim)
    _set_group(claim, groups[0] if groups else _rest(claim))


def _doubt_adjective(claim: Claim) -> None:
    """'Русских' are people, 'русских школ' are none."""
    article = claim.article
    for cue in claim.cues("group", claim.clause):
        if cue.value != "ethnicity russian":
            continue
        for word in article.words_in(cue.end, claim.clause[1])[:1]:
            beside = article.text[cue.end : word.start].isspace()
            if beside and _is_thing(article, word):
                phrase = article.text[cue.start : word.end]
                claim.doubt(f"group: does '{phrase}' mean people?")


def _groups(claim: Claim, part: Span) -> list[str]:
    """The groups that the words name, each once; a total only where nothing else is named."""
    names = claim.values("group", part)
    parts = [name for name in names if name != TOTAL]
    return parts or names


def _unknown_name(article: Article, part: Span) -> str:
    """The first name, or word for people or a place, that the vocabulary does not know."""
    groups = article.cues_in("group", *part)
    for word in article.words_in(*part):
        if any(cue.start <= word.start < cue.end for cue in groups):
            continue
        line = article.line_of(word.start)
        sentence, _ = around(article.sentences, word.start, word.end)
        opens_line = not article.text[line.start : word.start].strip(' \t•◦▪‣●·*-–—«"')
        opens = opens_line or not article.text[sentence : word.start].strip(' «"')
        name = word.text[0].isupper() and not opens
        named = name or word.reading.people or word.reading.place
        if named and not has_cue(article, word, *NAMING):
            return word.text
    return ""


def _rest(claim: Claim) -> str:
    """A total, for a figure with no group near it, unless its sentence, list or heading has one."""
    kind = claim.cells.get("kind")
    figures = claim.article.figures
    # The figure before stands in the same sentence.
    follows = claim.number and figures[claim.number - 1][0] >= claim.before[0]
    earlier = _groups(claim, claim.before) if follows else []
    if earlier:
        claim.doubt("group: the same as the figure before?")
        same = kind in ("change", "share") and len(earlier) == 1
        return earlier[-1] if same else UNKNOWN
    if _groups(claim, claim.heading):
        claim.doubt("group: the one in the heading?")
        return UNKNOWN
    if kind == "share":
        claim.doubt("group: a share of what?")
        return UNKNOWN
    if claim.line.bullet:
        claim.doubt("group: none in this point of the list")
        return TOTAL if claim.cues("flow", claim.clause) else UNKNOWN
    return TOTAL


def _set_group(claim: Claim, name: str) -> None:
    dimension, _, category = name.replace(UNKNOWN, "").partition(" ")
    claim.cells.update(dimension=dimension, category=category)
    doubtful = any(doubt.startswith("group") for doubt in claim.doubts)
    if dimension and not category:
        claim.doubt(f"group: which by {dimension}?")
    elif not dimension and not doubtful:
        claim.doubt("group: none is sure")


def period(claim: Claim) -> None:
    """The year of a figure and, of a change, the year compared with; blank for part of a year."""
    article = claim.article
    change = claim.cells.get("kind") == "change"
    first, last = claim.before[0], claim.after[1]
    years = article.years_in(first, last)
    compared = [year for year in years if _is_compared(article, year, first)]
    likely = _likely_years(claim, years, compared)
    if len({article.years[span] for span in likely}) > 1:
        claim.doubt("period: the sentence names more than one year")
    elif not change and compared and compared[0][0] < claim.clause[0] and likely != compared[:1]:
        claim.doubt("period: the year compared with?")
    if claim.word_before in ("с", "со"):
        claim.doubt("period: the earlier of two?")
    year = article.years[likely[-1]] if likely else article.year
    year -= _a_year_before(claim)
    if _is_other_period(claim, likely):
        claim.doubt("period: a part of a year, or several years?")
        return
    usual = usual_year(article)
    if not likely and not years_named(article)[article.year] and usual != article.year:
        claim.doubt(f"period: no year near, and the text names {usual} most often")
        return
    claim.cells.update(time_period=str(year), base_period="")
    if change:
        earlier = [article.years[span] for span in compared if article.years[span] < year]
        base = earlier[-1] if earlier else year - 1
        claim.cells.update(base_period=str(base))


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
    years = {article.year, *named}
    return max(years, key=lambda year: (named[year], year == article.year, year))


def _likely_years(claim: Claim, years: list[Span], compared: list[Span]) -> list[Span]:
    """The years that may be the figure's, the likeliest last: in its clause, before, behind it."""
    first, last = claim.clause
    change = claim.cells.get("kind") == "change"
    own, earlier, later = [], [], []
    for year in years:
        another = year in compared
        before = year[0] < first
        if first <= year[0] < last:
            if not (another and change):
                own.append(year)
        elif not another:
            (earlier if before else later).append(year)
        elif before:
            # '…, чем в 2024 году, когда показатель рос на …' is about that year.
            following = claim.article.words_in(year[1], year[1] + 20)
            words = {word.text.lower() for word in following}
            if words & {"когда", "тогда"}:
                earlier.append(year)
    return own or earlier or later[::-1]


def _is_other_period(claim: Claim, likely: list[Span]) -> bool:
    """Whether the figure is of months or several years.

    The words around a year of its own say so, else the sentence, paragraph, list or heading.
    """
    article = claim.article
    parts = [(claim.paragraph[0], claim.after[1]), *claim.line.parents, claim.heading]
    if likely:
        parts = [claim.clause, around(article.breaks, *likely[-1])]
    for part in parts:
        for cue in claim.cues("period", part):
            if cue.value == "other" and not _in_date(article, cue):
                return True
    return False


def _is_compared(article: Article, year: Span, first: int) -> bool:
    """Whether 'чем в', 'по сравнению с' or 'к уровню' stands before a year."""
    start, _ = around(article.breaks, *year)
    cues = article.cues_in("compared", max(first, start), year[0])
    return bool(cues)


def _a_year_before(claim: Claim) -> int:
    """1 for 'годом ранее — 12,8 тыс.', unless the clause compares with it; always doubtful."""
    change = claim.cells.get("kind") == "change"
    for cue in claim.cues("period", claim.clause):
        first = claim.start if claim.start < cue.start else claim.clause[0]
        other = change or claim.cues("compared", (first, cue.start))
        if cue.value == "previous" and not other:
            claim.doubt("period: the year before?")
            return 1
    return 0


def _in_date(article: Article, cue: Cue) -> bool:
    """Whether a month's name belongs to a date: a numeral of the date stands right before it."""
    end = cue.start - 1
    if article.text[end] != " ":
        return False
    reasons = [article.reasons.get((end - digits, end), "") for digits in (1, 2)]
    return "date" in "".join(reasons)
