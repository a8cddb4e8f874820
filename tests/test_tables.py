import pandas as pd

from helpers import notebook, tables


def test_csv_has_six_digits_lf_and_blanks_for_unknown(tmp_path):
    frame = pd.DataFrame(
        {
            "float": [1 / 3, 7608.0, None],
            "int": pd.array([1, None, 3], dtype="Int64"),
            "text": ["қ", None, "a,b"],
            "day": [pd.Timestamp("2026-02-09"), pd.NaT, pd.NaT],
        }
    )
    tables.write_csv(frame, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes().decode() == (
        'float,int,text,day\n0.333333,1,қ,2026-02-09\n7608,,,\n,3,"a,b",\n'
    )
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_cells_for_readers():
    shown = [notebook.cell(*pair) for pair in [(7608, "value"), (2025, "year"), (0.5, ""), (None, ""), (12.345, "")]]
    assert shown == ["7,608", "2025", "0.500", "", "12.35"]


def test_html_is_escaped_and_numbers_stand_right():
    page = notebook.as_html(pd.DataFrame({"quote": ["<script>&"], "value": [7608]}))
    assert "<script>" not in page and "&lt;script&gt;&amp;" in page
    assert '<td align="right">7,608</td>' in page


def test_an_empty_table_says_so():
    assert notebook.as_text(pd.DataFrame({"a": []})) == "(empty table)"
