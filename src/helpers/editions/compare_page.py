"""What changed between two editions, as a text, as JSON and as a page of the newer one.

Editions are compared by ids, keys and variants (`differences`), so that an English one can be set
beside a Russian one. The words stand in the files of the languages under `pages.compare`.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
from markupsafe import Markup

from helpers import files, paths
from helpers.cleaning import names
from helpers.csv_files import rounded
from helpers.editions.compare import SHOWN, between
from helpers.editions.edition_reader import CompareError, read
from helpers.files import write_text
from helpers.language import SOURCE, formats, speaking, spoken
from helpers.pages import html_tables, layout
from helpers.parameters import Parameters
from helpers.paths import as_typed
from helpers.projection.house_method import HOUSE

PAGE = "what-changed"
NO_ROWS = {"headings": [], "rows": [], "more": [], "lines": []}
SHORT = 12  # rows that are shown at once
PEOPLE = ("old", "new", "value", "change", "actual")
ROUGH = ("point", "old_point", "new_point")  # projections know no more than three digits
PERCENTAGES = ("percent", "error", "no_change_error")
NAMED = ("flow", "method", "vintage", "verdict", "old_verdict", "new_verdict")


@dataclass(frozen=True)
class Changes:
    """What differs from the edition with the parameters `older` to the one with `newer`: a frame
    for each kind.

    `revised`: year, flow, old, new, change (persons), percent (of the old; blank unless that is
    above 0), old_vintage, new_vintage, reason (vintage; rounding, where the printed digits allow no
    change at all; source, then with the `note` of the raw row; blank: not known). `relabelled`: the
    same value of another vintage. `new_figures`, `gone_figures`: known to one edition only.
    `verdicts`: claims with another overall verdict; `new_claims`, `gone_claims`. `flipped`:
    findings with another variant; `numbers_moved`: the same variant, other values or figures;
    `reworded`: the same variant, other words in the same language; `new_findings`, `gone_findings`.
    `outcomes`, `forecasts`, `projections`: see the functions. `new_methods`, `gone_methods`: flows
    and methods that one edition projects. `settings`: parameters, articles and versions. `files`:
    inputs, by kind.
    """

    older: Parameters
    newer: Parameters
    frames: dict[str, pd.DataFrame]

    @property
    def nothing(self) -> bool:
        return all(frame.empty for frame in self.frames.values())


def main(older: Path, newer: Path) -> int:
    """Print what changed between the editions in two folders, in English. Raises CompareError."""
    print(as_text(compare(older, newer)))
    return 0


def write_page(
    older: Path, newer: Path, folder: Path, record: dict | None = None, raw: Path | None = None
) -> None:
    """Write what-changed.html and what-changed.json into `folder`, the edition being built, in its
    language.

    `record` and `raw` as in `compare`. Raises CompareError, and OSError when `folder` cannot be
    written.
    """
    older, newer, folder = Path(older), Path(newer), Path(folder)
    changes = compare(older, newer, record, raw)
    beside = older.resolve().parent == folder.resolve().parent and (older / "index.html").is_file()
    with speaking(changes.newer.language):
        page = as_page(
            changes, _steps(folder), f"../{older.resolve().name}/index.html" if beside else None
        )
    write_text(page, folder / f"{PAGE}.html")
    write_text(as_json(changes), folder / f"{PAGE}.json")


def compare(
    older: Path, newer: Path, record: dict | None = None, raw: Path | None = None
) -> Changes:
    """The changes from the edition in the folder `older` to the one in `newer`.

    `record` stands for the newer edition's run.json while that is not written. Notes on figures
    come from the data package `raw` (default: the one in use), where it is what the newer edition
    was made from. Raises CompareError.
    """
    older, newer = Path(older), Path(newer)
    if older.resolve() == newer.resolve():
        raise CompareError(
            f"{as_typed(older)} and {as_typed(newer)} are the same folder; name two editions."
        )
    old, new = read(older), read(newer, record)
    frames = between(old, new, raw or paths.raw_folder())
    return Changes(old.parameters, new.parameters, frames)


# --- as JSON, as text, as a page ------------------------------------------------------------------


def as_json(changes: Changes) -> str:
    """Every change, by kind; floats with six significant digits, blank ones null."""
    found = {
        kind: [_plain(row) for row in frame.to_dict("records")]
        for kind, frame in changes.frames.items()
    }
    return files.to_json(
        {"older": changes.older.as_dict(), "newer": changes.newer.as_dict()} | found
    )


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    whole = isinstance(value, float) and value.is_integer()
    return (
        int(value) if whole else rounded(value)
    )  # people are counted to the last one, however many


def as_text(changes: Changes) -> str:
    """One line when nothing changed, else a short list by kind, in English."""
    with speaking(SOURCE):
        words, lines = layout.texts_in(SOURCE)["compare"], [_summary(changes)]
        for section in sections(changes):
            lines += ["", section["title"], *(f"  {_one_line(line)}" for line in section["lines"])]
            rest = len(section["rows"]) + len(section["more"]) - len(section["lines"])
            lines += [f"  {words['more'].format(n=rest)}"] if rest else []
    return "\n".join(lines)


def _summary(changes: Changes) -> str:
    """Between which editions something, or nothing, has changed."""
    words = layout.texts_in(spoken())["compare"]["nothing" if changes.nothing else "between"]
    return words.format(older=changes.older.folder, newer=changes.newer.folder)


def _one_line(sentence: str) -> str:
    """Text from data as one line that does nothing else to a terminal."""
    return "".join(sign for sign in " ".join(sentence.split()) if sign.isprintable())


def as_page(changes: Changes, steps: list[layout.Step], older_page: str | None = None) -> str:
    """The page in the language spoken, with a link to the older edition if there is one to be
    had.
    """
    texts = layout.texts_in(spoken())
    used = [
        (run.folder, texts["figures_used"][run.vintage].format(year=run.year))
        for run in _runs(changes)
    ]
    return layout.frame("compare.html.j2").render(
        texts=texts,
        words=texts["compare"],
        parameters=changes.newer,
        root="",
        steps=steps,
        summary=_summary(changes),
        used=used,
        older_page=older_page,
        sections=sections(changes),
        readable=lambda table: Markup(html_tables.with_readable_tables(str(table), texts["table"])),
    )


def _runs(changes: Changes) -> tuple[Parameters, Parameters]:
    return changes.older, changes.newer


def _steps(folder: Path) -> list[layout.Step]:
    """The notebooks of the edition in a folder, as its pages name them."""
    found = sorted((folder / "notebooks").glob("*.ipynb"))
    return [
        layout.step_of(path.stem, nbformat.v4.reads(path.read_text(encoding="utf-8")))
        for path in found
    ]


def sections(changes: Changes) -> list[dict]:
    """The kinds that changed as readers see them: title, note, headings, rows and `more` rows of
    cells, lines of text.

    Of projections the house method's rows come first, of anything else the first few; the others
    are `more`.
    """
    words, found = layout.texts_in(spoken())["compare"], []
    for kind, columns in SHOWN.items():
        frame = changes.frames[kind]
        if frame.empty:
            continue
        house = frame.method == HOUSE.name if kind in ("projections", "outcomes") else None
        first = house if house is not None and house.any() else pd.Series(frame.index < SHORT)
        rows = [[_cell(name, row) for name in columns] for row in frame[first].to_dict("records")]
        more = [[_cell(name, row) for name in columns] for row in frame[~first].to_dict("records")]
        line = words["lines"].get(kind)
        said = (
            [line.format(**dict(zip(columns, row, strict=True))) for row in rows[:SHORT]]
            if line
            else []
        )
        section = {
            "kind": kind,
            "title": f"{words['titles'][kind]}: {len(frame)}",
            "note": words["notes"].get(kind),
        }
        headings = [words["headings"].get(name) or names.heading(name) for name in columns]
        shown = (
            {"headings": headings, "rows": rows, "more": more, "lines": said}
            if columns
            else NO_ROWS
        )
        found.append(section | shown)
    return found


def _cell(column: str, row: dict) -> str:
    """One cell as readers see it, in the language spoken; a dash for what is not known."""
    words, value = layout.texts_in(spoken())["compare"], row.get(column)
    if column == "vintage" and "old_vintage" in row:
        return " → ".join(
            dict.fromkeys(names.name(row[name]) for name in ("old_vintage", "new_vintage"))
        )
    if column == "old_80":
        return formats.span(*(_amount(row[bound]) for bound in ("old_lower_80", "old_upper_80")))
    if column == "reason":
        return row["note"] or words["reasons"][value or "unknown"]
    if column == "names":
        return ", ".join(value[:3]) + (" …" if len(value) > 3 else "")
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if column in ROUGH or column in PEOPLE:
        return _amount(value, whole=column in PEOPLE)
    if column in PERCENTAGES:
        return formats.percent(value)
    if column in ("inside_80", "inside_95"):
        return words["yes" if value else "no"]
    if column == "kind" or (column == "name" and value in words["kinds"]):
        return words["kinds"][value]
    if column == "name":
        return layout.texts_in(spoken())["names"].get(value, value)
    return names.name(value) if column in NAMED else str(value)


def _amount(value: float, whole: bool = False) -> str:
    """Three digits, 12,300 or 0.357; with `whole`, whole numbers to the last person."""
    if value == 0 or (whole and float(value).is_integer()):
        return formats.number(value)
    return formats.number(float(f"{value:.3g}"), max(0, 2 - math.floor(math.log10(abs(value)))))
