"""The frame of the checks: a seeded sample of the cases, and which skips are excused."""

import os
import random
from itertools import groupby

import pytest

from helpers import settings

settings.fix()
SEED = 2026  # of the sample
OPTIONAL = ("libfaketime", "localedef")  # tools that continuous integration may lack


def pytest_addoption(parser):
    parser.addoption("--sample", action="store_true", help="a seeded sample of each check")


def pytest_collection_modifyitems(config, items):
    """With --sample keep of each check as many cases as its mark `sample` says, of others all."""
    if not config.getoption("sample"):
        return
    chance = random.Random(SEED)
    kept = []
    for _name, group in groupby(items, key=lambda item: item.nodeid.partition("[")[0]):
        cases = list(group)
        mark = cases[0].get_closest_marker("sample")
        size = min(mark.args[0], len(cases)) if mark else len(cases)
        kept += chance.sample(cases, size)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def skip_without(tool: str) -> None:
    """Skip for want of a tool; in continuous integration only optional ones may be missing."""
    why = f"not on this machine: {tool}"
    if os.environ.get("CI") == "true" and tool not in OPTIONAL:
        pytest.fail(why)
    pytest.skip(why)
