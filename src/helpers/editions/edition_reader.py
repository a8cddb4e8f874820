"""A finished edition, read back from its folder: parameters, record, findings by id, and the tables
to compare.

What is not as its run has left it is refused.
"""

import csv
import hashlib
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.parameters import LANGUAGES, NAMES, VINTAGES, Parameters
from helpers.paths import RECORD, as_typed

FINDINGS, FLOWS, PROJECTION = "findings.json", "tables/flows.csv", "projection.csv"
VERDICTS, RATES, SCORES = (
    "tables/reconciliation.csv",
    "tables/rates.csv",
    "tables/ledger_scores.csv",
)
BOUNDS = ["point", "lower_80", "upper_80", "lower_95", "upper_95"]
FORECAST = ["edition", "frozen", "method", "version", "year"]
# Of each table: the columns that name a row, the numbers (blank: not known), the words.
TABLES = {
    FLOWS: (["flow", "year"], ["value", "low", "high"], ["vintage", "row"]),
    RATES: (["flow", "year"], ["per_1000"], []),
    PROJECTION: (["flow", "method", "year"], BOUNDS, []),
    VERDICTS: (["claim_id"], [], ["test", "verdict", "explanation"]),
    SCORES: (
        FORECAST,
        ["point", "actual", "error", "no_change_error"],
        ["vintage", "inside_80", "inside_95", "scored"],
    ),
}
OPTIONAL = (RATES, SCORES)  # the other tables are always there, if only as headings
MAY_LACK = ("low", "high")  # columns without which a table can still be read


class CompareError(Exception):
    """Why two folders cannot be compared, in one plain line."""


@dataclass(frozen=True)
class Edition:
    """What is compared of an edition: its parameters, its record (run.json), its findings by id,
    its tables by file.
    """

    parameters: Parameters
    record: dict
    findings: dict[str, dict]
    tables: dict[str, pd.DataFrame]


def read(folder: Path, record: dict | None = None) -> Edition:
    """The edition in a folder. Raises CompareError for a folder that is none, or a file that is not
    whole.
    """
    if not folder.is_dir():
        raise CompareError(f"{as_typed(folder)} is no folder; {_how_made(folder)}.")
    if record is None and not (folder / RECORD).exists():
        raise CompareError(
            f"{as_typed(folder)} is no edition: it holds no {RECORD}, which every finished run writes."
        )
    try:
        record = record or json.loads((folder / RECORD).read_bytes())
        given = record["parameters"]
        run = Parameters(**{name: given[name] for name in NAMES if name in given})
        known = isinstance(run.year, int) and run.language in LANGUAGES and run.vintage in VINTAGES
        if (
            not known
            or record["status"] != "complete"
            or not isinstance(record.get("outputs", {}), dict)
        ):
            raise ValueError("it is not the record of a finished run")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(folder, RECORD, error) from None
    return Edition(
        run,
        record,
        _findings(folder, record),
        {name: _table(folder, name, record) for name in TABLES},
    )


def _how_made(folder: Path) -> str:
    """The command that makes the edition of a folder, as far as its name says which one that is."""
    named = re.fullmatch(rf"([0-9]{{4}})(-first)?(?:-({'|'.join(LANGUAGES)}))?", folder.name)
    if not named:
        return "name the folder of an edition, which ./run report --year YEAR makes"
    year, first, language = named.groups()
    words = ["./run report --year", year, *(["--vintage first"] if first else [])]
    words += ["--language", language] if language else []
    words += (
        ["--output", as_typed(folder)]
        if folder.resolve() != (paths.OUTPUTS / folder.name).resolve()
        else []
    )
    return f"make it with {' '.join(words)}; an older edition before the data are changed, else no revision shows"


def _findings(folder: Path, record: dict) -> dict[str, dict]:
    try:
        entries = json.loads(_content(folder, FINDINGS, record))
        if not all(
            isinstance(entry[key], str) for entry in entries for key in ("id", "variant", "text")
        ):
            raise ValueError("an id, a variant or a text is no text")
        return {entry["id"]: entry for entry in entries}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(folder, FINDINGS, error) from None


def _table(folder: Path, name: str, record: dict) -> pd.DataFrame:
    """A table with the columns that TABLES names; one with rows cut off or standing there twice is
    refused.
    """
    keys, numbers, words = TABLES[name]
    if name in OPTIONAL and not (folder / name).exists() and name not in record.get("outputs", {}):
        return pd.DataFrame(columns=[*keys, *numbers, *words]).astype(dict.fromkeys(numbers, float))
    try:
        lines = list(
            csv.reader(io.StringIO(_content(folder, name, record), newline=""), strict=True)
        )
        if not lines or any(len(line) != len(lines[0]) for line in lines):
            raise ValueError("a row has not as many cells as there are headings")
        frame = pd.DataFrame(lines[1:], columns=lines[0], dtype=object)
        frame = frame.assign(
            **{column: "" for column in MAY_LACK if column in numbers and column not in frame}
        )
        for column in numbers:
            frame[column] = pd.to_numeric(frame[column].mask(frame[column] == "")).astype(float)
        if "year" in keys:
            frame["year"] = frame.year.astype(int)
        frame = frame[frame.test == "overall"] if name == VERDICTS else frame
        if name != SCORES and frame.duplicated(keys).any():
            raise ValueError("a row stands there twice")
        return frame[[*keys, *numbers, *words]]
    except (OSError, ValueError, KeyError, AttributeError, csv.Error) as error:
        raise _unusable(folder, name, error) from None


def _content(folder: Path, name: str, record: dict) -> str:
    """The text of a file of an edition. Raises ValueError when it no longer is what its run has
    left.
    """
    content = (folder / name).read_bytes()
    if (
        name in (left := record.get("outputs", {}))
        and left[name] != hashlib.sha256(content).hexdigest()
    ):
        raise ValueError("it is not as its run has left it")
    return content.decode("utf-8")


def _unusable(folder: Path, name: str, error: Exception) -> CompareError:
    why = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, OSError):
        why = error.strerror or why
    elif isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        why = "it breaks off or was garbled"
    elif isinstance(error, KeyError):
        why = f"it lacks {error.args[0]}"
    elif isinstance(error, TypeError | AttributeError):
        why = "it is not laid out as runs write it"
    return CompareError(
        f"{as_typed(folder / name)} cannot be used: {why}. Make that edition again."
    )
