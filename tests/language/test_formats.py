import re

import pandas as pd
import pytest

from helpers import language, parameters
from helpers.cleaning import names
from helpers.data import descriptor, package
from helpers.language import formats, say
from helpers.reconciliation import explanations as verdict_words


def test_numbers():
    shown = [
        (formats.people(7608), "7,608"), (formats.people(pd.NA), "not published"), (formats.percent(-40.249), "−40.2%"),
        (formats.rough(7608), "7.6 thousand"), (formats.rough(103_000), "103 thousand"),
        (formats.rough(1_700_000), "1.70 million"), (formats.rough_range(5_150, 10_520), "5.2–10.5 thousand"),
        (formats.number_range(12_678.4, 12_867.9), "12,678–12,868"), (formats.number_range(993, 993), "993"),
        (formats.chance(0.554), "55%"), (formats.chance(0.0004), "under 1%"), (formats.chance(0.9996), "over 99%"),
        (formats.listing(["a", "b", "c"]), "a, b and c"), (formats.axis_number(12_732), "12,732"),
        (say("numbers.nth", n=2), "second"), (say("numbers.nth", n=11), "11th"), (say("numbers.nth", n=12), "12th"),
        (say("numbers.nth", n=21), "21st"), (say("numbers.nth", n=22), "22nd"), (say("numbers.nth", n=23), "23rd"),
    ]  # fmt: skip
    assert [(words, expected) for words, expected in shown if words != expected] == []


def test_numbers_in_russian():
    with language.speaking("ru"):
        shown = [
            (formats.people(7608), "7\xa0608"), (formats.percent(40.249), "40,2\xa0%"),
            (formats.rough_range(5_150, 10_520), "5,2–10,5\xa0тыс."), (formats.chance(0.0004), "менее 1\xa0%"),
            (formats.listing(["а", "б", "в"]), "а, б и в"), (say("numbers.months", n=9), "9\xa0месяцев"),
            (say("numbers.months", n=2), "2\xa0месяца"), (say("numbers.nth", n=3), "третий"),
            (formats.axis_number(1234.5), "1\xa0234,5"),
        ]  # fmt: skip
    assert [(words, expected) for words, expected in shown if words != expected] == []


@pytest.mark.parametrize(
    ("code", "called"),
    [
        ("en", {"almaty_city": "Almaty city", "almaty_region": "Almaty Region", "no_such_thing": "no such thing",
                "south_korea": "South Korea", "usa": "United States", "georgia": "Georgia"}),
        ("ru", {"almaty_city": "город Алматы", "russian": "русские", "kyrgyzstan": "Кыргызстан", "turkey": "Турция"}),
        ("kk", {}),
    ],
)  # fmt: skip
def test_names(code, called):
    assert len(names.region_names(code)) == 20
    with language.speaking(code):
        assert {identifier: names.name(identifier) for identifier in called} == called


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


def test_countries_are_known_and_stand_in_sentences_by_their_names():
    rows = package.read("kz_breakdowns")
    assert set(rows[rows.dimension == "country"].category) <= names.country_names("en").keys()
    called = [verdict_words.group_name(country) for country in ("uzbekistan", "usa")]
    assert called == ["Uzbekistan", "the United States"]


@pytest.mark.parametrize(
    ("sentence", "slots", "said"),
    [
        ("figures.implied", {"test": "implied_base", "verdict": "contradicted", "what": "net migration",
                             "people": "9–10", "known": "9"},
         "figure and change together imply 9–10 (net migration, 2026), which does not agree with 9"),
        ("words.share_of_mean", {"people": "9", "share": "9%", "mean": "9", "years": "2000–2025"},
         "net migration was 9 in 2026, 9% of the mean of 2000–2025 (9)"),
    ],
)  # fmt: skip
def test_net_migration_is_no_number_of_people(sentence, slots, said):
    assert say(sentence, of="net", flow="net migration", year=2026, **slots) == said
