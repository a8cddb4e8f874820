"""The key chart of an edition: departures and their projection."""

from helpers import charts
from helpers.charts import chart_tables
from helpers.findings.of_edition import findings_ahead
from helpers.language import say
from helpers.parameters import Parameters
from helpers.projection.fitting import fit


def projection_picture(run: Parameters) -> charts.Chart | None:
    """The key chart of an edition: departures, their projection and its intervals; None without a
    fit.
    """
    made = fit(run)
    if made is None:
        return None
    title = next(finding for finding in findings_ahead(run) if finding.id == "projection")
    observed = made.series.rename_axis("year").reset_index(name="value")
    subtitle = say("key_chart.subtitle")
    source = chart_tables.sourced(say("sources.bureau_and_projection"), run)
    return charts.fan(
        "projection", observed, made.projected, title, subtitle=subtitle, source=source
    )
