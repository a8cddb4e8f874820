"""What a notebook calls: start a run, say a finding, show a table or a chart. Files go to the run's folder
only."""

import html

import pandas as pd
from IPython.display import Markdown, display

from helpers import charts, paths, tables, text
from helpers.parameters import Parameters, check


def start(**given) -> Parameters:
    """The checked parameters of this notebook's run. Raises ParameterError in plain words."""
    return check(**given)


def say(*findings) -> None:
    """The sentences of one or more findings as a paragraph."""
    display(Markdown(" ".join(_sentence(finding) for finding in findings)))


def _sentence(finding) -> str:
    words = str(getattr(finding, "text", finding))
    return words if words.endswith((".", "!", "?", ":")) else words + "."


def show(chart: charts.Chart | None, otherwise=None) -> None:
    """A chart with its alt text, and the table that it shows folded beneath; without a chart, a finding instead."""
    if chart is None:
        return say(otherwise) if otherwise is not None else None
    width, height = chart.size()
    about = {"alt": chart.alt, "width": width, "height": height, "figure": chart.name}
    picture = chart.png()
    display({"image/png": picture, "text/plain": chart.alt}, raw=True, metadata={"image/png": about})
    folded = f"<details><summary>The numbers behind this chart</summary>{as_html(chart.data)}</details>"
    display({"text/html": folded, "text/plain": as_text(chart.data)}, raw=True)
    save_figure(chart, picture)


def table(frame: pd.DataFrame, name: str | None = None, rename: dict | None = None) -> None:
    """A table for reading; with a name it is also saved whole as tables/NAME.csv in the run's folder."""
    if name:
        save_table(frame, name)
    shown = frame.rename(columns=rename or {})
    display({"text/html": as_html(shown), "text/plain": as_text(shown)}, raw=True)


def save_table(frame: pd.DataFrame, name: str) -> None:
    """Write tables/NAME.csv into the run's folder, if the notebook belongs to a run."""
    if (folder := paths.output_folder()) is not None:
        tables.write_csv(frame, folder / "tables" / f"{name}.csv")


def save_figure(chart: charts.Chart, picture: bytes) -> None:
    """Write figures/NAME.png and .svg into the run's folder, if the notebook belongs to a run."""
    if (folder := paths.output_folder()) is not None:
        tables.write_bytes(picture, folder / "figures" / f"{chart.name}.png")
        tables.write_bytes(chart.svg(), folder / "figures" / f"{chart.name}.svg")
        tables.write_csv(chart.data, folder / "tables" / f"chart_{chart.name}.csv")


def save_text(content: str, name: str) -> None:
    """Write a file into the run's folder, if the notebook belongs to a run."""
    if (folder := paths.output_folder()) is not None:
        tables.write_text(content, folder / name)


# --- a table as readers see it ------------------------------------------------------------------------------


def as_html(frame: pd.DataFrame) -> str:
    """An escaped HTML table, numbers to the right. The align attribute survives where style sheets do not."""
    numeric = [_is_numeric(frame[column]) for column in frame]
    side = [' align="right"' if right else ' align="left"' for right in numeric]
    head = "".join(f'<th scope="col"{a}>{html.escape(_heading(c))}</th>' for c, a in zip(frame, side, strict=True))
    body = []
    for row in frame.itertuples(index=False):
        cells = zip(row, frame, side, strict=True)
        body.append("<tr>" + "".join(f"<td{a}>{html.escape(cell(v, c))}</td>" for v, c, a in cells) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def as_text(frame: pd.DataFrame) -> str:
    """The same table as plain text, for readers without HTML and for the comparison of reruns."""
    shown = pd.DataFrame({_heading(c): [cell(v, c) for v in frame[c]] for c in frame}, dtype=str)
    return shown.to_string(index=False) if len(shown) else "(empty table)"


def cell(value, column: str = "") -> str:
    """One cell: '7,608', '0.42', a blank for unknown; years and positions without a thousands comma."""
    value = (
        tables.rounded(float(value)) if type(value).__name__.startswith(("float", "Float")) else tables.rounded(value)
    )
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value.strftime("%Y-%m-%d") if isinstance(value, pd.Timestamp) else str(value)
    if isinstance(value, int):
        plain = column in {"year", "start", "end", "reference_year", "months", "first year"} or str(column).isdigit()
        return str(value) if plain else text.number(value)
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 1 else 3
    return text.number(value, digits)


def _heading(column) -> str:
    return str(column).replace("_", " ")


def _is_numeric(column: pd.Series) -> bool:
    known = column.dropna()
    return len(known) > 0 and all(
        isinstance(v, (int, float)) and not isinstance(v, bool) for v in map(tables.rounded, known)
    )
