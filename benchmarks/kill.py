"""Kill a sweep at random moments, go on, and see whether the files are those of an unbroken one.

Two sweeps take turns in one folder, so that a kill can also fall between the files of one and the
other. Children are forked from a process that has loaded everything, so that most moments fall
into the work and not into its start; needs POSIX::

    python benchmarks/kill.py             # 60 kills, about two minutes
    python benchmarks/kill.py --kills 5
"""

import argparse
import os
import random
import signal
import sys
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.cli import main as parley

WEEK = Path(__file__).parent.parent / "scenarios" / "thursday" / "baseline.yaml"
FILES = ("sweep.csv", "sweep.png")
GLANCE_SECONDS = 0.002
LONGEST_SECONDS = 600


def sweep(folder: Path, seed: int, worlds: int) -> list[str]:
    """Return the command of one of the two sweeps, along sixteen values."""
    words = ["sweep", str(WEEK), "--vary", "meeting.goes_ahead=0:1:16", "--worlds", str(worlds)]
    return ["parley", *words, "--seed", str(seed), "--out", str(folder)]


def simulate_run(words: list[str]) -> int:
    """Carry a command out in this process; return its exit code."""
    sys.argv = words
    try:
        with redirect_stdout(StringIO()):
            parley()
    except SystemExit as left:
        return int(left.code or 0)
    raise AssertionError


def ends(words: list[str], seconds: float) -> bool:
    """Carry a command out in a child, killed after some seconds; whether it came to its end."""
    child = os.fork()
    if not child:
        os._exit(simulate_run(words))
    until, code = time.monotonic() + seconds, None
    while code is None:
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            until += LONGEST_SECONDS
        ended, status = os.waitpid(child, os.WNOHANG)
        code = os.waitstatus_to_exitcode(status) if ended else None
        time.sleep(GLANCE_SECONDS)
    if code > 0:
        sys.exit("a sweep that was killed before does not go on")
    return code == 0


def content(folder: Path) -> list[bytes]:
    """Return what a sweep leaves; nothing of a killed one may be left beside it."""
    left = {path.name for path in folder.iterdir()}
    if left != {*FILES, "manifest.json"}:
        sys.exit(f"files are missing or left over: {sorted(left)}")
    return [(folder / name).read_bytes() for name in FILES]


def kills(folder: Path, number: int, worlds: int, luck: random.Random) -> tuple[int, int]:
    """Kill so many times; return how many sweeps came to their end, and how many were wrong."""
    unbroken = {}
    for seed in (1, 2):
        started = time.monotonic()
        simulate_run(sweep(folder / f"whole-{seed}", seed, worlds))
        whole = time.monotonic() - started
        unbroken[seed] = content(folder / f"whole-{seed}")
    out, seed, ended, wrong, killed = folder / "out", 1, 0, 0, 0
    while True:
        last = killed == number
        moment = LONGEST_SECONDS if last else luck.uniform(0, whole)
        if not ends(sweep(out, seed, worlds), moment):
            killed += 1
            continue
        ended, wrong = ended + 1, wrong + (content(out) != unbroken[seed])
        if last:
            return ended, wrong
        seed = 3 - seed


def main() -> int:
    """Kill, print what came of it, and return 1 if any file was wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=60, metavar="N")
    parser.add_argument("--worlds", type=int, default=22_000, metavar="N", help="of each sweep")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the moments")
    asked = parser.parse_args()
    luck = random.Random(asked.seed)
    with TemporaryDirectory() as folder:
        ended, wrong = kills(Path(folder), asked.kills, asked.worlds, luck)
    print(f"{asked.kills} kills, {ended} sweeps came to their end, {wrong} with other bytes")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
