"""One PDF of a finished edition: title page, contents, findings, every notebook; by Chromium.

It is made from the edition's own pages and stands beside its folder, not in it: Chromium writes the
time of printing into each PDF, so two prints of one edition never have the same bytes, and an
edition's files must.
"""

import base64
import os
import posixpath
import re
import shutil
import subprocess
import sys
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
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)

FRONT = "index"  # the id of the index's part of the document
STEPS = "[0-9][0-9]_*.html"
# What a sheet of paper has no use for: code, what stands folded, and what only a screen can do.
LEFT_OUT = (
    "script, style, details, source, button, nav, .code, .given, .download, .downloads, "
    "section[aria-labelledby=steps], section[aria-labelledby=files]"
)
DENSE = 8  # columns of a table for which the type is smallest
LONG = re.compile(r"\S{24,}")  # words that no column has room for: ids, hashes, addresses
BREAK = re.compile(r"(?<=[_:/])(?=\w)|(?<=\w{24})(?=\w)")  # where they may go on in the next line
ZERO_WIDTH = "\u200b"
HARMLESS = " ,.:;·–—-()?!"  # in a string of CSS


class PdfError(Exception):
    """Why there is no PDF, in plain words."""


def make(folder: Path, target: Path | None = None, wanted: dict | None = None) -> Path:
    """Print the finished edition in `folder` as `target` and return that path.

    By default beside the folder, with its name. `wanted` are the parameters that the user has
    named. Raises PdfError without a finished edition of these parameters, without Chromium, and
    when Chromium fails; what stood at `target` then stays.
    """
    folder = folder.resolve()
    target = (target or folder.with_name(f"{folder.name}.pdf")).resolve()
    parameters = _parameters(folder, wanted or {})
    browser = find_browser()
    try:
        print_page(browser, document(folder, parameters), target)
    except OSError as error:
        raise PdfError(f"{as_typed(target)} could not be made ({error}).") from error
    return target


def _parameters(folder: Path, wanted: dict) -> dict:
    """The parameters of the edition in `folder`, which agree with those `wanted`."""
    place = as_typed(folder)
    record = read_record(folder)
    if not record:
        options = [f"--{name} {value}" for name, value in wanted.items()]
        command = " ".join(["./run report", *options])
        raise PdfError(f"There is no finished edition in {place}; make it first: {command}")
    parameters = record["parameters"]
    for name, value in wanted.items():
        actual = parameters.get(name)
        if actual != value:
            raise PdfError(f"The edition in {place} has the {name} {actual}, not {value}.")
    return parameters


# --- the browser ----------------------------------------------------------------------------------


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
    """Print the HTML `page` as the PDF `target`.

    Raises PdfError when the browser fails or takes too long.
    """
    # All beside the target: some browsers may read and write the user's folders alone, and no
    # hidden ones.
    options = {"prefix": "pdf-", "dir": target.parent, "ignore_cleanup_errors": True}
    with tempfile.TemporaryDirectory(**options) as name:
        folder = Path(name)
        source = folder / "page.html"
        printed = folder / "page.pdf"
        source.write_text(page, encoding="utf-8", newline="\n")
        profile = f"--user-data-dir={folder / 'profile'}"
        words = [browser, *OPTIONS, profile, f"--print-to-pdf={printed}", source.as_uri()]
        code, message = _run(words, folder / "log.txt")
        if code or not printed.is_file() or not printed.read_bytes().startswith(b"%PDF"):
            raise PdfError(f"{browser} made no PDF (exit code {code}): {message}")
        printed.replace(target)


def _run(words: list[str], log: Path) -> tuple[int, str]:
    """Run the browser; its exit code and the last line that it wrote."""
    with log.open("wb") as file:
        try:
            done = subprocess.run(words, stdout=file, stderr=file, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            reason = f"{words[0]} did not finish within {SECONDS} seconds"
            raise PdfError(f"{reason}; there is no PDF.") from None
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return done.returncode, lines[-1] if lines else "no message"


# --- the document ---------------------------------------------------------------------------------


def document(folder: Path, parameters: dict) -> str:
    """The edition in `folder` as one HTML document to print; `parameters` as its record has them.

    Raises PdfError for a page without a main part.
    """
    names = {"index.html": FRONT}
    for path in sorted((folder / "html").glob(STEPS)):
        names[f"html/{path.name}"] = path.stem
    texts = layout.texts_in(parameters["language"])
    with speaking(parameters["language"]):
        parts = {path: _part(folder, path) for path in names}
        _connect(parts, names)
        front = parts.pop("index.html")
        lead = front.select(".opening p:not(.kicker)")
        return layout.frame("pdf.html.j2").render(
            texts=texts,
            parameters=parameters,
            headline=_title(front) or texts["headline"],
            lead=[_text(paragraph) for paragraph in lead],
            front=FRONT,
            sections=[str(section) for section in front.select(":scope > section")],
            chapters=[_chapter(names[path], part) for path, part in parts.items()],
            running=_quoted(f"{texts['site']} · {parameters['year']}"),
            words=_words(),
        )


def _words() -> dict[str, str]:
    return {
        "contents": say("pdf.contents"),
        "numbers": say("pdf.numbers"),
        "folder": say(
            "pdf.folder", tables="tables/*.csv", workbook=WORKBOOK, notebooks="notebooks/*.ipynb"
        ),
    }


def _part(folder: Path, path: str) -> Tag:
    """The main part of the page at `path` below the edition's folder, for print."""
    main = BeautifulSoup((folder / path).read_text(encoding="utf-8"), "html.parser").main
    if main is None:
        page = f"{path} of {as_typed(folder)}"
        raise PdfError(f"{page} has no main part; make the edition again with ./run report …")
    for chart in main.select(".chart"):
        _draw(chart, folder, path)
    for folded in main.select("details:has(> summary)"):
        if not _numbers_of_a_chart(folded):
            folded.insert_before(_note(_text(folded.summary)))
    for element in main.select(LEFT_OUT):
        element.decompose()
    for element in main.select(".scroll, section"):
        for name in set(element.attrs) - {"class", "id"}:
            del element[name]
    for table in main.select("table"):
        _narrow(table)
    return main


def _draw(chart: Tag, folder: Path, path: str) -> None:
    """Put the drawing that the page links to in the place of the bitmap: sharp at any size."""
    for link in chart.select("a.larger"):
        file = folder / _page_of(unquote(link["href"]), path)
        is_drawing = file.parent == folder / "figures" and file.suffix == ".svg"
        if chart.img and is_drawing and file.is_file():
            content = base64.b64encode(file.read_bytes()).decode()
            chart.img["src"] = f"data:image/svg+xml;base64,{content}"
        link.decompose()


def _numbers_of_a_chart(folded: Tag) -> bool:
    """Whether what stands folded are the numbers of the chart right above.

    They are left out without a word.
    """
    output = folded.find_parent(class_="output")
    above = output.find_previous_sibling() if output else None
    return above is not None and above.select_one(".chart") is not None


def _note(title: str) -> Tag:
    """The line that says what stands folded on the page: the sentences above it may speak of it."""
    note = Tag(name="p", attrs={"class": ["note"]})
    note.append(say("pdf.folded", title=title))
    return note


def _narrow(table: Tag) -> None:
    """Let long words go on in the next line, and mark a table of many columns.

    Paper does not scroll.
    """
    columns = [len(row.select("th, td")) for row in table.select("tr")]
    if max(columns, default=0) >= DENSE:
        table["class"] = [*table.get("class", []), "dense"]
    for text in table.find_all(string=LONG):
        divided = LONG.sub(lambda word: ZERO_WIDTH.join(BREAK.split(word[0])), text)
        first, *rest = divided.split(ZERO_WIDTH)
        for piece in reversed(rest):
            text.insert_after(Tag(name="wbr", can_be_empty_element=True), piece)
        text.replace_with(first)


# --- links ----------------------------------------------------------------------------------------


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


# --- texts ----------------------------------------------------------------------------------------


def _chapter(name: str, part: Tag) -> dict:
    title = _title(part)
    headings = part.select("h2[id]")
    return {
        "id": name,
        "title": title,
        "head": _quoted(title),
        "headings": [{"id": heading["id"], "text": _text(heading)} for heading in headings],
        "body": part.decode_contents(),
    }


def _title(part: Tag) -> str:
    return _text(part.h1) if part.h1 else ""


def _text(element: Tag) -> str:
    return element.get_text(" ", strip=True)


def _quoted(text: str) -> str:
    """A text as a string of CSS, which no text can end."""
    signs = [sign if sign.isalnum() or sign in HARMLESS else f"\\{ord(sign):x} " for sign in text]
    return f'"{"".join(signs)}"'


def main(folder: Path, target: Path | None, wanted: dict) -> int:
    """Print an edition and say where the PDF is, or why there is none; the exit code."""
    try:
        print(f"Open {as_typed(make(folder, target, wanted))}", flush=True)
    except PdfError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
