"""What words such as 'almost by half' must mean to be tested: the lines, and a criterion a row.

The criteria are stated here, in one table: `criteria_table` shows them to readers. The lines were
drawn with the figures in view; where another reasonable line would change a verdict, it says so.
Words that set no measure ('important') match no criterion and stay unchecked.
"""

import pandas as pd

import helpers.reconciliation.worded_corridors as corridors
import helpers.reconciliation.worded_groups as groups
import helpers.reconciliation.worded_years as years
from helpers.reconciliation.claims import Claim
from helpers.reconciliation.criterion import GROUP, WORDED, Criterion, WordedClaim
from helpers.reconciliation.evidence import Evidence
from helpers.reconciliation.explanations import name_of_test
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

SIZE, RANK, ANY = ("comparison", "quantifier"), ("rank",), ()
TOTAL, CORRIDOR = "total", "corridor"
SHARPLY, NOTICEABLY = {"percent": SHARP}, {"percent": NOTICEABLE}
STOPPING = {"percent": STOPPED, "n": YEARS_BEFORE}
HALF = {"low": ALMOST_HALF[0], "high": ALMOST_HALF[1]}
UP, DOWN = "rise|more", "fall|fewer"

# The first that fits a claim is used. Columns: name, phrases, test, lines drawn, other values of
# the first line, kinds, dimension; see `Criterion`.
# fmt: off
CRITERIA = [Criterion(*row) for row in (
    ("top_ten", "ten_first", corridors.all_ranked_to, {"limit": TOP}, (), RANK, CORRIDOR),
    ("mostly_from", "mostly", corridors.origin_has_more_than, {"percent": MOST}, (), ANY, CORRIDOR),
    ("millions", "millions", corridors.stock_at_least, {"limit": MILLIONS}, (), ANY, CORRIDOR),
    ("huge_number", "huge", corridors.stock_at_least, {"limit": HUGE}, (HUGE // 2, 2 * HUGE), ANY,
     CORRIDOR),
    ("hardly_any_back", "hardly_any", corridors.way_back_below, {"limit": HARDLY_ANY}, (), ANY,
     CORRIDOR),
    ("few_come", "few", corridors.way_back_below, {"limit": HARDLY_ANY}, (), ANY, CORRIDOR),
    ("balanced", "balanced", corridors.balanced_from, {"limit": BALANCED}, (), SIZE, TOTAL),
    ("unique", "unique", corridors.unique, {}, (), SIZE, TOTAL),
    ("one_sided", "one_sided", corridors.most_pairs_below, {"limit": ONE_SIDED}, (), SIZE, TOTAL),
    ("first_since", "first_time", years.first_since),
    ("in_a_row", "in_a_row", years.in_a_row),
    ("negative_balance", "more_left|negative_gain", years.has_sign, {"way": -1}),
    ("positive_balance", "more_came", years.has_sign, {"way": 1}),
    ("negative_balance", "balance loss !gain", years.has_sign, {"way": -1}),
    ("positive_balance", "balance gain !loss", years.has_sign, {"way": 1}),
    ("almost_half", f"almost half {DOWN}|halved|loss !{UP}", years.falls_between, HALF, (40,)),
    ("overwhelming_majority", "overwhelming", groups.share_at_least, {"percent": OVERWHELMING},
     (67, 80), ANY, GROUP),
    ("majority", "majority !fall|rise", groups.share_above, {"percent": MOST}, (), ANY, GROUP),
    ("multiple", f"half|times_n|times_3|times_4|times_1_5 {DOWN}|halved|{UP}|doubled|tripled",
     years.multiple),
    ("by_a_third", f"one_in_3 {DOWN}|{UP}", years.moves_by_one_in, {"n": 3}, (), ANY, TOTAL),
    ("by_a_quarter", f"one_in_4 {DOWN}|{UP}", years.moves_by_one_in, {"n": 4}, (), ANY, TOTAL),
    ("by_a_fifth", f"one_in_5 {DOWN}|{UP}", years.moves_by_one_in, {"n": 5}, (), ANY, TOTAL),
    ("stopped", "stopped", years.below_share_of_mean, STOPPING, (10,)),
    ("one_in_2", "one_in_2", groups.one_in, {"n": 2}, (), ANY, GROUP),
    ("one_in_3", "one_in_3", groups.one_in, {"n": 3}, (), ANY, GROUP),
    ("one_in_4", "one_in_4", groups.one_in, {"n": 4}, (), ANY, GROUP),
    ("one_in_5", "one_in_5", groups.one_in, {"n": 5}, (), ANY, GROUP),
    ("main_exchange", "main_exchange", groups.share_above, {"percent": MOST}, (), ANY, GROUP),
    ("large_cities", "large_cities", groups.cities_gain_more_than, {"percent": MOST}, (), ANY,
     GROUP),
    ("second_place", "second_place", groups.among_first, {"first": 2, "last": 2}, (), RANK, GROUP),
    ("among_first", "top_n", groups.among_first, {}, (), RANK, GROUP),
    ("smallest", "least", groups.smallest, {}, (), RANK, GROUP),
    ("leaders", "most", groups.leaders, {}, (), RANK, GROUP),
    ("record_low", "lowest", years.record, {"way": -1}, (), ANY, TOTAL),
    ("record_high", "highest", years.record, {"way": 1}, (), ANY, TOTAL),
    ("record_high", "record !fall|rise|loss|gain", years.record, {"way": 1}, (), ANY, TOTAL),
    ("fall_after_rise", "fall after_rise", years.falls_after_a_rise, {}, (), ANY, TOTAL),
    ("trend_turned", "trend_turned", years.turns, {}, (), ANY, TOTAL),
    ("stagnation", "unchanged", years.stays, {"percent": STAGNANT}, (3, 10)),
    ("sharp_fall", "sharp fall !rise", years.falls, SHARPLY, (10, 33)),
    ("sharp_rise", "sharp rise !fall", years.rises, SHARPLY, (10, 33)),
    ("noticeable_fall", f"significant {DOWN} !{UP}", years.falls, NOTICEABLY, (5, 20)),
    ("noticeable_rise", f"significant {UP} !{DOWN}", years.rises, NOTICEABLY, (5, 20)),
    ("noticeable", f"significant !{DOWN}|{UP}", years.changes_by, NOTICEABLY, (5, 20)),
    ("slight", f"slight {DOWN}|{UP}", years.slightly, NOTICEABLY, (5, 20)),
    ("fall", "fall !rise|record", years.falls),
    ("rise", "rise !fall|record", years.rises),
    ("fall", "fewer than_before", years.falls),
    ("rise", "more than_before", years.rises),
    ("named_list", "", groups.named_list, {}, (), RANK, GROUP),
)]
# fmt: on


def criterion_of(claim: Claim) -> Criterion | None:
    """The first criterion whose words the claim uses, or None."""
    return next((criterion for criterion in CRITERIA if criterion.matches(claim)), None)


def criteria_table() -> pd.DataFrame:
    """Every criterion for worded claims, in the language spoken.

    Columns: criterion (what readers call it), meaning (what its words must mean).

    >>> criteria_table().set_index("criterion").loc["almost half"].meaning
    'a fall of at least 45% and less than 50%'
    """
    rows = {name_of_test(each.name): each.meaning(each.limits) for each in reversed(CRITERIA)}
    return pd.DataFrame(reversed(rows.items()), columns=["criterion", "meaning"])


def worded(claims: list[Claim], evidence: Evidence) -> list[TestResult]:
    """The results on claims made in words, by the first criterion that fits, if one does."""
    results = []
    for claim in claims:
        criterion = criterion_of(claim) if claim.kind in WORDED else None
        if criterion is not None and claim.year(evidence.year) <= evidence.year:
            results += criterion.results(WordedClaim(claim, claims, evidence, criterion))
    return results
