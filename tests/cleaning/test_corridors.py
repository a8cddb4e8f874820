"""Pairs are read from the claims; stocks and flows, and editions, are never joined."""

import pandas as pd

from helpers.cleaning import corridors

CLAIMS = pd.DataFrame(
    {"dimension": ["corridor", "corridor", "total", "corridor"],
     "category": ["MEX-USA USA-MEX", "KAZ-RUS RUS-KAZ", "total", "IND-WORLD"]}
)  # fmt: skip


def test_pairs_are_those_of_the_claims_our_own_first():
    others = pd.DataFrame({"dimension": "corridor", "category": ["IND-WLD", None, "cis", "A-B-C", "TUR-DEU"]})
    assert corridors.named_pairs(pd.concat([others, CLAIMS])) == [("KAZ", "RUS"), ("DEU", "TUR"), ("MEX", "USA")]
