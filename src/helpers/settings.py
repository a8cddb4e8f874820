"""The settings of a process that would otherwise leak from the user's machine into the results.

Standard library only: `run` reads this before anything is installed.
"""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]

FIXED = {
    # Under Agg a chart made by hand is not shown.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # This environment's kernel, not one of the same name in the user's folder.
    "JUPYTER_PREFER_ENV_PATH": "1",
    "PYTHONHASHSEED": "0",  # the order of sets
    "PYTHONUTF8": "1",  # files and pipes in UTF-8 on Windows too
    "OPENBLAS_NUM_THREADS": "1",  # one core for each notebook
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
CAN_FORK = hasattr(os, "fork")  # not on Windows
DROPPED = ("PYTHONSTARTUP", "PYTHONWARNINGS", "MATPLOTLIBRC", "PYTHONOPTIMIZE")

# Start-up files, 'retina' figures and other habits of a user's own profile must not reach a kernel.
IPYTHON_CONFIG = """\
c = get_config()  # noqa: F821
c.IPKernelApp.log_level = 40
c.HistoryManager.enabled = False
"""


def environment(base: dict | None = None, prefix: Path | str | None = None) -> dict[str, str]:
    """The environment that every notebook, test and command runs in.

    `base` defaults to the caller's environment; `prefix` is the Python environment whose folder
    `var` holds our own IPython profile and matplotlib configuration (default: the running one).
    """
    result = {key: value for key, value in (base or os.environ).items() if key not in DROPPED}
    result.update(FIXED)
    home = Path(prefix or sys.prefix) / "var" / "notebooks"
    profile = home / "ipython" / "profile_default"
    try:
        profile.mkdir(parents=True, exist_ok=True)
        (home / "matplotlib").mkdir(exist_ok=True)
        config = profile / "ipython_kernel_config.py"
        if not config.exists() or config.read_text(encoding="utf-8") != IPYTHON_CONFIG:
            config.write_text(IPYTHON_CONFIG, encoding="utf-8")
        result["IPYTHONDIR"] = str(home / "ipython")
        result["MPLCONFIGDIR"] = str(home / "matplotlib")
    except OSError:
        pass  # a read-only environment: the user's own folders serve
    others = result.get("PYTHONPATH", "").split(os.pathsep)
    paths = dict.fromkeys([str(SOURCE), *others])
    result["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return result


def fix() -> None:
    """Apply the settings to this process, for the kernels that it starts."""
    for name in DROPPED:
        os.environ.pop(name, None)
    os.environ.update(environment())


_computing: list[bool] = []  # not empty while notebooks are executed for their results alone


def computes_only() -> bool:
    """Whether this process executes notebooks for their results alone: nothing is drawn then."""
    return bool(_computing)


@contextmanager
def computing_only():
    """Notebooks neither draw nor display inside the `with` block."""
    _computing.append(True)
    try:
        yield
    finally:
        _computing.pop()
