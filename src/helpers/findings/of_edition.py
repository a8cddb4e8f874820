"""The results of an edition that more than one notebook stands on: the fit, its tests, and all
findings.
"""

from dataclasses import replace
from functools import lru_cache

import pandas as pd

from helpers import cleaning, findings, paths
from helpers.cleaning import composition, corridors, mirror_statistics
from helpers.cleaning.breakdowns import all_populations, internal_gains
from helpers.cleaning.claims import own_rows
from helpers.cleaning.corridors import pair_ratios
from helpers.cleaning.mirror_statistics import net_estimates, other_counts
from helpers.data import package, validation
from helpers.data.package import doubted_rows
from helpers.language import speaking
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection import (
    benchmark_tables,
    fitting,
    other_forecasts,
    outlook,
    scoring,
    sensitivity,
)
from helpers.projection.fitting import departures_series, fit, past_tests
from helpers.reconciliation import reconcile
from helpers.reconciliation.doubts import swap_of

# The findings that rest on the series of departures as a whole, so on each of its rows.
ON_DEPARTURES = (
    "projection",
    "spread",
    "momentum",
    "coverage_past",
    "one_ahead",
    "benchmark",
    "calibration",
    "errors_run",
    "judgement",
    "moderate",
    "bins",
    "skill_here",
    "sensitivity",
    "outside",
    "may_say",
)


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
        return tuple(
            replace(one, rests_on=one.rests_on + read) if one.id in ON_DEPARTURES else one
            for one in found
        )


def _rows_of(run: Parameters, *flow: str) -> tuple[str, ...]:
    """Where the values that are projected were read."""
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    fitted = flows[flows.flow.isin(flow) & (flows.year >= FIRST_FIT_YEAR)]
    return tuple(fitted.row.dropna())


def listed(found: tuple[findings.Finding, ...]) -> list[dict]:
    """The findings as `findings.json` lists them: with the claims and series they rest on, and the
    sources of these.
    """
    claims, addresses = set(package.read("claims").claim_id), _addresses()
    entries = []
    for finding in found:
        places = finding.rests_on
        series = sorted({place.split(":")[0] for place in places if place not in claims})
        sources = sorted({addresses[place] for place in places if place in addresses})
        about = {
            "claims": [place for place in places if place in claims],
            "series": series,
            "sources": sources,
        }
        entries.append(finding.as_dict() | about)
    return entries


def _addresses() -> dict[str, str]:
    """The address of the source by row of the data package."""
    found = {}
    for resource in package.descriptor()["resources"]:
        fields = [field["name"] for field in resource.get("schema", {}).get("fields", [])]
        if "source_url" in fields:
            table = package.read(resource["name"]).dropna(subset="source_url")
            found |= dict(zip(table[package.PLACE], table.source_url, strict=True))
    return found


def _about_articles(run: Parameters) -> list[findings.Finding]:
    articles = cleaning.articles_of(package.read("articles"), run)
    claims = cleaning.claims_of(package.read("claims"), articles)
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    counted = [
        row
        for row in validation.coverage(paths.raw_folder())
        if row["article_id"] in set(articles.article_id)
    ]
    revised = cleaning.revisions(package.read("kz_flows_annual"), run.year, run.vintage)
    implied = cleaning.implied_earlier(claims)
    return [
        findings.coverage(counted, run.year),
        findings.second_reading(claims, package.read("second_reading")),
        *(
            findings.implied(flow, implied, flows, revised, run.year)
            for flow in ("departures", "arrivals")
        ),
        *verdicts(reconcile.reconcile(run)),
        findings.swap(swap_of(run), run.year),
    ]


def verdicts(tests: pd.DataFrame) -> tuple[findings.Finding, findings.Finding]:
    """How many claims hold, counted from the table of tests: in full, and in one short line."""
    overall = tests[tests.test == "overall"]
    reasons, quoted = reconcile.reasons_unchecked(tests), reconcile.quoted_only(tests)
    return findings.verdicts(overall, reasons, quoted), findings.verdict_count(overall)


def _about_flows(run: Parameters) -> list[findings.Finding]:
    rows, breakdowns = (
        package.read("kz_flows_annual"),
        cleaning.known_by(package.read("kz_breakdowns"), run),
    )
    flows = cleaning.annual_flows(rows, run.year, run.vintage)
    stocks = cleaning.corridor_stocks(package.read("corridors"), run.year)
    groups = cleaning.parts(cleaning.full_year(breakdowns, run.year), "departures", "ethnicity")
    pages = tuple(cleaning.articles_of(package.read("articles"), run).url.dropna())
    newcomers = cleaning.parts(cleaning.full_year(breakdowns, run.year), "arrivals", "ethnicity")
    within = cleaning.cumulative(package.read("kz_flows_cumulative"), "departures", run.year)
    other_sides = mirror_statistics.other_side(other_counts(run))
    rates = cleaning.rates(flows, cleaning.national_population(rows, package.read("kz_population")))
    return [
        findings.departures(flows, run.year),
        findings.net(flows, run.year),
        findings.rates(rates, run.year),
        findings.revisions(cleaning.revisions(rows, run.year, run.vintage), run.year),
        findings.within_year(within, run.year, doubted_rows(run.year)),
        findings.pace(cleaning.year_to_date_extrapolation(within, flows), run.year),
        findings.ethnicity(groups, run.year, pages),
        findings.ethnicity(newcomers, run.year, pages, "arrivals"),
        findings.parted(
            composition.shares_by_dimension(composition.group_shares(breakdowns, run.year)),
            run.year,
            own_rows(run),
        ),
        findings.beside_earlier(
            composition.shares_compared(breakdowns, run.year), run.year, own_rows(run)
        ),
        findings.cis(composition.share_over_years(breakdowns, run.year), run.year),
        findings.missed(other_sides, run.year),
        findings.permits(other_counts(run), run.year),
        findings.register(other_sides, run.year),
        findings.net_estimates(net_estimates(run), run.year),
        findings.internal_growth(cleaning.internal_growth(breakdowns, run.year), run.year),
        findings.internal(internal_gains(breakdowns, package.doubts(), run.year), run.year),
        findings.regions(
            cleaning.regional_balance(breakdowns, all_populations(), run.year), run.year
        ),
        findings.flow_ratio(flows, run.year),
        findings.russia(cleaning.flows_with(breakdowns, "russia"), run.year),
        findings.corridor(stocks, run.year),
        findings.ranks(corridors.ranks(stocks), run.year),
        findings.balance_of_pairs(pair_ratios(run), run.year),
    ]


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
        findings.judgement(
            probabilities, made.by_method if made else None, last, points, int(series.index[0])
        ),
        findings.moderate(probabilities, made.by_method if made else None, last),
        *_about_the_forecast(run, series, last),
        findings.may_say(probabilities, last),
    ]


def _about_the_forecast(run: Parameters, series: pd.Series, last: int) -> list[findings.Finding]:
    """What surrounds the projection: its score, choices, outside view, the other flows and
    forecasts.
    """
    scored, months = outlook.scored_probabilities(run), outlook.first_months(run)
    made, others = fit(run), outlook.projections_of_others(run)
    return [
        findings.skill(scored),
        findings.skill_here(scored),
        findings.bins(
            outlook.on_un_flows(run, "reliability"), made.probabilities if made else None
        ),
        findings.competition(benchmark_tables.read("accuracy")),
        findings.sensitivity(sensitivity.one_at_a_time(run), last),
        findings.outside(outlook.on_un_flows(run, "falls"), outlook.has_halved(series), last),
        _with_rows(
            findings.others(other_forecasts.forecast_summary(others), run.year),
            (*others.row, *_rows_of(run, "net")),
        ),
        _with_rows(
            findings.net_ahead(outlook.other_flows(run)), _rows_of(run, "arrivals", "departures")
        ),
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
