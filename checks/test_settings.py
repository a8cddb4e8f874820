"""Other settings of the machine, under which findings, tables and files stay the same."""

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from checks import fingerprints
from checks.conftest import skip_without
from helpers import paths, settings
from helpers.editions import fingerprint

pytestmark = [pytest.mark.sample(0), pytest.mark.xdist_group("settings")]
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
FAKETIME = ("/usr/lib", "/usr/local/lib", "/opt/homebrew/lib")


def other_locale(name: str, folder: Path) -> dict[str, str]:
    """Variables that choose a locale, made here by localedef."""
    if not shutil.which("localedef"):
        skip_without("localedef")
    target = folder / f"{name}.UTF-8"
    subprocess.run(["localedef", "-i", name, "-f", "UTF-8", str(target)], capture_output=True)
    assert target.is_dir()  # localedef warns and ends with 1 even where it has made one
    return {"LOCPATH": str(folder), "LC_ALL": f"{name}.UTF-8"}


def files_in_another_order(folder: Path) -> dict[str, str]:
    """A copy of the data package whose files were made in the opposite order."""
    for path in sorted(paths.raw_folder().rglob("*"), reverse=True):
        target = folder / "raw" / path.relative_to(paths.raw_folder())
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return {paths.RAW_VARIABLE: str(folder / "raw")}


def another_day(_folder: Path) -> dict[str, str]:
    """Variables of libfaketime."""
    libraries = [library for place in FAKETIME for library in Path(place).rglob("faketime/libfaketime*")]
    if not libraries:
        skip_without("libfaketime")
    return {"LD_PRELOAD": str(min(libraries)), "FAKETIME": "@2031-03-04 05:06:07"}


SETTINGS = {
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 4242": {"PYTHONHASHSEED": "4242"},
    "time zone +14": {"TZ": "Pacific/Kiritimati"},
    "time zone +5": {"TZ": "Asia/Almaty"},
    "locale C": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"},
    "locale ru_RU": partial(other_locale, "ru_RU"),
    "locale kk_KZ": partial(other_locale, "kk_KZ"),
    "four threads": dict.fromkeys(THREADS, "4"),
    "another working folder": {},
    "files in another order": files_in_another_order,
    "another day": another_day,
}


def variables(name: str, folder: Path) -> dict[str, str]:
    return SETTINGS[name](folder) if callable(SETTINGS[name]) else SETTINGS[name]


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    return fingerprints.sound(fingerprints.elsewhere())


@pytest.mark.parametrize("name", SETTINGS)
def test_setting(name, before, tmp_path):
    after = fingerprints.elsewhere(folder=tmp_path, **variables(name, tmp_path))
    assert fingerprints.differences(before, after) == []


def files_of_edition(folder: Path, variables: dict[str, str]) -> dict[str, str]:
    """The hashes of all files of an edition that is made with these variables."""
    options = {"cwd": folder.parent, "env": settings.environment() | variables, "capture_output": True, "text": True}
    done = subprocess.run([sys.executable, "-m", "helpers", "report", "--output", str(folder)], **options)
    assert done.returncode == 0, done.stderr[-500:]
    return fingerprint.output_hashes(folder)


def test_all_settings_at_once_leave_every_file_the_same(tmp_path):
    together: dict[str, str] = {}
    for name in SETTINGS:
        try:
            together |= variables(name, tmp_path)
        except pytest.skip.Exception:
            continue  # its own case says so
    before = files_of_edition(tmp_path / "before", {})
    assert fingerprints.differences(before, files_of_edition(tmp_path / "after", together)) == []
