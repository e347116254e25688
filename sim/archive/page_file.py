"""Pages on the disk: an HTML file is written whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sim.archive.folder import Folder, must_be_text
from sim.archive.hold import staging
from sim.archive.owned import PAGES, must_be_ours
from sim.errors import UsageError

Page = Annotated[Path | None, typer.Option(help="HTML file to write.", metavar="FILE")]


class PageFile:
    """An HTML file to write; found out before the work whether that can be done.

    Parameters
    ----------
    path : Path
        Replaced if it is a page that this program wrote; its folder is made if it is not there.

    Raises
    ------
    UsageError
        If the name is none of an HTML file, if something stands there that this program did not
        write, or if its folder cannot be written into.
    """

    def __init__(self, path: Path) -> None:
        if path.suffix.lower() not in PAGES:
            raise UsageError(f"--out {path}: a page is an HTML file; its name ends in .html")
        must_be_text(path, f"--out {path}")
        self.folder = Folder(path.parent)
        if path.is_dir():
            raise UsageError(f"--out {path}: is a folder; name a file")
        self.path = self.folder.path / path.name
        must_be_ours(self.path)

    def write(self, text: str) -> None:
        """Write the page.

        Raises
        ------
        UsageError
            If the disk refuses, or something stands there by now that is not ours.
        """
        self.folder.make()
        with replaced(self.path, f"--out {self.path}") as whole:
            whole.write_text(text, "utf-8", "backslashreplace", "\n")
            must_be_ours(self.path)


@contextmanager
def replaced(path: Path, named: str) -> Iterator[Path]:
    """Yield a hidden file to write, which takes the place of `path` once it is finished.

    Parameters
    ----------
    path : Path
        It may be there already; its folder must.
    named : str
        The file as the command line names it.

    Raises
    ------
    UsageError
        If the disk refuses.
    """
    try:
        with staging(path.parent) as place:
            whole = place / path.name
            yield whole
            whole.replace(path)
    except OSError as error:
        raise UsageError(f"{named}: cannot be written: {error.strerror or error}") from None
