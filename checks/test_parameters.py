"""Other parameters: what is meant to depend on each one moves, and nothing else."""

from dataclasses import replace

import pytest

from checks import fingerprints
from helpers import parameters

# Of each parameter: another value, what must move with it, and what must not.
FLOWS, LEFT = "table flows", "finding departures"
OTHER = {
    # Russia's count of moves from Kazakhstan ends with the earlier of the two years.
    "year": (lambda run: run.year - 1, {LEFT, FLOWS, "table projection"}, {"finding other_count"}),
    "horizon": (lambda run: run.horizon - 2, {"table projection"}, {FLOWS, LEFT, "table claims"}),
    "language": (lambda run: "ru", {LEFT}, {FLOWS, "table projection", "table corridors"}),
    "vintage": (lambda run: "first", {FLOWS}, {"table corridors"}),
    "moderate_decline": (
        lambda run: (run.moderate_decline[0] / 2, 0.0),
        {"finding judgement", "finding may_say"},
        {FLOWS, LEFT, "table projection", "table reconciliation"},
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
