"""The house: imports run down only, no folder, file or function outgrows what a newcomer takes in."""

import ast
import os
import shutil
import subprocess
import sys

import pytest

from helpers import paths

PACKAGE = paths.ROOT / "src" / "helpers"
MOST_FILES, LONGEST_FILE, LONGEST_FUNCTION = 14, 450, 60


def linted(root) -> subprocess.CompletedProcess:
    """What import-linter says of the rooms in a checkout; the contracts stand in pyproject.toml."""
    environment = os.environ | {"PYTHONPATH": str(root / "src")}
    words = ["from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"]
    command = [sys.executable, "-c", *words]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


def test_imports_run_down_only():
    done = linted(paths.ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("cleaning/flows.py", "from helpers.editions import compare", "Imports run down only"),
        ("language/formats.py", "from helpers.cleaning import names", "Imports run down only"),
        ("printed.py", "def late():\n    from helpers.data import package", "Imports run down only"),
        ("projection/events.py", "from helpers.projection import outlook", "No circles inside a room"),
    ],
)
def test_an_import_that_climbs_turns_red(tmp_path, module, line, contract):
    shutil.copytree(PACKAGE, tmp_path / "src" / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(paths.ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "src" / "helpers" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n\n{line}\n")
    done = linted(tmp_path)
    assert done.returncode == 1 and f"{contract} BROKEN" in done.stdout, done.stdout + done.stderr


def test_folders_files_and_functions_can_be_taken_in():
    for folder in {path.parent for path in PACKAGE.rglob("*.py")}:
        files = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= MOST_FILES, f"{folder}: {len(files)} files"
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert source.count("\n") <= LONGEST_FILE, path
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < LONGEST_FUNCTION, f"{path}: {node.name}"


def test_the_page_on_the_structure_names_every_room_and_file():
    page = (paths.ROOT / "docs" / "structure.md").read_text(encoding="utf-8")
    for path in PACKAGE.rglob("*.py"):
        if path.stem not in ("__init__", "__main__"):
            assert f"`{path.stem}`" in page, f"docs/structure.md does not name {path.relative_to(PACKAGE)}"
