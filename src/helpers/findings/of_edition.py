"""The findings of an edition. Each notebook notes those that it says, and 03 the claims that 07
refuses. A run hands them on in its folder, as `findings/NN.json`."""

import contextlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from helpers import cleaning, paths, settings
from helpers.data import package
from helpers.files import to_json, write_text
from helpers.findings.finding import ORDER, Finding
from helpers.language import speaking
from helpers.parameters import FIRST_FIT_YEAR, Parameters

FOLDER = "findings"  # of a run: a file for each notebook


@dataclass(frozen=True)
class Results:
    """What notebooks hand on: findings by id, and whatever else by name."""

    run: Parameters | None = None
    findings: dict[str, Finding] = field(default_factory=dict)
    figures: dict[str, dict] = field(default_factory=dict)


_now = {"results": Results()}  # of the notebook that this process executes


def begin(run: Parameters) -> None:
    """Forget what was noted before: a notebook begins, with the parameters `run`."""
    _now["results"] = Results(run)


def note(*noted: Finding, **figures) -> None:
    """Hand on findings and named things; what is noted again replaces what was noted before. A
    notebook that has asked for the results of all hands on nothing."""
    results = _now["results"]
    if results is None:
        return
    for finding in noted:
        series = ORDER.series.get(finding.id)
        # Departures rest on the whole series even where nothing can be said.
        if results.run and series and (finding.rests_on or series == "departures"):
            flows = cleaning.tables_of(results.run).flows
            used = flows[flows.flow.isin(series.split()) & (flows.year >= FIRST_FIT_YEAR)]
            places = [*finding.rests_on, *" ".join(used.row.dropna()).split()]
            finding = replace(finding, rests_on=tuple(dict.fromkeys(places)))
        results.findings[finding.id] = finding
    results.figures.update(figures)
    folder = paths.output_folder()
    if folder is None:
        return
    contents = defaultdict(lambda: {"findings": [], "figures": {}})
    for finding in results.findings.values():
        contents[finding.notebook]["findings"].append(finding.as_dict())
    for name, figure in results.figures.items():
        contents[figure["notebook"]]["figures"][name] = figure
    for number, content in contents.items():
        write_text(to_json(content), folder / FOLDER / f"{number}.json")


def findings_of(run: Parameters) -> tuple[Finding, ...]:
    """Every finding of the edition, in the order of the notebooks and in its language."""
    noted = results_of(run).findings
    order = dict.fromkeys([*ORDER.index, *noted])
    return tuple(noted[name] for name in order if name in noted)


def results_of(run: Parameters) -> Results:
    """What notebooks 01 to 06 have noted, handed on by the run that this notebook belongs to.
    Without such a run their code cells are executed here."""
    folder = paths.named_folder(paths.FINDINGS_VARIABLE)
    if folder is None:
        results = _executed(run, paths.raw_folder())
    else:
        results = Results(run)
        for path in sorted(folder.rglob(f"{FOLDER}/*.json")):
            content = json.loads(path.read_text(encoding="utf-8"))
            for entry in content["findings"]:
                entry["rests_on"] = tuple(entry["rests_on"])
                results.findings[entry["id"]] = Finding(**entry)
            results.figures.update(content["figures"])
    _now["results"] = None
    return results


@lru_cache
def _executed(run: Parameters, folder: Path) -> Results:
    """The same from the committed notebooks, once in a process for each data package."""
    results = Results(run)
    for source in sorted(paths.NOTEBOOKS.glob(paths.NOTEBOOK_PATTERN)):
        if not source.name.startswith(paths.LAST_NOTEBOOK):
            execute_cells(source, run)
            results.findings.update(_now["results"].findings)
            results.figures.update(_now["results"].figures)
    return results


def execute_cells(source: Path, run: Parameters) -> None:
    """Execute the code cells of a notebook with the parameters of `run`: nothing is displayed,
    drawn or written. Raises what a cell raises."""
    names = {}
    silent = contextlib.redirect_stdout(io.StringIO())
    with settings.computing_only(), speaking(run.language), silent:
        for cell in json.loads(source.read_bytes())["cells"]:
            if cell["cell_type"] == "code":
                exec(
                    compile("".join(cell["source"]), source.name, "exec"),
                    names,
                )
            if "parameters" in cell["metadata"].get("tags", []):
                given = run.as_dict().items()
                names.update({name: value for name, value in given if name in names})


def listed(noted: Iterable[Finding]) -> list[dict]:
    """The findings for `findings.json`, each with its claims and series, and their sources."""
    claims = set(package.read("claims").claim_id)
    addresses = {}  # of the source, by row of the data package
    resources = package.descriptor()["resources"]
    for name in [resource["name"] for resource in resources if "schema" in resource]:
        table = package.read(name).set_index(package.PLACE)
        if "source_url" in table:
            addresses |= table.source_url.dropna().to_dict()
    entries = []
    for finding in noted:
        places = finding.rests_on
        series = {place.split(":")[0] for place in places if place not in claims}
        about = {
            "claims": [place for place in places if place in claims],
            "series": sorted(series),
            "sources": sorted({addresses[place] for place in places if place in addresses}),
        }
        entries.append(finding.as_dict() | about)
    return entries
