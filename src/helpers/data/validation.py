"""Checks of the data package whose messages people read: one line a fault, all faults in one go.
Standard library and PyYAML only, so that `validate` starts at once."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from operator import attrgetter, itemgetter
from pathlib import Path

from helpers import paths, printed
from helpers.data import claim_rules, partner_rules, records, series_rules
from helpers.data.claim_rules import QUOTED, numerals_of
from helpers.data.descriptor import DESCRIPTOR, read_descriptor, seal
from helpers.data.doubts import read_doubts
from helpers.data.records import Fault, Package, UnreadError, fault, grouped
from helpers.files import printable, sha256


def validate(raw: Path, texts: Path | None = None) -> list[Fault]:
    """Every fault of the data package in `raw`, by file and row; never raises. Files that cannot be
    read come first, without what only follows from them. With a folder of texts (named by their
    article_id) every position and the coverage of the numerals are checked as well."""
    package, faults = load(Path(raw))
    # The texts first: this puts wrong positions right, from which other faults would follow.
    if texts is not None:
        faults += _guarded(check_texts, package, Path(texts))
    for rule in (
        *claim_rules.RULES,
        *series_rules.RULES,
        *partner_rules.RULES,
    ):
        faults += _guarded(rule, package)
    return sorted(set(faults), key=attrgetter("order"))


def _guarded(rule, *arguments) -> list[Fault]:
    """The faults of a rule, up to an unread file; an error that nobody foresaw becomes one."""
    faults = []
    try:
        faults.extend(rule(*arguments))
    except UnreadError:
        pass
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        faults.append(fault("unjudged", DESCRIPTOR, rule=rule.__name__, error=reason))
    return faults


def load(raw: Path) -> tuple[Package, list[Fault]]:
    """All files of the package as far as they can be read, and the faults met on the way."""
    package = Package()
    _, entries, faults = read_descriptor(raw)
    for entry in entries:
        name = entry["name"]
        package.numbering |= entry.get("numbering", {})
        if "schema" in entry:
            package.tables[name], more = records.read_table(raw, entry)
        elif name == "doubts":
            package.doubts, more = read_doubts(raw, entry)
        elif name == "kz_regions":
            package.regions, more = series_rules.read_boundaries(raw, entry)
        else:
            _, more = records.read_bytes(raw, entry)
        if any(problem.form for problem in more):
            package.unread[name] = entry["path"]
            package.tables.pop(name, None)
            # Another hash is no wonder then.
            more = [problem for problem in more if not problem.of_hash]
        faults += more
    return package, faults + _guarded(_foreign_keys, package, entries)


def _foreign_keys(package: Package, entries: list[dict]) -> Iterator[Fault]:
    for entry in entries:
        for key in entry.get("schema", {}).get("foreignKeys", []):
            resource = str(key["reference"].get("resource"))
            if {entry["name"], resource} & package.unread.keys():
                continue
            (column,), (target_column,) = (
                key["fields"],
                key["reference"]["fields"],
            )
            target = package.table(resource)
            ids = {"", *(row[target_column] for row in target.rows)}
            about = {
                "column": column,
                "target": target.path,
                "target_column": target_column,
            }
            for row in package.rows(entry["name"]) if target.rows else ():
                if row[column] not in ids:
                    yield row.fault("unknown_reference", **about)


def check_texts(package: Package, folder: Path) -> Iterator[Fault]:
    """Hash, length, numerals and every position of the texts in a folder, which must hold one."""
    articles = {}
    for row in package.rows("articles"):
        if row["sha256"]:  # its text was at hand
            name = re.sub("[^a-z0-9_-]", "_", row["article_id"])
            articles[folder / f"{name}.txt"] = row
    present = [path for path in articles if path.is_file()]
    if articles and not present:
        names = ", ".join(path.name for path in articles)
        yield fault(
            "no_texts",
            package.table("articles").path,
            folder=folder,
            names=names,
        )
    for path in present:
        article = articles[path]
        try:
            content = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            yield article.fault("unreadable_text", error=error)
            continue
        text = unicodedata.normalize("NFC", content)
        for column, value in identity(text).items():
            if article[column] != value:
                yield article.fault(
                    "other_text",
                    column=column,
                    now=value,
                    then=article[column],
                )
        name = article["article_id"]
        yield from _quotes(package, name, text)  # before what rests on the positions
        yield from _unaccounted(package, name, text)


def identity(text: str) -> dict[str, str]:
    """What `articles.csv` keeps of a text: hash, length, number of numerals and their positions."""
    numerals = printed.find_numerals(text)
    return {
        "sha256": sha256(text.encode()),
        "length": str(len(text)),
        "numerals": str(len(numerals)),
        "numerals_sha256": claim_rules.positions_hash(numerals),
    }


def _quotes(package: Package, article: str, text: str) -> Iterator[Fault]:
    """Quotes that do not stand where their rows say; in memory they are put where they stand."""
    for row in package.rows(*QUOTED):
        start = row.whole("start")
        quote = row["quote"]
        if row["article_id"] != article or start is None:
            continue
        there = text[max(start, 0) :][: len(quote)]
        if there == quote and start >= 0:
            continue
        matches = re.finditer(re.escape(quote), text) if quote else ()
        places = [match.start() for match in matches]
        listed = ", ".join(map(str, places[:5]))
        elsewhere = f" (it stands at {listed})" if places else ""
        yield row.fault("misplaced_quote", there=there, places=elsewhere)
        if places:
            nearest = min(places, key=lambda place: abs(place - start))
            row["start"] = str(nearest)
            row["end"] = str(nearest + len(quote))


def _unaccounted(package: Package, article: str, text: str) -> Iterator[Fault]:
    """Numerals that no claim or exclusion quotes, with the row that they belong behind."""
    claims = package.table("claims")
    of_article = grouped(claims.rows, "article_id")[article,]
    placed = [row for row in of_article if row.whole("start") is not None]
    starts = {row.whole("start"): row for row in reversed(placed)}
    quoted = numerals_of(package, article, *QUOTED)
    for start, end in printed.find_numerals(text):
        if (start, end) in quoted:
            continue
        line = ""
        place = "before the first claim"
        if earlier := [first for first in starts if first <= start]:
            row = starts[max(earlier)]
            line = row.line
            place = f"after this row ({row['claim_id']})"
        about = {
            "numeral": text[start:end],
            "first": start,
            "last": end,
            "article": article,
        }
        yield fault("unaccounted_numeral", claims.path, line, place=place, **about)


def coverage(raw: Path) -> list[dict]:
    """Of each article how many of its numerals are claimed and excluded, counted from the quotes:
    `article_id`, `row`, `numerals` (None without a text), `claimed`, `excluded`, `sentence`."""
    raw = Path(raw)
    _, entries, _ = read_descriptor(raw)
    package = Package()
    for entry in entries:
        if entry["name"] in ("articles", *QUOTED) and "schema" in entry:
            package.tables[entry["name"]], _ = records.read_table(raw, entry)
    rows = []
    for article in package.rows("articles"):
        name = article["article_id"]
        row = {
            "article_id": name,
            "row": f"articles.csv:{article.line}",
            "numerals": article.whole("numerals") if article["sha256"] else None,
            "claimed": len(numerals_of(package, name, "claims")),
            "excluded": len(numerals_of(package, name, "exclusions")),
        }
        rows.append(row | {"sentence": coverage_sentence([row])})
    return rows


def coverage_sentence(rows: Iterable[dict]) -> str:
    """'55 of 55 numerals accounted for: 32 claimed, 23 excluded', of the articles with a text."""
    counts = [row for row in rows if row["numerals"] is not None]
    if not counts:
        return "text not at hand"
    parts = ("numerals", "claimed", "excluded")
    numerals, claimed, excluded = (sum(map(itemgetter(part), counts)) for part in parts)
    accounted = f"{claimed + excluded} of {numerals} numerals accounted for"
    return f"{accounted}: {claimed} claimed, {excluded} excluded"


def report(faults: list[Fault], coverage: list[dict], texts: Path | None = None) -> str:
    """What was checked and what was found, one line a fault: what a person must mend comes first,
    sizes and hashes, which --seal renews, last."""
    lines = [str(problem) for problem in faults if not problem.of_hash]
    to_seal = [str(problem) for problem in faults if problem.of_hash]
    if to_seal:
        if lines:
            lines.insert(0, f"To mend by hand: {len(lines)}.")
        lines.append(f"Then renew with --seal, once nothing else is named: {len(to_seal)}.")
    lines += to_seal
    lines += [printable(f"{row['article_id']}: {row['sentence']}.") for row in coverage]
    lines.append(f"All articles: {coverage_sentence(coverage)}.")
    known = [row["article_id"] for row in coverage if row["numerals"] is not None]
    given = [name for name in known if texts and (Path(texts) / f"{name}.txt").is_file()]
    if unread := [name for name in known if name not in given]:
        words = f"NO TEXT GIVEN OF {', '.join(unread)}" if texts else "NO ARTICLE TEXTS GIVEN"
        advice = f"(give --texts DIR or set {paths.TEXTS_VARIABLE})"
        positions = f"their positions were checked by count and hash only {advice}"
        lines.append(f"{printable(words)}: {positions}.")
    checked = "descriptor, hashes, schemas, keys, claims, series, boundaries, doubts"
    if given:
        checked += f", texts of {len(given)} articles"
    lines.append(f"Checked {checked}: {n_faults(faults)}.")
    return "\n".join(lines)


def n_faults(faults: list[Fault]) -> str:
    number = len(faults) or "no"
    return f"{number} fault" if number == 1 else f"{number} faults"


def main(raw: Path | None = None, texts: Path | None = None, sealing: bool = False) -> int:
    """Check a data package (that of this process) and print the report; 0 when all is well, else 1.
    With `sealing`, a package of which nothing but hashes is wrong is sealed."""
    raw = Path(raw or paths.raw_folder())
    texts = texts or paths.named_folder(paths.TEXTS_VARIABLE)
    faults = validate(raw, texts)
    sealed = []
    if sealing and faults:
        changed = sorted({problem.file for problem in faults if problem.of_hash})
        faults = [problem for problem in faults if not problem.of_hash]
        sealed = ["Not sealed: mend these faults first."]
        if not faults:
            try:
                seal(raw)
            except records.PackageError as error:
                print(printable(str(error)))
                return 1
            faults = validate(raw, texts)
            sealed = [f"Sealed as they are now: {printable(', '.join(changed))}."]
    print(report(faults, coverage(raw), texts), *sealed, sep="\n")
    return 1 if faults else 0
