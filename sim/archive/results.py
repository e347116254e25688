"""A folder of results, read again: what ``parley run --out`` left in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.outcomes.result import Result
from sim.archive.files import BASE, SCENARIO, SUMMARY, TABLES, read_kept, write_manifest
from sim.archive.folder import Folder
from sim.archive.seal import BEFORE, LISTED, MANIFEST, digest_of, is_sealed, must_be_ours
from sim.ensemble.luck import Luck
from sim.ensemble.run import Run
from sim.errors import ScenarioError, UsageError
from sim.rules.loading import load_scenario
from sim.rules.user_files import loaded_files
from sim.scenario import Scenario


@dataclass(frozen=True)
class Results:
    """What a run left in a folder; its assumptions are compared with those of `base`."""

    folder: Path
    run: Run
    base: Scenario
    summary: dict[str, Any]
    manifest: dict[str, Any]

    def result(self, again: Callable[[Run], Result]) -> Result:
        """Return the worlds or counts as they were kept, or run `again` if neither was.

        Raises `UsageError` if the table is not as the run left it, or the same run gives other
        numbers now.
        """
        kept = [name for name in self.manifest[LISTED] if name in TABLES]
        if kept:
            path = _as_left(self.folder, kept[0], self.manifest)
            chances = np.array(self.summary["chances"]["by_part"], np.int64)
            return Result(self.run, read_kept(path, self.run.scenario), chances)
        result = again(self.run)
        counts = {key: share.count for key, share in result.outcome_shares().items()}
        if counts != {key: share["count"] for key, share in self.summary["outcomes"].items()}:
            words = "kept no table of its worlds, and the same run gives other numbers now"
            raise UsageError(f"{self.folder}: {words}{_again(self.manifest)}")
        return result

    def add(self, name: str, page: str) -> None:
        """Write a page into the folder and name it in the manifest: it goes when a run comes.

        Raises `UsageError` if another command wrote into the folder since it was read, or the disk
        refuses.
        """
        folder = Folder(self.folder)
        with folder.held():
            if _manifest(self.folder) != self.manifest:
                raise UsageError(f"{self.folder}: has been written anew; report it again")
            folder.put(name, page, must_be_ours)
            listed = {**self.manifest[LISTED], name: digest_of(folder.path / name)}
            manifest = self.manifest | {LISTED: dict(sorted(listed.items()))}
            with folder.staging() as place:
                write_manifest(place, folder.path, manifest)


def read_results(folder: Path) -> Results:
    """Read a folder that ``parley run --out`` wrote.

    Raises `UsageError` if it is no such folder, or is not as the run left it, and `ScenarioError`
    if its scenario cannot be read.
    """
    manifest = _manifest(folder)
    if SUMMARY not in manifest[LISTED]:
        words = "a report needs the folder of a parley run; this one is from"
        raise UsageError(f"{folder}: {words}: {manifest['command']}")
    summary = json.loads(_as_left(folder, SUMMARY, manifest).read_text(encoding="utf-8"))
    scenario = _scenario(folder, SCENARIO, manifest)
    base = _scenario(folder, BASE, manifest) if BASE in manifest[LISTED] else scenario
    luck = Luck(*(manifest.get(name, ()) for name in ("seed", "uncertain", "luck", "given")))
    run = Run(scenario, manifest["worlds"], luck, manifest["keep"])
    return Results(folder, run, base, summary, manifest)


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest, once it is clear that it is whole and that its files are all there."""
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not JSON"
        words = f"is no folder that parley run --out wrote ({MANIFEST}: {reason})"
        raise UsageError(f"{folder}: {words}") from None
    if not is_sealed(told):
        words = "was left by an older parley, or has been changed since"
        raise UsageError(f"{path}: {words}{_again(told)}")
    if BEFORE in told:
        raise UsageError(f"{folder}: was stopped while its files were written{_again(told)}")
    return dict(told)


def _as_left(folder: Path, name: str, manifest: dict[str, Any]) -> Path:
    """Return a file's path, once it is clear that it is as the run left it."""
    path, digest = folder / name, manifest[LISTED].get(name)
    if digest is None or not path.is_file():
        raise UsageError(f"{path}: is not there any more{_again(manifest)}")
    if digest_of(path) != digest:
        raise UsageError(f"{path}: has been changed since it was run{_again(manifest)}")
    return path


def _again(manifest: object) -> str:
    command = manifest.get("command") if isinstance(manifest, dict) else None
    return f"; run it again: {command}" if isinstance(command, str) else ""


def _scenario(folder: Path, name: str, manifest: dict[str, Any]) -> Scenario:
    try:
        return load_scenario(_as_left(folder, name, manifest))
    except ScenarioError as error:
        if "loaded" not in manifest or loaded_files():
            raise
        files = " ".join(f"--load {file['file']}" for file in manifest["loaded"])
        raise UsageError(f"{error}; it ran with: parley {files} …") from None
