"""Tables as charts draw them and as readers see them: labels and numbers in words."""

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from helpers import cleaning, csv_files
from helpers.cleaning import names
from helpers.cleaning.flows import first_printed
from helpers.csv_files import read_rows
from helpers.data import package
from helpers.language import formats, of_sentences, say, spoken
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection import fitting, outlook, scoring, sensitivity

# Columns of the tables for reading: heading, how cells are written, column (and that of an upper
# bound, where the cell is a range).
READING = Path(__file__).with_name("reading.csv")
WRITERS = {
    "name": names.name,
    "two_decimals": formats.two_decimals,
    "share_in_percent": formats.share_in_percent,
    "chance": formats.chance,
    "bin_name": formats.bin_name,
    "skill": outlook.skill_in_words,
}


def for_reading(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """A table as readers see it: headings, columns and formats as READING lists them for `name`."""
    columns = {}
    for entry in read_rows(READING, table=name):
        cells = table[entry["column"]]
        write = WRITERS.get(entry["write"])
        if entry["upper"]:
            cells = _ranges(cells, table[entry["upper"]], write)
        elif write:
            cells = cells.map(write)
        columns[say(entry["heading"])] = list(cells)
    return pd.DataFrame(columns)


def tests_for_reading(summary: pd.DataFrame) -> pd.DataFrame:
    """The past tests as readers see them: error, coverage, and what chance alone allows."""
    return for_reading(summary, "tests")


def rivals_for_reading(summary: pd.DataFrame) -> pd.DataFrame:
    """`scoring.summary` as readers see it: a row a method, columns by years ahead."""
    columns = {
        "tables.error_ahead": ("mae_ratio", lambda ratio: formats.number(float(f"{ratio:.3g}"), 2)),
        "tables.held_80_ahead": ("cover_80", formats.share_in_percent),
        "tables.held_95_ahead": ("cover_95", formats.share_in_percent),
    }
    rows = []
    for method in fitting.all_methods():
        tests = summary[summary.method == method].set_index("horizon")
        row = {say("tables.method"): names.name(method)}
        for heading, (column, write) in columns.items():
            for ahead, value in tests[column].items():
                row[say(heading, n=ahead)] = write(value)
        row[say("tables.tests")] = ", ".join(tests.n.astype(str))
        rows.append(row)
    return pd.DataFrame(rows)


def events_for(concerns: str, run: Parameters) -> pd.DataFrame:
    """The events up to the year that a chart of `flows` or `population` needs: year, label, row."""
    events = package.read("kz_events")
    # A year's rate rests on the population at its end too, which is that of the next 1 January.
    last = run.year + (concerns == "population")
    events = events[(events.concerns == concerns) & (events.year <= last)]
    labels = events[f"name_{of_sentences(spoken())}"]
    return pd.DataFrame({"year": events.year.astype(int), "label": labels, "row": events.row})


def pace_and_end(paces: pd.DataFrame, doubted: tuple[str, ...] = ()) -> pd.DataFrame:
    """The year-to-date extrapolation and the end of each year, for `charts.compared`.

    A pace from a count among `doubted` is doubtful.
    """
    marks = []
    for row in paces.astype({"end": float}).itertuples():
        pace = say("tables.pace_after", months=formats.months(row.months))
        status = "derived" if set(doubted).isdisjoint(row.row.split()) else "doubtful"
        marks.append((str(row.year), pace, row.pace, status, row.row))
        marks.append((str(row.year), say("tables.end_of_year"), row.end, "observed", row.row))
    columns = ["label", "series", "value", "status", "row"]
    return pd.DataFrame(marks, columns=columns).astype({"value": float})


def pages_named(urls: pd.Series) -> str:
    """The sites that figures were read on; copies of the bureau's tables count as the bureau."""
    hosts = set(host(urls.dropna()))
    own = [say("sources.bureau")] if "github.com" in hosts else []
    return formats.listing(own + sorted(hosts - {"github.com"}))


def sourced(words: str, run: Parameters) -> str:
    """The source line of a chart of yearly flows; with the press where these have first figures."""
    flows = cleaning.tables_of(run).flows
    return with_press(words) if (flows.vintage == "preliminary").any() else words


def with_press(words: str) -> str:
    return say("sources.with_press", source=words)


def pages_of(rows: pd.Series, table: pd.DataFrame) -> str:
    """`pages_named` for the rows of a table that figures rest on, one or several in a cell."""
    return pages_named(table.source_url[table.row.isin(" ".join(rows).split())])


def bars(groups: pd.DataFrame) -> pd.DataFrame:
    """`cleaning.parts` for `charts.shares`."""
    columns = ["label", "category", "value", "low", "high", "share", "row"]
    return groups.assign(label=groups.category.map(names.name))[columns]


def named_parts(parts: pd.DataFrame) -> pd.DataFrame:
    """`shares_by_dimension` for `charts.stacked`, with labels and the names of the parts."""
    label = parts.flow.map(names.name) + ": " + parts.dimension.map(names.name)
    part = parts.category.map(names.name).mask(
        parts.category == "rest", say("numbers.not_published")
    )
    # What CIS countries leave is known to be the other countries; elsewhere a blank remains.
    others = (parts.category == "rest") & (parts.dimension == "country_group")
    part = part.mask(others, say("tables.other_countries"))
    columns = ["label", "flow", "category", "part", "share", "low", "high", "status", "row"]
    return parts.assign(label=label, part=part)[columns]


def then_and_now(shares: pd.DataFrame) -> pd.DataFrame:
    """`shares_compared` for `charts.compared`: a row a group and flow, a mark a year."""
    label = shares.category.map(names.name) + ", " + shares.flow.map(names.name)
    series = shares.year.astype(str)
    marks = shares.assign(label=label, series=series, value=shares.share, status="observed")
    order = {"by": ["flow", "year", "value"], "ascending": [False, True, False]}
    marks = marks.sort_values(**order, kind="stable", ignore_index=True)
    return marks[["label", "series", "value", "low", "high", "status", "row"]]


def by_edition(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """A corridor for `charts.compared`: a row an edition and year, a mark a direction."""
    label = table.edition + ", " + table.year.astype(str)
    series = table.corridor.map(names.name)
    marks = table.assign(label=label, series=series, value=table[value].astype(float))
    return marks[["label", "series", "value", "row"]]


def stock_beside_flow(ratios: pd.DataFrame) -> pd.DataFrame:
    """`corridors.balance_of` for `charts.compared`: a row a pair, marks for stock and flow."""
    kinds = {"stock": say("tables.stocks"), "flow": say("tables.modelled_flows")}
    label = ratios.pair.map(names.pair_name)
    marks = ratios.assign(label=label, series=ratios.kind.map(kinds), value=ratios.ratio)
    return marks[["label", "series", "value", "period", "source", "row"]]


def probabilities_for_reading(scored: pd.DataFrame) -> pd.DataFrame:
    """`outlook.scored_probabilities` as readers see it: with other methods, base rate, score."""
    if scored.empty:
        return scored
    before = []
    for times, chances in zip(scored.times, scored.chances, strict=True):
        before.append(say("tables.times_of", times=int(times), chances=int(chances)))
    table = scored.assign(
        happened_before=before,
        brier_here=_pairs(scored.brier, scored.brier_base),
        brier_on_un_flows=_pairs(scored.un_brier, scored.un_brier_base),
    )
    return for_reading(table, "probabilities")


def ladder_dots(ladder: pd.DataFrame) -> pd.DataFrame:
    """`sensitivity.one_at_a_time` for `charts.compared`, methods aside: the base case, then a row a
    setting, with marks for D2 and, where the choice can move it, for lower three years on.
    """
    steps = ladder[(ladder.choice != "method") & ladder.event.isin(["D2", "lower three years on"])]
    steps = steps[(steps.choice != "band") | (steps.event == "D2") | steps.base]
    words = sensitivity.for_reading(ladder)
    keys = ladder[["choice", "setting"]].drop_duplicates().reset_index(drop=True)
    keys["label"] = words[say("tables.choice")] + ": " + words[say("tables.setting")]
    base = steps[steps.base].drop_duplicates("event").assign(label=say("tables.base_case"))
    rest = steps[~steps.base].merge(keys, how="left", on=["choice", "setting"])
    marks = pd.concat([base, rest], ignore_index=True)
    marks = marks.assign(series=marks.event.map(names.name), value=marks.probability.round(2))
    return marks[["label", "series", "value"]]


def calibration_dots(levels: pd.DataFrame) -> pd.DataFrame:
    """`outlook.calibration` for `charts.ranked`: the share held, the line what chance allows."""
    label = levels.level.map(_interval_name)
    return levels.assign(label=label, value=levels.held)[["label", "value", "low", "high", "n"]]


def reliability_for_reading(table: pd.DataFrame) -> pd.DataFrame:
    """`scoring.reliability` as readers see it: the probability given, and how often it happened."""
    return for_reading(table, "reliability")


def falls_for_reading(falls: pd.DataFrame) -> pd.DataFrame:
    """`other_forecasts.after_such_falls` as readers see it, flows and events in words."""
    return falls if falls.empty else for_reading(falls, "falls")


def hindcast_dots(past: pd.DataFrame) -> pd.DataFrame:
    """`outlook.hindcasts` one year ahead for `charts.ranked`: the outcome on the 80% interval."""
    columns = {"actual": "value", "lower_80": "low", "upper_80": "high"}
    ahead = past[past.horizon == 1].rename(columns=columns)
    inside = ahead.value.between(ahead.low, ahead.high)
    status = inside.map({True: "observed", False: "missed"})
    marks = ahead.assign(label=ahead.year.astype(str), status=status)
    return marks[["label", "value", "low", "high", "status"]]


def net_past_and_ahead(run: Parameters, ahead: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Net migration observed and projected, for `charts.fan`."""
    flows = cleaning.tables_of(run).flows
    net = cleaning.series_of(flows, "net", FIRST_FIT_YEAR)
    observed = net.rename_axis("year").reset_index(name="value")
    projected = ahead[(ahead.flow == "net") & (ahead.method == "project")].set_index("year")
    return observed, projected.drop(columns=["flow", "method"])


def flows_for_reading(ahead: pd.DataFrame) -> pd.DataFrame:
    """`outlook.other_flows` as readers see it: flow and method in words, people to three digits."""
    table = csv_files.three_digits(ahead)
    return table.assign(flow=table.flow.map(names.name), method=table.method.map(names.name))


def net_coverage(tests: pd.DataFrame) -> pd.DataFrame:
    """How often the intervals of net migration held what came, with what chance alone allows."""
    rows = []
    for share, inside in ((0.8, tests.inside_80), (0.95, tests.inside_95)):
        low, high = scoring.chance_range(len(tests), share)
        rows.append((_interval_name(share), inside.mean(), low, high, len(tests)))
    table = pd.DataFrame(rows, columns=["interval", "held", "low", "high", "n"])
    return for_reading(table, "coverage")


def implied_beside_official(
    implied: pd.DataFrame, flows: pd.DataFrame, rows: pd.DataFrame
) -> pd.DataFrame:
    """The first implied year of departures beside the bureau's first and final figure.

    Columns: label, value, low, high, status, row; the implied one is a span without a value. Empty
    when no article implies an earlier year.
    """
    columns = ["label", "value", "low", "high", "status", "row"]
    implied = implied[implied.flow == "departures"]
    if implied.empty:
        return pd.DataFrame(columns=columns)
    span = implied.iloc[0]
    year = span.year
    label = say("implied.implied", year=year)
    marks = [(label, None, span.low, span.high, "implied", span.claims)]
    printed = rows[(rows.year == year) & (rows.measure == "departures")]
    for first in first_printed(printed).itertuples():
        label = say("implied.first", year=year)
        marks.append((label, first.value, None, None, "preliminary", first.row))
    final = flows[(flows.flow == "departures") & (flows.year == year)].iloc[0]
    if pd.notna(final.value):
        label = say("implied.final", year=year)
        marks.append((label, final.value, None, None, "observed", final.row))
    numbers = dict.fromkeys(("value", "low", "high"), float)
    return pd.DataFrame(marks, columns=columns).astype(numbers)


def frame(rows: list, columns: list[str]) -> pd.DataFrame:
    """A small frame for a table; also from no rows at all, or from dictionaries."""
    return pd.DataFrame(rows, columns=columns)


def host(urls: pd.Series) -> pd.Series:
    """The sites that addresses lead to, as readers name them: 'lada.kz'."""
    return urls.map(lambda url: urlsplit(url).netloc.removeprefix("www."))


def _ranges(lows: pd.Series, highs: pd.Series, write) -> list[str]:
    ranges = []
    for low, high in zip(lows, highs, strict=True):
        words = "" if pd.isna(low) else say("numbers.range", low=write(low), high=write(high))
        ranges.append(words)
    return ranges


def _pairs(scores: pd.Series, base: pd.Series) -> pd.Series:
    """'0.123 / 0.234' for each score and that of the base rate; blank where they are unknown."""
    three = partial(formats.number, digits=3)
    known = scores.notna() & base.notna()
    pairs = scores[known].map(three) + " / " + base[known].map(three)
    return pairs.reindex(scores.index, fill_value="")


def _interval_name(share: float) -> str:
    return say("tables.interval_of", level=formats.share_in_percent(share))
