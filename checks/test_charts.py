"""Changes of what a chart draws: reversed, in thousands, without a series; its proof refuses them."""

import sys

import nbformat
import numpy as np
import pytest

from checks import fingerprints
from helpers import notebook, parameters, paths
from helpers.charts import canvas

CHANGES = {
    "unchanged": lambda x, y: (x, y),
    "data reversed": lambda x, y: (x, y[::-1]),
    "values times 1,000": lambda x, y: (x, 1000 * y),
    "a series dropped": lambda x, y: (x[:0], y[:0]),
}
pytestmark = pytest.mark.xdist_group("charts")  # drawn once, by one process


def chart_names() -> list[str]:
    """The names of the charts that the committed notebooks hold."""
    paths_of = sorted(paths.NOTEBOOKS.glob(paths.NOTEBOOK_PATTERN))
    cells = [cell for path in paths_of for cell in nbformat.read(path, as_version=4).cells]
    about = [output.get("metadata", {}).get("image/png", {}) for cell in cells for output in cell.get("outputs", [])]
    return [picture["figure"] for picture in about if picture.get("figure")]


@pytest.fixture(scope="module")
def charts() -> dict[str, canvas.Chart]:
    """The charts of the newest edition, as the notebooks draw them."""
    drawn = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebook, "display", lambda *content, **more: None)
        patch.setattr(notebook, "save_figure", lambda chart, picture: drawn.update({chart.name: chart}))
        patch.setattr(canvas.Chart, "png", lambda chart: b"")
        assert list(fingerprints.executed_notebooks(parameters.check()))
    assert sorted(drawn) == sorted(chart_names())
    return drawn


def refusal(chart: canvas.Chart, change) -> str:
    """Why the chart cannot be drawn again with its data changed on the way; empty where it can."""
    put = canvas.put

    def put_changed(axes, series, x, y, draw):
        put(axes, series, x, y, lambda x, y: draw(*change(x, y)))

    with pytest.MonkeyPatch.context() as patch:
        for module in [module for module in list(sys.modules.values()) if vars(module).get("put") is put]:
            patch.setattr(module, "put", put_changed)
        try:
            chart.again()
        except Exception as error:  # ChartError where the picture could still be drawn
            return f"{type(error).__name__}: {error}"
    return ""


def refusal_of_own(chart: canvas.Chart, change) -> str:
    """The same for marks that seaborn or matplotlib has drawn: they are changed on the axes, and put back."""
    lines = [(line, line.get_data(orig=False)) for line in chart.axes.get_lines()]
    bars = [(bar, bar.get_height()) for bar in chart.axes.patches]
    x, y = change(np.arange(len(bars)), np.array([height for _bar, height in bars]))
    try:
        for line, data in lines:
            line.set_data(*change(*map(np.asarray, data)))
        for number, (bar, _height) in enumerate(bars):
            bar.set_height(y[number] if number < len(x) else np.nan)
        chart.again()
    except canvas.ChartError as error:
        return str(error)
    finally:
        for line, data in lines:
            line.set_data(*data)
        for bar, height in bars:
            bar.set_height(height)
    return ""


@pytest.mark.sample(24)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", chart_names())
def test_chart(name, change, charts):
    series = canvas.drawn(charts[name].axes).values()  # none of a chart drawn by the notebook itself
    refused = (refusal if series else refusal_of_own)(charts[name], CHANGES[change])
    is_symmetric = bool(series) and all(len({round(y, 6) for _x, y in points}) <= 1 for points in series)
    if change == "data reversed" and not refused and is_symmetric:
        pytest.xfail("every series has a single value")
    assert bool(refused) == (change != "unchanged"), refused
