"""How far the event probabilities of an edition hang on the choices behind them, one choice at a
time.

- `ladder`: each choice beside the base case; `for_reading`: the same as a table

Nothing here chooses: the base case stays the run's own, and a setting that gives a higher
probability is not a better one.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from helpers import cleaning
from helpers.cleaning import names
from helpers.data import package
from helpers.language import formats, say
from helpers.parameters import VINTAGES, Parameters
from helpers.projection import events, fitting
from helpers.projection.house_method import MINIMUM_POINTS

SHOWN = ("further decline", "lower three years on", "D1", "D2", "D3")
BANDS = ((-0.10, 0.0), (-0.15, 0.0), (-0.20, 0.0), (-0.30, 0.0))
LAST_VALUES = (-0.10, -0.05, 0.0, 0.05, 0.10)
START_STEP = 4  # years between the later starts
COLUMNS = ["choice", "setting", "event", "probability", "base", "change"]

Rung = tuple[
    str, str, bool, pd.Series | None
]  # choice, setting, whether it is the base case, probability by event


def ladder(run: Parameters) -> pd.DataFrame:
    """The event probabilities of departures as each choice moves and all others stay as the run has
    them.

    Columns: `choice` (band, start, vintage, last value or method), `setting` (in words), `event`,
    `probability` (0 to 1; blank where the setting needs a figure that was not published), `base`
    (the run's own setting, once for each choice) and `change` (percentage points from the base
    case). The choices:

    - band of a moderate change: the run's, then `BANDS`. It bears on D1, D2 and D3 alone
    - first year of the fit: the first exact year, later ones that leave at least 10 points, and all
      years on record
    - vintage of the last value: final or first release; a final figure is not known to a run of
      first releases
    - last value: 5 and 10% higher or lower than published, as a revision or a change of definition
      in that one year would have it; the events are relative to it
    - method: our own and the textbook ones (`fitting.probabilities_by_method`)

    Empty when the series has too few points for a fit.
    """
    made = fitting.fit(run)
    if made is None:
        return pd.DataFrame(columns=COLUMNS)
    rungs = [
        *_bands(run, made),
        *_starts(run, made),
        *_vintages(run, made),
        *_last_values(run, made),
        *_methods(made),
    ]
    base = made.probabilities.set_index("event").probability
    rows = [
        (choice, setting, event, found[event] if found is not None else np.nan, is_base)
        for choice, setting, is_base, found in rungs
        for event in SHOWN
    ]
    table = pd.DataFrame(rows, columns=COLUMNS[:-1])
    return table.assign(change=100 * (table.probability - table.event.map(base)))


def for_reading(steps: pd.DataFrame) -> pd.DataFrame:
    """The ladder as readers see it: choice, setting (the base case named), and the chance of each
    event.
    """
    rows = []
    for (choice, setting), part in steps.groupby(["choice", "setting"], sort=False):
        chances = {
            names.name(row.event): say("numbers.not_published")
            if pd.isna(row.probability)
            else formats.chance(row.probability)
            for row in part.itertuples()
        }
        said = say("sensitivity.is_base_case", setting=setting) if part.base.any() else setting
        chosen = say("sensitivity.choice", of=choice)
        rows.append({say("tables.choice"): chosen, say("tables.setting"): said} | chances)
    return pd.DataFrame(rows)


# --- the choices ----------------------------------------------------------------------------------


def _bands(run: Parameters, made: fitting.Fit) -> Iterator[Rung]:
    for band in (run.moderate_decline, *(band for band in BANDS if band != run.moderate_decline)):
        setting = formats.span(*(_share(bound) for bound in band))
        yield "band", setting, band == run.moderate_decline, _probabilities(made.series, band)


def _starts(run: Parameters, made: fitting.Fit) -> Iterator[Rung]:
    whole, first = _on_record(run), int(made.series.index[0])
    for start in sorted({first, int(whole.index[0])} | _later_starts(made.series, START_STEP)):
        series = whole.loc[start:]
        setting = say("sensitivity.from_year", n=len(series), year=start)
        yield "start", setting, start == first, _probabilities(series, run.moderate_decline)


def _vintages(run: Parameters, made: fitting.Fit) -> Iterator[Rung]:
    for vintage in VINTAGES:
        series = _series_of(run, made, vintage)
        published = series is not None and int(series.index[-1]) == run.year
        setting = say("sensitivity.vintage", of=vintage)
        base = vintage == run.vintage
        if not published and base:  # the run's own forecast still stands, from an earlier year
            last = int(series.index[-1])
            setting = say("sensitivity.taken_from", vintage=setting, year=run.year, last=last)
        elif not published:
            setting = say("sensitivity.not_published_for", vintage=setting, year=run.year)
        known = _probabilities(series, run.moderate_decline) if published or base else None
        yield "vintage", setting, base, known


def _series_of(run: Parameters, made: fitting.Fit, vintage: str) -> pd.Series | None:
    """The series of a vintage, or None where this run cannot know it: final figures follow first
    releases.
    """
    if vintage == run.vintage:
        return made.series
    return (
        None if run.vintage == "first" else fitting.departures_series(replace(run, vintage=vintage))
    )


def _last_values(run: Parameters, made: fitting.Fit) -> Iterator[Rung]:
    for share in LAST_VALUES:
        series = made.series.copy()
        series.iloc[-1] *= 1 + share
        setting = (
            say("sensitivity.lower", percent=_share(-share))
            if share < 0
            else say("tables.as_published")
        )
        setting = say("sensitivity.higher", percent=_share(share)) if share > 0 else setting
        yield "last value", setting, share == 0, _probabilities(series, run.moderate_decline)


def _methods(made: fitting.Fit) -> Iterator[Rung]:
    for method, part in made.by_method.groupby("method", sort=False):
        yield (
            "method",
            names.name(method),
            method == fitting.OURS[0],
            part.set_index("event").probability,
        )


# --- shared ---------------------------------------------------------------------------------------


def _probabilities(series: pd.Series, band: tuple[float, float]) -> pd.Series:
    return events.event_probabilities(series, band).set_index("event").probability


def _on_record(run: Parameters) -> pd.Series:
    """Departures of all years on record, from the last gap on, as this run knows them."""
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    series = cleaning.series_of(flows, "departures")
    gaps = np.flatnonzero(np.diff(series.index) > 1)
    return series.iloc[gaps[-1] + 1 :] if len(gaps) else series


def _later_starts(series: pd.Series, step: int) -> set[int]:
    """First years after the series' own that leave enough points: every `step` years, and the last
    possible one.
    """
    first, last = int(series.index[0]), int(series.index[-1]) - MINIMUM_POINTS + 1
    return {*range(first + step, last + 1, step), last} - {first}


def _share(share: float) -> str:
    """−20% for −0.2, −12.5% for −0.125."""
    return formats.percent(100 * share, 0 if round(100 * share, 6).is_integer() else 1)
