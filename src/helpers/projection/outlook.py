"""The outlook of an edition: departures projected by every method and tested on the past, their
references and record, the other flows, and the chance of a moderate fall in words."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.stats import norm

import helpers.projection.house_method as house_method
from helpers import cleaning, csv_files
from helpers.cleaning import breakdowns
from helpers.parameters import FIRST_FIT_YEAR, Parameters
from helpers.projection import benchmark, events, reference_class, scoring
from helpers.projection.house_method import BOUNDS, HOUSE, MINIMUM_POINTS, NO_CHANGE, OWN, Method
from helpers.projection.reference_class import CIS, UN

OURS = tuple(OWN)  # in closed form: the same on every processor
TESTED_HORIZON = 3  # years ahead that past forecasts are tested on: the horizon of the definitions
PROJECTED = ["point", *BOUNDS]
PROJECTION_COLUMNS = ["flow", "method", "year", *PROJECTED]
COMPARED = ["method", "lower_three", *PROJECTED[:3], "n", "crps_ratio", "cover_80", "held"]
RECORD_COLUMNS = ["set", "horizon", "series", "n", "crps_ratio", "crps_low", "crps_high"]
RECORD_COLUMNS += ["cover_80", "cover_95"]
RECORDED = (UN, CIS, "M3 yearly")  # the sets that stand beside this series
UN_SINCE = 2015  # the year from which the UN flows could be known
# The one scale of words: the percent, as printed, from which a word holds, lowest first.
SCALE = {"very_unlikely": 0, "unlikely": 10, "even": 35, "likely": 66, "very_likely": 91}
WORDS = tuple(SCALE)


@dataclass(frozen=True)
class Fit:
    """Departures, projected, the probability of each event, and chances and past tests of OURS."""

    series: pd.Series
    projected: pd.DataFrame
    probabilities: pd.DataFrame
    by_method: pd.DataFrame
    tests: pd.DataFrame


def all_methods(in_past: bool = False) -> Mapping[str, Method]:
    """Our own and the textbook methods by name; they alone import statsmodels."""
    from helpers.projection import textbook_methods

    return textbook_methods.IN_PAST if in_past else textbook_methods.METHODS


def flow_series(run: Parameters, flow: str = "departures") -> pd.Series:
    """A flow by year, from the first exact year to the last value published."""
    return cleaning.series_of(cleaning.tables_of(run).flows, flow, FIRST_FIT_YEAR)


@lru_cache
def fit(run: Parameters) -> Fit | None:
    """The projection of departures, or None when the series has too few points for one."""
    series = flow_series(run)
    if len(series) < MINIMUM_POINTS:
        return None
    return Fit(
        series=series,
        projected=HOUSE(series, run.horizon),
        probabilities=events.event_probabilities(series, run.moderate_decline),
        by_method=chances_by(OWN, series, run),
        tests=past_tests(series),
    )


def chances_by(methods: Mapping[str, Method], series: pd.Series, run: Parameters) -> pd.DataFrame:
    """`events.chances` of a series: events and ways by methods."""
    chances = {}
    for name, method in methods.items():
        ahead = method.distribution(series, events.YEARS_ON)
        chances[name] = events.chances(ahead, run.moderate_decline)
    return pd.DataFrame(chances)


def past_tests(series: pd.Series, methods: Mapping[str, Method] = OWN) -> pd.DataFrame:
    """`scoring.backtest`; empty when no origin has enough points."""
    if len(series) <= MINIMUM_POINTS:
        return pd.DataFrame(columns=["method", "origin", "year", "horizon"])
    return scoring.backtest(series, methods, TESTED_HORIZON)


def methods_compared(run: Parameters) -> pd.DataFrame:
    """Every `method`: `lower_three` (probability that departures are lower three years on);
    `point`, `lower_80`, `upper_80` of the next year (persons); of past tests three years ahead `n`,
    `crps_ratio`, `cover_80`, `held` (above the least that chance allows). Empty without a fit."""
    fitted = fit(run)
    if fitted is None:
        return pd.DataFrame(columns=COMPARED)
    lower = chances_by(all_methods(), fitted.series, run).loc["lower three years on"]
    table = lower.rename("lower_three").rename_axis("method").to_frame()
    following = projection_rows(run).query("flow == 'departures' and year == year.min()")
    table = table.join(following.set_index("method")[PROJECTED[:3]])
    tests = past_tests(fitted.series, all_methods(in_past=True))
    rivals = scoring.summary(tests) if len(tests) else pd.DataFrame(columns=["method", "horizon"])
    far = rivals[rivals.horizon == TESTED_HORIZON].set_index("method")
    table = table.join(far.reindex(columns=["n", "crps_ratio", "cover_80", "chance_low"]))
    table["held"] = ~(table.cover_80 <= table.chance_low)
    return table.reset_index()[COMPARED]


def projection_rows(run: Parameters) -> pd.DataFrame:
    """`projection.csv`: departures by every method, ours first, and the other flows by our own."""
    if fit(run) is None:
        return pd.DataFrame(columns=PROJECTION_COLUMNS)
    tables = {}
    for flow, names in (("departures", all_methods()), ("arrivals", OURS)):
        series = flow_series(run, flow)
        for name in names if len(series) >= MINIMUM_POINTS else ():
            frame = all_methods()[name](series, run.horizon)
            # Textbook fits are numerical maxima, alike on all processors to three digits only.
            tables[flow, name] = frame if name in OURS else csv_files.three_digits(frame)
    rows = pd.concat(tables, names=["flow", "method"]).reset_index()
    others = other_flows(run).query("flow != 'arrivals'")
    return pd.concat([rows, others], ignore_index=True)


def falls(run: Parameters) -> pd.DataFrame:
    """`reference_class.after_such_falls` as known in the year; empty but after a halving here."""
    if not reference_class.halved(flow_series(run)).iloc[-1]:
        return pd.DataFrame(columns=reference_class.COLUMNS)
    of_panels = reference_class.panels()
    table = reference_class.after_such_falls(of_panels, run.year, run.moderate_decline)
    return table[(table.panel != UN) | (run.year >= UN_SINCE)].reset_index(drop=True)


def beside_references(run: Parameters, after: pd.DataFrame) -> pd.DataFrame:
    """The REFERENCE_EVENTS: definition, no_change, ours; what followed by the CIS registers
    (`falls`); times and chances (how often it happened in this series, and could have)."""
    fitted = fit(run)
    if fitted is None:
        return pd.DataFrame()
    table = fitted.probabilities.set_index("event")[["definition"]]
    table["no_change"] = fitted.by_method[NO_CHANGE.name]
    table["ours"] = fitted.by_method[HOUSE.name]
    elsewhere = reference_class.shares_of(after)
    table = table.join(elsewhere[["share", "low", "high", "cases", "countries"]])
    past = events.outcomes(fitted.series, run.moderate_decline)
    table["times"] = past.sum().astype(int)
    table["chances"] = past.count()
    return table.loc[[*reference_class.REFERENCE_EVENTS]].reset_index()


def record(run: Parameters) -> pd.DataFrame:
    """How good such forecasts were one and three years ahead, in this series and the sets RECORDED:
    RECORD_COLUMNS, as in `benchmark.accuracy_table`. Empty without past tests."""
    fitted = fit(run)
    if fitted is None or fitted.tests.empty:
        return pd.DataFrame(columns=RECORD_COLUMNS)
    own = scoring.summary(fitted.tests).query("method == @HOUSE.name")
    own = own.assign(set="this series", series=1)
    others = benchmark.read("coverage").rename(columns={"windows": "n"})
    others = others[others["set"].isin(RECORDED)] if run.year >= UN_SINCE else None
    table = pd.concat([own, others]).query("horizon in (1, 3)")
    return table.reindex(columns=RECORD_COLUMNS).reset_index(drop=True)


def skill(run: Parameters) -> pd.DataFrame:
    """The table `events` of the benchmark; empty for another band, or before the UN flows."""
    if run.year < UN_SINCE or tuple(run.moderate_decline) != events.MODERATE:
        return pd.DataFrame()
    return benchmark.read("events")


def other_flows(run: Parameters) -> pd.DataFrame:
    """Arrivals, departures per 1,000 people and net migration (with the flows' correlation, and
    with none: `independent`) projected; a series too short is left out."""
    rates = cleaning.tables_of(run).rates.rename(columns={"per_1000": "value"})
    arrivals = flow_series(run, "arrivals")
    per_1000 = cleaning.series_of(rates, "departures", FIRST_FIT_YEAR)
    tables = {}
    for name, series in (
        ("arrivals", arrivals),
        ("departures_per_1000", per_1000),
    ):
        if len(series) >= MINIMUM_POINTS:
            tables[name, HOUSE.name] = HOUSE(series, run.horizon)
    together = correlation_of_flows(run)
    if together is not None:
        for method, correlation in (
            (HOUSE.name, together[0]),
            ("independent", 0.0),
        ):
            tables["net", method] = house_method.net_projection(
                arrivals, flow_series(run), run.horizon, correlation
            )
    if not tables:
        return pd.DataFrame(columns=PROJECTION_COLUMNS)
    return pd.concat(tables, names=["flow", "method"]).reset_index()[PROJECTION_COLUMNS]


def correlation_of_flows(run: Parameters) -> tuple[float, float, float] | None:
    """The correlation of the two flows' yearly log changes and its 95% range (Fisher's z); None
    where the flows have too few years or not the same."""
    flows = [flow_series(run, flow) for flow in cleaning.FLOWS]
    if min(map(len, flows)) < MINIMUM_POINTS or not flows[0].index.equals(flows[1].index):
        return None
    correlation = house_method.log_change_correlation(*flows)
    changes = len(flows[0]) - 1
    half = norm.ppf(0.975) / math.sqrt(changes - 3)
    middle = math.atanh(correlation)
    low, high = np.tanh([middle - half, middle + half])
    return correlation, float(low), float(high)


def cis_shares(run: Parameters) -> pd.DataFrame:
    """The share of CIS countries in departures in the years known: year, value, low, high, row."""
    tables = cleaning.tables_of(run)
    moved = cleaning.by_partner(tables.raw("kz_flows_by_partner"), run)
    shares = breakdowns.share_over_years(tables.known_breakdowns, moved, run.year)
    return shares.query("flow == 'departures' and value.notna()").reset_index(drop=True)


@dataclass(frozen=True)
class Judgement:
    """`ways`: shares by each of WAYS to the third year, in columns `ours`, `no change`, and
    `elsewhere` where departures have halved. `words`: of the moderate way. `borders`: persons in
    the third year between which a fall is moderate."""

    year: int
    ways: pd.DataFrame
    words: tuple[str, ...]
    borders: tuple[float, float]
    author: str | None


def judge(run: Parameters, after: pd.DataFrame) -> Judgement | None:
    """The judgement of an edition; None without a fit. `after` as from `falls`."""
    fitted = fit(run)
    if fitted is None:
        return None
    ways = fitted.by_method.loc[[*events.WAYS], [*OURS]].rename(columns={HOUSE.name: "ours"})
    elsewhere = reference_class.shares_of(after)
    if len(elsewhere):
        ways["elsewhere"] = elsewhere.share
    words = words_for(ways.loc["moderate"])
    last = fitted.series.iloc[-1]
    borders = tuple(float(last * (1 + bound) ** events.YEARS_ON) for bound in run.moderate_decline)
    return Judgement(int(fitted.series.index[-1]), ways, words, borders, author_of(run))


def words_for(chances: Iterable[float]) -> tuple[str, ...]:
    """The word or two neighbours that hold these probabilities; none where they lie further apart.

    >>> words_for([0.45, 0.42, 0.52]), words_for([0.30, 0.45]), words_for([0.05, 0.45])
    (('even',), ('unlikely', 'even'), ())
    """
    steps = [WORDS.index(word_for(chance)) for chance in chances]
    words = WORDS[min(steps) : max(steps) + 1]
    return words if len(words) < 3 else ()


def word_for(chance: float) -> str:
    """The word of SCALE for a probability as readers see it, in whole percent."""
    percent = round(100 * chance)
    return [word for word, start in SCALE.items() if percent >= start][-1]


def whole_percents(shares: Mapping[str, float]) -> dict[str, int]:
    """Shares that add up to 1 as whole percents that add up to 100 (largest remainders).

    >>> whole_percents({"rise": 0.336, "moderate": 0.336, "steeper": 0.328})
    {'rise': 34, 'moderate': 33, 'steeper': 33}
    """
    exact = 100 * pd.Series(shares)
    whole = exact.astype(int)
    by_rest = (whole - exact).sort_values(kind="stable").index
    whole[by_rest[: 100 - whole.sum()]] += 1
    return whole.to_dict()


def author_of(run: Parameters) -> str | None:
    """Whom the articles name for their forecast of departures: '' nobody; None without one."""
    claims = cleaning.tables_of(run).claims
    forecast = claims.query("kind == 'forecast' and flow == 'departures'")
    named = forecast.attributed_to.fillna("")
    known = named[~named.str.contains("unnamed")]
    return next(iter(known), None if named.empty else "")
