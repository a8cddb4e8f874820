"""Mutants of the core by mutmut in a copy, as pyproject.toml has it ([tool.mutmut]), and which need no test."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd

from helpers import paths, settings
from helpers.csv_files import write_csv

TESTER = "mutmut==3.8.1"  # no dependency: installed for the time of a run
SETTINGS = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
ENOUGH = 95  # percent of a module's mutants that are to be killed or explained
COUNTED = ["killed", "explained", "survived", "not tried", "broken"]
# Of the exit codes that mutmut keeps; any other, such as 255 where pytest finds no such test, is broken.
OUTCOMES = dict.fromkeys((1, 24, 36, -24, 152), "killed")  # all but 1: too slow
OUTCOMES |= dict.fromkeys((0, 5, 33), "survived") | dict.fromkeys((None, 2, -2, -15), "not tried")
# Survivors that need no test: on a line with `context` nothing but what fits `pattern` differs.
EXPLAINED = pd.read_csv(Path(__file__).with_name("explained_mutants.csv"))


def main(modules: list[str], folder: Path, quick: bool = False) -> int:
    """Mutate these modules or all, write mutants.csv; 1 where one falls short, else 0."""
    files = [all_files()[module] for module in modules or all_files()]
    with tempfile.TemporaryDirectory() as temporary:
        tool, copied = Path(temporary) / "tool", Path(temporary) / "copy"
        if complaint := installed(tool):
            print(f"Skipped, for {TESTER} could not be installed: {complaint}")
            return int(os.environ.get("CI") == "true")
        copy_project(copied, files)
        where = {"cwd": copied, "env": settings.environment() | {"PYTHONPATH": str(tool)}}
        mutmut = [sys.executable, "-m", "mutmut"]
        wanted = ["*__mutmut_*3"] if quick else []  # their names end in a number: one in ten
        subprocess.run([*mutmut, "run", "--max-children", str(os.cpu_count() or 1), *wanted], **where)
        results = pd.concat([results_of(copied, file, quick) for file in files], ignore_index=True)
        for row in results.index[results.outcome == "survived"]:
            show = [*mutmut, "show", results.mutant[row]]
            shown = subprocess.run(show, capture_output=True, text=True, **where).stdout
            results.loc[row, ["change", "outcome"]] = difference(shown)
    write_csv(results, folder / ("mutants-sample.csv" if quick else "mutants.csv"))
    return verdict(results, files)


def installed(folder: Path) -> str:
    """Install the tester into the folder; why that failed, or ''."""
    install = ["uv", "pip", "install", "-q", "--python", sys.executable, "--target", str(folder)]
    command = [sys.executable, "-m", *install, "--constraint", str(paths.LOCK), TESTER]
    done = subprocess.run(command, capture_output=True, text=True)
    return " ".join(done.stderr.split())[-300:] if done.returncode else ""


def all_files() -> dict[str, str]:
    """The files that pyproject.toml names, by module, as in projection/scoring."""
    files = {}
    for path in sorted(path for pattern in SETTINGS["only_mutate"] for path in paths.ROOT.glob(pattern)):
        file = path.relative_to(paths.ROOT).as_posix()
        is_left_out = any(fnmatch(file, pattern) for pattern in SETTINGS["do_not_mutate"])
        files |= {} if is_left_out else {module_of(file): file}
    return files


def module_of(file: str) -> str:
    return file.removeprefix("src/helpers/").removesuffix(".py")


def copy_project(copied: Path, files: list[str]) -> None:
    """Copy what the tests need, and have mutmut change these files alone."""
    copied.mkdir()
    for part in ("src", "tests", *SETTINGS["also_copy"]):
        copy = shutil.copytree if (paths.ROOT / part).is_dir() else shutil.copy
        copy(paths.ROOT / part, copied / part)
    for path in (copied / file for file in files):
        path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")
    project = (paths.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = re.sub(r"^only_mutate = \[[^]]*\]", f"only_mutate = {json.dumps(files)}", project, flags=re.M)
    (copied / "pyproject.toml").write_text(project, encoding="utf-8")


def undecorated(source: str) -> str:
    """The same code, each decorator as a call below its function: mutmut passes decorated ones by."""
    lines, tree = source.split("\n"), ast.parse(source)
    bodies = [tree.body] + [node.body for node in tree.body if isinstance(node, ast.ClassDef)]
    for node in (node for body in bodies for node in body if isinstance(node, ast.FunctionDef)):
        if node.decorator_list:
            first = node.decorator_list[0].lineno - 1
            lines[first : node.lineno - 1] = [""] * (node.lineno - 1 - first)
            called = node.name
            for decorator in reversed(node.decorator_list):
                called = f"{ast.unparse(decorator)}({called})"
            lines[node.end_lineno] = f"{' ' * node.col_offset}{node.name} = {called}"  # an empty line
    return "\n".join(lines).rstrip("\n") + "\n"


def results_of(copied: Path, file: str, quick: bool) -> pd.DataFrame:
    """A row for each mutant of a file, from what mutmut leaves: module, mutant, outcome, change."""
    left = copied / "mutants" / f"{file}.meta"
    codes = json.loads(left.read_text(encoding="utf-8"))["exit_code_by_key"] if left.exists() else {}
    wanted = [mutant for mutant in codes if mutant.endswith("3") or not quick]
    rows = [(module_of(file), mutant, OUTCOMES.get(codes[mutant], "broken"), "") for mutant in wanted]
    return pd.DataFrame(rows, columns=["module", "mutant", "outcome", "change"])


def difference(shown: str) -> tuple[str, str]:
    """What `mutmut show` says changes, as 'before → after', and what is to be said of it."""
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++"))]
    old, new = (" ".join(line[1:].strip() for line in lines if line.startswith(s)) for s in "-+")
    for kind in EXPLAINED.itertuples():
        before, after = (re.sub(kind.pattern, "", text).replace(", )", ")") for text in (old, new))
        if re.search(kind.context, old) and before == after:
            return f"{old} → {new}", "explained"
    return f"{old} → {new}", "survived"


def summary(results: pd.DataFrame) -> pd.DataFrame:
    """Of each module how many mutants were killed, explained and so on, and the percent of both."""
    counts = pd.crosstab(results.module, results.outcome).reindex(columns=COUNTED, fill_value=0)
    tried = counts.sum(axis=1) - counts["not tried"]
    share = 100 * (counts.killed + counts.explained) / tried.where(tried > 0)
    return counts.assign(percent=share.round(1)).rename_axis(columns=None).reset_index()


def verdict(results: pd.DataFrame, files: list[str]) -> int:
    """Print the table; 1 where a file has no mutants, some were not tried or too many survived."""
    table = summary(results)
    print(table.to_string(index=False))
    is_whole = {module_of(file) for file in files} == set(table.module)
    is_tried = not table[["not tried", "broken"]].any(axis=None)
    return int(not (is_whole and is_tried and (table.percent >= ENOUGH).all()))
