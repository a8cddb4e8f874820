"""Numbers and names as readers write them, in the language of the edition."""

import json
from functools import lru_cache

import pandas as pd
from babel.lists import format_list
from babel.numbers import format_decimal

from helpers import raw

THIN = "\u2009"
UNKNOWN = {"en": "not published", "ru": "не опубликовано"}
WORDS = {
    "en": {"thousand": "thousand", "million": "million", "percent": "{0}%", "range": "{0}–{1}"},
    "ru": {"thousand": "тыс.", "million": "млн", "percent": "{0} %", "range": "{0}–{1}"},
}
NAMES = {
    "en": {
        "arrivals": "arrivals", "departures": "departures", "net": "net migration", "internal": "internal moves",
        "ratio": "arrivals per departure",
        "internal_net": "net internal gain", "total": "total",
        "rest": "other groups, not published", "cis": "CIS countries",
        "russian": "Russians", "kazakh": "Kazakhs", "german": "Germans", "uzbek": "Uzbeks",
        "karakalpak": "Karakalpaks", "ukrainian": "Ukrainians", "tatar": "Tatars",
        "not_stated": "ethnicity not given", "female": "women", "male": "men", "urban": "towns", "rural": "villages",
        "ethnicity": "ethnicity", "sex": "sex", "urban_rural": "town and village", "region": "region",
        "country": "country", "country_group": "country group", "age": "age", "education": "education",
        "KAZ-RUS": "Kazakhstan to Russia", "RUS-KAZ": "Russia to Kazakhstan", "final": "final",
        "preliminary": "preliminary", "first": "first release", "other": "other countries",
        "holds": "holds", "holds_preliminary": "holds before revision", "cut": "digits cut off",
        "contradicted": "contradicted", "undecidable": "undecidable", "unchecked": "unchecked",
    },
}  # fmt: skip


def number(value: float, digits: int = 0, language: str = "en") -> str:
    """12,732 or 0.42; a minus sign, not a hyphen."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(round(float(value), digits) + 0.0, pattern, locale=language).replace("-", "−")


def people(value, language: str = "en") -> str:
    """7,608 – or, for what is not known, the words for it."""
    return UNKNOWN[language] if pd.isna(value) else number(value, 0, language)


def rough(value: float, language: str = "en") -> str:
    """7.6 thousand: two or three digits, for projections, which know no more."""
    words = WORDS[language]
    if abs(value) >= 999_500:
        return f"{number(value / 1e6, 2, language)} {words['million']}"
    if abs(value) >= 99_500:
        return f"{number(value / 1000, 0, language)} {words['thousand']}"
    return f"{number(value / 1000, 1, language)} {words['thousand']}"


def rough_range(low: float, high: float, language: str = "en") -> str:
    """5.2–10.5 thousand."""
    unit = WORDS[language]["thousand"]
    pair = number(low / 1000, 1, language), number(high / 1000, 1, language)
    return f"{WORDS[language]['range'].format(*pair)} {unit}"


def people_range(low: float, high: float, language: str = "en") -> str:
    """12,678–12,868; one number where both are the same."""
    if round(low) == round(high):
        return number(low, 0, language)
    if low < 0:  # a dash between minus signs cannot be read
        return f"{number(low, 0, language)} {'to' if language == 'en' else 'до'} {number(high, 0, language)}"
    return WORDS[language]["range"].format(number(low, 0, language), number(high, 0, language))


def percent(value: float, digits: int = 1, language: str = "en") -> str:
    """40.2% for 40.2; the sign is kept."""
    return WORDS[language]["percent"].format(number(value, digits, language))


def percent_range(low: float, high: float, language: str = "en") -> str:
    """56–57%; one number where both round to the same."""
    pair = number(low, 0, language), number(high, 0, language)
    inner = pair[0] if pair[0] == pair[1] else WORDS[language]["range"].format(*pair)
    return WORDS[language]["percent"].format(inner)


def chance(probability: float, language: str = "en") -> str:
    """55% for 0.554; never 0% or 100%."""
    if probability < 0.01 or probability > 0.99:
        words = {"en": ("under {}", "over {}"), "ru": ("менее {}", "более {}")}[language]
        return words[int(probability > 0.5)].format(percent(1 if probability < 0.5 else 99, 0, language))
    return percent(100 * probability, 0, language)


def listing(items: list[str], language: str = "en") -> str:
    """a, b and c."""
    return format_list(items, locale="en_GB" if language == "en" else language) if items else ""


def name(identifier: str, language: str = "en") -> str:
    """What readers call a flow, group, region or corridor; the identifier itself if it has no name."""
    return (
        NAMES.get(language, {}).get(identifier)
        or region_names(language).get(identifier)
        or NAMES["en"].get(identifier, identifier.replace("_", " "))
    )


@lru_cache
def region_names(language: str = "en") -> dict[str, str]:
    """The 20 regions by id; the three cities are called cities, since two share their name with a region."""
    table = raw.read("kz_region_names").set_index("region")[f"name_{language}"].to_dict()
    city = {"en": "{} city", "ru": "город {}"}[language]
    bare = {key: value for key, value in table.items() if key.endswith("_city") and "city" not in value.lower()}
    return table | {key: city.format(value) for key, value in bare.items() if "город" not in value.lower()}


def axis_number(value: float, _position=None) -> str:
    """12 732 with a thin space, as on the axes of a chart."""
    digits = 0 if float(value).is_integer() else 1
    return number(value, digits, "en").replace(",", THIN)


def to_json(content) -> str:
    """JSON with readable Cyrillic, sorted keys and a newline at the end."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
