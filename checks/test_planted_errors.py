"""Four wrong projections, each of which a test must refuse; and tests that could refuse nothing."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from helpers import paths, settings

ERRORS = yaml.safe_load(Path(__file__).with_name("planted_errors.yml").read_text(encoding="utf-8"))
TESTS = ("house_method", "scoring", "events", "benchmark")


def with_error(name: str, projection: Path) -> tuple[Path, str]:
    """A file of this room, and its text with the error in it."""
    file, right, wrong = ERRORS[name]
    text = (projection / file).read_text(encoding="utf-8")
    assert not right or text.count(right) == 1, "the words to replace do not stand there once"
    return projection / file, text.replace(right, wrong) if right else text


def exit_code_of_tests(copied: Path) -> int:
    """What pytest says of a copy of the project: 0 for green tests, 1 for red ones."""
    tests = [str(copied / "tests" / "projection" / f"test_{name}.py") for name in TESTS]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-x", *tests]
    environment = settings.environment() | {"PYTHONPATH": str(copied / "src")}
    return subprocess.run(command, cwd=copied, env=environment, capture_output=True).returncode


@pytest.mark.sample(0)
@pytest.mark.parametrize("name", ERRORS)
def test_planted_error(name, tmp_path):
    for part in ("src", "tests", "data"):
        shutil.copytree(paths.ROOT / part, tmp_path / part)
    shutil.copy(paths.ROOT / "pyproject.toml", tmp_path)
    file, text = with_error(name, tmp_path / "src" / "helpers" / "projection")
    file.write_text(text, encoding="utf-8")
    assert exit_code_of_tests(tmp_path) == (0 if name == "unchanged" else 1)


def can_fail(function: ast.FunctionDef, failing: set[str]) -> bool:
    """Whether a function asserts, expects an error, or calls one of the functions that do."""
    for node in ast.walk(function):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        is_failing = name in {"raises", "fail", "watched", *failing} or name.startswith("assert_")
        if isinstance(node, ast.Assert) or is_failing:
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
