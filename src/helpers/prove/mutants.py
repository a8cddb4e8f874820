"""Mutants of the helpers: one operator, number, argument or word of the code changed, before the
tests that reach it.

The tester is mutmut (https://mutmut.readthedocs.io), pinned here and installed for the time of a
run; it is no dependency of the project. `[tool.mutmut]` in pyproject.toml names the modules and the
tests, `mutating` the changes.
"""

import ast
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from fnmatch import fnmatch
from itertools import dropwhile
from pathlib import Path

import pandas as pd

from helpers import paths, settings
from helpers.csv_files import write_csv
from helpers.prove import FOLDER, NO_TOOL, excused, last_line
from helpers.prove.mutant_reasons import reason

TESTER = "mutmut==3.8.1"
TABLE, SAMPLE = "mutants.csv", "mutants-quick.csv"  # a sample replaces no whole run
COPIED = (
    "src",
    "tests",
    "data",
    "docs",
    "notebooks",
    "pyproject.toml",
    "README.md",
    "environment.yml",
    "run",
)
TENTH = "*__mutmut_*3"  # names of mutants end in a number that counts them in their function
ENOUGH = 95  # percent of a module's mutants that are to be killed or explained
NOT_TRIED, BROKEN, SKIPPED = (
    "not tried",
    "broken",
    "skipped",
)  # skipped: a whole module, without the tester
# Of the exit codes that the tester keeps; any other, such as pytest's 3 for an error of its own, is
# `broken`.
OUTCOMES = {1: "killed", 0: "survived", 5: "no test", 33: "no test"}
OUTCOMES |= dict.fromkeys((36, 24, -24, 152, 255), "too slow") | dict.fromkeys(
    (None, 2, -2, -15), NOT_TRIED
)
HOLES = ("survived", "no test")
COLUMNS = ["module", "function", "line", "change", "outcome", "reason"]


def main(
    names: list[str],
    output: Path | None = None,
    progress: Callable[[str], None] = print,
    quick: bool = False,
) -> int:
    """Mutate these modules, or all that pyproject.toml names; print the table and write what came
    of each mutant.

    With `quick` one mutant in ten is tried, the same ones each time.

    Returns 1 when more of a module's mutants than may be are neither killed nor explained, and when
    not all were tried to an end; else 0. Where the tester cannot be had, it says why, and `excused`
    whether that is a fault. Ctrl-C ends it with what was found so far. Raises ValueError for a
    module that is not among them.
    """
    begin, files = time.perf_counter(), chosen(names)
    place = Path(output or paths.OUTPUTS / FOLDER) / (SAMPLE if quick else TABLE)
    with tempfile.TemporaryDirectory() as folder:
        tool, copied = Path(folder) / "tool", Path(folder) / "copy"
        if why := _not_installed(tool) if settings.CAN_FORK else f"{NO_TOOL}processes that fork":
            progress(f"SKIPPED, no helper was mutated, since {TESTER} is not to be had: {why}")
            rows = [(_module(file), "", 0, "", SKIPPED, why) for file in files]
            write_csv(pd.DataFrame(rows, columns=COLUMNS), place)
            return int(not excused(why))
        modules = ", ".join(Path(file).stem for file in files)
        progress(
            f"Mutating {modules}: some minutes for each module, since it has hundreds of mutants …"
        )
        _copy(copied, files)
        ended, said = _run(tool, copied, files, quick)
        found = results(copied, files, TENTH if quick else "*")
    if (found.outcome == NOT_TRIED).all():
        progress(f"The tester stopped before the first mutant, with {ended}: {said}")
        return 1
    table = summary(found)
    progress(table.to_string(index=False))
    faults = unfinished(found, files, ended)
    write_csv(found, place)
    for fault in faults:
        progress(fault)
    progress(f"Done in {time.perf_counter() - begin:.0f} s; each mutant: {place}")
    return int(bool(faults) or (table.percent < ENOUGH).any())


def unfinished(found: pd.DataFrame, files: list[str], ended: int) -> list[str]:
    """Why a run whose tester ended with this code has not tried all that it should; empty where it
    has.

    `found` as from `results`, `files` what was to be mutated.
    """
    left, broken = (int((found.outcome == outcome).sum()) for outcome in (NOT_TRIED, BROKEN))
    absent = [
        name
        for name in map(_module, files)
        if name not in set(found[found.outcome != NOT_TRIED].module)
    ]
    faults = {
        f"The tester ended with {ended}.": ended,
        f"Mutants not tried: {left:,}.": left,
        f"No mutant was tried of {', '.join(absent)}.": absent,
        f"Mutants that broke the test run itself: {broken:,}.": broken,
    }
    return [words for words, holds in faults.items() if holds]


def _module(file: str) -> str:
    """A file of the helpers as its module is named on the command line: 'findings/flows'."""
    return file.removeprefix("src/helpers/").removesuffix(".py")


def chosen(names: list[str]) -> list[str]:
    """The files of the modules named ('scoring', 'findings/flows'), or all that pyproject.toml has
    mutated.
    """
    settled = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "mutmut"
    ]
    files = {_module(name): name for name in settled["only_mutate"]}
    unknown = [name for name in names if name not in files]
    if unknown:
        raise ValueError(
            f"No mutants are made of {', '.join(unknown)}; choose from: {', '.join(files)}"
        )
    return [files[name] for name in names] or list(files.values())


def _not_installed(tool: Path) -> str:
    """Install the tester into a folder, with the versions that the project has locked; why not,
    where it fails.
    """
    command = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", sys.executable]
    command += ["--target", str(tool), "--constraint", str(paths.LOCK), TESTER]
    done = subprocess.run(command, capture_output=True, text=True)
    return last_line(done.stderr) if done.returncode else ""


def _copy(copied: Path, files: list[str]) -> None:
    """What the tests need, in a folder of its own, with the files to be mutated prepared."""
    for part in COPIED:
        source, target = paths.ROOT / part, copied / part
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for file in [copied / file for file in files]:
        file.write_text(undecorated(file.read_text(encoding="utf-8")), encoding="utf-8")


def _run(tool: Path, copied: Path, files: list[str], quick: bool) -> tuple[int, str]:
    """Run the tester in the copy to its end, or until Ctrl-C, which it hears too; its exit code and
    last words.
    """
    environment = settings.environment() | {"PYTHONPATH": str(tool)}
    only = [TENTH] if quick else []
    program = [
        sys.executable,
        "-P",
        "src/helpers/prove/mutating.py",
        str(os.cpu_count() or 1),
        *files,
        *only,
    ]
    log = copied / "said.txt"
    with log.open("wb") as out:
        tester = subprocess.Popen(program, cwd=copied, env=environment, stdout=out, stderr=out)
        try:
            tester.wait()
        except KeyboardInterrupt:
            tester.wait()
    return tester.returncode, last_line(log.read_text(encoding="utf-8", errors="replace"))


def undecorated(source: str) -> str:
    """The same code on the same lines, each decorator written as a call below its function.

    The tester passes decorated functions by, and with them everything that is cached.
    """
    lines, tree = source.split("\n"), ast.parse(source)
    bodies = [tree.body] + [node.body for node in tree.body if isinstance(node, ast.ClassDef)]
    for node in [node for body in bodies for node in body if isinstance(node, ast.FunctionDef)]:
        called = node.name
        for decorator in reversed(node.decorator_list):
            called = f"{ast.unparse(decorator)}({called})"
        if called != node.name:
            first = node.decorator_list[0].lineno - 1
            lines[first : node.lineno - 1] = [""] * (node.lineno - 1 - first)
            lines[node.end_lineno] = (
                f"{' ' * node.col_offset}{node.name} = {called}"  # ruff leaves a line empty there
            )
    return "\n".join(lines).rstrip("\n") + "\n"


def results(copied: Path, files: list[str], wanted: str = "*") -> pd.DataFrame:
    """What came of every mutant in a copy where the tester has run: module, function, line, change,
    outcome, reason.

    `wanted` is a pattern that names of mutants must match; `line` counts in the module as it is;
    `change` is what stands there before and after.
    """
    rows = []
    for file in [file for file in files if (copied / "mutants" / f"{file}.meta").exists()]:
        mutated, module = copied / "mutants" / file, _module(file)
        begins, lines = (
            _begins((copied / file).read_text(encoding="utf-8")),
            mutated.read_text("utf-8").split("\n"),
        )
        spans = json.loads(mutated.with_suffix(".py.spans").read_text(encoding="utf-8"))["spans"]
        codes = json.loads(mutated.with_suffix(".py.meta").read_text(encoding="utf-8"))[
            "exit_code_by_key"
        ]
        for name, code in [
            (key.rpartition(".")[2], code) for key, code in codes.items() if fnmatch(key, wanted)
        ]:
            mangled = name.rpartition("__mutmut_")[0]
            function = (
                mangled.removeprefix("x").removeprefix("_").removeprefix("ǁ").replace("ǁ", ".")
            )
            before, after = (_code(lines, spans[key]) for key in (f"{mangled}__mutmut_orig", name))
            place, change = _change(before, after)
            outcome = OUTCOMES.get(code, BROKEN)
            why = reason("\n".join(before), "\n".join(after)) if outcome in HOLES else ""
            rows.append((module, function, begins[function] + place, change, outcome, why))
    return pd.DataFrame(rows, columns=COLUMNS)


def _code(lines: list[str], span: list[int]) -> list[str]:
    """The lines of a function, from its `def`, under its own name."""
    code = dropwhile(
        lambda line: not line.lstrip().startswith("def "), lines[span[0] - 1 : span[1]]
    )
    return [re.sub(r"\bx[_ǁ](\w+ǁ)?(\w+)__mutmut_(orig|\d+)\b", r"\2", line) for line in code]


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Of each module: mutants tried, killed, survived (no test reaches them, too), explained,
    broken, and the percent that are killed or explained (blank where none was tried)."""
    tried = found[~found.outcome.isin((NOT_TRIED, SKIPPED))]
    each = {
        "tried": True,
        "killed": tried.outcome.isin(("killed", "too slow")),
        "survived": tried.outcome.isin(HOLES) & (tried.reason == ""),
        "explained": tried.reason != "",
        "broken": tried.outcome == BROKEN,
    }
    counts = tried[["module"]].assign(**each).groupby("module", sort=False).sum().astype(int)
    counts.loc["all"] = counts.sum()
    sound = (counts.killed + counts.explained) / counts.tried.where(counts.tried > 0)
    return counts.assign(percent=(100 * sound).round(1)).reset_index()


def _change(before: list[str], after: list[str]) -> tuple[int, str]:
    """The first line that differs, counted from 0, and how: 'before → after'."""
    for tag, begin, end, first, last in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            old, new = (
                " ".join(line.strip() for line in part)
                for part in (before[begin:end], after[first:last])
            )
            return begin, f"{old} → {new}"
    return 0, ""


def _begins(source: str) -> dict[str, int]:
    """The line of the `def` of every function and, as 'Class.name', of every method."""
    tree = ast.parse(source)
    owned = [("", tree)] + [
        (f"{node.name}.", node) for node in tree.body if isinstance(node, ast.ClassDef)
    ]
    return {
        owner + node.name: node.lineno
        for owner, where in owned
        for node in where.body
        if isinstance(node, ast.FunctionDef)
    }
