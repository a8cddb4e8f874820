"""Each chart of the notebooks has its subtitle and source in one table, and nothing is left over."""

import re

from helpers import language, paths
from helpers.charts import chart_tables


def test_the_notebooks_use_every_text_and_no_other():
    sources = "".join(path.read_text(encoding="utf-8") for path in paths.NOTEBOOKS.glob(paths.NOTEBOOK_PATTERN))
    charts = set(re.findall(r'chart_tables\.texts\(\\"(\w+)\\"', sources))
    assert set(language.section("chart_texts")) == charts
    assert chart_tables.SOURCES.keys() <= charts


def test_sources_and_slots_are_filled():
    for chart in chart_tables.SOURCES:
        words = chart_tables.texts(chart, year=2025, third=2028, base=2020)
        assert words["source"] in language.section("sources").values() and "{" not in words["subtitle"]
