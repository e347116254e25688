"""Fuzzed scenario files: none may end in anything but a result or one readable line of ours.

Each file is made of a seed and a number, so that a fault can be had again by its number::

    python benchmarks/fuzz.py --files 25000 --seed 1 --keep found
    python benchmarks/fuzz.py --seed 1 --number 4711 --keep found

Files are judged in processes of their own, where nothing done with one may take more than 2 s of
CPU, and the process no more than 500 MB.
The smallest file of every kind of fault is kept, and made smaller still. Needs a POSIX system.
"""

import argparse
import multiprocessing
import resource
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from fuzzing.files import SMALLEST, fuzzed, lay_out
from fuzzing.judging import Fault, Stopped, judged

CPU_SECONDS, MEGABYTES = 2.0, 500
PATIENCE_SECONDS = 120.0
"""After which a process that says nothing is ended: it hangs where no signal is heard."""

BATCH = 250
SHRINK_SECONDS = 30.0

Said = tuple[int, int, bool, Fault | None]
"""Number, bytes of the file, whether it was read as a scenario, what is wrong."""


@contextmanager
def _in_time() -> Iterator[None]:
    """Raise `Stopped` in what takes too much CPU."""

    def stop(*_: object) -> None:
        raise Stopped

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def limited(content: bytes, folder: Path) -> Fault | None:
    """Return what is wrong with a file, too much CPU or memory included."""
    found = judged(content, folder, _in_time)
    if found is None and _peak_megabytes() > MEGABYTES:
        return Fault(f"takes more than {MEGABYTES} MB", f"{_peak_megabytes():,.0f} MB")
    return found


def _peak_megabytes() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


@contextmanager
def _workplace() -> Iterator[Path]:
    """Yield a folder with what files extend, in a process that has loaded all it needs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder)
        judged(SMALLEST, folder)
        if sys.platform == "linux":
            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + MEGABYTES * 10**6,) * 2)
        yield folder


def work(pipe: Connection, seed: int, numbers: range) -> None:
    """Judge files and say of each what was found; stop once memory's peak would tell no more."""
    with _workplace() as folder:
        for number in numbers:
            content = fuzzed(seed, number)
            found = limited(content, folder)
            read = (folder / "again.yaml").exists()
            (folder / "again.yaml").unlink(missing_ok=True)
            pipe.send((number, len(content), read, found))
            if _peak_megabytes() > MEGABYTES:
                return


@dataclass
class Batch:
    """A process and what it has still to do."""

    process: BaseProcess
    pipe: Connection
    numbers: range
    heard: float = field(default_factory=time.monotonic)


def survey(seed: int, numbers: range, workers: int) -> Iterator[Said]:
    """Yield what is found of each file, in no order."""
    context = multiprocessing.get_context("spawn")
    todo = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)][::-1]
    running: dict[Connection, Batch] = {}
    while todo or running:
        while todo and len(running) < workers:
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=work, args=(theirs, seed, todo[-1]), daemon=True)
            process.start()
            theirs.close()
            running[ours] = Batch(process, ours, todo.pop())
        for pipe in wait([*running], 1):
            assert isinstance(pipe, Connection)
            batch = running[pipe]
            try:
                said: Said = pipe.recv()
            except EOFError:
                batch.process.join()
                code = batch.process.exitcode
                if batch.numbers and code:
                    yield _lost(seed, batch, f"the process ended with {code}")
                todo += _rest(running.pop(pipe))
            else:
                batch.heard, batch.numbers = time.monotonic(), batch.numbers[1:]
                yield said
        for batch in [*running.values()]:
            if time.monotonic() - batch.heard > PATIENCE_SECONDS:
                batch.process.kill()
                yield _lost(seed, batch, "hangs where no signal is heard")
                todo += _rest(running.pop(batch.pipe))


def _lost(seed: int, batch: Batch, kind: str) -> Said:
    number, batch.numbers = batch.numbers[0], batch.numbers[1:]
    return number, len(fuzzed(seed, number)), False, Fault(kind, "")


def _rest(batch: Batch) -> list[range]:
    return [batch.numbers] if batch.numbers else []


def shrink(content: bytes, kind: str, file: Path) -> None:
    """Take lines away as long as the same goes wrong, writing every smaller file."""
    with _workplace() as folder:
        lines = content.splitlines(keepends=True)
        size = len(lines) // 2
        while size:
            for start in range(len(lines) - size, -1, -size):
                fewer = lines[:start] + lines[start + size :]
                found = limited(b"".join(fewer), folder) if fewer else None
                if found is not None and found.kind == kind:
                    lines = fewer
                    file.write_bytes(b"".join(lines))
            size //= 2


def keep(found: dict[str, list[Said]], seed: int, folder: Path) -> None:
    """Write the smallest file of every kind, and try for some seconds to make it smaller."""
    folder.mkdir(parents=True, exist_ok=True)
    lay_out(folder)
    context = multiprocessing.get_context("spawn")
    for rank, (kind, cases) in enumerate(_by_frequency(found), 1):
        number = min(cases, key=lambda said: said[1])[0]
        content, file = fuzzed(seed, number), folder / f"{rank:02}-{number}.yaml"
        file.write_bytes(content)
        process = context.Process(target=shrink, args=(content, kind, file), daemon=True)
        process.start()
        process.join(SHRINK_SECONDS)
        process.kill()
        process.join()
        print(f"{file}: {file.stat().st_size:,} bytes, {kind}", flush=True)


def _by_frequency(found: dict[str, list[Said]]) -> list[tuple[str, list[Said]]]:
    return sorted(found.items(), key=lambda item: -len(item[1]))


def gathered(
    said: Iterator[Said], files: int, told: Callable[[str], None]
) -> dict[str, list[Said]]:
    """Return faults by their kinds, telling how far it is; Ctrl-C ends it with what there is."""
    found: dict[str, list[Said]] = defaultdict(list)
    read = 0
    with suppress(KeyboardInterrupt):
        for done, one in enumerate(said, 1):
            read += one[2]
            if one[3] is not None:
                found[one[3].kind].append(one)
            if done % 100 == 0 or done == files:
                told(f"{done:,} of {files:,} files, {read:,} read, {len(found)} kinds of fault")
    return found


def show(found: dict[str, list[Said]]) -> None:
    """Print every kind of fault, how often it was met, and its smallest file."""
    for kind, cases in _by_frequency(found):
        number, size, _, fault = min(cases, key=lambda one: one[1])
        assert fault is not None
        print(f"{len(cases):6} × {kind}")
        print(f"         smallest: number {number}, {size:,} bytes: {fault.message}")


def _progress(line: str) -> None:
    print(f"\r{line}", end="\n" if not sys.stderr.isatty() else "", file=sys.stderr, flush=True)


def main() -> None:
    """Judge the files asked for, and leave with 1 if anything is wrong with one."""
    asked = argparse.ArgumentParser(description="Fuzzed scenario files.")
    asked.add_argument("--files", type=int, default=1000, help="how many")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--number", type=int, help="only the file of this number")
    asked.add_argument("--workers", type=int, default=2, help="processes")
    asked.add_argument("--keep", type=Path, help="folder for the smallest file of every kind")
    given = asked.parse_args()
    one = given.number is not None
    numbers = range(given.number, given.number + 1) if one else range(given.files)
    start = time.monotonic()
    found = gathered(survey(given.seed, numbers, given.workers), len(numbers), _progress)
    show(found)
    print(f"{len(numbers):,} files of seed {given.seed} in {time.monotonic() - start:,.0f} s")
    if given.keep is not None:
        keep(found, given.seed, given.keep)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
