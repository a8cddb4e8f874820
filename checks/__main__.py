"""`./run prove` and `./run health`: checks by pytest, mutants by mutmut, the page on both."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from checks import health, mutants
from helpers import paths

CHANGES = ("data", "parameters", "charts", "notebooks", "settings", "planted_errors")
WEEKLY = 10_000  # cases of bad input


def parser() -> argparse.ArgumentParser:
    """The words of both commands."""
    result = argparse.ArgumentParser(prog="run")
    words = result.add_subparsers(dest="word", required=True)
    prove = words.add_parser("prove", help="change one thing at a time; a check must detect it")
    pages = words.add_parser("health", help="write a page on tests, checks and dependencies")
    for command in (prove, pages):
        command.add_argument("--output", type=Path, default=paths.OUTPUTS / health.FOLDER)
    prove.add_argument("--quick", action="store_true", help="a sample; with --helpers of mutants")
    which = prove.add_mutually_exclusive_group()
    which.add_argument("--environments", action="store_true", help="other Pythons and versions")
    which.add_argument("--helpers", nargs="*", metavar="MODULE", help="mutate these, or the core")
    bad_input = {"type": int, "nargs": "?", "const": WEEKLY, "metavar": "N"}
    which.add_argument("--fuzz", **bad_input, help=f"N cases of bad input (default: {WEEKLY:,})")
    return result


def checking(names: tuple[str, ...], report: Path, *options: str) -> list[str]:
    """The command that runs these modules of checks on two cores and writes a JUnit report."""
    files = [str(paths.ROOT / "checks" / f"test_{name}.py") for name in names]
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-rsx", *options]
    return [*command, f"--junitxml={report.resolve()}", *files]


def hand_over(command: list[str]) -> int:
    """Go on as this command, which signals then reach; where the system cannot, wait for it."""
    os.chdir(paths.ROOT)
    if os.name == "nt":
        return subprocess.call(command)
    sys.stdout.flush()
    os.execv(command[0], command)


def main(words: list[str]) -> int:
    """Do what is asked; 0 if everything was detected, or explained."""
    options = parser().parse_args(words)
    folder = options.output
    if folder.exists() and not folder.is_dir():
        parser().error(f"{folder} is a file; name a folder with --output")
    if options.word == "health":
        print(f"Open {paths.as_typed(health.main(folder).resolve())}")
        return 0
    if unknown := sorted(set(options.helpers or []) - set(mutants.all_files())):
        parser().error(f"no mutants are made of {unknown[0]}; choose from: {', '.join(mutants.all_files())}")
    if options.fuzz == 0 or (options.quick and (options.environments or options.fuzz)):
        parser().error("--fuzz needs a number above 0, and --quick goes alone or with --helpers")
    if options.helpers is not None:
        return mutants.main(options.helpers, folder, options.quick)
    if options.environments:
        return hand_over(checking(("environments",), folder / "environments.xml"))
    if options.fuzz:
        os.environ["BAD_INPUT_CASES"] = str(options.fuzz)
        return hand_over(checking(("bad_input",), folder / "bad-input.xml"))
    if options.quick:
        return hand_over(checking((*CHANGES, "bad_input"), folder / "changes-sample.xml", "--sample"))
    return hand_over(checking(CHANGES, folder / "changes.xml"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
