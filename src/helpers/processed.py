"""The tidy tables of an edition, as `data/processed/<year>` holds them."""

from dataclasses import replace

import pandas as pd

from helpers import cleaning, raw, reconciliation
from helpers.language import SOURCE
from helpers.parameters import Parameters


def tables(run: Parameters) -> dict[str, pd.DataFrame]:
    """Every table of an edition by name. They are made from `data/raw` alone, never from one another's
    files, and are the same in every language."""
    flows = raw.read("kz_flows_annual")
    claims = cleaning.claims_of(raw.read("claims"), cleaning.articles_of(raw.read("articles"), run))
    annual = cleaning.annual_flows(flows, run.year, run.vintage)
    return {
        "claims": claims,
        "implied": cleaning.implied_earlier(claims),
        "flows": annual,
        "revisions": cleaning.revisions(flows, run.year, run.vintage),
        "rates": cleaning.rates(annual, cleaning.national_population(flows, raw.read("kz_population"))),
        "breakdowns": cleaning.full_year(cleaning.known_by(raw.read("kz_breakdowns"), run), run.year),
        "corridors": cleaning.corridor_stocks(raw.read("corridors"), run.year),
        "reconciliation": reconciliation.reconcile(replace(run, language=SOURCE)),
    }
