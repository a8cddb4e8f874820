"""A new dimension, a new series to compare with, a count of first months: data, names and a cell, no module.

Carried out in a copy, in one run of notebook 04 and of the year in progress in 06.
"""

import csv
import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers import paths
from helpers.data import descriptor, package, validation

SOURCE = "https://example.org/marital-status"
GROUPS = {"married": 4567, "single": 2433, "widowed": 608}  # of the 7,608 departures of 2025
NAMES = Path(__file__).with_name("new_names.csv").read_text(encoding="utf-8")  # id, English, Russian, Kazakh
MONTHS = [2026, 9, "departures", 4800, "4,8 тыс.", "2026-11-12", SOURCE, ""]
SERIES = {2022: 5000, 2023: 4200, 2024: 3900, 2025: 2700}
COLUMNS = ["year", "flow", "origin_iso3", "destination_iso3", "value", "as_published", "source_url"]
CELLS = Path(__file__).with_name("new_cells.txt").read_text(encoding="utf-8").split("\n# %%\n")


def field(name: str, kind: str = "string") -> dict:
    return {"name": name, "type": kind, "description": name, "constraints": {"required": True}}


def add_rows(path, rows: list[list]) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def add_data(raw) -> None:
    """The rows of the dimension and the file of the series, their entries in the descriptor, the seal."""
    start = [2025, 12, "departures", "marital_status"]
    end = ["2026-03-13", SOURCE, ""]
    groups = [[*start, name, count, "persons", str(count), *end] for name, count in GROUPS.items()]
    add_rows(raw / "series" / "kz_breakdowns.csv", groups)
    add_rows(raw / "series" / "kz_flows_cumulative.csv", [MONTHS])
    counts = [[year, "arrivals", "KAZ", "DEU", n, str(n), SOURCE] for year, n in SERIES.items()]
    add_rows(raw / "series" / "de_arrivals.csv", [COLUMNS, *counts])
    content = package.descriptor(raw)
    for entry in content["resources"]:
        if entry["name"] == "kz_breakdowns":
            fields = {each["name"]: each for each in entry["schema"]["fields"]}
            fields["dimension"]["constraints"]["enum"].append("marital_status")
            fields["category"]["constraints"]["enum"].extend(GROUPS)
    kinds = {"year": "integer", "value": "integer"}
    fields = [field(name, kinds.get(name, "string")) for name in COLUMNS]
    series = {"name": "de_arrivals", "path": "series/de_arrivals.csv", "role": "flows"}
    content["resources"].append(series | {"schema": {"fields": fields}})
    (raw / descriptor.DESCRIPTOR).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    descriptor.seal(raw)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of code, data and notebooks with the new data, their names, and notebook 04 with cells for them."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("src", "data/raw", "notebooks"):
        shutil.copytree(paths.ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    add_data(folder / "data" / "raw")
    names = folder / "src" / "helpers" / "cleaning" / "names.csv"
    names.write_text(names.read_text(encoding="utf-8") + NAMES, encoding="utf-8")
    return folder


def read(root, number: str):
    return nbformat.read(next((root / "notebooks").glob(f"{number}*.ipynb")), as_version=4)


def execute(root, notebook) -> None:
    client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(root)}})
    client.execute(env=os.environ | {"PYTHONPATH": str(root / "src")})


@pytest.fixture(scope="module")
def cells(copy):
    """The new cells of notebook 04, executed after its own."""
    notebook = read(copy, "04")
    new = [nbformat.v4.new_code_cell(source) for source in CELLS]
    notebook.cells += new
    execute(copy, notebook)
    return new


def data_of(cell, kind: str) -> list[str]:
    return [output["data"][kind] for output in cell.outputs if kind in output.get("data", {})]


def test_a_new_dimension_is_drawn_and_said_in_readers_words(cells):
    drawn, russian, _series = cells
    english = "By marital status, the largest published group of departures in 2025 is married people: 60%."
    assert data_of(drawn, "text/markdown") == [english]
    assert data_of(russian, "text/markdown") == [
        "Крупнейшая из опубликованных групп (выбывшие, 2025 год, признак — семейное положение): "
        "состоящие в браке, 60\xa0%."
    ]
    assert len(data_of(drawn, "image/png")) == 1
    table = data_of(drawn, "text/plain")[-2]
    counts = [(name, f"{count:,}") for name, count in GROUPS.items()]
    assert re.findall(r"(\w+) people +([\d,]+)", table) == counts


def test_a_new_series_is_drawn_beside_departures(cells):
    (alt,) = [output["data"]["text/plain"] for output in cells[-1].outputs if "image/png" in output["data"]]
    assert "Fewer leave, in both counts" in alt
    assert "arrivals counted in Germany: 2022 5,000; 2023 4,200; 2024 3,900; 2025 2,700." in alt


def test_a_row_of_first_months_moves_the_forecast_of_the_year_and_is_named(copy):
    notebook = read(copy, "06")
    (count,) = [cell for cell in notebook.cells if "first_months(run)" in cell.source]
    notebook.cells = [*notebook.cells[:4], count]
    execute(copy, notebook)
    (said,) = data_of(count, "text/markdown")
    assert "is 4,800 departures. By it the year comes to about 6.1 thousand" in said
    prior, alone, _both = data_of(count, "text/plain")[0].splitlines()[1:]
    assert "7,410" in prior and "6,071" in alone


def test_no_module_is_changed_and_the_package_is_valid(copy):
    assert validation.validate(copy / "data" / "raw") == []
    for path in (paths.ROOT / "src").rglob("*.py"):
        assert (copy / path.relative_to(paths.ROOT)).read_bytes() == path.read_bytes()


def test_the_rules_of_its_role_and_columns_hold_for_a_new_series(copy, tmp_path):
    raw = tmp_path / "raw"
    shutil.copytree(copy / "data" / "raw", raw)
    repeated, negative = ["2025", "KAZ", "DEU", "2650", "2650"], ["2026", "KAZ", "DEU", "-5", "-5"]
    other_figure, no_code = ["2027", "KAZ", "DEU", "2650", "2750"], ["2028", "KAZ", "Germany", "9", "9"]
    wrong = [repeated, negative, other_figure, no_code]
    add_rows(raw / "series" / "de_arrivals.csv", [[row[0], "arrivals", *row[1:], SOURCE] for row in wrong])
    descriptor.seal(raw)
    faults = [(fault.row, fault.column, fault.expected) for fault in validation.validate(raw)]
    assert faults == [
        ("6", "year", "each combination once"),
        ("7", "value", "zero or more, because arrivals counts people"),
        ("8", "value", "the figure in as_published, '2750'"),
        ("9", "destination_iso3", "three capital letters, such as KAZ"),
    ]
