import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import csv_files, notebook
from helpers.data import package
from helpers.files import FORMULA


def test_csv_has_six_digits_lf_and_blanks_for_unknown(tmp_path):
    frame = pd.DataFrame({"float": [1 / 3, 7608.0, None], "int": pd.array([1, None, 3], dtype="Int64")})
    frame = frame.assign(text=["қ", None, "a,b"], day=[pd.Timestamp("2026-02-09"), pd.NaT, pd.NaT])
    csv_files.write_csv(frame, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes().decode() == (
        'float,int,text,day\n0.333333,1,қ,2026-02-09\n7608,,,\n,3,"a,b",\n'
    )
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


FORMULAS = ["=1+1", "+A1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", " =1", "\t=1", "＝1", "a;=1", "a\n=1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_led_by_an_apostrophe(cell):
    ((heading,), (found,)) = csv.reader(io.StringIO(csv_files.as_csv(pd.DataFrame({cell: [cell]})), newline=""))
    assert found == heading == csv_files.disarmed(cell) and found.replace("'", "") == cell.replace("'", "")
    assert FORMULA.search(cell) and not FORMULA.search(found)


@given(st.text("=+-@;\t\r\n 5,.%a(|!'", max_size=9))
def test_no_cell_stays_a_formula(cell):
    assert not FORMULA.search(csv_files.disarmed(cell))


def test_figures_keep_their_signs():
    cells = [-40.5, "+87,5 тыс.", "-111 640", "- 5057 человек", "+4,4% / -0,4%", "-21% arrivals, -49,5% departures"]
    assert [csv_files.disarmed(cell) for cell in cells] == cells
    for entry in package.descriptor()["resources"]:  # and no cell of the committed package is taken for a formula
        if "schema" in entry:
            frame = package.read(entry["name"]).dropna(axis=1, how="all")
            assert frame.map(csv_files.disarmed).equals(frame)


@pytest.mark.parametrize(
    ("column", "values", "shown"),
    [
        ("value", [7608, None, -6722], ["7,608", "", "−6,722"]),
        ("value", [7608.4, 12.6], ["7,608", "12.60"]),
        ("low", [-40.55, 993, 7550, 71.75], ["−40.55", "993", "7,550", "71.75"]),
        ("rate", [0.697, 2.29, None], ["0.70", "2.29", ""]),
        ("share", [0.04, 0.003], ["0.040", "0.003"]),
        ("percent", [-3.0222, 0.0], ["−3.02", "0.00"]),
        ("year", [2025], ["2025"]),
        ("last year", [2025], ["2025"]),
        ("2025", [3], ["3"]),
        ("day", [pd.Timestamp("2026-02-09"), pd.NaT], ["2026-02-09", ""]),
        ("text", ["<b>", None], ["<b>", ""]),
    ],
)
def test_cells_for_readers(column, values, shown):
    assert notebook.as_shown(pd.DataFrame({column: values}))[column].tolist() == shown


def test_html_is_escaped_and_numbers_stand_right(monkeypatch):
    shown = []
    monkeypatch.setattr(notebook, "display", lambda content, **_: shown.append(content))
    notebook.table(pd.DataFrame({"quote": ["<script>&"], "value": [7608]}))
    page = shown[0]["text/html"]
    assert "<script>" not in page and "&lt;script&gt;&amp;" in page
    assert '<td align="right">7,608</td>' in page


def test_an_empty_table_says_so():
    assert notebook.as_text(pd.DataFrame({"a": []})) == "(empty table)"
