"""What differs between two editions, kind by kind: figures, claims, findings, projections, scores,
and their inputs.

Editions are matched by ids, keys and variants. A figure of another vintage says so, and a figure
that only one of the two has is new or gone, never revised. The columns of the frames: see
`compare.Changes`.
"""

import csv
import hashlib
import io
import re
from pathlib import Path

import pandas as pd

from helpers.editions.edition_reader import (
    FLOWS,
    FORECAST,
    PROJECTION,
    RATES,
    SCORES,
    VERDICTS,
    Edition,
)

# The columns that readers see of each kind of change, in the order of the page; where none are
# named, only how many.
SHOWN = {
    "revised": ["year", "flow", "old", "new", "change", "percent", "vintage", "reason"],
    "relabelled": ["year", "flow", "value", "vintage"],
    "verdicts": ["claim_id", "old_verdict", "new_verdict", "explanation"],
    "flipped": ["finding", "old_variant", "new_variant", "old_text", "new_text"],
    "reworded": ["finding", "old_text", "new_text"],
    "numbers_moved": [],
    "outcomes": ["flow", "method", "year", "point", "actual", "vintage", "inside_80", "inside_95"],
    "forecasts": [
        *FORECAST,
        "point",
        "actual",
        "vintage",
        "error",
        "no_change_error",
        "inside_80",
        "inside_95",
    ],
    "projections": [
        "flow",
        "method",
        "year",
        "old_point",
        "new_point",
        "percent",
        "old_80",
        "inside_80",
    ],
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


def between(old: Edition, new: Edition, raw: Path) -> dict[str, pd.DataFrame]:
    """All frames of `compare.Changes`, in the order of `SHOWN`; `raw` is the folder of the data
    package.
    """
    frames = figures(old, new, raw) | claims(old, new) | findings(old, new)
    frames |= projections(old, new) | made_from(old, new)
    frames |= {"outcomes": outcomes(old, new), "forecasts": forecasts(old, new)}
    return {kind: frames[kind].reset_index(drop=True) for kind in SHOWN}


def figures(old: Edition, new: Edition, raw: Path) -> dict[str, pd.DataFrame]:
    """The frames `revised`, `relabelled`, `new_figures` and `gone_figures` of `Changes`."""
    both = _both(old.tables[FLOWS], new.tables[FLOWS], ["flow", "year"])
    known = both.rename(columns={"old_value": "old", "new_value": "new"}).dropna(
        subset=["old", "new"]
    )
    revised, same = known[known.old != known.new], known[known.old == known.new]
    change = revised.new - revised.old
    revised = revised.assign(
        change=change, percent=(100 * change / revised.old).where(revised.old > 0)
    )
    revised = _with_reasons(revised, _notes(new, raw, set(revised.new_row)))
    relabelled = same[same.old_vintage != same.new_vintage].rename(columns={"new": "value"})
    vintages = ["old_vintage", "new_vintage"]
    return {
        "revised": revised[
            ["year", "flow", "old", "new", "change", "percent", *vintages, "reason", "note"]
        ],
        "relabelled": relabelled[["year", "flow", "value", *vintages]],
        "new_figures": _only_in("new", both, "value")[SHOWN["new_figures"]],
        "gone_figures": _only_in("old", both, "value")[SHOWN["gone_figures"]],
    }


def _with_reasons(revised: pd.DataFrame, notes: dict[str, str]) -> pd.DataFrame:
    """Why each figure was revised, as far as the data tell."""
    read_at = set(
        revised.new_row
    )  # net migration rests on two rows; only that of a revised flow has to do with it
    places = [sorted(set(row.split()) & read_at) for row in revised.new_row]
    note = [
        "; ".join(dict.fromkeys(notes[place] for place in mine if notes.get(place)))
        for mine in places
    ]
    note = pd.Series(note, index=revised.index, dtype=object)
    overlap = (revised.old_low <= revised.new_high) & (revised.new_low <= revised.old_high)
    reason = note.mask(note != "", "source").mask(overlap, "rounding")
    reason = reason.mask(revised.old_vintage != revised.new_vintage, "vintage")
    return revised.assign(reason=reason, note=note.where(reason == "source", ""))


def _notes(edition: Edition, raw: Path, rows: set[str]) -> dict[str, str]:
    """The notes on rows of the raw tables, by place; only of files that the edition was made
    from.
    """
    files, found = {place.split(":")[0] for row in rows for place in row.split()}, {}
    for name, digest in _inputs(edition, "data").items():
        path = raw / name
        if (
            path.name in files
            and path.is_file()
            and hashlib.sha256(path.read_bytes()).hexdigest() == digest
        ):
            lines = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
            found |= {
                f"{path.name}:{number}": line.get("note") or ""
                for number, line in enumerate(lines, 2)
            }
    return found


def claims(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `verdicts`, `new_claims` and `gone_claims` of `Changes`, by the overall
    verdict.
    """
    both = _both(old.tables[VERDICTS], new.tables[VERDICTS], ["claim_id"])
    known = both.dropna(subset=["old_verdict", "new_verdict"]).rename(
        columns={"new_explanation": "explanation"}
    )
    return {
        "verdicts": known[known.old_verdict != known.new_verdict][SHOWN["verdicts"]],
        "new_claims": _only_in("new", both, "verdict")[SHOWN["new_claims"]],
        "gone_claims": _only_in("old", both, "verdict")[SHOWN["gone_claims"]],
    }


def findings(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames of findings of `Changes`, in the order of the newer edition."""
    texts_of = ["old_text", "new_text"]
    columns = SHOWN | {
        "numbers_moved": ["finding", "variant", "old_values", "new_values", *texts_of]
    }
    rows = {
        kind: []
        for kind in ("flipped", "reworded", "numbers_moved", "new_findings", "gone_findings")
    }
    same_language = old.parameters.language == new.parameters.language
    for name in dict.fromkeys([*new.findings, *old.findings]):
        before, now = old.findings.get(name), new.findings.get(name)
        if before is None or now is None:
            rows["new_findings" if now else "gone_findings"].append((name, (now or before)["text"]))
            continue
        variants, texts, values = (
            (before.get(key), now.get(key)) for key in ("variant", "text", "values")
        )
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

    `projections`: flow, method and year that both editions project, where the point or a bound
    moved: both as `old_…` and `new_…`, percent (of the old point; blank unless that is above 0),
    inside_80 (the new point, the old interval).
    """
    before, now = old.tables[PROJECTION], new.tables[PROJECTION]
    both = _both(before, now, ["flow", "method", "year"], "inner")
    pair = (
        both.filter(like=f"{side}_").astype(str).to_numpy() for side in ("old", "new")
    )  # as text blanks are equal
    both = both[(next(pair) != next(pair)).any(axis=1)]
    percent = (100 * (both.new_point - both.old_point) / both.old_point).where(both.old_point > 0)
    inside = both.new_point.between(both.old_lower_80, both.old_upper_80)
    methods = _both(
        *(frame.drop_duplicates(["flow", "method"]) for frame in (before, now)), ["flow", "method"]
    )
    return {
        "projections": both.assign(percent=percent, inside_80=inside),
        "new_methods": _only_in("new", methods, "point")[SHOWN["new_methods"]],
        "gone_methods": _only_in("old", methods, "point")[SHOWN["gone_methods"]],
    }


def outcomes(old: Edition, new: Edition) -> pd.DataFrame:
    """What came of the years that the older edition projected and the newer one alone observes.

    Columns: flow, method, year, point and bounds, actual, vintage (of the actual), error (actual
    less point, percent of the actual; blank unless that is above 0), inside_80, inside_95.
    """
    seen = _only_in("new", _both(_observed(old), _observed(new), ["flow", "year"]), "actual")
    found = old.tables[PROJECTION].merge(
        seen[["flow", "year", "actual", "vintage"]], on=["flow", "year"]
    )
    found["error"] = (100 * (found.actual - found.point) / found.actual).where(found.actual > 0)
    for level in ("80", "95"):
        found[f"inside_{level}"] = found.actual.between(
            found[f"lower_{level}"], found[f"upper_{level}"]
        )
    return found


def _observed(edition: Edition) -> pd.DataFrame:
    """Flows, and flows per 1,000 people under the name that projections give them: flow, year,
    actual, vintage.
    """
    flows = edition.tables[FLOWS].rename(columns={"value": "actual"})[
        ["flow", "year", "actual", "vintage"]
    ]
    rates = edition.tables[RATES].merge(flows.drop(columns="actual"), on=["flow", "year"])
    rates = rates.assign(flow=rates.flow + "_per_1000").rename(columns={"per_1000": "actual"})
    return pd.concat([flows, rates[flows.columns]], ignore_index=True)


def forecasts(old: Edition, new: Edition) -> pd.DataFrame:
    """The scores of frozen forecasts that count in the newer edition and do not stand so in the
    older one.

    Columns as in `ledger.score`.
    """
    before, now = old.tables[SCORES], new.tables[SCORES]
    known = set(before.astype(str).itertuples(index=False, name=None))
    fresh = [row not in known for row in now.astype(str).itertuples(index=False, name=None)]
    inside = {name: now[name] == "True" for name in ("inside_80", "inside_95")}
    return now.assign(**inside)[pd.Series(fresh, now.index, bool) & (now.scored == "True")][
        SHOWN["forecasts"]
    ]


def made_from(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The frames `settings` (kind, name, old_setting, new_setting) and `files` (kind, count, names)
    of `Changes`.
    """
    settings, files = [], []
    for kind in ("parameters", "articles", "versions"):
        given = [edition.record.get(kind, {}) for edition in (old, new)]
        before, now = (group if isinstance(group, dict) else {kind: group} for group in given)
        settings += [
            (kind, name, _listed(before.get(name)), _listed(now.get(name)))
            for name in _differing(before, now)
        ]
    for kind in ("data", "notebooks", "helpers", "record", "lock"):
        names = _differing(_inputs(old, kind), _inputs(new, kind))
        files += [(kind, len(names), names)] if names else []
    return {
        "settings": pd.DataFrame(settings, columns=["kind", *SHOWN["settings"]]),
        "files": pd.DataFrame(files, columns=SHOWN["files"]),
    }


def _inputs(edition: Edition, kind: str) -> dict[str, str]:
    """The hashes of one kind of inputs by file; the lock is a single file without a name of its
    own.
    """
    inputs = edition.record.get("inputs")
    found = inputs.get(kind) if isinstance(inputs, dict) else None
    return found if isinstance(found, dict) else {kind: found} if found else {}


def _differing(before: dict, now: dict) -> list[str]:
    return [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]


def _listed(value) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, list | tuple)
        else ""
        if value is None
        else str(value)
    )


def _both(
    old: pd.DataFrame, new: pd.DataFrame, keys: list[str], how: str = "outer"
) -> pd.DataFrame:
    """Two tables side by side: the keys, and every other column twice, as `old_…` and `new_…`."""
    old, new = old.set_index(keys).add_prefix("old_"), new.set_index(keys).add_prefix("new_")
    return old.join(new, how=how).reset_index()


def _only_in(side: str, both: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows whose `column` is known to one side alone, with that side's columns under their own
    names.
    """
    other = {"old": "new", "new": "old"}[side]
    mine = both[both[f"{side}_{column}"].notna() & both[f"{other}_{column}"].isna()]
    return mine.rename(columns=lambda name: name.removeprefix(f"{side}_"))
