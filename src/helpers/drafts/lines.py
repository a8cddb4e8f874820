"""The lines of an article: their language, headings and lists, its body, and a sidebar below."""

import re

from helpers.drafts.article import YEAR, Line
from helpers.language import phrases

KAZAKH = "әғқңөұүһі"
KAZAKH_WORDS = re.compile(
    r"\b(?:жыл[ыдғ]\w*|адам(?:ға|нан|ды)?|саны|елден|елге|кетк?ен\w*|кел[гд]\w+)\b"
)
LONGEST_HEADING = 15  # words
SIDEBAR_LINES = 6  # fewer headlines in a row may still belong to the article
ROW = re.compile(r"\t|[0-9][0-9%)]*[;,.]?$")  # of a table or list
LETTER = re.compile(r"[^\W\d_]")
FIGURE_BEGINS = re.compile(rf"(?<![0-9])(?!{YEAR}\b)[0-9]")
BULLET = re.compile(r"(\s*)(?:[•◦▪‣●·*]|[-–—](?=\s))\s*")
SPEECH = re.compile(r"—\s[^\n]*[^\W\d]{3}[.!?] [^\W\d_a-zа-я]")  # no point of a list


def language_of(text: str) -> str:
    """ru, kk or en by the letters; blank without letters."""
    letters = "".join(LETTER.findall(text.lower()))
    cyrillic = len(re.findall("[\u0400-\u04ff]", letters))
    if not letters or cyrillic * 2 < len(letters):
        return "en" if re.search("[a-z]", letters) else ""
    kazakh = sum(map(KAZAKH.count, letters)) + 3 * len(KAZAKH_WORDS.findall(text.lower()))
    # Kazakh names in a Russian text are a few in a hundred letters, Kazakh text every sixth.
    return "kk" if kazakh * 20 > cyrillic else "ru"


def outline(text: str) -> list[Line]:
    """The lines that hold anything, each with its heading and the points of a list above it."""
    lines, open_points = [], []
    heading, place = None, 0
    for raw_line in text.split("\n"):
        body = raw_line.rstrip()
        start = place
        end = start + len(body)
        place += len(raw_line) + 1
        if not body:
            continue
        mark = None if SPEECH.match(body) else BULLET.match(raw_line)
        finished = body[-1] in ".,;:…"
        short = len(body.split()) <= LONGEST_HEADING
        is_heading = not mark and not finished and short and LETTER.search(body)
        if mark:
            open_points = _points_above(open_points, len(mark[1]), body)
        else:  # 'Прибыли:' and a new line
            above = lines[-1] if lines else None
            rows = above and ROW.search(body) and ROW.search(text, above.start, above.end)
            open_points = [
                point
                for point in open_points[-1:]
                if point[2] == above.end or (rows and (point[1], point[2]) in above.parents)
            ]
        parents = [(point[1], point[2]) for point in open_points]
        lines.append(Line(start, end, bool(mark), None if is_heading else heading, parents))
        if is_heading:
            heading = (start, end)
        if body.endswith(":"):
            indent = len(mark[1]) if mark else -1
            open_points.append([indent, start, end, False])
    return lines


def _points_above(points: list[list], indent: int, line: str) -> list[list]:
    """The points (indent, start, end, nested) above a line; without indents the last in ':'."""
    kept = []
    for point_indent, start, end, nested in points:
        deeper = indent > point_indent
        beside = indent == point_indent and not nested
        if deeper or (beside and not line.endswith(":")):
            kept.append([point_indent, start, end, nested or deeper])
    return kept


def body_start(text: str, lines: list[Line]) -> int:
    """Where the first line of running text begins; above it stand title, date and counters."""
    for line in lines:
        content = text[line.start : line.end]
        sentence = content[-1] in ".…:" and len(content.split()) > 2
        if line.bullet or sentence:
            return line.start
    return 0  # no sentence at all, so nothing stands above one


def sidebar_start(text: str, lines: list[Line]) -> int:
    """Where short lines of other headlines begin at the foot; a table of figures is none."""
    foot = []
    for line in reversed(lines):
        content = text[line.start : line.end]
        if line.bullet or content[-1] in ".;:…,)" or not LETTER.search(content):
            break
        foot.append(content)
        start = line.start
    rubric = _rubric(text, lines)
    height = len(foot)
    if not SIDEBAR_LINES <= height < len(lines):
        return rubric
    headlines = sum(len(content.split()) >= 4 for content in foot)
    counting = sum(bool(FIGURE_BEGINS.search(content)) for content in foot)
    listed = headlines * 3 >= height and counting * 4 <= height
    return min(rubric, start) if listed else rubric


def _rubric(text: str, lines: list[Line]) -> int:
    """Where the first line begins that announces other articles before no finished sentence."""
    place = len(text)
    for line in reversed(lines[1:]):
        content = text[line.start : line.end]
        title = re.sub(r"^\W+", "", content).partition(":")[0].strip()
        if phrases.is_whole(title, "rubric"):
            place = line.start
        elif content[-1] in ".;:…":
            break
    return place
