"""Locks and hidden folders that do not outlive the process they belong to.

A lock is a hidden file that a process holds; the system lets go of it when the process ends,
however it ends. What a process prepares stands in a hidden folder of the lock's name, so that
whoever comes later can tell what is still needed from what was left behind.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

from filelock import FileLock, Timeout

PREFIX = ".parley-"
WHOLE = f"{PREFIX}writing.lock"
"""The lock of a whole folder, for as long as a command works for it."""

_OURS = re.compile(rf"{re.escape(PREFIX)}(writing|[0-9a-f]{{16}})\.lock")


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold a lock; it goes afterwards, with what was prepared under its name.

    Raises
    ------
    filelock.Timeout
        If another process holds it.
    OSError
        If the disk refuses.
    """
    with FileLock(path, timeout=0):
        try:
            yield
        finally:
            rmtree(path.with_suffix(""), ignore_errors=True)
            with suppress(OSError):  # Windows keeps what is open; a later command clears it away
                path.unlink()


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder to prepare files in; what others left behind is cleared away.

    Raises `OSError` if the disk refuses.
    """
    clear(folder)
    lock = folder / f"{PREFIX}{token_hex(8)}.lock"
    with hold(lock):
        place = lock.with_suffix("")
        place.mkdir()
        yield place


def clear(folder: Path) -> None:
    """Remove hidden folders and locks whose process is gone."""
    for path in folder.glob(f"{PREFIX}*.lock"):
        if _OURS.fullmatch(path.name):
            with suppress(OSError, Timeout), hold(path):
                pass
