"""The ensemble: many worlds in blocks, on one core or many, into one table with a row per world."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal
from threading import current_thread, main_thread

import numpy as np
from numpy.typing import NDArray

from sim.errors import UsageError
from sim.model import Negotiation
from sim.outcome import Freeze, classify
from sim.scenario import Scenario
from sim.worlds import Worlds

BLOCK = 65_536
"""Worlds per block: enough that Python's share of the time is small, few enough for the memory."""

TASKS_PER_HELPER = 2
"""Blocks waiting for each helper process, so that none is ever idle."""

MOST_WORLDS = 100_000_000
MOST_WORKERS = 256

Column = NDArray[np.int8] | NDArray[np.int16]
Table = Mapping[str, Column]
"""A column per name, a row per world, in small integers; see `freeze_table`."""

Progress = Callable[[int], None]
"""Told how many more worlds are done."""


@dataclass(frozen=True)
class Run:
    """What is run; equal runs give equal tables.

    Attributes
    ----------
    scenario : Scenario
    worlds : int
        Number of worlds, from 1 to `MOST_WORLDS`.
    seed : int
        0 or above.
    uncertain : bool
        Whether each world draws its own assumptions.

    Raises
    ------
    UsageError
        If a number is outside its range.
    """

    scenario: Scenario
    worlds: int
    seed: int
    uncertain: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.worlds <= MOST_WORLDS:
            raise UsageError(f"worlds must lie between 1 and {MOST_WORLDS:,}, not {self.worlds:,}")
        if not 0 <= self.seed < 2**128:
            raise UsageError(f"seed must be 0 or above and below 2^128, not {self.seed}")

    def batch(self, span: range) -> Worlds:
        """Return these worlds of the run."""
        return Worlds(self.seed, span, self.uncertain)


def fresh_seed() -> int:
    """Draw a seed from the operating system, short enough to be typed again."""
    return int(np.random.SeedSequence().generate_state(1)[0])


def run_block(run: Run, span: range) -> dict[str, Column]:
    """Run a block of worlds to the end and return its rows."""
    model = Negotiation(run.scenario, run.batch(span))
    model.run_to_freeze()
    table = freeze_table(model)
    model.free()
    return table


def outcome_now(model: Negotiation) -> NDArray[np.int8]:
    """Return the outcome of each world if decisions froze now."""
    worlds, meeting = model.worlds, model.spec.meeting
    one, other = (party.level for party in model.parties)
    window = worlds.value(meeting.late) * model.spec.clock.follow_up_days
    freeze = Freeze(
        one=one,
        other=other,
        goes_ahead=worlds.uniform("meeting.logistics") < worlds.value(meeting.goes_ahead),
        steps_down=worlds.uniform("meeting.step_down") < 1 - model.apart,
        meets_late=worlds.exponential("meeting.late") <= window,
    )
    return classify(freeze, len(model.spec.levels) - 1)


def freeze_table(model: Negotiation) -> dict[str, Column]:
    """Return one row per world.

    Columns: ``outcome`` (index into `outcome_ids`), ``venue`` (0 or 1); per party ``.drawn`` and
    ``.reading`` (index of the reading at the start and at the end) and ``.level`` (rung); per
    condition ``.status`` (0 none, 1 promised, 2 observed) and ``.promised_tick`` (−1 for never).
    """
    table: dict[str, Column] = {"outcome": outcome_now(model)}
    table["venue"] = np.broadcast_to(np.asarray(model.venue, np.int8), len(model.worlds))
    for party in model.parties:
        for name in ("drawn", "reading", "level"):
            table[f"{party.key}.{name}"] = getattr(party, name)
    for name, commitment in model.commitments.items():
        table[f"{name}.status"] = commitment.status
        table[f"{name}.promised_tick"] = commitment.promised_tick(model.tick)
    return table


def simulate_table(run: Run, workers: int = 1, progress: Progress | None = None) -> Table:
    """Run all worlds of `run` and return its table; workers change nothing but the time.

    Raises
    ------
    UsageError
        If the number of workers is outside 1 … `MOST_WORKERS`.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise UsageError(f"workers must lie between 1 and {MOST_WORKERS}, not {workers}")
    table: dict[str, Column] = {}
    blocks = _blocks(run) if workers == 1 else _blocks_on_many(run, workers)
    for span, rows in blocks:
        for name, column in rows.items():
            if name not in table:
                table[name] = np.empty(run.worlds, column.dtype)
            table[name][span.start : span.stop] = column
        if progress is not None:
            progress(len(span))
    return table


def _spans(worlds: int, size: int) -> list[range]:
    return [range(start, min(start + size, worlds)) for start in range(0, worlds, size)]


def _blocks(run: Run) -> Iterator[tuple[range, dict[str, Column]]]:
    for span in _spans(run.worlds, BLOCK):
        yield span, run_block(run, span)


def _blocks_on_many(run: Run, workers: int) -> Iterator[tuple[range, dict[str, Column]]]:
    """Share the blocks with helpers; this process works too, from the start and not only waits."""
    spans = _spans(run.worlds, BLOCK)
    helpers = ProcessPoolExecutor(workers - 1, get_context("spawn"), _start_helper, (run,))
    tasks: dict[Future[dict[str, Column]], range] = {}
    try:
        while spans or tasks:
            while spans and len(tasks) < TASKS_PER_HELPER * (workers - 1):
                span = spans.pop()
                with _deaf_to_ctrl_c():
                    tasks[helpers.submit(_help, span)] = span
            if spans:
                span = spans.pop()
                yield span, run_block(run, span)
            else:
                wait(tasks, return_when=FIRST_COMPLETED)
            for task in [task for task in tasks if task.done()]:
                yield tasks.pop(task), task.result()
    finally:
        helpers.shutdown(wait=False, cancel_futures=True)


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


_helped_run: list[Run] = []


def _start_helper(run: Run) -> None:
    """Leave Ctrl-C to the parent, which stops the helpers in order."""
    signal(SIGINT, SIG_IGN)
    _helped_run[:] = [run]


def _help(span: range) -> dict[str, Column]:
    return run_block(_helped_run[0], span)
