"""What the project stands on: the licences of everything that the lock installs."""

import importlib.metadata
import re

from helpers import paths

# Licences under which what we publish may use, and need not copy, a package.
FREE = re.compile(
    r"\b(MIT|BSD|0BSD|ISC|Apache|PSF|Python Software Foundation|Zlib|CC0|MPL|Mozilla|HPND|Unlicense|LGPL)\b", re.I
)
# Packages whose metadata say too little or too much, with what their files say.
READ = {
    "axe-playwright-python": "MIT, in its LICENSE; the axe-core that it brings is MPL-2.0",
    "text-unidecode": "Artistic licence or GPL, at choice; used by frictionless, in tests only",
}


def locked() -> list[str]:
    text = paths.LOCK.read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9._-]+)==", text, re.M)


def licence(name: str) -> str:
    """What a package says of its licence: expression, else classifiers, else the first line of the text."""
    about = importlib.metadata.metadata(name)
    classifiers = [line.split("::")[-1].strip() for line in about.get_all("Classifier", []) if "License ::" in line]
    text = (about.get("License") or "").strip().splitlines()
    return about.get("License-Expression") or " / ".join(classifiers) or (text[0] if text else "")


def installed(name: str) -> bool:
    """Whether this system has a locked package; some are for others."""
    try:
        return bool(importlib.metadata.distribution(name))
    except importlib.metadata.PackageNotFoundError:
        return False


def test_every_locked_package_has_a_licence_that_lets_us_use_it():
    said = {name: licence(name) for name in locked() if installed(name) and name not in READ}
    assert len(said) > 100
    bad = {name: words for name, words in said.items() if not FREE.search(words) or "GNU General Public" in words}
    assert bad == {}


def test_the_exceptions_are_still_needed():
    names = {name.lower() for name in locked()}
    assert {name for name in READ if name not in names} == set()
