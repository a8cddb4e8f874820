"""The claims on the front page: the forecast that is judged, what else its article printed, the
other articles of the year, and what of it all may be printed."""

import re
from collections import Counter

import numpy as np
import pandas as pd

from helpers.cleaning import names
from helpers.language import SOURCE, _, formats, phrases, say, spoken
from helpers.pages import front_page, provenance
from helpers.pages.front_page import LOWER, Material, way_of
from helpers.parameters import final_by
from helpers.projection import events
from helpers.projection.outlook import words_for
from helpers.reconciliation import results
from helpers.reconciliation.criteria import ALMOST_HALF

SHOWN = 6  # of the article's other claims
NOBODY = "unnamed"  # in `attributed_to`: people of whom the article names none
FLOWS = ("arrivals", "departures")


def article(of: Material) -> pd.Series | None:
    """The article that leads: the earliest that forecasts departures, else the earliest that speaks
    of the departures of the year, else of any departures, else the earliest."""
    departing = of.judged.query("flow == 'departures'")
    forecasting = departing.query("kind == 'forecast'")
    for claims in (
        forecasting,
        departing[departing.whole],
        departing,
        of.judged,
    ):
        speaking = of.articles[of.articles.article_id.isin(claims.article_id)]
        if len(speaking):
            return speaking.iloc[0]
    return None


def source(article: pd.Series) -> dict:
    """Who published an article, where and when."""
    day = say("front.no_day")
    if pd.notna(article.published):
        day = formats.date(article.published, spoken())
    url = provenance.address(article.url)
    return {
        "publisher": article.publisher,
        "day": day,
        "url": url,
        "language": article.language,
    }


def claim(of: Material, article: pd.Series) -> dict | None:
    """The article's forecast of departures as printed, its author, our `verdict`, its grounds."""
    forecasts = of.claims.query("kind == 'forecast' and flow == 'departures'")
    forecasts = forecasts[forecasts.article_id == article.article_id]
    if forecasts.empty:
        return None
    printed = forecasts.iloc[0]
    name = printed.attributed_to
    if not isinstance(name, str) or NOBODY in name:
        author = say("front.nobody")
    elif name == article.publisher:
        author = say("front.own_words")
    else:
        author = say("front.author", name=_(name))
    about = {
        "quote": printed.quote,
        "gloss": _gloss(printed, article),
        "author": author,
    }
    return about | _verdict(of, rises=phrases.uses(printed.quote, "rise", "more"))


def _gloss(claim, article: pd.Series) -> str:
    """What a quote says, if in the language spoken; of words where the article's is another."""
    is_worded = claim.kind not in ("quantity", "change", "share")
    if not isinstance(claim.statement, str) or (is_worded and article.language == spoken()):
        return ""
    statement = _(claim.statement)
    is_russian = bool(re.search("[а-яё]", statement, re.I))
    return statement if spoken() == ("ru" if is_russian else SOURCE) else ""


def _verdict(of: Material, rises: bool) -> dict:
    """What is said of a forecast: its odds, or what came."""
    asked = LOWER if rises else "D2"
    if asked not in of.chances.index:
        return {"verdict": say("front.open_unknown"), "said": []}
    chances = of.chances.loc[asked].dropna()
    if rises:
        chances = 1 - chances
    lower, upper = of.run.moderate_decline
    last = of.departures.loc[: of.third - events.YEARS_ON].iloc[-1]
    borders = [last * (1 + bound) ** events.YEARS_ON for bound in (lower, upper)]
    slots = {
        "lower": events.percent(lower),
        "upper": events.percent(upper),
        "third": of.third,
    }
    said = [say("front.reading", rises=rises, **slots)]
    if not rises:
        said.append(say("front.borders", borders=formats.number_range(*borders)))
    said.append(say("front.odds", **chances))
    if "share" in chances:
        said.append(say("front.odds_elsewhere", **chances))
    came = of.came.get(of.third)
    if came is not None:
        said.append(say("front.came_third", third=of.third, value=came))
        way = "steeper" if came < borders[0] else "moderate"
        way = "rise" if came > borders[1] else way
        return {"verdict": say("front.settled", way=way), "said": said}
    day = formats.date(final_by(of.third), spoken())
    said.append(say("front.settles", third=of.third, day=day))
    words = [say("front.scale", of=word) for word in words_for(chances)]
    ends = {"low": "".join(words[:1]), "high": "".join(words[-1:])}
    return {
        "verdict": say("front.open", n=str(len(words)), **ends),
        "said": said,
    }


def printed(of: Material, article: pd.Series) -> list[dict]:
    """What else the article printed: departures first, then what does not hold, then other totals;
    causes, forecasts and what nothing at hand speaks to are left to the page of all claims."""
    claims = of.judged[of.judged.article_id == article.article_id]
    claims = claims.query("kind not in ('forecast', 'cause') and verdict.notna()")
    claims = claims.query("verdict not in ('unchecked', 'open')")
    leaving = claims.whole & (claims.flow == "departures")
    ranks = np.select(
        [leaving, claims.verdict == "contradicted", claims.whole],
        [0, 1, 2],
        3,
    )
    claims = claims.assign(rank=ranks).query("rank < 3").sort_values("rank", kind="stable")
    rows = []
    for row in claims.head(SHOWN).sort_index().itertuples():
        verdict = results.called(row.verdict, row.when_printed)
        said = {
            "verdict": verdict,
            "called": names.name(verdict),
            "reason": _reason(of, row),
            "quote": row.quote,
            "gloss": _gloss(row, article),
        }
        rows.append(said)
    return rows


def _reason(of: Material, claim) -> str:
    """What the figures at hand say beside a claim, in a few words; blank where it takes more."""
    year = of.run.year
    if claim.test == "stopped" and year in of.departures.index:
        return say("front.still", people=of.departures[year])
    if claim.kind == "quantity":
        if claim.found_low != claim.found_high:
            return ""
        return say("front.figure", verdict=claim.verdict, people=claim.found_low)
    flows = FLOWS if pd.isna(claim.flow) else (claim.flow,)
    moves = {flow: of.change(flow) for flow in flows if flow in FLOWS}
    if not claim.whole or not moves or None in moves.values():
        return ""
    said = []
    for flow, change in moves.items():
        said.append(say("front.moved", of=flow, fell=change < 0, change=abs(change)))
    facts = formats.listing(said, spoken())
    if claim.test == "almost_half":
        return say("front.line", facts=facts, line=ALMOST_HALF[0])
    return say("front.by_figures", when=claim.when_printed, facts=facts)


def tally(of: Material, article: pd.Series) -> list[str]:
    """How many of an article's claims are confirmed and contradicted, and what most others are."""
    verdicts = of.judged.verdict[of.judged.article_id == article.article_id]
    counts = Counter(verdicts)
    found = {
        "confirmed": counts["holds"],
        "contradicted": counts["contradicted"],
    }
    said = [say("front.confirmed", n=len(verdicts), **found)]
    unchecked = counts["unchecked"] + counts["repeats"]
    if unchecked > (len(verdicts) - sum(found.values())) / 2:
        said.append(say("front.unchecked"))
    return said


def may_print(of: Material, forecast: dict | None) -> dict[str, list[str]]:
    """What may be printed, what only with its odds, what not. `forecast` as from `claim`."""
    may = []
    change = of.change("departures")
    if change is not None:
        is_record = of.variant("departures") == "record_low"
        slots = {
            "year": of.run.year,
            "value": of.departures[of.run.year],
            "change": abs(change),
        }
        slots["way"] = "record" if is_record else way_of(change)
        may.append(say("front.may_say", first_year=of.departures.index[0], **slots))
    may += front_page.balance(of, "front.may_say_net")
    settled = of.third in of.came
    moderate = of.values("judgement").get("moderate")
    only = []
    if moderate is not None and not settled:
        only.append(say("front.only_with", third=of.third, chance=moderate))
    never = []
    if forecast and forecast["author"] == say("front.nobody"):
        never.append(say("front.not_experts"))
    if change:
        never.append(say("front.not_people", fell=change < 0))
    each = of.values("may_say").get("D3")
    if each is not None and not settled:
        never.append(say("front.not_each", chance=each))
    never.append(say("front.not_cause", fell=(change or 0) <= 0))
    return {"may": may, "only": only, "not": never}


def content(of: Material) -> dict:
    """What the front page says, in the language spoken."""
    lead = article(of)
    forecast = None if lead is None else claim(of, lead)
    is_past = len(of.came) > 0
    said = {
        "title": say("front.title", past=is_past, year=of.run.year),
        "answer": front_page.answer(of),
        "beneath": front_page.beneath(of),
        "came": is_past,
        "article": None,
        "claim": forecast,
        "may": may_print(of, forecast),
        "things": {
            "happened": front_page.happened(of),
            "expected" if is_past else "next": front_page.ahead(of),
            "uncounted": front_page.uncounted(of),
        },
        "doubts": front_page.doubts(of),
    }
    if lead is None:
        return said
    others = of.articles[of.articles.article_id != lead.article_id]
    return said | {
        "article": source(lead),
        "printed": printed(of, lead),
        "tally": tally(of, lead),
        "others": [source(row) | {"said": tally(of, row)} for _place, row in others.iterrows()],
    }
