"""What is said of every case of the tests of figures and words: what was found, in which rows, and the sentence.

With `--update` the file takes what is said now; its difference is for a reader to judge.
"""

from functools import cache

import pandas as pd
import pytest
from made_up import all_rows
from test_verdicts import CASES
from test_words import SECTIONS, cases_of

from helpers import paths

KEPT = paths.ROOT / "tests" / "golden" / "verdicts.csv"
TOLD = ["test", "verdict", "when_printed", "found_low", "found_high", "source", "explanation"]
ARTICLES = {f"figures: {name}": (claims, more) for name, (_verdict, claims, more) in CASES.items()}
for section, (tables, *_words) in SECTIONS.items():
    ARTICLES[f"words: {section}"] = ([claim for _, claim, _ in cases_of(section)], tables)


def said_of(name: str) -> str:
    """A line for each test of an article's claims, as CSV; but for the only one of a claim."""
    claims, more = ARTICLES[name]
    rows = all_rows(*claims, **more)
    rows = rows[(rows.test == "overall") | (rows.groupby("claim_id").test.transform("size") > 2)][TOLD]
    rows.insert(0, "article", name)
    return rows.to_csv(index=False, header=False, float_format="%.10g", lineterminator="\n")


@cache
def kept() -> dict[str, str]:
    rows = pd.read_csv(KEPT, dtype=str, keep_default_na=False)
    parts = rows.groupby("article", sort=False)
    return {name: part.to_csv(index=False, header=False, lineterminator="\n") for name, part in parts}


@pytest.mark.parametrize("name", ARTICLES)
def test_what_is_said_of(name):
    assert said_of(name) == kept()[name], "look at the difference; if it is right, run with --update"


def test_the_golden_file_is_brought_up_to_date(request):
    assert kept().keys() == ARTICLES.keys() or request.config.getoption("--update")
    if not request.config.getoption("--update"):
        pytest.skip("only with --update")
    KEPT.write_text(",".join(["article", *TOLD]) + "\n" + "".join(map(said_of, ARTICLES)), encoding="utf-8")
