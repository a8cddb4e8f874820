"""Which group a figure counts: by its clause, what follows, the sentence's label, or the list."""

from helpers.drafts.article import UNKNOWN, WINDOW, Claim, Span
from helpers.drafts.contexts import region_before
from helpers.drafts.numerals import is_thing, unknown_name
from helpers.language import phrases

TOTAL = "total total"  # the group of everybody
URBAN = "urban_rural urban"
ONLY = ("всего", "барлығы")


def group(claim: Claim, earlier: list[Claim]) -> None:
    """`earlier` are the claims before it in the text."""
    near = groups_in(claim, claim.clause)
    label = groups_in(claim, claim.label) if claim.label[1] <= claim.clause[0] else []
    above = [name for part in claim.above[:-1] for name in groups_in(claim, part)]
    if claim.word_before in ONLY and near == [TOTAL] and label not in ([], [TOTAL]):
        near = []  # 'из Кызылординской области: всего 5 человек'
    groups = near or _nearby(claim, label)
    pointed = _pointed_at(claim) if set(groups or above) <= {TOTAL} else []
    groups = pointed or groups or above
    unknown = unknown_name(claim.article, claim.clause)
    if not near:
        unknown = unknown or unknown_name(claim.article, claim.label)
    if unknown:
        claim.doubt(f"category: what of '{unknown}'?")
        groups = near or [UNKNOWN]
    dimension = near[0].split()[0] if near else ""  # of a list, whose label is its first point
    others = [name for name in label if name.split()[0] != dimension]
    groups = _crossed(claim, groups, [*others, *above])
    _doubt_people(claim, groups)
    name = groups[0] if groups else _rest(claim, earlier)
    claim.group = name.replace(UNKNOWN, "")
    so_far = {other.group for other in earlier[:20]}
    people = [name for name in so_far if name.startswith("ethnicity") or name == TOTAL]
    if claim.dimension in ("region", "country") and len(people) == 1 and people != [TOTAL]:
        claim.doubt(f"category: {people[0].split()[-1]} too, as in the text so far?")
    if claim.group.endswith(" "):
        claim.doubt(f"category: which by {claim.dimension}?")


def _nearby(claim: Claim, label: list[str]) -> list[str]:
    """Groups of what follows, or of the beginning of the sentence."""
    groups = groups_in(claim, claim.after)
    if set(groups) - {TOTAL}:
        claim.doubt("category: from the words that follow")
    groups = groups or label
    colon = claim.article.text.startswith(":", claim.label[1]) or claim.in_table
    if groups == label and label and not colon:
        one_thing = claim.kind == "share" or not claim.values("flow", claim.clause)
        if set(label) != {TOTAL} and not (one_thing and len(label) == 1):
            claim.doubt("category: from the beginning of the sentence")
    return groups


def _crossed(claim: Claim, groups: list[str], others: list[str]) -> list[str]:
    """The groups, or unknown when they are several that cross: 'women in Astana'."""
    crossed = {*groups, *others}
    if claim.cues("subset", claim.clause):
        crossed.update(groups_in(claim, claim.before)[-1:])
    crossed = set(_finest([*crossed])) - {TOTAL}
    if len(crossed) > 1:
        names = " and ".join(sorted(name.split()[-1] for name in crossed))
        claim.doubt(f"category: {names} at once?")
        return [UNKNOWN]
    if any(name.startswith("country ") for name in crossed):
        return [name for name in groups if not name.startswith("country_group")] or groups
    return groups


def _finest(names: list[str]) -> list[str]:
    """Without a group that another one is a part of: 'в городе Алматы', 'в Россию и другие СНГ'."""
    if any(name.endswith("_city") for name in names):
        names = [name for name in names if name != URBAN]
    if any(name.startswith("country ") for name in names):
        names = [name for name in names if not name.startswith("country_group")]
    return names


def _doubt_people(claim: Claim, groups: list[str]) -> None:
    """Doubt a group of people that may be of a region, or no people at all."""
    article = claim.article
    national = groups and not groups[0].startswith(("region", TOTAL, UNKNOWN))
    of_country = phrases.uses(claim.text(claim.nearby), "national")
    if national and not of_country and region_before(claim) not in ("", UNKNOWN):
        claim.doubt("category: of the country, or of the region named before?")
    for cue in claim.cues("group", claim.clause):
        if cue.value != "ethnicity russian":
            continue
        for word in article.words_in(cue.end, claim.clause[1])[:1]:
            # 'Русских' are people, 'русских школ' are none.
            if claim.text((cue.end, word.start)).isspace() and is_thing(article, word):
                claim.doubt(f"category: does '{claim.text((cue.start, word.end))}' mean people?")


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


def groups_in(claim: Claim, part: Span) -> list[str]:
    """The groups that the words of a part name; everybody only if nobody in particular."""
    names = claim.values("group", part)
    if any(name.endswith("_city") for name in names):  # 'в городе Алматы'
        names = [name for name in names if name != URBAN]
    particular = [name for name in names if name != TOTAL]
    # '46% от общего числа' is of nobody in particular.
    return particular if particular or claim.kind == "share" else names


def _rest(claim: Claim, earlier: list[Claim]) -> str:
    """A total, for a figure with no group near it, unless its sentence, list or heading has one."""
    follows = earlier and earlier[-1].start >= claim.before[0]  # in the same sentence
    counts = claim.cues("flow", claim.clause)
    if follows:
        previous = earlier[-1]
        against = claim.cues("compared", claim.left) and not counts
        pair = claim.word_before in ("до", "to") or against
        if pair and previous.group and not previous.group.endswith(" "):
            return previous.group
        groups = groups_in(claim, claim.before)
        if set(groups) - {TOTAL}:
            same = claim.kind in ("change", "share") and len(groups) == 1
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
        first, _ = claim.article.sentence_of(claim.before[0] - 1, claim.before[0])
        named = groups_in(claim, (max(first, claim.line.start), claim.before[0]))
        counted = any(other.start >= first for other in earlier[-3:])
        if named in ([], [TOTAL]) or (counted and counts):
            return TOTAL
    claim.doubt(f"category: {doubt}")
    return name
