"""Bad input: a case ends well, in a list of faults or in the project's own words, in nothing else.

Damaged data packages, odd parameters and texts that are no articles; see strategies. Faults of ours
are other exceptions and what `audit` forbids. BAD_INPUT_CASES: a sample by default, weekly 10,000.
"""

import csv
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from checks import audit, fingerprints, strategies
from checks.caches import forget
from checks.strategies import one_in
from helpers import __main__ as command_line
from helpers import parameters, paths
from helpers.data import validation
from helpers.data.records import PackageError
from helpers.editions import batch, downloads, kernels, make, refresh
from helpers.files import FORMULA
from helpers.projection import benchmark, ledger

CASES = int(os.environ.get("BAD_INPUT_CASES", "100"))
MEMORY = 6 << 30  # bytes that a case may take, where the system keeps to it
EDITION_LIMIT = 30  # seconds of computing for a case that makes an edition
# What takes minutes or changes files, and what is answered in its place.
RECORD = {"status": "complete", "durations": {"total": 0.0}}
POOL = mock.MagicMock()  # in which an edition is finished
POOL.__enter__.return_value.submit.return_value.result.return_value = RECORD
LEFT_OUT = [
    (make, "_runs", []),
    (make, "_finish", RECORD),
    (make, "ProcessPoolExecutor", POOL),
    (kernels, "preload", None),
    (refresh, "refresh", 0),
    (ledger, "freeze", 0),
]
LEFT_OUT += [(batch, "main", 0), (benchmark, "main", 0)]
OPTIONS = {"--id": "made-up_2031", "--year": "2031"}  # of a new article
cases = settings(
    max_examples=max(CASES // 4, 1),
    derandomize=True,
    database=None,
    deadline=None,  # `audit` counts seconds of computing: a busy machine makes no case slow
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _limits(monkeypatch):
    """No bytecode is written by what a case imports, and memory is limited where it can be."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    resource = pytest.importorskip("resource", exc_type=ImportError)
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@contextmanager
def case_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="case-", ignore_cleanup_errors=True) as folder:
        yield Path(os.path.realpath(folder))


def exit_code(*words: str) -> int:
    """The exit code of a command without what is left out."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(paths, "OUTPUTS", Path.cwd()))
        for module, name, result in LEFT_OUT:
            stack.enter_context(mock.patch.object(module, name, mock.Mock(return_value=result)))
        try:
            code = command_line.main([*words])
        except SystemExit as end:  # after --help
            assert not end.code
            code = 0
    event("accepted" if code == 0 else "refused")
    return code


def new_article(text: str | Path, options: dict[str, str], *more: str) -> int:
    return exit_code("new-article", str(text), *(word for option in options.items() for word in option), *more)


@cases
@given(strategies.packages(), st.booleans(), st.integers(0, 9), one_in(3))
def test_damaged_packages(package, sealed, turn, is_made):
    with case_folder() as place:
        folder = place / "package"
        package.write(folder, place / "outside")
        (place / "article.txt").write_text("В 2031 году выехали 5 тыс. человек.\n", encoding="utf-8")
        with audit.watched(place):
            is_valid = judge(place, folder, sealed, turn)
        if is_made and is_valid:
            with audit.watched(place, EDITION_LIMIT), mock.patch.dict(os.environ, {paths.RAW_VARIABLE: str(folder)}):
                forget()
                downloads.write_package(folder, place / "out")
                fingerprints.of_edition(parameters.check(folder))
            forget()


def judge(place: Path, folder: Path, sealed: bool, turn: int) -> bool:
    """Validate the package, then in turn call a command that takes it; whether it is valid."""
    if sealed:
        try:
            validation.seal(folder)
        except PackageError as error:
            print(error)
    package = ["--raw", str(folder)]
    texts = ["--texts", str(place)] if turn < 2 else []
    is_valid = exit_code("validate", *package, *texts) == 0
    if turn < 4:
        exit_code("report", *package, "--output", str(place / "out" / "edition"))
    elif turn < 6:
        new_article(place / "article.txt", OPTIONS, *package, *["--write"] * (turn == 4))
    return is_valid


@cases
@given(strategies.command_lines, strategies.records)
def test_odd_command_lines(words, record):
    with case_folder() as place:
        edition = place / "cwd" / "deep" / "x"
        edition.mkdir(parents=True)
        (edition.parent / "file").write_text("2025\n", encoding="utf-8")
        if record:
            (edition / "run.json").write_text(record, encoding="utf-8")
        with audit.watched(place):
            exit_code(*words)


@cases
@given(strategies.parameter_sets, one_in(20))
def test_odd_parameters(values, is_made):
    with case_folder() as place, audit.watched(place, EDITION_LIMIT if is_made else None):
        try:
            run = parameters.check(**values)
        except parameters.ParameterError as error:
            print(error)
            return
        if is_made:
            fingerprints.of_edition(run)


@cases
@given(strategies.texts, one_in(6), st.booleans(), strategies.words, strategies.words)
def test_texts_that_are_no_articles(text, odd, written, identifier, year):
    with case_folder() as place:
        (place / "article.txt").write_bytes(text)
        more = ["--raw", str(place / "package"), "--write"] if written else []
        if written:
            strategies.Package(strategies.pristine(False)).write(place / "package", place / "outside")
        with audit.watched(place):
            new_article(place / "article.txt", {"--id": identifier, "--year": year} if odd else OPTIONS, *more)
        for file in (place / "package" / "drafts").glob("*.csv"):
            with file.open(encoding="utf-8", newline="") as lines:
                cells = [cell for row in csv.reader(lines) for cell in row]
            assert not any(FORMULA.search(cell) for cell in cells)


@cases
@given(strategies.no_texts)
def test_files_that_are_no_texts(name):
    with case_folder() as place, audit.watched(place):
        new_article(name, OPTIONS)
