"""Measure how fast Parley is and how much memory it takes, and hold that against its targets.

Speeds are ratios between contestants that take turns in one process, because machines differ.
Modules load when a measurement needs them: the memory is measured while this process is small.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.ensemble.executors import Workers

HERE = Path(__file__).resolve().parent
BASELINE = str(HERE.parent / "scenarios" / "thursday" / "baseline.yaml")
PYTHON = sys.executable
PARLEY = str(Path(PYTHON).with_name("parley"))  # the command line installed for this Python
SEED = 1
STARTS = 5  # fresh processes per start-up figure

sys.path.insert(0, str(HERE))  # for the other models, wherever this is started from

RUN_AND_SUM_UP = """
import sys
from resource import RUSAGE_SELF, getrusage
from sim import Scenario, simulate
simulate(Scenario.load(sys.argv[1]), worlds=int(sys.argv[2]), seed=1).details()
print(getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""
COUNT = """
import sys
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from sim import Scenario, simulate
scenario = Scenario.load(sys.argv[1])
simulate(scenario, worlds=16, seed=1)  # loads what is loaded once
started = perf_counter()
simulate(scenario, worlds=int(sys.argv[2]), seed=1, keep="counts").details()
took = perf_counter() - started
print(took, getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""
SWEEP = """
import sys
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter
from loky import get_reusable_executor
from sim import Scenario, sweep
if __name__ == "__main__":
    vary = {"actors.russia.weights.himself": "0:1:50", "conditions.ceasefire.willingness": "0:6:50"}
    started = perf_counter()
    sweep(Scenario.load(sys.argv[1]), vary, int(sys.argv[2]), seed=1, workers=2).frame()
    took = perf_counter() - started
    get_reusable_executor(reuse=True).shutdown()  # what it took is known once it was waited for
    memory = sum(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
    print(took, memory * (1 if sys.platform == "darwin" else 1024))
"""
READ_A_SCENARIO = """
import sys
from sim import Scenario
Scenario.load(sys.argv[1])
print("mesa" in sys.modules)
"""


@dataclass(frozen=True)
class Sizes:
    """How much is run: worlds by measurement, and repeats."""

    worlds: int = 1_000_000
    plain_mesa: int = 5_000
    workers: int = 20_000_000
    memory: int = 10_000_000
    counts: int = 40_000_000
    repeats: int = 7
    worker_repeats: int = 3
    per_point: int = 2_000
    variance: int = 65_536
    variance_seeds: int = 20


QUICK = Sizes(200_000, 1_000, 2_000_000, 1_000_000, 4_000_000, 2, 1, 200, 65_536, 5)
FEW = 1_000_000
"""Worlds against which the memory and time of counting many more are held."""


@dataclass(frozen=True)
class Measure:
    """One line of the table; a figure without a unit is 1 for yes and 0 for no."""

    what: str
    take: Callable[[Sizes], float]
    unit: str = ""
    at_least: float | None = None
    below: float = float("inf")

    def met(self, figure: float) -> bool:
        """Return whether the target is met."""
        return figure < self.below if self.at_least is None else figure >= self.at_least

    def line(self, figure: float) -> str:
        """Return the line of the table."""
        bound = f"< {self.below}" if self.at_least is None else f"≥ {self.at_least}"
        shown, target = f"{figure:.2f} {self.unit}", f"{bound} {self.unit}"
        if not self.unit:
            shown, target = "yes" if figure else "no", "yes"
        return row(self.what, shown, target, "met" if self.met(figure) else "not met")


def row(what: str, figure: str, target: str, verdict: str) -> str:
    """Return a row of the table."""
    return f"{what:<43}{figure:>11}{target:>12}  {verdict}"


def fastest(repeats: int, *contestants: Callable[[], object]) -> list[float]:
    """Return each contestant's shortest time, in seconds; they take turns."""
    times: list[list[float]] = [[] for _ in contestants]
    for _ in range(repeats):
        for own, play in zip(times, contestants, strict=True):
            started = perf_counter()
            play()
            own.append(perf_counter() - started)
    return [min(own) for own in times]


def baseline(worlds: int, workers: "Workers" = 1) -> Callable[[], object]:
    """Return the baseline, ready to be simulated."""
    from sim import Scenario
    from sim.ensemble.ensemble import live_through
    from sim.ensemble.run import run_of

    return partial(live_through, run_of(Scenario.load(BASELINE), worlds, SEED), workers)


def rate_over(other: str, sizes: Sizes) -> float:
    """Return the worlds per second of Parley over those of another model in this folder."""
    from flat_week import Week

    worlds = sizes.plain_mesa if other == "plain_mesa_week" else sizes.worlds
    theirs = partial(import_module(other).run, Week(), worlds, SEED)
    own, its = fastest(sizes.repeats, baseline(sizes.worlds), theirs)
    return (sizes.worlds / own) / (worlds / its)


def two_over_one(sizes: Sizes) -> float:
    """Return how many times faster two processes are than one."""
    one, two = fastest(sizes.worker_repeats, *(baseline(sizes.workers, n) for n in (1, 2)))
    return one / two


def two_dask_over_one(sizes: Sizes) -> float:
    """Return how many times faster two workers of a Dask cluster are than one of them."""
    from distributed import Client, LocalCluster

    alone = {"processes": True, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(n_workers=2, **alone) as cluster, Client(cluster) as client:
        first, second = client.nthreads()
        executors = [
            client.get_executor(workers=who, pure=False) for who in ([first], [first, second])
        ]
        contestants = [baseline(sizes.workers, executor) for executor in executors]
        one, two = fastest(sizes.worker_repeats, *contestants)
    return one / two


def fresh(*command: str, **variables: str) -> str:
    """Run a command in a process of its own and return what it printed."""
    pipe, environment = subprocess.PIPE, os.environ | variables
    return subprocess.run(command, env=environment, check=True, stdout=pipe, text=True).stdout


def peak_memory(sizes: Sizes) -> float:
    """Return the peak memory of a run with its summary, in GiB."""
    return int(fresh(PYTHON, "-c", RUN_AND_SUM_UP, BASELINE, str(sizes.memory))) / 2**30


def memory_of_counts(sizes: Sizes) -> float:
    """Return the peak memory of counting many worlds, over that of a million.

    Both are printed, and how long it took beside what a million worlds let expect.
    """
    few, many = (
        [float(one) for one in fresh(PYTHON, "-c", COUNT, BASELINE, str(worlds)).split()]
        for worlds in (FEW, sizes.counts)
    )
    expected = few[0] * sizes.counts / FEW
    sizes_in_mib = f"{few[1] / 2**20:.0f} and {many[1] / 2**20:.0f} MiB"
    print(
        f"{FEW:,} and {sizes.counts:,} worlds, counts only: {sizes_in_mib}, {many[0]:.0f} s", end=""
    )
    print(f" ({expected:.0f} s expected; {many[0] * 1e9 / sizes.counts:.0f} s per 10⁹ worlds)")
    return many[1] / few[1]


def sweep_of_2500_points(which: int, sizes: Sizes) -> float:
    """Return the seconds (0) or GiB (1) of 50 × 50 points on two processes, with the table."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "sweep.py"  # a file, because the second process loads it again
        script.write_text(SWEEP, encoding="utf-8")
        told = fresh(PYTHON, str(script), BASELINE, str(sizes.per_point)).split()
    return float(told[which]) / (1, 2**30)[which]


def run_time(_: Sizes, cold: bool = False) -> float:
    """Return the seconds of a run with files and pictures; cold: without a font cache."""

    def play() -> None:
        with TemporaryDirectory() as folder:
            variables = {"MPLCONFIGDIR": folder} if cold else {}
            fresh(PARLEY, "run", BASELINE, "--out", f"{folder}/out", **variables)

    return fastest(STARTS, play)[0]


def help_time(_: Sizes) -> float:
    """Return the seconds until the help is printed."""
    return fastest(STARTS, partial(fresh, PARLEY, "--help"))[0]


def import_time(_: Sizes) -> float:
    """Return the seconds that importing what a run needs takes beyond importing Mesa."""
    ours, mesa = (
        partial(fresh, PYTHON, "-c", f"import {it}") for it in ("sim.ensemble.run", "mesa")
    )
    own, alone = fastest(STARTS, ours, mesa)
    return own - alone


def reads_without_mesa(_: Sizes) -> float:
    """Return 1 if a scenario is read without importing Mesa, else 0."""
    return float(fresh(PYTHON, "-c", READ_A_SCENARIO, BASELINE).strip() == "False")


def variance(sizes: Sizes) -> float:
    """Print how many fewer worlds are needed; return the least over what is expected of it."""
    from variance import least

    return least(sizes.variance, sizes.variance_seeds)


MESA, FLAT = partial(rate_over, "plain_mesa_week"), partial(rate_over, "flat_week")
COLD = partial(run_time, cold=True)
SWEEP_TIME, SWEEP_MEMORY = (partial(sweep_of_2500_points, which) for which in (0, 1))
MEASURES = {  # memory first: the peak of a new process counts from what its parent once held
    "memory": Measure("peak memory of a run with its summary", peak_memory, "GiB", below=1),
    "counts": Measure("memory of counting, over 10⁶ worlds", memory_of_counts, "×", below=1.05),
    "sweep": Measure("50 × 50 points of 2,000 worlds", SWEEP_TIME, "s", below=60),
    "sweep-memory": Measure("the same, peak memory together", SWEEP_MEMORY, "GiB", below=1),
    "mesa": Measure("worlds per second, over a plain Mesa model", MESA, "×", at_least=150),
    "flat": Measure("worlds per second, over a flat NumPy loop", FLAT, "×", at_least=0.7),
    "workers": Measure("speed of two workers, over one", two_over_one, "×", at_least=1.7),
    "variance": Measure("worlds saved, over what is expected", variance, "×", at_least=1),
    "dask": Measure("speed of two Dask workers, over one", two_dask_over_one, "×", at_least=1.7),
    "run": Measure("parley run, with files and pictures", run_time, "s", below=3),
    "cold": Measure("the same, without a font cache", COLD, "s", below=3),
    "help": Measure("parley --help", help_time, "s", below=0.5),
    "import": Measure("imports of a run, beyond Mesa's own", import_time, "s", below=0.3),
    "read": Measure("a scenario is read without Mesa", reads_without_mesa, at_least=1),
}


def main() -> int:
    """Measure, print the table and return the exit code: 1 if a target is missed."""
    parser, names = argparse.ArgumentParser(), ", ".join(MEASURES)
    parser.add_argument("--quick", action="store_true", help="small sizes, to try the script")
    parser.add_argument("--only", nargs="+", choices=MEASURES, metavar="NAME", help=names)
    parser.add_argument("--count-worlds", type=int, metavar="N", help="worlds for counts only")
    parser.add_argument("--worker-worlds", type=int, metavar="N", help="worlds for two workers")
    asked = parser.parse_args()
    sizes = QUICK if asked.quick else Sizes()
    sizes = replace(sizes, workers=asked.worker_worlds or sizes.workers)
    sizes = replace(sizes, counts=asked.count_worlds or sizes.counts)
    versions = f"Mesa {version('mesa')}, NumPy {version('numpy')}"
    print(f"Python {python_version()}, {versions}, {os.cpu_count()} cores")
    print(row("", "measured", "target", "").rstrip())
    missed = 0
    for name in [name for name in MEASURES if name in (asked.only or MEASURES)]:
        figure = MEASURES[name].take(sizes)
        print(MEASURES[name].line(figure), flush=True)
        missed += not MEASURES[name].met(figure)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
