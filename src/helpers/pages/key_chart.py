"""The key chart of an edition: departures, their projection, and the fall that is forecast."""

import pandas as pd
from matplotlib.axes import Axes

from helpers import charts
from helpers.charts import chart_tables
from helpers.findings import Finding
from helpers.language import say
from helpers.parameters import Parameters
from helpers.projection.fitting import fit

NAME = "projection"


def drawn(run: Parameters) -> tuple[Axes, pd.DataFrame] | None:
    """The axes and their table, as `charts.fan` has them; None without fit."""
    made = fit(run)
    if made is None:
        return None
    observed = made.series.rename_axis("year").reset_index(name="value")
    return charts.fan(observed, made.projected, run.moderate_decline)


def words(run: Parameters) -> dict:
    """Name, subtitle, source and further alt text, for `charts.of_axes`."""
    made = fit(run)
    observed = made.series.rename_axis("year").reset_index(name="value")
    return {
        "name": NAME,
        "subtitle": say("key_chart.subtitle"),
        "source": chart_tables.sourced(say("sources.bureau_and_projection"), run),
        "more": charts.in_words(observed, made.projected),
    }


def projection_picture(run: Parameters, title: Finding) -> charts.Chart | None:
    """The chart with the finding `projection` as title; None without fit."""
    made = drawn(run)
    if made is None:
        return None
    axes, data = made
    return charts.of_axes(axes, title, data=data, **words(run))
