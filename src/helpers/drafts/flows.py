"""Which flow a figure counts, and of which group: by its clause, sentence, list or heading."""

import re

from helpers.drafts.article import UNKNOWN, WINDOW, Claim, Span, around, shape, spans_in
from helpers.drafts.measures import DASHES
from helpers.drafts.numerals import is_thing, unknown_name
from helpers.language import phrases

BALANCE = {"internal", "net"}  # together: the balance of moves inside the country
ONE_WAY = {"arrivals", "departures"}
WAYS = {"into": "arrivals", "out_of": "departures"}  # phrases
CASES = {"away": "arrivals", "towards": "departures"}  # the same, with a foreign country
VITAL = "vital"  # births, deaths and marriages: no migration, and no claim
TOTAL = "total total"  # the group of everybody


def flow(claim: Claim, previous: Claim | None) -> None:
    """Guess the flow; `previous` is the claim before it in the text."""
    same_sentence = previous and previous.start >= claim.before[0]
    if same_sentence and not any(words.startswith("flow") for words in previous.doubts):
        dimensions = {name.partition(" ")[0] for name in groups_in(claim, claim.clause)}
        against = claim.cues("compared", (claim.clause[0], claim.start))
        compared = against and claim.unit_measure == previous.unit_measure
        own = flows_in(claim, claim.clause) or "move" in claim.values("flow", claim.before)
        if not own and (compared or dimensions == {previous.dimension}):  # of a list
            claim.flow = previous.flow
            return
    own = set(_in_row(claim, flows_in)) or _own(claim)
    for part in claim.above:
        if above := set(flows_in(claim, part)):
            break
    if own & ONE_WAY and "internal" in above:
        claim.doubt(f"flow: {' or '.join(sorted(own))} in a section on internal migration?")
        return
    if part == claim.above[-1] and {*claim.values("flow", (part[1], claim.before[0]))} - above:
        above = set()  # of a heading that the text beneath does not keep to
    flows = own or above
    if not flows:  # of the sentences before; in another paragraph, or of several, it is doubtful
        first = claim.before[0]
        here = previous and previous.line is claim.line
        goes_on = not here and not claim.cues("direction", claim.clause)
        goes_on = goes_on and phrases.uses(claim.text((first, first + 100)), "goes_on")
        paragraph = max(claim.line.start, first - WINDOW), first
        if goes_on and not claim.cues("flow", paragraph):
            paragraph = claim.article.line_of(claim.line.start - 1).start, first
        nearest = {cue.value for cue in claim.cues("flow", paragraph)[-1:]} - {"move"}
        if nearest:
            flows = nearest
            if {*claim.values("flow", paragraph)} - flows or VITAL in flows:
                claim.doubt("flow: from the sentence before")
        elif previous and previous.flow:
            flows = {previous.flow}
            if previous.doubts or VITAL in flows or not (goes_on or here):
                claim.doubt("flow: as of the figure before?")
    mark = claim.article.text[claim.start]
    if flows == BALANCE or (flows == {"internal"} and mark in f"+−{DASHES}"):
        flows = {"internal_net"}
    if "all" in claim.values("flow", claim.nearby):
        claim.doubt("flow: all flows, moves inside the country included; is it a claim?")
    elif len(flows) == 1 and not (mark == "+" and flows & ONE_WAY):
        claim.flow = min(flows)
    else:  # a count with a plus is a balance
        names = " or ".join(sorted(flows))
        claim.doubt(f"flow: {names}?" if flows else "flow: no word tells")


def _own(claim: Claim) -> set[str]:
    """The flows that the sentence names: the clause, what follows, or what stands before."""
    text = claim.article.text
    clause = set(flows_in(claim, claim.clause))
    after = set(flows_in(claim, claim.after))
    before = flows_in(claim, claim.before)
    if len(clause) > 1:  # '16 081 прибывших — 37 704 уехавших'
        touching = shape("counted_move").match(text, claim.end)
        clause = set(flows_in(claim, touching.span())) or clause if touching else clause
    for cue in claim.cues("flow", claim.before)[-1:]:  # 'сальдо: 5'
        if before and not re.search(r"\w", text[cue.end : claim.start]):
            clause = clause or {before[-1]}
    if clause & {VITAL, "net"}:  # 'прирост населения составил'
        clause -= {"stock"}
    own = clause or after or (BALANCE if set(before) == BALANCE else set(before[-1:]))
    if own == {VITAL} != clause and phrases.uses(claim.text(claim.clause), "migration"):
        own = set()
    outside = {*after, *before}
    row = claim.article.rows.get(claim.start, [])
    one_of_two = len(row) > 1 and len((outside | clause) - {"stock"}) > 1
    if own != BALANCE and ((not clause and len(outside) > 1) or one_of_two):
        claim.doubt("flow: the sentence speaks of more than one")
    if not clause and "move" in claim.values("flow", claim.clause):
        claim.doubt("flow: moved from where to where?")
    if not own:  # a Kazakh verb ends the sentence
        _, end = around(claim.article.sentences, claim.start, claim.end)
        own = set(flows_in(claim, (claim.after[1], end))) - {VITAL}
        own = own if len(own) == 1 else set()
    return own


def flows_in(claim: Claim, part: Span) -> list[str]:
    """The flows that the words name, in order; 'переехали' by where from and where to."""
    flows = []
    for cue in claim.cues("flow", part):
        if cue.value == "move":
            flows += _moved(claim)
        elif cue.value != "all":
            flows.append(cue.value)
    return flows


def _moved(claim: Claim) -> list[str]:
    part = claim.clause if claim.cues("group", claim.clause) else claim.nearby
    ways = {way for phrase, way in WAYS.items() if phrases.uses(claim.text(part), phrase)}
    ways |= {CASES[case] for case in cases(claim, part, "country")}
    if not ways and claim.article.topic == {"internal"}:
        return ["internal"]
    return list(ways) if len(ways) == 1 else []


def cases(claim: Claim, part: Span, place: str) -> set[str]:
    """Whether words of a part say 'from' a country or region, 'to' it, or both."""
    found = set()
    kazakh = claim.article.language == "kk"  # whose endings say it
    for cue in claim.cues("group", part):
        words = claim.text(cue[:2]) if kazakh else claim.article.text_before(cue.start, 10)
        if cue.value.startswith(place):
            found.update(case for case in CASES if phrases.uses(words, case))
    return found


def _in_row(claim: Claim, names_in) -> list[str]:
    """Of as many flows or groups as figures in a row beside them, '78,9% и 90,1%', the figure's."""
    article = claim.article
    row = article.rows.get(claim.start, [])
    if len(row) < 2 or not shape("and_between").search(article.text, row[-2], row[-1]):
        return []
    _, end = around(article.sentences, claim.start, claim.end)
    later = [figure[0] for figure in spans_in(article.figures, row[-1] + 1, end)]
    for part in ((claim.before[0], row[0]), (row[-1], min([end, *later]))):
        names = list(dict.fromkeys(names_in(claim, part)))
        dimensions = {name.partition(" ")[0] for name in names if " " in name}
        if len(names) == len(row) and len(dimensions) < 2:
            return [names[row.index(claim.start)]]
    return []


def group(claim: Claim, earlier: list[Claim]) -> None:
    """Guess the group; `earlier` are the claims before it in the text."""
    article = claim.article
    near = _in_row(claim, groups_in) or groups_in(claim, claim.clause)
    label = groups_in(claim, claim.label) if claim.label[1] <= claim.clause[0] else []
    above = [name for part in claim.above[:-1] for name in groups_in(claim, part)]
    alone = label not in ([], [TOTAL]) or not claim.cues("flow", claim.clause)
    if claim.word_before in ("всего", "барлығы") and near == [TOTAL] and alone:
        near = []  # 'из Кызылординской области: всего 5 человек'
    groups = near or _nearby(claim, label)
    pointed = _pointed_at(claim) if set(groups or above) <= {TOTAL} else []
    groups = pointed or groups or above
    unknown = unknown_name(article, claim.clause)
    if not near:
        unknown = unknown or unknown_name(article, claim.label)
    if unknown:
        claim.doubt(f"category: what of '{unknown}'?")
        groups = near or [UNKNOWN]
    dimension = near[0].split()[0] if near else ""  # of a list, whose label is its first point
    others = [name for name in label if name.split()[0] != dimension]
    if claim.cues("subset", claim.clause):
        others += groups_in(claim, claim.before)[-1:]
    crossed = sorted(set(_finest([*groups, *others, *above])) - {TOTAL})
    if len(crossed) > 1:  # 'women in Astana'
        names = " and ".join(sorted(name.split()[-1] for name in crossed))
        claim.doubt(f"category: {names} at once?")
        groups = [UNKNOWN]
    national = groups and not groups[0].startswith(("region", TOTAL, UNKNOWN))
    if national:
        spoken = claim.values("anaphora", claim.before) + claim.values("group", claim.before)
        if not phrases.uses(claim.text(claim.nearby), "national"):
            spoken.append(region_before(claim))
        if any("region" in name for name in spoken):
            claim.doubt("category: of the country, or of the region named before?")
    for cue in claim.cues("group", claim.clause):
        for word in spans_in(article.words, cue.end, claim.clause[1])[:1]:
            russian = cue.value == "ethnicity russian"  # people, but for 'русских школ'
            if russian and article.text[cue.end : word.start].isspace() and is_thing(article, word):
                claim.doubt(f"category: does '{claim.text((cue.start, word.end))}' mean people?")
    name = groups[0] if groups else _rest(claim, earlier)
    claim.group = name.replace(UNKNOWN, "")
    so_far = {other.group for other in earlier[:20]}
    people = [name for name in so_far if name.startswith("ethnicity") or name == TOTAL]
    if claim.dimension in ("region", "country") and len(people) == 1 and people != [TOTAL]:
        claim.doubt(f"category: {people[0].split()[-1]} too, as in the text so far?")
    if claim.group.endswith(" "):
        claim.doubt(f"category: which by {claim.dimension}?")


def _nearby(claim: Claim, label: list[str]) -> list[str]:
    groups = groups_in(claim, claim.after)
    if set(groups) - {TOTAL}:
        claim.doubt("category: from the words that follow")
    groups = groups or label
    colon = claim.article.text.startswith(":", claim.label[1]) or claim.in_table
    if groups == label and set(label) - {TOTAL} and not colon:
        one_thing = claim.kind == "share" or not claim.values("flow", claim.clause)
        if not one_thing or len(label) > 1:
            claim.doubt("category: from the beginning of the sentence")
    return groups


def _finest(names: list[str]) -> list[str]:
    """Without a group that another one is a part of: 'в городе Алматы', 'в Россию и другие СНГ'."""
    if any(name.endswith("_city") for name in names):
        names = [name for name in names if name != "urban_rural urban"]
    if any(name.startswith("country ") for name in names):
        names = [name for name in names if not name.startswith("country_group")]
    return names


def _pointed_at(claim: Claim) -> list[str]:
    """The country or region that 'оттуда' or 'этот регион' means: the last that was named."""
    for cue in [cue for cue in claim.cues("anaphora", claim.clause) if cue.value][:1]:
        for first in (claim.before[0], claim.start - WINDOW):
            names = [other.value for other in claim.cues("group", (first, cue.start))]
            named = [name for name in names if name.startswith(cue.value)]
            if named:
                break
        if len(set(named)) != 1:
            claim.doubt(f"category: which {cue.value}?")
        return named[-1:] or [UNKNOWN]
    return []


def groups_in(claim: Claim, part: Span) -> list[str]:
    """The groups that the words of a part name; everybody only if nobody in particular."""
    names = _finest(claim.values("group", part))
    particular = [name for name in names if name != TOTAL]
    nobody = claim.kind == "share"  # '46% от общего числа'
    return particular if particular or nobody else names


def region_before(claim: Claim) -> str:
    """A region that the paragraph speaks of, or the only one of title and text; '?' of several."""
    article = claim.article
    regions = [cue for cue in article.cues["group"] if cue.value.startswith("region")]
    before = spans_in(regions, 0, claim.start)
    start = claim.line.start
    if before and (before[-1].start >= start or before[0].start < article.body):
        several = len({cue.value for cue in regions}) > 1
        return UNKNOWN if several else before[0].value
    pointing = article.cues_in("anaphora", start, claim.start)
    return UNKNOWN if any(cue.value == "region" for cue in pointing) else ""


def _rest(claim: Claim, earlier: list[Claim]) -> str:
    """A total, for a figure with no group near it, unless its sentence, list or heading has one."""
    counts = claim.cues("flow", claim.clause)
    if earlier and earlier[-1].start >= claim.before[0]:  # in the same sentence
        previous = earlier[-1]
        against = claim.cues("compared", (claim.clause[0], claim.start)) and not counts
        pair = claim.word_before in ("до", "to") or against
        if pair and previous.group and not previous.group.endswith(" "):
            return previous.group
        groups = groups_in(claim, claim.before)
        if set(groups) - {TOTAL}:
            same = claim.kind in ("change", "share") and len(groups) == 1
            if groups == [previous.group] and {claim.flow, previous.flow} == ONE_WAY:
                return previous.group  # 'из Китая прибыли 5, а выбыли 3'
            if not same or previous.kind != claim.kind:
                claim.doubt("category: the same as the figure before?")
            return groups[-1] if same else UNKNOWN
    name = UNKNOWN
    if set(groups_in(claim, claim.above[-1])) - {TOTAL}:
        doubt = "the one in the heading?"
    elif claim.kind == "share":
        doubt = "a share of what?"
    elif claim.line.bullet:
        doubt = "none in this point of the list"
        name = TOTAL if counts else UNKNOWN
    elif region := region_before(claim):
        doubt = "of everybody, or of the region named before?"
        name = region
    else:
        doubt = "of everybody, or as in the sentence before?"
        name = TOTAL
        first, _ = around(claim.article.sentences, claim.before[0] - 1, claim.before[0])
        named = groups_in(claim, (max(first, claim.line.start), claim.before[0]))
        counted = any(other.start >= first for other in earlier[-3:])
        if named in ([], [TOTAL]) or (counted and counts):
            return TOTAL
    claim.doubt(f"category: {doubt}")
    return name
