"""What articles, claims, exclusions and the second reading must satisfy beyond their schemas. Rules
pass over a cell that is no number and a table that could not be read: both were reported before."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from operator import itemgetter

from helpers import printed
from helpers.data.records import Fault, Package, Row, Table, fault
from helpers.files import quoted, sha256

QUOTED = ("claims", "exclusions")  # tables whose rows quote an article
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
NOT_AT_HAND = "nothing, because the article's text is not at hand"
UNITS_OF_KIND = {
    "quantity": ("persons", "per_1000"),
    "share": ("percent",),
    "change": ("percent_increase", "percent_decrease", "percentage_points", "persons", "times"),
}


def articles(package: Package) -> Iterator[Fault]:
    """An article is about the year of most of its claims: editions find it by this year."""
    years = defaultdict(Counter)
    for claim in package.rows("claims"):
        if re.fullmatch("[0-9]{4}", claim["time_period"]):
            years[claim["article_id"]][claim["time_period"]] += 1
    for row in package.rows("articles"):
        day = row["published"][:4]
        year = row.whole("reference_year")
        if day.isdecimal() and year is not None and year > int(day):
            yield row.fault("published_before_year", day=day)
        filled = ", ".join(filter(row.get, TEXT_COLUMNS))
        for column in TEXT_COLUMNS:
            if filled and not row[column]:
                yield row.fault("half_known_text", column=column, filled=filled)
        claims = years[row["article_id"]]
        few = claims[row["reference_year"]]
        for usual, most in claims.most_common(1):
            if few < most:
                yield row.fault("year_of_few_claims", few=few, most=most, usual=usual)


def claim_numbers(package: Package) -> Iterator[Fault]:
    """Ids end in a running number that is neither dropped nor reused: a gap is a lost claim."""
    claims = package.table("claims")
    last = {}
    highest = Counter()
    for row in claims.rows:
        if match := NUMBERED.fullmatch(row["claim_id"]):
            series, number = match.groups()
            following = highest[series] + 1
            if int(number) > following:
                yield row.fault("lost_claim", lost=f"{series}-{following:02}")
            highest[series] = max(int(number), highest[series])
            last[series] = row
    for series, used in package.numbering.items():
        if claims.rows and highest[series] < used:
            row = last.get(series)
            about = {
                "lost": f"{series}-{highest[series] + 1:02}",
                "highest": f"{series}-{used:02}",
            }
            about["last"] = quoted(row["claim_id"]) if row else f"no claim of {series}"
            yield fault(
                "lost_last_claim",
                claims.path,
                row.line if row else "",
                **about,
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
    """A figure has a unit, a flow and a period, and all agree with the quote; periods run on."""
    for row in package.rows("claims"):
        first, _, last = row["time_period"].partition("/")
        base = row["base_period"]
        if last.isdecimal() and last < first:
            yield row.fault("backward_period", first=first, last=last)
        if base.isdecimal() and first.isdecimal() and base >= first:
            yield row.fault("base_not_before", first=first)

        unit = row["unit_measure"]
        units = UNITS_OF_KIND.get(row["kind"])
        if not row["value"]:
            if units:
                yield row.fault("no_figure")
            for column in filter(row.get, FIGURE_COLUMNS):
                yield row.fault("unit_of_no_figure", column=column)
            continue
        for column in (*FIGURE_COLUMNS, "flow", "time_period"):
            if not row[column]:
                yield row.fault("figure_without_unit", column=column)
        if units and unit and unit not in units:
            yield row.fault("unit_of_other_kind", units=" or ".join(units))
        if row.number("value") is None:
            continue
        try:
            figures = [printed.parse(row["quote"])]
        except ValueError:  # a figure among words
            figures = [figure for _, _, figure in printed.find_figures(row["quote"])]
        differences = [_differences(row, figure) for figure in figures]
        if not figures:
            yield row.fault("quote_without_figure")
        elif all(differences):
            for column, value in differences[0].items():
                yield row.fault("not_as_quoted", column=column, printed=value)


def _differences(row: Row, figure: printed.Printed) -> dict[str, object]:
    """The columns of a claim that disagree with the figure of its quote, with what that says."""
    differences = {}
    unit = row["unit_measure"]
    value = row.number("value")
    signed = row["quote"].lstrip().lower().startswith(SIGNS)
    # A fall is printed without a sign, and a loss too: the words around say it.
    sized = unit == "percent_decrease" or not signed
    if value != figure.number and not (sized and abs(value) == abs(figure.number)):
        differences["value"] = printed.plain(figure.number)
    for column in ("unit_mult", "decimals"):
        right = getattr(figure, column)
        if row[column] and row.whole(column) != right:
            differences[column] = right
    if unit and figure.unit not in (PERCENTAGES.get(unit, unit), "number"):
        differences["unit_measure"] = figure.unit
    return differences


def wording(package: Package) -> Iterator[Fault]:
    """Quotes are short, and what the draft of an article was unsure of has been settled."""
    for name, column in (("claims", "note"), ("exclusions", "reason")):
        for row in package.rows(name):
            if OPEN_QUESTION.search(row[column]):
                yield row.fault("open_question", column=column)
    for row in package.rows("claims"):
        quote = row["quote"]
        words = len(quote.split())
        if words > LONGEST_QUOTE:
            yield row.fault("long_quote", words=words, longest=LONGEST_QUOTE)
        elif SENTENCE_END.search(ABBREVIATION.sub(" ", quote)):
            yield row.fault("quote_of_sentences", longest=LONGEST_QUOTE)


def claim_categories(package: Package) -> Iterator[Fault]:
    """A claim's groups are those of the breakdowns, with which they can be compared."""
    groups = defaultdict(set)
    for row in package.rows("kz_breakdowns"):
        groups[row["dimension"]].add(row["category"])
    groups["region"].update(row["region"] for row in package.rows("kz_region_names"))
    countries = {"WORLD"}
    for row in package.rows("corridors", "corridor_flows"):
        countries |= {row["origin_iso3"], row["destination_iso3"]}
    for row in package.rows("claims"):
        dimension = row["dimension"]
        for group in row["category"].split():
            if dimension == "corridor":
                known = countries.issuperset(group.split("-"))
                expected = "two country codes such as KAZ-RUS, or WORLD"
            else:
                known = group in groups[dimension]
                listed = ", ".join(sorted(groups[dimension]))
                expected = f"a group by {dimension} in kz_breakdowns.csv ({listed})"
            if not known:
                yield row.fault("unknown_group", group=group, groups=expected)


def spans(package: Package) -> Iterator[Fault]:
    """Positions go with the text, fit their quotes and do not overlap."""
    articles = {row["article_id"]: row for row in package.rows("articles")}
    placed = []
    for row in package.rows(*QUOTED):
        start = row.whole("start")
        end = row.whole("end")
        known = None not in (start, end)
        if known:
            placed.append((start, end, row))
        if article := articles.get(row["article_id"]):
            at_hand = bool(article["sha256"])
            position = "a position" if at_hand else NOT_AT_HAND
            for column in ("start", "end"):
                if bool(row[column]) != at_hand:
                    yield row.fault("position", column=column, position=position)
            length = article.whole("length")
            if at_hand and known and length is not None and end > length:
                yield row.fault("end_beyond_text", length=length)
        if not _fits(row):
            length = len(row["quote"])
            yield row.fault("end_of_quote", right=start + length, length=length)
    reach = {}  # of each article the furthest end so far, and the row that ends there
    for start, end, row in sorted(placed, key=itemgetter(0, 1)):
        furthest, holder = reach.get(row["article_id"], (start, row))
        if start < furthest:
            yield row.fault("overlap", reach=furthest, line=holder.line, table=holder.file)
        if end > furthest:
            reach[row["article_id"]] = (end, row)


def _fits(row: Row) -> bool:
    """Whether a quote is as long as its position says; also where it has none."""
    start = row.whole("start")
    end = row.whole("end")
    return None in (start, end) or end - start == len(row["quote"])


def numerals_of(package: Package, article: str, *tables: str) -> list[tuple[int, int]]:
    """Positions in the article of the numerals that the quotes of tables hold, in order."""
    numerals = []
    for row in package.rows(*tables):
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
    for row in package.rows("exclusions"):
        if not printed.find_numerals(row["quote"]):
            yield row.fault("no_numeral")
    # Articles with a row whose position is wrong: another rule names it.
    misplaced = {row["article_id"] for row in package.rows(*QUOTED) if not _fits(row)}
    second = set(map(PLACE, package.rows("second_reading")))
    first = {PLACE(row) for row in package.rows("claims") if row["value"]}
    read_twice = {article for article, _ in second}
    misplaced |= {article for article, _ in first ^ second} & read_twice
    for row in package.rows("articles"):
        held = numerals_of(package, row["article_id"], *QUOTED)
        now = positions_hash(held)
        if not row["sha256"]:  # its text was not at hand
            continue
        if len(held) != row.whole("numerals"):
            yield row.fault("number_of_numerals", count=len(held))
        elif now != row["numerals_sha256"] and row["article_id"] not in misplaced:
            yield row.fault("places_of_numerals", now=now)


def second_reading(package: Package) -> Iterator[Fault]:
    """Where an article was read twice, both readings have the same figures at the same places."""
    second = package.rows("second_reading")
    articles = {row["article_id"] for row in second}
    first = {}
    for row in package.rows("claims"):
        if row["value"] and row["article_id"] in articles:
            first[PLACE(row)] = row
    pairs = [(row, first.pop(PLACE(row), None)) for row in second]
    for row, claim in pairs:
        if claim is None:
            same = [place for place in first if _figure_of(first[place]) == _figure_of(row)]
            if not same:
                yield row.fault("read_without_claim")
                continue
            claim = first.pop(same[0])
            if _fits(claim):
                yield _read_differently(claim, row, "start")
        else:
            for column in ("end", *READ_TWICE) if _fits(claim) else READ_TWICE:
                if row.number(column) != claim.number(column):
                    yield _read_differently(row, claim, column)
    for claim in first.values():
        yield claim.fault("not_read_twice")


def _read_differently(row: Row, other: Row, column: str) -> Fault:
    about = {"first": other[column], "line": other.line, "table": other.file}
    return row.fault("read_differently", column=column, **about)


def _figure_of(row: Row) -> tuple:
    return row["article_id"], *map(row.number, READ_TWICE)


RULES = (articles, claim_numbers, claim_figures, wording, claim_categories, spans)
RULES += (numerals, second_reading)
