"""What differs between two editions: figures, claims, findings, projections, scores and inputs.

Editions are matched by ids, keys and variants, so that an English one can be set beside a Russian
one. A figure of another vintage says so, and a figure that only one of the two has is new or gone,
never revised.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.csv_files import read_rows
from helpers.editions.edition_reader import (
    FLOWS,
    FORECAST,
    PROJECTION,
    RATES,
    SCORES,
    VERDICTS,
    CompareError,
    Edition,
    read,
)
from helpers.files import sha256
from helpers.parameters import Parameters
from helpers.paths import as_typed

INSIDE = ["inside_80", "inside_95"]
ERRORS = ["error", "no_change_error"]
VINTAGES = ["old_vintage", "new_vintage"]
TEXTS = ["old_text", "new_text"]
FIGURE = ["year", "flow", "value", "vintage"]
PROJECTED = ["flow", "method", "year"]
# The columns that readers see of each kind of change, in the order of the page; where none are
# named, only how many.
SHOWN = {
    "revised": ["year", "flow", "old", "new", "change", "percent", "vintage", "reason"],
    "relabelled": FIGURE,
    "verdicts": ["claim_id", "old_verdict", "new_verdict", "explanation"],
    "flipped": ["finding", "old_variant", "new_variant", *TEXTS],
    "reworded": ["finding", *TEXTS],
    "numbers_moved": [],
    "outcomes": [*PROJECTED, "point", "actual", "vintage", *INSIDE],
    "forecasts": [*FORECAST, "point", "actual", "vintage", *ERRORS, *INSIDE],
    "projections": [*PROJECTED, "old_point", "new_point", "percent", "old_80", "inside_80"],
    "new_figures": FIGURE,
    "gone_figures": FIGURE,
    "new_claims": ["claim_id", "verdict"],
    "gone_claims": ["claim_id", "verdict"],
    "new_findings": ["finding", "text"],
    "gone_findings": ["finding", "text"],
    "new_methods": ["flow", "method"],
    "gone_methods": ["flow", "method"],
    "settings": ["name", "old_setting", "new_setting"],
    "files": ["kind", "count", "names"],
}
NUMBERS = re.compile(r"[0-9]+(?:[,.\s][0-9]+)*")  # years among them


@dataclass(frozen=True)
class Changes:
    """What differs from the edition `older` to the edition `newer`: a frame for each kind.

    `revised`: year, flow, old, new, change (persons), percent (of the old; blank unless that is
    above 0), old_vintage, new_vintage, reason (vintage; rounding, where the printed digits allow no
    change at all; source, then with the `note` of the raw row; blank: not known). `relabelled`: the
    same value of another vintage. `new_figures`, `gone_figures`: known to one edition only.
    `verdicts`: claims with another overall verdict; `new_claims`, `gone_claims`. `flipped`:
    findings with another variant; `numbers_moved`: the same variant, other values or figures;
    `reworded`: the same variant, other words in the same language; `new_findings`, `gone_findings`.
    `outcomes`, `forecasts`, `projections`: see the functions. `new_methods`, `gone_methods`: flows
    and methods that one edition projects. `settings`: parameters, articles and versions. `files`:
    inputs, by kind.
    """

    older: Parameters
    newer: Parameters
    frames: dict[str, pd.DataFrame]

    @property
    def nothing(self) -> bool:
        return all(frame.empty for frame in self.frames.values())


def compare(
    older: Path, newer: Path, record: dict | None = None, raw: Path | None = None
) -> Changes:
    """The changes from the edition in the folder `older` to the one in `newer`.

    `record` stands for the newer edition's run.json while that is not written. Notes on figures
    come from the data package `raw` (default: the one in use), where it is what the newer edition
    was made from. Raises CompareError.
    """
    older, newer = Path(older), Path(newer)
    if older.resolve() == newer.resolve():
        folders = f"{as_typed(older)} and {as_typed(newer)}"
        raise CompareError(f"{folders} are the same folder; name two editions.")
    old = read(older)
    new = read(newer, record)
    frames = {
        **figures(old, new, raw or paths.raw_folder()),
        **claims(old, new),
        **findings(old, new),
        **projections(old, new),
        **made_from(old, new),
        "outcomes": outcomes(old, new),
        "forecasts": forecasts(old, new),
    }
    ordered = {kind: frames[kind].reset_index(drop=True) for kind in SHOWN}
    return Changes(old.parameters, new.parameters, ordered)


# --- figures --------------------------------------------------------------------------------------


def figures(old: Edition, new: Edition, raw: Path) -> dict[str, pd.DataFrame]:
    """The frames `revised`, `relabelled`, `new_figures` and `gone_figures` of `Changes`."""
    both = _both(old.tables[FLOWS], new.tables[FLOWS], ["flow", "year"])
    common = both.rename(columns={"old_value": "old", "new_value": "new"})
    common = common.dropna(subset=["old", "new"])
    revised = common[common.old != common.new]
    revised = revised.assign(change=revised.new - revised.old)
    percent = 100 * revised.change / revised.old
    revised = revised.assign(percent=percent.where(revised.old > 0))
    revised = _with_reasons(revised, _notes(new, raw, set(revised.new_row)))
    same_value = common.old == common.new
    same_vintage = common.old_vintage == common.new_vintage
    relabelled = common[same_value & ~same_vintage].rename(columns={"new": "value"})
    numbers = ["year", "flow", "old", "new", "change", "percent"]
    return {
        "revised": revised[[*numbers, *VINTAGES, "reason", "note"]],
        "relabelled": relabelled[["year", "flow", "value", *VINTAGES]],
        "new_figures": _only_in("new", both, "value")[FIGURE],
        "gone_figures": _only_in("old", both, "value")[FIGURE],
    }


def _with_reasons(revised: pd.DataFrame, notes: dict[str, str]) -> pd.DataFrame:
    """Why each figure was revised, as far as the data tell."""
    # Net migration rests on two rows; only that of a revised flow has to do with it.
    revised_rows = set(revised.new_row)
    note = pd.Series("", index=revised.index, dtype=object)
    for index, places in revised.new_row.items():
        sources = sorted(set(places.split()) & revised_rows)
        texts = [notes[place] for place in sources if notes.get(place)]
        note[index] = "; ".join(dict.fromkeys(texts))
    overlap = (revised.old_low <= revised.new_high) & (revised.new_low <= revised.old_high)
    reason = note.mask(note != "", "source").mask(overlap, "rounding")
    reason = reason.mask(revised.old_vintage != revised.new_vintage, "vintage")
    return revised.assign(reason=reason, note=note.where(reason == "source", ""))


def _notes(edition: Edition, raw: Path, rows: set[str]) -> dict[str, str]:
    """The notes on rows of the raw tables, by place; only from files that the edition used."""
    places = [place for row in rows for place in row.split()]
    names = {place.split(":")[0] for place in places}
    notes = {}
    for name, digest in _inputs(edition, "data").items():
        path = raw / name
        if path.name not in names or not path.is_file() or sha256(path.read_bytes()) != digest:
            continue
        for line, row in enumerate(read_rows(path), 2):
            notes[f"{path.name}:{line}"] = row.get("note") or ""
    return notes


# --- claims and findings --------------------------------------------------------------------------


def claims(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `verdicts`, `new_claims` and `gone_claims` of `Changes`, by overall verdict."""
    both = _both(old.tables[VERDICTS], new.tables[VERDICTS], ["claim_id"])
    common = both.dropna(subset=["old_verdict", "new_verdict"])
    common = common.rename(columns={"new_explanation": "explanation"})
    return {
        "verdicts": common[common.old_verdict != common.new_verdict][SHOWN["verdicts"]],
        "new_claims": _only_in("new", both, "verdict")[SHOWN["new_claims"]],
        "gone_claims": _only_in("old", both, "verdict")[SHOWN["gone_claims"]],
    }


def findings(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames of findings of `Changes`, in the order of the newer edition."""
    moved = ["finding", "variant", "old_values", "new_values", *TEXTS]
    columns = {
        "flipped": SHOWN["flipped"],
        "reworded": SHOWN["reworded"],
        "numbers_moved": moved,
        "new_findings": SHOWN["new_findings"],
        "gone_findings": SHOWN["gone_findings"],
    }
    rows = {kind: [] for kind in columns}
    same_language = old.parameters.language == new.parameters.language
    for name in dict.fromkeys([*new.findings, *old.findings]):
        kind, row = _change(name, old.findings.get(name), new.findings.get(name), same_language)
        if kind:
            rows[kind].append(row)
    return {kind: pd.DataFrame(rows[kind], columns=columns[kind]) for kind in columns}


def _change(
    name: str, before: dict | None, now: dict | None, same_language: bool
) -> tuple[str | None, tuple]:
    """How a finding changed: the kind, None for not at all, and the row of its frame."""
    if before is None:
        return "new_findings", (name, now["text"])
    if now is None:
        return "gone_findings", (name, before["text"])
    texts = (before["text"], now["text"])
    if before["variant"] != now["variant"]:
        return "flipped", (name, before["variant"], now["variant"], *texts)
    values = (before.get("values"), now.get("values"))
    moved = (name, now["variant"], *values, *texts)
    if values[0] != values[1]:
        return "numbers_moved", moved
    if not same_language or texts[0] == texts[1]:
        return None, ()
    words = {NUMBERS.sub("#", text) for text in texts}
    if len(words) == 1:
        return "numbers_moved", moved
    return "reworded", (name, *texts)


# --- projections and scores -----------------------------------------------------------------------


def projections(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `projections`, `new_methods` and `gone_methods` of `Changes`.

    `projections`: flow, method and year that both editions project, where the point or a bound
    moved: both as `old_…` and `new_…`, percent (of the old point; blank unless that is above 0),
    inside_80 (the new point, the old interval).
    """
    before = old.tables[PROJECTION]
    now = new.tables[PROJECTION]
    both = _both(before, now, PROJECTED, "inner")
    old_values = both.filter(like="old_").astype(str)  # as text blanks are equal
    new_values = both.filter(like="new_").astype(str)
    both = both[(old_values.to_numpy() != new_values.to_numpy()).any(axis=1)]
    percent = 100 * (both.new_point - both.old_point) / both.old_point
    inside = both.new_point.between(both.old_lower_80, both.old_upper_80)
    method = ["flow", "method"]
    methods = _both(before.drop_duplicates(method), now.drop_duplicates(method), method)
    return {
        "projections": both.assign(percent=percent.where(both.old_point > 0), inside_80=inside),
        "new_methods": _only_in("new", methods, "point")[method],
        "gone_methods": _only_in("old", methods, "point")[method],
    }


def outcomes(old: Edition, new: Edition) -> pd.DataFrame:
    """What came of the years that the older edition projected and the newer one alone observes.

    Columns: flow, method, year, point and bounds, actual, vintage (of the actual), error (actual
    less point, percent of the actual; blank unless that is above 0), inside_80, inside_95.
    """
    both = _both(_observed(old), _observed(new), ["flow", "year"])
    observed = _only_in("new", both, "actual")[["flow", "year", "actual", "vintage"]]
    outcome = old.tables[PROJECTION].merge(observed, on=["flow", "year"])
    error = 100 * (outcome.actual - outcome.point) / outcome.actual
    outcome["error"] = error.where(outcome.actual > 0)
    outcome["inside_80"] = outcome.actual.between(outcome.lower_80, outcome.upper_80)
    outcome["inside_95"] = outcome.actual.between(outcome.lower_95, outcome.upper_95)
    return outcome


def _observed(edition: Edition) -> pd.DataFrame:
    """Flows, and rates under the name that projections give them: flow, year, actual, vintage."""
    flows = edition.tables[FLOWS].rename(columns={"value": "actual"})
    flows = flows[["flow", "year", "actual", "vintage"]]
    rates = edition.tables[RATES].rename(columns={"per_1000": "actual"})
    rates = rates.merge(flows.drop(columns="actual"), on=["flow", "year"])
    rates = rates.assign(flow=rates.flow + "_per_1000")
    return pd.concat([flows, rates[flows.columns]], ignore_index=True)


def forecasts(old: Edition, new: Edition) -> pd.DataFrame:
    """The scores of frozen forecasts that count in the newer edition and are new or other there.

    Columns as in `ledger.score`.
    """
    before = old.tables[SCORES].astype(str)
    scores = new.tables[SCORES]
    scores = scores[scores.scored == "True"]
    earlier = set(before.itertuples(index=False, name=None))
    rows = scores.astype(str).itertuples(index=False, name=None)
    fresh = scores[[row not in earlier for row in rows]]
    inside = {name: fresh[name] == "True" for name in INSIDE}
    return fresh.assign(**inside)[SHOWN["forecasts"]]


# --- inputs ---------------------------------------------------------------------------------------


def made_from(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `settings` (kind, name, and both settings) and `files` of `Changes`."""
    settings = []
    for kind in ("parameters", "articles", "versions"):
        before = _named(kind, old.record.get(kind))
        now = _named(kind, new.record.get(kind))
        for name in _differing(before, now):
            settings.append((kind, name, _listed(before.get(name)), _listed(now.get(name))))
    files = []
    for kind in ("data", "notebooks", "helpers", "record", "lock"):
        names = _differing(_inputs(old, kind), _inputs(new, kind))
        if names:
            files.append((kind, len(names), names))
    return {
        "settings": pd.DataFrame(settings, columns=["kind", *SHOWN["settings"]]),
        "files": pd.DataFrame(files, columns=SHOWN["files"]),
    }


def _inputs(edition: Edition, kind: str) -> dict[str, str]:
    """The hashes of one kind of inputs by file."""
    inputs = edition.record.get("inputs")
    return _named(kind, inputs.get(kind)) if isinstance(inputs, dict) else {}


def _named(kind: str, values) -> dict:
    """Values by name; a list, or the hash of the lock, has the name of its kind."""
    if isinstance(values, dict):
        return values
    return {kind: values} if values else {}


def _differing(before: dict, now: dict) -> list[str]:
    return [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]


def _listed(value) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


# --- two tables -----------------------------------------------------------------------------------


def _both(
    old: pd.DataFrame, new: pd.DataFrame, keys: list[str], how: str = "outer"
) -> pd.DataFrame:
    """Two tables side by side: the keys, and every other column twice, as `old_…` and `new_…`."""
    old = old.set_index(keys).add_prefix("old_")
    new = new.set_index(keys).add_prefix("new_")
    return old.join(new, how=how).reset_index()


def _only_in(side: str, both: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows whose `column` one side alone has, with that side's columns under their names."""
    other = {"old": "new", "new": "old"}[side]
    here = both[f"{side}_{column}"].notna()
    there = both[f"{other}_{column}"].notna()
    names = {name: name.removeprefix(f"{side}_") for name in both.columns}
    return both[here & ~there].rename(columns=names)
