"""Lines over the years and over the months, forecasts with their outcomes, and a projection."""

from operator import itemgetter

import numpy as np
import pandas as pd
from babel.dates import get_month_names
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from helpers.charts.canvas import COLOURS, LOOKS, is_left_out, new_figure
from helpers.language import formats, say, spoken

APART = 0.085  # of the height of the axes, between the labels of two lines
SHOWN_PAST = 15  # years of the past beside a projection
YEARS = {"nbins": "auto", "integer": True, "min_n_ticks": 1}
BANDS = {95: 0.16, 80: 0.30}  # percent that an interval should hold, and its opacity


def over_time(data: pd.DataFrame, *, log: bool = False) -> Axes | None:
    """Lines over the years, one a flow, with their last values. `data`: year, flow, value; blanks
    leave a gap, and values whose `vintage` is preliminary are hollow."""
    if is_left_out(data):
        return None
    axes = new_figure().subplots()
    ends = []
    for flow, part in data.groupby("flow", sort=False):
        colour = COLOURS[flow]
        values = part.value.astype(float)
        axes.plot(part.year, values, color=colour, label=flow, **LOOKS["line"])
        if "vintage" in part:
            first = values.where(part.vintage == "preliminary")
            axes.plot(part.year, first, mec=colour, **LOOKS["first_figure"])
        for row in part.assign(value=values).dropna(subset="value").tail(1).itertuples():
            ends.append((row.year, row.value, formats.number(row.value), colour))
    over_years(axes, "value", log=log)
    if len(ends) > 1:
        axes.legend(title="flow")
    name_ends(axes, ends)
    return axes


def name_ends(axes: Axes, ends: list[tuple]) -> None:
    """Words beside the `ends` of lines (x, y, words, colour), apart where these are close."""
    in_axes = axes.transData - axes.transAxes
    lowest = -1.0
    for x, y, words, colour in sorted(ends, key=itemgetter(1)):
        _, height = in_axes.transform((x, y))
        height = max(height, lowest)
        axes.annotate(f" {words}", (x, height), color=colour, **LOOKS["end"])
        lowest = height + APART


def over_years(axes: Axes, y: str, *, log: bool = True) -> None:
    """Years as whole numbers, without a thousands comma, and the column `y` on a log scale with
    plain numbers and ticks at 1, 2 and 5, or from 0."""
    axes.xaxis.set(major_locator=MaxNLocator(**YEARS), major_formatter="{x:.0f}")
    axes.set(xlabel="year", ylabel=y)
    if not log:
        axes.set_ylim(bottom=0)
        return
    axes.set_yscale("log")
    axes.yaxis.set(
        major_locator=LogLocator(subs=(1, 2, 5)),
        minor_formatter=NullFormatter(),
    )
    axes.yaxis.set_major_formatter(formats.axis_number)
    axes.tick_params(axis="y", which="minor", length=0)


def mark_events(axes: Axes | None, events: pd.DataFrame) -> str:
    """Letters on upright lines, and their meaning for the note. `events`: year, label."""
    if axes is None:
        return ""
    before, last = axes.get_xlim()
    close = (last - before) * 0.05
    meaning = []
    down = -1
    for letter, row in zip("ABCDEFGH", events.sort_values("year").itertuples(), strict=False):
        axes.axvline(row.year, **LOOKS["event"])
        # Letters of neighbouring years stand one below the other.
        down = down - 10 if row.year - before <= close else -1
        axes.annotate(letter, (row.year, 1), xytext=(2, down), **LOOKS["letter"])
        meaning.append(f"{letter} {row.year}: {row.label}")
        before = row.year
    return "; ".join(meaning)


def paths_within(data: pd.DataFrame, *, latest: int) -> Axes | None:
    """Cumulative counts by month, a line a year, the latest strong. `data`: year, months, value,
    and vintage: the final figure of a year is hollow."""
    if is_left_out(data):
        return None
    axes = new_figure().subplots()
    ends = []
    for year, part in data.groupby("year"):
        line = LOOKS["latest" if year == latest else "earlier"]
        final = part[part.vintage == "final"]
        last = part.iloc[-1]
        axes.plot(part.months, part.value, label=str(year), **line)
        axes.plot(final.months, final.value, mec=line["color"], **LOOKS["hollow"])
        ends.append((last.months, last.value, year, line["color"]))
    axes.set(
        xlabel="months",
        ylabel="value",
        ylim=(0, None),
        xticks=range(3, 13, 3),
    )
    months = get_month_names("abbreviated", "stand-alone", locale=spoken())
    axes.xaxis.set_major_formatter(lambda value, _place: months.get(int(value), ""))
    name_ends(axes, ends)
    return axes


def hindcasts(past: pd.DataFrame) -> Axes | None:
    """Outcomes on the 80% intervals that were forecast for them, crosses outside, on a log scale.
    `past`: year, actual, lower_80, upper_80."""
    if is_left_out(past):
        return None
    axes = new_figure().subplots()
    axes.vlines(past.year, past.lower_80, past.upper_80, **LOOKS["interval"])
    is_inside = past.actual.between(past.lower_80, past.upper_80)
    for part, look in (
        (past[is_inside], "forecast"),
        (past[~is_inside], "missed"),
    ):
        axes.scatter(part.year, part.actual, **LOOKS[look])
    over_years(axes, "actual")
    return axes


def fan(
    observed: pd.DataFrame,
    projected: pd.DataFrame,
    claimed: tuple[float, float] | None = None,
    came: pd.DataFrame | None = None,
) -> tuple[Axes, pd.DataFrame]:
    """The last observed values, the projection dashed with its intervals as bands, no change, and
    the table of the marks, on a log scale.

    `observed`: year, value; `projected`: as from `projection.project`, indexed by year; `claimed`:
    the yearly changes between which a claimed fall lies, as a wedge to the third year; `came`:
    year, value of what was registered later."""
    axes = new_figure(4.4).subplots()
    past = _with_status(observed.tail(SHOWN_PAST + 1), "observed")
    ahead = _with_status(projected.rename_axis("year").reset_index(), "projected")
    dashed = pd.concat([past.tail(1), ahead]).astype({"point": float})
    last = past.iloc[-1]
    for level, shade in BANDS.items():
        # Where they start, they are as wide as the last value.
        lower = dashed[f"lower_{level}"].fillna(dashed.point)
        upper = dashed[f"upper_{level}"].fillna(dashed.point)
        label = say("charts.band", level=level)
        axes.fill_between(dashed.year, lower, upper, alpha=shade, label=label, **LOOKS["band"])
    axes.plot(past.year, past.point, **LOOKS["past"])
    axes.plot(dashed.year, dashed.point, **LOOKS["ahead"])
    axes.plot(ahead.year, ahead.point, mec=COLOURS["departures"], **LOOKS["hollow"])
    end = ahead.year.iloc[-1]
    axes.hlines(last.point, last.year, end, label=say("charts.no_change"), **LOOKS["no_change"])
    if claimed:
        steps = np.arange(4)
        edges = [last.point * (1 + change) ** steps for change in claimed]
        axes.fill_between(
            last.year + steps, *edges, label=say("charts.claimed"), **LOOKS["claimed"]
        )
    shown = [past, ahead]
    if came is not None:
        axes.scatter(came.year, came.value, label=say("charts.came"), **LOOKS["came"])
        shown.append(_with_status(came, "registered"))
    over_years(axes, "point")
    axes.annotate(formats.people(last.point), (last.year, last.point), **LOOKS["end_value"])
    axes.legend()
    return axes, pd.concat(shown, ignore_index=True)


def _with_status(table: pd.DataFrame, status: str) -> pd.DataFrame:
    return table.rename(columns={"value": "point"}).assign(status=status)


def in_words(observed: pd.DataFrame, projected: pd.DataFrame) -> str:
    """The last value; point and intervals of the first and of the last year ahead."""
    last = observed.iloc[-1]
    value = formats.people(last.value)
    items = [say("charts.last_observed", value=value, year=int(last.year))]
    for year in dict.fromkeys(projected.index[[0, -1]]):
        row = projected.loc[year]
        slots = {
            "point": formats.rough(row.point),
            "range80": formats.rough_range(row.lower_80, row.upper_80),
            "range95": formats.rough_range(row.lower_95, row.upper_95),
        }
        items.append(say("charts.projected", year=year, **slots))
    return "; ".join(items)
