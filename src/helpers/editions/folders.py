"""The folder of an edition: built hidden beside its place, locked, and swapped in at once, so that
a run that fails or is killed leaves the last good edition as it was."""

import contextlib
import ctypes
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from helpers.files import WorkError
from helpers.parameters import ParameterError
from helpers.paths import NOTEBOOK_PATTERN, RECORD, RUN_PAGE, as_typed

OWN = (RECORD, RUN_PAGE)  # of every run, and not among its outputs
CURRENT_FOLDER = -100  # AT_FDCWD of renameat2
RENAME_EXCHANGE = 2


def refuse_foreign(final: Path) -> None:
    """Raises ParameterError when `final` holds something that no run has made."""
    if final.is_file():
        raise ParameterError(f"{final} is a file, not a folder; name a new folder for the edition.")
    if final.exists() and not (final / RECORD).is_file() and any(final.iterdir()):
        reason = f"holds files and no {RECORD}, so it is not an edition and is left alone"
        raise ParameterError(f"{final} {reason}; name a new folder.")


@contextlib.contextmanager
def workplace(final: Path) -> Iterator[Path]:
    """An empty hidden folder beside `final` to build in, gone afterwards. What a killed run has
    left is put right. Raises WorkError while another run makes the folder."""
    building = _beside(final, "building")
    old = _beside(final, "old")
    final.parent.mkdir(parents=True, exist_ok=True)
    with _locked(final):
        if old.exists() and not final.exists():
            old.rename(final)  # killed between the two renames of a swap
        for leftover in (old, building):
            shutil.rmtree(leftover, ignore_errors=True)
        building.mkdir()
        try:
            yield building
        finally:
            shutil.rmtree(building, ignore_errors=True)


@contextlib.contextmanager
def _locked(final: Path) -> Iterator[None]:
    """Hold the lock of `final`. The system releases it when a run is killed: it is never stale."""
    path = _beside(final, "lock")
    with path.open("w") as file:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its last holder may have removed the file meanwhile.
            locked = os.path.samestat(os.fstat(file.fileno()), path.stat())
        except OSError:  # another process holds it, or no file is left
            locked = False
        if not locked:
            fault = f"Another run is making {as_typed(final)} at this moment"
            raise WorkError(f"{fault}; wait until it has ended.")
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows does not remove a file that is open
                path.unlink()


def carry_over(final: Path, building: Path, made: dict) -> None:
    """Copy what users have put into the last edition to the new one; `made` are the files that the
    last run has written. Raises WorkError where both are called the same."""
    for path in sorted(final.rglob("*")):
        name = path.relative_to(final).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        target = building / name
        if is_folder or name in made or (target.exists() and (not made or name in OWN)):
            continue
        if target.exists():
            fault = "is not from the last run, and this run writes a file of that name too"
            raise WorkError(f"{as_typed(path)} {fault}; nothing was replaced. Move it away.")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def swap(building: Path, final: Path) -> None:
    """Put the finished folder in the place of the old one. Raises WorkError."""
    if final.exists() and _exchanged(building, final):
        return  # the workplace removes the old one
    old = _beside(final, "old")
    if final.exists():
        final.rename(old)
    try:
        building.rename(final)
    except OSError as error:
        if old.exists():
            old.rename(final)
        reason = f"{as_typed(final)} could not be replaced ({error})"
        raise WorkError(f"{reason}; is a file in it open?") from error
    shutil.rmtree(old, ignore_errors=True)


def _exchanged(folder: Path, other: Path) -> bool:
    """Exchange two folders atomically; False where the system cannot, as all but Linux."""
    places = [
        CURRENT_FOLDER,
        os.fsencode(folder),
        CURRENT_FOLDER,
        os.fsencode(other),
    ]
    try:
        return ctypes.CDLL(None).renameat2(*places, RENAME_EXCHANGE) == 0
    except (OSError, AttributeError, TypeError):
        return False


def failures(final: Path) -> Path:
    """The folder that keeps the notebooks of a failed run."""
    return final.with_name(f"{final.name}.failed")


def forget_failures(final: Path, notebooks: Path) -> None:
    """Remove what earlier failures of this edition have left, and nothing that is not ours."""
    with contextlib.suppress(OSError):
        for source in notebooks.glob(NOTEBOOK_PATTERN):
            (failures(final) / source.name).unlink(missing_ok=True)
        failures(final).rmdir()


def _beside(final: Path, what: str) -> Path:
    return final.with_name(f".{final.name}.{what}")
