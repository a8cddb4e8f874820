"""What must not leak from a user's machine into the results."""

import os
import signal
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
        "PYTHONHOME": "/opt/python2",
        "PYTHONINSPECT": "1",
        "PYTHONUNBUFFERED": "1",
        "JUPYTER_PATH": "/home/somebody/kernels",
        "JUPYTER_TOKEN": "kept",
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
    fixed = {*settings.FIXED, "PYTHONPATH", "PYTHONUNBUFFERED", "IPYTHONDIR", "MPLCONFIGDIR"}
    assert environment.keys() == fixed | {"HOME", "JUPYTER_TOKEN"}
    assert environment["HOME"] == "/home/somebody"
    assert Path(environment["PYTHONPATH"]) == settings.SOURCE and (settings.SOURCE / "helpers").is_dir()


def test_an_environment_that_somebody_else_made_keeps_its_path(tmp_path):
    environment = settings.environment({"PYTHONPATH": "relative"})
    assert environment["PYTHONPATH"].split(os.pathsep) == [str(settings.SOURCE), "relative"]


def test_where_the_environment_may_only_be_read_the_users_cache_serves(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).is_relative_to(tmp_path / "home"))
    environment = settings.environment({}, prefix=tmp_path / "prefix")
    for name in ("IPYTHONDIR", "MPLCONFIGDIR"):
        assert Path(environment[name]).is_relative_to(tmp_path / "home" / ".cache")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_signal_ends_a_process_once_and_one_that_was_ignored_stays_so(monkeypatch):
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        settings.end_once()
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_environment_is_no_obstacle(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert settings.environment({}, prefix=tmp_path / "prefix")["MPLBACKEND"]


def test_fix_applies_to_this_process(monkeypatch):
    monkeypatch.setattr(os, "environ", {"MPLBACKEND": "Agg", "PYTHONWARNINGS": "error"})
    settings.fix()
    assert os.environ["PYTHONHASHSEED"] == "0" and "PYTHONWARNINGS" not in os.environ
