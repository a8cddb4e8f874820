"""Changes of the code that no test can notice, or none needs to: what may differ, and why.

A reason speaks of one argument or one text. With that forgotten on both sides, nothing else may
differ: another number on the same line is another change.
"""

import ast
import textwrap
from collections.abc import Callable

MESSAGES = ("fault", "Fault", "_as_net")  # what they are given with spaces is for people to read
PARTS = ("found", "expected", "todo")  # names of the parts of a message
ON_THIS_SYSTEM = {"encoding": "utf-8", "newline": "", "lineterminator": "\n"}


def reason(before: str, after: str) -> str:
    """Why a change of this code needs no test; empty where more than REASONS allow differs."""
    return next(
        (
            why
            for why, forget in REASONS.items()
            if _but_for(forget, before) == _but_for(forget, after)
        ),
        "",
    )


def _but_for(forget: Callable[[ast.AST], None], code: str) -> str:
    """What code says when something in it is forgotten."""
    tree = ast.parse(textwrap.dedent(code))
    for node in ast.walk(tree):
        forget(node)
    return ast.dump(tree)


def _called(node: ast.AST, *names: str) -> bool:
    """Whether this is a call of a function or method of one of these names."""
    return (
        isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in names
    )


def _silence(node: ast.AST) -> None:
    if _called(node, "errstate"):
        node.keywords = []


def _strictness(node: ast.AST) -> None:
    if _called(node, "zip"):
        node.keywords = [keyword for keyword in node.keywords if keyword.arg != "strict"]


def _float(node: ast.AST) -> None:
    if _called(node, "astype") and [ast.unparse(arg) for arg in node.args] in (["float"], ["None"]):
        node.args = []


def _latest(node: ast.AST) -> None:
    if isinstance(node, ast.arguments):
        named = zip(node.args[len(node.args) - len(node.defaults) :], node.defaults, strict=True)
        for value in [value for arg, value in named if arg.arg == "vintage"]:
            if (
                isinstance(value, ast.Constant)
                and isinstance(value.value, str)
                and value.value != "first"
            ):
                value.value = "latest"


def _system(node: ast.AST) -> None:
    if _called(node, "open", "read_text", "write_text", "to_csv"):
        usual = {f"{name}={value!r}" for name, value in ON_THIS_SYSTEM.items()}
        node.keywords = [keyword for keyword in node.keywords if ast.unparse(keyword) not in usual]


def _words(node: ast.AST) -> None:
    if _called(node, *MESSAGES):
        for arg in node.args:
            _reword(arg)
    if isinstance(node, ast.Assign):
        target, value = node.targets[0], node.value
        both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
        for name, part in zip(target.elts, value.elts, strict=False) if both else [(target, value)]:
            if isinstance(name, ast.Name) and name.id in PARTS:
                _reword(part)


def _reword(node: ast.AST) -> None:
    """Forget a text of three words or more, in either branch of a choice."""
    if isinstance(node, ast.IfExp):
        _reword(node.body)
        _reword(node.orelse)
    elif isinstance(node, ast.Constant) and str(node.value).count(" ") > 1:
        node.value = ""


# Why a change needs no test, and what it may change: what is forgotten when the code before and
# after is compared.
REASONS: dict[str, Callable[[ast.AST], None]] = {
    "silences a warning, changes no number": _silence,
    "both are equally long: a guard": _strictness,
    "None is float64 to pandas": _float,
    "every vintage but 'first' is the latest": _latest,
    "a guard for other systems: the same on this one": _system,
    "the words of a message": _words,
}
