"""Evidence on suspected errors of the sources."""

from contextlib import suppress

import pandas as pd

from helpers import cleaning
from helpers.cleaning import names
from helpers.cleaning.breakdowns import internal_gains
from helpers.data import package
from helpers.language import say
from helpers.parameters import Parameters
from helpers.printed import Interval

UNITS = ("almaty_city", "almaty_region")
EVIDENCE = [
    "unit", "year", "gain_year", "gain_nine_months", "population_change", "external_low",
    "external_high", "natural_printed_low", "natural_printed_high", "natural_swapped_low",
    "natural_swapped_high",
]  # fmt: skip


def almaty_evidence(breakdowns: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Whether the printed net gains of `UNITS` look swapped, in the last year with all figures.

    A row a unit, columns as of `EVIDENCE`, in persons: net gains from other regions as printed, the
    change of the population, arrivals less departures, and the natural growth that follows."""
    people = population.set_index(["region", "year"]).population.astype(float)
    regions = breakdowns.query("dimension == 'region'")
    gains = regions.query("flow == 'internal_net'")
    gains = gains.set_index(["category", "year", "period_months"]).value.astype(float)
    whole = regions.query("period_months == 12")
    for year in sorted(set(whole.query("flow == 'departures'").year), reverse=True):
        of_year = whole.query("year == @year").set_index("category")
        arrived, left = (of_year.query("flow == @flow").value for flow in cleaning.FLOWS)
        rows = []
        with suppress(KeyError):  # a figure of the year is missing
            for unit, other in (UNITS, UNITS[::-1]):
                grown = people[unit, year + 1] - people[unit, year]
                # The list of leaders leaves out what lies below its smallest
                external = arrived[unit] - Interval(
                    left.get(unit, 0), left.get(unit, left.min() - 1)
                )
                printed, swapped = (
                    grown - gains[each, year, 12] - external for each in (unit, other)
                )
                gained = (gains[unit, year, 12], gains[unit, year, 9])
                ends = (*external.ends, *printed.ends, *swapped.ends)
                rows.append((unit, int(year), *gained, grown, *ends))
            return pd.DataFrame(rows, columns=EVIDENCE)
    return pd.DataFrame(columns=EVIDENCE)


def swap_of(run: Parameters) -> pd.DataFrame:
    """Natural growth of each unit under the exchange that is suspected in the gains of this year.
    Columns: label, value (blank where only a span is known), low, high, status, unit."""
    breakdowns = cleaning.known_by(package.read("kz_breakdowns"), run)
    gains = internal_gains(breakdowns, package.doubts(), run.year)
    rows = []
    if (gains.status == "doubtful").any():
        units = almaty_evidence(breakdowns, package.read("kz_population")).to_dict("records")
        for case, status, words in (
            ("printed", "doubtful", say("clauses.as_printed")),
            ("swapped", "derived", say("clauses.exchanged")),
        ):
            for unit in units:
                low, high = (float(unit[f"natural_{case}_{end}"]) for end in ("low", "high"))
                name = names.name(unit["unit"])
                value = low if low == high else None
                rows.append((f"{name}, {words}", value, low, high, status, name))
    return pd.DataFrame(rows, columns=["label", "value", "low", "high", "status", "unit"])
