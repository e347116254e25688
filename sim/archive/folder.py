"""A folder that a command writes into, such as that of ``--out``, or an HTML page in one.

Whatever lies there already is the user's, unless the folder's own sealed manifest lists it with the
digest that it has now (see `sim.archive.seal`); nothing else is ever replaced or removed.

A lock is a hidden file that a process holds; the system lets go of it when the process ends,
however it ends. What a process prepares stands in a hidden folder of the lock's name, so that
whoever comes later can tell what is still needed from what was left behind.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

from filelock import FileLock, Timeout

from sim.archive.seal import PAGES, must_be_ours, owned
from sim.errors import UsageError

PREFIX = ".parley-"
WHOLE = f"{PREFIX}writing.lock"  # the lock of a whole folder, for as long as a command works for it
_OURS = re.compile(rf"{re.escape(PREFIX)}(writing|[0-9a-f]{{16}})\.lock")


class Folder:
    """A folder to write into; found out before the run whether that can be done.

    Raises `UsageError` if it cannot be made or written into.

    It is made when the first thing is written, if it is not there; ``a/../b`` needs no folder
    ``a``. `named` is what the command line calls it, or what is to be written there.
    """

    def __init__(self, path: Path, named: str | None = None) -> None:
        self.named = named or f"--out {path}"
        try:
            self.named.encode()
        except UnicodeEncodeError:  # no manifest and no page could tell such a name
            raise UsageError(f"{self.named}: cannot be written: the name is not UTF-8") from None
        self.path = path if os.path.normpath(path) == str(path) else path.resolve()
        places = (self.path, *self.path.parents)
        self.missing = [place for place in places if not os.path.lexists(place)]
        self.make()
        self.leave()

    def make(self) -> None:
        """Make the folder and see whether it can be written into."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with staging(self.path):
                pass
        except (OSError, ValueError) as error:
            self.leave()
            raise self.refused(error) from None

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Yield a hidden folder in it, to prepare files in.

        Raises `UsageError` if the disk refuses.
        """
        self.make()
        try:
            with staging(self.path) as place:
                yield place
        except OSError as error:
            raise self.refused(error) from None

    def put(self, name: str, text: str, check: Callable[[Path], object]) -> None:
        """Write a file whole or not at all, once `check` lets it take its place."""
        with self.staging() as place:
            write_text(place / name, text)
            check(self.path / name)
            (place / name).replace(self.path / name)

    def leave(self) -> None:
        """Remove what was made of the way here, where nothing was put into it."""
        for place in self.missing:
            with suppress(OSError):
                place.rmdir()

    def refused(self, error: Exception) -> UsageError:
        """Return what to say when the disk refuses."""
        reason = getattr(error, "strerror", None) or str(error)
        return UsageError(f"{self.named}: cannot be written: {reason}")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other commands from writing here.

        Raises `UsageError` if one is at work already.
        """
        self.make()
        with ExitStack() as afterwards:
            afterwards.callback(self.leave)
            try:
                clear(self.path)
                afterwards.enter_context(hold(self.path / WHOLE))
            except Timeout:
                words = "another parley is at work in it; wait for its end, or choose another"
                raise UsageError(f"{self.named}: {words} folder") from None
            except OSError as error:
                raise self.refused(error) from None
            yield


class PageFile:
    """An HTML file to write; found out before the work whether that can be done.

    A page that this program wrote is replaced; the folder is made if it is not there. Raises
    `UsageError` if the name is none of an HTML file, if something else stands there, or if its
    folder cannot be written into.
    """

    def __init__(self, path: Path) -> None:
        if path.suffix.lower() not in PAGES:
            raise UsageError(f"--out {path}: a page is an HTML file; its name ends in .html")
        self.folder = Folder(path.parent, f"--out {path}")
        if path.is_dir():
            raise UsageError(f"--out {path}: is a folder; name a file")
        self.path = self.folder.path / path.name
        must_be_ours(self.path)

    def write(self, text: str) -> None:
        """Write the page.

        Raises `UsageError` if the disk refuses, or something stands there by now that is not ours.
        """
        self.folder.put(self.path.name, text, must_be_ours)


def must_be_free(file: Path, kinds: Collection[str], called: str) -> None:
    """Raise `UsageError` unless a file is named as those of its kind are, and is not there yet."""
    if file.suffix not in kinds:
        raise UsageError(f"{file}: the name of a {called} file ends in {' or '.join(kinds)}")
    if os.path.lexists(file):
        raise UsageError(f"{file}: is there already; choose another name")


def write_text(path: Path, text: str, how: str = "wb") -> None:
    """Write a text the same everywhere; half a character, which UTF-8 does not have, is escaped."""
    with path.open(how) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def results_folder(
    out: Path | None, writes: Collection[str], reads: Collection[Path] = ()
) -> Iterator[Folder | None]:
    """Yield the folder of ``--out``, if there is one, held for as long as a command works for it.

    Raises `UsageError` if it cannot be written into, another command is at work in it, or something
    would have to be replaced or removed that this program did not write or that the command reads.

    The command may leave files of the names `writes` there, and `reads` these files.
    """
    if out is None:
        yield None
        return
    folder = Folder(out)
    with folder.held():
        owned(folder.path, writes, reads)
        yield folder


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold a lock; it goes afterwards, with what was prepared under its name.

    Raises `Timeout` if another process holds it, or `OSError` if the disk refuses.
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
