"""Events: closed forms against the marginals, the joint path against quadrature, outcomes by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, norm

from helpers.projection.events import EVENTS, WAYS, chances, definitions, event_probabilities, outcomes
from helpers.projection.house_method import HOUSE, NO_CHANGE, probability_below

FALLING = pd.Series([120.0, 131, 118, 150, 141, 133, 171, 160, 130, 120, 90, 80, 60], index=pd.RangeIndex(2000, 2013))
LAST = FALLING.iloc[-1]


def probabilities(series=FALLING, **options):
    return event_probabilities(series, **options).set_index("event")["probability"]


def moderate_thrice(forecast, lower, upper, drift):
    """D3 by quadrature: given the drift and the t scale, the three changes are independent."""
    step = np.sqrt(forecast.covariance[0, 0] - drift**2)
    centre = np.diff(np.concatenate([[np.log(forecast.last)], forecast.centre]))
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    stretch = np.sqrt(forecast.degrees / chi2(forecast.degrees).ppf((np.arange(4000) + 0.5) / 4000))
    drifts = drift * nodes[:, None] * stretch
    within = [
        norm.cdf((np.log(1 + upper) - c - drifts) / (step * stretch))
        - norm.cdf((np.log(1 + lower) - c - drifts) / (step * stretch))
        for c in centre
    ]
    return float((weights / weights.sum()) @ np.prod(within, axis=0).mean(axis=1))


@pytest.mark.parametrize("band", [(-0.2, 0.0), (-0.1, 0.0), (-0.4, 0.3)])
def test_three_moderate_years_agree_with_quadrature(band):
    forecast = HOUSE.distribution(FALLING, 3)
    drift = np.sqrt(forecast.covariance[0, 1] - forecast.covariance[0, 0])  # step² + 2 drift² less step² + drift²
    assert probabilities(band=band)["D3"] == pytest.approx(moderate_thrice(forecast, *band, drift), abs=0.001)


def test_paths_have_the_marginals_of_project():
    forecast = HOUSE.distribution(FALLING, 3)
    paths = forecast.paths()
    for probability in (0.05, 0.3, 0.5, 0.9):
        share = (paths < forecast.quantile(probability)).mean(axis=0)
        assert share == pytest.approx(np.full(3, probability), abs=0.002)


def test_events_of_single_years_are_marginals_of_project():
    found = probabilities(band=(-0.2, 0.05))
    below = {limit: probability_below(FALLING, LAST * limit, 3) for limit in (0.8, 1.05, 0.8**3, 1.05**3, 1.0)}
    assert found["D1"] == pytest.approx(below[1.05][2013] - below[0.8][2013])
    assert found["D2"] == pytest.approx(below[1.05**3][2015] - below[0.8**3][2015])
    assert found["further decline"] == pytest.approx(below[1.0][2013])
    assert found["lower three years on"] == pytest.approx(below[1.0][2015])
    assert found["steeper next year"] == pytest.approx(below[0.8][2013])


def test_steeper_and_moderate_are_all_falls():
    found = probabilities()
    assert found["steeper next year"] + found["D1"] == pytest.approx(found["further decline"])
    assert found["D3"] < min(found["D1"], found["D2"])


def test_units_do_not_matter():
    pd.testing.assert_series_equal(probabilities(FALLING * 1000), probabilities())


def test_without_a_drift_up_and_down_are_equally_likely():
    found = chances(NO_CHANGE.distribution(FALLING, 3))
    assert found["further decline"] == pytest.approx(0.5) and found["lower three years on"] == pytest.approx(0.5)


def test_definitions_name_the_years_and_the_band():
    table = event_probabilities(FALLING, (-0.15, 0.05))
    assert tuple(table["event"]) == EVENTS == tuple(definitions(2012))
    assert tuple(outcomes(FALLING).columns) == (*EVENTS, *WAYS)
    words = table.set_index("event")["definition"]
    assert words["D1"] == "the change from 2012 to 2013 lies between −15% and 5%"
    assert words["lower three years on"] == "2015 is lower than 2012"


@pytest.mark.parametrize(
    ("bound", "said"),
    [(-0.1, "−10%"), (-0.07, "−7%"), (-0.29, "−29%"), (-0.125, "−12.5%"), (-0.1234, "−12.34%"), (-1 / 3, "−33.33%")],
)
def test_a_definition_shows_the_band_as_it_is(bound, said):
    assert definitions(2012, (bound, 0.0))["steeper next year"] == f"the change from 2012 to 2013 is below {said}"


@pytest.mark.parametrize(
    ("after", "happened"),
    [
        ([55, 50, 45], {"D1", "D2", "D3", "further decline", "lower three years on"}),
        ([40, 45, 50], {"D2", "further decline", "lower three years on", "steeper next year"}),
        ([60, 60, 60], {"D1", "D2", "D3"}),  # no change is the edge of the band and no decline
        ([66, 30, 20], {"lower three years on"}),
        ([55, 70, 65], {"D1", "further decline"}),  # the second year alone lies outside the band
        ([55, 50, 60], {"D1", "D2", "further decline"}),  # the third alone
        ([48, 70, 0], {"D1", "further decline", "lower three years on"}),  # −20% is the other edge
    ],
)
def test_outcomes_by_hand(after, happened):
    followed = outcomes(pd.Series([LAST, *after], index=range(2012, 2016))).loc[2012, [*EVENTS]]
    assert set(followed.index[followed == 1]) == happened and followed.notna().all()


def test_the_lower_bound_of_the_band_is_moderate_and_not_steeper():
    found = outcomes(pd.Series([100.0, 50, 20], index=[2010, 2011, 2012]), (-0.5, 0.0))
    assert found.columns.name == "event"
    assert found["steeper next year"].tolist()[:2] == [0, 1] and found["D1"].tolist()[:2] == [1, 0]


BORDERS = [(-0.15, 0.0), (-0.2, 0.0), (-0.1, 0.1), (-0.3, -0.1), (-0.05, 0.15), (-0.45, 0.07), (-0.99, 0.5)]


@pytest.mark.parametrize("band", BORDERS)
@pytest.mark.parametrize("size", [1, 3, 7, 1000, 12345])
def test_the_borders_of_the_band_belong_to_it_whatever_the_rounding(band, size):
    """A fall by exactly 15% is one, though 85 / 100 − 1 is a little below −0.15."""
    for percent in (round(100 * bound) for bound in band):
        # 100³ and its next three years at exactly this change are whole numbers, hence exact
        exact = pd.Series([size * (100 + percent) ** year * 100 ** (3 - year) for year in range(4)], range(2000, 2004))
        first = outcomes(exact.astype(float), band).iloc[0]
        assert first[["D1", "D2", "D3", "steeper next year"]].tolist() == [1, 1, 1, 0], percent
        for nudge, side in ((1 - 1e-9, band[0]), (1 + 1e-9, band[1])):  # just beyond the border
            if round(100 * side) == percent:
                beyond = outcomes(exact * pd.Series([1, nudge, nudge, nudge**3], exact.index), band).iloc[0]
                assert beyond[["D1", "D2", "D3"]].tolist() == [0, 0, 0]
                assert beyond["steeper next year"] == (nudge < 1)


@pytest.mark.parametrize("percent", range(1, 100))
def test_a_next_year_is_steeper_moderate_or_above_and_never_two_of_them(percent):
    band = (-percent / 100, 0.0)
    after = outcomes(pd.Series([100.0, 100 - percent]), band).iloc[0]
    assert after[["D1", "steeper next year"]].tolist() == [1, 0]
    steeper = outcomes(pd.Series([1e6, 1e4 * (100 - percent) - 1]), band).iloc[0]
    assert steeper[["D1", "steeper next year"]].tolist() == [0, 1]
    risen = outcomes(pd.Series([1e6, 1e6 + 1]), band).iloc[0]
    assert risen[["D1", "steeper next year"]].tolist() == [0, 0]


def test_what_is_not_known_yet_is_missing():
    followed = outcomes(pd.Series([LAST, 55.0])).iloc[0]
    assert followed[followed.isna()].index.tolist() == ["D2", "D3", "lower three years on", *WAYS]
    assert outcomes(pd.Series([LAST])).isna().all(axis=None)
    assert outcomes(FALLING).count().to_dict() == {
        event: 10 if event in ("D2", "D3", "lower three years on", *WAYS) else 12 for event in (*EVENTS, *WAYS)
    }
    assert outcomes(pd.Series([0.0, 5, 5, 5, 5])).iloc[0].isna().all(), "no change from zero"


@pytest.mark.parametrize("band", [(0, -0.2), (-1, 0), (-0.2,), (-0.2, np.inf), "ab", None, (-0.1, -0.1)])
def test_bad_bands_are_refused(band):
    with pytest.raises(ValueError, match="the band must"):
        event_probabilities(FALLING, band)


def test_a_history_that_ends_in_zero_has_no_percentage_change():
    ended = pd.concat([FALLING, pd.Series([0.0], index=[2013])])
    with pytest.raises(ValueError, match="the last value is 0"):
        event_probabilities(ended)
