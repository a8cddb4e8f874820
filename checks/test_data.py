"""Changes of the data package: every claim's value, the last value of every series, every name.

Each is made in a copy and must be detected by a rule of the data package, a finding, a table or a
notebook. changed_tables.csv says of each table which columns name a series, hold its value and say
where it goes on, which one holds a name, or why its numbers are left out.
"""

import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from checks import fingerprints
from helpers import parameters, paths
from helpers.cleaning.mirror_statistics import FIVE_YEARS, FORECAST_VARIANTS  # noqa: F401 - in explained_changes.csv
from helpers.data import package, validation

TABLES = pd.read_csv(Path(__file__).with_name("changed_tables.csv"), keep_default_na=False)
# Why values in some rows of a table may change undetected. Names have no excuse.
EXPLAINED = pd.read_csv(Path(__file__).with_name("explained_changes.csv"))
NEWEST = parameters.newest_article_year()


@dataclass(frozen=True)
class Change:
    """Other cells in one column of a table, in these lines of its file, made by `edit`."""

    table: str
    column: str
    lines: tuple[int, ...]
    edit: Callable[[str], str]
    name: str

    def __str__(self) -> str:
        return f"{self.table}: {self.name}"

    def make(self, folder: Path) -> None:
        path = folder / package.resource(self.table, folder)["path"]
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        places = [line - 2 for line in self.lines]
        rows.loc[places, self.column] = rows.loc[places, self.column].map(self.edit)
        rows.to_csv(path, index=False, lineterminator="\n")


def explained(table: str) -> dict[int, str]:
    """The lines of a table whose values may change undetected, and why."""
    reasons: dict[int, str] = {}
    for excuse in EXPLAINED[EXPLAINED.table == table].itertuples():
        rows = package.read(table).query(excuse.rows, engine="python")
        reasons |= dict.fromkeys(rows.row.map(line_of), excuse.reason)
    return reasons


def enlarged(cell: str) -> str:
    """A number a tenth farther from zero, at least by three of its last digit, as precise."""
    decimals, size = len(cell.partition(".")[2]), abs(float(cell))
    larger = max(size * 1.1, size + 3 / 10**decimals)
    return f"{math.copysign(larger, float(cell)):.{decimals}f}"


def renamed(cell: str) -> str:
    return f"{cell}_x"


def line_of(row: str) -> int:
    return int(row.split(":")[1])


def last_values(tables: pd.DataFrame) -> Iterator[Change]:
    for table in tables.itertuples():
        keys = table.series.split()
        rows = package.read(table.table).dropna(subset=table.value).sort_values(table.time, kind="stable")
        for row in rows.drop_duplicates(keys, keep="last").to_dict("records"):
            line = line_of(row["row"])
            key = " ".join(str(row[key]) for key in keys if key != "source_url")
            name = key if table.table == "claims" else f"{key} {row[table.time]} (line {line})"
            yield Change(table.table, table.value, (line,), enlarged, name)


def names() -> Iterator[Change]:
    for table in TABLES[TABLES.name != ""].itertuples():
        for name, rows in package.read(table.table).groupby(table.name):
            yield Change(table.table, table.name, tuple(rows.row.map(line_of)), renamed, str(name))


@pytest.fixture(scope="module", autouse=True)
def _unchanged_package_passes():
    assert validation.validate(paths.raw_folder()) == []


def detected_by(change: Change, folder: Path) -> list[str]:
    """The rules that refuse the changed package, else what differs in the edition or notebooks."""
    changed = folder / "package"
    shutil.copytree(paths.raw_folder(), changed)
    change.make(changed)
    validation.seal(changed)  # else its hash alone would detect it
    if faults := validation.validate(changed):
        return sorted({f"validate: {fault.file} {fault.column}".strip() for fault in faults})
    run = parameters.check()
    for of in (fingerprints.of_edition, fingerprints.of_notebooks):
        before = fingerprints.unchanged(of, run)
        if moved := fingerprints.differences(before, fingerprints.computed(of, run, changed)):
            return moved
    return []


@pytest.mark.sample(3)
@pytest.mark.parametrize("change", list(last_values(TABLES[TABLES.table == "claims"])), ids=str)
def test_claim(change, tmp_path):
    assert detected_by(change, tmp_path)


SERIES = TABLES[(TABLES.series != "") & (TABLES.table != "claims")]


@pytest.mark.sample(4)
@pytest.mark.parametrize("change", list(last_values(SERIES)), ids=str)
def test_last_value(change, tmp_path):
    if not detected_by(change, tmp_path):
        reason = explained(change.table).get(change.lines[0], "")
        assert reason, "undetected"
        pytest.xfail(reason)


@pytest.mark.sample(2)
@pytest.mark.parametrize("change", list(names()), ids=str)
def test_name(change, tmp_path):
    assert detected_by(change, tmp_path)


def test_every_table_of_numbers_is_changed_or_says_why_not():
    tables = {entry["name"]: entry.get("schema", {}).get("fields", []) for entry in package.descriptor()["resources"]}
    numeric = {name for name, fields in tables.items() if {f["type"] for f in fields} & {"number", "integer"}}
    assert numeric == set(TABLES.table[(TABLES.series != "") | (TABLES.left_out != "")])
