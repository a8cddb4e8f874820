"""What happened after the year of an edition: its projection and probabilities beside what is
registered by now.

Nothing here was known to the edition, and nothing of the edition rests on it: the notebooks never
see it. It stands in a section of its own on the first page, and in `what-happened-next.csv`.
"""

from pathlib import Path

import pandas as pd

from helpers import cleaning
from helpers.cleaning import names
from helpers.csv_files import write_csv
from helpers.data import package
from helpers.language import formats, say, speaking
from helpers.parameters import Parameters
from helpers.projection.house_method import HOUSE

FILE = "what-happened-next.csv"
PROJECTED, PROBABILITIES = "projection.csv", "tables/event_probabilities.csv"
BENCHMARK = "no change"
COLUMNS = [
    "what",
    "year",
    "said",
    "lower_80",
    "upper_80",
    "lower_95",
    "upper_95",
    "no_change",
    "happened",
    "vintage",
    "held",
    "held_95",
]


def write(folder: Path, run: Parameters, data: Path) -> dict | None:
    """Write FILE into the folder of an edition; what readers see of it in the edition's language.

    `data`: the folder of the data package. None, and no file, where nothing has happened since.
    """
    found = after(folder, run, package.read("kz_flows_annual", data))
    if found.empty:
        return None
    write_csv(found, folder / FILE)
    with speaking(run.language):
        return section(found, run)


def after(folder: Path, run: Parameters, flows: pd.DataFrame) -> pd.DataFrame:
    """What the edition in `folder` said of departures, beside what happened as far as `flows` tell
    by now.

    `flows`: kz_flows_annual. A row for each projected year that is registered by now and for each
    event that is decided. Columns: what (`departures`, or the event), year (in which it showed),
    said (the point, or the probability from 0 to 1), lower_80, upper_80, lower_95 and upper_95 (of
    the point), no_change (the last value, which the naive forecast repeats; for an event one half),
    happened (people; 1 or 0), vintage (for an event as `ledger.vintage_of`), held and held_95 (for
    a year, whether the 80% and the 95% interval held it; for an event blank, since one case cannot
    tell).
    """
    known = cleaning.annual_flows(flows, int(flows.year.max()), "latest")
    known = known[(known.flow == "departures") & known.value.notna()].set_index("year")
    if not (known.index > run.year).any() or not (folder / PROJECTED).is_file():
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat([_years(folder, run, known), _events(folder, run, known)], ignore_index=True)[
        COLUMNS
    ]


def _years(folder: Path, run: Parameters, known: pd.DataFrame) -> pd.DataFrame:
    projected = pd.read_csv(folder / PROJECTED)
    projected = projected[projected.flow == "departures"]
    naive = projected[projected.method == BENCHMARK].set_index("year").point
    mine = projected[(projected.method == HOUSE.name) & projected.year.isin(known.index)]
    happened = mine.year.map(known.value).astype(float)
    held = {
        column: happened.between(mine[f"lower_{level}"], mine[f"upper_{level}"]).map(
            {True: "yes", False: "no"}
        )
        for column, level in (("held", 80), ("held_95", 95))
    }
    told = {
        "no_change": mine.year.map(naive),
        "happened": happened,
        "vintage": mine.year.map(known.vintage),
    }
    return mine.assign(what="departures", said=mine.point, **told, **held)[COLUMNS]


def _events(folder: Path, run: Parameters, known: pd.DataFrame) -> pd.DataFrame:
    from helpers.projection import (
        events,
        ledger,  # they bring the whole machinery of projection along
    )

    if not (folder / PROBABILITIES).is_file():
        return pd.DataFrame(columns=COLUMNS)
    said = pd.read_csv(folder / PROBABILITIES).set_index("event").probability
    series = cleaning.series_of(known.reset_index(), "departures")
    happened = events.outcomes(series, run.moderate_decline).reindex([run.year]).iloc[0]
    rows = []
    for event, probability in said.items():
        if pd.notna(happened[event]):
            last = ledger.deciding_years(event, run.year)[-1]
            vintage = ledger.vintage_of(event, run.year, known.vintage)
            told = {"no_change": 0.5, "happened": happened[event], "vintage": vintage}
            rows.append({"what": event, "year": last, "said": probability} | told)
    return pd.DataFrame(rows, columns=COLUMNS)


def section(found: pd.DataFrame, run: Parameters) -> dict:
    """The words of the section and its two tables, in the language spoken: headings and rows of
    cells.
    """
    years, happenings = found[found.what == "departures"], found[found.what != "departures"]
    return {
        "title": say("outcomes.title"),
        "note": say("outcomes.note", year=run.year),
        "tables": [
            table
            for table in (_table_of_years(years), _table_of_events(happenings, run))
            if table["rows"]
        ],
        "file": FILE,
    }


def _table_of_years(years: pd.DataFrame) -> dict:
    answer = {"yes": say("numbers.yes"), "no": say("numbers.no")}
    rows = []
    for row in years.itertuples():
        intervals = (
            formats.rough_range(row.lower_80, row.upper_80),
            formats.rough_range(row.lower_95, row.upper_95),
        )
        happened = (
            formats.number(row.happened),
            names.name(row.vintage),
            answer[row.held],
            answer[row.held_95],
        )
        rows.append(
            (
                str(row.year),
                formats.rough(row.said),
                *intervals,
                formats.rough(row.no_change),
                *happened,
            )
        )
    said = (
        say("tables.year"),
        say("tables.projected"),
        say("tables.interval_80"),
        say("outcomes.interval_95"),
        say("tables.no_change"),
    )
    happened = (
        say("tables.registered"),
        names.heading("vintage"),
        say("outcomes.inside_80"),
        say("outcomes.inside_95"),
    )
    return {"caption": say("outcomes.departures"), "heads": (*said, *happened), "rows": rows}


def _table_of_events(happenings: pd.DataFrame, run: Parameters) -> dict:
    from helpers.projection.events import definitions

    words, answer = (
        definitions(run.year, run.moderate_decline),
        {1.0: say("numbers.yes"), 0.0: say("numbers.no")},
    )
    rows = [
        (
            f"{names.name(row.what)}: {words[row.what]}",
            formats.chance(row.said),
            answer[row.happened],
        )
        for row in happenings.itertuples()
    ]
    heads = (names.heading("event"), say("outcomes.probability"), say("tables.happened"))
    return {"caption": say("outcomes.events"), "heads": heads, "rows": rows}
