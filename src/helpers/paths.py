"""Where things are. Standard library only."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PROCESSED = ROOT / "data" / "processed"
OUTPUTS = ROOT / "outputs"
LOCK = ROOT / "requirements.lock"
TEMPLATES = Path(__file__).resolve().parent / "templates"

# How a run tells its notebooks where to read and write; unset in a notebook that somebody opens by hand.
RAW_VARIABLE = "CLAIMS_RAW"
OUTPUT_VARIABLE = "CLAIMS_OUTPUT"
TEXTS_VARIABLE = "ARTICLE_TEXTS"


def raw_folder() -> Path:
    """The data package that this process reads: `data/raw`, or the folder that a run names."""
    return Path(os.environ.get(RAW_VARIABLE) or ROOT / "data" / "raw")


def output_folder() -> Path | None:
    """The folder of the run that this notebook belongs to, or None: then nothing is written."""
    named = os.environ.get(OUTPUT_VARIABLE)
    return Path(named) if named else None


def texts_folder() -> Path | None:
    """The folder with the articles' texts, if somebody has them."""
    named = os.environ.get(TEXTS_VARIABLE)
    return Path(named) if named else None
