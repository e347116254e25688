"""What was run, what came of it, and how to run it again and get the same numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from platform import python_version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.analysis.outcomes.result import Result
from sim.rules.user_files import RuleFile, imported_files, loaded_files
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.experiments.lived import LivedFinding

LIBRARIES = ("mesa", "numpy", "scipy", "pydantic", "matplotlib", "pandas")


@dataclass(frozen=True)
class RunRecord:
    """A run with its summary: all that a folder of results or a report is made of."""

    result: Result
    summary: dict[str, Any]
    """The result as plain data, and what was found `beside` it."""
    base: Scenario
    """What the assumptions are compared with."""
    manifest: dict[str, Any]
    """How to run it again: ``command``, ``scenario_sha256``, ``written``, ``versions``."""
    beside: "Mapping[str, LivedFinding]" = field(default_factory=dict)
    """Of an uncertain run, by name: luck and not knowing set apart, which assumptions matter."""


def ran_of(
    result: Result,
    base: Scenario,
    command: str,
    beside: "Mapping[str, LivedFinding]" = MappingProxyType({}),
) -> RunRecord:
    """Return what came of a run, summed up, with the command that runs it again."""
    again = manifest(command, result.request, result.scenario) | {"base": fingerprint(base)}
    found = {name: one.to_dict() for name, one in beside.items()}
    return RunRecord(result, result.to_dict() | found, base, again, beside)


def manifest(command: str, request: Mapping[str, Any], *scenarios: Scenario) -> dict[str, Any]:
    """Return what is needed to run this again: scenarios and rules, hashes, seed, versions.

    The request says what was run, as a finding does: seed, worlds, …
    """
    own = [*map(fingerprint, scenarios)]
    return {
        "command": command,
        **request,
        **(own[0] if own else {}),
        **({"others": own[1:]} if own[1:] else {}),
        **({"loaded": _named(loaded_files())} if loaded_files() else {}),
        **({"imported": _named(imported_files())} if imported_files() else {}),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": dict(_versions()),
    }


@cache
def _versions() -> Mapping[str, str]:
    """Return the versions of what numbers rest on, which are long to look up."""
    ours = {"parley-sim": version("parley-sim"), "python": python_version()}
    return ours | {library: version(library) for library in LIBRARIES}


def fingerprint(scenario: Scenario) -> dict[str, str]:
    """Return a scenario's title and the hash of all that it says."""
    whole = scenario.model_dump_json()
    return {"scenario": scenario.title, "scenario_sha256": sha256(whole.encode()).hexdigest()}


def _named(files: list[RuleFile]) -> list[dict[str, str]]:
    return [{"file": file.path, "sha256": file.sha256} for file in files]
