"""Bring the committed files up to date.

Notebooks with their outputs, data/processed, the README's computed block. Everything is computed
first and replaced last, so a failing cell leaves the tree as it was; a second refresh changes
nothing.
"""

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers import parameters, paths
from helpers.csv_files import write_csv
from helpers.data import package
from helpers.editions import fingerprint
from helpers.editions.execute import INJECTED_TAG, Run, execute_all, parameters_cell, write
from helpers.editions.folders import RunError, failures, forget_failures, workplace
from helpers.editions.kernels import Kernels
from helpers.files import write_bytes, write_text
from helpers.pages import readme
from helpers.projection import benchmark_tables
from helpers.reconciliation import processed

YEAR_LINE = re.compile(r"^(year\s*(?::\s*int\s*)?=\s*)\d+", re.M)
BEGIN = "<!-- computed: begin -->"
END = "<!-- computed: end -->"


def refresh(year: int | None = None, progress: Callable[[str], None] = print) -> None:
    """Refresh for `year`, which becomes the notebooks' default; without one that stays.

    Raises RunError when a cell fails or README.md has lost its marks, and then changes nothing.
    """
    sources = sorted(paths.NOTEBOOKS.glob(paths.NOTEBOOK_PATTERN))
    chosen = parameters.check(year=year or default_year(sources))
    progress(f"Refreshing the committed files for {chosen.year}")
    place = paths.OUTPUTS / "refresh"
    with workplace(place) as building:
        progress("  the record of the method on other series")
        # The notebooks read its tables, which depend on data and code alone: a failing cell need
        # not undo them.
        benchmark = benchmark_tables.tables(package.read("un_migration_flows"))
        for name, frame in benchmark.items():
            write_csv(frame, benchmark_tables.FOLDER / f"{name}.csv")
        runs = _executed(sources, chosen.year, building, progress)
        tables = _tables(chosen.year, building)
        text = _readme(chosen)
        for run in runs:
            write(run.notebook, paths.NOTEBOOKS / f"{run.name}.ipynb")
        _replace_tables(tables, building)
        write_text(text, paths.ROOT / "README.md")
        readme.write_picture(chosen, paths.ROOT)
    forget_failures(place, paths.NOTEBOOKS)
    progress("Done; `git diff` shows what has changed.")


def default_year(sources: list[Path]) -> int:
    """The year in the first parameters cell that has one; else the newest that has an article."""
    for source in sources:
        cell = parameters_cell(nbformat.read(source, as_version=4))
        line = YEAR_LINE.search(cell.source) if cell else None
        if line:
            return int(line.group().split("=")[1])
    return parameters.newest_article_year()


def _executed(sources: list[Path], year: int, building: Path, progress) -> list[Run]:
    """The notebooks executed with `year` as their own default, and stamped; cells write nothing."""
    changed = building / "sources"
    changed.mkdir()
    stamps = {}
    for source in sources:
        notebook = nbformat.read(source, as_version=4)
        cell = parameters_cell(notebook)
        if cell:  # nothing of it changes but the line `year = …`
            cell.source = YEAR_LINE.sub(rf"\g<1>{year}", cell.source, count=1)
        write(notebook, changed / source.name)
        stamps[source.stem] = fingerprint.stamp(notebook)
    copies = sorted(changed.iterdir())
    failed = failures(paths.OUTPUTS / "refresh")
    target = building / "notebooks"
    runs = execute_all(copies, target, Kernels({}), None, failed, progress, workers=2)
    for run in runs:
        run.notebook.metadata[fingerprint.STAMP] = stamps[run.name]
    return runs


def differences(committed: NotebookNode, fresh: NotebookNode) -> list[str]:
    """Where a committed notebook differs from a fresh run of it: a line each.

    Pictures and alt text count; injected parameters and execution counts do not.
    """
    ours = _cells(committed)
    theirs = _cells(fresh)
    if len(ours) != len(theirs):
        return [f"{len(ours)} cells, a fresh run has {len(theirs)}"]
    pairs = enumerate(zip(ours, theirs, strict=True), 1)
    return [f"cell {number} ({old['id']})" for number, (old, new) in pairs if old != new]


def _cells(notebook: NotebookNode) -> list[dict]:
    """Id, source and outputs of each cell."""
    cells = []
    for cell in notebook.cells:
        if INJECTED_TAG in cell.metadata.get("tags", []):
            continue
        outputs = [dict(output) for output in cell.get("outputs", [])]
        for output in outputs:
            output.pop("execution_count", None)
        cells.append({"id": cell.get("id"), "source": cell.source, "outputs": outputs})
    return cells


def _tables(year: int, building: Path) -> list[Path]:
    """Write the tables of every published year; their paths below data/processed."""
    written = []
    for published in sorted(published_years() | {year}):
        for name, frame in processed.tables(parameters.check(year=published)).items():
            path = Path(str(published)) / f"{name}.csv"
            write_csv(frame, building / "processed" / path)
            written.append(path)
    return written


def published_years() -> set[int]:
    """The years that data/processed has a folder for."""
    folders = paths.PROCESSED.glob("[0-9][0-9][0-9][0-9]")
    return {int(folder.name) for folder in folders if folder.is_dir()}


def _replace_tables(tables: list[Path], building: Path) -> None:
    """Put the new tables in their places and remove those that are no longer made."""
    for table in tables:
        write_bytes((building / "processed" / table).read_bytes(), paths.PROCESSED / table)
    for folder in {(paths.PROCESSED / table).parent for table in tables}:
        for path in folder.glob("*.csv"):
            if path.relative_to(paths.PROCESSED) not in tables:
                path.unlink()


def _readme(chosen: parameters.Parameters) -> str:
    """README.md with its block computed anew."""
    text = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.find(END) < text.find(BEGIN):
        raise RunError(
            f"README.md must hold the lines {BEGIN} and {END} once each; restore them from git."
        )
    before, rest = text.split(BEGIN)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n{readme.block(chosen).strip()}\n{END}{after}"
