"""Migration flows of other countries: yearly series by an id that begins with the country."""

import pandas as pd

from helpers.data import package

UN = "UN flows"
CIS = "CIS registers"


def read() -> dict[str, dict[str, pd.Series]]:
    """The series (persons by year) of both panels, by the names that tables give to the panels: of
    the UN by its ids ('Germany|Residence|Emigrants|…'), of the registers each run without a gap by
    ISO code, flow and first year ('AZE|departures|1991')."""
    un = {}
    for row in package.read("un_migration_flows").itertuples():
        years = pd.RangeIndex(row.start, row.start + row.n)
        un[row.id] = pd.Series(row.y.split(), years, dtype=float)

    rows = package.read("cis_flows_panel").dropna(subset="value")
    rows = rows.astype({"year": int, "value": float}).sort_values(["country", "flow", "year"])
    run = rows.groupby(["country", "flow"]).year.diff().ne(1).cumsum()
    cis = {}
    for _, part in rows.groupby(run):
        first = part.iloc[0]
        values = part.set_index("year").value
        cis[f"{first.country}|{first.flow}|{first.year}"] = values
    return {UN: un, CIS: cis}
