"""The HTML of a page made fit to read: ids on its headings, tables that scroll, links to what rests
on what.
"""

import html
import re
from itertools import pairwise

from helpers import paths

HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.S)
TABLE = re.compile(r"<table\b.*?</table>", re.S)
ROW = re.compile(r"<tr\b.*?</tr>", re.S)
CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.S)
MANY_COLUMNS = 5  # from here on a phone scrolls sideways rather than squeeze the words
BLANK = ("", "–", "—", "…", "nan", "NaN", "<NA>", "None")
NUMBER = re.compile(
    r"(?:under |over |менее |более )?[+−-]?\d[\d\s,.]*(?:[%‰]|\s?[–…-]\s?[+−-]?\d[\d\s,.]*%?)?"
)


def with_contents(body: str) -> tuple[str, list[dict]]:
    """The body with an id on every heading of second and third rank, and the list of these
    headings.
    """
    contents = []
    used = set()

    def mark(match: re.Match) -> str:
        level, inner = match.groups()
        slug = _slug(text_of(inner), used)
        contents.append({"level": int(level), "id": slug, "text": text_of(inner)})
        return f'<h{level} id="{slug}">{inner}</h{level}>'

    return HEADING.sub(mark, body), contents


def _slug(text: str, used: set[str]) -> str:
    """A heading's id: its words, and a number when another heading has the same."""
    words = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
    slug, count = words, 1
    while slug in used:
        count += 1
        slug = f"{words}-{count}"
    used.add(slug)
    return slug


def text_of(fragment: str) -> str:
    """A piece of HTML without its tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", fragment)).strip()


# --- tables ---------------------------------------------------------------------------------------


def with_readable_tables(body: str, label: str) -> str:
    """Tables that scroll inside themselves, with their columns of numbers set flush right.

    The style that pandas sends along is left out: no browser keeps it to its own table any more.
    """

    def framed(match: re.Match) -> str:
        table = _numbers_right(match.group())
        kind = "scroll many" if _width(table) >= MANY_COLUMNS else "scroll"
        return f'<div class="{kind}" role="group" aria-label="{html.escape(label)}" tabindex="0">{table}</div>'

    return TABLE.sub(framed, re.sub(r"<style scoped[^>]*>.*?</style>", "", body, flags=re.S))


def _width(table: str) -> int:
    """How many columns a table has."""
    return max((len(CELL.findall(row)) for row in ROW.findall(table)), default=0)


def _numbers_right(table: str) -> str:
    rows = [
        [(kind, text_of(inner)) for kind, _, inner in CELL.findall(row)]
        for row in ROW.findall(table)
    ]
    width = _width(table)
    if re.search(
        r"(?:col|row)span=", table
    ):  # cells no longer stand below each other: each for itself
        return CELL.sub(
            lambda cell: _cell(cell, cell[1] == "td" and _is_number(text_of(cell[3]))), table
        )
    numeric = {column for column in range(width) if _is_numeric(rows, column)}

    def row(match: re.Match) -> str:
        columns = iter(range(width))
        return CELL.sub(lambda cell: _cell(cell, next(columns) in numeric), match.group())

    return ROW.sub(row, table)


def _is_numeric(rows: list[list], column: int) -> bool:
    """Whether a column holds values (not row labels), and all of them numbers or blanks."""
    values = [row[column][1] for row in rows if len(row) > column and row[column][0] == "td"]
    shown = [value for value in values if value not in BLANK]
    return bool(shown) and all(_is_number(value) for value in shown)


def _is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text))


def _cell(match: re.Match, numeric: bool) -> str:
    kind, attributes, inner = match.groups()
    mark = ' class="number"' if numeric and "class=" not in attributes else ""
    return f"<{kind}{attributes}{mark}>{inner}</{kind}>"


def with_links(body: str, resting: dict) -> str:
    """The body with links from the claims, rows and findings that tables name to what rests on
    what.

    A finding is known by its id in one cell and its sentence in the next.
    """
    sentences = {(finding["id"], finding["text"]) for finding in resting["findings"]}

    def row(match: re.Match) -> str:
        cells = [text_of(inner) for _kind, _attributes, inner in CELL.findall(match.group())]
        named = sentences & set(pairwise(cells))
        anchors = resting["anchors"] | {name: f"finding-{name}" for name, _sentence in named}
        return CELL.sub(lambda cell: _linked(cell, anchors), match.group())

    return TABLE.sub(lambda table: ROW.sub(row, table.group()), body)


def _linked(cell: re.Match, anchors: dict[str, str]) -> str:
    """A cell that holds nothing but places, each of them with its link."""
    kind, attributes, inner = cell.groups()
    pieces = re.split(r"([;\s]+)", inner.strip())
    if not all(piece in anchors for piece in pieces[::2]):
        return cell.group()
    pieces[::2] = [
        f'<a href="../{paths.PROVENANCE_PAGE}#{html.escape(anchors[piece])}">{piece}</a>'
        for piece in pieces[::2]
    ]
    return f"<{kind}{attributes}>{''.join(pieces)}</{kind}>"
