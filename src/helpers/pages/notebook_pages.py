"""From executed notebooks to pages: a page per notebook, provenance, the index that leads to them.

nbconvert turns cells into HTML (templates/notebook); the frame around them loads nothing from
outside. `html_tables` makes the HTML fit to read; `front_page` and `front_claims` have the words
of the index, `downloads_page` what the run has left to take away.
"""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode

from helpers import language, paths
from helpers.files import write_text
from helpers.language import formats, say, section, speaking
from helpers.pages import (
    downloads_page,
    front_claims,
    front_page,
    html_tables,
    outcomes,
    provenance,
)
from helpers.pages.imprint import imprint
from helpers.pages.key_chart import what_came
from helpers.pages.layout import Step, frame, others, step_named, step_of, texts_in
from helpers.parameters import NAMES, Parameters

KEY_CHART = "projection"  # the figure that the index shows
CLAIMS = "03"  # the notebook of all claims
CHANGES = "what-changed.html"  # the page that compares the edition with the one before
SHORT = 6  # longer lists of the page on provenance are folded away
# Nothing that needs a script or a second file: tables, prose, charts, and text for the rest.
SHOWN_TYPES = ["text/html", "text/markdown", "image/png", "text/plain"]


class PageError(Exception):
    """A notebook that cannot become a page that everybody can read."""


class Picture(NamedTuple):
    """A bitmap in a notebook: the number of its code cell, words and size, data in base64."""

    cell: int
    about: dict
    data: str


@dataclass(frozen=True)
class Edition:
    """Executed notebooks by name, with the parameters and the record of their run, and the folder
    of the data package (None: that in use)."""

    notebooks: dict[str, NotebookNode]
    parameters: Parameters
    record: dict
    package: Path | None = None

    @cached_property
    def steps(self) -> list[Step]:
        return [step_of(name, notebook) for name, notebook in sorted(self.notebooks.items())]

    @cached_property
    def imprint(self) -> dict:
        return imprint(self.parameters, self.package)

    def render(self, template: str, page: str, **content) -> str:
        """A page from its template, its path in the edition and what it shows."""
        return frame(template).render(
            texts=texts_in(self.parameters.language),
            parameters=self.parameters,
            imprint=self.imprint,
            root="../" if "/" in page else "",
            others=others(self.record),
            this_page=page,
            steps=self.steps,
            **content,
        )


def write_all(
    notebooks: dict[str, NotebookNode],
    folder: Path,
    parameters: Parameters,
    record: dict,
    after: pd.DataFrame | None = None,
    package: Path | None = None,
) -> None:
    """Write the index, a page per notebook, the pages on provenance and downloads into `folder`.
    `after` as from `outcomes.write`; `package`: the folder of the data package (default: the one in
    use). Raises PageError for a picture without alt text."""
    edition = Edition(notebooks, parameters, record, package)
    with speaking(parameters.language):
        figures = downloads_page.drawings(folder)
        figure_pages = {}
        for step in edition.steps:
            for picture in pictures(notebooks[step.name]):
                figure_pages.setdefault(picture.about.get("figure"), step.page)
        resting = provenance.content(folder, package, figure_pages)
        for step in edition.steps:
            page = notebook_page(edition, step, figures, resting)
            write_text(page, folder / "html" / step.page)
        write_text(provenance_page(edition, resting), folder / paths.PROVENANCE_PAGE)
        write_text(index_page(edition, folder, figures, after), folder / "index.html")
        write_text(page_of_downloads(edition, folder, after), folder / paths.DOWNLOADS_PAGE)


def write_run_page(
    notebooks: dict[str, NotebookNode],
    folder: Path,
    parameters: Parameters,
    record: dict,
    package: Path | None = None,
) -> None:
    """Write the page on the run: each step with its status and its seconds, which `record` holds.
    It stands apart, since everything else in an edition is the same for the same inputs."""
    edition = Edition(notebooks, parameters, record, package)
    with speaking(parameters.language):
        seconds = record["durations"]
        rows = []
        for step in edition.steps:
            spent = formats.number(seconds[step.name], 1)
            rows.append((step, status(notebooks[step.name]), spent))
        said = {"words": section("steps"), "total": formats.number(seconds["total"], 1)}
        page = edition.render("run.html.j2", paths.RUN_PAGE, rows=rows, **said)
    write_text(page, folder / paths.RUN_PAGE)


def notebook_page(edition: Edition, step: Step, figures: dict, resting: dict | None) -> str:
    """The page of an executed notebook. `figures` as from `downloads_page.drawings`, `resting` as
    from `provenance.content`."""
    notebook = edition.notebooks[step.name]
    for picture in pictures(notebook):
        if not picture.about.get("alt", "").strip():
            place = f"{step.name}, cell [{picture.cell}]"
            problem = "the chart has no alt text, so some readers would not know it."
            raise PageError(f"{place}: {problem}")
    texts = texts_in(edition.parameters.language)
    parameters = notebook.metadata.get("papermill", {}).get("parameters", {})
    given = {name: parameters[name] for name in NAMES if name in parameters}  # in this order
    resources = {"given": given, "texts": texts, "figures": figures, "numbered": []}
    # Not HTMLExporter's own way, which would parse the page again, pictures and all.
    body, _ = TemplateExporter.from_notebook_node(_exporter(), notebook, resources=resources)
    body, contents = html_tables.with_contents(body)
    if resting:
        body = html_tables.with_links(body, resting)
    place = edition.steps.index(step)
    neighbours = [None, *edition.steps, None]
    return edition.render(
        "page.html.j2",
        f"html/{step.page}",
        step=step,
        before=neighbours[place],
        after=neighbours[place + 2],
        contents=contents,
        rests_page=paths.PROVENANCE_PAGE if resting else None,
        rests=section("provenance"),
        body=html_tables.with_readable_tables(body, texts["table"]),
    )


@cache
def _exporter() -> HTMLExporter:
    exporter = HTMLExporter(
        extra_template_basedirs=[str(paths.TEMPLATES)],
        template_name="notebook",
        exclude_anchor_links=True,  # headings get ids and links in `with_contents`
    )
    exporter.config.NbConvertBase.display_data_priority = SHOWN_TYPES
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="python"))
    return exporter


def status(notebook: NotebookNode) -> str:
    """What the executed notebook says of its run: whether every cell ran, and what came out."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    ran = [cell for cell in cells if cell.execution_count]
    outputs = [output for cell in ran for output in cell.outputs]
    failed = any(output.output_type == "error" for output in outputs)
    if failed or len(ran) < len(cells):
        return say("steps.not_run", ran=len(ran), cells=len(cells))
    charts = len(list(pictures(notebook)))
    pages = ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]
    tables = "".join(pages).count("<table")
    said = {"charts": say("numbers.charts", n=charts), "tables": say("numbers.tables", n=tables)}
    return say("steps.ran", cells=say("numbers.cells", n=len(ran)), **said)


def pictures(notebook: NotebookNode) -> Iterator[Picture]:
    """Every output that shows a bitmap."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells, 1):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                about = output.metadata.get("image/png", {})
                yield Picture(number, about, "".join(output.data["image/png"]))


def provenance_page(edition: Edition, resting: dict) -> str:
    """The page on provenance; `resting` as from `provenance.content`."""
    by_step = {step: [] for step in (*edition.steps, None)}
    for finding in resting["findings"]:
        by_step[step_named(finding["notebook"], edition.steps)].append(finding)
    groups = [(step, findings) for step, findings in by_step.items() if findings]
    languages = {}
    for article in resting["articles"]:
        for claim in article["claims"]:
            languages[claim["claim_id"]] = article["language"]
    return edition.render(
        "rests.html.j2",
        paths.PROVENANCE_PAGE,
        words=section("provenance"),
        short=SHORT,
        sentences=language.of_sentences(edition.parameters.language),
        groups=groups,
        languages=languages,
        articles=resting["articles"],
        files=resting["files"],
    )


def index_page(edition: Edition, folder: Path, figures: dict, after: pd.DataFrame | None) -> str:
    """The page that a reader opens first, made from what the run has left in `folder`."""
    material = front_page.read(folder, edition.parameters, edition.package, after)
    claims_page = step_named(CLAIMS, edition.steps)
    return edition.render(
        "index.html.j2",
        "index.html",
        front=front_claims.content(material),
        words=section("front"),
        after=_section(edition, after),
        claims_page=f"html/{claims_page.page}" if claims_page else None,
        rests_page=paths.PROVENANCE_PAGE,
        downloads_page=paths.DOWNLOADS_PAGE,
        run_page=paths.RUN_PAGE,
        changes=CHANGES if (folder / CHANGES).exists() else None,
        chart=chart_of_what_came(edition, folder, after) or key_chart(edition, figures),
        years=(edition.record.get("other_years") or {}).items(),
    )


def page_of_downloads(edition: Edition, folder: Path, after: pd.DataFrame | None) -> str:
    """The page of everything to take away, and of what the edition was made from."""
    return edition.render(
        "downloads.html.j2",
        paths.DOWNLOADS_PAGE,
        told={name: status(notebook) for name, notebook in edition.notebooks.items()},
        tables=downloads_page.tables(folder),
        figures=downloads_page.figures(folder),
        results=downloads_page.results(folder),
        after=_section(edition, after),
        record=edition.record,
    )


def _section(edition: Edition, after: pd.DataFrame | None) -> dict | None:
    return None if after is None else outcomes.section(after, edition.parameters)


def chart_of_what_came(edition: Edition, folder: Path, after: pd.DataFrame | None) -> dict | None:
    """The chart of a past edition's projection with what came, ready for an img."""
    chart = what_came(folder, edition.parameters, after)
    if chart is None:
        return None
    data = b64encode(chart.png()).decode()
    width, height = chart.size()
    drawing = downloads_page.drawings(folder)[chart.name]
    return {"alt": chart.alt, "width": width, "height": height, "data": data, "figure": drawing}


def key_chart(edition: Edition, figures: dict) -> dict | None:
    """The chart called `projection`, ready for an img; None when no notebook shows it."""
    for notebook in edition.notebooks.values():
        for picture in pictures(notebook):
            if picture.about.get("figure") == KEY_CHART:
                drawing = figures.get(KEY_CHART)
                data = picture.data.replace("\n", "")
                size = {"width": None, "height": None}
                return size | picture.about | {"data": data, "figure": drawing}
    return None
