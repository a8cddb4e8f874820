"""The same in other environments: the lock on the lowest and on the newest Python at hand, and the
lowest versions.

Each environment is made anew in a folder that goes again. Findings, tables, projection and all that
the notebooks show must come out as they do here; pictures count by the tables that they show, since
other versions draw other bytes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from helpers import paths, settings
from helpers.prove import NO_TOOL, Trial, consequences, last_line

ASK = """
import json
from helpers import parameters
from helpers.prove import consequences
newest = parameters.check()
found = consequences.drawn(newest, None)
for run in (newest, parameters.check(year=newest.year - 6)):
    found |= {f"{run.year} {name}": content for name, content in consequences.said(run, None).items()}
print(json.dumps(found))
"""
UV = [sys.executable, "-m", "uv"]


class _NotToBeHadError(Exception):
    """Why an environment could not be made here."""


def trials() -> Iterator[Trial]:
    """One trial for each environment; one that cannot be made says so."""
    before = consequences.sound(
        asked(Path(sys.executable))
    )  # else all would stop alike, and pass for the same
    for name, python, install in _environments():
        with tempfile.TemporaryDirectory() as folder:
            try:
                there = _made(Path(folder), python, install)
            except _NotToBeHadError as error:
                yield Trial("environment", name, "not to be had", skipped=str(error))
                continue
            differ = consequences.moved(before, asked(there))
        how = f"the same {len(before)} tables, findings and notebooks"
        yield Trial(
            "environment",
            name,
            f"differ: {', '.join(differ)}" if differ else how,
            () if differ else ("same",),
        )


def asked(python: Path) -> dict[str, str]:
    """What the newest edition and one of six years before say with this Python, as hashes of the
    content.
    """
    environment = settings.environment() | {"PYTHONPATH": str(paths.ROOT / "src")}
    done = subprocess.run(
        [python, "-c", ASK], cwd=paths.ROOT, env=environment, capture_output=True, text=True
    )
    return json.loads(done.stdout) if done.returncode == 0 else {"stopped": done.stderr[-500:]}


def _environments() -> Iterator[tuple[str, str, Callable[[Path], list[str]]]]:
    """Name, Python and how to install; an empty Python where this machine has none."""
    with (paths.ROOT / "pyproject.toml").open("rb") as file:
        lowest = tomllib.load(file)["project"]["requires-python"].removeprefix(">=")
    newest = _newest(int(lowest.split(".")[1]))
    yield f"the lock on Python {lowest}", lowest, _from_lock
    yield f"the lock on the newest Python at hand{newest and f', {newest}'}", newest, _from_lock
    yield f"the lowest versions that pyproject.toml allows, on Python {lowest}", lowest, _lowest


def _newest(lowest: int) -> str:
    """The newest Python above the lowest that starts, from this machine's PATH; empty where there
    is none.
    """
    names = (f"3.{minor}" for minor in range(lowest + 8, lowest, -1))
    return next((name for name in names if _starts(f"python{name}")), "")


def _starts(name: str) -> bool:
    """Whether a Python of this name runs; a version manager's stub may be there and refuse."""
    return (
        bool(shutil.which(name))
        and subprocess.run([name, "-c", ""], capture_output=True).returncode == 0
    )


def _made(folder: Path, python: str, install: Callable[[Path], list[str]]) -> Path:
    """The Python of a new environment in `folder`. Raises _NotToBeHadError with the last line that
    uv says.
    """
    if not python:
        raise _NotToBeHadError(f"{NO_TOOL}a newer Python on the PATH")
    _do([*UV, "venv", "-q", "--python", python, str(folder / "env")])
    there = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _do([*UV, "pip", "install", "-q", "--python", str(there), *install(folder)])
    return there


def _from_lock(_folder: Path) -> list[str]:
    return ["--require-hashes", "-r", str(paths.LOCK)]


def _lowest(folder: Path) -> list[str]:
    """The lowest version of each direct dependency, with what these need."""
    chosen = [
        "pip",
        "compile",
        "-q",
        "--resolution",
        "lowest-direct",
        "--universal",
        "pyproject.toml",
    ]
    _do([*UV, *chosen, "-o", str(folder / "lowest.txt")])
    return ["-r", str(folder / "lowest.txt")]


def _do(command: list[str]) -> None:
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    if done.returncode:
        raise _NotToBeHadError(last_line(done.stderr or done.stdout))
