"""A journal: what of a grid is done already, so that an interrupted one goes on where it stopped.

An SQLite file: each part is written whole or not at all, whatever stops the program or the
machine. What is read again has to be what was written: each part carries a digest over the grid it
is of, its number and its content.
"""

import sqlite3
from contextlib import closing
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.sobol import PARTS
from sim.ensemble.chances import Sums
from sim.ensemble.grid import Grid
from sim.ensemble.run import BLOCK
from sim.errors import UsageError
from sim.rules.user_files import imported_files, loaded_files
from sim.version import __version__

KIND = 0x5041524C
"""Says in the file itself that it is a journal of this program ("PARL")."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS grid (identity TEXT, seed TEXT, seal TEXT)",
    "CREATE TABLE IF NOT EXISTS part (number INTEGER PRIMARY KEY, chances BLOB, seal TEXT)",
)


class Journal(dict[int, Sums]):
    """The parts of one grid that are done, by number, for one process at a time.

    What is set in it is on the disk at once; the file is made if it is not there, and to be removed
    once the results are safe. Each method raises `UsageError` if it is no journal or the disk
    refuses.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self._identity = path, ""

    def seed(self) -> int | None:
        """Return the seed of the grid it was begun for; None if it was not begun."""
        known = self._grid() if self.path.exists() else None
        return int(known[1]) if known else None

    def begin(self, grid: Grid) -> "Journal":
        """Make sure that the journal is this grid's; return it with the parts that are done.

        Raises `UsageError` if it belongs to another grid, or anything in it is not what was
        written.
        """
        known, self._identity = self._grid(), identity(grid)
        if known and known[0] != self._identity:
            raise UsageError(
                f"{self.path} holds an unfinished run of something else; "
                "finish that one with its own command, delete the file, or choose another folder"
            )
        if not known:
            row = (self._identity, str(grid.run.seed))
            self._do("INSERT INTO grid VALUES (?, ?, ?)", *row, _seal(*row))
        rows = self._do("SELECT number, chances, seal FROM part")
        self.update({row[0]: self._chances(grid, *row) for row in rows})
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

    def _chances(self, grid: Grid, number: int, blob: bytes, seal: str) -> Sums:
        """Return the chances of a part, if they are what was written for it."""
        if not isinstance(blob, bytes) or seal != _seal(self._identity, number, blob):
            raise self._damaged()
        return np.frombuffer(blob, dtype="<i8").reshape(-1, PARTS, len(grid.outcomes))

    def _damaged(self) -> UsageError:
        return UsageError(f"{self.path} is damaged; delete it, and the sweep starts anew")

    def __setitem__(self, number: int, chances: Sums) -> None:
        blob = chances.astype("<i8").tobytes()
        seal = _seal(self._identity, number, blob)
        self._do("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", number, blob, seal)
        super().__setitem__(number, chances)

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


def identity(grid: Grid) -> str:
    """Return a fingerprint of everything that a grid's chances depend on."""
    run = grid.run
    points = [dict(point) for point in grid.points]
    rules = [file.sha256 for file in loaded_files()]
    rules += [f"{Path(file.path).name} {file.sha256}" for file in imported_files()]
    luck = [run.seed, run.uncertain, run.luck.kind]
    settings = [__version__, BLOCK, run.worlds, *luck, points, rules]
    return sha256((run.scenario.model_dump_json() + dumps(settings)).encode()).hexdigest()
