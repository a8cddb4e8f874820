"""The health page; it runs nothing, but asks the index of packages for the ages of the dependencies."""

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
from helpers import csv_files, files, language, paths
from helpers.pages import html_tables, layout
from helpers.projection import benchmark

FOLDER = "health"
TEMPLATE = Path(__file__).with_name("health.html.j2")
LONGEST_TEXT = 300
BROKEN = ("failure", "error", "skipped")
POINTS = ["set", "method", "series", "windows", "smape", "smape_ratio", "mase", "cover_80", "cover_95"]
EVENTS = ["set", "event", "series", "n", "predicted", "happened", "brier", "brier_base_rate", "brier_no_change"]
EVENTS += ["skill"]
Part = tuple[str, dict[str, pd.DataFrame]]  # a summary, and tables by heading


def main(folder: Path, today: date | None = None) -> Path:
    """Write the page into `folder`, beside what it is made from; the page's path."""
    parts = {}
    for title, (read, *names) in SOURCES.items():
        measured = [folder / name for name in names if (folder / name).is_file() and (folder / name).stat().st_size]
        parts[title] = read(measured[0]) if measured else (f"Not measured: no {names[0]}.", {})
    points, events = benchmark.read("accuracy")[POINTS], benchmark.read("events")[EVENTS]
    committed = {"Point forecasts and intervals": points, "Events": events}
    parts["Accuracy"] = ("The committed record of the projection on public series.", committed)
    parts["Seconds of each step"] = durations(folder.parent)
    today = today or datetime.now(UTC).date()
    parts["Dependencies"] = dependencies(locked_with_dates(), today)
    for title, (summary, frames) in parts.items():
        tables = {}
        for heading, frame in frames.items():
            cells = frame.round(3).map(lambda value: csv_files.plain(value)[:LONGEST_TEXT])
            html = html_tables.as_html(cells.columns, cells.itertuples(index=False))
            tables |= {heading: html_tables.with_readable_tables(html, heading)} if len(frame) else {}
        parts[title] = summary, tables
    environment = layout.frame("index.html.j2").environment  # with the style of the other pages
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    page = template.render(texts=language.section("pages", "en"), day=today, parts=parts)
    files.write_text(page, folder / "index.html")
    return folder / "index.html"


def junit(path: Path) -> Part:
    """Cases of a JUnit report by module, those that did not pass and why, and the slowest."""
    rows = []
    for element in ElementTree.parse(path).iter("testcase"):
        faults = [child for child in element if child.tag in BROKEN]
        kinds = ["explained" if child.get("type") == "pytest.xfail" else child.tag for child in faults]
        module = element.get("classname", "").rpartition(".")[2]
        why = " ".join(child.get("message", "") for child in faults)
        rows.append((module, element.get("name"), (kinds or ["passed"])[-1], float(element.get("time", 0)), why))
    cases = pd.DataFrame(rows, columns=["module", "case", "outcome", "seconds", "why"])
    cases["outcome"] = cases.outcome.replace("failure", "failed")
    counts = pd.crosstab(cases.module, cases.outcome)
    totals = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.sum().items())
    frames = {
        "By module": counts.rename_axis(columns=None).reset_index(),
        "Not passed": cases[cases.outcome != "passed"][["module", "case", "outcome", "why"]],
        "The slowest": cases.nlargest(10, "seconds")[["module", "case", "seconds"]],
    }
    sample = "A sample: " if "sample" in path.name else ""
    return f"{sample}{len(cases):,} cases: {totals or 'none'}.", frames


def coverage(path: Path) -> Part:
    """The share of statements that tests run, by module."""
    report = json.loads(path.read_text(encoding="utf-8"))
    frame = pd.DataFrame({name: about["summary"] for name, about in report["files"].items()}).T
    frame = frame[["num_statements", "percent_covered"]].rename_axis("module").reset_index()
    shown = frame[frame.num_statements > 0].sort_values(["percent_covered", "module"])
    total = report["totals"]["percent_covered"]
    summary = f"{total:.1f}% of the statements, not counting what runs in processes of its own."
    return summary, {"By module": shown.astype({"num_statements": int})}


def survivors(path: Path) -> Part:
    """Mutants by module, and those that nothing detects or explains."""
    results = pd.read_csv(path, keep_default_na=False)
    alive = results[results.outcome == "survived"][["mutant", "change"]]
    summary = f"{len(results):,} mutants, {len(alive):,} of them survived."
    return summary, {"By module": mutants.summary(results), "Survivors": alive}


def durations(outputs: Path) -> Part:
    """Seconds of each notebook in the editions that stand in the folder of outputs."""
    runs = {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in outputs.glob("*/run.json")}
    seconds = pd.DataFrame({name: runs[name].get("durations", {}) for name in sorted(runs)})
    return f"{len(runs)} editions stand here.", {"By edition": seconds.rename_axis("step").reset_index()}


def locked_with_dates() -> str:
    """The lock as uv writes it with days of release; empty where the index cannot be reached."""
    words = f"-m uv pip compile {paths.LOCK.name} --no-deps --universal -q --format pylock.toml".split()
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=paths.ROOT)
    return done.stdout if done.returncode == 0 else ""


def dependencies(lock: str, today: date) -> Part:
    """Days since the first file of each locked version came out."""
    days = {}
    for package in tomllib.loads(lock).get("packages", []):
        released = [file.get("upload-time") for file in [*package.get("wheels", []), package.get("sdist", {})]]
        if any(released):
            days[package["name"]] = (today - min(filter(None, released)).date()).days
    if not days:
        return "Not measured: the index of packages could not be asked.", {}
    ages = pd.DataFrame(days.items(), columns=["package", "days"]).sort_values("days", ascending=False)
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"'([\w-]+)[^']*'", str(project["dependencies"]) + str(project["optional-dependencies"]))
    frames = {"Named by us": ages[ages.package.isin(named)], "Over two years": ages[ages.days > 730]}
    return f"{len(ages)} locked packages.", frames


# Of each part of the page: what reads it, and the files that it may stand in, the best first.
SOURCES = {
    "Tests": (junit, "tests.xml"),
    "Changes of data, charts, code, settings": (junit, "changes.xml", "changes-sample.xml"),
    "Bad input": (junit, "bad-input.xml"),
    "Other environments": (junit, "environments.xml"),
    "Coverage": (coverage, "coverage.json"),
    "Mutants": (survivors, "mutants.csv", "mutants-sample.csv"),
    "Ways to make an edition": (lambda path: ("On this machine.", {"Seconds": pd.read_csv(path)}), "speed.csv"),
}
