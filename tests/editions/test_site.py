"""The list of editions: what is whole and there, in its own words, and nothing else."""

import json
import re

import pytest

from helpers import __main__, paths, settings
from helpers.editions import fingerprint, site
from helpers.parameters import Parameters

WORDS = {"en": "Fell in {}", "ru": "Снизилось в {}", "kk": "Fell in {}"}


def put_edition(folder, year, language="en", vintage="latest", name=None, said=None):
    """An edition as a run leaves it, by hand: its first page, its findings and its record."""
    run = Parameters(year, language=language, vintage=vintage)
    place = folder / (name or run.folder)
    place.mkdir(parents=True)
    findings = [
        {"id": "later", "text": "Not the first"},
        {"id": "departures", "text": said or WORDS[language].format(year)},
    ]
    (place / "index.html").write_text("<!DOCTYPE html>")
    (place / "findings.json").write_text(json.dumps(findings))
    record = {"status": "complete", "parameters": run.as_dict(), "inputs": {}, "written": {}, "durations": {}}
    (place / paths.RECORD).write_text(json.dumps(record | {"outputs": fingerprint.output_hashes(place)}))
    return place


@pytest.fixture
def folder(tmp_path):
    put_edition(tmp_path, 2024, "en", "first")
    for year, language in ((2021, "ru"), (2024, "kk"), (2024, "ru"), (2024, "en"), (2019, "en")):
        put_edition(tmp_path, year, language)
    return tmp_path


def links(page):
    return re.findall(r'<a href="([^"#]+)" lang="(\w+)" hreflang="\2">([^<]*)</a>', page)


def test_editions_stand_by_year_the_newest_first_each_link_in_its_language(folder):
    page = site.main(folder).read_text(encoding="utf-8")
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["2024", "2021", "2019"]
    assert links(page) == [
        ("2024/index.html", "en", "Edition of 2024"),
        ("2024-ru/index.html", "ru", "Выпуск за 2024 год"),
        ("2024-kk/index.html", "kk", "2024 жылғы шығарылым"),
        ("2024-first/index.html", "en", "Edition of 2024, first release"),
        ("2021-ru/index.html", "ru", "Выпуск за 2021 год"),
        ("2019/index.html", "en", "Edition of 2019"),
    ]
    said = re.findall(r'<p class="said"(.*?)>(.*?)</p>', page)
    russian = (' lang="ru"', "Снизилось в 2021.")
    assert said == [("", "Fell in 2024."), ("", "Fell in 2024."), russian, ("", "Fell in 2019.")]
    assert "6 editions" in page


def test_only_whole_editions_are_listed(folder):
    (folder / "2019" / "findings.json").write_text("[]")  # not as its run left it
    (folder / "2024" / "index.html").unlink()
    record = folder / "2021-ru" / paths.RECORD
    record.write_text(record.read_text().replace("complete", "failed"))
    (folder / "2030").mkdir()
    (folder / "2031").write_text("")
    put_edition(folder, 2032, name=".2032.part")
    put_edition(folder, 2033, name="strange", language="kk", said="x")
    record = folder / "strange" / paths.RECORD
    record.write_text(record.read_text().replace('"kk"', '"xx"'))
    places = [edition["link"]["href"] for edition in site.editions(folder)]
    assert places == [f"{name}/index.html" for name in ("2024-first", "2024-ru", "2024-kk")]


def test_names_of_folders_and_sentences_are_text_each_in_the_language_that_it_has(tmp_path):
    put_edition(tmp_path, 2024, name="mine & yours", said='<script>alert("1")</script> & $x$')
    put_edition(tmp_path, 2023, language="kk")
    page = site.main(tmp_path).read_text(encoding="utf-8")
    assert ("mine%20%26%20yours/index.html", "en", "Edition of 2024 (mine &amp; yours)") in links(page)
    assert "<script" not in page and "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; $x$." in page
    assert '<p class="said">Fell in 2023.</p>' in page


def test_pages_about_many_years_are_linked_where_they_are_and_nothing_outside_is(folder):
    assert "batch" not in site.main(folder).read_text(encoding="utf-8")
    for name in ("batch.html", "batch-first-ru.html", "batch-old.html"):
        (folder / name).write_text("")
    page = site.main(folder).read_text(encoding="utf-8")
    assert links(page)[-2:] == [
        ("batch.html", "en", "Editions side by side"),
        ("batch-first-ru.html", "ru", "Выпуски рядом, первая публикация"),
    ]
    assert site.main(folder).read_bytes() == page.encode()
    assert not re.search(r"https?://|url\(|@import|<script|\bsrc=", page)
    assert all((folder / href).is_file() for href, _language, _text in links(page))
    assert not re.search(r"\{[a-z_:]*\}", re.sub(r"<style>.*?</style>", "", page, flags=re.S))


def test_the_command_says_where_the_page_is_or_in_one_line_what_is_missing(folder, capsys, monkeypatch):
    monkeypatch.setattr(settings, "fix", lambda: None)  # it would change the environment of the other tests
    assert __main__.main(["site", "--output", str(folder)]) == 0
    assert str(folder / "index.html") in capsys.readouterr().out
    bare = folder / "2030"
    bare.mkdir()
    for place in (bare, folder / "2024", folder / "nowhere"):
        before = sorted(path.read_bytes() for path in place.rglob("*.*"))
        assert __main__.main(["site", "--output", str(place)]) == 1
        told = capsys.readouterr().err
        assert told.count("\n") == 1 and str(place) in told and "./run report" in told
        assert sorted(path.read_bytes() for path in place.rglob("*.*")) == before
