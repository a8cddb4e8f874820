"""The tidy tables of an edition, as `data/processed/<year>` holds them."""

from dataclasses import replace

import pandas as pd

from helpers import cleaning
from helpers.language import SOURCE
from helpers.parameters import Parameters
from helpers.reconciliation import reconcile


def tables(run: Parameters) -> dict[str, pd.DataFrame]:
    """Every table of an edition by name, the verdicts among them, the same in every language."""
    verdicts = reconcile.reconcile(replace(run, language=SOURCE))
    return cleaning.tables_of(run).processed() | {"reconciliation": verdicts}
