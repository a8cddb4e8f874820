"""An article checked at once, and nothing kept; what is in doubt is tested under each reading."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress, product
from pathlib import Path
from types import SimpleNamespace
from unicodedata import category

import pandas as pd

from helpers import files, paths
from helpers.cleaning import names
from helpers.csv_files import rounded
from helpers.data import descriptor, package
from helpers.drafts import draft
from helpers.drafts.flows import NO_TABLE
from helpers.language import of_sentences, phrases, speaking
from helpers.parameters import ParameterError
from helpers.reconciliation import explanations, weighing
from helpers.reconciliation.claims import Claim, read
from helpers.reconciliation.comparison import years_later
from helpers.reconciliation.criteria import WORDED, criterion_of
from helpers.reconciliation.evidence import TABLES, Evidence, day_of, gathered
from helpers.reconciliation.explanations import say
from helpers.reconciliation.figures import WHOLE
from helpers.reconciliation.results import WORST_FIRST, TestResult, called

TEXTS = Claim._fields[Claim._fields.index("kind") : Claim._fields.index("statement")]
NUMBERS = ("start", "end", "value", "unit_mult", "decimals")
ON_TERMINAL = ("label", "read", "reason", "asked")  # what a row has beside its columns in JSON
ASKED = ("flow", "category", "time_period", "value", "excluded")  # columns of doubts
FLOWS = ("arrivals", "departures", "net", "internal")
PERIOD = r"\d{4}(?:-\d{2}/\d{4}-\d{2})?"
RISE = {"kind": "change", "unit_measure": "percent_increase"}
FALL = {"kind": "change", "unit_measure": "percent_decrease"}
SHARE = {"kind": "share", "unit_measure": "percent"}
UNITS = {  # what a doubt about the unit leaves open
    "rise or fall": (RISE, FALL),
    "share or a change": (SHARE, RISE, FALL),
    "what is counted": ({"kind": "quantity", "unit_measure": "persons"},),
}
MOST_READINGS, MOST_ROWS = 12, 300  # of a claim, and of all claims: what takes a second
TITLE = 100  # characters of a text: arrivals under one on returnees may be of a programme
MOST_NAMED = 3  # readings with the same verdict
ANY_YEAR = 2000  # for a first look at the years that a text names
# What words say ends with the clause, or at a figure that is no year and no number of years.
FIGURE = r"(?<![\d.,])(?!(?:19|20)\d\d(?![.,]?\d)|\d\d?(?:-\w+)?\s(?:лет|год|жыл|year))\d[\d.,]*"
CLAUSE_ENDS = re.compile(rf"[,;:.!?—–()•◦▪\n](?!\d)|{FIGURE}")
SENTENCE_ENDS = re.compile(rf"[.!?;\n]|{FIGURE}")
OF_YEARS = ("years.record", "years.first_since", "years.in_a_row")  # tests by years that words name


@dataclass(frozen=True)
class Answer:
    """The year reported, a row for each claim, the worst first, and the draft of the text."""

    year: int
    rows: list[dict]
    drafted: draft.Draft


def check(text: str, tables: dict, regions: dict, *, year=None, published=None, url=None) -> Answer:
    """Draft a text in NFC and test it; `tables` as for `verdicts`, `regions` as for `draft`.
    Raises ParameterError if it has no claim, or no year."""
    day = day_of(published)
    is_sure = year or day  # of the year; else it is read from the text, or a guess
    year, drafted, months = drafted_on(day, text, regions, year)
    seen_from = {"this_year", "last_year"} & drafted.spoken.keys()  # from an unknown day
    is_said = is_sure or (drafted.reported and not seen_from)
    not_counted = TestResult("", "no_table", "unchecked", say("check.no_table"))
    rows = [
        _row(row, not_counted, read=say("check.two_groups"))
        for row in drafted.exclusions
        if NO_TABLE in row["reason"]
    ]
    if not drafted.claims and not rows:
        raise ParameterError("The text makes no claim: it has no figure, and no words to test.")
    breakdowns = tables.get("kz_breakdowns", pd.DataFrame(columns=["category", "dimension"]))
    groups = breakdowns.set_index("category").dimension.to_dict()
    claims = [with_clause(row, text) for row in drafted.claims]
    variants = []
    for number, row in enumerate(claims):
        most = 1 if len(variants) > MOST_ROWS else MOST_READINGS
        several = readings(row, year, drafted.years, groups)[:most]
        about = {}
        if row.get("kind") == "quantity":  # a balance may be called a gain before it
            about["statement"] = SENTENCE_ENDS.split(text[: int(row["start"])])[-1]
        for reading, cells in enumerate(several):
            variants.append(row | about | cells | {"claim_id": f"{number}/{reading}"})
    as_read = read(pd.DataFrame(variants))
    years = [claim.year(year) for claim in as_read if claim.flow != "stock"]
    evidence = gathered(tables, max([year, *years]), published, url)
    doubtful = {row["claim_id"] for row in variants if row.get("note")}
    results = {}
    # The article's own sums over doubtful rows rest on other readings, and show nothing.
    for sure in (True, False):
        among = [claim for claim in as_read if sure == (claim.claim_id not in doubtful)]
        results |= weighing.results_on_article(among, evidence, sums=sure)
    tested = defaultdict(list)
    for claim in as_read:
        number = int(claim.claim_id.partition("/")[0])
        result = weighing.overall(results[claim.claim_id])
        if may_count_others(claim, text, evidence):
            result = _accusing_nobody(result, why="count")
        is_dated = is_said and (is_sure or claims[number]["start"] not in months)
        if claim.flow != "stock" and not (is_dated and claim.year(year) <= year):
            result = _accusing_nobody(result, why="doubt")
        tested[number].append((claim, result))
    rows += [_answer(row, tested[number], evidence) for number, row in enumerate(claims)]
    rows.sort(key=lambda row: (WORST_FIRST.index(row["verdict"]), row["start"]))
    return Answer(year, rows, drafted)


def drafted_on(day, text: str, regions: dict, year=None) -> tuple[int, draft.Draft, dict]:
    """The year reported, a draft that asks about open years and months, and the open months."""
    drafted = draft.draft(text, "article", year or ANY_YEAR, regions, day)
    months = undated(drafted)
    if not year:
        year = own_year(drafted, months, day)
        drafted = draft.draft(text, "article", year, regions, day)
    if drafted.spoken["this_year"]:
        day = day or date(year, 12, 31)
    for row in drafted.claims if day else ():
        period = later = row["time_period"]
        if row["start"] in months:
            later = years_later(period, day.year - year)
        open_months = later != period and later.rpartition("/")[2] < str(day)
        open_year = period == str(day.year) and row["flow"] != "stock"
        if open_months or open_year:
            row["note"] += f"; time_period: {later}, seen from the day of publication?"
    return year, drafted, months


def undated(drafted: draft.Draft) -> dict[str, str]:
    """The ends of periods without a year, by where their claims start, in a draft of any year."""
    any_year = (f"{ANY_YEAR}-", f"{ANY_YEAR - 1}-")  # 'a year earlier'
    ends = {row["start"]: row["time_period"].rpartition("/")[2] for row in drafted.claims}
    return {start: end[5:] for start, end in ends.items() if end.startswith(any_year)}


def may_count_others(claim: Claim, text: str, evidence: Evidence) -> bool:
    """Whether the tables may count other people: of a status, a region, a country, or fewer."""
    if claim.dimension == "region":
        return claim.flow in FLOWS[:3]
    if claim.kind == "quantity" and claim.dimension != "total":
        whole = evidence.levels(claim.measure(evidence.year)._replace(**WHOLE))
        if any(claim.low > each.interval.high for each in whole[:1]):
            return True
    spoken = {"kazakh": text, "total": text[:TITLE]}.get(claim.category)
    if claim.flow == "arrivals" and phrases.uses(spoken, "returnees"):
        return True
    schooled = claim.dimension in ("education", "specialty")
    elsewhere = phrases.uses(text, "other_country") and not phrases.uses(text, "this_country")
    there = phrases.uses(claim.statement, "in_country")
    theirs = claim.dimension == "country" and phrases.uses(text, "their_count")
    return there or theirs or elsewhere or (schooled and claim.kind == "share")


def own_year(drafted: draft.Draft, months: dict[str, str], day: date | None) -> int:
    """The latest year reported, or of the day's and the last the likelier; else the one after those
    compared with, or that of a date. Raises ParameterError for none."""
    years = drafted.reported.copy()
    guessed = [year + 1 for year in drafted.compared]
    guessed = guessed or sorted(drafted.years.keys() - {ANY_YEAR, ANY_YEAR - 1}, reverse=True)
    if day:
        so_far = drafted.spoken["this_year"] + drafted.spoken["since_january"]
        years += [day.year] * so_far
        years += [day.year - 1] * drafted.spoken["last_year"]
        for end in [*months.values()][:1]:
            years.append(day.year - (end > f"{day:%m-%d}"))
        recent = [year for year in years or guessed if day.year - 1 <= year <= day.year]
        if recent:
            return max(recent, key=recent.count)
    if not (years or guessed):
        raise ParameterError(
            "The text does not say which year it reports; give it with --year.",
        )
    return max(years or guessed)


def with_clause(row: dict, text: str) -> dict:
    """A claim in words, its quote the whole clause if it has no criterion or lacks its years."""
    claim = SimpleNamespace(**row | {"dimension": row.get("dimension") or "total"})
    criterion = criterion_of(claim) if row.get("kind") in WORDED else None
    if row.get("kind") not in WORDED or (criterion and criterion.test not in OF_YEARS):
        return row
    start, end = int(row["start"]), int(row["end"])
    start -= len(CLAUSE_ENDS.split(text[:start])[-1].lstrip())
    end += len(CLAUSE_ENDS.split(text[end:])[0].rstrip())
    claim.quote = text[start:end]
    whole = row | {
        "quote": claim.quote,
        "start": str(start),
        "end": str(end),
    }
    if criterion is None:
        return whole
    years = phrases.years_in(claim.quote)
    since = phrases.uses(claim.quote, "since")
    if len(years) > 1:
        whole["time_period"] = str(max(years))
    elif since and row["time_period"] in map(str, years):
        whole["time_period"] = ""
    spans = since or phrases.number_in(claim.quote)
    return whole if spans and criterion_of(claim) == criterion else row


def doubts_of(row: dict) -> dict[str, str]:
    """What the draft doubts of the reading, by column; blank cells of a doubtful figure too."""
    doubts = {}
    for doubt in (row.get("note") or "").removeprefix("check: ").split("; "):
        name = doubt.partition(":")[0]
        column = name if name in ASKED else "value"
        if name and name != "statement":  # which a check does without
            said = doubts.get(column)
            doubts[column] = f"{said}; {doubt}" if said else doubt
    if doubts and row.get("value"):
        for column in ("flow", "category", "time_period"):
            if not row.get(column):
                doubts.setdefault(column, "")
    return doubts


def readings(row: dict, year: int, years: Counter[int], groups: dict[str, str]) -> list[dict]:
    """The cells that each reading sets, by years that the text names and dimensions of groups."""
    combined = [{}]
    for column, words in doubts_of(row).items():
        if column == "flow":
            named = [flow for flow in FLOWS if re.search(rf"\b{flow}\b", words)]
            if row.get("value") and len(named) < 2:
                named = FLOWS
            flows = dict.fromkeys(filter(None, [row.get("flow"), *named]))
            options = [{"flow": flow} for flow in flows]
        elif column == "time_period":
            options = _periods(row, words, year, years)
        elif column == "category":
            named = [name for name in groups if re.search(rf"\b{name}\b", words)]
            options = [{"dimension": groups[name], "category": name} for name in named]
            options.append({} if row.get(column) else WHOLE)
        elif "minus" in words:
            options = [
                {"value": row["value"]},
                {"value": str(-float(row["value"]))},
            ]
        else:
            options = next(
                (cells for said, cells in UNITS.items() if said in words),
                (),
            )
        pairs = product(combined, options or [{}])
        combined = [cells | other for cells, other in pairs]
    return combined


def _periods(row: dict, words: str, year: int, years: Counter[int]) -> list[dict]:
    """Those that the doubt names, else recent years that the text names."""
    drafted = row.get("time_period")
    first = drafted or str(year)
    periods = [first, *re.findall(PERIOD, words)]
    if drafted and len(periods) == 1:
        for recent in (year, year - 1, year - 2):
            if recent in years:
                periods.append(first.replace(first[:4], str(recent)))
    # The base of a change is left to the tests: the year before.
    return [{"time_period": period, "base_period": ""} for period in dict.fromkeys(periods)]


def _answer(row: dict, tested: list[tuple[Claim, TestResult]], evidence: Evidence) -> dict:
    """The row of a claim in the answer, from its readings and their results."""
    doubts = doubts_of(row)
    claims, results = zip(*tested, strict=True)
    read = [_in_words(claim) for claim in claims]
    alike = [len(set(parts)) == 1 for parts in zip(*read, strict=True)]
    differing = [not same for same in alike]
    labels = [", ".join(compress(parts, differing)) for parts in read]
    result = _by_all_readings(results, labels, doubts)
    if "category" in doubts and (claims[0].kind, claims[0].category) == (
        "share",
        "total",
    ):
        result = replace(
            result,
            verdict="unchecked",
            explanation=say("check.share_of_what"),
        )
    low, high = result.found.ends if result.found and len(results) == 1 else (None, None)
    return _row(
        row,
        result,
        question="; ".join(filter(None, doubts.values())),
        found_low=rounded(low),
        found_high=rounded(high),
        explanation=weighing.with_days(result, evidence.days).explanation,
        read=", ".join(filter(None, compress(read[0], alike))),
        asked=list(doubts),
    )


def _row(row: dict, result: TestResult, **other) -> dict:
    texts = {name: row.get(name) or "" for name in TEXTS}
    numbers = {name: rounded(pd.to_numeric(row.get(name) or None)) for name in NUMBERS}
    about = {
        "question": "",
        "verdict": result.verdict,
        "found_low": None,
        "found_high": None,
        "explanation": result.explanation,
        "label": names.name(called(result.verdict, result.when_printed)),
        "reason": result.explanation,
        "asked": [],
    }
    return texts | numbers | about | other


def _by_all_readings(results: list[TestResult], labels: list[str], doubts: dict) -> TestResult:
    """What follows from all readings; `labels` tell each from the others."""
    first = results[0]
    verdict, reason = first.verdict, first.explanation
    by_verdict = defaultdict(list)
    for result, label in zip(results, labels, strict=True):
        by_verdict[result.verdict].append(label)
    # Only a doubt about the flow, if it names the balance too, lists every reading.
    not_all = len(doubts) > 1 or " net" not in doubts.get("flow", "")
    if len(by_verdict) > 1:
        verdict = "undecidable"
        parts = []
        for each in sorted(by_verdict, key=WORST_FIRST.index):
            named = by_verdict[each]
            if len(named) > MOST_NAMED:
                named[MOST_NAMED:] = ["…"]
            said = " / ".join(named)
            parts.append(
                say(
                    "check.reading",
                    verdict=names.name(each),
                    readings=said,
                )
            )
        reason = say("check.depends", parts="; ".join(parts))
    elif verdict == "contradicted" and doubts and not_all:
        return _accusing_nobody(first, why="doubt")
    elif len(results) > 1:
        reason = say("check.same", n=len(results), reason=reason)
    return replace(first, verdict=verdict, explanation=reason)


def _accusing_nobody(result: TestResult, why: str) -> TestResult:
    if result.verdict != "contradicted":
        return result
    reason = say("check.accuses_nobody", why=why, reason=result.explanation)
    return replace(result, verdict="undecidable", explanation=reason)


def _in_words(claim: Claim) -> tuple[str, str, str]:
    """How a claim was read: its figure, what it counts, and the period."""
    figure = period = ""
    if claim.value is not None:
        unit = claim.unit_measure
        # A rate is not written as a number of people or percent.
        printed = claim.quote if unit == "per_1000" else explanations.as_printed(claim)
        figure = say("check.figure", unit=unit, figure=printed)
    if claim.time_period:
        period = explanations.period_in_words(claim.time_period)
    return (
        figure,
        explanations.names_of(claim.flow, claim.category),
        period,
    )


def lines(answer: Answer, published: str | None = None) -> list[str]:
    """The answer as printed, in the language spoken: a line for each claim, the worst first."""
    year = answer.year
    drafted = answer.drafted
    day = day_of(published)
    texts = [say("check.basis", dated=day is not None, year=year, day=day)]
    if drafted.years and not drafted.years.keys() & {year, year + 1}:
        years = [str(named) for named in sorted(drafted.years)]
        texts.append(say("check.another_year", years=years, year=year))
    texts.append("")
    for row in answer.rows:
        quote = files.cut(" ".join(row["quote"].split()))
        words = {name: row[name] for name in ON_TERMINAL[:-1]}
        texts.append(say("check.line", quote=quote, **words))
    unread = [row for row in drafted.exclusions if row["reason"].startswith("check:")]
    questions = []  # what a person must settle
    for column in ASKED:
        asked = [row for row in answer.rows if column in row["asked"]]
        among = unread if column == "excluded" else asked
        quotes = [files.cut(row["quote"]) for row in among]
        if quotes:
            questions.append(say("check.ask", column=column, quotes=quotes))
    texts += [
        "",
        say("check.to_settle", any=bool(questions)),
        *questions,
        "",
    ]
    numerals = int(drafted.article["numerals"])
    excluded = sum(NO_TABLE not in row["reason"] for row in drafted.exclusions)
    claimed = numerals - excluded
    texts.append(say("check.coverage", numerals=numerals, excluded=excluded, claimed=claimed))
    counts = Counter(row["label"] for row in answer.rows)
    parts = ", ".join(f"{label} {count}" for label, count in counts.items())
    to_ask = sum(bool(row["asked"]) for row in answer.rows)
    texts.append(say("check.summary", n=len(answer.rows), year=year, parts=parts, asked=to_ask))
    return [plain(text) for text in texts]


def plain(text: str) -> str:
    """Without what a terminal would obey: control characters and marks of direction."""
    return "".join(c for c in text if c.isprintable() or category(c) == "Zs")


def main(path: Path, year: int | None, published, url, language: str, target, raw) -> int:
    """Check a text, print the answer, write its rows to `target` as JSON. Raises ParameterError."""
    raw = raw or paths.raw_folder()
    if year is not None:
        draft.check_year(year)
    text = draft.read_text(path)
    regions = descriptor.regions_of(raw)
    try:
        tables = {name: package.read(name, raw) for name in TABLES}
    except (OSError, ValueError, KeyError) as error:
        advice = "./run validate says what is wrong"
        raise ParameterError(f"{raw} cannot be read ({error}); {advice}.") from None
    with speaking(of_sentences(language)):
        answer = check(text, tables, regions, year=year, published=published, url=url)
        printed = lines(answer, published)
    rows = []
    for row in sorted(answer.rows, key=lambda row: row["start"]):
        rows.append({name: cell for name, cell in row.items() if name not in ON_TERMINAL})
    try:
        if target is not None:
            files.write_text(files.to_json(rows), target)
    except OSError as error:
        raise ParameterError(f"{target} cannot be written ({error.strerror}).") from None
    print("\n".join(printed))
    return 0
