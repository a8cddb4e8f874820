"""What a case of bad input does besides its answer: writes, programs, odd characters, slowness."""

import contextlib
import faulthandler
import io
import os
import re
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from helpers import paths

# What a case may change in its folder; `package` is a data package.
ALLOWED = re.compile(
    r"(out|cwd|tmp|package/drafts)(/.*)?|package/(datapackage\.json|\.datapackage\.json\.\d+\.part)", re.S
)
LIMIT = 10  # seconds of computing that a case may take
PATIENCE = 60  # seconds after which the process is ended, with a traceback
HIDDEN = ("Cc", "Cf", "Cs")  # control and bidirectional characters, halves of characters
PROGRAMS = {
    "os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.fork", "pty.spawn", "socket.connect", "socket.getaddrinfo", "urllib.Request",
    "webbrowser.open",
}  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FIRST = (
    "open",
    "shutil.rmtree",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.utime",
)
# Which arguments of an audit event name what is changed.
CHANGES = dict.fromkeys(FIRST, (0,)) | {"os.rename": (0, 1), "os.link": (1,), "os.symlink": (1,)}


class ForbiddenError(AssertionError):
    """A case did what none may do."""


def _fault(place: Path, name: str, arguments: tuple) -> str:
    """The event, if it starts a program or changes a file that is not the case's own; else ''."""
    if name in PROGRAMS:
        return f"{name} {arguments!r:.120}"
    if name == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITES):
        return ""
    if name not in ("open", "os.truncate") and arguments[-1] not in (-1, None):
        return ""  # relative to an open folder, as in the course of rmtree
    for path in (os.fsdecode(arguments[n]) for n in CHANGES[name] if not isinstance(arguments[n], int)):
        is_there = name == "os.mkdir" and Path(path).is_dir()  # exist_ok
        real = Path(os.path.realpath(path))
        inside = real.relative_to(place).as_posix() if real.is_relative_to(place) else ""
        if not is_there and str(real) != os.devnull and not ALLOWED.fullmatch(inside):
            return f"{name} {path}"
    return ""


_running: list[tuple[Path, list[str]]] = []  # the folder of the case and its faults so far


def _hook(name: str, arguments: tuple) -> None:
    if _running and (name in CHANGES or name in PROGRAMS):
        place, faults = case = _running.pop()  # what is looked up here is not watched itself
        try:
            faults.append(_fault(place, name, arguments))
        finally:
            _running.append(case)


sys.addaudithook(_hook)


@contextlib.contextmanager
def watched(place: Path, limit: float | None = None) -> Iterator[None]:
    """Watch this process in folders of the case's own; ForbiddenError for what no case may do. `limit` in seconds."""
    for name in ("out", "tmp", "home", "outside", "cwd/deep"):
        (place / name).mkdir(parents=True, exist_ok=True)
    home, temporary = str(place / "home"), str(place / "tmp")
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    complaints = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", newline="\n")
    faults: list[str] = []
    begun = time.process_time()
    faulthandler.dump_traceback_later(PATIENCE, exit=True, file=sys.__stderr__)
    surroundings = mock.patch.dict(os.environ, HOME=home, USERPROFILE=home, TMPDIR=temporary, TEMP=temporary)
    streams = contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complaints)
    try:
        with surroundings, contextlib.chdir(place / "cwd" / "deep"), streams[0], streams[1]:
            for name in (paths.RAW_VARIABLE, paths.OUTPUT_VARIABLE, paths.TEXTS_VARIABLE):
                os.environ.pop(name, None)
            _running.append((Path(os.path.realpath(place)), faults))
            yield
    finally:
        _running.clear()
        faulthandler.cancel_dump_traceback_later()
    seconds = time.process_time() - begun
    for stream in (printed, complaints):
        stream.flush()
        text = set(stream.buffer.getvalue().decode("utf-8")) - {"\n", "\t"}
        faults += sorted(f"printed U+{ord(c):04X}" for c in text if unicodedata.category(c) in HIDDEN)
    faults += [f"took {seconds:.0f} s"] if seconds > (limit or LIMIT) else []
    if any(faults):
        raise ForbiddenError("; ".join(filter(None, faults)))
