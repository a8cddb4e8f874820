"""From executed notebooks to pages: a page per notebook, provenance, the index, and downloads.

nbconvert turns cells into HTML (templates/notebook), `html_tables` makes it fit to read, and
`front_page` has the words of the index. Pages load nothing from outside."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pandas as pd
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode
from PIL import Image

from helpers import language, paths
from helpers.files import WorkError, write_text
from helpers.language import say, section, speaking
from helpers.pages import front_claims, front_page, html_tables, outcomes, provenance
from helpers.pages.key_chart import what_came
from helpers.pages.layout import Step, frame, imprint, step_of
from helpers.parameters import NAMES, Parameters
from helpers.paths import ARCHIVE, DICTIONARY, FINDINGS, PACKAGE, PROJECTION, RECORD, WORKBOOK

RESULTS = (ARCHIVE, WORKBOOK, PACKAGE, DICTIONARY, PROJECTION, FINDINGS, RECORD)
MADE_LATER = (ARCHIVE, RECORD)  # than the pages
KEY_CHART = "projection"  # the figure that the index shows
CHANGES = "what-changed.html"  # the page that compares the edition with the one before
SHORT = 6  # longer lists of the page on provenance are folded away
# Nothing that needs a script or a second file: tables, prose, charts, and text for the rest.
SHOWN_TYPES = ["text/html", "text/markdown", "image/png", "text/plain"]


@dataclass(frozen=True)
class Edition:
    """Notebooks of a run by name, its parameters and record, the data package (None: in use)."""

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
            texts=section("pages"),
            parameters=self.parameters,
            record=self.record,
            imprint=self.imprint,
            root="../" if "/" in page else "",
            others=self.record.get("other_languages") or {},
            this_page=page,
            steps=self.steps,
            **content,
        )


def write_all(edition: Edition, folder: Path, after: pd.DataFrame | None = None) -> None:
    """Write the index, a page per notebook, the pages on provenance and downloads into `folder`.
    `after` as from `outcomes.write`. Raises WorkError for a picture without alt text."""
    parameters = edition.parameters
    with speaking(parameters.language):
        shown = {}
        for step in edition.steps:
            for picture in pictures(step.name, edition.notebooks[step.name]):
                shown.setdefault(picture["figure"], picture | {"page": step.page})
        resting = provenance.content(folder, edition.package, shown)
        came = what_came(folder, parameters, after)
        figures = figures_in(folder)
        pages = {}
        for step in edition.steps:
            pages[f"html/{step.page}"] = notebook_page(edition, step, figures, resting)
        pages[paths.PROVENANCE_PAGE] = edition.render(
            "rests.html.j2",
            paths.PROVENANCE_PAGE,
            words=section("provenance"),
            short=SHORT,
            sentences=language.of_sentences(parameters.language),
            **resting,
        )
        followed = None if after is None else outcomes.section(after, parameters)
        material = front_page.read(folder, parameters, edition.package, after)
        pages["index.html"] = edition.render(
            "index.html.j2",
            "index.html",
            front=front_claims.content(material),
            words=section("front"),
            after=followed,
            changes=CHANGES if (folder / CHANGES).exists() else None,
            chart=came or shown.get(KEY_CHART),
            figures=figures,
        )
        charted = {f"chart_{figure}.csv" for figure in figures}
        tables = {path.name for path in folder.glob("tables/*.csv")}
        pages[paths.DOWNLOADS_PAGE] = edition.render(
            "downloads.html.j2",
            paths.DOWNLOADS_PAGE,
            tables=sorted(tables - charted),
            figures=figures,
            results=[name for name in RESULTS if (folder / name).exists() or name in MADE_LATER],
            after=followed,
        )
    for name, page in pages.items():
        write_text(page, folder / name)


def write_run_page(edition: Edition, folder: Path) -> None:
    """Write the page on the run, with each step's status and its seconds, which differ by run."""
    with speaking(edition.parameters.language):
        told = {name: status(notebook) for name, notebook in edition.notebooks.items()}
        words = section("steps")
        page = edition.render("run.html.j2", paths.RUN_PAGE, told=told, words=words)
    write_text(page, folder / paths.RUN_PAGE)


def notebook_page(edition: Edition, step: Step, figures: dict, resting: dict) -> str:
    """The page of a notebook. `figures` from `figures_in`, `resting` from `provenance.content`."""
    notebook = edition.notebooks[step.name]
    parameters = notebook.metadata.get("papermill", {}).get("parameters", {})
    resources = {
        "given": {name: parameters[name] for name in NAMES if name in parameters},
        "texts": section("pages"),
        "figures": figures,
        "numbers_as_csv": say("front_page.numbers_as_csv"),
        "numbered": [],
    }
    # Not HTMLExporter's own way, which would parse the page again, pictures and all.
    body, _ = TemplateExporter.from_notebook_node(_exporter(), notebook, resources=resources)
    body, contents = html_tables.with_contents(body)
    body = html_tables.with_links(body, resting)
    return edition.render(
        "page.html.j2",
        f"html/{step.page}",
        step=step,
        contents=contents,
        rests=section("provenance"),
        body=html_tables.with_readable_tables(body, say("pages.table")),
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
    """What the executed notebook says of its run: whether every cell ran without an error."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    ran = [cell for cell in cells if cell.execution_count]
    outputs = [output.output_type for cell in ran for output in cell.outputs]
    if "error" in outputs or len(ran) < len(cells):
        return say("steps.not_run", ran=len(ran), cells=len(cells))
    return say("steps.ran", n=len(ran))


def pictures(name: str, notebook: NotebookNode) -> Iterator[dict]:
    """Every bitmap of a notebook, ready for an img: alt, width, height, figure, data in base64.
    Raises WorkError for one without alt text."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells, 1):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                about = dict.fromkeys(("alt", "width", "height", "figure"))
                about |= output.metadata.get("image/png", {})
                if not (about["alt"] or "").strip():
                    place = f"{name}, cell [{number}]"
                    problem = "the chart has no alt text, so some readers would not know it."
                    raise WorkError(f"{place}: {problem}\nNothing was replaced.")
                yield about | {"data": "".join(output.data["image/png"]).replace("\n", "")}


def figures_in(folder: Path) -> dict[str, dict]:
    """Each figure that a run has left by its name: its `files` by kind (drawing, bitmap, numbers),
    and its picture for a `phone`, with the size that it has there in CSS pixels."""
    figures = {}
    for path in sorted(folder.glob("figures/*.svg")):
        name = path.stem
        files = {
            "SVG": f"figures/{name}.svg",
            "PNG": f"figures/{name}.png",
            "CSV": f"tables/chart_{name}.csv",
        }
        present = {kind: file for kind, file in files.items() if (folder / file).exists()}
        figures[name] = {"files": present, "phone": None}
        narrow = path.with_name(f"{name}-phone.png")
        if narrow.is_file():
            with Image.open(narrow) as picture:
                scale = 96 / picture.info["dpi"][0]
                width, height = (round(side * scale) for side in picture.size)
            data = b64encode(narrow.read_bytes()).decode()
            figures[name]["phone"] = {
                "data": data,
                "width": width,
                "height": height,
            }
    return figures
