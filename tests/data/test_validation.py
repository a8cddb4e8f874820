"""The checks of the data package: one damage at a time, random damage, positions in texts, and the package itself."""

import csv
import io
import json
import os
import random
import re
import shutil
import unicodedata
from pathlib import Path

import pytest

from helpers import files, findings, paths, printed
from helpers.data import claim_rules, validation
from helpers.data import package as data_package
from helpers.data.records import Fault, PackageError

RAW = paths.ROOT / "data" / "raw"
# The package that is damaged holds the first rows of these: long, and checked row by row.
LONG = ("series/corridors.csv", "series/corridor_flows.csv", "series/kaz_netmigration_intl.csv")
REGIONS = "geo/kz_regions.geojson"
ROWS_KEPT = 60


class Copy:
    """A copy of the data package that a test may damage. Lines are counted from 1, as in a text editor."""

    def __init__(self, folder: Path):
        self.folder = folder

    def text(self, file: str) -> str:
        return (self.folder / file).read_bytes().decode("utf-8")

    def write(self, file: str, content: str | bytes) -> None:
        data = content.encode("utf-8") if isinstance(content, str) else content
        (self.folder / file).write_bytes(data)

    def replace(self, file: str, old: str, new: str) -> None:
        assert old in self.text(file), f"{old!r} is not in {file}"
        self.write(file, self.text(file).replace(old, new, 1))

    def lines(self, file: str) -> list[str]:
        return self.text(file).splitlines()

    def header(self, file: str) -> list[str]:
        return self.lines(file)[0].split(",")

    def find(self, file: str, **cells: str) -> int:
        """The line of the first record with these cells; a value that ends in * names the beginning of the cell."""
        for line, record in enumerate(csv.DictReader(io.StringIO(self.text(file), newline="")), 2):
            if all(_fits(record[column], value) for column, value in cells.items()):
                return line
        raise AssertionError(f"{file} has no row with {cells}")

    def cell(self, file: str, line: int, column: str) -> str:
        return next(csv.reader([self.lines(file)[line - 1]]))[self.header(file).index(column)]

    def set(self, file: str, line: int, column: str, value: str) -> None:
        lines = self.lines(file)
        record = next(csv.reader([lines[line - 1]]))
        record[self.header(file).index(column)] = value
        lines[line - 1] = _as_line(record)
        self.write(file, "\n".join(lines) + "\n")

    def delete(self, file: str, line: int) -> str:
        lines = self.lines(file)
        removed = lines.pop(line - 1)
        self.write(file, "\n".join(lines) + "\n")
        return removed

    def insert(self, file: str, line: int, content: str) -> None:
        lines = self.lines(file)
        lines.insert(line - 1, content)
        self.write(file, "\n".join(lines) + "\n")

    def descriptor(self, change) -> None:
        """Change the descriptor as a dictionary."""
        content = json.loads(self.text("datapackage.json"))
        change(content)
        self.write("datapackage.json", json.dumps(content))

    def seal(self) -> None:
        validation.seal(self.folder)


def _fits(cell: str, value: str) -> bool:
    return cell.startswith(value[:-1]) if value.endswith("*") else cell == value


def _as_line(record: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(record)
    return line.getvalue()


def shortened(folder: Path) -> None:
    """Keep the first rows of the long tables, and a triangle of each boundary."""
    copy = Copy(folder)
    boundaries = json.loads(copy.text(REGIONS))
    for feature in boundaries["features"]:
        feature["geometry"] = {"type": "Polygon", "coordinates": [[[60, 50], [61, 50], [60, 51], [60, 50]]]}
    copy.write(REGIONS, json.dumps(boundaries))
    for file in LONG:
        copy.write(file, "\n".join(copy.lines(file)[: ROWS_KEPT + 1]) + "\n")
    copy.seal()


@pytest.fixture(scope="module")
def short_package(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("short") / "raw"
    shutil.copytree(RAW, folder)
    shortened(folder)
    return folder


@pytest.fixture
def package(short_package, tmp_path) -> Copy:
    shutil.copytree(short_package, tmp_path / "raw")
    return Copy(tmp_path / "raw")


def named(faults: list[Fault], file: str, row: int | str, column: str, expected: str) -> list[Fault]:
    """The faults whose printed line names file, row and column, and says what was expected."""
    place = ", ".join([file, *([f"row {row}"] if row else []), *([f"column {column}"] if column else [])]) + ":"
    return [fault for fault in faults if str(fault).startswith(place) and expected in fault.expected]


# The package itself


def test_the_committed_package_passes():
    assert [str(fault) for fault in validation.validate(RAW)] == []


def test_the_shortened_package_passes(short_package):
    assert [str(fault) for fault in validation.validate(short_package)] == []


def test_frictionless_accepts_the_descriptor_and_the_data():
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(RAW / "datapackage.json"))
    assert report.valid, report.to_summary()


def test_every_numeral_of_the_articles_at_hand_is_accounted_for():
    rows = {row["article_id"]: row for row in validation.coverage(RAW)}
    lada, caravan = rows["lada_2026-02-09"], rows["caravan_iom"]
    assert lada["sentence"] == "47 of 47 numerals accounted for: 32 claimed, 15 excluded"
    assert caravan["sentence"] == "8 of 8 numerals accounted for: 0 claimed, 8 excluded"
    both = validation.coverage_sentence([lada, caravan])
    assert both == "55 of 55 numerals accounted for: 32 claimed, 23 excluded"


def test_an_article_may_be_read_once_and_then_the_edition_says_so():
    """The second reading is left out article by article; what is left of it still agrees."""
    package, _ = validation.load(RAW)
    second, claims = package.table("second_reading").rows, data_package.read("claims")
    for article in {row["article_id"] for row in second}:
        second[:] = [row for row in second if row["article_id"] != article]
        assert list(claim_rules.second_reading(package)) == []
        again = data_package.read("second_reading")
        said = findings.second_reading(claims[claims.article_id == article], again[again.article_id != article])
        assert said.text.startswith("The figures have not been read a second time")


# One damage at a time: each function damages a copy and says where the fault is and what is expected

DAMAGES = []


def damage(function):
    DAMAGES.append(function)
    return function


CLAIMS, ARTICLES, EXCLUSIONS, SECOND = "claims.csv", "articles.csv", "exclusions.csv", "second_reading.csv"
ANNUAL, CUMULATIVE = "series/kz_flows_annual.csv", "series/kz_flows_cumulative.csv"
BREAKDOWNS, POPULATION = "series/kz_breakdowns.csv", "series/kz_population.csv"
MIRRORS = "series/kz_mirror_counts.csv"
FIGURE = {"claim_id": "lada-2026-10"}  # 7,6 тыс.
OFFICIAL = {"year": "2019", "measure": "departures", "vintage": "revised", "source_url": "*"}


def official(copy: Copy, year: str = "2019", flow: str = "departures") -> int:
    for line, record in enumerate(csv.DictReader(io.StringIO(copy.text(ANNUAL), newline="")), 2):
        if (record["year"], record["measure"]) == (year, flow) and "processed/bns/migration_" in record["source_url"]:
            return line
    raise AssertionError(f"no official {flow} of {year}")


def change(copy: Copy, file: str, where: dict, column: str, value: str) -> int:
    line = copy.find(file, **where)
    copy.set(file, line, column, value)
    return line


@damage
def missing_column(copy):
    lines = [line.rpartition(",")[0] for line in copy.lines(EXCLUSIONS)]
    copy.write(EXCLUSIONS, "\n".join(lines) + "\n")
    return EXCLUSIONS, 1, "reason", "a column 'reason'"


@damage
def extra_column(copy):
    copy.write(EXCLUSIONS, "\n".join(f"{line},x" for line in copy.lines(EXCLUSIONS)) + "\n")
    return EXCLUSIONS, 1, "x", "only the columns article_id, start"


@damage
def renamed_column(copy):
    copy.replace(CLAIMS, "unit_mult", "unit_multiplier")
    return CLAIMS, 1, "unit_mult", "a column 'unit_mult'"


@damage
def reordered_columns(copy):
    copy.replace(EXCLUSIONS, "quote,reason", "reason,quote")
    return EXCLUSIONS, 1, "", "article_id, start, end, quote, reason"


@damage
def cell_too_many(copy):
    copy.insert(EXCLUSIONS, 3, "lada_2026-02-09,6,10,2026,a reason, with a bare comma")
    return EXCLUSIONS, 3, "", "5 cells"


@damage
def empty_line(copy):
    copy.insert(CLAIMS, 5, "")
    return CLAIMS, 5, "", "a record"


@damage
def letter_in_a_number(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "value", "7.б"), "value", "a number with a decimal point"


@damage
def underscore_in_a_year(copy):
    return ANNUAL, change(copy, ANNUAL, {"year": "2014"}, "year", "2_014"), "year", "a whole number in digits only"


@damage
def digits_of_another_script(copy):
    return ANNUAL, change(copy, ANNUAL, {"year": "2014"}, "year", "٢٠١٤"), "year", "a whole number in digits only"


@damage
def not_a_number(copy):
    return BREAKDOWNS, change(copy, BREAKDOWNS, {"unit": "percent"}, "value", "nan"), "value", "a number with a decimal"


@damage
def spaces_around_a_value(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "kind", " quantity"), "kind", "no spaces around"


@damage
def day_that_does_not_exist(copy):
    where = {"article_id": "lada_2026-02-09"}
    return ARTICLES, change(copy, ARTICLES, where, "published", "2026-02-30"), "published", "a date such as 2026-02-09"


@damage
def required_cell_blank(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "statement", ""), "statement", "a value"


@damage
def repeated_id(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "claim_id", "lada-2026-09"), "claim_id", "occurs once"


@damage
def repeated_article(copy):
    copy.insert(ARTICLES, 3, copy.lines(ARTICLES)[1])
    return ARTICLES, 3, "article_id", "occurs once"


@damage
def repeated_key_of_two_columns(copy):
    copy.insert(EXCLUSIONS, 3, copy.lines(EXCLUSIONS)[1])
    return EXCLUSIONS, 3, "article_id + start", "each combination once"


@damage
def lost_claim_without_a_figure(copy):
    line = copy.find(CLAIMS, claim_id="lada-2026-08")
    copy.delete(CLAIMS, line)
    return CLAIMS, line, "claim_id", "lada-2026-08 before it"


@damage
def lost_claim_with_a_figure(copy):
    copy.delete(CLAIMS, copy.find(CLAIMS, **FIGURE))
    return ARTICLES, copy.find(ARTICLES, article_id="lada_2026-02-09"), "numerals", "47 as in the text"


@damage
def unknown_article(copy):
    line = change(copy, CLAIMS, FIGURE, "article_id", "lada_2062")
    return CLAIMS, line, "article_id", "one that articles.csv has"


@damage
def unknown_category(copy):
    where = {"claim_id": "lada-2026-14"}
    return (
        CLAIMS,
        change(copy, CLAIMS, where, "category", "germen"),
        "category",
        "a group by ethnicity in kz_breakdowns.csv",
    )


@damage
def category_of_another_dimension(copy):
    where = {"claim_id": "lada-2026-14"}
    return (
        CLAIMS,
        change(copy, CLAIMS, where, "category", "female"),
        "category",
        "a group by ethnicity in kz_breakdowns.csv",
    )


@damage
def unknown_corridor(copy):
    where = {"claim_id": "caravan-iom-05"}
    return CLAIMS, change(copy, CLAIMS, where, "category", "KAZ-RSU"), "category", "two country codes"


@damage
def unknown_unit(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "unit_measure", "people"), "unit_measure", "one of persons, percent"


@damage
def unit_that_does_not_fit_the_kind(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "unit_measure", "percent"), "unit_measure", "persons, because the kind"


@damage
def unit_that_does_not_fit_the_quote(copy):
    where = {"claim_id": "lada-2026-09"}
    line = change(copy, CLAIMS, where, "unit_measure", "percentage_points")
    return CLAIMS, line, "unit_measure", "percent as in the quote"


@damage
def figure_without_a_unit(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "unit_measure", ""), "unit_measure", "a value, because the claim"


@damage
def quantity_without_a_figure(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "value", ""), "value", "a number, because a quantity has one"


@damage
def wrong_digit_in_a_value(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "value", "7.7"), "value", "7.6 as in the quote '7,6 тыс.'"


@damage
def wrong_sign_of_a_value(copy):
    where = {"claim_id": "lada-2026-47"}
    return CLAIMS, change(copy, CLAIMS, where, "value", "-87.5"), "value", "87.5 as in the quote"


@damage
def wrong_power_of_ten(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "unit_mult", "6"), "unit_mult", "3 as in the quote"


@damage
def wrong_decimals(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "decimals", "2"), "decimals", "1 as in the quote"


@damage
def value_without_a_figure_in_the_quote(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "quote", "семь с п"), "quote", "a figure as printed"


@damage
def overlapping_spans(copy):
    line = change(copy, CLAIMS, {"claim_id": "lada-2026-15"}, "start", "806")
    copy.set(CLAIMS, line, "end", "809")
    return CLAIMS, line, "start", "a start from 808 on"


@damage
def reversed_span(copy):
    line = copy.find(CLAIMS, **FIGURE)
    start, end = copy.cell(CLAIMS, line, "start"), copy.cell(CLAIMS, line, "end")
    copy.set(CLAIMS, line, "start", end)
    copy.set(CLAIMS, line, "end", start)
    return CLAIMS, line, "end", "which is start plus the 8 characters"


@damage
def span_beyond_the_text(copy):
    line = change(copy, CLAIMS, {"claim_id": "lada-2026-50"}, "start", "2990")
    copy.set(CLAIMS, line, "end", "3000")
    return CLAIMS, line, "end", "at most 2945"


@damage
def position_missing(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "start", ""), "start", "a position"


@damage
def position_without_a_text(copy):
    line = copy.find(ARTICLES, article_id="lada_2026-02-09")
    for column in ("sha256", "length", "numerals", "numerals_sha256"):
        copy.set(ARTICLES, line, column, "")
    return CLAIMS, copy.find(CLAIMS, **FIGURE), "start", "not at hand"


@damage
def hash_without_a_length(copy):
    return ARTICLES, change(copy, ARTICLES, {"article_id": "caravan_iom"}, "length", ""), "length", "because sha256"


@damage
def lost_exclusion(copy):
    copy.delete(EXCLUSIONS, 2)
    return ARTICLES, copy.find(ARTICLES, article_id="lada_2026-02-09"), "numerals", "47 as in the text"


@damage
def shifted_figure(copy):
    line = copy.find(CLAIMS, claim_id="lada-2026-14")
    copy.set(CLAIMS, line, "start", "806")
    copy.set(CLAIMS, line, "end", "809")
    return CLAIMS, line, "start", "805 as in row"


@damage
def shifted_numeral(copy):
    line = copy.find(EXCLUSIONS, quote="650")
    for column in ("start", "end"):
        copy.set(EXCLUSIONS, line, column, str(int(copy.cell(EXCLUSIONS, line, column)) + 1))
    return ARTICLES, copy.find(ARTICLES, article_id="lada_2026-02-09"), "numerals_sha256", "b6568adc"


@damage
def excluded_word(copy):
    line = copy.find(EXCLUSIONS, quote="2026")
    copy.set(EXCLUSIONS, line, "quote", "year")
    return EXCLUSIONS, line, "quote", "a numeral"


@damage
def quote_of_many_words(copy):
    where = {"claim_id": "lada-2026-02"}
    line = change(copy, CLAIMS, where, "quote", "one two three four five six seven eight nine")
    return CLAIMS, line, "quote", "at most 8 words"


@damage
def quote_over_two_sentences(copy):
    line = change(copy, CLAIMS, {"claim_id": "lada-2026-02"}, "quote", "an end. A start")
    return CLAIMS, line, "quote", "of one sentence"


@damage
def quote_too_long(copy):
    line = change(copy, CLAIMS, {"claim_id": "lada-2026-02"}, "quote", "x" * 61)
    return CLAIMS, line, "quote", "at most 60 characters"


@damage
def reference_year_after_publication(copy):
    line = change(copy, ARTICLES, {"article_id": "lada_2026-02-09"}, "reference_year", "2027")
    return ARTICLES, line, "reference_year", "2026 or earlier"


@damage
def figure_before_its_year(copy):
    where = {"year": "2024", "published": "2025*"}
    return ANNUAL, change(copy, ANNUAL, where, "year", "2026"), "year", "a time that was over by then"


@damage
def new_year_mistyped(copy):
    row = {"year": "2027", "measure": "departures", "value": "7000", "as_published": "7 000", "vintage": "preliminary"}
    row |= {"published": "2027-02-09", "source_url": "https://a.b"}
    line = len(copy.lines(ANNUAL)) + 1
    copy.insert(ANNUAL, line, _as_line([row.get(column, "") for column in copy.header(ANNUAL)]))
    return ANNUAL, line, "year", "a time that was over by then"


@damage
def second_final_figure(copy):
    where = {"year": "2025", "measure": "departures", "vintage": "revised", "published": "2026*"}
    line = change(copy, ANNUAL, where, "value", "7708")
    copy.set(ANNUAL, line, "as_published", "7 708")
    return ANNUAL, line, "value", f"7608 as in row {official(copy, '2025')}, which is used"


@damage
def undated_first_releases(copy):
    lines = copy.lines(ANNUAL)
    for line in range(2, len(lines) + 1):
        if copy.cell(ANNUAL, line, "year") == "2025" and copy.cell(ANNUAL, line, "vintage") == "preliminary":
            copy.set(ANNUAL, line, "published", "")
    where = {"year": "2025", "measure": "departures", "vintage": "preliminary"}
    return ANNUAL, copy.find(ANNUAL, **where), "published", "the day of a first release of departures in 2025"


@damage
def article_of_another_year(copy):
    line = change(copy, ARTICLES, {"article_id": "lada_2026-02-09"}, "reference_year", "2024")
    return ARTICLES, line, "reference_year", "2025, that of 53 of them"


@damage
def question_of_a_draft(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "note", "check: does it count 'тыс.'?"), "note", "no question left"


@damage
def reversed_period(copy):
    line = change(copy, CLAIMS, {"claim_id": "lada-2026-56"}, "time_period", "2026/2024")
    return CLAIMS, line, "time_period", "runs forward"


@damage
def base_after_the_period(copy):
    line = change(copy, CLAIMS, {"claim_id": "lada-2026-09"}, "base_period", "2026")
    return CLAIMS, line, "base_period", "a year before 2025"


@damage
def second_reading_differs(copy):
    return SECOND, change(copy, SECOND, {"start": "664"}, "value", "7.8"), "value", "7.6 as in row"


@damage
def second_reading_lost(copy):
    copy.delete(SECOND, copy.find(SECOND, start="664"))
    return CLAIMS, copy.find(CLAIMS, **FIGURE), "start", "a second reading of every figure"


@damage
def second_reading_of_nothing(copy):
    change(copy, SECOND, {"start": "664"}, "start", "665")
    return SECOND, change(copy, SECOND, {"start": "665"}, "value", "5"), "start", "a claim with a value"


@damage
def gap_in_the_series(copy):
    copy.delete(ANNUAL, official(copy))
    return ANNUAL, official(copy, "2020"), "year", "2019"


@damage
def last_year_of_one_flow_missing(copy):
    copy.delete(ANNUAL, official(copy, "2025"))
    return ANNUAL, official(copy, "2025", "arrivals"), "year", "official departures of this year as well"


@damage
def duplicate_year_in_the_series(copy):
    line = official(copy)
    copy.insert(ANNUAL, line + 1, copy.lines(ANNUAL)[line - 1])
    return ANNUAL, line + 1, "year", "2020"


@damage
def duplicate_row_of_a_source(copy):
    copy.insert(BREAKDOWNS, 4, copy.lines(BREAKDOWNS)[2])
    return BREAKDOWNS, 4, "year", "each combination once"


@damage
def official_series_renamed(copy):
    copy.write(ANNUAL, copy.text(ANNUAL).replace("data/processed/bns/migration_departures", "elsewhere"))
    return ANNUAL, "", "source_url", "revised departures"


@damage
def negative_count(copy):
    line = official(copy)
    copy.set(ANNUAL, line, "value", "-45225")
    return ANNUAL, line, "value", "zero or more"


@damage
def flows_against_the_official_net(copy):
    line = official(copy)
    copy.set(ANNUAL, line, "value", "45252")
    copy.set(ANNUAL, line, "as_published", "45252.0")
    net = copy.find(ANNUAL, year="2019", measure="net", value="-32970")
    return ANNUAL, net, "value", "-32997, official arrivals less departures"


@damage
def flows_against_the_net_of_the_page(copy):
    where = {"year": "2025", "months": "6", "measure": "net", "value": "7749"}
    line = change(copy, CUMULATIVE, where, "value", "7794")
    copy.set(CUMULATIVE, line, "as_published", "7 794")
    return CUMULATIVE, line, "value", "7749, arrivals less departures"


@damage
def value_that_is_not_the_printed_one(copy):
    where = {"flow": "departures", "category": "german", "value": "993"}
    return BREAKDOWNS, change(copy, BREAKDOWNS, where, "value", "939"), "value", "the figure in as_published"


@damage
def limits_exchanged(copy):
    file = "series/kaz_netmigration_intl.csv"
    header = copy.header(file)
    low = _as_line([{"year": "2030", "period": "2030", "variant": "lower80", "value": "9"}.get(c, "x") for c in header])
    high = _as_line(
        [{"year": "2030", "period": "2030", "variant": "upper80", "value": "8"}.get(c, "x") for c in header]
    )
    copy.insert(file, 3, low)
    copy.insert(file, 4, high)
    return file, 4, "value", "at least the lower80 of row 3"


INTERNATIONAL = "series/kaz_netmigration_intl.csv"


def international(copy, line: int, **cells: str) -> int:
    """Insert a row of 2020 into the international estimates; its line."""
    about = {
        "year": "2020",
        "period": "2020-2025",
        "variant": "estimate",
        "unit": "persons",
        "source_url": "https://a.b",
    }
    header = copy.header(INTERNATIONAL)
    copy.insert(INTERNATIONAL, line, _as_line([(about | cells).get(column, "x") for column in header]))
    return line


@damage
def estimated_flows_against_their_net(copy):
    for line, (flow, value) in enumerate([("immigration", "70"), ("emigration", "100")], 3):
        international(copy, line, series=f"Somebody {flow} (5-year)", value=value)
        international(copy, line + 2, series=f"Somebody {flow} (5-year)", value="9", variant="medium", year="2021")
    international(copy, 3, series="Somebody net migration (5-year)", value="9", variant="medium", year="2021")
    net = international(copy, 3, series="Somebody net migration (5-year)", value="-33")
    return INTERNATIONAL, net, "value", "-30, immigration less emigration"


@damage
def registered_net_against_the_annual_flows(copy):
    net = copy.find(ANNUAL, year="2025", measure="net")
    page, value = (copy.cell(ANNUAL, net, column) for column in ("source_url", "value"))
    about = {"series": "registered net migration", "variant": "observed", "source_url": page, "year": "2025"}
    line = international(copy, 3, **about, period="2025", value=str(int(value) + 1))
    return INTERNATIONAL, line, "value", f"{value}, the net migration of this page in kz_flows_annual.csv"


@damage
def misspelt_group(copy):
    line = change(copy, BREAKDOWNS, {"category": "mongolia"}, "category", "mongolya")
    return BREAKDOWNS, line, "category", "in datapackage.json, perhaps mongolia"


@damage
def population_of_zero(copy):
    return POPULATION, change(copy, POPULATION, {"year": "2000"}, "population", "0"), "population", "a positive count"


@damage
def unknown_region(copy):
    where = {"region": "abai_region"}
    return POPULATION, change(copy, POPULATION, where, "region", "abay"), "region", "an id of kz_region_names.csv"


@damage
def regions_that_do_not_add_up(copy):
    line = change(copy, POPULATION, {"year": "2025", "region": "abai_region"}, "population", "1")
    copy.set(POPULATION, line, "as_published", "1")
    nation = copy.find(POPULATION, year="2025", region="kazakhstan")
    return POPULATION, nation, "population", "the sum of the regions in 2025"


@damage
def run_of_flows_too_short(copy):
    file = "series/un_migration_flows.csv"
    copy.set(file, 2, "n", "28")
    return file, 2, "y", "28 as in column n"


@damage
def corridor_to_itself(copy):
    file = "series/corridors.csv"
    return file, change(copy, file, {"origin_iso3": "MEX"}, "destination_iso3", "MEX"), "destination_iso3", "another"


@damage
def country_code_in_small_letters(copy):
    file = "series/corridors.csv"
    return file, change(copy, file, {"origin_iso3": "MEX"}, "origin_iso3", "mex"), "origin_iso3", "three capital"


@damage
def mirror_of_another_move(copy):
    where = {"pair": "KAZ-RUS-2025-01-09"}
    return MIRRORS, change(copy, MIRRORS, where, "destination_iso3", "DEU"), "pair", "KAZ-DEU-2025-01-09"


@damage
def mirror_that_runs_backwards(copy):
    where = {"counted_by": "russian_statistics"}
    return MIRRORS, change(copy, MIRRORS, where, "months_from", "7"), "months_to", "month 7 of months_from"


@damage
def permits_counted_by_the_bureau(copy):
    where = {"concept": "exit_permits"}
    return MIRRORS, change(copy, MIRRORS, where, "counted_by", "bureau"), "concept", "deregistered for the bureau alone"


@damage
def count_of_a_mirror_misread(copy):
    where = {"value": "31200"}
    return MIRRORS, change(copy, MIRRORS, where, "value", "32100"), "value", "the figure in as_published"


@damage
def mirror_to_no_country(copy):
    where = {"destination_iso3": "KGZ"}
    return MIRRORS, change(copy, MIRRORS, where, "destination_iso3", "kgz"), "destination_iso3", "three capital"


@damage
def period_that_begins_in_another_year(copy):
    file = "series/corridor_flows.csv"
    return file, change(copy, file, {"period": "1990-1995"}, "period", "1995-2000"), "period", "begins in 1990"


@damage
def semicolons(copy):
    copy.write(CLAIMS, copy.text(CLAIMS).replace(",", ";"))
    return CLAIMS, 1, "", "commas"


@damage
def tabs(copy):
    copy.write(EXCLUSIONS, copy.text(EXCLUSIONS).replace(",", "\t"))
    return EXCLUSIONS, 1, "", "commas"


@damage
def byte_order_mark(copy):
    copy.write(CLAIMS, "\ufeff" + copy.text(CLAIMS))
    return CLAIMS, 1, "", "UTF-8 without one"


@damage
def decimal_comma(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "value", "7,6"), "value", "a number with a decimal point"


@damage
def date_as_a_number(copy):
    line = change(copy, ARTICLES, {"article_id": "lada_2026-02-09"}, "published", "46062")
    return ARTICLES, line, "published", "a date such as 2026-02-09"


@damage
def figure_as_a_date(copy):
    return CLAIMS, change(copy, CLAIMS, FIGURE, "value", "07.июн"), "value", "a number with a decimal point"


@damage
def bytes_of_another_encoding(copy):
    lines = copy.text(CLAIMS).split("\n")
    data = "\n".join(lines[:3]).encode() + b"\n" + "\n".join(lines[3:]).encode("cp1251", "replace")
    copy.write(CLAIMS, data)
    return CLAIMS, 4, "", "text in UTF-8"


@damage
def utf_16(copy):
    copy.write(SECOND, copy.text(SECOND).encode("utf-16"))
    return SECOND, 1, "", "text in UTF-8"


@damage
def letters_taken_apart(copy):
    line = change(copy, CLAIMS, {"claim_id": "lada-2026-02"}, "note", unicodedata.normalize("NFD", "ой"))
    return CLAIMS, line, "", "plain text in NFC"


@damage
def character_of_zero_width(copy):
    line = change(copy, CLAIMS, FIGURE, "note", "a\u200bb")
    return CLAIMS, line, "", "plain text in NFC"


@damage
def quotation_mark_missing(copy):
    line = copy.find(EXCLUSIONS, quote="650")
    copy.set(EXCLUSIONS, line, "reason", "MARK")
    copy.replace(EXCLUSIONS, "MARK", '"an open quotation mark')
    return EXCLUSIONS, line, "", "cells and commas"


@damage
def cell_over_two_lines(copy):
    line = copy.find(EXCLUSIONS, quote="650")
    copy.set(EXCLUSIONS, line, "reason", "two, lines")
    copy.replace(EXCLUSIONS, "two, lines", "two\nlines")
    return EXCLUSIONS, line, "", "one line a record"


@damage
def empty_file(copy):
    copy.write(CLAIMS, "")
    return CLAIMS, "", "", "a header and rows"


@damage
def header_alone(copy):
    copy.write(CLAIMS, copy.lines(CLAIMS)[0] + "\n")
    return CLAIMS, "", "", "at least one row"


def doubt(copy: Copy, identifier: str) -> int:
    """The line on which an entry of doubts.yml begins."""
    return copy.lines("doubts.yml").index(f"- id: {identifier}") + 1


@damage
def doubted_value_corrected(copy):
    where = {"year": "2025", "period_months": "12", "category": "almaty_city", "value": "12110"}
    line = change(copy, BREAKDOWNS, where, "value", "33110")
    copy.set(BREAKDOWNS, line, "as_published", "33110 адам")
    return "doubts.yml", doubt(copy, "almaty-swap-2025"), "expect", "12110, the doubted"


@damage
def doubt_about_an_unknown_claim(copy):
    copy.replace("doubts.yml", "lada-2026-46,", "lada-2026-99,")
    return "doubts.yml", doubt(copy, "almaty-swap-2025"), "claims", "an id of claims.csv"


@damage
def doubt_without_a_reason(copy):
    copy.replace("doubts.yml", "  why: >-", "  reason: >-")
    return "doubts.yml", doubt(copy, "almaty-swap-2025"), "why", "an entry with id, what"


@damage
def doubt_about_no_table(copy):
    copy.replace("doubts.yml", "series/kz_flows_annual.csv, year: 2016", "series/kz_flows.csv, year: 2016")
    return "doubts.yml", doubt(copy, "cis-net-2016"), "expect", "a table of the package"


@damage
def doubt_about_no_figure(copy):
    copy.replace("doubts.yml", "vintage: unknown, value: -20193", "vintage: unknown")
    return "doubts.yml", doubt(copy, "cis-net-2016"), "expect", "a key 'value'"


@damage
def doubt_about_no_column(copy):
    copy.replace("doubts.yml", "vintage: unknown, value: -20193", "edition: unknown, value: -20193")
    return "doubts.yml", doubt(copy, "cis-net-2016"), "expect", "columns of series/"


@damage
def doubt_about_no_row(copy):
    copy.replace("doubts.yml", "category: almaty_city", "category: almaty_town")
    return "doubts.yml", doubt(copy, "almaty-swap-2025"), "expect", "a row of series/"


@damage
def yaml_that_cannot_be_read(copy):
    copy.write("doubts.yml", "- id: [a\n  what: }\n")
    return "doubts.yml", 2, "", "a list of entries"


@damage
def yaml_that_would_run_code(copy):
    copy.write("doubts.yml", "- !!python/object/apply:os.system ['exit 1']\n")
    return "doubts.yml", 1, "", "a list of entries"


@damage
def yaml_of_billions(copy):
    laughs = ["- &a0 [x]", *(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
    copy.write("doubts.yml", "\n".join([*laughs, "- {id: *a11, evidence: *a11}", ""]))
    return "doubts.yml", 2, "", "a list of entries"


@damage
def yaml_without_end(copy):
    copy.write("doubts.yml", "- {id: a}\n" * 50_000)
    return "doubts.yml", "", "", "a list of entries"


@damage
def formula_in_a_cell(copy):
    where = {"article_id": copy.cell(EXCLUSIONS, 2, "article_id")}
    line = change(copy, EXCLUSIONS, where, "reason", "=HYPERLINK(A1)")
    return EXCLUSIONS, line, "reason", "text that no spreadsheet takes for a formula"


@damage
def one_column_many_times(copy):
    copy.write(EXCLUSIONS, "\n".join(line + ",reason" * 20_000 for line in copy.lines(EXCLUSIONS)[:1]) + "\n")
    return EXCLUSIONS, 1, "reason", "one"


@damage
def region_without_a_boundary(copy):
    file = REGIONS
    content = json.loads(copy.text(file))
    content["features"].pop(0)
    copy.write(file, json.dumps(content))
    return file, "", "features", "one boundary a region"


@damage
def latitude_before_longitude(copy):
    file = REGIONS
    content = json.loads(copy.text(file))
    polygon = {"type": "Polygon", "coordinates": [[[45, 70], [46, 70], [46, 71], [45, 70]]]}
    content["features"][0]["geometry"] = polygon
    copy.write(file, json.dumps(content))
    return file, "", "features[0]", "longitude, then latitude"


@damage
def boundaries_cut_off(copy):
    file = REGIONS
    copy.write(file, copy.text(file)[:1500])
    return file, "", "", "a FeatureCollection"


@damage
def resource_not_described(copy):
    copy.descriptor(lambda content: content["resources"].pop(1))
    return "datapackage.json", "", "resources", "one"


@damage
def path_that_leaves_the_folder(copy):
    copy.descriptor(lambda content: content["resources"][0].update(path="../articles.csv"))
    return "datapackage.json", "", "resources[0]", "a resource with name, path and schema"


@damage
def pattern_that_is_none(copy):
    fields = ("schema", "fields", 0, "constraints")
    copy.descriptor(lambda content: dig(content["resources"][0], fields).update(pattern="["))
    return "datapackage.json", "", "resources[0]", "a resource with name, path and schema"


@damage
def pattern_that_takes_for_ever(copy):
    fields = ("schema", "fields", 0, "constraints")
    copy.descriptor(lambda content: dig(content["resources"][0], fields).update(pattern="(.|[a-z])*!"))
    return "datapackage.json", "", "resources[0]", "a resource with name, path and schema"


@damage
def path_of_another_system(copy):
    copy.descriptor(lambda content: content["resources"][0].update(path="..\\articles.csv"))
    return "datapackage.json", "", "resources[0]", "a resource with name, path and schema"


@damage
def foreign_key_to_nowhere(copy):
    key = ("schema", "foreignKeys", 0)
    copy.descriptor(lambda content: dig(content["resources"][1], key).update(fields=["articel"]))
    return "datapackage.json", "", "resources[1]", "a resource with name, path and schema"


def dig(content, keys):
    for key in keys:
        content = content[key]
    return content


@pytest.mark.parametrize("damaged", DAMAGES, ids=lambda function: function.__name__)
def test_a_damage_is_named(package, damaged):
    file, row, column, expected = damaged(package)
    if not damaged.__name__.startswith(("path_", "resource_", "pattern_", "foreign_")):
        package.seal()  # the hashes agree again, so that the contents must give the damage away
    faults = validation.validate(package.folder)
    assert named(faults, file, row, column, expected), "\n".join(map(str, faults))
    assert all("\n" not in str(fault) for fault in faults)
    for fault in faults:  # each says the file, what was found and expected, and what to do
        assert fault.file and fault.found and fault.expected and fault.todo and "None" not in str(fault), fault


def as_saved(copy: Copy, file: str, mark: str, code: str) -> None:
    """Save a file as a spreadsheet may do."""
    records = list(csv.reader(io.StringIO(copy.text(file), newline="")))
    table = io.StringIO()
    csv.writer(table, delimiter=mark, lineterminator="\r\n").writerows(records)
    copy.write(file, table.getvalue().encode(code, errors="replace"))


@pytest.mark.parametrize("file", [CLAIMS, ARTICLES, EXCLUSIONS, SECOND, ANNUAL, BREAKDOWNS, POPULATION])
@pytest.mark.parametrize(
    ("mark", "code", "told"),
    [
        (";", "utf-8", ["commas"]),
        (";", "utf-8-sig", ["UTF-8 without one", "commas"]),
        (",", "utf-8-sig", ["UTF-8 without one"]),
        (",", "utf-16", ["text in UTF-8"]),
    ],
)
def test_a_file_in_another_form_is_told_alone_and_not_what_follows(package, file, mark, code, told):
    as_saved(package, file, mark, code)
    faults = validation.validate(package.folder)
    assert [(fault.file, fault.row, fault.expected) for fault in faults] == [(file, "1", words) for words in told]


def test_a_file_in_another_form_comes_first_and_hides_no_other_fault(package):
    line = change(package, ARTICLES, {"article_id": "lada_2026-02-09"}, "published", "2026-02-30")
    package.seal()
    package.write(CLAIMS, package.text(CLAIMS).encode("cp1251", errors="replace"))
    faults = validation.validate(package.folder)
    assert [(fault.file, fault.row) for fault in faults] == [(CLAIMS, "2"), (ARTICLES, str(line))]
    assert faults[0].expected == "text in UTF-8" and faults[1].column == "published"


def test_doubts_that_cannot_be_read_excuse_no_fault_and_cause_none(package):
    package.write("doubts.yml", "- id: [a\n  what: }\n")
    assert [(fault.file, fault.row) for fault in validation.validate(package.folder)] == [("doubts.yml", "2")]


def test_a_spreadsheet_date_comes_with_the_date_that_it_was(package):
    change(package, ARTICLES, {"article_id": "lada_2026-02-09"}, "published", "46062")
    assert any("2026-02-09" in fault.todo for fault in validation.validate(package.folder))


def test_every_span_inside_a_longer_one_is_named(package):
    content, _ = validation.load(package.folder)
    rows = content.table("claims").rows
    spans = [(700, 760, "x" * 60), (705, 706, "x"), (710, 711, "x"), (800, 801, "x")]
    for row, (start, end, quote) in zip(rows, spans, strict=False):
        row.update(start=str(start), end=str(end), quote=quote)
    del rows[len(spans) :]
    faults = [fault for fault in claim_rules.spans(content) if "inside another quote" in fault.found]
    assert [fault.row for fault in faults if fault.file == CLAIMS] == [str(rows[1].line), str(rows[2].line)]


def test_a_file_that_is_missing_is_named(package):
    for file in (CLAIMS, "doubts.yml", REGIONS, ANNUAL):
        (package.folder / file).unlink()
    faults = validation.validate(package.folder)
    for file in (CLAIMS, "doubts.yml", REGIONS, ANNUAL):
        assert named(faults, file, "", "", "the file that datapackage.json names")
    assert not any("could not judge" in fault.found for fault in faults)


def test_a_changed_byte_shows_in_hash_and_size_with_the_new_value(package):
    package.write(CLAIMS, package.text(CLAIMS) + "\n")
    faults = validation.validate(package.folder)
    assert named(faults, CLAIMS, "", "hash", "as in datapackage.json")
    assert named(faults, CLAIMS, "", "bytes", "as in datapackage.json")
    digest = files.sha256((package.folder / CLAIMS).read_bytes())
    assert any(digest in fault.found and "if it is meant" in fault.todo for fault in faults)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"x"', "{}", '{"resources": 5}', '{"resources": [5, {}]}'])
def test_a_damaged_descriptor_is_a_fault_and_not_a_traceback(package, content):
    package.write("datapackage.json", content)
    faults = validation.validate(package.folder)
    assert faults and all(fault.file == "datapackage.json" for fault in faults)
    assert validation.coverage(package.folder) == []


def test_a_change_of_the_descriptor_alone_is_noticed(package):
    package.descriptor(lambda content: content["resources"][0].update(title="Articels"))
    assert named(validation.validate(package.folder), "datapackage.json", "", "hash", "as the file itself says")


def test_a_folder_that_does_not_exist(tmp_path):
    assert named(validation.validate(tmp_path / "none"), "datapackage.json", "", "", "the description of the data")


def test_all_faults_come_in_one_go_sorted_by_file_and_row(package):
    for row, column in ((4, "kind"), (30, "kind"), (7, "statement")):
        package.set(CLAIMS, row, column, "")
    package.set(ANNUAL, 9, "measure", "arrival")
    faults = [fault for fault in validation.validate(package.folder) if fault.column not in ("hash", "bytes")]
    assert [(fault.file, fault.row) for fault in faults if fault.column in ("kind", "statement", "measure")] == [
        (CLAIMS, "4"), (CLAIMS, "7"), (CLAIMS, "30"), (ANNUAL, "9"),
    ]  # fmt: skip


def test_a_slip_of_a_source_is_excused_by_its_doubt_and_by_nothing_else(package):
    where = {"year": "2025", "months": "6", "measure": "net", "value": "7749"}
    line = change(package, CUMULATIVE, where, "value", "7794")
    package.set(CUMULATIVE, line, "as_published", "7 794")
    url = package.cell(CUMULATIVE, line, "source_url")
    entry = {"file": CUMULATIVE, "year": 2025, "months": 6, "measure": "net", "source_url": url, "value": 7794}
    texts = dict.fromkeys(("id", "what", "why", "action"), "x")
    doubt = texts | {"evidence": [], "expect": [entry], "claims": []}
    package.write("doubts.yml", package.text("doubts.yml") + f"- {json.dumps(doubt)}\n")
    package.seal()
    assert validation.validate(package.folder) == []
    package.replace("doubts.yml", '"value": 7794', '"value": 7795')
    package.seal()
    faults = validation.validate(package.folder)
    assert named(faults, CUMULATIVE, line, "value", "7749") and any(fault.file == "doubts.yml" for fault in faults)


@pytest.mark.parametrize("target", ["../secret.csv", "/dev/zero", "folder", "claims.csv"])
def test_a_link_that_leads_elsewhere_is_not_read(package, target):
    (package.folder.parent / "secret.csv").write_text("secret")
    (package.folder / "folder").mkdir()
    (package.folder / CLAIMS).unlink()
    (package.folder / CLAIMS).symlink_to(target)  # the last one leads to itself
    assert named(validation.validate(package.folder), CLAIMS, "", "", "the file that datapackage.json names")
    with pytest.raises(PackageError, match="cannot be sealed"):
        package.seal()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(package):
    (package.folder / CLAIMS).unlink()
    os.mkfifo(package.folder / CLAIMS)
    assert named(validation.validate(package.folder), CLAIMS, "", "", "the file that datapackage.json names")


@pytest.mark.parametrize(
    "content", ["null", "{", '{"resources": NaN}', '{"resources": [{"name": "x", "path": "../x"}]}']
)
def test_what_cannot_be_sealed_is_said_in_one_line_and_left_as_it_is(package, content):
    package.write("datapackage.json", content)
    with pytest.raises(PackageError) as refusal:
        package.seal()
    assert "datapackage.json" in str(refusal.value) and "\n" not in str(refusal.value)
    assert package.text("datapackage.json") == content and not list(package.folder.glob(".*"))


def test_a_seal_does_not_write_through_a_link(package):
    outside = package.folder.parent / "outside.json"
    outside.write_text(package.text("datapackage.json"))
    (package.folder / "datapackage.json").unlink()
    (package.folder / "datapackage.json").symlink_to(outside)
    with pytest.raises(PackageError):
        package.seal()


# Random damage

SEED = 20260209


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one random damage."""
    at, size = chance.randrange(len(data)), chance.randrange(1, 200)
    return chance.choice(
        [
            lambda: data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
            lambda: data[:at] + data[at + size :],
            lambda: data[:at] + data[at : at + size] + data[at:],
            lambda: data[:at] + chance.choice(b'",;\n\r\0\xff[{}:-9\xd9').to_bytes() + data[at:],
            lambda: data[:at],
        ]
    )()


def same_content(file: str, before: bytes, after: bytes) -> bool:
    if file != "datapackage.json" or before == after:
        return before == after  # the hashes of all other files stand in the descriptor
    try:
        return json.loads(before) == json.loads(after)
    except ValueError:
        return False


@pytest.mark.parametrize("turn", range(25))
def test_random_damage_gives_faults_and_never_a_traceback(package, turn):
    chance = random.Random(SEED + turn)
    files = sorted(str(path.relative_to(package.folder)) for path in package.folder.rglob("*.*"))
    file = "datapackage.json" if turn % 4 == 0 else chance.choice(files)
    before = (package.folder / file).read_bytes()
    package.write(file, after := spoiled(before, chance))
    faults = validation.validate(package.folder)
    assert bool(faults) or same_content(file, before, after), f"{file} passes"
    validation.report(faults, validation.coverage(package.folder))
    if file != "datapackage.json":
        package.seal()  # without the hashes' help it may pass, but it must not raise
        validation.validate(package.folder)


# Texts: a made-up article, so that the checks run without the real ones

TEXT = "18+ Новости. В 2031 году выехали 1,2 тыс. человек, на 10,5% меньше; въехали 345, это хороший знак.\n"
NUMERALS = {"18": "age mark", "2031": "year name"}


@pytest.fixture
def made_up(package, tmp_path) -> tuple[Copy, Path]:
    """A package with one made-up article, and the folder with its text."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "news_1.txt").write_bytes(TEXT.encode())
    positions = printed.find_numerals(TEXT)
    identity = [files.sha256(TEXT.encode()), len(TEXT), len(positions), claim_rules.positions_hash(positions)]
    article = ["news_1", "News", "", "2032-02-01", 2031, "ru", "", "", *identity]
    rows = [
        claim(1, "quantity", "1,2 тыс.", "1.2", 3, 1, "persons", "departures"),
        claim(2, "change", "10,5%", "10.5", 0, 1, "percent_decrease", "departures"),
        claim(3, "quantity", "345", "345", 0, 0, "persons", "arrivals"),
        claim(4, "quantifier", "хороший знак", "", "", "", "", ""),
    ]
    write_rows(package, ARTICLES, [article])
    write_rows(package, CLAIMS, rows)
    write_rows(package, EXCLUSIONS, [["news_1", *place(quote), quote, why] for quote, why in NUMERALS.items()])
    write_rows(package, SECOND, [["news_1", *place("345"), "345", 0, 0, "by eye"]])
    write_rows(package, SECOND, [["news_1", *place(r[3]), *r[7:10], "by eye"] for r in rows[:3]])
    package.write("doubts.yml", re.sub(r"claims: \[.*\]", "claims: []", package.text("doubts.yml")))
    package.descriptor(lambda content: content["resources"][1].pop("numbering"))
    package.seal()
    return package, texts


def place(quote: str) -> list[int]:
    return [TEXT.index(quote), TEXT.index(quote) + len(quote)]


def claim(number, kind, quote, value, unit_mult, decimals, unit, flow) -> list:
    figure = [value, unit_mult, decimals, unit, flow, "total", "total", "2031", "2030", "News", "A claim.", ""]
    return [f"news-2031-0{number}", "news_1", kind, quote, *place(quote), "body", *figure]


def write_rows(copy: Copy, file: str, rows: list[list]) -> None:
    copy.write(file, "\n".join([copy.lines(file)[0], *(_as_line(row) for row in rows)]) + "\n")


def test_the_made_up_article_passes_with_its_text(made_up):
    package, texts = made_up
    assert [str(fault) for fault in validation.validate(package.folder, texts)] == []
    sentence = validation.coverage_sentence(validation.coverage(package.folder))
    assert sentence == "5 of 5 numerals accounted for: 3 claimed, 2 excluded"


@pytest.mark.parametrize("line", [2, 3, 4])
def test_a_deleted_figure_is_named_with_the_row_that_it_belongs_behind(made_up, line):
    package, texts = made_up
    quote = package.cell(CLAIMS, line, "quote")
    package.delete(CLAIMS, line)
    faults = validation.validate(package.folder, texts)
    behind = named(faults, CLAIMS, line - 1 if line > 2 else "", "quote", "a claim")
    assert any(printed.parse(quote).number is not None and repr(quote[:2])[:-1] in fault.found for fault in behind)


def test_a_claim_that_was_deleted_is_missed_even_when_the_package_is_sealed_again(made_up):
    package, texts = made_up
    package.delete(CLAIMS, 5)
    package.seal()
    faults = validation.validate(package.folder, texts)
    assert [str(fault)[:32] for fault in faults] == ["claims.csv, row 4, column claim_id"[:32]]
    assert named(faults, CLAIMS, 4, "claim_id", "news-2031-04 after it")


def test_a_deleted_exclusion_is_named(made_up):
    package, texts = made_up
    package.delete(EXCLUSIONS, 3)
    faults = validation.validate(package.folder, texts)
    assert any("'2031'" in fault.found and "neither claimed nor excluded" in fault.found for fault in faults)


@pytest.mark.parametrize("at", range(0, len(TEXT), 11))
def test_one_changed_character_of_a_text_names_the_article(made_up, at):
    package, texts = made_up
    changed = TEXT[:at] + ("ж" if TEXT[at] != "ж" else "ш") + TEXT[at + 1 :]
    (texts / "news_1.txt").write_bytes(changed.encode())
    faults = validation.validate(package.folder, texts)
    assert named(faults, ARTICLES, 2, "sha256", "as transcribed")
    quoted = [line for line in range(2, 6) if package.cell(CLAIMS, line, "quote") not in changed]
    assert all(named(faults, CLAIMS, line, "start", "the quote") for line in quoted)


def test_a_quote_that_stands_elsewhere_is_told_where(made_up):
    package, texts = made_up
    start, end = place("345")
    package.set(CLAIMS, 4, "start", str(start + 1))
    package.set(CLAIMS, 4, "end", str(end + 1))
    package.seal()
    faults = validation.validate(package.folder, texts)
    assert named(faults, CLAIMS, 4, "start", f"the quote '345' (it stands at {start})")


@pytest.mark.parametrize("given", [True, False], ids=["with the text", "without it"])
@pytest.mark.parametrize(("start", "end", "column"), [(1, 0, "start"), (1, 1, "start"), (3, 3, "start"), (0, 1, "end")])
def test_one_wrong_position_is_one_fault(made_up, given, start, end, column):
    package, texts = made_up
    for name, move in (("start", start), ("end", end)):
        package.set(CLAIMS, 4, name, str(int(package.cell(CLAIMS, 4, name)) + move))
    package.seal()
    (fault,) = validation.validate(package.folder, texts if given else None)
    column = "end" if start != end and not given else column
    assert (fault.file, fault.row, fault.column) == (CLAIMS, "4", column)
    right = place("345")[0] if column == "start" else place("345")[1] + (start if not given else 0)
    assert str(right) in fault.expected


def test_a_text_is_compared_in_nfc_and_nothing_is_stripped(made_up):
    package, texts = made_up
    (texts / "news_1.txt").write_bytes(unicodedata.normalize("NFD", TEXT).encode())
    assert validation.validate(package.folder, texts) == []
    (texts / "news_1.txt").write_bytes(TEXT.rstrip().encode())
    assert named(validation.validate(package.folder, texts), ARTICLES, 2, "length", str(len(TEXT)))


def test_texts_that_cannot_be_read(made_up):
    package, texts = made_up
    (texts / "news_1.txt").write_bytes(TEXT.encode("cp1251"))
    assert named(validation.validate(package.folder, texts), ARTICLES, 2, "article_id", "text in UTF-8")
    assert named(validation.validate(package.folder, texts / "none"), ARTICLES, "", "article_id", "news_1.txt")


def test_an_article_without_its_text_has_no_positions(made_up):
    package, _ = made_up
    for column in ("sha256", "length", "numerals", "numerals_sha256"):
        package.set(ARTICLES, 2, column, "")
    for line in range(2, 6):
        package.set(CLAIMS, line, "start", "")
        package.set(CLAIMS, line, "end", "")
    package.set(ARTICLES, 2, "article_id", "news_1")
    for file in (EXCLUSIONS, SECOND):
        package.write(file, package.lines(file)[0] + "\n")
    package.seal()
    faults = validation.validate(package.folder)
    assert {fault.file for fault in faults} == {EXCLUSIONS, SECOND}, "two tables without rows, and nothing else"
    assert validation.coverage(package.folder)[0]["sentence"] == "text not at hand"


# What people read


def test_the_report_says_aloud_what_was_not_checked(made_up, capsys):
    package, texts = made_up
    assert validation.main(package.folder, texts) == 0
    told = capsys.readouterr().out
    assert "All articles: 5 of 5 numerals accounted for: 3 claimed, 2 excluded." in told
    assert "NO ARTICLE TEXTS" not in told and told.rstrip().endswith("no faults.")
    assert "NO ARTICLE TEXTS GIVEN" in validation.report([], validation.coverage(package.folder))
    (texts / "news_1.txt").rename(texts / "news_2.txt")
    assert "NO TEXT GIVEN OF news_1" in validation.report([], validation.coverage(package.folder), texts)


def test_main_returns_one_and_prints_a_line_a_fault(made_up, capsys):
    package, texts = made_up
    package.set(CLAIMS, 2, "value", "1.3")
    package.seal()
    assert validation.main(package.folder, texts) == 1
    told = capsys.readouterr().out
    assert "claims.csv, row 2, column value: found '1.3'; expected 1.2 as in the quote '1,2 тыс.'" in told


def test_sealing_renews_hashes_when_nothing_else_is_wrong(package, capsys):
    change(package, CLAIMS, {"claim_id": "lada-2026-02"}, "note", "another note")
    change(package, ANNUAL, {"year": "1990"}, "note", "another note")
    assert validation.main(package.folder) == 1
    told = capsys.readouterr().out
    assert "To do: undo the change, or, if it is meant, seal the package with ./run validate --seal." in told
    assert validation.main(package.folder, sealing=True) == 0
    told = capsys.readouterr().out
    assert told.endswith(f"no faults.\nSealed as they are now: {CLAIMS}, {ANNUAL}.\n") and "found" not in told
    sealed = package.text("datapackage.json")
    assert validation.main(package.folder, sealing=True) == 0
    assert "Sealed" not in capsys.readouterr().out and package.text("datapackage.json") == sealed


def test_a_description_that_was_changed_is_sealed_too(package, capsys):
    package.descriptor(lambda content: content["resources"][0].update(title="All articles"))
    assert validation.main(package.folder, sealing=True) == 0
    assert "Sealed as they are now: datapackage.json.\n" in capsys.readouterr().out


def test_nothing_is_sealed_while_something_else_is_wrong(package, capsys):
    line = change(package, CLAIMS, FIGURE, "value", "7.7")
    before = package.text("datapackage.json")
    assert validation.main(package.folder, sealing=True) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"claims.csv, row {line}, column value") and last == "Not sealed: mend these faults first."
    assert package.text("datapackage.json") == before
    package.delete(CLAIMS, len(package.lines(CLAIMS)))
    change(package, CLAIMS, FIGURE, "value", "7.6")
    assert validation.main(package.folder, sealing=True) == 1, "a claim that was dropped is missed, not sealed"
    assert "claim_id" in capsys.readouterr().out and package.text("datapackage.json") == before


def test_a_message_is_one_printable_line():
    fault = Fault("a.csv", "3", "b", "a\nb\ud800", "c\t", "d")
    assert str(fault) == "a.csv, row 3, column b: found a\\nb\\ud800; expected c\\t. To do: d."


# The real texts, where they are at hand


@pytest.fixture
def texts() -> Path:
    folder = os.environ.get(paths.TEXTS_VARIABLE)
    if not folder:
        pytest.skip(f"THE ARTICLES' TEXTS ARE NOT AT HAND: positions were not checked; set {paths.TEXTS_VARIABLE}")
    return Path(folder)


def test_every_position_of_the_committed_package_is_right(texts):
    assert [str(fault) for fault in validation.validate(RAW, texts)] == []


def test_deleting_any_one_claim_is_noticed_and_named(texts):
    """Each claim left out in turn: its number is missed, and its numeral, if it has one, is not accounted for."""
    package, _ = validation.load(RAW)
    claims = package.table("claims")
    whole = claims.rows
    for place, lost in enumerate(whole):
        claims.rows = whole[:place] + whole[place + 1 :]
        after = [row for row in whole[place + 1 :] if row["article_id"] == lost["article_id"]]
        beside, word = (after[0], "before") if after else (whole[place - 1], "after")
        faults = list(claim_rules.claim_numbers(package))
        assert named(faults, CLAIMS, beside.line, "claim_id", f"{lost['claim_id']} {word} it")
        if lost["value"] and lost["start"]:
            unaccounted = [f for f in validation.check_texts(package, texts) if "neither claimed" in f.found]
            assert len(unaccounted) == len(printed.find_numerals(lost["quote"]))


def test_one_changed_character_of_a_real_text_is_noticed(texts, package, tmp_path):
    chance, copies = random.Random(SEED), tmp_path / "copies"
    copies.mkdir()
    for source in texts.glob("*.txt"):
        if not any(row["article_id"] == source.stem for row in validation.coverage(package.folder)):
            continue
        text = source.read_bytes().decode()
        at = chance.randrange(len(text))
        (copies / source.name).write_bytes((text[:at] + "¤" + text[at + 1 :]).encode())
        line = package.find(ARTICLES, article_id=source.stem)
        assert named(validation.validate(package.folder, copies), ARTICLES, line, "sha256", "as transcribed")
