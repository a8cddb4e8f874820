"""A finished edition, read back from its folder: parameters, record, findings and tables.

What is not as its run has left it is refused.
"""

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.files import WorkError, sha256
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
    FINDINGS: (["finding"], [], ["variant", "text", "values"]),
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


class CompareError(WorkError):
    """Why two folders cannot be compared, in one plain line."""


@dataclass(frozen=True)
class Edition:
    """What is compared of an edition: parameters, run.json, and the tables by file."""

    parameters: Parameters
    record: dict
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
    name = RECORD
    tables = {}
    try:
        record = record or json.loads((folder / RECORD).read_bytes())
        parameters = parameters_in(record)
        outputs = record.get("outputs", {})
        if parameters is None or record["status"] != "complete":
            raise ValueError("no finished run")
        for name in TABLES:
            if name in OPTIONAL and not (folder / name).exists() and name not in outputs:
                keys, numbers, words = TABLES[name]
                tables[name] = _laid_out(pd.DataFrame(columns=[*keys, *numbers, *words]), name)
                continue
            content = (folder / name).read_bytes()
            if sha256(content) != outputs.get(name, sha256(content)):
                raise ValueError("another content")
            tables[name] = _laid_out(_rows(content, name), name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = "it is not as a run of this version leaves it"
        reason = getattr(error, "strerror", None) or reason
        fault = f"{as_typed(folder / name)} cannot be used: {reason}"
        raise CompareError(f"{fault}. Make that edition again.") from None
    return Edition(parameters, record, tables)


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


def _rows(content: bytes, name: str) -> pd.DataFrame:
    if name != FINDINGS:
        return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, index_col=False)
    findings = pd.DataFrame(json.loads(content), columns=["id", "variant", "text", "values"])
    return findings.rename(columns={"id": "finding"})


def _laid_out(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The columns that TABLES names, numbers as such. Raises ValueError or KeyError."""
    keys, numbers, words = TABLES[name]
    frame = frame[[*keys, *numbers, *words]].copy()
    for column in numbers:
        frame[column] = pd.to_numeric(frame[column].replace("", None)).astype(float)
    if "year" in keys:
        frame["year"] = frame.year.astype(int)
    if name == VERDICTS:
        frame = frame[frame.test == "overall"]
    if name != SCORES and frame.duplicated(keys).any():
        raise ValueError("a row stands there twice")
    return frame
