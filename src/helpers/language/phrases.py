"""The phrases that articles use, by what they mean, in Russian, Kazakh and English.

`phrases.csv` beside this file is the one table of them, read by drafts and by criteria: `phrase`
(an id such as `more_than`), `language`, and `words`, a regular expression in small letters.
"""

import re
from functools import lru_cache
from pathlib import Path

from helpers.files import read_rows

TABLE = Path(__file__).parent / "phrases.csv"
NUMBERS = (30, 20, 15, 12, 11, *range(2, 11))  # counts that have a phrase


@lru_cache
def patterns() -> dict[str, re.Pattern]:
    """For each phrase one pattern that finds it in any of the languages."""
    words: dict[str, list[str]] = {}
    for row in read_rows(TABLE):
        words.setdefault(row["phrase"], []).append(row["words"])
    return {
        phrase: re.compile(rf"(?<!\w)(?:{'|'.join(each)})", re.IGNORECASE)
        for phrase, each in words.items()
    }


def uses(text, *phrases: str) -> bool:
    """Whether a text uses any of these phrases; a text that is missing uses none.

    >>> uses("выросло более чем на 5%", "more_than"), uses(None, "loss")
    (True, False)
    """
    if not isinstance(text, str):
        return False
    return any(patterns()[phrase].search(text) for phrase in phrases)


def begins(text: str, phrase: str, place: int = 0) -> bool:
    """Whether the phrase stands at a place."""
    return bool(patterns()[phrase].match(text, place))


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
        return int(digits.group())
    return next((count for count in NUMBERS if uses(text, f"number_{count}")), None)


def year_in(text: str) -> int | None:
    """The year that a text names, or None.

    >>> year_in("впервые с 2011 года")
    2011
    """
    year = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
    return int(year.group()) if year else None


def times_in(text: str) -> str | None:
    """The number of times that a text names in digits, with a decimal point, or None.

    >>> times_in("в 2,3 раза меньше")
    '2.3'
    """
    named = patterns()["times_n"].search(text or "")
    number = re.search(r"\d+(?:[.,]\d+)?", named.group()) if named else None
    return number.group().replace(",", ".") if number else None
