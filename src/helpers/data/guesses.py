"""Guesses at what a figure counts, from the words around it: kind, unit, sign, flow, group, period.

`article_text.claim_of` says where to look, and `guess` fills the cells of one claim. What the words
do not say stays blank, and every doubt names the column that it is about.
"""

import re

from helpers.data import article_text, times
from helpers.data.article_text import UNKNOWN, WINDOW, Claim, Span, around
from helpers.data.numerals import doubt_quote, is_thing, noun_after, unknown_name
from helpers.language import phrases
from helpers.language.vocabulary import Word

DASHES = "-–‑"  # a minus of its own is none of them
BALANCE = {"internal", "net"}  # together: the balance of moves inside the country
ONE_WAY = {"arrivals", "departures"}
TOTAL = "total total"  # the group of everybody
VITAL = "vital"  # births, deaths and marriages: no migration, and no claim
# What may stand between a bound and its figure, and between a figure and a bound behind it.
LINK = re.compile(
    r"\s*(?:(?:чем|на|в|до|с|отметк\w*|рубеж\w*|планк\w*|than|by|to|the|mark|of)\s+){0,3}"
)
ABLATIVE = re.compile(r"\w*-?\w{0,8}(?:[дтн][ае]н|[ғгқк][ае])(?: адам\w*)?\s|\s?адам(?:нан|ға)\s")
DATIVE = re.compile(r"(?:-?\s?[ғгқк][ае]\b| адамға\b)(?! дейін| тең| жет)")
COUNTED_MOVE = re.compile(r"\s(?:(?:человек\w*|чел\.|people|адам\w*)\s)?\w+")
UP_TO = re.compile(r"\s?дейін|-?[ғгқк][ае] дейін")
OF = re.compile(r"\s(?:(?:составил[ао]?|составляет|is|was|of)\s)?")  # 'рост составил 5%'
ONLY = ("всего", "барлығы")
LEVELS = ("до", "с", "со", "от", "to", "from")


def guess(claim: Claim, earlier: list[Claim]) -> None:
    """Fill the cells of a claim; `earlier` are those before it in the text."""
    cells = claim.cells
    host = earlier[-1] if claim.hosted else None
    if claim.figure:
        _bound(claim)
        _measure(claim, host)
    if host and not _differs(claim, host):
        for column in ("flow", "dimension", "category"):
            cells[column] = host.cells[column]
        claim.doubts += [words for words in host.doubts if words.startswith(("flow", "categ"))]
    else:
        _flow(claim, earlier)
        _group(claim, earlier)
    of_region = cells["dimension"] == "region"
    if of_region and cells["flow"] == "internal":
        claim.doubt("flow: arrivals, departures or the balance of the region?")
    spoken = (claim.article.body, claim.article.figures[0][0] if claim.article.figures else 0)
    inside = {*claim.values("flow", claim.before), *claim.values("flow", spoken)}
    if of_region and cells["flow"] in ONE_WAY and inside & {"internal", "move"}:
        claim.doubt("flow: moves inside the country?")
    for cue in claim.cues("compared", claim.after) if cells["kind"] == "change" else []:
        if set(_flows(claim, (cue.end, claim.after[1]))) - {cells["flow"]}:
            claim.doubt("base_period: compared with another flow?")
    compared = claim.cues("compared", (claim.before[0], claim.after[1]))
    of_balance = "net" in cells["flow"] and cells["unit_measure"] == "persons"
    if cells["kind"] == "change" and of_balance and not compared:
        claim.doubt("kind: the balance, or its change?")
    times.period(claim, host)
    if cells["flow"] == VITAL and any(words.startswith("flow") for words in claim.doubts):
        cells["flow"] = ""


def _differs(claim: Claim, host: Claim) -> bool:
    """Whether the words of a figure name another flow than the one that it hangs on, or a group."""
    flows = set(_flows(claim, claim.clause)) - {host.cells["flow"]}
    return bool(flows or set(_groups(claim, claim.clause)) - {TOTAL})


def _bound(claim: Claim) -> None:
    """How words right before a figure, or right behind it, limit it."""
    article = claim.article
    for cue in claim.cues("bound", (claim.clause[0], claim.start))[-1:]:
        link = article.text[cue.end : claim.start]
        change = link.split() == ["на"] and cue.value in ("above", "below")  # 'выше на 5%'
        if LINK.fullmatch(link) and not change:
            claim.cells["bound"] = cue.value
            before = article.word_before(cue.start)
            claim.word_before = before if before in (*LEVELS, "на", "by") else claim.word_before
    for cue in claim.cues("bound", (claim.end, claim.after[1]))[:1]:
        behind = (
            phrases.begins(article.text, "more_behind", cue.start) and cue.start - claim.end < 12
        )
        ends = (claim.end, claim.end - 4)
        linked = any(ABLATIVE.fullmatch(article.text, end, cue.start) for end in ends)
        by = _by(claim) and cue.value in ("above", "below")  # '5 адамға артық'
        if behind or (linked and not by):
            claim.cells["bound"] = cue.value


def _measure(claim: Claim, host: Claim | None) -> None:
    """Kind and unit: people, a rate, a share, or a change whose direction the words give."""
    figure = claim.figure
    unit = figure.unit
    noun = noun_after(claim.article, claim.end)
    units = claim.values("unit", (noun.start, noun.end)) if noun else []
    near = claim.text((claim.clause[0], min(claim.clause[1], claim.end + 40)))
    if "a multiple" in units:
        _multiple(claim, noun)
    elif unit in ("number", "persons") and not figure.unit_mult and phrases.uses(near, "rate"):
        claim.cells.update(kind="quantity", unit_measure="per_1000")
        if re.search("10[ \xa0,]?000", near):
            claim.doubt("unit_measure: people per 10,000?")
    elif unit == "number":
        claim.doubt("unit_measure: what is counted?")
    elif unit == "percentage_points":
        claim.cells.update(kind="change", unit_measure=unit)
        direction, _ = _direction(claim, claim.clause)
        claim.negative = direction == "decrease"
        if not direction:
            claim.doubt("value: rise or fall?")
    elif unit == "persons":
        if noun and is_thing(claim.article, noun):
            claim.doubt(f"unit_measure: does it count '{noun.text}'?")
        direction, beside = _direction(claim, claim.clause)
        if not direction and DATIVE.match(claim.article.text, claim.end):  # 'адамға … артып'
            direction = _direction_behind(claim)
        change = direction and (_by(claim) or beside == "after")
        claim.cells.update(kind="change" if change else "quantity", unit_measure=unit)
        claim.negative = bool(change) and direction == "decrease"
    else:
        _percent(claim, host)
    doubt_quote(claim, noun)


def _multiple(claim: Claim, noun: Word) -> None:
    """'в 2,3 раза меньше': the quote keeps the word that says in which direction."""
    claim.cells.update(kind="change", unit_measure="times")
    text = claim.article.text
    after = claim.cues("direction", (noun.end, claim.after[1]))[:1]
    before = claim.cues("direction", (claim.clause[0], claim.start))[-1:]
    claim.end = noun.end
    if after and text[noun.end : after[0].start].isspace():
        claim.end = after[0].end
    elif before and LINK.fullmatch(text, before[0].end, claim.start):
        claim.start = before[0].start
    elif any(cue.value == "decrease" for cue in [*before, *after]):
        claim.doubt("value: so many times fewer, which the quote does not say")


def _by(claim: Claim) -> bool:
    text = claim.article.text
    dative = any(DATIVE.match(text, claim.end - back) for back in (0, 2, 3))
    return claim.word_before in ("на", "by") or dative


def _percent(claim: Claim, host: Claim | None) -> None:
    """A percentage is a change after 'на' or with a sign; a direction alone leaves a doubt."""
    quote = claim.text((claim.start, claim.end)).lower()
    direction, beside = _direction(claim, claim.clause)
    if not direction and claim.hosted == "or" and host.cells["kind"] == "change":
        fell = host.negative or host.cells["unit_measure"] == "percent_decrease"
        direction = beside = "decrease" if fell else "increase"
    by = _by(claim) or beside
    bracketed = re.search(r"[(,]\s?$", claim.article.text_before(claim.start, 2))
    dashed = quote[0] in DASHES and not bracketed
    signed = quote.startswith(("+", "−", *DASHES, "плюс", "минус", "plus", "minus")) and not dashed
    behind = claim.text((claim.end - 3, claim.end + 10))
    level = claim.word_before in LEVELS or claim.cues("level", claim.clause) or UP_TO.match(behind)
    if dashed:  # punctuation
        claim.start += 1
        claim.positive = True
    if signed:
        direction = "increase" if quote.startswith(("+", "п", "pl")) else "decrease"
    elif not by and (level or not direction):
        claim.cells.update(kind="share", unit_measure="percent")
        return
    if not direction:
        in_kazakh = DATIVE.match(behind, 1) or DATIVE.match(behind)
        direction = _direction_behind(claim) if in_kazakh else ""
        if not direction:
            direction, _ = _direction(claim, (claim.before[0], claim.after[1]))
            claim.doubt("unit_measure: rise or fall?")
    elif not by and not signed:
        claim.doubt("kind: a share or a change?")
    unit = f"percent_{direction}" if direction else ""
    claim.cells.update(kind="change", unit_measure=unit)


def _direction_behind(claim: Claim) -> str:
    """The next direction in the sentence: a Kazakh verb ends it."""
    _, end = around(claim.article.sentences, claim.start, claim.end)
    cues = claim.cues("direction", (claim.end, end))
    return cues[0].value if cues else ""


def _direction(claim: Claim, nearby: Span) -> tuple[str, str]:
    """increase or decrease, by the word right after the figure, the nearest before it, or any; and
    on which side of the figure that word stands when it touches it."""
    text = claim.article.text
    first, last = nearby
    if claim.cells["bound"]:  # 'more than 5%' is no rise
        bounds = claim.cues("bound", (first, claim.start))
        before = claim.cues("direction", (first, bounds[-1].start if bounds else claim.start))
    else:
        before = claim.cues("direction", (first, claim.start))
    after = claim.cues("direction", (claim.end, last))
    noun = noun_after(claim.article, claim.end)
    ends = {claim.end, noun.end if noun else claim.end}
    superlative = after and text.startswith(" всего", after[0].end)
    touches = any(text[end : after[0].start].isspace() for end in ends) if after else False
    if touches and not superlative:
        return after[0].value, "after"
    nearest = before[-1:] or after[:1]
    beside = "before" if before and OF.fullmatch(text, before[-1].end, claim.start) else ""
    return (nearest[0].value if nearest else ""), beside


def _flow(claim: Claim, earlier: list[Claim]) -> None:
    """Which flow: by the clause, the rest of the sentence, the list, the heading, the paragraph."""
    clause = set(_flows(claim, claim.clause))
    after = set(_flows(claim, claim.after))
    before = _flows(claim, claim.before)
    if not clause and not after and _continues(claim, earlier):
        claim.cells["flow"] = earlier[-1].cells["flow"]
        return
    if len(clause) > 1:  # '16 081 прибывших — 37 704 уехавших'
        touching = COUNTED_MOVE.match(claim.article.text, claim.end)
        clause = set(_flows(claim, touching.span())) or clause if touching else clause
    for cue in claim.cues("flow", claim.before)[-1:]:  # 'сальдо: 5'
        compared = claim.cues("compared", claim.before)
        if before and not compared and not re.search(r"\w", claim.text((cue.end, claim.start))):
            clause = clause or {before[-1]}
    if clause & {VITAL, "net"}:  # 'прирост населения составил'
        clause -= {"stock"}
    after -= {VITAL}
    own = clause or after or (BALANCE if set(before) == BALANCE else set(before[-1:]))
    if own == {VITAL} != clause and phrases.uses(claim.text(claim.clause), "migration"):
        own = set()
    named = {*before, *after, *clause}
    one_of_two = article_text.is_paired(claim) and len(named - {"stock"}) > 1
    if own != BALANCE and ((not clause and len({*after, *before}) > 1) or one_of_two):
        claim.doubt("flow: the sentence speaks of more than one")
    if not own:  # a Kazakh verb ends the sentence
        _, end = around(claim.article.sentences, claim.start, claim.end)
        own = set(_flows(claim, (claim.after[1], end))) - {VITAL}
        own = own if len(own) == 1 else set()
    above = next(filter(None, (_flows(claim, part) for part in claim.above)), [])
    if own & ONE_WAY and "internal" in above:
        claim.doubt(f"flow: {' or '.join(sorted(own))} in a section on internal migration?")
        return
    flows = own or _flow_above(claim) or _flow_before(claim, earlier)
    mark = claim.article.text[claim.start]
    balance = mark in ("+", "−", *DASHES) and claim.cells["unit_measure"] == "persons"
    if flows == BALANCE or (flows == {"internal"} and balance):
        flows = {"internal_net"}
    if not clause and "move" in claim.values("flow", claim.clause):
        claim.doubt("flow: moved from where to where?")
    if "all" in claim.values("flow", (claim.before[0], claim.after[1])):
        claim.doubt("flow: all flows, moves inside the country included; is it a claim?")
    elif len(flows) == 1 and not (mark == "+" and balance and flows & ONE_WAY):
        claim.cells["flow"] = min(flows)
    else:  # a count with a plus is a balance
        names = " or ".join(sorted(flows))
        claim.doubt(f"flow: {names}?" if flows else "flow: no word tells")


def _continues(claim: Claim, earlier: list[Claim]) -> bool:
    """Whether a figure goes on with the list of the one before, or is compared with it."""
    previous = earlier[-1] if earlier else None
    if (
        not previous
        or previous.start < claim.before[0]
        or "move" in claim.values("flow", claim.before)
    ):
        return False
    dimensions = {name.partition(" ")[0] for name in _groups(claim, claim.clause)}
    sure = not any(words.startswith("flow") for words in previous.doubts)
    alike = dimensions == {previous.cells["dimension"]}
    against = claim.cues("compared", (claim.clause[0], claim.start)) and not dimensions
    same_unit = claim.cells["unit_measure"] == previous.cells["unit_measure"]
    return bool(previous.cells["flow"]) and sure and (alike or bool(against and same_unit))


def _flow_above(claim: Claim) -> set[str]:
    """The flow of its column, its list, or a heading beneath which the text names no other."""
    *points, heading = claim.above
    for part in points:
        if flows := set(_flows(claim, part)):
            return flows
    flows = set(_flows(claim, heading))
    beneath = {cue.value for cue in claim.cues("flow", (heading[1], claim.before[0]))}
    if flows and beneath - flows - {"move", "all"}:
        claim.doubt("flow: as in the heading?")
        return set()
    return flows


def _flows(claim: Claim, part: Span) -> list[str]:
    """The flows that the words name, in order; 'переехали' by where from and where to."""
    flows = []
    for cue in claim.cues("flow", part):
        flows.append(_moved(claim) if cue.value == "move" else cue.value)
    return [name for name in flows if name not in ("all", "")]


def _moved(claim: Claim) -> str:
    part = claim.clause
    if not claim.cues("group", part):
        part = (claim.before[0], claim.after[1])
    ways = {way for way in ("into", "out_of") if phrases.uses(claim.text(part), way)}
    for cue in claim.cues("group", part):
        if cue.value.startswith("country"):
            before = claim.article.text_before(cue.start, 10)
            name = claim.text((cue.start, cue.end))
            if phrases.uses(before, "towards") or phrases.uses(name, "towards"):
                ways.add("out_of")
            if phrases.uses(before, "away") or phrases.uses(name, "away"):
                ways.add("into")
    return {"into": "arrivals", "out_of": "departures"}[min(ways)] if len(ways) == 1 else ""


def _flow_before(claim: Claim, earlier: list[Claim]) -> set[str]:
    """The flow of the sentences before; in another paragraph, or of several, it is doubtful."""
    flows = [cue.value for cue in claim.cues("flow", claim.paragraph)]
    if claim.in_table:
        return set()
    if flows and flows[-1] != "move":
        if len(set(flows)) > 1 or VITAL in flows:
            claim.doubt("flow: from the sentence before")
        return {flows[-1]}
    for other in earlier[-1:]:
        if other.cells["flow"]:
            if other.line is not claim.line or other.doubts or other.cells["flow"] == VITAL:
                claim.doubt("flow: as of the figure before?")
            return {other.cells["flow"]}
    return set()


def _group(claim: Claim, earlier: list[Claim]) -> None:
    """Dimension and category: by the clause, what follows, the sentence's label, or the list."""
    near = _groups(claim, claim.clause)
    label = _groups(claim, claim.label) if claim.label[1] <= claim.clause[0] else []
    above = [name for parent in claim.above[:-1] for name in _groups(claim, parent)]
    if near == [TOTAL] and claim.word_before in ONLY and set(label) - {TOTAL}:
        near = []  # 'из Кызылординской области: всего 5 человек'
    groups = near
    if not groups and set(groups := _groups(claim, claim.after)) - {TOTAL}:
        claim.doubt("category: from the words that follow")
    colon = claim.article.text.startswith(":", claim.label[1]) or claim.in_table
    if not groups and (groups := label) and not colon:
        one_thing = claim.cells["kind"] == "share" or not claim.values("flow", claim.clause)
        sure = set(label) == {TOTAL} or (one_thing and len(label) == 1)
        if not sure:
            claim.doubt("category: from the beginning of the sentence")
    pointed = _pointed_at(claim) if set(groups or above) <= {TOTAL} else []
    groups = pointed or groups or above
    unknown = unknown_name(claim.article, claim.clause)
    if not near:
        unknown = unknown or unknown_name(claim.article, claim.label)
    if unknown:
        claim.doubt(f"category: what of '{unknown}'?")
        groups = groups if near else [UNKNOWN]
    dimension = near[0].split()[0] if near else None  # of a list, whose label is its first point
    crossed = {*groups, *(name for name in label if name.split()[0] != dimension), *above}
    if claim.cues("subset", claim.clause):
        crossed.update(_groups(claim, claim.before)[-1:])
    in_a_city = any(name.endswith("_city") for name in crossed)
    crossed -= {TOTAL, "urban_rural urban" if in_a_city else ""}
    if any(name.startswith("country ") for name in crossed):  # a country is a part of its group
        crossed = {name for name in crossed if not name.startswith("country_group")}
        groups = [name for name in groups if not name.startswith("country_group")] or groups
    if len(crossed) > 1:
        names = " and ".join(sorted(name.split()[-1] for name in crossed))
        claim.doubt(f"category: {names} at once?")
        groups = [UNKNOWN]
    national = groups and not groups[0].startswith(("region", TOTAL, UNKNOWN))
    of_country = phrases.uses(claim.text((claim.before[0], claim.after[1])), "national")
    if national and not of_country and article_text.region_before(claim) not in ("", UNKNOWN):
        claim.doubt("category: of the country, or of the region named before?")
    for cue in claim.cues("group", claim.clause):
        for word in claim.article.words_in(cue.end, claim.clause[1])[:1]:
            # 'Русских' are people, 'русских школ' are none.
            beside = claim.text((cue.end, word.start)).isspace()
            if cue.value == "ethnicity russian" and beside and is_thing(claim.article, word):
                claim.doubt(f"category: does '{claim.text((cue.start, word.end))}' mean people?")
    name = groups[0] if groups else _rest(claim, earlier)
    dimension, _, category = name.replace(UNKNOWN, "").partition(" ")
    so_far = {(each.cells["dimension"], each.cells["category"]) for each in earlier[:20]}
    people = [name for kind, name in so_far if kind in ("ethnicity", "total")]
    if dimension in ("region", "country") and len(people) == 1 != people.count("total"):
        claim.doubt(f"category: {people[0]} too, as in the text so far?")
    claim.cells.update(dimension=dimension, category=category)
    if dimension and not category:
        claim.doubt(f"category: which by {dimension}?")


def _pointed_at(claim: Claim) -> list[str]:
    """The country or region that 'оттуда' or 'этот регион' means: the last that was named."""
    for cue in claim.cues("anaphora", claim.clause)[:1]:
        for first in (claim.before[0], claim.start - WINDOW):
            cues = claim.article.cues_in("group", first, cue.start)
            named = [other.value for other in cues if other.value.startswith(cue.value)]
            if named:
                break
        if len(set(named)) != 1:
            claim.doubt(f"category: which {cue.value}?")
        return named[-1:] or [UNKNOWN]
    return []


def _groups(claim: Claim, part: Span) -> list[str]:
    names = claim.values("group", part)
    if claim.cells["kind"] == "share":  # '46% от общего числа'
        names = [name for name in names if name != TOTAL]
    if any(name.endswith("_city") for name in names):  # 'в городе Алматы'
        names = [name for name in names if name != "urban_rural urban"]
    return [name for name in names if name != TOTAL] or names


def _rest(claim: Claim, earlier: list[Claim]) -> str:
    """A total, for a figure with no group near it, unless its sentence, list or heading has one."""
    kind = claim.cells["kind"]
    # The figure before stands in the same sentence.
    follows = earlier and earlier[-1].start >= claim.before[0]
    same_sentence = _groups(claim, claim.before) if follows else []
    against = claim.cues("compared", (claim.clause[0], claim.start))
    pair = claim.word_before in ("до", "to") or (against and not claim.values("flow", claim.clause))
    if follows and pair and earlier[-1].cells["category"]:
        return f"{earlier[-1].cells['dimension']} {earlier[-1].cells['category']}"
    if set(same_sentence) - {TOTAL}:
        same = kind in ("change", "share") and len(same_sentence) == 1
        if not (same and earlier[-1].cells["kind"] == kind):
            claim.doubt("category: the same as the figure before?")
        return same_sentence[-1] if same else UNKNOWN
    doubt = ""
    name = UNKNOWN
    if set(_groups(claim, claim.above[-1])) - {TOTAL}:
        doubt = "the one in the heading?"
    elif kind == "share":
        doubt = "a share of what?"
    elif claim.line.bullet:
        doubt = "none in this point of the list"
        name = TOTAL if claim.cues("flow", claim.clause) else UNKNOWN
    elif name := article_text.region_before(claim):
        doubt = "of everybody, or of the region named before?"
    else:
        name = TOTAL
        first, _ = around(claim.article.sentences, claim.before[0] - 1, claim.before[0])
        named = set(_groups(claim, (max(first, claim.line.start), claim.before[0]))) - {TOTAL}
        counted = any(other.start >= first for other in earlier[-3:])
        if named and not (counted and claim.values("flow", claim.clause)):
            doubt = "of everybody, or as in the sentence before?"
    if doubt:
        claim.doubt(f"category: {doubt}")
    return name
