"""The parameters of a run: the same names, defaults and checks on the command line and in every
notebook.

papermill accepts a misspelt name and a wrong type without a murmur, so both are checked here.
"""

import csv
import io
import re
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from helpers import paths
from helpers.files import LONGEST_SHOWN, read_file

FIRST_FIT_YEAR = 2000  # exact series of the bureau from here on (DESIGN: the fit uses 2000 … year)
LANGUAGES = ("en", "ru", "kk")
VINTAGES = ("latest", "first")
LONGEST_HORIZON = 20


class ParameterError(ValueError):
    """A parameter that stops a run, in one plain sentence."""


@dataclass(frozen=True)
class Parameters:
    """The checked parameters of a run; `Parameters()` without a year is refused."""

    year: int
    horizon: int = 5
    language: str = "en"
    vintage: str = "latest"
    moderate_decline: tuple[float, float] = (-0.20, 0.0)

    @property
    def cutoff(self) -> str:
        """The edition's date: with the first vintage nothing published later is used."""
        return f"{self.year + 1}-03-01"

    @property
    def folder(self) -> str:
        """The name of the edition's folder below `outputs`."""
        parts = [str(self.year)]
        parts += ["first"] if self.vintage == "first" else []
        parts += [self.language] if self.language != "en" else []
        return "-".join(parts)

    def as_dict(self) -> dict:
        return asdict(self) | {"moderate_decline": list(self.moderate_decline)}


NAMES = tuple(Parameters.__dataclass_fields__)


def check(raw: Path | None = None, **given) -> Parameters:
    """The parameters, checked. Raises ParameterError for an unknown name, a wrong type or a value
    out of range."""
    for name in given:
        if name not in NAMES:
            raise ParameterError(
                f"There is no parameter {quoted(name)}; the parameters are {', '.join(NAMES)}."
            )
    first, last = year_range(raw)
    given = {"year": newest_article_year(raw), **given}
    _whole_number("year", given["year"], first, last, "the years that the series cover")
    _whole_number("horizon", given.get("horizon", 5), 1, LONGEST_HORIZON, "years ahead")
    _one_of("language", given.get("language", "en"), LANGUAGES)
    _one_of("vintage", given.get("vintage", "latest"), VINTAGES)
    if "moderate_decline" in given:
        given["moderate_decline"] = _band(given["moderate_decline"])
    return Parameters(**given)


def _whole_number(name: str, value, low: int, high: int, meaning: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ParameterError(
            f"{name} must be a whole number between {low} and {high} ({meaning}), "
            f"not {quoted(value)}."
        )
    if not low <= value <= high:
        raise ParameterError(
            f"{name} must be between {low} and {high} ({meaning}), not {quoted(value)}."
        )


def quoted(value) -> str:
    """A value as Python writes it; long ones cut."""
    try:
        text = repr(value)
    except ValueError:  # Python does not write numbers of thousands of digits
        return "a number of thousands of digits"
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _one_of(name: str, value, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ParameterError(f"{name} must be {either(allowed)}, not {quoted(value)}.")


def either(words: tuple[str, ...]) -> str:
    """a, b or c."""
    return " or ".join([", ".join(words[:-1]), words[-1]])


def is_day(word: str) -> bool:
    """Whether a word is a day of the calendar, written YYYY-MM-DD.

    >>> is_day("2026-02-28"), is_day("2026-02-30"), is_day("20260228")
    (True, False, False)
    """
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word) and date.fromisoformat(word))
    except ValueError:
        return False


def _band(value) -> tuple[float, float]:
    pair = isinstance(value, (list, tuple)) and len(value) == 2
    numbers = pair and all(type(bound) in (int, float) for bound in value)
    if not numbers or not -1 < value[0] < value[1] <= 1:
        raise ParameterError(
            "moderate_decline must be two numbers, the lower and the upper bound of a moderate "
            "yearly change such as -0.20 and 0, with -1 < lower < upper ≤ 1, "
            f"not {quoted(value)}."
        )
    return float(value[0]), float(value[1])


# What follows reads the CSV files without pandas, so that a misspelt flag is refused at once.


def year_range(raw: Path | None = None) -> tuple[int, int]:
    """The first and the last year that an edition can have: from the start of the fit to the last
    known flow."""
    rows = _rows("series/kz_flows_annual.csv", raw)
    years = _years(row["year"] for row in rows if row["measure"] == "departures")
    years += article_years(raw)
    if not years:
        raise ParameterError(
            "kz_flows_annual.csv holds no departures; run `validate` to see what is wrong with it."
        )
    return max(FIRST_FIT_YEAR, min(years)), max(years)


def article_years(raw: Path | None = None) -> list[int]:
    """The reference years of the transcribed articles, in order."""
    return sorted(set(_years(row["reference_year"] for row in _rows("articles.csv", raw))))


def _years(cells) -> list[int]:
    return [int(cell) for cell in cells if re.fullmatch("[0-9]{4}", cell)]


def article_ids(run: Parameters, raw: Path | None = None) -> list[str]:
    """The articles that an edition may use, by the same rule as `cleaning.articles_of`."""
    articles = [row for row in _rows("articles.csv", raw) if row["reference_year"] == str(run.year)]
    if run.vintage == "first":
        articles = [row for row in articles if row["published"] <= run.cutoff]
    return [row["article_id"] for row in articles]


def newest_article_year(raw: Path | None = None) -> int:
    """The year of the newest edition: the last that has an article."""
    years = article_years(raw)
    if not years:
        raise ParameterError(
            "articles.csv names no reference year; run `validate` to see what is wrong with it."
        )
    return years[-1]


def _rows(name: str, raw: Path | None) -> list[dict[str, str]]:
    """The rows of a CSV file; a cell that is not there is blank."""
    folder = raw or paths.raw_folder()
    try:
        text = io.StringIO(read_file(folder, name).decode("utf-8"), newline="")
        records = list(csv.DictReader(text))
    except (OSError, ValueError, csv.Error) as error:
        raise ParameterError(
            f"{folder / name} cannot be read ({error}); run `validate` to see what is wrong."
        ) from None
    rows = []
    for record in records:
        cells = {column: cell for column, cell in record.items() if isinstance(cell, str)}
        rows.append(defaultdict(str, cells))
    return rows
