"""Changes of what a chart draws: reversed, in thousands, without a series; its proof refuses them."""

from contextlib import contextmanager

import nbformat
import numpy as np
import pytest
from matplotlib.collections import PathCollection

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
        patch.setattr(canvas.Chart, "png", lambda chart: drawn.update({chart.name: chart}) or b"")
        assert list(fingerprints.executed_notebooks(parameters.check()))
    assert sorted(drawn) == sorted(chart_names())
    return drawn


@contextmanager
def changed_marks(axes, change):
    """Lines, dots and bars of axes drawn from changed data, inside the `with` block."""
    lines = [(line, line.get_data(orig=False)) for line in axes.get_lines()]
    dots = [part for part in axes.collections if isinstance(part, PathCollection)]
    places = [part.get_offsets() for part in dots]
    bars = [(bar, group.orientation) for group in axes.containers for bar in group]
    lengths = [bar.get_width() if way == "horizontal" else bar.get_height() for bar, way in bars]
    points = np.concatenate([*places, np.empty((0, 2))])
    moved = np.column_stack(change(*points.T))
    sizes = change(np.arange(len(bars)), np.array(lengths))[1]
    for line, data in lines:
        line.set_data(*change(*map(np.asarray, data)))
    ends = np.cumsum([len(place) for place in places])[:-1]
    for part, offsets in zip(dots, np.split(moved, ends) if dots else [], strict=True):
        part.set_offsets(offsets)
    _resize(bars, list(sizes) + [np.nan] * (len(bars) - len(sizes)))
    try:
        yield
    finally:
        for line, data in lines:
            line.set_data(*data)
        for part, place in zip(dots, places, strict=True):
            part.set_offsets(place)
        _resize(bars, lengths)


def _resize(bars, lengths):
    for (bar, way), length in zip(bars, lengths, strict=True):
        (bar.set_width if way == "horizontal" else bar.set_height)(length)


@pytest.mark.sample(24)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", chart_names())
def test_chart(name, change, charts):
    chart = charts[name]
    refused = ""
    for axes in chart.panels:
        try:
            with changed_marks(axes, CHANGES[change]):
                chart.prove()
        except canvas.ChartError as error:
            refused = str(error)
    assert bool(refused) == (change != "unchanged"), refused
