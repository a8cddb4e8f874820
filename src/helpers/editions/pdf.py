"""One PDF of an edition that has been made: title page, contents, findings, and every notebook.
Chromium prints it.

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


class PdfError(Exception):
    """Why there is no PDF, in plain words."""


def make(folder: Path, target: Path | None = None, wanted: dict | None = None) -> Path:
    """Print the finished edition in `folder` as `target` (default: beside the folder, with its
    name) and return it.

    `wanted` are the parameters that the user has named. Raises PdfError without a finished edition
    of these parameters, without Chromium, and when Chromium fails; what stood at `target` then
    stays.
    """
    folder = folder.resolve()
    target = (target or folder.with_name(f"{folder.name}.pdf")).resolve()
    record, wanted = read_record(folder), wanted or {}
    if not record:
        words = " ".join(["./run report", *(f"--{name} {value}" for name, value in wanted.items())])
        raise PdfError(
            f"There is no finished edition in {as_typed(folder)}; make it first: {words}"
        )
    for name, value in wanted.items():
        if record["parameters"].get(name) != value:
            found = record["parameters"].get(name)
            raise PdfError(
                f"The edition in {as_typed(folder)} has the {name} {found}, not {value}."
            )
    browser = find_browser()
    try:
        print_page(browser, document(folder, record["parameters"]), target)
    except OSError as error:
        raise PdfError(f"{as_typed(target)} could not be made ({error}).") from error
    return target


# --- the browser ----------------------------------------------------------------------------------


def find_browser() -> str:
    """The path of Chromium or Chrome. Raises PdfError, with what was looked for, where there is
    none.
    """
    named = os.environ.get(VARIABLE)
    candidates = [named] if named else [*COMMANDS, *map(os.path.expandvars, PLACES)]
    found = next((path for candidate in candidates if (path := shutil.which(candidate))), None)
    if found is None:
        looked = (
            f"{named}, as {VARIABLE} says"
            if named
            else f"{', '.join(COMMANDS)} and Chrome's usual places"
        )
        raise PdfError(
            f"A PDF needs Chromium or Chrome. Looked for {looked}; the variable {VARIABLE} can name it."
        )
    return found


def print_page(browser: str, page: str, target: Path) -> None:
    """Print the HTML `page` as the PDF `target`. Raises PdfError when the browser fails or takes
    too long.
    """
    # All beside the target: some browsers may read and write the user's folders alone, and no
    # hidden ones.
    with tempfile.TemporaryDirectory(
        prefix="pdf-", dir=target.parent, ignore_cleanup_errors=True
    ) as name:
        source, printed, log = (Path(name) / file for file in ("page.html", "page.pdf", "log.txt"))
        source.write_text(page, encoding="utf-8", newline="\n")
        places = [
            f"--user-data-dir={Path(name) / 'profile'}",
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ]
        with log.open("wb") as said:
            try:
                done = subprocess.run(
                    [browser, *OPTIONS, *places], stdout=said, stderr=said, timeout=SECONDS
                )
            except subprocess.TimeoutExpired:
                raise PdfError(
                    f"{browser} did not finish within {SECONDS} seconds; there is no PDF."
                ) from None
        if done.returncode or not printed.is_file() or not printed.read_bytes().startswith(b"%PDF"):
            last = (
                log.read_text(encoding="utf-8", errors="replace").strip() or "no message"
            ).splitlines()[-1]
            raise PdfError(f"{browser} made no PDF (exit code {done.returncode}): {last}")
        printed.replace(target)


# --- the document ---------------------------------------------------------------------------------


def document(folder: Path, parameters: dict) -> str:
    """The edition in `folder` as one HTML document to print; `parameters` as its record has them.

    Raises PdfError for a page without a main part.
    """
    names = {"index.html": FRONT}
    names |= {f"html/{path.name}": path.stem for path in sorted((folder / "html").glob(STEPS))}
    with speaking(parameters["language"]):
        parts = {name: _part(folder, path, names) for path, name in names.items()}
        _shorten(parts)
        front = parts.pop(FRONT)
        texts = layout.texts_in(parameters["language"])
        return layout.frame("pdf.html.j2").render(
            texts=texts,
            parameters=parameters,
            headline=_title(front) or texts["headline"],
            lead=[
                line.get_text(" ", strip=True) for line in front.select(".opening p:not(.kicker)")
            ],
            front=FRONT,
            sections=[str(section) for section in front.select(":scope > section")],
            chapters=[_chapter(name, part) for name, part in parts.items()],
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


def _part(folder: Path, path: str, names: dict[str, str]) -> Tag:
    """The main part of a page, for print: `path` below the edition's folder, `names` the ids of all
    its pages.
    """
    main = BeautifulSoup((folder / path).read_text(encoding="utf-8"), "html.parser").main
    if main is None:
        raise PdfError(
            f"{path} of {as_typed(folder)} has no main part; make the edition again with ./run report …"
        )
    for picture in main.select(".chart"):
        _draw(picture, folder, path)
    for folded in main.select("details:has(> summary)"):
        if not _numbers_of_a_chart(folded):
            folded.insert_before(_note(folded.summary.get_text(" ", strip=True)))
    for element in main.select(LEFT_OUT):
        element.decompose()
    for element in main.select("[id]"):
        element["id"] = f"{names[path]}--{element['id']}"
    for element in main.select(".scroll, section"):
        element.attrs = {
            name: value for name, value in element.attrs.items() if name in ("class", "id")
        }
    for link in main.select("a"):
        _redirect(link, path, names)
    for table in main.select("table"):
        _narrow(table)
    return main


def _draw(chart: Tag, folder: Path, path: str) -> None:
    """The drawing of a chart, where the page links to one, in place of its bitmap: sharp at any
    size.
    """
    for link in chart.select("a.larger"):
        file = folder / posixpath.normpath(
            posixpath.join(posixpath.dirname(path), unquote(link["href"]))
        )
        if (
            chart.img
            and file.parent == folder / "figures"
            and file.suffix == ".svg"
            and file.is_file()
        ):
            chart.img["src"] = (
                f"data:image/svg+xml;base64,{base64.b64encode(file.read_bytes()).decode()}"
            )
        link.decompose()


def _numbers_of_a_chart(folded: Tag) -> bool:
    """Whether what stands folded are the numbers of the chart right above: the chart can do without
    a word of them.
    """
    output = folded.find_parent(class_="output")
    above = output.find_previous_sibling() if output else None
    return above is not None and above.select_one(".chart") is not None


def _note(title: str) -> Tag:
    """The line that says what stands folded on the page: the sentences above it may speak of it."""
    note = Tag(name="p", attrs={"class": ["note"]})
    note.append(say("pdf.folded", title=title))
    return note


def _redirect(link: Tag, path: str, names: dict[str, str]) -> None:
    """A link to a page of the document leads to its place in it; one to a file becomes plain
    text.
    """
    address, _hash, anchor = link.get("href", "").partition("#")
    if urlsplit(address).scheme in ("http", "https"):
        return
    page = (
        posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address)))
        if address
        else path
    )
    if page in names:
        link["href"] = f"#{names[page]}--{unquote(anchor)}" if anchor else f"#{names[page]}"
    else:
        _unlink(link)


def _unlink(link: Tag) -> None:
    """A link that leads nowhere here becomes plain text, and goes where its text only says what to
    open.
    """
    around, dot = link.find_parent("p"), link.previous_sibling
    if around and not around.img and around.get_text(strip=True) == link.get_text(strip=True):
        around.clear()
    elif link.find_parent(class_=["findings", "trust"]):
        if isinstance(dot, str) and dot.strip() == "·":
            dot.extract()
        link.decompose()
    else:
        link.unwrap()


def _narrow(table: Tag) -> None:
    """Let a table's long words go on in the next line, and mark it when it has many columns: paper
    does not scroll.
    """
    if max((len(row.select("th, td")) for row in table.select("tr")), default=0) >= DENSE:
        table["class"] = [*table.get("class", []), "dense"]
    for text in table.find_all(string=LONG):
        first, *rest = LONG.sub(lambda word: ZERO_WIDTH.join(BREAK.split(word[0])), text).split(
            ZERO_WIDTH
        )
        for piece in reversed(rest):
            text.insert_after(Tag(name="wbr", can_be_empty_element=True), piece)
        text.replace_with(first)


def _shorten(parts: dict[str, Tag]) -> None:
    """Short ids, since PDF allows no long ones; links to what was left out become plain text."""
    marked = [element for part in parts.values() for element in part.select("[id]")]
    short = {name: name for name in parts} | {
        element["id"]: f"place-{n}" for n, element in enumerate(marked, 1)
    }
    for element in marked:
        element["id"] = short[element["id"]]
    for link in [link for part in parts.values() for link in part.select('a[href^="#"]')]:
        if link["href"][1:] in short:
            link["href"] = f"#{short[link['href'][1:]]}"
        else:
            _unlink(link)


def _chapter(name: str, part: Tag) -> dict:
    title = _title(part)
    headings = [
        {"id": heading["id"], "text": heading.get_text(" ", strip=True)}
        for heading in part.select("h2[id]")
    ]
    return {
        "id": name,
        "title": title,
        "head": _quoted(title),
        "headings": headings,
        "body": part.decode_contents(),
    }


def _title(part: Tag) -> str:
    return part.h1.get_text(" ", strip=True) if part.h1 else ""


def _quoted(text: str) -> str:
    """A text as a string of CSS, which no text can end."""
    return (
        '"'
        + "".join(c if c.isalnum() or c in " ,.:;·–—-()?!" else f"\\{ord(c):x} " for c in text)
        + '"'
    )


def main(folder: Path, target: Path | None, wanted: dict) -> int:
    """Print an edition for the command line: the exit code, having said where the PDF is or why
    there is none.
    """
    try:
        print(f"Open {as_typed(make(folder, target, wanted))}", flush=True)
    except PdfError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
