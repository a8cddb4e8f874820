"""What changed between two editions: figures, verdicts, findings, projections, scores, and what they were made from.

Editions are compared by ids, keys and variants, so that an English one can be set beside a Russian one. A figure of
another vintage says so, and a figure that only one of the two has is new or gone, never revised. The words stand in
templates/texts.json under `compare`.
"""

import csv
import hashlib
import io
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
from markupsafe import Markup

from helpers import pages, paths, text
from helpers.inputs import RECORD, as_typed
from helpers.language import SOURCE, speaking, spoken
from helpers.parameters import LANGUAGES, NAMES, VINTAGES, Parameters
from helpers.projection import HOUSE
from helpers.tables import rounded, write_text

PAGE = "what-changed"
FINDINGS, FLOWS, PROJECTION = "findings.json", "tables/flows.csv", "projection.csv"
VERDICTS, RATES, SCORES = "tables/reconciliation.csv", "tables/rates.csv", "tables/ledger_scores.csv"
BOUNDS = ["point", "lower_80", "upper_80", "lower_95", "upper_95"]
FORECAST = ["edition", "frozen", "method", "version", "year"]
# Of each table: the columns that name a row, the numbers (blank: not known), the words.
TABLES = {
    FLOWS: (["flow", "year"], ["value", "low", "high"], ["vintage", "row"]),
    RATES: (["flow", "year"], ["per_1000"], []),
    PROJECTION: (["flow", "method", "year"], BOUNDS, []),
    VERDICTS: (["claim_id"], [], ["test", "verdict", "explanation"]),
    SCORES: (
        FORECAST,
        ["point", "actual", "error", "no_change_error"],
        ["vintage", "inside_80", "inside_95", "scored"],
    ),
}
OPTIONAL = (RATES, SCORES)  # the other tables are always there, if only as headings
MAY_LACK = ("low", "high")  # columns without which a table can still be read

# The columns that readers see of each kind of change, in the order of the page; where none are named, only how many.
SHOWN = {
    "revised": ["year", "flow", "old", "new", "change", "percent", "vintage", "reason"],
    "relabelled": ["year", "flow", "value", "vintage"],
    "verdicts": ["claim_id", "old_verdict", "new_verdict", "explanation"],
    "flipped": ["finding", "old_variant", "new_variant", "old_text", "new_text"],
    "reworded": ["finding", "old_text", "new_text"],
    "numbers_moved": [],
    "outcomes": ["flow", "method", "year", "point", "actual", "vintage", "inside_80", "inside_95"],
    "forecasts": [*FORECAST, "point", "actual", "vintage", "error", "no_change_error", "inside_80", "inside_95"],
    "projections": ["flow", "method", "year", "old_point", "new_point", "percent", "old_80", "inside_80"],
    "new_figures": ["year", "flow", "value", "vintage"],
    "gone_figures": ["year", "flow", "value", "vintage"],
    "new_claims": ["claim_id", "verdict"],
    "gone_claims": ["claim_id", "verdict"],
    "new_findings": ["finding", "text"],
    "gone_findings": ["finding", "text"],
    "new_methods": ["flow", "method"],
    "gone_methods": ["flow", "method"],
    "settings": ["name", "old_setting", "new_setting"],
    "files": ["kind", "count", "names"],
}
NO_ROWS = {"headings": [], "rows": [], "more": [], "lines": []}
SHORT = 12  # rows that are shown at once
PEOPLE = ("old", "new", "value", "change", "actual")
ROUGH = ("point", "old_point", "new_point")  # projections know no more than three digits
PERCENTAGES = ("percent", "error", "no_change_error")
NAMED = ("flow", "method", "vintage", "verdict", "old_verdict", "new_verdict")


class CompareError(Exception):
    """Why two folders cannot be compared, in one plain line."""


@dataclass(frozen=True)
class Edition:
    """What is compared of an edition: its parameters, its record (run.json), its findings by id, its tables by file."""

    parameters: Parameters
    record: dict
    findings: dict[str, dict]
    tables: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Changes:
    """What differs from the edition with the parameters `older` to the one with `newer`: a frame for each kind.

    `revised`: year, flow, old, new, change (persons), percent (of the old; blank unless that is above 0), old_vintage,
    new_vintage, reason (vintage; rounding, where the printed digits allow no change at all; source, then with the
    `note` of the raw row; blank: not known). `relabelled`: the same value of another vintage. `new_figures`,
    `gone_figures`: known to one edition only. `verdicts`: claims with another overall verdict; `new_claims`,
    `gone_claims`. `flipped`: findings with another variant; `numbers_moved`: the same variant, other values or figures;
    `reworded`: the same variant, other words in the same language; `new_findings`, `gone_findings`. `outcomes`,
    `forecasts`, `projections`: see the functions. `new_methods`, `gone_methods`: flows and methods that one edition
    projects. `settings`: parameters, articles and versions. `files`: inputs, by kind.
    """

    older: Parameters
    newer: Parameters
    frames: dict[str, pd.DataFrame]

    @property
    def nothing(self) -> bool:
        return all(frame.empty for frame in self.frames.values())


def main(older: Path, newer: Path) -> int:
    """Print what changed between the editions in two folders, in English. Raises CompareError."""
    print(as_text(compare(older, newer)))
    return 0


def write_page(older: Path, newer: Path, folder: Path, record: dict | None = None, raw: Path | None = None) -> None:
    """Write what-changed.html and what-changed.json into `folder`, the edition being built, in its language.

    `record` and `raw` as in `compare`. Raises CompareError, and OSError when `folder` cannot be written.
    """
    older, newer, folder = Path(older), Path(newer), Path(folder)
    changes = compare(older, newer, record, raw)
    beside = older.resolve().parent == folder.resolve().parent and (older / "index.html").is_file()
    with speaking(changes.newer.language):
        page = as_page(changes, _steps(folder), f"../{older.resolve().name}/index.html" if beside else None)
    write_text(page, folder / f"{PAGE}.html")
    write_text(as_json(changes), folder / f"{PAGE}.json")


def compare(older: Path, newer: Path, record: dict | None = None, raw: Path | None = None) -> Changes:
    """The changes from the edition in the folder `older` to the one in `newer`.

    `record` stands for the newer edition's run.json while that is not written. Notes on figures come from the data
    package `raw` (default: the one in use), where it is what the newer edition was made from. Raises CompareError.
    """
    older, newer = Path(older), Path(newer)
    if older.resolve() == newer.resolve():
        raise CompareError(f"{as_typed(older)} and {as_typed(newer)} are the same folder; name two editions.")
    old, new = read(older), read(newer, record)
    frames = figures(old, new, raw or paths.raw_folder()) | claims(old, new) | findings(old, new)
    frames |= projections(old, new) | made_from(old, new)
    frames |= {"outcomes": outcomes(old, new), "forecasts": forecasts(old, new)}
    return Changes(old.parameters, new.parameters, {kind: frames[kind].reset_index(drop=True) for kind in SHOWN})


# --- reading an edition ----------------------------------------------------------------------------------------------


def read(folder: Path, record: dict | None = None) -> Edition:
    """The edition in a folder. Raises CompareError for a folder that is none, or a file that is not whole."""
    if not folder.is_dir():
        raise CompareError(f"{as_typed(folder)} is no folder; name the folder of an edition, such as outputs/2025.")
    if record is None and not (folder / RECORD).exists():
        raise CompareError(f"{as_typed(folder)} is no edition: it holds no {RECORD}, which every finished run writes.")
    try:
        record = record or json.loads((folder / RECORD).read_bytes())
        given = record["parameters"]
        run = Parameters(**{name: given[name] for name in NAMES if name in given})
        known = isinstance(run.year, int) and run.language in LANGUAGES and run.vintage in VINTAGES
        if not known or record["status"] != "complete" or not isinstance(record.get("outputs", {}), dict):
            raise ValueError("it is not the record of a finished run")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(folder, RECORD, error) from None
    return Edition(run, record, _findings(folder, record), {name: _table(folder, name, record) for name in TABLES})


def _findings(folder: Path, record: dict) -> dict[str, dict]:
    try:
        entries = json.loads(_content(folder, FINDINGS, record))
        if not all(isinstance(entry[key], str) for entry in entries for key in ("id", "variant", "text")):
            raise ValueError("an id, a variant or a text is no text")
        return {entry["id"]: entry for entry in entries}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(folder, FINDINGS, error) from None


def _table(folder: Path, name: str, record: dict) -> pd.DataFrame:
    """A table with the columns that TABLES names; one with rows cut off or standing there twice is refused."""
    keys, numbers, words = TABLES[name]
    if name in OPTIONAL and not (folder / name).exists() and name not in record.get("outputs", {}):
        return pd.DataFrame(columns=[*keys, *numbers, *words]).astype(dict.fromkeys(numbers, float))
    try:
        lines = list(csv.reader(io.StringIO(_content(folder, name, record), newline=""), strict=True))
        if not lines or any(len(line) != len(lines[0]) for line in lines):
            raise ValueError("a row has not as many cells as there are headings")
        frame = pd.DataFrame(lines[1:], columns=lines[0], dtype=object)
        frame = frame.assign(**{column: "" for column in MAY_LACK if column in numbers and column not in frame})
        for column in numbers:
            frame[column] = pd.to_numeric(frame[column].mask(frame[column] == "")).astype(float)
        if "year" in keys:
            frame["year"] = frame.year.astype(int)
        frame = frame[frame.test == "overall"] if name == VERDICTS else frame
        if name != SCORES and frame.duplicated(keys).any():
            raise ValueError("a row stands there twice")
        return frame[[*keys, *numbers, *words]]
    except (OSError, ValueError, KeyError, AttributeError, csv.Error) as error:
        raise _unusable(folder, name, error) from None


def _content(folder: Path, name: str, record: dict) -> str:
    """The text of a file of an edition. Raises ValueError when it no longer is what its run has left."""
    content = (folder / name).read_bytes()
    if name in (left := record.get("outputs", {})) and left[name] != hashlib.sha256(content).hexdigest():
        raise ValueError("it is not as its run has left it")
    return content.decode("utf-8")


def _unusable(folder: Path, name: str, error: Exception) -> CompareError:
    why = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, OSError):
        why = error.strerror or why
    elif isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        why = "it breaks off or was garbled"
    elif isinstance(error, KeyError):
        why = f"it lacks {error.args[0]}"
    elif isinstance(error, TypeError | AttributeError):
        why = "it is not laid out as runs write it"
    return CompareError(f"{as_typed(folder / name)} cannot be used: {why}. Make that edition again.")


# --- what differs ----------------------------------------------------------------------------------------------------


def figures(old: Edition, new: Edition, raw: Path) -> dict[str, pd.DataFrame]:
    """The frames `revised`, `relabelled`, `new_figures` and `gone_figures` of `Changes`."""
    both = _both(old.tables[FLOWS], new.tables[FLOWS], ["flow", "year"])
    known = both.rename(columns={"old_value": "old", "new_value": "new"}).dropna(subset=["old", "new"])
    revised, same = known[known.old != known.new], known[known.old == known.new]
    change = revised.new - revised.old
    revised = revised.assign(change=change, percent=(100 * change / revised.old).where(revised.old > 0))
    revised = _with_reasons(revised, _notes(new, raw, set(revised.new_row)))
    relabelled = same[same.old_vintage != same.new_vintage].rename(columns={"new": "value"})
    vintages = ["old_vintage", "new_vintage"]
    return {
        "revised": revised[["year", "flow", "old", "new", "change", "percent", *vintages, "reason", "note"]],
        "relabelled": relabelled[["year", "flow", "value", *vintages]],
        "new_figures": _only_in("new", both, "value")[SHOWN["new_figures"]],
        "gone_figures": _only_in("old", both, "value")[SHOWN["gone_figures"]],
    }


def _with_reasons(revised: pd.DataFrame, notes: dict[str, str]) -> pd.DataFrame:
    """Why each figure was revised, as far as the data tell."""
    read_at = set(revised.new_row)  # net migration rests on two rows; only that of a revised flow has to do with it
    places = [sorted(set(row.split()) & read_at) for row in revised.new_row]
    note = ["; ".join(dict.fromkeys(notes[place] for place in mine if notes.get(place))) for mine in places]
    note = pd.Series(note, index=revised.index, dtype=object)
    overlap = (revised.old_low <= revised.new_high) & (revised.new_low <= revised.old_high)
    reason = note.mask(note != "", "source").mask(overlap, "rounding")
    reason = reason.mask(revised.old_vintage != revised.new_vintage, "vintage")
    return revised.assign(reason=reason, note=note.where(reason == "source", ""))


def _notes(edition: Edition, raw: Path, rows: set[str]) -> dict[str, str]:
    """The notes on rows of the raw tables, by place; only of files that the edition was made from."""
    files, found = {place.split(":")[0] for row in rows for place in row.split()}, {}
    for name, digest in _inputs(edition, "data").items():
        path = raw / name
        if path.name in files and path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            lines = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
            found |= {f"{path.name}:{number}": line.get("note") or "" for number, line in enumerate(lines, 2)}
    return found


def claims(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `verdicts`, `new_claims` and `gone_claims` of `Changes`, by the overall verdict."""
    both = _both(old.tables[VERDICTS], new.tables[VERDICTS], ["claim_id"])
    known = both.dropna(subset=["old_verdict", "new_verdict"]).rename(columns={"new_explanation": "explanation"})
    return {
        "verdicts": known[known.old_verdict != known.new_verdict][SHOWN["verdicts"]],
        "new_claims": _only_in("new", both, "verdict")[SHOWN["new_claims"]],
        "gone_claims": _only_in("old", both, "verdict")[SHOWN["gone_claims"]],
    }


def findings(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames of findings of `Changes`, in the order of the newer edition."""
    texts_of = ["old_text", "new_text"]
    columns = SHOWN | {"numbers_moved": ["finding", "variant", "old_values", "new_values", *texts_of]}
    rows = {kind: [] for kind in ("flipped", "reworded", "numbers_moved", "new_findings", "gone_findings")}
    same_language = old.parameters.language == new.parameters.language
    for name in dict.fromkeys([*new.findings, *old.findings]):
        before, now = old.findings.get(name), new.findings.get(name)
        if before is None or now is None:
            rows["new_findings" if now else "gone_findings"].append((name, (now or before)["text"]))
            continue
        variants, texts, values = ((before.get(key), now.get(key)) for key in ("variant", "text", "values"))
        if variants[0] != variants[1]:
            rows["flipped"].append((name, *variants, *texts))
        elif values[0] != values[1]:
            rows["numbers_moved"].append((name, variants[1], *values, *texts))
        elif same_language and texts[0] != texts[1]:
            same_words = _without_numbers(texts[0]) == _without_numbers(texts[1])
            entry = (name, variants[1], *values, *texts) if same_words else (name, *texts)
            rows["numbers_moved" if same_words else "reworded"].append(entry)
    return {kind: pd.DataFrame(found, columns=columns[kind]) for kind, found in rows.items()}


def _without_numbers(sentence: str) -> str:
    """A sentence without its figures, years among them."""
    return re.sub(r"[0-9]+(?:[,.\s][0-9]+)*", "#", sentence)


def projections(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `projections`, `new_methods` and `gone_methods` of `Changes`.

    `projections`: flow, method and year that both editions project, where the point or a bound moved: both as `old_…`
    and `new_…`, percent (of the old point; blank unless that is above 0), inside_80 (the new point, the old interval).
    """
    before, now = old.tables[PROJECTION], new.tables[PROJECTION]
    both = _both(before, now, ["flow", "method", "year"], "inner")
    pair = (both.filter(like=f"{side}_").astype(str).to_numpy() for side in ("old", "new"))  # as text blanks are equal
    both = both[(next(pair) != next(pair)).any(axis=1)]
    percent = (100 * (both.new_point - both.old_point) / both.old_point).where(both.old_point > 0)
    inside = both.new_point.between(both.old_lower_80, both.old_upper_80)
    methods = _both(*(frame.drop_duplicates(["flow", "method"]) for frame in (before, now)), ["flow", "method"])
    return {
        "projections": both.assign(percent=percent, inside_80=inside),
        "new_methods": _only_in("new", methods, "point")[SHOWN["new_methods"]],
        "gone_methods": _only_in("old", methods, "point")[SHOWN["gone_methods"]],
    }


def outcomes(old: Edition, new: Edition) -> pd.DataFrame:
    """What came of the years that the older edition projected and the newer one alone observes.

    Columns: flow, method, year, point and bounds, actual, vintage (of the actual), error (actual less point, percent of
    the actual; blank unless that is above 0), inside_80, inside_95.
    """
    seen = _only_in("new", _both(_observed(old), _observed(new), ["flow", "year"]), "actual")
    found = old.tables[PROJECTION].merge(seen[["flow", "year", "actual", "vintage"]], on=["flow", "year"])
    found["error"] = (100 * (found.actual - found.point) / found.actual).where(found.actual > 0)
    for level in ("80", "95"):
        found[f"inside_{level}"] = found.actual.between(found[f"lower_{level}"], found[f"upper_{level}"])
    return found


def _observed(edition: Edition) -> pd.DataFrame:
    """Flows, and flows per 1,000 people under the name that projections give them: flow, year, actual, vintage."""
    flows = edition.tables[FLOWS].rename(columns={"value": "actual"})[["flow", "year", "actual", "vintage"]]
    rates = edition.tables[RATES].merge(flows.drop(columns="actual"), on=["flow", "year"])
    rates = rates.assign(flow=rates.flow + "_per_1000").rename(columns={"per_1000": "actual"})
    return pd.concat([flows, rates[flows.columns]], ignore_index=True)


def forecasts(old: Edition, new: Edition) -> pd.DataFrame:
    """The scores of frozen forecasts that count in the newer edition and do not stand so in the older one.

    Columns as in `ledger.score`.
    """
    before, now = old.tables[SCORES], new.tables[SCORES]
    known = set(before.astype(str).itertuples(index=False, name=None))
    fresh = [row not in known for row in now.astype(str).itertuples(index=False, name=None)]
    inside = {name: now[name] == "True" for name in ("inside_80", "inside_95")}
    return now.assign(**inside)[pd.Series(fresh, now.index, bool) & (now.scored == "True")][SHOWN["forecasts"]]


def made_from(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `settings` (kind, name, old_setting, new_setting) and `files` (kind, count, names) of `Changes`."""
    settings, files = [], []
    for kind in ("parameters", "articles", "versions"):
        given = [edition.record.get(kind, {}) for edition in (old, new)]
        before, now = (group if isinstance(group, dict) else {kind: group} for group in given)
        settings += [
            (kind, name, _listed(before.get(name)), _listed(now.get(name))) for name in _differing(before, now)
        ]
    for kind in ("data", "notebooks", "helpers", "record", "lock"):
        names = _differing(_inputs(old, kind), _inputs(new, kind))
        files += [(kind, len(names), names)] if names else []
    return {
        "settings": pd.DataFrame(settings, columns=["kind", *SHOWN["settings"]]),
        "files": pd.DataFrame(files, columns=SHOWN["files"]),
    }


def _inputs(edition: Edition, kind: str) -> dict[str, str]:
    """The hashes of one kind of inputs by file; the lock is a single file without a name of its own."""
    inputs = edition.record.get("inputs")
    found = inputs.get(kind) if isinstance(inputs, dict) else None
    return found if isinstance(found, dict) else {kind: found} if found else {}


def _differing(before: dict, now: dict) -> list[str]:
    return [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]


def _listed(value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)


def _both(old: pd.DataFrame, new: pd.DataFrame, keys: list[str], how: str = "outer") -> pd.DataFrame:
    """Two tables side by side: the keys, and every other column twice, as `old_…` and `new_…`."""
    old, new = old.set_index(keys).add_prefix("old_"), new.set_index(keys).add_prefix("new_")
    return old.join(new, how=how).reset_index()


def _only_in(side: str, both: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows whose `column` is known to one side alone, with that side's columns under their own names."""
    other = {"old": "new", "new": "old"}[side]
    mine = both[both[f"{side}_{column}"].notna() & both[f"{other}_{column}"].isna()]
    return mine.rename(columns=lambda name: name.removeprefix(f"{side}_"))


# --- as JSON, as text, as a page -------------------------------------------------------------------------------------


def as_json(changes: Changes) -> str:
    """Every change, by kind; floats with six significant digits, blank ones null."""
    found = {kind: [_plain(row) for row in frame.to_dict("records")] for kind, frame in changes.frames.items()}
    return text.to_json({"older": changes.older.as_dict(), "newer": changes.newer.as_dict()} | found)


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole else rounded(value)  # people are counted to the last one, however many


def as_text(changes: Changes) -> str:
    """One line when nothing changed, else a short list by kind, in English."""
    with speaking(SOURCE):
        words, lines = pages.texts_in(SOURCE)["compare"], [_summary(changes)]
        for section in sections(changes):
            lines += ["", section["title"], *(f"  {_one_line(line)}" for line in section["lines"])]
            rest = len(section["rows"]) + len(section["more"]) - len(section["lines"])
            lines += [f"  {words['more'].format(n=rest)}"] if rest else []
    return "\n".join(lines)


def _summary(changes: Changes) -> str:
    """Between which editions something, or nothing, has changed."""
    words = pages.texts_in(spoken())["compare"]["nothing" if changes.nothing else "between"]
    return words.format(older=changes.older.folder, newer=changes.newer.folder)


def _one_line(sentence: str) -> str:
    """Text from data as one line that does nothing else to a terminal."""
    return "".join(sign for sign in " ".join(sentence.split()) if sign.isprintable())


def as_page(changes: Changes, steps: list[pages.Step], older_page: str | None = None) -> str:
    """The page in the language spoken, with a link to the older edition if there is one to be had."""
    texts = pages.texts_in(spoken())
    used = [(run.folder, texts["figures_used"][run.vintage].format(year=run.year)) for run in _runs(changes)]
    return pages._frame("compare.html.j2").render(
        texts=texts,
        words=texts["compare"],
        parameters=changes.newer,
        root="",
        steps=steps,
        summary=_summary(changes),
        used=used,
        older_page=older_page,
        sections=sections(changes),
        readable=lambda table: Markup(pages.with_readable_tables(str(table), texts["table"])),
    )


def _runs(changes: Changes) -> tuple[Parameters, Parameters]:
    return changes.older, changes.newer


def _steps(folder: Path) -> list[pages.Step]:
    """The notebooks of the edition in a folder, as its pages name them."""
    found = sorted((folder / "notebooks").glob("*.ipynb"))
    return [pages.step_of(path.stem, nbformat.v4.reads(path.read_text(encoding="utf-8"))) for path in found]


def sections(changes: Changes) -> list[dict]:
    """The kinds that changed as readers see them: title, note, headings, rows and `more` rows of cells, lines of text.

    Of projections the house method's rows come first, of anything else the first few; the others are `more`.
    """
    words, found = pages.texts_in(spoken())["compare"], []
    for kind, columns in SHOWN.items():
        frame = changes.frames[kind]
        if frame.empty:
            continue
        house = frame.method == HOUSE.name if kind in ("projections", "outcomes") else None
        first = house if house is not None and house.any() else pd.Series(frame.index < SHORT)
        rows = [[_cell(name, row) for name in columns] for row in frame[first].to_dict("records")]
        more = [[_cell(name, row) for name in columns] for row in frame[~first].to_dict("records")]
        line = words["lines"].get(kind)
        said = [line.format(**dict(zip(columns, row, strict=True))) for row in rows[:SHORT]] if line else []
        section = {"kind": kind, "title": f"{words['titles'][kind]}: {len(frame)}", "note": words["notes"].get(kind)}
        headings = [words["headings"].get(name) or text.heading(name) for name in columns]
        shown = {"headings": headings, "rows": rows, "more": more, "lines": said} if columns else NO_ROWS
        found.append(section | shown)
    return found


def _cell(column: str, row: dict) -> str:
    """One cell as readers see it, in the language spoken; a dash for what is not known."""
    words, value = pages.texts_in(spoken())["compare"], row.get(column)
    if column == "vintage" and "old_vintage" in row:
        return " → ".join(dict.fromkeys(text.name(row[name]) for name in ("old_vintage", "new_vintage")))
    if column == "old_80":
        return text.span(*(_amount(row[bound]) for bound in ("old_lower_80", "old_upper_80")))
    if column == "reason":
        return row["note"] or words["reasons"][value]
    if column == "names":
        return ", ".join(value[:3]) + (" …" if len(value) > 3 else "")
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if column in ROUGH or column in PEOPLE:
        return _amount(value, whole=column in PEOPLE)
    if column in PERCENTAGES:
        return text.percent(value)
    if column in ("inside_80", "inside_95"):
        return words["yes" if value else "no"]
    if column == "kind" or (column == "name" and value in words["kinds"]):
        return words["kinds"][value]
    if column == "name":
        return pages.texts_in(spoken())["names"].get(value, value)
    return text.name(value) if column in NAMED else str(value)


def _amount(value: float, whole: bool = False) -> str:
    """Three digits, 12,300 or 0.357; with `whole`, whole numbers to the last person."""
    if value == 0 or (whole and float(value).is_integer()):
        return text.number(value)
    return text.number(float(f"{value:.3g}"), max(0, 2 - math.floor(math.log10(abs(value)))))
