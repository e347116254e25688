"""A class on the page: thirty sessions at once on this machine.

Thirty browsers would measure the browsers, so each visitor here speaks what marimo's page speaks: a
web socket for what is shown, a POST for a control that was moved. Everything stays on this machine,
client and server share its cores, and the loops are bounded::

    python benchmarks/classroom.py
"""

import argparse
import asyncio
import json
import re
import secrets
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import websockets

SESSIONS, ROUNDS, PATIENCE_SECONDS = 30, 10, 60.0
PAGE_SECONDS, ALONE_SECONDS, REDRAW_SECONDS, MEMORY_GIB = 6.0, 0.25, 1.5, 2.0
"""Targets: a page after the command, a redraw by oneself and with all others, the server's peak."""

MOVED = 'data-path="actors.ukraine.inclination"'
NAVIGATION, TEXT, CONTROLS, OUTCOMES = "p-nav", "what-they-said", "p-controls", "p-shares"

SERVE = (
    "import sys; from sim.cli import main; sys.argv = ['parley', 'dashboard', '--no-open']; main()"
)


@dataclass
class Visitor:
    """One open page.

    Attributes
    ----------
    address : str
    session : str
    """

    address: str
    session: str = field(default_factory=lambda: f"s_{secrets.token_hex(3)}")

    async def open(self) -> None:
        """Open the page, so that it can be read."""
        page = await asyncio.to_thread(lambda: urllib.request.urlopen(self.address).read().decode())
        token = re.search(r'<marimo-server-token\s+data-token="([^"]+)"', page)
        assert token is not None
        self.token = token[1]
        where = f"{self.address.replace('http', 'ws')}/ws?session_id={self.session}"
        self.socket = await websockets.connect(where, max_size=None)
        self.parts, _ = await self.see(NAVIGATION, TEXT)

    async def go_to_outcomes(self) -> None:
        """Choose the outcomes among the parts of the page."""
        await self.set(_elements_in(self.parts)[1], 1)  # a button takes how often it was pressed
        controls, _ = await self.see(CONTROLS, OUTCOMES)
        self.slider = _elements_in(controls[controls.index(MOVED) :])[0]

    async def move(self, value: float) -> float:
        """Move a control; return the seconds until the new outcomes are there."""
        start = time.perf_counter()
        await self.set(self.slider, value)
        await self.see(OUTCOMES)
        return time.perf_counter() - start

    async def set(self, element: str, value: object) -> None:
        """Tell the server what an element stands at."""
        content = json.dumps({"objectIds": [element], "values": [value]}).encode()
        headers = {
            "Content-Type": "application/json",
            "Marimo-Server-Token": self.token,
            "Marimo-Session-Id": self.session,
        }
        where = f"{self.address}/api/kernel/set_ui_element_value"
        request = urllib.request.Request(where, content, headers)
        await asyncio.to_thread(lambda: urllib.request.urlopen(request).read())

    async def see(self, *marks: str) -> list[str]:
        """Wait for an output that holds each mark, in any order, and return them."""
        found: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(found) < len(marks):
                message = json.loads(await self.socket.recv())
                output = message["data"].get("output") or {} if message["op"] == "cell-op" else {}
                shown = output.get("data")
                if isinstance(shown, str):
                    found |= {mark: shown for mark in marks if mark in shown}
        return [found[mark] for mark in marks]


def _elements_in(shown: str) -> list[str]:
    """Return the ids of the elements in HTML, in their order."""
    return re.findall(r"""object-id=['"]([^'"]+)""", shown)


@contextmanager
def server() -> Iterator[tuple[str, psutil.Process]]:
    """Start the page; yield its address and its process."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True
    ) as started:
        try:
            assert started.stdout is not None
            address = started.stdout.readline().split()[-1]
            yield address, psutil.Process(started.pid)
        finally:
            started.terminate()


def peak_gib(process: psutil.Process) -> float:
    """Return the most memory a process ever had, in GiB; what it has now where that is not told."""
    with suppress(OSError):
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 2**20
    memory = process.memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 2**30


async def first_page(address: str) -> Visitor:
    """Open the page as soon as the server answers."""
    for _ in range(int(PATIENCE_SECONDS * 20)):
        visitor = Visitor(address)
        try:
            await visitor.open()
        except OSError:
            await asyncio.sleep(0.05)
        else:
            return visitor
    raise TimeoutError(address)


async def arrivals(address: str, sessions: int) -> tuple[list[Visitor], int]:
    """Open pages at the same moment and go to the outcomes; count those that failed."""

    async def arrive() -> Visitor:
        visitor = Visitor(address)
        await visitor.open()
        await visitor.go_to_outcomes()
        return visitor

    came = await asyncio.gather(*(arrive() for _ in range(sessions)), return_exceptions=True)
    visitors = [one for one in came if isinstance(one, Visitor)]
    return visitors, sessions - len(visitors)


async def redraws(visitors: list[Visitor], rounds: int) -> tuple[list[float], int]:
    """Have all visitors move a control at the same moment, several times; count failures."""
    seconds: list[float] = []
    failed = 0
    for turn in range(rounds):
        value = round(2.2 - 0.1 * (turn + 1), 1)
        tasks = [visitor.move(value) for visitor in visitors]
        for done in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(done, BaseException):
                failed += 1
            else:
                seconds.append(done)
    return seconds, failed


async def measure(sessions: int) -> bool:
    """Print each figure beside its target; return whether all are met."""
    start = time.perf_counter()
    with server() as (address, process):
        alone = await first_page(address)
        opened = time.perf_counter() - start
        await alone.go_to_outcomes()
        single, _ = await redraws([alone], ROUNDS)
        start = time.perf_counter()
        visitors, unopened = await arrivals(address, sessions)
        arrived = time.perf_counter() - start
        together, failed = await redraws(visitors, ROUNDS)
        peak = peak_gib(process)
    if not together:
        print(f"nobody of {sessions} came in or saw anything redrawn")
        return False
    worst, middle = max(together), statistics.median(together)
    met = [
        _told("page after the command", opened, PAGE_SECONDS, "s"),
        _told("redraw alone, median", statistics.median(single), ALONE_SECONDS, "s"),
        _told(f"redraw, {sessions} at once, median", middle, REDRAW_SECONDS, "s"),
        _told("failures", unopened + failed, 0, ""),
        _told("memory of the server", peak, MEMORY_GIB, "GiB"),
    ]
    late = statistics.quantiles(together, n=20)[-1]
    print(f"  95 of 100 within {late:.2f} s, the slowest {worst:.2f} s; {len(together)} redraws")
    print(f"  all {sessions} pages, opened at the same moment, were there after {arrived:.1f} s")
    return all(met)


def _told(what: str, figure: float, target: float, unit: str) -> bool:
    missed = "" if figure <= target else "  MISSED"
    print(f"{what:32} {figure:8.2f} {unit:3}  target {target:g}{missed}")
    return figure <= target


def main() -> None:
    """Measure, and leave with 1 if a target is missed."""
    asked = argparse.ArgumentParser(description="A class on the page, at 4,096 worlds.")
    asked.add_argument("--sessions", type=int, default=SESSIONS, help="pages open at once")
    sessions = asked.parse_args().sessions
    if not 1 <= sessions <= 100:
        asked.error("between 1 and 100 sessions")
    sys.exit(0 if asyncio.run(measure(sessions)) else 1)


if __name__ == "__main__":
    main()
