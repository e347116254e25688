"""Jobs: what a long run is cut into, and what is done of it already."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence, Sized
from typing import Any, TypeVar

from numpy.typing import NDArray

from sim.ensemble.executors import Workers, map_unordered
from sim.ensemble.run import Progress

Arrays = Mapping[str, NDArray[Any]]
"""What is made of a job: arrays by name."""

Done = MutableMapping[int, Arrays]
"""What is made of jobs, by their number; a `sim.ensemble.checkpoint.Journal` is on the disk."""

Job = TypeVar("Job", bound=Sized)


def carried_out(
    work: Callable[[Job], Arrays],
    jobs: Sequence[Job],
    workers: Workers = 1,
    progress: Progress | None = None,
    done: Done | None = None,
) -> Iterator[tuple[Job, Arrays]]:
    """Yield each job with what is made of it, in whatever order; a job is as long as its worlds.

    What is `done` need not be done again, and what is made is added to it.
    """
    before, tell = dict(done or {}), progress or (lambda _: None)
    for number, made in before.items():
        tell(len(jobs[number]))
        yield jobs[number], made
    missing = [number for number in range(len(jobs)) if number not in before]
    for place, made in map_unordered(work, [jobs[number] for number in missing], workers):
        number = missing[place]
        if done is not None:
            done[number] = made
        tell(len(jobs[number]))
        yield jobs[number], made
