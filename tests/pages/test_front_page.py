"""The front page: which answer, which claim and which sentences it chooses, on material made by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from helpers.language import speaking
from helpers.pages import front_claims, front_page
from helpers.pages.front_page import Material
from helpers.parameters import LANGUAGES, Parameters

YEAR = 2030
CLAIM = {"kind": "quantity", "dimension": "total", "attributed_to": "Outlet", "statement": "They left.", "quote": "q"}
BOUNDS = {"lower_80": 50, "upper_80": 120, "lower_95": 40, "upper_95": 200}


def chances(lower, no_change=0.5, share=None, moderate=0.45) -> pd.DataFrame:
    """Chances of the two events that the page asks for."""
    rows = [("lower three years on", lower, no_change, share), ("D2", moderate, 0.42, share)]
    return pd.DataFrame(rows, columns=["event", "ours", "no_change", "share"]).set_index("event")


def flows(*departures) -> pd.DataFrame:
    years = range(YEAR - len(departures) + 1, YEAR + 1)
    own = pd.DataFrame({"year": years, "flow": "departures", "value": departures})
    return pd.concat([own, own.assign(flow="arrivals", value=100)])


def findings(**values) -> dict:
    return {name: {"variant": "said", "values": value} for name, value in values.items()}


def claims(*rows) -> pd.DataFrame:
    named = [CLAIM | {"claim_id": f"c-{place}", "article_id": "a", "flow": "departures", "time_period": YEAR} | row
             for place, row in enumerate(rows)]  # fmt: skip
    return pd.DataFrame(named)


def judged_as(*verdicts) -> pd.DataFrame:
    rows = [(f"c-{place}", "overall", verdict, "", 80.0, 80.0) for place, verdict in enumerate(verdicts)]
    return pd.DataFrame(rows, columns=["claim_id", "test", "verdict", "when_printed", "found_low", "found_high"])


def articles(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["article_id", "publisher", "published", "language"]).assign(url="")


def later(*departures, said=80.0, lower=None) -> pd.DataFrame:
    rows = [{"what": "departures", "year": YEAR + place, "said": said, **BOUNDS, "happened": value}
            for place, value in enumerate(departures, 1)]  # fmt: skip
    if lower is not None:
        rows.append({"what": "lower three years on", "year": YEAR + 3, "said": 0.6, "happened": float(lower)})
    return pd.DataFrame(rows)


BARE = Material(Parameters(YEAR), {})
FALLEN = replace(BARE, flows=flows(100, 80), chances=chances(0.57))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            chances(0.57, share=0.65),
            "Perhaps: it is about as likely as not (57% by our projection) that 2033",
        ),
        (chances(0.7, 0.7), "Probably: it is likely"),
        (chances(0.2, 0.3), "Probably not: it is unlikely"),
        (chances(0.05, 0.05), "Almost certainly not: it is very unlikely"),
        (chances(0.95, 0.95), "Almost certainly: it is very likely"),
        (chances(0.3), "between 30% (unlikely) and 50% (about as likely as not)"),
        (chances(0.05, share=0.7), "Nobody can say: the chance of fewer"),
        (None, "Nobody can say: 2 years of figures are too few for odds, which take 10."),
    ],
)
def test_the_answer_is_chosen_by_the_odds_of_all_references(given, said):
    assert said in front_page.answer(replace(FALLEN, chances=given))


@pytest.mark.parametrize(
    ("after", "answer", "beneath"),
    [
        (later(70, 60, 55, lower=True), "Yes, on record: registered departures fell from 80 in 2030 to 55 in 2033.",
         ["a chance of 57%, and fewer came.", "Of the 3 years projected and known by now, 3 lay in"]),
        (later(130), "No: registered departures rose from 80 in 2030 to 130 in 2031.", ["it came out higher."]),
        (later(80, said=None), "No: registered departures were 80 in 2030 and again in 2031.", []),
        (later(45, 130, 90, lower=False), "No: registered departures rose", ["and no fewer came.", "on both sides"]),
    ],
)  # fmt: skip
def test_of_a_past_edition_what_came_takes_the_first_place(after, answer, beneath):
    past = replace(FALLEN, after=after)
    assert front_claims.content(past)["title"] == "Did fewer people leave Kazakhstan after 2030?"
    assert front_page.answer(past).startswith(answer)
    said = " ".join(front_page.beneath(past))
    assert all(words in said for words in beneath) and said.endswith("people leave.")


def forecast(**more) -> dict:
    return {
        "kind": "forecast",
        "attributed_to": "unnamed experts",
        "quote": "снижение",
        "time_period": "2031/..",
    } | more


@pytest.mark.parametrize(
    ("rows", "leads"),
    [
        ([{"article_id": "a"}, forecast(article_id="b"), forecast(article_id="c")], "c"),  # the earliest forecast
        ([{"article_id": "a", "flow": "arrivals"}, {"article_id": "b"}], "b"),  # who speaks of departures
        ([{"article_id": "a", "flow": "arrivals"}], "a"),
    ],
)
def test_the_earliest_article_that_forecasts_departures_leads(rows, leads):
    known = articles(("a", "A", "2031-01-01", "ru"), ("b", "B", None, "ru"), ("c", "C", "2031-02-09", "ru"))
    of = replace(FALLEN, articles=known, claims=claims(*rows))
    assert front_claims.article(of).article_id == leads
    assert front_claims.article(replace(of, claims=None)) is None
    assert len(front_claims.content(of)["others"]) == 2


def with_claim(of: Material = FALLEN, **more) -> dict:
    of = replace(of, articles=articles(("a", "Outlet", "2031-02-09", "ru")), claims=claims(forecast(**more)))
    return front_claims.claim(of, front_claims.article(of))


@pytest.mark.parametrize(
    ("of", "badge"),
    [
        (FALLEN, "Open: about as likely as not"),
        (replace(FALLEN, chances=chances(0.57, moderate=0.2)), "Open: between unlikely and about as likely as not"),
        (replace(FALLEN, chances=chances(0.57, share=0.95)), "Open: between about as likely as not and very likely"),
        (replace(FALLEN, chances=None), "Open: too few years for odds"),
        (replace(FALLEN, after=later(70, 60, 50, lower=True)), "Settled: a moderate fall came"),
        (replace(FALLEN, after=later(70, 60, 10, lower=True)), "Settled: the fall was steeper"),
        (replace(FALLEN, after=later(70, 60, 90, lower=False)), "Settled: departures rose"),
    ],
)
def test_a_forecast_is_open_with_its_odds_until_its_third_year(of, badge):
    judged = with_claim(of)
    if "very likely" in badge:
        badge = "Open: the odds lie too far apart for one word"
    assert judged["verdict"] == badge
    assert "wrong" not in str(judged).lower() and "contradicted" not in str(judged).lower()


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("unnamed experts", "The article names nobody as the forecast’s author."),
        (None, "The article names nobody as the forecast’s author."),
        ("Outlet", "The outlet says so in its own words."),
        ("A. B.", "The article gives as the author: A. B."),
    ],
)
def test_the_page_says_who_is_named(named, said):
    assert with_claim(attributed_to=named)["author"].startswith(said.rstrip("."))
    shown = front_claims.may_print(FALLEN, None)
    assert "Experts expect" not in str(shown)


def test_a_quote_is_glossed_where_the_reader_may_not_know_its_language():
    assert with_claim()["gloss"] == "They left."
    assert with_claim(statement="Они уехали.")["gloss"] == ""
    with speaking("ru"):
        assert with_claim()["gloss"] == ""


def test_what_else_was_printed_puts_departures_first_and_leaves_out_what_nothing_speaks_to():
    rows = [{}, {"flow": "arrivals", "dimension": "sex"}, {"kind": "cause"}, {"flow": "net"}, {}]
    of = replace(FALLEN, articles=articles(("a", "Outlet", None, "ru")), claims=claims(*rows))
    of = replace(of, tests=judged_as("holds", "contradicted", "unchecked", "holds", "unchecked"))
    lead = front_claims.article(of)
    shown = [(row["verdict"], row["reason"]) for row in front_claims.printed(of, lead)]
    assert shown == [
        ("holds", "80 by the official series"),
        ("contradicted", "the figures at hand give 80"),
        ("holds", "80 by the official series"),
    ]
    assert front_claims.tally(of, lead)[0].endswith("2 of its 5 claims; contradicted: 1.")
    assert front_claims.source(lead)["day"] == "day not known"


@pytest.mark.parametrize(
    ("departures", "may", "may_not"),
    [
        ((100, 80), "fell by 20.0% to 80 in 2030", "“Fewer people are leaving.”"),
        ((80, 100), "rose by 25.0% to 100 in 2030", "“More people are leaving.”"),
        ((80, 80), "were 80 in 2030, as many as the year before", "“They stay because"),
    ],
)
def test_what_may_be_printed_follows_the_figures(departures, may, may_not):
    shown = front_claims.may_print(replace(FALLEN, flows=flows(*departures)), None)
    assert shown["only"] == []  # no odds, no sentence that needs them
    assert may in shown["may"][0] and may_not in shown["not"][0]
    ways = {"rise": 0.43, "moderate": 0.45, "steeper": 0.12}
    judged = replace(FALLEN, findings=findings(judgement=ways, may_say={"D3": 0.04}))
    shown = front_claims.may_print(judged, None)
    assert "45%" in shown["only"][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_without_article_and_fit_has_a_page_too(language):
    with speaking(language):
        said = front_claims.content(replace(BARE, run=Parameters(YEAR, language=language)))
    assert said["article"] is None and said["claim"] is None
    assert all(said[part] for part in ("title", "answer", "beneath", "may", "things", "doubts"))
