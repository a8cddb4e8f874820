"""What articles, claims, exclusions and the second reading must satisfy beyond their schemas.

Each rule takes the package as read and yields faults. A cell that is no number, and a table that
could not be read, were reported before: rules pass over them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from helpers import printed
from helpers.data.records import Fault, Package, Row, Table
from helpers.files import quoted, sha256

LONGEST_QUOTE = 8  # words: a quote carries a claim, it does not republish a sentence
# A full stop after these does not end a sentence: 'тыс. человек'.
ABBREVIATIONS = r"тыс|млн|млрд|чел|гг?|обл|им|ул|п|проц|т|е|д"
# As the draft of an article leaves them.
OPEN_QUESTION = re.compile(r"\bcheck:|\?\s*$", re.IGNORECASE)
NUMBERED = re.compile(r"(.+)-([0-9]{1,6})")  # a claim_id: series and running number
TEXT_COLUMNS = ("sha256", "length", "numerals", "numerals_sha256")
FIGURE_COLUMNS = ("unit_mult", "decimals", "unit_measure")
READ_TWICE = ("value", "unit_mult", "decimals")
UNITS_OF_KIND = {
    "quantity": ("persons",),
    "share": ("percent",),
    "change": ("percent_increase", "percent_decrease", "percentage_points", "persons"),
}


def articles(package: Package) -> Iterator[Fault]:
    for row in package.rows("articles"):
        published, year = row["published"][:4], row.whole("reference_year")
        if published.isdecimal() and year is not None and year > int(published):
            found = f"{year}, after the publication in {published}"
            todo = "correct the year or the date of publication"
            yield row.fault("reference_year", f"{published} or earlier", todo, found)
        filled = [column for column in TEXT_COLUMNS if row[column]]
        for column in TEXT_COLUMNS:
            if filled and column not in filled:
                expected = f"a value, because {', '.join(filled)} have one"
                yield row.fault(column, expected, "fill the cell, or blank all four")


def reference_years(package: Package) -> Iterator[Fault]:
    """An article is about the year of most of its claims: editions find it by this year."""
    years = defaultdict(Counter)
    for claim in package.rows("claims"):
        if re.fullmatch("[0-9]{4}", claim["time_period"]):
            years[claim["article_id"]][claim["time_period"]] += 1
    for row in package.rows("articles"):
        claims, year = years[row["article_id"]], row["reference_year"]
        usual = max(claims, key=claims.get, default=year)
        if claims[year] < claims[usual]:
            found = f"{quoted(year)}, the time_period of {claims[year]} of its claims"
            expected = f"{usual}, that of {claims[usual]} of them"
            todo = "correct the year, or time_period in claims.csv"
            yield row.fault("reference_year", expected, todo, found)


def open_questions(package: Package) -> Iterator[Fault]:
    """What the draft of an article was unsure of has been settled."""
    todo = "settle what the draft asks, correct the row, and delete the question"
    for name, column in (("claims", "note"), ("exclusions", "reason")):
        for row in package.rows(name):
            if OPEN_QUESTION.search(row[column]):
                yield row.fault(column, "no question left by the draft", todo)


def claim_numbers(package: Package) -> Iterator[Fault]:
    """Ids end in a running number that is neither dropped nor reused: a gap is a lost claim."""
    table = package.table("claims")
    todo = "put the lost row back; a claim that was misread is corrected, not dropped"
    last: dict[str, tuple[int, Row]] = {}
    for row in table.rows:
        if match := NUMBERED.fullmatch(row["claim_id"]):
            series, number = match[1], int(match[2])
            highest = last[series][0] if series in last else 0
            if number > highest + 1:
                yield row.fault("claim_id", f"{_numbered(series, highest + 1)} before it", todo)
            last[series] = max(number, highest), row
    for series, used in package.numbering.items():
        highest, row = last.get(series, (0, None))
        if table.rows and highest < used:
            missing, newest = _numbered(series, highest + 1), _numbered(series, used)
            expected = f"{missing} after it, and ids up to {newest}"
            place = row or table
            found = quoted(row["claim_id"]) if row else f"no claim of {series}"
            yield place.fault("claim_id", expected, todo, found)


def _numbered(series: str, number: int) -> str:
    return f"{series}-{number:02d}"


def highest_numbers(table: Table) -> dict[str, int]:
    """The highest running number of each series of claim ids: `numbering` in the descriptor."""
    matches = [NUMBERED.fullmatch(row["claim_id"]) for row in table.rows]
    return dict(sorted((match[1], int(match[2])) for match in matches if match))


def claim_figures(package: Package) -> Iterator[Fault]:
    """A figure has a unit, a power of ten and decimals, and all agree with the quote."""
    for row in package.rows("claims"):
        if row["value"]:
            yield from _figure(row)
            continue
        if row["kind"] in UNITS_OF_KIND:
            expected = f"a number, because a {row['kind']} has one"
            yield row.fault("value", expected, "fill the cell or change the kind")
        for column in FIGURE_COLUMNS:
            if row[column]:
                expected = "nothing, because there is no value"
                yield row.fault(column, expected, "fill the value or blank this cell")


def _figure(row: Row) -> Iterator[Fault]:
    for column in FIGURE_COLUMNS:
        if not row[column]:
            yield row.fault(column, "a value, because the claim has a figure", "fill the cell")
    unit = row["unit_measure"]
    units = UNITS_OF_KIND.get(row["kind"], [unit])
    if unit and unit not in units:
        expected = f"{' or '.join(units)}, because the kind is {row['kind']}"
        yield row.fault("unit_measure", expected, "correct the unit or the kind")
    if row.number("value") is None:
        return
    figures = _figures(row["quote"])
    if not figures:
        expected = "a figure as printed, because the claim has a value"
        yield row.fault("quote", expected, "quote the figure with its unit word")
    elif all(_differences(row, figure) for figure in figures):
        for column, value in _differences(row, figures[0]).items():
            expected = f"{value} as in the quote {quoted(row['quote'])}"
            yield row.fault(column, expected, "correct the cell or the quote")


def _figures(text: str) -> list[printed.Printed]:
    try:
        return [printed.parse(text)]
    except ValueError:  # a figure among words
        return [figure for _, _, figure in printed.find_figures(text)]


def _differences(row: Row, figure: printed.Printed) -> dict[str, object]:
    """The columns of a claim that disagree with the figure of its quote, with what that says."""
    differences, unit, value = {}, row["unit_measure"], row.number("value")
    signed = row["quote"].lstrip().lower().startswith((*printed.SIGNS, *printed.MINUS_SIGNS))
    # A fall is printed without a sign, and a loss too: the words around say it.
    sign_in_words = unit == "percent_decrease" or not signed
    same_size = abs(value) == abs(figure.number)
    if value != figure.number and not (same_size and sign_in_words):
        differences["value"] = printed.plain(figure.number)
    for column in ("unit_mult", "decimals"):
        if row[column] and row.whole(column) != getattr(figure, column):
            differences[column] = getattr(figure, column)
    kind = "percent" if unit in ("percent_increase", "percent_decrease") else unit
    if unit and kind != figure.unit and figure.unit != "number":
        differences["unit_measure"] = figure.unit
    return differences


def claim_quotes(package: Package) -> Iterator[Fault]:
    expected = f"the figure, or at most {LONGEST_QUOTE} words of one sentence"
    abbreviation = re.compile(rf"\b(?:{ABBREVIATIONS})\. ", re.IGNORECASE)
    for row in package.rows("claims"):
        words = len(row["quote"].split())
        found = None
        if words > LONGEST_QUOTE:
            found = f"{words} words"
        elif re.search(r"[.!?…;] ", abbreviation.sub(" ", row["quote"])):
            found = f"the end of a sentence in {quoted(row['quote'])}"
        if found:
            yield row.fault("quote", expected, "shorten the quote, and set start and end", found)


def claim_periods(package: Package) -> Iterator[Fault]:
    for row in package.rows("claims"):
        start, _, end = row["time_period"].partition("/")
        if end.isdecimal() and end < start:
            expected = "a period that runs forward"
            yield row.fault("time_period", expected, "exchange the years", f"{start}/{end}")
        base = row["base_period"]
        if base.isdecimal() and start.isdecimal() and base >= start:
            yield row.fault("base_period", f"a year before {start}", "correct one of the two years")


def claim_categories(package: Package) -> Iterator[Fault]:
    """A claim's groups are those of the breakdowns, with which they can be compared."""
    groups = defaultdict(set)
    for row in package.rows("kz_breakdowns"):
        groups[row["dimension"]].add(row["category"])
    groups["region"] |= {row["region"] for row in package.rows("kz_region_names")}
    countries = {"WORLD"}
    for row in (*package.rows("corridors"), *package.rows("corridor_flows")):
        countries |= {row["origin_iso3"], row["destination_iso3"]}
    todo = "choose one of them; a new group first needs a row in the breakdowns"
    for row in package.rows("claims"):
        dimension = row["dimension"]
        names = groups.get(dimension, set())
        expected = f"a group by {dimension} in kz_breakdowns.csv ({', '.join(sorted(names))})"
        if dimension == "corridor":
            expected = "two country codes such as KAZ-RUS, or WORLD"
        for category in row["category"].split():
            ends = set(category.split("-"))
            right = ends <= countries if dimension == "corridor" else category in names
            if not right:
                yield row.fault("category", expected, todo, quoted(category))


# Positions


def has_text(article: Row) -> bool:
    """Whether the article's text was at hand when it was transcribed."""
    return bool(article["sha256"])


def spans(package: Package) -> Iterator[Fault]:
    """Positions go with the text, fit their quotes and do not overlap."""
    articles = {row["article_id"]: row for row in package.rows("articles")}
    placed = defaultdict(list)
    for row in (*package.rows("claims"), *package.rows("exclusions")):
        article, start, end = articles.get(row["article_id"]), row.whole("start"), row.whole("end")
        if article is not None:
            yield from _presence(row, has_text(article))
        if start is not None and end is not None:
            length = article.whole("length") if article and has_text(article) else None
            yield from _span(row, start, end, length)
            placed[row["article_id"]].append((start, end, row))
    for places in placed.values():
        yield from _overlaps(sorted(places, key=lambda place: place[:2]))


def _presence(row: Row, at_hand: bool) -> Iterator[Fault]:
    for column in ("start", "end"):
        if bool(row[column]) != at_hand:
            absent = "nothing, because the article's text is not at hand"
            expected = "a position" if at_hand else absent
            yield row.fault(column, expected, "correct the cell, or sha256 in articles.csv")


def _span(row: Row, start: int, end: int, length: int | None) -> Iterator[Fault]:
    characters = len(row["quote"])
    if not _fits(row):
        expected = f"{start + characters}, which is start plus the {characters} characters"
        yield row.fault("end", f"{expected} of the quote", "correct start, end or quote")
    if length is not None and end > length:
        expected = f"at most {length}, the length of the text"
        yield row.fault("end", expected, "correct the position")


def _fits(row: Row) -> bool:
    """Whether a quote is as long as its position says; also where it has none."""
    start, end = row.whole("start"), row.whole("end")
    return None in (start, end) or end - start == len(row["quote"])


def _misplaced(package: Package) -> set[str]:
    """The articles with a row whose position is wrong, which another rule names."""
    claims, exclusions = package.rows("claims"), package.rows("exclusions")
    unfit = {row["article_id"] for row in (*claims, *exclusions) if not _fits(row)}
    second = {_place(row) for row in package.rows("second_reading")}
    twice = {article for article, _ in second}
    figures = [row for row in claims if row["value"] and row["article_id"] in twice]
    return unfit | {article for article, _ in second ^ {_place(row) for row in figures}}


def _overlaps(places: list[tuple[int, int, Row]]) -> Iterator[Fault]:
    reach, holder = 0, None
    for start, end, row in places:
        if holder and start < reach:
            expected = f"a start from {reach} on, where row {holder.line} of {holder.file} ends"
            found = f"{start}, inside another quote"
            yield row.fault("start", expected, "keep one of the two", found)
        if end > reach:
            reach, holder = end, row


def numerals_of(table: Table, article: str) -> list[tuple[int, int]]:
    """Positions in the article of the numerals that the quotes of a table hold, in order."""
    numerals = []
    for row in table.rows:
        start = row.whole("start")
        if row["article_id"] == article and start is not None:
            numerals += [(start + a, start + b) for a, b in printed.find_numerals(row["quote"])]
    return sorted(numerals)


def positions_hash(numerals: list[tuple[int, int]]) -> str:
    """The hash that `articles.csv` keeps: SHA-256 of the positions, 'start-end' and commas."""
    return sha256(",".join(f"{start}-{end}" for start, end in numerals).encode())


def numerals(package: Package) -> Iterator[Fault]:
    """Every numeral of an article is claimed or excluded: by count and hash, without the text."""
    claims, exclusions = package.table("claims"), package.table("exclusions")
    for row in exclusions.rows:
        if not printed.find_numerals(row["quote"]):
            yield row.fault("quote", "a numeral", "correct or remove the row")
    misplaced = _misplaced(package)
    for row in filter(has_text, package.rows("articles")):
        article = row["article_id"]
        held = sorted(numerals_of(claims, article) + numerals_of(exclusions, article))
        todo = f"compare the rows of {article} in claims.csv and exclusions.csv with the text"
        todo += " (validate --texts)"
        if len(held) != row.whole("numerals"):
            found = f"{len(held)} numerals claimed or excluded"
            yield row.fault("numerals", f"{row['numerals']} as in the text", todo, found)
        elif positions_hash(held) != row["numerals_sha256"] and article not in misplaced:
            found = f"numerals at other positions (hash {positions_hash(held)})"
            yield row.fault("numerals_sha256", quoted(row["numerals_sha256"]), todo, found)


def second_reading(package: Package) -> Iterator[Fault]:
    """Where an article was read twice, both readings have the same figures at the same places."""
    todo = "look into the article which reading is right"
    second = package.rows("second_reading")
    articles = {row["article_id"] for row in second}
    claims = [row for row in package.rows("claims") if row["article_id"] in articles]
    first = {_place(row): row for row in claims if row["value"]}
    unmatched = []
    for row in second:
        claim = first.pop(_place(row), None)
        if claim is None:
            unmatched.append(row)
            continue
        for column in ("end", *READ_TWICE) if _fits(claim) else READ_TWICE:
            if row.number(column) != claim.number(column):
                expected = f"{claim[column]} as in row {claim.line} of claims.csv"
                yield row.fault(column, expected, todo)
    for row in unmatched:
        same = [place for place, claim in first.items() if _figure_of(claim) == _figure_of(row)]
        if not same:
            expected = "a claim with a value at the same start"
            yield row.fault("start", expected, todo, f"a figure at {row['start']}")
            continue
        claim = first.pop(same[0])
        if _fits(claim):
            expected = f"{row['start']} as in row {row.line} of second_reading.csv"
            yield claim.fault("start", expected, todo)
    for claim in first.values():
        found = f"a figure at {claim['start']} that second_reading.csv does not have"
        expected = "a second reading of every figure"
        yield claim.fault("start", expected, "read the figure a second time", found)


def _figure_of(row: Row) -> tuple:
    return row["article_id"], *map(row.number, READ_TWICE)


def _place(row: Row) -> tuple[str, str]:
    return row["article_id"], row["start"]


RULES = (
    articles,
    reference_years,
    open_questions,
    claim_numbers,
    claim_figures,
    claim_quotes,
    claim_periods,
    claim_categories,
    spans,
    numerals,
    second_reading,
)
