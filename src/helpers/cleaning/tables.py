"""The tidy tables of an edition, the same in every language: `cleaning.tables_of(run).flows`."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pandas as pd

import helpers.cleaning.breakdowns as breakdowns
import helpers.cleaning.claims as claims
import helpers.cleaning.corridors as corridors
import helpers.cleaning.flows as flows
from helpers import paths
from helpers.data import package
from helpers.parameters import Parameters

PROCESSED = ("claims", "implied", "flows", "revisions", "rates", "breakdowns", "corridors")


def _built_once(make: Callable) -> property:
    """A table that is made when it is first asked for; each reader gets a copy."""
    built = lru_cache(make)
    return property(lambda tables: built(tables).copy())


class Tables:
    """The tidy tables of an edition of a year and vintage, from one data package."""

    def __init__(self, year: int, vintage: str, folder: Path):
        self.run = Parameters(year, vintage=vintage)
        self.folder = folder

    def raw(self, name: str) -> pd.DataFrame:
        """A table of the data package as it was read."""
        return package.read(name, self.folder)

    def processed(self) -> dict[str, pd.DataFrame]:
        """The tables of `data/processed` by name, but for the verdicts."""
        return {name: getattr(self, name) for name in PROCESSED}

    @_built_once
    def articles(self) -> pd.DataFrame:
        return claims.articles_of(self.raw("articles"), self.run)

    @_built_once
    def claims(self) -> pd.DataFrame:
        return claims.claims_of(self.raw("claims"), self.articles)

    @_built_once
    def implied(self) -> pd.DataFrame:
        return claims.implied_earlier(self.claims)

    @_built_once
    def flows(self) -> pd.DataFrame:
        return flows.annual_flows(self.raw("kz_flows_annual"), self.run.year, self.run.vintage)

    @_built_once
    def revisions(self) -> pd.DataFrame:
        return flows.revisions(self.raw("kz_flows_annual"), self.run.year, self.run.vintage)

    @_built_once
    def rates(self) -> pd.DataFrame:
        tables = map(self.raw, ("kz_flows_annual", "kz_population"))
        return flows.rates(self.flows, flows.national_population(*tables))

    @_built_once
    def within_year(self) -> pd.DataFrame:
        return flows.cumulative(self.raw("kz_flows_cumulative"), "departures", self.run.year)

    @_built_once
    def known_breakdowns(self) -> pd.DataFrame:
        return breakdowns.known_by(self.raw("kz_breakdowns"), self.run)

    @_built_once
    def breakdowns(self) -> pd.DataFrame:
        return breakdowns.full_year(self.known_breakdowns, self.run.year)

    @_built_once
    def corridors(self) -> pd.DataFrame:
        return corridors.corridor_stocks(self.raw("corridors"), self.run.year)


def tables_of(run: Parameters) -> Tables:
    """The tables of an edition: one set for each year, vintage and data package in a process."""
    return _tables(run.year, run.vintage, paths.raw_folder())


@lru_cache
def _tables(year: int, vintage: str, folder: Path) -> Tables:
    return Tables(year, vintage, folder)
