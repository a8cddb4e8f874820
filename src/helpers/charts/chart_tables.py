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


# Columns of the past tests of several methods, one for each year ahead.
RIVALS = {
    "tables.error_ahead": ("mae_ratio", lambda ratio: formats.number(float(f"{ratio:.3g}"), 2)),
    "tables.held_80_ahead": ("cover_80", formats.share_in_percent),
    "tables.held_95_ahead": ("cover_95", formats.share_in_percent),
}
# Labels of an implied figure and of those that it stands beside.
OFFICIAL = {
    "implied": "implied.implied",
    "preliminary": "implied.first",
    "observed": "implied.final",
}


def for_reading(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """A table as readers see it: headings, columns and formats as READING lists them for `name`."""
    columns = {}
    for entry in read_rows(READING, table=name):
        write = WRITERS.get(entry["write"])
        cells = table[entry["column"]]
        if entry["upper"]:
            cells = _ranges(cells, table[entry["upper"]], write)
        elif write:
            cells = cells.map(write)
        columns[say(entry["heading"])] = list(cells)
    return pd.DataFrame(columns)


tests_for_reading = partial(for_reading, name="tests")  # of `scoring.summary`
reliability_for_reading = partial(for_reading, name="reliability")  # of `scoring.reliability`
falls_for_reading = partial(for_reading, name="falls")  # of `other_forecasts.after_such_falls`


def rivals_for_reading(summary: pd.DataFrame) -> pd.DataFrame:
    """`scoring.summary` as readers see it: a row a method, columns by years ahead."""
    methods = fitting.all_methods()
    columns = {say("tables.method"): list(map(names.name, methods))}
    for heading, (column, write) in RIVALS.items():
        wide = summary.pivot(index="method", columns="horizon", values=column).reindex(methods)
        for ahead, values in wide.items():
            columns[say(heading, n=ahead)] = list(values.map(write, na_action="ignore"))
    counts = summary.n.astype(str).groupby(summary.method).agg(", ".join)
    columns[say("tables.tests")] = list(counts.reindex(methods))
    return pd.DataFrame(columns)


def events_for(run: Parameters) -> pd.DataFrame:
    """The events up to the year that concern the flows: year, label, row."""
    events = package.read("kz_events").query("concerns == 'flows' and year <= @run.year")
    label = events[f"name_{of_sentences(spoken())}"]
    return events.assign(label=label).astype({"year": int})[["year", "label", "row"]]


def pages_named(urls: pd.Series) -> str:
    """The sites that figures were read on; copies of the bureau's tables count as the bureau."""
    hosts = set(host(urls.dropna()))
    own = [say("sources.bureau")] if "github.com" in hosts else []
    return formats.listing(own + sorted(hosts - {"github.com"}))


def sourced(words: str, run: Parameters) -> str:
    """The source line of a chart of yearly flows; with the press where these have first figures."""
    flows = cleaning.tables_of(run).flows
    if (flows.vintage == "preliminary").any():
        return say("sources.with_press", source=words)
    return words


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
    is_rest = parts.category == "rest"
    part = parts.category.map(names.name).mask(is_rest, say("numbers.not_published"))
    # What CIS countries leave is known to be the other countries; elsewhere a blank remains.
    is_known = is_rest & (parts.dimension == "country_group")
    part = part.mask(is_known, say("tables.other_countries"))
    columns = ["label", "flow", "category", "part", "share", "low", "high", "status", "row"]
    return parts.assign(label=label, part=part)[columns]


def then_and_now(shares: pd.DataFrame) -> pd.DataFrame:
    """`shares_compared`: a row a group and flow, a mark a year."""
    marks = shares.assign(
        label=shares.category.map(names.name) + ", " + shares.flow.map(names.name),
        series=shares.year.astype(str),
        value=shares.share,
        status="observed",
    )
    order = {"by": ["flow", "year", "value"], "ascending": [False, True, False]}
    marks = marks.sort_values(**order, kind="stable", ignore_index=True)
    return marks[["label", "series", "value", "low", "high", "status", "row"]]


def stocks_by_edition(stocks: pd.DataFrame) -> pd.DataFrame:
    """`corridor_stocks`: a row for the last year of each edition, a mark a direction."""
    last = stocks[stocks.year == stocks.groupby("edition").year.transform("max")]
    marks = last.sort_values(["year", "edition", "corridor"], ignore_index=True)
    labels = []
    for edition, year in zip(marks.edition, marks.year.astype(str), strict=True):
        label = names.edition(edition)
        labels.append(label if edition.endswith(year) else f"{label}, {year}")
    marks = marks.assign(
        label=labels, series=marks.corridor.map(names.name), value=marks.stock.astype(float)
    )
    return marks[["label", "series", "value", "row"]]


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
    """`sensitivity.one_at_a_time`: the base case, then a row a setting, methods aside."""
    words = sensitivity.for_reading(ladder)
    keys = ladder[["choice", "setting"]].drop_duplicates().reset_index(drop=True)
    keys["label"] = words[say("tables.choice")] + ": " + words[say("tables.setting")]
    steps = ladder.query("choice != 'method' and event in ['D2', 'lower three years on']")
    steps = steps.query("choice != 'band' or event == 'D2' or base").merge(keys, how="left")
    base = steps[steps.base].drop_duplicates("event").assign(label=say("tables.base_case"))
    marks = pd.concat([base, steps[~steps.base]], ignore_index=True)
    marks = marks.assign(series=marks.event.map(names.name), value=marks.probability.round(2))
    return marks[["label", "series", "value"]]


def calibration_dots(levels: pd.DataFrame) -> pd.DataFrame:
    """`outlook.calibration`: the share held, the line what chance allows."""
    label = levels.level.map(_interval_name)
    return levels.assign(label=label, value=levels.held)[["label", "value", "low", "high", "n"]]


def hindcast_dots(past: pd.DataFrame) -> pd.DataFrame:
    """`outlook.hindcasts` one year ahead: the outcome on the 80% interval."""
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
    for percent in (80, 95):
        share = percent / 100
        held = tests[f"inside_{percent}"].mean()
        chance = scoring.chance_range(len(tests), share)
        rows.append((_interval_name(share), held, *chance, len(tests)))
    table = pd.DataFrame(rows, columns=["interval", "held", "low", "high", "n"])
    return for_reading(table, "coverage")


def implied_beside_official(
    implied: pd.DataFrame, flows: pd.DataFrame, rows: pd.DataFrame
) -> pd.DataFrame:
    """The first implied year of departures, a span, beside the bureau's first and final figure.

    Columns: label, value, low, high, status, row; empty when no article implies an earlier year.
    """
    columns = ["label", "value", "low", "high", "status", "row"]
    implied = implied[implied.flow == "departures"]
    if implied.empty:
        return pd.DataFrame(columns=columns)
    span = implied.iloc[0]
    year = span.year
    printed = rows.query("year == @year and measure == 'departures'")
    final = flows.query("year == @year and flow == 'departures' and value.notna()")
    marks = [("implied", None, span.low, span.high, "implied", span.claims)]
    for status, figures in (("preliminary", first_printed(printed)), ("observed", final)):
        for figure in figures.itertuples():
            marks.append((status, figure.value, None, None, status, figure.row))
    numbers = dict.fromkeys(("value", "low", "high"), float)
    table = pd.DataFrame(marks, columns=columns).astype(numbers)
    return table.assign(label=[say(OFFICIAL[status], year=year) for status in table.status])


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
    pairs = scores[known].map(three).astype(str) + " / " + base[known].map(three).astype(str)
    return pairs.reindex(scores.index, fill_value="")


def _interval_name(share: float) -> str:
    return say("tables.interval_of", level=formats.share_in_percent(share))
