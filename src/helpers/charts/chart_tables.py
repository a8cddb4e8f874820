"""Tables as charts draw them and as readers see them: labels and numbers in words."""

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from helpers import cleaning, csv_files
from helpers.cleaning import names
from helpers.data import package
from helpers.files import read_rows
from helpers.language import formats, of_sentences, say, spoken
from helpers.parameters import Parameters
from helpers.projection.judgement import SCALE, Judgement, whole_percents
from helpers.projection.panels import UN
from helpers.projection.reference_class import REFERENCE_EVENTS

# Columns of the tables for reading: heading, how cells are written, column (and that of an upper
# bound, where the cell is a range).
READING = Path(__file__).with_name("reading.csv")
WRITERS = {
    "name": names.name,
    "two_decimals": formats.two_decimals,
    "share_in_percent": formats.share_in_percent,
    "chance": formats.chance,
    "rough": formats.rough,
}


CODE = r"^D[1-3][: (]+|\)$"  # of an event, which a chart does without
HEADINGS = {"ours": "tables.ours", "no change": "tables.no_change"}


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


record_for_reading = partial(for_reading, name="record")  # of `outlook.record`
methods_for_reading = partial(for_reading, name="methods")  # of `fitting.methods_compared`


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


def bars_of_flows(groups: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """`cleaning.parts` of each flow for `charts.side_by_side`."""
    columns = ["flow", "label", "category", "value", "low", "high", "share", "row"]
    return {
        flow: table.assign(flow=flow, label=table.category.map(names.name))[columns]
        for flow, table in groups.items()
    }


def with_year_ends(within: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """The counts within the years, and the final figure where no first one of the year is known."""
    is_whole = within.months == 12
    ended = set(within.year[is_whole])
    finals = flows.query("flow == 'departures' and vintage == 'final'").assign(months=12)
    missing = finals[finals.year.isin(set(within.year) - ended)]
    both = pd.concat([within, missing[["year", "months", "value", "vintage", "row"]]])
    return both.sort_values(["year", "months"], ignore_index=True)


def named_parts(parts: pd.DataFrame) -> pd.DataFrame:
    """`shares_by_dimension` for `charts.stacked`, with labels and the names of the parts."""
    label = parts.flow.map(names.name) + ": " + parts.dimension.map(names.name)
    is_rest = parts.category == "rest"
    part = parts.category.map(names.name).mask(is_rest, say("numbers.not_published"))
    # What CIS countries leave is known: the other countries. Elsewhere a blank remains, hatched.
    is_known = is_rest & (parts.dimension == "country_group")
    part = part.mask(is_known, say("tables.other_countries"))
    category = parts.category.mask(is_known, "other_countries")
    columns = ["label", "flow", "category", "part", "share", "low", "high", "status", "row"]
    return parts.assign(label=label, part=part, category=category)[columns]


def then_and_now(shares: pd.DataFrame) -> pd.DataFrame:
    """`shares_compared`: a row a group and flow, a mark a year."""
    marks = shares.assign(
        label=shares.category.map(names.name) + ", " + shares.flow.map(names.name),
        series=shares.year.astype(str),
        value=shares.share,
    )
    order = {"by": ["flow", "year", "value"], "ascending": [False, True, False]}
    marks = marks.sort_values(**order, kind="stable", ignore_index=True)
    return marks[["label", "series", "value", "low", "high", "row"]]


def stocks_by_edition(stocks: pd.DataFrame) -> pd.DataFrame:
    """`corridor_stocks`, in millions: the last year of each edition, a mark a direction."""
    last = stocks[stocks.year == stocks.groupby("edition").year.transform("max")]
    marks = last.sort_values(["year", "edition", "corridor"], ignore_index=True)
    labels = []
    for edition, year in zip(marks.edition, marks.year.astype(str), strict=True):
        label = names.edition(edition)
        labels.append(label if edition.endswith(year) else f"{label}, {year}")
    marks = marks.assign(
        label=labels, series=marks.corridor.map(names.name), value=marks.stock.astype(float) / 1e6
    )
    return marks[["label", "series", "value", "row"]]


def references_for_reading(table: pd.DataFrame) -> pd.DataFrame:
    """`outlook.beside_references` as readers see it; without what happened elsewhere where nothing
    elsewhere is like this."""
    before = [
        say("tables.times_of", times=times, chances=chances)
        for times, chances in zip(table.times, table.chances, strict=True)
    ]
    readable = for_reading(table.assign(happened_before=before), "references")
    return readable.replace("", pd.NA).dropna(axis="columns", how="all").fillna("")


def falls_for_reading(falls: pd.DataFrame) -> pd.DataFrame:
    """`outlook.falls` as readers see it: a row a class, a column an event."""
    rows = []
    for (panel, name), part in falls.groupby(["panel", "class"], sort=False):
        words = say("scale.class", of=name, first=name.split()[-1])
        row = {say("tables.set"): names.name(panel), say("tables.after"): words}
        for event, share in part.set_index("event").loc[list(REFERENCE_EVENTS)].iterrows():
            ends = [formats.chance(end) for end in (share.low, share.high)]
            span = say("numbers.from_to", low=ends[0], high=ends[1])
            row[names.name(event)] = f"{formats.chance(share.share)} ({span})"
        row[say("tables.cases")] = int(part.cases.max())
        row[say("tables.countries")] = int(part.countries.max())
        rows.append(row)
    return pd.DataFrame(rows)


def outcomes_for_reading(judged: Judgement) -> pd.DataFrame:
    """The three ways to the third year, in people and in whole percents that add up to 100."""
    low, high = (formats.number(border) for border in judged.borders)
    people = [say("scale.way", of=way, low=low, high=high) for way in judged.ways.index]
    columns = {say("tables.people_in", year=judged.year + 3): people}
    for name, shares in judged.ways.items():
        percents = whole_percents(shares.to_dict()).values()
        heading = say(HEADINGS.get(name, "tables.after_falls"))
        columns[heading] = [formats.percent(percent, 0) for percent in percents]
    return pd.DataFrame(columns)


def outcome_parts(judged: Judgement) -> pd.DataFrame:
    """The same for `charts.stacked`: a row a reference, the steeper fall first."""
    rows = []
    for name, shares in judged.ways[::-1].items():
        label = say(HEADINGS.get(name, "tables.after_falls"))
        for way, percent in whole_percents(shares.to_dict()).items():
            part = say("scale.outcome", of=way)
            rows.append((label, "departures", way, part, percent))
    return pd.DataFrame(rows, columns=["label", "flow", "category", "part", "share"])


def said_and_happened(skills: pd.DataFrame) -> pd.DataFrame:
    """`outlook.skill` on the UN's flows: of each event, in percent, what was said and what came."""
    un = skills[skills.set == UN]
    marks = un.melt("event", ["predicted", "happened"], var_name="series")
    words = {"predicted": say("charts.said"), "happened": say("charts.happened")}
    marks["label"] = marks.event.map(names.name).str.replace(CODE, "", regex=True)
    marks["series"] = marks.series.map(words)
    marks["value"] *= 100
    return marks[["label", "series", "value"]]


def scale_for_reading() -> pd.DataFrame:
    """The one scale of words: from which chance on, in percent, each word holds."""
    ends = [*SCALE.values()][1:]
    bounds = zip(SCALE.values(), [*(end - 1 for end in ends), 100], strict=True)
    chances = [formats.percent_range(low, high) for low, high in bounds]
    words = [say("scale.word", of=word) for word in SCALE]
    return pd.DataFrame({say("tables.word"): words, say("tables.chance"): chances})


def flows_for_reading(ahead: pd.DataFrame) -> pd.DataFrame:
    """`outlook.other_flows` as readers see it: flow and method in words, people to three digits."""
    table = csv_files.three_digits(ahead)
    return table.assign(flow=table.flow.map(names.name), method=table.method.map(names.name))


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
