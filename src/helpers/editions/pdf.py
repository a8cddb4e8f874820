"""One PDF of a finished edition, by Chromium. It stands beside the edition's folder, since Chromium
writes the time of printing into it, and an edition's files must have the same bytes again."""

import base64
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote, urljoin

from bs4 import BeautifulSoup, Tag

from helpers.editions.fingerprint import read_record
from helpers.files import WorkError
from helpers.language import section, speaking
from helpers.pages import layout
from helpers.paths import as_typed

SECONDS = 120  # that Chromium may take
VARIABLE = "CHROME"  # names the browser, as a path or a command
COMMANDS = ("chromium", "chromium-browser", "google-chrome")
PLACES = (  # where installers leave Chrome without a command
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
)
OPTIONS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
--disable-background-networking --disable-component-update --no-pdf-header-footer
--generate-pdf-document-outline --export-tagged-pdf"""

# What a sheet of paper has no use for: code, what stands folded, and what only a screen can do.
LEFT_OUT = (
    "script, style, source, button, nav, .code, .given, .larger, .download, .downloads, "
    "section[aria-labelledby=steps], section[aria-labelledby=files], details:not(:has(> summary)), "
    ":has(.chart) + .output details, summary ~ *, .band div > p:has(> a:only-child):not(.chart)"
)
LONG = re.compile(r"\S{24,}")  # words that no column has room for: ids, hashes, addresses
UNSAFE = re.compile(r"[^\w ,.:;·–—()?!-]|_")  # in a string of CSS


def make(folder: Path, target: Path | None = None, wanted: dict | None = None) -> Path:
    """Print the finished edition in `folder` as `target` (default: beside it, with its name) and
    return that path. Raises WorkError without a finished edition of the parameters `wanted`,
    without Chromium, and when that fails; what stood at `target` then stays."""
    place = as_typed(folder)
    folder = folder.resolve()
    target = (target or folder.with_name(f"{folder.name}.pdf")).resolve()
    wanted = wanted or {}
    record = read_record(folder)
    if not record:
        command = " ".join(["./run report", *(f"--{name} {wanted[name]}" for name in wanted)])
        raise WorkError(f"There is no finished edition in {place}; make it first: {command}")
    for name, value in wanted.items():
        actual = record["parameters"].get(name)
        if actual != value:
            raise WorkError(f"The edition in {place} has the {name} {actual}, not {value}.")
    if target.is_dir() or not target.parent.is_dir():
        fault = "is a folder" if target.is_dir() else "would lie in a folder that does not exist"
        raise WorkError(f"{as_typed(target)} {fault}; name a file in a folder that exists.")
    candidates = [*COMMANDS, *map(os.path.expandvars, PLACES)]
    looked_for = f"{', '.join(COMMANDS)} and Chrome's usual places"
    if named := os.environ.get(VARIABLE):
        candidates = [named]
        looked_for = f"{named}, as {VARIABLE} says"
    browser = next(filter(None, map(shutil.which, candidates)), None)
    if browser is None:
        reason = f"A PDF needs Chromium or Chrome. Looked for {looked_for}"
        raise WorkError(f"{reason}; the variable {VARIABLE} can name it.")
    print_page(browser, document(folder, record["parameters"]), target)
    return target


def print_page(browser: str, page: str, target: Path) -> None:
    """Print HTML as the PDF `target`. Raises WorkError when the browser fails or takes too long."""
    # All beside the target: some browsers may use the user's folders alone, and no hidden ones.
    options = {
        "prefix": "pdf-",
        "dir": target.parent,
        "ignore_cleanup_errors": True,
    }
    with tempfile.TemporaryDirectory(**options) as name:
        folder = Path(name)
        source = folder / "page.html"
        printed = folder / "page.pdf"
        source.write_text(page, encoding="utf-8", newline="\n")
        profile = f"--user-data-dir={folder / 'profile'}"
        words = [
            browser,
            *OPTIONS.split(),
            profile,
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ]
        with (folder / "log.txt").open("w+b") as log:
            try:
                code = subprocess.run(words, stdout=log, stderr=log, timeout=SECONDS).returncode
            except subprocess.TimeoutExpired:
                reason = f"{browser} did not finish within {SECONDS} seconds"
                raise WorkError(f"{reason}; there is no PDF.") from None
            log.seek(0)
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
        if code or not printed.is_file() or not printed.read_bytes().startswith(b"%PDF"):
            message = lines[-1] if lines else "no message"
            raise WorkError(f"{browser} made no PDF (exit code {code}): {message}")
        printed.replace(target)


def document(folder: Path, parameters: dict) -> str:
    """The edition in `folder` as one HTML document to print; `parameters` are its record's."""
    names = {"index.html": "index"}
    for path in sorted((folder / "html").glob("[0-9][0-9]_*.html")):
        names[f"html/{path.name}"] = path.stem
    parts = {path: _part(folder, path) for path in names}
    _connect(parts, names)
    with speaking(parameters["language"]):
        return layout.frame("pdf.html.j2").render(
            texts=section("pages"),
            parameters=parameters,
            front=parts.pop("index.html"),
            chapters={names[path]: part for path, part in parts.items()},
            text=_text,
            quoted=_quoted,
        )


def _part(folder: Path, path: str) -> Tag:
    """The main part of the page at `path` below the edition's folder, for print."""
    page = folder / path
    main = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").main
    if main is None:
        reason = f"{path} of {as_typed(folder)} has no main part"
        raise WorkError(f"{reason}; make the edition again with ./run report …")
    for link in main.select(".chart:has(img) .larger"):
        drawing = page.parent / unquote(link["href"])
        if drawing.suffix == ".svg" and drawing.is_file():  # sharp at any size
            content = base64.b64encode(drawing.read_bytes()).decode()
            link.find_parent(class_="chart").img["src"] = f"data:image/svg+xml;base64,{content}"
    for element in main.select(LEFT_OUT):
        element.decompose()
    for text in main.find_all(string=LONG):
        if cell := text.find_parent(["td", "th"]):
            cell["class"] = [*cell.get_attribute_list("class", []), "long"]
    return main


def _connect(parts: dict[str, Tag], names: dict[str, str]) -> None:
    """Give every place in the parts, by path, an id of its own, and let links lead there; `names`
    are the ids of the parts. Other links become plain text; below a finding or a figure they go."""
    places = dict(names)
    for path, part in parts.items():
        for element in part.select("[id]"):
            place = f"place-{len(places)}"
            places[f"{path}#{element['id']}"] = place
            element["id"] = place
    for path, part in parts.items():
        for link in part.select("a[href]"):
            address = urljoin(path, link["href"])
            place = places.get(unquote(address))
            if place:
                link["href"] = f"#{place}"
            elif link.find_parent(class_=["findings", "trust"]):
                before = link.previous_sibling
                if isinstance(before, str):
                    before.replace_with(before.rstrip(" ·\n") + " ")
                link.decompose()
            elif not address.startswith(("http:", "https:")):
                link.unwrap()


def _text(element: Tag | None) -> str:
    return element.get_text(" ", strip=True) if element else ""


def _quoted(text: str) -> str:
    """A text as a string of CSS, which no text can end."""
    escaped = UNSAFE.sub(lambda sign: f"\\{ord(sign[0]):x} ", text)
    return f'"{escaped}"'
