"""The phrases that articles use, by what they mean, in Russian, Kazakh and English: `phrases.csv`,
with `phrase` (an id such as `more_than`), `language`, and `words`, a regular expression."""

import re
from functools import lru_cache, partial
from pathlib import Path

import pandas as pd

from helpers.files import read_rows

TABLE = Path(__file__).parent / "phrases.csv"
NUMBERS = (30, 20, 15, 12, 11, *range(2, 11))  # counts that have a phrase


@lru_cache
def patterns() -> dict[str, re.Pattern]:
    """For each phrase one pattern that finds it in any of the languages."""
    words = pd.DataFrame(read_rows(TABLE)).groupby("phrase", sort=False).words
    either = r"(?<!\w)(?:" + words.agg("|".join) + ")"
    return either.map(partial(re.compile, flags=re.IGNORECASE)).to_dict()


def uses(text, *phrases: str) -> bool:
    """Whether a text uses any of these phrases; a text that is missing uses none.

    >>> uses("выросло более чем на 5%", "more_than"), uses(None, "loss")
    (True, False)
    """
    return isinstance(text, str) and any(patterns()[each].search(text) for each in phrases)


def is_whole(text: str, phrase: str) -> bool:
    """Whether a text is the phrase and nothing else."""
    return bool(patterns()[phrase].fullmatch(text))


def number_in(text: str) -> int | None:
    """The count that a text names in digits or words, 2 to 30, but not a year; None without one.

    >>> number_in("третий год подряд"), number_in("12 years in a row"), number_in("since 2011")
    (3, 12, None)
    """
    digits = re.search(r"(?<![\d.,])\d{1,2}(?![\d.,])", text)
    if digits:
        return int(digits[0])
    return next((count for count in NUMBERS if uses(text, f"number_{count}")), None)


def years_in(text: str) -> list[int]:
    """The years that a text names.

    >>> years_in("в 2024 году впервые с 2011 года")
    [2024, 2011]
    """
    return [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)]


def times_in(text: str) -> str | None:
    """The number of times that a text names in digits, with a decimal point, or None.

    >>> times_in("в 2,3 раза меньше")
    '2.3'
    """
    named = patterns()["times_n"].search(text or "")
    number = named and re.search(r"\d+(?:[.,]\d+)?", named[0])
    return number[0].replace(",", ".") if number else None
