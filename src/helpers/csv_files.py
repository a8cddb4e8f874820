"""Tables on disk: the same bytes for the same content."""

from pathlib import Path

import pandas as pd

from helpers.files import FORMULA, write_text

DIGITS = 6  # significant digits of a float in CSV and JSON


def rounded(value):
    """A float with six significant digits, one that is whole as the integer that it is (a count
    loses no digit), all else as plain Python has it; missing is None.

    >>> rounded(1 / 3), rounded(1234567.0)
    (0.333333, 1234567)
    """
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NA or value != value:  # NaN and NaT are not themselves
        return None
    if not isinstance(value, float):
        return value
    if not value.is_integer():
        value = float(f"{value:.{DIGITS}g}")
    is_count = value.is_integer() and abs(value) < 1e15
    return int(value) if is_count else value


def plain(value) -> str:
    """A cell as text: blank for unknown, ISO dates, floats with six significant digits."""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    value = rounded(value)
    return "" if value is None else str(value)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame without its index: UTF-8, comma, LF; written beside, then put in place."""
    write_text(as_csv(frame), path)


def as_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV text: six significant digits, LF, and no cell that is a formula."""
    frame = frame.map(plain).map(disarmed)
    frame = frame.rename(columns=disarmed)
    return frame.to_csv(index=False, lineterminator="\n")


def disarmed(cell):
    """A text that no spreadsheet takes for a formula; figures with a sign ('-40.5') stay.

    >>> disarmed("=1+1")
    "'=1+1"
    """
    if not isinstance(cell, str):
        return cell
    return FORMULA.sub(r"\1'\2", cell)


def three_digits(data: pd.DataFrame) -> pd.DataFrame:
    """A table's floats to three significant digits, to which fits by maximum likelihood agree."""
    return data.map(lambda value: float(f"{value:.3g}") if isinstance(value, float) else value)
