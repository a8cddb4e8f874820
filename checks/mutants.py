"""Mutants of the core: plain mutmut in a copy of the project, and which survivors need no test.

`[tool.mutmut]` in pyproject.toml names the modules and their tests. The tester is no dependency: a
pinned version is installed for the time of a run.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import pandas as pd

from helpers import paths, settings
from helpers.csv_files import write_csv

TESTER = "mutmut==3.8.1"
COPIED = ("src", "tests", "checks", "data", "docs", "notebooks", "pyproject.toml", "README.md")
COPIED += ("environment.yml", "requirements.lock", "run")
SAMPLE = "*__mutmut_*3"  # names of mutants end in a number that counts them in their function
ENOUGH = 95  # percent of a module's mutants that are to be killed or explained
# Of the exit codes that mutmut keeps; any other, such as 3 for an error of pytest, is broken.
OUTCOMES = {1: "killed"} | dict.fromkeys((24, 36, -24, 152, 255), "killed")  # too slow
OUTCOMES |= dict.fromkeys((0, 5, 33), "survived") | dict.fromkeys((None, 2, -2, -15), "not tried")
# Survivors that need no test: on lines like these nothing but the pattern differs.
EXPLAINED = (
    (r"zip\(", r",? ?strict=(True|False|None)", "both are equally long: a guard"),
    (r"errstate\(", r'\w+="\w+"(, )?', "silences a warning, changes no number"),
    (r"astype\(", r"(?<=astype\()(float|None)", "None is float64 to pandas"),
    (
        r"vintage: str = ",
        r'"(latest|LATEST|XXlatestXX)"',
        "every vintage but 'first' is the latest",
    ),
    (
        r"open\(|_text\(|to_csv\(",
        r',? ?(encoding|newline|lineterminator)="[^"]*"',
        "same on this system",
    ),
    (
        r'[fF]ault\(|_as_net\(|\b(found|expected|todo)\b.* = |^f?"',
        r'f?"[^"]* [^"]* [^"]*"',
        "the words of a message",
    ),
)


class UnknownModuleError(ValueError):
    """A module that pyproject.toml does not name."""


def main(modules: list[str], folder: Path, quick: bool = False) -> int:
    """Mutate these modules or all, write mutants.csv; 1 where one falls short, else 0."""
    files = chosen_files(modules)
    patterns = [f"helpers.{module_of(file).replace('/', '.')}.*" for file in files] if modules else []
    with tempfile.TemporaryDirectory() as temporary:
        tool, copied = Path(temporary) / "tool", Path(temporary) / "copy"
        environment = settings.environment() | {"PYTHONPATH": str(tool)}
        install = ["uv", "pip", "install", "-q", "--python", sys.executable, "--target", str(tool)]
        locked = ["--constraint", str(paths.LOCK), TESTER]
        subprocess.run([sys.executable, "-m", *install, *locked], check=True)
        copy_project(copied, files)
        mutmut = [sys.executable, "-m", "mutmut"]
        jobs = ["--max-children", str(os.cpu_count() or 1)]
        wanted = [SAMPLE] if quick else patterns
        subprocess.run([*mutmut, "run", *jobs, *wanted], cwd=copied, env=environment)
        results = pd.concat([results_of(copied, file, quick) for file in files])
        for place in results.index[results.outcome == "survived"]:
            show = [*mutmut, "show", results.mutant[place]]
            done = subprocess.run(show, cwd=copied, env=environment, capture_output=True, text=True)
            change, reason = difference(done.stdout)
            results.loc[place, ["change", "outcome"]] = (
                change,
                "explained" if reason else "survived",
            )
    write_csv(results, folder / ("mutants-sample.csv" if quick else "mutants.csv"))
    return verdict(results, [module_of(file) for file in files])


def verdict(results: pd.DataFrame, modules: list[str]) -> int:
    """Print the table; 1 where mutants were not tried or broke the run, or too many survived, else 0."""
    table = summary(results)
    print(table.to_string(index=False))
    is_whole = set(modules) == set(table.module) and not table[["not tried", "broken"]].any(axis=None)
    return int(not is_whole or (table.percent < ENOUGH).any())


def summary(results: pd.DataFrame) -> pd.DataFrame:
    """Of each module how many mutants were killed, explained and so on, and the percent of both."""
    outcomes = ["killed", "explained", "survived", "not tried", "broken"]
    counts = results.groupby(["module", "outcome"], sort=False).size().unstack(fill_value=0)
    counts = counts.reindex(columns=outcomes, fill_value=0)
    tried = counts.sum(axis=1) - counts["not tried"]
    share = 100 * (counts.killed + counts.explained) / tried.where(tried > 0)
    return counts.assign(percent=share.round(1)).rename_axis(columns=None).reset_index()


def module_of(file: str) -> str:
    return file.removeprefix("src/helpers/").removesuffix(".py")


def chosen_files(modules: list[str]) -> list[str]:
    """The files of these modules, or all that pyproject.toml names. Raises UnknownModuleError."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    files = {module_of(file): file for file in project["tool"]["mutmut"]["only_mutate"]}
    for module in modules:
        if module not in files:
            raise UnknownModuleError(f"No mutants are made of {module}; choose from: {', '.join(files)}")
    return [files[module] for module in modules or files]


def copy_project(copied: Path, files: list[str]) -> None:
    copied.mkdir()
    for part in COPIED:
        copy = shutil.copytree if (paths.ROOT / part).is_dir() else shutil.copy
        copy(paths.ROOT / part, copied / part)
    for path in (copied / file for file in files):
        path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")


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
    rows = [
        (module_of(file), mutant, OUTCOMES.get(code, "broken"), "")
        for mutant, code in codes.items()
        if mutant.endswith("3") or not quick
    ]
    return pd.DataFrame(rows, columns=["module", "mutant", "outcome", "change"])


def difference(shown: str) -> tuple[str, str]:
    """What `mutmut show` says changes, as 'before → after', and why no test needs to detect it."""
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++"))]
    old, new = (" ".join(line[1:].strip() for line in lines if line.startswith(s)) for s in "-+")
    for context, pattern, reason in EXPLAINED:
        before, after = (re.sub(pattern, "", text).replace(", )", ")") for text in (old, new))
        if re.search(context, old) and before == after:
            return f"{old} → {new}", reason
    return f"{old} → {new}", ""
