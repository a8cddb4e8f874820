"""How far the event probabilities of an edition hang on the choices behind them, one at a time."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers import cleaning
from helpers.cleaning import names
from helpers.language import formats, say
from helpers.parameters import Parameters
from helpers.projection import events, fitting
from helpers.projection.inputs import MINIMUM_POINTS

SHOWN = ("further decline", "lower three years on", "D1", "D2", "D3")
BANDS = ((-0.10, 0.0), (-0.15, 0.0), (-0.20, 0.0), (-0.30, 0.0))
START_STEP = 4  # years between the later starts
COLUMNS = ["choice", "setting", "event", "probability", "base"]

# A setting in words, whether it is the base case, and the probability by event (empty: not known).
Setting = tuple[str, bool, pd.Series]


def one_at_a_time(run: Parameters) -> pd.DataFrame:
    """The event probabilities of departures as each choice moves and all others stay.

    Columns: `choice` (band or start), `setting` (in words), `event`, `probability` (0 to 1),
    `base` (the run's own setting). The choices: the band of a moderate change (`BANDS`); the first
    year of the fit, with at least 10 points left. Another last value moves nothing: every event is
    a change from it. Empty when the series has too few points for a fit.
    """
    fit = fitting.fit(run)
    if fit is None:
        return pd.DataFrame(columns=COLUMNS)
    choices = {"band": _bands(run, fit.series), "start": _starts(run, fit.series)}
    rows = []
    for choice, settings in choices.items():
        for setting, base, probability in settings:
            for event in SHOWN:
                rows.append((choice, setting, event, probability[event], base))
    return pd.DataFrame(rows, columns=COLUMNS)


def for_reading(steps: pd.DataFrame) -> pd.DataFrame:
    """`one_at_a_time` for readers: choice, setting (the base case named), chance of each event."""
    rows = []
    for (choice, setting), part in steps.groupby(["choice", "setting"], sort=False):
        if part.base.any():
            setting = say("sensitivity.is_base_case", setting=setting)
        choice = say("sensitivity.choice", of=choice)
        row = {say("tables.choice"): choice, say("tables.setting"): setting}
        for step in part.itertuples():
            row[names.name(step.event)] = formats.chance(step.probability)
        rows.append(row)
    return pd.DataFrame(rows)


def _bands(run: Parameters, series: pd.Series) -> Iterator[Setting]:
    own = run.moderate_decline
    for band in dict.fromkeys((own, *BANDS)):
        lower, upper = map(events.percent, band)
        yield formats.span(lower, upper), band == own, _probabilities(series, band)


def _starts(run: Parameters, series: pd.Series) -> Iterator[Setting]:
    on_record = cleaning.series_of(cleaning.tables_of(run).flows, "departures")
    steps = np.diff(on_record.index, prepend=on_record.index[0])
    gaps = np.cumsum(steps > 1)
    on_record = on_record[gaps == gaps[-1]]  # from the last gap on
    years = series.index
    first = int(years[0])
    last = int(years[-MINIMUM_POINTS])  # the latest that leaves enough points
    later = range(first, last, START_STEP)
    for start in sorted({int(on_record.index[0]), *later, last}):
        longer = on_record.loc[start:]
        setting = say("sensitivity.from_year", n=len(longer), year=start)
        yield setting, start == first, _probabilities(longer, run.moderate_decline)


def _probabilities(series: pd.Series, band: tuple[float, float]) -> pd.Series:
    return events.event_probabilities(series, band).set_index("event").probability
