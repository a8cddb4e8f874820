"""What followed elsewhere: cases by hand, and the figures of the panels computed elsewhere."""

import numpy as np
import pandas as pd
import pytest

from helpers.projection.reference_class import CIS, UN, after_such_falls, cases, halved, panels, shares_of

HALVING = [1000.0, 900, 800, 700, 450, 400, 600, 590, 580, 570, 560]  # halved in 2004 and, from 900, in 2005


def by_year(values, start=2000):
    return pd.Series(values, index=range(start, start + len(values)), dtype=float)


def of(cis, un=None):
    return {CIS: cis, UN: un or {"U|Residence|Emigrants": by_year([100.0] * 11)}}


def test_the_outside_view_counts_by_hand():
    members = {"A|departures|2000": by_year(HALVING), "B|arrivals|2000": by_year(HALVING)}
    found = after_such_falls(of(members), 2010)
    shares = shares_of(found)
    assert shares.cases.to_dict() == dict.fromkeys(shares.index, 2) and set(shares.countries) == {1}
    expected = {"further decline": 0.5, "D1": 0.5, "steeper next year": 0, "lower three years on": 0, "D2": 0}
    assert shares.share.to_dict() == expected | {"rise": 1, "moderate": 0, "steeper": 0}
    assert np.isnan(shares.low).all()  # one country cannot be drawn again
    assert shares_of(found, CIS, "second year").share["further decline"] == 0
    assert shares_of(found, CIS, "first year").share["further decline"] == 1
    assert "further decline" not in shares_of(found, CIS, "third year on").index
    two = after_such_falls(of(members | {"C|departures|2000": by_year(HALVING[::-1])}), 2010)
    assert shares_of(two).countries["D1"] == 1, "a country that never halved has no case"
    assert set(found.panel) == {CIS}


def test_nothing_later_than_the_year_is_seen():
    members = {"A|departures|2000": by_year(HALVING)}
    assert shares_of(after_such_falls(of(members), 2005)).cases.to_dict() == {
        "further decline": 1, "D1": 1, "steeper next year": 1,
    }  # fmt: skip
    assert after_such_falls(of(members), 2004).empty
    changed = {"A|departures|2000": by_year([*HALVING[:6], 9999, 1, 2])}
    pd.testing.assert_frame_equal(after_such_falls(of(members), 2005), after_such_falls(of(changed), 2005))


@pytest.mark.parametrize(("before", "after", "near"), [(1, 2, False), (2, 1, False), (1, 2.01, True), (2.01, 1, True)])
def test_a_doubling_or_halving_is_no_break_and_what_is_beyond_is(before, after, near):
    found = cases({"A|departures|2000": by_year([100 * before] * 4 + [100 * after] * 10)}, 2013)
    assert found.year[found.near_break].tolist() == ([2004, 2005, 2006, 2007] if near else [])


def test_an_exact_half_is_one_whatever_its_logarithm():
    sizes = np.arange(1, 2001)
    logs = np.log(sizes) - np.log(2 * sizes) <= np.log(0.5)
    assert not logs.all(), "a comparison of logs misses some"
    for size in [*sizes[~logs][:50], 1, 1000]:
        series = pd.Series([2.0 * size, 1, 1, 1, size, size + 1, 3, 3], index=range(2000, 2008))
        assert halved(series).tolist() == [False] * 4 + [True, False, False, False]
    assert not halved(pd.Series([1001.0, 1, 1, 1, 501], index=range(2000, 2005))).any()


ELSEWHERE = [
    (CIS, "halved", 72, 65, 52, 45, 27, 67, 9),
    (CIS, "no break", 80, 72, 57, 50, 30, 50, 9),
    (CIS, "since 2001", 68, 66, 54, 46, 22, 37, 8),
    (CIS, "since 2008", 61, 58, 50, 43, 18, 28, 8),
    (CIS, "first year", 76, 77, 55, 40, 36, 25, 9),
    (CIS, "second year", 74, 72, 61, 53, 21, 19, 9),
    (CIS, "third year on", 65, 48, 43, 43, 22, 23, 8),
    (UN, "halved", 58, 60, 55, 46, 12, 26, 9),
    (UN, "no break", 62, 71, 64, 50, 12, 16, 6),
]


@pytest.mark.parametrize("row", ELSEWHERE, ids=lambda row: f"{row[0]} {row[1]}")
def test_the_classes_are_those_computed_elsewhere(row):
    panel, name, *percents, n, countries = row
    shares = shares_of(after_such_falls(panels(), 2025), panel, name)
    events = ["further decline", "lower three years on", "D2", "D1", "steeper next year"]
    assert (100 * shares.share[events]).tolist() == pytest.approx(percents, abs=0.51)
    assert shares.loc["further decline", ["cases", "countries"]].tolist() == [n, countries]
    assert shares.share[["rise", "moderate", "steeper"]].sum() == pytest.approx(1)


def test_ranges_by_country_are_those_computed_elsewhere():
    found = after_such_falls(panels(), 2025)
    ranges = {(CIS, "halved"): (0.65, 0.79), (CIS, "no break"): (0.67, 0.89), (UN, "halved"): (0.27, 0.74)}
    for (panel, name), expected in ranges.items():
        row = shares_of(found, panel, name).loc["further decline"]
        assert (row.low, row.high) == pytest.approx(expected, abs=0.01)
