"""What was run and what came of it: all that a folder of results or a report is made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.outcomes.result import Result
from sim.archive.manifest import fingerprint, manifest
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.experiments.uncertainty import Uncertainty


@dataclass(frozen=True)
class RunRecord:
    """A run with its summary.

    Attributes
    ----------
    result : Result
    summary : dict
        The result as plain data, and `parts` with it.
    base : Scenario
        What the assumptions are compared with.
    manifest : dict
        How to run it again: ``command``, ``scenario_sha256``, ``written``, ``versions``.
    parts : Uncertainty, optional
        Luck and not knowing set apart, of an uncertain run.
    """

    result: Result
    summary: dict[str, Any]
    base: Scenario
    manifest: dict[str, Any]
    parts: "Uncertainty | None" = None


def ran_of(
    result: Result, base: Scenario, command: str, parts: "Uncertainty | None" = None
) -> RunRecord:
    """Return what came of a run, summed up, with how to run it again.

    Parameters
    ----------
    result : Result
    base : Scenario
        What the assumptions are compared with.
    command : str
        What to type to run it again.
    parts : Uncertainty, optional
        Luck and not knowing set apart, of an uncertain run.
    """
    again = manifest(command, result.request, result.scenario) | {"base": fingerprint(base)}
    summary = result.to_dict()
    if parts is not None:
        summary["uncertainty"] = parts.to_dict()
    return RunRecord(result, summary, base, again, parts)
