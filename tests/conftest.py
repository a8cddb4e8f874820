"""What the tests share: the settings of every run, and frames made by hand."""

import os
import subprocess
import sys
import time

import pandas as pd
import pytest

from helpers import parameters, settings
from helpers.data import package
from helpers.data.records import Package, Row, Table

settings.fix()
os.environ.pop("CLAIMS_OUTPUT", None)
os.environ.pop("CLAIMS_RAW", None)


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="write the golden files anew")


def flows_by_hand(departures: list, arrivals: list, last: int = 2025) -> pd.DataFrame:
    """A frame as cleaning.annual_flows gives it, ending in `last`; None is a value that was not published."""
    rows = []
    for flow, values in (("arrivals", arrivals), ("departures", departures)):
        for place, value in enumerate(values):
            year = last - len(values) + 1 + place
            vintage = "final" if value is not None else "not published"
            rows.append((year, flow, value, "observed", vintage, f"file.csv:{len(rows) + 2}", "source"))
    columns = ["year", "flow", "value", "status", "vintage", "row", "source_url"]
    frame = pd.DataFrame(rows, columns=columns).astype({"value": "Int64"})
    frame["low"] = frame["high"] = frame["value"].astype("Float64")
    wide = frame.pivot(index="year", columns="flow", values="value")
    net = pd.DataFrame({"year": wide.index, "flow": "net", "value": wide.arrivals - wide.departures})
    net["low"] = net["high"] = net["value"].astype("Float64")
    net = net.assign(status="derived", vintage="final", row="file.csv:2 file.csv:3", source_url="source")
    return pd.concat([frame, net], ignore_index=True)


@pytest.fixture
def make_flows():
    return flows_by_hand


ENTRIES = {entry["name"]: entry for entry in package.descriptor()["resources"]}


def package_by_hand(doubts=(), regions=(), numbering=None, **tables) -> Package:
    """A data package of small tables, each a list of rows as dictionaries; the first row stands on line 2."""
    content = {}
    for name, rows in tables.items():
        path, entry = f"{name}.csv", ENTRIES.get(name, {})
        columns = list(dict.fromkeys(column for row in rows for column in row))
        cells = [{column: str(row.get(column, "")) for column in columns} for row in rows]
        records = [Row(row, line, path) for line, row in enumerate(cells, 2)]
        content[name] = Table(name, path, columns, records, entry.get("measure", "value"), entry.get("role", ""))
    return Package(content, numbering or {}, list(doubts), list(regions))


@pytest.fixture
def make_package():
    return package_by_hand


@pytest.fixture
def faults_of():
    """The faults that a rule finds in a package made by hand, as people read them, sorted."""
    return lambda rule, **content: sorted(map(str, rule(package_by_hand(**content))))


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    """A folder with the newest edition in English and Russian, made once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "editions"
    for language in ("en", "ru", "en"):  # the English one again, since its pages now link to the Russian ones
        place = folder / parameters.check(language=language).folder
        words = ["report", "--language", language, "--output", str(place)]
        made_by_somebody([sys.executable, "-m", "helpers", *words])
    return folder


def made_by_somebody(command: list[str]) -> None:
    """Run a command that makes an edition, after any other process that is making the same."""
    while True:
        done = subprocess.run(command, capture_output=True, text=True)
        if "Another run" not in done.stderr:
            break
        time.sleep(1)
    assert done.returncode == 0, done.stdout + done.stderr
