"""Hand-made claims and sources, and the results that the tests of `reconciliation` give on them."""

import re
from pathlib import Path

import pandas as pd
import pytest

from helpers import cleaning
from helpers.reconciliation import criteria, reconcile
from helpers.reconciliation.evidence import Sources

OFFICIAL = f"https://github.com/x/{cleaning.OFFICIAL}"
RELEASED = pd.Timestamp("2021-02-10")  # the day of the article, and of the pages that print the release
PEW = "Pew Research Center"


def cases(title: str):
    """The test for each case of a table in cases.txt."""
    text = (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8")
    table = text.split(f"== {title}\n")[1].split("\n\n")[0]
    lines = [line.partition("#")[0] for line in table.splitlines()]
    names, *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    return pytest.mark.parametrize(names, rows)


def claim_rows(*rows: dict) -> pd.DataFrame:
    """Claims with the columns that `cleaning.claims_of` gives; what a row leaves out is unknown."""
    blank = {
        "article_id": "a", "kind": "quantity", "quote": "слова", "start": None, "value": None, "unit_mult": 0,
        "decimals": 0, "unit_measure": "persons", "flow": "departures", "dimension": "total", "category": "total",
        "time_period": "2020", "base_period": None,
    }  # fmt: skip
    frame = pd.DataFrame([blank | {"claim_id": f"c{n}", "row": f"claims.csv:{n}"} | row for n, row in enumerate(rows)])
    frame["value"] = frame.value.astype("Float64")
    return cleaning.claims_of(frame, pd.DataFrame({"article_id": ["a"]}))


def in_percent(value: float, measure: str = "percent_decrease", **more) -> dict:
    kind = "share" if measure == "percent" else "change"
    return {"kind": kind, "value": value, "decimals": 1, "unit_measure": measure, "base_period": "2019"} | more


def in_thousands(value: float, **more) -> dict:
    return {"value": value, "unit_mult": 3, "decimals": 1} | more


def flow_rows(*rows: tuple) -> pd.DataFrame:
    """(year, measure, value, vintage[, as printed]) as rows of kz_flows_annual; both flows must occur."""
    frame = pd.DataFrame([row[:4] for row in rows], columns=["year", "measure", "value", "vintage"])
    address = {"revised": OFFICIAL, "preliminary": "https://press.kz/first"}
    frame["source_url"] = frame.vintage.map(address)
    frame["as_published"] = [row[4] if len(row) > 4 else str(row[2]) for row in rows]
    frame["published"] = pd.to_datetime(frame.year.map(lambda year: f"{year + 1}-02-10"))
    return frame.assign(row=[f"flows:{n}" for n in range(len(frame))])


FLOWS = flow_rows(
    (2018, "arrivals", 900, "revised"), (2018, "departures", 2000, "revised"),
    (2019, "arrivals", 1000, "revised"), (2019, "departures", 1000, "revised"),
    (2019, "departures", 1022, "preliminary"),
    (2020, "arrivals", 3000, "revised"), (2020, "departures", 608, "revised"), (2020, "departures", 611, "preliminary"),
)  # fmt: skip


def breakdown_rows(*rows: tuple, year: int = 2020, url: str = "https://other.kz/copy") -> pd.DataFrame:
    """(flow, dimension, category, value, as printed, unit of persons else percent) as rows of kz_breakdowns."""
    columns = ["flow", "dimension", "category", "value", "as_published"]
    frame = pd.DataFrame(rows, columns=columns).assign(year=year, period_months=12, source_url=url)
    frame["unit"] = frame.as_published.str.endswith("%").map({True: "percent", False: "persons"})
    frame["published"] = pd.Timestamp(f"{year + 1}-02-10")
    return frame.assign(row=[f"breakdowns:{n}" for n in range(len(frame))])


def regions(flow: str = "arrivals", **people: int) -> pd.DataFrame:
    """Published counts of a flow by region."""
    return breakdown_rows(*((flow, "region", name, value, str(value)) for name, value in people.items()))


def stock_rows(*rows: tuple, edition="Rev.2019") -> pd.DataFrame:
    """(origin, destination, stock, rank) as rows of corridors, of one edition in its year."""
    frame = pd.DataFrame(rows, columns=["origin_iso3", "destination_iso3", "stock", "rank_in_source"])
    frame = frame.assign(edition=edition, year=int(edition[4:]), source_url="https://un.example", note=None)
    return frame.assign(row=[f"corridors:{n}" for n in range(len(frame))])


def editions(*tables: pd.DataFrame) -> pd.DataFrame:
    frame = pd.concat(tables, ignore_index=True)
    return frame.assign(row=[f"corridors:{n}" for n in range(len(frame))])


STOCKS = editions(
    stock_rows(("KAZ", "RUS", 100, "9"), ("RUS", "KAZ", 90, "10"), edition="Rev.2015"),
    stock_rows(
        ("KAZ", "RUS", 100, "9"), ("RUS", "KAZ", 40, "30"), ("AAA", "BBB", 100, "7"), ("BBB", "AAA", 60, "8"),
        ("CCC", "BBB", 30, "40"),
    ),
)  # fmt: skip


def moves(*rows: tuple) -> pd.DataFrame:
    """(period, origin, destination, flow[, source]) as rows of corridor_flows, counted unless it says otherwise."""
    rows = [(*row, PEW)[:5] for row in rows]
    frame = pd.DataFrame(rows, columns=["period", "origin_iso3", "destination_iso3", "flow", "source"])
    return frame.assign(note=None, row=[f"moves:{n}" for n in range(len(frame))])


def sources(flows=FLOWS, breakdowns=None, stocks=STOCKS, counted=None, published=RELEASED) -> Sources:
    breakdowns = breakdown_rows() if breakdowns is None else breakdowns
    counted = moves() if counted is None else counted
    return Sources(2020, cleaning.annual_flows(flows, 2020), flows, breakdowns, stocks, counted, published)


def departures_after(old, new: int, printed: str = "", *more: tuple, arrivals: int = 1):
    """Departures of 2020, where printed as these words first figures, after an exact figure for 2019."""
    vintage = "preliminary" if printed else "revised"
    return sources(flow_rows(
        (2020, "departures", new, vintage, printed or str(new)), (2019, "departures", int(old), "revised"),
        (2019, "arrivals", 1, "revised"), (2020, "arrivals", arrivals, "revised"), *more,
    ))  # fmt: skip


def on_words(quote: str, known: Sources | None = None, others: tuple = (), **more) -> list:
    """The results on a claim in these words, of the first kind that their criterion is for."""
    kind = next(criterion.kinds[0] for criterion in criteria.CRITERIA if re.search(criterion.stem, quote))
    claims = claim_rows({"quote": quote, "kind": kind} | more, *others)
    found = criteria.worded(claims, known or sources())
    assert all(result.explanation.endswith(".") for result in found)
    return found


def words(quote: str, known: Sources | None = None, others: tuple = (), **more) -> dict[str, str]:
    """Verdicts by test of one claim in words."""
    return {result.test: result.verdict for result in on_words(quote, known, others, **more)}


def the_result(quote: str, known: Sources | None = None, others: tuple = (), **more):
    """The one result on a claim in words."""
    (result,) = on_words(quote, known, others, **more)
    return result


def decided(quote: str, known: Sources | None = None, **more):
    """The overall result on a claim in words."""
    return reconcile.overall(on_words(quote, known, **more))


def verdicts(results) -> list[str]:
    return [result.verdict for result in results]


def ends(result) -> list[float]:
    return [float(end) for end in result.found.ends]


def figures_in(result) -> list[str]:
    """The figures of the explanation up to what the wording takes."""
    return re.findall(r"\d[\d.,]*\d|\d", result.explanation.partition("; it ")[0])
