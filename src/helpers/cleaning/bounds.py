"""What a printed figure can be: the bounds of a value from the digits of its text."""

import re
from functools import cache
from math import isclose

import pandas as pd

from helpers import printed

PEOPLE = "persons"
FIGURE = re.compile(r"[\d\s\u00a0\u202f\u2009.,]+(?:тыс\.?|тысяч[аи]?|мың|млн|thousand|million|%)?")


def value_bounds(row) -> tuple:
    """What prints the same as an annual value; the value itself where people were counted."""
    if pd.isna(row.value):
        return None, None
    value = float(row.value)
    low, high = printed_bounds(str(row.as_published), value, PEOPLE)
    # '155749.0' comes from a table of decimals and counts people all the same.
    if low is None or high - low < 1:
        return value, value
    return low, high


def as_rounded(value: float, low: float | None, high: float | None) -> tuple:
    """The bounds of a count; one that ends in two or more zeros is taken for rounded."""
    if low != high or value % 100 or not value:
        return low, high
    digits = str(int(value))
    zeros = len(digits) - len(digits.rstrip("0"))
    half = 10**zeros / 2
    return value - half, value + half


@cache  # the same few hundred figures are read for every year and chart
def printed_bounds(text: str, value: float, unit: str) -> tuple[float, float]:
    """What prints the same as a value of a breakdown, from the digits of its text."""
    for match in re.finditer(r"\d[\d\s\u00a0\u202f\u2009.,]*\d|\d", text):
        for part in (text[match.start() :], match.group()):
            words = FIGURE.match(part).group()
            try:
                figure = printed.parse(words.strip().rstrip(".,"))
            except ValueError:
                continue
            if isclose(abs(figure.value), abs(value), abs_tol=1e-9):
                half = float(figure.high - figure.low) / 2
                return value - half, value + half
    if unit == PEOPLE and value % 100:
        return value, value
    return None, None
