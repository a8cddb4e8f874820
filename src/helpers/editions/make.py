"""Make an edition: its notebooks, each in a folder of its own, so that the next run can take over
its files; then its pages; then the folder in the place of the old one."""

import contextlib
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat

from helpers import paths
from helpers.data.records import PackageError
from helpers.editions import downloads, fingerprint, folders
from helpers.editions.execute import FULL, Run, chain, execute_all
from helpers.editions.kernels import Kernels
from helpers.files import WorkError, to_json, write_text
from helpers.parameters import LANGUAGES, Parameters
from helpers.paths import as_typed


@dataclass(frozen=True)
class Order:
    """The edition to make in the folder `final`, and all that decides what is in it."""

    parameters: Parameters
    final: Path
    raw: Path
    notebooks: Path
    made_from: dict
    progress: Callable[[str], None]


def make_edition(
    parameters: Parameters,
    output: Path | None = None,
    raw: Path | None = None,
    notebooks: Path = paths.NOTEBOOKS,
    progress: Callable[[str], None] = print,
    workers: int = 2,
    reuse: bool = False,
    forked: bool = False,
    coming: tuple[int, ...] = (),
) -> Path:
    """Make the edition of `parameters` in `output`, or below `outputs`, and return its folder. With
    `reuse`, unchanged notebooks of the edition that stands there are taken over; with `forked`,
    kernels are forks of one preloaded process; the pages link to the years `coming` too. Raises
    ParameterError when the folder is somebody else's, WorkError when the data package cannot be
    read, a notebook does not run to its end, the disk is full, or an input changes meanwhile."""
    begin = time.perf_counter()
    final = (output or paths.OUTPUTS / parameters.folder).resolve()
    folders.refuse_foreign(final)
    raw = (raw or paths.raw_folder()).resolve()
    progress(f"Making the edition of {parameters.year} ({workers} notebooks at a time)")
    sources = chain(notebooks)
    with _in_plain_words(final):
        downloads.package_files(raw)  # stops for a package that could not be handed on
        made_from = fingerprint.made_from(parameters, raw, notebooks)
        made_from |= fingerprint.neighbours(parameters, final, coming)
        order = Order(parameters, final, raw, notebooks, made_from, progress)
        if not made_from["articles"]:
            year = parameters.year
            progress(f"  No article about {year} is transcribed: the series stand alone.")
        with folders.workplace(final) as building:
            runs = _taken_over(order, building) if reuse else []
            names = [run.name for run in runs]
            fresh = [source for source in sources if source.stem not in names]
            if fresh:
                runs += _runs(order, fresh, building, workers, forked)
            runs = sorted(runs, key=lambda run: run.name)
            if forked:  # what it imports has been imported for the kernels
                with ProcessPoolExecutor(1, multiprocessing.get_context("forkserver")) as pool:
                    record = pool.submit(_finish, order, building, runs, begin).result()
            else:
                record = _finish(order, building, runs, begin)
            write_text(to_json(record), building / paths.RECORD)
            folders.carry_over(
                final,
                building,
                fingerprint.read_record(final).get("outputs", {}),
            )
            folders.swap(building, final)
    folders.forget_failures(final, notebooks)
    seconds = record["durations"]["total"]
    progress(f"Done in {seconds:.1f} s. Open {as_typed(final / 'index.html')}")
    return final


def tell_other_languages(parameters: Parameters, raw: Path | None = None) -> None:
    """Make the pages of the same edition in other languages anew, below `outputs`, where they have
    no link to this one yet and nothing else of them has changed."""
    raw = (raw or paths.raw_folder()).resolve()
    for code in LANGUAGES:
        other = replace(parameters, language=code)
        folder = paths.OUTPUTS / other.folder
        if code == parameters.language or fingerprint.knows_neighbours(other, folder):
            continue
        if fingerprint.unchanged(folder, fingerprint.made_from(other, raw)):
            make_edition(other, raw=raw, progress=lambda line: None, reuse=True)


@contextlib.contextmanager
def _in_plain_words(final: Path) -> Iterator[None]:
    """Raises WorkError for a full disk, a folder that cannot be written, a broken package."""
    try:
        yield
    except BrokenPipeError:  # nobody reads on
        raise
    except OSError as error:
        file = error.filename
        place = as_typed(Path(file)) if file else f"while writing {as_typed(final)}"
        reason = f"Stopped: {error.strerror or error} ({place}). Nothing was replaced"
        advice = "make room" if error.errno in FULL else "see to it"
        advice = f"{advice}, or name another folder with --output, and run again"
        raise WorkError(f"{reason}; {advice}.") from error
    except PackageError as error:
        raise WorkError(f"{error}\nNothing was replaced.") from error


def _runs(order: Order, sources, building: Path, workers: int, forked: bool) -> list[Run]:
    """The notebooks executed, with their files in `building`."""
    options = {"prefix": ".", "dir": building, "ignore_cleanup_errors": True}
    with tempfile.TemporaryDirectory(**options) as name:
        own = Path(name)
        variables = {
            paths.RAW_VARIABLE: str(order.raw),
            paths.FINDINGS_VARIABLE: str(building),  # `own` lies in it
        }
        kernels = Kernels(variables, outputs=own, forked=forked)
        failed = folders.failures(order.final)
        how = (order.parameters, failed, order.progress, workers)
        runs = []
        for run in execute_all(sources, building / "notebooks", kernels, *how):
            written = sorted(fingerprint.output_hashes(own / run.name))
            for file in written:
                source = own / run.name / file
                target = building / file
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.exists() and target.read_bytes() != source.read_bytes():
                    conflict = f"{run.name} and another notebook both write {file}"
                    raise WorkError(f"{conflict}, and differently.\nNothing was replaced.")
                source.replace(target)
            runs.append(replace(run, files=(f"notebooks/{run.name}.ipynb", *written)))
        return runs


def _taken_over(order: Order, building: Path) -> list[Run]:
    kept = []
    durations = fingerprint.read_record(order.final).get("durations", {})
    for name, files in fingerprint.reusable(order.final, order.made_from).items():
        for file in files:
            (building / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(order.final / file, building / file)
        notebook = nbformat.read(building / "notebooks" / f"{name}.ipynb", as_version=4)
        kept.append(Run(name, notebook, durations.get(name, 0.0), tuple(files)))
        order.progress(f"  {name:<34} unchanged")
    return kept


def _finish(order: Order, building: Path, runs: list[Run], begin: float) -> dict:
    """Add everything but the record, and return the record's content."""
    from helpers.editions import compare
    from helpers.pages import notebook_pages, outcomes

    record = {"status": "complete"} | order.made_from
    notebooks = {run.name: run.notebook for run in runs}
    parameters = order.parameters
    edition = notebook_pages.Edition(notebooks, parameters, record, order.raw)
    if record["before"]:
        older = order.final.with_name(replace(parameters, year=parameters.year - 1).folder)
        try:
            compare.write_page(older, building, edition)
        except WorkError as error:
            order.progress(f"  Not compared with the edition before: {error}")
    downloads.write_workbook(building)
    downloads.write_package(order.raw, building)
    after = outcomes.write(building, parameters, order.raw)
    notebook_pages.write_all(edition, building, after)
    inputs = fingerprint.input_hashes(order.raw, order.notebooks)
    changed = fingerprint.changed(record["inputs"], inputs)
    if changed:  # the edition would be a mixture
        names = ", ".join(changed[:3]) + (" …" if len(changed) > 3 else "")
        reason = f"While the edition was being made, {names} changed"
        raise WorkError(f"{reason}; nothing was replaced. Run again.")
    downloads.write_archive(building)
    durations = {run.name: run.seconds for run in runs}
    record |= {
        "written": {run.name: list(run.files) for run in runs},
        "outputs": fingerprint.output_hashes(building),
        "durations": durations | {"total": round(time.perf_counter() - begin, 2)},
    }
    notebook_pages.write_run_page(edition, building)
    return record
