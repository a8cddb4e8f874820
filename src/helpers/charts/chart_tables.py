"""Tables as charts draw them and as readers see them: labels in words, marks by series, numbers
written out.
"""

from urllib.parse import urlsplit

import pandas as pd

from helpers import cleaning, csv_files
from helpers.cleaning import names
from helpers.cleaning.flows import first_printed
from helpers.data import package
from helpers.language import formats, of_sentences, say, spoken
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection import fitting, outlook, scoring, sensitivity


def tests_for_reading(summary: pd.DataFrame) -> pd.DataFrame:
    """The past tests as readers see them: error beside no change, coverage, and what chance alone
    allows.
    """
    share = lambda column: [formats.percent(100 * value, 0) for value in summary[column]]  # noqa: E731
    bounds = zip(share("chance_low_80"), share("chance_high_80"), strict=True)
    return pd.DataFrame(
        {
            say("tables.method"): summary.method.map(names.name),
            say("tables.years_ahead"): summary.horizon,
            say("tables.tests"): summary.n,
            say("tables.error_ratio"): summary.mae_ratio.map(
                lambda ratio: formats.number(ratio, 2)
            ),
            say("tables.held_80"): share("cover_80"),
            say("tables.chance_alone"): [
                say("numbers.range", low=low, high=high) for low, high in bounds
            ],
            say("tables.held_95"): share("cover_95"),
        }
    )


def rivals_for_reading(summary: pd.DataFrame) -> pd.DataFrame:
    """`scoring.summary` of all methods as readers see it: one row a method, error and coverage by
    years ahead.
    """
    rows = []
    for method in fitting.all_methods():
        mine = summary[summary.method == method].set_index("horizon")
        row = {say("tables.method"): names.name(method)}
        for ahead in mine.index:
            row[say("tables.error_ahead", n=ahead)] = formats.number(
                float(f"{mine.mae_ratio[ahead]:.3g}"), 2
            )
        for ahead in mine.index:
            row[say("tables.held_80_ahead", n=ahead)] = formats.percent(
                100 * mine.cover_80[ahead], 0
            )
        for ahead in mine.index:
            row[say("tables.held_95_ahead", n=ahead)] = formats.percent(
                100 * mine.cover_95[ahead], 0
            )
        rows.append(row | {say("tables.tests"): ", ".join(str(n) for n in mine.n)})
    return pd.DataFrame(rows)


def events_for(concerns: str, run: Parameters) -> pd.DataFrame:
    """The events that a reader of a chart of `flows` or of the `population` needs, up to the year:
    year, label.
    """
    events = package.read("kz_events")
    # The rate of a year rests on the population at its end too, which is that of the next 1
    # January.
    last = run.year + (concerns == "population")
    mine = events[(events.concerns == concerns) & (events.year <= last)]
    labels = mine[f"name_{of_sentences(spoken())}"]
    return pd.DataFrame({"year": mine.year.astype(int), "label": labels, "row": mine.row})


def pace_and_end(paces: pd.DataFrame, doubted: tuple[str, ...] = ()) -> pd.DataFrame:
    """`cleaning.pace` for `charts.compared`: each year's pace and end; a pace from a doubtful count
    says so.
    """
    found = []
    for row in paces.itertuples():
        doubtful = any(place in doubted for place in row.row.split())
        pace = say("tables.pace_after", months=formats.months(row.months))
        found.append(
            (str(row.year), pace, row.pace, "doubtful" if doubtful else "derived", row.row)
        )
        found.append((str(row.year), say("tables.end_of_year"), row.end, "observed", row.row))
    return pd.DataFrame(found, columns=["label", "series", "value", "status", "row"]).astype(
        {"value": float}
    )


def pages_named(urls: pd.Series) -> str:
    """The sites that figures were read on, for the foot of a chart; copies of the bureau's tables
    count as its own.
    """
    hosts = set(host(urls.dropna()))
    own = [say("sources.bureau")] if "github.com" in hosts else []
    return formats.listing(own + sorted(hosts - {"github.com"}))


def sourced(words: str, run: Parameters) -> str:
    """The source line of a chart of the yearly flows, with the press where the edition's year has
    first figures.
    """
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    return with_press(words) if (flows.vintage == "preliminary").any() else words


def with_press(words: str) -> str:
    return say("sources.with_press", source=words)


def pages_of(rows: pd.Series, table: pd.DataFrame) -> str:
    """The same by the rows of a table that the figures rest on, several in a cell or one."""
    return pages_named(table.source_url[table.row.isin(set(" ".join(rows).split()))])


def bars(groups: pd.DataFrame) -> pd.DataFrame:
    """`cleaning.parts` for `charts.shares`."""
    columns = ["label", "category", "value", "low", "high", "share", "row"]
    return groups.assign(label=groups.category.map(names.name))[columns]


def named_parts(parts: pd.DataFrame) -> pd.DataFrame:
    """`composition.parted` for `charts.stacked`: label, flow, category, part, share, low, high,
    status, row.
    """
    label = [f"{names.name(row.flow)}: {names.name(row.dimension)}" for row in parts.itertuples()]
    # What CIS countries leave is known to be the other countries; in other dimensions a blank
    # remains.
    rest = {"country_group": say("tables.other_countries")}
    part = [
        rest.get(row.dimension, say("numbers.not_published"))
        if row.category == "rest"
        else names.name(row.category)
        for row in parts.itertuples()
    ]
    columns = ["label", "flow", "category", "part", "share", "low", "high", "status", "row"]
    return parts.assign(label=label, part=part)[columns]


def then_and_now(shares: pd.DataFrame) -> pd.DataFrame:
    """`composition.beside_earlier` for `charts.compared`: one row a group and flow, one mark a
    year.
    """
    label = [f"{names.name(row.category)}, {names.name(row.flow)}" for row in shares.itertuples()]
    tidy = shares.assign(
        label=label, series=shares.year.astype(str), value=shares.share, status="observed"
    )
    order = tidy.sort_values(
        ["flow", "year", "value"], ascending=[False, True, False], kind="stable"
    )
    return order[["label", "series", "value", "low", "high", "status", "row"]].reset_index(
        drop=True
    )


def by_edition(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Both directions of a corridor for `charts.compared`: one row an edition and year, one mark a
    direction.
    """
    label = table.edition + ", " + table.year.astype(str)
    tidy = table.assign(
        label=label, series=table.corridor.map(names.name), value=table[value].astype(float)
    )
    return tidy[["label", "series", "value", "row"]]


def stock_beside_flow(ratios: pd.DataFrame) -> pd.DataFrame:
    """`corridors.balance_of` for `charts.compared`: one row a pair, one mark for stocks and one for
    flows.
    """
    kinds = {"stock": say("tables.stocks"), "flow": say("tables.modelled_flows")}
    label = ratios.pair.map(names.pair_name)
    columns = ["label", "series", "value", "period", "source", "row"]
    return ratios.assign(label=label, series=ratios.kind.map(kinds), value=ratios.ratio)[columns]


def probabilities_for_reading(scored: pd.DataFrame) -> pd.DataFrame:
    """`outlook.scored_probabilities` as readers see it: each event beside other methods, base rate
    and score.
    """
    if scored.empty:
        return scored
    chance = lambda column: scored[column].map(formats.chance)  # noqa: E731
    others = [
        say("numbers.range", low=low, high=high)
        for low, high in zip(chance("other_low"), chance("other_high"), strict=True)
    ]

    def pair(row, a: str, b: str) -> str:
        if pd.isna(row[a]):
            return ""
        return f"{formats.number(row[a], 3)} / {formats.number(row[b], 3)}"

    return pd.DataFrame(
        {
            say("tables.event"): scored.event.map(names.name),
            say("tables.meaning"): scored.definition,
            say("tables.probability"): chance("probability"),
            say("tables.other_methods"): others,
            say("tables.happened_before"): [
                say("tables.times_of", times=int(row.times), chances=int(row.chances))
                for row in scored.itertuples()
            ],
            say("tables.brier_here"): [
                pair(row, "brier", "brier_base") for _i, row in scored.iterrows()
            ],
            say("tables.brier_on_un_flows"): [
                pair(row, "un_brier", "un_brier_base") for _i, row in scored.iterrows()
            ],
            say("tables.skill_on_un_flows"): scored.un_skill.map(outlook.skill_in_words),
        }
    )


def ladder_dots(ladder: pd.DataFrame) -> pd.DataFrame:
    """`sensitivity.ladder` for `charts.compared`, methods aside: the base case, then one row a
    setting, with marks for D2 and, where the choice can move it, for lower three years on."""
    mine = ladder[(ladder.choice != "method") & ladder.event.isin(["D2", "lower three years on"])]
    mine = mine[(mine.choice != "band") | (mine.event == "D2") | mine.base]
    base = mine[mine.base].drop_duplicates("event").assign(label=say("tables.base_case"))
    words = sensitivity.for_reading(ladder)
    labels = [
        f"{row[say('tables.choice')]}: {row[say('tables.setting')]}"
        for _place, row in words.iterrows()
    ]
    keys = ladder[["choice", "setting"]].drop_duplicates().itertuples(index=False)
    label = dict(zip((tuple(key) for key in keys), labels, strict=True))
    rest = mine[~mine.base].assign(
        label=[label[row.choice, row.setting] for row in mine[~mine.base].itertuples()]
    )
    tidy = pd.concat([base, rest])
    return tidy.assign(series=tidy.event.map(names.name), value=tidy.probability.round(2))[
        ["label", "series", "value"]
    ]


def calibration_dots(levels: pd.DataFrame) -> pd.DataFrame:
    """`outlook.calibration` for `charts.ranked`: the share held, the line what chance allows."""
    label = [
        say("tables.interval_of", level=formats.percent(100 * row.level, 0))
        for row in levels.itertuples()
    ]
    return levels.assign(label=label, value=levels.held)[["label", "value", "low", "high", "n"]]


def reliability_for_reading(table: pd.DataFrame) -> pd.DataFrame:
    """`scoring.reliability` as readers see it: what was said, and what happened, with series drawn
    again.
    """
    bounds = [
        ""
        if pd.isna(row.low)
        else say("numbers.range", low=formats.chance(row.low), high=formats.chance(row.high))
        for row in table.itertuples()
    ]
    return pd.DataFrame(
        {
            say("tables.event"): table.event.map(names.name),
            say("tables.probability_given"): table["bin"].map(formats.bin_name),
            say("tables.cases"): table.n,
            say("tables.series"): table.series,
            say("tables.given_on_average"): table.predicted.map(formats.chance),
            say("tables.happened"): table.happened.map(formats.chance),
            say("tables.bootstrap_interval"): bounds,
        }
    )


def falls_for_reading(falls: pd.DataFrame) -> pd.DataFrame:
    """`outside.after_such_falls` as readers see it, flows and events in words."""
    if falls.empty:
        return falls
    spans = [
        say("numbers.range", low=formats.chance(row.low), high=formats.chance(row.high))
        for row in falls.itertuples()
    ]
    return pd.DataFrame(
        {
            say("tables.flow"): falls.flow.map(names.name),
            say("tables.breaks"): falls.breaks.map(names.name),
            say("tables.event"): falls.event.map(names.name),
            say("tables.happened"): falls.share.map(formats.chance),
            say("tables.bootstrap_interval"): spans,
            say("tables.cases"): falls.origins,
            say("tables.series"): falls.series,
        }
    )


def hindcast_dots(past: pd.DataFrame) -> pd.DataFrame:
    """`outlook.hindcasts` one year ahead for `charts.ranked`: what came, and the 80% interval of a
    year before.
    """
    ahead = past[past.horizon == 1]
    inside = ahead.actual.between(ahead.lower_80, ahead.upper_80)
    marks = ahead.assign(
        label=ahead.year.astype(str), value=ahead.actual, low=ahead.lower_80, high=ahead.upper_80
    )
    marks["status"] = inside.map({True: "observed", False: "missed"})
    return marks[["label", "value", "low", "high", "status"]]


def net_past_and_ahead(run: Parameters, ahead: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Net migration observed and projected, for `charts.fan`."""
    flows = cleaning.annual_flows(package.read("kz_flows_annual"), run.year, run.vintage)
    net = cleaning.series_of(flows, "net", FIRST_FIT_YEAR)
    projected = ahead[(ahead.flow == "net") & (ahead.method == "project")].set_index("year")
    return net.rename_axis("year").reset_index(name="value"), projected.drop(
        columns=["flow", "method"]
    )


def flows_for_reading(ahead: pd.DataFrame) -> pd.DataFrame:
    """`outlook.other_flows` as readers see it: flow and method in words, people to three digits."""
    shown = csv_files.three_digits(ahead)
    return shown.assign(flow=shown.flow.map(names.name), method=shown.method.map(names.name))


def net_coverage(tests: pd.DataFrame) -> pd.DataFrame:
    """How often the intervals of net migration held what came, with what chance alone allows."""
    rows = []
    for level in (80, 95):
        low, high = scoring.chance_range(len(tests), level / 100)
        chance = say(
            "numbers.range", low=formats.percent(100 * low, 0), high=formats.percent(100 * high, 0)
        )
        held = formats.percent(100 * tests[f"inside_{level}"].mean(), 0)
        rows.append(
            (say("tables.interval_of", level=formats.percent(level, 0)), held, chance, len(tests))
        )
    return pd.DataFrame(
        rows,
        columns=[
            say("tables.interval"),
            say("tables.held"),
            say("tables.chance_alone"),
            say("tables.tests"),
        ],
    )


def implied_beside_official(
    implied: pd.DataFrame, flows: pd.DataFrame, rows: pd.DataFrame
) -> pd.DataFrame:
    """The first implied year of departures beside the bureau's first and final figure.

    Columns: label, value, low, high, status, row; the implied one is a span without a value. Empty
    when no article implies an earlier year.
    """
    mine = implied[implied.flow == "departures"]
    columns = ["label", "value", "low", "high", "status", "row"]
    if mine.empty:
        return pd.DataFrame(columns=columns)
    row = mine.iloc[0]
    found = [
        (say("implied.implied", year=row.year), None, row.low, row.high, "implied", row.claims)
    ]
    for first in first_printed(
        rows[(rows.year == row.year) & (rows.measure == "departures")]
    ).itertuples():
        found.append(
            (say("implied.first", year=row.year), first.value, None, None, "preliminary", first.row)
        )
    final = flows[(flows.flow == "departures") & (flows.year == row.year)].iloc[0]
    if pd.notna(final.value):
        found.append(
            (say("implied.final", year=row.year), final.value, None, None, "observed", final.row)
        )
    return pd.DataFrame(found, columns=columns).astype(
        {"value": float, "low": float, "high": float}
    )


def frame(rows: list, columns: list[str]) -> pd.DataFrame:
    """A small frame for a table; also from no rows at all, or from dictionaries."""
    return pd.DataFrame(rows, columns=columns)


def host(urls: pd.Series) -> pd.Series:
    """The sites that addresses lead to, as readers name them: 'lada.kz'."""
    return urls.map(lambda url: urlsplit(url).netloc.removeprefix("www."))
