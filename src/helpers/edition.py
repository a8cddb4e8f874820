"""The results of an edition that more than one notebook stands on: the fit, its tests, and all findings."""

from dataclasses import replace
from functools import lru_cache

import pandas as pd

from helpers import (
    charts,
    cleaning,
    composition,
    corridors,
    findings,
    fitting,
    mirrors,
    outlook,
    outside,
    paths,
    raw,
    reconciliation,
    record,
    scoring,
    sensitivity,
    shown,
    text,
    validation,
)
from helpers.fitting import departures_series, fit, past_tests
from helpers.language import _, speaking
from helpers.parameters import FIRST_FIT_YEAR, Parameters

# The findings that rest on the series of departures as a whole, so on each of its rows.
ON_DEPARTURES = (
    "projection", "spread", "momentum", "coverage_past", "one_ahead", "benchmark", "calibration", "errors_run",
    "judgement", "moderate", "bins", "skill_here", "sensitivity", "outside", "may_say",
)  # fmt: skip


def projection_file(run: Parameters) -> pd.DataFrame:
    """`projection.csv`: departures by our own method first, then by the others, arrivals, net migration, and
    departures per 1,000 people; projected years only."""
    rows = fitting.projection_rows(run)
    others = outlook.other_flows(run)
    return pd.concat([rows, others[others.flow != "arrivals"]], ignore_index=True) if len(rows) else rows


def projection_picture(run: Parameters) -> charts.Chart | None:
    """The key chart of an edition: departures, their projection and its intervals; None without a fit."""
    made = fit(run)
    if made is None:
        return None
    title = next(finding for finding in findings_ahead(run) if finding.id == "projection")
    observed = made.series.rename_axis("year").reset_index(name="value")
    subtitle = _("departures a year, people, log scale; dashed: projected, with 80% and 95% intervals")
    source = shown.sourced(_("Bureau of National Statistics of Kazakhstan, by a public copy; own projection"), run)
    return charts.fan("projection", observed, made.projected, title, subtitle=subtitle, source=source)


def internal_gains(breakdowns: pd.DataFrame, doubts: list[dict], year: int) -> pd.DataFrame:
    """Net gains from moves between regions in a year: region, value, low, high, status (observed or doubtful), row."""
    gains = cleaning.full_year(breakdowns, year)
    gains = gains[(gains.flow == "internal_net") & (gains.dimension == "region")].rename(columns={"category": "region"})
    doubted = {
        entry["category"]
        for doubt in doubts
        for entry in doubt["expect"]
        if entry.get("year") == year and entry.get("flow") == "internal_net"
    }
    gains["status"] = gains.region.isin(doubted).map({True: "doubtful", False: "observed"})
    columns = ["region", "value", "low", "high", "status", "row"]
    return gains[columns].sort_values("value", ascending=False).reset_index(drop=True)


@lru_cache
def findings_of(run: Parameters) -> tuple[findings.Finding, ...]:
    """Every finding of the edition, in the order of the notebooks and in its language."""
    with speaking(run.language):
        return (*_about_articles(run), *_about_flows(run), *findings_ahead(run))


@lru_cache
def findings_ahead(run: Parameters) -> tuple[findings.Finding, ...]:
    """Those findings of the edition that speak of what comes, in its language."""
    with speaking(run.language):
        read = _rows_of(run, "departures")
        found = _about_projection(run)
        return tuple(replace(one, rests_on=one.rests_on + read) if one.id in ON_DEPARTURES else one for one in found)


def _rows_of(run: Parameters, *flow: str) -> tuple[str, ...]:
    """Where the values that are projected were read."""
    flows = cleaning.annual_flows(raw.read("kz_flows_annual"), run.year, run.vintage)
    fitted = flows[flows.flow.isin(flow) & (flows.year >= FIRST_FIT_YEAR)]
    return tuple(fitted.row.dropna())


def listed(found: tuple[findings.Finding, ...]) -> list[dict]:
    """The findings as `findings.json` lists them: with the claims and series they rest on, and the sources of these."""
    claims, addresses = set(raw.read("claims").claim_id), _addresses()
    entries = []
    for finding in found:
        places = finding.rests_on
        series = sorted({place.split(":")[0] for place in places if place not in claims})
        sources = sorted({addresses[place] for place in places if place in addresses})
        about = {"claims": [place for place in places if place in claims], "series": series, "sources": sources}
        entries.append(finding.as_dict() | about)
    return entries


def _addresses() -> dict[str, str]:
    """The address of the source by row of the data package."""
    found = {}
    for resource in raw.descriptor()["resources"]:
        fields = [field["name"] for field in resource.get("schema", {}).get("fields", [])]
        if "source_url" in fields:
            table = raw.read(resource["name"]).dropna(subset="source_url")
            found |= dict(zip(table[raw.PLACE], table.source_url, strict=True))
    return found


def _about_articles(run: Parameters) -> list[findings.Finding]:
    articles = cleaning.articles_of(raw.read("articles"), run)
    claims = cleaning.claims_of(raw.read("claims"), articles)
    flows = cleaning.annual_flows(raw.read("kz_flows_annual"), run.year, run.vintage)
    counted = [row for row in validation.coverage(paths.raw_folder()) if row["article_id"] in set(articles.article_id)]
    revised = cleaning.revisions(raw.read("kz_flows_annual"), run.year, run.vintage)
    implied = cleaning.implied_earlier(claims)
    return [
        findings.coverage(counted, run.year),
        findings.second_reading(claims, raw.read("second_reading")),
        *(findings.implied(flow, implied, flows, revised, run.year) for flow in ("departures", "arrivals")),
        *verdicts(reconciliation.reconcile(run)),
        findings.swap(swap_of(run), run.year),
    ]


def verdicts(tests: pd.DataFrame) -> tuple[findings.Finding, findings.Finding]:
    """How many claims hold, counted from the table of tests: in full, and in one short line."""
    overall = tests[tests.test == "overall"]
    reasons, quoted = reconciliation.reasons_unchecked(tests), reconciliation.quoted_only(tests)
    return findings.verdicts(overall, reasons, quoted), findings.verdict_count(overall)


def swap_evidence(doubted: bool, breakdowns: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Natural growth of each unit under the suspected exchange, as printed and exchanged: one row each.

    Columns: label, value (blank where only a span is known), low, high, status, unit. Empty without a doubt.
    """
    columns = ["label", "value", "low", "high", "status", "unit"]
    if not doubted:
        return pd.DataFrame(columns=columns)
    rows = []
    for case, status in (("printed", "doubtful"), ("swapped", "derived")):
        for unit in reconciliation.almaty_evidence(breakdowns, population).itertuples():
            low, high = (float(getattr(unit, f"natural_{case}_{end}")) for end in ("low", "high"))
            words = _("as printed") if case == "printed" else _("exchanged")
            name = text.name(unit.unit)
            rows.append((f"{name}, {words}", low if low == high else None, low, high, status, name))
    return pd.DataFrame(rows, columns=columns)


def swap_of(run: Parameters) -> pd.DataFrame:
    """The evidence on the exchange that is suspected in the gains of this year, if one is."""
    breakdowns = cleaning.known_by(raw.read("kz_breakdowns"), run)
    doubted = "doubtful" in set(internal_gains(breakdowns, raw.doubts(), run.year).status)
    return swap_evidence(doubted, breakdowns, raw.read("kz_population"))


def all_populations() -> pd.DataFrame:
    """Population on 1 January by region, the earlier years by the boundaries of their time."""
    return pd.concat([raw.read("kz_population_old_division"), raw.read("kz_population")], ignore_index=True)


def doubts_on(year: int, **about) -> pd.DataFrame:
    """The doubts about figures of a year, such as `flow='internal_net'`: doubt, what, why."""
    mine = [
        doubt
        for doubt in raw.doubts()
        if any(all(e.get(key) == value for key, value in {"year": year, **about}.items()) for e in doubt["expect"])
    ]
    rows = [(doubt["id"], doubt["what"], doubt["why"]) for doubt in mine]
    return pd.DataFrame(rows, columns=["doubt", "what", "why"])


def doubted_rows(year: int) -> tuple[str, ...]:
    """The rows of the cumulative file that are under a doubt."""
    rows = raw.read("kz_flows_cumulative")
    expected = [e for doubt in raw.doubts() for e in doubt["expect"] if e["file"].endswith("kz_flows_cumulative.csv")]
    keys = {(e["year"], e["months"], e["measure"], e["value"]) for e in expected if e.get("year") == year}
    return tuple(row.row for row in rows.itertuples() if (row.year, row.months, row.measure, row.value) in keys)


def own_rows(run: Parameters) -> set[str]:
    """The rows of the breakdowns that were read on the own pages of the articles of a run."""
    pages = cleaning.articles_of(raw.read("articles"), run).url.dropna()
    breakdowns = raw.read("kz_breakdowns")
    return set(breakdowns.row[breakdowns.source_url.isin(pages)])


def _about_flows(run: Parameters) -> list[findings.Finding]:
    rows, breakdowns = raw.read("kz_flows_annual"), cleaning.known_by(raw.read("kz_breakdowns"), run)
    flows = cleaning.annual_flows(rows, run.year, run.vintage)
    stocks = cleaning.corridor_stocks(raw.read("corridors"), run.year)
    groups = cleaning.parts(cleaning.full_year(breakdowns, run.year), "departures", "ethnicity")
    pages = tuple(cleaning.articles_of(raw.read("articles"), run).url.dropna())
    newcomers = cleaning.parts(cleaning.full_year(breakdowns, run.year), "arrivals", "ethnicity")
    within = cleaning.cumulative(raw.read("kz_flows_cumulative"), "departures", run.year)
    other_sides = mirrors.other_side(other_counts(run))
    rates = cleaning.rates(flows, cleaning.national_population(rows, raw.read("kz_population")))
    return [
        findings.departures(flows, run.year),
        findings.net(flows, run.year),
        findings.rates(rates, run.year),
        findings.revisions(cleaning.revisions(rows, run.year, run.vintage), run.year),
        findings.within_year(within, run.year, doubted_rows(run.year)),
        findings.pace(cleaning.pace(within, flows), run.year),
        findings.ethnicity(groups, run.year, pages),
        findings.ethnicity(newcomers, run.year, pages, "arrivals"),
        findings.parted(composition.parted(composition.group_shares(breakdowns, run.year)), run.year, own_rows(run)),
        findings.beside_earlier(composition.beside_earlier(breakdowns, run.year), run.year, own_rows(run)),
        findings.cis(composition.share_over_years(breakdowns, run.year), run.year),
        findings.missed(other_sides, run.year),
        findings.permits(other_counts(run), run.year),
        findings.register(other_sides, run.year),
        findings.net_estimates(net_estimates(run), run.year),
        findings.internal_growth(cleaning.internal_growth(breakdowns, run.year), run.year),
        findings.internal(internal_gains(breakdowns, raw.doubts(), run.year), run.year),
        findings.regions(cleaning.regional_balance(breakdowns, all_populations(), run.year), run.year),
        findings.flow_ratio(flows, run.year),
        findings.russia(cleaning.flows_with(breakdowns, "russia"), run.year),
        findings.corridor(stocks, run.year),
        findings.ranks(corridors.ranks(stocks), run.year),
        findings.balance_of_pairs(pair_ratios(run), run.year),
    ]


def other_counts(run: Parameters) -> pd.DataFrame:
    """Other counts of the moves that the bureau counts, beside the bureau's: `mirrors.mirror_counts`."""
    sources = [raw.read(name) for name in ("kz_mirror_counts", "kz_flows_annual", "kz_flows_cumulative")]
    return mirrors.mirror_counts(*sources, cleaning.known_by(raw.read("kz_breakdowns"), run), run, raw.doubts())


def net_estimates(run: Parameters) -> pd.DataFrame:
    """Estimates of net migration of the last five years beside the register: `mirrors.net_beside_estimates`."""
    tables = raw.read("kz_flows_annual"), raw.read("kaz_netmigration_intl")
    return mirrors.net_beside_estimates(*tables, run, since=run.year - 4)


def pair_ratios(run: Parameters) -> pd.DataFrame:
    """How balanced the pairs of countries are that the articles up to the year name: `corridors.balance_of`."""
    articles, claims = raw.read("articles"), raw.read("claims")
    known = articles[articles.reference_year <= run.year].article_id
    pairs = corridors.named_pairs(claims[claims.article_id.isin(known)])
    return corridors.balance_of(pairs, raw.read("corridors"), raw.read("corridor_flows"), run.year)


def _about_projection(run: Parameters) -> list[findings.Finding]:
    series, made = departures_series(run), fit(run)
    last, points = int(series.index[-1]), len(series)
    third = made.by_method[made.by_method.event == "lower three years on"] if made else None
    probabilities = made.probabilities if made else None
    return [
        findings.projection(made.projected if made else None, series.iloc[-1], points),
        findings.spread(third, fitting.ends_held(run, third), last),
        findings.momentum(series),
        *tested(made.tests if made else past_tests(series.head(1))),
        findings.calibration(outlook.calibration(outlook.hindcasts(run))),
        findings.errors_run(outlook.hindcasts(run)),
        findings.judgement(probabilities, made.by_method if made else None, last, points, int(series.index[0])),
        findings.moderate(probabilities, made.by_method if made else None, last),
        *_about_the_forecast(run, series, last),
        findings.may_say(probabilities, last),
    ]


def _about_the_forecast(run: Parameters, series: pd.Series, last: int) -> list[findings.Finding]:
    """What surrounds the projection: its score, choices, outside view, the other flows and forecasts."""
    scored, months = outlook.scored_probabilities(run), outlook.first_months(run)
    made, others = fit(run), outlook.projections_of_others(run)
    return [
        findings.skill(scored),
        findings.skill_here(scored),
        findings.bins(outlook.on_un_flows(run, "reliability"), made.probabilities if made else None),
        findings.competition(record.read("accuracy")),
        findings.sensitivity(sensitivity.ladder(run), last),
        findings.outside(outlook.on_un_flows(run, "falls"), outlook.has_halved(series), last),
        _with_rows(findings.others(outside.forecast_summary(others), run.year), (*others.row, *_rows_of(run, "net"))),
        _with_rows(findings.net_ahead(outlook.other_flows(run)), _rows_of(run, "arrivals", "departures")),
        findings.mobility(outlook.growth_of_moves(run), run.year),
        findings.cis_ahead(outlook.cis_shares(run), run.year),
        findings.update(months, outlook.updated(run, months), last),
        findings.updates(outlook.update_tests(run)),
        findings.frozen(outlook.ledger_scores(run)),
    ]


def _with_rows(finding: findings.Finding, rows: tuple[str, ...]) -> findings.Finding:
    """The finding with the rows that its table was made from, if it says anything."""
    read = tuple(dict.fromkeys(place for row in rows for place in row.split()))
    return replace(finding, rests_on=finding.rests_on + read) if finding.rests_on else finding


def tested(tests: pd.DataFrame) -> tuple[findings.Finding, ...]:
    """How past intervals covered, and how past errors compare with those of no change."""
    if tests.empty:
        return findings.coverage_past(0), findings.one_ahead(tests), findings.benchmark(None)
    pooled = scoring.summary(tests, by_horizon=False).set_index("method").loc["project"]
    covered = findings.coverage_past(int(pooled.n), float(pooled.cover_80), float(pooled.cover_95))
    return covered, findings.one_ahead(tests), findings.benchmark(float(pooled.mae_ratio))
