"""Rules that judge each row by itself, on the rows of rows.yml: what they name, word for word."""

from pathlib import Path

import pytest
import yaml

from helpers.data import claim_rules, partner_rules, series_rules

ALL = (*claim_rules.RULES, *series_rules.RULES, *partner_rules.RULES)
RULES = {rule.__name__: rule for rule in ALL}
CASES = yaml.safe_load((Path(__file__).parent / "rows.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("rule", CASES)
def test_each_row_has_its_faults(faults_of, rule):
    case = CASES[rule]
    rows = [case.get("shared", {}) | cells for cells, *_ in case["rows"]]
    places = [(line, fault) for line, (_, *faults) in enumerate(case["rows"], 2) for fault in faults]
    for table in case["tables"]:
        expected = [f"{table}.csv, row {line}, column {fault}" for line, fault in places]
        assert faults_of(RULES[rule], **case.get("beside", {}), **{table: rows}) == expected
