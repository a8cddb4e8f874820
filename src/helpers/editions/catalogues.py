"""Every message that a reader may see: from the code, the wordings, the names, the notebooks and
the claims.

`python -m helpers.messages` brings the catalogues in `locale` up to date: what is new comes in
without a translation, what is no longer said goes out. The tests fail while a translation is
missing or left over.
"""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

import nbformat
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from helpers import files, paths
from helpers.cleaning import names
from helpers.data import package
from helpers.findings.wording import WORDING
from helpers.language import FOLDER, PARTIAL, SOURCE
from helpers.parameters import LANGUAGES
from helpers.reconciliation import criteria, verdict_words
from helpers.reconciliation.reconcile import REASONS_UNCHECKED

KEYWORDS = {"_": None, "counted": (1, 2)}
CODE = Path(__file__).parents[1]


def template(code: str | None = None) -> Catalog:
    """The messages that a language needs, without translations: all of them, or those of
    `labels`.
    """
    catalogue = Catalog(charset="utf-8")
    sentences = (from_code, from_prose, from_wordings, from_tests, from_notes, from_statements)
    for messages in (labels, *(() if code in PARTIAL else sentences)):
        for message in messages():
            catalogue.add(message)
    return catalogue


def labels() -> Iterator[str | tuple[str, str]]:
    """Names, headings of tables, and what stands beside the numbers of the front page."""
    yield from names.NAMES.values()
    yield from names.HEADINGS.values()
    yield from said_in([(CODE / "findings" / "key_figures.py").read_text(encoding="utf-8")])


def from_code() -> Iterator[str | tuple[str, str]]:
    """What the helpers and the code cells of the notebooks say."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(CODE.rglob("*.py"))]
    for path in sorted(paths.NOTEBOOKS.glob("0*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        sources.append("\n".join(cell.source for cell in cells if cell.cell_type == "code"))
    return said_in(sources)


def said_in(sources: list[str]) -> Iterator[str | tuple[str, str]]:
    """The arguments of `_` and `counted` in Python code."""
    for source in sources:
        ast.parse(source)  # a broken file would lose messages without a word
        for _line, message, _comments, _context in extract(
            "python", io.BytesIO(source.encode()), KEYWORDS
        ):
            yield message[:2] if isinstance(message, tuple) else message


def from_prose() -> Iterator[str]:
    """The prose cells of the notebooks, each of which is a message."""
    for path in sorted(paths.NOTEBOOKS.glob("0*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                yield cell.source


def from_tests() -> Iterator[str]:
    """What the tests of claims are called, and why a claim stays unchecked."""
    yield from verdict_words.TESTS
    yield from REASONS_UNCHECKED.values()


def from_notes() -> Iterator[str]:
    """What the sentences on corridors say after the notes of the tables."""
    yield from criteria.groups_counted(*package.read("corridor_flows").note)
    yield from filter(
        None, (criteria.lower_rank([note]) for note in package.read("corridors").note)
    )


def from_wordings() -> Iterator[str | tuple[str, str]]:
    """Conditions and sentences of all findings."""
    for entry in WORDING.values():
        for variant, wording in entry.items():
            if variant not in ("notebook", "front"):
                condition, *forms = wording
                yield condition
                yield forms[0] if len(forms) == 1 else tuple(forms[:2])


def from_statements() -> Iterator[str]:
    """What the claims of all articles state, in our words."""
    yield from package.read("claims").statement.dropna()


def update(code: str) -> None:
    """Bring the catalogue of a language up to date."""
    path = FOLDER / f"{code}.po"
    catalogue = Catalog(locale=code, charset="utf-8")
    if path.is_file():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code)
    catalogue.update(template(code), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)
    header = f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    files.write_bytes(header.encode() + buffer.getvalue(), path)


if __name__ == "__main__":
    for each in LANGUAGES:
        if each != SOURCE:
            update(each)
