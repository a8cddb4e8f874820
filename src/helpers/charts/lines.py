"""Lines over the years and over the months, forecasts with their outcomes, and a projection."""

from operator import itemgetter

import numpy as np
import pandas as pd
from babel.dates import get_month_names
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from helpers.charts.canvas import COLOURS, HALO, is_left_out, new_axes
from helpers.language import formats, say, spoken

LINE = {"lw": 2.2, "marker": "o", "ms": 3}
HOLLOW = {"ls": "none", "marker": "o", "mfc": "white", "ms": 5, "mew": 1.5}
FIRST_FIGURE = HOLLOW | {"marker": "D", "ms": 7, "mew": 1.8}
EVENT = {"color": "#555555", "lw": 0.9, "ls": (0, (1, 2)), "zorder": 1}
LETTER = {"color": "#333333", "ha": "left", "va": "top", "fontsize": 9}
LETTER |= {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
END = {"va": "center", "fontsize": 10, "path_effects": HALO, "annotation_clip": False}
END["xycoords"] = ("data", "axes fraction")
END_VALUE = {"fontsize": 10, "weight": "bold", "path_effects": HALO}
END_VALUE |= {"xytext": (-5, -12), "textcoords": "offset points", "ha": "right"}
APART = 0.085  # of the height of the axes, between the labels of two lines
SHOWN_PAST = 15  # years of the past beside a projection
GUIDE = {"ls": (0, (1, 2)), "lw": 1.6, "color": COLOURS["dark"], "zorder": 1}
WEDGE = {"facecolor": "none", "edgecolor": COLOURS["dark"], "hatch": "\\\\\\", "lw": 0.8}
CAME = {"marker": "D", "s": 46, "color": COLOURS["dark"], "zorder": 4}
MISSED = {"marker": "X", "zorder": 3, "s": 80, "color": COLOURS["amber"], "edgecolors": "#333333"}
FORECAST = {"color": COLOURS["departures"], "zorder": 3, "s": 46}
INTERVAL = {"color": COLOURS["rest"], "lw": 7}
BAND = {"color": COLOURS["departures"], "lw": 0}
PAST = LINE | {"color": COLOURS["departures"]}
DASHED = {"color": COLOURS["departures"], "lw": 1.4, "ls": (0, (3, 2))}
LATEST = {"color": COLOURS["departures"], "lw": 2.4, "marker": "o", "ms": 3.5}
EARLIER = LATEST | {"color": COLOURS["quiet"], "lw": 1.2}
YEARS = {"nbins": "auto", "integer": True, "min_n_ticks": 1}
BANDS = {95: 0.16, 80: 0.30}  # percent that an interval should hold, and its opacity


def over_time(data: pd.DataFrame, *, log: bool = False) -> Axes | None:
    """Lines over the years, one a flow, with their last values. `data`: year, flow, value; blanks
    leave a gap, and values whose `vintage` is preliminary are hollow."""
    if is_left_out(data):
        return None
    axes = new_axes()
    ends = []
    for flow, part in data.groupby("flow", sort=False):
        colour = COLOURS[flow]
        values = part.value.astype(float)
        axes.plot(part.year, values, color=colour, label=flow, **LINE)
        if "vintage" in part:
            first = values.where(part.vintage == "preliminary")
            axes.plot(part.year, first, mec=colour, **FIRST_FIGURE)
        last = part.assign(value=values).dropna(subset="value").tail(1)
        ends += [
            (row.year, row.value, formats.number(row.value), colour) for row in last.itertuples()
        ]
    if log:
        log_axis(axes)
    else:
        axes.set_ylim(bottom=0)
    if len(ends) > 1:
        axes.legend(title="flow")
    name_ends(axes, ends)
    whole_years(axes)
    axes.set(xlabel="year", ylabel="value")
    return axes


def name_ends(axes: Axes, ends: list[tuple]) -> None:
    """Words beside the ends of lines, one above the other where these are close. `ends`: x, y,
    words, colour."""
    in_axes = axes.transData - axes.transAxes
    lowest = -1.0
    for x, y, words, colour in sorted(ends, key=itemgetter(1)):
        _, height = in_axes.transform((x, y))
        height = max(height, lowest)
        axes.annotate(f" {words}", (x, height), color=colour, **END)
        lowest = height + APART


def log_axis(axes: Axes) -> None:
    """A log scale of values with plain numbers and ticks at 1, 2 and 5."""
    axes.set_yscale("log")
    axes.yaxis.set(major_locator=LogLocator(subs=(1, 2, 5)), minor_formatter=NullFormatter())
    axes.yaxis.set_major_formatter(formats.axis_number)
    axes.tick_params(axis="y", which="minor", length=0)


def whole_years(axes: Axes) -> None:
    """Years as whole numbers, without a thousands comma."""
    axes.xaxis.set_major_locator(MaxNLocator(**YEARS))
    axes.xaxis.set_major_formatter("{x:.0f}")


def mark_events(axes: Axes | None, events: pd.DataFrame) -> str:
    """Letters on upright lines, and their meaning for the note. `events`: year, label."""
    if axes is None:
        return ""
    first, last = axes.get_xlim()
    meaning = []
    before = first
    down = -1
    for letter, row in zip("ABCDEFGH", events.sort_values("year").itertuples(), strict=False):
        axes.axvline(row.year, **EVENT)
        # Letters of neighbouring years stand one below the other.
        down = down - 10 if row.year - before <= (last - first) * 0.05 else -1
        axes.annotate(letter, (row.year, 1), xytext=(2, down), **LETTER)
        meaning.append(f"{letter} {row.year}: {row.label}")
        before = row.year
    return "; ".join(meaning)


def paths_within(data: pd.DataFrame, *, latest: int) -> Axes | None:
    """Cumulative counts by month, a line a year, the latest strong. `data`: year, months, value,
    and vintage: the final figure of a year is hollow."""
    if is_left_out(data):
        return None
    axes = new_axes()
    ends = []
    for year, part in data.groupby("year"):
        line = LATEST if year == latest else EARLIER
        colour = line["color"]
        axes.plot(part.months, part.value, label=str(year), **line)
        final = part[part.vintage == "final"]
        axes.plot(final.months, final.value, mec=colour, **HOLLOW)
        last = part.iloc[-1]
        ends.append((last.months, last.value, year, colour))
    axes.set(xlabel="months", ylabel="value", ylim=(0, None), xticks=range(3, 13, 3))
    months = get_month_names("abbreviated", "stand-alone", locale=spoken())
    axes.xaxis.set_major_formatter(lambda value, _place: months.get(int(value), ""))
    name_ends(axes, ends)
    return axes


def hindcasts(past: pd.DataFrame) -> Axes | None:
    """Outcomes on the 80% intervals that were forecast for them, crosses outside, on a log scale.
    `past`: year, actual, lower_80, upper_80."""
    if is_left_out(past):
        return None
    axes = new_axes()
    axes.vlines(past.year, past.lower_80, past.upper_80, **INTERVAL)
    is_inside = past.actual.between(past.lower_80, past.upper_80)
    for part, look in ((past[is_inside], FORECAST), (past[~is_inside], MISSED)):
        axes.scatter(part.year, part.actual, **look)
    log_axis(axes)
    whole_years(axes)
    axes.set(xlabel="year", ylabel="actual")
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
    year, value of what was registered later.
    """
    axes = new_axes(4.4)
    past = _with_status(observed.tail(SHOWN_PAST + 1), "observed")
    ahead = _with_status(projected.rename_axis("year").reset_index(), "projected")
    dashed = pd.concat([past.tail(1), ahead]).astype({"point": float})
    last = past.iloc[-1]
    for level, shade in BANDS.items():
        # Where they start, they are as wide as the last value.
        lower = dashed[f"lower_{level}"].fillna(dashed.point)
        upper = dashed[f"upper_{level}"].fillna(dashed.point)
        label = say("charts.band", level=level)
        axes.fill_between(dashed.year, lower, upper, alpha=shade, label=label, **BAND)
    axes.plot(past.year, past.point, **PAST)
    axes.plot(dashed.year, dashed.point, **DASHED)
    axes.plot(ahead.year, ahead.point, mec=BAND["color"], **HOLLOW)
    end = ahead.year.iloc[-1]
    axes.hlines(last.point, last.year, end, label=say("charts.no_change"), **GUIDE)
    if claimed:
        steps = np.arange(4)
        edges = [last.point * (1 + change) ** steps for change in claimed]
        axes.fill_between(last.year + steps, *edges, label=say("charts.claimed"), **WEDGE)
    shown = [past, ahead]
    if came is not None:
        axes.scatter(came.year, came.value, label=say("charts.came"), **CAME)
        shown.append(_with_status(came, "registered"))
    log_axis(axes)
    whole_years(axes)
    axes.annotate(formats.people(last.point), (last.year, last.point), **END_VALUE)
    axes.legend()
    axes.set(xlabel="year", ylabel="point")
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
