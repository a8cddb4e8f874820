"""Four wrong projections, each of which a test must refuse; and tests that could refuse nothing."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import paths, settings
from helpers.projection import house_method, scoring

# How the projection could be wrong: the module, the words there, and the words put in their place.
ERRORS = {
    "unchanged": (house_method, "", ""),
    "intervals too narrow by a third": (
        house_method,
        "        return np.sqrt(np.diag(self.covariance))",
        "        return np.sqrt(np.diag(self.covariance)) * 2 / 3",
    ),
    "look-ahead of one year": (
        scoring,
        "series.loc[:origin], series.loc[origin + 1 :",
        "series.loc[: origin + 1], series.loc[origin + 1 :",
    ),
    "drift with the opposite sign": (
        house_method,
        "half_slope = last + ahead * theil_sen(logs) / 2",
        "half_slope = last - ahead * theil_sen(logs) / 2",
    ),
    "levels instead of logs": (
        house_method,
        "    logs = np.log(positive(series))\n    changes",
        "    logs = positive(series) / positive(series).mean()\n    changes",
    ),
}
TESTS = ("test_house_method.py", "test_scoring.py", "test_events.py", "test_benchmark.py")


def exit_code_of_tests(copied: Path) -> int:
    """What pytest says of a copy of the project: 0 for green tests, 1 for red ones."""
    tests = [str(path) for name in TESTS for path in copied.glob(f"tests/**/{name}")]
    assert len(tests) == len(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-x", *tests]
    environment = settings.environment() | {"PYTHONPATH": str(copied / "src")}
    return subprocess.run(command, cwd=copied, env=environment, capture_output=True).returncode


@pytest.mark.sample(0)
@pytest.mark.parametrize("name", ERRORS)
def test_planted_error(name, tmp_path):
    module, right, wrong = ERRORS[name]
    for part in ("src", "tests", "data"):
        shutil.copytree(paths.ROOT / part, tmp_path / part)
    shutil.copy(paths.ROOT / "pyproject.toml", tmp_path)
    file = tmp_path / os.path.relpath(module.__file__, paths.ROOT)
    text = file.read_text(encoding="utf-8")
    if right:
        assert text.count(right) == 1, "the words to replace do not stand there once"
        file.write_text(text.replace(right, wrong), encoding="utf-8")
    assert exit_code_of_tests(tmp_path) == (1 if right else 0)


def can_fail(function: ast.FunctionDef, failing: set[str]) -> bool:
    """Whether a function asserts, expects an error, or calls one of the functions that do."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        if name in {"raises", "fail", "watched", *failing} or name.startswith("assert_"):
            return True
    return False


def hollow_tests(path: Path) -> list[str]:
    """The tests of a file that are green whatever happens."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    failing = {function.name for function in functions if can_fail(function, set())}
    tests = [function for function in functions if function.name.startswith("test_")]
    return [f"{path.name}::{test.name}" for test in tests if not can_fail(test, failing)]


@pytest.mark.parametrize("folder", ["tests", "checks"])
def test_every_test_can_fail(folder):
    files = sorted((paths.ROOT / folder).rglob("test_*.py"))
    assert files
    assert [name for file in files for name in hollow_tests(file)] == []
