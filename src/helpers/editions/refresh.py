"""Bring committed files up to date: notebooks, data/processed, the README's computed block. All is
computed first and replaced last, so a failing cell leaves the tree as it was."""

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers import parameters, paths
from helpers.csv_files import as_csv, write_csv
from helpers.editions import fingerprint
from helpers.editions.execute import INJECTED_TAG, Run, chain, execute_all, parameters_cell, write
from helpers.editions.folders import failures, forget_failures, workplace
from helpers.editions.kernels import Kernels
from helpers.files import WorkError, write_text
from helpers.pages import readme
from helpers.projection import benchmark, outlook, reference_class, textbook_methods
from helpers.reconciliation import processed
from helpers.reconciliation.weighing import on_every_article

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
YEAR_LINE = re.compile(r"^(year\s*(?::\s*int\s*)?=\s*)(\d+)", re.M)
BEGIN = "<!-- computed: begin -->"
END = "<!-- computed: end -->"
COMPUTED = re.compile(f"(?<={BEGIN}).*?(?={END})", re.S)


def refresh(year: int | None = None, progress: Callable[[str], None] = print) -> None:
    """Refresh for `year`, which becomes the notebooks' default; without one that stays. Raises
    WorkError when a cell fails or README.md has lost its marks, and then changes nothing."""
    sources = chain(paths.NOTEBOOKS)
    first_cell = parameters_cell(nbformat.read(sources[0], as_version=4))
    default = YEAR_LINE.search(first_cell.source)
    if year is None:
        year = int(default[2]) if default else parameters.newest_article_year()
    chosen = parameters.check(year=year)
    progress(f"Refreshing the committed files for {chosen.year}")
    place = paths.OUTPUTS / "refresh"
    page = paths.ROOT / "README.md"
    with workplace(place) as building:
        progress("  the record of the method on other series")
        # The notebooks read these tables, which rest on data and code alone: no cell spoils them.
        for name, frame in benchmark.tables(reference_class.panels()).items():
            write_csv(frame, benchmark.FOLDER / f"{name}.csv")
        fits = textbook_methods.past_fits(outlook.flow_series(chosen), outlook.TESTED_HORIZON)
        write_csv(fits, textbook_methods.KEPT)
        runs = _executed(sources, chosen.year, building, progress)
        tables = _tables(chosen.year)
        around = COMPUTED.split(page.read_text(encoding="utf-8"), maxsplit=1)
        if len(around) < 2:
            marks = f"the lines {BEGIN} and {END}"
            raise WorkError(f"README.md must hold {marks}; restore them from git.")
        block = readme.block(chosen).strip()
        for run in runs:
            write(run.notebook, paths.NOTEBOOKS / f"{run.name}.ipynb")
        for path, table in tables.items():
            write_text(table, path)
        for folder in {path.parent for path in tables}:
            for path in set(folder.glob("*.csv")) - tables.keys():  # no longer made
                path.unlink()
        write_text(f"\n{block}\n".join(around), page)
        readme.write_picture(chosen, paths.ROOT)
    forget_failures(place, paths.NOTEBOOKS)
    progress("Done; `git diff` shows what has changed.")


def _executed(sources: list[Path], year: int, building: Path, progress) -> list[Run]:
    """The notebooks executed with `year` as their own default, and stamped; cells write nothing."""
    copies = building / "sources"
    copies.mkdir()
    stamps = {}
    for source in sources:
        notebook = nbformat.read(source, as_version=4)
        cell = parameters_cell(notebook)  # nothing of it changes but the line `year = …`
        cell.source = YEAR_LINE.sub(rf"\g<1>{year}", cell.source, count=1)
        in_house_form(notebook, source.name[:2], progress)
        write(notebook, copies / source.name)
        stamps[source.stem] = fingerprint.stamp(notebook)
    target = building / "notebooks"
    how = (Kernels({}), None, failures(paths.OUTPUTS / "refresh"), progress)
    runs = execute_all(sorted(copies.iterdir()), target, *how, workers=2)
    for run in runs:
        run.notebook.metadata[fingerprint.STAMP] = stamps[run.name]
    return runs


def in_house_form(notebook: NotebookNode, number: str, progress: Callable) -> None:
    """Take out what an editor has left in the metadata, and parameters of a run in place; give new
    cells ids of the house: the notebook's number and the first one that is free. All is said."""
    injected = [cell for cell in notebook.cells if INJECTED_TAG in cell.metadata.get("tags", [])]
    for cell in injected:
        values = "; ".join(line for line in cell.source.splitlines() if not line.startswith("#"))
        progress(f"  {number}: it was run in place for other parameters, which are gone ({values})")
        notebook.cells.remove(cell)
    own = re.compile(rf"{number}-(\d+)")
    matches = [own.fullmatch(cell.get("id", "")) for cell in notebook.cells]
    highest = max((int(match[1]) for match in matches if match), default=0)
    left = set(notebook.metadata) - {
        "kernelspec",
        "language_info",
        fingerprint.STAMP,
    }
    for cell, match in zip(notebook.cells, matches, strict=True):
        left |= set(cell.metadata) - {"tags"}
        cell.metadata = {"tags": cell.metadata.tags} if cell.metadata.get("tags") else {}
        if not match:
            highest += 1
            name = f"{number}-{highest:02}"
            progress(f"  {number}: the cell {cell.get('id', 'without an id')} is now called {name}")
            cell["id"] = name
    if left:
        progress(f"  {number}: an editor's settings are gone ({', '.join(sorted(left))})")
    notebook.metadata = {
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
    }
    notebook.nbformat_minor = 5  # the first with ids


def _tables(year: int) -> dict[Path, str]:
    """As CSV: the tables of `year` and of the years in data/processed, and all verdicts."""
    folders = paths.PROCESSED.glob("[0-9][0-9][0-9][0-9]")
    years = {int(folder.name) for folder in folders if folder.is_dir()}
    texts = {paths.PROCESSED / "articles/verdicts.csv": as_csv(on_every_article())}
    for published in sorted(years | {year}):
        for name, frame in processed(parameters.check(year=published)).items():
            texts[paths.PROCESSED / str(published) / f"{name}.csv"] = as_csv(frame)
    return texts
