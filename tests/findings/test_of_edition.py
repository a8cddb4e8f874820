"""What an edition must not do: look ahead, invent a fit, or speak about the wrong year."""

import shutil

import pandas as pd
import pytest

from helpers import cleaning, parameters, paths
from helpers.data import package
from helpers.findings import of_edition
from helpers.projection import outlook
from helpers.reconciliation import processed, weighing

YEARS = sorted({2000, 2008, 2009, 2016, 2021, 2023, 2024, 2025, parameters.year_range()[1]})


@pytest.mark.parametrize("year", YEARS)
def test_any_year_gives_findings_and_tables(year):
    run = parameters.check(year=year)
    found = of_edition.findings_of(run)
    assert len({finding.id for finding in found}) == len(found)
    assert not [f.id for f in found if {"nan", "None", "<NA>"} & set(f.text.replace(",", " ").split())]
    made = processed(run)
    assert made["flows"].year.max() == year


@pytest.mark.parametrize("year", [2000, 2008])
def test_too_few_points_give_no_fit(year):
    run = parameters.check(year=year)
    assert outlook.fit(run) is None
    assert outlook.projection_rows(run).empty
    said = {finding.id: finding.variant for finding in of_edition.findings_of(run)}
    assert said["projection"] == said["judgement"] == "scenarios"


def test_the_projection_starts_after_the_last_value_published():
    rows = outlook.projection_rows(parameters.check(year=2022, horizon=3))
    assert rows.iloc[0][["flow", "method", "year"]].tolist() == ["departures", "project", 2023]
    years = rows[rows.method == "project"].groupby("flow").year.agg(list)
    assert years[["arrivals", "departures"]].tolist() == 2 * [[2023, 2024, 2025]]


def test_a_first_vintage_without_a_figure_is_blank_and_starts_earlier():
    run = parameters.check(year=2023, vintage="first")
    assert outlook.flow_series(run).index[-1] == 2022
    assert outlook.fit(run).projected.index[0] == 2023
    said = {finding.id: finding for finding in of_edition.findings_of(run)}
    assert said["departures"].variant == "unknown"


@pytest.mark.parametrize("year", parameters.article_years())
def test_every_article_has_an_edition_of_what_was_known_then(year):
    """Much was published after the articles, and what it was is then not known: groups, regions, final figures."""
    found = of_edition.findings_of(parameters.check(year=year, vintage="first"))
    assert {finding.id for finding in found} >= {"departures", "judgement", "verdicts"}


def forget():
    for cached in (outlook.fit, of_edition._executed, package._read, weighing._reconciled):
        cached.cache_clear()


@pytest.fixture
def changed_future(tmp_path, monkeypatch):
    """A copy of the data package in which everything after 2022 is different."""
    folder = tmp_path / "raw"
    shutil.copytree(paths.raw_folder(), folder)
    for path in (folder / "series").glob("kz_*.csv"):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        value = next(column for column in ("population", "value", "name_en") if column in frame)
        # The population on 1 January is published before the edition's date in March.
        known_until = 2023 if path.name.startswith("kz_population") else 2022
        late = (frame.year.astype(int) > known_until) & (frame[value] != "")
        changed = (lambda old: f"{old} changed") if value == "name_en" else (lambda old: str(int(float(old)) * 3 + 1))
        frame.loc[late, value] = frame.loc[late, value].map(changed)
        frame.to_csv(path, index=False)
    yield folder
    monkeypatch.undo()
    forget()


def test_an_edition_uses_nothing_later(changed_future, monkeypatch):
    run = parameters.check(year=2022)
    before = ([f.as_dict() for f in of_edition.findings_of(run)], outlook.projection_rows(run).to_csv())
    tables = {name: frame.to_csv() for name, frame in processed(run).items()}
    monkeypatch.setenv(paths.RAW_VARIABLE, str(changed_future))
    forget()
    assert ([f.as_dict() for f in of_edition.findings_of(run)], outlook.projection_rows(run).to_csv()) == before
    assert {name: frame.to_csv() for name, frame in processed(run).items()} == tables


def test_what_changes_in_the_past_does_change_the_edition(changed_future, monkeypatch):
    """The test above would pass for nothing if the copy were not read."""
    run = parameters.check(year=2024)
    before = outlook.projection_rows(run).to_csv()
    monkeypatch.setenv(paths.RAW_VARIABLE, str(changed_future))
    forget()
    assert outlook.projection_rows(run).to_csv() != before


@pytest.mark.parametrize("year", YEARS)
def test_pages_and_notebooks_agree_on_the_articles_of_a_year(year):
    for vintage in parameters.VINTAGES:
        run = parameters.check(year=year, vintage=vintage)
        assert parameters.article_ids(run) == cleaning.articles_of(package.read("articles"), run).article_id.tolist()
