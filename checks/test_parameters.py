"""Other parameters: what is meant to depend on each one moves, and nothing else."""

from dataclasses import replace

import pytest

from checks import fingerprints
from helpers import parameters

# Of each parameter: another value, what must move with it, and what must not.
OTHER = {
    "year": (
        lambda run: run.year - 1,
        {"finding departures", "table flows", "table projection"},
        {"finding missed"},  # two countries' counts of the same moves: the newest precede both years
    ),
    "horizon": (
        lambda run: run.horizon - 2,
        {"table projection"},
        {"table flows", "table claims", "finding departures"},
    ),
    "language": (
        lambda run: "ru",
        {"finding departures"},
        {"table flows", "table projection", "table corridors"},
    ),
    "vintage": (lambda run: "first", {"table flows"}, {"table corridors"}),
    "moderate_decline": (
        lambda run: (run.moderate_decline[0] / 2, 0.0),
        {"finding judgement", "finding moderate"},
        {"table flows", "table projection", "finding departures", "table reconciliation"},
    ),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", parameters.NAMES)
def test_parameter(name):
    run = replace(parameters.check(), year=parameters.newest_article_year() - 1)  # vintages differ there
    value, must, must_not = OTHER[name]  # a parameter without an entry has no expectation: an error
    before = fingerprints.unchanged(fingerprints.of_edition, run)
    after = fingerprints.computed(fingerprints.of_edition, replace(run, **{name: value(run)}))
    moved = set(fingerprints.differences(before, after))
    assert "stopped" not in after
    assert moved >= must
    assert moved.isdisjoint(must_not)
