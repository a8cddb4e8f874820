"""Yearly moves by partner country, and the partner's own count of the same moves beside them.
Partners count by rules of their own, so that a ratio is no error rate. CIS Stat prints what the
bureau reports to it: a second publisher, no second count."""

import pandas as pd

from helpers.cleaning.breakdowns import known_by
from helpers.parameters import Parameters

KEY = ["year", "flow"]
FEW = 10  # people, below which a ratio or a change says nothing
GROUPS = ["CIS", "non_CIS"]  # which together are all countries
# The columns of what a partner counts, whose departures are arrivals in Kazakhstan.
THEIRS = {"arrivals": "arrived_there", "departures": "left_there"}


def by_partner(partners: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """The rows of kz_flows_by_partner that an edition may use: year, flow, partner, value, row.
    CIS countries but Russia are added as the partner `other_cis`."""
    known = known_by(partners, run)
    cis = known.query("partner == 'CIS'")
    other = cis.merge(known.query("partner == 'RUS'"), on=KEY, suffixes=("", "_russia"))
    other = other.assign(
        partner="other_cis",
        value=other.value - other.value_russia,
        row=other.row + " " + other.row_russia,
    )
    tidy = pd.concat([known, other], ignore_index=True)
    return tidy[[*KEY, "partner", "value", "row"]]


def since_peak(partners: pd.DataFrame, year: int, flow: str = "departures") -> pd.DataFrame:
    """Each partner's flow in a year beside that in the earlier year with most departures: partner,
    base_year, then, now, change, row; empty without either. `partners` as from `by_partner`."""
    earlier = partners.query("flow == 'departures' and partner in @GROUPS and year < @year")
    totals = earlier.groupby("year").value.sum()
    base = totals.idxmax() if len(totals) else year
    of_flow = partners.query("flow == @flow").rename(columns={"value": "then"})
    both = of_flow[of_flow.year == base].merge(
        of_flow[of_flow.year == year], on="partner", suffixes=("", "_now")
    )
    both = both.assign(
        base_year=base,
        now=both.then_now,
        change=both.then_now - both.then,
        row=both.row + " " + both.row_now,
    )
    columns = ["partner", "base_year", "then", "now", "change", "row"]
    return both.loc[both.base_year < year, columns].reset_index(drop=True)


def two_counts(partners: pd.DataFrame, mirrors: pd.DataFrame, run: Parameters) -> pd.DataFrame:
    """Both counts of the moves of whole years between Kazakhstan and each country: partner, year,
    arrivals and departures (Kazakhstan's count), arrived_there (the partner's count of these
    departures), left_there (of these arrivals), times (arrived_there over departures, unless these
    are few), row."""
    key = ["partner", "year"]
    theirs = known_by(mirrors, run).rename(columns={"counted_by": "partner", "concept": "flow"})
    theirs = theirs.query(
        "months_from == 1 and months_to == 12 and flow in @THEIRS and partner != 'KAZ' "
        "and partner.str.len() == 3"
    )
    counts = pd.concat([partners, theirs.assign(flow=theirs.flow.map(THEIRS))])
    wide = counts.pivot(index=key, columns="flow", values="value")
    wide = wide.reindex(columns=["arrivals", "departures", *THEIRS.values()]).astype(float)
    wide["times"] = wide.arrived_there / wide.departures.where(wide.departures >= FEW)
    wide["row"] = counts.groupby(key).row.agg(" ".join)
    both = wide.dropna(subset=[*THEIRS.values()], how="all")
    return both.reset_index().rename_axis(columns=None)


def outside_cis(counts: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """What countries outside the CIS counted together, beside Kazakhstan's count of all of them.
    Columns: year, countries (that counted arrivals), arrived_there, left_there, arrivals,
    departures, row. `counts` as from `two_counts`."""
    abroad = counts[~counts.partner.isin(partners.partner)]
    there = abroad.groupby("year").agg(
        countries=("arrived_there", "count"),
        arrived_there=("arrived_there", "sum"),
        left_there=("left_there", "sum"),
        rows=("row", " ".join),
    )
    own = partners.query("partner == 'non_CIS' and year in @there.index")
    flows = own.pivot(index="year", columns="flow", values="value")
    flows = flows.reindex(columns=["arrivals", "departures"]).astype(float)
    table = there.join(flows, how="inner")
    table["row"] = table.pop("rows") + " " + own.groupby("year").row.agg(" ".join)
    return table.reset_index()
