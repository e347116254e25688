"""A journal: what of a grid is done already, so that an interrupted one goes on where it stopped.

An SQLite file: each part is written whole or not at all, whatever stops the program or the machine.
"""

import sqlite3
from contextlib import closing
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.ensemble import BLOCK
from sim.errors import UsageError
from sim.grid import Flows, Grid, Part
from sim.rules.files import loaded_files

_TABLES = (
    "CREATE TABLE IF NOT EXISTS grid (identity TEXT, seed TEXT)",
    "CREATE TABLE IF NOT EXISTS part (number INTEGER PRIMARY KEY, flows BLOB)",
)


class Journal:
    """The parts of one grid that are done.

    Parameters
    ----------
    path : Path
        Made if it is not there; `remove` it once the results are safe.

    Raises
    ------
    UsageError
        From each method, if the file is no journal or the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def seed(self) -> int | None:
        """Return the seed of the grid it was begun for; None if it was not begun."""
        if not self.path.exists():
            return None
        rows = self._grid()
        if rows and not str(rows[0][1]).isdecimal():
            raise self._damaged()
        return int(rows[0][1]) if rows else None

    def begin(self, grid: Grid) -> dict[int, Flows]:
        """Make sure that the journal is this grid's; return the parts that are done.

        Raises
        ------
        UsageError
            If it belongs to another grid.
        """
        known = self._grid()
        if not known:
            self._do("INSERT INTO grid VALUES (?, ?)", identity(grid), str(grid.run.seed))
        elif known[0][0] != identity(grid):
            raise UsageError(
                f"{self.path} holds an unfinished run of something else; "
                "finish that one with its own command, delete the file, or choose another folder"
            )
        parts = grid.parts()
        return {n: self._flows(grid, parts, n, blob) for n, blob in self._done()}

    def _grid(self) -> list[tuple[Any, ...]]:
        for table in _TABLES:
            self._do(table)
        return self._do("SELECT identity, seed FROM grid")

    def _done(self) -> list[tuple[Any, ...]]:
        return self._do("SELECT number, flows FROM part")

    def _flows(self, grid: Grid, parts: list[Part], number: int, blob: bytes) -> Flows:
        """Return the flows of a part, if they are flows of that part at all."""
        size = len(grid.outcomes)
        points = parts[number].last - parts[number].first if 0 <= number < len(parts) else 0
        if not (points and isinstance(blob, bytes) and len(blob) == 8 * points * size**2):
            raise self._damaged()
        return np.frombuffer(blob, dtype="<i8").reshape(points, size, size)

    def _damaged(self) -> UsageError:
        return UsageError(f"{self.path} is damaged; delete it, and the sweep starts anew")

    def add(self, number: int, flows: Flows) -> None:
        """Note that a part is done."""
        self._do("INSERT OR REPLACE INTO part VALUES (?, ?)", number, flows.astype("<i8").tobytes())

    def remove(self) -> None:
        """Delete the journal."""
        self.path.unlink(missing_ok=True)

    def _do(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            with closing(sqlite3.connect(self.path)) as base, base:
                return base.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise UsageError(f"{self.path}: cannot be read or written: {error}") from None


def identity(grid: Grid) -> str:
    """Return a fingerprint of everything that a grid's flows depend on."""
    run = grid.run
    points = [dict(point) for point in grid.points]
    rules = [file.sha256 for file in loaded_files()]
    settings = [__version__, BLOCK, run.seed, run.worlds, run.uncertain, points, rules]
    return sha256((run.scenario.model_dump_json() + dumps(settings)).encode()).hexdigest()
