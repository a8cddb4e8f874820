"""A first draft of the rows of a new article: its numerals, figures, and guesses at their meaning.

Positions, values, powers of ten and decimals can be relied on. Flow, group and period are guesses:
what the words do not say stays blank, and a doubt stands in `note` as 'check: …'. An analyst
completes the draft and pastes it into the three files, and `validate` judges it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from helpers.data.validation import identity
from helpers.drafts import flows, measures, periods
from helpers.drafts.article import Article, Claim, around, claim_of, spans_in
from helpers.drafts.numerals import read_article
from helpers.language import phrases

CELLS = ("kind", "bound", "unit_measure", "flow", "dimension", "category", "time_period")
CELLS += ("base_period", "statement")
SECTIONS = {"internal": "internal migration"} | {flow: flow for flow in (*flows.ONE_WAY, "net")}


@dataclass
class Draft:
    """The rows of a new article for the three tables, and what to look at again."""

    article: dict[str, str]
    claims: list[dict[str, str]]
    exclusions: list[dict[str, str]]
    questions: list[str]  # about the year and the end, on which other guesses rest
    years: Counter[int]  # how often the text names which year


def draft(text: str, article_id: str, year: int, regions: dict[str, str]) -> Draft:
    """Draft the rows of an article on `year`, in NFC; `regions` are the Russian names by id."""
    article = read_article(text, year, regions)
    row = {"article_id": article_id, "reference_year": str(year), "language": article.language}
    claims = _figures(article)
    claims += _worded(article, claims)
    rows = []
    claimed = set()
    for number, claim in enumerate(claims, 1):
        names = {"claim_id": f"{article_id}-{number:02d}", "article_id": article_id}
        rows.append(names | _cells(claim))
        claimed.update(spans_in(article.numerals, claim.start, claim.end))
    exclusions = []
    unread = "check: a numeral that cannot be read as a figure"
    for start, end in article.numerals:
        if (start, end) not in claimed:
            place = {"article_id": article_id, "start": str(start), "end": str(end)}
            reason = article.reasons.get((start, end), unread)
            exclusions.append(place | {"quote": text[start:end], "reason": reason})
    questions = []
    named = [time for time in article.contexts[False] if time.sort != "several"]
    usual = periods.usual_period(article, named)[:4]
    asked = "is --year the year that it reports?"
    if usual != str(year):
        questions.append(f"The text names {usual} more often than {year}: {asked}")
    elif article.years and year not in article.years.values():
        questions.append(f"The text does not name {year}: {asked}")
    if article.sidebar < len(text):
        foot = f"{article.sidebar}–{len(text)} was taken for a sidebar of other articles' headlines"
        questions.append(f"{foot}: does the article end there?")
    told = {int(time.period[:4]) for time in article.times if time.period}
    told -= {*article.years.values()}  # 'this year', 'nine months'
    return Draft(
        article=row | identity(text),
        claims=rows,
        exclusions=exclusions,
        questions=questions,
        years=Counter([*article.years.values(), *told]),
    )


def _figures(article: Article) -> list[Claim]:
    """The figures with what they count, but for births, deaths and marriages; sums tell signs."""
    claims = []
    for start, end, figure in article.figures:
        claim = claim_of(article, start, end, figure)
        _guess(claim, claims)
        measures.sign(claim)
        claims.append(claim)
    for claim in claims:
        if claim.flow == flows.VITAL:
            numerals = spans_in(article.numerals, claim.start, claim.end)
            article.reasons |= dict.fromkeys(numerals, "births, deaths or marriages")
    claims = [claim for claim in claims if claim.flow != flows.VITAL]
    totals = defaultdict(list)
    for claim in claims:
        complete = claim.flow and claim.category and claim.time_period
        if complete and claim.kind in ("quantity", "share"):
            thing = (claim.group, claim.time_period, claim.unit_measure, claim.bound)
            totals[claim.flow, thing].append(claim)
    for (flow, thing), same in totals.items():
        first = same[0]
        from_to = any("earlier of two" in words for words in first.doubts)
        arrivals, departures = (totals.get((way, thing)) for way in ("arrivals", "departures"))
        for claim in same:
            size = claim.figure.interval
            if flow == "net" and arrivals and departures:
                balance = arrivals[0].figure.interval - departures[0].figure.interval
                measures.settle_sign(claim, balance)
            if not from_to and not size.overlaps(first.figure.interval):
                claim.doubt("flow: two figures of one thing, or of two?")
                first.doubt("flow: two figures of one thing, or of two?")
    return claims


def _guess(claim: Claim, earlier: list[Claim]) -> None:
    """Guess what a claim says; `earlier` are those before it in the text."""
    previous = earlier[-1] if earlier else None
    if claim.figure:
        measures.measure(claim, previous)
    hosted = claim.hosted != "change" or claim.kind == "change"
    host = previous if claim.hosted and hosted else None
    named = {*flows.flows_in(claim, claim.clause), *flows.groups_in(claim, claim.clause)}
    if host and named <= {host.flow, flows.TOTAL}:
        claim.flow = host.flow
        claim.group = host.group
        claim.doubts += [words for words in host.doubts if words.startswith(("flow", "categ"))]
    else:
        flows.flow(claim, previous)
        flows.group(claim, earlier)
    if claim.dimension == "region":
        figures = claim.article.figures
        opening = claim.article.body, figures[0][0] if figures else 0
        spoken = {*claim.values("flow", claim.before), *claim.values("flow", opening)}
        ways = flows.cases(claim, claim.nearby, "region")
        if phrases.uses(claim.text(claim.nearby), "into_places"):
            ways.add("towards")
        if claim.flow == "internal" and ways != {"towards"}:
            claim.doubt("flow: arrivals, departures or the balance of the region?")
        elif claim.flow in flows.ONE_WAY and spoken & {"internal", "move"}:
            claim.doubt("flow: moves inside the country?")
    if claim.kind == "change":
        for cue in claim.cues("compared", claim.after):
            others = flows.flows_in(claim, (cue.end, claim.after[1]))
            if set(others) - {claim.flow}:
                claim.doubt("base_period: compared with another flow?")
        of_balance = "net" in claim.flow and claim.unit_measure == "persons"
        if of_balance and not claim.cues("compared", claim.nearby):
            claim.doubt("kind: the balance, or its change?")
    periods.period(claim, host)
    if claim.flow == flows.VITAL and any(words.startswith("flow") for words in claim.doubts):
        claim.flow = ""


def _worded(article: Article, figures: list[Claim]) -> list[Claim]:
    """Claims in words: of each sentence and kind one, where no figure's quote stands."""
    taken = [(claim.start, claim.end) for claim in figures]
    spoken = set()  # sentences, and these with the kinds that were found in them
    claims = []
    for cue in [*article.cues["worded"], *article.cues["direction"]]:
        sentence = around(article.sentences, cue.start, cue.start + 1)
        kind = cue.value if cue.column == "worded" else cue.column
        flow_cues = article.cues_in("flow", *sentence)
        counted = spans_in(article.figures, *sentence) or not flow_cues
        if cue.column == "direction" and (counted or sentence in spoken):
            continue
        words = spans_in(article.words, cue.end, sentence[1])[:1]
        end = max([cue.end, *(word.end for word in words if len(word.text) > 3)])
        held = any(start < end and stop > cue.start for start, stop in taken)
        held = held or any(time.start <= cue.start < time.end for time in article.times)
        if held or cue.start >= article.sidebar or (sentence, kind) in spoken:
            continue
        claim = claim_of(article, cue.start, end, None)
        claim.kind = kind
        _guess(claim, [figure for figure in figures if figure.start < cue.start][-3:])
        about = claim.flow or flow_cues or article.cues_in("group", *sentence)
        if claim.flow == flows.VITAL or not about:
            continue
        if kind == "comparison":  # of both flows
            claim.doubts = [words for words in claim.doubts if not words.startswith("flow")]
        about = [claim.flow or "migration", claim.category or "?", claim.time_period or "?"]
        claim.statement = f"{', '.join(about)}: {article.text[cue.start : end]}"
        claim.doubt("statement: what does it say?")
        taken.append((cue.start, end))
        spoken.update([sentence, (sentence, kind)])
        claims.append(claim)
    return claims


def _cells(claim: Claim) -> dict[str, str]:
    body = claim.article.body
    section = "title"  # else by the flow of the heading, lead or body
    if claim.line.start >= body:
        usual = "lead" if claim.line.start == body else "body"
        named = claim.values("flow", claim.above[-1])
        section = SECTIONS.get(named[0], usual) if len(named) == 1 else usual
    row = {
        "quote": claim.text((claim.start, claim.end)),
        "start": str(claim.start),
        "end": str(claim.end),
        "section": section,
        "note": f"check: {'; '.join(claim.doubts)}" if claim.doubts else "",
    }
    figure = claim.figure
    if figure:
        value = figure.number
        if claim.sign or claim.unit_measure == "percent_decrease":
            value = abs(value) * (claim.sign or 1)
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        row["value"] = f"{exact:f}"  # with a decimal point and without an exponent
        row["unit_mult"] = str(figure.unit_mult)
        row["decimals"] = str(figure.decimals)
    return row | {column: getattr(claim, column) for column in CELLS}
