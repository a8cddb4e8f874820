"""How a printed figure compares with figures at hand, by docs/evidence.md, and what went wrong."""

from fractions import Fraction
from functools import partial
from typing import NamedTuple

import pandas as pd

from helpers import cleaning, printed
from helpers.cleaning.flows import PEOPLE
from helpers.printed import Interval
from helpers.reconciliation.claims import Claim
from helpers.reconciliation.evidence import Evidence, Figure, Measure

ALMOST = Fraction(9, 10)  # 'almost 10' is at least 9
BELOW_ONE = 1 - Fraction(1, 10**12)
ABOUT = Fraction(1, 20)
ROUNDED = Fraction(1, 100)  # of a bare count that ends in zeros
ENDLESS = 10**18
DIGITS = 3  # a figure of fewer digits stands in many places by chance
NEAR = (["flow"], ["period"], ["category"], ["dimension", "category"])  # in what a place may differ


def compare(claim: Claim, figure: Interval) -> str:
    """holds, cut, contradicted, or undecidable where rounding or words leave it open. A rounded
    figure at hand may also have been cut.

    >>> from helpers.reconciliation.claims import read
    >>> claim = read(pd.DataFrame({"value": [7.6], "unit_mult": [3]}))[0]
    >>> [compare(claim, Interval(people, people)) for people in (7608, 7692, 7500)]
    ['holds', 'cut', 'contradicted']
    """
    certain, possible = _meant(claim)
    size = claim.sign * figure
    if certain.contains(size):
        return "holds"
    if possible.overlaps(size if claim.bound else _or_cut(size, claim.kind == "change")):
        return "undecidable"
    if claim.bound:
        return "contradicted"
    value = claim.sign * abs(Fraction(str(claim.value)))
    as_read = printed.Printed(value, claim.unit_mult, claim.decimals, "", claim.interval)
    cut = [printed.is_cut(as_read, end) for end in figure.ends]
    if all(cut):
        return "cut"
    return "undecidable" if any(cut) else "contradicted"


def _or_cut(figure: Interval, either_way: bool = False) -> Interval:
    """What a rounded figure, or a change from or to one, can be if digits were cut off instead."""
    half = (figure.high - figure.low) / 2
    down = half * (either_way or figure.low < 0)
    up = half * (either_way or figure.low >= 0)
    return Interval(figure.low - down, figure.high + up)


def _meant(claim: Claim) -> tuple[Interval, Interval]:
    """The sizes that a figure certainly means, and those that it can mean: the rest is left open.
    'More than' reaches to the next step of its last digit that is not zero, or a tenth farther; it
    can mean more, or what rounds to the figure within a hundredth. 'About' is within a twentieth,
    if it rounds to the figure at that digit; it can lie up to twice as far, or round so only, or to
    the digit next to it (to fives, if it is one). A bare count that ends in two zeros or more is
    read so, but within a hundredth."""
    limit = abs(Fraction(str(claim.amount)))
    unit = Fraction(10) ** (claim.unit_mult - claim.decimals)
    is_round = claim.unit_measure == PEOPLE and unit == 1 and limit and limit % 100 == 0
    if not (claim.bound or is_round):
        return (claim.sign * claim.interval,) * 2
    if claim.bound == "almost":
        least = ALMOST * limit
        return Interval(least, BELOW_ONE * limit), Interval(least, limit + unit / 2)
    while limit and limit % (10 * unit) == 0:
        unit *= 10
    reach = max(unit, limit / 10)
    near = min(unit / 2, (ABOUT if claim.bound == "about" else ROUNDED) * limit)
    if claim.bound == "above":
        return Interval(limit, limit + reach), Interval(limit - near, ENDLESS)
    if claim.bound == "below":
        return Interval(limit - reach, limit), Interval(0, limit + near)
    steps = 5 if limit % (10 * unit) == 5 * unit else 3
    next_digit = min(steps * unit / 2, ABOUT * limit)
    far = max(unit / 2, 2 * near, next_digit) if claim.bound else unit / 2
    return Interval(limit - near, limit + near), Interval(limit - far, limit + far)


def can_mean(claim: Claim) -> Interval:
    """All that its figure can mean, with its sign."""
    return claim.sign * _meant(claim)[1]


class Judged(NamedTuple):
    """A verdict, the figure that it rests on, the one that weighs most, when it was right, since
    when out of date, and whether other pages `copied` it by then; `why` it is undecidable; if
    contradicted, whether the direction is `reversed`, and the `place` where it does belong."""

    verdict: str
    figure: Figure
    newest: Figure
    when_printed: str = ""
    since: pd.Timestamp | None = None
    copied: bool = False
    why: str = "precision"
    reversed: bool = False
    place: Measure | None = None


def judge(claim: Claim, figures: list[Figure], day: pd.Timestamp | None, size: float) -> Judged:
    """The verdict on a printed figure by all figures of its measure, the weightiest first."""
    newest, *others = figures
    early = [
        each
        for each in others
        if each.vintage == "first" or (each.vintage == "copy" and each.is_out(day))
    ]
    released = partial(_is_of_first_release, day=day)
    early.sort(key=lambda figure: (not released(figure), not figure.is_out(day)))
    relative = abs(newest.value) > 100  # a copy counts as a first figure if close to the newest
    possible = [
        each
        for each in early
        if each.source == "official" or gap(each.interval, newest.interval, relative) <= size
    ]
    for verdict, among in (
        ("holds", possible),
        ("cut", early),
        ("undecidable", early),
    ):
        for figure in (newest, *among):
            if verdict_by(claim, figure) != verdict:
                continue
            # Of an early and a later figure, while no pair of first ones is at hand
            pairs = [{part.vintage for part in each.parts} for each in (figure, *figures)]
            if verdict == "cut" and len(pairs[0]) > 1 and {"first"} not in pairs:
                return Judged("undecidable", figure, newest, why="base")
            return _agreeing(claim, verdict, figure, figures, day)
    first_at_hand = newest.vintage == "first" or any(map(released, early))
    surely_out = day is not None and newest.is_out(day)
    counted = claim.unit_measure == PEOPLE
    bounds = can_mean(claim)
    if counted and not claim.bound:
        bounds = _or_cut(bounds)
    apart = gap(bounds, newest.interval, relative=counted)
    if first_at_hand or surely_out or apart > size:
        return Judged("contradicted", newest, newest)
    return Judged("undecidable", newest, newest, why="revision")


def _is_of_first_release(figure: Figure, day: pd.Timestamp | None) -> bool:
    """Whether a figure was first published so, or each of its parts."""
    if figure.parts:
        return all(_is_of_first_release(part, day) for part in figure.parts)
    return figure.vintage == "first" or (figure.source != "official" and figure.is_out(day))


def verdict_by(claim: Claim, figure: Figure) -> str:
    """As `compare`, but a claim with the digits of a rounded figure, or of two such, holds."""
    verdict = compare(claim, figure.interval)
    same_digits = verdict == "undecidable" and compare(claim, figure.middle) == "holds"
    return "holds" if same_digits else verdict


def _agreeing(claim: Claim, verdict: str, figure: Figure, figures: list[Figure], day) -> Judged:
    """With when the claim was right. A copy shows only that a release was repeated."""
    newest = figures[0]
    if verdict == "undecidable":
        is_exact = figure.interval.low == figure.interval.high
        return Judged(verdict, figure, newest, why="meant" if is_exact else "precision")
    if verdict == "holds":
        if not newest.interval.contains(figure.interval):
            verdict = "holds_preliminary"
        elif figure.source == "unnamed" or (figure.source == "quoted" and not figure.parts):
            verdict = "repeats"
    judged = Judged(verdict, figure, newest)
    out = [each for each in figures if day is not None and each.is_out(day)]
    if out and compare(claim, out[0].interval) != "contradicted":
        return judged._replace(when_printed="right")
    if figure not in out:
        return judged
    pairs = zip(figure.parts, out[0].parts, strict=False)
    revised = {new.out for old, new in pairs if old.interval != new.interval} - {None}
    since = max(revised, default=out[0].out)
    quoted = [each for each in out if each.source == "quoted" and not each.parts]
    copied = any(compare(claim, each.interval) == "holds" for each in quoted)
    return judged._replace(when_printed="out_of_date", since=since, copied=copied)


def gap(first: Interval, other: Interval, relative: bool) -> Fraction:
    """How far two intervals are apart: in percent of the second, or in its own unit."""
    apart = max(first.low - other.high, other.low - first.high, 0)
    least = min(abs(other.low), abs(other.high))
    return 100 * apart / least if relative and least else apart


def trace_of(claim: Claim, newest: Figure, evidence: Evidence) -> dict[str, object]:
    """What went wrong with a contradicted figure, as far as can be said: `reversed`, `place`."""
    other_way = all(end * claim.amount < 0 for end in newest.interval.ends)
    turned = other_way and compare(claim.turned, newest.interval) in (
        "holds",
        "cut",
    )
    digits = f"{abs(claim.value):.{claim.decimals}f}".replace(".", "").lstrip("0")
    if claim.unit_mult:  # zeros that rounding may have left
        digits = digits.rstrip("0")
    place = None
    if not (claim.bound or turned or len(digits) < DIGITS):
        find = _place_of_change if claim.kind == "change" else _place_of_level
        place = find(claim, claim.measure(evidence.year), evidence)
    return {"reversed": other_way, "place": place}


def _place_of_level(claim: Claim, measure: Measure, evidence: Evidence) -> Measure | None:
    places = []
    for place, figures in evidence.figures.items():
        pairs = zip(Measure._fields[:-1], place, measure, strict=False)
        differs = [name for name, one, other in pairs if one != other]
        if place.unit != claim.unit_measure or differs not in NEAR:
            continue
        exact = [each.interval for each in figures if each.interval.low == each.interval.high]
        if any(compare(claim, interval) == "holds" for interval in exact):
            other_months = len(place.period) != len(measure.period)
            places.append((NEAR.index(differs), other_months, place))
    return min(places)[-1] if places else None


def _place_of_change(claim: Claim, measure: Measure, evidence: Evidence) -> Measure | None:
    if not claim.unit_measure.startswith("percent_"):
        return None
    base = claim.base(measure.period)
    places = [(measure._replace(flow=flow), base) for flow in (*cleaning.FLOWS, "net")]
    for step in (-1, 1):
        place = measure._replace(period=years_later(measure.period, step))
        places.append((place, years_later(base, step)))
    for place, before in places:
        changes = evidence.changes(place, before) if place != measure else []
        if any(compare(claim, each.interval) in ("holds", "cut") for each in changes):
            return place
    return None


def years_later(period: str, years: int) -> str:
    year = period[:4]
    return period.replace(year, str(int(year) + years))
