"""What changed between two editions, as a text, as JSON and as a page of the newer one."""

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from helpers.cleaning import names
from helpers.csv_files import rounded
from helpers.editions.compare import INSIDE, SHOWN, Changes, compare
from helpers.files import printable, to_json, write_text
from helpers.language import SOURCE, formats, speaking, spoken
from helpers.pages import html_tables, layout, notebook_pages
from helpers.projection.house_method import HOUSE

SHORT = 12  # rows that are visible at once; the others are folded
UNKNOWN = "–"


def main(older: Path, newer: Path, whole: bool = False) -> None:
    """Print what changed between the editions in two folders: one line when nothing did, else a
    list by kind, in English: short ones, or `whole`. Raises WorkError."""
    changes = compare(older, newer)
    with speaking(SOURCE):
        lines = [_summary(changes)]
        for section in sections(changes, whole):
            lines += ["", section["title"]]
            # Text from data, as one line that does nothing else to a terminal.
            lines += [f"  {printable(' '.join(line.split()))}" for line in section["lines"]]
            rest = len(section["rows"]) + len(section["more"]) - len(section["lines"])
            if rest:
                lines.append(f"  {_words()['more'].format(n=rest)}: --all lists them")
    print("\n".join(lines))


def write_page(older: Path, folder: Path, edition: notebook_pages.Edition) -> None:
    """Write what-changed.html and what-changed.json into `folder`, where `edition` is being built.
    Raises WorkError and OSError."""
    changes = compare(older, folder, edition.record, edition.package)
    older = older.resolve()
    is_beside = older.parent == folder.resolve().parent and (older / "index.html").is_file()
    with speaking(changes.newer.language):
        texts = layout.texts_in(spoken())

        def table(headings: list[str], rows: list[list[str]]) -> Markup:
            html = html_tables.as_html(headings, rows, row_headings=True)
            return Markup(html_tables.with_readable_tables(html, texts["table"]))

        page = edition.render(
            "compare.html.j2",
            notebook_pages.CHANGES,
            words=texts["compare"],
            summary=_summary(changes),
            runs=(changes.older, changes.newer),
            older_page=f"../{older.name}/index.html" if is_beside else None,
            sections=sections(changes),
            table=table,
        )
    content = {"older": changes.older.as_dict(), "newer": changes.newer.as_dict()}
    for kind, frame in changes.frames.items():
        rows = frame.to_dict("records")
        content[kind] = [dict(zip(row, map(rounded, row.values()), strict=True)) for row in rows]
    write_text(page, folder / notebook_pages.CHANGES)
    write_text(to_json(content), (folder / notebook_pages.CHANGES).with_suffix(".json"))


def _words() -> dict:
    return layout.texts_in(spoken())["compare"]


def _summary(changes: Changes) -> str:
    nothing = all(frame.empty for frame in changes.frames.values())
    words = _words()["nothing" if nothing else "between"]
    return words.format(older=changes.older.folder, newer=changes.newer.folder)


def sections(changes: Changes, whole: bool = False) -> list[dict]:
    """The kinds that changed as readers see them: texts, and rows of cells. Of projections the rows
    of the house method come first, of anything else the first few; the others are `more`, if the
    list is not to be `whole`."""
    words = _words()
    result = []
    for kind, columns in SHOWN.items():
        frame = changes.frames[kind]
        if frame.empty:
            continue
        if kind in ("projections", "outcomes") and not whole:
            is_first = frame.method == HOUSE.name
            frame = pd.concat([frame[is_first], frame[~is_first]])
            n_first = is_first.sum()
        else:
            n_first = len(frame) if whole else SHORT
        records = frame.to_dict("records") if columns else []
        rows = [[_cell(column, record) for column in columns] for record in records]
        line = words["lines"].get(kind)
        visible = rows[:n_first] if line else []
        section = {
            "kind": kind,
            "title": f"{words['titles'][kind]}: {len(frame)}",
            "note": words["notes"].get(kind),
            "headings": [words["headings"].get(name) or names.heading(name) for name in columns],
            "rows": rows[:n_first],
            "more": rows[n_first:],
            "lines": [line.format(**dict(zip(columns, row, strict=True))) for row in visible],
        }
        result.append(section)
    return result


def _cell(column: str, row: dict) -> str:
    words = _words()
    value = row.get(column)
    if column == "old_80":
        return formats.span(_amount(row["old_lower_80"]), _amount(row["old_upper_80"]))
    if column == "reason":
        return row["note"] or words["reasons"][value or "unknown"]
    if column == "vintage" and "old_vintage" in row:
        vintages = (names.name(row["old_vintage"]), names.name(row["new_vintage"]))
        return " → ".join(dict.fromkeys(vintages))
    if column in ("kind", "name"):  # of inputs, parameters, lists of articles, packages
        return words["kinds"].get(value) or layout.texts_in(spoken())["names"].get(value, value)
    if column in INSIDE:
        return words["yes" if value else "no"]
    if isinstance(value, list):
        return ", ".join(value[:3]) + (" …" if len(value) > 3 else "")
    if pd.isna(value) or value == "":
        return UNKNOWN
    return FORMATS.get(column, str)(value)


def _amount(value: float, whole: bool = False) -> str:
    """Three digits, 12,300 or 0.357; with `whole`, whole numbers to the last person."""
    if value == 0 or (whole and float(value).is_integer()):
        return formats.number(value)
    decimals = 2 - math.floor(math.log10(abs(value)))
    return formats.number(float(f"{value:.3g}"), max(0, decimals))


NAMED = ("vintage", "flow", "method", "verdict", "old_verdict", "new_verdict")
FORMATS: dict[str, Callable] = {
    **dict.fromkeys(("old", "new", "value", "change", "actual"), partial(_amount, whole=True)),
    **dict.fromkeys(("point", "old_point", "new_point"), _amount),  # projections: three digits
    **dict.fromkeys(("percent", "error", "no_change_error"), formats.percent),
    **dict.fromkeys(NAMED, names.name),
}
