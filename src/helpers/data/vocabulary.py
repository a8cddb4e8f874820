"""What the words of an article say: a table of Russian words, and how they are recognised in a
text.

`VOCABULARY` lists the words that speak of flows, groups, directions, periods and units: a word that
a new article uses and the draft does not know is added there, in its dictionary form. Words of a
text are brought to their dictionary forms (pymorphy3) by `read_word`; `find_cues` finds the phrases
of the table and the names of regions. Nothing here knows of figures: what a word says of which
figure is decided in `guessing`.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from babel.dates import get_month_names

# What words say: the column, its value, and the dictionary forms (or, for comparatives, the forms
# as printed) that say it. Several words are a phrase: they stand next to each other. The longest
# phrase counts, the words in it do not. A group is a dimension and a category of kz_breakdowns.csv;
# regions come from kz_region_names.csv as well.
VOCABULARY = (
    (
        "flow",
        "arrivals",
        "прибыть, прибывать, прибытие, приехать, приезжать, приезд, приезжий, въехать, въезжать, "
        "въезд, въездной, иммигрировать, иммиграция, иммигрант, приток, прием мигрант",
    ),
    (
        "flow",
        "departures",
        "выбыть, выбывать, выбытие, убыть, выехать, выезжать, выезд, выездной, покинуть, покидать, "
        "уехать, уезжать, отъезд, отток, эмигрировать, эмиграция, эмигрант",
    ),
    (
        "flow",
        "net",
        "сальдо, миграционный прирост, миграционный убыль, миграционный баланс, чистый миграция, "
        "чистый отток, чистый приток",
    ),
    (
        "flow",
        "internal",
        "внутренний миграция, внутренний мигрант, внутренний миграционный, внутренний перемещение, "
        "внутренний переезд, внутренний переселение, внутри страна, предел страна, предел республика, "
        "межрегиональный, межобластной, внутрирегиональный, внутриобластной, другой регион, "
        "другой область",
    ),
    ("flow", "stock", "проживать, численность население"),
    ("group", "total total", "итого"),
    ("group", "ethnicity kazakh", "казах, казашка"),
    ("group", "ethnicity russian", "русский"),
    ("group", "ethnicity german", "немец, немка"),
    ("group", "ethnicity uzbek", "узбек, узбечка"),
    ("group", "ethnicity karakalpak", "каракалпак, каракалпачка"),
    ("group", "ethnicity ukrainian", "украинец, украинка"),
    ("group", "ethnicity tatar", "татарин, татарка"),
    ("group", "ethnicity not_stated", "не указать, не указывать, не указанный"),
    ("group", "sex female", "женщина"),
    ("group", "sex male", "мужчина"),
    ("group", "urban_rural urban", "городской, горожанин, горожанка, город"),
    ("group", "urban_rural rural", "сельский, село, сельчанин, аул"),
    ("group", "country_group cis", "снг"),
    (
        "group",
        "country_group other",
        "дальний зарубежье, другой страна, прочий страна, остальной страна",
    ),
    ("group", "country russia", "россия, рф"),
    ("group", "country uzbekistan", "узбекистан"),
    ("group", "country kyrgyzstan", "кыргызстан, киргизия, киргизстан"),
    ("group", "country tajikistan", "таджикистан"),
    ("group", "country turkmenistan", "туркменистан, туркмения"),
    ("group", "country azerbaijan", "азербайджан"),
    ("group", "country georgia", "грузия"),
    ("group", "country belarus", "беларусь, белоруссия"),
    ("group", "country ukraine", "украина"),
    ("group", "country germany", "германия, фрг"),
    ("group", "country poland", "польша"),
    ("group", "country israel", "израиль"),
    ("group", "country turkey", "турция"),
    ("group", "country china", "китай, кнр"),
    ("group", "country mongolia", "монголия"),
    ("group", "country south_korea", "южный корея, республика корея"),
    ("group", "country iran", "иран"),
    ("group", "country afghanistan", "афганистан"),
    ("group", "country usa", "сша"),
    ("group", "country canada", "канада"),
    ("group", "region abai_region", "абайский"),
    ("group", "region jetisu_region", "жетысуский, жетісу, жетысу"),
    ("group", "region ulytau_region", "улытауский, ұлытау, улытау"),
    ("group", "region astana_city", "нур-султан, столица"),
    ("group", "region almaty_city", "алма-ата"),
    ("group", "region shymkent_city", "чимкент"),
    ("group", "region east_kazakhstan_region", "вко"),
    ("group", "region north_kazakhstan_region", "ско"),
    ("group", "region west_kazakhstan_region", "зко"),
    # Broken down by something whose groups have to be chosen by hand.
    ("group", "age ", "возраст, трудоспособный, молодежь, молодой, ребенок, пенсионер"),
    ("group", "education ", "образование, диплом, специальность"),
    # Nobody in particular: neither a group of their own nor a reason for doubt.
    (
        "people",
        "",
        "человек, житель, мигрант, переселенец, гражданин, лицо, население, казахстанец, участник, "
        "лидер, казахстан, республика, рк, бюро",
    ),
    (
        "direction",
        "increase",
        "вырасти, расти, возрасти, возрастать, увеличиться, увеличиваться, увеличение, рост, "
        "прирост, подняться, прибавить, больше, выше",
    ),
    (
        "direction",
        "decrease",
        "сократиться, сокращаться, сокращение, снизиться, снижаться, снижение, упасть, падать, "
        "падение, уменьшиться, уменьшаться, уменьшение, спад, убыль, меньше, ниже",
    ),
    ("level", "", "доля, удельный вес"),
    ("compared", "", "чем, сравнение, против, относительно, к уровень, к показатель"),
    (
        "period",
        "previous",
        "год ранее, год раньше, год назад, прошлый год, предыдущий год, прошлогодний",
    ),
    ("period", "other", "месяц, квартал, полугодие, полгода, последний"),
    ("subset", "", "из они, среди они, в тот число"),
    # A figure right before one of these counts no people.
    ("unit", "a sum of money", "тенге, доллар, рубль, евро, юань"),
    (
        "unit",
        "a length of time or an age",
        "год, месяц, квартал, неделя, день, сутки, час, минута, десятилетие",
    ),
    ("unit", "a multiple, for which claims.csv has no unit", "раз"),
    (
        "unit",
        "a number of places",
        "страна, государство, регион, область, город, район, село, аул, место",
    ),
    ("unit", "a distance, an area or a weight", "км, километр, метр, гектар, тонна, градус, балл"),
    ("counter", "", "просмотр, комментарий, лайк, views, comments"),
    ("hint", "forecast", "прогноз, прогнозировать, ожидать, ожидаться, близкий год, предстоящий"),
    (
        "hint",
        "rank",
        "лидер, лидировать, лидерство, крупный, десятка, рекорд, рекордный, первый место, топ",
    ),
    (
        "hint",
        "quantifier",
        "почти, большинство, половина, треть, вдвое, втрое, подавлять, заметный, резко, массовый",
    ),
    (
        "hint",
        "comparison",
        "баланс, сбалансированный, сбалансированность, равномерный, односторонний, уникальный, "
        "стагнация, основной, доминировать, доминирующий",
    ),
    (
        "hint",
        "cause",
        "причина, связать, сигнал, сигнализировать, свидетельствовать, объяснить, объяснять, благодаря",
    ),
)

RARE = 0.1  # a reading of a word that is less likely than this is not meant


@dataclass(frozen=True)
class Reading:
    """What a word can be: its dictionary forms, its part of speech, and whether it names people or
    a place.
    """

    forms: frozenset[str]
    part: str = ""
    people: bool = False
    place: bool = False


@dataclass(frozen=True)
class Word:
    """A word of the text, where it stands, and what it can be."""

    start: int
    end: int
    text: str
    reading: Reading


@dataclass(frozen=True)
class Cue:
    """Words of the vocabulary in the text: where they stand, which column they speak of, and what
    they say.
    """

    start: int
    end: int
    column: str
    value: str


@cache
def _analyzer():
    import pymorphy3  # the dictionaries take a moment

    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=50_000)
def read_word(text: str) -> Reading:
    """The dictionary forms of a word, ё written as е; the word itself is always among them."""
    plain = text.lower().replace("ё", "е")
    if len(text) > 40 or not re.search("[а-я]", plain):
        return Reading(frozenset([plain]))
    readings = _analyzer().parse(text)
    # Names of regions are not in the dictionary: 'Мангистауская' could be a verb, and is not.
    likely = [one for one in readings if one.score >= RARE or one.tag.POS == "ADJF"] or readings[:1]
    forms = frozenset([plain, *(one.normal_form.replace("ё", "е") for one in likely)])
    forms = forms.union(
        *(read_word(part).forms for part in re.split("[-‑]", plain) if part != plain)
    )
    tag = likely[0].tag
    return Reading(
        forms,
        str(tag.POS or ""),
        "NOUN" in tag and "anim" in tag,
        any("Geox" in o.tag for o in likely),
    )


def phrases(regions: dict[str, str]) -> dict[str, list[tuple[list[str], str, str]]]:
    """The vocabulary and the Russian names of the regions by their first word: all words, column
    and value.
    """
    months = get_month_names("wide", "stand-alone", locale="ru").values()
    rows = [*VOCABULARY, ("period", "other", ", ".join(months))]
    rows += [
        ("group", f"region {region}", _region_phrases(name)) for region, name in regions.items()
    ]
    index: dict[str, list] = {}
    for column, value, entries in rows:
        for words in filter(None, map(str.split, entries.split(", "))):
            index.setdefault(words[0], []).append((words, column, value))
    return index


def _region_phrases(name: str) -> str:
    """'Алматинская область' as the adjective that names it, 'область Абай' as it is, 'город Алматы'
    also bare.
    """
    words = name.lower().split()
    if words[-1] == "область":
        adjectives = [one for one in _analyzer().parse(words[0]) if one.tag.POS == "ADJF"]
        return adjectives[0].normal_form if adjectives else words[0]
    return " ".join(words) if words[0] == "область" else f"{' '.join(words)}, {words[-1]}"


def find_cues(words: list[Word], text: str, index: dict) -> list[Cue]:
    """Everything that the vocabulary says in the text; where phrases of one column overlap, the
    first and longest.
    """
    found: list[Cue] = []
    reach: dict[str, int] = {}  # by column, where its last phrase ends
    for number, word in enumerate(words):
        meant = {
            id(one): one for form in word.reading.forms for one in index.get(form, ())
        }.values()
        for phrase, column, value in sorted(meant, key=lambda one: -len(one[0])):
            here = words[number : number + len(phrase)]
            if word.start >= reach.get(column, 0) and _is_phrase(here, phrase, text):
                reach[column] = here[-1].end
                found.append(Cue(word.start, here[-1].end, column, value))
    return found


def _is_phrase(words: list[Word], phrase: list[str], text: str) -> bool:
    fits = len(words) == len(phrase) and all(
        p in w.reading.forms for w, p in zip(words, phrase, strict=True)
    )
    return fits and all(text[a.end : b.start].isspace() for a, b in pairwise(words))
