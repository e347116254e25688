"""A cluster: the workers of a Dask scheduler, on however many machines, share the work.

Dask is an extra. It is loaded when a scheduler is named, not before.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client

ANSWER_SECONDS, WORKER_SECONDS = 5, 60
"""How long a scheduler has to answer, and its first worker to join: it may still be starting."""

PACKAGES = ("parley-sim", "distributed", "numpy", "scipy")
"""What has to be of one version on all machines: others give other numbers, or none."""

SHAPE = "a scheduler is named by its address, tcp://HOST:PORT, or by the file it writes"

Found = Mapping[str, Mapping[str, str | None]]
"""What Dask finds on a machine: under ``packages`` the version of each, or None."""


@contextmanager
def cluster(scheduler: str) -> Iterator[Executor]:
    """Yield an executor whose jobs are done by the workers of a Dask scheduler.

    Parameters
    ----------
    scheduler : str
        Its address, ``tcp://HOST:PORT``, or what ``dask scheduler --scheduler-file`` has written.

    Raises
    ------
    UsageError
        If Dask is not installed, nobody answers there, there is no worker, or a machine has another
        version of what has to be the same; later on, if the scheduler is lost.
    """
    if find_spec("distributed") is None:
        raise UsageError('a scheduler needs Dask: pip install "parley-sim[cluster]"')
    from distributed import Client, KilledWorker

    address = _address(scheduler)
    _must_match(f"the scheduler {address}", _versions_of_scheduler(address))
    with Client(address, timeout=ANSWER_SECONDS, set_as_default=False) as client:
        _must_have_workers(client, address)
        try:
            yield client.get_executor(pure=False)
        except CancelledError:
            raise UsageError(f"the scheduler {address} is gone") from None
        except KilledWorker:
            problem = "the same work was lost with several workers; give each more memory"
            raise UsageError(f"{address}: {problem}") from None
        except ModuleNotFoundError as error:
            raise UsageError(f"{address}: a worker has no module {error.name!r}") from None


def _address(scheduler: str) -> str:
    """Return the address of a scheduler, which its file may say."""
    if "://" not in scheduler:
        return _written_in(scheduler)
    if not scheduler.startswith("tcp://"):
        raise UsageError(f"{scheduler}: {SHAPE}")
    return scheduler


def _written_in(file: str) -> str:
    try:
        return str(json.loads(Path(file).read_text(encoding="utf-8"))["address"])
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; {SHAPE}"
    except (ValueError, KeyError, TypeError):
        problem = "is not the file that dask scheduler --scheduler-file writes"
    raise UsageError(f"{file}: {problem}")


def _versions_of_scheduler(address: str) -> Found:
    """Return what a scheduler has; one of another version may understand no more than that."""
    asked = asyncio.wait_for(_ask(address), ANSWER_SECONDS)
    try:
        with ThreadPoolExecutor(1) as thread:  # a notebook has a loop of its own going
            return thread.submit(asyncio.run, asked).result()
    except ValueError:
        problem = SHAPE
    except Exception:  # what a stranger on that port sends can come to anything
        problem = f"no Dask scheduler answers there within {ANSWER_SECONDS} seconds"
    raise UsageError(f"{address}: {problem}")


async def _ask(address: str) -> Found:
    from distributed import rpc

    async with rpc(address, timeout=ANSWER_SECONDS) as scheduler:
        if (await scheduler.identity())["type"] != "Scheduler":
            raise TypeError(address)
        found: Found = await scheduler.versions(packages=PACKAGES)
        return found


def _must_have_workers(client: "Client", address: str) -> None:
    """Raise `UsageError` unless there is a worker, and all there are can do the work."""
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError:
        problem = f"no worker has joined within {WORKER_SECONDS} seconds"
        raise UsageError(f"{address}: {problem}; start one: dask worker {address}") from None
    for worker, found in client.get_versions(packages=PACKAGES)["workers"].items():
        _must_match(f"the worker {worker}", found)


def _must_match(who: str, found: Found) -> None:
    """Raise `UsageError` for the first thing that is missing there, or is of another version."""
    from distributed.versions import get_versions

    theirs, ours = (_numbers(one) for one in (found, get_versions(PACKAGES)))
    for name, number in theirs.items():
        if number is None:
            problem = f'has no {name}; install there, too: pip install "parley-sim[cluster]"'
            raise UsageError(f"{who} {problem}")
        if number != ours[name]:
            raise UsageError(f"{who} has {name} {number}, and this machine {name} {ours[name]}")


def _numbers(found: Found) -> dict[str, str | None]:
    """Return the numbers of versions that have to be the same; of Python, minor ones are."""
    packages = found["packages"]
    python = ".".join(str(packages["python"]).split(".")[:2])
    return {"Python": python} | {name: packages.get(name) for name in PACKAGES}
