"""The reference class: migration of other countries, and what followed where departures halved."""

import pandas as pd

from helpers.data import package
from helpers.projection.events import MODERATE, WAYS, Band, outcomes
from helpers.projection.scoring import ratio_with_range

Panels = dict[str, dict[str, pd.Series]]  # by name of the panel, then of the series
UN = "UN flows"
CIS = "CIS registers"
EMIGRATION = {"Emigrants", "departures"}  # as the ids of the two panels call it
LOOK_BACK = 4  # years over which departures have halved
BREAK = 2  # times: a greater change in one year is more likely a new register than migration
REFERENCE_EVENTS = ("further decline", "D1", "steeper next year", "lower three years on", "D2")
WHOLE = "halved"  # the class that stands beside our forecast
# The classes of cases by panel, each by the condition that its cases meet.
CLASSES = {
    (CIS, WHOLE): "halved",
    (CIS, "no break"): "halved and not near_break",
    (CIS, "since 2001"): "halved and year >= 2001",
    (CIS, "since 2008"): "halved and year >= 2008",
    (CIS, "first year"): "episode == 1",
    (CIS, "second year"): "episode == 2",
    (CIS, "third year on"): "episode >= 3",
    (UN, WHOLE): "halved",
    (UN, "no break"): "halved and not near_break",
}
COLUMNS = ["panel", "class", "event", "share", "low", "high", "cases", "countries"]


def panels() -> Panels:
    """The series (persons by year) of both panels: of the UN by its ids ('Germany|Residence|…'), of
    the registers each run without a gap, as 'AZE|departures|1991' by its first year."""
    un = {}
    for row in package.read("un_migration_flows").itertuples():
        years = pd.RangeIndex(row.start, row.start + row.n)
        un[row.id] = pd.Series(row.y.split(), years, dtype=float)

    rows = package.read("cis_flows_panel").dropna(subset="value")
    rows = rows.astype({"year": int, "value": float}).sort_values(["country", "flow", "year"])
    run = rows.groupby(["country", "flow"]).year.diff().ne(1).cumsum()
    cis = {}
    for _, part in rows.groupby(run):
        labels = part.iloc[0][["country", "flow", "year"]]
        cis["|".join(map(str, labels))] = part.set_index("year").value
    return {UN: un, CIS: cis}


def after_such_falls(of_panels: Panels, last_year: int, band: Band = MODERATE) -> pd.DataFrame:
    """How often each event and way followed elsewhere where departures had `halved`, by the years
    up to `last_year`: COLUMNS. `share` of the (overlapping) `cases` whose outcome is known, `low`
    to `high` as from `ratio_with_range`."""
    rows = []
    tables = {panel: cases(series, last_year, band) for panel, series in of_panels.items()}
    for (panel, name), condition in CLASSES.items():
        members = tables[panel].query(condition)
        for event in (*REFERENCE_EVENTS, *WAYS):
            known = members.dropna(subset=event)
            if len(known):
                share = ratio_with_range(known[event], 1, known.country)
                rows.append(
                    (
                        panel,
                        name,
                        event,
                        *share,
                        len(known),
                        known.country.nunique(),
                    )
                )
    return pd.DataFrame(rows, columns=COLUMNS)


def cases(series: dict[str, pd.Series], last_year: int, band: Band = MODERATE) -> pd.DataFrame:
    """Every year of the emigration series: `country`, `year`, `outcomes`, `halved`, `near_break` (a
    change above BREAK times within LOOK_BACK years), `episode` (halved for so many years)."""
    parts = {}
    for name, values in series.items():
        known = values.loc[:last_year]
        labels = name.split("|")
        if len(known) and EMIGRATION.intersection(labels):
            blanks = LOOK_BACK + 1  # after each series: none sees the next one
            parts[labels[0], name] = known.reindex(range(known.index[0], known.index[-1] + blanks))
    known = pd.concat(parts, names=["country", "series", "year"])
    before = known.shift()
    broken = (known > BREAK * before) | (BREAK * known < before)
    fallen = halved(known)
    table = outcomes(known, band)
    table["halved"] = fallen
    table["near_break"] = broken.rolling(LOOK_BACK, min_periods=1).max().astype(bool)
    table["episode"] = fallen.groupby((~fallen).cumsum()).cumsum()
    return table[known.notna()].reset_index()


def halved(series: pd.Series) -> pd.Series:
    """Whether each year stands at half or less of four years before; False where that is unknown.

    >>> halved(pd.Series([100, 90, 80, 70, 50])).tolist()
    [False, False, False, False, True]
    """
    return 2 * series <= series.shift(LOOK_BACK)


def shares_of(falls: pd.DataFrame, panel: str = CIS, name: str = WHOLE) -> pd.DataFrame:
    """The rows of one class of `after_such_falls`, by event."""
    return falls[(falls.panel == panel) & (falls["class"] == name)].set_index("event")
