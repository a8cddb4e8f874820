"""Changes of the data package: every claim's value, every series' last value, every name."""

import contextlib
import csv
import itertools
import math
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from helpers import parameters, paths
from helpers.data import package, validation
from helpers.projection import other_forecasts
from helpers.prove import BaselineError, Trial, consequences

# Of each table: the columns that name a series, its value, and the column in which it goes on.
SERIES = {
    "kz_flows_annual": (["measure", "vintage", "source_url"], "value", "year"),
    "kz_flows_cumulative": (["measure", "months"], "value", "year"),
    "kz_breakdowns": (["flow", "dimension", "category", "unit"], "value", "year"),
    "kz_mirror_counts": (["pair", "counted_by", "concept"], "value", "year"),
    "kz_population": (["region"], "population", "year"),
    "kz_population_old_division": (["region"], "population", "year"),
    "corridors": (["origin_iso3", "destination_iso3", "source"], "stock", "year"),
    "corridor_flows": (["origin_iso3", "destination_iso3", "variant", "source"], "flow", "year"),
    "kaz_netmigration_intl": (["series", "variant"], "value", "year"),
}
NAMES = {
    "articles": "article_id",
    "claims": "category",
    "kz_breakdowns": "category",
    "kz_population": "region",
    "kz_region_names": "region",
    "kz_flows_annual": "measure",
    "kz_mirror_counts": "pair",
    "kz_events": "event",
}
# Tables of numbers whose values are not figures of the subject, or are tried elsewhere.
OTHERS = {
    "articles": "lengths and counts of numerals, which the texts prove",
    "claims": "tried one by one",
    "exclusions": "positions, which the texts prove",
    "second_reading": "a second reading of the claims, compared with the first by a rule",
    "kz_events": "years of events, drawn as marks",
    "un_migration_flows": "61 whole series of the benchmark, each in one cell",
}
PROJECTED = other_forecasts.MEDIUM + r"|(?:lower|upper)\d+"  # variants
# Of a table: why some of its values may change unnoticed, and of which rows that is true. Names
# have no excuse.
REASONS: dict[str, dict[str, Callable[[dict], bool]]] = {
    "kaz_netmigration_intl": {
        "a projection for years after the newest article's: nothing to hold it against yet": lambda row: (
            bool(re.fullmatch(PROJECTED, row["variant"]))
            and int(row["year"]) > parameters.newest_article_year()
        ),
        "an estimate of five years together: compared are single years": lambda row: (
            row["variant"] == "estimate" and other_forecasts.FIVE_YEARS in row["series"]
        ),
    },
    "kz_breakdowns": {
        "a share in words, of a part of an earlier year: no figure to compare": lambda row: (
            row["unit"] == "percent"
            and not re.search(r"\d", row["as_published"])
            and int(row["period_months"]) < 12
            and int(row["year"]) < parameters.newest_article_year()
        )
    },
}
MOSTLY_KEPT, AT_A_TIME = ("corridors", "corridor_flows", "kaz_netmigration_intl"), 16
WORSE = 1.1  # a tenth is more than any rounding


def trials(some: Callable[[str, list], list], quick: bool) -> Iterator[Trial]:
    """Every change in turn; `some` chooses from a list.

    Each is held against the rules of the data package alone. Rows of tables that are mostly kept
    and not used are changed many at a time to see what moves: where nothing does, none of them
    moves anything; else the halves are tried in the same way, down to single rows. Raises
    BaselineError where the unchanged data does not pass.
    """
    run = parameters.check()
    with (
        tempfile.TemporaryDirectory() as folder,
        consequences.pool() as pool,
        ThreadPoolExecutor(2) as threads,
    ):
        kinds = (consequences.said,) if quick else (consequences.said, consequences.drawn)
        unchanged = [pool.submit(ask, run, None) for ask in kinds]
        numbers = itertools.count()

        @contextlib.contextmanager
        def changed(group: Sequence[Change]) -> Iterator[Path]:
            """A copy of the data package in which all of the group is changed."""
            place = Path(folder) / str(next(numbers))
            shutil.copytree(paths.raw_folder(), place)
            for one in group:
                one.make(place)
            validation.seal(place)  # else its hash alone would notice
            yield place
            shutil.rmtree(place)

        def broken(*group: Change) -> tuple[str, ...]:
            """The rules of the data package that notice these changes."""
            with changed(group) as place:
                faults = validation.validate(place)
            return tuple(
                dict.fromkeys(f"validate: {fault.file} {fault.column}".strip() for fault in faults)
            )

        def tried(group: list[Change], rules: list[tuple[str, ...]]) -> list[Trial]:
            found: tuple[str, ...] = ()
            with changed(group) as place:
                for ask, known in zip(kinds, before, strict=True):
                    found = found or consequences.moved(
                        known, pool.submit(ask, run, place).result()
                    )
                    if all(rules):
                        break
            if found and len(group) > 1:
                middle = len(group) // 2
                return tried(group[:middle], rules[:middle]) + tried(group[middle:], rules[middle:])
            return [
                Trial(one.kind, one.what, one.how, found + rule, "" if found + rule else one.reason)
                for one, rule in zip(group, rules, strict=True)
            ]

        if faults := broken():
            raise BaselineError(f"the unchanged data package is refused: {', '.join(faults)}")
        before = [consequences.sound(found.result()) for found in unchanged]
        for found in threads.map(
            lambda group: tried(group, [broken(one) for one in group]), _groups(some)
        ):
            yield from found


@dataclass(frozen=True)
class Change:
    """One change of the data package: `make` makes it in a folder; `row` is what it changes, if
    that is one value of a series."""

    kind: str
    what: str
    how: str
    make: Callable[[Path], None]
    row: dict | None = None

    @property
    def table(self) -> str:
        return self.what.split(":")[0]

    @property
    def reason(self) -> str:
        """Why the change may go unnoticed; empty where nothing excuses it."""
        reasons = REASONS.get(self.table, {}) if self.row else {}
        return next((why for why, holds in reasons.items() if holds(self.row)), "")


def _groups(some: Callable[[str, list], list]) -> Iterator[list[Change]]:
    for kind, candidates in (("claim", _claims()), ("series", _last_values()), ("name", _names())):
        changes = [Change(kind, *candidate) for candidate in some(kind, list(candidates))]
        for table, rows in itertools.groupby(changes, key=lambda change: change.table):
            mine, size = list(rows), AT_A_TIME if kind == "series" and table in MOSTLY_KEPT else 1
            yield from (mine[start : start + size] for start in range(0, len(mine), size))


def _claims() -> Iterator[tuple]:
    claims = package.read("claims").dropna(subset="value")
    for row in claims.itertuples():
        yield (
            f"claims: {row.claim_id}",
            "value a tenth larger",
            _scaled("claims", int(row.row.split(":")[1]), "value"),
        )


def _last_values() -> Iterator[tuple]:
    for table, (keys, column, time) in SERIES.items():
        rows = package.read(table).dropna(subset=column).sort_values(time, kind="stable")
        for row in rows.drop_duplicates(keys, keep="last").itertuples():
            name = " ".join(str(getattr(row, key)) for key in keys if key != "source_url")
            line = int(row.row.split(":")[1])
            yield (
                f"{table}: {name} {getattr(row, time)} (line {line})",
                "last value a tenth larger",
                _scaled(table, line, column),
                row._asdict(),
            )


def _names() -> Iterator[tuple]:
    for table, column in NAMES.items():
        for name in sorted(set(package.read(table)[column].dropna())):
            yield f"{table}: {name}", f"another {column}", _renamed(table, column, name)


def _scaled(table: str, line: int, column: str) -> Callable[[Path], None]:
    """A change that moves one cell a tenth away from zero, at least by three of its last digit, as
    precise as it is.
    """

    def change(rows: list[dict]) -> None:
        cell = rows[line - 2][column]
        decimals = len(cell.partition(".")[2])
        size = abs(float(cell))
        larger = max(size * WORSE, size + 3 / 10**decimals)
        rows[line - 2][column] = f"{math.copysign(larger, float(cell)):.{decimals}f}"

    return lambda folder: _rewrite(folder, table, change)


def _renamed(table: str, column: str, name: str) -> Callable[[Path], None]:
    def change(rows: list[dict]) -> None:
        for row in rows:
            if row[column] == name:
                row[column] = f"{name}_x"

    return lambda folder: _rewrite(folder, table, change)


def _rewrite(folder: Path, table: str, change: Callable[[list[dict]], None]) -> None:
    path = folder / package.resource(table, folder)["path"]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames, list(reader)
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
