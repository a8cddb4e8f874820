"""Every sentence is used, stands in English and Russian with the same slots, and has all its number forms."""

import ast
import copy
import html
import json
import re
import string
from collections.abc import Iterator

import nbformat
import numpy as np
import pytest
from babel import Locale

from helpers import language, parameters, paths
from helpers.charts import chart_tables
from helpers.cleaning import names
from helpers.data import package
from helpers.editions import fingerprint
from helpers.files import read_rows
from helpers.findings.finding import ORDER
from helpers.language import formats, say
from helpers.parameters import LANGUAGES, Parameters
from helpers.reconciliation import criteria, reconcile, worded_corridors

TRANSLATED = [code for code in LANGUAGES if code != language.SOURCE]
WHOLE = [code for code in TRANSLATED if code not in language.PARTIAL]
# Sections of which the last part of an id is chosen at run time.
CHOSEN_BY_CODE = ("findings", "pages", "chart_texts", "sources")
CATEGORIES = {"zero", "one", "two", "few", "many"}  # of numbers (CLDR), besides 'other'


# --- what the files have ------------------------------------------------------------------------


def ids(code: str) -> dict:
    """The sentences of a language by id: a text, or a choice between texts."""
    content = {**language.sentences(code)}
    content.pop(language.WRITTEN_ELSEWHERE, None)
    return dict(below(content))


def below(part: dict, way: str = "") -> Iterator[tuple[str, str | dict]]:
    for name, entry in part.items():
        if isinstance(entry, dict) and language.BY not in entry:
            yield from below(entry, f"{way}{name}.")
        else:
            yield f"{way}{name}", entry


def texts(entry) -> list[str]:
    """Every text of a sentence."""
    if isinstance(entry, str):
        return [entry]
    return [text for key, part in entry.items() if key != language.BY for text in texts(part)]


def slots(entry) -> set[str]:
    parsed = [part for text in texts(entry) for part in string.Formatter().parse(text)]
    assert {form or "" for _text, _name, form, _turn in parsed} <= set(language.FORMS)
    return {name for _text, name, *_form in parsed if name}


def choices(entry) -> Iterator[dict]:
    """The choices of a sentence, those within others included."""
    if isinstance(entry, dict):
        yield entry
        for key, part in entry.items():
            if key != language.BY:
                yield from choices(part)


# --- what the code and the notebooks say --------------------------------------------------------


def calls(source: str, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (name, f"language.{name}"):
            yield node


def sources() -> Iterator[str]:
    """The code of the package and of the notebooks."""
    for path in sorted((paths.ROOT / "src").rglob("*.py")):
        yield path.read_text(encoding="utf-8")
    for notebook in notebooks():
        yield "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def notebooks() -> Iterator[nbformat.NotebookNode]:
    for path in sorted(paths.NOTEBOOKS.glob("0*.ipynb")):
        yield nbformat.read(path, as_version=4)


def said() -> set[str]:
    """The ids that the code says, each written out where it is said."""
    given = [call.args[0] for source in sources() for call in calls(source, "say")]
    return {argument.value for argument in given if isinstance(argument, ast.Constant)}


def written() -> set[str]:
    """Every string of the code and the templates: an id may stand in a table before it is said."""
    nodes = [node for source in sources() for node in ast.walk(ast.parse(source))]
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for path in paths.TEMPLATES.rglob("*.j2"):
        strings.update(re.findall(r"'([\w.]+)'", path.read_text(encoding="utf-8")))
    return strings | {row["heading"] for row in read_rows(chart_tables.READING)}


def sections_used() -> set[str]:
    """The sections that templates are given whole."""
    given = [call.args[0] for source in sources() for call in calls(source, "section")]
    return {argument.value for argument in given if isinstance(argument, ast.Constant)}


def used_words() -> set[str]:
    """The words of all templates, and of the code and tables that fill them."""
    files = [*paths.TEMPLATES.rglob("*.j2"), *(paths.ROOT / "src/helpers/editions").glob("*.csv")]
    files += [path for room in ("pages", "editions") for path in (paths.ROOT / "src/helpers" / room).rglob("*.py")]
    return {word for path in files for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


def statements(of_year: str) -> set[str]:
    """The claims in our words, who made them, and why a numeral is no claim, of the articles whose
    `reference_year` a query finds."""
    articles = package.read("articles").query(of_year)[["article_id", "publisher"]]
    claims, exclusions = (package.read(table).merge(articles) for table in ("claims", "exclusions"))
    others = claims.attributed_to[claims.attributed_to != claims.publisher]
    return {*claims.statement.dropna(), *others.dropna(), *exclusions.reason}


def written_elsewhere() -> set[str]:
    """What is in English in the notebooks and in the data of the years in data/processed: of
    another year's article one language is enough."""
    marked = [call.args[0] for source in sources() for call in calls(source, "_")]
    words = {argument.value for argument in marked if isinstance(argument, ast.Constant)}
    prose = {cell.source for notebook in notebooks() for cell in notebook.cells if cell.cell_type == "markdown"}
    notes = "; ".join(package.read("corridors").note.dropna())
    cautions = set(worded_corridors.LOWER_RANK.findall(notes))
    groups = worded_corridors.groups_counted(package.read("corridor_flows").note.dropna())
    published = [int(folder.name) for folder in paths.PROCESSED.glob("[0-9]*")]
    doubts = {doubt[part] for doubt in package.doubts() for part in ("what", "why")}
    return words | doubts | prose | cautions | set(groups) | statements(f"reference_year in {published}")


# --- used and complete --------------------------------------------------------------------------


def test_every_sentence_is_used_and_every_id_has_one():
    words, sections = used_words(), sections_used()
    known = {key for key in ids("en") if not key.startswith(CHOSEN_BY_CODE)}
    given = {key for key in known if key.rpartition(".")[0] in sections and key.rpartition(".")[2] in words}
    given |= {f"criteria.{criterion.name}" for criterion in criteria.CRITERIA}
    assert known - written() - given == set(), "in en.yml, but nothing says it"
    assert said() - set(ids("en")) == set(), "said, but not in en.yml"


def test_every_finding_of_the_file_is_made():
    wordings = {re.sub("^implied_.*", "implied", identifier) for identifier in ORDER.index}
    assert set(language.sentences("en")["findings"]) == wordings


def test_every_subtitle_and_source_of_a_chart_is_used():
    strings = written() | set(chart_tables.SOURCES.values())
    named = {key: key.rpartition(".")[2] for key in ids("en") if key.startswith(("chart_texts.", "sources."))}
    assert named and [key for key, name in named.items() if not {key, name} & strings] == []


def test_every_word_of_the_pages_is_used():
    words = used_words()
    last = {key: key.rpartition(".")[2] for key in ids("en") if key.startswith("pages.")}
    named = set(parameters.NAMES)
    assert [key for key, word in last.items() if word not in words | named] == []


@pytest.mark.parametrize("code", WHOLE)
def test_every_sentence_is_translated_and_none_is_left_over(code):
    english, translated = set(ids("en")), set(ids(code))
    assert english - translated == set(), f"in en.yml, but not in {code}.yml"
    assert translated - english == set(), f"in {code}.yml, but not in en.yml"
    empty = {key for key, entry in ids(code).items() if not all(texts(entry))}
    assert empty == {key for key, entry in ids("en").items() if not all(texts(entry))}


@pytest.mark.parametrize("code", WHOLE)
def test_what_is_written_elsewhere_is_translated_and_nothing_is_left_over(code):
    wanted, translated = written_elsewhere(), language.sentences(code)[language.WRITTEN_ELSEWHERE]
    assert wanted - set(translated) == set(), f"new or changed in English: add it to {code}.yml"
    left_over = set(translated) - wanted - statements("reference_year > 0")
    assert left_over == set(), f"no longer said: take it out of {code}.yml"


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_have_the_slots_of_the_english(code):
    english = ids("en")
    whole = code not in language.PARTIAL
    for key, entry in ids(code).items():
        unknown, left_out = slots(entry) - slots(english[key]), slots(english[key]) - slots(entry)
        assert not unknown and not (left_out and whole), f"{key} in {code}.yml"
    for message, words in language.sentences(code)[language.WRITTEN_ELSEWHERE].items():
        assert slots(words) == slots(message) or "\n" in message, message


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_that_counts_has_every_number_form(code):
    forms = {Locale.parse(code).plural_form(number) for number in range(200)}
    for key, entry in ids(code).items():
        for choice in choices(entry):
            if CATEGORIES & choice.keys():
                assert set(choice) == forms | {language.BY}, f"{key} in {code}.yml"


def test_every_russian_number_form_has_its_number():
    for key, entry in ids("ru").items():
        for choice in choices(entry):
            if CATEGORIES & choice.keys():
                assert all(choice[language.BY] in slots(text) for text in texts(choice)), key


def test_the_slots_that_a_call_gives_are_those_of_the_sentence():
    """Only of calls that name every slot; the others are tested where their sentences are."""
    english = ids("en")
    for source in sources():
        for call in calls(source, "say"):
            if isinstance(call.args[0], ast.Constant) and all(word.arg for word in call.keywords):
                entry = english[call.args[0].value]
                choosing = {choice[language.BY] for choice in choices(entry)}
                assert {word.arg for word in call.keywords} <= slots(entry) | choosing | {"name", "flow"}


# --- planted faults ------------------------------------------------------------------------------


def planted(monkeypatch, code: str, identifier: str, entry: str | None) -> None:
    """A sentence put into the file of a language, or taken out of it."""
    content = copy.deepcopy(language.sentences(code))
    *way, last = identifier.split(".")
    part = content
    for name in way:
        part = part[name]
    part[last] = entry
    if entry is None:
        del part[last]
    whole = language.sentences
    monkeypatch.setattr(language, "sentences", lambda other: content if other == code else whole(other))


def used():
    test_every_sentence_is_used_and_every_id_has_one()


def translated():
    test_every_sentence_is_translated_and_none_is_left_over("ru")


@pytest.mark.parametrize(
    ("code", "identifier", "entry", "test", "message"),
    [
        ("en", "charts.never_said", "Nobody says this", used, r"nothing says it(?s:.)*charts\.never_said"),
        ("en", "charts.source", None, used, r"said, but not in en\.yml(?s:.)*charts\.source"),
        ("ru", "findings.departures.fell.text", None, translated, r"not in ru.yml(?s:.)*findings\.departures\.fell"),
        ("ru", "charts.source", None, translated, r"but not in ru.yml(?s:.)*charts\.source"),
        ("ru", "pages.cite", None, translated, r"but not in ru.yml(?s:.)*pages\.cite"),
        ("ru", "charts.left_over", "Лишнее", translated, r"but not in en\.yml(?s:.)*charts\.left_over"),
        ("ru", "charts.source", "Источник: {sauce}", lambda: test_translations_have_the_slots_of_the_english("ru"),
         r"charts\.source in ru\.yml"),
        ("ru", "numbers.months.few", None, lambda: test_a_text_that_counts_has_every_number_form("ru"),
         r"numbers\.months in ru\.yml"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_noticed(monkeypatch, code, identifier, entry, test, message):
    planted(monkeypatch, code, identifier, entry)
    with pytest.raises(AssertionError, match=message):
        test()


@pytest.mark.parametrize(("changed", "message"), [(True, "add it to ru.yml.*that nobody"), (False, "no longer said")])
def test_a_statement_that_is_changed_or_no_longer_made_is_noticed(monkeypatch, changed, message):
    claims = package.read("claims")
    if changed:
        claims.loc[claims.index[0], "statement"] = "A statement that nobody translated."
    else:
        claims = claims[claims.article_id != claims.article_id.iloc[0]]
    read = package.read
    monkeypatch.setattr(package, "read", lambda name: claims if name == "claims" else read(name))
    with pytest.raises(AssertionError, match=f"(?s){message}"):
        test_what_is_written_elsewhere_is_translated_and_nothing_is_left_over("ru")


# --- how a sentence is said ----------------------------------------------------------------------


def test_numbers_choose_the_form():
    english = [language.say("numbers.months", n=count) for count in (np.int64(1), 2)]
    assert english == ["1 month", "2 months"], "English is spoken unless told otherwise"
    with language.speaking("ru"):
        russian = [language.say("numbers.months", n=count) for count in (1, 3, 11, 21)]
        unknown = language._("A statement that nobody translated in {year}", year=2031)
    assert russian == ["1\xa0месяц", "3\xa0месяца", "11\xa0месяцев", "21\xa0месяц"]
    assert unknown == "A statement that nobody translated in 2031"


def test_a_value_chooses_the_text_else_the_last_one_does():
    assert language.spoken() == "en" and language.say("numbers.range", low=1, high=2) == "1 to 2"
    assert language.say("charts.source", source="{year} {") == "Source: {year} {", "a slot's text is no slot"
    slots = {"percent": "5%", "new": "2", "old": "1"}
    said = [language.say("verdicts.moved", of="none", way=way, **slots) for way in ("rose", "fell")]
    assert said == ["rose by 5% (2 after 1)", "fell by 5% (2 after 1)"]
    assert language.say("verdicts.group", of="usa", name="USA") == "the United States"
    assert language.say("verdicts.group", of="german", name="Germans") == "Germans"
    printed = [language.say("numbers.scaled", power=power, number="7.6") for power in (0, 3)]
    assert printed == ["7.6", "7.6 thousand"]


@pytest.mark.parametrize(
    ("identifier", "slots", "problem"),
    [
        ("charts.nowhere", {}, r"en\.yml has no sentence 'charts\.nowhere'"),
        ("charts.nowhere.either", {}, r"en\.yml has no sentence"),
        ("charts.source", {}, r"'charts\.source' in en\.yml needs the slot 'source'"),
        ("verdicts.a_change", {"percent": 1}, "needs the slot 'way'"),
        ("verdicts.a_change", {"way": "sideways"}, r"has no sentence 'verdicts\.a_change' for \{'way': 'sideways'\}"),
    ],
)
def test_what_cannot_be_said_says_why(identifier, slots, problem):
    with pytest.raises(KeyError, match=problem):
        language.say(identifier, **slots)


def test_the_russian_page_on_provenance_explains_in_russian(editions):
    """Every explanation of a test: the tidy table beside it stays English."""
    run = parameters.check(language="ru")
    page = html.unescape((editions / run.folder / paths.PROVENANCE_PAGE).read_text("utf-8"))
    tests = reconcile(run)
    assert not [words for words in tests.explanation[tests.test != "overall"] if words not in page]


# --- Kazakh: names and labels --------------------------------------------------------------------

IN_LATIN = {"ETS", "ARIMA(0,1,1)"}  # names of methods that are the same everywhere


def test_every_name_and_heading_stands_in_each_language_and_kazakh_has_no_id_of_its_own():
    for rows in (names.called("names"), names.called("headings")):
        assert [identifier for identifier, row in rows.items() if not all(row[code] for code in LANGUAGES)] == []
    assert set(ids("kk")) <= set(ids("en"))


def test_every_name_is_kazakh():
    regions = set(package.read("kz_region_names").region)
    with language.speaking("kk"):
        words = {key: names.name(key) for key in {*names.called("names"), *regions}}
    assert {name for name in words.values() if not re.search("[а-яәғқңөұүһі]", name)} == IN_LATIN
    assert words["kazakh"] == "қазақтар" and words["net"] == "көші-қон айырымы" and words["holds"] == "расталды"
    assert words["almaty_city"] == "Алматы қаласы" and words["almaty_region"] == "Алматы облысы"


def test_what_is_not_translated_stays_english_with_numbers_as_kazakh_writes_them():
    with language.speaking("kk"):
        numbers = formats.people(7608), formats.rough(7608), formats.percent(-40.249)
        assert numbers == ("7\xa0608", "7,6 thousand", "−40,2%")
        assert formats.axis_number(1234.5) == "1\xa0234,5"
        assert (say("numbers.months", n=1), say("numbers.months", n=9)) == ("1 month", "9 months")
        assert (names.country("RUS"), formats.listing(["a", "b", "c"])) == ("Russia", "a, b and c")
        assert language.section("provenance") == language.section("provenance", "en")


def test_a_partial_translation_says_so():
    partial = [code for code in LANGUAGES if language.of_sentences(code) != code]
    assert partial == list(language.PARTIAL) == ["kk"]
    assert "ағылшын" in language.section("pages", "kk")["untranslated"]


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_words_of_the_pages_have_the_shape_of_the_english(code):
    assert shape(language.section("pages", code)) == shape(language.section("pages", "en"))


def shape(words):
    return {key: shape(word) for key, word in words.items()} if isinstance(words, dict) else slots(words)


# --- the same edition in other languages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "standing", "others"),
    [
        ("en", "en", None),
        ("en", "en kk", {"kk": "2024-kk"}),
        ("kk", "en ru kk", {"en": "2024", "ru": "2024-ru"}),
        ("ru", "kk", {"kk": "2024-kk"}),
    ],
)
def test_editions_in_other_languages_are_known_in_their_order(tmp_path, mine, standing, others):
    for code in standing.split():
        place = tmp_path / Parameters(2024, language=code).folder
        place.mkdir()
        whole = {"status": "complete", "inputs": {}, "outputs": {}, "written": {}, "durations": {}}
        (place / paths.RECORD).write_text(json.dumps(whole))
    run = Parameters(2024, language=mine)
    found = fingerprint.neighbours(run, tmp_path / run.folder)
    assert found["other_languages"] == others
    beside = fingerprint.neighbours(run, tmp_path / "elsewhere")["other_languages"] or {}
    assert beside.keys() == set(standing.split()) - {mine}
