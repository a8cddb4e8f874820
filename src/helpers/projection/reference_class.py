"""The reference class: what followed in other countries where a flow had halved."""

from itertools import product

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from helpers.language import say
from helpers.projection.benchmark import un_events, un_series
from helpers.projection.events import MODERATE, YEARS_ON, outcomes
from helpers.projection.house_method import HOUSE
from helpers.projection.scoring import bootstrap_interval

LOOK_BACK = 4  # years over which a flow has halved
BREAK = 3  # a change of more than this many times is more likely a new register than migration
CLASSES = ("any", "halved", "halved, three falls")
FLOWS = ("all", "Emigrants", "Immigrants")
REFERENCE_EVENTS = ("further decline", "D1", "steeper next year", "lower three years on", "D2")
FALL_COLUMNS = ["class", "flow", "breaks", "event", "share", "low", "high", "origins", "series"]


def after_such_falls(un_flows: pd.DataFrame, band: tuple[float, float] = MODERATE) -> pd.DataFrame:
    """What followed elsewhere where a flow stood at half or less of four years before: the class
    `halved` of `reference_class`. Empty when none ever did.

    `un_flows` as in `benchmark.un_series`. Columns: FALL_COLUMNS, `class` in words.
    """
    # The other series are in no share of this class; their forecasts would take most of the time.
    halving = [name for name, series in un_series(un_flows).items() if halved(series).any()]
    if not halving:
        return pd.DataFrame(columns=FALL_COLUMNS)
    shares = reference_class(un_flows[un_flows.id.isin(halving)], band)
    shares = shares[shares.origins_from == "halved"].reset_index(drop=True)
    shares["class"] = say("concepts.halved")
    shares["flow"] = shares.flow.str.lower()
    return shares[FALL_COLUMNS]


def reference_class(un_flows: pd.DataFrame, band: tuple[float, float] = MODERATE) -> pd.DataFrame:
    """What followed elsewhere after a fall like this one.

    Classes of origins: `any`; `halved`; `halved, three falls` (the last three years had also all
    fallen). Each for all flows, emigrants and immigrants, with and without origins next to a change
    above threefold either way (leaving them out uses later years: a check and no forecast).

    Columns: `origins_from` (the class), `flow`, `breaks` ('kept' or 'left out'), `event`, `share`
    (of origins), `low` to `high` (`bootstrap_interval`), `origins` and `series` (how many the share
    rests on), `predicted` (mean probability by `project`) and `predicted_origins`.
    """
    origins = _reference_origins(un_flows, band)
    rows = []
    for name, flow, breaks in product(CLASSES, FLOWS, ("kept", "left out")):
        members = origins[origins[name]]
        if flow != "all":
            members = members[members.flow == flow]
        if breaks == "left out":
            members = members[~members["break"]]
        labels = {"origins_from": name, "flow": flow, "breaks": breaks}
        for event in REFERENCE_EVENTS:
            rows.append(labels | {"event": event} | _share(members, event))
    return pd.DataFrame(rows)


def halved(series: pd.Series) -> pd.Series:
    """Whether each year stands at half or less of four years before; False where that is unknown.

    >>> halved(pd.Series([100, 90, 80, 70, 50])).tolist()
    [False, False, False, False, True]
    """
    return 2 * series <= series.shift(LOOK_BACK)


def _near_break(series: pd.Series) -> pd.Series:
    before = series.shift()
    risen = series > BREAK * before
    fallen = BREAK * series < before
    breaks = risen | fallen
    padded = np.pad(breaks, (LOOK_BACK - 1, YEARS_ON))
    windows = sliding_window_view(padded, LOOK_BACK + YEARS_ON)
    return pd.Series(windows.any(axis=1), index=series.index)


def _reference_origins(un_flows: pd.DataFrame, band: tuple[float, float]) -> pd.DataFrame:
    """A row for each origin with four years before it: classes, outcomes and probabilities."""
    tables = []
    for name, series in un_series(un_flows).items():
        table = outcomes(series, band)
        table["series"] = name
        table["origin"] = series.index
        table["flow"] = name.split("|")[2]
        table["any"] = True
        table["halved"] = halved(series)
        table["halved, three falls"] = table["halved"] & (series.diff().rolling(3).max() < 0)
        table["break"] = _near_break(series)
        tables.append(table.iloc[LOOK_BACK:])
    given = un_events(un_flows, {HOUSE.name: HOUSE}, band)
    given = given.pivot(index=["series", "origin"], columns="event", values="probability")
    joined = pd.concat(tables, ignore_index=True)
    return joined.join(given.add_prefix("predicted "), on=["series", "origin"])


def _share(chosen: pd.DataFrame, event: str) -> dict[str, float]:
    """How often the event followed, pooled over the origins whose outcome is known."""
    decided = chosen[chosen[event].notna()]
    counts = decided.groupby("series")[event].agg(["sum", "count"])
    low, high = bootstrap_interval(counts["sum"].to_numpy(), counts["count"].to_numpy())
    predicted = decided[f"predicted {event}"]
    return {
        "share": decided[event].mean(),
        "low": low,
        "high": high,
        "origins": len(decided),
        "series": len(counts),
        "predicted": predicted.mean(),
        "predicted_origins": int(predicted.count()),
    }
