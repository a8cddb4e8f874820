"""Which flow a figure counts: by its clause, the sentence, the list, the heading, or before."""

import re

from helpers.drafts.article import Claim, Span
from helpers.drafts.contexts import is_paired
from helpers.drafts.groups import groups_in
from helpers.drafts.measures import DASHES
from helpers.language import phrases

BALANCE = {"internal", "net"}  # together: the balance of moves inside the country
ONE_WAY = {"arrivals", "departures"}
WAYS = {"into": "arrivals", "out_of": "departures"}
VITAL = "vital"  # births, deaths and marriages: no migration, and no claim
COUNTED_MOVE = re.compile(r"\s(?:(?:человек\w*|чел\.|people|адам\w*)\s)?\w+")


def flow(claim: Claim, earlier: list[Claim]) -> None:
    """`earlier` are the claims before it in the text."""
    if not flows_in(claim, claim.clause) and _continues(claim, earlier):
        claim.flow = earlier[-1].flow
        return
    own = _own(claim)
    above = next(filter(None, (flows_in(claim, part) for part in claim.above)), [])
    if own & ONE_WAY and "internal" in above:
        claim.doubt(f"flow: {' or '.join(sorted(own))} in a section on internal migration?")
        return
    flows = own or _above(claim) or _before(claim, earlier)
    mark = claim.article.text[claim.start]
    if flows == BALANCE or (flows == {"internal"} and mark in "+−" + DASHES):
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
    clause = set(flows_in(claim, claim.clause))
    after = set(flows_in(claim, claim.after))
    before = flows_in(claim, claim.before)
    if len(clause) > 1:  # '16 081 прибывших — 37 704 уехавших'
        touching = COUNTED_MOVE.match(claim.article.text, claim.end)
        clause = set(flows_in(claim, touching.span())) or clause if touching else clause
    for cue in claim.cues("flow", claim.before)[-1:]:  # 'сальдо: 5'
        if before and not re.search(r"\w", claim.text((cue.end, claim.start))):
            clause = clause or {before[-1]}
    if clause & {VITAL, "net"}:  # 'прирост населения составил'
        clause -= {"stock"}
    own = clause or after or (BALANCE if set(before) == BALANCE else set(before[-1:]))
    if own == {VITAL} != clause and phrases.uses(claim.text(claim.clause), "migration"):
        own = set()
    outside = {*after, *before}
    one_of_two = len((outside | clause) - {"stock"}) > 1 and is_paired(claim)
    if own != BALANCE and ((not clause and len(outside) > 1) or one_of_two):
        claim.doubt("flow: the sentence speaks of more than one")
    if not clause and "move" in claim.values("flow", claim.clause):
        claim.doubt("flow: moved from where to where?")
    if not own:  # a Kazakh verb ends the sentence
        _, end = claim.article.sentence_of(claim.start, claim.end)
        own = set(flows_in(claim, (claim.after[1], end))) - {VITAL}
        own = own if len(own) == 1 else set()
    return own


def _continues(claim: Claim, earlier: list[Claim]) -> bool:
    """Whether a figure goes on with the list of the one before, or is compared with it."""
    previous = earlier[-1] if earlier else None
    if not previous or previous.start < claim.before[0] or previous.doubts_of("flow"):
        return False
    if "move" in claim.values("flow", claim.before):
        return False
    dimensions = {name.partition(" ")[0] for name in groups_in(claim, claim.clause)}
    against = claim.cues("compared", claim.left)
    same_unit = claim.unit_measure == previous.unit_measure
    return dimensions == {previous.dimension} or bool(against and same_unit)


def _above(claim: Claim) -> set[str]:
    """The flow of its column, its list, or a heading beneath which the text names no other."""
    *points, heading = claim.above
    for part in points:
        if flows := flows_in(claim, part):
            return set(flows)
    flows = set(flows_in(claim, heading))
    beneath = set(claim.values("flow", (heading[1], claim.before[0])))
    if flows and beneath - flows:
        claim.doubt("flow: as in the heading?")
        return set()
    return flows


def _before(claim: Claim, earlier: list[Claim]) -> set[str]:
    """The flow of the sentences before; in another paragraph, or of several, it is doubtful."""
    flows = claim.cues("flow", claim.paragraph)
    if flows and flows[-1].value != "move":
        named = {cue.value for cue in flows}
        if len(named) > 1 or VITAL in named:
            claim.doubt("flow: from the sentence before")
        return {flows[-1].value}
    other = earlier[-1] if earlier else None
    if not other or not other.flow:
        return set()
    if other.line is not claim.line or other.doubts or other.flow == VITAL:
        claim.doubt("flow: as of the figure before?")
    return {other.flow}


def flows_in(claim: Claim, part: Span) -> list[str]:
    """The flows that the words name, in order; 'переехали' by where from and where to."""
    named = [cue.value for cue in claim.cues("flow", part)]
    flows = [_moved(claim) if name == "move" else name for name in named]
    return [name for name in flows if name not in ("all", "")]


def _moved(claim: Claim) -> str:
    part = claim.clause if claim.cues("group", claim.clause) else claim.nearby
    ways = {way for way in WAYS if phrases.uses(claim.text(part), way)}
    for cue in claim.cues("group", part):
        if cue.value.startswith("country"):
            for words in (claim.article.text_before(cue.start, 10), claim.text(cue[:2])):
                if phrases.uses(words, "towards"):
                    ways.add("out_of")
                if phrases.uses(words, "away"):
                    ways.add("into")
    return WAYS[min(ways)] if len(ways) == 1 else ""
