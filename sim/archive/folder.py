"""A folder that a command writes into, such as that of ``--out``.

Whatever lies there already is the user's, unless the folder's own sealed manifest lists it with the
digest that it has now (see `sim.archive.owned`); nothing else is ever replaced or removed.
"""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import Timeout

from sim.archive.hold import WHOLE, clear, hold, staging
from sim.archive.owned import owned
from sim.errors import UsageError


class Folder:
    """A folder to write into; found out before the run whether that can be done.

    Raises `UsageError` if it cannot be made or written into.

    Parameters
    ----------
    path : Path
        Made when the first thing is written, if it is not there; ``a/../b`` needs no folder ``a``.
    named : str, optional
        What the command line calls it, or what is to be written there.
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
                words = (
                    "another parley is at work in it; wait for its end, or choose another folder"
                )
                raise UsageError(f"{self.named}: {words}") from None
            except OSError as error:
                raise self.refused(error) from None
            yield


def write_text(path: Path, text: str, how: str = "wb") -> None:
    """Write a text the same everywhere; half a character, which UTF-8 does not have, is escaped."""
    with path.open(how) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def results_folder(
    out: Path | None,
    writes: Collection[str],
    reads: Collection[Path] = (),
    keep: Collection[str] = (),
) -> Iterator[Folder | None]:
    """Yield the folder of ``--out``, if there is one, held for as long as a command works for it.

    Raises `UsageError` if it cannot be written into, another command is at work in it, or something
    would have to be replaced or removed that this program did not write or that the command reads.

    Parameters
    ----------
    out : Path, optional
    writes : collection of str
        Names of all files that the command may leave there.
    reads : collection of Path
        Files that the command reads.
    keep : collection of str
        Names of files of an earlier command that stay.
    """
    if out is None:
        yield None
        return
    folder = Folder(out)
    with folder.held():
        owned(folder.path, writes, reads, keep)
        yield folder
