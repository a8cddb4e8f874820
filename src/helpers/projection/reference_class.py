"""The reference class: what followed elsewhere where a flow had halved."""

import numpy as np
import pandas as pd

from helpers.language import say
from helpers.projection import benchmark
from helpers.projection.benchmark import un_events, un_series
from helpers.projection.events import MODERATE, YEARS_ON, outcomes
from helpers.projection.house_method import HOUSE
from helpers.projection.scoring import RESAMPLES, SEED

LOOK_BACK = 4  # years over which a flow has halved
BREAK = 3  # a change of more than this many times, either way, is more likely a new register than migration
REFERENCE_EVENTS = ("further decline", "D1", "steeper next year", "lower three years on", "D2")


# --- the outside view -----------------------------------------------------------------------------


def reference_class(un_flows: pd.DataFrame, band: tuple[float, float] = MODERATE) -> pd.DataFrame:
    """What followed elsewhere after a fall like this one.

    Three classes of origins: `any`; `halved`, where the flow stood at half or less of four years
    before; `halved, three falls`, where the last three years had also all fallen. Each for all
    flows, emigrants and immigrants, and with and without origins next to a change above threefold
    either way (from four years before to three years after: registers break; leaving them out uses
    the later years, so it is a check and no forecast).

    Columns: `origins_from` (the class), `flow`, `breaks` ('kept' or 'left out'), `event`, `share`
    (of origins), `low` to `high` (the middle 95% when whole series are drawn again, fixed seed;
    blank for fewer than two series), `origins` and `series` (how many the share rests on),
    `predicted` (mean probability by `project` at those of these origins with at least 10 years) and
    `predicted_origins`. Origins overlap: few series are little evidence.
    """
    origins = _reference_origins(un_flows, band)
    rows = []
    for condition in ("any", "halved", "halved, three falls"):
        for flow in ("all", "Emigrants", "Immigrants"):
            for breaks in ("kept", "left out"):
                chosen = origins[origins[condition]]
                chosen = chosen if flow == "all" else chosen[chosen["flow"] == flow]
                chosen = chosen if breaks == "kept" else chosen[~chosen["break"]]
                rows += [
                    {"origins_from": condition, "flow": flow, "breaks": breaks, "event": event}
                    | _reference_share(chosen, event)
                    for event in REFERENCE_EVENTS
                ]
    return pd.DataFrame(rows)


def halved(series: pd.Series) -> pd.Series:
    """Whether each year stands at half or less of four years before; False where that year is not
    there.

    Told without logarithms, whose rounding misses some exact halves.
    """
    return 2 * series <= series.shift(LOOK_BACK)


def _breaks(series: pd.Series) -> pd.Series:
    """Whether each year is more than three times the one before, or less than a third of it."""
    before = series.shift()
    return (series > BREAK * before) | (BREAK * series < before)


def _reference_origins(un_flows: pd.DataFrame, band: tuple[float, float]) -> pd.DataFrame:
    """One row per origin with four years behind it: its classes, what followed, what `project` had
    said.
    """
    given = un_events(un_flows, {HOUSE.name: HOUSE}, band)
    given = given.pivot(index=["series", "origin"], columns="event", values="probability")
    tables = []
    for name, series in un_series(un_flows).items():
        breaks = _breaks(series)
        near = [
            breaks.iloc[max(place - LOOK_BACK + 1, 0) : place + YEARS_ON + 1].any()
            for place in range(len(series))
        ]
        table = outcomes(series, band)
        table["series"], table["origin"], table["flow"] = name, series.index, name.split("|")[2]
        table["any"] = True
        table["halved"] = halved(series)
        table["halved, three falls"] = table["halved"] & (series.diff().rolling(3).max() < 0)
        table["break"] = near
        tables.append(table.iloc[LOOK_BACK:])
    joined = pd.concat(tables, ignore_index=True)
    return joined.join(given.add_prefix("predicted "), on=["series", "origin"])


def _reference_share(chosen: pd.DataFrame, event: str) -> dict[str, float]:
    known = chosen[chosen[event].notna()]
    counts = known.groupby("series")[event].agg(["sum", "count"]).to_numpy()
    predicted = known[f"predicted {event}"]
    low, high = _resampled_share(counts)
    return {
        "share": known[event].mean(),
        "low": low,
        "high": high,
        "origins": len(known),
        "series": len(counts),
        "predicted": predicted.mean(),
        "predicted_origins": int(predicted.count()),
    }


def _resampled_share(counts: np.ndarray) -> tuple[float, float]:
    """The middle 95% of the pooled share when whole series (rows: times, chances) are drawn
    again.
    """
    if len(counts) < 2:
        return np.nan, np.nan
    drawn = np.random.default_rng(SEED).integers(len(counts), size=(RESAMPLES, len(counts)))
    times, chances = counts[drawn].sum(axis=1).T
    low, high = np.quantile(times / chances, [0.025, 0.975])
    return float(low), float(high)


HALVED = "halved"  # the class of origins, as `benchmark.reference_class` calls it
FALL_COLUMNS = ["class", "flow", "breaks", "event", "share", "low", "high", "origins", "series"]


# --- other countries ------------------------------------------------------------------------------


def after_such_falls(un_flows: pd.DataFrame, band: tuple[float, float] = MODERATE) -> pd.DataFrame:
    """What followed elsewhere where a flow stood at half or less of four years before:
    `benchmark.reference_class`.

    `un_flows` as in `benchmark.un_series`. They were published as one revision (`vintages` in
    datapackage.json), so an edition of an earlier year passes none. Columns: `class` (in words),
    `flow` (all, emigrants, immigrants), `breaks` (kept or left out: origins beside a change above
    threefold), `event`, `share` (of origins, 0 to 1), `low` and `high` (middle 95% when whole
    series are drawn again; blank for fewer than two), `origins` and `series` (how many the share
    rests on). Origins overlap and series are few. Empty when no flow ever halved.
    """
    halving = [
        name for name, series in benchmark.un_series(un_flows).items() if halved(series).any()
    ]
    if not halving:
        return pd.DataFrame(columns=FALL_COLUMNS)
    # The other series are in no share of this class, and their forecasts would take most of the
    # time.
    found = reference_class(un_flows[un_flows.id.isin(halving)], band)
    found = found[found.origins_from == HALVED]
    words = say("concepts.halved")
    found = found.assign(**{"class": words, "flow": found.flow.str.lower()})
    return found[FALL_COLUMNS].reset_index(drop=True)
