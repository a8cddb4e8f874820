"""What a case of bad input does besides its answer: files written elsewhere, programs started, odd
characters said.
"""

import contextlib
import csv
import io
import os
import sys
import time
import traceback
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from helpers import paths
from helpers.files import FORMULA

OWN = ("out", "cwd", "tmp")  # the folders of a case that may be written to
WRITTEN = (
    "drafts",
    "datapackage.json",
    ".datapackage.json.part",
)  # of a package, by new-article and seal
LIMIT = 10  # seconds that a case may take
HIDDEN = ("Cc", "Cf", "Cs")  # control and bidirectional characters, halves of characters
PROGRAMS = (
    "os.system",
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.fork",
    "pty.spawn",
    "socket.connect",
    "socket.getaddrinfo",
    "urllib.Request",
    "webbrowser.open",
)
# Which arguments of an audit event name what is changed.
CHANGES = {
    "os.mkdir": (0,),
    "os.rename": (0, 1),
    "os.remove": (0,),
    "os.rmdir": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.utime": (0,),
    "shutil.rmtree": (0,),
}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Seen:
    """What a case has done; the audit hook of this process adds to the one that is being
    watched.
    """

    def __init__(self, place: Path):
        self.place = Path(os.path.realpath(place))
        self.found: list[str] = []
        self.begun, self.slow = time.process_time(), 0.0
        self.said, self.complained = (
            io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n") for _ in range(2)
        )
        self.complained.reconfigure(errors="backslashreplace")
        self.before = self.listing()

    @contextlib.contextmanager
    def unhurried(self) -> Iterator[None]:
        """Leave out of the clock what takes its time on sound input too."""
        begun = time.process_time()
        yield
        self.slow += time.process_time() - begun

    @property
    def seconds(self) -> float:
        """Seconds of computing so far, by which a busy machine makes no case slow."""
        return time.process_time() - self.begun - self.slow

    def listing(self) -> dict[str, tuple]:
        """Every file of the case that is not its own to write, with size and time."""
        found = {}
        for folder, _, names in os.walk(self.place):
            for path in (Path(folder, name) for name in names):
                if not self.allows(path):
                    status = path.lstat()
                    found[str(path)] = status.st_size, status.st_mtime_ns
        return found

    def allows(self, path) -> bool:
        try:
            parts = Path(path).relative_to(self.place).parts
        except ValueError:
            return str(path) == os.devnull
        return (
            not parts
            or parts[0] in OWN
            or (parts[0] == "package" and parts[1:2] and parts[1] in WRITTEN)
        )

    def event(self, name: str, arguments: tuple) -> None:
        if name in PROGRAMS:
            self.found.append(f"{name} {arguments!r:.120}")
        elif name == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES:
            self.change(name, arguments[0])
        elif name in CHANGES and not _elsewhere(name, arguments):
            for place in CHANGES[name]:
                if not (
                    name == "os.mkdir" and Path(os.fsdecode(arguments[0])).is_dir()
                ):  # exist_ok
                    self.change(name, arguments[place])

    def change(self, name: str, path) -> None:
        if not isinstance(path, int):
            real = os.path.realpath(os.fsdecode(path))
            if not self.allows(real):
                self.found.append(f"{name} {real}")

    def text(self) -> str:
        return "".join(
            stream.buffer.getvalue().decode("utf-8") for stream in (self.said, self.complained)
        )

    def problem(self) -> str | None:
        """What the case did that none may do."""
        changed = self.before.items() ^ self.listing().items()
        changed = sorted({path for path, _ in changed})
        hidden = sorted(
            {
                f"U+{ord(c):04X}"
                for c in set(self.text())
                if c not in "\n\t" and unicodedata.category(c) in HIDDEN
            }
        )
        found = [f"took {self.seconds:.0f} s"] if self.seconds > LIMIT else []
        found += [*self.found, *(f"changed {path}" for path in changed)]
        found += [f"unprintable characters said: {' '.join(hidden)}"] if hidden else []
        return "; ".join(found[:5]) or None


def _elsewhere(name: str, arguments: tuple) -> bool:
    """Whether the path is relative to an open folder, as in the course of shutil.rmtree, which is
    watched itself.
    """
    return name not in ("shutil.rmtree", "os.truncate") and arguments[-1] != -1


_watching: list[Seen] = []
_hooked: list[bool] = []


def _hook(name: str, arguments: tuple) -> None:
    if _watching and (name == "open" or name in CHANGES or name in PROGRAMS):
        seen = _watching.pop()  # what is looked up here is not watched itself
        try:
            seen.event(name, arguments)
        finally:
            _watching.append(seen)


@contextlib.contextmanager
def watched(place: Path) -> Iterator[Seen]:
    """Watch this process in surroundings of the case's own: home, working and temporary folder,
    what it prints.
    """
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked.append(True)
    for name in (*OWN, "home", "outside", "cwd/deep"):
        (place / name).mkdir(exist_ok=True)
    before = dict(os.environ), Path.cwd(), sys.stdin
    named = {
        "HOME": place / "home",
        "USERPROFILE": place / "home",
        "TMPDIR": place / "tmp",
        "TEMP": place / "tmp",
    }
    os.environ.update({name: str(path) for name, path in named.items()})
    for name in (paths.RAW_VARIABLE, paths.OUTPUT_VARIABLE, paths.TEXTS_VARIABLE):
        os.environ.pop(name, None)
    os.chdir(place / "cwd" / "deep")
    seen = Seen(place)
    with (
        contextlib.redirect_stdout(seen.said),
        contextlib.redirect_stderr(seen.complained),
        Path(os.devnull).open() as sys.stdin,
    ):
        _watching.append(seen)
        try:
            yield seen
        finally:
            _watching.clear()
            os.environ.clear()
            os.environ.update(before[0])
            os.chdir(before[1])
            sys.stdin = before[2]
            seen.said.flush()
            seen.complained.flush()


def checkout() -> dict[str, tuple]:
    """Size and time of every file of the checkout that no case may change."""
    found = [
        path
        for name in ("data", "docs", "notebooks", "src")
        for path in (paths.ROOT / name).rglob("*.*")
    ]
    statuses = {
        str(path): path.stat() for path in found if path.is_file() and path.suffix != ".pyc"
    }
    return {path: (status.st_size, status.st_mtime_ns) for path, status in statuses.items()}


def told(error: BaseException) -> str:
    """An exception as its type, its message and the last lines of the project that it went
    through.
    """
    project = [
        f
        for f in traceback.extract_tb(error.__traceback__)
        if f"{os.sep}helpers{os.sep}" in f.filename
    ]
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(project[-4:]))
    return f"{type(error).__name__}: {str(error)[:200]!r} ({where})"


def commanded(words: list[str]) -> int:
    """The exit code of a command, obeyed in this process; what takes minutes or changes files is
    left out.
    """
    from helpers import __main__, prove
    from helpers.editions import batch, make, refresh
    from helpers.projection import benchmark, ledger
    from helpers.prove import fuzz

    def made(*_arguments, **_more) -> dict:
        return {"status": "complete", "durations": {"total": 0.0}}

    def done(*_arguments, **_more) -> int:
        return 0

    left_out = [(paths, "OUTPUTS", Path.cwd()), (make, "_filled", made), (ledger, "freeze", done)]
    left_out += [(module, "main", done) for module in (batch, benchmark, prove, fuzz)] + [
        (refresh, "refresh", done)
    ]
    with contextlib.ExitStack() as stack:
        for module, name, instead in left_out:
            stack.enter_context(mock.patch.object(module, name, instead))
        try:
            return __main__.main(words)
        except SystemExit as end:  # argparse after --help
            if end.code:
                raise
            return 0


def forget() -> None:
    """Empty what the helpers remember of another data package."""
    for name, module in list(sys.modules.items()):
        if name.startswith("helpers."):
            for function in vars(module).values():
                if callable(getattr(function, "cache_clear", None)):
                    function.cache_clear()


def formulas(path: Path) -> list[str]:
    """The cells of a CSV file that a spreadsheet would take for formulas."""
    with path.open(encoding="utf-8", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row if FORMULA.search(cell)]
