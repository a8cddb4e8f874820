"""Changes of the parameters: what is meant to depend on each moves, and nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from helpers import parameters
from helpers.prove import Trial, consequences

# Of each parameter: another value, what must move with it, and what must not.
OTHER = {
    "year": (lambda run: run.year - 1, ["finding departures", "table flows", "table projection"], []),
    "horizon": (
        lambda run: run.horizon - 2,
        ["table projection"],
        ["table flows", "table claims", "finding departures"],
    ),
    "language": (lambda run: "ru", ["finding departures"], ["table flows", "table projection", "table corridors"]),
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
            name: pool.submit(consequences.said, replace(run, **{name: OTHER[name][0](run)}), None) for name in chosen
        }
        before = consequences.sound(unchanged.result())
        for name, future in after.items():
            _other, must, must_not = OTHER[name]
            found = set(consequences.moved(before, future.result()))
            yield Trial("parameter", name, "another value", tuple(sorted(found)) if found >= set(must) else ())
            kept = found.isdisjoint(must_not)
            yield Trial("parameter", name, "moves nothing else", ("as meant",) if kept else ())
    for name in sorted(set(parameters.NAMES) - set(OTHER)):
        yield Trial("parameter", name, "nobody says what depends on it")
