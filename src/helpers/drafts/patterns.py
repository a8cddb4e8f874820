"""The patterns that drafts look for, by use and name: `patterns.csv` beside this file.

`excluded` is what a numeral can belong to that is no claim, in order; `doubtful` the look of a
figure and what it makes us ask; a `shape` whatever else stands around figures.
"""

import re
from functools import cache
from pathlib import Path

from babel.dates import get_month_names

from helpers import printed
from helpers.files import read_rows

PARTS = {  # what words in capitals stand for, beside MONTH
    "YEAR": "(?:19|20)[0-9]{2}",
    "DAY": "(?:0?[1-9]|[12][0-9]|3[01])",
    "BEFORE": "(?<![0-9.,:])",
    "AFTER": "(?![0-9])",
    "LETTER": r"[^\W\d_]",
    "SPACE": f"[ {printed.SPACES}]",
}
MONTHS = (("ru", "wide"), ("kk", "wide"), ("en", "wide"), ("en", "abbreviated"))


@cache
def patterns() -> dict[str, dict[str, re.Pattern]]:
    """By use and name."""
    names = [get_month_names(width, locale=locale) for locale, width in MONTHS]
    months = [name for of_language in names for name in of_language.values()]
    parts = PARTS | {"MONTH": f"(?:{'|'.join(months)})"}
    by_use = {"excluded": {}, "doubtful": {}, "shape": {}}
    for row in read_rows(Path(__file__).with_suffix(".csv")):
        pattern = re.sub("|".join(parts), lambda word: parts[word[0]], row["pattern"])
        by_use[row["use"]][row["name"]] = re.compile(pattern)
    return by_use


def shape(name: str) -> re.Pattern:
    return patterns()["shape"][name]
