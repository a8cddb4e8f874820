"""The part of README.md that comes from a run: the finding first, with its chart."""

from pathlib import Path

from helpers import files
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
    picture = key_chart.projection_picture(run)
    if picture is not None:
        lines += ["", f"![{picture.alt}]({PICTURE.as_posix()})"]
    return "\n".join(lines)


def write_picture(run: Parameters, root: Path) -> None:
    """Draw the README's chart, or remove it when the edition has no fit."""
    picture = key_chart.projection_picture(run)
    path = root / PICTURE
    if picture is None:
        path.unlink(missing_ok=True)
    elif not path.exists() or path.read_bytes() != picture.png():
        files.write_bytes(picture.png(), path)
