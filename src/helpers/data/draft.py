"""A first draft of the rows of a new article: every numeral placed, every figure read, and a guess
at what it counts.

Positions, values, powers of ten and decimals come from `printed` and can be relied on. Flow, group
and period are guesses from the words around a figure: `article_text` divides the text and finds the
figures, `guessing` looks at the words near each, and `vocabulary` says what they mean. What the
words do not say stays blank, and what is doubtful says so in `note` as 'check: …'. The draft claims
nothing by itself: an analyst completes it, pastes it into the three files, and `validate` judges
it. Here the rows are put together, printed and written, and unusable texts, ids and years are
refused.
"""

import csv
import io
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from helpers import paths, printed
from helpers.data import claim_rules, guesses, validation
from helpers.data.article_text import Article, Line, numerals_held, read_article
from helpers.data.schema import PackageError, Table, read_table
from helpers.data.vocabulary import Cue
from helpers.files import printable, sha256
from helpers.parameters import ParameterError, quoted

LONGEST_TEXT = 100_000  # characters: far above any article, and what can be drafted within seconds
LARGEST_TEXT = 4_000_000  # bytes: more are not even read
FIRST_YEAR, LAST_YEAR = 1991, 2099
TABLES = ("articles", "claims", "exclusions")
DRAFTS = "drafts"  # the folder beside the claims that drafts are written to
LONGEST_NUMERAL = 20  # characters: exclusions.csv takes no longer quote
LONGEST_ID = 100  # characters: it becomes a file's name
SECTIONS = {
    "arrivals": "arrivals",
    "departures": "departures",
    "internal": "internal migration",
    "net": "net",
}


# The draft


@dataclass
class Draft:
    """The rows of a new article for the three tables, what was doubtful, and sentences to look at
    for worded claims.
    """

    article: dict[str, str]
    claims: list[dict[str, str]]
    exclusions: list[dict[str, str]]
    warnings: list[str]
    hints: list[str]
    questions: list[str]  # about the year, on which other guesses rest
    years: Counter[int]  # how often the text names which year

    @property
    def rows(self) -> dict[str, list[dict[str, str]]]:
        """The rows by the name of their table."""
        return {"articles": [self.article], "claims": self.claims, "exclusions": self.exclusions}


def draft(text: str, article_id: str, year: int, regions: dict[str, str]) -> Draft:
    """Draft the rows of an article that reports `year`; `regions` are the Russian names by id.

    `text` is in NFC with nothing stripped, as its hash and positions demand.
    """
    article = read_article(text, year, regions)
    numerals = printed.find_numerals(text)
    row = {"article_id": article_id, "reference_year": str(year), "language": article.language}
    row |= {
        "sha256": sha256(text.encode()),
        "length": str(len(text)),
        "numerals": str(len(numerals)),
    }
    row |= {"numerals_sha256": claim_rules.positions_hash(numerals)}
    claims = [_claim(article, number, article_id) for number in range(len(article.figures))]
    held = numerals_held(text, article.figures)
    exclusions = [
        _exclusion(article, numeral, article_id) for numeral in numerals if numeral not in held
    ]
    return Draft(
        row,
        claims,
        exclusions,
        _warnings(article),
        _hints(article),
        _questions(article),
        Counter(article.years.values()),
    )


def _claim(article: Article, number: int, article_id: str) -> dict[str, str]:
    start, end, figure = article.figures[number]
    place, guess = guesses.place_of(article, number), guesses.Guess()
    guesses.measure(article, start, end, figure, place, guess)
    if article.language == "ru":
        guesses.flow(article, number, place, guess)
        guesses.group(article, number, place, guess)
        guesses.period(article, start, place, guess)
    else:
        guess.doubt("flow, group and period are guessed in Russian text only")
    value = (
        abs(figure.number)
        if guess.cells.get("unit_measure") == "percent_decrease"
        else figure.number
    )
    row = {
        "claim_id": f"{article_id}-{number + 1:02d}",
        "article_id": article_id,
        "quote": article.text[start:end],
    }
    row |= {"start": str(start), "end": str(end), "section": _section(article, place.line)}
    row |= {
        "value": _decimal(value),
        "unit_mult": str(figure.unit_mult),
        "decimals": str(figure.decimals),
    }
    return row | guess.cells | {"note": f"check: {'; '.join(guess.doubts)}" if guess.doubts else ""}


def _decimal(number) -> str:
    """A fraction with finitely many digits, written with a decimal point and without an
    exponent.
    """
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


def _section(article: Article, line: Line) -> str:
    """Our word for the part of the article: by the flow of its heading, else title, lead or
    body.
    """
    flows = {cue.value for cue in article.said("flow", *(line.heading or (0, 0)))}
    if line.end <= article.body or line.start < article.body:
        return "title"
    if len(flows) == 1 and (named := SECTIONS.get(next(iter(flows)))):
        return named
    return "lead" if line.start == article.body else "body"


def _exclusion(article: Article, numeral: tuple[int, int], article_id: str) -> dict[str, str]:
    start, end = numeral
    reason = article.reasons.get(numeral, "check: a numeral that cannot be read as a figure")
    quote = article.text[start:end]
    return {
        "article_id": article_id,
        "start": str(start),
        "end": str(end),
        "quote": quote,
        "reason": reason,
    }


def _questions(article: Article) -> list[str]:
    """Whether the year given is the year reported."""
    if (usual := guesses.usual_year(article)) != article.year:
        return [
            f"The text names {usual} more often than {article.year}: is --year the year that it reports?"
        ]
    return []


def _warnings(article: Article) -> list[str]:
    """What concerns the whole article: its language, a sidebar, a mark at its beginning."""
    found = []
    if article.language != "ru":
        found.append(
            f"The language is {article.language or 'unknown'}: flows, groups and periods were not guessed."
        )
    if article.sidebar < len(article.text):
        place = f"{article.sidebar}–{len(article.text)}"
        found.append(
            f"{place} was taken for a sidebar of other articles' headlines: does the article end there?"
        )
    if article.text.startswith("\ufeff"):
        found.append("The text begins with a byte order mark, which counts as its first character.")
    return found


def _hints(article: Article) -> list[str]:
    """Sentences that may carry a worded claim: position, sorts of claim, at most six of the
    words.
    """
    found: dict[int, list[Cue]] = {}
    for cue in article.cues.get("hint", []):
        if cue.start < article.sidebar:
            found.setdefault(bisect_right(article.sentence_ends, cue.start), []).append(cue)
    bounds = [0, *article.sentence_ends, len(article.text)]
    return [
        _hint(article, bounds[number], bounds[number + 1], cues) for number, cues in found.items()
    ]


def _hint(article: Article, start: int, end: int, cues: list[Cue]) -> str:
    words = article.words_in(start, end)
    first = next(number for number, word in enumerate(words) if word.start >= cues[0].start)
    # A short sentence shows the one word only: the text is not republished.
    few = words[first : first + (6 if len(words) > 8 else 1)]
    sorts = ", ".join(dict.fromkeys(cue.value for cue in cues))
    quote = article.text[few[0].start : few[-1].end]
    return f"{start}–{end}  {sorts}: '{printable(quote)}'"


# Files


def read_text(path: Path) -> str:
    """The text of an article, in NFC, nothing stripped. Raises ParameterError with what is wrong
    with the file.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TEXT + 1)  # a device would never end
        if len(data) > LARGEST_TEXT:
            raise ParameterError(
                f"{path} has more than {LARGEST_TEXT} bytes; it is not the text of an article."
            )
        text = unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ParameterError(
            f"{path} is not UTF-8 (byte {error.start}); save the text in UTF-8."
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        raise ParameterError(
            f"{path} cannot be read ({getattr(error, 'strerror', None) or error})."
        ) from None
    if not text.strip():
        raise ParameterError(f"{path} is empty; it should hold the text of the article.")
    if len(text) > LONGEST_TEXT:
        raise ParameterError(
            f"{path} has {len(text)} characters; an article has at most {LONGEST_TEXT}."
        )
    longest = max((end - start for start, end in printed.find_numerals(text)), default=0)
    if longest > LONGEST_NUMERAL:
        raise ParameterError(
            f"{path} holds a numeral of {longest} characters; is it the text of an article?"
        )
    return text


def schema(raw: Path, name: str) -> dict:
    """The entry of a table in the descriptor. Raises ParameterError when the package cannot be
    read.
    """
    try:
        _, entries = validation.described(raw)
    except PackageError:
        entries = []
    if entry := next(
        (entry for entry in entries if entry["name"] == name and "schema" in entry), None
    ):
        return entry
    raise ParameterError(
        f"{raw} holds no data package with {name}; run `validate` to see what is wrong."
    )


def table(raw: Path, name: str) -> Table:
    """A table of the package. Raises ParameterError when it has no rows."""
    found, _ = read_table(raw, schema(raw, name))
    if not found.rows:
        raise ParameterError(
            f"{raw / found.path} has no rows; run `validate` to see what is wrong with it."
        )
    return found


def check_id(article_id: str, raw: Path) -> None:
    """Raises ParameterError for an id that articles.csv does not allow, or has already."""
    column = next(
        (one for one in schema(raw, "articles")["schema"]["fields"] if one["name"] == "article_id"),
        {},
    )
    pattern = column.get("constraints", {}).get("pattern", "[a-z0-9_-]+")
    odd = (
        not re.fullmatch(pattern, article_id)
        or "/" in article_id
        or "." in article_id
        or article_id[0] == "-"
    )
    if odd or len(article_id) > LONGEST_ID:
        raise ParameterError(
            f"--id must be small Latin letters, digits, '_' and '-' ({pattern}), at most {LONGEST_ID} of them, no path "
            f"and no '-' at the beginning, not {quoted(article_id)}."
        )
    if article_id in {row.text("article_id") for row in table(raw, "articles").rows}:
        raise ParameterError(
            f"--id {article_id!r} stands in articles.csv already; give the new article its own."
        )


def check_year(year) -> None:
    """Raises ParameterError for anything but a plausible year of four digits."""
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ParameterError(
            f"--year must be the year reported, {FIRST_YEAR} to {LAST_YEAR}, not {quoted(year)}."
        )


def check_year_of_text(year: int, years: Counter[int]) -> None:
    """Raises ParameterError for a year that the text does not name, nor the next one, in which it
    was published.

    A text that names no year at all says nothing against any.
    """
    if years and not years.keys() & {year, year + 1}:
        found = ", ".join(str(named) for named, _number in years.most_common(5))
        raise ParameterError(
            f"--year must be the year reported, which the text names; it names {found}, not {year}."
        )


def as_csv(columns: list[str], rows: list[dict[str, str]]) -> str:
    """Rows as CSV with a header; cells that nobody has filled are blank."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def write(files: dict[str, str], article_id: str, folder: Path) -> list[Path]:
    """Write the drafted tables as ID.TABLE.csv. Raises ParameterError when one of them exists, or
    cannot be written.
    """
    places = {folder / f"{article_id}.{name}.csv": content for name, content in files.items()}
    if there := next((path for path in places if path.exists()), None):
        raise ParameterError(
            f"{there} exists already and was not touched; move it away to draft anew."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in places.items():
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(content)
    except OSError as error:
        raise ParameterError(
            f"The draft cannot be written into {folder} ({error.strerror})."
        ) from None
    return list(places)


# What people read


def report(made: Draft, files: dict[str, str], written: list[Path]) -> str:
    """The draft as printed: the rows, what was doubtful, where worded claims may stand, and what to
    do next.
    """
    count = f"{len(made.claims)} claims and {len(made.exclusions)} exclusions drafted"
    lines = [
        *made.questions,
        f"{count}: all {made.article['numerals']} numerals are accounted for.",
    ]
    for name, content in files.items():
        lines += ["", f"{name}.csv", content.rstrip("\n")]
    doubtful = [
        f"{row['claim_id']} ({row['start']}–{row['end']}) {row['note']}"
        for row in made.claims
        if row["note"]
    ]
    doubtful += [f"excluded {row['start']}–{row['end']} {row['reason']}" for row in made.exclusions
                 if row["reason"].startswith("check:")]  # fmt: skip
    lines += [
        "",
        f"Unsure of {len(doubtful)} rows:" if doubtful or made.warnings else "Unsure of no row.",
    ]
    lines += [f"  {one}" for one in [*made.warnings, *doubtful]]
    lines += [
        "",
        "Sentences that may hold worded claims:"
        if made.hints
        else "No sentence hints at a worded claim.",
    ]
    lines += [f"  {one}" for one in made.hints]
    lines += [
        "",
        "Next:",
        *(f"  {number}. {step}" for number, step in enumerate(_steps(made, written), 1)),
    ]
    return "\n".join(lines)


def _steps(made: Draft, written: list[Path]) -> list[str]:
    name = made.article["article_id"]
    where = (
        f"the drafts in {written[0].parent}"
        if written
        else "the rows above (or write them with --write)"
    )
    return [
        f"Complete {where}: publisher and the like, every blank cell, attributed_to and statement of each claim.",
        "Settle each 'check:' and delete it. A figure that is no claim becomes an exclusion, and the other way round; "
        "then number the claims anew, without a gap.",
        "Add worded claims below the figures, with the next numbers.",
        "Paste the rows below those of articles.csv, claims.csv and exclusions.csv.",
        f"Keep the text, unchanged, as {name}.txt in the folder of the texts.",
        "Run `validate --texts DIR`, and when it names hashes alone, add --seal.",
    ]


def main(path: Path, article_id: str, year, keep: bool = False, raw: Path | None = None) -> int:
    """Draft an article and print it; with `keep` also write it into the folder `drafts` of the
    package.

    Raises ParameterError, in one plain sentence, for a text, id or year that cannot be used.
    """
    raw = raw or paths.raw_folder()
    check_year(year)
    check_id(article_id, raw)
    text = read_text(path)
    names = table(raw, "kz_region_names").rows
    regions = {
        row.text("region"): row.text("name_ru") for row in names if row.text("name_ru").strip()
    }
    made = draft(text, article_id, year, regions)
    check_year_of_text(year, made.years)
    if year > (present := date.today().year):
        made.questions.insert(
            0, f"--year {year} lies after the present year {present}: is it the year reported?"
        )
    columns = {
        name: [column["name"] for column in schema(raw, name)["schema"]["fields"]]
        for name in TABLES
    }
    for name, rows in made.rows.items():
        if lacking := {column for row in rows for column in row} - set(columns[name]):
            words = f"datapackage.json describes {name} without {', '.join(sorted(lacking))}"
            raise ParameterError(f"{words}; run `validate` to see what is wrong.")
    files = {name: as_csv(columns[name], rows) for name, rows in made.rows.items()}
    written = write(files, article_id, raw / DRAFTS) if keep else []
    print(report(made, files, written))
    for path in written:
        print(f"Written: {path}")
    return 0
