"""Tables as charts draw them and as readers see them, labels and numbers in words; and the words
around the charts of the notebooks."""

from functools import partial
from pathlib import Path

import pandas as pd

from helpers import cleaning, csv_files
from helpers.cleaning import names
from helpers.data import package
from helpers.files import read_rows
from helpers.language import formats, of_sentences, say, spoken
from helpers.parameters import Parameters
from helpers.projection.outlook import SCALE, Judgement, whole_percents
from helpers.projection.reference_class import REFERENCE_EVENTS, UN

# Columns of the tables for reading: heading, how cells are written, column (and that of an upper
# bound, where the cell is a range).
READING = Path(__file__).with_name("reading.csv")
# Charts that are not in this table name the pages that their own figures were read on.
SOURCES = {
    row["chart"]: row["source"] for row in read_rows(Path(__file__).with_name("sources.csv"))
}
WRITERS = {
    "name": names.name,
    "two_decimals": partial(formats.number, digits=2),
    "share_in_percent": formats.share_in_percent,
    "chance": formats.chance,
    "rough": formats.rough,
}
CODE = r"^D[1-3][: (]+|\)$"  # of an event, which a chart does without
SITE = r"//(?:www\.)?([^/?#]*)"
HEADINGS = {"ours": "tables.ours", "no change": "tables.no_change"}
ROWS = ["label", "series", "value"]  # of `charts.joined`
SHARES = ["label", "flow", "category", "part", "share"]  # of `charts.stacked`
ORDER = {"by": ["flow", "year", "share"], "ascending": [False, True, False], "kind": "stable"}
CHANCES = ["share", "low", "high"]
PATH = ["year", "months", "value", "vintage", "row"]  # of `charts.paths_within`
BARS = ["flow", "label", "category", "value", "low", "high", "share", "row"]


def for_reading(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """A table as readers see it: headings, columns and formats as READING lists them for `name`."""
    columns = {}
    for entry in read_rows(READING, table=name):
        write = WRITERS.get(entry["write"])
        cells = table[entry["column"]]
        if entry["upper"]:
            cells = [
                "" if pd.isna(low) else say("numbers.range", low=write(low), high=write(high))
                for low, high in zip(cells, table[entry["upper"]], strict=True)
            ]
        elif write:
            cells = cells.map(write)
        columns[say(entry["heading"])] = list(cells)
    return pd.DataFrame(columns)


def events_for(run: Parameters) -> pd.DataFrame:
    """The events up to the year that concern the flows: year, label, row."""
    events = package.read("kz_events").query("concerns == 'flows' and year <= @run.year")
    events = events.rename(columns={f"name_{of_sentences(spoken())}": "label"})
    return events[["year", "label", "row"]].astype({"year": int})


def texts(chart: str, run: Parameters | None = None, **slots) -> dict:
    """The keywords of a chart for `notebook.show`: name, subtitle (`slots` filled) and source, with
    `run` also the press where the edition's year has first figures."""
    words = {
        "name": chart,
        "subtitle": say(f"chart_texts.{chart}", **slots),
    }
    if chart in SOURCES:
        source = say(f"sources.{SOURCES[chart]}")
        words["source"] = sourced(source, run) if run else source
    return words


def sourced(words: str, run: Parameters) -> str:
    """The source line of a chart of yearly flows; with the press where these have first figures."""
    vintages = set(cleaning.tables_of(run).flows.vintage)
    return say("sources.with_press", source=words) if "preliminary" in vintages else words


def pages_of(rows: pd.Series, table: pd.DataFrame) -> str:
    """The sites on which the rows of a table were read, one or several rows in a cell; copies of
    the bureau's tables count as the bureau."""
    used = table.row.isin(" ".join(rows).split())
    hosts = set(host(table.source_url[used].dropna()))
    own = [say("sources.bureau")] if "github.com" in hosts else []
    return formats.listing(own + sorted(hosts - {"github.com"}))


def bars_of_flows(groups: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """`cleaning.parts` of each flow for `charts.side_by_side`."""
    tables = {}
    for flow, table in groups.items():
        label = table.category.map(names.name)
        tables[flow] = table.assign(flow=flow, label=label)[BARS]
    return tables


def with_year_ends(within: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """The counts within the years, and the final figure where no first one of the year is known."""
    missing = set(within.year).difference(within.year[within.months == 12])
    finals = flows.query("flow == 'departures' and vintage == 'final'").assign(months=12)
    both = pd.concat([within, finals.loc[finals.year.isin(missing), PATH]])
    return both.sort_values(["year", "months"], ignore_index=True)


def named_parts(parts: pd.DataFrame) -> pd.DataFrame:
    """`shares_by_dimension` for `charts.stacked`, with labels and the names of the parts."""
    # What CIS countries leave is known: the other countries. Elsewhere a blank remains, hatched.
    others = (parts.dimension == "country_group") & (parts.category == "rest")
    category = parts.category.mask(others, "other_countries")
    part = category.map(names.name).mask(category == "rest", say("numbers.not_published"))
    label = parts.flow.map(names.name) + ": " + parts.dimension.map(names.name)
    parts = parts.assign(label=label, part=part, category=category)
    return parts[[*SHARES, "low", "high", "status", "row"]]


def then_and_now(shares: pd.DataFrame) -> pd.DataFrame:
    """`shares_compared`: a row a group and flow, a mark a year."""
    marks = shares.sort_values(ignore_index=True, **ORDER)
    marks["label"] = marks.category.map(names.name) + ", " + marks.flow.map(names.name)
    marks["series"] = marks.year.astype(str)
    marks["value"] = marks.share
    return marks[[*ROWS, "low", "high", "row"]]


def stocks_by_edition(stocks: pd.DataFrame) -> pd.DataFrame:
    """`corridor_stocks`, in millions: the last year of each edition, a mark a direction."""
    marks = stocks[stocks.year == stocks.groupby("edition").year.transform("max")]
    marks = marks.sort_values(["year", "edition", "corridor"], ignore_index=True)
    year = marks.year.astype(str)
    has_year = marks.edition.str[-4:] == year
    marks["label"] = marks.edition.map(names.edition) + (", " + year).mask(has_year, "")
    marks["series"] = marks.corridor.map(names.name)
    marks["value"] = marks.stock.astype(float) / 1e6
    return marks[[*ROWS, "row"]]


def references_for_reading(table: pd.DataFrame) -> pd.DataFrame:
    """`outlook.beside_references` as readers see it, with what is like this elsewhere, if any."""
    before = []
    for row in table.itertuples():
        before.append(say("tables.times_of", times=row.times, chances=row.chances))
    readable = for_reading(table.assign(happened_before=before), "references")
    return readable.loc[:, readable.ne("").any()]


def falls_for_reading(falls: pd.DataFrame) -> pd.DataFrame:
    """`outlook.falls` as readers see it: a row a class, a column an event."""
    rows = []
    for (panel, name), part in falls.groupby(["panel", "class"], sort=False):
        words = say("scale.class", of=name, first=name.split()[-1])
        row = {
            say("tables.set"): names.name(panel),
            say("tables.after"): words,
        }
        chances = part.set_index("event")[CHANCES].map(formats.chance)
        for event in REFERENCE_EVENTS:
            share, low, high = chances.loc[event]
            span = say("numbers.from_to", low=low, high=high)
            row[names.name(event)] = f"{share} ({span})"
        row[say("tables.cases")] = int(part.cases.max())
        row[say("tables.countries")] = int(part.countries.max())
        rows.append(row)
    return pd.DataFrame(rows)


def outcomes_for_reading(judged: Judgement) -> pd.DataFrame:
    """The three ways to the third year, in people and in whole percents that add up to 100."""
    low, high = map(formats.number, judged.borders)
    people = [say("scale.way", of=way, low=low, high=high) for way in judged.ways.index]
    shown = _percents(judged.ways).map(formats.whole_percent)
    shown.insert(0, say("tables.people_in", year=judged.year + 3), people)
    return shown


def outcome_parts(judged: Judgement) -> pd.DataFrame:
    """The same for `charts.stacked`: a row a reference, the steeper fall first."""
    percents = _percents(judged.ways[::-1]).rename_axis("category").reset_index()
    parts = percents.melt("category", var_name="label", value_name="share")
    words = [say("scale.outcome", of=way) for way in parts.category]
    return parts.assign(flow="departures", part=words)[SHARES]


def _percents(ways: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for name, shares in ways.items():
        columns[say(HEADINGS.get(name, "tables.after_falls"))] = whole_percents(shares)
    return pd.DataFrame(columns)


def said_and_happened(skills: pd.DataFrame) -> pd.DataFrame:
    """`outlook.skill` on the UN's flows: of each event, in percent, what was said and what came."""
    words = {
        "predicted": say("charts.said"),
        "happened": say("charts.happened"),
    }
    un = skills[skills.set == UN].rename(columns=words)
    marks = un.melt("event", [*words.values()], var_name="series")
    marks["label"] = marks.event.map(names.name).str.replace(CODE, "", regex=True)
    marks["value"] *= 100
    return marks[ROWS]


def scale_for_reading() -> pd.DataFrame:
    """The one scale of words: from which chance on, in percent, each word holds."""
    starts = pd.Series(SCALE)
    ends = starts.shift(-1, fill_value=101) - 1
    chances = list(map(formats.percent_range, starts, ends))
    words = [say("scale.word", of=word) for word in SCALE]
    return pd.DataFrame({say("tables.word"): words, say("tables.chance"): chances})


def flows_for_reading(ahead: pd.DataFrame) -> pd.DataFrame:
    """`outlook.other_flows` as readers see it: flow and method in words, people to three digits."""
    table = csv_files.three_digits(ahead)
    return table.assign(flow=table.flow.map(names.name), method=table.method.map(names.name))


def host(urls: pd.Series) -> pd.Series:
    """The sites that addresses lead to, as readers name them: 'lada.kz'."""
    return urls.astype(str).str.extract(SITE, expand=False)
