"""The five numbers of the front page, each with its change and the verdict on an article's figure.

Notebooks 04 and 05 note the figures, notebook 03 the verdicts; notebook 07 sets them side by side.
"""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import rows_where
from helpers.language import formats, say
from helpers.reconciliation import results

COLUMNS = ["number", "value", "change", "trust", "notebook", "row"]
NUMBERS = ("departures", "arrivals", "net", "cis", "internal")


def key_numbers(figures: dict[str, dict]) -> pd.DataFrame:
    """The numbers of the front page, from the figures that notebooks have noted.

    Columns: number (its name), value and change (in words; 'not published' where unknown), trust
    (the verdicts on the article's figures, or that no article prints it), notebook (where it is
    shown), row (where it was read).
    """
    verdicts = figures.get("trust", {})
    rows = []
    for name in NUMBERS:
        if name in figures:
            verdict = verdicts.get(name) or say("key_figures.not_printed")
            rows.append({"trust": verdict} | figures[name])
    return pd.DataFrame(rows, columns=COLUMNS)


def trust(claims: pd.DataFrame, tests: pd.DataFrame, year: int) -> dict[str, str]:
    """The verdicts on the articles' totals, by flow, and on their CIS shares: '«7,6 тыс.»: holds'.

    `claims` as from `cleaning.claims_of`, `tests` as from `reconcile`.
    """
    overall = tests.query("test == 'overall'").set_index("claim_id")
    overall = results.labels(overall)
    figures = claims.dropna(subset="value").query("claim_id in @overall.index")
    words = "«" + figures.quote + "» " + figures.claim_id.map(overall)
    total = (figures.dimension == "total") & (figures.time_period == str(year))
    of_groups = figures.eval("dimension == 'country_group' and flow == 'departures'")
    number = figures.flow.where(total).mask(of_groups, "cis")
    groups = words.groupby(number)
    return {"notebook": "03"} | {name: "; ".join(part.unique()) for name, part in groups}


def flow(flows: pd.DataFrame, name: str, year: int) -> dict:
    """The figure of one flow; `flows` as from `cleaning.annual_flows`."""
    own = flows.query("flow == @name").set_index("year")
    value = own.value.get(year)
    before = own.value.get(year - 1)
    amount = formats.people(value)
    if name == "net" and pd.notna(value):
        amount = formats.signed(amount)
    if pd.isna(value) or pd.isna(before):
        change = formats.people(None)
    elif name == "net":
        difference = formats.signed(formats.number(value - before))
        change = say("key_figures.people_on", change=difference, year=year - 1)
    else:
        growth = formats.percent(100 * (value / before - 1))
        change = say("key_figures.change_on", change=formats.signed(growth), year=year - 1)
    title = say("key_figures.flow", flow=names.name(name), year=year)
    title = title[:1].upper() + title[1:]
    return _figure(title, "04", amount, change, own.row.get(year))


def cis_share(shares: pd.DataFrame, year: int) -> dict:
    """The share of CIS countries in departures; `shares` as from `composition.share_over_years`."""
    title = say("key_figures.cis", year=year)
    known = rows_where(shares, "flow == 'departures'", known="value")
    now = rows_where(known, f"year == {year}")
    if now.empty:
        return _figure(title, "04")
    share = now.iloc[0]
    change = ""
    for before in known.query("year == @year - 1").itertuples():
        points = formats.number(share.value - before.value, 1)
        change = say("key_figures.points_on", change=formats.signed(points), year=year - 1)
        if before.status == "preliminary":
            change += say("clauses.first_figure")
    return _figure(title, "04", formats.percent(share.value), change, share.row)


def internal_growth(growth: pd.DataFrame, year: int) -> dict:
    """The growth of moves inside the country; `growth` as from `cleaning.internal_growth`."""
    title = say("key_figures.internal", year=year)
    now = rows_where(growth, f"year == {year}")
    if now.empty:
        return _figure(title, "05")
    grown = now.iloc[0]
    change = ""
    for before in growth.query("year == @year - 1").value.dropna():
        percent = formats.signed(formats.percent(before))
        change = say("key_figures.after", change=percent, year=year - 1)
    return _figure(title, "05", formats.signed(formats.percent(grown.value)), change, grown.row)


def _figure(number: str, notebook: str, value=None, change: str = "", row=None) -> dict:
    """A key figure as it is noted; without a value one that was not found."""
    figure = {
        "number": number,
        "value": value or formats.people(None),
        "change": change,
        "notebook": notebook,
        "row": row if isinstance(row, str) else "",
    }
    return figure if value else figure | {"trust": say("key_figures.not_found")}
