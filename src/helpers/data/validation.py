"""Checks of the data package whose messages people read: one line a fault, all faults in one go.

`datapackage.json` says what each file must look like (`fields`), `claim_rules` and `series_rules`
what the contents must satisfy. With the articles' texts every position and the coverage of the
numerals are checked as well. Standard library and PyYAML only, so that `validate` starts at once.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from helpers import paths, printed
from helpers.data import claim_rules, plain_yaml, series_rules
from helpers.data.schema import (
    SEAL,
    TYPES,
    Fault,
    Package,
    PackageError,
    Row,
    UnreadError,
    decode,
    read_bytes,
    read_table,
)
from helpers.files import printable, quoted, read_file, sha256

DESCRIPTOR = "datapackage.json"
DOUBT_KEYS = {
    "id": str,
    "what": str,
    "why": str,
    "evidence": list,
    "action": str,
    "expect": list,
    "claims": list,
}
# A pattern comes with the data, and two repeats in it can take for ever on a cell that does not
# match.
ONE_REPEAT = re.compile(r"(?:[^()*+?{}]|\{[0-9]+\})*[*+?]?(?:[^()*+?{}]|\{[0-9]+\})*")
QUICK = (
    r"[0-9]{4}(/(\.\.|[0-9]{4})|-[0-9]{2}/[0-9]{4}-[0-9]{2})?",
    "[0-9.]+( [0-9.]+)*",
)  # no character can belong to two repeats of theirs
NEEDED = (
    "articles",
    "claims",
    "exclusions",
    "second_reading",
    "doubts",
    "kz_flows_annual",
    "kz_flows_cumulative",
    "kz_breakdowns",
    "kz_mirror_counts",
    "kz_events",
    "kz_population",
    "kz_population_old_division",
    "corridors",
    "corridor_flows",
    "kaz_netmigration_intl",
    "un_migration_flows",
    "kz_region_names",
    "kz_regions",
)


def validate(raw: Path, texts: Path | None = None) -> list[Fault]:
    """Every fault of the data package in `raw`, by file and row; an empty list when all is well.

    Files that cannot be read come first, and what would only follow from them is left out. `texts`
    is a folder with the articles' texts, each named after its article_id; None leaves the checks
    that need them out. Nothing in the files can make this raise.
    """
    package, faults = load(Path(raw))
    if (
        texts is not None
    ):  # first, since it puts wrong positions right, from which other faults would follow
        faults += _guarded(check_texts, package, Path(texts))
    for rule in (*claim_rules.RULES, *series_rules.RULES):
        faults += _guarded(rule, package)
    return sorted(set(faults), key=lambda fault: fault.order)


def _guarded(rule, *arguments) -> list[Fault]:
    """The faults that a rule finds, up to a file that could not be read; an error that nobody
    foresaw becomes one.
    """
    faults = []
    try:
        for fault in rule(*arguments):
            faults.append(fault)
    except UnreadError:
        pass
    except Exception as error:
        found = f"contents that the rule {rule.__name__!r} could not judge ({type(error).__name__}: {error})"
        expected = "contents as the schemas describe them"
        faults.append(Fault(DESCRIPTOR, "", "", found, expected, "mend the other faults first"))
    return faults


# Reading the package


def load(raw: Path) -> tuple[Package, list[Fault]]:
    """All files of the package as far as they can be read, and the faults met on the way."""
    package = Package()
    descriptor, faults = _descriptor(raw)
    entries, more = _entries(descriptor)
    faults += more
    for entry in entries:
        package.numbering |= entry.get("numbering", {})
        if "schema" in entry:
            package.tables[entry["name"]], more = read_table(raw, entry)
        elif entry["name"] == "doubts":
            package.doubts, more = _doubts(raw, entry)
        elif entry["name"] == "kz_regions":
            package.regions, more = _regions(raw, entry)
        else:
            _, more = read_bytes(raw, entry)
        if any(fault.form for fault in more):
            package.unread[entry["name"]] = entry["path"]
            package.tables.pop(entry["name"], None)
            more = [fault for fault in more if not fault.of_hash]  # another hash is no wonder then
        faults += more
    faults += _guarded(_foreign_keys, package, entries)
    return package, faults


def descriptor_hash(descriptor: dict) -> str:
    """The hash of everything else that `datapackage.json` says; it stands there as `hash`."""
    content = {key: value for key, value in descriptor.items() if key != "hash"}
    return f"sha256:{sha256(json.dumps(content, sort_keys=True).encode())}"


def _descriptor(raw: Path) -> tuple[dict, list[Fault]]:
    todo = "put the file back"
    try:
        text = read_file(raw, DESCRIPTOR).decode("utf-8")
        descriptor = json.loads(text)
    except FileNotFoundError:
        return {}, [
            Fault(DESCRIPTOR, "", "", "no such file", "the description of the data package", todo)
        ]
    except UnicodeDecodeError as error:
        return {}, [
            Fault(
                DESCRIPTOR,
                "",
                "",
                f"bytes that are not UTF-8 ({error.reason})",
                "text in UTF-8",
                todo,
            )
        ]
    except (OSError, ValueError, RecursionError) as error:
        line = str(error.lineno) if isinstance(error, json.JSONDecodeError) else ""
        return {}, [
            Fault(DESCRIPTOR, line, "", f"a file that cannot be read ({error})", "JSON", todo)
        ]
    if not isinstance(descriptor, dict):
        return {}, [
            Fault(
                DESCRIPTOR,
                "1",
                "",
                f"a {type(descriptor).__name__}",
                "an object with resources",
                todo,
            )
        ]
    if descriptor.get("hash") == descriptor_hash(descriptor):
        return descriptor, []
    found = f"contents with the hash {descriptor_hash(descriptor)}"
    stated = descriptor.get("hash")
    expected = (
        f"{quoted(stated)} as the file itself says" if stated else "a property 'hash' that holds it"
    )
    todo = f"undo the change, or, if it is meant, seal the package with {SEAL}"
    return descriptor, [Fault(DESCRIPTOR, "", "hash", found, expected, todo)]


def _entries(descriptor: dict) -> tuple[list[dict], list[Fault]]:
    """The resources whose entries can be used, and what is wrong with the others."""
    if not descriptor:
        return [], []
    entries, faults, resources = [], [], descriptor.get("resources")
    for number, entry in enumerate(resources if isinstance(resources, list) else []):
        if problem := _entry_problem(entry):
            column, todo = f"resources[{number}]", "put the entry back as it was"
            faults.append(
                Fault(
                    DESCRIPTOR, "", column, problem, "a resource with name, path and schema", todo
                )
            )
        else:
            entries.append(entry)
    names = [entry["name"] for entry in entries]
    for name in NEEDED:
        if names.count(name) != 1:
            found = f"{names.count(name)} resources named {name!r}"
            faults.append(
                Fault(DESCRIPTOR, "", "resources", found, "one", "put the entry back as it was")
            )
    return entries, faults


def described(raw: Path) -> tuple[dict, list[dict]]:
    """The description of a package, and the entries of its files. Raises PackageError where one
    cannot be used.
    """
    descriptor, faults = _descriptor(Path(raw))
    entries, more = _entries(descriptor)
    for fault in more + faults:
        if fault.column not in ("hash", "resources") or not entries:
            raise PackageError(f"The data package in {raw} cannot be used: {fault}")
    return descriptor, entries


def _entry_problem(entry) -> str | None:
    if not isinstance(entry, dict) or not all(
        isinstance(entry.get(key), str) for key in ("name", "path")
    ):
        return "an entry without a name or a path"
    path = Path(entry["path"])
    if (
        path.is_absolute() or ".." in path.parts or set(entry["path"]) & set("\0\\:")
    ):  # also where \ and C: are paths
        return f"the path {quoted(entry['path'])}, which leaves the folder"
    numbering = entry.get("numbering", {})
    if not isinstance(numbering, dict) or not all(
        type(number) is int for number in numbering.values()
    ):
        return "a numbering that does not give each series of claim ids a number"
    schema = entry.get("schema")
    if schema is None:
        return (
            f"the CSV file {entry['path']} without a schema"
            if entry["path"].endswith(".csv")
            else None
        )
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not fields:
        return f"a schema of {entry['name']} without fields"
    if problem := next(filter(None, map(_field_problem, fields)), None):
        return f"{problem} in the schema of {entry['name']}"
    return _key_problem(schema, [field["name"] for field in fields])


def _field_problem(field) -> str | None:
    if (
        not isinstance(field, dict)
        or not isinstance(field.get("name"), str)
        or field.get("type") not in tuple(TYPES)
    ):
        return "a field without a name or with an unknown type"
    constraints = field.get("constraints", {})
    if not isinstance(constraints, dict):
        return f"constraints of {field['name']} that are no object"
    kinds = {"enum": list, "pattern": str, "minimum": int, "maximum": int, "maxLength": int}
    for name, kind in kinds.items():
        if not isinstance(constraints.get(name, kind()), kind):
            return f"a constraint {name} of {field['name']} that is no {kind.__name__}"
    try:
        re.compile(pattern := constraints.get("pattern", ""))
    except (re.error, RecursionError, OverflowError) as error:
        return f"a pattern of {field['name']} that is none ({error})"
    if pattern not in QUICK and not ONE_REPEAT.fullmatch(pattern):
        return f"a pattern of {field['name']} that could take for ever (several repeats, or groups)"
    return None


def _key_problem(schema: dict, columns: list[str]) -> str | None:
    primary, foreign = schema.get("primaryKey", []), schema.get("foreignKeys", [])
    if not isinstance(primary, list) or not all(name in columns for name in primary):
        return "a primary key with an unknown column"
    for key in foreign if isinstance(foreign, list) else [None]:
        reference = key.get("reference") if isinstance(key, dict) else None
        fields = (
            [key.get("fields"), reference.get("fields")] if isinstance(reference, dict) else [None]
        )
        if (
            not all(isinstance(names, list) and len(names) == 1 for names in fields)
            or fields[0][0] not in columns
        ):
            return "a foreign key that does not link one column with one other"
    return None


def _foreign_keys(package: Package, entries: list[dict]) -> Iterator[Fault]:
    for entry in entries:
        for key in entry.get("schema", {}).get("foreignKeys", []):
            column, resource = key["fields"][0], str(key["reference"].get("resource"))
            if {entry["name"], resource} & package.unread.keys():
                continue
            target = package.table(resource)
            known = {row.text(key["reference"]["fields"][0]) for row in target.rows}
            table = package.table(entry["name"])
            for row in table.rows if known else ():
                if row.text(column) and row.text(column) not in known:
                    expected = f"one that {target.path} has in {key['reference']['fields'][0]}"
                    todo = "correct the id, or add the row that it names"
                    yield table.fault(row, column, quoted(row.text(column)), expected, todo)


def _doubts(raw: Path, entry: dict) -> tuple[list[dict], list[Fault]]:
    """The well-formed entries of doubts.yml, each with its `line`."""
    path = entry["path"]
    text, faults = _text_of(raw, entry)
    if text is None:
        return [], faults
    try:
        entries, node = plain_yaml.load(text)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        found = f"YAML that cannot be read ({getattr(error, 'problem', None) or error})"
        line = str(mark.line + 1) if mark else ""
        return [], [
            *faults,
            Fault(path, line, "", found, "a list of entries", "put the file back", form=True),
        ]
    if not isinstance(entries, list):
        found = f"a {type(entries).__name__}"
        return [], [
            *faults,
            Fault(path, "1", "", found, "a list of entries", "put it back", form=True),
        ]
    good = []
    for doubt, item in zip(entries, node.value, strict=True):
        line = item.start_mark.line + 1
        if problem := _doubt_problem(doubt):
            expected = ", ".join(DOUBT_KEYS)
            faults.append(
                Fault(
                    path,
                    str(line),
                    problem[0],
                    problem[1],
                    f"an entry with {expected}",
                    "complete it",
                )
            )
        else:
            good.append(doubt | {"line": line})
    return good, faults


def _doubt_problem(doubt) -> tuple[str, str] | None:
    """The key that is wrong, and how."""
    if not isinstance(doubt, dict):
        return "", f"a {type(doubt).__name__}"
    for key, kind in DOUBT_KEYS.items():
        if not isinstance(doubt.get(key), kind):
            return (
                key,
                f"{quoted(doubt.get(key, ''))}, which is no {'list' if kind is list else 'text'}",
            )
    if not all(
        isinstance(expect, dict) and isinstance(expect.get("file"), str)
        for expect in doubt["expect"]
    ):
        return "expect", "an expectation without a file"
    if not doubt["expect"]:
        return "expect", "nothing that could show the source corrected"
    return None


def _regions(raw: Path, entry: dict) -> tuple[dict, list[Fault]]:
    """The boundaries as `region` and `points` of each feature."""
    text, faults = _text_of(raw, entry)
    if text is None:
        return {}, faults
    try:
        features = json.loads(text)["features"]
        features = [
            {"region": f["properties"]["region"], "points": list(_points(f["geometry"]))}
            for f in features
        ]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, OverflowError) as error:
        found = f"boundaries that cannot be read ({type(error).__name__}: {error})"
        expected = "a FeatureCollection of polygons with the property region"
        return {}, [
            *faults,
            Fault(
                entry["path"], "", "", found, expected, "put the file back as received", form=True
            ),
        ]
    return {"features": features}, faults


def _points(geometry: dict) -> Iterator[tuple[float, float]]:
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[
        geometry["type"]
    ]
    for polygon in polygons:
        for ring in polygon:
            if len(ring) < 4 or ring[0] != ring[-1]:
                raise ValueError("a ring that does not close")
            yield from ((float(point[0]), float(point[1])) for point in ring)


def _text_of(raw: Path, entry: dict) -> tuple[str | None, list[Fault]]:
    data, faults = read_bytes(raw, entry)
    text, more = decode(data, entry["path"]) if data else (None, [])
    return text, faults + more


# The articles' texts


def check_texts(package: Package, folder: Path) -> Iterator[Fault]:
    """Hash, length, numerals and every position of the texts that the folder holds; faults when it
    holds none.
    """
    articles = package.table("articles")
    expected = [article for article in articles.rows if claim_rules.has_text(article)]
    present = [article for article in expected if _text_path(folder, article).is_file()]
    if expected and not present:
        names = ", ".join(_text_path(folder, article).name for article in expected)
        yield Fault(
            articles.path,
            "",
            "article_id",
            f"no article text in {folder}",
            names,
            "give another folder",
        )
    for article in present:
        try:
            text = unicodedata.normalize(
                "NFC", _text_path(folder, article).read_bytes().decode("utf-8")
            )
        except (OSError, UnicodeDecodeError) as error:
            found = f"a text that cannot be read ({error})"
            yield articles.fault(
                article, "article_id", found, "text in UTF-8", "save the text again in UTF-8"
            )
            continue
        yield from _identity(package, article, text)
        yield from _quotes(package, article, text)  # before what rests on the positions
        yield from _unaccounted(package, article, text)


def _text_path(folder: Path, article: Row) -> Path:
    return folder / f"{re.sub(r'[^a-z0-9_-]', '_', article.text('article_id'))}.txt"


def _identity(package: Package, article: Row, text: str) -> Iterator[Fault]:
    """Hash, length and numerals of the text are those in articles.csv."""
    numerals = printed.find_numerals(text)
    found = {
        "sha256": sha256(text.encode()),
        "length": str(len(text)),
        "numerals": str(len(numerals)),
        "numerals_sha256": claim_rules.positions_hash(numerals),
    }
    for column, value in found.items():
        if article.text(column) != value:
            expected = f"{quoted(article.text(column))} as transcribed"
            todo = "use the text that was transcribed, or transcribe this one anew"
            table = package.table("articles")
            yield table.fault(article, column, f"{quoted(value)} in the text given", expected, todo)


def _quotes(package: Package, article: Row, text: str) -> Iterator[Fault]:
    """Quotes that do not stand where their rows say.

    Those that stand elsewhere are put there, in memory: else their numerals would be missed as
    well.
    """
    for name in ("claims", "exclusions"):
        table = package.table(name)
        for row in table.rows:
            start, quote = row.whole("start"), row.text("quote")
            if row.text("article_id") != article.text("article_id") or start is None:
                continue
            if text[start : start + len(quote)] != quote or start < 0:
                places = (
                    [match.start() for match in re.finditer(re.escape(quote), text)]
                    if quote
                    else []
                )
                found = f"{quoted(text[max(start, 0) : max(start, 0) + len(quote)])} at {start}"
                where = f" (it stands at {', '.join(map(str, places[:5]))})" if places else ""
                expected = f"the quote {quoted(quote)}{where}"
                yield table.fault(
                    row, "start", found, expected, "correct start and end, or the quote"
                )
                if places:
                    nearest = min(places, key=lambda place: abs(place - start))
                    row.cells.update(start=str(nearest), end=str(nearest + len(quote)))


def _unaccounted(package: Package, article: Row, text: str) -> Iterator[Fault]:
    """Numerals of the text that no quote of a claim or exclusion holds, with the row that they
    belong behind.
    """
    claims, name = package.table("claims"), article.text("article_id")
    covered = set()
    for table in (claims, package.table("exclusions")):
        covered.update(claim_rules.numerals_of(table, name))
    own = [
        row
        for row in claims.rows
        if row.text("article_id") == name and row.whole("start") is not None
    ]
    for start, end in printed.find_numerals(text):
        if (start, end) not in covered:
            before = [row for row in own if row.whole("start") <= start]
            row = max(before, key=lambda row: row.whole("start"), default=None)
            found = f"the numeral {quoted(text[start:end])} at {start} to {end} of {name}, neither claimed nor excluded"
            place = f"after this row ({row.text('claim_id')})" if row else "before the first claim"
            expected = f"a claim {place}, or a row of exclusions.csv"
            yield claims.fault(
                row, "quote", found, expected, "add the row that is missing, or correct its quote"
            )


# What people read


def coverage(raw: Path) -> list[dict]:
    """One dictionary an article: how many numerals it holds, and how many of them are claimed and
    excluded.

    `article_id`, `row` (place in articles.csv), `numerals` (None when the text is not at hand),
    `claimed`, `excluded`, `sentence`. Counted from the quotes, without the texts.
    """
    entries, _ = _entries(_descriptor(Path(raw))[0])
    needed = [
        entry
        for entry in entries
        if entry["name"] in ("articles", "claims", "exclusions") and "schema" in entry
    ]
    package = Package({entry["name"]: read_table(Path(raw), entry)[0] for entry in needed})
    result = []
    for article in package.table("articles").rows:
        name = article.text("article_id")
        claimed = len(claim_rules.numerals_of(package.table("claims"), name))
        excluded = len(claim_rules.numerals_of(package.table("exclusions"), name))
        numerals = article.whole("numerals") if claim_rules.has_text(article) else None
        row = {"article_id": name, "row": f"articles.csv:{article.line}", "numerals": numerals}
        row |= {"claimed": claimed, "excluded": excluded}
        result.append(row | {"sentence": coverage_sentence([row])})
    return result


def coverage_sentence(rows: Iterable[dict]) -> str:
    """'55 of 55 numerals accounted for: 32 claimed, 23 excluded', over the articles whose text is
    at hand.
    """
    known = [row for row in rows if row["numerals"] is not None]
    if not known:
        return "text not at hand"
    numerals, claimed, excluded = (
        sum(row[key] for row in known) for key in ("numerals", "claimed", "excluded")
    )
    counted = f"{claimed + excluded} of {numerals} numerals accounted for"
    return f"{counted}: {claimed} claimed, {excluded} excluded"


def report(faults: list[Fault], coverage: list[dict], texts: Path | None = None) -> str:
    """What was checked and what was found, one line a fault."""
    lines = [str(fault) for fault in faults]
    lines += [printable(f"{row['article_id']}: {row['sentence']}.") for row in coverage]
    lines.append(f"All articles: {coverage_sentence(coverage)}.")
    with_text = [row["article_id"] for row in coverage if row["numerals"] is not None]
    unread = [
        name for name in with_text if texts is None or not (Path(texts) / f"{name}.txt").is_file()
    ]
    if unread:
        given = (
            "NO ARTICLE TEXTS GIVEN"
            if texts is None
            else printable(f"NO TEXT GIVEN OF {', '.join(unread)}")
        )
        advice = f"(give --texts DIR or set {paths.TEXTS_VARIABLE})"
        lines.append(f"{given}: their positions were checked by count and hash only {advice}.")
    checked = "descriptor, hashes, schemas, keys, claims, series, boundaries, doubts"
    checked += (
        f", texts of {len(with_text) - len(unread)} articles"
        if len(unread) < len(with_text)
        else ""
    )
    lines.append(f"Checked {checked}: {counted(faults)}.")
    return "\n".join(lines)


def counted(faults: list[Fault]) -> str:
    return "no faults" if not faults else "1 fault" if len(faults) == 1 else f"{len(faults)} faults"


def main(raw: Path | None = None, texts: Path | None = None, sealing: bool = False) -> int:
    """Check a data package and print the report; 0 when all is well, else 1.

    Without arguments: the package of this process, and the texts that the environment names. With
    `sealing`, a package of which nothing but hashes is wrong is sealed; otherwise only the other
    faults are told.
    """
    raw, texts = Path(raw or paths.raw_folder()), texts or paths.texts_folder()
    faults, told = validate(raw, texts), ""
    if sealing and faults:
        others = [fault for fault in faults if not fault.of_hash]
        changed = sorted({fault.file for fault in faults if fault.of_hash})
        faults, told = others, "Not sealed: mend these faults first."
        if not others:
            try:
                seal(raw)
            except PackageError as error:
                print(printable(str(error)))
                return 1
            faults, told = (
                validate(raw, texts),
                f"Sealed as they are now: {printable(', '.join(changed))}.",
            )
    print(report(faults, coverage(raw), texts), *([told] if told else []), sep="\n")
    return 1 if faults else 0


def seal(raw: Path) -> None:
    """Renew sizes, hashes and the numbering of claims in datapackage.json after a change of the
    files that is meant.

    A claim that is gone stays in the numbering, so that its id is not given to another one. Raises
    PackageError, with nothing written, when the description or a file that it names cannot be used.
    """
    raw = Path(raw)
    descriptor, entries = described(raw)
    try:
        for entry in entries:
            data = read_file(raw, entry["path"])
            entry["bytes"], entry["hash"] = len(data), f"sha256:{sha256(data)}"
            if entry["name"] == "claims":
                used = claim_rules.highest_numbers(read_table(raw, entry)[0])
                entry["numbering"] = used | {
                    s: max(n, used.get(s, 0)) for s, n in entry.get("numbering", {}).items()
                }
        descriptor["hash"] = descriptor_hash(descriptor)
        beside = raw / f".{DESCRIPTOR}.part"
        beside.write_bytes(
            (json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
        )
        beside.replace(raw / DESCRIPTOR)
    except (OSError, ValueError) as error:
        raise PackageError(f"The data package in {raw} cannot be sealed ({error}).") from None
