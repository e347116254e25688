"""Measure how many times faster this checkout is than another one, in turns.

Each checkout lives through the baseline in a process of its own, one at a time, and is told by its
CPU time. Ratios are medians over the turns, so that a busy machine troubles both alike.
"""

import argparse
import os
import subprocess
import sys
from operator import truediv
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parents[1]
FEW, BLOCK = 4_096, 65_536
RUNS = {FEW: 4, BLOCK: 1}
"""How often each number of worlds is run in a turn."""

LIVE = """
import sys
from time import process_time
from sim import Scenario
try:
    from sim.ensemble.ensemble import live_through
except ImportError:  # as it was called before worlds were counted
    from sim.ensemble.run import simulate_table as live_through
from sim.ensemble.run import run_of
scenario = Scenario.load("scenarios/thursday/baseline.yaml")
for line in sys.stdin:
    worlds, times = map(int, line.split())
    run = run_of(scenario, worlds, 1)
    started = process_time()
    for _ in range(times):
        live_through(run)
    print((process_time() - started) / times, flush=True)
"""


class Contestant:
    """A checkout at work in a process of its own."""

    def __init__(self, folder: Path) -> None:
        variables = os.environ | {"PYTHONPATH": str(folder), "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", LIVE],
            cwd=folder,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def seconds(self, worlds: int) -> float:
        """Return the CPU time of a run of so many worlds."""
        told, heard = self._process.stdin, self._process.stdout
        assert told is not None
        assert heard is not None
        print(worlds, RUNS[worlds], file=told, flush=True)
        return float(heard.readline())

    def leave(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def main() -> None:
    """Measure and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path, help="folder of the other checkout")
    parser.add_argument("turns", type=int, nargs="?", default=25)
    asked = parser.parse_args()
    both = (Contestant(asked.checkout.resolve()), Contestant(HERE))
    for one in both:
        one.seconds(FEW)  # loads what is loaded once
    turns = [
        {worlds: [one.seconds(worlds) for one in both] for worlds in RUNS}
        for _ in range(asked.turns)
    ]
    for worlds in RUNS:
        before, now = zip(*(turn[worlds] for turn in turns), strict=True)
        faster = median(map(truediv, before, now))
        least = f"{1e3 * min(before):.1f} and {1e3 * min(now):.1f} ms"
        print(f"{worlds:>7,} worlds: {faster:.2f} × as fast; {least} at the least")
    for name, place in (("the other", 0), ("this one", 1)):
        speeds = (turn[BLOCK][place] / BLOCK / (turn[FEW][place] / FEW) for turn in turns)
        print(f"{name}: {FEW:,} worlds at {median(speeds):.2f} of the speed of {BLOCK:,}")
    for one in both:
        one.leave()


if __name__ == "__main__":
    main()
