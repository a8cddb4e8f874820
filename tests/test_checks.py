"""The checks can fail: what is planted is detected, and what is undetected makes them red."""

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from checks import __main__ as command_line
from checks import (
    audit,
    caches,
    conftest,
    fingerprints,
    health,
    mutants,
    strategies,
    test_bad_input,
    test_charts,
    test_data,
    test_environments,
    test_notebooks,
    test_parameters,
    test_planted_errors,
    test_settings,
)
from helpers import cleaning, notebook, parameters, paths, printed
from helpers.charts import canvas
from helpers.cleaning import mirror_statistics
from helpers.data import package
from helpers.editions import refresh
from helpers.projection import other_forecasts

matplotlib.use("agg")

# The gate


def write_checks(folder: Path, assertion: str) -> None:
    (folder / "checks").mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text("")
    (folder / "checks" / "test_planted.py").write_text(f"def test_change():\n    assert {assertion}\n")


@pytest.mark.parametrize(("assertion", "code"), [("True", 0), ("False", 1)])
def test_a_red_check_is_an_exit_code_and_a_report(assertion, code, tmp_path, monkeypatch):
    write_checks(tmp_path, assertion)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    assert command_line.run_checks(("planted",), tmp_path / "report.xml") == code
    assert health.junit(tmp_path / "report.xml")[0] == f"1 cases: 1 {'failed' if code else 'passed'}."


@pytest.mark.parametrize(
    ("words", "modules", "options"),
    [
        ("--quick", (*command_line.CHANGES, "bad_input"), ("--sample",)),
        ("", command_line.CHANGES, ()),
        ("--environments", ("environments",), ()),
        ("--fuzz 9", ("bad_input",), ()),
    ],
)
def test_prove_runs_the_checks_of_its_option_and_hands_their_code_on(words, modules, options, monkeypatch):
    monkeypatch.setenv("BAD_INPUT_CASES", "0")
    calls = []
    monkeypatch.setattr(command_line, "run_checks", lambda names, report, *more: calls.append((names, more)) or 1)
    assert command_line.main(["prove", *words.split()]) == 1
    assert calls == [(modules, options)]
    assert os.environ["BAD_INPUT_CASES"] == ("9" if "9" in words else "0")
    assert all((paths.ROOT / "checks" / f"test_{name}.py").is_file() for name in modules)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("--fuzz 0", "invalid positive value: '0'"),
        ("--quick --fuzz", "--quick goes alone or with --helpers"),
        ("--environments --fuzz", "not allowed with"),
        ("--helpers drawing", "No mutants are made of drawing; choose from: printed, "),
    ],
)
def test_odd_options_are_refused(words, error, capsys):
    with pytest.raises(SystemExit, match="2"):
        command_line.main(["prove", *words.split()])
    assert error in capsys.readouterr().err


SAMPLED = """import pytest
@pytest.mark.sample(2)
@pytest.mark.parametrize("n", range(9))
def test_some(n): assert True
@pytest.mark.sample(0)
def test_none(): assert True
def test_all(): assert True
"""


def test_a_sample_keeps_as_many_cases_as_each_check_says(tmp_path):
    (tmp_path / "test_planted.py").write_text(SAMPLED)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "checks.conftest",
        "--rootdir",
        str(tmp_path),
    ]
    environment = os.environ | {"PYTHONPATH": f"{paths.ROOT}{os.pathsep}{paths.ROOT / 'src'}"}
    texts = []
    for _time in range(2):
        words = [*command, "--sample", "--collect-only", str(tmp_path)]
        done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, env=environment)
        texts.append(sorted(line for line in done.stdout.splitlines() if "::" in line))
    assert [line.partition("::")[2].partition("[")[0] for line in texts[0]] == [
        "test_all",
        "test_some",
        "test_some",
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("tool", "ci", "is_red"),
    [("uv", "", False), ("uv", "true", True), ("localedef", "true", False)],
)
def test_a_tool_may_be_missing_in_continuous_integration_only_if_it_is_optional(tool, ci, is_red, monkeypatch):
    monkeypatch.setenv("CI", ci)
    with pytest.raises((pytest.fail.Exception, pytest.skip.Exception), match=tool) as caught:
        conftest.skip_without(tool)
    assert (caught.type is pytest.fail.Exception) == is_red


def test_an_environment_is_skipped_without_a_network_alone(monkeypatch):
    monkeypatch.setenv("CI", "")
    for words, outcome in (("dns error", pytest.skip.Exception), ("hash mismatch", AssertionError)):
        done = subprocess.CompletedProcess([], 1, "", words)
        monkeypatch.setattr(test_environments.subprocess, "run", lambda *given, done=done, **more: done)
        with pytest.raises(outcome):
            test_environments.uv("pip")


# Data and parameters


def planted(row: dict | None = None, column: str = "note") -> test_data.Change:
    return test_data.Change("kaz_netmigration_intl", column, (2,), test_data.renamed, "planted", row)


def series_row(year: int) -> dict:
    rows = package.read("kaz_netmigration_intl").to_dict("records")
    return next(row for row in rows if row["series"] == "UN WPP 2024 net migration" and row["year"] == year)


def test_a_change_that_nothing_detects_is_red_unless_it_is_explained(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprints, "computed", lambda of, run, package=None: {"a": "1"})
    fingerprints.unchanged.cache_clear()
    assert test_data.detected_by(planted(), tmp_path / "quiet") == []
    loud = test_data.detected_by(planted(column="year"), tmp_path / "loud")
    assert "validate: series/kaz_netmigration_intl.csv year" in loud
    for number, row in enumerate((None, series_row(2024))):
        with pytest.raises(AssertionError, match="undetected"):
            test_data.test_last_value(planted(row), tmp_path / str(number))
    with pytest.raises(pytest.xfail.Exception, match="nothing to hold it against"):
        test_data.test_last_value(planted(series_row(2100)), tmp_path / "explained")
    for test in (test_data.test_claim, test_data.test_name):
        with pytest.raises(AssertionError):
            test(planted(), tmp_path / test.__name__)
    fingerprints.unchanged.cache_clear()


def test_no_explanation_holds_for_a_row_that_a_page_shows():
    run, table = parameters.check(), package.read("kaz_netmigration_intl")
    flows = package.read("kz_flows_annual")
    forecasts = other_forecasts.forecasts_for(table, cleaning.annual_flows(flows, run.year), run.year)
    shown = {*forecasts.row, *mirror_statistics.net_beside_estimates(flows, table, run).row}
    explanations = {row["row"]: planted(row).explanation() for row in table.to_dict("records")}
    assert len(shown & set(explanations)) > 20
    assert not any(explanations[row] for row in shown & set(explanations))
    assert set(test_data.EXPLAINED["kaz_netmigration_intl"]) == set(filter(None, explanations.values()))
    changes = [
        test_data.Change("kz_breakdowns", "value", (), str, "x", row)
        for row in package.read("kz_breakdowns").to_dict("records")
    ]
    words = [(change.row["year"], change.row["as_published"]) for change in changes if change.explanation()]
    assert words == [(2022, "almost half of the newcomers")]


@pytest.mark.parametrize(
    ("cell", "larger"),
    [("5", "8"), ("1000", "1100"), ("2.5", "2.8"), ("-1000", "-1100"), ("-5", "-8")],
)
def test_a_cell_grows_by_more_than_its_rounding(cell, larger):
    assert test_data.enlarged(cell) == larger


def test_a_run_that_stops_is_a_difference_but_no_baseline(monkeypatch):
    assert fingerprints.differences({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}) == [
        "b",
        "c",
    ]
    assert fingerprints.differences({"a": "1"}, {"stopped": "KeyError: 'x'"}) == ["stopped: KeyError: 'x'"]
    with pytest.raises(RuntimeError, match="planted"):
        fingerprints.sound({"stopped": "planted"})

    def stop(_run):
        raise KeyError("planted")

    assert fingerprints._answer(stop, parameters.check(), None) == {"stopped": "KeyError: 'planted'"}


@pytest.mark.parametrize(
    "after",
    [
        {"table flows": "2", "table corridors": "2"},
        {"table flows": "1", "table corridors": "1"},
        {"stopped": "x"},
    ],
)
def test_a_parameter_that_moves_too_little_or_too_much_is_red(after, monkeypatch):
    before = {"table flows": "1", "table corridors": "1"}
    monkeypatch.setattr(fingerprints, "unchanged", lambda of, run: before)
    monkeypatch.setattr(fingerprints, "computed", lambda of, run: before | {"table flows": "2"})
    test_parameters.test_parameter("vintage")
    monkeypatch.setattr(fingerprints, "computed", lambda of, run: after)
    with pytest.raises(AssertionError):
        test_parameters.test_parameter("vintage")


def test_every_parameter_has_an_expectation():
    assert set(test_parameters.OTHER) == set(parameters.NAMES)
    assert all(must and must_not for _value, must, must_not in test_parameters.OTHER.values())


# Charts, notebooks, settings, code


def chart(values: tuple = (10, 20, 40)) -> canvas.Chart:
    """A chart of three years, by hand."""

    @canvas.at_both_widths
    def draw(name, data):
        axes = canvas.empty_axes()
        canvas.put(axes, "arrivals", data.year, data.arrivals, axes.scatter)
        shown = canvas.pairs(data, "year", "arrivals")
        finding = SimpleNamespace(text="T")
        return canvas.finish(name, axes, data, finding, "A", shown, subtitle="S", source="O")

    return draw("x", pd.DataFrame({"year": [2001, 2002, 2003], "arrivals": values}))


@pytest.mark.parametrize("change", test_charts.CHANGES)
def test_a_chart_without_a_proof_is_red(change, monkeypatch):
    charts = {"x": chart()}
    test_charts.test_chart("x", change, charts)
    if change != "unchanged":
        monkeypatch.setattr(canvas, "_prove", lambda chart, shown: None)  # a proof that proves nothing
        with pytest.raises(AssertionError):
            test_charts.test_chart("x", change, charts)
    assert charts["x"].again().name == "x"  # the change is taken back


def test_a_chart_that_reads_the_same_from_both_ends_is_explained():
    charts = {"x": chart((5, 5, 5))}
    with pytest.raises(pytest.xfail.Exception):
        test_charts.test_chart("x", "data reversed", charts)
    test_charts.test_chart("x", "values times 1,000", charts)


def committed_notebook():
    year = parameters.newest_article_year()
    texts = [f"In {year}: 1,234", "later"]
    about = {"image/png": {"alt": "A chart"}}
    outputs = [new_output("display_data", {"text/plain": text, "image/png": "x"}, metadata=about) for text in texts]
    return new_notebook(cells=[new_code_cell("x", id=f"c{n}", outputs=[output]) for n, output in enumerate(outputs)])


@pytest.mark.parametrize("change", test_notebooks.CHANGES, ids=lambda change: change.__name__)
def test_a_changed_notebook_differs_from_a_fresh_run(change, tmp_path, monkeypatch):
    path = tmp_path / "01_x.ipynb"
    nbformat.write(committed_notebook(), path)
    test_notebooks.test_notebook(path, change, {"01_x": nbformat.read(path, as_version=4)})
    with pytest.raises(AssertionError):
        test_notebooks.test_notebook(path, lambda notebook: None, {"01_x": nbformat.read(path, as_version=4)})
    monkeypatch.setattr(refresh, "differences", lambda committed, fresh: ["stale"])
    with pytest.raises(AssertionError, match="refresh"):
        test_notebooks.test_notebook(path, change, {"01_x": committed_notebook()})


def test_another_sentence_moves_its_notebook(tmp_path, monkeypatch):
    for owner, name in (
        (notebook, "display"),
        *((canvas.Chart, name) for name in ("png", "svg", "for_phone")),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # what `of_notebooks` replaces comes back
    monkeypatch.setenv(paths.OUTPUT_VARIABLE, str(tmp_path))
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    results = []
    for sentence in ("Fewer left", "Fewer left", "More left"):
        cell = new_code_cell(f"from helpers import notebook\nnotebook.say('{sentence}')")
        nbformat.write(new_notebook(cells=[cell]), tmp_path / "01_x.ipynb")
        results.append(fingerprints.of_notebooks(parameters.check()))
    assert fingerprints.differences(*results[:2]) == []
    assert fingerprints.differences(*results[1:]) == ["notebook 01"]


def test_another_setting_with_another_result_is_red(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprints, "elsewhere", lambda folder, **variables: {"a": "2"})
    test_settings.test_setting("time zone +5", {"a": "2"}, tmp_path)
    with pytest.raises(AssertionError):
        test_settings.test_setting("time zone +5", {"a": "1"}, tmp_path)
    monkeypatch.setattr(test_settings, "files_of_edition", lambda folder, variables: {"a": str(sorted(variables))})
    with pytest.raises(AssertionError):
        test_settings.test_all_settings_at_once_leave_every_file_the_same(tmp_path)


def test_an_error_that_the_tests_let_pass_is_red(tmp_path, monkeypatch):
    code = {"house_method.py": 1}
    monkeypatch.setattr(test_planted_errors, "exit_code_of_tests", lambda copied: code["house_method.py"])
    *_right, planted_error = test_planted_errors.ERRORS
    test_planted_errors.test_planted_error(planted_error, tmp_path / "red")
    code["house_method.py"] = 0
    test_planted_errors.test_planted_error("unchanged", tmp_path / "unchanged")
    with pytest.raises(AssertionError):
        test_planted_errors.test_planted_error(planted_error, tmp_path / "green")


def test_the_planted_errors_still_fit_the_code():
    for module, right, wrong in test_planted_errors.ERRORS.values():
        text = Path(module.__file__).read_text(encoding="utf-8")
        assert not right or (text.count(right) == 1 and right != wrong)


def test_a_test_that_cannot_fail_is_named(tmp_path):
    lines = [
        "def check(x):",
        "    assert x",
        "def test_sound():",
        "    check(1)",
        "def test_hollow():",
        "    print(1)",
    ]
    (tmp_path / "test_planted.py").write_text("\n".join(lines))
    assert test_planted_errors.hollow_tests(tmp_path / "test_planted.py") == ["test_planted.py::test_hollow"]


# Bad input


def through_a_link(place):
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
    "open": through_a_link,
    "os.system": lambda place: os.system("true"),
    "subprocess": lambda place: subprocess.run([sys.executable, "-c", ""]),
    "U\\+001B": lambda place: print("\x1b[2J"),
    "U\\+202E": lambda place: print("\u202e", file=sys.stderr),
    "took": compute_slowly,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_no_case_may_do_is_a_fault(fault, tmp_path, monkeypatch):
    monkeypatch.setattr(audit, "LIMIT", 0.1)
    before = Path.cwd(), dict(os.environ)
    with pytest.raises(audit.ForbiddenError, match=fault), audit.watched(tmp_path):
        FAULTS[fault](tmp_path)
    assert (Path.cwd(), dict(os.environ)) == before


@pytest.mark.parametrize("error", [KeyError("year"), SystemExit(3), RecursionError()])
def test_another_exception_than_our_own_makes_bad_input_red(error, monkeypatch):
    def fail(_words):
        raise error

    monkeypatch.setattr(test_bad_input.command_line, "main", fail)
    with pytest.raises((type(error), AssertionError)):
        test_bad_input.test_odd_command_lines.hypothesis.inner_test(["report"], "")


def test_what_a_case_may_do_is_none(tmp_path):
    with audit.watched(tmp_path) as watch, watch.unhurried():
        (tmp_path / "out" / "x").write_text("x")
        print("7,6 тыс.\u00a0человек")
    assert watch.faults == []


def test_a_case_that_hangs_ends_its_process(tmp_path):
    code = (
        "import time; from pathlib import Path; from checks import audit; audit.PATIENCE = 0.5\n"
        f"with audit.watched(Path({str(tmp_path)!r})): time.sleep(60)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode != 0 and "Timeout" in done.stderr


def test_no_file_is_made_as_it_is_called(tmp_path):
    for content in strategies.NO_FILES:
        strategies.Package({"x": content}, []).write(tmp_path / content, tmp_path / "outside")
        assert content == "nothing" or os.path.lexists(tmp_path / content / "x")


# Mutants


def test_caches_are_emptied():
    printed.parse("7,6 тыс.")
    caches.forget()
    assert printed.parse.cache_info().currsize == 0


DECORATED = """\
from functools import lru_cache
calls = []

@lru_cache
def doubled(n):
    calls.append(n)
    return 2 * n

class Pair:
    @property
    def first(self):
        return 1

"""


def test_decorated_functions_do_the_same_without_decorators():
    plain = mutants.undecorated(DECORATED)
    names = {}
    exec(plain, names)
    assert (names["doubled"](3), names["doubled"](3), names["calls"], names["Pair"]().first) == (
        6,
        6,
        [3],
        1,
    )
    assert "@" not in plain


def test_what_came_of_each_mutant_is_read_from_what_mutmut_leaves(tmp_path):
    codes = {f"helpers.planted.x_f__mutmut_{n}": code for n, code in enumerate([0, 1, 33, None, 3, -24])}
    left = tmp_path / "mutants" / "src" / "helpers" / "planted.py.meta"
    left.parent.mkdir(parents=True)
    left.write_text(json.dumps({"exit_code_by_key": codes}))
    results = mutants.results_of(tmp_path, "src/helpers/planted.py", quick=False)
    outcomes = ["survived", "killed", "survived", "not tried", "broken", "killed"]
    assert results.outcome.tolist() == outcomes and set(results.module) == {"planted"}
    assert len(mutants.results_of(tmp_path, "src/helpers/planted.py", quick=True)) == 1
    assert len(mutants.results_of(tmp_path, "src/helpers/absent.py", quick=False)) == 0


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        (["killed"] * 95 + ["survived"] * 5, 0),
        (["killed"] * 94 + ["survived"] * 6, 1),
        (["killed"] * 94 + ["explained"] * 6, 0),
        (["killed"] * 99 + ["not tried"], 1),
        (["killed"] * 99 + ["broken"], 1),
        ([], 1),
    ],
)
def test_survivors_and_mutants_that_were_not_tried_make_it_red(outcomes, code):
    results = pd.DataFrame([("scoring", outcome) for outcome in outcomes], columns=["module", "outcome"])
    assert mutants.verdict(results, ["scoring"]) == code
    assert mutants.verdict(results, ["scoring", "events"]) == 1


ZIPPED = "common = set(zip(now.flow, now.category, strict=True))"
FAULT = 'yield table.fault(row, "year", found, f"{a} b", "correct the year")'
DEFAULT = 'def annual(flows, year: int, vintage: str = "latest"): return {"latest": 1}'


@pytest.mark.parametrize(
    ("code", "old", "new", "why"),
    [
        (ZIPPED, "strict=True", "strict=False", "both are equally long"),
        (ZIPPED, ", strict=True", ", ", "both are equally long"),
        (ZIPPED, "now.flow", "None", ""),
        ("rows = csv.reader(lines, strict=True)", "strict=True", "strict=False", ""),
        (
            'with np.errstate(divide="ignore"): n = np.log(1)',
            'divide="ignore"',
            "",
            "silences a warning",
        ),
        ('with np.errstate(divide="ignore"): n = np.log(1)', "log(1)", "log(2)", ""),
        ("n = frame.n.astype(float) + 1", "float", "None", "None is float64"),
        ("n = frame.n.astype(str) + 1", "str", "None", ""),
        (DEFAULT, '= "latest"', '= "XXlatestXX"', "every vintage but"),
        (DEFAULT, '= "latest"', '= "first"', ""),
        (
            'c = frame.to_csv(index=False, lineterminator="\\n")',
            ', lineterminator="\\n"',
            "",
            "same on this system",
        ),
        ('c = frame.to_csv(index=False, lineterminator="\\n")', "False", "True", ""),
        (FAULT, "correct the year", "XXcorrect the yearXX", "the words of a message"),
        (FAULT, '"year"', '"XXyearXX"', ""),
        ('found = {"lower three years on": 1}', "1", "2", ""),
        (
            'closed = "closed demographic accounting"',
            "closed demographic",
            "XXclosed demographic",
            "",
        ),
    ],
)
def test_an_explanation_holds_for_its_own_change_alone(code, old, new, why):
    changed = code.replace(old, new)
    assert changed != code
    change, reason = mutants.difference(f"--- a\n+++ b\n def f():\n-    {code}\n+    {changed}\n")
    assert change == f"{code} → {changed}"
    assert reason.startswith(why) and bool(reason) == bool(why)


def test_what_is_mutated_is_there():
    assert all((paths.ROOT / file).is_file() for file in mutants.chosen_files([]))
    assert mutants.chosen_files(["projection/scoring"]) == ["src/helpers/projection/scoring.py"]


# Health

JUNIT = """<testsuites><testsuite>
<testcase classname="checks.test_a" name="test_good" time="1.5"/>
<testcase classname="tests.test_a" name="test_bad" time="0.1">
<failure message="&lt;script&gt;alert(1)&lt;/script&gt;"/></testcase>
<testcase classname="tests.test_b" name="test_left" time="0"><skipped type="pytest.skip" message="no tool"/></testcase>
<testcase classname="tests.test_b" name="test_x" time="0"><skipped type="pytest.xfail" message="kept"/></testcase>
</testsuite></testsuites>"""
LOCKED = """[[packages]]
name = "pandas"
wheels = [{ upload-time = 2026-02-01T10:00:00Z }, { upload-time = 2026-01-30T10:00:00Z }]
[[packages]]
name = "old"
sdist = { upload-time = 2020-01-01T10:00:00Z }
"""
COVERED = {"num_statements": 4, "percent_covered": 75.0}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(health, "locked_with_dates", lambda: LOCKED)
    (tmp_path / "health").mkdir()
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "run.json").write_text(json.dumps({"durations": {"01_a": 2.0}}))
    return tmp_path / "health"


def page_text(folder: Path) -> str:
    return health.main(folder, date(2026, 3, 1)).read_text(encoding="utf-8")


def test_the_page_tells_what_was_measured(folder):
    for name in ("tests", "changes", "changes-sample", "bad-input", "environments"):
        (folder / f"{name}.xml").write_text(JUNIT)
    (folder / "coverage.json").write_text(
        json.dumps({"files": {"src/helpers/a.py": {"summary": COVERED}}, "totals": COVERED})
    )
    (folder / "mutants.csv").write_text("module,mutant,outcome,change\nscoring,f,survived,a → b\n")
    (folder / "speed.csv").write_text("way,seconds\nreport,1\n")
    page = page_text(folder)
    assert "Not measured" not in page and "A sample" not in page
    assert page.count("4 cases: 1 explained, 1 failed, 1 passed, 1 skipped.") == 4
    for words in (
        "75.0% of",
        "1 mutants, 1 of them survived",
        "a → b",
        "2 locked packages",
        "M3 yearly",
        "01_a",
    ):
        assert words in page
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    assert str(paths.ROOT) not in page and "http" not in page


def test_a_part_that_was_not_measured_says_so_and_a_sample_is_called_one(folder, monkeypatch):
    monkeypatch.setattr(health, "locked_with_dates", lambda: "")
    (folder / "tests.xml").write_text("")
    (folder / "changes-sample.xml").write_text(JUNIT)
    page = page_text(folder)
    assert page.count("Not measured") == 7 and "A sample: 4 cases" in page


def test_ages_are_counted_from_the_first_file_of_a_version():
    _summary, frames = health.dependencies(LOCKED, date(2026, 3, 1))
    assert frames["Named by us"].values.tolist() == [["pandas", 30]]
    assert frames["Over two years"].package.tolist() == ["old"]
