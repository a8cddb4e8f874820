"""What words such as 'almost by half' must mean to be tested: the thresholds, and a row a word.

The criteria are stated here, in one table, before any result: `criteria_table` shows them to
readers. A word that sets no measure ('important') matches no criterion and stays unchecked.
"""

from functools import partial

import pandas as pd

from helpers.language import formats, say
from helpers.reconciliation import worded_balance as balance
from helpers.reconciliation import worded_corridors as corridors
from helpers.reconciliation import worded_flows as flows
from helpers.reconciliation.criterion import Criterion, WordedClaim
from helpers.reconciliation.evidence import Sources, year_of
from helpers.reconciliation.results import TestResult

# What the words are taken to mean. Shares and changes in percent, ratios of the smaller to the
# larger direction. Findings and charts take these from here.
SHARP, NOTICEABLE, STAGNANT = 25, 10, 5
ALMOST_HALF = (45, 50)  # a fall of at least, and of less than
STOPPED, YEARS_BEFORE = 5, 10
OVERWHELMING, MOST = 75, 50
BALANCED, ONE_SIDED, HARDLY_ANY = 0.80, 0.50, 0.10
TOP = 10
MILLIONS, HUGE = 2_000_000, 10_000_000

LEADING = r"лидер|лидир|больше всего|чаще всего|перв\w+ мест"
FALL, RISE = r"сниж|сокра|пада|упал", r"рост|вырос|увелич"
WORDED = ("direction", "quantifier", "comparison", "rank")  # the kinds of claims made in words
DIRECTION, QUANTIFIER, COMPARISON, RANK = ((kind,) for kind in WORDED)
SIZE = COMPARISON + QUANTIFIER


def _percent(value: float) -> str:
    return formats.percent(value, 0)


def _ratio(value: float) -> str:
    return formats.number(value, 2)


# The first that fits a claim is used: name, kinds, words, dimension, test, meaning.
# fmt: off
CRITERIA = (
    Criterion("sharp_fall", DIRECTION, rf"резк\w* (?:{FALL})", "total",
              partial(flows.each_flow_changes, accept=lambda percent: percent <= -SHARP),
              lambda: say("criteria.sharp_fall", percent=_percent(SHARP))),
    Criterion("almost_half", QUANTIFIER + DIRECTION, r"почти.*(?:половин|вдво|два раза)", "total",
              partial(flows.each_flow_changes, within=(-ALMOST_HALF[0],),
                      accept=lambda percent: ALMOST_HALF[0] <= -percent < ALMOST_HALF[1]),
              lambda: say("criteria.almost_half",
                          low=_percent(ALMOST_HALF[0]), high=_percent(ALMOST_HALF[1]))),
    Criterion("stopped", QUANTIFIER, r"перестал", "total",
              partial(flows.below_share_of_mean, limit=STOPPED, years=YEARS_BEFORE),
              lambda: say("criteria.stopped", n=YEARS_BEFORE, percent=_percent(STOPPED))),
    Criterion("noticeable", QUANTIFIER, r"заметн", "total",
              partial(flows.each_flow_changes, within=(0,),
                      accept=lambda percent: abs(percent) > NOTICEABLE),
              lambda: say("criteria.noticeable", percent=_percent(NOTICEABLE))),
    Criterion("stagnation", QUANTIFIER, r"стагнац|застой", "total",
              partial(flows.each_flow_changes, within=(0,),
                      accept=lambda percent: abs(percent) < STAGNANT),
              lambda: say("criteria.stagnation", percent=_percent(STAGNANT))),
    Criterion("overwhelming_majority", QUANTIFIER, r"подавляющ", None,
              partial(flows.group_has_at_least, percent=OVERWHELMING),
              lambda: say("criteria.overwhelming_majority", percent=_percent(OVERWHELMING))),
    Criterion("fall_after_rise", DIRECTION, rf"(?:{FALL}).*после.*(?:{RISE})", "total",
              partial(flows.two_changes, accept=lambda now, before: now < 0 < before),
              lambda: say("criteria.fall_after_rise")),
    Criterion("trend_turned", DIRECTION, r"тенденци\w* (?:измен|смен|перелом)", "total",
              partial(flows.two_changes, accept=lambda now, before: now * before < 0),
              lambda: say("criteria.trend_turned")),
    Criterion("large_cities", DIRECTION, r"крупн\w* город", None,
              partial(flows.cities_gain_more_than, percent=MOST),
              lambda: say("criteria.large_cities", percent=_percent(MOST))),
    Criterion("fall", DIRECTION, FALL, "total",
              partial(flows.each_flow_changes, accept=lambda percent: percent < 0),
              lambda: say("criteria.fall")),
    Criterion("rise", DIRECTION, RISE, "total",
              partial(flows.each_flow_changes, accept=lambda percent: percent > 0),
              lambda: say("criteria.rise")),
    Criterion("main_exchange", SIZE, r"основн\w* .*обмен|доминир", None,
              partial(flows.each_flow_has_more_than, percent=MOST),
              lambda: say("criteria.main_exchange", percent=_percent(MOST))),
    Criterion("balanced", SIZE, r"сбаланс|равномерн", "total",
              partial(balance.balanced_from, limit=BALANCED),
              lambda: say("criteria.balanced", ratio=_ratio(BALANCED))),
    Criterion("unique", SIZE, r"уникальн", "total",
              balance.unique, lambda: say("criteria.unique")),
    Criterion("one_sided", COMPARISON, r"односторон", "total",
              partial(balance.most_pairs_below, limit=ONE_SIDED),
              lambda: say("criteria.one_sided", ratio=_ratio(ONE_SIDED))),
    Criterion("top_ten", RANK, r"десятк", "corridor",
              partial(corridors.all_ranked_to, limit=TOP),
              lambda: say("criteria.top_ten", rank=TOP)),
    Criterion("does_not_lead", RANK, r"не лидир", "total",
              corridors.does_not_lead, lambda: say("criteria.does_not_lead")),
    Criterion("millions", QUANTIFIER, r"миллион", "corridor",
              partial(corridors.stock_at_least, limit=MILLIONS),
              lambda: say("criteria.millions", people=formats.people(MILLIONS))),
    Criterion("huge_number", QUANTIFIER, r"огромн", "corridor",
              partial(corridors.stock_at_least, limit=HUGE),
              lambda: say("criteria.huge_number", people=formats.people(HUGE))),
    Criterion("hardly_any_back", COMPARISON, r"практически нет|почти нет", "corridor",
              partial(corridors.way_back_below, limit=HARDLY_ANY),
              lambda: say("criteria.hardly_any_back", ratio=_ratio(HARDLY_ANY))),
    Criterion("few_come", SIZE, r"немног", "corridor",
              partial(corridors.way_back_below, limit=HARDLY_ANY),
              lambda: say("criteria.few_come", ratio=_ratio(HARDLY_ANY))),
    Criterion("mostly_from", RANK + COMPARISON, r"из соседн|в основном|главным образом", "corridor",
              partial(corridors.origin_has_more_than, percent=MOST),
              lambda: say("criteria.mostly_from", percent=_percent(MOST))),
    Criterion("leaders", RANK, LEADING, None,
              flows.leaders, lambda: say("criteria.leaders")),
    Criterion("named_list", RANK, r"", None,
              flows.named_list, lambda: say("criteria.named_list")),
)
# fmt: on


def criterion_of(claim) -> Criterion | None:
    """The first criterion whose words the claim uses, or None."""
    return next((criterion for criterion in CRITERIA if criterion.matches(claim)), None)


def criteria_table() -> pd.DataFrame:
    """Every criterion for worded claims, in the language spoken.

    Columns: criterion, phrase (stem of the words), meaning (what they must mean).

    >>> criteria_table().set_index("criterion").loc["almost_half"].tolist()
    ['почти … половин / вдво / два раза', 'a fall of at least 45% and less than 50%']
    """
    rows = [(criterion.name, criterion.phrase, criterion.meaning()) for criterion in CRITERIA]
    return pd.DataFrame(rows, columns=["criterion", "phrase", "meaning"])


def worded(claims: pd.DataFrame, sources: Sources) -> list[TestResult]:
    """The results on claims made in words, by the first criterion that fits, if one does."""
    results = []
    for claim in claims[claims.kind.isin(WORDED)].itertuples():
        criterion = criterion_of(claim)
        if criterion is not None and year_of(claim, sources) <= sources.year:
            results += criterion.test(WordedClaim(claim, claims, sources, criterion))
    return results
