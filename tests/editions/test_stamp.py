"""The stamp of a committed notebook tells what has changed since its outputs were made."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers import paths
from helpers.editions import stamp


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package and data package in the place of ours: `one` imports `two` inside a function, nobody `alone`."""
    package = tmp_path / "helpers"
    (package / "part").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("def use():\n    from helpers.part import two\n")
    (package / "part" / "__init__.py").write_text("")
    (package / "part" / "two.py").write_text("import json\n")
    (package / "alone.py").write_text("1\n")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "flows.csv").write_text("year\n2025\n")
    monkeypatch.setattr(stamp, "PACKAGE", package)
    monkeypatch.setenv(paths.RAW_VARIABLE, str(tmp_path / "raw"))
    return package


def stamped():
    notebook = new_notebook(cells=[new_code_cell("from helpers import one\none.use()")])
    notebook.metadata[stamp.KEY] = stamp.stamp(notebook)
    return notebook


def test_it_follows_imports_also_those_inside_functions(package):
    names = {path.relative_to(package).as_posix() for path in stamp.imported(stamped())}
    assert names == {"__init__.py", "one.py", "part/__init__.py", "part/two.py"}


def test_each_part_tells_its_own_change(package):
    notebook = stamped()
    assert stamp.stale(notebook) == []
    notebook.cells[0].source += "\n"
    assert stamp.stale(notebook) == ["cells"]
    (package / "part" / "two.py").write_text("import csv\n")
    assert stamp.stale(notebook) == ["cells", "helpers"]
    (package.parent / "raw" / "flows.csv").write_text("year\n2024\n")
    assert stamp.stale(notebook) == ["cells", "data", "helpers"]


def test_what_the_notebook_does_not_come_from_does_not_count(package):
    notebook = stamped()
    (package / "alone.py").write_text("2\n")
    (package / "one.py").write_bytes((package / "one.py").read_bytes().replace(b"\n", b"\r\n"))
    notebook.cells[0].outputs = []
    assert stamp.stale(notebook) == []


def test_without_a_stamp_everything_is_stale(package):
    notebook = stamped()
    del notebook.metadata[stamp.KEY]
    assert stamp.stale(notebook) == ["cells", "data", "helpers", "record"]
