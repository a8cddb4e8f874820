"""The health page: JUnit reports, coverage, mutants, the committed benchmark, speeds and ages.

It runs nothing but one question to the package index, on the ages of the dependencies.
"""

import json
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from checks import mutants
from helpers import csv_files, files, paths
from helpers.pages import html_tables, layout
from helpers.projection import benchmark_tables

FOLDER = "health"
TEMPLATE = Path(__file__).with_name("health.html.j2")
LONGEST_TEXT = 300
POINTS = [
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
EVENTS = ["method", "event", "series", "n", "predicted", "happened", "brier", "brier_base", "skill"]
Part = tuple[str, dict[str, pd.DataFrame]]  # a summary, and tables by heading


def main(folder: Path, today: date | None = None) -> Path:
    """Write the page into `folder`, beside what it is made from; the page's path."""
    today = today or datetime.now(UTC).date()
    parts = {}
    for title, (read, *names) in SOURCES.items():
        measured = [folder / name for name in names if is_filled(folder / name)]
        parts[title] = read(measured[0]) if measured else (f"Not measured: no {names[0]}.", {})
    parts["Accuracy"] = accuracy()
    parts["Seconds of each step"] = durations(folder.parent)
    parts["Dependencies"] = dependencies(locked_with_dates(), today)
    shown = []
    for title, (summary, frames) in parts.items():
        filled = {name: as_html(name, frame) for name, frame in frames.items() if len(frame)}
        shown.append((title, summary, filled))
    environment = layout.frame("index.html.j2").environment  # with the style of the other pages
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    page = template.render(texts=layout.texts_in("en"), day=today.isoformat(), parts=shown)
    files.write_text(page, folder / "index.html")
    return folder / "index.html"


def is_filled(path: Path) -> bool:
    return path.is_file() and bool(path.read_bytes().strip())


def as_html(heading: str, frame: pd.DataFrame) -> str:
    cells = frame.round(3).map(lambda value: csv_files.plain(value)[:LONGEST_TEXT])
    html = html_tables.as_html(cells.columns, cells.itertuples(index=False))
    return html_tables.with_readable_tables(html, heading)


def junit(path: Path) -> Part:
    """Cases of a JUnit report by module, those that did not pass and why, and the slowest."""
    columns = ["module", "case", "outcome", "seconds", "why"]
    elements = ElementTree.parse(path).iter("testcase")
    cases = pd.DataFrame([case_of(element) for element in elements], columns=columns)
    counts = cases.groupby(["module", "outcome"]).size().unstack(fill_value=0)
    totals = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.sum().items())
    frames = {
        "By module": counts.rename_axis(columns=None).reset_index(),
        "Not passed": cases[cases.outcome != "passed"][["case", "outcome", "why"]],
        "The slowest": cases.nlargest(10, "seconds")[["case", "seconds"]],
    }
    sample = "A sample: " if "sample" in path.name else ""
    return f"{sample}{len(cases):,} cases: {totals or 'none'}.", frames


def case_of(element: ElementTree.Element) -> tuple[str, str, str, float, str]:
    """Module, name, outcome, seconds and reason; an expected failure counts as explained."""
    module = element.get("classname", "").rpartition(".")[2]
    outcome, why = "passed", ""
    for child in element:
        if child.tag in ("failure", "error", "skipped"):
            is_explained = child.get("type") == "pytest.xfail"
            outcome = "explained" if is_explained else child.tag.replace("failure", "failed")
            why = child.get("message", "")
    return module, f"{module}::{element.get('name')}", outcome, float(element.get("time", 0)), why


def coverage(path: Path) -> Part:
    """The share of statements that tests run, by module."""
    report = json.loads(path.read_text(encoding="utf-8"))
    rows = []
    for name, about in report["files"].items():
        share, count = about["summary"]["percent_covered"], about["summary"]["num_statements"]
        rows += [(Path(name).as_posix().partition("helpers/")[2], count, share)] if count else []
    frame = pd.DataFrame(rows, columns=["module", "statements", "percent"])
    total = report["totals"]["percent_covered"]
    summary = f"{total:.1f}% of the statements, not counting what runs in processes of its own."
    return summary, {"By module": frame.sort_values(["percent", "module"])}


def survivors(path: Path) -> Part:
    """Mutants by module, and those that nothing detects or explains."""
    results = pd.read_csv(path, keep_default_na=False)
    alive = results[results.outcome == "survived"][["mutant", "change"]]
    summary = f"{len(results):,} mutants, {len(alive):,} of them survived."
    return summary, {"By module": mutants.summary(results), "Survivors": alive}


def speed(path: Path) -> Part:
    """What tests/measure_speed.py has measured."""
    return "On the machine of this run.", {"Seconds": pd.read_csv(path)}


def accuracy() -> Part:
    """The committed record of the projection on other series, which a test computes again."""
    points, events = benchmark_tables.read("accuracy")[POINTS], benchmark_tables.read("events")[EVENTS]
    summary = "The committed record of the projection on public series."
    return summary, {"Point forecasts and intervals": points, "Events": events}


def durations(outputs: Path) -> Part:
    """Seconds of each notebook in the editions that stand in the folder of outputs."""
    seconds = {}
    for path in sorted(outputs.glob("*/run.json")):
        run = json.loads(path.read_text(encoding="utf-8"))
        seconds[path.parent.name] = run.get("durations", {})
    frame = pd.DataFrame(seconds).rename_axis("step").reset_index()
    return f"{len(seconds)} editions stand here.", {"By edition": frame}


def locked_with_dates() -> str:
    """The lock as uv writes it with days of release; empty where the index cannot be reached."""
    words = ["uv", "pip", "compile", str(paths.LOCK), "--no-deps", "--universal", "-q"]
    command = [sys.executable, "-m", *words, "--format", "pylock.toml"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=paths.ROOT)
    return done.stdout if done.returncode == 0 else ""


def dependencies(lock: str, today: date) -> Part:
    """Days since the first file of each locked version came out."""
    days = {}
    for package in tomllib.loads(lock).get("packages", []):
        files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        released = [file["upload-time"].date() for file in files if "upload-time" in file]
        if released:
            days[package["name"]] = (today - min(released)).days
    if not days:
        return "Not measured: the index of packages could not be asked.", {}
    ages = pd.DataFrame(days.items(), columns=["package", "days"])
    ages = ages.sort_values("days", ascending=False)
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"'([\w-]+)[^']*'", str(project["dependencies"]) + str(project["optional-dependencies"]))
    frames = {
        "Named by us": ages[ages.package.isin(named)],
        "Over two years": ages[ages.days > 730],
    }
    return f"{len(ages)} locked packages.", frames


# Of each part of the page: what reads it, and the files that it may stand in, the best first.
SOURCES = {
    "Tests": (junit, "tests.xml"),
    "Changes of data, charts, code, settings": (junit, "changes.xml", "changes-sample.xml"),
    "Bad input": (junit, "bad-input.xml"),
    "Other environments": (junit, "environments.xml"),
    "Coverage": (coverage, "coverage.json"),
    "Mutants": (survivors, "mutants.csv"),
    "Ways to make an edition": (speed, "speed.csv"),
}
