"""From executed notebooks to pages: one HTML file per notebook, what rests on what, and the index
that leads to them.

nbconvert turns cells into HTML (templates/notebook); the frame around them (`layout`, style.css) is
ours, with nothing loaded from outside. `markup` makes the HTML fit to read; `exhibits` reads what
the run has left in its folder.
"""

from functools import cache
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from helpers import language, paths
from helpers.language import formats, say, section, speaking
from helpers.pages import front_page, html_tables, provenance
from helpers.pages.layout import Step, frame, others, step_named, step_of, texts_in
from helpers.parameters import NAMES, Parameters

KEY_CHART = "projection"  # the figure that the index shows
CHANGES = "what-changed.html"  # the page that compares the edition with the one before


class PageError(Exception):
    """A notebook that cannot become a page that everybody can read."""


def write_all(
    notebooks: dict[str, NotebookNode],
    folder: Path,
    parameters: Parameters,
    record: dict,
    after: dict | None = None,
    package: Path | None = None,
) -> None:
    """Write the index, a page per notebook, and the page on what rests on what into `folder`;
    `after` as from `afterwards.write`, `package` the folder of the data package (default: the one
    in use).

    Raises PageError for a picture without alt text.
    """
    steps = [step_of(name, notebook) for name, notebook in sorted(notebooks.items())]
    (folder / "html").mkdir(parents=True, exist_ok=True)
    with speaking(parameters.language):
        figures, resting = (
            front_page.drawings(folder),
            provenance.content(folder, package, shown_on(notebooks, steps)),
        )
        for step in steps:
            page = notebook_page(
                notebooks[step.name], step, steps, parameters, figures, others(record), resting
            )
            _write(folder / "html" / step.page, page)
        _write(folder / paths.PROVENANCE_PAGE, resting_page(resting, steps, parameters, record))
        chart, told = (
            key_chart(notebooks, figures),
            {name: status(notebook) for name, notebook in notebooks.items()},
        )
        _write(
            folder / "index.html",
            index_page(folder, steps, parameters, record, chart, after, resting, told),
        )


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")


def write_run_page(
    notebooks: dict[str, NotebookNode], folder: Path, parameters: Parameters, record: dict
) -> None:
    """Write the page on the run: each step with its status and its seconds, which `record` holds.

    It stands apart, since everything else in an edition is the same for the same inputs.
    """
    with speaking(parameters.language):
        _write(folder / paths.RUN_PAGE, run_page(notebooks, parameters, record))


# --- a notebook's page ----------------------------------------------------------------------------


def notebook_page(
    notebook: NotebookNode,
    step: Step,
    steps: list[Step],
    parameters: Parameters,
    figures: dict | None = None,
    elsewhere: list | None = None,
    resting: dict | None = None,
) -> str:
    """The whole page of one executed notebook; `figures` as from `exhibits.drawings`, `elsewhere`
    as from `layout.others`, `resting` as from `rests.content`."""
    _check_pictures(notebook, step.name)
    texts = texts_in(parameters.language)
    resources = {
        "given": _given(notebook),
        "texts": texts,
        "figures": figures or {},
        "numbered": [],
    }
    body, _ = _exporter().from_notebook_node(notebook, resources=resources)
    body, contents = html_tables.with_contents(body)
    place = steps.index(step)
    return frame("page.html.j2").render(
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
        rests_page=paths.PROVENANCE_PAGE if resting else None,
        rests=provenance.words(),
        body=html_tables.with_readable_tables(
            html_tables.with_links(body, resting) if resting else body, texts["table"]
        ),
    )


def _given(notebook: NotebookNode) -> dict:
    """The parameters that the run gave to this notebook, in the order in which people list them."""
    given = notebook.metadata.get("papermill", {}).get("parameters", {})
    return {name: given[name] for name in NAMES if name in given}


@cache
def _exporter() -> HTMLExporter:
    exporter = HTMLExporter(
        extra_template_basedirs=[str(paths.TEMPLATES)],
        template_name="notebook",
        exclude_anchor_links=True,  # the headings get their ids, and their links, in `with_contents`
    )
    # Nothing that needs a script or a second file: tables, prose, charts, and text for the rest.
    exporter.config.NbConvertBase.display_data_priority = [
        "text/html",
        "text/markdown",
        "image/png",
        "text/plain",
    ]
    return exporter


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
        return say("steps.not_run", ran=len(ran), cells=len(cells))
    tables = sum(
        "".join(output.get("data", {}).get("text/html", "")).count("<table") for output in outputs
    )
    counts = {
        "cells": say("numbers.cells", n=len(ran)),
        "charts": say("numbers.charts", n=len(pictures(notebook))),
        "tables": say("numbers.tables", n=tables),
    }
    return say("steps.ran", **counts)


def pictures(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """Every output that shows a bitmap, with the number of its cell among the code cells."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [(n, output) for n, cell in enumerate(cells, 1) for output in cell.outputs]
    return [(n, output) for n, output in outputs if "image/png" in output.get("data", {})]


def _check_pictures(notebook: NotebookNode, name: str) -> None:
    for number, output in pictures(notebook):
        if not _picture_metadata(output).get("alt", "").strip():
            raise PageError(
                f"{name}, cell [{number}]: the chart has no alt text, so some readers would not know it."
            )


def _picture_metadata(output: NotebookNode) -> dict:
    return output.metadata.get("image/png", {})


# --- the page on what rests on what, and the index ------------------------------------------------


def resting_page(resting: dict, steps: list[Step], parameters: Parameters, record: dict) -> str:
    """The page on what rests on what; `resting` as from `rests.content`."""
    of_step = [(step, [f for f in resting["findings"] if step_named(f["notebook"], steps) == step])
               for step in (*steps, None)]  # fmt: skip
    claims = [
        (claim["claim_id"], article)
        for article in resting["articles"]
        for claim in article["claims"]
    ]
    return frame("rests.html.j2").render(
        texts=texts_in(parameters.language),
        words=provenance.words(),
        parameters=parameters,
        root="",
        others=others(record),
        this_page=paths.PROVENANCE_PAGE,
        steps=steps,
        short=provenance.SHORT,
        sentences=language.of_sentences(parameters.language),
        groups=[(step, mine) for step, mine in of_step if mine],
        languages={claim_id: article["language"] for claim_id, article in claims},
        articles=resting["articles"],
        files=resting["files"],
    )


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
    """The page that a reader opens first, made from what the run has left in `folder`; `resting` as
    from `rests.content`, `told` the `status` of each notebook by name."""
    return frame("index.html.j2").render(
        texts=texts_in(parameters.language),
        has_articles=bool(record["articles"]),
        parameters=parameters,
        root="",
        others=others(record),
        this_page="index.html",
        steps=steps,
        findings=front_page.front_findings(folder, steps),
        numbers=front_page.key_numbers(folder, steps, resting),
        after=after,
        rests_page=paths.PROVENANCE_PAGE if resting else None,
        rests=provenance.words(),
        told=told or {},
        run_page=paths.RUN_PAGE,
        changes=CHANGES if (folder / CHANGES).exists() else None,
        chart=chart,
        tables=front_page.tables(folder),
        figures=front_page.figures(folder),
        results=front_page.results(folder),
        record=record,
        digests=front_page.digests(record["inputs"]),
    )


def run_page(notebooks: dict[str, NotebookNode], parameters: Parameters, record: dict) -> str:
    """The page on the run of an edition."""
    steps, spent = (
        [step_of(name, notebook) for name, notebook in sorted(notebooks.items())],
        record["durations"],
    )
    return frame("run.html.j2").render(
        texts=texts_in(parameters.language),
        words=section("steps"),
        parameters=parameters,
        root="",
        others=others(record),
        this_page=paths.RUN_PAGE,
        steps=steps,
        rows=[
            (step, status(notebooks[step.name]), formats.number(spent[step.name], 1))
            for step in steps
        ],
        total=formats.number(spent["total"], 1),
    )


def key_chart(notebooks: dict[str, NotebookNode], figures: dict | None = None) -> dict | None:
    """The chart called `projection`, ready for an img; None when no notebook shows it."""
    outputs = [output for notebook in notebooks.values() for _, output in pictures(notebook)]
    for output in outputs:
        about = _picture_metadata(output)
        if about.get("figure") == KEY_CHART:
            data = "".join(output.data["image/png"]).replace("\n", "")
            size = {key: about.get(key) for key in ("width", "height")}
            return {
                "data": data,
                "alt": about["alt"],
                "figure": (figures or {}).get(KEY_CHART),
                **size,
            }
    return None
