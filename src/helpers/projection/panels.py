"""Migration flows of other countries: yearly series by an id that begins with the country."""

import pandas as pd

from helpers.data import package

UN = "UN flows"
CIS = "CIS registers"
EMIGRATION = ("Emigrants", "departures")  # as the two panels call it


def read() -> dict[str, dict[str, pd.Series]]:
    """The series of both panels, by the names that tables give to the panels."""
    return {
        UN: un_series(package.read("un_migration_flows")),
        CIS: cis_series(package.read("cis_flows_panel")),
    }


def un_series(un_flows: pd.DataFrame) -> dict[str, pd.Series]:
    """The UN flows by `id`, from the columns `id` ('Germany|Residence|Emigrants|…'), `start` (first
    year), `n` (years) and `y` (persons, separated by spaces)."""
    series = {}
    for row in un_flows.itertuples():
        years = pd.RangeIndex(row.start, row.start + row.n)
        series[row.id] = pd.Series(row.y.split(), years, dtype=float)
    return series


def cis_series(panel: pd.DataFrame) -> dict[str, pd.Series]:
    """The runs without a gap of each flow, as 'AZE|departures|1991' (ISO code, flow, first year);
    from the columns `country`, `flow`, `year` and `value` (persons)."""
    rows = panel.dropna(subset="value").astype({"year": int, "value": float})
    rows = rows.sort_values(["country", "flow", "year"])
    run = rows.groupby(["country", "flow"]).year.diff().ne(1).cumsum()
    series = {}
    for _, part in rows.groupby(run):
        first = part.iloc[0]
        values = part.set_index("year").value
        series[f"{first.country}|{first.flow}|{first.year}"] = values
    return series


def country_of(name: str) -> str:
    """The country of a series by its id; a series without one is a country of its own."""
    return name.split("|")[0]


def is_emigration(name: str) -> bool:
    """Whether the series counts people who leave."""
    return not set(EMIGRATION).isdisjoint(name.split("|"))
