"""What a finding is, and how a wording is chosen and filled."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers import csv_files
from helpers.language import say

# The findings in the order of findings.json (one that is not listed stands last, under the name of
# its wording): their notebook, the flows all of whose rows since the first year of the fit count,
# the files that they rest on, and as what they may be printed (blank: about our own work).
_FILE = Path(__file__).with_name("order.csv")
ORDER = pd.read_csv(_FILE, index_col="finding", dtype=str, keep_default_na=False)
NEXT_SENTENCE = re.compile(r"[.?!] (?=[A-ZА-ЯЁ])")


@dataclass(frozen=True)
class Finding:
    """A sentence, the condition under which it holds, and what it rests on."""

    id: str
    variant: str
    text: str
    condition: str
    notebook: str
    values: dict = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """Its first sentence, which is the title of its chart."""
        return NEXT_SENTENCE.split(self.text)[0]

    def as_dict(self) -> dict:
        """The finding as `findings.json` lists it."""
        values = {key: csv_files.rounded(value) for key, value in self.values.items()}
        return vars(self) | {
            "values": values,
            "rests_on": list(self.rests_on),
        }


def finding(identifier: str, variant: str, slots: dict, values=None, rows=(), name=None) -> Finding:
    """A finding with the chosen wording; `name` tells apart findings that share it. `values` fill
    slots too: None where it says nothing, and so rests on no file; `rows`: cells that name rows."""
    name = name or identifier
    wording = f"findings.{identifier}.{variant}"
    place = ORDER.loc[name if name in ORDER.index else identifier]
    cells = [cell for cell in rows if isinstance(cell, str)]
    if values is not None:
        cells.insert(0, place.files)
    text = say(f"{wording}.text", **(values or {}) | slots)
    return Finding(
        name,
        variant,
        text[:1].upper() + text[1:],
        say(f"{wording}.when"),
        place.notebook,
        values or {},
        tuple(dict.fromkeys(" ".join(cells).split())),
    )


def rows_where(table: pd.DataFrame, condition: str, known=()) -> pd.DataFrame:
    """The rows that meet a condition and have a value in `known`; `table` may have no columns."""
    return table.query(condition).dropna(subset=known) if len(table) else table


def direction(arrivals: float, departures: float, balanced: float) -> str:
    """The wording for two flows: a gain, a loss, or balanced from this ratio on."""
    if min(arrivals, departures) / max(arrivals, departures) >= balanced:
        return "balanced"
    return "gain" if arrivals > departures else "loss"


def side(low: float, high: float, limit: float, words: tuple[str, str, str]) -> str:
    """The first word where an interval lies below a limit, the last above it, else the second."""
    below, open_, above = words
    if high < limit:
        return below
    return above if low > limit else open_
