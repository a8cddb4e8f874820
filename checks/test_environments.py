"""The lock on two Pythons and by old pips, and the lowest versions; charts count by the tables that they show."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache

import pytest

from checks import fingerprints
from checks.conftest import skip_without
from helpers import paths

pytestmark = [pytest.mark.sample(0), pytest.mark.xdist_group("environments")]
OFFLINE = re.compile(r"\b(dns|lookup|connect|connection|network|unreachable|timed out)\b", re.I)
PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOWEST = PROJECT["requires-python"].removeprefix(">=")


def newest_python() -> str:
    """The newest Python above the lowest that starts, from this machine's PATH."""
    lowest = int(LOWEST.split(".")[1])
    for minor in range(lowest + 8, lowest, -1):
        name = f"python3.{minor}"
        # A version manager's stub may be there and refuse.
        if shutil.which(name) and subprocess.run([name, "-c", ""], capture_output=True).returncode == 0:
            return name.removeprefix("python")
    skip_without("a newer Python on the PATH")


def uv(*words: str) -> None:
    """Run uv; without a network the case is skipped."""
    command = [sys.executable, "-m", "uv", *words]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    if done.returncode and OFFLINE.search(done.stderr):
        skip_without("a network")
    assert done.returncode == 0, done.stderr


@cache
def here() -> dict[str, str]:
    return fingerprints.sound(fingerprints.elsewhere("--all"))


@pytest.mark.parametrize("which", ["lock, lowest Python", "lock, newest Python", "lowest versions"])
def test_environment(which, tmp_path):
    python = newest_python() if "newest" in which else LOWEST
    uv("venv", "-q", "--python", python, str(tmp_path / "env"))
    there = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    packages = ["--require-hashes", "-r", str(paths.LOCK)]
    if which == "lowest versions":
        lowest = str(tmp_path / "lowest.txt")
        direct = ["--resolution", "lowest-direct", "--universal", "pyproject.toml"]
        uv("pip", "compile", "-q", *direct, "-o", lowest)
        packages = ["-r", lowest]
    uv("pip", "install", "-q", "--python", str(there), *packages)
    assert fingerprints.differences(here(), fingerprints.elsewhere("--all", python=there)) == []


@pytest.mark.parametrize("version", ["23.0.1", "23.2.1"])  # of Debian 12, of Python 3.11.7
def test_pip_installs_the_lock(version, tmp_path):
    uv("venv", "-q", "--python", LOWEST, str(tmp_path))
    there = tmp_path / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    uv("pip", "install", "-q", "--python", str(there), f"pip=={version}")
    command = [str(there), "-m", "pip", "install", "-q", "--dry-run", "-r", str(paths.LOCK)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
