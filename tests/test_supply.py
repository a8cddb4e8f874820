"""What the project stands on: the licences of everything that the lock installs."""

import ast
import importlib.metadata
import re

import pytest

from helpers import paths

# Licences under which what we publish may use, and need not copy, a package: by their SPDX ids, and as packages also
# spell them.
IDS = {
    "mit", "mit-0", "mit-cmu", "bsd-2-clause", "bsd-3-clause", "0bsd", "isc", "apache-2.0", "psf-2.0", "zlib",
    "cc0-1.0", "mpl-2.0", "lgpl-3.0-or-later",
}  # fmt: skip
SPELT_OUT = {
    "mit license", "bsd", "bsd license", "isc license (iscl)", "apache 2.0", "apache license, version 2.0",
    "apache software license", "python software foundation license", "mozilla public license 2.0 (mpl 2.0)",
}  # fmt: skip
# Packages whose metadata say too little or too much, with what their files say.
READ = {
    "axe-playwright-python": "MIT, in its LICENSE; the axe-core that it brings is MPL-2.0",
    "text-unidecode": "Artistic licence or GPL, at choice; used by frictionless, in tests only",
}
# Packages that the lock has for some systems or Pythons alone, so that they may not be here to be asked.
ELSEWHERE = {
    "aiohappyeyeballs": "PSF-2.0", "aiohttp": "Apache-2.0 AND MIT", "aiosignal": "Apache-2.0",
    "appnope": "BSD-2-Clause", "colorama": "BSD-3-Clause", "frozenlist": "Apache-2.0",
    "importlib-metadata": "Apache-2.0", "lazy-importer": "Apache-2.0", "multidict": "Apache-2.0",
    "overrides": "Apache-2.0", "pexpect": "ISC", "propcache": "Apache-2.0", "ptyprocess": "ISC",
    "pycparser": "BSD-3-Clause", "pywinpty": "MIT", "setuptools": "MIT", "yarl": "Apache-2.0", "zipp": "MIT",
}  # fmt: skip


def locked() -> dict[str, str]:
    """Every locked package with the condition on which it is installed; empty where it always is."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)==(.*)", paths.LOCK.read_text(encoding="utf-8"), re.M)
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
    terms = re.sub(
        r"[^()\s]+", lambda term: {"AND": "and", "OR": "or"}.get(term[0], str(term[0].lower() in IDS)), words
    )
    try:
        return words.lower() in SPELT_OUT or holds(ast.parse(terms, mode="eval").body)
    except SyntaxError:  # no expression as SPDX writes it
        return False


def holds(node: ast.expr) -> bool:
    """What Python makes of True and False, joined by `and` and `or`; anything else is false."""
    if isinstance(node, ast.BoolOp):
        return (all if isinstance(node.op, ast.And) else any)(map(holds, node.values))
    return isinstance(node, ast.Constant) and node.value is True


@pytest.mark.parametrize(
    "words",
    ["MIT", "mit", "MIT License", "ISC License (ISCL)", "Apache-2.0 AND (MIT OR GPL-3.0-only)", "GPL-2.0-only OR MIT"],
)
def test_a_free_licence_passes(words):
    assert free(words)


@pytest.mark.parametrize(
    "words",
    [
        "", "GPL-3.0-only AND MIT", "AGPL-3.0-or-later AND BSD-3-Clause", "GPLv3 (not MIT)", "MIT GPL-3.0-only",
        "MIT AND", "Proprietary; includes Apache parts", "MIT OR GPL-3.0-only AND AGPL-3.0-only OR", "(MIT", "MIT)",
        "GNU General Public License v3 (GPLv3)", "MIT AND GPL-3.0-only OR GPL-2.0-only", "MIT WITH a-clause",
    ],
)  # fmt: skip
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
