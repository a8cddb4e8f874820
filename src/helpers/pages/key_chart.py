"""The key chart of an edition: departures, their projection, and the fall that is forecast."""

from base64 import b64encode
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from helpers import charts, csv_files, paths
from helpers.charts import chart_tables
from helpers.language import say
from helpers.parameters import Parameters
from helpers.projection.outlook import author_of, fit

NAME = "projection"
CAME = "what_came"


def drawn(run: Parameters) -> tuple[Axes, dict] | None:
    """Axes of `charts.fan`, and keywords of `charts.of_axes` for them; None without a fit."""
    made = fit(run)
    if made is None:
        return None
    observed = made.series.rename_axis("year").reset_index(name="value")
    axes, data = charts.fan(observed, made.projected, _claimed(run))
    words = {
        "name": NAME,
        "data": data,
        "subtitle": say("key_chart.subtitle"),
        "source": chart_tables.sourced(say("sources.bureau_and_projection"), run),
        "more": charts.in_words(observed, made.projected),
    }
    return axes, words


def what_came(folder: Path, run: Parameters, after: pd.DataFrame | None) -> dict | None:
    """The key chart of a past edition with what came since (`after`, as from `outcomes.write`),
    written into the folder, as `notebook_pages.pictures` has charts; None where nothing came."""
    path = folder / paths.TABLES / f"chart_{NAME}.csv"
    if after is None or not path.is_file():
        return None
    table = pd.read_csv(path)
    observed = table.query("status == 'observed'").rename(columns={"point": "value"})
    projected = table.query("status == 'projected'").set_index("year")
    came = after.query("what == 'departures'").dropna(subset="said")
    if came.empty:
        return None
    marks = came.rename(columns={"happened": "value"})[["year", "value"]].astype({"year": int})
    axes, data = charts.fan(observed[["year", "value"]], projected, _claimed(run), marks)
    title = say("outcomes.chart", inside=int((came.held == "yes").sum()), n=len(came))
    about = {
        "subtitle": say("key_chart.subtitle"),
        "source": say("sources.bureau_and_projection"),
    }
    chart = charts.of_axes(axes, title, CAME, data, **about)
    picture = chart.png()
    chart.write(folder / paths.FIGURES, picture)
    csv_files.write_csv(data, folder / paths.TABLES / f"chart_{CAME}.csv")
    width, height = chart.size
    return {
        "alt": chart.alt,
        "width": width,
        "height": height,
        "figure": CAME,
        "data": b64encode(picture).decode(),
    }


def _claimed(run: Parameters) -> tuple[float, float] | None:
    """The band of the fall that an article forecasts; None where none of the year forecasts one."""
    return None if author_of(run) is None else run.moderate_decline
