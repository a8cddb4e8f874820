"""What all pages share: the frame around them, its words, the notebooks as steps, the findings.
The frames are templates/*.j2, which escape everything that comes from data."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

from helpers import language, paths
from helpers.pages.html_tables import text_of
from helpers.parameters import LANGUAGES


@dataclass(frozen=True)
class Step:
    """One notebook of the series, as the index and the navigation name it."""

    name: str
    number: str
    title: str
    question: str

    @property
    def page(self) -> str:
        return f"{self.name}.html"


def step_of(name: str, notebook: NotebookNode) -> Step:
    """Number, title and question of a notebook: its first heading and the paragraph below it."""
    number, _line, words = name.partition("_")
    title, question = _opening(_prose(notebook))
    title = re.sub(rf"^(?:{number}|{number.lstrip('0')})\b[\s.:·–—-]*", "", title)
    if not title:
        title = words.replace("_", " ").capitalize()
    return Step(name, number, title, question)


def _prose(notebook: NotebookNode) -> str:
    """All Markdown of a notebook, written or computed, in order."""
    pieces = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            pieces.append(cell.source)
        for output in cell.get("outputs", []):
            pieces.append("".join(output.get("data", {}).get("text/markdown", "")))
    return "\n\n".join(pieces)


def _opening(prose: str) -> tuple[str, str]:
    heading = re.search(r"^# +(.+)$", prose, re.M)
    if not heading:
        return "", ""
    below = prose[heading.end() :].strip()
    question = "" if below.startswith("#") else re.split(r"\n\s*\n", below)[0]
    return text_of(markdown2html(heading.group(1))), text_of(markdown2html(question))


def step_named(notebook, steps: list[Step]) -> Step | None:
    """The step that a finding names by its number ('06', 6) or its file name."""
    wanted = Path(str(notebook or "none")).stem
    if wanted.isdecimal():
        wanted = wanted.zfill(2)
    named = [step for step in steps if step.name.startswith(wanted)]
    return named[0] if named else None


def read_findings(folder: Path) -> list[dict]:
    """The findings that a run has left in its folder; none where there is no such file."""
    path = folder / paths.FINDINGS
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def others(record: dict) -> list[tuple[str, str, str]]:
    """The same edition in other languages beside this one: code, how a link says it, folder."""
    beside = record.get("other_languages") or {}
    return [(code, language.CALLED[code], beside[code]) for code in LANGUAGES if code in beside]


def texts_in(code: str) -> dict:
    """The words of the pages in a language."""
    return language.section("pages", code)


@cache
def _frames() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(paths.TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def frame(name: str) -> jinja2.Template:
    """A template of `templates`, ready to be filled."""
    return _frames().get_template(name)
