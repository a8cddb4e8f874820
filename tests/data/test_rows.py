"""What rules name, word for word: rows that are judged alone (rows.yml), and small packages (packages.yml)."""

from pathlib import Path

import pytest
import yaml

from helpers.data import claim_rules, partner_rules, series_rules

ALL = (*claim_rules.RULES, *series_rules.RULES, *partner_rules.RULES)
RULES = {rule.__name__: rule for rule in ALL}
HERE = Path(__file__).parent
CASES, PACKAGES = (yaml.safe_load((HERE / name).read_text(encoding="utf-8")) for name in ("rows.yml", "packages.yml"))
PAGES = {  # addresses, as packages.yml writes them
    "BUREAU": f"https://a.example/{series_rules.OFFICIAL}x.csv",
    "NET_PAGE": f"https://a.example/{series_rules.OFFICIAL_NET}.csv",
    "PAGE": "https://a.example/1",
    "OTHER_PAGE": "https://a.example/2",
}


@pytest.mark.parametrize("rule", CASES)
def test_each_row_has_its_faults(faults_of, rule):
    case = CASES[rule]
    rows = [case.get("shared", {}) | cells for cells, *_ in case["rows"]]
    places = [(line, fault) for line, (_, *faults) in enumerate(case["rows"], 2) for fault in faults]
    for table in case["tables"]:
        expected = [f"{table}.csv, row {line}, column {fault}" for line, fault in places]
        assert faults_of(RULES[rule.partition(",")[0]], **case.get("beside", {}), **{table: rows}) == sorted(expected)


def as_rows(table):
    """A header and rows as dictionaries; other content as it is."""
    if not (table and isinstance(table, list) and isinstance(table[0], list)):
        return table
    header, *rows = table
    return [dict(zip(header, (PAGES.get(cell, cell) for cell in row), strict=True)) for row in rows]


@pytest.mark.parametrize(("rule", "case"), [(rule, case) for rule, cases in PACKAGES.items() for case in cases])
def test_each_package_has_its_faults(faults_of, rule, case):
    for package in PACKAGES[rule][case]:
        content = {name: as_rows(table) for name, table in package.items() if name != "faults"}
        assert faults_of(RULES[rule.partition(",")[0]], **content) == sorted(package.get("faults", []))
