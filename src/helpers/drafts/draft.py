"""`./run new-article`: read the text of an article, draft its rows, print and write them.

Positions, values, powers of ten and decimals can be relied on; flow, group and period are guesses.
An analyst settles each doubt, in `note` as 'check: …', fills the blanks, and `validate` judges it.
"""

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import paths, printed
from helpers.data.descriptor import fields, regions_of, table
from helpers.data.validation import identity
from helpers.drafts import flows, measures, periods, reliability
from helpers.drafts.article import Article, Claim, around, claim_of, spans_in
from helpers.drafts.numerals import read_article
from helpers.files import write_text
from helpers.parameters import ParameterError, quoted

LONGEST_TEXT = 100_000  # characters: far above any article, and what can be drafted within seconds
LARGEST_TEXT = 4_000_000  # bytes: more are not even read
FIRST_YEAR, LAST_YEAR = 1991, 2099
TABLES = ("articles", "claims", "exclusions")
LONGEST_NUMERAL = 20  # characters: exclusions.csv takes no longer quote
LONGEST_ID = 100  # characters: it becomes a file's name
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
    reported: list[int]  # the years named, but in dates, on forecasts and to compare
    compared: list[int]
    spoken: Counter[str]  # how often it says 'this_year' or 'last_year', but to compare


def draft(text: str, article_id: str, year: int, regions: dict[str, str], day=None) -> Draft:
    """Draft the rows of an article on `year`, in NFC; `regions` are the Russian names by id."""
    article = read_article(text, year, regions, day and day.year)
    row = {
        "article_id": article_id,
        "reference_year": str(year),
        "language": article.language,
    }
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
            exclusion = {
                "article_id": article_id,
                "start": str(start),
                "end": str(end),
                "quote": text[start:end],
                "reason": article.reasons.get((start, end), unread),
            }
            exclusions.append(exclusion)
    questions = []
    named = [time for time in article.contexts[False] if time.sort != "several"]
    usual = periods.usual_period(article, named)[:4]
    asked = "is --year the year that it reports?"
    if usual != str(year):
        questions.append(f"The text names {usual} more often than {year}: {asked}")
    elif article.years and year not in article.years.values():
        questions.append(f"The text does not name {year}: {asked}")
    if article.sidebar < len(text):
        end = f"{article.sidebar}, above a sidebar of other headlines"
        questions.append(f"Does the article end at {end}?")
    told = {int(time.period[:4]) for time in article.times if time.period}  # also 'this year'
    reported, compared = periods.years_named(article)
    return Draft(
        article=row | identity(text),
        claims=rows,
        exclusions=exclusions,
        questions=questions,
        years=Counter(article.years.values()) | Counter(told),
        reported=reported,
        compared=compared,
        spoken=Counter(
            cue.value for cue in article.cues["time"] if not periods.is_compared(article, cue)
        ),
    )


def _figures(article: Article) -> list[Claim]:
    claims = []
    shown = False
    for start, end, figure in article.figures:
        claim = claim_of(article, start, end, figure)
        _guess(claim, claims)
        measures.sign(claim)
        claims.append(claim)
        if claim.hosted == "bracket":
            shown = periods.settle_bracket(claims[-8:]) or shown
    kept = []
    for claim in claims:
        if shown:  # then all brackets of the text are of the year before
            claim.doubts = [words for words in claim.doubts if "in brackets" not in words]
        if claim.flow == flows.VITAL:
            claim.beyond = "births, deaths or marriages"
        if claim.beyond:
            numerals = spans_in(article.numerals, claim.start, claim.end)
            article.reasons |= dict.fromkeys(numerals, claim.beyond)
        else:
            kept.append(claim)
    totals = defaultdict(list)
    for claim in kept:
        complete = claim.flow and claim.category and claim.time_period
        if complete and claim.kind in ("quantity", "share"):
            thing = (
                claim.group,
                claim.time_period,
                claim.unit_measure,
                claim.bound,
            )
            totals[claim.flow, thing].append(claim)
    for (flow, thing), same in totals.items():
        first = same[0]
        whole = totals.get((flow, (flows.TOTAL, *thing[1:])), same)[0].figure.interval
        from_to = any("earlier of two" in words for words in first.doubts)
        arrivals, departures = (totals.get((way, thing)) for way in ("arrivals", "departures"))
        for claim in same:
            size = claim.figure.interval
            counted = flow in flows.ONE_WAY and claim.dimension == "country"
            if counted and size.low > whole.high:
                claim.doubt("time_period: more than all countries together?")
            if flow == "net" and arrivals and departures:
                balance = arrivals[0].figure.interval - departures[0].figure.interval
                measures.settle_sign(claim, balance)
            if not from_to and not size.overlaps(first.figure.interval):
                abroad = [each for each in (first, claim) if each.says("external", each.clause)]
                for each in (first, claim):
                    if abroad != [each]:  # 'прибыли 70 тыс., из них 9 тыс. из-за рубежа'
                        each.doubt("flow: two figures of one thing, or of two?")
    reliability.ask(article, kept)
    return kept


def _guess(claim: Claim, earlier: list[Claim]) -> None:
    previous = earlier[-1] if earlier else None
    if claim.figure:
        measures.measure(claim, previous)
    hosted = claim.hosted != "change" or claim.kind == "change"
    host = previous if claim.hosted and hosted else None
    named = {
        *flows.flows_in(claim, claim.clause),
        *flows.groups_in(claim, claim.clause),
    }
    if host and named <= {host.flow, flows.TOTAL}:
        claim.flow = host.flow
        claim.group = host.group
        claim.beyond = host.beyond
        claim.doubts += host.doubts_about("flow") + host.doubts_about("category")
    else:
        flows.flow(claim, previous)
        flows.group(claim, earlier)
    if claim.dimension == "region":
        flows.ask_which_moves(claim)
    if claim.kind == "change":
        if claim.says("than_flow"):
            claim.doubt("base_period: compared with another flow?")
        quote = claim.start, claim.end
        more = claim.says("more", quote) or claim.says("fewer", quote)
        told = claim.cues("compared", claim.nearby) or claim.cues("time", claim.nearby)
        if claim.unit_measure == "times" and more and not told:
            claim.doubt("base_period: than when, or than what?")
    periods.period(claim, host)
    for column, places in claim.article.unread.items():
        part = claim.clause if column == "category" else claim.nearby
        for words in spans_in(places, *part)[:1]:
            claim.doubt(f"{column}: is '{claim.text(words)}' about this figure?")
    if claim.flow == flows.VITAL and claim.doubts_about("flow"):
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
        before = [figure for figure in figures if figure.start < cue.start][-3:]
        _guess(claim, before)
        about = claim.flow or flow_cues or article.cues_in("group", *sentence)
        if claim.flow == flows.VITAL or claim.beyond or not about:
            continue
        others = {*flows.groups_in(claim, sentence)} - {claim.group}
        asked = any(figure.doubts for figure in before[-1:])
        if others or asked or claim.flow == "stock" or claim.says("among", sentence):
            claim.doubt("category: of whom else the sentences speak?")
        about = [
            claim.flow or "migration",
            claim.category or "?",
            claim.time_period or "?",
        ]
        claim.statement = f"{', '.join(about)}: {claim.text((cue.start, end))}"
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
        # With a decimal point and without an exponent
        row["value"] = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
        row["unit_mult"] = str(figure.unit_mult)
        row["decimals"] = str(figure.decimals)
    return row | {column: getattr(claim, column) for column in CELLS}


def read_text(path: Path) -> str:
    """The text of an article, in NFC, nothing stripped, also of a pipe. Raises ParameterError."""
    piped = str(path) == "-"
    name = "The text on standard input" if piped else path
    try:
        with nullcontext(sys.stdin.buffer) if piped else path.open("rb") as file:
            data = file.read(LARGEST_TEXT + 1)  # a device would never end
        too_large = len(data) > LARGEST_TEXT
        text = "" if too_large else unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); save the text in UTF-8"
        raise ParameterError(f"{name} {problem}.") from None
    except (
        OSError,
        ValueError,
    ) as error:  # ValueError: a path that no file can have
        reason = getattr(error, "strerror", None) or error
        raise ParameterError(f"{name} cannot be read ({reason}).") from None
    longest = max(
        (end - start for start, end in printed.find_numerals(text)),
        default=0,
    )
    if too_large:
        problem = f"has more than {LARGEST_TEXT} bytes; it is not the text of an article."
    elif "\0" in text:
        problem = "holds NUL bytes; it is not the text of an article."
    elif not text.strip():
        problem = "is empty; it should hold the text of the article."
    elif len(text) > LONGEST_TEXT:
        problem = f"has {len(text)} characters; an article has at most {LONGEST_TEXT}."
    elif longest > LONGEST_NUMERAL:
        problem = f"holds a numeral of {longest} characters; is it the text of an article?"
    else:
        return text
    raise ParameterError(f"{name} {problem}")


def check_id(article_id: str, raw: Path) -> None:
    """Raises ParameterError for an id that articles.csv does not allow, or has already."""
    if not re.fullmatch(rf"(?!-)[a-z0-9_-]{{1,{LONGEST_ID}}}", article_id):
        letters = "small Latin letters, digits, '_' and '-' ([a-z0-9_-]+)"
        limits = f"at most {LONGEST_ID} of them, no path and no '-' at the beginning"
        raise ParameterError(f"--id must be {letters}, {limits}, not {quoted(article_id)}.")
    for row in table(raw, "articles").rows:
        if row["article_id"] == article_id:
            advice = "give the new article its own"
            raise ParameterError(f"--id {article_id!r} stands in articles.csv already; {advice}.")


def check_year(year) -> None:
    """Raises ParameterError for anything but a plausible year of four digits."""
    if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
        expected = f"the year reported, {FIRST_YEAR} to {LAST_YEAR}"
        raise ParameterError(f"--year must be {expected}, not {quoted(year)}.")


def report(draft: Draft, files: dict[str, str]) -> str:
    doubtful = []
    for row in draft.claims:
        if row["note"]:
            doubtful.append("{claim_id} ({start}–{end}) {note}".format_map(row))
    for row in draft.exclusions:
        if row["reason"].startswith("check:"):
            doubtful.append("excluded {start}–{end} {reason}".format_map(row))
    count = f"{len(draft.claims)} claims and {len(draft.exclusions)} exclusions drafted"
    lines = draft.questions.copy()
    lines.append(f"{count}: all {draft.article['numerals']} numerals are accounted for.")
    for name, content in files.items():
        lines += ["", f"{name}.csv", content.rstrip("\n")]
    lines += [
        "",
        f"Unsure of {len(doubtful)} rows:" if doubtful else "Unsure of no row.",
    ]
    lines += [f"  {line}" for line in doubtful]
    lines += [
        "",
        "Next: complete the rows, as step 4 of docs/next-edition.md says.",
    ]
    return "\n".join(lines)


def main(path: Path, article_id: str, year, keep: bool = False, raw: Path | None = None) -> int:
    """Draft an article and print it; `keep` writes it into `drafts`. Raises ParameterError."""
    raw = raw or paths.raw_folder()
    check_year(year)
    check_id(article_id, raw)
    text = read_text(path)
    drafted = draft(text, article_id, year, regions_of(raw))
    years = drafted.years
    if years and not years.keys() & {year, year + 1}:
        names = ", ".join(str(name) for name, _ in years.most_common(5))
        expected = "the year reported, which the text names"
        raise ParameterError(f"--year must be {expected}; it names {names}, not {year}.")
    if year > (present := date.today().year):
        future = f"--year {year} lies after the present year {present}"
        drafted.questions.insert(0, f"{future}: is it the year reported?")
    files = {}
    tables = ([drafted.article], drafted.claims, drafted.exclusions)
    for name, rows in zip(TABLES, tables, strict=True):
        frame = pd.DataFrame(rows).reindex(columns=list(fields(raw, name)))
        files[name] = frame.to_csv(index=False, lineterminator="\n")
    folder = raw / "drafts"
    places = {folder / f"{article_id}.{name}.csv": files[name] for name in files if keep}
    for place in places:
        if place.exists():
            advice = "move it away to draft anew"
            raise ParameterError(f"{place} exists already and was not touched; {advice}.")
    try:
        for place, content in places.items():
            write_text(content, place)
    except OSError as error:
        reason = f"The draft cannot be written into {folder} ({error.strerror})."
        raise ParameterError(reason) from None
    print(report(drafted, files))
    for place in places:
        print(f"Written: {place}")
    return 0
