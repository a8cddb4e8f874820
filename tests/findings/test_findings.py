"""Feeding other data must change every sentence that no longer holds."""

import pandas as pd
import pytest

from helpers import findings, language

FALLING, RISING = [300, 200, 100], [100, 200, 300]


@pytest.mark.parametrize(
    ("departures", "variant", "never"),
    [
        ([100, 900, 470], "almost_halved", "fewest"),
        ([100, 300, 200], "fell", "fewest"),
        (RISING, "rose", "fell"),
        ([300, 200, 200], "unchanged", "fell"),
        ([300, 200, None], "unknown", "fell"),
    ],
)
def test_departures_flip(make_flows, departures, variant, never):
    found = findings.flows.departures(make_flows(departures, RISING), 2025)
    assert found.variant == variant
    assert never not in found.text


def test_departures_fell_only_if_they_did_for_every_value_that_prints_the_same(make_flows):
    flows = make_flows([7600, 7600, 7600], RISING)
    rounded = flows.assign(low=flows.low.where(flows.year != 2025, flows.low - 50), high=flows.high + 50)
    assert findings.flows.departures(rounded, 2025).variant == "unclear"
    apart = rounded.assign(value=rounded.value.where(rounded.year != 2025, 7400))
    apart.loc[(apart.flow == "departures") & (apart.year == 2025), ["low", "high"]] = [7350, 7450]
    found = findings.flows.departures(apart, 2025)
    assert (found.variant, "2–4%" in found.text) == ("record_low", True)


def groups(*entries):
    frame = pd.DataFrame(entries, columns=["category", "value", "low", "high", "share", "row"])
    return frame.assign(source_url="https://one.example/page")


CLEAR = (("russian", 4300, 4250, 4350, 0.5652, "a:1"), ("german", 993, 993, 993, 0.1305, "a:2"))


EXCHANGE = ["year", "arrivals", "departures", "row"]


def growth(*entries):
    return pd.DataFrame(entries, columns=["unit", "low", "high", "status"])


def shared(*entries):
    return pd.DataFrame(entries, columns=["flow", "category", "share", "low", "high", "row"]).assign(status="observed")


def cis(*values):
    frame = pd.DataFrame({"year": range(2025 - len(values) + 1, 2026), "flow": "departures", "value": values})
    return frame.assign(low=frame.value - 0.05, high=frame.value + 0.05, row="c:1", status="observed")


@pytest.mark.parametrize(
    ("values", "variant"),
    [((90.0, 70.0), "fell"), ((70.0, 90.0), "rose"), ((70.0, 70.1), "same"), ((90.0, 45.0), "minority"),
     ((90.0,), "alone"), ((90.0, None), "none")],
)  # fmt: skip
def test_the_share_of_cis_countries_flips(values, variant):
    found = findings.people.cis(cis(*values), 2025)
    assert found.variant == variant
    assert ("most" in found.text) <= (variant in ("fell", "rose"))


@pytest.mark.parametrize(
    ("now", "variant", "said"), [(50, "fell", "down from"), (80, "rose", "up from"), (70, "same", ", and 70")]
)
def test_a_share_beside_an_earlier_year_flips(now, variant, said):
    both = shared(("departures", "russian", 70, 69.95, 70.05, "a"), ("departures", "russian", now, now, now, "b"))
    found = findings.people.shares_compared(both.assign(year=[2019, 2025]), 2025)
    assert (found.variant, said in found.text) == (variant, True), found.text
    assert findings.people.shares_compared(both.iloc[:0].assign(year=[]), 2025).variant == "none"


def grown(*values, year=2025):
    frame = pd.DataFrame({"year": range(year - len(values) + 1, year + 1), "value": values})
    frame = frame.assign(low=frame.value - 0.05, high=frame.value + 0.05, row="g:1")
    return frame.assign(times=(1 + frame.value / 100).cumprod())


# --- the forecast: each sentence flips when its numbers do ---


# --- what findings.json carries -------------------------------------------------------------------------------------


def test_a_finding_is_listed_whole():
    listed = findings.forecast.momentum(pd.Series([5, 4, 3, 4, 3], index=range(2000, 2005))).as_dict()
    assert listed["values"] == {"cases": 2, "fell": 1, "first_year": 2000, "all_falls": 3, "all_years": 4}
    assert listed["rests_on"] == ["flows.csv"]
    assert (listed["id"], listed["variant"]) == ("momentum", "counted")
    assert listed["condition"] == language.say("findings.momentum.counted.when")
    assert listed["notebook"] == "06"


@pytest.mark.parametrize(
    ("point", "variant"), [(99.0, "lower"), (100.0, "level"), (100.049, "level"), (101.0, "higher")]
)
def test_the_projection_is_beside_the_last_year(point, variant):
    ahead = pd.DataFrame({"point": [point], "lower_80": 50.0, "upper_80": 200.0}, index=[2026])
    found = findings.forecast.projection(ahead, 100, 26)
    assert (found.variant, found.values) == (variant, {"point": point, "change": pytest.approx(point / 100 - 1)})
    assert found.rests_on == ("projection.csv", "flows.csv") and "2026" in found.text
    assert findings.forecast.projection(None, 100, 6).variant == "scenarios"


def test_a_year_that_stood_still_is_no_fall():
    found = findings.forecast.momentum(pd.Series([5, 4, 4, 3, 2], index=range(2000, 2005)))
    assert (found.values["cases"], found.values["fell"]) == (2, 1)
    later = findings.forecast.momentum(pd.Series([4, 4, 5, 4, 4], index=range(5)))
    assert later.values == {"cases": 2, "fell": 1, "first_year": 0, "all_falls": 1, "all_years": 4}
    assert "a fall in 1 of 2 cases" in later.text and "9% to 91%" in later.text
    assert findings.forecast.momentum(pd.Series([1, 2], index=range(2))).variant == "none"
    assert findings.forecast.momentum(pd.Series([3, 4, 3], index=range(3))).variant == "none"


def test_revisions_are_compared_by_their_largest():
    def of(arrivals, departures):
        rows = [("arrivals", size, 2024, "f:1") for size in arrivals] + [
            ("departures", s, 2024, "f:2") for s in departures
        ]
        return findings.flows.revisions(pd.DataFrame(rows, columns=["flow", "change_percent", "year", "rows"]), 2025)

    more, less = of([1.0, -3.0], [2.0]), of([1.0], [-2.0])
    assert (more.variant, more.values) == ("arrivals_more", {"arrivals": 3.0, "departures": 2.0})
    assert (less.variant, less.rests_on) == ("departures_more", ("f:1", "f:2"))
    assert of([1.0], []).variant == "none" and "2025" in of([], [1.0]).text


# --- whole sentences: digits, years, values and what they rest on ---------------------------------------------------

NET_PAGES = {2022: "n:1", 2023: "n:2", 2024: "n:3", 2025: "n:4"}


def test_net_migration_rests_on_the_years_that_it_counts(make_flows):
    flows = make_flows([100, 300, 200, 100], [200, 299, 300, 300])
    flows.loc[flows.flow == "net", "row"] = flows.year.map(NET_PAGES)
    found = findings.flows.net(flows, 2025)
    assert (found.values, found.rests_on) == ({"net": 200, "years": 2}, ("n:3", "n:4"))
    assert findings.flows.net(make_flows([300], [301]), 2025).variant == "gain", "one person is a gain"
    assert findings.flows.net(make_flows([300], [300]), 2025).variant == "unknown"
    earlier = findings.flows.net(flows, 2023)
    assert (earlier.variant, earlier.values["net"]) == ("loss", -1), "what came later is not looked at"


def gained(*entries):
    columns = ["region", "value", "low", "high", "status", "row"]
    return pd.DataFrame(entries, columns=columns)


@pytest.mark.parametrize(
    ("high", "status", "variant"),
    [(8.8, "observed", "largest"), (8.9, "observed", "doubtful"), (9.5, "observed", "doubtful"),
     (5.0, "doubtful", "doubtful")],
)  # fmt: skip
def test_the_largest_gain_lies_above_every_other(high, status, variant):
    gains = gained(("astana_city", 5.0, 4.9, high, "doubtful", "a:1"), ("abai_region", 1, 1, 1, "doubtful", "a:3"),
                   ("almaty_region", 9.0, 8.9, 9.1, status, "a:2"))  # fmt: skip
    found = findings.people.internal(gains, 2025)
    assert (found.variant, found.values, found.rests_on) == (variant, {"gain": 9}, ("a:2", "a:1", "a:3"))
    best = "Of the regions published, Almaty Region gained most from moves between regions in 2025: 9"
    assert found.text.startswith(best) == (variant == "largest")


@pytest.mark.parametrize(("name", "dimension", "flow"), [
    ("ethnicity", "ethnicity", "departures"), ("newcomers", "ethnicity", "arrivals"),
    ("sex_arrivals", "sex", "arrivals"),
])  # fmt: skip
def test_groups_of_each_flow_have_a_finding_of_their_own(name, dimension, flow):
    assert findings.people.largest_group(groups(*CLEAR), 2025, dimension, flow).id == name
    none = findings.people.largest_group(groups(), 2025, dimension, flow)
    assert (none.id, "2025" in none.text) == (name, True)


def test_an_outcome_on_the_end_of_its_interval_lies_inside():
    tests = pd.DataFrame(
        {"method": "project", "horizon": 1, "actual": [2.0, 8.0, 8.5], "lower_80": 2.0, "upper_80": 8.0}
    )
    others = pd.concat([tests.assign(method="naive", actual=9.0), tests.assign(horizon=2, actual=0.0)])
    found = findings.forecast.one_ahead(pd.concat([tests, others]))
    assert found.values == {"inside": 2, "tests": 3, "below": 0, "above": 1}
    assert found.rests_on == ("chart_hindcasts.csv",)
    assert findings.forecast.one_ahead(tests.head(0)).variant == "none"


def test_a_change_that_may_be_none_is_no_rise():
    assert findings.forecast.mobility(grown(0.05, 0.5, 2.0).assign(low=[0.0, 0.4, 1.9]), 2025).values["rises"] == 2


@pytest.mark.parametrize(
    ("before", "now", "variant"),
    [(200, 110, "almost_halved"), (200, 111, "fell"), (200, 101, "almost_halved"), (200, 100, "fell"),
     (200, 99, "fell"), (200, 201, "rose"), (200, 200, "unchanged")],
)  # fmt: skip
def test_almost_halved_is_at_least_45_and_less_than_50_percent(make_flows, before, now, variant):
    found = findings.flows.departures(make_flows([50, before, now], RISING), 2025)
    assert (found.variant, found.rests_on) == (variant, ("file.csv:6", "file.csv:7"))
    change = pytest.approx(100 * (now - before) / before)
    assert found.values == {"now": now, "before": before, "change_percent": change}


def test_rounded_figures_that_may_be_equal_are_unclear(make_flows):
    flows = make_flows([7000, 7600, 7500], RISING)
    flows.loc[flows.year == 2025, "high"] = flows.high + 100
    assert findings.flows.departures(flows, 2025).variant == "unclear"
    later = make_flows([300, 200, 100], RISING)
    assert findings.flows.departures(later, 2024).values["now"] == 200, "what came later is not looked at"
    assert findings.flows.departures(later, 2023).variant == "unknown", "no year before"
    assert findings.flows.departures(make_flows([300, 100, 200, 100], [1, 1, 1, 1]), 2025).variant == "fell", (
        "as few is no record"
    )


def reading(*figures):
    columns = ["article_id", "start", "end", "value", "unit_mult", "decimals"]
    return pd.DataFrame([("a", *figure) for figure in figures], columns=columns)


ONE, TWO, SLIP = (1, 3, 7.6, 3, 1), (5, 8, 993, 0, 0), (5, 8, 939, 0, 0)


@pytest.mark.parametrize(
    ("first", "second", "variant", "different"),
    [
        ((ONE, TWO), (ONE, TWO), "agrees", 0),
        ((ONE, TWO), (ONE, SLIP), "differs", 1),
        ((ONE, TWO), (ONE,), "differs", 1),
        ((ONE,), (ONE, TWO, SLIP), "differs", 2),
        ((ONE,), (), "none", 1),
        ((), (ONE,), "no_figures", 0),
        (((1, 3, None, None, None),), (), "no_figures", 0),
    ],
)
def test_two_readings_are_compared_figure_by_figure(first, second, variant, different):
    elsewhere = reading(SLIP).assign(article_id="b")
    found = findings.articles.second_reading(reading(*first), pd.concat([reading(*second), elsewhere]))
    figures = sum(figure[2] is not None for figure in first)
    read = {"figures": figures, "different": different, "once": 0}
    if not second and figures:
        read = {"figures": 0, "different": 0, "once": figures}
    assert (found.variant, found.values) == (variant, read)
    assert found.rests_on == ("claims.csv", "second_reading.csv")


@pytest.mark.parametrize(
    ("doubtful", "derived", "variant"), [(-1, 0, "swapped"), (0, 0, "unclear"), (-1, -0.5, "unclear")]
)
def test_two_figures_are_exchanged_where_one_account_falls_below_zero(doubtful, derived, variant):
    told = growth(("A", 40, 40, "doubtful"), ("B", -3, doubtful, "doubtful"), ("A", -9, derived, "derived"))
    found = findings.articles.swap(told, 2025)
    assert (found.variant, found.values) == (variant, {})
    assert found.rests_on == ("kz_breakdowns.csv", "kz_population.csv", "doubts.yml")


# --- how such probabilities, errors and counts have done ------------------------------------------------------------


def estimated(*others):
    """The bureau's net migration of each year and others: year, who, value, and low where it is a projection."""
    own = {2020: 5.0, 2023: 9293.0, 2025: 16153.0}
    columns = ["year", "counted_by", "value", "low", "high", "spread", "status", "reference", "row"]
    rows = []
    for year in sorted({year for year, *_rest in others}):
        rows.append((year, "the bureau", own[year], own[year], own[year], "", "derived", True, f"n:{year}"))
        rows += [
            (year, who, value, low, -low if low else None, low and "80% interval", status, False, f"e:{who}{year}")
            for when, who, value, low, status in others if when == year
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("given", "variant", "years"),
    [
        ([(2025, "A", -1.0, None, "estimated"), (2023, "B", 1.0, None, "projected")], "differ", "2025"),
        ([(2025, "A", 1.0, None, "estimated"), (2023, "B", -1.0, None, "projected")], "alike", "2025"),
        ([(2023, "A", 1.0, None, "estimated"), (2025, "B", -1.0, None, "projected")], "differ", "2023 2025"),
        ([(2025, "B", 0.0, None, "projected")], "alike", "2025"),
        ([(2025, "B", 9.0, None, "projected"), (2025, "A", 9.0, None, "estimated")], "alike", "2025"),
    ],
)
def test_the_sign_is_compared_in_the_last_year_of_estimates_and_the_last_of_all(given, variant, years):
    found = findings.flows.net_estimates(estimated(*given), 2026)
    own = [row[2:] for row in found.rests_on if row.startswith("n:")]
    assert (found.variant, " ".join(own)) == (variant, years)


# --- borders: where one wording ends and the next begins ------------------------------------------------------------


def ahead(low, high, flow="net"):
    row = {"flow": flow, "method": "project", "year": 2026, "lower_80": 1000.0 * low, "upper_80": 1000.0 * high}
    return findings.forecast.net_ahead(pd.DataFrame([row]), (-0.4, -0.7, 0.0))


def elsewhere(share, low, high, last=1.0):
    row = {"panel": "CIS registers", "class": "halved", "event": "further decline", "cases": 67, "countries": 9}
    series = pd.Series([4.0, 4.0, 3.0, 2.0, last], range(2021, 2026))
    return findings.forecast.outside(pd.DataFrame([row | {"share": share, "low": low, "high": high}]), series)


def methods(low, high):
    table = pd.DataFrame({"method": ["project", "ETS"], "lower_three": [low, high], "held": True})
    return findings.forecast.spread(table, 2025)


def corridor(*editions):
    """Of each edition the year and the two stocks of the corridor."""
    ways = ("KAZ-RUS", "RUS-KAZ")
    rows = [
        (f"Rev.{year}", year, *there, "c:1") for year, *stocks in editions for there in zip(ways, stocks, strict=True)
    ]
    return findings.people.corridor(pd.DataFrame(rows, columns=["edition", "year", "corridor", "stock", "row"]), 2025)


def moved(*changes, year=2025, **columns):
    return findings.people.internal_growth(grown(*changes, year=year).assign(**columns), 2025)


def beyond(low):
    return findings.people.cis(cis(90.0, 50.05).assign(low=[89.95, low]), 2025)


BORDERS = [
    (methods, {(0.2, 0.7): "disagree", (0.5, 0.7): "disagree", (0.2, 0.5): "agree", (0.6, 0.9): "agree"}),
    (elsewhere,
     {(0.58, 0.3, 0.7): "open", (0.8, 0.6, 0.9): "again", (0.2, 0.1, 0.4): "back", (0.6, 0.5, 0.9): "open",
      (0.6, 0.1, 0.5): "open", (0.6, 0.501, 0.9): "again"}),
    (ahead, {(1, 9): "gain", (-9, -1): "loss", (-1, 9): "open", (0, 9): "open", (-9, 0): "open", (0.0005, 9): "gain",
             (-9, -0.0005): "loss", (1, 9, "arrivals"): "none"}),
    (lambda *flows: findings.people.russia(pd.DataFrame([(2024, *flows, "a")], columns=EXCHANGE), 2025),
     {(80, 100): "balanced", (79, 100): "loss", (100, 80): "balanced", (100, 79): "gain"}),
    (lambda low: findings.forecast.cis_ahead(cis(60.0).assign(low=low), 2025), {50.0: "not_always", 50.5: "always"}),
    (lambda *shares: findings.forecast.cis_ahead(cis(*shares), 2025),
     {(90.0, 70.0): "always", (90.0, 50.0): "not_always"}),
    (beyond, {50.0: "minority", 50.01: "fell"}),
    (lambda rest: findings.people.largest_group(groups(*CLEAR, ("rest", rest, rest, rest, 0.3, "a:3")), 2025),
     {4250: "tie", 4249: "largest"}),
    (moved, {(10.0, 5.0): "rose_chained", (10.0, -5.0): "fell_chained", (10.0, 0.0): "same_chained", (5.0,): "rose",
             (0.06,): "rose", (-0.06,): "fell", (0.04,): "same"}),
    (lambda low, high: moved(0.0, low=low, high=high), {(0.0, 0.1): "same", (-0.1, 0.0): "same", (0.01, 0.1): "rose"}),
    (corridor, {((2020, 100.0, 99.0), (2024, 100.0, 42.0)): "unbalanced", ((2020, 100.0, 99.0),): "balanced"}),
]  # fmt: skip


@pytest.mark.parametrize(("finding", "given", "variant"), [(finding, given, variant) for finding, cases in BORDERS
                                                            for given, variant in cases.items()])  # fmt: skip
def test_a_wording_ends_where_its_condition_does(finding, given, variant):
    found = finding(*given) if isinstance(given, tuple) else finding(given)
    assert found.variant == variant


def test_what_is_not_known_is_not_said(make_flows):
    chained = moved(10.0, 5.0, times=[1.1, None])
    assert chained.variant == "rose", "no chain over a year that is not known"
    silent = {
        "none": [
            moved(5.0, year=2024), findings.forecast.cis_ahead(cis(90.0).iloc[:0], 2025), corridor(),
        ],
        "not_halved": [elsewhere(0.8, 0.6, 0.9, last=2.1)],
        "unknown": [
            *(made(make_flows(FALLING, RISING), 2030)
              for made in (findings.flows.departures, findings.flows.net, findings.flows.flow_ratio)),
            *(findings.flows.flow_ratio(make_flows([left], [arrived]), 2025)
              for arrived, left in [(0, 5), (5, 0), (None, 5), (5, None)]),
        ],
        "largest": [findings.people.largest_group(groups(CLEAR[0]), 2025),
                    findings.people.largest_group(groups(*CLEAR), 2025, own_pages=("https://other.example",))],
    }  # fmt: skip
    assert {variant: {found.variant for found in said} for variant, said in silent.items()} == {
        variant: {variant} for variant in silent
    }


def test_what_the_borders_say(make_flows):
    largest = findings.people.largest_group(groups(*CLEAR, ("rest", 1, 1, 1, 0.3, "a:3")), 2025)
    assert largest.rests_on == ("a:1", "a:2", "a:3")
    runs = {(1, 1): "gain_run 2", (0, 1): "gain 1", (0, -1): "loss 1", (-1, -1): "loss_run 2", (-1, 1): "gain 1",
            (None, 1): "gain 1"}  # fmt: skip
    for nets, said in runs.items():
        net = findings.flows.net(make_flows([9, 9], [None if net is None else 9 + net for net in nets]), 2025)
        assert f"{net.variant} {net.values['years']}" == said, "a year in balance ends a run"
    assert findings.forecast.mobility(grown(5.0, -1.0), 2025).values == {"rises": 1, "years": 2}
    assert findings.forecast.mobility(grown(*[5.0] * 10), 2025).variant == "known"
    shares = [(71.75, 71.85), (71.7, 71.89), (0.0, 0.2), (71.0, 72.0), (56.4, 57.3)]
    rows = [pd.Series({"share": 71.8, "low": low, "high": high}) for low, high in shares]
    assert [findings.people.share_in_words(row) for row in rows] == ["71.8%", "71.8%", "0%", "71–72%", "56–57%"]
