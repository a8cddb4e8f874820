"""The workbook and the archive hold what the edition holds, and the same bytes for the same content."""

import json
import os
import zipfile

import pytest

from helpers import paths
from helpers.data.records import PackageError
from helpers.editions import downloads


@pytest.fixture
def edition(tmp_path):
    folder = tmp_path / "edition"
    (folder / "tables").mkdir(parents=True)
    (folder / ".hidden").write_text("no")
    files = {"index.html": "<p>page</p>", "tables/a_name_that_is_longer_than_a_sheet_may_have.csv": "a\n1\n"}
    files["tables/flows.csv"] = "year,value,note\n2025,7608,=1+1\n2024,-40.5,+A1\n2023,1_000,@x\n2022,1e999,\n"
    for name, text in files.items():
        (folder / name).write_text(text)
    downloads.write_workbook(folder)
    downloads.write_archive(folder)
    return folder


def test_numbers_are_numbers_and_nothing_becomes_a_formula(edition):
    with zipfile.ZipFile(edition / paths.WORKBOOK) as book:
        found = {name: book.read(name).decode("utf-8") for name in book.namelist()}
    sheets = [text for name, text in found.items() if "worksheets/sheet" in name]
    assert len(sheets) == 2 and not any("<f>" in text for text in sheets)
    assert any("<v>7608</v>" in text and "<v>-40.5</v>" in text for text in sheets)
    for cell in ("=1+1", "+A1", "@x", "1_000", "1e999"):
        assert f">{cell}<" in found["xl/sharedStrings.xml"], "the cell is kept as text"


def test_the_archive_holds_everything_but_itself_and_hidden_files_in_the_same_bytes_again(edition):
    first = [(edition / name).read_bytes() for name in (paths.WORKBOOK, paths.ARCHIVE)]
    downloads.write_workbook(edition)
    downloads.write_archive(edition)
    assert [(edition / name).read_bytes() for name in (paths.WORKBOOK, paths.ARCHIVE)] == first
    with zipfile.ZipFile(edition / paths.ARCHIVE) as archive:
        assert set(archive.namelist()) == {
            "index.html", "tables.xlsx", "tables/flows.csv", "tables/a_name_that_is_longer_than_a_sheet_may_have.csv"
        }  # fmt: skip
        assert archive.testzip() is None


def test_the_data_package_is_what_its_description_names_whenever_it_was_copied(edition, tmp_path):
    raw = tmp_path / "raw"
    (raw / "series").mkdir(parents=True)
    schema = {"fields": [{"name": "year", "type": "year"}]}
    describe(raw, {"name": "flows", "path": "series/flows.csv", "schema": schema})
    (raw / "series" / "flows.csv").write_text("year,value\n2025,7608\n")
    (raw / "notes of somebody.txt").write_text("no")
    made = []
    for time in (0, 1_000_000_000):
        os.utime(raw / "series" / "flows.csv", (time, time))
        downloads.write_package(raw, edition)
        made.append((edition / paths.PACKAGE).read_bytes())
    assert made[0] == made[1] and (edition / paths.DICTIONARY).read_text(encoding="utf-8").startswith("#")
    with zipfile.ZipFile(edition / paths.PACKAGE) as archive:
        assert archive.namelist() == ["datapackage.json", "series/flows.csv"]
        assert archive.read("series/flows.csv") == (raw / "series" / "flows.csv").read_bytes()


def describe(raw, *entries):
    (raw / "datapackage.json").write_text(json.dumps({"resources": entries}))


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "link.txt", "gone.txt", "folder"])
def test_a_package_that_names_what_is_not_its_own_is_not_handed_on(edition, tmp_path, path):
    raw = tmp_path / "raw"
    (raw / "folder").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (raw / "link.txt").symlink_to(tmp_path / "secret.txt")
    describe(raw, {"name": "more", "path": path})
    with pytest.raises(PackageError, match="cannot be"):
        downloads.write_package(raw, edition)
    assert not (edition / paths.PACKAGE).exists()
