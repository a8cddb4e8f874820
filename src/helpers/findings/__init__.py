"""Sentences that carry their own conditions, and flip when the data do.

A function takes results, decides which wording of `language/en.yml` holds, and fills its slots, or
says that it cannot. "Fell" and "largest" are said only if every value that prints the same agrees.
"""

from helpers.findings.articles import (
    coverage,
    implied,
    second_reading,
    swap,
    verdict_count,
    verdicts,
)
from helpers.findings.finding import Finding
from helpers.findings.flows import (
    departures,
    flow_ratio,
    net,
    net_estimates,
    rates,
    revisions,
    within_year,
)
from helpers.findings.forecast import (
    cis_ahead,
    frozen,
    judgement,
    may_say,
    mobility,
    momentum,
    net_ahead,
    one_ahead,
    outside,
    projection,
    skill,
    spread,
    update,
    updates,
)
from helpers.findings.people import (
    cis,
    corridor,
    counts_gap,
    destinations,
    europe,
    exit_permits,
    internal,
    internal_growth,
    largest_group,
    origins,
    other_count,
    regions,
    register,
    risen,
    russia,
    shares_by_dimension,
    shares_compared,
)
