"""What an edition or a committed notebook is made from. Standard library only: an unchanged edition
is recognised before anything heavy is imported."""

import contextlib
import importlib.metadata
import json
import platform
import re
import tomllib
from dataclasses import replace
from pathlib import Path

from helpers import paths
from helpers.files import sha256
from helpers.parameters import LANGUAGES, METHOD, METHOD_VERSION, Parameters, article_ids
from helpers.paths import LAST_NOTEBOOK, NOTEBOOK_PATTERN, RECORD, RUN_PAGE

PACKAGE = Path(__file__).resolve().parents[1]
DESCRIPTOR = "datapackage.json"
STAMP = "made_from"  # the key of a notebook's stamp in its metadata
MADE_FROM = ("parameters", "articles", "versions", "inputs")  # of a record: see `made_from`
STAMP_LENGTH = 16  # hexadecimal digits: tell versions apart, and are short enough to read in a diff


def made_from(parameters: Parameters, raw: Path, notebooks: Path = paths.NOTEBOOKS) -> dict:
    """All that decides what is in an edition: parameters, articles, hashes of inputs, versions of
    Python, the method and the direct dependencies. Raises OSError."""
    with (paths.ROOT / "pyproject.toml").open("rb") as file:
        dependencies = tomllib.load(file)["project"]["dependencies"]
    versions = {"python": platform.python_version(), METHOD: METHOD_VERSION}
    for line in dependencies:
        name = re.match(r"[A-Za-z0-9._-]+", line).group()
        versions[name] = importlib.metadata.version(name)
    return {
        "parameters": parameters.as_dict(),
        "articles": article_ids(parameters, raw),
        "versions": versions,
        "inputs": input_hashes(raw, notebooks),
    }


def neighbours(parameters: Parameters, final: Path, coming: tuple[int, ...] = ()) -> dict:
    """The editions beside the one in `final` that its pages speak of, None where there is none:
    `before`, what that of the year before says, as a hash; `other_languages`, folders by language;
    `other_years`, folders by year, with those of the years `coming`, which a batch makes too."""

    def beside(**other) -> Path:
        return final.with_name(replace(parameters, **other).folder)

    older = beside(year=parameters.year - 1)
    record = read_record(older) if older != final else {}
    before = None
    if record:  # what it says: with durations and pages, all later editions would become stale
        names = {name for written in record["written"].values() for name in written}
        outputs = {name: record["outputs"].get(name) for name in sorted(names)}
        before = sha256(json.dumps([*map(record.get, MADE_FROM), outputs]).encode())
    others = {}
    for code in LANGUAGES:
        folder = beside(language=code)
        is_other = code != parameters.language and folder != final
        if is_other and read_record(folder):
            others[code] = folder.name
    standing = filter(read_record, final.parent.glob(beside(year="[0-9]" * 4).name))
    folders = {*standing, *(beside(year=year) for year in coming)} - {final}
    years = {folder.name[:4]: folder.name for folder in sorted(folders)}
    return {
        "before": before,
        "other_languages": others or None,
        "other_years": years or None,
    }


def input_hashes(raw: Path, notebooks: Path) -> dict:
    """The SHA-256 of everything an edition is made from, by kind and file; outputs do not count."""
    cells = {}
    for path in sorted(notebooks.glob(NOTEBOOK_PATTERN)):
        content = path.read_bytes()
        # A broken notebook counts as it is, since papermill will refuse it.
        with contextlib.suppress(ValueError, KeyError, TypeError):
            notebook = json.loads(content)
            tags = [cell["metadata"].get("tags") for cell in notebook["cells"]]
            content = _cells(notebook) + json.dumps(tags).encode()
        cells[path.name] = sha256(content)
    return {
        "data": _hashes(data_files(raw)),
        "notebooks": cells,
        "helpers": _hashes(files(PACKAGE)),
        "record": _hashes(committed_record()),
        "lock": sha256(paths.LOCK.read_bytes()) if paths.LOCK.exists() else None,
    }


def changed(before: dict, after: dict) -> list[str]:
    """The inputs that differ between two answers of `input_hashes`, as kind/file."""
    names = []
    for kind in differing(before, after):
        if isinstance(before[kind], dict):
            names += [f"{kind}/{name}" for name in differing(before[kind], after[kind])]
        else:
            names.append(kind)
    return names


def differing(before: dict, after: dict) -> list[str]:
    """The keys under which two dictionaries do not hold the same, in order."""
    return [name for name in sorted(before | after) if before.get(name) != after.get(name)]


def data_files(raw: Path) -> dict[str, Path]:
    """The files of the data package, which its description names; all files without one."""
    places = files(raw)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        entries = json.loads((raw / DESCRIPTOR).read_bytes())["resources"]
        names = {DESCRIPTOR, *(entry["path"] for entry in entries)}
        return {name: path for name, path in places.items() if name in names}
    return places


def committed_record() -> dict[str, Path]:
    """What editions read of data/processed: benchmark tables, fits to past years, the ledger."""
    tables = files(paths.PROCESSED).items()
    read = ("benchmark/", "ledger.csv", "past_fits.csv")
    return {name: path for name, path in tables if name.startswith(read)}


def _cells(notebook: dict) -> bytes:
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return json.dumps(cells).encode()


def output_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of an edition but its record; none while somebody replaces it."""
    try:
        hashes = _hashes(files(folder))
    except OSError:
        return {}
    return {name: digest for name, digest in hashes.items() if name not in (RECORD, RUN_PAGE)}


def read_record(folder: Path) -> dict:
    """The record of the finished run that made `folder`; empty where none can be relied upon."""
    try:
        record = json.loads((folder / RECORD).read_bytes())
        parts = [record[key] for key in ("inputs", "outputs", "written", "durations")]
        complete = record["status"] == "complete"
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return record if complete and all(isinstance(part, dict) for part in parts) else {}


def is_whole(folder: Path) -> bool:
    """Whether every file of an edition is as its run has left it; others' files do not count."""
    record = read_record(folder)
    return bool(record) and record["outputs"].items() <= output_hashes(folder).items()


def unchanged(folder: Path, inputs: dict) -> bool:
    """Whether `folder` holds the whole edition made from `inputs` (see `made_from`)."""
    return inputs.items() <= read_record(folder).items() and is_whole(folder)


def unchanged_page(parameters: Parameters, output: Path | None, raw: Path | None) -> Path | None:
    """The first page of the edition of `parameters`, if that is there, whole and unchanged."""
    folder = (output or paths.OUTPUTS / parameters.folder).resolve()
    if not (folder / RECORD).is_file():
        return None
    try:
        inputs = made_from(parameters, (raw or paths.raw_folder()).resolve())
        inputs |= neighbours(parameters, folder)
    except OSError:
        return None  # the run will say what it cannot read
    return folder / "index.html" if unchanged(folder, inputs) else None


def knows_neighbours(parameters: Parameters, folder: Path) -> bool:
    """Whether the pages in `folder` were made beside the neighbours that stand there now."""
    return neighbours(parameters, folder).items() <= read_record(folder).items()


def reusable(folder: Path, inputs: dict) -> dict[str, list[str]]:
    """The notebooks of the edition in `folder` that need no new run, with the files each wrote:
    these, its source and all that notebooks share are as they were. In doubt none is listed."""
    record = read_record(folder)
    if not record:
        return {}
    old = record["inputs"].get("notebooks", {})
    new = inputs["inputs"]["notebooks"]
    shared = record | {"inputs": record["inputs"] | {"notebooks": new}}
    if any(shared.get(key) != inputs.get(key) for key in MADE_FROM):
        return {}
    untouched = dict(record["outputs"].items() & output_hashes(folder).items())
    kept = {}
    for name in new:
        written = record["written"].get(Path(name).stem)
        if old.get(name) == new[name] and written and untouched.keys() >= set(written):
            kept[Path(name).stem] = written
    if len(kept) < len(new):  # the last notebook prints what the others have noted
        return {name: kept[name] for name in kept if not name.startswith(LAST_NOTEBOOK)}
    return kept


def stamp(notebook: dict) -> dict[str, str]:
    """What a notebook's outputs come from, as short hashes: its cells, the data package, and the
    committed tables that notebooks read. The tests find changes of the helpers."""
    contents = {"cells": _cells(notebook)}
    sources = {
        "data": data_files(paths.raw_folder()),
        "record": committed_record(),
    }
    for part, places in sources.items():
        pieces = []
        for name, path in places.items():
            pieces += [
                name.encode(),
                path.read_bytes().replace(b"\r\n", b"\n"),
            ]
        contents[part] = b"\0".join(pieces)
    return {part: sha256(content)[:STAMP_LENGTH] for part, content in contents.items()}


def files(folder: Path) -> dict[str, Path]:
    """Every file below a folder but hidden ones and compiled code, by its name there, in order."""
    visible = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix != ".pyc" and "/." not in f"/{name}" and path.is_file():
            visible[name] = path
    return visible


def _hashes(places: dict[str, Path]) -> dict[str, str]:
    return {name: sha256(path.read_bytes()) for name, path in places.items()}
