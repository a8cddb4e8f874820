"""A finished edition, read back from its folder: parameters, record, findings and tables.

What is not as its run has left it is refused.
"""

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.files import sha256
from helpers.parameters import LANGUAGES, NAMES, VINTAGES, Parameters
from helpers.paths import FINDINGS, PROJECTION, RECORD, as_typed

FLOWS = "tables/flows.csv"
VERDICTS = "tables/reconciliation.csv"
RATES = "tables/rates.csv"
SCORES = "tables/ledger_scores.csv"
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
    """What is compared of an edition: parameters, run.json, findings, tables by file.

    Findings: finding (its id), variant, text, values (a dict).
    """

    parameters: Parameters
    record: dict
    findings: pd.DataFrame
    tables: dict[str, pd.DataFrame]


def read(folder: Path, record: dict | None = None) -> Edition:
    """The edition in a folder; `record` stands for its run.json while that is not written.

    Raises CompareError for a folder that is none, or a file that is not whole.
    """
    if not folder.is_dir():
        raise CompareError(f"{as_typed(folder)} is no folder; {_how_made(folder)}.")
    if record is None and not (folder / RECORD).exists():
        reason = f"it holds no {RECORD}, which every finished run writes"
        raise CompareError(f"{as_typed(folder)} is no edition: {reason}.")
    with _refusing(folder / RECORD):
        record = record or json.loads((folder / RECORD).read_bytes())
        parameters = parameters_in(record)
        finished = record["status"] == "complete" and isinstance(record.get("outputs", {}), dict)
        if parameters is None or not finished:
            raise ValueError("it is not the record of a finished run")
    tables = {name: _table(folder, name, record) for name in TABLES}
    return Edition(parameters, record, _findings(folder, record), tables)


@contextlib.contextmanager
def _refusing(file: Path) -> Iterator[None]:
    """Raises CompareError for a file that cannot be read or is not as runs write it."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        if isinstance(error, OSError):
            reason = error.strerror or reason
        elif isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
            reason = "it breaks off or was garbled"
        elif isinstance(error, KeyError):
            reason = f"it lacks {error.args[0]}"
        elif isinstance(error, TypeError | AttributeError):
            reason = "it is not laid out as runs write it"
        fault = f"{as_typed(file)} cannot be used: {reason}"
        raise CompareError(f"{fault}. Make that edition again.") from None


def parameters_in(record: dict) -> Parameters | None:
    """The parameters of a record; None for values that this version does not know.

    Raises KeyError or TypeError where the record has none.
    """
    values = record["parameters"]
    run = Parameters(**{name: values[name] for name in NAMES if name in values})
    valid = isinstance(run.year, int) and run.language in LANGUAGES and run.vintage in VINTAGES
    return run if valid else None


def _how_made(folder: Path) -> str:
    """The command that makes the edition of a folder, as far as its name says which that is."""
    languages = "|".join(LANGUAGES)
    match = re.fullmatch(rf"([0-9]{{4}})(-first)?(?:-({languages}))?", folder.name)
    if not match:
        return "name the folder of an edition, which ./run report --year YEAR makes"
    year, first, language = match.groups()
    words = ["./run report --year", year]
    words += ["--vintage first"] if first else []
    words += ["--language", language] if language else []
    if folder.resolve() != (paths.OUTPUTS / folder.name).resolve():
        words += ["--output", as_typed(folder)]
    advice = "an older edition before the data are changed, else no revision shows"
    return f"make it with {' '.join(words)}; {advice}"


def _findings(folder: Path, record: dict) -> pd.DataFrame:
    rows = {}
    with _refusing(folder / FINDINGS):
        for entry in json.loads(_content(folder, FINDINGS, record)):
            texts = [entry["id"], entry["variant"], entry["text"]]
            if not all(isinstance(text, str) for text in texts):
                raise ValueError("an id, a variant or a text is no text")
            rows[entry["id"]] = [*texts, entry.get("values") or {}]
    return pd.DataFrame(rows.values(), columns=["finding", "variant", "text", "values"])


def _table(folder: Path, name: str, record: dict) -> pd.DataFrame:
    """A table with the columns that TABLES names; one with rows cut off or twice is refused."""
    keys, numbers, words = TABLES[name]
    columns = [*keys, *numbers, *words]
    written = (folder / name).exists() or name in record.get("outputs", {})
    if name in OPTIONAL and not written:
        return pd.DataFrame(columns=columns).astype(dict.fromkeys(numbers, float))
    with _refusing(folder / name):
        text = io.StringIO(_content(folder, name, record))
        heading, *rows = csv.reader(text, strict=True)
        if any(len(row) != len(heading) for row in rows):
            raise ValueError("a row has not as many cells as there are headings")
        frame = pd.DataFrame(rows, columns=heading, dtype=object)
        missing = set(MAY_LACK) & set(numbers) - set(heading)
        frame = frame.assign(**dict.fromkeys(missing, ""))[columns]
        for column in numbers:
            cells = frame[column].replace("", None)
            frame[column] = pd.to_numeric(cells).astype(float)
        if "year" in keys:
            frame["year"] = frame.year.astype(int)
        if name == VERDICTS:
            frame = frame[frame.test == "overall"]
        if name != SCORES and frame.duplicated(keys).any():
            raise ValueError("a row stands there twice")
    return frame


def _content(folder: Path, name: str, record: dict) -> str:
    """The text of a file of an edition. Raises ValueError when its run has left another one."""
    content = (folder / name).read_bytes()
    digest = record.get("outputs", {}).get(name)
    if digest is not None and digest != sha256(content):
        raise ValueError("it is not as its run has left it")
    return content.decode("utf-8")
