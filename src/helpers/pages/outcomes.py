"""What happened after the year of an edition, beside its projection and probabilities: a section of
the first page, and `what-happened-next.csv`. Nothing in the edition rests on it."""

from pathlib import Path

import pandas as pd

from helpers import cleaning
from helpers.csv_files import write_csv
from helpers.data import package
from helpers.language import formats, say
from helpers.parameters import Parameters
from helpers.paths import EVENT_PROBABILITIES, PROJECTION
from helpers.projection import events, ledger
from helpers.projection.house_method import HOUSE

FILE = "what-happened-next.csv"
BENCHMARK = "no change"
BOUNDS = ["lower_80", "upper_80", "lower_95", "upper_95"]
COLUMNS = ["what", "year", "said", *BOUNDS, "no_change", "happened", "vintage", "held", "held_95"]


def write(folder: Path, run: Parameters, data: Path) -> pd.DataFrame | None:
    """Write `after` as FILE into the folder of an edition, and return it; None, and no file, where
    nothing has happened since. `data`: the folder of the data package."""
    outcomes = after(folder, run, package.read("kz_flows_annual", data))
    if outcomes.empty:
        return None
    write_csv(outcomes, folder / FILE)
    return outcomes


def after(folder: Path, run: Parameters, flows: pd.DataFrame) -> pd.DataFrame:
    """What the edition in `folder` said of departures, beside what `flows` (kz_flows_annual) say by
    now: a row for each projected year that is registered and each event that is decided. Columns:
    what (`departures`, or the event), year (in which it showed), said (the point, or the
    probability), lower_80, upper_80, lower_95, upper_95, no_change (the last value; for an event
    one half), happened (people; 1 or 0), vintage (for an event as `ledger.vintage_of`), held and
    held_95 (whether the interval held the year; blank for an event)."""
    annual = cleaning.annual_flows(flows, int(flows.year.max()), "latest")
    registered = annual.query("flow == 'departures' and value.notna()").set_index("year")
    later = registered[registered.index > run.year]
    if later.empty:
        return pd.DataFrame(columns=COLUMNS)
    parts = [_years(folder, later), _events(folder, run, registered)]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _years(folder: Path, later: pd.DataFrame) -> pd.DataFrame:
    """The years that are registered by now; what was not projected is blank."""
    projected = pd.DataFrame(columns=["flow", "method", "year", "point", *BOUNDS])
    if (folder / PROJECTION).is_file():
        projected = pd.read_csv(folder / PROJECTION)
    projected = projected[projected.flow == "departures"].set_index("year")
    naive = projected[projected.method == BENCHMARK].point
    own = projected[projected.method == HOUSE.name]
    years = own[["point", *BOUNDS]].reindex(later.index).astype(float)
    happened = later.value.astype(float)
    answer = {True: "yes", False: "no"}
    known = years.point.notna()
    return years.assign(
        what="departures",
        year=years.index,
        said=years.point,
        no_change=naive.reindex(years.index),
        happened=happened,
        vintage=later.vintage,
        held=happened.between(years.lower_80, years.upper_80).map(answer).where(known),
        held_95=happened.between(years.lower_95, years.upper_95).map(answer).where(known),
    )[COLUMNS]


def _events(folder: Path, run: Parameters, registered: pd.DataFrame) -> pd.DataFrame:
    if not (folder / EVENT_PROBABILITIES).is_file():
        return pd.DataFrame(columns=COLUMNS)
    said = pd.read_csv(folder / EVENT_PROBABILITIES).rename(columns={"probability": "said"})
    series = cleaning.series_of(registered.reset_index(), "departures")
    happened = events.outcomes(series, run.moderate_decline).reindex([run.year]).iloc[0]
    # Without what is not known yet, and events of older editions.
    decided = said.assign(happened=said.event.map(happened)).dropna(subset="happened")
    names = decided.event
    return decided.assign(
        what=names,
        year=[ledger.deciding_years(name, run.year)[-1] for name in names],
        no_change=0.5,
        vintage=[ledger.vintage_of(name, run.year, registered.vintage) for name in names],
    ).reindex(columns=COLUMNS)


def section(outcomes: pd.DataFrame, run: Parameters) -> dict:
    """Cells of two tables, in the language spoken: projected `years`, and decided `events`."""
    is_year = outcomes.what == "departures"
    years = []
    for row in outcomes[is_year].dropna(subset="said").itertuples():
        cells = (
            str(row.year),
            formats.rough(row.said),
            formats.rough_range(row.lower_80, row.upper_80),
            formats.number(row.happened),
            say(f"numbers.{row.held}"),
        )
        years.append(cells)
    definitions = events.definitions(run.year, run.moderate_decline)
    decided = []
    for row in outcomes[~is_year].itertuples():
        came = say("numbers.yes" if row.happened else "numbers.no")
        cells = (
            definitions[row.what],
            formats.chance(row.said),
            came,
        )
        decided.append(cells)
    return {"years": years, "events": decided, "file": FILE}
