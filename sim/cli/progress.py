"""A progress bar for runs that last, shown to people and never to files or pipes."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

PATIENCE_SECONDS = 1.0


@contextmanager
def progress(worlds: int) -> Iterator[Callable[[int], None]]:
    """Yield a function to call with how many more worlds are done.

    The bar appears after a second, on standard error, and only where both outputs are a terminal.
    """
    console = Console(stderr=True)
    shown = console.is_terminal and sys.stdout.isatty()
    columns = ("worlds", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not shown)
    task = bar.add_task("worlds", total=worlds)
    started = time.monotonic()

    def tell(more: int) -> None:
        bar.advance(task, more)
        late = time.monotonic() - started > PATIENCE_SECONDS
        if late and not (bar.live.is_started or bar.finished):
            bar.start()

    try:
        yield tell
    finally:
        bar.stop()
