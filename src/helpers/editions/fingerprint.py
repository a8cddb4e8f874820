"""What an edition is made from, and whether the one that stands there still is: hashes, versions,
the record of a run.

Standard library only: an edition that has not changed is recognised before anything heavy is
imported.
"""

import hashlib
import importlib.metadata
import json
import platform
import re
import tomllib
from dataclasses import replace
from pathlib import Path

from helpers import paths
from helpers.parameters import LANGUAGES, Parameters, article_ids
from helpers.paths import NOTEBOOK_PATTERN, RECORD, RUN_PAGE

# --- what an edition is made from -----------------------------------------------------------------


def made_from(parameters: Parameters, raw: Path, notebooks: Path = paths.NOTEBOOKS) -> dict:
    """All that decides what is in an edition: its parameters and articles, the versions and the
    hash of every input.

    Raises OSError when a file cannot be read.
    """
    return {
        "parameters": parameters.as_dict(),
        "articles": article_ids(parameters, raw),
        "versions": versions(),
        "inputs": input_hashes(raw, notebooks),
    }


def neighbours(parameters: Parameters, final: Path) -> dict:
    """What pages of the edition in `final` say of editions beside it: the one of the year before,
    which they are compared with (the hash of what its notebooks wrote and were made from), and the
    same edition in other languages, which they link to (their folders by language).
    """
    older = final.with_name(replace(parameters, year=parameters.year - 1).folder)
    others = {
        code: final.with_name(replace(parameters, language=code).folder) for code in LANGUAGES
    }
    others = {
        code: folder.name
        for code, folder in others.items()
        if code != parameters.language and folder != final and read_record(folder)
    }
    record = read_record(older) if older != final else {}
    before = _sha256(json.dumps(_content(record)).encode()) if record else None
    return {"before": before, "other_languages": others or None}


def _content(record: dict) -> list:
    """What an edition says, without its durations and pages: else new pages of one would make all
    later ones stale.
    """
    written = sorted({name for files in record["written"].values() for name in files})
    made = [record.get(key) for key in ("parameters", "articles", "versions", "inputs")]
    return [*made, {name: record["outputs"].get(name) for name in written}]


def versions() -> dict[str, str]:
    """The version of Python and of every direct dependency that pyproject.toml names."""
    with (paths.ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    names = [re.match(r"[A-Za-z0-9._-]+", line).group() for line in wanted]
    return {"python": platform.python_version()} | {
        name: importlib.metadata.version(name) for name in names
    }


def input_hashes(raw: Path, notebooks: Path) -> dict:
    """The SHA-256 of everything an edition is made from, by kind and file; the outputs of notebooks
    do not count.
    """
    package = Path(__file__).resolve().parents[1]
    return {
        "data": _hashes(raw),
        "notebooks": {
            path.name: _sha256(_source(path)) for path in sorted(notebooks.glob(NOTEBOOK_PATTERN))
        },
        "helpers": _hashes(package),
        "record": {
            _name(path, paths.PROCESSED): _sha256(path.read_bytes()) for path in committed_record()
        },
        "lock": _sha256(paths.LOCK.read_bytes()) if paths.LOCK.exists() else None,
    }


def changed(before: dict, after: dict) -> list[str]:
    """The inputs that differ between two answers of `input_hashes`, as kind/file."""
    names = []
    for kind in before:
        old, new = (
            inputs[kind] if isinstance(inputs[kind], dict) else {"": inputs[kind]}
            for inputs in (before, after)
        )
        names += [
            f"{kind}/{name}".rstrip("/")
            for name in sorted(old | new)
            if old.get(name) != new.get(name)
        ]
    return names


def committed_record() -> list[Path]:
    """What editions read of data/processed: the benchmark's tables and the ledger of frozen
    forecasts.
    """
    return [
        path
        for path in (*files(paths.PROCESSED / "benchmark"), paths.PROCESSED / "ledger.csv")
        if path.is_file()
    ]


def _source(path: Path) -> bytes:
    """A notebook reduced to the type and source of its cells; a broken one as it is, since
    papermill will refuse it.
    """
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in cells]).encode()
    except (ValueError, KeyError, TypeError):
        return path.read_bytes()


# --- whether an edition still is what it was made as ----------------------------------------------


def output_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of an edition but its record, which holds them, and the page on its
    run; none while somebody replaces it."""
    try:
        return {
            name: digest
            for name, digest in _hashes(folder).items()
            if name not in (RECORD, RUN_PAGE)
        }
    except OSError:
        return {}


def read_record(folder: Path) -> dict:
    """The record of the finished run that made `folder`; empty where there is none that can be
    relied upon.
    """
    try:
        record = json.loads((folder / RECORD).read_bytes())
        sound = record["status"] == "complete"
        sound = sound and all(
            isinstance(record[key], dict) for key in ("inputs", "outputs", "written", "durations")
        )
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return record if sound else {}


def is_whole(folder: Path) -> bool:
    """Whether every file of an edition is there as its run has left it; files that others have
    added do not count.
    """
    record = read_record(folder)
    return bool(record) and record["outputs"].items() <= output_hashes(folder).items()


def unchanged(folder: Path, made: dict) -> bool:
    """Whether `folder` holds the whole edition made from `made` (see `made_from`)."""
    record = read_record(folder)
    return bool(record) and all(record.get(key) == made[key] for key in made) and is_whole(folder)


def knows_neighbours(parameters: Parameters, folder: Path) -> bool:
    """Whether the pages of the edition in `folder` were made beside the neighbours that stand there
    now.
    """
    record = read_record(folder)
    return all(record.get(key) == value for key, value in neighbours(parameters, folder).items())


def reusable(folder: Path, made: dict) -> dict[str, list[str]]:
    """The notebooks of the edition in `folder` that need no new run, with the files that each of
    them wrote.

    Such a notebook has its source, its files and everything that `made` shares among notebooks as
    they were: no notebook reads what another one wrote. In doubt it is not listed.
    """
    record = read_record(folder)
    if not record or _shared(record) != _shared(made):
        return {}
    old, new = record["inputs"].get("notebooks", {}), made["inputs"]["notebooks"]
    kept = [Path(name).stem for name in new if old.get(name) == new[name]]
    as_left = dict(record["outputs"].items() & output_hashes(folder).items()).keys()
    return {
        name: files
        for name in kept
        if (files := record["written"].get(name)) and as_left >= set(files)
    }


def _shared(made: dict) -> list:
    """What all notebooks of an edition are made from."""
    inputs = {kind: hashes for kind, hashes in made["inputs"].items() if kind != "notebooks"}
    return [made.get("parameters"), made.get("articles"), made.get("versions"), inputs]


# --- files ----------------------------------------------------------------------------------------


def _hashes(folder: Path) -> dict[str, str]:
    return {_name(path, folder): _sha256(path.read_bytes()) for path in files(folder)}


def files(folder: Path) -> list[Path]:
    """Every file below a folder but hidden ones and compiled code, in order."""
    found = [path for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file()]
    return sorted(
        path
        for path in found
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
