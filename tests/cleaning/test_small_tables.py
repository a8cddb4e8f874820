"""Functions on the small tables of tables.yml: what each makes of them, cell for cell."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from helpers import cleaning
from helpers.cleaning import breakdowns, corridors, flows, mirror_statistics
from helpers.parameters import Parameters

CASES = yaml.safe_load(Path(__file__).with_name("tables.yml").read_text(encoding="utf-8"))
ROOMS = (cleaning, breakdowns, corridors, flows, mirror_statistics)
ABOUT = {"gives", "without", "types", "named", "index"}  # of a step; its other key is the function


def frame_of(table: list | dict) -> pd.DataFrame:
    """A header and rows; `same` holds the cells that all rows share."""
    same, (header, *rows) = (table["same"], table["rows"]) if isinstance(table, dict) else ({}, table)
    frame = pd.DataFrame(rows, columns=header).assign(**same)
    return frame.assign(published=pd.to_datetime(frame.published)) if "published" in frame else frame


def as_table(frame: pd.DataFrame) -> list[list]:
    cells = frame.map(lambda cell: round(cell, 6) if isinstance(cell, float) else cell).astype(object)
    return [list(frame.columns), *cells.where(frame.notna(), None).values.tolist()]


def meant(given, known: dict):
    """What stands in a call: the name of a table, parameters of a run, or the thing itself."""
    if isinstance(given, dict):
        return Parameters(**given)
    return known.get(given, given) if isinstance(given, str) else given


@pytest.mark.parametrize("case", CASES)
def test_small_tables_give_what_is_known(case):
    known = {name: frame_of(table) for name, table in CASES[case].items() if name != "steps"}
    for step in CASES[case]["steps"]:
        (name,) = step.keys() - ABOUT
        function = next(getattr(room, name) for room in ROOMS if hasattr(room, name))
        found = function(*(meant(given, known) for given in step[name]))
        assert as_table(found.drop(columns=step.get("without", []))) == step["gives"], name
        assert found.index.tolist() == step.get("index", list(range(len(found))))
        assert found.columns.name == step.get("named")
        assert {column: str(found[column].dtype) for column in step.get("types", {})} == step.get("types", {})
        known["it"] = found
