"""Claims made in words: every criterion in Russian, Kazakh and English, holding and not, and at its limits."""

import re
from functools import cache

import pandas as pd
import pytest
from made_up import STOCKS, group, judged, page, percent, series, stocks, thousand, verdict, words

from helpers import paths
from helpers.language import phrases, speaking
from helpers.reconciliation import criteria

# A section a set of tables; a line: verdict | flow, dimension, groups | quotes, and after '#' a name of the case.
PAST = {
    "arrivals": [12000, 12000, 11000, 11500, 11000, 10900, 10800, 10700, 14210, 15200, 21300],
    "departures": [9000, 12500, 13000, 12900, 13100, 13500, 14000, 14500, 15400, 14800, 11256],
}
PAST = {flow: dict(zip(range(2010, 2021), people, strict=True)) for flow, people in PAST.items()}
REGIONS = page(*((2020, "arrivals", "region", name, str(people)) for name, people in [
    ("almaty_city", 50), ("karaganda_region", 40), ("astana_city", 30), ("kostanay_region", 20)]))  # fmt: skip
ROUNDED = page(
    (2020, "arrivals", "region", "almaty_city", "9999"),
    (2020, "arrivals", "region", "astana_city", "8,8 тыс.", 8800),
    (2020, "arrivals", "region", "kostanay_region", "8,8 тыс.", 8800),
)
COUNTRIES = page(*((2020, "departures", "country", name, str(people)) for name, people in [
    ("russia", 9200), ("germany", 1900), ("belarus", 240), ("usa", 230)]))  # fmt: skip
GAINS = page(*((2020, "internal_net", "region", name, str(people)) for name, people in [
    ("almaty_city", 3101), ("astana_city", 2901), ("kostanay_region", 99), ("karaganda_region", -6101)]))  # fmt: skip
SHARES = page(
    (2020, "arrivals", "country_group", "cis", "81,8%"), (2020, "departures", "country_group", "cis", "71,8%"),
    (2020, "departures", "urban_rural", "urban", "7504"), (2020, "departures", "total", "total", "10004"),
    (2020, "departures", "sex", "female", "5002"), (2020, "departures", "country", "russia", "5003"),
    (2020, "departures", "country", "germany", "3401"), (2020, "departures", "country", "usa", "2401"),
    (2020, "departures", "country", "china", "2001"),
)  # fmt: skip


CORRIDORS = stocks(
    ("KAZ", "RUS", 100, "9"), ("RUS", "KAZ", 40, "30"), ("AAA", "BBB", 12_000_000, "1"), ("BBB", "AAA", 1_900_000, "8"),
    ("CCC", "BBB", 30, "40"), ("BBB", "CCC", 301, "39"), ("DDD", "EEE", 50, "50"), ("EEE", "DDD", 40, "51"),
)  # fmt: skip
ONE_SIDED = stocks(
    ("KAZ", "RUS", 100, "9"), ("RUS", "KAZ", 80, "30"), ("AAA", "BBB", 100, "1"), ("BBB", "AAA", 49, "8"),
)  # fmt: skip


def after(old: int, new: int, text: str | None = None, **flows) -> pd.DataFrame:
    """Departures of 2020 after those of 2019, exact or rounded as printed."""
    final = {flow: dict(zip((2020, 2019, 2018), people, strict=False)) for flow, people in flows.items()}
    if text is None:
        return series(final | {"departures": {2019: old, 2020: new}}, {})
    final |= {"departures": {2019: old}}
    return series(final, {"departures": {2020: new}}, {("departures", 2020): text})


SECTIONS = {
    "changes": ({"kz_flows_annual": after(1000, 608, arrivals=(3000, 1000, 900))}, "direction", """
        holds | departures | резко снизилось / күрт азайды / fell sharply / резкий спад
        contradicted | arrivals | резко снизилось / күрт азайды / fell sharply
        contradicted | departures | резко выросло / күрт өсті / rose sharply / soared, growing fast
        holds | arrivals | резко выросло / күрт өсті / rose sharply
        holds | departures | сократилось / азайды / declined / упало
        contradicted | departures | увеличилось / артты / grew
        contradicted | arrivals | сократилось / азайды / declined / упало
        holds | arrivals | увеличилось / артты / grew
        holds | departures | значительно снизилось / едәуір азайды / fell considerably
        contradicted | arrivals | значительно снизилось / едәуір азайды / fell considerably
        holds | arrivals | значительно возросло / айтарлықтай өсті / rose substantially
        contradicted | departures | значительно возросло / айтарлықтай өсті / rose substantially
        holds | - | заметные изменения / елеулі өзгерістер / noticeable changes
        contradicted | departures | не изменилось / өзгермеді / did not change / стагнация / осталось прежним
        contradicted | departures | почти вдвое меньше / почти вдвое сократилось / almost halved / жартысына жуық азайды
        contradicted | arrivals | тенденция изменилась / үрдіс өзгерді / the trend reversed
        contradicted | arrivals | падает после роста / өсуден кейін азайды / a fall after rising
        unchecked | departures | рост после снижения / growth after a decline / вернулись на историческую родину
        unchecked | arrivals | рекордный рост оттока / a record outflow / рекордная убыль
        unchecked | departures | большинство — казахи / каждый третий казах / most of them are Kazakhs
        unchecked | departures | стало важным / маңызды болды / became important
        """),
    "turn": ({"kz_flows_annual": series({"departures": {2018: 900, 2019: 1000, 2020: 951}}, {})}, "direction", """
        holds | departures | не изменилось / өзгермеді / did not change / стагнация / осталось прежним
        holds | departures | тенденция изменилась / үрдіс өзгерді / the trend has turned
        contradicted | departures | заметные изменения / елеулі өзгерістер / noticeable changes
        holds | departures | падает после роста / өсуден кейін азайды / fell after growing
        """),
    "multiples": ({"kz_flows_annual": series({
        "arrivals": {2019: 10000, 2020: 19500}, "departures": {2019: 12000, 2020: 6100}}, {})}, "direction", """
        holds | arrivals | почти вдвое больше / выросло почти в два раза / nearly doubled / екі есеге жуық өсті
        holds | arrivals | вдвое больше / выросло в 2 раза / doubled / екі есе көп
        undecidable | arrivals | более чем вдвое больше / more than doubled / в 2,3 раза больше
        contradicted | arrivals | втрое больше / в 3 раза больше / tripled / үш есе өсті / в полтора раза больше
        contradicted | arrivals | вдвое меньше / halved / екі есе азайды
        holds | departures | вдвое меньше / сократилось в 2 раза / halved / екі есе азайды / почти вдвое меньше
        contradicted | departures | втрое меньше / вчетверо меньше / three times fewer / төрт есе азайды
        contradicted | departures | сократилось на треть / fell by a third / үштен біріне азайды
        contradicted | departures | сократилось на четверть / fell by a quarter
        holds | departures | снизилось более чем на треть / fell by more than a third / үштен бірден астам азайды
        holds | departures | уменьшилось более чем на четверть / fell by over a quarter / төрттен бірден астам азайды
        holds | departures | сократилось больше чем на пятую часть / fell by over a fifth / бестен бірден астам азайды
        contradicted | arrivals | снизилось более чем на треть / fell by more than a quarter / fell by over a fifth
        contradicted | arrivals | выросло наполовину / rose by half / выросло на треть / grew by a quarter
        contradicted | departures | вдвое больше / doubled / екі есе өсті
        """),
    "years": ({"kz_flows_annual": series(PAST, {})}, "direction", """
        holds | net | положительное сальдо / оң сальдо / positive balance / миграционный прирост, сальдо
        contradicted | net | отрицательное сальдо / теріс сальдо / negative balance / сальдо минусовое
        contradicted | - | выбыло больше, чем прибыло / more people left than came / кеткендер келгендерден көп
        contradicted | - | больше людей уехало, чем приехало / more departures than arrivals were counted
        holds | - | больше людей приехало, чем уехало / more families came to stay than left for good
        holds | - | прибыло больше, чем выбыло / more people came than left / келгендер кеткендерден көп
        holds | departures | второй год подряд снижается / екінші жыл қатарынан азайды / fell two years in a row
        contradicted | departures | третий год подряд снижается / үшінші жыл қатарынан азайды / fell three years running
        holds | arrivals | третий год подряд растет / үшінші жыл қатарынан өсті / grew three years in a row
        contradicted | arrivals | четвертый год подряд растет / төртінші жыл қатарынан өсті / grew four years running
        holds | net | второй год подряд положительное сальдо / a positive balance two years running
        contradicted | net | третий год подряд положительное сальдо / a positive balance three years running
        contradicted | net | впервые положительное сальдо / алғаш рет оң сальдо / positive balance for the first time
        contradicted | net | впервые за десять лет положительное сальдо / впервые отрицательный прирост
        holds | net | второй год подряд прирост населения / екінші жыл қатарынан өсім / a gain two years in a row
        contradicted | departures | рекордное число выбывших / a record number / рекордты көрсеткіш
        holds | arrivals | рекордное число прибывших / a record number / рекордты көрсеткіш
        contradicted | departures | самый низкий за годы / ең төмен / the lowest / исторический минимум
        holds | departures | самый низкий за десять лет / the lowest in ten years / он жылдағы ең төмен
        holds | departures | минимум с 2010 года / the lowest since 2010
        holds | arrivals | самый высокий за годы / ең жоғары / the highest / рекордно высокий, максимум
        unchecked | departures | рекордный рост выбытий и сокращение / a record rise after a fall
        contradicted | departures | перестали уезжать, за много лет
        """),
    "firsts": ({"kz_flows_annual": series({"arrivals": dict.fromkeys(range(2011, 2021), 5), "departures": {
        year: 9 if year < 2020 else 4 for year in range(2011, 2021)}}, {})}, "direction", """
        holds | net | впервые положительное сальдо / алғаш рет оң сальдо / positive balance for the first time
        holds | net | впервые за десять лет положительное сальдо / впервые с 2012 года сальдо положительное
        unchecked | net | впервые с 2005 года положительное сальдо / впервые за двадцать лет положительное сальдо
        holds | net | впервые в 2020 году положительное сальдо
        contradicted | arrivals | впервые снизилось / алғаш рет азайды / fell for the first time
        """),
    "stopped": ({"kz_flows_annual": series({"departures": {y: 1000 if y < 2020 else 40 for y in range(2010, 2021)},
                                            "arrivals": {y: 1000 if y < 2020 else 70 for y in range(2010, 2021)}}, {})},
                "direction", """
        holds | departures | перестали уезжать / кетуді тоқтатты / people stopped leaving
        contradicted | arrivals | перестали приезжать / келуді тоқтатты / people stopped coming
        """),
    "shares": ({"kz_breakdowns": SHARES}, "quantifier", """
        holds | departures urban_rural urban | подавляющее большинство / басым көпшілігі / the vast majority
        contradicted | departures sex female | подавляющее большинство / басым көпшілігі / overwhelmingly
        contradicted | departures sex female | большинство / көпшілігі / most of them / more than half
        holds | departures country russia | большинство / көпшілігі / most of them / более половины
        holds | - country_group cis | основной миграционный обмен / негізгі халық алмасу / the main partner in exchange
        holds | departures country russia | каждый второй / әрбір екінші / every second / one in two
        contradicted | departures country germany | каждый второй / әр екінші / each second
        holds | departures country germany | каждый третий / әрбір үшінші / every third / треть / made up a third
        contradicted | departures country russia | каждый третий / әр үшінші / a third
        holds | departures country usa | каждый четвертый / әр төртінші / a quarter
        contradicted | departures country germany | каждый четвёртый / төрттен бірі / one in four
        holds | departures country china | каждый пятый / әр бесінші / one in five
        contradicted | departures country usa | каждый пятый / бестен бірі / a fifth
        """),
    "ranks": ({"kz_breakdowns": REGIONS}, "rank", """
        holds | arrivals region almaty_city | больше всего / ең көп келді / most people came / наибольшее число
        holds | arrivals region almaty_city karaganda_region | лидеры по приему / көш бастады / led
        contradicted | arrivals region karaganda_region | больше всего / ең көп келді / most / наибольшее число
        contradicted | arrivals region almaty_city astana_city | лидеры / көшбасшылар / leaders
        holds | arrivals region karaganda_region almaty_city | лидеры / leaders  # leaders without order
        holds | arrivals region almaty_city karaganda_region | лидирует Алматы, затем Караганда / led, followed by
        contradicted | arrivals region karaganda_region almaty_city | лидирует, затем  # leaders out of order
        contradicted | arrivals region karaganda_region almaty_city | көш бастады, одан кейін / led, followed by
        contradicted | arrivals region astana_city | меньше всего / ең аз келді / the fewest
        undecidable | arrivals region kostanay_region | меньше всего / ең аз / the fewest  # the smallest published
        holds | arrivals region karaganda_region | на втором месте / екінші орында / in second place
        contradicted | arrivals region astana_city | на втором месте / екінші орында / in second place
        holds | arrivals region astana_city almaty_city | вошли в тройку / үштікте / in the top three
        contradicted | arrivals region kostanay_region | вошли в тройку / үштікке кірді / top three
        holds | arrivals region kostanay_region | топ-4 / топ-5 / top five / пятёрка
        holds | arrivals region astana_city karaganda_region | города / қалалар / cities
        holds | arrivals region almaty_city astana_city | лидеры среди городов / leaders among the cities
        unchecked | arrivals region almaty_city karaganda_region | лидеры среди городов / leaders among the cities
        unchecked | arrivals region abai_region | больше всего / ең көп / most
        unchecked | arrivals | лидеры
        """),
    "alike": ({"kz_breakdowns": ROUNDED}, "rank", """
        undecidable | arrivals region almaty_city astana_city | лидеры / leaders
        undecidable | arrivals region astana_city | на втором месте / second place
        holds | arrivals region almaty_city | больше всего
        """),
    "scopes": ({"kz_breakdowns": COUNTRIES}, "rank", """
        holds | departures country russia belarus | в пределах СНГ чаще всего выезжали / within the CIS most left for
        holds | departures country russia belarus | ТМД елдеріне ең көп кетті
        contradicted | departures country russia belarus | чаще всего выезжали / most left for / ең көп кетті
        holds | departures country germany usa | вне СНГ лидируют / most, outside the CIS / ТМД-дан тыс ең көп
        contradicted | departures country usa | за пределами СНГ больше всего / the most outside the CIS
        """),
    "loss": ({"kz_flows_annual": series()}, "direction", """
        holds | net | отрицательное сальдо / теріс сальдо / a negative balance / отрицательный прирост / отток населения
        holds | - | выбыло больше, чем прибыло / кеткендер келгендерден көп / more people left than came
        contradicted | net | положительное сальдо / оң сальдо / a positive balance / приток населения
        contradicted | - | прибыло больше, чем выбыло / келгендер кеткендерден көп / more people came than left
        unchecked | net | отрицательное сальдо сменилось положительным / from a loss to a gain
        """),
    "first signs": ({"kz_flows_annual": series(*({"arrivals": {2020: people}, "departures": {2020: 101}}
                                                 for people in (100, 102)))}, "direction", """
        holds_preliminary | net | положительное сальдо / оң сальдо / a positive balance
        """),
    "half": ({"kz_breakdowns": page(
        (2020, "arrivals", "country_group", "cis", "81,8%"), (2020, "departures", "country_group", "cis", "48,0%"))},
        "quantifier", """
        contradicted | - country_group cis | основной миграционный обмен / негізгі халық алмасу / main exchange
        """),
    "by a part": ({"kz_flows_annual": after(1200, 800, arrivals=(1250, 1000)),
                   "kz_breakdowns": page((2020, "arrivals", "total", "total", "999"))}, "direction", """
        holds | departures | сократилось на треть / үштен бірге азайды / fell by a third
        contradicted | departures | сократилось на четверть / төрттен бірге азайды / fell by a quarter
        holds | arrivals | выросло на четверть / төрттен бірге өсті / grew by a quarter
        contradicted | arrivals | выросло на треть / үштен бірге өсті / grew by a third / fell, by a copy alone
        contradicted | departures | сократилось каждый пятый / бестен бірге азайды / fell by a fifth
        contradicted | departures | слегка снизилось / сәл азайды / fell slightly / немного меньше
        """),
    "by a part, rounded": ({"kz_flows_annual": series(
        {"arrivals": {2019: 1500}, "departures": {2019: 2500}}, {"arrivals": {2020: 2000}, "departures": {2020: 2000}},
        {("arrivals", 2020): "2 тыс.", ("departures", 2020): "2 тыс."})}, "direction", """
        undecidable | departures | сократилось на треть / үштен бірге азайды / fell by a third
        undecidable | arrivals | выросло на треть / үштен бірге өсті / grew by a third
        """),
    "a little": ({"kz_flows_annual": after(1000, 950, arrivals=(1200, 1000))}, "direction", """
        holds | departures | слегка снизилось / сәл азайды / fell slightly / немного меньше
        contradicted | departures | слегка выросло / сәл өсті / rose slightly
        holds | arrivals | выросло на каждый пятый / бестен бірге өсті / grew by a fifth
        holds | departures | меньше, чем годом ранее / былтырғыдан аз / fewer than a year earlier
        contradicted | departures | больше, чем в 2019 году / былтырғыдан көп / more than last year
        """),
    "corridors": ({"corridors": CORRIDORS}, "comparison", """
        contradicted | - | сбалансированный обмен / теңгерімді алмасу / a balanced exchange
        contradicted | - | уникальный пример / бірегей үлгі / a unique example
        contradicted | - corridor BBB-AAA | миллионы / миллиондаған / millions
        holds | - corridor AAA-BBB | миллионы / миллиондаған / millions
        holds | - corridor AAA-WORLD | огромное число / орасан көп / a huge number
        undecidable | - corridor RUS-WORLD | огромное число / орасан көп / huge numbers
        contradicted | - corridor BBB-AAA AAA-BBB | обратно почти никто / жоқтың қасы / hardly any return
        holds | - corridor CCC-BBB BBB-CCC | обратно почти никто / мүлде дерлік жоқ / practically no one
        contradicted | - corridor BBB-AAA AAA-BBB | немногие / азын-аулақ / only a few
        holds | - corridor CCC-BBB BBB-CCC | немногие / аз ғана / few
        contradicted | - corridor CCC-BBB | в основном оттуда / негізінен / mostly from there
        undecidable | - corridor AAA-BBB | в основном оттуда / көбінесе / mainly from there
        """),
    "sided": ({"corridors": ONE_SIDED}, "comparison", """
        holds | - | остальные односторонние / біржақты / one-sided elsewhere
        holds | - | сбалансированный обмен / теңгерімді алмасу / a balanced exchange
        undecidable | - | уникальный пример / бірегей үлгі / a unique example
        """),
    "two counts": ({"corridors": ONE_SIDED, "kz_flows_annual": series()}, "comparison", """
        undecidable | - | относительно сбалансирован / теңгерімді / balanced  # balanced by one count, not by another
        """),
    "two-sided": ({"corridors": STOCKS}, "comparison", """
        contradicted | - | остальные односторонние / біржақты / one-sided elsewhere
        """),
    "top ten": ({"corridors": CORRIDORS}, "rank", """
        holds | - corridor AAA-BBB BBB-AAA | вошли в десятку / алғашқы ондықта / in the top ten
        holds | - corridor AAA-BBB | вошёл в десятку / алғашқы ондықта / in the top ten
        contradicted | - corridor KAZ-RUS RUS-KAZ | вошли в десятку / алғашқы ондықта / in the top ten
        """),
    "gains": ({"kz_breakdowns": GAINS}, "rank", """
        holds | internal_net region almaty_city astana_city | крупные города / ірі қалалар / the large cities
        contradicted | internal_net region almaty_city karaganda_region | крупные города / ірі қалалар / big cities
        contradicted | internal_net region kostanay_region karaganda_region | выигрыши
        """),
}  # fmt: skip


def cases_of(section: str) -> list[tuple]:
    """(verdict, claim, name) of each quote of a section."""
    _tables, kind, text = SECTIONS[section]
    cases = []
    for line in text.strip().splitlines():
        line, _, name = line.partition("  # ")
        expected, what, quotes = (cell.strip() for cell in line.split(" | "))
        flow, *of = what.split()
        more = {"dimension": of[0], "category": " ".join(of[1:])} if of else {}
        flow = None if flow == "-" else flow
        cases += [(expected, words(quote, kind, flow, **more), name) for quote in quotes.split(" / ")]
    return cases


@cache
def answers(section):
    """The verdict and the explanation of every case of a section, which is one article."""
    return judged(*(claim for _, claim, _ in cases_of(section)), **SECTIONS[section][0])


EVERY = [(section, place) for section in SECTIONS for place in range(len(cases_of(section)))]


@pytest.mark.parametrize(("section", "place"), EVERY, ids=lambda value: str(value))
def test_words(section, place):
    expected, claim, _name = cases_of(section)[place]
    found, _when, explanation = answers(section)[place]
    assert found == expected, (claim["quote"], explanation)


# quote | verdict | people of a group in 2019 → in 2020, as printed
LIMITS = """
    резко снизилось | holds | 1020 → 765
    резко снизилось | contradicted | 1020 → 766
    резко выросло | holds | 1020 → 1275
    резко выросло | contradicted | 1020 → 1274
    значительно снизилось | holds | 1020 → 918
    значительно снизилось | contradicted | 1020 → 919
    заметные изменения | contradicted | 1020 → 918
    заметные изменения | holds | 1020 → 917 / 13001 → 11 тыс.
    не изменилось | holds | 1020 → 970
    не изменилось | contradicted | 1020 → 969
    почти наполовину снизилось | holds | 1020 → 561 / 1020 → 511
    почти наполовину снизилось | contradicted | 1020 → 562 / 1020 → 510
    снизилось | holds | 1020 → 1019
    снизилось | contradicted | 1020 → 1020
    выросло | holds | 1020 → 1021
    выросло | contradicted | 1020 → 1020
    вдвое больше | holds | 1020 → 1836 / 1020 → 2244
    вдвое больше | undecidable | 1020 → 1835 / 1020 → 2245 / 1020 → 1530
    вдвое больше | contradicted | 1020 → 1529
    почти вдвое больше | holds | 1020 → 2039
    почти вдвое больше | undecidable | 1020 → 2040
    более чем вдвое больше | holds | 1020 → 2040
    более чем вдвое больше | undecidable | 1020 → 2039
    снижение | undecidable | 11370 → 11 тыс.
    рост | undecidable | 11370 → 11 тыс.
    снижение | holds | 11501 → 11 тыс.
    рост | contradicted | 11501 → 11 тыс.
    стагнация | undecidable | 11370 → 11 тыс. / 1001 → 1 тыс.
    стагнация | contradicted | 12210 → 11 тыс.
    заметные изменения | undecidable | 12210 → 11 тыс. / 1001 → 1 тыс.
    резко снизилось | undecidable | 15001 → 11 тыс.
    почти вдвое снизилось | undecidable | 20001 → 11 тыс. / 1901 → 1 тыс.
"""


def test_the_limits_of_words():
    """One value on either side of each line, and what rounding leaves open."""
    rows, claims, expected = [], [], []
    for quote, answer, pairs in (line.split(" | ") for line in LIMITS.strip().splitlines()):
        for pair in pairs.split(" / "):
            (old, new), of = pair.split(" → "), ("departures", "country", f"g{len(claims)}")
            value = [float(new.split()[0]) * 1000] if "тыс" in new else []
            rows += [(2019, *of, old), (2020, *of, new, *value)]
            claims.append(words(quote.strip(), dimension="country", category=of[-1]))
            expected.append((quote.strip(), pair, answer))
    answers = judged(*claims, kz_breakdowns=page(*rows))
    assert [(*case[:2], overall) for case, (overall, *_) in zip(expected, answers, strict=True)] == expected


def language_of(quote: str) -> str:
    if re.search("[a-z]", quote):
        return "en"
    return "kk" if re.search("[әіңғүұқөһӘІҢҒҮҰҚӨҺ]|азайды|артты|рекордты|жартысы", quote) else "ru"


def test_every_criterion_has_cases_in_three_languages_and_of_more_than_one_verdict():
    languages, verdicts, used = {}, {}, []
    for section in SECTIONS:
        for expected, claim, _name in cases_of(section):
            row = pd.Series({"dimension": "total", "category": "total"} | claim)
            criterion = criteria.criterion_of(row)
            if criterion:
                used.append(criterion)
                languages.setdefault(criterion.name, set()).add(language_of(claim["quote"]))
                verdicts.setdefault(criterion.name, set()).add(expected)
    assert [entry for entry in criteria.CRITERIA if entry not in used] == [], "whose test may be misspelt"
    assert {name: each for name, each in languages.items() if len(each) < 3} == {}
    assert {name: each for name, each in verdicts.items() if len(each) < 2} == {}


@pytest.mark.parametrize(("left", "expected", "would"), [
    (700, "holds", "Another reasonable line, a fall of at least 33% on the year before, would contradict it."),
    (850, "contradicted", "Another reasonable line, a fall of at least 10% on the year before, would have it hold."),
    (500, "holds", ""), (950, "contradicted", ""),
])  # fmt: skip
def test_another_reasonable_line_is_named_where_it_would_change_the_verdict(left, expected, would):
    ((found, _when, explanation),) = judged(words("fell sharply"), kz_flows_annual=after(1000, left))
    assert found == expected and would in explanation
    assert ("Another reasonable line" in explanation) == bool(would)


@pytest.mark.parametrize(("final", "first", "expected", "when"), [
    ((1001, 1002), (1001, 951), "holds_preliminary", "right"),
    ((1001, 1002), (1001, 1002), "contradicted", ""),
    ((1001, 951), (1001, 1002), "holds", ""),
])  # fmt: skip
def test_first_figures_speak_where_the_final_ones_contradict(final, first, expected, when):
    table = series(*({"departures": dict(zip((2019, 2020), people, strict=True))} for people in (final, first)))
    assert judged(words("снижение"), kz_flows_annual=table)[0][:2] == (expected, when)


def test_one_flow_that_fails_outweighs_one_that_is_open():
    for arrivals, expected in (((1, 1), "contradicted"), ((2, 1), "undecidable")):
        table = after(12210, 11000, "11 тыс.", arrivals=arrivals)
        assert verdict(words("заметные изменения", flow=None), kz_flows_annual=table) == expected


def test_words_about_part_of_a_year_are_held_against_no_year():
    table = after(1000, 608)
    nine = words("снижение", time_period="2020-01/2020-09")
    assert verdict(nine, kz_flows_annual=table) == "unchecked"
    assert verdict(words("снижение", time_period=None), kz_flows_annual=table) == "holds", "the edition's year"
    assert verdict(words("снижение", time_period="2021"), kz_flows_annual=table) == "unchecked", "a later year"


def test_our_own_statement_helps_where_the_quote_is_short():
    table = series(PAST, {})
    short = words("второй год подряд", statement="Departures fell for the second year in a row.")
    assert verdict(short, kz_flows_annual=table) == "holds"


def test_the_articles_own_figures_can_contradict_an_order_but_not_confirm_it():
    right, wrong = "astana_city abai_region", "abai_region astana_city"
    cases = [("arrivals", right, "unchecked"), ("arrivals", wrong, "contradicted"), (None, wrong, "unchecked")]
    for flow, named, expected in cases:
        own = [group(people, "region", name, flow) for name, people in (("abai_region", 5), ("astana_city", 7))]
        claim = words("лидирует, затем", "rank", flow, dimension="region", category=named)
        assert verdict(*own, claim) == expected


def test_an_own_share_can_contradict_a_majority():
    part = {"dimension": "urban_rural", "category": "urban"}
    for urban, expected in ((5.9, "unchecked"), (3.0, "contradicted")):
        claims = thousand(7.6), thousand(urban, **part), words("большинство", "quantifier", **part)
        assert verdict(*claims) == expected
    beside_release = page((2020, "departures", *part.values(), "71,5%"))
    assert verdict(*claims, kz_breakdowns=beside_release) == "holds", "its own figures speak where nothing else does"


def test_own_counts_that_have_no_share_decide_nothing():
    part = {"dimension": "sex", "category": "male"}
    for men, whole in ((-5, 10), (50, 10), (0, 0)):
        claims = group(whole, "total", "total"), group(men, **part), words("большинство", "quantifier", **part)
        assert verdict(*claims) == "unchecked"


def test_a_group_named_twice_is_one_group():
    leading = words("лидируют", "rank", dimension="country", category="russia russia")
    table = page((2020, "departures", "country", "russia", "993"), (2020, "departures", "country", "germany", "51"))
    assert verdict(leading, kz_breakdowns=table) == "holds"


# Claims that no rule decides, and what they need: claim, verdict, words of the explanation.
OPEN = {
    "a forecast": (words("продолжит снижаться", "forecast", time_period="2021"), "open", "final by 1 May 2022"),
    "a forecast without a year": (words("снизится", "forecast", time_period=None), "open", "final by 1 May 2022"),
    "a cause": (words("из-за учёбы", "cause", "arrivals"), "unchecked", "permits of those who came by purpose"),
    "no measure": (words("важную роль", "comparison"), "unchecked", "No measure is set"),
    "no source": (group(5, "sex", "male"), "unchecked", "figures on departures by sex for 2020"),
    "no flow": (group(5, "country", "nowhere", None, time_period=None), "unchecked", "migration by country"),
    "a rate": (percent(5.1) | {"unit_measure": "per_1000"}, "unchecked", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_what_stays_open_says_what_it_needs(name):
    claim, expected, said = OPEN[name]
    ((found, _when, explanation),) = judged(claim)
    assert found == expected and said in explanation


def test_every_rule_of_evidence_names_a_case():
    import test_verdicts

    lines = (paths.ROOT / "docs/evidence.md").read_text(encoding="utf-8").splitlines()
    named = [line.split(" | ")[1].strip(" |") for line in lines if line.startswith("| ")][1:]
    cases = {name for section in SECTIONS for _expected, _claim, name in cases_of(section)}
    cases |= {*OPEN, *test_verdicts.CASES, *test_verdicts.NAMED}
    assert len(named) > 20 and [name for name in named if name not in cases] == []


def test_phrases_are_read_alike_in_every_language():
    table = pd.read_csv(phrases.TABLE)
    assert not table.duplicated(["phrase", "language"]).any()
    assert table.groupby("phrase").language.agg(set).map(len).eq(3).all()
    for language in ("en", "ru", "kk"):
        with speaking(language):
            shown = criteria.criteria_table()
        assert list(shown.columns) == ["criterion", "meaning"] and shown.criterion.is_unique
        assert not shown.isin([""]).any().any()


def test_the_last_years_end_with_that_of_the_article():
    before = {2010: 60, **dict.fromkeys(range(2011, 2019), 20)}
    table = series({"departures": {**before, 2019: 50, 2020: 30}}, {})
    assert verdict(words("максимум за десять лет", "comparison", time_period="2019"), kz_flows_annual=table) == "holds"
