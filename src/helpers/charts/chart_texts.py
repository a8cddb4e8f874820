"""Name, subtitle and source of the charts in the notebooks, by the name of the chart."""

from pathlib import Path

from helpers.charts.chart_tables import sourced
from helpers.files import read_rows
from helpers.language import say
from helpers.parameters import Parameters

# Charts that are not in this table name the pages that their own figures were read on.
SOURCES = {
    row["chart"]: row["source"] for row in read_rows(Path(__file__).with_name("sources.csv"))
}


def of(chart: str, run: Parameters | None = None, **slots) -> dict:
    """The keywords of a chart for `notebook.show`: name, subtitle (`slots` filled) and source, with
    `run` also the press where the edition's year has first figures."""
    words = {"name": chart, "subtitle": say(f"chart_texts.{chart}", **slots)}
    if chart in SOURCES:
        source = say(f"sources.{SOURCES[chart]}")
        words["source"] = sourced(source, run) if run else source
    return words
