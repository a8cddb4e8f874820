"""Sentences that carry their own conditions, and flip when the data do.

Each function takes results, decides which wording of `wording.WORDING` holds, and fills its slots. A finding
that cannot be said says so; an old sentence is never kept. 'Fell' and 'largest' are said only when they hold
for every value that prints the same.
"""

from dataclasses import dataclass, field

import pandas as pd

from helpers import text
from helpers.wording import WORDING

BALANCED = 0.8  # two flows or stocks are called balanced from four fifths on


@dataclass(frozen=True)
class Finding:
    """A sentence, the condition under which it holds, and what it rests on."""

    id: str
    variant: str
    text: str
    condition: str
    notebook: str
    front: int
    values: dict = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()

    def as_dict(self) -> dict:
        """The finding as `findings.json` lists it."""
        from helpers import tables

        return {
            "id": self.id,
            "variant": self.variant,
            "text": self.text,
            "condition": self.condition,
            "notebook": self.notebook,
            "front": self.front > 0,
            "order": self.front,
            "values": {key: tables.rounded(value) for key, value in self.values.items()},
            "rests_on": list(self.rests_on),
        }


def finding(identifier: str, variant: str, slots: dict, values: dict | None = None, rests_on=()) -> Finding:
    """A finding with the chosen wording. Raises KeyError when a wording or a slot is missing."""
    entry = WORDING[identifier]
    condition, sentence = entry[variant]
    places = tuple(dict.fromkeys(place for cell in rests_on if isinstance(cell, str) for place in cell.split()))
    return Finding(
        identifier,
        variant,
        sentence.format(**slots),
        condition,
        entry["notebook"],
        entry["front"],
        values or {},
        places,
    )


# --- transcription and cleaning ---


def coverage(rows: list[dict], year: int) -> Finding:
    """How many numerals are accounted for. `rows`: one per article with numerals (None without its text), claimed,
    excluded."""
    known = [row for row in rows if row["numerals"] is not None]
    total = {key: sum(row[key] for row in known) for key in ("numerals", "claimed", "excluded")}
    accounted = total["claimed"] + total["excluded"]
    complete = "complete" if accounted == total["numerals"] else "gaps"
    variant = "none" if not rows else complete if known else "no_text"
    return finding("coverage", variant, {**total, "accounted": accounted, "year": year}, total, ["articles.csv"])


def second_reading(claims: pd.DataFrame, second: pd.DataFrame) -> Finding:
    """Whether the two transcriptions agree in place, value, power of ten and decimals."""
    columns = ["article_id", "start", "end", "value", "unit_mult", "decimals"]
    first = set(claims.loc[claims.value.notna(), columns].itertuples(index=False, name=None))
    again = set(second[second.article_id.isin(claims.article_id)][columns].itertuples(index=False, name=None))
    values = {"figures": len(first), "different": max(len(first - again), len(again - first))}
    variant = "none" if not again else "differs" if values["different"] else "agrees"
    return finding("second_reading", variant, values, values, ["claims.csv", "second_reading.csv"])


def implied(earlier: pd.DataFrame, flows: pd.DataFrame, revised: pd.DataFrame, year: int) -> Finding:
    """What the printed departures and their change imply for the year before, against the bureau's
    figures."""
    mine = earlier[earlier.flow == "departures"]
    if mine.empty:
        return finding("implied", "none", {"year": year})
    row = mine.iloc[0]
    final = value_of(flows, "departures", row.year)
    first = revised[(revised.flow == "departures") & (revised.year == row.year)]["first"].max()
    values = {"low": row.low, "high": row.high, "final": final, "first": first}
    slots = {
        "low_high": text.people_range(row.low, row.high), "base": row.year,
        "final": text.people(final), "first": text.people(first),
    }  # fmt: skip
    inside = {key: pd.notna(values[key]) and row.low <= values[key] <= row.high for key in ("first", "final")}
    variant = "holds" if inside["final"] else "first_only" if inside["first"] else "outside"
    return finding("implied", variant, slots, values, [row.claims, *places(flows, "departures", [row.year])])


def verdicts(overall: pd.DataFrame) -> Finding:
    """How many claims hold, and how many do not. `overall`: one row per claim with its verdict."""
    if overall.empty:
        return finding("verdicts", "none", {})
    count = overall.verdict.value_counts()
    names = ("holds", "cut", "contradicted", "undecidable", "unchecked")
    values = {key: int(count.get(key, 0)) for key in names} | {"claims": len(overall)}
    values["preliminary"] = int(count.get("holds_preliminary", 0))
    return finding("verdicts", "counted", values, values, ["claims.csv"])


# --- the flows ---


def departures(flows: pd.DataFrame, year: int) -> Finding:
    """Whether departures fell or rose in the last year, and whether they are the fewest of the series."""
    now, before = value_of(flows, "departures", year), value_of(flows, "departures", year - 1)
    if pd.isna(now) or pd.isna(before):
        return finding("departures", "unknown", {"year": year})
    earlier = flows[(flows.flow == "departures") & (flows.year < year)]
    change = 100 * (now / before - 1)
    slots = {
        "value": text.people(now), "year": year, "change": text.percent(abs(change)), "first_year": earlier.year.min(),
    }  # fmt: skip
    record = now < earlier.value.min()
    variant = "record_low" if record else "fell" if now < before else "rose" if now > before else "unchanged"
    values = {"now": now, "before": before, "change_percent": change}
    return finding("departures", variant, slots, values, places(flows, "departures", [year - 1, year]))


def net(flows: pd.DataFrame, year: int) -> Finding:
    """Whether more people arrived or left, and for how many years running."""
    series = flows[(flows.flow == "net") & (flows.year <= year)].set_index("year").value
    now = series.get(year)
    if pd.isna(now) or now == 0:
        return finding("net", "unknown", {"year": year})
    run = 0
    for value in reversed(series.tolist()):
        if pd.isna(value) or (value > 0) != (now > 0):
            break
        run += 1
    variant = ("gain" if now > 0 else "loss") + ("_run" if run > 1 else "")
    slots = {"year": year, "nth": ordinal(run)}
    return finding("net", variant, slots, {"net": now, "years": run}, places(flows, "net", [year]))


def revisions(revised: pd.DataFrame, year: int) -> Finding:
    """Which flow's final figures differ more from its first releases."""
    largest = revised.assign(size=revised.change_percent.abs()).groupby("flow")["size"].max()
    if not {"arrivals", "departures"} <= set(largest.index):
        return finding("revisions", "none", {"year": year})
    values = {flow: float(largest[flow]) for flow in ("arrivals", "departures")}
    variant = "arrivals_more" if values["arrivals"] > values["departures"] else "departures_more"
    slots = {flow: text.percent(value) for flow, value in values.items()}
    return finding("revisions", variant, slots, values, revised["rows"])


def ethnicity(groups: pd.DataFrame, year: int) -> Finding:
    """The largest published ethnic group among those who left, if the rounding allows to say so."""
    named = groups[groups.category != "rest"]
    if named.empty:
        return finding("ethnicity", "none", {"year": year})
    first, others = named.iloc[0], named.iloc[1:]
    rest_high = groups[groups.category == "rest"].high.max()
    rivals = [others.high.max(), rest_high]
    clear = all(pd.isna(rival) or first.low > rival for rival in rivals)
    slots = {"group": text.name(first.category), "year": year, "share": text.percent(100 * first.share, 0)}
    values = {"value": first.value, "share": first.share}
    return finding("ethnicity", "largest" if clear else "tie", slots, values, named.row)


def within_year(cumulative: pd.DataFrame, year: int) -> Finding:
    """How much of the year's first count was on record at the last month before December that is known."""
    mine = cumulative[cumulative.year == year].set_index("months")
    before = mine[mine.index < 12]
    if before.empty or 12 not in mine.index:
        return finding("within_year", "none", {"year": year})
    months, sofar = int(before.index[-1]), int(before.value.iloc[-1])
    share = sofar / int(mine.value[12])
    slots = {"months": months, "sofar": text.people(sofar), "year": year, "share": text.percent(100 * share, 0)}
    return finding("within_year", "path", slots, {"sofar": sofar, "share": share}, mine.row)


# --- balance, regions, corridors ---


def flow_ratio(flows: pd.DataFrame, year: int) -> Finding:
    """Whether arrivals and departures of a year balance."""
    arrived, left = value_of(flows, "arrivals", year), value_of(flows, "departures", year)
    if pd.isna(arrived) or pd.isna(left) or not arrived or not left:
        return finding("flow_ratio", "unknown", {"year": year})
    small, large = sorted((arrived, left))
    variant = "balanced" if small / large >= BALANCED else "gain" if arrived > left else "loss"
    slots = {"ratio": text.number(large / small, 1), "year": year}
    rests_on = places(flows, "arrivals", [year]) + places(flows, "departures", [year])
    return finding("flow_ratio", variant, slots, {"in_per_out": arrived / left}, rests_on)


def corridor(stocks: pd.DataFrame, year: int) -> Finding:
    """Whether the two stocks of the corridor balance in the latest edition."""
    if stocks.empty:
        return finding("corridor", "none", {"year": year})
    edition = latest_edition(stocks)
    last = stocks[(stocks.edition == edition) & (stocks.year == stocks[stocks.edition == edition].year.max())]
    ratio = float(last.stock.min() / last.stock.max())
    slots = {"smaller": text.number(100 * ratio)}
    variant = "balanced" if ratio >= BALANCED else "unbalanced"
    return finding("corridor", variant, slots, {"ratio": ratio, "edition": edition}, last.row)


def latest_edition(stocks: pd.DataFrame) -> str:
    """The newest UN edition among the stocks: that with the latest reference year, then the latest name."""
    return stocks.sort_values(["year", "edition"]).edition.iloc[-1]


def internal(gains: pd.DataFrame, year: int) -> Finding:
    """The region with the largest gain from moves between regions. `gains`: region, low, high, status,
    row."""
    if gains.empty:
        return finding("internal", "none", {"year": year})
    ranked = gains.sort_values("value", ascending=False)
    first, others = ranked.iloc[0], ranked.iloc[1:]
    safe = first.status != "doubtful" and not (others.high >= first.low).any()
    slots = {"region": text.name(first.region), "year": year, "gain": text.people(first.value)}
    return finding("internal", "largest" if safe else "doubtful", slots, {"gain": first.value}, ranked.row)


def regions(balance: pd.DataFrame, year: int) -> Finding:
    """The regions that gained and lost most per 1,000 people, in the last year that has all of them."""
    if balance.empty:
        return finding("regions", "none", {"year": year})
    first, last = balance.iloc[0], balance.iloc[-1]
    slots = {"first": text.name(first.region), "last": text.name(last.region), "year": int(first.year)}
    values = {"highest": first.per_1000, "lowest": last.per_1000}
    return finding("regions", "spread" if last.per_1000 < 0 else "all_gain", slots, values, [first.row, last.row])


# --- the projection ---


def projection(projected: pd.DataFrame | None, last: float, points: int) -> Finding:
    """Where the house method puts the next year."""
    if projected is None:
        return finding("projection", "scenarios", {"points": points})
    row = projected.iloc[0]
    slots = {
        "point": text.rough(row.point), "next": projected.index[0],
        "range80": text.rough_range(row.lower_80, row.upper_80),
    }  # fmt: skip
    change = row.point / last - 1
    variant = "level" if abs(change) < 0.0005 else "lower" if change < 0 else "higher"
    return finding("projection", variant, slots, {"point": row.point, "change": change}, ["projection.csv"])


def judgement(probabilities: pd.DataFrame | None, year: int, points: int, start: int) -> Finding:
    """How far the data carry a moderate further decline. `probabilities`: event and probability."""
    if probabilities is None:
        return finding("judgement", "scenarios", {"points": points, "year": year, "start": start})
    p = probabilities.set_index("event").probability
    names = {
        "lower_next": "further decline", "lower_three": "lower three years on", "d1": "D1", "d2": "D2", "d3": "D3",
    }  # fmt: skip
    slots = {slot: text.chance(p[event]) for slot, event in names.items()} | {"next": year + 1, "third": year + 3}
    variant = "carried" if p["D2"] > 0.5 else "not_carried" if p["further decline"] > 0.5 else "against"
    return finding("judgement", variant, slots, p.to_dict(), ["projection.csv"])


def spread(by_method: pd.DataFrame | None, year: int) -> Finding:
    """How far methods differ on 'lower three years on'. `by_method`: method, probability."""
    if by_method is None or by_method.empty:
        return finding("spread", "none", {})
    low, high = by_method.probability.min(), by_method.probability.max()
    slots = {"low": text.chance(low), "high": text.chance(high), "third": year + 3, "year": year}
    return finding("spread", "disagree" if low <= 0.5 < high else "agree", slots, {"low": low, "high": high})


def momentum(series: pd.Series) -> Finding:
    """How often a fall was followed by another, the simplest base rate of a further decline."""
    fell = series.diff() < 0
    after = fell[fell.shift(1, fill_value=False)]
    if after.empty:
        return finding("momentum", "none", {})
    values = {"falls": len(after), "again": int(after.sum()), "first_year": int(series.index[0])}
    return finding("momentum", "counted", values, values)


def coverage_past(tests: int, cover80: float | None = None, cover95: float | None = None) -> Finding:
    """How often past intervals held what came."""
    if not tests:
        return finding("coverage_past", "none", {})
    values = {"tests": tests, "cover80": cover80, "cover95": cover95}
    slots = {"tests": tests, "cover80": text.percent(100 * cover80, 0), "cover95": text.percent(100 * cover95, 0)}
    return finding("coverage_past", "tested", slots, values)


def one_ahead(tests: pd.DataFrame) -> Finding:
    """How many outcomes of one-year-ahead forecasts lay inside their 80% interval. `tests` as scoring.backtest."""
    if tests.empty:
        return finding("one_ahead", "none", {})
    mine = tests[(tests.method == "project") & (tests.horizon == 1)]
    inside = int(((mine.actual >= mine.lower_80) & (mine.actual <= mine.upper_80)).sum())
    values = {"inside": inside, "tests": len(mine)}
    return finding("one_ahead", "tested", values, values)


def benchmark(ratio: float | None) -> Finding:
    """The mean absolute error in the past, relative to no change at the same horizons."""
    if ratio is None or pd.isna(ratio):
        return finding("benchmark", "none", {})
    # Decided on the figure as shown, so that '1.00 times' is never called better.
    variant = "better" if round(ratio, 2) < 1 else "no_better"
    return finding("benchmark", variant, {"ratio": text.number(ratio, 2)}, {"ratio": ratio})


# --- small things ---


def value_of(flows: pd.DataFrame, flow: str, year: int):
    """The value of a flow in a year, or missing."""
    found = flows[(flows.flow == flow) & (flows.year == year)].value
    return found.iloc[0] if len(found) else None


def places(flows: pd.DataFrame, flow: str, years) -> list[str]:
    """Where the values of a flow in these years were read."""
    mine = flows[(flows.flow == flow) & flows.year.isin([int(year) for year in years])]
    return [row for row in mine.row if isinstance(row, str)]


def ordinal(number: int) -> str:
    """second, third, 11th, 22nd."""
    words = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth"}
    if number in words:
        return words[number]
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
