"""Work shared between processes: jobs in, what was made of them out, in whatever order.

Any executor of `concurrent.futures` shares it. What is done with a job travels with cloudpickle,
and so do the rules of the user's own: workers need neither the script nor the notebook they are in.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from functools import cache, lru_cache, partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.resource_tracker import ensure_running
from platform import node, python_version_tuple
from queue import SimpleQueue
from signal import SIG_IGN, SIGINT, signal
from threading import Thread, current_thread, main_thread
from typing import Any, TypeAlias, TypeVar

import numpy

from sim.arguments import must_be_whole
from sim.errors import UsageError
from sim.rules.registry import own_rules, sent
from sim.rules.user_files import own_modules
from sim.version import __version__

JOBS_PER_WORKER = 2
"""Jobs sent to each worker at a time, so that none is ever idle and few results are kept."""

IDLE_SECONDS = 300
"""After which a worker that nobody asks ends; starting one takes seconds."""

MAX_WORKERS = 256

ENDED = "a worker process was ended from outside; fewer --workers need less memory"

if sys.platform != "win32":
    from signal import SIG_BLOCK, SIG_SETMASK, pthread_sigmask

Workers: TypeAlias = int | Executor
"""How many processes share the work, this one included; or who does it instead."""

Job = TypeVar("Job")
Made = TypeVar("Made")


def map_unordered(
    work: Callable[[Job], Made], jobs: Sequence[Job], workers: Workers = 1
) -> Iterator[tuple[int, Made]]:
    """Yield the number of each job with what was made of it, as it is done.

    Raises `UsageError` if the number of workers is outside 1 … `MAX_WORKERS`.
    """
    if check_workers(workers) == 1:
        return ((number, work(job)) for number, job in enumerate(jobs))
    return _shared(work, jobs, workers)


def check_workers(workers: Workers) -> Workers:
    """Return the workers, or raise `UsageError` for a number outside 1 … `MAX_WORKERS`."""
    if isinstance(workers, Executor):
        return workers
    whole = must_be_whole("workers", workers)
    if not 1 <= whole <= MAX_WORKERS:
        raise UsageError(f"workers must lie between 1 and {MAX_WORKERS}, not {whole}")
    return whole


def _shared(
    work: Callable[[Job], Made], jobs: Sequence[Job], workers: Workers
) -> Iterator[tuple[int, Made]]:
    waiting, away = list(range(len(jobs))), dict[Future[Made], int]()
    own = int(not isinstance(workers, Executor))  # this process works, too, to the last job
    done = SimpleQueue[Future[Made]]()  # unlike a future, it can be waited for and interrupted
    carried = partial(_work_on, _versions(), _packed(work))
    with _executor(workers) as executor:
        while waiting or away:
            most = JOBS_PER_WORKER * _size(executor)
            while len(waiting) > own and len(away) < most:
                number = waiting.pop()
                with _ctrl_c_waits():
                    future = executor.submit(carried, jobs[number])
                    future.add_done_callback(done.put)
                away[future] = number
            works = bool(own and waiting)
            if works:
                number = waiting.pop()
                yield number, work(jobs[number])
            for _ in range(done.qsize() if works else 1):
                future = done.get()
                yield away.pop(future), future.result()


@contextmanager
def _executor(workers: Workers) -> Iterator[Executor]:
    """Yield who is handed work.

    Whatever goes wrong ends worker processes of our own at once; else they are used again.
    """
    if isinstance(workers, Executor):
        yield workers
        return
    from loky import get_reusable_executor

    with _ctrl_c_waits():
        executor = get_reusable_executor(
            workers - 1, timeout=IDLE_SECONDS, initializer=_start, initargs=(_lifeline()[0],)
        )
    try:
        yield executor
    except BaseException as error:
        with _ctrl_c_waits():
            executor.shutdown(kill_workers=True)
        if isinstance(error, BrokenExecutor):
            raise UsageError(ENDED) from None
        raise


def _size(executor: Executor) -> int:
    """Return how many jobs an executor does at a time; the machines of a cluster come and go."""
    if (dask := getattr(executor, "_client", None)) is None:
        return getattr(executor, "_max_workers", None) or os.cpu_count() or 1
    with suppress(OSError):  # where the scheduler is gone, the jobs that are away will tell
        return sum(dask.nthreads().values()) or 1
    return 1


@cache
def _lifeline() -> tuple[Connection, Connection]:
    """Return a pipe that nothing is ever sent through; it breaks when this process ends."""
    return Pipe(duplex=False)


def _start(lifeline: Connection) -> None:
    """Leave Ctrl-C to the parent, which ends its workers in order, and do not outlive it."""
    signal(SIGINT, SIG_IGN)
    Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()


def _end_with_parent(lifeline: Connection) -> None:
    try:
        lifeline.poll(None)
    finally:
        os._exit(1)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Put Ctrl-C off until the end: an executor stopped midway would keep its locks for ever.

    Processes and threads that start in here never hear of it.
    """
    if current_thread() is not main_thread():  # only the main thread may change what signals do
        yield
        return
    caught: list[int] = []
    before = signal(SIGINT, lambda number, _: caught.append(number))
    if sys.platform != "win32":
        ensure_running()  # which, started in here, would let Ctrl-C through again
        mask = pthread_sigmask(SIG_BLOCK, {SIGINT})
    try:
        yield
    finally:
        if sys.platform != "win32":
            pthread_sigmask(SIG_SETMASK, mask)
        signal(SIGINT, before)
    if caught:
        raise KeyboardInterrupt


def _packed(work: Callable[[Any], Any]) -> bytes:
    """Return what is done with a job and the rules of the user's own, to be sent elsewhere.

    Modules that rule files are and import go along as they were read; what is on the disk by now,
    or in another worker's path, does not matter.
    """
    import cloudpickle

    for module in own_modules():
        cloudpickle.register_pickle_by_value(module)
    packed: bytes = cloudpickle.dumps((work, own_rules()))
    return packed


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Any:
    import cloudpickle

    unpacked = cloudpickle.loads(packed)
    gc.freeze()  # loky looks for garbage every second: not among all that has been imported
    return unpacked


@cache
def _versions() -> tuple[str, ...]:
    """Return what has to be the same wherever work is done, or the numbers would not be."""
    python = ".".join(python_version_tuple()[:2])
    return f"Python {python}", f"Parley {__version__}", f"NumPy {numpy.__version__}"


def _work_on(versions: tuple[str, ...], packed: bytes, job: Any) -> Any:
    for asked, here in zip(versions, _versions(), strict=True):
        if asked != here:
            raise UsageError(f"the worker on {node()} has {here}; {asked} is needed, as here")
    work, rules = _unpacked(packed)
    with sent(rules):
        return work(job)
