"""The front page in words: the question, its answer, what to know, and what could make it wrong.

`Material` is what a run has left; everything else makes sentences of it, in the language spoken.
The claim that is judged, and what may be printed, stand in `front_claims`."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.cleaning import names, series_of
from helpers.files import read_rows
from helpers.language import formats, say, spoken
from helpers.pages import outcomes
from helpers.pages.layout import read_findings
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection.events import YEARS_ON
from helpers.projection.house_method import HOUSE, MINIMUM_POINTS
from helpers.projection.outlook import word_for, words_for

LOWER = "lower three years on"  # the event that the page's question asks for
OF_CLAIMS = ["claim_id", "article_id", "kind", "quote", "flow", "dimension", "time_period"]
COLUMNS = {
    "chances": ["ours", "no_change", "share"],
    "flows": ["year", "flow", "value"],
    "articles": ["article_id", "publisher", "published", "language", "url"],
    "claims": [*OF_CLAIMS, "attributed_to", "statement"],
    "tests": ["claim_id", "test", "verdict", "when_printed", "found_low", "found_high"],
    "projected": ["point", "lower_80", "upper_80"],
    "after": outcomes.COLUMNS,
}
LONG_AGO = 4  # years over which the page tells what happened
NEIGHBOUR = "RUS"  # the one country that departures are counted to since before they fell
ALMOST_ALL = 0.9  # the share of a fall from which it is almost all to one country
RECENT = 5  # years in which an event is told as one that can move the register


@dataclass
class Material:
    """What the front page of an edition is made from: `findings` by id, as in findings.json;
    `chances` of events by id, as `outlook.beside_references`; `flows` as `cleaning.annual_flows`;
    `articles` of the year and their `claims`; `tests` as `reconcile`; `projected` departures by
    year; `after` as `outcomes.after`; `events`: years in which something else moved the flows. A
    table that the run has not left is empty."""

    run: Parameters
    findings: dict[str, dict]
    chances: pd.DataFrame | None = None
    flows: pd.DataFrame | None = None
    articles: pd.DataFrame | None = None
    claims: pd.DataFrame | None = None
    tests: pd.DataFrame | None = None
    projected: pd.DataFrame | None = None
    after: pd.DataFrame | None = None
    events: tuple[int, ...] = ()

    def __post_init__(self):
        for name, columns in COLUMNS.items():
            setattr(
                self,
                name,
                pd.DataFrame(getattr(self, name), columns=columns),
            )
        self.articles = self.articles.sort_values("published", kind="stable")  # blank days last

    def change(self, flow: str, years: int = 1) -> float | None:
        """The change of a flow over the last years in percent; None where it is not known."""
        values = series_of(self.flows, flow).reindex([self.run.year - years, self.run.year])
        return None if values.isna().any() else 100 * (values.iloc[1] / values.iloc[0] - 1)

    @cached_property
    def departures(self) -> pd.Series:
        return series_of(self.flows, "departures")

    @property
    def third(self) -> int:
        """The year in which the forecast is settled."""
        last = self.projected.index.min() - 1 if len(self.projected) else self.run.year
        return int(last) + YEARS_ON

    @cached_property
    def came(self) -> pd.Series:
        """The departures that were registered after the edition's year, by year."""
        return self.after.query("what == 'departures'").set_index("year").happened

    @cached_property
    def judged(self) -> pd.DataFrame:
        """The claims with their overall `verdict`, `when_printed`, `found_low` and `found_high`,
        the `test` that decided, and whether they are about a whole flow of the year (`whole`)."""
        overall = self.tests.query("test == 'overall'").drop(columns="test")
        deciding = self.tests.query("test != 'overall'").merge(overall[["claim_id", "verdict"]])
        deciding = deciding.drop_duplicates("claim_id")[["claim_id", "test"]]
        claims = self.claims.merge(overall, how="left").merge(deciding, how="left")
        of_year = claims.time_period.astype(str) == str(self.run.year)
        whole = of_year & (claims.dimension == "total")
        return claims.assign(whole=whole).fillna({"when_printed": ""})

    def values(self, finding: str) -> dict:
        return self.findings.get(finding, {}).get("values", {})

    def variant(self, finding: str) -> str:
        return self.findings.get(finding, {}).get("variant", "none")


def read(folder: Path, run: Parameters, raw: Path | None, after: pd.DataFrame | None) -> Material:
    """What the run has left in `folder`; `raw`: the folder of the data package."""
    raw = raw or paths.raw_folder()
    tables = folder / paths.TABLES
    # Their addresses stand in the data package alone.
    addresses = {row["article_id"]: row.get("url") for row in read_rows(raw / "articles.csv")}
    articles = pd.DataFrame(_table(tables / "articles.csv"), columns=COLUMNS["articles"])
    events = read_rows(raw / "series" / "kz_events.csv")
    columns = ["flow", "method", *COLUMNS["projected"]]
    projected = pd.DataFrame(_table(folder / paths.PROJECTION, "year"), columns=columns)
    drawn = tables / "chart_history.csv"  # the flows of notebook 04
    return Material(
        run,
        read_findings(folder),
        chances=_table(tables / "beside_references.csv", "event"),
        flows=_table(drawn if drawn.is_file() else tables / "flows.csv"),
        articles=articles.assign(url=articles.article_id.map(addresses)),
        claims=_table(tables / "claims.csv"),
        tests=_table(tables / "reconciliation.csv"),
        projected=projected.query(f"flow == 'departures' and method == '{HOUSE.name}'"),
        after=after,
        events=tuple(int(row["year"]) for row in events if row["concerns"] == "flows"),
    )


def _table(path: Path, index: str | None = None) -> pd.DataFrame | None:
    is_there = path.is_file() and path.stat().st_size
    return pd.read_csv(path, index_col=index) if is_there else None


def way_of(change: float) -> str:
    """Whether a number rose, fell or is the same, by its change."""
    return "same" if change == 0 else "fell" if change < 0 else "rose"


def scale(chance: float) -> str:
    """A chance in words."""
    return say("front.scale", of=word_for(chance))


def too_few(of: Material) -> str:
    """That there are too few years of figures for odds."""
    points = int((of.departures.index >= FIRST_FIT_YEAR).sum())
    return say("front.no_odds", points=points, least=MINIMUM_POINTS)


def answer(of: Material) -> str:
    """One sentence that answers the question: what came, else the odds."""
    slots = {"year": of.run.year, "third": of.third}
    if len(of.came) and of.run.year in of.departures.index:
        then = of.departures[of.run.year]
        now = of.came.iloc[-1]
        slots |= {"then": then, "now": now, "last": of.came.index[-1]}
        return say("front.came", way=way_of(now - then), **slots)
    if LOWER not in of.chances.index:
        return too_few(of)
    chances = of.chances.loc[LOWER].dropna()
    words = words_for(chances)
    if len(words) == 1:
        return say("front.answer", word=words[0], chance=chances.ours, **slots)
    low = chances.min()
    high = chances.max()
    slots |= {
        "low": scale(low),
        "lowest": low,
        "high": scale(high),
        "highest": high,
    }
    return say("front.between", said=bool(words), **slots)


def beneath(of: Material) -> list[str]:
    """Below the answer: references, or what the edition had said; what the register counts."""
    said = []
    chances = of.chances.reindex([LOWER]).loc[LOWER]
    if not len(of.came):
        if pd.notna(chances.ours):
            said.append(say("front.no_change", no_change=chances.no_change))
        if pd.notna(chances.share):
            said.append(say("front.elsewhere", share=chances.share))
        return [*said, say("front.register")]
    decided = of.after.query("what == @LOWER").happened
    if len(decided) and pd.notna(chances.ours):
        slots = {
            "chance": chances.ours,
            "word": scale(chances.ours),
            "third": of.third,
        }
        said.append(say("front.had_said", came=bool(decided.iloc[0]), **slots))
    years = of.after.query("what == 'departures'").dropna(subset="said")
    if len(years):
        below = (years.happened < years.lower_80).sum()
        above = (years.happened > years.upper_80).sum()
        said.append(
            say(
                "front.held",
                n=len(years),
                inside=int(len(years) - below - above),
            )
        )
        if below or above:
            where = "below" if not above else "above" if not below else "both"
            said.append(say("front.missed", where=where))
    return [*said, say("front.register")]


def happened(of: Material) -> list[str]:
    """The change of departures and where it shows, and the balance."""
    said = []
    years = 1 if of.change("departures", LONG_AGO) is None else LONG_AGO
    change = of.change("departures", years)
    if change is None:
        said.append(say("front.unknown", year=of.run.year))
    else:
        slots = {
            "base": of.run.year - years,
            "year": of.run.year,
            "change": abs(change),
        }
        slots["value"] = of.departures[of.run.year]
        said.append(say("front.over_years", way=way_of(round(change)), **slots))
    fall = of.values("destinations")
    if of.variant("destinations") in ("most", "alone"):
        share = min(fall[NEIGHBOUR] / fall["change"], 1)
        if share > 0.5:
            slots = {
                "base": fall["base"],
                "place": names.name(names.partner_id(NEIGHBOUR)),
            }
            said.append(
                say(
                    "front.to_where",
                    whole=share > ALMOST_ALL,
                    share=share,
                    **slots,
                )
            )
    return said + balance(of, "front.balance")


def balance(of: Material, sentence: str) -> list[str]:
    """The net migration of the year in a sentence; none where it is not known, or zero."""
    net = of.values("net").get("net")
    if not net:
        return []
    return [say(sentence, gain=net > 0, year=of.run.year, people=abs(net))]


def ahead(of: Material) -> list[str]:
    """The three ways, and the middle and the range of the projection."""
    ways = of.values("judgement")
    if "rise" not in ways:
        return [too_few(of)]
    past = len(of.came) > 0
    said = [
        say("front.two_ways", past=past, third=of.third, **ways),
        say("front.third_way", past=past, **ways),
    ]
    if len(of.projected):
        year = min(of.third, of.projected.index.max())
        # A projected number of people, which knows no more than hundreds.
        hundreds = of.projected.loc[year].astype(float).round(-2).map(formats.number)
        said.append(say("front.middle", past=past, year=year, point=hundreds.point))
        span = formats.span(hundreds.lower_80, hundreds.upper_80)
        said.append(say("front.range", past=past, range=span))
    if of.third in of.came:
        said.append(say("front.came_third", third=of.third, value=of.came[of.third]))
    return said


def uncounted(of: Material) -> list[str]:
    """Who is not counted, and what Russia counts."""
    said = [say("front.example")]
    gap = of.values("counts_gap")
    if gap:
        said.append(say("front.two_counts", **gap))
        said.append(say("front.both_right"))
    if of.variant("other_count") == "both_fell":
        moved = of.values("other_count")
        said.append(say("front.both_fell", fall=-100 * moved["other"], **moved))
    return said


def doubts(of: Material) -> dict[str, str]:
    """What could make the answer wrong, by its name."""
    years = [str(year) for year in of.events if of.run.year - RECENT <= year <= of.run.year]
    listed = formats.listing(years, spoken())
    said = {"of_register": say("front.rules", some=bool(years), years=listed)}
    skill = of.values("skill")
    if of.variant("skill") in ("some", "none") and "un" in skill:
        said["of_method"] = say("front.no_skill", worse=skill["un"] >= 1, times=skill["un"])
    tested = of.values("one_ahead")
    if tested:
        said["of_record"] = say("front.tested", **tested)
    revised = of.values("revisions")
    if revised:
        said["of_data"] = say("front.revised", **revised)
    return said | {"of_lines": say("front.lines")}
