"""The mutation tester's side of ours: what it is given, and what is read from what it leaves."""

import ast
import json
import os
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers import paths, printed
from helpers.prove import mutant_reasons, mutants, mutating

DECORATED = """\
from functools import lru_cache
calls = []

@lru_cache
def doubled(n):
    calls.append(n)
    return 2 * n

class Pair:
    @property
    # the only one
    def first(self):
        return 1

    def second(self):
        return 2
"""


def test_decorated_functions_do_the_same_on_the_same_lines_without_decorators():
    plain = mutants.undecorated(DECORATED)
    made = {}
    exec(plain, made)
    assert (made["doubled"](3), made["doubled"](3), made["calls"], made["Pair"]().first) == (6, 6, [3], 1)
    assert "@" not in plain
    before, after = (text.splitlines() for text in (DECORATED, plain))
    assert [line for line in before if "def " in line] == [line for line in after if "def " in line]
    assert [n for n, line in enumerate(before) if "return" in line] == [
        n for n, line in enumerate(after) if "return" in line
    ]


def left(folder, codes, wanted="*"):
    """What the tester leaves of a module with one function, one method, and a mutant for each code."""
    place = folder / "mutants" / "src" / "helpers"
    place.mkdir(parents=True)
    source = "def half(n):\n    return n / 2\n\n\nclass Pair:\n    def first(self):\n        return 1\n"
    (folder / "src" / "helpers").mkdir(parents=True)
    (folder / "src" / "helpers" / "planted.py").write_text(source)
    lines = ["def x_half__mutmut_orig(n):", "    return n / 2", "", "def x_half__mutmut_1(n):", "    return n * 2", ""]
    lines += ["    def xǁPairǁfirst__mutmut_orig(self):", "        return 1"]
    lines += ["    def xǁPairǁfirst__mutmut_1(self):", "        return 2"]
    names = ["x_half__mutmut_1", "xǁPairǁfirst__mutmut_1"]
    spans = {"x_half__mutmut_orig": [1, 2], names[0]: [3, 5], "xǁPairǁfirst__mutmut_orig": [7, 8], names[1]: [9, 10]}
    (place / "planted.py").write_text("\n".join(lines))
    (place / "planted.py.spans").write_text(json.dumps({"version": 1, "spans": spans}))
    keys = [f"helpers.planted.{name}" for name in names]
    (place / "planted.py.meta").write_text(json.dumps({"exit_code_by_key": dict(zip(keys, codes, strict=True))}))
    return mutants.results(folder, ["src/helpers/planted.py", "src/helpers/absent.py"], wanted)


def test_each_mutant_is_told_by_module_function_line_and_change(tmp_path):
    assert left(tmp_path, [0, 33]).values.tolist() == [
        ["planted", "half", 2, "return n / 2 → return n * 2", "survived", ""],
        ["planted", "Pair.first", 7, "return 1 → return 2", "no test", ""],
    ]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (1, "killed"),
        (3, "broken"),
        (-11, "broken"),
        (4, "broken"),
        (None, "not tried"),
        (2, "not tried"),
        (-24, "too slow"),
    ],
)
def test_only_what_pytest_calls_red_is_killed(code, outcome, tmp_path):
    assert left(tmp_path, [code, 1]).outcome.tolist() == [outcome, "killed"]


def test_of_a_sample_only_what_was_to_be_tried_counts(tmp_path):
    assert left(tmp_path, [1, None], "*half__mutmut_*1").function.tolist() == ["half"]


def test_only_a_hole_is_explained_and_only_a_red_test_kills(tmp_path, monkeypatch):
    def forget_operators(node):
        if isinstance(node, ast.BinOp):
            node.op = ast.Add()

    monkeypatch.setattr(mutant_reasons, "REASONS", {"planted": forget_operators})
    found = left(tmp_path, [0, 1])
    assert found[["outcome", "reason"]].values.tolist() == [["survived", "planted"], ["killed", ""]]
    monkeypatch.setattr(mutant_reasons, "REASONS", {"planted": lambda node: None})
    assert left(tmp_path / "other", [0, 0]).reason.tolist() == ["", ""]


ZIPPED = "common, least = set(zip(now.flow, now.category, strict=True)), 2"
FAULT = 'yield table.fault(row, "year", found, f"{a} b", "correct the year")'
DEFAULT = 'def annual(flows, year: int, vintage: str = "latest"): return {"latest": 1}'
ERRSTATE = 'with np.errstate(divide="ignore", invalid="ignore"): n = np.log(1)'
WRITTEN = 'content = frame.to_csv(index=False, lineterminator="\\n")'


@pytest.mark.parametrize(
    ("code", "old", "new", "why"),
    [
        (ZIPPED, "strict=True", "strict=False", "both are equally long"),
        (ZIPPED, ", strict=True", "", "both are equally long"),
        (ZIPPED, ", 2", ", 3", ""),
        (ZIPPED, "now.flow", "None", ""),
        ("x = [start <= place for start, place in zip(a, b, strict=True)]", "<=", "<", ""),
        ("rows = csv.reader(lines, strict=True)", "strict=True", "strict=False", ""),
        (ERRSTATE, ', invalid="ignore"', "", "silences a warning"),
        (ERRSTATE, "log(1)", "log(2)", ""),
        ("n = frame.n.astype(float) + 1", "float", "None", "None is float64"),
        ("n = frame.n.astype(float) + 1", "1", "2", ""),
        ("n = frame.n.astype(str) + 1", "str", "None", ""),
        (DEFAULT, '= "latest"', '= "XXlatestXX"', "every vintage but"),
        (DEFAULT, '= "latest"', '= "first"', ""),
        (DEFAULT, '{"latest"', '{"XXlatestXX"', ""),
        (WRITTEN, r', lineterminator="\n"', "", "a guard for other systems"),
        (WRITTEN, r'"\n"', r'"XX\nXX"', ""),
        (WRITTEN, "index=False, ", "", ""),
        (FAULT, "correct the year", "XXcorrect the yearXX", "the words of a message"),
        (FAULT, '"year"', '"XXyearXX"', ""),
        (FAULT, "found", "None", ""),
        ('found, todo = shown(1), "fill the cell"', "fill the cell", "XXfill the cellXX", "the words of a message"),
        ('found, todo = shown(1), "fill the cell"', "1", "2", ""),
        ('found = {"lower three years on": 1}', "lower three years on", "XXlower three years onXX", ""),
        ('n = frame.groupby("a b c")', "a b c", "XXa b cXX", ""),
        ('closed = "closed demographic accounting"', "closed demographic", "XXclosed demographic", ""),
    ],
)
def test_a_reason_holds_for_the_change_that_it_is_for_and_for_no_other(code, old, new, why):
    changed = code.replace(old, new)
    assert changed != code
    assert mutant_reasons.reason(code, changed).startswith(why) and bool(mutant_reasons.reason(code, changed)) == bool(
        why
    )


def test_every_reason_has_a_change_that_it_is_for():
    (given,) = [
        mark.args[1]
        for mark in test_a_reason_holds_for_the_change_that_it_is_for_and_for_no_other.pytestmark
        if mark.name == "parametrize"
    ]
    told = {why for *_change, why in given} - {""}
    assert [reason for reason in mutant_reasons.REASONS if not reason.startswith(tuple(told))] == []


def test_the_summary_counts_what_was_tried(tmp_path):
    outcomes = ["killed", "too slow", "survived", "survived", "no test", mutants.NOT_TRIED, mutants.BROKEN]
    found = pd.DataFrame({"module": "m", "outcome": outcomes, "reason": ["", "", "", "alike", "", "", ""]})
    for row in mutants.summary(found).to_dict("records"):
        del row["module"]
        assert row == {"tried": 6, "killed": 2, "survived": 2, "explained": 1, "broken": 1, "percent": 50.0}


def test_a_summary_of_nothing_has_no_percent():
    for outcomes in ([], [mutants.NOT_TRIED]):
        found = pd.DataFrame({"module": "m", "outcome": outcomes, "reason": ""}, columns=mutants.COLUMNS)
        (row,) = mutants.summary(found).to_dict("records")
        assert (row["module"], row["tried"]) == ("all", 0) and pd.isna(row["percent"])


@pytest.mark.parametrize(
    ("why", "ci", "code"),
    [("dns error: no name", "", 0), ("dns error: no name", "true", 1), ("No solution found", "", 1)],
)
def test_without_the_tester_it_says_why_and_only_an_excuse_passes(why, ci, code, monkeypatch, tmp_path):
    monkeypatch.setattr(mutants, "_not_installed", lambda tool: why)
    monkeypatch.setenv("CI", ci)
    said = []
    assert mutants.main(["scoring"], tmp_path, said.append) == code
    assert len(said) == 1 and said[0].startswith("SKIPPED") and said[0].endswith(why)
    found = pd.read_csv(tmp_path / mutants.TABLE, keep_default_na=False)
    assert found[["module", "outcome", "reason"]].values.tolist() == [["scoring", "skipped", why]]
    assert mutants.summary(found).tried.tolist() == [0]


def test_a_tester_that_cannot_be_installed_leaves_its_last_line(monkeypatch, tmp_path):
    monkeypatch.setattr(mutants, "TESTER", "no-such == package ==")
    why = mutants._not_installed(tmp_path)
    assert why and "\n" not in why


def test_a_strange_module_is_refused():
    with pytest.raises(ValueError, match=r"No mutants are made of drawing, paths; choose from: printed, "):
        mutants.chosen(["drawing", "scoring", "paths"])


def stub(monkeypatch, ended=0):
    """Neither install, nor copy, nor run a tester, which seems to have ended with a code."""
    monkeypatch.setattr(mutants, "_not_installed", lambda tool: "")
    monkeypatch.setattr(mutants, "_copy", lambda *given: None)
    monkeypatch.setattr(mutants, "_run", lambda *given: (ended, "last words"))


@pytest.mark.parametrize(
    ("modules", "outcomes", "ended", "told"),
    [
        (["scoring"], ["killed"] * 20, 0, None),
        (["scoring"], ["killed"] * 20, -15, "The tester ended with -15."),
        (["scoring"], ["killed"] * 20 + [mutants.NOT_TRIED], 0, "Mutants not tried: 1."),
        (["scoring"], ["killed"] * 99 + [mutants.BROKEN], 0, "Mutants that broke the test run itself: 1."),
        (["scoring", "events"], ["killed"] * 20, 0, "No mutant was tried of events."),
    ],
)
def test_a_run_that_has_not_tried_everything_ends_in_code_1_with_its_table(
    modules, outcomes, ended, told, monkeypatch, tmp_path
):
    found = pd.DataFrame([("scoring", "f", 1, "a → b", outcome, "") for outcome in outcomes], columns=mutants.COLUMNS)
    stub(monkeypatch, ended)
    monkeypatch.setattr(mutants, "results", lambda *given: found)
    said = []
    assert mutants.main(modules, tmp_path, said.append) == (1 if told else 0)
    assert any("percent" in line for line in said) and (told is None or told in said)
    assert len(pd.read_csv(tmp_path / mutants.TABLE)) == len(outcomes)


def test_a_tester_that_stops_before_the_first_mutant_ends_in_code_1(monkeypatch, tmp_path):
    stub(monkeypatch, 1)
    monkeypatch.setattr(mutants, "results", lambda *given: pd.DataFrame([], columns=mutants.COLUMNS))
    said = []
    assert mutants.main(["scoring"], tmp_path, said.append) == 1 and said[-1].endswith("with 1: last words")


def test_the_code_and_the_last_words_of_the_tester_are_kept(tmp_path):
    program = tmp_path / "src" / "helpers" / "prove" / "mutating.py"
    program.parent.mkdir(parents=True)
    program.write_text("import sys; print('first'); sys.exit('last words')")
    assert mutants._run(tmp_path, tmp_path, [], quick=False) == (1, "last words")


def test_a_module_that_falls_short_ends_in_code_1_and_what_came_of_each_is_written(monkeypatch, tmp_path):
    outcomes = ["killed"] * 95 + ["survived"] * 5
    rows = [("scoring", "f", 1, "a → b", outcome, "") for outcome in outcomes]
    stub(monkeypatch)
    for spoilt, code in ((0, 0), (1, 1)):
        found = pd.DataFrame(rows[spoilt:], columns=mutants.COLUMNS)
        monkeypatch.setattr(mutants, "results", lambda *given, found=found: found)
        assert mutants.main(["scoring"], tmp_path, lambda line: None) == code
    assert pd.read_csv(tmp_path / mutants.TABLE).outcome.tolist() == outcomes[1:]
    mutants.main(["scoring"], tmp_path / "quick", lambda line: None, quick=True)
    assert [path.name for path in (tmp_path / "quick").iterdir()] == [mutants.SAMPLE]


def test_what_is_mutated_and_what_is_run_is_there():
    files = mutants.chosen([])
    assert len(files) == len(set(files)) and all((paths.ROOT / file).is_file() for file in files)
    assert mutants.chosen(["scoring", "findings/flows"]) == ["src/helpers/scoring.py", "src/helpers/findings/flows.py"]


def test_tests_of_the_mutated_module_come_first_then_the_quickest_of_the_others(monkeypatch, tmp_path):
    took = {"a": 0.5, "printed": 9.0, "b": 0.1, "c": mutating.OTHERS - 0.5}
    (tmp_path / "mutmut-stats.json").write_text(json.dumps({"duration_by_test": took}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(os.environ, "MUTANT_UNDER_TEST", "helpers.printed.x_parse__mutmut_1")
    items = [SimpleNamespace(path=tmp_path / f"test_{name}.py", nodeid=name) for name in took]
    mutating.pytest_collection_modifyitems(items)
    assert [item.nodeid for item in items] == ["printed", "b", "a"], "with the third it would be too long"
    monkeypatch.setitem(os.environ, "MUTANT_UNDER_TEST", "stats")
    kept = [*items]
    mutating.pytest_collection_modifyitems(items)
    assert items == kept


def test_caches_are_emptied():
    printed.parse("7,6 тыс.")
    mutating._forget()
    assert printed.parse.cache_info().currsize == 0
