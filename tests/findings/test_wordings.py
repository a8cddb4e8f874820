"""Every wording is said for the figures of `tests/golden/findings.yml`, in just these words.

With `--update` the file takes what is said now; its difference is for a reader to judge.
"""

import io
import string
from pathlib import Path

import pandas as pd
import pytest
import yaml
from house_style import FIGURES, TITLE, faults, figures, words

from helpers import findings, language
from helpers.projection.events import WAYS
from helpers.projection.outlook import Judgement

GOLDEN = Path(__file__).parents[1] / "golden" / "findings.yml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
LISTED = [(identifier, case) for identifier, cases in CASES.items() for case in cases]
NAMES = [f"{identifier} {case['variant']} {case.get('test', '')}".strip() for identifier, case in LISTED]
OUTCOME = ("text", "values", "rests_on")
FILES = (findings.articles, findings.flows, findings.forecast, findings.people)
# Functions of which the id, published long ago, is another.
FUNCTIONS = {
    "ethnicity": "largest_group",
    "newcomers": "largest_group",
    "parted": "shares_by_dimension",
    "beside_earlier": "shares_compared",
    "permits": "exit_permits",
}
TITLES = {  # whose first sentence is the title of a chart
    *("beside_earlier", "corridor", "departures", "destinations", "ethnicity", "implied", "internal_growth", "net"),
    *("newcomers", "one_ahead", "other_count", "parted", "projection", "regions", "swap", "verdict_count"),
    "within_year",
}
TYPED = {"80%", "95%", "100", "1,000", "M3"}  # the only numbers that a sentence may hold by itself


def argument(value):
    """What a finding is given: a table from CSV, a series from whole numbers, the rest as it stands."""
    if value == "":
        return pd.DataFrame()
    if isinstance(value, str) and "\n" in value:
        table = pd.read_csv(io.StringIO(value))
        if {"first", "last"} <= set(table):
            table[["first", "last"]] = table[["first", "last"]].apply(pd.to_datetime)
        return table.set_index("index") if "index" in table else table
    if isinstance(value, dict) and "ways" in value:
        ways = pd.DataFrame(value["ways"], index=WAYS)
        return Judgement(**value | {"ways": ways, "words": tuple(value["words"]), "borders": tuple(value["borders"])})
    if isinstance(value, dict) and all(isinstance(key, int) for key in value):
        return pd.Series(value)
    return value


def made(identifier: str, case: dict):
    given = {name: argument(value) for name, value in case["given"].items()}
    name = case.get("function", FUNCTIONS.get(identifier, identifier))
    return next(getattr(file, name) for file in FILES if hasattr(file, name))(**given)


def outcome(finding) -> dict:
    """What the file holds of a finding; nothing where there are no values or rows."""
    listed = finding.as_dict()
    return {name: listed[name] for name in OUTCOME if listed[name]}


@pytest.mark.parametrize(("identifier", "case"), LISTED, ids=NAMES)
def test_a_wording_is_said_for_its_figures(identifier, case):
    finding = made(identifier, case)
    assert finding.variant == case["variant"]
    assert outcome(finding) == {name: case[name] for name in OUTCOME if name in case}
    assert finding.condition == language.say(f"findings.{identifier}.{finding.variant}.when")


@pytest.mark.parametrize("code", ["en", "ru"])
def test_a_wording_is_short_and_plain_and_so_is_the_title_that_it_gives(code):
    problems = []
    with language.speaking(code):
        for identifier, case in LISTED:
            finding = made(identifier, case)
            problems += faults(finding.text)
            title = finding.headline
            if identifier in TITLES and (words(title) > TITLE or len(figures(title)) > FIGURES):
                problems.append(f"{identifier}, a title of {words(title)} words: {title}")
    assert sorted(set(problems)) == []


def test_every_wording_has_its_figures():
    wordings = language.section("findings")
    said = {(identifier, variant) for identifier, variants in wordings.items() for variant in variants}
    cases = {(identifier, case["variant"]) for identifier, case in LISTED}
    assert said - cases == set(), f"never said: give figures for them in {GOLDEN.name}"
    assert cases - said == set(), f"no such wording: take them out of {GOLDEN.name}"


def test_every_wording_has_a_condition_and_no_typed_number():
    for identifier, variants in language.section("findings").items():
        for variant, wording in variants.items():
            assert wording.keys() == {"when", "text"}, f"{identifier}.{variant}"
            text = wording["text"]
            texts = [text] if isinstance(text, str) else [text[choice] for choice in text.keys() - {"by"}]
            parts = [part for each in texts for part, *_slot in string.Formatter().parse(each)]
            words = "".join(parts).split()
            typed = {word for word in words if any(sign.isdigit() for sign in word)}
            assert typed <= TYPED, f"{identifier}.{variant}: {typed - TYPED}"


def test_the_golden_file_is_brought_up_to_date(request):
    if not request.config.getoption("--update"):
        pytest.skip("only with --update")
    lines = GOLDEN.read_text(encoding="utf-8").splitlines(keepends=True)
    head = "".join(line for line in lines if line.startswith("#"))
    for identifier, case in LISTED:
        finding = made(identifier, case)
        assert finding.variant == case["variant"], f"other figures are needed for {identifier}: {case}"
        for name in OUTCOME:
            case.pop(name, None)
        case.update(outcome(finding))
    GOLDEN.write_text(head + yaml.dump(CASES, Dumper=Dumper, **STYLE), encoding="utf-8")


class Dumper(yaml.SafeDumper):
    """Tables as blocks, lists and values on one line."""

    def ignore_aliases(self, data) -> bool:
        return True

    def represent_text(self, text: str) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)

    def represent_list(self, data) -> yaml.Node:
        node = super().represent_list(data)
        node.flow_style = not any(isinstance(value, dict) and "variant" in value for value in data)
        return node

    def represent_dict(self, data) -> yaml.Node:
        node = super().represent_dict(data)
        node.flow_style = not any(isinstance(value, (dict, list)) or "\n" in str(value) for value in data.values())
        return node


Dumper.add_representer(str, Dumper.represent_text)
Dumper.add_representer(list, Dumper.represent_list)
Dumper.add_representer(dict, Dumper.represent_dict)
STYLE = {"allow_unicode": True, "sort_keys": False, "width": 96}
