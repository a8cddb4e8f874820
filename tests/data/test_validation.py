"""The checks of the data package: one damage at a time, random damage, positions in texts, and the package itself."""

import csv
import fnmatch
import io
import json
import os
import random
import re
import shutil
import unicodedata
from functools import reduce
from operator import getitem
from pathlib import Path

import pytest

from helpers import files, findings, paths, printed
from helpers.data import claim_rules, records, validation
from helpers.data import package as data_package
from helpers.data.records import Fault, PackageError

RAW = paths.ROOT / "data" / "raw"
# The package that is damaged holds the first rows of these: long, and checked row by row.
LONG = ("series/corridors.csv", "series/corridor_flows.csv", "series/kaz_netmigration_intl.csv")
LONG += ("series/cis_flows_panel.csv", "series/kz_internal_moves_by_region.csv")
REGIONS = "geo/kz_regions.geojson"
ROWS_KEPT = 60


class Copy:
    """A copy of the data package that a test may damage. Lines are counted from 1, as in a text editor."""

    def __init__(self, folder: Path):
        self.folder = folder

    def text(self, file: str) -> str:
        return (self.folder / file).read_bytes().decode("utf-8")

    def write(self, file: str, content: str | bytes) -> None:
        data = content.encode("utf-8") if isinstance(content, str) else content
        (self.folder / file).write_bytes(data)

    def replace(self, file: str, old: str, new: str) -> None:
        assert old in self.text(file), f"{old!r} is not in {file}"
        self.write(file, self.text(file).replace(old, new, 1))

    def lines(self, file: str) -> list[str]:
        return self.text(file).splitlines()

    def header(self, file: str) -> list[str]:
        return self.lines(file)[0].split(",")

    def find(self, file: str, **cells: str) -> int:
        """The line of the first record with these cells; * stands for any text."""
        for line, record in enumerate(csv.DictReader(io.StringIO(self.text(file), newline="")), 2):
            if all(fnmatch.fnmatchcase(record[column], value) for column, value in cells.items()):
                return line
        raise AssertionError(f"{file} has no row with {cells}")

    def cell(self, file: str, line: int, column: str) -> str:
        return next(csv.reader([self.lines(file)[line - 1]]))[self.header(file).index(column)]

    def set(self, file: str, line: int, column: str, value: str) -> None:
        lines = self.lines(file)
        record = next(csv.reader([lines[line - 1]]))
        record[self.header(file).index(column)] = value
        lines[line - 1] = _as_line(record)
        self.write(file, "\n".join(lines) + "\n")

    def delete(self, file: str, line: int) -> str:
        lines = self.lines(file)
        removed = lines.pop(line - 1)
        self.write(file, "\n".join(lines) + "\n")
        return removed

    def insert(self, file: str, line: int, content: str) -> None:
        lines = self.lines(file)
        lines.insert(line - 1, content)
        self.write(file, "\n".join(lines) + "\n")

    def repeat(self, file: str, line: int, place: int) -> None:
        self.insert(file, place, self.lines(file)[line - 1])

    def features(self, change) -> None:
        """Change the list of boundaries."""
        content = json.loads(self.text(REGIONS))
        change(content["features"])
        self.write(REGIONS, json.dumps(content))

    def descriptor(self, change) -> None:
        """Change the descriptor as a dictionary."""
        content = json.loads(self.text("datapackage.json"))
        change(content)
        self.write("datapackage.json", json.dumps(content))

    def seal(self) -> None:
        validation.seal(self.folder)


def _as_line(record: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(record)
    return line.getvalue()


def shortened(folder: Path) -> None:
    """Keep the first rows of the long tables, and a triangle of each boundary."""
    copy = Copy(folder)
    boundaries = json.loads(copy.text(REGIONS))
    for feature in boundaries["features"]:
        feature["geometry"] = {"type": "Polygon", "coordinates": [[[60, 50], [61, 50], [60, 51], [60, 50]]]}
    copy.write(REGIONS, json.dumps(boundaries))
    for file in LONG:
        copy.write(file, "\n".join(copy.lines(file)[: ROWS_KEPT + 1]) + "\n")
    copy.seal()


@pytest.fixture(scope="module")
def short_package(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("short") / "raw"
    shutil.copytree(RAW, folder)
    shortened(folder)
    return folder


@pytest.fixture
def package(short_package, tmp_path) -> Copy:
    shutil.copytree(short_package, tmp_path / "raw")
    return Copy(tmp_path / "raw")


def named(faults: list[Fault], file: str, row: int | str, column: str, expected: str) -> list[Fault]:
    """The faults whose printed line names file, row and column, and says what was expected."""
    place = ", ".join([file, *([f"row {row}"] if row else []), *([f"column {column}"] if column else [])]) + ":"
    return [fault for fault in faults if str(fault).startswith(place) and expected in fault.expected]


# The package itself


def test_the_committed_package_passes():
    assert [str(fault) for fault in validation.validate(RAW)] == []


def test_the_shortened_package_passes(short_package):
    assert [str(fault) for fault in validation.validate(short_package)] == []


def test_frictionless_accepts_the_descriptor_and_the_data(monkeypatch):
    frictionless = pytest.importorskip("frictionless")
    monkeypatch.chdir(RAW)  # since a whole path may hold what it takes for a pattern
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.to_summary()


def test_every_numeral_of_the_articles_at_hand_is_accounted_for():
    rows = {row["article_id"]: row for row in validation.coverage(RAW)}
    lada, caravan = rows["lada_2026-02-09"], rows["caravan_iom"]
    assert lada["sentence"] == "47 of 47 numerals accounted for: 32 claimed, 15 excluded"
    assert caravan["sentence"] == "8 of 8 numerals accounted for: 0 claimed, 8 excluded"
    both = validation.coverage_sentence([lada, caravan])
    assert both == "55 of 55 numerals accounted for: 32 claimed, 23 excluded"


def test_an_article_may_be_read_once_and_then_the_edition_says_so():
    """The second reading is left out article by article; what is left of it still agrees."""
    package, _ = validation.load(RAW)
    second, claims = package.table("second_reading").rows, data_package.read("claims")
    for article in {row["article_id"] for row in second}:
        second[:] = [row for row in second if row["article_id"] != article]
        assert list(claim_rules.second_reading(package)) == []
        again = data_package.read("second_reading")
        said = findings.articles.second_reading(
            claims[claims.article_id == article], again[again.article_id != article]
        )
        assert said.text.startswith("The figures have not been read a second time")


# One damage at a time: single cells and rows in damages.csv, whole files in FILES, everything else in DAMAGES

CLAIMS, ARTICLES, EXCLUSIONS, SECOND = "claims.csv", "articles.csv", "exclusions.csv", "second_reading.csv"
ANNUAL, CUMULATIVE = "series/kz_flows_annual.csv", "series/kz_flows_cumulative.csv"
BREAKDOWNS, POPULATION = "series/kz_breakdowns.csv", "series/kz_population.csv"
INTERNATIONAL = "series/kaz_netmigration_intl.csv"
FIGURE = {"claim_id": "lada-2026-10"}  # 7,6 тыс.
SWAP, CIS = "almaty-swap-2025", "cis-net-2016"  # doubts


def change(copy: Copy, file: str, where: dict, column: str, value: str) -> int:
    line = copy.find(file, **where)
    copy.set(file, line, column, value)
    return line


def new_year_mistyped(copy):
    row = {"year": "2027", "measure": "departures", "value": "7000", "as_published": "7 000", "vintage": "preliminary"}
    row |= {"published": "2027-02-09", "source_url": "https://a.b"}
    line = len(copy.lines(ANNUAL)) + 1
    copy.insert(ANNUAL, line, _as_line([row.get(column, "") for column in copy.header(ANNUAL)]))
    return ANNUAL, line, "year", "a time that was over by then"


def undated_first_releases(copy):
    releases = {"year": "2025", "measure": "departures", "vintage": "preliminary"}
    for line, row in enumerate(csv.DictReader(io.StringIO(copy.text(ANNUAL), newline="")), 2):
        if releases.items() <= row.items():
            copy.set(ANNUAL, line, "published", "")
    return ANNUAL, copy.find(ANNUAL, **releases), "published", "the day of a first release of departures in 2025"


def estimated(copy: Copy, *rows: dict) -> None:
    """Insert rows of 2020 before line 3 of the international estimates."""
    about = {"year": "2020", "period": "2020-2025", "variant": "estimate", "source_url": "https://a.b"}
    for row in reversed(rows):
        copy.insert(INTERNATIONAL, 3, _as_line([(about | row).get(name, "x") for name in copy.header(INTERNATIONAL)]))


def limits_exchanged(copy):
    estimated(copy, {"variant": "lower80", "value": "9"}, {"variant": "upper80", "value": "8"})
    return INTERNATIONAL, 4, "value", "at least the lower80 of row 3"


def estimated_flows_against_their_net(copy):
    values = {"net migration": "-33", "immigration": "70", "emigration": "100"}
    estimated(copy, *({"series": f"Somebody {flow} (5-year)", "value": value} for flow, value in values.items()))
    return INTERNATIONAL, 3, "value", "-30, immigration less emigration"


def registered_net_against_the_annual_flows(copy):
    net = copy.find(ANNUAL, year="2025", measure="net")
    page, value = (copy.cell(ANNUAL, net, column) for column in ("source_url", "value"))
    about = {"series": "registered net migration", "variant": "observed", "source_url": page, "year": "2025"}
    estimated(copy, about | {"period": "2025", "value": str(int(value) + 1)})
    return INTERNATIONAL, 3, "value", f"{value}, the net migration of this page in kz_flows_annual.csv"


def letters_taken_apart(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "note", unicodedata.normalize("NFD", "ой")), "", "plain text in NFC"


def character_of_zero_width(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "note", "a\u200bb"), "", "plain text in NFC"


def region_without_a_boundary(copy):
    copy.features(lambda features: features.pop(0))
    return REGIONS, "", "features", "one boundary a region"


def latitude_before_longitude(copy):
    turned = {"type": "Polygon", "coordinates": [[[45, 70], [46, 70], [46, 71], [45, 70]]]}
    copy.features(lambda features: features[0].update(geometry=turned))
    return REGIONS, "", "features[0]", "longitude, then latitude"


DAMAGES = [
    new_year_mistyped, undated_first_releases, limits_exchanged, estimated_flows_against_their_net,
    registered_net_against_the_annual_flows, letters_taken_apart, character_of_zero_width,
    region_without_a_boundary, latitude_before_longitude,
]  # fmt: skip


def doubt(copy: Copy, identifier: str) -> int:
    """The line on which an entry of doubts.yml begins."""
    return copy.lines("doubts.yml").index(f"- id: {identifier}") + 1


LAUGHS = ["- &a0 [x]", *(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
LAUGHS += ["- {id: *a11, evidence: *a11}", ""]
DOUBTS, FLOWS_2016 = "doubts.yml", "vintage: unknown, value: -20193"


def by_line(edit):
    """A change of each line, as a change of the whole text."""
    return lambda text: "\n".join(map(edit, text.splitlines())) + "\n"


def other_bytes_from_line_4(text: str) -> bytes:
    lines = text.splitlines(keepends=True)
    return "".join(lines[:3]).encode() + "".join(lines[3:]).encode("cp1251", "replace")


COUNTER = "650,view counter"  # on line 11


# Whole files: the file, how its text is changed, and the row, the column and the words of the fault.
FILES = {
    "missing column": (EXCLUSIONS, by_line(lambda line: line.rpartition(",")[0]), 1, "reason", "a column 'reason'"),
    "extra column": (EXCLUSIONS, by_line(lambda line: f"{line},x"), 1, "x", "only the columns article_id, start"),
    "renamed column": (CLAIMS, ("unit_mult", "unit_multiplier"), 1, "unit_mult", "a column 'unit_mult'"),
    "reordered columns": (
        EXCLUSIONS, ("quote,reason", "reason,quote"), 1, "", "article_id, start, end, quote, reason",
    ),
    "one column many times": (
        EXCLUSIONS, lambda text: text.partition("\n")[0] + ",reason" * 20_000 + "\n", 1, "reason", "one",
    ),
    "semicolons": (CLAIMS, lambda text: text.replace(",", ";"), 1, "", "commas"),
    "tabs": (EXCLUSIONS, lambda text: text.replace(",", "\t"), 1, "", "commas"),
    "line ends doubled": (CLAIMS, lambda text: text.replace("\n", "\r\r\n"), 1, "", "one end a line"),
    "line ends of old computers": (CLAIMS, lambda text: text.replace("\n", "\r"), 1, "", "one end a line"),
    "empty columns": (EXCLUSIONS, by_line(lambda line: f"{line},,"), 1, "", "only the columns article_id, start"),
    "empty cells": (EXCLUSIONS, lambda text: text.replace("\n", "\n,,,,\n", 1), 2, "", "a record"),
    "byte order mark": (CLAIMS, lambda text: "\ufeff" + text, 1, "", "UTF-8 without one"),
    "bytes of another encoding": (CLAIMS, other_bytes_from_line_4, 4, "", "text in UTF-8"),
    "quotation mark missing": (EXCLUSIONS, (COUNTER, '650,"an open mark'), 11, "", "cells and commas"),
    "cell over two lines": (EXCLUSIONS, (COUNTER, '650,"two\nlines"'), 11, "", "one line a record"),
    "cell too many": (EXCLUSIONS, (COUNTER, f"{COUNTER}, with a bare comma"), 11, "", "5 cells"),
    "empty line": (CLAIMS, lambda text: text.replace("\n", "\n\n", 1), 2, "", "a record"),
    "UTF-16": (SECOND, lambda text: text.encode("utf-16"), 1, "", "text in UTF-8"),
    "empty file": (CLAIMS, lambda _: "", "", "", "a header and rows"),
    "header alone": (CLAIMS, lambda text: text.partition("\n")[0] + "\n", "", "", "at least one row"),
    "official series renamed": (
        ANNUAL, lambda text: text.replace("data/processed/bns/migration_departures", "elsewhere"), "", "source_url",
        "revised departures",
    ),
    "boundaries cut off": (REGIONS, lambda text: text[:1500], "", "", "a FeatureCollection"),
    "YAML that cannot be read": (DOUBTS, lambda _: "- id: [a\n  what: }\n", 2, "", "a list of entries"),
    "YAML that would run code": (
        DOUBTS, lambda _: "- !!python/object/apply:os.system ['exit 1']\n", 1, "", "a list of entries",
    ),
    "YAML of billions": (DOUBTS, lambda _: "\n".join(LAUGHS), 2, "", "a list of entries"),
    "YAML without end": (DOUBTS, lambda _: "- {id: a}\n" * 50_000, "", "", "a list of entries"),
    "doubt about an unknown claim": (DOUBTS, ("lada-2026-46,", "lada-2026-99,"), SWAP, "claims", "an id of claims.csv"),
    "doubt without a reason": (DOUBTS, ("  why: >-", "  reason: >-"), SWAP, "why", "an entry with id, what"),
    "doubt about no table": (
        DOUBTS, ("annual.csv, year: 2016", "yearly.csv, year: 2016"), CIS, "expect", "a table of the package",
    ),
    "doubt about no figure": (DOUBTS, (FLOWS_2016, "vintage: unknown"), CIS, "expect", "a key 'value'"),
    "doubt about no column": (
        DOUBTS, (FLOWS_2016, FLOWS_2016.replace("vintage", "edition")), CIS, "expect", "columns of series/",
    ),
    "doubt about no row": (
        DOUBTS, ("category: almaty_city", "category: almaty_town"), SWAP, "expect", "a row of series/",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "kind", "advice"),
    [
        ("170,787", "integer", "write 170787, without marks between thousands"),
        ("-1 170\u00a0787", "integer", "write -1170787,"),
        ("170,787", "number", "or 170.787 if the comma is a decimal one"),
        ("1,170,787", "number", "write 1170787, without marks between thousands"),
        ("7,6", "number", "write a decimal point"),
        ("7,б", "number", "correct the cell"),
    ],
)
def test_the_advice_on_a_number_says_what_it_may_be(cell, kind, advice):
    assert advice in records._type_advice(cell, kind)


def assert_named(copy: Copy, file: str, row: int | str, column: str, expected: str) -> None:
    """A fault says where the damage is and what was expected, and every fault is told in full on one line."""
    faults = validation.validate(copy.folder)
    assert named(faults, file, row, column, expected), "\n".join(map(str, faults))
    for fault in faults:
        assert fault.file and fault.found and fault.expected and fault.todo
        assert "\n" not in str(fault) and "None" not in str(fault), fault


@pytest.mark.parametrize("damaged", DAMAGES, ids=lambda function: function.__name__)
def test_a_damage_is_named(package, damaged):
    place = damaged(package)
    package.seal()  # the hashes agree again, so that the contents must give the damage away
    assert_named(package, *place)


with (Path(__file__).parent / "damages.csv").open(encoding="utf-8", newline="") as table:
    CELLS = {row["damage"]: row for row in csv.DictReader(table)}


def pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split("; "))


def line_of(copy: Copy, file: str, cells: str) -> int:
    cells = pairs(cells)
    return doubt(copy, cells["id"]) if file == "doubts.yml" else copy.find(file, **cells)


@pytest.mark.parametrize("damage", CELLS.values(), ids=CELLS)
def test_a_damaged_row_is_named(package, damage):
    """Each row of damages.csv: the row with these cells gets others, goes or comes twice; the fault is named there."""
    file, line = damage["file"], package.find(damage["file"], **pairs(damage["row"]))
    if damage["cells"] == "deleted":
        package.delete(file, line)
    elif damage["cells"] == "repeated":
        package.repeat(file, line, line := line + 1)
    else:
        for column, value in pairs(damage["cells"]).items():
            package.set(file, line, column, value)
    if damage["elsewhere"]:
        file, _, cells = damage["elsewhere"].partition(": ")
        line = line_of(package, file, cells)
    package.seal()
    assert_named(package, file, line, damage["column"], damage["expected"])


@pytest.mark.parametrize(("file", "edit", "row", "column", "expected"), FILES.values(), ids=FILES)
def test_a_damaged_file_is_named(package, file, edit, row, column, expected):
    row = doubt(package, row) if row in (SWAP, CIS) else row
    if isinstance(edit, tuple):
        package.replace(file, *edit)
    else:
        package.write(file, edit(package.text(file)))
    package.seal()
    assert_named(package, file, row, column, expected)


PATTERN = ("schema", "fields", 0, "constraints")
ENTRIES = {
    "path that leaves the folder": (0, (), {"path": "../articles.csv"}),
    "path of another system": (0, (), {"path": "..\\articles.csv"}),
    "pattern that is none": (0, PATTERN, {"pattern": "["}),
    "pattern that takes for ever": (0, PATTERN, {"pattern": "(.|[a-z])*!"}),
    "foreign key to nowhere": (1, ("schema", "foreignKeys", 0), {"fields": ["articel"]}),
    "measure that is no column": (4, (), {"measure": "persons"}),
    "role that is no word": (4, (), {"role": ["flows"]}),
}


@pytest.mark.parametrize(("number", "keys", "damage"), ENTRIES.values(), ids=ENTRIES)
def test_a_damaged_entry_is_named(package, number, keys, damage):
    package.descriptor(lambda content: reduce(getitem, keys, content["resources"][number]).update(damage))
    expected = "a resource with name, path and schema"
    assert_named(package, "datapackage.json", "", f"resources[{number}]", expected)


def test_a_resource_that_is_not_described_is_named(package):
    package.descriptor(lambda content: content["resources"].pop(1))
    assert_named(package, "datapackage.json", "", "resources", "one")


NEW_SERIES = {
    "name": "somebody_flows",
    "path": "series/somebody_flows.csv",
    "role": "flows",
    "schema": {"fields": [{"name": "year", "type": "integer"}, {"name": "value", "type": "integer"}]},
}
NEW_SERIES["schema"]["fields"] += [
    {"name": name, "type": "string"} for name in ("measure", "as_published", "published", "source_url")
]


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("2020,5,arrivals,5,2021,a", "", ""),
        ("2020,-5,arrivals,5,2021,a", "value", "zero or more"),
        ("2020,5,arrivals,6,2021,a", "value", "the figure in as_published"),
        ("2020,5,arrivals,5,2020,a", "year", "a time that was over by then"),
        ("2019,9,arrivals,9,2020-02-01,a", "year", "each combination once"),
        ("2019,4,net,4,2020-02-01,a", "value", "3, arrivals less departures"),
    ],
)
def test_a_new_series_needs_its_file_and_its_entry(package, row, column, expected):
    lines = [",".join(field["name"] for field in NEW_SERIES["schema"]["fields"])]
    lines += ["2019,8,arrivals,8,2020-02-01,a", "2019,5,departures,5,2020-02-01,a", row]
    package.write(NEW_SERIES["path"], "\n".join(lines) + "\n")
    package.descriptor(lambda content: content["resources"].append(dict(NEW_SERIES)))
    package.seal()
    if expected:
        assert_named(package, NEW_SERIES["path"], 4, column, expected)
    else:
        assert validation.validate(package.folder) == []


def test_every_message_of_a_fault_is_used():
    folder = Path(validation.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    table = (folder / "faults.csv").read_text(encoding="utf-8").splitlines()
    names = [row["fault"] for row in csv.DictReader(table)]
    assert [name for name in names if f'"{name}"' not in source] == [] and len(set(names)) == len(names)


def as_saved(copy: Copy, file: str, mark: str, code: str) -> None:
    """Save a file as a spreadsheet may do."""
    records = list(csv.reader(io.StringIO(copy.text(file), newline="")))
    table = io.StringIO()
    csv.writer(table, delimiter=mark, lineterminator="\r\n").writerows(records)
    copy.write(file, table.getvalue().encode(code, errors="replace"))


@pytest.mark.parametrize("file", [CLAIMS, ARTICLES, EXCLUSIONS, SECOND, ANNUAL, BREAKDOWNS, POPULATION])
@pytest.mark.parametrize(
    ("mark", "code", "told"),
    [
        (";", "utf-8", ["commas"]),
        (";", "utf-8-sig", ["UTF-8 without one", "commas"]),
        (",", "utf-8-sig", ["UTF-8 without one"]),
        (",", "utf-16", ["text in UTF-8"]),
    ],
)
def test_a_file_in_another_form_is_told_alone_and_not_what_follows(package, file, mark, code, told):
    as_saved(package, file, mark, code)
    faults = validation.validate(package.folder)
    assert [(fault.file, fault.row, fault.expected) for fault in faults] == [(file, "1", words) for words in told]


def test_a_file_in_another_form_comes_first_and_hides_no_other_fault(package):
    line = change(package, ARTICLES, {"article_id": "lada_2026-02-09"}, "published", "2026-02-30")
    package.seal()
    package.write(CLAIMS, package.text(CLAIMS).encode("cp1251", errors="replace"))
    faults = validation.validate(package.folder)
    assert [(fault.file, fault.row) for fault in faults] == [(CLAIMS, "2"), (ARTICLES, str(line))]
    assert faults[0].expected == "text in UTF-8" and faults[1].column == "published"


def test_doubts_that_cannot_be_read_excuse_no_fault_and_cause_none(package):
    package.write("doubts.yml", "- id: [a\n  what: }\n")
    assert [(fault.file, fault.row) for fault in validation.validate(package.folder)] == [("doubts.yml", "2")]


def test_a_spreadsheet_date_comes_with_the_date_that_it_was(package):
    change(package, ARTICLES, {"article_id": "lada_2026-02-09"}, "published", "46062")
    assert any("2026-02-09" in fault.todo for fault in validation.validate(package.folder))


def test_every_span_inside_a_longer_one_is_named(package):
    content, _ = validation.load(package.folder)
    rows = content.table("claims").rows
    spans = [(700, 760, "x" * 60), (705, 706, "x"), (710, 711, "x"), (800, 801, "x")]
    for row, (start, end, quote) in zip(rows, spans, strict=False):
        row.update(start=str(start), end=str(end), quote=quote)
    del rows[len(spans) :]
    faults = [fault for fault in claim_rules.spans(content) if "inside another quote" in fault.found]
    assert [fault.row for fault in faults if fault.file == CLAIMS] == [str(rows[1].line), str(rows[2].line)]


def test_a_file_that_is_missing_is_named(package):
    for file in (CLAIMS, "doubts.yml", REGIONS, ANNUAL):
        (package.folder / file).unlink()
    faults = validation.validate(package.folder)
    for file in (CLAIMS, "doubts.yml", REGIONS, ANNUAL):
        assert named(faults, file, "", "", "the file that datapackage.json names")
    assert not any("could not judge" in fault.found for fault in faults)


def test_a_changed_byte_shows_in_hash_and_size_with_the_new_value(package):
    package.write(CLAIMS, package.text(CLAIMS) + "\n")
    faults = validation.validate(package.folder)
    assert named(faults, CLAIMS, "", "hash", "as in datapackage.json")
    assert named(faults, CLAIMS, "", "bytes", "as in datapackage.json")
    digest = files.sha256((package.folder / CLAIMS).read_bytes())
    assert any(digest in fault.found and "if it is meant" in fault.todo for fault in faults)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"x"', "{}", '{"resources": 5}', '{"resources": [5, {}]}'])
def test_a_damaged_descriptor_is_a_fault_and_not_a_traceback(package, content):
    package.write("datapackage.json", content)
    faults = validation.validate(package.folder)
    assert faults and all(fault.file == "datapackage.json" for fault in faults)
    assert validation.coverage(package.folder) == []


def test_a_change_of_the_descriptor_alone_and_a_folder_that_does_not_exist_are_noticed(package, tmp_path):
    package.descriptor(lambda content: content["resources"][0].update(title="Articels"))
    assert named(validation.validate(package.folder), "datapackage.json", "", "hash", "as the file itself says")
    assert named(validation.validate(tmp_path / "none"), "datapackage.json", "", "", "the description of the data")


def test_all_faults_come_in_one_go_sorted_by_file_and_row(package):
    for row, column in ((4, "kind"), (30, "kind"), (7, "statement")):
        package.set(CLAIMS, row, column, "")
    package.set(ANNUAL, 9, "measure", "arrival")
    faults = [fault for fault in validation.validate(package.folder) if fault.column not in ("hash", "bytes")]
    assert [(fault.file, fault.row) for fault in faults if fault.column in ("kind", "statement", "measure")] == [
        (CLAIMS, "4"), (CLAIMS, "7"), (CLAIMS, "30"), (ANNUAL, "9"),
    ]  # fmt: skip


def test_a_slip_of_a_source_is_excused_by_its_doubt_and_by_nothing_else(package):
    where = {"year": "2025", "months": "6", "measure": "net", "value": "7749"}
    line = change(package, CUMULATIVE, where, "value", "7794")
    package.set(CUMULATIVE, line, "as_published", "7 794")
    url = package.cell(CUMULATIVE, line, "source_url")
    entry = {"file": CUMULATIVE, "year": 2025, "months": 6, "measure": "net", "source_url": url, "value": 7794}
    texts = dict.fromkeys(("id", "what", "why", "action"), "x")
    doubt = texts | {"evidence": [], "expect": [entry], "claims": []}
    package.write("doubts.yml", package.text("doubts.yml") + f"- {json.dumps(doubt)}\n")
    package.seal()
    assert validation.validate(package.folder) == []
    package.replace("doubts.yml", '"value": 7794', '"value": 7795')
    package.seal()
    faults = validation.validate(package.folder)
    assert named(faults, CUMULATIVE, line, "value", "7749") and any(fault.file == "doubts.yml" for fault in faults)


@pytest.mark.parametrize("target", ["../secret.csv", "/dev/zero", "folder", "claims.csv"])
def test_a_link_that_leads_elsewhere_is_not_read(package, target):
    (package.folder.parent / "secret.csv").write_text("secret")
    (package.folder / "folder").mkdir()
    (package.folder / CLAIMS).unlink()
    (package.folder / CLAIMS).symlink_to(target)  # the last one leads to itself
    assert named(validation.validate(package.folder), CLAIMS, "", "", "the file that datapackage.json names")
    with pytest.raises(PackageError, match="cannot be sealed"):
        package.seal()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(package):
    (package.folder / CLAIMS).unlink()
    os.mkfifo(package.folder / CLAIMS)
    assert named(validation.validate(package.folder), CLAIMS, "", "", "the file that datapackage.json names")


@pytest.mark.parametrize(
    "content", ["null", "{", '{"resources": NaN}', '{"resources": [{"name": "x", "path": "../x"}]}']
)
def test_what_cannot_be_sealed_is_said_in_one_line_and_left_as_it_is(package, content):
    package.write("datapackage.json", content)
    with pytest.raises(PackageError) as refusal:
        package.seal()
    assert "datapackage.json" in str(refusal.value) and "\n" not in str(refusal.value)
    assert package.text("datapackage.json") == content and not list(package.folder.glob(".*"))


def test_a_seal_does_not_write_through_a_link(package):
    outside = package.folder.parent / "outside.json"
    outside.write_text(package.text("datapackage.json"))
    (package.folder / "datapackage.json").unlink()
    (package.folder / "datapackage.json").symlink_to(outside)
    with pytest.raises(PackageError):
        package.seal()


# Random damage

SEED = 20260209


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one random damage."""
    at, size = chance.randrange(len(data)), chance.randrange(1, 200)
    return chance.choice(
        [
            lambda: data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
            lambda: data[:at] + data[at + size :],
            lambda: data[:at] + data[at : at + size] + data[at:],
            lambda: data[:at] + chance.choice(b'",;\n\r\0\xff[{}:-9\xd9').to_bytes() + data[at:],
            lambda: data[:at],
        ]
    )()


def same_content(file: str, before: bytes, after: bytes) -> bool:
    if file != "datapackage.json" or before == after:
        return before == after  # the hashes of all other files stand in the descriptor
    try:
        return json.loads(before) == json.loads(after)
    except ValueError:
        return False


@pytest.mark.parametrize("turn", range(12))  # many more in the checks
def test_random_damage_gives_faults_and_never_a_traceback(package, turn):
    chance = random.Random(SEED + turn)
    files = sorted(str(path.relative_to(package.folder)) for path in package.folder.rglob("*.*"))
    file = "datapackage.json" if turn % 4 == 0 else chance.choice(files)
    before = (package.folder / file).read_bytes()
    package.write(file, after := spoiled(before, chance))
    faults = validation.validate(package.folder)
    assert bool(faults) or same_content(file, before, after), f"{file} passes"
    validation.report(faults, validation.coverage(package.folder))
    if file != "datapackage.json":
        package.seal()  # without the hashes' help it may pass, but it must not raise
        validation.validate(package.folder)


# Texts: a made-up article, so that the checks run without the real ones

TEXT = "18+ Новости. В 2031 году выехали 1,2 тыс. человек, на 10,5% меньше; въехали 345, это хороший знак.\n"
NUMERALS = {"18": "age mark", "2031": "year name"}


@pytest.fixture
def made_up(package, tmp_path) -> tuple[Copy, Path]:
    """A package with one made-up article, and the folder with its text."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "news_1.txt").write_bytes(TEXT.encode())
    positions = printed.find_numerals(TEXT)
    identity = [files.sha256(TEXT.encode()), len(TEXT), len(positions), claim_rules.positions_hash(positions)]
    article = ["news_1", "News", "", "2032-02-01", 2031, "ru", "", "", *identity]
    rows = [
        claim(1, "quantity", "1,2 тыс.", "1.2", 3, 1, "persons", "departures"),
        claim(2, "change", "10,5%", "10.5", 0, 1, "percent_decrease", "departures"),
        claim(3, "quantity", "345", "345", 0, 0, "persons", "arrivals"),
        claim(4, "quantifier", "хороший знак", "", "", "", "", ""),
    ]
    write_rows(package, ARTICLES, [article])
    write_rows(package, CLAIMS, rows)
    write_rows(package, EXCLUSIONS, [["news_1", *place(quote), quote, why] for quote, why in NUMERALS.items()])
    write_rows(package, SECOND, [["news_1", *place("345"), "345", 0, 0, "by eye"]])
    write_rows(package, SECOND, [["news_1", *place(r[3]), *r[7:10], "by eye"] for r in rows[:3]])
    package.write("doubts.yml", re.sub(r"claims: \[.*\]", "claims: []", package.text("doubts.yml")))
    package.descriptor(lambda content: content["resources"][1].pop("numbering"))
    package.seal()
    return package, texts


def place(quote: str) -> list[int]:
    return [TEXT.index(quote), TEXT.index(quote) + len(quote)]


def claim(number, kind, quote, value, unit_mult, decimals, unit, flow) -> list:
    figure = [value, unit_mult, decimals, "", unit, flow, "total", "total", "2031", "2030", "News", "A claim.", ""]
    return [f"news-2031-0{number}", "news_1", kind, quote, *place(quote), "body", *figure]


def write_rows(copy: Copy, file: str, rows: list[list]) -> None:
    copy.write(file, "\n".join([copy.lines(file)[0], *(_as_line(row) for row in rows)]) + "\n")


def test_the_made_up_article_passes_with_its_text(made_up):
    package, texts = made_up
    assert [str(fault) for fault in validation.validate(package.folder, texts)] == []
    sentence = validation.coverage_sentence(validation.coverage(package.folder))
    assert sentence == "5 of 5 numerals accounted for: 3 claimed, 2 excluded"


@pytest.mark.parametrize("line", [2, 3, 4])
def test_a_deleted_figure_is_named_with_the_row_that_it_belongs_behind(made_up, line):
    package, texts = made_up
    quote = package.cell(CLAIMS, line, "quote")
    package.delete(CLAIMS, line)
    faults = validation.validate(package.folder, texts)
    behind = named(faults, CLAIMS, line - 1 if line > 2 else "", "quote", "a claim")
    assert any(printed.parse(quote).number is not None and repr(quote[:2])[:-1] in fault.found for fault in behind)


def test_a_claim_that_was_deleted_is_missed_even_when_the_package_is_sealed_again(made_up):
    package, texts = made_up
    package.delete(CLAIMS, 5)
    package.seal()
    faults = validation.validate(package.folder, texts)
    assert [str(fault)[:32] for fault in faults] == ["claims.csv, row 4, column claim_id"[:32]]
    assert named(faults, CLAIMS, 4, "claim_id", "news-2031-04 after it")


def test_a_deleted_exclusion_is_named(made_up):
    package, texts = made_up
    package.delete(EXCLUSIONS, 3)
    faults = validation.validate(package.folder, texts)
    assert any("'2031'" in fault.found and "neither claimed nor excluded" in fault.found for fault in faults)


@pytest.mark.parametrize("at", range(0, len(TEXT), 11))
def test_one_changed_character_of_a_text_names_the_article(made_up, at):
    package, texts = made_up
    changed = TEXT[:at] + ("ж" if TEXT[at] != "ж" else "ш") + TEXT[at + 1 :]
    (texts / "news_1.txt").write_bytes(changed.encode())
    faults = validation.validate(package.folder, texts)
    assert named(faults, ARTICLES, 2, "sha256", "as transcribed")
    quoted = [line for line in range(2, 6) if package.cell(CLAIMS, line, "quote") not in changed]
    assert all(named(faults, CLAIMS, line, "start", "the quote") for line in quoted)


def test_a_quote_that_stands_elsewhere_is_told_where(made_up):
    package, texts = made_up
    start, end = place("345")
    package.set(CLAIMS, 4, "start", str(start + 1))
    package.set(CLAIMS, 4, "end", str(end + 1))
    package.seal()
    faults = validation.validate(package.folder, texts)
    assert named(faults, CLAIMS, 4, "start", f"the quote '345' (it stands at {start})")


@pytest.mark.parametrize("given", [True, False], ids=["with the text", "without it"])
@pytest.mark.parametrize(("start", "end", "column"), [(1, 0, "start"), (1, 1, "start"), (3, 3, "start"), (0, 1, "end")])
def test_one_wrong_position_is_one_fault(made_up, given, start, end, column):
    package, texts = made_up
    for name, move in (("start", start), ("end", end)):
        package.set(CLAIMS, 4, name, str(int(package.cell(CLAIMS, 4, name)) + move))
    package.seal()
    (fault,) = validation.validate(package.folder, texts if given else None)
    column = "end" if start != end and not given else column
    assert (fault.file, fault.row, fault.column) == (CLAIMS, "4", column)
    right = place("345")[0] if column == "start" else place("345")[1] + (start if not given else 0)
    assert str(right) in fault.expected


def test_a_text_is_compared_in_nfc_and_nothing_is_stripped(made_up):
    package, texts = made_up
    (texts / "news_1.txt").write_bytes(unicodedata.normalize("NFD", TEXT).encode())
    assert validation.validate(package.folder, texts) == []
    (texts / "news_1.txt").write_bytes(TEXT.rstrip().encode())
    assert named(validation.validate(package.folder, texts), ARTICLES, 2, "length", str(len(TEXT)))


def test_texts_that_cannot_be_read(made_up):
    package, texts = made_up
    (texts / "news_1.txt").write_bytes(TEXT.encode("cp1251"))
    assert named(validation.validate(package.folder, texts), ARTICLES, 2, "article_id", "text in UTF-8")
    assert named(validation.validate(package.folder, texts / "none"), ARTICLES, "", "article_id", "news_1.txt")


def test_an_article_without_its_text_has_no_positions(made_up):
    package, _ = made_up
    for column in ("sha256", "length", "numerals", "numerals_sha256"):
        package.set(ARTICLES, 2, column, "")
    for line in range(2, 6):
        package.set(CLAIMS, line, "start", "")
        package.set(CLAIMS, line, "end", "")
    package.set(ARTICLES, 2, "article_id", "news_1")
    for file in (EXCLUSIONS, SECOND):
        package.write(file, package.lines(file)[0] + "\n")
    package.seal()
    faults = validation.validate(package.folder)
    assert {fault.file for fault in faults} == {EXCLUSIONS, SECOND}, "two tables without rows, and nothing else"
    assert validation.coverage(package.folder)[0]["sentence"] == "text not at hand"


# What people read


def test_what_a_person_must_mend_comes_before_sizes_and_hashes(made_up):
    package, _ = made_up
    change(package, "claims.csv", {"article_id": "news_1", "flow": "*a*"}, "flow", "arivals")
    faults = validation.validate(package.folder)
    lines = validation.report(faults, []).splitlines()
    by_hand = [str(fault) for fault in faults if not fault.of_hash]
    assert by_hand and lines[: len(by_hand) + 1] == [f"To mend by hand: {len(by_hand)}.", *by_hand]
    assert [str(fault) for fault in faults if fault.of_hash] == lines[len(by_hand) + 2 : len(faults) + 2]


def test_the_report_says_aloud_what_was_not_checked(made_up, capsys):
    package, texts = made_up
    assert validation.main(package.folder, texts) == 0
    told = capsys.readouterr().out
    assert "All articles: 5 of 5 numerals accounted for: 3 claimed, 2 excluded." in told
    assert "NO ARTICLE TEXTS" not in told and told.rstrip().endswith("no faults.")
    assert "NO ARTICLE TEXTS GIVEN" in validation.report([], validation.coverage(package.folder))
    (texts / "news_1.txt").rename(texts / "news_2.txt")
    assert "NO TEXT GIVEN OF news_1" in validation.report([], validation.coverage(package.folder), texts)


def test_main_returns_one_and_prints_a_line_a_fault(made_up, capsys):
    package, texts = made_up
    package.set(CLAIMS, 2, "value", "1.3")
    package.seal()
    assert validation.main(package.folder, texts) == 1
    told = capsys.readouterr().out
    assert "claims.csv, row 2, column value: found '1.3'; expected 1.2 as in the quote '1,2 тыс.'" in told


def test_sealing_renews_hashes_when_nothing_else_is_wrong(package, capsys):
    change(package, CLAIMS, {"claim_id": "lada-2026-02"}, "note", "another note")
    change(package, ANNUAL, {"year": "1990"}, "note", "another note")
    assert validation.main(package.folder) == 1
    told = capsys.readouterr().out
    assert "To do: undo the change, or, if it is meant, seal the package with ./run validate --seal." in told
    assert validation.main(package.folder, sealing=True) == 0
    told = capsys.readouterr().out
    assert told.endswith(f"no faults.\nSealed as they are now: {CLAIMS}, {ANNUAL}.\n") and "found" not in told
    sealed = package.text("datapackage.json")
    assert validation.main(package.folder, sealing=True) == 0
    assert "Sealed" not in capsys.readouterr().out and package.text("datapackage.json") == sealed


def test_a_description_that_was_changed_is_sealed_too(package, capsys):
    package.descriptor(lambda content: content["resources"][0].update(title="All articles"))
    assert validation.main(package.folder, sealing=True) == 0
    assert "Sealed as they are now: datapackage.json.\n" in capsys.readouterr().out


def test_nothing_is_sealed_while_something_else_is_wrong(package, capsys):
    line = change(package, CLAIMS, FIGURE, "value", "7.7")
    before = package.text("datapackage.json")
    assert validation.main(package.folder, sealing=True) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"claims.csv, row {line}, column value") and last == "Not sealed: mend these faults first."
    assert package.text("datapackage.json") == before
    package.delete(CLAIMS, len(package.lines(CLAIMS)))
    change(package, CLAIMS, FIGURE, "value", "7.6")
    assert validation.main(package.folder, sealing=True) == 1, "a claim that was dropped is missed, not sealed"
    assert "claim_id" in capsys.readouterr().out and package.text("datapackage.json") == before


def test_a_message_is_one_printable_line():
    fault = Fault("a.csv", "3", "b", "a\nb\ud800", "c\t", "d")
    assert str(fault) == "a.csv, row 3, column b: found a\\nb\\ud800; expected c\\t. To do: d."


# The real texts, where they are at hand


@pytest.fixture
def texts() -> Path:
    folder = os.environ.get(paths.TEXTS_VARIABLE)
    if not folder:
        pytest.skip(f"THE ARTICLES' TEXTS ARE NOT AT HAND: positions were not checked; set {paths.TEXTS_VARIABLE}")
    return Path(folder)


def test_every_position_of_the_committed_package_is_right(texts):
    assert [str(fault) for fault in validation.validate(RAW, texts)] == []


def test_deleting_any_one_claim_is_noticed_and_named(texts):
    """Each claim left out in turn: its number is missed, and its numeral, if it has one, is not accounted for."""
    package, _ = validation.load(RAW)
    claims = package.table("claims")
    whole = claims.rows
    for place, lost in enumerate(whole):
        claims.rows = whole[:place] + whole[place + 1 :]
        after = [row for row in whole[place + 1 :] if row["article_id"] == lost["article_id"]]
        beside, word = (after[0], "before") if after else (whole[place - 1], "after")
        faults = list(claim_rules.claim_numbers(package))
        assert named(faults, CLAIMS, beside.line, "claim_id", f"{lost['claim_id']} {word} it")
        if lost["value"] and lost["start"]:
            unaccounted = [f for f in validation.check_texts(package, texts) if "neither claimed" in f.found]
            assert len(unaccounted) == len(printed.find_numerals(lost["quote"]))


def test_one_changed_character_of_a_real_text_is_noticed(texts, package, tmp_path):
    chance, copies = random.Random(SEED), tmp_path / "copies"
    copies.mkdir()
    for source in texts.glob("*.txt"):
        if not any(row["article_id"] == source.stem for row in validation.coverage(package.folder)):
            continue
        text = source.read_bytes().decode()
        at = chance.randrange(len(text))
        (copies / source.name).write_bytes((text[:at] + "¤" + text[at + 1 :]).encode())
        line = package.find(ARTICLES, article_id=source.stem)
        assert named(validation.validate(package.folder, copies), ARTICLES, line, "sha256", "as transcribed")
