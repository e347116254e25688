"""Work shared between processes: jobs in, what was made of them out, in whatever order."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from threading import Thread, current_thread, main_thread
from typing import Any, TypeVar

from sim.arguments import must_be_whole
from sim.errors import UsageError

JOBS_PER_HELPER = 2
"""Jobs waiting for each helper process, so that none is ever idle."""

GLANCE_SECONDS = 0.005
"""Between two looks at whether helpers are done, once there is nothing left to do here."""

MAX_WORKERS = 256

ENDED = "a helper process was ended from outside; fewer --workers need less memory"
UNGUARDED = (
    "helper processes run this script anew up to here; put what uses workers below a line "
    'if __name__ == "__main__":'
)

Job = TypeVar("Job")
Made = TypeVar("Made")


def map_unordered(
    work: Callable[[Job], Made], jobs: Sequence[Job], workers: int
) -> Iterator[tuple[int, Made]]:
    """Yield the number of each job with what was made of it, as it is done.

    Parameters
    ----------
    work : callable
        What is done with a job; sent to each helper once, so it has to be picklable.
    jobs : sequence
    workers : int
        Processes, this one included: it works, too, and does not only wait.

    Raises
    ------
    UsageError
        If the number of workers is outside 1 … `MAX_WORKERS`.
    """
    workers = check_workers(workers)
    if workers == 1:
        return ((number, work(job)) for number, job in enumerate(jobs))
    return _with_helpers(work, jobs, workers - 1)


_before_work: dict[str, Callable[[], object]] = {}


def before_work(name: str, step: Callable[[], object]) -> None:
    """Have every helper that starts from now on take a step before its first job.

    Parameters
    ----------
    name : str
        What the step is for; it takes the place of an earlier step of this name.
    step : callable
        Sent to each helper, so it has to be picklable.
    """
    _before_work[name] = step


def check_workers(workers: int) -> int:
    """Return the number of workers, or raise `UsageError` outside 1 … `MAX_WORKERS`."""
    whole = must_be_whole("workers", workers)
    if not 1 <= whole <= MAX_WORKERS:
        raise UsageError(f"workers must lie between 1 and {MAX_WORKERS}, not {whole}")
    return whole


def _with_helpers(
    work: Callable[[Job], Made], jobs: Sequence[Job], helpers: int
) -> Iterator[tuple[int, Made]]:
    waiting = list(range(len(jobs)))
    first = tuple(_before_work.values())
    pool = ProcessPoolExecutor(helpers, get_context("spawn"), _start_helper, (work, first))
    tasks: dict[Future[Made], int] = {}
    try:
        while waiting or tasks:
            while waiting and len(tasks) < JOBS_PER_HELPER * helpers:
                number = waiting.pop()
                with _deaf_to_ctrl_c():
                    tasks[pool.submit(_help, jobs[number])] = number
            if waiting:
                number = waiting.pop()
                yield number, work(jobs[number])
            else:
                time.sleep(GLANCE_SECONDS)
            with _ctrl_c_waits():
                done = {task: task.result() for task in tasks if task.done()}
            for task, made in done.items():
                yield tasks.pop(task), made
    except BrokenProcessPool:
        raise UsageError(UNGUARDED if _is_unguarded() else ENDED) from None
    except RuntimeError as error:
        if "bootstrapping" not in str(error):
            raise
        raise SystemExit(1) from None  # a helper that runs its script anew; who started it says why
    finally:
        # Where all is done the pool is waited for: one left to end by itself can be caught by the
        # end of the program halfway, which Python 3.11 reports on standard error.
        pool.shutdown(wait=not (waiting or tasks), cancel_futures=True)


def _is_unguarded() -> bool:
    """Whether what runs is a script whose lines helpers would all run, too."""
    file = getattr(sys.modules["__main__"], "__file__", None)
    return file is not None and "__main__" not in Path(file).read_text("utf-8", "replace")


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let helpers that start in here ignore Ctrl-C from their first moment on."""
    if current_thread() is not main_thread():  # only the main thread may change what signals do
        yield
        return
    before = signal(SIGINT, SIG_IGN)
    try:
        yield
    finally:
        signal(SIGINT, before)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Put Ctrl-C off until the end: stopped midway, a future would keep its lock for ever."""
    if current_thread() is not main_thread():
        yield
        return
    caught: list[int] = []
    before = signal(SIGINT, lambda number, _: caught.append(number))
    try:
        yield
    finally:
        signal(SIGINT, before)
    if caught:
        raise KeyboardInterrupt


_work: list[Callable[[Any], Any]] = []
_first: list[Callable[[], object]] = []


def _start_helper(work: Callable[[Any], Any], first: tuple[Callable[[], object], ...]) -> None:
    """Leave Ctrl-C to the parent, which stops the helpers in order, and do not outlive it."""
    signal(SIGINT, SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _work[:], _first[:] = [work], first


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _help(job: Any) -> Any:
    while _first:
        _first.pop(0)()  # here and not at the start, where an error would only end the helper
    return _work[0](job)
