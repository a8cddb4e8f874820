"""The claims of an article as the tests read them, whatever their file left blank."""

import re
from typing import NamedTuple

import pandas as pd

from helpers.cleaning.bounds import PEOPLE
from helpers.cleaning.claims import bounds_of
from helpers.language import phrases
from helpers.printed import Interval
from helpers.reconciliation.observations import months_of, number_of

BALANCES = ("net", "internal_net")
SIGN = r"[-−–‑+±]\s?\d"


class Claim(NamedTuple):
    """A row of claims.csv; what is missing is None.

    `amount` is the value times its power of ten, `low` and `high` what prints the same; a fall and
    a loss are negative.
    """

    claim_id: str
    row: str
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
    def rows(self) -> tuple[str]:
        return (self.row,)

    @property
    def sign(self) -> int:
        """A fall is printed without its sign; as a change it is negative, as a loss is."""
        return -1 if self.amount < 0 else 1

    @property
    def turned(self) -> "Claim":
        return self._replace(amount=-self.amount, low=-self.high, high=-self.low)

    @property
    def in_part_of_year(self) -> bool:
        return bool(re.match(r"\d{4}-\d{2}(?:/|$)", self.time_period or ""))

    def year(self, edition: int) -> int:
        return int(self.time_period[:4]) if self.time_period else edition

    def period(self, year: int) -> str:
        """The period as observations have it; people at one time are counted on 1 January."""
        period = self.time_period or str(year)
        return f"{period}-01-01" if self.flow == "stock" and len(period) == 4 else period

    def base(self, period: str) -> str:
        before = str(int(period[:4]) - 1)
        base = (self.base_period or before)[:4]
        return period.replace(period[:4], base)

    def uses(self, *ids: str) -> bool:
        """Whether the quote, or else our own statement of it, uses one of these phrases."""
        return phrases.uses(self.quote, *ids) or phrases.uses(self.statement, *ids)

    @property
    def has_sign(self) -> bool:
        """Whether the quote says if a balance is a gain or a loss."""
        return phrases.uses(self.quote, "loss", "gain") or bool(re.search(SIGN, str(self.quote)))


TEXTS = Claim._fields[5:-3]


def read(claims: pd.DataFrame) -> list[Claim]:
    """The claims of a frame with columns of claims.csv, in reading order."""
    placed = []
    for place, cells in enumerate(claims.to_dict("records"), start=1):
        start = number_of(cells.get("start"))
        placed.append((float("inf") if start is None else start, _claim(place, cells)))
    placed.sort(key=lambda each: each[0])
    return [claim for _start, claim in placed]


def _claim(place: int, cells: dict) -> Claim:
    texts = {name: _text(cells.get(name)) for name in TEXTS}
    texts = {name: text for name, text in texts.items() if text is not None}
    value = number_of(cells.get("value"))
    decimals = number_of(cells.get("decimals"))
    if decimals is None:
        decimals = len(str(value or 0.0).partition(".")[2].rstrip("0"))
    months = re.fullmatch(r"(\d{4})-01/\1-(\d{2})", texts.get("time_period", ""))
    if months:  # observations have one form of a period: all twelve months are the year
        texts["time_period"] = months_of(*months.groups())
    claim = Claim(
        claim_id=_text(cells.get("claim_id")) or f"claim-{place}",
        row=_text(cells.get("row")) or f"claims.csv:{place + 1}",
        value=value,
        unit_mult=int(number_of(cells.get("unit_mult")) or 0),
        decimals=int(decimals),
        **texts,
    )
    amount, low, high = bounds_of(claim)
    claim = claim._replace(amount=amount, low=low, high=high)
    of_balance = claim.flow in BALANCES and claim.kind == "quantity"
    is_loss = of_balance and (amount or 0) > 0 and phrases.uses(claim.quote, "loss")
    return claim.turned if is_loss else claim


def _text(value) -> str | None:
    if pd.isna(value) or value == "":
        return None
    whole = isinstance(value, float) and value == int(value)
    return str(int(value)) if whole else str(value)
