"""The five numbers of the front page, each with its change and the verdict on an article's figure.

Notebooks 04 and 05 note the figures, notebook 03 the verdicts; notebook 07 sets them side by side.
"""

import pandas as pd

from helpers.cleaning import names
from helpers.language import formats, say
from helpers.reconciliation import reconcile

COLUMNS = ["number", "value", "change", "trust", "notebook", "row"]
NUMBERS = ("departures", "arrivals", "net", "cis", "internal")


def key_numbers(figures: dict[str, dict]) -> pd.DataFrame:
    """The numbers of the front page, from the figures that notebooks have noted.

    Columns: number (its name), value and change (in words; 'not published' where unknown), trust
    (the verdicts on the article's figures, or that no article prints it), notebook (where it is
    shown), row (where it was read).
    """
    trust = figures.get("trust", {})
    rows = []
    for name in NUMBERS:
        if name in figures:
            verdict = trust.get(name) or say("key_figures.not_printed")
            rows.append({"trust": verdict} | figures[name])
    return pd.DataFrame(rows, columns=COLUMNS)


def trust(claims: pd.DataFrame, tests: pd.DataFrame, year: int) -> dict[str, str]:
    """The verdicts on the articles' totals, by flow, and on their CIS shares: '«7,6 тыс.»: holds'.

    `claims` as from `cleaning.claims_of`, `tests` as from `reconcile`.
    """
    overall = tests[tests.test == "overall"].set_index("claim_id").verdict.map(names.name)
    overall[reconcile.quoted_claims(tests)] = say("key_figures.agrees_with_release")
    figures = claims.dropna(subset="value").query("claim_id in @overall.index")
    words = "«" + figures.quote + "» " + figures.claim_id.map(overall)
    key = figures.flow.where(figures.dimension == "total")
    key = key.where(figures.time_period == str(year))
    of_groups = figures.eval("flow == 'departures' and dimension == 'country_group'")
    groups = words.groupby(key.mask(of_groups, "cis"))
    return {"notebook": "03"} | {name: "; ".join(part.unique()) for name, part in groups}


def flow(flows: pd.DataFrame, name: str, year: int) -> dict:
    """The figure of one flow; `flows` as from `cleaning.annual_flows`."""
    series = flows.query("flow == @name").set_index("year")
    value, before = series.value.get(year), series.value.get(year - 1)
    amount = formats.people(value)
    if pd.isna(value) or pd.isna(before):
        change = formats.people(None)
    elif name == "net":
        difference = formats.signed(formats.number(value - before))
        change = say("key_figures.people_on", change=difference, year=year - 1)
    else:
        growth = formats.signed(formats.percent(100 * (value / before - 1)))
        change = say("key_figures.change_on", change=growth, year=year - 1)
    if name == "net" and pd.notna(value):
        amount = formats.signed(amount)
    row = series.row.get(year)
    title = say("key_figures.flow", flow=names.name(name), year=year)
    title = title[:1].upper() + title[1:]
    return _figure(title, amount, change, "04", row if isinstance(row, str) else "")


def cis_share(shares: pd.DataFrame, year: int) -> dict:
    """The share of CIS countries in departures; `shares` as from `composition.share_over_years`."""
    title = say("key_figures.cis", year=year)
    if len(shares):
        shares = shares.query("flow == 'departures'").dropna(subset="value").set_index("year")
    if year not in shares.index:
        return _unknown(title, "04")
    change = ""
    if year - 1 in shares.index:
        points = formats.number(shares.value[year] - shares.value[year - 1], 1)
        change = say("key_figures.points_on", change=formats.signed(points), year=year - 1)
        if shares.status[year - 1] == "preliminary":
            change += say("clauses.first_figure")
    return _figure(title, formats.percent(shares.value[year]), change, "04", shares.row[year])


def internal_growth(growth: pd.DataFrame, year: int) -> dict:
    """The growth of moves inside the country; `growth` as from `cleaning.internal_growth`."""
    title = say("key_figures.internal", year=year)
    if len(growth):
        growth = growth.set_index("year")
    if year not in growth.index:
        return _unknown(title, "05")
    value = formats.signed(formats.percent(growth.value[year]))
    before = growth.value.get(year - 1)
    change = ""
    if pd.notna(before):
        percent = formats.signed(formats.percent(before))
        change = say("key_figures.after", change=percent, year=year - 1)
    return _figure(title, value, change, "05", growth.row[year])


def _figure(number: str, value: str, change: str, notebook: str, row: str) -> dict:
    return {"number": number, "value": value, "change": change, "notebook": notebook, "row": row}


def _unknown(number: str, notebook: str) -> dict:
    figure = _figure(number, formats.people(None), "", notebook, "")
    return figure | {"trust": say("key_figures.not_found")}
