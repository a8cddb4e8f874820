"""What articles, claims, exclusions and the second reading must satisfy beyond their schemas.

Each rule takes the package as read and yields faults. A cell that is no number, and a table that
could not be read, were reported before: rules pass over them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from helpers import printed
from helpers.data.schema import Fault, Package, Row, Table
from helpers.files import quoted, sha256

LONGEST_QUOTE = 8  # words: a quote carries a claim, it does not republish a sentence
# A full stop after these does not end a sentence: 'тыс. человек'.
ABBREVIATIONS = r"тыс|млн|млрд|чел|гг?|обл|им|ул|п|проц|т|е|д"
OPEN_QUESTION = re.compile(
    r"\bcheck:|\?\s*$", re.IGNORECASE
)  # as the draft of an article leaves them
NUMBERED = re.compile(r"(.+)-([0-9]{1,6})")  # a claim_id: series and running number
TEXT_COLUMNS = ("sha256", "length", "numerals", "numerals_sha256")
FIGURE_COLUMNS = ("unit_mult", "decimals", "unit_measure")
UNITS_OF_KIND = {
    "quantity": ("persons",),
    "share": ("percent",),
    "change": ("percent_increase", "percent_decrease", "percentage_points", "persons"),
}


def articles(package: Package) -> Iterator[Fault]:
    table = package.table("articles")
    for row in table.rows:
        published, year = row.text("published")[:4], row.whole("reference_year")
        if published.isdecimal() and year is not None and year > int(published):
            found, expected = (
                f"{year}, after the publication in {published}",
                f"{published} or earlier",
            )
            yield table.fault(
                row,
                "reference_year",
                found,
                expected,
                "correct the year or the date of publication",
            )
        filled = [column for column in TEXT_COLUMNS if row.text(column)]
        for column in TEXT_COLUMNS:
            if filled and column not in filled:
                expected = f"a value, because {', '.join(filled)} have one"
                yield table.fault(
                    row, column, "nothing", expected, "fill the cell, or blank all four"
                )


def reference_years(package: Package) -> Iterator[Fault]:
    """An article is about the year of most of its claims; else it would be missing from the edition
    of that year.
    """
    table, years = package.table("articles"), defaultdict(Counter)
    for claim in package.table("claims").rows:
        if re.fullmatch("[0-9]{4}", claim.text("time_period")):
            years[claim.text("article_id")][claim.text("time_period")] += 1
    for row in table.rows:
        counted, year = years[row.text("article_id")], row.text("reference_year")
        usual = max(counted, key=counted.get, default=year)
        if counted[year] < counted[usual]:
            found = f"{quoted(year)}, the time_period of {counted[year]} of its claims"
            expected = f"{usual}, that of {counted[usual]} of them"
            yield table.fault(
                row,
                "reference_year",
                found,
                expected,
                "correct the year, or time_period in claims.csv",
            )


def open_questions(package: Package) -> Iterator[Fault]:
    """What the draft of an article was unsure of has been settled."""
    for name, column in (("claims", "note"), ("exclusions", "reason")):
        table = package.table(name)
        for row in table.rows:
            if OPEN_QUESTION.search(row.text(column)):
                todo = "settle what the draft asks, correct the row, and delete the question"
                yield table.fault(
                    row, column, quoted(row.text(column)), "no question left by the draft", todo
                )


def claim_numbers(package: Package) -> Iterator[Fault]:
    """Ids end in a running number; a gap is a claim that was lost, since ids are neither dropped
    nor reused.
    """
    table = package.table("claims")
    todo = "put the lost row back; a claim that was misread is corrected, not dropped"
    last: dict[str, tuple[int, Row]] = {}
    for row in table.rows:
        if match := NUMBERED.fullmatch(row.text("claim_id")):
            series, number = match[1], int(match[2])
            highest = last[series][0] if series in last else 0
            if number > highest + 1:
                expected = f"{_numbered(series, highest + 1)} before it"
                yield table.fault(row, "claim_id", quoted(match[0]), expected, todo)
            last[series] = max(number, highest), row
    for series, used in package.numbering.items():
        highest, row = last.get(series, (0, None))
        if table.rows and highest < used:
            found = quoted(row.text("claim_id")) if row else f"no claim of {series}"
            expected = f"{_numbered(series, highest + 1)} after it, and ids up to {_numbered(series, used)}"
            yield table.fault(row, "claim_id", found, expected, todo)


def _numbered(series: str, number: int) -> str:
    return f"{series}-{number:02d}"


def highest_numbers(table: Table) -> dict[str, int]:
    """The highest running number that each series of claim ids has used; the descriptor keeps it as
    `numbering`.
    """
    matches = [NUMBERED.fullmatch(row.text("claim_id")) for row in table.rows]
    numbers = sorted((match[1], int(match[2])) for match in matches if match)
    return dict(numbers)


def claim_figures(package: Package) -> Iterator[Fault]:
    """A figure has a unit, a power of ten and decimals, and all agree with the quote."""
    table = package.table("claims")
    for row in table.rows:
        units, unit = UNITS_OF_KIND.get(row.text("kind")), row.text("unit_measure")
        if not row.text("value"):
            if units:
                expected = f"a number, because a {row.text('kind')} has one"
                yield table.fault(
                    row, "value", "nothing", expected, "fill the cell or change the kind"
                )
            for column in filter(row.text, FIGURE_COLUMNS):
                found, todo = quoted(row.text(column)), "fill the value or blank this cell"
                yield table.fault(row, column, found, "nothing, because there is no value", todo)
            continue
        for column in FIGURE_COLUMNS:
            if not row.text(column):
                yield table.fault(
                    row,
                    column,
                    "nothing",
                    "a value, because the claim has a figure",
                    "fill the cell",
                )
        if units and unit and unit not in units:
            expected = f"{' or '.join(units)}, because the kind is {row.text('kind')}"
            yield table.fault(
                row, "unit_measure", quoted(unit), expected, "correct the unit or the kind"
            )
        if row.figure("value") is not None:
            yield from _agreement(table, row)


def _agreement(table: Table, row: Row) -> Iterator[Fault]:
    quote = row.text("quote")
    figures = _figures(quote)
    if not figures:
        expected = "a figure as printed, because the claim has a value"
        yield table.fault(
            row, "quote", quoted(quote), expected, "quote the figure with its unit word"
        )
        return
    if any(not _differences(row, figure) for figure in figures):
        return
    for column, expected in _differences(row, figures[0]).items():
        found, expected = quoted(row.text(column)), f"{expected} as in the quote {quoted(quote)}"
        yield table.fault(row, column, found, expected, "correct the cell or the quote")


def _figures(text: str) -> list[printed.Printed]:
    try:
        return [printed.parse(text)]
    except ValueError:  # a figure among words
        return [figure for _, _, figure in printed.find_figures(text)]


def _differences(row: Row, figure: printed.Printed) -> dict[str, object]:
    """The columns of a claim that disagree with the figure in its quote, each with what the quote
    says.
    """
    result, unit = {}, row.text("unit_measure")
    value, said = row.figure("value"), figure.number
    signed = row.text("quote").lstrip().lower().startswith((*printed.SIGNS, *printed.MINUS_SIGNS))
    # A fall is printed without a sign, and a loss too: the words around say it.
    same = value == said or (abs(value) == abs(said) and (unit == "percent_decrease" or not signed))
    if not same:
        result["value"] = printed.plain(said)
    for column in ("unit_mult", "decimals"):
        if row.text(column) and row.whole(column) != getattr(figure, column):
            result[column] = getattr(figure, column)
    kind = {"percent_increase": "percent", "percent_decrease": "percent"}.get(unit, unit)
    if unit and kind != figure.unit and figure.unit != "number":
        result["unit_measure"] = figure.unit
    return result


def claim_quotes(package: Package) -> Iterator[Fault]:
    table = package.table("claims")
    for row in table.rows:
        quote = row.text("quote")
        words = len(quote.split())
        ends = re.sub(rf"\b(?:{ABBREVIATIONS})\. ", " ", quote, flags=re.IGNORECASE)
        if words > LONGEST_QUOTE or re.search(r"[.!?…;] ", ends):
            found = (
                f"{words} words"
                if words > LONGEST_QUOTE
                else f"the end of a sentence in {quoted(quote)}"
            )
            expected = f"the figure, or at most {LONGEST_QUOTE} words of one sentence"
            yield table.fault(
                row, "quote", found, expected, "shorten the quote, and set start and end"
            )


def claim_periods(package: Package) -> Iterator[Fault]:
    table = package.table("claims")
    for row in table.rows:
        start, _, end = row.text("time_period").partition("/")
        if end.isdecimal() and end < start:
            yield table.fault(
                row,
                "time_period",
                f"{start}/{end}",
                "a period that runs forward",
                "exchange the years",
            )
        if (
            row.text("base_period").isdecimal()
            and start.isdecimal()
            and row.text("base_period") >= start
        ):
            found, expected = quoted(row.text("base_period")), f"a year before {start}"
            yield table.fault(row, "base_period", found, expected, "correct one of the two years")


def claim_categories(package: Package) -> Iterator[Fault]:
    """A claim's groups are those of the breakdowns, so that they can be tested against each
    other.
    """
    table, groups = package.table("claims"), defaultdict(set)
    for row in package.table("kz_breakdowns").rows:
        groups[row.text("dimension")].add(row.text("category"))
    groups["region"] |= {row.text("region") for row in package.table("kz_region_names").rows}
    corridors = [*package.table("corridors").rows, *package.table("corridor_flows").rows]
    countries = {
        row.text(end) for row in corridors for end in ("origin_iso3", "destination_iso3")
    } | {"WORLD"}
    for row in table.rows:
        dimension = row.text("dimension")
        known = groups.get(dimension, set())
        for category in row.text("category").split():
            if dimension == "corridor":
                good, expected = (
                    set(category.split("-")) <= countries,
                    "two country codes such as KAZ-RUS, or WORLD",
                )
            else:
                good, expected = (
                    category in known,
                    f"a group by {dimension} in kz_breakdowns.csv ({', '.join(sorted(known))})",
                )
            if not good:
                todo = "choose one of them; a new group first needs a row in the breakdowns"
                yield table.fault(row, "category", quoted(category), expected, todo)


# Positions


def has_text(article: Row) -> bool:
    """Whether the article's text was at hand when it was transcribed."""
    return bool(article.text("sha256"))


def spans(package: Package) -> Iterator[Fault]:
    """Positions go with the text, fit their quotes and do not overlap."""
    lengths = {
        a.text("article_id"): a.whole("length")
        for a in package.table("articles").rows
        if has_text(a)
    }
    known = {a.text("article_id") for a in package.table("articles").rows}
    placed = defaultdict(list)
    for table in (package.table("claims"), package.table("exclusions")):
        for row in table.rows:
            article, start, end = row.text("article_id"), row.whole("start"), row.whole("end")
            if article in known:
                yield from _presence(table, row, article in lengths)
            if start is not None and end is not None:
                yield from _span(table, row, start, end, lengths.get(article))
                placed[article].append((start, end, table, row))
    for found in placed.values():
        yield from _overlaps(sorted(found, key=lambda place: place[:2]))


def _presence(table: Table, row: Row, at_hand: bool) -> Iterator[Fault]:
    for column in ("start", "end"):
        if bool(row.text(column)) != at_hand:
            found, todo = quoted(row.text(column)), "correct the cell, or sha256 in articles.csv"
            expected = (
                "a position" if at_hand else "nothing, because the article's text is not at hand"
            )
            yield table.fault(row, column, found, expected, todo)


def _span(table: Table, row: Row, start: int, end: int, length: int | None) -> Iterator[Fault]:
    quote = row.text("quote")
    if not _fits(row):
        expected = (
            f"{start + len(quote)}, which is start plus the {len(quote)} characters of the quote"
        )
        yield table.fault(row, "end", quoted(end), expected, "correct start, end or quote")
    if length is not None and end > length:
        yield table.fault(
            row,
            "end",
            quoted(end),
            f"at most {length}, the length of the text",
            "correct the position",
        )


def _fits(row: Row) -> bool:
    """Whether a quote is as long as its position says; also where it has none."""
    start, end = row.whole("start"), row.whole("end")
    return None in (start, end) or end - start == len(row.text("quote"))


def _misplaced(package: Package) -> set[str]:
    """The articles of which a rule names a row whose position is wrong: what rests on positions
    would say it again.
    """
    claims, exclusions, second = (
        package.table(name) for name in ("claims", "exclusions", "second_reading")
    )
    unfit = {
        row.text("article_id")
        for table in (claims, exclusions)
        for row in table.rows
        if not _fits(row)
    }
    read = {_place(row) for row in second.rows}
    twice = {article for article, _ in read}
    first = {
        _place(row) for row in claims.rows if row.text("value") and row.text("article_id") in twice
    }
    return unfit | {article for article, _ in first ^ read}


def _overlaps(placed: list[tuple]) -> Iterator[Fault]:
    reach, holder = 0, None
    for start, end, table, row in placed:
        if holder and start < reach:
            expected = f"a start from {reach} on, where {holder} ends"
            yield table.fault(
                row, "start", f"{start}, inside another quote", expected, "keep one of the two"
            )
        if end > reach:
            reach, holder = end, f"row {row.line} of {table.path}"


def numerals_of(table: Table, article: str) -> list[tuple[int, int]]:
    """Positions in the article of the numerals that the quotes of a table hold, in order."""
    found = []
    for row in table.rows:
        start = row.whole("start")
        if row.text("article_id") == article and start is not None:
            found += [(start + a, start + b) for a, b in printed.find_numerals(row.text("quote"))]
    return sorted(found)


def positions_hash(numerals: list[tuple[int, int]]) -> str:
    """The hash that `articles.csv` keeps: SHA-256 of the positions, 'start-end' joined by
    commas.
    """
    return sha256(",".join(f"{start}-{end}" for start, end in numerals).encode())


def numerals(package: Package) -> Iterator[Fault]:
    """Every numeral of an article is claimed or excluded: checked by count and positions, without
    the text.
    """
    table, exclusions = package.table("articles"), package.table("exclusions")
    for row in exclusions.rows:
        if not printed.find_numerals(row.text("quote")):
            yield exclusions.fault(
                row, "quote", quoted(row.text("quote")), "a numeral", "correct or remove the row"
            )
    misplaced = _misplaced(package)
    for row in filter(has_text, table.rows):
        article = row.text("article_id")
        found = sorted(
            numerals_of(package.table("claims"), article) + numerals_of(exclusions, article)
        )
        todo = f"compare the rows of {article} in claims.csv and exclusions.csv with the text (validate --texts)"
        if len(found) != row.whole("numerals"):
            words = f"{len(found)} numerals claimed or excluded"
            yield table.fault(
                row, "numerals", words, f"{row.text('numerals')} as in the text", todo
            )
        elif positions_hash(found) != row.text("numerals_sha256") and article not in misplaced:
            words = f"numerals at other positions (hash {positions_hash(found)})"
            yield table.fault(
                row, "numerals_sha256", words, quoted(row.text("numerals_sha256")), todo
            )


def second_reading(package: Package) -> Iterator[Fault]:
    """Where an article was read twice, both readings have the same figures at the same places."""
    todo = "look into the article which reading is right"
    claims, second = package.table("claims"), package.table("second_reading")
    figures, alone = ("value", "unit_mult", "decimals"), []
    articles = {row.text("article_id") for row in second.rows}
    first = {
        _place(row): row
        for row in claims.rows
        if row.text("value") and row.text("article_id") in articles
    }
    for row in second.rows:
        claim = first.pop(_place(row), None)
        if claim is None:
            alone.append(row)
            continue
        for column in ("end", *figures) if _fits(claim) else figures:
            if row.figure(column) != claim.figure(column):
                found, expected = (
                    quoted(row.text(column)),
                    f"{claim.text(column)} as in row {claim.line} of claims.csv",
                )
                yield second.fault(row, column, found, expected, todo)
    for row in alone:
        same = [place for place, claim in first.items() if _same_figure(row, claim, figures)]
        if same:
            claim = first.pop(same[0])
            expected = f"{row.text('start')} as in row {row.line} of second_reading.csv"
            if _fits(claim):
                yield claims.fault(claim, "start", quoted(claim.text("start")), expected, todo)
        else:
            found, expected = (
                f"a figure at {row.text('start')}",
                "a claim with a value at the same start",
            )
            yield second.fault(row, "start", found, expected, todo)
    for claim in first.values():
        found = f"a figure at {claim.text('start')} that second_reading.csv does not have"
        yield claims.fault(
            claim,
            "start",
            found,
            "a second reading of every figure",
            "read the figure a second time",
        )


def _same_figure(row: Row, claim: Row, figures: tuple[str, ...]) -> bool:
    columns = [row.figure(column) == claim.figure(column) for column in figures]
    return row.text("article_id") == claim.text("article_id") and all(columns)


def _place(row: Row) -> tuple[str, str]:
    return row.text("article_id"), row.text("start")


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
