"""What a notebook calls: start a run, say a finding, show a table or a chart."""

import html
import math
import re
from collections.abc import Iterable
from numbers import Number

import pandas as pd
from IPython.display import Markdown, display

from helpers import charts, csv_files, files, language, paths
from helpers.cleaning import names
from helpers.findings import of_edition
from helpers.findings.finding import Finding
from helpers.findings.of_edition import note
from helpers.language import formats
from helpers.pages import cards, html_tables, layout
from helpers.parameters import Parameters, check
from helpers.settings import computes_only

# Columns of ids, which readers meet by their names.
NAMED = ("flow", "status", "vintage", "verdict", "region", "dimension", "category")
NAMED += ("forecast", "set", "corridor", "unit", "measure", "vintage_before")
PLAIN = ("start", "end", "months", "origin", "edition")  # places, not amounts: without a comma
REPORTED = 5  # cells that differ, reported one by one
TOLERANCE = 1e-9  # of numbers compared, relative


def start(**given) -> Parameters:
    """The parameters of this notebook's run, whose language is spoken. Raises ParameterError."""
    run = check(**given)
    language.speak(run.language)
    charts.use_house_style()
    of_edition.begin(run)
    return run


def say(*findings: Finding | str) -> None:
    """The sentences of one or more findings as a paragraph; the findings are noted for 07."""
    note(*[finding for finding in findings if isinstance(finding, Finding)])
    sentences = [str(getattr(finding, "text", finding)) for finding in findings]
    ended = [text if text.endswith((".", "!", "?", ":")) else f"{text}." for text in sentences]
    _display(Markdown(" ".join(ended)))


def _display(content, **options) -> None:
    if not computes_only():
        display(content, **options)


def show(axes, title: Finding | str | None = None, **words) -> None:
    """A chart with its alt text, and the table that it shows folded beneath.

    `axes`: what matplotlib, seaborn or `helpers.charts` has drawn (axes, a figure, a grid, None).
    `title`: words, or a finding, noted for 07, and said where the chart's title is shorter. `words`
    may set `name`, `subtitle`, `source`, `note` and `data`: see `charts.of_axes`."""
    if isinstance(title, Finding):
        note(title)
    if computes_only():
        return None if axes is None else charts.leave_pyplot(axes)
    if axes is None:
        return say(title) if title is not None else None
    chart = charts.of_axes(axes, title or "", **words)
    width, height = chart.size
    about = {
        "alt": chart.alt,
        "width": width,
        "height": height,
        "figure": chart.name,
    }
    picture = chart.png()
    content = {"image/png": picture, "text/plain": chart.alt}
    _display(content, raw=True, metadata={"image/png": about})
    _display_table(chart.data, language.say("tables.behind_this_chart"))
    if isinstance(title, Finding) and title.text != chart.title:
        say(title)
    folder = paths.output_folder()
    if folder is not None:
        chart.write(folder / paths.FIGURES, picture)
        save_table(chart.data, f"chart_{chart.name}")


def same(mine, theirs) -> None:
    """Print in plain words where two tables differ, else that they agree; never raises. Rows are
    compared by index and columns by name, in any order, and numbers by value; blanks are equal."""
    try:
        lines = differences(mine, theirs)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        lines = [language.say("same.incomparable", problem=problem)]
    print("\n".join(lines))


def differences(first, second) -> list[str]:
    """Sentences on where two tables (or series) differ, or the one that they agree. Rows are
    compared by index, and by position where labels stand twice."""
    one = _compared(first)
    two = _compared(second)
    if not (one.index.is_unique and two.index.is_unique):
        one = one.reset_index(drop=True)
        two = two.reset_index(drop=True)
    sentences = []
    alone = [
        ("here", "columns", one.columns.difference(two.columns, sort=False)),
        ("there", "columns", two.columns.difference(one.columns, sort=False)),
        ("here", "rows", one.index.difference(two.index, sort=False)),
        ("there", "rows", two.index.difference(one.index, sort=False)),
    ]
    for side, kind, labels in alone:
        if len(labels):
            listed = ", ".join(map(str, labels[:REPORTED]))
            listed += " …" if len(labels) > REPORTED else ""
            sentences.append(language.say("same.only", side=side, kind=kind, names=listed))
    sentences += _cells(one, two)
    if sentences:
        return [language.say("same.differ"), *sentences]
    return [language.say("same.agree", rows=len(one), columns=len(one.columns))]


def _compared(content) -> pd.DataFrame:
    table = pd.DataFrame(content)
    if table.columns.is_unique:
        return table
    return table.set_axis(range(len(table.columns)), axis="columns")


def _cells(one: pd.DataFrame, two: pd.DataFrame) -> list[str]:
    rows = one.index.intersection(two.index, sort=False)
    cells = []
    for column in one.columns.intersection(two.columns, sort=False):
        pairs = zip(rows, one.loc[rows, column], two.loc[rows, column], strict=True)
        for row, here, there in pairs:
            if not _alike(here, there):
                cells.append(
                    {
                        "row": row,
                        "column": column,
                        "here": here,
                        "there": there,
                    }
                )
    sentences = [language.say("same.cell", **cell) for cell in cells[:REPORTED]]
    return [language.say("same.cells", n=len(cells)), *sentences] if cells else []


def _alike(here, there) -> bool:
    blanks = [value is pd.NA or value is None or value != value for value in (here, there)]
    if any(blanks):
        return all(blanks)
    if isinstance(here, Number) and isinstance(there, Number):
        return math.isclose(here, there, rel_tol=TOLERANCE)
    return bool(here == there)


def table(frame: pd.DataFrame, name=None, rename: dict | None = None, folded: str = "") -> None:
    """A table for reading, with a name also saved whole as tables/NAME.csv; `folded` is the line
    under which a long one is folded away."""
    if name:
        save_table(frame, name)
    if not computes_only():
        _display_table(frame.rename(columns=rename or {}), folded)


def claim_cards(claims: pd.DataFrame, tests: pd.DataFrame, articles: pd.DataFrame) -> None:
    """The claims as cards, by verdict; as text a table."""
    if not computes_only() and len(claims):
        judged = tests.query("test == 'overall'")[["claim_id", "verdict", "explanation"]]
        page = cards.claims_as_html(claims, tests, articles)
        _display(
            {"text/html": page, "text/plain": as_text(as_shown(judged))},
            raw=True,
        )


def sentences_to_print(findings: Iterable[Finding], refused: list[dict]) -> None:
    """The sentences of findings by what must stand beside them; as text by their ids."""
    if not computes_only():
        page = cards.sentences_as_html(findings, refused)
        text = "\n".join(layout.text_of(item) for item in re.findall("<li.*?</li>", page))
        _display({"text/html": page, "text/plain": text}, raw=True)


def _display_table(frame: pd.DataFrame, folded: str) -> None:
    cells = as_shown(frame)
    page = f"<p>{language.say('tables.empty')}</p>"
    if len(cells):
        page = html_tables.as_html(cells.columns, cells.itertuples(index=False))
    if folded:
        page = f"<details><summary>{html.escape(folded)}</summary>{page}</details>"
    _display({"text/html": page, "text/plain": as_text(cells)}, raw=True)


# Files of the run's folder; none is written where the notebook belongs to no run.


def save_table(frame: pd.DataFrame, name: str) -> None:
    """Write tables/NAME.csv."""
    save_text(csv_files.as_csv(frame), f"{paths.TABLES}/{name}.csv")


def save_text(content: str, name: str) -> None:
    """Write a file, named by its path within the folder."""
    folder = paths.output_folder()
    if folder is not None:
        files.write_text(content, folder / name)


def as_text(cells: pd.DataFrame) -> str:
    """`as_shown` as plain text, for readers without HTML and for the comparison of reruns."""
    return cells.to_string(index=False) if len(cells) else language.say("tables.empty")


def as_shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Every cell as readers see it: '7,608', '0.42', a blank for unknown. Where a column mixes
    people and percent, counts stay whole and percentages keep their decimals."""
    columns = {}
    for column in frame:
        values = [csv_files.rounded(value) for value in frame[column]]
        if column in NAMED:  # ids, in words
            values = [names.name(value) if isinstance(value, str) else value for value in values]
        numbers = [value for value in values if isinstance(value, (int, float))]
        largest = max(map(abs, numbers), default=0)
        decimals = 3 if largest < 0.1 else 2
        if all(isinstance(number, int) for number in numbers):
            decimals = 0
        shown = (str(column), decimals, largest >= 100)
        columns[names.heading(column)] = [_cell(value, *shown) for value in values]
    return pd.DataFrame(columns, dtype=str)


def _cell(value, column: str, decimals: int, has_counts: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return language.say(f"numbers.{'yes' if value else 'no'}")
    if not isinstance(value, (int, float)):
        return str(value)
    if column.endswith("year") or column in PLAIN or column.isdigit():
        return str(value)
    is_count = has_counts if isinstance(value, int) else abs(value) >= 1000
    return formats.number(value, 0 if is_count else decimals)
