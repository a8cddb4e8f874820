"""Batches, with editions written by hand in the place of real ones."""

import functools
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helpers import __main__, paths, settings
from helpers.editions import batch, fingerprint
from helpers.files import WorkError, write_text
from helpers.language import speaking
from helpers.parameters import Parameters

if multiprocessing.parent_process() is None:  # the processes that stand in for runs need no pages
    from helpers.pages import batch_page

DEPARTURES = {2021: 32_000, 2022: 24_000, 2023: 16_096, 2024: 12_732, 2025: 7_608}
FAILURE = "06_projection stopped at cell [9]: KeyError"


def put_edition(place: Path, year: int, coming: tuple = (), **more: str) -> None:
    """An edition with the files that a batch reads; `more` are files by name."""
    flows = "".join(f"{y},departures,{DEPARTURES[y]}\n" for y in (year - 1, year))
    findings = [
        {"id": "departures", "variant": "fell", "text": f"Fell in {year}"},
        {"id": "judgement", "variant": "toss", "text": f"<b>Toss</b> & {year}"},
    ]
    files = {
        "index.html": "<!DOCTYPE html>",
        "tables/flows.csv": f"year,flow,value\n{flows}",
        "tables/event_probabilities.csv": f"event,probability\nD1,0.{year}\nfurther decline,0.999\n",
        "projection.csv": "flow,method,year,point,lower_80,upper_80\n"
        f"arrivals,project,{year + 1},1,1,1\ndepartures,project,{year + 1},{year}.5,1500,2500\n",
        "findings.json": json.dumps(findings),
    }
    for name, content in (files | more).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(content)
    edition = Parameters(year)
    record = {"status": "complete", "written": {"04": ["tables/flows.csv"]}, "durations": {}}
    record |= fingerprint.made_from(edition, paths.raw_folder()) | fingerprint.neighbours(edition, place, coming)
    # At once, as a run does: editions beside it may be reading it.
    write_text(json.dumps(record | {"outputs": fingerprint.output_hashes(place)}), place / paths.RECORD)


def by_hand(task: batch.Task, ways: dict) -> tuple[float, str]:
    """What stands in for `batch.run_task`; `ways` names the years that go otherwise."""
    way = ways.get(task.parameters.year)
    for number in (signal.SIGINT, signal.SIGTERM) if way == "deaf" else ():
        signal.signal(number, signal.SIG_IGN)
    if way in ("deaf", "hang"):
        try:
            time.sleep(120)
        finally:
            time.sleep(0.3)
            (task.output.parent / f"{task.parameters.year} tidied").touch()
    if way == "die":
        os._exit(3)
    if way is None:
        put_edition(task.output, task.parameters.year, task.coming)
    return 0.1, FAILURE if way == "fail" else ""


@pytest.fixture
def processes(monkeypatch):
    """Editions by hand; a year can be made to fail, hang, die or do nothing."""
    replaced = {}
    monkeypatch.setattr(batch, "run_task", functools.partial(by_hand, ways=replaced))
    return replaced


@pytest.fixture
def ways(processes, monkeypatch):
    """As `processes`, in threads, which are quicker to have."""
    monkeypatch.setattr(batch, "_new_pool", ThreadPoolExecutor)
    monkeypatch.setattr(batch, "_until_interrupted", lambda work, task: work(task))  # signals are for processes
    return processes


def run(folder, *years, progress=lambda line: None, jobs=2, **more) -> int:
    return batch.main([Parameters(year) for year in years], folder, jobs=jobs, progress=progress, **more)


def rows_in(folder: Path) -> dict[int, dict]:
    return {row["year"]: row for row in json.loads((folder / "batch.json").read_text())["editions"]}


def test_one_failing_edition_stops_and_spoils_nothing(tmp_path, ways):
    put_edition(tmp_path / "2023", 2023, **{"mine.txt": "made earlier, from other data"})
    (tmp_path / "2023" / "mine.txt").write_text("touched")
    before = {path: path.read_bytes() for path in (tmp_path / "2023").rglob("*") if path.is_file()}
    ways[2023], said = "fail", []
    assert run(tmp_path, 2022, 2023, 2024, progress=said.append) == 1
    told = "\n".join(said)
    assert "2022  done, " in told and "2024  done, " in told
    assert "2023  failed, " in told and "06_projection stopped at cell [9]: KeyError" in told
    assert {path: path.read_bytes() for path in before} == before
    rows = rows_in(tmp_path)
    assert [rows[year]["failed"] for year in rows] == [False, True, False]
    assert rows[2023]["departures"] is rows[2023]["judgement"] is rows[2023]["point"] is None
    page = (tmp_path / "batch.html").read_text()
    assert 'href="2023/index.html"' in page and "could not be made. The link leads to" in page  # the earlier one


def test_unchanged_editions_are_left_and_give_the_same_page(tmp_path, ways):
    said = []
    assert run(tmp_path, 2023, 2024) == 0
    pages = [(tmp_path / name).read_bytes() for name in ("batch.json", "batch.html")]
    ways.update({2023: "fail", 2024: "fail"})
    assert run(tmp_path, 2023, 2024, progress=said.append) == 0 and "[1/2] 2023  unchanged" in "\n".join(said)
    assert [(tmp_path / name).read_bytes() for name in ("batch.json", "batch.html")] == pages
    assert run(tmp_path, 2023, 2024, again=True) == 1


def test_a_command_that_ends_well_but_leaves_no_such_edition_has_failed(tmp_path, ways):
    ways[2024], said = "nothing", []
    assert run(tmp_path, 2024, progress=said.append) == 1
    assert "is not the edition asked for" in "\n".join(said)


def test_what_then_happened_comes_from_the_newest_edition_that_has_it(tmp_path, ways):
    put_edition(tmp_path / "2025", 2025, **{"tables/flows.csv": "year,flow,value\n2023,departures,16000\n"})
    ways.update({2024: "fail", 2025: "nothing"})  # what stands there is kept, beside new neighbours
    run(tmp_path, 2022, 2023, 2024, 2025)
    rows = rows_in(tmp_path)
    assert (rows[2022]["then"], rows[2022]["then_from"]) == (16_000, 2025)  # 2023 has it too, but is older
    assert (rows[2023]["then"], rows[2023]["then_from"]) == (None, None)  # 2024 would have it, and failed
    assert rows[2025]["then"] is None


def test_every_edition_ends_beside_the_neighbours_that_now_stand_there(tmp_path, ways):
    put_edition(tmp_path / "2024", 2024)  # knows no 2023
    said = []
    assert run(tmp_path, 2022, 2023, 2024, progress=said.append) == 0
    assert "[1/3] 2024  unchanged" in "\n".join(said) and "neighbours: 2024  done" in "\n".join(said)
    records = {year: fingerprint.read_record(tmp_path / str(year)) for year in (2022, 2023, 2024)}
    assert records[2022]["before"] is None
    for year in (2023, 2024):
        assert fingerprint.knows_neighbours(Parameters(year), tmp_path / str(year))
    (tmp_path / "2023" / "run.json").write_text(json.dumps(records[2023] | {"durations": {"total": 9}}))
    assert fingerprint.knows_neighbours(Parameters(2024), tmp_path / "2024")  # other seconds, other pages: no matter
    put_edition(tmp_path / "2023", 2023, **{"tables/flows.csv": "year,flow,value\n2023,departures,1\n"})
    assert not fingerprint.knows_neighbours(Parameters(2024), tmp_path / "2024")


def test_editions_of_a_batch_link_to_one_another_and_none_is_made_twice(tmp_path, ways):
    said = []
    assert run(tmp_path, 2022, 2023, 2024, progress=said.append, jobs=1) == 0
    assert "neighbours" not in "\n".join(said)
    assert [*fingerprint.read_record(tmp_path / "2022")["other_years"]] == ["2023", "2024"]
    ways[2025] = "fail"
    assert run(tmp_path, 2024, 2025, progress=said.append, jobs=1, again=True) == 1
    assert "neighbours: 2024  done" in "\n".join(said)  # without a link to one that failed
    assert [*fingerprint.read_record(tmp_path / "2024")["other_years"]] == ["2022", "2023"]


def test_a_row_holds_what_the_edition_says_and_blanks_where_it_has_no_fit(tmp_path):
    put_edition(tmp_path / "2024", 2024)
    row = batch_page.row_of(Parameters(2024), False, tmp_path)
    assert (row["departures"], row["direction"], row["point"], row["lower_80"]) == (12_732, "fell", 2024.5, 1500)
    chances = {event: chance for event, chance in row["probabilities"].items() if chance is not None}
    assert chances == {"D1": 0.2024, "further decline": 0.999} and row["judgement"] == "<b>Toss</b> & 2024"
    (tmp_path / "2024" / "projection.csv").write_text("flow,method,year,point,lower_80,upper_80\n")
    (tmp_path / "2024" / "tables" / "event_probabilities.csv").unlink()
    row = batch_page.row_of(Parameters(2024), False, tmp_path)
    assert row["point"] is None and row["probabilities"] == dict.fromkeys(batch_page.EVENTS)


def test_the_page_is_escaped_and_links_only_to_what_is_there(tmp_path, ways):
    run(tmp_path, 2023, 2024)
    page = (tmp_path / "batch.html").read_text()
    assert "&lt;b&gt;Toss&lt;/b&gt; &amp; 2024" in page and "<b>" not in page
    assert page.count('href="2024/index.html"') == 1
    assert "12,732" in page and "over 99%" in page and "20%" in page
    assert "<script" not in page and str(tmp_path) not in page
    (tmp_path / "2024" / "index.html").unlink()
    rows = batch_page.with_later_departures(list(rows_in(tmp_path).values()), tmp_path)
    with speaking("ru"):
        assert "2024/index.html" not in batch_page.page(rows, Parameters(2024, language="ru"), tmp_path)


def test_neighbours_are_seldom_made_at_once_and_pages_of_other_kinds_have_names_of_their_own():
    years = list(range(2015, 2022))
    assert batch.apart(years, 2) == [2015, 2019, 2016, 2020, 2017, 2021, 2018]
    assert batch.apart(years, 1) == years and batch.apart([], 2) == []
    assert sorted(batch.apart(years, 9)) == years
    kinds = [Parameters(2024), Parameters(2024, language="ru"), Parameters(2024, language="ru", vintage="first")]
    assert [batch_page.name_of(kind) for kind in kinds] == ["batch", "batch-ru", "batch-first-ru"]


EDITION = Parameters(2024, 3, language="ru", vintage="first", moderate_decline=(-0.3, 0.00001))


@pytest.mark.parametrize("through", ["process", "command"])
def test_the_edition_that_is_made_is_the_one_asked_for(tmp_path, monkeypatch, through):
    from helpers.editions import make

    seen = []
    task = batch.Task(EDITION, tmp_path / "e", paths.raw_folder(), 1, reuse=False, forked=True)
    monkeypatch.setattr(settings, "fix", lambda: None)
    monkeypatch.setattr(make, "make_edition", lambda parameters, progress, **how: seen.append((parameters, how)))
    if through == "process":
        assert batch.run_task(task)[1] == ""
    else:
        assert __main__.main(batch.command(task)[3:]) == 0
    edition, how = seen[0]
    how = {name: given for name, given in how.items() if name not in ("parameters", "coming")}
    asked = {"output": tmp_path / "e", "raw": paths.raw_folder(), "workers": 1, "reuse": False, "forked": True}
    assert (edition, how) == (EDITION, asked)


@pytest.mark.parametrize("way", ["hang", "deaf"])
def test_an_interrupted_batch_ends_every_edition(tmp_path, processes, monkeypatch, way):
    monkeypatch.setattr(batch, "PATIENCE", 1 if way == "deaf" else 30)
    processes.update({2023: way, 2024: way, 2025: way})

    def interrupt(line: str) -> None:
        if "2022  done" in line:
            time.sleep(1)  # until the others are deaf
            raise KeyboardInterrupt

    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, 2022, 2023, 2024, 2025, progress=interrupt)
    assert time.monotonic() - begin < 20  # the hanging ones would take far longer
    left = {path.name for path in tmp_path.iterdir()}
    assert left == ({"2022"} if way == "deaf" else {"2022", "2023 tidied", "2024 tidied"})
    while multiprocessing.active_children():  # until the system has noticed that they ended
        assert time.monotonic() - begin < 30
        time.sleep(0.1)


def test_a_process_that_dies_costs_its_own_edition_alone(tmp_path, processes):
    processes[2023], said = "die", []
    assert run(tmp_path, 2022, 2023, 2024, 2025, progress=said.append) == 1
    rows = rows_in(tmp_path)
    assert [row["year"] for row in rows.values() if row["failed"]] == [2023]
    assert "2023  failed, 0.0 s: BrokenProcessPool" in "\n".join(said)


def test_a_cluster_makes_the_same_editions(tmp_path, ways, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    ways[2023], said = "fail", []
    assert run(tmp_path / "here", 2022, 2023, 2024) == 1

    def command(task: batch.Task) -> list[str]:
        program = "import shutil, sys; shutil.copytree(*sys.argv[1:])"
        if task.parameters.year == 2023:
            program = f"import sys; sys.exit({FAILURE!r})"
        return [sys.executable, "-c", program, str(tmp_path / "here" / task.parameters.folder), str(task.output)]

    monkeypatch.setattr(batch, "command", command)
    how = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "silence_logs": 50}
    with distributed.LocalCluster(n_workers=2, **how) as cluster:
        address = cluster.scheduler_address
        assert run(tmp_path / "there", 2022, 2023, 2024, scheduler=address, progress=said.append) == 1
    assert sum("  done, " in line for line in said) == 2 and "KeyError" in "\n".join(said)
    for name in ("batch.json", "batch.html", "2024/run.json"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


@pytest.mark.parametrize("told", ["No Dask scheduler answers at", "needs the package distributed"])
def test_a_silent_address_or_a_missing_package_is_one_plain_line(tmp_path, monkeypatch, told):
    if "package" in told:
        monkeypatch.setitem(sys.modules, "distributed", None)
    else:
        pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    monkeypatch.setattr(batch, "PATIENCE", 1)
    with pytest.raises(WorkError, match=told) as caught:
        run(tmp_path, 2024, scheduler="127.0.0.1:1")
    assert "\n" not in str(caught.value) and not list(tmp_path.iterdir())


def test_a_senseless_address_is_one_plain_line_and_nothing_lingers(tmp_path):
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    words = ["batch", "--years", "2010", "--scheduler", "nowhere", "--output", str(tmp_path)]
    command = [sys.executable, "-m", "helpers", *words]
    done = subprocess.run(command, capture_output=True, text=True, env=settings.environment(), timeout=60)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "'nowhere'" in done.stderr
