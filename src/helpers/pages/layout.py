"""What all pages share: the frame around them, its words and its foot, the notebooks as steps, the
findings. The frames are templates/*.j2, which escape everything that comes from data."""

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

import jinja2
import yaml
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

from helpers import language, paths
from helpers.cleaning import names
from helpers.data import package
from helpers.files import read_rows
from helpers.language import formats, say, spoken
from helpers.parameters import Parameters, is_day

CITATION = paths.ROOT / "CITATION.cff"
FRAMES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(paths.TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
FRAMES.globals |= {"say": say, "formats": formats, "names": names, "paths": paths}
FRAMES.globals["called_languages"] = language.CALLED
FRAMES.filters["escape_html"] = html.escape  # as in notebooks


@dataclass(frozen=True)
class Step:
    """One notebook of the series, as the index and the navigation name it."""

    name: str
    number: str
    title: str

    @property
    def page(self) -> str:
        return f"{self.name}.html"


def step_of(name: str, notebook: NotebookNode) -> Step:
    """A notebook with its first heading as title, without the number before it; else its name."""
    number, _line, words = name.partition("_")
    title = words.replace("_", " ").capitalize()
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    heading = re.search(rf"^# +(?:0?{int(number)}\b[\s.:·–—-]*)?(.+)$", "\n".join(cells), re.M)
    if heading:
        title = text_of(markdown2html(heading.group(1)))
    return Step(name, number, title)


def text_of(fragment: str) -> str:
    """A piece of HTML without its tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", fragment)).strip()


def read_findings(folder: Path) -> dict[str, dict]:
    """The findings that a run has left in its folder, by id; none where there is no such file."""
    path = folder / paths.FINDINGS
    findings = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return {finding["id"]: finding for finding in findings}


def frame(name: str) -> jinja2.Template:
    """A template of `templates`, which may use `say`, `formats` and `paths`."""
    return FRAMES.get_template(name)


def imprint(run: Parameters, raw: Path | None) -> dict:
    """The foot of every page, in the language spoken: the last day on which something was published
    that the edition may use, the licences, whom to tell of an error, and how to cite."""
    raw = raw or paths.raw_folder()
    cited = yaml.safe_load(CITATION.read_text(encoding="utf-8"))
    days = {row.get("published") or "" for path in raw.rglob("*.csv") for row in read_rows(path)}
    latest = run.cutoff if run.vintage == "first" else "9999"
    last = max((day for day in days if is_day(day) and day <= latest), default=None)
    day = formats.date(last, spoken()) if last else run.year
    licences = package.descriptor(raw).get("licenses") or [{"name": ""}]
    licence = licences[0]["name"].replace("-", " ", 1)
    title = cited["title"]
    authors = formats.listing([author["name"] for author in cited["authors"]])
    return {
        "day": say("front.day", day=day) if last else "",
        "licence": say("front.licence", licence=licence, code=cited["license"]),
        "contact": say("front.contact", name=title.partition(":")[0]),
        "cite": say("front.cite", authors=authors, title=title, year=run.year, day=day),
    }
