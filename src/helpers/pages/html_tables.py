"""The HTML of a page made fit to read: tables that scroll, ids on headings, links to provenance."""

import html
import re
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from itertools import pairwise

from helpers import paths
from helpers.pages.layout import frame, text_of

HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.S)
TABLE = re.compile(r"<table\b.*?</table>", re.S)
ROW = re.compile(r"(<tr\b.*?</tr>)", re.S)
CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.S)
STYLE = re.compile(r"<style scoped[^>]*>.*?</style>", re.S)  # of pandas, which would hold anywhere
NOTEBOOK = re.compile(r'href="(\d\d_\w+)\.ipynb')  # beside a notebook, what beside a page is a page
NAME = re.compile(r"[^;\s]+")  # of a place, among others in a cell
MANY_COLUMNS = 5  # from here on a phone scrolls sideways rather than squeeze the words
BLANK = ("", "–", "—", "…", "nan", "NaN", "<NA>", "None")
# Also a percentage such as 'under 1%', or a range of numbers.
NUMBER = re.compile(
    r"(?:under |over |менее |более )?[+−-]?\d[\d\s,.]*(?:[%‰]|\s?[–…-]\s?[+−-]?\d[\d\s,.]*%?)?"
)


def as_html(headings: Collection[str], rows: Iterable[Sequence[str]], row_headings=False) -> str:
    """An escaped HTML table, numbers to the right; with `row_headings` the first cells are such."""
    rows = list(rows)
    sides = []
    for place in range(len(headings)):
        values = [row[place] for row in rows if row[place] not in BLANK]
        sides.append("right" if values and all(map(NUMBER.fullmatch, values)) else "left")
    if row_headings:
        sides[0] = "left"
    table = frame("table.html.j2")
    return table.render(headings=headings, rows=rows, sides=sides, row_headings=row_headings)


def with_readable_tables(body: str, label: str) -> str:
    """Tables that scroll inside themselves, without the style that pandas sends along."""
    body = NOTEBOOK.sub(r'href="\1.html', body)
    return TABLE.sub(partial(_scrolling, html.escape(label)), STYLE.sub("", body))


def _scrolling(label: str, table: re.Match) -> str:
    columns = max((len(CELL.findall(row)) for row in ROW.findall(table[0])), default=0)
    kind = "scroll many" if columns >= MANY_COLUMNS else "scroll"
    return f'<div class="{kind}" role="group" aria-label="{label}" tabindex="0">{table[0]}</div>'


def with_contents(body: str) -> tuple[str, list[dict]]:
    """The body with an id on each heading of second and third rank, and the list of these."""
    contents = {}
    for level, inner in HEADING.findall(body):
        text = text_of(inner)
        words = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
        slug = words
        count = 1
        while slug in contents:
            count += 1
            slug = f"{words}-{count}"
        contents[slug] = {"level": int(level), "id": slug, "text": text}
        end = f">{inner}</h{level}>"
        body = body.replace(f"<h{level}{end}", f'<h{level} id="{slug}"{end}', 1)
    return body, list(contents.values())


def with_links(body: str, resting: dict) -> str:
    """The body with links from the claims, rows and findings that tables name to their provenance.
    A finding is known by its id in one cell and its sentence in the next."""
    sentences = {(finding["id"], finding["text"]) for finding in resting["findings"]}
    pieces = ROW.split(body)  # rows at the odd places
    for place in range(1, len(pieces), 2):
        cells = [text_of(cell) for _tag, _attributes, cell in CELL.findall(pieces[place])]
        known = sentences.intersection(pairwise(cells))
        anchors = resting["anchors"] | {name: f"finding-{name}" for name, _sentence in known}
        pieces[place] = CELL.sub(partial(_linked, anchors), pieces[place])
    return "".join(pieces)


def _linked(anchors: dict[str, str], cell: re.Match) -> str:
    """A cell that holds nothing but places, each of them with its link."""
    kind, attributes, inner = cell.groups()
    names = NAME.findall(inner)
    if not set(names) <= anchors.keys():
        return cell[0]
    page = f"../{paths.PROVENANCE_PAGE}"
    links = [f'<a href="{page}#{html.escape(anchors[name])}">{name}</a>' for name in names]
    content = NAME.sub("{}", inner.strip()).format(*links)
    return f"<{kind}{attributes}>{content}</{kind}>"
