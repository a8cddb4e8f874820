"""The part of README.md that comes from a run: the finding first, with its chart."""

from pathlib import Path

from helpers import charts, files
from helpers.findings import of_edition
from helpers.pages import key_chart
from helpers.parameters import Parameters

PICTURE = Path("docs") / "projection.png"


def block(run: Parameters) -> str:
    """The computed sentences of the README, as Markdown, for the edition of these parameters."""
    findings = of_edition.findings_of(run)
    front = [finding for finding in findings if finding.front]
    front.sort(key=lambda finding: finding.front)
    front += [finding for finding in findings if finding.id == "competition"]
    lines = [f"**The {run.year} edition in short**", ""]
    lines += [f"- {finding.text}." for finding in front]
    chart = picture(run)
    if chart is not None:
        lines += ["", f"![{chart.alt}]({PICTURE.as_posix()})"]
    return "\n".join(lines)


def picture(run: Parameters) -> charts.Chart | None:
    """The README's chart; None when the edition has no fit."""
    title = of_edition.results_of(run).findings["projection"]
    return key_chart.projection_picture(run, title)


def write_picture(run: Parameters, root: Path) -> None:
    """Draw the README's chart, or remove it when the edition has no fit."""
    chart = picture(run)
    path = root / PICTURE
    if chart is None:
        path.unlink(missing_ok=True)
    elif not path.exists() or path.read_bytes() != chart.png():
        files.write_bytes(chart.png(), path)
