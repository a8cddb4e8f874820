"""What editions and committed notebooks are made from, as hashes."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers import paths
from helpers.editions import fingerprint
from helpers.projection import benchmark, ledger, textbook_methods


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """A stamped notebook beside a small data package."""
    (tmp_path / "flows.csv").write_text("year\n2025\n")
    monkeypatch.setenv(paths.RAW_VARIABLE, str(tmp_path))
    notebook = new_notebook(cells=[new_code_cell("year = 2025")])
    notebook.metadata[fingerprint.STAMP] = fingerprint.stamp(notebook)
    return notebook


def stale(notebook) -> list[str]:
    return fingerprint.differing(notebook.metadata.get(fingerprint.STAMP, {}), fingerprint.stamp(notebook))


def test_each_part_of_a_stamp_reports_its_own_change(notebook, tmp_path, monkeypatch):
    assert stale(notebook) == []
    notebook.cells[0].source += "\n"
    assert stale(notebook) == ["cells"]
    (tmp_path / "flows.csv").write_text("year\n2024\n")
    assert stale(notebook) == ["cells", "data"]
    monkeypatch.setattr(fingerprint, "committed_record", dict)
    assert stale(notebook) == ["cells", "data", "record"]


def test_the_committed_tables_that_editions_read_are_among_their_inputs():
    read = {ledger.PATH, textbook_methods.KEPT, *benchmark.FOLDER.glob("*.csv")}
    assert set(fingerprint.committed_record().values()) == read


def test_line_ends_and_outputs_do_not_count_but_without_a_stamp_everything_is_stale(notebook, tmp_path):
    (tmp_path / "flows.csv").write_bytes(b"year\r\n2025\r\n")
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", text="2025")]
    assert stale(notebook) == []
    del notebook.metadata[fingerprint.STAMP]
    assert stale(notebook) == ["cells", "data", "record"]


def test_the_hash_of_a_notebook_ignores_outputs_and_sees_sources(notebook, tmp_path):
    def digest() -> str:
        nbformat.write(notebook, tmp_path / "01_a.ipynb")
        return fingerprint.input_hashes(tmp_path, tmp_path)["notebooks"]["01_a.ipynb"]

    before = digest()
    notebook.cells[0].execution_count = 7
    assert digest() == before
    notebook.cells[0].metadata["tags"] = ["parameters"]
    tagged = digest()
    notebook.cells[0].source = "year = 2024"
    assert before != tagged != digest()


def test_a_file_that_the_description_does_not_name_makes_nothing_stale(notebook, tmp_path):
    (tmp_path / "datapackage.json").write_text('{"resources": [{"path": "flows.csv"}]}')
    notebook.metadata[fingerprint.STAMP] = fingerprint.stamp(notebook)
    before = fingerprint.input_hashes(tmp_path, tmp_path)["data"]
    (tmp_path / "stray.txt").write_text("")
    assert fingerprint.input_hashes(tmp_path, tmp_path)["data"] == before and stale(notebook) == []
    assert before.keys() == {"datapackage.json", "flows.csv"}


def test_what_differs_between_inputs_is_named_by_kind_and_file():
    before = {"data": {"a": "1", "b": "2", "c": "3"}, "lock": "4"}
    after = {"data": {"a": "1", "b": "5", "d": "6"}, "lock": "7"}
    assert fingerprint.changed(before, before) == []
    assert fingerprint.changed(before, after) == ["data/b", "data/c", "data/d", "lock"]
