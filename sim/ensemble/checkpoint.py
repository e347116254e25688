"""A journal: what of long work is done already, so that it goes on where it was interrupted.

An SQLite file: each part is written whole or not at all, whatever stops the program or the
machine. What is read again has to be what was written: each part carries a digest over the work it
is of, its number and its content.
"""

import sqlite3
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from json import dumps
from pathlib import Path
from typing import Any

import numpy as np

from sim.ensemble.grid import Grid
from sim.ensemble.jobs import Arrays
from sim.ensemble.run import BLOCK, Run
from sim.errors import UsageError
from sim.rules.user_files import imported_files, loaded_files
from sim.version import __version__

KIND = 0x5041524C
"""Says in the file itself that it is a journal of this program ("PARL")."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS grid (identity TEXT, seed TEXT, seal TEXT)",
    "CREATE TABLE IF NOT EXISTS part (number INTEGER PRIMARY KEY, made BLOB, seal TEXT)",
)


class Journal(dict[int, Arrays]):
    """What is done of one run or grid, by the number of the job, for one process at a time.

    What is set in it is on the disk at once; the file is made if it is not there, and to be removed
    once the results are safe. Each method raises `UsageError` if it is no journal or the disk
    refuses.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self._identity = path, ""

    def seed(self) -> int | None:
        """Return the seed of the work it was begun for; None if it was not begun."""
        known = self._grid() if self.path.exists() else None
        return int(known[1]) if known else None

    def begin(self, work: Run | Grid) -> "Journal":
        """Make sure that the journal is this run's or grid's; return it with what is done.

        Raises `UsageError` if it belongs to something else, or anything in it is not what was
        written.
        """
        known, self._identity = self._grid(), identity(work)
        if known and known[0] != self._identity:
            raise UsageError(
                f"{self.path} holds an unfinished run of something else; "
                "finish that one with its own command, delete the file, or choose another folder"
            )
        if not known:
            row = (self._identity, str(_run(work).seed))
            self._do("INSERT INTO grid VALUES (?, ?, ?)", *row, _seal(*row))
        rows = self._do("SELECT number, made, seal FROM part")
        self.update({row[0]: self._made(*row) for row in rows})
        return self

    def _grid(self) -> tuple[str, str] | None:
        """Return identity and seed of the grid that the journal is of."""
        self._make()
        rows = self._do("SELECT identity, seed, seal FROM grid")
        if not rows:
            return None
        whose, seed, seal = rows[0]
        if len(rows) > 1 or seal != _seal(whose, seed):
            raise self._damaged()
        return str(whose), str(seed)

    def _make(self) -> None:
        """Make the tables, unless the file is something else that somebody needs."""
        new = not self._do("PRAGMA schema_version")[0][0]
        if not new and self._do("PRAGMA application_id") != [(KIND,)]:
            words = "is no journal of parley, or is damaged; it stays as it is: delete it yourself"
            raise UsageError(f"{self.path} {words}, or choose another folder")
        for statement in (f"PRAGMA application_id = {KIND}", *_TABLES) if new else _TABLES:
            self._do(statement)

    def _made(self, number: int, blob: bytes, seal: str) -> Arrays:
        """Return what was made of a job, if it is what was written for it."""
        if not isinstance(blob, bytes) or seal != _seal(self._identity, number, blob):
            raise self._damaged()
        with np.load(BytesIO(blob)) as arrays:
            return dict(arrays)

    def _damaged(self) -> UsageError:
        return UsageError(f"{self.path} is damaged; delete it, and the command starts anew")

    def __setitem__(self, number: int, made: Arrays) -> None:
        content = BytesIO()
        np.savez(content, allow_pickle=False, **dict(made))
        blob = content.getvalue()
        seal = _seal(self._identity, number, blob)
        self._do("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", number, blob, seal)
        super().__setitem__(number, made)

    def remove(self) -> None:
        """Delete the journal."""
        self.path.unlink(missing_ok=True)

    def _do(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            with closing(sqlite3.connect(self.path)) as base, base:
                return base.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise UsageError(f"{self.path}: cannot be read or written: {error}") from None


def _seal(*content: object) -> str:
    """Return a digest of some entries."""
    return sha256(repr(content).encode(errors="backslashreplace")).hexdigest()


def _run(work: Run | Grid) -> Run:
    return work if isinstance(work, Run) else work.run


def identity(work: Run | Grid) -> str:
    """Return a fingerprint of everything that a run's counts or a grid's chances depend on."""
    run = _run(work)
    points = None if isinstance(work, Run) else [dict(point) for point in work.points]
    rules = [file.sha256 for file in loaded_files()]
    rules += [f"{Path(file.path).name} {file.sha256}" for file in imported_files()]
    luck = [run.seed, run.uncertain, run.luck.kind, run.luck.given]
    settings = [__version__, BLOCK, run.worlds, *luck, points, rules]
    return sha256((run.scenario.model_dump_json() + dumps(settings)).encode()).hexdigest()
