"""Printed figures as intervals: what '7,6 тыс.' can mean, and what follows from it.

A printed figure stands for every number that is printed so: half a unit of its last digit either
way, both ends included, since an article does not say how it rounds a half. A count of persons
printed to the last digit ('993') stands for itself. The arithmetic is exact (fractions), and each
function uses each figure once, so that no result is wider than it must be."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

SPACES = "\u00a0\u2007\u2009\u202f"  # no-break, figure, thin and narrow no-break space
MINUS_SIGNS = "−–‑"  # minus, en dash, no-break hyphen
_PLAIN = str.maketrans(SPACES + MINUS_SIGNS, " " * len(SPACES) + "-" * len(MINUS_SIGNS))

# A space or a comma before every three digits groups them; a point never does.
NUMBER = (
    r"(?:[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?"
    r"|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"
    r"|(?:0|[1-9][0-9]{0,14})(?:[.,][0-9]{1,9})?)(?![0-9])"
)
UNIT_WORDS = {
    3: r"тысяч\w*|тыс\b\.?|мың\w*|thousand\b|thou\b|k\b",
    6: r"миллион\w*|млн\b\.?|million\b|mln\b|m[mn]\b",
    9: r"миллиард\w*|млрд\b\.?|billion\b|bn\b",
}
UNITS = {
    "percentage_points": r"процентн\w+ пункт\w*|п\. ?п\.|пп\b"
    r"|пайыздық тармақ\w*|percentage points?\b|pp\b",
    "percent": r"%(?:-[^\W\d]+)?|процент\w*|пайыз\w*|per ?cent\b",
    "persons": r"человек\w*|чел\b\.?|адам\w*|people\b|persons?\b",
}
SIGNS = {"-": -1, "минус": -1, "minus": -1, "+": 1, "плюс": 1, "plus": 1}

_POWER = "|".join(UNIT_WORDS.values())
_TERM = rf"{NUMBER}(?: ?(?:{_POWER}))?"
# '1 млн 13 тыс.', '20 млн 495 975': after a unit word, a smaller unit or the last digits.
_LAST = "(?:[1-9][0-9]{0,2}[ ,][0-9]{3}|[0-9]{3})(?![0-9])"
_COMPOUND = rf"(?:{NUMBER} ?(?:{_POWER}) )*(?:{NUMBER} ?(?:{_POWER})|{_LAST})"
_TAIL = rf"(?: ?(?:{'|'.join(UNITS.values())}))?"
_SIGN = r"(?:(?:[+-]|минус\b|плюс\b|minus\b|plus\b) ?)?"
_AMOUNT = rf"{_SIGN}(?:{NUMBER} ?(?:{_POWER}) {_COMPOUND}|{_TERM})"
_RANGE = rf"(?:от |from )?(?P<first>{_TERM}{_TAIL})(?: ?- ?| до | to )(?P<last>{_TERM}{_TAIL})"
# In running text the noun stays outside: the claims quote '7,6 тыс.', not '7,6 тыс. человек'.
_PERCENT = f"{UNITS['percentage_points']}|{UNITS['percent']}"
_APART = re.compile(rf"(?<![\w.,]){_AMOUNT}(?: ?(?:{_PERCENT}))?", re.IGNORECASE)
_FIGURE = re.compile(rf"(?<![\w.,]){_RANGE}|{_APART.pattern}", re.IGNORECASE)
_TWO = re.compile(r"\bсо? (?=\S)|\bfrom ", re.IGNORECASE)  # 'с 57% до 73%': no range
# '27, 400 people': the groups of one count.
_SPACED = re.compile(r"(?<![\w.,])[1-9][0-9]{0,2}, [0-9]{3}(?= (?:people|persons|адам|человек))")
_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


def plain(number: Fraction) -> int | float:
    """A whole number as int, any other as the nearest float."""
    return int(number) if number.denominator == 1 else float(number)


@dataclass(frozen=True)
class Interval:
    """All numbers from `low` to `high`, both included, in the unit of the figures it was made from.
    A float is the decimal number that it prints as. Raises ValueError when `low` is above `high`.

    >>> print(Interval(7550, 7650) - Interval(4250, 4350))
    3200 to 3400
    """

    low: Fraction
    high: Fraction

    def __post_init__(self):
        object.__setattr__(self, "low", _exact(self.low))
        object.__setattr__(self, "high", _exact(self.high))
        if self.low > self.high:
            low, high = self.ends
            raise ValueError(f"An interval cannot run from {low} down to {high}.")

    @property
    def ends(self) -> tuple[int | float, int | float]:
        """Both ends as plain numbers, for tables and charts."""
        return plain(self.low), plain(self.high)

    def __add__(self, other) -> "Interval":
        other = as_interval(other)
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low)

    def __sub__(self, other) -> "Interval":
        return self + -as_interval(other)

    def __mul__(self, other) -> "Interval":
        other = as_interval(other)
        products = [self.low * other.low, self.low * other.high]
        products += [self.high * other.low, self.high * other.high]
        return Interval(min(products), max(products))

    def __truediv__(self, other) -> "Interval":
        """Raises ZeroDivisionError when the divisor can be zero."""
        other = as_interval(other)
        if other.contains(0):
            raise ZeroDivisionError(f"{other} can be zero, so nothing can be divided by it.")
        return self * Interval(1 / other.high, 1 / other.low)

    def __rsub__(self, other) -> "Interval":
        return -self + other

    __radd__ = __add__
    __rmul__ = __mul__

    def contains(self, other) -> bool:
        """Whether the number, or the whole of the other interval, lies inside."""
        other = as_interval(other)
        return self.low <= other.low and other.high <= self.high

    def overlaps(self, other) -> bool:
        """Whether both can be the same number."""
        other = as_interval(other)
        return self.low <= other.high and other.low <= self.high

    def __str__(self) -> str:
        low, high = self.ends
        return str(low) if low == high else f"{low} to {high}"


@dataclass(frozen=True)
class Printed:
    """A figure as printed, and what it can mean: `number` is the figure before its unit word (7.6),
    `unit_mult` the power of ten of that word, `unit` persons, percent, percentage_points or number
    (a bare figure with a fraction); `value`, `low` and `high` are in units (7600 persons).
    """

    number: Fraction
    unit_mult: int
    decimals: int
    unit: str
    interval: Interval

    @property
    def value(self) -> int | float:
        return plain(self.number * 10**self.unit_mult)

    @property
    def low(self) -> int | float:
        return self.interval.ends[0]

    @property
    def high(self) -> int | float:
        return self.interval.ends[1]

    @property
    def step(self) -> Fraction:
        """One unit of the last printed digit: 100 for '7,6 тыс.'."""
        return Fraction(10) ** (self.unit_mult - self.decimals)


def as_interval(figure) -> Interval:
    """An Interval as it is, a number as itself, all else (a Printed) by its `interval`."""
    if isinstance(figure, Interval):
        return figure
    return figure.interval if hasattr(figure, "interval") else Interval(figure, figure)


def interval(value, unit_mult: int, decimals: int, exact=None, unit="persons") -> Interval:
    """What a transcribed figure (columns of `claims.csv`) can mean, in units: a bare count of
    persons is exact, all else is rounded at its last digit, unless `exact` says otherwise.

    >>> print(interval(7.6, unit_mult=3, decimals=1))
    7550 to 7650
    """
    if exact is None:
        exact = unit == "persons" and unit_mult == 0 and decimals == 0
    centre = _exact(value) * 10**unit_mult
    if exact:
        return Interval(centre, centre)
    half_step = Fraction(10) ** (unit_mult - decimals) / 2
    return Interval(centre - half_step, centre + half_step)


@lru_cache(maxsize=4096)  # the same figure is printed in many rows
def parse(text: str) -> Printed:
    """Read one figure as Russian, Kazakh and English articles print it: '−40.5 %', '1 млн 13 тыс.'.

    Spaces group digits, and so does a comma before each three digits of a bare count ('23,761') or
    where a point follows ('18,877.1 thousand'); elsewhere it is the decimal mark, as a point always
    is. A range ('5–6 тыс.') has the low end of its first figure, the high end of its last, and the
    middle as its value. Raises ValueError for all else, such as 'почти 5 тыс.'.

    >>> figure = parse("7,6 тыс.")
    >>> figure.value, figure.low, figure.high, figure.unit
    (7600, 7550, 7650, 'persons')
    """
    plain_text = text.translate(_PLAIN).strip()
    plain_text = re.sub(r"^([1-9][0-9]{0,2}), (?=[0-9]{3}$)", r"\1,", plain_text)
    if re.fullmatch(_AMOUNT + _TAIL, plain_text, re.IGNORECASE):
        return _single(plain_text)
    if ends := re.fullmatch(_RANGE, plain_text, re.IGNORECASE):
        return _range(ends["first"], ends["last"])
    form = "one printed figure such as '7,6 тыс.', '993' or '40,5%'"
    raise ValueError(f"{text!r} cannot be read as {form}.")


def find_figures(text: str) -> list[tuple[int, int, Printed]]:
    """Every figure in running text, without nouns ('человек'): start, end and what it means; what
    only looks like a range ('с 73% до 57%', '5,4% до 1 млн') is two."""
    figures = []
    plain_text = text.translate(_PLAIN)
    place = 0
    while match := _FIGURE.search(plain_text, place):
        start = match.start()
        match = _SPACED.match(plain_text, start) or match
        place = match.end()
        readings = [match]
        if re.search(" до | to | - ", match.group(), re.IGNORECASE):
            if _TWO.search(plain_text[max(start - 4, 0) : start + 5]):
                readings.clear()
            readings.append(_APART.search(plain_text, start))
        for reading in readings:
            with suppress(ValueError):  # it runs downwards: years, a score, '2015 – 13%'
                figures.append((*reading.span(), parse(reading.group())))
                place = reading.end()
                break
    return figures


def find_numerals(text: str) -> list[tuple[int, int]]:
    """Start and end of every numeral, as the coverage counts them: digits with at most one mark.

    >>> find_numerals("23 761")
    [(0, 2), (3, 6)]
    """
    return [match.span() for match in _NUMERAL.finditer(text)]


def _single(text: str, unit_mult: int = 0) -> Printed:
    """One figure; `unit_mult` is what its unit word would say when it has none itself."""
    sign = re.match(_SIGN, text, re.IGNORECASE).group()
    body = text[len(sign) :]
    unit = _unit(body)
    words = re.findall(rf"{_TERM}|[0-9]{{3}}", body, re.IGNORECASE)
    terms = [_term(word, unit, unit_mult) for word in words]
    for (_, larger, decimals), (smaller_value, *_) in pairwise(terms):
        if decimals or smaller_value >= 10**larger:
            raise ValueError(f"{text!r} holds more than one figure.")
    _, mult, decimals = terms[-1]
    value = SIGNS.get(sign.strip().lower(), 1) * sum(value for value, *_ in terms)
    number = value / 10**mult
    if unit is None:
        unit = "number" if decimals and mult == 0 else "persons"
    meaning = interval(number, mult, decimals, unit=unit)
    return Printed(number, mult, decimals, unit, meaning)


def _range(first_text: str, last_text: str) -> Printed:
    last = _single(last_text)
    mult, unit = last.unit_mult, last.unit
    first = _single(first_text, mult)
    text = f"The range from {first_text!r} to {last_text!r}"
    if _unit(first_text) not in (None, unit):
        raise ValueError(f"{text} has two units.")
    low = first.number * 10**first.unit_mult
    high = last.number * 10**mult
    if low > high:
        raise ValueError(f"{text} runs downwards.")
    middle = (low + high) / 2
    least = interval(first.number, first.unit_mult, first.decimals, unit=unit).low
    meaning = Interval(least, last.interval.high)
    return Printed(middle / 10**mult, mult, last.decimals, unit, meaning)


def _unit(text: str) -> str | None:
    units = (name for name, words in UNITS.items() if re.search(f"(?:{words})$", text, re.I))
    return next(units, None)


def _term(text: str, unit: str | None, unit_mult: int) -> tuple[Fraction, int, int]:
    """The value, the power of ten and the decimals of '7,6 тыс.': 7600, 3 and 1."""
    digits = re.match(rf"{NUMBER}|[0-9]+", text).group()
    word = text[len(digits) :].strip()
    for power, words in UNIT_WORDS.items():
        if re.fullmatch(words, word, re.IGNORECASE):
            unit_mult = power
    if re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", digits):
        is_bare_count = unit_mult == 0 and unit in (None, "persons")
        if is_bare_count or "." in digits or digits.count(",") > 1:
            digits = digits.replace(",", "")
    digits = digits.replace(" ", "").replace(",", ".")
    decimals = len(digits.partition(".")[2])
    return Fraction(digits) * 10**unit_mult, unit_mult, decimals


def _exact(number) -> Fraction:
    try:
        return Fraction(str(number))
    except ValueError:
        raise ValueError(f"{number!r} is not a number.") from None


def total(parts: Iterable) -> Interval:
    """The sum of figures, in their unit.

    >>> print(total([parse("4,3 тыс."), parse("3,3 тыс.")]))
    7500 to 7700
    """
    return sum((as_interval(part) for part in parts), Interval(0, 0))


def difference(left, right) -> Interval:
    """`left` less `right`."""
    return as_interval(left) - right


def remainder(whole, parts: Iterable) -> Interval:
    """What the parts leave of the whole, at least zero. Raises ValueError when they exceed it.

    >>> print(remainder(parse("7,6 тыс."), [parse("4,3 тыс."), 993]))
    2207 to 2407
    """
    rest = difference(whole, total(parts))
    if rest.high < 0:
        raise ValueError(f"The parts exceed the whole: they leave {rest}.")
    return Interval(max(rest.low, 0), rest.high)


def ratio(top, bottom) -> Interval:
    """`top` divided by `bottom`. Raises ZeroDivisionError when `bottom` can be zero."""
    return as_interval(top) / bottom


def share(part, whole=None, rest=None) -> Interval:
    """The share of a part in its whole, in percent, by `whole`, `rest` (what else makes it up), or
    both: then only pairs count that add up. Raises ValueError when none does, or the whole can be
    zero, or a figure negative.

    >>> print(share(parse("3,8 тыс."), rest=parse("3,8 тыс.")) * 152)
    7500 to 7700
    """
    part_low, part_high = _counts(part)
    rest_low, rest_high = _counts(rest)
    low, high = _counts(whole)
    if part_low + rest_low > high or part_high + rest_high < low:
        part = as_interval(part)
        raise ValueError(f"A part of {part} does not fit into the whole: they cannot both be true.")
    if max(part_low + rest_low, low) == 0:
        raise ValueError("The whole can be zero, and nothing has no shares.")
    # The share grows with the part and falls with the rest.
    least_part = max(part_low, low - rest_high)
    least_rest = max(rest_low, low - part_high)
    most_part = min(part_high, high - least_rest)
    most_rest = min(rest_high, high - least_part)
    least = least_part / (least_part + most_rest)
    most = most_part / (most_part + least_rest)
    return 100 * Interval(least, most)


def _counts(figure) -> tuple:
    """The ends of a figure; no bounds where it is not given."""
    if figure is None:
        return 0, float("inf")
    counts = as_interval(figure)
    if counts.low < 0:
        raise ValueError("A share is taken of counts, and counts are not negative.")
    return counts.low, counts.high


def percent_change(new, old) -> Interval:
    """The change in percent; −40.5 is a fall. Raises ZeroDivisionError for an old of zero.

    >>> print(percent_change(90, 120))
    -25
    """
    return ratio(new, old) * 100 - 100


def implied_base(new, change_percent) -> Interval:
    """The earlier figure that a figure and its change (negative for a fall) imply. Raises
    ZeroDivisionError when the change can be −100%.

    >>> low, high = implied_base(parse("7,6 тыс."), parse("−40,5%")).ends
    >>> round(low), round(high)
    (12678, 12868)
    """
    return as_interval(new) / (as_interval(change_percent) / 100 + 1)


def consistent(*readings) -> bool:
    """Can all of these readings of one quantity be true at once?

    >>> consistent(parse("7,6 тыс."), Interval(7650, 7700)), consistent(parse("7,6 тыс."), 7651)
    (True, False)
    """
    intervals = [as_interval(reading) for reading in readings]
    return max(one.low for one in intervals) <= min(one.high for one in intervals)


def parts_agree(parts: Iterable, whole, complete: bool = True) -> bool:
    """Can the parts and the whole be true at once? Unless `complete`, they may leave a rest.

    >>> parts_agree([parse("4,3 тыс."), parse("3,3 тыс.")], parse("7,6 тыс."))
    True
    """
    named = total(parts)
    return consistent(named, whole) if complete else named.low <= as_interval(whole).high


def is_cut(printed: Printed, exact) -> bool:
    """Whether the printed figure is the exact one with digits cut off, which rounding never gives.

    >>> is_cut(parse("5,7 тыс."), 5754)
    True
    """
    number = _exact(exact)
    cut = int(number / printed.step) * printed.step  # int() cuts towards zero
    return cut == printed.number * 10**printed.unit_mult and not printed.interval.contains(number)
