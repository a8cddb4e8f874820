"""The bootstrap `run`: it must speak plainly where nothing is installed, and install what environment.yml names."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from helpers import paths


@pytest.fixture(scope="module")
def run():
    """The script as a module; its bytecode would land in the project's folder, so none is written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)
        loader = SourceFileLoader("run_script", str(paths.ROOT / "run"))
        module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_script", loader))
        loader.exec_module(module)
    return module


def project() -> dict:
    return tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked() -> dict[str, list[str]]:
    """The versions that the lock gives each package; there are several where platforms or Pythons differ."""
    versions = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[.+\])?==(\S+)", paths.LOCK.read_text(encoding="utf-8"), re.M
    ):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


def test_environment_yml_names_python_pip_and_the_lock_which_run_installs(run):
    environment = yaml.safe_load((paths.ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    assert environment["dependencies"] == ["python=3.11", "pip", {"pip": ["-r requirements.lock"]}]
    assert environment["name"] == project()["name"]
    assert run.named_in_environment(run.read("environment.yml")) == ((3, 11), ["requirements.lock"])
    assert project()["requires-python"] == ">=3.11"


@pytest.mark.parametrize("text", ["", "dependencies:\n  - python=3.11\n", "  - -r requirements.lock\n"])
def test_a_damaged_environment_yml_is_told(run, text):
    with pytest.raises(run.SetUpError, match="restore it from git"):
        run.named_in_environment(text)


def test_the_lock_satisfies_every_direct_dependency():
    extras = project()["optional-dependencies"].values()
    wanted = [Requirement(line) for line in [*project()["dependencies"], *(line for group in extras for line in group)]]
    versions = locked()
    assert len(wanted) > 10
    for requirement in wanted:
        found = versions.get(canonicalize_name(requirement.name), [])
        assert found, f"{requirement.name} is not in the lock"
        assert all(requirement.specifier.contains(version) for version in found), (str(requirement), found)


def test_every_package_of_the_lock_has_a_hash_and_no_address():
    text = paths.LOCK.read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_what_a_package_asks_for_with_extras_is_pinned_with_them():
    """Else pip before 23.3 takes the newest release and stops, since that is not pinned."""
    text = paths.LOCK.read_text(encoding="utf-8")
    packages = [one for one in distributions() if canonicalize_name(one.name) in locked()]
    asked = [Requirement(line) for one in packages for line in one.requires or []]
    wanted = [one for one in asked if one.extras and (not one.marker or one.marker.evaluate())]
    assert len(wanted) >= 3
    for one in wanted:
        entry = rf"^{canonicalize_name(one.name)}\[{','.join(sorted(one.extras))}\]=="
        assert re.search(entry, text, re.M), str(one)


def test_uv_comes_by_its_hash(run):
    entry = run.lock_entry(run.read("requirements.lock"), "uv")
    assert entry.startswith("uv==") and "--hash=sha256:" in entry and entry.count("==") == 1
    with pytest.raises(run.SetUpError, match="does not hold 'nothing'"):
        run.lock_entry(run.read("requirements.lock"), "nothing")


def test_an_old_python_reads_the_script_and_is_refused_in_one_line(run):
    text = run.read("run")
    assert ast.parse(text, feature_version=(3, 5))
    assert text.isascii() and not re.findall(r'^ *print\(|from None$|\bf"', text, re.M), "Python 2 stops at it"
    run.check_python((3, 11), (3, 11, 0))
    with pytest.raises(run.SetUpError) as caught:
        run.check_python((3, 11), (3, 9, 2))
    assert re.search(r"Python 3\.11 or newer is needed, this is 3\.9", str(caught.value))
    assert "\n" not in str(caught.value)


def test_a_missing_venv_module_is_told_with_its_package(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(run.SetUpError, match="python3-venv"):
        run.install(["requirements.lock"])


@pytest.mark.parametrize(
    "said, why",
    [("Temporary failure in name resolution", "is there a network connection"), ("disk full", "see the lines above")],
)
def test_a_failed_installation_says_why(run, capsys, said, why):
    with pytest.raises(run.SetUpError, match=f"Installing uv failed: {why}"):
        run.call([sys.executable, "-c", f"print({said!r}); raise SystemExit(1)"], "Installing uv")
    assert said in capsys.readouterr().err


def test_words_go_to_the_helpers_and_tests_to_pytest(run):
    assert run.command(["report", "--year", "2024"])[1:] == ["-m", "helpers", "report", "--year", "2024"]
    assert {"--nbval", "tests", "notebooks"} <= set(run.command(["test"]))
    assert run.command(["prove", "--quick"])[1:] == ["-m", "checks", "prove", "--quick"]
    assert run.command(["health"])[1:] == ["-m", "checks", "health"]
    for name in run.SAMPLE:
        file, _, test = name.partition("::")
        assert f"def {test}" in (Path(run.ROOT) / file).read_text(encoding="utf-8")


def test_a_test_is_named_from_the_folder_where_one_is(run, monkeypatch):
    monkeypatch.chdir(paths.ROOT / "tests")
    *_, last = run.command(["test", "-x", "test_main.py::test_one[a/../b]"])
    assert last == str(paths.ROOT / "tests" / "test_main.py::test_one[a/../b]")
    assert run.command(["test", "-x"])[-len(run.SAMPLE) :] == run.SAMPLE


posix = pytest.mark.skipif(os.name == "nt", reason="there is no exec on Windows, and no flock")


@posix
def test_work_is_handed_over_and_signals_reach_it(tmp_path):
    program = f"import sys; sys.path.insert(0, {str(paths.ROOT)!r})\nfrom importlib.machinery import SourceFileLoader\n"
    program += f"run = SourceFileLoader('run_script', {str(paths.ROOT / 'run')!r}).load_module()\n"
    program += "run.hand_over([sys.executable, '-c', 'import os; print(os.getpid())'])"
    with subprocess.Popen([sys.executable, "-Bc", program], stdout=subprocess.PIPE, text=True) as process:
        assert int(process.stdout.read()) == process.pid


@posix
def test_two_first_calls_wait_for_each_other(run):
    fcntl = pytest.importorskip("fcntl")
    with run.locked(), (paths.ROOT / "run").open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_habits_of_pip_and_uv_do_not_reach_the_set_up_and_the_way_to_packages_does(run, monkeypatch):
    names = {"PIP_TARGET", "PIP_USER", "UV_TARGET", "PYTHONHOME", "PIP_INDEX_URL", "UV_DEFAULT_INDEX"}
    for name in names:
        monkeypatch.setenv(name, "x")
    seen = []
    done = subprocess.CompletedProcess([], 0, "")
    monkeypatch.setattr(subprocess, "run", lambda *_, env, **more: seen.append(env) or done)
    run.call(["pip"], "Installing")
    assert names & seen[0].keys() == {"PIP_INDEX_URL", "UV_DEFAULT_INDEX"}


def test_a_path_that_can_hold_no_environment_is_told(run, monkeypatch):
    monkeypatch.setattr(run, "ROOT", os.pathsep.join(["a", "b"]))
    with pytest.raises(run.SetUpError, match="move it"):
        run.install(["requirements.lock"])


def test_an_environment_of_somebody_else_is_left_alone(run, monkeypatch, tmp_path):
    monkeypatch.setattr(run, "is_ready", lambda stamp: False)
    monkeypatch.setattr(run, "VENV", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(run.SetUpError, match="only its owner may make it anew"):
        run.main(["validate"])


def test_the_environment_of_another_checkout_is_left_alone(run, tmp_path, monkeypatch):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    monkeypatch.setattr(run, "VENV", str(tmp_path / "ours"))
    monkeypatch.setattr(run, "STAMP", str(tmp_path / "ours" / "stamp"))
    with pytest.raises(run.SetUpError, match=r"is a link to .*theirs.*remove the link"):
        run.main(["validate"])


def test_an_environment_is_ready_only_for_its_own_lock(run, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "STAMP", str(tmp_path / "stamp"))
    monkeypatch.setattr(run, "PYTHON", sys.executable)
    assert not run.is_ready("a")
    (tmp_path / "stamp").write_text("a")
    assert run.is_ready("a") and not run.is_ready("b")
