"""Damaged descriptions of a data package: YAML and JSON that nobody expects, and files that are
none.
"""

import json
import os
import random
from pathlib import Path

import yaml

from helpers.data import doubts

DESCRIPTOR = "datapackage.json"
CODE = "!!python/object/apply:os.system ['touch {outside}/ran']"
FORMULAS = (
    "=cmd()|' /C calc'!A0",
    "=1+1",
    "+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    '=HYPERLINK("http://x")',
)
NUMBERS = (
    "1e308",
    "1" + "0" * 400,
    "9" * 5000,
    "999999999999999",
    "NaN",
    "nan",
    "inf",
    "-Infinity",
    "-0",
    "-0.0",
    "0x10",
    "1_000",
    "٣",
    "３",
    "²",
    "½",
    "1,5",
    "1.5.5",
    " 7 ",
    "0",
    "-1",
    "0.000000001",
    "9999",
    "0000",
    "10000-01-01",
    "2025-02-30",
    "2025-12-31",
)
WORDS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\u202eabc",
    "\u2066x",
    "\ufeff",
    "\u200b",
    "e\u0301",
    "\ufffd",
    "\U0001f600",
    "a\nb",
    "a\rb",
    '"',
    '""',
    "'",
    ",",
    ";",
    "\t=1",
    "../../outside/secret.csv",
    "/etc/passwd",
    "C:\\x",
    "con",
    "KAZ-KAZ",
    "None",
    "null",
    "True",
    "departures",
    "x" * 3000,
    "x" * 200_000,
    "{{7*7}}",
    "%s%n",
    "<script>alert(1)</script>",
    "$(touch {outside}/ran)",
    "`touch {outside}/ran`",
    "__import__('os').system('touch {outside}/ran')",
    CODE,
)
VALUES = (
    None,
    True,
    False,
    0,
    -1,
    2025,
    1e308,
    10**400,
    float("nan"),
    [],
    {},
    [[]],
    {"a": {"b": []}},
    [None],
    ["x", 1],
)


def files(package: Path, *suffixes: str) -> list[Path]:
    return sorted(
        path
        for path in package.rglob("*.*")
        if path.is_file() and (path.suffix in suffixes or not suffixes)
    )


def nasty(chance: random.Random, package: Path) -> str:
    """A cell that nobody expects."""
    kind = chance.choice((FORMULAS, NUMBERS, WORDS))
    return chance.choice(kind).replace("{outside}", str(package.parent / "outside"))


# YAML and JSON


def yaml_text(chance: random.Random, package: Path) -> str:
    path = package / "doubts.yml"
    before = chance.choice(("", path.read_text(encoding="utf-8")))
    laughs = ["- &a0 [x, x]", *(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))]
    keys = ", ".join(f"{key}: *a9" for key in chance.sample(list(doubts.KEYS), 3))
    merges = [
        "- &m0 {x: 1}",
        *(f"- &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 10)),
    ]
    texts = {
        "code": f"- id: {CODE}\n",
        "object": "- !!python/object/new:os.system ['touch {outside}/ran']\n",
        "laughs": "\n".join([*laughs, f"- {{{keys}}}", ""]),
        "laughs expected": "\n".join(
            [
                *laughs,
                "- {id: a, what: b, why: c, action: d, evidence: *a9, claims: *a9,"
                " expect: [{file: series/kz_breakdowns.csv, value: *a9}]}",
                "",
            ]
        ),
        "merges": "\n".join([*merges, ""]),
        "itself": "- &a [*a]\n- &b {id: *b, evidence: [*b]}\n",
        "deep": "- " + "[" * chance.choice((100, 5000)) + "\n",
        "deep blocks": "".join(f"{' ' * n}-\n" for n in range(2000)),
        "long": "- {id: a}\n" * 50_000,
        "documents": "--- 1\n--- 2\n",
        "number": f"- {'9' * 6000}\n",
        "sexagesimal": "- 190:20:30:99\n- 2025-99-99\n- 0b2\n- .inf\n- !!binary x\n- !!set {a, a}\n- {[a]: b}\n",
        "directive": "%YAML 9.9\n---\n- a\n",
    }
    how = chance.choice(list(texts))
    path.write_text(
        before + texts[how].replace("{outside}", str(package.parent / "outside")), encoding="utf-8"
    )
    return how


def _replace(chance: random.Random, content, package: Path) -> str:
    """Put an odd value somewhere into nested lists and dictionaries, or take something out."""
    places, found = [content], []
    while places:
        one = places.pop()
        for key in one if isinstance(one, dict) else range(len(one)):
            found.append((one, key))
            if isinstance(one[key], (dict, list)) and len(found) < 5000:
                places.append(one[key])
    holder, key = chance.choice(found)
    value = chance.choice((*VALUES, nasty(chance, package), nasty(chance, package)))
    if chance.random() < 0.15:
        del holder[key]
        return f"{key} gone"
    holder[key] = value
    return f"{key} {value!r:.40}"


def other_doubts(chance: random.Random, package: Path) -> str:
    path = package / "doubts.yml"
    content, _ = doubts.load_yaml(
        path.read_text(encoding="utf-8")
    )  # another damage may have left a bomb there
    told = _replace(chance, content, package)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return told


def other_descriptor(chance: random.Random, package: Path) -> str:
    path = package / DESCRIPTOR
    content = json.loads(path.read_text(encoding="utf-8"))
    told = _replace(chance, chance.choice((content, *content["resources"])), package)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return told


def other_schema(chance: random.Random, package: Path) -> str:
    path = package / DESCRIPTOR
    content = json.loads(path.read_text(encoding="utf-8"))
    entry = chance.choice([one for one in content["resources"] if "schema" in one])
    column = chance.choice(entry["schema"]["fields"])
    patterns = (
        "(a+)+$",
        "(.|[a-z])*!",
        ".*" * 12 + "!",
        "[",
        "(?P<x",
        "a{99999999999}",
        "",
        "(" * 500,
        r"(.*)\1\1!",
    )
    names = {
        "pattern": patterns,
        "enum": ([], [1], [None], [[]]),
        "minimum": (10**400, "1", -1, 1e308, True),
        "maximum": (10**400, -5),
        "maxLength": (0, -1, 10**400),
        "required": (True, "no", []),
        "unique": (True, {}),
    }
    name = chance.choice(list(names))
    column.setdefault("constraints", {})[name] = value = chance.choice(names[name])
    if chance.random() < 0.2:
        column["type"] = chance.choice(("integer", "string", "date", "year", "number", "any", None))
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return f"{entry['name']} {column['name']} {name} {value!r:.40}"


def other_path(chance: random.Random, package: Path) -> str:
    path = package / DESCRIPTOR
    content = json.loads(path.read_text(encoding="utf-8"))
    ways = (
        "../outside/secret.csv",
        str(package.parent / "outside" / "secret.csv"),
        "geo",
        ".",
        "",
        "a\0b",
        "x" * 5000,
        "articles.csv",
        "/dev/zero",
        "/dev/stdin",
        "//x/y",
        "C:\\x",
        "..\\outside\\secret.csv",
        "new.csv",
        "\ud800",
        "geo/../articles.csv",
        "datapackage.json",
    )
    new = chance.choice(ways)
    if chance.random() < 0.3:
        content["resources"].append(
            {"name": "more", "path": new, "schema": {"fields": [{"name": "a", "type": "year"}]}}
        )
    else:
        chance.choice(content["resources"])["path"] = new
    path.write_text(json.dumps(content), encoding="utf-8")
    return repr(new)[:60]


def other_boundaries(chance: random.Random, package: Path) -> str:
    path = package / "geo" / "kz_regions.geojson"
    content = json.loads(path.read_text(encoding="utf-8"))
    told = _replace(chance, chance.choice((content, chance.choice(content["features"]))), package)
    path.write_text(json.dumps(content), encoding="utf-8")
    return told


def json_text(chance: random.Random, package: Path) -> str:
    path = chance.choice(files(package, ".json", ".geojson"))
    texts = {
        "deep": "[" * 100_000,
        "deep objects": '{"a":' * 50_000,
        "numbers": f'{{"resources": {"9" * 6000}}}',
        "not a number": '{"resources": NaN, "hash": Infinity}',
        "twice": '{"resources": 1, "resources": []}',
        "text": '"x"',
        "null": "null",
        "half": '{"resources": ["\\ud800"], "\\ud800": 1}',
        "closed": "[" * 900 + "]" * 900,
    }
    how = chance.choice(list(texts))
    path.write_text(texts[how], encoding="utf-8")
    return f"{path.name} {how}"


# Files


def no_file(chance: random.Random, package: Path) -> str:
    path = chance.choice(files(package))
    path.unlink()
    outside = package.parent / "outside"
    how = chance.choice(
        (
            "gone",
            "folder",
            "link outside",
            "link to itself",
            "link to nothing",
            "device",
            "pipe",
            "empty",
        )
    )
    if how == "folder":
        path.mkdir()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "pipe" and hasattr(os, "mkfifo"):
        os.mkfifo(path)
    elif how != "gone":
        target = {
            "link outside": outside / "secret.csv",
            "link to itself": path,
            "device": "/dev/zero",
        }
        path.symlink_to(target.get(how, outside / "nothing"))
    return f"{path.name} {how}"


DAMAGES = (
    yaml_text,
    other_doubts,
    other_descriptor,
    other_schema,
    other_path,
    other_boundaries,
    json_text,
    no_file,
)
