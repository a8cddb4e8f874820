"""The examples in docstrings are carried out."""

import doctest
import importlib
import pkgutil

import pytest

import helpers

ROOMS = ("helpers.projection.", "helpers.reconciliation.")
WITH_EXAMPLES = ("helpers.printed", "helpers.projection.house_method", "helpers.projection.scoring")
MODULES = [
    module.name
    for module in pkgutil.walk_packages(helpers.__path__, "helpers.")
    if module.name.startswith(ROOMS) or (module.name.count(".") == 1 and not module.name.endswith("__main__"))
]
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("name", MODULES)
def test_examples_say_what_comes_out(name):
    outcome = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    assert not outcome.failed
    assert outcome.attempted or name not in WITH_EXAMPLES
