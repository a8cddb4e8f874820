"""What articles, claims, exclusions and the second reading must satisfy beyond their schemas.

Each rule takes the package as read and yields faults. A cell that is no number, and a table that
could not be read, were reported before: rules pass over them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from helpers import printed
from helpers.data.records import Fault, Package, Row, Table, fault, grouped
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
PERCENTAGES = dict.fromkeys(("percent_increase", "percent_decrease"), "percent")
SIGNS = (*printed.SIGNS, *printed.MINUS_SIGNS)
UNITS_OF_KIND = {
    "quantity": ("persons",),
    "share": ("percent",),
    "change": ("percent_increase", "percent_decrease", "percentage_points", "persons"),
}


def articles(package: Package) -> Iterator[Fault]:
    for row in package.rows("articles"):
        published, year = row["published"][:4], row.whole("reference_year")
        if published.isdecimal() and year is not None and year > int(published):
            yield row.fault("published_before_year", day=published)
        filled = [column for column in TEXT_COLUMNS if row[column]]
        for column in TEXT_COLUMNS:
            if filled and column not in filled:
                yield row.fault("half_known_text", column=column, filled=", ".join(filled))


def reference_years(package: Package) -> Iterator[Fault]:
    """An article is about the year of most of its claims: editions find it by this year."""
    years = defaultdict(Counter)
    for claim in package.rows("claims"):
        year = claim["time_period"]
        if re.fullmatch("[0-9]{4}", year):
            years[claim["article_id"]][year] += 1
    for row in package.rows("articles"):
        claims = years[row["article_id"]]
        few = claims[row["reference_year"]]
        for usual, most in claims.most_common(1):
            if few < most:
                yield row.fault("year_of_few_claims", few=few, most=most, usual=usual)


def open_questions(package: Package) -> Iterator[Fault]:
    """What the draft of an article was unsure of has been settled."""
    for name, column in (("claims", "note"), ("exclusions", "reason")):
        for row in package.rows(name):
            if OPEN_QUESTION.search(row[column]):
                yield row.fault("open_question", column=column)


def claim_numbers(package: Package) -> Iterator[Fault]:
    """Ids end in a running number that is neither dropped nor reused: a gap is a lost claim."""
    last = {}
    claims = package.table("claims")
    for row in claims.rows:
        if match := NUMBERED.fullmatch(row["claim_id"]):
            series, number = match[1], int(match[2])
            highest, _ = last.get(series, (0, None))
            if number > highest + 1:
                yield row.fault("lost_claim", lost=_numbered(series, highest + 1))
            last[series] = max(number, highest), row
    for series, used in package.numbering.items():
        highest, row = last.get(series, (0, None))
        if claims.rows and highest < used:
            about = {"lost": _numbered(series, highest + 1), "highest": _numbered(series, used)}
            if row:
                yield row.fault("lost_last_claim", last=quoted(row["claim_id"]), **about)
            else:
                last_claim = f"no claim of {series}"
                yield fault("lost_last_claim", claims.path, last=last_claim, **about)


def _numbered(series: str, number: int) -> str:
    return f"{series}-{number:02d}"


def highest_numbers(table: Table) -> dict[str, int]:
    """The highest running number of each series of claim ids: `numbering` in the descriptor."""
    highest = {}
    for row in table.rows:
        if match := NUMBERED.fullmatch(row["claim_id"]):
            series = match[1]
            highest[series] = max(int(match[2]), highest.get(series, 0))
    return dict(sorted(highest.items()))


def claim_figures(package: Package) -> Iterator[Fault]:
    """A figure has a unit, a power of ten and decimals, and all agree with the quote."""
    for row in package.rows("claims"):
        if row["value"]:
            yield from _figure(row)
            continue
        if row["kind"] in UNITS_OF_KIND:
            yield row.fault("no_figure")
        for column in FIGURE_COLUMNS:
            if row[column]:
                yield row.fault("unit_of_no_figure", column=column)


def _figure(row: Row) -> Iterator[Fault]:
    for column in FIGURE_COLUMNS:
        if not row[column]:
            yield row.fault("figure_without_unit", column=column)
    unit, units = row["unit_measure"], UNITS_OF_KIND.get(row["kind"])
    if units and unit and unit not in units:
        yield row.fault("unit_of_other_kind", units=" or ".join(units))
    if row.number("value") is None:
        return
    figures = _figures(row["quote"])
    if not figures:
        yield row.fault("quote_without_figure")
    elif all(_differences(row, figure) for figure in figures):
        for column, value in _differences(row, figures[0]).items():
            yield row.fault("not_as_quoted", column=column, printed=value)


def _figures(text: str) -> list[printed.Printed]:
    try:
        return [printed.parse(text)]
    except ValueError:  # a figure among words
        return [figure for _, _, figure in printed.find_figures(text)]


def _differences(row: Row, figure: printed.Printed) -> dict[str, object]:
    """The columns of a claim that disagree with the figure of its quote, with what that says."""
    differences = {}
    unit, value, quoted_value = row["unit_measure"], row.number("value"), figure.number
    signed = row["quote"].lstrip().lower().startswith(SIGNS)
    # A fall is printed without a sign, and a loss too: the words around say it.
    if unit == "percent_decrease" or not signed:
        value, quoted_value = abs(value), abs(quoted_value)
    if value != quoted_value:
        differences["value"] = printed.plain(figure.number)
    for column in ("unit_mult", "decimals"):
        right = getattr(figure, column)
        if row[column] and row.whole(column) != right:
            differences[column] = right
    kind = PERCENTAGES.get(unit, unit)
    if kind and figure.unit not in (kind, "number"):
        differences["unit_measure"] = figure.unit
    return differences


def claim_quotes(package: Package) -> Iterator[Fault]:
    abbreviation = re.compile(rf"\b(?:{ABBREVIATIONS})\. ", re.IGNORECASE)
    for row in package.rows("claims"):
        words = len(row["quote"].split())
        if words > LONGEST_QUOTE:
            yield row.fault("long_quote", words=words, longest=LONGEST_QUOTE)
        elif re.search(r"[.!?…;] ", abbreviation.sub(" ", row["quote"])):
            yield row.fault("quote_of_sentences", longest=LONGEST_QUOTE)


def claim_periods(package: Package) -> Iterator[Fault]:
    for row in package.rows("claims"):
        first, _, last = row["time_period"].partition("/")
        base = row["base_period"]
        if last.isdecimal() and last < first:
            yield row.fault("backward_period", first=first, last=last)
        years = base.isdecimal() and first.isdecimal()
        if years and base >= first:
            yield row.fault("base_not_before", first=first)


def claim_categories(package: Package) -> Iterator[Fault]:
    """A claim's groups are those of the breakdowns, with which they can be compared."""
    groups = defaultdict(set)
    for row in package.rows("kz_breakdowns"):
        groups[row["dimension"]].add(row["category"])
    groups["region"] |= {row["region"] for row in package.rows("kz_region_names")}
    countries = {"WORLD"}
    for row in (*package.rows("corridors"), *package.rows("corridor_flows")):
        countries |= {row["origin_iso3"], row["destination_iso3"]}
    for row in package.rows("claims"):
        dimension = row["dimension"]
        names = groups.get(dimension, set())
        expected = f"a group by {dimension} in kz_breakdowns.csv ({', '.join(sorted(names))})"
        corridor = dimension == "corridor"
        if corridor:
            names, expected = countries, "two country codes such as KAZ-RUS, or WORLD"
        for group in row["category"].split():
            parts = group.split("-") if corridor else [group]
            if not names.issuperset(parts):
                yield row.fault("unknown_group", group=group, groups=expected)


def has_text(article: Row) -> bool:
    """Whether the article's text was at hand when it was transcribed."""
    return bool(article["sha256"])


def spans(package: Package) -> Iterator[Fault]:
    """Positions go with the text, fit their quotes and do not overlap."""
    articles = {row["article_id"]: row for row in package.rows("articles")}
    rows = [*package.rows("claims"), *package.rows("exclusions")]
    for row in rows:
        if article := articles.get(row["article_id"]):
            yield from _span(row, article)
        if not _fits(row):
            length = len(row["quote"])
            yield row.fault("end_of_quote", right=row.whole("start") + length, length=length)
    for places in grouped(rows, "article_id").values():
        yield from _overlaps(places)


def _span(row: Row, article: Row) -> Iterator[Fault]:
    at_hand = has_text(article)
    position = "a position" if at_hand else "nothing, because the article's text is not at hand"
    for column in ("start", "end"):
        if bool(row[column]) != at_hand:
            yield row.fault("position", column=column, position=position)
    length, end = article.whole("length"), row.whole("end")
    placed = None not in (length, end, row.whole("start"))
    if at_hand and placed and end > length:
        yield row.fault("end_beyond_text", length=length)


def _fits(row: Row) -> bool:
    """Whether a quote is as long as its position says; also where it has none."""
    start, end = row.whole("start"), row.whole("end")
    return None in (start, end) or end - start == len(row["quote"])


def _misplaced(package: Package) -> set[str]:
    """The articles with a row whose position is wrong, which another rule names."""
    claims, exclusions = package.rows("claims"), package.rows("exclusions")
    misplaced = {row["article_id"] for row in (*claims, *exclusions) if not _fits(row)}
    second = set(map(_place, package.rows("second_reading")))
    twice = {article for article, _ in second}
    first = {_place(row) for row in claims if row["value"]}
    for article, _ in first ^ second:
        if article in twice:
            misplaced.add(article)
    return misplaced


def _overlaps(rows: list[Row]) -> Iterator[Fault]:
    reach, holder = 0, None
    places = [(row.whole("start"), row.whole("end"), place) for place, row in enumerate(rows)]
    for start, end, place in sorted(place for place in places if None not in place):
        row = rows[place]
        if holder and start < reach:
            yield row.fault("overlap", reach=reach, line=holder.line, table=holder.file)
        if end > reach:
            reach, holder = end, row


def numerals_of(table: Table, article: str) -> list[tuple[int, int]]:
    """Positions in the article of the numerals that the quotes of a table hold, in order."""
    numerals = []
    for row in table.rows:
        place = row.whole("start")
        if row["article_id"] == article and place is not None:
            for start, end in printed.find_numerals(row["quote"]):
                numerals.append((place + start, place + end))
    return sorted(numerals)


def positions_hash(numerals: list[tuple[int, int]]) -> str:
    """The hash that `articles.csv` keeps: SHA-256 of the positions, 'start-end' and commas."""
    return sha256(",".join(f"{start}-{end}" for start, end in numerals).encode())


def numerals(package: Package) -> Iterator[Fault]:
    """Every numeral of an article is claimed or excluded: by count and hash, without the text."""
    claims, exclusions = package.table("claims"), package.table("exclusions")
    for row in exclusions.rows:
        if not printed.find_numerals(row["quote"]):
            yield row.fault("no_numeral")
    misplaced = _misplaced(package)
    for row in filter(has_text, package.rows("articles")):
        article = row["article_id"]
        held = sorted(numerals_of(claims, article) + numerals_of(exclusions, article))
        if len(held) != row.whole("numerals"):
            yield row.fault("number_of_numerals", count=len(held))
        elif positions_hash(held) != row["numerals_sha256"] and article not in misplaced:
            yield row.fault("places_of_numerals", now=positions_hash(held))


def second_reading(package: Package) -> Iterator[Fault]:
    """Where an article was read twice, both readings have the same figures at the same places."""
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
                yield _read_differently(row, claim, column)
    for row in unmatched:
        same = [place for place, claim in first.items() if _figure_of(claim) == _figure_of(row)]
        if not same:
            yield row.fault("read_without_claim")
            continue
        claim = first.pop(same[0])
        if _fits(claim):
            yield _read_differently(claim, row, "start")
    for claim in first.values():
        yield claim.fault("not_read_twice")


def _read_differently(row: Row, other: Row, column: str) -> Fault:
    about = {"first": other[column], "line": other.line, "table": other.file}
    return row.fault("read_differently", column=column, **about)


def _figure_of(row: Row) -> tuple:
    return row["article_id"], *map(row.number, READ_TWICE)


def _place(row: Row) -> tuple[str, str]:
    return row["article_id"], row["start"]


RULES = (
    *(articles, reference_years, open_questions, claim_numbers, claim_figures, claim_quotes),
    *(claim_periods, claim_categories, spans, numerals, second_reading),
)
