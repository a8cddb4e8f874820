"""The claims of an article as the tests read them, whatever their file left blank."""

import re
from typing import NamedTuple

import pandas as pd

from helpers.cleaning.claims import bounds_of
from helpers.cleaning.flows import PEOPLE
from helpers.language import phrases
from helpers.printed import Interval
from helpers.reconciliation.evidence import Measure, months_of

BALANCES = ("net", "internal_net")
SIGN = r"[-−–‑+±]\s?\d"


class Claim(NamedTuple):
    """A row of claims.csv; what is missing is None. `amount` is the value times its power of ten,
    `low` and `high` what prints the same; a fall and a loss are negative; `rows` is its place."""

    claim_id: str
    rows: tuple[str]
    value: float | None
    unit_mult: int
    decimals: int
    kind: str | None = None
    quote: str | None = None
    bound: str | None = None
    unit_measure: str = PEOPLE
    flow: str | None = None
    dimension: str = "total"
    category: str = "total"
    time_period: str | None = None
    base_period: str | None = None
    statement: str | None = None
    amount: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def interval(self) -> Interval:
        """Rounded, since 13.6 + 0.05 misses the decimal bound by a hair."""
        return Interval(round(self.low, 6), round(self.high, 6))

    @property
    def sign(self) -> int:
        return -1 if self.amount < 0 else 1

    @property
    def turned(self) -> "Claim":
        return self._replace(amount=-self.amount, low=-self.high, high=-self.low)

    def year(self, edition: int) -> int:
        return int(self.time_period[:4]) if self.time_period else edition

    def measure(self, year: int) -> Measure:
        """What it counts, in its own period or else the year; people at one time on 1 January."""
        period = self.time_period or str(year)
        if self.flow == "stock" and len(period) == 4:
            period += "-01-01"
        return Measure(self.flow, self.dimension, self.category, period)

    def base(self, period: str) -> str:
        base = (self.base_period or str(int(period[:4]) - 1))[:4]
        return period.replace(period[:4], base)

    def uses(self, *ids: str) -> bool:
        """Whether the quote, or else our own statement of it, uses one of these phrases."""
        return phrases.uses(self.quote, *ids) or phrases.uses(self.statement, *ids)

    @property
    def way(self) -> int:
        """1 for words of a rise, -1 for those of a fall, 0 where they name both or neither."""
        up = self.uses("rise", "more", "doubled", "tripled")
        return up - self.uses("fall", "fewer", "halved")

    @property
    def has_sign(self) -> bool:
        """Whether the quote says if a balance is a gain or a loss, or the statement a gain."""
        gain = phrases.uses(self.statement, "gain") and not phrases.uses(self.statement, "loss")
        in_quote = phrases.uses(self.quote, "loss", "gain")
        return gain or in_quote or bool(re.search(SIGN, str(self.quote)))


TEXTS = ["claim_id", "row", *Claim._fields[5:-3]]
NUMBERS = ["start", "value", "unit_mult", "decimals"]


def read(claims: pd.DataFrame) -> list[Claim]:
    """The claims of a frame with columns of claims.csv, in reading order."""
    table = claims.reindex(columns=["start", "row", *Claim._fields]).reset_index(drop=True)
    table[NUMBERS] = table[NUMBERS].apply(pd.to_numeric, errors="coerce").astype(float)
    table = table.sort_values("start", kind="stable").astype(object)
    rows = table.where(table.notna(), None).to_dict("index")
    reading = []
    for place, cells in rows.items():
        texts = {}
        for name in TEXTS:
            cell = cells[name]
            if isinstance(cell, float):  # a year
                cell = str(cell).removesuffix(".0")
            if cell not in (None, ""):
                texts[name] = str(cell)
        value = cells["value"]
        decimals = cells["decimals"]
        if decimals is None:
            decimals = len(str(value or 0.0).partition(".")[2].rstrip("0"))
        months = re.fullmatch(r"(\d{4})-01/\1-(\d{2})", texts.get("time_period", ""))
        if months:  # observations have one form of a period: all twelve months are the year
            texts["time_period"] = months_of(*months.groups())
        claim = Claim(
            claim_id=texts.pop("claim_id", f"claim-{place + 1}"),
            rows=(texts.pop("row", f"claims.csv:{place + 2}"),),
            value=value,
            unit_mult=int(cells["unit_mult"] or 0),
            decimals=int(decimals),
            **texts,
        )
        amount, low, high = bounds_of(claim)
        claim = claim._replace(amount=amount, low=low, high=high)
        of_balance = claim.flow in BALANCES and claim.kind == "quantity"
        is_loss = of_balance and (amount or 0) > 0 and phrases.uses(claim.quote, "loss")
        reading.append(claim.turned if is_loss else claim)
    return reading
