"""The tidy tables of an edition, the same in every language: `cleaning.tables_of(run).flows`."""

from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.cleaning.breakdowns import full_year, known_by
from helpers.cleaning.claims import articles_of, claims_of, implied_earlier
from helpers.cleaning.corridors import corridor_stocks
from helpers.cleaning.flows import annual_flows, cumulative, national_population, rates, revisions
from helpers.data import package
from helpers.parameters import Parameters

PROCESSED = ("claims", "implied", "flows", "revisions", "rates", "breakdowns", "corridors")
RAW = "raw "


def _made(make, *inputs: str) -> property:
    """What a function makes of these attributes and raw tables, made once; readers get copies."""

    @lru_cache
    def built(tables: "Tables") -> pd.DataFrame:
        return make(*map(tables.get, inputs))

    return property(lambda tables: built(tables).copy())


class Tables:
    """The tidy tables of an edition of a year and vintage, from one data package."""

    def __init__(self, year: int, vintage: str, folder: Path):
        self.run = Parameters(year, vintage=vintage)
        self.year = year
        self.vintage = vintage
        self.folder = folder

    articles = _made(articles_of, "raw articles", "run")
    claims = _made(claims_of, "raw claims", "articles")
    implied = _made(implied_earlier, "claims")
    flows = _made(annual_flows, "raw kz_flows_annual", "year", "vintage")
    revisions = _made(revisions, "raw kz_flows_annual", "year", "vintage")
    population = _made(national_population, "raw kz_flows_annual", "raw kz_population")
    rates = _made(rates, "flows", "population")
    known_breakdowns = _made(known_by, "raw kz_breakdowns", "run")
    breakdowns = _made(full_year, "known_breakdowns", "year")
    corridors = _made(corridor_stocks, "raw corridors", "year")

    @property
    def within_year(self) -> pd.DataFrame:
        return cumulative(self.raw("kz_flows_cumulative"), "departures", self.year)

    def raw(self, name: str) -> pd.DataFrame:
        """A table of the data package as it was read."""
        return package.read(name, self.folder)

    def get(self, name: str):
        """A table or parameter by its name, which in `raw NAME` is that in the data package."""
        raw = name.removeprefix(RAW)
        return getattr(self, name) if name == raw else self.raw(raw)

    def processed(self) -> dict[str, pd.DataFrame]:
        """The tables of `data/processed` by name, but for the verdicts."""
        return {name: getattr(self, name) for name in PROCESSED}


_tables = lru_cache(Tables)


def tables_of(run: Parameters) -> Tables:
    """The tables of an edition: one set for each year, vintage and data package in a process."""
    return _tables(run.year, run.vintage, paths.raw_folder())
