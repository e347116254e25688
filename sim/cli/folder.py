"""A folder that a command writes into, such as that of ``--out``."""

import os
import tempfile
from pathlib import Path

from sim.errors import UsageError


class Folder:
    """A folder to write into; found out before the run whether that can be done.

    Parameters
    ----------
    path : Path
        Made when the first thing is written, if it is not there.
    named : str, optional
        What the command line calls it, or what is to be written there.

    Raises
    ------
    UsageError
        If it cannot be made or written into.
    """

    def __init__(self, path: Path, named: str | None = None) -> None:
        self.path, self.named = path, named or f"--out {path}"
        missing = [place for place in (path, *path.parents) if not os.path.lexists(place)]
        self.make()
        for place in missing:
            place.rmdir()

    def make(self) -> None:
        """Make the folder and see whether it can be written into."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.path, prefix=".parley-"):
                pass
        except OSError as error:
            raise UsageError(f"{self.named}: cannot be written: {error.strerror}") from None
