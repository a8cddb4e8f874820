"""What differs between two editions, read back from their folders: as text, as JSON and as a page.
They are matched by ids, keys and variants, not by words, so that their languages may differ."""

import io
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from markupsafe import Markup

from helpers.cleaning import names
from helpers.csv_files import rounded
from helpers.editions.fingerprint import differing, read_record
from helpers.files import WorkError, printable, read_rows, sha256, to_json, write_text
from helpers.language import SOURCE, formats, say, section, speaking
from helpers.pages import html_tables, notebook_pages
from helpers.parameters import Parameters, recorded
from helpers.paths import FINDINGS, PROJECTION, RECORD, as_typed, raw_folder
from helpers.projection.house_method import HOUSE

FLOWS = "tables/flows.csv"
VERDICTS = "tables/reconciliation.csv"
RATES = "tables/rates.csv"
SCORES = "tables/ledger_scores.csv"
INSIDE = ["inside_80", "inside_95"]
# Of each table the columns that name a row, numbers (blank: not known), words; may it be missing?
TABLES = read_rows(Path(__file__).with_name("compared.csv"))
# The columns of each kind of change, in the order of the page; without any, readers see how many.
CHANGES = read_rows(Path(__file__).with_name("changes.csv"))
SHOWN = {row["kind"]: row["columns"].split() for row in CHANGES}
SHORT = 12  # rows that are visible at once; the others are folded


@dataclass(frozen=True)
class Edition:
    """What is compared of an edition: parameters, run.json, and the tables by file."""

    parameters: Parameters
    record: dict
    tables: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Changes:
    """A frame for each kind of change. `new_…`, `gone_…`: known to one edition only. `flipped`:
    findings with another variant; `updated`: with other values or words alone. `files`: inputs."""

    older: Parameters
    newer: Parameters
    frames: dict[str, pd.DataFrame]


def compare(older: Path, newer: Path, record: dict | None = None, raw=None) -> Changes:
    """From the older to the newer edition of two folders. `record` stands for a run.json that is
    not written yet; notes on figures come from the data package `raw`. Raises WorkError."""
    if older.resolve() == newer.resolve():
        folders = f"{as_typed(older)} and {as_typed(newer)}"
        raise WorkError(f"{folders} are the same folder; name two editions.")
    old = read(older)
    new = read(newer, record)
    if old.parameters.year > new.parameters.year:
        old, new = new, old
    frames = figures(old, new, raw or raw_folder())
    for kinds in (
        claims,
        findings,
        projections,
        outcomes,
        forecasts,
        made_from,
    ):
        frames |= kinds(old, new)
    ordered = {kind: frames[kind].reset_index(drop=True) for kind in SHOWN}
    return Changes(old.parameters, new.parameters, ordered)


def read(folder: Path, record: dict | None = None) -> Edition:
    """The edition in a folder. Raises WorkError where a file is not as its run has left it."""
    if record is None and not (folder / RECORD).exists():
        reason = f"it holds no {RECORD}" if folder.is_dir() else "there is no such folder"
        advice = "an older edition before the data are changed, else no revision shows"
        fault = f"{as_typed(folder)} is no edition: {reason}"
        raise WorkError(f"{fault}; make it with ./run report --year YEAR, {advice}.")
    name = RECORD
    tables = {}
    try:
        record = record or read_record(folder)
        parameters = recorded(record)
        if parameters is None:
            raise ValueError("no finished run")
        hashes = record.get("outputs", {})
        for row in TABLES:
            name = row["table"]
            tables[name] = _table(folder, row, hashes.get(name))
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        usual = "it is not as a run of this version leaves it"
        reason = getattr(error, "strerror", None) or usual
        fault = f"{as_typed(folder / name)} cannot be used: {reason}"
        raise WorkError(f"{fault}. Make that edition again.") from None
    return Edition(parameters, record, tables)


def _table(folder: Path, row: dict[str, str], digest: str | None) -> pd.DataFrame:
    """The table of a row of TABLES, numbers as such; `digest` is the file's, if it is known."""
    name = row["table"]
    keys, numbers, words = (row[part].split() for part in ("keys", "numbers", "words"))
    columns = [*keys, *numbers, *words]
    path = folder / name
    if row["optional"] and digest is None and not path.exists():
        return pd.DataFrame(columns=columns)
    content = path.read_bytes()
    if digest not in (None, sha256(content)):
        raise ValueError("another content")
    if name == FINDINGS:
        frame = pd.DataFrame(json.loads(content), columns=["id", *words])
        frame = frame.rename(columns={"id": "finding"})
    else:
        frame = pd.read_csv(
            io.BytesIO(content),
            dtype=dict.fromkeys(columns, str) | dict.fromkeys(numbers, float) | {"year": int},
            na_values=dict.fromkeys(numbers, ""),
            keep_default_na=False,
            index_col=False,
        )[columns]
    if name == VERDICTS:
        frame = frame[frame.test == "overall"]
    if name != SCORES and frame.duplicated(keys).any():
        raise ValueError("a row stands there twice")
    return frame


def figures(old: Edition, new: Edition, raw: Path) -> dict[str, pd.DataFrame]:
    """`relabelled`: the same values of another vintage. `revised`: old, new, change, percent (of an
    old value above 0), both vintages, reason (vintage; rounding, where the printed digits allow no
    change at all; source, with the `note` of the row)."""
    frames, both = _matched(old.tables[FLOWS], new.tables[FLOWS], ["flow", "year"], "figures")
    both = both.rename(columns={"old_value": "old", "new_value": "new"})
    same = both.query("old == new and old_vintage != new_vintage")
    frames["relabelled"] = same.rename(columns={"new": "value"})
    revised = both.query("old != new").copy()
    revised["change"] = revised.new - revised.old
    revised["percent"] = _percent(revised.change, revised.old)
    noted = {}  # rows of the series by place; only from files that the edition used
    for name, digest in _entries(new, "data").items():
        path = raw / name
        if name.startswith("series/") and path.is_file() and sha256(path.read_bytes()) == digest:
            for line, row in enumerate(read_rows(path), 2):
                noted[f"{path.name}:{line}"] = row.get("note") or None
    # Net migration rests on two rows; only that of a revised flow has to do with it.
    rows = revised.new_row.str.split().explode()
    rows = rows[rows.isin(revised.new_row)].sort_values()
    notes = rows.map(noted).dropna().astype(object)
    notes = notes.groupby(level=0).unique().str.join("; ")
    notes = notes.reindex(revised.index, fill_value="")
    relabelled = revised.old_vintage != revised.new_vintage
    overlap = (revised.old_low <= revised.new_high) & (revised.new_low <= revised.old_high)
    reasons = ["vintage", "rounding", "source"]
    revised["reason"] = np.select([relabelled, overlap, notes != ""], reasons, "")
    revised["note"] = notes.where(revised.reason == "source", "")
    return frames | {"revised": revised}


def _percent(difference: pd.Series, whole: pd.Series) -> pd.Series:
    return (100 * difference / whole).where(whole > 0)


def claims(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    frames, both = _matched(old.tables[VERDICTS], new.tables[VERDICTS], ["claim_id"], "claims")
    verdicts = both.query("old_verdict != new_verdict")
    return frames | {"verdicts": verdicts.rename(columns={"new_explanation": "explanation"})}


def findings(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    frames, both = _matched(old.tables[FINDINGS], new.tables[FINDINGS], ["finding"], "findings")
    flipped = both.old_variant != both.new_variant
    updated = both.old_values != both.new_values
    if old.parameters.language == new.parameters.language:
        updated |= both.old_text != both.new_text
    return frames | {
        "flipped": both[flipped],
        "updated": both[updated & ~flipped],
    }


def projections(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """`projections` of both editions where a bound moved: each column as `old_…` and `new_…`,
    percent (of an old point above 0), inside_80 (new point, old bounds); and methods."""
    before = old.tables[PROJECTION]
    now = new.tables[PROJECTION]
    both = _side_by_side(before, now, ["flow", "method", "year"], "inner")
    old_bounds = both.filter(like="old_").to_numpy()
    new_bounds = both.filter(like="new_").to_numpy()
    moved = both[(old_bounds != new_bounds).any(axis=1)].copy()
    moved["percent"] = _percent(moved.new_point - moved.old_point, moved.old_point)
    moved["inside_80"] = moved.new_point.between(moved.old_lower_80, moved.old_upper_80)
    keys = ["flow", "method"]
    frames, _ = _matched(
        before.drop_duplicates(keys),
        now.drop_duplicates(keys),
        keys,
        "methods",
    )
    return frames | {"projections": moved}


def outcomes(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """What came of the years that the older edition projected and the newer one alone observes:
    point, bounds, actual, vintage, error (percent of an actual above 0), inside_80, inside_95."""
    keys = ["flow", "year"]
    frames, _ = _matched(_observed(old), _observed(new), keys, "figures")
    observed = frames["new_figures"].rename(columns={"value": "actual"})
    outcome = old.tables[PROJECTION].merge(observed, on=keys)
    actual = outcome.actual
    outcome["error"] = _percent(actual - outcome.point, actual)
    for percent in (80, 95):
        lower = outcome[f"lower_{percent}"]
        upper = outcome[f"upper_{percent}"]
        outcome[f"inside_{percent}"] = actual.between(lower, upper)
    return {"outcomes": outcome}


def _observed(edition: Edition) -> pd.DataFrame:
    """Flows, and rates under the name that projections give them: flow, year, value, vintage."""
    flows = edition.tables[FLOWS][["year", "flow", "value", "vintage"]]
    rates = edition.tables[RATES].rename(columns={"per_1000": "value"})
    rates = rates.merge(flows.drop(columns="value"), on=["flow", "year"])
    rates["flow"] += "_per_1000"
    return pd.concat([flows, rates], ignore_index=True)


def forecasts(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The scores of frozen forecasts that count in the newer edition and are new or other there."""
    scores = new.tables[SCORES].query("scored == 'True'")
    before = old.tables[SCORES].astype(str)
    merged = scores.astype(str).merge(before, how="left", indicator="editions")
    fresh = scores[(merged.editions == "left_only").to_numpy()].copy()
    fresh[INSIDE] = fresh[INSIDE] == "True"
    return {"forecasts": fresh[SHOWN["forecasts"]]}


def made_from(old: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    settings = []
    for kind in ("parameters", "articles", "versions"):
        before = _entries(old, kind)
        now = _entries(new, kind)
        for name in differing(before, now):
            settings.append(
                (
                    kind,
                    name,
                    _listed(before.get(name)),
                    _listed(now.get(name)),
                )
            )
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


def _matched(old: pd.DataFrame, new: pd.DataFrame, keys: list[str], kind: str):
    """The frames `new_…` and `gone_…` of a kind, and side by side the rows that both have. A row is
    there when it has a value in the first column after the keys."""
    both = _side_by_side(old, new, keys)
    column = old.columns.drop(keys)[0]
    was = both[f"old_{column}"].notna()
    now = both[f"new_{column}"].notna()
    added = both[now & ~was].rename(columns=lambda name: name.removeprefix("new_"))
    gone = both[was & ~now].rename(columns=lambda name: name.removeprefix("old_"))
    columns = SHOWN[f"new_{kind}"]
    return {
        f"new_{kind}": added[columns],
        f"gone_{kind}": gone[columns],
    }, both[was & now]


def _side_by_side(old: pd.DataFrame, new: pd.DataFrame, keys: list[str], how: str = "outer"):
    """Two tables: the keys, and every other column twice, as `old_…` and `new_…`."""
    old = old.set_index(keys).add_prefix("old_")
    new = new.set_index(keys).add_prefix("new_")
    return old.join(new, how=how).reset_index()


def main(older: Path, newer: Path, whole: bool = False) -> None:
    """Print what changed between the editions in two folders: one line when nothing did, else a
    list by kind, in English: short ones, or `whole`. Raises WorkError."""
    changes = compare(older, newer)
    with speaking(SOURCE):
        lines = [_summary(changes)]
        for part in sections(changes, whole):
            lines += ["", part["title"]]
            # Text from data, as one line that does nothing else to a terminal.
            lines += [f"  {printable(' '.join(line.split()))}" for line in part["lines"]]
            if rest := len(part["more"]):
                lines.append(f"  {say('pages.compare.more', n=rest)}: --all lists them")
    print("\n".join(lines))


def write_page(older: Path, folder: Path, edition: notebook_pages.Edition) -> None:
    """Write what-changed.html and what-changed.json into `folder`, where `edition` is being built
    beside the older one. Raises WorkError and OSError."""
    changes = compare(older, folder, edition.record, edition.package)
    with speaking(changes.newer.language):

        def table(headings: list[str], rows: list[list[str]]) -> Markup:
            html = html_tables.as_html(headings, rows, row_headings=True)
            return Markup(html_tables.with_readable_tables(html, say("pages.table")))

        page = edition.render(
            "compare.html.j2",
            notebook_pages.CHANGES,
            words=section("pages.compare"),
            summary=_summary(changes),
            runs=(changes.older, changes.newer),
            older_page=f"../{older.name}/index.html" if (older / "index.html").is_file() else None,
            sections=sections(changes),
            table=table,
        )
    content = {
        "older": changes.older.as_dict(),
        "newer": changes.newer.as_dict(),
    }
    for kind, frame in changes.frames.items():
        rows = frame.to_dict("records")
        content[kind] = [dict(zip(row, map(rounded, row.values()), strict=True)) for row in rows]
    target = folder / notebook_pages.CHANGES
    write_text(page, target)
    write_text(to_json(content), target.with_suffix(".json"))


def _summary(changes: Changes) -> str:
    nothing = all(frame.empty for frame in changes.frames.values())
    words = f"pages.compare.{'nothing' if nothing else 'between'}"
    return say(words, older=changes.older.folder, newer=changes.newer.folder)


def sections(changes: Changes, whole: bool = False) -> list[dict]:
    """The kinds that changed as readers see them: texts, and rows of cells. Unless the `whole` list
    is wanted, all but the first rows, of projections those of the house method, are `more`."""
    words = section("pages.compare")
    result = []
    for kind, columns in SHOWN.items():
        frame = changes.frames[kind]
        if frame.empty:
            continue
        if kind in ("projections", "outcomes") and not whole:
            is_first = frame.method == HOUSE.name
            frame = pd.concat([frame[is_first], frame[~is_first]])
            n_first = is_first.sum()
        else:
            n_first = len(frame) if whole else SHORT
        records = frame.to_dict("records") if columns else []
        rows = [[_cell(column, record) for column in columns] for record in records]
        visible = rows[:n_first]
        line = words["lines"].get(kind)
        part = {
            "kind": kind,
            "title": f"{words['titles'][kind]}: {len(frame)}",
            "note": words["notes"].get(kind),
            "headings": [words["headings"].get(name) or names.heading(name) for name in columns],
            "rows": visible,
            "more": rows[n_first:],
            "lines": [line.format(**dict(zip(columns, row, strict=True))) for row in visible],
        }
        result.append(part)
    return result


def _cell(column: str, row: dict) -> str:
    value = row.get(column)
    if column == "old_80":
        return formats.span(_amount(row["old_lower_80"]), _amount(row["old_upper_80"]))
    if column == "reason":
        return row["note"] or say(f"pages.compare.reasons.{value or 'unknown'}")
    if column == "vintage" and "old_vintage" in row:
        vintages = (
            names.name(row["old_vintage"]),
            names.name(row["new_vintage"]),
        )
        return " → ".join(dict.fromkeys(vintages))
    if column in (
        "kind",
        "name",
    ):  # of inputs, parameters, lists of articles, packages
        known = section("pages.names") | section("pages.compare.kinds")
        return known.get(value, value)
    if column in INSIDE:
        return say(f"pages.compare.{'yes' if value else 'no'}")
    if isinstance(value, list):
        return ", ".join(value[:3]) + (" …" if len(value) > 3 else "")
    if pd.isna(value) or value == "":
        return "–"
    return FORMATS.get(column, str)(value)


def _amount(value: float, whole: bool = False) -> str:
    """Three digits, 12,300 or 0.357; with `whole`, whole numbers to the last person."""
    if value == 0 or (whole and float(value).is_integer()):
        return formats.number(value)
    decimals = 2 - math.floor(math.log10(abs(value)))
    return formats.number(float(f"{value:.3g}"), max(0, decimals))


NAMED = ("vintage", "flow", "method", "verdict", "old_verdict", "new_verdict")
FORMATS: dict[str, Callable] = {
    **dict.fromkeys(("old", "new", "value", "change", "actual"), partial(_amount, whole=True)),
    **dict.fromkeys(("point", "old_point", "new_point"), _amount),  # projections: three digits
    **dict.fromkeys(("percent", "error", "no_change_error"), formats.percent),
    **dict.fromkeys(NAMED, names.name),
}
