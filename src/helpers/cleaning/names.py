"""What readers call ids: flows, groups, regions, countries, verdicts, and the columns of tables."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global

from helpers.data import package
from helpers.language import SOURCE, _, formats, of_sentences, spoken
from helpers.language.formats import LOCALES

# Where Kazakhstan's own pages write a country otherwise than the library's list.
AS_IN_KAZAKHSTAN = {("ru", "KG"): "Кыргызстан", ("ru", "US"): "США"}

# Where kz_breakdowns.csv calls a country otherwise than the library's list in English.
COUNTRY_IDS = {"turkey": "TR", "usa": "US"}

# What readers call the ids of flows, groups and verdicts; regions have a table of their own,
# countries the library's.
NAMES = {
    "arrivals": "arrivals",
    "departures": "departures",
    "net": "net migration",
    "internal": "internal moves",
    "ratio": "arrivals per departure",
    "internal_net": "net internal gain",
    "total": "total",
    "rest": "other groups, not published",
    "cis": "CIS countries",
    "other_countries": "all other countries",
    "russian": "Russians",
    "kazakh": "Kazakhs",
    "german": "Germans",
    "uzbek": "Uzbeks",
    "karakalpak": "Karakalpaks",
    "ukrainian": "Ukrainians",
    "tatar": "Tatars",
    "not_stated": "ethnicity not given",
    "female": "women",
    "male": "men",
    "urban": "towns",
    "rural": "villages",
    "ethnicity": "ethnicity",
    "sex": "sex",
    "urban_rural": "town and village",
    "region": "region",
    "country": "country",
    "country_group": "country group",
    "age": "age",
    "education": "education",
    "specialty": "professional field",
    "KAZ-RUS": "Kazakhstan to Russia",
    "RUS-KAZ": "Russia to Kazakhstan",
    "final": "final",
    "preliminary": "preliminary",
    "first": "first release",
    "mixed": "mixed",
    "not published": "not published",
    "20_44": "aged 20 to 44",
    "higher": "higher education",
    "secondary_vocational": "secondary vocational education",
    "general_secondary": "general secondary education",
    "basic_secondary": "basic secondary education",
    "agricultural_specialty": "specialists in agriculture",
    "economic_specialty": "economists",
    "architecture_construction_specialty": "architects and builders",
    "legal_specialty": "lawyers",
    "medical_specialty": "medical specialists",
    "pedagogical_specialty": "teachers",
    "technical_specialty": "technical specialists",
    "urban_all_flows": "towns, all flows",
    "rural_all_flows": "villages, all flows",
    "inter_regional": "moves between regions",
    "group_kostanay_pavlodar_abai_north_east": "Kostanay, Pavlodar, Abai, North and East Kazakhstan together",
    "change_vs_previous_year": "change on the year before",
    "change_vs_previous_year_preliminary": "change on the year before, preliminary",
    "change_vs_previous_year_preliminary_base": "change on the preliminary figure of the year before",
    "total_preliminary": "total, preliminary",
    "cis_preliminary": "CIS countries, preliminary",
    "observed": "observed",
    "derived": "derived",
    "implied": "implied",
    "projected": "projected",
    "printed": "printed",
    "estimated": "estimated",
    "doubtful": "doubtful",
    "missed": "missed",
    "other": "other countries",
    "holds": "holds",
    "holds_preliminary": "holds before revision",
    "cut": "digits cut off",
    "further decline": "lower next year",
    "lower three years on": "lower three years on",
    "steeper next year": "steeper than moderate next year",
    "rise next year": "higher next year",
    "D1": "D1: moderate next year",
    "D2": "D2: moderate on average",
    "D3": "D3: moderate in each year",
    "project": "our projection",
    "no change": "no change",
    "drift": "drift",
    "log-linear trend": "log-linear trend",
    "damped Holt": "damped Holt",
    "Theta": "Theta",
    "ETS": "ETS",
    "ARIMA(0,1,1)": "ARIMA(0,1,1)",
    "local linear trend": "local linear trend",
    "prior": "projection alone",
    "months alone": "months alone",
    "combined": "combined",
    "M3 yearly": "M3, yearly series",
    "M1 yearly": "M1, yearly series",
    "Tourism yearly": "tourism, yearly series",
    "UN flows": "UN migration flows",
    "emigrants": "emigrants",
    "immigrants": "immigrants",
    "all": "all flows",
    "kept": "kept",
    "left out": "left out",
    "departures_per_1000": "departures per 1,000 people",
    "independent": "no correlation",
    "contradicted": "contradicted",
    "undecidable": "undecidable",
    "unchecked": "unchecked",
}

# The headings of tables, by column; a group or flow as a heading has its name, any other column
# stands as it is called.
COLUMNS = """
    year years flow value low high share status row rows claims claim label series part category dimension
    region unit article_id claim_id publisher title published language cites length numerals kind quote
    statement section attributed_to read_at start end characters claimed excluded reason test verdict
    printed_low printed_high found_low found_high source doubt explanation criterion first final change_percent
    change vintage table columns of_the_year rank quantity direction quantifier comparison cause forecast what
    why last_year first_year edition outcome number trust stock period counted_by concept ratio remark lower
    upper times times_low
    times_high method point lower_80 upper_80 lower_95 upper_95 event meaning probability set n months error
    level projected registered notebook finding sentence holds_because rows_and_claims setting choice sha256 url
    per_1000
"""
HEADINGS = {column: column.replace("_", " ") for column in COLUMNS.split()} | {
    "smape": "sMAPE", "smape_ratio": "sMAPE, no change = 1",
    "mase": "MASE", "msis_95": "interval score, 95%", "lsis_95": "same of logs, 95%",
    "cover_80": "80% held", "cover_95": "95% held",
}  # fmt: skip


def heading(column) -> str:
    """A table's heading for a column."""
    known = str(column).replace(" ", "_")
    if known in HEADINGS:
        return _(HEADINGS[known])
    return name(column) if isinstance(column, str) else str(column)


def name(identifier: str) -> str:
    """What readers call a flow, group, region or corridor; the identifier itself if it has no
    name.
    """
    if identifier in NAMES:
        return _(NAMES[identifier])
    named = region_names(spoken()).get(identifier) or country_names(spoken()).get(identifier)
    return named or identifier.replace("_", " ")


@lru_cache
def region_names(language: str = "en") -> dict[str, str]:
    """The regions by id; the three cities are called cities, since two share their name with a
    region.
    """
    table = package.read("kz_region_names").set_index("region")[f"name_{language}"].to_dict()
    city = {"en": "{} city", "ru": "город {}", "kk": "{} қаласы"}[language]
    said = city.replace("{}", "").strip()
    bare = {
        key: value
        for key, value in table.items()
        if key.endswith("_city") and said not in value.lower()
    }
    return table | {key: city.format(value) for key, value in bare.items()}


@lru_cache
def country_names(language: str) -> dict[str, str]:
    """The countries by the ids that kz_breakdowns.csv gives them: their English names with small
    letters.
    """
    ids = {
        name.lower().replace(" ", "_"): code for code, name in territories(SOURCE).items()
    } | COUNTRY_IDS
    names = territories(language)
    return {identifier: names[code] for identifier, code in ids.items() if code in names}


def country(iso3: str) -> str:
    """A country by its three-letter code; WLD is all of them. Raises KeyError for a code that is
    none.
    """
    if iso3 == "WLD":
        return _("all countries")
    code, language = (
        get_global("territory_aliases")[iso3][0],
        of_sentences(spoken()),
    )  # sentences decline countries
    return territories(language)[code]


@lru_cache
def territories(language: str) -> dict[str, str]:
    """The countries and areas of the library's list by two-letter code, as Kazakhstan's pages write
    them.
    """
    own = {
        code: name
        for (spoken_there, code), name in AS_IN_KAZAKHSTAN.items()
        if spoken_there == language
    }
    return dict(Locale.parse(LOCALES[language]).territories) | own


def pair_name(pair: str) -> str:
    """Kazakhstan and Russia, for 'KAZ-RUS'."""
    return formats.listing([country(code) for code in pair.split("-")])
