"""The part of README.md that comes from a run: the answer, the claim, the verdict, the chart."""

from pathlib import Path

from helpers import charts, cleaning, files
from helpers.findings import of_edition
from helpers.pages import front_claims, front_page, key_chart
from helpers.pages.layout import frame
from helpers.parameters import Parameters
from helpers.projection import outlook

PICTURE = Path("docs") / "projection.png"


def block(run: Parameters) -> str:
    """The computed sentences of the README, as Markdown, for the edition of these parameters."""
    tables = cleaning.tables_of(run)
    chances = outlook.beside_references(run, outlook.falls(run))
    made = outlook.fit(run)
    # No verdicts on other claims, and nothing of later years.
    material = front_page.Material(
        run,
        {finding.id: finding.as_dict() for finding in of_edition.findings_of(run)},
        chances=chances.set_index("event") if len(chances) else chances,
        flows=tables.flows,
        articles=tables.articles,
        claims=tables.claims,
        projected=made and made.projected,
    )
    said = front_claims.content(material)
    template = frame("readme.md.j2")
    address = PICTURE.as_posix()
    return template.render(said=said, chart=picture(run), address=address).strip()


def picture(run: Parameters) -> charts.Chart | None:
    """The README's chart; None when the edition has no fit."""
    drawn = key_chart.drawn(run)
    if drawn is None:
        return None
    axes, words = drawn
    title = of_edition.results_of(run).findings["projection"]
    return charts.of_axes(axes, title, **words)


def write_picture(run: Parameters, root: Path) -> None:
    """Draw the README's chart, or remove it when the edition has no fit."""
    chart = picture(run)
    path = root / PICTURE
    if chart is None:
        path.unlink(missing_ok=True)
    else:
        files.write_bytes(chart.png(), path)
