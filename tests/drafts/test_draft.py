"""Drafting a new article: made-up texts with the rows that they should give, hostile texts, and what is refused."""

import csv
import json
import re
import shutil
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import paths, printed
from helpers.data import descriptor, records, validation
from helpers.drafts import draft as drafting
from helpers.drafts import numerals
from helpers.language import vocabulary
from helpers.parameters import ParameterError

RAW = paths.ROOT / "data" / "raw"
# An article may have 100,000 characters and take ten seconds: a third shows what takes more than its share.
LENGTH, STEEPEST = 33_000, 9  # characters; the most times as long that a text may take as its first quarter
HERE = Path(__file__).parent
# A made-up article: another year, other regions, groups and numbers than the articles of the package.
ARTICLE = (HERE / "made_up.txt").read_text(encoding="utf-8")


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a table beside the tests; '-' is a cell that rightly stays blank."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def regions() -> dict[str, str]:
    return {row["region"]: row["name_ru"] for row in descriptor.table(RAW, "kz_region_names").rows}


@pytest.fixture(scope="module")
def draft(regions):
    """A function that drafts a text about 2031."""
    return lambda text, year=2031: drafting.draft(text, "made-up_2031", year, regions)


def given_text(name: str) -> str:
    """The text of a real article; without it the test is skipped aloud."""
    path = (paths.named_folder(paths.TEXTS_VARIABLE) or Path("nowhere")) / f"{name}.txt"
    if not path.is_file():
        pytest.skip(f"no text of {name}: set {paths.TEXTS_VARIABLE}")
    return drafting.read_text(path)


def figures(made) -> list[dict]:
    return [claim for claim in made.claims if claim.get("value")]


def guessed(claim: dict) -> str:
    return " ".join(claim.get(column) or "-" for column in ("flow", "dimension", "category"))


def transcribed(name: str, article: str) -> list[dict]:
    with (RAW / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["article_id"] == article]


# What is found in a text


def test_claims_of_a_made_up_article_are_read_placed_and_guessed(draft):
    for claim, row in zip(figures(draft(ARTICLE)), rows_of("made_up.csv"), strict=True):
        assert ARTICLE[int(claim["start"]) : int(claim["end"])] == row["quote"]
        read = {column: claim[column] for column in ("quote", "value", "unit_mult", "unit_measure")}
        assert read | {"groups": guessed(claim)} == row


def test_periods_of_a_made_up_article(draft):
    periods = [(claim["time_period"], claim["base_period"]) for claim in figures(draft(ARTICLE))]
    assert periods[1] == ("2031", "2030") and periods[3] == ("2030", "")
    assert {period for number, (period, _) in enumerate(periods) if number != 3} == {"2031"}


def test_exclusions_of_a_made_up_article_have_their_reasons(draft):
    reasons = {(row["quote"], row["reason"]) for row in draft(ARTICLE).exclusions}
    assert reasons == {
        ("14", "day of a date in words"),
        ("2032", "year of a date in words"),
        ("09", "hour of a clock time"),
        ("05", "minute of a clock time"),
        ("16", "age mark"),
        ("1", "page counter (views, comments)"),
        ("204", "page counter (views, comments)"),
        ("2031", "year name: the year reported"),
        ("2030", "year name: the year before"),
        ("4,2", "check: a sum of money"),
        ("5", "check: a length of time or an age"),
        ("11", "check: a number of places"),
    }


@pytest.mark.parametrize("row", rows_of("drafts.csv"))
def test_figures_of_every_kind_have_the_cells_that_their_words_give(draft, row):
    """'QUOTE = VALUEeUNIT_MULT' and the other cells; behind '?' the columns that are asked about."""
    columns = ("kind", "unit_measure", "bound", "flow", "dimension", "category", "time_period", "base_period")
    rows = []
    for claim in figures(draft(row["text"] + "\n")):
        asked = sorted(set(re.findall(r"(?:check:|;) (\w+):", claim["note"])))
        cells = [claim[column] or "-" for column in columns] + [f"?{','.join(asked)}"] * bool(asked)
        rows.append(f"{claim['quote']} = {claim['value']}e{claim['unit_mult']} {' '.join(cells)}")
    assert rows == row["rows"].splitlines()


def test_the_table_of_measurements_counts_the_made_up_texts():
    """texts, rows, asked; a row that is wrong without a question fails the test above."""
    counts = {}
    for row in rows_of("drafts.csv"):
        figures = row["rows"].splitlines()
        asked = sum(" ?" in figure for figure in figures)
        language = numerals.language_of(row["text"])
        whole = counts.get(language, (0, 0, 0))
        counts[language] = tuple(map(sum, zip(whole, (1, len(figures), asked), strict=True)))
    told = (paths.ROOT / "docs" / "measurements.md").read_text(encoding="utf-8")
    for language, name in (("ru", "Russian"), ("kk", "Kazakh"), ("en", "English")):
        texts, rows, asked = counts[language]
        assert f"| made up, {name} | {texts} | {rows} | {rows - asked} | {asked} | 0 |" in told, counts


def test_worded_claims_follow_with_a_kind_a_statement_and_a_question(draft):
    text = "В 2031 году больше всего людей выбыло из Карагандинской области. Меньше всего — из Кызылординской. "
    text += "Чаще всего уезжали в Россию. Впервые с 2011 года сальдо положительное. Число выбывших снижается третий "
    text += "год подряд. Наибольшее число прибывших — в Алматы. Выбыло вдвое меньше. Уехал каждый третий.\nОтток растёт"
    made = draft(text).claims
    kinds = [(claim["kind"], claim["quote"].split()[0], claim["category"]) for claim in made]
    assert kinds == [
        ("rank", "больше", "karaganda_region"), ("rank", "Меньше", "kyzylorda_region"), ("rank", "Чаще", "russia"),
        ("rank", "Впервые", ""), ("rank", "подряд", ""), ("rank", "Наибольшее", "almaty_city"),
        ("quantifier", "вдвое", ""), ("quantifier", "каждый", ""), ("direction", "растёт", "total"),
    ]  # fmt: skip
    assert all("statement:" in claim["note"] and claim["quote"] in claim["statement"] for claim in made)
    assert {claim["time_period"] for claim in made} == {"2031"}


@pytest.mark.parametrize(
    ("text", "quote", "periods"),
    [
        ("В 2031 году выехали 8 тыс. человек — втрое меньше, чем в 2028-м.", "втрое", ("2031", "2028", "")),
        ("In 2031 the balance was 5,100, and it peaked at 33,000 in 2026.", "peak", ("2031", "", "time_period")),
    ],
)
def test_a_claim_in_words_is_of_the_years_that_its_sentence_names(draft, text, quote, periods):
    (claim,) = (claim for claim in draft(text + "\n").claims if claim["quote"].startswith(quote))
    period, base, asked = periods
    assert (claim["time_period"], claim["base_period"]) == (period, base) and asked in claim["note"]


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_a_dash_before_a_figure_is_no_minus_sign(draft, dash):
    (claim,) = draft(f"Выбыли из страны {dash} 5 281 человек.\n").claims
    assert (claim["quote"], claim["value"], claim["flow"], claim["note"]) == ("5 281", "5281", "departures", "")
    (claim,) = draft(f"Сальдо миграции {dash} 5 057 человек.\n").claims
    assert (claim["value"], claim["flow"]) == ("5057", "net") and "minus sign?" in claim["note"]


@pytest.mark.parametrize(
    ("text", "language"), [("да ab", "ru"), ("да abc", "en"), ("қала", "kk"), ("2031: —", ""), ("ελ", "")]
)
def test_the_language_is_that_of_most_letters(text, language):
    assert numerals.language_of(text) == language


def test_every_case_of_every_region_is_known(draft, regions):
    morphology = vocabulary._analyzer()
    for region, name in regions.items():
        for case in ("nomn", "gent", "datv", "accs", "ablt", "loct"):
            words = []
            for word in name.split():
                readings = [r for r in morphology.parse(word) if "ADJF" in r.tag or word in ("область", "город")]
                inflected = readings[0].inflect({case}).word if readings else word
                words.append(inflected.capitalize() if word[0].isupper() else inflected)
            (claim,) = draft(f"Прибыли в {' '.join(words)} 5 тыс. человек.\n").claims
            assert guessed(claim) == f"arrivals region {region}", words


SIDEBAR = "Погода\nВ горах ждут снег и ветер до 20 м\nМРП 2032\nНазван новый размер пособий в стране\n"


def test_headlines_at_the_foot_are_excluded_and_a_table_is_not(draft):
    made = draft("Прибыли 5 тыс. человек.\n" + SIDEBAR * 3)
    assert len(made.claims) == 1
    assert {row["reason"] for row in made.exclusions} == {"sidebar of unrelated headlines"}
    assert any("sidebar" in question for question in made.questions)
    table = "\n".join(f"Выехали в {place}\n{number}" for number, place in enumerate(["Россию", "Польшу"] * 4, 500))
    assert len(draft(f"Прибыли 5 тыс. человек.\n{table}\n").claims) == 9


def test_a_year_that_the_text_does_not_speak_of_is_doubted(draft):
    made = draft("В 2031 году прибыли 5 тыс. человек.\n\nУехали 3 тыс. человек.\n", year=2032)
    assert made.questions == ["The text names 2031 more often than 2032: is --year the year that it reports?"]
    assert [claim.get("time_period") for claim in made.claims] == ["2031", "2031"]
    assert draft("В 2031 году прибыли 5 тыс. человек.\n").questions == []


def test_a_year_that_the_text_reports_is_kept_though_another_is_named_more_often(draft):
    made = draft("В 2031 году прибыли 5.\n\nУехали 3, на 8% больше, чем в 2030 году.\n\nК 2032, в 2032 ждут 6.\n")
    assert len(made.questions) == 1 and "2032 more often than 2031" in made.questions[0]
    periods = [(claim["time_period"], claim["base_period"]) for claim in made.claims]
    assert periods == [("2031", ""), ("2031", ""), ("2031", "2030"), ("2032", "")]


def test_a_year_that_is_not_in_the_text_is_refused_with_what_is(tmp_path, capsys):
    path = tmp_path / "article.txt"
    path.write_text("10 февраля 2027 года\n\nВ 2025 и 2026 годах уехали 5 тыс., в 2026 году 3 тыс. человек.\n")
    for year in (2062, 2023, 2028):
        with pytest.raises(ParameterError, match=f"it names 2026, 2027, 2025, not {year}"):
            drafting.main(path, "made-up", year)
    for year in (2024, 2025, 2026, 2027):  # an article of 2025 on 'last year'
        assert drafting.main(path, "made-up", year) == 0
    for text in (
        "Уехали 5 тыс. человек.\n",
        "В первом квартале текущего года уехали 5. Больше было лишь в 2014 году.\n",
    ):
        path.write_text(text)
        assert drafting.main(path, "made-up", 2062) == 0
    assert "does not name 2062" in capsys.readouterr().out


def test_a_year_that_has_not_ended_is_asked_about_first(tmp_path, capsys):
    path, present = tmp_path / "article.txt", drafting.date.today().year
    for year, asked in ((present, False), (present + 1, True)):
        path.write_text(f"В {year} году уедут 5 тыс. человек.\n")
        drafting.main(path, "made-up", year)
        told = capsys.readouterr().out
        assert told.startswith(f"--year {year} lies after the present year {present}: ") == asked


# The real articles, whose texts are not published


def test_the_lada_article_is_drafted_as_it_was_transcribed(draft):
    made = draft(given_text("lada_2026-02-09"), year=2025)
    claims = [row for row in transcribed("claims.csv", "lada_2026-02-09") if row["value"]]
    columns = ("kind", "quote", "start", "end", "section", "value", "unit_mult", "decimals", "unit_measure")
    columns += ("bound", "time_period", "base_period")
    assert [[row[c] for c in columns] for row in figures(made)] == [[row[c] for c in columns] for row in claims]
    pairs = list(zip(figures(made), claims, strict=True))
    assert [mine for mine, theirs in pairs if guessed(mine) != guessed(theirs)] == []
    assert len(pairs) == 32 and sum(bool(mine["note"]) for mine, _ in pairs) <= 1


@pytest.mark.parametrize("name", ["lada_2026-02-09", "caravan_iom"])
def test_the_other_numerals_of_the_articles_are_excluded_with_a_reason(draft, name):
    made = draft(given_text(name), year=2025)
    wanted = transcribed("exclusions.csv", name)
    assert [(row["start"], row["end"], row["quote"]) for row in made.exclusions] == [
        (row["start"], row["end"], row["quote"]) for row in wanted
    ]
    for mine, theirs in zip(made.exclusions, wanted, strict=True):
        kind = theirs["reason"].split()[0].replace("comment", "page").replace("view", "page")
        assert mine["reason"].startswith(kind), (mine, theirs)
    (article,) = transcribed("articles.csv", name)
    same = ("language", "sha256", "length", "numerals", "numerals_sha256")
    assert [made.article[column] for column in same] == [article[column] for column in same]


# The vocabulary


def test_groups_of_the_vocabulary_are_those_of_the_breakdowns(regions):
    rows = descriptor.table(RAW, "kz_breakdowns").rows
    known = {f"{row['dimension']} {row['category']}" for row in rows}
    known |= {f"region {region}" for region in regions} | {"age ", "education ", "specialty ", "ethnicity "}
    assert {value for _, column, value, _ in vocabulary.vocabulary() if column == "group"} <= known


def test_words_of_the_vocabulary_are_dictionary_forms():
    as_printed = {
        "старше",
        "младше",
        "моложе",
        "их",
        "убыло",
        "убывший",
        "выехавший",
        "больше",
        "меньше",
        "ниже",
        "выше",
        "тенге",
        "раньше",
        "views",
        "comments",
    }
    for language, _, value, entries in vocabulary.vocabulary():
        if language != "ru" or value.startswith("region"):
            continue  # Kazakh names, which no Russian dictionary has: they count as printed
        for word in entries.replace(",", "").split():
            forms = {reading.normal_form.replace("ё", "е") for reading in vocabulary._analyzer().parse(word)}
            assert word in forms | as_printed, word


# Hostile texts


HOSTILE = {
    "only digits": ("1 2 ", ""),
    "words of digits": ("5 тыс. ", ""),
    "numerals before a word": ("00000 ", "x"),
    "hyphens": ("а-", ""),
    "minus signs": ("-9", ""),
    "dots": (".", "5"),
    "bullets": ("• 5\n", ""),
    "one long word": ("а", " 5"),
    "blank lines": ("\n", "5"),
    "no digits": ("Ни одной цифры. ", ""),
    "mixed scripts": ("Прибыли ٢٣ и 5 тыс. 人 \u202e 7,5%\u202c \u0000\u0007 а́ \ufeff ½ 10⁶ ", ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_takes_no_longer_than_its_length(draft, name):
    part, end = HOSTILE[name]
    seconds = []
    for length in (LENGTH // 4, LENGTH):
        text = unicodedata.normalize("NFC", part * (length // len(part)) + end)
        begun = time.process_time()
        made = draft(text)
        seconds.append(time.process_time() - begun)
        accounted_for(text, made)
    assert seconds[1] < STEEPEST * (seconds[0] + 0.05), "it takes longer than its length allows"


def accounted_for(text: str, made: drafting.Draft) -> None:
    """Every numeral stands in exactly one row, at its place."""
    found = []
    for row in [*made.claims, *made.exclusions]:
        start = int(row["start"])
        assert text[start : int(row["end"])] == row["quote"]
        found += [(start + a, start + b) for a, b in printed.find_numerals(row["quote"])]
    assert sorted(found) == printed.find_numerals(text)


WORDS = """5 7,6 2031 2030 1 204 тыс. млн % + - – — ( ) , . : ; • и против прибыли уехали на до с русских Алматы году
раза человек область 18+ 09.02.2032 10:45 сальдо внутренняя миграция из них \u202e x"""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*WORDS.split(), "\n", "\u00a0"]), max_size=40).map(" ".join))
def test_no_numeral_is_left_behind(text):
    accounted_for(text, drafting.draft(text, "made-up", 2031, {"almaty_region": "Алматинская область"}))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_drafted(text):
    text = unicodedata.normalize("NFC", text)
    accounted_for(text, drafting.draft(text, "made-up", 2031, {}))


# What is refused


@pytest.mark.parametrize(
    "content, told",
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        ("Прибыли 5 тыс.".encode("cp1251"), "is not UTF-8 (byte 0)"),
        (b"7" * 1_000_000, "has 1000000 characters"),
        (b"7" * 90_000, "a numeral of 90000 characters"),
        (b"7" * 5_000_000, "has more than 4000000 bytes"),
    ],
)
def test_texts_that_cannot_be_drafted_are_refused_in_one_line(tmp_path, content, told):
    path = tmp_path / "article.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ParameterError) as refusal:
        drafting.main(path, "made-up_2031", 2031)
    assert told in str(refusal.value) and str(path) in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_folder_is_no_text_and_a_device_is_not_read_to_its_end(tmp_path):
    with pytest.raises(ParameterError, match="cannot be read"):
        drafting.main(tmp_path, "made-up_2031", 2031)
    if not Path("/dev/zero").exists():
        pytest.skip("no such device on this system")
    with pytest.raises(ParameterError, match="has more than"):
        drafting.main(Path("/dev/zero"), "made-up_2031", 2031)


def test_regions_without_a_name_are_passed_over(package):
    path = package / "raw" / "geo" / "kz_region_names.csv"
    for name in re.findall("[А-я]+ [А-я]+", text := path.read_text(encoding="utf-8")):
        text = text.replace(name, chr(0xA0), 1)
    path.write_text(text, encoding="utf-8")
    write_draft(package)
    assert vocabulary.russian({"x": "город, , Алматы"})["алматы"]


WITHOUT_YEAR = {"schema": {"fields": [{"name": "article_id", "type": "string"}]}}


@pytest.mark.parametrize(
    "change", [{"schema": {"fields": [{}]}}, {"schema": None}, {"name": None}, {"path": "../x"}, WITHOUT_YEAR]
)
def test_a_package_that_is_described_wrongly_is_refused(package, change):
    path = package / "raw" / "datapackage.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["resources"][0] |= change
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ParameterError, match="run validate says"):
        write_draft(package)


@pytest.mark.parametrize(
    "name", ["../made-up", "drafts/x", "Made-Up", "made up", "made.up", "", "статья", "a" * 101, "/x", "-", "-x"]
)
def test_ids_that_are_none_are_refused(name):
    with pytest.raises(ParameterError, match="--id must be"):
        drafting.check_id(name, RAW)


def test_an_id_that_is_taken_and_a_folder_without_a_package_are_refused(tmp_path):
    with pytest.raises(ParameterError, match=r"stands in articles\.csv already"):
        drafting.check_id("caravan_iom", RAW)
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    with pytest.raises(ParameterError, match="run validate says"):
        drafting.main(tmp_path / "article.txt", "made-up_2031", 2031, raw=tmp_path)


@pytest.mark.parametrize("year", [31, 1890, 2131, 20310, "2031", "soon", 2031.0, True, None])
def test_years_that_are_none_are_refused(year):
    with pytest.raises(ParameterError, match="--year must be"):
        drafting.check_year(year)


# From the draft to the package


@pytest.fixture
def package(tmp_path) -> Path:
    """A copy of the data package, and the made-up article in a folder of texts beside it."""
    shutil.copytree(RAW, tmp_path / "raw", ignore=shutil.ignore_patterns("drafts"))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "made-up_2031.txt").write_bytes(ARTICLE.encode())
    return tmp_path


def write_draft(package: Path) -> None:
    text = package / "texts" / "made-up_2031.txt"
    assert drafting.main(text, "made-up_2031", 2031, keep=True, raw=package / "raw") == 0


def test_the_draft_is_printed_and_written_beside_the_claims(package, capsys):
    before = {path: path.read_bytes() for path in (package / "raw").rglob("*") if path.is_file()}
    write_draft(package)
    told = capsys.readouterr().out
    for table in drafting.TABLES:
        content = (package / "raw" / "drafts" / f"made-up_2031.{table}.csv").read_text(encoding="utf-8")
        assert content in told
        assert content.splitlines()[0] == before[package / "raw" / f"{table}.csv"].decode().splitlines()[0]
    assert {path: path.read_bytes() for path in before} == before
    assert "Unsure of" in told and "made-up_2031-20" in told and "forecast" in told


def test_a_draft_that_exists_is_not_touched(package):
    drafts = package / "raw" / "drafts"
    drafts.mkdir()
    (drafts / "made-up_2031.claims.csv").write_text("mine")
    with pytest.raises(ParameterError, match="exists already"):
        write_draft(package)
    assert [path.name for path in drafts.iterdir()] == ["made-up_2031.claims.csv"]
    assert (drafts / "made-up_2031.claims.csv").read_text() == "mine"


def completed(draft: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """What an analyst does: fill the blanks, settle the checks, and exclude the group that the breakdowns lack."""
    draft["articles"][0] |= {"publisher": "Made-up.kz", "published": "2032-02-14"}
    lost = [claim for claim in draft["claims"] if not claim["dimension"] or not claim["value"]]
    for claim in filter(lambda claim: claim["value"], lost):
        place = {key: claim[key] for key in ("article_id", "start", "end", "quote")}
        draft["exclusions"].append(place | {"reason": "a group that the breakdowns do not have"})
    draft["claims"] = [claim for claim in draft["claims"] if claim not in lost]
    for number, claim in enumerate(draft["claims"], 1):
        claim |= {"claim_id": f"made-up_2031-{number:02d}", "note": "", "attributed_to": "Made-up.kz"}
        claim["statement"] = f"{claim['flow']}, {claim['category']}: {claim['quote']}."
    for exclusion in draft["exclusions"]:
        exclusion["reason"] = exclusion["reason"].removeprefix("check: ")
    return draft


def pasted(package: Path, change) -> Path:
    """The package with the draft, changed or not, pasted into its tables, and sealed."""
    write_draft(package)
    raw, draft = package / "raw", {}
    for table in drafting.TABLES:
        with (raw / "drafts" / f"made-up_2031.{table}.csv").open(encoding="utf-8", newline="") as file:
            draft[table] = list(csv.DictReader(file))
    for table, rows in change(draft).items():
        with (raw / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, list(rows[0]), lineterminator="\n").writerows(rows)
    validation.seal(raw)
    return raw


def test_a_completed_draft_passes_validate(package):
    raw = pasted(package, completed)
    assert [str(fault) for fault in validation.validate(raw, package / "texts")] == []
    (coverage,) = [row for row in validation.coverage(raw) if row["article_id"] == "made-up_2031"]
    assert coverage["claimed"] + coverage["excluded"] == coverage["numerals"]


def test_an_uncompleted_draft_does_not_pass(package):
    faults = validation.validate(pasted(package, lambda draft: draft))
    asked = {fault.column for fault in faults if fault.expected == "no question left by the draft"}
    assert asked == {"note", "reason"}
    blank = {fault.column for fault in faults if fault.found == "nothing"}
    assert blank == {"publisher", "dimension", "category", "attributed_to", "statement"}


def test_an_unreadable_table_is_refused(package):
    (package / "raw" / "articles.csv").write_bytes(b"")
    with pytest.raises(ParameterError, match="has no rows"):
        drafting.check_id("made-up_2031", package / "raw")
    assert records.read_table(package / "raw", descriptor.table_entry(package / "raw", "articles"))[0].rows == []
