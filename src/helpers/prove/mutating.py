"""What is ours in the mutation tester mutmut: which changes it makes, and from what start the tests
run.

Run by `helpers.prove.mutants`, as a program in a copy of the project and as a plugin of pytest
there.
"""

import gc
import json
import os
import sys
from itertools import accumulate
from pathlib import Path

OTHERS = (
    30  # seconds for the tests of other modules, so that a survivor does not cost a whole suite
)
STATS = Path("mutmut-stats.json")  # of the tester, in the folder where the tests run
TOLD = ("_", "say")  # what they are given is looked up in the catalogues, for people


def main(given: list[str], jobs: str) -> None:
    """Mutate these files, with so many processes at a time, as `[tool.mutmut]` in pyproject.toml
    says.

    What is given besides files are patterns of the names of mutants: only these are tried.
    """
    import libcst as cst
    from mutmut.__main__ import cli
    from mutmut.configuration import config
    from mutmut.mutation import file_mutation, mutators

    config().only_mutate = [name for name in given if name.endswith(".py")]
    own = {mutators.operator_string: _once, mutators.operator_arg_removal: _one_less}
    mutators.mutation_operators[:] = [
        (kind, own.get(make, make)) for kind, make in mutators.mutation_operators
    ]
    passed_by, words = file_mutation.MutationVisitor._skip_node_and_children, set()
    outer = file_mutation.OuterFunctionProvider

    def left_alone(visitor, node) -> bool:
        """What only people read, errors and looked-up messages; and functions made by functions, at
        import.
        """
        if isinstance(node, cst.Call) and _name(node.func) in TOLD:
            words.update(
                id(arg.value) for arg in node.args if isinstance(arg.value, cst.BaseString)
            )
        inner = (
            isinstance(node, cst.FunctionDef)
            and visitor.get_metadata(outer, node, node) is not node
        )
        return inner or id(node) in words or isinstance(node, cst.Raise) or passed_by(visitor, node)

    file_mutation.MutationVisitor._skip_node_and_children = left_alone
    cli(["run", "--max-children", jobs, *(name for name in given if not name.endswith(".py"))])


def _once(node):
    """Another string; in capitals or small letters it would be no less another one."""
    from mutmut.mutation.mutators import operator_string

    return list(operator_string(node))[:1]


def _one_less(call):
    """A call without one of its keywords, or with None for one of its other arguments."""
    import libcst as cst

    told = _name(call.func) in TOLD
    for place, arg in enumerate(call.args):
        before, after = call.args[:place], call.args[place + 1 :]
        if arg.keyword:
            yield call.with_changes(args=[*before, *after])
        elif not (
            arg.star
            or (told and isinstance(arg.value, cst.BaseString))
            or _name(arg.value) == "None"
        ):
            yield call.with_changes(
                args=[*before, arg.with_changes(value=cst.Name("None")), *after]
            )


def _name(node) -> str:
    return node.value if type(node).__name__ == "Name" else ""


def pytest_collection_modifyitems(items) -> None:
    """The tests of the mutated module first, which are most likely to notice, then the others; the
    quickest first.
    """
    module = os.environ.get("MUTANT_UNDER_TEST", "").rpartition(".")[0].split(".")[1:2]
    if module and STATS.exists():
        took = json.loads(STATS.read_text(encoding="utf-8"))["duration_by_test"]
        items.sort(key=lambda item: took.get(item.nodeid, 0))
        own = [item for item in items if [item.path.stem.removeprefix("test_")] == module]
        others = [item for item in items if item not in own]
        spent = accumulate(took.get(item.nodeid, 0) for item in others)
        items[:] = own + [
            item for item, seconds in zip(others, spent, strict=True) if seconds < OTHERS
        ]


def pytest_collection_finish(session) -> None:
    """Forget what was called at import, and do not look for rubbish in it in every process."""
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        from mutmut.state import state

        state()._stats.clear()
    if session.config.option.collectonly:
        gc.freeze()


def pytest_runtest_protocol(item, nextitem):
    """While the tester learns which test reaches which function, run each as if it were alone.

    A result that an earlier test left in a cache or in a shared fixture would hide the functions
    that made it.
    """
    if os.environ.get("MUTANT_UNDER_TEST") != "stats":
        return None
    from _pytest.runner import runtestprotocol

    _forget()
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    runtestprotocol(item, nextitem=None)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _forget() -> None:
    """Empty every cache of the helpers but that of the raw files, in which no helper has had a
    hand.
    """
    modules = [
        module
        for name, module in sys.modules.items()
        if name.startswith("helpers.") and name != "helpers.raw"
    ]
    for value in [value for module in modules for value in vars(module).values()]:
        if hasattr(value, "cache_clear"):
            value.cache_clear()


if __name__ == "__main__":
    main(sys.argv[2:], sys.argv[1])
