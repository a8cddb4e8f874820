"""The key chart of an edition: departures and their projection."""

from helpers import charts
from helpers.charts import chart_tables
from helpers.findings import Finding
from helpers.language import say
from helpers.parameters import Parameters
from helpers.projection.fitting import fit


def projection_picture(run: Parameters, title: Finding) -> charts.Chart | None:
    """Departures and their projection, with the finding `projection` as title; None without fit."""
    made = fit(run)
    if made is None:
        return None
    observed = made.series.rename_axis("year").reset_index(name="value")
    subtitle = say("key_chart.subtitle")
    source = chart_tables.sourced(say("sources.bureau_and_projection"), run)
    return charts.fan(
        "projection", observed, made.projected, title, subtitle=subtitle, source=source
    )
