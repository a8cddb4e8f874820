"""Changes of the parameters: what is meant to depend on each moves, and nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from helpers import parameters
from helpers.prove import Trial, consequences

# Of each parameter: another value, what must move with it, and what must not.
OTHER = {
    "year": (
        lambda run: run.year - 1,
        ["finding departures", "table flows", "table projection"],
        [
            "finding missed"
        ],  # two countries' counts of the same moves: the newest are older than both years
    ),
    "horizon": (
        lambda run: run.horizon - 2,
        ["table projection"],
        ["table flows", "table claims", "finding departures"],
    ),
    "language": (
        lambda run: "ru",
        ["finding departures"],
        ["table flows", "table projection", "table corridors"],
    ),
    "vintage": (lambda run: "first", ["table flows"], ["table corridors"]),
    "moderate_decline": (
        lambda run: (run.moderate_decline[0] / 2, 0.0),
        ["finding judgement", "finding moderate"],
        ["table flows", "table projection", "finding departures", "table reconciliation"],
    ),
}


def trials(some: Callable[[list], list]) -> Iterator[Trial]:
    """One trial for each parameter, in the year before the newest: vintages differ there."""
    run = replace(parameters.check(), year=parameters.newest_article_year() - 1)
    with consequences.pool() as pool:
        unchanged = pool.submit(consequences.said, run, None)
        chosen = some([name for name in parameters.NAMES if name in OTHER])
        after = {
            name: pool.submit(consequences.said, replace(run, **{name: OTHER[name][0](run)}), None)
            for name in chosen
        }
        before = consequences.sound(unchanged.result())
        for name, future in after.items():
            _other, must, must_not = OTHER[name]
            moved = as_meant(before, future.result(), must, must_not)
            yield Trial(
                "parameter",
                name,
                "another value moves what it should, and nothing that it should not",
                moved,
            )
    for name in sorted(set(parameters.NAMES) - set(OTHER)):
        yield Trial("parameter", name, "nobody says what depends on it")


def as_meant(
    before: dict[str, str], after: dict[str, str], must: list[str], must_not: list[str]
) -> tuple[str, ...]:
    """What moved, if all that must is among it and nothing that must not; nothing for an edition
    that stopped.
    """
    moved = consequences.moved(before, after)
    meant = "stopped" not in after and {*moved} >= {*must} and {*moved}.isdisjoint(must_not)
    return moved if meant else ()
