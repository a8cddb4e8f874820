"""Shares carry their rounding, what is not named stays a part of the whole, and a blank is never zero."""

import pandas as pd
import pytest

from helpers.cleaning import breakdowns


def rows(*entries, months=12):
    """(year, flow, dimension, category, value, as_published, unit) as rows of kz_breakdowns."""
    columns = ["year", "flow", "dimension", "category", "value", "as_published", "unit"]
    frame = pd.DataFrame(entries, columns=columns).assign(period_months=months)
    return frame.assign(row=[f"b.csv:{line}" for line in range(2, len(frame) + 2)], source_url="https://a.example")


PEOPLE, SHARE = "persons", "percent"


def named_in(year, *categories):
    groups = [(year, "departures", "ethnicity", name, 10, "10,0%", SHARE) for name in categories]
    return [*groups, (year, "departures", "sex", "female", 50, "50,0%", SHARE)]


@pytest.mark.parametrize(
    ("earlier", "chosen"),
    [
        ({2019: "ab", 2022: "ab"}, 2022),
        ({2019: "abc", 2022: "ab"}, 2019),
        ({2019: "ab", 2022: "abc"}, 2022),
        ({2019: "abcd", 2020: "abc", 2022: "ab"}, 2019),
        ({2019: "a", 2022: "xyz"}, None),
    ],
)
def test_the_earlier_year_is_the_last_of_those_with_most_groups_in_common(earlier, chosen):
    named = [row for year, names in earlier.items() for row in named_in(year, *names)]
    both = breakdowns.shares_compared(rows(*named, *named_in(2025, *"abcd")), 2025)
    assert set(both.year) == ({chosen, 2025} if chosen else set())
    assert both.columns.tolist() == ["year", *breakdowns.SHARE[:1], *breakdowns.SHARE[2:]]
    assert both.index.tolist() == list(range(len(both))) and set(both.category) <= set("abcd")
