"""What must not leak from a user's machine into the results."""

import os
import stat
from pathlib import Path

import pytest

from helpers import settings


@pytest.fixture
def environment(tmp_path):
    """The environment of a run, started from a shell full of habits."""
    shell = {
        "HOME": "/home/somebody",
        "MPLBACKEND": "Agg",
        "PYTHONHASHSEED": "7",
        "IPYTHONDIR": "/home/somebody/.ipython",
        "MATPLOTLIBRC": "/home/somebody/matplotlibrc",
        "PYTHONSTARTUP": "/home/somebody/start.py",
        "PYTHONWARNINGS": "error",
        "PYTHONPATH": "relative",
    }
    return settings.environment(shell, prefix=tmp_path)


def test_the_settings_are_our_own_and_the_rest_of_the_shell_is_kept(environment, tmp_path):
    assert environment["MPLBACKEND"] == "module://matplotlib_inline.backend_inline"
    assert environment["PYTHONHASHSEED"] == "0"
    assert environment["OPENBLAS_NUM_THREADS"] == "1"
    for name in ("IPYTHONDIR", "MPLCONFIGDIR"):
        assert Path(environment[name]).is_relative_to(tmp_path)
    config = Path(environment["IPYTHONDIR"]) / "profile_default" / "ipython_kernel_config.py"
    assert config.read_text(encoding="utf-8") == settings.IPYTHON_CONFIG
    assert not set(settings.DROPPED) & set(environment)
    assert environment["HOME"] == "/home/somebody"
    first, second = environment["PYTHONPATH"].split(os.pathsep)
    assert Path(first) == settings.SOURCE and (Path(first) / "helpers").is_dir() and second == "relative"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_environment_is_no_obstacle(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert settings.environment({}, prefix=tmp_path / "prefix")["MPLBACKEND"]


def test_fix_applies_to_this_process(monkeypatch):
    monkeypatch.setattr(os, "environ", {"MPLBACKEND": "Agg", "PYTHONWARNINGS": "error"})
    settings.fix()
    assert os.environ["PYTHONHASHSEED"] == "0" and "PYTHONWARNINGS" not in os.environ
