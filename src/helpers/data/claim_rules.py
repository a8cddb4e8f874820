"""What articles, claims, exclusions and the second reading must satisfy beyond their schemas.

Each rule takes the package as read and yields faults. A cell that is no number, and a table that
could not be read, were reported before: rules pass over them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from operator import itemgetter

from helpers import printed
from helpers.data.records import Fault, Package, Row, Table, fault, grouped
from helpers.files import quoted, sha256

LONGEST_QUOTE = 8  # words: a quote carries a claim, it does not republish a sentence
SENTENCE_END = re.compile(r"[.!?…;] ")
# A full stop after these does not end a sentence: 'тыс. человек'.
ABBREVIATION = re.compile(r"\b(?:тыс|млн|млрд|чел|гг?|обл|им|ул|п|проц|т|е|д)\. ", re.IGNORECASE)
# As the draft of an article leaves them.
OPEN_QUESTION = re.compile(r"\bcheck:|\?\s*$", re.IGNORECASE)
PLACE = itemgetter("article_id", "start")
NUMBERED = re.compile(r"(.+)-([0-9]{1,6})")  # a claim_id: series and running number
TEXT_COLUMNS = ("sha256", "length", "numerals", "numerals_sha256")
FIGURE_COLUMNS = ("unit_mult", "decimals", "unit_measure")
READ_TWICE = ("value", "unit_mult", "decimals")
PERCENTAGES = dict.fromkeys(("percent_increase", "percent_decrease"), "percent")
SIGNS = (*printed.SIGNS, *printed.MINUS_SIGNS)
UNITS_OF_KIND = {
    "quantity": ("persons", "per_1000"),
    "share": ("percent",),
    "change": ("percent_increase", "percent_decrease", "percentage_points", "persons", "times"),
}


def articles(package: Package) -> Iterator[Fault]:
    for row in package.rows("articles"):
        day = row["published"][:4]
        year = row.whole("reference_year")
        if day.isdecimal() and year is not None and year > int(day):
            yield row.fault("published_before_year", day=day)
        filled = [column for column in TEXT_COLUMNS if row[column]]
        names = ", ".join(filled)
        for column in TEXT_COLUMNS:
            if filled and not row[column]:
                yield row.fault("half_known_text", column=column, filled=names)


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
    claims = package.table("claims")
    highest = Counter()
    last = {}
    for row in claims.rows:
        match = NUMBERED.fullmatch(row["claim_id"])
        if not match:
            continue
        series = match[1]
        number = int(match[2])
        following = highest[series] + 1
        if number > following:
            yield row.fault("lost_claim", lost=f"{series}-{following:02}")
        highest[series] = max(number, highest[series])
        last[series] = row
    for series, used in package.numbering.items():
        if not claims.rows or highest[series] >= used:
            continue
        row = last.get(series)
        yield fault(
            "lost_last_claim",
            claims.path,
            row.line if row else "",
            last=quoted(row["claim_id"]) if row else f"no claim of {series}",
            lost=f"{series}-{highest[series] + 1:02}",
            highest=f"{series}-{used:02}",
        )


def highest_numbers(table: Table) -> dict[str, int]:
    """The highest running number of each series of claim ids: `numbering` in the descriptor."""
    highest = Counter()
    for row in table.rows:
        if match := NUMBERED.fullmatch(row["claim_id"]):
            series, number = match.groups()
            highest[series] = max(int(number), highest[series])
    return dict(sorted(highest.items()))


def claim_figures(package: Package) -> Iterator[Fault]:
    """A figure has a unit, a flow and a period, and all agree with the quote."""
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
    for column in (*FIGURE_COLUMNS, "flow", "time_period"):
        if not row[column]:
            yield row.fault("figure_without_unit", column=column)
    unit = row["unit_measure"]
    units = UNITS_OF_KIND.get(row["kind"])
    if units and unit and unit not in units:
        yield row.fault("unit_of_other_kind", units=" or ".join(units))
    if row.number("value") is None:
        return
    try:
        figures = [printed.parse(row["quote"])]
    except ValueError:  # a figure among words
        figures = [figure for _, _, figure in printed.find_figures(row["quote"])]
    if not figures:
        yield row.fault("quote_without_figure")
    elif all(_differences(row, figure) for figure in figures):
        differences = _differences(row, figures[0])
        for column, value in differences.items():
            yield row.fault("not_as_quoted", column=column, printed=value)


def _differences(row: Row, figure: printed.Printed) -> dict[str, object]:
    """The columns of a claim that disagree with the figure of its quote, with what that says."""
    differences = {}
    unit = row["unit_measure"]
    value = row.number("value")
    quoted_value = figure.number
    signed = row["quote"].lstrip().lower().startswith(SIGNS)
    # A fall is printed without a sign, and a loss too: the words around say it.
    if unit == "percent_decrease" or not signed:
        value = abs(value)
        quoted_value = abs(quoted_value)
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
    for row in package.rows("claims"):
        quote = row["quote"]
        words = len(quote.split())
        if words > LONGEST_QUOTE:
            yield row.fault("long_quote", words=words, longest=LONGEST_QUOTE)
        elif SENTENCE_END.search(ABBREVIATION.sub(" ", quote)):
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
    for row in package.rows("kz_region_names"):
        groups["region"].add(row["region"])
    countries = {"WORLD"}
    for row in (*package.rows("corridors"), *package.rows("corridor_flows")):
        countries |= {row["origin_iso3"], row["destination_iso3"]}
    for row in package.rows("claims"):
        dimension = row["dimension"]
        names = groups.get(dimension, set())
        listed = ", ".join(sorted(names))
        expected = f"a group by {dimension} in kz_breakdowns.csv ({listed})"
        separator = None
        if dimension == "corridor":
            names = countries
            expected = "two country codes such as KAZ-RUS, or WORLD"
            separator = "-"
        for group in row["category"].split():
            if not names.issuperset(group.split(separator)):
                yield row.fault("unknown_group", group=group, groups=expected)


def spans(package: Package) -> Iterator[Fault]:
    """Positions go with the text, fit their quotes and do not overlap."""
    articles = {row["article_id"]: row for row in package.rows("articles")}
    rows = [*package.rows("claims"), *package.rows("exclusions")]
    for row in rows:
        article = articles.get(row["article_id"])
        if article:
            yield from _span(row, article)
        if not _fits(row):
            length = len(row["quote"])
            right = row.whole("start") + length
            yield row.fault("end_of_quote", right=right, length=length)
    for places in grouped(rows, "article_id").values():
        yield from _overlaps(places)


def _span(row: Row, article: Row) -> Iterator[Fault]:
    at_hand = bool(article["sha256"])
    position = "a position" if at_hand else "nothing, because the article's text is not at hand"
    for column in ("start", "end"):
        if bool(row[column]) != at_hand:
            yield row.fault("position", column=column, position=position)
    length = article.whole("length")
    end = row.whole("end")
    placed = None not in (length, end, row.whole("start"))
    if at_hand and placed and end > length:
        yield row.fault("end_beyond_text", length=length)


def _fits(row: Row) -> bool:
    """Whether a quote is as long as its position says; also where it has none."""
    start = row.whole("start")
    end = row.whole("end")
    return None in (start, end) or end - start == len(row["quote"])


def _overlaps(rows: list[Row]) -> Iterator[Fault]:
    placed = [row for row in rows if None not in (row.whole("start"), row.whole("end"))]
    reach = 0
    holder = None
    for row in sorted(placed, key=lambda row: (row.whole("start"), row.whole("end"))):
        end = row.whole("end")
        if holder and row.whole("start") < reach:
            yield row.fault("overlap", reach=reach, line=holder.line, table=holder.file)
        if end > reach:
            reach = end
            holder = row


def numerals_of(package: Package, table: str, article: str) -> list[tuple[int, int]]:
    """Positions in the article of the numerals that the quotes of a table hold, in order."""
    numerals = []
    for row in package.rows(table):
        place = row.whole("start")
        if row["article_id"] == article and place is not None:
            for start, end in printed.find_numerals(row["quote"]):
                numerals.append((place + start, place + end))
    return sorted(numerals)


def positions_hash(numerals: list[tuple[int, int]]) -> str:
    """The hash that `articles.csv` keeps: SHA-256 of the positions, 'start-end' and commas."""
    positions = ",".join(f"{start}-{end}" for start, end in numerals)
    return sha256(positions.encode())


def numerals(package: Package) -> Iterator[Fault]:
    """Every numeral of an article is claimed or excluded: by count and hash, without the text."""
    claims = package.rows("claims")
    exclusions = package.rows("exclusions")
    for row in exclusions:
        if not printed.find_numerals(row["quote"]):
            yield row.fault("no_numeral")
    # Articles with a row whose position is wrong: another rule names it.
    misplaced = {row["article_id"] for row in (*claims, *exclusions) if not _fits(row)}
    second = set(map(PLACE, package.rows("second_reading")))
    first = {PLACE(row) for row in claims if row["value"]}
    read_twice = {article for article, _ in second}
    misplaced |= {article for article, _ in first ^ second} & read_twice
    for row in package.rows("articles"):
        article = row["article_id"]
        if not row["sha256"]:  # its text was not at hand
            continue
        held = numerals_of(package, "claims", article)
        held = sorted(held + numerals_of(package, "exclusions", article))
        now = positions_hash(held)
        if len(held) != row.whole("numerals"):
            yield row.fault("number_of_numerals", count=len(held))
        elif now != row["numerals_sha256"] and article not in misplaced:
            yield row.fault("places_of_numerals", now=now)


def second_reading(package: Package) -> Iterator[Fault]:
    """Where an article was read twice, both readings have the same figures at the same places."""
    second = package.rows("second_reading")
    articles = {row["article_id"] for row in second}
    claims = [row for row in package.rows("claims") if row["article_id"] in articles]
    first = {PLACE(row): row for row in claims if row["value"]}
    unmatched = []
    for row in second:
        claim = first.pop(PLACE(row), None)
        if claim is None:
            unmatched.append(row)
            continue
        for column in ("end", *READ_TWICE) if _fits(claim) else READ_TWICE:
            if row.number(column) != claim.number(column):
                yield _read_differently(row, claim, column)
    for row in unmatched:
        figure = _figure_of(row)
        same = [place for place, claim in first.items() if _figure_of(claim) == figure]
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


RULES = (
    *(articles, reference_years, open_questions, claim_numbers, claim_figures, claim_quotes),
    *(claim_periods, claim_categories, spans, numerals, second_reading),
)
