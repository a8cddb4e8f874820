"""What a finding is, and how a wording is chosen and filled."""

from dataclasses import dataclass, field

import pandas as pd

from helpers.language import formats, say

# The notebook that makes each finding.
NOTEBOOKS = {
    "01": ("coverage", "second_reading"),
    "02": ("implied",),
    "03": ("verdicts", "verdict_count", "swap"),
    "04": (
        *("departures", "net", "revisions", "within_year", "rates", "pace", "net_estimates"),
        *("ethnicity", "newcomers", "parted", "cis", "beside_earlier"),
        *("missed", "permits", "register"),
    ),
    "05": (
        *("flow_ratio", "internal", "regions", "russia", "corridor", "internal_growth"),
        *("ranks", "balance_of_pairs"),
    ),
    "06": (
        *("projection", "judgement", "moderate", "spread", "momentum", "coverage_past"),
        *("one_ahead", "benchmark", "skill", "skill_here", "sensitivity", "outside", "others"),
        *("net_ahead", "mobility", "cis_ahead", "update", "updates", "calibration", "frozen"),
        *("may_say", "competition", "bins", "errors_run"),
    ),
}
NOTEBOOK = {identifier: number for number, ids in NOTEBOOKS.items() for identifier in ids}

# The findings of the front page, in their order.
FRONT = ("departures", "judgement", "moderate", "bins", "verdicts", "missed", "register")


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

    @classmethod
    def from_dict(cls, entry: dict) -> "Finding":
        """The finding that `as_dict` listed, its values rounded as there."""
        parts = entry | {"front": entry["order"], "rests_on": tuple(entry["rests_on"])}
        return cls(**{name: parts[name] for name in cls.__dataclass_fields__})


def finding(
    identifier, variant: str, slots: dict, values: dict | None = None, rests_on=(), name=None
) -> Finding:
    """A finding with the chosen wording; `name` tells apart findings that share their words.

    Raises KeyError when a wording or a slot is missing.
    """
    wording = f"findings.{identifier}.{variant}"
    rows = " ".join(cell for cell in rests_on if isinstance(cell, str)).split()
    return Finding(
        name or identifier,
        variant,
        say(f"{wording}.text", **slots),
        say(f"{wording}.when"),
        NOTEBOOK[identifier],
        FRONT.index(identifier) + 1 if identifier in FRONT else 0,
        values or {},
        tuple(dict.fromkeys(rows)),
    )


def moved(low: float, high: float) -> str:
    """The size of a change in percent, whichever way it went.

    '40.2%', or '40–41%' where rounding leaves a range.
    """
    small, large = sorted((abs(low), abs(high)))
    if round(small, 1) == round(large, 1):
        return formats.percent(large)
    return formats.percent_range(small, large)


def value_of(flows: pd.DataFrame, flow: str, year: int):
    """The value of a flow in a year, or missing."""
    found = flows[(flows.flow == flow) & (flows.year == year)].value
    return found.iloc[0] if len(found) else None


def places(flows: pd.DataFrame, flow: str, years) -> list[str]:
    """Where the values of a flow in these years were read."""
    mine = flows[(flows.flow == flow) & flows.year.isin([int(year) for year in years])]
    return [row for row in mine.row if isinstance(row, str)]
