"""A folder of results, read again: what ``parley run --out`` left in it."""

import json
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.archive.files import BASE, SCENARIO, SUMMARY, staged
from sim.archive.folder import results_folder
from sim.archive.manifest import fingerprint
from sim.archive.owned import BEFORE, LISTED, MANIFEST
from sim.archive.seal import is_sealed
from sim.ensemble.luck import Luck
from sim.ensemble.run import Run
from sim.errors import ScenarioError, UsageError
from sim.rules.loading import load_scenario
from sim.rules.user_files import loaded_files
from sim.scenario import Scenario

CLOSE = 1e-9
"""Machines may differ in the last digits; relative difference below which that is all."""


class Manifest(BaseModel):
    """What is read of a manifest; see `sim.archive.manifest`."""

    command: str
    scenario_sha256: str
    base: dict[str, str] = {}
    seed: int
    worlds: int
    uncertain: bool
    written: str
    versions: dict[str, str]
    files: dict[str, str]
    loaded: list[dict[str, str]] = []


@dataclass(frozen=True)
class Results:
    """What a run left in a folder.

    Attributes
    ----------
    folder : Path
    run : Run
    base : Scenario
        What its assumptions are compared with.
    summary : dict
        What came of it.
    manifest : dict
        How to run it again.
    """

    folder: Path
    run: Run
    base: Scenario
    summary: dict[str, Any]
    manifest: dict[str, Any]

    def check(self, summary: dict[str, Any]) -> None:
        """See whether the same run gives what the folder says.

        Raises
        ------
        UsageError
            If it gives other numbers.
        """
        now = json.loads(json.dumps(summary))
        if not _same(now | {"version": ""}, self.summary | {"version": ""}):
            then, here = self.manifest["versions"].get("parley-sim", "?"), now["version"]
            words = f"the same run gives other numbers now (parley {then} then, {here} now)"
            again = self.manifest["command"]
            raise UsageError(f"{self.folder / SUMMARY}: {words}; run it again: {again}")

    def add(self, name: str, page: str) -> None:
        """Write a page into the folder and name it in the manifest: it goes when a run comes.

        Raises
        ------
        UsageError
            If another command wrote into the folder since it was read, or the disk refuses.
        """
        kept = {file: digest for file, digest in self.manifest[LISTED].items() if file != name}
        with results_folder(self.folder, [name], keep=kept) as folder:
            if folder is None or _manifest(self.folder) != self.manifest:
                raise UsageError(f"{self.folder}: has been written anew; report it again")
            with staged(folder, self.manifest, kept) as place:
                (place / name).write_text(page, encoding="utf-8", newline="\n")


def _same(one: Any, other: Any) -> bool:
    """Whether two plain objects are equal but for the last digits of their numbers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(one == other)


def read_results(folder: Path) -> Results:
    """Read a folder that ``parley run --out`` wrote.

    Raises
    ------
    UsageError
        If it is no such folder, is from before scenarios were kept, or does not fit together.
    ScenarioError
        If its scenario cannot be read.
    """
    told = _manifest(folder)
    try:
        known = Manifest.model_validate(told)
    except ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"]))
        raise UsageError(f"{folder / MANIFEST}: {key}: is not as parley writes it") from None
    summary = _summary(folder, known)
    scenario = _scenario(folder / SCENARIO, known, known.scenario_sha256)
    rests = known.base.get("scenario_sha256", known.scenario_sha256)
    base = _scenario(folder / BASE, known, rests) if BASE in known.files else scenario
    run = Run(scenario, known.worlds, Luck(known.seed, known.uncertain))
    return Results(folder, run, base, summary, told)


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest, once it is clear that it is whole and that its files are all there."""
    told = _object(folder / MANIFEST, f"{folder}: is no folder that parley run --out wrote")
    again = f"; run it again: {told['command']}" if isinstance(told.get("command"), str) else ""
    if not is_sealed(told):
        words = "was left by an older parley, or has been changed since"
        raise UsageError(f"{folder / MANIFEST}: {words}{again}")
    if BEFORE in told:
        raise UsageError(f"{folder}: was stopped while its files were written{again}")
    return told


def _summary(folder: Path, known: Manifest) -> dict[str, Any]:
    """Return the summary, once it is clear that a run of this version left the folder."""
    if not (folder / SUMMARY).is_file():
        words = f"a report needs the folder of a parley run; this one is from: {known.command}"
        raise UsageError(f"{folder}: no {SUMMARY} in it: {words}")
    if not (folder / SCENARIO).is_file():
        words = "left by an older parley, which did not keep the scenario; run it again"
        if SCENARIO in known.files:
            words = "it was there after the run and has been removed since; run it again"
        raise UsageError(f"{folder}: no {SCENARIO} in it: {words}: {known.command}")
    return _object(folder / SUMMARY, f"{folder / SUMMARY}: cannot be read as JSON")


def _object(path: Path, problem: str) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{problem} ({path.name}: {error.strerror})") from None
    except ValueError:
        raise UsageError(f"{problem} ({path.name}: not JSON)") from None
    if not isinstance(found, dict):
        raise UsageError(f"{problem} ({path.name}: not an object)")
    return found


def _scenario(path: Path, known: Manifest, sha256: str) -> Scenario:
    """Read a scenario of the folder and see whether it is the one that the manifest speaks of."""
    try:
        scenario = load_scenario(path)
    except ScenarioError as error:
        if not known.loaded or loaded_files():
            raise
        load = " ".join(f"--load {file['file']}" for file in known.loaded)
        raise UsageError(f"{error}; it ran with: parley {load} …") from None
    if fingerprint(scenario)["scenario_sha256"] != sha256:
        words = f"has been changed since it was run ({MANIFEST} has another scenario_sha256)"
        raise UsageError(f"{path}: {words}; run it again: {known.command}")
    return scenario
