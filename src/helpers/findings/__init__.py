"""Sentences that carry their own conditions, and flip when the data do.

Each function takes results, decides which wording of `wording.WORDING` holds, and fills its slots. A finding that
cannot be said says so; an old sentence is never kept. 'Fell' and 'largest' are said only when they hold for every
value that prints the same.
"""

from helpers.cleaning.names import pair_name
from helpers.findings.articles import coverage, implied, second_reading, swap, verdict_count, verdicts
from helpers.findings.finding import BALANCED, Finding, finding
from helpers.findings.flows import departures, flow_ratio, net, net_estimates, pace, rates, revisions, within_year
from helpers.findings.forecast import (
    benchmark,
    bins,
    calibration,
    cis_ahead,
    competition,
    coverage_past,
    errors_run,
    frozen,
    judgement,
    may_say,
    mobility,
    moderate,
    momentum,
    net_ahead,
    one_ahead,
    others,
    outside,
    projection,
    sensitivity,
    skill,
    skill_here,
    spread,
    update,
    updates,
)
from helpers.findings.people import (
    balance_of_pairs,
    beside_earlier,
    cis,
    corridor,
    ethnicity,
    internal,
    internal_growth,
    latest_edition,
    missed,
    parted,
    permits,
    ranks,
    regions,
    register,
    russia,
)

__all__ = [
    "BALANCED", "Finding", "balance_of_pairs", "benchmark", "beside_earlier", "bins", "calibration", "cis",
    "cis_ahead", "competition", "corridor", "coverage", "coverage_past", "departures", "errors_run", "ethnicity",
    "finding", "flow_ratio", "frozen", "implied", "internal", "internal_growth", "judgement", "latest_edition",
    "may_say", "missed", "mobility", "moderate", "momentum", "net", "net_ahead", "net_estimates", "one_ahead",
    "others", "outside", "pace", "pair_name", "parted", "permits", "projection", "ranks", "rates", "regions",
    "register", "revisions", "russia", "second_reading", "sensitivity", "skill", "skill_here", "spread", "swap",
    "update", "updates", "verdict_count", "verdicts", "within_year",
]  # fmt: skip
