"""The checks can fail: what is planted turns each of them red."""

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import matplotlib
import nbformat
import pandas as pd
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook, new_output

from checks import __main__ as command_line
from checks import audit, conftest, fingerprints, health, mutants, test_environments
from checks import test_bad_input as bad_input
from checks import test_charts as charts
from checks import test_data as data
from checks import test_notebooks as notebooks
from checks import test_parameters as parameter_checks
from checks import test_planted_errors as errors
from checks import test_settings as machine
from helpers import cleaning, parameters, paths
from helpers.charts import of_axes, over_time
from helpers.cleaning import mirror_statistics
from helpers.data import package

matplotlib.use("agg")


def test_a_red_check_is_an_exit_code_and_a_report(tmp_path, monkeypatch):
    (tmp_path / "checks").mkdir()
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "checks" / "test_planted.py").write_text(
        "def test_green():\n    assert True\ndef test_red():\n    assert 0\n"
    )
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    command = command_line.checking(("planted",), tmp_path / "report.xml")
    assert subprocess.call(command, cwd=paths.ROOT) == 1
    assert health.junit(tmp_path / "report.xml")[0] == "2 cases: 1 failed, 1 passed."


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("words", ["", "--quick", "--environments", "--fuzz 9"])
def test_prove_hands_on_the_exit_code_of_files_that_are_there(words, code, monkeypatch):
    monkeypatch.setenv("BAD_INPUT_CASES", "9")
    commands = []
    monkeypatch.setattr(command_line, "hand_over", lambda command: commands.append(command) or code)
    assert command_line.main(["prove", *words.split()]) == code
    files = [word for word in commands[0] if word.endswith(".py")]
    assert files and all(Path(file).is_file() for file in files)


@pytest.mark.parametrize("words", ["--fuzz 0", "--quick --fuzz", "--environments --fuzz", "--helpers drawing"])
def test_odd_options_are_refused(words):
    with pytest.raises(SystemExit, match="2"):
        command_line.main(["prove", *words.split()])


@pytest.mark.parametrize(("tool", "ci", "is_red"), [("uv", "", 0), ("uv", "true", 1), ("localedef", "true", 0)])
def test_a_tool_may_be_missing_in_continuous_integration_only_if_it_is_optional(tool, ci, is_red, monkeypatch):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.fail.Exception if is_red else pytest.skip.Exception, match=tool):
        conftest.skip_without(tool)


@pytest.mark.parametrize(("words", "outcome"), [("dns error", pytest.skip.Exception), ("hash", AssertionError)])
def test_an_environment_is_skipped_without_a_network_alone(words, outcome, monkeypatch):
    monkeypatch.setenv("CI", "")
    done = subprocess.CompletedProcess([], 1, "", words)
    monkeypatch.setattr(test_environments.subprocess, "run", lambda *given, **more: done)
    with pytest.raises(outcome):
        test_environments.uv("pip")


def planted(line: int, column: str = "note") -> data.Change:
    return data.Change("kaz_netmigration_intl", column, (line,), data.renamed, "planted")


def test_a_change_that_nothing_detects_is_red_unless_it_is_explained(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprints, "computed", lambda of, run, package=None: {"a": "1"})
    monkeypatch.setattr(fingerprints, "unchanged", lambda of, run: {"a": "1"})
    assert "validate: series/kaz_netmigration_intl.csv year" in data.detected_by(planted(2, "year"), tmp_path / "0")
    rows = package.read("kaz_netmigration_intl").query("series == 'UN WPP 2024 net migration'")
    lines = {year: data.line_of(rows.row[rows.year == year].iloc[0]) for year in (2024, 2100)}
    for test in (data.test_claim, data.test_name, data.test_last_value):
        with pytest.raises(AssertionError):
            test(planted(lines[2024]), tmp_path / test.__name__)
    with pytest.raises(pytest.xfail.Exception, match="nothing to hold it against"):
        data.test_last_value(planted(lines[2100]), tmp_path / "explained")


def test_no_explanation_holds_for_a_row_that_a_page_shows():
    run, table = parameters.check(), package.read("kaz_netmigration_intl")
    flows = package.read("kz_flows_annual")
    forecasts = mirror_statistics.forecasts_for(table, cleaning.annual_flows(flows, run.year), run.year)
    shown = {*forecasts.row, *mirror_statistics.net_beside_estimates(flows, table, run).row}
    lines = {data.line_of(row) for row in shown if row in set(table.row)}
    assert len(lines) > 20 and lines.isdisjoint(data.explained("kaz_netmigration_intl"))
    shares = package.read("kz_breakdowns")
    is_excused = shares.row.map(data.line_of).isin(data.explained("kz_breakdowns"))
    assert shares[is_excused].as_published.tolist() == ["almost half of the newcomers"]


def test_a_run_that_stops_is_a_difference_but_no_baseline():
    def stop(_run):
        raise KeyError("planted")

    stopped = fingerprints._answer(stop, parameters.check(), None)
    assert fingerprints.differences({"a": "1"}, stopped) == ["stopped: KeyError: 'planted'"]
    assert fingerprints.differences({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}) == ["b", "c"]
    with pytest.raises(RuntimeError, match="planted"):
        fingerprints.sound(stopped)


@pytest.mark.parametrize("after", [{"flows": 2, "corridors": 2}, {"flows": 1, "corridors": 1}, None])
def test_a_parameter_that_moves_too_little_or_too_much_is_red(after, monkeypatch):
    def hashes(flows, corridors):
        return {"table flows": str(flows), "table corridors": str(corridors)}

    monkeypatch.setattr(fingerprints, "unchanged", lambda of, run: hashes(1, 1))
    monkeypatch.setattr(fingerprints, "computed", lambda of, run: hashes(2, 1))
    parameter_checks.test_parameter("vintage")
    monkeypatch.setattr(fingerprints, "computed", lambda of, run: hashes(**after) if after else {"stopped": "x"})
    with pytest.raises(AssertionError):
        parameter_checks.test_parameter("vintage")


@pytest.mark.parametrize("change", charts.CHANGES)
def test_a_chart_without_a_proof_is_red(change):
    frame = pd.DataFrame({"year": [2001, 2002, 2003], "flow": "arrivals", "value": [10, 20, 40]})
    chart = of_axes(over_time(frame), "T", "x", frame)
    charts.test_chart("x", change, {"x": chart})
    chart.prove = lambda: None  # a proof that proves nothing
    if change != "unchanged":
        with pytest.raises(AssertionError):
            charts.test_chart("x", change, {"x": chart})


def committed_notebook():
    about = {"image/png": {"alt": "A chart"}}
    cells = []
    for text in (f"In {parameters.newest_article_year()}: 1,234", "later"):
        output = new_output("display_data", {"text/plain": text, "image/png": "x"}, metadata=about)
        cells.append(new_code_cell("x", id=text[:2], outputs=[output]))
    return new_notebook(cells=cells)


@pytest.mark.parametrize("change", notebooks.CHANGES)
def test_a_changed_notebook_differs_from_a_fresh_run(change, tmp_path, monkeypatch):
    path = tmp_path / "01_x.ipynb"
    nbformat.write(committed_notebook(), path)
    fresh = {"01_x": nbformat.read(path, as_version=4)}
    notebooks.test_notebook(path, change, fresh)
    for answer in ([], ["stale"]):
        monkeypatch.setattr(notebooks, "changed_cells", lambda committed, fresh, answer=answer: answer)
        with pytest.raises(AssertionError):
            notebooks.test_notebook(path, change, fresh)


def test_another_setting_with_another_result_is_red(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprints, "elsewhere", lambda folder, **variables: {"a": "2"})
    machine.test_setting("time zone +5", {"a": "2"}, tmp_path)
    with pytest.raises(AssertionError):
        machine.test_setting("time zone +5", {"a": "1"}, tmp_path)
    monkeypatch.setattr(machine, "files_of_edition", lambda folder, variables: {"a": str(sorted(variables))})
    with pytest.raises(AssertionError):
        machine.test_all_settings_at_once_leave_every_file_the_same(tmp_path)


def test_an_error_that_the_tests_let_pass_is_red(tmp_path, monkeypatch):
    for name in errors.ERRORS:  # the words that they replace still stand there
        assert errors.with_error(name, paths.ROOT / "src" / "helpers" / "projection")
    for code, name in ((1, "unchanged"), (0, "levels instead of logs")):
        monkeypatch.setattr(errors, "exit_code_of_tests", lambda copied, code=code: code)
        with pytest.raises(AssertionError):
            errors.test_planted_error(name, tmp_path / name)


def test_a_test_that_cannot_fail_is_named(tmp_path):
    text = "def check(x):\n    assert x\ndef test_sound():\n    check(1)\ndef test_hollow():\n    print(1)\n"
    (tmp_path / "test_planted.py").write_text(text)
    assert errors.hollow_tests(tmp_path / "test_planted.py") == ["test_planted.py::test_hollow"]


def write_through_a_link(place):
    (place / "out" / "link").symlink_to(place.parent)
    (place / "out" / "link" / "x").write_text("x")


def compute_slowly(_place):
    begun = time.process_time()
    while time.process_time() - begun < 0.2:
        pass


FAULTS = {
    "elsewhere": lambda place: (place.parent / "elsewhere").write_text("x"),
    "outside": lambda place: (place / "outside" / "x").write_text("x"),
    "home": lambda place: Path("~/x").expanduser().mkdir(),
    "open": write_through_a_link,
    "os.system": lambda place: os.system("true"),
    "subprocess": lambda place: subprocess.run([sys.executable, "-c", ""]),
    "U\\+001B": lambda place: print("\x1b[2J"),
    "U\\+202E": lambda place: print("\u202e", file=sys.stderr),
    "took": compute_slowly,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_no_case_may_do_is_a_fault(fault, tmp_path, monkeypatch):
    monkeypatch.setattr(audit, "LIMIT", 0.1)
    with audit.watched(tmp_path):
        (tmp_path / "out" / "x").write_text("x")
        print("7,6 тыс.\u00a0человек")
    before = Path.cwd(), dict(os.environ)
    with pytest.raises(audit.ForbiddenError, match=fault), audit.watched(tmp_path):
        FAULTS[fault](tmp_path)
    assert (Path.cwd(), dict(os.environ)) == before


@pytest.mark.parametrize("error", [KeyError("year"), SystemExit(3), RecursionError()])
def test_another_exception_than_our_own_makes_bad_input_red(error, monkeypatch):
    def fail(_words):
        raise error

    monkeypatch.setattr(bad_input.command_line, "main", fail)
    with pytest.raises((type(error), AssertionError)):
        bad_input.test_odd_command_lines.hypothesis.inner_test(["report"], "")


@pytest.mark.parametrize(("share", "more", "code"), [(5, [], 0), (6, [], 1), (0, ["not tried"], 1), (0, ["broken"], 1)])
def test_survivors_and_mutants_that_were_not_tried_make_it_red(share, more, code):
    outcomes = ["killed"] * (100 - share) + ["survived"] * share + more
    results = pd.DataFrame({"module": "printed", "outcome": outcomes})
    assert mutants.verdict(results, ["src/helpers/printed.py"]) == code
    assert mutants.verdict(results, ["src/helpers/printed.py", "src/helpers/projection/events.py"]) == 1


MUTATED = yaml.safe_load(Path(__file__).with_name("mutated.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("line", MUTATED, ids=lambda line: line["code"])
def test_an_explanation_holds_for_its_own_change_alone(line):
    code = line["code"]
    for change, outcome in ((line["explained"], "explained"), (line["unexplained"], "survived")):
        changed = code.replace(*change)
        shown = f"--- a\n+++ b\n def f():\n-    {code}\n+    {changed}\n"
        assert mutants.difference(shown) == (f"{code} → {changed}", outcome)


def test_every_file_that_is_named_for_mutmut_is_there():
    selected = [place.partition("::")[0] for place in mutants.SETTINGS["pytest_add_cli_args_test_selection"]]
    assert all((paths.ROOT / place).exists() for place in [*selected, *mutants.SETTINGS["also_copy"]])
    patterns = [*mutants.SETTINGS["only_mutate"], *mutants.SETTINGS["do_not_mutate"]]
    assert all(list(paths.ROOT.glob(pattern)) for pattern in patterns if not pattern.startswith("*"))
    assert "projection/scoring" in mutants.all_files()


@pytest.mark.parametrize("ci", ["", "true"])
def test_mutants_without_a_network_are_skipped_with_a_reason(ci, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CI", ci)
    done = subprocess.CompletedProcess([], 1, "", "dns error")
    monkeypatch.setattr(mutants.subprocess, "run", lambda *given, **more: done)
    assert mutants.main([], tmp_path) == (1 if ci else 0)
    assert "could not be installed: dns error" in capsys.readouterr().out


JUNIT = Path(__file__).with_name("junit.xml").read_text(encoding="utf-8")
LOCKED = """packages = [
{ name = "pandas", wheels = [{ upload-time = 2026-02-01T10:00:00Z }, { upload-time = 2026-01-30T10:00:00Z }] },
{ name = "old", sdist = { upload-time = 2020-01-01T10:00:00Z } }]
"""
COVERED = {"num_statements": 4, "percent_covered": 75.0}
WORDS = ("75.0% of", "1 mutants, 1 of them survived", "a → b", "2 locked packages", "M3 yearly", "01_a", "30")
WORDS += ("4 cases: 1 explained, 1 failed, 1 passed, 1 skipped.", "&lt;script&gt;alert(1)", "no tool")


def test_the_page_says_what_was_measured_and_what_was_not(tmp_path, monkeypatch):
    folder = tmp_path / "health"
    folder.mkdir()
    monkeypatch.setattr(health, "locked_with_dates", lambda: "")
    (folder / "tests.xml").write_text("")
    (folder / "changes-sample.xml").write_text(JUNIT)
    page = health.main(folder, date(2026, 3, 1)).read_text(encoding="utf-8")
    assert page.count("Not measured") == 7 and "A sample: 4 cases" in page
    monkeypatch.setattr(health, "locked_with_dates", lambda: LOCKED)
    for name in ("tests", "changes", "bad-input", "environments"):
        (folder / f"{name}.xml").write_text(JUNIT)
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "run.json").write_text(json.dumps({"durations": {"01_a": 2.0}}))
    covered = {"files": {"src/helpers/a.py": {"summary": COVERED}}, "totals": COVERED}
    (folder / "coverage.json").write_text(json.dumps(covered))
    (folder / "mutants.csv").write_text("module,mutant,outcome,change\nscoring,f,survived,a → b\n")
    (folder / "speed.csv").write_text("way,seconds\nreport,1\n")
    page = health.main(folder, date(2026, 3, 1)).read_text(encoding="utf-8")
    assert "Not measured" not in page and "A sample" not in page and "<script" not in page
    assert [words for words in WORDS if words not in page] == []
    assert str(paths.ROOT) not in page and "http" not in page
