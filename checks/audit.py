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

from helpers import paths

OWN = ("out", "cwd", "tmp")  # the folders of a case that may be written to
WRITTEN = re.compile(r"drafts|datapackage\.json|\.datapackage\.json\.\d+\.part")  # of its package
LIMIT = 10  # seconds of computing that a case may take
PATIENCE = 60  # seconds after which the process is ended, with a traceback
HIDDEN = ("Cc", "Cf", "Cs")  # control and bidirectional characters, halves of characters
PROGRAMS = {
    "os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.fork", "pty.spawn", "socket.connect", "socket.getaddrinfo", "urllib.Request",
    "webbrowser.open",
}  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FIRST = ("remove", "rmdir", "truncate", "chmod", "chown", "utime")
# Which arguments of an audit event name what is changed.
CHANGES = {f"os.{name}": (0,) for name in FIRST} | {"shutil.rmtree": (0,), "os.mkdir": (0,)}
CHANGES |= {"os.rename": (0, 1), "os.link": (1,), "os.symlink": (1,)}


class ForbiddenError(AssertionError):
    """A case did what none may do."""


class Watch:
    """What the case in the folder `place` has done so far."""

    def __init__(self, place: Path):
        self.place = Path(os.path.realpath(place))
        self.faults: list[str] = []
        self.begun = time.process_time()

    @contextlib.contextmanager
    def unhurried(self) -> Iterator[None]:
        """Leave out of the clock what takes its time on sound input too."""
        begun = time.process_time()
        yield
        self.begun += time.process_time() - begun

    def event(self, name: str, arguments: tuple) -> None:
        """Note an event that starts a program or changes a file that is not the case's own."""
        changed = CHANGES.get(name, ())
        if name in PROGRAMS:
            self.faults.append(f"{name} {arguments!r:.120}")
        elif name == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES:
            changed = (0,)
        elif name not in ("shutil.rmtree", "os.truncate") and changed and arguments[-1] != -1:
            changed = ()  # relative to an open folder, as in the course of rmtree
        for path in (arguments[place] for place in changed):
            is_there = name == "os.mkdir" and Path(os.fsdecode(path)).is_dir()  # exist_ok
            if not isinstance(path, int) and not is_there and not self.allows(path):
                self.faults.append(f"{name} {os.fsdecode(path)}")

    def allows(self, path) -> bool:
        real = Path(os.path.realpath(os.fsdecode(path)))
        if not real.is_relative_to(self.place):
            return str(real) == os.devnull
        first, second = (*real.relative_to(self.place).parts, "", "")[:2]
        is_written = first == "package" and WRITTEN.fullmatch(second)
        return first in ("", *OWN) or bool(is_written)


_watching: list[Watch] = []


def _hook(name: str, arguments: tuple) -> None:
    if _watching and (name == "open" or name in CHANGES or name in PROGRAMS):
        watch = _watching.pop()  # what is looked up here is not watched itself
        try:
            watch.event(name, arguments)
        finally:
            _watching.append(watch)


sys.addaudithook(_hook)


@contextlib.contextmanager
def watched(place: Path) -> Iterator[Watch]:
    """Watch this process in surroundings of the case's own: home, working and temporary folder.

    Raises ForbiddenError for what no case may do.
    """
    for name in (*OWN, "home", "outside", "cwd/deep"):
        (place / name).mkdir(parents=True, exist_ok=True)
    before = dict(os.environ)
    home, temporary = str(place / "home"), str(place / "tmp")
    os.environ.update(HOME=home, USERPROFILE=home, TMPDIR=temporary, TEMP=temporary)
    for name in (paths.RAW_VARIABLE, paths.OUTPUT_VARIABLE, paths.TEXTS_VARIABLE):
        os.environ.pop(name, None)
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    complaints = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", newline="\n")
    faulthandler.dump_traceback_later(PATIENCE, exit=True, file=sys.__stderr__)
    watch = Watch(place)
    try:
        with (
            contextlib.chdir(place / "cwd" / "deep"),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(complaints),
        ):
            _watching.append(watch)
            yield watch
    finally:
        _watching.clear()
        faulthandler.cancel_dump_traceback_later()
        os.environ.clear()
        os.environ.update(before)
    seconds = time.process_time() - watch.begun
    text = ""
    for stream in (printed, complaints):
        stream.flush()
        text += stream.buffer.getvalue().decode("utf-8")
    characters = {c for c in text if c not in "\n\t" and unicodedata.category(c) in HIDDEN}
    faults = watch.faults + [f"printed U+{ord(character):04X}" for character in sorted(characters)]
    faults += [f"took {seconds:.0f} s"] if seconds > LIMIT else []
    if faults:
        raise ForbiddenError("; ".join(faults[:5]))
