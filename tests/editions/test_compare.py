"""What changed between two editions: small ones made by hand, with known differences."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from helpers.cleaning import names
from helpers.editions import compare
from helpers.editions.compare import SHOWN
from helpers.files import WorkError
from helpers.language import section, speaking
from helpers.pages import notebook_pages
from helpers.parameters import Parameters, recorded

FLOWS = ["year,flow,value,low,high,status,vintage,row,source_url"]
PROJECTION = ["flow,method,year,point,lower_80,upper_80,lower_95,upper_95"]
VERDICTS = ["claim_id,test,verdict,explanation"]
SCORES = [
    "edition,frozen,method,version,year,horizon,point,actual,vintage,error,no_change_error,inside_80,inside_95,scored"
]
RAW = ["year,measure,value,note", "2020,departures,900,", "2021,departures,880,a census was counted in"]


def flow(year, value, vintage="final", row="kz_flows_annual.csv:2", name="departures", low=None, high=None):
    return f"{year},{name},{value},{low or value},{high or value},observed,{vintage},{row},https://example.org"


def finding(name, variant, text, values=None):
    return {"id": name, "variant": variant, "text": text, "condition": "c", "values": values or {}}


MADE_UP = yaml.safe_load(Path(__file__).with_name("compared.yml").read_text(encoding="utf-8"))
CHANGED = MADE_UP["changed"]


def content_of(name):
    """The tables of a made-up edition as lines, and its findings."""
    content = MADE_UP[name]
    made = {
        "flows": [flow(*row) for row in content["flows"]],
        "findings": [finding(*row) for row in content["findings"]],
    }
    return content | made


OLD, NEW = content_of("old"), content_of("new")


def edition(folder: Path, content: dict, year: int, language: str = "en", **record) -> Path:
    """An edition's folder with this content, and a record that knows the hashes of its files."""
    files = {
        "findings.json": json.dumps(content["findings"], ensure_ascii=False),
        "projection.csv": "\n".join(PROJECTION + content["projection"]) + "\n",
        "tables/flows.csv": "\n".join(FLOWS + content["flows"]) + "\n",
        "tables/reconciliation.csv": "\n".join(VERDICTS + content["verdicts"]) + "\n",
        "tables/ledger_scores.csv": "\n".join(SCORES + content["scores"]) + "\n",
    }
    (folder / "tables").mkdir(parents=True)
    for name, words in files.items():
        (folder / name).write_text(words, encoding="utf-8")
    whole = {
        "status": "complete",
        "parameters": Parameters(year, language=language).as_dict(),
        "versions": {"python": "3.11"},
        "inputs": {"helpers": {"a.py": "1", "b.py": "2"}},
        "outputs": {name: hashlib.sha256(words.encode()).hexdigest() for name, words in files.items()},
        "written": {},
        "durations": {"total": year},  # no two runs take the same time: that is no change
    }
    (folder / "run.json").write_text(json.dumps(whole | record))
    return folder


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    (folder / "series").mkdir(parents=True)
    (folder / "series" / "kz_flows_annual.csv").write_text("\n".join(RAW) + "\n")
    (folder / "datapackage.json").write_text("{}")
    return folder


@pytest.fixture
def pair(tmp_path, raw):
    digest = hashlib.sha256((raw / "series" / "kz_flows_annual.csv").read_bytes()).hexdigest()
    inputs = {"data": {"series/kz_flows_annual.csv": digest}, "helpers": {"a.py": "1", "b.py": "3", "c.py": "4"}}
    old = edition(tmp_path / "2023", OLD, 2023)
    return old, edition(tmp_path / "2024", NEW, 2024, inputs=inputs, versions={"python": "3.12"})


@pytest.fixture
def changes(pair, raw):
    return compare.compare(*pair, raw=raw)


def rows(changes, kind, *columns):
    return [tuple(row) for row in changes.frames[kind][list(columns)].itertuples(index=False)]


@pytest.mark.parametrize("kind", CHANGED)
def test_each_kind_of_change_has_its_rows(changes, kind):
    assert rows(changes, kind, *CHANGED[kind]["columns"].split()) == list(map(tuple, CHANGED[kind]["rows"]))
    assert set(CHANGED) == set(SHOWN) == set(changes.frames)


def test_a_note_is_not_taken_from_data_that_have_changed_since(pair, raw):
    (raw / "series" / "kz_flows_annual.csv").write_text("\n".join([RAW[0], "", *RAW[1:]]).replace("census", "guess"))
    revised = compare.compare(*pair, raw=raw).frames["revised"].set_index("year")
    assert revised.reason[2021] == "" and revised.note[2021] == ""


def test_an_interval_alone_can_move(pair, tmp_path):
    wider = [row.replace("600,500,700", "600,490,700") for row in OLD["projection"]]
    found = compare.compare(pair[0], edition(tmp_path / "wider", OLD | {"projection": wider}, 2023))
    assert rows(found, "projections", "year", "percent", "inside_80") == [(2024, 0, True)]


def test_nothing_changed_is_one_line_and_main_writes_nothing(pair, tmp_path, capsys):
    again = shutil.copytree(pair[0], tmp_path / "again")
    (again / "run.json").write_text((again / "run.json").read_text().replace('"total": 2023', '"total": 9'))
    before = sorted(tmp_path.rglob("*"))
    compare.main(pair[0], again)
    assert capsys.readouterr().out == "Nothing changed between the editions 2023 and 2023.\n"
    compare.main(*pair)
    assert "2022 departures: 780 → 770 (−10; −1.3%), preliminary → final" in capsys.readouterr().out
    assert sorted(tmp_path.rglob("*")) == before


def test_editions_in_two_languages_differ_in_language_alone(pair, tmp_path):
    russian = [entry | {"text": "По-русски"} for entry in OLD["findings"]]
    found = compare.compare(pair[0], edition(tmp_path / "ru", OLD | {"findings": russian}, 2023, "ru"))
    assert [kind for kind, frame in found.frames.items() if len(frame)] == ["settings"]
    assert rows(found, "settings", "name", "old_setting", "new_setting") == [("language", "en", "ru")]


def write_page(older: Path, folder: Path, raw: Path | None = None) -> None:
    """The page in the folder of an edition without notebooks."""
    record = json.loads((folder / "run.json").read_text())
    edition = notebook_pages.Edition({}, recorded(record), record, raw)
    compare.write_page(older, folder, edition)


def test_the_page_comes_in_both_languages_and_escapes_what_stands_in_data(pair, tmp_path, capsys):
    nasty = "<script>alert('{year}')</script> & {0}\x1b[2J\nmore"
    entries = [finding("turned", nasty, nasty)]
    for language in ("en", "ru"):
        new = edition(tmp_path / language, NEW | {"findings": entries}, 2024, language)
        write_page(pair[0], new)
        page = (new / "what-changed.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page and "<script>" not in page
        assert page.count("&lt;script&gt;alert(&#x27;{year}&#x27;)&lt;/script&gt; &amp; {0}") == 2  # variant and text
        assert section("pages", language)["compare"]["titles"]["revised"] + ": 4" in page
        assert '<td align="right">780</td>' in page and 'href="what-changed.json"' in page
        assert "index.html" not in re.sub(r"<header.*?</header>", "", page, flags=re.S)  # no page of the older one
    compare.main(pair[0], new)
    assert "\x1b" not in capsys.readouterr().out


def test_the_older_edition_is_linked_where_it_stands_beside_and_the_same_bytes_come_twice(pair, raw, tmp_path):
    (pair[0] / "index.html").write_text("")
    write_page(*pair)
    assert 'href="../2023/index.html"' in (pair[1] / "what-changed.html").read_text(encoding="utf-8")
    written = []
    for name in ("one", "two"):
        shutil.copytree(pair[1], tmp_path / name / "2024")
        write_page(pair[0], tmp_path / name / "2024", raw)
        written.append([(tmp_path / name / "2024" / f"what-changed.{kind}").read_bytes() for kind in ("html", "json")])
    assert written[0] == written[1] and not any(str(tmp_path).encode() in content for content in written[0])
    found = json.loads(written[0][1])
    assert found["older"]["year"] == 2023 and list(found) == sorted(found)
    assert found["revised"][1]["percent"] == 10 and found["revised"][3]["percent"] is None
    assert found["projections"][0]["percent"] == 29.0909


def test_an_edition_that_is_being_built_has_no_record_of_its_own_yet(pair, raw):
    record = json.loads((pair[1] / "run.json").read_text())
    (pair[1] / "run.json").unlink()
    del record["outputs"]
    assert len(compare.compare(*pair, record=record, raw=raw).frames["revised"])
    with pytest.raises(WorkError, match="no edition"):
        compare.compare(*pair)


def test_years_without_a_fit_and_without_articles_are_compared_too(pair, tmp_path):
    bare = edition(tmp_path / "bare", OLD | {"projection": [], "verdicts": [], "findings": [], "scores": []}, 2003)
    found = compare.compare(bare, pair[0])
    assert len(found.frames["new_claims"]) == 3 and len(found.frames["new_methods"]) == 3
    assert found.frames["projections"].empty and found.frames["outcomes"].empty
    assert list(compare.compare(pair[0], bare).frames["forecasts"]) == SHOWN["forecasts"]


@pytest.mark.parametrize(
    "name, content",
    [
        ("run.json", '{"status": "comp'),
        ("run.json", "[]"),
        ("run.json", '{"status": "complete"}'),
        ("run.json", '{"status": "running", "parameters": {"year": 2024}}'),
        ("run.json", '{"status": "complete", "parameters": {"year": 2024, "language": "xx"}}'),
        ("findings.json", '[{"id": "a"'),
        ("findings.json", "7"),
        ("projection.csv", ""),
        ("projection.csv", "flow,method\n"),
        ("tables/flows.csv", f"{FLOWS[0]}\n{flow(2024, 'many')}\n"),
        ("tables/flows.csv", f"{FLOWS[0]}\n{flow(2024, 1)}\n{flow(2024, 2)}\n"),
        ("tables/reconciliation.csv", None),
    ],
)
@pytest.mark.parametrize("hashed", [True, False])
def test_what_is_broken_or_missing_is_told_in_one_line(pair, name, content, hashed):
    """With hashes in the record any change is noticed; without, what cannot be read."""
    record = json.loads((pair[1] / "run.json").read_text())
    if not hashed or name == "run.json":
        (pair[1] / "run.json").write_text(json.dumps(record | {"outputs": {}}))
    if content is None:
        (pair[1] / name).unlink()
    else:
        (pair[1] / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(WorkError) as told:
        compare.compare(*pair)
    reason = "it is not as a run of this version leaves it" if content else ""
    assert f"{name} cannot be used: {reason}" in str(told.value) and "\n" not in str(told.value)


def test_the_older_edition_is_the_older_one_in_whichever_order_they_are_named(pair, capsys):
    compare.main(*reversed(pair))
    assert "From the edition 2023 to the edition 2024." in capsys.readouterr().out


def test_what_is_left_out_of_a_list_is_shown_by_an_option(pair, capsys):
    compare.main(*pair)
    assert "drift" not in capsys.readouterr().out
    long = [flow(1950 + n, 10 + n) for n in range(20)]
    old = edition(pair[0].with_name("long"), OLD | {"flows": long}, 2023)
    compare.main(old, pair[1])
    assert "  8 more: --all lists them\n" in capsys.readouterr().out
    compare.main(old, pair[1], True)
    assert "1969 departures" in (text := capsys.readouterr().out) and "more" not in text


def test_folders_that_are_no_two_editions(pair, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(pair[0])
    for other, said in (
        ("none", "there is no such folder; make it with ./run report --year YEAR, an older"),
        ("empty", "holds no run.json"),
        ("link", "same folder"),
    ):
        with pytest.raises(WorkError, match=said):
            compare.compare(pair[0], tmp_path / other)


def shape(words):
    """The slots of each text."""
    if isinstance(words, dict):
        return {key: shape(value) for key, value in words.items()}
    return set(re.findall(r"\{(\w+)\}", words))


def test_both_languages_have_words_for_every_kind_of_change():
    english, russian = (section("pages", language)["compare"] for language in ("en", "ru"))
    assert shape(english) == shape(russian)
    assert set(english["titles"]) == set(SHOWN)
    assert english["lines"].keys() == {kind for kind, columns in SHOWN.items() if columns}
    assert all(slots <= set(SHOWN[kind]) for kind, slots in shape(english["lines"]).items())
    with speaking("ru"):
        columns = {name for kind in SHOWN.values() for name in kind} - set(russian["headings"])
        assert all(re.search("[а-я]", names.heading(name)) for name in columns)
