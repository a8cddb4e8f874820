"""The forecast ledger: what was forecast, when it was frozen, and how it fared.

`data/processed/ledger.csv` only grows: one row a freeze, with the hash of the row before
(`previous`) and of itself (`sha256`). The chain shows a changed cell and a row taken out, put in or
moved; rows taken off the end and a wrong date only the history of the repository shows."""

import csv
import io
import json
from pathlib import Path

import pandas as pd

from helpers import cleaning, paths
from helpers.csv_files import plain
from helpers.data import package
from helpers.data.records import Fault
from helpers.files import WorkError, quoted, sha256, write_text
from helpers.language import formats
from helpers.parameters import METHOD_VERSION, Parameters, is_day
from helpers.projection import events, outlook, scoring
from helpers.projection.house_method import HOUSE, MINIMUM_POINTS, NO_CHANGE, checked_series
from helpers.projection.outlook import PROJECTED as BOUNDS

PATH = paths.PROCESSED / "ledger.csv"
SOURCE = "kz_flows_annual"
HORIZON = 5  # years ahead in every row, so that rows can be compared

# The events as formulas, which nobody polishes or translates; `low` and `high` are the row's band.
DEFINITIONS = (
    "D1: low <= y1/y0-1 <= high; D2: low <= (y3/y0)^(1/3)-1 <= high; "
    "D3: low <= y1/y0-1 and y2/y1-1 and y3/y2-1 <= high; further decline: y1 < y0; "
    "lower three years on: y3 < y0; steeper next year: y1/y0-1 < low; rise next year: y1 > y0"
)
PROBABILITY = {event: "p_" + event.lower().replace(" ", "_") for event in events.EVENTS}
UNCHANGED = {event: "no_change_" + column for event, column in PROBABILITY.items()}
PROJECTED = [f"{bound}_{ahead}" for ahead in range(1, HORIZON + 1) for bound in BOUNDS]
CHANCES = [*PROBABILITY.values(), "p_rise_next_year", *UNCHANGED.values()]
NUMBERS = ["low", "high", "last_value", *PROJECTED, *CHANCES]
HASHES = ["data_sha256", "raw_sha256", "previous", "sha256"]
COLUMNS = ["edition", "frozen", "method", "version", "definitions", "first_year", *NUMBERS, *HASHES]
OF_ROW = ["edition", "frozen", "method", "version"]  # with which tables of scores begin
BRIER = """
brier = (probability - happened) ** 2
brier_no_change = (no_change - happened) ** 2
brier_base = (base_rate - happened) ** 2
"""
BRIERS = ["brier", "brier_no_change", "brier_base"]
EVENT_COLUMNS = [*OF_ROW, "event", "year", "lead", "probability", "no_change", "happened"]
EVENT_COLUMNS += ["vintage", "base_rate", *BRIERS, "counts", "scored"]
ERRORS = """
positive = actual.where(actual > 0)
error = 100 * (actual - point) / positive
no_change_error = 100 * (actual - last_value) / positive
inside_80 = lower_80 <= actual <= upper_80
inside_95 = lower_95 <= actual <= upper_95
"""
SCORE_COLUMNS = [*OF_ROW, "year", "horizon", "lead", *BOUNDS, "actual", "vintage"]
SCORE_COLUMNS += ["error", "no_change_error", "inside_80", "inside_95", "counts", "scored"]


class LedgerError(WorkError):
    """What is wrong with the ledger, or with a row for it, in one plain line."""


def freeze(run: Parameters, date: str, path: Path = PATH) -> str:
    """Append the edition's forecast and say what was frozen. Raises LedgerError as `append`, and
    for a date before the last figure (without its page: any figure of its year) was printed."""
    row = row_of(run, date)
    dated = package.read(SOURCE).dropna(subset="published")
    pages = dated.query("measure == 'departures' and year == @run.year")
    same = pages[pages.value == row["last_value"]]
    day = (pages if same.empty else same).published.min()
    if is_day(date) and pd.Timestamp(date) < day:  # never true where no page is dated
        raise LedgerError(
            f"The date {date} lies before {day:%Y-%m-%d}, when the departures of {run.year} were "
            "published."
        )
    append(path, row)
    span = formats.rough_range(row["lower_80_1"], row["upper_80_1"])
    return (
        f"Frozen in {path.name}, dated {date}: departures after {run.year} by {row['method']} "
        f"{row['version']}; {run.year + 1}: {formats.rough(row['point_1'])}, with 80% {span}.\n"
        "Commit the file today: its history is what shows that no row was taken away."
    )


def row_of(run: Parameters, date: str) -> dict:
    """The edition's forecast as a row not yet chained: `low`, `high` (band of a moderate yearly
    change, shares), PROJECTED (persons, by years ahead), CHANCES, `data_sha256` (of lines
    `year,value`) … Raises LedgerError for a year not published and a series too short to fit."""
    year = run.year
    series = outlook.flow_series(run)
    if year not in series.index:
        raise LedgerError(
            f"The departures of {year} are not published, so nothing can be frozen for {year}."
        )
    if len(series) < MINIMUM_POINTS:
        raise LedgerError(
            f"Nothing can be frozen for {year}: the series has {len(series)} years from "
            f"{series.index[0]} on, and a fit needs {MINIMUM_POINTS}."
        )
    band = run.moderate_decline
    projected = HOUSE(series, HORIZON).to_numpy()
    chances = {}
    for method, columns in ((HOUSE, PROBABILITY), (NO_CHANGE, UNCHANGED)):
        shares = events.chances(method.distribution(series, events.YEARS_ON), band)
        chances |= {column: shares[event] for event, column in columns.items()}
    lines = series.to_csv(header=False, float_format="%.15g", lineterminator="\n")
    source = paths.raw_folder() / package.resource(SOURCE)["path"]
    return {
        "edition": year,
        "frozen": date,
        "method": HOUSE.name,
        "version": METHOD_VERSION,
        "definitions": DEFINITIONS,
        "first_year": int(series.index[0]),
        "low": band[0],
        "high": band[1],
        "last_value": float(series.iloc[-1]),
        **dict(zip(PROJECTED, projected.ravel().tolist(), strict=True)),
        **chances,
        "p_rise_next_year": 1 - chances["p_further_decline"],
        "data_sha256": sha256(lines.encode()),
        "raw_sha256": sha256(source.read_bytes()),
    }


def append(path: Path, row: dict) -> None:
    """Add a row of `row_of`; the file is replaced whole or stays. Raises LedgerError for a broken
    ledger, a bad date, a forecast that is frozen already, and a file that cannot be written."""
    rows = _read(path)
    cells = {column: plain(row[column]) for column in COLUMNS if column not in HASHES[2:]}
    edition = cells["edition"]
    day = cells["frozen"]
    if not is_day(day):
        raise LedgerError(
            f"The date must be a day written YYYY-MM-DD, such as 2026-03-02, not {quoted(day)}."
        )
    if day < f"{edition}-12-31":
        raise LedgerError(
            f"The date {day} lies before the end of {edition}, the last year that the forecast "
            "knows."
        )
    if rows and day < rows[-1]["frozen"]:
        raise LedgerError(
            f"The date {day} lies before {rows[-1]['frozen']}, that of the ledger's last row."
        )
    last = next((row for row in reversed(rows) if row["edition"] == edition), None)
    if last and all(last[column] == cells[column] for column in cells if column != "frozen"):
        raise LedgerError(
            f"The forecast of {edition} is already frozen, on {last['frozen']}; nothing to do."
        )

    cells["previous"] = rows[-1]["sha256"] if rows else ""
    cells["sha256"] = seal(cells)
    table = pd.DataFrame([*rows, cells], columns=COLUMNS)
    try:
        write_text(table.to_csv(index=False, lineterminator="\n"), path)
    except OSError as error:
        raise LedgerError(
            f"{path.name} cannot be written ({error.strerror}); it is as it was, so freeze again."
        ) from None


def seal(cells: dict[str, str]) -> str:
    """The hash of the JSON object of a row's filled cells but `sha256`, in the order of COLUMNS."""
    content = {column: cells[column] for column in COLUMNS[:-1] if cells[column]}
    return sha256(json.dumps(content, ensure_ascii=False).encode("utf-8"))


def read(path: Path = PATH) -> pd.DataFrame:
    """The ledger, oldest row first: COLUMNS. Raises LedgerError with the first row changed."""
    table = pd.DataFrame(_read(path), columns=COLUMNS)
    table["frozen"] = pd.to_datetime(table.frozen)
    table[NUMBERS] = table[NUMBERS].replace("", None)  # added after the row was frozen
    return table.astype(dict.fromkeys(NUMBERS, float) | {"edition": int, "first_year": int})


def _read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    try:
        text = io.StringIO(path.read_bytes().decode("utf-8"), newline="")
        lines = [*csv.reader(text, strict=True)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        fault = f"a file that cannot be read ({error})"
        raise _broken(path, 0, "", fault, "a table in UTF-8") from None
    header = lines[0] if lines else []
    odd = [name for name in header if name not in COLUMNS or header.count(name) > 1]
    if odd or "sha256" not in header:
        expected = "the columns that the ledger was written with"
        raise _broken(path, 1, "", quoted(odd[0] if odd else ""), expected)
    blank = dict.fromkeys(COLUMNS, "")
    before = ""
    rows = []
    for line, cells in enumerate(lines[1:], 2):
        if not cells:
            continue
        if len(cells) != len(header):
            expected = f"{len(header)}, one for each column"
            raise _broken(path, line, "", f"{len(cells)} cells", expected)
        row = blank | dict(zip(header, cells, strict=True))
        if row["sha256"] != seal(row):
            fault = "a hash that the row no longer has: one of its cells was changed after it was "
            raise _broken(
                path,
                line,
                "sha256",
                fault + "frozen",
                "a row as it was frozen",
            )
        if row["previous"] != before:
            fault = "that this row was moved or put in, or the one before it changed or taken out"
            expected = "the hash of the row above" if before else "a blank, as first row"
            raise _broken(path, line, "previous", fault, expected)
        rows.append(row)
        before = row["sha256"]
    return rows


def _broken(path: Path, line: int, column: str, found: str, expected: str) -> LedgerError:
    to_do = (
        "restore the file from the repository's history; a correction is a new row, made by the "
        "command freeze"
    )
    return LedgerError(str(Fault(path.name, str(line or ""), column, found, expected, to_do)))


def first_published(rows: pd.DataFrame) -> pd.Series:
    """The day on which each year's departures were first printed, by kz_flows_annual."""
    dated = rows.query("measure == 'departures' and vintage == 'preliminary' and published.notna()")
    return dated.astype({"year": int}).groupby("year").published.min()


def score(ledger: pd.DataFrame, flows: pd.DataFrame, published: pd.Series) -> pd.DataFrame:
    """How the frozen projections fared, by row and year known from `flows` (`annual_flows` up to
    the run's year); `published`: `first_published`. SCORE_COLUMNS: horizon (years ahead), point and
    bounds (persons), error (actual less point, percent of the actual), no_change_error (of the last
    value), and those of `_in_time`."""
    frozen = ledger[ledger.edition <= flows.year.max()].reset_index()
    frozen = frozen[["index", *OF_ROW, "last_value", *PROJECTED]]
    table = pd.wide_to_long(frozen, BOUNDS, i="index", j="horizon", sep="_")
    table = table.reset_index().sort_values(["index", "horizon"])
    table["year"] = table.edition + table.horizon
    actual = flows.query("flow == 'departures' and value.notna()")
    actual = actual.rename(columns={"value": "actual"}).astype({"actual": float})
    table = _in_time(table.merge(actual, on="year"), published, "year", known=True)
    return table.eval(ERRORS)[SCORE_COLUMNS]


def score_events(ledger: pd.DataFrame, flows: pd.DataFrame, published: pd.Series) -> pd.DataFrame:
    """How the frozen probabilities fared, by row and event; arguments as in `score`. EVENT_COLUMNS:
    year (by which it is known), happened (1, 0 or blank: not known yet), base_rate (up to the
    edition), and those of `_in_time`. Raises LedgerError for other definitions."""
    departed = cleaning.series_of(flows, "departures")
    vintages = flows.query("flow == 'departures'").set_index("year").vintage
    rows = []
    for _, row in ledger[ledger.edition <= flows.year.max()].iterrows():
        if row.definitions != DEFINITIONS:
            raise LedgerError(
                f"The row of {row.edition}, frozen on {row.frozen:%Y-%m-%d}, has other "
                "definitions than those in use: its events must be scored by its own, so keep "
                "both in helpers/projection/ledger.py."
            )
        band = (row.low, row.high)
        series = checked_series(departed.loc[row.first_year :], minimum=1)
        base_rates = scoring.base_rates(series.loc[: row.edition], band)
        happened = events.outcomes(series, band).reindex([row.edition]).iloc[0]
        for event, column in PROBABILITY.items():
            facts = {
                "event": event,
                "year": deciding_years(event, row.edition)[-1],
                "vintage": vintage_of(event, row.edition, vintages),
                "probability": row[column],
                "no_change": row[UNCHANGED[event]],
                "happened": happened[event],
                "base_rate": base_rates[event],
            }
            rows.append(row[OF_ROW].to_dict() | facts)
    shares = dict.fromkeys(("probability", "no_change", "happened", "base_rate"), float)
    types = shares | {"frozen": "datetime64[s]", "year": int, "edition": int}
    table = pd.DataFrame(rows, columns=EVENT_COLUMNS).astype(types)
    known = table.happened.notna()
    table["vintage"] = table.vintage.where(known, None)
    return _in_time(table, published, "event", known).eval(BRIER)[EVENT_COLUMNS]


def deciding_years(event: str, year: int) -> range:
    """The years after an edition of `year` whose values decide an event: of D3 all three."""
    first, last = events.DECIDED.get(event, (1, 1))
    return range(year + first, year + last + 1)


def vintage_of(event: str, year: int, vintages: pd.Series) -> str:
    """'preliminary' if an event after `year` compares such a value (`vintages`), else 'final'."""
    rests_on = vintages.reindex([year, *deciding_years(event, year)])
    return "preliminary" if rests_on.eq("preliminary").any() else "final"


def _in_time(table: pd.DataFrame, published: pd.Series, of: str, known) -> pd.DataFrame:
    """The table with `lead` (whole months from the freeze to the end of `year`), `counts` (frozen
    before the first release after the edition, without a dated one before January of the year that
    follows) and `scored` (the first `known` row that counts of the same edition and `of`)."""
    following = table.edition + 1
    january = pd.to_datetime((following + 1).astype(str), format="%Y")
    first_outcome = published.reindex(following).set_axis(table.index).fillna(january)
    lead = lead_in_months(table.frozen, table.year)
    table = table.assign(lead=lead, counts=table.frozen < first_outcome)
    first = table[table.counts & known].drop_duplicates(["edition", of])
    return table.assign(scored=table.index.isin(first.index))


def lead_in_months(frozen: pd.Series, year: pd.Series) -> pd.Series:
    """Whole months from each day to the end of each year."""
    return 12 * (year - frozen.dt.year) + 12 - frozen.dt.month


def scores_of(run: Parameters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`score` and `score_events`, as far as the outcome is known."""
    published = first_published(package.read("kz_flows_annual"))
    given = (read(), cleaning.tables_of(run).flows, published)
    chances = score_events(*given).dropna(subset="happened", ignore_index=True)
    return score(*given), chances


def frozen_rows(run: Parameters) -> pd.DataFrame:
    """The frozen forecasts that the run may see: OF_ROW, lead, point and 80% interval of the next
    year, and `D2` by us and under no change."""
    rows = read().query("edition <= @run.year")
    lead = lead_in_months(rows.frozen, rows.edition + 1)
    columns = {
        "point_1": "point",
        "lower_80_1": "lower_80",
        "upper_80_1": "upper_80",
    }
    columns |= {"p_d2": "D2", "no_change_p_d2": "no_change"}
    table = rows.rename(columns=columns).assign(lead=lead)
    return table[[*OF_ROW, "lead", *columns.values()]]
