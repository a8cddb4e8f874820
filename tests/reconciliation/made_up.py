"""Made-up series, pages and claims, as `verdicts` takes them: columns of the files in data/raw."""

import pandas as pd

from helpers.reconciliation import verdicts

DAY = "2021-02-10"  # of the article, and of the page with the first figures
FINAL = {
    "arrivals": {2018: 14210, 2019: 15200, 2020: 21300},
    "departures": {2018: 50400, 2019: 48000, 2020: 41256},
}
FIRST = {"arrivals": {2020: 21950}, "departures": {2020: 41310}}


def series(final=FINAL, first=FIRST, texts=None) -> pd.DataFrame:
    """Rows of kz_flows_annual from {flow: {year: people}}; `texts`: first figures as printed."""
    rows = []
    for vintage, table in (("revised", final), ("preliminary", first)):
        for flow, figures in table.items():
            for year, people in figures.items():
                text = (texts or {}).get((flow, year)) if vintage == "preliminary" else None
                day = f"{year + 1}-02-10" if vintage == "preliminary" else None
                rows.append((year, flow, people, text or str(people), vintage, day))
    columns = ["year", "measure", "value", "as_published", "vintage", "published"]
    return pd.DataFrame(rows, columns=columns).assign(source_url="https://bureau.example/series")


def page(*rows: tuple, day=None, url="https://other.kz/copy", months=12) -> pd.DataFrame:
    """Rows of kz_breakdowns from (year, flow, dimension, category, figure as printed[, value])."""
    table = []
    for year, flow, dimension, category, text, *value in rows:
        number = value[0] if value else float(text.rstrip("%").replace(" ", "").replace(",", "."))
        unit = "percent" if text.endswith("%") else "persons"
        table.append((year, months, flow, dimension, category, number, unit, text))
    columns = ["year", "period_months", "flow", "dimension", "category", "value", "unit", "as_published"]
    return pd.DataFrame(table, columns=columns).assign(published=day, source_url=url)


def claim(value=None, flow="departures", **more) -> dict:
    """A claim on a count of people; `value` with its digits, such as '41,3 тыс.' as 41.3 and unit_mult=3."""
    decimals = len(str(value).partition(".")[2]) if value is not None else None
    return {"kind": "quantity", "value": value, "decimals": decimals, "flow": flow, "time_period": "2020"} | more


def thousand(value, flow="departures", **more) -> dict:
    return claim(value, flow, unit_mult=3, **more)


def percent(value, flow="departures", **more) -> dict:
    """A change from the year before; a fall is negative."""
    measure = "percent_decrease" if value < 0 else "percent_increase"
    return claim(abs(value), flow, kind="change", unit_measure=measure) | {"base_period": "2019"} | more


def share(value, flow="departures", dimension="country_group", category="cis", **more) -> dict:
    of = {"dimension": dimension, "category": category}
    return claim(value, flow, kind="share", unit_measure="percent", **of, **more)


def group(value, dimension, category, flow="departures", **more) -> dict:
    return claim(value, flow, dimension=dimension, category=category, **more)


def words(quote: str, kind="direction", flow="departures", **more) -> dict:
    return claim(None, flow, kind=kind, quote=quote, **more)


def all_rows(*claims: dict, year=2020, published=DAY, **more) -> pd.DataFrame:
    """The rows of every test and verdict; tables by name, then options."""
    options = {key: more.pop(key) for key in ("url", "vintage") if key in more}
    return verdicts(pd.DataFrame(claims), more, year=year, published=published, **options)


def overall(*claims: dict, **more) -> pd.DataFrame:
    """The rows of the overall verdicts alone, as from `all_rows`."""
    table = all_rows(*claims, **more)
    return table[table.test == "overall"]


def judged(*claims: dict, **more) -> list[tuple[str, str, str]]:
    """Overall verdict, when printed and explanation of each claim, as from `overall`."""
    rows = overall(*claims, **more)[["verdict", "when_printed", "explanation"]]
    return list(rows.itertuples(index=False, name=None))


def verdict(*claims: dict, **more) -> str:
    """The overall verdict on the last claim."""
    return judged(*claims, **more)[-1][0]


def on_words(quote: str, kind="comparison", tables=None, *others: dict, **more) -> dict:
    """The rows on a claim made in words, by test; `tables` as for `verdicts`."""
    claim_row = words(quote, kind, **more)
    table = verdicts(pd.DataFrame([*others, claim_row]), tables or {}, year=2020, published=DAY)
    rows = table[table.claim_id == f"claim-{len(others) + 1}"]
    return {row.test: row for row in rows.itertuples()}


def answers(rows: dict) -> dict[str, str]:
    """The verdicts by test, but for the overall one."""
    return {test: row.verdict for test, row in rows.items() if test != "overall"}


def stocks(*rows: tuple, edition="Rev.2019") -> pd.DataFrame:
    """(origin, destination, stock, rank) as rows of corridors, of one edition in its year."""
    frame = pd.DataFrame(rows, columns=["origin_iso3", "destination_iso3", "stock", "rank_in_source"])
    return frame.assign(edition=edition, year=int(edition[4:]), source_url="https://un.example", note=None)


def editions(*tables: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True)


def moves(*rows: tuple) -> pd.DataFrame:
    """(period, origin, destination, flow[, source]) as rows of corridor_flows, counted unless it says otherwise."""
    rows = [(*row, "Pew Research Center")[:5] for row in rows]
    frame = pd.DataFrame(rows, columns=["period", "origin_iso3", "destination_iso3", "flow", "source"])
    return frame.assign(note=None, year=frame.period.str[:4].astype(int))


STOCKS = editions(
    stocks(("KAZ", "RUS", 100, "9"), ("RUS", "KAZ", 90, "10"), edition="Rev.2015"),
    stocks(
        ("KAZ", "RUS", 100, "9"), ("RUS", "KAZ", 40, "30"), ("AAA", "BBB", 100, "7"), ("BBB", "AAA", 60, "8"),
        ("CCC", "BBB", 30, "40"),
    ),
)  # fmt: skip
