"""Changes of the projection's code, each of which a test must notice; and tests that could notice
nothing.
"""

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from helpers import paths, settings
from helpers.prove import BaselineError, Trial

# How the projection could be wrong: the file, the words there, and the words put in their place.
WRONG = {
    "intervals too narrow by a third": (
        "projection.py",
        "        return np.sqrt(np.diag(self.covariance))",
        "        return np.sqrt(np.diag(self.covariance)) * 2 / 3",
    ),
    "look-ahead of one year": (
        "scoring.py",
        "series.loc[:origin], series.loc[origin + 1 :",
        "series.loc[: origin + 1], series.loc[origin + 1 :",
    ),
    "drift with the opposite sign": (
        "projection.py",
        "half_slope = logs[-1] + ahead * theil_sen(logs) / 2",
        "half_slope = logs[-1] - ahead * theil_sen(logs) / 2",
    ),
    "levels instead of logs": (
        "projection.py",
        "    logs = np.log(positive(series))\n    changes, slope",
        "    logs = positive(series) / positive(series).mean()\n    changes, slope",
    ),
}
TESTS = ["test_projection.py", "test_scoring.py", "test_events.py", "test_benchmark.py"]


def trials() -> Iterator[Trial]:
    """Each wrong projection, before the tests that must refuse it.

    Raises BaselineError where they refuse the right one.
    """
    with tempfile.TemporaryDirectory() as folder:
        if red := _red(_copy(Path(folder) / "unchanged")):
            raise BaselineError(f"the tests of the unchanged code are red: {', '.join(red)}")
        for how, (name, right, wrong) in WRONG.items():
            copied = _copy(Path(folder) / how.replace(" ", "_"))
            file = copied / "src" / "helpers" / name
            text = file.read_text(encoding="utf-8")
            if text.count(right) != 1:
                yield Trial("code", name, f"{how}: the words to replace are no longer there once")
                continue
            file.write_text(text.replace(right, wrong), encoding="utf-8")
            yield Trial("code", name, how, _red(copied))


def _copy(copied: Path) -> Path:
    """What the tests need, copied into a new folder; the folder."""
    for part in ("src", "tests", "data", "pyproject.toml"):
        source, target = paths.ROOT / part, copied / part
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return copied


def _red(copied: Path) -> tuple[str, ...]:
    """The first tests that fail in a copy of the project. Raises BaselineError where pytest itself
    does.
    """
    environment = settings.environment() | {"PYTHONPATH": str(copied / "src")}
    tests = [str(copied / "tests" / name) for name in TESTS]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-rfE", "--maxfail=2", *tests]
    done = subprocess.run(command, cwd=copied, env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 1, 2):  # green, red, not to be collected
        raise BaselineError(
            f"pytest ended with {done.returncode}: {(done.stderr or done.stdout)[-500:]}"
        )
    return tuple(re.findall(r"^(?:FAILED|ERROR) (?:tests/)?(.+?)(?: - .*)?$", done.stdout, re.M))


def static() -> Iterator[Trial]:
    """Tests without any assertion, by name: they are green whatever happens."""
    for path in sorted((paths.ROOT / "tests").glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        helpers = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and _asserts(node, set())
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found = ("it asserts",) if _asserts(node, helpers) else ()
                yield Trial("test", f"{path.name}::{node.name}", "asserts something", found)


def _asserts(function: ast.FunctionDef, helpers: set[str]) -> bool:
    """Whether a function asserts, expects an error, or calls a function of its file that does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        if name in {"raises", "fail", *helpers} or name.startswith("assert_"):
            return True
    return False
