import re

import pandas as pd
import pytest

from helpers import language, parameters
from helpers.cleaning import names
from helpers.data import descriptor, package
from helpers.language import formats, say
from helpers.reconciliation import verdict_words


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        (lambda: formats.people(7608), "7,608"),
        (lambda: formats.people(pd.NA), "not published"),
        (lambda: formats.rough(7608), "7.6 thousand"),
        (lambda: formats.rough(103_000), "103 thousand"),
        (lambda: formats.rough(1_700_000), "1.70 million"),
        (lambda: formats.rough_range(5_150, 10_520), "5.2–10.5 thousand"),
        (lambda: formats.people_range(12_678.4, 12_867.9), "12,678–12,868"),
        (lambda: formats.people_range(993, 993), "993"),
        (lambda: formats.percent(-40.249), "−40.2%"),
        (lambda: formats.chance(0.554), "55%"),
        (lambda: formats.chance(0.0004), "under 1%"),
        (lambda: formats.chance(0.9996), "over 99%"),
        (lambda: formats.listing(["a", "b", "c"]), "a, b and c"),
        (lambda: names.name("almaty_city"), "Almaty city"),
        (lambda: names.name("almaty_region"), "Almaty Region"),
        (lambda: names.name("no_such_thing"), "no such thing"),
        (lambda: names.name("south_korea"), "South Korea"),
        (lambda: names.name("usa"), "United States"),
        (lambda: names.name("georgia"), "Georgia"),
        (lambda: formats.axis_number(12_732), "12\u2009732"),
    ],
)
def test_numbers_and_names(call, shown):
    assert call() == shown


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        (lambda: formats.people(7608), "7\xa0608"),
        (lambda: formats.percent(40.249), "40,2\xa0%"),
        (lambda: formats.rough_range(5_150, 10_520), "5,2–10,5\xa0тыс."),
        (lambda: formats.chance(0.0004), "менее 1\xa0%"),
        (lambda: formats.listing(["а", "б", "в"]), "а, б и в"),
        (lambda: formats.months(9), "9\xa0месяцев"),
        (lambda: formats.months(2), "2\xa0месяца"),
        (lambda: names.name("almaty_city"), "город Алматы"),
        (lambda: names.name("russian"), "русские"),
        (lambda: names.name("kyrgyzstan"), "Кыргызстан"),
        (lambda: names.name("turkey"), "Турция"),
        (lambda: formats.ordinal(3), "3-й"),
        (lambda: formats.axis_number(1234.5), "1\u2009234,5"),
    ],
)
def test_numbers_and_names_in_russian(call, shown):
    with language.speaking("ru"):
        assert call() == shown


def test_ordinals():
    assert [formats.ordinal(n) for n in (2, 11, 12, 21, 22, 23)] == ["second", "11th", "12th", "21st", "22nd", "23rd"]


def test_every_region_has_three_names():
    for code in ("en", "ru", "kk"):
        assert len(names.region_names(code)) == 20


def groups_allowed() -> list[str]:
    """Every group that the data package allows in kz_breakdowns.csv."""
    _, entries = descriptor.described(package.paths.raw_folder())
    columns = next(entry["schema"]["fields"] for entry in entries if entry["name"] == "kz_breakdowns")
    return next(column["constraints"]["enum"] for column in columns if column["name"] == "category")


@pytest.mark.parametrize("code", parameters.LANGUAGES)
def test_every_group_of_the_breakdowns_has_a_name(code):
    """Names of names.csv have their translations tested with all other messages."""
    others = names.country_names(code).keys() | names.region_names(code).keys()
    unnamed = [group for group in groups_allowed() if group not in names.called("names") and group not in others]
    assert not unnamed, "give them names in src/helpers/cleaning/names.csv"
    with language.speaking(code):
        words = {group: names.name(group) for group in groups_allowed() if group not in names.called("names")}
    wanted = "^[A-Z]" if code == "en" else "[А-ЯӘҒҚҢӨҰҮҺІ]"
    assert not [name for name in words.values() if not re.search(wanted, name)]


def test_every_country_of_the_breakdowns_is_one():
    rows = package.read("kz_breakdowns")
    assert set(rows[rows.dimension == "country"].category) <= names.country_names("en").keys()


def test_countries_stand_in_sentences_by_their_names():
    assert [verdict_words.group_name(country) for country in ("uzbekistan", "usa")] == [
        "Uzbekistan",
        "the United States",
    ]


@pytest.mark.parametrize(
    ("sentence", "slots", "said"),
    [
        ("figures.in_series", {"people": "15,522"}, "the official series has a net migration of 15,522 in 2026"),
        (
            "figures.fits_first",
            {"printed": "15,9", "first": "15,900", "final": "15,522"},
            "the printed 15,9 fits the net migration of 15,900 first published for 2026, not the final 15,522",
        ),
        (
            "figures.implied",
            {"people": "9–10"},
            "figure and change together imply a net migration of 9–10 in 2026",
        ),
        (
            "words.share_of_mean",
            {"people": "9", "share": "9%", "mean": "9", "years": "2000–2025"},
            "net migration was 9 in 2026, 9% of the mean of 9 in 2000–2025",
        ),
    ],
)
def test_net_migration_is_no_number_of_people(sentence, slots, said):
    assert say(sentence, of="net", flow="net migration", year=2026, **slots) == said
