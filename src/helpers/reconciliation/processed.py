"""The tidy tables of an edition, as `data/processed/<year>` holds them."""

from dataclasses import replace

import pandas as pd

from helpers import cleaning
from helpers.data import package
from helpers.language import SOURCE
from helpers.parameters import Parameters
from helpers.reconciliation import reconcile


def tables(run: Parameters) -> dict[str, pd.DataFrame]:
    """Every table of an edition by name. They are made from `data/raw` alone, never from one
    another's files, and are the same in every language."""
    flows = package.read("kz_flows_annual")
    claims = cleaning.claims_of(
        package.read("claims"), cleaning.articles_of(package.read("articles"), run)
    )
    annual = cleaning.annual_flows(flows, run.year, run.vintage)
    return {
        "claims": claims,
        "implied": cleaning.implied_earlier(claims),
        "flows": annual,
        "revisions": cleaning.revisions(flows, run.year, run.vintage),
        "rates": cleaning.rates(
            annual, cleaning.national_population(flows, package.read("kz_population"))
        ),
        "breakdowns": cleaning.full_year(
            cleaning.known_by(package.read("kz_breakdowns"), run), run.year
        ),
        "corridors": cleaning.corridor_stocks(package.read("corridors"), run.year),
        "reconciliation": reconcile.reconcile(replace(run, language=SOURCE)),
    }
