"""A reader's own series: the page in docs as it stands, warnings, and what is refused or accepted."""

import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from helpers import paths
from helpers.projection import own_series, project
from helpers.projection.events import chances
from helpers.projection.house_method import HOUSE, NO_CHANGE

VALUES = [120.0, 131, 118, 150, 141, 133, 171, 160, 182, 175, 169, 190, 240, 200, 180]
SERIES = pd.Series(VALUES, index=pd.RangeIndex(2000, 2015))


def test_the_page_runs_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    SERIES.rename("departures").rename_axis("year").reset_index().to_csv("departures.csv", index=False)
    page = (paths.ROOT / "docs" / "own-series.md").read_text(encoding="utf-8")
    known = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.S):
        exec(block, known)
    assert (tmp_path / "outlook.png").stat().st_size > 5000
    found = known["outlook"]
    pd.testing.assert_frame_equal(found.projection, project(SERIES, 4))
    band = (-0.15, 0.0)
    ours, unchanged = (chances(method.distribution(SERIES, 4), band) for method in (HOUSE, NO_CHANGE))
    events = found.events.set_index("event")
    expected = {
        "lower in 2015": "further decline",
        "moderate on average to 2018": "D2",
        "lower in 2018": "lower three years on",
    }
    for words, event in expected.items():
        assert events.loc[words].tolist() == [ours[event], unchanged[event]]
    assert found.backtest.horizon.tolist() == [1, 2, 3, 4] and found.backtest.n.tolist() == [5, 4, 3, 2]
    assert found.warnings == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, []),
        ({2004: 0.0}, ["zero in [2004]"]),
        ({2014: 180_000.0}, ["a change above 3 times in [2014]"]),
        ({2014: 59.0}, ["a change above 3 times in [2014]"]),
        ({2000: 40.0, 2001: 120.0, 2013: 180.0, 2014: 60.0}, []),  # three times is not above it
        (dict(zip(range(2000, 2015), np.linspace(80, 99, 15), strict=True)), ["values up to 100"]),
    ],
)
def test_warnings_are_said(change, words):
    found = own_series(pd.Series({**SERIES.to_dict(), **change}), 2).warnings
    assert [warning[: len(word)] for warning, word in zip(found, words, strict=True)] == words


def test_a_short_series_is_warned_about_and_has_no_tests():
    found = own_series(SERIES.head(10))
    assert found.backtest.empty and found.warnings == ["only 10 years: past tests show next to nothing"]


def test_importing_it_imports_neither_statsmodels_nor_matplotlib():
    code = "import sys, helpers.projection; print({'statsmodels', 'matplotlib'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
