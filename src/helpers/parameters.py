"""The parameters of a run, checked alike on the command line and in every notebook.

papermill accepts a misspelt name and a wrong type without a murmur.
"""

import csv
import io
import re
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from helpers import paths
from helpers.files import cut, read_file

FIRST_FIT_YEAR = 2000  # exact series of the bureau from here on (DESIGN: the fit uses 2000 … year)
METHOD, METHOD_VERSION = "project", "1.1"  # of the projection; another version is another method
LANGUAGES = ("en", "ru", "kk")
VINTAGES = ("latest", "first")
LONGEST_HORIZON = 20
VALIDATE = "./run validate says what is wrong with it"


class ParameterError(ValueError):
    """A parameter that stops a run, in one plain sentence."""


def final_by(year: int) -> str:
    """The day by which the bureau's final figures of a year are out: 1 May of the next."""
    return f"{year + 1}-05-01"


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
        if self.vintage == "first":
            parts.append("first")
        if self.language != "en":
            parts.append(self.language)
        return "-".join(parts)

    def as_dict(self) -> dict:
        return asdict(self) | {"moderate_decline": list(self.moderate_decline)}


NAMES = tuple(Parameters.__dataclass_fields__)


def check(raw: Path | None = None, **given) -> Parameters:
    """The parameters. Raises ParameterError for an unknown name, a wrong type or value."""
    for name in given:
        if name not in NAMES:
            rule = f"the parameters are {', '.join(NAMES)}"
            raise ParameterError(f"There is no parameter {quoted(name)}; {rule}.")
    first, last = year_range(raw)
    given = {"year": newest_article_year(raw), **given}
    _whole_number("year", given["year"], first, last, "the years that the series cover")
    _whole_number("horizon", given.get("horizon", 5), 1, LONGEST_HORIZON, "years ahead")
    for name, allowed in (("language", LANGUAGES), ("vintage", VINTAGES)):
        value = given.get(name, allowed[0])
        if value not in allowed:
            raise ParameterError(f"{name} must be {either(allowed)}, not {quoted(value)}.")
    if "moderate_decline" in given:
        given["moderate_decline"] = _band(given["moderate_decline"])
    return Parameters(**given)


def recorded(record: dict) -> Parameters | None:
    """The parameters of an edition's record; None where this version does not know them."""
    try:
        values = record["parameters"]
        run = Parameters(**{name: values[name] for name in NAMES if name in values})
    except (KeyError, TypeError):
        return None
    is_known = isinstance(run.year, int) and run.language in LANGUAGES and run.vintage in VINTAGES
    return run if is_known else None


def _whole_number(name: str, value, low: int, high: int, meaning: str) -> None:
    bounds = f"between {low} and {high} ({meaning}), not {quoted(value)}."
    if isinstance(value, bool) or not isinstance(value, int):
        raise ParameterError(f"{name} must be a whole number {bounds}")
    if not low <= value <= high:
        raise ParameterError(f"{name} must be {bounds}")


def quoted(value) -> str:
    """A value as Python writes it; long ones cut."""
    try:
        text = repr(value)
    except ValueError:  # Python does not write numbers of thousands of digits
        return "a number of thousands of digits"
    return cut(text)


def either(words: tuple[str, ...]) -> str:
    """a, b or c."""
    first = ", ".join(words[:-1])
    return f"{first} or {words[-1]}"


def is_day(word: str) -> bool:
    """Whether a word is a day of the calendar, written YYYY-MM-DD.

    >>> is_day("2026-02-28"), is_day("2026-02-30"), is_day("20260228")
    (True, False, False)
    """
    try:
        return date.fromisoformat(word).isoformat() == word
    except ValueError:
        return False


def _band(value) -> tuple[float, float]:
    is_pair = isinstance(value, (list, tuple)) and len(value) == 2
    if is_pair and {type(bound) for bound in value} <= {int, float}:
        lower, upper = value
        if -1 < lower < upper <= 1:
            return float(lower), float(upper)
    raise ParameterError(
        "moderate_decline must be two numbers, the lower and the upper bound of a moderate "
        f"yearly change such as -0.20 and 0, with -1 < lower < upper ≤ 1, not {quoted(value)}."
    )


# What follows reads the CSV files without pandas, so that a misspelt flag is refused at once.


def year_range(raw: Path | None = None) -> tuple[int, int]:
    """The years that an edition can have: from the start of the fit to the last known flow."""
    rows = _rows("series/kz_flows_annual.csv", raw)
    years = _years([row["year"] for row in rows if row["measure"] == "departures"])
    years += article_years(raw)
    if years:
        return max(FIRST_FIT_YEAR, min(years)), max(years)
    raise ParameterError(f"kz_flows_annual.csv holds no departures; {VALIDATE}.")


def article_years(raw: Path | None = None) -> list[int]:
    """The reference years of the transcribed articles, in order."""
    articles = _rows("articles.csv", raw)
    years = _years([row["reference_year"] for row in articles])
    return sorted(set(years))


def _years(cells: list[str]) -> list[int]:
    return [int(cell) for cell in cells if re.fullmatch("[0-9]{4}", cell)]


def article_ids(run: Parameters, raw: Path | None = None) -> list[str]:
    """The articles that an edition may use, by the rule of `cleaning.articles_of`."""
    result = []
    for row in _rows("articles.csv", raw):
        is_late = run.vintage == "first" and row["published"] > run.cutoff
        if row["reference_year"] == str(run.year) and not is_late:
            result.append(row["article_id"])
    return result


def newest_article_year(raw: Path | None = None) -> int:
    """The year of the newest edition: the last that has an article."""
    if years := article_years(raw):
        return years[-1]
    raise ParameterError(f"articles.csv names no reference year; {VALIDATE}.")


def _rows(name: str, raw: Path | None) -> list[dict[str, str]]:
    """The rows of a CSV file; a cell that is not there is blank."""
    folder = raw or paths.raw_folder()
    try:
        text = read_file(folder, name).decode("utf-8")
        records = list(csv.DictReader(io.StringIO(text, newline=""), restval=""))
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        advice = f"./run validate --raw {folder} says what is wrong"
        raise ParameterError(f"{folder / name} cannot be read: {reason}; {advice}.") from None
    return [defaultdict(str, record) for record in records]
