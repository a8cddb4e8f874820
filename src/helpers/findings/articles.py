"""Findings about the articles: what was transcribed, what it implies, which claims hold."""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding
from helpers.language import formats, say
from helpers.reconciliation.results import VERDICTS

READ = ["article_id", "start", "end", "value", "unit_mult", "decimals"]


def coverage(rows: list[dict], year: int) -> Finding:
    """How many numerals (None without a text) are claimed or excluded. `rows`: by article."""
    with_text = pd.DataFrame(rows, columns=["numerals", "claimed", "excluded"]).dropna()
    values = with_text.sum().astype(int).to_dict()
    accounted = values["claimed"] + values["excluded"]
    variant = "complete" if accounted == values["numerals"] else "gaps"
    if with_text.empty:
        variant = "no_text" if rows else "none"
    return finding("coverage", variant, {"accounted": accounted, "year": year}, values)


def second_reading(claims: pd.DataFrame, second: pd.DataFrame) -> Finding:
    """Whether two transcriptions agree in READ; `once` counts the figures read by one alone."""
    figures = claims.loc[claims.value.notna(), READ]
    twice = figures.article_id.isin(second.article_id)
    reread = second.loc[second.article_id.isin(claims.article_id), READ]
    first = set(figures[twice].itertuples(index=False, name=None))
    again = set(reread.itertuples(index=False, name=None))
    different = max(len(first - again), len(again - first))
    once = int((~twice).sum())
    if figures.empty:
        variant = "no_figures"
    elif not again:
        variant = "none"
    else:
        variant = "differs" if different else "agrees"
    values = {"figures": len(first), "different": different, "once": once}
    others = say("clauses.read_once", once=once) if once else ""
    return finding("second_reading", variant, {"others": others}, values)


def implied(flow: str, earlier, flows: pd.DataFrame, revised, year: int) -> Finding:
    """What a printed flow and its change imply for the year before, beside the bureau's figures.
    `earlier` as from `cleaning.implied_earlier`, `revised` as from `cleaning.revisions`."""
    name = f"implied_{flow}"
    slots = {"flow": names.name(flow)}
    rows = earlier.query("flow == @flow and year == @year - 1")
    if rows.empty:
        return finding("implied", "none", slots | {"year": year}, name=name)
    row = rows.iloc[0]
    published = flows.query("flow == @flow and year == @row.year")
    final = published.value
    first = revised.query("flow == @flow and year == @row.year")["first"]
    variant = "outside"
    if final.between(row.low, row.high).any():
        variant = "holds"
    elif first.between(row.low, row.high).any():
        variant = "first_only"
    values = {
        "low": row.low,
        "high": row.high,
        "final": final.max(),
        "first": first.max(),
    }
    slots |= {
        "low_high": formats.number_range(row.low, row.high),
        "base": row.year,
    }
    return finding("implied", variant, slots, values, [row.claims, *published.row], name)


def verdicts(overall: pd.DataFrame) -> Finding:
    """How many claims have which verdict. `overall`: a row per claim."""
    if overall.empty:
        return finding("verdicts", "none", {})
    values = overall.verdict.value_counts().reindex(VERDICTS, fill_value=0).to_dict()
    parts = [say("clauses.claims_that", of=key, n=n) for key, n in values.items() if n]
    values["claims"] = len(overall)
    pairs = [formats.listing(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    others = [say("clauses.another", counts=pair) for pair in pairs[1:]]
    slots = {
        "claims": len(overall),
        "counts": pairs[0],
        "others": "".join(others),
    }
    return finding("verdicts", "counted", slots, values, overall.get("claim_id", []))


def verdict_count(overall: pd.DataFrame) -> Finding:
    """The same in one short line, for a title."""
    if overall.empty:
        return finding("verdict_count", "none", {})
    agree = int((overall.verdict == "holds").sum())
    against = int((overall.verdict == "contradicted").sum())
    values = {"agree": agree, "contradicted": against, "claims": len(overall)}
    more = say("clauses.contradicted", n=against) if against else ""
    claims = overall.get("claim_id", [])
    return finding("verdict_count", "counted", {"more": more}, values, claims)


def swap(evidence: pd.DataFrame, year: int) -> Finding:
    """Whether the accounts of the year speak for two exchanged figures (`doubts.swap_of`)."""
    if evidence.empty:
        return finding("swap", "none", {"year": year})
    printed = evidence.query("status == 'doubtful'")
    exchanged = evidence.query("status == 'derived'")
    below_zero = printed.query("high < 0")
    swapped = len(below_zero) and not (exchanged.high < 0).any()
    variant = "swapped" if swapped else "unclear"
    return finding("swap", variant, {"units": list(below_zero.unit)}, {})
