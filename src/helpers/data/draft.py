"""A first draft of the rows of a new article: its numerals, figures, and guesses at their meaning.

Positions, values, powers of ten and decimals can be relied on. Flow, group and period are guesses:
what the words do not say stays blank, and a doubt stands in `note` as 'check: …'. An analyst
completes the draft and pastes it into the three files, and `validate` judges it.
"""

import csv
import io
import re
import unicodedata
from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from pathlib import Path

from helpers import paths, printed
from helpers.data import guesses, times
from helpers.data.article_text import Article, Claim, around, claim_of, spans_in
from helpers.data.descriptor import fields, regions_of, table
from helpers.data.numerals import read_article
from helpers.data.validation import identity
from helpers.files import write_text
from helpers.parameters import ParameterError, quoted

LONGEST_TEXT = 100_000  # characters: far above any article, and what can be drafted within seconds
LARGEST_TEXT = 4_000_000  # bytes: more are not even read
FIRST_YEAR, LAST_YEAR = 1991, 2099
TABLES = ("articles", "claims", "exclusions")
DRAFTS = "drafts"  # the folder beside the claims that drafts are written to
LONGEST_NUMERAL = 20  # characters: exclusions.csv takes no longer quote
LONGEST_ID = 100  # characters: it becomes a file's name
CELLS = ("kind", "bound", "unit_measure", "flow", "dimension", "category", "time_period")
CELLS += ("base_period", "statement")
SECTIONS = {flow: flow for flow in ("arrivals", "departures", "net")}
SECTIONS["internal"] = "internal migration"
STEPS = (
    "Complete {rows}: publisher and the like, every blank cell, attributed_to and statement of "
    "each claim.",
    "Settle each 'check:' and delete it. A figure that is no claim becomes an exclusion, and the "
    "other way round; then number the claims anew, without a gap.",
    "Paste the rows below those of articles.csv, claims.csv and exclusions.csv.",
    "Keep the text, unchanged, as {article}.txt in the folder of the texts.",
    "Run `validate --texts DIR`, and when it names hashes alone, add --seal.",
)


@dataclass
class Draft:
    """The rows of a new article for the three tables, and what to look at again."""

    article: dict[str, str]
    claims: list[dict[str, str]]
    exclusions: list[dict[str, str]]
    warnings: list[str]
    questions: list[str]  # about the year, on which other guesses rest
    years: Counter[int]  # how often the text names which year


def draft(text: str, article_id: str, year: int, regions: dict[str, str]) -> Draft:
    """Draft the rows of an article on `year`, in NFC; `regions` are the Russian names by id."""
    article = read_article(text, year, regions)
    row = {"article_id": article_id, "reference_year": str(year), "language": article.language}
    guessed = []
    for start, end, figure in article.figures:
        claim = claim_of(article, start, end, figure)
        guesses.guess(claim, guessed)
        _sign(claim)
        guessed.append(claim)
    for claim in guessed:
        if claim.cells["flow"] == guesses.VITAL:
            numerals = spans_in(article.numerals, claim.start, claim.end)
            article.reasons |= dict.fromkeys(numerals, "births, deaths or marriages")
    guessed = [claim for claim in guessed if claim.cells["flow"] != guesses.VITAL]
    _settle(guessed)
    guessed += _worded(article, guessed)
    claims = []
    for number, claim in enumerate(guessed, 1):
        names = {"claim_id": f"{article_id}-{number:02d}", "article_id": article_id}
        claims.append(names | _cells(claim))
    questions = []
    told = {int(time.period[:4]) for time in article.times if time.period}
    told -= {*article.years.values()}  # 'this year', 'nine months'
    named = [time for time in article.contexts[False] if time.sort != "several"]
    usual = times.usual_period(article, named)[:4]
    if usual != str(year):
        more_often = f"The text names {usual} more often than {year}"
        questions.append(f"{more_often}: is --year the year that it reports?")
    elif article.years and year not in article.years.values():
        questions.append(f"The text does not name {year}: is --year the year that it reports?")
    return Draft(
        article=row | identity(text),
        claims=claims,
        exclusions=_exclusions(article, article_id, guessed),
        warnings=_warnings(article),
        questions=questions,
        years=Counter([*article.years.values(), *told]),
    )


def _exclusions(article: Article, article_id: str, claims: list[Claim]) -> list[dict[str, str]]:
    """The rows of the numerals that no claim holds."""
    claimed = set()
    for claim in claims:
        claimed.update(spans_in(article.numerals, claim.start, claim.end))
    rows = []
    for start, end in article.numerals:
        if (start, end) not in claimed:
            unread = "check: a numeral that cannot be read as a figure"
            reason = article.reasons.get((start, end), unread)
            place = {"article_id": article_id, "start": str(start), "end": str(end)}
            rows.append(place | {"quote": article.text[start:end], "reason": reason})
    return rows


def _sign(claim: Claim) -> None:
    """A loss is negative; a dash is no minus sign where only a count can stand."""
    cells = claim.cells
    text = claim.article.text
    net = "net" in cells["flow"]
    first = text[claim.start]
    if cells["unit_measure"] != "persons" or cells["kind"] != "quantity":
        return
    if first in "−" + guesses.DASHES:
        if cells["flow"] and not net:
            claim.start += 1
            claim.positive = True
        elif first in guesses.DASHES and not (
            text[claim.start - 1] == "(" or claim.word_before in (*guesses.LEVELS, "at")
        ):
            claim.doubt("value: a dash, or a minus sign?")
    elif net and first != "+":
        signs = claim.cues("sign", (claim.before[0], claim.clause[1]))[-1:]
        signs = signs or claim.cues("sign", claim.after)[:1]
        for cue in signs:
            minus = re.compile("минус|minus", re.IGNORECASE).match(text, claim.start)
            claim.negative = cue.value == "loss"
            quote = text[cue.start : claim.end]
            short = len(quote.split()) <= 8 and len(quote) <= 60
            between = spans_in(claim.article.figures, cue.start, claim.start)
            clean = short and not between and not re.search(r"[;:\n]", quote)
            if claim.negative and not minus and cue.start < claim.start and clean:
                claim.start = cue.start
        if not signs and re.search(r"[-–—−‑]\s?$", text[claim.start - 2 : claim.start]):
            claim.doubt("value: a dash, or a minus sign?")


def _settle(claims: list[Claim]) -> None:
    """What the text's own figures say: the sign of a balance, and two totals of one flow."""
    totals = {}
    columns = ("flow", "dimension", "category", "time_period", "unit_measure", "bound")
    for claim in claims:
        thing = tuple(claim.cells[column] for column in columns)
        if claim.cells["kind"] in ("quantity", "share") and all(thing[:4]):
            totals.setdefault(thing, []).append(claim)
    for thing, same in totals.items():
        sides = [totals.get((flow, *thing[1:])) for flow in ("arrivals", "departures")]
        for claim in same:
            if thing[0] == "net" and all(sides):
                arrivals, departures = (side[0].figure.interval for side in sides)
                _settle_sign(claim, arrivals - departures)
            from_to = any("earlier of two" in words for words in same[0].doubts)
            if not from_to and not claim.figure.interval.overlaps(same[0].figure.interval):
                for other in (claim, same[0]):
                    other.doubt("flow: two figures of one thing; are both of the same?")


def _settle_sign(claim: Claim, balance) -> None:
    """Give a balance the sign of arrivals less departures, if the sizes agree."""
    size = claim.figure.interval
    size = -size if size.high < 0 else size
    positive = balance.overlaps(size)
    if positive == balance.overlaps(-size):
        return
    asked = any("minus sign?" in words for words in claim.doubts)
    signed = claim.negative or claim.figure.interval.high < 0
    if not asked and not positive and not signed:
        claim.negative = True
        claim.doubt("value: a loss by the text's own figures, printed without a minus?")
    if asked:
        claim.doubts = [words for words in claim.doubts if "minus sign?" not in words]
        claim.negative = not positive
        claim.positive = positive
        if positive and claim.article.text[claim.start] in guesses.DASHES:
            claim.start += 1


def _cells(claim: Claim) -> dict[str, str]:
    """The cells of a claim's row, but for its names."""
    article = claim.article
    row = {
        "quote": article.text[claim.start : claim.end],
        "start": str(claim.start),
        "end": str(claim.end),
        "section": _section(article, claim),
        "note": f"check: {'; '.join(claim.doubts)}" if claim.doubts else "",
    }
    figure = claim.figure
    if figure:
        value = figure.number
        if claim.negative:
            value = -abs(value)
        elif claim.positive or claim.cells["unit_measure"] == "percent_decrease":
            value = abs(value)
        # With a decimal point and without an exponent.
        row["value"] = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
        row |= {"unit_mult": str(figure.unit_mult), "decimals": str(figure.decimals)}
    return row | {column: claim.cells[column] for column in CELLS}


def _worded(article: Article, figures: list[Claim]) -> list[Claim]:
    """Claims in words: of each sentence and kind one, where no figure's quote stands."""
    taken = sorted((claim.start, claim.end) for claim in figures)
    spoken = set()  # sentences, and these with the kinds that were found in them
    worded = []
    for cue in [*article.cues["worded"], *article.cues["direction"]]:
        first, last = sentence = around(article.sentences, cue.start, cue.start + 1)
        kind = cue.value if cue.column == "worded" else cue.column
        counted = spans_in(article.figures, first, last) or not article.cues_in("flow", first, last)
        if cue.column == "direction" and (counted or sentence in spoken):
            continue
        words = article.words_in(cue.end, last)[:1]
        end = max([cue.end, *(word.end for word in words if len(word.text) > 3)])
        timed = any(time.start <= cue.start < time.end for time in article.times)
        left = taken[: bisect_left(taken, (end,))][-1:]
        free = not timed and all(stop <= cue.start for _, stop in left)
        if cue.start >= article.sidebar or not free or (sentence, kind) in spoken:
            continue
        claim = claim_of(article, cue.start, end)
        claim.cells["kind"] = kind
        number = bisect_left(figures, cue.start, key=attrgetter("start"))
        guesses.guess(claim, figures[max(number - 3, 0) : number])
        about = claim.cells["flow"] or claim.cues("flow", sentence) + claim.cues("group", sentence)
        if claim.cells["flow"] == guesses.VITAL or not about:
            continue
        if kind == "comparison":  # of both flows
            claim.doubts = [words for words in claim.doubts if not words.startswith("flow")]
        flow = claim.cells["flow"] or "migration"
        group = claim.cells["category"] or "?"
        when = claim.cells["time_period"] or "?"
        claim.cells["statement"] = f"{flow}, {group}, {when}: {article.text[cue.start : end]}"
        claim.doubt("statement: what does it say?")
        insort(taken, (cue.start, end))
        spoken.update([sentence, (sentence, kind)])
        worded.append(claim)
    return worded


def _section(article: Article, claim: Claim) -> str:
    """The part of the article: by the flow of its heading, else title, lead or body."""
    line = claim.line
    if line.start < article.body:
        return "title"
    usual = "lead" if line.start == article.body else "body"
    flows = set(claim.values("flow", claim.above[-1]))
    return SECTIONS.get(min(flows), usual) if len(flows) == 1 else usual


def _warnings(article: Article) -> list[str]:
    warnings = []
    if article.sidebar < len(article.text):
        sidebar = f"{article.sidebar}–{len(article.text)} was taken for a sidebar of other"
        warnings.append(f"{sidebar} articles' headlines: does the article end there?")
    if article.text.startswith("\ufeff"):
        mark = "The text begins with a byte order mark"
        warnings.append(f"{mark}, which counts as its first character.")
    return warnings


def read_text(path: Path) -> str:
    """The text of an article, in NFC, nothing stripped. Raises ParameterError."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TEXT + 1)  # a device would never end
        too_large = len(data) > LARGEST_TEXT
        text = "" if too_large else unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); save the text in UTF-8"
        raise ParameterError(f"{path} {problem}.") from None
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        reason = getattr(error, "strerror", None) or error
        raise ParameterError(f"{path} cannot be read ({reason}).") from None
    longest = max((end - start for start, end in printed.find_numerals(text)), default=0)
    if too_large:
        problem = f"has more than {LARGEST_TEXT} bytes; it is not the text of an article."
    elif not text.strip():
        problem = "is empty; it should hold the text of the article."
    elif len(text) > LONGEST_TEXT:
        problem = f"has {len(text)} characters; an article has at most {LONGEST_TEXT}."
    elif longest > LONGEST_NUMERAL:
        problem = f"holds a numeral of {longest} characters; is it the text of an article?"
    else:
        return text
    raise ParameterError(f"{path} {problem}")


def check_id(article_id: str, raw: Path) -> None:
    """Raises ParameterError for an id that articles.csv does not allow, or has already."""
    constraints = fields(raw, "articles").get("article_id", {}).get("constraints", {})
    pattern = constraints.get("pattern", "[a-z0-9_-]+")
    allowed = re.fullmatch(pattern, article_id) and len(article_id) <= LONGEST_ID
    if not allowed or set(article_id) & set("/.") or article_id[0] == "-":
        letters = f"small Latin letters, digits, '_' and '-' ({pattern})"
        limits = f"at most {LONGEST_ID} of them, no path and no '-' at the beginning"
        raise ParameterError(f"--id must be {letters}, {limits}, not {quoted(article_id)}.")
    for row in table(raw, "articles").rows:
        if row["article_id"] == article_id:
            advice = "give the new article its own"
            raise ParameterError(f"--id {article_id!r} stands in articles.csv already; {advice}.")


def check_year(year) -> None:
    """Raises ParameterError for anything but a plausible year of four digits."""
    plausible = type(year) is int and FIRST_YEAR <= year <= LAST_YEAR
    if not plausible:
        expected = f"the year reported, {FIRST_YEAR} to {LAST_YEAR}"
        raise ParameterError(f"--year must be {expected}, not {quoted(year)}.")


def as_csv(columns: list[str], rows: list[dict[str, str]]) -> str:
    """Rows as CSV with a header; cells that nobody has filled are blank."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def write(files: dict[str, str], article_id: str, folder: Path) -> list[Path]:
    """Write the tables as ID.TABLE.csv. Raises ParameterError where that cannot be done."""
    places = {folder / f"{article_id}.{name}.csv": content for name, content in files.items()}
    for path in places:
        if path.exists():
            advice = "move it away to draft anew"
            raise ParameterError(f"{path} exists already and was not touched; {advice}.")
    try:
        for path, content in places.items():
            write_text(content, path)
    except OSError as error:
        reason = f"The draft cannot be written into {folder} ({error.strerror})."
        raise ParameterError(reason) from None
    return list(places)


def report(draft: Draft, files: dict[str, str], written: list[Path]) -> str:
    """The draft as printed: its rows, what is doubtful, worded claims, and what to do next."""
    doubtful = []
    for row in draft.claims:
        if row["note"]:
            doubtful.append("{claim_id} ({start}–{end}) {note}".format_map(row))
    for row in draft.exclusions:
        if row["reason"].startswith("check:"):
            doubtful.append("excluded {start}–{end} {reason}".format_map(row))
    unsure = [*draft.warnings, *doubtful]
    count = f"{len(draft.claims)} claims and {len(draft.exclusions)} exclusions drafted"
    lines = draft.questions.copy()
    lines.append(f"{count}: all {draft.article['numerals']} numerals are accounted for.")
    for name, content in files.items():
        lines += ["", f"{name}.csv", content.rstrip("\n")]
    lines += ["", f"Unsure of {len(doubtful)} rows:" if unsure else "Unsure of no row."]
    lines += [f"  {line}" for line in unsure]
    lines += ["", "Next:"]
    rows = "the rows above (or write them with --write)"
    if written:
        rows = f"the drafts in {written[0].parent}"
    for number, step in enumerate(STEPS, 1):
        words = step.format(rows=rows, article=draft.article["article_id"])
        lines.append(f"  {number}. {words}")
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
        columns = list(fields(raw, name))
        if lacking := {column for row in rows for column in row} - set(columns):
            words = f"datapackage.json describes {name} without {', '.join(sorted(lacking))}"
            raise ParameterError(f"{words}; run `validate` to see what is wrong.")
        files[name] = as_csv(columns, rows)
    written = write(files, article_id, raw / DRAFTS) if keep else []
    print(report(drafted, files, written))
    for file in written:
        print(f"Written: {file}")
    return 0
