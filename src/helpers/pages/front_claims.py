"""The claims on the front page: the forecast that is judged, what else its article printed, the
other articles of the year, and what of it all may be printed."""

import re

import numpy as np
import pandas as pd

from helpers.cleaning import names
from helpers.language import SOURCE, _, formats, phrases, say, spoken
from helpers.pages import front_page, provenance
from helpers.pages.front_page import LOWER, Material
from helpers.parameters import final_by
from helpers.projection import events
from helpers.projection.judgement import words_for
from helpers.reconciliation import results
from helpers.reconciliation.criteria import ALMOST_HALF

SHOWN = 6  # of the article's other claims
NOBODY = "unnamed"  # in `attributed_to`: people of whom the article names none
FLOWS = ("arrivals", "departures")


def badge(verdict: str, words: str) -> dict:
    """What readers call a verdict, and its id, by which it has its sign and colour."""
    return {"verdict": verdict, "words": words[:1].upper() + words[1:]}


def article(of: Material) -> pd.Series | None:
    """The article that leads: the earliest that forecasts departures, else the earliest that speaks
    of the departures of the year, else of any departures, else the earliest."""
    if of.claims.empty or of.articles.empty:
        return None
    departing = of.claims.query("flow == 'departures'")
    forecasting = departing.query("kind == 'forecast'")
    by_day = of.articles.sort_values("published", kind="stable", na_position="last")
    of_year = departing[_whole(departing, of.run.year)]
    for claims in (forecasting, of_year, departing, of.claims):
        speaking = by_day[by_day.article_id.isin(claims.article_id)]
        if len(speaking):
            return speaking.iloc[0]
    return None


def _whole(claims: pd.DataFrame, year: int) -> pd.Series:
    """Which claims are about a whole flow of the year."""
    return (claims.dimension == "total") & (claims.time_period.astype(str) == str(year))


def source(article: pd.Series) -> dict:
    """Who published an article, where and when."""
    known = pd.notna(article.published)
    day = formats.date(article.published, spoken()) if known else say("front.no_day")
    url = provenance.address(article.get("url"))
    return {"publisher": article.publisher, "day": day, "url": url, "language": article.language}


def claim(of: Material, article: pd.Series) -> dict | None:
    """The article's forecast of departures as printed, with its author and our verdict."""
    own = of.claims.query("article_id == @article.article_id")
    forecasts = own.query("kind == 'forecast' and flow == 'departures'")
    if forecasts.empty:
        return None
    printed = forecasts.iloc[0]
    return {
        "quote": printed.quote,
        "gloss": _gloss(printed, article),
        "author": _author(printed, article),
        **_verdict(of, rises=phrases.uses(printed.quote, "rise", "more")),
    }


def _gloss(claim, article: pd.Series) -> str:
    """What a quote says, where that is written in the language spoken: of a figure always, of words
    where the article is in another language."""
    is_worded = claim.kind not in ("quantity", "change", "share")
    if not isinstance(claim.statement, str) or (is_worded and article.language == spoken()):
        return ""
    statement = _(claim.statement)
    is_russian = bool(re.search("[а-яё]", statement, re.I))
    return statement if spoken() == ("ru" if is_russian else SOURCE) else ""


def _author(claim: pd.Series, article: pd.Series) -> str:
    name = claim.attributed_to
    if not isinstance(name, str) or NOBODY in name:
        return say("front.nobody")
    if name == article.publisher:
        return say("front.own_words")
    return say("front.author", name=_(name))


def _verdict(of: Material, rises: bool) -> dict:
    """The badge of a forecast and what it rests on: its odds, or what came."""
    asked = LOWER if rises else "D2"
    if asked not in of.chances.index:
        return {"badge": badge("open", say("front.open_unknown")), "said": []}
    chances = of.chances.loc[asked].reindex(["ours", "no_change", "share"]).dropna()
    if rises:
        chances = 1 - chances
    lower, upper = of.run.moderate_decline
    last = of.departures.loc[: of.third - events.YEARS_ON].iloc[-1]
    borders = [last * (1 + bound) ** events.YEARS_ON for bound in (lower, upper)]
    slots = {"lower": events.percent(lower), "upper": events.percent(upper), "third": of.third}
    said = [say("front.reading", rises=rises, **slots)]
    if not rises:
        said.append(say("front.borders", borders=formats.people_range(*borders)))
    odds = {name: formats.chance(chance) for name, chance in chances.items()}
    said.append(say("front.odds", ours=odds["ours"], no_change=odds["no_change"]))
    if "share" in odds:
        said.append(say("front.odds_elsewhere", share=odds["share"]))
    came = of.came.get(of.third)
    if came is not None:
        said.append(say("front.came_third", third=of.third, value=formats.people(came)))
        way = "moderate" if came >= borders[0] else "steeper"
        way = "rise" if came > borders[1] else way
        return {"badge": badge("open", say("front.settled", way=way)), "said": said}
    day = formats.date(final_by(of.third), spoken())
    said.append(say("front.settles", third=of.third, day=day))
    words = [say("front.scale", of=word) for word in words_for(chances)]
    kind = str(len(words))
    opened = say("front.open", n=kind, low="".join(words[:1]), high="".join(words[-1:]))
    return {"badge": badge("open", opened), "said": said}


def printed(of: Material, article: pd.Series) -> list[dict]:
    """What else the article printed: departures first, then what does not hold, then other totals;
    causes, forecasts and what nothing at hand speaks to are left to the page of all claims."""
    claims = with_verdicts(of).query("article_id == @article.article_id")
    claims = claims.query("kind not in ('forecast', 'cause') and verdict.notna()")
    claims = claims[~claims.verdict.isin(["unchecked", "open"])]
    of_year = _whole(claims, of.run.year)
    leaving = of_year & (claims.flow == "departures")
    ranks = np.select([leaving, claims.verdict == "contradicted", of_year], [0, 1, 2], 3)
    claims = claims.assign(rank=ranks).query("rank < 3").sort_values("rank", kind="stable")
    chosen = claims.head(SHOWN)
    rows = []
    for row in chosen.sort_index().itertuples():
        verdict = results.called(row.verdict, row.when_printed)
        shown = {"quote": row.quote, "gloss": _gloss(row, article), "reason": _reason(of, row)}
        rows.append(shown | {"badge": badge(verdict, names.name(verdict))})
    return rows


def with_verdicts(of: Material) -> pd.DataFrame:
    """The claims with `verdict`, `when_printed`, `found` (one exact figure, else blank), and the
    test that decided as `decided_by`."""
    claims = of.claims.assign(time_period=of.claims.time_period.astype(str))
    if of.tests.empty:
        return claims.assign(verdict=None, when_printed="", found=None, decided_by="")
    overall = of.tests[of.tests.test == "overall"].set_index("claim_id")
    found = overall.found_low.where(overall.found_low == overall.found_high)
    each = of.tests[of.tests.test != "overall"]
    each = each[each.verdict == each.claim_id.map(overall.verdict)]
    deciding = each.drop_duplicates("claim_id").set_index("claim_id").test
    return claims.assign(
        verdict=claims.claim_id.map(overall.verdict),
        when_printed=claims.claim_id.map(overall.when_printed).astype(object).fillna(""),
        found=claims.claim_id.map(found),
        decided_by=claims.claim_id.map(deciding).astype(object).fillna(""),
    )


def _reason(of: Material, claim) -> str:
    """What the figures at hand say beside a claim, in a few words; blank where it takes more."""
    year = of.run.year
    if claim.decided_by == "stopped" and year in of.departures.index:
        return say("front.still", people=formats.people(of.departures[year]))
    if claim.kind == "quantity":
        if pd.isna(claim.found):
            return ""
        people = formats.people(claim.found)
        return say("front.figure", verdict=claim.verdict, people=people)
    if claim.dimension != "total" or claim.time_period != str(year):
        return ""
    changes = {flow: of.change(flow) for flow in FLOWS}
    moves = changes if pd.isna(claim.flow) else {claim.flow: changes.get(claim.flow)}
    if None in moves.values():
        return ""
    said = []
    for flow, change in moves.items():
        amount = formats.percent(abs(change))
        said.append(say("front.moved", of=flow, fell=change < 0, change=amount))
    facts = formats.listing(said, spoken())
    if claim.decided_by == "almost_half":
        line = formats.percent(ALMOST_HALF[0], 0)
        return say("front.line", facts=facts, line=line)
    return say("front.by_figures", when=claim.when_printed, facts=facts)


def tally(of: Material, article: pd.Series) -> list[str]:
    """How many of an article's claims are confirmed and contradicted, and what most others are."""
    verdicts = with_verdicts(of).query("article_id == @article.article_id").verdict
    counts = {name: int((verdicts == name).sum()) for name in ("holds", "contradicted")}
    slots = {"confirmed": counts["holds"], "contradicted": counts["contradicted"]}
    said = [say("front.confirmed", n=len(verdicts), **slots)]
    unchecked = verdicts.isin(["unchecked", "repeats"]).sum()
    if unchecked > (len(verdicts) - sum(counts.values())) / 2:
        said.append(say("front.unchecked"))
    return said


def others(of: Material, lead: pd.Series) -> list[dict]:
    """The other articles of the year, a line each."""
    by_day = of.articles.sort_values("published", kind="stable", na_position="last")
    rest = by_day[by_day.article_id != lead.article_id]
    return [source(row) | {"said": tally(of, row)} for _place, row in rest.iterrows()]


def may_print(of: Material, lead: pd.Series | None) -> list[dict]:
    """What may be printed, what only with its odds, and what not: three lists of sentences."""
    ways = of.values("judgement")
    only = []
    if "moderate" in ways and of.third not in of.came:
        chance = formats.chance(ways["moderate"])
        only = [say("front.only_with", third=of.third, chance=chance)]
    groups = {"may": _may(of), "only": only, "not": _may_not(of, lead)}
    return [{"name": name, "said": said} for name, said in groups.items() if said]


def _may(of: Material) -> list[str]:
    said = []
    change = of.change("departures")
    if change is not None:
        value = of.departures[of.run.year]
        is_record = of.variant("departures") == "record_low"
        way = "same" if change == 0 else "rose" if change > 0 else "fell"
        slots = {"year": of.run.year, "value": formats.people(value)}
        slots |= {"change": formats.percent(abs(change)), "first_year": of.departures.index[0]}
        said.append(say("front.may_say", way="record" if is_record else way, **slots))
    net = of.values("net").get("net")
    if net:
        people = formats.people(abs(net))
        said.append(say("front.may_say_net", gain=net > 0, year=of.run.year, people=people))
    return said


def _may_not(of: Material, lead: pd.Series | None) -> list[str]:
    said = []
    forecast = None if lead is None else claim(of, lead)
    if forecast and forecast["author"] == say("front.nobody"):
        said.append(say("front.not_experts"))
    change = of.change("departures") or 0
    if change:
        said.append(say("front.not_people", fell=change < 0))
    each = of.values("may_say").get("D3")
    if each is not None and of.third not in of.came:
        said.append(say("front.not_each", chance=formats.chance(each)))
    return [*said, say("front.not_cause", fell=change <= 0)]


def content(of: Material) -> dict:
    """What the front page says, in the language spoken."""
    lead = article(of)
    said = {
        "title": front_page.title(of),
        "answer": front_page.answer(of),
        "beneath": front_page.beneath(of),
        "came": len(of.came) > 0,
        "article": None,
        "no_article": say("front.no_article", year=of.run.year),
        "may": may_print(of, lead),
        "things": front_page.things(of),
        "doubts": front_page.doubts(of),
    }
    if lead is None:
        return said
    return said | {
        "article": source(lead),
        "claim": claim(of, lead),
        "printed": printed(of, lead),
        "tally": tally(of, lead),
        "others": others(of, lead),
    }
