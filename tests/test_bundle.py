"""The workbook and the archive hold what the edition holds, and the same bytes for the same content."""

import zipfile

import pytest

from helpers import bundle


@pytest.fixture
def edition(tmp_path):
    folder = tmp_path / "edition"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "flows.csv").write_text("year,value,note\n2025,7608,=1+1\n2024,,text\n", encoding="utf-8")
    (folder / "tables" / "a_name_that_is_longer_than_a_sheet_may_have.csv").write_text("a\n1\n", encoding="utf-8")
    (folder / "index.html").write_text("<p>page</p>", encoding="utf-8")
    (folder / ".hidden").write_text("no", encoding="utf-8")
    return folder


def parts(folder):
    with zipfile.ZipFile(folder / bundle.WORKBOOK) as book:
        return {name: book.read(name).decode("utf-8") for name in book.namelist()}


def test_numbers_are_numbers_and_nothing_becomes_a_formula(edition):
    bundle.write_workbook(edition)
    found = parts(edition)
    sheets = [text for name, text in found.items() if "worksheets/sheet" in name]
    assert len(sheets) == 2 and not any("<f>" in text for text in sheets)
    assert any("<v>7608</v>" in text for text in sheets)
    assert "=1+1" in found["xl/sharedStrings.xml"], "the cell is kept as text"


def test_the_same_content_gives_the_same_bytes(edition):
    made = []
    for _time in range(2):
        bundle.write_workbook(edition)
        bundle.write_archive(edition)
        made.append([(edition / name).read_bytes() for name in (bundle.WORKBOOK, bundle.ARCHIVE)])
    assert made[0] == made[1]


def test_the_archive_holds_everything_but_itself_and_hidden_files(edition):
    bundle.write_workbook(edition)
    bundle.write_archive(edition)
    with zipfile.ZipFile(edition / bundle.ARCHIVE) as archive:
        assert set(archive.namelist()) == {
            "index.html", "tables.xlsx", "tables/flows.csv",
            "tables/a_name_that_is_longer_than_a_sheet_may_have.csv",
        }  # fmt: skip
        assert archive.testzip() is None
