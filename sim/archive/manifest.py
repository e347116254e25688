"""A manifest: what is needed to run something again and get the same numbers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from platform import python_version
from typing import Any

from sim.rules.user_files import RuleFile, imported_files, loaded_files
from sim.scenario import Scenario

LIBRARIES = ("mesa", "numpy", "scipy", "pydantic", "matplotlib", "pandas")


def manifest(
    command: str, request: Mapping[str, Any], scenario: Scenario, others: Sequence[Scenario] = ()
) -> dict[str, Any]:
    """Return what is needed to run this again: scenarios and rules, hashes, seed, versions.

    Parameters
    ----------
    command : str
        What to type.
    request : dict
        What was run, as a finding says it: seed, worlds …
    scenario : Scenario
        What was run, or the first of several.
    others : sequence of Scenario
        The scenarios of further runs.
    """
    return {
        "command": command,
        **request,
        **fingerprint(scenario),
        **({"others": [fingerprint(one) for one in others]} if others else {}),
        **({"loaded": _named(loaded_files())} if loaded_files() else {}),
        **({"imported": _named(imported_files())} if imported_files() else {}),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"parley-sim": version("parley-sim"), "python": python_version()}
        | {library: version(library) for library in LIBRARIES},
    }


def fingerprint(scenario: Scenario) -> dict[str, str]:
    """Return a scenario's title and the hash of all that it says."""
    whole = scenario.model_dump_json()
    return {"scenario": scenario.title, "scenario_sha256": sha256(whole.encode()).hexdigest()}


def _named(files: list[RuleFile]) -> list[dict[str, str]]:
    return [{"file": file.path, "sha256": file.sha256} for file in files]
