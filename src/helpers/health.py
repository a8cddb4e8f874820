"""The health page: how the project does, in one page, from what tests, proofs and measurements have
left behind.

Nothing is run for it but one question to the package index, on the ages of the dependencies. A part
that was not measured says so; the page is an artifact of a CI run and is never committed.
"""

import json
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from helpers import csv_files, paths, prove
from helpers.files import write_text
from helpers.pages import html_tables, layout
from helpers.projection import benchmark_tables
from helpers.prove import fuzz, mutants

FOLDER = "health"
TESTS, COVERAGE, SPEED = "tests.xml", "coverage.json", "speed.csv"  # what `folder` may hold
SLOWEST, LONGEST_TEXT = 10, 300
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.M)


@dataclass(frozen=True)
class Part:
    """A part of the page: `summary` in a sentence and `shown` as tables with a title each; without
    tables, why not.
    """

    title: str
    summary: str
    shown: tuple[tuple[str, pd.DataFrame], ...] = ()


def main(folder: Path | None = None, today: date | None = None) -> Path:
    """Write the page into `folder` (default: outputs/health), beside what it is made from; the
    page's path.
    """
    folder = Path(folder or paths.OUTPUTS / FOLDER)
    today = today or datetime.now(UTC).date()
    parts = [
        tests(folder / TESTS),
        coverage(folder / COVERAGE),
        proof(proofs := folder.with_name(prove.FOLDER)),
        environments(proofs),
        bad_input(proofs),
        mutated(proofs),
        accuracy(),
        speeds(folder),
        dependencies(today),
    ]
    write_text(page(parts, today), folder / "index.html")
    return folder / "index.html"


def page(parts: list[Part], today: date) -> str:
    """The page about these parts."""
    return layout.frame("health.html.j2").render(
        texts=layout.texts_in("en"),
        day=f"{today:%-d %B %Y}" if sys.platform != "win32" else today.isoformat(),
        parts=[
            (part, [(title, _as_html(title, frame)) for title, frame in part.shown])
            for part in parts
        ],
    )


def _as_html(title: str, frame: pd.DataFrame) -> str:
    shown = (
        frame.round(3)
        .map(lambda value: csv_files.plain(value)[:LONGEST_TEXT])
        .to_html(index=False, border=0, escape=True)
    )
    return html_tables.with_readable_tables(shown, title)


def _missing(title: str, command: str) -> Part:
    return Part(title, f"Not measured in this run; {command} does.")


def _written(path: Path) -> pd.DataFrame | None:
    """The table that a proof has written; None where it was not run or stopped before the first
    row.
    """
    if not _filled(path):
        return None
    found = pd.read_csv(path, keep_default_na=False)
    return found if len(found) else None


def _filled(path: Path) -> bool:
    return path.is_file() and bool(path.read_bytes().strip())


def _total(counts: pd.DataFrame, name: str) -> pd.Series | None:
    """The row of a table that has this name in its first column; None where there is none."""
    rows = counts[counts.iloc[:, 0] == name]
    return rows.iloc[0] if len(rows) else None


# --- tests and coverage ---------------------------------------------------------------------------


def tests(path: Path) -> Part:
    """From a JUnit file: how many passed, failed, were skipped and why, and the slowest."""
    cases = (
        [_case(one) for one in ElementTree.parse(path).iter("testcase")] if _filled(path) else []
    )
    if not cases:
        return _missing("Tests", f"./run test --junitxml={path.name}")
    found = pd.DataFrame(cases, columns=["test", "outcome", "seconds", "why"])
    counts = found.outcome.value_counts()
    said = ", ".join(f"{counts.get(name, 0):,} {name}" for name in ("passed", "failed", "skipped"))
    others = found[found.outcome != "passed"][["test", "outcome", "why"]]
    slowest = found.nlargest(SLOWEST, "seconds")[["test", "seconds"]]
    shown = (("Not passed", others), ("The slowest", slowest))
    return Part(
        "Tests", f"{len(found):,} tests: {said}.", tuple(one for one in shown if len(one[1]))
    )


def _case(case: ElementTree.Element) -> tuple[str, str, float, str]:
    name = f"{case.get('classname', '').removeprefix('tests.')}::{case.get('name')}"
    for kind, outcome in (("failure", "failed"), ("error", "failed"), ("skipped", "skipped")):
        if (told := case.find(kind)) is not None:
            return name, outcome, float(case.get("time", 0)), told.get("message", "")
    return name, "passed", float(case.get("time", 0)), ""


def coverage(path: Path) -> Part:
    """From coverage's JSON report: the share of statements that tests run, by module, the lowest
    first.

    What runs in processes of its own (kernels, commands) is not counted, so that the shares are
    lower bounds.
    """
    if not _filled(path):
        return _missing("Coverage", f"./run test --cov=helpers --cov-report=json:{path.name}")
    measured = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        (
            Path(name).as_posix().partition("helpers/")[2],
            one["summary"]["num_statements"],
            one["summary"],
        )
        for name, one in measured["files"].items()
    ]
    frame = pd.DataFrame(
        [(name, count, round(about["percent_covered"], 1)) for name, count, about in rows if count],
        columns=["module", "statements", "percent covered"],
    ).sort_values(["percent covered", "module"])
    total = measured["totals"]["percent_covered"]
    summary = f"{total:.1f}% of the statements of src/helpers, not counting what runs in processes of its own."
    return Part("Coverage", summary, (("By module, the lowest first", frame),))


# --- proof, accuracy, speeds ----------------------------------------------------------------------


def proof(folder: Path) -> Part:
    """From what `./run prove` has written, or else its sample: what was tried, and what nothing
    noticed.
    """
    title, found, sample = "Proof that everything counts", _written(folder / prove.PROOF), ""
    if found is None:
        found, sample = _written(folder / prove.SAMPLE), "A sample: "
    counts = None if found is None else prove.summary(found)
    if counts is None or (changes := _total(counts, prove.ALL)) is None:
        return _missing(title, "./run prove")
    holes = found[found.outcome == "not noticed"][["kind", "what", "how"]]
    reasons = (
        found[found.outcome == "explained"]
        .groupby(["kind", "reason"])
        .size()
        .rename("cases")
        .reset_index()
    )
    summary = f"{sample}{changes.tried:,} changes tried, {changes.noticed:,} noticed ({changes.percent}%)."
    skipped = found[found.outcome == "skipped"][["kind", "what", "reason"]]
    shown = (
        ("By kind", counts),
        ("Not noticed", holes),
        ("Explained", reasons),
        ("Skipped", skipped),
    )
    return Part(title, summary, tuple(one for one in shown if len(one[1])))


def environments(folder: Path) -> Part:
    """From what `./run prove --environments` has written: where everything came out the same, and
    where not.
    """
    title, found = "The same elsewhere", _written(folder / prove.ENVIRONMENTS)
    if found is None:
        return _missing(title, "./run prove --environments")
    counts = found.outcome.value_counts()
    same, skipped = (int(counts.get(outcome, 0)) for outcome in ("noticed", "skipped"))
    summary = (
        f"The same in {same} of {len(found)} environments{f', {skipped} skipped' * bool(skipped)}."
    )
    shown = found.rename(columns={"what": "environment", "how": "found"})[
        ["environment", "outcome", "found", "reason"]
    ]
    return Part(
        title, summary, (("By environment", shown.replace({"outcome": {"noticed": "the same"}})),)
    )


def bad_input(folder: Path) -> Part:
    """From what `./run prove --fuzz` has written: how the cases of each kind ended."""
    title, found = "Bad input", _written(folder / fuzz.TABLE)
    if found is None or (total := _total(found, "all")) is None:
        return _missing(title, "./run prove --fuzz")
    return Part(
        title,
        f"{total.cases:,} cases, {total.faults:,} of them ended in a fault.",
        (("By kind", found),),
    )


def mutated(folder: Path) -> Part:
    """From what `./run prove --helpers` has written, or else its sample: which mutants of the
    modules live.
    """
    title, found, sample = "Mutants of the helpers", _written(folder / mutants.TABLE), ""
    if found is None:
        found, sample = _written(folder / mutants.SAMPLE), "A sample: "
    if found is not None and (found.outcome == mutants.SKIPPED).all():
        return Part(title, f"Skipped: {found.reason.iloc[0]}.")
    counts = None if found is None else mutants.summary(found)
    if counts is None or not (total := _total(counts, "all")).tried:
        return _missing(title, "./run prove --helpers")
    alive = found[found.outcome.isin(mutants.HOLES) & (found.reason == "")][
        ["module", "function", "line", "change"]
    ]
    modules = f"{len(counts) - 1} of {len(mutants.chosen([]))} modules"
    summary = (
        f"{sample}{total.tried:,} mutants of {modules} tried, {total.percent}% killed or explained."
    )
    shown = (("By module", counts), ("Survivors", alive))
    return Part(title, summary, tuple(one for one in shown if len(one[1])))


def accuracy() -> Part:
    """The committed record of the projection on other series, which a test computes again."""
    by_set, events = benchmark_tables.read("accuracy"), benchmark_tables.read("events")
    summary = "The committed record of the projection and of no change on public series; a test computes it again."
    names = [
        "set",
        "method",
        "series",
        "windows",
        "smape",
        "smape_ratio",
        "mase",
        "cover_80",
        "cover_95",
    ]
    told = [
        "method",
        "event",
        "series",
        "n",
        "predicted",
        "happened",
        "brier",
        "brier_base",
        "skill",
    ]
    return Part(
        "Accuracy",
        summary,
        (("Point forecasts and intervals", by_set[names]), ("Events", events[told])),
    )


def speeds(folder: Path) -> Part:
    """Seconds of each notebook in the editions that stand here, and of ways to make one where they
    were measured.
    """
    shown: list[tuple[str, pd.DataFrame]] = []
    if (ways := _written(folder / SPEED)) is not None:
        shown.append(("Ways to make an edition", ways))
    rows = []
    for path in sorted(folder.parent.glob("*/run.json")):
        spent = json.loads(path.read_text(encoding="utf-8")).get("durations", {})
        rows += [(path.parent.name, name, seconds) for name, seconds in spent.items()]
    if rows:
        frame = pd.DataFrame(rows, columns=["edition", "step", "seconds"])
        wide = frame.pivot(index="step", columns="edition", values="seconds").reset_index()
        shown.append(("Seconds of each step", wide.rename_axis(columns=None)))
    if not shown:
        return _missing("Speeds", "./run report, or tests/measure_speed.py,")
    return Part(
        "Speeds", "On the machine of this run; ratios are steadier than seconds.", tuple(shown)
    )


# --- dependencies ---------------------------------------------------------------------------------


def dependencies(today: date, ask: Callable[[], str] | None = None) -> Part:
    """When each locked version came out: those that pyproject.toml names one by one, the others as
    a count.
    """
    title = "Dependencies"
    released = _released((ask or _index)())
    if not released:
        return Part(title, "Not measured in this run; the index of packages could not be asked.")
    locked = dict(PINNED.findall(paths.LOCK.read_text(encoding="utf-8")))
    rows = [
        (name, locked.get(name), released[name], (today - released[name]).days) for name in released
    ]
    columns = ["package", "locked version", "released", "days ago"]
    frame = pd.DataFrame(rows, columns=columns).sort_values(
        ["days ago", "package"], ascending=[False, True]
    )
    direct = frame[frame.package.isin(_direct())]
    old = frame[frame["days ago"] > 2 * 365]
    summary = f"{len(frame)} locked packages, {len(direct)} of them named by us; {len(old)} came out over two years ago."
    return Part(
        title, summary, (("Named by us, the oldest first", direct), ("Over two years old", old))
    )


def _index() -> str:
    """The lock as uv writes it with the days of release; empty where the index cannot be
    reached.
    """
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        str(paths.LOCK),
        "--no-deps",
        "--universal",
        "-q",
    ]
    done = subprocess.run(
        [*command, "--format", "pylock.toml"], capture_output=True, text=True, cwd=paths.ROOT
    )
    return done.stdout if done.returncode == 0 else ""


def _released(lock: str) -> dict[str, date]:
    """The day on which the first file of each package came out."""
    found = {}
    for package in tomllib.loads(lock).get("packages", []):
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        days = [file["upload-time"].date() for file in files if "upload-time" in file]
        if days:
            found[package["name"]] = min(days)
    return found


def _direct() -> set[str]:
    """The packages that pyproject.toml names."""
    with (paths.ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    named = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    return {re.match(r"[A-Za-z0-9._-]+", name).group().lower() for name in named}
