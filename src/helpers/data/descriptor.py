"""`datapackage.json`: read, checked until nothing in it can do harm, and sealed after a change."""

import json
import re
from collections import Counter
from pathlib import Path

from helpers.data import records
from helpers.data.claim_rules import highest_numbers
from helpers.data.records import Fault, PackageError, fault, read_table
from helpers.files import quoted, read_file, sha256, write_text
from helpers.parameters import ParameterError

DESCRIPTOR = "datapackage.json"
NO_HASH = "a property 'hash' that holds it"
# A pattern comes with the data; two repeats in it can take for ever on a cell that does not match.
ONE_REPEAT = re.compile(r"(?:[^()*+?{}]|\{[0-9]+\})*[*+?]?(?:[^()*+?{}]|\{[0-9]+\})*")
# No character can belong to two repeats of these.
PERIOD = r"[0-9]{4}(/\.\.|/[0-9]{4}|-[0-9]{2}/[0-9]{4}-[0-9]{2}|-[0-9]{2}-[0-9]{2})?"
RUN_OF_NUMBERS = "[0-9.]+( [0-9.]+)*"
CONSTRAINTS = {"enum": list, "pattern": str, "minimum": int, "maximum": int, "maxLength": int}
NEEDED = """articles claims exclusions second_reading doubts kz_events kz_region_names kz_regions
kz_flows_annual kz_flows_cumulative kz_breakdowns kz_flows_by_partner cis_flows_panel mirror_flows
kz_net_urban_rural kz_internal_moves_by_region kz_external_net_by_region corridors corridor_flows
kz_population kz_population_old_division kaz_netmigration_intl un_migration_flows"""


def descriptor_hash(descriptor: dict) -> str:
    """The hash of everything else that `datapackage.json` says; it stands there as `hash`."""
    content = descriptor.copy()
    content.pop("hash", None)
    return f"sha256:{sha256(json.dumps(content, sort_keys=True).encode())}"


def read_descriptor(raw: Path) -> tuple[dict, list[dict], list[Fault]]:
    """The descriptor (empty when unreadable), the entries that can be used, and what is wrong."""
    line = ""
    content = "JSON"
    try:
        descriptor = json.loads(read_file(raw, DESCRIPTOR).decode("utf-8"))
    except FileNotFoundError:
        reason = "no such file"
        content = "the description of the data package"
    except UnicodeDecodeError as error:
        reason = f"bytes that are not UTF-8 ({error.reason})"
        content = "text in UTF-8"
    except (OSError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", "")
        reason = f"a file that cannot be read ({error})"
    else:
        if isinstance(descriptor, dict):
            return descriptor, *_usable_entries(descriptor)
        line = 1
        reason = f"a {type(descriptor).__name__}"
        content = "an object with resources"
    return (
        {},
        [],
        [
            fault(
                "no_descriptor",
                DESCRIPTOR,
                line,
                reason=reason,
                content=content,
            )
        ],
    )


def _usable_entries(descriptor: dict) -> tuple[list[dict], list[Fault]]:
    entries, faults = [], []
    resources = descriptor.get("resources")
    for number, entry in enumerate(resources if isinstance(resources, list) else []):
        if problem := _entry_problem(entry):
            faults.append(
                fault(
                    "unusable_entry",
                    DESCRIPTOR,
                    number=number,
                    problem=problem,
                )
            )
        else:
            entries.append(entry)
    names = Counter(entry["name"] for entry in entries)
    for name in NEEDED.split():
        if names[name] != 1:
            faults.append(
                fault(
                    "entries_of_name",
                    DESCRIPTOR,
                    count=names[name],
                    name=name,
                )
            )
    now = descriptor_hash(descriptor)
    then = descriptor.get("hash")
    if then != now:
        stated = f"{quoted(then)} as the file itself says" if then else NO_HASH
        faults.append(fault("changed_descriptor", DESCRIPTOR, now=now, stated=stated))
    return entries, faults


def described(raw: Path) -> tuple[dict, list[dict]]:
    """The description of a package and its entries. Raises PackageError for unusable ones."""
    descriptor, entries, faults = read_descriptor(Path(raw))
    for problem in faults:
        slight = problem.column in ("hash", "resources")
        if not slight or not entries:
            raise PackageError(f"The data package in {raw} cannot be used: {problem}")
    return descriptor, entries


def table_entry(raw: Path, name: str) -> dict:
    """The entry of a table in the descriptor. Raises ParameterError when it has none."""
    try:
        _, entries = described(raw)
    except PackageError:
        entries = []
    for entry in entries:
        if entry["name"] == name and "schema" in entry:
            return entry
    problem = f"{raw} holds no data package with {name}"
    raise ParameterError(f"{problem}; ./run validate says what is wrong.")


def fields(raw: Path, name: str) -> dict[str, dict]:
    """The fields of a table by their names. Raises ParameterError when the package has none."""
    return {field["name"]: field for field in table_entry(raw, name)["schema"]["fields"]}


def table(raw: Path, name: str) -> records.Table:
    """A table of the package. Raises ParameterError when it has no rows."""
    content, _ = read_table(raw, table_entry(raw, name))
    if not content.rows:
        advice = "./run validate says what is wrong with it"
        raise ParameterError(f"{raw / content.path} has no rows; {advice}.")
    return content


def regions_of(raw: Path) -> dict[str, str]:
    """The Russian names of the regions by their ids. Raises ParameterError."""
    rows = table(raw, "kz_region_names").rows
    return {row["region"]: row["name_ru"] for row in rows if row["name_ru"].strip()}


def _entry_problem(entry) -> str | None:
    match entry:
        case {"name": str(name), "path": str(path)}:
            parts = Path(path).parts
        case _:
            return "an entry without a name or a path"
    # \ and C: are paths on some systems.
    if Path(path).is_absolute() or ".." in parts or set(path) & set("\0\\:"):
        return f"the path {quoted(path)}, which leaves the folder"
    numbering = entry.get("numbering", {})
    if not isinstance(numbering, dict) or any(type(n) is not int for n in numbering.values()):
        return "a numbering that does not give each series of claim ids a number"
    schema = entry.get("schema")
    if schema is None:
        return f"the CSV file {path} without a schema" if path.endswith(".csv") else None
    match schema:
        case {"fields": [_, *_] as fields}:
            problems = filter(None, map(_field_problem, fields))
        case _:
            return f"a schema of {name} without fields"
    for problem in problems:
        return f"{problem} in the schema of {name}"
    columns = [field["name"] for field in fields]
    measure = entry.get("measure", columns[0])
    if measure not in columns or not isinstance(entry.get("role", ""), str):
        return f"a measure of {name} that is no column, or a role that is no word"
    primary = schema.get("primaryKey", [])
    if not isinstance(primary, list) or any(column not in columns for column in primary):
        return "a primary key with an unknown column"
    foreign = schema.get("foreignKeys", [])
    for key in foreign if isinstance(foreign, list) else [None]:
        match key:
            case {"fields": [column], "reference": {"fields": [_]}} if column in columns:
                continue
        return "a foreign key that does not link one column with one other"
    return None


def _field_problem(field) -> str | None:
    match field:
        case {"name": str(name), "type": str(kind)} if kind in records.TYPES:
            constraints = field.get("constraints", {})
        case _:
            return "a field without a name or with an unknown type"
    if not isinstance(constraints, dict):
        return f"constraints of {name} that are no object"
    for constraint, kind in CONSTRAINTS.items():
        if not isinstance(constraints.get(constraint, kind()), kind):
            return f"a constraint {constraint} of {name} that is no {kind.__name__}"
    pattern = constraints.get("pattern", "")
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"a pattern of {name} that is none ({error})"
    if pattern not in (PERIOD, RUN_OF_NUMBERS) and not ONE_REPEAT.fullmatch(pattern):
        return f"a pattern of {name} that could take for ever (several repeats, or groups)"
    return None


def seal(raw: Path) -> None:
    """Renew sizes, hashes and the numbering of claims, in which a claim that is gone keeps its id.
    Raises PackageError, with nothing written, when a file or the description cannot be used."""
    raw = Path(raw)
    descriptor, entries = described(raw)
    try:
        for entry in entries:
            entry |= records.file_properties(read_file(raw, entry["path"]))
            if entry["name"] == "claims":
                claims, _ = read_table(raw, entry)
                numbering = highest_numbers(claims)
                for series, highest in entry.get("numbering", {}).items():
                    numbering[series] = max(highest, numbering.get(series, 0))
                entry["numbering"] = numbering
        descriptor["hash"] = descriptor_hash(descriptor)
        text = json.dumps(descriptor, indent=1, ensure_ascii=False)
        write_text(f"{text}\n", raw / DESCRIPTOR)
    except (OSError, ValueError) as error:
        raise PackageError(f"The data package in {raw} cannot be sealed ({error}).") from None
