"""What a notebook calls: start a run, say a finding, show a table or a chart. Files go to the run's
folder only."""

import html

import pandas as pd
from IPython.display import Markdown, display

from helpers import charts, csv_files, files, language, paths
from helpers.cleaning import names
from helpers.cleaning.differences import differences
from helpers.findings import of_edition
from helpers.findings.finding import Finding
from helpers.findings.of_edition import note
from helpers.language import formats
from helpers.pages import html_tables
from helpers.parameters import Parameters, check
from helpers.settings import computes_only

# Columns of ids, which readers of another language meet by their names.
NAMED = (
    "flow",
    "status",
    "vintage",
    "verdict",
    "region",
    "dimension",
    "category",
    "forecast",
    "set",
    "corridor",
)
PLAIN = ("start", "end", "months")  # whole numbers that are places, not amounts: no thousands comma


def start(**given) -> Parameters:
    """The checked parameters of this notebook's run, whose language is spoken from now on.

    Raises ParameterError in plain words.
    """
    run = check(**given)
    language.speak(run.language)
    charts.use_house_style()
    of_edition.begin(run)
    return run


def say(*findings: Finding | str) -> None:
    """The sentences of one or more findings as a paragraph; the findings are noted for 07."""
    note(*(finding for finding in findings if isinstance(finding, Finding)))
    _display(Markdown(" ".join(_sentence(finding) for finding in findings)))


def _sentence(finding: Finding | str) -> str:
    words = str(getattr(finding, "text", finding))
    return words if words.endswith((".", "!", "?", ":")) else words + "."


def _display(content, **options) -> None:
    if not computes_only():
        display(content, **options)


def show(chart, title: Finding | str | None = None, **words) -> None:
    """A chart with its alt text, and the table that it shows folded beneath.

    `chart` is one of `helpers.charts`, None, or what matplotlib or seaborn has drawn: axes, a
    figure, a grid. `title` is the finding (or, for a chart of one's own, words) that stands above
    it. A finding is noted for 07, and said instead where there is no chart. Of a chart of one's
    own `words` may set `name`, `subtitle`, `source` and `data`: see `charts.of_axes`.
    """
    if isinstance(title, Finding):
        note(title)
    own = chart is not None and not isinstance(chart, charts.Chart)
    if computes_only():
        return charts.leave_pyplot(chart) if own else None
    if chart is None:
        return say(title) if title is not None else None
    if own:
        chart = charts.of_axes(chart, title or "", **words)
    width, height = chart.size()
    about = {"alt": chart.alt, "width": width, "height": height, "figure": chart.name}
    picture = chart.png()
    content = {"image/png": picture, "text/plain": chart.alt}
    _display(content, raw=True, metadata={"image/png": about})
    page = _folded(as_html(chart.data), language.say("tables.behind_this_chart"))
    _display({"text/html": page, "text/plain": as_text(chart.data)}, raw=True)
    save_figure(chart, picture)


def same(mine, theirs) -> None:
    """Print in plain words where two tables differ, else that they agree; never raises.

    Rows are compared by their index and columns by their names; the type of a number and the order
    do not count, and two blanks are the same.
    """
    try:
        lines = differences(mine, theirs)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        lines = [language.say("same.incomparable", problem=problem)]
    print("\n".join(lines))


def _folded(page: str, summary: str) -> str:
    return f"<details><summary>{html.escape(summary)}</summary>{page}</details>"


def table(
    frame: pd.DataFrame, name: str | None = None, rename: dict | None = None, folded: str = ""
) -> None:
    """A table for reading; with a name it is also saved whole as tables/NAME.csv in the run's
    folder.

    `folded` is the line under which a long table is folded away.
    """
    if name:
        save_table(frame, name)
    if computes_only():
        return
    frame = frame.rename(columns=rename or {})
    page = _folded(as_html(frame), folded) if folded else as_html(frame)
    _display({"text/html": page, "text/plain": as_text(frame)}, raw=True)


def save_table(frame: pd.DataFrame, name: str) -> None:
    """Write tables/NAME.csv into the run's folder, if the notebook belongs to a run."""
    if (folder := paths.output_folder()) is not None:
        csv_files.write_csv(frame, folder / "tables" / f"{name}.csv")


def save_figure(chart: charts.Chart, picture: bytes) -> None:
    """Write figures/NAME.png and .svg into the run's folder, if the notebook belongs to a run."""
    if (folder := paths.output_folder()) is not None:
        files.write_bytes(picture, folder / "figures" / f"{chart.name}.png")
        files.write_bytes(chart.svg(), folder / "figures" / f"{chart.name}.svg")
        files.write_bytes(chart.for_phone().png(), folder / "figures" / f"{chart.name}-phone.png")
        csv_files.write_csv(chart.data, folder / "tables" / f"chart_{chart.name}.csv")


def save_text(content: str, name: str) -> None:
    """Write a file into the run's folder, if the notebook belongs to a run."""
    if (folder := paths.output_folder()) is not None:
        files.write_text(content, folder / name)


# --- a table as readers see it ---


def as_html(frame: pd.DataFrame) -> str:
    """The table as escaped HTML, numbers to the right."""
    shown = as_shown(frame)
    return html_tables.as_html(shown.columns, shown.itertuples(index=False))


def as_text(frame: pd.DataFrame) -> str:
    """The same table as plain text, for readers without HTML and for the comparison of reruns."""
    return as_shown(frame).to_string(index=False) if len(frame) else language.say("tables.empty")


def as_shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Every cell as readers see it: '7,608', '0.42', a blank for unknown.

    A column may mix people and percent: counts stay whole there, and a percentage keeps its
    decimals.
    """
    columns = {}
    for column in frame:
        values = [_named(column, _value(value)) for value in frame[column]]
        shown = [_cell(value, str(column), _decimals(value, values)) for value in values]
        columns[names.heading(column)] = shown
    return pd.DataFrame(columns, dtype=str)


def _named(column, value):
    """An id in words where the language is not that of the ids."""
    known = column in NAMED and isinstance(value, str) and language.spoken() != language.SOURCE
    return names.name(value) if known else value


def _value(value):
    """A plain Python value; None for unknown."""
    return csv_files.rounded(
        float(value) if type(value).__name__.lower().startswith("float") else value
    )


def _decimals(value, column: list) -> int:
    """How many decimals a number shows among those of its column."""
    numbers = [number for number in column if isinstance(number, (int, float))]
    largest = max(map(abs, numbers), default=0)
    if all(isinstance(number, int) for number in numbers):
        return 0
    if isinstance(value, int) and largest >= 100:
        return 0
    if isinstance(value, float) and abs(value) >= 1000:
        return 0
    return 3 if largest < 0.1 else 2


def _cell(value, column: str, decimals: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value.strftime("%Y-%m-%d") if isinstance(value, pd.Timestamp) else str(value)
    if column.endswith("year") or column in PLAIN or column.isdigit():
        return str(value)
    return formats.number(value, decimals)
