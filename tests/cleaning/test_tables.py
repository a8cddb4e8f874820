"""The tidy tables of an edition: built once, the same as by the functions, and safe from their readers."""

import pandas as pd
import pytest

from helpers import cleaning, paths
from helpers.cleaning import flows, names, tables
from helpers.data import package
from helpers.language import speaking
from helpers.parameters import Parameters


@pytest.mark.parametrize("vintage", ["latest", "first"])
def test_each_table_is_what_its_function_makes_of_the_data_package(vintage):
    run = Parameters(2021, vintage=vintage)
    made, rows = cleaning.tables_of(run), package.read("kz_flows_annual")
    annual = cleaning.annual_flows(rows, run.year, vintage)
    known = cleaning.known_by(package.read("kz_breakdowns"), run)
    people = flows.national_population(rows, package.read("kz_population"))
    expected = {
        "articles": cleaning.articles_of(package.read("articles"), run),
        "flows": annual,
        "revisions": flows.revisions(rows, run.year, vintage),
        "rates": flows.rates(annual, people),
        "within_year": cleaning.cumulative(package.read("kz_flows_cumulative"), "departures", run.year),
        "known_breakdowns": known,
        "breakdowns": cleaning.full_year(known, run.year),
        "corridors": cleaning.corridor_stocks(package.read("corridors"), run.year),
    }
    expected["claims"] = cleaning.claims_of(package.read("claims"), expected["articles"])
    expected["implied"] = cleaning.implied_earlier(expected["claims"])
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(getattr(made, name), frame)
    assert list(made.processed()) == list(tables.PROCESSED) and made.folder == paths.raw_folder()


def test_a_table_is_built_once_for_a_year_whatever_the_language(monkeypatch):
    calls = []
    real = flows.best_printed
    monkeypatch.setattr(flows, "best_printed", lambda *given: calls.append(given) or real(*given))
    tables._tables.cache_clear()
    for language in ("en", "ru"):
        assert len(cleaning.tables_of(Parameters(2020, language=language)).flows)
    assert len(calls) == 1
    tables._tables.cache_clear()


def test_a_table_is_made_once_of_its_inputs_and_what_a_reader_changes_is_changed_for_no_other():
    calls = []

    class Kept:
        get = {"a": 1, "b": 2}.get
        made = tables._made(lambda *given: calls.append(given) or pd.DataFrame({"x": given}), "a", "b")

    kept = Kept()
    kept.made.insert(0, "y", 0)
    assert kept.made.to_dict("list") == {"x": [1, 2]} and calls == [(1, 2)]


def test_columns_and_countries_are_called_as_in_kazakhstan():
    with speaking("ru"):
        headings = [names.heading(column) for column in ("value", "printed low", "departures", 2025, "x_y")]
        assert [names.country(code) for code in ("WLD", "KGZ", "USA")] == ["все страны", "Кыргызстан", "США"]
    assert headings == ["значение", "напечатано: нижняя граница", "выбывшие", "2025", "x y"]
