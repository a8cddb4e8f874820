"""`./run new-article`: read the text of an article, draft its rows, print and write them."""

import re
import sys
import unicodedata
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pandas as pd

from helpers import paths, printed
from helpers.data.descriptor import fields, regions_of, table
from helpers.drafts.draft import Draft, draft
from helpers.files import write_text
from helpers.parameters import ParameterError, quoted

LONGEST_TEXT = 100_000  # characters: far above any article, and what can be drafted within seconds
LARGEST_TEXT = 4_000_000  # bytes: more are not even read
FIRST_YEAR, LAST_YEAR = 1991, 2099
TABLES = ("articles", "claims", "exclusions")
LONGEST_NUMERAL = 20  # characters: exclusions.csv takes no longer quote
LONGEST_ID = 100  # characters: it becomes a file's name


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
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        reason = getattr(error, "strerror", None) or error
        raise ParameterError(f"{name} cannot be read ({reason}).") from None
    longest = max((end - start for start, end in printed.find_numerals(text)), default=0)
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
    lines += ["", f"Unsure of {len(doubtful)} rows:" if doubtful else "Unsure of no row."]
    lines += [f"  {line}" for line in doubtful]
    lines += ["", "Next: complete the rows, as step 4 of docs/next-edition.md says."]
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
        frame = pd.DataFrame(rows)
        if lacking := set(frame) - set(columns):
            words = f"datapackage.json describes {name} without {', '.join(sorted(lacking))}"
            raise ParameterError(f"{words}; ./run validate says what is wrong.")
        files[name] = frame.reindex(columns=columns).to_csv(index=False, lineterminator="\n")
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
