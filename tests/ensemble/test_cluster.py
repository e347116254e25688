"""A Dask cluster shares the work: the same bytes, whoever is lost; one line for what is wrong."""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest

import sim.ensemble.grid
import sim.rules.user_files
from sim import UsageError
from sim.ensemble import cluster as clusters
from sim.ensemble import executors
from sim.ensemble.cluster import cluster
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.run import run_of
from sim.rules import registry
from sim.rules.user_files import load_rules
from tests.cli.test_cli_compare import heard
from tests.conftest import BASELINE, ROOT, toy, toy_yaml
from tests.reading.test_bad_input import refused
from tests.rules.test_rule_files import AS_WORDED

pytestmark = pytest.mark.skipif(
    find_spec("distributed") is None, reason='Dask is not installed: pip install -e ".[cluster]"'
)

PATIENCE_SECONDS = 120
"""For what takes one or two on a machine that has nothing else to do."""

NO_PARLEY = """
from distributed import versions

def version(package, known=versions._version_cached):
    return None if package == "parley-sim" else known(package)

versions._version_cached = version
"""
"""Lets a worker say what one says that stands in an environment of its own."""


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder with a small crisis; forget all rules afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.setattr(registry, "_RULES", dict(registry._RULES))
    monkeypatch.setattr(sim.rules.user_files, "_LOADED", {})
    monkeypatch.setattr(logging.root.manager, "disable", logging.NOTSET)
    monkeypatch.setattr(clusters, "ANSWER_SECONDS", PATIENCE_SECONDS)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")


@contextmanager
def started(folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part of a cluster on this machine alone, from a folder where there is nothing."""
    file = ("--host", "127.0.0.1", "--scheduler-file", str(folder / "scheduler.json"))
    child = subprocess.Popen(
        [sys.executable, "-m", "dask", *words, *file, "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@pytest.fixture
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of a scheduler that has no worker yet."""
    folder = tmp_path_factory.mktemp("cluster")
    with started(folder, "scheduler", "--port", "0"):
        yield folder


def worker(folder: Path, *words: str) -> Any:
    """Start a worker process with one thread, as ``dask worker`` does."""
    alone = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
    return started(folder, "worker", *alone, *words)


@contextmanager
def joined(folder: Path, workers: int = 1) -> Iterator[Executor]:
    """Yield the cluster's executor once its workers are there."""
    with cluster(written(folder)) as executor:
        executor._client.wait_for_workers(workers, timeout=PATIENCE_SECONDS)  # type: ignore[attr-defined]
        yield executor


def written(folder: Path) -> str:
    """Return the file of a scheduler, once it has written it."""
    file = folder / "scheduler.json"
    ends = time.monotonic() + PATIENCE_SECONDS
    while not (file.exists() and file.read_text(encoding="utf-8").endswith("}")):
        assert time.monotonic() < ends
        time.sleep(0.05)
    return str(file)


FEW = 2_000


def test_a_worker_killed_half_way_changes_no_byte(
    scheduler: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a rule of one's own needs no file where the work is done."""
    file = Path("mine.py")
    file.write_text(AS_WORDED.format("observation.gate"), encoding="utf-8")
    load_rules(file)
    file.unlink()
    own = toy(**{"actors.north.rule": "as-worded"})
    points = tuple({"meeting.goes_ahead": share} for share in np.linspace(0, 1, 16).tolist())
    monkeypatch.setattr(sim.ensemble.grid, "BLOCK", 2 * FEW)  # of two points each part
    grid, done = Grid(run_of(own, FEW, 1), points), []

    with worker(scheduler) as one, worker(scheduler), joined(scheduler, 2) as executor:
        client = executor._client  # type: ignore[attr-defined]
        (victim,) = (at for at, pid in client.run(os.getpid).items() if pid == one.pid)

        def tell(worlds: int) -> None:
            done.append(worlds)
            if len(done) == 1:
                os.kill(one.pid, signal.SIGSTOP)  # so that it has work when it is killed
            if len(done) == len(grid.parts()) // 2:
                assert client.processing()[victim]
                os.kill(one.pid, signal.SIGKILL)

        shared = chances_at_points(grid, executor, tell)
        assert len(client.nthreads()) == 1
    assert shared.tobytes() == chances_at_points(grid).tobytes()
    assert sum(done) == len(points) * FEW
    assert len({flows.tobytes() for flows in shared}) > 1


def test_commands_hand_their_work_to_the_cluster(
    scheduler: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Executor] = []

    def one_at_a_time(executor: Executor) -> int:
        asked.append(executor)
        return 1

    monkeypatch.setattr(executors, "_size", one_at_a_time)
    vary = ("--vary", "learning_rate=0:1:3")
    commands = (["run"], ["sweep", *vary], ["ablate"], ["compare", "--set", "learning_rate=0.5"])
    with worker(scheduler):
        for command, *words in commands:
            few = (command, BASELINE, *words, "--seed", 1, "--worlds", 300, "--json")
            shared = heard(capsys, *few, "--scheduler", written(scheduler))
            assert {type(executor).__name__ for executor in asked} == {"ClientExecutor"}
            asked.clear()
            assert (heard(capsys, *few), asked) == (shared, [])


@contextmanager
def stranger(says: bytes) -> Iterator[str]:
    """Yield the address of somebody who knows nothing of Dask, and says this or nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        leaves = Event()

        def talk() -> None:
            with listening.accept()[0] as caller:
                caller.sendall(says)
                leaves.wait(PATIENCE_SECONDS)

        Thread(target=talk, daemon=True).start()
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        leaves.set()


def asked_of(address: str, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run a command with a scheduler, and return the line that refuses it."""
    asked = ("run", "toy.yaml", "--seed", "1", "--scheduler", address)
    return refused(capsys, *asked, "--out", "out", *words)


@pytest.mark.parametrize("says", [b"", b"SSH-2.0-OpenSSH_9.2p1\r\n"], ids=["silent", "another"])
def test_whoever_is_no_scheduler_is_not_waited_for(
    says: bytes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "ANSWER_SECONDS", 1)
    with stranger(says) as address:
        line = asked_of(address, capsys)
    assert line == f"parley: {address}: no Dask scheduler answers there within 1 seconds\n"


def test_an_address_nobody_answers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "ANSWER_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    line = asked_of(address, capsys)
    assert line == f"parley: {address}: no Dask scheduler answers there within 1 seconds\n"


@pytest.mark.parametrize(
    ("named", "line"),
    {
        "tcp://localhost": clusters.SHAPE,
        "tcp://localhost:x": clusters.SHAPE,
        "http://localhost:8786": clusters.SHAPE,
        "away.json": f"cannot be read: No such file or directory; {clusters.SHAPE}",
        "toy.yaml": "is not the file that dask scheduler --scheduler-file writes",
    }.items(),
)
def test_a_scheduler_is_named_by_its_address_or_file(
    named: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked_of(named, capsys) == f"parley: {named}: {line}\n"


def test_two_ways_to_share_are_one_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    line = asked_of("tcp://127.0.0.1:8786", capsys, "--workers", "2")
    assert "--workers and --scheduler: choose one" in line


def test_without_the_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "find_spec", lambda _: None)
    line = asked_of("tcp://127.0.0.1:8786", capsys)
    assert line == 'parley: a scheduler needs Dask: pip install "parley-sim[cluster]"\n'


def test_what_a_cluster_lacks_is_said_before_any_world_is_run(
    scheduler: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import versions

    file = written(scheduler)
    monkeypatch.setattr(clusters, "WORKER_SECONDS", 1)
    assert "no worker has joined within 1 seconds; start one: dask" in asked_of(file, capsys)

    monkeypatch.setattr(clusters, "WORKER_SECONDS", PATIENCE_SECONDS)
    (scheduler / "bare.py").write_text(NO_PARLEY, encoding="utf-8")
    with worker(scheduler, "--preload", "bare.py"):
        lacks = r"parley: the worker tcp://127\.0\.0\.1:\d+ has no parley-sim; install there, too"
        assert re.match(lacks, asked_of(file, capsys))

    known = versions._version_cached
    another = {"distributed": "2031.1.0"}
    monkeypatch.setattr(versions, "_version_cached", lambda of: another.get(of, known(of)))
    line = asked_of(file, capsys)
    assert line.startswith("parley: the scheduler tcp://127.0.0.1:")
    assert f"has distributed {known('distributed')}, and this machine distributed 2031.1.0" in line


def test_who_joins_later_is_asked_with_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("Python 3.1", "Parley 9.9.9", "NumPy 0.1")
    monkeypatch.setattr(executors, "_versions", lambda: ("Python 3.1", "Parley 9.9.8", "NumPy 0.1"))
    with pytest.raises(UsageError, match=r"has Parley 9\.9\.8; Parley 9\.9\.9 is needed"):
        executors._work_on(asked, b"", 0)


def test_what_is_lost_later_is_said_in_one_line(tmp_path: Path) -> None:
    from distributed import KilledWorker

    with started(tmp_path, "scheduler", "--port", "0") as scheduler, worker(tmp_path):
        with pytest.raises(UsageError, match="no module 'unheard_of'"), joined(tmp_path) as cluster:
            cluster.submit(import_module, "unheard_of").result()
        with pytest.raises(UsageError, match="lost with several workers"), joined(tmp_path):
            raise KilledWorker("work", None, 3)
        with pytest.raises(UsageError, match=r"scheduler tcp://\S+ is gone"):
            lose(scheduler, tmp_path)


def lose(scheduler: subprocess.Popen[bytes], folder: Path) -> None:
    """Kill a scheduler while its worker is at work."""
    with joined(folder) as executor:
        work = executor.submit(time.sleep, PATIENCE_SECONDS)
        scheduler.kill()
        work.result()
