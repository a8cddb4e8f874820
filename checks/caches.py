"""Empty the caches of helpers and tests. For pytest (`-p checks.caches`); it imports no helper: mutmut moves them."""

import os
import sys


def forget() -> None:
    """Empty every cache of the helpers and of the tests."""
    for module in [module for name, module in sys.modules.items() if name.startswith(("helpers.", "test_"))]:
        for function in vars(module).values():
            if callable(getattr(function, "cache_clear", None)):
                function.cache_clear()


def pytest_runtest_protocol(item, nextitem):
    """While mutmut learns what tests reach, run each alone: a cache or shared fixture would hide functions."""
    if os.environ.get("MUTANT_UNDER_TEST") != "stats":
        return None
    from _pytest.runner import runtestprotocol

    forget()
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    runtestprotocol(item, nextitem=None)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
