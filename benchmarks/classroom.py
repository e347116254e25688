"""A class on the page: thirty phones at once on this machine.

Thirty browsers would measure the browsers, so each phone here is a connection that asks for what
the script of the page asks for. Everything stays on this machine, client and server share its
cores, and the loops are bounded::

    python benchmarks/classroom.py
"""

import argparse
import gzip
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psutil

PHONES, ROUNDS, SINGLE, PATIENCE_SECONDS, VISITS = 30, 10, 50, 60.0, 2_000
START_SECONDS, FIRST_SECONDS, ALONE_SECONDS, REDRAW_SECONDS = 2.0, 0.5, 0.1, (0.4, 1.2)
VISIT_KB, MEMORY_MB = 250, 300
"""Targets: the page after the command, the first content, a redraw alone and with all others, one
visit compressed, and the server's memory."""

MOVED = "actors.ukraine.inclination"
VISIT = (
    "/",
    "/page.css",
    "/page.js",
    "/room",
    "/unknown",
    "/part?part=change",
    "/levers",
    "/bound",
)
SERVE = (
    "import sys; from sim.cli import main; sys.argv = ['parley', 'dashboard', '--no-open']; main()"
)


@contextmanager
def server() -> Iterator[tuple[str, psutil.Process]]:
    """Start the page; yield its address and its process."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True
    ) as started:
        try:
            assert started.stdout is not None
            yield started.stdout.readline().split()[-1], psutil.Process(started.pid)
        finally:
            started.terminate()


class Phone:
    """One visitor, whose connection stays open."""

    def __init__(self, address: str) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE_SECONDS)

    def ask(self, path: str) -> bytes:
        """Return what is sent for a path, compressed."""
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (path, answer.status)
        return content

    def wait(self) -> float:
        """Return the seconds until the first words of the page are there; wait for the rest."""
        start = time.perf_counter()
        self.connection.request("GET", "/")
        answer = self.connection.getresponse()
        assert answer.read1()
        content = time.perf_counter() - start
        answer.read()
        return content

    def move(self, value: float) -> float:
        """Move a control; return the seconds until the new numbers and dots are there.

        Then it asks for the obstacles, as the page does, which nobody waits for.
        """
        seconds = self.redraw(value)
        query = f"{MOVED}={value:g}&part=worlds"
        assert b"of 100 such worlds" in gzip.decompress(self.ask(f"/bound?{query}"))
        return seconds

    def redraw(self, value: float) -> float:
        """Ask for the numbers and dots that a control gives; return the seconds it took."""
        start = time.perf_counter()
        page = gzip.decompress(self.ask(f"/part?{MOVED}={value:g}&part=worlds")).decode()
        seconds = time.perf_counter() - start
        assert len(re.findall("<circle cx=", page)) >= 100
        return seconds


def spent_by(process: psutil.Process) -> float:
    """Return the CPU time of a process so far, in seconds."""
    times = process.cpu_times()
    return float(times.user + times.system)


def redraws(phones: list[Phone], rounds: int) -> tuple[list[float], int]:
    """Have all phones move a control at the same moment, several times; count failures.

    Each has a thread of its own, as fewer would ask in turn. No two of them ever move it to the
    same place, so that nothing is shown twice.
    """
    seconds: list[float] = []
    failed = 0
    with ThreadPoolExecutor(len(phones)) as pool:
        for turn in range(rounds):
            values = [round(2 - 0.001 * (turn * len(phones) + at), 3) for at in range(len(phones))]
            asked = [pool.submit(one.move, to) for one, to in zip(phones, values, strict=True)]
            failed += sum(one.exception() is not None for one in asked)
            seconds += [one.result() for one in asked if one.exception() is None]
    return seconds, failed


def measure(phones: int, visits: int) -> bool:
    """Print each figure beside its target; return whether all are met."""
    redraw = REDRAW_SECONDS[phones > PHONES]
    start = time.perf_counter()
    with server() as (address, process):
        first = Phone(address)
        opened = time.perf_counter() - start
        content = first.wait()
        first.ask("/")
        worlds = time.perf_counter() - start
        light = sum(len(first.ask(path)) for path in VISIT) / 1000
        alone = [first.move(2.5 + 0.01 * turn) for turn in range(ROUNDS)]
        spent = spent_by(process)
        for turn in range(SINGLE):
            first.redraw(3 + 0.01 * turn)
        each = (spent_by(process) - spent) / SINGLE
        visitors = [Phone(address) for _ in range(phones)]
        together, failed = redraws(visitors, ROUNDS)
        before = process.memory_info().rss / 1e6
        first.connection.close()  # which the server gave up meanwhile; it opens by itself
        for visit in range(visits):
            first.ask(f"/part?seed={visit % 7}&worlds=1024&part={('worlds', 'why')[visit % 2]}")
        after = process.memory_info().rss / 1e6
    met = [
        _told("command to answering", opened, START_SECONDS, "s"),
        _told("first content", content, FIRST_SECONDS, "s"),
        _told("one visit, compressed", light, VISIT_KB, "kB"),
        _told("redraw alone, median", statistics.median(alone), ALONE_SECONDS, "s"),
        _told(f"redraw, {phones} at once, median", statistics.median(together), redraw, "s"),
        _told("failures", failed, 0, ""),
        _told("memory of the server", max(before, after), MEMORY_MB, "MB"),
        _told(f"memory, more after {visits:,} visits", after - before, 0.05 * MEMORY_MB, "MB"),
    ]
    print(f"  the first worlds were shown {worlds:.1f} s after the command")
    print(f"  a redraw alone took {1000 * each:.1f} ms of the server's CPU time")
    print(f"  the slowest redraw took {max(together):.2f} s; {len(together)} redraws")
    return all(met)


def _told(what: str, figure: float, target: float, unit: str) -> bool:
    missed = "" if figure <= target else "  MISSED"
    print(f"{what:36} {figure:8.2f} {unit:3}  target {target:g}{missed}")
    return figure <= target


def main() -> None:
    """Measure, and leave with 1 if a target is missed."""
    asked = argparse.ArgumentParser(description="A class on the page, at 4,096 worlds.")
    asked.add_argument("--phones", type=int, default=PHONES, help="phones at once")
    asked.add_argument("--visits", type=int, default=VISITS, help="visits that memory is asked for")
    given = asked.parse_args()
    if not 1 <= given.phones <= 100:
        asked.error("between 1 and 100 phones")
    if given.visits < 1:
        asked.error("at least one visit")
    sys.exit(0 if measure(given.phones, given.visits) else 1)


if __name__ == "__main__":
    main()
