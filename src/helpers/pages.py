"""From executed notebooks to pages: one HTML file per notebook, and the index that leads to them.

nbconvert turns cells into HTML (templates/notebook); the frame around them (templates/*.j2, style.css) is ours, with
nothing loaded from outside. Everything that comes from data is escaped; the words stand in templates/texts.json.
"""

import base64
import csv
import html
import json
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import jinja2
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from PIL import Image

from helpers import language, paths, rests
from helpers.bundle import ARCHIVE, DICTIONARY, PACKAGE, WORKBOOK
from helpers.language import _, counted, speaking
from helpers.parameters import LANGUAGES, NAMES, Parameters

KEY_CHART = "projection"  # the figure that the index shows
RESULTS = (ARCHIVE, WORKBOOK, PACKAGE, DICTIONARY, "projection.csv", "findings.json", "run.json")
CHANGES = "what-changed.html"  # the page that compares the edition with the one before
PHONE = "-phone.png"  # how the file of a figure's narrow picture ends


class PageError(Exception):
    """A notebook that cannot become a page that everybody can read."""


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


def write_all(
    notebooks: dict[str, NotebookNode],
    folder: Path,
    parameters: Parameters,
    record: dict,
    after: dict | None = None,
    package: Path | None = None,
) -> None:
    """Write the index, a page per notebook, and the page on what rests on what into `folder`; `after` as from
    `afterwards.write`, `package` the folder of the data package (default: the one in use).

    Raises PageError for a picture without alt text.
    """
    steps = [step_of(name, notebook) for name, notebook in sorted(notebooks.items())]
    (folder / "html").mkdir(parents=True, exist_ok=True)
    with speaking(parameters.language):
        figures, resting = drawings(folder), rests.content(folder, package, shown_on(notebooks, steps))
        for step in steps:
            page = notebook_page(notebooks[step.name], step, steps, parameters, figures, others(record), resting)
            _write(folder / "html" / step.page, page)
        _write(folder / rests.PAGE, resting_page(resting, steps, parameters, record))
        chart, told = key_chart(notebooks, figures), {name: status(notebook) for name, notebook in notebooks.items()}
        _write(folder / "index.html", index_page(folder, steps, parameters, record, chart, after, resting, told))


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")


# --- a notebook's page ---------------------------------------------------------------------------------------------


def notebook_page(
    notebook: NotebookNode,
    step: Step,
    steps: list[Step],
    parameters: Parameters,
    figures: dict | None = None,
    elsewhere: list | None = None,
    resting: dict | None = None,
) -> str:
    """The whole page of one executed notebook; `figures` as from `drawings`, `elsewhere` as from `others`, `resting` as
    from `rests.content`."""
    _check_pictures(notebook, step.name)
    texts = texts_in(parameters.language)
    resources = {"given": _given(notebook), "texts": texts, "figures": figures or {}, "numbered": []}
    body, _ = _exporter().from_notebook_node(notebook, resources=resources)
    body, contents = with_contents(body)
    place = steps.index(step)
    return _frame("page.html.j2").render(
        texts=texts,
        parameters=parameters,
        root="../",
        others=elsewhere,
        this_page=f"html/{step.page}",
        step=step,
        steps=steps,
        before=steps[place - 1] if place else None,
        after=steps[place + 1] if place + 1 < len(steps) else None,
        contents=contents,
        rests_page=rests.PAGE if resting else None,
        rests=rests.words(),
        body=with_readable_tables(with_links(body, resting) if resting else body, texts["table"]),
    )


def others(record: dict) -> list[tuple[str, str, str]]:
    """The same edition in other languages beside this one: code, how a link says it, folder."""
    beside = record.get("other_languages") or {}
    return [(code, language.CALLED[code], beside[code]) for code in LANGUAGES if code in beside]


def drawings(folder: Path) -> dict[str, dict]:
    """What a run has left of each figure: the path of its drawing, its picture for a phone (None without one), and the
    files to take away."""
    found = {}
    for path in sorted((folder / "figures").glob("*.svg")):
        phone = _phone(path.with_name(f"{path.stem}{PHONE}"))
        files = {downloads()[kind]: file for kind, file in _files(folder, path.stem).items()}
        found[path.stem] = {"drawing": f"figures/{path.name}", "phone": phone, "files": files}
    return found


def downloads() -> dict[str, str]:
    """The files that a figure comes in, as the links to them say."""
    return {"SVG": "SVG", "PNG": "PNG", "CSV": _("numbers as CSV")}


def _files(folder: Path, figure: str) -> dict[str, str]:
    """The files of a figure that stand in the edition, by kind: drawing, bitmap, numbers."""
    files = [f"figures/{figure}.svg", f"figures/{figure}.png", f"tables/chart_{figure}.csv"]
    return {file.rpartition(".")[2].upper(): file for file in files if (folder / file).exists()}


def shown_on(notebooks: dict[str, NotebookNode], steps: list[Step]) -> dict[str, str]:
    """The page that shows a figure, by the figure's name."""
    found = {}
    for step in steps:
        for _number, output in pictures(notebooks[step.name]):
            found.setdefault(_picture_metadata(output).get("figure"), step.page)
    return found


def status(notebook: NotebookNode) -> str:
    """What the executed notebook says of its run: whether every cell ran, and what came out."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    ran = [cell for cell in cells if cell.execution_count]
    outputs = [output for cell in ran for output in cell.outputs]
    failed = any(output.output_type == "error" for output in outputs)
    if failed or len(ran) < len(cells):
        return _("not run to its end: {ran} of {cells} cells ran", ran=len(ran), cells=len(cells))
    tables = sum("".join(output.get("data", {}).get("text/html", "")).count("<table") for output in outputs)
    counts = {
        "cells": counted("{n} cell", "{n} cells", len(ran)),
        "charts": counted("{n} chart", "{n} charts", len(pictures(notebook))),
        "tables": counted("{n} table", "{n} tables", tables),
    }
    return _("ran to its end: {cells}, {charts}, {tables}", **counts)


def _phone(path: Path) -> dict | None:
    """A picture ready for a source element, with the size that it has on a phone in CSS pixels."""
    if not path.is_file():
        return None
    with Image.open(path) as picture:
        width, height = (round(96 * pixels / picture.info["dpi"][0]) for pixels in picture.size)
    return {"data": base64.b64encode(path.read_bytes()).decode(), "width": width, "height": height}


def _given(notebook: NotebookNode) -> dict:
    """The parameters that the run gave to this notebook, in the order in which people list them."""
    given = notebook.metadata.get("papermill", {}).get("parameters", {})
    return {name: given[name] for name in NAMES if name in given}


def pictures(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """Every output that shows a bitmap, with the number of its cell among the code cells."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [(n, output) for n, cell in enumerate(cells, 1) for output in cell.outputs]
    return [(n, output) for n, output in outputs if "image/png" in output.get("data", {})]


def _check_pictures(notebook: NotebookNode, name: str) -> None:
    for number, output in pictures(notebook):
        if not _picture_metadata(output).get("alt", "").strip():
            raise PageError(f"{name}, cell [{number}]: the chart has no alt text, so some readers would not know it.")


def _picture_metadata(output: NotebookNode) -> dict:
    return output.metadata.get("image/png", {})


@cache
def _exporter() -> HTMLExporter:
    exporter = HTMLExporter(
        extra_template_basedirs=[str(paths.TEMPLATES)],
        template_name="notebook",
        exclude_anchor_links=True,  # the headings get their ids, and their links, in `with_contents`
    )
    # Nothing that needs a script or a second file: tables, prose, charts, and text for the rest.
    exporter.config.NbConvertBase.display_data_priority = ["text/html", "text/markdown", "image/png", "text/plain"]
    return exporter


HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.S)


def with_contents(body: str) -> tuple[str, list[dict]]:
    """The body with an id on every heading of second and third rank, and the list of these headings."""
    contents = []
    used = set()

    def mark(match: re.Match) -> str:
        level, inner = match.groups()
        slug = _slug(_text(inner), used)
        contents.append({"level": int(level), "id": slug, "text": _text(inner)})
        return f'<h{level} id="{slug}">{inner}</h{level}>'

    return HEADING.sub(mark, body), contents


def _slug(text: str, used: set[str]) -> str:
    """A heading's id: its words, and a number when another heading has the same."""
    words = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
    slug, count = words, 1
    while slug in used:
        count += 1
        slug = f"{words}-{count}"
    used.add(slug)
    return slug


def _text(fragment: str) -> str:
    """A piece of HTML without its tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", fragment)).strip()


# --- tables --------------------------------------------------------------------------------------------------------

TABLE = re.compile(r"<table\b.*?</table>", re.S)
ROW = re.compile(r"<tr\b.*?</tr>", re.S)
CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.S)
MANY_COLUMNS = 5  # from here on a phone scrolls sideways rather than squeeze the words
BLANK = ("", "–", "—", "…", "nan", "NaN", "<NA>", "None")
NUMBER = re.compile(r"(?:under |over |менее |более )?[+−-]?\d[\d\s,.]*(?:[%‰]|\s?[–…-]\s?[+−-]?\d[\d\s,.]*%?)?")


def with_readable_tables(body: str, label: str) -> str:
    """Tables that scroll inside themselves, with their columns of numbers set flush right.

    The style that pandas sends along is left out: no browser keeps it to its own table any more.
    """

    def framed(match: re.Match) -> str:
        table = _numbers_right(match.group())
        kind = "scroll many" if _width(table) >= MANY_COLUMNS else "scroll"
        return f'<div class="{kind}" role="group" aria-label="{html.escape(label)}" tabindex="0">{table}</div>'

    return TABLE.sub(framed, re.sub(r"<style scoped[^>]*>.*?</style>", "", body, flags=re.S))


def _width(table: str) -> int:
    """How many columns a table has."""
    return max((len(CELL.findall(row)) for row in ROW.findall(table)), default=0)


def _numbers_right(table: str) -> str:
    rows = [[(kind, _text(inner)) for kind, _, inner in CELL.findall(row)] for row in ROW.findall(table)]
    width = _width(table)
    if re.search(r"(?:col|row)span=", table):  # cells no longer stand below each other: each for itself
        return CELL.sub(lambda cell: _cell(cell, cell[1] == "td" and _is_number(_text(cell[3]))), table)
    numeric = {column for column in range(width) if _is_numeric(rows, column)}

    def row(match: re.Match) -> str:
        columns = iter(range(width))
        return CELL.sub(lambda cell: _cell(cell, next(columns) in numeric), match.group())

    return ROW.sub(row, table)


def _is_numeric(rows: list[list], column: int) -> bool:
    """Whether a column holds values (not row labels), and all of them numbers or blanks."""
    values = [row[column][1] for row in rows if len(row) > column and row[column][0] == "td"]
    shown = [value for value in values if value not in BLANK]
    return bool(shown) and all(_is_number(value) for value in shown)


def _is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text))


def _cell(match: re.Match, numeric: bool) -> str:
    kind, attributes, inner = match.groups()
    mark = ' class="number"' if numeric and "class=" not in attributes else ""
    return f"<{kind}{attributes}{mark}>{inner}</{kind}>"


# --- what rests on what --------------------------------------------------------------------------------------------


def resting_page(resting: dict, steps: list[Step], parameters: Parameters, record: dict) -> str:
    """The page on what rests on what; `resting` as from `rests.content`."""
    of_step = [(step, [f for f in resting["findings"] if _step_named(f["notebook"], steps) == step])
               for step in (*steps, None)]  # fmt: skip
    claims = [(claim["claim_id"], article) for article in resting["articles"] for claim in article["claims"]]
    return _frame("rests.html.j2").render(
        texts=texts_in(parameters.language),
        words=rests.words(),
        parameters=parameters,
        root="",
        others=others(record),
        this_page=rests.PAGE,
        steps=steps,
        short=rests.SHORT,
        sentences=language.of_sentences(parameters.language),
        groups=[(step, mine) for step, mine in of_step if mine],
        languages={claim_id: article["language"] for claim_id, article in claims},
        articles=resting["articles"],
        files=resting["files"],
    )


def with_links(body: str, resting: dict) -> str:
    """The body with links from the claims, rows and findings that tables name to what rests on what.

    A finding is known by its id in one cell and its sentence in the next.
    """
    sentences = {(finding["id"], finding["text"]) for finding in resting["findings"]}

    def row(match: re.Match) -> str:
        cells = [_text(inner) for _kind, _attributes, inner in CELL.findall(match.group())]
        named = sentences & set(pairwise(cells))
        anchors = resting["anchors"] | {name: f"finding-{name}" for name, _sentence in named}
        return CELL.sub(lambda cell: _linked(cell, anchors), match.group())

    return TABLE.sub(lambda table: ROW.sub(row, table.group()), body)


def _linked(cell: re.Match, anchors: dict[str, str]) -> str:
    """A cell that holds nothing but places, each of them with its link."""
    kind, attributes, inner = cell.groups()
    pieces = re.split(r"([;\s]+)", inner.strip())
    if not all(piece in anchors for piece in pieces[::2]):
        return cell.group()
    pieces[::2] = [f'<a href="../{rests.PAGE}#{html.escape(anchors[piece])}">{piece}</a>' for piece in pieces[::2]]
    return f"<{kind}{attributes}>{''.join(pieces)}</{kind}>"


# --- the index -----------------------------------------------------------------------------------------------------


def index_page(
    folder: Path,
    steps: list[Step],
    parameters: Parameters,
    record: dict,
    chart: dict | None,
    after: dict | None = None,
    resting: dict | None = None,
    told: dict[str, str] | None = None,
) -> str:
    """The page that a reader opens first, made from what the run has left in `folder`; `resting` as from
    `rests.content`, `told` the `status` of each notebook by name."""
    return _frame("index.html.j2").render(
        texts=texts_in(parameters.language),
        has_articles=bool(record["articles"]),
        parameters=parameters,
        root="",
        others=others(record),
        this_page="index.html",
        steps=steps,
        findings=front_findings(folder, steps),
        numbers=key_numbers(folder, steps, resting),
        after=after,
        rests_page=rests.PAGE if resting else None,
        rests=rests.words(),
        told=told or {},
        changes=CHANGES if (folder / CHANGES).exists() else None,
        chart=chart,
        tables=_tables(folder),
        figures=_figures(folder),
        results=[name for name in RESULTS if _will_be(folder, name)],
        record=record,
        digests=_digests(record["inputs"]),
    )


def _will_be(folder: Path, name: str) -> bool:
    """The archive and run.json are written last, when the edition is whole."""
    return name in (ARCHIVE, "run.json") or (folder / name).exists()


def front_findings(folder: Path, steps: list[Step]) -> list[dict]:
    """The findings for the front page in their order, each with the step it comes from (None if it names none)."""
    file = folder / "findings.json"
    found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    front = sorted((finding for finding in found if finding.get("front")), key=lambda f: f.get("order", 0))
    return [{"id": f["id"], "text": _sentence(f["text"]), "step": _step_named(f.get("notebook"), steps)} for f in front]


def key_numbers(folder: Path, steps: list[Step], resting: dict | None = None) -> list[dict]:
    """The numbers of the front page as notebook 07 left them, each with the step that shows it and the anchors of the
    rows that it rests on."""
    file = folder / "tables" / "key_numbers.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    anchors = resting["anchors"] if resting else {}
    places = [[anchors[place] for place in rests.places_in(row.get("row")) if place in anchors] for row in rows]
    return [row | {"step": _step_named(row["notebook"], steps), "rests_on": mine}
            for row, mine in zip(rows, places, strict=True)]  # fmt: skip


def _sentence(text: str) -> str:
    """A finding's words with a full stop; in findings.json they may stand without one."""
    return text if text.rstrip().endswith((".", "!", "?", "…")) else f"{text.rstrip()}."


def _step_named(notebook, steps: list[Step]) -> Step | None:
    """The step that a finding names by its number ('06', 6) or its file name."""
    wanted = Path(str(notebook or "")).stem
    wanted = wanted.zfill(2) if wanted.isdecimal() else wanted
    return next((step for step in steps if wanted and step.name.startswith(wanted)), None)


def key_chart(notebooks: dict[str, NotebookNode], figures: dict | None = None) -> dict | None:
    """The chart called `projection`, ready for an img; None when no notebook shows it."""
    outputs = [output for notebook in notebooks.values() for _, output in pictures(notebook)]
    for output in outputs:
        about = _picture_metadata(output)
        if about.get("figure") == KEY_CHART:
            data = "".join(output.data["image/png"]).replace("\n", "")
            size = {key: about.get(key) for key in ("width", "height")}
            return {"data": data, "alt": about["alt"], "figure": (figures or {}).get(KEY_CHART), **size}
    return None


def _tables(folder: Path) -> list[str]:
    """The tables by name, but for those that stand beside their chart."""
    charted = {f"chart_{figure}.csv" for figure in _figure_names(folder)}
    return sorted(path.name for path in folder.glob("tables/*.csv") if path.name not in charted)


def _figures(folder: Path) -> list[dict]:
    """Each figure once, with the files it comes in: drawing, bitmap, numbers."""
    return [{"name": name.replace("_", " "), "files": _files(folder, name)} for name in _figure_names(folder)]


def _figure_names(folder: Path) -> list[str]:
    names = {path.stem for path in folder.glob("figures/*") if path.suffix in (".svg", ".png")}
    return sorted(name for name in names if not f"{name}.png".endswith(PHONE))


def _digests(inputs: dict) -> list[tuple[str, str]]:
    """The first digits of the hash of every data file: enough to tell two vintages apart."""
    return [(name, digest[:12]) for name, digest in inputs.get("data", {}).items()]


# --- words ---------------------------------------------------------------------------------------------------------


def step_of(name: str, notebook: NotebookNode) -> Step:
    """Number, title and question of a notebook: its first heading and the first paragraph below it."""
    number = name.split("_")[0]
    title, question = _opening(_prose(notebook))
    title = re.sub(rf"^(?:{number}|{number.lstrip('0')})\b[\s.:·–—-]*", "", title)
    return Step(name, number, title or name.partition("_")[2].replace("_", " ").capitalize(), question)


def _prose(notebook: NotebookNode) -> str:
    """All Markdown of a notebook, written or computed, in order."""
    pieces = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            pieces.append(cell.source)
        elif cell.cell_type == "code":
            pieces += ["".join(output.get("data", {}).get("text/markdown", "")) for output in cell.outputs]
    return "\n\n".join(pieces)


def _opening(prose: str) -> tuple[str, str]:
    heading = re.search(r"^# +(.+)$", prose, re.M)
    if not heading:
        return "", ""
    below = re.split(r"\n\s*\n", prose[heading.end() :].strip())
    question = below[0] if below and not below[0].startswith("#") else ""
    return _text(markdown2html(heading.group(1))), _text(markdown2html(question))


@cache
def texts_in(language: str) -> dict:
    """The words of the pages in a language."""
    return json.loads((paths.TEMPLATES / "texts.json").read_text(encoding="utf-8"))[language]


@cache
def _frames() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(paths.TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _frame(name: str) -> jinja2.Template:
    return _frames().get_template(name)
