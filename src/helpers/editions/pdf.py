"""One PDF of a finished edition: title page, contents, findings, every notebook; by Chromium.

It stands beside the edition's folder, not in it: Chromium writes the time of printing into each
PDF, and an edition's files must have the same bytes again.
"""

import base64
import os
import posixpath
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from helpers.editions.fingerprint import read_record
from helpers.language import say, speaking
from helpers.pages import layout
from helpers.paths import WORKBOOK, as_typed

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

FRONT = "index"  # the id of the index's part of the document
STEPS = "[0-9][0-9]_*.html"
# What a sheet of paper has no use for: code, what stands folded, and what only a screen can do.
LEFT_OUT = (
    "script, style, details, source, button, nav, .code, .given, .download, .downloads, "
    "section[aria-labelledby=steps], section[aria-labelledby=files]"
)
LONG = re.compile(r"\S{24,}")  # words that no column has room for: ids, hashes, addresses
BREAK = re.compile(r"(?<=[_:/])(?=\w)|(?<=\w{24})(?=\w)")  # where they may go on in the next line
ZERO_WIDTH = "\u200b"
UNSAFE = re.compile(r"[^\w ,.:;·–—()?!-]|_")  # in a string of CSS


class PdfError(Exception):
    """Why there is no PDF, in plain words."""


def make(folder: Path, target: Path | None = None, wanted: dict | None = None) -> Path:
    """Print the finished edition in `folder` as `target` and return that path.

    By default beside the folder, with its name. Raises PdfError without a finished edition of the
    parameters `wanted`, without Chromium, and when that fails; what stood at `target` then stays.
    """
    place = as_typed(folder)
    folder = folder.resolve()
    target = (target or folder.with_name(f"{folder.name}.pdf")).resolve()
    wanted = wanted or {}
    record = read_record(folder)
    if not record:
        command = " ".join(["./run report", *(f"--{name} {wanted[name]}" for name in wanted)])
        raise PdfError(f"There is no finished edition in {place}; make it first: {command}")
    for name, value in wanted.items():
        actual = record["parameters"].get(name)
        if actual != value:
            raise PdfError(f"The edition in {place} has the {name} {actual}, not {value}.")
    browser = find_browser()
    try:
        print_page(browser, document(folder, record["parameters"]), target)
    except OSError as error:
        raise PdfError(f"{as_typed(target)} could not be made ({error}).") from error
    return target


def find_browser() -> str:
    """The path of Chromium or Chrome. Raises PdfError, with what was looked for."""
    candidates = [*COMMANDS, *map(os.path.expandvars, PLACES)]
    looked_for = f"{', '.join(COMMANDS)} and Chrome's usual places"
    named = os.environ.get(VARIABLE)
    if named:
        candidates = [named]
        looked_for = f"{named}, as {VARIABLE} says"
    for candidate in candidates:
        path = shutil.which(candidate)
        if path:
            return path
    reason = f"A PDF needs Chromium or Chrome. Looked for {looked_for}"
    raise PdfError(f"{reason}; the variable {VARIABLE} can name it.")


def print_page(browser: str, page: str, target: Path) -> None:
    """Print HTML as the PDF `target`. Raises PdfError when the browser fails or takes too long."""
    # All beside the target: some browsers may read and write the user's folders alone, and no
    # hidden ones.
    options = {"prefix": "pdf-", "dir": target.parent, "ignore_cleanup_errors": True}
    with tempfile.TemporaryDirectory(**options) as name:
        folder = Path(name)
        source = folder / "page.html"
        printed = folder / "page.pdf"
        source.write_text(page, encoding="utf-8", newline="\n")
        profile = f"--user-data-dir={folder / 'profile'}"
        words = [browser, *OPTIONS.split(), profile, f"--print-to-pdf={printed}", source.as_uri()]
        with (folder / "log.txt").open("w+b") as log:
            try:
                code = subprocess.run(words, stdout=log, stderr=log, timeout=SECONDS).returncode
            except subprocess.TimeoutExpired:
                reason = f"{browser} did not finish within {SECONDS} seconds"
                raise PdfError(f"{reason}; there is no PDF.") from None
            log.seek(0)
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
        if code or not printed.is_file() or not printed.read_bytes().startswith(b"%PDF"):
            message = lines[-1] if lines else "no message"
            raise PdfError(f"{browser} made no PDF (exit code {code}): {message}")
        printed.replace(target)


def document(folder: Path, parameters: dict) -> str:
    """The edition in `folder` as one HTML document to print; `parameters` as its record has them.

    Raises PdfError for a page without a main part.
    """
    names = {"index.html": FRONT}
    for path in sorted((folder / "html").glob(STEPS)):
        names[f"html/{path.name}"] = path.stem
    texts = layout.texts_in(parameters["language"])
    where = {"tables": "tables/*.csv", "workbook": WORKBOOK, "notebooks": "notebooks/*.ipynb"}
    with speaking(parameters["language"]):
        parts = {path: _part(folder, path) for path in names}
        _connect(parts, names)
        front = parts.pop("index.html")
        words = {"contents": say("pdf.contents"), "numbers": say("pdf.numbers")}
        chapters = []
        for path, part in parts.items():
            title = _text(part.h1)
            chapter = {
                "id": names[path],
                "title": title,
                "head": _quoted(title),
                "headings": [{"id": h2["id"], "text": _text(h2)} for h2 in part.select("h2[id]")],
                "body": part.decode_contents(),
            }
            chapters.append(chapter)
        return layout.frame("pdf.html.j2").render(
            texts=texts,
            parameters=parameters,
            headline=_text(front.h1) or texts["headline"],
            lead=[_text(paragraph) for paragraph in front.select(".opening p:not(.kicker)")],
            front=FRONT,
            sections=[str(section) for section in front.select(":scope > section")],
            chapters=chapters,
            running=_quoted(f"{texts['site']} · {parameters['year']}"),
            words=words | {"folder": say("pdf.folder", **where)},
        )


def _part(folder: Path, path: str) -> Tag:
    """The main part of the page at `path` below the edition's folder, for print."""
    main = BeautifulSoup((folder / path).read_text(encoding="utf-8"), "html.parser").main
    if main is None:
        page = f"{path} of {as_typed(folder)}"
        raise PdfError(f"{page} has no main part; make the edition again with ./run report …")
    drawings = set((folder / "figures").glob("*.svg"))
    for chart in main.select(".chart"):
        for link in chart.select("a.larger"):
            file = folder / _page_of(unquote(link["href"]), path)
            if chart.img and file in drawings:  # instead of the bitmap: sharp at any size
                content = base64.b64encode(file.read_bytes()).decode()
                chart.img["src"] = f"data:image/svg+xml;base64,{content}"
            link.decompose()
    for numbers in main.select(":has(.chart) + .output details"):
        numbers.decompose()
    for folded in main.select("details:has(> summary)"):  # the sentences above may speak of it
        note = Tag(name="p", attrs={"class": ["note"]})
        note.append(say("pdf.folded", title=_text(folded.summary)))
        folded.insert_before(note)
    for element in main.select(LEFT_OUT):
        element.decompose()
    for element in main.select(".scroll, section"):
        element.attrs = {name: element[name] for name in ("class", "id") if element.has_attr(name)}
    for text in main.find_all(string=LONG):
        if text.find_parent("table"):
            divided = LONG.sub(lambda word: ZERO_WIDTH.join(BREAK.split(word[0])), text)
            for piece in divided.split(ZERO_WIDTH):
                text.insert_before(piece, Tag(name="wbr", can_be_empty_element=True))
            text.extract()
    return main


def _connect(parts: dict[str, Tag], names: dict[str, str]) -> None:
    """Give every place an id of its own, a short one for PDF, and let links lead there.

    `parts` by path; `names` are the ids of the parts themselves. A link to what the document does
    not hold becomes plain text.
    """
    places = {(path, ""): name for path, name in names.items()}
    for path, part in parts.items():
        for element in part.select("[id]"):
            place = f"place-{len(places)}"
            places[path, element["id"]] = place
            element["id"] = place
    for path, part in parts.items():
        for link in part.select("a"):
            address, _hash, anchor = link.get("href", "").partition("#")
            if urlsplit(address).scheme in ("http", "https"):
                continue
            target = (_page_of(unquote(address), path), unquote(anchor))
            if target in places:
                link["href"] = f"#{places[target]}"
            else:
                _unlink(link)


def _page_of(address: str, path: str) -> str:
    """The path below the edition's folder that an address on the page at `path` leads to."""
    if not address:
        return path
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))


def _unlink(link: Tag) -> None:
    """Make a link plain text; it goes where its text only says what to open."""
    paragraph = link.find_parent("p")
    dot = link.previous_sibling
    if paragraph and not paragraph.img and _text(paragraph) == _text(link):
        paragraph.clear()
    elif link.find_parent(class_=["findings", "trust"]):
        if isinstance(dot, str) and dot.strip() == "·":
            dot.extract()
        link.decompose()
    else:
        link.unwrap()


def _text(element: Tag | None) -> str:
    return element.get_text(" ", strip=True) if element else ""


def _quoted(text: str) -> str:
    """A text as a string of CSS, which no text can end."""
    escaped = UNSAFE.sub(lambda sign: f"\\{ord(sign[0]):x} ", text)
    return f'"{escaped}"'
