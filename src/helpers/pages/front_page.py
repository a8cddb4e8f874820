"""The front page in words: the question, its answer, what to know, and what could make it wrong.

`Material` is what a run has left; everything else makes sentences of it, in the language spoken.
The claim that is judged, and what may be printed, stand in `front_claims`."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

import helpers.pages.layout as layout
from helpers import paths
from helpers.cleaning import names
from helpers.files import read_rows
from helpers.language import formats, say, spoken
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection.events import YEARS_ON
from helpers.projection.house_method import HOUSE
from helpers.projection.inputs import MINIMUM_POINTS
from helpers.projection.judgement import word_for, words_for

LOWER = "lower three years on"  # the event that the page's question asks for
REFERENCES = ["ours", "no_change", "share"]  # columns of its chances
OF_ARTICLES = ["article_id", "publisher", "published", "language"]
OF_CLAIMS = ["claim_id", "article_id", "kind", "quote", "flow", "dimension", "time_period"]
OF_CLAIMS += ["attributed_to", "statement"]
OF_TESTS = ["claim_id", "test", "verdict", "when_printed", "found_low", "found_high"]
LONG_AGO = 4  # years over which the page tells what happened
NEIGHBOUR = "RUS"  # the one country that departures are counted to since before they fell
ALMOST_ALL = 0.9  # the share of a fall from which it is almost all to one country
RECENT = 5  # years in which an event is told as one that can move the register


@dataclass(frozen=True)
class Material:
    """What the front page of an edition is made from.

    `findings` by id, as findings.json lists them; `chances` of events by id, as
    `outlook.beside_references`; `flows` as `cleaning.annual_flows`; `articles` of the year and
    their `claims`; `tests` as `reconcile`; `projected`: departures by the house method, by year;
    `after` as `outcomes.after`; `events`: the years in which something else moved the flows. A
    table that the run has not left is empty.
    """

    run: Parameters
    findings: dict[str, dict]
    chances: pd.DataFrame
    flows: pd.DataFrame
    articles: pd.DataFrame
    claims: pd.DataFrame
    tests: pd.DataFrame
    projected: pd.DataFrame
    after: pd.DataFrame
    events: tuple[int, ...] = ()

    @cached_property
    def departures(self) -> pd.Series:
        return self._series("departures")

    def _series(self, flow: str) -> pd.Series:
        if self.flows.empty:
            return pd.Series(dtype=float)
        own = self.flows.query("flow == @flow and value.notna()").set_index("year")
        return own.value.astype(float)

    def change(self, flow: str, years: int = 1) -> float | None:
        """The change of a flow over the last years in percent; None where it is not known."""
        values = self._series(flow).reindex([self.run.year - years, self.run.year])
        return None if values.isna().any() else 100 * (values.iloc[1] / values.iloc[0] - 1)

    @property
    def third(self) -> int:
        """The year in which the forecast is settled."""
        last = self.projected.index.min() - 1 if len(self.projected) else self.run.year
        return int(last) + YEARS_ON

    @cached_property
    def came(self) -> pd.Series:
        """The departures that were registered after the edition's year, by year."""
        if self.after.empty:
            return pd.Series(dtype=float)
        return self.after.query("what == 'departures'").set_index("year").happened

    def happened(self, event: str) -> bool | None:
        """Whether an event has come; None where that is not known."""
        rows = self.after.query("what == @event") if len(self.after) else self.after
        return None if rows.empty else bool(rows.happened.iloc[0])

    def values(self, finding: str) -> dict:
        return self.findings.get(finding, {}).get("values", {})

    def variant(self, finding: str) -> str:
        return self.findings.get(finding, {}).get("variant", "none")


def read(folder: Path, run: Parameters, raw: Path | None, after: pd.DataFrame | None) -> Material:
    """What the run has left in `folder`; `raw`: the folder of the data package."""
    raw = raw or paths.raw_folder()
    articles = _table(folder / paths.TABLES / "articles.csv").reindex(columns=OF_ARTICLES)
    # Their addresses stand in the data package alone.
    addresses = {row["article_id"]: row.get("url") for row in read_rows(raw / "articles.csv")}
    events = read_rows(raw / "series" / "kz_events.csv")
    projected = _table(folder / paths.PROJECTION)
    if len(projected):
        own = (projected.flow == "departures") & (projected.method == HOUSE.name)
        projected = projected[own].set_index("year")
    chances = _table(folder / paths.TABLES / "beside_references.csv")
    drawn = _table(folder / paths.TABLES / "chart_history.csv")  # the flows of notebook 04
    return Material(
        run,
        {finding["id"]: finding for finding in layout.read_findings(folder)},
        chances.set_index("event") if len(chances) else chances,
        drawn if len(drawn) else _table(folder / paths.TABLES / "flows.csv"),
        articles.assign(url=articles.article_id.map(addresses)),
        _table(folder / paths.TABLES / "claims.csv").reindex(columns=OF_CLAIMS),
        _table(folder / paths.TABLES / "reconciliation.csv").reindex(columns=OF_TESTS),
        projected,
        pd.DataFrame() if after is None else after,
        tuple(int(row["year"]) for row in events if row["concerns"] == "flows"),
    )


def _table(path: Path) -> pd.DataFrame:
    if not path.is_file() or not path.stat().st_size:
        return pd.DataFrame()
    return pd.read_csv(path)


def title(of: Material) -> str:
    return say("front.title", past=len(of.came) > 0, year=of.run.year)


def answer(of: Material) -> str:
    """One sentence that answers the question: what came, else the odds."""
    slots = {"year": of.run.year, "third": of.third}
    if len(of.came) and of.run.year in of.departures.index:
        then = of.departures[of.run.year]
        now = of.came.iloc[-1]
        way = "same" if now == then else "fell" if now < then else "rose"
        slots |= {"then": formats.people(then), "now": formats.people(now)}
        return say("front.came", way=way, last=of.came.index[-1], **slots)
    if LOWER not in of.chances.index:
        points = (of.departures.index >= FIRST_FIT_YEAR).sum()
        return say("front.no_odds", points=points, least=MINIMUM_POINTS)
    chances = of.chances.loc[LOWER].reindex(REFERENCES).dropna()
    slots["chance"] = formats.chance(chances.ours)
    words = words_for(chances)
    if len(words) == 1:
        return say("front.answer", word=words[0], **slots)
    return say("front.between", said=bool(words), **slots, **ends(chances))


def ends(chances: pd.Series) -> dict[str, str]:
    """The lowest and the highest of some chances, each with its word."""
    lowest = float(chances.min())
    highest = float(chances.max())
    return {
        "lowest": formats.chance(lowest),
        "highest": formats.chance(highest),
        "low": say("front.scale", of=word_for(lowest)),
        "high": say("front.scale", of=word_for(highest)),
    }


def beneath(of: Material) -> list[str]:
    """What stands below the answer: its references or what the edition had said; the register."""
    said = []
    if len(of.came):
        said = _beside_what_came(of)
    elif LOWER in of.chances.index:
        chances = of.chances.loc[LOWER]
        said.append(say("front.no_change", no_change=formats.chance(chances.no_change)))
        if pd.notna(chances.get("share")):
            said.append(say("front.elsewhere", share=formats.chance(chances["share"])))
    return [*said, say("front.register")]


def _beside_what_came(of: Material) -> list[str]:
    """What the edition had said, beside what came."""
    said = []
    is_lower = of.happened(LOWER)
    if is_lower is not None and LOWER in of.chances.index:
        chance = of.chances.loc[LOWER, "ours"]
        slots = {"chance": formats.chance(chance), "word": say("front.scale", of=word_for(chance))}
        slots |= {"year": of.run.year, "third": of.third}
        said.append(say("front.had_said", came=is_lower, **slots))
    years = of.after.query("what == 'departures'").dropna(subset="said")
    if len(years):
        held = years.happened.between(years.lower_80, years.upper_80)
        below = (years.happened < years.lower_80).any()
        above = (years.happened > years.upper_80).any()
        where = "both" if below and above else "below" if below else "above" if above else "none"
        said.append(say("front.held", n=len(years), inside=int(held.sum())))
        if where != "none":
            said.append(say("front.missed", where=where))
    return said


def things(of: Material) -> list[dict]:
    """Three things to know: what happened, what comes next, who is not counted."""
    ahead = "expected" if len(of.came) else "next"
    three = (("happened", _happened(of)), (ahead, _next(of)), ("uncounted", _uncounted(of)))
    return [{"name": name, "said": said} for name, said in three if said]


def _happened(of: Material) -> list[str]:
    said = []
    years = LONG_AGO if of.change("departures", LONG_AGO) is not None else 1
    change = of.change("departures", years)
    if change is None:
        said.append(say("front.unknown", year=of.run.year))
    else:
        slots = {"base": of.run.year - years, "year": of.run.year}
        slots["change"] = formats.percent(abs(change), 0)
        slots["value"] = formats.people(of.departures[of.run.year])
        way = "same" if round(change) == 0 else "fell" if change < 0 else "rose"
        said.append(say("front.over_years", way=way, **slots))
    fall = of.values("destinations")
    if of.variant("destinations") in ("most", "alone"):
        share = min(fall[NEIGHBOUR] / fall["change"], 1)
        if share > 0.5:
            slots = {"base": fall["base"], "place": names.name(names.partner_id(NEIGHBOUR))}
            slots["share"] = formats.share_in_percent(share)
            said.append(say("front.to_where", whole=share > ALMOST_ALL, **slots))
    net = of.values("net").get("net")
    if net:
        people = formats.people(abs(net))
        said.append(say("front.balance", gain=net > 0, year=of.run.year, people=people))
    return said


def _next(of: Material) -> list[str]:
    """The three ways, and the middle and the range of the projection."""
    ways = of.values("judgement")
    if "rise" not in ways:
        points = int((of.departures.index >= FIRST_FIT_YEAR).sum())
        return [say("front.no_odds", points=points, least=MINIMUM_POINTS)]
    percents = {way: formats.chance(ways[way]) for way in ("rise", "moderate", "steeper")}
    past = len(of.came) > 0
    said = [
        say("front.two_ways", past=past, third=of.third, **percents),
        say("front.third_way", past=past, **percents),
    ]
    if len(of.projected):
        year = min(of.third, of.projected.index.max())
        row = of.projected.loc[year]
        said.append(say("front.middle", past=past, year=year, point=rough(row.point)))
        span = formats.span(rough(row.lower_80), rough(row.upper_80))
        said.append(say("front.range", past=past, range=span))
    if of.third in of.came:
        value = formats.people(of.came[of.third])
        said.append(say("front.came_third", third=of.third, value=value))
    return said


def rough(value: float) -> str:
    """A projected number of people, which knows no more than hundreds."""
    return formats.number(round(value, -2))


def _uncounted(of: Material) -> list[str]:
    said = [say("front.example")]
    gap = of.values("counts_gap")
    if gap:
        slots = {"year": gap["year"], "times": formats.number(gap["times"], 1)}
        said.append(say("front.two_counts", **slots))
        said.append(say("front.both_right"))
    if of.variant("other_count") == "both_fell":
        moved = of.values("other_count")
        slots = {name: moved[name] for name in ("base", "year")}
        fall = formats.percent(-100 * moved["other"], 0)
        said.append(say("front.both_fell", fall=fall, **slots))
    return said


def doubts(of: Material) -> list[dict]:
    """What could make the answer wrong, each by its name."""
    said = [{"name": "of_register", "said": _rules(of)}]
    if of.variant("skill") in ("some", "none") and "un" in of.values("skill"):
        ratio = of.values("skill")["un"]
        words = say("front.no_skill", worse=ratio >= 1, times=formats.number(ratio, 2))
        said.append({"name": "of_method", "said": words})
    tested = of.values("one_ahead")
    if tested:
        slots = {"inside": tested["inside"], "tests": tested["tests"]}
        said.append({"name": "of_record", "said": say("front.tested", **slots)})
    revised = of.values("revisions")
    if revised:
        slots = {flow: formats.percent(change) for flow, change in revised.items()}
        said.append({"name": "of_data", "said": say("front.revised", **slots)})
    return [*said, {"name": "of_lines", "said": say("front.lines")}]


def _rules(of: Material) -> str:
    """That rules move the register, with the years in which something did lately."""
    years = [year for year in of.events if of.run.year - RECENT <= year <= of.run.year]
    listed = formats.listing([str(year) for year in years], spoken())
    return say("front.rules", some=bool(years), years=listed)
