"""What a finding is, and how a wording is chosen and filled."""

from dataclasses import dataclass, field

import pandas as pd

from helpers.findings.wording import WORDING
from helpers.language import _, counted, formats

BALANCED = 0.8  # two flows or stocks are called balanced from four fifths on


@dataclass(frozen=True)
class Finding:
    """A sentence, the condition under which it holds, and what it rests on."""

    id: str
    variant: str
    text: str
    condition: str
    notebook: str
    front: int
    values: dict = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()

    def as_dict(self) -> dict:
        """The finding as `findings.json` lists it."""
        from helpers import csv_files

        return {
            "id": self.id,
            "variant": self.variant,
            "text": self.text,
            "condition": self.condition,
            "notebook": self.notebook,
            "front": self.front > 0,
            "order": self.front,
            "values": {key: csv_files.rounded(value) for key, value in self.values.items()},
            "rests_on": list(self.rests_on),
        }


def finding(
    identifier, variant: str, slots: dict, values: dict | None = None, rests_on=(), name=None
) -> Finding:
    """A finding with the chosen wording; `name` tells apart findings that share their words.

    Raises KeyError when a wording or a slot is missing.
    """
    entry = WORDING[identifier]
    condition, *forms = entry[variant]
    places = tuple(
        dict.fromkeys(place for cell in rests_on if isinstance(cell, str) for place in cell.split())
    )
    return Finding(
        name or identifier,
        variant,
        spoken(forms, slots),
        _(condition),
        entry["notebook"],
        entry["front"],
        values or {},
        places,
    )


def spoken(forms: list[str], slots: dict) -> str:
    """A sentence in the language of the edition. `forms`: the sentence; or singular, plural and the
    slot counted.
    """
    if len(forms) == 1:
        return _(forms[0]).format(**slots)
    one, many, counting = forms
    return counted(one, many, slots[counting], **slots)


def moved(low: float, high: float) -> str:
    """The size of a change in percent, whichever way it went: '40.2%', or '40–41%' where rounding
    leaves a range.
    """
    small, large = sorted((abs(low), abs(high)))
    return (
        formats.percent(large)
        if round(small, 1) == round(large, 1)
        else formats.percent_range(small, large)
    )


def value_of(flows: pd.DataFrame, flow: str, year: int):
    """The value of a flow in a year, or missing."""
    found = flows[(flows.flow == flow) & (flows.year == year)].value
    return found.iloc[0] if len(found) else None


def places(flows: pd.DataFrame, flow: str, years) -> list[str]:
    """Where the values of a flow in these years were read."""
    mine = flows[(flows.flow == flow) & flows.year.isin([int(year) for year in years])]
    return [row for row in mine.row if isinstance(row, str)]
