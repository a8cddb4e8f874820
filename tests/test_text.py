import pandas as pd
import pytest

from helpers import language, text


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        (lambda: text.people(7608), "7,608"),
        (lambda: text.people(pd.NA), "not published"),
        (lambda: text.rough(7608), "7.6 thousand"),
        (lambda: text.rough(103_000), "103 thousand"),
        (lambda: text.rough(1_700_000), "1.70 million"),
        (lambda: text.rough_range(5_150, 10_520), "5.2–10.5 thousand"),
        (lambda: text.people_range(12_678.4, 12_867.9), "12,678–12,868"),
        (lambda: text.people_range(993, 993), "993"),
        (lambda: text.percent(-40.249), "−40.2%"),
        (lambda: text.chance(0.554), "55%"),
        (lambda: text.chance(0.0004), "under 1%"),
        (lambda: text.chance(0.9996), "over 99%"),
        (lambda: text.listing(["a", "b", "c"]), "a, b and c"),
        (lambda: text.name("almaty_city"), "Almaty city"),
        (lambda: text.name("almaty_region"), "Almaty Region"),
        (lambda: text.name("no_such_thing"), "no such thing"),
        (lambda: text.axis_number(12_732), "12\u2009732"),
    ],
)
def test_numbers_and_names(call, shown):
    assert call() == shown


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        (lambda: text.people(7608), "7\xa0608"),
        (lambda: text.percent(40.249), "40,2\xa0%"),
        (lambda: text.rough_range(5_150, 10_520), "5,2–10,5\xa0тыс."),
        (lambda: text.chance(0.0004), "менее 1\xa0%"),
        (lambda: text.listing(["а", "б", "в"]), "а, б и в"),
        (lambda: text.months(9), "9\xa0месяцев"),
        (lambda: text.months(2), "2\xa0месяца"),
        (lambda: text.name("almaty_city"), "город Алматы"),
        (lambda: text.name("russian"), "русские"),
        (lambda: text.ordinal(3), "3-й"),
        (lambda: text.axis_number(1234.5), "1\u2009234,5"),
    ],
)
def test_numbers_and_names_in_russian(call, shown):
    with language.speaking("ru"):
        assert call() == shown


def test_ordinals():
    assert [text.ordinal(n) for n in (2, 11, 12, 21, 22, 23)] == ["second", "11th", "12th", "21st", "22nd", "23rd"]


def test_every_region_has_three_names():
    for code in ("en", "ru", "kk"):
        assert len(text.region_names(code)) == 20
