"""The doubt about two units: whether their printed gains look swapped."""

import pandas as pd
import pytest

from helpers.data import package
from helpers.reconciliation import doubts


@pytest.fixture(scope="module")
def breakdowns():
    return package.read("kz_breakdowns")


@pytest.fixture(scope="module")
def population():
    return package.read("kz_population")


def test_the_accounts_of_the_two_units_fit_only_when_swapped(breakdowns, population):
    table = doubts.almaty_evidence(breakdowns, population).set_index("unit").drop(columns="year")
    known = table[["gain_year", "gain_nine_months", "population_change"]]
    assert known.values.tolist() == [[12110, 27800, 55869], [33126, 8000, 36207]]
    natural = table[[f"natural_{case}_{end}" for case in ("printed", "swapped") for end in ("low", "high")]]
    assert natural.values.tolist() == [[40448, 40448, 19432, 19432], [-2673, -1989, 18343, 19027]]


def test_without_a_year_that_has_all_figures_there_is_no_evidence(breakdowns, population):
    last = breakdowns.year == doubts.almaty_evidence(breakdowns, population).year.max()
    city_arrivals = (breakdowns.flow == "arrivals") & (breakdowns.category == "almaty_city")
    for unknown in (breakdowns.flow == "departures", city_arrivals):
        assert (last & unknown).any()
        found = doubts.almaty_evidence(breakdowns[~(last & unknown)], population)
        assert found.empty and list(found.columns) == doubts.EVIDENCE


def test_the_accounts_of_a_unit_add_up_and_need_the_population_of_the_next_year(breakdowns, population):
    found = doubts.almaty_evidence(breakdowns, population)
    gain = found.population_change - found.gain_year
    assert (gain == found.external_high + found.natural_printed_low).all()
    assert (gain == found.external_low + found.natural_printed_high).all()
    assert (found.external_low < found.external_high).any(), "unpublished departures leave a range"
    known = population[population.year <= found.year.max()]
    assert not (doubts.almaty_evidence(breakdowns, known).year == found.year.max()).any()
    other = breakdowns[breakdowns.dimension == "region"].assign(dimension="town", value=1.0)
    pd.testing.assert_frame_equal(doubts.almaty_evidence(pd.concat([other, breakdowns]), population), found)
