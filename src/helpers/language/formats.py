"""Numbers and names as readers write them, in the language spoken (`language`)."""

from functools import partial

import pandas as pd
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from helpers.language import FORMS, of_sentences, say, spoken

LOCALES = {"en": "en_GB", "ru": "ru", "kk": "kk"}


def number(value: float, digits: int = 0) -> str:
    """12,732 or 0.42; a minus sign, not a hyphen."""
    pattern = f"#,##0.{'0' * digits}"
    rounded = round(float(value), digits) + 0.0  # no −0
    return format_decimal(rounded, pattern, locale=LOCALES[spoken()]).replace("-", "−")


tenths = partial(number, digits=1)
hundredths = partial(number, digits=2)


def people(value) -> str:
    """7,608 – or, for what is not known, the words for it."""
    return say("numbers.not_published") if pd.isna(value) else number(value)


def signed(words: str) -> str:
    """A number in words with its sign: +16,153, −20,051, 0."""
    return words if words.startswith("−") or words in ("0", "0.0", "0,0") else f"+{words}"


def rough(value: float) -> str:
    """7.6 thousand, 1.32 million: two or three digits, for projections, which know no more."""
    if abs(value) >= 999_500:
        return say("numbers.scaled", power=6, number=number(value / 1e6, 2))
    digits = 0 if abs(value) >= 99_500 else 1
    return say("numbers.scaled", power=3, number=number(value / 1000, digits))


def rough_range(low: float, high: float) -> str:
    """5.2–10.5 thousand."""
    thousands = span(number(low / 1000, 1), number(high / 1000, 1))
    return say("numbers.scaled", power=3, number=thousands)


def number_range(low: float, high: float, digits: int = 0) -> str:
    """12,678–12,868; one number where both are the same."""
    ends = number(low, digits), number(high, digits)
    return ends[0] if ends[0] == ends[1] else span(*ends)


def span(low: str, high: str) -> str:
    """5–9, but −5 to 9: a dash beside a minus sign cannot be read."""
    if low.startswith("−"):
        return say("numbers.range", low=low, high=high)
    return f"{low}–{high}"


def percent(value: float, digits: int = 1) -> str:
    """40.2% for 40.2; the sign is kept."""
    return say("numbers.percent", number=number(value, digits))


def percent_range(low: float, high: float, digits: int = 0) -> str:
    """56–57%; one number where both round to the same."""
    return say("numbers.percent", number=number_range(low, high, digits))


def chance(probability: float) -> str:
    """55% for 0.554; never 0% or 100%."""
    if probability < 0.01:
        return say("numbers.under", percent=percent(1, 0))
    if probability > 0.99:
        return say("numbers.over", percent=percent(99, 0))
    return percent(100 * probability, 0)


def date(day: str | pd.Timestamp, code: str | None = None) -> str:
    """1 May 2029, from 2029-05-01, in a language (that of the sentences)."""
    locale = LOCALES[code or of_sentences(spoken())]
    pattern = "y 'жылғы' d MMMM" if locale == "kk" else "d MMMM y"
    return format_date(pd.Timestamp(day), pattern, locale=locale)


def day(date: pd.Timestamp) -> str:
    """12 November: a day of any year."""
    return format_date(date, "d MMMM", locale=LOCALES[of_sentences(spoken())])


def listing(items: list[str], code: str | None = None) -> str:
    """a, b and c, in a language (that of the sentences)."""
    locale = LOCALES[code or of_sentences(spoken())]
    return format_list(items, locale=locale) if items else ""


def axis_number(value: float, _position=None) -> str:
    """12,732, as on the axes of a chart; decimals where there are some."""
    return number(value, 0 if float(value).is_integer() else 1)


def share_in_percent(value: float, _position=None) -> str:
    """60% for 0.6."""
    return percent(100 * value, 0)


def whole_percent(value: float, _position=None) -> str:
    """60% for 60."""
    return percent(value, 0)


SHOWN = (people, rough, percent, chance, date, listing, number, share_in_percent, whole_percent)
FORMS.update({show.__name__: show for show in SHOWN}, tenths=tenths, hundredths=hundredths)
