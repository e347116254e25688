"""Locks and hidden folders that do not outlive the process they belong to.

A lock is a hidden file that a process holds; the system lets go of it when the process ends,
however it ends. What a process prepares stands in a hidden folder of the lock's name, so that
whoever comes later can tell what is still needed from what was left behind.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EAGAIN, EDEADLK
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


PREFIX = ".parley-"
WHOLE = f"{PREFIX}writing.lock"
"""The lock of a whole folder, for as long as a command works for it."""

_OURS = re.compile(rf"{re.escape(PREFIX)}(writing|[0-9a-f]{{16}})\.lock")
_HELD = (EACCES, EAGAIN, EDEADLK)
"""What systems say of a lock that somebody else holds."""


class Hold:
    """A lock file that this process holds; `take` makes one.

    Parameters
    ----------
    path : Path
    handle : int
        The open file.
    """

    def __init__(self, path: Path, handle: int) -> None:
        self.path, self.handle = path, handle

    @classmethod
    def take(cls, path: Path, make: bool = True) -> "Hold | None":
        """Return the lock, or None if another process holds it.

        Raises
        ------
        OSError
            If the disk refuses, or the file is not there and should not be made.
        """
        handle = os.open(path, os.O_RDWR | (os.O_CREAT if make else 0), 0o666)
        try:
            _lock(handle)
            if _is_at(path, handle):
                return cls(path, handle)
        except OSError as error:
            os.close(handle)
            if error.errno in _HELD:
                return None
            raise
        os.close(handle)  # whoever held it has just removed it
        return cls.take(path, make)

    def release(self) -> None:
        """Remove the lock, and what was prepared under its name."""
        rmtree(self.path.with_suffix(""), ignore_errors=True)
        with suppress(OSError):
            self.path.unlink()
        os.close(self.handle)
        if os.name == "nt":  # where a file that is open cannot be removed
            with suppress(OSError):
                self.path.unlink()


def _is_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder to prepare files in; what others left behind is cleared away.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    clear(folder)
    lock = None
    while lock is None:
        lock = Hold.take(folder / f"{PREFIX}{token_hex(8)}.lock")
    try:
        place = lock.path.with_suffix("")
        place.mkdir()
        yield place
    finally:
        lock.release()


def clear(folder: Path) -> None:
    """Remove hidden folders and locks whose process is gone."""
    for path in folder.glob(f"{PREFIX}*.lock"):
        with suppress(OSError):
            left = Hold.take(path, make=False) if _OURS.fullmatch(path.name) else None
            if left is not None:
                left.release()
