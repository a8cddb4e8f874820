"""The HTML of a page made fit to read: tables that scroll, ids on headings, links to provenance."""

import html
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from helpers import paths

HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.S)
TABLE = re.compile(r"<table\b.*?</table>", re.S)
ROW = re.compile(r"<tr\b.*?</tr>", re.S)
CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.S)
STYLE = re.compile(r"<style scoped[^>]*>.*?</style>", re.S)  # of pandas, which would hold anywhere
NOTEBOOK = re.compile(r'href="(\d\d_\w+)\.ipynb')  # beside a notebook, what beside a page is a page
MANY_COLUMNS = 5  # from here on a phone scrolls sideways rather than squeeze the words
BLANK = ("", "–", "—", "…", "nan", "NaN", "<NA>", "None")
NUMBER = re.compile(
    r"(?:under |over |менее |более )?[+−-]?\d[\d\s,.]*(?:[%‰]|\s?[–…-]\s?[+−-]?\d[\d\s,.]*%?)?"
)


def as_html(
    headings: Iterable[str], rows: Iterable[Sequence[str]], row_headings: bool = False
) -> str:
    """An escaped HTML table, columns of numbers to the right, also without style sheets. With
    `row_headings` the first cell of a row is its heading."""
    rows = list(rows)
    tags = []
    head = []
    for place, heading in enumerate(headings):
        values = [row[place] for row in rows if row[place] not in BLANK]
        side = "right" if values and all(map(is_number, values)) else "left"
        tag = f'td align="{side}"'
        if row_headings and place == 0:
            side, tag = "left", 'th scope="row"'
        tags.append(tag)
        head.append(f'<th scope="col" align="{side}">{html.escape(heading)}</th>')
    body = []
    for row in rows:
        body.append("<tr>")
        for tag, cell in zip(tags, row, strict=True):
            body.append(f"<{tag}>{html.escape(cell)}</{tag[:2]}>")
        body.append("</tr>")
    return f"<table><thead><tr>{''.join(head)}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def is_number(text: str) -> bool:
    """Whether a text is a number, a percentage such as 'under 1%', or a range of numbers."""
    return bool(NUMBER.fullmatch(text))


def with_readable_tables(body: str, label: str) -> str:
    """Tables that scroll inside themselves, without the style that pandas sends along."""

    def framed(match: re.Match) -> str:
        table = match.group()
        columns = [len(CELL.findall(row)) for row in ROW.findall(table)]
        kind = "scroll"
        if max(columns, default=0) >= MANY_COLUMNS:
            kind = "scroll many"
        about = f'class="{kind}" role="group" aria-label="{html.escape(label)}" tabindex="0"'
        return f"<div {about}>{table}</div>"

    body = NOTEBOOK.sub(r'href="\1.html', body)
    return TABLE.sub(framed, STYLE.sub("", body))


def with_contents(body: str) -> tuple[str, list[dict]]:
    """The body with an id on each heading of second and third rank, and the list of these."""
    contents = []
    used = set()

    def mark(match: re.Match) -> str:
        level, inner = match.groups()
        text = text_of(inner)
        words = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
        slug = words
        count = 1
        while slug in used:
            count += 1
            slug = f"{words}-{count}"
        used.add(slug)
        contents.append({"level": int(level), "id": slug, "text": text})
        return f'<h{level} id="{slug}">{inner}</h{level}>'

    return HEADING.sub(mark, body), contents


def text_of(fragment: str) -> str:
    """A piece of HTML without its tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", fragment)).strip()


def with_links(body: str, resting: dict) -> str:
    """The body with links from the claims, rows and findings that tables name to their provenance.
    A finding is known by its id in one cell and its sentence in the next."""
    sentences = {(finding["id"], finding["text"]) for finding in resting["findings"]}

    def row(match: re.Match) -> str:
        cells = [text_of(cell[2]) for cell in CELL.findall(match.group())]
        anchors = dict(resting["anchors"])
        for name, _sentence in sentences.intersection(pairwise(cells)):
            anchors[name] = f"finding-{name}"
        return CELL.sub(lambda cell: _linked(cell, anchors), match.group())

    return TABLE.sub(lambda table: ROW.sub(row, table.group()), body)


def _linked(cell: re.Match, anchors: dict[str, str]) -> str:
    """A cell that holds nothing but places, each of them with its link."""
    kind, attributes, inner = cell.groups()
    pieces = re.split(r"([;\s]+)", inner.strip())
    if not set(pieces[::2]) <= anchors.keys():
        return cell.group()
    for place, name in enumerate(pieces):
        if name in anchors:
            address = f"../{paths.PROVENANCE_PAGE}#{html.escape(anchors[name])}"
            pieces[place] = f'<a href="{address}">{name}</a>'
    return f"<{kind}{attributes}>{''.join(pieces)}</{kind}>"
