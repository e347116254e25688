"""Unfinished work: what is done of it stays in its folder until the results are there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sim.archive.folder import Folder
from sim.ensemble.checkpoint import Journal
from sim.ensemble.run import Run
from sim.errors import UsageError


@contextmanager
def unfinished(folder: Folder | None, *names: str) -> Iterator[list[Journal]]:
    """Yield a journal of each name in a folder, to be gone once all is well; none without one.

    Raises `UsageError` where Ctrl-C stops it: the same command goes on from there.
    """
    found = [] if folder is None else [folder.path / f"{name}.unfinished" for name in names]
    journals = [Journal(path) for path in found]
    try:
        yield journals
    except KeyboardInterrupt:
        if not journals:
            raise
        raise UsageError("stopped; the same command goes on where it stopped") from None
    for journal in journals:
        journal.remove()


def seed_of(journals: list[Journal], seed: int | None) -> int | None:
    """Return the seed that is asked for, or else the one that the work was begun with."""
    return journals[0].seed() if seed is None and journals else seed


def go_on(
    runs: Sequence[Run], journals: list[Journal], seed: int | None
) -> list[tuple[Run, Journal | None]]:
    """Return runs with what is done of it, on the seed it was begun with unless one is given."""
    if not journals:
        return [(run, None) for run in runs]
    begun = seed_of(journals, seed)
    if begun is not None:
        runs = [replace(run, luck=replace(run.luck, seed=begun)) for run in runs]
    return [(run, journal.begin(run)) for run, journal in zip(runs, journals, strict=True)]
