"""What a figure measures: how words limit it, its kind and unit, and its sign."""

from helpers.drafts.article import Claim, Span, patterns, shape
from helpers.drafts.numerals import is_thing, noun_after
from helpers.language import phrases

DASHES = "-–‑"  # a minus of its own is none of them
LIMITS = ("above", "below")  # bounds that are a change too
LEVELS = ("до", "с", "со", "от", "в", "to", "from", "at")


def measure(claim: Claim, host: Claim | None) -> None:
    """Bound, kind and unit: people, a rate, a share, or a change in the direction of the words."""
    _bound(claim)
    text = claim.article.text
    unit = claim.figure.unit
    noun = noun_after(claim.article, claim.end)
    claim.kind = "quantity"
    if noun and "a multiple" in claim.values("unit", (noun.start, noun.end)):
        claim.kind = "change"
        claim.unit_measure = "times"
        claim.end = noun.end  # the quote keeps a word that says in which direction
        for cue in claim.cues("direction", claim.lead)[-1:]:
            if shape("link").fullmatch(text, cue.end, claim.start):
                claim.start = cue.start
        for cue in claim.cues("direction", (noun.end, claim.after[1]))[:1]:
            claim.end = cue.end if text[noun.end : cue.start].isspace() else claim.end
    elif claim.says("rate", claim.clause):
        claim.unit_measure = "per_1000"
    elif unit == "number":
        claim.kind = ""
        claim.doubt("unit_measure: what is counted?")
    elif unit == "percent":
        _percent(claim, host)
    else:
        claim.unit_measure = unit
        direction, beside, by = _change(claim)
        if unit != "persons" or (direction and (by or beside == "after")):
            claim.kind = "change"
            claim.direction = direction
            claim.sign = -1 if direction == "decrease" else 0
        if noun and is_thing(claim.article, noun):
            claim.doubt(f"unit_measure: does it count '{noun.text}'?")
    look = f"{claim.article.text_before(claim.start, 6)}‹{text[claim.start : claim.end]}›"
    look += f"{text[claim.end : claim.end + 24]}{'[counted]' * bool(noun)}[{unit}]"
    for doubt, pattern in patterns()["doubtful"].items():
        if pattern.search(look):
            claim.doubt(doubt)


def _bound(claim: Claim) -> None:
    article = claim.article
    for cue in claim.cues("bound", claim.lead):
        link = article.text[cue.end : claim.start]
        by = link.split() == ["на"] and cue.value in LIMITS  # 'выше на 5%'
        if shape("link").fullmatch(link) and not by:
            claim.bound = cue.value
            claim.begin = cue.start
            before = article.word_before(cue.start)
            if before in (*LEVELS, "на", "by"):
                claim.word_before = before
    for cue in claim.cues("bound", (claim.end, claim.after[1])):
        linked = any(
            shape("ablative").fullmatch(article.text, end, cue.start)
            for end in (claim.end, claim.end - 4)
        )
        by = _dative(claim) and cue.value in LIMITS  # '5 адамға артық'
        if linked and not by:
            claim.bound = cue.value


def _dative(claim: Claim) -> bool:
    """Whether a figure ends as in '5 адамға' or '5%-ға'."""
    ends = shape("dative").match
    return any(ends(claim.article.text, claim.end - back) for back in (0, 2, 3))


def _percent(claim: Claim, host: Claim | None) -> None:
    """A percentage is a change after 'на' or with a sign; a direction alone leaves a doubt."""
    claim.kind = "change"
    direction, beside, by = _change(claim)
    bracketed = claim.hosted == "bracket" and claim.article.text.startswith(")", claim.end)
    if claim.hosted == "or" or (bracketed and host.kind == "change"):
        direction = beside = host.direction
    if claim.figure.number < 0:
        direction = beside = "decrease"
    elif shape("plus").match(claim.article.text, claim.start):
        direction = beside = "increase"
    by = by or beside
    if not by and (claim.cues("level", claim.clause) or not direction):
        claim.kind = "share"
        claim.unit_measure = "percent"
        return
    if not by:
        claim.doubt("kind: a share or a change?")
    elif not direction:
        direction, _ = _direction(claim, claim.nearby)
        claim.doubt("unit_measure: rise or fall?")
    claim.unit_measure = f"percent_{direction}" if direction else ""


def _change(claim: Claim) -> tuple[str, str, bool]:
    """Its direction, where the word stands that touches it, and whether it is surely a change."""
    direction, beside = _direction(claim, claim.clause)
    dative = _dative(claim)
    behind = claim.cues("direction", (claim.end, claim.sentence[1]))  # a Kazakh verb ends it
    if dative and behind:
        direction = direction or behind[0].value
    grown = claim.says("people_growth", claim.clause)
    grown = grown and not {"net", "vital"} & {*claim.values("flow", claim.clause)}
    return (
        direction,
        beside,
        dative or claim.word_before in ("на", "by") or grown,
    )


def _direction(claim: Claim, part: Span) -> tuple[str, str]:
    """increase or decrease, and on which side of the figure its word stands when it touches it."""
    text = claim.article.text
    before = claim.cues("direction", (part[0], claim.begin))[-1:]  # 'more than 5%' is no rise
    after = claim.cues("direction", (claim.end, part[1]))[:1]
    noun = noun_after(claim.article, claim.end)
    for cue in after:
        ends = [claim.end, noun.end if noun else claim.end]
        if any(shape("aside").fullmatch(text, end, cue.start) for end in ends):
            return cue.value, "after"
    for cue in before:
        touches = shape("of").fullmatch(text, cue.end, claim.start)  # 'рост составил 5%'
        return cue.value, "before" if touches else ""
    return (after[0].value if after else ""), ""


def sign(claim: Claim) -> None:
    """A loss is negative; a dash is no minus sign where only a count can stand."""
    if claim.unit_measure != "persons" or claim.kind == "change":
        return
    text = claim.article.text
    net = "net" in claim.flow
    mark = text[claim.start]
    if mark in "−" + DASHES:
        if claim.flow and not net:
            claim.start += 1
            claim.sign = 1
        elif mark in DASHES and not (
            claim.word_before in LEVELS or phrases.is_whole(claim.word_before, "copula")
        ):
            claim.doubt("value: a dash, or a minus sign?")
    elif net and mark != "+":
        cues = claim.cues("sign", (claim.before[0], claim.clause[1]))
        for cue in cues[-1:] or claim.cues("sign", claim.after)[:1]:
            loss = cue.value == "loss"
            claim.sign = -1 if loss else 1
            quoted = shape("loss_quote").fullmatch(text, cue.start, claim.start)
            if loss and quoted:
                claim.start = cue.start
            return
        gains = [cue.value for part in claim.above for cue in claim.cues("sign", part)]
        if gains != ["gain"] and shape("dash_before").search(
            claim.article.text_before(claim.start, 2)
        ):
            claim.doubt("value: a dash, or a minus sign?")


def settle_sign(claim: Claim, balance) -> None:
    """Give a balance the sign of arrivals less departures, if the sizes agree."""
    size = claim.figure.interval
    size = -size if size.high < 0 else size
    positive = balance.overlaps(size)
    if positive == balance.overlaps(-size):
        return
    claim.doubts = [words for words in claim.doubts if "minus sign?" not in words]
    mark = claim.article.text[claim.start]
    if not claim.sign and mark != "+":
        claim.sign = 1 if positive else -1
        claim.start += positive and mark in DASHES
