"""The settings of a process that would otherwise leak from the user's machine into the results.
Standard library only: `run` reads this before anything is installed."""

import os
import signal
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
    # The debugger that ipykernel imports would set the one and complain without the other.
    "PYDEVD_USE_FRAME_EVAL": "NO",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
CAN_FORK = sys.platform == "linux"  # elsewhere there are no forks, or libraries forbid them
# Other settings of Python, and what would put a user's own configuration before ours.
DROPPED = ("PYTHON", "IPYTHON", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "MATPLOTLIBRC")
KEPT = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONUNBUFFERED")

# Start-up files, 'retina' figures and other habits of a user's own profile must not reach a kernel.
IPYTHON_CONFIG = """\
c = get_config()  # noqa: F821
c.IPKernelApp.log_level = 40
c.HistoryManager.enabled = False
"""


def environment(base: dict | None = None, prefix: Path | str | None = None) -> dict[str, str]:
    """The environment that every notebook, test and command runs in, made from `base` (default: the
    caller's), whose PYTHONPATH does not count with a `prefix`: the Python environment (default: the
    running one) whose folder `var` holds our own IPython profile and matplotlib configuration;
    where it may only be read, the user's cache does."""
    result = {}
    for name, value in (base or os.environ).items():
        if name in KEPT or not name.startswith(DROPPED):
            result[name] = value
    result.update(FIXED)
    cache = Path(os.path.expanduser("~/.cache"))  # noqa: PTH111 (never raises)
    for home in (
        Path(prefix or sys.prefix) / "var" / "notebooks",
        cache / "notebooks",
    ):
        profile = home / "ipython" / "profile_default"
        matplotlib = home / "matplotlib"
        try:
            profile.mkdir(parents=True, exist_ok=True)
            matplotlib.mkdir(exist_ok=True)
            config = profile / "ipython_kernel_config.py"
            if not config.exists() or config.read_text(encoding="utf-8") != IPYTHON_CONFIG:
                config.write_text(IPYTHON_CONFIG, encoding="utf-8")
        except OSError:
            continue
        if os.access(profile, os.W_OK) and os.access(matplotlib, os.W_OK):
            result["IPYTHONDIR"] = str(home / "ipython")
            result["MPLCONFIGDIR"] = str(matplotlib)
            break
    others = [] if prefix else result.get("PYTHONPATH", "").split(os.pathsep)
    paths = dict.fromkeys([str(SOURCE), *others])
    result["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return result


def fix() -> None:
    """Apply the settings to this process, for the kernels that it starts."""
    fixed = environment()
    for name in set(os.environ) - set(fixed):
        del os.environ[name]
    os.environ.update(fixed)


def end_once() -> None:
    """Ctrl-C or the system's SIGTERM ends this process, and a second one does not disturb that."""
    signals = (signal.SIGINT, signal.SIGTERM)

    def interrupt(number: int, frame) -> None:
        for other in signals:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in signals:
        if signal.getsignal(number) != signal.SIG_IGN:  # as after `nohup`
            signal.signal(number, interrupt)


def end_with_parent() -> None:
    """Go silent, out of reach of Ctrl-C, and end when the process that started this one ends, which
    this one watches: a process that is killed cannot end its own."""
    import multiprocessing
    import threading

    def watch() -> None:
        multiprocessing.parent_process().join()
        os.kill(os.getpid(), signal.SIGTERM)

    if os.name != "nt":
        os.setsid()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    threading.Thread(target=watch, daemon=True).start()


_computing: list[bool] = []  # not empty while nothing is to be drawn


def computes_only() -> bool:
    """Whether this process executes notebooks for their results alone."""
    return bool(_computing)


@contextmanager
def computing_only():
    """Notebooks neither draw, display nor write inside the `with` block."""
    _computing.append(True)
    try:
        yield
    finally:
        _computing.pop()
