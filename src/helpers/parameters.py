"""The parameters of a run, checked alike on the command line and in every notebook: papermill
accepts a misspelt name and a wrong type without a murmur."""

import csv
import io
import re
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from helpers import paths
from helpers.files import cut, read_file

FIRST_FIT_YEAR = 2000  # the bureau's exact series starts here, and so does the fit
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
        """The name of the edition's folder below `outputs`; what is usual is not named."""
        parts = (str(self.year), self.vintage, self.language)
        return "-".join(part for part in parts if part not in ("latest", "en"))

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
    run = Parameters(**{"year": newest_article_year(raw), **given})
    ranges = {
        "year": (first, last, "the years that the series cover"),
        "horizon": (1, LONGEST_HORIZON, "years ahead"),
    }
    for name, (low, high, meaning) in ranges.items():
        value = getattr(run, name)
        is_whole = type(value) is int
        if not is_whole or not low <= value <= high:
            kind = "" if is_whole else "a whole number "
            bounds = f"between {low} and {high} ({meaning})"
            raise ParameterError(f"{name} must be {kind}{bounds}, not {quoted(value)}.")
    for name, allowed in (("language", LANGUAGES), ("vintage", VINTAGES)):
        value = getattr(run, name)
        if value not in allowed:
            raise ParameterError(f"{name} must be {either(allowed)}, not {quoted(value)}.")
    band = run.moderate_decline
    kinds = [type(bound) for bound in band] if isinstance(band, list | tuple) else []
    are_two = len(kinds) == 2 and set(kinds) <= {int, float}
    if not are_two or not -1 < band[0] < band[1] <= 1:
        raise ParameterError(
            "moderate_decline must be two numbers, the lower and the upper bound of a moderate "
            f"yearly change such as -0.20 and 0, with -1 < lower < upper ≤ 1, not {quoted(band)}."
        )
    return replace(run, moderate_decline=(float(band[0]), float(band[1])))


def recorded(record: dict) -> Parameters | None:
    """The parameters of an edition's record; None where this version does not know them."""
    try:
        run = Parameters(**record["parameters"])
    except (KeyError, TypeError):
        return None
    is_known = isinstance(run.year, int) and run.language in LANGUAGES and run.vintage in VINTAGES
    return run if is_known else None


def quoted(value) -> str:
    """A value as Python writes it; long ones cut."""
    try:
        return cut(repr(value))
    except ValueError:
        return "a number of thousands of digits"


def either(words: tuple[str, ...]) -> str:
    """a, b or c."""
    return f"{', '.join(words[:-1])} or {words[-1]}"


def is_day(word: str) -> bool:
    """Whether a word is a day of the calendar, written YYYY-MM-DD."""
    try:
        return date.fromisoformat(word).isoformat() == word
    except ValueError:
        return False


# What follows reads the CSV files without pandas, so that a misspelt flag is refused at once.


def year_range(raw: Path | None = None) -> tuple[int, int]:
    """The years that an edition can have: from the start of the fit to the last known flow."""
    flows = _rows("series/kz_flows_annual.csv", raw)
    years = _years("year", [row for row in flows if row["measure"] == "departures"])
    years += article_years(raw)
    if years:
        return max(FIRST_FIT_YEAR, min(years)), max(years)
    raise ParameterError(f"kz_flows_annual.csv holds no departures; {VALIDATE}.")


def article_years(raw: Path | None = None) -> list[int]:
    """The reference years of the transcribed articles, in order."""
    return _years("reference_year", _rows("articles.csv", raw))


def _years(column: str, rows: list[dict[str, str]]) -> list[int]:
    cells = {row[column] for row in rows}
    return sorted(int(cell) for cell in cells if re.fullmatch("[0-9]{4}", cell))


def article_ids(run: Parameters, raw: Path | None = None) -> list[str]:
    """The articles that an edition may use, by the rule of `cleaning.articles_of`."""
    latest = run.cutoff if run.vintage == "first" else "9999"
    rows = [row for row in _rows("articles.csv", raw) if row["published"] <= latest]
    return [row["article_id"] for row in rows if row["reference_year"] == str(run.year)]


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
