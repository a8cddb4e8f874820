"""The five numbers of the front page, each with its change and what the tests say of it where an
article prints it.
"""

import pandas as pd

from helpers import cleaning
from helpers.cleaning import names
from helpers.data import package
from helpers.language import formats, say
from helpers.parameters import Parameters
from helpers.projection import outlook
from helpers.reconciliation import reconcile

COLUMNS = ["number", "value", "change", "trust", "notebook", "row"]


def key_numbers(run: Parameters) -> pd.DataFrame:
    """Departures, arrivals, net migration, the share of CIS countries, and the growth of moves
    inside the country.

    Columns: number (its name), value and change (in words; 'not published' where unknown), trust
    (the verdicts on the article's figures, or that no article prints it), notebook (where it is
    shown), row (where it was read).
    """
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    trust = verdicts(run)
    found = [
        _flow(flows, flow, run.year, trust.get(flow)) for flow in ("departures", "arrivals", "net")
    ]
    found.append(_cis(outlook.cis_shares(run), run.year, trust.get("cis")))
    found.append(_moves(outlook.growth_of_moves(run), run.year, trust.get("internal")))
    return pd.DataFrame(found, columns=COLUMNS)


def verdicts(run: Parameters) -> dict[str, str]:
    """What the tests say of the articles' totals, by flow, and of their CIS shares: '«7,6 тыс.»:
    holds'.
    """
    tests = reconcile.reconcile(run)
    overall = tests[tests.test == "overall"].set_index("claim_id").verdict.map(names.name)
    overall[reconcile.quoted_claims(tests)] = say("key_figures.agrees_with_release")
    claims = cleaning.claims_of(
        package.read("claims"), cleaning.articles_of(package.read("articles"), run)
    )
    mine = claims[claims.value.notna() & claims.claim_id.isin(overall.index)]
    total = mine[(mine.dimension == "total") & (mine.time_period == str(run.year))]
    departures = mine[(mine.flow == "departures") & (mine.dimension == "country_group")]
    groups = [*total.groupby("flow"), ("cis", departures)]
    return {key: _said(part, overall) for key, part in groups if len(part)}


def _said(claims: pd.DataFrame, overall: pd.Series) -> str:
    words = [f"«{row.quote}» {overall[row.claim_id]}" for row in claims.itertuples()]
    return "; ".join(dict.fromkeys(words))


def _flow(flows: pd.DataFrame, flow: str, year: int, trust: str | None) -> tuple:
    mine = flows[flows.flow == flow].set_index("year")
    now, before = (mine.value.get(when) for when in (year, year - 1))
    if pd.isna(now) or pd.isna(before):
        change = formats.people(None)
    elif flow == "net":
        change = say(
            "key_figures.people_on",
            change=formats.signed(formats.number(now - before)),
            year=year - 1,
        )
    else:
        change = say(
            "key_figures.change_on",
            change=formats.signed(formats.percent(100 * (now / before - 1))),
            year=year - 1,
        )
    row = mine.row.get(year)
    name = _capital(say("key_figures.flow", flow=names.name(flow), year=year))
    value = (
        formats.signed(formats.people(now))
        if flow == "net" and pd.notna(now)
        else formats.people(now)
    )
    return name, value, change, trust or _unprinted(), "04", row if isinstance(row, str) else ""


def _cis(shares: pd.DataFrame, year: int, trust: str | None) -> tuple:
    name = say("key_figures.cis", year=year)
    known = shares.set_index("year") if len(shares) else pd.DataFrame(index=[])
    if year not in known.index:
        return name, formats.people(None), "", say("key_figures.not_found"), "04", ""
    now, before = known.value[year], known.value.get(year - 1)
    points = ""
    if before is not None and pd.notna(before):
        change = formats.signed(formats.number(now - before, 1))
        points = say("key_figures.points_on", change=change, year=year - 1)
    if points and known.status[year - 1] == "preliminary":
        points += say("clauses.first_figure")
    return name, formats.percent(now), points, trust or _unprinted(), "04", known.row[year]


def _moves(growth: pd.DataFrame, year: int, trust: str | None) -> tuple:
    name = say("key_figures.internal", year=year)
    known = growth.set_index("year") if len(growth) else pd.DataFrame(index=[])
    if year not in known.index:
        return name, formats.people(None), "", say("key_figures.not_found"), "05", ""
    before = known.value.get(year - 1)
    after = ""
    if before is not None and pd.notna(before):
        change = formats.signed(formats.percent(before))
        after = say("key_figures.after", change=change, year=year - 1)
    return (
        name,
        formats.signed(formats.percent(known.value[year])),
        after,
        trust or _unprinted(),
        "05",
        known.row[year],
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _unprinted() -> str:
    return say("key_figures.not_printed")
