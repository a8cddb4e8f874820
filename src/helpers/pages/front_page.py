"""What a run has left in its folder, as the pages show it."""

import base64
import json
from pathlib import Path

from PIL import Image

from helpers.csv_files import read_rows
from helpers.language import say
from helpers.pages.layout import Step, step_named
from helpers.pages.provenance import places_in
from helpers.paths import ARCHIVE, DICTIONARY, FINDINGS, PACKAGE, PROJECTION, RECORD, WORKBOOK

RESULTS = (ARCHIVE, WORKBOOK, PACKAGE, DICTIONARY, PROJECTION, FINDINGS, RECORD)
PHONE = "-phone.png"  # how the file of a figure's narrow picture ends


def front_findings(folder: Path, steps: list[Step]) -> list[dict]:
    """The findings of the front page in their order, each with the step it comes from, or None."""
    file = folder / FINDINGS
    findings = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    front = []
    for finding in sorted(findings, key=lambda finding: finding.get("order", 0)):
        if finding.get("front"):
            text = finding["text"].rstrip()
            if not text.endswith((".", "!", "?", "…")):
                text = f"{text}."
            step = step_named(finding.get("notebook"), steps)
            front.append({"id": finding["id"], "text": text, "step": step})
    return front


def key_numbers(folder: Path, steps: list[Step], anchors: dict[str, str]) -> list[dict]:
    """The numbers of the front page, each with its step and the anchors of what it rests on."""
    numbers = []
    for row in read_rows(folder / "tables" / "key_numbers.csv"):
        places = [anchors[place] for place in places_in(row.get("row")) if place in anchors]
        numbers.append(row | {"step": step_named(row["notebook"], steps), "rests_on": places})
    return numbers


def drawings(folder: Path) -> dict[str, dict]:
    """Of each figure its drawing, its picture for a phone (None without one), and its files."""
    figures = {}
    for path in sorted((folder / "figures").glob("*.svg")):
        files = files_of(folder, path.stem)
        figures[path.stem] = {
            "drawing": f"figures/{path.name}",
            "phone": _phone(path.with_name(f"{path.stem}{PHONE}")),
            "files": {downloads()[kind]: file for kind, file in files.items()},
        }
    return figures


def downloads() -> dict[str, str]:
    """The files that a figure comes in, as the links to them say."""
    return {"SVG": "SVG", "PNG": "PNG", "CSV": say("front_page.numbers_as_csv")}


def files_of(folder: Path, figure: str) -> dict[str, str]:
    """The files of a figure that stand in the edition, by kind: drawing, bitmap, numbers."""
    files = [f"figures/{figure}.svg", f"figures/{figure}.png", f"tables/chart_{figure}.csv"]
    return {file.rpartition(".")[2].upper(): file for file in files if (folder / file).exists()}


def _phone(path: Path) -> dict | None:
    """A picture ready for a source element, with the size that it has on a phone in CSS pixels."""
    if not path.is_file():
        return None
    with Image.open(path) as picture:
        width, height = (round(96 * pixels / picture.info["dpi"][0]) for pixels in picture.size)
    return {"data": base64.b64encode(path.read_bytes()).decode(), "width": width, "height": height}


def figures(folder: Path) -> list[dict]:
    """Each figure once, with the files it comes in: drawing, bitmap, numbers."""
    return [
        {"name": name.replace("_", " "), "files": files_of(folder, name)}
        for name in _figure_names(folder)
    ]


def _figure_names(folder: Path) -> list[str]:
    names = {path.stem for path in folder.glob("figures/*") if path.suffix in (".svg", ".png")}
    return sorted(name for name in names if not f"{name}.png".endswith(PHONE))


def tables(folder: Path) -> list[str]:
    """The tables by name, but for those that stand beside their chart."""
    charted = {f"chart_{figure}.csv" for figure in _figure_names(folder)}
    return sorted(path.name for path in folder.glob("tables/*.csv") if path.name not in charted)


def results(folder: Path) -> list[str]:
    """The files to take away that are there, or will be: archive and run.json come last."""
    return [name for name in RESULTS if name in (ARCHIVE, "run.json") or (folder / name).exists()]


def digests(inputs: dict) -> list[tuple[str, str]]:
    """The first digits of the hash of every data file: enough to tell two vintages apart."""
    return [(name, digest[:12]) for name, digest in inputs.get("data", {}).items()]
