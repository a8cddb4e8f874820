"""The year in progress: shares and intervals by hand, and never a share of the year itself or later."""

import numpy as np
import pandas as pd
import pytest

from helpers.projection import nowcast
from helpers.projection.house_method import HOUSE, project

SERIES = pd.Series([120.0, 131, 118, 150, 141, 133, 171, 160, 130, 120, 90, 100], index=pd.RangeIndex(2010, 2022))
# Shares of 6 months: 0.4, 0.5 and 0.625, on logs evenly spaced about one half. 2021 has no first release.
COUNTS = [
    (2018, 6, 52), (2018, 12, 130),
    (2019, 3, 24), (2019, 6, 60), (2019, 12, 120),
    (2020, 6, 50), (2020, 12, 80),
    (2021, 6, 48), (2021, 9, 77),
]  # fmt: skip


def counts(*extra):
    rows = [(*row, f"counts.csv:{line}") for line, row in enumerate([*COUNTS, *extra], 2)]
    whole = {"year": "Int64", "months": "Int64", "value": "Int64"}
    return pd.DataFrame(rows, columns=["year", "months", "value", "row"]).astype(whole)


def by_name(*arguments):
    return nowcast.update(*arguments).set_index("forecast")


def test_shares_are_of_the_years_own_first_release():
    assert nowcast.seasonal_shares(counts(), 6, 2021).tolist() == [0.4, 0.5, 0.625]  # 2021: no total, no share
    assert nowcast.seasonal_shares(counts(), 6, 2019).tolist() == [0.4, 0.5]
    assert nowcast.seasonal_shares(counts(), 3, 2021).tolist() == [0.2]


def test_the_first_months_alone_by_hand():
    found = by_name(SERIES, counts(), 6, 40).loc["months alone"]
    half = 1.885618 * np.log(1.25) * np.sqrt(1 + 1 / 3)  # t with 2 degrees of freedom, 90%
    assert found[["point", "n"]].tolist() == pytest.approx([80, 3])
    assert found[["lower_80", "upper_80"]].tolist() == pytest.approx([80 * np.exp(-half), 80 * np.exp(half)])
    assert found.rests_on == "the shares of only 3 earlier years"


def test_the_prior_is_the_house_projection_and_precisions_add_up():
    found = by_name(SERIES, counts(), 6, 40)
    columns = ["point", "lower_80", "upper_80"]
    assert found.loc["prior", columns].tolist() == pytest.approx(project(SERIES, 1).iloc[0][columns].tolist())
    width = np.log(found.upper_80 / found.point)
    assert width["combined"] ** -2 == pytest.approx(width["prior"] ** -2 + width["months alone"] ** -2)
    weighted = (np.log(found.point) / width**2)[["prior", "months alone"]].sum()
    assert np.log(found.point["combined"]) == pytest.approx(weighted * width["combined"] ** 2)
    assert (found.loc["prior", "n"], found.loc["combined", "n"]) == (12, 3)
    assert found.rests_on[["prior", "combined"]].tolist() == ["12 years of the series", "both, taken as independent"]


def test_shares_that_never_differed_leave_no_room_for_the_prior():
    same = counts().assign(value=[50, 100, 20, 50, 100, 50, 100, 48, 77])
    found = by_name(SERIES, same, 6, 40)
    assert found.loc["combined", ["point", "lower_80", "upper_80"]].tolist() == pytest.approx([80, 80, 80])


def test_no_forecast_of_the_months_lies_below_what_is_counted():
    found = by_name(SERIES, counts(), 6, 150).loc[["months alone", "combined"]]
    assert (found[["point", "lower_80", "upper_80"]] >= 150).all(axis=None)
    assert found.loc["combined", "lower_80"] == 150
    prior, columns = by_name(SERIES, counts(), 6, 150).loc["prior"], ["point", "lower_80", "upper_80"]
    assert prior[columns].tolist() == pytest.approx(project(SERIES, 1).iloc[0][columns].tolist())
    tiny = SERIES / 1000  # persons of which one is more than all
    assert nowcast.update(tiny, counts(), 1, 0.5).point[0] < 1


def test_two_earlier_years_are_too_few():
    found = by_name(SERIES.loc[:2019], counts(), 6, 50)
    assert found.loc[["months alone", "combined"], ["point", "lower_80", "upper_80"]].isna().all(axis=None)
    assert found.n.to_dict() == {"prior": 10, "months alone": 2, "combined": 2}
    assert found.rests_on["combined"] == "the shares of only 2 earlier years, too few"
    assert found.point["prior"] == pytest.approx(np.exp(HOUSE.distribution(SERIES.loc[:2019], 1).centre[0]))


def test_an_update_sees_no_share_of_its_own_year_or_later():
    later = counts((2022, 6, 1), (2022, 12, 1000), (2023, 6, 999), (2023, 12, 1000))
    pd.testing.assert_frame_equal(nowcast.update(SERIES, later, 6, 40), nowcast.update(SERIES, counts(), 6, 40))


@pytest.mark.parametrize("value", [0, np.nan, np.inf])
def test_a_count_that_is_not_positive_is_refused(value):
    with pytest.raises(ValueError, match="positive number"):
        nowcast.update(SERIES, counts(), 6, value)


def test_past_updates_stand_against_the_end_of_their_year(make_flows):
    flows = make_flows(SERIES.astype(int).tolist(), [5] * 12, last=2021)
    found = nowcast.backtest_update(counts(), flows)
    # Three earlier shares exist for June 2021 alone; its end is the final figure, for want of a first release.
    assert found[["year", "months"]].drop_duplicates().to_numpy().tolist() == [[2021, 6]]
    alone = found.set_index("forecast").loc["months alone"]
    assert [alone.point, alone.end, alone.error] == pytest.approx([96, 100, -4])
    assert found.point.iloc[0] == pytest.approx(project(SERIES.loc[:2020], 1).point.item())
    assert alone.n == 3
    released = nowcast.backtest_update(counts((2021, 12, 96)), flows).set_index("forecast").loc["months alone"]
    assert (released.end, released.error) == (96, pytest.approx(0))
    none = nowcast.backtest_update(counts().head(5), flows)
    assert none.empty and none.columns.tolist() == found.columns.tolist() == nowcast.TEST_COLUMNS
    two = nowcast.backtest_update(counts((2022, 6, 40)), make_flows([*SERIES.astype(int), 90], [5] * 13, last=2022))
    assert two.index.tolist() == list(range(6))


def test_past_updates_rest_on_the_exact_years_alone(make_flows):
    values = [*range(900, 910), *SERIES.astype(int)]
    found = nowcast.backtest_update(counts(), make_flows(values, [5] * 22, last=2021))
    assert found.point.iloc[0] == pytest.approx(
        project(pd.Series(values, range(2000, 2022)).loc[:2020], 1).point.item()
    )
    older = nowcast.backtest_update(counts(), make_flows([1, 9, *values], [5] * 24, last=2021))
    pd.testing.assert_frame_equal(older, found)


def test_past_updates_do_not_change_with_what_came_later(make_flows):
    values = SERIES.astype(int).tolist()
    before = nowcast.backtest_update(counts(), make_flows(values, [5] * 12, last=2021))
    later = counts((2022, 6, 7), (2022, 12, 10))
    after = nowcast.backtest_update(later, make_flows([*values, 9999], [5] * 13, last=2022))
    pd.testing.assert_frame_equal(after[after.year == 2021], before)
    assert set(after.year) == {2021, 2022}


def test_the_record_counts_signs_and_errors(make_flows):
    values = SERIES.astype(int).tolist()
    flows = make_flows(values, [5] * 12, last=2021)
    tests = nowcast.backtest_update(counts(), flows)
    found = nowcast.record(counts(), flows, tests)
    assert found.columns.tolist() == nowcast.RECORD_COLUMNS and found.months.tolist() == [6]  # 9 months once: no pair
    row = found.iloc[0]
    # Six months run 52, 60, 50, 48, the years 130, 120, 90, 100: the signs agree in 2020 alone.
    assert (row.years, row.same_sign, row.tested) == (3, 1, 1)
    assert [row.low, row.high] == pytest.approx([0.0084, 0.9057], abs=1e-4)  # exact, 1 of 3
    assert row["months alone"] == pytest.approx(4)
    assert nowcast.record(counts(), flows, tests.head(0)).iloc[0][list(nowcast.RIVALS)].isna().all()


@pytest.mark.parametrize(
    ("errors", "forecast"), [((1, -2), "months alone"), ((-2, 1), "combined"), ((2, 2), "combined"), ((), "combined")]
)
def test_the_smaller_past_error_chooses_the_forecast(errors, forecast):
    rows = [(name, 6, error) for name, error in zip(("months alone", "combined"), errors, strict=False)]
    rows += [("months alone", 9, 0.1), ("combined", 9, 5.0)]
    assert nowcast.chosen(pd.DataFrame(rows, columns=["forecast", "months", "error"]), 6) == forecast
