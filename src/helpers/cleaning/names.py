"""What readers call ids: flows, groups, regions, countries, verdicts, and the columns of tables."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from helpers.data import package
from helpers.data.partner_rules import CIS
from helpers.files import read_rows
from helpers.language import SOURCE, formats, of_sentences, say, spoken
from helpers.language.formats import LOCALES

# Where Kazakhstan's own pages, and kz_breakdowns.csv, call a country otherwise than the library.
AS_IN_KAZAKHSTAN = {"ru": {"KG": "Кыргызстан", "US": "США"}}
COUNTRY_IDS = {"TR": "turkey", "US": "usa"}


@lru_cache
def called(table: str) -> dict[str, dict[str, str]]:
    """What readers call the ids in `names.csv` or `headings.csv`: by id, then by language."""
    rows = read_rows(Path(__file__).with_name(f"{table}.csv"))
    return {row["id"]: row for row in rows}


def heading(column) -> str:
    """A table's heading for a column."""
    headings = called("headings")
    identifier = str(column).replace(" ", "_")
    if identifier in headings:
        return headings[identifier][spoken()]
    return name(column) if isinstance(column, str) else str(column)


def name(identifier: str) -> str:
    """What readers call a flow, group, place or corridor; the identifier if it has no name."""
    names = called("names")
    language = spoken()
    if identifier in names:
        return names[identifier][language]
    if identifier.isupper():
        with suppress(KeyError):  # no country has this code
            return country(identifier)
    places = country_names(language) | region_names(language)
    return places.get(identifier, identifier.replace("_", " "))


@lru_cache
def region_names(language: str = "en") -> dict[str, str]:
    """The regions by id; cities are called so, since two share their name with a region."""
    regions = package.read("kz_region_names").set_index("region")[f"name_{language}"].to_dict()
    city = {"en": "{} city", "ru": "город {}", "kk": "{} қаласы"}[language]
    word = city.format("").strip()
    for region, name in regions.items():
        if region.endswith("_city") and word not in name.lower():
            regions[region] = city.format(name)
    return regions


@lru_cache
def country_names(language: str) -> dict[str, str]:
    """The countries by their ids in kz_breakdowns.csv: the English names with small letters."""
    names = territories(language)
    return {_country_id(code): names[code] for code in territories(SOURCE) if code in names}


def _country_id(code: str) -> str:
    return COUNTRY_IDS.get(code) or territories(SOURCE)[code].lower().replace(" ", "_")


def country(iso3: str) -> str:
    """A country by its three-letter code, WLD for all; KeyError for a code that is none."""
    if iso3 == "WLD":
        return say("numbers.all_countries")
    return territories(of_sentences(spoken()))[get_global("territory_aliases")[iso3][0]]


@lru_cache
def territories(language: str) -> dict[str, str]:
    """The countries and areas by two-letter code, as Kazakhstan's pages write them."""
    names = Locale.parse(LOCALES[language]).territories
    return {**names, **AS_IN_KAZAKHSTAN.get(language, {})}


@lru_cache
def partner_id(code: str) -> str:
    """The id in kz_breakdowns.csv of a partner of kz_flows_by_partner.csv: an ISO code or a group.

    >>> partner_id("RUS"), partner_id("CIS")
    ('russia', 'cis')
    """
    groups = {"CIS": "cis", "non_CIS": "other"}
    return groups.get(code) or _country_id(get_global("territory_aliases")[code][0])


def cis_countries() -> frozenset[str]:
    """The ids in kz_breakdowns.csv of the countries that are counted as CIS."""
    return frozenset(map(partner_id, CIS))


def pair_name(pair: str) -> str:
    """Kazakhstan and Russia, for 'KAZ-RUS'."""
    return formats.listing([country(code) for code in pair.split("-")])


def edition(name: str) -> str:
    """The publisher and year of a table of stocks, for 'Rev.2024'."""
    return say("tables.edition", of=name[:4], name=name, year=name[-4:])
