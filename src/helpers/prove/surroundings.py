"""The same everywhere: findings, tables and projection under other settings of the machine."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from helpers import paths, settings
from helpers.editions import fingerprint
from helpers.prove import NO_TOOL, Trial, consequences, last_line

ASK = "import json; from helpers import parameters; from helpers.prove import consequences; "
ASK += "print(json.dumps(consequences.said(parameters.check(), None)))"
LOCALES = {"ru_RU": "UTF-8", "kk_KZ": "UTF-8"}


def trials() -> Iterator[Trial]:
    """One trial for each setting, each in a process of its own; what cannot be set here says so."""
    with tempfile.TemporaryDirectory() as folder:
        before = consequences.sound(
            said({}, paths.ROOT)
        )  # else all would stop alike, and pass for the same
        for name, variables, place in _settings(Path(folder)):
            if isinstance(variables, str):
                yield Trial("setting", name, "not to be had", skipped=variables)
                continue
            same = said(variables, place) == before
            yield Trial("setting", name, "the same findings and tables", ("same",) if same else ())
        yield whole_edition(Path(folder))


def said(variables: dict[str, str], place: Path) -> dict[str, str]:
    """What an edition says in a fresh process with these variables of the environment, called from
    `place`.
    """
    environment = settings.environment() | variables
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=place, env=environment, capture_output=True, text=True
    )
    return json.loads(done.stdout) if done.returncode == 0 else {"stopped": done.stderr[-500:]}


def whole_edition(folder: Path) -> Trial:
    """An edition made as the machine stands, and one made with all settings changed at once: every
    file of them.

    Raises BaselineError where none can be made as the machine stands.
    """
    (folder / "together").mkdir()
    together = {}
    for _name, variables, _place in _settings(folder / "together"):
        together |= {} if isinstance(variables, str) else variables
    before = consequences.sound(_files(folder / "before", {}))
    differ = consequences.moved(before, _files(folder / "after", together))
    how = f"differ: {', '.join(differ)}" if differ else f"the same {len(before)} files to the byte"
    return Trial(
        "setting", "all of these at once, a whole edition", how, () if differ else ("same",)
    )


def _files(edition: Path, variables: dict[str, str]) -> dict[str, str]:
    """The hashes of all files of an edition that is made with these variables, or why the run
    stopped.
    """
    command = [sys.executable, "-m", "helpers", "report", "--output", str(edition)]
    environment = os.environ | {"PYTHONPATH": str(paths.ROOT / "src")} | variables
    done = subprocess.run(
        command, cwd=edition.parent, env=environment, capture_output=True, text=True
    )
    return (
        {"stopped": last_line(done.stderr)}
        if done.returncode
        else fingerprint.output_hashes(edition)
    )


def _settings(folder: Path) -> Iterator[tuple[str, dict | str, Path]]:
    """Each setting: its name, its variables or why it cannot be had here, and the folder to start
    from.
    """
    for seed in ("1", "4242"):
        yield f"hash seed {seed}", {"PYTHONHASHSEED": seed}, paths.ROOT
    for zone in ("Pacific/Kiritimati", "Asia/Almaty"):
        yield f"time zone {zone}", {"TZ": zone}, paths.ROOT
    yield (
        "locale C",
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"},
        paths.ROOT,
    )
    for name, charset in LOCALES.items():
        yield f"locale {name}", _locale(name, charset, folder), paths.ROOT
    yield (
        "four threads",
        dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "4"),
        paths.ROOT,
    )
    yield "another working folder", {}, folder
    yield "files in another order", {paths.RAW_VARIABLE: str(_reversed(folder / "raw"))}, paths.ROOT
    yield "another day", _another_day(), paths.ROOT


def _locale(name: str, charset: str, folder: Path) -> dict[str, str] | str:
    """The variables that choose a locale, which is made here if it can be; else why not."""
    if not shutil.which("localedef"):
        return f"{NO_TOOL}localedef"
    made = subprocess.run(
        ["localedef", "-i", name, "-f", charset, str(folder / f"{name}.{charset}")],
        capture_output=True,
        text=True,
    )
    there = (
        folder / f"{name}.{charset}"
    ).is_dir()  # localedef warns and ends with 1 where it has made one all the same
    if not there and made.returncode:
        return f"localedef: {last_line(made.stderr)}"
    return {"LOCPATH": str(folder), "LC_ALL": f"{name}.{charset}"}


def _reversed(target: Path) -> Path:
    """A copy of the data package whose files were made in the opposite order."""
    for path in sorted(paths.raw_folder().rglob("*"), reverse=True):
        if path.is_file():
            copied = target / path.relative_to(paths.raw_folder())
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)
    return target


def _another_day() -> dict[str, str] | str:
    """The variables of libfaketime, where it is installed; else why not."""
    places = [
        Path(place)
        for place in ("/usr/lib", "/usr/local/lib", "/opt/homebrew/lib")
        if Path(place).is_dir()
    ]
    found = [library for place in places for library in place.glob("*/faketime/libfaketime.so.1")]
    found += [library for place in places for library in place.glob("faketime/libfaketime*")]
    if not found or os.name == "nt":
        return f"{NO_TOOL}libfaketime"
    return {"LD_PRELOAD": str(found[0]), "FAKETIME": "@2031-03-04 05:06:07"}
