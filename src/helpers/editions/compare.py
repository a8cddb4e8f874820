"""What differs between two editions: figures, claims, findings, projections, scores and inputs.

Editions are matched by ids, keys and variants, not by words, so that their languages may differ.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.editions import edition_reader as reader
from helpers.editions.edition_reader import CompareError, Edition
from helpers.editions.fingerprint import differing
from helpers.files import read_rows, sha256
from helpers.parameters import Parameters

INSIDE = ["inside_80", "inside_95"]
ERRORS = ["error", "no_change_error"]
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
    "updated": [],
    "outcomes": [*PROJECTED, "point", "actual", "vintage", *INSIDE],
    "forecasts": [*reader.FORECAST, "point", "actual", "vintage", *ERRORS, *INSIDE],
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


@dataclass(frozen=True)
class Changes:
    """What differs from the edition `older` to the edition `newer`: a frame for each kind.

    `revised`: figures with old, new, change (persons), percent (of the old; blank unless that is
    above 0), both vintages, reason (vintage; rounding, where the printed digits allow no change at
    all; source, then with the `note` of the raw row; blank: not known). `relabelled`: the same
    value of another vintage. `new_…`, `gone_…`: known to one edition only. `verdicts`: claims with
    another overall verdict. `flipped`: findings with another variant; `updated`: of the same
    variant, with other values or words. `outcomes`, `forecasts`, `projections`: see the functions.
    `settings`: parameters, articles and versions. `files`: inputs, by kind.
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
    """The changes between the editions in two folders, from the older to the newer one.

    `record` stands for the newer edition's run.json while that is not written; notes on figures
    come from the data package `raw` (default: the one in use). Raises CompareError.
    """
    if older.resolve() == newer.resolve():
        folders = f"{paths.as_typed(older)} and {paths.as_typed(newer)}"
        raise CompareError(f"{folders} are the same folder; name two editions.")
    old = reader.read(older)
    new = reader.read(newer, record)
    if old.parameters.year > new.parameters.year:
        old, new = new, old
    frames = figures(old, new, raw or paths.raw_folder())
    for kinds in (claims, findings, projections, made_from):
        frames |= kinds(old, new)
    frames["outcomes"] = outcomes(old, new)
    frames["forecasts"] = forecasts(old, new)
    ordered = {kind: frames[kind].reset_index(drop=True) for kind in SHOWN}
    return Changes(old.parameters, new.parameters, ordered)


def figures(old: Edition, new: Edition, raw: Path) -> dict[str, pd.DataFrame]:
    """The frames `revised`, `relabelled`, `new_figures` and `gone_figures` of `Changes`."""
    frames, both = _matched(old, new, reader.FLOWS, "figures", "value")
    both = both.rename(columns={"old_value": "old", "new_value": "new"})
    relabelled = both.query("old == new and old_vintage != new_vintage")
    revised = both.query("old != new").copy()
    revised["change"] = revised.new - revised.old
    revised["percent"] = _percent(revised.change, revised.old)
    frames["revised"] = _with_reasons(revised, _notes(new, raw))
    frames["relabelled"] = relabelled.rename(columns={"new": "value"})
    return frames


def _percent(difference: pd.Series, whole: pd.Series) -> pd.Series:
    return (100 * difference / whole).where(whole > 0)


def _with_reasons(revised: pd.DataFrame, notes: dict[str, str]) -> pd.DataFrame:
    """Why each figure was revised, as far as the data tell."""
    # Net migration rests on two rows; only that of a revised flow has to do with it.
    revised_rows = set(revised.new_row)
    reasons = []
    texts = []
    for figure in revised.itertuples():
        rows = sorted(revised_rows.intersection(figure.new_row.split()))
        text = "; ".join(dict.fromkeys(notes[row] for row in rows if notes.get(row)))
        reason = "source" if text else ""
        if figure.old_low <= figure.new_high and figure.new_low <= figure.old_high:
            reason = "rounding"
        if figure.old_vintage != figure.new_vintage:
            reason = "vintage"
        reasons.append(reason)
        texts.append(text if reason == "source" else "")
    return revised.assign(reason=reasons, note=texts)


def _notes(edition: Edition, raw: Path) -> dict[str, str]:
    """The notes on rows of the series, by place; only from files that the edition used."""
    notes = {}
    for name, digest in _entries(edition, "data").items():
        path = raw / name
        if name.startswith("series/") and path.is_file() and sha256(path.read_bytes()) == digest:
            for line, row in enumerate(read_rows(path), 2):
                notes[f"{path.name}:{line}"] = row.get("note") or ""
    return notes


def claims(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `verdicts`, `new_claims` and `gone_claims` of `Changes`, by overall verdict."""
    frames, both = _matched(old, new, reader.VERDICTS, "claims", "verdict")
    verdicts = both.query("old_verdict != new_verdict")
    frames["verdicts"] = verdicts.rename(columns={"new_explanation": "explanation"})
    return frames


def findings(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames of findings of `Changes`."""
    frames, both = _matched(old, new, reader.FINDINGS, "findings", "variant")
    flipped = both.old_variant != both.new_variant
    updated = both.old_values != both.new_values
    if old.parameters.language == new.parameters.language:
        updated |= both.old_text != both.new_text
    return frames | {"flipped": both[flipped], "updated": both[updated & ~flipped]}


def projections(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `projections`, `new_methods` and `gone_methods` of `Changes`.

    `projections`: flow, method and year that both editions project, where the point or a bound
    moved: both as `old_…` and `new_…`, percent (of the old point; blank unless that is above 0),
    inside_80 (the new point, the old interval).
    """
    before = old.tables[reader.PROJECTION]
    now = new.tables[reader.PROJECTION]
    both = _both(before, now, PROJECTED, "inner")
    same = [both[f"old_{bound}"].eq(both[f"new_{bound}"]) for bound in reader.BOUNDS]
    moved = both[~pd.concat(same, axis=1).all(axis=1)].copy()
    moved["percent"] = _percent(moved.new_point - moved.old_point, moved.old_point)
    moved["inside_80"] = moved.new_point.between(moved.old_lower_80, moved.old_upper_80)
    method = ["flow", "method"]
    methods = _both(before.drop_duplicates(method), now.drop_duplicates(method), method)
    return _on_one_side(methods, "methods", "point") | {"projections": moved}


def outcomes(old: Edition, new: Edition) -> pd.DataFrame:
    """What came of the years that the older edition projected and the newer one alone observes.

    Columns: flow, method, year, point and bounds, actual, vintage (of the actual), error (actual
    less point, percent of the actual; blank unless that is above 0), inside_80, inside_95.
    """
    keys = ["flow", "year"]
    before = _observed(old).dropna(subset="actual")
    observed = _observed(new).dropna(subset="actual")
    observed = observed.merge(before[keys], how="left", indicator="editions")
    observed = observed.query("editions == 'left_only'").drop(columns="editions")
    outcome = old.tables[reader.PROJECTION].merge(observed, on=keys)
    actual = outcome.actual
    outcome["error"] = _percent(actual - outcome.point, actual)
    for percent in (80, 95):
        lower = outcome[f"lower_{percent}"]
        upper = outcome[f"upper_{percent}"]
        outcome[f"inside_{percent}"] = actual.between(lower, upper)
    return outcome


def _observed(edition: Edition) -> pd.DataFrame:
    """Flows, and rates under the name that projections give them: flow, year, actual, vintage."""
    flows = edition.tables[reader.FLOWS]
    flows = flows.rename(columns={"value": "actual"})
    flows = flows[["flow", "year", "actual", "vintage"]]
    rates = edition.tables[reader.RATES]
    rates = rates.rename(columns={"per_1000": "actual"})
    rates = rates.merge(flows.drop(columns="actual"), on=["flow", "year"])
    rates["flow"] += "_per_1000"
    return pd.concat([flows, rates], ignore_index=True)


def forecasts(old: Edition, new: Edition) -> pd.DataFrame:
    """The scores of frozen forecasts that count in the newer edition and are new or other there.

    Columns as in `ledger.score`.
    """
    scores = new.tables[reader.SCORES]
    scores = scores[scores.scored == "True"]
    before = old.tables[reader.SCORES].astype(str)
    merged = scores.astype(str).merge(before, how="left", indicator="editions")
    fresh = scores[(merged.editions == "left_only").to_numpy()].copy()
    fresh[INSIDE] = fresh[INSIDE] == "True"
    return fresh[SHOWN["forecasts"]]


def made_from(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `settings` (kind, name, and both settings) and `files` of `Changes`."""
    settings = []
    for kind in ("parameters", "articles", "versions"):
        before = _entries(old, kind)
        now = _entries(new, kind)
        for name in differing(before, now):
            settings.append((kind, name, _listed(before.get(name)), _listed(now.get(name))))
    files = []
    for kind in ("data", "notebooks", "helpers", "record", "lock"):
        names = differing(_entries(old, kind), _entries(new, kind))
        if names:
            files.append((kind, len(names), names))
    return {
        "settings": pd.DataFrame(settings, columns=["kind", *SHOWN["settings"]]),
        "files": pd.DataFrame(files, columns=SHOWN["files"]),
    }


def _entries(edition: Edition, kind: str) -> dict:
    """Settings or inputs by name; a list, or the hash of the lock, has the name of its kind."""
    record = edition.record
    values = record.get(kind) or record.get("inputs", {}).get(kind) or {}
    return values if isinstance(values, dict) else {kind: values}


def _listed(value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def _matched(old: Edition, new: Edition, name: str, kind: str, column: str):
    """The frames `new_…` and `gone_…` of a table, and rows whose `column` both editions have."""
    both = _both(old.tables[name], new.tables[name], reader.TABLES[name][0])
    common = both.dropna(subset=[f"old_{column}", f"new_{column}"])
    return _on_one_side(both, kind, column), common


def _both(old: pd.DataFrame, new: pd.DataFrame, keys: list[str], how="outer") -> pd.DataFrame:
    """Two tables side by side: the keys, and every other column twice, as `old_…` and `new_…`."""
    old = old.set_index(keys).add_prefix("old_")
    new = new.set_index(keys).add_prefix("new_")
    return old.join(new, how=how).reset_index()


def _on_one_side(both: pd.DataFrame, kind: str, column: str) -> dict[str, pd.DataFrame]:
    """The frames `new_…` and `gone_…` of a kind: rows whose `column` one edition alone has."""
    old = both[f"old_{column}"].notna()
    new = both[f"new_{column}"].notna()
    added = both[new & ~old]
    added = added.rename(columns=lambda name: name.removeprefix("new_"))
    gone = both[old & ~new]
    gone = gone.rename(columns=lambda name: name.removeprefix("old_"))
    columns = SHOWN[f"new_{kind}"]
    return {f"new_{kind}": added[columns], f"gone_{kind}": gone[columns]}
