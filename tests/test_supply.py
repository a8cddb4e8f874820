"""What the project stands on: the licences of everything that the lock installs."""

import ast
import importlib.metadata
import re
from pathlib import Path

import pytest
import yaml

from helpers import paths

LICENCES = yaml.safe_load(Path(__file__).with_name("licences.yml").read_text(encoding="utf-8"))
READ, ELSEWHERE = LICENCES["read"], LICENCES["elsewhere"]


def locked() -> dict[str, str]:
    """Every locked package with the condition on which it is installed; empty where it always is."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)(?:\[.+\])?==(.*)", paths.LOCK.read_text(encoding="utf-8"), re.M)
    return {name: rest.partition(" ; ")[2] for name, rest in lines}


def licences(name: str) -> list[str]:
    """What an installed package says of its licence: an expression, else classifiers, else the first line of a text."""
    about = importlib.metadata.metadata(name)
    classifiers = [line.split("::")[-1].strip() for line in about.get_all("Classifier", []) if "License ::" in line]
    text = (about.get("License") or "").strip().splitlines()
    return [about["License-Expression"]] if about.get("License-Expression") else classifiers or text[:1]


def installed(name: str) -> bool:
    try:
        return bool(importlib.metadata.distribution(name))
    except importlib.metadata.PackageNotFoundError:
        return False


def free(words: str) -> bool:
    """Whether a licence lets us use a package: every term joined by AND does, and one of those joined by OR."""
    joined = {"AND": "and", "OR": "or"}
    terms = re.sub(r"[^()\s]+", lambda term: joined.get(term[0], str(term[0].lower() in LICENCES["ids"])), words)
    try:
        return words.lower() in LICENCES["spelt_out"] or holds(ast.parse(terms, mode="eval").body)
    except SyntaxError:  # no expression as SPDX writes it
        return False


def holds(node: ast.expr) -> bool:
    """What Python makes of True and False, joined by `and` and `or`; anything else is false."""
    if isinstance(node, ast.BoolOp):
        return (all if isinstance(node.op, ast.And) else any)(map(holds, node.values))
    return isinstance(node, ast.Constant) and node.value is True


@pytest.mark.parametrize("words", LICENCES["free"])
def test_a_free_licence_passes(words):
    assert free(words)


@pytest.mark.parametrize("words", LICENCES["other"])
def test_another_licence_is_refused(words):
    assert not free(words)


def test_every_locked_package_has_a_licence_that_lets_us_use_it():
    said = {name: licences(name) if installed(name) else [ELSEWHERE.get(name, "neither installed nor listed")]
            for name in locked() if name not in READ}  # fmt: skip
    assert len(said) > 100
    bad = {name: words for name, words in said.items() if not words or not all(map(free, words))}
    assert bad == {}


def test_the_exceptions_are_still_needed():
    assert all(installed(name) and not all(map(free, licences(name) or [""])) for name in READ)
    assert set(READ) <= set(locked())
    assert set(ELSEWHERE) == {name for name, marker in locked().items() if marker}
    assert all(map(free, ELSEWHERE.values()))
