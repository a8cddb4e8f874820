"""Where two tables differ, in plain words."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import notebook
from helpers.notebook import differences

TABLE = pd.DataFrame({"value": [1, 2, 3], "label": ["a", "b", None]}, index=[2023, 2024, 2025])
CELLS = st.one_of(st.integers(-9, 9), st.floats(), st.text(max_size=2), st.none(), st.booleans())
FRAMES = st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4).map(pd.DataFrame)
THINGS = st.one_of(FRAMES, CELLS, st.lists(CELLS), st.dictionaries(st.text(max_size=2), st.lists(CELLS)))


@given(FRAMES)
def test_a_table_agrees_with_itself_in_any_order_and_type(table):
    shuffled = table.astype(object).iloc[::-1, ::-1]
    assert differences(table, shuffled) == [f"The two agree. Rows: {len(table)}, columns: {len(table.columns)}."]


@given(THINGS, THINGS)
def test_same_prints_something_and_never_raises(mine, theirs):
    said = []
    notebook.print = said.append
    try:
        notebook.same(mine, theirs)
    finally:
        del notebook.print
    assert said and said[0].startswith(("The two agree", "The two differ", "They cannot be compared"))


@given(st.integers(0, 2), st.integers(4, 99))
def test_a_changed_cell_is_named(row, value):
    changed = TABLE.copy()
    changed.iloc[row, 0] = value
    expected = f"Row {2023 + row}, column value: {row + 1} in the first, {value} in the second."
    assert differences(TABLE, changed) == ["The two differ.", "Cells that differ: 1.", expected]


@pytest.mark.parametrize(
    ("other", "sentences"),
    [
        (TABLE.drop(columns="label"), ["Columns only in the first: label."]),
        (TABLE.assign(more=1), ["Columns only in the second: more."]),
        (TABLE.drop(2024), ["Rows only in the first: 2024."]),
        (TABLE.rename({2025: 2026}), ["Rows only in the first: 2025.", "Rows only in the second: 2026."]),
        (TABLE.assign(value=[1, 2, None]).head(3), ["Cells that differ: 1."]),
    ],
)
def test_missing_columns_rows_and_cells_are_named(other, sentences):
    assert differences(TABLE, other)[1 : len(sentences) + 1] == sentences


def test_many_differences_are_counted_and_the_first_are_shown():
    long = pd.DataFrame({"value": range(20)})
    told = differences(long, long + 1)
    assert told[1] == "Cells that differ: 20." and len(told) == 7
    assert differences(long, long.tail(3))[1] == "Rows only in the first: 0, 1, 2, 3, 4 …."


def test_rows_whose_labels_stand_twice_are_compared_by_place():
    twice = TABLE.set_axis([1, 1, 2])
    assert differences(twice, twice)[0].startswith("The two agree")
    assert differences(TABLE.value, TABLE.value.astype(float))[0].startswith("The two agree")
