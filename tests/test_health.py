"""The health page: what was measured is told as it was, what was not says so."""

import json
from datetime import date

import pytest

from helpers import __main__, health, paths, prove
from helpers.prove import mutants

TODAY = date(2026, 3, 1)
JUNIT = """<testsuites><testsuite>
<testcase classname="tests.test_a" name="test_good" time="1.5"/>
<testcase classname="tests.test_a" name="test_bad" time="0.1">
<failure message="&lt;script&gt;alert(1)&lt;/script&gt;"/></testcase>
<testcase classname="tests.test_b" name="test_broken" time="0.1"><error message="no fixture"/></testcase>
<testcase classname="tests.test_b" name="test_left" time="0"><skipped message="no browser here"/></testcase>
</testsuite></testsuites>"""
PROOF = """kind,what,how,outcome,noticed_by,reason
claim,a,b,noticed,x,
series,c,d,explained,,not used
name,e,f,not noticed,,
"""
ENVIRONMENTS = """kind,what,how,outcome,noticed_by,reason
environment,the lock,the same 9 tables,noticed,same,
environment,lowest,differ: flows,not noticed,,
environment,newest,not to be had,skipped,,dns error
"""
FUZZ = """kind,cases,refused,accepted,faults,slowest
article text,1500,1499,0,1,2.5
all,1500,1499,0,1,2.5
"""
MUTANTS = """module,function,line,change,outcome,reason
scoring,f,1,a → b,killed,
scoring,f,2,c → d,survived,
scoring,f,3,e → f,no test,alike
"""
LOCKED = """[[packages]]
name = "pandas"
wheels = [{ upload-time = 2026-02-01T10:00:00Z }, { upload-time = 2026-01-30T10:00:00Z }]
[[packages]]
name = "old"
sdist = { upload-time = 2020-01-01T10:00:00Z }
"""


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "health"
    place.mkdir()
    (place / health.TESTS).write_text(JUNIT)
    totals = {"percent_covered": 75.0}
    files = {f"src/helpers/{name}.py": {"summary": {"num_statements": 4, "percent_covered": share}}
             for name, share in (("good", 100), ("half", 50))}  # fmt: skip
    (place / health.COVERAGE).write_text(json.dumps({"files": files, "totals": totals}))
    (tmp_path / "prove").mkdir()
    for name, text in {"proof": PROOF, "environments": ENVIRONMENTS, "fuzz": FUZZ, "mutants": MUTANTS}.items():
        (tmp_path / "prove" / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "run.json").write_text(json.dumps({"durations": {"01_a": 2.0, "total": 3.0}}))
    return place


def test_every_part_tells_what_was_left_behind(folder):
    found = health.tests(folder / health.TESTS)
    assert found.summary == "4 tests: 1 passed, 2 failed, 1 skipped."
    assert list(dict(found.shown)["Not passed"].why)[1:] == ["no fixture", "no browser here"]
    measured = health.coverage(folder / health.COVERAGE)
    assert measured.summary.startswith("75.0%") and list(measured.shown[0][1].module) == ["half.py", "good.py"]
    proved = health.proof(folder.with_name("prove"))
    assert proved.summary == "3 changes tried, 1 noticed (33.3%)."
    assert list(dict(proved.shown)["Not noticed"].what) == ["e"]
    assert health.environments(folder.with_name("prove")).summary == "The same in 1 of 3 environments, 1 skipped."
    assert health.bad_input(folder.with_name("prove")).summary == "1,500 cases, 1 of them ended in a fault."
    mutated = health.mutated(folder.with_name("prove"))
    assert mutated.summary == f"3 mutants of 1 of {len(mutants.chosen([]))} modules tried, 66.7% killed or explained."
    assert dict(mutated.shown)["Survivors"].values.tolist() == [["scoring", "f", 2, "c → d"]]
    assert health.speeds(folder).shown[0][1].loc[0].tolist() == ["01_a", 2.0]


def test_ages_are_counted_from_the_first_file_of_a_version():
    found = health.dependencies(TODAY, lambda: LOCKED)
    assert dict(found.shown)["Named by us, the oldest first"][["package", "days ago"]].values.tolist() == [
        ["pandas", 30]
    ]
    assert list(dict(found.shown)["Over two years old"].package) == ["old"]


def test_what_was_not_measured_says_so_and_nothing_else(tmp_path):
    proofs = (health.proof, health.environments, health.bad_input, health.mutated)
    parts = [
        health.tests(tmp_path / health.TESTS), health.coverage(tmp_path / health.COVERAGE),
        *(part(tmp_path / "prove") for part in proofs), health.speeds(tmp_path / "health"),
        health.dependencies(TODAY, lambda: ""),
    ]  # fmt: skip
    for part in parts:
        assert part.summary.startswith("Not measured in this run") and part.shown == ()


def first_line(text):
    return text.partition("\n")[0] + "\n"


@pytest.mark.parametrize("keep", [lambda text: "", first_line], ids=["empty", "header"])
def test_a_table_without_rows_was_not_measured(folder, keep):
    proofs = folder.with_name("prove")
    for path in proofs.glob("*.csv"):
        path.write_text(keep(path.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / health.SPEED).write_text(keep("way,seconds\n"))
    (folder / health.TESTS).write_text(keep("<testsuites/>\n"))
    (folder / health.COVERAGE).write_text("")
    parts = [part(proofs) for part in (health.proof, health.environments, health.bad_input, health.mutated)]
    for part in [*parts, health.tests(folder / health.TESTS), health.coverage(folder / health.COVERAGE)]:
        assert part.summary.startswith("Not measured in this run") and part.shown == ()
    assert [title for title, _frame in health.speeds(folder).shown] == ["Seconds of each step"]


def test_a_total_is_found_by_its_name_and_a_strange_outcome_is_refused(folder):
    proofs = folder.with_name("prove")
    (proofs / "proof.csv").write_text(PROOF + "test,t,asserts something,noticed,it asserts,\n")
    assert health.proof(proofs).summary == "3 changes tried, 1 noticed (33.3%)."
    lines = FUZZ.splitlines(keepends=True)
    (proofs / "fuzz.csv").write_text(lines[0] + lines[2] + lines[1].replace("1500", "700"))
    assert health.bad_input(proofs).summary.startswith("1,500 cases")
    (proofs / "proof.csv").write_text(PROOF.replace("not noticed", "unseen"))
    with pytest.raises(ValueError, match="No outcome of a trial: unseen"):
        health.proof(proofs)


def test_what_was_skipped_says_so_and_why(folder):
    proofs = folder.with_name("prove")
    (proofs / "proof.csv").write_text(PROOF + "setting,another day,not to be had,skipped,,not on this machine: x\n")
    proved = health.proof(proofs)
    assert proved.summary == "3 changes tried, 1 noticed (33.3%)."
    assert dict(proved.shown)["Skipped"].values.tolist() == [["setting", "another day", "not on this machine: x"]]
    shown = dict(health.environments(proofs).shown)["By environment"]
    assert shown.values.tolist()[2] == ["newest", "skipped", "not to be had", "dns error"]
    (proofs / "mutants.csv").write_text(first_line(MUTANTS) + "scoring,,0,,skipped,dns error\n", encoding="utf-8")
    assert health.mutated(proofs) == health.Part("Mutants of the helpers", "Skipped: dns error.")


def test_a_sample_is_called_one_and_gives_way_to_the_whole_proof(folder):
    proofs = folder.with_name("prove")
    (proofs / prove.SAMPLE).write_text(first_line(PROOF) + "claim,a,b,noticed,x,\n")
    assert health.proof(proofs).summary == "3 changes tried, 1 noticed (33.3%)."
    (proofs / prove.PROOF).unlink()
    assert health.proof(proofs).summary == "A sample: 1 changes tried, 1 noticed (100.0%)."


def test_a_sample_of_mutants_is_called_one_and_gives_way_to_a_whole_run(folder):
    proofs = folder.with_name("prove")
    (proofs / mutants.SAMPLE).write_text(first_line(MUTANTS) + "scoring,f,1,a → b,killed,\n", encoding="utf-8")
    assert health.mutated(proofs).summary.startswith("3 mutants of 1 of ")
    (proofs / mutants.TABLE).unlink()
    assert health.mutated(proofs).summary.startswith("A sample: 1 mutants of 1 of ")


def test_mutants_of_which_none_was_tried_were_not_measured(folder):
    proofs = folder.with_name("prove")
    (proofs / "mutants.csv").write_text(first_line(MUTANTS) + "scoring,f,1,a → b,not tried,\n", encoding="utf-8")
    assert health.mutated(proofs).summary.startswith("Not measured in this run")


def test_the_command_writes_the_page_with_foreign_text_as_text(folder, monkeypatch, capsys):
    monkeypatch.setattr(health, "_index", lambda: LOCKED)
    assert __main__.main(["health", "--output", str(folder)]) == 0
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip().endswith("index.html")
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    assert "M3 yearly" in page and str(paths.ROOT) not in page and "http" not in page
