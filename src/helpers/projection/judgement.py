"""One judgement of the forecast that departures go on falling moderately: its chance in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from helpers import cleaning
from helpers.parameters import Parameters
from helpers.projection import events, outlook, reference_class
from helpers.projection.house_method import HOUSE, NO_CHANGE

# The one scale of words: the percent, as printed, from which a word holds, lowest first.
SCALE = {"very_unlikely": 0, "unlikely": 10, "even": 35, "likely": 66, "very_likely": 91}
WORDS = tuple(SCALE)


@dataclass(frozen=True)
class Judgement:
    """`ways`: shares by each of WAYS to the third year, in columns `ours`, `no change`, and
    `elsewhere` where departures have halved. `words`: of the moderate way. `borders`: persons in
    the third year between which a fall is moderate."""

    year: int
    ways: pd.DataFrame
    words: tuple[str, ...]
    borders: tuple[float, float]
    author: str | None


def judge(run: Parameters, falls: pd.DataFrame) -> Judgement | None:
    """The judgement of an edition; None without a fit. `falls` as from `outlook.falls`."""
    fit = outlook.fit(run)
    if fit is None:
        return None
    ways = fit.by_method.loc[[*events.WAYS], [HOUSE.name, NO_CHANGE.name]]
    ways = ways.rename(columns={HOUSE.name: "ours"})
    elsewhere = reference_class.shares_of(falls)
    if len(elsewhere):
        ways["elsewhere"] = elsewhere.share
    words = words_for(ways.loc["moderate"])
    last = fit.series.iloc[-1]
    borders = tuple(float(last * (1 + bound) ** events.YEARS_ON) for bound in run.moderate_decline)
    return Judgement(int(fit.series.index[-1]), ways, words, borders, author_of(run))


def words_for(chances: Iterable[float]) -> tuple[str, ...]:
    """The word or two neighbours that hold these probabilities; none where they lie further apart.

    >>> words_for([0.45, 0.42, 0.52]), words_for([0.30, 0.45]), words_for([0.05, 0.45])
    (('even',), ('unlikely', 'even'), ())
    """
    steps = [WORDS.index(word_for(chance)) for chance in chances]
    words = WORDS[min(steps) : max(steps) + 1]
    return words if len(words) < 3 else ()


def word_for(chance: float) -> str:
    """The word of SCALE for a probability as readers see it, in whole percent."""
    percent = round(100 * chance)
    return [word for word, start in SCALE.items() if percent >= start][-1]


def whole_percents(shares: Mapping[str, float]) -> dict[str, int]:
    """Shares that add up to 1 as whole percents that add up to 100 (largest remainders).

    >>> whole_percents({"rise": 0.336, "moderate": 0.336, "steeper": 0.328})
    {'rise': 34, 'moderate': 33, 'steeper': 33}
    """
    exact = 100 * pd.Series(shares)
    whole = exact.astype(int)
    by_rest = (whole - exact).sort_values(kind="stable").index
    whole[by_rest[: 100 - whole.sum()]] += 1
    return whole.to_dict()


def author_of(run: Parameters) -> str | None:
    """Whom the edition's articles name for their forecast of departures ('' where they name nobody,
    None where they make no such forecast)."""
    claims = cleaning.tables_of(run).claims
    forecast = claims.query("kind == 'forecast' and flow == 'departures'")
    named = forecast.attributed_to.fillna("")
    known = named[~named.str.contains("unnamed")]
    return next(iter(known), None if named.empty else "")
