"""Pages on the disk: an HTML file is written whole or not at all."""

from pathlib import Path
from typing import Annotated

import typer

from sim.archive.folder import Folder
from sim.archive.seal import PAGES, must_be_ours
from sim.errors import UsageError

Page = Annotated[Path | None, typer.Option(help="HTML file to write.", metavar="FILE")]


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
