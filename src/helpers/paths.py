"""Where things are. Standard library only."""

import contextlib
import os
from pathlib import Path

from helpers.settings import computes_only

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PROCESSED = ROOT / "data" / "processed"
OUTPUTS = ROOT / "outputs"
LOCK = ROOT / "requirements.lock"
TEMPLATES = Path(__file__).resolve().parent / "pages" / "templates"

# Variables by which a run hands folders on to its notebooks; unset in one that is opened by hand.
RAW_VARIABLE = "CLAIMS_RAW"
OUTPUT_VARIABLE = "CLAIMS_OUTPUT"
FINDINGS_VARIABLE = "CLAIMS_FINDINGS"  # below it the notebooks of a run leave their findings
TEXTS_VARIABLE = "ARTICLE_TEXTS"  # the texts of the articles, if somebody has them


def raw_folder() -> Path:
    """The data package that this process reads: `data/raw`, or the folder that a run names."""
    return named_folder(RAW_VARIABLE) or ROOT / "data" / "raw"


def output_folder() -> Path | None:
    """The folder of the run that this notebook belongs to, or None: then nothing is written."""
    return None if computes_only() else named_folder(OUTPUT_VARIABLE)


def named_folder(variable: str) -> Path | None:
    """The folder that a variable of the environment names, or None."""
    name = os.environ.get(variable)
    return Path(name) if name else None


NOTEBOOK_PATTERN = "0[1-9]_*.ipynb"
LAST_NOTEBOOK = "07"  # it prints what the others have noted

# The files of an edition, within its folder.
FINDINGS = "findings.json"
PROJECTION = "projection.csv"
TABLES = "tables"  # a folder of CSV files
FIGURES = "figures"  # a folder of pictures
EVENT_PROBABILITIES = f"{TABLES}/event_probabilities.csv"
RECORD = "run.json"
RUN_PAGE = "run.html"  # the same for readers; both hold durations, in which equal editions differ
DOWNLOADS_PAGE = "downloads.html"
PROVENANCE_PAGE = "what-rests-on-what.html"
WORKBOOK = "tables.xlsx"
ARCHIVE = "edition.zip"
PACKAGE = "data-package.zip"
DICTIONARY = "data-dictionary.md"


def as_typed(path: Path) -> str:
    """The path as the user would type it: relative when it lies below the current folder."""
    with contextlib.suppress(ValueError, OSError):
        return str(path.relative_to(Path.cwd()))
    return str(path)
