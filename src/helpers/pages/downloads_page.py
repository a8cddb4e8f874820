"""What a run has left in its folder to look at and to take away: drawings, tables, results."""

import base64
from pathlib import Path

from PIL import Image

from helpers.language import say
from helpers.paths import ARCHIVE, DICTIONARY, FINDINGS, PACKAGE, PROJECTION, RECORD, WORKBOOK

RESULTS = (ARCHIVE, WORKBOOK, PACKAGE, DICTIONARY, PROJECTION, FINDINGS, RECORD)
PHONE = "-phone.png"  # how the file of a figure's narrow picture ends


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
