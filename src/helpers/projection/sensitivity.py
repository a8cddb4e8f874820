"""How far the event probabilities of an edition hang on the choices behind them, one at a time."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from helpers import cleaning
from helpers.cleaning import names
from helpers.language import formats, say
from helpers.parameters import VINTAGES, Parameters
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

    Columns: `choice` (band, start or vintage), `setting` (in words), `event`, `probability` (0 to
    1; blank where the setting needs a figure that was not published), `base` (the run's own
    setting). The choices: the band of a moderate change (`BANDS`); the first year of the fit, with
    at least 10 points left; the vintage of the last value. Another last value alone moves nothing:
    every event is a change from it. Empty when the series has too few points for a fit.
    """
    fit = fitting.fit(run)
    if fit is None:
        return pd.DataFrame(columns=COLUMNS)
    choices = {
        "band": _bands(run, fit.series),
        "start": _starts(run, fit.series),
        "vintage": _vintages(run, fit.series),
    }
    rows = []
    for choice, settings in choices.items():
        for setting, base, probability in settings:
            for event in SHOWN:
                rows.append((choice, setting, event, probability.get(event, np.nan), base))
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
            unknown = pd.isna(step.probability)
            chance = say("numbers.not_published") if unknown else formats.chance(step.probability)
            row[names.name(step.event)] = chance
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


def _vintages(run: Parameters, series: pd.Series) -> Iterator[Setting]:
    unknown = pd.Series(dtype=float)
    for vintage in VINTAGES:
        base = vintage == run.vintage
        if base:
            other = series
        elif run.vintage == "first":  # final figures follow first releases
            other = unknown
        else:
            other = fitting.departures_series(replace(run, vintage=vintage))
        words = say("sensitivity.vintage", of=vintage)
        slots = {"vintage": words, "year": run.year}
        if run.year in other.index:
            yield words, base, _probabilities(other, run.moderate_decline)
        elif base:  # the run's own forecast still stands, from an earlier year
            setting = say("sensitivity.taken_from", last=int(other.index[-1]), **slots)
            yield setting, base, _probabilities(other, run.moderate_decline)
        else:
            yield say("sensitivity.not_published_for", **slots), base, unknown


def _probabilities(series: pd.Series, band: tuple[float, float]) -> pd.Series:
    return events.event_probabilities(series, band).set_index("event").probability
