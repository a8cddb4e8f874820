"""The repository as its readers and contributors meet it: style, links, licences, nothing left lying about."""

import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from helpers import parameters, paths

ROOT = paths.ROOT
WORKFLOWS = sorted((paths.ROOT / ".github" / "workflows").glob("*.yml"))
PAGES = ["README.md", "CONTRIBUTING.md", "data/README.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("words", [["format", "--check"], ["check"]])
def test_code_and_notebooks_are_formatted_and_linted(words):
    command = [sys.executable, "-m", "ruff", *words, "--no-cache", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not target.startswith("http"):
            assert ((ROOT / page).parent / target).exists(), target


def test_every_command_of_the_readme_is_known():
    text = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)
    words = set(re.findall(r"\./run ([a-z-]+)", text)) - {"test", "lab"}
    command = [sys.executable, "-m", "helpers", "--help"]
    known = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert {word for word in words if not re.search(rf"^\s+{word}\b", known, re.M)} == set()


def test_ci_calls_the_test_command_and_the_workflow_does_the_same():
    script = (ROOT / ".ci" / "run").read_text()
    assert re.search(r"^\./run test --junitxml=\S+ \|\| status=\$\?$", script, re.M)
    assert script.endswith("exit $status\n")
    steps = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]["test"]["steps"]
    always = [step["run"].split(" --junit")[0] for step in steps if "run" in step and "if" not in step]
    assert always == ["./run prove --quick", "./run test", "./run report"]


def test_every_check_runs_every_week():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]
    commands = {one["command"] for one in jobs["weekly"]["strategy"]["matrix"]["include"]}
    options = {"", " --quick --helpers", " --environments", " --fuzz"}
    assert {f"./run prove{option}" for option in options} <= commands
    assert any("actionlint" in command and "zizmor" in command for command in commands)
    assert jobs["health"]["needs"] == ["test", "weekly"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_their_version_beside_it(path):
    uses = re.findall(r"^\s*(?:- )?(?:id: \w+\s+)?uses: (.+)$", path.read_text(), re.M)
    assert len(uses) == path.read_text().count("uses:")
    assert [use for use in uses if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_checkout_keeps_no_credentials(path):
    steps = [step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def published() -> dict:
    return yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text())


def test_the_site_is_published_from_main_alone_and_with_no_more_rights_than_it_needs():
    workflow = published()
    start = workflow[True]  # YAML 1.1 reads the word 'on' so
    assert start["push"] == {"branches": ["main"]} and set(start) == {"push", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"} and workflow["concurrency"]["group"] == "pages"
    jobs = workflow["jobs"]
    assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["deploy"]["needs"] == "build" and "permissions" not in jobs["build"]
    assert not re.search(r"\b(19|20)\d\d\b", (ROOT / ".github" / "workflows" / "pages.yml").read_text())
    done = [step.get("run", "").strip().splitlines() for step in jobs["build"]["steps"]]
    assert [lines[-1].split()[1] for lines in done if lines] == ["report", "report", "batch", "site"]
    assert jobs["build"]["steps"][-1]["with"] == {"path": "outputs"}


@pytest.mark.parametrize(
    ("given", "years"), [({"FROM": "", "TO": ""}, "{ten}-{newest}"), ({"FROM": "2010", "TO": "2012"}, "2010-2012")]
)
def test_the_published_years_come_from_the_data_unless_they_are_given(given, years):
    step = next(step for step in published()["jobs"]["build"]["steps"] if "batch" in step.get("run", ""))
    assert set(step["env"]) == set(given)
    script = step["run"].replace("./run", "echo").replace(".venv/bin/python", shlex.quote(sys.executable))
    options = {"cwd": ROOT, "env": os.environ | given, "capture_output": True, "text": True, "check": True}
    said = subprocess.run(["bash", "-e", "-c", script], **options)
    newest = parameters.newest_article_year()
    assert said.stdout == f"batch --years {years.format(ten=newest - 10, newest=newest)}\n"


def test_licences_citation_and_the_attribution_that_sources_ask_for_are_there():
    assert "MIT License" in (ROOT / "LICENSE").read_text()
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["authors"] == [{"name": "The contributors of kazakhstan-migration-claims"}]
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M).group(1)
    assert citation["version"] == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Boundaries: geokz (A. Rodionov), CC BY 4.0, after UN OCHA COD-AB (CC BY-IGO); simplified" in text
    assert "Bureau of National Statistics of Kazakhstan" in text
