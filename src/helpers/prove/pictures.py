"""Changes of what a chart draws: reversed, without a series, in thousands. The chart's own proof
must turn red.
"""

import contextlib
from collections.abc import Callable, Iterator

from helpers import notebook, parameters
from helpers.charts import canvas
from helpers.prove import BaselineError, Trial, consequences

CHANGES = {
    "data reversed": lambda x, y: (x, y[::-1]),
    "values times 1,000": lambda x, y: (x, 1000 * y),
    "a series dropped": lambda x, y: (x[:0], y[:0]),
}


def trials(some: Callable[[list], list]) -> Iterator[Trial]:
    """Every chart of the newest edition, drawn again with each change.

    Raises BaselineError for a chart that is refused even when nothing is changed.
    """
    chosen = some([(chart, how) for chart in _charts() for how in CHANGES])
    for chart in {chart.name: chart for chart, _how in chosen}.values():
        if refused := _refused(chart, lambda x, y: (x, y)):
            raise BaselineError(f"the unchanged chart {chart.name} is refused: {refused}")
    for chart, how in chosen:
        yield Trial("picture", chart.name, how, _noticed(chart, how), _harmless(chart, how))


def _charts() -> list[canvas.Chart]:
    """The charts that the notebooks show, as they show them."""
    found = []
    kept = notebook.display, notebook.save_figure
    notebook.display = lambda *content, **more: None
    notebook.save_figure = lambda chart, picture: found.append(chart)
    png, canvas.Chart.png = canvas.Chart.png, lambda chart: b""
    try:
        for _name in consequences.executed(parameters.check()):
            pass
    finally:
        (notebook.display, notebook.save_figure), canvas.Chart.png = kept, png
    return found


def _noticed(chart: canvas.Chart, how: str) -> tuple[str, ...]:
    refused = _refused(chart, CHANGES[how])
    return (refused[:80],) if refused else ()


def _refused(chart: canvas.Chart, change: Callable) -> str:
    """Why a chart cannot be drawn again with a change; empty where it can."""
    try:
        with changed(change):
            chart.again()
    except Exception as error:  # ChartError where the picture could still be drawn
        return f"{type(error).__name__}: {error}"
    return ""


def _harmless(chart: canvas.Chart, how: str) -> str:
    """A reversal of what reads the same from both ends changes nothing."""
    values = list(canvas.drawn(chart.axes).values())
    alike = all(len({round(y, 6) for _x, y in points}) <= 1 or len(points) < 2 for points in values)
    return "every series has a single value" if how == "data reversed" and alike else ""


@contextlib.contextmanager
def changed(change: Callable) -> Iterator[None]:
    """Whatever is put into a picture inside the `with` block is changed on its way."""
    put = canvas.put
    modules = [module for module in _modules() if getattr(module, "put", None) is put]

    def other(axes, series, x, y, draw):
        put(axes, series, x, y, lambda x, y: draw(*change(x, y)))

    for module in modules:
        module.put = other
    try:
        yield
    finally:
        for module in modules:
            module.put = put


def _modules() -> list:
    from helpers import charts
    from helpers.charts import region_map

    return [canvas, charts, region_map]
