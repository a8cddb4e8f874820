"""What a run has left in its folder, as the pages show it."""

import base64
from pathlib import Path

from PIL import Image

from helpers.files import read_rows
from helpers.language import say
from helpers.pages.layout import Step, read_findings, step_named
from helpers.pages.provenance import places_in
from helpers.paths import ARCHIVE, DICTIONARY, FINDINGS, PACKAGE, PROJECTION, RECORD, WORKBOOK

RESULTS = (ARCHIVE, WORKBOOK, PACKAGE, DICTIONARY, PROJECTION, FINDINGS, RECORD)
PHONE = "-phone.png"  # how the file of a figure's narrow picture ends


def front_findings(folder: Path, steps: list[Step]) -> list[dict]:
    """The findings of the front page in their order, each with the step it comes from, or None."""
    findings = [finding for finding in read_findings(folder) if finding.get("front")]
    front = []
    for finding in sorted(findings, key=lambda finding: finding["order"]):
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
        step = step_named(row["notebook"], steps)
        places = [anchors[place] for place in places_in(row.get("row")) if place in anchors]
        numbers.append(row | {"step": step, "rests_on": places})
    return numbers


def drawings(folder: Path) -> dict[str, dict]:
    """Of each figure its drawing, its picture for a phone (None without one), and its files."""
    links = {"CSV": say("front_page.numbers_as_csv")}  # what they say of a kind, else its name
    figures = {}
    for path in sorted((folder / "figures").glob("*.svg")):
        files = _files_of(folder, path.stem)
        figures[path.stem] = {
            "drawing": f"figures/{path.name}",
            "phone": _phone(path.with_name(f"{path.stem}{PHONE}")),
            "files": {links.get(kind, kind): file for kind, file in files.items()},
        }
    return figures


def _files_of(folder: Path, figure: str) -> dict[str, str]:
    """The files of a figure that stand in the edition, by kind: drawing, bitmap, numbers."""
    files = {
        "SVG": f"figures/{figure}.svg",
        "PNG": f"figures/{figure}.png",
        "CSV": f"tables/chart_{figure}.csv",
    }
    return {kind: file for kind, file in files.items() if (folder / file).exists()}


def _phone(path: Path) -> dict | None:
    """A picture ready for a source element, with the size that it has on a phone in CSS pixels."""
    if not path.is_file():
        return None
    with Image.open(path) as picture:
        width, height = picture.size
        scale = 96 / picture.info["dpi"][0]
    return {
        "data": base64.b64encode(path.read_bytes()).decode(),
        "width": round(width * scale),
        "height": round(height * scale),
    }


def figures(folder: Path) -> list[dict]:
    """Each figure once, with the files it comes in: drawing, bitmap, numbers."""
    names = _figure_names(folder)
    return [{"name": name.replace("_", " "), "files": _files_of(folder, name)} for name in names]


def _figure_names(folder: Path) -> list[str]:
    pictures = [*folder.glob("figures/*.svg"), *folder.glob("figures/*.png")]
    return sorted({path.stem for path in pictures if not path.name.endswith(PHONE)})


def tables(folder: Path) -> list[str]:
    """The tables by name, but for those that stand beside their chart."""
    charted = {f"chart_{figure}.csv" for figure in _figure_names(folder)}
    names = {path.name for path in folder.glob("tables/*.csv")}
    return sorted(names - charted)


def results(folder: Path) -> list[str]:
    """The files to take away that are there, or will be: the archive and the record come last."""
    there = {name for name in RESULTS if (folder / name).exists()}
    there |= {ARCHIVE, RECORD}
    return [name for name in RESULTS if name in there]
