"""Findings about the articles: what was transcribed, what it implies, which claims hold."""

import pandas as pd

from helpers.cleaning import names
from helpers.findings.finding import Finding, finding, places, value_of
from helpers.language import formats, say


def coverage(rows: list[dict], year: int) -> Finding:
    """How many numerals are accounted for. `rows`: one per article with numerals (None without its
    text), claimed, excluded."""
    with_text = [row for row in rows if row["numerals"] is not None]
    total = {
        column: sum(row[column] for row in with_text)
        for column in ("numerals", "claimed", "excluded")
    }
    accounted = total["claimed"] + total["excluded"]
    variant = "no_text" if rows else "none"
    if with_text:
        variant = "complete" if accounted == total["numerals"] else "gaps"
    slots = total | {"accounted": accounted, "year": year}
    return finding("coverage", variant, slots, total, ["articles.csv"])


def second_reading(claims: pd.DataFrame, second: pd.DataFrame) -> Finding:
    """Whether the two transcriptions agree in place, value, power of ten and decimals: `figures` of
    articles that were read a second time, as a whole; `once` counts the figures of the others."""
    columns = ["article_id", "start", "end", "value", "unit_mult", "decimals"]
    figures = claims.loc[claims.value.notna(), columns]
    twice = figures.article_id.isin(second.article_id)
    reread = second[second.article_id.isin(claims.article_id)][columns]
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
    slots = values | {"others": say("clauses.read_once", once=once) if once else ""}
    rows = ["claims.csv", "second_reading.csv"]
    return finding("second_reading", variant, slots, values, rows)


def implied(
    flow: str, earlier: pd.DataFrame, flows: pd.DataFrame, revised: pd.DataFrame, year: int
) -> Finding:
    """What a printed flow and its change imply for the year before, against the bureau's
    figures.
    """
    name = f"implied_{flow}"
    rows = earlier[(earlier.flow == flow) & (earlier.year == year - 1)]
    if rows.empty:
        return finding("implied", "none", {"year": year, "flow": names.name(flow)}, name=name)
    row = rows.iloc[0]
    final = value_of(flows, flow, row.year)
    first = revised[(revised.flow == flow) & (revised.year == row.year)]["first"].max()
    values = {"low": row.low, "high": row.high, "final": final, "first": first}
    slots = {
        "low_high": formats.people_range(row.low, row.high),
        "base": row.year,
        "flow": names.name(flow),
        "final": formats.people(final),
        "first": formats.people(first),
    }
    if pd.notna(final) and row.low <= final <= row.high:
        variant = "holds"
    elif pd.notna(first) and row.low <= first <= row.high:
        variant = "first_only"
    else:
        variant = "outside"
    rests_on = [row.claims, *places(flows, flow, [row.year])]
    return finding("implied", variant, slots, values, rests_on, name=name)


def verdicts(overall: pd.DataFrame, reasons: pd.DataFrame, quoted: int) -> Finding:
    """How many claims hold, and how many do not.

    `overall`: one row per claim with its verdict and explanation; `reasons`: why claims are
    unchecked; `quoted`: how many hold only as quoted rightly.
    """
    if overall.empty:
        return finding("verdicts", "none", {})
    count = overall.verdict.value_counts()
    counted = ("holds", "cut", "contradicted", "undecidable", "unchecked")
    values = {verdict: int(count.get(verdict, 0)) for verdict in counted}
    values |= {
        "claims": len(overall),
        "quoted": quoted,
        "preliminary": int(count.get("holds_preliminary", 0)),
    }
    contradicted = overall[overall.verdict == "contradicted"]
    explanations = contradicted.get("explanation", pd.Series(dtype=str))
    repeated = explanations.duplicated(keep=False).sum()
    why = [f"{row.reason} {row.claims}" for row in reasons.itertuples() if row.claims]
    slots = values | {
        "reasons": formats.listing(why) or "none",
        "alike": say("clauses.repeated", count=repeated) if repeated else "",
    }
    rows = ["reconciliation.csv", *overall.get("claim_id", [])]
    return finding("verdicts", "counted", slots, values, rows)


def verdict_count(overall: pd.DataFrame) -> Finding:
    """The same in one short line, for a title. `overall`: one row per claim with its verdict."""
    if overall.empty:
        return finding("verdict_count", "none", {})
    values = {key: int((overall.verdict == key).sum()) for key in ("holds", "contradicted")}
    values |= {"claims": len(overall)}
    rows = ["reconciliation.csv", *overall.get("claim_id", [])]
    return finding("verdict_count", "counted", values, values, rows)


def swap(evidence: pd.DataFrame, year: int) -> Finding:
    """Whether the accounts of the year speak for two exchanged figures. `evidence`: label, low,
    high, status, unit.
    """
    if evidence.empty:
        return finding("swap", "none", {"year": year})
    below = {status: bool((part.high < 0).any()) for status, part in evidence.groupby("status")}
    spans = {
        status: [formats.people_range(row.low, row.high) for row in part.itertuples()]
        for status, part in evidence.groupby("status")
    }
    units = evidence[evidence.status == "doubtful"].unit
    printed = [
        say("clauses.in_unit", span=span, unit=unit)
        for span, unit in zip(spans["doubtful"], units, strict=True)
    ]
    variant = "swapped" if below["doubtful"] and not below["derived"] else "unclear"
    slots = {"printed": formats.listing(printed), "exchanged": formats.listing(spans["derived"])}
    return finding(
        "swap", variant, slots, {}, ["kz_breakdowns.csv", "kz_population.csv", "doubts.yml"]
    )
