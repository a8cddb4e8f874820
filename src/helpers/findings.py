"""Sentences that carry their own conditions, and flip when the data do.

Each function takes results, decides which wording of `wording.WORDING` holds, and fills its slots. A finding
that cannot be said says so; an old sentence is never kept. 'Fell' and 'largest' are said only when they hold
for every value that prints the same.
"""

from dataclasses import dataclass, field

import pandas as pd

from helpers import text
from helpers.projection import MINIMUM_POINTS
from helpers.wording import WORDING

BALANCED = 0.8  # two flows or stocks are called balanced from four fifths on
COIN_TOSS = (0.40, 0.60)  # a probability in here says that the direction is not known


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


def finding(identifier, variant: str, slots: dict, values: dict | None = None, rests_on=(), name=None) -> Finding:
    """A finding with the chosen wording; `name` tells apart findings that share their words.

    Raises KeyError when a wording or a slot is missing.
    """
    entry = WORDING[identifier]
    condition, sentence = entry[variant]
    places = tuple(dict.fromkeys(place for cell in rests_on if isinstance(cell, str) for place in cell.split()))
    return Finding(
        name or identifier,
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
    read = "none" if not again else "differs" if values["different"] else "agrees"
    variant = read if first else "no_figures"
    return finding("second_reading", variant, values, values, ["claims.csv", "second_reading.csv"])


def implied(flow: str, earlier: pd.DataFrame, flows: pd.DataFrame, revised: pd.DataFrame, year: int) -> Finding:
    """What a printed flow and its change imply for the year before, against the bureau's figures."""
    mine = earlier[(earlier.flow == flow) & (earlier.year == year - 1)]
    if mine.empty:
        return finding("implied", "none", {"year": year, "flow": text.name(flow)}, name=f"implied_{flow}")
    row = mine.iloc[0]
    final = value_of(flows, flow, row.year)
    first = revised[(revised.flow == flow) & (revised.year == row.year)]["first"].max()
    values = {"low": row.low, "high": row.high, "final": final, "first": first}
    slots = {
        "low_high": text.people_range(row.low, row.high), "base": row.year, "flow": text.name(flow),
        "final": text.people(final), "first": text.people(first),
    }  # fmt: skip
    inside = {key: pd.notna(values[key]) and row.low <= values[key] <= row.high for key in ("first", "final")}
    variant = "holds" if inside["final"] else "first_only" if inside["first"] else "outside"
    rests_on = [row.claims, *places(flows, flow, [row.year])]
    return finding("implied", variant, slots, values, rests_on, name=f"implied_{flow}")


def verdicts(overall: pd.DataFrame, reasons: pd.DataFrame, quoted: int) -> Finding:
    """How many claims hold, and how many do not.

    `overall`: one row per claim with its verdict; `reasons`: why claims are unchecked; `quoted`: how many hold only
    as quoted rightly.
    """
    if overall.empty:
        return finding("verdicts", "none", {})
    count = overall.verdict.value_counts()
    names = ("holds", "cut", "contradicted", "undecidable", "unchecked")
    values = {key: int(count.get(key, 0)) for key in names} | {"claims": len(overall), "quoted": quoted}
    values["preliminary"] = int(count.get("holds_preliminary", 0))
    why = text.listing([f"{row.reason} {row.claims}" for row in reasons.itertuples() if row.claims]) or "none"
    return finding("verdicts", "counted", values | {"reasons": why}, values, ["reconciliation.csv"])


def verdict_count(overall: pd.DataFrame) -> Finding:
    """The same in one short line, for a title. `overall`: one row per claim with its verdict."""
    if overall.empty:
        return finding("verdict_count", "none", {})
    values = {key: int((overall.verdict == key).sum()) for key in ("holds", "contradicted")}
    values |= {"claims": len(overall)}
    return finding("verdict_count", "counted", values, values, ["reconciliation.csv"])


def swap(evidence: pd.DataFrame, year: int) -> Finding:
    """Whether the accounts of the year speak for two exchanged figures. `evidence`: label, low, high, status, unit."""
    if evidence.empty:
        return finding("swap", "none", {"year": year})
    below = {status: bool((part.high < 0).any()) for status, part in evidence.groupby("status")}
    spans = {
        status: [text.people_range(row.low, row.high) for row in part.itertuples()]
        for status, part in evidence.groupby("status")
    }
    units = evidence[evidence.status == "doubtful"].unit
    printed = [f"{span} in {unit}" for span, unit in zip(spans["doubtful"], units, strict=True)]
    variant = "swapped" if below["doubtful"] and not below["derived"] else "unclear"
    slots = {"printed": text.listing(printed), "exchanged": text.listing(spans["derived"])}
    return finding("swap", variant, slots, {}, ["kz_breakdowns.csv", "kz_population.csv", "doubts.yml"])


# --- the flows ---


def departures(flows: pd.DataFrame, year: int) -> Finding:
    """Whether departures fell or rose in the last year, and whether they are the fewest of the series."""
    mine = flows[(flows.flow == "departures") & (flows.year <= year)].set_index("year")
    now, before = (mine.value.get(when) for when in (year, year - 1))
    if pd.isna(now) or pd.isna(before):
        return finding("departures", "unknown", {"year": year})
    earlier = mine[mine.index < year]
    change = 100 * (now / before - 1)
    mixed = mine.vintage[year] != mine.vintage[year - 1]
    slots = {
        "value": text.people(now), "year": year, "change": text.percent(abs(change)), "first_year": earlier.index.min(),
        "basis": f" (a {mine.vintage[year]} figure against a {mine.vintage[year - 1]} one)" if mixed else "",
    }  # fmt: skip
    record = now < earlier.value.min()
    variant = "record_low" if record else "fell" if now < before else "rose" if now > before else "unchanged"
    rests_on = places(flows, "departures", mine.index if record else [year - 1, year])
    return finding("departures", variant, slots, {"now": now, "before": before, "change_percent": change}, rests_on)


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
    rests_on = places(flows, "net", range(year - run + 1, year + 1))
    return finding("net", variant, slots, {"net": now, "years": run}, rests_on)


def revisions(revised: pd.DataFrame, year: int) -> Finding:
    """Which flow's final figures differ more from its first releases."""
    largest = revised.assign(size=revised.change_percent.abs()).groupby("flow")["size"].max()
    if not {"arrivals", "departures"} <= set(largest.index):
        return finding("revisions", "none", {"year": year})
    values = {flow: float(largest[flow]) for flow in ("arrivals", "departures")}
    variant = "arrivals_more" if values["arrivals"] > values["departures"] else "departures_more"
    slots = {flow: text.percent(value) for flow, value in values.items()} | {"years": revised.year.nunique()}
    return finding("revisions", variant, slots, values, revised["rows"])


def ethnicity(groups: pd.DataFrame, year: int, own_pages: tuple[str, ...] = ()) -> Finding:
    """The largest ethnic group among those who left, if the rounding allows to say so.

    `own_pages`: the addresses of the year's articles; figures read only there are one article's alone.
    """
    named, rest = groups[groups.category != "rest"], groups[groups.category == "rest"]
    if named.empty:
        return finding("ethnicity", "none", {"year": year})
    first, others = named.iloc[0], named.iloc[1:]
    clear = all(pd.isna(rival) or first.low > rival for rival in (others.high.max(), rest.high.max()))
    alone = set(named.source_url) <= set(own_pages)
    share = [100 * bound * first.share / first.value for bound in (first.low, first.high)]
    slots = {"group": text.name(first.category), "year": year, "share": text.percent_range(*share)}
    variant = "tie" if not clear else "one_source" if alone else "largest"
    return finding("ethnicity", variant, slots, {"low": share[0], "high": share[1]}, [*named.row, *rest.row])


def within_year(cumulative: pd.DataFrame, year: int, doubted: tuple[str, ...] = ()) -> Finding:
    """How much of the year's first count was on record at the last month before December that is known.

    `doubted`: the rows that are under a doubt.
    """
    mine = cumulative[cumulative.year == year].set_index("months")
    before = mine[mine.index < 12]
    if before.empty:
        return finding("within_year", "none", {"year": year})
    months, sofar = int(before.index[-1]), int(before.value.iloc[-1])
    slots = {"months": months, "sofar": text.people(sofar), "year": year}
    if 12 not in mine.index:
        return finding("within_year", "no_end", slots, {"sofar": sofar}, before.row)
    share = sofar / int(mine.value[12])
    variant = "doubtful" if before.row.iloc[-1] in doubted else "path"
    slots |= {"share": text.percent(100 * share, 0)}
    return finding("within_year", variant, slots, {"sofar": sofar, "share": share}, mine.row)


# --- balance, regions, corridors ---


def flow_ratio(flows: pd.DataFrame, year: int) -> Finding:
    """Whether arrivals and departures of a year balance."""
    arrived, left = value_of(flows, "arrivals", year), value_of(flows, "departures", year)
    if pd.isna(arrived) or pd.isna(left) or not arrived or not left:
        return finding("flow_ratio", "unknown", {"year": year})
    small, large = sorted((arrived, left))
    variant = "balanced" if small / large >= BALANCED else "gain" if arrived > left else "loss"
    slots = {"ratio": text.number(large / small, 2 if variant == "balanced" else 1), "year": year}
    rests_on = places(flows, "arrivals", [year]) + places(flows, "departures", [year])
    return finding("flow_ratio", variant, slots, {"in_per_out": arrived / left}, rests_on)


def russia(flows: pd.DataFrame, year: int) -> Finding:
    """Whether the registered flows with a country balance, in the last year that has both: year, arrivals,
    departures, row."""
    both = flows.dropna(subset=["arrivals", "departures"])
    if both.empty:
        return finding("russia", "none", {"year": year})
    last = both.iloc[-1]
    small, large = sorted((last.arrivals, last.departures))
    variant = "balanced" if small / large >= BALANCED else "gain" if last.arrivals > last.departures else "loss"
    slots = {"year": int(last.year), "arrived": text.people(last.arrivals), "left": text.people(last.departures)}
    return finding("russia", variant, slots, {"in_per_out": last.arrivals / last.departures}, [last.row])


def corridor(stocks: pd.DataFrame, year: int) -> Finding:
    """Whether the two stocks of the corridor balance in the latest edition."""
    if stocks.empty:
        return finding("corridor", "none", {"year": year})
    edition = latest_edition(stocks)
    last = stocks[(stocks.edition == edition) & (stocks.year == stocks[stocks.edition == edition].year.max())]
    ratio = float(last.stock.min() / last.stock.max())
    slots = {"smaller": text.number(100 * ratio), "edition": edition}
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
        return finding("projection", "scenarios", {"points": points, "least": MINIMUM_POINTS})
    row = projected.iloc[0]
    slots = {
        "point": text.rough(row.point), "next": projected.index[0],
        "range80": text.rough_range(row.lower_80, row.upper_80),
    }  # fmt: skip
    change = row.point / last - 1
    variant = "level" if abs(change) < 0.0005 else "lower" if change < 0 else "higher"
    return finding(
        "projection", variant, slots, {"point": row.point, "change": change}, ["projection.csv", "flows.csv"]
    )


def judgement(probabilities: pd.DataFrame | None, by_method, year: int, points: int, start: int) -> Finding:
    """Whether departures fall further. `probabilities`: event, probability; `by_method`: method, event, probability."""
    if probabilities is None:
        slots = {"points": points, "least": MINIMUM_POINTS, "year": year, "start": start}
        return finding("judgement", "scenarios", slots)
    p = probabilities.set_index("event").probability
    others = by_method[(by_method.event == "lower three years on") & (by_method.method != "project")].probability
    slots = {"lower_next": text.chance(p["further decline"]), "lower_three": text.chance(p["lower three years on"])}
    slots |= {"low": text.chance(others.min()), "high": text.chance(others.max()), "next": year + 1, "third": year + 3}
    low, high = COIN_TOSS
    lower = p["further decline"]
    variant = "toss" if low <= lower <= high else "likely" if lower > high else "unlikely"
    rests_on = ["event_probabilities.csv", "probabilities_by_method.csv"]
    return finding("judgement", variant, slots, p.to_dict(), rests_on)


def moderate(probabilities: pd.DataFrame | None, year: int) -> Finding:
    """How probable each meaning of a moderate decline is. `probabilities`: event, probability."""
    if probabilities is None:
        return finding("moderate", "none", {})
    p = probabilities.set_index("event").probability
    slots = {event.lower(): text.chance(p[event]) for event in ("D1", "D2", "D3")}
    slots |= {"next": year + 1, "third": year + 3}
    variant = "likely" if p["D2"] > 0.5 else "possible"
    return finding("moderate", variant, slots, p[["D1", "D2", "D3"]].to_dict(), ["event_probabilities.csv"])


def spread(by_method: pd.DataFrame | None, year: int) -> Finding:
    """How far methods differ on 'lower three years on'. `by_method`: method, probability."""
    if by_method is None or by_method.empty:
        return finding("spread", "none", {})
    low, high = by_method.probability.min(), by_method.probability.max()
    slots = {"low": text.chance(low), "high": text.chance(high), "third": year + 3, "year": year}
    variant = "disagree" if low <= 0.5 < high else "agree"
    return finding("spread", variant, slots, {"low": low, "high": high}, ["probabilities_by_method.csv"])


def momentum(series: pd.Series) -> Finding:
    """How often a fall was followed by another, the simplest base rate of a further decline."""
    fell = series.diff() < 0
    after = fell[fell.shift(1, fill_value=False)]
    if after.empty:
        return finding("momentum", "none", {})
    values = {"falls": len(after), "again": int(after.sum()), "first_year": int(series.index[0])}
    return finding("momentum", "counted", values, values, ["flows.csv"])


def coverage_past(tests: int, cover80: float | None = None, cover95: float | None = None) -> Finding:
    """How often past intervals held what came."""
    if not tests:
        return finding("coverage_past", "none", {})
    values = {"tests": tests, "cover80": cover80, "cover95": cover95}
    slots = {"tests": tests, "cover80": text.percent(100 * cover80, 0), "cover95": text.percent(100 * cover95, 0)}
    return finding("coverage_past", "tested", slots, values, ["past_tests.csv"])


def one_ahead(tests: pd.DataFrame) -> Finding:
    """How many outcomes of one-year-ahead forecasts lay inside their 80% interval. `tests` as scoring.backtest."""
    if tests.empty:
        return finding("one_ahead", "none", {})
    mine = tests[(tests.method == "project") & (tests.horizon == 1)]
    below, above = int((mine.actual < mine.lower_80).sum()), int((mine.actual > mine.upper_80).sum())
    values = {"inside": len(mine) - below - above, "tests": len(mine), "below": below, "above": above}
    return finding("one_ahead", "tested", values, values, ["chart_hindcasts.csv"])


def benchmark(ratio: float | None) -> Finding:
    """The mean absolute error in the past, relative to no change at the same horizons."""
    if ratio is None or pd.isna(ratio):
        return finding("benchmark", "none", {})
    # Decided on the figure as shown, so that '1.00 times' is never called better.
    variant = "better" if round(ratio, 2) < 1 else "no_better"
    return finding("benchmark", variant, {"ratio": text.number(ratio, 2)}, {"ratio": ratio}, ["past_tests.csv"])


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
