"""A new year, as docs/next-edition.md has it, in a copy with made-up figures: no code is touched."""

import csv
import json
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from helpers import cleaning, files, parameters, paths, settings
from helpers.data import package
from helpers.drafts import draft as drafting
from helpers.projection import ledger

LAST = parameters.year_range()[1]
NEXT = LAST + 1
KNOWN = (
    cleaning.annual_flows(package.read("kz_flows_annual"), LAST).query("flow == 'departures'").set_index("year").value
)
FEWER, MORE = int(0.9 * KNOWN.min()), int(1.2 * KNOWN[LAST])  # the fewest ever, and more than in the last year
FORK = ["--fork"] if settings.CAN_FORK else []  # the same edition, sooner
NAME = f"made-up_{NEXT + 1}-02-09"
TEXT = """Made-up.kz

За {next} год из Казахстана выехали {left} человек, а приехали {came} человек.

По сравнению с {last} годом отток {moved} на {percent}%.
"""


def numbers(departures: int) -> dict:
    moved = "сократился" if departures < KNOWN[LAST] else "вырос"
    left, came = (f"{value // 1000} {value % 1000:03d}" for value in (departures, 25000))
    return {"next": NEXT, "last": LAST, "left": left, "came": came, "moved": moved,
            "percent": percent(departures).replace(".", ",")}  # fmt: skip


def percent(departures: int) -> str:
    return f"{abs(100 * (departures / KNOWN[LAST] - 1)):.1f}"


def run(root, *words: str, code: int = 0) -> str:
    """A command in the copy, with its own package."""
    environment = settings.environment() | {"PYTHONPATH": str(root / "src")}
    for name in (paths.RAW_VARIABLE, paths.OUTPUT_VARIABLE, "ARTICLE_TEXTS"):
        environment.pop(name, None)
    done = subprocess.run([sys.executable, *words], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def helpers(root, *words: str, code: int = 0) -> str:
    return run(root, "-m", "helpers", *words, code=code)


def append(path, rows: list[dict]) -> None:
    ends = "\r\n" if b"\r\n" in path.read_bytes()[:2000] else "\n"
    columns = list(files.read_rows(path)[0])
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator=ends, restval="")
        writer.writerows(rows)


def copied(root):
    """The part of the repository that the walk needs, as it is committed."""
    for name in ("src", "notebooks", "data"):
        left_out = ("__pycache__", "drafts") if name == "data" else ("__pycache__",)
        shutil.copytree(paths.ROOT / name, root / name, ignore=shutil.ignore_patterns(*left_out))
    for name in ("pyproject.toml", "requirements.lock", "README.md", "CITATION.cff"):
        shutil.copy(paths.ROOT / name, root / name)
    (root / "docs").mkdir()
    return root


def prepared(root, departures: int):
    """The copy with the article drafted and completed, the figures appended, and the hashes renewed."""
    (root / "texts").mkdir()
    text = root / "texts" / f"{NAME}.txt"
    text.write_text(TEXT.format(**numbers(departures)), encoding="utf-8")
    helpers(root, "new-article", str(text), "--id", NAME, "--year", str(NEXT), "--write")
    raw = root / "data" / "raw"
    complete(raw)
    series = raw / "series"
    # In February nobody but a press page has the year.
    page = {"vintage": "preliminary", "published": f"{NEXT + 1}-02-09", "source_url": "https://made-up.kz/"}
    rows = [
        page | {"year": NEXT, "measure": flow, "value": value, "as_published": value, "note": "made up"}
        for flow, value in (("departures", departures), ("arrivals", 25000))
    ]
    append(series / "kz_flows_annual.csv", rows)
    people = {"year": NEXT + 1, "region": "kazakhstan", "population": 20_700_000, "as_published": "20 700 000"}
    append(series / "kz_population.csv", [people | {"source_url": "https://made-up.kz/"}])
    faults = [line for line in helpers(root, "validate", "--texts", "texts", code=1).splitlines() if "To do" in line]
    assert faults and all("column hash" in line or "column bytes" in line for line in faults)
    assert "No edition was made" in helpers(root, "report", "--year", str(NEXT), code=1)
    helpers(root, "validate", "--texts", "texts", "--seal")
    return root


def complete(raw) -> None:
    """Fill the blanks that the draft has left, and paste it."""
    for table in drafting.TABLES:
        rows = files.read_rows(raw / "drafts" / f"{NAME}.{table}.csv")
        for number, row in enumerate(rows, 1):
            if table == "articles":
                row |= {"publisher": "Made-up.kz", "published": f"{NEXT + 1}-02-09", "title": "Made up"}
            if table == "claims":
                row |= {"claim_id": f"made-up-{number:02d}", "note": "", "attributed_to": "Made-up.kz"}
                row |= {"dimension": row["dimension"] or "total", "category": row["category"] or "total"}
                row["statement"] = f"{row['flow']}: {row['quote']}."
            if table == "exclusions":
                row["reason"] = row["reason"].removeprefix("check: ")
        if rows:
            append(raw / f"{table}.csv", rows)
    shutil.rmtree(raw / "drafts")


@pytest.fixture(scope="module")
def falling(tmp_path_factory, editions):
    """The whole way, with departures falling further."""
    root = copied(tmp_path_factory.mktemp("falling"))
    if (editions / str(LAST)).is_dir():
        shutil.copytree(editions / str(LAST), root / "outputs" / str(LAST))
    else:  # no article is about the last year, so that no other test has made its edition
        helpers(root, "report", "--year", str(LAST), *FORK)
    prepared(root, FEWER)
    code = {path: path.read_bytes() for path in (root / "src").rglob("*.py")}
    helpers(root, "validate", "--texts", "texts")
    helpers(root, "report", "--year", str(NEXT), *FORK)
    early = helpers(root, "freeze", "--year", str(NEXT), "--date", f"{NEXT + 1}-02-08", code=1)
    assert f"lies before {NEXT + 1}-02-09, when the departures of {NEXT} were published" in early
    helpers(root, "freeze", "--year", str(NEXT), "--date", f"{NEXT + 1}-03-02")
    assert {path: path.read_bytes() for path in code} == code
    return root


def found(root) -> dict[str, dict]:
    listed = json.loads((root / "outputs" / str(NEXT) / "findings.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in listed}


def test_the_page_names_these_steps_in_this_order():
    page = (paths.ROOT / "docs" / "next-edition.md").read_text(encoding="utf-8")
    steps = re.findall(r"^([0-9]+)\. .*?`\./run ([a-z-]+)", page, re.M)
    commands = {"1": "report", "3": "new-article", "6": "validate", "7": "report", "8": "compare", "9": "freeze"}
    assert dict(steps) == commands | {"10": "refresh", "11": "test"}
    assert "--seal" in page and "before anything is changed" in page.split("\n2. ")[0]


def test_the_edition_is_compared_with_the_one_that_was_made_before(falling):
    told = helpers(falling, "compare", f"outputs/{LAST}", f"outputs/{NEXT}")
    assert told.startswith(f"From the edition {LAST} to the edition {NEXT}.")
    told = helpers(falling, "compare", "outputs/2011", f"outputs/{NEXT}", code=1)
    assert "outputs/2011 is no edition: there is no such folder; make it with ./run report --year YEAR" in told


def test_the_newest_frozen_forecast_is_scored(falling):
    edition = max(ledger.read().edition)
    said = found(falling)["frozen"]
    assert said["variant"] == "scored"
    assert f"he edition of {edition} said" in said["text"] and f"{FEWER:,}" in said["text"]
    scores = falling / "outputs" / str(NEXT) / "tables" / "ledger_scores.csv"
    rows = files.read_rows(scores, edition=str(edition), year=str(NEXT))
    inside = [str(float(row["lower_80"]) <= FEWER <= float(row["upper_80"])) for row in rows]
    assert rows and [row["actual"] for row in rows] == [str(FEWER)] * len(rows)
    assert [row["inside_80"] for row in rows] == inside


def test_the_sentences_are_about_the_new_year(falling):
    said = found(falling)
    assert said["departures"]["variant"] == "record_low" and f"in {NEXT}" in said["departures"]["text"]
    assert str(NEXT + 1) in said["projection"]["text"] and str(NEXT + 3) in said["judgement"]["text"]
    # What the last year is called nowhere is 'now': where it stands, it is the year before, or the last one known.
    about = {"departures", "net", "within_year", "projection", "judgement", "may_say", "internal"}
    assert not [name for name in about if re.search(rf"\b{LAST}\b", said[name]["text"])]


def test_the_ledger_has_one_more_row_and_its_chain_holds(falling):
    rows = files.read_rows(falling / "data" / "processed" / "ledger.csv")
    assert [row["edition"] for row in rows] == [*ledger.read().edition.astype(str), str(NEXT)]
    assert rows[-1]["previous"] == rows[-2]["sha256"]
    assert "already frozen" in helpers(falling, "freeze", "--year", str(NEXT), "--date", f"{NEXT + 1}-03-03", code=1)


def test_departures_that_rise_turn_every_sentence_about_them(tmp_path):
    root = prepared(copied(tmp_path), MORE)
    helpers(root, "validate", "--texts", "texts")
    words = (
        "from helpers import parameters; from helpers.findings import of_edition; "
        f"run = parameters.check(year={NEXT}); "
        "print({f.id: (f.variant, f.text) for f in of_edition.findings_of(run)})"
    )
    said = eval(run(root, "-c", words))  # a dictionary that Python has printed
    assert said["departures"][0] == "rose" and f"rose by {percent(MORE)}%" in said["departures"][1]
    assert said["rates"][0] == "higher"
    assert said["verdicts"][0] == "counted"
    assert not [
        name
        for name, (_variant, words) in said.items()
        if re.search(r"departures fell\b(?! again| in [0-9]+ of)", words)
    ]


def test_papermill_by_hand_works_too(falling, tmp_path):
    out = tmp_path / "out.ipynb"
    run(falling, "-m", "papermill", "notebooks/06_projection.ipynb", str(out), "-p", "year", str(NEXT))
    cells = nbformat.read(out, as_version=4).cells
    told = [output.data["text/markdown"] for cell in cells for output in cell.get("outputs", [])
            if "text/markdown" in output.get("data", {})]  # fmt: skip
    assert any(f"in {NEXT + 1}" in words for words in told)
