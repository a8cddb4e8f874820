"""The repository as its readers and contributors meet it: style, links, licences, nothing left lying about."""

import re
import subprocess
import sys

import pytest
import yaml

from helpers import paths

ROOT = paths.ROOT
PAGES = ["README.md", "CONTRIBUTING.md", "data/README.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("words", [["format", "--check"], ["check"]])
def test_code_and_notebooks_are_formatted_and_linted(words):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *words, "--no-cache", "."], cwd=ROOT, capture_output=True, text=True
    )
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
    known = subprocess.run(
        [sys.executable, "-m", "helpers", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert {word for word in words if not re.search(rf"^\s+{word}\b", known, re.M)} == set()


def test_ci_calls_the_test_command_and_the_workflow_does_the_same():
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("exec ./run test")
    steps = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]["test"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ["./run test", "./run report"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)


def test_licences_and_citation_are_there():
    assert "MIT License" in (ROOT / "LICENSE").read_text()
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["authors"] == [{"name": "The contributors of kazakhstan-migration-claims"}]
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M).group(1)
    assert citation["version"] == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()


def test_attribution_that_the_sources_ask_for_is_given():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Boundaries: geokz (A. Rodionov), CC BY 4.0, after UN OCHA COD-AB (CC BY-IGO); simplified" in text
    assert "Bureau of National Statistics of Kazakhstan" in text
